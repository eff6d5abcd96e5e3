/* The worked example and, where the corpus of real documents is at hand, its
 * transcriptions, read and bound as a user's documents are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "bind.h"

static const Numbering ordinary = {
    {"一、", "（一）", "1.", "（1）"}, "附件{n}", "第一章", "第一节", "第一条"};

typedef struct Bench {
  Job job;
  Bulletin *written, *bound;
  char *source; /* the model may borrow from it */
} Bench;

static void open_bench(Bench *bench) {
  *bench = (Bench){.job = {.arena = arena_new(),
                           .diags = diagnostics_new(),
                           .limits = &limits_default,
                           .folder = SOURCE_DIR "/samples"}};
}

static void close_bench(Bench *bench) {
  arena_free(bench->job.arena);
  diagnostics_free(bench->job.diags);
  g_free(bench->source);
}

static void print_diagnostics(const Bench *bench, Severity least) {
  for (size_t i = 0; i < diag_count(bench->job.diags); i++) {
    const Diagnostic *d = diag_at(bench->job.diags, i);
    g_autofree char *text = diag_text(d, LANG_ZH);
    if (d->severity >= least)
      print_message("%s:%u:%u: %s %s\n", d->at.file ? d->at.file : "-", d->at.line,
                    d->at.column, diag_code_name(d->code), text);
  }
}

static bool read_and_bind(Bench *bench, const char *path) {
  size_t len = 0;
  if (!file_read(path, limits_default.document_bytes, &bench->source, &len,
                 bench->job.diags))
    return false;
  return model_read(&bench->job, path, bench->source, len, &bench->written) &&
         bind_run(&bench->job, bench->written, &ordinary, &bench->bound);
}

/* What the notice of 2018 cut off instead of rounding, and nothing else (GB/T 8170). */
static void assert_truncated_percentages(const Diagnostics *diags) {
  static const char *const typed[] = {"0.76%", "43.91%", "60.5%", "45.6%"};
  static const char *const rounded[] = {"0.77%", "43.92%", "60.6%", "45.7%"};
  assert_int_equal(diag_count(diags), G_N_ELEMENTS(typed));
  for (size_t i = 0; i < G_N_ELEMENTS(typed); i++) {
    const Diagnostic *d = diag_at(diags, i);
    assert_string_equal(diag_code_name(d->code), "bind.figure-rounding");
    assert_int_equal(d->severity, SEVERITY_WARNING);
    assert_string_equal(d->args[0], typed[i]);
    assert_string_equal(d->args[1], rounded[i]);
  }
}

static void read_sample(Bench *bench) {
  open_bench(bench);
  bool ok = read_and_bind(bench, SOURCE_DIR "/samples/puyang-2018-06.xml");
  print_diagnostics(bench, SEVERITY_ERROR);
  assert_true(ok);
  assert_truncated_percentages(bench->job.diags);
}

/* ---- the sample -------------------------------------------------------------------- */

static void assert_text(const Text *text, const char *utf8) {
  assert_string_equal(text->chars ? text->utf8 : "", utf8);
}

static void test_sample_head(void **state) {
  (void)state;
  Bench bench;
  read_sample(&bench);
  const Bulletin *b = bench.bound;
  assert_text(&b->mark, "濮阳市人民检察院");
  assert_text(&b->number.text, "濮检文案管〔2018〕6号");
  assert_text(&b->main.recipients, "各县区院、市院各部门：");
  assert_text(&b->main.sign->date_text, "2018年4月23日");
  assert_int_equal(b->main.sign->by[0].seal, SEAL_SPACE);
  assert_text(&b->imprint->copy_to, "省人民检察院案件管理办公室。");
  assert_text(&b->imprint->copy_label, "抄送：");
  assert_text(&b->imprint->printed_text, "2018年4月23日印发");
  assert_int_equal(b->main.n_annexes, 0);
  close_bench(&bench);
}

static void test_sample_enclosure(void **state) {
  static const char *const starts[] = {
      "2017年，全市检察机关认真", "一、基本情况及工作成效", "2017年，全市检察机关共导出",
      "2017年，全市检察机关案件", "二、存在的问题",         "总体上看，",
      "（一）思想认识",           "（二）工作开展",         "（三）案件信息公开系统",
      "（四）公开的终结性",       "（五）县区院间",         "三、下一步工作要求",
      "（一）强化组织领导",       "（二）强力落实",         "（三）案管部门",
      "（四）严格情况通报",       "（五）做好对外宣传"};
  (void)state;
  Bench bench;
  read_sample(&bench);
  const Content *text = bench.bound->main.enclosures;
  assert_int_equal(text->n_blocks, G_N_ELEMENTS(starts));
  for (uint32_t i = 0; i < text->n_blocks; i++) {
    if (!g_str_has_prefix(text->blocks[i].text.utf8, starts[i]))
      fail_msg("block %u begins %.60s", i, text->blocks[i].text.utf8);
  }
  const Block *run_in = &text->blocks[6];
  assert_true(run_in->run_in);
  assert_int_equal(run_in->text.ranges[0].kind, RANGE_HEADING);
  assert_int_equal(run_in->text.ranges[0].to,
                   text_chars("（一）思想认识需要进一步提高。"));
  close_bench(&bench);
}

static uint32_t count_rows(Job *job, const Table *table) {
  RowCursor cursor = model_rows_open(table, job->arena);
  const Row *row;
  uint32_t n = 0;
  while (model_rows_next(&cursor, job, &row) && row)
    n++;
  return n;
}

static void test_sample_annexes(void **state) {
  static const struct {
    const char *label, *entry, *unit;
    uint32_t columns, rows;
  } cases[] = {
      {"附件1", "案件信息公开数据总表", "单位：条、件、次", 10, 11},
      {"附件2", "重要案件信息发布数据统计表", "单位：条", 7, 10},
      {"附件3", "终结性法律文书公开数据统计表", "单位：件", 6, 10},
      {"附件4", "2018年第一季度案件信息公开数据总表", "单位：条、件", 9, 10},
  };
  (void)state;
  Bench bench;
  read_sample(&bench);
  const Content *text = bench.bound->main.enclosures;
  assert_text(&text->attachments_label, "附件：");
  assert_int_equal(text->n_annexes, G_N_ELEMENTS(cases));
  for (uint32_t i = 0; i < text->n_annexes; i++) {
    const Annex *annex = &text->annexes[i];
    const Table *table = annex->content.blocks[0].table;
    assert_text(&annex->label, cases[i].label);
    assert_text(&annex->entry, cases[i].entry);
    assert_text(&table->unit, cases[i].unit);
    assert_int_equal(table->n_columns, cases[i].columns);
    assert_int_equal(count_rows(&bench.job, table), cases[i].rows);
    assert_int_equal(table->n_head_rows, 2);
    assert_true(g_str_has_prefix(table->notes[0].utf8, "注："));
  }
  close_bench(&bench);
}

static void test_binding_leaves_the_input(void **state) {
  (void)state;
  Bench bench;
  open_bench(&bench);
  size_t len = 0;
  const char *path = SOURCE_DIR "/samples/puyang-2018-06.xml";
  assert_true(file_read(path, limits_default.document_bytes, &bench.source, &len,
                        bench.job.diags));
  assert_true(model_read(&bench.job, path, bench.source, len, &bench.written));
  g_autoptr(GString) before = g_string_new(NULL);
  g_autoptr(GString) after = g_string_new(NULL);
  model_dump(bench.written, before);
  assert_true(bind_run(&bench.job, bench.written, &ordinary, &bench.bound));
  model_dump(bench.written, after);
  assert_string_equal(before->str, after->str);
  close_bench(&bench);
}

/* ---- the corpus -------------------------------------------------------------------- */

static bool transcribe(const char *folder) {
  const char *argv[] = {"python3", SOURCE_DIR "/tests/corpus/transcribe.py", folder,
                        NULL};
  g_autofree char *report = NULL; /* what each leaves out; of no concern here */
  int status = 0;
  return g_spawn_sync(NULL, (char **)(void *)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
                      &report, NULL, &status, NULL) &&
         status == 0;
}

static bool bind_one(const char *path) {
  Bench bench;
  open_bench(&bench);
  bool ok = read_and_bind(&bench, path);
  print_diagnostics(&bench, SEVERITY_ERROR);
  close_bench(&bench);
  return ok;
}

static bool has_python(void) {
  g_autofree char *path = g_find_program_in_path("python3");
  return path != NULL;
}

typedef struct Tally {
  bool written;
  unsigned files, bound;
} Tally;

static Tally bind_corpus(void) {
  g_autofree char *folder = g_dir_make_tmp("hongtou-corpus-XXXXXX", NULL);
  Tally tally = {.written = transcribe(folder)};
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  for (const char *name; (name = g_dir_read_name(dir)); tally.files++) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    tally.bound += bind_one(path);
    g_remove(path);
  }
  g_rmdir(folder);
  return tally;
}

/* All that the transcriber writes must bind; twelve is the least that makes a corpus. */
static void test_corpus(void **state) {
  (void)state;
  if (!has_python()) {
    print_message("no python3 to transcribe the corpus: skipped\n");
    skip();
  }
  Tally tally = bind_corpus();
  assert_true(tally.written);
  if (!tally.files) {
    print_message("no corpus below HONGTOU_SHARED: skipped\n");
    skip();
  }
  assert_int_equal(tally.bound, tally.files);
  assert_true(tally.files >= 12);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_sample_head),
      cmocka_unit_test(test_sample_enclosure),
      cmocka_unit_test(test_sample_annexes),
      cmocka_unit_test(test_binding_leaves_the_input),
      cmocka_unit_test(test_corpus),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
