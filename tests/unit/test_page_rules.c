/* Rules of pages, held over documents of every length: sums at the foot of a table's
 * pages, the even page of the imprint and what is numbered, a paragraph's last line
 * alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bind.h"
#include "model.h"
#include "typeset.h"

#define LINE "<p>一行文字。</p>"
/* two lines of 28 characters and a little */
#define TWO_LINES \
  "<p>各单位要结合实际认真研究并提出贯彻落实的具体措施按时报送有关情况和数据。</p>"
#define IMPRINT                           \
  "<imprint><copy-to>各科室</copy-to>" \
  "<printed-by>办公室</printed-by><printed-on>2020-08-06</printed-on></imprint>"

typedef struct World {
  Job job;
  FontBook *fonts;
  DisplayList list;
} World;

static FontBook *fonts_here(void) {
  static const char *const folders[] = {SOURCE_DIR "/fonts/packages", NULL};
  FontPaths paths = {.roles_file = SOURCE_DIR "/fonts/roles.xml",
                     .folders = folders,
                     .system_folders = true,
                     .cache_folder = g_getenv("HONGTOU_TEST_CACHE")};
  Diagnostics *diags = diagnostics_new();
  FontBook *fonts = NULL;
  fontbook_open(&paths, diags, &fonts);
  diagnostics_free(diags);
  return fonts;
}

/* A notice with a body and what follows its signature, on pages. */
static void world_open(World *w, FontBook *fonts, const char *body, const char *after) {
  static const char *const folders[] = {SOURCE_DIR "/layouts", NULL};
  *w = (World){.job = {.arena = arena_new(),
                       .diags = diagnostics_new(),
                       .limits = &limits_default,
                       .fonts = fonts},
               .fonts = fonts};
  g_autofree char *xml = g_strdup_printf(
      "<bulletin xmlns='urn:hongtou:bulletin:1' kind='通知'><head><issuer>某某院</issuer>"
      "<number code='某检' year='2020' serial='9'/></head><title>关于试行的通知</title>"
      "<to>各院</to><body>%s</body><sign><date>2020-08-05</date></sign>%s</bulletin>",
      body, after);
  Bulletin *read = NULL, *bound = NULL;
  Composition *composition = NULL;
  assert_true(layout_read(&w->job, "general", folders, &w->job.layout));
  assert_true(model_read(&w->job, "d.xml", xml, strlen(xml), &read));
  assert_true(bind_run(&w->job, read, &w->job.layout->numbering, &bound));
  assert_true(typeset_run(&w->job, bound, display_list_sink(&w->list), &composition));
}

static void world_close(World *w) {
  diagnostics_free(w->job.diags);
  arena_free(w->job.arena);
}

static char *many(const char *text, unsigned n) {
  GString *out = g_string_new(NULL);
  for (unsigned i = 0; i < n; i++)
    g_string_append(out, text);
  return g_string_free(out, FALSE);
}

static bool told(const World *w, DiagCode code) {
  for (size_t i = 0; i < diag_count(w->job.diags); i++) {
    if (diag_at(w->job.diags, i)->code == code)
      return true;
  }
  return false;
}

/* Tagged texts of a page, one a line, in its order; the lowest baseline in *lowest. */
static char *texts_of(const Page *page, Length *lowest) {
  GString *out = g_string_new(NULL);
  *lowest = 0;
  for (uint32_t i = 0; i < page->n_items; i++) {
    const Item *item = &page->items[i];
    if (item->kind != ITEM_GLYPHS || !item->as.glyphs.n_glyphs || item->tag == TAG_NONE)
      continue;
    g_string_append_printf(out, "%s\n", item->as.glyphs.text);
    *lowest = MAX(*lowest, item->as.glyphs.glyphs[0].y);
  }
  return g_string_free(out, FALSE);
}

/* ---- sums at the foot of pages ----------------------------------------------------- */

static char *summed_table(unsigned rows) {
  GString *out = g_string_new(
      "<table page-sums='yes' carry='yes'><columns>"
      "<column/><column sum='yes'/></columns><thead><tr><th colspan='2'>情况</th></tr>"
      "</thead><tbody>");
  for (unsigned i = 1; i <= rows; i++)
    g_string_append_printf(out, "<tr><td>某科室</td><td>%u</td></tr>", i + 1000);
  g_string_append(out, "</tbody></table>");
  return g_string_free(out, FALSE);
}

/* The figures of a page's own rows, and the one behind 本页小计; −1: there is none. */
static void read_sums(char *const *lines, int *rows, int *sum, int *shown) {
  *rows = *sum = 0;
  *shown = -1;
  for (char *const *line = lines; *line; line++) {
    if (strcmp(*line, "某科室") == 0 && line[1]) {
      *sum += atoi(line[1]);
      ++*rows;
    }
    if (strcmp(*line, "本页小计") == 0 && line[1])
      *shown = atoi(line[1]);
  }
}

/* Rows of a page of a table of n: if it shows some but not all, their sum closes them;
 * and all is within the block. */
static int check_sums(const World *w, uint32_t p, int n) {
  Length lowest;
  int rows, sum, shown;
  g_autofree char *texts = texts_of(w->list.pages[p], &lowest);
  g_auto(GStrv) lines = g_strsplit(texts, "\n", -1);
  read_sums(lines, &rows, &sum, &shown);
  assert_int_equal(shown, rows > 0 && rows < n ? sum : -1);
  assert_true(lowest <= w->job.layout->block.top + w->job.layout->block.height);
  return rows;
}

/* However much text stands above it. */
static void every_page_of_a_table_is_summed(void **state) {
  (void)state;
  FontBook *fonts = fonts_here();
  if (!fonts)
    skip();
  for (unsigned above = 1; above <= 24; above++) {
    g_autofree char *text = many(LINE, above);
    g_autofree char *table = summed_table(40);
    g_autofree char *body = g_strconcat(text, table, NULL);
    World w;
    world_open(&w, fonts, body, "");
    int all = 0;
    for (uint32_t p = 0; p < w.list.n_pages; p++)
      all += check_sums(&w, p, 40);
    assert_int_equal(all, 40);
    world_close(&w);
  }
  fontbook_free(fonts);
}

/* Rows in the tag tree. */
static int rows_heard(const World *w) {
  int n = 0;
  for (size_t i = 0; i < tagtree_count(w->list.end.tags); i++)
    n += tagtree_at(w->list.end.tags, (TagId)i).role == TAG_TR;
  return n;
}

/* B8.9: of a table on one page that would leave its signature none, the last rows go with
 * the signature, and both pages are summed; it never goes whole. */
static void a_summed_table_is_parted_for_a_signature(void **state) {
  (void)state;
  FontBook *fonts = fonts_here();
  if (!fonts)
    skip();
  unsigned parted = 0;
  for (int n = 4; n <= 16; n++) {
    g_autofree char *text = many(LINE, 3);
    g_autofree char *table = summed_table((unsigned)n);
    g_autofree char *body = g_strconcat(text, table, NULL);
    World w;
    world_open(&w, fonts, body, "");
    int first = check_sums(&w, 0, n), all = first;
    for (uint32_t p = 1; p < w.list.n_pages; p++)
      all += check_sums(&w, p, n);
    assert_int_equal(all, n);
    assert_true(first >= 2 && !told(&w, DIAG_TYPESET_SIGNATURE_ALONE));
    parted += first < n;
    world_close(&w);
  }
  assert_true(parted > 2);
  fontbook_free(fonts);
}

/* B8.9: a note below a table does not keep the table's last rows from the signature's
 * page; it goes with them. */
static void a_table_with_a_note_is_parted_for_a_signature(void **state) {
  (void)state;
  FontBook *fonts = fonts_here();
  if (!fonts)
    skip();
  unsigned parted = 0;
  for (int n = 4; n <= 12; n++) {
    GString *body = g_string_new(LINE LINE LINE
                                 "<table><columns><column/><column/></columns><tbody>");
    for (int i = 0; i < n; i++)
      g_string_append(body, "<tr><td>某科室</td><td>1</td></tr>");
    g_string_append(body, "</tbody><note>数据来自报表。</note></table>");
    World w;
    world_open(&w, fonts, body->str, "");
    Length lowest;
    int first, sum, shown;
    g_autofree char *texts = texts_of(w.list.pages[0], &lowest);
    g_auto(GStrv) lines = g_strsplit(texts, "\n", -1);
    read_sums(lines, &first, &sum, &shown);
    g_autofree char *last = texts_of(w.list.pages[w.list.n_pages - 1], &lowest);
    assert_true(first >= 2 && !told(&w, DIAG_TYPESET_SIGNATURE_ALONE));
    assert_non_null(strstr(last, "数据来自报表。"));
    assert_true(w.list.n_pages == 1 || strstr(last, "某科室"));
    assert_int_equal(rows_heard(&w), n);
    parted += first < n;
    world_close(&w);
    g_string_free(body, TRUE);
  }
  assert_true(parted > 2);
  fontbook_free(fonts);
}

/* ---- the imprint's page ------------------------------------------------------------ */

/* I4.2, N1.5: on an even page; behind a blank one neither bears a number; every page of
 * text does, and the imprint's that follows text. */
static void the_imprint_ends_an_even_page(void **state) {
  (void)state;
  FontBook *fonts = fonts_here();
  if (!fonts)
    skip();
  unsigned blanks = 0, alone = 0;
  for (unsigned n = 1; n <= 60; n++) {
    g_autofree char *body = many(LINE, n);
    World w;
    world_open(&w, fonts, body, IMPRINT);
    assert_int_equal(w.list.n_pages % 2, 0);
    bool had_text = false;
    for (uint32_t p = 0; p < w.list.n_pages; p++) {
      Length lowest;
      g_autofree char *texts = texts_of(w.list.pages[p], &lowest);
      bool has_text = *texts && !g_str_has_prefix(texts, "抄送");
      bool blank = !*texts;
      bool imprint = strstr(texts, "抄送") != NULL;
      assert_int_equal(imprint, p + 1 == w.list.n_pages);
      bool numbered = has_text || (imprint && had_text);
      assert_int_equal(w.list.pages[p]->number != 0, numbered);
      had_text = has_text;
      if (numbered)
        assert_int_equal(w.list.pages[p]->number, p + 1);
      blanks += blank;
      alone += imprint && !has_text;
    }
    world_close(&w);
  }
  print_message("%u blank pages, %u imprints alone\n", blanks, alone);
  assert_true(blanks >= 1 && alone > blanks);
  fontbook_free(fonts);
}

/* ---- widows ------------------------------------------------------------------------ */

/* K6.2: the second of two lines alone at the head of a page is told, and never where the
 * paragraph stands whole. */
static void a_last_line_alone_is_told(void **state) {
  (void)state;
  FontBook *fonts = fonts_here();
  if (!fonts)
    skip();
  unsigned widows = 0;
  for (unsigned n = 4; n <= 24; n++) {
    g_autofree char *before = many(LINE, n);
    g_autofree char *body = g_strconcat(before, TWO_LINES LINE LINE, NULL);
    World w;
    world_open(&w, fonts, body, "");
    bool parted = false;
    for (uint32_t p = 1; p < w.list.n_pages; p++) {
      Length lowest;
      g_autofree char *texts = texts_of(w.list.pages[p], &lowest);
      parted |= strstr(texts, "有关情况和数据") && !strstr(texts, "各单位要结合");
    }
    assert_int_equal(told(&w, DIAG_TYPESET_WIDOW), parted);
    widows += parted;
    world_close(&w);
  }
  assert_true(widows >= 1 && widows < 10);
  fontbook_free(fonts);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_page_of_a_table_is_summed),
      cmocka_unit_test(a_summed_table_is_parted_for_a_signature),
      cmocka_unit_test(a_table_with_a_note_is_parted_for_a_signature),
      cmocka_unit_test(the_imprint_ends_an_even_page),
      cmocka_unit_test(a_last_line_alone_is_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
