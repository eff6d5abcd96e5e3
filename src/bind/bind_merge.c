/* Equal neighbours below each other as one cell (merge="yes"). A column merges within the
 * cells that the merging columns left of it have made. */
#include <string.h>

#include "bind_private.h"

void bind_merge_open(MergeRuns *m, const Limits *limits, Arena *arena) {
  m->most = limits->table_merged;
  m->left = ARENA_ARRAY(arena, uint32_t, m->table->n_columns);
}

bool bind_merges(const Table *table) {
  for (uint32_t c = 0; c < table->n_columns; c++) {
    if (table->columns[c].merge)
      return true;
  }
  return false;
}

bool bind_merges_all(const Table *table) {
  for (uint32_t c = 0; c < table->n_columns; c++) {
    if (!table->columns[c].merge)
      return false;
  }
  return true;
}

uint16_t bind_merge_span(MergeRuns *m, uint32_t row, uint32_t column) {
  uint32_t most = m->most, run = 1;
  if (!m->table->columns[column].merge)
    return 1;
  if (m->left[column]) {
    m->left[column]--;
    return 0;
  }
  for (uint32_t c = 0; c < column; c++) {
    if (m->table->columns[c].merge)
      most = MIN(most, m->left[c] + 1);
  }
  while (run < most && row + run < m->n_rows && m->joins(m->self, row + run, column))
    run++;
  m->left[column] = run - 1;
  return (uint16_t)run;
}

/* ---- typed rows -------------------------------------------------------------------- */

static const Cell *cell_at(const Row *row, uint32_t column) {
  for (uint32_t i = 0; i < row->n_cells; i++) {
    if (row->cells[i].column == column)
      return &row->cells[i];
  }
  return NULL;
}

static bool is_plain(const Cell *cell) {
  return cell && cell->row_span == 1 && cell->column_span == 1 && cell->text.chars &&
         !cell->text.n_ranges && !cell->diagonal;
}

/* The last cell of a row of which all others may go: a row holds one at least. */
static bool holds_row(const Table *table, const Row *row, uint32_t column) {
  for (uint32_t i = 0; i < row->n_cells; i++) {
    if (!table->columns[row->cells[i].column].merge)
      return false;
  }
  return row->cells[row->n_cells - 1].column == column;
}

static bool rows_join(const void *self, uint32_t row, uint32_t column) {
  const Table *table = self;
  const Row *above = &table->rows[row - 1], *below = &table->rows[row];
  const Cell *a = cell_at(above, column), *b = cell_at(below, column);
  bool body = above->part == ROW_BODY && below->part == ROW_BODY;
  bool alike = above->group == below->group && !above->total && !below->total;
  return body && alike && !holds_row(table, below, column) && is_plain(a) &&
         is_plain(b) && a->head == b->head && strcmp(a->text.utf8, b->text.utf8) == 0;
}

static Row merged_row(Arena *arena, MergeRuns *runs, const Row *in, uint32_t at) {
  Row out = *in;
  Cell *cells = ARENA_ARRAY(arena, Cell, in->n_cells);
  out.n_cells = 0;
  for (uint32_t i = 0; i < in->n_cells; i++) {
    const Cell *cell = &in->cells[i];
    uint16_t span = is_plain(cell) ? bind_merge_span(runs, at, cell->column) : 1;
    if (!span)
      continue;
    Cell *made = &cells[out.n_cells++];
    *made = *cell;
    if (span > 1) {
      made->row_span = span;
      made->merged = true;
    }
  }
  out.cells = cells;
  return out;
}

const Row *bind_merge_rows(Binder *binder, const Table *table) {
  Arena *arena = binder->job->arena;
  MergeRuns runs = {
      .table = table, .self = table, .joins = rows_join, .n_rows = table->n_rows};
  bind_merge_open(&runs, binder->job->limits, arena);
  Row *out = ARENA_ARRAY(arena, Row, table->n_rows);
  for (uint32_t i = 0; i < table->n_rows; i++)
    out[i] = merged_row(arena, &runs, &table->rows[i], i);
  return out;
}
