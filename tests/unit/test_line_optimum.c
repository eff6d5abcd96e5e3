/* The paragraphs of the sample: what the optimum chooses beside a breaker that fills each
 * line as far as it goes, and what no line may show (K1, K3.3, K6.1). */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bind.h"
#include "line.h"

typedef struct Bench {
  Job job;
  FontBook *fonts;
  const Bulletin *bulletin;
} Bench;

static Bench *bench_new(void) {
  static const char *const fonts[] = {SOURCE_DIR "/fonts/packages", NULL};
  static const char *const layouts[] = {SOURCE_DIR "/layouts", NULL};
  Bench *b = g_new0(Bench, 1);
  b->job = (Job){.arena = arena_new(),
                 .diags = diagnostics_new(),
                 .limits = &limits_default,
                 .folder = SOURCE_DIR "/samples"};
  FontPaths paths = {.roles_file = SOURCE_DIR "/fonts/roles.xml",
                     .folders = fonts,
                     .system_folders = true,
                     .cache_folder = g_getenv("HONGTOU_TEST_CACHE")};
  if (!fontbook_open(&paths, b->job.diags, &b->fonts))
    return NULL;
  b->job.fonts = b->fonts;
  g_autofree char *xml = NULL;
  gsize len = 0;
  Bulletin *read = NULL, *bound = NULL;
  assert_true(
      g_file_get_contents(SOURCE_DIR "/samples/puyang-2018-06.xml", &xml, &len, NULL));
  assert_true(layout_read(&b->job, "general", layouts, &b->job.layout));
  assert_true(model_read(&b->job, "puyang", xml, len, &read));
  assert_true(bind_run(&b->job, read, &b->job.layout->numbering, &bound));
  b->bulletin = bound;
  return b;
}

static void bench_free(Bench *b) {
  fontbook_free(b->fonts);
  diagnostics_free(b->job.diags);
  arena_free(b->job.arena);
  g_free(b);
}

static const SetLine *broken(Bench *b, const Text *text, bool greedy, uint32_t *n) {
  const LayoutRole *body = layout_role_of(b->job.layout, ROLE_BODY);
  TextStyle style = {
      .role = body, .tag = TAG_NONE, .heading_tag = TAG_NONE, .label_tag = TAG_NONE};
  const Paragraph *p = line_analyse(&b->job, text, &style);
  Length width = b->job.layout->block.width;
  Measures m = {body->indent, 0, width - body->indent, width};
  return line_break(&b->job, p, &m, (BreakOptions){.greedy = greedy}, n);
}

static bool same_lines(const SetLine *a, uint32_t n, const SetLine *b, uint32_t m) {
  for (uint32_t i = 0; i < n && i < m; i++) {
    if (a[i].to != b[i].to)
      return false;
  }
  return n == m;
}

static void show(const char *name, const SetLine *lines, uint32_t n) {
  print_message("  %s, cost %ld:\n", name, (long)line_cost(lines, n));
  for (uint32_t i = 0; i < n; i++) {
    g_autoptr(GString) text = g_string_new(NULL);
    for (uint32_t k = lines[i].from; k < lines[i].to; k++)
      g_string_append_unichar(text, lines[i].paragraph->atoms[k].c);
    print_message("    %s  [%+.3f]\n", text->str,
                  (double)lines[i].fit.adjust / lines[i].paragraph->cell);
  }
}

static void check_line(const SetLine *line) {
  const Paragraph *p = line->paragraph;
  assert_true(line->to > line->from);
  if (line->from > 0)
    assert_false(line_char_no_start(p->atoms[line->from].c));
  if (!line->last) {
    assert_false(line_char_no_end(p->atoms[line->to - 1].c));
    assert_true(line->fit.spread <= p->spacing->stretch_max);
  }
  assert_true(line->fit.feasible);
}

static void optimum_is_never_dearer(void **state) {
  (void)state;
  Bench *b = bench_new();
  if (!b)
    skip();
  const Content *content = b->bulletin->main.enclosures;
  int shown = 0;
  for (uint32_t i = 0; i < content->n_blocks; i++) {
    if (content->blocks[i].kind != BLOCK_PARAGRAPH)
      continue;
    uint32_t n, m;
    const SetLine *best = broken(b, &content->blocks[i].text, false, &n);
    const SetLine *first = broken(b, &content->blocks[i].text, true, &m);
    for (uint32_t k = 0; k < n; k++)
      check_line(&best[k]);
    assert_true(line_cost(best, n) <= line_cost(first, m));
    if (same_lines(best, n, first, m))
      continue;
    if (shown++ < 3) {
      show("optimum", best, n);
      show("first fit", first, m);
    }
  }
  print_message("%d paragraphs differ from the first fit\n", shown);
  assert_true(shown >= 3);
  bench_free(b);
}

/* A line's positions end exactly on its measure, whatever was squeezed or stretched
 * (P3.6). */
static void places_fill_the_measure(void **state) {
  (void)state;
  Bench *b = bench_new();
  if (!b)
    skip();
  const Content *content = b->bulletin->main.enclosures;
  for (uint32_t i = 0; i < content->n_blocks; i++) {
    uint32_t n;
    if (content->blocks[i].kind != BLOCK_PARAGRAPH)
      continue;
    const SetLine *lines = broken(b, &content->blocks[i].text, false, &n);
    for (uint32_t k = 0; k < n; k++) {
      const SetLine *line = &lines[k];
      if (line->last)
        continue;
      g_autofree Length *x = g_new(Length, line->to - line->from);
      line_place(line, x);
      const Atom *end = &line->paragraph->atoms[line->to - 1];
      Length cell = end->advance;
      if (line_char_is_mark((CharClass)end->cls))
        cell /= 2; /* K2.3 */
      Length right = x[line->to - 1 - line->from] + cell;
      assert_in_range(right - line->measure + 4, 0, 8);
      for (uint32_t a = 1; a < line->to - line->from; a++)
        assert_true(x[a] > x[a - 1]);
    }
  }
  bench_free(b);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(optimum_is_never_dearer),
                                     cmocka_unit_test(places_fill_the_measure)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
