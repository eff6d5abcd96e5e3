#include <string.h>

#include "base.h"

static bool digits(const char *text, int n, int *out) {
  *out = 0;
  for (int i = 0; i < n; i++) {
    if (!g_ascii_isdigit(text[i]))
      return false;
    *out = *out * 10 + (text[i] - '0');
  }
  return true;
}

bool date_parse(const char *iso, Date *out) {
  int year, month, day;
  if (strlen(iso) != 10 || iso[4] != '-' || iso[7] != '-')
    return false;
  if (!digits(iso, 4, &year) || !digits(iso + 5, 2, &month) || !digits(iso + 8, 2, &day))
    return false;
  if (year < 1 || !g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
    return false;
  *out = (Date){(int16_t)year, (uint8_t)month, (uint8_t)day};
  return true;
}

/* Up to n digits, at least one; NULL: none. */
static const char *take_number(const char *p, int n, int *out) {
  const char *start = p;
  for (*out = 0; n-- > 0 && g_ascii_isdigit(*p); p++)
    *out = *out * 10 + (*p - '0');
  return p > start && !g_ascii_isdigit(*p) ? p : NULL;
}

size_t date_parse_office(const char *text, Date *out) {
  static const char *const marks[][3] = {
      {"-", "-", ""}, {"/", "/", ""}, {".", ".", ""}, {"年", "月", "日"}};
  for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
    int parts[3] = {0};
    const char *p = text;
    for (int k = 0; k < 3 && p; k++) {
      p = take_number(p, k == 0 ? 4 : 2, &parts[k]);
      p = p && g_str_has_prefix(p, marks[i][k]) ? p + strlen(marks[i][k]) : NULL;
    }
    if (!p || parts[0] < 1000 ||
        !g_date_valid_dmy((GDateDay)parts[2], (GDateMonth)parts[1], (GDateYear)parts[0]))
      continue;
    *out = (Date){(int16_t)parts[0], (uint8_t)parts[1], (uint8_t)parts[2]};
    return (size_t)(p - text);
  }
  return 0;
}

char *date_text_zh(Arena *arena, Date date) {
  return arena_printf(arena, "%d年%d月%d日", date.year, date.month, date.day);
}

int date_compare(Date a, Date b) {
  if (a.year != b.year)
    return a.year - b.year;
  if (a.month != b.month)
    return a.month - b.month;
  return a.day - b.day;
}
