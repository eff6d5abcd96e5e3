/* The Composition: where each box came to stand, kept for those who asked (odt, tests).
 */
#include "page_private.h"

typedef struct Composing {
  GArray *lines, *boxes, *tables, *pages, *anchors, *places;
} Composing;

void page_compose_begin(Pager *p) {
  if (!p->job->composes)
    return;
  Composing *c = p->composing = ARENA_NEW(p->job->arena, Composing);
  c->lines = g_array_new(FALSE, TRUE, sizeof(ComposedLine));
  c->boxes = g_array_new(FALSE, TRUE, sizeof(ComposedBox));
  c->tables = g_array_new(FALSE, TRUE, sizeof(ComposedTable));
  c->pages = g_array_new(FALSE, TRUE, sizeof(ComposedPage));
  c->anchors = g_array_new(FALSE, TRUE, sizeof(ComposedAnchor));
  c->places = g_array_new(FALSE, TRUE, sizeof(ComposedPlace));
}

static void keep_line(const Pager *p, const PageUnit *unit, const FlowInk *ink,
                      const ComposedLine *place) {
  const SetLine *set = &ink->line;
  const Paragraph *paragraph = set->paragraph;
  if (set->to <= set->from)
    return;
  const Atom *last = &paragraph->atoms[set->to - 1];
  ComposedLine line = *place;
  line.text = paragraph->text;
  line.table = ink->table;
  line.role = paragraph->role;
  line.part = unit->box.part;
  line.level = unit->box.clause ? 0 : unit->box.level;
  line.box = unit->ordinal;
  line.from = paragraph->atoms[set->from].index;
  line.to = last->index + last->n_chars;
  line.x += set->left;
  line.width = set->fit.natural;
  line.measure = set->measure;
  line.adjust = set->fit.adjust;
  line.spread = set->fit.spread;
  line.x_scale = paragraph->x_scale;
  line.artifact = set->artifact;
  line.turned = unit->box.turned;
  line.blank = !page_is_inked(p, ink);
  g_array_append_val(p->composing->lines, line);
}

static void keep_box(const Pager *p, const PageUnit *unit, const FlowInk *ink,
                     const ComposedLine *place) {
  if (ink->table || !page_is_inked(p, ink))
    return; /* edges of cells: the table's own frame */
  ComposedBox box = {.part = unit->box.part,
                     .box = unit->ordinal,
                     .page = place->page,
                     .x = place->x,
                     .y = place->y,
                     .width = ink->width,
                     .height = ink->height,
                     .colour = ink->colour,
                     .drawing = ink->drawing,
                     .star = ink->kind == INK_STAR};
  if (ink->tag != TAG_NONE)
    box.alt = tagtree_at(p->document.tags, ink->tag).alt;
  g_array_append_val(p->composing->boxes, box);
}

/* ---- anchors ----------------------------------------------------------------------- */

static ComposedAnchor anchor_of(const FlowInk *ink, const ComposedLine *place) {
  ComposedAnchor anchor = {.part = ink->anchor,
                           .page = place->page,
                           .x = place->x,
                           .y = place->y,
                           .text = ink->anchored,
                           .width = ink->width,
                           .height = ink->height};
  if (ink->kind != INK_LINE)
    return anchor;
  anchor.text = ink->line.paragraph->text;
  anchor.x += ink->line.left;
  anchor.width = ink->line.fit.natural + ink->line.fit.adjust;
  anchor.height = ink->line.paragraph->size;
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

static void keep_anchor(Composing *c, const FlowInk *ink, const ComposedLine *place) {
  ComposedAnchor anchor = anchor_of(ink, place);
  guint n = c->anchors->len;
  if (!n || !join_anchor(&g_array_index(c->anchors, ComposedAnchor, n - 1), &anchor))
    g_array_append_val(c->anchors, anchor);
}

/* ---- sheets ------------------------------------------------------------------------ */

static ComposedPage page_of(const Pager *p, const Sheet *sheet) {
  ComposedPage page = {.number = sheet->unnumbered ? 0 : sheet->number,
                       .bottom = page_bottom(p, sheet)};
  for (guint i = 0; i < sheet->units->len && !page.turned; i++)
    page.turned = g_array_index(sheet->units, PageUnit, i).box.turned;
  if (page.turned)
    page.bottom = p->layout->block.top + p->layout->block.width;
  return page;
}

static void keep_ink(const Pager *p, const Sheet *sheet, const PageUnit *unit,
                     const FlowInk *ink) {
  Spot at = page_spot(p, sheet, unit, ink);
  ComposedLine place = {.page = sheet->index, .x = at.x, .y = at.y};
  if (ink->copy > 1)
    return; /* of a series the first stands for all */
  switch (ink->kind) {
    case INK_LINE:
      keep_line(p, unit, ink, &place);
      break;
    case INK_RECTANGLE:
    case INK_PICTURE:
    case INK_STAR:
      keep_box(p, unit, ink, &place);
      break;
    case INK_SPACE:
    case INK_DIAGONAL: /* the cell says that it has one */
      break;
  }
  if (ink->anchor != ANCHOR_NONE)
    keep_anchor(p->composing, ink, &place);
}

/* A part of a table: where it begins and ends. */
static void keep_reach(const Composing *c, const Sheet *sheet, const PageUnit *unit) {
  Length top = unit->y + page_shift(sheet, unit->steps);
  for (guint i = c->tables->len; i-- > 0;) {
    ComposedTable *t = &g_array_index(c->tables, ComposedTable, i);
    if (t->box != unit->ordinal)
      continue;
    if (t->bottom == 0) {
      t->page = sheet->index;
      t->top = top;
    }
    t->last_page = sheet->index;
    t->last_top = top;
    t->bottom = top + unit->box.height;
    return;
  }
}

void page_compose_sheet(Pager *p, const Sheet *sheet) {
  if (!p->composing)
    return;
  ComposedPage page = page_of(p, sheet);
  g_array_append_val(p->composing->pages, page);
  page_places_sheet(p, sheet, p->composing->places);
  for (guint i = 0; i < sheet->units->len; i++) {
    const PageUnit *unit = &g_array_index(sheet->units, PageUnit, i);
    for (uint32_t k = 0; k < unit->box.n_inks; k++)
      keep_ink(p, sheet, unit, &unit->box.inks[k]);
    if (unit->rows)
      keep_reach(p->composing, sheet, unit);
  }
}

/* ---- tables ------------------------------------------------------------------------ */

void page_compose_row(TablePage *t, const FlowRow *row) {
  Arena *arena = t->pager->job->arena;
  if (!t->pager->composing)
    return;
  uint32_t cells = row->row->n_cells;
  const Text **texts = ARENA_ARRAY(arena, const Text *, cells);
  for (uint32_t i = 0; i < cells; i++)
    texts[i] = row->cells[i].paragraph->text;
  ComposedRow composed = {.row = row->row, .texts = texts, .height = row->height};
  g_array_append_val(t->composed, composed);
}

/* Known before its first part leaves: its rows follow. */
void page_compose_begin_table(TablePage *t) {
  if (!t->pager->composing)
    return;
  ComposedTable table = {.table = t->table->table,
                         .left = t->table->left,
                         .width = t->table->width,
                         .columns = t->table->columns,
                         .size = t->table->size,
                         .turned = t->table->turned,
                         .box = t->ordinal};
  g_array_append_val(t->pager->composing->tables, table);
}

void page_compose_table(TablePage *t) {
  Pager *p = t->pager;
  if (!p->composing)
    return;
  GArray *tables = p->composing->tables;
  ComposedTable *table = &g_array_index(tables, ComposedTable, tables->len - 1);
  uint32_t n = t->composed->len;
  ComposedRow *rows = ARENA_ARRAY(p->job->arena, ComposedRow, n);
  for (uint32_t i = 0; i < n; i++)
    rows[i] = g_array_index(t->composed, ComposedRow, i);
  table->rows = rows;
  table->n_rows = n;
}

void page_compose_end(Pager *p, Composition *out) {
  Composing *c = p->composing;
  *out = (Composition){.n_pages = p->n_sheets};
  if (!c)
    return;
  out->n_lines = c->lines->len;
  out->n_boxes = c->boxes->len;
  out->n_tables = c->tables->len;
  out->n_anchors = c->anchors->len;
  out->n_places = c->places->len;
  out->places = arena_take_array(p->job->arena, c->places);
  out->tags = p->document.tags;
  out->anchors = arena_take_array(p->job->arena, c->anchors);
  out->lines = arena_take_array(p->job->arena, c->lines);
  out->boxes = arena_take_array(p->job->arena, c->boxes);
  out->tables = arena_take_array(p->job->arena, c->tables);
  out->pages = arena_take_array(p->job->arena, c->pages);
}
