/* Text → glyphs. Cells decide every width (G2.2, U2.2), so kerning and ligatures stay
 * off; locl stays on and gives the forms of zh-Hans (G2.1). */
#include "font_private.h"

static bool is_latin_text(const char *utf8, size_t bytes) {
  for (size_t i = 0; i < bytes; i++) {
    if ((utf8[i] & 0x80) != 0)
      return false;
  }
  return bytes > 0 && g_ascii_isalpha(utf8[0]);
}

static const hb_feature_t features_off[] = {
    {HB_TAG('k', 'e', 'r', 'n'), 0, HB_FEATURE_GLOBAL_START, HB_FEATURE_GLOBAL_END},
    {HB_TAG('l', 'i', 'g', 'a'), 0, HB_FEATURE_GLOBAL_START, HB_FEATURE_GLOBAL_END},
    {HB_TAG('c', 'l', 'i', 'g'), 0, HB_FEATURE_GLOBAL_START, HB_FEATURE_GLOBAL_END},
    {HB_TAG('c', 'a', 'l', 't'), 0, HB_FEATURE_GLOBAL_START, HB_FEATURE_GLOBAL_END},
};

/* Of a script whose letters join or stack: its own rules decide, and all its features. */
static bool is_joined(const char *utf8, size_t bytes, hb_script_t *script) {
  gunichar c = g_utf8_get_char(utf8);
  if (c < 0x0590 || (c >= 0x1B00 && c < 0xA840) || (c >= 0xAC00 && c < 0xFB1D) ||
      c >= 0xFEFF)
    return false;
  const char *p = utf8, *end = utf8 + bytes;
  do {
    hb_unicode_funcs_t *unicode = hb_unicode_funcs_get_default();
    *script = hb_unicode_script(unicode, text_next(&p));
  } while (p < end && (*script == HB_SCRIPT_COMMON || *script == HB_SCRIPT_INHERITED));
  return *script != HB_SCRIPT_COMMON && *script != HB_SCRIPT_INHERITED;
}

static unsigned set_segment(hb_buffer_t *buffer, const char *utf8, size_t bytes) {
  hb_script_t script;
  if (is_joined(utf8, bytes, &script)) {
    hb_buffer_set_direction(buffer, hb_script_get_horizontal_direction(script));
    hb_buffer_set_script(buffer, script);
    return 0;
  }
  hb_buffer_set_direction(buffer, HB_DIRECTION_LTR);
  hb_buffer_set_script(buffer,
                       is_latin_text(utf8, bytes) ? HB_SCRIPT_LATIN : HB_SCRIPT_HAN);
  hb_buffer_set_language(buffer, hb_language_from_string("zh-Hans", -1));
  return G_N_ELEMENTS(features_off);
}

void font_shape(const Font *font, const char *utf8, size_t bytes, GArray *out) {
  FontFace *face = font_face(font);
  if (!face->face || bytes > INT_MAX)
    return;
  hb_buffer_t *buffer = face->buffer;
  hb_buffer_clear_contents(buffer);
  hb_buffer_add_utf8(buffer, utf8, (int)bytes, 0, (int)bytes);
  hb_shape(face->font, buffer, features_off, set_segment(buffer, utf8, bytes));
  unsigned n = 0;
  const hb_glyph_info_t *glyphs = hb_buffer_get_glyph_infos(buffer, &n);
  const hb_glyph_position_t *places = hb_buffer_get_glyph_positions(buffer, NULL);
  for (unsigned i = 0; i < n; i++) {
    ShapedGlyph shaped = {.glyph = glyphs[i].codepoint,
                          .cluster = glyphs[i].cluster,
                          .advance = places[i].x_advance,
                          .x_offset = places[i].x_offset,
                          .y_offset = places[i].y_offset};
    g_array_append_val(out, shaped);
  }
}
