/* page, inside: sheets of boxes at their places.
 *
 *   take ──▶ pending (what must stay together) ──page_settle──▶ units on sheets
 *        ──page_leave──▶ items ──▶ sink
 *
 * A unit keeps the height at which its box stands with the page's own step; what a page
 * changes of its steps (P3.8, P3.9) is one number of the sheet, applied when it leaves.
 * A box that moves is put anew on the other sheet. */
#ifndef HONGTOU_PAGE_PRIVATE_H
#define HONGTOU_PAGE_PRIVATE_H

#include "page.h"

#define PAGE_ROUNDING (LENGTH_PT / 50) /* what may stick out by rounding: 0.02 pt */
#define LINES_LEAST 2 /* of a row's tallest cell, before a page ends inside it */

typedef struct PageUnit {
  FlowBox box;
  uint32_t ordinal; /* of the box in the flow, from 1: the Composition's order */
  Length y;         /* its top, with the page's own step */
  int32_t steps; /* changeable line steps above it on its sheet; −1: it does not move */
  bool rows;     /* what of a table stands on this sheet */
} PageUnit;

typedef struct Sheet {
  uint32_t index;
  uint32_t number; /* printed, unless unnumbered */
  GArray *units;   /* PageUnit */
  FlowColumn column;
  const char *mark; /* of the part that begins here; NULL: none does */
  Length less;      /* what every step is smaller (P3.9) */
  Length more;      /* what all steps together are larger (P3.8) */
  bool unnumbered;
  bool continues;    /* full: the text goes on overleaf */
  bool turned;       /* across the page (T1.1): the block is its height wide */
  bool table;        /* a table of the text ends here */
  Arena *arena;      /* of inks made for it; NULL: none yet */
  GPtrArray *arenas; /* of what stands on it and is not kept elsewhere */
} Sheet;

struct Pager {
  Job *job;
  const Layout *layout;
  PageSink sink;
  PageDocument document;
  GPtrArray *sheets; /* open */
  uint32_t n_sheets; /* begun so far */
  GArray *outline;   /* OutlineEntry */
  GArray *pending;   /* PageUnit: stay with what follows */
  uint32_t ordinal;
  uint32_t text_from;          /* sheet on which the text began that ends next */
  uint32_t numbers_from;       /* sheets before those now numbered from 1 (B10.5) */
  struct TablePage *table;     /* being put, NULL: none */
  struct TablePage *ended;     /* that ended last, its sheet still open; NULL: none */
  struct Composing *composing; /* NULL: nobody asked */
  const Text *outside;         /* last reported to stand outside the page */
  bool text_shown;             /* page 1 has some (B3.1) */
  bool failed;                 /* the sink or a limit said stop */
};

/* ---- sheets (page_sheet.c) --------------------------------------------------------- */

Sheet *page_now(const Pager *p);
/* The one before it, if it is open still; else NULL. */
Sheet *page_before(const Pager *p);
/* Begins the next sheet; the oldest leaves where there are too many. */
Sheet *page_next(Pager *p);
/* The same, for text that goes on. */
Sheet *page_turn(Pager *p);
/* Takes back the sheet begun last, whose boxes have gone elsewhere. */
void page_drop_last(Pager *p);
void page_finish(Pager *p);
Length page_block_left(const Pager *p, const Sheet *sheet); /* P1.7 */
/* Where the text of a sheet ends: the block's foot, or what a rule on page 1 keeps clear
 * (L1.7). */
Length page_bottom(const Pager *p, const Sheet *sheet);
Length page_cursor(const Sheet *sheet);
/* How far something moves with so many steps above it that the page changes. */
Length page_shift(const Sheet *sheet, int32_t steps);
/* A box with a height of its own, below what stands there. */
void page_put(Sheet *sheet, const PageUnit *unit);
/* The same on a copy of its column, where nothing else will stand. */
Length page_try(const Sheet *sheet, FlowColumn *column, const FlowBox *box);
/* Fits there: not beyond the foot, or nothing else stands there. */
bool page_fits(const Pager *p, const Sheet *sheet, Length bottom);
Arena *page_arena(Sheet *sheet);

/* ---- rules over the list ----------------------------------------------------------- */

/* Puts a unit below what stands on another sheet. */
void page_move(Sheet *sheet, const PageUnit *unit); /* page_sign.c */
/* Memory of what has gone over goes along. */
void page_move_memory(Sheet *from, Sheet *to); /* page_sign.c */
/* A signature with what must stand below it on its page: `below` units from `hung` on
 * (B8.5–B8.9). */
void page_put_hung(Pager *p, const PageUnit *hung, const PageUnit *below, uint32_t n);
void page_text_end(Pager *p);                          /* page_short.c */
void page_put_imprint(Pager *p, const PageUnit *unit); /* page_imprint.c */

/* ---- tables (page_table.c, page_rows.c) -------------------------------------------- */

typedef struct TableRule {
  Length at, from, to; /* x and y of a vertical one; y and x of another */
  bool vertical;
} TableRule;

/* A row that could be put anew. */
typedef struct KeptRow {
  FlowRow row;
  bool begins; /* a bundle */
} KeptRow;

/* A table being put, and what of it stands on the sheet. y counts from `top`. */
typedef struct TablePage {
  Pager *pager;
  FlowTable *table;
  FlowBox box; /* that began it */
  uint32_t ordinal;
  Sheet *sheet;
  Length top, y;    /* of the part, on the sheet; where the next row begins */
  int32_t steps;    /* above it */
  bool begun, rows; /* heads stand; body rows too */
  bool first;       /* of the table's pages */
  bool summed;      /* 本页小计 stands already, before the table's totals */
  bool within; /* its end parts rows that a cell ties together: sums there are no rows of
                  the tree, which would break the cell's */
  bool aside;  /* what is put is no part of the tree */
  GArray *rules;    /* TableRule */
  GArray *inks;     /* FlowInk */
  GArray *composed; /* ComposedRow */
  GArray *kept;     /* KeptRow: what stands whole on the sheet */
  bool partly;      /* something there is a part of a row */
} TablePage;

/* Height that a table's head and the least of its first bundle take. */
Length page_table_start(const Pager *p, const Sheet *sheet, const FlowTable *t,
                        const FlowBundle *first);
void page_table_begin(Pager *p, const PageUnit *unit);
void page_table_rows(Pager *p, FlowBundle *bundle);
void page_table_end(Pager *p);
/* Forgets the table that ended last; one that a fault cut short, too. */
void page_table_forget(Pager *p);
void page_table_close(Pager *p);
/* Rows of the table that ended last, from which on they would go to the page of a
 * signature so that at least `rows` do; 0: none may. */
guint page_table_cut(const Pager *p, const Sheet *sheet, unsigned rows);
/* Height of its head and of rows from there on. */
Length page_table_rest(const Pager *p, guint cut);
/* Puts it anew: rows from there on, and what follows the table, on the next sheet. */
Sheet *page_table_part(Pager *p, Sheet *sheet, guint cut);
/* Its last rows go to the next page, for what belongs to it finds no room here. */
void page_table_follow(Pager *p);

void page_rows_open(TablePage *t, Sheet *sheet, bool first);
/* Rows [from, to) of a bundle; cut ≥ 0: only so much of the row `from`, the rest
 * overleaf. */
void page_rows_put(TablePage *t, const FlowBundle *b, uint32_t from, uint32_t to,
                   Length cut);
void page_rows_close(TablePage *t, bool last);
/* 本页小计 before totals that end the table. */
void page_rows_before(TablePage *t, const Row *totals, bool last);
/* Height left for rows. */
Length page_rows_room(const TablePage *t);

/* ---- what every page bears (page_bears.c) ------------------------------------------ */

void page_put_number(Pager *p, Sheet *sheet, Arena *arena);
void page_put_draft(Pager *p, Sheet *sheet, Arena *arena);

/* ---- ink (page_ink.c, page_turn.c) ------------------------------------------------- */

/* Where an ink of a unit comes to stand: of a line the block's left edge and em top. */
typedef struct Spot {
  Length x, y;
} Spot;
Spot page_spot(const Pager *p, const Sheet *sheet, const PageUnit *unit,
               const FlowInk *ink);
/* Whether it is printed: not what pre-printed paper bears already. */
bool page_is_inked(const Pager *p, const FlowInk *ink);
void page_ink(const Pager *p, PageBuild *build, const FlowInk *ink, Spot spot);
void page_ink_sheet(const Pager *p, const Sheet *sheet, PageBuild *build);
/* Says what stands outside the paper. */
void page_check_inside(Pager *p, const Sheet *sheet);

/* ---- what was decided (page_compose.c) --------------------------------------------- */

void page_compose_begin(Pager *p);
void page_compose_sheet(Pager *p, const Sheet *sheet);
void page_compose_row(TablePage *t, const FlowRow *row);
/* A table begins; it ends, with its rows. */
void page_compose_begin_table(TablePage *t);
void page_compose_table(TablePage *t);
void page_compose_end(Pager *p, Composition *out);
/* Appends what stands on the sheet to places (ComposedPlace). page_places.c */
void page_places_sheet(const Pager *p, const Sheet *sheet, GArray *places);

#endif
