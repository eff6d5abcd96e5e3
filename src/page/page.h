/* page: boxes of a Flow → pages into a sink, and the Composition: where each came to
 * stand. It breaks no line and knows no file format; nothing is recorded beside a box, so
 * what moves to another page takes all its belongings along.
 *
 * At most PAGE_WINDOW pages are open at a time: a page leaves for the sink when the next
 * but one begins, so that a document of any length needs bounded memory. */
#ifndef HONGTOU_PAGE_H
#define HONGTOU_PAGE_H

#include "flow.h"

#define PAGE_WINDOW 2

typedef struct ComposedAnchor {
  AnchorPart part;
  const Text *text; /* a seal's or stamp's: the name that signs by it */
  uint32_t page;    /* index */
  Length x, y, width, height;
} ComposedAnchor;

/* A set line of running text. */
typedef struct ComposedLine {
  const Text *text;       /* the paragraph; copies of a document's text share its utf8 */
  const Table *table;     /* it stands in, NULL: none */
  const LayoutRole *role; /* as set: a fitted mark has its own size */
  Part part;              /* of the document */
  uint8_t level;      /* of a heading or title in the outline, from 1; 0: it is none */
  uint32_t box;       /* lines of one box stand beside each other */
  uint32_t from, to;  /* code points */
  uint32_t page;      /* index */
  Length x, y, width; /* em box top left, natural right end */
  Length measure;     /* it was broken to; of a line set alone the width at hand */
  Length adjust;      /* what its spaces took (+) or gave up (−) */
  int32_t spread;     /* thousandths of a cell between two Han, beside the cell itself */
  int32_t x_scale;    /* 1024: none; a condensed mark less */
  bool artifact;      /* said elsewhere: a repeated table head */
  bool turned;        /* placed as on a page a quarter turned (T1.1) */
  bool blank;         /* its place is kept, but pre-printed paper bears it */
} ComposedLine;

/* A rule, a star in it or a picture outside tables, that is printed. */
typedef struct ComposedBox {
  Part part;
  uint32_t box; /* as of lines */
  uint32_t page;
  Length x, y, width, height;
  const LayoutColour *colour; /* a rule: NULL is black */
  const Drawing *drawing;     /* a picture; NULL: a rule */
  const char *alt;            /* of a picture; NULL: none */
  bool star;                  /* five points within the box, in its colour (H3.8) */
} ComposedBox;

typedef enum {
  PLACED_LINE,
  PLACED_RULE, /* edges of cells, too */
  PLACED_STAR,
  PLACED_PICTURE,
  PLACED_SPACE /* of a wet seal */
} PlacedKind;

/* Where something came to stand, and why: for those who look at a page. */
typedef struct ComposedPlace {
  PlacedKind kind;
  Part part;
  const Placement *placement; /* that put it there; NULL: none did */
  const LayoutRole *role;     /* of a line, as set; NULL: none */
  const Table *table;         /* it stands in, NULL: none */
  TagId tag;                  /* TAG_NONE: it is no part of what is read */
  Span at;                    /* in the document; line 0: it comes from the tool */
  uint32_t page;              /* index */
  Length x, y, width, height; /* em boxes of lines, as they are printed */
  bool above;           /* it is the first of its box, below another: gap says how far */
  Length gap, wanted;   /* edge to edge; as the placement wants it, where it does */
  bool wants;           /* … */
  const SetLine *line;  /* of PLACED_LINE */
  const Drawing *shown; /* of PLACED_PICTURE */
  const LayoutColour *colour; /* NULL: black */
} ComposedPlace;

typedef struct ComposedRow {
  const Row *row;
  const Text *const *texts; /* what its cells show, row->n_cells of them */
  Length height;
} ComposedRow;

typedef struct ComposedTable {
  const Table *table;
  Length left, width;      /* from the block's left edge */
  const Length *columns;   /* widths, table->n_columns of them */
  const ComposedRow *rows; /* heads first */
  uint32_t n_rows;
  Length size; /* of its cells' type: a wide table is set in a narrower one */
  bool turned; /* across the page (T1.1) */
  uint32_t page, last_page; /* indices */
  Length top, bottom;       /* of its part on either */
  Length last_top;          /* of its part on the last */
  uint32_t box;             /* as of lines: it comes behind those with a lower one */
} ComposedTable;

typedef struct ComposedPage {
  uint32_t number; /* counted; 0: none */
  Length bottom;   /* where its text ends: the block's foot, or above a rule (L1.7) */
  bool turned;     /* its content stands across it (T1.1) */
} ComposedPage;

/* What was decided: for ODT and for tests. Everything but n_pages is kept only where
 * job->composes asks for it. */
typedef struct Composition {
  uint32_t n_pages;
  const ComposedLine *lines; /* page by page, in the order they were put */
  uint32_t n_lines;
  const ComposedBox *boxes; /* page by page */
  uint32_t n_boxes;
  const ComposedTable *tables;
  uint32_t n_tables;
  const ComposedPage *pages;
  const ComposedAnchor *anchors; /* page by page; a title's lines are one box */
  uint32_t n_anchors;
  const ComposedPlace *places; /* page by page */
  uint32_t n_places;
  const TagTree *tags;
  bool recipients_moved; /* to the imprint (B2.2) */
} Composition;

typedef struct Pager Pager;

/* What pages need to know of the document beside its boxes. */
typedef struct PageDocument {
  const char *file;  /* diagnostics without a place of their own name it */
  bool draft;        /* every page says so */
  const Text *title; /* whose text page 1 must show (B3.1) */
  const TagTree *tags;
} PageDocument;

/* A pager for one document, in job->arena; job->fonts and job->layout are set. */
Pager *page_open(Job *job, PageSink sink);
/* Whose take calls fill its pages. */
FlowTaker page_taker(Pager *pager);
/* Before the first box. */
void page_begin(Pager *pager, const PageDocument *document);
/* Lets the last pages go and tells the outline and the number of pages; the sink's end is
 * not called. False: a limit or the sink said stop. */
bool page_close(Pager *pager, DocumentEnd *end, Composition *out);

#endif
