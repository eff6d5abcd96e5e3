/* Rules of page 1, and parts that stand at places of their own. */
#include "typeset_run.h"

Length rule_height(const Placement *place) {
  return place->weight + place->between + place->second;
}

static Length rule_left(const Run *run, const Sheet *sheet, const Placement *place, Length width) {
  switch (place->axis) {
    case AXIS_BLOCK:
      return block_left(run, sheet) + (run->layout->block.width - width) / 2;
    case AXIS_PAGE: /* L1.3 */
      return (run->layout->page.width - width) / 2;
  }
  g_assert_not_reached();
}

static void put_rule_line(Run *run, Sheet *sheet, const Placement *place, Length y, Length weight) {
  Length width = place->rule_width ? place->rule_width : run->layout->block.width;
  Length x = rule_left(run, sheet, place, width);
  Placed *line = put_rectangle(run, sheet, x, y, width, weight);
  line->colour = place->colour;
  if (place->foot.edge != EDGE_NONE)
    line->steps = -1;
}

/* H6.1, L1.2: its upper edge below what stands above, or its lower edge at a foot of its own. */
void set_rule(Run *run, const Placement *place) {
  Sheet *sheet = sheet_now(run);
  bool flows = place->foot.edge == EDGE_NONE;
  Length top = flows ? sheet->cursor + place->gap.edge : anchor_y(run, place->foot) - rule_height(place);
  put_rule_line(run, sheet, place, top, place->weight);
  if (place->second)
    put_rule_line(run, sheet, place, top + place->weight + place->between, place->second);
  if (flows)
    run->rule_bottom = sheet->cursor = top + rule_height(place);
}

Length anchored_left(const Run *run, const Sheet *sheet, const Placement *place, Length width) {
  Length x = anchor_x(run, sheet, place->x);
  Length spare = place->x.edge == EDGE_NONE ? run->layout->block.width : 0;
  return x + align_offset(place->role->align, spare, width);
}

void set_at(Run *run, const Placement *place, const Text *text) {
  if (!text->chars)
    return;
  Sheet *sheet = sheet_now(run);
  TagId tag = tagtree_add(run->tags, run->document, &(Tag){.role = TAG_P});
  SetLine line = set_single(run, text, place->role, tag);
  line.left = 0;
  Length x = anchored_left(run, sheet, place, line.fit.natural), y = anchor_y(run, place->y);
  put_line_at(run, sheet, &line, x, y);
  sheet->cursor = MAX(sheet->cursor, y + place->role->size);
  sheet->empty = false;
}
