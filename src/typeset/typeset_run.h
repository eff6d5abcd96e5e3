/* One run of typesetting: sheets being filled, the parts that fill them.
 *
 * A sheet keeps what was put on it as records until it is flushed: the last ones may
 * still be tightened or give lines to the page of the signature (B8.9). At most
 * SHEETS_HELD are held, so a document of any length needs bounded memory for its pages.
 */
#ifndef HONGTOU_TYPESET_RUN_H
#define HONGTOU_TYPESET_RUN_H

#include "line.h"
#include "typeset.h"

#define SHEETS_HELD 2

typedef enum {
  PLACED_LINE,
  PLACED_RECTANGLE,
  PLACED_PICTURE,
  PLACED_STAR,
  PLACED_SPACE /* the empty place of a wet seal */
} PlacedKind;

typedef struct Placed {
  PlacedKind kind;
  Length x, y; /* line: the block's left edge it refers to, em top; others: top left */
  Length width, height; /* rectangle, picture */
  SetLine line;
  const LayoutColour *colour; /* rectangle, star */
  const Drawing *drawing;
  const Table *table;    /* it stands in, NULL: none */
  TagId tag;             /* rectangle, picture */
  ArtifactKind artifact; /* when tag is TAG_NONE */
  int32_t steps; /* line steps above it on its sheet that may be stretched; −1: fixed */
  bool body;     /* a line of the main or enclosed text (B8.9) */
  bool stamped;  /* a seal or a signature stamp: red, whatever it is made of (P4.1) */
  bool turned;   /* placed as on a page a quarter turned (T1.1) */
  bool keep;     /* a heading: stays with what follows (B3.7) */
  uint32_t copy; /* only in this copy of a series, from 1; 0: in all (H2.1) */
  AnchorPart anchor;
  const Text *anchored; /* of a picture or space: whose it is */
} Placed;

typedef struct Sheet {
  uint32_t index;
  uint32_t number; /* printed, unless unnumbered */
  GArray *placed;  /* Placed */
  GArray *marks;   /* PageMark */
  Length
      cursor;  /* em bottom of the last thing in the flow; block.top on an empty sheet */
  Length lead; /* clear height its first line would have had below the sheet before */
  Length lowest; /* bottom of what hangs below the cursor: a seal */
  bool empty;    /* nothing in the flow yet: the next line's em top is the cursor */
  int32_t steps; /* line steps so far */
  bool unnumbered;
  bool table;     /* a table of the text ends here */
  bool continues; /* full: the text goes on overleaf */
  bool turned; /* what is put goes across the page (T1.1): the block is its height wide */
  GPtrArray *
      arenas; /* of what stands on it and is not kept elsewhere; freed when it has left */
  Span widow; /* its first line is the last of this paragraph (K6.2); line 0: it is not */
} Sheet;

typedef struct Run {
  Job *job;
  const Layout *layout;
  const Bulletin *bulletin;
  PageSink sink;
  TagTree *tags;
  TagId document; /* the root */
  TagId notice; /* of the bulletin itself: a part where there are others, else the root */
  const char *part_title; /* what the next table of an annex is of; NULL: nothing says */
  GPtrArray *sheets;      /* held */
  uint32_t n_sheets;      /* begun so far */
  GArray *outline;        /* OutlineEntry */
  struct Composing *composing; /* NULL: nobody asked */
  const Table *table;          /* being set, NULL: none */
  struct TableBox *next_table; /* measured, not yet set; NULL: none */
  bool turned;                 /* sheets that begin now are turned */
  Length rule_bottom;          /* lower edge of the last rule set in the flow of page 1 */
  int32_t mark_scale; /* thousandths: a joint mark made smaller for the text (H3.7) */
  Gap gap_due;        /* of parts that were absent, for the next part */
  const Text *moved_recipients; /* B2.2: to the imprint */
  const Text *outside;          /* last reported to stand outside the page */
  size_t errors;                /* there were before the run */
  GHashTable *drawings;  /* path → Drawing read for a figure; NULL before the first */
  uint64_t pixels;       /* of all of them */
  uint32_t numbers_from; /* sheets before those now numbered from 1 (B10.5) */
  bool failed;           /* the sink or a limit said stop */
} Run;

/* Checks fonts and places, begins the sink; false: reported, nothing was begun. */
bool run_begin(Run *run);
/* Flushes, ends the sink; out may be NULL. False: the run failed. */
bool run_end(Run *run, Composition **out);

/* ---- sheets (typeset_sheet.c) -------------------------------------------------- */

Sheet *sheet_now(const Run *run);
/* Begins the next sheet, flushing the oldest held one when there are too many. */
Sheet *sheet_next(Run *run);
/* Takes back the sheet begun last, whose records have gone elsewhere. */
void sheet_drop_last(Run *run);
/* Flushes all. */
void sheets_finish(Run *run);
Length block_left(const Run *run,
                  const Sheet *sheet); /* mirrored on even pages when so set (P1.7) */
Length block_bottom(const Run *run);
/* Width of the block on the sheet now being filled; its height on any, turned or upright.
 */
Length flow_width(const Run *run);
Length block_extent(const Run *run, bool turned);
/* Where the text of a sheet ends: the block's foot, or what a rule on page 1 keeps clear
 * (L1.7). */
Length sheet_bottom(const Run *run, const Sheet *sheet);
/* Height of an anchor on the page; rule.bottom is where the header's last rule ended. */
Length anchor_y(const Run *run, Anchor anchor);
Length anchor_x(const Run *run, const Sheet *sheet, Anchor anchor);
/* Where a line of a width begins that its placement's x and its role's align put
 * somewhere. */
Length anchored_left(const Run *run, const Sheet *sheet, const Placement *place,
                     Length width);
/* Clear height left below the cursor. */
Length sheet_room(const Run *run, const Sheet *sheet);

/* The em top of a line of a role that comes next after `gap`; a sheet's first line stands
 * on the block's top whatever the gap (P3.3, P3.7). */
Length flow_top(const Run *run, const Sheet *sheet, const LayoutRole *role, Gap gap);
/* Whether a line whose em top is y still ends on the sheet now being filled. */
bool flow_fits(const Run *run, Length y, const LayoutRole *role);
/* Line step of a role: its own or the page's. */
Length role_step(const Run *run, const LayoutRole *role);

/* Puts a line at em top y and moves the cursor below it. */
Placed *put_line(Run *run, Sheet *sheet, const SetLine *line, Length y);
/* The same without moving the cursor: labels beside a line, headers, page numbers. */
Placed *put_line_at(Run *run, Sheet *sheet, const SetLine *line, Length x, Length y);
Placed *put_rectangle(Run *run, Sheet *sheet, Length x, Length y, Length width,
                      Length height);
void put_mark(Run *run, Sheet *sheet, const char *name, Length y);
void add_outline(Run *run, const Sheet *sheet, const Text *title, uint8_t level,
                 Length y);

/* Whether it is printed: not what pre-printed paper bears already. */
bool placed_is_inked(const Run *run, const Placed *placed); /* typeset_placed.c */
/* The items of a record, but what pre-printed paper bears already. */
void ink_placed(const Run *run, PageBuild *page,
                const Placed *placed); /* typeset_placed.c */
/* All that stands on a sheet, in order; what is turned in groups. */
void ink_sheet(const Run *run, const Sheet *sheet, PageBuild *page); /* typeset_turn.c */

/* ---- what was decided (typeset_compose.c) ------------------------------------------ */

void compose_begin(Run *run);
/* A sheet that leaves: its lines, rules and pictures. */
void compose_sheet(Run *run, const Sheet *sheet);
void compose_end(Run *run, Composition *out);

/* ---- parts ------------------------------------------------------------------------ */

/* The sheet and em top of the flow's next line, a new sheet when it does not fit. */
Sheet *next_place(Run *run, const LayoutRole *role, Gap gap, Length *y);
/* Lines in the flow, a new sheet when one is full; `body` marks lines of the text. The
 * first line stands below `gap`. Returns the em top of the first. */
Length flow_lines(Run *run, const SetLine *lines, uint32_t n, const LayoutRole *role,
                  Gap gap, bool body);
/* Where a line of a width begins in its measure. */
Length align_offset(Align align, Length measure, Length width);
/* One line in the flow with a label (its own x) put before it on the same line. */
void flow_with_label(Run *run, const SetLine *line, const SetLine *label,
                     const LayoutRole *role, Gap gap);
/* Breaks a text by a style over measures; lines of a centred or right-hand role are
 * aligned. */
const SetLine *set_paragraph(Run *run, const Text *text, const TextStyle *style,
                             const Measures *measures, uint32_t *n);
/* The same over the block, with the role's indent. */
const SetLine *set_text(Run *run, const Text *text, const LayoutRole *role, TagId tag,
                        uint32_t *n);
/* One line aligned in the block by its role. */
SetLine set_single(Run *run, const Text *text, const LayoutRole *role, TagId tag);
/* A title in lines of good shape (B1.2), centred. */
const SetLine *set_title_lines(Run *run, const Text *title, const LayoutRole *role,
                               TagId tag, uint32_t *n);
/* A text of the tool's own, all of it at one place. */
Text text_plain(Arena *arena, const char *utf8, Span at);

void set_rule(Run *run, const Placement *place); /* typeset_rule.c */
/* Height of a rule with both its lines. */
Length rule_height(const Placement *place);
/* One part of page 1 at a place of its own; the cursor goes no higher. */
void set_at(Run *run, const Placement *place, const Text *text);
/* Two parts on one line of page 1, at its ends. */
void set_pair(Run *run, const Placement *place);
/* The text as its role prints it: what stands around {n} is added where it is not there
 * yet. */
const Text *text_by_role(Arena *arena, const Text *text, const LayoutRole *role);
/* Every part of the document has a place; codes typeset.no-place. */
bool check_places(const Run *run); /* typeset_places.c */
void set_headers(Run *run);        /* typeset_head.c */
/* The issuer mark in one line, and the names of a joint one in rows (H3.2–H3.7). */
void set_mark(Run *run, const Placement *place); /* typeset_mark.c */
void set_stack(Run *run, const Placement *place);
/* The mark's scale that keeps the text on page 1 when what stands above it ends at `end`
 * (H3.7). */
int32_t stack_scale(Run *run, const Placement *place, Length end);
/* Number and signers of an upward document (H4.3, H5.1–H5.4). */
void set_signers(Run *run, const Placement *place); /* typeset_signers.c */
/* How they sign. */
SignWith sign_with(const Signatory *by); /* typeset_places.c */
/* The layout's first placement of that kind for the part; NULL: none. */
const Placement *find_placement(const Layout *layout, PlacementKind kind, Part part);
/* A text that began on sheet `first` ends on the one now being filled: a last page of few
 * lines is told, or pulled back (P3.9). */
void settle_last_page(Run *run, uint32_t first); /* typeset_short.c */
void set_blocks(Run *run, const Block *blocks, uint32_t n,
                TagId parent); /* typeset_body.c */
void set_attachments(Run *run, const Content *content, const Placement *place,
                     TagId parent); /* typeset_list.c */
/* 出席：… 请假：… with hanging names (M1.2). */
void set_attendance(Run *run, const Placement *place, TagId parent); /* typeset_list.c */
/* Signature and date, then the note below them. */
void set_sign(Run *run, const Content *content, TagId parent); /* typeset_sign.c */
/* A picture with its caption (T1.5), the gap due above it. */
void set_figure(Run *run, const Illustration *figure,
                TagId parent); /* typeset_figure.c */
/* Lines of the text that it takes up; 0: its file cannot be used. */
uint32_t figure_lines(Run *run, const Illustration *figure);
void set_imprint(Run *run, const Imprint *imprint);       /* typeset_imprint.c */
const Placement *imprint_placement(const Layout *layout); /* NULL: it has none */
/* A ruled table in the flow: repeats its head, splits between rows (T1.4). `gap` above
 * it. */
void set_table(Run *run, const Table *table, TagId parent); /* typeset_table.c */
/* Whether it will stand across the page (T1.1): what belongs to it stands so too. */
bool table_is_turned(Run *run, const Table *table);
/* About the height down to the end of its first row, the gap above included; turned: 0,
 * for it has pages of its own. */
Length table_start(Run *run, const Table *table);

#endif
