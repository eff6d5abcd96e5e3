/* Characters as spans: each line its spacing, each heading clause and emphasis its face.
 */
#include <string.h>

#include "odt_private.h"

typedef struct Look {
  const LayoutRole *role;
  const TextRange *ref;
  int spacing, scale; /* OdtFit */
  unsigned beside;    /* BESIDE_… of <sub>, <sup>, <i> */
} Look;

static bool same_look(const Look *a, const Look *b) {
  return a->role == b->role && a->spacing == b->spacing && a->scale == b->scale &&
         a->beside == b->beside;
}

unsigned odt_beside_at(const Text *text, uint32_t at) {
  unsigned found = 0;
  for (uint32_t i = 0; i < text->n_ranges && text->ranges[i].from <= at; i++) {
    const TextRange *range = &text->ranges[i];
    if (range->to <= at)
      continue;
    found |= range->kind == RANGE_SUB      ? BESIDE_SUB
             : range->kind == RANGE_SUP    ? BESIDE_SUP
             : range->kind == RANGE_ITALIC ? BESIDE_ITALIC
                                           : 0;
  }
  return found;
}

/* As large as on our page, and as far off the line: an office reckons in the ascent of
 * the face, about one and a half times its size. */
static void put_beside(GString *out, unsigned beside) {
  if (beside & BESIDE_SUB)
    g_string_append(out, " style:text-position=\"-10% 62%\"");
  else if (beside & BESIDE_SUP)
    g_string_append(out, " style:text-position=\"23% 62%\"");
  if (beside & BESIDE_ITALIC)
    g_string_append(
        out, " fo:font-style=\"italic\" fo:font-family=\"&apos;Times New Roman&apos;\"");
}

static const TextRange *ref_at(const Text *text, uint32_t at) {
  for (uint32_t i = 0; i < text->n_ranges && text->ranges[i].from <= at; i++) {
    const TextRange *range = &text->ranges[i];
    if (range->kind == RANGE_REF && range->to > at && range->target)
      return range;
  }
  return NULL;
}

/* A fitted mark is smaller or narrower than its role says. */
static void put_size(const Odt *o, GString *out, const Look *look) {
  const LayoutRole *own = layout_role_original(o->layout, look->role);
  if (own && own->size != look->role->size) {
    odt_length(out, "fo:font-size", look->role->size);
    odt_length(out, "style:font-size-asian", look->role->size);
  }
  if (look->scale != 100)
    g_string_append_printf(out, " style:text-scale=\"%d%%\"", look->scale);
}

/* The style of a span; NULL: the paragraph's own look. */
static const char *span_style(Odt *o, const Flow *flow, const Look *look) {
  const char *parent = NULL;
  if (odt_role_name(o, look->role) != odt_role_name(o, flow->role))
    parent = odt_text_style(o, look->role);
  g_autoptr(GString) properties = g_string_new(NULL);
  put_size(o, properties, look);
  if (look->spacing != SPACING_NONE)
    g_string_append_printf(properties, " fo:letter-spacing=\"%.2fpt\"",
                           look->spacing / 20.0);
  put_beside(properties, look->beside);
  if (properties->len == 0)
    return parent;
  g_string_prepend(properties, "<style:text-properties");
  g_string_append(properties, "/>");
  return odt_style(o, "text", parent, "", properties->str);
}

static void put_span(Odt *o, GString *out, const Flow *flow, const Look *look,
                     const char *from, const char *to) {
  if (to == from)
    return;
  const char *style = span_style(o, flow, look);
  if (style) {
    g_string_append(out, "<text:span");
    odt_attribute(out, "text:style-name", style);
    g_string_append_c(out, '>');
  }
  odt_text(out, from, (size_t)(to - from));
  if (style)
    g_string_append(out, "</text:span>");
}

static bool is_table(const Odt *o, const char *id) {
  for (uint32_t i = 0; i < o->composition->n_tables; i++) {
    const char *own = o->composition->tables[i].table->id;
    if (own && strcmp(own, id) == 0)
      return true;
  }
  return false;
}

static void change_link(const Odt *o, GString *out, const TextRange *before,
                        const TextRange *after) {
  if (before == after)
    return;
  if (before)
    g_string_append(out, "</text:a>");
  if (!after)
    return;
  const char *kind = is_table(o, after->target) ? "|table" : "";
  g_autofree char *href = g_strconcat("#", after->target, kind, NULL);
  g_string_append(out, "<text:a xlink:type=\"simple\"");
  odt_attribute(out, "xlink:href", href);
  g_string_append(out, " text:style-name=\"引用\" text:visited-style-name=\"引用\">");
}

typedef struct Scan {
  const Flow *flow;
  Length right;
  uint32_t line; /* index of the line the character stands on */
  OdtFit fit;    /* of that line */
} Scan;

static void enter_line(const Odt *o, Scan *s, uint32_t at) {
  uint32_t line = s->line;
  while (line + 1 < s->flow->n && s->flow->lines[line + 1]->from <= at)
    line++;
  if (line == s->line && s->fit.scale)
    return;
  s->line = line;
  const ComposedLine *set = s->flow->lines[line];
  s->fit = odt_fit(o, s->flow, set, set->table ? set->measure : s->right - set->x);
}

/* A title's lines are cut by their shape, not by their width (B1.2): only there a break
 * is set. */
static bool breaks_before(const Flow *flow, uint32_t at) {
  bool listed = flow->part && flow->part->kind == PART_KIND_CONTENTS;
  if (flow->role->break_style != BREAK_SHAPE && !listed)
    return false;
  for (uint32_t i = 1; i < flow->n; i++) {
    if (flow->lines[i]->from == at)
      return true;
  }
  return false;
}

static bool is_word(gunichar c) {
  return c > ' ' && c < 0x7F;
}

/* A line of ours ends or begins with a Latin word or a number that no space parts from
 * its neighbour, where an office with English words would not break: it is told that it
 * may.
 */
static bool cuts_word(const Odt *o, const Scan *s, uint32_t at, gunichar before,
                      gunichar after) {
  bool starts = s->line > 0 && s->flow->lines[s->line]->from == at;
  bool words = is_word(before) || is_word(after);
  return starts && words && !o->options->plain && before != ' ' && after != ' ';
}

/* Whether three, six … digits follow to the decimal point or the end, and one stands
 * before: of four digits on (GB/T 15835). */
static bool groups_before(const char *text, const char *p) {
  const char *end = p, *start = p;
  while (g_ascii_isdigit(*end))
    end++;
  while (start > text && g_ascii_isdigit(start[-1]))
    start--;
  bool fraction = start > text && start[-1] == '.';
  return !fraction && end > p && p > start && (end - p) % 3 == 0;
}

void odt_put_text(Odt *o, GString *out, const Flow *flow, Stretch stretch) {
  g_hash_table_add(o->written, (gpointer)flow->text);
  Scan scan = {.flow = flow, .right = stretch.right};
  Look look = {.spacing = SPACING_NONE, .scale = 100};
  const char *p = g_utf8_offset_to_pointer(flow->text->utf8, stretch.from), *start = p;
  gunichar before = 0;
  for (uint32_t i = stretch.from; i < MIN(stretch.to, flow->text->chars); i++) {
    enter_line(o, &scan, i);
    Look now = {.role = odt_role_at(o, flow->text, flow->role, i),
                .ref = ref_at(flow->text, i),
                .spacing = scan.fit.spacing,
                .scale = scan.fit.scale,
                .beside = odt_beside_at(flow->text, i)};
    if (flow->lines[scan.line]->x_scale != 1024) /* a condensed mark (H3.4) */
      now.scale = (flow->lines[scan.line]->x_scale * 100 + 512) / 1024;
    if (stretch.before_tab && i + 1 == flow->text->chars)
      now.spacing = SPACING_NONE;
    bool turns = breaks_before(flow, i) && before != '\n';
    if (stretch.thousands && groups_before(flow->text->utf8, p)) {
      put_span(o, out, flow, &look, start, p);
      g_string_append(out, "\xE2\x80\xAF"); /* a narrow space that does not break */
      start = p;
    }
    if (start != p && (turns || now.ref != look.ref || !same_look(&now, &look))) {
      put_span(o, out, flow, &look, start, p);
      start = p;
    }
    if (turns) {
      g_string_append(out, "<text:line-break/>");
    } else if (cuts_word(o, &scan, i, before, g_utf8_get_char(p))) {
      put_span(o, out, flow, &look, start, p);
      g_string_append(out, "\xE2\x80\x8B"); /* a space of no width */
      start = p;
    }
    change_link(o, out, look.ref, now.ref);
    look = now;
    before = text_next(&p);
  }
  put_span(o, out, flow, &look, start, p);
  change_link(o, out, look.ref, NULL);
}
