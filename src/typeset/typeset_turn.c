/* Sheets whose content goes across the page. */
#include <string.h>

#include "typeset_run.h"

/* A quarter counter-clockwise: the head at the left edge, on odd and even pages alike
 * (T1.2). What stood at (x, y) of the block stands x above its foot and y right of its
 * left edge. */
static void turn_link(const Run *run, const Sheet *sheet, PageLink *link) {
  Length x = link->x - block_left(run, sheet), y = link->y - run->layout->block.top;
  Length width = link->width;
  link->x = block_left(run, sheet) + y;
  link->y = block_bottom(run) - x - width;
  link->width = link->height;
  link->height = width;
}

static void ink_turned(const Run *run, const Sheet *sheet, PageBuild *page, guint from,
                       guint to) {
  PageBuild within = {page->arena, g_array_new(FALSE, TRUE, sizeof(Item)), page->links};
  guint links = page->links->len;
  for (guint i = from; i < to; i++)
    ink_placed(run, &within, &g_array_index(sheet->placed, Placed, i));
  for (guint i = links; i < page->links->len; i++)
    turn_link(run, sheet, &g_array_index(page->links, PageLink, i));
  Item item = {.kind = ITEM_GROUP, .tag = TAG_NONE};
  Group *group = &item.as.group;
  const double matrix[6] = {0,
                            -1,
                            1,
                            0,
                            block_left(run, sheet) - run->layout->block.top,
                            block_bottom(run) + block_left(run, sheet)};
  memcpy(group->matrix, matrix, sizeof matrix);
  group->n_items = within.items->len;
  group->items = arena_take_array(page->arena, within.items);
  g_array_append_val(page->items, item);
}

void ink_sheet(const Run *run, const Sheet *sheet, PageBuild *page) {
  for (guint i = 0; i < sheet->placed->len;) {
    const Placed *placed = &g_array_index(sheet->placed, Placed, i);
    guint to = i + 1;
    while (placed->turned && to < sheet->placed->len &&
           g_array_index(sheet->placed, Placed, to).turned)
      to++;
    if (placed->turned)
      ink_turned(run, sheet, page, i, to);
    else
      ink_placed(run, page, placed);
    i = to;
  }
}
