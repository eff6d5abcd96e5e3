/* Data sets: every record, as bytes and offsets. */
#include <string.h>

#include "data_private.h"

typedef struct Loading {
  GByteArray *bytes;
  GArray *ends, *rows; /* uint32_t */
} Loading;

/* False, and told: the text of all records is longer than may be. */
static bool text_fits(Job *job, const Loading *loading, Span at) {
  size_t most = job->limits->data_text_bytes;
  if (loading->bytes->len + sizeof(uint32_t) * (size_t)loading->ends->len <= most)
    return true;
  g_autofree char *text = g_strdup_printf("%zu", most);
  diag_add(job->diags, at, DIAG_LIMIT_DATA_TEXT, text, NULL);
  return false;
}

static void take_record(Loading *loading, const DataRecord *record, uint32_t n_columns) {
  g_array_append_val(loading->rows, record->row);
  for (uint32_t i = 0; i < n_columns; i++) {
    const DataCell *cell = &record->cells[i];
    g_byte_array_append(loading->bytes, (const guint8 *)cell->text, cell->bytes);
    g_byte_array_append(loading->bytes, (const guint8 *)"", 1);
    uint32_t end = loading->bytes->len;
    g_array_append_val(loading->ends, end);
  }
}

static const char *take_bytes(Arena *arena, GByteArray *bytes) {
  char *copy = arena_strndup(arena, (const char *)bytes->data, bytes->len);
  g_byte_array_free(bytes, TRUE);
  return copy;
}

static void take_headers(Arena *arena, const DataReader *reader, Dataset *set) {
  const char **headers = ARENA_ARRAY(arena, const char *, set->n_columns);
  uint32_t *columns = ARENA_ARRAY(arena, uint32_t, set->n_columns);
  for (uint32_t i = 0; i < set->n_columns; i++) {
    headers[i] = arena_strdup(arena, data_header(reader, i));
    columns[i] = data_file_column(reader, i);
  }
  set->headers = headers;
  set->n_head = data_head_rows(reader);
  const char **names =
      ARENA_ARRAY(arena, const char *, (size_t)set->n_head * set->n_columns);
  for (uint32_t i = 0; i < set->n_head * set->n_columns; i++)
    names[i] = arena_strdup(
        arena, data_head_name(reader, i / set->n_columns, i % set->n_columns));
  set->head_names = names;
  set->file_columns = columns;
}

bool dataset_load(Job *job, const DataSource *source, const Dataset **out) {
  DataReader *reader = data_open(job, source);
  if (!reader)
    return false;
  Dataset *set = ARENA_NEW(job->arena, Dataset);
  *set = (Dataset){.id = source->id, .name = source->name, .at = source->at};
  set->totals = source->totals ? arena_strdup(job->arena, source->totals) : NULL;
  set->n_columns = data_columns(reader);
  take_headers(job->arena, reader, set);
  Loading loading = {g_byte_array_new(), g_array_new(FALSE, FALSE, sizeof(uint32_t)),
                     g_array_new(FALSE, FALSE, sizeof(uint32_t))};
  DataRecord record;
  bool fits = true;
  while (fits && data_next(reader, &record)) {
    take_record(&loading, &record, set->n_columns);
    fits = text_fits(job, &loading, data_span(source, record.row, 0));
  }
  bool good = !data_failed(reader);
  if (!good) { /* nobody asks: no copy is made */
    g_byte_array_set_size(loading.bytes, 0);
    g_array_set_size(loading.ends, 0);
    g_array_set_size(loading.rows, 0);
  }
  set->n_rows = loading.rows->len;
  data_close(reader); /* the file's own bytes go before ours are copied */
  set->bytes = take_bytes(job->arena, loading.bytes);
  set->ends = arena_take_array(job->arena, loading.ends);
  set->rows = arena_take_array(job->arena, loading.rows);
  *out = set;
  return good;
}

DataCell dataset_cell(const Dataset *set, uint32_t row, uint32_t column) {
  g_assert(row < set->n_rows && column < set->n_columns);
  size_t i = (size_t)row * set->n_columns + column;
  uint32_t from = i ? set->ends[i - 1] : 0;
  return (DataCell){set->bytes + from, set->ends[i] - from - 1};
}

uint32_t dataset_column(const Dataset *set, const char *header) {
  for (uint32_t i = 0; i < set->n_columns; i++) {
    if (strcmp(set->headers[i], header) == 0)
      return i;
  }
  return set->n_columns;
}

Span dataset_span(const Dataset *set, uint32_t row, uint32_t column) {
  return (Span){set->name, set->rows[row], set->file_columns[column]};
}

bool data_number(DataCell cell, Decimal *out) {
  NumberPicture picture;
  return picture_of(cell.text, cell.bytes, &picture, out);
}

char *dataset_headers(const Dataset *set) {
  GString *out = g_string_new(NULL);
  for (uint32_t i = 0; i < set->n_columns && out->len < 200; i++)
    g_string_append_printf(out, "%s%s", i ? " " : "", set->headers[i]);
  return g_string_free(out, FALSE);
}
