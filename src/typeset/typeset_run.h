/* One run of typesetting: the parts of a document become boxes of a flow.
 *
 *   set_… ──lines──▶ box_lines, box_fixed ──FlowBox──▶ run->out
 */
#ifndef HONGTOU_TYPESET_RUN_H
#define HONGTOU_TYPESET_RUN_H

#include "flow.h"

typedef struct Run {
  Job *job;
  const Layout *layout;
  const Bulletin *bulletin;
  FlowTaker out;
  TagTree *tags;
  GPtrArray
      *heads;     /* of tables' columns: a table may be put anew after its end; or NULL */
  TagId document; /* the root */
  uint8_t heading_level; /* of the last heading; 0: there is none */
  TagId notice; /* of the bulletin itself: a part where there are others, else the root */
  Part part;    /* being set, and */
  const Placement *placement; /* what puts it there: boxes say so */
  const char *part_title; /* what the next table of an annex is of; NULL: nothing says */
  struct TableBox *next_table; /* measured, not yet set; NULL: none */
  bool turned;                 /* what is set now goes across the page (T1.1) */
  FlowColumn head;             /* what stands on page 1 above the text */
  bool heading;                /* … while that is set */
  int32_t mark_scale; /* thousandths: a joint mark made smaller for the text (H3.7) */
  Gap gap_due;        /* of parts that were absent, for the next part */
  const Text *moved_recipients; /* B2.2: to the imprint */
  size_t errors;                /* there were before the run */
  GHashTable *drawings; /* path → Drawing read for a figure; NULL before the first */
  uint64_t pixels;      /* of all of them */
  GHashTable *numbers;  /* mark → number of its page; NULL: not known yet */
  bool failed;          /* who takes the boxes wants no more */
} Run;

/* ---- boxes (typeset_box.c) -------------------------------------------------------- */

/* Hands a box on, with the part and the placement it belongs to. */
void box_push(Run *run, const FlowBox *box);
/* A copy of an ink, or of several, in the document's arena. */
const FlowInk *box_inks(Run *run, const FlowInk *inks, uint32_t n);
FlowInk box_ink(const SetLine *line);

/* Lines of the flow, one below the other. */
typedef struct LineSet {
  const SetLine *lines;
  uint32_t n;
  const LayoutRole *role;
  Gap gap;                       /* above the first */
  const SetLine *label, *number; /* before the first, on its line; NULL: none */
  bool body;                     /* lines of the main or enclosed text (B8.9) */
  bool heading;      /* stays in one piece and goes along with its text (B3.7) */
  bool keep;         /* all stay with what follows */
  uint32_t together; /* the first so many stay with each other */
  bool beside_table;
  AnchorPart anchor;
  const char *mark;    /* what references lead to; NULL: none */
  const Text *outline; /* its bookmark; NULL: none */
  uint8_t level;
  bool clause; /* the bookmark is of a clause, not of all lines */
} LineSet;
void box_lines(Run *run, const LineSet *set);
/* What follows begins a page. */
void box_page(Run *run, FlowPage page);
/* Inks at a height of the page. */
typedef struct FixedSet {
  const FlowInk *inks; /* y from its top */
  uint32_t n;
  Anchor y;
  Length height;
  FixedKind kind;
  const LayoutRole *role; /* NULL: no line */
  const char *outline;    /* its bookmark, of the first level; NULL: none */
} FixedSet;
void box_fixed(Run *run, const FixedSet *set);
/* Width of the block that is set in: its height on a turned page. */
Length typeset_block_width(const Run *run);

/* A heading in the tag tree: its level, or the next one below the last heading's, for
 * none is left out (PDF/UA-1 7.4.2). */
TagId typeset_heading(Run *run, TagId parent, unsigned level); /* typeset_box.c */

/* ---- lines (typeset_text.c) -------------------------------------------------------- */

/* Line step of a role: its own or the page's. */
Length typeset_role_step(const Run *run, const LayoutRole *role);
Length typeset_block_bottom(const Run *run);
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
                               TagId tag, uint32_t *n); /* typeset_head.c */

/* ---- parts ------------------------------------------------------------------------ */

void set_rule(Run *run, const Placement *place); /* typeset_rule.c */
/* One part of page 1 at a place of its own; the flow goes no higher. */
void set_at(Run *run, const Placement *place, const Text *text);
/* Two parts on one line of page 1, at its ends. */
void set_pair(Run *run, const Placement *place);
/* The text as its role prints it: what stands around {n} is added where it is not there
 * yet. */
const Text *set_text_by_role(Arena *arena, const Text *text, const LayoutRole *role);
/* Every part of the document has a place; codes typeset.no-place. */
bool places_check(const Run *run); /* typeset_places.c */
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
const Placement *places_find(const Layout *layout, PlacementKind kind, Part part);
void set_blocks(Run *run, const Block *blocks, uint32_t n,
                TagId parent); /* typeset_body.c */
void set_attachments(Run *run, const Content *content, const Placement *place,
                     TagId parent); /* typeset_list.c */
/* 出席：… 请假：… with hanging names (M1.2). */
void set_attendance(Run *run, const Placement *place, TagId parent); /* typeset_list.c */
/* Signature and date. */
void set_sign(Run *run, const Content *content, TagId parent); /* typeset_sign.c */
/* A picture with its caption (T1.5), the gap due above it. */
void set_figure(Run *run, const Illustration *figure,
                TagId parent); /* typeset_figure.c */
/* A chart with what stands below it, the gap due above it. */
void set_chart(Run *run, const Chart *chart, TagId parent); /* typeset_chart.c */
typedef struct Coarse {
  const char *path;
  Span at;
  unsigned least; /* pixels an inch */
} Coarse;
/* Tells of a picture with too few pixels for its width. */
void typeset_tell_coarse(Run *run, const Drawing *drawing, Length width,
                         const Coarse *named);
void set_imprint(Run *run, const Imprint *imprint);       /* typeset_imprint.c */
const Placement *imprint_placement(const Layout *layout); /* NULL: it has none */
/* A ruled table in the flow: repeats its head, splits between rows (T1.4). `gap` above
 * it. */
void set_table(Run *run, const Table *table, TagId parent); /* typeset_table.c */
/* Whether it will stand across the page (T1.1): what belongs to it stands so too. */
bool table_is_turned(Run *run, const Table *table);

/* The text without its forced breaks, with a space where they part words: one line, in
 * the arena (typeset_box.c). */
const char *typeset_flat_text(Arena *arena, const Text *text);
/* The title; of a document without one its mark and number. In the arena
 * (typeset_info.c). */
const char *typeset_title(Job *job, const Bulletin *bulletin);
/* What the file says of itself; in the arena (typeset_info.c). */
DocumentInfo typeset_document_info(Job *job, const Bulletin *bulletin);

/* ---- the run (typeset_run.c) --------------------------------------------------------
 */

struct Pager;
struct Composition;
/* Checks fonts and places, begins the sink and the pager; NULL: reported, nothing was
 * begun. */
struct Pager *run_begin(Run *run, PageSink sink);
/* Lets the last pages go, ends the sink. False: the run failed. */
bool run_end(Run *run, struct Pager *pager, PageSink sink, struct Composition *out);

#endif
