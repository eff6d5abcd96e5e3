/* font, inside: what roles.xml wishes for, the files found, the opened faces. */
#ifndef HONGTOU_FONT_PRIVATE_H
#define HONGTOU_FONT_PRIVATE_H

#include <fontconfig/fontconfig.h>
#include <hb.h>

#include "font.h"

/* ---- what roles.xml says --------------------------------------------------- */

/* One <font> or <fallback>. */
typedef struct Wish {
  const char *family;
  const char *other; /* the class it is of, where that is not the role's; NULL */
  bool bold, italic, licensed, fallback, serif;
  Font *font; /* NULL: not installed */
} Wish;

/* One run of characters of a <cell>. */
typedef struct CellRange {
  gunichar first, last;
  int32_t width; /* thousandths of a cell; 0: own advance */
  CellFit fit;
  const char *family; /* the face it must come from; NULL: the role's */
  const char *when;   /* only when this family plays the role; NULL: always */
} CellRange;

/* What was once found for a character; the same whoever asked first. */
typedef struct KeptCell {
  gunichar c; /* 0: empty */
  CellRule rule;
} KeptCell;

typedef struct RoleCells {
  KeptCell *cells; /* hashed by c; half of them empty at least */
  uint32_t room, count;
} RoleCells;

struct FontRole {
  const char *name;
  FontBook *book; /* it stands in */
  GArray *wishes; /* of Wish, in order of preference */
  GArray
      *cells; /* of CellRange; first match wins: the role's own, then the common ones */
  const Font *plays; /* NULL: no installed face can */
  RoleCells *kept;
};

struct FontBook {
  Arena *arena;
  const char *roles_file;
  GPtrArray *roles;   /* of FontRole */
  GPtrArray *fonts;   /* of Font, in the order in which roles.xml first asks for them */
  GArray *signs;      /* of CellRange: glyphs that a face draws wrong, and whose stand for
                         them; widths and fits say nothing */
  GPtrArray *folders; /* char *: the caller's, then the system's */
  const FcFontSet *all; /* faces below them; NULL: none */
  GArray *others;       /* of Found, in order of preference; NULL until asked for */
  FcConfig *config; /* it or scanned owns the coverage of every Font; the other is NULL */
  FcFontSet *scanned;
};

/* Appends the roles of the file to book->roles. False when an error was reported. */
bool font_roles_read(FontBook *book, const char *file, Diagnostics *diags);

/* ---- files ------------------------------------------------------------------ */

/* One file's face, as far as the choice between several goes. */
typedef struct Found {
  const char *file, *postscript_name, *family;
  const FcCharSet *coverage;
  int index, weight, version; /* index: place in the file, and of a variable font's named
                                 instance from 1 in the upper half */
  bool slanted;
  guint folder; /* place of its folder: the user's first */
  Font *font;   /* NULL: not made yet */
} Found;

/* False for what cannot be embedded: bitmaps, variable fonts without an instance. */
bool font_found_read(FcPattern *pattern, const GPtrArray *folders, Found *out);
Font *font_make(FontBook *book, const Found *found, const char *family, bool serif);
/* A face that has the character, whatever roles name: NULL where none has. */
const Font *font_others_find(FontBook *book, const FontRole *role, gunichar c);
/* Font files of the caller's and the user's folders that hold no face are told. */
void font_files_unread(const FontBook *book, size_t n_folders, Diagnostics *diags);

/* Fills book->config or scanned, and the font of every wish. A folder that cannot be read
 * holds no fonts. */
void font_files_find(FontBook *book, const FontPaths *paths, Diagnostics *diags);

/* The faces of all files below the folders, read anew: for when nothing may be cached.
 * What a limit leaves out is told. */
FcFontSet *font_files_scan(const GPtrArray *folders, const Limits *limits,
                           Diagnostics *diags);

/* ---- deflate in pieces -------------------------------------------------------- */

#define FLATE_SYMBOLS 257 /* the bytes and the end of a block */
#define FLATE_HEAD 256    /* more than what stands before and after the codes */

/* The codes of some bytes, with zeros behind their end. */
typedef struct FlatePiece {
  const uint8_t *bits;
  size_t n_bits, len;
  uint32_t sum; /* Adler-32 of the bytes */
} FlatePiece;

typedef struct FlateWriter {
  uint8_t *at;
  uint64_t held;
  unsigned n;
  uint32_t sum;
} FlateWriter;

/* The code of every stream: what the functions below call codes. */
void flate_codes(uint32_t codes[FLATE_SYMBOLS]);
/* Fills piece, its bits in the arena. */
void flate_piece(FlatePiece *piece, Arena *arena, const uint32_t *codes,
                 const uint8_t *bytes, size_t len);
/* A zlib stream: begin in a room of flate_room's size, put, end; gives the place behind
 * its last byte. piece_bits: of all pieces; other_bytes: of what comes by
 * flate_put_bytes. */
size_t flate_room(size_t piece_bits, size_t other_bytes);
void flate_begin(FlateWriter *w, uint8_t *room);
void flate_put_bytes(FlateWriter *w, const uint32_t *codes, const uint8_t *bytes,
                     size_t len);
void flate_put_piece(FlateWriter *w, const FlatePiece *piece);
uint8_t *flate_end(FlateWriter *w, const uint32_t *codes);

/* ---- faces ------------------------------------------------------------------ */

#define FONT_GLYPH_PAGE 256
#define FONT_KEPT_PAGES (0x10000 / FONT_GLYPH_PAGE)

/* A charstring with its subroutines written out, as it is and deflated: each NULL until
 * asked for. */
typedef struct KeptCode {
  uint32_t len;
  const uint8_t *code;
  FlatePiece piece;
} KeptCode;

/* What was once worked out of a glyph; the same whoever asked first. */
typedef struct KeptInk {
  bool known;
  InkBox box;
} KeptInk;

/* What opening a file yields; made when a role first needs the face. */
typedef struct FontFace {
  bool tried;
  hb_face_t *face; /* NULL: the file cannot be used */
  hb_font_t *font;
  hb_buffer_t *buffer;
  int32_t units_per_em;
  uint16_t fs_type;
  bool substitutes;   /* it has a GSUB table */
  GHashTable *glyphs; /* the glyph of each character once shaped; NULL at first */
  KeptInk *inks[FONT_KEPT_PAGES]; /* by glyph */
  KeptCode **codes[FONT_KEPT_PAGES];
  uint32_t flate[FLATE_SYMBOLS];
  Arena *arena; /* of what is kept */
} FontFace;

struct Font {
  unsigned index;
  const char *family, *file, *postscript_name;
  unsigned face_index; /* in a collection */
  unsigned instance;   /* of a variable font, from 1; 0: as it stands in the file */
  bool serif;
  const FcCharSet *coverage; /* as fontconfig has it: known before the file is opened */
  FontFace *face;            /* never NULL; opened by font_face */
};

/* The opened face; face->face is NULL where the file is no usable font. */
FontFace *font_face(const Font *font);
void font_face_close(FontFace *face);
/* Empty at first; NULL: beyond 65,535. */
KeptCode *font_face_code(FontFace *face, uint32_t glyph);
bool font_usable(const Font *font);
/* Every table that is needed lies whole in the file. */
bool font_is_whole(hb_face_t *face, hb_blob_t *file, unsigned index);
bool font_has_table(hb_face_t *face, hb_tag_t tag);

/* ---- subsets ------------------------------------------------------------------ */

/* A view of bytes that nobody has checked. */
typedef struct Bytes {
  const uint8_t *at;
  size_t len;
} Bytes;

/* Big-endian reads; *ok turns false, and stays so, when they reach beyond the end.
 * Inline: a font is read byte by byte. */
static inline Bytes bytes_cut(Bytes b, size_t at, size_t len, bool *ok) {
  if (!*ok || at > b.len || len > b.len - at) {
    *ok = false;
    return (Bytes){b.at, 0};
  }
  return (Bytes){b.at + at, len};
}

static inline uint32_t bytes_u8(Bytes b, size_t at, bool *ok) {
  if (*ok && at < b.len)
    return b.at[at];
  *ok = false;
  return 0;
}

/* width 1…4 */
static inline uint32_t bytes_uint(Bytes b, size_t at, size_t width, bool *ok) {
  Bytes cut = bytes_cut(b, at, width, ok);
  uint32_t value = 0;
  for (size_t i = 0; i < cut.len; i++)
    value = value << 8 | cut.at[i];
  return value;
}

static inline uint32_t bytes_u16(Bytes b, size_t at, bool *ok) {
  return bytes_uint(b, at, 2, ok);
}

static inline uint32_t bytes_u32(Bytes b, size_t at, bool *ok) {
  return bytes_uint(b, at, 4, ok);
}

void font_put_u8(GByteArray *out, uint32_t v);
void font_put_u16(GByteArray *out, uint32_t v);
void font_put_u32(GByteArray *out, uint32_t v);

typedef struct SubsetWish {
  const SubsetGlyph *glyphs; /* ascending, without 0 */
  size_t n;
} SubsetWish;

typedef struct CffWish {
  SubsetWish glyphs;
  const Font
      *font;  /* draws moved glyphs; its face keeps charstrings for the next subset */
  bool flate; /* as a zlib stream */
} CffWish;

/* Appends a charstring, in thousandths of an em, that draws the glyph as the wish has it;
 * its width counts from 0. False: too large. */
bool font_charstring(const Font *font, const SubsetGlyph *glyph, GByteArray *out);
/* A CID-keyed CFF program whose charstrings are written from the outlines of any font:
 * codes 1…n. */
bool font_subset_drawn(Arena *arena, const Font *font, SubsetWish wish, uint16_t *codes,
                       Bytes *file);

/* Each fails when the font is not of its form or is damaged; codes gets n entries. *file
 * in the arena. */
bool font_subset_cff(Arena *arena, Bytes cff, const CffWish *wish, uint16_t *codes,
                     Bytes *file);
/* The CIDs of glyphs 1…n of a CID-keyed CFF; false when it is none. */
bool font_cff_codes(Bytes cff, uint16_t *codes, size_t n);
/* An entry of loca lies before the one above it: glyphs share bytes, so that a few are
 * more than the whole font. */
bool font_truetype_overlaps(hb_face_t *face);
GByteArray *font_subset_truetype(hb_face_t *face, SubsetWish wish, uint16_t *codes);

/* A font program of its tables, ordered by tag. */
typedef struct SfntTable {
  uint32_t tag;
  Bytes bytes;
} SfntTable;
GByteArray *font_sfnt_join(const SfntTable *tables, size_t n);

/* An INDEX of a CFF font. */
typedef struct CffIndex {
  uint32_t count, width; /* entries, bytes of an offset */
  Bytes offsets,
      data;    /* data starts one byte before the first object, as offsets count */
  size_t size; /* of the whole index in the file */
} CffIndex;
CffIndex cff_index_read(Bytes cff, size_t at, bool *ok);
Bytes cff_index_at(const CffIndex *index, uint32_t i, bool *ok);
typedef struct CffSubrs {
  const CffIndex *global, *local; /* local->count may be 0 */
} CffSubrs;
/* Appends the charstring with every subroutine it calls written out in its place: a
 * subset needs no subroutines then, and Noto's 26,095 local ones stay behind. False when
 * it is damaged. */
bool cff_flatten(Bytes charstring, const CffSubrs *subrs, GByteArray *out);

/* One entry of a CFF dictionary; escaped operators (12 x) are 1200 + x. */
typedef struct CffEntry {
  uint32_t op;
  Bytes operands, whole;
} CffEntry;
/* False at the end, or with *ok false on damage. */
bool cff_dict_next(Bytes dict, size_t *at, CffEntry *out, bool *ok);
/* The integers of an operator; false when it is absent or has other operands. */
bool cff_dict_integers(Bytes dict, uint32_t op, int64_t *out, size_t n);
void cff_put_integer(GByteArray *dict, int64_t value); /* always five bytes */
void cff_put_op(GByteArray *dict, uint32_t op);
/* The INDEX of n objects without its data; ends[i]: where object i ends in the data. */
void cff_put_index_head(GByteArray *out, const uint32_t *ends, size_t n);
void cff_put_index(GByteArray *out, const GByteArray *data, const GArray *ends);

#endif
