/* Names that nothing knows, and attributes that do nothing where they stand. Roles,
 * colours and rules are closed vocabularies: a name of one's own is declared by being
 * used. */
#include <string.h>

#include "layout_private.h"

typedef struct Names {
  Job *job;
  const Sheet *sheet;
  GHashTable *live; /* roles and colours that something uses: “role x”, “colour x” */
} Names;

static bool is_built_in(ElementId id, const char *name) {
  for (size_t i = 0; i < layout_default_count; i++) {
    const DefaultValue *d = &layout_defaults[i];
    if (d->element == id && strcmp(d->key, "*") != 0 && strcmp(d->key, name) == 0)
      return true;
  }
  return false;
}

static void use(const Names *n, const char *kind, const char *name) {
  if (name)
    g_hash_table_add(n->live, arena_printf(n->job->arena, "%s %s", kind, name));
}

static bool is_live(const Names *n, const Record *r) {
  g_autofree char *own = g_strdup_printf("%s %s", r->spec->name, r->key);
  return is_built_in(r->spec->id, r->key) || g_hash_table_contains(n->live, own);
}

/* One round over the records; true: something new is used. */
static bool use_all(const Names *n) {
  guint before = g_hash_table_size(n->live);
  for (guint i = 0; i < n->sheet->records->len; i++) {
    const Record *r = g_ptr_array_index(n->sheet->records, i);
    if (r->spec->id == ELEMENT_ROLE && !is_live(n, r))
      continue;
    use(n, "colour", layout_record_text(r, "colour"));
    use(n, "role", layout_record_text(r, "role"));
    use(n, "role", layout_record_text(r, "label-role"));
    if (r->spec->id == ELEMENT_ROLE)
      use(n, "role", layout_record_text(r, "extends"));
  }
  return g_hash_table_size(n->live) > before;
}

/* The built-in name most like it. */
static const char *nearest_built_in(const Names *n, const Record *r) {
  const char **names = ARENA_ARRAY(n->job->arena, const char *, layout_default_count + 1);
  size_t count = 0;
  for (size_t i = 0; i < layout_default_count; i++) {
    if (layout_defaults[i].element == r->spec->id && *layout_defaults[i].key != '*')
      names[count++] = layout_defaults[i].key;
  }
  return count ? text_nearest(r->key, names) : "–";
}

static void check_used(const Names *n) {
  while (use_all(n))
    continue;
  for (guint i = 0; i < n->sheet->records->len; i++) {
    const Record *r = g_ptr_array_index(n->sheet->records, i);
    bool named = r->spec->id == ELEMENT_ROLE || r->spec->id == ELEMENT_COLOUR;
    if (named && !is_live(n, r))
      diag_add(n->job->diags, layout_record_at(r, "name"), DIAG_LAYOUT_UNUSED_NAME,
               r->spec->name, r->key, nearest_built_in(n, r), NULL);
  }
}

/* ---- attributes without effect --------------------------------------------------------
 */

static bool shares_word(const char *a, const char *b) {
  g_auto(GStrv) words = g_strsplit(a, " ", -1), others = g_strsplit(b, " ", -1);
  for (char **word = words; *word; word++) {
    if (**word && g_strv_contains((const char *const *)others, *word))
      return true;
  }
  return false;
}

static bool is_off(const char *text) {
  static const char *const words[] = {"none", "no", "0", NULL};
  return !text || g_strv_contains(words, text);
}

/* Where a role of one's own is used is not asked. */
static bool reaches(const Record *r, const AttributeSpec *spec) {
  if (!spec->only || shares_word(spec->only, r->key))
    return true;
  return r->spec->id == ELEMENT_ROLE && !is_built_in(ELEMENT_ROLE, r->key);
}

static void check_attribute(const Names *n, const Record *r, size_t i) {
  const AttributeSpec *spec = &r->spec->attributes[i];
  const Value *value = &r->values[i];
  bool own = value->text && value->at.line && value->at.file &&
             strcmp(value->at.file, n->sheet->file) == 0;
  if (!own)
    return;
  if (!reaches(r, spec)) {
    g_autofree char *key = g_strdup_printf("%s \"%s\"", r->spec->name, r->key);
    diag_add(n->job->diags, value->at, DIAG_LAYOUT_NO_EFFECT, spec->name, key, spec->only,
             NULL);
  } else if (spec->needs && !is_off(value->text) &&
             is_off(layout_record_text(r, spec->needs))) {
    diag_add(n->job->diags, value->at, DIAG_LAYOUT_NO_EFFECT_ALONE, spec->name,
             spec->needs, NULL);
  }
}

void layout_check_names(Job *job, const Sheet *sheet) {
  Names n = {job, sheet, g_hash_table_new(g_str_hash, g_str_equal)};
  check_used(&n);
  for (guint i = 0; i < sheet->records->len; i++) {
    const Record *r = g_ptr_array_index(sheet->records, i);
    for (size_t k = 0; k < layout_n_attributes(r->spec); k++)
      check_attribute(&n, r, k);
  }
  g_hash_table_destroy(n.live);
}
