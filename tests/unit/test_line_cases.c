/* The sentences and titles of tests/tables: no line begins where a × stands, and K1.1,
 * K1.2, K1.4 hold at every measure. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "layout.h"
#include "line.h"

#define EM (16 * LENGTH_PT)
#define CAPACITY 20 /* B1.3 */
#define MARK 0xD7   /* × */

static const LayoutRole role = {.name = "body", .font = "仿宋", .size = EM, .cell = EM};
static const LayoutSpacing spacing = {.line_end_mark = 500,
                                      .line_start_mark = 500,
                                      .adjacent_marks = 500,
                                      .mark_min = 500,
                                      .word = 500,
                                      .word_min = 500,
                                      .word_max = 500,
                                      .stretch_max = 150,
                                      .last_line_min = 1};

/* One line of a table: its characters, and where no line may begin. */
typedef struct Case {
  GString *utf8;
  gunichar *c;
  uint32_t n;
  bool *forbidden;
} Case;

static Case case_read(const char *before, const char *line) {
  Case k = {.utf8 = g_string_new(before)};
  k.n = (uint32_t)text_chars(before);
  k.forbidden = g_new0(bool, strlen(before) + strlen(line) + 1);
  for (const char *p = line; *p;) {
    gunichar c = text_next(&p);
    if (c == MARK) {
      k.forbidden[k.n] = true;
      continue;
    }
    g_string_append_unichar(k.utf8, c);
    k.n++;
  }
  k.c = g_utf8_to_ucs4_fast(k.utf8->str, -1, NULL);
  return k;
}

static void case_free(Case *k) {
  g_string_free(k->utf8, TRUE);
  g_free(k->c);
  g_free(k->forbidden);
}

static Text text_of(Arena *arena, const Case *k) {
  return (Text){.utf8 = k->utf8->str,
                .bytes = (uint32_t)k->utf8->len,
                .chars = k->n,
                .places = ARENA_ARRAY(arena, TextPlace, k->n + 1)};
}

static bool is_one_of(gunichar c, const char *set) {
  return g_utf8_strchr(set, -1, c) != NULL;
}

static bool is_run(gunichar c) {
  return text_is_digit(c) || text_is_latin(c);
}

static bool joins(gunichar a, gunichar b) {
  return is_run(a) && is_run(b);
}

/* What the clauses forbid wherever it stands; NULL: nothing. */
static const char *forbidden_by(gunichar before, gunichar after) {
  if (is_one_of(after, "，。、；：？！）》〉】〗〕」』”’%％‰℃·…,.;:?!)]}"))
    return "K1.1";
  if (is_one_of(before, "（《〈【〖〔「『“‘([{$￥№"))
    return "K1.2";
  if (before == after && (before == 0x2014 || before == 0x2026))
    return "K1.4";
  return joins(before, after) ? "K1.5" : NULL;
}

static void tell(const Case *k, uint32_t at, const char *clause, unsigned measure) {
  const char *p = g_utf8_offset_to_pointer(k->utf8->str, at);
  g_autofree char *head = g_strndup(k->utf8->str, (gsize)(p - k->utf8->str));
  print_message("%s at %u cells: %s|%s\n", clause, measure, head, p);
}

/* ---- running text ------------------------------------------------------------------ */

static unsigned lines_fail(Job *job, const Case *k, unsigned cells) {
  Arena *arena = arena_new();
  Job own = *job;
  own.arena = arena;
  Text text = text_of(arena, k);
  TextStyle style = {
      .role = &role, .tag = TAG_NONE, .heading_tag = TAG_NONE, .label_tag = TAG_NONE};
  Paragraph *p = line_analyse(&own, &text, &style);
  Measures m = {0, 0, (Length)cells * EM, (Length)cells * EM};
  uint32_t n = 0;
  const SetLine *lines = line_break(&own, p, &m, (BreakOptions){0}, &n);
  unsigned failed = 0;
  for (uint32_t i = 1; i < n; i++) {
    uint32_t at = lines[i].from;
    const char *clause = forbidden_by(k->c[at - 1], k->c[at]);
    if (clause || k->forbidden[at]) {
      tell(k, at, clause ? clause : "×", cells);
      failed++;
    }
  }
  arena_free(arena);
  return failed;
}

/* ---- titles ------------------------------------------------------------------------ */

static unsigned title_fails(const Case *k, const LayoutTitles *taste) {
  g_autofree int32_t *advance = g_new0(int32_t, k->n + 1);
  int64_t whole = 0, wide = 0;
  for (uint32_t i = 0; i < k->n; i++)
    whole += advance[i] = k->c[i] < 0x80 ? 500 : 1000;
  Text text = {.utf8 = k->utf8->str, .bytes = (uint32_t)k->utf8->len, .chars = k->n};
  TitleBreaks breaks = line_title_break_cells(&text, advance, CAPACITY, taste);
  unsigned failed = 0;
  for (uint32_t i = 0, b = 0; i < k->n; i++) {
    if (b < breaks.count && breaks.at[b] == i) {
      const char *clause = forbidden_by(k->c[i - 1], k->c[i]);
      if (clause || k->forbidden[i] || k->c[i] == 0x7684) {
        tell(k, i, clause ? clause : "×", CAPACITY);
        failed++;
      }
      wide = 0;
      b++;
    }
    wide += advance[i];
    assert_true(wide <= CAPACITY * 1000);
  }
  assert_true(breaks.count <= (whole + CAPACITY * 1000 - 1) / (CAPACITY * 1000));
  return failed;
}

/* ---- tables ------------------------------------------------------------------------ */

static char **table(const char *name) {
  g_autofree char *path = g_build_filename(SOURCE_DIR, "tests", "tables", name, NULL);
  g_autofree char *text = NULL;
  assert_true(g_file_get_contents(path, &text, NULL, NULL));
  return g_strsplit(text, "\n", -1);
}

static void sentences(void **state) {
  (void)state;
  static const char *const folders[] = {SOURCE_DIR "/fonts/packages", NULL};
  const Layout layout = {.roles = (LayoutRole *)&role, .n_roles = 1, .spacing = spacing};
  FontPaths paths = {.roles_file = SOURCE_DIR "/fonts/roles.xml",
                     .folders = folders,
                     .system_folders = true,
                     .cache_folder = g_getenv("HONGTOU_TEST_CACHE")};
  Job job = {.diags = diagnostics_new(), .limits = &limits_default, .layout = &layout};
  FontBook *fonts = NULL;
  if (!fontbook_open(&paths, job.diags, &fonts))
    skip();
  job.fonts = fonts;
  g_auto(GStrv) lines = table("lines.tests");
  unsigned count = 0, failed = 0;
  for (char **line = lines; *line; line++) {
    if (!**line || **line == '#')
      continue;
    unsigned only = **line == '@' ? (unsigned)atoi(*line + 1) : 0;
    Case k = case_read("", only ? strchr(*line, ' ') + 1 : *line);
    for (unsigned cells = only ? only : 12; cells <= (only ? only : 28); cells++)
      failed += lines_fail(&job, &k, cells);
    case_free(&k);
    count++;
  }
  print_message("%u sentences\n", count);
  assert_true(count >= 190);
  assert_int_equal(failed, 0);
  fontbook_free(fonts);
  diagnostics_free(job.diags);
}

static void titles(void **state) {
  (void)state;
  static const char *const before[] = {"", "海原县人民政府", "海原县人民代表大会",
                                       "海原县交通运输局、海原县公安局"};
  static const char *const folders[] = {SOURCE_DIR "/layouts", NULL};
  Job job = {.arena = arena_new(), .diags = diagnostics_new(), .limits = &limits_default};
  const Layout *layout = NULL;
  assert_true(layout_read(&job, "general", folders, &layout));
  g_auto(GStrv) lines = table("titles.tests");
  unsigned count = 0, failed = 0;
  for (char **line = lines; *line; line++) {
    if (!**line || **line == '#')
      continue;
    for (size_t i = 0; i < G_N_ELEMENTS(before); i++) {
      Case k = case_read(g_str_has_prefix(*line, "关于") ? before[i] : "", *line);
      failed += title_fails(&k, &layout->titles);
      case_free(&k);
    }
    count++;
  }
  diagnostics_free(job.diags);
  arena_free(job.arena);
  print_message("%u titles\n", count);
  assert_true(count >= 100);
  assert_int_equal(failed, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(sentences),
                                     cmocka_unit_test(titles)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
