/* What of a table stands on one page: heads, rows or parts of rows, sums, frame and
 * rules. */
#include "typeset_table.h"

/* ---- rules
 * --------------------------------------------------------------------------------------
 */

#define JOINT (LENGTH_PT / 20) /* ends so near to each other meet */
#define LOOK_BACK 512          /* rules looked at for one to lengthen */

/* A rule that goes on where another ended lengthens it: few long ones, not one a cell. */
static void add_rule(TablePage *page, const TableRule *rule) {
  guint n = page->rules->len, stop = n > LOOK_BACK ? n - LOOK_BACK : 0;
  for (guint i = n; i > stop; i--) {
    TableRule *last = &g_array_index(page->rules, TableRule, i - 1);
    if (last->vertical != rule->vertical || ABS(last->at - rule->at) > JOINT ||
        ABS(last->to - rule->from) > JOINT)
      continue;
    last->to = rule->to;
    return;
  }
  g_array_append_val(page->rules, *rule);
}

static void put_rule(const TableBox *t, const TableRule *rule, Length weight) {
  Sheet *sheet = t->page->sheet;
  Length left = block_left(t->run, sheet), length = rule->to - rule->from;
  Placed *placed = rule->vertical
                       ? put_rectangle(t->run, sheet, left + rule->at - weight / 2,
                                       rule->from, weight, length)
                       : put_rectangle(t->run, sheet, left + rule->from,
                                       rule->at - weight / 2, length, weight);
  placed->steps = -1;
}

static void put_frame(const TableBox *t) {
  const TablePage *page = t->page;
  Length weight = t->style->frame, half = weight / 2;
  Length left = t->left, right = t->left + t->width;
  const TableRule frame[] = {{page->top, left - half, right + half, false},
                             {page->y, left - half, right + half, false},
                             {left, page->top, page->y, true},
                             {right, page->top, page->y, true}};
  for (size_t i = 0; i < G_N_ELEMENTS(frame); i++)
    put_rule(t, &frame[i], weight);
}

/* Between two rows that nothing spans. */
static void part_rows(TableBox *t) {
  TableRule rule = {t->page->y, t->left, t->left + t->width, false};
  if (t->page->y > t->page->top)
    add_rule(t->page, &rule);
}

/* ---- cells
 * ----------------------------------------------------------------------------------------
 */

/* The part of a cell between two heights. */
typedef struct Slice {
  Length top, bottom;
  bool ends;     /* all that is left of it stands here */
  bool under;    /* something of this page's part stands below it */
  bool artifact; /* of a repeated head */
} Slice;

static void put_lines(const TableBox *t, CellBox *box, const Slice *slice, uint32_t n) {
  Sheet *sheet = t->page->sheet;
  const LayoutRole *role = cell_role(t, box->cell);
  bool whole = box->done == 0 && n == box->n;
  Length x =
      block_left(t->run, sheet) + t->columns[box->cell->column].x + t->style->padding_x;
  Length y = slice->top + t->style->padding_y;
  if (whole)
    y = slice->top + (slice->bottom - slice->top - text_height(t, box, n)) / 2;
  for (uint32_t i = 0; i < n; i++) {
    SetLine line = box->lines[box->done + i];
    line.artifact = slice->artifact;
    Length top = y + role_step(t->run, role) * (Length)i;
    put_line_at(t->run, sheet, &line, x, top)->steps = -1;
  }
}

static void put_slice(TableBox *t, CellBox *box, const Slice *slice) {
  const ColumnBox *column = &t->columns[box->cell->column];
  Length right = column->x + cell_width(t, box->cell);
  uint32_t left = box->n - box->done;
  uint32_t n =
      slice->ends ? left : MIN(left, lines_in(t, box, slice->bottom - slice->top));
  put_lines(t, box, slice, n);
  if (!slice->artifact && box->cell->column < t->table->n_columns)
    box->done += n;
  TableRule edge = {right, slice->top, slice->bottom, true};
  TableRule foot = {slice->bottom, column->x, right, false};
  if (right < t->left + t->width - JOINT)
    add_rule(t->page, &edge);
  if (slice->under)
    add_rule(t->page, &foot);
}

/* ---- rows
 * -------------------------------------------------------------------------------------------
 */

typedef struct RowSlice {
  RowBox *rows;
  uint32_t n, from, to;
  Length cut; /* of row `from`; −1: whole rows */
  bool artifact;
  const Length *edges; /* tops of rows from … to, and the bottom */
} RowSlice;

static void put_part_cell(TableBox *t, const RowSlice *part, uint32_t r, CellBox *box) {
  uint32_t end = MIN(r + box->cell->row_span, part->n);
  if (end <= part->from)
    return;
  uint32_t first = MAX(r, part->from), last = MIN(end, part->to);
  Slice slice = {.top = part->edges[first - part->from],
                 .bottom = part->edges[last - part->from],
                 .ends = end <= part->to && part->cut < 0,
                 .under = last < part->to,
                 .artifact = part->artifact};
  put_slice(t, box, &slice);
}

static void put_part(TableBox *t, const RowSlice *part) {
  for (uint32_t r = 0; r < part->to; r++) {
    RowBox *row = &part->rows[r];
    if (!part->artifact)
      row_tag(t, row);
    for (uint32_t i = 0; i < row->row->n_cells; i++)
      put_part_cell(t, part, r, &row->cells[i]);
  }
}

void page_put_rows(TableBox *t, RowBox *rows, uint32_t n, uint32_t from, uint32_t to,
                   Length cut) {
  TablePage *page = t->page;
  g_autofree Length *edges = g_new(Length, to - from + 1);
  edges[0] = page->y;
  for (uint32_t r = from; r < to; r++)
    edges[r - from + 1] = edges[r - from] + (cut >= 0 ? cut : rows[r].height);
  for (uint32_t r = from; r < to; r++) {
    if (!page->aside && rows[r].tag == TAG_NONE) /* not a part of it on an earlier page */
      compose_rows(t, &rows[r], 1);
  }
  RowSlice part = {rows, n, from, to, cut, page->aside, edges};
  part_rows(t);
  put_part(t, &part);
  page->y = edges[to - from];
  page->rows = true;
  for (uint32_t r = from; r < to && cut < 0; r++)
    sums_add_row(t, rows[r].row);
}

/* ---- the page
 * ----------------------------------------------------------------------------------------
 */

static void put_heads(TableBox *t, bool artifact) {
  uint32_t n = t->table->n_head_rows;
  if (n == 0)
    return;
  g_autofree Length *edges = g_new(Length, n + 1);
  edges[0] = t->page->y;
  for (uint32_t r = 0; r < n; r++)
    edges[r + 1] = edges[r] + t->heads[r].height;
  RowSlice part = {t->heads, n, 0, n, -1, artifact, edges};
  for (uint32_t r = 0; r < n; r++)
    for (uint32_t i = 0; i < t->heads[r].row->n_cells; i++)
      t->heads[r].cells[i].done = 0;
  put_part(t, &part);
  t->page->y = edges[n];
}

void page_open(TableBox *t, Sheet *sheet, bool first) {
  TablePage *page = t->page;
  page->sheet = sheet;
  page->top = page->y = sheet->cursor;
  page->rows = page->summed = false;
  page->first = first;
  page->begun = true;
  g_array_set_size(page->rules, 0);
  put_heads(t, !first);
  if (!first)
    sums_put_head(t);
}

void page_close(TableBox *t, bool last) {
  TablePage *page = t->page;
  sums_put_foot(t, last);
  for (guint i = 0; i < page->rules->len; i++)
    put_rule(t, &g_array_index(page->rules, TableRule, i), t->style->rule);
  put_frame(t);
  page->sheet->cursor = page->y;
  page->sheet->empty = false;
  page->begun = false;
}

Length page_room(const TableBox *t) {
  return sheet_bottom(t->run, t->page->sheet) - t->page->y - sums_foot(t);
}
