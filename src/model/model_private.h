/* Inside the model room: XML events → frames → parts. */
#ifndef HONGTOU_MODEL_PRIVATE_H
#define HONGTOU_MODEL_PRIVATE_H

#include "contract.h"
#include "model.h"
#include "xml.h"

#define MODEL_NAMESPACE "urn:hongtou:bulletin:1"

/* ---- the document's XML ------------------------------------------------------- */

typedef XmlChar Decoded; /* a character with its place */

/* The encodings and bounds of a document. */
XmlReader *model_document_open(Job *job, const char *name, const char *bytes, size_t len);

/* ---- vectors in the arena --------------------------------------------------------- */

typedef struct Vector {
  void *items;
  uint32_t n, room;
} Vector;

/* The new, zeroed element of `size` bytes. */
void *model_vector_push(Arena *arena, Vector *vector, size_t size);

/* ---- grammar ---------------------------------------------------------------------- */

typedef enum Element {
  EL_NONE,
  EL_BULLETIN,
  EL_DATA,
  EL_HEAD,
  EL_COPY_NUMBER,
  EL_SECRECY,
  EL_URGENCY,
  EL_ISSUER,
  EL_MARK,
  EL_NUMBER,
  EL_SIGNER,
  EL_TITLE,
  EL_SUBTITLE,
  EL_TO,
  EL_BODY,
  EL_P,
  EL_SECTION,
  EL_H,
  EL_LIST,
  EL_ITEM,
  EL_TABLE,
  EL_COLUMNS,
  EL_COLUMN,
  EL_THEAD,
  EL_TBODY,
  EL_TR,
  EL_TH,
  EL_TD,
  EL_TABLE_NOTE,
  EL_SOURCE,
  EL_SIGN,
  EL_DATE,
  EL_BY,
  EL_ATTENDANCE,
  EL_NOTE,
  EL_ENCLOSURE,
  EL_ANNEX,
  EL_IMPRINT,
  EL_MAIN_TO,
  EL_COPY_TO,
  EL_PRINTED_BY,
  EL_PRINTED_ON,
  EL_BR,
  EL_SPACE,
  EL_BOX,
  EL_CONTENTS,
  EL_CELL_P,
  EL_NAME,
  EL_NOBR,
  EL_EM,
  EL_SUB,
  EL_SUP,
  EL_I,
  EL_REF,
  EL_V,
  EL_FIGURE,
  EL_CHART,
  EL_CAPTION,
  EL_CHAPTER,
  EL_CHAPTER_H,
  EL_DIVISION,
  EL_ARTICLE,
  EL_ROSTER,
  EL_MEMBER,
  EL_COUNT
} Element;

/* What may be written inside running text. */
enum {
  INLINE_PLAIN = 0,
  INLINE_NAMES = 1,
  INLINE_BREAKS = 2,
  INLINE_FULL = 4,
  INLINE_CELL = 8 /* paragraphs of a cell */
};

extern const Contract model_contract;
const ContractElement *model_grammar_element(Element element);
/* What other formats call a footnote. */
bool model_grammar_footnote(const char *name);
/* A name from the document, cut to a length fit for a message. */
char *model_shorten(Arena *arena, const char *text, size_t len);
/* ---- reader ------------------------------------------------------------------------ */

typedef struct Scope Scope; /* whose blocks and annexes are being read */
struct Scope {
  Scope *outer;
  Content *content;
  Annex *annex; /* NULL: it is none */
  Vector blocks, annexes, enclosures;
  SectionNumbers numbers;
};

typedef struct Frame {
  Element element;
  Span at;
  uint8_t slot;
  uint64_t seen;    /* bit per child Element */
  Span run_in;      /* a run-in heading waits for its <p> */
  bool stray_told;  /* one report of stray text is enough */
  bool case_holds;  /* the contract's case of this element */
  uint32_t range;   /* FORM_INLINE: its range, + 1 */
  bool text_closed; /* FORM_TEXT: its text has ended before the list it holds */
  ListKind list;    /* EL_LIST */
  uint32_t list_id;
  uint8_t list_depth;
  uint16_t start; /* EL_SECTION, EL_LIST: of its heading, of its first item; 0: none */
  bool continues;
  bool item_due; /* EL_ITEM: its text is to come in its first <p> */
} Frame;

#define MODEL_FRAMES 65 /* Limits.depth may not exceed 64 */

typedef struct Reference {
  const char *id;
  Span at;
} Reference;

typedef struct TableBuild TableBuild;

/* The pieces of one running text before white space is settled. */
typedef struct Pieces {
  GArray *chars;  /* Decoded; c: PIECE_… or a character */
  GArray *ranges; /* TextRange, from and to count pieces */
  unsigned inlines;
  bool names; /* a title, a mark, recipients, a signature: names of agencies */
} Pieces;

#define PIECE_BREAK ((gunichar)0x110000)
#define PIECE_REF ((gunichar)0x110001)
#define PIECE_SPACE ((gunichar)0x110002) /* <space/>: one 字 of white */

typedef struct Roster Roster;

typedef struct Reader {
  Job *job;
  const char *file; /* in the arena */
  XmlReader *xml;
  Roster *roster; /* being read */
  Bulletin *bulletin;
  Frame frames[MODEL_FRAMES];
  unsigned depth; /* frames in use */
  Scope *scope;
  unsigned level; /* depth of sections */
  uint32_t lists; /* list ids given */
  unsigned list_depth;
  bool article_due;     /* the next paragraph is the first of an article */
  const char *block_id; /* of the chapter or article whose first text is due */
  Illustration *figure;
  Chart *chart;
  TableBuild *table;
  const TableData *table_data; /* of that table; NULL: typed */
  Imprint *imprint;
  bool printed_given; /* <printed-on> stands there, good or bad */
  Sign *sign;
  Vector issuers, signers, signatories, attendance, references, data, figures;
  Span direction_at;    /* where it is written; line 0: it is not */
  GHashTable *ids;      /* id → present */
  GHashTable *patterns; /* of the contract's values, compiled */
  bool template;        /* the root says that it is one */
  Text box_title;       /* of the <box> being read */
  uint64_t wrong;       /* bit per attribute of the current start tag: its value is */
  Pieces pieces;
} Reader;

Frame *model_frame(Reader *reader);       /* the innermost */
Frame *model_frame_outer(Reader *reader); /* the one around it */

/* ---- attributes of the current start tag ------------------------------------------- */

/* Every attribute against the contract: known, together, each value; values that are
 * wrong are told here and nowhere else. */
void model_attributes_check(Reader *reader, Element element, Span at);
/* A copy in the arena; *at (may be NULL) is its name's place. NULL: it is not given, or
 * is none that the contract allows (told already). */
const char *model_attribute(Reader *reader, const char *name, Span *at);
/* The value as printed text: characters checked, each with its place. */
Text model_attribute_text(Reader *reader, const char *name);
/* One of a closed list of values; fallback when not given or (told already) not in the
 * list. */
typedef struct Choice {
  const char *word;
  int value;
} Choice;
int model_attribute_choice(Reader *reader, const char *name, const Choice *choices,
                           int fallback);
/* model.attribute-value, for what a table cannot know of a value. */
void model_attribute_bad(Reader *reader, Span at, const char *name, const char *value);

/* ---- running text ------------------------------------------------------------------ */

void model_pieces_open(Reader *reader, unsigned inlines);
/* What the character at i of n should rather be among those around it. */
void model_punctuation_check(Job *job, const char *file, const Decoded *in, uint32_t n,
                             uint32_t i);
void model_pieces_add(Reader *reader, const Decoded *c);
/* Settles white space and characters; reports what is wrong with them. */
Text model_pieces_close(Reader *reader, Span at);
/* Reports characters that may not be printed (G4.1, lint CHR). */
void model_character_check(Job *job, const char *file, const Decoded *c);

/* ---- elements ---------------------------------------------------------------------- */

typedef void (*StartHandler)(Reader *reader, Frame *frame);
typedef void (*EndHandler)(Reader *reader, Frame *frame);
typedef void (*TextHandler)(Reader *reader, Frame *frame, const Text *text);

void model_part_start(Reader *reader, Frame *frame);
void model_part_end(Reader *reader, Frame *frame);
void model_part_text(Reader *reader, Frame *frame, const Text *text);
void model_block_start(Reader *reader, Frame *frame);
void model_block_end(Reader *reader, Frame *frame);
void model_block_text(Reader *reader, Frame *frame, const Text *text);
/* The caption of the table being read, and whether it bears a number. */
void model_table_caption(Reader *reader, const Text *text);
void model_table_counted(Reader *reader, bool counted);
void model_table_start(Reader *reader, Frame *frame);
void model_table_end(Reader *reader, Frame *frame);
void model_table_text(Reader *reader, Frame *frame, const Text *text);
void model_inline_start(Reader *reader, Frame *frame);
void model_inline_end(Reader *reader, Frame *frame);
void model_data_start(Reader *reader, Frame *frame);
void model_data_end(Reader *reader, Frame *frame);
/* The <v> whose start tag is being handled. */
/* format and round. */
void model_print_read(Reader *reader, FigurePrint *print);
/* A table of whose notes and sources alone something is written: between the two they are
 * read. */
void model_table_begin(Reader *reader, Table *table);
void model_table_finish(Reader *reader);
/* Lists of names (model_roster.c). */
void model_roster_start(Reader *reader, Frame *frame);
void model_roster_text(Reader *reader, Frame *frame, const Text *text);
void model_roster_end(Reader *reader, Frame *frame);
void model_chart_start(Reader *reader, Frame *frame);
void model_chart_end(Reader *reader, Frame *frame);
/* 80mm, 14字, 60%; UNIT_NONE where it is not given or wrong, which is told. */
Measure model_width_read(Reader *reader);
const FigureSpec *model_figure_read(Reader *reader, Span at);
/* The attributes of the current start tag that fill a table, and a column of it. */
void model_table_data_read(Reader *reader, Table *table, Span at);
void model_column_data_read(Reader *reader, Column *column, Span at);
void model_id_add(Reader *reader, const char *id, Span at);
/* The id of the element, entered among the ids; NULL: none. */
const char *model_id_read(Reader *reader);

/* ---- checks ------------------------------------------------------------------------ */

/* Numbers, labels and marks that the tool makes and the author typed all the same. */
void model_check_typed(Reader *reader, Element element, const Text *text);
/* What needs the whole document: references, dates, recipients, signature. */
void model_check_document(Reader *reader);
/* The parts held against each other (model_sense.c). */
void model_check_sense(Reader *reader);
/* Brackets and quotes without their partners; a mark that no paragraph begins with
 * (model_pairs.c). */
void model_check_pairs(Reader *reader, const Text *text);
void model_check_first(Reader *reader, const Text *text);
/* 报告 and 请示: to a superior agency (H4.3, H5.1). */
bool model_kind_upward(const char *kind);
#define MODEL_KINDS \
  "决议 决定 命令 令 公报 公告 通告 意见 通知 通报 报告 请示 批复 议案 函 纪要"

#endif
