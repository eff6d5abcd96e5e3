/* A table being set: boxes for its cells, widths for its columns. */
#ifndef HONGTOU_TYPESET_TABLE_H
#define HONGTOU_TYPESET_TABLE_H

#include "typeset_run.h"

typedef struct CellBox {
  const Cell *cell;
  const Paragraph *paragraph;
  const SetLine *lines;
  uint32_t n;
  Length whole;        /* what comes before the decimal point, where the column aligns on it */
  bool numeric;
} CellBox;

typedef struct RowBox {
  const Row *row;
  CellBox *cells;
  Length height;
  TagId tag;
} RowBox;

typedef struct ColumnBox {
  Length x, width;     /* from the block's left edge */
  Length least, most;  /* the longest run that cannot be cut; everything on one line */
  Length whole, fraction; /* widest parts before and after the decimal point */
} ColumnBox;

typedef struct TableBox {
  Run *run;
  const Table *table;
  const LayoutTable *style;
  ColumnBox *columns;
  RowBox *rows;
  Length left, width;
  TagId tag, head, body;
} TableBox;

/* Keeps the widths and heights, where asked for. */
void compose_table(const TableBox *t);
const LayoutRole *cell_role(const TableBox *t, const Cell *cell);
/* How a cell is aligned: its own wish, its column's, its role's; a head as its role. */
Align cell_align(const TableBox *t, const Cell *cell);
/* Widths from what is given and from the contents, within the block; columns[].x and width. */
void table_columns(TableBox *t);
/* Width of the columns a cell covers. */
Length cell_width(const TableBox *t, const Cell *cell);

#endif
