/* Where one layout differs from another: value by value, as written and completed. */
#include <string.h>

#include "layout_private.h"

typedef struct Comparison {
  const Sheet *other;
  bool own_clause;
  GArray *found; /* LayoutDeparture */
} Comparison;

static bool is_compared(const AttributeSpec *spec, const char *key) {
  static const char *const identities[] = {"clause", "remove", NULL};
  return !g_strv_contains(identities, spec->name) &&
         (!key || strcmp(spec->name, key) != 0);
}

/* "9.0mm" and "9mm" are one value. */
static bool same_value(const char *a, const char *b) {
  Measure x, y;
  if (!a || !b)
    return a == b;
  if (strcmp(a, b) == 0)
    return true;
  return measure_parse(a, &x) && measure_parse(b, &y) && x.micro == y.micro &&
         x.unit == y.unit;
}

/* What the table of defaults says of this value; NULL: nothing. */
static const DefaultValue *default_of(const Record *r, const char *attribute) {
  const DefaultValue *d = layout_default(r->spec->id, r->key, attribute);
  return d ? d : layout_default(r->spec->id, "*", attribute);
}

/* The other layout's value, or what it is where nothing is said; NULL: nothing. */
static const char *said_of(const Record *other, const Record *own,
                           const char *attribute) {
  const char *text = other ? layout_record_text(other, attribute) : NULL;
  const DefaultValue *d = text ? NULL : default_of(own, attribute);
  return d ? d->text : text;
}

/* The clause of this very value where the table of defaults has one, else that of its
 * element. */
static const char *clause_of(const Comparison *c, const Record *own, const Record *other,
                             const char *attribute) {
  const Record *said = c->own_clause || !other ? own : other;
  const DefaultValue *d = c->own_clause ? NULL : default_of(own, attribute);
  const char *clause = d ? d->clause : layout_record_text(said, "clause");
  return clause ? clause : "";
}

static void add(Comparison *c, const Record *own, const Record *other,
                const char *attribute) {
  LayoutDeparture d = {
      .element = own->spec->name, .key = own->key, .attribute = attribute};
  d.value = layout_record_text(own, attribute);
  d.standard = said_of(other, own, attribute);
  d.clause = clause_of(c, own, other, attribute);
  g_array_append_val(c->found, d);
}

/* A new role or colour is no departure until something is set in it. */
static void compare_record(Comparison *c, const Record *own) {
  const Record *other = layout_sheet_find(c->other, own->spec->id, own->key);
  if (!other && !layout_is_placement(own->spec->id))
    return;
  for (size_t i = 0, n_known = layout_n_attributes(own->spec); i < n_known; i++) {
    const AttributeSpec *spec = &own->spec->attributes[i];
    if (own->values[i].text && is_compared(spec, own->spec->key) &&
        !same_value(own->values[i].text, said_of(other, own, spec->name)))
      add(c, own, other, spec->name);
  }
}

static void add_removed(Comparison *c, const Sheet *sheet, const Record *other) {
  if (!layout_is_placement(other->spec->id) ||
      layout_sheet_find(sheet, other->spec->id, other->key))
    return;
  LayoutDeparture d = {.element = other->spec->name, .key = other->key};
  d.clause = layout_record_text(other, "clause");
  d.clause = d.clause ? d.clause : "";
  g_array_append_val(c->found, d);
}

const LayoutDeparture *layout_compare(Arena *arena, const Sheet *sheet,
                                      const Sheet *other, bool own_clause, size_t *n) {
  Comparison c = {other, own_clause, g_array_new(FALSE, TRUE, sizeof(LayoutDeparture))};
  for (guint i = 0; i < sheet->records->len; i++)
    compare_record(&c, g_ptr_array_index(sheet->records, i));
  for (guint i = 0; i < other->records->len; i++)
    add_removed(&c, sheet, g_ptr_array_index(other->records, i));
  *n = c.found->len;
  return arena_take_array(arena, c.found);
}
