/* Numbers of sections and items, run-in headings (B3.3–B3.6). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "bind.h"

typedef struct Bench {
  Job job;
  GArray *blocks; /* Block */
  Bulletin *out;
} Bench;

static const Numbering ordinary = {
    {"一、", "（一）", "1.", "（1）"}, "附件{n}", "第一章", "第一节", "第一条"};

static int set_up(void **state) {
  Bench *bench = g_new0(Bench, 1);
  bench->job.arena = arena_new();
  bench->job.diags = diagnostics_new();
  bench->blocks = g_array_new(FALSE, TRUE, sizeof(Block));
  *state = bench;
  return 0;
}

static int tear_down(void **state) {
  Bench *bench = *state;
  g_array_free(bench->blocks, TRUE);
  arena_free(bench->job.arena);
  diagnostics_free(bench->job.diags);
  g_free(bench);
  return 0;
}

static Block *add(Bench *bench, BlockKind kind, uint8_t level, const char *utf8) {
  uint32_t line = bench->blocks->len + 1;
  Text text = {.utf8 = utf8,
               .bytes = (uint32_t)strlen(utf8),
               .chars = (uint32_t)text_chars(utf8),
               .at = {"t.xml", line, 1}};
  TextPlace *places = ARENA_ARRAY(bench->job.arena, TextPlace, text.chars);
  for (uint32_t i = 0; i < text.chars; i++)
    places[i] = (TextPlace){line, 4 + i};
  text.places = places;
  Block block = {.kind = kind, .level = level, .text = text, .at = text.at};
  g_array_append_val(bench->blocks, block);
  return &g_array_index(bench->blocks, Block, line - 1);
}

static void add_item(Bench *bench, ListKind kind, uint32_t list) {
  Block *block = add(bench, BLOCK_ITEM, 0, "项");
  block->list = kind;
  block->list_id = list;
}

static bool run(Bench *bench, const Numbering *numbering) {
  Bulletin in = {.main = {.blocks = (const Block *)(void *)bench->blocks->data,
                          .n_blocks = bench->blocks->len}};
  return bind_run(&bench->job, &in, numbering, &bench->out);
}

static const Block *at(const Bench *bench, uint32_t i) {
  assert_true(i < bench->out->main.n_blocks);
  return &bench->out->main.blocks[i];
}

static void test_sections_restart_under_each_parent(void **state) {
  static const struct {
    uint8_t level;
    const char *text;
  } cases[] = {{1, "一、题"},  {2, "（一）题"}, {2, "（二）题"}, {3, "1.题"},
               {4, "（1）题"}, {4, "（2）题"},  {3, "2.题"},     {4, "（1）题"},
               {1, "二、题"},  {2, "（一）题"}, {3, "1.题"}};
  Bench *bench = *state;
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
    add(bench, BLOCK_HEADING, cases[i].level, "题");
  assert_true(run(bench, &ordinary));
  for (uint32_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    const Block *block = at(bench, i);
    assert_string_equal(block->text.utf8, cases[i].text);
    assert_int_equal(block->text.n_ranges, 1);
    assert_int_equal(block->text.ranges[0].kind, RANGE_NUMBER);
    assert_int_equal(block->text.ranges[0].to, block->text.chars - 1);
    assert_int_equal(block->text.places[0].column, 1); /* the element's place */
    assert_int_equal(block->text.places[block->text.chars - 1].column, 4);
  }
  assert_int_equal(at(bench, 8)->ordinal, 2);
}

static void test_patterns(void **state) {
  const Numbering odd = {.levels = {"第一章", NULL, "①", "●"}};
  Bench *bench = *state;
  for (uint8_t level = 1; level <= 4; level++)
    add(bench, BLOCK_HEADING, level, "题");
  assert_true(run(bench, &odd));
  assert_string_equal(at(bench, 0)->text.utf8, "第一章题");
  assert_string_equal(at(bench, 1)->text.utf8, "题");
  assert_int_equal(at(bench, 1)->text.n_ranges, 0);
  assert_string_equal(at(bench, 2)->text.utf8, "①题");
  assert_string_equal(at(bench, 3)->text.utf8, "●题");
}

static void test_large_numbers(void **state) {
  Bench *bench = *state;
  for (unsigned i = 0; i < 10000; i++)
    add(bench, BLOCK_HEADING, 1, "题");
  assert_false(run(bench, &ordinary));
  assert_string_equal(at(bench, 10)->text.utf8, "十一、题");
  assert_string_equal(at(bench, 9998)->text.utf8, "九千九百九十九、题");
  assert_int_equal(diag_errors(bench->job.diags), 1);
  assert_string_equal(diag_code_name(diag_at(bench->job.diags, 0)->code),
                      "bind.numeral-limit");
}

/* ---- run-in headings --------------------------------------------------------------- */

static void test_run_in(void **state) {
  Bench *bench = *state;
  add(bench, BLOCK_HEADING, 1, "存在的问题");
  add(bench, BLOCK_HEADING, 2, "思想认识需要提高。")->run_in = true;
  add(bench, BLOCK_PARAGRAPH, 2, "目前有些院。");
  add(bench, BLOCK_PARAGRAPH, 2, "又一段。");
  assert_true(run(bench, &ordinary));
  assert_int_equal(bench->out->main.n_blocks, 3);
  const Block *block = at(bench, 1);
  assert_int_equal(block->kind, BLOCK_PARAGRAPH);
  assert_true(block->run_in);
  assert_int_equal(block->level, 2);
  assert_int_equal(block->ordinal, 1);
  assert_string_equal(block->text.utf8, "（一）思想认识需要提高。目前有些院。");
  assert_int_equal(block->text.n_ranges, 2);
  const TextRange *ranges = block->text.ranges;
  assert_int_equal(ranges[0].kind, RANGE_HEADING); /* outer before inner */
  assert_int_equal(ranges[0].level, 2);
  assert_int_equal(ranges[0].from, 0);
  assert_int_equal(ranges[0].to, 12);
  assert_int_equal(ranges[1].kind, RANGE_NUMBER);
  assert_int_equal(ranges[1].to, 3);
  assert_int_equal(block->text.places[0].line, 2);
  assert_int_equal(block->text.places[12].line, 3); /* the paragraph's own */
  assert_false(at(bench, 2)->run_in);
}

/* Built by hand; the reader refuses it. */
static void test_run_in_without_paragraph_stands_alone(void **state) {
  Bench *bench = *state;
  add(bench, BLOCK_HEADING, 2, "题")->run_in = true;
  add(bench, BLOCK_HEADING, 2, "文")->run_in = true;
  add(bench, BLOCK_PARAGRAPH, 0, "段。"); /* the heading's level holds, not this one */
  assert_true(run(bench, &ordinary));
  assert_int_equal(at(bench, 0)->kind, BLOCK_HEADING);
  assert_false(at(bench, 0)->run_in);
  assert_string_equal(at(bench, 0)->text.utf8, "（一）题");
  assert_int_equal(at(bench, 1)->level, 2);
  assert_string_equal(at(bench, 1)->text.utf8, "（二）文。段。");
}

static void test_run_in_gets_its_stop(void **state) {
  static const char *const cases[][2] = {
      {"认识不足", "（一）认识不足。文。"},
      {"怎么办？", "（一）怎么办？文。"},
      {"要“快办。”", "（一）要“快办。”文。"},
      {"关于办法（试行）", "（一）关于办法（试行）。文。"},
      {"元旦：", "（一）元旦：文。"}};
  Bench *bench = *state;
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_array_set_size(bench->blocks, 0);
    add(bench, BLOCK_HEADING, 2, cases[i][0])->run_in = true;
    add(bench, BLOCK_PARAGRAPH, 2, "文。");
    assert_true(run(bench, &ordinary));
    assert_string_equal(at(bench, 0)->text.utf8, cases[i][1]);
  }
  assert_int_equal(diag_count(bench->job.diags), 0);
}

static void test_run_in_keeps_ranges_of_both(void **state) {
  Bench *bench = *state;
  TextRange name = {.from = 0, .to = 2, .kind = RANGE_NAME};
  Block *heading = add(bench, BLOCK_HEADING, 3, "李镕。");
  heading->run_in = true;
  heading->text.ranges = &name;
  heading->text.n_ranges = 1;
  Block *paragraph = add(bench, BLOCK_PARAGRAPH, 3, "王喆到会。");
  paragraph->text.ranges = &name;
  paragraph->text.n_ranges = 1;
  assert_true(run(bench, &ordinary));
  const Text *text = &at(bench, 0)->text;
  assert_string_equal(text->utf8, "1.李镕。王喆到会。");
  assert_int_equal(text->n_ranges, 4);
  assert_int_equal(text->ranges[2].from, 2);
  assert_int_equal(text->ranges[2].to, 4);
  assert_int_equal(text->ranges[3].from, 5);
  assert_int_equal(text->ranges[3].to, 7);
  assert_int_equal(name.from, 0);
}

static void test_heading_stop(void **state) {
  Bench *bench = *state;
  add(bench, BLOCK_HEADING, 1, "存在的问题。");
  add(bench, BLOCK_HEADING, 1, "怎么办？");
  assert_true(run(bench, &ordinary));
  assert_int_equal(diag_count(bench->job.diags), 1);
  const Diagnostic *diagnostic = diag_at(bench->job.diags, 0);
  assert_string_equal(diag_code_name(diagnostic->code), "bind.heading-stop");
  assert_int_equal(diagnostic->severity, SEVERITY_WARNING);
  assert_int_equal(diagnostic->at.column, 9);
  assert_string_equal(at(bench, 0)->text.utf8, "一、存在的问题。");
}

/* ---- lists ------------------------------------------------------------------------- */

static void test_items(void **state) {
  static const struct {
    ListKind kind;
    uint32_t list;
    const char *text;
  } cases[] = {{LIST_ARABIC, 3, "1.项"},       {LIST_CIRCLED, 4, "①项"},
               {LIST_CIRCLED, 4, "②项"},       {LIST_ARABIC, 3, "2.项"},
               {LIST_BRACKETED, 5, "（1）项"}, {LIST_NONE, 6, "项"},
               {LIST_ARABIC, 7, "1.项"}};
  Bench *bench = *state;
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
    add_item(bench, cases[i].kind, cases[i].list);
  assert_true(run(bench, &ordinary));
  for (uint32_t i = 0; i < G_N_ELEMENTS(cases); i++)
    assert_string_equal(at(bench, i)->text.utf8, cases[i].text);
  assert_int_equal(at(bench, 3)->ordinal, 2);
  assert_int_equal(at(bench, 5)->text.n_ranges, 0);
}

static void test_circled_limit(void **state) {
  Bench *bench = *state;
  for (unsigned i = 0; i < 50; i++)
    add_item(bench, LIST_CIRCLED, 1);
  assert_true(run(bench, &ordinary));
  assert_string_equal(at(bench, 49)->text.utf8, "㊿项");
  add_item(bench, LIST_CIRCLED, 1);
  assert_false(run(bench, &ordinary));
  const Diagnostic *diagnostic = diag_at(bench->job.diags, 0);
  assert_string_equal(diag_code_name(diagnostic->code), "bind.numeral-limit");
  assert_string_equal(diagnostic->args[1], "50");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_sections_restart_under_each_parent, set_up,
                                      tear_down),
      cmocka_unit_test_setup_teardown(test_patterns, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_large_numbers, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_run_in, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_run_in_without_paragraph_stands_alone, set_up,
                                      tear_down),
      cmocka_unit_test_setup_teardown(test_run_in_gets_its_stop, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_run_in_keeps_ranges_of_both, set_up,
                                      tear_down),
      cmocka_unit_test_setup_teardown(test_heading_stop, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_items, set_up, tear_down),
      cmocka_unit_test_setup_teardown(test_circled_limit, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
