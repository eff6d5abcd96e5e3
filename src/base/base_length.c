#include <string.h>

#include "base.h"

#define MICRO INT64_C(1000000)

typedef struct NamedSize {
  const char *name;
  int32_t half_points; /* twice the size in points */
} NamedSize;

static const NamedSize named_sizes[] = {
    /* P4.0 */
    {"初号", 84}, {"小初", 72}, {"一号", 52}, {"小一", 48}, {"二号", 44}, {"小二", 36},
    {"三号", 32}, {"小三", 30}, {"四号", 28}, {"小四", 24}, {"五号", 21}, {"小五", 18},
    {"六号", 15}, {"小六", 13}, {"七号", 11}, {"八号", 10},
};

typedef struct UnitName {
  const char *suffix;
  Unit unit;
} UnitName;

static const UnitName unit_names[] = {
    {"", UNIT_NONE}, {"pt", UNIT_PT},   {"mm", UNIT_MM}, {"cm", UNIT_CM},
    {"字", UNIT_ZI}, {"行", UNIT_HANG}, {"em", UNIT_EM}, {"%", UNIT_PERCENT},
};

static bool named_size(const char *text, Measure *out) {
  for (size_t i = 0; i < G_N_ELEMENTS(named_sizes); i++) {
    if (strcmp(text, named_sizes[i].name) == 0) {
      *out = (Measure){named_sizes[i].half_points * MICRO / 2, UNIT_PT};
      return true;
    }
  }
  return false;
}

/* Decimal digits with at most six places; *end is what follows. */
static bool decimal_micro(const char *text, int64_t *micro, const char **end) {
  const char *p = text;
  bool negative = *p == '-';
  if (negative)
    p++;
  if (!g_ascii_isdigit(*p))
    return false;
  int64_t value = 0;
  for (; g_ascii_isdigit(*p); p++) {
    value = value * 10 + (*p - '0');
    if (value >= 100000)
      return false;
  }
  value *= MICRO;
  if (*p == '.') {
    int64_t place = MICRO / 10;
    if (!g_ascii_isdigit(*++p))
      return false;
    for (; g_ascii_isdigit(*p); p++, place /= 10) {
      if (place == 0)
        return false;
      value += (*p - '0') * place;
    }
  }
  *micro = negative ? -value : value;
  *end = p;
  return true;
}

bool measure_parse(const char *text, Measure *out) {
  if (named_size(text, out))
    return true;
  const char *suffix;
  if (!decimal_micro(text, &out->micro, &suffix))
    return false;
  for (size_t i = 0; i < G_N_ELEMENTS(unit_names); i++) {
    if (strcmp(suffix, unit_names[i].suffix) == 0) {
      out->unit = unit_names[i].unit;
      return true;
    }
  }
  return false;
}

static void append_micro(GString *out, int64_t micro, int places) {
  int64_t keep = 1;
  for (int i = places; i < 6; i++)
    keep *= 10;
  int64_t magnitude = micro < 0 ? -micro : micro;
  magnitude = (magnitude + keep / 2) / keep * keep;
  if (micro < 0 && magnitude)
    g_string_append_c(out, '-');
  g_string_append_printf(out, "%" G_GINT64_FORMAT, magnitude / MICRO);
  int64_t fraction = magnitude % MICRO;
  if (!fraction)
    return;
  g_string_append_printf(out, ".%06" G_GINT64_FORMAT, fraction);
  while (out->str[out->len - 1] == '0')
    g_string_truncate(out, out->len - 1);
}

char *measure_text(Arena *arena, Measure m) {
  g_autoptr(GString) out = g_string_new(NULL);
  append_micro(out, m.micro, 6);
  for (size_t i = 0; i < G_N_ELEMENTS(unit_names); i++) {
    if (unit_names[i].unit == m.unit)
      g_string_append(out, unit_names[i].suffix);
  }
  return arena_strdup(arena, out->str);
}

static int64_t divide_rounded(int64_t value, int64_t by) {
  return value < 0 ? -((-value + by / 2) / by) : (value + by / 2) / by;
}

bool measure_is_absolute(Measure m) {
  return m.unit == UNIT_PT || m.unit == UNIT_MM || m.unit == UNIT_CM;
}

Length length_mm_micro(int64_t micro) {
  /* 1 mm = 72/25.4 pt = 360/127 pt */
  int64_t value = divide_rounded(micro * 360 / 127 * LENGTH_PT, MICRO);
  return (Length)CLAMP(value, -LENGTH_MAX, LENGTH_MAX);
}

Length measure_absolute(Measure m) {
  g_assert(measure_is_absolute(m));
  if (m.unit == UNIT_MM)
    return length_mm_micro(m.micro);
  if (m.unit == UNIT_CM)
    return length_mm_micro(m.micro * 10);
  int64_t value = divide_rounded(m.micro * LENGTH_PT, MICRO);
  return (Length)CLAMP(value, -LENGTH_MAX, LENGTH_MAX);
}

Length measure_times(Measure m, Length one) {
  int64_t by = m.unit == UNIT_PERCENT ? MICRO * 100 : MICRO;
  int64_t micro = CLAMP(m.micro, -MICRO * 100000, MICRO * 100000);
  int64_t whole = micro / MICRO * one * MICRO + micro % MICRO * one;
  int64_t value = divide_rounded(whole, by);
  return (Length)CLAMP(value, -LENGTH_MAX, LENGTH_MAX);
}

void length_append_pt(GString *out, Length length, int places) {
  append_micro(out, (int64_t)length * MICRO / LENGTH_PT, places);
}

char *length_pt_text(Arena *arena, Length length, int places) {
  g_autoptr(GString) out = g_string_new(NULL);
  length_append_pt(out, length, places);
  return arena_strdup(arena, out->str);
}

char *length_mm_text(Arena *arena, Length length, int places) {
  g_autoptr(GString) out = g_string_new(NULL);
  append_micro(out, divide_rounded((int64_t)length * MICRO / LENGTH_PT * 127, 360),
               places);
  return arena_strdup(arena, out->str);
}
