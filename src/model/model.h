/* model: a bulletin document as its author wrote it, read from XML, each part with its
 * place. The same types carry the bound Bulletin: what `bind` settles (numbers,
 * references, dates, what the tool adds) stands in fields marked "bound:". This room
 * never measures and never computes. */
#ifndef HONGTOU_MODEL_H
#define HONGTOU_MODEL_H

#include "base_decimal.h"

/* ---- figures from data ------------------------------------------------------ */

/* How a figure is printed. */
typedef struct FigurePrint {
  bool pictured; /* else as it stands, or dated */
  NumberPicture picture;
  bool dated;   /* 2018-04-23 as 2018年4月23日 */
  bool rounded; /* round="…" is written */
  Rounding rounding;
} FigurePrint;

/* <v>: a figure in running text, as written. */
typedef struct FigureSpec {
  const char *id;   /* NULL: none */
  const char *data; /* the data set its expression starts in; NULL: the only one */
  const char *select;
  const char *phrase; /* NULL: the bare figure */
  FigurePrint print;
  Span at, select_at;
} FigureSpec;

/* What becomes of rows that a workbook hides. */
typedef enum { ROWS_TOLD, ROWS_READ, ROWS_SKIP } HiddenRows;

/* <data>: where a table of numbers comes from, as written. */
typedef struct DataSpec {
  const char *id, *src;
  const char *encoding, *sheet, *range; /* NULL: not given */
  char separator;                       /* 0: not given */
  unsigned head;                        /* 0: not given */
  HiddenRows hidden;
  const char *totals; /* rows with this in their first column are totals; NULL: none */
  Span at, src_at;
} DataSpec;

typedef struct FigureCell {
  Span at; /* the data file, row, column */
  const char *header, *text;
} FigureCell;

/* Bound: where a printed figure comes from. */
typedef struct Figure {
  Span at;
  const char *id, *select;
  const char *text;  /* as printed */
  const char *exact; /* its value in all digits, or as a fraction; a text as it is */
  bool typed;        /* by the author; checked against the data */
  const FigureCell *cells;
  uint32_t n_cells;
} Figure;

/* ---- running text --------------------------------------------------------- */

typedef enum {
  RANGE_NAME,      /* <name>: never split (K6.3) */
  RANGE_NOBR,      /* <nobr> */
  RANGE_EM,        /* <em>: set in the role `em` */
  RANGE_SUB,       /* <sub> */
  RANGE_SUP,       /* <sup> */
  RANGE_ITALIC,    /* <i>: Latin letters of species and variables */
  RANGE_PARAGRAPH, /* <p align="…"> of a cell: `level` is its Align */
  RANGE_REF, /* <ref to="…"/>: empty as written; bound: covers the settled text 附件1 */
  RANGE_FIGURE, /* <v select="…"/>: empty or as typed; bound: covers the settled text */
  RANGE_HEADING, /* bound: the heading clause of a run-in paragraph, in its level's face
                    (B3.5) */
  RANGE_NUMBER, /* bound: a number the tool made (一、 1. ①), part of the heading or item
                 */
  RANGE_ARTICLE /* bound: 第一条 at the head of an article, set in the role `article` */
} RangeKind;

typedef struct TextRange {
  uint32_t from, to; /* code points of the text, half open */
  RangeKind kind;
  uint8_t level;            /* RANGE_HEADING: 1…4; RANGE_PARAGRAPH: an Align */
  const char *target;       /* RANGE_REF: the id it names */
  const FigureSpec *figure; /* RANGE_FIGURE */
  Span at;
} TextRange;

typedef struct TextPlace {
  uint32_t line, column;
} TextPlace;

/* A paragraph's worth of characters. White space is settled (contract, bulletin.xml); a
 * forced break (<br/>) is one '\n'. chars == 0: absent or empty. */
typedef struct Text {
  const char *utf8; /* NUL-terminated */
  uint32_t bytes, chars;
  const TextPlace
      *places; /* one per code point; what bind made carries its element's place */
  const TextRange *ranges; /* by from, outer before inner */
  uint32_t n_ranges;
  Span at; /* the element */
} Text;

/* ---- tables --------------------------------------------------------------- */

typedef enum {
  ALIGN_DEFAULT,
  ALIGN_LEFT,
  ALIGN_CENTRE,
  ALIGN_RIGHT,
  ALIGN_JUSTIFY,
  ALIGN_DECIMAL
} Align;

typedef enum { WISH_NONE, WISH_YES, WISH_NO } Wish; /* none: as the layout says */

/* What a column's figures do, checked where the table says which rows are totals. */
typedef enum {
  FOOT_NONE,
  FOOT_SUM,  /* they add up to the total */
  FOOT_SHARE /* they make 100 % within rounding */
} ColumnFoot;

/* A column of a table filled from data. */
typedef struct ColumnData {
  const char *from;   /* the header of its cells, or */
  const char *select; /* an expression with the row as its context; NULL: from */
  const char *head;   /* in a head the tool makes; NULL: from */
  FigurePrint print;
  Span at;
} ColumnData;

/* Whether a column's cells name their rows, <th> or not (PDF/UA-1 7.5). Bound: AS_MADE is
 * yes for the first column of a table from data, whose cells are its keys. */
typedef enum { NAMES_AS_MADE, NAMES_NO, NAMES_YES } NamesRows;

typedef struct Column {
  Measure width; /* UNIT_NONE with micro 0: the tool finds it; a bare number is a share */
  Align align;
  NamesRows names_rows;
  bool sum;   /* its figures are added up, page by page, where the table asks for that */
  bool merge; /* neighbours below each other that are equal become one cell */
  Wish thousands; /* digits in groups of three: WISH_NONE: as the table */
  ColumnFoot foot;
  const uint16_t *adds; /* columns, from 0, that make this one in every row */
  uint32_t n_adds;
  bool codes;             /* bound: years and codes, whose digits are not grouped */
  const ColumnData *data; /* NULL: typed */
  Span at;
} Column;

typedef enum { ROW_HEAD, ROW_BODY } RowPart;

typedef enum { VALIGN_MIDDLE, VALIGN_TOP, VALIGN_BOTTOM } VAlign;

typedef struct Cell {
  Text text;                      /* may be empty */
  uint16_t row_span, column_span; /* ≥ 1 */
  uint16_t
      column; /* from 0, with the spans above and left taken in (settled by the reader) */
  bool head;  /* <th> */
  bool vertical; /* its characters stand below each other */
  bool diagonal; /* a line from its top left to its bottom right: the first of its two
                    lines is above it, the second below */
  bool merged;   /* bound: of equal neighbours; a page's end may part it anywhere */
  Align align;   /* ALIGN_DEFAULT: the column's */
  VAlign valign;
  Span at;
} Cell;

typedef struct Row {
  const Cell *cells;
  uint32_t n_cells;
  RowPart part;
  Measure height; /* at least; UNIT_NONE: as its cells need. 行 is the page's step */
  uint32_t group; /* neighbours of one group (> 0) stay on one page where possible */
  bool total;     /* a row of totals: left out of the sums of a page */
  bool unchecked; /* check="no": no part of what adds up to the totals */
  Span at;
} Row;

/* Body rows made as they are asked for: a long table never stands whole in memory. The
 * source is const; every cursor opened on it gives the same rows from the first, and
 * several may be open. */
typedef struct RowSource {
  const void *self;
  /* A cursor before the first row, in arena. */
  void *(*open)(const void *self, Arena *arena);
  /* The next row, bound, its columns settled, in job->arena (the reader's, which forgets
   * it soon) or in older memory; *row NULL: there are no more. False: a fault, reported
   * to job->diags. A text may leave `places` NULL: all of it stands at its `at`. */
  bool (*next)(void *cursor, Job *job, const Row **row);
} RowSource;

/* How a table is filled from a data set. */
typedef struct TableData {
  const char *data;  /* its id */
  const char *where; /* only rows of which this expression is true; NULL: all */
  const char *sort;  /* "片区 stroke; 数量 desc"; NULL: as in the file */
  const char *group; /* the column whose equal cells make a group; NULL: none */
  const char *subtotal, *total; /* labels of rows the tool adds; NULL: none */
  bool some;                    /* to have no row is a fault */
  Span at, where_at, sort_at, group_at;
} TableData;

typedef struct Table {
  const char *id;
  unsigned bare;  /* 0: a ruled table; else without rules and set as the text is, this
                     number less one 字 in from its left */
  Wish turned;    /* across the page (T1.1) */
  Wish thousands; /* digits in groups of three */
  bool page_sums; /* 本页小计 at the foot of every page but of a table on one */
  bool carried;   /* 过次页 at the foot, 承前页 at the head overleaf */
  Text empty;     /* what an empty body cell shows: —; absent: nothing */
  Text caption;   /* bound: 表1　… where it is counted */
  bool counted;
  Text unit; /* unit="条、件"; bound: 单位：条、件 */
  const Column *columns;
  uint32_t n_columns;
  const Row *rows; /* head rows first */
  uint32_t n_rows, n_head_rows;
  const RowSource *source; /* body rows after those of `rows`; NULL: none */
  const TableData
      *data; /* NULL: typed. As written, typed body rows follow those from data */
  const char
      *totals;       /* rows with this in their first column are totals; NULL: not said */
  const Text *notes; /* bound: 注：… */
  uint32_t n_notes;
  const Text *sources; /* bound: 资料来源：… */
  uint32_t n_sources;
  Span at;
} Table;

/* Reads all rows of a table in order, heads first: those that stand there, then the
 * source's. */
typedef struct RowCursor {
  const Table *table;
  uint32_t taken; /* of table->rows */
  void *inner;    /* the source's cursor */
} RowCursor;
RowCursor model_rows_open(const Table *table, Arena *arena);
/* As RowSource.next. */
bool model_rows_next(RowCursor *cursor, Job *job, const Row **row);

/* ---- charts --------------------------------------------------------------- */

typedef enum { CHART_COLUMN, CHART_BAR, CHART_LINE, CHART_PIE, CHART_STACKED } ChartKind;

typedef struct ChartValue {
  bool given; /* a blank cell gives none */
  Decimal number;
  const char *text; /* as printed; "": none */
} ChartValue;

/* <chart>: columns of a data set, drawn. */
typedef struct Chart {
  const char *id; /* NULL: none */
  ChartKind kind;
  Measure width;         /* UNIT_NONE: the block's */
  const char *x, *y;     /* headers: of what stands along the axis; of the figures */
  const char *highlight; /* the category that is drawn in red; NULL: none */
  bool cut;              /* the axis need not begin at zero */
  FigurePrint print;
  Text caption; /* may be absent; bound: 图1　… where it is counted */
  bool counted;
  const Table *table; /* what is drawn, as a table; its unit, notes and sources */
  const char *const *categories; /* bound; and what follows */
  const char *const *series;
  const ChartValue *values; /* of category c, series s: c * n_series + s */
  uint32_t n_categories, n_series;
  NumberPicture axis; /* how the figures of the axis are printed */
  const char *alt;    /* what it shows, in words */
  Span at, x_at, y_at, highlight_at;
} Chart;

/* ---- blocks --------------------------------------------------------------- */

typedef enum {
  BLOCK_PARAGRAPH,
  BLOCK_HEADING,
  BLOCK_ITEM,
  BLOCK_TABLE,
  BLOCK_CHAPTER, /* of a regulation: 第一章 总则, or within it 第一节 */
  BLOCK_ARTICLE, /* 第一条 and its first paragraph; further ones are plain paragraphs (款)
                  */
  BLOCK_FIGURE,
  BLOCK_CHART
} BlockKind;
typedef enum {
  LIST_NONE,
  LIST_ARABIC /* 1. */,
  LIST_BRACKETED /* （1） */,
  LIST_CIRCLED /* ① */,
  LIST_HAN /* （一） */,
  LIST_HAN_COMMA /* 一、 */
} ListKind;

/* How the sections of a text count: by the layout's numerals, or 1, 1.1, 1.1.1 (plans,
 * standards). */
typedef enum { SECTIONS_BY_LAYOUT, SECTIONS_DECIMAL } SectionNumbers;

/* <figure>: a picture from a file beside the document (T1.5). */
typedef struct Illustration {
  const char *id;  /* NULL: none */
  const char *src; /* as written: PNG, JPEG or SVG */
  const char *alt; /* what it shows, in words; never empty */
  Measure width;   /* UNIT_NONE: the layout decides; % of the block, 字 of the grid */
  Text caption;    /* may be absent; bound: 图1　… where it is counted */
  bool counted;
  Span at, src_at;
} Illustration;

typedef struct Block {
  BlockKind kind;
  uint8_t level; /* HEADING: 1…4; CHAPTER: 1 章, 2 节. Others: depth of the section they
                    stand in, 0…4 */
  bool run_in; /* HEADING: runs into the paragraph that follows. Bound: such a pair is one
                  PARAGRAPH whose text begins with a RANGE_HEADING; run_in stays true */
  ListKind list;      /* ITEM */
  uint32_t list_id;   /* ITEM: items of one list share it, from 1 */
  uint8_t list_depth; /* ITEM: 1; in a list within an item 2 … */
  bool continues; /* HEADING, first ITEM: counts on from the last of its kind and level
                     before, whatever it stood in */
  uint16_t start; /* HEADING, first ITEM: the number it is given; 0: the next one */
  SectionNumbers numbers; /* HEADING */
  uint32_t ordinal;       /* HEADING, ITEM, CHAPTER, ARTICLE: bound: its number, from 1 */
  const char *id; /* CHAPTER, ARTICLE, HEADING: what references name, or NULL; bound: of
                     a heading that the contents list, too */
  Text text;      /* bound: begins with the number the tool makes, as RANGE_NUMBER */
  const Table *table;         /* TABLE */
  const Illustration *figure; /* FIGURE */
  const Chart *chart;         /* CHART */
  Span at;
} Block;

/* ---- parts ---------------------------------------------------------------- */

typedef enum { SEAL_NONE, SEAL_IMAGE, SEAL_SPACE } SealKind;

/* One who signs: an agency with its seal or without, or an officer by a signature stamp
 * (B8.16). */

typedef struct Signatory {
  Text name;
  SealKind seal;
  const char *seal_path;  /* SEAL_IMAGE: as written */
  const void *seal_bytes; /* its picture where the caller lends one; NULL: of the file */
  size_t seal_len;
  Measure diameter;       /* UNIT_NONE: the layout's default */
  Text title;             /* the officer's title, left of the stamp; absent: none */
  SealKind stamp;         /* the signature stamp: a picture, or its place */
  const char *stamp_path; /* SEAL_IMAGE: as written */
  Span at, seal_at, stamp_at;
} Signatory;

typedef struct Sign {
  const Signatory *by; /* bound: left out, the issuers sign */
  uint32_t n_by;
  bool by_given; /* <by> stands there */
  Date date;
  Text date_text; /* bound: 2018年4月23日 */
  Span at;
} Sign;

typedef enum { ATTENDANCE_PRESENT, ATTENDANCE_LEAVE, ATTENDANCE_OBSERVER } AttendanceKind;

/* Of minutes: who was there, who was excused, who sat in (M1.2). */
typedef struct Attendance {
  AttendanceKind kind;
  Text label; /* bound: 出席： 请假： 列席： */
  Text names;
  Span at;
} Attendance;

/* Bound: a line of a table of contents. */
typedef struct ContentsEntry {
  Text text;     /* a RANGE_REF to the heading */
  uint8_t level; /* from 1 */
} ContentsEntry;

/* A text with its own title and signature: the bulletin itself, what it encloses, an
 * annex. What is enclosed may enclose again (转发…印发…). */
typedef struct Content Content;
typedef struct Annex Annex;
struct Content {
  Text title, subtitle;
  Text recipients;     /* bound: ends with ： */
  uint8_t contents;    /* levels of headings that its table of contents lists; 0: none */
  Text contents_label; /* bound: 目　录 */
  const ContentsEntry *entries; /* bound */
  uint32_t n_entries;
  const Block *blocks;
  uint32_t n_blocks;
  Text attachments_label; /* bound: 附件： ; absent when there is no annex */
  const Annex *annexes;   /* an annex itself has none */
  uint32_t n_annexes;
  const Content *enclosures; /* in their order (印发两个规定) */
  uint32_t n_enclosures;
  const Sign *sign; /* NULL: unsigned */
  Text note;        /* bound: in round brackets (B9.1) */
  Span at;
};

struct Annex {
  const char *id;
  bool apart; /* bound="no": listed, and set by itself behind the imprint (B10.5) */
  Text label; /* bound: 附件1; one annex: 附件 (B10.2); apart: the document's number
                 before it (B10.5) */
  Text entry; /* bound: its line of the attachment note, without the number */
  Text entry_number; /* bound: 1.  ; empty when it is the only one (B4.3) */
  Content content;   /* it may have recipients and a signature of its own */
  Span at;
};

typedef struct Number {
  const char *code; /* NULL: the order form 第12号 */
  unsigned year;    /* 0: none */
  unsigned serial;  /* 0: left open */
  bool given;       /* <number> stands there */
  Text text;        /* bound: 濮检文案管〔2018〕6号 (H4.2) */
  Span at;
} Number;

typedef struct Imprint {
  Text main_to;                /* moved recipients; bound: ends with 。 */
  Text copy_to;                /* bound: ends with 。 */
  Text main_label, copy_label; /* bound: 主送： 抄送： */
  Text printed_by;
  Date printed_on;
  Text printed_text; /* bound: 2018年4月23日印发 */
  Span at;
} Imprint;

/* 密级 with 保密期限 (H2.2) */
typedef struct Secrecy {
  const char *level; /* 绝密 机密 秘密; NULL: not classified */
  const char *term;  /* 1年; NULL: none */
  Text text;         /* bound: 机密★1年 */
  Span at;
} Secrecy;

typedef enum { STATUS_FINAL, STATUS_DRAFT } Status;
/* To subordinate, equal or superior agencies; an upward document names its signers (H4.3,
 * H5.1). */
typedef enum { DIRECTION_DOWN, DIRECTION_LEVEL, DIRECTION_UP } Direction;

typedef struct Bulletin {
  const char *file;
  const char *lang;   /* zh-CN */
  const char *kind;   /* 通报 */
  const char *layout; /* the layout's name; "general" when not given */
  Span layout_at;     /* where it is named */
  Status status;
  Direction direction; /* settled by the reader: 报告 and 请示 go up (H4.3) */
  Text copy_number;    /* as written */
  const Text
      *copies; /* bound: 份号 in six digits (H2.1): one, or the series of Job.copies */
  uint32_t n_copies;
  Secrecy secrecy;
  Text urgency;        /* 特急 加急 */
  const Text *issuers; /* host first; at least one */
  uint32_t n_issuers;
  Text mark; /* one line. Bound: the issuer's name when not given (H3.1); 文件 alone is
                joined to it; absent when names stand in rows */
  const Text
      *mark_names; /* bound: the rows of a joint mark, host first (H3.5); else none */
  uint32_t n_mark_names;
  Text mark_word;      /* bound: 文件 beside the rows, or absent */
  Text signers_label;  /* bound: 签发人： ; absent without signers */
  const Text *signers; /* of an upward document, in the order of the issuers (H5.2) */
  uint32_t n_signers;
  Number number;
  Content main;
  const Attendance *attendance; /* in the order written */
  uint32_t n_attendance;
  const Imprint *imprint; /* NULL: none */
  const DataSpec *data;
  uint32_t n_data;
  const FigureSpec *const *figure_specs; /* every <v>, as written */
  uint32_t n_figure_specs;
  const Figure *figures; /* bound: in the order of the document */
  uint32_t n_figures;
} Bulletin;

/* How numbers are written; a layout says it, bind obeys it. */
#define NUMBERING_LEVELS 4
typedef struct Numbering {
  const char *levels[NUMBERING_LEVELS]; /* "一、" "（一）" "1." "（1）" (B3.3); NULL:
                                           unnumbered */
  const char *annex_label;              /* "附件{n}" */
  const char *chapter, *division, *article; /* "第一章" "第一节" "第一条" */
} Numbering;

/* Reads a document from memory (bytes as in the file, UTF-8 or declared GB18030); name is
 * shown in diagnostics. Collects every fault; false if one is an error. Codes model.*,
 * xml.*, limit.*. job->arena owns the result. */
bool model_read(Job *job, const char *name, const char *bytes, size_t len,
                Bulletin **out);
/* Reports characters of a text from elsewhere that may not be printed, all at one place;
 * a line break may stand there. Codes model.invisible-character and its like. */
void model_text_check(Job *job, const char *utf8, Span at);
/* Canonical text of the document, as written or bound; appended to out. */
void model_dump(const Bulletin *bulletin, GString *out);
/* The RELAX NG schema (XML syntax) for editors; static. */
const char *model_schema(void);
/* What the contract says, as tables (contract.h). */
const struct Contract *model_contract_table(void);

#endif
