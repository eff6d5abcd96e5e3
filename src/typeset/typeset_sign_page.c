/* How a signature stays on a page that bears text (B8.9). */
#include "typeset_sign.h"

static bool room_for(const SignPlan *plan, const Sheet *sheet, const SignHeights *h,
                     Length cursor) {
  Length need = MAX(h->need, h->date + plan->below);
  return cursor + need <= sheet_bottom(plan->run, sheet) + LENGTH_PT / 50;
}

static bool has_body(const Sheet *sheet) {
  if (sheet->table)
    return true;
  for (guint i = 0; i < sheet->placed->len; i++) {
    if (g_array_index(sheet->placed, Placed, i).body)
      return true;
  }
  return false;
}

/* The step of the sheet's lines made smaller (P3.9), as little as need be. */
static bool tighten(SignPlan *plan, Sheet *sheet, SignHeights *h) {
  const LayoutGrid *grid = &plan->run->layout->grid;
  Length step = grid->step, cursor = sheet->cursor;
  bool fits = false;
  while (!fits && step > grid->step_min) {
    step = MAX(step - LENGTH_PT / 10, grid->step_min);
    cursor = sheet->cursor - sheet->steps * (grid->step - step);
    *h = sign_heights(plan, step, true);
    fits = room_for(plan, sheet, h, cursor);
  }
  if (!fits)
    return false;
  Length delta = grid->step - step;
  for (guint i = 0; i < sheet->placed->len; i++) {
    Placed *p = &g_array_index(sheet->placed, Placed, i);
    if (p->steps > 0)
      p->y -= p->steps * delta;
  }
  sheet->cursor = cursor;
  return true;
}

/* Index of the first record to move so that `lines` lines of text go along; −1: none may.
 */
static int first_of_text(const Sheet *sheet, unsigned lines) {
  int total = 0, seen = 0, first = -1;
  for (guint i = 0; i < sheet->placed->len; i++)
    total += g_array_index(sheet->placed, Placed, i).body;
  int take = MIN((int)lines, total - 1);
  for (int i = (int)sheet->placed->len - 1; i >= 0 && seen < take; i--) {
    if (g_array_index(sheet->placed, Placed, i).body) {
      seen++;
      first = i;
    }
  }
  while (first > 0 && g_array_index(sheet->placed, Placed, first - 1).keep)
    first--; /* a heading goes with its text (B3.7) */
  return first;
}

/* The same of an attachment note below the text; a number and its name are one line. */
static int first_of_note(const Sheet *sheet, unsigned lines) {
  const Placed *records = (const Placed *)(const void *)sheet->placed->data;
  unsigned seen = 0;
  int first = -1;
  for (int i = (int)sheet->placed->len - 1; i > 0; i--) {
    if (records[i].kind != PLACED_LINE || records[i].body)
      break;
    bool same = first >= 0 && records[i].y == records[first].y;
    if (!same && seen++ == lines)
      break;
    first = i;
  }
  return first;
}

/* What stands from a record on to the foot of its sheet, with the least step (P3.9). */
static Length height_from(const Run *run, const Sheet *sheet, int first) {
  const Placed *record = &g_array_index(sheet->placed, Placed, first);
  Length spare = run->layout->grid.step - run->layout->grid.step_min;
  return sheet->cursor - record->y - (sheet->steps - record->steps) * spare;
}

/* Whether so much stands on one page with the signature, its lines saved where need be.
 */
static bool page_holds(SignPlan *plan, Length height) {
  const Layout *layout = plan->run->layout;
  SignHeights h = sign_heights(plan, layout->grid.step_min, true);
  Length need = MAX(h.need, h.date + plan->below);
  return height + need <= layout->block.height + LENGTH_PT / 50;
}

/* Two lines of text and all that follows them, unless a long attachment note leaves no
 * room for them: then the note's last lines. */
static int first_to_move(SignPlan *plan, const Sheet *sheet) {
  int first = first_of_text(sheet, plan->place->pull_lines);
  if (first > 0 && page_holds(plan, height_from(plan->run, sheet, first)))
    return first;
  return first_of_note(sheet, plan->place->pull_lines);
}

static void move_records(Run *run, Sheet *from, Sheet *to, guint first) {
  Placed *records = (Placed *)(void *)from->placed->data;
  Length dy = to->cursor - records[first].y;
  Length dx = block_left(run, to) - block_left(run, from);
  int32_t steps = records[first].steps;
  Length left_behind = first > 0 ? records[first - 1].y : from->cursor;
  for (guint i = first; i < from->placed->len; i++) {
    Placed moved = records[i];
    moved.y += dy;
    moved.x += dx;
    moved.steps = MAX(moved.steps - steps, 0);
    g_array_append_val(to->placed, moved);
  }
  to->cursor = from->cursor + dy;
  to->steps = from->steps - steps;
  to->empty = false;
  g_array_set_size(from->placed, first);
  /* rows of a table may be among them; the sheet they come from leaves first */
  while (from->arenas->len)
    g_ptr_array_add(to->arenas,
                    g_ptr_array_steal_index(from->arenas, from->arenas->len - 1));
  from->cursor = left_behind;
  from->steps = MAX(steps - 1, 0);
}

/* The last lines of the text come along to the page of the signature. */
static Sheet *pull_lines(SignPlan *plan, Sheet *sheet) {
  int first = first_to_move(plan, sheet);
  Sheet *next = sheet_next(plan->run);
  if (first > 0)
    move_records(plan->run, sheet, next, (guint)first);
  return next;
}

/* The attachment note went over alone: lines of text from the sheet before join it, if
 * one page holds them all. */
static void join_from_before(SignPlan *plan, Sheet *sheet) {
  Run *run = plan->run;
  if (run->sheets->len < 2)
    return;
  Sheet *before = g_ptr_array_index(run->sheets, run->sheets->len - 2);
  int first = first_of_text(before, plan->place->pull_lines);
  if (first <= 0)
    return;
  Length least =
      height_from(run, before, first) + sheet->lead + height_from(run, sheet, 0);
  if (!page_holds(plan, least))
    return;
  GArray *own = sheet->placed;
  Length own_height = sheet->cursor - run->layout->block.top;
  int32_t own_steps = sheet->steps;
  sheet->placed = g_array_new(FALSE, TRUE, sizeof(Placed));
  sheet->cursor = run->layout->block.top;
  move_records(run, before, sheet, (guint)first);
  Length dy = sheet->cursor - run->layout->block.top + sheet->lead;
  for (guint i = 0; i < own->len; i++) {
    Placed moved = g_array_index(own, Placed, i);
    moved.y += dy;
    moved.steps += sheet->steps;
    g_array_append_val(sheet->placed, moved);
  }
  sheet->cursor += sheet->lead + own_height;
  sheet->steps += own_steps;
  g_array_free(own, TRUE);
}

static Sheet *find_page(SignPlan *plan, SignHeights *h) {
  Run *run = plan->run;
  Length step = run->layout->grid.step;
  Sheet *sheet = sheet_now(run);
  if (!has_body(sheet))
    join_from_before(plan, sheet);
  *h = sign_heights(plan, step, false);
  if (room_for(plan, sheet, h, sheet->cursor))
    return sheet;
  *h = sign_heights(plan, step, true);
  if (room_for(plan, sheet, h, sheet->cursor) || tighten(plan, sheet, h))
    return sheet;
  sheet = pull_lines(plan, sheet);
  *h = sign_heights(plan, step, false);
  if (room_for(plan, sheet, h, sheet->cursor))
    return sheet;
  *h = sign_heights(plan, step, true);
  if (!room_for(plan, sheet, h, sheet->cursor) && !tighten(plan, sheet, h) && plan->n > 1)
    diag_add(run->job->diags, plan->sign->by[0].at, DIAG_TYPESET_TOO_MANY_SIGNATURES,
             NULL);
  return sheet;
}

Sheet *sign_page(SignPlan *plan, SignHeights *h) {
  Sheet *sheet = find_page(plan, h);
  if (!has_body(sheet))
    diag_add(plan->run->job->diags, plan->sign->by[0].at, DIAG_TYPESET_SIGNATURE_ALONE,
             NULL);
  return sheet;
}
