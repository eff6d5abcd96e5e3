/* How a signature stays on a page that bears text (B8.5–B8.9): as it is, with lines
 * saved, with the page's step less, with the last lines before it brought along. */
#include "page_private.h"

typedef struct SignPage {
  Pager *pager;
  const PageUnit *hung;
  const PageUnit *below; /* what must stand below it on its page (B9.1) */
  uint32_t n_below;
  FlowHang hang;
} SignPage;

static PageUnit *unit_at(const Sheet *sheet, guint i) {
  return &g_array_index(sheet->units, PageUnit, i);
}

/* Whether a line of text or a table stands there (B8.9). */
static bool page_has_text(const Sheet *sheet) {
  if (sheet->table)
    return true;
  for (guint i = 0; i < sheet->units->len; i++) {
    const PageUnit *unit = unit_at(sheet, i);
    if (unit->box.body || (unit->rows && unit->box.as.table->body))
      return true;
  }
  return false;
}

/* An attachment note counts where text is asked for: a seal presses below it as well
 * (B8.5). */
static bool has_note(const Sheet *sheet) {
  for (guint i = 0; i < sheet->units->len; i++)
    if (unit_at(sheet, i)->box.part == PART_ATTACHMENTS)
      return true;
  return false;
}

/* ---- room -------------------------------------------------------------------------- */

static void settle(SignPage *s, Length step, bool saved) {
  const FlowHung *hung = &s->hung->box.as.hung;
  s->hang = hung->settle(hung->self, step, saved);
}

/* From the text's em bottom to the foot of all that must stand on its page. */
static Length need_of(const SignPage *s) {
  FlowColumn c = flow_column(s->pager->layout);
  Length top = c.cursor;
  c.cursor += s->hang.date;
  c.empty = false;
  int32_t steps;
  for (uint32_t i = 0; i < s->n_below; i++)
    if (s->below[i].box.kind == BOX_LINE)
      flow_column_put(&c, &s->below[i].box, &steps);
  return MAX(s->hang.need, c.cursor - top);
}

static bool room_for(const SignPage *s, const Sheet *sheet, Length cursor) {
  return cursor + need_of(s) <= page_bottom(s->pager, sheet) + PAGE_ROUNDING;
}

/* The step of the sheet's lines made smaller (P3.9), as little as need be. */
static bool tighten(SignPage *s, Sheet *sheet) {
  const LayoutGrid *grid = &s->pager->layout->grid;
  Length step = grid->step;
  const FlowColumn *c = &sheet->column;
  bool fits = false;
  while (!fits && step > grid->step_min) {
    step = MAX(step - LENGTH_PT / 10, grid->step_min);
    settle(s, step, true);
    fits = room_for(s, sheet, c->cursor - c->steps * (grid->step - step));
  }
  if (fits)
    sheet->less = grid->step - step;
  return fits;
}

/* As it is, with lines saved, with a smaller step. */
static bool stands_on(SignPage *s, Sheet *sheet) {
  settle(s, s->pager->layout->grid.step, false);
  if (room_for(s, sheet, page_cursor(sheet)))
    return true;
  settle(s, s->pager->layout->grid.step, true);
  return room_for(s, sheet, page_cursor(sheet)) || tighten(s, sheet);
}

/* ---- what comes along -------------------------------------------------------------- */

/* The first unit to move so that `lines` lines of text go along; 0: none may. A heading
 * goes with its text (B3.7). */
static guint first_of_text(const Sheet *sheet, unsigned lines) {
  unsigned total = 0, seen = 0;
  guint first = 0;
  for (guint i = 0; i < sheet->units->len; i++)
    total += unit_at(sheet, i)->box.body;
  unsigned take = total ? MIN(lines, total - 1) : 0;
  for (guint i = sheet->units->len; i-- > 0 && seen < take;) {
    if (unit_at(sheet, i)->box.body) {
      seen++;
      first = i;
    }
  }
  while (first > 0 && unit_at(sheet, first - 1)->box.title)
    first--;
  return first;
}

static bool is_plain(const PageUnit *unit) {
  return unit->box.kind == BOX_LINE && !unit->rows && unit->box.n_inks > 0 &&
         unit->box.inks[0].kind == INK_LINE;
}

/* The same of an attachment note below the text. */
static guint first_of_note(const Sheet *sheet, unsigned lines) {
  unsigned seen = 0;
  guint first = 0;
  for (guint i = sheet->units->len; i-- > 1;) {
    const PageUnit *unit = unit_at(sheet, i);
    if (!is_plain(unit) || unit->box.body || seen++ == lines)
      break;
    first = i;
  }
  return first;
}

/* What stands from a unit on to the foot of its sheet, with the least step (P3.9). */
static Length height_from(const Pager *p, const Sheet *sheet, guint first) {
  const PageUnit *unit = unit_at(sheet, first);
  Length spare = p->layout->grid.step - p->layout->grid.step_min;
  return sheet->column.cursor - unit->y - (sheet->column.steps - unit->steps) * spare;
}

/* Whether so much stands on one page with the signature, its lines saved where need be.
 */
static bool page_holds(SignPage *s, Length height) {
  const Layout *layout = s->pager->layout;
  settle(s, layout->grid.step_min, true);
  return height + need_of(s) <= layout->block.height + PAGE_ROUNDING;
}

/* Whether what stays above a unit is at least half a page: a long attachment note turns
 * rather than leave one blank (B4.1, B8.5). */
static bool leaves_half(const Pager *p, const Sheet *sheet, guint first) {
  const LayoutBlock *block = &p->layout->block;
  return unit_at(sheet, first)->y - block->top >= block->height / 2;
}

/* Two lines of text and all that follows them, unless a long attachment note leaves no
 * room for them, or they leave hardly anything: then the note's last lines. */
static guint first_to_move(SignPage *s, const Sheet *sheet) {
  unsigned lines = s->hung->box.as.hung.pull_lines;
  guint first = first_of_text(sheet, lines), note = first_of_note(sheet, lines);
  bool holds = first > 0 && page_holds(s, height_from(s->pager, sheet, first));
  if (holds &&
      (note == 0 || note - first <= lines || leaves_half(s->pager, sheet, first)))
    return first;
  return note;
}

/* Where a sheet's flow stands below its first n units. */
static void measure_anew(const Pager *p, Sheet *sheet, guint n) {
  FlowColumn c = flow_column(p->layout);
  c.rule_bottom = sheet->column.rule_bottom;
  for (guint i = 0; i < n; i++) {
    PageUnit *unit = unit_at(sheet, i);
    c.cursor = MAX(c.cursor, unit->y + unit->box.height);
    c.steps = MAX(c.steps, unit->steps);
    c.empty = false;
  }
  sheet->column = c;
}

void page_move(Sheet *sheet, const PageUnit *unit) {
  if (!unit->rows && unit->box.kind != BOX_HUNG) {
    page_put(sheet, unit);
    return;
  }
  PageUnit moved = *unit;
  FlowColumn *c = &sheet->column;
  moved.y = c->empty ? c->cursor : c->cursor + unit->box.gap.edge;
  moved.steps = c->steps;
  c->cursor = moved.y + unit->box.height;
  c->empty = false;
  g_array_append_val(sheet->units, moved);
}

void page_move_memory(Sheet *from, Sheet *to) {
  while (from->arenas->len)
    g_ptr_array_add(to->arenas,
                    g_ptr_array_steal_index(from->arenas, from->arenas->len - 1));
  if (from->arena)
    g_ptr_array_add(to->arenas, g_steal_pointer(&from->arena));
}

/* Units from `first` on go to the sheet that follows; rows of a table may be among them,
 * and the sheet they come from leaves first. */
static void move_units(const Pager *p, Sheet *from, Sheet *to, guint first) {
  for (guint i = first; i < from->units->len; i++)
    page_move(to, unit_at(from, i));
  g_array_set_size(from->units, first);
  measure_anew(p, from, first);
  page_move_memory(from, to);
}

/* The attachment note went over alone: lines of text from the sheet before join it, if
 * one page holds them all. */
static void join_from_before(SignPage *s, Sheet *sheet) {
  Pager *p = s->pager;
  Sheet *before = page_before(p);
  guint first = before ? first_of_text(before, s->hung->box.as.hung.pull_lines) : 0;
  if (first == 0 || sheet->units->len == 0 || !leaves_half(p, before, first))
    return;
  const FlowBox *next = &unit_at(sheet, 0)->box;
  FlowColumn lead = before->column;
  Length gap = next->kind == BOX_LINE
                   ? flow_top(&lead, next->role, next->gap) - lead.cursor
                   : next->gap.edge;
  if (!page_holds(s, height_from(p, before, first) + gap + height_from(p, sheet, 0)))
    return;
  GArray *own = sheet->units;
  sheet->units = g_array_new(FALSE, TRUE, sizeof(PageUnit));
  sheet->column = flow_column(p->layout);
  move_units(p, before, sheet, first);
  for (guint i = 0; i < own->len; i++)
    page_move(sheet, &g_array_index(own, PageUnit, i));
  g_array_free(own, TRUE);
}

/* What the signature takes along to the next sheet: a table's last rows, else lines. */
static Sheet *bring_along(SignPage *s, Sheet *sheet) {
  Pager *p = s->pager;
  guint cut = page_table_cut(p, sheet, s->hung->box.as.hung.pull_lines);
  if (cut > 0 && page_holds(s, page_table_rest(p, cut)))
    return page_table_part(p, sheet, cut);
  guint first = first_to_move(s, sheet);
  Sheet *next = page_next(p);
  if (first > 0)
    move_units(p, sheet, next, first);
  return next;
}

static Sheet *find_sheet(SignPage *s) {
  Pager *p = s->pager;
  Sheet *sheet = page_now(p);
  if (!page_has_text(sheet))
    join_from_before(s, sheet);
  if (stands_on(s, sheet))
    return sheet;
  Sheet *next = bring_along(s, sheet);
  if (!stands_on(s, next) && s->hung->box.as.hung.several)
    diag_add(p->job->diags, s->hung->box.as.hung.at, DIAG_TYPESET_TOO_MANY_SIGNATURES,
             NULL);
  return next;
}

void page_put_hung(Pager *p, const PageUnit *hung, const PageUnit *below, uint32_t n) {
  SignPage s = {.pager = p, .hung = hung, .below = below, .n_below = n};
  Sheet *sheet = find_sheet(&s);
  const FlowHung *sign = &hung->box.as.hung;
  if (!page_has_text(sheet) && !has_note(sheet))
    diag_add(p->job->diags, sign->at, DIAG_TYPESET_SIGNATURE_ALONE, NULL);
  FlowColumn *c = &sheet->column;
  PageUnit unit = *hung;
  unit.box.inks = sign->ink(sign->self, &unit.box.n_inks);
  unit.y = c->cursor;
  unit.steps = c->steps;
  unit.box.height = s.hang.date;
  g_array_append_val(sheet->units, unit);
  if (s.hang.lowest)
    c->lowest = MAX(c->lowest, c->cursor + s.hang.lowest);
  c->cursor += s.hang.date;
  c->empty = false;
}
