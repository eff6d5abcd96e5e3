/* Fonts that travel with the document (--embed-fonts): each face that shows some
 * character, cut to the characters the document has, if its rights allow. */
#include <stdlib.h>
#include <string.h>

#include "odt_private.h"

/* A face in use: its characters, the roles that take them from it. */
typedef struct Use {
  const Font *font;
  GHashTable *characters, *roles;
} Use;

static Use *use_of(GPtrArray *uses, const Font *font) {
  for (guint i = 0; i < uses->len; i++) {
    Use *use = g_ptr_array_index(uses, i);
    if (use->font == font)
      return use;
  }
  Use *use = g_new0(Use, 1);
  use->font = font;
  use->characters = g_hash_table_new(NULL, NULL);
  use->roles = g_hash_table_new(g_str_hash, g_str_equal);
  g_ptr_array_add(uses, use);
  return use;
}

static void use_free(gpointer data) {
  Use *use = data;
  g_hash_table_destroy(use->characters);
  if (use->roles)
    g_hash_table_destroy(use->roles);
  g_free(use);
}

static void take_character(const Odt *o, GPtrArray *uses, const char *role, gunichar c) {
  const FontRole *fonts = fontbook_role(o->job->fonts, role);
  const Font *font = NULL;
  if (!fonts || c < ' ' || fontrole_find(fonts, c, &font) == FOUND_NOWHERE)
    return;
  Use *use = use_of(uses, font);
  g_hash_table_add(use->characters, GUINT_TO_POINTER(c));
  g_hash_table_add(use->roles, (gpointer)fontrole_name(fonts));
}

static void take_line(const Odt *o, GPtrArray *uses, const ComposedLine *line) {
  const char *p = g_utf8_offset_to_pointer(line->text->utf8, line->from);
  for (uint32_t i = line->from; i < line->to; i++) {
    gunichar c = text_next(&p);
    take_character(o, uses, odt_role_at(o, line->text, line->role, i)->font, c);
  }
}

/* What a hand may add without a change of face: digits, letters, the everyday marks. */
static void take_everyday(const Odt *o, GPtrArray *uses) {
  static const char marks[] = "，。、；：？！“”‘’（）《》〔〕—…·～％";
  guint n = uses->len;
  for (guint i = 0; i < n; i++) {
    const Use *use = g_ptr_array_index(uses, i);
    for (gunichar c = ' '; c < 0x7F; c++) {
      if (font_has(use->font, c))
        g_hash_table_add(use->characters, GUINT_TO_POINTER(c));
    }
    for (const char *p = marks; *p;) {
      gunichar c = text_next(&p);
      if (font_has(use->font, c))
        g_hash_table_add(use->characters, GUINT_TO_POINTER(c));
    }
  }
  (void)o;
}

static int compare(const void *a, const void *b) {
  gunichar first = *(const gunichar *)a, second = *(const gunichar *)b;
  return first < second ? -1 : first > second;
}

static gunichar *sorted(Arena *arena, GHashTable *set, size_t *n) {
  GHashTableIter iter;
  gpointer key;
  gunichar *list = ARENA_ARRAY(arena, gunichar, g_hash_table_size(set));
  *n = 0;
  g_hash_table_iter_init(&iter, set);
  while (g_hash_table_iter_next(&iter, &key, NULL))
    list[(*n)++] = GPOINTER_TO_UINT(key);
  qsort(list, *n, sizeof *list, compare);
  return list;
}

/* ASCII, no installed face's, and another one for other characters: an office that has
 * two documents open takes faces of one name for one face. */
static const char *travelling_name(Arena *arena, const Font *font, const gunichar *list,
                                   size_t n) {
  uint32_t hash = 0x811C9DC5u;
  for (size_t i = 0; i < n; i++)
    hash = (hash ^ list[i]) * 0x01000193u;
  char *name = arena_printf(arena, "Hongtou %s %08X", font_postscript_name(font), hash);
  for (char *p = name; *p; p++) {
    if ((unsigned char)*p < ' ' || (unsigned char)*p > '~' || *p == '\'')
      *p = '-';
  }
  return name;
}

static void add_font(Odt *o, Use *use) {
  Arena *arena = o->job->arena;
  if (!font_may_travel(use->font)) {
    diag_add(o->job->diags, (Span){.file = o->bulletin->file}, DIAG_ODT_FONT_RIGHTS,
             font_family(use->font), NULL);
    return;
  }
  size_t n;
  const gunichar *characters = sorted(arena, use->characters, &n);
  OdtFont *font = ARENA_NEW(arena, OdtFont);
  *font = (OdtFont){.font = use->font,
                    .family = travelling_name(arena, use->font, characters, n)};
  FontFile cut = font_cut_whole(o->job, use->font, characters, n, font->family);
  if (!cut.bytes)
    return;
  bool cff = cut.outlines == SUBSET_CFF;
  OdtFile *file = ARENA_NEW(arena, OdtFile);
  const char *suffix = cff ? "otf" : "ttf";
  *file = (OdtFile){.name = arena_printf(arena, "Fonts/%u.%s", o->files->len + 1, suffix),
                    .type = cff ? "font/otf" : "font/ttf",
                    .bytes = cut.bytes,
                    .len = cut.len};
  font->file = file;
  font->roles = g_steal_pointer(&use->roles);
  g_ptr_array_add(o->files, file);
  g_ptr_array_add(o->travelling, font);
}

void odt_embed_fonts(Odt *o) {
  if (o->options->flat) {
    diag_add(o->job->diags, (Span){.file = o->bulletin->file}, DIAG_ODT_FLAT_FONTS, NULL);
    return;
  }
  g_autoptr(GPtrArray) uses = g_ptr_array_new_with_free_func(use_free);
  for (uint32_t i = 0; i < o->composition->n_lines; i++)
    take_line(o, uses, &o->composition->lines[i]);
  take_everyday(o, uses);
  for (guint i = 0; i < uses->len; i++)
    add_font(o, g_ptr_array_index(uses, i));
}
