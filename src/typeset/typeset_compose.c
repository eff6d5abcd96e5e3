/* The Composition: what was put where, kept for those who asked (odt, tests). */
#include "typeset_run.h"
#include "typeset_table.h"

typedef struct Composing {
  GArray *lines, *boxes, *tables, *pages, *anchors;
} Composing;

void compose_begin(Run *run) {
  if (!run->job->composes)
    return;
  Composing *c = run->composing = ARENA_NEW(run->job->arena, Composing);
  c->lines = g_array_new(FALSE, TRUE, sizeof(ComposedLine));
  c->boxes = g_array_new(FALSE, TRUE, sizeof(ComposedBox));
  c->tables = g_array_new(FALSE, TRUE, sizeof(ComposedTable));
  c->pages = g_array_new(FALSE, TRUE, sizeof(ComposedPage));
  c->anchors = g_array_new(FALSE, TRUE, sizeof(ComposedAnchor));
}

static void keep_line(const Run *run, const Placed *p, uint32_t page) {
  const SetLine *set = &p->line;
  const Paragraph *paragraph = set->paragraph;
  if (set->to <= set->from)
    return;
  const Atom *last = &paragraph->atoms[set->to - 1];
  ComposedLine line = {.text = paragraph->text,
                       .table = p->table,
                       .role = paragraph->role,
                       .from = paragraph->atoms[set->from].index,
                       .to = last->index + last->n_chars,
                       .page = page,
                       .x = p->x + set->left,
                       .y = p->y,
                       .width = set->fit.natural,
                       .measure = set->measure,
                       .adjust = set->fit.adjust,
                       .spread = set->fit.spread,
                       .x_scale = paragraph->x_scale,
                       .artifact = set->artifact,
                       .turned = p->turned,
                       .blank = !placed_is_inked(run, p)};
  g_array_append_val(run->composing->lines, line);
}

static void keep_box(const Run *run, const Placed *p, uint32_t page) {
  if (p->table || !placed_is_inked(run, p))
    return; /* edges of cells: the table's own frame */
  ComposedBox box = {.page = page,
                     .x = p->x,
                     .y = p->y,
                     .width = p->width,
                     .height = p->height,
                     .colour = p->colour,
                     .drawing = p->drawing,
                     .star = p->kind == PLACED_STAR};
  if (p->tag != TAG_NONE)
    box.alt = tagtree_at(run->tags, p->tag).alt;
  g_array_append_val(run->composing->boxes, box);
}

static ComposedAnchor anchor_of(const Placed *p, uint32_t page) {
  ComposedAnchor anchor = {.part = p->anchor,
                           .page = page,
                           .x = p->x,
                           .y = p->y,
                           .text = p->anchored,
                           .width = p->width,
                           .height = p->height};
  if (p->kind != PLACED_LINE)
    return anchor;
  anchor.text = p->line.paragraph->text;
  anchor.x += p->line.left;
  anchor.width = p->line.fit.natural + p->line.fit.adjust;
  anchor.height = p->line.paragraph->size;
  return anchor;
}

/* The box around both, when they are lines of one text. */
static bool join_anchor(ComposedAnchor *last, const ComposedAnchor *next) {
  if (last->text != next->text || last->part != next->part || last->page != next->page)
    return false;
  Length right = MAX(last->x + last->width, next->x + next->width);
  Length bottom = MAX(last->y + last->height, next->y + next->height);
  last->x = MIN(last->x, next->x);
  last->y = MIN(last->y, next->y);
  last->width = right - last->x;
  last->height = bottom - last->y;
  return true;
}

static void keep_anchor(Composing *c, const Placed *p, uint32_t page) {
  ComposedAnchor anchor = anchor_of(p, page);
  guint n = c->anchors->len;
  if (!n || !join_anchor(&g_array_index(c->anchors, ComposedAnchor, n - 1), &anchor))
    g_array_append_val(c->anchors, anchor);
}

static ComposedPage page_of(const Run *run, const Sheet *sheet) {
  ComposedPage page = {.number = sheet->unnumbered ? 0 : sheet->number,
                       .bottom = sheet_bottom(run, sheet)};
  for (guint i = 0; i < sheet->placed->len && !page.turned; i++)
    page.turned = g_array_index(sheet->placed, Placed, i).turned;
  if (page.turned)
    page.bottom = run->layout->block.top + block_extent(run, true);
  return page;
}

void compose_sheet(Run *run, const Sheet *sheet) {
  if (!run->composing)
    return;
  ComposedPage page = page_of(run, sheet);
  g_array_append_val(run->composing->pages, page);
  for (guint i = 0; i < sheet->placed->len; i++) {
    const Placed *p = &g_array_index(sheet->placed, Placed, i);
    if (p->copy > 1)
      continue; /* of a series the first stands for all */
    switch (p->kind) {
      case PLACED_LINE:
        keep_line(run, p, sheet->index);
        break;
      case PLACED_RECTANGLE:
      case PLACED_PICTURE:
        keep_box(run, p, sheet->index);
        break;
      case PLACED_STAR:
        keep_box(run, p, sheet->index);
        break;
      case PLACED_SPACE:
        break;
    }
    if (p->anchor != ANCHOR_NONE)
      keep_anchor(run->composing, p, sheet->index);
  }
}

void compose_rows(TableBox *t, const RowBox *rows, uint32_t n) {
  Arena *arena = t->run->job->arena;
  for (uint32_t r = 0; t->run->composing && r < n; r++) {
    uint32_t cells = rows[r].row->n_cells;
    const Text **texts = ARENA_ARRAY(arena, const Text *, cells);
    for (uint32_t i = 0; i < cells; i++)
      texts[i] = rows[r].cells[i].paragraph->text;
    ComposedRow row = {.row = rows[r].row, .texts = texts, .height = rows[r].height};
    g_array_append_val(t->composed, row);
  }
}

void compose_table(const TableBox *t) {
  Run *run = t->run;
  if (!run->composing)
    return;
  uint32_t n = t->composed->len;
  Length *columns = ARENA_ARRAY(run->job->arena, Length, t->table->n_columns);
  ComposedRow *rows = ARENA_ARRAY(run->job->arena, ComposedRow, n);
  for (uint32_t i = 0; i < t->table->n_columns; i++)
    columns[i] = t->columns[i].width;
  for (uint32_t i = 0; i < n; i++)
    rows[i] = g_array_index(t->composed, ComposedRow, i);
  ComposedTable table = {.table = t->table,
                         .left = t->left,
                         .width = t->width,
                         .columns = columns,
                         .rows = rows,
                         .n_rows = n,
                         .size = t->roles.cell->size,
                         .turned = t->turned};
  g_array_append_val(run->composing->tables, table);
}

void compose_end(Run *run, Composition *out) {
  Composing *c = run->composing;
  *out = (Composition){.n_pages = run->n_sheets,
                       .recipients_moved = run->moved_recipients != NULL};
  if (!c)
    return;
  out->n_lines = c->lines->len;
  out->n_boxes = c->boxes->len;
  out->n_tables = c->tables->len;
  out->n_anchors = c->anchors->len;
  out->anchors = arena_take_array(run->job->arena, c->anchors);
  out->lines = arena_take_array(run->job->arena, c->lines);
  out->boxes = arena_take_array(run->job->arena, c->boxes);
  out->tables = arena_take_array(run->job->arena, c->tables);
  out->pages = arena_take_array(run->job->arena, c->pages);
}
