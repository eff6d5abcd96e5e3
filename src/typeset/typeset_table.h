/* A table being set, in two passes over its rows: the first measures the columns, the
 * second sets rows bundle by bundle and forgets them when their page has left.
 *
 *   set_table ─▶ table_measure ─▶ table_shape (size, turned) ─▶ rows ─▶ bundles ─▶ pager
 *
 * A bundle is what a page's end should not part: rows that a spanning cell ties together,
 * or a group of the document's. Heights and widths are Lengths; x counts from the block's
 * left edge. */
#ifndef HONGTOU_TYPESET_TABLE_H
#define HONGTOU_TYPESET_TABLE_H

#include "typeset_run.h"

typedef struct TableSums TableSums;   /* typeset_sums.c */
typedef struct TableHeads TableHeads; /* typeset_heads.c */

/* Cells and rows as the flow has them. */
typedef FlowCell CellBox;
typedef FlowRow RowBox;

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
  uint32_t kept;      /* bundles since the arena was changed */
  Arena *rows_before; /* of rows set before; leaves with their sheet */
  RowCursor cursor;
  const Row *ahead;  /* the next row; NULL: there is none */
  TableSums *sums;   /* NULL: none are wanted */
  TableHeads *named; /* NULL: heads are plain, their scopes say enough */
  FlowTable flow;    /* as pages need it */
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
/* Gives a row and its cells their place in the tag tree; the first time only. */
void row_tag(TableBox *t, RowBox *row);
/* — and … alone: there is no figure. */
bool cell_is_blank_sign(const Text *text);

/* ---- heads of cells (typeset_heads.c); nothing where no head is merged ----------------
 */

void heads_open(TableBox *t);
void heads_begin_row(TableBox *t, const Row *row);
/* ids: the nodes of the row's cells. */
void heads_take_row(TableBox *t, const Row *row, const TagId *ids);
/* The tree's list of the heads beside a body row's cells, its own among them. */
uint32_t heads_beside(TableBox *t, const Row *row);
void heads_of_cell(TableBox *t, const Cell *cell, Tag *tag);
/* Whether a cell is tagged as a head: <th>, or in a column whose cells name their rows.
 */
bool cell_is_head(const TableBox *t, const Row *row, const Cell *cell);

/* ---- sums of pages (typeset_sums.c); nothing where the table asks for none -----------
 */

void sums_open(TableBox *t);
/* From nothing again: the second pass. */
void sums_restart(TableBox *t);
/* Adds a body row's figures; a text that is none is an error: typeset.sum-no-number. */
void sums_add_row(TableBox *t, const Row *row);
/* Hands the rows of the longest sums to be measured. */
void sums_measure(TableBox *t, Job *job, void (*measure)(TableBox *, Job *, const Row *));
/* What rows of sums take of pages. */
void sums_settle(TableBox *t);
/* A row of sums, set; NULL: none is wanted. */
RowBox *sums_row(TableBox *t, SumRow which);
/* A page ends: its sums begin anew. */
void sums_page_done(TableBox *t);

#endif
