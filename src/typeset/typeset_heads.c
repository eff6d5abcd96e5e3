/* Which heads a cell has: where heads are merged, their scopes do not say it for all
 * readers, and every cell names its own (ISO 32000-1 14.8.5.7, PDF/UA-1 7.5). */
#include "typeset_table.h"

typedef struct SideHead {
  TagId tag;
  uint32_t rows; /* it still stands beside, this one too */
} SideHead;

struct TableHeads {
  GArray **above;       /* TagId, by column: its heads, top to bottom */
  uint32_t *lists;      /* by column: the tree's list of them; 0: not made */
  SideHead *beside;     /* by column */
  uint32_t beside_list; /* of the row being tagged; 0: none */
};

static bool is_merged(const TableBox *t) {
  for (uint32_t c = 0; c < t->table->n_columns; c++)
    if (t->table->columns[c].merge)
      return true;
  for (uint32_t r = 0; r < t->table->n_head_rows; r++) {
    const Row *row = t->flow.heads[r].row;
    for (uint32_t i = 0; i < row->n_cells; i++)
      if (row->cells[i].row_span > 1 || row->cells[i].column_span > 1)
        return true;
  }
  return false;
}

void heads_open(TableBox *t) {
  uint32_t n = t->table->n_columns;
  Arena *arena = t->run->job->arena;
  if (!is_merged(t))
    return;
  t->named = ARENA_NEW(arena, TableHeads);
  t->named->above = ARENA_ARRAY(arena, GArray *, n);
  t->named->lists = ARENA_ARRAY(arena, uint32_t, n);
  t->named->beside = ARENA_ARRAY(arena, SideHead, n);
  if (!t->run->heads)
    t->run->heads = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
  for (uint32_t c = 0; c < n; c++) {
    t->named->above[c] = g_array_new(FALSE, FALSE, sizeof(TagId));
    g_ptr_array_add(t->run->heads, t->named->above[c]);
  }
}

/* ---- lists
 * ------------------------------------------------------------------------------- */

static void add_once(GArray *ids, TagId id) {
  for (guint i = 0; i < ids->len; i++)
    if (g_array_index(ids, TagId, i) == id)
      return;
  g_array_append_val(ids, id);
}

static uint32_t list_of(TagTree *tags, const GArray *ids) {
  return ids->len
             ? tagtree_list_add(tags, (const TagId *)(const void *)ids->data, ids->len)
             : 0;
}

static uint32_t list_above(TableBox *t, const Cell *cell) {
  TableHeads *heads = t->named;
  uint32_t *known = &heads->lists[cell->column];
  bool body = heads->beside_list != UINT32_MAX;
  if (cell->column_span == 1 && body && *known)
    return *known;
  g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(TagId));
  uint32_t end = MIN((uint32_t)cell->column + cell->column_span, t->table->n_columns);
  for (uint32_t c = cell->column; c < end; c++)
    for (guint i = 0; i < heads->above[c]->len; i++)
      add_once(ids, g_array_index(heads->above[c], TagId, i));
  uint32_t list = list_of(t->run->tags, ids);
  if (cell->column_span == 1 && body)
    *known = list;
  return list;
}

/* ---- rows
 * -------------------------------------------------------------------------------- */

void heads_begin_row(TableBox *t, const Row *row) {
  TableHeads *heads = t->named;
  if (!heads)
    return;
  heads->beside_list = row->part == ROW_HEAD ? UINT32_MAX : 0;
  for (uint32_t c = 0; c < t->table->n_columns; c++)
    heads->beside[c].rows -= heads->beside[c].rows > 0;
}

void heads_of_cell(TableBox *t, const Cell *cell, Tag *tag) {
  if (t->named && cell->column < t->table->n_columns)
    tag->column_heads = list_above(t, cell);
}

bool cell_is_head(const TableBox *t, const Row *row, const Cell *cell) {
  if (cell->head || row->part == ROW_HEAD)
    return cell->head;
  bool named = cell->column < t->table->n_columns && cell->text.chars > 0;
  return named && t->table->columns[cell->column].names_rows == NAMES_YES;
}

static void take_head(TableBox *t, const Row *row, const Cell *cell, TagId id) {
  uint32_t end = MIN((uint32_t)cell->column + cell->column_span, t->table->n_columns);
  for (uint32_t c = cell->column; c < end; c++) {
    if (row->part == ROW_HEAD)
      g_array_append_val(t->named->above[c], id);
    else
      t->named->beside[c] = (SideHead){id, cell->row_span};
  }
}

/* Heads count for the rows below or the cells beside them, never for themselves. */
void heads_take_row(TableBox *t, const Row *row, const TagId *ids) {
  for (uint32_t i = 0; t->named && i < row->n_cells; i++)
    if (cell_is_head(t, row, &row->cells[i]) &&
        row->cells[i].column < t->table->n_columns)
      take_head(t, row, &row->cells[i], ids[i]);
}

uint32_t heads_beside(TableBox *t, const Row *row) {
  TableHeads *heads = t->named;
  if (!heads || row->part == ROW_HEAD)
    return 0;
  g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(TagId));
  for (uint32_t c = 0; c < t->table->n_columns; c++)
    if (heads->beside[c].rows > 0)
      add_once(ids, heads->beside[c].tag);
  return list_of(t->run->tags, ids);
}
