#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "layout_fixture.h"
#include "line.h"

#define CAPACITY 20 /* B1.3 */

/* ---- helpers ------------------------------------------------------------------- */

static bool half_wide(gunichar c) {
  return c < 0x80;
}

/* Digits and Latin letters half a cell, all else a whole one, a quarter between Han and
 * Latin: the shape of the fonts in use. */
static int32_t *advances(const Text *title) {
  int32_t *advance = g_new0(int32_t, (size_t)title->chars + 1);
  const char *p = title->utf8;
  for (uint32_t i = 0; i < title->chars; i++) {
    gunichar c = text_next(&p), next = i + 1 < title->chars ? g_utf8_get_char(p) : 0;
    bool gap = (text_is_han(c) && g_unichar_isalnum(next) && half_wide(next)) ||
               (g_unichar_isalnum(c) && half_wide(c) && text_is_han(next));
    advance[i] = (half_wide(c) ? 500 : 1000) + (gap ? 250 : 0);
  }
  return advance;
}

/* With the words of the ordinary layout, and `terms` if there are any. */
static TitleBreaks broken(const Text *title, const char *const *terms, size_t n) {
  g_autofree int32_t *advance = advances(title);
  Job job = test_job();
  const Layout *layout = NULL;
  assert_true(layout_read(&job, "general", layout_folders, &layout));
  LayoutTitles taste = layout->titles;
  if (n)
    taste.keep = (LayoutTerms){terms, n};
  TitleBreaks breaks = line_title_break_cells(title, advance, CAPACITY, &taste);
  test_job_free(&job);
  return breaks;
}

static Text text_of(const char *utf8) {
  return (Text){
      .utf8 = utf8, .bytes = (uint32_t)strlen(utf8), .chars = (uint32_t)text_chars(utf8)};
}

/* "line|line|line"; a forced break shows as "/|". */
static char *lines_with(const Text *title, const char *const *terms, size_t n) {
  TitleBreaks breaks = broken(title, terms, n);
  GString *out = g_string_new(NULL);
  const char *p = title->utf8;
  for (uint32_t i = 0, b = 0; i < title->chars; i++) {
    if (b < breaks.count && breaks.at[b] == i) {
      g_string_append_c(out, '|');
      b++;
    }
    gunichar c = text_next(&p);
    if (c == '\n')
      g_string_append_c(out, '/');
    else
      g_string_append_unichar(out, c);
  }
  return g_string_free(out, FALSE);
}

static char *lines_of(const char *utf8) {
  Text title = text_of(utf8);
  return lines_with(&title, NULL, 0);
}

/* ---- the human breaks of the corpus ------------------------------------------------ */

/* What a line must never be cut inside: the words and names that naive methods tore. */
static const char *const never_torn[] = {
    "博|鳌",     "鳌乐|城",     "博鳌|乐城", "特别|行政区", "行政|区",   "西藏|班",
    "开发|区",   "产业开发|区", "侵|华",     "专|项",       "二十四|届", "第|二十四",
    "批|复",     "印|发",       "复|函",     "雄|安",       "新|区",     "通|知",
    "乌鲁|木齐", "石河|子",     "口|岸",     "示范|区",     "关|于",     "关于|",
    "国务|院",   "办公|厅",     "|的",       "的|通知",     "|区",       "|届",
    "|厅",       "|函",         "|县",       "|市",         "|、",       "、|、",
    "巴东|县",   "暂|行",       "20|",       "《|",         "|》",
};

static void assert_untorn(const char *lines) {
  for (size_t i = 0; i < G_N_ELEMENTS(never_torn); i++) {
    if (strstr(lines, never_torn[i]))
      fail_msg("%s in %s", never_torn[i], lines);
  }
}

static char *corpus(void) {
  const char *shared = g_getenv("HONGTOU_SHARED");
  g_autofree char *path = g_build_filename(shared ? shared : SOURCE_DIR "/../shared",
                                           "corpus", "typography.md", NULL);
  char *text = NULL;
  if (!g_file_get_contents(path, &text, NULL, NULL))
    print_message("skipped: no %s\n", path);
  return text;
}

static void test_human_breaks(void **state) {
  (void)state;
  g_autofree char *text = corpus();
  if (!text)
    skip();
  g_auto(GStrv) rows = g_strsplit(text, "\n", -1);
  unsigned exact = 0, count = 0;
  for (char **row = rows; *row; row++) {
    g_auto(GStrv) fields = g_strsplit(*row, "\t", -1);
    if (g_strv_length(fields) < 6 || strcmp(fields[1], "title") != 0)
      continue;
    g_autofree char *lines = lines_of(fields[4]);
    bool same = strcmp(lines, fields[5]) == 0;
    if (!same)
      print_message("%s ours   %s\n    human  %s\n", fields[0], lines, fields[5]);
    exact += same;
    count++;
    assert_untorn(lines);
  }
  print_message("%u of %u exact\n", exact, count);
  assert_int_equal(count, 23);
  assert_true(exact >= 18);
}

/* ---- cases of our own -------------------------------------------------------------- */

static const struct {
  const char *title, *lines;
} cases[] = {
    {"通知", "通知"},
    {"关于召开年度工作会议的通知", "关于召开年度工作会议的通知"},
    {"二十个字正好放在一行里不需要再断开的标题",
     "二十个字正好放在一行里不需要再断开的标题"},
    {"2017年度全市检察机关案件信息公开工作情况通报",
     "2017年度全市检察机关|案件信息公开工作情况通报"},
    {"关于印发\n全市检察机关案件信息公开工作办法的通知",
     "关于印发/|全市检察机关案件信息公开工作办法的通知"},
    {"某某省人民政府关于进一步加强安全生产工作坚决防范重特大事故的意见",
     "某某省人民政府关于进一步加强安全生产工作|坚决防范重特大事故的意见"},
    {"某某市人民检察院关于2023年上半年全市检察机关办理未成年人刑事案件有关情况的通报",
     "某某市人民检察院|关于2023年上半年全市检察机关|办理未成年人刑事案件有关情况的通报"},
    {"关于命名表彰2018年度市级文明单位、文明村镇、文明社区和文明校园的决定",
     "关于命名表彰2018年度市级文明单位、|文明村镇、文明社区和文明校园的决定"},
    {"某某县应急管理局、某某县自然资源局关于开展2024年汛期地质灾害隐患排查工作的通知",
     "某某县应急管理局、|某某县自然资源局关于开展|2024年汛期地质灾害隐患排查工作的通知"},
    {"某某大学关于公布2022年度本科教学质量工程项目立项名单的通知",
     "某某大学关于公布2022年度|本科教学质量工程项目立项名单的通知"},
    {"某某市住房和城乡建设局关于对建筑施工领域农民工工资支付情况开展专项检查的函",
     "某某市住房和城乡建设局关于对建筑施工领域|农民工工资支付情况开展专项检查的函"},
    /* lines alike are a rectangle (B1.4) */
    {"国务院关于同意将河南省浚县列为国家历史文化名城的批复",
     "国务院关于同意将河南省浚县列为|国家历史文化名城的批复"},
    /* names that end in 办公室, names with 和 (B1.5) */
    {"中共某某市委办公室某某市人民政府办公室关于印发《某某市深化生态环境保护综合行政执法"
     "改革实施方案》的"
     "通知",
     "中共某某市委办公室某某市人民政府办公室|关于印发《某某市深化生态环境保护|"
     "综合行政执法改革实施方案》的通知"},
    {"关于批转市财政局、市人力资源和社会保障局、市自然资源和规划局关于加快推进城乡融合发"
     "展若干政策措施的通知",
     "关于批转市财政局、|市人力资源和社会保障局、|市自然资源和规划局关于加快推进|"
     "城乡融合发展若干政策措施的通知"},
    {"关于推广应用Hongtou Document Workshop排版软件的通知",
     "关于推广应用Hongtou Document Workshop|排版软件的通知"},
};

/* One title of the table: its text, and where a line may end. */
static void assert_cut_well(const char *row) {
  g_auto(GStrv) pieces = g_strsplit(row, "|", -1);
  g_autofree char *title = g_strjoinv("", pieces);
  g_autofree char *lines = lines_of(title);
  const char *may = row;
  for (const char *p = lines; *p; p = g_utf8_next_char(p)) {
    bool allowed = *may == '|';
    may += allowed;
    if (*p == '|' && !allowed)
      fail_msg("%s", lines);
    if (*p == '|')
      continue;
    may = g_utf8_next_char(may);
  }
}

/* No cut goes through a word, a name, a period or a number (B1.5). */
static void test_table(void **state) {
  (void)state;
  g_autofree char *text = NULL;
  assert_true(g_file_get_contents(SOURCE_DIR "/tests/tables/title-cuts.tests", &text,
                                  NULL, NULL));
  g_auto(GStrv) rows = g_strsplit(text, "\n", -1);
  unsigned count = 0;
  for (char **row = rows; *row; row++) {
    if (!**row || **row == '#')
      continue;
    assert_cut_well(*row);
    count++;
  }
  assert_true(count >= 300);
}

static void test_cases(void **state) {
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *lines = lines_of(cases[i].title);
    assert_string_equal(lines, cases[i].lines);
  }
}

/* A forced line that is too long is broken further, and the break stays where it was put.
 */
static void test_forced(void **state) {
  (void)state;
  Text title = text_of(
      "某某市人民政府办公室\n关于印发全市国有资产处置管理暂行办法的补充规定的通知\n（试行"
      "）");
  TitleBreaks breaks = broken(&title, NULL, 0);
  assert_true(breaks.forced);
  assert_int_equal(breaks.count, 3);
  assert_int_equal(breaks.at[0], 11);
  assert_int_equal(breaks.at[2], 38);
  assert_true(breaks.at[1] > 14 && breaks.at[1] < 34);
  assert_false(broken(&(Text){.utf8 = "", .chars = 0}, NULL, 0).forced);
}

static void assert_whole(const char *title, const char *name) {
  g_autofree char *plain = lines_of(title);
  uint32_t from = (uint32_t)g_utf8_strlen(title, strstr(title, name) - title);
  TextRange range = {
      .from = from, .to = from + (uint32_t)text_chars(name), .kind = RANGE_NAME};
  Text marked = text_of(title);
  marked.ranges = &range;
  marked.n_ranges = 1;
  g_autofree char *kept = lines_with(&marked, NULL, 0);
  assert_null(strstr(plain, name)); /* else the case shows nothing */
  assert_non_null(strstr(kept, name));
  Text bare = text_of(title);
  g_autofree char *by_term = lines_with(&bare, (const char *const[]){"", name}, 2);
  assert_string_equal(kept, by_term);
}

static void test_names(void **state) {
  (void)state;
  assert_whole("国务院关于广东与香港、澳门合建自动气象站网有关问题的复函草案",
               "澳门合建自动");
  assert_whole("2017年度全市检察机关案件信息公开工作情况通报", "检察机关案件信息公开");
}

#define TERMS(list) \
  { list, G_N_ELEMENTS(list) }

/* Each list of the layout moves a break. */
static void test_taste(void **state) {
  (void)state;
  Text title = text_of("苹果香蕉葡萄橘子西瓜草莓樱桃石榴芒果菠萝木瓜");
  int32_t advance[22];
  for (uint32_t i = 0; i < 22; i++)
    advance[i] = 1000;
  static const char *const project[] = {"樱桃"}, *const work[] = {"草莓"};
  static const char *const both[] = {"草莓樱桃"}, *const set_up[] = {"石榴"};
  const struct {
    uint32_t at;
    LayoutTitles taste;
  } tastes[] = {
      {12, {.clause = NULL}},
      {10, {.never_before = TERMS(project)}},
      {10, {.never_after = TERMS(work)}},
      {10, {.keep = TERMS(both)}},
      {14, {.cut_before = TERMS(set_up)}},
      {14, {.cut_after = TERMS(project)}},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(tastes); i++) {
    TitleBreaks breaks =
        line_title_break_cells(&title, advance, CAPACITY, &tastes[i].taste);
    assert_int_equal(breaks.count, 1);
    assert_int_equal(breaks.at[0], tastes[i].at);
  }
}

static void test_brackets(void **state) {
  (void)state;
  g_autofree char *title =
      lines_of("关于转发《某某省行政事业单位会计档案管理办法》的补充通知");
  assert_string_equal(title,
                      "关于转发|《某某省行政事业单位会计档案管理办法》|的补充通知");
  g_autofree char *number =
      lines_of("关于废止濮检文案管〔2018〕6号文件和濮检文案管〔2019〕12号文件的通知");
  assert_null(strstr(number, "2018|"));
  assert_null(strstr(number, "|〔"));
  assert_null(strstr(number, "6|号"));
  g_autofree char *note =
      lines_of("某某市城市总体规划建设管理条例实施细则（征求意见稿）");
  assert_non_null(strstr(note, "（征求意见稿）"));
}

/* K1.1, K1.2: what holds for lines of text holds for titles; the mark at every place. */
static void test_marks(void **state) {
  (void)state;
  static const char *const marks[] = {"々", "℉", "′", "〛", "〟", "€", "£", "〘", "〚"};
  const size_t first_no_end = 5, chars = 36;
  for (size_t m = 0; m < G_N_ELEMENTS(marks); m++) {
    const char *form = m < first_no_end ? "|%s" : "%s|";
    g_autofree char *never = g_strdup_printf(form, marks[m]);
    for (size_t at = 1; at + 1 < chars; at++) {
      g_autoptr(GString) text = g_string_new(NULL);
      for (size_t i = 0; i < chars; i++)
        g_string_append(text, i == at ? marks[m] : "禾");
      g_autofree char *lines = lines_of(text->str);
      assert_non_null(strchr(lines, '|'));
      assert_null(strstr(lines, never));
    }
  }
}

/* ---- whatever comes ---------------------------------------------------------------- */

static void assert_covers(const Text *title, unsigned capacity) {
  g_autofree int32_t *advance = g_new0(int32_t, (size_t)title->chars + 1);
  g_autofree gunichar *c = g_utf8_to_ucs4_fast(title->utf8, -1, NULL);
  for (uint32_t i = 0; i < title->chars; i++)
    advance[i] = c[i] < 0x80 ? 500 : 1000;
  TitleBreaks breaks =
      line_title_break_cells(title, advance, capacity, &(LayoutTitles){.clause = NULL});
  assert_true(breaks.count <= TITLE_BREAKS);
  uint32_t from = 0;
  for (uint32_t b = 0; b <= breaks.count; b++) {
    uint32_t to = b < breaks.count ? breaks.at[b] : title->chars;
    assert_true(b < breaks.count ? to > from && to <= title->chars : to >= from);
    int64_t wide = 0;
    for (uint32_t i = from; i < to; i++)
      wide += c[i] == '\n' ? 0 : advance[i];
    bool full = breaks.count == TITLE_BREAKS && b == breaks.count;
    assert_true(wide <= (int64_t)capacity * 1000 || full);
    from = to;
  }
}

static void assert_covers_repeated(const char *unit, unsigned times) {
  g_autoptr(GString) text = g_string_new(NULL);
  for (unsigned i = 0; i < times; i++)
    g_string_append(text, unit);
  Text title = text_of(text->str);
  assert_covers(&title, CAPACITY);
  assert_covers(&title, 1);
}

static void test_degenerate(void **state) {
  (void)state;
  static const char *const units[] = {"字",   "，",   "《",   "》",  "（", "a",   "1",
                                      " ",    "\n",   "的",   "区",  "—",  "…",   "𠮷",
                                      "通知", "关于", "、字", "9年", "“”", "\n字"};
  static const unsigned times[] = {0, 1, 2, 19, 20, 21, 40, 80, 161, 999, 5000};
  for (size_t u = 0; u < G_N_ELEMENTS(units); u++) {
    for (size_t i = 0; i < G_N_ELEMENTS(times); i++)
      assert_covers_repeated(units[u], times[i]);
  }
}

static void test_random(void **state) {
  (void)state;
  static const char *const parts[] = {
      "国务院", "办公厅", "关于", "印发", "的", "通知", "《",   "》",   "（",   "）",
      "2018",   "年",     "、",   "和",   "a",  "B c",  "管理", "工作", "加强", "\n",
      "“",      "”",      "区",   "第",   "十", "届",   "𠮷",   "—",    "，",   "县"};
  uint32_t seed = 2018;
  for (unsigned round = 0; round < 600; round++) {
    g_autoptr(GString) text = g_string_new(NULL);
    seed = seed * 1664525 + 1013904223;
    for (unsigned n = seed >> 26; n > 0; n--) {
      seed = seed * 1664525 + 1013904223;
      g_string_append(text, parts[(seed >> 16) % G_N_ELEMENTS(parts)]);
    }
    Text title = text_of(text->str);
    assert_covers(&title, 5 + seed % 20);
  }
}

/* Long titles keep the shape: no line falls between two wider ones. */
static void test_long(void **state) {
  (void)state;
  Text title = text_of(
      "某某省人民政府办公厅关于转发省发展改革委、省财政厅、省自然资源厅、省农业农村厅、"
      "省市场监督管理局关于进一步完善粮食储备管理体制加强粮食储备安全管理"
      "推动粮食产业高质量发展若干政策措施的实施意见的通知");
  assert_true(title.chars > 80);
  g_autofree char *lines = lines_with(&title, NULL, 0);
  print_message("%s\n", lines);
  g_auto(GStrv) each = g_strsplit(lines, "|", -1);
  guint n = g_strv_length(each);
  assert_in_range(n, 5, 7);
  for (guint i = 1; i + 1 < n; i++)
    assert_false(text_chars(each[i]) < text_chars(each[i - 1]) &&
                 text_chars(each[i]) < text_chars(each[i + 1]));
  assert_non_null(strstr(lines, "|关于进一步"));
}

static void test_speed(void **state) {
  (void)state;
  gint64 from = g_get_monotonic_time();
  for (unsigned i = 0; i < 200; i++)
    g_free(lines_of(
        "国务院办公厅关于同意以某某市名义申办2009年第二十四届世界青年冬季运动会的复函"));
  print_message("%.3f ms a title\n",
                (double)(g_get_monotonic_time() - from) / 200 / 1000);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_human_breaks), cmocka_unit_test(test_cases),
      cmocka_unit_test(test_forced),       cmocka_unit_test(test_names),
      cmocka_unit_test(test_brackets),     cmocka_unit_test(test_degenerate),
      cmocka_unit_test(test_random),       cmocka_unit_test(test_long),
      cmocka_unit_test(test_speed),        cmocka_unit_test(test_taste),
      cmocka_unit_test(test_table),        cmocka_unit_test(test_marks),
  };
  return cmocka_run_group_tests_name("line_title", tests, NULL, NULL);
}
