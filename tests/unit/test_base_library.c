/* Libraries opened when needed: what is missing is told, not called. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base_library.h"

#define SOUND(X) X(cos) X(floor)
LIBRARY_TABLE(SoundFunctions, SOUND)
static bool sound_library(Diagnostics *diags);
static LIBRARY_OPENER(sound_library, sound, SoundFunctions, SOUND, "libm.so.6")

    static bool absent_library(Diagnostics *diags);
static LIBRARY_OPENER(absent_library, absent, SoundFunctions, SOUND,
                      "libhongtou-none.so.0")

#define LACKING(X) X(cos) X(g_free)
    LIBRARY_TABLE(LackingFunctions,
                  LACKING) static bool lacking_library(Diagnostics *diags);
static LIBRARY_OPENER(lacking_library, lacking, LackingFunctions, LACKING, "libm.so.6")

    static void functions_are_found(void **state) {
  (void)state;
  Diagnostics *diags = diagnostics_new();
  assert_true(sound_library(diags));
  assert_true(sound_library(diags));
  assert_true(sound.cos(0.0) > 0.999 && sound.floor(1.5) < 1.001);
  assert_int_equal(diag_count(diags), 0);
  diagnostics_free(diags);
}

static void assert_refused(bool (*opener)(Diagnostics *), const char *file) {
  for (int time = 0; time < 2; time++) { /* the second run says it as well */
    Diagnostics *diags = diagnostics_new();
    assert_false(opener(diags));
    assert_int_equal(diag_errors(diags), 1);
    assert_int_equal(diag_at(diags, 0)->code, DIAG_ENV_NO_LIBRARY);
    g_autofree char *text = diag_text(diag_at(diags, 0), LANG_EN);
    assert_non_null(strstr(text, file));
    diagnostics_free(diags);
  }
}

static void what_is_missing_is_told(void **state) {
  (void)state;
  assert_refused(absent_library, "libhongtou-none.so.0");
  assert_refused(lacking_library, "libm.so.6");
  assert_null(absent.cos);
  (void)lacking;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(functions_are_found),
      cmocka_unit_test(what_is_missing_is_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
