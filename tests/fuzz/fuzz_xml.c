/* Bytes as XML, three ways: whole, as a stream in small pieces, and by libxml2. All say
 * the same, or all refuse; what the room refuses of its own accord (a DOCTYPE, limits,
 * encodings) is refused by both of its ways alike. */
#include <libxml/xmlreader.h>
#include <string.h>

#include "xml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static Job *job_new(void) {
  Job *job = g_new0(Job, 1);
  job->arena = arena_new();
  job->diags = diagnostics_new();
  job->limits = &limits_default;
  return job;
}

static void job_free(Job *job) {
  diagnostics_free(job->diags);
  arena_free(job->arena);
  g_free(job);
}

typedef struct Pieces {
  const uint8_t *data;
  size_t left, most;
} Pieces;

static gssize read_piece(void *self, char *buffer, size_t room) {
  Pieces *pieces = self;
  size_t n = MIN(MIN(room, pieces->most), pieces->left);
  memcpy(buffer, pieces->data, n);
  pieces->data += n;
  pieces->left -= n;
  pieces->most = pieces->most % 7 + 1;
  return (gssize)n;
}

static void put_text(GString *out, const char *text) {
  for (const char *p = text; *p; p++)
    g_string_append_c(out, *p);
}

/* Every event as a line, pieces of text joined. */
static void tell_event(XmlReader *r, GString *out) {
  if (xml_kind(r) == XML_TEXT) {
    put_text(out, xml_content(r));
    return;
  }
  g_string_append_printf(out, "\n%s %s|%s|%u", xml_kind(r) == XML_START ? "<" : ">",
                         xml_local(r), xml_space(r) ? xml_space(r) : "", xml_depth(r));
  for (unsigned i = 0; i < xml_attributes(r); i++) {
    const XmlAttribute *a = xml_attribute_at(r, i);
    g_string_append_printf(out, " %s|%s=", a->local, a->space ? a->space : "");
    put_text(out, a->value);
  }
  g_string_append(out, xml_is_empty(r) ? "/\n" : "\n");
}

static char *tell(XmlReader *r) {
  GString *out = g_string_new(NULL);
  while (xml_next(r))
    tell_event(r, out);
  bool failed = xml_failed(r);
  xml_close(r);
  return g_string_free(out, failed);
}

static void silent(void *self, xmlErrorPtr error) {
  bool *failed = self;
  /* It judges what a namespace's name is; to the room it is but a name. */
  *failed = *failed || (error->level >= XML_ERR_ERROR && error->code != XML_WAR_NS_URI);
}

static void tell_node(xmlTextReader *xml, GString *out) {
  int type = xmlTextReaderNodeType(xml);
  bool start = type == XML_READER_TYPE_ELEMENT;
  if (type == XML_READER_TYPE_TEXT || type == XML_READER_TYPE_CDATA ||
      type == XML_READER_TYPE_SIGNIFICANT_WHITESPACE)
    put_text(out, (const char *)xmlTextReaderConstValue(xml));
  if (!start && type != XML_READER_TYPE_END_ELEMENT)
    return;
  const char *space = (const char *)xmlTextReaderConstNamespaceUri(xml);
  bool empty = xmlTextReaderIsEmptyElement(xml) == 1;
  g_string_append_printf(out, "\n%s %s|%s|%d", start ? "<" : ">",
                         (const char *)xmlTextReaderConstLocalName(xml),
                         space ? space : "", xmlTextReaderDepth(xml));
  while (start && xmlTextReaderMoveToNextAttribute(xml) == 1) {
    if (xmlTextReaderIsNamespaceDecl(xml) == 1)
      continue;
    space = (const char *)xmlTextReaderConstNamespaceUri(xml);
    g_string_append_printf(out, " %s|%s=", (const char *)xmlTextReaderConstLocalName(xml),
                           space ? space : "");
    put_text(out, (const char *)xmlTextReaderConstValue(xml));
  }
  if (start)
    xmlTextReaderMoveToElement(xml);
  g_string_append(out, start && empty ? "/\n" : "\n");
}

/* NULL: refused; *declares: it has a DOCTYPE. */
static char *tell_oracle(const uint8_t *data, size_t size, bool *declares) {
  bool failed = false;
  xmlTextReader *xml =
      xmlReaderForMemory((const char *)data, (int)size, NULL, NULL,
                         XML_PARSE_NONET | XML_PARSE_IGNORE_ENC | XML_PARSE_HUGE);
  if (!xml)
    return NULL;
  xmlTextReaderSetStructuredErrorHandler(xml, silent, &failed);
  GString *out = g_string_new(NULL);
  int more;
  while ((more = xmlTextReaderRead(xml)) == 1 && !*declares) {
    *declares = xmlTextReaderNodeType(xml) == XML_READER_TYPE_DOCUMENT_TYPE;
    tell_node(xml, out);
  }
  xmlFreeTextReader(xml);
  return g_string_free(out, failed || more != 0);
}

/* What the room refuses and the oracle need not: limits, and marks of other forms. */
static bool own_refusal(const Job *job) {
  static const char *const names[] = {"limit.", "xml.encoding", "xml.packed",
                                      "xml.doctype", "xml.invalid-bytes"};
  const char *code =
      diag_count(job->diags) ? diag_code_name(diag_at(job->diags, 0)->code) : "";
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
    if (g_str_has_prefix(code, names[i]))
      return true;
  }
  return false;
}

static void same(const char *one, const char *other, const char *what) {
  if (g_strcmp0(one, other) == 0)
    return;
  g_printerr("%s:\n%s\n----\n%s\n", what, one ? one : "refused",
             other ? other : "refused");
  abort();
}

/* Every way fails at the same place with the same words. */
static void same_fault(const Job *one, const Job *other) {
  g_assert(diag_count(one->diags) == diag_count(other->diags));
  if (!diag_count(one->diags))
    return;
  const Diagnostic *a = diag_at(one->diags, 0), *b = diag_at(other->diags, 0);
  g_assert(a->code == b->code);
  g_assert(a->at.line == b->at.line && a->at.column == b->at.column);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Job *job = job_new(), *streamed = job_new();
  XmlForm form = xml_form(&limits_default);
  if (size > 0 && data[0] == '#') { /* with every encoding there is */
    form.encodings = XML_ENCODING_ANY;
    data++, size--;
  }
  Pieces pieces = {data, size, size % 5 + 1};
  XmlInput input = {&pieces, read_piece};
  g_autofree char *whole = tell(xml_open(job, &form, "x", (const char *)data, size));
  g_autofree char *parts = tell(xml_open_stream(streamed, &form, "x", input));
  bool declares = false;
  g_assert((whole != NULL) == (diag_count(job->diags) == 0));
  same(whole, parts, "whole and in pieces");
  same_fault(job, streamed);
  if (form.encodings == XML_ENCODING_UTF8) {
    g_autofree char *oracle = tell_oracle(data, size, &declares);
    /* libxml2 keeps an ampersand in a namespace's name as a reference, and a carriage
     * return that begins or ends a CDATA section. */
    bool odd = oracle && (strstr(oracle, "&#38;") || memchr(data, '\r', size));
    if (!declares && !odd && !(oracle && !whole && own_refusal(job)))
      same(whole, oracle, "room and libxml2");
  }
  job_free(job);
  job_free(streamed);
  return 0;
}
