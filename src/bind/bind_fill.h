/* Inside the filling of tables from data: the plan that says which row comes after which.
 */
#ifndef HONGTOU_BIND_FILL_H
#define HONGTOU_BIND_FILL_H

#include "bind_private.h"

/* One row of the table to be: a record, or a row of sums the tool makes. */
typedef struct FillEntry {
  uint32_t row;   /* of the data set; FILL_SUMS + i: sums[i] */
  uint32_t group; /* from 1; 0: none */
} FillEntry;

#define FILL_SUMS ((uint32_t)1 << 31)

typedef struct FillPlan {
  const Dataset *set;
  const Table *table; /* bound; its columns */
  const Limits *limits;
  const uint32_t
      *columns; /* of the set, by column; n_columns of the set: by expression */
  const char *const **made; /* by column: texts by row of the set; NULL: from the set */
  const FillEntry *entries;
  uint32_t n_entries;
  const Row *sums; /* made */
  const Row *tail; /* typed rows, which follow */
  uint32_t n_tail;
} FillPlan;

/* The rows of the set that are wanted, in the order wanted; array of uint32_t, caller
 * frees. */
GArray *fill_order(Binder *binder, const FillPlan *plan);
/* Sorts them as the table says; false after a fault. */
bool sort_rows(Binder *binder, const FillPlan *plan, GArray *rows);
/* −1: a total at the head, 1: one at the foot, 0: none. */
int sort_total_rank(const FillPlan *plan, uint32_t row);
/* Each character that has one → its rank by strokes, from 1; caller destroys. */
GHashTable *stroke_ranks(void);
/* What strcmp orders by strokes; caller frees. */
char *stroke_key(GHashTable *ranks, const char *text);
/* The text as pinyin order has to hear it: names of places and families; caller frees. */
char *readings_spoken(const char *text, const char *header);
/* Rows with equal cells in the group's column come together, by the first of them. */
void fill_group_order(const FillPlan *plan, GArray *order, uint32_t column);
/* Entries with groups, subtotals and a total, as the table's settings say. */
void fill_groups(Binder *binder, FillPlan *plan, const GArray *order);
extern const RowSource fill_source;

#endif
