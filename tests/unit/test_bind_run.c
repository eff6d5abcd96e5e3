/* bind over documents built by hand: what the tool adds, where each character comes from,
 * and that the input stays as it was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "bind.h"

typedef struct Bench {
  Job job;
  Bulletin in;
  Text issuer;
  Bulletin *out;
} Bench;

static const Numbering ordinary = {
    {"一、", "（一）", "1.", "（1）"}, "附件{n}", "第一章", "第一节", "第一条"};

static int set_up(void **state) {
  Bench *bench = g_new0(Bench, 1);
  bench->job.arena = arena_new();
  bench->job.diags = diagnostics_new();
  *state = bench;
  return 0;
}

static int tear_down(void **state) {
  Bench *bench = *state;
  arena_free(bench->job.arena);
  diagnostics_free(bench->job.diags);
  g_free(bench);
  return 0;
}

/* A text on the given line whose characters stand in columns 10, 11, … */
static Text text_on(Bench *bench, uint32_t line, const char *utf8) {
  Text text = {.utf8 = arena_strdup(bench->job.arena, utf8),
               .bytes = (uint32_t)strlen(utf8),
               .chars = (uint32_t)text_chars(utf8),
               .at = {"t.xml", line, 5}};
  TextPlace *places = ARENA_ARRAY(bench->job.arena, TextPlace, text.chars);
  for (uint32_t i = 0; i < text.chars; i++)
    places[i] = (TextPlace){line, 10 + i};
  text.places = places;
  return text;
}

static Text with_ranges(Bench *bench, Text text, const TextRange *ranges, uint32_t n) {
  TextRange *copy = ARENA_ARRAY(bench->job.arena, TextRange, n);
  memcpy(copy, ranges, n * sizeof *ranges);
  text.ranges = copy;
  text.n_ranges = n;
  return text;
}

static void give_issuer(Bench *bench) {
  bench->issuer = text_on(bench, 2, "濮阳市人民检察院");
  bench->in.issuers = &bench->issuer;
  bench->in.n_issuers = 1;
}

static bool run(Bench *bench) {
  return bind_run(&bench->job, &bench->in, &ordinary, &bench->out);
}

static void assert_code(const Bench *bench, size_t i, const char *code) {
  assert_true(i < diag_count(bench->job.diags));
  assert_string_equal(diag_code_name(diag_at(bench->job.diags, i)->code), code);
}

static void assert_range(const TextRange *range, RangeKind kind, uint32_t from,
                         uint32_t to) {
  assert_int_equal(range->kind, kind);
  assert_int_equal(range->from, from);
  assert_int_equal(range->to, to);
}

/* ---- head and imprint -------------------------------------------------------------- */

static void test_number(void **state) {
  static const struct {
    const char *code;
    unsigned year, serial;
    const char *text;
  } cases[] = {{"濮检文案管", 2018, 6, "濮检文案管〔2018〕6号"}, /* H4.2 */
               {NULL, 0, 12, "第12号"},                          /* C1.2 */
               {NULL, 2021, 15, "2021年第15号"},
               {"青政发", 2024, 0, "青政发〔2024〕　号"},
               {NULL, 0, 0, ""}};
  Bench *bench = *state;
  give_issuer(bench);
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    bench->in.number = (Number){.code = cases[i].code,
                                .year = cases[i].year,
                                .serial = cases[i].serial,
                                .given = cases[i].text[0] != '\0',
                                .at = {"t.xml", 7, 3}};
    assert_true(run(bench));
    const Text *text = &bench->out->number.text;
    assert_string_equal(text->utf8, cases[i].text);
    assert_int_equal(text->chars, text_chars(cases[i].text));
    if (text->chars)
      assert_int_equal(text->places[text->chars - 1].line, 7);
  }
}

static void test_mark(void **state) {
  Bench *bench = *state;
  give_issuer(bench);
  assert_true(run(bench));
  assert_string_equal(bench->out->mark.utf8, "濮阳市人民检察院");
  bench->in.mark = text_on(bench, 3, "濮阳市人民检察院文件");
  assert_true(run(bench));
  assert_string_equal(bench->out->mark.utf8, "濮阳市人民检察院文件");
}

static void test_imprint(void **state) {
  Bench *bench = *state;
  give_issuer(bench);
  Imprint imprint = {.main_to = text_on(bench, 30, "各县区院。"),
                     .copy_to = text_on(bench, 31, "省院案管办"),
                     .printed_on = {2018, 4, 23},
                     .at = {"t.xml", 29, 1}};
  bench->in.imprint = &imprint;
  assert_true(run(bench));
  const Imprint *out = bench->out->imprint;
  assert_string_equal(out->main_to.utf8, "各县区院。"); /* never doubled */
  assert_string_equal(out->copy_to.utf8, "省院案管办。");
  assert_string_equal(out->main_label.utf8, "主送：");
  assert_string_equal(out->copy_label.utf8, "抄送：");
  assert_string_equal(out->printed_text.utf8, "2018年4月23日印发");
  assert_string_equal(imprint.copy_to.utf8, "省院案管办");
}

static void test_imprint_without_recipients_has_no_labels(void **state) {
  Bench *bench = *state;
  give_issuer(bench);
  Imprint imprint = {.printed_by = text_on(bench, 30, "办公室")};
  bench->in.imprint = &imprint;
  assert_true(run(bench));
  const Imprint *out = bench->out->imprint;
  assert_int_equal(out->main_label.chars, 0);
  assert_int_equal(out->copy_label.chars, 0);
  assert_int_equal(out->copy_to.chars, 0);
  assert_int_equal(out->printed_text.chars, 0);
}

/* ---- content ----------------------------------------------------------------------- */

static void test_recipients_end_with_one_colon(void **state) {
  Bench *bench = *state;
  give_issuer(bench);
  bench->in.main.recipients = text_on(bench, 9, "各县区院、市院各部门");
  assert_true(run(bench));
  const Text *text = &bench->out->main.recipients;
  assert_string_equal(text->utf8, "各县区院、市院各部门：");
  assert_int_equal(text->places[0].column, 10); /* the author's own place */
  assert_int_equal(text->places[10].column, 5); /* the colon: its element's */
  bench->in.main.recipients = text_on(bench, 9, "各县区院：");
  assert_true(run(bench));
  assert_string_equal(bench->out->main.recipients.utf8, "各县区院：");
}

static void test_note_in_brackets(void **state) {
  static const char *const cases[][2] = {{"此件公开发布", "（此件公开发布）"},
                                         {"（此件公开发布）", "（此件公开发布）"},
                                         {"（一）和（二）", "（（一）和（二））"}};
  Bench *bench = *state;
  give_issuer(bench);
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    bench->in.main.note = text_on(bench, 20, cases[i][0]);
    assert_true(run(bench));
    assert_string_equal(bench->out->main.note.utf8, cases[i][1]);
  }
}

static void test_issuers_sign(void **state) {
  Bench *bench = *state;
  give_issuer(bench);
  Sign sign = {.date = {2018, 4, 23}, .at = {"t.xml", 12, 3}};
  bench->in.main.sign = &sign;
  assert_true(run(bench));
  const Sign *out = bench->out->main.sign;
  assert_int_equal(out->n_by, 1);
  assert_string_equal(out->by[0].name.utf8, "濮阳市人民检察院");
  assert_int_equal(out->by[0].seal, SEAL_NONE);
  assert_string_equal(out->date_text.utf8, "2018年4月23日");
  assert_int_equal(out->date_text.places[0].line, 12);
  assert_int_equal(sign.n_by, 0);
}

static void test_named_signatory_stays(void **state) {
  Bench *bench = *state;
  give_issuer(bench);
  Signatory by = {.name = text_on(bench, 13, "濮阳市人民检察院办公室"),
                  .seal = SEAL_SPACE};
  Sign sign = {.by = &by, .n_by = 1, .date = {2018, 4, 23}};
  bench->in.main.sign = &sign;
  assert_true(run(bench));
  assert_string_equal(bench->out->main.sign->by[0].name.utf8, "濮阳市人民检察院办公室");
  assert_int_equal(bench->out->main.sign->by[0].seal, SEAL_SPACE);
}

/* ---- annexes ----------------------------------------------------------------------- */

static void test_annexes_count_per_content(void **state) {
  Bench *bench = *state;
  give_issuer(bench);
  Annex one = {.content.title = text_on(bench, 40, "名单")};
  Annex two[] = {
      {.id = "sum", .content.title = text_on(bench, 41, "案件信息公开\n数据总表")},
      {.content.title = text_on(bench, 42, "Annual\nreport")}};
  Content enclosure = {.annexes = two, .n_annexes = 2};
  bench->in.main.annexes = &one;
  bench->in.main.n_annexes = 1;
  bench->in.main.enclosures = &enclosure;
  bench->in.main.n_enclosures = 1;
  assert_true(run(bench));
  const Content *main = &bench->out->main, *inner = bench->out->main.enclosures;
  assert_string_equal(main->attachments_label.utf8, "附件：");
  assert_string_equal(main->annexes[0].label.utf8, "附件"); /* B10.2 */
  assert_int_equal(main->annexes[0].entry_number.chars, 0); /* B4.3 */
  assert_string_equal(inner->annexes[0].label.utf8, "附件1");
  assert_string_equal(inner->annexes[1].label.utf8, "附件2");
  assert_string_equal(inner->annexes[1].entry_number.utf8, "2.");
  assert_string_equal(inner->annexes[0].entry.utf8, "案件信息公开数据总表");
  assert_string_equal(inner->annexes[1].entry.utf8, "Annual report");
  assert_string_equal(inner->annexes[0].content.title.utf8, "案件信息公开\n数据总表");
}

static void test_no_annex_no_label(void **state) {
  Bench *bench = *state;
  give_issuer(bench);
  assert_true(run(bench));
  assert_int_equal(bench->out->main.attachments_label.chars, 0);
}

static void test_reference_reads_as_label(void **state) {
  Bench *bench = *state;
  give_issuer(bench);
  const TextRange ranges[] = {
      {.from = 0, .to = 4, .kind = RANGE_EM},
      {.from = 2, .to = 2, .kind = RANGE_REF, .target = "b", .at = {"t.xml", 50, 77}},
      {.from = 2, .to = 3, .kind = RANGE_NAME}};
  Block block = {.kind = BLOCK_PARAGRAPH,
                 .text = with_ranges(bench, text_on(bench, 50, "（见李）。"), ranges, 3)};
  Annex annexes[] = {{.id = "a", .content.title = text_on(bench, 51, "甲")},
                     {.id = "b", .content.title = text_on(bench, 52, "乙")}};
  bench->in.main =
      (Content){.blocks = &block, .n_blocks = 1, .annexes = annexes, .n_annexes = 2};
  assert_true(run(bench));
  const Text *text = &bench->out->main.blocks[0].text;
  assert_string_equal(text->utf8, "（见附件2李）。");
  assert_int_equal(text->n_ranges, 3);
  assert_range(&text->ranges[0], RANGE_EM, 0, 7);
  assert_range(&text->ranges[1], RANGE_REF, 2, 5);
  assert_string_equal(text->ranges[1].target, "b");
  assert_range(&text->ranges[2], RANGE_NAME, 5, 6);
  assert_int_equal(text->places[3].column, 77);
  assert_int_equal(text->places[5].column, 12);
}

static void test_reference_inside_enclosure(void **state) {
  Bench *bench = *state;
  give_issuer(bench);
  const TextRange ref = {.from = 1, .to = 1, .kind = RANGE_REF, .target = "a"};
  Block block = {.kind = BLOCK_PARAGRAPH,
                 .text = with_ranges(bench, text_on(bench, 50, "见。"), &ref, 1)};
  Annex annex = {.id = "a", .content.title = text_on(bench, 51, "甲")};
  Content enclosure = {
      .blocks = &block, .n_blocks = 1, .annexes = &annex, .n_annexes = 1};
  bench->in.main.enclosures = &enclosure;
  bench->in.main.n_enclosures = 1;
  assert_true(run(bench));
  assert_string_equal(bench->out->main.enclosures->blocks[0].text.utf8, "见附件。");
}

static Table table_with_reference(Bench *bench, Cell *cell, Row *row) {
  const TextRange ref = {.kind = RANGE_REF, .target = "t", .at = {"t.xml", 60, 9}};
  *cell = (Cell){.text = with_ranges(bench, text_on(bench, 60, ""), &ref, 1),
                 .row_span = 1,
                 .column_span = 1};
  *row = (Row){.cells = cell, .n_cells = 1, .part = ROW_BODY};
  return (Table){.id = "t", .rows = row, .n_rows = 1};
}

static void test_reference_to_table(void **state) {
  Bench *bench = *state;
  give_issuer(bench);
  Cell cell;
  Row row;
  Table table = table_with_reference(bench, &cell, &row);
  Block block = {.kind = BLOCK_TABLE, .table = &table};
  Annex annex = {
      .content = {.title = text_on(bench, 61, "表"), .blocks = &block, .n_blocks = 1}};
  bench->in.main = (Content){.annexes = &annex, .n_annexes = 1};
  assert_true(run(bench));
  const Table *out = bench->out->main.annexes[0].content.blocks[0].table;
  assert_string_equal(out->rows[0].cells[0].text.utf8, "附件");
  assert_int_equal(row.cells[0].text.chars, 0);
  /* in the body it has no number to print */
  bench->in.main = (Content){.blocks = &block, .n_blocks = 1};
  assert_false(run(bench));
  assert_code(bench, 0, "bind.reference-unnumbered");
}

static void test_table_words(void **state) {
  Bench *bench = *state;
  give_issuer(bench);
  Row row = {.part = ROW_BODY};
  Text notes[] = {text_on(bench, 62, "甲"), text_on(bench, 63, "乙")};
  Text source = text_on(bench, 64, "统计系统");
  Table table = {.unit = text_on(bench, 61, "条、件"),
                 .notes = notes,
                 .n_notes = 1,
                 .sources = &source,
                 .n_sources = 1,
                 .rows = &row,
                 .n_rows = 1};
  Block block = {.kind = BLOCK_TABLE, .table = &table};
  bench->in.main = (Content){.blocks = &block, .n_blocks = 1};
  assert_true(run(bench));
  const Table *out = bench->out->main.blocks[0].table;
  assert_string_equal(out->unit.utf8, "单位：条、件");
  assert_string_equal(out->notes[0].utf8, "注：甲");
  assert_string_equal(out->sources[0].utf8, "资料来源：统计系统");
  assert_ptr_equal(out->rows, &row);           /* nothing changed in them: shared */
  table.unit = text_on(bench, 61, "单位：条"); /* never doubled */
  table.n_notes = 2;
  assert_true(run(bench));
  out = bench->out->main.blocks[0].table;
  assert_string_equal(out->unit.utf8, "单位：条");
  assert_string_equal(out->notes[0].utf8, "注：1.甲");
  assert_range(&out->notes[0].ranges[0], RANGE_NUMBER, 2, 4);
  assert_string_equal(out->notes[1].utf8, "2.乙");
}

/* ---- warnings ---------------------------------------------------------------------- */

static void test_number_year(void **state) {
  static const struct {
    unsigned year;
    Date date;
    bool warned;
  } cases[] = {{2018, {2018, 4, 23}, false},
               {2017, {2018, 1, 5}, false},
               {2017, {2018, 2, 1}, true},
               {2019, {2018, 1, 5}, true}};
  Bench *bench = *state;
  give_issuer(bench);
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    size_t before = diag_warnings(bench->job.diags);
    Sign sign = {.date = cases[i].date};
    bench->in.main.sign = &sign;
    bench->in.number = (Number){.code = "濮检",
                                .year = cases[i].year,
                                .serial = 6,
                                .given = true,
                                .at = {"t.xml", 6, (uint32_t)i + 1}};
    assert_true(run(bench));
    assert_int_equal(diag_warnings(bench->job.diags) - before, cases[i].warned);
  }
  assert_code(bench, 0, "bind.number-year");
}

static void test_title_stop(void **state) {
  Bench *bench = *state;
  give_issuer(bench);
  bench->in.main.title = text_on(bench, 8, "关于印发《办法（试行）》的通知");
  assert_true(run(bench));
  assert_int_equal(diag_count(bench->job.diags), 0);
  bench->in.main.title = text_on(bench, 8, "工作情况通报。");
  assert_true(run(bench));
  assert_code(bench, 0, "bind.title-stop");
  assert_int_equal(diag_at(bench->job.diags, 0)->at.column, 16); /* at the mark itself */
}

/* H2.1: a series begins at the document's own number, else at 000001. */
static void test_copies_are_numbered(void **state) {
  Bench *bench = *state;
  give_issuer(bench);
  assert_true(run(bench));
  assert_int_equal(bench->out->n_copies, 0);
  bench->job.copies = 2;
  assert_true(run(bench));
  assert_int_equal(bench->out->n_copies, 2);
  assert_string_equal(bench->out->copies[0].utf8, "000001");
  assert_string_equal(bench->out->copies[1].utf8, "000002");
  bench->in.copy_number = text_on(bench, 3, "000099");
  assert_true(run(bench));
  assert_string_equal(bench->out->copies[1].utf8, "000100");
  assert_int_equal(diag_count(bench->job.diags), 0);
  bench->in.copy_number = text_on(bench, 3, "999999");
  assert_false(run(bench) && diag_errors(bench->job.diags) == 0);
  assert_code(bench, 0, "bind.copies-beyond");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_number, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_mark, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_imprint, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_imprint_without_recipients_has_no_labels,
                                      set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_recipients_end_with_one_colon, set_up,
                                      tear_down),
      cmocka_unit_test_setup_teardown(test_note_in_brackets, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_issuers_sign, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_named_signatory_stays, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_annexes_count_per_content, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_no_annex_no_label, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_reference_reads_as_label, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_reference_inside_enclosure, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_reference_to_table, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_table_words, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_number_year, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_title_stop, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_copies_are_numbered, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
