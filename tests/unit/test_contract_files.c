/* Schemas, manuals and references in the tree are what the tables yield; UPDATE=1 writes
 * them anew. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "contract.h"
#include "layout.h"
#include "model.h"
#include "sign.h"

/* Frees `text`. */
static unsigned compare(const char *file, char *text) {
  g_autofree char *path = g_build_filename(SOURCE_DIR, file, NULL);
  g_autofree char *old = NULL;
  unsigned stale = !g_file_get_contents(path, &old, NULL, NULL) || strcmp(old, text) != 0;
  if (stale && g_getenv("UPDATE"))
    stale = !g_file_set_contents(path, text, -1, NULL);
  if (stale)
    print_error("%s is not what the table yields; UPDATE=1 writes it\n", file);
  g_free(text);
  return stale;
}

static unsigned compare_all(const Contract *contract) {
  g_autofree char *schema = g_strdup_printf("schemas/%s.rng", contract->name);
  g_autofree char *reference = g_strdup_printf("doc/%s.md", contract->name);
  g_autofree char *english = g_strdup_printf("doc/hongtou-%s.5", contract->name);
  g_autofree char *chinese = g_strdup_printf("doc/hongtou-%s.zh.5", contract->name);
  return compare(schema, contract_schema(contract)) +
         compare(reference, contract_reference(contract)) +
         compare(english, contract_manual(contract, LANG_EN)) +
         compare(chinese, contract_manual(contract, LANG_ZH));
}

static void files_are_current(void **state) {
  (void)state;
  Arena *arena = arena_new();
  assert_int_equal(compare_all(model_contract_table()), 0);
  assert_int_equal(compare_all(layout_contract(arena)), 0);
  assert_int_equal(compare_all(signing_contract()), 0);
  arena_free(arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(files_are_current),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
