/* Colours and the properties of the subset. */
#include <math.h>
#include <string.h>

#include "display_svg.h"

const SvgStyle svg_style_initial = {.fill = true, .width = 1, .miter = 4};

/* ---- colours ----------------------------------------------------------------------- */

static bool hex_colour(const char *text, Colour *out) {
  size_t n = strlen(text);
  uint8_t digits[6];
  if (n != 3 && n != 6)
    return false;
  for (size_t i = 0; i < n; i++) {
    int value = g_ascii_xdigit_value(text[i]);
    if (value < 0)
      return false;
    digits[i] = (uint8_t)value;
  }
  size_t each = n / 3;
  uint8_t rgb[3];
  for (size_t i = 0; i < 3; i++)
    rgb[i] = (uint8_t)(digits[i * each] * 16 + digits[i * each + each - 1]);
  *out = (Colour){rgb[0], rgb[1], rgb[2], NULL};
  return true;
}

/* "255, 0, 0)" or "100%, 0%, 0%)" */
static bool function_colour(const char *p, Colour *out) {
  uint8_t rgb[3];
  display_svg_skip(&p);
  for (int i = 0; i < 3; i++) {
    double n;
    if (!display_svg_number(&p, &n))
      return false;
    bool percent = *p == '%';
    if (percent) {
      p++;
      display_svg_skip(&p);
    }
    rgb[i] = (uint8_t)lround(CLAMP(percent ? n * 2.55 : n, 0, 255));
  }
  *out = (Colour){rgb[0], rgb[1], rgb[2], NULL};
  return strcmp(p, ")") == 0;
}

static bool named_colour(const char *name, Colour *out) {
  static const struct {
    const char *name;
    uint8_t r, g, b;
  } names[] = {
      {"black", 0, 0, 0},       {"white", 255, 255, 255}, {"red", 255, 0, 0},
      {"green", 0, 128, 0},     {"blue", 0, 0, 255},      {"yellow", 255, 255, 0},
      {"gray", 128, 128, 128},  {"grey", 128, 128, 128},  {"silver", 192, 192, 192},
      {"maroon", 128, 0, 0},    {"purple", 128, 0, 128},  {"fuchsia", 255, 0, 255},
      {"magenta", 255, 0, 255}, {"lime", 0, 255, 0},      {"olive", 128, 128, 0},
      {"navy", 0, 0, 128},      {"teal", 0, 128, 128},    {"aqua", 0, 255, 255},
      {"cyan", 0, 255, 255},    {"orange", 255, 165, 0},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
    if (g_ascii_strcasecmp(name, names[i].name) == 0) {
      *out = (Colour){names[i].r, names[i].g, names[i].b, NULL};
      return true;
    }
  }
  return false;
}

static StyleState set_paint(bool *on, Colour *colour, const char *value) {
  if (strcmp(value, "none") == 0 || strcmp(value, "transparent") == 0) {
    *on = false;
    return STYLE_APPLIED;
  }
  if (g_str_has_prefix(value, "url("))
    return STYLE_PAINT;
  bool ok = *value == '#'                     ? hex_colour(value + 1, colour)
            : g_str_has_prefix(value, "rgb(") ? function_colour(value + 4, colour)
                                              : named_colour(value, colour);
  *on = *on || ok;
  return ok ? STYLE_APPLIED : STYLE_VALUE;
}

/* ---- properties -------------------------------------------------------------------- */

/* The place of a word among words; −1: none of them. */
static int word_index(const char *value, const char *const words[]) {
  for (int i = 0; words[i]; i++) {
    if (strcmp(value, words[i]) == 0)
      return i;
  }
  return -1;
}

static StyleState set_cap(SvgStyle *style, const char *value) {
  static const char *const words[] = {"butt", "round", "square", NULL};
  int i = word_index(value, words);
  style->cap = i >= 0 ? (LineCap)i : style->cap;
  return i >= 0 ? STYLE_APPLIED : STYLE_VALUE;
}

static StyleState set_join(SvgStyle *style, const char *value) {
  static const char *const words[] = {"miter", "round", "bevel", NULL};
  int i = word_index(value, words);
  style->join = i >= 0 ? (LineJoin)i : style->join;
  return i >= 0 ? STYLE_APPLIED : STYLE_VALUE;
}

static StyleState set_rule(SvgStyle *style, const char *value) {
  static const char *const words[] = {"nonzero", "evenodd", NULL};
  int i = word_index(value, words);
  style->even_odd = i == 1;
  return i >= 0 ? STYLE_APPLIED : STYLE_VALUE;
}

static StyleState set_width(SvgStyle *style, const char *value) {
  bool ok = display_svg_length(value, &style->width) && style->width >= 0;
  return ok ? STYLE_APPLIED : STYLE_VALUE;
}

static StyleState set_miter(SvgStyle *style, const char *value) {
  bool ok = display_svg_length(value, &style->miter) && style->miter >= 1 &&
            style->miter <= 1000;
  return ok ? STYLE_APPLIED : STYLE_VALUE;
}

static StyleState set_fill(SvgStyle *style, const char *value) {
  return set_paint(&style->fill, &style->fill_colour, value);
}

static StyleState set_stroke(SvgStyle *style, const char *value) {
  return set_paint(&style->stroke, &style->stroke_colour, value);
}

static StyleState set_display(SvgStyle *style, const char *value) {
  style->hidden = style->hidden || strcmp(value, "none") == 0;
  return STYLE_APPLIED;
}

typedef struct Property {
  const char *name;
  StyleState (*set)(SvgStyle *style, const char *value);
} Property;
static const Property properties[] = {
    {"fill", set_fill},          {"fill-rule", set_rule},
    {"stroke", set_stroke},      {"stroke-width", set_width},
    {"stroke-linecap", set_cap}, {"stroke-linejoin", set_join},
    {"display", set_display},    {"stroke-miterlimit", set_miter},
};

/* What would change the picture unless it has this value. */
static const struct {
  const char *name, *value;
} settled[] = {
    {"opacity", "1"},          {"fill-opacity", "1"},
    {"stroke-opacity", "1"},   {"stroke-dasharray", "none"},
    {"filter", "none"},        {"mask", "none"},
    {"clip-path", "none"},     {"marker", "none"},
    {"marker-start", "none"},  {"marker-mid", "none"},
    {"marker-end", "none"},    {"mix-blend-mode", "normal"},
    {"visibility", "visible"}, {"vector-effect", "none"},
    {"paint-order", "normal"}, {"transform", "none"},
};

/* What speaks of text, of screens, or of things the settled ones rule out. */
static const char *const silent[] = {
    "-inkscape-",   "color",       "clip-rule",
    "cursor",       "direction",   "dominant-",
    "enable-",      "font",        "image-rendering",
    "isolation",    "letter-",     "line-height",
    "overflow",     "pointer-",    "shape-",
    "solid-",       "stop-",       "stroke-dashoffset",
    "text",         "white-space", "word-spacing",
    "writing-mode", "flood-",      "lighting-",
    "baseline-",    "alignment-",  "glyph-",
    "kerning",      "unicode-",
};

static bool is_one(const char *value) {
  double n;
  return display_svg_length(value, &n) && n == 1;
}

StyleState display_svg_style_set(SvgStyle *style, const char *name, const char *value) {
  if (strcmp(value, "inherit") == 0)
    return STYLE_IGNORED;
  for (size_t i = 0; i < G_N_ELEMENTS(properties); i++) {
    if (strcmp(name, properties[i].name) == 0)
      return properties[i].set(style, value);
  }
  for (size_t i = 0; i < G_N_ELEMENTS(settled); i++) {
    if (strcmp(name, settled[i].name) == 0) {
      bool same = strcmp(value, settled[i].value) == 0 ||
                  (*settled[i].value == '1' && is_one(value));
      return same ? STYLE_IGNORED : STYLE_UNKNOWN;
    }
  }
  for (size_t i = 0; i < G_N_ELEMENTS(silent); i++) {
    if (g_str_has_prefix(name, silent[i]))
      return STYLE_IGNORED;
  }
  return STYLE_UNKNOWN;
}
