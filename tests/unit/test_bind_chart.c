/* Charts bound to data: what is drawn, what it says in words, what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bind_fixture.h"

static BindFixture f;

static const char q1[] =
    "单位,件数,上 年,率,词\n东城,5,7,2.5%,甲\n西城,,−,10%,乙\n南城,-3,1,0.5%,丙\n"
    "合计,2,8,,\n";

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

/* "东城 5 7; …", and the words behind it. */
static char *show(const Chart *chart) {
  GString *out = g_string_new(NULL);
  for (uint32_t c = 0; c < chart->n_categories; c++) {
    g_string_append_printf(out, "%s%s", c ? "; " : "", chart->categories[c]);
    for (uint32_t s = 0; s < chart->n_series; s++) {
      const ChartValue *value = &chart->values[c * chart->n_series + s];
      g_string_append_printf(out, " %s", value->given ? value->text : "?");
    }
  }
  return g_string_free(out, FALSE);
}

typedef struct ChartCase {
  const char *attributes, *values, *alt, *faults;
} ChartCase;

#define Q1 "<data id=\"q1\" src=\"q1.csv\" totals=\"合计\"/>"

static void check(const ChartCase *cases, size_t n, const char *data) {
  for (size_t i = 0; i < n; i++) {
    g_autofree char *xml = g_strdup_printf(
        "<chart data=\"q1\" %s><caption>题</caption></chart>", cases[i].attributes);
    const Bulletin *bound = bind_fixture_run(&f, data, xml);
    g_autofree char *faults = bind_fixture_faults(&f);
    assert_string_equal(faults, cases[i].faults);
    if (!cases[i].values)
      continue;
    assert_non_null(bound);
    const Chart *chart = bound->main.blocks[0].chart;
    g_autofree char *shown = show(chart);
    assert_string_equal(shown, cases[i].values);
    if (cases[i].alt)
      assert_string_equal(chart->alt, cases[i].alt);
  }
}

static void values_are_the_tables(void **state) {
  (void)state;
  static const ChartCase cases[] = {
      {"kind=\"column\" x=\"单位\" y=\"件数\" unit=\"件\"", "东城 5; 西城 ?; 南城 −3",
       "柱形图“题”，单位共3项，单位：件。件数：最大 东城 5，最小 南城 −3，合计 2。"
       "各项：东城 5；西城 —；南城 −3。",
       ""},
      {"kind=\"bar\" x=\"单位\" y=\"率\" sort=\"率 desc\"",
       "西城 10%; 东城 2.5%; 南城 0.5%",
       "条形图“题”，单位共3项。率：最大 西城 10%，最小 南城 0.5%。"
       "各项：西城 10%；东城 2.5%；南城 0.5%。",
       ""},
      {"kind=\"line\" x=\"单位\" y=\"件数 率\" format=\"0.00\"",
       "东城 5.00 0.02; 西城 ? 0.10; 南城 −3.00 0.00", NULL, ""},
      {"kind=\"line\" x=\"单位\" y=\"件数;率\" where=\"c[1]='东城'\"", "东城 5 2.5%",
       NULL, ""},
      {"kind=\"line\" x=\"单位\" y=\"件数\" where=\"c[1]='无'\"", "",
       "折线图“题”，单位共0项。", ""},
  };
  check(cases, G_N_ELEMENTS(cases), Q1);
}

static void what_cannot_be_drawn_is_told(void **state) {
  (void)state;
  static const ChartCase cases[] = {
      {"kind=\"column\" x=\"单位\" y=\"没有\"", NULL, NULL, "query.no-column 9:39"},
      {"kind=\"column\" x=\"没有\" y=\"件数\"", NULL, NULL, "query.no-column 9:32"},
      {"kind=\"column\" x=\"单位\" y=\"词\" where=\"c[1]='东城'\"", NULL, NULL,
       "bind.chart-number 2:5"},
      {"kind=\"pie\" x=\"单位\" y=\"件数\"", NULL, NULL, "bind.chart-negative 9:1"},
      {"kind=\"pie\" x=\"单位\" y=\"率 件数\" where=\"c[1]='东城'\"", NULL, NULL,
       "bind.chart-negative 9:1"},
      {"kind=\"bar\" x=\"单位\" y=\"件数\" highlight=\"北城\"", NULL, NULL,
       "bind.chart-highlight 9:43"},
      {"kind=\"bar\" x=\"单位\" y=\"件数\" zero=\"no\"", NULL, NULL,
       "bind.chart-zero 9:1"},
      {"kind=\"bar\" x=\"单位\" y=\"件数 件数 件数 件数 件数 件数 件数\"", NULL, NULL,
       "limit.chart-series 9:1"},
      {"kind=\"bar\" x=\"单位\" y=\"件数\" rows=\"some\" where=\"c[1]='无'\"", NULL, NULL,
       "bind.table-empty 9:8"},
  };
  check(cases, G_N_ELEMENTS(cases), Q1);
  f.limits.chart_categories = 2;
  static const ChartCase many = {"kind=\"bar\" x=\"单位\" y=\"件数\"", NULL, NULL,
                                 "limit.chart-categories 9:1"};
  check(&many, 1, Q1);
  f.limits.chart_categories = limits_default.chart_categories;
}

static void a_total_among_its_parts_is_told(void **state) {
  (void)state;
  static const ChartCase total = {"kind=\"bar\" x=\"单位\" y=\"件数\"",
                                  "东城 5; 西城 ?; 南城 −3; 合计 2", NULL,
                                  "data.totals-row 5:1"};
  check(&total, 1, "<data id=\"q1\" src=\"q1.csv\"/>");
}

static void every_value_is_among_the_figures(void **state) {
  (void)state;
  const Bulletin *bound = bind_fixture_run(
      &f, Q1, "<chart data=\"q1\" kind=\"line\" x=\"单位\" y=\"件数 率\" zero=\"no\"/>");
  g_autofree char *faults = bind_fixture_faults(&f);
  assert_string_equal(faults, "");
  assert_int_equal(bound->n_figures, 5);
  assert_string_equal(bound->figures[0].exact, "5");
  assert_int_equal(bound->figures[0].cells[0].at.line, 2);
  assert_false(bound->main.blocks[0].chart->cut); /* zero lies among the values */
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(values_are_the_tables),
      cmocka_unit_test(what_cannot_be_drawn_is_told),
      cmocka_unit_test(a_total_among_its_parts_is_told),
      cmocka_unit_test(every_value_is_among_the_figures),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
