#include <dlfcn.h>
#include <string.h>
#include <unistd.h>

#include "hongtou_inner.h"

/* How far above the library's folder its prefix may be: lib/<architecture>/ is two up. */
#define PREFIX_DEPTH 3

static bool holds_data(const char *folder) {
  g_autofree char *roles = g_build_filename(folder, "fonts", "roles.xml", NULL);
  g_autofree char *layouts = g_build_filename(folder, "layouts", NULL);
  return g_file_test(roles, G_FILE_TEST_IS_REGULAR) &&
         g_file_test(layouts, G_FILE_TEST_IS_DIR);
}

/* The file this code was loaded from: the shared library, or the command that contains
 * it. The loader names the command as it was called, which need not be a path. */
char *own_file_find(void) {
  Dl_info place;
  if (dladdr((const void *)hongtou_version, &place) && place.dli_fname &&
      strstr(place.dli_fname, "libhongtou") && g_path_is_absolute(place.dli_fname))
    return g_strdup(place.dli_fname);
  return g_file_read_link("/proc/self/exe", NULL);
}

static char *beside_own_file(void) {
  g_autofree char *file = own_file_find();
  if (!file)
    return NULL;
  g_autofree char *folder = g_path_get_dirname(file);
  for (int up = 0; up < PREFIX_DEPTH; up++) {
    char *above = g_path_get_dirname(folder);
    g_free(folder);
    folder = above;
    g_autofree char *data = g_build_filename(folder, "share", "hongtou", NULL);
    if (holds_data(data))
      return g_steal_pointer(&data);
  }
  return NULL;
}

char *data_folder_find(const char *wanted) {
  const char *variable = g_getenv("HONGTOU_DATA");
  if (!wanted && variable && *variable)
    wanted = variable;
  if (wanted) /* named and not there: no other place is tried */
    return holds_data(wanted) ? g_strdup(wanted) : NULL;
  char *beside = beside_own_file();
  if (beside)
    return beside;
  static const char *const built_in[] = {HONGTOU_INSTALL_DATA, HONGTOU_SOURCE_FOLDER};
  for (size_t i = 0; i < G_N_ELEMENTS(built_in); i++) {
    if (holds_data(built_in[i]))
      return g_strdup(built_in[i]);
  }
  return NULL;
}

/* Where fonts/fetch puts Fandol, once for a user. */
static char *user_fonts(void) {
  return g_build_filename(g_get_user_cache_dir(), "hongtou", "fonts", NULL);
}

char **font_folders_list(const char *const *first, const char *data) {
  GPtrArray *folders = g_ptr_array_new();
  for (; first && *first; first++)
    g_ptr_array_add(folders, g_strdup(*first));
  const char *variable = g_getenv("HONGTOU_FONT_PATH");
  g_auto(GStrv) parts = g_strsplit(variable ? variable : "", ":", -1);
  for (char **part = parts; *part; part++) {
    if (**part)
      g_ptr_array_add(folders, g_strdup(*part));
  }
  if (data)
    g_ptr_array_add(folders, g_build_filename(data, "fonts", "packages", NULL));
  g_ptr_array_add(folders, user_fonts());
  g_ptr_array_add(folders, NULL);
  return (char **)g_ptr_array_free(folders, FALSE);
}

char *cache_folder_find(const char *wanted) {
  if (wanted)
    return *wanted ? g_strdup(wanted) : NULL;
  return g_build_filename(g_get_user_cache_dir(), "hongtou", NULL);
}
