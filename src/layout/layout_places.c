/* Values made of several: positions, gaps, insets, ranges, weights, paper, colours, fits.
 */
#include <string.h>

#include "layout_value.h"

/* ---- pages, colours ---------------------------------------------------------------- */

void layout_read_paper(const Reading *r) {
  LayoutPage *page = r->field;
  if (layout_choice_of(r) == 0) { /* A4: P1.1 */
    page->width = length_mm_micro(210 * INT64_C(1000000));
    page->height = length_mm_micro(297 * INT64_C(1000000));
  }
}

void layout_read_rgb(const Reading *r) {
  LayoutColour *colour = (LayoutColour *)((char *)r->field - offsetof(LayoutColour, r));
  uint8_t *parts[] = {&colour->r, &colour->g, &colour->b};
  bool ok = strlen(r->text) == 7 && r->text[0] == '#';
  for (size_t i = 1; ok && i < 7; i++)
    ok = g_ascii_isxdigit(r->text[i]);
  for (size_t i = 0; ok && i < 3; i++) {
    int high = g_ascii_xdigit_value(r->text[1 + 2 * i]);
    int low = g_ascii_xdigit_value(r->text[2 + 2 * i]);
    *parts[i] = (uint8_t)(high * 16 + low);
  }
  if (!ok)
    layout_value_fault(r, DIAG_LAYOUT_BAD_COLOUR, NULL);
}

/* ---- places ------------------------------------------------------------------------ */

/* "2行" is a clear distance of 2 × 10.39 mm, and two blank lines where gaps go by the
 * grid (P3.7). */
void layout_read_gap(const Reading *r) {
  Gap *gap = r->field;
  Measure m;
  Length edge;
  if (!layout_read_length_text(r, r->text, &edge))
    return;
  bool lines =
      measure_parse(r->text, &m) && m.unit == UNIT_HANG && m.micro % 1000000 == 0;
  *gap = (Gap){
      .edge = edge, .lines = lines ? (unsigned)(m.micro / 1000000) : 0, .given = true};
}

typedef struct EdgeName {
  const char *name;
  Edge edge;
  ValueKind direction;
} EdgeName;

static const EdgeName edge_names[] = {
    {"page.left", EDGE_PAGE_LEFT, VALUE_X},
    {"page.right", EDGE_PAGE_RIGHT, VALUE_X},
    {"block.left", EDGE_BLOCK_LEFT, VALUE_X},
    {"block.right", EDGE_BLOCK_RIGHT, VALUE_X},
    {"block.centre", EDGE_BLOCK_CENTRE, VALUE_X},
    {"page.top", EDGE_PAGE_TOP, VALUE_Y},
    {"page.bottom", EDGE_PAGE_BOTTOM, VALUE_Y},
    {"block.top", EDGE_BLOCK_TOP, VALUE_Y},
    {"block.bottom", EDGE_BLOCK_BOTTOM, VALUE_Y},
    {"rule.bottom", EDGE_RULE_BOTTOM, VALUE_Y},
};

/* "block.top+35mm": an edge, then a signed distance to the right or down. */
static bool anchor_of(const Reading *r, Anchor *out) {
  size_t n = strcspn(r->text, "+-");
  const char *rest = r->text + n;
  Length offset = 0;
  if (*rest && (!layout_length_of(r->context, rest + 1, &offset) || offset < 0))
    return false;
  for (size_t i = 0; i < G_N_ELEMENTS(edge_names); i++) {
    const EdgeName *e = &edge_names[i];
    if (strlen(e->name) == n && memcmp(e->name, r->text, n) == 0 &&
        e->direction == r->spec->kind) {
      *out = (Anchor){e->edge, *rest == '-' ? -offset : offset};
      return true;
    }
  }
  return false;
}

void layout_read_anchor(const Reading *r) {
  Anchor anchor;
  if (anchor_of(r, &anchor))
    *(Anchor *)r->field = anchor;
  else
    layout_value_fault(r, DIAG_LAYOUT_BAD_ANCHOR,
                       r->spec->kind == VALUE_X ? "block.left" : "block.top+35mm");
}

/* "right 1字", "centre", "none" */
void layout_read_inset(const Reading *r) {
  static const char *const sides[] = {"none", "left", "right", "centre"}; /* by Side */
  g_auto(GStrv) words = g_strsplit(r->text, " ", -1);
  guint n = g_strv_length(words);
  SideInset *inset = r->field;
  for (size_t i = 0; n > 0 && n <= 2 && i < G_N_ELEMENTS(sides); i++) {
    Length length = 0;
    bool sided = i == SIDE_LEFT || i == SIDE_RIGHT;
    if (strcmp(words[0], sides[i]) != 0 || (n == 2 && !sided))
      continue;
    if (n == 2 && (!layout_length_of(r->context, words[1], &length) || length < 0))
      break;
    *inset = (SideInset){(Side)i, length, true};
    return;
  }
  layout_value_fault(r, DIAG_LAYOUT_BAD_INSET, NULL);
}

/* "1 2 next": the row of each part; next: below the last one taken (H2.1–H2.3). */
void layout_read_rows(const Reading *r) {
  g_auto(GStrv) words = g_strsplit(r->text, " ", -1);
  unsigned *field = r->field, rows[4] = {0};
  guint n = g_strv_length(words);
  bool ok = n > 0 && n <= G_N_ELEMENTS(rows);
  for (guint i = 0; ok && i < n; i++) {
    guint64 row = 0;
    ok = strcmp(words[i], "next") == 0 ||
         g_ascii_string_to_unsigned(words[i], 10, 1, 9, &row, NULL);
    rows[i] = (unsigned)row;
  }
  if (ok)
    memcpy(field, rows, sizeof rows);
  else
    layout_value_fault(r, DIAG_LAYOUT_BAD_ROWS, "1 2 next");
}

void layout_read_range(const Reading *r) {
  g_auto(GStrv) ends = g_strsplit(r->text, "..", -1);
  Length *field = r->field, min, max;
  if (g_strv_length(ends) != 2 || !layout_length_of(r->context, ends[0], &min) ||
      !layout_length_of(r->context, ends[1], &max) || min > max)
    layout_value_fault(r, DIAG_LAYOUT_BAD_RANGE, NULL);
  else if (layout_in_points(r, min) && layout_in_points(r, max)) {
    field[0] = min;
    field[1] = max;
  }
}

void layout_read_rules(const Reading *r) {
  g_auto(GStrv) words = g_strsplit(r->text, " ", -1);
  Length *field = r->field, rules[3];
  bool ok = g_strv_length(words) == 3;
  for (size_t i = 0; ok && i < 3; i++)
    ok = layout_length_of(r->context, words[i], &rules[i]);
  if (!ok) {
    layout_value_fault(r, DIAG_LAYOUT_BAD_RULES, NULL);
    return;
  }
  for (size_t i = 0; i < 3; i++) {
    if (!layout_in_points(r, rules[i]))
      return;
  }
  memcpy(field, rules, sizeof rules);
}

/* ---- fit --------------------------------------------------------------------------- */

static bool fit_word(const char *word, LayoutRole *role) {
  Measure m;
  int64_t milli;
  if (strcmp(word, "shrink") == 0) {
    role->fit_shrink = true;
    return true;
  }
  if (g_str_has_prefix(word, "open:") &&
      layout_milli_of(word + strlen("open:"), &milli)) {
    role->fit_open = (int32_t)milli;
    return milli >= 0 && milli <= 4000;
  }
  if (!g_str_has_prefix(word, "condense:") ||
      !measure_parse(word + strlen("condense:"), &m))
    return false;
  role->fit_condense = (int32_t)(m.micro / 100000);
  return m.unit == UNIT_PERCENT && m.micro >= 30000000 && m.micro <= 100000000;
}

/* "open:1em condense:70% shrink": in this order a line is made to fit (H3.4). */
void layout_read_fit(const Reading *r) {
  LayoutRole *role = (LayoutRole *)((char *)r->field - offsetof(LayoutRole, fit_open));
  LayoutRole fit = {.fit_condense = 1000};
  g_auto(GStrv) words = g_strsplit(r->text, " ", -1);
  bool ok = *words != NULL;
  for (char **word = words; ok && *word && strcmp(r->text, "none") != 0; word++)
    ok = fit_word(*word, &fit);
  if (!ok) {
    layout_value_fault(r, DIAG_LAYOUT_BAD_FIT, NULL);
    return;
  }
  role->fit_open = fit.fit_open;
  role->fit_condense = fit.fit_condense;
  role->fit_shrink = fit.fit_shrink;
}
