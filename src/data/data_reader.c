/* Records: rows of any form cut to the range, merged cells filled in, held to the width
 * of the head. */
#include <string.h>

#include "data_private.h"

#define HEAD_ROWS 9
#define NAME_JOINER "/"
#define NAMES_TOLD 200 /* bytes of the names of hidden columns */

typedef struct Range {
  uint32_t first_row, last_row;       /* from 1 */
  uint32_t first_column, last_column; /* from 0 */
} Range;

/* A merged cell that still reaches into the rows to come. */
typedef struct Reach {
  char *text; /* counted references: a merged cell reaches over many */
  uint32_t rows;
} Reach;

/* A cell of the row at hand; the text is borrowed, NULL: none. */
typedef struct Laid {
  const char *text;
  CellState state;
} Laid;

/* What is told once, at the end. */
typedef struct Counted {
  uint32_t row, column; /* of the first */
  uint32_t n;
} Counted;

struct DataReader {
  Job *job;
  DataSource source;
  Feed feed;
  Range range;
  size_t errors;      /* when it was opened */
  GPtrArray *headers; /* char * */
  GPtrArray *head;    /* GPtrArray of char *, by row of the head */
  GArray *columns;    /* uint32_t, of the file, from 0 */
  GArray *reach;      /* Reach, by column of the file */
  GArray *row;        /* Laid, by column from range.first_column */
  GPtrArray *kept;    /* char *: texts filled in for this row */
  GArray *cells;      /* DataCell, of the record */
  RawRow raw;
  bool raw_waits;       /* raw has been read and not been used */
  uint32_t blank;       /* a blank row that is a fault if anything follows; 0: none */
  uint32_t blank_given; /* blank rows still to be given for those left out */
  uint32_t row_given;   /* the last, of the file */
  uint32_t nameless;    /* columns dropped from the end of the head */
  uint32_t head_row;    /* the last, of the file */
  bool nameless_told;
  uint32_t n_records;
  Counted hidden, unreckoned;
  GArray *passed;  /* bool, by column of the file: hidden, and not wanted so */
  GArray *rounded; /* bool, by column: told */
  bool ended;
  size_t walked; /* cells of a sheet, as often as they are repeated or merged over */
};

/* ---- small things ------------------------------------------------------------------ */

static bool settle_range(DataReader *reader) {
  uint32_t rows[2] = {1, UINT32_MAX}, columns[2] = {0, UINT32_MAX};
  const char *text = reader->source.range;
  bool good = !text || data_range_parse(text, rows, columns);
  if (!good)
    diag_add(reader->job->diags, reader->source.at, DIAG_DATA_RANGE, text, NULL);
  reader->range = (Range){rows[0], rows[1], columns[0], columns[1]};
  return good;
}

/* ---- rows within the range --------------------------------------------------------- */

static bool too_many_cells(DataReader *reader) {
  size_t most = reader->job->limits->data_cells;
  if (reader->walked <= most)
    return false;
  g_autofree char *text = g_strdup_printf("%zu", most);
  diag_add(reader->job->diags, data_span(&reader->source, reader->raw.row, 0),
           DIAG_LIMIT_DATA_CELLS, text, NULL);
  return true;
}

static bool feed_row(DataReader *reader) {
  while (!reader->ended && !too_many_cells(reader) &&
         reader->feed.next(reader->feed.self, &reader->raw)) {
    reader->walked += reader->raw.sheet ? reader->raw.n + 1 : 0;
    if (reader->raw.row > reader->range.last_row)
      break;
    if (reader->raw.row >= reader->range.first_row)
      return true;
  }
  reader->ended = true;
  return false;
}

/* How many rows merged cells still cover, at least one. */
static uint32_t rows_reached(const DataReader *reader) {
  uint32_t most = 1;
  for (guint i = 0; i < reader->reach->len; i++)
    most = MAX(most, g_array_index(reader->reach, Reach, i).rows);
  return most;
}

/* Rows that a sheet leaves out are blank all the same; behind the merged cells that
 * reach into them one tells as much as a thousand. */
static bool give_blank(DataReader *reader, RawRow *out) {
  if (!reader->raw_waits || reader->row_given == 0 ||
      reader->row_given + 1 >= reader->raw.row || reader->blank_given == 0 ||
      reader->walked++ > reader->job->limits->data_cells)
    return false;
  reader->blank_given--;
  *out = (RawRow){.row = ++reader->row_given, .base = "", .sheet = true};
  return true;
}

/* The next row of the file within the range, into *out; it lives until the next. */
static bool next_raw(DataReader *reader, RawRow *out) {
  if (!reader->raw_waits) {
    if (!feed_row(reader))
      return false;
    reader->raw_waits = true;
    reader->blank_given = reader->raw.sheet ? rows_reached(reader) : 0;
  }
  if (give_blank(reader, out))
    return true;
  *out = reader->raw;
  reader->row_given = reader->raw.row;
  reader->raw_waits = false;
  return true;
}

static void reach_clear(Reach *reach) {
  if (reach->text)
    g_ref_string_release(reach->text);
  *reach = (Reach){0};
}

static void reach_set(DataReader *reader, char *text, uint32_t rows, uint32_t column) {
  if (column >= reader->reach->len)
    g_array_set_size(reader->reach, column + 1);
  Reach *reach = &g_array_index(reader->reach, Reach, column);
  reach_clear(reach);
  *reach = (Reach){g_ref_string_acquire(text), rows};
}

static bool is_passed(const DataReader *reader, uint32_t column) {
  return column < reader->passed->len && g_array_index(reader->passed, bool, column);
}

/* The place in a record of a column of the file that is not passed. */
static uint32_t place_of(const DataReader *reader, uint32_t column) {
  uint32_t first = reader->range.first_column, i = column - first;
  for (uint32_t at = first; at < column && at < reader->passed->len; at++)
    i -= is_passed(reader, at);
  return i;
}

/* The column of the file at that place of a record. */
static uint32_t column_at(const DataReader *reader, uint32_t i) {
  uint32_t column = reader->range.first_column;
  for (; column < reader->passed->len; column++) {
    if (!is_passed(reader, column) && i-- == 0)
      return column;
  }
  return column + i;
}

static void row_set(DataReader *reader, uint32_t column, Laid laid) {
  if (is_passed(reader, column))
    return;
  uint32_t i = place_of(reader, column);
  if (i >= reader->row->len)
    g_array_set_size(reader->row, i + 1);
  g_array_index(reader->row, Laid, i) = laid;
}

/* Labels of merged cells stand in every cell they cover; numbers below the head only in
 * the first, so that no sum counts them twice. */
static void spread(DataReader *reader, const RawRow *raw, const RawCell *cell,
                   bool head) {
  DataCell shown = {raw->base + cell->from, cell->bytes};
  Decimal number;
  if (!head && data_number(shown, &number))
    return;
  uint32_t most = reader->job->limits->data_columns;
  uint32_t end = MIN(cell->column + MIN(cell->columns, most), most);
  char *kept = g_ref_string_new_len(shown.text, shown.bytes);
  for (uint32_t column = cell->column; column < end; column++) {
    if (column > cell->column && column >= reader->range.first_column &&
        column <= reader->range.last_column)
      row_set(reader, column, (Laid){shown.text, CELL_PLAIN});
    if (cell->rows > 1)
      reach_set(reader, kept, cell->rows - 1, column);
    reader->walked++;
  }
  g_ref_string_release(kept);
}

static void reach_end(DataReader *reader) {
  for (guint i = 0; i < reader->reach->len; i++)
    reach_clear(&g_array_index(reader->reach, Reach, i));
  g_array_set_size(reader->reach, 0);
}

/* What reaches down from the rows above. */
static void fill_down(DataReader *reader) {
  bool live = false;
  for (guint column = 0; column < reader->reach->len; column++) {
    Reach *reach = &g_array_index(reader->reach, Reach, column);
    if (!reach->rows)
      continue;
    reach->rows--;
    live = true;
    if (column < reader->range.first_column || column > reader->range.last_column)
      continue;
    char *text = g_ref_string_acquire(reach->text);
    g_ptr_array_add(reader->kept, text);
    row_set(reader, column, (Laid){text, CELL_PLAIN});
  }
  reader->walked += reader->reach->len;
  if (!live)
    reach_end(reader);
}

/* The row into reader->row. */
static void lay_row(DataReader *reader, const RawRow *raw, bool head) {
  g_array_set_size(reader->row, 0);
  g_ptr_array_set_size(reader->kept, 0);
  fill_down(reader);
  for (uint32_t i = 0; i < raw->n; i++) {
    const RawCell *cell = &raw->cells[i];
    if (cell->column > reader->range.last_column)
      break;
    if (cell->column >= reader->range.first_column)
      row_set(reader, cell->column, (Laid){raw->base + cell->from, cell->state});
    if (cell->rows > 1 || cell->columns > 1)
      spread(reader, raw, cell, head);
  }
}

static Laid laid_at(const DataReader *reader, uint32_t i) {
  return i < reader->row->len ? g_array_index(reader->row, Laid, i)
                              : (Laid){NULL, CELL_PLAIN};
}

static const char *laid(const DataReader *reader, uint32_t i) {
  const char *text = laid_at(reader, i).text;
  return text ? text : "";
}

static bool cell_blank(const DataReader *reader, uint32_t i) {
  return !*laid(reader, i) && laid_at(reader, i).state == CELL_PLAIN;
}

static bool laid_blank(const DataReader *reader) {
  for (uint32_t i = 0; i < reader->row->len; i++) {
    if (!cell_blank(reader, i))
      return false;
  }
  return true;
}

/* ---- what cells tell besides their text -------------------------------------------- */

static void count(Counted *counted, uint32_t row, uint32_t column) {
  if (counted->n++ == 0)
    *counted = (Counted){row, column, 1};
}

/* That the workbook shows fewer digits is told once for a column. */
static void tell_rounded(DataReader *reader, uint32_t i, Span at) {
  if (i >= reader->rounded->len)
    g_array_set_size(reader->rounded, i + 1);
  bool *told = &g_array_index(reader->rounded, bool, i);
  if (!*told && i < reader->headers->len)
    diag_add(reader->job->diags, at, DIAG_DATA_ROUNDED, data_header(reader, i),
             laid(reader, i), NULL);
  *told = true;
}

static void check_cell(DataReader *reader, const RawRow *raw, uint32_t i) {
  Diagnostics *diags = reader->job->diags;
  Span at = data_span(&reader->source, raw->row, column_at(reader, i) + 1);
  const char *text = laid(reader, i);
  switch (laid_at(reader, i).state) {
    case CELL_PLAIN:
      if (data_is_error_value(text, strlen(text)))
        diag_add(diags, at, DIAG_DATA_ERROR_VALUE, text, NULL);
      return;
    case CELL_ROUNDED:
      tell_rounded(reader, i, at);
      return;
    case CELL_UNRECKONED:
      count(&reader->unreckoned, at.line, at.column);
      return;
    case CELL_UNVALUED:
      diag_add(diags, at, DIAG_DATA_FORMULA_UNVALUED, NULL);
      return;
    case CELL_ERROR:
      diag_add(diags, at, DIAG_DATA_ERROR_VALUE, text, NULL);
      return;
    case CELL_UNREADABLE:
      diag_add(diags, at, DIAG_DATA_CELL, text, NULL);
      return;
  }
}

static void tell_counted(DataReader *reader, Counted *counted, DiagCode code) {
  if (counted->n) {
    g_autofree char *n = g_strdup_printf("%u", counted->n);
    diag_add(reader->job->diags,
             data_span(&reader->source, counted->row, counted->column), code, n, NULL);
  }
  counted->n = 0;
}

static void tell_at_end(DataReader *reader) {
  if (reader->source.hidden == HIDDEN_TOLD)
    tell_counted(reader, &reader->hidden, DIAG_DATA_ROWS_HIDDEN);
  tell_counted(reader, &reader->unreckoned, DIAG_DATA_UNRECKONED);
}

/* ---- the head ---------------------------------------------------------------------- */

static uint32_t head_rows(const DataReader *reader, const RawRow *raw) {
  if (reader->source.head)
    return reader->source.head;
  uint32_t rows = 1;
  for (uint32_t i = 0; i < raw->n; i++)
    rows = MAX(rows, raw->cells[i].rows);
  return MIN(rows, HEAD_ROWS);
}

/* The names of one head row are joined to those above; a cell merged over both is named
 * once. */
static void add_head_row(DataReader *reader, const RawRow *raw) {
  GPtrArray *own = g_ptr_array_new_with_free_func(g_free);
  g_ptr_array_add(reader->head, own);
  for (uint32_t i = 0; i < reader->row->len; i++) {
    char *name = data_name_folded(laid(reader, i));
    g_ptr_array_add(own, name);
    if (laid_at(reader, i).state > CELL_UNRECKONED)
      check_cell(reader, raw, i);
    if (i >= reader->headers->len)
      g_ptr_array_add(reader->headers, g_strdup(name));
    else if (*name && strcmp(reader->headers->pdata[i], name) != 0) {
      char *above = reader->headers->pdata[i];
      reader->headers->pdata[i] =
          *above ? g_strconcat(above, NAME_JOINER, name, NULL) : g_strdup(name);
      g_free(above);
    }
  }
}

static void drop_nameless_end(DataReader *reader) {
  GPtrArray *headers = reader->headers;
  while (headers->len && !*(char *)headers->pdata[headers->len - 1]) {
    g_ptr_array_set_size(headers, (gint)headers->len - 1);
    reader->nameless++;
  }
}

static void check_headers(DataReader *reader, uint32_t row) {
  g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; i < reader->headers->len; i++) {
    const char *name = reader->headers->pdata[i];
    uint32_t column = column_at(reader, i);
    Span at = data_span(&reader->source, row, column + 1);
    if (!*name)
      diag_add(reader->job->diags, at, DIAG_DATA_HEADER_EMPTY, NULL);
    else if (!g_hash_table_add(seen, (gpointer)name))
      diag_add(reader->job->diags, at, DIAG_DATA_HEADER_TWICE, name, NULL);
    g_array_append_val(reader->columns, column);
  }
}

/* ---- hidden columns ---------------------------------------------------------------- */

static void pass_hidden_columns(DataReader *reader, const GArray *hidden) {
  if (hidden && reader->source.hidden == HIDDEN_SKIP)
    g_array_append_vals(reader->passed, hidden->data, hidden->len);
}

/* Which of the columns that are read are hidden: told once, by name. */
static void tell_hidden_columns(DataReader *reader, const GArray *hidden) {
  g_autoptr(GString) names = g_string_new(NULL);
  uint32_t first = 0;
  for (guint i = 0; i < reader->headers->len && names->len < NAMES_TOLD; i++) {
    uint32_t column = column_at(reader, i);
    if (column >= hidden->len || !g_array_index(hidden, bool, column))
      continue;
    first = names->len ? first : column + 1;
    g_string_append_printf(names, "%s%s", names->len ? "、" : "", data_header(reader, i));
  }
  if (names->len && reader->source.hidden == HIDDEN_TOLD)
    diag_add(reader->job->diags, data_span(&reader->source, reader->head_row, first),
             DIAG_DATA_COLUMNS_HIDDEN, names->str, NULL);
}

static bool read_head(DataReader *reader) {
  RawRow raw;
  if (!next_raw(reader, &raw)) {
    if (!data_failed(reader))
      diag_add(reader->job->diags, data_span(&reader->source, 0, 0), DIAG_DATA_EMPTY,
               NULL);
    return false;
  }
  uint32_t rows = head_rows(reader, &raw), last = raw.row;
  const GArray *hidden = raw.hidden_columns;
  pass_hidden_columns(reader, hidden);
  lay_row(reader, &raw, true);
  add_head_row(reader, &raw);
  while (--rows > 0 && next_raw(reader, &raw)) {
    last = raw.row;
    lay_row(reader, &raw, true);
    add_head_row(reader, &raw);
  }
  drop_nameless_end(reader);
  if (reader->headers->len == 0 && !data_failed(reader))
    diag_add(reader->job->diags, data_span(&reader->source, 0, 0), DIAG_DATA_EMPTY, NULL);
  size_t errors =
      diag_errors(reader->job->diags); /* the row behind the head may be faulty too */
  reader->head_row = last;
  check_headers(reader, last);
  if (hidden)
    tell_hidden_columns(reader, hidden);
  return reader->headers->len > 0 && diag_errors(reader->job->diags) == errors;
}

DataReader *data_open(Job *job, const DataSource *source) {
  DataReader *reader = g_new0(DataReader, 1);
  *reader =
      (DataReader){.job = job, .source = *source, .errors = diag_errors(job->diags)};
  reader->headers = g_ptr_array_new_with_free_func(g_free);
  reader->head = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
  reader->columns = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  reader->reach = g_array_new(FALSE, TRUE, sizeof(Reach));
  reader->row = g_array_new(FALSE, TRUE, sizeof(Laid));
  reader->rounded = g_array_new(FALSE, TRUE, sizeof(bool));
  reader->passed = g_array_new(FALSE, TRUE, sizeof(bool));
  reader->kept = g_ptr_array_new_with_free_func((GDestroyNotify)g_ref_string_release);
  reader->cells = g_array_new(FALSE, FALSE, sizeof(DataCell));
  if (data_feed_open(job, &reader->source, &reader->feed) && settle_range(reader) &&
      read_head(reader))
    return reader;
  data_close(reader);
  return NULL;
}

void data_close(DataReader *reader) {
  if (!reader)
    return;
  if (reader->feed.close)
    reader->feed.close(reader->feed.self);
  reach_end(reader);
  g_array_free(reader->reach, TRUE);
  g_array_free(reader->columns, TRUE);
  g_array_free(reader->cells, TRUE);
  g_ptr_array_free(reader->headers, TRUE);
  g_ptr_array_free(reader->head, TRUE);
  g_array_free(reader->row, TRUE);
  g_array_free(reader->rounded, TRUE);
  g_array_free(reader->passed, TRUE);
  g_ptr_array_free(reader->kept, TRUE);
  g_free(reader);
}

uint32_t data_columns(const DataReader *reader) {
  return reader->headers->len;
}

const char *data_header(const DataReader *reader, uint32_t column) {
  return reader->headers->pdata[column];
}

uint32_t data_head_rows(const DataReader *reader) {
  return reader->head->len;
}

const char *data_head_name(const DataReader *reader, uint32_t row, uint32_t column) {
  const GPtrArray *names = reader->head->pdata[row];
  return column < names->len ? names->pdata[column] : "";
}

uint32_t data_file_column(const DataReader *reader, uint32_t column) {
  return g_array_index(reader->columns, uint32_t, column) + 1;
}

bool data_failed(const DataReader *reader) {
  return diag_errors(reader->job->diags) > reader->errors;
}

/* ---- records ----------------------------------------------------------------------- */

/* A row that is hidden, and not wanted so. */
static bool passes_hidden(DataReader *reader, const RawRow *raw) {
  if (!raw->hidden)
    return false;
  count(&reader->hidden, raw->row, 0);
  return reader->source.hidden == HIDDEN_SKIP;
}

/* A blank row is no record: at the end it is nothing, between records it hides what
 * follows. */
static bool next_filled(DataReader *reader, RawRow *raw) {
  while (next_raw(reader, raw)) {
    lay_row(reader, raw, false);
    if (!laid_blank(reader)) {
      if (passes_hidden(reader, raw))
        continue;
      if (reader->blank)
        diag_add(reader->job->diags, data_span(&reader->source, reader->blank, 0),
                 DIAG_DATA_BLANK_ROW, NULL);
      reader->blank = 0;
      return true;
    }
    if (!reader->blank)
      reader->blank = raw->row;
  }
  return false;
}

/* A column holds something and has no name: told once. */
static void tell_nameless(DataReader *reader, uint32_t column) {
  if (!reader->nameless_told)
    diag_add(
        reader->job->diags,
        data_span(&reader->source, reader->head_row, column_at(reader, column - 1) + 1),
        DIAG_DATA_HEADER_EMPTY, NULL);
  reader->nameless_told = true;
}

/* Cells of a sheet may be left out at the end of a row; so may, in a CSV, blank cells
 * under columns without a name be there. */
static void check_width(DataReader *reader, const RawRow *raw) {
  uint32_t want = reader->headers->len, have = reader->row->len;
  uint32_t least = raw->sheet ? want : have - MIN(have, reader->nameless);
  while (have > MAX(want, least) && cell_blank(reader, have - 1))
    have--;
  if (have == want || (raw->sheet && have < want))
    return;
  if (have > want && have <= want + reader->nameless) {
    tell_nameless(reader, have);
    return;
  }
  g_autofree char *wanted = g_strdup_printf("%u", want);
  g_autofree char *found = g_strdup_printf("%u", have);
  Span at = data_span(&reader->source, raw->row, column_at(reader, MIN(want, have)) + 1);
  diag_add(reader->job->diags, at, DIAG_DATA_RAGGED, found, wanted, NULL);
}

static bool too_many_records(DataReader *reader, const RawRow *raw) {
  if (reader->n_records++ < reader->job->limits->data_rows)
    return false;
  g_autofree char *text = g_strdup_printf("%u", reader->job->limits->data_rows);
  diag_add(reader->job->diags, data_span(&reader->source, raw->row, 0),
           DIAG_LIMIT_DATA_ROWS, text, NULL);
  reader->ended = true;
  return true;
}

bool data_next(DataReader *reader, DataRecord *out) {
  RawRow raw;
  if (!next_filled(reader, &raw) || too_many_records(reader, &raw)) {
    tell_at_end(reader);
    return false;
  }
  if (reader->source.streamed)
    reader->walked = 0;
  check_width(reader, &raw);
  g_array_set_size(reader->cells, 0);
  for (uint32_t i = 0; i < reader->headers->len; i++) {
    const char *text = laid(reader, i);
    DataCell cell = {text, (uint32_t)strlen(text)};
    check_cell(reader, &raw, i);
    g_array_append_val(reader->cells, cell);
  }
  *out = (DataRecord){(const DataCell *)(const void *)reader->cells->data, raw.row};
  return true;
}
