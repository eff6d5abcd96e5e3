/* Quotes of English text: “ ” around Latin words among Latin words are as wide as a Latin
 * face has them; in and around Han they fill a cell (G4.2). */
#include <string.h>

#include "line_analysis.h"

#define QUOTES_OPEN 8 /* within each other */

typedef struct Quotes {
  gunichar *chars;
  uint32_t n;
  uint32_t open[QUOTES_OPEN]; /* indices */
  uint32_t depth;
  bool *western; /* by character; NULL: none is */
} Quotes;

static bool is_quote(gunichar c) {
  return c >= 0x2018 && c <= 0x201D && c != 0x201A && c != 0x201B;
}

/* What says nothing of the script around it. */
static bool is_neutral(gunichar c) {
  return c == ' ' || (c < 0x80 && g_ascii_ispunct((char)c)) || is_quote(c);
}

typedef enum { BESIDE_EDGE, BESIDE_LATIN, BESIDE_HAN } Beside;

static Beside side_of(const Quotes *q, int64_t i, int step) {
  while (i >= 0 && i < q->n && is_neutral(q->chars[i]))
    i += step;
  if (i < 0 || i >= q->n)
    return BESIDE_EDGE;
  gunichar c = q->chars[i];
  return c < 0x2E80 && (g_unichar_isalpha(c) || g_unichar_isdigit(c)) ? BESIDE_LATIN
                                                                      : BESIDE_HAN;
}

/* Words of Latin letters alone between two quotes. */
static bool holds_latin(const Quotes *q, uint32_t from, uint32_t to) {
  bool letters = false;
  for (uint32_t i = from + 1; i < to; i++) {
    gunichar c = q->chars[i];
    if (c >= 0x2E80)
      return false;
    letters = letters || g_unichar_isalpha(c);
  }
  return letters;
}

static bool is_apostrophe(const Quotes *q, uint32_t i) {
  return q->chars[i] == 0x2019 && i > 0 && i + 1 < q->n &&
         g_unichar_isalpha(q->chars[i - 1]) && g_unichar_isalpha(q->chars[i + 1]);
}

static void close_pair(Quotes *q, Arena *arena, uint32_t close) {
  uint32_t open = q->open[--q->depth];
  Beside before = side_of(q, (int64_t)open - 1, -1), after = side_of(q, close + 1, 1);
  if (before == BESIDE_HAN || after == BESIDE_HAN || !holds_latin(q, open, close))
    return;
  if (!q->western)
    q->western = ARENA_ARRAY(arena, bool, q->n);
  q->western[open] = q->western[close] = true;
}

static void pair_quotes(Quotes *q, Arena *arena) {
  for (uint32_t i = 0; i < q->n; i++) {
    gunichar c = q->chars[i];
    if (c == 0x2018 || c == 0x201C) {
      if (q->depth == QUOTES_OPEN)
        return;
      q->open[q->depth++] = i;
    } else if ((c == 0x2019 || c == 0x201D) && q->depth > 0 && !is_apostrophe(q, i)) {
      close_pair(q, arena, i);
    }
  }
}

const bool *line_western_quotes(Arena *arena, const Text *text) {
  if (!text->chars)
    return NULL;
  if (!strstr(text->utf8, "“") && !strstr(text->utf8, "‘"))
    return NULL;
  Quotes q = {.chars = g_new(gunichar, (gsize)text->chars + 1)};
  for (const char *p = text->utf8; *p && q.n < text->chars;)
    q.chars[q.n++] = text_next(&p);
  pair_quotes(&q, arena);
  g_free(q.chars);
  return q.western;
}
