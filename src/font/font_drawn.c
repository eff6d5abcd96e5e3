/* Charstrings written from outlines: glyphs moved in their cell, and whole programs of
 * fonts whose own form no PDF knows (CFF2) or whose charstrings cannot be copied. */
#include <math.h>
#include <string.h>

#include "font_private.h"

enum {
  OP_RLINETO = 5,
  OP_RRCURVETO = 8,
  OP_ENDCHAR = 14,
  OP_RMOVETO = 21,
  NUMBER_16 = 28,
  NUMBER_FIXED = 255,
  DICT_FONT_BBOX = 5,
  DICT_CHARSET = 15,
  DICT_CHARSTRINGS = 17,
  DICT_PRIVATE = 18,
  DICT_DEFAULT_WIDTH = 20,
  DICT_ROS = 1230,
  DICT_CID_COUNT = 1234,
  DICT_FD_ARRAY = 1236,
  DICT_FD_SELECT = 1237
};
#define FIRST_OWN_STRING 391
#define EM 1000 /* the default FontMatrix */
#define COORDINATE_MOST 32000

/* ---- charstrings ------------------------------------------------------------------ */

typedef struct Draught {
  GByteArray *out;
  double scale, shift; /* to thousandths of an em */
  int64_t x, y;        /* the pen, in 1/65536 */
  bool ok;
} Draught;

static int64_t fixed(double value) {
  return llround(value * 65536);
}

/* A number as short as it goes: of two bytes mostly. */
static void put_number(Draught *d, int64_t value) {
  int64_t whole = value / 65536;
  if (value % 65536 != 0) {
    font_put_u8(d->out, NUMBER_FIXED);
    font_put_u32(d->out, (uint32_t)(int32_t)value);
  } else if (whole >= -107 && whole <= 107) {
    font_put_u8(d->out, (uint32_t)(whole + 139));
  } else if (whole >= 108 && whole <= 1131) {
    font_put_u16(d->out, (uint32_t)(247 * 256 + (whole - 108)));
  } else if (whole >= -1131 && whole <= -108) {
    font_put_u16(d->out, (uint32_t)(251 * 256 + (-whole - 108)));
  } else {
    font_put_u8(d->out, NUMBER_16);
    font_put_u16(d->out, (uint32_t)(uint16_t)(int16_t)whole);
  }
  d->ok = d->ok && whole > -COORDINATE_MOST && whole < COORDINATE_MOST;
}

static void put_point(Draught *d, double x, double y) {
  double far = COORDINATE_MOST;
  int64_t px = fixed(CLAMP(x * d->scale + d->shift, -far, far));
  int64_t py = fixed(CLAMP(y * d->scale, -far, far));
  put_number(d, px - d->x);
  put_number(d, py - d->y);
  d->x = px;
  d->y = py;
  d->ok = d->ok && d->out->len < limits_default.glyph_bytes;
}

static void draw_move(void *self, double x, double y) {
  Draught *d = self;
  put_point(d, x, y);
  font_put_u8(d->out, OP_RMOVETO);
}

static void draw_line(void *self, double x, double y) {
  Draught *d = self;
  put_point(d, x, y);
  font_put_u8(d->out, OP_RLINETO);
}

static void draw_curve(void *self, double x1, double y1, double x2, double y2, double x,
                       double y) {
  Draught *d = self;
  put_point(d, x1, y1);
  put_point(d, x2, y2);
  put_point(d, x, y);
  font_put_u8(d->out, OP_RRCURVETO);
}

/* Type 2 closes every contour by itself. */
static void draw_close(void *self) {
  (void)self;
}

bool font_charstring(const Font *font, const SubsetGlyph *glyph, GByteArray *out) {
  static const OutlineSink sink = {draw_move, draw_line, draw_curve, draw_close};
  double scale = (double)EM / MAX(1, font_units_per_em(font));
  Draught d = {.out = out, .scale = scale, .shift = glyph->shift * scale, .ok = true};
  put_number(&d, fixed(glyph->advance * scale));
  font_outline(font, glyph->glyph, &sink, &d);
  font_put_u8(out, OP_ENDCHAR);
  return d.ok;
}

/* ---- a whole program --------------------------------------------------------------- */

typedef struct DrawnPlaces {
  uint32_t charset, fd_select, charstrings, fd_array, private, private_bytes;
} DrawnPlaces;

static void put_entry(GByteArray *dict, int64_t value, uint32_t op) {
  cff_put_integer(dict, value);
  cff_put_op(dict, op);
}

static void put_index_of(GByteArray *out, const void *data, size_t len) {
  const uint32_t end = (uint32_t)len;
  cff_put_index_head(out, &end, 1);
  g_byte_array_append(out, data, (guint)len);
}

/* Every offset takes five bytes: written twice, it is as long the second time. */
static void put_head(GByteArray *out, const Font *font, const DrawnPlaces *at) {
  static const uint8_t header[] = {1, 0, 4, 4};
  static const char strings[] = "AdobeIdentity";
  static const uint32_t ends[] = {5, sizeof strings - 1};
  g_autoptr(GByteArray) top = g_byte_array_new();
  cff_put_integer(top, FIRST_OWN_STRING);
  cff_put_integer(top, FIRST_OWN_STRING + 1);
  put_entry(top, 0, DICT_ROS);
  const InkBox box = font_metrics(font).bounds;
  const int32_t sides[] = {box.left, box.bottom, box.right, box.top};
  for (size_t i = 0; i < G_N_ELEMENTS(sides); i++)
    cff_put_integer(top, (int64_t)sides[i] * EM / MAX(1, font_units_per_em(font)));
  cff_put_op(top, DICT_FONT_BBOX);
  put_entry(top, 0x10000, DICT_CID_COUNT);
  put_entry(top, at->charset, DICT_CHARSET);
  put_entry(top, at->fd_select, DICT_FD_SELECT);
  put_entry(top, at->charstrings, DICT_CHARSTRINGS);
  put_entry(top, at->fd_array, DICT_FD_ARRAY);
  g_byte_array_append(out, header, sizeof header);
  put_index_of(out, "Drawn", 5);
  put_index_of(out, top->data, top->len);
  cff_put_index_head(out, ends, G_N_ELEMENTS(ends));
  g_byte_array_append(out, (const uint8_t *)strings, sizeof strings - 1);
  font_put_u16(out, 0); /* no global subroutines */
}

/* .notdef is empty. */
static bool put_charstrings(GByteArray *out, const Font *font, SubsetWish wish) {
  g_autoptr(GByteArray) data = g_byte_array_new();
  g_autoptr(GArray) ends = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  g_autoptr(GByteArray) one = g_byte_array_new();
  bool ok = true;
  font_put_u8(data, OP_ENDCHAR);
  g_array_append_val(ends, data->len);
  for (size_t i = 0; ok && i < wish.n; i++) {
    g_byte_array_set_size(one, 0);
    ok = font_charstring(font, &wish.glyphs[i], one);
    g_byte_array_append(data, one->data, one->len);
    g_array_append_val(ends, data->len);
  }
  cff_put_index(out, data, ends);
  return ok;
}

static bool put_body(GByteArray *out, const Font *font, SubsetWish wish,
                     DrawnPlaces *at) {
  at->charset = out->len;
  font_put_u8(out, 2); /* one range: 1…n */
  font_put_u16(out, 1);
  font_put_u16(out, (uint32_t)wish.n - 1);
  at->fd_select = out->len;
  font_put_u8(out, 3);
  font_put_u16(out, 1);
  font_put_u16(out, 0);
  font_put_u8(out, 0);
  font_put_u16(out, (uint32_t)wish.n + 1);
  at->charstrings = out->len;
  bool ok = put_charstrings(out, font, wish);
  at->private = out->len;
  put_entry(out, 0, DICT_DEFAULT_WIDTH);
  at->private_bytes = out->len - at->private;
  g_autoptr(GByteArray) dict = g_byte_array_new();
  cff_put_integer(dict, at->private_bytes);
  put_entry(dict, at->private, DICT_PRIVATE);
  at->fd_array = out->len;
  put_index_of(out, dict->data, dict->len);
  return ok;
}

bool font_subset_drawn(Arena *arena, const Font *font, SubsetWish wish, uint16_t *codes,
                       Bytes *file) {
  g_autoptr(GByteArray) out = g_byte_array_new();
  g_autoptr(GByteArray) head = g_byte_array_new();
  DrawnPlaces places = {0};
  put_head(out, font, &places);
  bool ok = put_body(out, font, wish, &places);
  put_head(head, font, &places);
  memcpy(out->data, head->data, head->len);
  for (size_t i = 0; i < wish.n; i++)
    codes[i] = (uint16_t)(i + 1);
  *file = (Bytes){memcpy(arena_alloc(arena, out->len), out->data, out->len), out->len};
  return ok;
}
