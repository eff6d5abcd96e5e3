/* flow: what stands below what, before any page. It holds boxes, the gaps between them
 * and what must stay together, and measures them on one endless column; it neither sets a
 * line nor decides where a page ends.
 *
 *   typeset ──FlowBox, one after another──▶ FlowTaker (the pager, or a measure)
 *
 * A box carries all that belongs to it: wherever it comes to stand, its tags, its place
 * in the outline and the place that references lead to stand there too. Boxes come in
 * the order of reading; what is taken is gone for the one who gave it. */
#ifndef HONGTOU_FLOW_H
#define HONGTOU_FLOW_H

#include "line.h"

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

/* ---- ink: what a box shows --------------------------------------------------------- */

typedef enum {
  INK_LINE,
  INK_RECTANGLE,
  INK_PICTURE,
  INK_STAR,
  INK_DIAGONAL, /* from the top left to the bottom right of its box; `stroke` wide */
  INK_SPACE     /* the empty place of a wet seal */
} InkKind;

typedef struct FlowInk {
  InkKind kind;
  Length x, y; /* from the block's left edge and the box's top: line: em top; others: top
                  left */
  Length width, height; /* rectangle, star, picture, space, diagonal */
  Length stroke;        /* diagonal */
  SetLine line;
  const LayoutColour *colour; /* rectangle, star */
  const Drawing *drawing;
  const Table *table;    /* it stands in, NULL: none */
  TagId tag;             /* rectangle, picture */
  ArtifactKind artifact; /* when the ink, or the line, has no tag; a line: 0 is a
                            repeated head's */
  int32_t steps; /* line steps between it and the box's top that a page may stretch */
  bool of_page;  /* x counts from the page's left edge (L1.3) */
  bool stamped;  /* a seal or a signature stamp: red, whatever it is made of (P4.1) */
  uint32_t copy; /* only in this copy of a series, from 1; 0: in all (H2.1) */
  AnchorPart anchor;
  const Text *anchored; /* of a picture or space: whose it is */
  Span at;              /* of a picture or space: where the document names it */
} FlowInk;

/* ---- rows of tables ---------------------------------------------------------------- */

typedef struct FlowCell {
  const Cell *cell;
  Paragraph *paragraph;
  const SetLine *lines;
  uint32_t n, done; /* lines; those of them that stand on earlier pages */
  Length x, width;  /* of the cell, from the block's left edge */
  Length whole; /* what comes before the decimal point, where the column aligns on it */
  bool numeric;
} FlowCell;

typedef struct FlowRow {
  const Row *row;
  FlowCell *cells;
  Length height;  /* of what is still to be put */
  Length least;   /* that height at least */
  uint32_t reach; /* rows of the bundle that it and those before it reach into */
  TagId tag;      /* TAG_NONE: not on a page yet */
} FlowRow;

/* Rows that a page adds to a table (本页小计, 过次页, 承前页). */
typedef enum { SUM_CARRIED_IN, SUM_PAGE, SUM_CARRIED_OVER } SumRow;

/* A table as pages need it. The calls lead back to the one who set it: a row's place in
 * the tag tree and its figures are settled when it comes to stand. */
typedef struct FlowTable {
  const Table *table;
  const LayoutTable *style;
  FlowRow *heads;
  Length heads_height;
  Length left, width;          /* in the block */
  Length step;                 /* the grid's, where a cell's role has none of its own */
  Length size, step_cell;      /* of its cells' type */
  bool turned;                 /* across the page (T1.1) */
  bool body;                   /* of the text: it may bear a signature (B8.9) */
  SetLine continued;           /* （续表）; paragraph NULL: none */
  Length sums_head, sums_foot; /* what rows of sums take of a page */
  const Length *columns;       /* widths, table->n_columns of them */
  void *self;
  void (*tag_row)(void *self, FlowRow *row);
  void (*add_row)(void *self, const Row *row);   /* a body row stands whole */
  FlowRow *(*sum_row)(void *self, SumRow which); /* set and settled */
  void (*page_done)(void *self);                 /* sums of the page begin anew */
  void (*restart)(void *self);                   /* no row has been put */
} FlowTable;

/* Room for rows on a page that bears nothing else. */
Length flow_table_room(const Layout *layout, const FlowTable *t);
/* Line step of a cell. */
Length flow_cell_step(const FlowTable *t, const FlowCell *cell);
Length flow_text_height(const FlowTable *t, const FlowCell *cell, uint32_t lines);
/* Lines of a cell that fit into a height, padding included. */
uint32_t flow_lines_in(const FlowTable *t, const FlowCell *cell, Length height);
/* Heights of rows [from, n) of a bundle from the lines still to be put: cells of one row
 * first, then those over several lengthen their last one. */
void flow_rows_settle(const FlowTable *t, FlowRow *rows, uint32_t from, uint32_t n);

/* ---- boxes ------------------------------------------------------------------------- */

typedef enum {
  BOX_LINE,  /* below what is there: a line with what stands beside it, a picture */
  BOX_RULE,  /* the same, its edge below the last one's, on an empty page too */
  BOX_FIXED, /* at a height of its page: the header, a face's title, a rule at the foot */
  BOX_HUNG,  /* a signature: below the text, at heights that the page's step changes */
  BOX_TABLE, /* a table begins */
  BOX_ROWS,  /* rows of it that a page's end should not part */
  BOX_TABLE_END, /* its last row has come */
  BOX_IMPRINT,   /* at the foot of an even last page (I4) */
  BOX_PAGE,      /* what follows begins a page */
  BOX_TEXT_END,  /* a text that began with a page ends (P3.9) */
  BOX_MEMORY     /* what came before needs it, nothing that follows does */
} BoxKind;

/* What a box at a fixed height does to the flow. */
typedef enum {
  FIXED_ASIDE, /* nothing */
  FIXED_LOWER, /* the flow goes on below it, if it is not lower already (L1.6) */
  FIXED_LEADS  /* the flow goes on below it */
} FixedKind;

/* Vertical distances below the em bottom of the text. */
typedef struct FlowHang {
  Length date;   /* em bottom: the flow goes on there */
  Length need;   /* lowest ink */
  Length lowest; /* bottom of seals and stamps; 0: none */
} FlowHang;

typedef struct FlowHung {
  unsigned pull_lines; /* last lines that may be brought along (B8.9) */
  Span at;
  bool several; /* more than one sign */
  void *self;
  /* With the page's step; saved: lines must be saved (B8.9). */
  FlowHang (*settle)(void *self, Length step, bool saved);
  /* Its inks as settled last, y from the text's em bottom. */
  const FlowInk *(*ink)(void *self, uint32_t *n);
} FlowHung;

typedef struct FlowImprint {
  Anchor foot; /* its lower edge */
  ImprintPage page;
  bool number_alone;
} FlowImprint;

typedef struct FlowPage {
  const char *mark; /* what references to the part that begins lead to; NULL: none */
  bool apart; /* bound by itself: from the front of a sheet, numbered from 1 (B10.5) */
  bool unnumbered;
} FlowPage;

typedef struct FlowBundle {
  FlowRow *rows;
  uint32_t n;
  bool loose;  /* a page's end may part it: equal neighbours tie it together */
  bool parted; /* the rest of a group that is parted already */
  bool last;   /* no more rows follow */
} FlowBundle;

typedef struct FlowBox {
  BoxKind kind;
  Part part;
  const Placement *placement; /* that put it there; NULL: none did */
  const LayoutRole *role;     /* LINE: of its main line */
  Span at;                    /* where it stands in the document */
  TagId tag;
  const FlowInk *inks;
  uint32_t n_inks;
  Length height;  /* from its top to where the flow goes on */
  uint32_t lines; /* of the grid that a picture takes up; 0 and 1: one line */
  Gap gap;        /* above it, edge to edge (P3.7); not given: it follows by line step */
  Anchor y;       /* FIXED, RULE at a foot: its top */
  FixedKind fixed;
  bool
      counted; /* the step above it is one of those that a page may change (P3.8, P3.9) */
  bool keep;   /* stays with what follows */
  bool title;  /* what it stays with is more than its text: goes along with that (B3.7) */
  bool body;   /* a line of the main or enclosed text (B8.9) */
  bool beside_table;   /* a unit, a note or a source */
  bool ends_paragraph; /* the last of several lines (K6.2) */
  bool turned;         /* stands on a page a quarter turned (T1.1) */
  const char *mark;    /* what references to it lead to; NULL: none */
  const char *outline; /* its entry there; NULL: none */
  uint8_t level;
  bool clause; /* the entry is a clause of a paragraph, not all of it */
  union {
    FlowTable *table;
    FlowBundle rows;
    FlowHung hung;
    FlowImprint imprint;
    FlowPage page;
    Arena *memory; /* freed once what came before has left */
  } as;
} FlowBox;

/* Whoever takes boxes. take: false: no more are wanted. */
typedef struct FlowTaker {
  void *self;
  bool (*take)(void *self, const FlowBox *box);
} FlowTaker;

/* A text of the tool's own, all of it at one place. */
Text flow_text(Arena *arena, const char *utf8, Span at);

/* ---- one column -------------------------------------------------------------------- */

/* Where something of a width begins in a measure. */
Length flow_align(Align align, Length measure, Length width);
/* Where a line of a width begins that its placement's x and its role's align put
 * somewhere. */
Length flow_placed_x(const Layout *layout, const Placement *place, Length width,
                     bool *of_page);
/* Line step of a role: its own or the page's. */
Length flow_step(const Layout *layout, const LayoutRole *role);

/* Where the flow stands on a page, or on an endless one. */
typedef struct FlowColumn {
  const Layout *layout;
  Length cursor;      /* em bottom of the last thing; block.top on an empty page */
  Length lowest;      /* bottom of what hangs below the cursor: a seal */
  Length rule_bottom; /* lower edge of the last rule in the flow */
  bool empty;         /* the next line's em top is the cursor */
  int32_t steps;      /* line steps so far that may be changed */
} FlowColumn;

FlowColumn flow_column(const Layout *layout);
/* Height of an anchor on the page. */
Length flow_anchor_y(const FlowColumn *column, Anchor anchor);
/* Em top of a line of a role that comes next after `gap`; a page's first line stands on
 * the block's top whatever the gap (P3.3, P3.7). */
Length flow_top(const FlowColumn *column, const LayoutRole *role, Gap gap);
/* Where text ends: the block's foot, or what a rule on page 1 keeps clear (L1.7). */
Length flow_bottom(const FlowColumn *column, bool first_page);
/* Height of a rule with both its lines. */
Length flow_rule_height(const Placement *place);
/* Puts a box that has a height of its own (LINE, RULE, FIXED) and returns its top;
 * `steps`: those above it. */
Length flow_column_put(FlowColumn *column, const FlowBox *box, int32_t *steps);

#endif
