/* The Composition as elements in reading order: texts with their lines, side by side or
 * below. */
#include "odt_private.h"

#define SAME_LINE (LENGTH_PT / 4)
#define CLOSE (2 * LENGTH_PT) /* less than this parts nothing */
#define WIDE (LENGTH_PT)      /* how far a rule may miss the block's edges */
#define RULE_NEAR (30 * LENGTH_PT)

static Flow *flow_new(Odt *o, const ComposedLine *line) {
  Flow *flow = ARENA_NEW(o->job->arena, Flow);
  flow->text = line->text;
  flow->role = line->role;
  flow->part = g_hash_table_lookup(o->parts, line->text->utf8);
  return flow;
}

/* Page numbers and what repeats a text have places of their own. */
static bool is_running_text(const Odt *o, const ComposedLine *line) {
  const char *role = line->role->name;
  /* an office repeats heads only */
  bool continued = line->text->utf8 == o->layout->table.continued;
  return !line->artifact && !line->table && !continued &&
         !g_str_equal(role, "page-number") && !g_str_equal(role, "draft");
}

static int compare_lines(const void *a, const void *b) {
  const ComposedLine *first = *(const ComposedLine *const *)a;
  const ComposedLine *second = *(const ComposedLine *const *)b;
  if (first->page != second->page)
    return first->page < second->page ? -1 : 1;
  if (first->y != second->y)
    return first->y < second->y ? -1 : 1;
  return first->x < second->x ? -1 : first->x > second->x;
}

static GPtrArray *collect_flows(Odt *o) {
  g_autoptr(GPtrArray) lines = g_ptr_array_new();
  for (uint32_t i = 0; i < o->composition->n_lines; i++) {
    if (is_running_text(o, &o->composition->lines[i]))
      g_ptr_array_add(lines, (gpointer)&o->composition->lines[i]);
  }
  g_ptr_array_sort(lines, compare_lines);
  g_autoptr(GHashTable) known = g_hash_table_new(NULL, NULL);
  GPtrArray *flows = g_ptr_array_new();
  for (guint i = 0; i < lines->len; i++) {
    const ComposedLine *line = g_ptr_array_index(lines, i);
    Flow *flow =
        g_hash_table_lookup(known, line->text); /* not its characters: names recur */
    if (!flow) {
      flow = flow_new(o, line);
      flow->lines =
          ARENA_ARRAY(o->job->arena, const ComposedLine *, line->text->chars + 1);
      g_hash_table_insert(known, (gpointer)line->text, flow);
      g_ptr_array_add(flows, flow);
    }
    if (flow->n <= line->text->chars)
      flow->lines[flow->n++] = line;
  }
  return flows;
}

/* ---- elements ---------------------------------------------------------------------- */

static Element *element_new(uint32_t page, Length y) {
  Element *e = g_new0(Element, 1);
  e->flows = g_ptr_array_new();
  e->asides = g_ptr_array_new();
  e->boxes = g_ptr_array_new();
  e->page = e->last_page = page;
  e->y = y;
  return e;
}

static void element_free(gpointer data) {
  Element *e = data;
  g_ptr_array_free(e->flows, TRUE);
  g_ptr_array_free(e->asides, TRUE);
  g_ptr_array_free(e->boxes, TRUE);
  g_free(e);
}

const Flow *element_main(const Element *e) {
  return e->flows->len ? g_ptr_array_index(e->flows, e->flows->len - 1) : NULL;
}

bool element_is_imprint(const Element *e) {
  const Flow *flow = element_main(e);
  return flow && g_str_equal(flow->role->name, "imprint");
}

bool element_follows(const Odt *o, const Element *e, guint i) {
  const Flow *before = g_ptr_array_index(e->flows, i - 1),
             *flow = g_ptr_array_index(e->flows, i);
  Length gap = flow->lines[0]->x - before->lines[0]->x - odt_width(o, before);
  return ABS(gap) <= CLOSE;
}

static void element_take(Element *e, Flow *flow) {
  const ComposedLine *last = flow->lines[flow->n - 1];
  Length bottom = last->y + flow->role->size;
  g_ptr_array_add(e->flows, flow);
  for (guint i = e->flows->len - 1; i > 0; i--) { /* left to right */
    gpointer *pair = &e->flows->pdata[i - 1];
    if (((const Flow *)pair[0])->lines[0]->x <= flow->lines[0]->x)
      break;
    pair[1] = pair[0];
    pair[0] = flow;
  }
  if (last->page > e->last_page || (last->page == e->last_page && bottom > e->bottom)) {
    e->last_page = last->page;
    e->bottom = bottom;
  }
}

/* A text that begins on the first line of an element stands beside it there; one that
 * begins within its height but on no line of it needs a frame. */
static void place_flow(GPtrArray *elements, Flow *flow) {
  const ComposedLine *line = flow->lines[0];
  Element *e = elements->len ? g_ptr_array_index(elements, elements->len - 1) : NULL;
  bool same_page = e && !e->table && e->last_page == line->page;
  if (same_page && e->page == line->page && ABS(line->y - e->y) <= SAME_LINE) {
    element_take(e, flow);
    return;
  }
  if (same_page && line->y < e->bottom - SAME_LINE) {
    if (!line->blank)
      g_ptr_array_add(e->asides, flow);
    return;
  }
  e = element_new(line->page, line->y);
  element_take(e, flow);
  g_ptr_array_add(elements, e);
}

/* ---- tables ------------------------------------------------------------------------ */

typedef struct TableReach {
  const ComposedTable *table;
  uint32_t page, last_page;
  Length top, bottom;
  bool known;
} TableReach;

static uint32_t row_of(const ComposedTable *t, const Text *text, const Cell **cell) {
  for (uint32_t r = 0; r < t->n_rows; r++) {
    for (uint32_t i = 0; i < t->rows[r].row->n_cells; i++) {
      *cell = &t->rows[r].row->cells[i];
      if (t->rows[r].texts[i] == text)
        return r;
    }
  }
  return UINT32_MAX;
}

static Length rows_height(const ComposedTable *t, uint32_t from, uint32_t to) {
  Length height = 0;
  for (uint32_t r = from; r < to && r < t->n_rows; r++)
    height += t->rows[r].height;
  return height;
}

/* Text stands in the middle of its cell. */
static void reach_top(const Odt *o, TableReach *reach, const ComposedLine *line,
                      uint32_t lines) {
  const Cell *cell = NULL;
  const ComposedTable *t = reach->table;
  uint32_t r = row_of(t, line->text, &cell);
  if (r == UINT32_MAX)
    return;
  Length text = line->role->size + odt_step(o, line->role) * (Length)(lines - 1);
  Length height = rows_height(t, r, r + cell->row_span);
  reach->top = line->y - (height - text) / 2 - rows_height(t, 0, r);
  reach->page = line->page;
  reach->known = true;
}

static TableReach table_reach(const Odt *o, const ComposedTable *t) {
  TableReach reach = {.table = t};
  const Composition *c = o->composition;
  for (uint32_t i = 0; i < c->n_lines; i++) {
    const ComposedLine *line = &c->lines[i];
    if (line->table != t->table || line->artifact)
      continue;
    uint32_t n = 1;
    while (i + n < c->n_lines && c->lines[i + n].text == line->text)
      n++;
    if (!reach.known)
      reach_top(o, &reach, line, n);
    if (line->page > reach.last_page)
      reach.bottom = 0;
    reach.last_page = line->page;
    reach.bottom = MAX(reach.bottom, c->lines[i + n - 1].y + line->role->size +
                                         o->layout->table.padding_y);
    i += n - 1;
  }
  if (reach.last_page == reach.page)
    reach.bottom = reach.top + rows_height(t, 0, t->n_rows);
  return reach;
}

static int compare_elements(const void *a, const void *b) {
  const Element *first = *(const Element *const *)a, *second = *(const Element *const *)b;
  if (first->page != second->page)
    return first->page < second->page ? -1 : 1;
  return first->y < second->y ? -1 : first->y > second->y;
}

static void add_tables(const Odt *o, GPtrArray *elements) {
  for (uint32_t i = 0; i < o->composition->n_tables; i++) {
    TableReach reach = table_reach(o, &o->composition->tables[i]);
    Element *e = element_new(reach.page, reach.top);
    e->table = &o->composition->tables[i];
    e->last_page = reach.last_page;
    e->bottom = reach.bottom;
    g_ptr_array_add(elements, e);
  }
  g_ptr_array_sort(elements, compare_elements);
}

/* ---- boxes ------------------------------------------------------------------------- */

/* A rule that is nothing's border keeps its place on the page. */
static Element *element_first(const GPtrArray *elements, const ComposedBox *box) {
  for (guint i = 0; i < elements->len; i++) {
    Element *e = g_ptr_array_index(elements, i);
    if (!e->table && e->page == box->page)
      return e;
  }
  return NULL;
}

/* The paragraph that a picture goes along with: the last one that begins above its foot
 * on its page, else the first there, else the last before it. */
static Element *element_above(const GPtrArray *elements, const ComposedBox *box) {
  Element *before = NULL, *above = NULL, *first = NULL;
  for (guint i = 0; i < elements->len; i++) {
    Element *e = g_ptr_array_index(elements, i);
    if (e->table || e->page > box->page)
      continue;
    if (e->page < box->page)
      before = e;
    else if (e->y <= box->y + box->height)
      above = e;
    else if (!first)
      first = e;
  }
  return above ? above : first ? first : before;
}

static bool spans_block(const Odt *o, const ComposedBox *box) {
  const LayoutBlock *block = &o->layout->block;
  return ABS(box->x - block->left) <= WIDE && ABS(box->width - block->width) <= WIDE;
}

/* A rule right below an element and alone there becomes its border. */
static bool is_border(const Odt *o, const Element *e, const ComposedBox *box) {
  bool rule = !box->drawing && !box->star && spans_block(o, box);
  return rule && !e->rule && e->last_page == box->page && e->flows->len > 0 &&
         box->y >= e->bottom && box->y - e->bottom <= RULE_NEAR;
}

/* The imprint's own rules stand above its rows, too. */
static Element *imprint_on(const GPtrArray *elements, const ComposedBox *box) {
  for (guint i = 0; i < elements->len; i++) {
    Element *e = g_ptr_array_index(elements, i);
    if (element_is_imprint(e) && e->page == box->page && box->y >= e->y - RULE_NEAR)
      return e;
  }
  return NULL;
}

/* Nothing is left out without a word. */
static void tell_left_out(const Odt *o, const char *what, Span at) {
  diag_add(o->job->diags, at, DIAG_ODT_LEFT_OUT, what, NULL);
}

void odt_tell_left_out(const Odt *o) {
  const char *continued = o->layout->table.continued;
  for (uint32_t i = 0; i < o->composition->n_lines; i++) {
    const ComposedLine *line = &o->composition->lines[i];
    const char *role = line->role->name;
    bool elsewhere = g_str_equal(role, "page-number") || g_str_equal(role, "draft") ||
                     line->text->utf8 == continued || line->blank;
    if (!elsewhere && !g_hash_table_contains(o->written, line->text))
      tell_left_out(o, line->text->utf8, line->text->at);
  }
}

static void add_boxes(const Odt *o, GPtrArray *elements) {
  for (uint32_t i = 0; i < o->composition->n_boxes; i++) {
    const ComposedBox *box = &o->composition->boxes[i];
    Element *e = box->drawing ? NULL : imprint_on(elements, box);
    if (!e)
      e = element_above(elements, box);
    if (!e) {
      tell_left_out(o, box->alt ? box->alt : "—", (Span){.file = o->bulletin->file});
      continue;
    }
    bool border = !element_is_imprint(e) && is_border(o, e, box);
    if (border) {
      e->rule = box;
      continue;
    }
    Element *first =
        box->drawing || element_is_imprint(e) ? NULL : element_first(elements, box);
    g_ptr_array_add(first ? first->boxes : e->boxes, (gpointer)box);
  }
}

GPtrArray *odt_elements_new(Odt *o) {
  g_autoptr(GPtrArray) flows = collect_flows(o);
  odt_settle_steps(o, flows);
  GPtrArray *elements = g_ptr_array_new_with_free_func(element_free);
  for (guint i = 0; i < flows->len; i++)
    place_flow(elements, g_ptr_array_index(flows, i));
  add_tables(o, elements);
  add_boxes(o, elements);
  return elements;
}

void odt_elements_free(GPtrArray *elements) {
  if (elements)
    g_ptr_array_free(elements, TRUE);
}
