/* An ODS sheet, row by row: stored values, never formulas. */
#include <string.h>

#include "data_private.h"

#define TEXT_SPACE "urn:oasis:names:tc:opendocument:xmlns:text:1.0"

typedef struct Ods {
  Job *job;
  const DataSource *source;
  Package *package;
  XmlReader *xml;
  SheetRow row;
  uint32_t next_row;    /* of the file */
  uint32_t next_column; /* of the <table-column>s, from 0 */
  uint32_t repeats;     /* the row in hand stands so many times more */
} Ods;

/* ---- text -------------------------------------------------------------------------- */

/* What has been read of a cell's text. */
typedef struct OdsText {
  GString *text;
  uint32_t paragraphs;
} OdsText;

static void put_text_node(XmlReader *xml, OdsText *out) {
  const char *text = xml_content(xml);
  if (text) {
    g_string_append(out->text, text);
  } else if (part_at(xml, SPACE_TEXT, "p") || part_at(xml, SPACE_TEXT, "h")) {
    if (out->paragraphs++)
      g_string_append_c(out->text, '\n');
  } else if (part_at(xml, SPACE_TEXT, "s")) {
    for (uint32_t n = MIN(part_count(xml, SPACE_TEXT, "c", 1), 1000); n > 0; n--)
      g_string_append_c(out->text, ' ');
  } else if (part_at(xml, SPACE_TEXT, "tab")) {
    g_string_append_c(out->text, '\t');
  } else if (part_at(xml, SPACE_TEXT, "line-break")) {
    g_string_append_c(out->text, '\n');
  }
}

/* A remark in the margin, a picture with its title, a shape, a table within the cell, the
 * reading beside a word: none is the cell's own text. */
static bool is_foreign(XmlReader *xml) {
  const char *space = xml_space(xml);
  return !space || strcmp(space, TEXT_SPACE) != 0 ||
         part_at(xml, SPACE_TEXT, "ruby-text") || part_at(xml, SPACE_TEXT, "note");
}

/* From the cell's start tag to its end. */
static void read_text(Ods *ods, const char *local, OdsText *out) {
  unsigned depth = xml_depth(ods->xml);
  size_t most = ods->job->limits->data_record_bytes;
  if (xml_is_empty(ods->xml))
    return;
  while (package_read(ods->package, ods->xml)) {
    if (part_at_end(ods->xml, SPACE_TABLE, local) && xml_depth(ods->xml) == depth)
      return;
    bool start = xml_kind(ods->xml) == XML_START;
    if (start && is_foreign(ods->xml))
      xml_skip(ods->xml);
    else if (start || xml_depth(ods->xml) > depth + 1)
      put_text_node(ods->xml, out);
    if (out->text->len > most) {
      package_over(ods->package, data_span(ods->source, ods->row.row, 0),
                   DIAG_LIMIT_DATA_TEXT, most);
      return;
    }
  }
}

/* ---- values ------------------------------------------------------------------------ */

typedef struct OdsCell {
  char *type, *value, *formula;
  bool error; /* calcext:value-type: an error is a string to ODF 1.3 */
  OdsText text;
  RawCell like;
  uint32_t repeats;
} OdsCell;

/* "P1DT12H5M30.5S" → milliseconds; false: it is no duration of days and less. */
static bool parse_duration(const char *p, int64_t *out) {
  bool minus = *p == '-', time = false;
  int64_t sum = 0;
  p += minus;
  if (*p++ != 'P')
    return false;
  while (*p) {
    char *end;
    if (*p == 'T') {
      time = true;
      p++;
      continue;
    }
    double n = g_ascii_strtod(p, &end);
    int64_t unit = *end == 'D' && !time  ? 86400
                   : *end == 'H'         ? 3600
                   : *end == 'M' && time ? 60
                   : *end == 'S'         ? 1
                                         : 0;
    if (end == p || !unit || n < 0 || n > 1e9)
      return false;
    sum += (int64_t)(n * 1000 + 0.5) * unit;
    p = end + 1;
  }
  *out = minus ? -sum : sum;
  return true;
}

static bool put_duration(GString *out, const char *value) {
  int64_t time;
  if (!parse_duration(value, &time))
    return false;
  if (time < 0)
    g_string_append_c(out, '-');
  sheet_put_time(out, ABS(time));
  return true;
}

static bool put_typed(GString *out, const char *type, const char *value) {
  Decimal number;
  FormatSection section = {.kind = STORED_NUMBER, .places = -1};
  bool percent = strcmp(type, "percentage") == 0;
  if (percent || strcmp(type, "float") == 0 || strcmp(type, "currency") == 0) {
    section.kind = percent ? STORED_PERCENT : STORED_NUMBER;
    return decimal_parse_stored(value, strlen(value), &number) &&
           sheet_put_number(out, number, &section, false);
  }
  if (strcmp(type, "time") == 0)
    return put_duration(out, value);
  if (strcmp(type, "boolean") == 0)
    g_string_append(out, strcmp(value, "true") == 0 ? "TRUE" : "FALSE");
  else if (strcmp(type, "date") == 0)
    sheet_put_iso(out, value);
  else
    g_string_append(out, value);
  return true;
}

/* A number whose hundredfold is shown with % is a per cent, whatever its type: a format
 * whose sections are of several kinds has none in ODF. */
static bool shown_as_percent(const OdsCell *cell, const char *type) {
  static const Decimal step = {1, 2};
  Decimal shown, stored;
  DataCell text = {cell->text.text->str, (uint32_t)cell->text.text->len};
  if (strcmp(type, "float") != 0 || !text.bytes || text.text[text.bytes - 1] != '%' ||
      !data_number(text, &shown) ||
      !decimal_parse_stored(cell->value, strlen(cell->value), &stored) ||
      !decimal_subtract(stored, shown, &shown) ||
      !decimal_multiply(shown, decimal_whole(100), &shown))
    return false;
  shown.num = ABS(shown.num);
  return decimal_compare(shown, step) <= 0;
}

/* So is a truth value that an office stores as the formula of a number. */
static bool shown_as_truth(const OdsCell *cell, const char *type) {
  const char *text = cell->text.text->str, *value = cell->value;
  return strcmp(type, "float") == 0 &&
         ((strcmp(value, "1") == 0 && strcmp(text, "TRUE") == 0) ||
          (strcmp(value, "0") == 0 && strcmp(text, "FALSE") == 0));
}

static bool put_shown(GString *out, const OdsCell *cell, const char *type) {
  if (shown_as_truth(cell, type))
    g_string_append(out, cell->text.text->str);
  else
    return put_typed(out, shown_as_percent(cell, type) ? "percentage" : type,
                     cell->value);
  return true;
}

/* A string's paragraphs come before its attribute, in which line breaks are lost. */
static CellState put_value(Ods *ods, const OdsCell *cell) {
  GString *out = ods->row.bytes;
  const char *type = cell->type ? cell->type : "string";
  bool string = strcmp(type, "string") == 0 || strcmp(type, "void") == 0;
  bool shown = cell->text.paragraphs > 0;
  if (cell->formula && !cell->value && !shown)
    return CELL_UNVALUED;
  if (cell->value && (!string || !shown)) {
    if (put_shown(out, cell, type))
      return CELL_PLAIN;
    g_string_append(out, cell->value);
    return CELL_UNREADABLE;
  }
  g_string_append_len(out, cell->text.text->str, (gssize)cell->text.text->len);
  return cell->error ? CELL_ERROR : CELL_PLAIN;
}

static char *stored_value(XmlReader *xml) {
  static const char *const names[] = {"value", "date-value", "time-value",
                                      "boolean-value", "string-value"};
  char *value = NULL;
  for (size_t i = 0; i < G_N_ELEMENTS(names) && !value; i++)
    value = part_value(xml, SPACE_OFFICE, names[i]);
  return value;
}

/* The cell's value in each of the columns it is repeated in. */
static void add_cell(Ods *ods, OdsCell *cell) {
  RawCell like = cell->like;
  size_t from = ods->row.bytes->len;
  like.state = put_value(ods, cell);
  if (ods->row.bytes->len == from && like.rows == 1 && like.columns == 1 &&
      like.state == CELL_PLAIN)
    return;
  uint32_t limit = ods->job->limits->data_columns;
  if (like.column + cell->repeats > limit) {
    g_autofree char *text = g_strdup_printf("%u", limit);
    diag_add(ods->job->diags, data_span(ods->source, ods->row.row, like.column + 1),
             DIAG_LIMIT_DATA_COLUMNS, text, NULL);
    return;
  }
  size_t most = ods->job->limits->data_record_bytes;
  if (from + (ods->row.bytes->len - from + 1) * cell->repeats > most) {
    package_over(ods->package, data_span(ods->source, ods->row.row, like.column + 1),
                 DIAG_LIMIT_DATA_TEXT, most);
    return;
  }
  g_autofree char *again =
      g_strndup(ods->row.bytes->str + from, ods->row.bytes->len - from);
  for (uint32_t i = 0; i < cell->repeats; i++, like.column++) {
    if (i) {
      from = ods->row.bytes->len;
      g_string_append(ods->row.bytes, again);
    }
    sheet_row_add(&ods->row, from, like);
  }
}

/* The next free column. */
static uint32_t take_cell(Ods *ods, const char *local, uint32_t column) {
  XmlReader *xml = ods->xml;
  g_autofree char *own = part_value(xml, SPACE_CALC, "value-type");
  OdsCell cell = {
      .type = part_value(xml, SPACE_OFFICE, "value-type"),
      .value = stored_value(xml),
      .formula = part_value(xml, SPACE_TABLE, "formula"),
      .error = own && strcmp(own, "error") == 0,
      .text = {g_string_new(NULL), 0},
      .repeats = part_count(xml, SPACE_TABLE, "number-columns-repeated", 1),
      .like = {.column = column,
               .rows = part_count(xml, SPACE_TABLE, "number-rows-spanned", 1),
               .columns = part_count(xml, SPACE_TABLE, "number-columns-spanned", 1)}};
  read_text(ods, local, &cell.text);
  if (strcmp(local, "table-cell") == 0)
    add_cell(ods, &cell);
  g_string_free(cell.text.text, TRUE);
  g_free(cell.type);
  g_free(cell.value);
  g_free(cell.formula);
  return column + MIN(cell.repeats, UINT32_MAX / 2 - column);
}

/* ---- rows -------------------------------------------------------------------------- */

static void take_row(Ods *ods) {
  uint32_t column = 0;
  g_autofree char *seen = part_value(ods->xml, SPACE_TABLE, "visibility");
  ods->repeats = part_count(ods->xml, SPACE_TABLE, "number-rows-repeated", 1);
  sheet_row_clear(&ods->row, ods->next_row);
  ods->row.hidden = seen && strcmp(seen, "visible") != 0;
  if (xml_is_empty(ods->xml))
    return;
  while (package_read(ods->package, ods->xml) &&
         !part_at_end(ods->xml, SPACE_TABLE, "table-row")) {
    if (part_at(ods->xml, SPACE_TABLE, "table-cell"))
      column = take_cell(ods, "table-cell", column);
    else if (part_at(ods->xml, SPACE_TABLE, "covered-table-cell"))
      column = take_cell(ods, "covered-table-cell", column);
  }
}

static void take_column(Ods *ods) {
  uint32_t most = ods->job->limits->data_columns;
  g_autofree char *seen = part_value(ods->xml, SPACE_TABLE, "visibility");
  uint32_t n = part_count(ods->xml, SPACE_TABLE, "number-columns-repeated", 1);
  uint32_t next = MIN(ods->next_column + MIN(n, most), most);
  if (seen && strcmp(seen, "visible") != 0 && next > ods->next_column)
    sheet_row_hide(&ods->row, ods->next_column, next - 1, most);
  ods->next_column = next;
}

/* To the start of the next row; pictures that lie on the sheet may hold tables. */
static bool find_row(Ods *ods) {
  while (package_read(ods->package, ods->xml) &&
         !part_at_end(ods->xml, SPACE_TABLE, "table")) {
    if (part_at(ods->xml, SPACE_TABLE, "table-row"))
      return true;
    if (part_at(ods->xml, SPACE_TABLE, "shapes"))
      xml_skip(ods->xml);
    else if (part_at(ods->xml, SPACE_TABLE, "table-column"))
      take_column(ods);
  }
  return false;
}

static bool ods_next(void *self, RawRow *out) {
  Ods *ods = self;
  while (ods->repeats == 0) {
    if (!find_row(ods))
      return false;
    take_row(ods);
    if (package_failed(ods->package))
      return false;
    if (ods->row.cells->len ==
        0) { /* blank rows to the end of the sheet are one element */
      ods->next_row += ods->repeats;
      ods->repeats = 0;
    }
  }
  ods->repeats--;
  ods->row.row = ods->next_row++;
  uint32_t most = ods->job->limits->data_sheet_rows;
  if (ods->row.row > most) {
    package_over(ods->package, data_span(ods->source, most, 0), DIAG_LIMIT_DATA_ROWS,
                 most);
    return false;
  }
  sheet_row_give(&ods->row, out);
  return true;
}

static void ods_close(void *self) {
  Ods *ods = self;
  if (ods->xml)
    package_xml_free(ods->package, ods->xml);
  package_close(ods->package);
  sheet_row_free(&ods->row);
  g_free(ods);
}

/* ---- what the workbook holds ------------------------------------------------------- */

typedef struct Outlining {
  Package *package;
  BookOutline *out;
  GHashTable *hidden; /* names of styles whose tables are not shown */
  char *style;        /* being read */
  int scope;          /* of the table being read; −1: none */
} Outlining;

static void take_sheet(Outlining *o, XmlReader *xml) {
  g_autofree char *style = part_value(xml, SPACE_TABLE, "style-name");
  BookSheet *sheet = g_new0(BookSheet, 1);
  sheet->name = part_value(xml, SPACE_TABLE, "name");
  if (!sheet->name)
    sheet->name = g_strdup("");
  sheet->table = true;
  sheet->hidden = style && g_hash_table_contains(o->hidden, style);
  g_ptr_array_add(o->out->sheets, sheet);
  o->scope = (int)o->out->sheets->len - 1;
}

static void take_name(Outlining *o, XmlReader *xml, const char *address) {
  char *name = part_value(xml, SPACE_TABLE, "name");
  char *reference = part_value(xml, SPACE_TABLE, address);
  if (name && reference) {
    workbook_add_name(o->out, name, reference, o->scope);
    return;
  }
  g_free(name);
  g_free(reference);
}

static void take_style(Outlining *o, XmlReader *xml) {
  if (part_at(xml, SPACE_STYLE, "style")) {
    g_free(o->style);
    o->style = part_value(xml, SPACE_STYLE, "name");
  } else if (part_at(xml, SPACE_STYLE, "table-properties")) {
    g_autofree char *display = part_value(xml, SPACE_TABLE, "display");
    if (o->style && display && strcmp(display, "false") == 0)
      g_hash_table_add(o->hidden, g_strdup(o->style));
  }
}

static void outline_event(Outlining *o, XmlReader *xml) {
  if (part_at_end(xml, SPACE_TABLE, "table"))
    o->scope = -1;
  else if (part_at(xml, SPACE_TABLE, "tracked-changes") ||
           part_at(xml, SPACE_TABLE, "shapes") || part_at(xml, SPACE_TABLE, "table-row"))
    xml_skip(xml);
  else if (part_at(xml, SPACE_TABLE, "table"))
    take_sheet(o, xml);
  else if (part_at(xml, SPACE_TABLE, "named-range"))
    take_name(o, xml, "cell-range-address");
  else if (part_at(xml, SPACE_TABLE, "database-range"))
    take_name(o, xml, "target-range-address");
  else
    take_style(o, xml);
}

static void outline_read(Package *package, BookOutline *out) {
  Outlining o = {.package = package, .out = out, .scope = -1};
  o.hidden = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  XmlReader *xml = package_xml(package, "content.xml");
  while (xml && package_read(package, xml))
    outline_event(&o, xml);
  if (xml)
    package_xml_free(package, xml);
  g_hash_table_destroy(o.hidden);
  g_free(o.style);
}

/* Which sheet and range are meant; the workbook is passed once for it where the source
 * leaves that open. */
static bool settle(Job *job, DataSource *source, Package *package) {
  uint32_t rows[2], columns[2];
  bool plain = !source->range || data_range_parse(source->range, rows, columns);
  if (source->sheet && plain)
    return true;
  BookOutline outline = workbook_new();
  outline_read(package, &outline);
  bool good = !package_failed(package) && data_named_range(job, &outline, '.', source);
  const BookSheet *sheet = good ? workbook_wanted(&outline, source) : NULL;
  if (good && !sheet)
    data_sheet_missing(job, source, &outline);
  if (sheet) {
    data_sheet_tell(job, source, &outline, sheet);
    source->sheet = arena_strdup(job->arena, sheet->name);
  }
  workbook_free(&outline);
  return sheet != NULL;
}

/* To the start of the wanted table. */
static bool find_table(Ods *ods) {
  BookOutline outline = workbook_new();
  bool found = false;
  while (!found && package_read(ods->package, ods->xml)) {
    if (part_at(ods->xml, SPACE_TABLE, "tracked-changes"))
      xml_skip(ods->xml);
    if (!part_at(ods->xml, SPACE_TABLE, "table"))
      continue;
    BookSheet *sheet = g_new0(BookSheet, 1);
    sheet->name = part_value(ods->xml, SPACE_TABLE, "name");
    if (!sheet->name)
      sheet->name = g_strdup("");
    sheet->table = true;
    g_ptr_array_add(outline.sheets, sheet);
    found = strcmp(sheet->name, ods->source->sheet) == 0;
    if (!found)
      xml_skip(ods->xml);
  }
  if (!found && !package_failed(ods->package))
    data_sheet_missing(ods->job, ods->source, &outline);
  workbook_free(&outline);
  return found && !xml_is_empty(ods->xml);
}

bool data_ods_open(Job *job, DataSource *source, Package *package, Feed *out) {
  Ods *ods = g_new0(Ods, 1);
  *ods = (Ods){.job = job,
               .source = source,
               .package = package,
               .row = sheet_row_new(),
               .next_row = 1};
  if (settle(job, source, package))
    ods->xml = package_xml(package, "content.xml");
  if (!ods->xml || !find_table(ods)) {
    ods_close(ods);
    return false;
  }
  *out = (Feed){ods, ods_next, ods_close};
  return true;
}
