/* A table being set, in two passes over its rows: the first measures the columns, the
 * second sets rows page by page and forgets them when their sheet has left.
 *
 *   set_table ─▶ table_measure ─▶ table_shape (size, turned) ─▶ rows ─▶ bundles ─▶ pages
 *
 * A bundle is what a page's end should not part: rows that a spanning cell ties together,
 * or a group of the document's. Heights and widths are Lengths; x counts from the block's
 * left edge. */
#ifndef HONGTOU_TYPESET_TABLE_H
#define HONGTOU_TYPESET_TABLE_H

#include "typeset_run.h"

typedef struct TableSums TableSums;   /* typeset_sums.c */
typedef struct TableHeads TableHeads; /* typeset_heads.c */

typedef struct CellBox {
  const Cell *cell;
  Paragraph *paragraph;
  const SetLine *lines;
  uint32_t n, done; /* lines; those of them that stand on earlier pages */
  Length whole; /* what comes before the decimal point, where the column aligns on it */
  bool numeric;
} CellBox;

typedef struct RowBox {
  const Row *row;
  CellBox *cells;
  Length height;  /* of what is still to be put */
  uint32_t reach; /* rows of the bundle that it and those before it reach into */
  TagId tag;      /* TAG_NONE: not on a page yet */
} RowBox;

typedef struct ColumnBox {
  Length x, width;
  Length most,
      least; /* everything on one line; what no text is turned in, where there is room */
  Length hard, atom;      /* the longest run that cannot be cut; the widest character */
  Length whole, fraction; /* widest parts before and after the decimal point */
  uint64_t area;          /* sum of the squares of its cells' widths, in (1/8 pt)² */
} ColumnBox;

/* What a cell over several columns needs of them together. */
typedef struct SpanWish {
  uint16_t column, span;
  Length least;
} SpanWish;

/* The roles of a table's texts, at the size it is set in. */
typedef struct TableRoles {
  const LayoutRole *head, *cell, *note, *unit;
} TableRoles;

typedef struct TableBox {
  Run *run;
  const Table *table;
  const LayoutTable *style;
  TableRoles roles;
  Length block; /* width of the block it stands in */
  bool turned;  /* across the page (T1.1) */
  ColumnBox *columns;
  GArray *spans; /* SpanWish */
  RowBox *heads;
  Length heads_height;
  Length left, width; /* of the table in the block */
  TagId tag, head, body;
  uint32_t group;     /* whose rows stand in `body` */
  Job row_job;        /* with the arena of the rows being set */
  Arena *rows_before; /* of rows set before; leaves with their sheet */
  RowCursor cursor;
  const Row *ahead;       /* the next row; NULL: there is none */
  TableSums *sums;        /* NULL: none are wanted */
  TableHeads *named;      /* NULL: heads are plain, their scopes say enough */
  struct TablePage *page; /* being filled */
  GArray *composed;       /* ComposedRow: for the Composition */
} TableBox;

/* ---- columns (typeset_columns.c) ----------------------------------------------------
 */

const LayoutRole *cell_role(const TableBox *t, const Cell *cell);
/* How a cell is aligned: its own wish, its column's, its role's; a head as its role. */
Align cell_align(const TableBox *t, const Cell *cell);
/* The first pass: what the contents need, at the size of the layout's roles. */
bool table_measure(TableBox *t);
/* The width the columns need at least, at a size and in a block. */
int64_t table_needs(const TableBox *t, Length size, Length block);
/* columns[].x and width from what is given and from the contents, within t->block. */
void table_columns(TableBox *t);
/* Width of the columns a cell covers. */
Length cell_width(const TableBox *t, const Cell *cell);

/* ---- cells and rows (typeset_rows.c) ------------------------------------------------
 */

/* The cell's paragraph, in job's arena and without tags: figures as the layout writes
 * them. */
void cell_analyse(const TableBox *t, Job *job, CellBox *box, const Cell *cell);
/* A row's cells broken into lines; its height is settled with its bundle. */
void row_set(TableBox *t, Job *job, RowBox *box, const Row *row);
/* Heights of rows [from, n) of a bundle from the lines still to be put: cells of one row
 * first, then those over several lengthen their last one. */
void rows_settle(const TableBox *t, RowBox *rows, uint32_t from, uint32_t n);
/* Gives a row and its cells their place in the tag tree; the first time only. */
void row_tag(TableBox *t, RowBox *row);
Length text_height(const TableBox *t, const CellBox *box, uint32_t lines);
/* Lines of a cell that fit into a height, padding included. */
uint32_t lines_in(const TableBox *t, const CellBox *box, Length height);

/* — and … alone: there is no figure. */
bool is_blank_sign(const Text *text);

/* ---- heads of cells (typeset_heads.c); nothing where no head is merged ----------------
 */

void heads_open(TableBox *t);
void heads_close(TableBox *t);
void heads_begin_row(TableBox *t, const Row *row);
/* ids: the nodes of the row's cells. */
void heads_take_row(TableBox *t, const Row *row, const TagId *ids);
/* The tree's list of the heads beside a body row's cells, its own among them. */
uint32_t heads_beside(TableBox *t, const Row *row);
void heads_of_cell(TableBox *t, const Cell *cell, Tag *tag);
/* Whether a cell is tagged as a head: <th>, or in a column whose cells name their rows.
 */
bool is_head(const TableBox *t, const Row *row, const Cell *cell);

/* ---- sums of pages (typeset_sums.c); nothing where the table asks for none -----------
 */

void sums_open(TableBox *t);
/* From nothing again: the second pass. */
void sums_restart(TableBox *t);
/* Adds a body row's figures; a text that is none is an error: typeset.sum-no-number. */
void sums_add_row(TableBox *t, const Row *row);
/* Hands the rows of the longest sums to be measured. */
void sums_measure(TableBox *t, Job *job, void (*measure)(TableBox *, Job *, const Row *));
void sums_set_height(TableBox *t);
/* Heights that rows of sums take of a page. */
Length sums_foot(const TableBox *t);
Length sums_head(const TableBox *t);
void sums_put_head(TableBox *t);
void sums_put_foot(TableBox *t, bool last);
/* 本页小计 before totals that end the table. */
void sums_put_before(TableBox *t, const Row *totals);

/* ---- pages (typeset_table_page.c) ---------------------------------------------------
 */

typedef struct TableRule {
  Length at, from, to; /* x and y of a vertical one; y and x of another */
  bool vertical;
} TableRule;

/* What of the table stands on one sheet. */
typedef struct TablePage {
  Sheet *sheet;
  Length top, y;    /* of the part; where the next row begins */
  bool begun, rows; /* heads stand; body rows too */
  bool first;       /* of the table's pages */
  bool summed;      /* 本页小计 stands already, before the table's totals */
  bool within; /* its end parts rows that a cell ties together: sums there are no rows of
                  the tree, which would break the cell's */
  bool aside;  /* what is put is no part of the tree */
  GArray *rules; /* TableRule */
} TablePage;

/* The heads at the sheet's cursor. */
void page_open(TableBox *t, Sheet *sheet, bool first);
/* Rows [from, to) of a bundle; cut ≥ 0: only so much of the row `from`, the rest
 * overleaf. */
void page_put_rows(TableBox *t, RowBox *rows, uint32_t n, uint32_t from, uint32_t to,
                   Length cut);
/* Sums, frame and rules. last: no more rows follow. */
void page_close(TableBox *t, bool last);
/* Height left for rows. */
Length page_room(const TableBox *t);

/* ---- what was decided (typeset_compose.c) --------------------------------------------
 */

/* Rows that have been set, where anybody asked. */
void compose_rows(TableBox *t, const RowBox *rows, uint32_t n);
void compose_table(const TableBox *t);

#endif
