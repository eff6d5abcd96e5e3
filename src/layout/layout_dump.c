/* The resolved layout as text: one value a line, lengths in mm with three decimals, the
 * clause last. */
#include <stdlib.h>
#include <string.h>

#include "layout_private.h"

static void put_mm(GString *out, Length length) {
  /* 1/1024 pt is 127/360 of 1/1024 mm */
  int64_t scaled = (int64_t)length * 127 * 1000 * 2;
  int64_t whole =
      (scaled + (scaled < 0 ? -1 : 1) * INT64_C(360) * 1024) / (INT64_C(360) * 1024 * 2);
  g_string_append_printf(out, "%s%d.%03dmm", whole < 0 ? "-" : "",
                         (int)(llabs(whole) / 1000), (int)(llabs(whole) % 1000));
}

static void put_milli(GString *out, int32_t milli) {
  g_string_append_printf(out, "%d.%03d", milli / 1000, milli % 1000);
}

static void put_anchor(GString *out, Anchor a) {
  static const char *const edges[] = {
      [EDGE_NONE] = "none",
      [EDGE_PAGE_LEFT] = "page.left",
      [EDGE_PAGE_RIGHT] = "page.right",
      [EDGE_PAGE_TOP] = "page.top",
      [EDGE_PAGE_BOTTOM] = "page.bottom",
      [EDGE_BLOCK_LEFT] = "block.left",
      [EDGE_BLOCK_RIGHT] = "block.right",
      [EDGE_BLOCK_TOP] = "block.top",
      [EDGE_BLOCK_BOTTOM] = "block.bottom",
      [EDGE_BLOCK_CENTRE] = "block.centre",
      [EDGE_RULE_BOTTOM] = "rule.bottom",
  };
  g_string_append(out, edges[a.edge]);
  if (a.offset) {
    g_string_append_c(out, ' ');
    put_mm(out, a.offset);
  }
}

static void put_inset(GString *out, SideInset inset) {
  static const char *const sides[] = {"none", "left", "right", "centre"};
  g_string_append_printf(out, "%s ", sides[inset.side]);
  put_mm(out, inset.inset);
}

static void put_gap(GString *out, const Gap *gap) {
  if (!gap->given) {
    g_string_append(out, "none");
    return;
  }
  put_mm(out, gap->edge);
  g_string_append_printf(out, " lines %u", gap->lines);
}

static void put_terms(GString *out, const LayoutTerms *terms) {
  g_string_append_printf(out, "%zu:", terms->n);
  for (size_t i = 0; i < terms->n; i++)
    g_string_append_printf(out, " %s", terms->words[i]);
}

static void put_lengths(GString *out, const Length *lengths, int n) {
  for (int i = 0; i < n; i++) {
    if (i)
      g_string_append_c(out, ' ');
    put_mm(out, lengths[i]);
  }
}

static void put_fit(GString *out, const LayoutRole *role) {
  g_string_append(out, "open ");
  put_milli(out, role->fit_open);
  g_string_append(out, " condense ");
  put_milli(out, role->fit_condense);
  g_string_append(out, role->fit_shrink ? " shrink" : "");
}

static void put_name(GString *out, const char *name) {
  g_string_append(out, name ? name : "none");
}

/* ---- one value, by its kind ---------------------------------------------- */

/* `field` is where the vocabulary says the value lies. */
typedef void PutValue(GString *out, const AttributeSpec *spec, const void *field);

static void put_text_field(GString *out, const AttributeSpec *spec, const void *field) {
  (void)spec;
  put_name(out, *(const char *const *)field);
}

static void put_length_field(GString *out, const AttributeSpec *spec, const void *field) {
  (void)spec;
  put_mm(out, *(const Length *)field);
}

static void put_milli_field(GString *out, const AttributeSpec *spec, const void *field) {
  int32_t value = *(const int32_t *)field;
  put_milli(out, spec->kind == VALUE_SHARE ? value / 1000 : value);
}

static void put_count_field(GString *out, const AttributeSpec *spec, const void *field) {
  (void)spec;
  g_string_append_printf(out, "%u", *(const unsigned *)field);
}

static void put_choice_field(GString *out, const AttributeSpec *spec, const void *field) {
  g_string_append(out, spec->choices[*(const unsigned *)field]);
}

static void put_flag_field(GString *out, const AttributeSpec *spec, const void *field) {
  g_string_append(out, spec->choices[*(const bool *)field]);
}

static void put_rgb_field(GString *out, const AttributeSpec *spec, const void *field) {
  (void)spec;
  const uint8_t *rgb = field;
  g_string_append_printf(out, "#%02x%02x%02x", rgb[0], rgb[1], rgb[2]);
}

static void put_colour_field(GString *out, const AttributeSpec *spec, const void *field) {
  (void)spec;
  const LayoutColour *colour = *(const LayoutColour *const *)field;
  g_string_append(out, colour ? colour->name : "black");
}

static void put_role_field(GString *out, const AttributeSpec *spec, const void *field) {
  (void)spec;
  const LayoutRole *role = *(const LayoutRole *const *)field;
  put_name(out, role ? role->name : NULL);
}

static void put_gap_field(GString *out, const AttributeSpec *spec, const void *field) {
  (void)spec;
  put_gap(out, field);
}

static void put_anchor_field(GString *out, const AttributeSpec *spec, const void *field) {
  (void)spec;
  put_anchor(out, *(const Anchor *)field);
}

static void put_inset_field(GString *out, const AttributeSpec *spec, const void *field) {
  (void)spec;
  put_inset(out, *(const SideInset *)field);
}

static void put_rows_field(GString *out, const AttributeSpec *spec, const void *field) {
  (void)spec;
  const unsigned *rows = field;
  for (int i = 0; i < 4; i++)
    g_string_append_printf(out, "%s%u", i ? " " : "", rows[i]);
}

static void put_lengths_field(GString *out, const AttributeSpec *spec,
                              const void *field) {
  put_lengths(out, field, spec->kind == VALUE_RULES ? 3 : 2);
}

static void put_fit_field(GString *out, const AttributeSpec *spec, const void *field) {
  (void)spec;
  put_fit(out,
          (const LayoutRole *)((const char *)field - offsetof(LayoutRole, fit_open)));
}

static void put_terms_field(GString *out, const AttributeSpec *spec, const void *field) {
  (void)spec;
  put_terms(out, field);
}

/* NULL: shown elsewhere, or in what follows from it. */
static PutValue *const writers[] = {
    [VALUE_NOTE] = NULL,
    [VALUE_TEXT] = put_text_field,
    [VALUE_NAME] = put_text_field,
    [VALUE_PATTERN] = put_text_field,
    [VALUE_LENGTH] = put_length_field,
    [VALUE_MILLI] = put_milli_field,
    [VALUE_SHARE] = put_milli_field,
    [VALUE_COUNT] = put_count_field,
    [VALUE_CHOICE] = put_choice_field,
    [VALUE_FLAG] = put_flag_field,
    [VALUE_NUMBER] = NULL,
    [VALUE_PAPER] = NULL,
    [VALUE_RGB] = put_rgb_field,
    [VALUE_FONT] = put_text_field,
    [VALUE_LATIN] = put_text_field,
    [VALUE_COLOUR] = put_colour_field,
    [VALUE_ROLE] = put_role_field,
    [VALUE_PARTS] = NULL,
    [VALUE_GAP] = put_gap_field,
    [VALUE_X] = put_anchor_field,
    [VALUE_Y] = put_anchor_field,
    [VALUE_INSET] = put_inset_field,
    [VALUE_RANGE] = put_lengths_field,
    [VALUE_RULES] = put_lengths_field,
    [VALUE_ROWS] = put_rows_field,
    [VALUE_FIT] = put_fit_field,
    [VALUE_TERMS] = put_terms_field,
};

static bool is_shown(const AttributeSpec *spec) {
  return writers[spec->kind] && strcmp(spec->name, "clause") != 0;
}

static void put_clause(GString *out, const char *clause) {
  g_string_append_printf(out, "%s%s\n", clause && *clause ? "  " : "",
                         clause ? clause : "");
}

/* Every attribute of an element: "prefix.name value  clause". */
static void put_fields(GString *out, ElementId id, const char *prefix, const void *from) {
  const ElementSpec *spec = layout_element(id);
  int clause = layout_attribute(spec, "clause");
  for (size_t i = 0, n_known = layout_n_attributes(spec); i < n_known; i++) {
    const AttributeSpec *a = &spec->attributes[i];
    if (!is_shown(a))
      continue;
    g_string_append_printf(out, "%s.%s ", prefix, a->name);
    writers[a->kind](out, a, (const char *)from + a->offset);
    size_t at = clause < 0 ? 0 : spec->attributes[clause].offset;
    put_clause(out, clause < 0 ? NULL : *(const char *const *)((const char *)from + at));
  }
}

static void put_derived(GString *out, const char *prefix, Length length,
                        const char *clause) {
  g_string_append_printf(out, "%s ", prefix);
  put_mm(out, length);
  put_clause(out, clause);
}

static void put_roles(GString *out, const Layout *l) {
  for (size_t i = 0; i < l->n_roles; i++) {
    const LayoutRole *role = &l->roles[i];
    g_autofree char *prefix = g_strdup_printf("role.%s", role->name);
    g_autofree char *cell = g_strdup_printf("%s.cell", prefix);
    put_fields(out, ELEMENT_ROLE, prefix, role);
    put_derived(out, cell, role->cell, role->clause);
  }
}

static const char *const sign_names[] = {
    [SIGN_SEAL] = "seal", [SIGN_NONE] = "none", [SIGN_STAMP] = "stamp"};

static void put_placements(GString *out, const Layout *l) {
  for (size_t i = 0; i < l->n_placements; i++) {
    const Placement *p = &l->placements[i];
    ElementId id = (ElementId)(ELEMENT_AT + (int)p->kind);
    g_autoptr(GString) prefix = g_string_new(layout_element(id)->name);
    for (unsigned n = 0; n < p->n_parts && p->kind != PLACE_SIGN; n++)
      g_string_append_printf(prefix, "%c%s", n ? '+' : '.',
                             layout_part_name(p->parts[n]));
    if (p->kind == PLACE_SIGN)
      g_string_append_printf(prefix, ".%s", sign_names[p->with]);
    if (p->kind == PLACE_RULE)
      g_string_append_printf(prefix, ".%s", p->name);
    put_fields(out, id, prefix->str, p);
  }
}

static void put_number_form(GString *out, const char *of, const char *form,
                            const char *clause) {
  g_string_append_printf(out, "numbering.%s %s  %s\n", of, form ? form : "none", clause);
}

void layout_dump(const Layout *l, GString *out) {
  put_fields(out, ELEMENT_LAYOUT, "layout", l);
  put_fields(out, ELEMENT_PAGE, "page", &l->page);
  put_fields(out, ELEMENT_BLOCK, "block", &l->block);
  put_fields(out, ELEMENT_GRID, "grid", &l->grid);
  put_derived(out, "grid.cell", l->grid.cell, "P3.4");
  put_derived(out, "grid.step", l->grid.step, "P3.5");
  put_fields(out, ELEMENT_UNIT, "unit.行", &l->grid);
  for (size_t i = 0; i < l->n_colours; i++) {
    g_autofree char *prefix = g_strdup_printf("colour.%s", l->colours[i].name);
    put_fields(out, ELEMENT_COLOUR, prefix, &l->colours[i]);
  }
  put_fields(out, ELEMENT_SPACING, "spacing", &l->spacing);
  put_fields(out, ELEMENT_TABLES, "tables", &l->table);
  put_fields(out, ELEMENT_NUMBERS, "numbers", &l->table);
  put_fields(out, ELEMENT_FIGURES, "figures", &l->figures);
  put_fields(out, ELEMENT_TITLES, "titles", &l->titles);
  put_roles(out, l);
  for (int i = 0; i < NUMBERING_LEVELS; i++)
    g_string_append_printf(out, "numbering.level%d %s  B3.3\n", i + 1,
                           l->numbering.levels[i] ? l->numbering.levels[i] : "none");
  put_number_form(out, "chapter", l->numbering.chapter, "B3.3");
  put_number_form(out, "division", l->numbering.division, "B3.3");
  put_number_form(out, "article", l->numbering.article, "B3.3");
  put_number_form(out, "annex", l->numbering.annex_label, "B10.2");
  put_placements(out, l);
}
