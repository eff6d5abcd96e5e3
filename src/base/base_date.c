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
