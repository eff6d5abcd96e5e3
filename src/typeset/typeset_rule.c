/* Rules of page 1, and parts that stand at places of their own or in pairs. */
#include <string.h>

#include "typeset_run.h"

Length rule_height(const Placement *place) {
  return place->weight + place->between + place->second;
}

static Length rule_left(const Run *run, const Sheet *sheet, const Placement *place,
                        Length width) {
  switch (place->axis) {
    case AXIS_BLOCK:
      return block_left(run, sheet) + (run->layout->block.width - width) / 2;
    case AXIS_PAGE: /* L1.3 */
      return (run->layout->page.width - width) / 2;
  }
  g_assert_not_reached();
}

static void put_rule_line(Run *run, Sheet *sheet, const Placement *place, Length y,
                          Length weight) {
  Length width = place->rule_width ? place->rule_width : run->layout->block.width;
  Length x = rule_left(run, sheet, place, width);
  Placed *line = put_rectangle(run, sheet, x, y, width, weight);
  line->colour = place->colour;
  if (place->foot.edge != EDGE_NONE)
    line->steps = -1;
}

/* H3.8: the rule leaves room for a star in its middle. */
static void put_starred(Run *run, Sheet *sheet, const Placement *place, Length y) {
  Length width = place->rule_width ? place->rule_width : run->layout->block.width;
  Length x = rule_left(run, sheet, place, width);
  Length part = (width - place->star) / 2 - place->star_gap;
  put_rectangle(run, sheet, x, y, part, place->weight)->colour = place->colour;
  Placed star = {.kind = PLACED_STAR,
                 .tag = TAG_NONE,
                 .artifact = ARTIFACT_LAYOUT,
                 .colour = place->colour,
                 .x = x + (width - place->star) / 2,
                 .y = y + (place->weight - place->star) / 2,
                 .width = place->star,
                 .height = place->star,
                 .steps = sheet->steps};
  g_array_append_val(sheet->placed, star);
  put_rectangle(run, sheet, x + width - part, y, part, place->weight)->colour =
      place->colour;
}

/* H6.1, L1.2: its upper edge below what stands above, or its lower edge at a foot of its
 * own. */
void set_rule(Run *run, const Placement *place) {
  Sheet *sheet = sheet_now(run);
  bool flows = place->foot.edge == EDGE_NONE;
  Length top = flows ? sheet->cursor + place->gap.edge
                     : anchor_y(run, place->foot) - rule_height(place);
  if (place->star)
    put_starred(run, sheet, place, top);
  else
    put_rule_line(run, sheet, place, top, place->weight);
  if (place->second)
    put_rule_line(run, sheet, place, top + place->weight + place->between, place->second);
  if (flows)
    run->rule_bottom = sheet->cursor = top + rule_height(place);
}

Length anchored_left(const Run *run, const Sheet *sheet, const Placement *place,
                     Length width) {
  Length x = anchor_x(run, sheet, place->x);
  Length spare = place->x.edge == EDGE_NONE ? run->layout->block.width : 0;
  return x + align_offset(place->role->align, spare, width);
}

void set_at(Run *run, const Placement *place, const Text *text) {
  if (!text->chars)
    return;
  Sheet *sheet = sheet_now(run);
  TagId tag = tagtree_add(run->tags, run->notice, &(Tag){.role = TAG_P});
  SetLine line = set_single(run, text, place->role, tag);
  line.left = 0;
  Length x = anchored_left(run, sheet, place, line.fit.natural),
         y = anchor_y(run, place->y);
  put_line_at(run, sheet, &line, x, y)->anchor = ANCHOR_NUMBER;
  sheet->cursor = MAX(sheet->cursor, y + place->role->size);
  sheet->empty = false;
}

/* Several issuers are named in one line. */
static const Text *issuers_text(Run *run) {
  const Bulletin *b = run->bulletin;
  g_autoptr(GString) names = g_string_new(NULL);
  for (uint32_t i = 0; i < b->n_issuers; i++)
    g_string_append_printf(names, "%s%s", i ? "、" : "", b->issuers[i].utf8);
  Text *text = ARENA_NEW(run->job->arena, Text);
  *text = text_plain(run->job->arena, arena_strdup(run->job->arena, names->str),
                     b->n_issuers ? b->issuers[0].at : (Span){.file = b->file});
  return text;
}

static const Text *pair_text(Run *run, Part part) {
  static const Text none;
  const Sign *sign = run->bulletin->main.sign;
  if (part == PART_ISSUER)
    return issuers_text(run);
  return part == PART_DATE && sign ? &sign->date_text : &none;
}

/* M1.4 */
void set_pair(Run *run, const Placement *place) {
  if (place->parts[1] == PART_SIGNERS) {
    set_signers(run, place);
    return;
  }
  Sheet *sheet = sheet_now(run);
  Length y = flow_top(run, sheet, place->role, place->gap), bottom = sheet->cursor;
  for (unsigned i = 0; i < place->n_parts; i++) {
    const Text *text = pair_text(run, place->parts[i]);
    if (!text->chars)
      continue;
    const LayoutRole *role = layout_role(run->layout, layout_part_name(place->parts[i]));
    TagId tag = tagtree_add(run->tags, run->notice, &(Tag){.role = TAG_P});
    SetLine line = set_single(run, text, role ? role : place->role, tag);
    Length free = run->layout->block.width - 2 * place->indent;
    line.left = place->indent +
                align_offset(i ? ALIGN_RIGHT : ALIGN_LEFT, free, line.fit.natural);
    Placed *placed = put_line_at(run, sheet, &line, block_left(run, sheet), y);
    placed->anchor = place->parts[i] == PART_DATE ? ANCHOR_DATE : ANCHOR_NONE;
    bottom = y + place->role->size;
    sheet->empty = false;
  }
  sheet->cursor = bottom;
}

const Text *text_by_role(Arena *arena, const Text *text, const LayoutRole *role) {
  const char *hole = role->text ? strstr(role->text, "{n}") : NULL;
  if (!role->text)
    return text;
  g_autofree char *before =
      hole ? g_strndup(role->text, (gsize)(hole - role->text)) : NULL;
  const char *after = hole ? hole + strlen("{n}") : "";
  bool begun = hole && g_str_has_prefix(text->utf8, before);
  bool ended = hole && g_str_has_suffix(text->utf8, after);
  char *whole = hole ? arena_printf(arena, "%s%s%s", begun ? "" : before, text->utf8,
                                    ended ? "" : after)
                     : arena_strdup(arena, role->text);
  Text *out = ARENA_NEW(arena, Text);
  *out = text_plain(arena, whole, text->at);
  return out;
}
