/* Characters by strokes: first by their number, then in the order of their strokes, heng
 * (一) shu (丨) pie (丿) dian (丶) zhe (乛), as GF 3003-1999 orders them.
 *
 * Made from the Unihan database (Unicode licence): kTotalStrokes gives the number; kTGH
 * the place in the 通用规范汉字表 of 2013, whose three levels are each in that very
 * order. The levels are merged by the strokes of each character, facts
 * that were looked up in the dictionary of the Debian package rime-data-stroke, of which
 * nothing else is taken; the 13 000 characters of U+4E00 …
 * 9FFF that the list does not hold follow those of their number, by code point (by
 * radical). */
#include <string.h>

#include "bind_fill.h"

static const char *const by_strokes[] = {
#include "bind_strokes.def"
};

GHashTable *stroke_ranks(void) {
  GHashTable *ranks = g_hash_table_new(NULL, NULL);
  guint rank = 0;
  for (size_t i = 0; i < G_N_ELEMENTS(by_strokes); i++) {
    for (const char *p = by_strokes[i]; *p;)
      g_hash_table_insert(ranks, GUINT_TO_POINTER(text_next(&p)),
                          GUINT_TO_POINTER(++rank));
  }
  return ranks;
}

/* By characters: what is no Han first, by code point, Han by rank, the unranked last. */
char *stroke_key(GHashTable *ranks, const char *text) {
  GString *key = g_string_new(NULL);
  for (const char *p = text; *p;) {
    gunichar c = text_next(&p);
    guint rank = GPOINTER_TO_UINT(g_hash_table_lookup(ranks, GUINT_TO_POINTER(c)));
    char form = rank ? 'h' : text_is_han(c) ? 'z' : 'a';
    g_string_append_printf(key, "%c%06x", form, rank ? rank : (guint)c);
  }
  return g_string_free(key, FALSE);
}
