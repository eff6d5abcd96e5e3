/* Any bytes through the reader; what it accepts is dumped, and the dump must not depend
 * on when or where it is made. */
#include <stdint.h>
#include <string.h>

#include "model.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static GString *read_and_dump(const char *bytes, size_t len, size_t *diagnostics) {
  Arena *arena = arena_new();
  Diagnostics *diags = diagnostics_new();
  Job job = {.arena = arena, .diags = diags, .limits = &limits_default};
  Bulletin *bulletin = NULL;
  GString *out = g_string_new(NULL);
  if (model_read(&job, "fuzz.xml", bytes, len, &bulletin)) {
    model_dump(bulletin, out);
    g_assert(g_utf8_validate(out->str, (gssize)out->len, NULL));
  } else {
    g_assert(diag_errors(diags) > 0);
  }
  for (size_t i = 0; i < diag_count(diags); i++) {
    g_autofree char *zh = diag_text(diag_at(diags, i), LANG_ZH);
    g_assert(g_utf8_validate(zh, -1, NULL));
  }
  *diagnostics = diag_count(diags);
  diagnostics_free(diags);
  arena_free(arena);
  return out;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  size_t first_count, second_count;
  g_autofree char *bytes =
      g_malloc(size + 1); /* exactly as long as it is, for the sanitizer */
  memcpy(bytes, data, size);
  bytes[size] = '\0';
  GString *first = read_and_dump(bytes, size, &first_count);
  GString *second = read_and_dump(bytes, size, &second_count);
  g_assert(g_string_equal(first, second) && first_count == second_count);
  g_string_free(first, TRUE);
  g_string_free(second, TRUE);
  return 0;
}
