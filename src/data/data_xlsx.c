/* An XLSX sheet, row by row: stored values, never formulas. */
#include <string.h>

#include "data_private.h"

#define MERGES_MOST 100000

typedef struct Merge {
  uint32_t row, column, rows, columns;
} Merge;

typedef struct Xlsx {
  Job *job;
  const DataSource *source;
  Package *package;
  XmlReader *xml;
  XlsxBook book;
  GHashTable *merges; /* row << 16 | column → Merge */
  SheetRow row;
} Xlsx;

static Span cell_span(const Xlsx *xlsx, uint32_t column) {
  return data_span(xlsx->source, xlsx->row.row, column + 1);
}

/* ---- merged cells ------------------------------------------------------------------ */

static gpointer merge_key(uint32_t row, uint32_t column) {
  return (gpointer)(uintptr_t)((uint64_t)row << 16 | column);
}

static void take_merge(Xlsx *xlsx, const char *ref) {
  g_auto(GStrv) ends = g_strsplit(ref, ":", 2);
  uint32_t last_row, last_column;
  Merge merge;
  if (!ends[0] || !ends[1] || !xlsx_address(ends[0], &merge.row, &merge.column) ||
      !xlsx_address(ends[1], &last_row, &last_column) || last_row < merge.row ||
      last_column < merge.column || merge.column > UINT16_MAX ||
      g_hash_table_size(xlsx->merges) >= MERGES_MOST)
    return;
  merge.rows = last_row - merge.row + 1;
  merge.columns = last_column - merge.column + 1;
  g_hash_table_insert(xlsx->merges, merge_key(merge.row, merge.column),
                      g_memdup2(&merge, sizeof merge));
}

/* They stand behind the rows they belong to, so the sheet is passed twice. */
static void read_merges(Xlsx *xlsx) {
  XmlReader *xml = package_xml(xlsx->package, xlsx->book.sheet);
  while (xml && package_read(xlsx->package, xml)) {
    if (!xml_at(xml, "mergeCell"))
      continue;
    g_autofree char *ref = xml_value(xml, "ref");
    if (ref)
      take_merge(xlsx, ref);
  }
  if (xml)
    package_xml_free(xlsx->package, xml);
}

/* ---- cells ------------------------------------------------------------------------- */

typedef struct SheetCell {
  char *type, *format; /* attributes t and s */
  uint32_t column;
  bool formula, valued;
  GString *stored;
} SheetCell;

static void put_shared(Xlsx *xlsx, const char *index, uint32_t column) {
  guint64 i;
  const XlsxBook *book = &xlsx->book;
  if (!g_ascii_string_to_unsigned(index, 10, 0, UINT32_MAX, &i, NULL) ||
      i >= book->string_ends->len) {
    diag_add(xlsx->job->diags, cell_span(xlsx, column), DIAG_DATA_CELL, index, NULL);
    return;
  }
  size_t from = i ? g_array_index(book->string_ends, size_t, i - 1) : 0;
  size_t to = g_array_index(book->string_ends, size_t, i);
  g_string_append_len(xlsx->row.bytes, book->strings->str + from, (gssize)(to - from));
}

static void put_plain_number(Xlsx *xlsx, const SheetCell *cell) {
  guint64 format = 0;
  StoredKind kind = STORED_NUMBER;
  if (cell->format &&
      g_ascii_string_to_unsigned(cell->format, 10, 0, UINT32_MAX, &format, NULL) &&
      format < xlsx->book.kinds->len)
    kind = g_array_index(xlsx->book.kinds, StoredKind, format);
  if (!sheet_put_number(xlsx->row.bytes, cell->stored->str, cell->stored->len, kind,
                        xlsx->book.from_1904))
    diag_add(xlsx->job->diags, cell_span(xlsx, cell->column), DIAG_DATA_CELL,
             cell->stored->str, NULL);
}

/* 2018-04-23T00:00:00 → 2018-04-23 */
static void put_iso_date(GString *out, const char *text) {
  size_t len = strcspn(text, "T");
  g_string_append_len(out, text, (gssize)len);
  if (text[len] && strcmp(text + len, "T00:00:00") != 0)
    g_string_append_printf(out, " %s", text + len + 1);
}

static void put_value(Xlsx *xlsx, const SheetCell *cell) {
  const char *type = cell->type ? cell->type : "n", *stored = cell->stored->str;
  if (cell->formula && !cell->valued)
    diag_add(xlsx->job->diags, cell_span(xlsx, cell->column), DIAG_DATA_FORMULA_UNVALUED,
             NULL);
  else if (!cell->stored->len)
    return;
  else if (strcmp(type, "s") == 0)
    put_shared(xlsx, stored, cell->column);
  else if (strcmp(type, "b") == 0)
    g_string_append(xlsx->row.bytes, strcmp(stored, "1") == 0 ? "TRUE" : "FALSE");
  else if (strcmp(type, "d") == 0)
    put_iso_date(xlsx->row.bytes, stored);
  else if (strcmp(type, "n") == 0)
    put_plain_number(xlsx, cell);
  else
    g_string_append(xlsx->row.bytes, stored); /* str, inlineStr; e: refused by its text */
}

static uint32_t cell_column(Xlsx *xlsx, uint32_t next) {
  g_autofree char *ref = xml_value(xlsx->xml, "r");
  uint32_t row, column;
  return ref && xlsx_address(ref, &row, &column) && column >= next ? column : next;
}

/* From <c> to </c>. */
static void read_cell(Xlsx *xlsx, SheetCell *cell) {
  bool in_value = false, in_guide = false;
  if (xml_is_empty(xlsx->xml))
    return;
  while (package_read(xlsx->package, xlsx->xml) && !xml_at_end(xlsx->xml, "c")) {
    XmlReader *xml = xlsx->xml;
    bool open = !xml_is_empty(xml);
    cell->formula = cell->formula || xml_at(xml, "f");
    if (xml_at(xml, "v") || xml_at(xml, "t")) {
      in_value = open;
      cell->valued = true;
    } else if (xml_at_end(xml, "v") || xml_at_end(xml, "t")) {
      in_value = false;
    } else if (xml_at(xml, "rPh") || xml_at_end(xml, "rPh")) {
      in_guide = xml_at(xml, "rPh") && open;
    }
    const char *text = in_value && !in_guide ? xml_content(xml) : NULL;
    if (text)
      g_string_append(cell->stored, text);
  }
}

/* The next free column. */
static uint32_t take_cell(Xlsx *xlsx, uint32_t next) {
  SheetCell cell = {.type = xml_value(xlsx->xml, "t"),
                    .format = xml_value(xlsx->xml, "s")};
  cell.column = cell_column(xlsx, next);
  cell.stored = g_string_new(NULL);
  read_cell(xlsx, &cell);
  size_t from = xlsx->row.bytes->len;
  put_value(xlsx, &cell);
  const Merge *merge =
      g_hash_table_lookup(xlsx->merges, merge_key(xlsx->row.row, cell.column));
  sheet_row_add(&xlsx->row, from, cell.column, merge ? merge->rows : 1,
                merge ? merge->columns : 1);
  g_string_free(cell.stored, TRUE);
  g_free(cell.type);
  g_free(cell.format);
  return cell.column + 1;
}

/* From <row> to </row>. */
static void take_row(Xlsx *xlsx) {
  uint32_t next = 0;
  sheet_row_clear(&xlsx->row, xml_count(xlsx->xml, "r", xlsx->row.row + 1));
  if (xml_is_empty(xlsx->xml))
    return;
  while (package_read(xlsx->package, xlsx->xml) && !xml_at_end(xlsx->xml, "row")) {
    if (!xml_at(xlsx->xml, "c"))
      continue;
    next = take_cell(xlsx, next);
    if (next <= xlsx->job->limits->data_columns)
      continue;
    g_autofree char *text = g_strdup_printf("%u", xlsx->job->limits->data_columns);
    diag_add(xlsx->job->diags, cell_span(xlsx, next - 1), DIAG_LIMIT_DATA_COLUMNS, text,
             NULL);
    return;
  }
}

static bool xlsx_next(void *self, RawRow *out) {
  Xlsx *xlsx = self;
  uint32_t before = xlsx->row.row;
  do {
    if (!package_read(xlsx->package, xlsx->xml) || xml_at_end(xlsx->xml, "sheetData"))
      return false;
  } while (!xml_at(xlsx->xml, "row"));
  take_row(xlsx);
  if (package_failed(xlsx->package))
    return false;
  if (xlsx->row.row <= before) {
    package_broken(xlsx->package, "<row r>");
    return false;
  }
  sheet_row_give(&xlsx->row, out);
  return true;
}

static void xlsx_close(void *self) {
  Xlsx *xlsx = self;
  if (xlsx->xml)
    package_xml_free(xlsx->package, xlsx->xml);
  package_close(xlsx->package);
  xlsx_book_free(&xlsx->book);
  g_hash_table_destroy(xlsx->merges);
  sheet_row_free(&xlsx->row);
  g_free(xlsx);
}

bool data_xlsx_open(Job *job, const DataSource *source, Package *package, Feed *out) {
  Xlsx *xlsx = g_new0(Xlsx, 1);
  *xlsx =
      (Xlsx){.job = job, .source = source, .package = package, .row = sheet_row_new()};
  xlsx->merges = g_hash_table_new_full(NULL, NULL, NULL, g_free);
  if (xlsx_book_read(job, source, package, &xlsx->book)) {
    read_merges(xlsx);
    xlsx->xml = package_xml(package, xlsx->book.sheet);
  }
  if (!xlsx->xml) {
    xlsx_close(xlsx);
    return false;
  }
  *out = (Feed){xlsx, xlsx_next, xlsx_close};
  return true;
}
