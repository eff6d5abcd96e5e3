/* Selection by XPath and arithmetic in exact decimals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "data_fixture.h"

static DataFixture f;
static const Dataset *sets[2];
static DataAsker *asker;

static const char key_cases[] =
    "单位,2017年,2016年,占比（%）,片区\n华龙区院,38,40,9.6,市区\n濮阳县院,22,31,5.5,东\n"
    "清丰县院,36,35,9.1,北\n南乐县院,180,172,45.6,北\n新区院,5,0,,市区\n"
    "范县院,\"1,039\",n/a,0.5%,东\n";

static int set_up(void **state) {
  (void)state;
  fixture_open(&f);
  DataSource source = {.id = "q1", .name = "q1.csv"};
  source.path = fixture_file(&f, "q1.csv", key_cases, strlen(key_cases));
  assert_true(dataset_load(&f.job, &source, &sets[0]));
  source = (DataSource){.id = "空", .name = "two.csv"};
  source.path = fixture_file(&f, "two.csv", "a,b\n0.1,0.2\n", 12);
  assert_true(dataset_load(&f.job, &source, &sets[1]));
  asker = asker_new(&f.job, sets, 2);
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  asker_free(asker);
  fixture_close(&f);
  return 0;
}

static const char *ask(const char *select) {
  DataQuery query = {.select = select, .at = {"in.xml", 7, 3}, .set = sets[0]};
  DataValue value;
  if (asker_run(asker, &query, &value))
    return value.text;
  g_autofree char *faults = fixture_faults(&f);
  return arena_strdup(f.job.arena, faults);
}

#define CELL(unit, column) "row[c[@n='单位']='" unit "']/c[@n='" column "']"

static void expressions_give_exact_values(void **state) {
  (void)state;
  static const struct {
    const char *select, *text;
  } cases[] = {
      {CELL("华龙区院", "2017年"), "38"},
      {"$q1/" CELL("南乐县院", "占比（%）"), "45.6"},
      {"$空/row/c[@n='a']", "0.1"},
      {"h:cell($q1, '南乐县院', '2017年')", "180"},
      {"h:cell(h:lookup(., '单位', '清丰县院'), '2016年')", "35"},
      {"h:cell(h:rows(., '单位', '清丰县院'), '2016年')", "35"},
      {"count(h:rows(., '单位', '没有'))", "0"},
      {"h:row($q1, '清丰县院')/c[5]", "北"},
      {"h:add($空/row/c[1], $空/row/c[2])", "0.3"},
      {"h:add(0.1, 0.2)", "0.3"},
      {"h:equal(h:add(0.1, 0.2), 0.3)", "query.no-cell 7:3"},
      {"h:sum(row[c[@n='片区']='北']/c[@n='2017年'])", "216"},
      {"h:sum(h:cell(row[position() != last()], '2017年'))", "281"},
      {"h:cell($q1, '范县院', '2017年')", "1,039"},
      {"h:subtract(h:cell($q1, '范县院', '2017年'), 39)", "1000"},
      {"h:multiply(h:cell($q1, '范县院', '占比（%）'), 200)", "1"},
      {"h:share(h:cell($q1, '南乐县院', '2017年'), 394)", "90/197"},
      {"h:change(h:cell($q1, '华龙区院', '2017年'), h:cell($q1, '华龙区院', '2016年'))",
       "-0.05"},
      {"h:change(-5, -10)", "query.calculates 7:3"},
      {"h:mean(row[position() = 1 or position() = 2]/c[@n='2017年'])", "30"},
      {"h:min(row/c[@n='2017年'])", "5"},
      {"h:max(row/c[@n='2017年'], 2000)", "2000"},
      {"h:rank(h:cell($q1, '华龙区院', '2017年'), row/c[@n='2017年'])", "3"},
      {"h:rank(h:cell($q1, '华龙区院', '2017年'), row/c[@n='2017年'], 'up')", "4"},
      {"h:above(row/c[@n='2017年'], 38)", "2"},
      {"h:below(row/c[@n='2017年'], 38)", "3"},
      {"h:join(row[c[@n='片区']='北']/c[@n='单位'])", "清丰县院和南乐县院"},
      {"h:join(row[h:greater(c[@n='2017年'], 35)]/c[@n='单位'])",
       "华龙区院、清丰县院、南乐县院和范县院"},
      {"h:join(row[position() = 1 or position() = 2]/c[@n='单位'], '、')",
       "华龙区院、濮阳县院"},
      {"count(row)", "6"},
      {"count(row[c[@n='片区']='市区'])", "2"},
      {"h:multiply(count(row), 0.5)", "3"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
    assert_string_equal(ask(cases[i].select), cases[i].text);
}

/* XPath 1.0 reckons in doubles, so nothing of it may reckon. */
static void what_calculates_is_refused(void **state) {
  (void)state;
  static const char *const wrong[] = {"1 + 1",
                                      "row[1]/c[2] - row[2]/c[2]",
                                      "-row[1]/c[2]",
                                      "row[1]/c[2] * 2",
                                      "row div 2",
                                      "row[1]/c[2]div 3",
                                      "count(row) mod 2",
                                      "sum(row/c)",
                                      "round(row[1]/c[2])",
                                      "number(row[1]/c[2])",
                                      "floor(2.5)",
                                      "ceiling (2.5)",
                                      "format-number(0.125, '0.00')",
                                      "row[c[2] > 3]/c[1]",
                                      "row[c[2]<=3]/c[1]",
                                      "h:sum(row/c * 2)",
                                      "row[sum(c)=2]"};
  for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++)
    assert_string_equal(ask(wrong[i]), "query.calculates 7:3");
  /* names and steps that look alike */
  static const struct {
    const char *select, *text;
  } right[] = {{"row[1]/*[2]", "38"},
               {"//row[1]/c[2]", "38"},
               {"row[1]/c[@*='2017年']", "38"},
               {"count(row[c[1]='a-b' or c[1]='1 + 1'])", "0"},
               {"count(div)", "0"},
               {"count(mod/sum/round)", "0"},
               {"count(row | row)", "6"},
               {"row[1]/child::*[2]", "38"}};
  for (size_t i = 0; i < G_N_ELEMENTS(right); i++)
    assert_string_equal(ask(right[i].select), right[i].text);
}

static void faults_name_the_expression_or_the_cell(void **state) {
  (void)state;
  static const struct {
    const char *select, *fault;
  } cases[] = {
      {"row[c[@n='单位']='台前县院']/c[2]", "query.nothing 7:3"},
      {"row/c[2]", "query.many 7:3"},
      {"row[1]", "query.no-cell 7:3"},
      {"row[1]/c[2]/@n", "query.no-cell 7:3"},
      {"'x' = 'x'", "query.no-cell 7:3"},
      {"h:cell($q1, '新区院', '占比（%）')", "query.empty-cell 6:4"},
      {"h:sum(row/c[@n='占比（%）'])", "query.empty-cell 6:4"},
      {"h:sum(row/c[@n='2016年'])", "query.not-number 7:3"},
      {"h:add(row[1]/c[1], 1)", "query.not-number 2:1"},
      {"h:cell($q1, '华龙区院', '2015年')", "query.no-column 7:3"},
      {"h:cell($q1, '台前县院', '2017年')", "query.no-key 7:3"},
      {"h:lookup($q1, '片区', '北')/c[1]", "query.key-twice 7:3"},
      {"h:divide(1, h:cell($q1, '新区院', '2016年'))", "query.division 7:3"},
      {"h:add(h:change(5, 0), 1)", "query.division 7:3"},
      {"h:divide(1)", "query.arguments 7:3"},
      {"h:median(row/c[2])", "query.syntax 7:3"},
      {"median(row/c[2])", "query.syntax 7:3"},
      {"row[", "query.syntax 7:3"},
      {"document('/etc/passwd')", "query.syntax 7:3"},
      {"$q9/row/c", "query.unknown 7:3"},
      {"h:multiply(99999999999999, 99999999999999, 99999999999999)",
       "query.too-long 7:3"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
    assert_string_equal(ask(cases[i].select), cases[i].fault);
}

static void the_year_before_may_have_been_zero(void **state) {
  (void)state;
  DataQuery query = {.select =
                         "h:change(h:cell($q1, '新区院', '2017年'), "
                         "h:cell($q1, '新区院', '2016年'))"};
  DataValue value;
  assert_true(asker_run(asker, &query, &value));
  assert_true(value.change == CHANGE_FROM_ZERO);
  assert_false(value.numeric);
}

static void a_value_names_its_cells(void **state) {
  (void)state;
  DataQuery query = {.select =
                         "h:change(h:cell($q1, '华龙区院', '2017年'), "
                         "h:cell($q1, '华龙区院', '2016年'))"};
  DataValue value;
  assert_true(asker_run(asker, &query, &value));
  assert_int_equal(value.n_cells, 2);
  Span at = dataset_span(value.cells[1].set, value.cells[1].row, value.cells[1].column);
  assert_string_equal(at.file, "q1.csv");
  assert_int_equal(at.line, 2);
  assert_int_equal(at.column, 3);
  assert_string_equal(data_address(f.job.arena, at.line, at.column), "C2");
  assert_string_equal(data_address(f.job.arena, 1, 28), "AB1");
}

/* An expression that never ends, and a tree that would be too large. */
static void work_is_bounded(void **state) {
  (void)state;
  gint64 start = g_get_monotonic_time();
  assert_string_equal(ask("count(//c[//c[//c[//c[//c[//c[//c[//c]]]]]]])"),
                      "query.steps 7:3");
  assert_true(g_get_monotonic_time() - start < 20 * G_USEC_PER_SEC);
  GString *deep = g_string_new("row[1]/c[2]");
  for (int i = 0; i < 2000; i++) {
    g_string_prepend_c(deep, '(');
    g_string_append_c(deep, ')');
  }
  assert_string_equal(ask(deep->str), "query.steps 7:3");
  g_string_append_printf(deep, "%200s", "");
  assert_string_equal(ask(deep->str), "query.long 7:3");
  g_string_free(deep, TRUE);
  f.limits.query_cells = 3;
  DataAsker *small = asker_new(&f.job, sets, 2);
  DataQuery query = {.select = "$q1/row[1]/c[2]", .at = {"in.xml", 7, 3}};
  DataValue value;
  assert_false(asker_run(small, &query, &value));
  g_autofree char *faults = fixture_faults(&f);
  assert_string_equal(faults, "limit.query-cells 0:0");
  query = (DataQuery){.select = "h:change(c[2], c[3])", .set = sets[0]};
  assert_true(asker_run_row(small, &query, 3, &value));
  assert_string_equal(value.text, "2/43");
  assert_int_equal(value.cells[0].row, 3);
  query.select = "c[@n='片区']='北'";
  assert_true(asker_test_row(small, &query, 3));
  assert_false(asker_test_row(small, &query, 0));
  asker_free(small);
  f.limits = limits_default;
}

static bool figure(void *self, const char *id, Span at, const DataValue **out) {
  (void)self;
  (void)at;
  DataQuery query = {.select = "h:sum($q1/row[position() != last()]/c[@n='2017年'])"};
  static DataValue value;
  if (strcmp(id, "total") != 0)
    return true;
  *out = &value;
  return asker_run(asker, &query, &value);
}

static void figures_stand_for_their_values(void **state) {
  (void)state;
  asker_set_figures(asker, (FigureSource){NULL, figure});
  assert_string_equal(ask("h:share(row[1]/c[2], $total)"), "38/281");
  assert_string_equal(ask("$unknown"), "query.unknown 7:3");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(expressions_give_exact_values),
      cmocka_unit_test(what_calculates_is_refused),
      cmocka_unit_test(faults_name_the_expression_or_the_cell),
      cmocka_unit_test(the_year_before_may_have_been_zero),
      cmocka_unit_test(a_value_names_its_cells),
      cmocka_unit_test(work_is_bounded),
      cmocka_unit_test(figures_stand_for_their_values),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
