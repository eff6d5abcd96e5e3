/* How near two names are: for messages that tell what was probably meant. */
#include <string.h>

#include "base.h"

#define NEAREST_MOST 64 /* characters; longer ones are like nothing */

static size_t decode(const char *text, gunichar *out) {
  size_t n = 0;
  for (const char *p = text; *p && n <= NEAREST_MOST; n++) {
    gunichar c = text_next(&p);
    if (n < NEAREST_MOST)
      out[n] = c;
  }
  return n;
}

unsigned text_distance(const char *a, const char *b) {
  gunichar from[NEAREST_MOST], to[NEAREST_MOST];
  size_t n = decode(a, from), m = decode(b, to);
  unsigned row[NEAREST_MOST + 1];
  if (n > NEAREST_MOST || m > NEAREST_MOST)
    return UINT_MAX;
  for (size_t j = 0; j <= m; j++)
    row[j] = (unsigned)j;
  for (size_t i = 1; i <= n; i++) {
    unsigned diagonal = row[0];
    row[0] = (unsigned)i;
    for (size_t j = 1; j <= m; j++) {
      unsigned replaced = diagonal + (from[i - 1] != to[j - 1]);
      diagonal = row[j];
      row[j] = MIN(replaced, MIN(row[j], row[j - 1]) + 1);
    }
  }
  return row[m];
}

/* Titel, title_ and TITLE are title; 署名 is not 题名. */
static bool same_letters(const char *a, const char *b) {
  for (;; a++, b++) {
    while (*a == '-' || *a == '_' || *a == ' ')
      a++;
    while (*b == '-' || *b == '_' || *b == ' ')
      b++;
    if (g_ascii_tolower(*a) != g_ascii_tolower(*b))
      return false;
    if (!*a)
      return true;
  }
}

bool text_is_slip(const char *wrong, const char *right) {
  size_t n = text_chars(right);
  if (same_letters(wrong, right))
    return true;
  unsigned most = n <= 2 ? 0 : n <= 4 ? 1 : 2;
  return text_distance(wrong, right) <= most;
}

const char *text_nearest(const char *text, const char *const *candidates) {
  const char *best = candidates[0];
  unsigned least = UINT_MAX;
  for (; *candidates; candidates++) {
    unsigned d = **candidates ? text_distance(text, *candidates) : UINT_MAX;
    if (d < least) {
      least = d;
      best = *candidates;
    }
  }
  return best;
}
