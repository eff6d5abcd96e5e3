/* The test sheet: how far a printer drifts, and where a letterhead's red parts must lie.
 */
#include "typeset.h"
#include "typeset_run.h"

/* Everything is drawn as thin as the lines inside tables. */
static Length hairline(const Run *run) {
  return MAX(run->layout->table.rule / 2, 1);
}

static FlowInk thin_ink(Length x, Length y, Length width, Length height) {
  return (FlowInk){.kind = INK_RECTANGLE,
                   .x = x,
                   .y = y,
                   .width = width,
                   .height = height,
                   .tag = TAG_NONE,
                   .artifact = ARTIFACT_LAYOUT};
}

/* The four edges of what an ink takes up. */
static void outline_ink(const Run *run, const FlowInk *ink, FlowInk *edges) {
  Length x = ink->x, width = ink->width, height = ink->height, thin = hairline(run);
  if (ink->kind == INK_LINE) {
    x += ink->line.left;
    width = ink->line.fit.natural + ink->line.fit.adjust;
    height = ink->line.paragraph->size;
  }
  edges[0] = thin_ink(x, ink->y, width, thin);
  edges[1] = thin_ink(x, ink->y + height - thin, width, thin);
  edges[2] = thin_ink(x, ink->y, thin, height);
  edges[3] = thin_ink(x + width - thin, ink->y, thin, height);
  for (int i = 0; i < 4; i++)
    edges[i].of_page = ink->of_page;
}

/* Boxes of the header show the edges of what they hold. */
typedef struct Outliner {
  Run *run;
  FlowTaker out;
} Outliner;

static bool take_outlined(void *self, const FlowBox *box) {
  const Outliner *o = self;
  FlowBox edges = *box;
  FlowInk *inks = ARENA_ARRAY(o->run->job->arena, FlowInk, 4 * (size_t)box->n_inks);
  for (uint32_t i = 0; i < box->n_inks; i++)
    outline_ink(o->run, &box->inks[i], &inks[4 * i]);
  edges.inks = inks;
  edges.n_inks = 4 * box->n_inks;
  return o->out.take(o->out.self, &edges);
}

static void set_outlined_header(Run *run) {
  Outliner outliner = {.run = run, .out = run->out};
  run->out = (FlowTaker){.self = &outliner, .take = take_outlined};
  set_headers(run);
  run->out = outliner.out;
}

static const char *millimetres(Run *run, Length length) {
  return length_mm_text(run->job->arena, length, 1);
}

/* A cross, and beside it how far its middle is from the paper's nearer edges. */
static void put_cross(Run *run, Length x, Length y) {
  const LayoutPage *page = &run->layout->page;
  Length arm = run->layout->grid.cell, thin = hairline(run);
  bool left = x < page->width / 2, top = y < page->height / 2;
  char *words =
      arena_printf(run->job->arena, "%s%smm，%s%smm", left ? "左" : "右",
                   millimetres(run, left ? x : page->width - x), top ? "上" : "下",
                   millimetres(run, top ? y : page->height - y));
  Text *text = ARENA_NEW(run->job->arena, Text);
  *text = flow_text(run->job->arena, words, (Span){.file = run->bulletin->file});
  const LayoutRole *role = layout_role_of(run->layout, ROLE_TABLE_CELL);
  TagId tag = tagtree_add(run->tags, run->notice, &(Tag){.role = TAG_P});
  SetLine line = set_single(run, text, role, tag);
  line.left = 0;
  FlowInk inks[] = {thin_ink(x - arm, -thin / 2, 2 * arm, thin),
                    thin_ink(x - thin / 2, -arm, thin, 2 * arm), box_ink(&line)};
  inks[2].x = left ? x + role->size / 2 : x - role->size / 2 - line.fit.natural;
  inks[2].y = top ? role->size / 2 : -role->size * 3 / 2;
  for (size_t i = 0; i < G_N_ELEMENTS(inks); i++)
    inks[i].of_page = true;
  box_fixed(run, &(FixedSet){.inks = inks,
                             .n = G_N_ELEMENTS(inks),
                             .y = {.edge = EDGE_PAGE_TOP, .offset = y},
                             .kind = FIXED_ASIDE});
}

static void put_crosses(Run *run) {
  const LayoutBlock *b = &run->layout->block;
  for (int i = 0; i < 4; i++)
    put_cross(run, b->left + (i % 2 ? b->width : 0), b->top + (i / 2 ? b->height : 0));
}

static const char *const instructions[] = {
    "请按“实际大小”打印本页，不要缩放。",
    "量左上角十字的中心到纸张左边和上边的距离，与旁边所写的数相比。",
    "所写的数减去量得的数，就是应当右移、下移的距离：",
    "如左边差0.8mm，上边多1.2mm，打印时就加上--offset 0.8mm,-1.2mm，再打印本页核对。",
    "印在套红信纸上时，细框应与红色标志、红线重合。",
};

static void put_instructions(Run *run) {
  const LayoutRole *role = layout_role_of(run->layout, ROLE_BODY);
  Gap gap = {.edge = 2 * run->layout->grid.gap_unit, .lines = 2, .given = true};
  for (size_t i = 0; i < G_N_ELEMENTS(instructions); i++) {
    Text *text = ARENA_NEW(run->job->arena, Text);
    *text =
        flow_text(run->job->arena, instructions[i], (Span){.file = run->bulletin->file});
    TagId tag = tagtree_add(run->tags, run->notice, &(Tag){.role = TAG_P});
    LineSet set = {.role = role, .gap = i ? (Gap){0} : gap};
    set.lines = set_text(run, text, role, tag, &set.n);
    box_lines(run, &set);
  }
}

/* A document with nothing but a header. */
static Bulletin *blank_bulletin(Job *job) {
  Bulletin *b = ARENA_NEW(job->arena, Bulletin);
  Text *issuer = ARENA_NEW(job->arena, Text);
  *b = (Bulletin){
      .file = "test-sheet", .lang = "zh-CN", .kind = "", .layout = job->layout->name};
  Span at = {.file = b->file};
  *issuer = flow_text(job->arena, "发文机关标志", at);
  b->issuers = issuer;
  b->n_issuers = 1;
  b->mark = *issuer;
  b->number.text = flow_text(job->arena, "发〔2000〕1号", at);
  b->main.title = flow_text(job->arena, "打印偏移测试页", at);
  return b;
}

bool typeset_test_sheet(Job *job, PageSink sink) {
  Run run = {.job = job,
             .layout = job->layout,
             .bulletin = blank_bulletin(job),
             .errors = diag_errors(job->diags)};
  Pager *pager = run_begin(&run, sink);
  Composition none;
  if (!pager)
    return false;
  box_page(&run, (FlowPage){.unnumbered = true});
  set_outlined_header(&run);
  put_instructions(&run);
  put_crosses(&run);
  return run_end(&run, pager, sink, &none);
}
