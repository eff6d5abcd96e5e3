/* A TrueType font of some glyphs of another: glyf entries copied, numbered anew in their
 * order, the parts of composites after them; instructions stay behind. */
#include <string.h>

#include "font_private.h"

#define GLYPHS_MOST 0xFFFE
#define HEAD_BYTES 54
#define HHEA_BYTES 36
#define MAXP_BYTES 32
#define MADE_BYTES 24    /* of one, and what pads an entry */
#define MADE 0x80000000u /* a composite of our own: one part, moved */
enum {
  PART_WORDS = 0x0001,
  PART_XY = 0x0002,
  PART_SCALE = 0x0008,
  PART_MORE = 0x0020,
  PART_XY_SCALE = 0x0040,
  PART_MATRIX = 0x0080,
  PART_INSTRUCTIONS = 0x0100
};

typedef struct TrueType {
  Bytes head, hhea, maxp, hmtx, loca, glyf;
  bool long_loca;
  uint32_t metrics, glyph_count;
  GArray *glyphs;    /* new number → old, or MADE | entry of the wish */
  GHashTable *taken; /* old number → new + 1 */
  GByteArray *out_glyf, *out_loca, *out_hmtx;
} TrueType;

/* The new number of a glyph, given it now if it has none. */
static uint32_t number_of(TrueType *font, uint32_t old, bool *ok) {
  gpointer known = g_hash_table_lookup(font->taken, GUINT_TO_POINTER(old));
  if (known)
    return GPOINTER_TO_UINT(known) - 1;
  uint32_t number = font->glyphs->len;
  if (old >= font->glyph_count || number >= GLYPHS_MOST)
    *ok = false;
  g_array_append_val(font->glyphs, old);
  g_hash_table_insert(font->taken, GUINT_TO_POINTER(old), GUINT_TO_POINTER(number + 1));
  return number;
}

static Bytes glyph_entry(const TrueType *font, uint32_t old, bool *ok) {
  size_t width = font->long_loca ? 4 : 2;
  size_t unit = font->long_loca ? 1 : 2;
  size_t from = unit * bytes_uint(font->loca, old * width, width, ok);
  size_t to = unit * bytes_uint(font->loca, (old + 1) * width, width, ok);
  if (to < from)
    *ok = false;
  return bytes_cut(font->glyf, from, *ok ? to - from : 0, ok);
}

static void set_u16(GByteArray *out, size_t at, uint32_t value) {
  out->data[at] = (uint8_t)(value >> 8);
  out->data[at + 1] = (uint8_t)value;
}

/* Header, ends of contours, no instructions, then the points as they stand. */
static bool copy_simple(TrueType *font, Bytes entry, uint32_t contours) {
  bool ok = true;
  size_t ends = 10 + 2 * (size_t)contours;
  uint32_t instructions = bytes_u16(entry, ends, &ok);
  size_t points = ends + 2 + instructions;
  Bytes front = bytes_cut(entry, 0, ends, &ok);
  Bytes rest =
      bytes_cut(entry, points, points <= entry.len ? entry.len - points : 0, &ok);
  if (!ok)
    return false;
  g_byte_array_append(font->out_glyf, front.at, (guint)front.len);
  font_put_u16(font->out_glyf, 0);
  g_byte_array_append(font->out_glyf, rest.at, (guint)rest.len);
  return true;
}

static size_t part_size(uint32_t flags) {
  size_t size = 4 + ((flags & PART_WORDS) ? 4 : 2);
  if (flags & PART_MATRIX)
    return size + 8;
  if (flags & PART_XY_SCALE)
    return size + 4;
  return size + ((flags & PART_SCALE) ? 2 : 0);
}

static bool copy_composite(TrueType *font, Bytes entry) {
  bool ok = true;
  Bytes front = bytes_cut(entry, 0, 10, &ok);
  g_byte_array_append(font->out_glyf, front.at, (guint)front.len);
  uint32_t flags = PART_MORE;
  for (size_t at = 10; ok && (flags & PART_MORE) != 0;) {
    flags = bytes_u16(entry, at, &ok);
    uint32_t part = number_of(font, bytes_u16(entry, at + 2, &ok), &ok);
    Bytes whole = bytes_cut(entry, at, part_size(flags), &ok);
    if (!ok)
      return false;
    guint place = font->out_glyf->len;
    g_byte_array_append(font->out_glyf, whole.at, (guint)whole.len);
    set_u16(font->out_glyf, place, flags & ~(uint32_t)PART_INSTRUCTIONS);
    set_u16(font->out_glyf, place + 2, part);
    at += whole.len;
  }
  return ok;
}

static bool copy_glyph(TrueType *font, uint32_t old) {
  bool ok = true;
  font_put_u32(font->out_loca, font->out_glyf->len);
  Bytes entry = glyph_entry(font, old, &ok);
  if (!ok || entry.len == 0)
    return ok;
  uint32_t contours = bytes_u16(entry, 0, &ok);
  ok = ok && (contours < 0x8000 ? copy_simple(font, entry, contours)
                                : copy_composite(font, entry));
  while (font->out_glyf->len % 4 != 0)
    font_put_u8(font->out_glyf, 0);
  return ok;
}

/* The left bearing need not be the outline's left end: readers move the outline to it. */
static uint32_t bearing_of(const TrueType *font, uint32_t old, bool *ok) {
  size_t at = old < font->metrics ? 4 * (size_t)old + 2
                                  : 4 * (size_t)font->metrics + 2 * (old - font->metrics);
  return bytes_u16(font->hmtx, at, ok);
}

static bool copy_metric(TrueType *font, uint32_t old) {
  bool ok = font->metrics > 0;
  uint32_t last = ok ? MIN(old, font->metrics - 1) : 0;
  font_put_u16(font->out_hmtx, bytes_u16(font->hmtx, 4 * (size_t)last, &ok));
  font_put_u16(font->out_hmtx, bearing_of(font, old, &ok));
  return ok;
}

static bool add_made(TrueType *font, uint32_t entry, uint16_t *code) {
  uint32_t made = MADE | entry;
  *code = (uint16_t)font->glyphs->len;
  g_array_append_val(font->glyphs, made);
  return font->glyphs->len <= GLYPHS_MOST;
}

/* A composite whose only part is the font's glyph. */
static bool make_glyph(TrueType *font, const SubsetGlyph *wish) {
  bool ok = true;
  Bytes entry = glyph_entry(font, wish->glyph, &ok);
  uint32_t part = number_of(font, wish->glyph, &ok);
  font_put_u32(font->out_loca, font->out_glyf->len);
  if (ok && entry.len > 0) {
    font_put_u16(font->out_glyf, 0xFFFF);
    for (size_t side = 0; side < 4; side++) {
      int32_t at = (int16_t)bytes_u16(entry, 2 + 2 * side, &ok);
      at += side % 2 == 0 ? wish->shift : 0;
      font_put_u16(font->out_glyf, (uint16_t)at);
    }
    font_put_u16(font->out_glyf, PART_WORDS | PART_XY);
    font_put_u16(font->out_glyf, part);
    font_put_u16(font->out_glyf, (uint16_t)wish->shift);
    font_put_u16(font->out_glyf, 0);
    while (font->out_glyf->len % 4 != 0)
      font_put_u8(font->out_glyf, 0);
  }
  font_put_u16(font->out_hmtx, (uint16_t)wish->advance);
  font_put_u16(font->out_hmtx,
               bearing_of(font, wish->glyph, &ok) + (uint32_t)wish->shift);
  return ok;
}

/* Glyphs that share no byte are no more than the table they stand in. */
static bool still_fits(const TrueType *font) {
  return font->out_glyf->len <= font->glyf.len + MADE_BYTES * (size_t)font->glyphs->len;
}

/* The list grows while composites are copied. */
static bool copy_glyphs(TrueType *font, SubsetWish wish, uint16_t *codes) {
  bool ok = true;
  number_of(font, 0, &ok);
  for (size_t i = 0; ok && i < wish.n; i++) {
    const SubsetGlyph *glyph = &wish.glyphs[i];
    bool first = i == 0 || wish.glyphs[i - 1].glyph != glyph->glyph;
    if (glyph->own && first)
      codes[i] = (uint16_t)number_of(font, glyph->glyph, &ok);
    else
      ok = add_made(font, (uint32_t)i, &codes[i]);
  }
  for (guint i = 0; ok && i < font->glyphs->len; i++) {
    uint32_t old = g_array_index(font->glyphs, uint32_t, i);
    if (old & MADE)
      ok = make_glyph(font, &wish.glyphs[old & ~MADE]);
    else
      ok = copy_glyph(font, old) && copy_metric(font, old);
    ok = ok && still_fits(font);
  }
  font_put_u32(font->out_loca, font->out_glyf->len);
  return ok;
}

static GByteArray *copy_table(Bytes table) {
  GByteArray *copy = g_byte_array_new();
  g_byte_array_append(copy, table.at, (guint)table.len);
  return copy;
}

static void raise_u16(GByteArray *table, size_t at, uint32_t least) {
  bool ok = true;
  uint32_t value = bytes_u16((Bytes){table->data, table->len}, at, &ok);
  set_u16(table, at, MAX(value, least));
}

static GByteArray *join(const TrueType *font) {
  g_autoptr(GByteArray) head = copy_table(font->head);
  g_autoptr(GByteArray) hhea = copy_table(font->hhea);
  g_autoptr(GByteArray) maxp = copy_table(font->maxp);
  memset(head->data + 8, 0, 4); /* checkSumAdjustment */
  set_u16(head, 50, 1);         /* long loca */
  set_u16(hhea, 34, font->glyphs->len);
  set_u16(maxp, 4, font->glyphs->len);
  set_u16(maxp, 26, 0);                                         /* no instructions */
  raise_u16(maxp, 10, bytes_u16(font->maxp, 6, &(bool){true})); /* parts of our own … */
  raise_u16(maxp, 12, bytes_u16(font->maxp, 8, &(bool){true}));
  raise_u16(maxp, 28, 1);
  set_u16(maxp, 30, MIN(bytes_u16(font->maxp, 30, &(bool){true}) + 1, 0xFFFF));
  const GByteArray *parts[] = {font->out_glyf, head,           hhea,
                               font->out_hmtx, font->out_loca, maxp};
  static const char tags[][5] = {"glyf", "head", "hhea", "hmtx", "loca", "maxp"};
  SfntTable tables[G_N_ELEMENTS(parts)];
  for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
    tables[i] = (SfntTable){.tag = hb_tag_from_string(tags[i], 4),
                            .bytes = {parts[i]->data, parts[i]->len}};
  return font_sfnt_join(tables, G_N_ELEMENTS(tables));
}

static uint32_t checksum(Bytes bytes) {
  uint32_t sum = 0;
  for (size_t at = 0; at < bytes.len; at++)
    sum += (uint32_t)bytes.at[at] << (24 - 8 * (at % 4));
  return sum;
}

GByteArray *font_sfnt_join(const SfntTable *tables, size_t n) {
  g_assert(n > 0 && n < 16);
  uint32_t log = n >= 8 ? 3 : n >= 4 ? 2 : n >= 2 ? 1 : 0;
  GByteArray *out = g_byte_array_new();
  font_put_u32(out, 0x00010000);
  font_put_u16(out, (uint32_t)n);
  font_put_u16(out, 16u << log);
  font_put_u16(out, log);
  font_put_u16(out, 16u * (uint32_t)n - (16u << log));
  uint32_t at = (uint32_t)(12 + 16 * n), head = 0;
  for (size_t i = 0; i < n; i++) {
    font_put_u32(out, tables[i].tag);
    font_put_u32(out, checksum(tables[i].bytes));
    font_put_u32(out, at);
    font_put_u32(out, (uint32_t)tables[i].bytes.len);
    head = tables[i].tag == HB_TAG('h', 'e', 'a', 'd') ? at : head;
    at += (uint32_t)(tables[i].bytes.len + 3) & ~3u;
  }
  for (size_t i = 0; i < n; i++) {
    g_byte_array_append(out, tables[i].bytes.at, (guint)tables[i].bytes.len);
    while (out->len % 4 != 0)
      font_put_u8(out, 0);
  }
  if (head > 0) {
    uint32_t whole = 0xB1B0AFBAu - checksum((Bytes){out->data, out->len});
    set_u16(out, head + 8, whole >> 16);
    set_u16(out, head + 10, whole);
  }
  return out;
}

/* ---- opening ---------------------------------------------------------------------- */

static Bytes table_take(hb_face_t *face, const char *tag, hb_blob_t **blob) {
  unsigned len = 0;
  *blob = hb_face_reference_table(face, hb_tag_from_string(tag, 4));
  const char *at = hb_blob_get_data(*blob, &len);
  return (Bytes){(const uint8_t *)at, len};
}

static bool tables_read(TrueType *font) {
  bool ok = font->head.len >= HEAD_BYTES && font->hhea.len >= HHEA_BYTES &&
            font->maxp.len >= MAXP_BYTES && font->glyf.len > 0;
  font->head = bytes_cut(font->head, 0, HEAD_BYTES, &ok);
  font->hhea = bytes_cut(font->hhea, 0, HHEA_BYTES, &ok);
  font->maxp = bytes_cut(font->maxp, 0, MAXP_BYTES, &ok);
  font->long_loca = bytes_u16(font->head, 50, &ok) != 0;
  font->metrics = bytes_u16(font->hhea, 34, &ok);
  font->glyph_count = bytes_u16(font->maxp, 4, &ok);
  return ok;
}

bool font_truetype_overlaps(hb_face_t *face) {
  hb_blob_t *head, *loca;
  bool ok = true, long_loca = bytes_u16(table_take(face, "head", &head), 50, &ok) != 0;
  Bytes offsets = table_take(face, "loca", &loca);
  size_t width = long_loca ? 4 : 2;
  uint32_t before = 0;
  bool falls = false;
  for (size_t at = 0; ok && !falls && at + width <= offsets.len; at += width) {
    uint32_t next = bytes_uint(offsets, at, width, &ok);
    falls = next < before;
    before = next;
  }
  hb_blob_destroy(head);
  hb_blob_destroy(loca);
  return falls;
}

GByteArray *font_subset_truetype(hb_face_t *face, SubsetWish wish, uint16_t *codes) {
  static const char tags[][5] = {"head", "hhea", "maxp", "hmtx", "loca", "glyf"};
  TrueType font = {0};
  Bytes *const places[] = {&font.head, &font.hhea, &font.maxp,
                           &font.hmtx, &font.loca, &font.glyf};
  hb_blob_t *blobs[G_N_ELEMENTS(places)];
  for (size_t i = 0; i < G_N_ELEMENTS(places); i++)
    *places[i] = table_take(face, tags[i], &blobs[i]);
  g_autoptr(GArray) glyphs = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  g_autoptr(GHashTable) taken = g_hash_table_new(NULL, NULL);
  g_autoptr(GByteArray) glyf = g_byte_array_new();
  g_autoptr(GByteArray) loca = g_byte_array_new();
  g_autoptr(GByteArray) hmtx = g_byte_array_new();
  font.glyphs = glyphs;
  font.taken = taken;
  font.out_glyf = glyf;
  font.out_loca = loca;
  font.out_hmtx = hmtx;
  GByteArray *out = NULL;
  if (tables_read(&font) && copy_glyphs(&font, wish, codes))
    out = join(&font);
  for (size_t i = 0; i < G_N_ELEMENTS(places); i++)
    hb_blob_destroy(blobs[i]);
  return out;
}
