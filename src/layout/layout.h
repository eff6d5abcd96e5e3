/* layout: a layout file (layouts/ *.xml) → Layout: page, block, grid, roles, placements,
 * rules, every value with the clause it obeys. A layout may extend another and state only
 * what differs. Lengths that depend on nothing but the layout itself are resolved here;
 * it never draws. */
#ifndef HONGTOU_LAYOUT_H
#define HONGTOU_LAYOUT_H

#include "model.h" /* kinds only: Align, Numbering */

/* ---- page ------------------------------------------------------------------ */

typedef enum {
  SIDES_TWO,
  SIDES_ONE
} Sides; /* printed on both sides of the sheet, or one (P4.2) */
typedef enum { LETTERHEAD_PRINT, LETTERHEAD_PREPRINTED } Letterhead;
typedef struct LayoutPage {
  Length width, height; /* <page paper="A4"> or width= height= (P1.1) */
  Sides sides;          /* one: every page is a front (I4.2, N1.3, P1.7) */
  Letterhead
      letterhead; /* preprinted: what has the mark's colour stands on the paper already */
  const char *clause;
} LayoutPage;

typedef struct LayoutBlock {
  Length left, top, width, height; /* P1.2 */
  bool mirror;                     /* even pages: left and right edge exchanged (P1.7) */
  const char *clause;
} LayoutBlock;

typedef enum {
  GRID_FIT_EDGE,
  GRID_FIT_LINE
} GridFit;                                   /* edge: Y-a; line: height/lines (Y-c) */
typedef enum { GAP_EDGE, GAP_GRID } GapMode; /* P3.7 */
typedef struct LayoutGrid {
  Length size; /* 三号 */
  unsigned cells, lines;
  GridFit fit;
  GapMode gap;
  Length cell;     /* resolved: block.width / cells (X-a) */
  Length step;     /* resolved: (block.height − size)/(lines − 1) for edge (Y-a) */
  Length gap_unit; /* resolved: <unit name="行" gap="10.39mm"> (P2.3) */
  int32_t page_stretch; /* millionths: how far page 1 may vary its step, 30000 (P3.8) */
  Length step_min;      /* P3.9: 26 pt, on a page that must make room for the signature */
  unsigned short_page;  /* a last page of at most so many lines is told … */
  bool short_page_fit;  /* … and is pulled back by P3.9 where that can be */
  const char *clause, *gap_clause; /* of the grid, of the unit 行 */
} LayoutGrid;

typedef struct LayoutColour {
  const char *name;
  uint8_t r, g, b;
  const char *spot; /* or NULL */
  const char *clause;
} LayoutColour;

/* ---- roles ----------------------------------------------------------------- */

typedef enum {
  BREAK_TEXT,
  BREAK_SHAPE
} BreakStyle; /* optimum of lines; title shapes (B1.2) */

/* The roles that the program itself sets text in; level1 to level4 follow each other. */
typedef enum {
  ROLE_OWN, /* none of these: a house's own, under its own name */
  ROLE_MARK,
  ROLE_NUMBER,
  ROLE_TITLE,
  ROLE_SUBTITLE,
  ROLE_RECIPIENTS,
  ROLE_BODY,
  ROLE_LEVEL1,
  ROLE_LEVEL2,
  ROLE_LEVEL3,
  ROLE_LEVEL4,
  ROLE_ITEM,
  ROLE_CHAPTER,
  ROLE_DIVISION,
  ROLE_ARTICLE,
  ROLE_CAPTION,
  ROLE_EM,
  ROLE_ATTACHMENTS,
  ROLE_SIGN,
  ROLE_SIGN_NAME,
  ROLE_SIGN_DATE,
  ROLE_NOTE,
  ROLE_ENCLOSURE_TITLE,
  ROLE_ANNEX_TITLE,
  ROLE_ANNEX_LABEL,
  ROLE_IMPRINT,
  ROLE_PAGE_NUMBER,
  ROLE_DRAFT,
  ROLE_COPY_NUMBER,
  ROLE_SECRECY,
  ROLE_URGENCY,
  ROLE_SIGNERS,
  ROLE_SIGNER_NAME,
  ROLE_ATTENDANCE,
  ROLE_ATTENDANCE_LABEL,
  ROLE_ISSUER,
  ROLE_DATE,
  ROLE_TABLE_CELL,
  ROLE_TABLE_HEAD,
  ROLE_TABLE_NOTE,
  ROLE_TABLE_UNIT,
  ROLE_COUNT
} RoleId;

typedef struct LayoutRole {
  const char *name;
  unsigned element; /* that says it, among Layout.elements */
  RoleId id;
  unsigned at;       /* its place in Layout.roles; a copy keeps its original's */
  const char *font;  /* role of the FontBook: 仿宋 … */
  const char *latin; /* the role that digits and Latin letters are taken from (G3.1);
                        NULL: font */
  Length size;
  const LayoutColour *colour; /* NULL: black */
  Align align;
  Length indent; /* first line; resolved against cell */
  Length step;   /* baseline to baseline; 0: the page's step. Default: the page's step
                    for the grid's size, else size + 7/8 of the grid's size (P2.4) */
  Length cell;   /* advance of a Han character: the grid's cell for roles of the grid's
                    size, else the size itself */
  BreakStyle break_style;
  unsigned capacity; /* title: cells a line may hold; 0: as many as the block (B1.3) */
  const char *text;  /* a pattern: "— {n} —", "草稿"; NULL */
  int32_t fit_open;  /* mark: thousandths of an em the letters may be opened; 0 (H3.4) */
  int32_t fit_condense; /* thousandths: narrowest x scale; 1000: none */
  bool fit_shrink;
  Length fit_width; /* widest a fitted line may be; 0: the block (H3.4: 150 mm) */
  const char *clause;
} LayoutRole;

/* ---- how lines are justified (K2, K3, K5) ----------------------------------- */

/* Widths in thousandths of a cell (字 of the text's own size). */
typedef struct LayoutSpacing {
  int32_t line_end_mark;   /* what a full-width mark keeps at line end: 500 (K2.3) */
  int32_t line_start_mark; /* an opening mark at a turned line's start: 500 (K2.3) */
  int32_t adjacent_marks;  /* what two neighbouring marks give up by style: 500 (K2.1) */
  int32_t mark_min;        /* least width of a squeezed mark: 500 (K3.2) */
  bool squeeze_stops;      /* 。？！ too (K3.2 (7)) */
  int32_t gap, gap_min, gap_max;    /* Han–Latin: 250 125 333; 0 0 0: off (K5.2) */
  int32_t word, word_min, word_max; /* Latin word space: 500? 250 500 (K3.2, K3.3) */
  int32_t stretch_max;              /* between two Han before a note is due: 150 (K6.3) */
  int32_t last_line_min; /* Han characters a last line holds at least: 2 (K6.1) */
  const char *clause;
} LayoutSpacing;

/* ---- placements -------------------------------------------------------------- */

typedef enum {
  PART_MARK,
  PART_NUMBER,
  PART_TITLE,
  PART_SUBTITLE,
  PART_RECIPIENTS,
  PART_BODY,
  PART_ATTACHMENTS,
  PART_SIGN,
  PART_NOTE,
  PART_ENCLOSURE,
  PART_ANNEX,
  PART_IMPRINT,
  PART_PAGE_NUMBER,
  PART_DRAFT,
  PART_COPY_NUMBER,
  PART_SECRECY,
  PART_URGENCY,
  PART_SIGNERS,
  PART_ATTENDANCE,
  PART_ISSUER,
  PART_DATE, /* named once more, on a line of their own (M1.4) */
  PART_COUNT
} Part;

typedef enum {
  PLACE_AT,
  PLACE_FLOW,
  PLACE_RULE,
  PLACE_LIST,
  PLACE_SIGN,
  PLACE_TABLE,
  PLACE_FACE,
  PLACE_PAIR, /* two parts on one line, at its left and right end */
  PLACE_STACK /* the names of a joint mark in rows */
} PlacementKind;

typedef enum {
  EDGE_NONE,
  EDGE_PAGE_LEFT,
  EDGE_PAGE_RIGHT,
  EDGE_PAGE_TOP,
  EDGE_PAGE_BOTTOM,
  EDGE_BLOCK_LEFT,
  EDGE_BLOCK_RIGHT,
  EDGE_BLOCK_TOP,
  EDGE_BLOCK_BOTTOM,
  EDGE_BLOCK_CENTRE,
  EDGE_RULE_BOTTOM /* lower edge of the last rule above in the flow of page 1 */
} Edge;
typedef struct Anchor { /* "block.top+35mm" */
  Edge edge;
  Length offset;
} Anchor;

typedef enum { SIDE_NONE, SIDE_LEFT, SIDE_RIGHT, SIDE_CENTRE } Side;
typedef struct SideInset { /* "right 1字": that side of the block, so far inside it */
  Side side;
  Length inset; /* 字 here is the grid's (N1.3: 5.54…5.64 mm accepted 4.6–7.8) */
  bool given;
} SideInset;

typedef enum {
  AXIS_BLOCK,
  AXIS_PAGE
} Axis; /* what a rule stands in the middle of (L1.3) */

typedef enum { SIGN_SEAL, SIGN_NONE, SIGN_STAMP } SignWith;
typedef enum { IMPRINT_EVEN_LAST, IMPRINT_LAST } ImprintPage; /* I4.1, I4.2 */

/* A gap: 1行 = grid.gap_unit edge to edge, or blank lines in GAP_GRID. Both are kept. */
typedef struct Gap {
  Length edge;    /* clear distance */
  unsigned lines; /* whole 行 it was written with; 0 when in mm */
  bool given;
} Gap;

typedef struct Placement {
  PlacementKind kind;
  Part parts[4]; /* in order */
  unsigned n_parts;
  const LayoutRole
      *role; /* by the part's name: mark, number, title, … (reader settles) */
  const char *clause;
  Span at;
  unsigned element; /* that says it, among Layout.elements */
  Gap gap;          /* FLOW RULE LIST SIGN PAIR; FACE: between its title and its text */
  Anchor x, y;      /* AT; STACK: y of its first row */
  SideInset odd, even;   /* AT page-number */
  SideInset first;       /* AT page-number: on page 1, where it differs from odd (L1.8) */
  bool keep_page_1;      /* FLOW body: keep="page-1" (B3.1) */
  bool overflow_imprint; /* FLOW recipients: overflow="imprint" (B2.2) */
  Length indent; /* FLOW note, attendance, LIST: left inset; PAIR: of both sides; in the
                    grid's cell */
  Length number_cell;         /* LIST: width of the number's cell, 1.25字 (B4.2) */
  Length weight;              /* RULE */
  const LayoutColour *colour; /* RULE; NULL: black */
  Length rule_width;          /* RULE: 0 = the block's */
  Length second,
      between;  /* RULE: a second line below the first, and the white between (L1.2) */
  Axis axis;    /* RULE */
  Length clear; /* RULE with a foot: what the text of page 1 keeps from it, so that the
                   text ends there, not at the block's foot (L1.7); 0: it does not care */
  Length star; /* RULE: a five-point star in its middle, point to point; 0: none (H3.8) */
  Length star_gap; /* RULE: white on both sides of the star */
  Length row_step; /* AT, STACK: line step */
  unsigned
      rows[4]; /* AT: the row of each part; 0: the one after the last taken (H2.1–H2.3) */
  Length word_open; /* AT: between the characters of a word of two, as long as no longer
                       one stands beside them (H2.4) */
  Length word_gap;  /* STACK: names to the word beside them (H3.6) */
  Length size_min;  /* STACK: the least size it shrinks to (H3.7) */
  unsigned per_row; /* PAIR: names a row (H5.2); SIGN seal: seals a row (B8.11) */
  Length name_gap;  /* PAIR: between two names (H5.2); SIGN seal: the same, at least */
  unsigned
      name_cells; /* PAIR: a name of two characters is opened to so many; 0: not (H5.4) */
  /* SIGN */
  SignWith with;
  unsigned name_line; /* seal: line of the name after the text when all is well: 4 (B8.7:
                         b = 3) */
  Length date_right;  /* seal: date's right inset, 4字 (B8.4) */
  Length seal_gap_min, seal_gap_max; /* 0…1行: clear distance text–seal (B8.5) */
  Length seal_gap_fixed;             /* when lines are saved: 1mm (B8.7) */
  Length name_open; /* seal: a short name's letters are opened by so much: 1字 (B8.4,
                       figure 5) */
  unsigned name_open_most; /* … when it has at most so many characters: 4; 0: never */
  Length seal_diameter;    /* when the document gives none: 42mm (B8.8) */
  Length seal_side;        /* seal: between two in a row: 1.1mm (B8.11) */
  Length row_gap;          /* seal, stamp: between two rows: 4.5mm (B8.11) */
  Length name_right;       /* none: 2字 (B8.13) */
  Length date_shift;       /* none: date starts 2字 right of the name (B8.13) */
  Length stamp_right;      /* stamp: its right inset, 4字 (B8.16) */
  Length stamp_width, stamp_height; /* stamp: the box it is fitted into (B8.17) */
  Length title_gap;                 /* stamp: title to stamp, 2字 (B8.16) */
  Gap date_gap;                     /* stamp: stamp to date, 1行 (B8.16) */
  unsigned pull_lines; /* last lines of text brought to the signature's page: 2 (B8.9) */
  Anchor foot;         /* TABLE; RULE: its lower edge, EDGE_NONE: it stands in the flow */
  /* TABLE imprint */
  ImprintPage page;
  Length rules[3];   /* first, inner, last (I1.1) */
  Length row_height; /* rule to rule of a single line: 9.0mm (I3.2) */
  Length line_step;  /* inside a row of several lines: 7.9mm */
  Length inset;      /* left and right, 1字 of its own size (I2.2) */
  bool no_printing;  /* printing office and date are left out (L1.9) */
  bool number_alone; /* page of the imprint only, after an odd page, is numbered (I4.2) */
  /* FACE */
  unsigned label_line;          /* annex label: 1 (B10.2); 0: no label */
  unsigned title_line;          /* 3 */
  const LayoutRole *label_role; /* FLOW attendance: of 出席：; FACE: its indent is 0: the
                                   label is flush left (B10.2) */
  const char *label;            /* "附件{n}"; NULL: none. Also in Layout.numbering */
  const char *name;             /* RULE: which one, "header" (H6.1) */
} Placement;

/* ---- tables (T1.4) -------------------------------------------------------------- */

typedef struct LayoutTable {
  const LayoutRole *head, *cell, *note,
      *unit;          /* roles table-head, table-cell, table-note, table-unit */
  Length rule, frame; /* line weights inside and around */
  Length padding_x, padding_y;
  Length gap;            /* above and below the table in running text */
  const char *continued; /* "（续表）" above a continued part; "" none */
  Length narrow; /* a table too wide for the block is set in this size; 0: in no other */
  bool turn; /* … and where that does not do, turned across the page (T1.1–T1.3) */
  int32_t cell_least,
      head_least; /* thousandths of a 字: no text is turned in a column narrower */
  bool thousands; /* digits stand in groups of three … */
  int32_t thousands_gap; /* … thousandths of a 字 apart */
  const char *minus;     /* for the hyphen before a negative number; "": as typed */
  const char *page_sum, *carried_over, *carried_in; /* 本页小计 过次页 承前页 */
  const char *clause, *numbers_clause;              /* of <tables>, of <numbers> */
} LayoutTable;

/* ---- pictures (T1.5) ------------------------------------------------------------ */

typedef struct LayoutFigures {
  unsigned resolution;     /* dots an inch of pixels that no width is given for */
  unsigned resolution_min; /* fewer are told: the print will be coarse; 0: never */
  const char *clause;
} LayoutFigures;

/* ---- where titles are cut (B1.2, B1.5) ------------------------------------------- */

typedef struct LayoutTerms {
  const char *const *words;
  size_t n;
} LayoutTerms;

/* The taste beside the dictionary's word ends; words are looked for as they stand in the
 * title. */
typedef struct LayoutTitles {
  LayoutTerms keep;         /* never cut inside one of these */
  LayoutTerms never_before; /* no line begins with one of these */
  LayoutTerms never_after;  /* no line ends with one of these */
  LayoutTerms cut_before;   /* cheapest cuts: just before one of these */
  LayoutTerms cut_after;    /* cheapest cuts: just after one of these */
  LayoutTerms bodies;       /* endings of names of agencies, beside the program's own */
  LayoutTerms places;       /* names of places */
  LayoutTerms persons;      /* names of persons */
  LayoutTerms verbs;        /* a line well begins with these when an object follows */
  const char *clause;
} LayoutTitles;

/* One of the layout's elements as its files write it, with what the table of defaults
 * adds: where each value stands. */
typedef struct LayoutSaid {
  const char *attribute, *value;
  Span at; /* line 0: of the table of defaults */
} LayoutSaid;
typedef struct LayoutElement {
  const char *element, *key; /* "role" "mark"; key "": there is only one */
  const char *clause;        /* "": none */
  Span at;
  const LayoutSaid *said;
  unsigned n_said;
} LayoutElement;

typedef struct Layout {
  const char *name, *title, *standard, *file;
  const char *extends; /* or NULL */
  LayoutPage page;
  LayoutBlock block;
  LayoutGrid grid;
  LayoutSpacing spacing;
  LayoutTable table;
  LayoutFigures figures;
  const LayoutColour *colours;
  size_t n_colours;
  const LayoutRole *roles;
  size_t n_roles;
  const LayoutRole *standard_roles[ROLE_COUNT]; /* into roles; NULL: not there */
  const Placement *placements;                  /* in the order of the page */
  size_t n_placements;
  Numbering numbering; /* from roles level1…level4, chapter, division, article, and the
                          annex face's label */
  LayoutTitles titles;
  const char *const *title_terms; /* the words of titles.keep */
  size_t n_title_terms;
  const LayoutElement *elements;
  unsigned n_elements;
} Layout;

/* Names a layout file: "general" → <data>/layouts/general.xml; a path with / or .xml is
 * itself. */
/* Reads a layout; folders (then NULL) are where names are looked up. Codes layout.*;
 * false if one is an error. The Layout lives in job->arena and is immutable. */
bool layout_read(Job *job, const char *name, const char *const *folders,
                 const Layout **out);
/* The same from memory, for tests and fuzzing; extends is looked up in folders. */
bool layout_read_memory(Job *job, const char *file, const char *bytes, size_t len,
                        const char *const *folders, const Layout **out);
/* One value in which a layout differs from the one it is held against. */
typedef struct LayoutDeparture {
  const char *element, *key; /* "role" "mark"; "grid" "" */
  const char *attribute;     /* NULL: the whole placement */
  const char *value;         /* as written; NULL: taken out, or not said */
  const char *standard;      /* there; NULL: not there, or not said */
  const char *clause; /* the rule the value departs from, or obeys when the layout obeys
                         the standard itself; never NULL */
} LayoutDeparture;

/* A layout that states standard= obeys it by clauses of its own; any other is a house
 * style. */
typedef struct LayoutSummary {
  const char *name, *title, *file;
  const char *extends;  /* or NULL */
  const char *standard; /* as the layout itself states it; NULL: a house style */
  const char *
      against; /* the layout it is held against: the nearest below that states a standard,
                  for a house style without one "general"; NULL: it is the base itself */
  const LayoutDeparture *departures; /* in the order of the layout */
  size_t n_departures;
} LayoutSummary;

/* Reads a layout as layout_read does, and tells where it differs. In job->arena. */
bool layout_summarise(Job *job, const char *name, const char *const *folders,
                      LayoutSummary *out);
/* Borrowed; NULL when the layout has no such role, and for ROLE_OWN. */
const LayoutRole *layout_role_of(const Layout *layout, RoleId id);
/* The role of the layout that this one is, or is a copy of; NULL: of no layout. */
const LayoutRole *layout_role_original(const Layout *layout, const LayoutRole *role);
/* Of headings of level 1…4; ROLE_OWN for any other. */
RoleId layout_level_role(unsigned level);
/* The role of the part's name; of a text that starts a page, that of its title. */
RoleId layout_part_role(Part part);
const char *layout_part_name(Part part);
/* Canonical text of the resolved layout. */
void layout_dump(const Layout *layout, GString *out);
/* The RELAX NG schema of layout files; static. */
const char *layout_schema(void);
/* What the language says, as tables (contract.h), made in the arena. */
const struct Contract *layout_contract(Arena *arena);

#endif
