/* What readers ask of the tables: may this stand here, and what was meant instead. */
#include <string.h>

#include "contract.h"

const char *contract_id(const ContractElement *element) {
  return element->id ? element->id : element->name;
}

const ContractChild *contract_child(const Contract *contract, unsigned parent,
                                    const char *name) {
  const ContractChild *rule = contract->elements[parent].children;
  for (; rule && rule->element; rule++) {
    if (strcmp(contract->elements[rule->element].name, name) == 0)
      return rule;
  }
  return NULL;
}

unsigned contract_piece(const Contract *contract, unsigned inlines, const char *name) {
  for (unsigned i = 1; i < contract->n_elements; i++) {
    const ContractElement *element = &contract->elements[i];
    if (element->piece & inlines && strcmp(element->name, name) == 0)
      return i;
  }
  return 0;
}

const ContractAttribute *contract_attribute(const ContractElement *element,
                                            const char *name) {
  const ContractAttribute *attribute = element->attributes;
  for (; attribute && attribute->name; attribute++) {
    if (strcmp(attribute->name, name) == 0)
      return attribute;
  }
  return NULL;
}

bool contract_knows(const Contract *contract, const char *name) {
  for (size_t i = 0; i < contract->n_elements; i++) {
    const char *known = contract->elements[i].name;
    if (known && strcmp(known, name) == 0)
      return true;
  }
  return false;
}

bool contract_case_holds(const ContractElement *element, const char *value) {
  const ContractCase *when = &element->when;
  if (!when->attribute || !value)
    return false;
  return !when->words || g_strv_contains(when->words, value);
}

/* ---- values ------------------------------------------------------------------------ */

GHashTable *contract_patterns_new(void) {
  return g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL,
                               (GDestroyNotify)g_regex_unref);
}

static const GRegex *compiled(GHashTable *patterns, const char *pattern) {
  GRegex *regex = g_hash_table_lookup(patterns, pattern);
  if (regex)
    return regex;
  g_autofree char *whole = g_strconcat("^(?:", pattern, ")$", NULL);
  regex = g_regex_new(whole, G_REGEX_DOLLAR_ENDONLY, 0, NULL);
  g_assert(regex);
  g_hash_table_insert(patterns, (gpointer)pattern, regex);
  return regex;
}

bool contract_value_fits(GHashTable *patterns, const ContractValue *value,
                         const char *text) {
  if (value->words)
    return g_strv_contains(value->words, text);
  if (value->most && text_chars(text) > value->most)
    return false;
  return !value->pattern ||
         g_regex_match(compiled(patterns, value->pattern), text, 0, NULL);
}

char *contract_value_wanted(Arena *arena, const ContractValue *value) {
  if (!value->words)
    return diag_both(arena, value->zh, value->en);
  g_autofree char *words = g_strjoinv(" | ", (char **)value->words);
  bool plain = !g_ascii_isalpha(*value->words[0]) ||
               strcmp(value->words[0], "yes") == 0 || !value->words[1];
  if (plain)
    return arena_strdup(arena, words);
  g_autofree char *zh = g_strdup_printf("%s（%s）", words, value->zh);
  return diag_both(arena, zh, words);
}

/* ---- names ------------------------------------------------------------------------- */

/* Children and pieces, in the order of the table; free with g_ptr_array_unref. */
static GPtrArray *elements_here(const Contract *contract, unsigned parent,
                                unsigned inlines) {
  GPtrArray *here = g_ptr_array_new();
  const ContractChild *rule = contract->elements[parent].children;
  for (; rule && rule->element; rule++)
    g_ptr_array_add(here, (gpointer)&contract->elements[rule->element]);
  for (size_t i = 1; i < contract->n_elements; i++) {
    if (contract->elements[i].piece & inlines)
      g_ptr_array_add(here, (gpointer)&contract->elements[i]);
  }
  return here;
}

static void add_name(GString *names, const char *name) {
  g_string_append_printf(names, "%s<%s>", names->len ? " " : "", name);
}

char *contract_children_names(Arena *arena, const Contract *contract, unsigned parent,
                              unsigned inlines) {
  g_autoptr(GPtrArray) here = elements_here(contract, parent, inlines);
  g_autoptr(GString) names = g_string_new(NULL);
  for (guint i = 0; i < here->len; i++)
    add_name(names, ((const ContractElement *)g_ptr_array_index(here, i))->name);
  return arena_strdup(arena, names->str);
}

static bool is_mistaken(const ContractElement *element, const char *name) {
  if (!element->mistaken)
    return false;
  g_auto(GStrv) words = g_strsplit(element->mistaken, " ", -1);
  return g_strv_contains((const char *const *)words, name);
}

const char *contract_child_meant(const Contract *contract, unsigned parent,
                                 unsigned inlines, const char *name) {
  g_autoptr(GPtrArray) here = elements_here(contract, parent, inlines);
  const char *best = NULL;
  unsigned least = UINT_MAX;
  for (guint i = 0; i < here->len; i++) {
    const ContractElement *element = g_ptr_array_index(here, i);
    if (is_mistaken(element, name))
      return element->name;
    unsigned d = text_distance(name, element->name);
    if (!text_is_slip(name, element->name) || d >= least)
      continue;
    least = d;
    best = element->name;
  }
  return best;
}

static bool holds(const Contract *contract, unsigned parent, const char *name) {
  const ContractElement *element = &contract->elements[parent];
  bool text = element->form == FORM_TEXT || element->form == FORM_FREE_TEXT;
  return contract_child(contract, parent, name) ||
         (text && contract_piece(contract, element->inlines, name));
}

char *contract_parents_names(Arena *arena, const Contract *contract, const char *name) {
  g_autoptr(GString) names = g_string_new(NULL);
  for (unsigned i = 1; i < contract->n_elements; i++) {
    const char *parent = contract->elements[i].name;
    if (!parent || !holds(contract, i, name))
      continue;
    g_autofree char *shown = g_strdup_printf("<%s>", parent);
    if (!strstr(names->str, shown))
      add_name(names, parent);
  }
  return arena_strdup(arena, names->str);
}

char *contract_attributes_names(Arena *arena, const ContractElement *element) {
  g_autoptr(GString) names = g_string_new(NULL);
  const ContractAttribute *attribute = element->attributes;
  for (; attribute && attribute->name; attribute++)
    g_string_append_printf(names, "%s%s", names->len ? " " : "", attribute->name);
  return arena_strdup(arena, names->str);
}

/* lay → layout, where only one begins so. */
static const char *attribute_begun(const ContractElement *element, const char *name) {
  const char *found = NULL;
  const ContractAttribute *attribute = element->attributes;
  for (; attribute && attribute->name && strlen(name) > 1; attribute++) {
    if (!g_str_has_prefix(attribute->name, name))
      continue;
    if (found)
      return NULL;
    found = attribute->name;
  }
  return found;
}

const char *contract_attribute_meant(const ContractElement *element, const char *name) {
  const char *best = NULL;
  unsigned least = UINT_MAX;
  const ContractAttribute *attribute = element->attributes;
  for (; attribute && attribute->name; attribute++) {
    unsigned d = text_distance(name, attribute->name);
    if (!text_is_slip(name, attribute->name) || d >= least)
      continue;
    least = d;
    best = attribute->name;
  }
  return best ? best : attribute_begun(element, name);
}
