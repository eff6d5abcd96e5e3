/* Figures in running text: what they print, what they come from, and what contradicts
 * them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bind_fixture.h"

static BindFixture f;

static const char q1[] =
    "单位,2017年,2016年,日期,说明\n全市合计,394,391,2018-04-23,\n南乐县院,180,172,"
    "2018年4月,好\n"
    "华龙区院,38,40,2018-04-23,好\n新区院,5,0,2018-04-23,好\n平院,7,7,2018-04-23,好\n"
    "大院,\"1,234,567\",46512,2018-04-23,好\n零宽院,1,1,2018-04-23,a\xE2\x80\x8B\n";

static int set_up(void **state) {
  (void)state;
  bind_fixture_open(&f);
  bind_fixture_file(&f, "q1.csv", q1);
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  bind_fixture_close(&f);
  return 0;
}

#define CELL(unit, column) "h:cell($q1, '" unit "', '" column "')"
#define CHANGE(unit) "h:change(" CELL(unit, "2017年") ", " CELL(unit, "2016年") ")"
#define V(select, rest) "<p>共<v select=\"" select "\" " rest "/>。</p>"
#define TYPED(before, select, rest, text) \
  "<p>" before "<v select=\"" select "\" " rest ">" text "</v>。</p>"

typedef struct FigureCase {
  const char *blocks, *text; /* of the first paragraph; NULL: it cannot be bound */
  const char *faults;
} FigureCase;

static void check(const FigureCase *cases, size_t n) {
  for (size_t i = 0; i < n; i++) {
    const Bulletin *bound =
        bind_fixture_run(&f, "<data id=\"q1\" src=\"q1.csv\"/>", cases[i].blocks);
    g_autofree char *faults = bind_fixture_faults(&f);
    if (strcmp(faults, cases[i].faults) != 0)
      print_message("%s\n", cases[i].blocks);
    assert_string_equal(faults, cases[i].faults);
    assert_int_equal(bound != NULL, cases[i].text != NULL);
    if (bound)
      assert_string_equal(bound->main.blocks[0].text.utf8, cases[i].text);
  }
}

static void figures_are_printed(void **state) {
  (void)state;
  static const FigureCase cases[] = {
      {V(CELL("南乐县院", "2017年"), ""), "共180。", ""},
      {V("row[c[1]='南乐县院']/c[2]", ""), "共180。", ""},
      {V("row[2]/c[2]", "data=\"q1\""), "共180。", ""},
      {V("h:share(180, 394)", "format=\"0.0%\""), "共45.7%。", ""},
      {V("h:share(180, 394)", "format=\"0.0%\" round=\"truncate\""), "共45.6%。", ""},
      {V("0.125", "format=\"0.00\""), NULL, "query.no-cell 9:8"},
      {V("h:add(0.125, 0)", "format=\"0.00\""), "共0.12。", ""},
      {V("h:add(0.125, 0)", "format=\"0.00\" round=\"half-up\""), "共0.13。", ""},
      {V(CELL("大院", "2017年"), ""), "共1,234,567。", ""},
      {V(CELL("大院", "2017年"), "format=\"0.0万\""), "共123.5万。", ""},
      {V(CELL("大院", "2017年"), "format=\"一\""), "共一百二十三万四千五百六十七。", ""},
      {V(CELL("全市合计", "日期"), "format=\"date\""), "共2018年4月23日。", ""},
      {V("h:join($q1/row[c[1] = '平院' or c[1] = '大院']/c[1])", ""), "共平院和大院。",
       ""},
      {V("count($q1/row)", "format=\"一\""), "共七。", ""},
      {"<p>共<v id=\"a\" select=\"h:add($b, 1)\"/>，<v id=\"b\" "
       "select=\"row[2]/c[2]\"/>。</p>",
       "共181，180。", ""},
  };
  check(cases, G_N_ELEMENTS(cases));
}

static const char turns[] =
    "单位,2017年,2016年\n转正,5,-10\n转负,-5,10\n减亏,-5,-10\n增亏,-15,-10\n归零,0,-10\n"
    "零,0,0\n起,5,0\n降,-3,2\n";

/* Of what is below zero, or goes through it, no per cent rises. */
static void changes_through_zero_have_words(void **state) {
  (void)state;
#define TURN(unit) V(CHANGE(unit), "phrase=\"同比\" format=\"0.0%\"")
#define ALL "phrase=\"升{}|降{}|平|新|扭亏|转亏|少亏{}|多亏{}\" format=\"0%\""
  static const FigureCase cases[] = {
      {TURN("转正"), "共同比由负转正。", ""},
      {TURN("转负"), "共同比由正转负。", ""},
      {TURN("减亏"), "共同比减亏50.0%。", ""},
      {TURN("增亏"), "共同比增亏50.0%。", ""},
      {TURN("归零"), "共同比减亏100.0%。", ""},
      {TURN("零"), "共同比持平。", ""},
      {V(CHANGE("转正"), ALL), "共扭亏。", ""},
      {V(CHANGE("降"), ALL), "共转亏。", ""},
      {V(CHANGE("减亏"), ALL), "共少亏50%。", ""},
      {V(CHANGE("起"), ALL), "共新。", ""},
      {V(CHANGE("转正"), "format=\"0.0%\""), NULL, "query.crossing 9:5"},
      {V(CELL("转负", "2017年"), ""), "共−5。", ""},
      {V(CELL("转负", "2017年"), "format=\"0.0\""), "共−5.0。", ""},
  };
  bind_fixture_file(&f, "q1.csv", turns);
  check(cases, G_N_ELEMENTS(cases));
  bind_fixture_file(&f, "q1.csv", q1);
}

static void phrases_tell_the_direction(void **state) {
  (void)state;
#define OWN "phrase=\"增{}|减{}|平|新增\" format=\"0.0%\""
  static const FigureCase cases[] = {
      {V(CHANGE("南乐县院"), "phrase=\"同比\" format=\"0.00%\""), "共同比上升4.65%。",
       ""},
      {V(CHANGE("华龙区院"), "phrase=\"同比\" format=\"0.00%\""), "共同比下降5.00%。",
       ""},
      {V(CHANGE("平院"), "phrase=\"同比\" format=\"0.00%\""), "共同比持平。", ""},
      {V(CHANGE("全市合计"), "phrase=\"环比\" format=\"0%\""), "共环比上升1%。", ""},
      {V("h:change(1000001, 1000000)", "phrase=\"同比\" format=\"0.0%\""), "共同比持平。",
       ""},
      {V(CHANGE("新区院"), OWN), "共新增。", ""},
      {V(CHANGE("华龙区院"), OWN), "共减5.0%。", ""},
      {V(CHANGE("新区院"), "phrase=\"同比\" format=\"0.0%\""), NULL,
       "query.division 9:5"},
      {V(CHANGE("新区院"), "format=\"0.0%\""), NULL, "query.division 9:5"},
  };
  check(cases, G_N_ELEMENTS(cases));
}

static void typed_figures_are_held_against_the_data(void **state) {
  (void)state;
#define SHARE "h:share(" CELL("南乐县院", "2017年") ", " CELL("全市合计", "2017年") ")"
  static const FigureCase cases[] = {
      {TYPED("占", SHARE, "", "45.7%"), "占45.7%。", ""},
      {TYPED("占", SHARE, "", "45.69%"), "占45.69%。", ""},
      {TYPED("占", SHARE, "", "45.6%"), "占45.6%。", "bind.figure-rounding 9:5"},
      {TYPED("占", SHARE, "round=\"truncate\"", "45.6%"), "占45.6%。", ""},
      {TYPED("占", SHARE, "round=\"truncate\"", "45.7%"), "占45.7%。",
       "bind.figure-rounding 9:5"},
      /* half to even where nothing is said: GB/T 8170 */
      {TYPED("共", "h:add(0.125, 0)", "", "0.12"), "共0.12。", ""},
      {TYPED("共", "h:add(0.125, 0)", "", "0.13"), "共0.13。",
       "bind.figure-rounding 9:5"},
      {TYPED("共", "h:add(0.375, 0)", "", "0.38"), "共0.38。", ""},
      {TYPED("共", "h:add(2.5, 0)", "", "2"), "共2。", ""},
      {TYPED("共", "h:add(0.125, 0)", "round=\"half-up\"", "0.13"), "共0.13。", ""},
      {TYPED("占", SHARE, "", "46.5%"), NULL, "bind.figure-contradicts 9:5"},
      {TYPED("占", SHARE, "", "四成多"), NULL, "bind.figure-contradicts 9:5"},
      {TYPED("共", CELL("南乐县院", "2017年"), "", "180"), "共180。", ""},
      {TYPED("共", CELL("南乐县院", "2017年"), "", "181"), NULL,
       "bind.figure-contradicts 9:5"},
      {TYPED("共", CELL("大院", "2017年"), "", "123.5万"), "共123.5万。", ""},
      {TYPED("共", CELL("大院", "2017年"), "", "1234567"), "共1234567。", ""},
      {TYPED("下降", CHANGE("华龙区院"), "", "5.00%"), "下降5.00%。", ""},
      {TYPED("减少了", CHANGE("华龙区院"), "", "5%"), "减少了5%。", ""},
      {TYPED("上升", CHANGE("华龙区院"), "", "5.00%"), NULL,
       "bind.figure-contradicts 9:6"},
      {TYPED("下降", CHANGE("南乐县院"), "", "4.65%"), NULL,
       "bind.figure-contradicts 9:6"},
      {TYPED("为", CHANGE("华龙区院"), "", "-5.00%"), "为-5.00%。", ""},
      {TYPED("共", "h:join($q1/row[position()=1 or position()=2]/c[1], '、')", "",
             "全市合计、南乐县院"),
       "共全市合计、南乐县院。", ""},
      {TYPED("共", "h:join($q1/row[position()=1 or position()=2]/c[1], '、')", "",
             "南乐县院"),
       NULL, "bind.figure-contradicts 9:5"},
      {TYPED("为", CELL("全市合计", "日期"), "format=\"date\"", "2018年4月23日"),
       "为2018年4月23日。", ""},
      {TYPED("为", CELL("全市合计", "日期"), "format=\"date\"", "2018年4月24日"), NULL,
       "bind.figure-contradicts 9:5"},
  };
  check(cases, G_N_ELEMENTS(cases));
}

static void nothing_goes_out_with_a_hole(void **state) {
  (void)state;
  static const FigureCase cases[] = {
      {V(CELL("全市合计", "说明"), ""), NULL, "query.empty-cell 2:5"},
      {V("$q1/row[9]/c[1]", ""), NULL, "query.nothing 9:8"},
      {V(CELL("南乐县院", "日期"), "format=\"date\""), NULL, "bind.figure-date 3:4"},
      {V(CELL("南乐县院", "说明"), "format=\"0.0\""), NULL, "query.not-number 3:5"},
      {V("h:share(180, 394)", ""), NULL, "bind.figure-format 9:5"},
      {V("1 + 1", ""), NULL, "query.calculates 9:8"},
      {V("row[1]/c[2]", "data=\"q9\""), NULL, "query.unknown 9:5"},
      {"<p><v id=\"a\" select=\"h:add($b, 1)\"/>和<v id=\"b\" select=\"h:add($a, "
       "1)\"/>。</p>",
       NULL, "bind.figure-cycle 9:4"},
      {V("h:cell($q1, '零宽院', '说明')", ""), NULL, "model.invisible-character 8:5"},
      {"<p><v id=\"a\" select=\"$a\"/>。</p>", NULL, "bind.figure-cycle 9:4"},
  };
  check(cases, G_N_ELEMENTS(cases));
}

static void a_quantity_stated_twice_is_stated_alike(void **state) {
  (void)state;
  static const FigureCase cases[] = {
      {"<p>占<v select=\"h:share(180, 394)\" format=\"0.0%\"/>，即"
       "<v select=\"h:share(180, 394)\">45.7%</v>。</p>",
       "占45.7%，即45.7%。", ""},
      {"<p>占<v select=\"h:share(180, 394)\">45.7%</v>，即"
       "<v select=\"h:share(180, 394)\">45.69%</v>。</p>",
       "占45.7%，即45.69%。", "bind.figure-stated 9:46"},
      {"<p>有<v select=\"$q1/row[6]/c[2]\">123.5万</v>，<v select=\"h:cell($q1, '大院', "
       "'2017年')\""
       ">1234567</v>。</p>",
       "有123.5万，1234567。", "bind.figure-stated 9:44"},
  };
  check(cases, G_N_ELEMENTS(cases));
}

static void lineage_is_kept(void **state) {
  (void)state;
  const Bulletin *bound =
      bind_fixture_run(&f, "<data id=\"q1\" src=\"q1.csv\"/>",
                       "<p>占<v id=\"s\" select=\"" SHARE
                       "\">45.7%</v>，增<v select=\"h:multiply($s, 2)\" "
                       "format=\"0%\"/>。</p>");
  assert_non_null(bound);
  assert_int_equal(bound->n_figures, 2);
  const Figure *first = &bound->figures[0], *second = &bound->figures[1];
  assert_string_equal(first->text, "45.7%");
  assert_string_equal(first->exact, "90/197");
  assert_true(first->typed);
  assert_int_equal(first->n_cells, 2);
  assert_string_equal(first->cells[0].header, "2017年");
  assert_string_equal(first->cells[0].text, "180");
  assert_int_equal(first->cells[0].at.line, 3);
  assert_int_equal(first->cells[0].at.column, 2);
  assert_string_equal(second->text, "91%");
  assert_int_equal(second->n_cells, 2); /* through the other figure */
}

static void data_lies_where_it_may(void **state) {
  (void)state;
  static const char *const outside[] = {"/etc/passwd", "../q1.csv", "a/../../q1.csv"};
  for (size_t i = 0; i < G_N_ELEMENTS(outside); i++) {
    g_autofree char *data = g_strdup_printf("<data id=\"q1\" src=\"%s\"/>", outside[i]);
    assert_null(bind_fixture_run(&f, data, "<p>正文。</p>"));
    g_autofree char *faults = bind_fixture_faults(&f);
    assert_string_equal(faults, "bind.data-outside 3:15");
  }
  assert_null(
      bind_fixture_run(&f, "<data id=\"q1\" src=\"no.csv\"/>", V("$q1/row[1]/c[1]", "")));
  g_autofree char *missing = bind_fixture_faults(&f);
  assert_string_equal(missing, "data.unreadable 3:15");
  const char *const folders[] = {f.folder, NULL};
  f.job.folder = NULL;
  f.job.data_folders = folders;
  assert_non_null(
      bind_fixture_run(&f, "<data id=\"q1\" src=\"q1.csv\"/>", "<p>正文。</p>"));
  g_autofree char *none = bind_fixture_faults(&f);
  assert_string_equal(none, "");
  f.job.data_folders = NULL;
  assert_null(bind_fixture_run(&f, "<data id=\"q1\" src=\"q1.csv\"/>", "<p>正文。</p>"));
  g_autofree char *nowhere = bind_fixture_faults(&f);
  assert_string_equal(nowhere, "bind.data-outside 3:15");
  f.job.folder = f.folder;
}

static void untraced_numbers_are_told_when_asked(void **state) {
  (void)state;
  static const FigureCase cases[] = {
      {"<p>2017年4月23日，共180件、<v "
       "select=\"$q1/row[1]/c[2]\"/>件、999件，占45.6%，第12次，"
       "濮文〔2018〕6号，约1234567人，A4纸。</p>",
       "2017年4月23日，共180件、394件、999件，占45.6%"
       "，第12次，濮文〔2018〕6号，约1234567人，A4纸。",
       "bind.figure-untraced 9:52\nbind.figure-untraced 9:58"},
  };
  f.job.untraced = true;
  check(cases, G_N_ELEMENTS(cases));
  f.job.untraced = false;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(figures_are_printed),
      cmocka_unit_test(phrases_tell_the_direction),
      cmocka_unit_test(changes_through_zero_have_words),
      cmocka_unit_test(typed_figures_are_held_against_the_data),
      cmocka_unit_test(nothing_goes_out_with_a_hole),
      cmocka_unit_test(a_quantity_stated_twice_is_stated_alike),
      cmocka_unit_test(lineage_is_kept),
      cmocka_unit_test(data_lies_where_it_may),
      cmocka_unit_test(untraced_numbers_are_told_when_asked),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
