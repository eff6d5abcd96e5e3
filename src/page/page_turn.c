/* All that stands on a sheet, in order; what goes across the page in groups. */
#include <string.h>

#include "page_private.h"

/* A quarter counter-clockwise: the head at the left edge, on odd and even pages alike
 * (T1.2). What stood at (x, y) of the block stands x above its foot and y right of its
 * left edge. */
static void turn_link(const Pager *p, const Sheet *sheet, PageLink *link) {
  const LayoutBlock *block = &p->layout->block;
  Length left = page_block_left(p, sheet);
  Length x = link->x - left, y = link->y - block->top, width = link->width;
  link->x = left + y;
  link->y = block->top + block->height - x - width;
  link->width = link->height;
  link->height = width;
}

static void ink_unit(const Pager *p, const Sheet *sheet, PageBuild *build,
                     const PageUnit *unit) {
  for (uint32_t i = 0; i < unit->box.n_inks; i++) {
    const FlowInk *ink = &unit->box.inks[i];
    page_ink(p, build, ink, page_spot(p, sheet, unit, ink));
  }
}

static void ink_turned(const Pager *p, const Sheet *sheet, PageBuild *build, guint from,
                       guint to) {
  const LayoutBlock *block = &p->layout->block;
  PageBuild within = {build->arena, g_array_new(FALSE, TRUE, sizeof(Item)), build->links};
  guint links = build->links->len;
  for (guint i = from; i < to; i++)
    ink_unit(p, sheet, &within, &g_array_index(sheet->units, PageUnit, i));
  for (guint i = links; i < build->links->len; i++)
    turn_link(p, sheet, &g_array_index(build->links, PageLink, i));
  Item item = {.kind = ITEM_GROUP, .tag = TAG_NONE};
  Group *group = &item.as.group;
  Length left = page_block_left(p, sheet);
  const double matrix[6] = {
      0, -1, 1, 0, left - block->top, block->top + block->height + left};
  memcpy(group->matrix, matrix, sizeof matrix);
  group->n_items = within.items->len;
  group->items = arena_take_array(build->arena, within.items);
  g_array_append_val(build->items, item);
}

void page_ink_sheet(const Pager *p, const Sheet *sheet, PageBuild *build) {
  for (guint i = 0; i < sheet->units->len;) {
    const PageUnit *unit = &g_array_index(sheet->units, PageUnit, i);
    guint to = i + 1;
    while (unit->box.turned && to < sheet->units->len &&
           g_array_index(sheet->units, PageUnit, to).box.turned)
      to++;
    if (unit->box.turned)
      ink_turned(p, sheet, build, i, to);
    else
      ink_unit(p, sheet, build, unit);
    i = to;
  }
}
