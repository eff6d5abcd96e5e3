/* Inks at their places → items of a page. */
#include <math.h>

#include "page_private.h"

Spot page_spot(const Pager *p, const Sheet *sheet, const PageUnit *unit,
               const FlowInk *ink) {
  Length x = ink->x + (ink->of_page ? 0 : page_block_left(p, sheet));
  Length shift = unit->steps < 0 ? 0 : page_shift(sheet, unit->steps + ink->steps);
  return (Spot){x, unit->y + ink->y + shift};
}

static void ink_rectangle(PageBuild *page, const FlowInk *r, Spot at) {
  PathStep *steps = ARENA_ARRAY(page->arena, PathStep, 5);
  Length x1 = at.x + r->width, y1 = at.y + r->height;
  steps[0] = (PathStep){.op = PATH_MOVE, .x = {at.x}, .y = {at.y}};
  steps[1] = (PathStep){.op = PATH_LINE, .x = {x1}, .y = {at.y}};
  steps[2] = (PathStep){.op = PATH_LINE, .x = {x1}, .y = {y1}};
  steps[3] = (PathStep){.op = PATH_LINE, .x = {at.x}, .y = {y1}};
  steps[4] = (PathStep){.op = PATH_CLOSE};
  Item item = {.kind = ITEM_PATH, .tag = r->tag};
  item.artifact = r->tag == TAG_NONE ? r->artifact : ARTIFACT_NONE;
  item.as.path = (Path){.steps = steps, .n_steps = 5, .fill = true};
  if (r->colour)
    item.as.path.colour =
        (Colour){r->colour->r, r->colour->g, r->colour->b, r->colour->spot};
  g_array_append_val(page->items, item);
}

static void ink_picture(PageBuild *page, const FlowInk *p, Spot at) {
  const Length box[4] = {at.x, at.y, p->width, p->height};
  Item item = drawing_item(page->arena, p->drawing, box, p->tag, p->artifact);
  item.multiply = p->stamped;
  g_array_append_val(page->items, item);
}

static const LayoutColour *colour_of(const FlowInk *ink) {
  const SetLine *line = &ink->line;
  switch (ink->kind) {
    case INK_LINE:
      return line->to > line->from ? line->paragraph->atoms[line->from].role->colour
                                   : NULL;
    case INK_RECTANGLE:
    case INK_STAR:
    case INK_DIAGONAL:
      return ink->colour;
    case INK_PICTURE:
    case INK_SPACE:
      break;
  }
  return NULL;
}

/* On pre-printed paper what is red stands already, or is stamped there by hand: its place
 * is kept and its ink left out. Red is what has the colour of the mark, and every seal
 * (P4.1). */
bool page_is_inked(const Pager *p, const FlowInk *ink) {
  if (p->layout->page.letterhead == LETTERHEAD_PRINT)
    return true;
  const LayoutRole *mark = layout_role_of(p->layout, ROLE_MARK);
  const LayoutColour *red = mark ? mark->colour : NULL;
  return !ink->stamped && (!red || colour_of(ink) != red);
}

/* Corners of a five-point star from its top on, clockwise, in millionths of its radius:
 * sin and −cos of every tenth of a turn, the inner ones at 0.381966 of the radius. */
static const int32_t star_corners[10][2] = {
    {0, -1000000},      {224514, -309017},  {951057, -309017}, {363271, 118034},
    {587785, 809017},   {0, 381966},        {-587785, 809017}, {-363271, 118034},
    {-951057, -309017}, {-224514, -309017},
};

static void ink_star(PageBuild *page, const FlowInk *s, Spot at) {
  PathStep *steps = ARENA_ARRAY(page->arena, PathStep, 11);
  Length radius = s->width / 2;
  for (int i = 0; i < 10; i++) {
    steps[i].op = i ? PATH_LINE : PATH_MOVE;
    steps[i].x[0] =
        at.x + radius + (Length)((int64_t)radius * star_corners[i][0] / 1000000);
    steps[i].y[0] =
        at.y + radius + (Length)((int64_t)radius * star_corners[i][1] / 1000000);
  }
  steps[10].op = PATH_CLOSE;
  Item item = {.kind = ITEM_PATH, .tag = TAG_NONE, .artifact = ARTIFACT_LAYOUT};
  item.as.path = (Path){.steps = steps, .n_steps = 11, .fill = true};
  if (s->colour)
    item.as.path.colour =
        (Colour){s->colour->r, s->colour->g, s->colour->b, s->colour->spot};
  g_array_append_val(page->items, item);
}

/* A strip between opposite corners; its ends are cut along the box's edges. */
static void ink_diagonal(PageBuild *page, const FlowInk *d, Spot at) {
  double width = d->width, height = MAX(d->height, 1);
  Length dx = (Length)(d->stroke / 2.0 * sqrt(width * width + height * height) / height);
  Length x1 = at.x + d->width, y1 = at.y + d->height;
  dx = MIN(dx, d->width / 4);
  Length dy = (Length)((int64_t)dx * d->height / MAX(d->width, 1));
  const Length x[6] = {at.x, at.x + dx, x1, x1, x1 - dx, at.x};
  const Length y[6] = {at.y, at.y, y1 - dy, y1, y1, at.y + dy};
  PathStep *steps = ARENA_ARRAY(page->arena, PathStep, 7);
  for (int i = 0; i < 6; i++)
    steps[i] = (PathStep){.op = i ? PATH_LINE : PATH_MOVE, .x = {x[i]}, .y = {y[i]}};
  steps[6].op = PATH_CLOSE;
  Item item = {.kind = ITEM_PATH, .tag = TAG_NONE, .artifact = ARTIFACT_LAYOUT};
  item.as.path = (Path){.steps = steps, .n_steps = 7, .fill = true};
  g_array_append_val(page->items, item);
}

void page_ink(const Pager *p, PageBuild *build, const FlowInk *ink, Spot at) {
  if (!page_is_inked(p, ink))
    return;
  guint before = build->items->len;
  switch (ink->kind) {
    case INK_LINE:
      line_ink(build, &ink->line, at.x, at.y);
      break;
    case INK_RECTANGLE:
      ink_rectangle(build, ink, at);
      break;
    case INK_PICTURE:
      ink_picture(build, ink, at);
      break;
    case INK_STAR:
      ink_star(build, ink, at);
      break;
    case INK_DIAGONAL:
      ink_diagonal(build, ink, at);
      break;
    case INK_SPACE:
      break;
  }
  for (guint i = before; i < build->items->len; i++) {
    Item *item = &g_array_index(build->items, Item, i);
    item->copy = ink->copy;
    if (ink->kind == INK_LINE && ink->artifact && item->artifact)
      item->artifact = ink->artifact;
  }
}

/* ---- outside the paper ------------------------------------------------------------- */

/* Names that nothing can break, and rows as high as the page: never lost without a word.
 */
static void check_line(Pager *p, const PageUnit *unit, const SetLine *line, Spot at) {
  const LayoutPage *page = &p->layout->page;
  Length width = unit->box.turned ? page->height : page->width;
  Length height = unit->box.turned ? page->width : page->height;
  int64_t left = (int64_t)at.x + line->left;
  int64_t squeezed = line->fit.feasible ? line->fit.adjust : 0;
  int64_t right = left + line->fit.natural + squeezed;
  bool inside = left >= 0 && right <= width && at.y >= 0 &&
                (int64_t)at.y + line->paragraph->size <= height;
  if (inside || line->to <= line->from || p->outside == line->paragraph->text)
    return;
  p->outside = line->paragraph->text;
  diag_add(p->job->diags, p->outside->at, DIAG_TYPESET_OUTSIDE_PAGE, NULL);
}

/* A seal beyond the paper; one wider than its place: B8.7 keeps it inside the block. */
static bool check_picture(const Pager *p, const FlowInk *ink, Spot at) {
  const LayoutPage *page = &p->layout->page;
  bool inside = at.x >= 0 && at.y >= 0 && (int64_t)at.x + ink->width <= page->width &&
                (int64_t)at.y + ink->height <= page->height;
  bool wide = ink->x < 0 || ink->x + ink->width > p->layout->block.width;
  if (ink->anchor == ANCHOR_NONE || (inside && !wide))
    return true;
  diag_add(p->job->diags, ink->at,
           inside ? DIAG_TYPESET_SEAL_TOO_WIDE : DIAG_TYPESET_SEAL_OUTSIDE_PAGE, NULL);
  return false;
}

/* What a seal pushes off the paper is the seal's fault, not the text's. */
static void check_unit(Pager *p, const Sheet *sheet, const PageUnit *unit) {
  bool good = true;
  for (uint32_t k = 0; k < unit->box.n_inks; k++) {
    const FlowInk *ink = &unit->box.inks[k];
    if (ink->kind != INK_LINE)
      good = check_picture(p, ink, page_spot(p, sheet, unit, ink)) && good;
  }
  for (uint32_t k = 0; k < unit->box.n_inks && good; k++) {
    const FlowInk *ink = &unit->box.inks[k];
    if (ink->kind == INK_LINE)
      check_line(p, unit, &ink->line, page_spot(p, sheet, unit, ink));
  }
}

void page_check_inside(Pager *p, const Sheet *sheet) {
  for (guint i = 0; i < sheet->units->len; i++) {
    const PageUnit *unit = &g_array_index(sheet->units, PageUnit, i);
    check_unit(p, sheet, unit);
  }
}
