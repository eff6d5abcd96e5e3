/* Sheets: what stands on a page, and how a full one leaves for the sink. */
#include "page_private.h"

/* ---- places --------------------------------------------------------------------- */

Length page_block_left(const Pager *p, const Sheet *sheet) {
  const LayoutBlock *block = &p->layout->block;
  bool even = sheet->index % 2 == 1 && p->layout->page.sides == SIDES_TWO;
  if (block->mirror && even)
    return p->layout->page.width - block->left - block->width;
  return block->left;
}

Length page_bottom(const Pager *p, const Sheet *sheet) {
  if (sheet->turned)
    return p->layout->block.top + p->layout->block.width;
  return flow_bottom(&sheet->column, sheet->index == 0);
}

Length page_cursor(const Sheet *sheet) {
  return sheet->column.cursor - sheet->column.steps * sheet->less;
}

/* Clear height left below the cursor, as the sheet's step is. */
static Length page_room(const Pager *p, const Sheet *sheet) {
  return page_bottom(p, sheet) - page_cursor(sheet);
}

bool page_fits(const Pager *p, const Sheet *sheet, Length bottom) {
  return sheet->column.empty || bottom <= page_bottom(p, sheet) + PAGE_ROUNDING;
}

Arena *page_arena(Sheet *sheet) {
  if (!sheet->arena)
    sheet->arena = arena_new();
  return sheet->arena;
}

Length page_shift(const Sheet *sheet, int32_t steps) {
  if (steps <= 0)
    return 0;
  if (sheet->more)
    return (Length)((int64_t)sheet->more * steps / sheet->column.steps);
  return -steps * sheet->less;
}

/* What comes below a signature for which the step was made smaller keeps the page's own.
 */
static FlowBox settled(const Sheet *sheet, const FlowBox *box) {
  FlowBox own = *box;
  own.counted = box->counted && !sheet->less;
  return own;
}

void page_put(Sheet *sheet, const PageUnit *unit) {
  PageUnit put = *unit;
  put.box = settled(sheet, &unit->box);
  put.y = flow_column_put(&sheet->column, &put.box, &put.steps);
  g_array_append_val(sheet->units, put);
}

Length page_try(const Sheet *sheet, FlowColumn *column, const FlowBox *box) {
  FlowBox own = settled(sheet, box);
  int32_t steps;
  return flow_column_put(column, &own, &steps);
}

/* ---- leaving ----------------------------------------------------------------------- */

/* P3.8: on the first page what is left at the foot goes into the line steps, up to the
 * limit. */
static void stretch_first(const Pager *p, Sheet *sheet) {
  const LayoutGrid *grid = &p->layout->grid;
  int32_t steps = sheet->column.steps;
  Length left = page_room(p, sheet);
  if (sheet->index != 0 || !sheet->continues || steps <= 0 || left <= 0 || sheet->less)
    return;
  if ((int64_t)left * 1000000 > (int64_t)grid->step * grid->page_stretch * steps)
    return;
  sheet->more = left;
}

static void sheet_free(Sheet *sheet) {
  g_array_free(sheet->units, TRUE);
  g_ptr_array_free(sheet->arenas, TRUE);
  if (sheet->arena)
    arena_free(sheet->arena);
  g_free(sheet);
}

/* A paragraph's last line alone at the head of a page is told, not moved (K6.2). */
static void note_widow(const Pager *p, const Sheet *sheet) {
  const FlowBox *first =
      sheet->units->len ? &g_array_index(sheet->units, PageUnit, 0).box : NULL;
  if (!first || !first->ends_paragraph)
    return;
  g_autofree char *page = g_strdup_printf("%u", sheet->index + 1);
  diag_add(p->job->diags, first->at, DIAG_TYPESET_WIDOW, page, NULL);
}

/* The places that references and bookmarks lead to stand where their boxes stand. */
static void take_places(Pager *p, const Sheet *sheet, GArray *marks) {
  Length top = p->layout->block.top;
  if (sheet->mark)
    g_array_append_val(marks, ((PageMark){.name = sheet->mark, .y = top}));
  for (guint i = 0; i < sheet->units->len; i++) {
    const PageUnit *unit = &g_array_index(sheet->units, PageUnit, i);
    Length y = sheet->turned ? top : unit->y + page_shift(sheet, unit->steps);
    if (unit->box.mark)
      g_array_append_val(marks, ((PageMark){.name = unit->box.mark, .y = y}));
    if (!unit->box.outline)
      continue;
    guint n = p->outline->len;
    unsigned deepest = n ? g_array_index(p->outline, OutlineEntry, n - 1).level + 1u : 1;
    OutlineEntry entry = {.title = unit->box.outline,
                          .level = (uint8_t)MIN(unit->box.level, deepest),
                          .page = sheet->index,
                          .y = y};
    g_array_append_val(p->outline, entry);
  }
}

static void hand_on(Pager *p, const Sheet *sheet, const PageBuild *build,
                    const GArray *marks) {
  Page page = {.index = sheet->index,
               .number = sheet->unnumbered ? 0 : sheet->number,
               .width = p->layout->page.width,
               .height = p->layout->page.height,
               .items = (const Item *)(void *)build->items->data,
               .n_items = build->items->len,
               .links = (const PageLink *)(void *)build->links->data,
               .n_links = build->links->len,
               .marks = (const PageMark *)(void *)marks->data,
               .n_marks = marks->len};
  if (!p->failed && !p->sink.page(p->sink.self, p->job, &page))
    p->failed = true;
}

static void leave(Pager *p, Sheet *sheet) {
  PageBuild build = {.arena = arena_new(),
                     .items = g_array_new(FALSE, TRUE, sizeof(Item)),
                     .links = g_array_new(FALSE, TRUE, sizeof(PageLink))};
  g_autoptr(GArray) marks = g_array_new(FALSE, TRUE, sizeof(PageMark));
  note_widow(p, sheet);
  stretch_first(p, sheet);
  take_places(p, sheet, marks);
  page_put_number(p, sheet, p->composing ? p->job->arena : build.arena);
  page_put_draft(p, sheet, p->composing ? p->job->arena : build.arena);
  page_check_inside(p, sheet);
  page_compose_sheet(p, sheet);
  page_ink_sheet(p, sheet, &build);
  hand_on(p, sheet, &build, marks);
  g_array_free(build.items, TRUE);
  g_array_free(build.links, TRUE);
  arena_free(build.arena);
}

Sheet *page_now(const Pager *p) {
  return g_ptr_array_index(p->sheets, p->sheets->len - 1);
}

Sheet *page_before(const Pager *p) {
  return p->sheets->len > 1 ? g_ptr_array_index(p->sheets, p->sheets->len - 2) : NULL;
}

static void leave_oldest(Pager *p) {
  Sheet *oldest = g_ptr_array_index(p->sheets, 0);
  if (p->ended && p->ended->sheet == oldest)
    page_table_forget(p);
  leave(p, oldest);
  g_ptr_array_remove_index(p->sheets, 0);
  sheet_free(oldest);
}

Sheet *page_next(Pager *p) {
  if (p->n_sheets >= p->job->limits->pages && !p->failed) {
    g_autofree char *limit = g_strdup_printf("%u", p->job->limits->pages);
    diag_add(p->job->diags, (Span){.file = p->document.file}, DIAG_LIMIT_PAGES, limit,
             NULL);
    p->failed = true;
  }
  if (p->sheets->len >= PAGE_WINDOW)
    leave_oldest(p);
  Sheet *sheet = g_new0(Sheet, 1);
  sheet->index = p->n_sheets++;
  sheet->number = p->n_sheets - p->numbers_from;
  sheet->units = g_array_new(FALSE, TRUE, sizeof(PageUnit));
  sheet->arenas = g_ptr_array_new_with_free_func((GDestroyNotify)arena_free);
  sheet->column = flow_column(p->layout);
  if (p->sheets->len > 0)
    sheet->column.rule_bottom = page_now(p)->column.rule_bottom;
  g_ptr_array_add(p->sheets, sheet);
  return sheet;
}

Sheet *page_turn(Pager *p) {
  bool turned = page_now(p)->turned;
  page_now(p)->continues = true;
  Sheet *sheet = page_next(p);
  sheet->turned = turned;
  return sheet;
}

void page_drop_last(Pager *p) {
  Sheet *last = page_now(p), *before = page_before(p);
  if (p->ended && p->ended->sheet == last)
    page_table_forget(p);
  if (last->arena && before)
    g_ptr_array_add(before->arenas, g_steal_pointer(&last->arena));
  while (before && last->arenas->len)
    g_ptr_array_add(before->arenas,
                    g_ptr_array_steal_index(last->arenas, last->arenas->len - 1));
  sheet_free(last);
  g_ptr_array_remove_index(p->sheets, p->sheets->len - 1);
  p->n_sheets--;
}

void page_finish(Pager *p) {
  while (p->sheets->len > 0)
    leave_oldest(p);
}
