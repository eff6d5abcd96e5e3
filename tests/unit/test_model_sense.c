/* Documents that are sound and look wrong: each file of tests/cases-warned is read and
 * gives exactly the warnings and notes of its .diag, at their places. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "model.h"

#define FOLDER SOURCE_DIR "/tests/cases-warned"

static char *diagnostics_text(const Diagnostics *diags) {
  static const char *const severities[] = {"note", "warning", "error"};
  GString *out = g_string_new(NULL);
  for (size_t i = 0; i < diag_count(diags); i++) {
    const Diagnostic *d = diag_at(diags, i);
    g_string_append_printf(out, "%s:%u:%u: %s %s\n", d->at.file, d->at.line, d->at.column,
                           severities[d->severity], diag_code_name(d->code));
  }
  return g_string_free(out, FALSE);
}

static bool check_file(const char *name) {
  g_autofree char *path = g_build_filename(FOLDER, name, NULL);
  g_autofree char *stem = g_strndup(path, strlen(path) - strlen(".xml"));
  g_autofree char *expected_path = g_strconcat(stem, ".diag", NULL);
  g_autofree char *bytes = NULL, *expected = NULL;
  gsize len = 0;
  assert_true(g_file_get_contents(path, &bytes, &len, NULL));
  assert_true(g_file_get_contents(expected_path, &expected, NULL, NULL));
  Job job = {.arena = arena_new(), .diags = diagnostics_new(), .limits = &limits_default};
  Bulletin *bulletin = NULL;
  bool read = model_read(&job, name, bytes, len, &bulletin);
  g_autofree char *seen = diagnostics_text(job.diags);
  bool same = read && strcmp(seen, expected) == 0;
  if (!same)
    print_error("%s: expected\n%sseen\n%s", name, expected, seen);
  diagnostics_free(job.diags);
  arena_free(job.arena);
  return same;
}

static void every_document_is_warned_of_at_its_place(void **state) {
  (void)state;
  GDir *folder = g_dir_open(FOLDER, 0, NULL);
  assert_non_null(folder);
  unsigned wrong = 0, files = 0;
  const char *name;
  while ((name = g_dir_read_name(folder))) {
    if (!g_str_has_suffix(name, ".xml"))
      continue;
    files++;
    wrong += !check_file(name);
  }
  g_dir_close(folder);
  assert_true(files > 10);
  assert_int_equal(wrong, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_document_is_warned_of_at_its_place),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
