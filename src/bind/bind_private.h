/* Inside the bind room: one Binder for the run, a Weave for every text the tool has a
 * share in. */
#ifndef HONGTOU_BIND_PRIVATE_H
#define HONGTOU_BIND_PRIVATE_H

#include "bind.h"
#include "data.h"

/* The document's data sets and what has been reckoned from them. */
#define WIDE_SPACE "\xE3\x80\x80" /* U+3000: one 字 of white behind a number */

typedef struct DataStore {
  const Dataset *const *sets;
  uint32_t n_sets;
  bool failed; /* one could not be read: nothing is reckoned */
  DataAsker *asker;
  GHashTable *states; /* FigureSpec → FigureState */
  GHashTable *by_id;  /* id → FigureState */
  GHashTable *stated; /* quantity → Figure that stated it first */
  GArray *figures;    /* Figure: printed so far */
} DataStore;

typedef struct Binder {
  Job *job;
  const Bulletin *in;
  const Numbering *numbering;
  DataStore data;
  GHashTable *
      targets; /* id → label of the annex it is, or stands in, or 第三条; "": no number */
  unsigned contents; /* levels of headings to list, of the text being bound; 0: none */
  GArray *entries;   /* ContentsEntry */
  unsigned n_listed; /* headings so far that the tool marked */
  const char *document_number; /* 濮检文案管〔2018〕6号; "": none */
} Binder;

/* ---- weaving text ----------------------------------------------------------- */

/* A text being put together from the author's characters, which keep their places, and
 * the tool's, which take the place of the element they are made for. */
typedef struct Weave {
  Binder *binder;
  Span at;
  GString *utf8;
  GArray *places; /* TextPlace */
  GArray *ranges; /* TextRange */
  bool flat;      /* forced breaks are left out */
} Weave;

Weave bind_weave_open(Binder *binder, Span at);
/* Characters the tool makes, with the weave's own place. */
void bind_weave_made(Weave *weave, const char *utf8);
/* The author's text: its ranges move along, its references are settled. */
void bind_weave_text(Weave *weave, const Text *text);
/* Opens a range at the end of what is woven so far; its index, for bind_weave_end. */
guint bind_weave_begin(Weave *weave, RangeKind kind, uint8_t level);
void bind_weave_end(Weave *weave, guint range);
/* A number as RANGE_NUMBER; nothing when it is NULL or empty. */
void bind_weave_number(Weave *weave, const char *number);
Text bind_weave_close(Weave *weave);

/* A text wholly the tool's; empty when utf8 is. */
Text bind_made(Binder *binder, const char *utf8, Span at);
/* The text with its references settled; the same one where there are none. */
Text bind_settled(Binder *binder, const Text *text);
/* before + text + after, where the author has not typed them already; empty stays empty.
 */
Text bind_framed(Binder *binder, const Text *text, const char *before, const char *after);

/* ---- numbers ------------------------------------------------------------------ */

/* n written as the pattern shows it (一、 （一） 1. （1） ①: B3.3, B3.4); NULL when the
 * pattern is NULL or cannot count so far, which is reported. */
const char *bind_number_text(Binder *binder, const char *pattern, unsigned n, Span at);

/* ---- parts --------------------------------------------------------------------- */

/* Numbers sections and items, joins run-in headings to their paragraphs. */
const Block *bind_blocks(Binder *binder, const Block *in, uint32_t n, uint32_t *n_out);
/* number: of its caption; 0: it bears none. */
const Table *bind_table(Binder *binder, const Table *in, unsigned number);
/* 表1　… */
Text bind_caption(Binder *binder, const Text *in, const char *word, unsigned number);

/* Runs of equal cells, asked row by row and from left to right (bind_merge.c). */
typedef struct MergeRuns {
  const Table *table;
  const void *self;
  /* Whether the row's cell of the column may become one with the cell above. */
  bool (*joins)(const void *self, uint32_t row, uint32_t column);
  uint32_t n_rows;
  uint32_t most;  /* rows of one cell: what it ties together is set as one */
  uint32_t *left; /* by column: rows below that a cell still covers */
} MergeRuns;
void bind_merge_open(MergeRuns *runs, const Limits *limits, Arena *arena);
/* Rows that the cell takes; 0: one above takes it. */
uint16_t bind_merge_span(MergeRuns *runs, uint32_t row, uint32_t column);
bool bind_merges(const Table *table);     /* some column asks for it */
bool bind_merges_all(const Table *table); /* every one does */
/* The rows that stand in the table, merged. */
const Row *bind_merge_rows(Binder *binder, const Table *table);
/* Enters the annexes' ids, and those of the tables in them, as targets of references. */
void bind_targets(Binder *binder, const Content *content);
/* Chapters and articles of a text counted as they come; the number of each is its label.
 */
typedef struct RegulationCounts {
  unsigned chapter, division, article;
} RegulationCounts;
Block bind_chapter(Binder *binder, const Block *in, RegulationCounts *counts);
Block bind_article(Binder *binder, const Block *in, RegulationCounts *counts);
/* Enters the ids of chapters and articles as targets of references. */
/* Sections, tables and pictures with numbers, as references call them; `label` goes
 * before those of an annex. */
void bind_block_targets(Binder *binder, const Block *blocks, uint32_t n,
                        const char *label);
void bind_regulation_targets(Binder *binder, const Block *blocks, uint32_t n);

/* A text with what belongs to it: its annexes, what it encloses. */
void bind_content(Binder *binder, const Content *in, Content *out);
/* content.annexes with labels and entries; the label of the attachment note. */
void bind_annexes(Binder *binder, Content *content);

/* ---- data and figures -------------------------------------------------------------- */

/* Reads the document's data sets; what is wrong with them is reported. */
void bind_data_open(Binder *binder);
void bind_data_close(Binder *binder);
/* The data set of that id; id NULL: the only one there is. NULL: none, and, for an id,
 * reported. */
const Dataset *bind_data_find(Binder *binder, const char *id, Span at);
void bind_figures_open(Binder *binder);
/* All printed figures in the order of the document, in the arena; the list is gone. */
const Figure *bind_figures_take(Binder *binder, uint32_t *n);
/* What a <v> reads as; "" after a fault. */
const char *bind_figure_text(Binder *binder, const FigureSpec *spec);
/* Holds a typed figure against the data; before: the text up to it. */
void bind_figure_typed(Binder *binder, const FigureSpec *spec, const char *typed,
                       const char *before);
/* "q1.csv:3:2 q1.csv:4:2": where a value comes from. */
char *bind_value_cells(Arena *arena, const DataValue *value);
/* The value as the settings say; NULL after a fault. */
const char *bind_print(Binder *binder, const FigurePrint *print, const DataValue *value,
                       Span at);
/* Whether there is neither number nor text: a change from nothing, or through zero. */
bool bind_change_none(const DataValue *value);
/* The same with the figure's phrase around it. */
const char *bind_print_figure(Binder *binder, const FigureSpec *spec,
                              const DataValue *value);
/* bind.figure-contradicts, or bind.figure-rounding where only the rounding differs. */
void bind_check_figure(Binder *binder, const FigureSpec *spec, const DataValue *value,
                       const char *text, const char *before);
/* Whether the figures of a column are years, numbers of things or codes, whose digits are
 * never parted: by its head, or by a text of it that begins with 0. */
bool bind_column_codes(const char *head);
bool bind_text_code(const char *text);
/* The head of a table from data, of as many rows as the data has; cells that name the
 * same are merged. */
void bind_fill_head(Binder *binder, Table *table, const Dataset *set);
/* A table of a data set: its rows as a source, its head where none is written. */
void bind_fill(Binder *binder, Table *table);
/* A chart with its values, and what it shows in words. */
const Chart *bind_chart(Binder *binder, const Chart *in, unsigned number);
/* What the table declares of its sums and shares, against its rows. */
void bind_check_table(Binder *binder, const Table *table);
/* What a typed table does not declare and looks wrong (bind_suspect.c). */
void bind_suspect_table(Binder *binder, const Table *table);
/* Numbers of the text that no data set holds. */
void bind_check_untraced(Binder *binder, const Bulletin *bulletin);

/* ---- checks --------------------------------------------------------------------- */

void bind_check_title(Binder *binder, const Text *title);
void bind_check_heading(Binder *binder, const Text *heading);
void bind_check_year(Binder *binder);

#endif
