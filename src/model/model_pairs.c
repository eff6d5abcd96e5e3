/* Brackets and quotes that open and close in pairs (lint PUN-02), marks where a text may
 * not begin, and corner brackets in place of quotes. */
#include <string.h>

#include "model_private.h"

#define PAIRS_DEEP 16

typedef struct Open {
  gunichar close;
  uint32_t at;
  gunichar c;
} Open;

static const char opening[] = "“‘（《〈〔【「『";
static const char closing[] = "”’）》〉〕】」』";

static int index_in(const char *set, gunichar c) {
  const char *found = c ? g_utf8_strchr(set, -1, c) : NULL;
  return found ? (int)g_utf8_pointer_to_offset(set, found) : -1;
}

static gunichar partner(int i) {
  return g_utf8_get_char(g_utf8_offset_to_pointer(closing, i));
}

static void report(Reader *reader, const Text *text, uint32_t i, gunichar c) {
  char mark[7] = "";
  g_unichar_to_utf8(c, mark);
  Span at = {text->at.file, text->places[i].line, text->places[i].column};
  diag_add(reader->job->diags, at, DIAG_MODEL_UNBALANCED_MARK, mark, NULL);
}

/* A quotation of several paragraphs opens each of them and closes the last; 1）and ’ in
 * Latin words close nothing. */
static bool may_stand_alone(const Text *text, uint32_t i, gunichar c, gunichar before) {
  if (c == 0x201C && i == 0)
    return true;
  if (c == 0x201D)
    return i + 1 == text->chars;
  bool letter = before < 0x80 && g_ascii_isalnum((gchar)before);
  bool counted = (letter && i <= 3) || (text_is_han(before) && i <= 2);
  return c == 0x2019 || (c == 0xFF09 && counted);
}

/* The place in the stack that this mark closes; −1: none. */
static int closes(const Open *open, unsigned depth, gunichar c) {
  for (int i = (int)depth - 1; i >= 0; i--) {
    if (open[i].close == c)
      return i;
  }
  return -1;
}

static void check_close(Reader *reader, const Text *text, Open *open, unsigned *depth,
                        uint32_t i, gunichar c, gunichar before) {
  int found = closes(open, *depth, c);
  if (found < 0) {
    if (!may_stand_alone(text, i, c, before))
      report(reader, text, i, c);
    return;
  }
  for (unsigned k = (unsigned)found + 1; k < *depth; k++)
    report(reader, text, open[k].at, open[k].c);
  *depth = (unsigned)found;
}

void model_check_pairs(Reader *reader, const Text *text) {
  Open open[PAIRS_DEEP];
  unsigned depth = 0;
  gunichar before = 0;
  const char *p = text->utf8;
  for (uint32_t i = 0; i < text->chars; i++) {
    gunichar c = text_next(&p);
    int opens = index_in(opening, c);
    if (opens >= 0 && depth == PAIRS_DEEP)
      return;
    if (opens >= 0)
      open[depth++] = (Open){partner(opens), i, c};
    else if (index_in(closing, c) >= 0)
      check_close(reader, text, open, &depth, i, c, before);
    before = c;
  }
  for (unsigned k = 0; k < depth; k++) {
    if (!may_stand_alone(text, open[k].at, open[k].c, 0))
      report(reader, text, open[k].at, open[k].c);
  }
}

/* A paragraph that begins with what belongs behind a word. */
void model_check_first(Reader *reader, const Text *text) {
  gunichar c = g_utf8_get_char(text->utf8);
  bool filled = text->n_ranges && text->ranges[0].from == 0; /* words come before it */
  if (filled || !g_utf8_strchr("，。、；：！？,;:!?", -1, c))
    return;
  char mark[7] = "";
  g_unichar_to_utf8(c, mark);
  Span at = {text->at.file, text->places[0].line, text->places[0].column};
  diag_add(reader->job->diags, at, DIAG_MODEL_MARK_FIRST, mark, NULL);
}
