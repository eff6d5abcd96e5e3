/* The issuer mark: one line, or the names of a joint issue in rows (H3.2–H3.7). */
#include <string.h>

#include "typeset_run.h"

static LayoutRole *copy_role(Run *run, const LayoutRole *role) {
  LayoutRole *copy = ARENA_NEW(run->job->arena, LayoutRole);
  *copy = *role;
  return copy;
}

static Length per_mille(Length of, int64_t n) {
  return (Length)((int64_t)of * n / 1000);
}

static SetLine mark_line(Run *run, const Text *text, const LayoutRole *role,
                         int32_t x_scale, TagId tag) {
  TextStyle style = {
      .role = role, .tag = tag, .heading_tag = TAG_NONE, .label_tag = TAG_NONE};
  Paragraph *p = line_analyse(run->job, text, &style);
  p->x_scale = x_scale;
  SetLine line = line_whole(p);
  line.measure = run->layout->block.width;
  return line;
}

static Length fitted_width(const Run *run, const LayoutRole *role) {
  return role->fit_width ? role->fit_width : run->layout->block.width;
}

/* A role of `need` thousandths of the width: condensed in x down to its limit, then made
 * smaller. */
static LayoutRole *narrow_role(Run *run, const LayoutRole *role, int64_t need,
                               int32_t *x_scale) {
  int32_t condense = CLAMP(role->fit_condense, 1, 1000);
  LayoutRole *fitted = copy_role(run, role);
  *x_scale = 1024;
  need = MAX(need, 1);
  if (condense < 1000 && need < 1000) {
    int64_t use = MAX(need, condense);
    *x_scale = (int32_t)(use * 1024 / 1000);
    fitted->cell = (Length)((int64_t)role->cell * *x_scale / 1024);
    need = MIN(need * 1000 / use, 1000);
  }
  if (role->fit_shrink && need < 1000) {
    fitted->size = per_mille(role->size, need);
    fitted->cell = per_mille(fitted->cell, need);
  }
  return fitted;
}

/* ---- one line (H3.2–H3.4)
 * ---------------------------------------------------------------- */

/* Short: the letters are opened, at most by the layout's share of an em. */
static void open_mark(SetLine *line, const LayoutRole *role, Length width) {
  const Paragraph *p = line->paragraph;
  if (p->n < 2 || role->fit_open <= 0)
    return;
  Length room = width - line->fit.natural;
  Length most = per_mille(role->size, role->fit_open) * (Length)(p->n - 1);
  line->fit.adjust = MIN(room, most);
}

static SetLine fit_mark(Run *run, const Text *text, const LayoutRole *role, TagId tag) {
  Length width = fitted_width(run, role);
  SetLine line = mark_line(run, text, role, 1024, tag);
  if (line.fit.natural > width) {
    int32_t x_scale;
    int64_t need = (int64_t)width * 1000 / MAX(line.fit.natural, 1);
    const LayoutRole *fitted = narrow_role(run, role, need, &x_scale);
    line = mark_line(run, text, fitted, x_scale, tag);
  } else {
    open_mark(&line, role, width);
  }
  line.left = flow_align(role->align, line.measure, line.fit.natural + line.fit.adjust);
  return line;
}

/* A layout without a stack shows the host of a joint issue alone (H3.5, L1.1). */
static const Text *mark_text(const Run *run) {
  const Bulletin *b = run->bulletin;
  bool alone = b->n_mark_names && !places_find(run->layout, PLACE_STACK, PART_MARK);
  return alone ? &b->mark_names[0] : &b->mark;
}

/* An order has no title: its mark says what it is (C1.3). */
static bool is_title(const Run *run) {
  return !run->bulletin->main.title.chars ||
         !places_find(run->layout, PLACE_FLOW, PART_TITLE);
}

static const char *bookmark(const Run *run) {
  return is_title(run) ? typeset_title(run->job, run->bulletin) : NULL;
}

static TagId tag_of_mark(Run *run) {
  return is_title(run) ? typeset_heading(run, run->notice, 1)
                       : tagtree_add(run->tags, run->notice, &(Tag){.role = TAG_P});
}

void set_mark(Run *run, const Placement *place) {
  if (!mark_text(run)->chars)
    return;
  TagId tag = tag_of_mark(run);
  const Text *text = set_text_by_role(run->job->arena, mark_text(run), place->role);
  SetLine line = fit_mark(run, text, place->role, tag);
  FlowInk ink = box_ink(&line);
  ink.anchor = ANCHOR_MARK;
  box_fixed(run, &(FixedSet){.inks = &ink,
                             .n = 1,
                             .y = place->y,
                             .height = line.paragraph->size,
                             .kind = FIXED_LEADS,
                             .role = place->role,
                             .outline = bookmark(run)});
}

/* ---- names in rows (H3.5–H3.7)
 * -------------------------------------------------------------- */

typedef struct Stack {
  SetLine *names;
  uint32_t n;
  SetLine word;        /* 文件; paragraph NULL: none */
  Length width, total; /* of the names; of everything */
  Length size, step;
} Stack;

/* 文件, or what the role writes behind the one name of other documents: 令 (C1.1). */
static const Text *stack_word(Run *run, const LayoutRole *role) {
  const Text *word = &run->bulletin->mark_word;
  const char *hole = role->text ? strstr(role->text, "{n}") : NULL;
  if (word->chars || !hole || hole != role->text)
    return word;
  Text *made = ARENA_NEW(run->job->arena, Text);
  *made =
      flow_text(run->job->arena, hole + strlen("{n}"), run->bulletin->mark_names[0].at);
  return made;
}

static void stack_lines(Run *run, Stack *s, const TagId *tags, const LayoutRole *role,
                        int32_t x_scale) {
  const Bulletin *b = run->bulletin;
  s->width = 0;
  for (uint32_t i = 0; i < s->n; i++) {
    s->names[i] = mark_line(run, &b->mark_names[i], role, x_scale, tags[i]);
    s->width = MAX(s->width, s->names[i].fit.natural);
  }
  const Text *word = stack_word(run, role);
  if (word->chars)
    s->word = mark_line(run, word, role, x_scale, tags[s->n]);
  s->size = role->size;
}

/* A paragraph a name; in a heading words of it, apart for who hears them. */
static const TagId *stack_tags(Run *run, uint32_t n) {
  const Bulletin *b = run->bulletin;
  TagId *tags = ARENA_ARRAY(run->job->arena, TagId, n + 1);
  bool title = is_title(run);
  TagId parent = title ? typeset_heading(run, run->notice, 1) : run->notice;
  for (uint32_t i = 0; i < n; i++) {
    Tag tag = {.role = title ? TAG_SPAN : TAG_P};
    if (title && i < b->n_mark_names)
      tag.actual_text = arena_printf(run->job->arena, "%s ", b->mark_names[i].utf8);
    tags[i] = tagtree_add(run->tags, parent, &tag);
  }
  return tags;
}

static const TagId *no_tags(Run *run, uint32_t n) {
  TagId *tags = ARENA_ARRAY(run->job->arena, TagId, n + 1);
  for (uint32_t i = 0; i < n; i++)
    tags[i] = TAG_NONE;
  return tags;
}

/* Names and the word. */
static uint32_t stack_count(Run *run, const Placement *place) {
  return run->bulletin->n_mark_names + (stack_word(run, place->role)->chars > 0);
}

static Length word_room(const Stack *s, const Placement *place) {
  return s->word.paragraph ? place->word_gap + s->word.fit.natural : 0;
}

/* All lines at the role's size times the scale, then as narrow as the fitted width asks.
 */
static Stack fit_stack(Run *run, const Placement *place, const TagId *tags) {
  int32_t scale = run->mark_scale;
  Stack s = {.n = run->bulletin->n_mark_names};
  s.names = ARENA_ARRAY(run->job->arena, SetLine, s.n);
  LayoutRole *role = copy_role(run, place->role);
  role->size = per_mille(role->size, scale);
  role->cell = per_mille(role->cell, scale);
  stack_lines(run, &s, tags, role, 1024);
  Length gap = s.word.paragraph ? place->word_gap : 0;
  Length text = s.width + word_room(&s, place) - gap,
         room = fitted_width(run, role) - gap;
  if (text > room) {
    int32_t x_scale;
    role = narrow_role(run, role, (int64_t)room * 1000 / text, &x_scale);
    stack_lines(run, &s, tags, role, x_scale);
  }
  s.total = s.width + word_room(&s, place);
  s.step = (Length)((int64_t)place->row_step * s.size / MAX(place->role->size, 1));
  return s;
}

static Length stack_height(const Stack *s) {
  return (Length)(s->n - 1) * s->step + s->size;
}

/* H3.6: short names are as wide as the longest; the group is centred on the block. */
void set_stack(Run *run, const Placement *place) {
  if (!run->bulletin->n_mark_names)
    return;
  Stack s = fit_stack(run, place, stack_tags(run, stack_count(run, place)));
  FlowInk *inks = ARENA_ARRAY(run->job->arena, FlowInk, s.n + 1);
  uint32_t n = s.n;
  Length x = (run->layout->block.width - s.total) / 2;
  for (uint32_t i = 0; i < s.n; i++) {
    SetLine *line = &s.names[i];
    if (line->paragraph->n > 1)
      line->fit.adjust = s.width - line->fit.natural;
    line->left = x;
    inks[i] = box_ink(line);
    inks[i].y = (Length)i * s.step;
  }
  if (s.word.paragraph) {
    s.word.left = x + s.width + place->word_gap;
    inks[n] = box_ink(&s.word);
    inks[n++].y = (stack_height(&s) - s.size) / 2; /* H3.5: centred on the whole stack */
  }
  for (uint32_t i = 0; i < n; i++)
    inks[i].anchor = ANCHOR_MARK;
  box_fixed(run, &(FixedSet){.inks = inks,
                             .n = n,
                             .y = place->y,
                             .height = stack_height(&s),
                             .kind = FIXED_LEADS,
                             .role = place->role,
                             .outline = bookmark(run)});
}

int32_t stack_scale(Run *run, const Placement *place, Length end) {
  Length over = end - typeset_block_bottom(run);
  if (over <= 0)
    return run->mark_scale;
  Stack s = fit_stack(run, place, no_tags(run, stack_count(run, place)));
  int64_t height = stack_height(&s), least = MIN(place->size_min, s.size);
  int64_t scale = (height - over) * run->mark_scale / MAX(height, 1);
  return (int32_t)MAX(scale - 1, least * run->mark_scale / MAX(s.size, 1));
}
