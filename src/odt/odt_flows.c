/* The Composition as elements in reading order: texts with their lines, side by side or
 * below. */
#include "odt_private.h"

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
static bool is_running_text(const ComposedLine *line) {
  return !line->artifact && !line->table && line->part != PART_PAGE_NUMBER &&
         line->part != PART_DRAFT;
}

/* In the order of the document. */
static GPtrArray *collect_flows(Odt *o) {
  g_autoptr(GHashTable) known = g_hash_table_new(NULL, NULL);
  GPtrArray *flows = g_ptr_array_new();
  for (uint32_t i = 0; i < o->composition->n_lines; i++) {
    const ComposedLine *line = &o->composition->lines[i];
    if (!is_running_text(line))
      continue;
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

static Element *element_new(uint32_t page, Length y, uint32_t box) {
  Element *e = g_new0(Element, 1);
  e->box = box;
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
  return e->part == PART_IMPRINT;
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

static Element *element_at(const GPtrArray *elements, guint i) {
  return g_ptr_array_index(elements, i);
}

/* Rows of one box come from top to bottom, whatever it names first. */
static void add_row(GPtrArray *elements, Element *e) {
  guint i = elements->len;
  while (i > 0 && element_at(elements, i - 1)->box == e->box &&
         element_at(elements, i - 1)->page == e->page &&
         element_at(elements, i - 1)->y > e->y)
    i--;
  g_ptr_array_insert(elements, (gint)i, e);
}

/* The element on whose first line a text stands, and the one within whose height it
 * begins: of its own box, or the last one. */
static Element *element_beside(const GPtrArray *elements, const ComposedLine *line,
                               Element **over) {
  for (guint i = elements->len; i-- > 0;) {
    Element *e = element_at(elements, i);
    bool last = i + 1 == elements->len;
    if (e->table || e->last_page != line->page || !(last || e->box == line->box))
      break;
    if (e->page == line->page && e->y == line->y)
      return e;
    if (!*over && line->y < e->bottom && (last || line->y > e->y) &&
        (e->box != line->box || line->y > e->y))
      *over = e;
  }
  return NULL;
}

/* A text that begins on the first line of an element stands beside it there; one that
 * begins within its height but on no line of it needs a frame. */
static void place_flow(GPtrArray *elements, Flow *flow) {
  const ComposedLine *line = flow->lines[0];
  Element *over = NULL, *e = element_beside(elements, line, &over);
  if (e) {
    element_take(e, flow);
    return;
  }
  if (over && element_is_contents(over)) {
    element_take(over, flow);
    return;
  }
  if (over) {
    if (!line->blank)
      g_ptr_array_add(over->asides, flow);
    return;
  }
  e = element_new(line->page, line->y, line->box);
  e->part = line->part;
  element_take(e, flow);
  add_row(elements, e);
}

/* ---- tables ------------------------------------------------------------------------ */

static Element *table_element(const ComposedTable *table) {
  Element *e = element_new(table->page, table->top, table->box);
  e->table = table;
  e->part = PART_BODY;
  e->last_page = table->last_page;
  e->bottom = table->bottom;
  return e;
}

/* Texts and tables in the order of the flow. */
static GPtrArray *make_elements(const Odt *o, const GPtrArray *flows) {
  const Composition *c = o->composition;
  GPtrArray *elements = g_ptr_array_new_with_free_func(element_free);
  uint32_t table = 0;
  for (guint i = 0; i < flows->len; i++) {
    Flow *flow = g_ptr_array_index(flows, i);
    for (; table < c->n_tables && c->tables[table].box < flow->lines[0]->box; table++)
      g_ptr_array_add(elements, table_element(&c->tables[table]));
    place_flow(elements, flow);
  }
  for (; table < c->n_tables; table++)
    g_ptr_array_add(elements, table_element(&c->tables[table]));
  return elements;
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

/* Whether an element comes before a box: in the flow, or as a row of the same signature
 * that begins above a seal's foot. */
static bool comes_before(const Element *e, const ComposedBox *box) {
  bool row = e->box == box->box && box->part == PART_SIGN;
  return e->box < box->box || (row && e->y <= box->y + box->height);
}

/* The paragraph that a picture or rule goes along with: the last one before it on its
 * page, else the first there, else the last before it. */
static Element *element_above(const GPtrArray *elements, const ComposedBox *box) {
  Element *before = NULL, *above = NULL, *first = NULL;
  for (guint i = 0; i < elements->len; i++) {
    Element *e = g_ptr_array_index(elements, i);
    if (e->table || e->page > box->page)
      continue;
    if (e->page < box->page)
      before = e;
    else if (comes_before(e, box))
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

/* The imprint's own rules go along with its last row above them, or with its first. */
static Element *imprint_on(const GPtrArray *elements, const ComposedBox *box) {
  Element *found = NULL;
  for (guint i = 0; i < elements->len && box->part == PART_IMPRINT; i++) {
    Element *e = g_ptr_array_index(elements, i);
    if (element_is_imprint(e) && !found)
      found = e;
  }
  return found;
}

/* Nothing is left out without a word. */
static void tell_left_out(const Odt *o, const char *what, Span at) {
  diag_add(o->job->diags, at, DIAG_ODT_LEFT_OUT, what, NULL);
}

void odt_tell_left_out(const Odt *o) {
  for (uint32_t i = 0; i < o->composition->n_lines; i++) {
    const ComposedLine *line = &o->composition->lines[i];
    bool elsewhere = line->part == PART_PAGE_NUMBER || line->part == PART_DRAFT ||
                     line->artifact || line->blank;
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
  GPtrArray *elements = make_elements(o, flows);
  add_boxes(o, elements);
  return elements;
}

void odt_elements_free(GPtrArray *elements) {
  if (elements)
    g_ptr_array_free(elements, TRUE);
}
