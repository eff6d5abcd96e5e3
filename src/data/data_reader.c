/* Records: rows of any form cut to the range, merged cells filled in, held to the width
 * of the head. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data_private.h"

#define HEAD_ROWS 9
#define NAME_JOINER "/"

typedef struct Range {
  uint32_t first_row, last_row;       /* from 1 */
  uint32_t first_column, last_column; /* from 0 */
} Range;

/* A merged cell that still reaches into the rows to come. */
typedef struct Reach {
  char *text;
  uint32_t rows;
} Reach;

struct DataReader {
  Job *job;
  DataSource source;
  Feed feed;
  Range range;
  size_t errors;      /* when it was opened */
  GPtrArray *headers; /* char * */
  GArray *columns;    /* uint32_t, of the file, from 0 */
  GArray *reach;      /* Reach, by column of the file */
  GPtrArray
      *row; /* borrowed const char *, by column from range.first_column; NULL: none */
  GPtrArray *kept; /* char *: texts filled in for this row */
  GArray *cells;   /* DataCell, of the record */
  RawRow raw;
  bool raw_waits; /* raw has been read and not been used */
  uint32_t blank; /* a blank row that is a fault if anything follows; 0: none */
  uint32_t n_records;
  bool ended;
};

/* ---- small things ------------------------------------------------------------------ */

Span data_span(const DataSource *source, uint32_t row, uint32_t column) {
  return (Span){.file = source->name, .line = row, .column = column};
}

void data_trim(const char *base, size_t *from, size_t *to) {
  while (*from < *to && g_ascii_isspace(base[*from]))
    (*from)++;
  while (*to > *from && g_ascii_isspace(base[*to - 1]))
    (*to)--;
}

bool data_is_error_value(const char *text, size_t len) {
  static const char *const values[] = {"#DIV/0!", "#N/A",  "#NAME?",  "#NULL!",
                                       "#NUM!",   "#REF!", "#VALUE!", "#GETTING_DATA",
                                       "#SPILL!", "#CALC!"};
  if (len < 4 || (text[0] != '#' && text[0] != 'E'))
    return false;
  for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
    if (strlen(values[i]) == len && memcmp(text, values[i], len) == 0)
      return true;
  }
  if (len > 8 || memcmp(text, "Err:", 4) != 0)
    return false;
  for (size_t i = 4; i < len; i++) {
    if (!g_ascii_isdigit(text[i]))
      return false;
  }
  return len > 4;
}

char *data_address(Arena *arena, uint32_t row, uint32_t column) {
  char letters[8];
  size_t at = sizeof letters;
  letters[--at] = '\0';
  for (uint32_t n = column; n > 0 && at > 0; n = (n - 1) / 26)
    letters[--at] = (char)('A' + (n - 1) % 26);
  return arena_printf(arena, "%s%u", letters + at, row);
}

bool xlsx_address(const char *text, uint32_t *row, uint32_t *column) {
  uint32_t letters = 0, digits = 0;
  for (; g_ascii_isalpha(*text) && letters < 100000; text++)
    letters = letters * 26 + (uint32_t)(g_ascii_toupper(*text) - 'A') + 1;
  for (; g_ascii_isdigit(*text) && digits < 100000000; text++)
    digits = digits * 10 + (uint32_t)(*text - '0');
  *row = digits;
  *column = letters - 1;
  return letters && digits && !*text;
}

/* ---- opening ---------------------------------------------------------------------- */

bool data_range_parse(const char *text, uint32_t rows[2], uint32_t columns[2]) {
  g_auto(GStrv) ends = g_strsplit(text, ":", 2);
  return ends[0] && ends[1] && xlsx_address(ends[0], &rows[0], &columns[0]) &&
         xlsx_address(ends[1], &rows[1], &columns[1]) && rows[0] <= rows[1] &&
         columns[0] <= columns[1];
}

static bool settle_range(DataReader *reader) {
  uint32_t rows[2] = {1, UINT32_MAX}, columns[2] = {0, UINT32_MAX};
  const char *text = reader->source.range;
  bool good = !text || data_range_parse(text, rows, columns);
  if (!good)
    diag_add(reader->job->diags, reader->source.at, DIAG_DATA_RANGE, text, NULL);
  reader->range = (Range){rows[0], rows[1], columns[0], columns[1]};
  return good;
}

/* The size is asked first: what is too large is not read at all. */
static bool read_bytes(Job *job, const DataSource *source, char **bytes, size_t *len) {
  struct stat st;
  size_t most = job->limits->data_bytes;
  if (stat(source->path, &st) == 0 && S_ISREG(st.st_mode) &&
      (uint64_t)st.st_size > most) {
    g_autofree char *text = g_strdup_printf("%zu", most);
    diag_add(job->diags, data_span(source, 0, 0), DIAG_LIMIT_DATA_BYTES, text, NULL);
    return false;
  }
  Diagnostics *faults = diagnostics_new();
  bool good = file_read(source->path, most, bytes, len, faults);
  if (!good) {
    const Diagnostic *d = diag_at(faults, 0);
    diag_add(job->diags, source->at, DIAG_DATA_UNREADABLE, source->name,
             d->args[1] ? d->args[1] : "", NULL);
  }
  diagnostics_free(faults);
  return good;
}

/* −1: it is to be read whole: not wished otherwise, a package, or not there. */
static int open_stream(const DataSource *source) {
  char magic[4] = "";
  bool utf8 = !source->encoding || g_ascii_strcasecmp(source->encoding, "utf-8") == 0;
  if (!source->streamed || !utf8 || source->sheet)
    return -1;
  int fd = open(source->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  struct stat st;
  bool takes = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
               pread(fd, magic, sizeof magic, 0) >= 0 &&
               memcmp(magic, "PK\x03\x04", 4) != 0;
  if (fd >= 0 && !takes)
    close(fd);
  return takes ? fd : -1;
}

static bool open_feed(DataReader *reader) {
  int fd = open_stream(&reader->source);
  if (fd >= 0)
    return data_csv_stream(reader->job, &reader->source, fd, &reader->feed);
  char *bytes;
  size_t len;
  if (!read_bytes(reader->job, &reader->source, &bytes, &len))
    return false;
  bool zipped = len >= 4 && memcmp(bytes, "PK\x03\x04", 4) == 0;
  if (zipped)
    return data_sheet_open(reader->job, &reader->source, bytes, len, &reader->feed);
  return data_csv_open(reader->job, &reader->source, bytes, len, &reader->feed);
}

/* ---- rows within the range --------------------------------------------------------- */

/* The next row of the file within the range, into reader->raw. */
static bool next_raw(DataReader *reader) {
  if (reader->raw_waits) {
    reader->raw_waits = false;
    return true;
  }
  while (!reader->ended && reader->feed.next(reader->feed.self, &reader->raw)) {
    if (reader->raw.row > reader->range.last_row)
      break;
    if (reader->raw.row >= reader->range.first_row)
      return true;
  }
  reader->ended = true;
  return false;
}

static void reach_set(DataReader *reader, const RawCell *cell, uint32_t column) {
  if (column >= reader->reach->len)
    g_array_set_size(reader->reach, column + 1);
  Reach *reach = &g_array_index(reader->reach, Reach, column);
  g_free(reach->text);
  *reach = (Reach){g_strndup(reader->raw.base + cell->from, cell->bytes), cell->rows - 1};
}

static void row_set(DataReader *reader, uint32_t column, const char *text) {
  uint32_t i = column - reader->range.first_column;
  if (i >= reader->row->len)
    g_ptr_array_set_size(reader->row, (gint)i + 1);
  reader->row->pdata[i] = (gpointer)text;
}

/* Labels of merged cells stand in every cell they cover; numbers below the head only in
 * the first, so that no sum counts them twice. */
static void spread(DataReader *reader, const RawCell *cell, bool head) {
  DataCell shown = {reader->raw.base + cell->from, cell->bytes};
  Decimal number;
  if (!head && data_number(shown, &number))
    return;
  uint32_t end = MIN(cell->column + cell->columns, reader->job->limits->data_columns);
  for (uint32_t column = cell->column; column < end; column++) {
    if (column > cell->column && column >= reader->range.first_column &&
        column <= reader->range.last_column)
      row_set(reader, column, shown.text);
    if (cell->rows > 1)
      reach_set(reader, cell, column);
  }
}

/* What reaches down from the rows above. */
static void fill_down(DataReader *reader) {
  for (guint column = 0; column < reader->reach->len; column++) {
    Reach *reach = &g_array_index(reader->reach, Reach, column);
    if (!reach->rows)
      continue;
    reach->rows--;
    if (column < reader->range.first_column || column > reader->range.last_column)
      continue;
    char *text = g_strdup(reach->text);
    g_ptr_array_add(reader->kept, text);
    row_set(reader, column, text);
  }
}

/* reader->raw into reader->row. */
static void lay_row(DataReader *reader, bool head) {
  g_ptr_array_set_size(reader->row, 0);
  g_ptr_array_set_size(reader->kept, 0);
  fill_down(reader);
  for (uint32_t i = 0; i < reader->raw.n; i++) {
    const RawCell *cell = &reader->raw.cells[i];
    if (cell->column > reader->range.last_column)
      break;
    if (cell->column >= reader->range.first_column)
      row_set(reader, cell->column, reader->raw.base + cell->from);
    if (cell->rows > 1 || cell->columns > 1)
      spread(reader, cell, head);
  }
}

static const char *laid(const DataReader *reader, uint32_t i) {
  const char *text = i < reader->row->len ? reader->row->pdata[i] : NULL;
  return text ? text : "";
}

static bool laid_blank(const DataReader *reader) {
  for (uint32_t i = 0; i < reader->row->len; i++) {
    if (*laid(reader, i))
      return false;
  }
  return true;
}

/* ---- the head ---------------------------------------------------------------------- */

static uint32_t head_rows(const DataReader *reader) {
  if (reader->source.head)
    return reader->source.head;
  uint32_t rows = 1;
  for (uint32_t i = 0; i < reader->raw.n; i++)
    rows = MAX(rows, reader->raw.cells[i].rows);
  return MIN(rows, HEAD_ROWS);
}

/* The names of one head row are joined to those above; a cell merged over both is named
 * once. */
static void add_head_row(DataReader *reader) {
  for (uint32_t i = 0; i < reader->row->len; i++) {
    const char *name = laid(reader, i);
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
  while (headers->len && reader->raw.sheet && !*(char *)headers->pdata[headers->len - 1])
    g_ptr_array_set_size(headers, (gint)headers->len - 1);
}

static void check_headers(DataReader *reader, uint32_t row) {
  g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; i < reader->headers->len; i++) {
    const char *name = reader->headers->pdata[i];
    uint32_t column = reader->range.first_column + i;
    Span at = data_span(&reader->source, row, column + 1);
    if (!*name)
      diag_add(reader->job->diags, at, DIAG_DATA_HEADER_EMPTY, NULL);
    else if (!g_hash_table_add(seen, (gpointer)name))
      diag_add(reader->job->diags, at, DIAG_DATA_HEADER_TWICE, name, NULL);
    g_array_append_val(reader->columns, column);
  }
}

static bool read_head(DataReader *reader) {
  if (!next_raw(reader)) {
    if (!data_failed(reader))
      diag_add(reader->job->diags, data_span(&reader->source, 0, 0), DIAG_DATA_EMPTY,
               NULL);
    return false;
  }
  uint32_t first = reader->raw.row, end = first + head_rows(reader), last = first;
  do {
    if (reader->raw.row >= end) {
      reader->raw_waits = true;
      break;
    }
    last = reader->raw.row;
    lay_row(reader, true);
    add_head_row(reader);
  } while (next_raw(reader));
  drop_nameless_end(reader);
  if (reader->headers->len == 0 && !data_failed(reader))
    diag_add(reader->job->diags, data_span(&reader->source, 0, 0), DIAG_DATA_EMPTY, NULL);
  size_t errors =
      diag_errors(reader->job->diags); /* the row behind the head may be faulty too */
  check_headers(reader, last);
  return reader->headers->len > 0 && diag_errors(reader->job->diags) == errors;
}

DataReader *data_open(Job *job, const DataSource *source) {
  DataReader *reader = g_new0(DataReader, 1);
  *reader =
      (DataReader){.job = job, .source = *source, .errors = diag_errors(job->diags)};
  reader->headers = g_ptr_array_new_with_free_func(g_free);
  reader->columns = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  reader->reach = g_array_new(FALSE, TRUE, sizeof(Reach));
  reader->row = g_ptr_array_new();
  reader->kept = g_ptr_array_new_with_free_func(g_free);
  reader->cells = g_array_new(FALSE, FALSE, sizeof(DataCell));
  if (open_feed(reader) && settle_range(reader) && read_head(reader))
    return reader;
  data_close(reader);
  return NULL;
}

void data_close(DataReader *reader) {
  if (!reader)
    return;
  if (reader->feed.close)
    reader->feed.close(reader->feed.self);
  for (guint i = 0; i < reader->reach->len; i++)
    g_free(g_array_index(reader->reach, Reach, i).text);
  g_array_free(reader->reach, TRUE);
  g_array_free(reader->columns, TRUE);
  g_array_free(reader->cells, TRUE);
  g_ptr_array_free(reader->headers, TRUE);
  g_ptr_array_free(reader->row, TRUE);
  g_ptr_array_free(reader->kept, TRUE);
  g_free(reader);
}

uint32_t data_columns(const DataReader *reader) {
  return reader->headers->len;
}

const char *data_header(const DataReader *reader, uint32_t column) {
  return reader->headers->pdata[column];
}

uint32_t data_file_column(const DataReader *reader, uint32_t column) {
  return g_array_index(reader->columns, uint32_t, column) + 1;
}

bool data_failed(const DataReader *reader) {
  return diag_errors(reader->job->diags) > reader->errors;
}

/* ---- records ----------------------------------------------------------------------- */

/* A blank row is no record: at the end it is nothing, between records it hides what
 * follows. */
static bool next_filled(DataReader *reader) {
  while (next_raw(reader)) {
    uint32_t row = reader->raw.row;
    lay_row(reader, false);
    if (!laid_blank(reader)) {
      if (reader->blank)
        diag_add(reader->job->diags, data_span(&reader->source, reader->blank, 0),
                 DIAG_DATA_BLANK_ROW, NULL);
      reader->blank = 0;
      return true;
    }
    if (!reader->blank)
      reader->blank = row;
  }
  return false;
}

static void check_width(DataReader *reader) {
  uint32_t want = reader->headers->len, have = reader->row->len;
  while (reader->raw.sheet && have > want && !*laid(reader, have - 1))
    have--;
  if (have == want || (reader->raw.sheet && have < want))
    return;
  g_autofree char *wanted = g_strdup_printf("%u", want);
  g_autofree char *found = g_strdup_printf("%u", have);
  Span at = data_span(&reader->source, reader->raw.row,
                      reader->range.first_column + MIN(want, have) + 1);
  diag_add(reader->job->diags, at, DIAG_DATA_RAGGED, found, wanted, NULL);
}

static bool too_many_records(DataReader *reader) {
  if (reader->n_records++ < reader->job->limits->data_rows)
    return false;
  g_autofree char *text = g_strdup_printf("%u", reader->job->limits->data_rows);
  diag_add(reader->job->diags, data_span(&reader->source, reader->raw.row, 0),
           DIAG_LIMIT_DATA_ROWS, text, NULL);
  reader->ended = true;
  return true;
}

bool data_next(DataReader *reader, DataRecord *out) {
  if (!next_filled(reader) || too_many_records(reader))
    return false;
  check_width(reader);
  g_array_set_size(reader->cells, 0);
  for (uint32_t i = 0; i < reader->headers->len; i++) {
    const char *text = laid(reader, i);
    DataCell cell = {text, (uint32_t)strlen(text)};
    if (data_is_error_value(text, cell.bytes))
      diag_add(reader->job->diags,
               data_span(&reader->source, reader->raw.row, data_file_column(reader, i)),
               DIAG_DATA_ERROR_VALUE, text, NULL);
    g_array_append_val(reader->cells, cell);
  }
  *out =
      (DataRecord){(const DataCell *)(const void *)reader->cells->data, reader->raw.row};
  return true;
}
