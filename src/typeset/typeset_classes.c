/* What each character is to a line: its class, where it may not stand, what it may not leave. */
#include <string.h>
#include <unicode/uchar.h>

#include "typeset_line.h"

#define NO_START 1 /* K1.1, GB level */
#define NO_END 2   /* K1.2, GB level */

typedef struct ClassRow {
  uint16_t c;
  uint8_t cls, flags;
} ClassRow;

/* Sorted by code point (U1.1–U1.3, K1.1, K1.2). */
static const ClassRow class_rows[] = {
    {0x000A, CHAR_BREAK, 0},                       /* \n */
    {0x0020, CHAR_SPACE, 0},                       /* space */
    {0x0021, CHAR_LATIN, NO_START},                /* ! */
    {0x0024, CHAR_PREFIX, NO_END},                 /* $ */
    {0x0025, CHAR_POSTFIX, NO_START},              /* % */
    {0x0028, CHAR_LATIN, NO_END},                  /* ( */
    {0x0029, CHAR_LATIN, NO_START},                /* ) */
    {0x002C, CHAR_LATIN, NO_START},                /* , */
    {0x002D, CHAR_LATIN, NO_START},                /* - */
    {0x002E, CHAR_LATIN, NO_START},                /* . */
    {0x002F, CHAR_SOLIDUS, NO_START | NO_END},     /* solidus */
    {0x003A, CHAR_LATIN, NO_START},                /* : */
    {0x003B, CHAR_LATIN, NO_START},                /* ; */
    {0x003F, CHAR_LATIN, NO_START},                /* ? */
    {0x005B, CHAR_LATIN, NO_END},                  /* [ */
    {0x005D, CHAR_LATIN, NO_START},                /* ] */
    {0x007B, CHAR_LATIN, NO_END},                  /* { */
    {0x007D, CHAR_LATIN, NO_START},                /* } */
    {0x00A2, CHAR_POSTFIX, 0},                     /* ¢ */
    {0x00A3, CHAR_PREFIX, 0},                      /* £ */
    {0x00A5, CHAR_PREFIX, NO_END},                 /* ¥ */
    {0x00B0, CHAR_POSTFIX, NO_START},              /* ° */
    {0x00B7, CHAR_INTERPUNCT, NO_START},           /* · */
    {0x2010, CHAR_CONNECTOR, NO_START},            /* ‐ */
    {0x2013, CHAR_CONNECTOR, NO_START},            /* – */
    {0x2014, CHAR_DASH, 0},                        /* — */
    {0x2018, CHAR_OPEN, NO_END},                   /* ‘ */
    {0x2019, CHAR_CLOSE, NO_START},                /* ’ */
    {0x201C, CHAR_OPEN, NO_END},                   /* “ */
    {0x201D, CHAR_CLOSE, NO_START},                /* ” */
    {0x2025, CHAR_ELLIPSIS, 0},                    /* ‥ */
    {0x2026, CHAR_ELLIPSIS, 0},                    /* … */
    {0x2027, CHAR_INTERPUNCT, NO_START},           /* ‧ */
    {0x2030, CHAR_POSTFIX, NO_START},              /* ‰ */
    {0x2032, CHAR_POSTFIX, NO_START},              /* ′ */
    {0x2033, CHAR_POSTFIX, NO_START},              /* ″ */
    {0x203C, CHAR_STOP, NO_START},                 /* ‼ */
    {0x203D, CHAR_HAN, NO_START},                  /* ‽ */
    {0x2047, CHAR_STOP, NO_START},                 /* ⁇ */
    {0x2048, CHAR_STOP, NO_START},                 /* ⁈ */
    {0x2049, CHAR_STOP, NO_START},                 /* ⁉ */
    {0x20AC, CHAR_PREFIX, 0},                      /* € */
    {0x2103, CHAR_POSTFIX, NO_START},              /* ℃ */
    {0x2109, CHAR_POSTFIX, NO_START},              /* ℉ */
    {0x2116, CHAR_PREFIX, NO_END},                 /* № */
    {0x22EF, CHAR_ELLIPSIS, 0},                    /* ⋯ */
    {0x2E3A, CHAR_DASH, 0},                        /* ⸺ */
    {0x3000, CHAR_HAN, NO_START},                  /* ideographic space */
    {0x3001, CHAR_COMMA, NO_START},                /* 、 */
    {0x3002, CHAR_STOP, NO_START},                 /* 。 */
    {0x3005, CHAR_HAN, NO_START},                  /* 々 */
    {0x3008, CHAR_OPEN, NO_END},                   /* 〈 */
    {0x3009, CHAR_CLOSE, NO_START},                /* 〉 */
    {0x300A, CHAR_OPEN, NO_END},                   /* 《 */
    {0x300B, CHAR_CLOSE, NO_START},                /* 》 */
    {0x300C, CHAR_OPEN, NO_END},                   /* 「 */
    {0x300D, CHAR_CLOSE, NO_START},                /* 」 */
    {0x300E, CHAR_OPEN, NO_END},                   /* 『 */
    {0x300F, CHAR_CLOSE, NO_START},                /* 』 */
    {0x3010, CHAR_OPEN, NO_END},                   /* 【 */
    {0x3011, CHAR_CLOSE, NO_START},                /* 】 */
    {0x3014, CHAR_OPEN, NO_END},                   /* 〔 */
    {0x3015, CHAR_CLOSE, NO_START},                /* 〕 */
    {0x3016, CHAR_OPEN, NO_END},                   /* 〖 */
    {0x3017, CHAR_CLOSE, NO_START},                /* 〗 */
    {0x3018, CHAR_OPEN, NO_END},                   /* 〘 */
    {0x3019, CHAR_CLOSE, NO_START},                /* 〙 */
    {0x301A, CHAR_OPEN, NO_END},                   /* 〚 */
    {0x301B, CHAR_CLOSE, NO_START},                /* 〛 */
    {0x301C, CHAR_CONNECTOR, NO_START},            /* 〜 */
    {0x301D, CHAR_OPEN, NO_END},                   /* 〝 */
    {0x301E, CHAR_CLOSE, NO_START},                /* 〞 */
    {0x301F, CHAR_CLOSE, NO_START},                /* 〟 */
    {0x303B, CHAR_HAN, NO_START},                  /* 〻 */
    {0x309B, CHAR_HAN, NO_START},                  /* ゛ */
    {0x309C, CHAR_HAN, NO_START},                  /* ゜ */
    {0x30A0, CHAR_HAN, NO_START},                  /* ゠ */
    {0x30FB, CHAR_INTERPUNCT, NO_START},           /* ・ */
    {0xFF01, CHAR_STOP, NO_START},                 /* ！ */
    {0xFF04, CHAR_PREFIX, NO_END},                 /* ＄ */
    {0xFF05, CHAR_POSTFIX, NO_START},              /* ％ */
    {0xFF08, CHAR_OPEN, NO_END},                   /* （ */
    {0xFF09, CHAR_CLOSE, NO_START},                /* ） */
    {0xFF0C, CHAR_COMMA, NO_START},                /* ， */
    {0xFF0E, CHAR_STOP, NO_START},                 /* ． */
    {0xFF0F, CHAR_SOLIDUS, NO_START | NO_END},     /* ／ */
    {0xFF1A, CHAR_COLON, NO_START},                /* ： */
    {0xFF1B, CHAR_COMMA, NO_START},                /* ； */
    {0xFF1F, CHAR_STOP, NO_START},                 /* ？ */
    {0xFF3B, CHAR_OPEN, NO_END},                   /* ［ */
    {0xFF3D, CHAR_CLOSE, NO_START},                /* ］ */
    {0xFF5B, CHAR_OPEN, NO_END},                   /* ｛ */
    {0xFF5D, CHAR_CLOSE, NO_START},                /* ｝ */
    {0xFF5E, CHAR_CONNECTOR, NO_START},            /* ～ */
    {0xFFE0, CHAR_POSTFIX, NO_START},              /* ￠ */
    {0xFFE5, CHAR_PREFIX, NO_END},                 /* ￥ */
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
  return low < G_N_ELEMENTS(class_rows) && class_rows[low].c == c ? &class_rows[low] : NULL;
}

/* ² ³ ₂: of the word they stand at. */
static bool is_index(gunichar c) {
  return c == 0xB2 || c == 0xB3 || c == 0xB9 || (c >= 0x2070 && c <= 0x209C);
}

CharClass char_class(gunichar c) {
  if (c >= 0x4E00 && c <= 0x9FFF)
    return CHAR_HAN;
  if (text_is_digit(c))
    return CHAR_DIGIT;
  const ClassRow *row = class_row(c);
  if (row)
    return (CharClass)row->cls;
  if (is_index(c))
    return CHAR_LATIN;
  if (c > 0x20 && c < 0x7F) /* letters, and the signs that go with their words */
    return CHAR_LATIN;
  return !text_is_han(c) && text_is_latin(c) ? CHAR_LATIN : CHAR_HAN;
}

bool char_is_mark(CharClass cls) {
  return cls == CHAR_OPEN || cls == CHAR_CLOSE || cls == CHAR_COMMA || cls == CHAR_COLON ||
         cls == CHAR_STOP;
}

static bool has_flag(gunichar c, uint8_t flag) {
  const ClassRow *row = class_row(c);
  return row && (row->flags & flag);
}

/* What the table does not know, UAX #14 does (K1.6). */
static ULineBreak line_break_class(gunichar c) {
  return (ULineBreak)u_getIntPropertyValue((UChar32)c, UCHAR_LINE_BREAK);
}

bool char_no_start(gunichar c) {
  if (text_is_han(c) && c != 0x3005)
    return false;
  if (class_row(c))
    return has_flag(c, NO_START);
  ULineBreak lb = line_break_class(c);
  return lb == U_LB_CLOSE_PUNCTUATION || lb == U_LB_CLOSE_PARENTHESIS || lb == U_LB_EXCLAMATION ||
         lb == U_LB_INFIX_NUMERIC || lb == U_LB_NONSTARTER ||
         lb == U_LB_CONDITIONAL_JAPANESE_STARTER || lb == U_LB_COMBINING_MARK;
}

bool char_no_end(gunichar c) {
  if (text_is_han(c))
    return false;
  if (class_row(c))
    return has_flag(c, NO_END);
  return line_break_class(c) == U_LB_OPEN_PUNCTUATION;
}

static bool is_pair(gunichar a, gunichar b) {
  CharClass x = char_class(a), y = char_class(b);
  return x == y && (x == CHAR_DASH || x == CHAR_ELLIPSIS); /* K1.4 */
}

static bool glued(gunichar a, gunichar b) {
  ULineBreak x = line_break_class(a), y = line_break_class(b);
  return x == U_LB_GLUE || y == U_LB_GLUE || x == U_LB_WORD_JOINER || y == U_LB_WORD_JOINER;
}

/* Digits, letters and what joins them into one word, number or address (K1.5). */
static bool wordish(CharClass cls) {
  return cls == CHAR_DIGIT || cls == CHAR_LATIN || cls == CHAR_SOLIDUS;
}

static int32_t break_in_word(gunichar a, gunichar b) {
  CharClass x = char_class(a), y = char_class(b);
  bool letters = g_unichar_isalpha(b);
  if (a == '-' && x != CHAR_DIGIT)
    return letters ? BREAK_PREFER_NOT : BREAK_UNIT; /* a hyphen point */
  if (x == CHAR_LATIN && !g_unichar_isalnum(a) && y != CHAR_SOLIDUS && strchr("?&=_", (int)a))
    return BREAK_URL;
  return BREAK_RUN;
}

int32_t break_between(gunichar before, gunichar after, bool strict) {
  CharClass a = char_class(before), b = char_class(after);
  if (a == CHAR_HAN && b == CHAR_HAN && text_is_han(before) && text_is_han(after))
    return char_no_start(after) ? BREAK_NEVER : BREAK_FREE;
  if (a == CHAR_BREAK)
    return BREAK_FORCED;
  if (b == CHAR_BREAK || b == CHAR_SPACE || is_pair(before, after) || glued(before, after))
    return BREAK_NEVER;
  if (char_no_start(after) || char_no_end(before))
    return BREAK_NEVER;
  if (a == CHAR_SPACE)
    return b == CHAR_DASH ? BREAK_NEVER : BREAK_FREE;
  if (b == CHAR_ELLIPSIS || b == CHAR_DASH) { /* a lone — is a connector (K1.1) */
    if (strict || a == CHAR_DIGIT || a == CHAR_LATIN)
      return BREAK_NEVER;
    return BREAK_FREE;
  }
  if (a == CHAR_PREFIX || (b == CHAR_POSTFIX && wordish(a)))
    return BREAK_RUN;
  if (wordish(a) && wordish(b))
    return break_in_word(before, after);
  return BREAK_FREE;
}

/* What may stand between a number and its unit: 3.6亿, 1500多个, 20余万人 (K1.5). */
static const char *const magnitudes[] = {"万亿", "千万", "百万", "十万", "亿", "万", "千", "百"};
static const char *const excesses[] = {"余", "多"};

/* Units and counters that stay with their number (K1.5). */
static const char *const units[] = {
    "个百分点", "百分点", "平方公里", "平方千米", "平方厘米", "平方毫米", "平方米", "立方厘米",
    "立方米",   "千瓦时", "千瓦",     "兆瓦",     "千伏",     "千米",     "千克",   "公里",
    "海里",     "公斤",   "公顷",     "公分",     "毫米",     "厘米",     "分米",   "微米",
    "纳米",     "毫克",   "微克",     "毫升",     "小时",     "分钟",     "秒钟",   "个工作日",
    "工作日",   "学时",   "课时",     "周岁",     "周年",     "年度",     "季度",   "月份",
    "个月",     "美元",   "欧元",     "日元",     "港元",     "英镑",     "人次",   "件次",
    "户次",     "场次",   "车次",     "班次",     "架次",     "批次",     "户数",   "件数",
    "年",       "月",     "日",       "时",       "分",       "秒",       "元",     "角",
    "条",       "件",     "次",       "天",       "个",       "名",       "人",     "家",
    "项",       "份",     "页",       "章",       "节",       "号",       "度",     "米",
    "吨",       "克",     "亩",       "倍",       "岁",       "级",       "类",     "期",
    "届",       "批",     "所",       "起",       "宗",       "户",       "座",     "辆",
    "台",       "套",     "周",       "卷",       "册",       "篇",       "场",     "处",
    "间",       "张",     "只",       "支",       "组",       "例",       "款",     "点",
    "成",       "折",     "升",       "瓦",       "伏",       "安",       "位",     "层",
    "集",       "部",     "门",       "艘",       "架",       "栋",       "幢",     "本",
    "株",       "棵",     "头",       "匹",       "村",       "镇",       "笔",     "桩",
    "轮",       "枚",     "块",       "根",       "箱",       "段",       "字",     "遍",
};

static uint32_t longest(const char *const *words, size_t n_words, const gunichar *text,
                        uint32_t n) {
  uint32_t best = 0;
  for (size_t i = 0; i < n_words; i++) {
    uint32_t len = 0;
    const char *p = words[i];
    while (*p && len < n && g_utf8_get_char(p) == text[len]) {
      p = g_utf8_next_char(p);
      len++;
    }
    if (!*p && len > best)
      best = len;
  }
  return best;
}

#define LONGEST(words, text, n) longest((words), G_N_ELEMENTS(words), (text), (n))

uint32_t unit_length(const gunichar *text, uint32_t n) {
  uint32_t at = LONGEST(excesses, text, n);
  uint32_t magnitude = LONGEST(magnitudes, text + at, n - at);
  at += magnitude;
  if (magnitude)
    at += LONGEST(excesses, text + at, n - at);
  uint32_t unit = LONGEST(units, text + at, n - at);
  return magnitude || unit ? at + unit : 0;
}

bool char_is_sign(gunichar c) {
  static const char signs[] = "+-±＋－−≤≥≦≧＜＞<>≈＝=～";
  return g_utf8_strchr(signs, -1, c) != NULL;
}
