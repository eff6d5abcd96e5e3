/* Fractions of 128-bit whole numbers, with every overflow caught. */
#include <string.h>

#include "base_decimal.h"

#define STORED_DIGITS 15 /* what a binary double holds of any decimal */

static Int128 magnitude(Int128 n) {
  return n < 0 ? -n : n;
}

/* 10^n for 0 ≤ n ≤ 38. */
static Int128 power_of_ten(int n) {
  Int128 power = 1;
  g_assert(n >= 0 && n <= 38);
  while (n-- > 0)
    power *= 10;
  return power;
}

static Int128 common_divisor(Int128 a, Int128 b) {
  while (b) {
    Int128 rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

static Decimal reduced(Int128 num, Int128 den) {
  Int128 divisor = common_divisor(magnitude(num), den);
  return (Decimal){num / divisor, den / divisor};
}

Decimal decimal_whole(int64_t n) {
  return (Decimal){n, 1};
}

/* ---- reading ------------------------------------------------------------------ */

typedef struct Digits {
  Int128 units;
  int places; /* after the point */
  int n;      /* significant digits read */
  bool any;
} Digits;

/* Digits and at most one point, to the first other character; past `most` significant
 * digits the rest only counts (cut is told). */
static const char *read_digits(const char *p, const char *end, int most, Digits *out) {
  bool point = false;
  for (; p < end && (g_ascii_isdigit(*p) || (*p == '.' && !point)); p++) {
    if (*p == '.') {
      point = true;
      continue;
    }
    out->any = true;
    if (out->n == 0 && *p == '0') {
      out->places += point;
      continue;
    }
    out->n++;
    if (out->n > most)
      continue;
    out->units = out->units * 10 + (*p - '0');
    out->places += point;
  }
  return p;
}

static bool read_plain(const char *text, size_t len, Decimal *out) {
  const char *p = text, *end = text + len;
  bool minus = p < end && *p == '-';
  p += p < end && (*p == '-' || *p == '+');
  Digits digits = {0};
  p = read_digits(p, end, DECIMAL_DIGITS, &digits);
  if (p != end || !digits.any || digits.n > DECIMAL_DIGITS ||
      digits.places > DECIMAL_DIGITS)
    return false;
  *out = reduced(minus ? -digits.units : digits.units, power_of_ten(digits.places));
  return true;
}

bool decimal_parse(const char *text, size_t len, Decimal *out) {
  const char *slash = memchr(text, '/', len);
  if (!slash)
    return read_plain(text, len, out);
  Decimal num, den;
  return read_plain(text, (size_t)(slash - text), &num) &&
         read_plain(slash + 1, len - (size_t)(slash - text) - 1, &den) &&
         decimal_divide(num, den, out);
}

/* "E-3" and the like at the end; false: something else stands there. */
static bool read_exponent(const char *p, const char *end, int *out) {
  *out = 0;
  if (p == end)
    return true;
  if (*p != 'e' && *p != 'E')
    return false;
  p++;
  bool minus = p < end && *p == '-';
  p += p < end && (*p == '-' || *p == '+');
  if (p == end || end - p > 3)
    return false;
  for (; p < end; p++) {
    if (!g_ascii_isdigit(*p))
      return false;
    *out = *out * 10 + (*p - '0');
  }
  if (minus)
    *out = -*out;
  return true;
}

bool decimal_parse_stored(const char *text, size_t len, Decimal *out) {
  const char *p = text, *end = text + len;
  bool minus = p < end && *p == '-';
  p += p < end && (*p == '-' || *p == '+');
  Digits digits = {0};
  p = read_digits(p, end, DECIMAL_DIGITS, &digits);
  int exponent;
  if (!digits.any || digits.n > DECIMAL_DIGITS || !read_exponent(p, end, &exponent))
    return false;
  Decimal whole = {digits.units, 1}, kept;
  if (!decimal_round(whole, MIN(STORED_DIGITS - digits.n, 0), ROUND_HALF_EVEN, &kept))
    return false;
  if (kept.num == 0)
    exponent = digits.places = 0;
  int places = digits.places - exponent;
  if (places > DECIMAL_DIGITS || places < -DECIMAL_DIGITS)
    return false;
  Int128 scale = power_of_ten(ABS(places)), num = minus ? -kept.num : kept.num;
  Decimal shift = places < 0 ? (Decimal){scale, 1} : (Decimal){1, scale};
  return decimal_multiply((Decimal){num, 1}, shift, out);
}

/* ---- reckoning ------------------------------------------------------------------ */

static bool multiplied(Int128 a, Int128 b, Int128 *out) {
  return !__builtin_mul_overflow(a, b, out) && magnitude(*out) >> 126 == 0;
}

static bool sum_of(Decimal a, Decimal b, int sign, Decimal *out) {
  Int128 divisor = common_divisor(a.den, b.den);
  Int128 left, right, den, num;
  if (!multiplied(a.num, b.den / divisor, &left) ||
      !multiplied(b.num * sign, a.den / divisor, &right) ||
      !multiplied(a.den, b.den / divisor, &den) ||
      __builtin_add_overflow(left, right, &num) || magnitude(num) >> 126)
    return false;
  *out = reduced(num, den);
  return true;
}

bool decimal_add(Decimal a, Decimal b, Decimal *out) {
  return sum_of(a, b, 1, out);
}

bool decimal_subtract(Decimal a, Decimal b, Decimal *out) {
  return sum_of(a, b, -1, out);
}

bool decimal_multiply(Decimal a, Decimal b, Decimal *out) {
  Decimal left = reduced(a.num, b.den), right = reduced(b.num, a.den);
  Int128 num, den;
  if (!multiplied(left.num, right.num, &num) || !multiplied(left.den, right.den, &den))
    return false;
  *out = (Decimal){num, den};
  return true;
}

bool decimal_divide(Decimal a, Decimal b, Decimal *out) {
  if (b.num == 0)
    return false;
  Decimal inverse = b.num < 0 ? (Decimal){-b.den, -b.num} : (Decimal){b.den, b.num};
  return decimal_multiply(a, inverse, out);
}

/* Whether the quotient, cut off, must move one away from zero; rest is what was cut. */
static bool rounds_away(Int128 quotient, Int128 rest, Int128 den, Rounding mode) {
  Int128 other =
      den - magnitude(rest); /* rest against den - rest: twice it may not fit */
  switch (mode) {
    case ROUND_TRUNCATE:
      return false;
    case ROUND_HALF_UP:
      return magnitude(rest) >= other;
    case ROUND_HALF_EVEN:
      return magnitude(rest) > other || (magnitude(rest) == other && quotient % 2 != 0);
  }
  g_assert_not_reached();
}

bool decimal_round(Decimal a, int places, Rounding mode, Decimal *out) {
  if (places < -DECIMAL_DIGITS || places > DECIMAL_PLACES)
    return false;
  Int128 scale = power_of_ten(ABS(places));
  Decimal shift = places < 0 ? (Decimal){1, scale} : (Decimal){scale, 1}, shifted;
  if (!decimal_multiply(a, shift, &shifted))
    return false;
  Int128 quotient = shifted.num / shifted.den, rest = shifted.num % shifted.den;
  if (rest && rounds_away(quotient, rest, shifted.den, mode))
    quotient += a.num < 0 ? -1 : 1;
  return decimal_divide((Decimal){quotient, 1}, shift, out);
}

/* Continued fractions: no product, so nothing overflows. Both positive. */
static int compare_positive(Decimal a, Decimal b) {
  for (int turned = 1;; turned = -turned) {
    Int128 whole_a = a.num / a.den, whole_b = b.num / b.den;
    if (whole_a != whole_b)
      return (whole_a < whole_b ? -1 : 1) * turned;
    Int128 rest_a = a.num % a.den, rest_b = b.num % b.den;
    if (!rest_a || !rest_b)
      return ((rest_a > 0) - (rest_b > 0)) * turned;
    a = (Decimal){a.den, rest_a};
    b = (Decimal){b.den, rest_b};
  }
}

int decimal_sign(Decimal a) {
  return (a.num > 0) - (a.num < 0);
}

int decimal_compare(Decimal a, Decimal b) {
  int sign_a = decimal_sign(a), sign_b = decimal_sign(b);
  if (sign_a != sign_b)
    return sign_a < sign_b ? -1 : 1;
  if (sign_a == 0)
    return 0;
  if (sign_a > 0)
    return compare_positive(a, b);
  return compare_positive((Decimal){-b.num, b.den}, (Decimal){-a.num, a.den});
}

int decimal_places(Decimal a) {
  Int128 den = a.den;
  int twos = 0, fives = 0;
  for (; den % 2 == 0; den /= 2)
    twos++;
  for (; den % 5 == 0; den /= 5)
    fives++;
  return den == 1 ? MAX(twos, fives) : -1;
}

/* ---- printing -------------------------------------------------------------------- */

/* The digits of a whole number ≥ 0, at least `least` of them. */
static void put_whole(GString *out, Int128 n, int least) {
  char digits[48];
  int k = 0;
  for (; n || k < least; n /= 10)
    digits[k++] = (char)('0' + (int)(n % 10));
  while (k > 0)
    g_string_append_c(out, digits[--k]);
}

char *decimal_fixed(Arena *arena, Decimal a, int places, Rounding mode) {
  Decimal rounded;
  Int128 units;
  g_assert(places >= 0 && places <= DECIMAL_PLACES);
  if (!decimal_round(a, places, mode, &rounded) ||
      !multiplied(rounded.num, power_of_ten(places) / rounded.den, &units))
    return NULL;
  g_autoptr(GString) out = g_string_new(units < 0 ? "-" : NULL);
  Int128 scale = power_of_ten(places);
  put_whole(out, magnitude(units) / scale, 1);
  if (places) {
    g_string_append_c(out, '.');
    put_whole(out, magnitude(units) % scale, places);
  }
  return arena_strdup(arena, out->str);
}

char *decimal_text(Arena *arena, Decimal a) {
  int places = decimal_places(a);
  char *finite = places >= 0 && places <= DECIMAL_PLACES
                     ? decimal_fixed(arena, a, places, ROUND_TRUNCATE)
                     : NULL;
  if (finite)
    return finite;
  g_autoptr(GString) out = g_string_new(a.num < 0 ? "-" : NULL);
  put_whole(out, magnitude(a.num), 1);
  g_string_append_c(out, '/');
  put_whole(out, a.den, 1);
  return arena_strdup(arena, out->str);
}
