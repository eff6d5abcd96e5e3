/* Sheets: what is put on a page, and how a full one leaves for the sink. */
#include <string.h>

#include "typeset_run.h"

#define ROUNDING (LENGTH_PT / 50) /* what may stick out by rounding: 0.02 pt */

/* ---- places --------------------------------------------------------------------- */

Length block_left(const Run *run, const Sheet *sheet) {
  const LayoutBlock *block = &run->layout->block;
  bool even = sheet->index % 2 == 1 && run->layout->page.sides == SIDES_TWO;
  if (block->mirror && even)
    return run->layout->page.width - block->left - block->width; /* P1.7 */
  return block->left;
}

Length block_bottom(const Run *run) {
  return run->layout->block.top + run->layout->block.height;
}

Length flow_width(const Run *run) {
  bool turned = run->sheets->len > 0 && sheet_now(run)->turned;
  return turned ? run->layout->block.height : run->layout->block.width;
}

Length block_extent(const Run *run, bool turned) {
  return turned ? run->layout->block.width : run->layout->block.height;
}

Length sheet_bottom(const Run *run, const Sheet *sheet) {
  if (sheet->turned)
    return run->layout->block.top + block_extent(run, true);
  Length bottom = block_bottom(run);
  for (size_t i = 0; i < run->layout->n_placements && sheet->index == 0; i++) {
    const Placement *p = &run->layout->placements[i];
    if (p->kind == PLACE_RULE && p->clear)
      bottom = anchor_y(run, p->foot) - rule_height(p) - p->clear;
  }
  return bottom;
}

Length role_step(const Run *run, const LayoutRole *role) {
  return role->step ? role->step : run->layout->grid.step;
}

Length sheet_room(const Run *run, const Sheet *sheet) {
  return sheet_bottom(run, sheet) - sheet->cursor;
}

bool flow_fits(const Run *run, Length y, const LayoutRole *role) {
  return y + role->size <= sheet_bottom(run, sheet_now(run)) + ROUNDING;
}

Length flow_top(const Run *run, const Sheet *sheet, const LayoutRole *role, Gap gap) {
  if (sheet->empty)
    return sheet->cursor;
  Length leading = role_step(run, role) - role->size;
  if (!gap.given)
    return sheet->cursor + leading;
  if (run->layout->grid.gap == GAP_GRID && gap.lines > 0)
    return sheet->cursor + (Length)gap.lines * run->layout->grid.step + leading;
  return sheet->cursor + gap.edge;
}

/* ---- putting ---------------------------------------------------------------------- */

static Placed *append(Sheet *sheet, const Placed *placed) {
  g_array_append_val(sheet->placed, *placed);
  Placed *last = &g_array_index(sheet->placed, Placed, sheet->placed->len - 1);
  last->turned = sheet->turned;
  return last;
}

/* Names that nothing can break, and rows as high as the page: never lost without a word.
 */
static void check_inside(Run *run, const Sheet *sheet, const SetLine *line, Length x,
                         Length y) {
  const LayoutPage *page = &run->layout->page;
  Length width = sheet->turned ? page->height : page->width;
  Length height = sheet->turned ? page->width : page->height;
  int64_t left = (int64_t)x + line->left;
  int64_t squeezed = line->fit.feasible ? line->fit.adjust : 0;
  int64_t right = left + line->fit.natural + squeezed;
  bool inside = left >= 0 && right <= width && y >= 0 &&
                (int64_t)y + line->paragraph->size <= height;
  if (inside || line->to <= line->from || run->outside == line->paragraph->text)
    return;
  run->outside = line->paragraph->text;
  diag_add(run->job->diags, run->outside->at, DIAG_TYPESET_OUTSIDE_PAGE, NULL);
}

Placed *put_line_at(Run *run, Sheet *sheet, const SetLine *line, Length x, Length y) {
  check_inside(run, sheet, line, x, y);
  return append(sheet, &(Placed){.kind = PLACED_LINE,
                                 .x = x,
                                 .y = y,
                                 .line = *line,
                                 .steps = sheet->steps,
                                 .table = run->table,
                                 .tag = TAG_NONE});
}

Placed *put_line(Run *run, Sheet *sheet, const SetLine *line, Length y) {
  sheet->cursor = y + line->paragraph->size;
  sheet->empty = false;
  return put_line_at(run, sheet, line, block_left(run, sheet), y);
}

Placed *put_rectangle(Run *run, Sheet *sheet, Length x, Length y, Length width,
                      Length height) {
  return append(sheet, &(Placed){.kind = PLACED_RECTANGLE,
                                 .x = x,
                                 .y = y,
                                 .width = width,
                                 .height = height,
                                 .steps = sheet->steps,
                                 .table = run->table,
                                 .tag = TAG_NONE,
                                 .artifact = ARTIFACT_LAYOUT});
}

void put_mark(Run *run, Sheet *sheet, const char *name, Length y) {
  if (sheet->turned)
    y = run->layout->block.top;
  if (name)
    g_array_append_val(sheet->marks, ((PageMark){.name = name, .y = y}));
}

/* The text without its forced breaks: one line of an outline. */
static const char *flat_text(Arena *arena, const Text *text) {
  char *copy = arena_strndup(arena, text->utf8, text->bytes);
  char *to = copy;
  for (const char *from = copy; *from; from++) {
    if (*from != '\n')
      *to++ = *from;
  }
  *to = '\0';
  return copy;
}

void add_outline(Run *run, const Sheet *sheet, const Text *title, uint8_t level,
                 Length y) {
  uint8_t deepest = 1;
  if (run->outline->len > 0)
    deepest =
        (uint8_t)(g_array_index(run->outline, OutlineEntry, run->outline->len - 1).level +
                  1);
  if (sheet->turned)
    y = run->layout->block.top;
  OutlineEntry entry = {.title = flat_text(run->job->arena, title),
                        .level = MIN(level, deepest),
                        .page = sheet->index,
                        .y = y};
  g_array_append_val(run->outline, entry);
}

/* ---- leaving ------------------------------------------------------------------------
 */

/* P3.8: on the first page what is left at the foot goes into the line steps, up to the
 * limit. */
static void stretch_first(Run *run, Sheet *sheet) {
  const LayoutGrid *grid = &run->layout->grid;
  Length left = sheet_room(run, sheet);
  if (sheet->index != 0 || !sheet->continues || sheet->steps <= 0 || left <= 0)
    return;
  if ((int64_t)left * 1000000 > (int64_t)grid->step * grid->page_stretch * sheet->steps)
    return;
  for (guint i = 0; i < sheet->placed->len; i++) {
    Placed *p = &g_array_index(sheet->placed, Placed, i);
    if (p->steps > 0)
      p->y += (Length)((int64_t)left * p->steps / sheet->steps);
  }
}

static void sheet_free(Sheet *sheet) {
  g_array_free(sheet->placed, TRUE);
  g_array_free(sheet->marks, TRUE);
  g_ptr_array_free(sheet->arenas, TRUE);
  g_free(sheet);
}

static void put_page_number(Run *run, Sheet *sheet);
static void put_draft(Run *run, Sheet *sheet);

/* A paragraph's last line alone at the head of a page is told, not moved (K6.2). */
static void note_widow(Run *run, const Sheet *sheet) {
  if (!sheet->widow.line)
    return;
  g_autofree char *page = g_strdup_printf("%u", sheet->index + 1);
  diag_add(run->job->diags, sheet->widow, DIAG_TYPESET_WIDOW, page, NULL);
}

/* Upright on every page (T1.1), and forgotten with it where nobody asked for the
 * Composition. */
static void put_standing(Run *run, Sheet *sheet, Arena *arena) {
  Arena *own = run->job->arena;
  bool turned = sheet->turned;
  if (!run->composing)
    run->job->arena = arena;
  sheet->turned = false;
  put_page_number(run, sheet);
  put_draft(run, sheet);
  sheet->turned = turned;
  run->job->arena = own;
}

static void flush(Run *run, Sheet *sheet) {
  PageBuild build = {.arena = arena_new(),
                     .items = g_array_new(FALSE, TRUE, sizeof(Item)),
                     .links = g_array_new(FALSE, TRUE, sizeof(PageLink))};
  note_widow(run, sheet);
  stretch_first(run, sheet);
  put_standing(run, sheet, build.arena);
  compose_sheet(run, sheet);
  ink_sheet(run, sheet, &build);
  Page page = {.index = sheet->index,
               .number = sheet->unnumbered ? 0 : sheet->number,
               .width = run->layout->page.width,
               .height = run->layout->page.height,
               .items = (const Item *)(void *)build.items->data,
               .n_items = build.items->len,
               .links = (const PageLink *)(void *)build.links->data,
               .n_links = build.links->len,
               .marks = (const PageMark *)(void *)sheet->marks->data,
               .n_marks = sheet->marks->len};
  if (!run->failed && !run->sink.page(run->sink.self, run->job, &page))
    run->failed = true;
  g_array_free(build.items, TRUE);
  g_array_free(build.links, TRUE);
  arena_free(build.arena);
}

Sheet *sheet_now(const Run *run) {
  return g_ptr_array_index(run->sheets, run->sheets->len - 1);
}

static void flush_oldest(Run *run) {
  Sheet *oldest = g_ptr_array_index(run->sheets, 0);
  flush(run, oldest);
  g_ptr_array_remove_index(run->sheets, 0);
  sheet_free(oldest);
}

Sheet *sheet_next(Run *run) {
  if (run->n_sheets >= run->job->limits->pages && !run->failed) {
    g_autofree char *limit = g_strdup_printf("%u", run->job->limits->pages);
    diag_add(run->job->diags, (Span){.file = run->bulletin->file}, DIAG_LIMIT_PAGES,
             limit, NULL);
    run->failed = true;
  }
  if (run->sheets->len >= SHEETS_HELD)
    flush_oldest(run);
  Sheet *sheet = g_new0(Sheet, 1);
  sheet->index = run->n_sheets++;
  sheet->number = run->n_sheets - run->numbers_from;
  sheet->placed = g_array_new(FALSE, TRUE, sizeof(Placed));
  sheet->marks = g_array_new(FALSE, TRUE, sizeof(PageMark));
  sheet->arenas = g_ptr_array_new_with_free_func((GDestroyNotify)arena_free);
  sheet->turned = run->turned;
  sheet->cursor = run->layout->block.top;
  sheet->empty = true;
  g_ptr_array_add(run->sheets, sheet);
  return sheet;
}

void sheet_drop_last(Run *run) {
  sheet_free(sheet_now(run));
  g_ptr_array_remove_index(run->sheets, run->sheets->len - 1);
  run->n_sheets--;
}

void sheets_finish(Run *run) {
  while (run->sheets->len > 0)
    flush_oldest(run);
}

/* ---- what every page bears ------------------------------------------------------------
 */

static const Placement *find_of_page(const Layout *layout, Part part) {
  for (size_t i = 0; i < layout->n_placements; i++) {
    for (unsigned k = 0; k < layout->placements[i].n_parts; k++) {
      if (layout->placements[i].parts[k] == part)
        return &layout->placements[i];
    }
  }
  return NULL;
}

Length anchor_y(const Run *run, Anchor anchor) {
  const Layout *l = run->layout;
  switch (anchor.edge) {
    case EDGE_BLOCK_TOP:
      return l->block.top + anchor.offset;
    case EDGE_BLOCK_BOTTOM:
      return block_bottom(run) + anchor.offset;
    case EDGE_PAGE_BOTTOM:
      return l->page.height + anchor.offset;
    case EDGE_RULE_BOTTOM:
      return run->rule_bottom + anchor.offset;
    case EDGE_NONE:
    case EDGE_PAGE_LEFT:
    case EDGE_PAGE_RIGHT:
    case EDGE_PAGE_TOP:
    case EDGE_BLOCK_LEFT:
    case EDGE_BLOCK_RIGHT:
    case EDGE_BLOCK_CENTRE:
      break;
  }
  return anchor.offset;
}

Length anchor_x(const Run *run, const Sheet *sheet, Anchor anchor) {
  Length left = block_left(run, sheet);
  switch (anchor.edge) {
    case EDGE_BLOCK_RIGHT:
      return left + run->layout->block.width + anchor.offset;
    case EDGE_BLOCK_CENTRE:
      return left + run->layout->block.width / 2 + anchor.offset;
    case EDGE_PAGE_RIGHT:
      return run->layout->page.width + anchor.offset;
    case EDGE_PAGE_LEFT:
      return anchor.offset;
    case EDGE_NONE:
    case EDGE_PAGE_TOP:
    case EDGE_PAGE_BOTTOM:
    case EDGE_BLOCK_LEFT:
    case EDGE_BLOCK_TOP:
    case EDGE_BLOCK_BOTTOM:
    case EDGE_RULE_BOTTOM:
      break;
  }
  return left + anchor.offset;
}

static Length side_x(const Run *run, const Sheet *sheet, SideInset side, Length width) {
  Length left = block_left(run, sheet), block = run->layout->block.width;
  switch (side.side) {
    case SIDE_LEFT:
      return left + side.inset;
    case SIDE_RIGHT:
      return left + block - side.inset - width;
    case SIDE_NONE:
    case SIDE_CENTRE:
      break;
  }
  return left + (block - width) / 2;
}

/* "— {n} —" → "— 12 —" */
static char *fill_pattern(Arena *arena, const char *pattern, uint32_t number) {
  const char *hole = strstr(pattern, "{n}");
  if (!hole)
    return arena_strdup(arena, pattern);
  return arena_printf(arena, "%.*s%u%s", (int)(hole - pattern), pattern, number,
                      hole + 3);
}

/* On page 1 the layout may say otherwise (L1.8); of single sheets every page is odd. */
static SideInset number_side(const Run *run, const Sheet *sheet, const Placement *place) {
  if (sheet->index == 0 && place->first.given)
    return place->first;
  bool odd = sheet->index % 2 == 0 || run->layout->page.sides == SIDES_ONE;
  return odd ? place->odd : place->even;
}

/* N1.1–N1.4: the dash's middle stands at the given height. */
static void put_page_number(Run *run, Sheet *sheet) {
  const Placement *place = find_of_page(run->layout, PART_PAGE_NUMBER);
  if (!place || sheet->unnumbered || !place->role->text)
    return;
  SideInset side = number_side(run, sheet, place);
  if (side.given && side.side == SIDE_NONE) {
    sheet->unnumbered = true;
    return;
  }
  char *number = fill_pattern(run->job->arena, place->role->text, sheet->number);
  Text *text = ARENA_NEW(run->job->arena, Text);
  *text = text_plain(run->job->arena, number, (Span){.file = run->bulletin->file});
  SetLine line = set_single(run, text, place->role, TAG_NONE);
  Length centre = 0;
  line_dash_centre(&line, &centre);
  line.left = 0;
  put_line_at(run, sheet, &line, side_x(run, sheet, side, line.fit.natural),
              anchor_y(run, place->y) - centre)
      ->steps = -1;
}

static void put_draft(Run *run, Sheet *sheet) {
  const Placement *place = find_of_page(run->layout, PART_DRAFT);
  if (!place || run->bulletin->status != STATUS_DRAFT || !place->role->text)
    return;
  Text *text = ARENA_NEW(run->job->arena, Text);
  *text =
      text_plain(run->job->arena, place->role->text, (Span){.file = run->bulletin->file});
  SetLine line = set_single(run, text, place->role, TAG_NONE);
  line.left = 0;
  Length x = anchored_left(run, sheet, place, line.fit.natural);
  put_line_at(run, sheet, &line, x, anchor_y(run, place->y))->steps = -1;
}
