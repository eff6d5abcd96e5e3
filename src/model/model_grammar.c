/* The grammar as tables: which element may stand where, in which order, with which
 * attributes. schemas/bulletin.rng says the same to editors; a test holds the two
 * together. */
#include <string.h>

#include "model_private.h"

static const ElementRule elements[EL_COUNT] = {
    [EL_NONE] = {"", FORM_ELEMENTS, 0},
    [EL_BULLETIN] = {"bulletin", FORM_ELEMENTS, 0},
    [EL_DATA] = {"data", FORM_EMPTY, 0},
    [EL_HEAD] = {"head", FORM_ELEMENTS, 0},
    [EL_COPY_NUMBER] = {"copy-number", FORM_TEXT, INLINE_PLAIN},
    [EL_SECRECY] = {"secrecy", FORM_EMPTY, 0},
    [EL_URGENCY] = {"urgency", FORM_TEXT, INLINE_PLAIN},
    [EL_ISSUER] = {"issuer", FORM_TEXT, INLINE_PLAIN},
    [EL_MARK] = {"mark", FORM_TEXT, INLINE_PLAIN},
    [EL_NUMBER] = {"number", FORM_EMPTY, 0},
    [EL_SIGNER] = {"signer", FORM_TEXT, INLINE_PLAIN},
    [EL_TITLE] = {"title", FORM_TEXT, INLINE_NAMES | INLINE_BREAKS},
    [EL_SUBTITLE] = {"subtitle", FORM_TEXT, INLINE_NAMES},
    [EL_TO] = {"to", FORM_TEXT, INLINE_NAMES},
    [EL_BODY] = {"body", FORM_ELEMENTS, 0},
    [EL_P] = {"p", FORM_TEXT, INLINE_NAMES | INLINE_FULL},
    [EL_SECTION] = {"section", FORM_ELEMENTS, 0},
    [EL_H] = {"h", FORM_TEXT, INLINE_NAMES | INLINE_FULL},
    [EL_LIST] = {"list", FORM_ELEMENTS, 0},
    [EL_ITEM] = {"item", FORM_TEXT, INLINE_NAMES | INLINE_FULL},
    [EL_TABLE] = {"table", FORM_ELEMENTS, 0},
    [EL_COLUMNS] = {"columns", FORM_ELEMENTS, 0},
    [EL_COLUMN] = {"column", FORM_EMPTY, 0},
    [EL_THEAD] = {"thead", FORM_ELEMENTS, 0},
    [EL_TBODY] = {"tbody", FORM_ELEMENTS, 0},
    [EL_TR] = {"tr", FORM_ELEMENTS, 0},
    [EL_TH] = {"th", FORM_FREE_TEXT, INLINE_NAMES | INLINE_FULL},
    [EL_TD] = {"td", FORM_FREE_TEXT, INLINE_NAMES | INLINE_FULL},
    [EL_TABLE_NOTE] = {"note", FORM_TEXT, INLINE_NAMES | INLINE_FULL},
    [EL_SOURCE] = {"source", FORM_TEXT, INLINE_NAMES | INLINE_FULL},
    [EL_SIGN] = {"sign", FORM_ELEMENTS, 0},
    [EL_DATE] = {"date", FORM_TEXT, INLINE_PLAIN},
    [EL_BY] = {"by", FORM_TEXT, INLINE_PLAIN},
    [EL_ATTENDANCE] = {"attendance", FORM_TEXT, INLINE_NAMES},
    [EL_NOTE] = {"note", FORM_TEXT, INLINE_NAMES},
    [EL_ENCLOSURE] = {"enclosure", FORM_ELEMENTS, 0},
    [EL_ANNEX] = {"annex", FORM_ELEMENTS, 0},
    [EL_IMPRINT] = {"imprint", FORM_ELEMENTS, 0},
    [EL_MAIN_TO] = {"main-to", FORM_TEXT, INLINE_NAMES},
    [EL_COPY_TO] = {"copy-to", FORM_TEXT, INLINE_NAMES},
    [EL_PRINTED_BY] = {"printed-by", FORM_TEXT, INLINE_PLAIN},
    [EL_PRINTED_ON] = {"printed-on", FORM_TEXT, INLINE_PLAIN},
    [EL_BR] = {"br", FORM_EMPTY, 0},
    [EL_NAME] = {"name", FORM_INLINE, INLINE_PLAIN},
    [EL_NOBR] = {"nobr", FORM_INLINE, 0},
    [EL_EM] = {"em", FORM_INLINE, 0},
    [EL_REF] = {"ref", FORM_EMPTY, 0},
    [EL_V] = {"v", FORM_INLINE, INLINE_PLAIN},
    [EL_FIGURE] = {"figure", FORM_ELEMENTS, 0},
    [EL_CAPTION] = {"caption", FORM_TEXT, INLINE_NAMES},
    [EL_CHAPTER] = {"chapter", FORM_ELEMENTS, 0},
    [EL_CHAPTER_H] = {"h", FORM_TEXT, INLINE_NAMES},
    [EL_DIVISION] = {"section", FORM_ELEMENTS, 0}, /* 节, inside a chapter */
    [EL_ARTICLE] = {"article", FORM_ELEMENTS, 0},
};

/* Slots are the standard's order (GB/T 9704 clause 7, lint STR-26). An annex may stand
 * anywhere between the text and the imprint; it is set where it belongs all the same. */
static const ChildRule children[] = {
    {EL_NONE, EL_BULLETIN, 1, 1, true, REPEAT_ONE},
    {EL_BULLETIN, EL_DATA, 0, 0, false, REPEAT_MANY},
    {EL_BULLETIN, EL_HEAD, 1, 1, true, REPEAT_ONE},
    {EL_BULLETIN, EL_TITLE, 2, 2, false, REPEAT_ONE}, /* asked for in model_part_end */
    {EL_BULLETIN, EL_SUBTITLE, 3, 3, false, REPEAT_ONE},
    {EL_BULLETIN, EL_TO, 4, 4, false, REPEAT_ONE},
    {EL_BULLETIN, EL_BODY, 5, 5, true, REPEAT_ONE},
    {EL_BULLETIN, EL_SIGN, 6, 6, false, REPEAT_ONE},
    {EL_BULLETIN, EL_ATTENDANCE, 7, 7, false, REPEAT_MANY},
    {EL_BULLETIN, EL_NOTE, 8, 8, false, REPEAT_ONE},
    {EL_BULLETIN, EL_ENCLOSURE, 9, 9, false, REPEAT_ONE},
    {EL_BULLETIN, EL_ANNEX, 6, 9, false, REPEAT_MANY},
    {EL_BULLETIN, EL_IMPRINT, 10, 10, false, REPEAT_ONE},
    {EL_HEAD, EL_COPY_NUMBER, 1, 1, false, REPEAT_ONE},
    {EL_HEAD, EL_SECRECY, 2, 2, false, REPEAT_ONE},
    {EL_HEAD, EL_URGENCY, 3, 3, false, REPEAT_ONE},
    {EL_HEAD, EL_ISSUER, 4, 4, true, REPEAT_MANY},
    {EL_HEAD, EL_MARK, 5, 5, false, REPEAT_ONE},
    {EL_HEAD, EL_NUMBER, 6, 6, false, REPEAT_ONE},
    {EL_HEAD, EL_SIGNER, 7, 7, false, REPEAT_MANY},
    {EL_BODY, EL_P, 1, 1, false, REPEAT_MANY},
    {EL_BODY, EL_SECTION, 1, 1, false, REPEAT_MANY},
    {EL_BODY, EL_LIST, 1, 1, false, REPEAT_MANY},
    {EL_BODY, EL_TABLE, 1, 1, false, REPEAT_MANY},
    {EL_BODY, EL_FIGURE, 1, 1, false, REPEAT_MANY},
    {EL_BODY, EL_CHAPTER, 1, 1, false, REPEAT_MANY},
    {EL_BODY, EL_ARTICLE, 1, 1, false, REPEAT_MANY},
    {EL_SECTION, EL_H, 1, 1, true, REPEAT_ONE},
    {EL_SECTION, EL_P, 2, 2, false, REPEAT_MANY},
    {EL_SECTION, EL_SECTION, 2, 2, false, REPEAT_MANY},
    {EL_SECTION, EL_LIST, 2, 2, false, REPEAT_MANY},
    {EL_SECTION, EL_TABLE, 2, 2, false, REPEAT_MANY},
    {EL_SECTION, EL_FIGURE, 2, 2, false, REPEAT_MANY},
    {EL_LIST, EL_ITEM, 1, 1, true, REPEAT_MANY},
    {EL_ITEM, EL_LIST, 1, 1, false, REPEAT_ONE},
    {EL_FIGURE, EL_CAPTION, 1, 1, false, REPEAT_ONE},
    {EL_CHAPTER, EL_CHAPTER_H, 1, 1, true, REPEAT_ONE},
    {EL_CHAPTER, EL_DIVISION, 2, 2, false, REPEAT_MANY},
    {EL_CHAPTER, EL_ARTICLE, 2, 2, false, REPEAT_MANY},
    {EL_CHAPTER, EL_P, 2, 2, false, REPEAT_MANY},
    {EL_CHAPTER, EL_LIST, 2, 2, false, REPEAT_MANY},
    {EL_CHAPTER, EL_TABLE, 2, 2, false, REPEAT_MANY},
    {EL_CHAPTER, EL_FIGURE, 2, 2, false, REPEAT_MANY},
    {EL_DIVISION, EL_CHAPTER_H, 1, 1, true, REPEAT_ONE},
    {EL_DIVISION, EL_ARTICLE, 2, 2, false, REPEAT_MANY},
    {EL_DIVISION, EL_P, 2, 2, false, REPEAT_MANY},
    {EL_DIVISION, EL_LIST, 2, 2, false, REPEAT_MANY},
    {EL_DIVISION, EL_TABLE, 2, 2, false, REPEAT_MANY},
    {EL_DIVISION, EL_FIGURE, 2, 2, false, REPEAT_MANY},
    {EL_ARTICLE, EL_P, 1, 1, true, REPEAT_MANY},
    {EL_ARTICLE, EL_LIST, 1, 1, false, REPEAT_MANY},
    {EL_ARTICLE, EL_TABLE, 1, 1, false, REPEAT_MANY},
    {EL_ARTICLE, EL_FIGURE, 1, 1, false, REPEAT_MANY},
    {EL_TABLE, EL_COLUMNS, 1, 1, false, REPEAT_ONE},
    {EL_TABLE, EL_THEAD, 2, 2, false, REPEAT_ONE},
    {EL_TABLE, EL_TBODY, 3, 3, false, REPEAT_MANY},
    {EL_TABLE, EL_TABLE_NOTE, 4, 4, false, REPEAT_MANY},
    {EL_TABLE, EL_SOURCE, 4, 4, false, REPEAT_MANY},
    {EL_COLUMNS, EL_COLUMN, 1, 1, true, REPEAT_MANY},
    {EL_THEAD, EL_TR, 1, 1, true, REPEAT_MANY},
    {EL_TBODY, EL_TR, 1, 1, true, REPEAT_MANY},
    {EL_TR, EL_TH, 1, 1, false, REPEAT_MANY},
    {EL_TR, EL_TD, 1, 1, false, REPEAT_MANY},
    {EL_SIGN, EL_DATE, 1, 1, true, REPEAT_ONE},
    {EL_SIGN, EL_BY, 1, 1, false, REPEAT_MANY},
    {EL_ENCLOSURE, EL_TITLE, 1, 1, true, REPEAT_ONE},
    {EL_ENCLOSURE, EL_SUBTITLE, 2, 2, false, REPEAT_ONE},
    {EL_ENCLOSURE, EL_TO, 3, 3, false, REPEAT_ONE},
    {EL_ENCLOSURE, EL_BODY, 4, 4, true, REPEAT_ONE},
    {EL_ENCLOSURE, EL_SIGN, 5, 5, false, REPEAT_ONE},
    {EL_ENCLOSURE, EL_NOTE, 6, 6, false, REPEAT_ONE},
    {EL_ENCLOSURE, EL_ANNEX, 5, 6, false, REPEAT_MANY},
    {EL_ANNEX, EL_TITLE, 1, 1, true, REPEAT_ONE},
    {EL_ANNEX, EL_P, 2, 2, false, REPEAT_MANY},
    {EL_ANNEX, EL_SECTION, 2, 2, false, REPEAT_MANY},
    {EL_ANNEX, EL_LIST, 2, 2, false, REPEAT_MANY},
    {EL_ANNEX, EL_TABLE, 2, 2, false, REPEAT_MANY},
    {EL_ANNEX, EL_FIGURE, 2, 2, false, REPEAT_MANY},
    {EL_ANNEX, EL_CHAPTER, 2, 2, false, REPEAT_MANY},
    {EL_ANNEX, EL_ARTICLE, 2, 2, false, REPEAT_MANY},
    {EL_ANNEX, EL_BODY, 2, 2, false, REPEAT_MANY},
    {EL_IMPRINT, EL_MAIN_TO, 1, 1, false, REPEAT_ONE},
    {EL_IMPRINT, EL_COPY_TO, 2, 2, false, REPEAT_ONE},
    {EL_IMPRINT, EL_PRINTED_BY, 3, 3, false, REPEAT_ONE},
    {EL_IMPRINT, EL_PRINTED_ON, 4, 4, false, REPEAT_ONE},
};

static const AttributeRule attributes[] = {
    {EL_BULLETIN, "xml:lang", false},
    {EL_BULLETIN, "kind", true},
    {EL_BULLETIN, "layout", false},
    {EL_BULLETIN, "status", false},
    {EL_BULLETIN, "direction", false},
    {EL_SECRECY, "level", true},
    {EL_SECRECY, "term", false},
    {EL_NUMBER, "code", false},
    {EL_NUMBER, "year", false},
    {EL_NUMBER, "serial", true},
    {EL_H, "run-in", false},
    {EL_LIST, "kind", false},
    {EL_ANNEX, "id", false},
    {EL_TABLE, "id", false},
    {EL_TABLE, "unit", false},
    {EL_TABLE, "turned", false},
    {EL_TABLE, "thousands", false},
    {EL_TABLE, "page-sums", false},
    {EL_TABLE, "carry", false},
    {EL_TABLE, "empty", false},
    {EL_COLUMN, "width", false},
    {EL_COLUMN, "align", false},
    {EL_COLUMN, "sum", false},
    {EL_TR, "total", false},
    {EL_TH, "rowspan", false},
    {EL_TH, "colspan", false},
    {EL_TH, "align", false},
    {EL_TD, "rowspan", false},
    {EL_TD, "colspan", false},
    {EL_TD, "align", false},
    {EL_ATTENDANCE, "kind", true},
    {EL_BY, "seal", false},
    {EL_BY, "diameter", false},
    {EL_BY, "title", false},
    {EL_BY, "stamp", false},
    {EL_REF, "to", true},
    {EL_DATA, "id", true},
    {EL_DATA, "src", true},
    {EL_DATA, "encoding", false},
    {EL_DATA, "separator", false},
    {EL_DATA, "sheet", false},
    {EL_DATA, "range", false},
    {EL_DATA, "head", false},
    {EL_V, "select", true},
    {EL_V, "id", false},
    {EL_V, "data", false},
    {EL_V, "format", false},
    {EL_V, "round", false},
    {EL_V, "phrase", false},
    {EL_TABLE, "data", false},
    {EL_TABLE, "where", false},
    {EL_TABLE, "sort", false},
    {EL_TABLE, "group", false},
    {EL_TABLE, "subtotal", false},
    {EL_TABLE, "total", false},
    {EL_TABLE, "totals", false},
    {EL_TR, "check", false},
    {EL_COLUMN, "from", false},
    {EL_COLUMN, "select", false},
    {EL_COLUMN, "head", false},
    {EL_COLUMN, "format", false},
    {EL_COLUMN, "round", false},
    {EL_COLUMN, "check", false},
    {EL_COLUMN, "adds", false},
    {EL_COLUMN, "row-head", false},
    {EL_FIGURE, "src", true},
    {EL_FIGURE, "alt", true},
    {EL_FIGURE, "width", false},
    {EL_CHAPTER, "id", false},
    {EL_DIVISION, "id", false},
    {EL_ARTICLE, "id", false},
    {EL_ANNEX, "bound", false},
    {EL_ANNEX, "src", false},
};

static const struct {
  Element element;
  unsigned needs;
} inlines[] = {
    {EL_NAME, INLINE_NAMES}, {EL_NOBR, INLINE_NAMES}, {EL_BR, INLINE_BREAKS},
    {EL_EM, INLINE_FULL},    {EL_REF, INLINE_FULL},   {EL_V, INLINE_FULL},
};

const ElementRule *model_grammar_element(Element element) {
  return &elements[element];
}

const ChildRule *model_grammar_next_child(Element parent, const ChildRule *last) {
  const ChildRule *end = children + G_N_ELEMENTS(children);
  for (const ChildRule *rule = last ? last + 1 : children; rule < end; rule++) {
    if (rule->parent == parent)
      return rule;
  }
  return NULL;
}

const ChildRule *model_grammar_child(Element parent, const char *name) {
  for (size_t i = 0; i < G_N_ELEMENTS(children); i++) {
    const ChildRule *rule = &children[i];
    if (rule->parent == parent && strcmp(elements[rule->child].name, name) == 0)
      return rule;
  }
  return NULL;
}

Element model_grammar_inline(unsigned allowed, const char *name) {
  for (size_t i = 0; i < G_N_ELEMENTS(inlines); i++) {
    if (allowed & inlines[i].needs &&
        strcmp(elements[inlines[i].element].name, name) == 0)
      return inlines[i].element;
  }
  return EL_NONE;
}

const AttributeRule *model_grammar_next_attribute(Element element,
                                                  const AttributeRule *last) {
  const AttributeRule *end = attributes + G_N_ELEMENTS(attributes);
  for (const AttributeRule *rule = last ? last + 1 : attributes; rule < end; rule++) {
    if (rule->element == element)
      return rule;
  }
  return NULL;
}

const AttributeRule *model_grammar_attribute(Element element, const char *name) {
  for (size_t i = 0; i < G_N_ELEMENTS(attributes); i++) {
    if (attributes[i].element == element && strcmp(attributes[i].name, name) == 0)
      return &attributes[i];
  }
  return NULL;
}

bool model_grammar_footnote(const char *name) {
  static const char *const names[] = {"footnote", "fn", "endnote"};
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
    if (strcmp(names[i], name) == 0)
      return true;
  }
  return false;
}

bool model_grammar_knows(const char *name) {
  for (size_t i = 1; i < EL_COUNT; i++) {
    if (strcmp(elements[i].name, name) == 0)
      return true;
  }
  return false;
}

char *model_shorten(Arena *arena, const char *text, size_t len) {
  size_t n = MIN(len, 64);
  while (n > 0 && n < len && (text[n] & 0xC0) == 0x80)
    n--;
  return arena_strndup(arena, text, n);
}

/* ---- remedies --------------------------------------------------------------------- */

#define NAME_MAX_LENGTH 24

/* Edits that turn a into b, for names short enough to be typing slips; else a large
 * number. */
static unsigned distance(const char *a, const char *b) {
  size_t n = strlen(a), m = strlen(b);
  unsigned row[NAME_MAX_LENGTH + 1];
  if (n > NAME_MAX_LENGTH || m > NAME_MAX_LENGTH)
    return NAME_MAX_LENGTH;
  for (size_t j = 0; j <= m; j++)
    row[j] = (unsigned)j;
  for (size_t i = 1; i <= n; i++) {
    unsigned diagonal = row[0];
    row[0] = (unsigned)i;
    for (size_t j = 1; j <= m; j++) {
      unsigned substitute = diagonal + (a[i - 1] != b[j - 1]);
      diagonal = row[j];
      row[j] = MIN(substitute, MIN(row[j], row[j - 1]) + 1);
    }
  }
  return row[m];
}

/* The nearest candidate alone when it is a slip of the name, else all of them. */
static char *remedy(Arena *arena, GPtrArray *names, const char *wrong, const char *form) {
  g_autoptr(GString) all = g_string_new(NULL);
  const char *best = NULL;
  unsigned least = strlen(wrong) <= 4 ? 2 : 3;
  for (guint i = 0; i < names->len; i++) {
    const char *name = g_ptr_array_index(names, i);
    unsigned d = distance(wrong, name);
    if (d < least) {
      least = d;
      best = name;
    }
    if (all->len)
      g_string_append_c(all, ' ');
    g_string_append_printf(all, form, name);
  }
  if (best)
    g_string_printf(all, form, best);
  return arena_strdup(arena, all->len ? all->str : "–");
}

char *model_grammar_near_child(Arena *arena, Element parent, unsigned allowed,
                               const char *name) {
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  const ChildRule *rule = NULL;
  while ((rule = model_grammar_next_child(parent, rule)))
    g_ptr_array_add(names, (gpointer)elements[rule->child].name);
  for (size_t i = 0; i < G_N_ELEMENTS(inlines); i++) {
    if (allowed & inlines[i].needs)
      g_ptr_array_add(names, (gpointer)elements[inlines[i].element].name);
  }
  return remedy(arena, names, name, "<%s>");
}

char *model_grammar_near_attribute(Arena *arena, Element element, const char *name) {
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  const AttributeRule *rule = NULL;
  while ((rule = model_grammar_next_attribute(element, rule)))
    g_ptr_array_add(names, (gpointer)rule->name);
  return remedy(arena, names, name, "%s");
}
