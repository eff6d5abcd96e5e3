/* The ODT of documents made here: numbers by lists, texts never lost, refusals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "bind.h"
#include "layout.h"
#include "odt.h"
#include "typeset.h"

#define HEAD                                                \
  "<bulletin xmlns='urn:hongtou:bulletin:1' kind='通知' " \
  "layout='general'><head>"                                 \
  "<issuer>云溪市图书馆</issuer>"                     \
  "<number code='云图' year='2021' serial='14'/></head>"  \
  "<title>关于夏季开放的通知</title><to>各分馆</to><body>"
#define FOOT "</body><sign><date>2021-06-09</date></sign></bulletin>"
#define LONG                                                                 \
  "夏季读者集中，为保证秩序，现将有关事项通知如下，" \
  "请各分馆结合实际认真落实，并及时报告落实情况。"

typedef struct World {
  Job job;
  FontBook *fonts;
} World;

static bool drop_begin(void *self, Job *job, const DocumentInfo *info) {
  (void)self, (void)job, (void)info;
  return true;
}
static bool drop_page(void *self, Job *job, const Page *page) {
  (void)self, (void)job, (void)page;
  return true;
}
static bool drop_end(void *self, Job *job, const DocumentEnd *end) {
  (void)self, (void)job, (void)end;
  return true;
}

static void world_open(World *world) {
  static const char *const fonts[] = {SOURCE_DIR "/fonts/packages", NULL};
  static const char *const layouts[] = {SOURCE_DIR "/layouts", NULL};
  FontPaths paths = {.roles_file = SOURCE_DIR "/fonts/roles.xml",
                     .folders = fonts,
                     .system_folders = true};
  world->job = (Job){.arena = arena_new(),
                     .diags = diagnostics_new(),
                     .limits = &limits_default,
                     .composes = true};
  assert_true(fontbook_open(&paths, world->job.diags, &world->fonts));
  world->job.fonts = world->fonts;
  assert_true(layout_read(&world->job, "general", layouts, &world->job.layout));
}

static void world_close(World *world) {
  fontbook_free(world->fonts);
  arena_free(world->job.arena);
  diagnostics_free(world->job.diags);
}

/* The flat text of a document; freed by the caller. */
static char *written(World *world, const char *document, OdtOptions options, bool *done) {
  Bulletin *read, *bound;
  Composition *composition;
  Job *job = &world->job;
  assert_true(model_read(job, "made.xml", document, strlen(document), &read));
  assert_true(bind_run(job, read, &job->layout->numbering, &bound));
  PageSink sink = {NULL, drop_begin, drop_page, drop_end};
  assert_true(typeset_run(job, bound, sink, &composition));
  options.generator = "test";
  options.source_date = INT64_MIN;
  GByteArray *out = g_byte_array_new();
  *done = odt_write(job, bound, composition, &options, out);
  if (!*done)
    assert_int_equal(out->len, 0);
  g_byte_array_append(out, (const guint8 *)"", 1);
  return (char *)g_byte_array_free(out, FALSE);
}

static unsigned count(const char *text, const char *what) {
  unsigned n = 0;
  for (const char *p = strstr(text, what); p; p = strstr(p + 1, what))
    n++;
  return n;
}

/* B3.3: 一、 and its like are the list's, whatever level and form. */
static void numbers_are_made_by_lists(void **state) {
  (void)state;
  World world = {0};
  bool done;
  world_open(&world);
  g_autofree char *text =
      written(&world,
              HEAD
              "<section><h>开放时间</h><p>照常。</p>"
              "<section><h run-in='yes'>周末</h><p>照常。</p></section></section>"
              "<section><h>要求</h><list "
              "kind='①'><item>登记。</item><item>汇总。</item></list></section>" FOOT,
              (OdtOptions){.flat = true}, &done);
  const char *body = strstr(text, "<office:body>");
  assert_true(done);
  assert_null(strstr(body, "一、"));
  assert_null(strstr(body, "（一）"));
  assert_null(strstr(body, "①"));
  assert_int_equal(count(body, "<text:h text:style-name=\"一级标题\""), 2);
  assert_int_equal(count(body, "text:style-name=\"层次序号\""), 3);
  assert_int_equal(count(body, "text:style-name=\"列项圈码\""), 2);
  assert_non_null(strstr(text, "style:num-format=\"一, 二, 三, ...\""));
  world_close(&world);
}

/* Each line of a paragraph but the last has its own spacing, and none a break; --plain
 * has neither. */
static void lines_are_fitted_by_spacing(void **state) {
  (void)state;
  World world = {0};
  bool done, plain_done;
  world_open(&world);
  g_autofree char *text = written(&world, HEAD "<p>" LONG LONG LONG "</p>" FOOT,
                                  (OdtOptions){.flat = true}, &done);
  g_autofree char *plain =
      written(&world, HEAD "<p>" LONG LONG LONG "</p>" FOOT,
              (OdtOptions){.flat = true, .plain = true}, &plain_done);
  assert_true(done && plain_done);
  assert_true(count(text, "<text:span") > 1);
  assert_int_equal(count(strstr(text, "<office:body>"), "<text:line-break/>"), 0);
  assert_null(strstr(strstr(plain, "<text:p text:style-name=\"正文\">"), "<text:span"));
  world_close(&world);
}

/* A house style's own roles for page number and imprint: parts are known by what they
 * are, not by the names of their roles. */
static void own_roles_keep_their_parts(void **state) {
  (void)state;
  static const char layout[] =
      "<layout xmlns='urn:hongtou:layout:1' name='folio' title='自用' extends='general'>"
      "<role name='folio' extends='page-number' text='第 {n} 页'/>"
      "<role name='back' extends='imprint' font='楷体'/>"
      "<at part='page-number' role='folio'/><table part='imprint' role='back'/></layout>";
  static const char *const layouts[] = {SOURCE_DIR "/layouts", NULL};
  World world = {0};
  bool done;
  world_open(&world);
  assert_true(layout_read_memory(&world.job, "t.xml", layout, strlen(layout), layouts,
                                 &world.job.layout));
  g_autofree char *text =
      written(&world,
              HEAD
              "<p>照常。</p></body><imprint><copy-to>县委办公室</copy-to></imprint>"
              "</bulletin>",
              (OdtOptions){.flat = true}, &done);
  assert_true(done);
  const char *body = strstr(text, "<office:body>");
  assert_null(strstr(body, "第 "));
  assert_int_equal(count(body, "draw:name=\"版记\""), 1);
  world_close(&world);
}

/* What follows a row that two pages share stands right below the table. */
static void no_gap_follows_a_parted_row(void **state) {
  (void)state;
  World world = {0};
  bool done;
  world_open(&world);
  g_autoptr(GString) document = g_string_new(HEAD "<table><tbody><tr><td>东城</td><td>");
  for (int i = 0; i < 60; i++)
    g_string_append(document, LONG);
  g_string_append(document, "</td></tr></tbody></table><p>其后。</p>" FOOT);
  g_autofree char *text =
      written(&world, document->str, (OdtOptions){.flat = true}, &done);
  assert_true(done);
  const char *after = strstr(text, "其后。");
  const char *style = g_strrstr_len(text, after - text, "<text:p text:style-name=\"");
  style += strlen("<text:p text:style-name=\"");
  g_autofree char *name = g_strndup(style, strcspn(style, "\""));
  g_autofree char *defined = g_strdup_printf("<style:style style:name=\"%s\"", name);
  const char *own = strstr(text, defined);
  const char *margin = own ? strstr(own, "fo:margin-top=\"") : NULL;
  if (margin && margin < strstr(own, "</style:style>")) /* at most 续表 and a gap */
    assert_true(g_ascii_strtod(margin + strlen("fo:margin-top=\""), NULL) < 60);
  assert_true(own == NULL || !strstr(own, "break-before") ||
              strstr(own, "break-before") > strstr(own, "</style:style>"));
  world_close(&world);
}

static void characters_of_xml_are_escaped(void **state) {
  (void)state;
  World world = {0};
  bool done;
  world_open(&world);
  g_autofree char *text = written(&world, HEAD "<p>A&amp;B &lt;C&gt;“引”</p>" FOOT,
                                  (OdtOptions){.flat = true}, &done);
  assert_true(done);
  assert_non_null(strstr(text, "A&amp;B &lt;C&gt;“引”"));
  world_close(&world);
}

/* B4.1, B10.2: the list of annexes bears the layout's word. */
static void annexes_bear_the_layouts_word(void **state) {
  (void)state;
  static const char layout[] =
      "<layout xmlns='urn:hongtou:layout:1' name='own' title='自用' extends='general'>"
      "<face part='annex' label='附录{n}' label-role='annex-label' label-line='1'"
      " title-line='3' gap='1行'/></layout>";
  static const char *const layouts[] = {SOURCE_DIR "/layouts", NULL};
  static const char *const words[] = {"附件：", "附录："};
  for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
    World world = {0};
    bool done;
    world_open(&world);
    if (i == 1)
      assert_true(layout_read_memory(&world.job, "t.xml", layout, strlen(layout), layouts,
                                     &world.job.layout));
    g_autofree char *text =
        written(&world,
                HEAD
                "<p>照常。</p></body><annex><title>办法</title><p>照常。</p></annex>"
                "<annex><title>名单</title><p>照常。</p></annex></bulletin>",
                (OdtOptions){.flat = true}, &done);
    assert_true(done);
    assert_int_equal(count(text, words[i]) > 0, true);
    assert_int_equal(count(text, words[1 - i]), 0);
    world_close(&world);
  }
}

static void flat_files_bring_no_fonts(void **state) {
  (void)state;
  World world = {0};
  bool done;
  world_open(&world);
  g_autofree char *text = written(&world, HEAD "<p>照常。</p>" FOOT,
                                  (OdtOptions){.flat = true, .embed_fonts = true}, &done);
  assert_false(done);
  size_t n = diag_count(world.job.diags);
  assert_true(n > 0);
  assert_string_equal(diag_code_name(diag_at(world.job.diags, n - 1)->code),
                      "odt.flat-fonts");
  world_close(&world);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(numbers_are_made_by_lists),
      cmocka_unit_test(lines_are_fitted_by_spacing),
      cmocka_unit_test(own_roles_keep_their_parts),
      cmocka_unit_test(no_gap_follows_a_parted_row),
      cmocka_unit_test(characters_of_xml_are_escaped),
      cmocka_unit_test(flat_files_bring_no_fonts),
      cmocka_unit_test(annexes_bear_the_layouts_word),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
