/* Signature, date and seal (B8), and how they stay on a page that bears text (B8.9). */
#include "typeset_run.h"

typedef struct SignPlan {
  Run *run;
  const Placement *place;
  const Signatory *by;
  SetLine name, date;
  Length name_x, date_x;   /* from the block's left edge */
  Length diameter;         /* 0: no seal nor its place */
  bool wet;                /* the place of a stamp whose size the document does not say */
  Length size;             /* em height of a line */
  Length below;            /* lines of the note that must stand on the same page */
} SignPlan;

/* Vertical distances below the em bottom of the text. */
typedef struct SignHeights {
  Length name, date;       /* em bottoms */
  Length seal;             /* top of the seal */
  Length need;             /* lowest ink */
} SignHeights;

/* ---- widths -------------------------------------------------------------------------- */

static SetLine sign_line(Run *run, const Text *text, const LayoutRole *role, TagId parent) {
  TagId tag = tagtree_add(run->tags, parent, &(Tag){.role = TAG_P});
  TextStyle style = {.role = role, .tag = tag, .heading_tag = TAG_NONE, .label_tag = TAG_NONE};
  return paragraph_line(paragraph_analyse(run->job, text, &style));
}

static const LayoutRole *role_or(const Run *run, const char *name, const LayoutRole *other) {
  const LayoutRole *role = layout_role(run->layout, name);
  return role ? role : other;
}

static Length line_width(const SetLine *line) {
  return line->fit.natural + line->fit.adjust;
}

/* B8.4, figure 5: a sealed name of two to four characters is opened. */
static void open_short_name(SignPlan *plan) {
  uint32_t n = plan->name.paragraph->n;
  if (n >= 2 && n <= plan->place->name_open_most)
    plan->name.fit.adjust = plan->place->name_open * (Length)(n - 1);
}

/* B8.4: the date ends 4 字 inside, the name is centred on it; a long name moves both left. */
static void place_sealed(SignPlan *plan) {
  Length block = plan->run->layout->block.width;
  Length n = line_width(&plan->name), d = line_width(&plan->date);
  Length axis = block - plan->place->date_right - d / 2;
  axis = MIN(axis, block - n / 2);
  axis = MIN(axis, block - plan->diameter / 2);
  plan->name_x = axis - n / 2;
  plan->date_x = axis - d / 2;
}

/* B8.13, B8.14 */
static void place_plain(SignPlan *plan) {
  Length block = plan->run->layout->block.width;
  Length n = line_width(&plan->name), d = line_width(&plan->date);
  Length right = plan->place->name_right, shift = plan->place->date_shift;
  if (d <= n) {
    plan->name_x = block - right - n;
    plan->date_x = plan->name_x + shift;
  } else {
    plan->date_x = block - right - d;
    plan->name_x = plan->date_x - shift;
  }
}

/* ---- heights -------------------------------------------------------------------------- */

#define MOST_BLANK_LINES 12

/* B8.7: b blank lines such that the seal's top lies within its gap, as near to the layout's as can be. */
static bool blank_lines(const SignPlan *plan, Length step, int *blank) {
  int wanted = (int)plan->place->name_line - 1, best = -1;
  if (plan->wet)
    best = wanted;
  for (int b = 0; b <= MOST_BLANK_LINES; b++) {
    Length gap = (b + 2) * step - plan->diameter;
    bool good = gap > plan->place->seal_gap_min && gap <= plan->place->seal_gap_max;
    if (good && !plan->wet && (best < 0 || ABS(b - wanted) < ABS(best - wanted)))
      best = b;
  }
  *blank = best;
  return best >= 0;
}

static SignHeights sealed_heights(const SignPlan *plan, Length step, int blank) {
  SignHeights h = {.name = (blank + 1) * step, .date = (blank + 2) * step};
  h.seal = h.date - plan->diameter;
  h.need = h.date;
  return h;
}

/* B8.7, B8.9: lines saved — the seal hangs at a fixed gap; name and date stay below its centre. */
static SignHeights saved_heights(const SignPlan *plan, Length step) {
  Length gap = plan->place->seal_gap_fixed;
  int blank = 0;
  while (blank < MOST_BLANK_LINES &&
         (blank + 1) * step - plan->size / 2 <= gap + plan->diameter / 2)
    blank++;
  SignHeights h = {.name = (blank + 1) * step, .date = (blank + 2) * step, .seal = gap};
  h.need = MAX(h.date, gap + plan->diameter);
  return h;
}

static SignHeights plain_heights(const SignPlan *plan, Length step) {
  const LayoutGrid *grid = &plan->run->layout->grid;
  Length gap = plan->place->gap.edge;
  if (grid->gap == GAP_GRID && plan->place->gap.lines > 0)
    gap = (Length)(plan->place->gap.lines + 1) * step - plan->size;
  SignHeights h = {.name = gap + plan->size};
  h.date = h.name + step;
  h.need = h.date;
  return h;
}

static SignHeights full_heights(const SignPlan *plan, Length step) {
  int blank;
  if (!plan->diameter)
    return plain_heights(plan, step);
  return blank_lines(plan, step, &blank) ? sealed_heights(plan, step, blank)
                                         : saved_heights(plan, step);
}

static SignHeights least_heights(const SignPlan *plan, Length step) {
  return plan->diameter ? saved_heights(plan, step) : plain_heights(plan, step);
}

/* ---- remedies (B8.9) --------------------------------------------------------------------- */

static bool room_for(const SignPlan *plan, const Sheet *sheet, const SignHeights *h, Length cursor) {
  Length need = MAX(h->need, h->date + plan->below);
  return cursor + need <= sheet_bottom(plan->run, sheet) + LENGTH_PT / 50;
}

static bool has_body(const Sheet *sheet) {
  for (guint i = 0; i < sheet->placed->len; i++) {
    if (g_array_index(sheet->placed, Placed, i).body)
      return true;
  }
  return false;
}

/* The step of the sheet's lines made smaller (P3.9), as little as need be. */
static bool tighten(const SignPlan *plan, Sheet *sheet, SignHeights *h) {
  const LayoutGrid *grid = &plan->run->layout->grid;
  Length step = grid->step, cursor = sheet->cursor;
  bool fits = false;
  while (!fits && step > grid->step_min) {
    step = MAX(step - LENGTH_PT / 10, grid->step_min);
    cursor = sheet->cursor - sheet->steps * (grid->step - step);
    *h = least_heights(plan, step);
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

/* Index of the first record to move so that `lines` lines of text go along; −1: none may. */
static int first_to_move(const Sheet *sheet, unsigned lines) {
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
  from->cursor = left_behind;
  from->steps = MAX(steps - 1, 0);
}

/* The last lines of the text come along to the page of the signature. */
static Sheet *pull_lines(const SignPlan *plan, Sheet *sheet) {
  int first = first_to_move(sheet, plan->place->pull_lines);
  Sheet *next = sheet_next(plan->run);
  if (first > 0)
    move_records(plan->run, sheet, next, (guint)first);
  return next;
}

/* The attachment note went over alone: lines of text from the sheet before join it. */
static void join_from_before(const SignPlan *plan, Sheet *sheet) {
  Run *run = plan->run;
  if (run->sheets->len < 2)
    return;
  Sheet *before = g_ptr_array_index(run->sheets, run->sheets->len - 2);
  int first = first_to_move(before, plan->place->pull_lines);
  if (first <= 0)
    return;
  GArray *own = sheet->placed;
  Length own_height = sheet->cursor - run->layout->block.top;
  sheet->placed = g_array_new(FALSE, TRUE, sizeof(Placed));
  sheet->cursor = run->layout->block.top;
  move_records(run, before, sheet, (guint)first);
  Length dy = sheet->cursor - run->layout->block.top + sheet->lead;
  for (guint i = 0; i < own->len; i++) {
    Placed moved = g_array_index(own, Placed, i);
    moved.y += dy;
    g_array_append_val(sheet->placed, moved);
  }
  sheet->cursor += sheet->lead + own_height;
  g_array_free(own, TRUE);
}

static Sheet *find_room(const SignPlan *plan, SignHeights *h) {
  Run *run = plan->run;
  Length step = run->layout->grid.step;
  Sheet *sheet = sheet_now(run);
  if (!has_body(sheet))
    join_from_before(plan, sheet);
  *h = full_heights(plan, step);
  if (room_for(plan, sheet, h, sheet->cursor))
    return sheet;
  *h = least_heights(plan, step);
  if (room_for(plan, sheet, h, sheet->cursor) || tighten(plan, sheet, h))
    return sheet;
  sheet = pull_lines(plan, sheet);
  if (!has_body(sheet))
    diag_add(run->job->diags, plan->by->at, DIAG_TYPESET_SIGNATURE_ALONE, NULL);
  *h = full_heights(plan, step);
  return sheet;
}

/* ---- putting ------------------------------------------------------------------------------- */

static void check_seal(const Run *run, const Placed *seal, Span at) {
  const LayoutPage *page = &run->layout->page;
  bool inside = seal->x >= 0 && seal->y >= 0 && (int64_t)seal->x + seal->width <= page->width &&
                (int64_t)seal->y + seal->height <= page->height;
  if (!inside)
    diag_add(run->job->diags, at, DIAG_TYPESET_SEAL_OUTSIDE_PAGE, NULL);
}

static void put_seal(const SignPlan *plan, Sheet *sheet, Length top, TagId parent) {
  Run *run = plan->run;
  const Drawing *drawing = drawing_read(run->job, plan->by->seal_path, plan->by->seal_at);
  if (!drawing)
    return;
  Tag tag = {.role = TAG_FIGURE};
  tag.alt = arena_printf(run->job->arena, "%s（印章）", plan->by->name.utf8);
  Length axis = plan->date_x + line_width(&plan->date) / 2;
  Placed seal = {.kind = PLACED_PICTURE, .drawing = drawing, .stamped = true, .steps = sheet->steps,
                 .x = block_left(run, sheet) + axis - plan->diameter / 2, .y = top,
                 .width = plan->diameter, .height = plan->diameter};
  check_seal(run, &seal, plan->by->seal_at);
  seal.tag = tagtree_add(run->tags, parent, &tag);
  g_array_append_val(sheet->placed, seal);
}

static void put_sign(const SignPlan *plan, Sheet *sheet, const SignHeights *h, TagId parent) {
  Run *run = plan->run;
  Length text_bottom = sheet->cursor, left = block_left(run, sheet);
  Length name_top = text_bottom + h->name - plan->size;
  Length date_top = text_bottom + h->date - plan->size;
  put_line_at(run, sheet, &plan->name, left + plan->name_x, name_top);
  put_line_at(run, sheet, &plan->date, left + plan->date_x, date_top);
  if (plan->by->seal == SEAL_IMAGE)
    put_seal(plan, sheet, text_bottom + h->seal, parent);
  sheet->cursor = date_top + plan->size;
  sheet->empty = false;
  if (plan->diameter)
    sheet->lowest = MAX(sheet->lowest, text_bottom + h->seal + plan->diameter);
}

static const Placement *sign_placement(const Layout *layout, SignWith with) {
  for (size_t i = 0; i < layout->n_placements; i++) {
    if (layout->placements[i].kind == PLACE_SIGN && layout->placements[i].with == with)
      return &layout->placements[i];
  }
  return NULL;
}

void set_sign(Run *run, const Content *content, TagId parent) {
  const Sign *sign = content->sign;
  if (!sign || sign->n_by == 0)
    return;
  SignPlan plan = {.run = run, .by = &sign->by[0]};
  bool sealed = plan.by->seal != SEAL_NONE;
  plan.place = sign_placement(run->layout, sealed ? SIGN_SEAL : SIGN_NONE);
  if (!plan.place)
    return;
  const LayoutRole *name = role_or(run, "sign-name", plan.place->role);
  plan.size = name->size;
  plan.name = sign_line(run, &plan.by->name, name, parent);
  plan.date = sign_line(run, &sign->date_text, role_or(run, "sign-date", name), parent);
  if (sealed) {
    plan.diameter = measure_is_absolute(plan.by->diameter) ? measure_absolute(plan.by->diameter)
                                                           : plan.place->seal_diameter;
    plan.wet = plan.by->seal == SEAL_SPACE && !measure_is_absolute(plan.by->diameter);
    open_short_name(&plan);
    place_sealed(&plan);
  } else {
    place_plain(&plan);
  }
  if (content->note.chars)
    plan.below = run->layout->grid.step;
  SignHeights h;
  Sheet *sheet = find_room(&plan, &h);
  put_sign(&plan, sheet, &h, parent);
}
