/* What the PDF room refuses, and what it makes of pages that need no font. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "pdf.h"

typedef struct Bench {
  Job job;
  GByteArray *out;
  TagTree *tags;
  TagId document, figure;
  PathStep steps[2];
  Item items[2];
  DocumentInfo info;
  Page page;
  DocumentEnd end;
  PdfOptions options;
} Bench;

static void setup(Bench *b) {
  memset(b, 0, sizeof *b);
  b->job =
      (Job){.arena = arena_new(), .diags = diagnostics_new(), .limits = &limits_default};
  b->out = g_byte_array_new();
  b->tags = tagtree_new(b->job.arena);
  b->document = tagtree_add(b->tags, TAG_NONE, &(Tag){.role = TAG_DOCUMENT});
  b->steps[0] = (PathStep){PATH_MOVE, {LENGTH_PT}, {LENGTH_PT}};
  b->steps[1] = (PathStep){PATH_LINE, {99 * LENGTH_PT}, {LENGTH_PT}};
  b->items[0] = (Item){.kind = ITEM_PATH,
                       .tag = TAG_NONE,
                       .artifact = ARTIFACT_LAYOUT,
                       .as.path = {.steps = b->steps, .n_steps = 2, .stroke = LENGTH_PT}};
  b->info = (DocumentInfo){.title = "通报", .lang = "zh-CN", .date = {2018, 4, 23}};
  b->page = (Page){.width = 595 * LENGTH_PT,
                   .height = 842 * LENGTH_PT,
                   .items = b->items,
                   .n_items = 1};
  b->end = (DocumentEnd){.tags = b->tags, .n_pages = 1};
  b->options = (PdfOptions){.producer = "Hongtou", .source_date = INT64_MIN};
}

static void teardown(Bench *b) {
  arena_free(b->job.arena);
  diagnostics_free(b->job.diags);
  g_byte_array_unref(b->out);
}

static bool run(Bench *b) {
  PageSink sink = pdf_sink(&b->job, &b->options, b->out);
  return sink.begin(sink.self, &b->job, &b->info) &&
         sink.page(sink.self, &b->job, &b->page) && sink.end(sink.self, &b->job, &b->end);
}

static bool holds(const Bench *b, const char *text) {
  return memmem(b->out->data, b->out->len, text, strlen(text)) != NULL;
}

static void refused(Bench *b, DiagCode code) {
  assert_false(run(b));
  assert_int_equal(diag_count(b->job.diags), 1);
  assert_int_equal(diag_at(b->job.diags, 0)->code, code);
  assert_int_equal(diag_errors(b->job.diags), 1);
  teardown(b);
}

static void test_plain_page(void **state) {
  (void)state;
  Bench b;
  setup(&b);
  assert_true(run(&b));
  assert_int_equal(diag_count(b.job.diags), 0);
  assert_memory_equal(b.out->data, "%PDF-1.7\n%", 10);
  assert_memory_equal(b.out->data + b.out->len - 6, "%%EOF\n", 6);
  assert_true(holds(&b, "/CreationDate(D:20180423000000+08'00')"));
  assert_true(holds(&b, "<xmp:CreateDate>2018-04-23T00:00:00+08:00<"));
  teardown(&b);
}

static void test_source_date(void **state) {
  (void)state;
  Bench b;
  setup(&b);
  b.options.source_date = 1524441600; /* 2018-04-23T00:00Z */
  assert_true(run(&b));
  assert_true(holds(&b, "/ModDate(D:20180423080000+08'00')"));
  assert_true(holds(&b, "<gongwen:signedOn>2018-04-23<"));
  teardown(&b);
  setup(&b);
  b.options.source_date = -1;
  refused(&b, DIAG_PDF_SOURCE_DATE);
  setup(&b);
  b.options.source_date = INT64_MAX;
  refused(&b, DIAG_PDF_SOURCE_DATE);
}

static void test_silent_document(void **state) {
  (void)state;
  Bench b;
  setup(&b);
  b.info = (DocumentInfo){.kind = "命令", .draft = true};
  assert_true(run(&b));
  assert_true(holds(&b, "x-default\">命令<"));
  assert_true(holds(&b, "/Lang(zh-CN)"));
  assert_true(holds(&b, "<gongwen:status>草稿<"));
  assert_false(holds(&b, "CreationDate"));
  assert_false(holds(&b, "<xmp:CreateDate"));
  teardown(&b);
  setup(&b);
  b.info = (DocumentInfo){.issuer = "某机关"};
  refused(&b, DIAG_PDF_NO_TITLE);
}

static void test_titles(void **state) {
  (void)state;
  Bench b;
  setup(&b);
  b.info.title = "关于<甲>&乙\n的通报"; /* a forced break is not part of the name */
  assert_true(run(&b));
  assert_true(holds(&b, "x-default\">关于&lt;甲&gt;&amp;乙的通报<"));
  teardown(&b);
  setup(&b);
  b.info.title = "通\x01报";
  refused(&b, DIAG_PDF_CHARACTER);
  setup(&b);
  b.info.issuer = "某\xC2\x85机关";
  refused(&b, DIAG_PDF_CHARACTER);
}

static void test_page_sizes(void **state) {
  (void)state;
  Bench b;
  setup(&b);
  b.page.height = 2 * LENGTH_PT;
  refused(&b, DIAG_PDF_PAGE_SIZE);
  setup(&b);
  b.page.width = 14401 * LENGTH_PT;
  refused(&b, DIAG_PDF_PAGE_SIZE);
}

static void test_spot_names(void **state) {
  (void)state;
  const char *const names[] = {"All", "None", ""};
  for (int i = 0; i < 3; i++) {
    Bench b;
    setup(&b);
    b.items[0].as.path.colour = (Colour){224, 0, 0, names[i]};
    refused(&b, DIAG_PDF_SPOT_NAME);
  }
}

/* One name has one alternate: the other colour is drawn without a plate. */
static void test_two_colours_of_one_plate(void **state) {
  (void)state;
  Bench b;
  setup(&b);
  b.items[0].as.path.colour = (Colour){224, 0, 0, "红"};
  b.items[1] = b.items[0];
  b.items[1].as.path.colour.r = 200;
  b.page.n_items = 2;
  assert_true(run(&b));
  assert_true(holds(&b, "/ColorSpace<</S0[/Separation/#E7#BA#A2/DeviceRGB"));
  assert_false(holds(&b, "/S1["));
  assert_true(holds(&b, "/C1[.8784 0 0]"));
  teardown(&b);
}

static void test_links(void **state) {
  (void)state;
  Bench b;
  setup(&b);
  TagId tag = tagtree_add(b.tags, b.document, &(Tag){.role = TAG_LINK});
  PageLink link = {LENGTH_PT, LENGTH_PT, LENGTH_PT, LENGTH_PT, "annex-9", "附件9", tag};
  b.page.links = &link;
  b.page.n_links = 1;
  refused(&b, DIAG_PDF_LINK_TARGET);
  setup(&b);
  link.tag = tagtree_add(b.tags, b.document, &(Tag){.role = TAG_SPAN});
  b.page.links = &link;
  b.page.n_links = 1;
  refused(&b, DIAG_PDF_BROKEN);
}

static void test_tags(void **state) {
  (void)state;
  Bench b;
  setup(&b);
  tagtree_add(b.tags, b.document, &(Tag){.role = TAG_FIGURE});
  refused(&b, DIAG_PDF_NO_ALT);
  setup(&b);
  b.items[0].tag = 7;
  refused(&b, DIAG_PDF_BROKEN);
  setup(&b);
  b.page.index = 3;
  refused(&b, DIAG_PDF_BROKEN);
}

static void test_long_alt(void **state) {
  (void)state;
  Bench b;
  setup(&b);
  g_autofree char *alt = g_strnfill(40000, 'a');
  b.items[0].tag =
      tagtree_add(b.tags, b.document, &(Tag){.role = TAG_FIGURE, .alt = alt});
  refused(&b, DIAG_PDF_LONG_STRING);
}

static void test_deep_groups(void **state) {
  (void)state;
  Bench b;
  setup(&b);
  Item groups[30];
  for (int i = 0; i < 30; i++)
    groups[i] = (Item){.kind = ITEM_GROUP,
                       .tag = TAG_NONE,
                       .artifact = ARTIFACT_LAYOUT,
                       .as.group = {.matrix = {1, 0, 0, 1, 0, 0},
                                    .items = i ? &groups[i - 1] : b.items,
                                    .n_items = 1}};
  b.page.items = &groups[23];
  assert_true(run(&b));
  teardown(&b);
  setup(&b);
  groups[0].as.group.items = b.items;
  b.page.items = &groups[29];
  refused(&b, DIAG_PDF_BROKEN);
}

static void test_equal_pictures(void **state) {
  (void)state;
  Bench b;
  setup(&b);
  uint8_t rgb[2][12] = {{1, 2, 3}, {1, 2, 3}}, alpha[4] = {0, 128, 255, 7};
  Image images[2] = {{.width = 2, .height = 2, .rgb = rgb[0], .alpha = alpha},
                     {.width = 2, .height = 2, .rgb = rgb[1], .alpha = alpha}};
  for (int i = 0; i < 2; i++)
    b.items[i] = (Item){.kind = ITEM_PICTURE,
                        .tag = TAG_NONE,
                        .artifact = ARTIFACT_BACKGROUND,
                        .as.picture = {&images[i], 0, 0, LENGTH_PT, LENGTH_PT}};
  b.page.n_items = 2;
  assert_true(run(&b));
  assert_true(holds(&b, "/SMask"));
  assert_true(holds(&b, "/XObject<</I0"));
  assert_false(holds(&b, "/I1"));
  assert_false(holds(&b, "Interpolate"));
  teardown(&b);
  setup(&b);
  images[1].alpha = NULL; /* opaque: another picture */
  for (int i = 0; i < 2; i++)
    b.items[i] = (Item){.kind = ITEM_PICTURE,
                        .tag = TAG_NONE,
                        .artifact = ARTIFACT_BACKGROUND,
                        .as.picture = {&images[i], 0, 0, LENGTH_PT, LENGTH_PT}};
  b.page.n_items = 2;
  assert_true(run(&b));
  assert_true(holds(&b, "/I1"));
  teardown(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_plain_page),
      cmocka_unit_test(test_source_date),
      cmocka_unit_test(test_silent_document),
      cmocka_unit_test(test_titles),
      cmocka_unit_test(test_page_sizes),
      cmocka_unit_test(test_spot_names),
      cmocka_unit_test(test_two_colours_of_one_plate),
      cmocka_unit_test(test_links),
      cmocka_unit_test(test_tags),
      cmocka_unit_test(test_long_alt),
      cmocka_unit_test(test_deep_groups),
      cmocka_unit_test(test_equal_pictures),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
