/* Heights of a table's rows. */
#include "flow.h"

#define ROUNDING (LENGTH_PT / 50)

Length flow_table_room(const Layout *layout, const FlowTable *t) {
  Length head = 0;
  Length extent = t->turned ? layout->block.width : layout->block.height;
  if (t->continued.paragraph)
    head = t->continued.paragraph->size + t->style->gap;
  return extent - head - t->heads_height - t->sums_head - t->sums_foot;
}

Length flow_cell_step(const FlowTable *t, const FlowCell *cell) {
  if (cell->cell->vertical)
    return cell->paragraph->role->cell; /* solid, as vertical text is set */
  Length own = cell->paragraph->role->step;
  return own ? own : t->step;
}

Length flow_text_height(const FlowTable *t, const FlowCell *cell, uint32_t lines) {
  int64_t height = cell->paragraph->role->size +
                   (int64_t)flow_cell_step(t, cell) * (MAX(lines, 1) - 1);
  return (Length)MIN(height, LENGTH_MAX / 4);
}

uint32_t flow_lines_in(const FlowTable *t, const FlowCell *cell, Length height) {
  Length room = height - 2 * t->style->padding_y - cell->paragraph->role->size + ROUNDING;
  return room < 0 ? 0 : 1 + (uint32_t)(room / MAX(flow_cell_step(t, cell), 1));
}

static Length cell_height(const FlowTable *t, const FlowCell *cell) {
  return flow_text_height(t, cell, cell->n - cell->done) + 2 * t->style->padding_y;
}

static void lengthen_last(const FlowTable *t, FlowRow *rows, uint32_t from, uint32_t end,
                          const FlowCell *cell) {
  int64_t have = 0;
  for (uint32_t k = from; k < end; k++)
    have += rows[k].height;
  int64_t want = cell_height(t, cell) - have;
  if (want > 0)
    rows[end - 1].height = (Length)MIN(rows[end - 1].height + want, LENGTH_MAX / 4);
}

void flow_rows_settle(const FlowTable *t, FlowRow *rows, uint32_t from, uint32_t n) {
  for (uint32_t r = from; r < n; r++) {
    FlowRow *row = &rows[r];
    row->height = MAX(t->size + 2 * t->style->padding_y, row->least);
    for (uint32_t i = 0; i < row->row->n_cells; i++)
      if (row->cells[i].cell->row_span == 1)
        row->height = MAX(row->height, cell_height(t, &row->cells[i]));
  }
  for (uint32_t r = 0; r < n; r++) {
    for (uint32_t i = 0; i < rows[r].row->n_cells; i++) {
      const FlowCell *cell = &rows[r].cells[i];
      uint32_t end = MIN(r + cell->cell->row_span, n);
      if (cell->cell->row_span > 1 && end > from)
        lengthen_last(t, rows, MAX(r, from), end, cell);
    }
  }
}
