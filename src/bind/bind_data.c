/* The data sets of a document, and nothing else that lies on the disk. */
#include <string.h>

#include "bind_private.h"

typedef struct Found {
  char *path;         /* NULL: it would lie outside all folders; g_free */
  const char *folder; /* as named */
} Found;

static void look_in(Found *found, const char *folder, const char *src) {
  if (found->path && g_file_test(found->path, G_FILE_TEST_EXISTS))
    return;
  char *other = file_inside(folder, src);
  if (!other || (found->path && !g_file_test(other, G_FILE_TEST_EXISTS))) {
    g_free(other);
    return;
  }
  g_free(found->path);
  *found = (Found){other, folder};
}

/* In the document's folder or one of the data folders, the first that has it. */
static Found find_file(const Job *job, const char *src) {
  Found found = {0};
  look_in(&found, job->folder, src);
  for (const char *const *folder = job->data_folders; folder && *folder; folder++)
    look_in(&found, *folder, src);
  return found;
}

char *bind_data_file(const Job *job, const char *src, const char **folder) {
  Found found = find_file(job, src);
  *folder = found.folder;
  return found.path;
}

const char *bind_data_name(Arena *arena, const char *folder, const char *src) {
  if (strcmp(folder, ".") == 0)
    return src;
  return arena_printf(arena, "%s%s%s", folder, g_str_has_suffix(folder, "/") ? "" : "/",
                      src);
}

static const Dataset *load(Binder *binder, const DataSpec *spec) {
  Job *job = binder->job;
  const char *folder;
  g_autofree char *path = bind_data_file(job, spec->src, &folder);
  if (!path) {
    diag_add(job->diags, spec->src_at, DIAG_BIND_DATA_OUTSIDE, spec->src, NULL);
    return NULL;
  }
  job_note_file(job, path);
  char separator[2] = {spec->separator, '\0'};
  DataSource source = {.id = spec->id,
                       .path = path,
                       .straight = true,
                       .name = bind_data_name(job->arena, folder, spec->src),
                       .encoding = spec->encoding,
                       .separator = spec->separator ? separator : NULL,
                       .sheet = spec->sheet,
                       .range = spec->range,
                       .head = spec->head,
                       .hidden = (DataHidden)spec->hidden,
                       .totals = spec->totals,
                       .at = spec->src_at};
  const Dataset *set = NULL;
  return dataset_load(job, &source, &set) ? set : NULL;
}

void bind_data_open(Binder *binder) {
  const Bulletin *in = binder->in;
  DataStore *store = &binder->data;
  *store =
      (DataStore){.states = g_hash_table_new_full(NULL, NULL, NULL, g_free),
                  .by_id = g_hash_table_new(g_str_hash, g_str_equal),
                  .stated = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                  .figures = g_array_new(FALSE, FALSE, sizeof(Figure))};
  const Dataset **sets = ARENA_ARRAY(binder->job->arena, const Dataset *, in->n_data);
  for (uint32_t i = 0; i < in->n_data; i++) {
    const Dataset *set = load(binder, &in->data[i]);
    if (set)
      sets[store->n_sets++] = set;
  }
  store->failed = store->n_sets < in->n_data;
  store->sets = sets;
  store->asker = asker_new(binder->job, sets, store->n_sets);
  bind_figures_open(binder);
}

void bind_data_close(Binder *binder) {
  DataStore *store = &binder->data;
  asker_free(store->asker);
  g_hash_table_destroy(store->states);
  g_hash_table_destroy(store->by_id);
  g_hash_table_destroy(store->stated);
}

const Dataset *bind_data_find(Binder *binder, const char *id, Span at) {
  const DataStore *store = &binder->data;
  if (!id)
    return store->n_sets == 1 ? store->sets[0] : NULL;
  for (uint32_t i = 0; i < store->n_sets; i++) {
    if (strcmp(store->sets[i]->id, id) == 0)
      return store->sets[i];
  }
  if (!store->failed)
    diag_add(binder->job->diags, at, DIAG_QUERY_UNKNOWN, id, NULL);
  return NULL;
}
