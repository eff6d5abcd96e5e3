/* Records out of tables, lines of JSON and XML, one at a time, each as a small XML
 * document. */
#include <errno.h>
#include <glib/gstdio.h>
#include <libxml/xmlreader.h>
#include <stdio.h>
#include <string.h>

#include "base_json.h"
#include "batch_private.h"
#include "data.h"

#define ROWS_MOST UINT32_MAX

struct Records {
  Job *job;         /* the caller's */
  const char *name; /* as the user named the file */
  uint64_t number;
  bool failed, ended;
  GString *xml;
  GArray *fields; /* RecordField */
  Arena *arena;   /* of one record */
  bool (*next)(Records *, Record *);
  /* tables */
  Job table_job; /* its own diagnostics: those of a row are the record's */
  Limits limits;
  Arena *table_arena;
  DataSource source;
  DataReader *table;
  /* lines of JSON */
  FILE *lines;
  GString *line;
  uint32_t line_number;
  /* XML */
  xmlTextReader *reader;
};

static Span at_row(const Records *r, uint32_t row) {
  return (Span){.file = r->name, .line = row};
}

static void fault(Records *r, Span at, DiagCode code, const char *arg) {
  diag_add(r->job->diags, at, code, arg, NULL);
}

/* ---- a record as XML ------------------------------------------------------------ */

/* Letters of XML names that need no further thought; what is none of them goes into @n.
 */
static bool is_xml_name(const char *name) {
  return *name && xmlValidateNCName((const xmlChar *)name, 0) == 0;
}

static bool is_xml_character(gunichar c) {
  return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c != 0xFFFE && c != 0xFFFF);
}

/* What XML cannot hold at all becomes U+FFFD, which no font sets: it is seen. */
static void put_escaped(GString *out, const char *text) {
  for (const char *p = text; *p;) {
    const char *from = p;
    gunichar c = text_next(&p);
    if (c == '&')
      g_string_append(out, "&amp;");
    else if (c == '<')
      g_string_append(out, "&lt;");
    else if (c == '>')
      g_string_append(out, "&gt;");
    else if (c == '"')
      g_string_append(out, "&quot;");
    else if (c == '\r')
      g_string_append(out, "&#13;");
    else if (!is_xml_character(c))
      g_string_append_unichar(out, 0xFFFD);
    else
      g_string_append_len(out, from, p - from);
  }
}

static void open_field(GString *xml, const char *name) {
  g_string_append_printf(xml, "<%s n=\"", is_xml_name(name) ? name : "c");
  put_escaped(xml, name);
  g_string_append(xml, "\">");
}

static void close_field(GString *xml, const char *name) {
  g_string_append_printf(xml, "</%s>", is_xml_name(name) ? name : "c");
}

static void record_begin(Records *r) {
  arena_free(r->arena);
  r->arena = arena_new();
  r->number++;
  g_array_set_size(r->fields, 0);
  g_string_assign(r->xml, "<record>");
}

static void add_field(Records *r, const char *name, const char *value) {
  RecordField field = {name, value};
  g_array_append_val(r->fields, field);
}

/* good false: the record is counted, and its faults are told, but nothing is made of it.
 */
static bool record_end(Records *r, Span at, bool good, Record *out) {
  *out = (Record){.number = r->number, .at = at};
  if (!good) {
    r->failed = true;
    return true;
  }
  g_string_append(r->xml, "</record>");
  out->xml = r->xml->str;
  out->len = r->xml->len;
  out->fields = (const RecordField *)(const void *)r->fields->data;
  out->n_fields = r->fields->len;
  return true;
}

/* ---- tables ----------------------------------------------------------------------- */

static bool table_next(Records *r, Record *out) {
  DataRecord row;
  r->table_job.diags = r->job->diags; /* the caller's of this record */
  size_t errors = diag_errors(r->job->diags);
  bool more = data_next(r->table, &row);
  bool good = diag_errors(r->job->diags) == errors;
  if (!more) {
    r->failed = r->failed || !good;
    return false;
  }
  record_begin(r);
  for (uint32_t i = 0; i < data_columns(r->table); i++) {
    const char *name = data_header(r->table, i);
    open_field(r->xml, name);
    put_escaped(r->xml, row.cells[i].text);
    close_field(r->xml, name);
    add_field(r, name, row.cells[i].text);
  }
  return record_end(r, at_row(r, row.row), good, out);
}

static bool table_open(Records *r, const RecordSource *source) {
  r->limits = *r->job->limits;
  r->limits.data_rows = ROWS_MOST;
  r->table_arena = arena_new();
  r->table_job =
      (Job){.arena = r->table_arena, .diags = r->job->diags, .limits = &r->limits};
  r->source = (DataSource){.path = source->path,
                           .name = r->name,
                           .encoding = source->encoding,
                           .separator = source->separator,
                           .sheet = source->sheet,
                           .streamed = true};
  r->next = table_next;
  r->table = data_open(&r->table_job, &r->source);
  return r->table != NULL;
}

/* ---- lines of JSON ----------------------------------------------------------------- */

static void put_value(Records *r, const char *name, const JsonValue *value,
                      unsigned depth);

/* An array is its elements, each under the array's name; an object holds its members. */
static void put_members(Records *r, const char *name, const JsonValue *value,
                        unsigned depth) {
  for (const JsonValue *member = value->first; member; member = member->next)
    put_value(r, member->name ? member->name : name, member, depth + 1);
}

/* Recursion is limited by what json_parse lets through. */
static void put_value(Records *r, const char *name, const JsonValue *value,
                      unsigned depth) {
  static const char *const words[] = {
      [JSON_NULL] = "", [JSON_FALSE] = "false", [JSON_TRUE] = "true"};
  if (value->kind == JSON_ARRAY) {
    put_members(r, name, value, depth);
    return;
  }
  open_field(r->xml, name);
  if (value->kind == JSON_OBJECT) {
    put_members(r, name, value, depth);
  } else {
    const char *text = value->text ? value->text : words[value->kind];
    put_escaped(r->xml, text);
    if (depth == 1)
      add_field(r, name, text);
  }
  close_field(r->xml, name);
}

/* The next line that is not blank, without its end; of one that is too long, its
 * beginning. */
static bool read_line(Records *r) {
  int c = 0;
  g_string_set_size(r->line, 0);
  while (r->line->len == 0 && c != EOF) {
    r->line_number++;
    while ((c = getc_unlocked(r->lines)) != EOF && c != '\n') {
      if (r->line->len <= r->job->limits->data_record_bytes)
        g_string_append_c(r->line, (char)c);
    }
    g_strchomp(r->line->str);
    r->line->len = strlen(r->line->str);
  }
  if (!ferror(r->lines))
    return r->line->len > 0;
  r->failed = true;
  diag_add(r->job->diags, (Span){0}, DIAG_ENV_CANNOT_READ, r->name, g_strerror(errno),
           NULL);
  return false;
}

static bool lines_next(Records *r, Record *out) {
  size_t bad = 0;
  if (!read_line(r))
    return false;
  record_begin(r);
  Span at = at_row(r, r->line_number);
  bool fits = r->line->len <= r->job->limits->data_record_bytes;
  const JsonValue *value =
      fits ? json_parse(r->arena, r->line->str, r->line->len, &bad) : NULL;
  if (!value || value->kind != JSON_OBJECT) {
    at.column = fits ? (uint32_t)bad + 1 : 0;
    fault(r, at, fits ? DIAG_BATCH_JSON : DIAG_BATCH_RECORD_BYTES, "1048576");
    return record_end(r, at, false, out);
  }
  put_members(r, "", value, 0);
  return record_end(r, at, true, out);
}

static bool lines_open(Records *r, const RecordSource *source) {
  r->next = lines_next;
  r->line = g_string_new(NULL);
  r->lines = fopen(source->path, "re");
  if (!r->lines)
    diag_add(r->job->diags, (Span){0}, DIAG_ENV_CANNOT_READ, r->name, g_strerror(errno),
             NULL);
  return r->lines != NULL;
}

/* ---- XML --------------------------------------------------------------------------- */

static void silent(void *self, xmlErrorPtr error) {
  (void)self, (void)error;
}

static bool xml_fault(Records *r, DiagCode code) {
  int line = xmlTextReaderGetParserLineNumber(r->reader);
  fault(r, at_row(r, line > 0 ? (uint32_t)line : 0), code, "1048576");
  r->ended = r->failed = true;
  return false;
}

static void put_text_field(Records *r, const xmlChar *name, xmlChar *text) {
  const char *kept = arena_strdup(r->arena, (const char *)name);
  open_field(r->xml, kept);
  put_escaped(r->xml, (const char *)text);
  close_field(r->xml, kept);
  add_field(r, kept, g_strstrip(arena_strdup(r->arena, (const char *)text)));
  xmlFree(text);
}

/* Children that hold others stay as they are; those that hold text, and attributes, are
 * fields. */
static void put_xml_record(Records *r, xmlNode *record, xmlBuffer *buffer) {
  for (xmlAttr *attribute = record->properties; attribute; attribute = attribute->next)
    put_text_field(r, attribute->name, xmlNodeGetContent((xmlNode *)attribute));
  for (xmlNode *child = record->children; child; child = child->next) {
    if (child->type != XML_ELEMENT_NODE)
      continue;
    if (xmlChildElementCount(child) == 0) {
      put_text_field(r, child->name, xmlNodeGetContent(child));
      continue;
    }
    xmlBufferEmpty(buffer);
    xmlNodeDump(buffer, child->doc, child, 0, 0);
    g_string_append(r->xml, (const char *)xmlBufferContent(buffer));
  }
}

static bool xml_record(Records *r, Record *out) {
  Span at = at_row(r, (uint32_t)MAX(xmlTextReaderGetParserLineNumber(r->reader), 0));
  xmlNode *node = xmlTextReaderExpand(r->reader);
  if (!node)
    return xml_fault(r, DIAG_BATCH_XML);
  record_begin(r);
  xmlBuffer *buffer = xmlBufferCreate();
  put_xml_record(r, node, buffer);
  xmlBufferFree(buffer);
  if (r->xml->len > r->job->limits->data_record_bytes)
    return xml_fault(r, DIAG_BATCH_RECORD_BYTES);
  return record_end(r, at, true, out);
}

static bool xml_next(Records *r, Record *out) {
  int more = r->number == 0 ? xmlTextReaderRead(r->reader) : xmlTextReaderNext(r->reader);
  while (more == 1) {
    int type = xmlTextReaderNodeType(r->reader), depth = xmlTextReaderDepth(r->reader);
    if (type == XML_READER_TYPE_DOCUMENT_TYPE || type == XML_READER_TYPE_ENTITY_REFERENCE)
      return xml_fault(r, DIAG_BATCH_XML);
    if (type == XML_READER_TYPE_ELEMENT && depth == 1)
      return xml_record(r, out);
    more = xmlTextReaderRead(r->reader);
  }
  return more < 0 ? xml_fault(r, DIAG_BATCH_XML) : false;
}

static bool xml_open(Records *r, const RecordSource *source) {
  r->next = xml_next;
  if (g_access(source->path, R_OK) == 0)
    r->reader = xmlReaderForFile(source->path, NULL, XML_PARSE_NONET | XML_PARSE_NOCDATA);
  if (!r->reader) {
    diag_add(r->job->diags, (Span){0}, DIAG_ENV_CANNOT_READ, r->name, g_strerror(errno),
             NULL);
    return false;
  }
  xmlTextReaderSetStructuredErrorHandler(r->reader, silent, NULL);
  return true;
}

/* ---- any of them ------------------------------------------------------------------- */

static const struct {
  const char *ending;
  bool (*open)(Records *, const RecordSource *);
} forms[] = {{".csv", table_open},    {".tsv", table_open}, {".txt", table_open},
             {".xlsx", table_open},   {".ods", table_open}, {".jsonl", lines_open},
             {".ndjson", lines_open}, {".xml", xml_open}};

static bool has_ending(const char *path, const char *ending) {
  size_t n = strlen(path), m = strlen(ending);
  return n > m && g_ascii_strcasecmp(path + n - m, ending) == 0;
}

Records *records_open(Job *job, const RecordSource *source) {
  Records *r = g_new0(Records, 1);
  r->job = job;
  r->name = source->path;
  r->arena = arena_new();
  r->xml = g_string_new(NULL);
  r->fields = g_array_new(FALSE, FALSE, sizeof(RecordField));
  for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
    if (!has_ending(source->path, forms[i].ending))
      continue;
    if (forms[i].open(r, source))
      return r;
    records_close(r);
    return NULL;
  }
  diag_add(job->diags, (Span){0}, DIAG_BATCH_DATA_FORM, source->path, NULL);
  records_close(r);
  return NULL;
}

bool records_next(Records *records, Record *out) {
  return !records->ended && records->next(records, out);
}

bool records_failed(const Records *records) {
  return records->failed;
}

void records_close(Records *records) {
  if (!records)
    return;
  if (records->table)
    data_close(records->table);
  if (records->table_arena)
    arena_free(records->table_arena);
  if (records->lines)
    fclose(records->lines);
  if (records->reader)
    xmlFreeTextReader(records->reader);
  if (records->line)
    g_string_free(records->line, TRUE);
  g_string_free(records->xml, TRUE);
  g_array_free(records->fields, TRUE);
  arena_free(records->arena);
  g_free(records);
}
