/* The page of the imprint (I4.1, I4.2, N1.5). */
#include "page_private.h"

/* How far what stands there reaches into the imprint; at most 0: it has room. */
static Length overlap(const Pager *p, const Sheet *sheet, Length top) {
  const LayoutGrid *grid = &p->layout->grid;
  Length moved = sheet->column.steps * sheet->less;
  Length used = MAX(sheet->column.cursor, sheet->column.lowest) - moved;
  return used + (grid->step - grid->size) - top;
}

/* Lines of the page a little nearer to each other spare two pages (P3.9). */
static bool has_room(const Pager *p, Sheet *sheet, Length top) {
  const LayoutGrid *grid = &p->layout->grid;
  Length over = overlap(p, sheet, top);
  int32_t steps = sheet->column.steps;
  if (over <= 0)
    return true;
  if (sheet->less || steps <= 0 ||
      (over + steps - 1) / steps > grid->step - grid->step_min)
    return false;
  sheet->less = (over + steps - 1) / steps;
  return true;
}

/* The decision table I4.2: on this page if it is even and has room, else on an even one.
 */
static Sheet *find_sheet(Pager *p, const FlowImprint *imprint, Length top) {
  Sheet *sheet = page_now(p);
  bool even = sheet->index % 2 == 1;
  if (imprint->page == IMPRINT_LAST || p->layout->page.sides == SIDES_ONE)
    return has_room(p, sheet, top) ? sheet : page_next(p);
  if (even && has_room(p, sheet, top))
    return sheet;
  Sheet *next = page_next(p);
  if (!even) {
    next->unnumbered = !imprint->number_alone;
    return next;
  }
  next->unnumbered = true; /* N1.5: the blank page and the imprint's */
  next = page_next(p);
  next->unnumbered = true;
  return next;
}

void page_put_imprint(Pager *p, const PageUnit *unit) {
  const FlowImprint *imprint = &unit->box.as.imprint;
  Length top = flow_anchor_y(&page_now(p)->column, imprint->foot) - unit->box.height;
  Sheet *sheet = find_sheet(p, imprint, top);
  PageUnit put = *unit;
  put.y = top;
  put.steps = -1;
  g_array_append_val(sheet->units, put);
}
