/* One column: gaps measured edge to edge, steps of the grid, heights of anchors. */
#include <string.h>

#include "flow.h"

Text flow_text(Arena *arena, const char *utf8, Span at) {
  Text text = {.utf8 = utf8, .at = at};
  text.bytes = (uint32_t)strlen(utf8);
  text.chars = (uint32_t)text_chars(utf8);
  TextPlace *places = ARENA_ARRAY(arena, TextPlace, text.chars + 1);
  for (uint32_t i = 0; i < text.chars; i++)
    places[i] = (TextPlace){at.line, at.column};
  text.places = places;
  return text;
}

Length flow_align(Align align, Length measure, Length width) {
  switch (align) {
    case ALIGN_CENTRE:
      return (measure - width) / 2;
    case ALIGN_RIGHT:
      return measure - width;
    case ALIGN_DEFAULT:
    case ALIGN_LEFT:
    case ALIGN_JUSTIFY:
    case ALIGN_DECIMAL:
      break;
  }
  return 0;
}

/* x of an anchor, from the block's left edge, or from the page's (of_page). */
static Length flow_anchor_x(const Layout *layout, Anchor anchor, bool *of_page) {
  *of_page = false;
  switch (anchor.edge) {
    case EDGE_BLOCK_RIGHT:
      return layout->block.width + anchor.offset;
    case EDGE_BLOCK_CENTRE:
      return layout->block.width / 2 + anchor.offset;
    case EDGE_PAGE_RIGHT:
      *of_page = true;
      return layout->page.width + anchor.offset;
    case EDGE_PAGE_LEFT:
      *of_page = true;
      return anchor.offset;
    case EDGE_NONE:
    case EDGE_PAGE_TOP:
    case EDGE_PAGE_BOTTOM:
    case EDGE_BLOCK_LEFT:
    case EDGE_BLOCK_TOP:
    case EDGE_BLOCK_BOTTOM:
    case EDGE_RULE_BOTTOM:
      break;
  }
  return anchor.offset;
}

Length flow_placed_x(const Layout *layout, const Placement *place, Length width,
                     bool *of_page) {
  Length x = flow_anchor_x(layout, place->x, of_page);
  Length spare = place->x.edge == EDGE_NONE ? layout->block.width : 0;
  return x + flow_align(place->role->align, spare, width);
}

Length flow_step(const Layout *layout, const LayoutRole *role) {
  return role->step ? role->step : layout->grid.step;
}

FlowColumn flow_column(const Layout *layout) {
  return (FlowColumn){.layout = layout, .cursor = layout->block.top, .empty = true};
}

Length flow_anchor_y(const FlowColumn *column, Anchor anchor) {
  const Layout *l = column->layout;
  switch (anchor.edge) {
    case EDGE_BLOCK_TOP:
      return l->block.top + anchor.offset;
    case EDGE_BLOCK_BOTTOM:
      return l->block.top + l->block.height + anchor.offset;
    case EDGE_PAGE_BOTTOM:
      return l->page.height + anchor.offset;
    case EDGE_RULE_BOTTOM:
      return column->rule_bottom + anchor.offset;
    case EDGE_NONE:
    case EDGE_PAGE_LEFT:
    case EDGE_PAGE_RIGHT:
    case EDGE_PAGE_TOP:
    case EDGE_BLOCK_LEFT:
    case EDGE_BLOCK_RIGHT:
    case EDGE_BLOCK_CENTRE:
      break;
  }
  return anchor.offset;
}

Length flow_top(const FlowColumn *column, const LayoutRole *role, Gap gap) {
  const LayoutGrid *grid = &column->layout->grid;
  if (column->empty)
    return column->cursor;
  Length leading = flow_step(column->layout, role) - role->size;
  if (!gap.given)
    return column->cursor + leading;
  if (grid->gap == GAP_GRID && gap.lines > 0)
    return column->cursor + (Length)gap.lines * grid->step + leading;
  return column->cursor + gap.edge;
}

static Length put_line(FlowColumn *c, const FlowBox *box, int32_t *steps) {
  Length y = flow_top(c, box->role, box->gap);
  bool stepped = !c->empty && !box->gap.given && box->counted;
  int32_t within = box->lines > 1 ? (int32_t)box->lines - 1 : 0;
  c->steps += stepped;
  *steps = c->steps;
  c->steps += within;
  c->cursor = y + box->height;
  c->empty = false;
  return y;
}

static Length put_rule(FlowColumn *c, const FlowBox *box, int32_t *steps) {
  Length y = c->cursor + box->gap.edge;
  *steps = c->steps;
  c->cursor = c->rule_bottom = y + box->height;
  return y;
}

static Length put_fixed(FlowColumn *c, const FlowBox *box, int32_t *steps) {
  Length y = flow_anchor_y(c, box->y);
  *steps = box->fixed == FIXED_ASIDE ? -1 : c->steps;
  switch (box->fixed) {
    case FIXED_ASIDE:
      return y;
    case FIXED_LOWER:
      c->cursor = MAX(c->cursor, y + box->height);
      break;
    case FIXED_LEADS:
      c->cursor = y + box->height;
      break;
  }
  c->empty = false;
  return y;
}

Length flow_column_put(FlowColumn *column, const FlowBox *box, int32_t *steps) {
  switch (box->kind) {
    case BOX_LINE:
      return put_line(column, box, steps);
    case BOX_RULE:
      return put_rule(column, box, steps);
    case BOX_FIXED:
      return put_fixed(column, box, steps);
    case BOX_HUNG:
    case BOX_TABLE:
    case BOX_ROWS:
    case BOX_TABLE_END:
    case BOX_IMPRINT:
    case BOX_PAGE:
    case BOX_TEXT_END:
    case BOX_MEMORY:
      break;
  }
  *steps = column->steps;
  return column->cursor;
}

Length flow_rule_height(const Placement *place) {
  return place->weight + place->between + place->second;
}

Length flow_bottom(const FlowColumn *column, bool first_page) {
  const Layout *l = column->layout;
  Length bottom = l->block.top + l->block.height;
  for (size_t i = 0; first_page && i < l->n_placements; i++) {
    const Placement *place = &l->placements[i];
    if (place->kind == PLACE_RULE && place->clear)
      bottom =
          flow_anchor_y(column, place->foot) - flow_rule_height(place) - place->clear;
  }
  return bottom;
}
