/* The figures of a document as a caller sees them: what is printed, and what it comes
 * from. */
#include <string.h>

#include "hongtou_inner.h"

static const HongtouFigureCell *cells_of(Arena *arena, const Figure *figure) {
  HongtouFigureCell *cells = ARENA_ARRAY(arena, HongtouFigureCell, figure->n_cells);
  for (uint32_t i = 0; i < figure->n_cells; i++) {
    const FigureCell *cell = &figure->cells[i];
    cells[i] = (HongtouFigureCell){.file = arena_strdup(arena, cell->at.file),
                                   .row = cell->at.line,
                                   .column = cell->at.column,
                                   .header = arena_strdup(arena, cell->header),
                                   .text = arena_strdup(arena, cell->text)};
  }
  return cells;
}

void result_add_figures(HongtouResult *result, const Bulletin *bound) {
  Arena *arena = result->messages;
  for (uint32_t i = 0; i < bound->n_figures; i++) {
    const Figure *figure = &bound->figures[i];
    KnownFigure known = {.cells = cells_of(arena, figure)};
    known.shown =
        (HongtouFigure){.line = figure->at.line,
                        .column = figure->at.column,
                        .id = figure->id ? arena_strdup(arena, figure->id) : NULL,
                        .text = arena_strdup(arena, figure->text),
                        .exact = arena_strdup(arena, figure->exact),
                        .select = arena_strdup(arena, figure->select),
                        .typed = figure->typed,
                        .cells = figure->n_cells};
    g_array_append_val(result->figures, known);
  }
}

size_t hongtou_result_figures(const HongtouResult *result) {
  return result->figures->len;
}

HongtouFigure hongtou_result_figure(const HongtouResult *result, size_t i) {
  g_return_val_if_fail(i < result->figures->len, ((HongtouFigure){0}));
  return g_array_index(result->figures, KnownFigure, i).shown;
}

HongtouFigureCell hongtou_result_figure_cell(const HongtouResult *result, size_t i,
                                             size_t k) {
  g_return_val_if_fail(i < result->figures->len, ((HongtouFigureCell){0}));
  const KnownFigure *figure = &g_array_index(result->figures, KnownFigure, i);
  g_return_val_if_fail(k < figure->shown.cells, ((HongtouFigureCell){0}));
  return figure->cells[k];
}
