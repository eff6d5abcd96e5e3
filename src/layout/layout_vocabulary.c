/* The elements and attributes of the layout language, each with the field it fills and
 * its range. */
#include <string.h>

#include "layout_private.h"

static const char *const no_yes[] = {"no", "yes", NULL};
static const char *const grid_fits[] = {"edge", "line", NULL};
static const char *const gap_modes[] = {"edge", "grid", NULL};
static const char *const aligns[] = {"", "left", "centre", "right", "justify", NULL};
static const char *const break_styles[] = {"text", "shape", NULL};
static const char *const keeps[] = {"none", "page-1", NULL};
static const char *const overflows[] = {"none", "imprint", NULL};
static const char *const sign_kinds[] = {"seal", "none", "stamp", NULL};
static const char *const imprint_pages[] = {"even-last", "last", NULL};
static const char *const number_forms[] = {"一、",   "（一）", "1.",     "（1）", "①",
                                           "第一章", "第一节", "第一条", "none",  NULL};
static const char *const papers[] = {"A4", NULL};
static const char *const axes[] = {"block", "page", NULL};
static const char *const sides[] = {"two", "one", NULL};
static const char *const letterheads[] = {"print", "preprinted", NULL};
static const char *const yes_no[] = {"yes", "no", NULL};
static const char *const units[] = {"行", NULL};

/* G1.1: the standard names classes of faces only; 西文 has Latin letters and digits
 * (G3.1). */
const char *const layout_fonts[] = {"仿宋", "小标宋", "黑体", "楷体",
                                    "宋体", "西文",   NULL};

const char *const layout_parts[] = {
    "mark",        "number", "title",       "subtitle",  "recipients", "body",
    "attachments", "sign",   "note",        "enclosure", "annex",      "imprint",
    "page-number", "draft",  "copy-number", "secrecy",   "urgency",    "signers",
    "attendance",  "issuer", "date",        NULL,
};

#define NOTE(name) \
  { name, VALUE_NOTE, 0, 0, 0, NULL, NULL }
#define NOTE_CHOICE(name, choices) \
  { name, VALUE_NUMBER, 0, 0, 0, NULL, choices }
#define FIELD(name, kind, type, field, min, max) \
  { name, kind, offsetof(type, field), min, max, NULL, NULL }
#define LENGTH(name, type, field, min, max) \
  FIELD(name, VALUE_LENGTH, type, field, min, max)
#define WORD_LENGTH(name, type, field, max, word) \
  { name, VALUE_LENGTH, offsetof(type, field), 3, max, word, NULL }
#define CHOICE(name, type, field, choices) \
  { name, VALUE_CHOICE, offsetof(type, field), 0, 0, NULL, choices }
#define FLAG(name, type, field, choices) \
  { name, VALUE_FLAG, offsetof(type, field), 0, 0, NULL, choices }
#define CLAUSE(type) FIELD("clause", VALUE_TEXT, type, clause, 0, 0)

/* Ranges keep whatever a file says from overflowing a Length or from making pages without
 * end: 2400 pt is 847 mm. */
#define FAR 2400

static const AttributeSpec layout_attributes[] = {
    FIELD("name", VALUE_NAME, Layout, name, 0, 0),
    FIELD("title", VALUE_TEXT, Layout, title, 0, 0),
    FIELD("standard", VALUE_TEXT, Layout, standard, 0, 0),
    FIELD("extends", VALUE_NAME, Layout, extends, 0, 0),
};

static const AttributeSpec page_attributes[] = {
    {"paper", VALUE_PAPER, 0, 0, 0, NULL, papers},
    LENGTH("width", LayoutPage, width, 72, FAR),
    LENGTH("height", LayoutPage, height, 72, FAR),
    CHOICE("sides", LayoutPage, sides, sides),
    CHOICE("letterhead", LayoutPage, letterhead, letterheads),
    CLAUSE(LayoutPage),
};

static const AttributeSpec block_attributes[] = {
    LENGTH("left", LayoutBlock, left, 0, FAR),
    LENGTH("top", LayoutBlock, top, 0, FAR),
    LENGTH("width", LayoutBlock, width, 36, FAR),
    LENGTH("height", LayoutBlock, height, 36, FAR),
    FLAG("mirror", LayoutBlock, mirror, no_yes),
    CLAUSE(LayoutBlock),
};

static const AttributeSpec grid_attributes[] = {
    LENGTH("size", LayoutGrid, size, 3, 200),
    FIELD("cells", VALUE_COUNT, LayoutGrid, cells, 1, 200),
    FIELD("lines", VALUE_COUNT, LayoutGrid, lines, 1, 200),
    CHOICE("fit", LayoutGrid, fit, grid_fits),
    CHOICE("gap", LayoutGrid, gap, gap_modes),
    FIELD("stretch", VALUE_SHARE, LayoutGrid, page_stretch, 0, 200000),
    LENGTH("step-min", LayoutGrid, step_min, 3, 400),
    FIELD("short-page", VALUE_COUNT, LayoutGrid, short_page, 0, 10),
    FLAG("short-page-fit", LayoutGrid, short_page_fit, no_yes),
    CLAUSE(LayoutGrid),
};

static const AttributeSpec unit_attributes[] = {
    NOTE_CHOICE("name", units),
    LENGTH("gap", LayoutGrid, gap_unit, 1, 200),
    FIELD("clause", VALUE_TEXT, LayoutGrid, gap_clause, 0, 0),
};

static const AttributeSpec colour_attributes[] = {
    FIELD("name", VALUE_NAME, LayoutColour, name, 0, 0),
    FIELD("rgb", VALUE_RGB, LayoutColour, r, 0, 0),
    FIELD("spot", VALUE_TEXT, LayoutColour, spot, 0, 0),
    CLAUSE(LayoutColour),
};

static const AttributeSpec spacing_attributes[] = {
    FIELD("line-end", VALUE_MILLI, LayoutSpacing, line_end_mark, 250, 1000),
    FIELD("line-start", VALUE_MILLI, LayoutSpacing, line_start_mark, 250, 1000),
    FIELD("adjacent", VALUE_MILLI, LayoutSpacing, adjacent_marks, 0, 1000),
    FIELD("mark-min", VALUE_MILLI, LayoutSpacing, mark_min, 250, 1000),
    FLAG("squeeze-stops", LayoutSpacing, squeeze_stops, no_yes),
    FIELD("gap", VALUE_MILLI, LayoutSpacing, gap, 0, 1000),
    FIELD("gap-min", VALUE_MILLI, LayoutSpacing, gap_min, 0, 1000),
    FIELD("gap-max", VALUE_MILLI, LayoutSpacing, gap_max, 0, 1000),
    FIELD("word", VALUE_MILLI, LayoutSpacing, word, 0, 1000),
    FIELD("word-min", VALUE_MILLI, LayoutSpacing, word_min, 0, 1000),
    FIELD("word-max", VALUE_MILLI, LayoutSpacing, word_max, 0, 1000),
    FIELD("stretch-max", VALUE_MILLI, LayoutSpacing, stretch_max, 0, 1000),
    FIELD("last-line", VALUE_COUNT, LayoutSpacing, last_line_min, 0, 10),
    CLAUSE(LayoutSpacing),
};

static const AttributeSpec tables_attributes[] = {
    LENGTH("rule", LayoutTable, rule, 0, 20),
    LENGTH("frame", LayoutTable, frame, 0, 20),
    LENGTH("padding-x", LayoutTable, padding_x, 0, 100),
    LENGTH("padding-y", LayoutTable, padding_y, 0, 100),
    LENGTH("gap", LayoutTable, gap, 0, 400),
    FIELD("continued", VALUE_TEXT, LayoutTable, continued, 0, 0),
    LENGTH("narrow", LayoutTable, narrow, 0, 200),
    FLAG("turn", LayoutTable, turn, no_yes),
    FIELD("cell-least", VALUE_MILLI, LayoutTable, cell_least, 0, 20000),
    FIELD("head-least", VALUE_MILLI, LayoutTable, head_least, 0, 20000),
    CLAUSE(LayoutTable),
};

static const AttributeSpec numbers_attributes[] = {
    FLAG("thousands", LayoutTable, thousands, no_yes),
    FIELD("thousands-gap", VALUE_MILLI, LayoutTable, thousands_gap, 0, 1000),
    FIELD("minus", VALUE_TEXT, LayoutTable, minus, 0, 0),
    FIELD("page-sum", VALUE_TEXT, LayoutTable, page_sum, 0, 0),
    FIELD("carried-over", VALUE_TEXT, LayoutTable, carried_over, 0, 0),
    FIELD("carried-in", VALUE_TEXT, LayoutTable, carried_in, 0, 0),
    FIELD("clause", VALUE_TEXT, LayoutTable, numbers_clause, 0, 0),
};

static const AttributeSpec figures_attributes[] = {
    FIELD("resolution", VALUE_COUNT, LayoutFigures, resolution, 20, 1200),
    FIELD("resolution-min", VALUE_COUNT, LayoutFigures, resolution_min, 0, 1200),
    CLAUSE(LayoutFigures),
};

static const AttributeSpec titles_attributes[] = {
    FIELD("keep", VALUE_TERMS, LayoutTitles, keep, 0, 0),
    FIELD("never-before", VALUE_TERMS, LayoutTitles, never_before, 0, 0),
    FIELD("never-after", VALUE_TERMS, LayoutTitles, never_after, 0, 0),
    FIELD("cut-before", VALUE_TERMS, LayoutTitles, cut_before, 0, 0),
    FIELD("cut-after", VALUE_TERMS, LayoutTitles, cut_after, 0, 0),
    CLAUSE(LayoutTitles),
};

static const AttributeSpec role_attributes[] = {
    FIELD("name", VALUE_NAME, LayoutRole, name, 0, 0),
    NOTE("extends"),
    FIELD("font", VALUE_FONT, LayoutRole, font, 0, 0),
    FIELD("latin", VALUE_LATIN, LayoutRole, latin, 0, 0),
    LENGTH("size", LayoutRole, size, 3, 200),
    FIELD("colour", VALUE_COLOUR, LayoutRole, colour, 0, 0),
    CHOICE("align", LayoutRole, align, aligns),
    LENGTH("indent", LayoutRole, indent, 0, 1000),
    WORD_LENGTH("step", LayoutRole, step, 400, "line"),
    CHOICE("break", LayoutRole, break_style, break_styles),
    FIELD("capacity", VALUE_COUNT, LayoutRole, capacity, 0, 200),
    FIELD("text", VALUE_PATTERN, LayoutRole, text, 0, 0),
    FIELD("fit", VALUE_FIT, LayoutRole, fit_open, 0, 0),
    WORD_LENGTH("fit-width", LayoutRole, fit_width, FAR, "block"),
    NOTE_CHOICE("number", number_forms),
    CLAUSE(LayoutRole),
};

#define PLACED                                                                           \
  FIELD("part", VALUE_PARTS, Placement, parts, 0, 0), CLAUSE(Placement), NOTE("before"), \
      NOTE("after"), NOTE_CHOICE("remove", no_yes)
#define ROLE FIELD("role", VALUE_ROLE, Placement, role, 0, 0)

static const AttributeSpec at_attributes[] = {
    PLACED,
    ROLE,
    FIELD("x", VALUE_X, Placement, x, 0, 0),
    FIELD("y", VALUE_Y, Placement, y, 0, 0),
    WORD_LENGTH("step", Placement, row_step, 400, "line"),
    FIELD("rows", VALUE_ROWS, Placement, rows, 0, 0),
    LENGTH("word-open", Placement, word_open, 0, 200),
    FIELD("odd", VALUE_INSET, Placement, odd, 0, 0),
    FIELD("even", VALUE_INSET, Placement, even, 0, 0),
    FIELD("first", VALUE_INSET, Placement, first, 0, 0),
};

static const AttributeSpec flow_attributes[] = {
    PLACED,
    ROLE,
    FIELD("gap", VALUE_GAP, Placement, gap, 0, FAR),
    FIELD("label-role", VALUE_ROLE, Placement, label_role, 0, 0),
    FLAG("keep", Placement, keep_page_1, keeps),
    FLAG("overflow", Placement, overflow_imprint, overflows),
    LENGTH("indent", Placement, indent, 0, 1000),
};

static const AttributeSpec rule_attributes[] = {
    FIELD("name", VALUE_NAME, Placement, name, 0, 0),
    CLAUSE(Placement),
    NOTE("before"),
    NOTE("after"),
    NOTE_CHOICE("remove", no_yes),
    FIELD("gap", VALUE_GAP, Placement, gap, 0, FAR),
    FIELD("foot", VALUE_Y, Placement, foot, 0, 0),
    LENGTH("weight", Placement, weight, 0, 20),
    LENGTH("second", Placement, second, 0, 20),
    LENGTH("between", Placement, between, 0, 20),
    LENGTH("clear", Placement, clear, 0, 400),
    CHOICE("axis", Placement, axis, axes),
    FIELD("colour", VALUE_COLOUR, Placement, colour, 0, 0),
    WORD_LENGTH("width", Placement, rule_width, FAR, "block"),
    WORD_LENGTH("star", Placement, star, 200, "none"),
    LENGTH("star-gap", Placement, star_gap, 0, 200),
};

static const AttributeSpec list_attributes[] = {
    PLACED,
    ROLE,
    FIELD("gap", VALUE_GAP, Placement, gap, 0, FAR),
    LENGTH("indent", Placement, indent, 0, 1000),
    LENGTH("number-cell", Placement, number_cell, 0, 400),
};

static const AttributeSpec sign_attributes[] = {
    CHOICE("with", Placement, with, sign_kinds),
    CLAUSE(Placement),
    NOTE("before"),
    NOTE("after"),
    NOTE_CHOICE("remove", no_yes),
    ROLE,
    FIELD("gap", VALUE_GAP, Placement, gap, 0, FAR),
    FIELD("name-line", VALUE_COUNT, Placement, name_line, 1, 20),
    LENGTH("date-right", Placement, date_right, 0, 1000),
    FIELD("seal-gap", VALUE_RANGE, Placement, seal_gap_min, 0, 400),
    LENGTH("seal-gap-fixed", Placement, seal_gap_fixed, 0, 400),
    LENGTH("seal-diameter", Placement, seal_diameter, 28, 284),
    LENGTH("name-open", Placement, name_open, 0, 200),
    FIELD("name-open-most", VALUE_COUNT, Placement, name_open_most, 1, 20),
    FIELD("seals-per-row", VALUE_COUNT, Placement, per_row, 1, 6),
    LENGTH("seal-side", Placement, seal_side, 0, 200),
    LENGTH("name-gap", Placement, name_gap, 0, 200),
    LENGTH("row-gap", Placement, row_gap, 0, 200),
    LENGTH("stamp-right", Placement, stamp_right, 0, 1000),
    LENGTH("stamp-width", Placement, stamp_width, 10, 400),
    LENGTH("stamp-height", Placement, stamp_height, 10, 200),
    LENGTH("title-gap", Placement, title_gap, 0, 200),
    FIELD("date-gap", VALUE_GAP, Placement, date_gap, 0, FAR),
    LENGTH("name-right", Placement, name_right, 0, 1000),
    LENGTH("date-shift", Placement, date_shift, 0, 1000),
    FIELD("pull-lines", VALUE_COUNT, Placement, pull_lines, 1, 20),
};

static const AttributeSpec table_attributes[] = {
    PLACED,
    ROLE,
    FIELD("foot", VALUE_Y, Placement, foot, 0, 0),
    CHOICE("page", Placement, page, imprint_pages),
    FIELD("rules", VALUE_RULES, Placement, rules, 0, 20),
    LENGTH("row-height", Placement, row_height, 3, 400),
    LENGTH("line-step", Placement, line_step, 3, 400),
    LENGTH("inset", Placement, inset, 0, 1000),
    FLAG("printing", Placement, no_printing, yes_no),
    FLAG("number-alone", Placement, number_alone, no_yes),
};

static const AttributeSpec face_attributes[] = {
    PLACED,
    ROLE,
    FIELD("label", VALUE_PATTERN, Placement, label, 0, 0),
    FIELD("label-role", VALUE_ROLE, Placement, label_role, 0, 0),
    FIELD("label-line", VALUE_COUNT, Placement, label_line, 1, 200),
    FIELD("title-line", VALUE_COUNT, Placement, title_line, 1, 200),
    FIELD("gap", VALUE_GAP, Placement, gap, 0, FAR),
};

static const AttributeSpec pair_attributes[] = {
    PLACED,
    ROLE,
    FIELD("gap", VALUE_GAP, Placement, gap, 0, FAR),
    LENGTH("indent", Placement, indent, 0, 1000),
    FIELD("names-per-row", VALUE_COUNT, Placement, per_row, 1, 6),
    LENGTH("name-gap", Placement, name_gap, 0, 200),
    FIELD("name-cells", VALUE_COUNT, Placement, name_cells, 2, 4),
};

static const AttributeSpec stack_attributes[] = {
    PLACED,
    ROLE,
    FIELD("y", VALUE_Y, Placement, y, 0, 0),
    LENGTH("step", Placement, row_step, 3, 400),
    LENGTH("word-gap", Placement, word_gap, 0, 400),
    LENGTH("size-min", Placement, size_min, 3, 200),
};

#define ELEMENT(id, name, key, attributes) \
  { id, name, key, attributes, G_N_ELEMENTS(attributes) }

static const ElementSpec elements[ELEMENT_COUNT] = {
    ELEMENT(ELEMENT_LAYOUT, "layout", NULL, layout_attributes),
    ELEMENT(ELEMENT_PAGE, "page", NULL, page_attributes),
    ELEMENT(ELEMENT_BLOCK, "block", NULL, block_attributes),
    ELEMENT(ELEMENT_GRID, "grid", NULL, grid_attributes),
    ELEMENT(ELEMENT_UNIT, "unit", "name", unit_attributes),
    ELEMENT(ELEMENT_COLOUR, "colour", "name", colour_attributes),
    ELEMENT(ELEMENT_SPACING, "spacing", NULL, spacing_attributes),
    ELEMENT(ELEMENT_TABLES, "tables", NULL, tables_attributes),
    ELEMENT(ELEMENT_NUMBERS, "numbers", NULL, numbers_attributes),
    ELEMENT(ELEMENT_FIGURES, "figures", NULL, figures_attributes),
    ELEMENT(ELEMENT_TITLES, "titles", NULL, titles_attributes),
    ELEMENT(ELEMENT_ROLE, "role", "name", role_attributes),
    ELEMENT(ELEMENT_AT, "at", "part", at_attributes),
    ELEMENT(ELEMENT_FLOW, "flow", "part", flow_attributes),
    ELEMENT(ELEMENT_RULE, "rule", "name", rule_attributes),
    ELEMENT(ELEMENT_LIST, "list", "part", list_attributes),
    ELEMENT(ELEMENT_SIGN, "sign", "with", sign_attributes),
    ELEMENT(ELEMENT_TABLE, "table", "part", table_attributes),
    ELEMENT(ELEMENT_FACE, "face", "part", face_attributes),
    ELEMENT(ELEMENT_PAIR, "pair", "part", pair_attributes),
    ELEMENT(ELEMENT_STACK, "stack", "part", stack_attributes),
};

const ElementSpec *layout_element(ElementId id) {
  return &elements[id];
}

const ElementSpec *layout_element_named(const char *name) {
  for (size_t i = 0; i < G_N_ELEMENTS(elements); i++) {
    if (strcmp(elements[i].name, name) == 0)
      return &elements[i];
  }
  return NULL;
}

int layout_attribute(const ElementSpec *spec, const char *name) {
  for (size_t i = 0; i < spec->n_attributes; i++) {
    if (strcmp(spec->attributes[i].name, name) == 0)
      return (int)i;
  }
  return -1;
}

bool layout_is_placement(ElementId id) {
  return id >= ELEMENT_AT && id < ELEMENT_COUNT;
}

/* Edits between two short names, in bytes. */
static unsigned distance(const char *a, const char *b) {
  size_t n = strlen(b);
  unsigned row[LAYOUT_MAX_NAME + 1];
  if (strlen(a) > LAYOUT_MAX_NAME || n > LAYOUT_MAX_NAME)
    return UINT_MAX;
  for (size_t j = 0; j <= n; j++)
    row[j] = (unsigned)j;
  for (size_t i = 0; a[i]; i++) {
    unsigned diagonal = row[0];
    row[0] = (unsigned)i + 1;
    for (size_t j = 0; j < n; j++) {
      unsigned replaced = diagonal + (a[i] != b[j]);
      diagonal = row[j + 1];
      row[j + 1] = MIN(replaced, MIN(row[j], diagonal) + 1);
    }
  }
  return row[n];
}

const char *layout_nearest(const char *text, const char *const *candidates) {
  const char *best = candidates[0];
  unsigned least = UINT_MAX;
  for (; *candidates; candidates++) {
    unsigned d = **candidates ? distance(text, *candidates) : UINT_MAX;
    if (d < least) {
      least = d;
      best = *candidates;
    }
  }
  return best;
}

const char *layout_nearest_element(const char *text) {
  const char *names[ELEMENT_COUNT] = {NULL};
  for (size_t i = 1; i < ELEMENT_COUNT; i++)
    names[i - 1] = elements[i].name;
  return layout_nearest(text, names);
}

const char *layout_nearest_attribute(const ElementSpec *spec, const char *text) {
  const char *names[LAYOUT_MAX_ATTRIBUTES] = {NULL};
  for (size_t i = 0; i < spec->n_attributes; i++)
    names[i] = spec->attributes[i].name;
  return layout_nearest(text, names);
}
