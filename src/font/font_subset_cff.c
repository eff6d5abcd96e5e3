/* A CID-keyed CFF font of some glyphs of another: the charstrings copied, the CIDs kept.
 */
#include <string.h>

#include "font_private.h"

#define FDS_MOST 256
#define PROGRAM_BYTES_MOST (1u << 30)
#define KEPT_BYTES_MOST \
  (16u << 20) /* of one face; what comes later is worked out each time */
enum {
  DICT_FONT_BBOX = 5,
  DICT_CHARSET = 15,
  DICT_CHARSTRINGS = 17,
  DICT_PRIVATE = 18,
  DICT_SUBRS = 19,
  DICT_DEFAULT_WIDTH = 20,
  DICT_CHARSTRING_TYPE = 1206,
  DICT_ROS = 1230,
  DICT_CID_COUNT = 1234,
  DICT_FD_ARRAY = 1236,
  DICT_FD_SELECT = 1237
};
#define FIRST_OWN_STRING 391 /* SIDs below are the standard strings */

/* What the font is, as far as a copy needs it. */
typedef struct CffFont {
  Bytes cff, name, top;
  CffIndex charstrings, global, fd_array;
  size_t charset, fd_select;
} CffFont;

/* What goes into the copy; glyph 0 is .notdef. */
typedef struct CffCut {
  const CffFont *font;
  Arena *arena;
  const Font *source;
  FontFace *face; /* keeps charstrings */
  SubsetWish wish;
  bool flate;               /* the copy is wanted as a zlib stream */
  KeptCode **charstrings;   /* of .notdef, then of each glyph */
  uint16_t *codes;          /* CIDs, wish.n of them */
  uint8_t *fds;             /* of .notdef, then of each glyph, as the font numbers them */
  uint8_t new_fd[FDS_MOST]; /* the copy's number + 1; 0: not used */
  uint8_t old_fd[FDS_MOST];
  unsigned fd_count;
  unsigned made_fd; /* the copy's number + 1 of the one for glyphs drawn anew; 0: none */
  CffIndex subrs[FDS_MOST]; /* local subroutines, by the copy's number */
} CffCut;

static size_t dict_offset(Bytes dict, uint32_t op, Bytes cff, bool *ok) {
  int64_t value = 0;
  if (!cff_dict_integers(dict, op, &value, 1) || value <= 2 || (uint64_t)value >= cff.len)
    *ok = false; /* 0…2 would be the predefined charsets */
  return *ok ? (size_t)value : 0;
}

static bool font_open(Bytes cff, CffFont *font) {
  bool ok = true;
  int64_t ros[3], type = 2;
  size_t at = bytes_u8(cff, 2, &ok);
  CffIndex names = cff_index_read(cff, at, &ok);
  CffIndex tops = cff_index_read(cff, at += names.size, &ok);
  CffIndex strings = cff_index_read(cff, at += tops.size, &ok);
  font->global = cff_index_read(cff, at + strings.size, &ok);
  font->cff = cff;
  font->name = cff_index_at(&names, 0, &ok);
  font->top = cff_index_at(&tops, 0, &ok);
  if (!ok || !cff_dict_integers(font->top, DICT_ROS, ros, 3))
    return false;
  cff_dict_integers(font->top, DICT_CHARSTRING_TYPE, &type, 1);
  font->charstrings =
      cff_index_read(cff, dict_offset(font->top, DICT_CHARSTRINGS, cff, &ok), &ok);
  font->fd_array =
      cff_index_read(cff, dict_offset(font->top, DICT_FD_ARRAY, cff, &ok), &ok);
  font->charset = dict_offset(font->top, DICT_CHARSET, cff, &ok);
  font->fd_select = dict_offset(font->top, DICT_FD_SELECT, cff, &ok);
  return ok && type == 2 && font->fd_array.count <= FDS_MOST;
}

/* Both tables are runs over ascending glyphs, as the glyphs wanted are: one walk serves
 * all. */
static bool read_charset(CffCut *cut) {
  Bytes cff = cut->font->cff;
  bool ok = true;
  size_t at = cut->font->charset;
  uint32_t format = bytes_u8(cff, at++, &ok);
  uint32_t first = 1;
  for (size_t i = 0; ok && i < cut->wish.n;) {
    uint32_t cid = bytes_u16(cff, at, &ok);
    uint32_t left = format == 0 ? 0 : bytes_uint(cff, at + 2, format, &ok);
    for (; i < cut->wish.n && cut->wish.glyphs[i].glyph <= first + left; i++)
      cut->codes[i] = (uint16_t)(cid + (cut->wish.glyphs[i].glyph - first));
    first += left + 1;
    at += 2 + format;
    ok = ok && format <= 2;
  }
  return ok;
}

/* Whether the charstring of entry i is drawn anew; 0 is .notdef. */
static bool is_made(const CffCut *cut, size_t i) {
  return i > 0 && !cut->wish.glyphs[i - 1].own;
}

/* The first of a glyph keeps its CID, the others take CIDs that nobody has, from above.
 */
static bool number_copies(CffCut *cut) {
  uint8_t *taken = ARENA_ARRAY(cut->arena, uint8_t, 0x10000);
  const SubsetGlyph *glyphs = cut->wish.glyphs;
  for (size_t i = 0; i < cut->wish.n; i++)
    taken[cut->codes[i]] = 1;
  uint32_t free_code = 0xFFFF;
  for (size_t i = 1; i < cut->wish.n; i++) {
    if (glyphs[i].glyph != glyphs[i - 1].glyph)
      continue;
    while (free_code > 0 && taken[free_code])
      free_code--;
    if (free_code == 0)
      return false;
    cut->codes[i] = (uint16_t)free_code--;
  }
  return true;
}

static uint32_t glyph_at(const CffCut *cut, size_t i) {
  return i == 0 ? 0 : cut->wish.glyphs[i - 1].glyph;
}

static bool read_fd_runs(CffCut *cut, size_t at) {
  Bytes cff = cut->font->cff;
  bool ok = true;
  uint32_t runs = bytes_u16(cff, at, &ok);
  size_t i = 0;
  for (uint32_t run = 0; ok && run < runs; run++) {
    uint32_t fd = bytes_u8(cff, at + 4 + 3 * (size_t)run, &ok);
    uint32_t next = bytes_u16(cff, at + 5 + 3 * (size_t)run, &ok);
    for (; i <= cut->wish.n && glyph_at(cut, i) < next; i++)
      cut->fds[i] = (uint8_t)fd;
  }
  return ok && i > cut->wish.n;
}

static bool read_fds(CffCut *cut) {
  bool ok = true;
  size_t at = cut->font->fd_select;
  uint32_t format = bytes_u8(cut->font->cff, at, &ok);
  if (ok && format == 3)
    return read_fd_runs(cut, at + 1);
  for (size_t i = 0; ok && i <= cut->wish.n; i++)
    cut->fds[i] = (uint8_t)bytes_u8(cut->font->cff, at + 1 + glyph_at(cut, i), &ok);
  return ok && format == 0;
}

/* ---- private dictionaries ---------------------------------------------------------- */

static Bytes private_of(const CffFont *font, uint32_t fd, size_t *at, bool *ok) {
  int64_t place[2];
  Bytes dict = cff_index_at(&font->fd_array, fd, ok);
  if (!*ok || !cff_dict_integers(dict, DICT_PRIVATE, place, 2) || place[0] < 0 ||
      place[1] < 0) {
    *ok = false;
    return (Bytes){0};
  }
  *at = (size_t)place[1];
  return bytes_cut(font->cff, *at, (size_t)place[0], ok);
}

static bool number_fds(CffCut *cut) {
  bool ok = true, made = false;
  for (size_t i = 0; ok && i <= cut->wish.n; i++) {
    uint8_t fd = cut->fds[i];
    made = made || is_made(cut, i);
    if (cut->new_fd[fd] || is_made(cut, i))
      continue;
    size_t at = 0;
    int64_t subrs = 0;
    Bytes private = private_of(cut->font, fd, &at, &ok);
    if (ok && cff_dict_integers(private, DICT_SUBRS, &subrs, 1) && subrs > 0)
      cut->subrs[cut->fd_count] = cff_index_read(cut->font->cff, at + (size_t)subrs, &ok);
    cut->old_fd[cut->fd_count++] = fd;
    cut->new_fd[fd] = (uint8_t)cut->fd_count; /* 256 wraps to 0: refused below */
    ok = ok && cut->fd_count + 1 < FDS_MOST;
  }
  if (made)
    cut->made_fd = ++cut->fd_count;
  return ok;
}

/* The dictionary without its subroutines, which the copy does not need. */
static bool put_private(const CffCut *cut, uint32_t number, GByteArray *out) {
  bool ok = true;
  size_t place = 0;
  if (number + 1 == cut->made_fd) {
    cff_put_integer(out, 0);
    cff_put_op(out, DICT_DEFAULT_WIDTH);
    return true;
  }
  Bytes dict = private_of(cut->font, cut->old_fd[number], &place, &ok);
  CffEntry entry;
  for (size_t at = 0; ok && cff_dict_next(dict, &at, &entry, &ok);) {
    if (entry.op != DICT_SUBRS)
      g_byte_array_append(out, entry.whole.at, (guint)entry.whole.len);
  }
  return ok;
}

/* ---- the copy ---------------------------------------------------------------------- */

typedef struct CffPlaces {
  uint32_t charset, fd_select, charstrings, fd_array;
} CffPlaces;

static void put_one_index(GByteArray *out, const GByteArray *data) {
  g_autoptr(GArray) ends = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  g_array_append_val(ends, data->len);
  cff_put_index(out, data, ends);
}

/* No FontMatrix: the default holds for 1000 units, the only ones copied here. */
static void put_top(GByteArray *out, const CffCut *cut, const CffPlaces *places) {
  g_autoptr(GByteArray) top = g_byte_array_new();
  cff_put_integer(top, FIRST_OWN_STRING);
  cff_put_integer(top, FIRST_OWN_STRING + 1);
  cff_put_integer(top, 0);
  cff_put_op(top, DICT_ROS);
  CffEntry entry;
  bool ok = true;
  for (size_t at = 0; cff_dict_next(cut->font->top, &at, &entry, &ok);) {
    if (entry.op == DICT_FONT_BBOX)
      g_byte_array_append(top, entry.whole.at, (guint)entry.whole.len);
  }
  const struct {
    int64_t value;
    uint32_t op;
  } entries[] = {{0x10000, DICT_CID_COUNT},
                 {places->charset, DICT_CHARSET},
                 {places->fd_select, DICT_FD_SELECT},
                 {places->charstrings, DICT_CHARSTRINGS},
                 {places->fd_array, DICT_FD_ARRAY}};
  for (size_t i = 0; i < G_N_ELEMENTS(entries); i++) {
    cff_put_integer(top, entries[i].value);
    cff_put_op(top, entries[i].op);
  }
  put_one_index(out, top);
}

static void put_head(GByteArray *out, const CffCut *cut, const CffPlaces *places) {
  static const uint8_t header[] = {1, 0, 4, 4};
  static const char strings[] = "AdobeIdentity";
  g_byte_array_append(out, header, sizeof header);
  g_autoptr(GByteArray) data = g_byte_array_new();
  g_byte_array_append(data, cut->font->name.at, (guint)cut->font->name.len);
  put_one_index(out, data);
  put_top(out, cut, places);
  g_byte_array_set_size(data, 0);
  g_byte_array_append(data, (const uint8_t *)strings, sizeof strings - 1);
  g_autoptr(GArray) ends = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  const uint32_t parts[] = {5, sizeof strings - 1};
  g_array_append_vals(ends, parts, G_N_ELEMENTS(parts));
  cff_put_index(out, data, ends);
  font_put_u16(out, 0); /* no global subroutines */
}

#define ENDCHAR 14

/* The charstring as the copy has it. Where the font has no subroutines it is the font's
 * own. */
static bool own_charstring(const CffCut *cut, size_t i, GByteArray *scratch,
                           Bytes *code) {
  bool ok = true;
  *code = cff_index_at(&cut->font->charstrings, glyph_at(cut, i), &ok);
  if (!ok)
    return false;
  const CffIndex *local = &cut->subrs[cut->new_fd[cut->fds[i]] - 1];
  if (cut->font->global.count + local->count == 0)
    return code->len > 0 && code->len <= limits_default.glyph_bytes &&
           code->at[code->len - 1] == ENDCHAR;
  CffSubrs subrs = {.global = &cut->font->global, .local = local};
  g_byte_array_set_size(scratch, 0);
  ok = cff_flatten(*code, &subrs, scratch);
  *code = (Bytes){scratch->data, scratch->len};
  return ok;
}

static KeptCode *draw_charstring(const CffCut *cut, size_t i, GByteArray *scratch) {
  KeptCode *made = ARENA_NEW(cut->arena, KeptCode);
  g_byte_array_set_size(scratch, 0);
  if (!font_charstring(cut->source, &cut->wish.glyphs[i - 1], scratch))
    return NULL;
  made->len = scratch->len;
  uint8_t *code = arena_alloc(cut->arena, scratch->len);
  made->code = memcpy(code, scratch->data, scratch->len);
  if (cut->flate)
    flate_piece(&made->piece, cut->arena, cut->face->flate, code, scratch->len);
  return made;
}

/* A glyph's charstring is the same in every subset: the face keeps it, as long as there
 * is room. */
static KeptCode *find_charstring(const CffCut *cut, size_t i, GByteArray *scratch) {
  if (is_made(cut, i))
    return draw_charstring(cut, i, scratch);
  KeptCode *kept = cut->face ? font_face_code(cut->face, glyph_at(cut, i)) : NULL;
  if (kept && (cut->flate ? kept->piece.bits : kept->code))
    return kept;
  bool stays = kept && arena_used(cut->face->arena) < KEPT_BYTES_MOST;
  Arena *arena = stays ? cut->face->arena : cut->arena;
  if (!stays)
    kept = ARENA_NEW(arena, KeptCode);
  Bytes code;
  if (!own_charstring(cut, i, scratch, &code))
    return NULL;
  kept->len = (uint32_t)code.len;
  if (cut->flate)
    flate_piece(&kept->piece, arena, cut->face->flate, code.at, code.len);
  else
    kept->code = memcpy(arena_alloc(arena, code.len), code.at, code.len);
  return kept;
}

/* Of the index all but its data, which *bytes then counts. */
static bool put_charstrings_head(GByteArray *out, CffCut *cut, size_t *bytes) {
  g_autoptr(GByteArray) scratch = g_byte_array_new();
  uint32_t *ends = ARENA_ARRAY(cut->arena, uint32_t, cut->wish.n + 1);
  cut->charstrings = ARENA_ARRAY(cut->arena, KeptCode *, cut->wish.n + 1);
  uint32_t end = 0;
  for (size_t i = 0; i <= cut->wish.n; i++) {
    KeptCode *kept = find_charstring(cut, i, scratch);
    if (!kept || kept->len > PROGRAM_BYTES_MOST - end)
      return false;
    cut->charstrings[i] = kept;
    ends[i] = end += kept->len;
  }
  cff_put_index_head(out, ends, cut->wish.n + 1);
  *bytes = end;
  return true;
}

/* Font dictionaries stand after their private dictionaries, whose places they name;
 * start: where out begins in the file. */
static bool put_fd_array(GByteArray *out, const CffCut *cut, size_t start,
                         uint32_t *place) {
  g_autoptr(GByteArray) dicts = g_byte_array_new();
  g_autoptr(GArray) ends = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  bool ok = true;
  for (unsigned i = 0; ok && i < cut->fd_count; i++) {
    uint32_t at = out->len;
    ok = put_private(cut, i, out);
    cff_put_integer(dicts, (int64_t)out->len - at);
    cff_put_integer(dicts, (int64_t)start + at);
    cff_put_op(dicts, DICT_PRIVATE);
    g_array_append_val(ends, dicts->len);
  }
  *place = (uint32_t)start + out->len;
  cff_put_index(out, dicts, ends);
  return ok;
}

static Bytes join_plain(const CffCut *cut, const GByteArray *head, const GByteArray *tail,
                        size_t bytes) {
  uint8_t *file = arena_alloc(cut->arena, head->len + bytes + tail->len), *at = file;
  memcpy(at, head->data, head->len);
  at += head->len;
  for (size_t i = 0; i <= cut->wish.n; i++) {
    memcpy(at, cut->charstrings[i]->code, cut->charstrings[i]->len);
    at += cut->charstrings[i]->len;
  }
  memcpy(at, tail->data, tail->len);
  return (Bytes){file, head->len + bytes + tail->len};
}

static Bytes join_flate(const CffCut *cut, const GByteArray *head,
                        const GByteArray *tail) {
  const uint32_t *codes = cut->face->flate;
  size_t bits = 0;
  for (size_t i = 0; i <= cut->wish.n; i++)
    bits += cut->charstrings[i]->piece.n_bits;
  uint8_t *file = arena_alloc(cut->arena, flate_room(bits, head->len + tail->len));
  FlateWriter w;
  flate_begin(&w, file);
  flate_put_bytes(&w, codes, head->data, head->len);
  for (size_t i = 0; i <= cut->wish.n; i++)
    flate_put_piece(&w, &cut->charstrings[i]->piece);
  flate_put_bytes(&w, codes, tail->data, tail->len);
  return (Bytes){file, (size_t)(flate_end(&w, codes) - file)};
}

/* Charset and FDSelect, both of format 0. */
static void put_glyph_tables(GByteArray *out, const CffCut *cut, CffPlaces *places) {
  size_t n = cut->wish.n;
  places->charset = out->len;
  g_byte_array_set_size(out, (guint)(out->len + 1 + 2 * n + 1 + n + 1));
  uint8_t *at = out->data + places->charset;
  *at++ = 0;
  for (size_t i = 0; i < n; i++) {
    *at++ = (uint8_t)(cut->codes[i] >> 8);
    *at++ = (uint8_t)cut->codes[i];
  }
  places->fd_select = (uint32_t)(at - out->data);
  *at++ = 0;
  for (size_t i = 0; i <= n; i++)
    *at++ = (uint8_t)((is_made(cut, i) ? cut->made_fd : cut->new_fd[cut->fds[i]]) - 1);
}

static bool put_font(CffCut *cut, Bytes *file) {
  CffPlaces places = {0};
  size_t bytes = 0;
  g_autoptr(GByteArray) head = g_byte_array_new();
  g_autoptr(GByteArray) tail = g_byte_array_new();
  put_head(head, cut, &places); /* every offset takes five bytes: the length is final */
  put_glyph_tables(head, cut, &places);
  places.charstrings = head->len;
  if (!put_charstrings_head(head, cut, &bytes) ||
      !put_fd_array(tail, cut, head->len + bytes, &places.fd_array))
    return false;
  g_autoptr(GByteArray) again = g_byte_array_new();
  put_head(again, cut, &places);
  memcpy(head->data, again->data, again->len);
  *file = cut->flate ? join_flate(cut, head, tail) : join_plain(cut, head, tail, bytes);
  return true;
}

bool font_subset_cff(Arena *arena, Bytes cff, const CffWish *wish, uint16_t *codes,
                     Bytes *file) {
  CffFont font;
  if (!font_open(cff, &font))
    return false;
  CffCut *cut = ARENA_NEW(arena, CffCut);
  cut->font = &font;
  cut->arena = arena;
  cut->source = wish->font;
  cut->face = font_face(wish->font);
  cut->flate = wish->flate;
  cut->wish = wish->glyphs;
  cut->codes = codes;
  cut->fds = ARENA_ARRAY(arena, uint8_t, wish->glyphs.n + 1);
  return read_charset(cut) && number_copies(cut) && read_fds(cut) && number_fds(cut) &&
         put_font(cut, file);
}

bool font_cff_codes(Bytes cff, uint16_t *codes, size_t n) {
  CffFont font;
  if (!font_open(cff, &font))
    return false;
  g_autofree SubsetGlyph *glyphs = g_new0(SubsetGlyph, n);
  for (size_t i = 0; i < n; i++)
    glyphs[i].glyph = (uint32_t)i + 1;
  g_autofree CffCut *cut = g_new0(CffCut, 1);
  cut->font = &font;
  cut->wish = (SubsetWish){.glyphs = glyphs, .n = n};
  cut->codes = codes;
  return read_charset(cut);
}
