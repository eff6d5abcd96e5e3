/* Records, sheets, and one sheet laid over another: a layout states only what differs. */
#include <string.h>

#include "layout_private.h"

Sheet *layout_sheet_new(Arena *arena, const char *file) {
  Sheet *sheet = g_new0(Sheet, 1);
  sheet->file = file;
  sheet->root =
      layout_record_new(arena, layout_element(ELEMENT_LAYOUT), "", (Span){.file = file});
  sheet->records = g_ptr_array_new();
  return sheet;
}

void layout_sheet_free(Sheet *sheet) {
  g_ptr_array_free(sheet->records, TRUE);
  g_free(sheet);
}

Record *layout_record_new(Arena *arena, const ElementSpec *spec, const char *key,
                          Span at) {
  Record *r = ARENA_NEW(arena, Record);
  *r = (Record){.spec = spec, .key = key, .at = at};
  r->values = ARENA_ARRAY(arena, Value, layout_n_attributes(spec));
  return r;
}

const char *layout_record_text(const Record *record, const char *attribute) {
  int i = layout_attribute(record->spec, attribute);
  return i < 0 ? NULL : record->values[i].text;
}

Span layout_record_at(const Record *record, const char *attribute) {
  int i = layout_attribute(record->spec, attribute);
  return i >= 0 && record->values[i].text && record->values[i].at.line
             ? record->values[i].at
             : record->at;
}

static gint find_index(const Sheet *sheet, ElementId id, const char *key) {
  for (guint i = 0; i < sheet->records->len; i++) {
    const Record *r = g_ptr_array_index(sheet->records, i);
    if (r->spec->id == id && strcmp(r->key, key) == 0)
      return (gint)i;
  }
  return -1;
}

Record *layout_sheet_find(const Sheet *sheet, ElementId id, const char *key) {
  gint i = find_index(sheet, id, key);
  return i < 0 ? NULL : g_ptr_array_index(sheet->records, i);
}

static void overlay(Record *base, const Record *over) {
  for (size_t i = 0, n_known = layout_n_attributes(over->spec); i < n_known; i++) {
    if (over->values[i].text)
      base->values[i] = over->values[i];
  }
  base->at = over->at;
}

static bool names_part(const Record *r, const char *part) {
  if (!layout_is_placement(r->spec->id))
    return false;
  if (r->spec->id == ELEMENT_SIGN)
    return strcmp(part, "sign") == 0;
  g_auto(GStrv) words = g_strsplit(r->key, " ", -1);
  return g_strv_contains((const gchar *const *)words, part);
}

static gint find_part(const Sheet *sheet, const char *part) {
  for (guint i = 0; i < sheet->records->len; i++) {
    if (names_part(g_ptr_array_index(sheet->records, i), part))
      return (gint)i;
  }
  return -1;
}

static gint find_last_part(const Sheet *sheet, const char *part) {
  gint last = -1;
  for (guint i = 0; i < sheet->records->len; i++) {
    if (names_part(g_ptr_array_index(sheet->records, i), part))
      last = (gint)i;
  }
  return last;
}

/* Where before= or after= puts the record: before the first place of a part, after its
 * last; -1: they say nothing, or name no placement. */
static gint wanted_index(Job *job, const Sheet *sheet, const Record *r) {
  const char *before = layout_record_text(r, "before"),
             *after = layout_record_text(r, "after");
  const char *part = before ? before : after;
  if (!layout_is_placement(r->spec->id) || !part)
    return -1;
  gint i = before ? find_part(sheet, part) : find_last_part(sheet, part);
  if (i < 0)
    diag_add(job->diags, layout_record_at(r, before ? "before" : "after"),
             DIAG_LAYOUT_NO_SUCH_PLACE, before ? "before" : "after", part, NULL);
  return i < 0 ? -1 : i + (before ? 0 : 1);
}

static void insert(Job *job, Sheet *sheet, Record *r) {
  g_ptr_array_insert(sheet->records, wanted_index(job, sheet, r), r);
}

static bool is_removal(const Record *r) {
  const char *remove = layout_record_text(r, "remove");
  return remove && strcmp(remove, "yes") == 0;
}

static void change(Job *job, Sheet *base, guint index, const Record *over) {
  Record *r = g_ptr_array_index(base->records, index);
  overlay(r, over);
  bool moves = layout_record_text(over, "before") || layout_record_text(over, "after");
  if (moves && layout_is_placement(over->spec->id)) {
    g_ptr_array_remove_index(base->records, index);
    insert(job, base, r);
  }
}

static Record *copy(Job *job, const Record *over) {
  Record *r = layout_record_new(job->arena, over->spec, over->key, over->at);
  overlay(r, over);
  return r;
}

/* Defaults of a placement fill one that stands there; only these two stand by default. */
static bool stands_by_default(const DefaultValue *d) {
  if (!layout_is_placement(d->element))
    return strcmp(d->key, "*") != 0;
  return (d->element == ELEMENT_FLOW && strcmp(d->key, "subtitle") == 0) ||
         (d->element == ELEMENT_AT && strcmp(d->key, "draft") == 0);
}

static bool element_stands_by_default(ElementId id, const char *key) {
  for (size_t i = 0; i < layout_default_count; i++) {
    const DefaultValue *d = &layout_defaults[i];
    if (d->element == id && strcmp(d->key, key) == 0 && stands_by_default(d))
      return true;
  }
  return false;
}

/* The rule of the layout below whose name this new one seems to mean; NULL: none. */
static const char *meant_rule(const Sheet *base, const Record *over) {
  bool placed = layout_record_text(over, "gap") || layout_record_text(over, "foot") ||
                layout_record_text(over, "before") || layout_record_text(over, "after");
  const char *nearest = NULL;
  unsigned least = UINT_MAX;
  for (guint i = 0; i < base->records->len; i++) {
    const Record *r = g_ptr_array_index(base->records, i);
    unsigned d = text_distance(over->key, r->key);
    bool slip = text_is_slip(over->key, r->key) &&
                !g_ascii_isdigit(over->key[strlen(over->key) - 1]);
    if (r->spec->id != ELEMENT_RULE || d >= least || (placed && !slip))
      continue;
    least = d;
    nearest = r->key;
  }
  return nearest;
}

/* A second rule by a slip of the pen: one that says where it stands is meant. */
static void check_new_rule(Job *job, const Sheet *base, const Record *over) {
  const char *meant = over->spec->id == ELEMENT_RULE ? meant_rule(base, over) : NULL;
  if (meant)
    diag_add(job->diags, layout_record_at(over, "name"), DIAG_LAYOUT_UNKNOWN_RULE,
             over->key, meant, NULL);
}

static void lay(Job *job, Sheet *base, const Record *over, unsigned generation) {
  gint found = find_index(base, over->spec->id, over->key);
  Record *r = found < 0 ? NULL : g_ptr_array_index(base->records, found);
  if (r && r->generation == generation) {
    g_autofree char *line = g_strdup_printf("%u", r->at.line);
    g_autofree char *what =
        g_strconcat(over->spec->name, *over->key ? " " : "", over->key, NULL);
    diag_add(job->diags, over->at, DIAG_LAYOUT_DUPLICATE, what, line, NULL);
    return;
  }
  if (is_removal(over) && !r && !element_stands_by_default(over->spec->id, over->key)) {
    diag_add(job->diags, over->at, DIAG_LAYOUT_REMOVES_NOTHING, over->spec->name,
             over->key, NULL);
    return;
  }
  if (r) {
    change(job, base, (guint)found, over);
  } else {
    if (generation > 1)
      check_new_rule(job, base, over);
    r = copy(job, over);
    insert(job, base, r);
  }
  r->generation = generation;
}

void layout_merge(Job *job, Sheet *base, const Sheet *over, unsigned generation) {
  overlay(base->root, over->root);
  base->file = over->file;
  for (guint i = 0; i < over->records->len; i++)
    lay(job, base, g_ptr_array_index(over->records, i), generation);
}

/* ---- defaults ---------------------------------------------------------------------- */

static void add_missing(Job *job, Sheet *sheet, const DefaultValue *d) {
  if (layout_sheet_find(sheet, d->element, d->key))
    return;
  const ElementSpec *spec = layout_element(d->element);
  Record *r = layout_record_new(job->arena, spec, d->key, (Span){.file = sheet->file});
  int key = spec->key ? layout_attribute(spec, spec->key) : -1;
  if (key >= 0)
    r->values[key].text = d->key;
  const DefaultValue *after = layout_default(d->element, d->key, "after");
  gint i = after ? find_last_part(sheet, after->text) : -1;
  bool placed = layout_is_placement(d->element) && find_part(sheet, d->key) >= 0;
  if (!placed && (!after || i >= 0))
    g_ptr_array_insert(sheet->records, after ? i + 1 : -1, r);
}

/* A role that says what it is like takes the rest from there, not from the table. */
static bool takes_default(const Record *r, const DefaultValue *d, bool states_parent) {
  if (d->element != r->spec->id || (states_parent && d->element == ELEMENT_ROLE))
    return false;
  bool every = strcmp(d->key, "*") == 0 && d->element != ELEMENT_ROLE;
  return every || strcmp(d->key, r->key) == 0;
}

static void fill_value(Record *r, const char *attribute, const char *text) {
  int index = layout_attribute(r->spec, attribute);
  if (index >= 0 && !r->values[index].text)
    r->values[index].text = text;
}

/* What the table says of this one goes before what it says of every one; its first row's
 * clause stands for the element. */
static void fill(Record *r) {
  bool states_parent = r->spec->id == ELEMENT_ROLE && layout_record_text(r, "extends");
  for (int every = 0; every < 2; every++) {
    for (size_t i = 0; i < layout_default_count; i++) {
      const DefaultValue *d = &layout_defaults[i];
      if ((strcmp(d->key, "*") == 0) != (every == 1) ||
          !takes_default(r, d, states_parent))
        continue;
      fill_value(r, "clause", d->clause);
      if (strcmp(d->attribute, "after") != 0)
        fill_value(r, d->attribute, d->text);
    }
  }
}

void layout_complete(Job *job, Sheet *sheet) {
  for (size_t i = 0; i < layout_default_count; i++) {
    if (stands_by_default(&layout_defaults[i]))
      add_missing(job, sheet, &layout_defaults[i]);
  }
  for (guint i = sheet->records->len; i-- > 0;) {
    Record *r = g_ptr_array_index(sheet->records, i);
    if (is_removal(r))
      g_ptr_array_remove_index(sheet->records, i);
    else
      fill(r);
  }
}
