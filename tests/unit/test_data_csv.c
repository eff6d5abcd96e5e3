/* CSV: RFC 4180, encodings, separators, and every fault with its row and column. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "data_fixture.h"

static DataFixture f;

static int set_up(void **state) {
  (void)state;
  fixture_open(&f);
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  fixture_close(&f);
  return 0;
}

typedef struct CsvCase {
  const char *text;
  DataSource how;
  const char *shown;  /* NULL: it cannot be loaded */
  const char *faults; /* "" : none */
} CsvCase;

static void check_read(const CsvCase *c, size_t len, bool streamed) {
  DataSource source = c->how;
  source.streamed = streamed;
  source.path = fixture_file(&f, "a.csv", c->text, len);
  source.name = "a.csv";
  const Dataset *set = NULL;
  bool good = dataset_load(&f.job, &source, &set);
  g_autofree char *faults = fixture_faults(&f);
  assert_string_equal(faults, c->faults);
  assert_int_equal(good, c->shown != NULL);
  if (!c->shown)
    return;
  g_autofree char *shown = fixture_show(set);
  assert_string_equal(shown, c->shown);
}

/* Held whole or as a window that moves: the same records, the same faults. */
static void check_case(const CsvCase *c, size_t len) {
  check_read(c, len, false);
  check_read(c, len, true);
}

static void good_files_are_read(void **state) {
  (void)state;
  static const CsvCase cases[] = {
      {"a,b\n1,2\n", {0}, "a|b\n2: 1|2", ""},
      {"a,b\r\n1,2", {0}, "a|b\n2: 1|2", ""},
      {"a,b\r1,2\r", {0}, "a|b\n2: 1|2", ""},
      {"\xEF\xBB\xBF单位,数量\n华龙区院,1346\n", {0}, "单位|数量\n2: 华龙区院|1346", ""},
      {"a,b\n\"x,\"\"y\"\"\nz\",2\n3,4\n", {0}, "a|b\n2: x,\"y\"\nz|2\n3: 3|4", ""},
      {"a,b\n,\n1,\n", {0}, "a|b\n3: 1|", "data.blank-row 2:0"},
      {"a , b\n 1 ,\t2 \n\n\n", {0}, "a|b\n2: 1|2", ""},
      {"a;b\n1,5;2\n", {0}, "a|b\n2: 1,5|2", "data.separator 1:0"},
      {"a\tb\n1\t2\n", {0}, "a|b\n2: 1|2", "data.separator 1:0"},
      {"a;b\n1;2\n", {.separator = ";"}, "a|b\n2: 1|2", ""},
      {"\"a;1\",b\n1,2\n", {0}, "a;1|b\n2: 1|2", ""},
      {"x,x,x\nt,a,b\nt,1,2\nt,3,4\n", {.range = "B2:C3"}, "a|b\n3: 1|2", ""},
      {"y,2017,2017\nu,n,p\nA,1,2\n", {.head = 2}, "y/u|2017/n|2017/p\n3: A|1|2", ""},
      {"a\n=SUM(A1)\n", {0}, "a\n2: =SUM(A1)", ""},
      {"a,b\n", {0}, "a|b", ""},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    CsvCase c = cases[i];
    if (strcmp(c.faults, "data.blank-row 2:0") == 0)
      c.shown = NULL; /* an error, told while the rest is read */
    check_case(&c, strlen(c.text));
  }
}

static void faults_tell_row_and_column(void **state) {
  (void)state;
  static const CsvCase cases[] = {
      {"", {0}, NULL, "data.empty 0:0"},
      {"a,b,c\n1,2\n1,2,3\n1,2,3,4\n", {0}, NULL, "data.ragged 2:3\ndata.ragged 4:4"},
      {"a,b\n1,\"2\n3,4\n", {0}, NULL, "data.quote-open 2:2"},
      {"a,b\n1,2\"3\n", {0}, NULL, "data.quote 2:2"},
      {"a,b\n\"1\"x,2\n", {0}, NULL, "data.quote 2:1"},
      {"a,a\n1,2\n", {0}, NULL, "data.header-twice 1:2"},
      {"a,\n1,2\n", {0}, NULL, "data.header-empty 1:2"},
      {"a,b\n1,#DIV/0!\n#N/A,Err:502\n",
       {0},
       NULL,
       "data.error-value 2:2\ndata.error-value 3:1\ndata.error-value 3:2"},
      {"a,b\n1,2\n3,\xB5\xA5\n", {0}, NULL, "data.encoding 3:2"},
      {"a\n1\n", {.encoding = "gb18030", .sheet = "s"}, NULL, "data.no-sheets 0:0"},
      {"a\n1\n", {.range = "B9"}, NULL, "data.range 0:0"},
      {"a\n1\n", {.range = "B2:A1"}, NULL, "data.range 0:0"},
      {"a\n1\n", {.range = "A9:B10"}, NULL, "data.empty 0:0"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
    check_case(&cases[i], strlen(cases[i].text));
  CsvCase nul = {"a,b\n1,2\0003\n", {0}, NULL, "data.encoding 2:2"};
  check_case(&nul, 10);
}

static void gb18030_is_read_when_declared(void **state) {
  (void)state;
  gsize len = 0;
  g_autofree char *bytes = g_convert("单位,数量\n南乐县院,5\n㐂𠮷,6\n", -1, "GB18030",
                                     "UTF-8", NULL, &len, NULL);
  CsvCase c = {bytes, {.encoding = "gb18030"}, "单位|数量\n2: 南乐县院|5\n3: 㐂𠮷|6", ""};
  check_case(&c, len);
  CsvCase broken = {"a\n\xFF\xFF\n", {.encoding = "gb18030"}, NULL, "data.encoding 2:1"};
  check_case(&broken, strlen(broken.text));
}

static void limits_hold(void **state) {
  (void)state;
  f.limits.data_rows = 2;
  CsvCase rows = {"a\n1\n2\n3\n", {0}, NULL, "limit.data-rows 4:0"};
  check_case(&rows, strlen(rows.text));
  f.limits.data_columns = 2;
  CsvCase columns = {"a,b,c\n1,2,3\n", {0}, NULL, "limit.data-columns 1:0"};
  check_case(&columns, strlen(columns.text));
  f.limits.data_record_bytes = 8;
  CsvCase record = {"a\n123456789\n", {0}, NULL, "limit.data-record 2:0"};
  check_case(&record, strlen(record.text));
  f.limits.data_bytes = 3;
  CsvCase bytes = {"a\n1\n", {0}, NULL, "limit.data-bytes 0:0"};
  check_read(&bytes, strlen(bytes.text), false); /* a stream has no end to be beyond */
  f.limits = limits_default;
}

/* 2 GB that are not there: refused by its size, before a byte is read. */
static void a_huge_file_is_refused_at_once(void **state) {
  (void)state;
  DataSource source = {.name = "huge.csv", .path = fixture_file(&f, "huge.csv", "", 0)};
  FILE *file = g_fopen(source.path, "r+");
  assert_int_equal(fseek(file, 2000000000, SEEK_SET), 0);
  assert_int_equal(fputc('x', file), 'x');
  fclose(file);
  const Dataset *set;
  gint64 start = g_get_monotonic_time();
  assert_false(dataset_load(&f.job, &source, &set));
  assert_true(g_get_monotonic_time() - start < G_USEC_PER_SEC);
  g_autofree char *faults = fixture_faults(&f);
  assert_string_equal(faults, "limit.data-bytes 0:0");
}

static void records_are_streamed(void **state) {
  (void)state;
  static const char text[] = "序号,姓名\n1,甲\n2,乙\n";
  DataSource source = {.name = "a.csv",
                       .path = fixture_file(&f, "s.csv", text, strlen(text))};
  DataReader *reader = data_open(&f.job, &source);
  assert_non_null(reader);
  assert_int_equal(data_columns(reader), 2);
  assert_string_equal(data_header(reader, 1), "姓名");
  DataRecord record;
  assert_true(data_next(reader, &record));
  assert_string_equal(record.cells[1].text, "甲");
  assert_int_equal(record.row, 2);
  assert_true(data_next(reader, &record));
  assert_false(data_next(reader, &record));
  assert_false(data_failed(reader));
  data_close(reader);
  source.path = "/nowhere/at/all.csv";
  assert_null(data_open(&f.job, &source));
  g_autofree char *faults = fixture_faults(&f);
  assert_string_equal(faults, "data.unreadable 0:0");
}

/* 100 000 × 8 stay in a few bytes more than their text. */
static void large_sets_stay_small(void **state) {
  (void)state;
  GString *text = g_string_new("c1,c2,c3,c4,c5,c6,c7,c8\n");
  for (int i = 0; i < 100000; i++)
    g_string_append_printf(text, "%d,1346,3.3%%,742,6.76%%,38,-5.00%%,258\n", i);
  DataSource source = {.name = "l.csv",
                       .path = fixture_file(&f, "l.csv", text->str, text->len)};
  size_t length = text->len, before = arena_used(f.job.arena);
  g_string_free(text, TRUE);
  const Dataset *set;
  assert_true(dataset_load(&f.job, &source, &set));
  assert_int_equal(set->n_rows, 100000);
  assert_string_equal(dataset_cell(set, 99999, 0).text, "99999");
  assert_true(arena_used(f.job.arena) - before < length + (size_t)100000 * 9 * 4 + 65536);
}

/* Records of every length across the window's ends; 24 MB, of which some MiB are held. */
static void long_files_are_streamed(void **state) {
  (void)state;
  g_autoptr(GString) text = g_string_new("编号,内容\n");
  for (unsigned i = 1; i <= 60000; i++) {
    g_string_append_printf(text, "%u,\"", i);
    for (unsigned k = 0; k < i * 7919 % 271; k++)
      g_string_append(text, k % 50 == 49 ? "\n" : "检");
    g_string_append(text, "\"\n");
  }
  DataSource source = {.path = fixture_file(&f, "long.csv", text->str, text->len),
                       .name = "long.csv",
                       .streamed = true};
  DataReader *reader = data_open(&f.job, &source);
  assert_non_null(reader);
  DataRecord record;
  unsigned n = 0;
  size_t bytes = 0;
  while (data_next(reader, &record)) {
    n++;
    bytes += record.cells[1].bytes;
    assert_int_equal((unsigned)g_ascii_strtoull(record.cells[0].text, NULL, 10), n);
  }
  data_close(reader);
  g_autofree char *faults = fixture_faults(&f);
  assert_string_equal(faults, "");
  assert_int_equal(n, 60000);
  assert_true(bytes > 20000000);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(good_files_are_read),
      cmocka_unit_test(faults_tell_row_and_column),
      cmocka_unit_test(gb18030_is_read_when_declared),
      cmocka_unit_test(limits_hold),
      cmocka_unit_test(a_huge_file_is_refused_at_once),
      cmocka_unit_test(records_are_streamed),
      cmocka_unit_test(large_sets_stay_small),
      cmocka_unit_test(long_files_are_streamed),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
