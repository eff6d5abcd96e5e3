/* batch: names, shards, outputs that stay below their root. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "batch.h"
#include "batch_private.h"

static Job job;

static int set_up(void **state) {
  (void)state;
  job =
      (Job){.arena = arena_new(), .diags = diagnostics_new(), .limits = &limits_default};
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  arena_free(job.arena);
  diagnostics_free(job.diags);
  return 0;
}

static void patterns_are_cut(void **state) {
  (void)state;
  static const struct {
    const char *pattern, *root, *relative;
  } cases[] = {{"out/{a}.pdf", "out", "{a}.pdf"},
               {"out/x/{a}/b{c}.pdf", "out/x", "{a}/b{c}.pdf"},
               {"{a}.pdf", ".", "{a}.pdf"},
               {"/{a}.pdf", "/", "{a}.pdf"},
               {"out/pre-{a}/x.pdf", "out", "pre-{a}/x.pdf"},
               {"out.pdf", ".", "out.pdf"},
               {"o/all.pdf", "o", "all.pdf"},
               {"", NULL, NULL},
               {"out/{a.pdf", NULL, NULL},
               {"out/{a}/../{b}.pdf", NULL, NULL},
               {"out/{}.pdf", NULL, NULL},
               {"out/{a}//x.pdf", NULL, NULL},
               {"out/{a/b}.pdf", NULL, NULL},
               {"out/{a{b}}.pdf", NULL, NULL}};
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    NamePattern out;
    bool ok = name_pattern_read(&job, cases[i].pattern, &out);
    assert_int_equal(ok, cases[i].root != NULL);
    if (!ok)
      continue;
    assert_string_equal(out.root, cases[i].root);
    assert_string_equal(out.relative, cases[i].relative);
  }
}

static const char *name_in(const char *text, const char *value) {
  NamePattern pattern;
  const RecordField field = {"单位", value};
  Record record = {.number = 7, .fields = &field, .n_fields = 1};
  assert_true(name_pattern_read(&job, text, &pattern));
  return name_of(&job, &pattern, &(NameValues){&record, "单位"});
}

static const char *name_with(const char *value) {
  return name_in("o/{单位}/{record}.pdf", value);
}

static void values_pass_a_list(void **state) {
  (void)state;
  static const char *const good[] = {
      "华龙区", "a-b_c.d",        "A1",           "濮阳县（本级）", "𠮷县",
      "a b",    "《汇编》（上）", "“十四五”规划", "甲[1]",          "乙(2)"};
  static const char *const bad[] = {"",
                                    ".",
                                    "..",
                                    ".x",
                                    "-x",
                                    "a/b",
                                    " a",
                                    "a ",
                                    "a.",
                                    "CON",
                                    "nul.x",
                                    "Com1",
                                    "a\"b",
                                    "a\nb",
                                    "a:b",
                                    "a\\b",
                                    "*",
                                    "a\xE2\x80\xAE"
                                    "b",
                                    "~",
                                    "a\x7f"};
  for (size_t i = 0; i < G_N_ELEMENTS(good); i++)
    assert_non_null(name_with(good[i]));
  for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
    assert_null(name_with(bad[i]));
  g_autofree char *long_value = g_strnfill(121, 'x');
  assert_null(name_with(long_value));
  assert_string_equal(name_with("甲院"), "甲院/7.pdf");
  /* e and an acute accent beside it are the same name as é */
  assert_string_equal(name_with("e\xCC\x81"), name_with("\xC3\xA9"));
}

/* 255 bytes a part, as file systems have it. */
static void parts_have_a_length(void **state) {
  (void)state;
  g_autofree char *half = g_strnfill(85, 'x');
  g_autofree char *more = g_strnfill(86, 'x');
  assert_non_null(name_in("o/{单位}{单位}{单位}", half));
  assert_non_null(name_in("o/{单位}/{单位}/{单位}.pdf", more));
  assert_null(name_in("o/{单位}{单位}{单位}", more));
}

static void shards_are_read(void **state) {
  (void)state;
  const char *missing;
  Shard shard;
  assert_true(shard_read("2/8", &shard, &missing));
  assert_int_equal(shard.index, 2);
  static const char *const bad[] = {"0/8", "9/8", "1",    "1/", "/2",
                                    "a/b", "1/0", "-1/2", ""};
  for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
    assert_false(shard_read(bad[i], &shard, &missing));
  g_setenv("SLURM_ARRAY_TASK_ID", "14", TRUE);
  g_setenv("SLURM_ARRAY_TASK_MIN", "10", TRUE);
  g_setenv("SLURM_ARRAY_TASK_COUNT", "5", TRUE);
  g_setenv("SLURM_ARRAY_TASK_STEP", "2", TRUE);
  assert_true(shard_read("auto", &shard, &missing));
  assert_int_equal(shard.index, 3);
  assert_int_equal(shard.count, 5);
  g_unsetenv("SLURM_ARRAY_TASK_ID");
  g_setenv("JOB_COMPLETION_INDEX", "4", TRUE);
  assert_false(shard_read("auto", &shard, &missing));
  assert_string_equal(missing, "HONGTOU_SHARDS");
  g_setenv("HONGTOU_SHARDS", "5", TRUE);
  assert_true(shard_read("auto", &shard, &missing));
  assert_int_equal(shard.index, 5);
  g_unsetenv("JOB_COMPLETION_INDEX");
  g_unsetenv("HONGTOU_SHARDS");
}

static void every_record_is_in_one_shard(void **state) {
  (void)state;
  for (unsigned count = 1; count < 9; count++) {
    for (uint64_t number = 1; number < 50; number++) {
      unsigned in = 0;
      for (unsigned index = 1; index <= count; index++)
        in += shard_has((Shard){index, count}, number);
      assert_int_equal(in, 1);
    }
  }
}

static void outputs_stay_below(void **state) {
  (void)state;
  g_autofree char *folder = g_dir_make_tmp("hongtou-batch-XXXXXX", NULL);
  g_autofree char *inside = g_build_filename(folder, "out", NULL);
  g_autofree char *link = g_build_filename(inside, "link", NULL);
  g_autofree char *made = g_build_filename(inside, "a", "b.pdf", NULL);
  OutputRoot *root = output_root_open(inside, true, job.diags);
  assert_non_null(root);
  assert_null(output_root_open(inside, true, job.diags)); /* one at a time */
  assert_int_equal(symlink("..", link), 0);
  assert_true(output_write(root, &(OutputFile){"a/b.pdf", "one", 3}, job.diags));
  assert_true(output_write(root, &(OutputFile){"a/b.pdf", "other", 5}, job.diags));
  assert_false(output_write(root, &(OutputFile){"link/b.pdf", "x", 1}, job.diags));
  assert_false(output_write(root, &(OutputFile){"../b.pdf", "x", 1}, job.diags));
  char digest[DIGEST_TEXT], expected[DIGEST_TEXT];
  digest_bytes("other", 5, expected);
  assert_true(digest_file(root, "a/b.pdf", digest));
  assert_string_equal(digest, expected);
  assert_string_equal(expected,
                      "d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa");
  output_root_close(root);
  g_autofree char *sub = g_path_get_dirname(made);
  g_unlink(made);
  g_rmdir(sub);
  g_unlink(link);
  g_rmdir(inside);
  assert_int_equal(g_rmdir(folder), 0); /* nothing else was left */
}

static uint64_t next_hash(uint64_t *state) {
  *state += 0x9E3779B97F4A7C15u;
  uint64_t hash = (*state ^ *state >> 30) * 0xBF58476D1CE4E5B9u;
  return hash ^ hash >> 31;
}

/* n names, of which the given ones stand again at the end. */
static void assert_doubles(uint32_t n, uint32_t every) {
  NameFilter *filter = names_new();
  uint64_t state = 1;
  for (uint32_t i = 0; i < n; i++)
    names_add(filter, next_hash(&state));
  state = 1;
  for (uint32_t i = 0; every && i < n; i++) {
    uint64_t hash = next_hash(&state);
    if (i % every == 0)
      names_add(filter, hash);
  }
  assert_int_equal(names_settle(filter), every != 0);
  state = 1;
  for (uint32_t i = 0; i < n; i++)
    assert_int_equal(names_may_be_double(filter, next_hash(&state)),
                     every && i % every == 0);
  names_free(filter);
}

/* Beyond a million a table is kept; with so few names of it nothing is alike by chance
 * here. */
static void doubles_are_found(void **state) {
  (void)state;
  assert_doubles(0, 0);
  assert_doubles(1, 0);
  assert_doubles(1000, 7);
  assert_doubles(999999, 0);
  assert_doubles(999990, 99999);
  assert_doubles(2000000, 0);
  assert_doubles(2000000, 300007);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(patterns_are_cut),
      cmocka_unit_test(values_pass_a_list),
      cmocka_unit_test(parts_have_a_length),
      cmocka_unit_test(shards_are_read),
      cmocka_unit_test(every_record_is_in_one_shard),
      cmocka_unit_test(outputs_stay_below),
      cmocka_unit_test(doubles_are_found),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
