/* Line steps: the grid's, but on pages tightened for the signature (B8.9). What page 1
 * was stretched by stays at its foot (P3.8). A paragraph has one step for all its lines,
 * so that of one that begins on the page before may shrink only as far as that page keeps
 * its lines; the others make up for it. */
#include "odt_private.h"

#define TOLERANCE (LENGTH_PT / 2)
#define SEEN (LENGTH_PT / 20)

/* By page: the step of its lines of the grid, as set. */
static Length *page_steps(const Odt *o) {
  const Composition *c = o->composition;
  Length *steps = ARENA_ARRAY(o->job->arena, Length, c->n_pages + 1);
  for (uint32_t i = 0; i <= c->n_pages; i++)
    steps[i] = o->layout->grid.step;
  for (uint32_t i = 1; i < c->n_lines; i++) {
    const ComposedLine *a = &c->lines[i - 1], *b = &c->lines[i];
    if (a->text != b->text || a->page != b->page || b->role->step != 0 || b->y <= a->y)
      continue;
    if (b->y - a->y < steps[b->page] - SEEN)
      steps[b->page] = b->y - a->y;
  }
  return steps;
}

static uint32_t lines_on(const Flow *flow, uint32_t page) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < flow->n; i++)
    n += flow->lines[i]->page == page;
  return n;
}

/* The least step with which the first page still has no room for one line more. */
static Length least_step(const Odt *o, const Flow *flow) {
  Length full = odt_step(o, flow->role), size = flow->role->size;
  uint32_t page = flow->lines[0]->page, n = lines_on(flow, page);
  const ComposedLine *last = flow->lines[n - 1];
  Length room = odt_text_bottom(o, page) - last->y - size - odt_below(full, size);
  Length most = (full - TOLERANCE - room) / (Length)(n + 1);
  return full - MAX(most, 0);
}

static Length step_of_flow(const Odt *o, const Flow *flow, const Length *steps) {
  Length step = odt_step(o, flow->role);
  uint32_t first = flow->lines[0]->page, last = flow->lines[flow->n - 1]->page;
  Length set = MIN(steps[last], step);
  if (flow->role->step != 0 || set == step)
    return step;
  return first == last ? set : MAX(set, least_step(o, flow));
}

/* What the page's first paragraph takes too much is taken from the lines below it. */
static void make_up(const GPtrArray *flows, uint32_t page, Length step) {
  int64_t excess = 0, lines = 0;
  for (guint i = 0; i < flows->len; i++) {
    const Flow *flow = g_ptr_array_index(flows, i);
    uint32_t n = lines_on(flow, page);
    bool grid = flow->role->step == 0;
    if (n > 0 && grid && flow->lines[0]->page < page)
      excess += (int64_t)n * (flow->step - step);
    else if (grid && flow->lines[flow->n - 1]->page == page)
      lines += n;
  }
  for (guint i = 0; excess > 0 && lines > 0 && i < flows->len; i++) {
    Flow *flow = g_ptr_array_index(flows, i);
    if (flow->role->step == 0 && flow->lines[0]->page == page &&
        flow->lines[flow->n - 1]->page == page)
      flow->step -= (Length)(excess / lines) + 1;
  }
}

void odt_settle_steps(const Odt *o, GPtrArray *flows) {
  const Length *steps = page_steps(o);
  for (guint i = 0; i < flows->len; i++) {
    Flow *flow = g_ptr_array_index(flows, i);
    flow->step = step_of_flow(o, flow, steps);
  }
  for (uint32_t page = 0; page < o->composition->n_pages; page++) {
    if (steps[page] < o->layout->grid.step)
      make_up(flows, page, steps[page]);
  }
}
