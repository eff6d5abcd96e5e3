#include <string.h>

#include "base_json.h"

typedef struct Reader {
  Arena *arena;
  const char *at, *end;
  bool ok;
} Reader;

static void skip_space(Reader *r) {
  while (r->at < r->end && strchr(" \t\r\n", *r->at) && *r->at)
    r->at++;
}

static bool take(Reader *r, char c) {
  if (r->ok && r->at < r->end && *r->at == c) {
    r->at++;
    return true;
  }
  return false;
}

static void need(Reader *r, char c) {
  if (!take(r, c))
    r->ok = false;
}

/* ---- strings -------------------------------------------------------------- */

static gunichar read_hex(Reader *r) {
  gunichar value = 0;
  for (int i = 0; i < 4; i++) {
    int digit = r->at < r->end ? g_ascii_xdigit_value(*r->at) : -1;
    if (digit < 0) {
      r->ok = false;
      return 0;
    }
    value = value << 4 | (gunichar)digit;
    r->at++;
  }
  return value;
}

static gunichar read_escaped_unit(Reader *r) {
  gunichar c = read_hex(r);
  if (c < 0xD800 || c > 0xDFFF)
    return c;
  need(r, '\\');
  need(r, 'u');
  gunichar low = r->ok ? read_hex(r) : 0;
  if (c > 0xDBFF || low < 0xDC00 || low > 0xDFFF)
    r->ok = false;
  return 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
}

static void read_escape(Reader *r, GString *into) {
  static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
  char c = r->at < r->end ? *r->at++ : '\0';
  const char *known = c ? strchr(names, c) : NULL;
  if (known) {
    g_string_append_c(into, values[known - names]);
    return;
  }
  gunichar unit = c == 'u' ? read_escaped_unit(r) : 0;
  if (unit == 0) /* U+0000 too: no text holds it */
    r->ok = false;
  else if (r->ok)
    g_string_append_unichar(into, unit);
}

static const char *read_string(Reader *r) {
  g_autoptr(GString) into = g_string_new(NULL);
  need(r, '"');
  while (r->ok && !take(r, '"')) {
    if (r->at >= r->end || (unsigned char)*r->at < 0x20)
      r->ok = false;
    else if (take(r, '\\'))
      read_escape(r, into);
    else
      g_string_append_c(into, *r->at++);
  }
  return r->ok ? arena_strndup(r->arena, into->str, into->len) : "";
}

/* ---- values ---------------------------------------------------------------- */

static bool skip_digits(Reader *r) {
  const char *from = r->at;
  while (r->at < r->end && g_ascii_isdigit(*r->at))
    r->at++;
  return r->at > from;
}

static const char *read_number(Reader *r) {
  const char *from = r->at;
  take(r, '-');
  bool zero = take(r, '0');
  r->ok = zero || skip_digits(r);
  if (r->ok && take(r, '.'))
    r->ok = skip_digits(r);
  if (r->ok && (take(r, 'e') || take(r, 'E'))) {
    if (!take(r, '+'))
      take(r, '-');
    r->ok = skip_digits(r);
  }
  return arena_strndup(r->arena, from, (size_t)(r->at - from));
}

static bool take_word(Reader *r, const char *word) {
  size_t len = strlen(word);
  if ((size_t)(r->end - r->at) < len || strncmp(r->at, word, len) != 0)
    return false;
  r->at += len;
  return true;
}

static JsonValue *read_value(Reader *r, unsigned depth);

static const char *read_name(Reader *r, const JsonValue *object) {
  skip_space(r);
  const char *name = read_string(r);
  if (json_member(object, name))
    r->ok = false;
  skip_space(r);
  need(r, ':');
  return name;
}

/* Recursion is limited by Limits.json_depth. */
static void read_members(Reader *r, JsonValue *into, char close, unsigned depth) {
  JsonValue **last = &into->first;
  unsigned names = 0;
  skip_space(r);
  if (depth > limits_default.json_depth)
    r->ok = false;
  if (take(r, close))
    return;
  do {
    const char *name = into->kind == JSON_OBJECT ? read_name(r, into) : NULL;
    JsonValue *value = read_value(r, depth);
    if (!r->ok || (name && ++names > limits_default.json_names)) {
      r->ok = false;
      return;
    }
    value->name = name;
    *last = value;
    last = &value->next;
    skip_space(r);
  } while (take(r, ','));
  need(r, close);
}

static JsonValue *read_value(Reader *r, unsigned depth) {
  static const struct {
    const char *word;
    JsonKind kind;
  } words[] = {{"null", JSON_NULL}, {"true", JSON_TRUE}, {"false", JSON_FALSE}};
  JsonValue *value = ARENA_NEW(r->arena, JsonValue);
  skip_space(r);
  char c = r->ok && r->at < r->end ? *r->at : '\0';
  for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
    if (c && take_word(r, words[i].word)) {
      value->kind = words[i].kind;
      return value;
    }
  }
  if (c == '{' || c == '[') {
    r->at++;
    value->kind = c == '{' ? JSON_OBJECT : JSON_ARRAY;
    read_members(r, value, c == '{' ? '}' : ']', depth + 1);
  } else if (c == '"') {
    value->kind = JSON_STRING;
    value->text = read_string(r);
  } else if (c == '-' || g_ascii_isdigit(c)) {
    value->kind = JSON_NUMBER;
    value->text = read_number(r);
  } else {
    r->ok = false;
  }
  return value;
}

const JsonValue *json_parse(Arena *arena, const char *text, size_t len, size_t *fault) {
  Reader r = {.arena = arena, .at = text, .end = text + len, .ok = true};
  const char *bad = NULL;
  if (!g_utf8_validate_len(text, len, &bad)) {
    *fault = (size_t)(bad - text);
    return NULL;
  }
  const JsonValue *value = read_value(&r, 0);
  skip_space(&r);
  *fault = (size_t)(r.at - text);
  return r.ok && r.at == r.end ? value : NULL;
}

const JsonValue *json_member(const JsonValue *object, const char *name) {
  const JsonValue *member = object && object->kind == JSON_OBJECT ? object->first : NULL;
  while (member && strcmp(member->name, name) != 0)
    member = member->next;
  return member;
}

const char *json_member_text(const JsonValue *object, const char *name,
                             const char *otherwise) {
  const JsonValue *member = json_member(object, name);
  return member && member->kind == JSON_STRING ? member->text : otherwise;
}

uint64_t json_member_number(const JsonValue *object, const char *name,
                            uint64_t otherwise) {
  const JsonValue *member = json_member(object, name);
  guint64 value;
  bool is = member && member->kind == JSON_NUMBER &&
            g_ascii_string_to_unsigned(member->text, 10, 0, G_MAXUINT64, &value, NULL);
  return is ? value : otherwise;
}

void json_put_string(GString *out, const char *text) {
  if (!text) {
    g_string_append(out, "null");
    return;
  }
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  g_string_append_c(out, '"');
  for (const char *p = valid; *p; p++) {
    if (*p == '"' || *p == '\\')
      g_string_append_printf(out, "\\%c", *p);
    else if ((unsigned char)*p < 0x20)
      g_string_append_printf(out, "\\u%04x", (unsigned)*p);
    else
      g_string_append_c(out, *p);
  }
  g_string_append_c(out, '"');
}
