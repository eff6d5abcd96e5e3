/* data: tables of numbers out of CSV, XLSX and ODS files, as records of text cells under
 * column headers; selection from them by XPath, arithmetic in exact decimals. It knows of
 * no document, and nothing that stands in a file is ever run: formulas are not evaluated,
 * their stored values are read, and an error value is refused.
 *
 * Places in data files are spans whose line is the row and whose column is the column of
 * the cell there, both from 1, as a spreadsheet counts them; a CSV record is one row. */
#ifndef HONGTOU_DATA_H
#define HONGTOU_DATA_H

#include "base_decimal.h"

/* ---- sources --------------------------------------------------------------- */

/* What is read, and how. Strings live as long as whatever is made from it. */
typedef enum {
  HIDDEN_TOLD, /* read, and a note says so */
  HIDDEN_READ,
  HIDDEN_SKIP
} DataHidden;

typedef struct DataSource {
  const char *id;       /* "q1"; NULL: none */
  const char *path;     /* the file; the caller has found it allowed */
  const char *name;     /* as the user named it, shown in diagnostics */
  const char *encoding; /* CSV: "utf-8" | "gb18030"; NULL: UTF-8 */
  const char
      *separator; /* CSV: one of , ; | and tab; NULL: found from the first record, told */
  const char *sheet;  /* XLSX, ODS: its name; NULL: the first */
  const char *range;  /* "A2:H20", head included, or a name of the workbook; NULL: all */
  DataHidden hidden;  /* XLSX, ODS: rows and a first sheet that are hidden */
  const char *totals; /* the first cell of rows that are sums of others; NULL: none */
  unsigned head; /* head rows, 1…9; 0: as merged cells of the first row say, else one */
  Span at;       /* of the declaration, for what is wrong with that */
  bool straight; /* the path holds no link, and none is followed (file_open_straight) */
  bool streamed; /* a UTF-8 CSV of any size, of which only a few MiB are held at a time */
} DataSource;

/* ---- record by record --------------------------------------------------------- */

typedef struct DataCell {
  const char
      *text; /* UTF-8, NUL-terminated, no white space at its ends; numbers as written in a
                CSV, in plain digits from a sheet; dates 2018-04-23; percent 60.5% */
  uint32_t bytes; /* 0: an empty cell */
} DataCell;

typedef struct DataRecord {
  const DataCell *cells; /* one for each column */
  uint32_t row;          /* in the file */
} DataRecord;

typedef struct DataReader DataReader;

/* Opens the file and reads its head; NULL after a fault, which is reported (codes data.*,
 * limit.*, env.*). Free with data_close, before the job's arena. */
DataReader *data_open(Job *job, const DataSource *source);
uint32_t data_columns(const DataReader *reader);
/* The header of a column, from 0: several head rows are joined by “/”. Borrowed. */
const char *data_header(const DataReader *reader, uint32_t column);
/* Rows of the head, and the name of a column in one of them, "": none. */
uint32_t data_head_rows(const DataReader *reader);
const char *data_head_name(const DataReader *reader, uint32_t row, uint32_t column);
/* The column of the file in which column i of the records stands, from 1. */
uint32_t data_file_column(const DataReader *reader, uint32_t column);
/* The next record, borrowed until the next call; false at the end and after a fault.
 * Faults of a single row (ragged, an error value) are reported and the row is given all
 * the same, as far as it goes, so that one reading tells them all. */
bool data_next(DataReader *reader, DataRecord *out);
/* Whether anything was wrong so far. */
bool data_failed(const DataReader *reader);
void data_close(DataReader *reader);

/* ---- whole ---------------------------------------------------------------------- */

/* All records at once, in a few bytes more than their text. Const once loaded. */
typedef struct Dataset {
  const char *id, *name;
  uint32_t n_columns, n_rows;
  const char *const *headers;
  const char *const *head_names; /* row by row of the head, as broken over its rows */
  uint32_t n_head;               /* rows of the head */
  const uint32_t *file_columns;  /* from 1 */
  const char *bytes;             /* all cells, each with its NUL */
  const uint32_t *ends; /* of cell row * n_columns + column: where the next one begins */
  const uint32_t *rows; /* of the file, for each record */
  const char *totals; /* rows with this in their first cell are totals; NULL: none said */
  Span at;            /* the declaration */
} Dataset;

/* In job->arena. False after any fault. */
bool dataset_load(Job *job, const DataSource *source, const Dataset **out);
DataCell dataset_cell(const Dataset *set, uint32_t row, uint32_t column);
/* The column of that header, or n_columns. */
uint32_t dataset_column(const Dataset *set, const char *header);
/* Whether the row is one of the set's totals, which no sum or rank takes in. */
bool dataset_is_total(const Dataset *set, uint32_t row);
/* The first or last row where it looks like a total that nobody said it is; n_rows: none
 * does. */
uint32_t dataset_likely_total(const Dataset *set);
/* All headers, for a message; cut at some length; caller frees. */
char *dataset_headers(const Dataset *set);
Span dataset_span(const Dataset *set, uint32_t row, uint32_t column);
/* The number a cell states (1,234.5 or 60.5% too); false: it is none. */
bool data_number(DataCell cell, Decimal *out);
/* "C5" for row 5, column 3. */
char *data_address(Arena *arena, uint32_t row, uint32_t column);

/* ---- selection --------------------------------------------------------------- */

/* XPath 1.0 over <data><row><c n="header">…</c>…</row>…</data>. It selects and never
 * calculates: an expression with + - * div mod < > or a function of binary numbers is
 * refused when it is compiled, with the name of what to use instead. Arithmetic is done
 * by functions under the prefix h (urn:hongtou:functions:1), in exact decimals:
 *   h:sum(cells…) h:mean(cells…) h:min(cells…) h:max(cells…)
 *   h:add(a, b…) h:subtract(a, b) h:multiply(a, b…) h:divide(a, b)
 *   h:share(part, whole)        part of whole, to be printed as per cent
 *   h:change(now, before)       (now - before) of before
 *   h:rank(cell, cells[, 'up']) 1 is the greatest; 'up': the least; equals share a rank
 *   h:above(cells, limit) h:below(cells, limit)   how many lie beyond, the limit not
 * counted h:less(a, b) h:at-most(a, b) h:equal(a, b) h:at-least(a, b) h:greater(a, b)
 * true or false h:join(cells[, last])       甲、乙和丙; last: what stands before the last
 * one, 和 if not given h:lookup(set, column, key)  the row whose cell in that column is
 * the key: just one h:row(set, key)             the same by the first column h:rows(set,
 * column, key)    all rows whose cell in that column is the key, found by an index
 *   h:cell(rows, column)        the cells of that column; h:cell(set, key, column): of
 * h:row
 *   h:row-number()              of a table's row, in the order it is printed
 * Rows of totals (DataSource.totals) enter no sum, mean, least, greatest, rank or count.
 * $id is the data set, or the value of the figure, of that id. */
#define DATA_FUNCTIONS "urn:hongtou:functions:1"

typedef struct DataPlace {
  const Dataset *set;
  uint32_t row, column; /* from 0 */
} DataPlace;

/* What h:change found. A per cent of nothing, or from one side of zero to the other, is
 * none: then there is neither text nor number. */
typedef enum {
  CHANGE_PLAIN,
  CHANGE_FROM_ZERO,
  CHANGE_TO_PLUS,  /* from below zero to above it */
  CHANGE_TO_MINUS, /* from above zero to below it */
  CHANGE_OF_LOSS   /* of a negative's size: a rise is a smaller loss */
} DataChange;

typedef struct DataValue {
  const char *text; /* as it stands in its cell, or what the functions made of it */
  bool numeric;
  Decimal number;
  DataChange change;
  const DataPlace *cells; /* it comes from these, each once, in the order they were met */
  uint32_t n_cells;
} DataValue;

typedef struct DataQuery {
  const char *select;
  Span at;            /* of the expression, for what is wrong with it */
  const Dataset *set; /* the context node is its <data>; NULL: none */
} DataQuery;

typedef struct DataAsker DataAsker;

/* What $id stands for when no data set has that id. */
typedef struct FigureSource {
  void *self;
  /* *out NULL: there is no such figure. False after a fault. */
  bool (*value)(void *self, const char *id, Span at, const DataValue **out);
} FigureSource;

/* sets stay the caller's. Free before the job's arena. */
DataAsker *asker_new(Job *job, const Dataset *const *sets, uint32_t n_sets);
void asker_free(DataAsker *asker);
void asker_set_figures(DataAsker *asker, FigureSource figures);
/* One cell or what a function gives, in job->arena. Codes query.*, each with the
 * expression's place or the cell's; nothing found and an empty cell are faults. Data sets
 * of more than limits->query_cells cannot be asked. */
bool asker_run(DataAsker *asker, const DataQuery *query, DataValue *out);
/* The same with one row of a set of any size as the context node. */
bool asker_run_row(DataAsker *asker, const DataQuery *query, uint32_t row,
                   DataValue *out);
/* Whether the row is one the expression is true of; false, too, after a fault. */
/* What h:row-number() gives in the rows asked next; 0: there is none. */
void asker_set_row_number(DataAsker *asker, uint32_t number);
bool asker_test_row(DataAsker *asker, const DataQuery *query, uint32_t row);

/* ---- parts that are reckoned once (data_once.c) ---------------------------------- */

#define DATA_ONCE "urn:hongtou:once:1"
#define DATA_ONCE_PREFIX "hongtou-once"

typedef struct OnceSets {
  const char *const *ids; /* of the data sets that $id will name */
  uint32_t n;
} OnceSets;
/* The expression with every call that asks nothing but those sets in the shape of
 * hongtou-once:value(n), where n is its place among texts, to which it is added; in the
 * arena. The expression itself where there is none. */
const char *data_once(Arena *arena, const char *select, const OnceSets *sets,
                      GPtrArray *texts);
/* What the numbers stand for; texts stay the caller's. */
void asker_set_once(DataAsker *asker, const char *const *texts, uint32_t n);
/* Reckons them all now; what is at fault is told where it is asked for. */
void asker_reckon_once(DataAsker *asker);

/* ---- lent to another's XPath (data_loan.c) ------------------------------------- */

struct _xmlNode;
struct _xmlXPathContext;
struct _xmlXPathCompExpr;

/* Whether the expression only selects; else reported at query->at. */
bool data_query_check(Job *job, const DataQuery *query);

/* The functions and $id of data sets in a context of the caller's, whose own variables
 * are found behind them; the context's userData and error are the loan's. The nodes asked
 * are of data_tree. Faults go to job->diags; the first ends what is evaluated. Free
 * before the context's asker. */
typedef struct DataLoan DataLoan;
DataLoan *asker_lend(DataAsker *asker, Job *job, struct _xmlXPathContext *context);
void loan_free(DataLoan *loan);

typedef struct LoanExpression {
  struct _xmlXPathCompExpr *compiled;
  struct _xmlXPathContext *context; /* at its node */
} LoanExpression;
/* One value, as asker_run gives it; query->set is not looked at. */
bool loan_run(DataLoan *loan, const DataQuery *query, const LoanExpression *expression,
              DataValue *out);
bool loan_failed(const DataLoan *loan);

/* Makes node the cell of a column of its document's only record: doc->_private is the
 * Dataset. */
void data_node_is_cell(struct _xmlNode *node, uint32_t column);

#endif
