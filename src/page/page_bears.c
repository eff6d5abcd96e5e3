/* What every page bears: its number, the word of a draft. */
#include <string.h>

#include "page_private.h"

static const Placement *find_of_page(const Layout *layout, Part part) {
  for (size_t i = 0; i < layout->n_placements; i++) {
    for (unsigned k = 0; k < layout->placements[i].n_parts; k++) {
      if (layout->placements[i].parts[k] == part)
        return &layout->placements[i];
    }
  }
  return NULL;
}

static SetLine line_of(const Pager *p, Arena *arena, const LayoutRole *role,
                       const char *words) {
  Job job = *p->job;
  job.arena = arena;
  Text *text = ARENA_NEW(arena, Text);
  *text = flow_text(arena, words, (Span){.file = p->document.file});
  TextStyle style = {
      .role = role, .tag = TAG_NONE, .heading_tag = TAG_NONE, .label_tag = TAG_NONE};
  SetLine line = line_whole(line_analyse(&job, text, &style));
  line.measure = p->layout->block.width;
  return line;
}

/* Upright on every page (T1.1), whatever stands there. */
static void put(Sheet *sheet, Arena *arena, const Placement *place, const FlowInk *line,
                Length y) {
  FlowInk *ink = ARENA_NEW(arena, FlowInk);
  *ink = *line;
  PageUnit unit = {.box = {.kind = BOX_FIXED,
                           .part = place->parts[0],
                           .placement = place,
                           .inks = ink,
                           .n_inks = 1,
                           .role = line->line.paragraph->role},
                   .y = y,
                   .steps = -1};
  g_array_append_val(sheet->units, unit);
}

static Length side_x(const Pager *p, SideInset side, Length width) {
  Length block = p->layout->block.width;
  switch (side.side) {
    case SIDE_LEFT:
      return side.inset;
    case SIDE_RIGHT:
      return block - side.inset - width;
    case SIDE_NONE:
    case SIDE_CENTRE:
      break;
  }
  return (block - width) / 2;
}

/* "— {n} —" → "— 12 —" */
static char *fill_pattern(Arena *arena, const char *pattern, uint32_t number) {
  const char *hole = strstr(pattern, "{n}");
  if (!hole)
    return arena_strdup(arena, pattern);
  return arena_printf(arena, "%.*s%u%s", (int)(hole - pattern), pattern, number,
                      hole + 3);
}

/* On page 1 the layout may say otherwise (L1.8); of single sheets every page is odd. */
static SideInset number_side(const Pager *p, const Sheet *sheet, const Placement *place) {
  if (sheet->index == 0 && place->first.given)
    return place->first;
  bool odd = sheet->index % 2 == 0 || p->layout->page.sides == SIDES_ONE;
  return odd ? place->odd : place->even;
}

/* N1.1–N1.4: the dash's middle stands at the given height. */
void page_put_number(Pager *p, Sheet *sheet, Arena *arena) {
  const Placement *place = find_of_page(p->layout, PART_PAGE_NUMBER);
  if (!place || sheet->unnumbered || !place->role->text)
    return;
  SideInset side = number_side(p, sheet, place);
  if (side.given && side.side == SIDE_NONE) {
    sheet->unnumbered = true;
    return;
  }
  char *number = fill_pattern(arena, place->role->text, sheet->number);
  SetLine line = line_of(p, arena, place->role, number);
  Length centre = 0;
  line_dash_centre(&line, &centre);
  line.left = 0;
  FlowInk ink = {
      .kind = INK_LINE, .line = line, .tag = TAG_NONE, .artifact = ARTIFACT_FOOTER};
  ink.x = side_x(p, side, line.fit.natural);
  put(sheet, arena, place, &ink, flow_anchor_y(&sheet->column, place->y) - centre);
}

void page_put_draft(Pager *p, Sheet *sheet, Arena *arena) {
  const Placement *place = find_of_page(p->layout, PART_DRAFT);
  if (!place || !p->document.draft || !place->role->text)
    return;
  SetLine line = line_of(p, arena, place->role, place->role->text);
  line.left = 0;
  FlowInk ink = {
      .kind = INK_LINE, .line = line, .tag = TAG_NONE, .artifact = ARTIFACT_WATERMARK};
  ink.x = flow_placed_x(p->layout, place, line.fit.natural, &ink.of_page);
  put(sheet, arena, place, &ink, flow_anchor_y(&sheet->column, place->y));
}
