/* The header of page 1 — copy number, secrecy, urgency, number, rule — and titles. */
#include <string.h>

#include "typeset_run.h"

/* ---- copy number, secrecy, urgency (H2) ---------------------------------------------
 */

typedef struct HeaderWord {
  const Text *text; /* NULL or empty: absent */
  const LayoutRole *role;
  uint32_t n; /* of a series of copies: texts, one of which each copy shows */
} HeaderWord;

static HeaderWord header_word(const Run *run, Part part) {
  const Bulletin *b = run->bulletin;
  HeaderWord word = {.role = layout_role_of(run->layout, layout_part_role(part)), .n = 1};
  if (part == PART_COPY_NUMBER && b->n_copies) {
    word.text = b->copies;
    word.n = b->n_copies;
  } else if (part == PART_SECRECY) {
    word.text = &b->secrecy.text;
  } else if (part == PART_URGENCY) {
    word.text = &b->urgency;
  }
  if (word.text && !word.text->chars)
    word.text = NULL;
  return word;
}

/* H2.4: a word of two characters is opened, but solid beside one with a term. */
static Length opened(const Run *run, const Placement *place, const Text *text) {
  return text->chars == 2 && !run->bulletin->secrecy.term ? place->word_open : 0;
}

static void put_header_word(Run *run, const Placement *place, const HeaderWord *word,
                            unsigned row) {
  TagId tag = tagtree_add(run->tags, run->notice, &(Tag){.role = TAG_P});
  FlowInk *inks = ARENA_ARRAY(run->job->arena, FlowInk, word->n);
  for (uint32_t i = 0; i < word->n; i++) {
    TextStyle style = {.role = word->role,
                       .tag = tag,
                       .heading_tag = TAG_NONE,
                       .label_tag = TAG_NONE,
                       .solid = true};
    SetLine line = line_whole(line_analyse(run->job, &word->text[i], &style));
    line.fit.adjust = opened(run, place, &word->text[i]);
    inks[i] = box_ink(&line);
    inks[i].copy = word->n > 1 ? i + 1 : 0;
    inks[i].x = flow_placed_x(run->layout, place, line.fit.natural + line.fit.adjust,
                              &inks[i].of_page);
  }
  Anchor y = place->y;
  y.offset += (Length)row * place->row_step;
  box_fixed(run, &(FixedSet){.inks = inks,
                             .n = word->n,
                             .y = y,
                             .height = word->role->size,
                             .kind = FIXED_LOWER,
                             .role = word->role}); /* L1.6 */
}

/* H2.1–H2.3: the parts that are there, each on its row. */
static void set_header_words(Run *run, const Placement *place) {
  unsigned taken = 0;
  for (unsigned i = 0; i < place->n_parts; i++) {
    HeaderWord word = header_word(run, place->parts[i]);
    if (!word.text)
      continue;
    taken = place->rows[i] ? place->rows[i] : taken + 1;
    run->part = place->parts[i];
    put_header_word(run, place, &word, taken - 1);
  }
}

/* ---- number and rule (H4.1, H6)
 * --------------------------------------------------------- */

static void set_number(Run *run, const Placement *place) {
  const Text *text = &run->bulletin->number.text;
  bool paired = run->bulletin->direction == DIRECTION_UP &&
                places_find(run->layout, PLACE_PAIR, PART_NUMBER);
  if (!text->chars || paired)
    return;
  TagId tag = tagtree_add(run->tags, run->notice, &(Tag){.role = TAG_P});
  SetLine line = set_single(run, text, place->role, tag);
  FlowInk ink = box_ink(&line);
  ink.anchor = ANCHOR_NUMBER;
  FlowBox box = {.kind = BOX_LINE,
                 .role = place->role,
                 .at = text->at,
                 .inks = box_inks(run, &ink, 1),
                 .n_inks = 1,
                 .height = line.paragraph->size,
                 .gap = place->gap};
  box_push(run, &box);
}

static void set_header_part(Run *run, const Placement *place) {
  run->placement = place;
  run->part = place->n_parts ? place->parts[0] : PART_MARK;
  switch (place->kind) {
    case PLACE_RULE:
      set_rule(run, place);
      break;
    case PLACE_AT:
      if (place->parts[0] == PART_MARK)
        set_mark(run, place);
      else if (place->parts[0] == PART_NUMBER)
        set_at(run, place, &run->bulletin->number.text);
      else
        set_header_words(run, place);
      break;
    case PLACE_STACK:
      set_stack(run, place);
      break;
    case PLACE_FLOW:
      if (place->parts[0] == PART_NUMBER)
        set_number(run, place);
      break;
    case PLACE_PAIR:
      set_pair(run, place);
      break;
    case PLACE_LIST:
    case PLACE_SIGN:
    case PLACE_TABLE:
    case PLACE_FACE:
      break;
  }
}

void set_headers(Run *run) {
  for (size_t i = 0; i < run->layout->n_placements; i++)
    set_header_part(run, &run->layout->placements[i]);
}

/* ---- titles (B1) ----------------------------------------------------------------------
 */

/* The atom at or after a code point. */
static uint32_t atom_at(const Paragraph *p, uint32_t index) {
  uint32_t k = 0;
  while (k < p->n && p->atoms[k].index < index)
    k++;
  return k;
}

static SetLine title_line(const Run *run, const Paragraph *p, Align align, uint32_t from,
                          uint32_t to) {
  SetLine line = {
      .paragraph = p, .from = from, .to = to, .measure = typeset_block_width(run)};
  line.to = from;
  while (line.to < to && p->atoms[line.to].cls != CHAR_BREAK)
    line.to++;
  while (line.to > from && line_blank(&p->atoms[line.to - 1]))
    line.to--;
  line.last = true;
  line.first = from == 0;
  if (line.to > from)
    line.fit = line_fit(p, from, line.to, line.measure);
  line.fit.adjust = MIN(line.fit.adjust, 0);
  line.left = flow_align(align, line.measure, line.fit.natural + line.fit.adjust);
  return line;
}

/* More text than the lines a title may have can hold: the last of them runs over. */
static bool beyond_title(const SetLine *last, const Paragraph *p) {
  bool broken = last->to + 1 < p->n && p->atoms[last->to].cls == CHAR_BREAK;
  return broken || (last->to > last->from && !last->fit.feasible);
}

static const SetLine *title_lines(Run *run, const Paragraph *p, const LayoutRole *role,
                                  uint32_t *n) {
  const Layout *l = run->layout;
  Length capacity = typeset_block_width(run);
  if (role->capacity)
    capacity = (Length)MIN((int64_t)capacity, (int64_t)role->capacity * role->cell);
  TitleBreaks breaks = line_title_break(p, capacity, &l->titles);
  SetLine *lines = ARENA_ARRAY(run->job->arena, SetLine, breaks.count + 1);
  uint32_t from = 0;
  for (uint32_t i = 0; i <= breaks.count; i++) {
    uint32_t to = i < breaks.count ? atom_at(p, breaks.at[i]) : p->n;
    lines[i] = title_line(run, p, role->align, from, to);
    from = to;
  }
  if (beyond_title(&lines[breaks.count], p))
    diag_add(run->job->diags, p->text->at, DIAG_TYPESET_TITLE_TOO_LONG, NULL);
  *n = breaks.count + 1;
  return lines;
}

const SetLine *set_title_lines(Run *run, const Text *title, const LayoutRole *role,
                               TagId tag, uint32_t *n) {
  if (role->break_style == BREAK_TEXT)
    return set_text(run, title, role, tag, n);
  TextStyle style = {.role = role,
                     .tree = run->tags,
                     .tag = tag,
                     .heading_tag = TAG_NONE,
                     .label_tag = TAG_NONE};
  return title_lines(run, line_analyse(run->job, title, &style), role, n);
}
