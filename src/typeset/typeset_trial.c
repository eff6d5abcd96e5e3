/* The test sheet: how far a printer drifts, and where a letterhead's red parts must lie.
 */
#include "typeset_run.h"

/* Everything is drawn as thin as the lines inside tables. */
static Length hairline(const Run *run) {
  return MAX(run->layout->table.rule / 2, 1);
}

static void put_line_of(Run *run, Sheet *sheet, Length x, Length y, Length width,
                        Length height) {
  put_rectangle(run, sheet, x, y, width, height)->steps = -1;
}

static void put_outline(Run *run, Sheet *sheet, const Placed *box) {
  Length thin = hairline(run), right = box->x + box->width, bottom = box->y + box->height;
  put_line_of(run, sheet, box->x, box->y, box->width, thin);
  put_line_of(run, sheet, box->x, bottom - thin, box->width, thin);
  put_line_of(run, sheet, box->x, box->y, thin, box->height);
  put_line_of(run, sheet, right - thin, box->y, thin, box->height);
}

/* The header's records become the outlines of their em boxes. */
static void outline_header(Run *run, Sheet *sheet) {
  GArray *header = sheet->placed;
  sheet->placed = g_array_new(FALSE, TRUE, sizeof(Placed));
  for (guint i = 0; i < header->len; i++) {
    Placed box = g_array_index(header, Placed, i);
    if (box.kind == PLACED_LINE) {
      box.x += box.line.left;
      box.width = box.line.fit.natural + box.line.fit.adjust;
      box.height = box.line.paragraph->size;
    }
    put_outline(run, sheet, &box);
  }
  g_array_free(header, TRUE);
}

static const char *millimetres(Run *run, Length length) {
  return length_mm_text(run->job->arena, length, 1);
}

/* A cross, and beside it how far its middle is from the paper's nearer edges. */
static void put_cross(Run *run, Sheet *sheet, Length x, Length y) {
  const LayoutPage *page = &run->layout->page;
  Length arm = run->layout->grid.cell, thin = hairline(run);
  put_line_of(run, sheet, x - arm, y - thin / 2, 2 * arm, thin);
  put_line_of(run, sheet, x - thin / 2, y - arm, thin, 2 * arm);
  bool left = x < page->width / 2, top = y < page->height / 2;
  char *words =
      arena_printf(run->job->arena, "%s%smm，%s%smm", left ? "左" : "右",
                   millimetres(run, left ? x : page->width - x), top ? "上" : "下",
                   millimetres(run, top ? y : page->height - y));
  Text *text = ARENA_NEW(run->job->arena, Text);
  *text = text_plain(run->job->arena, words, (Span){.file = run->bulletin->file});
  const LayoutRole *role = layout_role(run->layout, "table-cell");
  TagId tag = tagtree_add(run->tags, run->notice, &(Tag){.role = TAG_P});
  SetLine line = set_single(run, text, role, tag);
  line.left = 0;
  Length beside = left ? x + role->size / 2 : x - role->size / 2 - line.fit.natural;
  put_line_at(run, sheet, &line, beside,
              top ? y + role->size / 2 : y - role->size * 3 / 2);
}

static void put_crosses(Run *run, Sheet *sheet) {
  const LayoutBlock *b = &run->layout->block;
  Length left = block_left(run, sheet);
  for (int i = 0; i < 4; i++)
    put_cross(run, sheet, left + (i % 2 ? b->width : 0),
              b->top + (i / 2 ? b->height : 0));
}

static const char *const instructions[] = {
    "请按“实际大小”打印本页，不要缩放。",
    "量左上角十字的中心到纸张左边和上边的距离，与旁边所写的数相比。",
    "所写的数减去量得的数，就是应当右移、下移的距离：",
    "如左边差0.8mm，上边多1.2mm，打印时就加上--offset 0.8mm,-1.2mm，再打印本页核对。",
    "印在套红信纸上时，细框应与红色标志、红线重合。",
};

static void put_instructions(Run *run, Sheet *sheet) {
  const LayoutRole *role = layout_role(run->layout, "body");
  Gap gap = {.edge = 2 * run->layout->grid.gap_unit, .lines = 2, .given = true};
  sheet->empty = false;
  for (size_t i = 0; i < G_N_ELEMENTS(instructions); i++) {
    Text *text = ARENA_NEW(run->job->arena, Text);
    *text =
        text_plain(run->job->arena, instructions[i], (Span){.file = run->bulletin->file});
    TagId tag = tagtree_add(run->tags, run->notice, &(Tag){.role = TAG_P});
    uint32_t n = 0;
    const SetLine *lines = set_text(run, text, role, tag, &n);
    flow_lines(run, lines, n, role, i ? (Gap){0} : gap, false);
  }
}

/* A document with nothing but a header. */
static Bulletin *blank_bulletin(Job *job) {
  Bulletin *b = ARENA_NEW(job->arena, Bulletin);
  Text *issuer = ARENA_NEW(job->arena, Text);
  *b = (Bulletin){
      .file = "test-sheet", .lang = "zh-CN", .kind = "", .layout = job->layout->name};
  Span at = {.file = b->file};
  *issuer = text_plain(job->arena, "发文机关标志", at);
  b->issuers = issuer;
  b->n_issuers = 1;
  b->mark = *issuer;
  b->number.text = text_plain(job->arena, "发〔2000〕1号", at);
  b->main.title = text_plain(job->arena, "打印偏移测试页", at);
  return b;
}

bool typeset_test_sheet(Job *job, PageSink sink) {
  Run run = {.job = job,
             .layout = job->layout,
             .bulletin = blank_bulletin(job),
             .sink = sink,
             .errors = diag_errors(job->diags)};
  if (!run_begin(&run))
    return false;
  Sheet *sheet = sheet_next(&run);
  sheet->unnumbered = true;
  set_headers(&run);
  outline_header(&run, sheet);
  put_instructions(&run, sheet);
  put_crosses(&run, sheet_now(&run));
  return run_end(&run, NULL);
}
