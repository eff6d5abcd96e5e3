/* PDF values (ISO 32000-1 7.3), each in one way only: no comments, no stray bytes. */
#include <stdlib.h>
#include <string.h>

#include "verify_strict.h"

#define NAME_BYTES 127

static bool is_space(int c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f';
}

static bool is_delimiter(int c) {
  return c && strchr("()<>[]{}/%", c) != NULL;
}

static bool is_regular(int c) {
  return c >= 0x21 && c != 0x7f && !is_delimiter(c);
}

static int peek(const PdfLexer *lexer, size_t ahead) {
  size_t left = lexer->end - lexer->at;
  return ahead < left ? lexer->bytes[lexer->at + ahead] : -1;
}

static bool fault(PdfLexer *lexer, const char *what) {
  return strict_fault(lexer->file, DIAG_VERIFY_SYNTAX,
                      lexer->packed ? lexer->place : lexer->place + lexer->at, what);
}

void strict_skip_space(PdfLexer *lexer) {
  while (is_space(peek(lexer, 0)))
    lexer->at++;
}

bool strict_word(PdfLexer *lexer, const char *word) {
  size_t n = strlen(word);
  if (lexer->end - lexer->at < n || memcmp(lexer->bytes + lexer->at, word, n) != 0 ||
      is_regular(peek(lexer, n)))
    return false;
  lexer->at += n;
  return true;
}

bool strict_unsigned(PdfLexer *lexer, uint64_t most, uint64_t *out) {
  size_t digits = 0;
  *out = 0;
  for (int c; (c = peek(lexer, digits)) >= '0' && c <= '9'; digits++) {
    *out = *out * 10 + (uint64_t)(c - '0');
    if (*out > most || digits > 20)
      return false;
  }
  if (!digits || is_regular(peek(lexer, digits)))
    return false;
  lexer->at += digits;
  return true;
}

/* ---- text -------------------------------------------------------------------------- */

static int hex_digit(int c) {
  return c >= 0 ? g_ascii_xdigit_value((char)c) : -1;
}

static void keep(PdfLexer *lexer, PdfValue *out, const GByteArray *text) {
  out->n = text->len;
  out->text = arena_strndup(lexer->file->arena, (const char *)text->data, text->len);
}

static bool hex_string(PdfLexer *lexer, PdfValue *out) {
  lexer->at++;
  size_t start = lexer->at, n = 0;
  while (hex_digit(peek(lexer, 0)) >= 0 || is_space(peek(lexer, 0))) {
    n += !is_space(peek(lexer, 0));
    lexer->at++;
  }
  if (peek(lexer, 0) != '>')
    return fault(lexer, "<");
  char *text = arena_alloc(lexer->file->arena, (n + 1) / 2 + 1);
  size_t k = 0;
  for (size_t i = start; i < lexer->at; i++) {
    int digit = hex_digit(lexer->bytes[i]);
    if (digit < 0)
      continue;
    text[k / 2] = (char)(text[k / 2] | (k % 2 ? digit : digit << 4));
    k++;
  }
  lexer->at++;
  *out = (PdfValue){.kind = PDF_STRING, .n = (uint32_t)((n + 1) / 2), .text = text};
  return true;
}

/* What follows a backslash. */
static void escape(PdfLexer *lexer, GByteArray *text) {
  static const char letters[] = "nrtbf", meant[] = "\n\r\t\b\f";
  int c = peek(lexer, 0);
  lexer->at++;
  const char *letter = c > 0 ? strchr(letters, c) : NULL;
  uint8_t byte = (uint8_t)(letter ? meant[letter - letters] : c);
  if (c == '\r' && peek(lexer, 0) == '\n')
    lexer->at++;
  if (c == '\r' || c == '\n')
    return;
  if (c >= '0' && c <= '7') {
    int code = c - '0';
    for (int i = 0; i < 2 && peek(lexer, 0) >= '0' && peek(lexer, 0) <= '7'; i++)
      code = code * 8 + lexer->bytes[lexer->at++] - '0';
    byte = (uint8_t)code;
  }
  g_byte_array_append(text, &byte, 1);
}

static bool literal_string(PdfLexer *lexer, PdfValue *out) {
  g_autoptr(GByteArray) text = g_byte_array_new();
  unsigned open = 1;
  for (lexer->at++; lexer->at < lexer->end;) {
    uint8_t c = lexer->bytes[lexer->at++];
    if (c == '\\') {
      escape(lexer, text);
      continue;
    }
    open += c == '(';
    open -= c == ')';
    if (open == 0)
      break;
    if (c == '\r') { /* any end of line is one LF */
      lexer->at += peek(lexer, 0) == '\n';
      c = '\n';
    }
    g_byte_array_append(text, &c, 1);
  }
  *out = (PdfValue){.kind = PDF_STRING};
  if (open || lexer->at > lexer->end)
    return fault(lexer, "(");
  keep(lexer, out, text);
  return true;
}

static bool name(PdfLexer *lexer, PdfValue *out) {
  char text[NAME_BYTES];
  size_t n = 0;
  for (lexer->at++; is_regular(peek(lexer, 0)); n++) {
    int c = peek(lexer, 0);
    if (c == '#') {
      int high = hex_digit(peek(lexer, 1)), low = hex_digit(peek(lexer, 2));
      if (high < 0 || low < 0 || high + low == 0)
        return fault(lexer, "#");
      c = high << 4 | low;
      lexer->at += 2;
    }
    if (n == NAME_BYTES)
      return fault(lexer, "/");
    text[n] = (char)c;
    lexer->at++;
  }
  *out = (PdfValue){.kind = PDF_NAME, .n = (uint32_t)n};
  out->text = arena_strndup(lexer->file->arena, text, n);
  return true;
}

/* ---- numbers, words ---------------------------------------------------------------- */

/* "+01.50" → "1.5"; "-0" → "0" */
static const char *shortest(Arena *arena, const char *text) {
  bool negative = *text == '-';
  text += *text == '-' || *text == '+';
  while (*text == '0')
    text++;
  size_t n = strlen(text);
  if (strchr(text, '.')) {
    while (n && text[n - 1] == '0')
      n--;
    n -= n && text[n - 1] == '.';
  }
  if (n == 0)
    return "0";
  return arena_printf(arena, "%s%s%.*s", negative ? "-" : "", *text == '.' ? "0" : "",
                      (int)n, text);
}

static bool number(PdfLexer *lexer, PdfValue *out) {
  char text[64];
  size_t n = 0, points = 0, digits = 0;
  for (int c; is_regular(c = peek(lexer, 0)); lexer->at++) {
    bool sign = (c == '-' || c == '+') && n == 0;
    points += c == '.';
    digits += g_ascii_isdigit(c) != 0;
    if (!(sign || c == '.' || g_ascii_isdigit(c)) || n == sizeof text - 1)
      return fault(lexer, "0-9");
    text[n++] = (char)c;
  }
  text[n] = '\0';
  if (points > 1 || !digits)
    return fault(lexer, "0-9");
  *out = (PdfValue){.kind = PDF_NUMBER, .whole = points == 0};
  out->text = shortest(lexer->file->arena, text);
  out->n = (uint32_t)strlen(out->text);
  return true;
}

static bool reference(PdfLexer *lexer, PdfValue *out) {
  PdfLexer ahead = *lexer;
  uint64_t n, generation;
  if (!strict_unsigned(&ahead, lexer->file->limits->pdf_objects, &n) ||
      !is_space(peek(&ahead, 0)))
    return false;
  strict_skip_space(&ahead);
  if (!strict_unsigned(&ahead, 65535, &generation) || !is_space(peek(&ahead, 0)))
    return false;
  strict_skip_space(&ahead);
  if (!strict_word(&ahead, "R"))
    return false;
  lexer->at = ahead.at;
  *out = (PdfValue){.kind = PDF_REF, .number = (uint32_t)n, .n = (uint32_t)generation};
  return true;
}

static bool word(PdfLexer *lexer, PdfValue *out) {
  *out = (PdfValue){.kind = PDF_BOOL};
  if (strict_word(lexer, "true"))
    out->whole = true;
  else if (strict_word(lexer, "null"))
    out->kind = PDF_NULL;
  else if (!strict_word(lexer, "false"))
    return fault(lexer, "true false null");
  return true;
}

/* ---- arrays, dictionaries ---------------------------------------------------------- */

static bool array(PdfLexer *lexer, PdfValue *out, unsigned depth) {
  g_autoptr(GArray) items = g_array_new(FALSE, FALSE, sizeof(PdfValue));
  for (lexer->at++;;) {
    strict_skip_space(lexer);
    if (peek(lexer, 0) == ']')
      break;
    PdfValue item;
    if (items->len == lexer->file->limits->pdf_objects ||
        !strict_value(lexer, &item, depth - 1))
      return fault(lexer, "[");
    g_array_append_val(items, item);
  }
  lexer->at++;
  PdfValue *kept = ARENA_ARRAY(lexer->file->arena, PdfValue, items->len + 1);
  if (items->len)
    memcpy(kept, items->data, items->len * sizeof *kept);
  *out = (PdfValue){.kind = PDF_ARRAY, .n = items->len, .items = kept};
  return true;
}

static int entry_order(const void *a, const void *b) {
  const PdfEntry *x = a, *y = b;
  int by = memcmp(x->name, y->name, MIN(x->n, y->n));
  return by ? by : (x->n > y->n) - (x->n < y->n);
}

static bool keep_entries(PdfLexer *lexer, PdfValue *out, const GArray *entries) {
  PdfEntry *kept = ARENA_ARRAY(lexer->file->arena, PdfEntry, entries->len + 1);
  if (entries->len)
    memcpy(kept, entries->data, entries->len * sizeof *kept);
  qsort(kept, entries->len, sizeof *kept, entry_order);
  for (guint i = 1; i < entries->len; i++) {
    if (entry_order(&kept[i - 1], &kept[i]) == 0)
      return strict_fault(lexer->file, DIAG_VERIFY_KEY_TWICE,
                          lexer->packed ? lexer->place : lexer->place + lexer->at,
                          kept[i].name);
  }
  *out = (PdfValue){.kind = PDF_DICT, .n = entries->len, .entries = kept};
  return true;
}

static bool dictionary(PdfLexer *lexer, PdfValue *out, unsigned depth) {
  g_autoptr(GArray) entries = g_array_new(FALSE, FALSE, sizeof(PdfEntry));
  for (lexer->at += 2;;) {
    strict_skip_space(lexer);
    if (peek(lexer, 0) == '>' && peek(lexer, 1) == '>')
      break;
    PdfValue key, value;
    if (peek(lexer, 0) != '/' || entries->len == lexer->file->limits->pdf_objects ||
        !name(lexer, &key))
      return fault(lexer, "<<");
    strict_skip_space(lexer);
    if (!strict_value(lexer, &value, depth - 1))
      return false;
    PdfEntry entry = {.name = key.text, .n = key.n, .value = value};
    g_array_append_val(entries, entry);
  }
  lexer->at += 2;
  return keep_entries(lexer, out, entries);
}

static bool any(PdfLexer *lexer, PdfValue *out, unsigned depth) {
  int c = peek(lexer, 0);
  switch (c) {
    case '/':
      return name(lexer, out);
    case '(':
      return literal_string(lexer, out);
    case '[':
      return array(lexer, out, depth);
    case '<':
      return peek(lexer, 1) == '<' ? dictionary(lexer, out, depth)
                                   : hex_string(lexer, out);
    default:
      if (g_ascii_isdigit(c) && reference(lexer, out))
        return true;
      return c == '+' || c == '-' || c == '.' || g_ascii_isdigit(c) ? number(lexer, out)
                                                                    : word(lexer, out);
  }
}

bool strict_value(PdfLexer *lexer, PdfValue *out, unsigned depth) {
  size_t from = lexer->at;
  *out = (PdfValue){0};
  if (depth == 0)
    return strict_fault(lexer->file, DIAG_VERIFY_LIMIT, lexer->place, "depth");
  if (!any(lexer, out, depth))
    return false;
  out->from = lexer->place + from;
  out->to = lexer->place + lexer->at;
  return true;
}
