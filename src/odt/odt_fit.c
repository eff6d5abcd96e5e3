/* The one spacing with which a line breaks where ours does.
 *
 * An office fills a line with all that fits and then justifies it. So the line's own
 * characters get the spacing that leaves a little at its end: too little for anything
 * that follows, enough for the office's rounding. LibreOffice keeps spacing in 1/20 pt
 * and adds it to every character, but for the last one of a portion where it is negative;
 * a portion ends where the script or style does. */
#include "odt_private.h"

#define SLACK_EM 280 /* thousandths: half a digit, and not much more */
#define SLACK_LAST LENGTH_PT
#define SCALE_LEAST 60
#define SPACING_LEAST_EM 6 /* LibreOffice takes no more than an em's sixth away */

typedef struct Sum {
  int64_t width; /* of the glyphs */
  int32_t chars, portions;
} Sum;

/* Punctuation and symbols that both scripts use go with what stands before them. */
static bool is_asian(gunichar c, bool before) {
  if (c >= 0x2E80)
    return true;
  return c >= 0x2000 || c == 0xD7 ? before : false;
}

static Length natural_advance(const Odt *o, const LayoutRole *role, gunichar c) {
  if (text_is_han(c))
    return role->size;
  const FontRole *fonts = fontbook_role(o->job->fonts, role->font);
  const Font *font = NULL;
  if (!fonts || fontrole_find(fonts, c, &font) == FOUND_NOWHERE)
    return role->size;
  int64_t units = font_advance(font, font_glyph(font, c));
  return (Length)(units * role->size / font_units_per_em(font));
}

const LayoutRole *odt_role_at(const Odt *o, const Text *text, const LayoutRole *role,
                              uint32_t at) {
  const LayoutRole *found = role;
  for (uint32_t i = 0; i < text->n_ranges && text->ranges[i].from <= at; i++) {
    const TextRange *range = &text->ranges[i];
    if (range->to <= at || (range->kind != RANGE_HEADING && range->kind != RANGE_EM))
      continue;
    RoleId id = range->kind == RANGE_EM ? ROLE_EM : layout_level_role(range->level);
    const LayoutRole *own = layout_role_of(o->layout, id);
    found = own ? own : found;
  }
  return found;
}

static Sum sum_up(const Odt *o, const Flow *flow, uint32_t from, uint32_t to) {
  Sum sum = {0};
  const LayoutRole *before = NULL;
  bool asian = false;
  const char *p = g_utf8_offset_to_pointer(flow->text->utf8, from);
  for (uint32_t i = from; i < to; i++) {
    gunichar c = text_next(&p);
    const LayoutRole *role = odt_role_at(o, flow->text, flow->role, i);
    bool now = is_asian(c, asian);
    sum.portions += i == from || now != asian || role != before;
    sum.chars++;
    Length advance = natural_advance(o, role, c);
    bool small = odt_beside_at(flow->text, i) & (BESIDE_SUB | BESIDE_SUP);
    sum.width += small ? advance * BESIDE_PERCENT / 100 : advance;
    asian = now;
    before = role;
  }
  return sum;
}

static int64_t spaced(const Sum *sum, int spacing) {
  int32_t gaps = spacing < 0 ? sum->chars - sum->portions : sum->chars;
  return sum->width + (int64_t)gaps * spacing * LENGTH_PT / 20;
}

/* The greatest spacing with which the line is at most so wide; where marks are squeezed
 * more than an office's spacing can, all its characters a little narrower. */
static OdtFit fit_for(const Sum *sum, int64_t width, const LayoutRole *role) {
  int64_t room = (width - sum->width) * 20;
  int32_t gaps = MAX(room < 0 ? sum->chars - sum->portions : sum->chars, 1);
  int64_t unit = (int64_t)gaps * LENGTH_PT;
  int64_t spacing = room / unit - (room < 0 && room % unit != 0);
  int64_t least = -(int64_t)role->size * 20 / LENGTH_PT / SPACING_LEAST_EM;
  OdtFit fit = {.spacing = (int)CLAMP(spacing, least, 10000), .scale = 100};
  if (spacing < least)
    fit.scale = (int)((width - unit * least / 20) * 100 / MAX(sum->width, 1));
  fit.scale = CLAMP(fit.scale, SCALE_LEAST, 100);
  return fit;
}

Length odt_width(const Odt *o, const Flow *flow) {
  Sum sum = sum_up(o, flow, flow->lines[0]->from, flow->lines[0]->to);
  return (Length)spaced(&sum, odt_cell_spacing(flow->role));
}

/* A line that ends its paragraph, or before a forced break, is not justified. */
static bool ends_freely(const Flow *flow, const ComposedLine *line) {
  if (flow->part && flow->part->kind == PART_KIND_CONTENTS)
    return true;
  if (line == flow->lines[flow->n - 1] || flow->role->break_style == BREAK_SHAPE)
    return true;
  const char *next = g_utf8_offset_to_pointer(flow->text->utf8, line->to);
  return *next == '\n';
}

/* A line of its own — a title's, a name, a date — is as wide as ours, with its gaps
 * between Han and figures spread evenly: what is centred on it or ends with it stays so
 * (B8.4, B8.5). */
static bool stands_alone(const Flow *flow, const ComposedLine *line) {
  bool single = flow->n == 1 || flow->role->break_style == BREAK_SHAPE;
  return single && !line->table &&
         (flow->role->align != ALIGN_JUSTIFY || line->adjust > 0);
}

static int own_width(const ComposedLine *line, const Sum *sum, int64_t label) {
  int64_t room =
      (int64_t)line->width + line->adjust - label - sum->width * line->x_scale / 1024;
  int64_t gaps = MAX(room < 0 ? sum->chars - sum->portions : sum->chars - 1, 1);
  int64_t twentieths = room * 20 / LENGTH_PT;
  return (int)((twentieths + (twentieths < 0 ? -gaps : gaps) / 2) / gaps);
}

/* The first character that may not join the line. */
static int64_t next_width(const Odt *o, const Flow *flow, const ComposedLine *line) {
  const char *next = g_utf8_offset_to_pointer(flow->text->utf8, line->to);
  return *next ? natural_advance(o, flow->role, g_utf8_get_char(next)) : 0;
}

OdtFit odt_fit(const Odt *o, const Flow *flow, const ComposedLine *line, Length width) {
  const OdtFit none = {SPACING_NONE, 100};
  int own = odt_cell_spacing(flow->role);
  uint32_t number =
      line->from == 0 ? MIN(odt_number_chars(o, flow), line->to) : line->from;
  Sum label = {0}, sum = sum_up(o, flow, number, line->to);
  if (number > line->from)
    label = sum_up(o, flow, line->from, number);
  int64_t room = width - spaced(&label, own), natural = spaced(&sum, own);
  bool free = ends_freely(flow, line);
  bool fitted =
      line->adjust > 0 || line->x_scale != 1024; /* by its layout: a mark, a short name */
  if (free && stands_alone(flow, line) && sum.chars > 1 &&
      (fitted || !o->options->plain)) {
    int spacing = own_width(line, &sum, spaced(&label, own));
    while (line->x_scale == 1024 && spaced(&sum, spacing) > room - SLACK_LAST)
      spacing--; /* the last one's own is there, too */
    return (OdtFit){spacing == own ? SPACING_NONE : spacing, 100};
  }
  if (o->options->plain || (free && natural <= room - SLACK_LAST))
    return none;
  if (free)
    return fit_for(&sum, room - SLACK_LAST, flow->role);
  bool ragged = flow->role->align != ALIGN_JUSTIFY;
  if (ragged && natural <= room - SLACK_LAST &&
      natural + next_width(o, flow, line) > room + SLACK_LAST)
    return none;
  return fit_for(&sum, room - (int64_t)flow->role->size * SLACK_EM / 1000, flow->role);
}
