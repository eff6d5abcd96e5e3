#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include <cmocka.h>
#include <glib.h>
#include <glib/gstdio.h>

#include "hongtou.h"

#define NOTICE SOURCE_DIR "/tests/command/notice.xml"
#define FAULTY SOURCE_DIR "/tests/command/faulty.xml"

static HongtouSession *session_here(void) {
  HongtouSettings settings = {.data_folder = SOURCE_DIR};
  return hongtou_session_new(&settings);
}

static GBytes *rendered(HongtouSession *session, const HongtouSource *source,
                        const HongtouOptions *options) {
  HongtouResult *result = hongtou_render(session, source, options);
  assert_int_equal(hongtou_result_status(result), HONGTOU_DONE);
  size_t length;
  const void *bytes = hongtou_result_output(result, 0, &length);
  GBytes *copy = g_bytes_new(bytes, length);
  hongtou_result_free(result);
  return copy;
}

static bool has_code(HongtouResult *result, const char *code) {
  for (size_t i = 0; i < hongtou_result_diagnostics(result); i++) {
    if (strcmp(hongtou_result_diagnostic(result, i, HONGTOU_EN).code, code) == 0)
      return true;
  }
  return false;
}

#define PLACED                                                  \
  "<bulletin xmlns='urn:hongtou:bulletin:1' kind='通知'>\n"   \
  "<head><issuer>云栖市图书馆</issuer>"                   \
  "<number code='云图' year='2026' serial='3'/></head>\n"     \
  "<title>关于阅览时间的通知</title>\n<to>各分馆</" \
  "to>\n<body>\n<p>自本月起延长开放时间。</p>\n"     \
  "<p>说法（\"甲\"）如此。</p>\n</body>\n"              \
  "<sign><date>2026-03-09</date></sign></bulletin>"

/* A record fills the template; what is said is said of the template's lines. */
static void a_record_fills_a_template(void **state) {
  (void)state;
  HongtouSession *session = session_here();
  HongtouSource source = {.path = SOURCE_DIR "/samples/quarterly/quarterly-full.xml"};
  HongtouOptions options = {.size = sizeof options,
                            .data = SOURCE_DIR "/samples/quarterly/quarters.csv",
                            .record = "3",
                            .places = 1};
  HongtouResult *result = hongtou_check(session, &source, &options);
  assert_int_equal(hongtou_result_status(result), HONGTOU_DONE);
  assert_int_equal(hongtou_result_record(result), 3);
  assert_true(hongtou_result_records(result) > 3);
  assert_non_null(strstr(hongtou_result_places(result, 1), "\"line\": "));
  hongtou_result_free(result);
  options.record = "no such";
  result = hongtou_check(session, &source, &options);
  assert_true(has_code(result, "render.no-record"));
  hongtou_result_free(result);
  hongtou_session_free(session);
}

static void a_run_can_be_abandoned(void **state) {
  (void)state;
  HongtouSession *session = session_here();
  HongtouSource source = {.path = NOTICE};
  int abandon = 1;
  HongtouOptions options = {.size = sizeof options, .abandon = &abandon};
  HongtouResult *result = hongtou_render(session, &source, &options);
  assert_int_equal(hongtou_result_status(result), HONGTOU_FAULTY);
  assert_true(has_code(result, "run.abandoned"));
  assert_int_equal(hongtou_result_outputs(result), 0);
  hongtou_result_free(result);
  abandon = 0;
  result = hongtou_render(session, &source, &options);
  assert_int_equal(hongtou_result_status(result), HONGTOU_DONE);
  hongtou_result_free(result);
  hongtou_session_free(session);
}

/* Outlines apart: what every page refers to is defined there, and nowhere else. */
static void outlines_stand_apart(void **state) {
  (void)state;
  HongtouSession *session = session_here();
  HongtouSource source = {.path = NOTICE};
  HongtouOptions options = {
      .size = sizeof options, .format = HONGTOU_SVG, .outlines_apart = 1};
  HongtouResult *result = hongtou_render(session, &source, &options);
  size_t n = hongtou_result_outputs(result), length;
  assert_int_equal(n, hongtou_result_pages(result) + 1);
  const char *page = hongtou_result_output(result, 0, &length);
  g_autofree char *text = g_strndup(page, length);
  const char *outlines = hongtou_result_output(result, n - 1, &length);
  g_autofree char *defined = g_strndup(outlines, length);
  assert_null(strstr(text, "<path id="));
  size_t uses = 0;
  for (const char *use = text; (use = strstr(use, "href=\"#")); uses++) {
    use += strlen("href=\"#");
    g_autofree char *id =
        g_strdup_printf("id=\"%.*s\"", (int)(strchr(use, '"') - use), use);
    assert_non_null(strstr(defined, id));
  }
  assert_true(uses > 50);
  hongtou_result_free(result);
  hongtou_session_free(session);
}

/* Each stretch of the document is found on its page, in millimetres, with the layout's
 * element that put it there. */
static void places_say_where_and_why(void **state) {
  (void)state;
  HongtouSession *session = session_here();
  HongtouSource source = {.path = "d.xml", .bytes = PLACED, .length = strlen(PLACED)};
  HongtouOptions options = {.size = sizeof options, .places = 1};
  HongtouResult *result = hongtou_check(session, &source, &options);
  const char *head = hongtou_result_places(result, 0);
  const char *page = hongtou_result_places(result, 1);
  assert_non_null(head);
  assert_non_null(page);
  assert_non_null(strstr(head, "\"x\": 28, \"y\": 37, \"width\": 156, \"height\": 225"));
  assert_non_null(strstr(page, "\"part\": \"mark\", \"x\": "));
  assert_non_null(strstr(page, "\"y\": 72, "));       /* 35 mm below the block's top */
  assert_non_null(strstr(page, "\"wanted\": 20.78")); /* rule to title: two 行 */
  assert_null(hongtou_result_places(result, 3));
  hongtou_result_free(result);
  hongtou_session_free(session);
}

static void diagnostics_know_their_page(void **state) {
  (void)state;
  HongtouSession *session = session_here();
  HongtouSource source = {.path = "d.xml", .bytes = PLACED, .length = strlen(PLACED)};
  HongtouOptions options = {.size = sizeof options, .places = 1};
  HongtouPlace place;
  size_t placed = 0;
  HongtouResult *result = hongtou_check(session, &source, &options);
  for (size_t i = 0; i < hongtou_result_diagnostics(result); i++) {
    HongtouDiagnostic d = hongtou_result_diagnostic(result, i, HONGTOU_EN);
    if (d.line != 7) /* the straight quotes */
      continue;
    assert_int_equal(hongtou_result_diagnostic_place(result, i, &place), 1);
    assert_int_equal(place.page, 1);
    assert_true(place.x >= 28 && place.x + place.width <= 184.01);
    placed++;
  }
  assert_true(placed > 0);
  hongtou_result_free(result);
  options.places = 0;
  result = hongtou_check(session, &source, &options);
  assert_null(hongtou_result_places(result, 0));
  assert_int_equal(hongtou_result_diagnostic_place(result, 0, &place), 0);
  hongtou_result_free(result);
  hongtou_session_free(session);
}

/* What one document leaves in a session must not show in the next. */
static void many_documents_of_one_session(void **state) {
  (void)state;
  HongtouSession *session = session_here();
  HongtouSource notice = {.path = NOTICE}, faulty = {.path = FAULTY};
  g_autoptr(GBytes) first = rendered(session, &notice, NULL);
  for (int i = 0; i < 3; i++) {
    HongtouResult *result = hongtou_render(session, &faulty, NULL);
    assert_int_equal(hongtou_result_status(result), HONGTOU_FAULTY);
    assert_int_equal(hongtou_result_outputs(result), 0);
    assert_int_equal(hongtou_result_pages(result), 0);
    hongtou_result_free(result);
    g_autoptr(GBytes) again = rendered(session, &notice, NULL);
    assert_true(g_bytes_equal(first, again));
  }
  hongtou_session_free(session);
}

static void memory_equals_file(void **state) {
  (void)state;
  HongtouSession *session = session_here();
  g_autofree char *text = NULL;
  gsize length;
  assert_true(g_file_get_contents(NOTICE, &text, &length, NULL));
  HongtouSource file = {.path = NOTICE}, memory = {.bytes = text, .length = length};
  g_autoptr(GBytes) a = rendered(session, &file, NULL),
                    b = rendered(session, &memory, NULL);
  assert_true(g_bytes_equal(a, b));
  hongtou_session_free(session);
}

static void diagnostics_have_place_and_languages(void **state) {
  (void)state;
  HongtouSession *session = session_here();
  HongtouResult *result = hongtou_check(session, &(HongtouSource){.path = FAULTY}, NULL);
  assert_true(has_code(result, "model.missing-issuer"));
  HongtouDiagnostic zh = hongtou_result_diagnostic(result, 0, HONGTOU_ZH);
  HongtouDiagnostic en = hongtou_result_diagnostic(result, 0, HONGTOU_EN);
  assert_string_equal(zh.file, FAULTY);
  assert_int_equal(zh.line, en.line);
  assert_true(zh.line > 0 && zh.column > 0);
  assert_string_not_equal(zh.message, en.message);
  assert_int_equal(zh.severity, HONGTOU_ERROR);
  hongtou_result_free(result);
  hongtou_session_free(session);
}

static void page_images_of_a_range(void **state) {
  (void)state;
  HongtouSession *session = session_here();
  HongtouSource notice = {.path = NOTICE};
  HongtouOptions options = {.format = HONGTOU_PNG, .dpi = 20};
  HongtouResult *all = hongtou_render(session, &notice, &options);
  assert_int_equal(hongtou_result_status(all), HONGTOU_DONE);
  assert_int_equal(hongtou_result_outputs(all), hongtou_result_pages(all));
  assert_true(hongtou_result_pages(all) >= 2);
  options.first = options.last = 2;
  HongtouResult *second = hongtou_render(session, &notice, &options);
  assert_int_equal(hongtou_result_outputs(second), 1);
  size_t length, same;
  const void *image = hongtou_result_output(all, 1, &length);
  assert_memory_equal(image, hongtou_result_output(second, 0, &same), length);
  assert_int_equal(length, same);
  options.first = options.last = hongtou_result_pages(all) + 1;
  HongtouResult *beyond = hongtou_render(session, &notice, &options);
  assert_true(has_code(beyond, "render.no-such-page"));
  hongtou_result_free(beyond);
  hongtou_result_free(second);
  hongtou_result_free(all);
  hongtou_session_free(session);
}

/* A caller built for an older or a newer library: fields behind the size it states are
 * not looked at, a larger struct is read as far as it is known. */
static void structs_tell_their_size(void **state) {
  (void)state;
  HongtouSession *session = session_here();
  const struct {
    HongtouOptions known;
    int later[8];
  } newer = {.known = {.size = sizeof newer, .dpi = 20, .format = HONGTOU_PNG, .last = 1},
             .later = {1, 2, 3}};
  HongtouResult *result =
      hongtou_render(session, &(HongtouSource){.path = NOTICE}, &newer.known);
  assert_int_equal(hongtou_result_outputs(result), 1);
  hongtou_result_free(result);
  const size_t sizes[] = {0, sizeof(HongtouOptions), offsetof(HongtouOptions, strict)};
  for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
    HongtouOptions options = {.size = sizes[i], .offset_x = INT_MAX}; /* before strict */
    result = hongtou_check(session, &(HongtouSource){.path = NOTICE}, &options);
    assert_true(has_code(result, "limit.offset"));
    hongtou_result_free(result);
    options = (HongtouOptions){.size = sizes[i], .source_date = "never"};
    result = hongtou_render(session, &(HongtouSource){.path = NOTICE}, &options);
    assert_int_equal(hongtou_result_status(result) != HONGTOU_DONE, i < 2);
    hongtou_result_free(result);
  }
  hongtou_session_free(session);
}

/* One warning is enough for strict, and no less than one. */
static void strict_counts_a_single_warning(void **state) {
  (void)state;
  HongtouSession *session = session_here();
  HongtouOptions strict = {.strict = 1};
  g_autofree char *text = NULL;
  assert_true(g_file_get_contents(NOTICE, &text, NULL, NULL));
  for (int warnings = 0; warnings < 2; warnings++) {
    g_autoptr(GString) xml = g_string_new(text);
    if (warnings)
      assert_int_equal(g_string_replace(xml, "20</printed-on>", "19</printed-on>", 1), 1);
    HongtouSource source = {.bytes = xml->str, .length = xml->len};
    HongtouResult *result = hongtou_check(session, &source, &strict);
    int found = 0;
    for (size_t i = 0; i < hongtou_result_diagnostics(result); i++)
      found +=
          hongtou_result_diagnostic(result, i, HONGTOU_EN).severity == HONGTOU_WARNING;
    assert_int_equal(found, warnings);
    assert_int_equal(hongtou_result_status(result),
                     warnings ? HONGTOU_FAULTY : HONGTOU_DONE);
    hongtou_result_free(result);
  }
  hongtou_session_free(session);
}

/* Beyond the limit an offset is told, never cut to it. */
static void an_offset_beyond_the_limit_is_told(void **state) {
  (void)state;
  static const int offsets[][3] = {{20000, -20000, 1},
                                   {20001, 0, 0},
                                   {0, -20001, 0},
                                   {INT_MIN, 0, 0},
                                   {0, INT_MAX, 0}};
  HongtouSession *session = session_here();
  for (size_t i = 0; i < G_N_ELEMENTS(offsets); i++) {
    HongtouOptions options = {.offset_x = offsets[i][0], .offset_y = offsets[i][1]};
    HongtouResult *result =
        hongtou_render(session, &(HongtouSource){.path = NOTICE}, &options);
    assert_int_equal(hongtou_result_outputs(result), offsets[i][2]);
    assert_int_equal(has_code(result, "limit.offset"), !offsets[i][2]);
    hongtou_result_free(result);
  }
  hongtou_session_free(session);
}

static void writing_needs_a_name_for_each_page(void **state) {
  (void)state;
  g_autofree char *folder = g_dir_make_tmp("hongtou-XXXXXX", NULL);
  g_autofree char *one = g_build_filename(folder, "one.png", NULL);
  g_autofree char *pattern = g_build_filename(folder, "{page}.png", NULL);
  HongtouSession *session = session_here();
  HongtouOptions options = {.format = HONGTOU_PNG, .dpi = 20};
  HongtouResult *result =
      hongtou_render(session, &(HongtouSource){.path = NOTICE}, &options);
  unsigned pages = hongtou_result_pages(result);
  assert_int_equal(hongtou_result_write(result, pattern), HONGTOU_DONE);
  for (unsigned page = 1; page <= pages; page++) {
    g_autofree char *name = g_strdup_printf("%s/%u.png", folder, page);
    assert_int_equal(g_unlink(name), 0);
  }
  assert_int_equal(hongtou_result_write(result, one), HONGTOU_FAULTY);
  assert_true(has_code(result, "render.one-file"));
  assert_int_equal(g_rmdir(folder), 0); /* nothing else is there */
  hongtou_result_free(result);
  hongtou_session_free(session);
}

static void page_limit_is_the_callers(void **state) {
  (void)state;
  HongtouSession *session = session_here();
  HongtouSource notice = {.path = NOTICE};
  HongtouResult *result =
      hongtou_check(session, &notice, &(HongtouOptions){.max_pages = 1});
  assert_int_equal(hongtou_result_status(result), HONGTOU_FAULTY);
  hongtou_result_free(result);
  result = hongtou_check(session, &notice, &(HongtouOptions){.max_pages = 2});
  assert_int_equal(hongtou_result_status(result), HONGTOU_DONE);
  hongtou_result_free(result);
  hongtou_session_free(session);
}

static void environment_is_told_apart(void **state) {
  (void)state;
  HongtouSettings nowhere = {.data_folder = "/nonexistent"};
  HongtouSession *session = hongtou_session_new(&nowhere);
  HongtouResult *result = hongtou_check(session, &(HongtouSource){.path = NOTICE}, NULL);
  assert_int_equal(hongtou_result_status(result), HONGTOU_ENVIRONMENT);
  assert_true(has_code(result, "env.no-data"));
  hongtou_result_free(result);
  result = hongtou_check(session, &(HongtouSource){.path = "/nonexistent.xml"}, NULL);
  assert_int_equal(hongtou_result_status(result), HONGTOU_ENVIRONMENT);
  assert_true(has_code(result, "env.cannot-read"));
  hongtou_result_free(result);
  result = hongtou_check(session, &(HongtouSource){.path = "/dev/null"}, NULL);
  assert_int_equal(hongtou_result_status(result), HONGTOU_ENVIRONMENT);
  assert_true(has_code(result, "env.no-file"));
  hongtou_result_free(result);
  hongtou_session_free(session);
}

static void fonts_of_every_role(void **state) {
  (void)state;
  HongtouSession *session = session_here();
  HongtouResult *result = hongtou_fonts(session, NULL, NULL);
  assert_int_equal(hongtou_result_status(result), HONGTOU_DONE);
  unsigned playing = 0;
  for (size_t i = 0; i < hongtou_result_fonts(result); i++) {
    HongtouFont font = hongtou_result_font(result, i);
    bool there = font.state != HONGTOU_FONT_MISSING && font.state != HONGTOU_FONT_REFUSED;
    assert_int_equal(there, font.file != NULL);
    if (font.state != HONGTOU_FONT_PLAYS)
      continue;
    playing++;
    if (g_str_has_prefix(font.role, "西文")) /* G3.1: it has no Han to show */
      continue;
    assert_int_equal(font.gb2312, 6763); /* no role may lack everyday characters */
    assert_true(font.han >= font.basic && font.basic >= font.gb2312);
  }
  assert_int_equal(playing, 7);
  hongtou_result_free(result);
  hongtou_session_free(session);
}

static const char *departure_of(const HongtouResult *result, size_t layout,
                                const char *key, const char *attribute) {
  for (size_t k = 0; k < hongtou_result_layout(result, layout).departures; k++) {
    HongtouDeparture d = hongtou_result_departure(result, layout, k);
    if (strcmp(d.key, key) == 0 && d.attribute && strcmp(d.attribute, attribute) == 0)
      return d.clause;
  }
  return NULL;
}

static void figures_and_their_cells(void **state) {
  (void)state;
  HongtouSession *session = hongtou_session_new(NULL);
  HongtouSource source = {.path = SOURCE_DIR "/samples/puyang-2018-06.xml"};
  HongtouResult *result = hongtou_figures(session, &source, NULL);
  assert_int_equal(hongtou_result_status(result), HONGTOU_DONE);
  assert_int_equal(hongtou_result_figures(result), 22);
  HongtouFigure figure = hongtou_result_figure(result, 1);
  assert_string_equal(figure.text, "2.5%");
  assert_string_equal(figure.exact, "119/4720");
  assert_true(figure.typed);
  assert_int_equal(figure.cells, 2);
  HongtouFigureCell cell = hongtou_result_figure_cell(result, 1, 1);
  assert_int_equal(cell.row, 10);
  assert_int_equal(cell.column, 2);
  assert_string_equal(cell.text, "4720");
  assert_true(g_str_has_suffix(cell.file, "samples/data/summary.csv"));
  hongtou_result_free(result);
  hongtou_session_free(session);
}

static void layouts_and_their_departures(void **state) {
  (void)state;
  HongtouSession *session = session_here();
  HongtouResult *result = hongtou_layouts(session, NULL);
  assert_int_equal(hongtou_result_status(result), HONGTOU_DONE);
  assert_true(hongtou_result_layouts(result) >= 4);
  for (size_t i = 0; i < hongtou_result_layouts(result); i++) {
    HongtouLayout l = hongtou_result_layout(result, i);
    assert_string_equal(l.standard, "GB/T 9704-2012");
    bool general = strcmp(l.name, "general") == 0;
    assert_int_equal(l.against == NULL, general);
    assert_int_equal(l.departures == 0, general);
    if (strcmp(l.name, "letter") == 0)
      assert_string_equal(departure_of(result, i, "mark", "y"), "L1.1");
  }
  hongtou_result_free(result);
  result = hongtou_layouts(session, SOURCE_DIR "/samples/layouts");
  assert_int_equal(hongtou_result_layouts(result), 1);
  assert_null(hongtou_result_layout(result, 0).standard);
  assert_string_equal(hongtou_result_layout(result, 0).against, "general");
  assert_string_equal(departure_of(result, 0, "body", "latin"), "G3.1");
  hongtou_result_free(result);
  result = hongtou_layouts(session, "/nonexistent.xml");
  assert_int_equal(hongtou_result_layouts(result), 0);
  assert_true(has_code(result, "env.cannot-read"));
  hongtou_result_free(result);
  hongtou_session_free(session);
}

static void a_test_sheet_is_a_page(void **state) {
  (void)state;
  HongtouSession *session = session_here();
  HongtouResult *result = hongtou_test_sheet(session, NULL);
  assert_int_equal(hongtou_result_status(result), HONGTOU_DONE);
  assert_int_equal(hongtou_result_pages(result), 1);
  assert_int_equal(hongtou_result_outputs(result), 1);
  hongtou_result_free(result);
  result = hongtou_test_sheet(session, &(HongtouOptions){.format = HONGTOU_ODT});
  assert_true(has_code(result, "render.test-sheet"));
  hongtou_result_free(result);
  result = hongtou_test_sheet(session, &(HongtouOptions){.layout = "nowhere"});
  assert_true(has_code(result, "layout.no-such-layout"));
  hongtou_result_free(result);
  hongtou_session_free(session);
}

static gpointer render_in_thread(gpointer unused) {
  (void)unused;
  HongtouSession *session = session_here();
  GBytes *last = NULL;
  for (int i = 0; i < 4; i++) {
    g_clear_pointer(&last, g_bytes_unref);
    last = rendered(session, &(HongtouSource){.path = NOTICE}, NULL);
  }
  hongtou_session_free(session);
  return last;
}

static void a_session_in_each_thread(void **state) {
  (void)state;
  GThread *threads[3];
  for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
    threads[i] = g_thread_new("render", render_in_thread, NULL);
  g_autoptr(GBytes) first = g_thread_join(threads[0]);
  for (size_t i = 1; i < G_N_ELEMENTS(threads); i++) {
    g_autoptr(GBytes) other = g_thread_join(threads[i]);
    assert_true(g_bytes_equal(first, other));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_record_fills_a_template),
      cmocka_unit_test(a_run_can_be_abandoned),
      cmocka_unit_test(outlines_stand_apart),
      cmocka_unit_test(places_say_where_and_why),
      cmocka_unit_test(diagnostics_know_their_page),
      cmocka_unit_test(many_documents_of_one_session),
      cmocka_unit_test(memory_equals_file),
      cmocka_unit_test(diagnostics_have_place_and_languages),
      cmocka_unit_test(page_images_of_a_range),
      cmocka_unit_test(structs_tell_their_size),
      cmocka_unit_test(strict_counts_a_single_warning),
      cmocka_unit_test(an_offset_beyond_the_limit_is_told),
      cmocka_unit_test(writing_needs_a_name_for_each_page),
      cmocka_unit_test(page_limit_is_the_callers),
      cmocka_unit_test(environment_is_told_apart),
      cmocka_unit_test(fonts_of_every_role),
      cmocka_unit_test(figures_and_their_cells),
      cmocka_unit_test(layouts_and_their_departures),
      cmocka_unit_test(a_test_sheet_is_a_page),
      cmocka_unit_test(a_session_in_each_thread),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
