/* The way of a layout: find the file, read it and what it extends, lay them over each
 * other, fill in what nobody says, resolve, check. */
#include <string.h>

#include "layout_private.h"

typedef struct Chain {
  Job *job;
  const char *const
      *folders;    /* where names are looked up, and after them beside the file itself */
  const char *own; /* its folder; NULL: it came by name or from memory */
  const char
      *files[LAYOUT_MAX_EXTENDS + 1]; /* from the file asked for, down to its base */
  Sheet *sheets[LAYOUT_MAX_EXTENDS + 1];
  unsigned n;
} Chain;

static bool is_path(const char *name) {
  return strchr(name, '/') || g_str_has_suffix(name, ".xml");
}

/* <folder>/<name>.xml; NULL when it is not there. */
static char *find_in(const char *folder, const char *name) {
  g_autofree char *file = g_strconcat(name, ".xml", NULL);
  g_autofree char *path = file_inside(folder, file);
  return path && g_file_test(path, G_FILE_TEST_IS_REGULAR)
             ? g_build_filename(folder, file, NULL)
             : NULL;
}

/* The file of that name in the first folder that has it; NULL when none has. A house
 * style may extend another that lies beside it, but never hides one of the program's. */
static char *find_file(const Chain *c, const char *name) {
  char *path = NULL;
  for (const char *const *folder = c->folders; folder && *folder && !path; folder++)
    path = find_in(*folder, name);
  return path || !c->own ? path : find_in(c->own, name);
}

/* Those that come with the program. */
static const char *const standard_layouts[] = {"general", "letter", "order", "minutes",
                                               NULL};

static void no_such_layout(const Chain *c, Span at, const char *name) {
  g_autoptr(GString) where = g_string_new(NULL);
  for (const char *const *f = c->folders; f && *f; f++)
    g_string_append_printf(where, "%s%s", where->len ? " " : "", *f);
  if (c->own)
    g_string_append_printf(where, "%s%s", where->len ? " " : "", c->own);
  g_autofree char *low = g_ascii_strdown(name, -1);
  diag_add(c->job->diags, at, DIAG_LAYOUT_NO_SUCH_LAYOUT, name,
           where->len ? where->str : "-", text_nearest(low, standard_layouts), NULL);
}

static bool add_bytes(Chain *c, const char *file, const char *bytes, size_t len) {
  size_t before = diag_errors(c->job->diags);
  c->files[c->n] = arena_strdup(c->job->arena, file);
  c->sheets[c->n] = layout_parse(c->job, c->files[c->n], bytes, len);
  c->n++;
  return diag_errors(c->job->diags) == before;
}

static bool add_file(Chain *c, const char *path) {
  g_autofree char *bytes = NULL;
  size_t len;
  job_note_file(c->job, path);
  return file_read(path, c->job->limits->layout_bytes, &bytes, &len, c->job->diags) &&
         add_bytes(c, path, bytes, len);
}

static bool in_chain(const Chain *c, const char *path) {
  for (unsigned i = 0; i < c->n; i++) {
    if (strcmp(c->files[i], path) == 0)
      return true;
  }
  return false;
}

/* The layouts below the last one read: at most LAYOUT_MAX_EXTENDS, each once. */
static bool add_bases(Chain *c) {
  for (;;) {
    const Record *root = c->sheets[c->n - 1]->root;
    const char *base = layout_record_text(root, "extends");
    Span at = layout_record_at(root, "extends");
    if (!base)
      return true;
    bool plain = *base && *base != '.' && !strchr(base, '/');
    g_autofree char *path = plain ? find_file(c, base) : NULL;
    if (!path) {
      no_such_layout(c, at, base);
      return false;
    }
    if (in_chain(c, path)) {
      diag_add(c->job->diags, at, DIAG_LAYOUT_EXTENDS_LOOP, base, NULL);
      return false;
    }
    if (c->n > LAYOUT_MAX_EXTENDS) {
      diag_add(c->job->diags, at, DIAG_LAYOUT_EXTENDS_DEEP,
               G_STRINGIFY(LAYOUT_MAX_EXTENDS), NULL);
      return false;
    }
    if (!add_file(c, path))
      return false;
  }
}

/* From the base up to the `top`-th file, each over those below it. */
static Sheet *laid_over(Chain *c, unsigned top) {
  Sheet *all = layout_sheet_new(c->job->arena, c->files[top]);
  for (unsigned i = c->n; i-- > top;)
    layout_merge(c->job, all, c->sheets[i], c->n - i);
  layout_complete(c->job, all);
  return all;
}

static const Layout *settle(Chain *c) {
  g_autoptr(Sheet) all = laid_over(c, 0);
  size_t before = diag_errors(c->job->diags);
  Layout *layout = layout_resolve(c->job, all);
  layout->extends = layout_record_text(c->sheets[0]->root, "extends");
  if (diag_errors(c->job->diags) == before)
    layout_check(c->job, all, layout);
  if (diag_errors(c->job->diags) == before)
    layout_check_names(c->job, all);
  return layout;
}

static void chain_free(Chain *c) {
  for (unsigned i = 0; i < c->n; i++)
    layout_sheet_free(c->sheets[i]);
}

static bool finish(Chain *c, size_t errors_before, const Layout **out) {
  const Layout *layout = NULL;
  if (diag_errors(c->job->diags) == errors_before && add_bases(c))
    layout = settle(c);
  chain_free(c);
  bool ok = layout && diag_errors(c->job->diags) == errors_before;
  *out = ok ? layout : NULL;
  return ok;
}

bool layout_read_memory(Job *job, const char *file, const char *bytes, size_t len,
                        const char *const *folders, const Layout **out) {
  Chain c = {.job = job, .folders = folders};
  size_t before = diag_errors(job->diags);
  add_bytes(&c, file, bytes, len);
  return finish(&c, before, out);
}

static bool add_named(Chain *c, const char *name) {
  bool named = *name && !is_path(name) && *name != '.';
  g_autofree char *path = is_path(name) ? g_strdup(name)
                          : named       ? find_file(c, name)
                                        : NULL;
  if (!path) {
    no_such_layout(c, (Span){0}, name);
    return false;
  }
  if (is_path(name)) {
    g_autofree char *own = g_path_get_dirname(name);
    c->own = arena_strdup(c->job->arena, own);
  }
  return add_file(c, path);
}

bool layout_read(Job *job, const char *name, const char *const *folders,
                 const Layout **out) {
  Chain c = {.job = job, .folders = folders};
  size_t before = diag_errors(job->diags);
  *out = NULL;
  if (!add_named(&c, name) && c.n == 0)
    return false;
  return finish(&c, before, out);
}

/* ---- summaries --------------------------------------------------------------------- */

static bool base_of_standard(Chain *c, const char *name) {
  size_t before = diag_errors(c->job->diags);
  return add_named(c, name) && diag_errors(c->job->diags) == before && add_bases(c);
}

/* Held against the nearest layout below that states a standard, else against `general`.
 */
static void compare(Chain *c, LayoutSummary *out) {
  Chain general = {.job = c->job, .folders = c->folders};
  Chain *from = c;
  unsigned top = 1;
  while (top < c->n && !layout_record_text(c->sheets[top]->root, "standard"))
    top++;
  if (top == c->n) {
    from = &general;
    top = 0;
    if (out->standard || !base_of_standard(&general, "general")) {
      chain_free(&general);
      return;
    }
  }
  g_autoptr(Sheet) own = laid_over(c, 0);
  g_autoptr(Sheet) other = laid_over(from, top);
  out->against = layout_record_text(from->sheets[top]->root, "name");
  out->departures = layout_compare(c->job->arena, own, other, out->standard != NULL,
                                   &out->n_departures);
  chain_free(&general);
}

bool layout_summarise(Job *job, const char *name, const char *const *folders,
                      LayoutSummary *out) {
  const Layout *layout;
  *out = (LayoutSummary){0};
  if (!layout_read(job, name, folders, &layout))
    return false;
  Chain c = {.job = job, .folders = folders};
  bool ok = add_named(&c, name) && add_bases(&c);
  *out = (LayoutSummary){.name = layout->name,
                         .title = layout->title,
                         .file = layout->file,
                         .extends = layout->extends};
  out->standard = layout_record_text(c.sheets[0]->root, "standard");
  if (ok)
    compare(&c, out);
  chain_free(&c);
  return ok;
}

const LayoutRole *layout_role_of(const Layout *layout, RoleId id) {
  return layout->standard_roles[id];
}

const LayoutRole *layout_role_original(const Layout *layout, const LayoutRole *role) {
  return role->at < layout->n_roles ? &layout->roles[role->at] : NULL;
}

RoleId layout_level_role(unsigned level) {
  return level >= 1 && level <= NUMBERING_LEVELS ? (RoleId)(ROLE_LEVEL1 + level - 1)
                                                 : ROLE_OWN;
}

const char *layout_part_name(Part part) {
  return layout_parts[part];
}
