/* Faces that no role names: asked for a character that the roles' own have not. */
#include <string.h>

#include "font_private.h"

static int order(int64_t a, int64_t b) {
  return (a > b) - (a < b);
}

/* The caller's folders first, upright and of ordinary weight before others; then by name,
 * the same on every machine. */
static int by_preference(gconstpointer a, gconstpointer b) {
  const Found *x = a, *y = b;
  int by = order(x->folder, y->folder);
  by = by ? by : order(x->slanted, y->slanted);
  by = by ? by
          : order(ABS(x->weight - FC_WEIGHT_REGULAR), ABS(y->weight - FC_WEIGHT_REGULAR));
  by = by ? by : strcmp(x->file, y->file);
  return by ? by : order(x->index, y->index);
}

static GArray *all_others(const FontBook *book) {
  GArray *others = g_array_new(FALSE, FALSE, sizeof(Found));
  for (int i = 0; book->all && i < book->all->nfont; i++) {
    Found found;
    if (font_found_read(book->all->fonts[i], book->folders, &found))
      g_array_append_val(others, found);
  }
  g_array_sort(others, by_preference);
  return others;
}

/* A colour font has a character and draws nothing for us. */
static bool shows(const Font *font, gunichar c) {
  if (!font_usable(font) || !font_may_embed(font) || !font_has(font, c))
    return false;
  InkBox ink = font_ink(font, font_glyph(font, c));
  return ink.right > ink.left || !g_unichar_isgraph(c);
}

const Font *font_others_find(FontBook *book, const FontRole *role, gunichar c) {
  if (!book->others)
    book->others = all_others(book);
  for (guint i = 0; i < book->others->len; i++) {
    Found *found = &g_array_index(book->others, Found, i);
    if (!FcCharSetHasChar(found->coverage, c))
      continue;
    if (!found->font)
      found->font = font_make(book, found, arena_strdup(book->arena, found->family),
                              role->plays->serif);
    if (shows(found->font, c))
      return found->font;
  }
  return NULL;
}
