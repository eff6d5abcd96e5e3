/* The resolved layout as text: one value a line, lengths in mm with three decimals, the clause last. */
#include <stdlib.h>
#include <string.h>

#include "layout_private.h"

static void put_mm(GString *out, Length length) {
  /* 1/1024 pt is 127/360 of 1/1024 mm */
  int64_t scaled = (int64_t)length * 127 * 1000 * 2;
  int64_t whole = (scaled + (scaled < 0 ? -1 : 1) * INT64_C(360) * 1024) / (INT64_C(360) * 1024 * 2);
  g_string_append_printf(out, "%s%d.%03dmm", whole < 0 ? "-" : "", (int)(llabs(whole) / 1000),
                         (int)(llabs(whole) % 1000));
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

/* One value by its kind; `field` is where the vocabulary says it lies. */
static void put_value(GString *out, const AttributeSpec *spec, const void *field) {
  switch (spec->kind) {
    case VALUE_NOTE:
    case VALUE_NUMBER:
    case VALUE_PAPER:
    case VALUE_PARTS:
      break;
    case VALUE_TEXT:
    case VALUE_NAME:
    case VALUE_PATTERN:
    case VALUE_FONT:
      put_name(out, *(const char *const *)field);
      break;
    case VALUE_LENGTH:
      put_mm(out, *(const Length *)field);
      break;
    case VALUE_MILLI:
      put_milli(out, *(const int32_t *)field);
      break;
    case VALUE_SHARE:
      put_milli(out, *(const int32_t *)field / 1000);
      break;
    case VALUE_COUNT:
      g_string_append_printf(out, "%u", *(const unsigned *)field);
      break;
    case VALUE_CHOICE:
      g_string_append(out, spec->choices[*(const unsigned *)field]);
      break;
    case VALUE_FLAG:
      g_string_append(out, spec->choices[*(const bool *)field]);
      break;
    case VALUE_RGB:
      g_string_append_printf(out, "#%02x%02x%02x", ((const uint8_t *)field)[0],
                             ((const uint8_t *)field)[1], ((const uint8_t *)field)[2]);
      break;
    case VALUE_COLOUR: {
      const LayoutColour *colour = *(const LayoutColour *const *)field;
      g_string_append(out, colour ? colour->name : "black");
      break;
    }
    case VALUE_ROLE: {
      const LayoutRole *role = *(const LayoutRole *const *)field;
      put_name(out, role ? role->name : NULL);
      break;
    }
    case VALUE_GAP:
      put_gap(out, field);
      break;
    case VALUE_X:
    case VALUE_Y:
      put_anchor(out, *(const Anchor *)field);
      break;
    case VALUE_INSET:
      put_inset(out, *(const SideInset *)field);
      break;
    case VALUE_RANGE:
      put_lengths(out, field, 2);
      break;
    case VALUE_RULES:
      put_lengths(out, field, 3);
      break;
    case VALUE_FIT:
      put_fit(out, (const LayoutRole *)((const char *)field - offsetof(LayoutRole, fit_open)));
      break;
    case VALUE_TERMS:
      put_terms(out, field);
      break;
  }
}

static bool is_shown(const AttributeSpec *spec) {
  return spec->kind != VALUE_NOTE && spec->kind != VALUE_NUMBER && spec->kind != VALUE_PAPER &&
         spec->kind != VALUE_PARTS && strcmp(spec->name, "clause") != 0;
}

static void put_clause(GString *out, const char *clause) {
  g_string_append_printf(out, "%s%s\n", clause && *clause ? "  " : "", clause ? clause : "");
}

/* Every attribute of an element: "prefix.name value  clause". */
static void put_fields(GString *out, ElementId id, const char *prefix, const void *from) {
  const ElementSpec *spec = layout_element(id);
  int clause = layout_attribute(spec, "clause");
  for (size_t i = 0; i < spec->n_attributes; i++) {
    const AttributeSpec *a = &spec->attributes[i];
    if (!is_shown(a))
      continue;
    g_string_append_printf(out, "%s.%s ", prefix, a->name);
    put_value(out, a, (const char *)from + a->offset);
    size_t at = clause < 0 ? 0 : spec->attributes[clause].offset;
    put_clause(out, clause < 0 ? NULL : *(const char *const *)((const char *)from + at));
  }
}

static void put_derived(GString *out, const char *prefix, Length length, const char *clause) {
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

static void put_placements(GString *out, const Layout *l) {
  for (size_t i = 0; i < l->n_placements; i++) {
    const Placement *p = &l->placements[i];
    ElementId id = (ElementId)(ELEMENT_AT + (int)p->kind);
    g_autoptr(GString) prefix = g_string_new(layout_element(id)->name);
    for (unsigned n = 0; n < p->n_parts && p->kind != PLACE_SIGN; n++)
      g_string_append_printf(prefix, "%c%s", n ? '+' : '.', layout_part_name(p->parts[n]));
    if (p->kind == PLACE_SIGN)
      g_string_append_printf(prefix, ".%s", p->with == SIGN_SEAL ? "seal" : "none");
    if (p->kind == PLACE_RULE)
      g_string_append_printf(prefix, ".%s", p->name);
    put_fields(out, id, prefix->str, p);
  }
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
  put_fields(out, ELEMENT_TITLES, "titles", &l->titles);
  put_roles(out, l);
  for (int i = 0; i < NUMBERING_LEVELS; i++)
    g_string_append_printf(out, "numbering.level%d %s  B3.3\n", i + 1,
                           l->numbering.levels[i] ? l->numbering.levels[i] : "none");
  g_string_append_printf(out, "numbering.annex %s  B10.2\n",
                         l->numbering.annex_label ? l->numbering.annex_label : "none");
  put_placements(out, l);
}
