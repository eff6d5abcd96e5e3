/* Font programs of the glyphs in use: copied by ourselves where the form is known, else
 * cut by HarfBuzz. */
#include <string.h>

#include "font_cutter.h"
#include "font_private.h"

#define GLYPHS_MOST 0xFFFF

static Bytes table_bytes(hb_blob_t *blob) {
  unsigned len = 0;
  const char *at = hb_blob_get_data(blob, &len);
  return (Bytes){(const uint8_t *)at, len};
}

static FontSubset *subset_keep(Arena *arena, SubsetForm form, Bytes bytes,
                               const uint16_t *codes) {
  FontSubset *subset = ARENA_NEW(arena, FontSubset);
  *subset =
      (FontSubset){.form = form, .bytes = bytes.at, .len = bytes.len, .codes = codes};
  return subset;
}

static Bytes bytes_keep(Arena *arena, Bytes bytes) {
  return (Bytes){memcpy(arena_alloc(arena, bytes.len), bytes.at, bytes.len), bytes.len};
}

static FontSubset *copy_cff(Arena *arena, const Font *font, SubsetWish wish, bool flate,
                            uint16_t *codes) {
  if (font_units_per_em(font) != 1000)
    return NULL;
  hb_blob_t *blob =
      hb_face_reference_table(font_face(font)->face, HB_TAG('C', 'F', 'F', ' '));
  CffWish cff = {.glyphs = wish, .font = font, .flate = flate};
  Bytes file;
  bool made = font_subset_cff(arena, table_bytes(blob), &cff, codes, &file);
  hb_blob_destroy(blob);
  FontSubset *subset = made ? subset_keep(arena, SUBSET_CFF, file, codes) : NULL;
  if (subset)
    subset->flate = flate;
  return subset;
}

static FontSubset *copy_truetype(Arena *arena, hb_face_t *face, SubsetWish wish,
                                 uint16_t *codes) {
  g_autoptr(GByteArray) copy = font_subset_truetype(face, wish, codes);
  Bytes file = {copy ? copy->data : NULL, copy ? copy->len : 0};
  return copy ? subset_keep(arena, SUBSET_TRUETYPE, bytes_keep(arena, file), codes)
              : NULL;
}

/* HarfBuzz numbers the glyphs anew in their order; a CID-keyed CFF keeps its CIDs. */
static hb_face_t *cut_face(const Font *font, SubsetWish wish) {
  hb_subset_input_t *input = CUTTER(input_create_or_fail)();
  if (!input)
    return NULL;
  hb_set_t *glyphs = CUTTER(input_glyph_set)(input);
  for (size_t i = 0; i < wish.n; i++)
    hb_set_add(glyphs, wish.glyphs[i].glyph);
  CUTTER(input_set_flags)
  (input, HB_SUBSET_FLAGS_NO_HINTING | HB_SUBSET_FLAGS_DESUBROUTINIZE);
  hb_set_t *drop = CUTTER(input_set)(input, HB_SUBSET_SETS_DROP_TABLE_TAG);
  static const hb_tag_t dropped[] = {
      HB_TAG('G', 'S', 'U', 'B'), HB_TAG('G', 'P', 'O', 'S'), HB_TAG('G', 'D', 'E', 'F'),
      HB_TAG('n', 'a', 'm', 'e'), HB_TAG('v', 'h', 'e', 'a'), HB_TAG('v', 'm', 't', 'x')};
  for (size_t i = 0; i < G_N_ELEMENTS(dropped); i++)
    hb_set_add(drop, dropped[i]);
  hb_face_t *face = CUTTER(or_fail)(font_face(font)->face, input);
  CUTTER(input_destroy)(input);
  return face;
}

/* Each glyph once and as it is, in outlines that a PDF knows (CFF2 is none). */
static bool cuts_plainly(const Font *font, SubsetWish wish) {
  bool plain = !font_has_table(font_face(font)->face, HB_TAG('C', 'F', 'F', '2'));
  for (size_t i = 0; plain && i < wish.n; i++)
    plain = wish.glyphs[i].own &&
            (i == 0 || wish.glyphs[i].glyph != wish.glyphs[i - 1].glyph);
  return plain;
}

/* Composites bring in further glyphs and would shift the numbers: only a plain cut is
 * told. */
static FontSubset *cut_by_harfbuzz(Job *job, const Font *font, SubsetWish wish,
                                   uint16_t *codes) {
  Arena *arena = job->arena;
  hb_face_t *face = cuts_plainly(font, wish) && cutter_library(job->diags)
                        ? cut_face(font, wish)
                        : NULL;
  if (!face)
    return NULL;
  bool cff = font_has_table(face, HB_TAG('C', 'F', 'F', ' '));
  hb_blob_t *blob = cff ? hb_face_reference_table(face, HB_TAG('C', 'F', 'F', ' '))
                        : hb_face_reference_blob(face);
  FontSubset *subset = NULL;
  for (size_t i = 0; i < wish.n; i++)
    codes[i] = (uint16_t)(i + 1);
  Bytes bytes = table_bytes(blob);
  if (cff)
    font_cff_codes(bytes, codes, wish.n);
  if (hb_face_get_glyph_count(face) == wish.n + 1 && bytes.len > 0)
    subset = subset_keep(arena, cff ? SUBSET_CFF : SUBSET_TRUETYPE,
                         bytes_keep(arena, bytes), codes);
  hb_blob_destroy(blob);
  hb_face_destroy(face);
  return subset;
}

static FontSubset *draw_anew(Arena *arena, const Font *font, SubsetWish wish,
                             uint16_t *codes) {
  Bytes file;
  return font_subset_drawn(arena, font, wish, codes, &file)
             ? subset_keep(arena, SUBSET_CFF, file, codes)
             : NULL;
}

static FontSubset *subset_make(Job *job, const Font *font, SubsetWish wish, bool flate,
                               uint16_t *codes) {
  hb_face_t *face = font_face(font)->face;
  bool cff = font_has_table(face, HB_TAG('C', 'F', 'F', ' '));
  if (font->instance) /* the file holds other outlines than are shown */
    return draw_anew(job->arena, font, wish, codes);
  FontSubset *subset = cff ? copy_cff(job->arena, font, wish, flate, codes)
                           : copy_truetype(job->arena, face, wish, codes);
  if (!subset && font_truetype_overlaps(face))
    return NULL; /* each glyph could be as large as the font */
  if (!subset)
    subset = cut_by_harfbuzz(job, font, wish, codes);
  return subset ? subset : draw_anew(job->arena, font, wish, codes);
}

static bool wish_is_sound(const Font *font, SubsetWish wish) {
  if (!font_usable(font) || wish.n == 0 || wish.n >= GLYPHS_MOST)
    return false;
  unsigned count = hb_face_get_glyph_count(font_face(font)->face);
  for (size_t i = 0; i < wish.n; i++) {
    uint32_t glyph = wish.glyphs[i].glyph;
    if (glyph >= count || glyph == 0 || (i > 0 && glyph < wish.glyphs[i - 1].glyph))
      return false;
  }
  return true;
}

const FontSubset *font_subset(Job *job, const Font *font, const SubsetGlyph *glyphs,
                              size_t n, bool flate) {
  SubsetWish wish = {.glyphs = glyphs, .n = n};
  FontSubset *subset = NULL;
  if (wish_is_sound(font, wish))
    subset = subset_make(job, font, wish, flate, ARENA_ARRAY(job->arena, uint16_t, n));
  if (!subset)
    diag_add(job->diags, (Span){0}, DIAG_FONT_SUBSET, font_family(font), font_file(font),
             NULL);
  return subset;
}
