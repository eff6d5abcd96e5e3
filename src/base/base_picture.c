/* Pictures: how a number is printed, shown by its digits, its unit and its thousands. */
#include <string.h>

#include "base_decimal.h"

#define THIN_SPACE "\xE2\x80\x89"

typedef struct ScaleSign {
  const char *sign;
  int shift; /* the value times 10^shift is what stands before the sign */
} ScaleSign;

static const ScaleSign scales[] = {
    [SCALE_ONE] = {"", 0},    [SCALE_PERCENT] = {"%", 2}, [SCALE_PERMILLE] = {"‰", 3},
    [SCALE_WAN] = {"万", -4}, [SCALE_YI] = {"亿", -8},
};

/* value as it stands before the sign, and back. */
static bool shifted(Decimal value, int shift, Decimal *out) {
  Decimal scale = decimal_whole(1);
  for (int i = 0; i < ABS(shift); i++)
    scale.num *= 10;
  return shift < 0 ? decimal_divide(value, scale, out)
                   : decimal_multiply(value, scale, out);
}

static bool scaled(const NumberPicture *picture, Decimal value, Decimal *out) {
  return shifted(value, scales[picture->scale].shift, out);
}

static bool unscaled(const NumberPicture *picture, Decimal shown, Decimal *out) {
  return shifted(shown, -scales[picture->scale].shift, out);
}

/* The sign a text ends with is cut off by its length. */
static NumberScale take_scale(const char *text, size_t *len) {
  static const char wide_percent[] = "％";
  for (size_t i = 1; i < G_N_ELEMENTS(scales); i++) {
    size_t n = strlen(scales[i].sign);
    if (*len > n && memcmp(text + *len - n, scales[i].sign, n) == 0) {
      *len -= n;
      return (NumberScale)i;
    }
  }
  size_t wide = strlen(wide_percent);
  if (*len <= wide || memcmp(text + *len - wide, wide_percent, wide) != 0)
    return SCALE_ONE;
  *len -= wide;
  return SCALE_PERCENT;
}

bool picture_parse(const char *text, NumberPicture *out) {
  *out = (NumberPicture){.places = 0};
  size_t len = strlen(text);
  if (strcmp(text, "一") == 0) {
    out->han = true;
    out->places = -1;
    return true;
  }
  out->scale = take_scale(text, &len);
  const char *p = text, *end = text + len;
  if (g_str_has_prefix(p, "#,##") || g_str_has_prefix(p, "# ##")) {
    out->groups = p[1] == ',' ? GROUPS_COMMA : GROUPS_THIN_SPACE;
    p += 4;
  }
  if (p == end || *p++ != '0')
    return false;
  if (p == end)
    return true;
  if (*p++ != '.')
    return false;
  for (; p < end && *p == '0'; p++)
    out->places++;
  return p == end && out->places > 0 && out->places <= DECIMAL_PLACES;
}

/* ---- typed figures ------------------------------------------------------------ */

static size_t group_mark(const char *p, const char *end, NumberGroups *groups) {
  static const struct {
    const char *mark;
    NumberGroups groups;
  } marks[] = {{",", GROUPS_COMMA},
               {"，", GROUPS_COMMA},
               {" ", GROUPS_THIN_SPACE},
               {THIN_SPACE, GROUPS_THIN_SPACE},
               {"\xE2\x80\xAF", GROUPS_THIN_SPACE},
               {"\xC2\xA0", GROUPS_THIN_SPACE}};
  for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
    size_t n = strlen(marks[i].mark);
    if ((size_t)(end - p) > n && memcmp(p, marks[i].mark, n) == 0) {
      *groups = marks[i].groups;
      return n;
    }
  }
  return 0;
}

static bool three_digits(const char *p, const char *end) {
  for (int i = 0; i < 3; i++, p++) {
    if (p >= end || !g_ascii_isdigit(*p))
      return false;
  }
  return p == end || !g_ascii_isdigit(*p);
}

/* Digits without their thousands marks, which must part just three; false: not so. */
static bool without_groups(const char *p, const char *end, GString *out,
                           NumberGroups *groups) {
  bool point = false, grouped = false;
  size_t head = 0; /* digits before the first mark */
  while (p < end) {
    size_t mark = point ? 0 : group_mark(p, end, groups);
    if (mark) {
      if (head == 0 || (!grouped && head > 3) || !three_digits(p + mark, end))
        return false;
      grouped = true;
      p += mark;
      continue;
    }
    point = point || *p == '.';
    head += g_ascii_isdigit(*p);
    g_string_append_c(out, *p++);
  }
  return true;
}

bool picture_of(const char *text, size_t len, NumberPicture *out, Decimal *value) {
  *out = (NumberPicture){.places = 0};
  if (len == 0 || len > 128)
    return false;
  out->scale = take_scale(text, &len);
  g_autoptr(GString) plain = g_string_new(NULL);
  static const char minus[] = "−"; /* U+2212 */
  size_t skip = len > 3 && memcmp(text, minus, 3) == 0 ? 3 : 0;
  if (skip)
    g_string_append_c(plain, '-');
  if (!without_groups(text + skip, text + len, plain, &out->groups) ||
      strchr(plain->str, '/'))
    return false;
  Decimal shown;
  if (!decimal_parse(plain->str, plain->len, &shown))
    return false;
  const char *point = strchr(plain->str, '.');
  out->places = point ? (int)strlen(point + 1) : 0;
  return out->places <= DECIMAL_PLACES && unscaled(out, shown, value);
}

/* ---- printing ------------------------------------------------------------------- */

static char *grouped(Arena *arena, const char *digits, NumberGroups groups) {
  const char *mark = groups == GROUPS_COMMA ? "," : THIN_SPACE;
  g_autoptr(GString) out = g_string_new(NULL);
  if (*digits == '-')
    g_string_append_c(out, *digits++);
  size_t whole = strcspn(digits, ".");
  for (size_t i = 0; i < whole; i++) {
    if (i && (whole - i) % 3 == 0)
      g_string_append(out, mark);
    g_string_append_c(out, digits[i]);
  }
  g_string_append(out, digits + whole);
  return arena_strdup(arena, out->str);
}

/* Four digits with their ranks; zero: a 零 is wanted before the first of them. */
static bool put_han_section(GString *out, const char *digits, bool zero) {
  static const char *const numerals[] = {"零", "一", "二", "三", "四",
                                         "五", "六", "七", "八", "九"};
  static const char *const ranks[] = {"千", "百", "十", ""};
  for (int i = 0; i < 4; i++) {
    int digit = digits[i] - '0';
    if (!digit) {
      zero = zero || out->len > 0;
      continue;
    }
    if (zero && out->len)
      g_string_append(out, numerals[0]);
    zero = false;
    bool bare_ten = i == 2 && digit == 1 && out->len == 0; /* 十二, but 一百一十二 */
    if (!bare_ten)
      g_string_append(out, numerals[digit]);
    g_string_append(out, ranks[i]);
  }
  return zero;
}

/* "4839.5" → 四千八百三十九点五; up to sixteen digits before the point, else NULL. */
static char *han(Arena *arena, const char *text) {
  static const char *const units[] = {"万亿", "亿", "万", ""};
  static const char *const numerals[] = {"〇", "一", "二", "三", "四",
                                         "五", "六", "七", "八", "九"};
  bool minus = *text == '-';
  text += minus;
  size_t whole = strcspn(text, ".");
  if (whole > 16)
    return NULL;
  char digits[17] = "0000000000000000";
  memcpy(digits + 16 - whole, text, whole);
  g_autoptr(GString) out = g_string_new(NULL);
  bool zero = false;
  for (int i = 0; i < 4; i++) {
    gsize before = out->len;
    zero = put_han_section(out, digits + (ptrdiff_t)i * 4, zero);
    if (out->len > before)
      g_string_append(out, units[i]);
  }
  if (out->len == 0)
    g_string_append(out, "零");
  for (const char *p = text + whole; *p; p++)
    g_string_append(out, *p == '.' ? "点" : *p == '0' ? "零" : numerals[*p - '0']);
  if (minus)
    g_string_prepend(out, "负");
  return arena_strdup(arena, out->str);
}

char *picture_print(Arena *arena, const NumberPicture *picture, Decimal value,
                    Rounding mode) {
  Decimal shown;
  if (!scaled(picture, value, &shown))
    return NULL;
  int places = picture->places < 0 ? decimal_places(shown) : picture->places;
  if (places < 0 || places > DECIMAL_PLACES)
    return NULL;
  char *digits = decimal_fixed(arena, shown, places, mode);
  if (!digits)
    return NULL;
  if (picture->han)
    return han(arena, digits);
  if (picture->groups != GROUPS_NONE)
    digits = grouped(arena, digits, picture->groups);
  return arena_printf(arena, "%s%s", digits, scales[picture->scale].sign);
}

bool picture_round(const NumberPicture *picture, Decimal value, Rounding mode,
                   Decimal *out) {
  Decimal shown, rounded;
  if (!scaled(picture, value, &shown))
    return false;
  int places = picture->places < 0 ? decimal_places(shown) : picture->places;
  if (places < 0 || !decimal_round(shown, places, mode, &rounded))
    return false;
  return unscaled(picture, rounded, out);
}
