/* The page of clauses is what the table yields (UPDATE=1 writes it), and the table has
 * every clause that messages and layouts cite. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base_clauses.h"

static void page_is_current(void **state) {
  (void)state;
  g_autofree char *text = clause_page(), *old = NULL;
  const char *path = SOURCE_DIR "/doc/clauses.md";
  bool same = g_file_get_contents(path, &old, NULL, NULL) && strcmp(old, text) == 0;
  if (!same && g_getenv("UPDATE"))
    same = g_file_set_contents(path, text, -1, NULL);
  assert_true(same);
}

static bool known(const char *id) {
  for (size_t i = 0; i < clause_count(); i++) {
    if (strcmp(clause_at(i)->id, id) == 0)
      return true;
  }
  return false;
}

static unsigned unknown_in(const char *file) {
  g_autofree char *path = g_build_filename(SOURCE_DIR, file, NULL), *text = NULL;
  unsigned unknown = 0;
  assert_true(g_file_get_contents(path, &text, NULL, NULL));
  GRegex *regex =
      g_regex_new("\\b[BCGHIKLMNPTUX][0-9]{1,2}\\.[0-9]{1,2}a?\\b", 0, 0, NULL);
  GMatchInfo *match;
  for (g_regex_match(regex, text, 0, &match); g_match_info_matches(match);
       g_match_info_next(match, NULL)) {
    g_autofree char *id = g_match_info_fetch(match, 0);
    if (!known(id)) {
      print_error("%s cites %s\n", file, id);
      unknown++;
    }
  }
  g_match_info_free(match);
  g_regex_unref(regex);
  return unknown;
}

static void cited_clauses_are_known(void **state) {
  (void)state;
  static const char *const files[] = {"src/base/base_diagnostics.def",
                                      "layouts/general.xml",
                                      "layouts/letter.xml",
                                      "layouts/order.xml",
                                      "layouts/minutes.xml",
                                      "doc/bulletin.md",
                                      "doc/layout.md"};
  for (size_t i = 0; i < G_N_ELEMENTS(files); i++)
    assert_int_equal(unknown_in(files[i]), 0);
}

static void ids_are_unique(void **state) {
  (void)state;
  for (size_t i = 0; i < clause_count(); i++) {
    assert_true(*clause_at(i)->text[LANG_ZH] && *clause_at(i)->text[LANG_EN]);
    for (size_t k = 0; k < i; k++)
      assert_string_not_equal(clause_at(i)->id, clause_at(k)->id);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(page_is_current),
      cmocka_unit_test(cited_clauses_are_known),
      cmocka_unit_test(ids_are_unique),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
