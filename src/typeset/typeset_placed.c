/* Placed records → items of a page. */
#include "typeset_run.h"

static void ink_rectangle(PageBuild *page, const Placed *r) {
  PathStep *steps = ARENA_ARRAY(page->arena, PathStep, 5);
  Length x1 = r->x + r->width, y1 = r->y + r->height;
  steps[0] = (PathStep){.op = PATH_MOVE, .x = {r->x}, .y = {r->y}};
  steps[1] = (PathStep){.op = PATH_LINE, .x = {x1}, .y = {r->y}};
  steps[2] = (PathStep){.op = PATH_LINE, .x = {x1}, .y = {y1}};
  steps[3] = (PathStep){.op = PATH_LINE, .x = {r->x}, .y = {y1}};
  steps[4] = (PathStep){.op = PATH_CLOSE};
  Item item = {.kind = ITEM_PATH, .tag = r->tag};
  item.artifact = r->tag == TAG_NONE ? r->artifact : ARTIFACT_NONE;
  item.as.path = (Path){.steps = steps, .n_steps = 5, .fill = true};
  if (r->colour)
    item.as.path.colour =
        (Colour){r->colour->r, r->colour->g, r->colour->b, r->colour->spot};
  g_array_append_val(page->items, item);
}

static void ink_picture(PageBuild *page, const Placed *p) {
  const Length box[4] = {p->x, p->y, p->width, p->height};
  Item item = drawing_item(page->arena, p->drawing, box, p->tag, p->artifact);
  g_array_append_val(page->items, item);
}

static const LayoutColour *colour_of(const Placed *placed) {
  switch (placed->kind) {
    case PLACED_LINE:
      return placed->line.to > placed->line.from
                 ? placed->line.paragraph->atoms[placed->line.from].role->colour
                 : NULL;
    case PLACED_RECTANGLE:
    case PLACED_STAR:
      return placed->colour;
    case PLACED_PICTURE:
    case PLACED_SPACE:
      break;
  }
  return NULL;
}

/* On pre-printed paper what is red stands already, or is stamped there by hand: its place
 * is kept and its ink left out. Red is what has the colour of the mark, and every seal
 * (P4.1). */
bool placed_is_inked(const Run *run, const Placed *placed) {
  if (run->layout->page.letterhead == LETTERHEAD_PRINT)
    return true;
  const LayoutRole *mark = layout_role(run->layout, "mark");
  const LayoutColour *red = mark ? mark->colour : NULL;
  return !placed->stamped && (!red || colour_of(placed) != red);
}

/* Corners of a five-point star from its top on, clockwise, in millionths of its radius:
 * sin and −cos of every tenth of a turn, the inner ones at 0.381966 of the radius. */
static const int32_t star_corners[10][2] = {
    {0, -1000000},      {224514, -309017},  {951057, -309017}, {363271, 118034},
    {587785, 809017},   {0, 381966},        {-587785, 809017}, {-363271, 118034},
    {-951057, -309017}, {-224514, -309017},
};

static void ink_star(PageBuild *page, const Placed *s) {
  PathStep *steps = ARENA_ARRAY(page->arena, PathStep, 11);
  Length radius = s->width / 2;
  for (int i = 0; i < 10; i++) {
    steps[i].op = i ? PATH_LINE : PATH_MOVE;
    steps[i].x[0] =
        s->x + radius + (Length)((int64_t)radius * star_corners[i][0] / 1000000);
    steps[i].y[0] =
        s->y + radius + (Length)((int64_t)radius * star_corners[i][1] / 1000000);
  }
  steps[10].op = PATH_CLOSE;
  Item item = {.kind = ITEM_PATH, .tag = TAG_NONE, .artifact = ARTIFACT_LAYOUT};
  item.as.path = (Path){.steps = steps, .n_steps = 11, .fill = true};
  if (s->colour)
    item.as.path.colour =
        (Colour){s->colour->r, s->colour->g, s->colour->b, s->colour->spot};
  g_array_append_val(page->items, item);
}

void ink_placed(const Run *run, PageBuild *page, const Placed *placed) {
  if (!placed_is_inked(run, placed))
    return;
  guint before = page->items->len;
  switch (placed->kind) {
    case PLACED_LINE:
      line_ink(page, &placed->line, placed->x, placed->y);
      break;
    case PLACED_RECTANGLE:
      ink_rectangle(page, placed);
      break;
    case PLACED_PICTURE:
      ink_picture(page, placed);
      break;
    case PLACED_STAR:
      ink_star(page, placed);
      break;
    case PLACED_SPACE:
      break;
  }
  for (guint i = before; i < page->items->len; i++)
    g_array_index(page->items, Item, i).copy = placed->copy;
}
