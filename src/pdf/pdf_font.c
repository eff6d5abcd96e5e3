#include <stdlib.h>
#include <string.h>

#include "pdf_private.h"

#define VALUE_TEXT 0x80000000u
#define FLAG_SERIF 2
#define FLAG_SYMBOLIC 4
#define FLAG_ITALIC 64
#define STEM_V 80 /* required, of no use with an embedded font */
#define DEFAULT_WIDTH 1000
#define BFCHARS_MAX 100 /* in one block of a CMap */

/* ---- glyphs in use --------------------------------------------------------------- */

uint32_t fonts_index(PdfSink *sink, const Font *font) {
  for (uint32_t i = 0; i < sink->n_fonts; i++)
    if (sink->fonts[i]->font == font)
      return i;
  sink->fonts = pdf_array_room(sink->arena, sink->fonts, sizeof(PdfFont *), sink->n_fonts,
                               &sink->fonts_room);
  PdfFont *fresh = ARENA_NEW(sink->arena, PdfFont);
  fresh->font = font;
  fresh->object = writer_reserve(&sink->writer);
  fresh->room = 256;
  fresh->places = ARENA_ARRAY(sink->arena, uint32_t, fresh->room);
  sink->fonts[sink->n_fonts] = fresh;
  return sink->n_fonts++;
}

/* Font units → thousandths of an em, rounded: what /W and the descriptor speak in. */
static int32_t thousandths(const Font *font, int64_t units) {
  int64_t em = MAX(1, font_units_per_em(font));
  int64_t twice = units * 2000;
  return (int32_t)((twice + (twice < 0 ? -em : em)) / (2 * em));
}

static bool value_is(const PdfFont *font, uint32_t value, const GlyphWish *wish) {
  const char *p = wish->text;
  if (!(value & VALUE_TEXT))
    return wish->len ? text_next(&p) == value && p == wish->text + wish->len : !value;
  const char *own = font->texts[value & ~VALUE_TEXT];
  return strlen(own) == wish->len && memcmp(own, wish->text, wish->len) == 0;
}

static uint32_t value_new(Arena *arena, PdfFont *font, const GlyphWish *wish) {
  const char *p = wish->text;
  if (!wish->len)
    return 0;
  gunichar first = text_next(&p);
  if (p == wish->text + wish->len)
    return first;
  font->texts = pdf_array_room(arena, font->texts, sizeof(char *), font->n_texts,
                               &font->texts_room);
  font->texts[font->n_texts] = arena_strndup(arena, wish->text, wish->len);
  return VALUE_TEXT | font->n_texts++;
}

static uint32_t hash_of(const GlyphWish *wish) {
  uint32_t hash = wish->glyph * 0x9E3779B1u;
  if (!wish->own)
    hash = (hash ^ (uint32_t)wish->shift * 31u ^ (uint32_t)wish->advance) * 0x9E3779B1u;
  for (size_t i = 0; i < wish->len; i++)
    hash = (hash ^ (uint8_t)wish->text[i]) * 0x01000193u;
  return (hash * 0x9E3779B1u) >> 8;
}

static bool use_is(const PdfFont *font, const GlyphUse *use, const GlyphWish *wish) {
  return use->glyph == wish->glyph && use->own == wish->own &&
         (use->own || (use->shift == wish->shift && use->advance == wish->advance)) &&
         value_is(font, use->value, wish);
}

static void widen(Arena *arena, PdfFont *font) {
  uint32_t room = font->room * 2;
  uint32_t *places = ARENA_ARRAY(arena, uint32_t, room);
  for (uint32_t i = 0; i < font->count; i++) {
    uint32_t at = font->uses[i].hash;
    while (places[at & (room - 1)])
      at++;
    places[at & (room - 1)] = i + 1;
  }
  font->places = places;
  font->room = room;
}

static uint32_t use_new(Arena *arena, PdfFont *font, const GlyphWish *wish,
                        uint32_t hash) {
  font->uses =
      pdf_array_room(arena, font->uses, sizeof(GlyphUse), font->count, &font->uses_room);
  int32_t own = font_advance(font->font, wish->glyph);
  GlyphUse *use = &font->uses[font->count];
  *use = (GlyphUse){.glyph = wish->glyph, .own = wish->own, .advance = own, .hash = hash};
  if (!wish->own) {
    use->shift = wish->shift;
    use->advance = wish->advance;
  }
  use->width = thousandths(font->font, use->advance);
  use->value = value_new(arena, font, wish);
  return font->count++;
}

uint32_t pdf_font_use(Arena *arena, PdfFont *font, const GlyphWish *wish) {
  uint32_t hash = hash_of(wish), at = hash;
  for (uint32_t place; (place = font->places[at & (font->room - 1)]) != 0; at++)
    if (use_is(font, &font->uses[place - 1], wish))
      return place - 1;
  if (font->count >= USES_MOST)
    return USES_MOST;
  if (font->count * 4 >= font->room * 3) {
    widen(arena, font);
    for (at = hash; font->places[at & (font->room - 1)];)
      at++;
  }
  uint32_t index = use_new(arena, font, wish, hash);
  font->places[at & (font->room - 1)] = index + 1;
  return index;
}

/* ---- writing --------------------------------------------------------------------- */

typedef struct FontCut {
  PdfFont *font;
  GlyphUse **uses; /* by code, once codes are known */
  const FontSubset *subset;
  char *name; /* ABCDEF+Name */
} FontCut;

/* Own form before others, so that it keeps the glyph's code; else as they were met. */
static int by_glyph(const void *a, const void *b) {
  const GlyphUse *x = *(GlyphUse *const *)a, *y = *(GlyphUse *const *)b;
  if (x->glyph != y->glyph)
    return x->glyph > y->glyph ? 1 : -1;
  if (x->own != y->own)
    return x->own ? -1 : 1;
  return (x > y) - (x < y);
}

static int by_code(const void *a, const void *b) {
  return (*(GlyphUse *const *)a)->code - (*(GlyphUse *const *)b)->code;
}

static uint64_t glyph_form(const SubsetGlyph *glyph) {
  if (glyph->own)
    return 0;
  return (uint64_t)(uint16_t)glyph->shift << 32 | (uint64_t)(uint16_t)glyph->advance
                                                      << 16;
}

/* Six letters from the glyphs and the name: the same subset has the same tag, another has
 * not. */
static char *subset_name(Arena *arena, const PdfFont *font, const SubsetGlyph *glyphs) {
  const char *name = font_postscript_name(font->font);
  if (!name || !*name)
    name = "Font";
  uint64_t hash = 0xCBF29CE484222325u;
  for (const char *p = name; *p; p++)
    hash = (hash ^ (uint8_t)*p) * 0x100000001B3u;
  for (uint32_t i = 0; i < font->count; i++)
    hash = (hash ^ glyphs[i].glyph ^ glyph_form(&glyphs[i])) * 0x100000001B3u;
  char tag[7] = {0};
  hash ^= hash >> 29;
  for (int i = 0; i < 6; i++, hash /= 26)
    tag[i] = (char)('A' + hash % 26);
  return arena_printf(arena, "%s+%s", tag, name);
}

static SubsetGlyph subset_glyph(const GlyphUse *use) {
  return (SubsetGlyph){
      .glyph = use->glyph, .own = use->own, .shift = use->shift, .advance = use->advance};
}

#define FLATE_GLYPHS 40 /* fewer are smaller with a code of their own */

static bool font_cut(Job *job, PdfFont *font, bool quick, FontCut *cut) {
  *cut =
      (FontCut){.font = font, .uses = ARENA_ARRAY(job->arena, GlyphUse *, font->count)};
  SubsetGlyph *glyphs = ARENA_ARRAY(job->arena, SubsetGlyph, font->count);
  for (uint32_t i = 0; i < font->count; i++)
    cut->uses[i] = &font->uses[i];
  qsort(cut->uses, font->count, sizeof(GlyphUse *), by_glyph);
  for (uint32_t i = 0; i < font->count; i++)
    glyphs[i] = subset_glyph(cut->uses[i]);
  cut->name = subset_name(job->arena, font, glyphs);
  cut->subset = font_subset(job, font->font, glyphs, font->count,
                            quick && font->count >= FLATE_GLYPHS);
  if (!cut->subset)
    return false;
  bool ascending = true;
  for (uint32_t i = 0; i < font->count; i++) {
    cut->uses[i]->code = cut->subset->codes[i];
    ascending = ascending && (i == 0 || cut->uses[i - 1]->code <= cut->uses[i]->code);
  }
  if (!ascending) /* codes mostly follow the glyphs */
    qsort(cut->uses, font->count, sizeof(GlyphUse *), by_code);
  return true;
}

static uint32_t write_program(PdfSink *sink, const FontSubset *subset,
                              PdfDeflate *deflate) {
  uint32_t object = writer_reserve(&sink->writer);
  g_autoptr(GString) entries = g_string_new(NULL);
  if (subset->form == SUBSET_CFF)
    g_string_assign(entries, "/Subtype/CIDFontType0C/Filter/FlateDecode");
  else
    g_string_printf(entries, "/Length1 %zu/Filter/FlateDecode", subset->len);
  if (!subset->flate)
    deflate_run(deflate, subset->bytes, subset->len);
  const uint8_t *bytes = subset->flate ? subset->bytes : deflate->bytes->data;
  writer_stream(&sink->writer, object, entries->str, bytes,
                subset->flate ? subset->len : deflate->bytes->len);
  return object;
}

static void put_key(PdfBytes *out, const char *key, int64_t n) {
  put_text(out, key);
  put_int(out, n);
}

static uint32_t write_descriptor(PdfSink *sink, const FontCut *cut, uint32_t program) {
  PdfWriter *w = &sink->writer;
  const Font *font = cut->font->font;
  FontMetrics m = font_metrics(font);
  uint32_t object = writer_reserve(w);
  writer_open(w, object);
  put_text(w->out, "<</Type/FontDescriptor/FontName");
  put_name(w->out, cut->name);
  put_key(
      w->out, "/Flags ",
      FLAG_SYMBOLIC | (m.serif ? FLAG_SERIF : 0) | (m.italic_angle ? FLAG_ITALIC : 0));
  put_key(w->out, "/FontBBox[", thousandths(font, m.bounds.left));
  put_key(w->out, " ", thousandths(font, m.bounds.bottom));
  put_key(w->out, " ", thousandths(font, m.bounds.right));
  put_key(w->out, " ", thousandths(font, m.bounds.top));
  put_key(w->out, "]/ItalicAngle ", m.italic_angle);
  put_key(w->out, "/Ascent ", thousandths(font, m.ascent));
  put_key(w->out, "/Descent ", thousandths(font, m.descent));
  put_key(w->out, "/CapHeight ", thousandths(font, m.cap_height));
  put_key(w->out, "/StemV ", STEM_V);
  put_text(w->out, cut->subset->form == SUBSET_CFF ? "/FontFile3" : "/FontFile2");
  put_ref(w->out, program);
  put_text(w->out, ">>");
  writer_close(w);
  return object;
}

/* "c [w w w]" for each run of codes whose widths differ from the default. */
static void put_widths(PdfBytes *out, const FontCut *cut) {
  bool open = false;
  int next = -1;
  put_text(out, "/W[");
  for (uint32_t i = 0; i < cut->font->count; i++) {
    const GlyphUse *use = cut->uses[i];
    bool plain = use->width == DEFAULT_WIDTH;
    if (open && (plain || use->code != next))
      put_text(out, "]");
    else if (open)
      put_text(out, " ");
    if (!plain && !(open && use->code == next)) {
      put_int(out, use->code);
      put_text(out, "[");
    }
    if (!plain)
      put_int(out, use->width);
    open = !plain;
    next = use->code + 1;
  }
  put_text(out, open ? "]]" : "]");
}

static uint32_t write_cid_font(PdfSink *sink, const FontCut *cut, uint32_t descriptor) {
  PdfWriter *w = &sink->writer;
  uint32_t object = writer_reserve(w);
  writer_open(w, object);
  put_text(w->out, "<</Type/Font/Subtype");
  put_text(w->out, cut->subset->form == SUBSET_CFF
                       ? "/CIDFontType0"
                       : "/CIDFontType2/CIDToGIDMap/Identity");
  put_text(w->out, "/BaseFont");
  put_name(w->out, cut->name);
  put_text(w->out, "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>");
  put_key(w->out, "/DW ", DEFAULT_WIDTH);
  put_widths(w->out, cut);
  put_text(w->out, "/FontDescriptor");
  put_ref(w->out, descriptor);
  put_text(w->out, ">>");
  writer_close(w);
  return object;
}

static void put_bfchar(PdfBytes *out, const PdfFont *font, const GlyphUse *use) {
  static const char hex[] = "0123456789ABCDEF";
  const char code[] = {'<',
                       hex[use->code >> 12],
                       hex[use->code >> 8 & 15],
                       hex[use->code >> 4 & 15],
                       hex[use->code & 15],
                       '>',
                       '<',
                       0};
  char single[8] = {0};
  const char *text = single;
  if (use->value & VALUE_TEXT)
    text = font->texts[use->value & ~VALUE_TEXT];
  else
    g_unichar_to_utf8(use->value ? use->value : ' ', single);
  put_text(out, code);
  put_utf16(out, text, strlen(text));
  put_text(out, ">\n");
}

static void put_cmap(PdfBytes *out, const FontCut *cut) {
  put_text(out,
           "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
           "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
           "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
           "1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n");
  for (uint32_t i = 0; i < cut->font->count; i += BFCHARS_MAX) {
    uint32_t end = MIN(i + BFCHARS_MAX, cut->font->count);
    put_int(out, end - i);
    put_text(out, " beginbfchar\n");
    for (uint32_t k = i; k < end; k++)
      put_bfchar(out, cut->font, cut->uses[k]);
    put_text(out, "endbfchar\n");
  }
  put_text(out, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
}

static uint32_t write_to_unicode(PdfSink *sink, const FontCut *cut, PdfDeflate *deflate) {
  g_autoptr(PdfBytes) cmap = bytes_new();
  uint32_t object = writer_reserve(&sink->writer);
  put_cmap(cmap, cut);
  writer_deflated(&sink->writer, object, "", cmap, deflate);
  return object;
}

static void font_write(PdfSink *sink, const FontCut *cut, PdfDeflate *deflate) {
  PdfWriter *w = &sink->writer;
  uint32_t program = write_program(sink, cut->subset, deflate);
  uint32_t descriptor = write_descriptor(sink, cut, program);
  uint32_t cid_font = write_cid_font(sink, cut, descriptor);
  uint32_t to_unicode = write_to_unicode(sink, cut, deflate);
  writer_open(w, cut->font->object);
  put_text(w->out, "<</Type/Font/Subtype/Type0/BaseFont");
  /* ISO 32000-1 table 121: with a CIDFontType0 the CMap's name is part of it. */
  g_autofree char *base = g_strconcat(
      cut->name, cut->subset->form == SUBSET_CFF ? "-Identity-H" : NULL, NULL);
  put_name(w->out, base);
  put_text(w->out, "/Encoding/Identity-H/DescendantFonts[");
  put_ref(w->out, cid_font);
  put_text(w->out, "]/ToUnicode");
  put_ref(w->out, to_unicode);
  put_text(w->out, ">>");
  writer_close(w);
}

bool fonts_write(PdfSink *sink, Job *job, PdfDeflate *deflate) {
  bool ok = true;
  for (uint32_t i = 0; i < sink->n_fonts; i++) {
    PdfFont *font = sink->fonts[i];
    FontCut cut;
    bool may = font_may_embed(font->font);
    if (!may)
      diag_add(job->diags, (Span){0}, DIAG_PDF_NOT_EMBEDDABLE, font_family(font->font),
               NULL);
    ok = may && font->count && font_cut(job, font, !sink->options.small, &cut) && ok;
    if (ok)
      font_write(sink, &cut, deflate);
  }
  return ok;
}
