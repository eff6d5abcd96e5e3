/* Numbers as a pattern shows them: its numeral tells the kind, the rest is copied (B3.3,
 * B3.4). */
#include <string.h>

#include "bind_private.h"

typedef enum { NUMERAL_HAN, NUMERAL_ARABIC, NUMERAL_CIRCLED } NumeralKind;

static const struct {
  const char *sign; /* the first numeral of its kind */
  NumeralKind kind;
  unsigned limit;
} numerals[] = {
    {"一", NUMERAL_HAN, 9999},
    {"1", NUMERAL_ARABIC, UINT32_MAX},
    {"①", NUMERAL_CIRCLED, 50},
};

static char *numeral(Arena *arena, NumeralKind kind, unsigned n) {
  switch (kind) {
    case NUMERAL_HAN:
      return numeral_han(arena, n);
    case NUMERAL_ARABIC:
      return arena_printf(arena, "%u", n);
    case NUMERAL_CIRCLED:
      return numeral_circled(arena, n);
  }
  g_assert_not_reached();
}

const char *bind_number_text(Binder *binder, const char *pattern, unsigned n, Span at) {
  Arena *arena = binder->job->arena;
  if (!pattern)
    return NULL;
  for (size_t i = 0; i < G_N_ELEMENTS(numerals); i++) {
    const char *sign = strstr(pattern, numerals[i].sign);
    if (!sign)
      continue;
    if (n > numerals[i].limit) {
      diag_add(binder->job->diags, at, DIAG_BIND_NUMERAL_LIMIT, pattern,
               arena_printf(arena, "%u", numerals[i].limit), NULL);
      return NULL;
    }
    return arena_printf(arena, "%.*s%s%s", (int)(sign - pattern), pattern,
                        numeral(arena, numerals[i].kind, n),
                        sign + strlen(numerals[i].sign));
  }
  return pattern; /* a mark that does not count, as “●” */
}
