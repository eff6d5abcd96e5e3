/* Lines of a paragraph: the cheapest way to cut it (K2.4, K3, K4, K6.1), and where each
 * atom then stands. Costs are in units of a line stretched to its limit (0.15 of a cell)
 * = 100. */
#include <string.h>

#include "line_analysis.h"

#define COST_STRETCH_LIMIT 100 /* at spacing->stretch_max */
#define COST_STRETCH_ANY \
  20 /* and by the share of it: reducing comes before expanding (K3.1) */
#define COST_LOOSE 10000      /* beyond it … */
#define COST_LOOSE_MAX 400000 /* … up to here: dearer than turning an address */
#define COST_STRAY 5000       /* a last line of one character (K6.1) */
#define COST_FEW_HAN 800      /* a last line of one Han and a number */
#define COST_LINE 5           /* every line: of two equal ways the shorter */
#define COST_LAST_SQUEEZE 10  /* a last line squeezed (K3.4, U1.4) */
#define NO_CONFLICT \
  10 /* times dearer to squeeze when no mark has to be pulled in (K2.4) */

static const int32_t squeeze_cost[SQUEEZE_LEVELS] = {
    /* K3.2, in its order */
    [SQUEEZE_WORD] = 1,
    [SQUEEZE_BRACKET] = 2,
    [SQUEEZE_COMMA] = 3,
    [SQUEEZE_GAP] = 3,
    [SQUEEZE_STOP] = 30};
static const SqueezeLevel squeeze_order[] = {SQUEEZE_WORD, SQUEEZE_BRACKET, SQUEEZE_COMMA,
                                             SQUEEZE_GAP, SQUEEZE_STOP};
static const int32_t stretch_cost[STRETCH_LEVELS] = {
    [STRETCH_WORD] = 5, [STRETCH_GAP] = 10};

/* ---- one line -------------------------------------------------------------------- */

bool line_blank(const Atom *atom) {
  return atom->cls == CHAR_SPACE || atom->cls == CHAR_BREAK || atom->c == 0x3000;
}

static uint32_t without_blanks(const Paragraph *p, uint32_t from, uint32_t to) {
  while (to > from && line_blank(&p->atoms[to - 1]))
    to--;
  return to;
}

Length line_start_trim(const Paragraph *p, uint32_t from) {
  const Atom *atom = &p->atoms[from];
  if (from == 0 || atom->cls != CHAR_OPEN)
    return 0; /* K2.3: on turned lines only */
  return atom->advance -
         (Length)((int64_t)atom->advance * p->spacing->line_start_mark / 1000);
}

Length line_end_trim(const Paragraph *p, uint32_t last) {
  const Atom *atom = &p->atoms[last];
  if (!(atom->flags & FACT_MARK) || atom->cls == CHAR_OPEN)
    return 0;
  return atom->advance -
         (Length)((int64_t)atom->advance * p->spacing->line_end_mark / 1000);
}

static int64_t natural_width(const Paragraph *p, uint32_t from, uint32_t to) {
  int64_t width = p->sums[to - 1].width - p->sums[from].width + p->atoms[to - 1].advance;
  return width - line_start_trim(p, from) - line_end_trim(p, to - 1);
}

/* How much of each level a line uses: taken ≤ capacity. */
typedef struct Usage {
  int64_t squeeze[SQUEEZE_LEVELS], squeeze_all[SQUEEZE_LEVELS];
  int64_t stretch[STRETCH_LEVELS], stretch_all[STRETCH_LEVELS];
  int64_t even; /* what the even junctions share, up to the limit between two Han … */
  int32_t n_even;
  int64_t beyond; /* … and what is more, which spaces and gaps share with them */
  int32_t n_any;
  int64_t left_over; /* what nothing could take; negative: too wide */
} Usage;

static void use_squeeze(const LineSums *a, const LineSums *b, int64_t need, Usage *u) {
  for (size_t i = 0; i < G_N_ELEMENTS(squeeze_order); i++) {
    SqueezeLevel level = squeeze_order[i];
    int64_t capacity = b->squeeze[level] - a->squeeze[level];
    u->squeeze_all[level] = capacity;
    u->squeeze[level] = MIN(need, capacity);
    need -= u->squeeze[level];
  }
  u->left_over = -need;
}

static void use_stretch(const LineSums *a, const LineSums *b, int64_t limit, Usage *u) {
  int64_t need = u->left_over;
  for (StretchLevel level = STRETCH_WORD; level <= STRETCH_GAP; level++) {
    int64_t capacity = b->stretch[level] - a->stretch[level];
    u->stretch_all[level] = capacity;
    u->stretch[level] = MIN(need, capacity);
    need -= u->stretch[level];
  }
  u->n_even = b->even - a->even;
  u->n_any = b->any - a->any;
  u->even = MIN(need, u->n_even * limit);
  need -= u->even;
  u->beyond = u->n_any > 0 ? need : 0;
  u->left_over = need - u->beyond;
}

static void use_line(const Paragraph *p, uint32_t from, uint32_t to, Length adjust,
                     Usage *u) {
  memset(u, 0, sizeof *u);
  const LineSums *a = &p->sums[from], *b = &p->sums[to - 1];
  if (adjust < 0)
    use_squeeze(a, b, -(int64_t)adjust, u);
  else {
    u->left_over = adjust;
    use_stretch(a, b, (int64_t)p->cell * p->spacing->stretch_max / 1000, u);
  }
}

/* How far apart two Han are drawn, in thousandths of a cell, rounded up: none passes the
 * limit unseen. */
static int32_t spread_of(const Paragraph *p, const Usage *u) {
  int64_t each = (u->n_even > 0 ? u->even / u->n_even : 0) +
                 (u->n_any > 0 ? u->beyond / u->n_any : 0);
  int64_t cell = MAX(p->cell, 1);
  return (int32_t)MIN((each * 1000 + cell - 1) / cell, 1000000);
}

static int64_t usage_cost(const Usage *u, const LineFit *fit, int32_t limit,
                          bool pulls_in) {
  int64_t cost = 0;
  for (int i = 0; i < SQUEEZE_LEVELS; i++) {
    if (u->squeeze[i] > 0)
      cost += squeeze_cost[i] * u->squeeze[i] / u->squeeze_all[i] + 1;
  }
  if (!pulls_in)
    cost *= NO_CONFLICT;
  for (int i = STRETCH_WORD; i <= STRETCH_GAP; i++) {
    if (u->stretch[i] > 0)
      cost += stretch_cost[i] * u->stretch[i] / u->stretch_all[i];
  }
  if (u->left_over > 0)
    return COST_LOOSE_MAX;
  int64_t r = fit->spread, max = MAX(limit, 1);
  if (r <= max)
    return cost + (COST_STRETCH_LIMIT * r * r / max + COST_STRETCH_ANY * r) / max;
  int64_t over =
      r - max; /* squared too: two lines a little loose before one very loose */
  return MIN(cost + COST_LOOSE + 100 * over + over * over / 5, COST_LOOSE_MAX);
}

LineFit line_fit(const Paragraph *p, uint32_t from, uint32_t to, Length measure) {
  LineFit fit = {0};
  to = without_blanks(p, from, to);
  if (to <= from) {
    fit.feasible = true;
    fit.adjust = measure;
    return fit;
  }
  int64_t natural = natural_width(p, from, to);
  fit.natural = (Length)CLAMP(natural, 0, LENGTH_MAX);
  fit.adjust = measure - fit.natural;
  Usage u;
  use_line(p, from, to, fit.adjust, &u);
  fit.feasible = u.left_over >= 0;
  fit.spread = spread_of(p, &u);
  bool pulls_in = to == p->n || (p->atoms[to - 1].flags & FACT_NO_START);
  fit.cost = usage_cost(&u, &fit, p->spacing->stretch_max, pulls_in);
  return fit;
}

/* A line that is not filled: the last one, or one before a forced break. */
static LineFit loose_fit(const Paragraph *p, uint32_t from, uint32_t to, Length measure) {
  LineFit fit = line_fit(p, from, to, measure);
  if (fit.adjust >= 0) {
    fit.adjust = 0;
    fit.spread = 0;
    fit.cost = 0;
  } else {
    fit.cost += COST_LAST_SQUEEZE;
  }
  return fit;
}

static int64_t stray_cost(const Paragraph *p, uint32_t from, uint32_t to) {
  int32_t han = 0;
  int64_t width = 0;
  for (uint32_t k = from; k < to; k++) {
    const Atom *atom = &p->atoms[k];
    if ((atom->flags & FACT_MARK) || line_blank(atom))
      continue;
    han += atom->cls == CHAR_HAN;
    width += atom->advance;
    if (han >= p->spacing->last_line_min)
      return 0;
  }
  if (width < (int64_t)p->spacing->last_line_min * p->cell)
    return COST_STRAY;
  return han == 1 ? COST_FEW_HAN : 0;
}

/* ---- the optimum ------------------------------------------------------------------ */

typedef struct Node {
  int64_t cost;  /* of the best way to end a line before this atom; −1: none */
  uint32_t from; /* where that line begins */
} Node;

typedef struct Search {
  const Paragraph *p;
  const Measures *m;
  BreakOptions options;
  int32_t worst; /* junctions dearer than this are no breaks */
  bool tight;    /* lines looser than the limit are not tried */
  Node *nodes;   /* n + 1 */
  uint32_t reached_from,
      reached; /* the line before reached so far: one that starts later, and has
                  the same width, does not reach less far */
} Search;

static int32_t penalty_before(const Search *s, uint32_t to) {
  int32_t penalty = s->p->junctions[to - 1].penalty;
  uint8_t next = s->p->atoms[to].cls;
  if (s->options.strict && (next == CHAR_DASH || next == CHAR_ELLIPSIS) && penalty >= 0)
    penalty = BREAK_NEVER; /* K1.3 strict */
  return penalty;
}

static Length measure_of(const Measures *m, uint32_t from) {
  return from == 0 ? m->first_width : m->width;
}

/* The least a line from `from` up to `to` can be, to know when to stop. */
static bool too_wide(const Paragraph *p, uint32_t from, uint32_t to, Length measure) {
  const LineSums *a = &p->sums[from], *b = &p->sums[to - 1];
  int64_t width = natural_width(p, from, to);
  for (int i = 0; i < SQUEEZE_LEVELS; i++)
    width -= b->squeeze[i] - a->squeeze[i];
  return width > measure;
}

static void relax(Search *s, uint32_t from, uint32_t to, int64_t cost) {
  Node *node = &s->nodes[to];
  int64_t total = s->nodes[from].cost + cost;
  if (node->cost < 0 ||
      total <= node->cost) /* of equals the one with the fuller first lines */
    *node = (Node){total, from};
}

static bool has_forced_break(const Paragraph *p, uint32_t to) {
  return p->atoms[to - 1].cls == CHAR_BREAK;
}

/* No line costs less than nothing: a way that is dearer without it stays dearer. */
static bool is_beaten(const Search *s, uint32_t from, uint32_t to, int32_t penalty) {
  int64_t best = s->nodes[to].cost;
  return best >= 0 && s->nodes[from].cost + penalty + COST_LINE > best;
}

static void try_line(Search *s, uint32_t from, uint32_t to) {
  const Paragraph *p = s->p;
  Length measure = measure_of(s->m, from);
  if (to == p->n || has_forced_break(p, to)) {
    LineFit fit = loose_fit(p, from, to, measure);
    int64_t stray = to == p->n && from > 0 ? stray_cost(p, from, to) : 0;
    if (fit.feasible)
      relax(s, from, to, fit.cost + stray + COST_LINE);
    return;
  }
  int32_t penalty = penalty_before(s, to);
  if (penalty > s->worst || is_beaten(s, from, to, penalty))
    return;
  LineFit fit = line_fit(p, from, to, measure);
  if (fit.feasible && !(s->tight && fit.cost >= COST_LOOSE))
    relax(s, from, to, fit.cost + penalty + COST_LINE);
}

/* What a line lacks when everything in it is stretched to its limit; n_any: what it is
 * shared by. */
static int64_t missing_width(const Paragraph *p, uint32_t from, uint32_t to,
                             Length measure, int32_t *n_any) {
  const LineSums *a = &p->sums[from], *b = &p->sums[to - 1];
  int64_t width = natural_width(p, from, to);
  for (StretchLevel level = STRETCH_WORD; level <= STRETCH_GAP; level++)
    width += b->stretch[level] - a->stretch[level];
  int64_t limit = (int64_t)p->cell * p->spacing->stretch_max / 1000;
  *n_any = b->any - a->any;
  return measure - width - (b->even - a->even) * limit;
}

/* Only what is within the limit, from the widest line down: of ever shorter ones, which
 * hold less to stretch, none is again. A trimmed mark at an end may hide a cell. */
static void tight_lines_from(Search *s, uint32_t from, uint32_t to, Length measure) {
  const Paragraph *p = s->p;
  for (uint32_t end = to; end > from; end--) {
    bool ends = end == p->n || has_forced_break(p, end);
    int32_t n_any = 0;
    int64_t missing = ends ? 0 : missing_width(p, from, end, measure, &n_any);
    if (missing > 2 * (int64_t)p->cell)
      return;
    if (ends || missing < MAX(n_any, 1))
      try_line(s, from, end);
  }
}

/* Short lines are tried too, but from the widest down only until one is loose beyond
 * repair: ever shorter ones only cost more, unless a longer end was forbidden. */
static void lines_from(Search *s, uint32_t from) {
  const Paragraph *p = s->p;
  Length measure = measure_of(s->m, from);
  uint32_t to = from > s->reached_from && s->reached_from > 0 ? MAX(from + 1, s->reached)
                                                              : from + 1;
  while (to < p->n && !has_forced_break(p, to) && !too_wide(p, from, to + 1, measure))
    to++;
  s->reached_from = from;
  s->reached = to;
  if (s->tight) {
    tight_lines_from(s, from, to, measure);
    return;
  }
  bool found = false;
  for (uint32_t end = to; end > from; end--) {
    int64_t natural = natural_width(p, from, end);
    if (found && s->worst == BREAK_LONG && natural * 10 < (int64_t)measure * 7)
      return;
    try_line(s, from, end);
    found = found || s->nodes[end].cost >= 0;
  }
}

static bool search(Search *s) {
  uint32_t n = s->p->n;
  for (uint32_t i = 0; i <= n; i++)
    s->nodes[i] = (Node){-1, 0};
  s->nodes[0].cost = 0;
  s->reached_from = s->reached = 0;
  for (uint32_t i = 0; i < n; i++) {
    if (s->nodes[i].cost >= 0)
      lines_from(s, i);
  }
  return s->nodes[n].cost >= 0;
}

/* A way of lines within the limit that costs less than one line beyond it is the cheapest
 * of all. */
static bool search_tight(Search *s) {
  s->tight = true;
  bool found = search(s) && s->nodes[s->p->n].cost < COST_LOOSE;
  s->tight = false;
  return found;
}

/* The first fit a simple breaker takes: as much as goes on each line. */
static void greedy_search(Search *s) {
  const Paragraph *p = s->p;
  for (uint32_t i = 0; i <= p->n; i++)
    s->nodes[i] = (Node){-1, 0};
  s->nodes[0].cost = 0;
  for (uint32_t from = 0; from < p->n;) {
    uint32_t best = 0, to = from + 1;
    for (; to <= p->n && !too_wide(p, from, to, measure_of(s->m, from)); to++) {
      bool ends = to == p->n || has_forced_break(p, to);
      bool natural = natural_width(p, from, to) <= measure_of(s->m, from);
      bool pulled = natural || (p->atoms[to - 1].flags & FACT_NO_START);
      if (ends || (pulled && penalty_before(s, to) < BREAK_URL))
        best = to;
      if (ends)
        break;
    }
    best = best ? best : MAX(from + 1, to - 1);
    s->nodes[best] = (Node){0, from};
    from = best;
  }
}

/* ---- results ---------------------------------------------------------------------- */

static SetLine set_line(const Search *s, uint32_t from, uint32_t to) {
  const Paragraph *p = s->p;
  SetLine line = {.paragraph = p, .from = from, .to = without_blanks(p, from, to)};
  line.first = from == 0;
  line.last = to == p->n || has_forced_break(p, to);
  line.left = line.first ? s->m->first_left : s->m->left;
  line.measure = measure_of(s->m, from);
  line.fit = line.last ? loose_fit(p, from, to, line.measure)
                       : line_fit(p, from, to, line.measure);
  if (s->options.ragged)
    line.fit.adjust = MIN(line.fit.adjust, 0);
  return line;
}

static const SetLine *collect(Job *job, const Search *s, uint32_t *n) {
  uint32_t count = 0;
  for (uint32_t to = s->p->n; to > 0; to = s->nodes[to].from)
    count++;
  SetLine *lines = ARENA_ARRAY(job->arena, SetLine, count);
  *n = count;
  for (uint32_t to = s->p->n; to > 0; to = s->nodes[to].from)
    lines[--count] = set_line(s, s->nodes[to].from, to);
  return lines;
}

#define RUN_SHOWN 40 /* characters of a run that a message shows */

/* The run around the break before `to`: it would have had to part, or parts where it may.
 */
typedef struct RunAt {
  uint32_t from, end; /* atoms, end the last one */
} RunAt;

static RunAt run_at(const Paragraph *p, uint32_t to) {
  RunAt run = {to, to};
  while (run.from > 0 && run.end - run.from < RUN_SHOWN &&
         p->junctions[run.from - 1].penalty >= BREAK_URL)
    run.from--;
  while (run.end + 1 < p->n && run.end - run.from < RUN_SHOWN &&
         p->junctions[run.end].penalty >= BREAK_URL)
    run.end++;
  return run;
}

static char *run_text(Arena *arena, const Paragraph *p, RunAt run) {
  const Atom *first = &p->atoms[run.from], *last = &p->atoms[run.end];
  const char *text = p->text->utf8 + first->byte;
  char *copy = arena_strndup(arena, text, last->byte + last->bytes - first->byte);
  return g_strchomp(copy);
}

static Span place_of(const Paragraph *p, uint32_t atom) {
  Span at = p->text->at;
  uint32_t index = p->atoms[atom].index;
  if (p->text->places && index < p->text->chars) {
    at.line = p->text->places[index].line;
    at.column = p->text->places[index].column;
  }
  return at;
}

static uint32_t next_start(const SetLine *line) {
  const Paragraph *p = line->paragraph;
  uint32_t next = line->to;
  while (next + 1 < p->n && line_blank(&p->atoms[next]))
    next++;
  return next;
}

/* The run that opens lines[0]: the one it ends before, or one further down for whose sake
 * the lines share what is missing. */
static RunAt forcing_run(const SetLine *lines, uint32_t n) {
  const Paragraph *p = lines[0].paragraph;
  for (uint32_t i = 0; i + 1 < n && i < 3; i++) {
    RunAt run = run_at(p, next_start(&lines[i]));
    if (run.end - run.from >= 2)
      return run;
  }
  return run_at(p, next_start(&lines[0]));
}

static void report(Job *job, const SetLine *lines, uint32_t n, bool ragged) {
  const SetLine *line = &lines[0];
  const Paragraph *p = line->paragraph;
  if (line->last || line->to >= p->n)
    return;
  if (p->junctions[next_start(line) - 1].penalty >= BREAK_UNIT) {
    if (line->from > 0 && p->junctions[line->from - 1].penalty >= BREAK_UNIT)
      return; /* a run of several lines is named once */
    RunAt run = run_at(p, next_start(line));
    diag_add(job->diags, place_of(p, run.from), DIAG_TYPESET_OVERFULL,
             run_text(job->arena, p, run), NULL);
    return;
  }
  if (ragged || line->fit.spread <= p->spacing->stretch_max)
    return;
  RunAt run = forcing_run(lines, n);
  char *spread = arena_printf(job->arena, "%d.%02d", line->fit.spread / 1000,
                              line->fit.spread % 1000 / 10);
  diag_add(job->diags, place_of(p, run.from), DIAG_TYPESET_LOOSE_LINE,
           run_text(job->arena, p, run), spread, NULL);
}

static const SetLine *no_lines(Job *job, const Paragraph *p, const Measures *m,
                               uint32_t *n) {
  SetLine *line = ARENA_NEW(job->arena, SetLine);
  *line = (SetLine){.paragraph = p,
                    .left = m->first_left,
                    .measure = m->first_width,
                    .first = true,
                    .last = true};
  *n = 1;
  return line;
}

const SetLine *line_break(Job *job, const Paragraph *p, const Measures *m,
                          BreakOptions options, uint32_t *n) {
  if (p->n == 0)
    return no_lines(job, p, m, n);
  Search s = {.p = p, .m = m, .options = options, .worst = BREAK_LONG};
  s.nodes = ARENA_ARRAY(job->arena, Node, p->n + 1);
  if (options.greedy) {
    greedy_search(&s);
  } else if (!search_tight(&s) && !search(&s)) {
    s.worst = BREAK_RUN; /* a run longer than the line */
    if (!search(&s)) {
      s.worst = BREAK_NEVER;
      if (!search(&s))
        greedy_search(&s); /* narrower than a character */
    }
  }
  const SetLine *lines = collect(job, &s, n);
  if (!options.greedy) {
    for (uint32_t i = 0; i < *n; i++)
      report(job, &lines[i], *n - i, options.ragged);
  }
  return lines;
}

SetLine line_whole(const Paragraph *p) {
  SetLine line = {.paragraph = p, .to = p->n, .first = true, .last = true};
  line.to = without_blanks(p, 0, p->n);
  if (line.to > 0) {
    line.fit.feasible = true;
    line.fit.natural = (Length)CLAMP(natural_width(p, 0, line.to), 0, LENGTH_MAX);
  }
  return line;
}

int64_t line_cost(const SetLine *lines, uint32_t n) {
  int64_t cost = 0;
  for (uint32_t i = 0; i < n; i++) {
    const Paragraph *p = lines[i].paragraph;
    cost += lines[i].fit.cost + COST_LINE;
    if (lines[i].last && lines[i].from > 0)
      cost += stray_cost(p, lines[i].from, lines[i].to);
    else if (!lines[i].last)
      cost += MAX(p->junctions[lines[i + 1].from - 1].penalty, 0);
  }
  return cost;
}

/* ---- positions --------------------------------------------------------------------- */

/* A share of a total by running sums, so that the last one ends exactly on it. */
static Length share(int64_t total, int64_t done_before, int64_t done_after, int64_t of) {
  if (of <= 0)
    return 0;
  return (Length)(total * done_after / of - total * done_before / of);
}

/* What one junction gets of a line that is opened; a, b: the sums before and after it. */
static Length stretch_share(const Usage *u, const LineSums *base, const LineSums *a,
                            const LineSums *b, StretchLevel level) {
  Length extra = share(u->beyond, a->any - base->any, b->any - base->any, u->n_any);
  if (level == STRETCH_EVEN)
    return extra + share(u->even, a->even - base->even, b->even - base->even, u->n_even);
  return extra + share(u->stretch[level], a->stretch[level] - base->stretch[level],
                       b->stretch[level] - base->stretch[level], u->stretch_all[level]);
}

void line_place(const SetLine *line, Length *x) {
  const Paragraph *p = line->paragraph;
  if (line->to <= line->from)
    return;
  Usage u;
  use_line(p, line->from, line->to, line->fit.adjust, &u);
  const LineSums *base = &p->sums[line->from];
  x[0] = -line_start_trim(p, line->from);
  for (uint32_t k = line->from; k + 1 < line->to; k++) {
    const Junction *j = &p->junctions[k];
    const LineSums *a = &p->sums[k], *b = &p->sums[k + 1];
    Length extra = 0;
    if (line->fit.adjust < 0) {
      SqueezeLevel l = (SqueezeLevel)j->squeeze_level;
      extra = -share(u.squeeze[l], a->squeeze[l] - base->squeeze[l],
                     b->squeeze[l] - base->squeeze[l], u.squeeze_all[l]);
    } else {
      extra = stretch_share(&u, base, a, b, (StretchLevel)j->stretch_level);
    }
    int64_t next = (int64_t)x[k - line->from] + p->atoms[k].advance + j->natural + extra;
    x[k + 1 - line->from] =
        (Length)MIN(next, LENGTH_MAX / 2); /* off every page, and reported */
  }
  if (p->bidi)
    line_turn_left(line, x);
}
