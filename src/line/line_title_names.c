/* Names, periods and numbers in titles: what the lists cannot hold because anyone may
 * make it — places, agencies, persons, document numbers, standards. A cut inside is a
 * fault (B1.5). */
#include <string.h>

#include "line_title_cuts.h"

#define NAME_CHARS 3 /* of a place before its 市 or 县, where no dictionary knows it */
#define CODE_CHARS 9 /* of an agency's code before 〔2024〕 */
#define PERSON_CHARS 10 /* on either side of an interpunct */
#define BODY_CHARS 18   /* from a place to the end of the agency's name */

static const char numerals[] = "〇零一二三四五六七八九十百千万两";
static const char place_ends[] = "省市县区旗州盟镇乡村";
/* What no name holds: it stands before or behind one. */
static const char particles[] =
    "的和与及对在为向从将由同至把被给以等到于、，：“”《》〈〉（）〔〕 \u3000";

bool line_title_among(const char *set, gunichar c) {
  return c && g_utf8_strchr(set, -1, c) != NULL;
}

static bool numeric(gunichar c) {
  return text_is_digit(c) || line_title_among(numerals, c);
}

static bool starts(const TitleChars *t, uint32_t i, const char *word) {
  size_t len = strlen(word);
  return i <= t->n && len <= t->byte[t->n] - t->byte[i] &&
         memcmp(t->utf8 + t->byte[i], word, len) == 0;
}

static bool starts_any(const TitleChars *t, uint32_t i, const char *const *words,
                       size_t n, uint32_t *chars) {
  for (size_t k = 0; k < n; k++) {
    if (!starts(t, i, words[k]))
      continue;
    *chars = (uint32_t)text_chars(words[k]);
    return true;
  }
  return false;
}

static uint32_t listed(const TitleChars *t, uint32_t i, WordClass cls) {
  return i < t->n ? t->words[i].chars[cls] : 0;
}

static gunichar at(const TitleChars *t, uint32_t i) {
  return i < t->n ? t->c[i] : 0;
}

/* The word that ends before i begins here. */
static uint32_t word_before(const int32_t *cost, uint32_t i) {
  uint32_t k = i - 1;
  while (k > 0 && cost[k] >= CUT_WORDLESS)
    k--;
  return k;
}

static uint32_t word_end(const TitleChars *t, const int32_t *cost, uint32_t i) {
  uint32_t k = i + 1;
  while (k < t->n && cost[k] >= CUT_WORDLESS)
    k++;
  return MIN(k, t->n);
}

static bool function_word(const TitleChars *t, uint32_t from, uint32_t to) {
  if (to - from == 1 && line_title_among(particles, t->c[from]))
    return true;
  return starts(t, from, "关于") || starts(t, from, "有关") ||
         listed(t, from, WORD_VERB) == to - from;
}

/* ---- periods (2018年1至6月, 2024年第一季度, 2021—2025年)
 * ------------------------------------ */

static uint32_t digits_from(const TitleChars *t, uint32_t i) {
  while (i < t->n && numeric(t->c[i]))
    i++;
  return i;
}

/* 1月, 1至6月, 5月1日, 3—5月份, 第一季度, 前三季度, 第15号: what may follow 年. */
static uint32_t part_of_year(const TitleChars *t, uint32_t i) {
  static const char *const units[] = {"季度", "个月", "月份", "月", "日",
                                      "号",   "批",   "次",   "期", "届"};
  uint32_t from = i, chars;
  if (line_title_among("第前后", at(t, i)))
    i++;
  uint32_t end = digits_from(t, i);
  if (end == i)
    return from;
  for (;;) {
    if (starts_any(t, end, units, G_N_ELEMENTS(units), &chars))
      return end + chars;
    if (!line_title_among("至—-–～~、", at(t, end)))
      return from;
    i = end + 1;
    end = digits_from(t, i);
    if (end == i)
      return from;
  }
}

/* 2024年至2026年, 2024年—2026年 */
static uint32_t next_year(const TitleChars *t, uint32_t i) {
  if (!line_title_among("至—-–～~、和", at(t, i)))
    return i;
  uint32_t end = digits_from(t, i + 1);
  return end > i + 2 && at(t, end) == 0x5E74 /* 年 */ ? end + 1 : i;
}

static uint32_t year_end(const TitleChars *t, uint32_t i) {
  for (uint32_t last = t->n + 1; last != i;) {
    last = i;
    i += listed(t, i, WORD_PERIOD);
    i = part_of_year(t, i);
    i = next_year(t, i);
    if (last != i && line_title_among("至—-–～~", at(t, i)) &&
        part_of_year(t, i + 1) > i + 1)
      i = part_of_year(t, i + 1);
  }
  return i;
}

static void keep_periods(const TitleChars *t, int32_t *cost) {
  for (uint32_t i = 1; i < t->n; i++) {
    if (t->c[i] != 0x5E74 /* 年 */ || !numeric(t->c[i - 1]))
      continue;
    uint32_t from = i;
    while (from > 0 && (numeric(t->c[from - 1]) ||
                        (from < i && line_title_among("—-–～~至", t->c[from - 1]) &&
                         from > 1 && numeric(t->c[from - 2]))))
      from--;
    line_title_cuts_keep(cost, from, year_end(t, i + 1));
  }
}

/* ---- numbers ----------------------------------------------------------------------- */

/* 20条措施, 两个规定: what is counted stays with its number; 第二批 is a good end. */
static void keep_counts(const TitleChars *t, int32_t *cost) {
  static const char measures[] = "个项名条种起件家所座类位户份套台辆艘幢栋处亩吨米";
  for (uint32_t i = 1; i + 1 < t->n; i++) {
    uint32_t from = i;
    while (from > 0 && numeric(t->c[from - 1]))
      from--;
    bool ordinal = from > 0 && t->c[from - 1] == 0x7B2C; /* 第 */
    if (from == i || !line_title_among(measures, t->c[i]))
      continue;
    if (ordinal && t->c[i] != 0x4E2A /* 个: 第十四个五年规划 */)
      continue;
    if (text_is_han(t->c[i + 1]) && !line_title_among(particles, t->c[i + 1]))
      line_title_cuts_soften(cost, from, word_end(t, cost, i + 1));
  }
}

/* 国办发〔2024〕5号: from the code to 号; the code is what no list knows. */
static uint32_t code_start(const TitleChars *t, const int32_t *cost, uint32_t open) {
  uint32_t k = open;
  while (k > 0 && open - k < CODE_CHARS && text_is_han(t->c[k - 1])) {
    uint32_t word = word_before(cost, k);
    if (function_word(t, word, k) || listed(t, word, WORD_BODY) >= 3 ||
        open - word > CODE_CHARS)
      break;
    k = word;
  }
  return k;
}

static void keep_document_numbers(const TitleChars *t, int32_t *cost) {
  for (uint32_t i = 1; i < t->n; i++) {
    if (t->c[i] != 0x3014 /* 〔 */)
      continue;
    uint32_t end = digits_from(t, i + 1);
    if (end == i + 1 || at(t, end) != 0x3015 /* 〕 */)
      continue;
    end = digits_from(t, end + 1);
    end += at(t, end) == 0x53F7; /* 号 */
    line_title_cuts_keep(cost, code_start(t, cost, i), end);
  }
}

static bool latin_letter(gunichar c) {
  return c < 0x80 ? g_ascii_isalpha((char)c) : text_is_latin(c);
}

static bool roman(gunichar c) {
  return c >= 0x2160 && c <= 0x2188;
}

/* GB/T 9704—2012, 2021—2025, 4·15, 1:500, HJ 2.2-2018. */
static void keep_figures(const TitleChars *t, int32_t *cost) {
  for (uint32_t i = 1; i + 1 < t->n; i++) {
    gunichar before = t->c[i - 1], after = t->c[i + 1];
    bool left = text_is_digit(before) || latin_letter(before);
    bool digits = left && text_is_digit(after);
    if ((digits && line_title_among("—-–－～~·•./:：∶×至", t->c[i])) ||
        (digits && t->c[i] == ' ') ||
        (numeric(before) && numeric(after) && line_title_among("·•—", t->c[i])))
      line_title_cuts_keep(cost, i - 1, i + 2);
    if (roman(before) || (roman(t->c[i]) && text_is_han(after)))
      line_title_cuts_keep(cost, roman(before) ? i - 1 : i,
                           roman(before) ? i + 1 : i + 2);
  }
}

/* ---- persons ----------------------------------------------------------------------- */

static bool syllables(const TitleChars *t, uint32_t from, uint32_t to) {
  for (uint32_t i = from; i < to; i++) {
    if (!listed(t, i, WORD_PERSON))
      return false;
  }
  return true;
}

/* 买买提·艾力, 阿卜杜热合曼·吐尔逊 */
static void keep_interpuncts(const TitleChars *t, int32_t *cost) {
  for (uint32_t i = 1; i + 1 < t->n; i++) {
    if (!line_title_among("·•‧・", t->c[i]) || !text_is_han(t->c[i - 1]))
      continue;
    uint32_t from = word_before(cost, i), to = word_end(t, cost, i + 1);
    while (from > 0 && i - from < PERSON_CHARS && text_is_han(t->c[from - 1])) {
      uint32_t word = word_before(cost, from);
      if (function_word(t, word, from) || !(syllables(t, word, from) || i - from < 2))
        break;
      from = word;
    }
    while (to < t->n && to - i < PERSON_CHARS && text_is_han(t->c[to])) {
      uint32_t end = word_end(t, cost, to);
      if (function_word(t, to, end) || !(syllables(t, to, end) || to - i < 3) ||
          starts(t, to, "同志"))
        break;
      to = end;
    }
    to += starts(t, to, "同志") ? 2 : starts(t, to, "等") ? 1 : 0;
    line_title_cuts_keep(cost, from, to);
  }
}

/* Surnames by how often they are met; with those of two characters nine in ten people. */
static const char surnames[] =
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡"
    "余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯"
    "龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁"
    "岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷曲盛翁冉骆";
static const char *const name_before[] = {
    "授予", "追授", "任命", "免去", "给予", "表彰", "表扬", "聘任", "推荐",
    "追认", "开除", "补选", "接受", "关于", "学习", "同意", "、",   "罢免",
    "追记", "批准", "选举", "撤销", "逮捕", "起诉", "对",   "为"};
static const char *const name_after[] = {
    "同志", "等",   "、",   "职务", "先生", "女士", "辞去", "涉嫌", "担任", "任职",
    "免职", "任",   "为",   "犯",   "开除", "记",   "违纪", "违法", "严重", "受贿",
    "贪污", "申请", "不服", "故意", "诈骗", "盗窃", "烈士", "一案"};

/* 王建华同志, 张伟、李娜等: a name of two or three characters between words that stand
 * beside names. */
static uint32_t name_end(const TitleChars *t, uint32_t from) {
  uint32_t chars;
  if (!line_title_among(surnames, at(t, from)))
    return from;
  for (uint32_t to = from + 2; to <= MIN(from + 4, t->n); to++) {
    if (!text_is_han(t->c[to - 1]))
      return from;
    if (!starts_any(t, to, name_after, G_N_ELEMENTS(name_after), &chars))
      continue;
    bool title = starts(t, to, "同志") || starts(t, to, "等");
    return title ? to + chars : to;
  }
  return from;
}

static void keep_persons(const TitleChars *t, int32_t *cost) {
  uint32_t chars;
  for (uint32_t i = 0; i < t->n; i++) {
    if (starts_any(t, i, name_before, G_N_ELEMENTS(name_before), &chars))
      line_title_cuts_keep(cost, i + chars, name_end(t, i + chars));
    line_title_cuts_keep(cost, i, i + listed(t, i, WORD_PERSON));
  }
}

/* ---- places ------------------------------------------------------------------------ */

/* 市委, 县政府: the place's own 市 is part of this word. */
static uint32_t seat_chars(const TitleChars *t, uint32_t i) {
  static const char *const seats[] = {
      "省委",   "市委",   "县委",       "区委",   "州委",   "盟委",   "旗委",
      "镇党委", "乡党委", "省政府",     "市政府", "县政府", "区政府", "州政府",
      "镇政府", "乡政府", "县城",       "市区",   "城区",   "市直",   "县直",
      "省直",   "区直",   "市中心城区", "市中心", "县域",   "市域"};
  uint32_t chars;
  return starts_any(t, i, seats, G_N_ELEMENTS(seats), &chars) ? chars : 0;
}

/* Where the name of the place begins whose 市, 县 … stands at i; i where there is none.
 */
static uint32_t place_start(const TitleChars *t, const int32_t *cost, uint32_t i) {
  uint32_t k = i;
  while (k > 0 && i - k < NAME_CHARS && text_is_han(t->c[k - 1])) {
    uint32_t word = word_before(cost, k);
    if (function_word(t, word, k) || i - word > NAME_CHARS + 1 ||
        listed(t, word, WORD_KEPT) >= 2 || line_title_among("各全本我该某", t->c[word]))
      break;
    bool whole = k - word >= 2;
    if (whole && k < i)
      break;
    k = word;
    if (whole)
      break;
  }
  return k;
}

static bool own_place_word(const TitleChars *t, const int32_t *cost, uint32_t from,
                           uint32_t to) {
  return to - from >= 3 && line_title_among(place_ends, t->c[to - 1]) &&
         listed(t, from, WORD_KEPT) < to - from && word_end(t, cost, from) == to;
}

/* start[i]: where the place begins that ends before i, plus one; 0: none ends there. */
static void find_places(const TitleChars *t, int32_t *cost, uint32_t *start) {
  for (uint32_t i = 0; i < t->n; i++) {
    uint32_t named = listed(t, i, WORD_PLACE);
    if (named && i + named <= t->n) {
      line_title_cuts_keep(cost, i, i + named);
      start[i + named] = i + 1;
    }
    bool begins = i == 0 || cost[i] < CUT_WORDLESS;
    if (!begins)
      continue;
    uint32_t end = word_end(t, cost, i), seat = seat_chars(t, i);
    bool lone = end == i + 1 && line_title_among(place_ends, t->c[i]);
    if (own_place_word(t, cost, i, end))
      start[end] = i + 1;
    if (!lone && !seat)
      continue;
    uint32_t from = place_start(t, cost, i);
    if (from == i)
      continue;
    uint32_t to = i + MAX(seat, 1);
    line_title_cuts_keep(cost, from, to);
    start[to] = from + 1;
  }
}

/* 湖北省|巴东县, 中共|云溪市委 */
static void join_places(const TitleChars *t, int32_t *cost, const uint32_t *start) {
  for (uint32_t end = 1; end <= t->n; end++) {
    if (!start[end])
      continue;
    uint32_t from = start[end] - 1;
    if (from > 0 && start[from])
      cost[from] = MAX(cost[from], CUT_WORDLESS);
    if (from >= 2 && starts(t, from - 2, "中共"))
      cost[from] = MAX(cost[from], CUT_WORDLESS);
  }
}

/* ---- agencies ---------------------------------------------------------------------- */

/* From the place to the end of the body: 青禾市|教育局, 青禾市|安全生产|委员会. */
static uint32_t body_start(const TitleChars *t, const int32_t *cost,
                           const uint32_t *start, uint32_t body, uint32_t end) {
  uint32_t k = body;
  for (;;) {
    if (start[k])
      return start[k] - 1;
    if (k == 0 || !(text_is_han(t->c[k - 1]) || text_is_digit(t->c[k - 1])))
      return body;
    uint32_t word = word_before(cost, k);
    if (end - word > BODY_CHARS || line_title_among(particles, t->c[word]) ||
        starts(t, word, "关于"))
      return body;
    k = word;
  }
}

static void keep_bodies(const TitleChars *t, int32_t *cost, const uint32_t *start) {
  g_autofree bool *ends = g_new0(bool, (size_t)t->n + 1);
  for (uint32_t i = 0; i < t->n; i++) {
    uint32_t chars = listed(t, i, WORD_BODY);
    if (!chars || i + chars > t->n)
      continue;
    line_title_cuts_keep(cost, i, i + chars);
    bool own = i > 0 && line_title_among(place_ends, t->c[i - 1]); /* 市|财政局 */
    if (i > 0 && (ends[i] || start[i] || own))
      cost[i] = MAX(cost[i], CUT_WORDLESS);
    ends[i + chars] = true;
    uint32_t from = body_start(t, cost, start, i, i + chars);
    while (from > 0 && start[from])
      from = start[from] - 1;
    if (line_title_width(t, from, i + chars) <= t->capacity)
      line_title_cuts_soften(cost, from, i + chars);
  }
}

static bool agency_end(const TitleChars *t, uint32_t from, uint32_t to) {
  static const char last[] = "部委局厅署院会办室省市县区州盟旗府处站所队校司团组行社";
  for (uint32_t i = from; i < to; i++) {
    if (i + listed(t, i, WORD_BODY) == to && listed(t, i, WORD_BODY))
      return true;
  }
  return to > from && line_title_among(last, t->c[to - 1]);
}

static uint32_t without_others(const TitleChars *t, uint32_t from, uint32_t to) {
  for (uint32_t i = from + 1; i < to; i++) {
    if (t->c[i] == 0x7B49 /* 等 */)
      return i;
  }
  return to;
}

/* The names between from and to, each whole: issuers, or whose paper is passed on. */
static void keep_agencies(const TitleChars *t, int32_t *cost, uint32_t from,
                          uint32_t to) {
  for (uint32_t begin = from, i = from; i <= to; i++) {
    if (i < to && !line_title_among("、 \u3000", t->c[i]))
      continue;
    uint32_t name = without_others(t, begin, i);
    if (agency_end(t, begin, name) && line_title_width(t, begin, i) <= t->capacity)
      line_title_cuts_keep(cost, begin, i);
    begin = i + 1;
  }
}

static bool opens_matter(const TitleChars *t, uint32_t i) {
  return starts(t, i, "关于") || starts(t, i, "印发") || starts(t, i, "转发") ||
         starts(t, i, "批转") || starts(t, i, "发布") || starts(t, i, "公布") ||
         t->c[i] == 0x300A /* 《 */;
}

static void keep_issuers(const TitleChars *t, int32_t *cost) {
  bool passes_on = false;
  for (uint32_t from = 0, i = 0; i < t->n; i++) {
    if (line_title_among("（“", t->c[i]))
      return;
    if (!opens_matter(t, i))
      continue;
    if (from == 0 || passes_on)
      keep_agencies(t, cost, from, i);
    passes_on = starts(t, i, "转发") || starts(t, i, "批转");
    if (!passes_on && !starts(t, i, "关于"))
      return;
    from = i + 2;
    i++;
  }
}

void line_title_names_keep(const TitleChars *t, int32_t *cost) {
  g_autofree uint32_t *start = g_new0(uint32_t, (size_t)t->n + 2);
  keep_periods(t, cost);
  keep_counts(t, cost);
  keep_document_numbers(t, cost);
  keep_figures(t, cost);
  keep_interpuncts(t, cost);
  keep_persons(t, cost);
  find_places(t, cost, start);
  join_places(t, cost, start);
  keep_bodies(t, cost, start);
  keep_issuers(t, cost);
}
