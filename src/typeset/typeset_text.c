/* Texts as lines in the flow. */
#include <string.h>

#include "typeset_run.h"

Length typeset_role_step(const Run *run, const LayoutRole *role) {
  return flow_step(run->layout, role);
}

Length typeset_block_bottom(const Run *run) {
  return run->layout->block.top + run->layout->block.height;
}

Length typeset_block_width(const Run *run) {
  return run->turned ? run->layout->block.height : run->layout->block.width;
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
    copy[i].left += flow_align(align, copy[i].measure, width);
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
  Length width = typeset_block_width(run);
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
  line.measure = typeset_block_width(run);
  line.left = flow_align(role->align, line.measure, line.fit.natural);
  return line;
}
