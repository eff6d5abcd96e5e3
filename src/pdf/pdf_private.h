/* pdf, within: how pages become a file.
 *
 *   page() ─▶ Canvas ─▶ draft of the content stream, glyph ids and tag ids still open
 *                  └──▶ marks, links, fonts in use; images are written at once
 *   end()  ─▶ fonts cut (codes known) ─▶ drafts closed, deflated ─▶ structure, outline,
 * metadata
 *
 * A draft is the stream's own text but for two records that only end() can finish:
 *   DRAFT_GLYPHS  font (u16) count (u16) uses (u16 …)        → a string of codes
 *   DRAFT_MARK    tag (u32) MCID (u32)                       → /Role <</MCID n>> BDC
 * All memory is the job's arena, for a run that fails elsewhere calls no sink again. */
#ifndef HONGTOU_PDF_PRIVATE_H
#define HONGTOU_PDF_PRIVATE_H

#include <string.h>

#include "pdf.h"

#define DRAFT_GLYPHS 1
#define DRAFT_MARK 2

/* ---- bytes (pdf_put.c) ----------------------------------------------------------- */

/* Growing bytes. A GByteArray divides on every append, which took a tenth of a document's
 * time. */
typedef struct PdfBytes {
  uint8_t *data;
  guint len, room;
  GByteArray *array; /* whose memory data is; as long as room until bytes_settle */
} PdfBytes;

/* Empty; or what comes after the bytes of an array, which stays the caller's. */
PdfBytes *bytes_new(void);
PdfBytes bytes_over(GByteArray *array);
void bytes_free(PdfBytes *bytes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PdfBytes, bytes_free)
void bytes_set_size(PdfBytes *bytes, guint len);
/* The array holds what was put, and no more. */
void bytes_settle(PdfBytes *bytes);
/* Room for len more. */
void bytes_grow(PdfBytes *bytes, size_t len);

static inline void put_bytes(PdfBytes *out, const void *bytes, size_t len) {
  if (out->room - out->len < len)
    bytes_grow(out, len);
  if (len)
    memcpy(out->data + out->len, bytes, len);
  out->len += (guint)len;
}

static inline void put_text(PdfBytes *out, const char *text) {
  put_bytes(out, text, strlen(text));
}

void put_int(PdfBytes *out, int64_t n);
/* n / 10^places as a PDF real, no zeros at its end. */
void put_real(PdfBytes *out, int64_t n, unsigned places);
/* Points of a length, to a thousandth. */
void put_length(PdfBytes *out, Length length);
int64_t pdf_length_milli(int64_t length);
/* "12 0 R" with a space before. */
void put_ref(PdfBytes *out, uint32_t object);
/* "/Name", with #xx where a byte is no regular character (ISO 32000-1 7.3.5); at most 127
 * bytes (PDF/A-2 6.1.13), cut between characters. */
void put_name(PdfBytes *out, const char *name);
/* The only way a text gets into the file: <FEFF…> in UTF-16BE, or (…) when it is
 * printable ASCII that needs no escape. False: over 32,767 bytes (PDF/A-2 6.1.13),
 * nothing of it written. */
bool put_string(PdfBytes *out, const char *utf8, size_t len);
/* Hex digits of UTF-16BE alone. */
void put_utf16(PdfBytes *out, const char *utf8, size_t len);
/* A literal string of 16-bit codes, escaped. */
void put_codes(PdfBytes *out, const uint16_t *codes, size_t n);

/* A growing array in the arena: room for one more element behind count. */
void *pdf_array_room(Arena *arena, void *items, size_t size, uint32_t count,
                     uint32_t *room);

/* A list of items of one size; {.size = sizeof(Item)} is an empty one (pdf_list.c). */
typedef struct PdfList {
  char **chunks;
  size_t size;
  uint32_t count, room; /* items; chunks there is room for */
} PdfList;
/* A new last item, zeroed. */
void *list_push(Arena *arena, PdfList *list);
void *list_at(const PdfList *list, uint32_t i);

/* ---- objects (pdf_writer.c) ------------------------------------------------------ */

struct libdeflate_compressor;
typedef struct PdfDeflate {
  struct libdeflate_compressor *compressor;
  PdfBytes *bytes; /* what came out last */
} PdfDeflate;

/* Where an object is: in the file, from its begin; or the how-manieth of a stream of
 * objects. */
typedef struct PdfPlaceOf {
  uint32_t stream; /* its object; 0: none */
  uint32_t at;     /* offset, or index in the stream */
} PdfPlaceOf;

/* Objects on their way into a stream of them (ISO 32000-1 7.5.7, pdf_pack.c). */
typedef struct PdfPack {
  PdfBytes *objects, *index;
  PdfBytes *file; /* the writer's own, meanwhile */
  PdfDeflate *deflate;
  uint32_t stream, count;
} PdfPack;

typedef struct PdfWriter {
  PdfBytes *out;
  size_t base; /* where the file begins in out */
  Arena *arena;
  PdfList places; /* PdfPlaceOf, of object i + 1; all 0: not written */
  PdfPack *pack;  /* NULL: objects stand in the file themselves */
  bool packed;    /* some do not: the file ends in a stream of references */
  bool too_large, too_many, long_string; /* told once, by writer_finish */
} PdfWriter;

void writer_begin(PdfWriter *w, Arena *arena, PdfBytes *out);
/* A new object number. */
uint32_t writer_reserve(PdfWriter *w);
void writer_open(PdfWriter *w, uint32_t object);
void writer_close(PdfWriter *w);
void writer_string(PdfWriter *w, const char *utf8);
/* A whole stream object; entries: of its dictionary, without Length and Filter. */
void writer_stream(PdfWriter *w, uint32_t object, const char *entries, const void *bytes,
                   size_t len);
/* Objects opened from here on go into streams, many in one; no stream may be among them.
 */
void writer_pack(PdfWriter *w, PdfPack *pack, PdfDeflate *deflate);
/* The rest of them. */
void writer_unpack(PdfWriter *w);
/* Within: begins an object of the pack. */
void pack_open(PdfWriter *w, uint32_t object);
/* The cross-reference stream, which ends a file with packed objects (pdf_xref.c). */
void xref_write_stream(PdfWriter *w, uint32_t catalog, uint32_t info);
void xref_write_table(PdfWriter *w, uint32_t catalog, uint32_t info);
void writer_deflated(PdfWriter *w, uint32_t object, const char *entries,
                     const PdfBytes *bytes, PdfDeflate *deflate);
/* xref, trailer with an ID digested from all objects. False, and told, when a limit was
 * hit. */
bool writer_finish(PdfWriter *w, Job *job, uint32_t catalog, uint32_t info);

#define LEVEL_SMALL \
  9 /* 12 takes three times the time and saves a hundredth of the file */
void deflate_open(PdfDeflate *d, int level);
void deflate_free(PdfDeflate *d);
void deflate_run(PdfDeflate *d, const void *bytes, size_t len);

/* ---- fonts (pdf_font.c) ---------------------------------------------------------- */

/* A code of the font: a glyph in one form that means one text. */
typedef struct GlyphUse {
  uint32_t glyph;
  uint32_t value;         /* ToUnicode: a code point, or VALUE_TEXT | index; 0: none */
  bool own;               /* as it stands in the font; else: */
  int32_t shift, advance; /* font units */
  int32_t width;          /* as /W says, thousandths */
  uint32_t hash;
  uint16_t code; /* known when the font is cut */
} GlyphUse;

/* What is asked of a code. */
typedef struct GlyphWish {
  uint32_t glyph; /* 1…65535 */
  bool own;
  int32_t shift, advance;
  const char *text; /* len 0: none */
  size_t len;
} GlyphWish;

typedef struct PdfFont {
  const Font *font;
  uint32_t object;
  GlyphUse *uses; /* in the order in which they were met */
  uint32_t count, uses_room;
  uint32_t *places; /* number of a use + 1, open addressing; room is a power of two */
  uint32_t room;
  const char **texts; /* ToUnicode values of several characters */
  uint32_t n_texts, texts_room;
} PdfFont;

struct PdfSink;
uint32_t fonts_index(struct PdfSink *sink, const Font *font);
#define USES_MOST 65000 /* codes of a font */
/* The number of the use that is what is wished for, made when it is new; USES_MOST: there
 * is no room for another. */
uint32_t pdf_font_use(Arena *arena, PdfFont *font, const GlyphWish *wish);
/* Cuts and writes every font; false, and told, when one may not be embedded or cut. */
bool fonts_write(struct PdfSink *sink, Job *job, PdfDeflate *deflate);

/* ---- images and colours (pdf_image.c) -------------------------------------------- */

typedef struct PdfImage {
  uint32_t object, mask; /* mask 0: opaque */
  bool tinted;           /* on a plate */
  uint32_t width, height;
  size_t at, len; /* its bytes in the file, to know an equal image by */
  size_t mask_at, mask_len;
} PdfImage;

typedef struct PdfSpot {
  const char *name;
  uint8_t r, g, b;
} PdfSpot;

/* Index of the image among the resources, written when it is new. */
uint32_t images_index(struct PdfSink *sink, const Image *image);
/* Index of the plate, or −1 when its name already stands for another colour: one name has
 * one alternate (PDF/A-2 6.2.4.4). */
int spots_index(struct PdfSink *sink, const Colour *colour);
void spots_put(PdfBytes *out, const PdfSpot *spot);

/* ---- content (pdf_content.c, pdf_text.c, pdf_page.c) ----------------------------- */

typedef struct Paint {
  uint8_t r, g, b;
  int spot; /* −1: none */
} Paint;

/* What the stream has set so far; q and Q keep and restore it. */
typedef struct Graphics {
  int font; /* −1: none */
  Length size;
  int64_t scale;   /* Tz, thousandths of a percent */
  int64_t spacing; /* Tc, 1/10000 pt */
  Paint fill, stroke;
  Length line_width;
  LineCap cap;
  LineJoin join;
  int32_t miter;    /* 1/1024 */
  double matrix[6]; /* to the page, y down, Length units */
} Graphics;

typedef struct Canvas {
  struct PdfSink *sink;
  PdfBytes *ops;
  const Page *page;
  Graphics now;
  bool in_text;           /* between BT and ET */
  int64_t line_x, line_y; /* where Td stands, thousandths */
  bool marked;            /* between BDC and EMC */
  TagId tag;
  ArtifactKind artifact;
  uint32_t mcids;
  bool drawn;    /* the open mark shows a path or picture: its box is kept */
  Length box[4]; /* left, top, right, bottom of the open mark */
  int depth;
  bool within; /* a form: what it shows belongs to the mark around it on the page */
} Canvas;

/* Where a marked-content sequence shows a path or picture: for /BBox. */
typedef struct PdfBox {
  uint32_t mark;
  Length sides[4]; /* left, top, right, bottom on the page */
} PdfBox;

/* What holds when a stream begins. */
Graphics content_fresh(void);
void content_draw(Canvas *canvas);
void content_fill(Canvas *canvas, const Colour *colour);
/* Widens the open mark's box by a rectangle in the current coordinates. */
void content_cover(Canvas *canvas, double left, double top, double right, double bottom);
void pdf_text_draw(Canvas *canvas, const GlyphRun *run);

typedef struct PdfPage {
  uint32_t object;
  Length width, height;
  uint32_t number; /* printed on it; 0: none */
  const uint8_t *draft;
  size_t len, kept; /* its bytes; those kept of it, deflated when they are fewer */
  Arena *block; /* the draft's, gone when its last page is written; NULL: the sink's */
  uint32_t n_mcids;
  uint32_t first_mark;
  uint32_t first_link, n_links;
} PdfPage;

typedef struct PdfLink {
  uint32_t object, page;
  Length x, y, width, height;
  const char *target, *text;
  TagId tag;
  uint32_t after_mark; /* marks before it, for reading order */
} PdfLink;

typedef struct PdfPlace {
  const char *name;
  uint32_t page;
  Length y;
} PdfPlace;

/* A signature's place (pdf_sign.c); all 0: none. */
typedef struct PdfField {
  uint32_t object, value, form, look; /* the widget, its dictionary, AcroForm, its AP */
  uint32_t element;                   /* of the structure; 0: none */
  TagId figure;                       /* the seal's; TAG_NONE: it shows nothing */
  uint32_t page;
  Length box[4]; /* left, top, right, bottom on the page */
  size_t range_at, contents_at;
} PdfField;
/* Finds the seal and reserves the objects. */
void field_begin(struct PdfSink *sink, const TagTree *tags);
void field_write(struct PdfSink *sink);
void field_put_catalog(struct PdfSink *sink);
/* The widget's key in the parent tree. */
int64_t field_key(const struct PdfSink *sink);
/* Fills in what the whole file decides. */
void field_end(struct PdfSink *sink);

/* The page of a mark. */
uint32_t pdf_mark_page(const struct PdfSink *sink, uint32_t mark);
void pages_write(struct PdfSink *sink, const TagTree *tags, PdfDeflate *deflate);
/* "[n 0 R /XYZ null y null]" */
void put_destination(const struct PdfSink *sink, PdfBytes *out, uint32_t page, Length y);
bool links_write(struct PdfSink *sink, Job *job);

/* ---- structure, outline, metadata ------------------------------------------------ */

const char *pdf_role_name(const Tag *tag, char buffer[4]);
/* False, and told, when tags, marks and links do not fit together; asked before all
 * writing. */
bool structure_holds(struct PdfSink *sink, Job *job, const TagTree *tags);
/* The object number of /StructTreeRoot. */
uint32_t structure_write(struct PdfSink *sink, const TagTree *tags, PdfDeflate *deflate);
/* The object number of /Outlines; 0: no entries. */
uint32_t outline_write(struct PdfSink *sink, const DocumentEnd *end);

/* What the file says of itself, checked and copied by metadata_begin. */
typedef struct PdfInfo {
  bool no_archive; /* no claim to PDF/A */
  const char *title, *lang, *kind, *issuer, *number, *secrecy, *producer;
  const char *const *issuers;
  uint32_t n_issuers;
  const InfoField *fields;
  uint32_t n_fields;
  char pdf_date[24], xmp_date[28], signed_on[12]; /* empty: none */
  bool draft;
} PdfInfo;
bool metadata_begin(struct PdfSink *sink, Job *job, const DocumentInfo *info);
uint32_t metadata_write_xmp(struct PdfSink *sink);
uint32_t metadata_write_info(struct PdfSink *sink);
uint32_t metadata_write_intent(struct PdfSink *sink, PdfDeflate *deflate);
/* A version 2 matrix and curve profile of IEC 61966-2-1 sRGB. */
void icc_put_srgb(PdfBytes *out);

/* ---- the sink (pdf_sink.c) ------------------------------------------------------- */

typedef struct PdfSink {
  Arena *arena;
  PdfOptions options;
  GByteArray *file; /* the caller's */
  PdfBytes bytes;   /* over it */
  PdfWriter writer;
  PdfInfo info;
  PdfFont **fonts;
  uint32_t n_fonts, fonts_room;
  PdfImage *images;
  uint32_t n_images, images_room;
  PdfSpot *spots;
  uint32_t n_spots, spots_room;
  PdfPage *pages;
  uint32_t n_pages, pages_room;
  Arena *block; /* of the drafts being kept; NULL: the sink's own */
  uint8_t *block_bytes;
  size_t block_used;
  PdfList marks; /* TagId of each marked-content sequence */
  PdfList boxes; /* PdfBox, by mark */
  PdfLink *links;
  uint32_t n_links, links_room;
  PdfPlace *places;
  uint32_t n_places, places_room;
  uint32_t resources, page_root; /* one dictionary of resources for all pages */
  PdfField field;
  PdfList forms;        /* object numbers (u32) of groups that multiply */
  bool multiplies;      /* something does */
  const char *no_plate; /* a spot colour's name that cannot be one */
  const char *broken;   /* our own fault, told at the end of the call that met it */
  gunichar refused;     /* a character no PDF/A text may hold */
} PdfSink;

#endif
