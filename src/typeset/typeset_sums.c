/* Sums of a table's pages: 本页小计 at the foot, 过次页 there and 承前页 overleaf, in
 * exact decimals. A row of totals is no figure of its own and is left out. */
#include <string.h>

#include "base_decimal.h"
#include "typeset_table.h"

typedef struct ColumnSum {
  Decimal page, all;     /* of the page's rows so far; of the table's */
  NumberPicture picture; /* as the column's figures are written: the most places of any */
} ColumnSum;

struct TableSums {
  ColumnSum *columns;  /* by the table's columns */
  uint32_t label_span; /* columns before the first that is added up */
};

static bool is_wanted(const Table *table) {
  return table->page_sums || table->carried;
}

void sums_open(TableBox *t) {
  if (!is_wanted(t->table))
    return;
  Arena *arena = t->run->job->arena;
  TableSums *sums = t->sums = ARENA_NEW(arena, TableSums);
  sums->columns = ARENA_ARRAY(arena, ColumnSum, t->table->n_columns);
  for (uint32_t c = t->table->n_columns; c-- > 0;) {
    sums->columns[c].page = sums->columns[c].all = decimal_whole(0);
    if (t->table->columns[c].sum)
      sums->label_span = c;
  }
  if (sums->label_span == 0)
    t->sums = NULL; /* no column for the words: refused where the table is read */
}

void sums_restart(TableBox *t) {
  for (uint32_t c = 0; t->sums && c < t->table->n_columns; c++)
    t->sums->columns[c].page = t->sums->columns[c].all = decimal_whole(0);
}

/* ---- adding up
 * -------------------------------------------------------------------------------- */

/* Its figure, with a minus as decimals know it. */
static bool read_figure(const Text *text, NumberPicture *picture, Decimal *value) {
  const char *utf8 = text->utf8;
  g_autofree char *typed = NULL;
  if (g_str_has_prefix(utf8, "−"))
    utf8 = typed = g_strconcat("-", utf8 + strlen("−"), NULL);
  return picture_of(utf8, strlen(utf8), picture, value) && picture->scale == SCALE_ONE &&
         !picture->han;
}

static void add_figure(TableBox *t, const Cell *cell) {
  ColumnSum *sum = &t->sums->columns[cell->column];
  NumberPicture picture;
  Decimal value;
  if (!read_figure(&cell->text, &picture, &value)) {
    diag_add(t->run->job->diags, cell->at, DIAG_TYPESET_SUM_NO_NUMBER, cell->text.utf8,
             NULL);
    return;
  }
  sum->picture.groups = MAX(sum->picture.groups, picture.groups);
  sum->picture.places = MAX(sum->picture.places, picture.places);
  if (!decimal_add(sum->page, value, &sum->page) ||
      !decimal_add(sum->all, value, &sum->all))
    diag_add(t->run->job->diags, cell->at, DIAG_TYPESET_SUM_TOO_LONG, NULL);
}

void sums_add_row(TableBox *t, const Row *row) {
  if (!t->sums || row->total || row->part == ROW_HEAD)
    return;
  for (uint32_t i = 0; i < row->n_cells; i++) {
    const Cell *cell = &row->cells[i];
    bool summed = cell->column < t->table->n_columns &&
                  t->table->columns[cell->column].sum && cell->column_span == 1 &&
                  !cell->head;
    if (summed && cell->text.chars && !cell_is_blank_sign(&cell->text))
      add_figure(t, cell);
  }
}

/* ---- rows of sums
 * ------------------------------------------------------------------------------ */

static Cell *next_cell(Cell *cells, uint32_t *n, uint32_t column, Span at) {
  Cell *cell = &cells[(*n)++];
  *cell = (Cell){.row_span = 1, .column_span = 1, .column = (uint16_t)column, .at = at};
  cell->text = (Text){.utf8 = "", .at = at};
  return cell;
}

static const Row *row_of_sums(const TableBox *t, Arena *arena, const char *words,
                              bool all) {
  const Table *table = t->table;
  Row *row = ARENA_NEW(arena, Row);
  Cell *cells = ARENA_ARRAY(arena, Cell, table->n_columns);
  uint32_t n = 0;
  Cell *label = next_cell(cells, &n, 0, table->at);
  label->head = true;
  label->column_span = (uint16_t)t->sums->label_span;
  label->text = flow_text(arena, words, table->at);
  for (uint32_t c = t->sums->label_span; c < table->n_columns; c++) {
    const ColumnSum *sum = &t->sums->columns[c];
    Cell *cell = next_cell(cells, &n, c, table->at);
    const char *text = table->columns[c].sum
                           ? picture_print(arena, &sum->picture,
                                           all ? sum->all : sum->page, ROUND_HALF_EVEN)
                           : "";
    cell->text = flow_text(arena, text ? text : "", table->at);
  }
  *row = (Row){.cells = cells,
               .n_cells = n,
               .part = ROW_BODY,
               .group = t->group,
               .total = true,
               .at = table->at};
  return row;
}

/* The longest sums there will be: the columns must hold them too. */
void sums_measure(TableBox *t, Job *job,
                  void (*measure)(TableBox *, Job *, const Row *)) {
  if (!t->sums)
    return;
  const LayoutTable *style = t->style;
  const char *const words[] = {style->page_sum, style->carried_over, style->carried_in};
  for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
    measure(t, job, row_of_sums(t, job->arena, words[i], true));
}

void sums_settle(TableBox *t) {
  if (!t->sums)
    return;
  Length height = t->roles.cell->size + 2 * t->style->padding_y;
  t->flow.sums_foot = height * (t->table->page_sums + t->table->carried);
  t->flow.sums_head = t->table->carried ? height : 0;
}

RowBox *sums_row(TableBox *t, SumRow which) {
  const char *words = t->style->page_sum;
  bool wanted = t->table->page_sums;
  if (which != SUM_PAGE) {
    wanted = t->table->carried;
    words = which == SUM_CARRIED_IN ? t->style->carried_in : t->style->carried_over;
  }
  if (!t->sums || !wanted)
    return NULL;
  Arena *arena = t->row_job.arena;
  RowBox *box = ARENA_NEW(arena, RowBox);
  row_set(t, &t->row_job, box, row_of_sums(t, arena, words, which != SUM_PAGE));
  flow_rows_settle(&t->flow, box, 0, 1);
  return box;
}

void sums_page_done(TableBox *t) {
  for (uint32_t c = 0; t->sums && c < t->table->n_columns; c++)
    t->sums->columns[c].page = decimal_whole(0);
}
