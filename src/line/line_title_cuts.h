/* What it costs to begin a new line of a title at each of its characters (B1.5, K1.1,
 * K1.2). */
#ifndef HONGTOU_LINE_TITLE_CUTS_H
#define HONGTOU_LINE_TITLE_CUTS_H

#include "line.h"
#include "line_words.h"

/* One stretch of a title without a forced break. */
typedef struct TitleChars {
  const char *utf8;     /* the whole title */
  const uint32_t *byte; /* n + 1 offsets from utf8; byte[0]: where the stretch begins */
  const gunichar *c;
  const int64_t *sum;   /* n + 1: the title's width before each character … */
  const int64_t *end;   /* … what a line gives up that ends before it … */
  const int64_t *start; /* … and one that begins with it */
  uint32_t n;
  int64_t capacity, cell;
  const WordsAt *words; /* n */
  const LayoutTitles *taste;
} TitleChars;

/* Costs from this one on are taken only when nothing else is left: the inside of a word,
 * and from CUT_BANNED on a place that the prohibition rules name. */
#define CUT_SOFT 400 /* inside what is better whole: the long name of a body */
#define CUT_WORDLESS 1000
#define CUT_BANNED 5000

/* cost[i], 0 < i < n: of a cut before character i. */
void line_title_cuts_cost(const TitleChars *chars, int32_t *cost);
void line_title_cuts_soften(int32_t *cost, uint32_t from, uint32_t to);
/* Names, periods and numbers: no cut inside. */
void line_title_names_keep(const TitleChars *chars, int32_t *cost);
/* Of a line from one character up to another. */
int64_t line_title_width(const TitleChars *chars, uint32_t from, uint32_t to);
bool line_title_among(const char *set, gunichar c);
/* No cut inside [from, to), but where nothing else is left. */
void line_title_cuts_keep(int32_t *cost, uint32_t from, uint32_t to);
#endif
