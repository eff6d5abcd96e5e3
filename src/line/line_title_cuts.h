/* What it costs to begin a new line of a title at each of its characters (B1.5, K1.1,
 * K1.2). */
#ifndef HONGTOU_LINE_TITLE_CUTS_H
#define HONGTOU_LINE_TITLE_CUTS_H

#include "line.h"

/* One stretch of a title without a forced break. */
typedef struct TitleChars {
  const char *utf8;     /* the whole title */
  const uint32_t *byte; /* n + 1 offsets from utf8; byte[0]: where the stretch begins */
  const gunichar *c;
  const int64_t
      *sum; /* n + 1: title width before each character, thousandths of a cell */
  uint32_t n;
  int64_t capacity; /* thousandths of a cell */
  const LayoutTitles *taste;
} TitleChars;

/* Costs from this one on are taken only when nothing else is left: the inside of a word,
 * and from CUT_BANNED on a place that the prohibition rules name. */
#define CUT_WORDLESS 1000
#define CUT_BANNED 5000

/* cost[i], 0 < i < n: of a cut before character i. */
void line_title_cuts_cost(const TitleChars *chars, int32_t *cost);
/* No cut inside [from, to), but where nothing else is left. */
void line_title_cuts_keep(int32_t *cost, uint32_t from, uint32_t to);
#endif
