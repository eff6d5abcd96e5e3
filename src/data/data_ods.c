/* An ODS sheet, row by row: stored values, never formulas. */
#include <string.h>

#include "data_private.h"

typedef struct Ods {
  Job *job;
  const DataSource *source;
  Package *package;
  XmlReader *xml;
  SheetRow row;
  uint32_t next_row; /* of the file */
  uint32_t repeats;  /* the row in hand stands so many times more */
} Ods;

/* ---- text -------------------------------------------------------------------------- */

static void put_text_node(XmlReader *xml, GString *out, bool *fresh) {
  if (xml_at(xml, "p")) {
    if (!*fresh)
      g_string_append_c(out, '\n');
    *fresh = false;
  } else if (xml_at(xml, "s")) {
    for (uint32_t n = MIN(xml_count(xml, "c", 1), 1000); n > 0; n--)
      g_string_append_c(out, ' ');
  } else if (xml_at(xml, "tab")) {
    g_string_append_c(out, '\t');
  } else if (xml_at(xml, "line-break")) {
    g_string_append_c(out, '\n');
  } else if (xml_kind(xml) == XML_TEXT) {
    g_string_append(out, xml_content(xml));
  }
}

/* From the cell's start tag to its end; what a remark in the margin says is no part of
 * it. */
static void read_text(Ods *ods, const char *local, GString *out) {
  unsigned depth = xml_depth(ods->xml);
  bool fresh = true;
  if (xml_is_empty(ods->xml))
    return;
  while (package_read(ods->package, ods->xml)) {
    if (xml_at_end(ods->xml, local) && xml_depth(ods->xml) == depth)
      return;
    if (xml_at(ods->xml, "annotation"))
      xml_skip(ods->xml);
    else
      put_text_node(ods->xml, out, &fresh);
  }
}

/* ---- values ------------------------------------------------------------------------ */

typedef struct OdsCell {
  char *type, *value, *formula;
  GString *text;
  uint32_t column, repeats, rows, columns;
} OdsCell;

/* 2018-04-23T00:00:00 → 2018-04-23 */
static void put_date(GString *out, const char *value) {
  size_t len = strcspn(value, "T");
  g_string_append_len(out, value, (gssize)len);
  if (value[len] && !g_str_has_prefix(value + len, "T00:00:00"))
    g_string_append_printf(out, " %.5s", value + len + 1);
}

static bool put_value(Ods *ods, const OdsCell *cell) {
  GString *out = ods->row.bytes;
  const char *type = cell->type ? cell->type : "", *value = cell->value;
  bool percent = strcmp(type, "percentage") == 0;
  if (percent || strcmp(type, "float") == 0 || strcmp(type, "currency") == 0)
    return value && sheet_put_number(out, value, strlen(value),
                                     percent ? STORED_PERCENT : STORED_NUMBER, false);
  if (strcmp(type, "date") == 0 && value) {
    put_date(out, value);
    return true;
  }
  if (strcmp(type, "boolean") == 0 && value) {
    g_string_append(out, strcmp(value, "true") == 0 ? "TRUE" : "FALSE");
    return true;
  }
  g_string_append_len(out, cell->text->str, (gssize)cell->text->len);
  return true;
}

static char *stored_value(XmlReader *xml) {
  static const char *const names[] = {"value", "date-value", "boolean-value"};
  char *value = NULL;
  for (size_t i = 0; i < G_N_ELEMENTS(names) && !value; i++)
    value = xml_value(xml, names[i]);
  return value;
}

/* The cell's value in each of the columns it is repeated in. */
static void add_cell(Ods *ods, const OdsCell *cell) {
  Span at = data_span(ods->source, ods->row.row, cell->column + 1);
  size_t from = ods->row.bytes->len;
  if (cell->formula && !cell->value && !cell->text->len)
    diag_add(ods->job->diags, at, DIAG_DATA_FORMULA_UNVALUED, NULL);
  else if (!put_value(ods, cell))
    diag_add(ods->job->diags, at, DIAG_DATA_CELL, cell->value ? cell->value : "", NULL);
  if (ods->row.bytes->len == from && cell->rows == 1 && cell->columns == 1)
    return;
  uint32_t limit = ods->job->limits->data_columns;
  if (cell->column + cell->repeats > limit) {
    g_autofree char *text = g_strdup_printf("%u", limit);
    diag_add(ods->job->diags, at, DIAG_LIMIT_DATA_COLUMNS, text, NULL);
    return;
  }
  g_autofree char *again =
      g_strndup(ods->row.bytes->str + from, ods->row.bytes->len - from);
  for (uint32_t i = 0; i < cell->repeats; i++) {
    if (i) {
      from = ods->row.bytes->len;
      g_string_append(ods->row.bytes, again);
    }
    sheet_row_add(&ods->row, from, cell->column + i, cell->rows, cell->columns);
  }
}

/* The next free column. */
static uint32_t take_cell(Ods *ods, const char *local, uint32_t column) {
  XmlReader *xml = ods->xml;
  OdsCell cell = {.type = xml_value(xml, "value-type"),
                  .value = stored_value(xml),
                  .formula = xml_value(xml, "formula"),
                  .text = g_string_new(NULL),
                  .column = column,
                  .repeats = xml_count(xml, "number-columns-repeated", 1),
                  .rows = xml_count(xml, "number-rows-spanned", 1),
                  .columns = xml_count(xml, "number-columns-spanned", 1)};
  read_text(ods, local, cell.text);
  if (strcmp(local, "table-cell") == 0)
    add_cell(ods, &cell);
  g_string_free(cell.text, TRUE);
  g_free(cell.type);
  g_free(cell.value);
  g_free(cell.formula);
  return column + MIN(cell.repeats, UINT32_MAX / 2 - column);
}

/* ---- rows -------------------------------------------------------------------------- */

static void take_row(Ods *ods) {
  uint32_t column = 0;
  ods->repeats = xml_count(ods->xml, "number-rows-repeated", 1);
  sheet_row_clear(&ods->row, ods->next_row);
  if (xml_is_empty(ods->xml))
    return;
  while (package_read(ods->package, ods->xml) && !xml_at_end(ods->xml, "table-row")) {
    if (xml_at(ods->xml, "table-cell"))
      column = take_cell(ods, "table-cell", column);
    else if (xml_at(ods->xml, "covered-table-cell"))
      column = take_cell(ods, "covered-table-cell", column);
  }
}

static bool ods_next(void *self, RawRow *out) {
  Ods *ods = self;
  while (ods->repeats == 0) {
    do {
      if (!package_read(ods->package, ods->xml) || xml_at_end(ods->xml, "table"))
        return false;
    } while (!xml_at(ods->xml, "table-row"));
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

/* To the start of the wanted table. */
static bool find_table(Ods *ods) {
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  while (package_read(ods->package, ods->xml)) {
    if (!xml_at(ods->xml, "table"))
      continue;
    char *name = xml_value(ods->xml, "name");
    g_ptr_array_add(names, name ? name : g_strdup(""));
    const char *wanted = ods->source->sheet;
    if (!wanted || (name && strcmp(name, wanted) == 0))
      return !xml_is_empty(ods->xml);
    xml_skip(ods->xml);
  }
  if (!package_failed(ods->package))
    data_sheet_missing(ods->job, ods->source, names);
  return false;
}

bool data_ods_open(Job *job, const DataSource *source, Package *package, Feed *out) {
  Ods *ods = g_new0(Ods, 1);
  *ods = (Ods){.job = job,
               .source = source,
               .package = package,
               .row = sheet_row_new(),
               .next_row = 1};
  ods->xml = package_xml(package, "content.xml");
  if (!ods->xml || !find_table(ods)) {
    ods_close(ods);
    return false;
  }
  *out = (Feed){ods, ods_next, ods_close};
  return true;
}
