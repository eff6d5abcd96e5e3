/* The fonts of every role as a caller sees them. */
#include <string.h>

#include "hongtou_inner.h"

/* Han characters stand in rows 16–87 of GB 2312, 94 to a row (EUC-CN: each byte + 0xA0).
 */
#define GB2312_FIRST_ROW 0xB0
#define GB2312_LAST_ROW 0xF7

typedef struct Coverage {
  unsigned gb2312, basic, han;
} Coverage;

/* The Han characters of GB 2312, as an array of gunichar. */
static GArray *gb2312_characters(void) {
  GArray *characters = g_array_new(FALSE, FALSE, sizeof(gunichar));
  GIConv converter = g_iconv_open("UTF-8", "EUC-CN");
  if (converter == (GIConv)-1) /* a system without its tables: every count is 0 */
    return characters;
  for (int row = GB2312_FIRST_ROW; row <= GB2312_LAST_ROW; row++) {
    for (int place = 0xA1; place <= 0xFE; place++) {
      char pair[2] = {(char)row, (char)place}, utf8[8] = "";
      char *in = pair, *out = utf8;
      gsize in_left = 2, out_left = sizeof utf8 - 1;
      g_iconv(converter, NULL, NULL, NULL, NULL);
      if (g_iconv(converter, &in, &in_left, &out, &out_left) == (gsize)-1)
        continue; /* row 55 ends early */
      gunichar c = g_utf8_get_char(utf8);
      g_array_append_val(characters, c);
    }
  }
  g_iconv_close(converter);
  return characters;
}

static Coverage coverage_of(const Font *font, const GArray *gb2312) {
  Coverage found = {0};
  for (guint i = 0; i < gb2312->len; i++)
    found.gb2312 += font_has(font, g_array_index(gb2312, gunichar, i));
  for (gunichar c = 0x3005; c <= 0x3FFFD; c++) {
    if (!text_is_han(c) || !font_has(font, c))
      continue;
    found.han++;
    found.basic += c >= 0x4E00 && c <= 0x9FFF;
  }
  return found;
}

/* What is counted of each face, once: one face plays in several roles. */
static const Coverage *coverage_find(GHashTable *counted, const Font *font,
                                     const GArray *gb2312) {
  Coverage *known = g_hash_table_lookup(counted, font);
  if (!known) {
    known = g_new(Coverage, 1);
    *known = coverage_of(font, gb2312);
    g_hash_table_insert(counted, (gpointer)font, known);
  }
  return known;
}

static HongtouFontState state_of(CandidateState state) {
  switch (state) {
    case CANDIDATE_MISSING:
      return HONGTOU_FONT_MISSING;
    case CANDIDATE_REFUSED:
      return HONGTOU_FONT_REFUSED;
    case CANDIDATE_PLAYS:
      return HONGTOU_FONT_PLAYS;
    case CANDIDATE_FALLBACK:
      return HONGTOU_FONT_FALLBACK;
    case CANDIDATE_SPARE:
      return HONGTOU_FONT_SPARE;
    case CANDIDATE_DAMAGED:
      return HONGTOU_FONT_DAMAGED;
  }
  g_assert_not_reached();
}

static HongtouFont font_of(Arena *arena, const FontRole *role,
                           const Candidate *candidate) {
  return (HongtouFont){
      .role = arena_strdup(arena, fontrole_name(role)),
      .family = arena_strdup(arena, candidate->family),
      .state = state_of(candidate->state),
      .licensed = candidate->licensed,
      .file = candidate->font ? arena_strdup(arena, font_file(candidate->font)) : NULL,
      .embedding = candidate->font ? font_fs_type(candidate->font) : 0};
}

void session_note_fonts(const HongtouSession *session, GPtrArray *reads) {
  const FontBook *book = session->fonts;
  if (session->data)
    g_ptr_array_add(reads, g_build_filename(session->data, "fonts", "roles.xml", NULL));
  for (size_t i = 0; book && i < fontbook_role_count(book); i++) {
    const FontRole *role = fontbook_role_at(book, i);
    for (size_t j = 0; j < fontrole_candidates(role); j++) {
      Candidate c = fontrole_candidate(role, j);
      if (c.state == CANDIDATE_PLAYS || c.state == CANDIDATE_FALLBACK)
        g_ptr_array_add(reads, g_strdup(font_file(c.font)));
    }
  }
}

void result_add_fonts(HongtouResult *result, const FontBook *book) {
  g_autoptr(GArray) gb2312 = gb2312_characters();
  g_autoptr(GHashTable) counted = g_hash_table_new_full(NULL, NULL, NULL, g_free);
  for (size_t i = 0; i < fontbook_role_count(book); i++) {
    const FontRole *role = fontbook_role_at(book, i);
    for (size_t j = 0; j < fontrole_candidates(role); j++) {
      Candidate candidate = fontrole_candidate(role, j);
      HongtouFont font = font_of(result->messages, role, &candidate);
      if (candidate.font) {
        const Coverage *coverage = coverage_find(counted, candidate.font, gb2312);
        font.gb2312 = coverage->gb2312;
        font.basic = coverage->basic;
        font.han = coverage->han;
      }
      g_array_append_val(result->fonts, font);
    }
  }
}
