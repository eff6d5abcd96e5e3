/* base_decimal: exact numbers. A value is a fraction of two whole numbers, so that what a
 * table holds (4839, 60.5 %) and what is reckoned from it (258 of 426) are both exact; it
 * is rounded once, when it is printed. Nothing here is ever a binary fraction. */
#ifndef HONGTOU_BASE_DECIMAL_H
#define HONGTOU_BASE_DECIMAL_H

#include "base.h"

typedef __int128 Int128;

/* num / den in lowest terms, den > 0. Wide enough for 36 digits in all; what needs more
 * makes an operation give false, never a wrong number. */
typedef struct Decimal {
  Int128 num, den;
} Decimal;

#define DECIMAL_DIGITS 36 /* the most that decimal_parse takes */
#define DECIMAL_PLACES 30 /* the most places after the point that are printed */

typedef enum {
  ROUND_HALF_EVEN, /* 四舍六入五成双: GB/T 8170, the default */
  ROUND_HALF_UP,   /* 四舍五入, away from zero */
  ROUND_TRUNCATE   /* 截尾 */
} Rounding;

Decimal decimal_whole(int64_t n);
/* "-1234.50", "+3", ".5", or a fraction as decimal_text writes it, "43/71"; nothing else
 * around it. False: no number, or more than DECIMAL_DIGITS digits. */
bool decimal_parse(const char *text, size_t len, Decimal *out);
/* A binary double as a spreadsheet stores it ("0.30000000000000004", "1.5E-3"): the
 * decimal of at most 15 significant digits that the spreadsheet itself shows. */
bool decimal_parse_stored(const char *text, size_t len, Decimal *out);

/* Each false when the result would be too long; divide also when b is zero. */
bool decimal_add(Decimal a, Decimal b, Decimal *out);
bool decimal_subtract(Decimal a, Decimal b, Decimal *out);
bool decimal_multiply(Decimal a, Decimal b, Decimal *out);
bool decimal_divide(Decimal a, Decimal b, Decimal *out);
/* To places after the point, -36 … 30; -4 rounds to whole 万. */
bool decimal_round(Decimal a, int places, Rounding mode, Decimal *out);
/* <0, 0, >0. Any two values compare. */
int decimal_compare(Decimal a, Decimal b);
int decimal_sign(Decimal a);
/* Places after the point that print the value exactly; -1: no finite number does. */
int decimal_places(Decimal a);

/* All digits of a finite decimal ("60.5"), else the fraction ("43/71"). */
char *decimal_text(Arena *arena, Decimal a);
/* With just so many places (0 … 30), rounded; NULL when that is too long. Zero has no
 * sign. */
char *decimal_fixed(Arena *arena, Decimal a, int places, Rounding mode);

/* ---- pictures ---------------------------------------------------------------- */

typedef enum {
  SCALE_ONE,
  SCALE_PERCENT,  /* 60.5% */
  SCALE_PERMILLE, /* 3.2‰ */
  SCALE_WAN,      /* 1.5万 */
  SCALE_YI        /* 2.3亿 */
} NumberScale;

typedef enum { GROUPS_NONE, GROUPS_COMMA, GROUPS_THIN_SPACE } NumberGroups;

typedef struct NumberPicture {
  NumberScale scale;
  NumberGroups groups; /* thousands */
  bool han;            /* 一百二十 */
  int places;          /* after the point; -1: as many as the value has */
} NumberPicture;

/* "0" "0.00" "0.0%" "0.00‰" "0.0万" "0.00亿" "#,##0.0" "# ##0" "一"; false: none of
 * these. */
bool picture_parse(const char *text, NumberPicture *out);
/* What a typed figure shows of its own picture: "60.5%" → 0.0%, "1 234" → # ##0. *value
 * is the number it states. False: it is no number. */
bool picture_of(const char *text, size_t len, NumberPicture *out, Decimal *value);
/* NULL when the value is too long, or has no end and the picture gives no places. */
char *picture_print(Arena *arena, const NumberPicture *picture, Decimal value,
                    Rounding mode);
/* The value as the picture shows it: rounded in the picture's own scale. */
bool picture_round(const NumberPicture *picture, Decimal value, Rounding mode,
                   Decimal *out);

#endif
