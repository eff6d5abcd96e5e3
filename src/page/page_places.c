/* What stands on a sheet, where and why: for those who look at the page. */
#include "page_private.h"

/* The flow of a sheet as gaps are counted in it. */
typedef struct Above {
  Length bottom; /* lower edge of what came last */
  bool some;
} Above;

static Length unit_top(const Sheet *sheet, const PageUnit *unit) {
  return unit->y + (unit->steps < 0 ? 0 : page_shift(sheet, unit->steps));
}

/* Stands in the order of the text, not at a height of its own. */
static bool is_in_flow(const PageUnit *unit) {
  return unit->box.kind == BOX_LINE || unit->box.kind == BOX_RULE || unit->rows;
}

static const LayoutColour *line_colour(const SetLine *line) {
  return line->paragraph->atoms[line->from].role->colour;
}

static Span line_at(const SetLine *line) {
  const Text *text = line->paragraph->text;
  uint32_t from = line->paragraph->atoms[line->from].index;
  Span at = text->at;
  if (text->places && from < text->chars && text->places[from].line) {
    at.line = text->places[from].line;
    at.column = text->places[from].column;
  }
  return at;
}

static void place_line(ComposedPlace *place, const FlowInk *ink, Arena *arena) {
  SetLine *line = ARENA_NEW(arena, SetLine);
  *line = ink->line;
  place->kind = PLACED_LINE;
  place->line = line;
  place->role = line->paragraph->role;
  place->colour = line_colour(line);
  place->at = line_at(line);
  place->tag = line->paragraph->atoms[line->from].tag;
  place->x += line->left;
  place->width = line->fit.natural + line->fit.adjust;
  place->height = line->paragraph->size;
}

static PlacedKind shape_kind(InkKind kind) {
  switch (kind) {
    case INK_PICTURE:
      return PLACED_PICTURE;
    case INK_STAR:
      return PLACED_STAR;
    case INK_SPACE:
      return PLACED_SPACE;
    case INK_LINE:
    case INK_RECTANGLE:
    case INK_DIAGONAL:
      break;
  }
  return PLACED_RULE;
}

static void place_shape(ComposedPlace *place, const FlowInk *ink) {
  place->kind = shape_kind(ink->kind);
  place->tag = ink->tag;
  place->width = ink->width;
  place->height = ink->height;
  place->shown = ink->drawing;
  place->colour = ink->colour;
  if (ink->at.line)
    place->at = ink->at;
}

/* A page a quarter turned shows its content so: see page_turn.c. */
static void turn(const Pager *p, const Sheet *sheet, ComposedPlace *place) {
  Length x = place->x, width = place->width;
  Length left = page_block_left(p, sheet), top = p->layout->block.top;
  place->x = place->y - top + left;
  place->y = top + p->layout->block.height - (x - left) - width;
  place->width = place->height;
  place->height = width;
}

/* The gap above a box that stands in the flow, once. */
static void place_gap(ComposedPlace *place, const Sheet *sheet, const PageUnit *unit,
                      const Above *above) {
  place->above = above->some;
  place->gap = unit_top(sheet, unit) - above->bottom;
  place->wants = unit->box.gap.given;
  place->wanted = unit->box.gap.edge;
}

static void place_ink(const Pager *p, const Sheet *sheet, const PageUnit *unit,
                      const FlowInk *ink, GArray *places) {
  Spot at = page_spot(p, sheet, unit, ink);
  ComposedPlace place = {.part = unit->box.part,
                         .placement = unit->box.placement,
                         .table = ink->table,
                         .tag = unit->box.tag,
                         .at = unit->box.at,
                         .page = sheet->index,
                         .x = at.x,
                         .y = at.y};
  if (ink->kind == INK_LINE && ink->line.to <= ink->line.from)
    return;
  if (ink->kind == INK_LINE)
    place_line(&place, ink, p->job->arena);
  else
    place_shape(&place, ink);
  if (unit->box.turned)
    turn(p, sheet, &place);
  g_array_append_val(places, place);
}

void page_places_sheet(const Pager *p, const Sheet *sheet, GArray *places) {
  Above above = {0};
  for (guint i = 0; i < sheet->units->len; i++) {
    const PageUnit *unit = &g_array_index(sheet->units, PageUnit, i);
    guint first = places->len;
    for (uint32_t k = 0; k < unit->box.n_inks; k++) {
      if (unit->box.inks[k].copy <= 1) /* of a series the first stands for all */
        place_ink(p, sheet, unit, &unit->box.inks[k], places);
    }
    if (!is_in_flow(unit))
      continue;
    if (places->len > first && !unit->box.turned)
      place_gap(&g_array_index(places, ComposedPlace, first), sheet, unit, &above);
    above.bottom = unit_top(sheet, unit) + unit->box.height;
    above.some = true;
  }
}
