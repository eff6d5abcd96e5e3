/* The header of page 1 — mark, number, rule — and titles. */
#include <string.h>

#include "typeset_run.h"
#include "typeset_title.h"

/* ---- the issuer mark (H3.2–H3.4) ---------------------------------------------------- */

static LayoutRole *copy_role(Run *run, const LayoutRole *role) {
  LayoutRole *copy = ARENA_NEW(run->job->arena, LayoutRole);
  *copy = *role;
  return copy;
}

static Length per_mille(Length of, int64_t n) {
  return (Length)((int64_t)of * n / 1000);
}

static SetLine mark_line(Run *run, const Text *text, const LayoutRole *role, int32_t x_scale,
                         TagId tag) {
  TextStyle style = {.role = role, .tag = tag, .heading_tag = TAG_NONE, .label_tag = TAG_NONE};
  Paragraph *p = paragraph_analyse(run->job, text, &style);
  p->x_scale = x_scale;
  SetLine line = paragraph_line(p);
  line.measure = run->layout->block.width;
  return line;
}

/* Too wide: condensed in x down to the limit, then made smaller. */
static SetLine narrow_mark(Run *run, const Text *text, const LayoutRole *role, Length width,
                           TagId tag) {
  SetLine line = mark_line(run, text, role, 1024, tag);
  int64_t have = line.fit.natural;
  int32_t condense = CLAMP(role->fit_condense, 1, 1000);
  int64_t need = MAX((int64_t)width * 1000 / MAX(have, 1), 1);
  LayoutRole *fitted = copy_role(run, role);
  int32_t x_scale = 1024;
  if (condense < 1000) {
    int64_t use = MAX(need, condense);
    x_scale = (int32_t)(use * 1024 / 1000);
    fitted->cell = (Length)((int64_t)role->cell * x_scale / 1024);
    need = MIN(need * 1000 / use, 1000);
  }
  if (role->fit_shrink && need < 1000) {
    fitted->size = per_mille(role->size, need);
    fitted->cell = per_mille(fitted->cell, need);
  }
  return mark_line(run, text, fitted, x_scale, tag);
}

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
  Length width = role->fit_width ? role->fit_width : run->layout->block.width;
  SetLine line = mark_line(run, text, role, 1024, tag);
  if (line.fit.natural > width)
    line = narrow_mark(run, text, role, width, tag);
  else
    open_mark(&line, role, width);
  line.left = align_offset(role->align, line.measure, line.fit.natural + line.fit.adjust);
  return line;
}

static void set_mark(Run *run, const Placement *place) {
  const Bulletin *b = run->bulletin;
  Sheet *sheet = sheet_now(run);
  TagId tag = tagtree_add(run->tags, run->document, &(Tag){.role = TAG_P});
  SetLine line = fit_mark(run, text_by_role(run->job->arena, &b->mark, place->role), place->role, tag);
  put_line(run, sheet, &line, anchor_y(run, place->y));
}

static void set_number(Run *run, const Placement *place) {
  const Text *text = &run->bulletin->number.text;
  if (!text->chars)
    return;
  TagId tag = tagtree_add(run->tags, run->document, &(Tag){.role = TAG_P});
  SetLine line = set_single(run, text, place->role, tag);
  Sheet *sheet = sheet_now(run);
  put_line(run, sheet, &line, flow_top(run, sheet, place->role, place->gap));
}

static void set_header_part(Run *run, const Placement *place) {
  switch (place->kind) {
    case PLACE_RULE:
      set_rule(run, place);
      break;
    case PLACE_AT:
      if (place->parts[0] == PART_MARK)
        set_mark(run, place);
      if (place->parts[0] == PART_NUMBER)
        set_at(run, place, &run->bulletin->number.text);
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

/* ---- titles (B1) ---------------------------------------------------------------------- */

static int32_t *advances_of(Run *run, const Paragraph *p) {
  int32_t *advances = ARENA_ARRAY(run->job->arena, int32_t, p->text->chars + 1);
  for (uint32_t k = 0; k < p->n; k++)
    advances[p->atoms[k].index] = (int32_t)((int64_t)p->atoms[k].advance * 1000 / MAX(p->cell, 1));
  return advances;
}

/* The atom at or after a code point. */
static uint32_t atom_at(const Paragraph *p, uint32_t index) {
  uint32_t k = 0;
  while (k < p->n && p->atoms[k].index < index)
    k++;
  return k;
}

static SetLine title_line(const Run *run, const Paragraph *p, Align align, uint32_t from,
                          uint32_t to) {
  SetLine line = {.paragraph = p, .from = from, .to = to, .measure = run->layout->block.width};
  line.to = from;
  while (line.to < to && p->atoms[line.to].cls != CHAR_BREAK)
    line.to++;
  line.last = true;
  line.first = from == 0;
  if (line.to > from)
    line.fit = line_fit(p, from, line.to, line.measure);
  line.fit.adjust = MIN(line.fit.adjust, 0);
  line.left = align_offset(align, line.measure, line.fit.natural + line.fit.adjust);
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
  unsigned capacity = (unsigned)(l->block.width / MAX(role->cell, 1));
  if (role->capacity)
    capacity = MIN(capacity, role->capacity);
  TitleBreaks breaks = title_break_by(p->text, advances_of(run, p), capacity, &l->titles);
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

const SetLine *set_title_lines(Run *run, const Text *title, const LayoutRole *role, TagId tag,
                               uint32_t *n) {
  if (role->break_style == BREAK_TEXT)
    return set_text(run, title, role, tag, n);
  TextStyle style = {.role = role, .tree = run->tags, .tag = tag,
                     .heading_tag = TAG_NONE, .label_tag = TAG_NONE};
  return title_lines(run, paragraph_analyse(run->job, title, &style), role, n);
}
