/* Ruled tables on pages: which rows stand where (T1.4). */
#include "page_private.h"

static Length least_height(const FlowTable *t) {
  return t->size + (LINES_LEAST - 1) * t->step_cell + 2 * t->style->padding_y;
}

/* ---- room ----------------------------------------------------------------------------
 */

/* Page 1 shows no text yet: it takes part of a bundle rather than none (B3.1). */
static bool must_show(const Pager *p, const Sheet *sheet, const FlowTable *t) {
  return t->body && sheet->index == 0 && !p->text_shown;
}

static Length bundle_height(const FlowBundle *b, uint32_t from) {
  int64_t height = 0;
  for (uint32_t r = from; r < b->n; r++)
    height += b->rows[r].height;
  return (Length)MIN(height, LENGTH_MAX / 2);
}

/* What of a bundle must stand below the heads: all, or a row, or lines of a row. */
static Length least_of(const Pager *p, const Sheet *sheet, const FlowTable *t,
                       const FlowBundle *first) {
  Length fresh = flow_table_room(p->layout, t), row = first->rows->height;
  if (must_show(p, sheet, t))
    return MIN(row, least_height(t));
  if (bundle_height(first, 0) <= fresh)
    return bundle_height(first, 0);
  return row <= fresh ? row : least_height(t);
}

Length page_table_start(const Pager *p, const Sheet *sheet, const FlowTable *t,
                        const FlowBundle *first) {
  Length need = first && first->n ? least_of(p, sheet, t, first) : 0;
  return t->heads_height + need + t->sums_foot;
}

/* ---- from page to page ---------------------------------------------------------------
 */

static void put_continued(TablePage *t, Sheet *sheet) {
  const SetLine *line = &t->table->continued;
  if (!line->paragraph)
    return;
  FlowInk *ink = ARENA_NEW(page_arena(sheet), FlowInk);
  *ink = (FlowInk){.kind = INK_LINE, .line = *line, .tag = TAG_NONE};
  PageUnit unit = {.box = t->box, .ordinal = t->ordinal};
  unit.box.kind = BOX_LINE;
  unit.box.role = line->paragraph->role;
  unit.box.height = line->paragraph->size;
  unit.box.inks = ink;
  unit.box.n_inks = 1;
  unit.box.gap = (Gap){.given = true};
  unit.box.beside_table = false;
  unit.box.keep = unit.box.body = false;
  page_put(sheet, &unit);
  sheet->column.cursor += t->table->style->gap;
}

static void next_page(TablePage *t) {
  page_rows_close(t, false);
  Sheet *sheet = page_turn(t->pager);
  put_continued(t, sheet);
  page_rows_open(t, sheet, false);
}

/* The last row that still fits; before a row that nothing spans where there is one. */
static uint32_t rows_that_fit(const FlowBundle *b, uint32_t from, Length room) {
  const FlowRow *rows = b->rows;
  int64_t used = 0;
  uint32_t to = from;
  while (to < b->n && used + rows[to].height <= room + PAGE_ROUNDING)
    used += rows[to++].height;
  for (uint32_t best = to; best > from && best < b->n; best--)
    if (rows[best - 1].reach <= best)
      return best;
  return to;
}

/* A row taller than a page is cut where its lines are: the height of its part on this
 * page. */
static Length cut_height(const TablePage *t, const FlowRow *row, Length room,
                         uint32_t least) {
  for (uint32_t i = 0; i < row->row->n_cells; i++)
    if (flow_lines_in(t->table, &row->cells[i], room) >= least)
      return room;
  return -1;
}

/* Puts what the page holds of rows from `from` on; the first row that is still to be put.
 */
static uint32_t put_some(TablePage *t, const FlowBundle *b, uint32_t from, Length fresh,
                         bool shows) {
  Length room = page_rows_room(t);
  uint32_t to = rows_that_fit(b, from, room);
  if (to > from) {
    page_rows_put(t, b, from, to, -1);
    return to;
  }
  bool at_head = !t->rows && !t->first;
  Length height = -1;
  if (b->rows[from].height > fresh || shows)
    height = cut_height(t, &b->rows[from], room, at_head ? 1 : LINES_LEAST);
  if (height >= 0) {
    page_rows_put(t, b, from, from + 1, height);
  } else if (at_head) {
    diag_add(t->pager->job->diags, b->rows[from].row->at, DIAG_TYPESET_ROW_TOO_TALL,
             NULL);
    t->pager->failed = true;
  }
  return from;
}

void page_table_rows(Pager *p, FlowBundle *b) {
  TablePage *t = p->table;
  Length fresh = flow_table_room(p->layout, t->table);
  uint32_t from = 0;
  while (t && !p->failed) {
    Length height = bundle_height(b, from);
    if (height <= page_rows_room(t) + PAGE_ROUNDING) {
      page_rows_before(t, b->rows[from].row, b->last);
      page_rows_put(t, b, from, b->n, -1);
      return;
    }
    bool at_head = !t->rows && !t->first;
    bool shows = must_show(p, t->sheet, t->table);
    if (at_head || b->parted || height > fresh || shows)
      from = put_some(t, b, from, fresh, shows);
    if (from == b->n || p->failed)
      return;
    t->within = from > 0 && b->rows[from - 1].reach > from;
    next_page(t);
    t->within = false;
    flow_rows_settle(t->table, b->rows, from, b->n);
  }
}

/* ---- begin and end -------------------------------------------------------------------
 */

void page_table_begin(Pager *p, const PageUnit *unit) {
  TablePage *t = p->table = g_new0(TablePage, 1);
  Sheet *sheet = page_now(p);
  t->pager = p;
  t->table = unit->box.as.table;
  t->box = unit->box;
  t->ordinal = unit->ordinal;
  t->rules = g_array_new(FALSE, FALSE, sizeof(TableRule));
  t->inks = g_array_new(FALSE, TRUE, sizeof(FlowInk));
  t->composed = g_array_new(FALSE, FALSE, sizeof(ComposedRow));
  if (!sheet->column.empty)
    sheet->column.cursor += unit->box.gap.edge;
  page_compose_begin_table(t);
  for (uint32_t r = 0; r < t->table->table->n_head_rows; r++)
    page_compose_row(t, &t->table->heads[r]);
  page_rows_open(t, sheet, true);
}

void page_table_end(Pager *p) {
  TablePage *t = p->table;
  if (!t)
    return;
  if (t->begun)
    page_rows_close(t, true);
  page_compose_table(t);
  page_now(p)->table = page_now(p)->table || t->table->body;
  g_array_free(t->rules, TRUE);
  g_array_free(t->inks, TRUE);
  g_array_free(t->composed, TRUE);
  g_free(t);
  p->table = NULL;
}
