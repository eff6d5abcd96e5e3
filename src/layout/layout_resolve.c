/* Records → page, block, grid, colours, spacing and roles: every length that depends on
 * nothing but the layout becomes points here. */
#include <string.h>

#include "layout_private.h"

static void read_only(const Context *base, const Sheet *sheet, ElementId id,
                      void *target) {
  Context c = *base;
  c.record = layout_sheet_find(sheet, id, "");
  if (c.record)
    layout_values_read(&c, target);
}

/* ---- page and grid ----------------------------------------------------------------- */

/* X-a: cells fill the width. Y-a: the first em box stands on the block's top, the last
 * one on its foot; Y-c: lines share the height (P3.4, P3.5). */
static void settle_grid(const LayoutBlock *block, LayoutGrid *grid) {
  unsigned cells = MAX(grid->cells, 1), lines = MAX(grid->lines, 1);
  grid->cell = (Length)((block->width + (int64_t)cells / 2) / cells);
  if (grid->fit == GRID_FIT_LINE)
    grid->step = (Length)((block->height + (int64_t)lines / 2) / lines);
  else if (lines > 1)
    grid->step =
        (Length)((block->height - grid->size + (int64_t)(lines - 1) / 2) / (lines - 1));
  else
    grid->step = block->height;
}

static void resolve_page(Context *c, const Sheet *sheet, Layout *l) {
  read_only(c, sheet, ELEMENT_PAGE, &l->page);
  read_only(c, sheet, ELEMENT_BLOCK, &l->block);
  read_only(c, sheet, ELEMENT_GRID, &l->grid);
  for (guint i = 0; i < sheet->records->len; i++) {
    Context unit = *c;
    unit.record = g_ptr_array_index(sheet->records, i);
    if (unit.record->spec->id == ELEMENT_UNIT)
      layout_values_read(&unit, &l->grid);
  }
  settle_grid(&l->block, &l->grid);
  c->zi = l->grid.cell;
  c->em = l->grid.size;
  c->hang = l->grid.gap_unit;
}

/* ---- what there are several of ----------------------------------------------------- */

static size_t count(const Sheet *sheet, ElementId id) {
  size_t n = 0;
  for (guint i = 0; i < sheet->records->len; i++)
    n += ((const Record *)g_ptr_array_index(sheet->records, i))->spec->id == id;
  return n;
}

static void resolve_colours(const Context *base, const Sheet *sheet, Layout *l) {
  LayoutColour *colours =
      ARENA_ARRAY(base->job->arena, LayoutColour, count(sheet, ELEMENT_COLOUR) + 1);
  l->colours = colours;
  for (guint i = 0; i < sheet->records->len; i++) {
    Context c = *base;
    c.record = g_ptr_array_index(sheet->records, i);
    if (c.record->spec->id == ELEMENT_COLOUR)
      layout_values_read(&c, &colours[l->n_colours++]);
  }
}

/* ---- roles ------------------------------------------------------------------------- */

static const Record *parent_of(const Sheet *sheet, const Record *role) {
  const char *extends = layout_record_text(role, "extends");
  return extends ? layout_sheet_find(sheet, ELEMENT_ROLE, extends) : NULL;
}

/* Every chain of extends= ends; walked at most as far as there are roles. */
static bool check_role_chain(Job *job, const Sheet *sheet, const Record *role) {
  const char *extends = layout_record_text(role, "extends");
  const Record *p = role;
  guint steps = 0;
  if (extends && !parent_of(sheet, role)) {
    diag_add(job->diags, layout_record_at(role, "extends"), DIAG_LAYOUT_NO_SUCH_ROLE,
             "extends", extends, "body", NULL);
    return false;
  }
  while (p && steps++ <= sheet->records->len)
    p = parent_of(sheet, p);
  if (p)
    diag_add(job->diags, layout_record_at(role, "extends"), DIAG_LAYOUT_ROLE_LOOP,
             role->key, extends, NULL);
  return !p;
}

static bool check_role_chains(Job *job, const Sheet *sheet) {
  bool ok = true;
  for (guint i = 0; i < sheet->records->len; i++) {
    const Record *r = g_ptr_array_index(sheet->records, i);
    if (r->spec->id == ELEMENT_ROLE)
      ok = check_role_chain(job, sheet, r) && ok;
  }
  return ok;
}

static bool is_inherited(const char *attribute) {
  static const char *const own[] = {"name", "extends", "number", NULL};
  return !g_strv_contains(own, attribute);
}

/* The role's own values, then its parents', then what every role has. The chain ends
 * (checked). */
static Record *effective_role(Job *job, const Sheet *sheet, const Record *role) {
  Record *all = layout_record_new(job->arena, role->spec, role->key, role->at);
  for (const Record *p = role; p; p = parent_of(sheet, p)) {
    for (size_t i = 0, n_known = layout_n_attributes(role->spec); i < n_known; i++) {
      bool wanted = p == role || is_inherited(role->spec->attributes[i].name);
      if (wanted && !all->values[i].text)
        all->values[i] = p->values[i];
    }
  }
  for (size_t i = 0, n_known = layout_n_attributes(role->spec); i < n_known; i++) {
    if (all->values[i].text)
      continue;
    const DefaultValue *d =
        layout_default(ELEMENT_ROLE, "*", role->spec->attributes[i].name);
    all->values[i].text = d ? d->text : NULL;
  }
  return all;
}

/* P2.2, P2.4: a line of another size is its character and 7/8 of the grid's. */
static Length usual_step(const LayoutGrid *grid, Length size) {
  return size == grid->size ? 0 : size + grid->size * 7 / 8;
}

static void resolve_role(const Context *base, const Record *record, LayoutRole *role) {
  const LayoutGrid *grid = &base->layout->grid;
  Context c = {.job = base->job, .layout = base->layout, .record = record};
  layout_value_read(&c, (size_t)layout_attribute(record->spec, "size"), role);
  role->cell = role->size == grid->size ? grid->cell : role->size;
  c.zi = role->cell;
  c.em = role->size;
  c.hang = grid->step;
  layout_values_read(&c, role);
  if (!layout_record_text(record, "step"))
    role->step = usual_step(grid, role->size);
}

/* Where the numbers of a role's texts are said; NULL: it has none. */
static const char **number_place(Numbering *numbering, RoleId role) {
  if (role >= ROLE_LEVEL1 && role <= ROLE_LEVEL4)
    return &numbering->levels[role - ROLE_LEVEL1];
  if (role == ROLE_CHAPTER)
    return &numbering->chapter;
  if (role == ROLE_DIVISION)
    return &numbering->division;
  return role == ROLE_ARTICLE ? &numbering->article : NULL;
}

static void note_number_form(Layout *l, const Record *record, RoleId role) {
  const char *form = layout_record_text(record, "number");
  const char **place = number_place(&l->numbering, role);
  if (place && form && strcmp(form, "none") != 0)
    *place = form;
}

static RoleId id_of_role(const char *name) {
  for (int i = ROLE_OWN + 1; i < ROLE_COUNT; i++) {
    if (strcmp(layout_roles[i], name) == 0)
      return (RoleId)i;
  }
  return ROLE_OWN;
}

/* Where the program finds it without its name. */
static void enter_role(Layout *l, LayoutRole *role, const char *name) {
  role->id = id_of_role(name);
  role->at = (unsigned)l->n_roles++;
  if (role->id != ROLE_OWN && !l->standard_roles[role->id])
    l->standard_roles[role->id] = role;
}

static void resolve_roles(const Context *base, const Sheet *sheet, Layout *l,
                          LayoutElement *told) {
  LayoutRole *roles =
      ARENA_ARRAY(base->job->arena, LayoutRole, count(sheet, ELEMENT_ROLE) + 1);
  l->roles = roles;
  if (!check_role_chains(base->job, sheet))
    return;
  for (guint i = 0; i < sheet->records->len; i++) {
    const Record *r = g_ptr_array_index(sheet->records, i);
    if (r->spec->id != ELEMENT_ROLE)
      continue;
    LayoutRole *role = &roles[l->n_roles];
    const Record *effective = effective_role(base->job, sheet, r);
    resolve_role(base, effective, role);
    role->element = i;
    told[i] = layout_tell(base->job->arena, effective);
    enter_role(l, role, r->key);
    note_number_form(l, r, role->id);
  }
}

/* ---- the whole --------------------------------------------------------------------- */

static void resolve_tables(const Context *base, const Sheet *sheet, Layout *l) {
  Context c = *base;
  LayoutTable *t = &l->table;
  t->head = layout_role_of(l, ROLE_TABLE_HEAD);
  t->cell = layout_role_of(l, ROLE_TABLE_CELL);
  t->note = layout_role_of(l, ROLE_TABLE_NOTE);
  t->unit = layout_role_of(l, ROLE_TABLE_UNIT);
  if (t->cell)
    c.zi = t->cell->cell;
  read_only(&c, sheet, ELEMENT_TABLES, t);
  read_only(&c, sheet, ELEMENT_NUMBERS, t);
}

LayoutElement layout_tell(Arena *arena, const Record *record) {
  const ElementSpec *spec = record->spec;
  size_t n = layout_n_attributes(spec);
  const char *clause = layout_record_text(record, "clause");
  LayoutElement told = {.element = spec->name,
                        .key = record->key,
                        .clause = clause ? clause : "",
                        .at = record->at};
  LayoutSaid *said = ARENA_ARRAY(arena, LayoutSaid, n + 1);
  for (size_t i = 0; i < n; i++) {
    const Value *value = &record->values[i];
    if (value->text && strcmp(spec->attributes[i].name, "clause") != 0)
      said[told.n_said++] =
          (LayoutSaid){spec->attributes[i].name, value->text, value->at};
  }
  told.said = said;
  return told;
}

/* Roles are told already, with what they take from those they extend. */
static void tell_others(Arena *arena, const Sheet *sheet, LayoutElement *told) {
  for (guint i = 0; i < sheet->records->len; i++) {
    if (!told[i].element)
      told[i] = layout_tell(arena, g_ptr_array_index(sheet->records, i));
  }
}

Layout *layout_resolve(Job *job, const Sheet *sheet) {
  Layout *l = ARENA_NEW(job->arena, Layout);
  Context c = {.job = job, .layout = l};
  l->file = sheet->file;
  c.record = sheet->root;
  layout_values_read(&c, l);
  if (!l->name)
    l->name = "";
  if (!l->title)
    l->title = l->name;
  if (!l->standard)
    l->standard = "";
  resolve_page(&c, sheet, l);
  resolve_colours(&c, sheet, l);
  LayoutElement *told = ARENA_ARRAY(job->arena, LayoutElement, sheet->records->len);
  resolve_roles(&c, sheet, l, told);
  read_only(&c, sheet, ELEMENT_SPACING, &l->spacing);
  resolve_tables(&c, sheet, l);
  read_only(&c, sheet, ELEMENT_FIGURES, &l->figures);
  read_only(&c, sheet, ELEMENT_TITLES, &l->titles);
  l->title_terms = l->titles.keep.words;
  l->n_title_terms = l->titles.keep.n;
  layout_resolve_placements(job, sheet, l);
  tell_others(job->arena, sheet, told);
  l->elements = told;
  l->n_elements = sheet->records->len;
  return l;
}
