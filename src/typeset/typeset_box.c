/* Lines and inks as boxes of the flow. */
#include "typeset_run.h"

const char *typeset_flat_text(Arena *arena, const Text *text) {
  char *copy = arena_strndup(arena, text->utf8, text->bytes);
  char *to = copy;
  for (const char *from = copy; *from; from++) {
    bool parts = *from == '\n' && from > copy &&
                 text_parts_words(g_utf8_get_char(g_utf8_prev_char(from)),
                                  g_utf8_get_char(from + 1));
    if (*from != '\n')
      *to++ = *from;
    else if (parts)
      *to++ = ' ';
  }
  *to = '\0';
  return copy;
}

TagId typeset_heading(Run *run, TagId parent, unsigned level) {
  run->heading_level = (uint8_t)MIN(level, MIN(run->heading_level + 1u, 6));
  return tagtree_add(run->tags, parent,
                     &(Tag){.role = TAG_H, .level = run->heading_level});
}

FlowInk box_ink(const SetLine *line) {
  return (FlowInk){.kind = INK_LINE, .line = *line, .tag = TAG_NONE};
}

const FlowInk *box_inks(Run *run, const FlowInk *inks, uint32_t n) {
  FlowInk *copy = ARENA_ARRAY(run->job->arena, FlowInk, n);
  for (uint32_t i = 0; i < n; i++)
    copy[i] = inks[i];
  return copy;
}

void box_push(Run *run, const FlowBox *box) {
  FlowBox own = *box;
  own.part = run->part;
  own.placement = run->placement;
  own.turned = run->turned;
  int32_t steps;
  if (run->heading)
    flow_column_put(&run->head, &own, &steps);
  bool wanted = !run->failed || own.kind == BOX_MEMORY; /* whoever took rows reads them */
  if (wanted && !run->out.take(run->out.self, &own))
    run->failed = true;
}

void box_page(Run *run, FlowPage page) {
  box_push(run, &(FlowBox){.kind = BOX_PAGE, .as.page = page});
}

void box_fixed(Run *run, const FixedSet *set) {
  FlowBox box = {.kind = BOX_FIXED,
                 .role = set->role,
                 .inks = box_inks(run, set->inks, set->n),
                 .n_inks = set->n,
                 .height = set->height,
                 .y = set->y,
                 .fixed = set->kind,
                 .outline = set->outline,
                 .level = set->outline ? 1 : 0};
  box_push(run, &box);
}

static void add_inks(Run *run, const LineSet *set, uint32_t i, FlowBox *box) {
  FlowInk inks[3];
  uint32_t n = 0;
  if (i == 0 && set->label)
    inks[n++] = box_ink(set->label);
  if (i == 0 && set->number)
    inks[n++] = box_ink(set->number);
  inks[n] = box_ink(&set->lines[i]);
  inks[n++].anchor = set->anchor;
  box->inks = box_inks(run, inks, n);
  box->n_inks = n;
}

static FlowBox line_box(Run *run, const LineSet *set, uint32_t i) {
  const Paragraph *paragraph = set->lines[i].paragraph;
  bool last = i + 1 == set->n;
  FlowBox box = {.kind = BOX_LINE,
                 .role = set->role,
                 .at = paragraph->text->at,
                 .height = paragraph->size,
                 .gap = i == 0 ? set->gap : (Gap){0},
                 .counted = set->role->step == 0,
                 .body = set->body,
                 .title = set->heading,
                 .beside_table = set->beside_table,
                 .ends_paragraph = i > 0 && last};
  box.keep = set->keep || (set->heading && !last) || i + 1 < set->together;
  if (i == 0) {
    box.mark = set->mark;
    box.outline = set->outline ? typeset_flat_text(run->job->arena, set->outline) : NULL;
    box.level = set->level;
    box.clause = set->clause;
  }
  add_inks(run, set, i, &box);
  return box;
}

void box_lines(Run *run, const LineSet *set) {
  for (uint32_t i = 0; i < set->n && !run->failed; i++) {
    FlowBox box = line_box(run, set, i);
    box_push(run, &box);
  }
}
