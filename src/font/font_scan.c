/* Reads every font file below some folders, without a cache. */
#include <string.h>

#include "font_private.h"

static bool is_font_name(const char *name) {
  static const char *const endings[] = {".otf", ".ttf", ".ttc", ".otc"};
  for (size_t i = 0; i < G_N_ELEMENTS(endings); i++) {
    const char *dot = strrchr(name, '.');
    if (dot && g_ascii_strcasecmp(dot, endings[i]) == 0)
      return true;
  }
  return false;
}

static int by_name(gconstpointer a, gconstpointer b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static GPtrArray *names_in(const char *folder) {
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  GDir *dir = g_dir_open(folder, 0, NULL);
  for (const char *name; dir && (name = g_dir_read_name(dir));)
    g_ptr_array_add(names, g_strdup(name));
  if (dir)
    g_dir_close(dir);
  g_ptr_array_sort(names, by_name);
  return names;
}

/* Recursion is limited by Limits.font_folders. */
static void scan(const char *folder, unsigned depth, FcFontSet *set) {
  g_autoptr(GPtrArray) names = names_in(folder);
  for (guint i = 0; i < names->len && (unsigned)set->nfont < limits_default.font_faces;
       i++) {
    g_autofree char *path = g_build_filename(folder, names->pdata[i], NULL);
    if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
      if (depth < limits_default.font_folders)
        scan(path, depth + 1, set);
    } else if (is_font_name(path)) {
      int count = 0;
      FcFreeTypeQueryAll((const FcChar8 *)path, (unsigned)-1, NULL, &count, set);
    }
  }
}

FcFontSet *font_files_scan(const GPtrArray *folders) {
  FcFontSet *set = FcFontSetCreate();
  g_assert(set);
  for (guint i = 0; i < folders->len; i++)
    scan(folders->pdata[i], 0, set);
  return set;
}
