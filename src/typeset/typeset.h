/* typeset: a bound Bulletin, a Layout and fonts → pages into a sink, and the Composition:
 * what was decided. It knows no file format and holds no millimetre of its own. */
#ifndef HONGTOU_TYPESET_H
#define HONGTOU_TYPESET_H

#include "display.h"
#include "layout.h"
#include "model.h"

/* What a sealing or archiving system must find on the page; boxes are em boxes of lines,
 * the outer box of a seal or stamp or of its empty place. */
typedef enum {
  ANCHOR_NONE,
  ANCHOR_MARK,
  ANCHOR_NUMBER,
  ANCHOR_TITLE,
  ANCHOR_SIGN_NAME,
  ANCHOR_DATE,
  ANCHOR_SEAL,
  ANCHOR_STAMP
} AnchorPart;

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
  uint32_t from, to;      /* code points */
  uint32_t page;          /* index */
  Length x, y, width;     /* em box top left, natural right end */
  Length measure;         /* it was broken to; of a line set alone the width at hand */
  Length adjust;          /* what its spaces took (+) or gave up (−) */
  int32_t spread;  /* thousandths of a cell between two Han, beside the cell itself */
  int32_t x_scale; /* 1024: none; a condensed mark less */
  bool artifact;   /* said elsewhere: a repeated table head */
  bool turned;     /* placed as on a page a quarter turned (T1.1) */
  bool blank;      /* its place is kept, but pre-printed paper bears it */
} ComposedLine;

/* A rule, a star in it or a picture outside tables, that is printed. */
typedef struct ComposedBox {
  uint32_t page;
  Length x, y, width, height;
  const LayoutColour *colour; /* a rule: NULL is black */
  const Drawing *drawing;     /* a picture; NULL: a rule */
  const char *alt;            /* of a picture; NULL: none */
  bool star;                  /* five points within the box, in its colour (H3.8) */
} ComposedBox;

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
} ComposedTable;

typedef struct ComposedPage {
  uint32_t number; /* counted; 0: none */
  Length bottom;   /* where its text ends: the block's foot, or above a rule (L1.7) */
  bool turned;     /* its content stands across it (T1.1) */
} ComposedPage;

/* What typesetting decided: for ODT and for tests. Everything but n_pages is kept only
 * where job->composes asks for it. */
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
  bool recipients_moved; /* to the imprint (B2.2) */
} Composition;

/* Lays out and hands each finished page to the sink. job->fonts and job->layout are set.
 * Codes typeset.*, font.missing-character …; false if one is an error (the sink's end is
 * not called). */
bool typeset_run(Job *job, const Bulletin *bulletin, PageSink sink, Composition **out);
/* The test sheet for a layout's letterhead: one page. job as for typeset_run. */
bool typeset_test_sheet(Job *job, PageSink sink);

#endif
