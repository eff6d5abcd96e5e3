/* An XLSX sheet, row by row: stored values, never formulas. */
#include <string.h>

#include "data_private.h"

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
  GString *stored, *text; /* of the cell at hand */
} Xlsx;

static Span cell_span(const Xlsx *xlsx, uint32_t column) {
  return data_span(xlsx->source, xlsx->row.row, column + 1);
}

/* ---- merged cells ------------------------------------------------------------------ */

static gpointer merge_key(uint32_t row, uint32_t column) {
  return (gpointer)(uintptr_t)((uint64_t)row << 16 | column);
}

static void take_merge(Xlsx *xlsx, const char *ref) {
  uint32_t rows[2], columns[2];
  if (!data_range_parse(ref, rows, columns) || columns[0] > UINT16_MAX)
    return;
  unsigned most = xlsx->job->limits->data_merges;
  if (g_hash_table_size(xlsx->merges) >= most) {
    package_over(xlsx->package, data_span(xlsx->source, rows[0], columns[0] + 1),
                 DIAG_LIMIT_DATA_MERGES, most);
    return;
  }
  Merge merge = {rows[0], columns[0], rows[1] - rows[0] + 1, columns[1] - columns[0] + 1};
  g_hash_table_insert(xlsx->merges, merge_key(merge.row, merge.column),
                      g_memdup2(&merge, sizeof merge));
}

/* They stand behind the rows they belong to, so the sheet is passed twice. */
static void read_merges(Xlsx *xlsx) {
  if (!package_mentions(xlsx->package, xlsx->book.sheet, "mergeCell"))
    return; /* to look for the word takes a fraction of reading the sheet */
  XmlReader *xml = package_xml(xlsx->package, xlsx->book.sheet);
  while (xml && package_read(xlsx->package, xml)) {
    if (!part_at(xml, SPACE_SHEET, "mergeCell"))
      continue;
    g_autofree char *ref = part_value(xml, SPACE_NONE, "ref");
    if (ref)
      take_merge(xlsx, ref);
  }
  if (xml)
    package_xml_free(xlsx->package, xml);
}

/* ---- cells ------------------------------------------------------------------------- */

typedef struct SheetCell {
  char type[12];   /* attribute t; "" none, one that is longer is none of ECMA-376 */
  uint32_t format; /* attribute s */
  uint32_t column;
  bool formula, inlined;
  GString *stored; /* of <v> */
  GString *text;   /* of <is> */
  CellState state;
} SheetCell;

static void put_shared(Xlsx *xlsx, SheetCell *cell) {
  guint64 i;
  const XlsxBook *book = &xlsx->book;
  if (!g_ascii_string_to_unsigned(cell->stored->str, 10, 0, UINT32_MAX, &i, NULL) ||
      i >= book->string_ends->len) {
    cell->state = CELL_UNREADABLE;
    return;
  }
  size_t from = i ? g_array_index(book->string_ends, size_t, i - 1) : 0;
  size_t to = g_array_index(book->string_ends, size_t, i);
  g_string_append_len(xlsx->row.bytes, book->strings->str + from, (gssize)(to - from));
}

static FormatSection section_of(const Xlsx *xlsx, const SheetCell *cell, Decimal value) {
  const GArray *formats = xlsx->book.formats;
  if (cell->format < formats->len)
    return format_for(&g_array_index(formats, CellFormat, cell->format), value);
  return (FormatSection){.kind = STORED_NUMBER, .places = -1};
}

static void put_plain_number(Xlsx *xlsx, SheetCell *cell) {
  Decimal value;
  FormatSection section;
  bool good = decimal_parse_stored(cell->stored->str, cell->stored->len, &value);
  if (good) {
    section = section_of(xlsx, cell, value);
    good = sheet_put_number(xlsx->row.bytes, value, &section, xlsx->book.from_1904);
  }
  if (!good)
    cell->state = CELL_UNREADABLE;
  else if (cell->formula && !xlsx->book.reckoned && decimal_sign(value) == 0)
    cell->state = CELL_UNRECKONED;
  else if (format_hides(&section, value))
    cell->state = CELL_ROUNDED;
}

/* By the type: what another element says beside the type's own is not looked at. */
static void put_value(Xlsx *xlsx, SheetCell *cell) {
  const char *type = *cell->type ? cell->type : "n", *stored = cell->stored->str;
  GString *out = xlsx->row.bytes;
  if (strcmp(type, "inlineStr") == 0 && cell->inlined)
    xlsx_put_text(out, cell->text->str, cell->text->len);
  else if (strcmp(type, "str") == 0 || strcmp(type, "inlineStr") == 0)
    xlsx_put_text(out, stored, cell->stored->len);
  else if (!cell->stored->len)
    cell->state = cell->formula ? CELL_UNVALUED : CELL_PLAIN;
  else if (strcmp(type, "s") == 0)
    put_shared(xlsx, cell);
  else if (strcmp(type, "b") == 0)
    g_string_append(
        out, strcmp(stored, "1") == 0 || strcmp(stored, "true") == 0 ? "TRUE" : "FALSE");
  else if (strcmp(type, "d") == 0)
    sheet_put_iso(out, stored);
  else if (strcmp(type, "n") == 0)
    put_plain_number(xlsx, cell);
  else
    cell->state = strcmp(type, "e") == 0 ? CELL_ERROR : CELL_UNREADABLE;
  if (cell->state == CELL_ERROR || cell->state == CELL_UNREADABLE)
    g_string_append_len(out, stored, (gssize)cell->stored->len);
}

/* False: the reference is no cell of this row. */
static bool cell_column(Xlsx *xlsx, uint32_t next, uint32_t *out) {
  const char *ref = part_peek(xlsx->xml, SPACE_NONE, "r");
  uint32_t row = 0;
  *out = next;
  if (!ref)
    return true;
  if (xlsx_address(ref, &row, out) && row == xlsx->row.row)
    return true;
  package_broken(xlsx->package, ref);
  return false;
}

/* Where the text of a cell goes, while it is read. */
typedef struct CellReading {
  bool value, text, guide; /* in <v>, in <t>, in <rPh> */
} CellReading;

static void cell_event(XmlReader *xml, SheetCell *cell, CellReading *r) {
  const char *text = xml_content(xml);
  if (text && r->value)
    g_string_append(cell->stored, text);
  else if (text && r->text && !r->guide)
    g_string_append(cell->text, text);
  if (text)
    return;
  cell->formula = cell->formula || part_at(xml, SPACE_SHEET, "f");
  cell->inlined = cell->inlined || part_at(xml, SPACE_SHEET, "is");
  if (part_at(xml, SPACE_SHEET, "v") || part_at_end(xml, SPACE_SHEET, "v"))
    r->value = part_opens(xml, SPACE_SHEET, "v");
  else if (part_at(xml, SPACE_SHEET, "t") || part_at_end(xml, SPACE_SHEET, "t"))
    r->text = part_opens(xml, SPACE_SHEET, "t");
  else if (part_at(xml, SPACE_SHEET, "rPh") || part_at_end(xml, SPACE_SHEET, "rPh"))
    r->guide = part_opens(xml, SPACE_SHEET, "rPh");
}

/* From <c> to </c>. */
static void read_cell(Xlsx *xlsx, SheetCell *cell) {
  CellReading reading = {0};
  while (!part_closes(xlsx->xml, SPACE_SHEET, "c") &&
         package_read(xlsx->package, xlsx->xml))
    cell_event(xlsx->xml, cell, &reading);
}

/* The column behind; 0 after a fault. */
static uint32_t take_cell(Xlsx *xlsx, uint32_t next) {
  SheetCell cell = {.stored = xlsx->stored, .text = xlsx->text};
  const char *type = part_peek(xlsx->xml, SPACE_NONE, "t");
  const char *format = part_peek(xlsx->xml, SPACE_NONE, "s");
  guint64 number = 0;
  if (type)
    g_strlcpy(cell.type, type, sizeof cell.type);
  if (format)
    g_ascii_string_to_unsigned(format, 10, 0, UINT32_MAX, &number, NULL);
  cell.format = (uint32_t)number;
  bool good = cell_column(xlsx, next, &cell.column);
  g_string_truncate(cell.stored, 0);
  g_string_truncate(cell.text, 0);
  read_cell(xlsx, &cell);
  size_t from = xlsx->row.bytes->len;
  put_value(xlsx, &cell);
  size_t most = xlsx->job->limits->data_record_bytes;
  if (xlsx->row.bytes->len > most)
    package_over(xlsx->package, cell_span(xlsx, cell.column), DIAG_LIMIT_DATA_TEXT, most);
  const Merge *merge =
      g_hash_table_lookup(xlsx->merges, merge_key(xlsx->row.row, cell.column));
  RawCell like = {.rows = merge ? merge->rows : 1,
                  .columns = merge ? merge->columns : 1,
                  .column = cell.column,
                  .state = cell.state};
  sheet_row_add(&xlsx->row, from, like);
  return good ? cell.column + 1 : 0;
}

/* A cell beyond the limit of columns is told where something stands in it. */
static bool beyond_columns(Xlsx *xlsx, uint32_t next) {
  uint32_t limit = xlsx->job->limits->data_columns;
  if (next <= limit)
    return false;
  g_autofree char *text = g_strdup_printf("%u", limit);
  diag_add(xlsx->job->diags, cell_span(xlsx, next - 1), DIAG_LIMIT_DATA_COLUMNS, text,
           NULL);
  return true;
}

/* From <row> to </row>. */
static void take_row(Xlsx *xlsx) {
  uint32_t next = 0;
  sheet_row_clear(&xlsx->row, part_count(xlsx->xml, SPACE_NONE, "r", xlsx->row.row + 1));
  xlsx->row.hidden = part_flag(xlsx->xml, SPACE_NONE, "hidden");
  if (xml_is_empty(xlsx->xml))
    return;
  while (package_read(xlsx->package, xlsx->xml) &&
         !part_at_end(xlsx->xml, SPACE_SHEET, "row")) {
    if (!part_at(xlsx->xml, SPACE_SHEET, "c"))
      continue;
    next = take_cell(xlsx, next);
    if (next == 0 || beyond_columns(xlsx, next))
      return;
  }
}

static int by_column(gconstpointer a, gconstpointer b) {
  const RawCell *left = a, *right = b;
  return (left->column > right->column) - (left->column < right->column);
}

/* Cells are where their references say, in whatever order they come; two in one place are
 * no sound sheet. */
static bool settle_cells(Xlsx *xlsx) {
  GArray *cells = xlsx->row.cells;
  bool sorted = true;
  for (guint i = 1; i < cells->len && sorted; i++)
    sorted = by_column(&g_array_index(cells, RawCell, i - 1),
                       &g_array_index(cells, RawCell, i)) < 0;
  if (sorted)
    return true;
  g_array_sort(cells, by_column);
  for (guint i = 1; i < cells->len; i++) {
    uint32_t column = g_array_index(cells, RawCell, i).column;
    if (g_array_index(cells, RawCell, i - 1).column != column)
      continue;
    package_broken(xlsx->package,
                   data_address(xlsx->job->arena, xlsx->row.row, column + 1));
    return false;
  }
  return true;
}

/* <col min="3" max="4" hidden="1"> */
static void take_columns(Xlsx *xlsx) {
  uint32_t first = part_count(xlsx->xml, SPACE_NONE, "min", 0);
  uint32_t last = part_count(xlsx->xml, SPACE_NONE, "max", first);
  if (first && part_flag(xlsx->xml, SPACE_NONE, "hidden"))
    sheet_row_hide(&xlsx->row, first - 1, last - 1, xlsx->job->limits->data_columns);
}

static bool xlsx_next(void *self, RawRow *out) {
  Xlsx *xlsx = self;
  uint32_t before = xlsx->row.row;
  do {
    if (!package_read(xlsx->package, xlsx->xml) ||
        part_at_end(xlsx->xml, SPACE_SHEET, "sheetData"))
      return false;
    if (part_at(xlsx->xml, SPACE_SHEET, "col"))
      take_columns(xlsx);
  } while (!part_at(xlsx->xml, SPACE_SHEET, "row"));
  take_row(xlsx);
  if (package_failed(xlsx->package) || !settle_cells(xlsx))
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
  g_string_free(xlsx->stored, TRUE);
  g_string_free(xlsx->text, TRUE);
  g_free(xlsx);
}

bool data_xlsx_open(Job *job, DataSource *source, Package *package, Feed *out) {
  Xlsx *xlsx = g_new0(Xlsx, 1);
  *xlsx =
      (Xlsx){.job = job, .source = source, .package = package, .row = sheet_row_new()};
  xlsx->stored = g_string_new(NULL);
  xlsx->text = g_string_new(NULL);
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
