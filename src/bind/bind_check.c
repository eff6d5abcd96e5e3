/* Warnings on what is certain once everything is settled: lint NUM-07, TTL-03, HIE-06. */
#include <string.h>

#include "bind_private.h"

static gunichar last_character(const Text *text) {
  return text->bytes ? g_utf8_get_char(g_utf8_prev_char(text->utf8 + text->bytes)) : 0;
}

/* Reports the code, naming the mark, when the text ends with one of these marks. */
static void check_end(Binder *binder, const Text *text, const char *marks,
                      DiagCode code) {
  gunichar last = last_character(text);
  if (!last || !g_utf8_strchr(marks, -1, last))
    return;
  char mark[7] = "";
  g_unichar_to_utf8(last, mark);
  const TextPlace *place = &text->places[text->chars - 1];
  Span at = {text->at.file, place->line, place->column};
  diag_add(binder->job->diags, at, code, mark, NULL);
}

void bind_check_title(Binder *binder, const Text *title) {
  check_end(binder, title, "。，、；：！？.,;:!?", DIAG_BIND_TITLE_STOP);
}

#define SENTENCE_CHARS 16

/* A numbered sentence that stands alone is no heading in the narrow sense, and may end as
 * sentences do; what leads to a list ends with a colon. */
void bind_check_heading(Binder *binder, const Text *heading) {
  bool sentence = heading->chars > SENTENCE_CHARS;
  check_end(binder, heading, sentence ? "，," : "。；，;,", DIAG_BIND_HEADING_STOP);
}

/* A number given in January may still belong to the year before (NUM-07). */
void bind_check_year(Binder *binder) {
  const Number *number = &binder->in->number;
  const Sign *sign = binder->in->main.sign;
  if (!number->year || !sign || !sign->date.year)
    return;
  int year = (int)number->year;
  if (year == sign->date.year || (sign->date.month == 1 && year == sign->date.year - 1))
    return;
  Arena *arena = binder->job->arena;
  diag_add(binder->job->diags, number->at, DIAG_BIND_NUMBER_YEAR,
           arena_printf(arena, "%d", year), date_text_zh(arena, sign->date), NULL);
}
