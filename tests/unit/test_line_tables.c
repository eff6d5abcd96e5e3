/* The line-breaking cases of the corpus (typography.md), each a line: what the breaker
 * does is held against what is expected there. Where the spec decides otherwise,
 * tests/tables/typography.tests says so, case by case, with the reason; any other
 * difference fails. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "line.h"

#define EM (16 * LENGTH_PT)

typedef struct Bench {
  Job job;
  FontBook *fonts;
  Layout layout;
  LayoutRole role;
} Bench;

static Bench *bench_new(void) {
  Bench *b = g_new0(Bench, 1);
  b->job.arena = arena_new();
  b->job.diags = diagnostics_new();
  b->job.limits = &limits_default;
  static const char *const folders[] = {SOURCE_DIR "/fonts/packages", NULL};
  FontPaths paths = {.roles_file = SOURCE_DIR "/fonts/roles.xml",
                     .folders = folders,
                     .system_folders = true,
                     .cache_folder = g_getenv("HONGTOU_TEST_CACHE")};
  if (!fontbook_open(&paths, b->job.diags, &b->fonts)) {
    g_free(b);
    return NULL;
  }
  b->role = (LayoutRole){.name = "body", .font = "仿宋", .size = EM, .cell = EM};
  b->layout.roles = &b->role;
  b->layout.n_roles = 1;
  b->job.fonts = b->fonts;
  b->job.layout = &b->layout;
  return b;
}

static void bench_free(Bench *b) {
  fontbook_free(b->fonts);
  diagnostics_free(b->job.diags);
  arena_free(b->job.arena);
  g_free(b);
}

/* N: nothing is squeezed. S: as the national standard has it; no Han–Latin gap in either.
 */
static LayoutSpacing spacing_of(const char *mode) {
  LayoutSpacing s = {.line_end_mark = 1000,
                     .line_start_mark = 1000,
                     .mark_min = 1000,
                     .word = 500,
                     .word_min = 500,
                     .word_max = 500,
                     .stretch_max = 150,
                     .last_line_min = 1};
  if (strcmp(mode, "S") == 0) {
    s.line_end_mark = s.line_start_mark = s.mark_min = s.adjacent_marks = 500;
  }
  return s;
}

static Text text_of(Bench *b, const char *utf8) {
  Text text = {.utf8 = arena_strdup(b->job.arena, utf8)};
  text.bytes = (uint32_t)strlen(utf8);
  text.chars = (uint32_t)text_chars(utf8);
  text.places = ARENA_ARRAY(b->job.arena, TextPlace, text.chars + 1);
  return text;
}

static char *broken(Bench *b, const char *utf8, double width, bool strict, bool greedy) {
  Text *text = ARENA_NEW(b->job.arena, Text);
  *text = text_of(b, utf8);
  TextStyle style = {
      .role = &b->role, .tag = TAG_NONE, .heading_tag = TAG_NONE, .label_tag = TAG_NONE};
  Paragraph *p = line_analyse(&b->job, text, &style);
  Length w = (Length)(width * EM);
  Measures m = {0, 0, w, w};
  uint32_t n = 0;
  BreakOptions options = {.strict = strict, .greedy = greedy};
  const SetLine *lines = line_break(&b->job, p, &m, options, &n);
  GString *out = g_string_new(NULL);
  for (uint32_t i = 0; i < n; i++) {
    for (uint32_t k = lines[i].from; k < lines[i].to; k++)
      g_string_append_unichar(out, p->atoms[k].c);
    if (i + 1 < n)
      g_string_append_c(out, '|');
  }
  return g_string_free(out, FALSE);
}

/* ---- the file of the corpus -------------------------------------------------------- */

static char *corpus_file(const char *name) {
  const char *shared = g_getenv("HONGTOU_SHARED");
  g_autofree char *base = g_strdup(shared ? shared : SOURCE_DIR "/../shared");
  g_autofree char *path = g_build_filename(base, "corpus", name, NULL);
  char *text = NULL;
  if (!g_file_get_contents(path, &text, NULL, NULL))
    print_message("skipped: %s is not here\n", name);
  return text;
}

/* id → "differs\treason" */
static GHashTable *decided(void) {
  GHashTable *table = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *text = NULL;
  assert_true(g_file_get_contents(SOURCE_DIR "/tests/tables/typography.tests", &text,
                                  NULL, NULL));
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (char **line = lines; *line; line++) {
    if (**line == '#' || !**line)
      continue;
    g_auto(GStrv) fields = g_strsplit(*line, "\t", 3);
    assert_int_equal(g_strv_length(fields), 3);
    g_hash_table_insert(table, g_strdup(fields[0]), g_strdup(fields[1]));
  }
  return table;
}

/* "3 7": the lengths at which our lines turn, in characters. */
static char *turns(const char *with_bars) {
  GString *out = g_string_new(NULL);
  int n = 0;
  for (const char *p = with_bars; *p; p = g_utf8_next_char(p)) {
    if (*p == '|')
      g_string_append_printf(out, "%s%d", out->len ? " " : "", n);
    else
      n++;
  }
  return g_string_free(out, FALSE);
}

typedef struct Score {
  int same, decided, failed;
} Score;

static void judge(Score *score, GHashTable *table, const char *id, const char *expect,
                  const char *ours) {
  g_autofree char *where = turns(ours);
  const char *other = g_hash_table_lookup(table, id);
  if (strcmp(expect, ours) == 0 && !other) {
    score->same++;
  } else if (other && strcmp(other, where) == 0) {
    score->decided++;
  } else {
    score->failed++;
    print_message("%s: want %s, have %s (%s)\n", id, expect, ours, where);
  }
}

static void judge_line(Bench *b, Score *score, GHashTable *table, char **f) {
  const char *mode = f[3];
  bool strict = strcmp(mode, "strict") == 0 || strcmp(mode, "css-strict") == 0;
  b->layout.spacing = spacing_of(strict ? "N" : mode);
  g_autofree char *ours = broken(b, f[4], g_ascii_strtod(f[2], NULL), strict, false);
  judge(score, table, f[0], f[5], ours);
}

static gunichar code_point(const char *text) {
  return (gunichar)strtoul(text + 2, NULL, 16);
}

static void judge_pair(Score *score, GHashTable *table, char **f) {
  g_auto(GStrv) points = g_strsplit(f[4], " ", -1);
  g_autoptr(GString) ours = g_string_new(NULL);
  for (char **p = points; p[0] && p[1]; p++)
    g_string_append(
        ours, line_break_between(code_point(p[0]), code_point(p[1]), false) >= BREAK_URL
                  ? "×"
                  : "÷");
  judge(score, table, f[0], f[5], ours->str);
}

static void judge_class(Score *score, GHashTable *table, char **f) {
  gunichar c = g_utf8_get_char(f[4]);
  bool start = strcmp(f[1], "nostart") == 0;
  bool forbidden = start ? line_char_no_start(c) : line_char_no_end(c);
  judge(score, table, f[0], f[5], !forbidden ? "÷" : start ? "× before" : "× after");
}

static void every_case(void **state) {
  (void)state;
  g_autofree char *text = corpus_file("typography.md");
  if (!text)
    skip();
  Bench *b = bench_new();
  if (!b)
    skip();
  g_autoptr(GHashTable) table = decided();
  Score score = {0};
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (char **line = lines; *line; line++) {
    g_auto(GStrv) f = g_strsplit(*line, "\t", -1);
    if (g_strv_length(f) < 8)
      continue;
    if (strcmp(f[1], "line") == 0)
      judge_line(b, &score, table, f);
    else if (strcmp(f[1], "wpt") == 0 && strcmp(f[3], "css-strict") == 0)
      judge_line(b, &score, table, f);
    else if (strcmp(f[1], "pair") == 0)
      judge_pair(&score, table, f);
    else if (strcmp(f[1], "nostart") == 0 || strcmp(f[1], "noend") == 0)
      judge_class(&score, table, f);
  }
  print_message("typography: %d as expected, %d decided otherwise, %d failed\n",
                score.same, score.decided, score.failed);
  assert_int_equal(score.failed, 0);
  assert_true(score.same > 150);
  bench_free(b);
}

/* ---- widths (E01–E25) -------------------------------------------------------------- */

static double width_of(Bench *b, const char *utf8, bool at_end) {
  Text *text = ARENA_NEW(b->job.arena, Text);
  g_autofree char *framed = g_strconcat("国", utf8, at_end ? "" : "国", NULL);
  *text = text_of(b, framed);
  TextStyle style = {
      .role = &b->role, .tag = TAG_NONE, .heading_tag = TAG_NONE, .label_tag = TAG_NONE};
  Paragraph *p = line_analyse(&b->job, text, &style);
  SetLine line = line_whole(p);
  return (double)line.fit.natural / EM - (at_end ? 1 : 2);
}

static void widths(void **state) {
  (void)state;
  typedef struct {
    const char *text;
    bool at_end;
    double em;
    const char *clause;
  } WidthRow;
  static const WidthRow rows[] = {
      {"（", false, 1, "U1.2"},     {"，", true, 0.5, "K2.3"},
      {"。", true, 0.5, "K2.3"},    {"”", true, 0.5, "K2.3"},
      {"”。", false, 1.5, "K2.1"},  {"）、", false, 1.5, "K2.1"},
      {"》《", false, 1.5, "K2.1"}, {"：“", false, 1.5, "K2.1"},
      {"“《", false, 1.5, "K2.1"},  {"》）。", false, 2, "K2.1"},
      {"“‘", false, 1.5, "K2.1"},   {"——", false, 2, "U1.2"},
      {"……", false, 2, "U1.2"},     {"…………", false, 4, "U1.2"},
      {"·", false, 0.5, "U1.3"},    {"～", false, 1, "U1.3"},
      {"—", false, 1, "U1.3"},      {"2018", false, 2, "U2.2"},
      {"〔", false, 1, "G2.4"},     {"2.5%", false, 2, "U2.2"},
      {"？！", false, 1, "U1.1"},   {"！！", false, 1, "U1.1"},
      {"？？？", false, 2, "U1.1"}, {"？！”", false, 2, "U1.1"},
      {"？！", true, 1, "U1.1"},    {"？", false, 1, "U1.1"},
      {"°", false, 0.5, "K1.1"},    {"′", false, 0.5, "K1.1"},
      {"″", false, 0.5, "K1.1"},
  };
  Bench *b = bench_new();
  if (!b)
    skip();
  b->layout.spacing = spacing_of("S");
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    double have = width_of(b, rows[i].text, rows[i].at_end);
    if (have < rows[i].em - 0.001 || have > rows[i].em + 0.001)
      print_message("%s (%s): want %.3f, have %.3f\n", rows[i].text, rows[i].clause,
                    rows[i].em, have);
    assert_true(have > rows[i].em - 0.001 && have < rows[i].em + 0.001);
  }
  bench_free(b);
}

/* ---- runs that stay together, beyond the corpus' cases (K1.5) ---------------------- */

static void runs_stay_together(void **state) {
  (void)state;
  typedef struct {
    const char *text;
    double em;
    const char *want;
  } RunRow;
  static const RunRow rows[] = {
      {"样品含水率≤12.5%以下", 6, "样品含水率|≤12.5%以下"}, /* a sign and its number */
      {"允许有误差±0.05毫米", 6, "允许有误差|±0.05毫米"},
      {"各单位统一换用新式样标5×8米的标牌", 12, "各单位统一换用新式样标|5×8米的标牌"},
      {"夜间气温可达－3.5℃左右", 7, "夜间气温可达|－3.5℃左右"},
      {"自二〇一七年2017－2018年", 9, "自二〇一七年2017－|2018年"}, /* a connector */
      {"浓度为每升43mg/m³以下", 8, "浓度为每升|43mg/m³以下"}, /* ³ is of its unit */
      {"抽查农户四千家1500多个点", 9, "抽查农户四千家|1500多个点"}, /* 多, 余 */
      {"共使用外国资金35万美元整", 9, "共使用外国资金|35万美元整"},
      {"全长约为一百12 km以上", 7.7, "全长约为一百|12 km以上"},
      {"各单位应当按照规则中的第3条规定", 12, "各单位应当按照规则中的|第3条规定"},
      {"空气中的细颗粒PM2.5年均值", 10.3,
       "空气中的细颗粒PM2.5|年均值"}, /* no year, no unit */
  };
  Bench *b = bench_new();
  if (!b)
    skip();
  b->layout.spacing = spacing_of("S");
  int failed = 0;
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    g_autofree char *have = broken(b, rows[i].text, rows[i].em, false, false);
    failed += strcmp(have, rows[i].want) != 0;
    if (strcmp(have, rows[i].want) != 0)
      print_message("want %s, have %s\n", rows[i].want, have);
  }
  assert_int_equal(failed, 0);
  bench_free(b);
}

/* Marks that face each other never begin at one place, however the line is squeezed:
 * programs that read the page sort characters by their x, and would turn 、《 round. */
static void squeezed_marks_keep_their_order(void **state) {
  (void)state;
  Bench *b = bench_new();
  if (!b)
    skip();
  b->layout.spacing = spacing_of("S");
  Text *text = ARENA_NEW(b->job.arena, Text);
  *text = text_of(b, "《甲》、《乙》、《丙》“丁”“戊”");
  TextStyle style = {
      .role = &b->role, .tag = TAG_NONE, .heading_tag = TAG_NONE, .label_tag = TAG_NONE};
  Paragraph *p = line_analyse(&b->job, text, &style);
  SetLine line = line_whole(p);
  Length least = line.fit.natural - (Length)(p->sums[p->n].squeeze[SQUEEZE_BRACKET]);
  line.fit = line_fit(p, 0, p->n, least);
  assert_true(line.fit.feasible);
  PageBuild page = {.arena = b->job.arena,
                    .items = g_array_new(FALSE, TRUE, sizeof(Item)),
                    .links = g_array_new(FALSE, TRUE, sizeof(PageLink))};
  line_ink(&page, &line, 0, 0);
  Length before = -EM;
  for (guint i = 0; i < page.items->len; i++) {
    const Item *item = &g_array_index(page.items, Item, i);
    for (uint32_t k = 0; k < item->as.glyphs.n_glyphs; k++) {
      assert_true(item->as.glyphs.glyphs[k].x >= before + LENGTH_PT / 5);
      before = item->as.glyphs.glyphs[k].x;
    }
  }
  g_array_free(page.items, TRUE);
  g_array_free(page.links, TRUE);
  bench_free(b);
}

/* Lines of Latin words alone end on the measure too (P3.6), and beyond the limit between
 * two Han spaces and gaps take their share (K3.3). */
static void latin_lines_are_filled(void **state) {
  (void)state;
  Bench *b = bench_new();
  if (!b)
    skip();
  b->layout.spacing = spacing_of("S");
  static const char *const texts[] = {"Windows Server Datacenter Edition",
                                      "采用Oracle Database Enterprise Edition软件"};
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
    Text *text = ARENA_NEW(b->job.arena, Text);
    *text = text_of(b, texts[i]);
    TextStyle style = {.role = &b->role,
                       .tag = TAG_NONE,
                       .heading_tag = TAG_NONE,
                       .label_tag = TAG_NONE};
    Paragraph *p = line_analyse(&b->job, text, &style);
    Measures m = {0, 0, 12 * EM, 12 * EM};
    uint32_t n = 0;
    const SetLine *lines = line_break(&b->job, p, &m, (BreakOptions){0}, &n);
    assert_true(n >= 2);
    for (uint32_t k = 0; k + 1 < n; k++) {
      g_autofree Length *x = g_new(Length, p->n);
      line_place(&lines[k], x);
      uint32_t last = lines[k].to - 1;
      assert_in_range(x[last - lines[k].from] + p->atoms[last].advance - 12 * EM + 4, 0,
                      8);
    }
  }
  bench_free(b);
}

/* A line longer than a Length can say ends at its limit, and does not begin anew on the
 * left. */
static void endless_lines_stay_on_the_right(void **state) {
  (void)state;
  Bench *b = bench_new();
  if (!b)
    skip();
  b->layout.spacing = spacing_of("S");
  g_autoptr(GString) utf8 = g_string_new(NULL);
  for (int i = 0; i < 140000; i++)
    g_string_append(utf8, "国");
  Text *text = ARENA_NEW(b->job.arena, Text);
  *text = text_of(b, utf8->str);
  TextStyle style = {
      .role = &b->role, .tag = TAG_NONE, .heading_tag = TAG_NONE, .label_tag = TAG_NONE};
  SetLine line = line_whole(line_analyse(&b->job, text, &style));
  g_autofree Length *x = g_new(Length, text->chars);
  line_place(&line, x);
  for (uint32_t k = 1; k < text->chars; k++)
    assert_true(x[k] >= x[k - 1]);
  bench_free(b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(endless_lines_stay_on_the_right),
      cmocka_unit_test(every_case),
      cmocka_unit_test(runs_stay_together),
      cmocka_unit_test(squeezed_marks_keep_their_order),
      cmocka_unit_test(latin_lines_are_filled),
      cmocka_unit_test(widths),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
