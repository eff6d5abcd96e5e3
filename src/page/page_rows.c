/* What of a table stands on one page: heads, rows or parts of rows, sums, frame and
 * rules. Heights count from the top of the part. */
#include "page_private.h"

/* ---- rules ------------------------------------------------------------------------- */

#define JOINT (LENGTH_PT / 20) /* ends so near to each other meet */
#define LOOK_BACK 512          /* rules looked at for one to lengthen */

/* A rule that goes on where another ended lengthens it: few long ones, not one a cell. */
static void add_rule(TablePage *t, const TableRule *rule) {
  guint n = t->rules->len, stop = n > LOOK_BACK ? n - LOOK_BACK : 0;
  for (guint i = n; i > stop; i--) {
    TableRule *last = &g_array_index(t->rules, TableRule, i - 1);
    if (last->vertical != rule->vertical || ABS(last->at - rule->at) > JOINT ||
        ABS(last->to - rule->from) > JOINT)
      continue;
    last->to = rule->to;
    return;
  }
  g_array_append_val(t->rules, *rule);
}

static void put_rule(TablePage *t, const TableRule *rule, Length weight) {
  if (weight <= 0)
    return;
  Length length = rule->to - rule->from;
  FlowInk ink = {.kind = INK_RECTANGLE,
                 .table = t->table->table,
                 .tag = TAG_NONE,
                 .artifact = ARTIFACT_LAYOUT};
  ink.x = rule->vertical ? rule->at - weight / 2 : rule->from;
  ink.y = rule->vertical ? rule->from : rule->at - weight / 2;
  ink.width = rule->vertical ? weight : length;
  ink.height = rule->vertical ? length : weight;
  g_array_append_val(t->inks, ink);
}

static void put_frame(TablePage *t) {
  Length weight = t->table->style->frame, half = weight / 2;
  Length left = t->table->left, right = left + t->table->width;
  const TableRule frame[] = {{0, left - half, right + half, false},
                             {t->y, left - half, right + half, false},
                             {left, 0, t->y, true},
                             {right, 0, t->y, true}};
  for (size_t i = 0; i < G_N_ELEMENTS(frame); i++)
    put_rule(t, &frame[i], weight);
}

/* Between two rows that nothing spans. */
static void part_rows(TablePage *t) {
  TableRule rule = {t->y, t->table->left, t->table->left + t->table->width, false};
  if (t->y > 0)
    add_rule(t, &rule);
}

/* ---- cells ------------------------------------------------------------------------- */

/* The part of a cell between two heights. */
typedef struct Slice {
  Length top, bottom;
  bool ends;     /* all that is left of it stands here */
  bool under;    /* something of this page's part stands below it */
  bool again;    /* it began on an earlier page */
  bool artifact; /* of a repeated head */
} Slice;

static void put_lines(TablePage *t, const FlowCell *cell, const Slice *slice,
                      uint32_t n) {
  const LayoutTable *style = t->table->style;
  bool whole = cell->done == 0 && n == cell->n;
  Length y = slice->top + style->padding_y;
  Length spare = slice->bottom - slice->top - flow_text_height(t->table, cell, n);
  if (whole && cell->cell->valign == VALIGN_MIDDLE)
    y = slice->top + spare / 2;
  else if (whole && cell->cell->valign == VALIGN_BOTTOM)
    y = slice->top + spare - style->padding_y;
  for (uint32_t i = 0; i < n; i++) {
    FlowInk ink = {.kind = INK_LINE,
                   .x = cell->x + style->padding_x,
                   .y = y + flow_cell_step(t->table, cell) * (Length)i,
                   .line = cell->lines[cell->done + i],
                   .table = t->table->table,
                   .tag = TAG_NONE};
    ink.line.artifact = slice->artifact;
    g_array_append_val(t->inks, ink);
  }
}

static void put_diagonal(TablePage *t, const FlowCell *cell, const Slice *slice) {
  FlowInk ink = {.kind = INK_DIAGONAL,
                 .x = cell->x,
                 .y = slice->top,
                 .width = cell->width,
                 .height = slice->bottom - slice->top,
                 .stroke = t->table->style->rule,
                 .table = t->table->table,
                 .tag = TAG_NONE,
                 .artifact = ARTIFACT_LAYOUT};
  g_array_append_val(t->inks, ink);
}

/* A label over several rows that all stood on an earlier page stands on each; heard once.
 */
static void put_again(TablePage *t, const FlowCell *cell, const Slice *slice) {
  FlowCell label = *cell;
  Slice whole = *slice;
  label.done = 0;
  whole.artifact = true;
  if (flow_lines_in(t->table, cell, slice->bottom - slice->top) >= cell->n)
    put_lines(t, &label, &whole, cell->n);
}

static void put_slice(TablePage *t, FlowCell *cell, const Slice *slice) {
  Length right = cell->x + cell->width;
  uint32_t left = cell->n - cell->done, n = left;
  if (slice->again && left == 0)
    put_again(t, cell, slice);
  if (!slice->ends)
    n = MIN(left, flow_lines_in(t->table, cell, slice->bottom - slice->top));
  put_lines(t, cell, slice, n);
  if (!slice->artifact && cell->cell->column < t->table->table->n_columns)
    cell->done += n;
  if (cell->cell->diagonal)
    put_diagonal(t, cell, slice);
  TableRule edge = {right, slice->top, slice->bottom, true};
  TableRule foot = {slice->bottom, cell->x, right, false};
  if (right < t->table->left + t->table->width - JOINT)
    add_rule(t, &edge);
  if (slice->under)
    add_rule(t, &foot);
}

/* ---- rows -------------------------------------------------------------------------- */

typedef struct RowSlice {
  FlowRow *rows;
  uint32_t n, from, to;
  Length cut; /* of row `from`; −1: whole rows */
  bool artifact;
  const Length *edges; /* tops of rows from … to, and the bottom */
} RowSlice;

static void put_part_cell(TablePage *t, const RowSlice *part, uint32_t r,
                          FlowCell *cell) {
  uint32_t end = MIN(r + cell->cell->row_span, part->n);
  if (end <= part->from)
    return;
  uint32_t first = MAX(r, part->from), last = MIN(end, part->to);
  Slice slice = {.top = part->edges[first - part->from],
                 .bottom = part->edges[last - part->from],
                 .ends = end <= part->to && part->cut < 0,
                 .under = last < part->to,
                 .again = r < part->from,
                 .artifact = part->artifact};
  put_slice(t, cell, &slice);
}

static void put_part(TablePage *t, const RowSlice *part) {
  for (uint32_t r = 0; r < part->to; r++) {
    FlowRow *row = &part->rows[r];
    if (!part->artifact)
      t->table->tag_row(t->table->self, row);
    for (uint32_t i = 0; i < row->row->n_cells; i++)
      put_part_cell(t, part, r, &row->cells[i]);
  }
}

static void put_rows(TablePage *t, FlowRow *rows, RowSlice part) {
  g_autofree Length *edges = g_new(Length, part.to - part.from + 1);
  edges[0] = t->y;
  for (uint32_t r = part.from; r < part.to; r++)
    edges[r - part.from + 1] =
        edges[r - part.from] + (part.cut >= 0 ? part.cut : rows[r].height);
  part.rows = rows;
  part.edges = edges;
  put_part(t, &part);
  t->y = edges[part.to - part.from];
}

/* Rows that stand whole here can be put anew, others cannot. */
static void keep_rows(TablePage *t, const FlowBundle *b, uint32_t from, uint32_t to,
                      Length cut) {
  t->partly = t->partly || from > 0 || to < b->n || cut >= 0;
  for (uint32_t r = from; r < to && !t->partly; r++) {
    KeptRow kept = {.row = b->rows[r], .begins = r == 0};
    for (uint32_t i = 0; i < kept.row.row->n_cells; i++)
      t->partly = t->partly || kept.row.cells[i].done > 0;
    g_array_append_val(t->kept, kept);
  }
}

void page_rows_put(TablePage *t, const FlowBundle *b, uint32_t from, uint32_t to,
                   Length cut) {
  keep_rows(t, b, from, to, cut);
  for (uint32_t r = from; r < to; r++) {
    if (!t->aside && b->rows[r].tag == TAG_NONE) /* not a part of it on an earlier page */
      page_compose_row(t, &b->rows[r]);
  }
  part_rows(t);
  put_rows(
      t, b->rows,
      (RowSlice){.n = b->n, .from = from, .to = to, .cut = cut, .artifact = t->aside});
  for (uint32_t r = from; r < to && !t->partly; r++) /* put anew, it is the same row */
    g_array_index(t->kept, KeptRow, t->kept->len - to + r).row.tag = b->rows[r].tag;
  t->rows = true;
  t->pager->text_shown = t->pager->text_shown || (t->table->body && t->sheet->index == 0);
  for (uint32_t r = from; r < to && cut < 0; r++)
    t->table->add_row(t->table->self, b->rows[r].row);
}

/* ---- sums -------------------------------------------------------------------------- */

static void put_sums(TablePage *t, SumRow which) {
  FlowRow *row = t->table->sum_row(t->table->self, which);
  bool rows = t->rows;
  if (!row)
    return;
  FlowBundle bundle = {.rows = row, .n = 1};
  t->aside = t->within;
  page_rows_put(t, &bundle, 0, 1, -1);
  t->rows = rows;
  t->aside = false;
}

static void put_sums_foot(TablePage *t, bool last) {
  if (!t->table->sums_foot || (last && t->first))
    return;
  if (!t->summed)
    put_sums(t, SUM_PAGE);
  if (!last)
    put_sums(t, SUM_CARRIED_OVER);
  t->table->page_done(t->table->self);
}

void page_rows_before(TablePage *t, const Row *totals, bool last) {
  if (!t->table->sums_foot || !totals->total || !last || t->first)
    return;
  put_sums(t, SUM_PAGE);
  t->summed = true;
}

/* ---- the page ---------------------------------------------------------------------- */

static void put_heads(TablePage *t, bool artifact) {
  uint32_t n = t->table->table->n_head_rows;
  FlowRow *heads = t->table->heads;
  for (uint32_t r = 0; r < n; r++)
    for (uint32_t i = 0; i < heads[r].row->n_cells; i++)
      heads[r].cells[i].done = 0;
  if (n > 0)
    put_rows(t, heads, (RowSlice){.n = n, .to = n, .cut = -1, .artifact = artifact});
}

void page_rows_open(TablePage *t, Sheet *sheet, bool first) {
  t->sheet = sheet;
  t->top = sheet->column.cursor;
  t->steps = sheet->column.steps;
  t->y = 0;
  t->rows = t->summed = false;
  t->first = first;
  t->begun = true;
  t->partly = false;
  g_array_set_size(t->rules, 0);
  g_array_set_size(t->inks, 0);
  g_array_set_size(t->kept, 0);
  put_heads(t, !first);
  if (!first)
    put_sums(t, SUM_CARRIED_IN);
}

static const FlowInk *take_inks(TablePage *t, uint32_t *n) {
  FlowInk *inks = ARENA_ARRAY(page_arena(t->sheet), FlowInk, t->inks->len);
  for (guint i = 0; i < t->inks->len; i++)
    inks[i] = g_array_index(t->inks, FlowInk, i);
  *n = t->inks->len;
  return inks;
}

void page_rows_close(TablePage *t, bool last) {
  FlowColumn *column = &t->sheet->column;
  put_sums_foot(t, last);
  for (guint i = 0; i < t->rules->len; i++)
    put_rule(t, &g_array_index(t->rules, TableRule, i), t->table->style->rule);
  put_frame(t);
  PageUnit unit = {
      .box = t->box, .ordinal = t->ordinal, .y = t->top, .steps = t->steps, .rows = true};
  unit.box.inks = take_inks(t, &unit.box.n_inks);
  unit.box.height = t->y;
  g_array_append_val(t->sheet->units, unit);
  column->cursor = t->top + t->y;
  column->empty = false;
  t->begun = false;
}

Length page_rows_room(const TablePage *t) {
  return page_bottom(t->pager, t->sheet) - t->top - t->y - t->table->sums_foot +
         t->steps * t->sheet->less;
}
