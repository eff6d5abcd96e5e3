/* Records out of tables, lines of JSON and XML, one at a time, each as a small XML
 * document. */
#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "base_json.h"
#include "batch_private.h"
#include "data.h"
#include "xml.h"

struct Records {
  Job *job;         /* the caller's */
  const char *name; /* as the user named the file */
  uint64_t number;
  bool ended;
  RecordSource joining; /* joined false: records are given one by one */
  Groups *groups;
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
  /* lines of JSON, XML */
  FILE *file;
  GString *line;
  uint32_t line_number;
  XmlReader *reader;
  GString *text; /* of the element being read */
};

static Span at_row(const Records *r, uint32_t row) {
  return (Span){.file = r->name, .line = row};
}

static void fault(Records *r, Span at, DiagCode code, const char *arg) {
  diag_add(r->job->diags, at, code, arg, NULL);
}

/* ---- a record as XML ------------------------------------------------------------ */

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

static void too_large(Records *r, Span at) {
  g_autofree char *most = g_strdup_printf("%zu", r->job->limits->data_record_bytes);
  fault(r, at, DIAG_BATCH_RECORD_BYTES, most);
}

/* What is no XML name stands in @n alone. */
static void open_field(GString *xml, const char *name) {
  g_string_append_printf(xml, "<%s n=\"", xml_is_name(name) ? name : "c");
  put_escaped(xml, name);
  g_string_append(xml, "\">");
}

static void close_field(GString *xml, const char *name) {
  g_string_append_printf(xml, "</%s>", xml_is_name(name) ? name : "c");
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
  if (!good)
    return true;
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
  if (!more)
    return false;
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
  r->limits.data_rows = UINT32_MAX;
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

static void strip_line(GString *line, bool first) {
  static const char bom[] = "\xEF\xBB\xBF";
  if (first && line->len >= 3 && memcmp(line->str, bom, 3) == 0)
    g_string_erase(line, 0, 3);
  while (line->len && g_ascii_isspace(line->str[line->len - 1]))
    g_string_truncate(line, line->len - 1);
}

/* The next line that is not blank, without its end; of one that is too long, its
 * beginning. */
static bool read_line(Records *r) {
  int c = 0;
  g_string_set_size(r->line, 0);
  while (r->line->len == 0 && c != EOF) {
    r->line_number++;
    while ((c = getc_unlocked(r->file)) != EOF && c != '\n') {
      if (r->line->len <= r->job->limits->data_record_bytes)
        g_string_append_c(r->line, (char)c);
    }
    strip_line(r->line, r->line_number == 1);
  }
  if (!ferror(r->file))
    return r->line->len > 0;
  diag_add(r->job->diags, (Span){0}, DIAG_ENV_CANNOT_READ, r->name,
           file_error_words(errno), NULL);
  return false;
}

/* The object on the line; NULL, and told, where it is none. */
static const JsonValue *parse_line(Records *r, Span at) {
  const char *line = r->line->str, *nul = memchr(line, '\0', r->line->len);
  size_t bad = 0;
  if (r->line->len > r->job->limits->data_record_bytes) {
    too_large(r, at);
    return NULL;
  }
  if (nul) {
    at.column = (uint32_t)g_utf8_strlen(line, nul - line) + 1;
    fault(r, at, DIAG_XML_CONTROL_CHARACTER, "U+0000");
    return NULL;
  }
  const JsonValue *value = json_parse(r->arena, line, r->line->len, &bad);
  if (value && value->kind == JSON_OBJECT)
    return value;
  at.column = (uint32_t)bad + 1;
  fault(r, at, DIAG_BATCH_JSON, NULL);
  return NULL;
}

static bool lines_next(Records *r, Record *out) {
  if (!read_line(r))
    return false;
  record_begin(r);
  Span at = at_row(r, r->line_number);
  const JsonValue *value = parse_line(r, at);
  if (value)
    put_members(r, "", value, 0);
  return record_end(r, at, value != NULL, out);
}

static bool open_file(Records *r, const RecordSource *source) {
  r->file = fopen(source->path, "re");
  if (!r->file)
    diag_add(r->job->diags, (Span){0}, DIAG_ENV_CANNOT_READ, r->name,
             file_error_words(errno), NULL);
  return r->file != NULL;
}

static bool lines_open(Records *r, const RecordSource *source) {
  r->next = lines_next;
  r->line = g_string_new(NULL);
  return open_file(r, source);
}

/* ---- XML --------------------------------------------------------------------------- */

/* A file that breaks is read no further. */
static void xml_broken(Records *r) {
  r->ended = true;
}

static void say(void *self, const XmlFault *of) {
  Records *r = self;
  bool known = g_str_has_prefix(diag_code_name(of->code), "limit.") ||
               of->code == DIAG_XML_PACKED || of->code == DIAG_XML_ENCODING;
  fault(r, of->near, known ? of->code : DIAG_BATCH_XML, known ? of->args[0] : NULL);
}

static void put_text_field(Records *r, const char *name, const char *text) {
  open_field(r->xml, name);
  put_escaped(r->xml, text);
  close_field(r->xml, name);
  add_field(r, name, g_strstrip(arena_strdup(r->arena, text)));
}

/* An attribute of an inner element: by its local name, which stands once. */
static void put_attribute(Records *r, unsigned i) {
  const XmlAttribute *a = xml_attribute_at(r->reader, i);
  for (unsigned k = 0; k < i; k++) {
    if (strcmp(xml_attribute_at(r->reader, k)->local, a->local) == 0)
      return;
  }
  g_string_append_printf(r->xml, " %s=\"", a->local);
  put_escaped(r->xml, a->value);
  g_string_append_c(r->xml, '"');
}

/* An element that holds others, or stands in one, stays as it is. */
static void put_element(Records *r) {
  g_string_append_printf(r->xml, "<%s", xml_local(r->reader));
  for (unsigned i = 0; i < xml_attributes(r->reader); i++)
    put_attribute(r, i);
  g_string_append(r->xml, xml_is_empty(r->reader) ? "/>" : ">");
}

static bool xml_fits(Records *r) {
  if (r->xml->len <= r->job->limits->data_record_bytes)
    return true;
  too_large(r, at_row(r, xml_span(r->reader).line));
  return false;
}

static bool next_event(Records *r) {
  return xml_fits(r) && xml_next(r->reader);
}

/* What stands in the element whose start tag is at hand; *holds: elements, which are
 * written with all around them. */
static bool read_inside(Records *r, bool *holds) {
  unsigned depth = xml_depth(r->reader);
  size_t start = r->xml->len;
  *holds = false;
  put_element(r);
  g_string_truncate(r->text, 0);
  if (xml_is_empty(r->reader)) {
    g_string_truncate(r->xml, start);
    return true;
  }
  while (next_event(r)) {
    XmlKind kind = xml_kind(r->reader);
    if (kind == XML_TEXT) {
      put_escaped(r->xml, xml_content(r->reader));
      g_string_append(r->text, *holds ? "" : xml_content(r->reader));
    } else if (kind == XML_START) {
      *holds = true;
      put_element(r);
    } else {
      g_string_append_printf(r->xml, "</%s>", xml_local(r->reader));
    }
    if (kind != XML_END || xml_depth(r->reader) > depth)
      continue;
    if (!*holds)
      g_string_truncate(r->xml, start);
    return true;
  }
  return false;
}

/* Children that hold others stay as they are; those that hold text, and attributes, are
 * fields. */
static bool read_record(Records *r) {
  for (unsigned i = 0; i < xml_attributes(r->reader); i++) {
    const XmlAttribute *a = xml_attribute_at(r->reader, i);
    put_text_field(r, arena_strdup(r->arena, a->local), a->value);
  }
  if (xml_is_empty(r->reader))
    return true;
  while (next_event(r)) {
    bool holds;
    if (xml_kind(r->reader) == XML_END)
      return true;
    if (xml_kind(r->reader) != XML_START)
      continue;
    const char *name = arena_strdup(r->arena, xml_local(r->reader));
    if (!read_inside(r, &holds))
      return false;
    if (!holds)
      put_text_field(r, name, r->text->str);
    g_string_truncate(r->text, 0);
  }
  return false;
}

static bool xml_record_next(Records *r, Record *out) {
  while (xml_next(r->reader)) {
    if (xml_kind(r->reader) != XML_START || xml_depth(r->reader) != 1)
      continue;
    Span at = at_row(r, xml_span(r->reader).line);
    record_begin(r);
    if (read_record(r))
      return record_end(r, at, true, out);
    xml_broken(r);
    return false;
  }
  if (xml_failed(r->reader))
    xml_broken(r);
  return false;
}

static gssize read_file(void *self, char *buffer, size_t room) {
  Records *r = self;
  size_t n = fread(buffer, 1, room, r->file);
  if (n > 0 || !ferror(r->file))
    return (gssize)n;
  diag_add(r->job->diags, (Span){0}, DIAG_ENV_CANNOT_READ, r->name,
           file_error_words(errno), NULL);
  return -1;
}

static bool xml_records_open(Records *r, const RecordSource *source) {
  r->next = xml_record_next;
  r->text = g_string_new(NULL);
  if (!open_file(r, source))
    return false;
  XmlForm form = xml_form(r->job->limits);
  form.encodings = XML_ENCODING_ANY;
  form.bytes = form.elements = SIZE_MAX; /* a stream: each record is bounded */
  form.say = say;
  form.self = r;
  r->reader = xml_open_stream(r->job, &form, r->name, (XmlInput){r, read_file});
  return !xml_failed(r->reader);
}

/* ---- any of them ------------------------------------------------------------------- */

static const struct {
  const char *ending;
  bool (*open)(Records *, const RecordSource *);
} forms[] = {{".csv", table_open},    {".tsv", table_open},      {".txt", table_open},
             {".xlsx", table_open},   {".ods", table_open},      {".jsonl", lines_open},
             {".ndjson", lines_open}, {".xml", xml_records_open}};

static bool has_ending(const char *path, const char *ending) {
  size_t n = strlen(path), m = strlen(ending);
  return n > m && g_ascii_strcasecmp(path + n - m, ending) == 0;
}

Records *records_open(Job *job, const RecordSource *source) {
  Records *r = g_new0(Records, 1);
  r->job = job;
  r->name = source->shown ? source->shown : source->path;
  r->joining = *source;
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

static bool next_of_all(void *self, Record *out) {
  Records *records = self;
  return !records->ended && records->next(records, out);
}

bool records_next(Records *records, Record *out) {
  if (!records->joining.joined)
    return next_of_all(records, out);
  if (!records->groups)
    records->groups =
        groups_read(records->job, &records->joining, &(RecordFeed){records, next_of_all});
  return groups_next(records->groups, records->job, out);
}

void records_close(Records *records) {
  if (!records)
    return;
  groups_free(records->groups);
  if (records->table)
    data_close(records->table);
  if (records->table_arena)
    arena_free(records->table_arena);
  if (records->file)
    fclose(records->file);
  xml_close(records->reader);
  if (records->text)
    g_string_free(records->text, TRUE);
  if (records->line)
    g_string_free(records->line, TRUE);
  g_string_free(records->xml, TRUE);
  g_array_free(records->fields, TRUE);
  arena_free(records->arena);
  g_free(records);
}
