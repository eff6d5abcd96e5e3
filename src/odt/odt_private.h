/* odt, inside: content → XML, with the styles it needs.
 *
 *   Composition ──odt_flows──▶ elements in reading order ──odt_body──▶ content
 *   Bulletin ──odt_parts──▶ what each text is (heading, item, entry …)
 *   Layout ──odt_styles, odt_pages──▶ named styles, page layouts, master pages
 *
 * A line of fixed height L has its baseline at 0.8 L in LibreOffice and its em box 0.88
 * em above it, so the em box begins `odt_above` below the top of the line (P1.8). */
#ifndef HONGTOU_ODT_PRIVATE_H
#define HONGTOU_ODT_PRIVATE_H

#include "odt.h"

#define ODT_LEVELS "层次序号" /* the list of headings */

/* ---- what a text is (odt_parts.c) ------------------------------------------------ */

typedef enum {
  PART_KIND_PLAIN,
  PART_KIND_HEADING,
  PART_KIND_RUN_IN,
  PART_KIND_CHAPTER, /* 章, 节 */
  PART_KIND_ARTICLE,
  PART_KIND_ITEM,
  PART_KIND_ENTRY_LABEL, /* 附件： */
  PART_KIND_ENTRY_NUMBER,
  PART_KIND_ENTRY,
  PART_KIND_CAPTION,  /* with a number of its own: 表1 */
  PART_KIND_CONTENTS, /* a line of a table of contents */
  PART_KIND_FACE /* what begins an annex or an enclosed text: its label, or its title */
} PartKind;

typedef struct OdtPart {
  PartKind kind;
  const Block *block; /* HEADING, RUN_IN, CHAPTER, ARTICLE, ITEM, CAPTION */
  const Annex *annex; /* ENTRY, ENTRY_NUMBER, FACE; NULL: of an enclosed text */
  uint32_t ordinal;   /* ENTRY: from 1; CONTENTS: its level */
  uint32_t scope;     /* numbers run within one: a content or an annex */
} OdtPart;

/* utf8 of a text → OdtPart; texts that are nothing special are not in it. */
GHashTable *odt_parts_new(Arena *arena, const Bulletin *bulletin);

/* ---- what follows what (odt_flows.c) ---------------------------------------------- */

/* A text with all its lines. */
typedef struct Flow {
  const Text *text;
  const LayoutRole *role;
  const ComposedLine **lines; /* in order */
  uint32_t n;
  const OdtPart *part; /* NULL: nothing special */
  Length step;         /* of its lines in an office */
} Flow;

/* Flows that stand beside each other in one paragraph, or a table. */
typedef struct Element {
  GPtrArray *flows;  /* Flow, left to right; empty: a table */
  GPtrArray *asides; /* Flow: beside the others but on no line of theirs */
  const ComposedTable *table;
  Part part;
  uint32_t box;             /* of the flow: elements come in its order */
  uint32_t page, last_page; /* indices */
  Length y, bottom; /* em top of the first line, em bottom of the last; a table's edges */
  GPtrArray *boxes; /* ComposedBox: pictures and rules that go along */
  const ComposedBox *rule; /* as wide as the block, right below: its border */
} Element;

struct Odt;
void odt_settle_steps(const struct Odt *o, GPtrArray *flows); /* odt_steps.c */
/* Element, in reading order. */
GPtrArray *odt_elements_new(struct Odt *o);
/* Reports every text that was set but not written (o->written). */
void odt_tell_left_out(const struct Odt *o);
void odt_elements_free(GPtrArray *elements);
const Flow *element_main(
    const Element *e); /* the flow that may have several lines: the last */
/* Whether flow i simply goes on where the one before it ends: no tab between them. */
bool element_follows(const struct Odt *o, const Element *e, guint i);
bool element_is_imprint(const Element *e);

/* ---- one file ---------------------------------------------------------------------- */

typedef struct Odt {
  Job *job;
  const Layout *layout;
  const Bulletin *bulletin;
  const Composition *composition;
  const OdtOptions *options;
  GHashTable *parts;
  GPtrArray *elements;
  GString *body;          /* XML of the text, and */
  GString *automatic;     /* automatic styles of the text, and */
  GString *page_styles;   /* of the pages, with their layouts */
  GString *named, *pages; /* named styles; master pages */
  bool in_contents;       /* a table of contents is open */
  bool in_pages;          /* automatic styles go to page_styles */
  GHashTable *styles; /* family, parent and properties → name of an automatic style */
  unsigned n_styles;
  GHashTable *role_names;  /* of a LayoutRole → of its style */
  GHashTable *written;     /* Texts that stand in the body */
  GHashTable *named_texts; /* names of character styles already there */
  GPtrArray *files;        /* OdtFile: pictures, fonts */
  GPtrArray *travelling;   /* OdtFont: faces that go along; empty: none do */
  uint32_t n_pictures, n_sequences, n_contents;
  struct Numbers *numbers;
  Length above; /* of the grid's line */
} Odt;

typedef struct OdtFile {
  const char *name, *type;
  const uint8_t *bytes;
  size_t len;
} OdtFile;

/* A face in the file; roles name it before all others. */
typedef struct OdtFont {
  const Font *font;
  const char *family; /* its name here */
  const OdtFile *file;
  GHashTable *roles; /* names of FontRoles that take characters from it */
} OdtFont;

/* ---- XML (odt_xml.c) --------------------------------------------------------------- */

void odt_text(GString *out, const char *utf8, size_t bytes);
/* Outside paragraphs: spaces as they are, forced breaks left out. */
void odt_plain(GString *out, const char *utf8);
void odt_attribute(GString *out, const char *name, const char *value);
/* ' name="12.345pt"' */
void odt_length(GString *out, const char *name, Length length);

/* ---- styles (odt_style.c, odt_names.c) --------------------------------------------- */

/* The name of the automatic style with these properties; parent itself when there are
 * none. */
const char *odt_style(Odt *o, const char *family, const char *parent, const char *extra,
                      const char *properties);
/* The style a role is known by: 标题, 正文 … */
const char *odt_role_name(Odt *o, const LayoutRole *role);
/* Its character style; made on first use. */
const char *odt_text_style(Odt *o, const LayoutRole *role);
/* Which of <sub>, <sup>, <i> a character stands in. */
#define BESIDE_SUB 1
#define BESIDE_SUP 2
#define BESIDE_ITALIC 4
#define BESIDE_PERCENT 62 /* the size of <sub> and <sup> */
unsigned odt_beside_at(const Text *text, uint32_t at);
/* All named styles. */
void odt_named_styles(Odt *o);
void odt_font_faces(const Odt *o, GString *out);

/* The faces that play, cut to the document's characters, into o->files and o->travelling.
 */
void odt_embed_fonts(Odt *o); /* odt_embed.c */

/* Above the em box in a line of height L; below it. */
Length odt_above(Length line, Length size);
Length odt_below(Length line, Length size);
Length odt_step(const Odt *o, const LayoutRole *role);
/* Where text begins and ends on a page as an office counts: with the whole of its lines.
 * On a turned page as if it were upright. */
Length odt_text_top(const Odt *o);
Length odt_text_bottom(const Odt *o, uint32_t page);
Length odt_block_left(const Odt *o, uint32_t page);
Length odt_block_width(const Odt *o, uint32_t page);
/* Multiples of 1/20 pt, LibreOffice's own unit: what brings a character to its role's
 * cell. */
int odt_cell_spacing(const LayoutRole *role);

/* ---- text (odt_text.c, odt_fit.c) -------------------------------------------------- */

#define SPACING_NONE INT32_MIN
#define SPACING_UNIT (LENGTH_PT / 20.0)

typedef struct OdtFit {
  int spacing; /* 1/20 pt; SPACING_NONE: the style's own */
  int scale; /* per cent of the characters' width: less than 100 where spacing does not do
              */
} OdtFit;
/* With what a line that may be `width` wide breaks after its own last character, nowhere
 * else. */
OdtFit odt_fit(const Odt *o, const Flow *flow, const ComposedLine *line, Length width);
/* What the flow's first line is wide in an office. */
Length odt_width(const Odt *o, const Flow *flow);
/* The role of a character: the flow's, a heading clause's, an emphasis'. */
const LayoutRole *odt_role_at(const Odt *o, const Text *text, const LayoutRole *role,
                              uint32_t at);
/* A stretch of a flow's characters; right: where its lines must end. An opened name
 * before a tab ends without spacing, which an office would add behind its last letter,
 * beyond the tab's stop. */
typedef struct Stretch {
  uint32_t from, to;
  Length right;
  bool before_tab;
  bool thousands; /* white between groups of three digits */
} Stretch;
/* As spans. */
void odt_put_text(Odt *o, GString *out, const Flow *flow, Stretch stretch);

/* ---- numbers (odt_numbers.c) ------------------------------------------------------- */

typedef struct Numbers Numbers;
Numbers *odt_numbers_new(Arena *arena);
void odt_numbers_free(Numbers *numbers);
/* Opens the list in which a part stands; closes it. Nothing for parts without a list. */
void odt_numbers_open(Odt *o, const OdtPart *part, bool labelled);
void odt_numbers_close(Odt *o, const OdtPart *part);
/* Code points of the number that the list makes: not written as text. */
uint32_t odt_number_chars(const Odt *o, const Flow *flow);
void odt_list_styles(Odt *o);

/* ---- parts of the body ------------------------------------------------------------- */

void odt_body(Odt *o); /* odt_body.c */
/* What numbers of captions need before the text; "" without any (odt_fields.c). */
const char *odt_sequences(const Odt *o);
/* The number of a caption as a field; its code points. */
uint32_t odt_put_sequence(Odt *o, GString *out, const Flow *flow);
/* Where references to a text lead: of a heading, an annex, a caption. */
void odt_put_bookmark(GString *out, const OdtPart *part);
/* Opens the table of contents that an element begins, closes one that it does not go on
 * with; NULL: no more elements follow. */
void odt_turn_contents(Odt *o, const Element *e);
bool element_is_contents(const Element *e);
/* Where the table ends in an office: higher than ours, for only heads repeat there. */
Length odt_put_table(Odt *o, const Element *e, const char *extra, const char *properties);
/* Title and description of a drawing, for who hears it. */
void odt_describe(GString *out, const char *words);
/* The imprint's rows in a frame at the foot of the page. */
void odt_put_imprint(Odt *o, GString *out, Element *const *rows,
                     uint32_t n); /* odt_imprint.c */
/* A picture, rule or aside, anchored to the paragraph being written, whose line begins at
 * `top`. */
void odt_put_box(Odt *o, GString *out, const ComposedBox *box,
                 Length top); /* odt_box.c */
void odt_put_aside(Odt *o, GString *out, const Flow *flow, Length top);
void odt_pages(Odt *o); /* odt_pages.c */
/* The master page of a page; its name is static. */
const char *odt_master(const Odt *o, uint32_t page);
/* Whether the page before does not lead to it by itself. */
bool odt_master_changes(const Odt *o, uint32_t page);

/* ---- the file (odt_meta.c, odt_package.c) ------------------------------------------ */

void odt_meta(const Odt *o, GString *out);
void odt_settings(GString *out);
bool odt_package(const Odt *o, GByteArray *out);
void odt_flat(const Odt *o, GByteArray *out);

#endif
