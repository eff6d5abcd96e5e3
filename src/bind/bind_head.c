/* Heads of tables from data: of several rows where the data has them, cells that name the
 * same merged; and which columns hold codes. */
#include <string.h>

#include "bind_private.h"

/* ---- codes ------------------------------------------------------------------------- */

bool bind_column_codes(const char *head) {
  static const char *const ends[] = {"年份", "年度", "编号", "序号",   "号", "码",
                                     "电话", "手机", "邮编", "身份证", "ID"};
  const char *leaf = strrchr(head, '/');
  leaf = leaf ? leaf + 1 : head;
  if (strcmp(leaf, "年") == 0)
    return true;
  bool digits = strpbrk(leaf, "0123456789") != NULL;
  for (size_t i = 0; i < G_N_ELEMENTS(ends) && !digits; i++) {
    if (g_str_has_suffix(leaf, ends[i]))
      return true;
  }
  return false;
}

bool bind_text_code(const char *text) {
  return text[0] == '0' && g_ascii_isdigit(text[1]) &&
         strspn(text, "0123456789") == strlen(text);
}

/* ---- names ------------------------------------------------------------------------- */

/* names[level * columns + column]; "": as the one above. */
typedef struct HeadNames {
  const char **names;
  uint32_t levels, columns;
} HeadNames;

static const char *name_at(const HeadNames *head, uint32_t level, uint32_t column) {
  return head->names[level * head->columns + column];
}

/* A name in one row alone, or the same in several, stands once, as high as it may. */
static void take_names(HeadNames *head, const Table *table, const Dataset *set,
                       uint32_t column) {
  const ColumnData *data = table->columns[column].data;
  uint32_t from = data->from ? dataset_column(set, data->from) : set->n_columns, to = 0;
  for (uint32_t level = 0; level < head->levels; level++)
    head->names[level * head->columns + column] = "";
  if (data->head || from == set->n_columns) {
    head->names[column] = data->head ? data->head : data->from ? data->from : "";
    return;
  }
  for (uint32_t level = 0; level < head->levels; level++) {
    const char *name = set->head_names[level * set->n_columns + from];
    if (*name && (to == 0 || strcmp(name_at(head, to - 1, column), name) != 0))
      head->names[to++ * head->columns + column] = name;
  }
}

/* ---- cells ------------------------------------------------------------------------- */

/* How many columns from this one on share the name and all names above it. */
static uint32_t width_of(const HeadNames *head, uint32_t level, uint32_t column) {
  uint32_t end = column + 1;
  if (level + 1 == head->levels || !*name_at(head, level + 1, column))
    return 1;
  for (; end < head->columns; end++) {
    for (uint32_t k = 0; k <= level; k++) {
      if (strcmp(name_at(head, k, end), name_at(head, k, column)) != 0)
        return end - column;
    }
    if (!*name_at(head, level + 1, end))
      return end - column;
  }
  return end - column;
}

static uint32_t height_of(const HeadNames *head, uint32_t level, uint32_t column) {
  uint32_t end = level + 1;
  while (end < head->levels && !*name_at(head, end, column))
    end++;
  return end - level;
}

static Row head_row(Binder *binder, const Table *table, const HeadNames *head,
                    uint32_t level) {
  Cell *cells = ARENA_ARRAY(binder->job->arena, Cell, head->columns);
  Row row = {.cells = cells, .part = ROW_HEAD, .at = table->at};
  for (uint32_t i = 0; i < head->columns;) {
    const char *name = name_at(head, level, i);
    uint32_t width = *name || level == 0 ? width_of(head, level, i) : 1;
    Span at = table->columns[i].data->at;
    if (*name || level == 0)
      cells[row.n_cells++] = (Cell){.text = bind_made(binder, name, at),
                                    .row_span = (uint16_t)height_of(head, level, i),
                                    .column_span = (uint16_t)width,
                                    .column = (uint16_t)i,
                                    .head = true,
                                    .at = at};
    i += width;
  }
  return row;
}

/* Rows that every column's name leaves empty are none. */
static uint32_t levels_used(const HeadNames *head) {
  uint32_t used = 1;
  for (uint32_t level = 1; level < head->levels; level++) {
    for (uint32_t i = 0; i < head->columns; i++)
      used = *name_at(head, level, i) ? level + 1 : used;
  }
  return used;
}

void bind_fill_head(Binder *binder, Table *table, const Dataset *set) {
  HeadNames head = {.levels = MAX(set->n_head, 1), .columns = table->n_columns};
  head.names =
      ARENA_ARRAY(binder->job->arena, const char *, (size_t)head.levels *head.columns);
  for (uint32_t i = 0; i < table->n_columns; i++)
    take_names(&head, table, set, i);
  head.levels = levels_used(&head);
  Row *rows = ARENA_ARRAY(binder->job->arena, Row, head.levels);
  for (uint32_t level = 0; level < head.levels; level++)
    rows[level] = head_row(binder, table, &head, level);
  table->rows = rows;
  table->n_rows = table->n_head_rows = head.levels;
}
