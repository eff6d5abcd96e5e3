/* Numbers in the text that no data set holds: told only when asked for. */
#include <string.h>

#include "bind_private.h"

typedef struct Tracing {
  Binder *binder;
  Arena *arena;
  GHashTable *known; /* decimal_text of every number of the data */
} Tracing;

static void know_cells(Tracing *tracing, const Dataset *set) {
  Decimal number;
  for (uint32_t row = 0; row < set->n_rows; row++) {
    for (uint32_t i = 0; i < set->n_columns; i++) {
      if (data_number(dataset_cell(set, row, i), &number))
        g_hash_table_add(tracing->known, decimal_text(tracing->arena, number));
    }
  }
}

/* A figure, a number the tool made, a reference: these come from somewhere. */
static bool is_made(const Text *text, uint32_t at) {
  for (uint32_t i = 0; i < text->n_ranges; i++) {
    const TextRange *range = &text->ranges[i];
    bool made = range->kind == RANGE_FIGURE || range->kind == RANGE_NUMBER ||
                range->kind == RANGE_REF || range->kind == RANGE_NAME;
    if (made && at >= range->from && at < range->to)
      return true;
  }
  return false;
}

/* Years, dates, document numbers and ordinals are names, not quantities. */
static bool is_name(const char *before, const char *after) {
  static const char *const follow[] = {"年", "月", "日", "号",  "时",
                                       "分", "〕", "届", "次会"};
  static const char *const lead[] = {"第", "〔", "GB", "GB/T"};
  for (size_t i = 0; i < G_N_ELEMENTS(follow); i++) {
    if (g_str_has_prefix(after, follow[i]))
      return true;
  }
  for (size_t i = 0; i < G_N_ELEMENTS(lead); i++) {
    if (g_str_has_suffix(before, lead[i]))
      return true;
  }
  return false;
}

static size_t number_length(const char *p) {
  size_t n = strspn(p, "0123456789.,");
  while (n > 0 && !g_ascii_isdigit(p[n - 1]))
    n--;
  static const char *const signs[] = {"%", "‰", "万", "亿", "％"};
  for (size_t i = 0; i < G_N_ELEMENTS(signs); i++) {
    if (g_str_has_prefix(p + n, signs[i]))
      return n + strlen(signs[i]);
  }
  return n;
}

static void trace_number(Tracing *tracing, const Text *text, const char *p, uint32_t at,
                         size_t n) {
  NumberPicture picture;
  Decimal value;
  const char *start = p - MIN(p - text->utf8, 8);
  g_autofree char *before = g_strndup(start, (gsize)(p - start));
  if (is_made(text, at) || is_name(before, p + n) ||
      !picture_of(p, n, &picture, &value) ||
      g_hash_table_contains(tracing->known, decimal_text(tracing->arena, value)))
    return;
  Span place = text->at;
  if (text->places)
    place = (Span){text->at.file, text->places[at].line, text->places[at].column};
  diag_add(tracing->binder->job->diags, place, DIAG_BIND_FIGURE_UNTRACED,
           arena_strndup(tracing->arena, p, n), NULL);
}

static void trace_text(Tracing *tracing, const Text *text) {
  const char *p = text->chars ? text->utf8 : "";
  gunichar last = 0;
  for (uint32_t i = 0; *p;) {
    bool starts = g_ascii_isdigit(*p) && !(last < 0x80 && g_ascii_isalnum((char)last));
    size_t n = starts ? number_length(p) : 0;
    if (n)
      trace_number(tracing, text, p, i, n);
    const char *end = n ? p + n : g_utf8_next_char(p);
    while (p < end) {
      last = text_next(&p);
      i++;
    }
  }
}

static void trace_blocks(Tracing *tracing, const Block *blocks, uint32_t n) {
  for (uint32_t i = 0; i < n; i++)
    trace_text(tracing, &blocks[i].text);
}

static void trace_content(Tracing *tracing, const Content *content) {
  trace_blocks(tracing, content->blocks, content->n_blocks);
  for (uint32_t i = 0; i < content->n_annexes; i++)
    trace_content(tracing, &content->annexes[i].content);
  for (uint32_t i = 0; i < content->n_enclosures; i++)
    trace_content(tracing, &content->enclosures[i]);
}

void bind_check_untraced(Binder *binder, const Bulletin *bulletin) {
  Tracing tracing = {.binder = binder, .arena = arena_new()};
  tracing.known = g_hash_table_new(g_str_hash, g_str_equal);
  for (uint32_t i = 0; i < binder->data.n_sets; i++)
    know_cells(&tracing, binder->data.sets[i]);
  trace_content(&tracing, &bulletin->main);
  g_hash_table_destroy(tracing.known);
  arena_free(tracing.arena);
}
