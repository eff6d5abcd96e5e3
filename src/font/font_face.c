/* An opened face: glyphs, metrics, outlines. HarfBuzz checks the tables it reads. */
#include <hb-ot.h>

#include "font_private.h"

/* OS/2 fsType: restricted licence, no subsetting, bitmaps only: each forbids what PDF/A
 * needs. */
#define FS_REFUSED (0x0002 | 0x0100 | 0x0200)
#define FS_TYPE_AT 8

static uint16_t read_fs_type(hb_face_t *face) {
  hb_blob_t *table = hb_face_reference_table(face, HB_TAG('O', 'S', '/', '2'));
  unsigned len = 0;
  const uint8_t *at = (const uint8_t *)hb_blob_get_data(table, &len);
  bool ok = true;
  uint32_t value = bytes_u16((Bytes){at, len}, FS_TYPE_AT, &ok);
  hb_blob_destroy(table);
  return ok ? (uint16_t)value : 0;
}

bool font_has_table(hb_face_t *face, hb_tag_t tag) {
  hb_blob_t *table = hb_face_reference_table(face, tag);
  bool has = hb_blob_get_length(table) > 0;
  hb_blob_destroy(table);
  return has;
}

#define SFNT_ENTRY 16 /* of the list of tables: tag, sum, offset, length */

static bool is_needed(uint32_t tag) {
  static const hb_tag_t needed[] = {
      HB_TAG('c', 'm', 'a', 'p'), HB_TAG('h', 'e', 'a', 'd'), HB_TAG('h', 'h', 'e', 'a'),
      HB_TAG('h', 'm', 't', 'x'), HB_TAG('m', 'a', 'x', 'p'), HB_TAG('l', 'o', 'c', 'a'),
      HB_TAG('g', 'l', 'y', 'f'), HB_TAG('C', 'F', 'F', ' '), HB_TAG('C', 'F', 'F', '2')};
  for (size_t i = 0; i < G_N_ELEMENTS(needed); i++)
    if (tag == needed[i])
      return true;
  return false;
}

/* HarfBuzz reads what there is of a file that ends too early, and draws blanks for the
 * rest. */
bool font_is_whole(hb_face_t *face, hb_blob_t *file, unsigned index) {
  unsigned len = 0;
  const uint8_t *at = (const uint8_t *)hb_blob_get_data(file, &len);
  Bytes bytes = {at, len};
  bool ok = true;
  size_t head = 0;
  if (bytes_u32(bytes, 0, &ok) == HB_TAG('t', 't', 'c', 'f'))
    head = bytes_u32(bytes, 12 + 4 * (size_t)index, &ok);
  uint32_t n = bytes_u16(bytes, head + 4, &ok);
  for (uint32_t i = 0; ok && i < n; i++) {
    size_t entry = head + 12 + SFNT_ENTRY * (size_t)i;
    uint32_t tag = bytes_u32(bytes, entry, &ok);
    size_t from = bytes_u32(bytes, entry + 8, &ok),
           size = bytes_u32(bytes, entry + 12, &ok);
    if (is_needed(tag))
      bytes_cut(bytes, from, size, &ok);
  }
  return ok && face != hb_face_get_empty();
}

static void face_open(const Font *font, FontFace *face) {
  hb_blob_t *blob = hb_blob_create_from_file_or_fail(font->file);
  if (!blob)
    return;
  hb_face_t *opened = hb_face_create(blob, font->face_index);
  bool whole = font_is_whole(opened, blob, font->face_index);
  hb_blob_destroy(blob);
  if (!whole || hb_face_get_glyph_count(opened) < 2) { /* .notdef alone is no font */
    hb_face_destroy(opened);
    return;
  }
  face->face = opened;
  face->font = hb_font_create(opened); /* its scale is units per em */
  if (font->instance > 0)
    hb_font_set_var_named_instance(face->font, font->instance - 1);
  face->buffer = hb_buffer_create();
  face->units_per_em = (int32_t)hb_face_get_upem(opened);
  face->substitutes = font_has_table(opened, HB_TAG('G', 'S', 'U', 'B'));
  flate_codes(face->flate);
  face->fs_type = read_fs_type(opened);
}

FontFace *font_face(const Font *font) {
  FontFace *face = font->face;
  if (!face->tried) {
    face->tried = true;
    face_open(font, face);
  }
  return face;
}

void font_face_close(FontFace *face) {
  if (face->glyphs)
    g_hash_table_destroy(face->glyphs);
  if (face->arena)
    arena_free(face->arena);
  hb_buffer_destroy(face->buffer);
  hb_font_destroy(face->font);
  hb_face_destroy(face->face);
  g_free(face);
}

bool font_usable(const Font *font) {
  return font_face(font)->face != NULL;
}

const char *font_family(const Font *font) {
  return font->family;
}

const char *font_file(const Font *font) {
  return font->file;
}

const char *font_postscript_name(const Font *font) {
  return font->postscript_name;
}

unsigned font_index(const Font *font) {
  return font->index;
}

int32_t font_units_per_em(const Font *font) {
  return font_usable(font) ? font_face(font)->units_per_em : 1000;
}

uint16_t font_fs_type(const Font *font) {
  return font_face(font)->fs_type;
}

bool font_may_embed(const Font *font) {
  return (font_fs_type(font) & FS_REFUSED) == 0;
}

bool font_has(const Font *font, gunichar c) {
  FontFace *face = font_face(font);
  hb_codepoint_t glyph = 0;
  return face->face && hb_font_get_nominal_glyph(face->font, c, &glyph) && glyph != 0;
}

/* Ideographs, their marks, ASCII: alone they are what the character map says, unless the
 * font substitutes. */
static bool stands_plain(const FontFace *face, gunichar c) {
  return !face->substitutes &&
         ((c > 0x20 && c < 0x7F) || (c >= 0x3001 && c <= 0x301F) ||
          (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0xFF01 && c <= 0xFF5E));
}

static uint32_t shape_one(const Font *font, gunichar c) {
  const FontFace *face = font_face(font);
  hb_codepoint_t nominal = 0;
  if (!face->face || !hb_font_get_nominal_glyph(face->font, c, &nominal) || nominal == 0)
    return 0;
  if (stands_plain(face, c))
    return nominal;
  char utf8[6];
  int len = g_unichar_to_utf8(c, utf8);
  g_autoptr(GArray) shaped = g_array_new(FALSE, FALSE, sizeof(ShapedGlyph));
  font_shape(font, utf8, (size_t)len, shaped);
  return shaped->len == 0 ? 0 : g_array_index(shaped, ShapedGlyph, 0).glyph;
}

uint32_t font_glyph(const Font *font, gunichar c) {
  FontFace *face = font_face(font);
  if (c > 0x10FFFF)
    return 0;
  if (!face->glyphs)
    face->glyphs = g_hash_table_new(NULL, NULL);
  gpointer glyph;
  if (!g_hash_table_lookup_extended(face->glyphs, GUINT_TO_POINTER(c), NULL, &glyph)) {
    glyph = GUINT_TO_POINTER(shape_one(font, c));
    g_hash_table_insert(face->glyphs, GUINT_TO_POINTER(c), glyph);
  }
  return GPOINTER_TO_UINT(glyph);
}

int32_t font_advance(const Font *font, uint32_t glyph) {
  return font_usable(font) ? hb_font_get_glyph_h_advance(font_face(font)->font, glyph)
                           : 0;
}

static Arena *kept_arena(FontFace *face) {
  if (!face->arena)
    face->arena = arena_new();
  return face->arena;
}

KeptCode *font_face_code(FontFace *face, uint32_t glyph) {
  if (glyph >= FONT_KEPT_PAGES * FONT_GLYPH_PAGE)
    return NULL;
  Arena *arena = kept_arena(face);
  KeptCode ***page = &face->codes[glyph / FONT_GLYPH_PAGE];
  if (!*page)
    *page = ARENA_ARRAY(arena, KeptCode *, FONT_GLYPH_PAGE);
  KeptCode **code = &(*page)[glyph % FONT_GLYPH_PAGE];
  if (!*code)
    *code = ARENA_NEW(arena, KeptCode);
  return *code;
}

static KeptInk *kept_ink(FontFace *face, uint32_t glyph) {
  if (glyph >= FONT_KEPT_PAGES * FONT_GLYPH_PAGE)
    return NULL;
  KeptInk **page = &face->inks[glyph / FONT_GLYPH_PAGE];
  if (!*page)
    *page = ARENA_ARRAY(kept_arena(face), KeptInk, FONT_GLYPH_PAGE);
  return &(*page)[glyph % FONT_GLYPH_PAGE];
}

static InkBox read_ink(const Font *font, uint32_t glyph) {
  hb_glyph_extents_t box;
  if (!font_usable(font) ||
      !hb_font_get_glyph_extents(font_face(font)->font, glyph, &box))
    return (InkBox){0};
  return (InkBox){.left = box.x_bearing,
                  .bottom = box.y_bearing + box.height,
                  .right = box.x_bearing + box.width,
                  .top = box.y_bearing};
}

/* HarfBuzz draws a whole charstring for its box: once is enough. */
InkBox font_ink(const Font *font, uint32_t glyph) {
  KeptInk *kept = kept_ink(font_face(font), glyph);
  if (!kept)
    return read_ink(font, glyph);
  if (!kept->known)
    *kept = (KeptInk){true, read_ink(font, glyph)};
  return kept->box;
}

static int32_t metric(hb_font_t *font, hb_ot_metrics_tag_t tag, int32_t otherwise) {
  hb_position_t value;
  return hb_ot_metrics_get_position(font, tag, &value) ? value : otherwise;
}

/* The box of all glyphs, as the head table has it. */
static InkBox head_bounds(hb_face_t *face) {
  hb_blob_t *table = hb_face_reference_table(face, HB_TAG('h', 'e', 'a', 'd'));
  unsigned len = 0;
  const uint8_t *at = (const uint8_t *)hb_blob_get_data(table, &len);
  int16_t side[4];
  bool ok = true;
  for (size_t i = 0; i < G_N_ELEMENTS(side); i++)
    side[i] = (int16_t)bytes_u16((Bytes){at, len}, 36 + 2 * i, &ok);
  hb_blob_destroy(table);
  return ok ? (InkBox){side[0], side[1], side[2], side[3]} : (InkBox){0};
}

FontMetrics font_metrics(const Font *font) {
  FontMetrics metrics = {
      .ascent = 880, .descent = -120, .cap_height = 700, .serif = font->serif};
  if (!font_usable(font))
    return metrics;
  hb_font_t *opened = font_face(font)->font;
  int32_t em = font_units_per_em(font);
  metrics.ascent = metric(opened, HB_OT_METRICS_TAG_HORIZONTAL_ASCENDER, em * 88 / 100);
  metrics.descent =
      metric(opened, HB_OT_METRICS_TAG_HORIZONTAL_DESCENDER, -em * 12 / 100);
  metrics.cap_height = metric(opened, HB_OT_METRICS_TAG_CAP_HEIGHT, 0);
  if (metrics.cap_height <= 0)
    metrics.cap_height = em * 7 / 10;
  metrics.bounds = head_bounds(font_face(font)->face);
  return metrics;
}

/* ---- outlines --------------------------------------------------------------- */

typedef struct OutlinePen {
  const OutlineSink *sink;
  void *self;
} OutlinePen;

static void pen_move(hb_draw_funcs_t *funcs, void *data, hb_draw_state_t *state, float x,
                     float y, void *user) {
  (void)funcs, (void)state, (void)user;
  const OutlinePen *pen = data;
  pen->sink->move(pen->self, (double)x, (double)y);
}

static void pen_line(hb_draw_funcs_t *funcs, void *data, hb_draw_state_t *state, float x,
                     float y, void *user) {
  (void)funcs, (void)state, (void)user;
  const OutlinePen *pen = data;
  pen->sink->line(pen->self, (double)x, (double)y);
}

/* HarfBuzz's own conversion of quadratic curves is left to it: no quadratic callback is
 * set. */
static void pen_curve(hb_draw_funcs_t *funcs, void *data, hb_draw_state_t *state,
                      float x1, float y1, float x2, float y2, float x, float y,
                      void *user) {
  (void)funcs, (void)state, (void)user;
  const OutlinePen *pen = data;
  pen->sink->curve(pen->self, (double)x1, (double)y1, (double)x2, (double)y2, (double)x,
                   (double)y);
}

static void pen_close(hb_draw_funcs_t *funcs, void *data, hb_draw_state_t *state,
                      void *user) {
  (void)funcs, (void)state, (void)user;
  const OutlinePen *pen = data;
  pen->sink->close(pen->self);
}

void font_outline(const Font *font, uint32_t glyph, const OutlineSink *sink, void *self) {
  if (!font_usable(font))
    return;
  hb_draw_funcs_t *funcs = hb_draw_funcs_create();
  hb_draw_funcs_set_move_to_func(funcs, pen_move, NULL, NULL);
  hb_draw_funcs_set_line_to_func(funcs, pen_line, NULL, NULL);
  hb_draw_funcs_set_cubic_to_func(funcs, pen_curve, NULL, NULL);
  hb_draw_funcs_set_close_path_func(funcs, pen_close, NULL, NULL);
  OutlinePen pen = {.sink = sink, .self = self};
  hb_font_get_glyph_shape(font_face(font)->font, glyph, funcs, &pen);
  hb_draw_funcs_destroy(funcs);
}
