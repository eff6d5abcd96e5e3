#include "line_words.h"

#include <string.h>

/* Sorted lines: of the official list "word<tab>letter of its section", of the general one
 * the word alone. Made by the build from rules/. */
const char *line_words_official(void);
const char *line_words_general(void);
const char *line_words_units(void);

#define LONGEST_WORD 16 /* characters */

typedef struct WordList {
  const char *at, *end;
} WordList;

static const char *line_start(const char *from, const char *p) {
  while (p > from && p[-1] != '\n')
    p--;
  return p;
}

static const char *next_line(const char *p, const char *end) {
  const char *newline = memchr(p, '\n', (size_t)(end - p));
  return newline ? newline + 1 : end;
}

static int compare(const char *line, const char *end, const char *prefix, size_t len) {
  size_t have = MIN((size_t)(end - line), len);
  int order = memcmp(line, prefix, have);
  return order ? order : have < len ? -1 : 0;
}

/* The first line that is not before the prefix. */
static const char *lower_bound(WordList list, const char *prefix, size_t len) {
  const char *low = list.at, *high = list.end;
  while (low < high) {
    const char *line = line_start(low, low + (high - low) / 2);
    if (compare(line, list.end, prefix, len) < 0)
      low = next_line(line, high);
    else
      high = line;
  }
  return low;
}

static WordClass class_of(char letter) {
  switch (letter) {
    case 'v':
      return WORD_VERB;
    case 'b':
      return WORD_BODY;
    case 'p':
      return WORD_PLACE;
    case 'n':
      return WORD_PERSON;
    case 't':
      return WORD_PERIOD;
    case 'l':
      return WORD_LEAD;
    case 'h':
      return WORD_HEAD;
    case 'u':
    case 'k':
      return WORD_KEPT;
    default:
      return WORD_GENERAL;
  }
}

/* All lines that are this very word. */
static void note_hits(WordList list, size_t len, uint32_t chars, WordsAt *out) {
  for (const char *line = list.at; line < list.end;) {
    const char *next = next_line(line, list.end);
    char after = line[len];
    if (after != '\t' && after != '\n')
      return;
    WordClass cls = after == '\t' ? class_of(line[len + 1]) : WORD_GENERAL;
    out->chars[cls] = (uint8_t)MAX(out->chars[cls], chars);
    line = next;
    if (line >= list.end || compare(line, list.end, list.at, len) != 0)
      return;
  }
}

/* Ever longer prefixes of the text, while any word begins with them. */
static void look_up(WordList list, const char *text, const uint32_t *byte, uint32_t n,
                    WordsAt *out) {
  for (uint32_t chars = 1; chars <= MIN(n, LONGEST_WORD); chars++) {
    size_t len = byte[chars] - byte[0];
    list.at = lower_bound(list, text, len);
    if (list.at >= list.end || compare(list.at, list.end, text, len) != 0)
      return;
    note_hits(list, len, chars, out);
  }
}

static void look_up_own(const LayoutTerms *terms, WordClass cls, const char *text,
                        size_t bytes, WordsAt *out) {
  for (size_t i = 0; i < terms->n; i++) {
    size_t len = strlen(terms->words[i]);
    if (len == 0 || len > bytes || memcmp(terms->words[i], text, len) != 0)
      continue;
    size_t chars = MIN(text_chars(terms->words[i]), UINT8_MAX);
    out->chars[cls] = (uint8_t)MAX(out->chars[cls], chars);
  }
}

static WordList list_of(const char *bytes) {
  return (WordList){bytes, bytes + strlen(bytes)};
}

void line_words_find(const char *utf8, const uint32_t *byte, uint32_t n,
                     const LayoutTitles *own, WordsAt *out) {
  WordList official = list_of(line_words_official());
  WordList general = list_of(line_words_general());
  for (uint32_t i = 0; i < n; i++) {
    const char *text = utf8 + byte[i];
    size_t bytes = byte[n] - byte[i];
    out[i] = (WordsAt){{0}};
    if ((unsigned char)*text < 0x80)
      continue;
    look_up(official, text, byte + i, n - i, &out[i]);
    look_up(general, text, byte + i, n - i, &out[i]);
    look_up_own(&own->keep, WORD_KEPT, text, bytes, &out[i]);
    look_up_own(&own->bodies, WORD_BODY, text, bytes, &out[i]);
    look_up_own(&own->places, WORD_PLACE, text, bytes, &out[i]);
    look_up_own(&own->persons, WORD_PERSON, text, bytes, &out[i]);
    look_up_own(&own->verbs, WORD_VERB, text, bytes, &out[i]);
  }
}

uint32_t line_words_unit(const char *utf8, const uint32_t *byte, uint32_t n) {
  WordsAt at = {{0}};
  look_up(list_of(line_words_units()), utf8 + byte[0], byte, n, &at);
  return at.chars[WORD_KEPT];
}
