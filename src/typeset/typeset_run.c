/* The order of things: header, content, enclosure, annexes, imprint. */
#include <string.h>

#include "typeset_run.h"

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
  TagId heading;   /* the title's, begun by a label before it; 0: none is begun */
  bool first_page; /* the bulletin's own text: page 1 must show some of it (B3.1) */
} ContentRun;

static void anchor_title(Sheet *sheet, guint from) {
  for (guint i = from; i < sheet->placed->len; i++)
    g_array_index(sheet->placed, Placed, i).anchor = ANCHOR_TITLE;
}

static void put_title(ContentRun *c, const LayoutRole *role, Gap gap) {
  Run *run = c->run;
  const Text *title = &c->content->title;
  TagId tag = c->heading;
  if (!tag)
    tag = tagtree_add(run->tags, c->parent, &(Tag){.role = TAG_H, .level = 1});
  uint32_t n = 0;
  const SetLine *lines = set_title_lines(run, title, role, tag, &n);
  guint before = sheet_now(run)->placed->len;
  Length y = flow_lines(run, lines, n, role, gap, false);
  if (c->first_page)
    anchor_title(sheet_now(run), before);
  add_outline(run, sheet_now(run), title, 1, y);
}

static void put_subtitle(ContentRun *c, const Placement *place) {
  Run *run = c->run;
  TagId tag = tagtree_add(run->tags, c->parent, &(Tag){.role = TAG_P});
  uint32_t n = 0;
  const SetLine *lines = set_text(run, &c->content->subtitle, place->role, tag, &n);
  flow_lines(run, lines, n, place->role, take_gap(run, place->gap), false);
}

/* B2.2: so many that page 1 could show no text: to the imprint. */
static bool leave_to_imprint(ContentRun *c, const Placement *place, uint32_t n, Gap gap) {
  Run *run = c->run;
  if (!c->first_page || !place->overflow_imprint)
    return false;
  Sheet *sheet = sheet_now(run);
  Length y =
      flow_top(run, sheet, place->role, gap) + (Length)n * role_step(run, place->role);
  if (flow_fits(run, y, place->role))
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
  uint32_t n = 0;
  const SetLine *lines = set_text(run, &c->content->recipients, place->role, tag, &n);
  if (leave_to_imprint(c, place, n, gap)) {
    run->gap_due = gap;
    return;
  }
  run->gap_due = (Gap){0};
  flow_lines(run, lines, n, place->role, gap, false);
}

static void put_body(ContentRun *c, const Placement *place) {
  Run *run = c->run;
  run->gap_due = larger(run->gap_due, place->gap);
  uint32_t sheets = run->n_sheets;
  Sheet *sheet = sheet_now(run);
  const LayoutRole *body = layout_role(run->layout, "body");
  bool shown =
      sheet->empty || flow_fits(run, flow_top(run, sheet, body, run->gap_due), body);
  set_blocks(run, c->content->blocks, c->content->n_blocks, c->parent);
  if (c->first_page && place->keep_page_1 && (sheets > 1 || !shown))
    diag_add(run->job->diags, c->content->title.at, DIAG_TYPESET_NO_TEXT_ON_PAGE_1, NULL);
  run->gap_due = (Gap){0};
}

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
  uint32_t n = 0;
  const SetLine *lines = set_paragraph(run, &c->content->note, &style, &m, &n);
  flow_lines(run, lines, n, place->role, place->gap, false);
}

static void put_flow(ContentRun *c, const Placement *place) {
  Run *run = c->run;
  const Content *content = c->content;
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
      if (later) {
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
  Sheet *sheet = sheet_now(run);
  if (!c->content->title.chars)
    return;
  Length y = block_line(run, face->title_line);
  Length distance = y - sheet->cursor;
  sheet->empty = false;
  put_title(c, role, (Gap){.edge = distance, .given = true});
}

static void set_annex(Run *run, const Annex *annex, const Placement *face) {
  const char *title = annex->label.chars ? annex->label.utf8 : annex->title.utf8;
  TagId part =
      tagtree_add(run->tags, run->document, &(Tag){.role = TAG_PART, .title = title});
  bool table = annex->n_blocks > 0 && annex->blocks[0].kind == BLOCK_TABLE;
  run->turned = table && table_is_turned(run, annex->blocks[0].table);
  Sheet *sheet = sheet_next(run);
  put_mark(run, sheet, annex->id, run->layout->block.top);
  ContentRun c = {.run = run, .parent = part};
  if (face->label_line &&
      annex->label.chars) { /* heard with the title, whoever goes by headings */
    TagId heading = tagtree_add(run->tags, part, &(Tag){.role = TAG_H, .level = 1});
    Tag apart = {.role =
                     TAG_SPAN}; /* else 附件4 and 2018年… would be heard as one number */
    apart.actual_text = arena_printf(run->job->arena, "%s ", annex->label.utf8);
    TagId span = tagtree_add(run->tags, heading, &apart);
    SetLine label = set_single(run, &annex->label, face->label_role, span);
    c.heading = tagtree_add(run->tags, heading, &(Tag){.role = TAG_SPAN});
    put_line(run, sheet, &label, block_line(run, face->label_line));
  }
  Content *content =
      ARENA_NEW(run->job->arena, Content); /* lines keep pointing to its title */
  content->title = annex->title;
  c.content = content;
  const LayoutRole *role = layout_role(run->layout, "annex-title");
  put_face_title(&c, face, role ? role : face->role);
  run->gap_due = face->gap;
  run->part_title = annex->title.utf8;
  uint32_t first = sheet_now(run)->index;
  set_blocks(run, annex->blocks, annex->n_blocks, part);
  run->part_title = NULL;
  settle_last_page(run, first);
  run->gap_due = (Gap){0};
}

static void set_annexes(Run *run, const Content *content) {
  const Placement *face = find_face(run->layout, PART_ANNEX);
  for (uint32_t i = 0; face && i < content->n_annexes && !run->failed; i++) {
    if (!content->annexes[i].apart)
      set_annex(run, &content->annexes[i], face);
  }
}

/* Bound by themselves: behind the imprint, each from the front of a sheet of paper and
 * numbered from 1 (B10.5). One that has no text here is only listed. */
static void set_apart(Run *run, const Content *content) {
  const Placement *face = find_face(run->layout, PART_ANNEX);
  for (uint32_t i = 0; face && content && i < content->n_annexes && !run->failed; i++) {
    const Annex *annex = &content->annexes[i];
    if (!annex->apart || annex->n_blocks == 0)
      continue;
    if (run->n_sheets % 2 == 1 && run->layout->page.sides == SIDES_TWO)
      sheet_next(run)->unnumbered = true;
    run->numbers_from = run->n_sheets;
    set_annex(run, annex, face);
  }
}

static void set_enclosure(Run *run, const Content *content) {
  const Placement *face = find_face(run->layout, PART_ENCLOSURE);
  if (!face || !content)
    return;
  sheet_next(run);
  ContentRun c = {.run = run, .content = content};
  c.parent = tagtree_add(run->tags, run->document,
                         &(Tag){.role = TAG_PART, .title = content->title.utf8});
  const LayoutRole *role = layout_role(run->layout, "enclosure-title");
  put_face_title(&c, face, role ? role : face->role);
  uint32_t first = sheet_now(run)->index;
  put_content(&c, face->gap);
  settle_last_page(run, first);
  set_annexes(run, content);
}

/* ---- a joint mark leaves room for text on page 1 (H3.7)
 * ---------------------------------------- */

static void put_head(ContentRun *c) {
  Run *run = c->run;
  const Placement *title = find_flow(run->layout, PART_TITLE);
  sheet_next(run);
  set_headers(run);
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

static bool no_page(void *self, Job *job, const Page *page) {
  (void)self, (void)job, (void)page;
  return true;
}

static void run_open(Run *run) {
  run->tags = tagtree_new(run->job->arena);
  run->document = tagtree_add(run->tags, TAG_NONE, &(Tag){.role = TAG_DOCUMENT});
  run->notice = run->document;
  const Bulletin *b = run->bulletin;
  if (b && (b->enclosure || b->imprint || b->main.n_annexes > 0)) {
    const Text *name =
        b->number.text.chars ? &b->number.text : &b->main.title; /* 通报 may be both */
    run->notice = tagtree_add(run->tags, run->document,
                              &(Tag){.role = TAG_PART, .title = name->utf8});
  }
  run->sheets = g_ptr_array_new();
  run->outline = g_array_new(FALSE, TRUE, sizeof(OutlineEntry));
}

static void run_discard(Run *run) {
  sheets_finish(run);
  g_ptr_array_free(run->sheets, TRUE);
  g_array_free(run->outline, TRUE);
}

/* Where the first line of the text would end on page 1, tried on sheets that are thrown
 * away. */
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
               .sink = {.page = no_page},
               .mark_scale = run->mark_scale};
  run_open(&probe);
  ContentRun c = {.run = &probe, .content = &bulletin.main, .parent = probe.notice};
  put_head(&c);
  put_before_body(&c);
  const LayoutRole *body = layout_role(run->layout, "body");
  Length end = flow_top(&probe, sheet_now(&probe), body, probe.gap_due) + body->size;
  end += (Length)(probe.n_sheets - 1) * run->layout->block.height;
  run_discard(&probe);
  diagnostics_free(job.diags);
  return end;
}

/* H3.7: a smaller mark, else the recipients go (B2.2), else it is told. */
static void settle_mark(Run *run) {
  const Placement *stack = find_placement(run->layout, PLACE_STACK, PART_MARK);
  run->mark_scale = 1000;
  if (!run->bulletin->n_mark_names || !stack)
    return;
  int32_t scale = stack_scale(run, stack, head_end(run, true));
  run->mark_scale = scale;
  if (scale < 1000 && head_end(run, true) > block_bottom(run) &&
      imprint_placement(run->layout)) {
    run->mark_scale = 1000;
    run->mark_scale = stack_scale(run, stack, head_end(run, false));
  }
  if (run->mark_scale < 1000 && head_end(run, false) > block_bottom(run))
    diag_add(run->job->diags, run->bulletin->mark_names[0].at, DIAG_TYPESET_MARK_CROWDED,
             NULL);
}

static void set_main(Run *run) {
  ContentRun c = {.run = run, .content = &run->bulletin->main, .parent = run->notice};
  c.first_page = true;
  settle_mark(run);
  put_head(&c);
  put_content(&c, (Gap){0});
  settle_last_page(run, 0);
}

/* ---- the run
 * ----------------------------------------------------------------------------------- */

static DocumentInfo document_info(Job *job, const Bulletin *b) {
  const Sign *sign = b->main.sign;
  DocumentInfo info = {
      .lang = b->lang, .kind = b->kind, .draft = b->status == STATUS_DRAFT};
  info.issuer = b->n_issuers > 0 ? b->issuers[0].utf8 : NULL;
  info.secrecy = b->secrecy.text.chars ? b->secrecy.text.utf8 : NULL;
  info.number = b->number.text.chars ? b->number.text.utf8 : NULL;
  g_autoptr(GString) title = g_string_new(NULL);
  for (const char *p = b->main.title.utf8; p && *p; p++) {
    if (*p != '\n')
      g_string_append_c(title, *p);
  }
  const LayoutRole *mark = layout_role(job->layout, "mark");
  const Text *host = b->mark.chars || !b->n_issuers ? &b->mark : &b->issuers[0];
  if (title->len == 0 && mark && host->chars) /* an order (C1.3) */
    g_string_printf(title, "%s%s", text_by_role(job->arena, host, mark)->utf8,
                    info.number ? info.number : "");
  info.title = arena_strdup(job->arena, title->str);
  if (sign)
    info.date = sign->date;
  return info;
}

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

bool run_begin(Run *run) {
  DocumentInfo info = document_info(run->job, run->bulletin);
  if (!check_fonts(run->job) || !check_places(run) ||
      !run->sink.begin(run->sink.self, run->job, &info))
    return false;
  run_open(run);
  compose_begin(run);
  return true;
}

bool run_end(Run *run, Composition **out) {
  sheets_finish(run);
  DocumentEnd end = {
      .tags = run->tags, .n_pages = run->n_sheets, .n_outline = run->outline->len};
  end.outline = arena_take_array(run->job->arena, run->outline);
  g_ptr_array_free(run->sheets, TRUE);
  g_clear_pointer(&run->drawings, g_hash_table_unref);
  Composition *composition = ARENA_NEW(run->job->arena, Composition);
  compose_end(run, composition);
  if (out)
    *out = composition;
  return !run->failed && diag_errors(run->job->diags) == run->errors &&
         run->sink.end(run->sink.self, run->job, &end);
}

bool typeset_run(Job *job, const Bulletin *bulletin, PageSink sink, Composition **out) {
  Run run = {.job = job,
             .layout = job->layout,
             .bulletin = bulletin,
             .sink = sink,
             .errors = diag_errors(job->diags)};
  if (!run_begin(&run))
    return false;
  set_main(&run);
  set_enclosure(&run, bulletin->enclosure);
  set_annexes(&run, &bulletin->main);
  set_imprint(&run, bulletin->imprint);
  set_apart(&run, bulletin->enclosure);
  set_apart(&run, &bulletin->main);
  return run_end(&run, out);
}
