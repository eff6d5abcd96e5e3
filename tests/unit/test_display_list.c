#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "display.h"

/* One page with every kind of item, made from memory that is scribbled over after each
 * call. */

static Job job_new(void) {
  return (Job){
      .arena = arena_new(), .diags = diagnostics_new(), .limits = &limits_default};
}

static void job_end(Job *job) {
  arena_free(job->arena);
  diagnostics_free(job->diags);
}

static int face; /* stands for a face where nothing looks into it */

static Item glyphs_item(TagId tag, Glyph *glyphs, uint32_t n, const char *text) {
  return (Item){.kind = ITEM_GLYPHS,
                .tag = tag,
                .as.glyphs = {.size = 16 * LENGTH_PT,
                              .x_scale = 1024,
                              .glyphs = glyphs,
                              .n_glyphs = n,
                              .text = text}};
}

static TagTree *sample_tree(Arena *arena) {
  TagTree *tree = tagtree_new(arena);
  TagId document =
      tagtree_add(tree, TAG_NONE, &(Tag){.role = TAG_DOCUMENT, .lang = "zh-CN"});
  TagId part = tagtree_add(tree, document, &(Tag){.role = TAG_PART});
  tagtree_add(tree, part, &(Tag){.role = TAG_H, .level = 1});
  tagtree_add(tree, document, &(Tag){.role = TAG_FIGURE, .alt = "印章 \"甲\""});
  tagtree_add(tree, part, &(Tag){.role = TAG_P});
  return tree;
}

typedef struct Sample {
  Glyph title[4], text[2];
  PathStep rule[2];
  char words[64];
  uint8_t rgb[3], alpha[1];
  Image image;
  Item inner[1], items[5];
  PageLink links[1];
  PageMark marks[1];
  Page page;
} Sample;

#define MM(n) ((Length)((n)*360 * 1024 / 127))

static void fill_sample(Sample *s) {
  for (uint32_t i = 0; i < 4; i++)
    s->title[i] = (Glyph){
        .id = i + 1, .x = MM(28) + (Length)i * 16 * 1024, .y = MM(50), .text = i * 3};
  s->title[3].x -= 8 * 1024;
  s->text[0] = (Glyph){.id = 7, .x = 0, .y = 0, .text = 0};
  s->text[1] = (Glyph){.id = 8, .x = 1024, .y = -512, .text = 3};
  strcpy(s->words, "工作情况");
  s->rule[0] = (PathStep){.op = PATH_MOVE, .x = {MM(28)}, .y = {MM(100)}};
  s->rule[1] = (PathStep){.op = PATH_LINE, .x = {MM(184)}, .y = {MM(100)}};
  s->image = (Image){.width = 1, .height = 1, .rgb = s->rgb, .alpha = s->alpha};
  s->items[0] = glyphs_item(2, s->title, 4, s->words);
  s->items[1] = (Item){.kind = ITEM_PATH,
                       .tag = TAG_NONE,
                       .artifact = ARTIFACT_LAYOUT,
                       .as.path = {.steps = s->rule,
                                   .n_steps = 2,
                                   .stroke = 1024,
                                   .colour = {.r = 255, .spot = "Red"}}};
  s->items[2] = (Item){.kind = ITEM_PICTURE,
                       .tag = 3,
                       .as.picture = {&s->image, MM(10), MM(20), MM(42), MM(42)}};
  s->inner[0] = glyphs_item(4, s->text, 2, "表格");
  s->items[3] = (Item){.kind = ITEM_GROUP,
                       .tag = TAG_NONE,
                       .as.group = {.matrix = {0, 1, -1, 0, MM(100), MM(30)},
                                    .clip = true,
                                    .clip_width = MM(50),
                                    .clip_height = MM(20),
                                    .items = s->inner,
                                    .n_items = 1}};
  s->items[4] = glyphs_item(4, s->text, 0, "");
  s->links[0] = (PageLink){MM(30), MM(60), MM(20), MM(5), "a1", "附件1", 4};
  s->marks[0] = (PageMark){"a1", MM(90)};
  s->page = (Page){.width = MM(210),
                   .height = MM(297),
                   .items = s->items,
                   .n_items = 5,
                   .links = s->links,
                   .n_links = 1,
                   .marks = s->marks,
                   .n_marks = 1,
                   .number = 1};
}

static void take_sample(Job *job, DisplayList *list, uint32_t pages) {
  PageSink sink = display_list_sink(list);
  Sample *s = g_new0(Sample, 1);
  DocumentInfo info = {
      .title = "标题", .lang = "zh-CN", .date = {2018, 4, 23}, .draft = true};
  assert_true(sink.begin(sink.self, job, &info));
  for (uint32_t i = 0; i < pages; i++) {
    fill_sample(s);
    s->page.index = i;
    if (i)
      s->page.n_marks = 0;
    assert_true(sink.page(sink.self, job, &s->page));
    Image image = s->image;
    memset(s, 0xA5, sizeof *s);
    s->image = image; /* images are the job's and stay */
  }
  char title[] = "总体情况";
  OutlineEntry outline = {.title = title, .level = 1, .page = 0, .y = MM(50)};
  DocumentEnd end = {sample_tree(job->arena), &outline, 1, pages};
  assert_true(sink.end(sink.self, job, &end));
  memset(title, 'x', 4);
  for (uint32_t i = 0; i < pages; i++)
    ((Item *)list->pages[i]->items)[2].as.picture.image =
        memcpy(arena_alloc(job->arena, sizeof(Image)), &s->image, sizeof(Image));
  g_free(s);
}

static void test_dump(void **state) {
  (void)state;
  Job job = job_new();
  DisplayList list;
  take_sample(&job, &list, 1);
  g_autoptr(GString) out = g_string_new(NULL);
  display_dump(&list, out);
  assert_string_equal(
      out->str,
      "document title=\"标题\" lang=\"zh-CN\" date=2018-04-23 draft\n"
      "page 0 number 1 210.000 297.000\n"
      "  glyphs Part/H1 ? 16pt x1024 #000000 28.000 50.000 end 42.111 dx 5.644*2 2.822 "
      "\"工作情况\"\n"
      "  path -layout stroke 0.353 #ff0000/Red M 28.000 100.000 L 184.000 100.000\n"
      "  picture Figure 10.000 20.000 42.000 42.000 1x1 px alpha\n"
      "  group - matrix 0.0000 1.0000 -1.0000 0.0000 100.000 30.000"
      " clip 0.000 0.000 50.000 20.000\n"
      "    glyphs Part/P ? 16pt x1024 #000000 0.000 0.000 end 0.353 dx 0.353 dy 1:-0.176 "
      "\"表格\"\n"
      "  glyphs Part/P+ ? 16pt x1024 #000000 \"\"\n"
      "  link Part/P+ 30.000 60.000 20.000 5.000 to=\"a1\" text=\"附件1\"\n"
      "  mark 90.000 name=\"a1\"\n"
      "outline 1 page 0 50.000 \"总体情况\"\n");
  job_end(&job);
}

/* Everything of a page is moved alike: --offset. */
static void test_shift(void **state) {
  (void)state;
  Job job = job_new();
  DisplayList list;
  PageSink sink = display_shift(&job, display_list_sink(&list), MM(2), -MM(3));
  Sample *s = g_new0(Sample, 1);
  fill_sample(s);
  assert_true(sink.begin(sink.self, &job, &(DocumentInfo){.title = "标题"}));
  assert_true(sink.page(sink.self, &job, &s->page));
  DocumentEnd end = {sample_tree(job.arena), NULL, 0, 1};
  assert_true(sink.end(sink.self, &job, &end));
  const Page *page = list.pages[0];
  assert_int_equal(page->links[0].x, s->links[0].x + MM(2));
  assert_int_equal(page->links[0].y, s->links[0].y - MM(3));
  assert_int_equal(page->links[0].width, s->links[0].width);
  assert_int_equal(page->links[0].height, s->links[0].height);
  assert_int_equal(page->marks[0].y, s->marks[0].y - MM(3));
  assert_int_equal(page->items[0].as.glyphs.glyphs[2].x, s->title[2].x + MM(2));
  assert_int_equal(page->items[0].as.glyphs.glyphs[2].y, s->title[2].y - MM(3));
  assert_int_equal(page->items[1].as.path.steps[1].x[0], s->rule[1].x[0] + MM(2));
  assert_int_equal(page->items[1].as.path.steps[1].y[0], s->rule[1].y[0] - MM(3));
  assert_int_equal(page->items[2].as.picture.x, MM(10) + MM(2));
  assert_int_equal(page->items[2].as.picture.y, MM(20) - MM(3));
  const double *matrix = page->items[3].as.group.matrix;
  assert_int_equal((Length)matrix[4], MM(100) + MM(2));
  assert_int_equal((Length)matrix[5], MM(30) - MM(3));
  assert_int_equal(page->items[3].as.group.items[0].as.glyphs.glyphs[0].x, 0);
  g_free(s);
  job_end(&job);
}

static void test_dump_tags(void **state) {
  (void)state;
  Job job = job_new();
  DisplayList list;
  take_sample(&job, &list, 2);
  g_autoptr(GString) out = g_string_new(NULL);
  display_dump_tags(&list, out);
  assert_string_equal(out->str,
                      "Document Lang=\"zh-CN\"\n"
                      "  Part\n"
                      "    H1 \"工作情况工作情况\"\n"
                      "    P \"表格表格\"\n"
                      "  Figure Alt=\"印章 \\\"甲\\\"\" pictures=2\n");
  job_end(&job);
}

/* A node more in front of all others changes no line of the pages; the heads of a cell
 * are told by their words. */
static void test_dump_names_nodes(void **state) {
  (void)state;
  static const char *const words[] = {"站", "数", "东站", "9"};
  char *told[2] = {NULL, NULL};
  for (int more = 0; more < 2; more++) {
    Job job = job_new();
    TagTree *tree = tagtree_new(job.arena);
    TagId document = tagtree_add(tree, TAG_NONE, &(Tag){.role = TAG_DOCUMENT});
    for (int i = 0; i < 3 * more; i++)
      tagtree_add(tree, document, &(Tag){.role = TAG_P});
    TagId table = tagtree_add(tree, document, &(Tag){.role = TAG_TABLE});
    TagId rows[] = {tagtree_add(tree, table, &(Tag){.role = TAG_TR}),
                    tagtree_add(tree, table, &(Tag){.role = TAG_TR})};
    TagId heads[] = {tagtree_add(tree, rows[0], &(Tag){.role = TAG_TH}),
                     tagtree_add(tree, rows[0], &(Tag){.role = TAG_TH}),
                     tagtree_add(tree, rows[1], &(Tag){.role = TAG_TH})};
    Tag cell = {.role = TAG_TD,
                .column_heads = tagtree_list_add(tree, &heads[1], 1),
                .row_heads = tagtree_list_add(tree, &heads[2], 1)};
    TagId cells[] = {heads[0], heads[1], heads[2], tagtree_add(tree, rows[1], &cell)};
    Item items[4];
    for (int i = 0; i < 4; i++)
      items[i] = glyphs_item(cells[i], NULL, 0, words[i]);
    const Page page = {.items = items, .n_items = 4}, *pages[] = {&page};
    DisplayList list = {.pages = pages, .n_pages = 1, .end = {.tags = tree}};
    g_autoptr(GString) out = g_string_new(NULL);
    display_dump(&list, out);
    told[more] = g_strdup(out->str);
    g_string_truncate(out, 0);
    display_dump_tags(&list, out);
    assert_non_null(strstr(out->str, "TD Headers=\"数\" Headers=\"东站\" \"9\"\n"));
    job_end(&job);
  }
  assert_non_null(strstr(told[0], "glyphs Table/TR/TD ?"));
  assert_string_equal(told[0], told[1]);
  g_free(told[0]);
  g_free(told[1]);
}

static void test_replay(void **state) {
  (void)state;
  Job job = job_new();
  DisplayList list, again;
  take_sample(&job, &list, 5);
  assert_true(display_list_replay(&list, &job, display_list_sink(&again)));
  assert_int_equal(again.n_pages, 5);
  g_autoptr(GString) one = g_string_new(NULL);
  g_autoptr(GString) two = g_string_new(NULL);
  display_dump(&list, one);
  display_dump_tags(&list, one);
  display_dump(&again, two);
  display_dump_tags(&again, two);
  assert_string_equal(one->str, two->str);
  assert_ptr_not_equal(list.pages[4]->items, again.pages[4]->items);
  job_end(&job);
}

static bool refuse(void *self, Job *job, const Page *page) {
  (void)job;
  (void)page;
  return ++*(int *)self < 3;
}
static bool accept_begin(void *self, Job *job, const DocumentInfo *info) {
  (void)self;
  (void)job;
  return info != NULL;
}
static bool never_end(void *self, Job *job, const DocumentEnd *end) {
  (void)job;
  (void)end;
  *(int *)self = 100;
  return true;
}

static void test_replay_stops(void **state) {
  (void)state;
  Job job = job_new();
  DisplayList list;
  take_sample(&job, &list, 5);
  int taken = 0;
  PageSink sink = {&taken, accept_begin, refuse, never_end};
  assert_false(display_list_replay(&list, &job, sink));
  assert_int_equal(taken, 3);
  job_end(&job);
}

static void test_large_tree(void **state) {
  (void)state;
  Job job = job_new();
  TagTree *tree = tagtree_new(job.arena);
  tagtree_add(tree, TAG_NONE, &(Tag){.role = TAG_DOCUMENT});
  for (int i = 1; i < 100000; i++)
    assert_int_equal(
        tagtree_add(tree, i / 2, &(Tag){.role = TAG_P, .row_span = (uint16_t)i}), i);
  const TagId heads[] = {7, 70000, 9};
  uint32_t n = 0;
  assert_int_equal(tagtree_list_add(tree, heads, 2), 1);
  assert_int_equal(tagtree_list_add(tree, heads + 2, 1), 2);
  assert_int_equal(tagtree_list_at(tree, 1, &n)[1], 70000);
  assert_int_equal(n, 2);
  assert_int_equal(tagtree_list_at(tree, 2, &n)[0], 9);
  assert_int_equal(tagtree_lists(tree), 2);
  assert_int_equal(tagtree_at(tree, 0).role, TAG_DOCUMENT);
  assert_null(tagtree_at(tree, 0).alt);
  assert_int_equal(tagtree_count(tree), 100000);
  assert_int_equal(tagtree_at(tree, 70000).parent, 35000);
  assert_int_equal(tagtree_at(tree, 70000).row_span, 70000 & 0xFFFF);
  assert_int_equal(tagtree_at(tree, 1).column_span, 1);
  job_end(&job);
}

/* ---- check: the sound sample, then one fault at a time ------------------------- */

typedef void Spoil(DisplayList *list, Page *page, Item *items);

static void sound(DisplayList *list, Page *page, Item *items) {
  (void)list;
  (void)page;
  (void)items;
}
static void glyph_out(DisplayList *list, Page *page, Item *items) {
  (void)list;
  (void)page;
  ((Glyph *)items[0].as.glyphs.glyphs)[1].x = MM(211);
}
static void glyph_left(DisplayList *list, Page *page, Item *items) {
  (void)list;
  (void)page;
  ((Glyph *)items[0].as.glyphs.glyphs)[0].x = -MM(1);
}
static void glyph_above(DisplayList *list, Page *page, Item *items) {
  (void)list;
  (void)page;
  ((Glyph *)items[0].as.glyphs.glyphs)[0].y = -MM(1);
}
static void glyph_below(DisplayList *list, Page *page, Item *items) {
  (void)list;
  (void)page;
  ((Glyph *)items[0].as.glyphs.glyphs)[3].y = MM(298);
}
static void glyph_missing(DisplayList *list, Page *page, Item *items) {
  (void)list;
  (void)page;
  ((Glyph *)items[0].as.glyphs.glyphs)[1].id = 0;
}
static void cluster_beyond(DisplayList *list, Page *page, Item *items) {
  (void)list;
  (void)page;
  ((Glyph *)items[0].as.glyphs.glyphs)[3].text = 12;
}
static void fontless(DisplayList *list, Page *page, Item *items) {
  (void)list;
  (void)page;
  items[0].as.glyphs.font = NULL;
}
static void unknown_tag(DisplayList *list, Page *page, Item *items) {
  (void)list;
  (void)page;
  items[0].tag = 5;
}
static void unnamed(DisplayList *list, Page *page, Item *items) {
  (void)list;
  (void)page;
  items[1].artifact = ARTIFACT_NONE;
}
static void clip_out(DisplayList *list, Page *page, Item *items) {
  (void)list;
  (void)page;
  items[3].as.group.clip_height = MM(120); /* turned by 90°: leaves on the left */
}
static void picture_out(DisplayList *list, Page *page, Item *items) {
  (void)list;
  (void)page;
  items[2].as.picture.y = MM(256);
}
static void path_startless(DisplayList *list, Page *page, Item *items) {
  (void)list;
  (void)page;
  ((PathStep *)items[1].as.path.steps)[0].op = PATH_LINE;
}
static void link_lost(DisplayList *list, Page *page, Item *items) {
  (void)list;
  (void)items;
  ((PageLink *)page->links)[0].target = "a2";
}
static void page_numbered(DisplayList *list, Page *page, Item *items) {
  (void)list;
  (void)items;
  page->index = 3;
}
static void outline_skips(DisplayList *list, Page *page, Item *items) {
  (void)page;
  (void)items;
  ((OutlineEntry *)list->end.outline)[0].level = 2;
}
static void wrong_parent(DisplayList *list, Page *page, Item *items) {
  (void)page;
  (void)items;
  tagtree_add((TagTree *)list->end.tags, 2, &(Tag){.role = TAG_TD});
}
static void figure_mute(DisplayList *list, Page *page, Item *items) {
  (void)page;
  (void)items;
  tagtree_add((TagTree *)list->end.tags, 0, &(Tag){.role = TAG_FIGURE});
}

static const struct {
  Spoil *spoil;
  const char *what;
} spoils[] = {
    {sound, NULL},
    {glyph_out, "glyph outside the sheet"},
    {glyph_left, "glyph outside the sheet"},
    {glyph_above, "glyph outside the sheet"},
    {glyph_below, "glyph outside the sheet"},
    {glyph_missing, "glyph .notdef"},
    {cluster_beyond, "clusters out of order"},
    {fontless, "glyphs without a font"},
    {unknown_tag, "unknown tag"},
    {unnamed, "artifact without a kind"},
    {clip_out, "clip outside the sheet"},
    {picture_out, "picture outside the sheet"},
    {path_startless, "path without a start"},
    {link_lost, "link to nowhere"},
    {page_numbered, "page out of order"},
    {outline_skips, "outline skips a level"},
    {wrong_parent, "tag in the wrong parent"},
    {figure_mute, "figure without words"},
};

/* The same tree but for one node's role. */
static const TagTree *with_role(Arena *arena, const TagTree *from, TagId id,
                                TagRole role) {
  TagTree *tree = tagtree_new(arena);
  for (size_t i = 0; i < tagtree_count(from); i++) {
    Tag tag = tagtree_at(from, (TagId)i);
    if ((TagId)i == id)
      tag.role = role;
    tagtree_add(tree, tag.parent, &tag);
  }
  return tree;
}

static void make_sound(Job *job, DisplayList *list) {
  Item *items = (Item *)list->pages[0]->items;
  items[0].as.glyphs.font = (const Font *)&face;
  items[4].as.glyphs.font = (const Font *)&face;
  ((Item *)items[3].as.group.items)[0].as.glyphs.font = (const Font *)&face;
  list->end.tags = with_role(job->arena, list->end.tags, 4, TAG_LINK);
}

static void test_check(void **state) {
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(spoils); i++) {
    Job job = job_new();
    DisplayList list;
    take_sample(&job, &list, 1);
    Image image = {.width = 1, .height = 1, .rgb = (const uint8_t *)"abc"};
    ((Item *)list.pages[0]->items)[2].as.picture.image = &image;
    make_sound(&job, &list);
    spoils[i].spoil(&list, (Page *)list.pages[0], (Item *)list.pages[0]->items);
    assert_int_equal(display_check(&list, &job), spoils[i].what == NULL);
    if (spoils[i].what) {
      assert_int_equal(diag_count(job.diags), 1);
      assert_int_equal(diag_at(job.diags, 0)->code, DIAG_DISPLAY_BROKEN);
      assert_string_equal(diag_at(job.diags, 0)->args[1], spoils[i].what);
    }
    job_end(&job);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_dump),       cmocka_unit_test(test_dump_tags),
      cmocka_unit_test(test_shift),      cmocka_unit_test(test_dump_names_nodes),
      cmocka_unit_test(test_replay),     cmocka_unit_test(test_replay_stops),
      cmocka_unit_test(test_large_tree), cmocka_unit_test(test_check),
  };
  return cmocka_run_group_tests_name("display_list", tests, NULL, NULL);
}
