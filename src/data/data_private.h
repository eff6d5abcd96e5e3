/* Inside the data room: a Feed gives the rows of one form of file; what is common to all
 * forms (the range, the head, merged cells, widths) stands in data_reader.c. */
#ifndef HONGTOU_DATA_PRIVATE_H
#define HONGTOU_DATA_PRIVATE_H

#include "data.h"
#include "xml.h"

/* ---- rows as a file has them --------------------------------------------------- */

/* What a cell of a sheet tells besides its text. */
typedef enum {
  CELL_PLAIN,
  CELL_ROUNDED,    /* the workbook shows fewer digits than it stores */
  CELL_UNRECKONED, /* a formula's 0 in a workbook that was never reckoned */
  CELL_UNVALUED,   /* a formula without a value */
  CELL_ERROR,      /* an error value, whatever its words */
  CELL_UNREADABLE
} CellState;

typedef struct RawCell {
  size_t from; /* in the row's base */
  uint32_t bytes;
  uint32_t rows, columns; /* merged: how far it reaches, ≥ 1 */
  uint32_t column;        /* in the file, from 0; ascending */
  CellState state;
} RawCell;

typedef struct RawRow {
  uint32_t row; /* in the file, from 1; ascending, blank rows may be left out */
  const char *base;
  const RawCell *cells;
  uint32_t n;
  bool sheet;                   /* cells at the end of a row may be left out */
  bool hidden;                  /* by hand or by a filter */
  const GArray *hidden_columns; /* bool, by column of the file; NULL: none is hidden */
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
/* The feed of a file, by what it holds; false after a fault. */
bool data_feed_open(Job *job, DataSource *source, Feed *out);
/* "UTF-16LE" or "UTF-16BE" where a byte order mark begins the bytes; else NULL. */
const char *data_utf16_mark(const char *bytes, size_t len);
/* The same of a file of which a window is held; the feed closes fd. */
bool data_csv_stream(Job *job, const DataSource *source, int fd, Feed *out);
bool data_sheet_open(Job *job, DataSource *source, char *bytes, size_t len, Feed *out);
/* An OpenDocument spreadsheet in one XML file. */
bool data_flat_open(Job *job, DataSource *source, char *bytes, size_t len, Feed *out);

Span data_span(const DataSource *source, uint32_t row, uint32_t column);
/* "A2:H20": rows from 1, columns from 0, the first corner and the last. False: it is
 * none. */
bool data_range_parse(const char *text, uint32_t rows[2], uint32_t columns[2]);
/* A name broken over lines is one name: 件数⏎（件） is 件数（件）; between letters of two
 * words a blank stays. Caller frees. */
char *data_name_folded(const char *text);
/* White space off both ends. */
void data_trim(const char *base, size_t *from, size_t *to);
/* "#DIV/0!" and its like. */
bool data_is_error_value(const char *text, size_t len);

/* ---- a row of a sheet being put together ------------------------------------------ */

typedef struct SheetRow {
  GString *bytes;
  GArray *cells; /* RawCell */
  uint32_t row;
  bool hidden;
  GArray *hidden_columns; /* bool, by column of the file */
} SheetRow;

SheetRow sheet_row_new(void);
void sheet_row_free(SheetRow *row);
void sheet_row_clear(SheetRow *row, uint32_t number);
/* Columns first … last of the file, from 0, are not shown; beyond most none is kept. */
void sheet_row_hide(SheetRow *row, uint32_t first, uint32_t last, uint32_t most);
/* The text from `from` to the end of row->bytes becomes a cell at like.column; nothing
 * where it is empty, not merged and plain. */
void sheet_row_add(SheetRow *row, size_t from, RawCell like);
void sheet_row_give(const SheetRow *row, RawRow *out);

/* ---- stored numbers ---------------------------------------------------------------- */

typedef enum {
  STORED_NUMBER,
  STORED_PERCENT,
  STORED_DATE,
  STORED_TIME,
  STORED_ELAPSED /* hours beyond 24 */
} StoredKind;

#define FORMAT_SECTIONS 4

typedef struct FormatSection {
  StoredKind kind;
  bool literal;  /* words alone */
  bool fraction; /* of a second */
  bool scaled;   /* shown by the thousand */
  int places;    /* after the point; −1: as many as there are */
  bool conditioned;
  char relation[3]; /* "<" "<=" … */
  Decimal limit;
} FormatSection;

typedef struct CellFormat {
  FormatSection sections[FORMAT_SECTIONS];
  uint32_t n; /* ≥ 1 */
} CellFormat;

CellFormat format_of_code(const char *code);
CellFormat format_of_builtin(uint32_t id);
/* The section that a value is shown by. */
FormatSection format_for(const CellFormat *format, Decimal value);
/* Whether the section shows fewer digits than the value has. */
bool format_hides(const FormatSection *section, Decimal value);

/* A stored number as the cell's text; false: it is none of that kind. */
bool sheet_put_number(GString *out, Decimal value, const FormatSection *section,
                      bool from_1904);
/* "2018-04-23T10:30:00.000Z" as 2018-04-23 10:30; what is no ISO 8601 as it is. */
void sheet_put_iso(GString *out, const char *text);
/* Hours, minutes and seconds, the last where there are any. */
void sheet_put_time(GString *out, int64_t milliseconds);

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
/* Whether the bytes of an entry hold the ASCII word; true, too, where they are not of an
 * encoding that begins with ASCII, and after a fault. Reads no XML. */
bool package_mentions(Package *package, const char *entry, const char *word);
/* The next event; false at the end and after a fault, which is reported. */
bool package_read(Package *package, XmlReader *xml);
bool package_failed(const Package *package);
/* The same for a limit. */
void package_over(Package *package, Span at, DiagCode code, size_t limit);
/* data.broken at the whole file: what is missing or wrong. */
void package_broken(Package *package, const char *what);

/* Whether the directory and the local headers of an archive say one thing, and no two
 * entries share bytes (data_zip.c). */
bool zip_is_sound(const char *bytes, size_t len, uint32_t entries_most);
/* Bytes that are not packed, as a package of the one entry content.xml. */
Package *package_open_flat(Job *job, const DataSource *source, char *bytes, size_t len);

/* Elements and attributes by namespace: a name of an extension is another name. */
typedef enum {
  SPACE_NONE,
  SPACE_SHEET,
  SPACE_REFERENCE,
  SPACE_RELATIONS,
  SPACE_OFFICE,
  SPACE_TABLE,
  SPACE_TEXT,
  SPACE_CALC,
  SPACE_STYLE
} PartSpace;

/* At the start tag of this name / at its end tag. */
bool part_at(const XmlReader *xml, PartSpace space, const char *local);
bool part_at_end(const XmlReader *xml, PartSpace space, const char *local);
/* At a start tag that something follows / at an end, be it that of an empty element. */
bool part_opens(const XmlReader *xml, PartSpace space, const char *local);
bool part_closes(const XmlReader *xml, PartSpace space, const char *local);
/* An attribute, borrowed until the next event; NULL: it is not there. */
const char *part_peek(const XmlReader *xml, PartSpace space, const char *local);
/* The same; caller frees with g_free. */
char *part_value(const XmlReader *xml, PartSpace space, const char *local);
bool part_flag(const XmlReader *xml, PartSpace space, const char *local);
/* The same as a number from 1; fallback where it is none or beyond 1 000 000 000. */
uint32_t part_count(const XmlReader *xml, PartSpace space, const char *local,
                    uint32_t fallback);

/* ---- parts by their relationships (data_parts.c) ----------------------------------- */

typedef struct PartLink {
  char *id, *type, *entry; /* type: its last word, "worksheet"; entry: resolved */
} PartLink;

/* What a part refers to; of the package itself where part is "". Caller frees with
 * g_ptr_array_unref. */
GPtrArray *parts_linked(Package *package, const char *part);
/* The entry of the first link of that type, or with that id; NULL: none. */
const PartLink *parts_of_type(const GPtrArray *links, const char *type);
const PartLink *parts_of_id(const GPtrArray *links, const char *id);

/* ---- forms of sheet ---------------------------------------------------------------- */

/* Each takes the package, and closes it after a fault. A range that is a name of the
 * workbook becomes its sheet and addresses in the source. */
bool data_xlsx_open(Job *job, DataSource *source, Package *package, Feed *out);
bool data_ods_open(Job *job, DataSource *source, Package *package, Feed *out);

typedef struct BookSheet {
  char *name, *entry; /* entry NULL: none is linked */
  bool hidden;
  bool table; /* it has cells */
} BookSheet;

typedef struct BookName {
  char *name, *reference;
  int scope; /* of which sheet; −1: of the workbook */
} BookName;

/* What a workbook holds. */
typedef struct BookOutline {
  GPtrArray *sheets; /* BookSheet */
  GPtrArray *names;  /* BookName */
  bool from_1904;
  bool reckoned; /* a program that reckons formulas has saved it */
} BookOutline;

BookOutline workbook_new(void);
void workbook_free(BookOutline *outline);
/* Takes the strings. */
void workbook_add_name(BookOutline *outline, char *name, char *reference, int scope);
/* The sheet asked for, or the first; NULL: there is none. */
const BookSheet *workbook_wanted(const BookOutline *outline, const DataSource *source);

/* source->range, a name, as sheet and addresses, which mark parts in the workbook's own
 * references; left as it is where there is no such name. False after a fault. */
bool data_named_range(Job *job, const BookOutline *outline, char mark,
                      DataSource *source);
/* The names of a table's part, as names of the workbook. */
void data_named_table(Package *package, const char *entry, int sheet, BookOutline *out);
/* data.sheet: the wanted one is not among these. */
void data_sheet_missing(Job *job, const DataSource *source, const BookOutline *outline);
/* Notes: the first of several was taken; it is hidden. */
void data_sheet_tell(Job *job, const DataSource *source, const BookOutline *outline,
                     const BookSheet *sheet);

/* What the cells of a workbook refer to. */
typedef struct XlsxBook {
  char *sheet; /* the entry of the wanted sheet */
  bool from_1904, reckoned;
  GString *strings;    /* shared strings, end to end */
  GArray *string_ends; /* size_t */
  GArray *formats;     /* CellFormat of each cell format */
} XlsxBook;

bool xlsx_book_read(Job *job, DataSource *source, Package *package, XlsxBook *out);
void xlsx_book_free(XlsxBook *book);
/* Text of a cell, _xHHHH_ as the characters they stand for. */
void xlsx_put_text(GString *out, const char *text, size_t len);
/* "B5" → row 5 (from 1), column 1 (from 0); false: no address. */
bool xlsx_address(const char *text, uint32_t *row, uint32_t *column);

/* ---- files that are something else (data_known.c) ---------------------------------- */

/* What the bytes are by their beginning, "HTML"; NULL: they may be CSV. *encrypted: a
 * workbook under a password. */
const char *data_known_form(const char *bytes, size_t len, bool *encrypted);
/* data.form: the file is that, and how it is saved in a form that is read. */
void data_form_tell(Job *job, const DataSource *source, const char *form);

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
  DataChange change;
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
/* The set's likely total is told once, where a sum or rank takes it in. */
void asker_tell_total(DataAsker *asker, Asking *asking, const DataPlace *place);
uint32_t asker_row_number(const DataAsker *asker);
/* Whether the expression asks a row alone for what only a set can tell; reported. */
bool data_query_beyond_row(Job *job, const DataQuery *query);
/* What an expression gave, as a value. */
bool asking_take(Asking *asking, struct _xmlXPathObject *result, DataValue *out);
/* libxml2's structured error handler; data is the Asking. */
void asking_on_error(void *data, struct _xmlError *error);
void asking_source(Asking *asking, const struct _xmlNode *node);
void asking_place(Asking *asking, DataPlace place);
/* A lookup of XPath functions that gives what tells of an unknown one. */
void (*query_find_unknown(void *data, const unsigned char *name,
                          const unsigned char *uri))(struct _xmlXPathParserContext *,
                                                     int);
void functions_register(struct _xmlXPathContext *context);
/* An evaluation of its own from a node, or from none; NULL after a fault. */
struct _xmlXPathObject *asking_evaluate(Asking *asking, struct _xmlNode *node);

/* ---- work counted (data_rewrite.c, data_counted.c) ----------------------------------
 */

struct _xmlXPathCompExpr;

#define COUNTED_PREFIX "hongtou-counted"
#define COUNTED_SPACE "urn:hongtou:counted:1"

/* The expression with calls in place of what libxml2 does without counting; NULL: it is
 * not well formed, or nested too deep. Caller frees. */
char *query_counted(const char *select, const Limits *limits);
/* A step as it stands in such a call, as XPath; caller frees. */
char *query_step_text(const char *escaped);
/* Those calls, and XPath's own functions with their work counted, in place of
 * libxml2's. */
void counted_register(struct _xmlXPathContext *context);
/* False, and the evaluation ends, where so many steps are not left. */
bool counted_charge(struct _xmlXPathParserContext *parser, uint64_t steps);
/* The bytes of what a value is as text, for which is charged. */
size_t counted_text(struct _xmlXPathParserContext *parser, struct _xmlXPathObject *value);
/* Charges for each node of these values, any of which may be NULL. */
bool counted_nodes(struct _xmlXPathParserContext *parser,
                   struct _xmlXPathObject *const *values, int n);
/* limit.query-text; the evaluation ends. */
void counted_too_long(struct _xmlXPathParserContext *parser);
/* A step of such a call, compiled once; NULL after a fault. */
struct _xmlXPathCompExpr *asker_step(Asking *asking, const char *escaped);

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
