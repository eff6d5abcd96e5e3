/* Texts as lines in the flow. */
#include <string.h>

#include "typeset_run.h"

Text text_plain(Arena *arena, const char *utf8, Span at) {
  Text text = {.utf8 = utf8, .at = at};
  text.bytes = (uint32_t)strlen(utf8);
  text.chars = (uint32_t)text_chars(utf8);
  TextPlace *places = ARENA_ARRAY(arena, TextPlace, text.chars + 1);
  for (uint32_t i = 0; i < text.chars; i++)
    places[i] = (TextPlace){at.line, at.column};
  text.places = places;
  return text;
}

Length align_offset(Align align, Length measure, Length natural) {
  switch (align) {
    case ALIGN_CENTRE:
      return (measure - natural) / 2;
    case ALIGN_RIGHT:
      return measure - natural;
    case ALIGN_DEFAULT:
    case ALIGN_LEFT:
    case ALIGN_JUSTIFY:
    case ALIGN_DECIMAL:
      break;
  }
  return 0;
}

static const SetLine *align_lines(Run *run, const SetLine *lines, uint32_t n,
                                  Align align) {
  if (align != ALIGN_CENTRE && align != ALIGN_RIGHT)
    return lines;
  SetLine *copy = ARENA_ARRAY(run->job->arena, SetLine, n);
  for (uint32_t i = 0; i < n; i++) {
    copy[i] = lines[i];
    copy[i].fit.adjust = MIN(copy[i].fit.adjust, 0);
    Length width = copy[i].fit.natural + copy[i].fit.adjust;
    copy[i].left += align_offset(align, copy[i].measure, width);
  }
  return copy;
}

const SetLine *set_paragraph(Run *run, const Text *text, const TextStyle *style,
                             const Measures *measures, uint32_t *n) {
  const Paragraph *p = line_analyse(run->job, text, style);
  const SetLine *lines = line_break(run->job, p, measures, (BreakOptions){0}, n);
  return align_lines(run, lines, *n, style->role->align);
}

const SetLine *set_text(Run *run, const Text *text, const LayoutRole *role, TagId tag,
                        uint32_t *n) {
  TextStyle style = {.role = role,
                     .tree = run->tags,
                     .tag = tag,
                     .heading_tag = TAG_NONE,
                     .label_tag = TAG_NONE};
  Length width = flow_width(run);
  Measures m = {
      .first_left = role->indent, .first_width = width - role->indent, .width = width};
  return set_paragraph(run, text, &style, &m, n);
}

SetLine set_single(Run *run, const Text *text, const LayoutRole *role, TagId tag) {
  TextStyle style = {.role = role,
                     .tree = run->tags,
                     .tag = tag,
                     .heading_tag = TAG_NONE,
                     .label_tag = TAG_NONE};
  SetLine line = line_whole(line_analyse(run->job, text, &style));
  line.measure = flow_width(run);
  line.left = align_offset(role->align, line.measure, line.fit.natural);
  return line;
}

Sheet *next_place(Run *run, const LayoutRole *role, Gap gap, Length *y) {
  Sheet *sheet = sheet_now(run);
  bool stepped =
      !sheet->empty && !gap.given && role->step == 0; /* P3.8 moves only these */
  *y = flow_top(run, sheet, role, gap);
  if (!flow_fits(run, *y, role) && !sheet->empty) {
    Length lead = *y - sheet->cursor;
    sheet->continues = true;
    sheet = sheet_next(run);
    sheet->lead = lead;
    *y = sheet->cursor;
    stepped = false;
  }
  sheet->steps += stepped;
  return sheet;
}

Length flow_lines(Run *run, const SetLine *lines, uint32_t n, const LayoutRole *role,
                  Gap gap, bool body) {
  Length first = 0;
  for (uint32_t i = 0; i < n && !run->failed; i++) {
    Length y;
    uint32_t before = run->n_sheets;
    Sheet *sheet = next_place(run, role, gap, &y);
    if (run->n_sheets != before && i > 0 && i + 1 == n)
      sheet->widow = lines[i].paragraph->text->at;
    put_line(run, sheet, &lines[i], y)->body = body;
    first = i == 0 ? y : first;
    gap = (Gap){0};
  }
  return first;
}

void flow_with_label(Run *run, const SetLine *line, const SetLine *label,
                     const LayoutRole *role, Gap gap) {
  Length y;
  Sheet *sheet = next_place(run, role, gap, &y);
  put_line_at(run, sheet, label, block_left(run, sheet), y);
  put_line(run, sheet, line, y);
}
