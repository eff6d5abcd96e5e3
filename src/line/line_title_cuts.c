#include "line_title_cuts.h"

#include <string.h>
#include <unicode/ubrk.h>

/* What a cut costs; widths cost about two a cell (line_title.c), so a cut between
 * plain words is worth a line some ten cells out of balance. */
enum {
  CUT_EMBEDDED = -20, /* 转发国家教委|关于…, and after the names of joint issuers */
  CUT_PHRASE = 0,
  CUT_GOOD = 8,
  CUT_OBJECT = 12, /* between a title's verb and its object: 关于加强|… */
  CUT_FAIR = 16,
  CUT_WORD = 30,
  CUT_CLOSE = 36, /* a verb from its object */
  CUT_PAIR =
      44, /* two words of two characters, most often one term; two verbs in a row */
  CUT_DEAR = 90
};

/* ---- the taste of official titles ------------------------------------------------ */

/* No line begins with these when they stand as a word of their own: endings of names,
 * measures. */
static const char endings[] =
    "区届班校项厅函复院市省县州盟旗乡镇村局部委办处科室司署会组队站所网库场厂矿港湾岛山河"
    "江湖海"
    "法令案书表册条款章节期批次号级类个名位家件份人员者家性化度率量额费税金权力制型式版"
    "的地得之了着过们等中后前内外上下间时起以及与和或年月日";

/* Nor with these: the name of a body ends with them. */
static const char *const body_ends[] = {"办公室", "办公厅",   "委员会",
                                        "管委会", "领导小组", "指挥部"};

/* No line ends with these: what follows belongs to them. */
static const char *const leading_words[] = {
    "关于", "对",   "对于", "以",   "在",     "为",   "向",   "从",   "将",
    "把",   "被",   "由",   "按",   "按照",   "根据", "依据", "不",   "各",
    "本",   "全",   "该",   "第",   "至",     "自",   "经",   "就",   "并",
    "等",   "其",   "所",   "拟",   "进一步", "全面", "切实", "有关", "相关",
    "若干", "几个", "两个", "三个", "部分",   "重点", "重大", "全国", "全省",
    "全市", "全县", "全区", "我国", "我省",   "我市", "国家", "暂时", "暂行",
    "专项", "主要", "新",   "老",   "大",     "小",   "多",   "高",   "低",
    "再",   "已",   "未",   "可",   "应",     "须",   "共",   "同",   "及其",
};

/* A noun after these: the verb before it is a noun too (加强管理工作, 开发区建设的…). */
static const char *const after_nouns[] = {"工作", "和",   "与",   "及",   "、",
                                          "情况", "问题", "办法", "规定", "条例",
                                          "意见", "方案", "》",   "）",   "等"};

/* A line well begins with these … */
static const char *const openings[] = {"有关问题", "有关事项", "有关规定", "有关情况",
                                       "有关工作", "若干问题", "几个问题", "若干规定",
                                       "若干意见", "若干政策"};
/* … and well ends with these: time, place, occasion, the host of what follows. */
static const char *const closings[] = {"年度", "期间", "时期", "以来", "名义",
                                       "方面", "领域", "机关", "系统", "公司"};
/* Last characters of places, bodies and occasions. */
static const char name_ends[] = "省市县区州盟旗乡镇城部委局厅署府会年中后等";

/* Where the name of a zone ends; it begins with a place's name some characters before. */
static const char *const zones[] = {"开发区", "示范区", "试验区", "先行区",
                                    "保税区", "保护区", "产业园"};
#define ZONE_CHARS 12
#define PLACE_CHARS 5

/* What a document is; with its 的 it is one piece (B1.5). */
static const char *const kinds[] = {"通知", "通报", "通告", "公告", "公报", "决定",
                                    "决议", "命令", "令",   "意见", "报告", "请示",
                                    "批复", "议案", "函",   "复函", "纪要", "说明",
                                    "办法", "规定", "条例", "方案", "细则", "倡议书"};

#define QUOTED_CHARS 10 /* a word in marks, not a sentence */
#define LONG_NOTE 12
#define KIND_CHARS 4 /* with a word before it: 补充通知, 实施意见 */

/* Words of one character that names do not hold. */
static const char function_chars[] =
    "的和与及或对在为向从将由同至把被给以等到于并各本全该第不就经后前内外上下中新省市县区"
    "州"
    "乡镇村局厅部委办处科室年月日个名项条次批期级";
static const char numerals[] = "〇零一二三四五六七八九十百千万亿两第";
static const char measures[] = "届次批项号级个年月日条章期类种大名位家件岁周度";

/* ---- looking at the text ----------------------------------------------------------- */

static bool starts(const TitleChars *t, uint32_t i, const char *word) {
  const char *p = t->utf8 + t->byte[i], *end = t->utf8 + t->byte[t->n];
  for (; *word; word++, p++) {
    if (p == end || *p != *word)
      return false;
  }
  return true;
}

static bool ends(const TitleChars *t, uint32_t i, const char *word) {
  size_t len = strlen(word);
  return len <= t->byte[i] - t->byte[0] &&
         memcmp(t->utf8 + t->byte[i] - len, word, len) == 0;
}

static const char *starts_any(const TitleChars *t, uint32_t i, const char *const *words,
                              size_t n) {
  for (size_t k = 0; k < n; k++) {
    if (starts(t, i, words[k]))
      return words[k];
  }
  return NULL;
}

static const char *ends_any(const TitleChars *t, uint32_t i, const char *const *words,
                            size_t n) {
  for (size_t k = 0; k < n; k++) {
    if (ends(t, i, words[k]))
      return words[k];
  }
  return NULL;
}

#define STARTS_ANY(t, i, words) starts_any((t), (i), (words), G_N_ELEMENTS(words))
#define ENDS_ANY(t, i, words) ends_any((t), (i), (words), G_N_ELEMENTS(words))

/* ---- words ------------------------------------------------------------------------- */

/* Dictionary word ends; the iterator sees UTF-16. */
static void mark_dictionary_words(const TitleChars *t, int32_t *cost) {
  g_autofree UChar *units = g_new(UChar, (size_t)t->n * 2 + 1);
  g_autofree uint32_t *owner = g_new(uint32_t, (size_t)t->n * 2 + 1);
  int32_t len = 0;
  for (uint32_t i = 0; i < t->n; i++) {
    UBool failed = FALSE;
    owner[len] = i;
    owner[len + 1] = i;
    U16_APPEND(units, len, (int32_t)t->n * 2 + 1, (UChar32)t->c[i], failed);
    g_assert(!failed);
    cost[i] = CUT_WORDLESS;
  }
  UErrorCode status = U_ZERO_ERROR;
  UBreakIterator *words = ubrk_open(UBRK_WORD, "zh", units, len, &status);
  g_assert(U_SUCCESS(status)); /* the library's own data */
  for (int32_t at = ubrk_next(words); at != UBRK_DONE && at < len; at = ubrk_next(words))
    cost[owner[at]] = CUT_WORD;
  ubrk_close(words);
}

void line_words_open(void) {
  static const UChar han[] = {0x516C, 0x6587, 0x516C, 0x6587};
  UErrorCode status = U_ZERO_ERROR;
  UBreakIterator *words = ubrk_open(UBRK_WORD, "zh", han, G_N_ELEMENTS(han), &status);
  if (U_FAILURE(status))
    return;
  ubrk_next(words);
  ubrk_close(words);
}

void line_title_cuts_keep(int32_t *cost, uint32_t from, uint32_t to) {
  for (uint32_t i = from + 1; i < to; i++)
    cost[i] = MAX(cost[i], CUT_WORDLESS);
}

void line_title_cuts_soften(int32_t *cost, uint32_t from, uint32_t to) {
  for (uint32_t i = from + 1; i < to; i++)
    cost[i] = MAX(cost[i], CUT_SOFT);
}

static bool word_edge(const TitleChars *t, const int32_t *cost, uint32_t i) {
  return i == 0 || i == t->n || cost[i] < CUT_WORDLESS;
}

/* A short word may stand across two others by chance, so it counts between their ends. */
static void keep_listed(const TitleChars *t, const int32_t *found, uint32_t i,
                        uint32_t chars, uint32_t sure, int32_t *cost) {
  if (chars < 2 || i + chars > t->n)
    return;
  if (chars >= sure || (word_edge(t, found, i) && word_edge(t, found, i + chars)))
    line_title_cuts_keep(cost, i, i + chars);
}

/* 关于, and the verb after it, are words of their own whatever the dictionary makes of
 * them: 印|发青|禾|市. */
static void open_matter(const TitleChars *t, int32_t *found) {
  for (uint32_t i = 0; i + 2 < t->n; i++) {
    if (!starts(t, i, "关于"))
      continue;
    uint32_t verb = t->words[i + 2].chars[WORD_VERB], end = i + 2 + verb;
    found[i] = found[i + 2] = CUT_WORD;
    if (verb && end < t->n)
      found[end] = CUT_WORD;
  }
}

/* 买|力: single characters in a row are a name that no dictionary has. */
static void join_singles(const TitleChars *t, int32_t *cost) {
  for (uint32_t i = 1; i < t->n; i++) {
    bool before = i == 1 || cost[i - 1] < CUT_WORDLESS;
    bool after = i + 1 == t->n || cost[i + 1] < CUT_WORDLESS;
    bool han = text_is_han(t->c[i - 1]) && text_is_han(t->c[i]);
    if (cost[i] < CUT_WORDLESS && before && after && han &&
        !line_title_among(function_chars, t->c[i - 1]) &&
        !line_title_among(function_chars, t->c[i]))
      cost[i] = -CUT_WORDLESS; /* seen, and still a word's end for what follows */
  }
  for (uint32_t i = 1; i < t->n; i++)
    cost[i] = ABS(cost[i]);
}

static void mark_words(const TitleChars *t, int32_t *cost) {
  g_autofree int32_t *found = g_new(int32_t, (size_t)t->n + 1);
  mark_dictionary_words(t, found);
  open_matter(t, found);
  memcpy(cost, found, sizeof *cost * t->n);
  for (uint32_t i = 0; i < t->n; i++) {
    const uint8_t *chars = t->words[i].chars;
    keep_listed(t, found, i, chars[WORD_GENERAL], UINT8_MAX, cost);
    keep_listed(t, found, i, chars[WORD_KEPT], 3, cost);
    keep_listed(t, found, i, chars[WORD_VERB], 3, cost);
  }
  for (size_t k = 0; k < t->taste->keep.n; k++) {
    for (uint32_t i = 0; i < t->n; i++) {
      if (starts(t, i, t->taste->keep.words[k]))
        line_title_cuts_keep(cost, i, i + (uint32_t)text_chars(t->taste->keep.words[k]));
    }
  }
  join_singles(t, cost);
}

/* ---- verbs ------------------------------------------------------------------------- */

static uint32_t verb_at(const TitleChars *t, uint32_t i) {
  return i < t->n ? t->words[i].chars[WORD_VERB] : 0;
}

/* What follows is what they consent to: 同意|设立…. */
static const char *const consenting[] = {"同意", "批准", "授权", "禁止", "要求", "允许"};

/* The characters of the verb that ends before i, a word of its own. */
static uint32_t verb_before(const TitleChars *t, const int32_t *cost, uint32_t i) {
  for (uint32_t chars = MIN(i, 4); chars >= 2; chars--) {
    if (t->words[i - chars].chars[WORD_VERB] == chars && word_edge(t, cost, i - chars))
      return chars;
  }
  return 0;
}

/* 澳门|合建, 浚县|列为: a place stays with what it does. */
static bool place_before(const TitleChars *t, uint32_t i) {
  if (line_title_among("省市县区州", t->c[i - 1]))
    return true;
  for (uint32_t chars = MIN(i, 6); chars >= 2; chars--) {
    if (t->words[i - chars].chars[WORD_PLACE] == chars)
      return true;
  }
  return false;
}

/* ---- one cut ----------------------------------------------------------------------- */

static bool latin(gunichar c) {
  return c < 0x80 ? g_ascii_isalnum((char)c) || strchr("-._@&'+", (char)c)
                  : text_is_latin(c);
}

/* K1.1; in a title no line begins with a space, a dash or dots, either. */
static bool never_starts(gunichar c) {
  return line_char_no_start(c) || line_title_among(" —…", c);
}

/* K1.1, K1.2, K1.4, K1.5: never, not even where words must be cut. */
static bool banned(gunichar before, gunichar after) {
  if (never_starts(after) || line_char_no_end(before))
    return true;
  if (latin(before) && latin(after))
    return true;
  return (before == 0x2014 && after == 0x2014) || (before == 0x2026 && after == 0x2026);
}

/* Number and unit, ordinals, dates: 2018年, 第二十四届, 4月23日 (B1.5). */
static bool inside_number(const TitleChars *t, uint32_t i) {
  gunichar before = t->c[i - 1], after = t->c[i];
  if (text_is_digit(before) && !line_title_among("、，（《", after))
    return true;
  if (line_title_among(numerals, before) &&
      (line_title_among(numerals, after) || line_title_among(measures, after)))
    return true;
  if (!text_is_digit(after) || !line_title_among("年月", before))
    return false;
  uint32_t end = i;
  while (end < t->n && text_is_digit(t->c[end]))
    end++;
  return end < t->n && line_title_among("月日", t->c[end]) && i >= 2 &&
         text_is_digit(t->c[i - 2]);
}

/* A word of one character on that side of the cut. */
static bool lone_after(const TitleChars *t, const int32_t *cost, uint32_t i) {
  return i + 1 == t->n || cost[i + 1] < CUT_WORDLESS || never_starts(t->c[i + 1]);
}
static bool lone_before(const int32_t *cost, uint32_t i) {
  return i == 1 || cost[i - 1] < CUT_WORDLESS;
}

/* What the layout says beside the tables above; a word of one character counts where it
 * stands alone: 示范|区, not 区域. */
static bool layout_forbids(const TitleChars *t, const int32_t *cost, uint32_t i) {
  const LayoutTerms *before = &t->taste->never_before, *after = &t->taste->never_after;
  const char *word = starts_any(t, i, before->words, before->n);
  if (word &&
      (text_chars(word) > 1 || (text_is_han(t->c[i - 1]) && lone_after(t, cost, i))))
    return true;
  word = ends_any(t, i, after->words, after->n);
  return word && (text_chars(word) > 1 || lone_before(cost, i));
}

/* 示范|区: the last character of a word, not the first of one: 、省|财政厅. */
static bool lone_ending(const TitleChars *t, const int32_t *cost, uint32_t i) {
  return text_is_han(t->c[i - 1]) && line_title_among(endings, t->c[i]) &&
         lone_after(t, cost, i);
}

/* 濮阳市人民政府|办公室; but 关于调整|领导小组成员的通知. */
static bool body_ending(const TitleChars *t, const int32_t *cost, uint32_t i) {
  return text_is_han(t->c[i - 1]) && !line_title_among("的和与及", t->c[i - 1]) &&
         STARTS_ANY(t, i, body_ends) && !verb_before(t, cost, i) && !ends(t, i, "关于");
}

static bool leads_on(const TitleChars *t, const int32_t *cost, uint32_t i) {
  for (uint32_t chars = MIN(i, 3); chars >= 1; chars--) {
    if (t->words[i - chars].chars[WORD_LEAD] == chars && word_edge(t, cost, i - chars))
      return true;
  }
  const char *word = ENDS_ANY(t, i, leading_words);
  if (!word || (t->c[i - 1] == 0x7B49 && text_is_digit(t->c[i]))) /* 等|3件 */
    return false;
  uint32_t chars = (uint32_t)text_chars(word);
  return chars > 1 || lone_before(cost, i);
}

/* 的通知, 的补充通知 at the end of the title, a note in brackets after it aside. */
static bool before_kind(const TitleChars *t, uint32_t i) {
  if (t->c[i - 1] != 0x7684 /* 的 */)
    return false;
  uint32_t end = i;
  while (end < t->n && !line_title_among("（》〉”", t->c[end]))
    end++;
  return end - i <= KIND_CHARS && ENDS_ANY(t, end, kinds);
}

/* 湖北省|巴东县, 某某市|经济技术开发区: a larger place before a smaller one, or before
 * the zone that bears its name; the two are one name. */
static bool between_places(const TitleChars *t, uint32_t i) {
  if (!line_title_among("省市州区县城镇", t->c[i - 1]))
    return false;
  for (uint32_t k = i + 1;
       k < t->n && k < i + ZONE_CHARS && !line_title_among("的、", t->c[k]); k++) {
    if ((k < i + PLACE_CHARS && line_title_among("市县区乡镇州旗", t->c[k])) ||
        STARTS_ANY(t, k, zones))
      return true;
  }
  return false;
}

/* 《…》的通知: where the title in marks fills its line, 的 begins the next one. */
static bool closed_title(const TitleChars *t, uint32_t i) {
  return t->c[i - 1] == 0x300B /* 》 */ && t->c[i] == 0x7684 /* 的 */;
}

/* A verb with its object opens a phrase; as a noun (调查和管理工作) it is hardly more
 * than a word. */
static int32_t verb_cost(const TitleChars *t, const int32_t *cost, uint32_t i) {
  uint32_t chars = verb_at(t, i), next = i + chars;
  if (!chars)
    return CUT_DEAR;
  bool named =
      next + 1 < t->n && t->c[next] == 0x7684 /* 的 */ && before_kind(t, next + 1);
  if (next == t->n || named)
    return CUT_DEAR;
  if (verb_before(t, cost, i) && !ENDS_ANY(t, i, consenting))
    return CUT_PAIR;
  if (place_before(t, i))
    return CUT_WORD;
  return STARTS_ANY(t, next, after_nouns) ? CUT_FAIR : CUT_GOOD;
}

/* Short items of a list stay together: 棉粮、糖粮. */
static int32_t list_cost(const TitleChars *t, const int32_t *cost, uint32_t i) {
  uint32_t from = i - 1;
  while (from > 0 && t->c[from - 1] != 0x3001 && i - from < 6 &&
         !verb_before(t, cost, from) && !ends(t, from, "关于"))
    from--;
  return i - from < 6 ? CUT_WORD : CUT_FAIR;
}

static uint32_t word_chars(const TitleChars *t, const int32_t *cost, uint32_t i) {
  uint32_t end = i + 1;
  while (end < t->n && cost[end] >= CUT_WORDLESS)
    end++;
  return end - i;
}

/* 司法|建议: between two words of two characters. */
static int32_t noun_cost(const TitleChars *t, const int32_t *cost, uint32_t i) {
  bool after = word_chars(t, cost, i) == 2;
  bool before = i >= 2 && cost[i - 1] >= CUT_WORDLESS && word_edge(t, cost, i - 2);
  return after && before ? CUT_PAIR : CUT_WORD;
}

static int32_t ending_cost(const TitleChars *t, const int32_t *cost, uint32_t i) {
  gunichar before = t->c[i - 1];
  if (before == 0x3001 /* 、 */)
    return list_cost(t, cost, i);
  if (line_title_among("的和及与", before))
    return CUT_GOOD;
  if (ENDS_ANY(t, i, closings))
    return CUT_GOOD;
  if (line_title_among("省市县区州", before) && i >= 2 &&
      (t->c[i - 2] == 0x3001 || verb_before(t, cost, i - 1)))
    return CUT_DEAR; /* 、省|财政厅 */
  if (line_title_among(name_ends, before))
    return between_places(t, i) ? CUT_DEAR : CUT_FAIR;
  uint32_t chars = verb_before(t, cost, i);
  bool opens = chars && chars < i && ends(t, i - chars, "关于");
  if (opens && (!verb_at(t, i) || ENDS_ANY(t, i, consenting)))
    return CUT_OBJECT;
  if (chars && chars < i && place_before(t, i - chars))
    return CUT_GOOD;
  return chars ? CUT_CLOSE : noun_cost(t, cost, i);
}

/* Before 关于: the issuers end there, or a title begins that is passed on. */
static int32_t issuer_cost(const TitleChars *t, uint32_t i) {
  for (uint32_t k = 1; k < i; k++) {
    if (starts(t, k, "转发") || starts(t, k, "批转") || t->c[k] == 0x3001 /* 、 */)
      return CUT_EMBEDDED;
  }
  return CUT_PHRASE;
}

/* 解放|75周年 */
static bool counts_years(const TitleChars *t, uint32_t i) {
  uint32_t end = i;
  while (end < t->n && text_is_digit(t->c[end]))
    end++;
  return end > i && starts(t, end, "周年");
}

/* A note that fills lines of its own: …标准|（最高人民法院、…公告发布）. */
static bool opens_long_note(const TitleChars *t, uint32_t i) {
  if (t->c[i] != 0xFF08 /* （ */)
    return false;
  uint32_t end = i;
  while (end < t->n && t->c[end] != 0xFF09 /* ） */)
    end++;
  return end - i > LONG_NOTE;
}

/* “放管服”|改革, “3·15”|国际消费者权益日 */
static bool short_quote(const TitleChars *t, uint32_t i) {
  for (uint32_t k = i; k > 0 && i - k < QUOTED_CHARS; k--) {
    if (t->c[k - 1] == 0x201C /* “ */)
      return true;
  }
  return false;
}

/* …|工作, …|实施方案: the last noun of several, or the kind of paper they name. */
static bool begins_head(const TitleChars *t, const int32_t *cost, uint32_t i) {
  if (!text_is_han(t->c[i - 1]))
    return false;
  uint32_t end = i + word_chars(t, cost, i);
  uint32_t head = t->words[i].chars[WORD_HEAD];
  bool verb = verb_at(t, i) && !starts(t, end, "的") && !starts(t, end, "工作");
  return (head && i + head >= end && !verb) ||
         (t->words[i].chars[WORD_KEPT] + i == end && ENDS_ANY(t, end, kinds));
}

/* A cut that is allowed at all: what it costs. */
static int32_t taste(const TitleChars *t, const int32_t *cost, uint32_t i) {
  gunichar before = t->c[i - 1], after = t->c[i];
  if (starts(t, i, "关于"))
    return issuer_cost(t, i);
  if (before == 0x201D /* ” */ && short_quote(t, i))
    return CUT_DEAR;
  if (counts_years(t, i))
    return CUT_DEAR;
  if (opens_long_note(t, i))
    return CUT_PHRASE;
  if (line_title_among("（〔", after) || closed_title(t, i) ||
      (before == ' ' && latin(after)))
    return CUT_DEAR;
  if (after == 0x300A /* 《 */ || before == 0x300B /* 》 */)
    return CUT_PHRASE;
  int32_t worth = ending_cost(t, cost, i);
  if (worth > CUT_FAIR && begins_head(t, cost, i))
    return CUT_DEAR;
  worth = MIN(worth, STARTS_ANY(t, i, openings) ? CUT_GOOD : verb_cost(t, cost, i));
  const LayoutTitles *own = t->taste;
  if (starts_any(t, i, own->cut_before.words, own->cut_before.n) ||
      ends_any(t, i, own->cut_after.words, own->cut_after.n))
    worth = MIN(worth, CUT_GOOD);
  bool lone = text_is_han(before) && lone_before(cost, i) && worth >= CUT_WORD;
  return lone ? CUT_DEAR : worth;
}

static bool torn(const TitleChars *t, const int32_t *cost, uint32_t i) {
  if (closed_title(t, i))
    return false;
  return cost[i] >= CUT_WORDLESS || inside_number(t, i) || before_kind(t, i) ||
         leads_on(t, cost, i) || STARTS_ANY(t, i, closings) || lone_ending(t, cost, i) ||
         body_ending(t, cost, i) || layout_forbids(t, cost, i);
}

/* 《…》 “…” （…） 〔…〕: whole where a line can hold them, else cut at dear word ends. */
static void keep_brackets(const TitleChars *t, int32_t *cost) {
  static const char *const pairs[] = {"《》", "“”", "（）", "〔〕", "〈〉", "【】"};
  for (size_t k = 0; k < G_N_ELEMENTS(pairs); k++) {
    gunichar open = g_utf8_get_char(pairs[k]);
    gunichar close = g_utf8_get_char(g_utf8_next_char(pairs[k]));
    for (uint32_t from = 0, to; from < t->n; from++) {
      if (t->c[from] != open)
        continue;
      for (to = from + 1; to < t->n && t->c[to] != close; to++)
        continue;
      if (to == t->n)
        break;
      bool fits = line_title_width(t, from, to + 1) <= t->capacity;
      for (uint32_t i = from + 1; i <= to; i++)
        cost[i] += fits ? CUT_WORDLESS : CUT_DEAR;
      from = to;
    }
  }
}

void line_title_cuts_cost(const TitleChars *t, int32_t *cost) {
  g_autofree int32_t *words = g_new(int32_t, (size_t)t->n + 1);
  mark_words(t, words);
  line_title_names_keep(t, words);
  for (uint32_t i = 1; i < t->n; i++) {
    if (banned(t->c[i - 1], t->c[i]))
      cost[i] = CUT_BANNED;
    else if (torn(t, words, i))
      cost[i] = CUT_WORDLESS;
    else
      cost[i] = taste(t, words, i) + (words[i] >= CUT_SOFT ? CUT_SOFT : 0);
  }
  keep_brackets(t, cost);
}
