/* Attributes of the start tag being handled. */
#include <string.h>

#include "model_private.h"

/* libxml2 gives five pointers for each: local name, prefix, namespace, value, end of the
 * value. */
enum { ATTRIBUTE_LOCAL, ATTRIBUTE_PREFIX, ATTRIBUTE_URI, ATTRIBUTE_VALUE, ATTRIBUTE_END };
#define ATTRIBUTE_FIELDS 5

static const char *field(const Reader *reader, int i, int which) {
  return (const char *)reader->attributes[i * ATTRIBUTE_FIELDS + which];
}

static char *qualified_name(const Reader *reader, int i) {
  const char *prefix = field(reader, i, ATTRIBUTE_PREFIX);
  const char *local = field(reader, i, ATTRIBUTE_LOCAL);
  return prefix ? g_strconcat(prefix, ":", local, NULL) : g_strdup(local);
}

static Span attribute_span(const Reader *reader, const char *name) {
  Cursor cursor = reader->tag;
  if (!model_cursor_to_attribute(&cursor, name))
    cursor = reader->tag;
  return model_cursor_span(&cursor);
}

static int find(const Reader *reader, const char *name) {
  for (int i = 0; i < reader->n_attributes; i++) {
    g_autofree char *qualified = qualified_name(reader, i);
    if (strcmp(qualified, name) == 0)
      return i;
  }
  return -1;
}

void model_attributes_check(Reader *reader, Element element, Span at) {
  Arena *arena = reader->job->arena;
  Diagnostics *diags = reader->job->diags;
  const char *owner = model_grammar_element(element)->name;
  for (int i = 0; i < reader->n_attributes; i++) {
    g_autofree char *name = qualified_name(reader, i);
    if (model_grammar_attribute(element, name))
      continue;
    Span place = attribute_span(reader, name);
    diag_add(diags, place, DIAG_MODEL_UNKNOWN_ATTRIBUTE,
             model_shorten(arena, name, strlen(name)), owner,
             model_grammar_near_attribute(arena, element, name), NULL);
  }
  const AttributeRule *rule = NULL;
  while ((rule = model_grammar_next_attribute(element, rule))) {
    if (rule->required && find(reader, rule->name) < 0)
      diag_add(diags, at, DIAG_MODEL_MISSING_ATTRIBUTE, rule->name, owner, NULL);
  }
}

const char *model_attribute(Reader *reader, const char *name, Span *at) {
  int i = find(reader, name);
  if (i < 0)
    return NULL;
  if (at)
    *at = attribute_span(reader, name);
  const char *value = field(reader, i, ATTRIBUTE_VALUE);
  return arena_strndup(reader->job->arena, value,
                       (size_t)(field(reader, i, ATTRIBUTE_END) - value));
}

Text model_attribute_text(Reader *reader, const char *name) {
  Span at = attribute_span(reader, name);
  Cursor cursor = reader->tag;
  char quote = 0;
  model_pieces_open(reader, INLINE_PLAIN);
  if (find(reader, name) >= 0 && model_cursor_to_attribute(&cursor, name) &&
      model_cursor_to_value(&cursor, &quote)) {
    Decoded c;
    while (cursor.p < cursor.end && *cursor.p != quote &&
           model_cursor_decode(&cursor, &c))
      model_pieces_add(reader, &c);
  }
  return model_pieces_close(reader, at);
}

int model_attribute_choice(Reader *reader, const char *name, const Choice *choices,
                           int fallback) {
  Span at;
  const char *value = model_attribute(reader, name, &at);
  if (!value)
    return fallback;
  g_autoptr(GString) allowed = g_string_new(NULL);
  for (const Choice *choice = choices; choice->word; choice++) {
    if (strcmp(choice->word, value) == 0)
      return choice->value;
    g_string_append_printf(allowed, "%s%s", allowed->len ? " | " : "", choice->word);
  }
  model_attribute_bad(reader, at, name, value, allowed->str);
  return fallback;
}

void model_attribute_bad(Reader *reader, Span at, const char *name, const char *value,
                         const char *allowed) {
  char *shown = model_shorten(reader->job->arena, value, strlen(value));
  diag_add(reader->job->diags, at, DIAG_MODEL_ATTRIBUTE_VALUE, name, shown, allowed,
           NULL);
}
