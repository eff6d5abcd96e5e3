/* What each character is to a line: its class, where it may not stand, what it may not
 * leave. */
#include <string.h>
#include <unicode/uchar.h>

#include "line.h"
#include "line_words.h"

#define NO_START FACT_NO_START /* K1.1, GB level */
#define NO_END FACT_NO_END     /* K1.2, GB level */

typedef struct ClassRow {
  uint16_t c;
  uint8_t cls, flags;
} ClassRow;

/* Sorted by code point (U1.1–U1.3, K1.1, K1.2). */
static const ClassRow class_rows[] = {
    {0x000A, CHAR_BREAK, 0},                   /* \n */
    {0x0020, CHAR_SPACE, 0},                   /* space */
    {0x0021, CHAR_LATIN, NO_START},            /* ! */
    {0x0024, CHAR_PREFIX, NO_END},             /* $ */
    {0x0025, CHAR_POSTFIX, NO_START},          /* % */
    {0x0028, CHAR_LATIN, NO_END},              /* ( */
    {0x0029, CHAR_LATIN, NO_START},            /* ) */
    {0x002C, CHAR_LATIN, NO_START},            /* , */
    {0x002D, CHAR_LATIN, NO_START},            /* - */
    {0x002E, CHAR_LATIN, NO_START},            /* . */
    {0x002F, CHAR_SOLIDUS, NO_START | NO_END}, /* solidus */
    {0x003A, CHAR_LATIN, NO_START},            /* : */
    {0x003B, CHAR_LATIN, NO_START},            /* ; */
    {0x003F, CHAR_LATIN, NO_START},            /* ? */
    {0x005B, CHAR_LATIN, NO_END},              /* [ */
    {0x005D, CHAR_LATIN, NO_START},            /* ] */
    {0x007B, CHAR_LATIN, NO_END},              /* { */
    {0x007D, CHAR_LATIN, NO_START},            /* } */
    {0x00A2, CHAR_POSTFIX, 0},                 /* ¢ */
    {0x00A3, CHAR_PREFIX, NO_END},             /* £ */
    {0x00A5, CHAR_PREFIX, NO_END},             /* ¥ */
    {0x00A7, CHAR_PREFIX, NO_END},             /* § */
    {0x00B0, CHAR_POSTFIX, NO_START},          /* ° */
    {0x00B7, CHAR_INTERPUNCT, NO_START},       /* · */
    {0x2010, CHAR_CONNECTOR, NO_START},        /* ‐ */
    {0x2013, CHAR_CONNECTOR, NO_START},        /* – */
    {0x2014, CHAR_DASH, 0},                    /* — */
    {0x2018, CHAR_OPEN, NO_END},               /* ‘ */
    {0x2019, CHAR_CLOSE, NO_START},            /* ’ */
    {0x201C, CHAR_OPEN, NO_END},               /* “ */
    {0x201D, CHAR_CLOSE, NO_START},            /* ” */
    {0x2025, CHAR_ELLIPSIS, 0},                /* ‥ */
    {0x2026, CHAR_ELLIPSIS, 0},                /* … */
    {0x2027, CHAR_INTERPUNCT, NO_START},       /* ‧ */
    {0x2030, CHAR_POSTFIX, NO_START},          /* ‰ */
    {0x2032, CHAR_POSTFIX, NO_START},          /* ′ */
    {0x2033, CHAR_POSTFIX, NO_START},          /* ″ */
    {0x203C, CHAR_STOP, NO_START},             /* ‼ */
    {0x203D, CHAR_HAN, NO_START},              /* ‽ */
    {0x2047, CHAR_STOP, NO_START},             /* ⁇ */
    {0x2048, CHAR_STOP, NO_START},             /* ⁈ */
    {0x2049, CHAR_STOP, NO_START},             /* ⁉ */
    {0x20AC, CHAR_PREFIX, NO_END},             /* € */
    {0x2103, CHAR_POSTFIX, NO_START},          /* ℃ */
    {0x2109, CHAR_POSTFIX, NO_START},          /* ℉ */
    {0x2116, CHAR_PREFIX, NO_END},             /* № */
    {0x2236, CHAR_LATIN, NO_START},            /* ∶ */
    {0x22EF, CHAR_ELLIPSIS, 0},                /* ⋯ */
    {0x2E3A, CHAR_DASH, 0},                    /* ⸺ */
    {0x3000, CHAR_HAN, NO_START},              /* ideographic space */
    {0x3001, CHAR_COMMA, NO_START},            /* 、 */
    {0x3002, CHAR_STOP, NO_START},             /* 。 */
    {0x3005, CHAR_HAN, NO_START},              /* 々 */
    {0x3008, CHAR_OPEN, NO_END},               /* 〈 */
    {0x3009, CHAR_CLOSE, NO_START},            /* 〉 */
    {0x300A, CHAR_OPEN, NO_END},               /* 《 */
    {0x300B, CHAR_CLOSE, NO_START},            /* 》 */
    {0x300C, CHAR_OPEN, NO_END},               /* 「 */
    {0x300D, CHAR_CLOSE, NO_START},            /* 」 */
    {0x300E, CHAR_OPEN, NO_END},               /* 『 */
    {0x300F, CHAR_CLOSE, NO_START},            /* 』 */
    {0x3010, CHAR_OPEN, NO_END},               /* 【 */
    {0x3011, CHAR_CLOSE, NO_START},            /* 】 */
    {0x3014, CHAR_OPEN, NO_END},               /* 〔 */
    {0x3015, CHAR_CLOSE, NO_START},            /* 〕 */
    {0x3016, CHAR_OPEN, NO_END},               /* 〖 */
    {0x3017, CHAR_CLOSE, NO_START},            /* 〗 */
    {0x3018, CHAR_OPEN, NO_END},               /* 〘 */
    {0x3019, CHAR_CLOSE, NO_START},            /* 〙 */
    {0x301A, CHAR_OPEN, NO_END},               /* 〚 */
    {0x301B, CHAR_CLOSE, NO_START},            /* 〛 */
    {0x301C, CHAR_CONNECTOR, NO_START},        /* 〜 */
    {0x301D, CHAR_OPEN, NO_END},               /* 〝 */
    {0x301E, CHAR_CLOSE, NO_START},            /* 〞 */
    {0x301F, CHAR_CLOSE, NO_START},            /* 〟 */
    {0x303B, CHAR_HAN, NO_START},              /* 〻 */
    {0x309B, CHAR_HAN, NO_START},              /* ゛ */
    {0x309C, CHAR_HAN, NO_START},              /* ゜ */
    {0x30A0, CHAR_HAN, NO_START},              /* ゠ */
    {0x30FB, CHAR_INTERPUNCT, NO_START},       /* ・ */
    {0xFF01, CHAR_STOP, NO_START},             /* ！ */
    {0xFF04, CHAR_PREFIX, NO_END},             /* ＄ */
    {0xFF05, CHAR_POSTFIX, NO_START},          /* ％ */
    {0xFF08, CHAR_OPEN, NO_END},               /* （ */
    {0xFF09, CHAR_CLOSE, NO_START},            /* ） */
    {0xFF0C, CHAR_COMMA, NO_START},            /* ， */
    {0xFF0E, CHAR_STOP, NO_START},             /* ． */
    {0xFF0F, CHAR_SOLIDUS, NO_START | NO_END}, /* ／ */
    {0xFF1A, CHAR_COLON, NO_START},            /* ： */
    {0xFF1B, CHAR_COMMA, NO_START},            /* ； */
    {0xFF1F, CHAR_STOP, NO_START},             /* ？ */
    {0xFF3B, CHAR_OPEN, NO_END},               /* ［ */
    {0xFF3D, CHAR_CLOSE, NO_START},            /* ］ */
    {0xFF5B, CHAR_OPEN, NO_END},               /* ｛ */
    {0xFF5D, CHAR_CLOSE, NO_START},            /* ｝ */
    {0xFF5E, CHAR_CONNECTOR, NO_START},        /* ～ */
    {0xFFE0, CHAR_POSTFIX, NO_START},          /* ￠ */
    {0xFFE1, CHAR_PREFIX, NO_END},             /* ￡ */
    {0xFFE5, CHAR_PREFIX, NO_END},             /* ￥ */
};

static const ClassRow *class_row(gunichar c) {
  size_t low = 0, high = G_N_ELEMENTS(class_rows);
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (class_rows[middle].c < c)
      low = middle + 1;
    else
      high = middle;
  }
  return low < G_N_ELEMENTS(class_rows) && class_rows[low].c == c ? &class_rows[low]
                                                                  : NULL;
}

/* ² ³ ₂: of the word they stand at. */
static bool is_index(gunichar c) {
  return c == 0xB2 || c == 0xB3 || c == 0xB9 || (c >= 0x2070 && c <= 0x209C);
}

/* ㎡ ㎏ ㎞ ㏄: units in one cell. */
static bool is_square_unit(gunichar c) {
  return c >= 0x3371 && c <= 0x33DF;
}

static CharClass find_class(gunichar c, const ClassRow *row) {
  if (row)
    return (CharClass)row->cls;
  if (is_index(c))
    return CHAR_LATIN;
  if (is_square_unit(c))
    return CHAR_POSTFIX;
  if (c > 0x20 && c < 0x7F) /* letters, and the signs that go with their words */
    return CHAR_LATIN;
  return !text_is_han(c) && text_is_latin(c) ? CHAR_LATIN : CHAR_HAN;
}

bool line_char_is_mark(CharClass cls) {
  return cls == CHAR_OPEN || cls == CHAR_CLOSE || cls == CHAR_COMMA ||
         cls == CHAR_COLON || cls == CHAR_STOP;
}

/* What the table does not know, UAX #14 does (K1.6). */
static uint8_t line_break_flags(gunichar c) {
  ULineBreak lb = (ULineBreak)u_getIntPropertyValue((UChar32)c, UCHAR_LINE_BREAK);
  if (lb == U_LB_CLOSE_PUNCTUATION || lb == U_LB_CLOSE_PARENTHESIS ||
      lb == U_LB_EXCLAMATION || lb == U_LB_INFIX_NUMERIC || lb == U_LB_NONSTARTER ||
      lb == U_LB_CONDITIONAL_JAPANESE_STARTER || lb == U_LB_COMBINING_MARK)
    return FACT_NO_START;
  if (lb == U_LB_OPEN_PUNCTUATION)
    return FACT_NO_END;
  return lb == U_LB_GLUE || lb == U_LB_WORD_JOINER ? FACT_GLUE : 0;
}

static CharFacts find_facts(gunichar c) {
  const ClassRow *row = class_row(c);
  bool han = text_is_han(c);
  CharFacts facts = {.cls = (uint8_t)find_class(c, row), .flags = han ? FACT_HAN : 0};
  if (row)
    facts.flags |= row->flags;
  else if (is_index(c) || is_square_unit(c))
    facts.flags |= FACT_NO_START;
  else if (!han)
    facts.flags |= line_break_flags(c);
  if (line_char_is_mark((CharClass)facts.cls))
    facts.flags |= FACT_MARK;
  if (facts.cls == CHAR_LATIN || facts.cls == CHAR_SOLIDUS)
    facts.flags |= FACT_WORDISH;
  return facts;
}

CharFacts line_char_facts(gunichar c) {
  if (c >= 0x4E00 && c <= 0x9FFF)
    return (CharFacts){CHAR_HAN, FACT_HAN};
  if (text_is_digit(c))
    return (CharFacts){CHAR_DIGIT, FACT_WORDISH};
  if (c < 0x80 && g_ascii_isalpha((char)c))
    return (CharFacts){CHAR_LATIN, FACT_WORDISH};
  return find_facts(c);
}

bool line_char_no_start(gunichar c) {
  return line_char_facts(c).flags & FACT_NO_START;
}

bool line_char_no_end(gunichar c) {
  return line_char_facts(c).flags & FACT_NO_END;
}

static int32_t break_in_word(gunichar a, CharFacts x, gunichar b, CharFacts y) {
  bool letters = g_unichar_isalpha(b);
  if (a == '-' && x.cls != CHAR_DIGIT)
    return letters ? BREAK_PREFER_NOT : BREAK_UNIT; /* a hyphen point */
  if (x.cls == CHAR_LATIN && a > 0 && a < 0x80 && y.cls != CHAR_SOLIDUS &&
      strchr("?&=_", (int)a))
    return BREAK_URL;
  return BREAK_RUN;
}

int32_t line_break_of_facts(gunichar before, CharFacts a, gunichar after, CharFacts b,
                            bool strict) {
  if (a.cls == CHAR_HAN && b.cls == CHAR_HAN && (a.flags & b.flags & FACT_HAN))
    return b.flags & FACT_NO_START ? BREAK_NEVER : BREAK_FREE;
  if (a.cls == CHAR_BREAK)
    return BREAK_FORCED;
  bool pair = a.cls == b.cls && (a.cls == CHAR_DASH || a.cls == CHAR_ELLIPSIS); /* K1.4 */
  if (b.cls == CHAR_BREAK || b.cls == CHAR_SPACE || pair ||
      ((a.flags | b.flags) & FACT_GLUE))
    return BREAK_NEVER;
  if ((b.flags & FACT_NO_START) || (a.flags & FACT_NO_END))
    return BREAK_NEVER;
  if (a.cls == CHAR_SPACE)
    return b.cls == CHAR_DASH ? BREAK_NEVER : BREAK_FREE;
  if (b.cls == CHAR_ELLIPSIS || b.cls == CHAR_DASH) { /* a lone — is a connector (K1.1) */
    if (strict || a.cls == CHAR_DIGIT || a.cls == CHAR_LATIN)
      return BREAK_NEVER;
    return BREAK_FREE;
  }
  if (a.cls == CHAR_PREFIX || (b.cls == CHAR_POSTFIX && (a.flags & FACT_WORDISH)))
    return BREAK_RUN;
  if (a.flags & b.flags & FACT_WORDISH)
    return break_in_word(before, a, after, b);
  return BREAK_FREE;
}

int32_t line_break_between(gunichar before, gunichar after, bool strict) {
  return line_break_of_facts(before, line_char_facts(before), after,
                             line_char_facts(after), strict);
}

/* What may stand between a number and its unit: 3.6亿, 1500多个, 20余万人 (K1.5). */
static const char *const magnitudes[] = {"万亿", "千万", "百万", "十万",
                                         "亿",   "万",   "千",   "百"};
static const char *const excesses[] = {"余", "多"};

/* In characters; the text as UTF-8, of `n` bytes. */
static uint32_t longest(const char *const *words, size_t n_words, const char *text,
                        size_t n, size_t *bytes) {
  size_t best = 0;
  const char *word = NULL;
  for (size_t i = 0; i < n_words; i++) {
    if (words[i][1] != text[1] ||
        words[i][2] != text[2]) /* of the first character, which is Han */
      continue;
    size_t len = strlen(words[i]);
    if (len > best && len <= n && memcmp(words[i], text, len) == 0) {
      best = len;
      word = words[i];
    }
  }
  *bytes += best;
  return word ? (uint32_t)text_chars(word) : 0;
}

#define LONGEST(words, text, bytes, at) \
  longest((words), G_N_ELEMENTS(words), (text) + *(at), (bytes) - *(at), (at))

/* 亿, 万多, in characters; 0: neither. */
static uint32_t magnitude_at(const char *utf8, size_t bytes, size_t *at) {
  uint32_t magnitude = LONGEST(magnitudes, utf8, bytes, at);
  return magnitude ? magnitude + LONGEST(excesses, utf8, bytes, at) : 0;
}

#define UNIT_CHARS 10 /* more than the longest of them with what stands before it */

typedef struct Ahead {
  char utf8[UNIT_CHARS * 6 + 8];
  uint32_t byte[UNIT_CHARS + 1];
  uint32_t n;
} Ahead;

static Ahead ahead_of(const gunichar *text, uint32_t n) {
  Ahead a = {.n = MIN(n, UNIT_CHARS)};
  for (uint32_t i = 0; i < a.n; i++)
    a.byte[i + 1] = a.byte[i] + (uint32_t)g_unichar_to_utf8(text[i], a.utf8 + a.byte[i]);
  return a;
}

uint32_t line_scale_length(const gunichar *text, uint32_t n) {
  Ahead a = ahead_of(text, n);
  size_t at = 0;
  uint32_t excess = LONGEST(excesses, a.utf8, a.byte[a.n], &at);
  return excess + magnitude_at(a.utf8, a.byte[a.n], &at);
}

/* 3亿千瓦时 has a magnitude, 25千瓦时 none: the longer reading wins. */
uint32_t line_unit_length(const gunichar *text, uint32_t n) {
  Ahead a = ahead_of(text, n);
  size_t at = 0, bytes = a.byte[a.n];
  uint32_t length = LONGEST(excesses, a.utf8, bytes, &at);
  uint32_t plain = line_words_unit(a.utf8, a.byte + length, a.n - length);
  uint32_t scaled = magnitude_at(a.utf8, bytes, &at);
  if (scaled && length + scaled <= a.n)
    scaled += line_words_unit(a.utf8, a.byte + length + scaled, a.n - length - scaled);
  return scaled || plain ? length + MAX(plain, scaled) : 0;
}

bool line_char_is_sign(gunichar c) {
  switch (c) {
    case '+':
    case '-':
    case 0xB1:
    case 0xFF0B:
    case 0xFF0D:
    case 0x2212: /* ± ＋ － − */
    case 0x2264:
    case 0x2265:
    case 0x2266:
    case 0x2267: /* ≤ ≥ ≦ ≧ */
    case 0xFF1C:
    case 0xFF1E:
    case '<':
    case '>': /* ＜ ＞ */
    case 0x2248:
    case 0xFF1D:
    case '=':
    case 0xFF5E: /* ≈ ＝ ～ */
      return true;
    default:
      return false;
  }
}
