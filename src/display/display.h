/* display: finished pages — positioned items and the tag tree they belong to — and the
 * sinks that take them. Nothing here shapes, breaks or decides a position. */
#ifndef HONGTOU_DISPLAY_H
#define HONGTOU_DISPLAY_H

#include "font.h"

/* ---- tags ----------------------------------------------------------------- */

typedef enum {
  TAG_DOCUMENT,
  TAG_PART,
  TAG_H,
  TAG_P,
  TAG_L,
  TAG_LI,
  TAG_LBL,
  TAG_LBODY,
  TAG_TABLE,
  TAG_THEAD,
  TAG_TBODY,
  TAG_TR,
  TAG_TH,
  TAG_TD,
  TAG_CAPTION,
  TAG_FIGURE,
  TAG_SPAN,
  TAG_LINK
} TagRole;
typedef enum { SCOPE_NONE, SCOPE_COLUMN, SCOPE_ROW, SCOPE_BOTH } TagScope;

typedef int32_t TagId; /* index in the tree; TAG_NONE: an artifact */
#define TAG_NONE (-1)

typedef struct Tag {
  TagRole role;
  TagId parent;   /* TAG_NONE only for the root; parents come before children */
  uint8_t level;  /* TAG_H: 1…6 */
  TagScope scope; /* TAG_TH */
  uint16_t row_span, column_span; /* TAG_TH, TAG_TD: ≥ 1 */
  uint32_t column_heads,
      row_heads; /* TAG_TH, TAG_TD: lists of the tree's; 0: scopes say enough */
  const char
      *title;      /* what a part is called where a reader lists the parts; NULL: none */
  const char *alt; /* TAG_FIGURE */
  const char *actual_text; /* NULL: none */
  const char *lang;        /* NULL: inherited */
} Tag;

typedef struct TagTree TagTree;
TagTree *tagtree_new(Arena *arena);
/* Adds a node below parent, in reading order among its siblings; lives in the arena. */
TagId tagtree_add(TagTree *tree, TagId parent, const Tag *tag);
size_t tagtree_count(const TagTree *tree);
/* As PDF calls it, a heading without its level: "H". */
const char *display_role_name(TagRole role);
/* A node as it was added; a tree of a million nodes keeps them packed. */
Tag tagtree_at(const TagTree *tree, TagId id);
/* Keeps a list of nodes — the heads of a cell — for any number of nodes to name; its
 * number, ≥ 1. */
uint32_t tagtree_list_add(TagTree *tree, const TagId *ids, uint32_t n);
uint32_t tagtree_lists(const TagTree *tree);
/* Borrowed; list from 1 to tagtree_lists. */
const TagId *tagtree_list_at(const TagTree *tree, uint32_t list, uint32_t *n);

/* ---- items ---------------------------------------------------------------- */

typedef struct Colour {
  uint8_t r, g, b;
  const char *spot; /* name of a spot plate, or NULL */
} Colour;

typedef enum {
  ARTIFACT_NONE,
  ARTIFACT_PAGINATION, /* repeated heads, （续表） */
  ARTIFACT_FOOTER,     /* a page number */
  ARTIFACT_WATERMARK,  /* 草稿 */
  ARTIFACT_LAYOUT,
  ARTIFACT_BACKGROUND
} ArtifactKind;

typedef struct Glyph {
  uint32_t id;
  Length x, y;   /* origin on the page */
  uint32_t text; /* byte offset in the run's text where its cluster begins; ascending */
  Length before, width; /* its cell begins so far left of x and is so wide; width 0: no
                           more than the glyph's own advance */
} Glyph;

typedef struct GlyphRun {
  const Font *font;
  Length size;
  int32_t x_scale; /* 1024: none */
  Colour colour;
  const Glyph *glyphs;
  uint32_t n_glyphs;
  const char *text; /* source characters, NUL-terminated */
  const char *lang; /* their language, of static storage; NULL: the document's */
} GlyphRun;

typedef enum { PATH_MOVE, PATH_LINE, PATH_CURVE, PATH_CLOSE } PathOp;
typedef struct PathStep {
  PathOp op;
  Length x[3], y[3]; /* MOVE, LINE: [0]; CURVE: two controls, then the end */
} PathStep;
typedef enum { CAP_BUTT, CAP_ROUND, CAP_SQUARE } LineCap;     /* values as PDF's J */
typedef enum { JOIN_MITER, JOIN_ROUND, JOIN_BEVEL } LineJoin; /* values as PDF's j */
typedef struct Path {
  const PathStep *steps;
  uint32_t n_steps;
  bool fill;
  bool even_odd; /* the fill rule; false: nonzero */
  LineCap cap;
  LineJoin join;
  int32_t miter; /* 1/1024: longest miter over the width; 0: 10 */
  Length stroke; /* line width; 0: none */
  Colour colour;
} Path;

typedef struct Image {
  uint32_t width, height; /* pixels */
  const uint8_t *rgb;     /* 3 × width × height */
  const uint8_t *alpha;   /* width × height, or NULL: opaque */
  const uint8_t *jpeg; /* the stream it was decoded from, without its metadata; NULL: none
                          that a PDF may hold */
  size_t jpeg_bytes;
  bool grey;           /* jpeg has one component, else three (YCbCr) */
  const uint8_t *tint; /* width × height: how much of the plate's ink, in whose colour rgb
                          is; NULL: none */
  Colour plate;
} Image;
typedef struct Picture {
  const Image *image;
  Length x, y, width, height;
} Picture;

struct Item;
typedef struct Group {
  double matrix[6]; /* a b c d e f, page coordinates (y down), e f in Length units */
  bool clip;        /* to this box, in the group's own coordinates */
  Length clip_x, clip_y, clip_width, clip_height;
  const struct Item *items;
  uint32_t n_items;
} Group;

typedef enum { ITEM_GLYPHS, ITEM_PATH, ITEM_PICTURE, ITEM_GROUP } ItemKind;
typedef struct Item {
  ItemKind kind;
  TagId tag; /* TAG_NONE: artifact says which */
  ArtifactKind artifact;
  uint32_t copy; /* only in this copy of a series, from 1; 0: in all (H2.1) */
  bool multiply; /* a picture or group printed as ink on what lies below, which it does
                    not cover: colours multiply */
  union {
    GlyphRun glyphs;
    Path path;
    Picture picture;
    Group group;
  } as;
} Item;

typedef struct PageLink {
  Length x, y, width, height;
  const char *target; /* a PageMark's name */
  const char *text;   /* what it says, for /Contents */
  TagId tag;          /* its TAG_LINK */
} PageLink;
typedef struct PageMark {
  const char *name; /* target of links; annex ids and the like */
  Length y;
} PageMark;

typedef struct Page {
  uint32_t index;  /* from 0 */
  uint32_t number; /* printed number; 0: none */
  Length width, height;
  const Item *items; /* in reading order; artifacts anywhere */
  uint32_t n_items;
  const PageLink *links;
  uint32_t n_links;
  const PageMark *marks;
  uint32_t n_marks;
} Page;

typedef struct OutlineEntry {
  const char *title;
  uint8_t level; /* from 1, no level skipped */
  uint32_t page; /* index */
  Length y;
} OutlineEntry;

/* One more thing that archives ask for (DA/T 46). */
typedef struct InfoField {
  const char *name;  /* ASCII: recipients */
  const char *label; /* 主送机关 */
  const char *value;
} InfoField;

/* What a file says of itself; NULL or 0 where the document is silent. */
typedef struct DocumentInfo {
  const char *title, *lang, *kind, *issuer, *number, *secrecy;
  const char *const
      *issuers; /* of a joint document each by itself; issuer: all of them */
  uint32_t n_issuers;
  const InfoField *fields;
  uint32_t n_fields;
  Date date;
  bool draft;
} DocumentInfo;

typedef struct DocumentEnd {
  const TagTree *tags;
  const OutlineEntry *outline;
  uint32_t n_outline;
  uint32_t n_pages;
} DocumentEnd;

/* A taker of pages: begin once, page as each is finished (gone when the call returns),
 * end once. Any false stops the run; the sink has reported why. */
typedef struct PageSink {
  void *self;
  bool (*begin)(void *self, Job *job, const DocumentInfo *info);
  bool (*page)(void *self, Job *job, const Page *page);
  bool (*end)(void *self, Job *job, const DocumentEnd *end);
} PageSink;

/* A sink that moves every page as a whole before it hands it on: dx to the right, dy
 * down. */
PageSink display_shift(Job *job, PageSink inner, Length dx, Length dy);

/* ---- kept pages ------------------------------------------------------------ */

typedef struct DisplayList {
  DocumentInfo info;
  const Page **pages; /* deep copies in the arena they were taken with */
  uint32_t n_pages;
  DocumentEnd end;
} DisplayList;
/* A sink that keeps pages (items, glyphs and texts copied into job->arena). */
PageSink display_list_sink(DisplayList *list);
/* Replays kept pages into another sink. */
bool display_list_replay(const DisplayList *list, Job *job, PageSink sink);
/* Pages first…last, from 0, as a document of their own. */
bool display_range_replay(const DisplayList *list, Job *job, uint32_t first,
                          uint32_t last, PageSink sink);
/* Documents one after the other into one sink: each a part of the whole with a bookmark
 * of its own. What the documents' own jobs hold may be gone once they have ended. */
typedef struct DisplayJoin DisplayJoin;
DisplayJoin *display_join_new(Job *job, PageSink inner);
/* The sink for the next document; name: its bookmark. */
PageSink display_join_document(DisplayJoin *join, const char *name);
/* Ends the inner sink where all is good; the join is gone. */
bool display_join_end(DisplayJoin *join, bool good);
/* Copies first…last of a series as one document: of each page what all copies show and
 * what that one alone does. Several are parts of one tag tree, their places and outline
 * told apart. */
bool display_copies_replay(const DisplayList *list, Job *job, uint32_t first,
                           uint32_t last, PageSink sink);
/* The text that the copy alone shows: its 份号; borrowed. */
const char *display_copy_name(const DisplayList *list, uint32_t copy);
/* Canonical text: lengths in mm with three decimals, one item a line. */
void display_dump(const DisplayList *list, GString *out);
/* The tag tree as indented text, each leaf with the characters that belong to it. */
void display_dump_tags(const DisplayList *list, GString *out);
/* The roles that lead to a node, without the root: "Part/Table/TBody/TR/TD". */
void display_dump_path(GString *out, const TagTree *tree, TagId id);
/* Our own invariants (every item inside the sheet, tags known, no .notdef, artifacts
 * named); reports display.broken for each fault, returns false if any. */
bool display_check(const DisplayList *list, Job *job);

/* ---- drawings: what a file outside the document shows ------------------------------ */

/* A PNG or JPEG is an image; an SVG is items in its own coordinates, from 0 to width and
 * height, which name neither tag nor artifact. Only the ratio of width to height means
 * something. */
typedef struct Drawing {
  const char *path; /* as the document names it; NULL: from memory */
  Length width, height;
  const Image *image; /* NULL: items */
  const Item *items;
  uint32_t n_items;
  bool tagged; /* its items name their tags themselves, and text is among them */
} Drawing;

/* The items of a drawing as an SVG of their own: of the file they came from, nothing
 * else. */
char *display_svg_write(Arena *arena, const Drawing *drawing, size_t *len);
/* By the file's first bytes: PNG, JPEG, or SVG in the subset of display_svg.c; the header
 * is checked against the limits before decoding, which is then complete. In the arena.
 * path lies inside job->folder (checked). Codes image.* at `at`, where the document names
 * it; svg.* in the file. */
const Drawing *drawing_read(Job *job, const char *path, Span at);
/* The same from memory, for tests and fuzzing. */
const Drawing *drawing_read_memory(Job *job, const char *path, Span at, const void *bytes,
                                   size_t len);
/* The same where only pixels will do; NULL, and told, for an SVG. */
const Image *image_read(Job *job, const char *path, Span at);
/* A seal as ink: of one hue with the plate's, it stands on the plate. *covers: its ground
 * is not transparent. In the arena, or the drawing itself. plate may be NULL. */
const Drawing *display_as_ink(Arena *arena, const Drawing *drawing, const Colour *plate,
                              bool *covers);
/* The drawing stretched over a box of the page, its leaves named by tag and artifact; in
 * the arena. */
Item drawing_item(Arena *arena, const Drawing *drawing, const Length box[4], TagId tag,
                  ArtifactKind artifact);

#endif
