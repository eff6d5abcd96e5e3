/* Tables filled from data: columns, filter, order, groups and sums; and the proof of
 * tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bind_fixture.h"

static BindFixture f;

static const char q1[] =
    "单位,片区,数量,上年,比重\n合计,,21,19,100%\n濮阳县院,东,9,8,42.9%\n华龙区院,市区,7,"
    "5,33.3%\n"
    "范县院,东,3,4,14.3%\n南乐县院,市区,2,2,9.5%\n";

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

/* Every row as cells joined by |, its group behind #, * for a total; rows parted by
 * blanks. */
static char *show(const Table *table) {
  GString *out = g_string_new(NULL);
  RowCursor cursor = model_rows_open(table, f.job.arena);
  const Row *row;
  while (model_rows_next(&cursor, &f.job, &row) && row) {
    if (out->len)
      g_string_append_c(out, ' ');
    for (uint32_t i = 0; i < row->n_cells; i++)
      g_string_append_printf(out, "%s%s", i ? "|" : "", row->cells[i].text.utf8);
    if (row->group)
      g_string_append_printf(out, "#%u", row->group);
    if (row->total)
      g_string_append_c(out, '*');
  }
  return g_string_free(out, FALSE);
}

typedef struct FillCase {
  const char *table, *rows, *faults;
} FillCase;

static void check(const FillCase *cases, size_t n) {
  for (size_t i = 0; i < n; i++) {
    const Bulletin *bound =
        bind_fixture_run(&f, "<data id=\"q1\" src=\"q1.csv\"/>", cases[i].table);
    g_autofree char *faults = bind_fixture_faults(&f);
    if (strcmp(faults, cases[i].faults) != 0)
      print_message("%s\n", cases[i].table);
    assert_string_equal(faults, cases[i].faults);
    assert_int_equal(bound != NULL, cases[i].rows != NULL);
    g_autofree char *rows = bound ? show(bound->main.blocks[0].table) : NULL;
    if (bound)
      assert_string_equal(rows, cases[i].rows);
    if (!bound)
      continue;
    g_autofree char *again = show(bound->main.blocks[0].table);
    assert_string_equal(rows, again); /* a source gives the same rows to every reader */
  }
}

#define TABLE(attributes, columns) \
  "<table data=\"q1\" " attributes "><columns>" columns "</columns></table>"
#define UNIT "<column from=\"单位\"/>"
#define COUNT "<column from=\"数量\" sum=\"yes\"/>"
#define NO_TOTAL "c[1]!='合计'"

static void rows_come_from_data(void **state) {
  (void)state;
  static const FillCase cases[] = {
      {"<table data=\"q1\"/>",
       "单位|片区|数量|上年|比重 合计||21|19|100% 濮阳县院|东|9|8|42.9% "
       "华龙区院|市区|7|5|33.3% "
       "范县院|东|3|4|14.3% 南乐县院|市区|2|2|9.5%",
       ""},
      {TABLE("where=\"" NO_TOTAL "\"",
             "<column from=\"数量\"/><column from=\"单位\" head=\"名称\"/>"),
       "数量|名称 9|濮阳县院 7|华龙区院 3|范县院 2|南乐县院", ""},
      {TABLE("where=\"c[@n='片区']='东'\"", UNIT
             "<column head=\"同比\" select=\"h:change(c[3], c[4])\" format=\"0.0%\"/>"
             "<column from=\"数量\" format=\"0.00\"/>"),
       "单位|同比|数量 濮阳县院|12.5%|9.00 范县院|−25.0%|3.00", ""},
      {TABLE("where=\"" NO_TOTAL "\" sort=\"数量\"", UNIT),
       "单位 南乐县院 范县院 华龙区院 濮阳县院", ""},
      {TABLE("where=\"" NO_TOTAL "\" sort=\"片区 stroke desc; 数量 desc\"", UNIT),
       "单位 华龙区院 南乐县院 濮阳县院 范县院", ""},
      {TABLE("sort=\"单位 pinyin\" totals=\"合计\"", UNIT),
       "单位 合计* 范县院 华龙区院 南乐县院 濮阳县院", ""},
      {TABLE("sort=\"单位 stroke\" totals=\"合计\"", UNIT),
       "单位 合计* 华龙区院 范县院 南乐县院 濮阳县院", ""},
      {TABLE("where=\"" NO_TOTAL "\" group=\"片区\" subtotal=\"小计\" total=\"总计\"",
             UNIT COUNT),
       "单位|数量 濮阳县院|9#1 范县院|3#1 小计|12#1* 华龙区院|7#2 南乐县院|2#2 小计|9#2* "
       "总计|21*",
       ""},
      {"<table data=\"q1\" totals=\"合计\"><columns>" UNIT COUNT "</columns>"
       "<thead><tr><th>名</th><th>数</th></tr></thead>"
       "<tbody><tr><td>2016年</td><td>19</td></tr></tbody></table>",
       "名|数 合计|21* 濮阳县院|9 华龙区院|7 范县院|3 南乐县院|2 2016年|19", ""},
  };
  check(cases, G_N_ELEMENTS(cases));
}

static const char names[] =
    "姓名,件数,日,年份\n曾一,3,2024/10/"
    "1,2024\n王二,,2024年5月1日,2024\n单三,１２,2024-05-02,"
    "2023\n丁四,—,,2024\n方五,-5,2024.1.3,2022\n毛六,3,2024/5/3,2024\n";

#define NAMES(sort)                 \
  "<table data=\"q1\" sort=\"" sort \
  "\"><columns>"                    \
  "<column from=\"姓名\"/></columns></table>"

/* Blanks last, numbers and dates as such, equals as in the file; GF 3003-1999; surnames.
 */
static void rows_are_ordered_as_offices_do(void **state) {
  (void)state;
  static const FillCase cases[] = {
      {NAMES("件数"), "姓名 方五 曾一 毛六 单三 王二 丁四", ""},
      {NAMES("件数 desc"), "姓名 单三 曾一 毛六 方五 王二 丁四", ""},
      {NAMES("日"), "姓名 方五 王二 单三 毛六 曾一 丁四", ""},
      {NAMES("姓名 stroke"), "姓名 丁四 王二 毛六 方五 单三 曾一", ""},
      {NAMES("姓名 pinyin"), "姓名 丁四 方五 毛六 单三 王二 曾一", ""},
      {NAMES("姓名 order 毛六、丁四，方五"), "姓名 毛六 丁四 方五 曾一 王二 单三", ""},
  };
  bind_fixture_file(&f, "q1.csv", names);
  check(cases, G_N_ELEMENTS(cases));
  bind_fixture_file(&f, "q1.csv", q1);
}

static void tables_say_what_they_have(void **state) {
  (void)state;
  static const FillCase cases[] = {
      {TABLE("where=\"c[1]='无'\"", UNIT COUNT), "单位|数量 无", ""},
      {TABLE("sort=\"数量 desc\" totals=\"合计\"",
             "<column head=\"序号\" select=\"h:row-number()\"/>" UNIT),
       "序号|单位 |合计* 1|濮阳县院 2|华龙区院 3|范县院 4|南乐县院", ""},
      {TABLE("where=\"" NO_TOTAL "\" group=\"片区\" subtotal=\"{}小计\"",
             UNIT COUNT "<column head=\"号\" select=\"h:row-number()\"/>"),
       "单位|数量|号 濮阳县院|9|1#1 范县院|3|2#1 东小计|12|#1* 华龙区院|7|3#2 "
       "南乐县院|2|4#2 市区小计|9|#2*",
       ""},
  };
  check(cases, G_N_ELEMENTS(cases));
}

static void faults_name_column_or_cell(void **state) {
  (void)state;
  static const FillCase cases[] = {
      {TABLE("", "<column from=\"人数\"/>"), NULL, "query.no-column 9:36"},
      {TABLE("sort=\"人数\"", UNIT), NULL, "query.no-column 9:18"},
      {TABLE("group=\"人数\"", UNIT), NULL, "query.no-column 9:18"},
      {TABLE("where=\"c[3] > 5\"", UNIT), NULL, "query.calculates 9:18"},
      {TABLE("where=\"c[1]='无'\" rows=\"some\"", UNIT), NULL, "bind.table-empty 9:8"},
      {TABLE("sort=\"单位\"",
             "<column head=\"序号\" "
             "select=\"count(preceding-sibling::row)\"/>"),
       NULL, "query.row-alone 9:55"},
      {TABLE("where=\"position()!=1\"", UNIT), NULL, "query.row-alone 9:18"},
      {TABLE("", "<column head=\"比\" select=\"h:share(c[3], h:sum(/data/row/c[3]))\"/>"),
       NULL, "query.row-alone 9:45"},
      {TABLE("", "<column head=\"比\" select=\"h:share(c[3], h:sum(../row/c[3]))\"/>"),
       NULL, "query.row-alone 9:45"},
      {TABLE("", "<column from=\"片区\" format=\"0.0\"/>"), NULL,
       "query.not-number 3:2\nquery.not-number 4:2\nquery.not-number "
       "5:2\nquery.not-number 6:2"},
      {TABLE("sort=\"片区 number\"", UNIT), NULL, "query.not-number 3:2"},
      {"<table data=\"q7\"><columns>" UNIT "</columns></table>", NULL,
       "query.unknown 9:8"},
      {"<table data=\"q1\"><thead><tr><th>a</th></tr></thead></table>", NULL,
       "bind.table-columns 9:1"},
      {TABLE("total=\"总计\"", UNIT "<column from=\"片区\" sum=\"yes\"/>"), NULL,
       "data.totals-row 2:1\nquery.not-number 9:57"},
  };
  check(cases, G_N_ELEMENTS(cases));
}

static void what_may_not_be_printed_is_refused(void **state) {
  (void)state;
  bind_fixture_file(&f, "odd.csv",
                    "a,b\n1\xE2\x80\x8B,\"x\r\ny\"\n\xEE\x80\x80,\"p\tq\"\n");
  assert_null(
      bind_fixture_run(&f, "<data id=\"q1\" src=\"odd.csv\"/>", "<table data=\"q1\"/>"));
  g_autofree char *faults = bind_fixture_faults(&f);
  assert_string_equal(faults,
                      "model.invisible-character 2:1\nmodel.private-use 3:1\n"
                      "model.invisible-character 3:2");
}

/* ---- proof ------------------------------------------------------------------------- */

#define SUM "<column from=\"数量\" check=\"sum\"/>"

static void declared_sums_are_checked(void **state) {
  (void)state;
  static const char good[] =
      "单位|数量 合计|21* 濮阳县院|9 华龙区院|7 范县院|3 南乐县院|2";
  static const FillCase cases[] = {
      {TABLE("totals=\"合计\"", UNIT SUM), good, ""},
      {TABLE("totals=\"合计\"", UNIT "<column from=\"比重\" check=\"share\"/>"),
       "单位|比重 合计|100%* 濮阳县院|42.9% 华龙区院|33.3% 范县院|14.3% 南乐县院|9.5%",
       ""},
      {TABLE("totals=\"合计\" where=\"c[1]!='范县院'\"", UNIT SUM), NULL,
       "bind.table-total 9:78"},
      {TABLE("totals=\"合计\" where=\"c[1]!='范县院'\"",
             UNIT "<column from=\"比重\" check=\"share\"/>"),
       NULL, "bind.table-shares 9:78"},
      {"<table totals=\"计\"><columns><column/><column check=\"sum\"/><column "
       "check=\"sum\" "
       "adds=\"2 2\"/></columns><tbody><tr><td>甲</td><td>1.5</td><td>3</td></tr>"
       "<tr><td>乙</td><td>2</td><td>4.0</td></tr><tr "
       "check=\"no\"><td>去年</td><td>9</td><td>9</td>"
       "</tr><tr><td>计</td><td>3.5</td><td>7</td></tr></tbody></table>",
       "甲|1.5|3 乙|2|4.0 去年|9|9 计|3.5|7*", ""},
      {"<table totals=\"计\"><columns><column/><column check=\"sum\"/><column adds=\"2 "
       "2\"/>"
       "</columns><tbody>\n<tr><td>甲</td><td>1</td><td>3</td></tr>\n"
       "<tr><td>计</td><td>4</td><td>8</td></tr></tbody></table>",
       NULL, "bind.table-across 10:25\nbind.table-total 11:15"},
      /* subtotals under their rows, and one of all at the end */
      {"<table><columns><column/><column check=\"sum\"/></columns><tbody>"
       "<tr><td>甲</td><td>1</td></tr><tr><td>乙</td><td>2</td></tr>"
       "<tr total=\"yes\"><td>小计</td><td>3</td></tr><tr><td>丙</td><td>4</td></tr>"
       "<tr total=\"yes\"><td>小计</td><td>4</td></tr><tr "
       "total=\"yes\"><td>计</td><td>7</td></tr>"
       "</tbody></table>",
       "甲|1 乙|2 小计|3* 丙|4 小计|4* 计|7*", ""},
      {"<table><columns><column/><column check=\"sum\"/></columns><tbody>\n"
       "<tr><td>甲</td><td>1</td></tr>\n<tr total=\"yes\"><td>小计</td><td>2</td></tr>\n"
       "<tr><td>丙</td><td>4</td></tr>\n<tr total=\"yes\"><td>计</td><td>5</td></tr>"
       "</tbody></table>",
       NULL, "bind.table-total 11:28"},
  };
  check(cases, G_N_ELEMENTS(cases));
}

/* A finding names the cell with its file, and both values. */
static void a_finding_names_the_cell(void **state) {
  (void)state;
  assert_null(
      bind_fixture_run(&f, "<data id=\"q1\" src=\"q1.csv\"/>",
                       TABLE("totals=\"合计\" where=\"c[1]!='范县院'\"", UNIT SUM)));
  const Diagnostic *d = diag_at(f.job.diags, 0);
  assert_string_equal(d->at.file, "in.xml");
  assert_string_equal(d->args[0], "21");
  assert_string_equal(d->args[1], "18");
  g_autofree char *cell = g_strdup_printf("%s/q1.csv:2:3", f.folder);
  assert_string_equal(d->args[2], cell);
  g_autofree char *faults = bind_fixture_faults(&f);
  (void)faults;
}

/* 100 000 rows pass through, none of them kept. */
static void long_tables_are_pulled(void **state) {
  (void)state;
  GString *text = g_string_new("a,b\n");
  for (int i = 0; i < 100000; i++)
    g_string_append_printf(text, "第%d行,%d\n", i, i % 10);
  bind_fixture_file(&f, "long.csv", text->str);
  g_string_free(text, TRUE);
  const Bulletin *bound = bind_fixture_run(
      &f, "<data id=\"q1\" src=\"long.csv\"/>",
      "<table data=\"q1\" total=\"合计\"><columns><column from=\"a\"/>"
      "<column from=\"b\" sum=\"yes\" check=\"sum\"/></columns></table>");
  assert_non_null(bound);
  const Table *table = bound->main.blocks[0].table;
  RowCursor cursor = model_rows_open(table, f.job.arena);
  const Row *row, *last = NULL;
  uint32_t n = 0;
  Job job = f.job;
  job.arena = arena_new();
  size_t before = arena_used(f.job.arena);
  while (model_rows_next(&cursor, &job, &row) && row) {
    last = row;
    n++;
  }
  assert_int_equal(n, 100002);
  assert_string_equal(last->cells[1].text.utf8, "450000");
  assert_int_equal(arena_used(f.job.arena), before);
  arena_free(job.arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rows_come_from_data),
      cmocka_unit_test(rows_are_ordered_as_offices_do),
      cmocka_unit_test(tables_say_what_they_have),
      cmocka_unit_test(faults_name_column_or_cell),
      cmocka_unit_test(what_may_not_be_printed_is_refused),
      cmocka_unit_test(declared_sums_are_checked),
      cmocka_unit_test(a_finding_names_the_cell),
      cmocka_unit_test(long_tables_are_pulled),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
