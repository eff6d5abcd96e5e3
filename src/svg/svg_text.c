#include <math.h>
#include <string.h>

#include "svg_private.h"

/* ---- numbers ------------------------------------------------------------------- */

#define DIGITS 24 /* of any 64-bit number, its sign and point */

/* Written from its end on: what printf takes its time for is most of a page. value in
 * 1/10^places, without zeros at its end. */
static void put_fixed(GString *out, int64_t value, int places) {
  char text[DIGITS], *at = text + DIGITS;
  uint64_t size = value < 0 ? -(uint64_t)value : (uint64_t)value;
  int left = places;
  for (; left > 0 && size % 10 == 0; left--)
    size /= 10;
  bool whole = left == 0;
  do {
    *--at = (char)('0' + size % 10);
    size /= 10;
    if (--left == 0 && !whole)
      *--at = '.';
  } while (size || left >= 0);
  if (value < 0)
    *--at = '-';
  g_string_append_len(out, at, text + DIGITS - at);
}

void svg_put_whole(GString *out, uint32_t value) {
  put_fixed(out, value, 0);
}

void svg_put_points(GString *out, Length length) {
  int64_t scaled = (int64_t)length * 1000;
  int64_t half = scaled < 0 ? -LENGTH_PT / 2 : LENGTH_PT / 2;
  put_fixed(out, (scaled + half) / LENGTH_PT, 3);
}

void svg_put_units(GString *out, double value) {
  put_fixed(out, llround(value * 100), 2);
}

void svg_put_number(GString *out, double value) {
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  g_string_append(out, g_ascii_formatd(text, sizeof text, "%.9g", value));
}

void svg_put_colour(GString *out, const char *attribute, Colour colour) {
  g_string_append_printf(out, " %s=\"#%02x%02x%02x\"", attribute, colour.r, colour.g,
                         colour.b);
}

/* Moves are Lengths and become points; the rest has no unit. */
void svg_put_matrix(GString *out, const double matrix[6]) {
  g_string_append(out, " transform=\"matrix(");
  for (int i = 0; i < 6; i++) {
    g_string_append(out, i ? " " : "");
    svg_put_number(out, i < 4 ? matrix[i] : matrix[i] / LENGTH_PT);
  }
  g_string_append(out, ")\"");
}

/* ---- characters ------------------------------------------------------------------ */

static bool is_xml(gunichar c) {
  return (c >= 0x20 && c != 0xFFFE && c != 0xFFFF) || c == '\t' || c == '\n';
}

void svg_put_escaped(GString *out, const char *text, size_t len) {
  const char *end = text + len;
  while (text < end) {
    gunichar c = text_next(&text);
    if (c == '&')
      g_string_append(out, "&amp;");
    else if (c == '<')
      g_string_append(out, "&lt;");
    else if (c == '>')
      g_string_append(out, "&gt;");
    else if (c == '"')
      g_string_append(out, "&quot;");
    else
      g_string_append_unichar(out, is_xml(c) ? c : 0xFFFD);
  }
}

/* ---- text over the glyphs -----------------------------------------------------------
 */

/* Where a cluster ends in its run's text. */
static uint32_t cluster_end(const GlyphRun *run, uint32_t i) {
  for (uint32_t k = i + 1; k < run->n_glyphs; k++) {
    if (run->glyphs[k].text > run->glyphs[i].text)
      return run->glyphs[k].text;
  }
  return (uint32_t)strlen(run->text);
}

static bool begins_cluster(const GlyphRun *run, uint32_t i) {
  return i == 0 || run->glyphs[i].text > run->glyphs[i - 1].text;
}

/* Places count UTF-16 units, as SVG's lists of them do. */
static uint32_t units_of(const char *text, const char *end) {
  uint32_t n = 0;
  while (text < end)
    n += text_next(&text) > 0xFFFF ? 2 : 1;
  return n;
}

static void put_places(GString *out, const GlyphRun *run) {
  g_string_append(out, " x=\"");
  for (uint32_t i = 0; i < run->n_glyphs; i++) {
    if (!begins_cluster(run, i))
      continue;
    const char *text = run->text;
    uint32_t n = units_of(text + run->glyphs[i].text, text + cluster_end(run, i));
    for (uint32_t k = 0; k < MAX(n, 1); k++) {
      g_string_append(out, i || k ? " " : "");
      svg_put_points(out, run->glyphs[i].x - run->glyphs[i].before);
    }
  }
  g_string_append_c(out, '"');
}

static void put_span(GString *out, const GlyphRun *run) {
  g_string_append(out, "<tspan");
  put_places(out, run);
  g_string_append(out, " y=\"");
  svg_put_points(out, run->glyphs[0].y);
  g_string_append(out, "\" font-size=\"");
  svg_put_points(out, run->size);
  g_string_append(out, "\">");
  uint32_t from = run->glyphs[0].text;
  svg_put_escaped(out, run->text + from, strlen(run->text + from));
  g_string_append(out, "</tspan>");
}

static void put_texts(GString *out, const Item *items, uint32_t n, unsigned depth);

static void put_group(GString *out, const Group *group, unsigned depth) {
  g_autoptr(GString) inner = g_string_new(NULL);
  put_texts(inner, group->items, group->n_items, depth + 1);
  if (inner->len == 0)
    return;
  g_string_append(out, "<g");
  svg_put_matrix(out, group->matrix);
  g_string_append_printf(out, ">%s</g>\n", inner->str);
}

/* What pages repeat of themselves is no part of what is read. */
static void text_open(GString *out, const Item *item) {
  g_string_append(out, item->tag == TAG_NONE ? "<text aria-hidden=\"true\">" : "<text>");
}

static void put_texts(GString *out, const Item *items, uint32_t n, unsigned depth) {
  g_assert(depth <= SVG_GROUP_DEPTH);
  const Item *open = NULL; /* the first of the <text> that is not closed yet */
  for (uint32_t i = 0; i < n; i++) {
    const Item *item = &items[i];
    bool text = item->kind == ITEM_GLYPHS && item->as.glyphs.n_glyphs > 0;
    if (open && (item->kind == ITEM_GROUP ||
                 (text && (item->tag != open->tag || item->tag == TAG_NONE)))) {
      g_string_append(out, "</text>\n");
      open = NULL;
    }
    if (item->kind == ITEM_GROUP)
      put_group(out, &item->as.group, depth);
    if (!text)
      continue;
    if (!open)
      text_open(out, open = item);
    put_span(out, &item->as.glyphs);
  }
  if (open)
    g_string_append(out, "</text>\n");
}

void svg_put_texts(GString *out, const Item *items, uint32_t n) {
  g_autoptr(GString) texts = g_string_new(NULL);
  put_texts(texts, items, n, 0);
  if (texts->len)
    g_string_append_printf(out,
                           "<g class=\"text\" fill-opacity=\"0\" font-family=\"serif\""
                           " xml:space=\"preserve\">\n%s</g>\n",
                           texts->str);
}
