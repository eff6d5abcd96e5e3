/* How near names are, and what the system's errors are called. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base.h"

static void distances(void **state) {
  (void)state;
  assert_int_equal(text_distance("", ""), 0);
  assert_int_equal(text_distance("titel", "title"), 2);
  assert_int_equal(text_distance("标题", "题"), 1); /* characters, not bytes */
  assert_int_equal(text_distance("abc", ""), 3);
  g_autofree char *endless = g_strnfill(65, 'a');
  assert_int_equal(text_distance(endless, "a"), UINT_MAX);
}

static void slips(void **state) {
  (void)state;
  static const struct {
    const char *wrong, *right;
    bool slip;
  } names[] = {
      {"titel", "title", true},
      {"Title", "title", true},
      {"sign_name", "sign-name", true},
      {"annextitle", "annex-title", true},
      {"P", "p", true},
      {"b", "v", false},
      {"td", "tr", false},
      {"rde", "red", false},
      {"bode", "body", true},
      {"secton", "section", true},
      {"paragraph", "p", false},
      {"motto", "note", false},
      {"单位名称一", "单位名称", true},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
    if (text_is_slip(names[i].wrong, names[i].right) != names[i].slip)
      print_error("%s, %s\n", names[i].wrong, names[i].right);
    assert_int_equal(text_is_slip(names[i].wrong, names[i].right), names[i].slip);
  }
}

static void nearest(void **state) {
  (void)state;
  static const char *const names[] = {"", "body", "title", "subtitle", NULL};
  assert_string_equal(text_nearest("titel", names), "title");
  assert_string_equal(text_nearest("subtitel", names), "subtitle");
}

/* An argument in both languages, and no English letter in a Chinese message. */
static void errors_speak_the_message_s_language(void **state) {
  (void)state;
  static const int errors[] = {ENOENT, EACCES, EISDIR, ENOTDIR,
                               ENOSPC, EROFS,  ELOOP,  EIO};
  for (size_t i = 0; i < G_N_ELEMENTS(errors); i++) {
    Diagnostic d = {.code = DIAG_ENV_CANNOT_READ,
                    .args = {"文", file_error_words(errors[i])}};
    g_autofree char *zh = diag_text(&d, LANG_ZH), *en = diag_text(&d, LANG_EN);
    for (const char *p = zh; *p; p++)
      assert_false(g_ascii_isalpha(*p));
    assert_non_null(strstr(en, "Cannot read"));
    assert_null(strchr(en, 037));
    assert_true(strlen(en) >
                strlen("Cannot read 文 (); check the path and its permissions."));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(distances),
      cmocka_unit_test(slips),
      cmocka_unit_test(nearest),
      cmocka_unit_test(errors_speak_the_message_s_language),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
