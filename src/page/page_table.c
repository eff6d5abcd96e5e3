/* Ruled tables on pages: which rows stand where (T1.4). */
#include "page_private.h"

static Length least_height(const FlowTable *t) {
  return t->size + (LINES_LEAST - 1) * t->step_cell + 2 * t->style->padding_y;
}

/* ---- room -------------------------------------------------------------------------- */

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

/* ---- from page to page ------------------------------------------------------------- */

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
    b->rows[from].least = MAX(b->rows[from].least - height, 0);
  } else if (at_head) {
    diag_add(t->pager->job->diags, b->rows[from].row->at, DIAG_TYPESET_ROW_TOO_TALL,
             NULL);
    t->pager->failed = true;
  }
  return from;
}

/* A cell goes on below: of a row that stands already, or of one of which a part does. */
static bool parts_span(const FlowBundle *b, uint32_t from) {
  bool partly = b->rows[from].tag != TAG_NONE;
  return (from > 0 && b->rows[from - 1].reach > from) ||
         (partly && b->rows[from].reach > from + 1);
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
    if (at_head || b->parted || b->loose || height > fresh || shows)
      from = put_some(t, b, from, fresh, shows);
    if (from == b->n || p->failed)
      return;
    t->within = parts_span(b, from);
    next_page(t);
    t->within = false;
    flow_rows_settle(t->table, b->rows, from, b->n);
  }
}

/* ---- begin and end ----------------------------------------------------------------- */

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
  t->kept = g_array_new(FALSE, FALSE, sizeof(KeptRow));
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
  page_table_forget(p);
  p->ended = t;
  p->table = NULL;
}

static void table_free(TablePage *t) {
  if (!t)
    return;
  g_array_free(t->rules, TRUE);
  g_array_free(t->inks, TRUE);
  g_array_free(t->composed, TRUE);
  g_array_free(t->kept, TRUE);
  g_free(t);
}

void page_table_forget(Pager *p) {
  table_free(g_steal_pointer(&p->ended));
}

void page_table_close(Pager *p) {
  page_table_forget(p);
  table_free(g_steal_pointer(&p->table));
}

/* ---- parted anew for a signature (B8.9) or a note ---------------------------------- */

#define ROWS_STAY 2 /* at least, below the head */
#define ROWS_GO 2   /* at least, with a note */

static KeptRow *kept_at(const TablePage *t, guint i) {
  return &g_array_index(t->kept, KeptRow, i);
}

/* The table's part on the sheet, when nothing but its notes stands below it; else 0. */
static guint unit_of(const TablePage *t, const Sheet *sheet) {
  for (guint i = sheet->units->len; i-- > 0;) {
    const PageUnit *unit = &g_array_index(sheet->units, PageUnit, i);
    if (unit->rows && unit->ordinal == t->ordinal)
      return i;
    if (!unit->box.beside_table)
      break;
  }
  return 0;
}

static Length height_of(const TablePage *t, guint from) {
  int64_t height = 0;
  for (guint i = from; i < t->kept->len; i++)
    height += kept_at(t, i)->row.height;
  return (Length)MIN(height, LENGTH_MAX / 2);
}

guint page_table_cut(const Pager *p, const Sheet *sheet, unsigned rows) {
  const TablePage *t = p->ended;
  if (!t || t->sheet != sheet || t->partly || (t->table->sums_foot && !t->first) ||
      sheet->turned || t->kept->len < rows + ROWS_STAY || unit_of(t, sheet) == 0)
    return 0; /* rows of sums that stand already keep their place among the tags */
  guint cut = t->kept->len - rows;
  while (cut > 0 && (!kept_at(t, cut)->begins || kept_at(t, cut)->row.row->total ||
                     height_of(t, cut) < t->table->sums_foot))
    cut--; /* a total stays with what it adds up; sums come into the place of rows */
  return cut >= ROWS_STAY ? cut : 0;
}

Length page_table_rest(const Pager *p, guint cut) {
  const TablePage *t = p->ended;
  const Sheet *sheet = t->sheet;
  guint at = unit_of(t, sheet);
  const PageUnit *unit = &g_array_index(sheet->units, PageUnit, at);
  int64_t height = t->table->heads_height;
  height += sheet->column.cursor - unit->y - unit->box.height;
  height += flow_table_room(p->layout, t->table) > 0
                ? p->layout->block.height - t->table->heads_height -
                      flow_table_room(p->layout, t->table)
                : 0; /* what says that it goes on, and sums */
  height += height_of(t, cut);
  return (Length)MIN(height, LENGTH_MAX / 2);
}

/* Kept rows [from, to) on the sheet that is open, bundle by bundle; the table's last ones
 * if they are. */
static void put_kept(TablePage *t, const GArray *kept, guint from, guint to, bool last) {
  while (from < to) {
    guint end = from + 1;
    while (end < to && !g_array_index(kept, KeptRow, end).begins)
      end++;
    FlowBundle bundle = {.n = end - from};
    bundle.rows = ARENA_ARRAY(page_arena(t->sheet), FlowRow, bundle.n);
    for (guint i = from; i < end; i++) {
      FlowRow *row = &bundle.rows[i - from];
      *row = g_array_index(kept, KeptRow, i).row;
      for (uint32_t k = 0; k < row->row->n_cells; k++)
        row->cells[k].done = 0;
    }
    page_rows_before(t, bundle.rows[0].row, last);
    page_rows_put(t, &bundle, 0, bundle.n, -1);
    from = end;
  }
}

/* Takes the table's part off its sheet, with what stands below it. */
static GArray *take_off(TablePage *t, Sheet *sheet) {
  guint at = unit_of(t, sheet);
  GArray *below = g_array_new(FALSE, TRUE, sizeof(PageUnit));
  PageUnit part = g_array_index(sheet->units, PageUnit, at);
  g_array_append_vals(below, &g_array_index(sheet->units, PageUnit, at + 1),
                      sheet->units->len - at - 1);
  g_array_set_size(sheet->units, at);
  sheet->column.cursor = part.y;
  sheet->column.steps = part.steps;
  return below;
}

Sheet *page_table_part(Pager *p, Sheet *sheet, guint cut) {
  TablePage *t = p->ended;
  bool first = t->first;
  g_autoptr(GArray) below = take_off(t, sheet);
  g_autoptr(GArray) kept = g_steal_pointer(&t->kept);
  t->kept = g_array_new(FALSE, FALSE, sizeof(KeptRow));
  if (t->table->sums_foot)
    t->table->restart(t->table->self);
  page_rows_open(t, sheet, first);
  put_kept(t, kept, 0, cut, false);
  page_rows_close(t, false);
  Sheet *next = page_turn(p);
  put_continued(t, next);
  page_rows_open(t, next, false);
  put_kept(t, kept, cut, kept->len, true);
  page_rows_close(t, true);
  next->table = t->table->body;
  page_move_memory(sheet, next);
  for (guint i = 0; i < below->len; i++)
    page_move(next, &g_array_index(below, PageUnit, i));
  return next;
}

void page_table_follow(Pager *p) {
  Sheet *sheet = page_now(p);
  guint cut = page_table_cut(p, sheet, ROWS_GO);
  if (cut > 0)
    page_table_part(p, sheet, cut);
}
