/* Lines, values and attributes of a schema. */
#include <string.h>

#include "contract_private.h"

void contract_put(SchemaWriter *w, const char *format, ...) {
  for (unsigned i = 0; i < w->depth; i++)
    g_string_append(w->out, "  ");
  va_list args;
  va_start(args, format);
  g_string_append_vprintf(w->out, format, args);
  va_end(args);
  g_string_append_c(w->out, '\n');
}

void contract_open(SchemaWriter *w, const char *name) {
  contract_put(w, "<%s>", name);
  w->depth++;
}

void contract_close(SchemaWriter *w, const char *name) {
  w->depth--;
  contract_put(w, "</%s>", name);
}

void contract_open_named(SchemaWriter *w, const char *tag, const char *name) {
  contract_put(w, "<%s name=\"%s\">", tag, name);
  w->depth++;
}

void contract_put_words(SchemaWriter *w, const char *zh, const char *en) {
  g_autofree char *first = g_markup_escape_text(zh, -1);
  g_autofree char *second = g_markup_escape_text(en, -1);
  contract_put(w, "<a:documentation xml:lang=\"zh\">%s</a:documentation>", first);
  contract_put(w, "<a:documentation xml:lang=\"en\">%s</a:documentation>", second);
}

/* ---- values ------------------------------------------------------------ */

static void want_value(SchemaWriter *w, const ContractValue *value) {
  for (guint i = 0; i < w->values->len; i++) {
    const ContractValue *known = g_ptr_array_index(w->values, i);
    if (strcmp(known->name, value->name) == 0)
      return;
  }
  g_ptr_array_add(w->values, (gpointer)value);
}

static void put_choices(SchemaWriter *w, const char *type, const char *const *words,
                        const char *const *but) {
  contract_open(w, "choice");
  for (; *words; words++) {
    if (!but || !g_strv_contains(but, *words))
      contract_put(w, "<value type=\"%s\">%s</value>", type, *words);
  }
  contract_close(w, "choice");
}

void contract_put_data(SchemaWriter *w, const char *type, const ContractValue *value) {
  if (value->words) {
    put_choices(w, type, value->words, NULL);
    return;
  }
  if (!value->pattern && !value->most) {
    contract_put(w, "<data type=\"%s\"/>", type);
    return;
  }
  contract_put(w, "<data type=\"%s\">", type);
  w->depth++;
  g_autofree char *pattern =
      g_markup_escape_text(value->pattern ? value->pattern : "", -1);
  if (value->pattern)
    contract_put(w, "<param name=\"pattern\">%s</param>", pattern);
  if (value->most)
    contract_put(w, "<param name=\"maxLength\">%u</param>", value->most);
  contract_close(w, "data");
}

void contract_put_values(SchemaWriter *w) {
  for (guint i = 0; i < w->values->len; i++) {
    const ContractValue *value = g_ptr_array_index(w->values, i);
    g_autofree char *name = g_strconcat("value.", value->name, NULL);
    contract_open_named(w, "define", name);
    contract_put_words(w, value->zh, value->en);
    contract_put_data(w, "string", value);
    contract_close(w, "define");
  }
}

/* ---- attributes ------------------------------------------------------------ */

static bool is_case(const SchemaGiven *g, const ContractAttribute *a) {
  const char *name = g->element->when.attribute;
  return g->state != CASE_FREE && name && strcmp(name, a->name) == 0;
}

static void put_attribute_value(SchemaWriter *w, const SchemaGiven *g,
                                const ContractAttribute *a) {
  const char *const *words = g->element->when.words;
  if (is_case(g, a) && words && g->state == CASE_HOLDS)
    put_choices(w, "string", words, NULL);
  else if (is_case(g, a) && words)
    put_choices(w, "string", a->value->words, words);
  else {
    want_value(w, a->value);
    contract_put(w, "<ref name=\"value.%s\"/>", a->value->name);
  }
}

static void put_one(SchemaWriter *w, const SchemaGiven *g, const ContractAttribute *a) {
  contract_open_named(w, "attribute", a->name);
  contract_put_words(w, a->zh, a->en);
  put_attribute_value(w, g, a);
  contract_close(w, "attribute");
}

static bool beside(const ContractAttribute *a, const char *name) {
  return a->with && strcmp(a->with, name) == 0;
}

/* The attribute and those that stand only beside it. */
static void put_with_company(SchemaWriter *w, const SchemaGiven *g,
                             const ContractAttribute *a) {
  bool company = false;
  for (const ContractAttribute *b = g->element->attributes; b->name; b++)
    company = company || beside(b, a->name);
  if (company)
    contract_open(w, "group");
  put_one(w, g, a);
  for (const ContractAttribute *b = g->element->attributes; b->name; b++) {
    if (!beside(b, a->name))
      continue;
    if (!b->required)
      contract_open(w, "optional");
    put_one(w, g, b);
    if (!b->required)
      contract_close(w, "optional");
  }
  if (company)
    contract_close(w, "group");
}

static const ContractAttribute *instead_of(const SchemaGiven *g,
                                           const ContractAttribute *a) {
  for (const ContractAttribute *b = g->element->attributes; b->name; b++) {
    if (b->unless && strcmp(b->unless, a->name) == 0)
      return b;
  }
  return NULL;
}

static void put_either(SchemaWriter *w, const SchemaGiven *g,
                       const ContractAttribute *a) {
  const ContractAttribute *other = contract_attribute(g->element, a->either);
  contract_open(w, "choice");
  put_one(w, g, a);
  contract_open(w, "group");
  put_one(w, g, other);
  contract_open(w, "optional");
  put_one(w, g, a);
  contract_close(w, "optional");
  contract_close(w, "group");
  contract_close(w, "choice");
}

static void put_root_attribute(SchemaWriter *w, const SchemaGiven *g,
                               const ContractAttribute *a) {
  const ContractAttribute *other = instead_of(g, a);
  bool needed = a->required || (is_case(g, a) && g->state == CASE_HOLDS);
  if (other)
    contract_open(w, "choice");
  if (!needed)
    contract_open(w, "optional");
  put_with_company(w, g, a);
  if (!needed)
    contract_close(w, "optional");
  if (!other)
    return;
  put_with_company(w, g, other);
  contract_close(w, "choice");
}

static bool is_other_of_either(const SchemaGiven *g, const ContractAttribute *a) {
  for (const ContractAttribute *b = g->element->attributes; b->name; b++) {
    if (b->either && strcmp(b->either, a->name) == 0)
      return true;
  }
  return false;
}

static bool stands_for_itself(const SchemaGiven *g, const ContractAttribute *a) {
  bool absent = is_case(g, a) && g->state == CASE_FAILS && !g->element->when.words;
  bool below = a->filled && !g->filled;
  return !absent && !below && !a->with && !a->unless && !is_other_of_either(g, a);
}

void contract_put_attributes(SchemaWriter *w, const SchemaGiven *g) {
  if (!g->element->attributes)
    return;
  contract_open(w, "interleave");
  contract_put(w, "<empty/>");
  for (const ContractAttribute *a = g->element->attributes; a->name; a++) {
    if (!stands_for_itself(g, a))
      continue;
    if (a->either)
      put_either(w, g, a);
    else
      put_root_attribute(w, g, a);
  }
  contract_close(w, "interleave");
}
