#include <string.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "base.h"

size_t text_chars(const char *utf8) {
  return (size_t)g_utf8_strlen(utf8, -1);
}

static bool is_of_word(gunichar c) {
  return (c > 0x20 && c < 0x7F) || (g_unichar_isalpha(c) && c < 0x0500);
}

bool text_parts_words(gunichar before, gunichar after) {
  return is_of_word(before) && is_of_word(after) && before != '-' && before != '/';
}

bool text_is_han(gunichar c) {
  if (c >= 0x4E00 && c <= 0x9FFF)
    return true;
  return c == 0x3005 || c == 0x3007 || (c >= 0x3400 && c <= 0x4DBF) ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFD);
}

bool text_is_digit(gunichar c) {
  return c >= '0' && c <= '9';
}

bool text_is_latin(gunichar c) {
  if (c < 0x80)
    return g_ascii_isalnum((char)c);
  return u_getIntPropertyValue((UChar32)c, UCHAR_SCRIPT) == USCRIPT_LATIN ||
         u_getIntPropertyValue((UChar32)c, UCHAR_SCRIPT) == USCRIPT_GREEK ||
         u_getIntPropertyValue((UChar32)c, UCHAR_SCRIPT) == USCRIPT_CYRILLIC;
}

bool text_is_private_use(gunichar c) {
  return (c >= 0xE000 && c <= 0xF8FF) || c >= 0xF0000;
}

char *text_code_point(Arena *arena, gunichar c) {
  return arena_printf(arena, "U+%04X", c);
}

char *text_character_name(Arena *arena, gunichar c) {
  char name[128] = "";
  UErrorCode status = U_ZERO_ERROR;
  u_charName((UChar32)c, U_EXTENDED_CHAR_NAME, name, (int32_t)sizeof name, &status);
  return arena_strdup(arena, U_SUCCESS(status) ? name : "");
}

static const char *const han_digits[] = {"零", "一", "二", "三", "四",
                                         "五", "六", "七", "八", "九"};

char *numeral_han(Arena *arena, unsigned n) {
  static const char *const places[] = {"", "十", "百", "千"};
  g_assert(n >= 1 && n <= 9999);
  g_autoptr(GString) out = g_string_new(NULL);
  bool zero = false;
  for (int place = 3, unit = 1000; place >= 0; place--, unit /= 10) {
    unsigned digit = n / (unsigned)unit % 10;
    if (!digit) {
      zero = out->len > 0;
      continue;
    }
    if (zero)
      g_string_append(out, han_digits[0]);
    zero = false;
    if (!(place == 1 && digit == 1 && out->len == 0))
      g_string_append(out, han_digits[digit]);
    g_string_append(out, places[place]);
  }
  return arena_strdup(arena, out->str);
}

char *numeral_circled(Arena *arena, unsigned n) {
  gunichar c;
  if (n >= 1 && n <= 20)
    c = 0x2460 + n - 1;
  else if (n >= 21 && n <= 35)
    c = 0x3251 + n - 21;
  else if (n >= 36 && n <= 50)
    c = 0x32B1 + n - 36;
  else
    return NULL;
  char utf8[7] = "";
  g_unichar_to_utf8(c, utf8);
  return arena_strdup(arena, utf8);
}
