/* Rules of page 1, and parts that stand at places of their own or in pairs. */
#include <string.h>

#include "typeset_run.h"

/* x from the block's left edge, or from the page's (L1.3). */
static Length rule_left(const Run *run, const Placement *place, Length width) {
  switch (place->axis) {
    case AXIS_BLOCK:
      return (run->layout->block.width - width) / 2;
    case AXIS_PAGE:
      return (run->layout->page.width - width) / 2;
  }
  g_assert_not_reached();
}

static Length rule_width(const Run *run, const Placement *place) {
  return place->rule_width ? place->rule_width : run->layout->block.width;
}

static FlowInk rule_ink(const Run *run, const Placement *place, Length y, Length weight) {
  Length width = rule_width(run, place);
  return (FlowInk){.kind = INK_RECTANGLE,
                   .x = rule_left(run, place, width),
                   .of_page = place->axis == AXIS_PAGE,
                   .y = y,
                   .width = width,
                   .height = weight,
                   .colour = place->colour,
                   .tag = TAG_NONE,
                   .artifact = ARTIFACT_LAYOUT};
}

/* H3.8: the rule leaves room for a star in its middle. */
static uint32_t starred_inks(const Run *run, const Placement *place, FlowInk *inks) {
  FlowInk whole = rule_ink(run, place, 0, place->weight);
  Length part = (whole.width - place->star) / 2 - place->star_gap;
  inks[0] = inks[1] = inks[2] = whole;
  inks[0].width = inks[2].width = part;
  inks[2].x = whole.x + whole.width - part;
  inks[1].kind = INK_STAR;
  inks[1].x = whole.x + (whole.width - place->star) / 2;
  inks[1].y = (place->weight - place->star) / 2;
  inks[1].width = inks[1].height = place->star;
  return 3;
}

/* H6.1, L1.2: its upper edge below what stands above, or its lower edge at a foot of its
 * own. */
void set_rule(Run *run, const Placement *place) {
  FlowInk inks[4];
  uint32_t n = 1;
  if (place->star)
    n = starred_inks(run, place, inks);
  else
    inks[0] = rule_ink(run, place, 0, place->weight);
  if (place->second)
    inks[n++] = rule_ink(run, place, place->weight + place->between, place->second);
  Length height = flow_rule_height(place);
  if (place->foot.edge == EDGE_NONE) {
    box_push(run, &(FlowBox){.kind = BOX_RULE,
                             .inks = box_inks(run, inks, n),
                             .n_inks = n,
                             .height = height,
                             .gap = place->gap});
    return;
  }
  Anchor top = place->foot;
  top.offset -= height;
  box_fixed(
      run,
      &(FixedSet){.inks = inks, .n = n, .y = top, .height = height, .kind = FIXED_ASIDE});
}

void set_at(Run *run, const Placement *place, const Text *text) {
  if (!text->chars)
    return;
  TagId tag = tagtree_add(run->tags, run->notice, &(Tag){.role = TAG_P});
  SetLine line = set_single(run, text, place->role, tag);
  line.left = 0;
  FlowInk ink = box_ink(&line);
  ink.anchor = ANCHOR_NUMBER;
  ink.x = flow_placed_x(run->layout, place, line.fit.natural, &ink.of_page);
  box_fixed(run, &(FixedSet){.inks = &ink,
                             .n = 1,
                             .y = place->y,
                             .height = place->role->size,
                             .kind = FIXED_LOWER,
                             .role = place->role});
}

/* Several issuers are named in one line. */
static const Text *issuers_text(Run *run) {
  const Bulletin *b = run->bulletin;
  g_autoptr(GString) names = g_string_new(NULL);
  for (uint32_t i = 0; i < b->n_issuers; i++)
    g_string_append_printf(names, "%s%s", i ? "、" : "", b->issuers[i].utf8);
  Text *text = ARENA_NEW(run->job->arena, Text);
  *text = flow_text(run->job->arena, arena_strdup(run->job->arena, names->str),
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
  FlowInk inks[G_N_ELEMENTS(place->parts)];
  uint32_t n = 0;
  for (unsigned i = 0; i < place->n_parts; i++) {
    const Text *text = pair_text(run, place->parts[i]);
    if (!text->chars)
      continue;
    const LayoutRole *role =
        layout_role_of(run->layout, layout_part_role(place->parts[i]));
    TagId tag = tagtree_add(run->tags, run->notice, &(Tag){.role = TAG_P});
    SetLine line = set_single(run, text, role ? role : place->role, tag);
    Length free = run->layout->block.width - 2 * place->indent;
    line.left =
        place->indent + flow_align(i ? ALIGN_RIGHT : ALIGN_LEFT, free, line.fit.natural);
    inks[n] = box_ink(&line);
    inks[n++].anchor = place->parts[i] == PART_DATE ? ANCHOR_DATE : ANCHOR_NONE;
  }
  if (n > 0)
    box_push(run, &(FlowBox){.kind = BOX_LINE,
                             .role = place->role,
                             .inks = box_inks(run, inks, n),
                             .n_inks = n,
                             .height = place->role->size,
                             .gap = place->gap});
}

const Text *set_text_by_role(Arena *arena, const Text *text, const LayoutRole *role) {
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
  *out = flow_text(arena, whole, text->at);
  return out;
}
