/* XML → records: what the elements are is judged here, against the vocabulary. A layout
 * is all attributes; text between elements is a slip. */
#include <string.h>

#include "layout_private.h"
#include "xml.h"

typedef struct Parse {
  Job *job;
  Sheet *sheet;
  XmlReader *xml;
} Parse;

/* ---- faults of the form ------------------------------------------------------------ */

static const struct {
  DiagCode xml, layout;
} codes[] = {
    {DIAG_XML_DOCTYPE, DIAG_LAYOUT_DOCTYPE},
    {DIAG_XML_ENCODING, DIAG_LAYOUT_ENCODING},
    {DIAG_XML_INVALID_BYTES, DIAG_LAYOUT_ENCODING},
    {DIAG_LIMIT_DOCUMENT_BYTES, DIAG_LAYOUT_BYTES},
    {DIAG_LIMIT_DEPTH, DIAG_LAYOUT_DEEP},
    {DIAG_LIMIT_ATTRIBUTES, DIAG_LAYOUT_MANY_ATTRIBUTES},
    {DIAG_LIMIT_TAG_BYTES, DIAG_LAYOUT_LONG_TAG},
    {DIAG_LIMIT_ELEMENTS, DIAG_LAYOUT_MANY_ELEMENTS},
};

static void say(void *self, const XmlFault *fault) {
  Job *job = self;
  if (fault->code == DIAG_XML_CONTROL_CHARACTER &&
      strcmp(fault->args[0], "U+0000") == 0) {
    diag_add(job->diags, fault->near, DIAG_LAYOUT_ENCODING, NULL);
    return;
  }
  for (size_t i = 0; i < G_N_ELEMENTS(codes); i++) {
    if (codes[i].xml != fault->code)
      continue;
    diag_add(job->diags, fault->near, codes[i].layout, fault->args[0], NULL);
    return;
  }
  diag_add(job->diags, fault->near, DIAG_LAYOUT_NOT_WELL_FORMED,
           xml_fault_mark(job->arena, fault), NULL);
}

static XmlReader *open_layout(Job *job, const char *file, const char *bytes, size_t len) {
  const Limits *limits = job->limits;
  XmlForm form = xml_form(limits);
  form.bytes = limits->layout_bytes;
  form.tag_bytes = limits->layout_tag_bytes;
  form.elements = limits->layout_elements;
  form.attributes = limits->layout_attributes;
  form.depth = limits->layout_depth;
  form.say = say;
  form.self = job;
  return xml_open(job, &form, file, bytes, len);
}

/* ---- records ----------------------------------------------------------------------- */

/* "  copy-number   secrecy " → "copy-number secrecy": keys compare as text. */
static const char *normal_key(Arena *arena, const char *text) {
  g_auto(GStrv) words = g_strsplit_set(text, " \t\n\r", -1);
  g_autoptr(GString) key = g_string_new(NULL);
  for (char **w = words; *w; w++) {
    if (**w)
      g_string_append_printf(key, "%s%s", key->len ? " " : "", *w);
  }
  return arena_strdup(arena, key->str);
}

/* The header's rule need not be named: most layouts have no other (H6.1). */
static const char *record_key(Parse *p, const Record *r) {
  if (!r->spec->key)
    return "";
  const char *text = layout_record_text(r, r->spec->key);
  if (!text && r->spec->id == ELEMENT_RULE)
    return "header";
  const char *key = text ? normal_key(p->job->arena, text) : "";
  if (!*key)
    diag_add(p->job->diags, r->at, DIAG_LAYOUT_MISSING_ATTRIBUTE, r->spec->name,
             r->spec->key, NULL);
  return *key ? key : NULL;
}

static void read_attributes(Parse *p, Record *r) {
  for (unsigned i = 0; i < xml_attributes(p->xml); i++) {
    const XmlAttribute *a = xml_attribute_at(p->xml, i);
    int index = layout_attribute(r->spec, a->name);
    if (index >= 0)
      r->values[index] = (Value){arena_strndup(p->job->arena, a->value, a->len), a->at};
    else
      diag_add(p->job->diags, a->at, DIAG_LAYOUT_UNKNOWN_ATTRIBUTE, r->spec->name,
               a->name, layout_nearest_attribute(r->spec, a->name), NULL);
  }
}

static bool is_ours(const Parse *p) {
  const char *space = xml_space(p->xml);
  return space && strcmp(space, LAYOUT_NAMESPACE) == 0;
}

/* False: the file is no layout. */
static bool check_root(Parse *p) {
  if (xml_depth(p->xml) > 0 || (xml_at(p->xml, "layout") && is_ours(p)))
    return true;
  diag_add(p->job->diags, xml_span(p->xml), DIAG_LAYOUT_NOT_LAYOUT, xml_local(p->xml),
           LAYOUT_NAMESPACE, NULL);
  return false;
}

/* What may stand here; NULL: this may not. */
static const ElementSpec *element_here(const Parse *p) {
  unsigned depth = xml_depth(p->xml);
  const ElementSpec *spec = layout_element_named(xml_local(p->xml));
  bool root = spec && spec->id == ELEMENT_LAYOUT;
  return spec && is_ours(p) && depth <= 1 && root == (depth == 0) ? spec : NULL;
}

static void read_element(Parse *p) {
  const ElementSpec *spec = element_here(p);
  Span at = xml_span(p->xml);
  if (!spec) {
    diag_add(p->job->diags, at, DIAG_LAYOUT_UNKNOWN_ELEMENT, xml_local(p->xml),
             layout_nearest_element(xml_local(p->xml)), NULL);
    return;
  }
  Record *r = layout_record_new(p->job->arena, spec, "", at);
  read_attributes(p, r);
  r->key = record_key(p, r);
  if (spec->id == ELEMENT_LAYOUT)
    p->sheet->root = r;
  else if (r->key)
    g_ptr_array_add(p->sheet->records, r);
}

static bool is_space(gunichar c) {
  return c == ' ' || c == '\n' || c == '\t';
}

static void refuse_text(Parse *p) {
  XmlChars chars = xml_chars(p->xml);
  XmlChar c = {0};
  Span at = xml_span(p->xml);
  while (!chars.literal && xml_chars_next(&chars, &c) && is_space(c.c)) {
  }
  if (!chars.literal && is_space(c.c))
    return;
  if (!chars.literal)
    at = (Span){at.file, c.line, c.column};
  diag_add(p->job->diags, at, DIAG_LAYOUT_TEXT, NULL);
}

Sheet *layout_parse(Job *job, const char *file, const char *bytes, size_t len) {
  Sheet *sheet = layout_sheet_new(job->arena, file);
  Parse p = {.job = job, .sheet = sheet, .xml = open_layout(job, file, bytes, len)};
  /* What the elements of a broken file seem to say is not worth a word. */
  bool more = xml_check(p.xml);
  while (more && xml_next(p.xml)) {
    if (xml_kind(p.xml) == XML_TEXT)
      refuse_text(&p);
    else if (xml_kind(p.xml) == XML_START && (more = check_root(&p)))
      read_element(&p);
  }
  xml_close(p.xml);
  return sheet;
}
