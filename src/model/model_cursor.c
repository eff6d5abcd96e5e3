/* The raw text, character by character, in step with the parser's events: so every
 * element, attribute and character has its line and column, whatever the parser keeps of
 * them. */
#include <string.h>

#include "model_private.h"

Cursor model_cursor_at_start(const Source *source) {
  return (Cursor){.file = source->file,
                  .p = source->text,
                  .end = source->text + source->len,
                  .line = 1,
                  .column = 1};
}

Span model_cursor_span(const Cursor *cursor) {
  return (Span){.file = cursor->file, .line = cursor->line, .column = cursor->column};
}

bool model_cursor_looking_at(const Cursor *cursor, const char *text) {
  size_t n = strlen(text);
  return (size_t)(cursor->end - cursor->p) >= n && memcmp(cursor->p, text, n) == 0;
}

void model_cursor_step(Cursor *cursor) {
  if (cursor->p >= cursor->end)
    return;
  char c = *cursor->p++;
  if (c == '\r' && cursor->p < cursor->end && *cursor->p == '\n')
    cursor->p++;
  if (c == '\n' || c == '\r') {
    cursor->line++;
    cursor->column = 1;
    return;
  }
  while (cursor->p < cursor->end && (*cursor->p & 0xC0) == 0x80)
    cursor->p++;
  cursor->column++;
}

void model_cursor_step_over(Cursor *cursor, size_t bytes) {
  const char *goal = cursor->p + bytes;
  while (cursor->p < goal && cursor->p < cursor->end)
    model_cursor_step(cursor);
}

bool model_cursor_past(Cursor *cursor, const char *text) {
  while (cursor->p < cursor->end) {
    if (*cursor->p == *text && model_cursor_looking_at(cursor, text)) {
      model_cursor_step_over(cursor, strlen(text));
      return true;
    }
    model_cursor_step(cursor);
  }
  return false;
}

bool model_cursor_skip_aside(Cursor *cursor) {
  static const char *const asides[][2] = {
      {"<!--", "-->"}, {"<?", "?>"}, {"<![CDATA[", "]]>"}};
  for (size_t i = 0; i < G_N_ELEMENTS(asides); i++) {
    if (!model_cursor_looking_at(cursor, asides[i][0]))
      continue;
    model_cursor_step_over(cursor, strlen(asides[i][0]));
    model_cursor_past(cursor, asides[i][1]);
    return true;
  }
  return false;
}

bool model_cursor_to_tag(Cursor *cursor) {
  if (cursor->cdata) {
    cursor->cdata = false;
    model_cursor_past(cursor, "]]>");
  }
  while (cursor->p < cursor->end) {
    if (*cursor->p != '<')
      model_cursor_step(cursor);
    else if (!model_cursor_skip_aside(cursor))
      return true;
  }
  return false;
}

bool model_cursor_past_tag(Cursor *cursor, bool *self_closing) {
  char quote = 0, before = 0;
  while (cursor->p < cursor->end) {
    char c = *cursor->p;
    model_cursor_step(cursor);
    if (quote) {
      quote = c == quote ? 0 : quote;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '>') {
      *self_closing = before == '/';
      return true;
    }
    before = c;
  }
  return false;
}

static const struct {
  const char *text;
  gunichar c;
} entities[] = {
    {"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&apos;", '\''}};

/* At '&'; the scan has made sure that the reference is good. */
static gunichar decode_reference(Cursor *cursor) {
  for (size_t i = 0; i < G_N_ELEMENTS(entities); i++) {
    if (!model_cursor_looking_at(cursor, entities[i].text))
      continue;
    model_cursor_step_over(cursor, strlen(entities[i].text));
    return entities[i].c;
  }
  bool hex = model_cursor_looking_at(cursor, "&#x");
  guint64 value = g_ascii_strtoull(cursor->p + (hex ? 3 : 2), NULL, hex ? 16 : 10);
  model_cursor_past(cursor, ";");
  return (gunichar)value;
}

/* Over comments and the edges of CDATA sections; false where a tag stands. */
static bool settle_in_text(Cursor *cursor) {
  for (;;) {
    if (cursor->cdata && model_cursor_looking_at(cursor, "]]>")) {
      cursor->cdata = false;
      model_cursor_step_over(cursor, 3);
    } else if (cursor->cdata || cursor->p >= cursor->end || *cursor->p != '<') {
      return cursor->p < cursor->end;
    } else if (model_cursor_looking_at(cursor, "<![CDATA[")) {
      cursor->cdata = true;
      model_cursor_step_over(cursor, 9);
    } else if (!model_cursor_skip_aside(cursor)) {
      return false;
    }
  }
}

bool model_cursor_decode(Cursor *cursor, Decoded *out) {
  if (!settle_in_text(cursor))
    return false;
  out->line = cursor->line;
  out->column = cursor->column;
  if (*cursor->p == '&' && !cursor->cdata) {
    out->c = decode_reference(cursor);
    return true;
  }
  out->c = *cursor->p == '\r' ? '\n' : g_utf8_get_char(cursor->p);
  model_cursor_step(cursor);
  return true;
}

static bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void skip_space(Cursor *cursor) {
  while (cursor->p < cursor->end && is_space(*cursor->p))
    model_cursor_step(cursor);
}

static size_t name_length(const Cursor *cursor) {
  const char *p = cursor->p;
  while (p < cursor->end && !is_space(*p) && !strchr("=/>\"'", *p))
    p++;
  return (size_t)(p - cursor->p);
}

bool model_cursor_to_value(Cursor *cursor, char *quote) {
  model_cursor_step_over(cursor, name_length(cursor));
  skip_space(cursor);
  if (!model_cursor_looking_at(cursor, "="))
    return false;
  model_cursor_step(cursor);
  skip_space(cursor);
  if (cursor->p >= cursor->end || (*cursor->p != '"' && *cursor->p != '\''))
    return false;
  *quote = *cursor->p;
  model_cursor_step(cursor);
  return true;
}

bool model_cursor_to_attribute(Cursor *cursor, const char *name) {
  model_cursor_step(cursor);
  model_cursor_step_over(cursor, name_length(cursor));
  for (;;) {
    skip_space(cursor);
    size_t n = name_length(cursor);
    if (n == 0)
      return false;
    if (n == strlen(name) && memcmp(cursor->p, name, n) == 0)
      return true;
    char quote;
    if (!model_cursor_to_value(cursor, &quote))
      return false;
    while (cursor->p < cursor->end && *cursor->p != quote)
      model_cursor_step(cursor);
    model_cursor_step(cursor);
  }
}

void *model_vector_push(Arena *arena, Vector *vector, size_t size) {
  if (vector->n == vector->room) {
    uint32_t room = vector->room ? vector->room * 2 : 4;
    void *items = arena_array(arena, room, size);
    if (vector->n)
      memcpy(items, vector->items, vector->n * size);
    vector->items = items;
    vector->room = room;
  }
  return (char *)vector->items + size * vector->n++;
}
