/* Finds the files of the faces that roles.xml wishes for, through a fontconfig of our
 * own: no system configuration, no process-wide state. */
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "font_private.h"

#define HOME_FOLDERS 2 /* the first of the system's are the user's own */
#define BOLD_LEAST 150 /* FC_WEIGHT between medium (100) and demibold (180) */

static void append_path(GString *xml, const char *element, const char *path) {
  g_autofree char *absolute = g_canonicalize_filename(path, NULL);
  g_autofree char *escaped = g_markup_escape_text(absolute, -1);
  g_string_append_printf(xml, "<%s>%s</%s>", element, escaped, element);
}

static GPtrArray *all_folders(const FontPaths *paths) {
  GPtrArray *folders = g_ptr_array_new_with_free_func(g_free);
  for (const char *const *folder = paths->folders; folder && *folder; folder++)
    g_ptr_array_add(folders, g_canonicalize_filename(*folder, NULL));
  if (paths->system_folders) {
    const char *home = g_get_home_dir();
    g_ptr_array_add(folders, g_build_filename(home, ".local", "share", "fonts", NULL));
    g_ptr_array_add(folders, g_build_filename(home, ".fonts", NULL));
    g_ptr_array_add(folders, g_strdup("/usr/local/share/fonts"));
    g_ptr_array_add(folders, g_strdup("/usr/share/fonts"));
  }
  return folders;
}

static FcConfig *config_load(const GPtrArray *folders, const char *cache_folder) {
  g_autoptr(GString) xml = g_string_new("<?xml version=\"1.0\"?><fontconfig>");
  for (guint i = 0; i < folders->len; i++) {
    if (g_file_test(folders->pdata[i], G_FILE_TEST_IS_DIR))
      append_path(xml, "dir", folders->pdata[i]);
  }
  append_path(xml, "cachedir", cache_folder);
  g_string_append(xml, "</fontconfig>");
  FcConfig *config = FcConfigCreate();
  g_assert(config);
  if (FcConfigParseAndLoadFromMemory(config, (const FcChar8 *)xml->str, FcFalse))
    FcConfigBuildFonts(config);
  return config;
}

/* Without a folder to write, fontconfig would print to stderr: then it is not asked. */
static bool cache_is_writable(const char *folder) {
  return folder && g_mkdir_with_parents(folder, 0700) == 0 && g_access(folder, W_OK) == 0;
}

static const FcFontSet *all_faces(FontBook *book, const GPtrArray *folders,
                                  const FontPaths *paths, Diagnostics *diags) {
  if (cache_is_writable(paths->cache_folder)) {
    book->config = config_load(folders, paths->cache_folder);
    return FcConfigGetFonts(book->config, FcSetSystem);
  }
  const Limits *limits = paths->limits ? paths->limits : &limits_default;
  return book->scanned = font_files_scan(folders, limits, diags);
}

static guint folder_rank(const GPtrArray *folders, const char *file) {
  for (guint i = 0; i < folders->len; i++) {
    size_t len = strlen(folders->pdata[i]);
    if (strncmp(file, folders->pdata[i], len) == 0 && file[len] == '/')
      return i;
  }
  return folders->len;
}

bool font_found_read(FcPattern *pattern, const GPtrArray *folders, Found *out) {
  FcBool scalable = FcFalse, variable = FcFalse;
  int slant = 0;
  FcChar8 *file = NULL, *name = NULL, *style = NULL, *family = NULL;
  FcCharSet *coverage = NULL;
  *out = (Found){.weight = FC_WEIGHT_REGULAR};
  FcPatternGetBool(pattern, FC_SCALABLE, 0, &scalable);
  FcPatternGetBool(pattern, FC_VARIABLE, 0, &variable);
  FcPatternGetInteger(pattern, FC_SLANT, 0, &slant);
  FcPatternGetInteger(pattern, FC_INDEX, 0, &out->index);
  FcPatternGetInteger(pattern, FC_WEIGHT, 0, &out->weight);
  FcPatternGetInteger(pattern, FC_FONTVERSION, 0, &out->version);
  FcPatternGetString(pattern, FC_POSTSCRIPT_NAME, 0, &name);
  FcPatternGetString(pattern, FC_STYLE, 0, &style);
  FcPatternGetString(pattern, FC_FAMILY, 0, &family);
  if (style && strstr((const char *)style, "Bold") && out->weight < BOLD_LEAST)
    out->weight = FC_WEIGHT_BOLD; /* Fandol's bold faces call their weight regular */
  if (!scalable || variable || out->index < 0 ||
      FcPatternGetString(pattern, FC_FILE, 0, &file) != FcResultMatch ||
      FcPatternGetCharSet(pattern, FC_CHARSET, 0, &coverage) != FcResultMatch)
    return false;
  out->slanted = slant != FC_SLANT_ROMAN;
  out->file = (const char *)file;
  out->postscript_name = (const char *)name;
  out->family = family ? (const char *)family : "";
  out->coverage = coverage;
  out->folder = folder_rank(folders, out->file);
  return true;
}

static int order(int64_t a, int64_t b) {
  return (a > b) - (a < b);
}

/* < 0: a is the better choice. User's folders first, then the nearest weight, then the
 * newest. */
static int found_compare(const Found *a, const Found *b, bool bold) {
  int wanted = bold ? FC_WEIGHT_BOLD : FC_WEIGHT_REGULAR;
  int by = order(a->folder, b->folder);
  by = by ? by : order(ABS(a->weight - wanted), ABS(b->weight - wanted));
  by = by ? by : order(b->version, a->version);
  by = by ? by : strcmp(a->file, b->file);
  return by ? by : order(a->index, b->index);
}

/* ---- families → faces ---------------------------------------------------------- */

typedef struct Search {
  GHashTable *families; /* name → GArray of Found */
  GHashTable *made;     /* "file\nindex" → Font */
} Search;

static void family_add(GHashTable *families, FcPattern *pattern, const Found *found) {
  FcChar8 *name;
  for (int i = 0; FcPatternGetString(pattern, FC_FAMILY, i, &name) == FcResultMatch;
       i++) {
    GArray *faces = g_hash_table_lookup(families, name);
    if (faces)
      g_array_append_vals(faces, found, 1);
  }
}

static GHashTable *families_wanted(const FontBook *book) {
  GHashTable *families =
      g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_array_unref);
  for (guint i = 0; i < book->roles->len; i++) {
    const FontRole *role = book->roles->pdata[i];
    for (guint j = 0; j < role->wishes->len; j++) {
      const char *family = g_array_index(role->wishes, Wish, j).family;
      if (!g_hash_table_contains(families, family))
        g_hash_table_insert(families, (gpointer)family,
                            g_array_new(FALSE, FALSE, sizeof(Found)));
    }
  }
  return families;
}

static const Found *best_of(const GArray *faces, const Wish *wish) {
  const Found *best = NULL;
  for (guint i = 0; i < faces->len; i++) {
    const Found *face = &g_array_index(faces, Found, i);
    if ((wish->bold && face->weight < BOLD_LEAST) || face->slanted != wish->italic)
      continue; /* an ordinary weight never stands in for a bold one */
    if (!best || found_compare(face, best, wish->bold) < 0)
      best = face;
  }
  return best;
}

#define INSTANCE_SHIFT 16

Font *font_make(FontBook *book, const Found *found, const char *family, bool serif) {
  Font *font = ARENA_NEW(book->arena, Font);
  g_autofree char *base = g_path_get_basename(found->file);
  *font = (Font){.index = book->fonts->len,
                 .family = family,
                 .file = arena_strdup(book->arena, found->file),
                 .postscript_name = arena_strdup(
                     book->arena, found->postscript_name ? found->postscript_name : base),
                 .face_index = (unsigned)found->index & 0xFFFF,
                 .instance = (unsigned)found->index >> INSTANCE_SHIFT,
                 .serif = serif,
                 .coverage = found->coverage,
                 .face = g_new0(FontFace, 1)};
  g_ptr_array_add(book->fonts, font);
  return font;
}

static void wish_fulfil(FontBook *book, Wish *wish, Search *search) {
  const Found *found = best_of(g_hash_table_lookup(search->families, wish->family), wish);
  if (!found)
    return;
  g_autofree char *key = g_strdup_printf("%s\n%d", found->file, found->index);
  wish->font = g_hash_table_lookup(search->made, key);
  if (!wish->font) {
    wish->font = font_make(book, found, wish->family, wish->serif);
    g_hash_table_insert(search->made, g_steal_pointer(&key), wish->font);
  }
}

void font_files_find(FontBook *book, const FontPaths *paths, Diagnostics *diags) {
  GPtrArray *folders = book->folders = all_folders(paths);
  g_autoptr(GHashTable) families = families_wanted(book);
  g_autoptr(GHashTable) made =
      g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  const FcFontSet *set = book->all = all_faces(book, folders, paths, diags);
  for (int i = 0; set && i < set->nfont; i++) {
    Found found;
    if (font_found_read(set->fonts[i], folders, &found))
      family_add(families, set->fonts[i], &found);
  }
  Search search = {.families = families, .made = made};
  for (guint i = 0; i < book->roles->len; i++) {
    const FontRole *role = book->roles->pdata[i];
    for (guint j = 0; j < role->wishes->len; j++)
      wish_fulfil(book, &g_array_index(role->wishes, Wish, j), &search);
  }
  guint own = paths->folders ? g_strv_length((char **)paths->folders) : 0;
  font_files_unread(book, own + (paths->system_folders ? HOME_FOLDERS : 0), diags);
}
