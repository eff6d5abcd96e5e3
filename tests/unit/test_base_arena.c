/* Arenas: memory that is taken back at once, kept for use again, or leaves before its
 * parent. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base.h"

static void cleared_memory_is_zeroed_again(void **state) {
  (void)state;
  Arena *arena = arena_new();
  for (int round = 0; round < 3; round++) {
    for (size_t size = 1; size < 100000; size *= 7) {
      unsigned char *bytes = arena_alloc(arena, size);
      for (size_t i = 0; i < size; i++)
        assert_int_equal(bytes[i], 0);
      memset(bytes, 0xAA, size);
    }
    assert_true(arena_used(arena) > 0);
    arena_clear(arena);
    assert_int_equal(arena_used(arena), 0);
  }
  arena_free(arena);
}

/* What is not freed leaves with the parent: the leak checker of ./run asan sees the rest.
 */
static void children_leave_early_or_with_their_parent(void **state) {
  (void)state;
  Arena *parent = arena_new();
  Arena *children[5];
  for (int i = 0; i < 5; i++) {
    children[i] = arena_new_within(parent);
    memset(arena_alloc(children[i], 100000), i, 100000);
  }
  arena_free(children[2]);
  arena_free(children[4]);
  arena_free(children[0]);
  char *text = arena_strdup(children[1], "留");
  assert_string_equal(text, "留");
  arena_free(parent);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(cleared_memory_is_zeroed_again),
      cmocka_unit_test(children_leave_early_or_with_their_parent)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
