/* Boxes as they come: what must stay together is kept back until all of it is there. */
#include "page_private.h"

/* ---- what must stay together (B3.7) ------------------------------------------------ */

static PageUnit *pending_at(const Pager *p, guint i) {
  return &g_array_index(p->pending, PageUnit, i);
}

/* The first bundle of a table that begins at i. */
static const FlowBundle *bundle_after(const Pager *p, guint i) {
  if (i + 1 < p->pending->len && pending_at(p, i + 1)->box.kind == BOX_ROWS)
    return &pending_at(p, i + 1)->box.as.rows;
  return NULL;
}

static Length table_top(const FlowColumn *c, const FlowBox *box) {
  return c->empty ? c->cursor : c->cursor + box->gap.edge;
}

/* Where what stays together ends on a column: a table with its head and the least of its
 * first rows. What stands across the page has pages of its own, and a signature its own
 * rules. */
static Length chain_bottom(const Pager *p, const Sheet *sheet, FlowColumn c) {
  Length bottom = c.cursor;
  for (guint i = 0; i < p->pending->len; i++) {
    const FlowBox *box = &pending_at(p, i)->box;
    if (box->kind == BOX_HUNG || (box->turned != sheet->turned && !c.empty))
      break;
    if (box->kind == BOX_TABLE) {
      bottom = table_top(&c, box) +
               page_table_start(p, sheet, box->as.table, bundle_after(p, i));
      break;
    }
    if (box->kind != BOX_LINE)
      continue;
    bottom = page_try(sheet, &c, box) + box->height;
  }
  return bottom - c.steps * sheet->less;
}

/* All of it on the next page where this one does not hold it and the next one does. */
static void find_page(Pager *p) {
  const Sheet *sheet = page_now(p);
  if (page_fits(p, sheet, chain_bottom(p, sheet, sheet->column)))
    return;
  Sheet fresh = {.index = sheet->index + 1, .turned = sheet->turned};
  fresh.column = flow_column(p->layout);
  if (chain_bottom(p, &fresh, fresh.column) <= page_bottom(p, &fresh) + PAGE_ROUNDING)
    page_turn(p);
}

/* ---- putting ----------------------------------------------------------------------- */

static void turn_for(Pager *p, bool turned) {
  Sheet *sheet = page_now(p);
  if (sheet->turned == turned)
    return;
  if (!sheet->column.empty)
    sheet = page_turn(p);
  sheet->turned = turned;
}

static void note_text(Pager *p, const FlowBox *box) {
  bool text = box->body && box->part == PART_BODY;
  p->text_shown = p->text_shown || (text && page_now(p)->index == 0);
}

static void put_line(Pager *p, const PageUnit *unit) {
  Sheet *sheet = page_now(p);
  FlowColumn c = sheet->column;
  Length bottom = page_try(sheet, &c, &unit->box) + unit->box.height;
  if (!page_fits(p, sheet, bottom - c.steps * sheet->less))
    sheet = page_turn(p);
  page_put(sheet, unit);
  note_text(p, &unit->box);
}

static void put_pending(Pager *p, guint i) {
  PageUnit *unit = pending_at(p, i);
  FlowBox *box = &unit->box;
  switch (box->kind) {
    case BOX_LINE:
      turn_for(p, box->turned);
      put_line(p, unit);
      break;
    case BOX_HUNG:
      page_put_hung(p, unit, unit + 1, p->pending->len - i - 1);
      break;
    case BOX_TABLE:
      turn_for(p, box->turned);
      page_table_begin(p, unit);
      break;
    case BOX_ROWS:
      page_table_rows(p, &box->as.rows);
      break;
    case BOX_MEMORY:
      g_ptr_array_add(page_now(p)->arenas, box->as.memory);
      break;
    case BOX_TABLE_END:
    case BOX_RULE:
    case BOX_FIXED:
    case BOX_IMPRINT:
    case BOX_PAGE:
    case BOX_TEXT_END:
      break;
  }
}

/* A note below a table that the table's page does not hold. */
static bool note_goes_over(const Pager *p) {
  const FlowBox *box = &pending_at(p, 0)->box;
  const Sheet *sheet = page_now(p);
  return box->kind == BOX_LINE && box->beside_table && !box->keep &&
         !page_fits(p, sheet, chain_bottom(p, sheet, sheet->column));
}

/* Puts what is pending, all on one page where one holds it. */
static void page_settle(Pager *p) {
  if (p->pending->len == 0)
    return;
  if (!p->failed && note_goes_over(p))
    page_table_follow(p);
  if (!p->failed)
    find_page(p);
  for (guint i = 0; i < p->pending->len; i++)
    put_pending(p, i);
  g_array_set_size(p->pending, 0);
}

/* ---- boxes ------------------------------------------------------------------------- */

/* Bound by themselves: each from the front of a sheet of paper and numbered from 1
 * (B10.5). */
static void begin_page(Pager *p, const FlowBox *box) {
  const FlowPage *page = &box->as.page;
  if (page->apart) {
    if (p->n_sheets % 2 == 1 && p->layout->page.sides == SIDES_TWO)
      page_next(p)->unnumbered = true;
    p->numbers_from = p->n_sheets;
  }
  Sheet *sheet = page_next(p);
  sheet->turned = box->turned;
  sheet->mark = page->mark;
  sheet->unnumbered = page->unnumbered;
  p->text_from = sheet->index;
}

/* What nothing can keep waiting. */
static void take_at_once(Pager *p, const PageUnit *unit) {
  page_settle(p);
  switch (unit->box.kind) {
    case BOX_RULE:
    case BOX_FIXED:
      page_put(page_now(p), unit);
      break;
    case BOX_TABLE_END:
      page_table_end(p);
      break;
    case BOX_IMPRINT:
      page_put_imprint(p, unit);
      break;
    case BOX_PAGE:
      begin_page(p, &unit->box);
      break;
    case BOX_TEXT_END:
      page_text_end(p);
      break;
    case BOX_LINE:
    case BOX_HUNG:
    case BOX_TABLE:
    case BOX_ROWS:
    case BOX_MEMORY:
      break;
  }
}

static bool take(void *self, const FlowBox *box) {
  Pager *p = self;
  PageUnit unit = {.box = *box, .ordinal = ++p->ordinal};
  bool waits = false, last = !box->keep;
  switch (box->kind) {
    case BOX_LINE:
    case BOX_HUNG:
    case BOX_TABLE:
    case BOX_ROWS:
      waits = true;
      break;
    case BOX_MEMORY:
      waits = true;
      last = p->pending->len == 0;
      break;
    case BOX_RULE:
    case BOX_FIXED:
    case BOX_TABLE_END:
    case BOX_IMPRINT:
    case BOX_PAGE:
    case BOX_TEXT_END:
      break;
  }
  if (!waits) {
    take_at_once(p, &unit);
    return !p->failed;
  }
  g_array_append_val(p->pending, unit);
  if (last)
    page_settle(p);
  return !p->failed;
}

FlowTaker page_taker(Pager *pager) {
  return (FlowTaker){.self = pager, .take = take};
}

/* ---- the document ------------------------------------------------------------------ */

Pager *page_open(Job *job, PageSink sink) {
  Pager *p = ARENA_NEW(job->arena, Pager);
  *p = (Pager){.job = job, .layout = job->layout, .sink = sink};
  p->sheets = g_ptr_array_new();
  p->outline = g_array_new(FALSE, TRUE, sizeof(OutlineEntry));
  p->pending = g_array_new(FALSE, TRUE, sizeof(PageUnit));
  page_compose_begin(p);
  return p;
}

void page_begin(Pager *pager, const PageDocument *document) {
  pager->document = *document;
}

bool page_close(Pager *p, DocumentEnd *end, Composition *out) {
  page_settle(p);
  page_finish(p);
  page_table_close(p);
  end->n_pages = p->n_sheets;
  end->n_outline = p->outline->len;
  end->outline = arena_take_array(p->job->arena, p->outline);
  page_compose_end(p, out);
  g_ptr_array_free(p->sheets, TRUE);
  g_array_free(p->pending, TRUE);
  return !p->failed;
}
