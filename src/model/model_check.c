/* Checks on what the author wrote: what the tool would write a second time, and what only
 * the whole document shows. */
#include <string.h>

#include "base_words.h"
#include "model_private.h"

/* ---- kinds (条例 article 8, lint STR-01, STR-04, STR-05) -----------------------------
 */

typedef enum Address { ADDRESS_FREE, ADDRESS_USUAL, ADDRESS_NEVER } Address;

static const struct {
  const char *name;
  Address address;
  bool unsigned_usual; /* adopted by a meeting or kept as minutes: no signature */
  bool upward; /* needs the upward form: signer, number at the left (H4.3, H5.1) */
} kinds[] = {
    {"决议", ADDRESS_NEVER, true, false},  {"决定", ADDRESS_FREE, true, false},
    {"命令", ADDRESS_NEVER, false, false}, {"令", ADDRESS_NEVER, false, false},
    {"公报", ADDRESS_NEVER, true, false},  {"公告", ADDRESS_NEVER, false, false},
    {"通告", ADDRESS_NEVER, false, false}, {"意见", ADDRESS_USUAL, false, false},
    {"通知", ADDRESS_USUAL, false, false}, {"通报", ADDRESS_USUAL, false, false},
    {"报告", ADDRESS_USUAL, false, true},  {"请示", ADDRESS_USUAL, false, true},
    {"批复", ADDRESS_USUAL, false, false}, {"议案", ADDRESS_USUAL, false, false},
    {"函", ADDRESS_USUAL, false, false},   {"纪要", ADDRESS_NEVER, true, false},
};

static int find_kind(const char *name) {
  for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
    if (name && strcmp(kinds[i].name, name) == 0)
      return (int)i;
  }
  return -1;
}

bool model_kind_upward(const char *kind) {
  int i = find_kind(kind);
  return i >= 0 && kinds[i].upward;
}

/* ---- what the tool makes ----------------------------------------------------------- */

static Span place_of(const Text *text, uint32_t i) {
  return (Span){text->at.file, text->places[i].line, text->places[i].column};
}

static gunichar first_char(const Text *text) {
  return g_utf8_get_char(text->utf8);
}

static gunichar last_char(const Text *text) {
  return g_utf8_get_char(g_utf8_prev_char(text->utf8 + text->bytes));
}

static bool is_numeral(gunichar c) {
  static const char numerals[] = "一二三四五六七八九十百";
  return g_utf8_strchr(numerals, -1, c) != NULL;
}

/* The number that begins here, up to ninety-nine; 0: none, or none of that kind. */
static unsigned number_at(const char *text) {
  static const char numerals[] = "一二三四五六七八九";
  unsigned value = 0, digit = 0;
  for (gunichar c = text_next(&text); c; c = text_next(&text)) {
    const char *found = g_utf8_strchr(numerals, -1, c);
    if (text_is_digit(c) && value < 100)
      value = value * 10 + (unsigned)g_unichar_digit_value(c);
    else if (found)
      digit = (unsigned)g_utf8_pointer_to_offset(numerals, found) + 1;
    else if (c == 0x5341 /* 十 */ && value < 10) {
      value = MAX(digit, 1) * 10;
      digit = 0;
    } else {
      return c == 0x3007 || c == 0x25CB ? 0 : value + digit; /* 二〇二四年 */
    }
  }
  return value + digit;
}

/* 一、二审案件, 3、4月份: the next number follows, so that this is no label. */
static bool counts_on(const char *number, const char *behind) {
  unsigned first = number_at(number);
  return first && number_at(behind) == first + 1;
}

/* Length in characters of a number such as 一、 （一） 1. 1、 （1） ① at the start; 0:
 * none. */
static uint32_t typed_number(const char *text) {
  const char *p = text;
  gunichar c = text_next(&p);
  bool open = c == 0xFF08 || c == '(';
  uint32_t n = 1, digits = 0;
  bool arabic = true;
  if (c >= 0x2460 && c <= 0x2473)
    return 1;
  if (open)
    c = text_next(&p), n++;
  for (; c && (is_numeral(c) || text_is_digit(c)) && digits < 5;
       c = text_next(&p), n++, digits++)
    arabic = arabic && text_is_digit(c);
  if (!digits)
    return 0;
  if (open)
    return c == 0xFF09 || c == ')' ? n : 0;
  if (c == 0x3001 && counts_on(text + (open ? 3 : 0), p))
    return 0;
  if (c == 0x3001 || c == 0xFF0E)
    return n;
  bool decimal = c == '.' && text_is_digit(g_utf8_get_char(p));
  return arabic && c == '.' && !decimal ? n : 0;
}

static void add(Reader *reader, const Text *text, uint32_t i, DiagCode code) {
  diag_add(reader->job->diags, place_of(text, i), code,
           model_shorten(reader->job->arena, text->utf8, text->bytes), NULL);
}

static bool starts(const Text *text, const char *prefix) {
  return g_str_has_prefix(text->utf8, prefix);
}

/* 第一章, 第三节, 第十二条 at the start, as regulations count. */
static bool typed_article(const char *text, gunichar *behind) {
  static const char counters[] = "章节条";
  const char *p = text;
  unsigned digits = 0;
  if (text_next(&p) != 0x7B2C) /* 第 */
    return false;
  gunichar c = text_next(&p);
  for (; c && (is_numeral(c) || text_is_digit(c)) && digits < 8; c = text_next(&p))
    digits++;
  *behind = *p ? g_utf8_get_char(p) : 0;
  return digits && g_utf8_strchr(counters, -1, c);
}

/* In running text 第二条 may be said of another paper; before a wide space it is a
 * number. */
static void check_article_number(Reader *reader, Element element, const Text *text) {
  gunichar behind = 0;
  if (!typed_article(text->utf8, &behind))
    return;
  bool counted = element == EL_CHAPTER_H || (element == EL_P && reader->article_due);
  if (counted)
    add(reader, text, 0, DIAG_MODEL_TYPED_NUMBER);
  else if (element == EL_P && behind == 0x3000)
    add(reader, text, 0, DIAG_MODEL_NUMBER_IN_TEXT);
}

static void check_number(Reader *reader, Element element, const Text *text) {
  if (!typed_number(text->utf8))
    return;
  bool numbered = element == EL_H || element == EL_CHAPTER_H ||
                  (element == EL_ITEM && model_frame_outer(reader)->list != LIST_NONE);
  if (element == EL_P)
    add(reader, text, 0, DIAG_MODEL_NUMBER_IN_TEXT);
  else if (numbered)
    add(reader, text, 0, DIAG_MODEL_TYPED_NUMBER);
}

/* 附件, 附件2, 附件二 as a title, or before one: the tool writes it. */
static bool typed_annex_label(const Text *text) {
  if (!starts(text, "附件"))
    return false;
  const char *p = text->utf8 + strlen("附件");
  gunichar c = g_utf8_get_char(p);
  return !c || text_is_digit(c) ||
         (is_numeral(c) && !text_is_han(g_utf8_get_char(g_utf8_next_char(p))));
}

/* 附件： before an entry, 附件1 over an annex, 抄送：, 主送： : all made by the tool. */
static void check_label(Reader *reader, Element element, const Text *text) {
  static const struct {
    Element element;
    const char *prefix;
    DiagCode code;
  } labels[] = {
      {EL_P, WORDS_ATTACHMENTS, DIAG_MODEL_LABEL_IN_TEXT},
      {EL_P, "附件:", DIAG_MODEL_LABEL_IN_TEXT},
      {EL_P, WORDS_COPY_TO, DIAG_MODEL_LABEL_IN_TEXT},
      {EL_P, WORDS_MAIN_TO, DIAG_MODEL_LABEL_IN_TEXT},
      {EL_TITLE, WORDS_ATTACHMENTS, DIAG_MODEL_TYPED_LABEL},
      {EL_COPY_TO, WORDS_COPY_TO, DIAG_MODEL_TYPED_LABEL},
      {EL_COPY_TO, "抄送:", DIAG_MODEL_TYPED_LABEL},
      {EL_MAIN_TO, WORDS_MAIN_TO, DIAG_MODEL_TYPED_LABEL},
      {EL_TO, WORDS_MAIN_TO, DIAG_MODEL_LABEL_IN_TEXT},
      {EL_TABLE_NOTE, WORDS_TABLE_NOTE, DIAG_MODEL_TYPED_LABEL},
      {EL_SOURCE, WORDS_SOURCE, DIAG_MODEL_TYPED_LABEL},
      {EL_SIGNER, "签发人", DIAG_MODEL_TYPED_LABEL},
  };
  if (element == EL_TITLE && typed_annex_label(text))
    add(reader, text, 0, DIAG_MODEL_TYPED_LABEL);
  for (size_t i = 0; i < G_N_ELEMENTS(labels); i++) {
    if (labels[i].element == element && starts(text, labels[i].prefix))
      add(reader, text, 0, labels[i].code);
  }
}

/* A mark at the end that the tool sets itself. */
static void check_last(Reader *reader, Element element, const Text *text) {
  gunichar last = last_char(text);
  bool colon = element == EL_TO && (last == 0xFF1A || last == ':');
  bool stop = (element == EL_COPY_TO || element == EL_MAIN_TO) && last == 0x3002;
  if (colon || stop)
    add(reader, text, text->chars - 1, DIAG_MODEL_TYPED_MARK);
  if (element == EL_PRINTED_BY && g_str_has_suffix(text->utf8, "印发"))
    add(reader, text, text->chars - 2, DIAG_MODEL_TYPED_MARK);
}

/* （此件公开发布）: the brackets of a note (B9.1). */
static void check_brackets(Reader *reader, Element element, const Text *text) {
  gunichar first = first_char(text), last = last_char(text);
  bool open = first == 0xFF08 || first == '(', close = last == 0xFF09 || last == ')';
  if (element == EL_NOTE && open && close)
    add(reader, text, 0, DIAG_MODEL_TYPED_BRACKETS);
}

/* 份号 and 紧急程度 are closed forms (H2.1, H2.3). */
static void check_header_word(Reader *reader, Element element, const Text *text) {
  static const char *const words[] = {"特急", "加急", "特提", "平急", NULL};
  bool digits = text->chars <= 6 && strspn(text->utf8, "0123456789") == text->bytes &&
                strspn(text->utf8, "0") < text->bytes;
  if (element == EL_COPY_NUMBER && !digits)
    add(reader, text, 0, DIAG_MODEL_COPY_NUMBER);
  if (element == EL_URGENCY && !g_strv_contains(words, text->utf8))
    add(reader, text, 0, DIAG_MODEL_URGENCY);
}

/* 国办发[2018]6号, from the Han before the bracket to 号. */
static void tell_brackets(Reader *reader, const Text *text, uint32_t i,
                          const char *behind) {
  const char *from = g_utf8_offset_to_pointer(text->utf8, i), *end = behind;
  for (int n = 0; n < 6 && from > text->utf8; n++) {
    const char *before = g_utf8_prev_char(from);
    if (!text_is_han(g_utf8_get_char(before)))
      break;
    from = before;
  }
  for (int n = 0; n < 8 && *end; n++) {
    gunichar c = text_next(&end);
    if (c == 0x53F7 /* 号 */)
      break;
  }
  char *number = arena_strndup(reader->job->arena, from, (size_t)(end - from));
  diag_add(reader->job->diags, place_of(text, i), DIAG_MODEL_YEAR_BRACKETS, number, NULL);
}

/* [2018] ［2018］ 【2018】 (2018)6号 where 〔2018〕 belongs (NUM-02, NUM-15). */
static void check_year_brackets(Reader *reader, const Text *text) {
  static const char closing[] = "]］】";
  uint32_t i = 0;
  for (const char *p = text->utf8; *p; i++) {
    gunichar c = text_next(&p);
    if (c != '[' && c != 0xFF3B && c != 0x3010)
      continue;
    int digits = 0;
    while (digits < 5 && g_ascii_isdigit(p[digits]))
      digits++;
    gunichar after = digits == 4 ? g_utf8_get_char(p + 4) : 0;
    if (after && g_utf8_strchr(closing, -1, after))
      tell_brackets(reader, text, i, p + 4);
  }
}

void model_check_typed(Reader *reader, Element element, const Text *text) {
  if (text->chars == 0)
    return;
  if (element == EL_H || element == EL_CHAPTER_H || element == EL_ITEM || element == EL_P)
    check_number(reader, element, text);
  if (element == EL_CHAPTER_H || element == EL_P)
    check_article_number(reader, element, text);
  check_label(reader, element, text);
  check_last(reader, element, text);
  check_brackets(reader, element, text);
  check_header_word(reader, element, text);
  if (element != EL_DATE && element != EL_PRINTED_ON)
    check_year_brackets(reader, text);
  model_check_pairs(reader, text);
}

/* ---- the whole document ------------------------------------------------------------ */

static void check_references(Reader *reader) {
  const Reference *references = reader->references.items;
  for (uint32_t i = 0; i < reader->references.n; i++) {
    const char *id = references[i].id;
    if (id && !g_hash_table_contains(reader->ids, id))
      diag_add(reader->job->diags, references[i].at, DIAG_MODEL_UNKNOWN_REFERENCE,
               model_shorten(reader->job->arena, id, strlen(id)), NULL);
  }
}

/* 主送: usual for some kinds, none for others; an open document may do without. */
static void check_recipients(Reader *reader, int kind) {
  const Content *main = &reader->bulletin->main;
  Span at = {.file = reader->file, .line = 1, .column = 1};
  const char *name = kinds[kind].name;
  if (kinds[kind].address == ADDRESS_NEVER && main->recipients.chars)
    diag_add(reader->job->diags, main->recipients.at, DIAG_MODEL_UNEXPECTED_RECIPIENTS,
             name, NULL);
  if (kinds[kind].address == ADDRESS_USUAL && !main->recipients.chars)
    diag_add(reader->job->diags, main->title.at.line ? main->title.at : at,
             DIAG_MODEL_MISSING_RECIPIENTS, name, NULL);
}

static void check_kind(Reader *reader) {
  const Bulletin *bulletin = reader->bulletin;
  int kind = find_kind(bulletin->kind);
  if (kind < 0)
    return;
  check_recipients(reader, kind);
  Span at =
      bulletin->n_issuers ? bulletin->issuers[0].at : (Span){.file = bulletin->file};
  if (!bulletin->main.sign && !kinds[kind].unsigned_usual &&
      bulletin->status != STATUS_DRAFT)
    diag_add(reader->job->diags, at, DIAG_MODEL_MISSING_SIGN, NULL);
}

/* A signer stands in an upward document, and in no other (H5.1, R 9(6)). */
static void check_direction(Reader *reader) {
  const Bulletin *bulletin = reader->bulletin;
  bool up = bulletin->direction == DIRECTION_UP;
  if (!up && bulletin->n_signers)
    diag_add(reader->job->diags, bulletin->signers[0].at, DIAG_MODEL_SIGNER_DOWNWARD,
             NULL);
  if (up && !bulletin->n_signers && bulletin->n_issuers)
    diag_add(reader->job->diags, bulletin->issuers[0].at, DIAG_MODEL_MISSING_SIGNER,
             NULL);
  if (!up && model_kind_upward(bulletin->kind))
    diag_add(reader->job->diags, reader->direction_at, DIAG_MODEL_UPWARD_KIND,
             bulletin->kind, NULL);
}

/* One kind of signature in one document: seals for all, stamps for all, or neither. */
static void check_signatories(Reader *reader, const Sign *sign) {
  for (uint32_t i = 1; sign && i < sign->n_by; i++) {
    const Signatory *by = &sign->by[i], *host = &sign->by[0];
    if (!by->seal != !host->seal || !by->stamp != !host->stamp)
      diag_add(reader->job->diags, by->at, DIAG_MODEL_SIGNATURES_MIXED, NULL);
  }
}

static void check_imprint(Reader *reader) {
  const Imprint *imprint = reader->bulletin->imprint;
  const Sign *sign = reader->bulletin->main.sign;
  if (!imprint)
    return;
  bool office = imprint->printed_by.chars > 0, printed = imprint->printed_on.year > 0;
  if (office != reader->printed_given)
    diag_add(reader->job->diags, imprint->at, DIAG_MODEL_IMPRINT_INCOMPLETE, NULL);
  if (printed && sign && sign->date.year &&
      date_compare(imprint->printed_on, sign->date) < 0)
    diag_add(reader->job->diags, imprint->at, DIAG_MODEL_PRINTED_BEFORE_DATE, NULL);
}

/* Depth: of enclosures, which the contract bounds. */
static void check_signatures(Reader *reader, const Content *content) {
  check_signatories(reader, content->sign);
  for (uint32_t i = 0; i < content->n_annexes; i++)
    check_signatories(reader, content->annexes[i].content.sign);
  for (uint32_t i = 0; i < content->n_enclosures; i++)
    check_signatures(reader, &content->enclosures[i]);
}

void model_check_document(Reader *reader) {
  check_references(reader);
  check_kind(reader);
  check_direction(reader);
  check_signatures(reader, &reader->bulletin->main);
  check_imprint(reader);
  model_check_sense(reader);
}
