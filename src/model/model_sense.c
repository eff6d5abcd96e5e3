/* Parts of a document held against each other: title, issuer, signature, number and
 * annexes (lint TTL-02, TTL-11, RTE-01, ATT-06, ATT-07). All are warnings or notes: what
 * looks wrong may be meant. */
#include <string.h>

#include "base_words.h"
#include "model_private.h"

static void tell(Reader *reader, Span at, DiagCode code, const char *a, const char *b) {
  Arena *arena = reader->job->arena;
  const char *first = a ? model_shorten(arena, a, strlen(a)) : NULL;
  diag_add(reader->job->diags, at, code, first, a ? b : NULL, NULL);
}

static Span place(const Text *text, uint32_t i) {
  return (Span){text->at.file, text->places[i].line, text->places[i].column};
}

/* ---- title and kind ------------------------------------------------------------------
 */

/* The kind at the end of a title, the longest; NULL: none. A kind of one character counts
 * behind 的 alone: 的函, 的令. */
static const char *kind_at_end(const char *title, const char *const *kinds) {
  const char *found = NULL;
  for (; *kinds; kinds++) {
    g_autofree char *behind = g_strconcat("的", *kinds, NULL);
    bool one = text_chars(*kinds) == 1;
    if (g_str_has_suffix(title, one ? behind : *kinds) &&
        (!found || strlen(*kinds) > strlen(found)))
      found = *kinds;
  }
  return found;
}

static bool is_order(const char *kind) {
  return strcmp(kind, "令") == 0 || strcmp(kind, "命令") == 0;
}

/* 关于印发…的通知 under kind="通报" (TTL-02). */
static void check_title_kind(Reader *reader) {
  static const char *const kinds[] = {"决议", "决定", "命令", "令",   "公报", "公告",
                                      "通告", "意见", "通知", "通报", "报告", "请示",
                                      "批复", "议案", "函",   "纪要", NULL};
  const Text *title = &reader->bulletin->main.title;
  const char *own = reader->bulletin->kind;
  const char *found = title->chars ? kind_at_end(title->utf8, kinds) : NULL;
  if (!found || !*own || strcmp(found, own) == 0 || (is_order(found) && is_order(own)))
    return;
  tell(reader, title->at, DIAG_MODEL_TITLE_KIND, found, own);
}

/* ---- names ---------------------------------------------------------------------------
 */

/* A name and its general office, or a name and its short form, are one agency here. */
static bool same_agency(const char *a, const char *b) {
  return strstr(a, b) || strstr(b, a);
}

static bool is_issuer(const Bulletin *bulletin, const char *name) {
  for (uint32_t i = 0; i < bulletin->n_issuers; i++) {
    if (same_agency(bulletin->issuers[i].utf8, name))
      return true;
  }
  return false;
}

/* 甲局关于…的通知: what stands before 关于 is an agency's name (TTL-11). A title without
 * one, or that passes on another's paper before it comes to 关于, says nothing. */
static void check_title_issuer(Reader *reader) {
  const Bulletin *bulletin = reader->bulletin;
  const Text *title = &bulletin->main.title;
  const char *about = title->chars ? strstr(title->utf8, "关于") : NULL;
  if (!about || about == title->utf8 || !bulletin->n_issuers)
    return;
  g_autofree char *name = g_strndup(title->utf8, (gsize)(about - title->utf8));
  for (uint32_t i = 0; i < bulletin->n_issuers; i++) {
    if (same_agency(name, bulletin->issuers[i].utf8))
      return;
  }
  static const char *const ends[] = {"府", "局", "厅", "委", "会",   "院",   "部", "办",
                                     "室", "处", "署", "组", "中心", "公司", "学"};
  for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
    if (!strpbrk(name, "\n") && g_str_has_suffix(name, ends[i])) {
      tell(reader, title->at, DIAG_MODEL_TITLE_ISSUER, name, bulletin->issuers[0].utf8);
      return;
    }
  }
}

/* Who signs is who issues; officers with stamps are no agencies. */
static void check_signatures(Reader *reader, const Sign *sign) {
  const Bulletin *bulletin = reader->bulletin;
  for (uint32_t i = 0; sign && bulletin->n_issuers && i < sign->n_by; i++) {
    const Signatory *by = &sign->by[i];
    if (by->name.chars && !by->stamp && !by->title.chars &&
        !is_issuer(bulletin, by->name.utf8))
      tell(reader, by->at, DIAG_MODEL_SIGNATURE_ISSUER, by->name.utf8,
           bulletin->issuers[0].utf8);
  }
}

/* The name goes on with another of the same place: 青禾县…室青禾县…局. */
static bool second_name(const Text *issuer, uint32_t i) {
  const char *p = g_utf8_offset_to_pointer(issuer->utf8, i);
  return i >= 4 && issuer->chars >= i + 4 &&
         strncmp(p, issuer->utf8, strlen("青禾")) == 0;
}

/* One <issuer> for each agency: 甲、乙, and two names on two lines. */
static void check_issuer(Reader *reader, const Text *issuer) {
  const char *p = issuer->utf8;
  for (uint32_t i = 0; i < issuer->chars; i++) {
    gunichar c = text_next(&p);
    bool mark = c == 0x3001 || c == 0xFF0C || c == ',' || c == 0xFF1B;
    bool line = i && issuer->places[i].line != issuer->places[i - 1].line;
    if (mark || (line && second_name(issuer, i))) {
      tell(reader, place(issuer, i), DIAG_MODEL_ISSUERS_IN_ONE, issuer->utf8, NULL);
      return;
    }
  }
}

/* ---- recipients and number ------------------------------------------------------------
 */

/* 请示 goes to one superior (条例 15(1)). */
static void check_one_recipient(Reader *reader) {
  const Text *to = &reader->bulletin->main.recipients;
  const char *p = to->utf8;
  if (strcmp(reader->bulletin->kind, "请示") != 0)
    return;
  for (uint32_t i = 0; i < to->chars; i++) {
    gunichar c = text_next(&p);
    if (c == 0x3001 || c == 0xFF0C || c == 0xFF1B || c == ',') {
      tell(reader, place(to, i), DIAG_MODEL_ONE_RECIPIENT, NULL, NULL);
      return;
    }
  }
}

/* Of the kinds that are sent to somebody, each paper has its number (条例 9(5)); one with
 * an imprint is complete enough to ask for it. */
static void check_number(Reader *reader) {
  static const char *const kinds[] = {"通知", "通报", "报告", "请示",
                                      "批复", "函",   "意见", NULL};
  const Bulletin *bulletin = reader->bulletin;
  bool sent = bulletin->imprint && bulletin->status != STATUS_DRAFT;
  if (bulletin->number.given || !sent || !bulletin->n_issuers)
    return;
  if (g_strv_contains(kinds, bulletin->kind))
    tell(reader, bulletin->issuers[0].at, DIAG_MODEL_MISSING_NUMBER, bulletin->kind,
         NULL);
}

/* ---- first marks ----------------------------------------------------------------------
 */

/* A paragraph that begins with what belongs behind a word; behind a run-in heading it
 * may.
 */
static void check_first(Reader *reader, const Block *blocks, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) {
    bool joined = i && blocks[i - 1].kind == BLOCK_HEADING && blocks[i - 1].run_in;
    if (blocks[i].kind == BLOCK_PARAGRAPH && blocks[i].text.chars && !joined)
      model_check_first(reader, &blocks[i].text);
  }
}

/* ---- annexes --------------------------------------------------------------------------
 */

typedef struct Mentions {
  Reader *reader;
  uint32_t n_annexes;
  bool any;
} Mentions;

/* 附件3 of this document; behind 》, ） or 号 it is another paper's. */
static bool is_foreign(const char *text, const char *found) {
  const char *before = found > text ? g_utf8_prev_char(found) : NULL;
  return before && g_utf8_strchr("》）号的其", -1, g_utf8_get_char(before));
}

static void take_mention(Mentions *m, const Text *text, const char *found) {
  char *end;
  const char *behind = found + strlen("附件");
  guint64 number = g_ascii_strtoull(behind, &end, 10);
  m->any = true;
  if (end == behind || number <= m->n_annexes || is_foreign(text->utf8, found))
    return;
  g_autofree char *label = g_strndup(found, (gsize)(end - found));
  glong i = g_utf8_pointer_to_offset(text->utf8, found);
  char *count = arena_printf(m->reader->job->arena, "%u", m->n_annexes);
  tell(m->reader, place(text, (uint32_t)i), DIAG_MODEL_NO_SUCH_ANNEX, label, count);
}

static void take_text(Mentions *m, const Text *text) {
  for (const char *p = text->utf8; p && (p = strstr(p, "附件")); p += strlen("附件"))
    take_mention(m, text, p);
  for (uint32_t i = 0; i < text->n_ranges; i++)
    m->any = m->any || text->ranges[i].kind == RANGE_REF;
}

static void check_annex_text(Reader *reader, const Annex *annex) {
  const Content *content = &annex->content;
  check_first(reader, content->blocks, content->n_blocks);
  const Block *first = content->n_blocks ? &content->blocks[0] : NULL;
  if (first && first->kind == BLOCK_PARAGRAPH && first->text.chars &&
      content->title.chars && strcmp(first->text.utf8, content->title.utf8) == 0)
    tell(reader, first->at, DIAG_MODEL_TITLE_AGAIN, content->title.utf8, NULL);
}

/* Recursion: enclosures nest as deep as the contract lets elements stand. */
static void check_annexes(Reader *reader, const Content *content) {
  check_first(reader, content->blocks, content->n_blocks);
  Mentions m = {.reader = reader, .n_annexes = content->n_annexes};
  for (uint32_t i = 0; i < content->n_blocks; i++)
    take_text(&m, &content->blocks[i].text);
  for (uint32_t i = 0; i < content->n_annexes; i++)
    check_annex_text(reader, &content->annexes[i]);
  bool sent = reader->bulletin->imprint && !reader->bulletin->main.n_enclosures;
  if (content->n_annexes && sent && content->n_blocks && !m.any)
    tell(reader, content->annexes[0].at, DIAG_MODEL_ANNEX_UNMENTIONED, NULL, NULL);
  for (uint32_t i = 0; i < content->n_enclosures; i++)
    check_annexes(reader, &content->enclosures[i]);
}

void model_check_sense(Reader *reader) {
  const Bulletin *bulletin = reader->bulletin;
  if (!bulletin->kind) /* no document was read */
    return;
  check_title_kind(reader);
  check_title_issuer(reader);
  check_signatures(reader, bulletin->main.sign);
  for (uint32_t i = 0; i < bulletin->n_issuers; i++)
    check_issuer(reader, &bulletin->issuers[i]);
  check_one_recipient(reader);
  check_number(reader);
  check_annexes(reader, &bulletin->main);
}
