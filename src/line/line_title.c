#include <string.h>

#include "line_title_cuts.h"

#define LINES 8       /* at most */
#define EXTRA_LINES 2 /* more than the fewest that are tried */
#define PLACES 200    /* beyond, lines are simply filled */
#define LOOK_CHARS 1000
#define LOOK_WORDS 8000 /* characters of all stretches */
#define NO_COST INT32_MAX

/* What shape costs (B1.4); a cell of difference between neighbours costs SLOPE. */
enum {
  SLOPE = 2,
  STEEP = 4, /* more, for each cell over STEEP_FROM */
  STEEP_FROM = 6,
  EQUAL = 12,      /* neighbours alike: a rectangle, which B1.4 forbids … */
  NEARLY = 8,      /* … or nearly: less than a cell apart */
  ALIKE = 5,       /* neighbours less than two cells apart: hardly a trapezoid */
  RISING = 2,      /* the first of two lines the shorter (B1.6) */
  HOURGLASS = 200, /* falling, then rising */
  STUMP = 40,      /* a line under four cells */
  EXTRA = 24       /* a line more than the fewest */
};

typedef enum { SHAPE_RISING, SHAPE_FALLING, SHAPES } Shape;

/* A way to set the title up to a place: the cost, and the state it came from. */
typedef struct Way {
  int32_t cost;
  uint16_t from; /* index of the place where its last line begins */
  uint8_t shape; /* of the way it came from */
} Way;

/* Ways by the ends of their last line: ways[line][shape][end × places + start]. */
typedef struct Search {
  const TitleChars *chars;
  const int32_t *cost;
  uint32_t *place; /* 0, the candidates, n */
  uint32_t places;
  unsigned lines;
  Way *ways;
} Search;

static Way *way_at(const Search *s, unsigned line, Shape shape, uint32_t start,
                   uint32_t end) {
  size_t grid = (size_t)s->places * s->places;
  return &s->ways[((size_t)line * SHAPES + shape) * grid + (size_t)end * s->places +
                  start];
}

int64_t line_title_width(const TitleChars *t, uint32_t from, uint32_t to) {
  int64_t width = t->sum[to] - t->sum[from] - t->end[to] - t->start[from];
  return MAX(width, 0);
}

static int64_t total(const TitleChars *t) {
  return line_title_width(t, 0, t->n);
}

static int64_t width(const Search *s, uint32_t start, uint32_t end) {
  return line_title_width(s->chars, s->place[start], s->place[end]);
}

static int32_t width_cost(const TitleChars *t, int64_t w) {
  return w < 4 * t->cell ? STUMP : 0;
}

/* marked: the upper line ends with a mark, which its width does not count. */
static int32_t pair_cost(int64_t cell, int64_t above, int64_t below, bool marked) {
  int64_t apart = ABS(above - below);
  int64_t steep = MAX(0, apart - STEEP_FROM * cell);
  int64_t cost = apart * SLOPE / cell + steep * STEEP / cell;
  cost += (apart < 2 * cell ? ALIKE : 0) + (below > above ? RISING : 0);
  if (!marked && apart < cell)
    cost += apart == 0 ? EQUAL : NEARLY;
  return (int32_t)cost;
}

static void improve(Way *way, int32_t cost, uint32_t from, Shape shape) {
  if (cost < way->cost)
    *way = (Way){cost, (uint16_t)from, (uint8_t)shape};
}

/* All lines that may follow the one from start to end. */
static void extend(Search *s, unsigned line, Shape shape, uint32_t start, uint32_t end) {
  const Way *way = way_at(s, line, shape, start, end);
  int64_t above = width(s, start, end);
  int32_t base = way->cost + s->cost[s->place[end]];
  bool marked = s->chars->c[s->place[end] - 1] == 0x3001; /* 、 */
  for (uint32_t next = end + 1; next < s->places; next++) {
    int64_t below = width(s, end, next);
    if (below > s->chars->capacity)
      break;
    int32_t cost = base + pair_cost(s->chars->cell, above, below, marked) +
                   width_cost(s->chars, below);
    if (shape == SHAPE_FALLING && below > above)
      cost += HOURGLASS;
    Shape then = below < above ? SHAPE_FALLING : below > above ? SHAPE_RISING : shape;
    improve(way_at(s, line + 1, then, end, next), cost, start, shape);
  }
}

static void search_all(Search *s) {
  for (uint32_t end = 1; end < s->places && width(s, 0, end) <= s->chars->capacity; end++)
    improve(way_at(s, 0, SHAPE_RISING, 0, end), width_cost(s->chars, width(s, 0, end)), 0,
            SHAPE_RISING);
  for (unsigned line = 0; line + 1 < s->lines; line++) {
    for (uint32_t end = 1; end + 1 < s->places; end++) {
      for (uint32_t start = 0; start < end; start++) {
        for (Shape shape = SHAPE_RISING; shape < SHAPES; shape++) {
          if (way_at(s, line, shape, start, end)->cost != NO_COST)
            extend(s, line, shape, start, end);
        }
      }
    }
  }
}

/* The cheapest way to the end, fewer lines first; its breaks, or false. */
static bool search_result(const Search *s, unsigned fewest, TitleBreaks *out) {
  int32_t best = NO_COST;
  unsigned line = 0;
  Shape shape = SHAPE_RISING;
  uint32_t start = 0, end = s->places - 1;
  for (unsigned l = 0; l < s->lines; l++) {
    int32_t more = l + 1 > fewest ? (int32_t)(l + 1 - fewest) * EXTRA : 0;
    for (Shape sh = SHAPE_RISING; sh < SHAPES; sh++) {
      for (uint32_t from = 0; from < end; from++) {
        int32_t cost = way_at(s, l, sh, from, end)->cost;
        if (cost == NO_COST || cost + more >= best)
          continue;
        best = cost + more;
        line = l;
        shape = sh;
        start = from;
      }
    }
  }
  if (best == NO_COST)
    return false;
  for (out->count = line; line > 0; line--) {
    const Way *way = way_at(s, line, shape, start, end);
    out->at[line - 1] = s->place[start];
    end = start;
    start = way->from;
    shape = way->shape;
  }
  return true;
}

/* Breaks at places that cost less than limit; false if lines cannot be filled with these.
 */
static bool search(const TitleChars *t, const int32_t *cost, int32_t limit,
                   TitleBreaks *out) {
  g_autofree uint32_t *place = g_new(uint32_t, (size_t)t->n + 1);
  unsigned fewest = (unsigned)MIN(LINES, (total(t) + t->capacity - 1) / t->capacity);
  Search s = {.chars = t,
              .cost = cost,
              .place = place,
              .lines = MIN(LINES, fewest + EXTRA_LINES)};
  place[s.places++] = 0;
  for (uint32_t i = 1; i < t->n; i++) {
    if (cost[i] < limit)
      place[s.places++] = i;
  }
  place[s.places++] = t->n;
  if (s.places > PLACES)
    return false;
  size_t n_ways = (size_t)s.lines * SHAPES * s.places * s.places;
  s.ways = g_new(Way, n_ways);
  for (size_t i = 0; i < n_ways; i++)
    s.ways[i].cost = NO_COST;
  search_all(&s);
  bool found = search_result(&s, fewest, out);
  g_free(s.ways);
  return found;
}

/* Full lines, each to the cheapest kind of place that it reaches: for texts no title ever
 * was. */
static void fill(const TitleChars *t, const int32_t *cost, uint32_t room,
                 TitleBreaks *out) {
  uint32_t from = 0;
  out->count = 0;
  while (out->count < room && line_title_width(t, from, t->n) > t->capacity) {
    uint32_t cut = from + 1, at = from + 1;
    for (int32_t best = NO_COST;
         at < t->n && line_title_width(t, from, at) <= t->capacity; at++) {
      int32_t kind = cost[at] < CUT_WORDLESS ? 0 : cost[at];
      if (kind <= best) {
        best = kind;
        cut = at;
      }
    }
    if (cut >= t->n)
      return;
    out->at[out->count++] = cut;
    from = cut;
  }
}

static void keep_ranges(const Text *title, uint32_t from, uint32_t n, int32_t *cost) {
  for (uint32_t i = 0; i < title->n_ranges; i++) {
    const TextRange *range = &title->ranges[i];
    bool kept = range->kind == RANGE_NAME || range->kind == RANGE_NOBR;
    if (!kept || range->to <= from || range->from >= from + n)
      continue;
    line_title_cuts_keep(cost, MAX(range->from, from) - from,
                         MIN(range->to, from + n) - from);
  }
}

/* One stretch without forced breaks; at: its first code point in the title. */
static void break_stretch(const Text *title, const TitleChars *t, uint32_t at,
                          TitleBreaks *out) {
  uint32_t room = TITLE_BREAKS - out->count;
  if (total(t) <= t->capacity || t->n < 2 || room == 0)
    return;
  g_autofree int32_t *cost = g_new0(int32_t, (size_t)t->n + 1);
  line_title_cuts_cost(t, cost);
  keep_ranges(title, at, t->n, cost);
  TitleBreaks own = {0};
  bool found = search(t, cost, CUT_SOFT, &own) || search(t, cost, CUT_WORDLESS, &own) ||
               search(t, cost, CUT_BANNED, &own);
  if (!found || own.count > room)
    fill(t, cost, room, &own);
  for (uint32_t i = 0; i < own.count; i++)
    out->at[out->count++] = at + own.at[i];
}

/* What stands beyond is never reached by eight breaks. */
static TitleChars stretch(const TitleChars *whole, uint32_t from, uint32_t to) {
  TitleChars t = *whole;
  t.byte += from;
  t.c += from;
  t.sum += from;
  t.end += from;
  t.start += from;
  t.words += from;
  t.n = MIN(to - from, LOOK_CHARS);
  return t;
}

static void break_stretches(const Text *title, const TitleChars *whole,
                            TitleBreaks *out) {
  uint32_t from = 0;
  for (uint32_t i = 0; i <= whole->n; i++) {
    if (i < whole->n && whole->c[i] != '\n')
      continue;
    TitleChars t = stretch(whole, from, i);
    break_stretch(title, &t, from, out);
    from = i + 1;
    out->forced = out->forced || i < whole->n;
    if (i < whole->n && out->count < TITLE_BREAKS)
      out->at[out->count++] = from;
  }
}

/* ---- measuring ------------------------------------------------------------------ */

typedef struct Measured {
  TitleChars chars;
  uint32_t *byte;
  gunichar *c;
  int64_t *sum, *end, *start;
  WordsAt *words;
} Measured;

static void measured_clear(Measured *m) {
  g_free(m->byte);
  g_free(m->c);
  g_free(m->sum);
  g_free(m->end);
  g_free(m->start);
  g_free(m->words);
}

static Measured measured_new(const Text *title, const LayoutTitles *taste) {
  size_t n = (size_t)title->chars + 1;
  Measured m = {.byte = g_new0(uint32_t, n),
                .c = g_new0(gunichar, n),
                .sum = g_new0(int64_t, n),
                .end = g_new0(int64_t, n),
                .start = g_new0(int64_t, n),
                .words = g_new0(WordsAt, n)};
  const char *p = title->utf8;
  for (uint32_t i = 0; i < title->chars; i++) {
    m.c[i] = text_next(&p);
    m.byte[i + 1] = (uint32_t)(p - title->utf8);
  }
  m.chars = (TitleChars){.utf8 = title->utf8,
                         .byte = m.byte,
                         .c = m.c,
                         .sum = m.sum,
                         .end = m.end,
                         .start = m.start,
                         .words = m.words,
                         .n = title->chars,
                         .taste = taste};
  return m;
}

static TitleBreaks break_measured(const Text *title, Measured *m) {
  TitleBreaks out = {0};
  if (total(&m->chars) > m->chars.capacity)
    line_words_find(title->utf8, m->byte, MIN(m->chars.n, LOOK_WORDS), m->chars.taste,
                    m->words);
  break_stretches(title, &m->chars, &out);
  measured_clear(m);
  return out;
}

/* One atom, and what it spans of the text: marks on its letter, what was left out. */
static void measure_atom(const Paragraph *p, uint32_t k, Measured *m) {
  const Atom *atom = &p->atoms[k];
  uint32_t i = atom->index, next = k + 1 < p->n ? p->atoms[k + 1].index : p->text->chars;
  Length gap = k + 1 < p->n ? p->junctions[k].natural : 0;
  int64_t wide = atom->cls == CHAR_BREAK ? 0 : atom->advance + gap;
  m->start[i] = line_start_trim(p, k);
  int64_t end = line_blank(atom) ? m->end[i] + wide : gap + line_end_trim(p, k);
  for (; i < next; i++) {
    m->sum[i + 1] = m->sum[atom->index] + wide;
    m->end[i + 1] = end;
  }
}

TitleBreaks line_title_break(const Paragraph *p, Length capacity,
                             const LayoutTitles *taste) {
  Measured m = measured_new(p->text, taste);
  m.chars.capacity = MAX(1, capacity);
  m.chars.cell = MAX(1, p->cell);
  for (uint32_t k = 0; k < p->n; k++)
    measure_atom(p, k, &m);
  return break_measured(p->text, &m);
}

TitleBreaks line_title_break_cells(const Text *title, const int32_t *advance,
                                   unsigned capacity_cells, const LayoutTitles *taste) {
  Measured m = measured_new(title, taste);
  m.chars.cell = 1000;
  m.chars.capacity = (int64_t)MAX(1, capacity_cells) * 1000;
  for (uint32_t i = 0; i < title->chars; i++)
    m.sum[i + 1] = m.sum[i] + (m.c[i] == '\n' ? 0 : MAX(0, advance[i]));
  return break_measured(title, &m);
}
