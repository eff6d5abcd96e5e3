/* The order of things: header, content, enclosure, annexes, imprint. */
#include <string.h>

#include "typeset.h"
#include "typeset_contents.h"

#define ROUNDING (LENGTH_PT / 50) /* what may stick out by rounding: 0.02 pt */

static Gap larger(Gap a, Gap b) {
  if (!a.given)
    return b;
  return !b.given || a.edge >= b.edge ? a : b;
}

static Gap take_gap(Run *run, Gap own) {
  Gap gap = larger(run->gap_due, own);
  run->gap_due = (Gap){0};
  return gap;
}

/* ---- content: what stands below a title
 * --------------------------------------------------- */

typedef struct ContentRun {
  Run *run;
  const Content *content;
  TagId parent;
  TagId heading;     /* the title's, begun by a label before it; 0: none is begun */
  const Text *label; /* that label; NULL: none */
  bool first_page;   /* the bulletin's own text: page 1 must show some of it (B3.1) */
} ContentRun;

static void enter(ContentRun *c, Part part, const Placement *place) {
  c->run->part = part;
  c->run->placement = place;
}

/* 附件1 名册 */
static const Text *bookmark_of(const ContentRun *c) {
  const Text *title = &c->content->title;
  if (!c->label)
    return title;
  Arena *arena = c->run->job->arena;
  Text *both = ARENA_NEW(arena, Text);
  *both = flow_text(
      arena,
      arena_printf(arena, "%s %s", c->label->utf8, typeset_flat_text(arena, title)),
      title->at);
  return both;
}

static void put_title(ContentRun *c, const LayoutRole *role, Gap gap) {
  Run *run = c->run;
  TagId tag = c->heading;
  if (!tag)
    tag = typeset_heading(run, c->parent, 1);
  LineSet set = {.role = role,
                 .gap = gap,
                 .outline = bookmark_of(c),
                 .level = 1,
                 .anchor = c->first_page ? ANCHOR_TITLE : ANCHOR_NONE};
  set.lines = set_title_lines(run, &c->content->title, role, tag, &set.n);
  box_lines(run, &set);
}

static void put_subtitle(ContentRun *c, const Placement *place) {
  Run *run = c->run;
  TagId tag = tagtree_add(run->tags, c->parent, &(Tag){.role = TAG_P});
  LineSet set = {.role = place->role, .gap = take_gap(run, place->gap)};
  set.lines = set_text(run, &c->content->subtitle, place->role, tag, &set.n);
  box_lines(run, &set);
}

/* B2.2: so many that page 1 could show no text: to the imprint. */
static bool leave_to_imprint(ContentRun *c, const Placement *place, uint32_t n, Gap gap) {
  Run *run = c->run;
  if (!c->first_page || !place->overflow_imprint)
    return false;
  Length y = flow_top(&run->head, place->role, gap) +
             (Length)n * typeset_role_step(run, place->role);
  if (y + place->role->size <= flow_bottom(&run->head, true) + ROUNDING)
    return false;
  bool possible = imprint_placement(run->layout) != NULL;
  diag_add(run->job->diags, c->content->recipients.at,
           possible ? DIAG_TYPESET_RECIPIENTS_MOVED : DIAG_TYPESET_RECIPIENTS_NO_IMPRINT,
           NULL);
  if (possible)
    run->moved_recipients = &c->content->recipients;
  return possible;
}

static void put_recipients(ContentRun *c, const Placement *place) {
  Run *run = c->run;
  Gap gap = larger(run->gap_due, place->gap);
  TagId tag = tagtree_add(run->tags, c->parent, &(Tag){.role = TAG_P});
  LineSet set = {.role = place->role, .gap = gap};
  set.lines = set_text(run, &c->content->recipients, place->role, tag, &set.n);
  if (leave_to_imprint(c, place, set.n, gap)) {
    run->gap_due = gap;
    return;
  }
  run->gap_due = (Gap){0};
  box_lines(run, &set);
}

static void put_body(ContentRun *c, const Placement *place) {
  Run *run = c->run;
  run->gap_due = larger(run->gap_due, place->gap);
  run->heading = false;
  set_blocks(run, c->content->blocks, c->content->n_blocks, c->parent);
  run->gap_due = (Gap){0};
}

#define NOTE_LINES 4 /* a longer note may go on overleaf */

static void put_note(ContentRun *c, const Placement *place) {
  Run *run = c->run;
  TagId tag = tagtree_add(run->tags, c->parent, &(Tag){.role = TAG_P});
  TextStyle style = {.role = place->role,
                     .tree = run->tags,
                     .tag = tag,
                     .heading_tag = TAG_NONE,
                     .label_tag = TAG_NONE};
  Length width = run->layout->block.width;
  Measures m = {place->indent, 0, width - place->indent, width};
  LineSet set = {.role = place->role, .gap = place->gap};
  set.lines = set_paragraph(run, &c->content->note, &style, &m, &set.n);
  set.together = MIN(set.n, NOTE_LINES);
  box_lines(run, &set);
}

static void put_flow(ContentRun *c, const Placement *place) {
  Run *run = c->run;
  const Content *content = c->content;
  enter(c, place->parts[0], place);
  switch (place->parts[0]) {
    case PART_SUBTITLE:
      if (content->subtitle.chars)
        put_subtitle(c, place);
      break;
    case PART_RECIPIENTS:
      if (content->recipients.chars)
        put_recipients(c, place);
      else
        run->gap_due = larger(run->gap_due, place->gap);
      break;
    case PART_BODY:
      put_body(c, place);
      break;
    case PART_NOTE:
      if (content->note.chars)
        put_note(c, place);
      break;
    case PART_ATTENDANCE:
      if (c->first_page)
        set_attendance(run, place, c->parent);
      break;
    case PART_MARK:
    case PART_NUMBER:
    case PART_TITLE:
    case PART_ATTACHMENTS:
    case PART_SIGN:
    case PART_ENCLOSURE:
    case PART_ANNEX:
    case PART_IMPRINT:
    case PART_PAGE_NUMBER:
    case PART_DRAFT:
    case PART_COPY_NUMBER:
    case PART_SECRECY:
    case PART_URGENCY:
    case PART_SIGNERS:
    case PART_ISSUER:
    case PART_DATE:
    case PART_COUNT:
      break;
  }
}

/* Everything below the title, in the layout's order. `after_subtitle` is due once the
 * subtitle is past: the gap between an enclosure's title and its text (B10.3). */
static void put_content(ContentRun *c, Gap after_subtitle) {
  Run *run = c->run;
  bool signed_off = false;
  for (size_t i = 0; i < run->layout->n_placements && !run->failed; i++) {
    const Placement *place = &run->layout->placements[i];
    if (place->kind == PLACE_FLOW) {
      bool later = place->parts[0] == PART_RECIPIENTS || place->parts[0] == PART_BODY;
      if (later && after_subtitle.given) {
        run->part = PART_BODY;
        set_contents(run, c->content, c->parent, after_subtitle);
        run->gap_due = larger(run->gap_due, after_subtitle);
        after_subtitle = (Gap){0};
      }
      put_flow(c, place);
    } else if (place->kind == PLACE_LIST) {
      set_attachments(run, c->content, place, c->parent);
    } else if (place->kind == PLACE_SIGN && !signed_off) {
      set_sign(run, c->content, c->parent);
      signed_off = true;
    }
  }
}

/* ---- faces
 * ---------------------------------------------------------------------------------- */

static const Placement *find_flow(const Layout *layout, Part part) {
  for (size_t i = 0; i < layout->n_placements; i++) {
    if (layout->placements[i].kind == PLACE_FLOW &&
        layout->placements[i].parts[0] == part)
      return &layout->placements[i];
  }
  return NULL;
}

static const Placement *find_face(const Layout *layout, Part part) {
  for (size_t i = 0; i < layout->n_placements; i++) {
    if (layout->placements[i].kind == PLACE_FACE &&
        layout->placements[i].parts[0] == part)
      return &layout->placements[i];
  }
  return NULL;
}

/* The top of a block line, from 1 (B10.2). */
static Length block_line(const Run *run, unsigned line) {
  return run->layout->block.top + run->layout->grid.step * (Length)(MAX(line, 1) - 1);
}

static void put_face_title(ContentRun *c, const Placement *face, const LayoutRole *role) {
  Run *run = c->run;
  if (!c->content->title.chars)
    return;
  Length offset = block_line(run, face->title_line) - run->layout->block.top;
  box_fixed(run, &(FixedSet){.y = {.edge = EDGE_BLOCK_TOP, .offset = offset},
                             .kind = FIXED_LEADS});
  put_title(c, role, (Gap){.given = true});
}

/* Heard with the title, whoever goes by headings. */
static void put_label(ContentRun *c, const Annex *annex, const Placement *face) {
  Run *run = c->run;
  TagId heading = typeset_heading(run, c->parent, 1);
  Tag apart = {.role =
                   TAG_SPAN}; /* else 附件4 and 2018年… would be heard as one number */
  apart.actual_text = arena_printf(run->job->arena, "%s ", annex->label.utf8);
  TagId span = tagtree_add(run->tags, heading, &apart);
  SetLine label = set_single(run, &annex->label, face->label_role, span);
  c->heading = tagtree_add(run->tags, heading, &(Tag){.role = TAG_SPAN});
  c->label = &annex->label;
  FlowInk ink = box_ink(&label);
  Length offset = block_line(run, face->label_line) - run->layout->block.top;
  box_fixed(run,
            &(FixedSet){.inks = &ink,
                        .n = 1,
                        .y = {.edge = EDGE_BLOCK_TOP, .offset = offset},
                        .height = label.paragraph->size,
                        .kind = FIXED_LEADS,
                        .role = face->label_role,
                        .outline = c->content->title.chars ? NULL : annex->label.utf8});
}

/* The table with which a text begins; NULL: it begins otherwise. */
static const Table *first_table(const Content *content) {
  bool other = content->subtitle.chars || content->recipients.chars;
  bool table = content->n_blocks > 0 && content->blocks[0].kind == BLOCK_TABLE;
  return table && !other ? content->blocks[0].table : NULL;
}

static void set_annex(Run *run, const Annex *annex, const Placement *face, bool apart) {
  const Content *content = &annex->content;
  const char *title = annex->label.chars ? annex->label.utf8 : content->title.utf8;
  TagId part =
      tagtree_add(run->tags, run->document, &(Tag){.role = TAG_PART, .title = title});
  const Table *table = first_table(content);
  run->turned = table && table_is_turned(run, table);
  ContentRun c = {.run = run, .content = content, .parent = part};
  enter(&c, PART_ANNEX, face);
  box_page(run, (FlowPage){.mark = annex->id, .apart = apart});
  if (face->label_line && annex->label.chars)
    put_label(&c, annex, face);
  const LayoutRole *role = layout_role_of(run->layout, ROLE_ANNEX_TITLE);
  put_face_title(&c, face, role ? role : face->role);
  run->part_title = content->title.utf8;
  put_content(&c, face->gap);
  run->part_title = NULL;
  box_push(run, &(FlowBox){.kind = BOX_TEXT_END});
  run->gap_due = (Gap){0};
}

static void set_annexes(Run *run, const Content *content) {
  const Placement *face = find_face(run->layout, PART_ANNEX);
  for (uint32_t i = 0; face && i < content->n_annexes && !run->failed; i++) {
    if (!content->annexes[i].apart)
      set_annex(run, &content->annexes[i], face, false);
  }
}

/* Bound by themselves: behind the imprint, each from the front of a sheet of paper and
 * numbered from 1 (B10.5). One that has no text here is only listed. */
static void set_apart(Run *run, const Content *content) {
  const Placement *face = find_face(run->layout, PART_ANNEX);
  for (uint32_t i = 0; i < content->n_enclosures && !run->failed; i++)
    set_apart(run, &content->enclosures[i]);
  for (uint32_t i = 0; face && i < content->n_annexes && !run->failed; i++) {
    const Annex *annex = &content->annexes[i];
    if (!annex->apart || annex->content.n_blocks == 0)
      continue;
    set_annex(run, annex, face, true);
  }
}

static void set_enclosures(Run *run, const Content *content);

static void set_enclosure(Run *run, const Content *content, const Placement *face) {
  ContentRun c = {.run = run, .content = content};
  enter(&c, PART_ENCLOSURE, face);
  box_page(run, (FlowPage){0});
  c.parent = tagtree_add(run->tags, run->document,
                         &(Tag){.role = TAG_PART, .title = content->title.utf8});
  const LayoutRole *role = layout_role_of(run->layout, ROLE_ENCLOSURE_TITLE);
  put_face_title(&c, face, role ? role : face->role);
  put_content(&c, face->gap);
  box_push(run, &(FlowBox){.kind = BOX_TEXT_END});
  set_enclosures(run, content);
  set_annexes(run, content);
}

/* What a text encloses comes before its annexes, and likewise within it. */
static void set_enclosures(Run *run, const Content *content) {
  const Placement *face = find_face(run->layout, PART_ENCLOSURE);
  for (uint32_t i = 0; face && i < content->n_enclosures && !run->failed; i++)
    set_enclosure(run, &content->enclosures[i], face);
}

/* ---- a joint mark leaves room for text on page 1 (H3.7)
 * ---------------------------------------- */

static void put_head(ContentRun *c) {
  Run *run = c->run;
  const Placement *title = find_flow(run->layout, PART_TITLE);
  run->head = flow_column(run->layout);
  run->heading = true;
  run->turned = false;
  box_page(run, (FlowPage){0});
  set_headers(run);
  enter(c, PART_TITLE, title);
  if (title && c->content->title.chars)
    put_title(c, title->role, title->gap);
}

static void put_before_body(ContentRun *c) {
  for (size_t i = 0; i < c->run->layout->n_placements; i++) {
    const Placement *place = &c->run->layout->placements[i];
    if (place->kind == PLACE_FLOW && place->parts[0] == PART_BODY)
      return;
    if (place->kind == PLACE_FLOW)
      put_flow(c, place);
  }
}

static bool drop(void *self, const FlowBox *box) {
  (void)self, (void)box;
  return true;
}

static void run_open(Run *run) {
  run->tags = tagtree_new(run->job->arena);
  run->document = tagtree_add(run->tags, TAG_NONE, &(Tag){.role = TAG_DOCUMENT});
  run->notice = run->document;
  const Bulletin *b = run->bulletin;
  if (b && (b->main.n_enclosures || b->imprint || b->main.n_annexes > 0)) {
    const Text *name =
        b->number.text.chars ? &b->number.text : &b->main.title; /* 通报 may be both */
    run->notice = tagtree_add(run->tags, run->document,
                              &(Tag){.role = TAG_PART, .title = name->utf8});
  }
}

/* Where the first line of the text would end on page 1, if that were endless. */
static Length head_end(const Run *run, bool with_recipients) {
  Job job = *run->job;
  job.diags = diagnostics_new();
  Bulletin bulletin = *run->bulletin;
  bulletin.imprint = NULL; /* so that the recipients stay */
  if (!with_recipients)
    bulletin.main.recipients = (Text){0};
  Run probe = {.job = &job,
               .layout = run->layout,
               .bulletin = &bulletin,
               .out = {.take = drop},
               .mark_scale = run->mark_scale};
  run_open(&probe);
  ContentRun c = {.run = &probe, .content = &bulletin.main, .parent = probe.notice};
  put_head(&c);
  put_before_body(&c);
  const LayoutRole *body = layout_role_of(run->layout, ROLE_BODY);
  Length end = flow_top(&probe.head, body, probe.gap_due) + body->size;
  diagnostics_free(job.diags);
  return end;
}

#define SCALE_STEPS 12

/* A smaller mark needs less condensing, so one step seldom does. */
static bool fit_mark_scale(Run *run, const Placement *stack, bool with_recipients) {
  run->mark_scale = 1000;
  for (unsigned step = 0; step < SCALE_STEPS; step++) {
    Length end = head_end(run, with_recipients);
    if (end <= typeset_block_bottom(run))
      return true;
    int32_t scale = stack_scale(run, stack, end);
    if (scale >= run->mark_scale)
      return false;
    run->mark_scale = scale;
  }
  return head_end(run, with_recipients) <= typeset_block_bottom(run);
}

/* How many of the agencies a mark on page 1 could show. */
static uint32_t most_names(Run *run, const Placement *stack) {
  const Bulletin *all = run->bulletin;
  Bulletin fewer = *all;
  int32_t scale = run->mark_scale;
  run->bulletin = &fewer;
  while (fewer.n_mark_names > 1) {
    fewer.n_mark_names--;
    if (fit_mark_scale(run, stack, false))
      break;
  }
  run->bulletin = all;
  run->mark_scale = scale;
  return fewer.n_mark_names;
}

/* H3.7: a smaller mark, else the recipients go (B2.2), else it is told. */
static void settle_mark(Run *run) {
  const Placement *stack = places_find(run->layout, PLACE_STACK, PART_MARK);
  run->mark_scale = 1000;
  if (!run->bulletin->n_mark_names || !stack)
    return;
  if (fit_mark_scale(run, stack, true))
    return;
  if (imprint_placement(run->layout) && fit_mark_scale(run, stack, false))
    return;
  if (head_end(run, false) <= typeset_block_bottom(run))
    return;
  char *most = arena_printf(run->job->arena, "%u", most_names(run, stack));
  diag_add(run->job->diags, run->bulletin->mark_names[0].at, DIAG_TYPESET_MARK_CROWDED,
           most, NULL);
}

static void set_main(Run *run) {
  ContentRun c = {.run = run, .content = &run->bulletin->main, .parent = run->notice};
  c.first_page = true;
  settle_mark(run);
  put_head(&c);
  put_content(&c, (Gap){0});
  box_push(run, &(FlowBox){.kind = BOX_TEXT_END});
}

/* ---- the run
 * ----------------------------------------------------------------------------------- */

/* Every role must name a class of faces that the book has. */
static bool check_fonts(Job *job) {
  bool ok = true;
  for (size_t i = 0; i < job->layout->n_roles; i++) {
    const LayoutRole *role = &job->layout->roles[i];
    bool known = fontbook_role(job->fonts, role->font) != NULL;
    if (known && (!role->latin || fontbook_role(job->fonts, role->latin)))
      continue;
    diag_add(job->diags, (Span){.file = job->layout->file}, DIAG_TYPESET_NO_FONT_ROLE,
             role->name, known ? role->latin : role->font, NULL);
    ok = false;
  }
  return ok;
}

/* Whose text page 1 must show (B3.1); NULL: the layout does not ask. */
static const Text *shown_text(const Run *run) {
  const Placement *body = find_flow(run->layout, PART_BODY);
  return body && body->keep_page_1 ? &run->bulletin->main.title : NULL;
}

Pager *run_begin(Run *run, PageSink sink) {
  DocumentInfo info = typeset_document_info(run->job, run->bulletin);
  if (!check_fonts(run->job) || !places_check(run) ||
      !sink.begin(sink.self, run->job, &info))
    return NULL;
  run_open(run);
  Pager *pager = page_open(run->job, sink);
  run->out = page_taker(pager);
  page_begin(pager, &(PageDocument){.file = run->bulletin->file,
                                    .draft = run->bulletin->status == STATUS_DRAFT,
                                    .title = shown_text(run),
                                    .tags = run->tags});
  return pager;
}

bool run_end(Run *run, Pager *pager, PageSink sink, Composition *out) {
  DocumentEnd end = {.tags = run->tags};
  bool ok = page_close(pager, &end, out) && !run->failed;
  out->recipients_moved = run->moved_recipients != NULL;
  g_clear_pointer(&run->drawings, g_hash_table_unref);
  g_clear_pointer(&run->heads, g_ptr_array_unref);
  return ok && diag_errors(run->job->diags) == run->errors &&
         sink.end(sink.self, run->job, &end);
}

static void set_all(Run *run) {
  const Bulletin *bulletin = run->bulletin;
  set_main(run);
  set_enclosures(run, &bulletin->main);
  set_annexes(run, &bulletin->main);
  set_imprint(run, bulletin->imprint);
  set_apart(run, &bulletin->main);
}

/* The pages that a table of contents names; what is wrong is told by the run proper. */
static GHashTable *find_numbers(const Job *job, const Bulletin *bulletin) {
  if (!contents_wanted(&bulletin->main))
    return NULL;
  GHashTable *numbers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  Job quiet = *job;
  quiet.diags = diagnostics_new();
  quiet.composes = false;
  Run run = {.job = &quiet, .layout = job->layout, .bulletin = bulletin};
  PageSink sink = contents_sink(numbers);
  Composition composition = {0};
  Pager *pager = run_begin(&run, sink);
  if (pager) {
    set_all(&run);
    run_end(&run, pager, sink, &composition);
  }
  diagnostics_free(quiet.diags);
  return numbers;
}

bool typeset_run(Job *job, const Bulletin *bulletin, PageSink sink, Composition **out) {
  g_autoptr(GHashTable) numbers = find_numbers(job, bulletin);
  Run run = {.job = job,
             .layout = job->layout,
             .bulletin = bulletin,
             .numbers = numbers,
             .errors = diag_errors(job->diags)};
  Pager *pager = run_begin(&run, sink);
  if (!pager)
    return false;
  Composition *composition = *out = ARENA_NEW(job->arena, Composition);
  set_all(&run);
  return run_end(&run, pager, sink, composition);
}
