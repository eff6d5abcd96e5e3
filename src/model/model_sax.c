/* libxml2's events → the reader. The parser builds no tree, loads nothing, knows no
 * entity but the five of XML, and stops at its first complaint; nothing of the library's
 * process-wide state is touched (threats 6.1). */
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <string.h>

#include "model_private.h"

static Reader *reader_of(void *context) {
  return context;
}

static void on_start(void *context, const xmlChar *local, const xmlChar *prefix,
                     const xmlChar *uri, int n_namespaces, const xmlChar **namespaces,
                     int n_attributes, int n_defaulted, const xmlChar **attributes) {
  (void)n_namespaces;
  (void)namespaces;
  (void)n_defaulted;
  Reader *reader = reader_of(context);
  if (reader->failed)
    return;
  reader->attributes = attributes;
  reader->n_attributes = n_attributes;
  model_read_start(reader, (const char *)local, (const char *)prefix, (const char *)uri);
  reader->n_attributes = 0;
}

static void on_end(void *context, const xmlChar *local, const xmlChar *prefix,
                   const xmlChar *uri) {
  (void)local;
  (void)prefix;
  (void)uri;
  if (!reader_of(context)->failed)
    model_read_end(reader_of(context));
}

static void on_characters(void *context, const xmlChar *text, int len) {
  Reader *reader = reader_of(context);
  size_t chars = 0;
  for (int i = 0; i < len; i++)
    chars += (text[i] & 0xC0) != 0x80;
  if (!reader->failed)
    model_read_text(reader, chars);
}

static xmlEntityPtr on_entity(void *context, const xmlChar *name) {
  (void)context;
  return xmlGetPredefinedEntity(name);
}

static xmlParserInputPtr on_resolve(void *context, const xmlChar *public_id,
                                    const xmlChar *system_id) {
  (void)context;
  (void)public_id;
  (void)system_id;
  return NULL;
}

/* The scan has refused it already; this is the second lock. */
static void on_doctype(void *context, const xmlChar *name, const xmlChar *external,
                       const xmlChar *system_id) {
  (void)name;
  (void)external;
  (void)system_id;
  Reader *reader = reader_of(context);
  reader->failed = true;
  diag_add(reader->job->diags, model_cursor_span(&reader->cursor), DIAG_XML_DOCTYPE,
           NULL);
}

/* The complaint's own line and column count bytes of the parser's buffer; ours is the tag
 * or text the parser was at: the last event's end, then on to the next tag where the
 * fault lies in one. */
static Span fault_place(Reader *reader, const xmlError *error) {
  Cursor at = reader->cursor;
  long line = error->line;
  while (at.p < at.end && (long)at.line < line)
    model_cursor_step(&at);
  Cursor tag = at;
  if (model_cursor_to_tag(&tag) && (long)tag.line == line)
    at = tag;
  return model_cursor_span(&at);
}

static void on_error(void *context, xmlErrorPtr error) {
  Reader *reader = reader_of(context);
  if (!reader || reader->failed || error->level < XML_ERR_ERROR)
    return;
  reader->failed = true;
  Span at = fault_place(reader, error);
  if (error->code == XML_ERR_ATTRIBUTE_REDEFINED) {
    diag_add(reader->job->diags, at, DIAG_XML_ATTRIBUTE_TWICE,
             error->str1 ? error->str1 : "–", NULL);
    return;
  }
  g_autofree char *message = g_utf8_make_valid(error->message ? error->message : "", -1);
  diag_add(reader->job->diags, at, DIAG_XML_NOT_WELL_FORMED, g_strchomp(message), NULL);
}

/* Looks at `failed` on each error and stops the parser from within. */
static void on_error_stop(void *context, xmlErrorPtr error) {
  xmlParserCtxtPtr parser = error->ctxt;
  on_error(context, error);
  if (parser && reader_of(context) && reader_of(context)->failed)
    xmlStopParser(parser);
}

static xmlSAXHandler handler(void) {
  return (xmlSAXHandler){
      .initialized = XML_SAX2_MAGIC,
      .startElementNs = on_start,
      .endElementNs = on_end,
      .characters = on_characters,
      .ignorableWhitespace = on_characters,
      .cdataBlock = on_characters,
      .getEntity = on_entity,
      .resolveEntity = on_resolve,
      .internalSubset = on_doctype,
      .serror = on_error_stop,
  };
}

bool model_sax_parse(Reader *reader) {
  const Source *source = reader->source;
  xmlParserCtxtPtr parser = xmlCreateMemoryParserCtxt(source->text, (int)source->len);
  if (!parser) {
    diag_add(reader->job->diags, (Span){.file = source->file, .line = 1, .column = 1},
             DIAG_XML_EMPTY, NULL);
    return false;
  }
  *parser->sax = handler();
  parser->userData = reader;
  xmlCtxtUseOptions(parser, XML_PARSE_NONET | XML_PARSE_IGNORE_ENC | XML_PARSE_COMPACT);
  int result = xmlParseDocument(parser);
  bool good = result == 0 && parser->wellFormed && !reader->failed;
  if (!good && !reader->failed) {
    diag_add(reader->job->diags, model_cursor_span(&reader->cursor),
             DIAG_XML_NOT_WELL_FORMED, "", NULL);
    reader->failed = true;
  }
  if (parser->myDoc) {
    xmlFreeDoc(parser->myDoc);
    parser->myDoc = NULL;
  }
  xmlFreeParserCtxt(parser);
  return good;
}

void model_prepare(void) {
  xmlInitParser();
}
