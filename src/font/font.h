/* font: the faces that play the roles 仿宋 小标宋 黑体 楷体 宋体 西文, their metrics,
 * coverage, cell widths by class, embedding rights, shaping and subsets. A private
 * fontconfig finds the files. Nothing here falls back silently: every answer says which
 * candidate it is. */
#ifndef HONGTOU_FONT_H
#define HONGTOU_FONT_H

#include "base.h"

typedef struct FontBook FontBook;
typedef struct FontRole FontRole; /* 仿宋 …: ordered faces */
typedef struct Font Font;         /* one face of one file */

typedef struct FontPaths {
  const char *roles_file;     /* fonts/roles.xml */
  const char *const *folders; /* font folders, user's first; then NULL */
  bool system_folders;        /* also the system's font folders */
  const char *cache_folder;   /* fontconfig's cache; NULL: none */
  const Limits *limits;       /* NULL: limits_default */
} FontPaths;

/* Reads the roles and finds their candidates. Reports env.no-font for a role that no
 * installed face can play, font.* for faults of the roles file, and preferred faces whose
 * rights or damage keep them from playing. False on error. Free with
 * fontbook_free. */
bool fontbook_open(const FontPaths *paths, Diagnostics *diags, FontBook **out);
void fontbook_free(FontBook *book);
/* Appends what tells these roles, fonts and files from others: names, sizes, dates. */
/* Adds the file (char *) of every face that may play. */
void fontbook_files(const FontBook *book, GPtrArray *out);
void fontbook_digest(const FontBook *book, GString *out);

/* Borrowed; NULL when there is no such role. */
const FontRole *fontbook_role(const FontBook *book, const char *name);
size_t fontbook_role_count(const FontBook *book);
const FontRole *fontbook_role_at(const FontBook *book, size_t i);
const char *fontrole_name(const FontRole *role);

/* Candidates in order of preference, missing ones included. */
typedef enum {
  CANDIDATE_MISSING,
  CANDIDATE_REFUSED,
  CANDIDATE_PLAYS,
  CANDIDATE_FALLBACK,
  CANDIDATE_SPARE,
  CANDIDATE_DAMAGED /* its file is no whole font */
} CandidateState;
typedef struct Candidate {
  const char *family;   /* the name asked for */
  const Font *font;     /* NULL: missing or refused */
  CandidateState state; /* REFUSED: its embedding rights forbid (fsType) */
  bool licensed;        /* one that agencies buy */
  const char *other;    /* its class where that is not the role's, 楷体; NULL */
} Candidate;
size_t fontrole_candidates(const FontRole *role);
Candidate fontrole_candidate(const FontRole *role, size_t i);

typedef enum {
  FOUND_PRIMARY,
  FOUND_FALLBACK,
  FOUND_NOWHERE,
  FOUND_ELSEWHERE /* in a face that the role does not name */
} FontFound;
/* The face that has the character: the role's first face; another of its class that is
 * installed; a fallback of the role; any face, of the caller's folders first and the
 * system's last. */
FontFound fontrole_find(const FontRole *role, gunichar c, const Font **out);

/* ---- cells: widths are ours, not the font's (G2.2, G2.3, U1.1–U1.3, U2.2) --- */

typedef enum {
  FIT_NONE,   /* the glyph's own advance */
  FIT_CENTRE, /* ink centred in the cell */
  FIT_LEFT,   /* ink kept at its own left bearing, the cell cut or padded on the right */
  FIT_RIGHT,  /* ink kept at its own right bearing */
  FIT_SCALE,  /* glyph scaled in x so that its advance fills the cell */
  FIT_INK     /* glyph scaled in x so that its ink fills the cell edge to edge (dash) */
} CellFit;

typedef struct CellRule {
  int32_t width; /* thousandths of a cell; 0: the glyph's own advance */
  CellFit fit;
  const Font *font; /* the face it is taken from; NULL: none has the character */
  FontFound found;
  uint32_t glyph; /* of the face, and what font_advance and font_units_per_em say of it */
  int32_t advance, units_per_em;
} CellRule;

/* The rule for a character in a role; total: a Han character is {1000, FIT_LEFT…}. Kept:
 * it costs little to ask again. */
CellRule fontrole_cell(const FontRole *role, gunichar c);

/* ---- faces ---------------------------------------------------------------- */

const char *font_family(const Font *font);
const char *font_file(const Font *font);
const char *font_postscript_name(const Font *font);
unsigned font_index(const Font *font); /* position in its book: stable order for output */
int32_t font_units_per_em(const Font *font);
/* Embedding as PDF/A needs it (OS/2 fsType): installable, preview & print or editable
 * pass. */
bool font_may_embed(const Font *font);
uint16_t font_fs_type(const Font *font);
bool font_has(const Font *font, gunichar c);
/* Advance and ink box in font units, y up; unhinted. */
int32_t font_advance(const Font *font, uint32_t glyph);
typedef struct InkBox {
  int32_t left, bottom, right, top;
} InkBox;
InkBox font_ink(const Font *font, uint32_t glyph);
typedef struct FontMetrics {
  int32_t ascent, descent, cap_height, italic_angle; /* font units; descent negative */
  InkBox bounds;
  bool serif;
} FontMetrics;
FontMetrics font_metrics(const Font *font);

typedef struct ShapedGlyph {
  uint32_t glyph;
  uint32_t cluster;                    /* byte offset in the text given */
  int32_t advance, x_offset, y_offset; /* font units */
} ShapedGlyph;
/* HarfBuzz, language zh-Hans, no kerning or ligatures among Han (locl on); appends to a
 * GArray of ShapedGlyph. The font has every character of the text (ask fontrole_find
 * first). */
void font_shape(const Font *font, const char *utf8, size_t bytes, GArray *out);
/* The glyph of one character alone, shaped; cached. 0: the font lacks it. */
uint32_t font_glyph(const Font *font, gunichar c);

/* The outline as path commands in font units, y up, for the raster. */
typedef struct OutlineSink {
  void (*move)(void *self, double x, double y);
  void (*line)(void *self, double x, double y);
  void (*curve)(void *self, double x1, double y1, double x2, double y2, double x,
                double y);
  void (*close)(void *self);
} OutlineSink;
void font_outline(const Font *font, uint32_t glyph, const OutlineSink *sink, void *self);

/* ---- subsets -------------------------------------------------------------- */

typedef enum {
  SUBSET_CFF,
  SUBSET_TRUETYPE
} SubsetForm; /* FontFile3 CIDFontType0C, FontFile2 */
typedef struct FontSubset {
  SubsetForm form;
  const uint8_t *bytes;
  size_t len;
  bool flate;            /* bytes are a zlib stream of the font program */
  const uint16_t *codes; /* codes[i]: the CID that shows glyphs[i] (equal to the glyph's
                            CID in a CID-keyed CFF, see libraries: codes equal CIDs) */
} FontSubset;
/* A glyph as a program is to have it. One that fills a cell of another width than its own
 * advance stands there moved and with the cell's width, so that readers find no blank
 * between it and its neighbours. */
typedef struct SubsetGlyph {
  uint32_t glyph;
  bool own;               /* as it stands in the font; else: */
  int32_t shift, advance; /* font units: moved to the right by, and this wide */
} SubsetGlyph;
/* glyphs: ascending, without 0, at least one; the same glyph as often as it has codes.
 * Copies charstrings or glyf entries itself where the form is known; HarfBuzz's subsetter
 * is the fallback, then charstrings written anew from the outlines. Same input, same
 * bytes. flate: where the form allows it, as a zlib stream whose pieces the face keeps:
 * the quickest way, and a twenty-fifth larger than the best. Result in the arena; NULL
 * when the font cannot be cut (reported as font.subset). */
const FontSubset *font_subset(Job *job, const Font *font, const SubsetGlyph *glyphs,
                              size_t n, bool flate);

/* ---- faces that travel with an editable document ------------------------------ */

/* Whether the rights let the face be put, cut, into a document that others edit:
 * installable or editable, and subsetting not forbidden. */
bool font_may_travel(const Font *font);
typedef struct FontFile {
  const uint8_t *bytes; /* NULL: the font cannot be cut (reported as font.subset) */
  size_t len;
  SubsetForm outlines;
} FontFile;
/* An OpenType file of the characters, with its own ASCII name; in the arena. Same input,
 * same bytes. */
FontFile font_cut_whole(Job *job, const Font *font, const gunichar *characters, size_t n,
                        const char *name);

#endif
