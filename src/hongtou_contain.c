/* What a session needs to read, and the rest of the machine given up. */
#include <stdlib.h>
#include <string.h>

#include "base_contain.h"
#include "hongtou_inner.h"

static void add(GPtrArray *places, const char *path) {
  if (path && !g_ptr_array_find_with_equal_func(places, path, g_str_equal, NULL))
    g_ptr_array_add(places, g_strdup(path));
}

/* As it is named, and where links lead. */
static void add_folder_of(GPtrArray *places, const char *path) {
  char *real = realpath(path, NULL);
  g_autofree char *named = g_path_get_dirname(path);
  g_autofree char *whole = real ? g_path_get_dirname(real) : NULL;
  add(places, named);
  add(places, whole);
  free(real);
}

GPtrArray *session_reads(HongtouSession *session, const char *const *more) {
  GPtrArray *places = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);
  Diagnostics *told = diagnostics_new(); /* again, with the first document */
  FontBook *fonts = session_fonts(session, told);
  diagnostics_free(told);
  if (fonts)
    fontbook_files(fonts, files);
  for (guint i = 0; i < files->len; i++)
    add_folder_of(places, files->pdata[i]);
  for (char **folder = session->font_folders; *folder; folder++)
    add(places, *folder);
  add(places, session->data);
  for (; more && *more; more++)
    add(places, *more);
  g_ptr_array_add(places, NULL);
  return places;
}

HongtouResult *hongtou_contain(HongtouSession *session, HongtouSandbox wish,
                               const char *const *reads, const char *const *writes) {
  HongtouResult *result = result_new(false);
  if (wish == HONGTOU_SANDBOX_OFF)
    return result;
  g_autoptr(GPtrArray) all = session_reads(session, reads);
  ContainPlaces places = {(const char *const *)all->pdata, writes};
  contain_self((ContainWish)wish, &places, result->diags);
  return result;
}
