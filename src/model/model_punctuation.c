/* Marks and figures that belong to another script than the Han around them: each with
 * what to write in its place (lint PUN-01, PUN-03, PUN-05, PUN-10, DIG-08, DIG-12). */
#include "model_private.h"

typedef struct Remedy {
  gunichar c;
  const char *better;
} Remedy;

static const Remedy half_marks[] = {
    {',', "，"}, {';', "；"}, {':', "："}, {'?', "？"},
    {'!', "！"}, {'.', "。"}, {'(', "（"}, {')', "）"},
};

static bool among(const char *set, gunichar c) {
  return c && c < PIECE_BREAK && g_utf8_strchr(set, -1, c);
}

static gunichar at(const Decoded *in, uint32_t n, int64_t i) {
  return i >= 0 && i < n && in[i].c < PIECE_BREAK ? in[i].c : 0;
}

static bool han(gunichar c) {
  return c && (text_is_han(c) || among("，。；：？！、）》”’〉〕】", c));
}

static bool latin(gunichar c) {
  return c && c < 0x80 && g_ascii_isalnum((char)c);
}

static const char *better_mark(gunichar c) {
  for (size_t i = 0; i < G_N_ELEMENTS(half_marks); i++) {
    if (half_marks[i].c == c)
      return half_marks[i].better;
  }
  return NULL;
}

/* 计划,由 and 执行; and 如下:, but not 14:30, f(x), 3.5. */
static const char *half_width(gunichar before, gunichar c, gunichar after) {
  bool point = c == '.' && (latin(after) || after == '.');
  if (c == '(')
    return han(before) || han(after) ? better_mark(c) : NULL;
  return han(before) && !point ? better_mark(c) : NULL;
}

static const char *straight_quote(gunichar before, gunichar c, gunichar after) {
  bool beside = han(before) || han(after);
  if (c == '"' && beside)
    return "“ ”";
  return c == '\'' && beside && !latin(before) && !latin(after) ? "‘ ’" : NULL;
}

/* 「」 are quotes of vertical and traditional setting. */
static const char *corner(gunichar c) {
  static const Remedy corners[] = {
      {0x300C, "“"}, {0x300D, "”"}, {0x300E, "‘"}, {0x300F, "’"}};
  for (size_t i = 0; i < G_N_ELEMENTS(corners); i++) {
    if (corners[i].c == c)
      return corners[i].better;
  }
  return NULL;
}

static const char *circle(gunichar before, gunichar c, gunichar after) {
  static const char numerals[] = "〇○零一二三四五六七八九十";
  bool number = among(numerals, before) && (among(numerals, after) || after == 0x5E74);
  return c == 0x25CB && number ? "〇" : NULL;
}

static const char *wave(gunichar before, gunichar c, gunichar after) {
  bool range = text_is_digit(before) || han(before) || among("%℃", before);
  return c == '~' && range && (text_is_digit(after) || han(after)) ? "～" : NULL;
}

/* ２０２４, ＡＢＣ: told at the first of a row. */
static bool full_width(gunichar c) {
  return (c >= 0xFF10 && c <= 0xFF19) || (c >= 0xFF21 && c <= 0xFF3A) ||
         (c >= 0xFF41 && c <= 0xFF5A);
}

static const char *ellipsis(const Decoded *in, uint32_t n, uint32_t i) {
  gunichar c = in[i].c, before = at(in, n, (int64_t)i - 1);
  bool three = c == '.' && at(in, n, i + 1) == '.' && at(in, n, i + 2) == '.';
  bool stops = c == 0x3002 && at(in, n, i + 1) == 0x3002;
  bool first = before != c;
  return first && ((three && han(before)) || stops) ? "……" : NULL;
}

static void report(Job *job, Span place, DiagCode code, gunichar c, const char *better) {
  char utf8[7] = "";
  g_unichar_to_utf8(c, utf8);
  diag_add(job->diags, place, code, utf8, better, NULL);
}

void model_punctuation_check(Job *job, const char *file, const Decoded *in, uint32_t n,
                             uint32_t i) {
  gunichar c = in[i].c;
  gunichar before = at(in, n, (int64_t)i - 1), after = at(in, n, (int64_t)i + 1);
  Span place = {file, in[i].line, in[i].column};
  const char *better = ellipsis(in, n, i);
  if (better) {
    report(job, place, DIAG_MODEL_TYPED_ELLIPSIS, c, better);
    return;
  }
  if (full_width(c) && !full_width(before)) {
    char half[7] = "";
    g_unichar_to_utf8(c - 0xFEE0, half);
    report(job, place, DIAG_MODEL_FULL_WIDTH, c, half);
    return;
  }
  better = half_width(before, c, after);
  if (!better)
    better = straight_quote(before, c, after);
  if (!better)
    better = corner(c);
  if (!better)
    better = circle(before, c, after);
  if (!better)
    better = wave(before, c, after);
  if (better)
    report(job, place, DIAG_MODEL_HALF_WIDTH, c, better);
}
