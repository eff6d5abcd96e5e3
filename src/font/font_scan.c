/* Reads every font file below some folders, without a cache. */
#include <glib/gstdio.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

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

typedef struct Scan {
  FcFontSet *set;
  GHashTable *seen; /* folders by device and number: links may lead in circles */
  const Limits *limits;
  Diagnostics *diags;
  bool told_depth, told_faces;
} Scan;

static bool is_new(Scan *scan, const char *folder) {
  GStatBuf st;
  if (g_stat(folder, &st) != 0 || !S_ISDIR(st.st_mode))
    return false;
  return g_hash_table_add(
      scan->seen, g_strdup_printf("%ju:%ju", (uintmax_t)st.st_dev, (uintmax_t)st.st_ino));
}

/* Once for all folders. */
static void tell(Scan *scan, bool *told, DiagCode code, const char *folder) {
  bool depth = code == DIAG_LIMIT_FONT_FOLDERS;
  g_autofree char *limit = g_strdup_printf(
      "%u", depth ? scan->limits->font_folders : scan->limits->font_faces);
  if (!*told)
    diag_add(scan->diags, (Span){0}, code, folder, limit, NULL);
  *told = true;
}

static void scan_folder(Scan *scan, const char *folder, unsigned depth);

static void scan_entry(Scan *scan, const char *folder, const char *name, unsigned depth) {
  g_autofree char *path = g_build_filename(folder, name, NULL);
  int count = 0;
  if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
    if (depth < scan->limits->font_folders)
      scan_folder(scan, path, depth + 1);
    else if (is_new(scan, path))
      tell(scan, &scan->told_depth, DIAG_LIMIT_FONT_FOLDERS, path);
  } else if (is_font_name(path)) {
    if ((unsigned)scan->set->nfont < scan->limits->font_faces)
      FcFreeTypeQueryAll((const FcChar8 *)path, (unsigned)-1, NULL, &count, scan->set);
    else
      tell(scan, &scan->told_faces, DIAG_LIMIT_FONT_FACES, folder);
  }
}

static void scan_folder(Scan *scan, const char *folder, unsigned depth) {
  if (!is_new(scan, folder))
    return;
  g_autoptr(GPtrArray) names = names_in(folder);
  for (guint i = 0; i < names->len && !scan->told_faces; i++)
    scan_entry(scan, folder, names->pdata[i], depth);
}

FcFontSet *font_files_scan(const GPtrArray *folders, const Limits *limits,
                           Diagnostics *diags) {
  Scan scan = {.set = FcFontSetCreate(), .limits = limits, .diags = diags};
  g_assert(scan.set);
  scan.seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < folders->len; i++)
    scan_folder(&scan, folders->pdata[i], 0);
  g_hash_table_unref(scan.seen);
  return scan.set;
}

/* ---- what no face was found in -------------------------------------------------------
 */

typedef struct Unread {
  GHashTable *read; /* names of files */
  Scan scan;
} Unread;

static void look_into(Unread *u, const char *folder, unsigned depth) {
  if (depth > u->scan.limits->font_folders || !is_new(&u->scan, folder))
    return;
  g_autoptr(GPtrArray) names = names_in(folder);
  for (guint i = 0; i < names->len; i++) {
    g_autofree char *path = g_build_filename(folder, names->pdata[i], NULL);
    if (is_font_name(path) && !g_hash_table_contains(u->read, path) &&
        g_file_test(path, G_FILE_TEST_IS_REGULAR))
      diag_add(u->scan.diags, (Span){0}, DIAG_FONT_DAMAGED, path, NULL);
    else if (g_file_test(path, G_FILE_TEST_IS_DIR))
      look_into(u, path, depth + 1);
  }
}

void font_files_unread(const FontBook *book, size_t n_folders, Diagnostics *diags) {
  Unread u = {.read = g_hash_table_new(g_str_hash, g_str_equal),
              .scan = {.limits = &limits_default, .diags = diags}};
  u.scan.seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (int i = 0; book->all && i < book->all->nfont; i++) {
    FcChar8 *file = NULL;
    if (FcPatternGetString(book->all->fonts[i], FC_FILE, 0, &file) == FcResultMatch)
      g_hash_table_add(u.read, file);
  }
  for (size_t i = 0; i < n_folders && i < book->folders->len; i++)
    look_into(&u, book->folders->pdata[i], 0);
  g_hash_table_unref(u.scan.seen);
  g_hash_table_unref(u.read);
}
