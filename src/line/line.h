/* line: text, a role and a measure → atoms, breaks, titles, set lines with their ink. It
 * knows of no page: what stands below what, and where a page ends, is decided elsewhere.
 *
 *   Text ──line_analyse──▶ Paragraph (atoms, junctions) ──line_break──▶ lines
 *        ──line_place──▶ positions ──line_ink──▶ items on a page
 *
 * A junction is what stands between two atoms: by its nature rigid, squeezable or
 * stretchable. Widths are Lengths; costs are plain numbers, smaller is better. */
#ifndef HONGTOU_LINE_H
#define HONGTOU_LINE_H

#include "display.h"
#include "layout.h"
#include "model.h"

/* ---- character classes (U1, K1, K2) ---------------------------------------- */

typedef enum {
  CHAR_HAN,  /* ideographs and everything that fills a cell and may be stretched around */
  CHAR_OPEN, /* “ ‘ （ 〔 【 《 …: blank on the left */
  CHAR_CLOSE,     /* ” ’ ） 〕 】 》 …: blank on the right */
  CHAR_COMMA,     /* ， 、 ； */
  CHAR_COLON,     /* ： */
  CHAR_STOP,      /* 。 ． ？ ！ */
  CHAR_DASH,      /* — ⸺ */
  CHAR_ELLIPSIS,  /* … ⋯ */
  CHAR_CONNECTOR, /* ～ – ‐ 〜 */
  CHAR_INTERPUNCT,
  CHAR_SOLIDUS,
  CHAR_DIGIT,
  CHAR_LATIN,   /* letters, and the signs that belong to their words */
  CHAR_POSTFIX, /* % ‰ ℃ ° */
  CHAR_PREFIX,  /* ￥ № */
  CHAR_SPACE,   /* a word space */
  CHAR_BREAK    /* a forced break, '\n' */
} CharClass;

/* What a character is, whatever stands around it. */
typedef struct CharFacts {
  uint8_t cls; /* CharClass */
  uint8_t flags;
} CharFacts;

#define FACT_HAN 1      /* text_is_han */
#define FACT_NO_START 2 /* K1.1 */
#define FACT_NO_END 4   /* K1.2 */
#define FACT_GLUE 8     /* no break on either side */
#define FACT_MARK 16    /* a full-width mark with a blank half */
#define FACT_WORDISH \
  32 /* digits, letters and what joins them into one word, number, address (K1.5) */

CharFacts line_char_facts(gunichar c);
bool line_char_is_mark(CharClass cls); /* full-width marks with a blank half */
bool line_char_no_start(gunichar c);   /* K1.1 */
bool line_char_no_end(gunichar c);     /* K1.2 */

/* ---- break penalties --------------------------------------------------------- */

#define BREAK_FREE 0
#define BREAK_PREFER_NOT \
  2000                   /* dates, document numbers (K1.5, K6.3): not while 0.15 holds */
#define BREAK_URL 12000  /* after . ? & = _ in a long address */
#define BREAK_LONG 20000 /* elsewhere in one, not beside a solidus (K1.1, K1.2) */
#define BREAK_UNIT \
  500000 /* K1.5: between a number and its unit: only when nothing else fits */
#define BREAK_RUN 5000000     /* K1.5: inside numbers, Latin words, names */
#define BREAK_NEVER 100000000 /* K1.1, K1.2, K1.4 */
#define BREAK_FORCED (-1)

/* The penalty of a line ending between two characters, from their classes alone
 * (K1.1–K1.5). */
int32_t line_break_between(gunichar before, gunichar after, bool strict);
/* The same, of characters whose facts are known. */
int32_t line_break_of_facts(gunichar before, CharFacts a, gunichar after, CharFacts b,
                            bool strict);
/* A sign that a number may begin with: ± ≤ － and their like (K1.5). */
bool line_char_is_sign(gunichar c);
/* Length in characters of the unit of measure that begins at text[0…n), with what stands
 * between it and its number (多万); 0: none (K1.5). */
uint32_t line_unit_length(const gunichar *text, uint32_t n);
/* Of what scales a number alone: 多, 亿, 余万, 万多. */
uint32_t line_scale_length(const gunichar *text, uint32_t n);

/* ---- paragraphs --------------------------------------------------------------- */

typedef struct Atom {
  gunichar c;
  uint32_t index;       /* first code point in the Text */
  uint32_t n_chars;     /* with the combining marks that follow */
  uint32_t byte, bytes; /* its place in the Text's UTF-8 */
  uint8_t cls;          /* CharClass */
  uint8_t flags;        /* FACT_… */
  uint8_t fit;          /* CellFit */
  int8_t script;        /* −1 below the line, 1 above it (<sub>, <sup>), 0 on it */
  bool italic;          /* <i> */
  bool shaped;          /* a word whose letters join or stack: HarfBuzz sets it as one */
  uint8_t level;        /* of direction (UAX #9): odd runs to the left */
  const char *lang;     /* its language, NULL: the document's */
  Length drop;          /* of its baseline below that of the line */
  const Font *font;
  const LayoutRole *role;
  uint32_t glyph;     /* of n_chars == 1 */
  Length advance;     /* the cell it fills */
  Length lead, trail; /* the blank halves within it */
  TagId tag;
  const TextRange *ref; /* the reference it belongs to, or NULL */
} Atom;

/* Between atom k and k + 1. */
typedef struct Junction {
  Length natural;        /* added to (or by style taken from) the two advances */
  Length squeeze;        /* what it can still give up … */
  uint8_t squeeze_level; /* … at this step: SqueezeLevel */
  uint8_t stretch_level; /* StretchLevel */
  Length stretch;        /* what word spaces and Han–Latin gaps can take */
  int32_t penalty;       /* of a break here */
} Junction;

typedef enum {
  SQUEEZE_NONE,
  SQUEEZE_WORD,
  SQUEEZE_BRACKET,
  SQUEEZE_COMMA,
  SQUEEZE_GAP,
  SQUEEZE_STOP,
  SQUEEZE_LEVELS
} SqueezeLevel;
typedef enum {
  STRETCH_NONE,
  STRETCH_WORD,
  STRETCH_GAP,
  STRETCH_EVEN,
  STRETCH_LEVELS
} StretchLevel;

/* Sums of everything before an atom or junction, so that a line costs the same whatever
 * its length. */
typedef struct LineSums {
  int64_t width;
  int64_t squeeze[SQUEEZE_LEVELS];
  int64_t stretch[STRETCH_LEVELS];
  int32_t even; /* junctions that stretch evenly */
  int32_t any;  /* junctions that stretch at all */
} LineSums;

typedef struct Paragraph {
  const Text *text;
  const LayoutSpacing *spacing;
  const LayoutRole *role;
  Length cell;     /* of its role: what thousandths of a 字 refer to */
  Length size;     /* of its role */
  int32_t x_scale; /* 1024: none; a condensed mark less (H3.4) */
  Atom *atoms;
  uint32_t n;
  bool bidi;                 /* some atoms run to the left */
  const Junction *junctions; /* n; the last one is the end */
  const LineSums *sums;      /* n + 1 */
} Paragraph;

/* Where lines stand: the first line and the others, relative to the block's left edge. */
typedef struct Measures {
  Length first_left, left;   /* x of the line's start */
  Length first_width, width; /* its measure */
} Measures;

typedef struct LineFit {
  bool feasible;
  int64_t cost;
  Length natural; /* width before adjustment */
  Length adjust;  /* measure − natural; the last line: min(0, …) */
  int32_t spread; /* thousandths of a cell between two Han */
} LineFit;

typedef struct SetLine {
  const Paragraph *paragraph;
  uint32_t from, to; /* atoms */
  Length left, measure;
  bool first, last;
  bool artifact; /* a repeated table head and the like: no part of the tag tree */
  LineFit fit;
} SetLine;

typedef struct BreakOptions {
  bool strict; /* —— and …… not at line start either (K1.3) */
  bool ragged; /* lines are not stretched: cells of tables */
  bool greedy; /* the first fit: only for comparison in tests */
} BreakOptions;

/* What line_analyse needs beside the text. */
typedef struct TextStyle {
  const LayoutRole *role;
  TagTree *tree;     /* references get a TAG_LINK below `tag`; NULL: none do */
  TagId tag;         /* of plain characters */
  TagId heading_tag; /* of RANGE_HEADING; TAG_NONE: as tag */
  TagId label_tag;   /* of RANGE_NUMBER outside a heading; TAG_NONE: as tag */
  bool solid;        /* no gap between Han and Latin (H2.4) */
  Length thousands;  /* white between groups of three digits; 0: none */
} TextStyle;

/* The plain character of an index figure or letter (² → 2), and whether it stands below
 * (−1) or above (1) the line; any other character itself, *script untouched. */
gunichar line_index_plain(gunichar c, int8_t *script);
/* Digits, letters and the signs of their words. */
bool line_atom_wordish(const Atom *atom);
/* Raises the penalties of junctions inside runs that stay together. */
void line_keep_runs(const Text *text, const Atom *atoms, uint32_t n, Junction *junctions);

/* Classes, fonts, cells and junctions of a text. A character that no font of its role has
 * is reported (typeset.missing-character) and left out; a fallback is a note. Never NULL.
 */
Paragraph *line_analyse(Job *job, const Text *text, const TextStyle *style);
/* Gives characters that were analysed without a tag their node, references a TAG_LINK
 * below it. */
void line_tag(Paragraph *p, TagTree *tree, TagId tag);
/* Whether it has a forced break. */
bool line_is_forced(const Paragraph *p);
/* The optimum of lines (K2–K4, K6.1); in the job's arena. *n ≥ 1 for a paragraph of any
 * atoms. */
const SetLine *line_break(Job *job, const Paragraph *p, const Measures *m,
                          BreakOptions options, uint32_t *n);
/* One line whatever its width. */
SetLine line_whole(const Paragraph *p);
/* How well atoms [from, to) fill the measure. */
LineFit line_fit(const Paragraph *p, uint32_t from, uint32_t to, Length measure);
/* Sum of the costs line_break minimises. */
int64_t line_cost(const SetLine *lines, uint32_t n);

/* What a mark gives up at a line's start (K2.3: on turned lines) and end, and what is
 * blank there. */
Length line_start_trim(const Paragraph *p, uint32_t from);
Length line_end_trim(const Paragraph *p, uint32_t last);
bool line_blank(const Atom *atom);

/* x of every atom's cell start in [from, to), relative to the line's left; to − from
 * values. */
void line_place(const SetLine *line, Length *x);

/* ---- ink ---------------------------------------------------------------------- */

typedef struct PageBuild {
  Arena *arena;
  GArray *items; /* Item */
  GArray *links; /* PageLink */
} PageBuild;

/* A line's glyphs as items: left edge x0 of the block or box, em top y. */
void line_ink(PageBuild *page, const SetLine *line, Length x0, Length y);
/* The ink box of a line set alone, relative to its left end and its em top: for what must
 * be centred on ink (the dash of a page number, N1.2). */
void line_dash_centre(const SetLine *line, Length *y);

/* ---- titles (B1.2–B1.6) --------------------------------------------------------- */

/* Where the lines of a title begin: the fewest lines whose cuts hurt no word and whose
 * widths make a trapezoid or a rhombus. */
#define TITLE_BREAKS 8

typedef struct TitleBreaks {
  uint32_t count;
  uint32_t at[TITLE_BREAKS]; /* code points where a new line begins, ascending */
  bool forced;               /* the text has breaks of its own (<br/>) */
} TitleBreaks;

/* Measured as its lines will be: with the gaps between Han and Latin, without blanks and
 * the blank halves of marks at the ends. taste: the layout's words beside our own. A
 * title that fits the capacity stays on one line; a text of more than eight full lines
 * keeps its rest on the last one, wider than the capacity. Deterministic; no state is
 * kept. */
TitleBreaks line_title_break(const Paragraph *p, Length capacity,
                             const LayoutTitles *taste);
/* The same of bare widths: advance per code point, in thousandths of a cell. */
TitleBreaks line_title_break_cells(const Text *title, const int32_t *advance,
                                   unsigned capacity_cells, const LayoutTitles *taste);

/* Opens what a title of several lines is cut by, which takes as long as the rest of a
 * short document; may be called on any thread, or not at all. */
void line_words_open(void);

#endif
