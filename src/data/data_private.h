/* Inside the data room: a Feed gives the rows of one form of file; what is common to all
 * forms (the range, the head, merged cells, widths) stands in data_reader.c. */
#ifndef HONGTOU_DATA_PRIVATE_H
#define HONGTOU_DATA_PRIVATE_H

#include "data.h"
#include "xml.h"

/* ---- rows as a file has them --------------------------------------------------- */

typedef struct RawCell {
  size_t from; /* in the row's base */
  uint32_t bytes;
  uint32_t rows, columns; /* merged: how far it reaches, ≥ 1 */
  uint32_t column;        /* in the file, from 0; ascending */
} RawCell;

typedef struct RawRow {
  uint32_t row; /* in the file, from 1; ascending, blank rows may be left out */
  const char *base;
  const RawCell *cells;
  uint32_t n;
  bool sheet; /* cells at the end of a row may be left out */
} RawRow;

typedef struct Feed {
  void *self;
  /* False at the end and after a fault, which is reported. */
  bool (*next)(void *self, RawRow *out);
  void (*close)(void *self);
} Feed;

/* bytes: the file, which may be changed and is freed by the feed. False after a fault;
 * then the feed is empty and the bytes are freed. */
bool data_csv_open(Job *job, const DataSource *source, char *bytes, size_t len,
                   Feed *out);
/* The same of a file of which a window is held; the feed closes fd. */
bool data_csv_stream(Job *job, const DataSource *source, int fd, Feed *out);
/* A range that is a name in the workbook becomes its sheet and addresses in the source.
 */
bool data_sheet_open(Job *job, DataSource *source, char *bytes, size_t len, Feed *out);

Span data_span(const DataSource *source, uint32_t row, uint32_t column);
/* "A2:H20": rows from 1, columns from 0, the first corner and the last. False: it is
 * none. */
bool data_range_parse(const char *text, uint32_t rows[2], uint32_t columns[2]);
/* White space off both ends. */
void data_trim(const char *base, size_t *from, size_t *to);
/* "#DIV/0!" and its like. */
bool data_is_error_value(const char *text, size_t len);

/* ---- a row of a sheet being put together ------------------------------------------ */

typedef struct SheetRow {
  GString *bytes;
  GArray *cells; /* RawCell */
  uint32_t row;
} SheetRow;

SheetRow sheet_row_new(void);
void sheet_row_free(SheetRow *row);
void sheet_row_clear(SheetRow *row, uint32_t number);
/* The text from `from` to the end of row->bytes becomes a cell; nothing where it is empty
 * and not merged. */
void sheet_row_add(SheetRow *row, size_t from, uint32_t column, uint32_t rows,
                   uint32_t columns);
void sheet_row_give(const SheetRow *row, RawRow *out);

typedef enum { STORED_NUMBER, STORED_PERCENT, STORED_DATE, STORED_TIME } StoredKind;
/* A stored double as the cell's text; false: it is no number. */
bool sheet_put_number(GString *out, const char *stored, size_t len, StoredKind kind,
                      bool from_1904);

/* ---- packages ---------------------------------------------------------------------- */

/* A ZIP archive in memory with the limits of threats 6.3 kept while it is read. */
typedef struct Package Package;

/* Takes the bytes. Never NULL; package_failed tells of a fault, which is reported. */
Package *package_open(Job *job, const DataSource *source, char *bytes, size_t len);
void package_close(Package *package);
bool package_has(const Package *package, const char *entry);

/* A reader over one entry; NULL when it is not there or too large, which is reported. */
XmlReader *package_xml(Package *package, const char *entry);
/* Free the reader with this before the next is asked for. */
void package_xml_free(Package *package, XmlReader *xml);
/* The next event; false at the end and after a fault, which is reported. */
bool package_read(Package *package, XmlReader *xml);
bool package_failed(const Package *package);
/* data.broken at the whole file: what is missing or wrong. */
void package_broken(Package *package, const char *what);

/* ---- forms of sheet ---------------------------------------------------------------- */

/* Each takes the package, and closes it after a fault. */
bool data_xlsx_open(Job *job, const DataSource *source, Package *package, Feed *out);
bool data_ods_open(Job *job, const DataSource *source, Package *package, Feed *out);
/* source->range, a name, as sheet and addresses; left as it is where there is no such
 * name. */
void data_named_range(Job *job, Package *package, DataSource *source);
/* data.sheet: the wanted one is not among these. */
void data_sheet_missing(Job *job, const DataSource *source, GPtrArray *names);

/* What the cells of a workbook refer to. */
typedef struct XlsxBook {
  char *sheet; /* the entry of the wanted sheet */
  bool from_1904;
  GString *strings;    /* shared strings, end to end */
  GArray *string_ends; /* size_t */
  GArray *kinds;       /* StoredKind of each cell format */
} XlsxBook;

/* The entry of the workbook, whatever the producer called it; caller frees. */
char *xlsx_workbook(Package *package);
bool xlsx_book_read(Job *job, const DataSource *source, Package *package, XlsxBook *out);
void xlsx_book_free(XlsxBook *book);
/* "B5" → row 5 (from 1), column 1 (from 0); false: no address. */
bool xlsx_address(const char *text, uint32_t *row, uint32_t *column);

/* ---- selection --------------------------------------------------------------------- */

struct _xmlDoc;
struct _xmlNode;
struct _xmlXPathContext;
struct _xmlXPathParserContext;

/* The tree of a data set; doc->_private is the set. Freed with xmlFreeDoc. */
struct _xmlDoc *tree_new(const Dataset *set);
/* The same, of one row, which tree_row_fill puts in place of the last one. */
struct _xmlDoc *tree_row_new(const Dataset *set);
void tree_row_fill(struct _xmlDoc *doc, uint32_t row);
/* The place of a <c>; false: it is none. */
bool tree_place(const struct _xmlNode *node, DataPlace *out);
DataCell tree_cell(const struct _xmlNode *node);

/* What one evaluation knows. */
typedef struct Asking {
  DataAsker *asker;
  Job *job;
  const DataQuery *query;
  GArray *cells; /* DataPlace: the sources */
  bool zero_before;
  bool failed; /* reported */
} Asking;

#define CELLS_NAMED 1000 /* sources of one value beyond these are not kept */

void asking_fail(Asking *asking, Span at, DiagCode code, const char *arg);
/* query.no-column: the set has no column of that name, but these. */
void asking_fail_column(Asking *asking, const Dataset *set, const char *name);
struct _xmlXPathObject;
struct _xmlError;
/* The data set $name, as its <data>; NULL: there is none, or (a fault) it cannot be
 * asked. */
struct _xmlXPathObject *asker_variable_set(Asking *asking, const char *name);
/* The rows of a <data> whose cell in that column is the key, by an index made once; NULL:
 * none. */
const GPtrArray *asker_rows(DataAsker *asker, struct _xmlNode *data, uint32_t column,
                            const char *key);
/* What an expression gave, as a value. */
bool asking_take(Asking *asking, struct _xmlXPathObject *result, DataValue *out);
/* libxml2's structured error handler; data is the Asking. */
void asking_on_error(void *data, struct _xmlError *error);
void asking_source(Asking *asking, const struct _xmlNode *node);
void asking_place(Asking *asking, DataPlace place);
void functions_register(struct _xmlXPathContext *context);
/* An evaluation of its own from a node, or from none; NULL after a fault. */
struct _xmlXPathObject *asking_evaluate(Asking *asking, struct _xmlNode *node);

/* Of an expression's text: the bytes of the name that begins there, 0: none; the place
 * behind white space. */
size_t query_name_length(const char *p);
const char *query_skip_blanks(const char *p);

/* ---- reckoned once (data_once.c) --------------------------------------------------- */

typedef struct OnceValue OnceValue;
OnceValue *once_new(const char *const *texts, uint32_t n);
void once_free(OnceValue *values, uint32_t n);
OnceValue *once_at(OnceValue *values, uint32_t i);
/* Reckons it unless it was; false after a fault. */
bool once_reckon(Asking *asking, OnceValue *value);
void once_register(struct _xmlXPathContext *context);
/* The asker's value of that number; NULL: it has none. */
OnceValue *asking_once(const Asking *asking, double number);

#endif
