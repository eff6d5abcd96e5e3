/* Running text: pieces collected between a start and an end tag become one Text. White
 * space is settled as the contract says: a gap between two Latin words is one space, any
 * other vanishes. */
#include <string.h>

#include "model_private.h"

void model_pieces_open(Reader *reader, unsigned inlines) {
  Pieces *pieces = &reader->pieces;
  g_array_set_size(pieces->chars, 0);
  g_array_set_size(pieces->ranges, 0);
  pieces->inlines = inlines;
  pieces->names = false;
}

/* U+2028 is a break already, as templates write those of data. */
void model_pieces_add(Reader *reader, const Decoded *c) {
  Decoded piece = *c;
  if (piece.c == 0x2028)
    piece.c = PIECE_BREAK;
  g_array_append_val(reader->pieces.chars, piece);
}

typedef struct Settle {
  Reader *reader;
  const Decoded *in;
  uint32_t n;
  uint32_t *moved; /* piece index → code point index, n + 1 of them */
  GString *utf8;
  TextPlace *places;
  uint32_t chars;
  unsigned marks; /* combining marks since the last letter */
} Settle;

static bool is_gap(gunichar c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_wide(gunichar c) {
  if (text_is_han(c) || c >= PIECE_BREAK)
    return true;
  return (c >= 0x2E80 && c <= 0x33FF) || (c >= 0xFE10 && c <= 0xFE6F) ||
         (c >= 0xFF00 && c <= 0xFFEF && c != 0xFF9F) || (c >= 0x2460 && c <= 0x24FF);
}

/* Quotes, dashes, ellipses, interpuncts: Chinese or Western by what stands behind them
 * (G4.2). */
static bool is_either(gunichar c) {
  return (c >= 0x2010 && c <= 0x2027) || c == 0x00B7;
}

#define LOOK_AROUND \
  16 /* a longer run of marks decides nothing, and the search stays linear */

/* The nearest character that tells Han from Latin, seen from a gap; 0: none. */
static gunichar neighbour(const Settle *s, uint32_t from, int step) {
  int64_t i = from;
  for (int looked = 0; looked < LOOK_AROUND && i >= 0 && i < s->n; looked++, i += step) {
    gunichar c = s->in[i].c;
    if (!is_gap(c) && !is_either(c))
      return c;
  }
  return 0;
}

static Span span_of(const Settle *s, uint32_t i) {
  return (Span){s->reader->file, s->in[i].line, s->in[i].column};
}

static void report(const Settle *s, uint32_t i, DiagCode code) {
  diag_add(s->reader->job->diags, span_of(s, i), code, NULL);
}

static void put(Settle *s, gunichar c, uint32_t i) {
  g_string_append_unichar(s->utf8, c);
  s->places[s->chars++] = (TextPlace){s->in[i].line, s->in[i].column};
}

static bool has_break(const Settle *s, uint32_t from, uint32_t to) {
  for (uint32_t i = from; i < to; i++) {
    if (s->in[i].c == '\n')
      return true;
  }
  return false;
}

/* Han in a row from i on, in steps of +1 or −1, counted up to three. */
static unsigned han_row(const Settle *s, int64_t i, int step) {
  unsigned count = 0;
  while (count < 3 && i >= 0 && i < s->n && s->in[i].c < PIECE_BREAK &&
         text_is_han(s->in[i].c)) {
    count++;
    i += step;
  }
  return count;
}

/* What stands beside white of whole cells on purpose: Han, boxes to tick, what a blank is
 * left behind or before (同意□　不同意□, 联系人：　　　电话：　　　). */
static bool is_filled(const Settle *s, int64_t i, int step) {
  static const char marks[] = "□☐☑☒■○●△▲：（）、；，。";
  while (i >= 0 && i < s->n && s->in[i].c == 0x3000)
    i += step;
  gunichar c = i >= 0 && i < s->n ? s->in[i].c : 0;
  if (step < 0 && c < 0x80 && g_ascii_isdigit((char)c)) /* 专栏1　重点工程 */
    return true;
  return c == PIECE_REF || c == PIECE_SPACE ||
         (c && c < PIECE_BREAK && (text_is_han(c) || g_utf8_strchr(marks, -1, c)));
}

/* 省委 省政府, not 决 定: [from, to) stands between two names of agencies. */
static bool between_names(const Settle *s, uint32_t from, uint32_t to) {
  unsigned before = han_row(s, (int64_t)from - 1, -1), after = han_row(s, to, 1);
  return s->reader->pieces.names && before >= 2 && after >= 2 && MAX(before, after) >= 3;
}

/* A gap in [from, to) between two characters. */
static void settle_gap(Settle *s, uint32_t from, uint32_t to) {
  gunichar before = s->in[from - 1].c, after = s->in[to].c;
  bool broken = before == PIECE_BREAK || after == PIECE_BREAK;
  if (broken || before == PIECE_SPACE || after == PIECE_SPACE)
    return;
  gunichar left = is_either(before) ? neighbour(s, from - 1, -1) : before;
  gunichar right = is_either(after) ? neighbour(s, to, 1) : after;
  bool latin = left && right && !is_wide(left) && !is_wide(right);
  if (latin)
    put(s, ' ', from);
  else if (!has_break(s, from, to) && between_names(s, from, to))
    put(s, 0x3000, from);
  else if (!has_break(s, from, to))
    report(s, from, DIAG_MODEL_SPACE_IN_HAN);
}

/* White space and U+3000 at an end of the text: [from, to) is dropped. What was typed
 * there on the tag's own line, and any U+3000, was meant as an indent. */
static void drop_edge(Settle *s, uint32_t from, uint32_t to, DiagCode code) {
  bool broken = false;
  for (uint32_t i = from; i < to; i++) {
    broken = broken || s->in[i].c == '\n';
    if (s->in[i].c == 0x3000) {
      report(s, i, code);
      return;
    }
  }
  if (!broken && to > from)
    report(s, from, code);
}

static bool is_edge(gunichar c) {
  return is_gap(c) || c == 0x3000;
}

/* Marks without end on one letter would be shaped for minutes. */
static void count_marks(Settle *s, uint32_t i) {
  GUnicodeType type = g_unichar_type(s->in[i].c);
  bool mark = type == G_UNICODE_NON_SPACING_MARK || type == G_UNICODE_ENCLOSING_MARK;
  unsigned most = s->reader->job->limits->marks;
  s->marks = mark ? s->marks + 1 : 0;
  if (s->marks != most + 1)
    return;
  g_autofree char *limit = g_strdup_printf("%u", most);
  Span at = {s->reader->file, s->in[i].line, s->in[i].column};
  diag_add(s->reader->job->diags, at, DIAG_LIMIT_MARKS, limit, NULL);
}

static void settle_character(Settle *s, uint32_t i) {
  gunichar c = s->in[i].c;
  if (c == PIECE_REF)
    return;
  if (c == PIECE_BREAK || c == PIECE_SPACE) {
    put(s, c == PIECE_BREAK ? '\n' : 0x3000, i);
    return;
  }
  bool meant =
      c == 0x3000 && is_filled(s, (int64_t)i - 1, -1) && is_filled(s, (int64_t)i + 1, 1);
  if (!meant)
    model_character_check(s->reader->job, s->reader->file, &s->in[i]);
  model_punctuation_check(s->reader->job, s->reader->file, s->in, s->n, i);
  if (c >= 0x300)
    count_marks(s, i);
  else
    s->marks = 0;
  put(s, c, i);
}

static void settle(Settle *s) {
  uint32_t from = 0, to = s->n;
  while (from < s->n && is_edge(s->in[from].c))
    from++;
  while (to > from && is_edge(s->in[to - 1].c))
    to--;
  if (from < to) {
    drop_edge(s, 0, from, DIAG_MODEL_LEADING_SPACE);
    drop_edge(s, to, s->n, DIAG_MODEL_TRAILING_SPACE);
  }
  for (uint32_t i = from; i < to; i++) {
    s->moved[i] = s->chars;
    if (!is_gap(s->in[i].c)) {
      settle_character(s, i);
      continue;
    }
    uint32_t end = i;
    while (is_gap(s->in[end].c))
      end++;
    settle_gap(s, i, end);
    for (uint32_t k = i + 1; k < end; k++)
      s->moved[k] = s->chars;
    i = end - 1;
  }
  for (uint32_t i = to; i <= s->n; i++)
    s->moved[i] = s->chars;
}

static const TextRange *settle_ranges(Settle *s, GArray *ranges) {
  TextRange *out = ARENA_ARRAY(s->reader->job->arena, TextRange, ranges->len);
  for (guint i = 0; i < ranges->len; i++) {
    out[i] = g_array_index(ranges, TextRange, i);
    out[i].from = s->moved[MIN(out[i].from, s->n)];
    out[i].to = s->moved[MIN(out[i].to, s->n)];
  }
  return out;
}

Text model_pieces_close(Reader *reader, Span at) {
  Pieces *pieces = &reader->pieces;
  Arena *arena = reader->job->arena;
  uint32_t n = pieces->chars->len;
  Settle s = {
      .reader = reader, .in = (const Decoded *)(void *)pieces->chars->data, .n = n};
  s.utf8 = g_string_sized_new((gsize)n * 3 + 1);
  s.moved = g_new0(uint32_t, (gsize)n + 1);
  s.places = g_new(TextPlace, (gsize)n + 1);
  settle(&s);
  Text text = {.utf8 = arena_strndup(arena, s.utf8->str, s.utf8->len),
               .bytes = (uint32_t)s.utf8->len,
               .chars = s.chars,
               .n_ranges = pieces->ranges->len,
               .at = at};
  TextPlace *places = ARENA_ARRAY(arena, TextPlace, s.chars);
  if (s.chars)
    memcpy(places, s.places, s.chars * sizeof *places);
  text.places = places;
  if (pieces->ranges->len)
    text.ranges = settle_ranges(&s, pieces->ranges);
  g_string_free(s.utf8, TRUE);
  g_free(s.moved);
  g_free(s.places);
  return text;
}

/* A place where the tool writes: nothing of its own yet, but no gap either. */
static void add_hole(Reader *reader, Span at) {
  Decoded piece = {PIECE_REF, at.line, at.column};
  model_pieces_add(reader, &piece);
}

static void note_reference(Reader *reader, const char *target, Span at) {
  Reference *reference =
      model_vector_push(reader->job->arena, &reader->references, sizeof *reference);
  *reference = (Reference){target, at};
}

/* Whether nothing but white space was read of this text. */
static bool is_blank_so_far(const Reader *reader) {
  for (guint i = 0; i < reader->pieces.chars->len; i++) {
    if (!is_edge(g_array_index(reader->pieces.chars, Decoded, i).c))
      return false;
  }
  return true;
}

static uint8_t paragraph_align(Reader *reader) {
  static const Choice aligns[] = {
      {"left", ALIGN_LEFT}, {"centre", ALIGN_CENTRE}, {"right", ALIGN_RIGHT}, {NULL, 0}};
  return (uint8_t)model_attribute_choice(reader, "align", aligns, ALIGN_DEFAULT);
}

void model_inline_start(Reader *reader, Frame *frame) {
  static const RangeKind kinds[EL_COUNT] = {
      [EL_NAME] = RANGE_NAME,        [EL_NOBR] = RANGE_NOBR, [EL_EM] = RANGE_EM,
      [EL_SUB] = RANGE_SUB,          [EL_SUP] = RANGE_SUP,   [EL_I] = RANGE_ITALIC,
      [EL_CELL_P] = RANGE_PARAGRAPH, [EL_REF] = RANGE_REF,   [EL_V] = RANGE_FIGURE};
  Pieces *pieces = &reader->pieces;
  Decoded piece = {PIECE_BREAK, frame->at.line, frame->at.column};
  if (frame->element == EL_SPACE)
    piece.c = PIECE_SPACE;
  if (frame->element == EL_CELL_P && !is_blank_so_far(reader))
    model_pieces_add(reader, &piece);
  if (frame->element == EL_BR || frame->element == EL_SPACE) {
    model_pieces_add(reader, &piece);
    return;
  }
  TextRange range = {
      .from = pieces->chars->len, .kind = kinds[frame->element], .at = frame->at};
  if (frame->element == EL_CELL_P)
    range.level = paragraph_align(reader);
  if (frame->element == EL_REF) {
    range.target = model_attribute(reader, "to", NULL);
    note_reference(reader, range.target, frame->at);
    add_hole(reader, frame->at);
  }
  if (frame->element == EL_V) {
    range.figure = model_figure_read(reader, frame->at);
    add_hole(reader, frame->at);
  }
  g_array_append_val(pieces->ranges, range);
  frame->range = pieces->ranges->len;
}

static bool is_hollow(const Reader *reader, const TextRange *range) {
  for (uint32_t i = range->from; i < range->to; i++) {
    if (!is_edge(g_array_index(reader->pieces.chars, Decoded, i).c))
      return false;
  }
  return true;
}

void model_inline_end(Reader *reader, Frame *frame) {
  if (!frame->range)
    return;
  TextRange *range = &g_array_index(reader->pieces.ranges, TextRange, frame->range - 1);
  range->to = reader->pieces.chars->len;
  if (is_hollow(reader, range))
    diag_add(reader->job->diags, frame->at, DIAG_MODEL_EMPTY_ELEMENT,
             model_grammar_element(frame->element)->name, NULL);
}
