/* Weaving: the author's characters and the tool's become one text whose every character
 * still knows its place in the file. */
#include <string.h>

#include "bind_private.h"

Weave bind_weave_open(Binder *binder, Span at) {
  return (Weave){.binder = binder,
                 .at = at,
                 .utf8 = g_string_new(NULL),
                 .places = g_array_new(FALSE, FALSE, sizeof(TextPlace)),
                 .ranges = g_array_new(FALSE, FALSE, sizeof(TextRange))};
}

static void put(Weave *weave, gunichar c, TextPlace place) {
  g_string_append_unichar(weave->utf8, c);
  g_array_append_val(weave->places, place);
}

static void put_made(Weave *weave, const char *utf8, Span at) {
  TextPlace place = {at.line, at.column};
  while (*utf8)
    put(weave, text_next(&utf8), place);
}

void bind_weave_made(Weave *weave, const char *utf8) {
  put_made(weave, utf8, weave->at);
}

guint bind_weave_begin(Weave *weave, RangeKind kind, uint8_t level) {
  TextRange range = {
      .from = weave->places->len, .kind = kind, .level = level, .at = weave->at};
  g_array_append_val(weave->ranges, range);
  return weave->ranges->len - 1;
}

void bind_weave_end(Weave *weave, guint range) {
  g_array_index(weave->ranges, TextRange, range).to = weave->places->len;
}

void bind_weave_number(Weave *weave, const char *number) {
  if (!number || !*number)
    return;
  guint range = bind_weave_begin(weave, RANGE_NUMBER, 0);
  bind_weave_made(weave, number);
  bind_weave_end(weave, range);
}

/* ---- the author's text ------------------------------------------------------- */

/* What a reference reads as. An id the reader has already refused reads as nothing. */
static const char *reference_label(Binder *binder, const TextRange *range) {
  const char *label = g_hash_table_lookup(binder->targets, range->target);
  if (!label)
    return "";
  if (!*label)
    diag_add(binder->job->diags, range->at, DIAG_BIND_REFERENCE_UNNUMBERED, range->target,
             NULL);
  return label;
}

/* A figure from data; one that is typed stays, and is held against the data. */
static void put_figure(Weave *weave, const Text *text, const TextRange *from,
                       TextRange *range) {
  if (from->to == from->from) {
    put_made(weave, bind_figure_text(weave->binder, range->figure), range->at);
    range->to = weave->places->len;
    return;
  }
  const char *start = g_utf8_offset_to_pointer(text->utf8, from->from);
  const char *end = g_utf8_offset_to_pointer(start, (glong)(from->to - from->from));
  g_autofree char *typed = g_strndup(start, (gsize)(end - start));
  bind_figure_typed(weave->binder, range->figure,
                    arena_strdup(weave->binder->job->arena, typed), weave->utf8->str);
}

/* The ranges of text that start before its character i, from *next on. */
static void put_ranges(Weave *weave, const Text *text, uint32_t i, uint32_t *next) {
  for (; *next < text->n_ranges && text->ranges[*next].from <= i; (*next)++) {
    TextRange range = text->ranges[*next];
    range.from = weave->places->len;
    if (range.kind == RANGE_REF && text->ranges[*next].to == text->ranges[*next].from) {
      put_made(weave, reference_label(weave->binder, &range), range.at);
      range.to = weave->places->len;
    }
    if (range.kind == RANGE_FIGURE)
      put_figure(weave, text, &text->ranges[*next], &range);
    g_array_append_val(weave->ranges, range);
  }
}

/* A forced break between two Latin words stands for a space; between Han for nothing. */
static bool break_parts_words(const Weave *weave, const char *rest) {
  if (!weave->utf8->len || !*rest)
    return false;
  const char *end = weave->utf8->str + weave->utf8->len;
  return text_parts_words(g_utf8_get_char(g_utf8_prev_char(end)), g_utf8_get_char(rest));
}

/* moved[i]: where character i of the text, or its end, came to stand. An empty author's
 * range keeps what was settled inside it. */
static void move_ends(Weave *weave, const Text *text, guint first,
                      const uint32_t *moved) {
  for (uint32_t r = 0; r < text->n_ranges; r++) {
    const TextRange *from = &text->ranges[r];
    bool hole = from->kind == RANGE_REF || from->kind == RANGE_FIGURE;
    if (hole && from->from == from->to)
      continue;
    TextRange *range = &g_array_index(weave->ranges, TextRange, first + r);
    range->to = MAX(moved[from->to], range->from);
  }
}

void bind_weave_text(Weave *weave, const Text *text) {
  guint first = weave->ranges->len;
  uint32_t next = 0;
  g_autofree uint32_t *moved = g_new(uint32_t, (gsize)text->chars + 1);
  const char *p = text->chars ? text->utf8 : "";
  for (uint32_t i = 0; i < text->chars; i++) {
    moved[i] = weave->places->len;
    put_ranges(weave, text, i, &next);
    gunichar c = text_next(&p);
    if (c != '\n' || !weave->flat)
      put(weave, c, text->places[i]);
    else if (break_parts_words(weave, p))
      put(weave, ' ', text->places[i]);
  }
  moved[text->chars] = weave->places->len;
  put_ranges(weave, text, text->chars, &next);
  move_ends(weave, text, first, moved);
}

Text bind_weave_close(Weave *weave) {
  Arena *arena = weave->binder->job->arena;
  Text text = {.utf8 = arena_strndup(arena, weave->utf8->str, weave->utf8->len),
               .bytes = (uint32_t)weave->utf8->len,
               .chars = weave->places->len,
               .n_ranges = weave->ranges->len,
               .at = weave->at};
  text.places = arena_take_array(arena, weave->places);
  text.ranges = arena_take_array(arena, weave->ranges);
  g_string_free(weave->utf8, TRUE);
  return text;
}

/* ---- whole texts -------------------------------------------------------------- */

Text bind_made(Binder *binder, const char *utf8, Span at) {
  Weave weave = bind_weave_open(binder, at);
  bind_weave_made(&weave, utf8);
  return bind_weave_close(&weave);
}

Text bind_settled(Binder *binder, const Text *text) {
  for (uint32_t i = 0; i < text->n_ranges; i++) {
    if (text->ranges[i].kind != RANGE_REF && text->ranges[i].kind != RANGE_FIGURE)
      continue;
    Weave weave = bind_weave_open(binder, text->at);
    bind_weave_text(&weave, text);
    return bind_weave_close(&weave);
  }
  return *text;
}

Text bind_framed(Binder *binder, const Text *text, const char *before,
                 const char *after) {
  if (!text->chars)
    return *text;
  Weave weave = bind_weave_open(binder, text->at);
  if (!g_str_has_prefix(text->utf8, before))
    bind_weave_made(&weave, before);
  bind_weave_text(&weave, text);
  if (!g_str_has_suffix(text->utf8, after))
    bind_weave_made(&weave, after);
  return bind_weave_close(&weave);
}
