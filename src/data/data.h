/* data: tables of numbers out of CSV, XLSX and ODS files, as records of text cells under column
 * headers; selection from them by XPath, arithmetic in exact decimals. It knows of no document, and
 * nothing that stands in a file is ever run: formulas are not evaluated, their stored values are
 * read, and an error value is refused.
 *
 * Places in data files are spans whose line is the row and whose column is the column of the cell
 * there, both from 1, as a spreadsheet counts them; a CSV record is one row. */
#ifndef HONGTOU_DATA_H
#define HONGTOU_DATA_H

#include "base_decimal.h"

/* ---- sources --------------------------------------------------------------- */

/* What is read, and how. Strings live as long as whatever is made from it. */
typedef struct DataSource {
  const char *id;        /* "q1"; NULL: none */
  const char *path;      /* the file; the caller has found it allowed */
  const char *name;      /* as the user named it, shown in diagnostics */
  const char *encoding;  /* CSV: "utf-8" | "gb18030"; NULL: UTF-8 */
  const char *separator; /* CSV: one of , ; | and tab; NULL: found from the first record, and told */
  const char *sheet;     /* XLSX, ODS: its name; NULL: the first */
  const char *range;     /* "A2:H20", head included; NULL: all */
  unsigned head;         /* head rows, 1…9; 0: as merged cells of the first row say, else one */
  Span at;               /* of the declaration, for what is wrong with that */
} DataSource;

/* ---- record by record --------------------------------------------------------- */

typedef struct DataCell {
  const char *text; /* UTF-8, NUL-terminated, no white space at its ends; numbers as written in a
                       CSV, in plain digits from a sheet; dates 2018-04-23; percent 60.5% */
  uint32_t bytes;   /* 0: an empty cell */
} DataCell;

typedef struct DataRecord {
  const DataCell *cells; /* one for each column */
  uint32_t row;          /* in the file */
} DataRecord;

typedef struct DataReader DataReader;

/* Opens the file and reads its head; NULL after a fault, which is reported (codes data.*, limit.*,
 * env.*). Free with data_close, before the job's arena. */
DataReader *data_open(Job *job, const DataSource *source);
uint32_t data_columns(const DataReader *reader);
/* The header of a column, from 0: several head rows are joined by “/”. Borrowed. */
const char *data_header(const DataReader *reader, uint32_t column);
/* The column of the file in which column i of the records stands, from 1. */
uint32_t data_file_column(const DataReader *reader, uint32_t column);
/* The next record, borrowed until the next call; false at the end and after a fault. Faults of a
 * single row (ragged, an error value) are reported and the row is given all the same, as far as it
 * goes, so that one reading tells them all. */
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
  const uint32_t *file_columns; /* from 1 */
  const char *bytes;            /* all cells, each with its NUL */
  const uint32_t *ends;         /* of cell row * n_columns + column: where the next one begins */
  const uint32_t *rows;         /* of the file, for each record */
  Span at;                      /* the declaration */
} Dataset;

/* In job->arena. False after any fault. */
bool dataset_load(Job *job, const DataSource *source, const Dataset **out);
DataCell dataset_cell(const Dataset *set, uint32_t row, uint32_t column);
/* The column of that header, or n_columns. */
uint32_t dataset_column(const Dataset *set, const char *header);
Span dataset_span(const Dataset *set, uint32_t row, uint32_t column);
/* The number a cell states (1,234.5 or 60.5% too); false: it is none. */
bool data_number(DataCell cell, Decimal *out);
/* "C5" for row 5, column 3. */
char *data_address(Arena *arena, uint32_t row, uint32_t column);

#endif
