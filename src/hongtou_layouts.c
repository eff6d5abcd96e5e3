/* Layouts as a caller sees them: what each is, and where it departs from the standard. */
#include <errno.h>
#include <string.h>

#include "hongtou_inner.h"

static gint by_name(gconstpointer a, gconstpointer b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The layouts of a folder, by name; caller frees. */
static GPtrArray *files_of(const char *folder, Diagnostics *diags) {
  GPtrArray *files = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  if (!dir)
    diag_add(diags, (Span){0}, DIAG_ENV_CANNOT_READ, folder, file_error_words(errno),
             NULL);
  for (const char *name; dir && (name = g_dir_read_name(dir));) {
    if (g_str_has_suffix(name, ".xml"))
      g_ptr_array_add(files, g_build_filename(folder, name, NULL));
  }
  g_ptr_array_sort(files, by_name);
  return files;
}

static void add_layout(HongtouResult *result, const char *name,
                       const char *const *folders) {
  Job job = {.arena = result->messages,
             .diags = result->diags,
             .limits = &limits_default,
             .files = result->reads};
  LayoutSummary summary;
  if (layout_summarise(&job, name, folders, &summary))
    g_array_append_val(result->layouts, summary);
}

HongtouResult *hongtou_layouts(HongtouSession *session, const char *place) {
  HongtouResult *result = result_new(false);
  g_autofree char *own = session_layout_folder(session, result->diags);
  if (!own)
    return result;
  const char *const folders[] = {own, NULL};
  const char *folder = place ? place : own;
  if (place && !g_file_test(place, G_FILE_TEST_IS_DIR)) {
    add_layout(result, place, folders);
    return result;
  }
  g_autoptr(GPtrArray) files = files_of(folder, result->diags);
  for (guint i = 0; i < files->len; i++)
    add_layout(result, g_ptr_array_index(files, i), folders);
  return result;
}

size_t hongtou_result_layouts(const HongtouResult *result) {
  return result->layouts->len;
}

HongtouLayout hongtou_result_layout(const HongtouResult *result, size_t i) {
  g_assert(i < result->layouts->len);
  const LayoutSummary *s = &g_array_index(result->layouts, LayoutSummary, i);
  return (HongtouLayout){.name = s->name,
                         .title = s->title,
                         .file = s->file,
                         .extends = s->extends,
                         .standard = s->standard,
                         .against = s->against,
                         .departures = s->n_departures};
}

HongtouDeparture hongtou_result_departure(const HongtouResult *result, size_t i,
                                          size_t k) {
  g_assert(i < result->layouts->len);
  const LayoutSummary *s = &g_array_index(result->layouts, LayoutSummary, i);
  g_assert(k < s->n_departures);
  const LayoutDeparture *d = &s->departures[k];
  return (HongtouDeparture){d->element, d->key,      d->attribute,
                            d->value,   d->standard, d->clause};
}
