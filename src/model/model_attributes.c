/* Attributes of the start tag being handled. */
#include <string.h>

#include "model_private.h"

static int find(const Reader *reader, const char *name) {
  for (unsigned i = 0; i < xml_attributes(reader->xml); i++) {
    if (strcmp(xml_attribute_at(reader->xml, i)->name, name) == 0)
      return (int)i;
  }
  return -1;
}

static Span attribute_span(const Reader *reader, const char *name) {
  int i = find(reader, name);
  return i < 0 ? xml_span(reader->xml) : xml_attribute_at(reader->xml, (unsigned)i)->at;
}

static char *value_at(Reader *reader, int i) {
  const XmlAttribute *a = xml_attribute_at(reader->xml, (unsigned)i);
  return arena_strndup(reader->job->arena, a->value, a->len);
}

/* ---- against the contract ---------------------------------------------------------- */

typedef struct Check {
  Reader *reader;
  const ContractElement *element;
  Span at;
} Check;

/* “最接近的是 align；” before what there may be; "" when nothing is like it. */
static char *meant_words(Arena *arena, const char *meant) {
  g_autofree char *zh = meant ? g_strdup_printf("最接近的是 %s；", meant) : NULL;
  g_autofree char *en = meant ? g_strdup_printf("the nearest is %s; ", meant) : NULL;
  return meant ? diag_both(arena, zh, en) : arena_strdup(arena, "");
}

static void unknown_attribute(const Check *c, const char *name) {
  Reader *reader = c->reader;
  Arena *arena = reader->job->arena;
  Span at = attribute_span(reader, name);
  const char *shown = model_shorten(arena, name, strlen(name));
  const char *all = contract_attributes_names(arena, c->element);
  if (strcmp(c->element->name, "annex") == 0 && strcmp(name, "src") == 0)
    diag_add(reader->job->diags, at, DIAG_MODEL_ANNEX_FOREIGN,
             model_attribute(reader, "src", NULL), NULL);
  else
    diag_add(reader->job->diags, at, DIAG_MODEL_UNKNOWN_ATTRIBUTE, shown,
             c->element->name, *all ? all : diag_both(arena, "没有", "none"),
             meant_words(arena, contract_attribute_meant(c->element, name)), NULL);
}

static void check_known(const Check *c) {
  for (unsigned i = 0; i < xml_attributes(c->reader->xml); i++) {
    const char *name = xml_attribute_at(c->reader->xml, i)->name;
    if (!contract_attribute(c->element, name))
      unknown_attribute(c, name);
  }
}

static void missing(const Check *c, const char *name) {
  diag_add(c->reader->job->diags, c->at, DIAG_MODEL_MISSING_ATTRIBUTE, name,
           c->element->name, NULL);
}

static void told_alone(const Check *c, const ContractAttribute *a, Span at,
                       const char *wanted) {
  if (a->alone)
    diag_add(c->reader->job->diags, at, a->alone, NULL);
  else
    missing(c, wanted);
}

/* Attributes that want or shut out each other. */
static void check_company(const Check *c, const ContractAttribute *a, bool given) {
  Reader *reader = c->reader;
  bool partner = a->with && find(reader, a->with) >= 0;
  if (given && a->with && !partner)
    told_alone(c, a, a->required ? c->at : attribute_span(reader, a->name), a->with);
  if (given && a->unless && find(reader, a->unless) >= 0)
    told_alone(c, a, attribute_span(reader, a->name), a->unless);
  if (given || !a->required)
    return;
  if (partner)
    told_alone(c, a, c->at, a->name);
  else if (!a->with)
    missing(c, a->name);
}

/* 公函 → 函, 会议纪要 → 纪要, “ 通知 ” → 通知. */
static const char *word_meant(const char *const *words, const char *value) {
  const char *meant = NULL;
  for (; *words; words++) {
    bool like = strstr(value, *words) || text_is_slip(value, *words);
    if (like && (!meant || strlen(*words) > strlen(meant)))
      meant = *words;
  }
  return meant;
}

static const char *wanted_of(const Check *c, const ContractAttribute *a) {
  Arena *arena = c->reader->job->arena;
  if (a->wrong != DIAG_MODEL_KIND)
    return contract_value_wanted(arena, a->value);
  g_autofree char *words = g_strjoinv(" ", (char **)a->value->words);
  return arena_strdup(arena, words);
}

static void wrong_value(const Check *c, const ContractAttribute *a, const char *value) {
  Reader *reader = c->reader;
  Span at = attribute_span(reader, a->name);
  const char *shown = model_shorten(reader->job->arena, value, strlen(value));
  if (a->wrong)
    diag_add(reader->job->diags, at, a->wrong, shown, wanted_of(c, a),
             meant_words(reader->job->arena,
                         a->value->words ? word_meant(a->value->words, value) : NULL),
             NULL);
  else
    diag_add(reader->job->diags, at, DIAG_MODEL_ATTRIBUTE_VALUE, a->name, shown,
             wanted_of(c, a), NULL);
}

/* Below a table that is filled, a column says what fills it; elsewhere it cannot. */
static void check_filled(const Check *c, const ContractAttribute *a, bool given) {
  bool filled = c->reader->table_data != NULL;
  if (given && a->filled && !filled)
    diag_add(c->reader->job->diags, c->at, DIAG_MODEL_MISSING_ATTRIBUTE, "data", "table",
             NULL);
  if (!given && a->either && filled && find(c->reader, a->either) < 0)
    missing(c, a->name);
}

void model_attributes_check(Reader *reader, Element element, Span at) {
  const ContractElement *row = model_grammar_element(element);
  Check c = {reader, row, at};
  reader->wrong = 0;
  check_known(&c);
  const ContractAttribute *a = row->attributes;
  for (unsigned bit = 0; a && a->name; a++, bit++) {
    int i = find(reader, a->name);
    check_company(&c, a, i >= 0);
    check_filled(&c, a, i >= 0);
    if (i < 0)
      continue;
    const char *value = value_at(reader, i);
    if (contract_value_fits(reader->patterns, a->value, value))
      continue;
    wrong_value(&c, a, value);
    g_assert(bit < 64);
    reader->wrong |= UINT64_C(1) << bit;
  }
}

static bool is_wrong(Reader *reader, const char *name) {
  const ContractElement *row = model_grammar_element(model_frame(reader)->element);
  const ContractAttribute *a = contract_attribute(row, name);
  return a && reader->wrong >> (a - row->attributes) & 1;
}

const char *model_attribute(Reader *reader, const char *name, Span *at) {
  int i = find(reader, name);
  if (i < 0 || is_wrong(reader, name))
    return NULL;
  if (at)
    *at = attribute_span(reader, name);
  return value_at(reader, i);
}

Text model_attribute_text(Reader *reader, const char *name) {
  int i = find(reader, name);
  model_pieces_open(reader, INLINE_PLAIN);
  if (i >= 0) {
    XmlChars chars = xml_attribute_at(reader->xml, (unsigned)i)->raw;
    Decoded c;
    while (xml_chars_next(&chars, &c))
      model_pieces_add(reader, &c);
  }
  return model_pieces_close(reader, attribute_span(reader, name));
}

int model_attribute_choice(Reader *reader, const char *name, const Choice *choices,
                           int fallback) {
  const char *value = model_attribute(reader, name, NULL);
  for (const Choice *choice = choices; value && choice->word; choice++) {
    if (strcmp(choice->word, value) == 0)
      return choice->value;
  }
  return fallback;
}

void model_attribute_bad(Reader *reader, Span at, const char *name, const char *value) {
  const ContractElement *row = model_grammar_element(model_frame(reader)->element);
  const ContractAttribute *a = contract_attribute(row, name);
  Arena *arena = reader->job->arena;
  diag_add(reader->job->diags, at, DIAG_MODEL_ATTRIBUTE_VALUE, name,
           model_shorten(arena, value, strlen(value)),
           contract_value_wanted(arena, a->value), NULL);
}
