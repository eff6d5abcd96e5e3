/* Signatures: lines, widths, rows and how far below the text they stand. */
#include "base_words.h"
#include "typeset_sign.h"

/* ---- lines
 * ------------------------------------------------------------------------------ */

static SetLine sign_line(Run *run, const Text *text, const LayoutRole *role,
                         TagId parent) {
  TagId tag = tagtree_add(run->tags, parent, &(Tag){.role = TAG_P});
  TextStyle style = {
      .role = role, .tag = tag, .heading_tag = TAG_NONE, .label_tag = TAG_NONE};
  return line_whole(line_analyse(run->job, text, &style));
}

static const LayoutRole *role_or(const Run *run, RoleId id, const LayoutRole *other) {
  const LayoutRole *role = layout_role_of(run->layout, id);
  return role ? role : other;
}

static Length line_width(const SetLine *line) {
  return line->fit.natural + line->fit.adjust;
}

/* The letters of a line opened until it is so wide. */
static void spread_line(SetLine *line, Length width) {
  if (line->paragraph->n > 1 && width > line->fit.natural)
    line->fit.adjust = width - line->fit.natural;
}

static Length widest(const SignPlan *plan) {
  Length width = 0;
  for (uint32_t i = 0; i < plan->n; i++)
    width = MAX(width, line_width(&plan->entries[i].line));
  return width;
}

/* Everyone a row of their own. */
static void one_a_row(SignPlan *plan) {
  plan->n_rows = plan->n;
  for (uint32_t i = 0; i < plan->n; i++)
    plan->rows[i] = (SignRow){.from = i, .to = i + 1, .height = plan->entries[i].height};
}

/* ---- without a seal (B8.13–B8.15)
 * ---------------------------------------------------------- */

/* B8.15: left edges aligned, short names as wide as the longest. */
static void place_plain(SignPlan *plan) {
  Length block = plan->run->layout->block.width;
  Length n = widest(plan), d = line_width(&plan->date);
  Length right = plan->place->name_right, shift = plan->place->date_shift, name_x;
  if (d <= n) {
    name_x = block - right - n;
    plan->date_x = name_x + shift;
  } else {
    plan->date_x = block - right - d;
    name_x = plan->date_x - shift;
  }
  for (uint32_t i = 0; i < plan->n; i++) {
    plan->entries[i].x = name_x;
    spread_line(&plan->entries[i].line, n);
  }
  one_a_row(plan);
}

static SignHeights plain_heights(const SignPlan *plan, Length step) {
  const LayoutGrid *grid = &plan->run->layout->grid;
  Length gap = plan->place->gap.edge;
  if (grid->gap == GAP_GRID && plan->place->gap.lines > 0)
    gap = (Length)(plan->place->gap.lines + 1) * step - plan->size;
  for (uint32_t r = 0; r < plan->n_rows; r++)
    plan->rows[r].foot = gap + plan->size + (Length)r * step;
  SignHeights h = {.date = plan->rows[plan->n_rows - 1].foot + step};
  h.need = h.date;
  return h;
}

/* ---- with seals (B8.4–B8.11)
 * ----------------------------------------------------------------- */

/* B8.4, figure 5: a sealed name of two to four characters is opened. */
static void open_short_name(const SignPlan *plan, SetLine *line) {
  uint32_t n = line->paragraph->n;
  if (n >= 2 && n <= plan->place->name_open_most)
    line->fit.adjust = plan->place->name_open * (Length)(n - 1);
}

static Length half_width(const SignEntry *entry) {
  return MAX(line_width(&entry->line), entry->width) / 2;
}

/* From one axis to the next: neither seals nor names may meet. */
static Length pitch(const SignPlan *plan, const SignEntry *a, const SignEntry *b) {
  Length seals = (a->width + b->width) / 2 + plan->place->seal_side;
  Length names =
      (line_width(&a->line) + line_width(&b->line)) / 2 + plan->place->name_gap;
  return MAX(seals, names);
}

/* From the left end of a row set tight to its right end. */
static Length row_width(const SignPlan *plan, uint32_t from, uint32_t to) {
  const SignEntry *e = plan->entries;
  Length width = half_width(&e[from]) + half_width(&e[to - 1]);
  for (uint32_t i = from + 1; i < to; i++)
    width += pitch(plan, &e[i - 1], &e[i]);
  return width;
}

/* B8.11: so many a row as its width holds, at most three. */
static void fill_rows(SignPlan *plan) {
  Length block = plan->run->layout->block.width;
  for (uint32_t from = 0; from < plan->n;) {
    uint32_t to = from + 1;
    while (to < plan->n && to - from < MAX(plan->place->per_row, 1) &&
           row_width(plan, from, to + 1) <= block)
      to++;
    SignRow row = {.from = from, .to = to};
    for (uint32_t i = from; i < to; i++)
      row.height = MAX(row.height, plan->entries[i].height);
    plan->rows[plan->n_rows++] = row;
    from = to;
  }
}

static void put_axis(SignEntry *entry, Length axis) {
  entry->x = axis - line_width(&entry->line) / 2;
  entry->picture_x = axis - entry->width / 2;
}

/* A row whose last axis is given: the others to its left, the first mirrored about the
 * middle where there is room for that (figures 7 and 8). */
static void place_row(SignPlan *plan, const SignRow *row, Length last) {
  SignEntry *e = plan->entries;
  Length spare = 0, tight = 0;
  for (uint32_t i = row->from + 1; i < row->to; i++)
    tight += pitch(plan, &e[i - 1], &e[i]);
  Length mirrored = 2 * last - plan->run->layout->block.width;
  mirrored = MIN(mirrored, last - half_width(&e[row->from]));
  if (row->to - row->from > 1 && mirrored > tight)
    spare = (mirrored - tight) / (Length)(row->to - row->from - 1);
  Length axis = last;
  for (uint32_t i = row->to; i-- > row->from;) {
    put_axis(&e[i], axis);
    if (i > row->from)
      axis -= pitch(plan, &e[i - 1], &e[i]) + spare;
  }
}

/* B8.4: the date ends 4 字 inside, the last name is centred on it; a name or seal that
 * would leave the block, and a row too wide for that, move the axis. */
static Length date_axis(const SignPlan *plan) {
  Length block = plan->run->layout->block.width;
  const SignRow *row = &plan->rows[plan->n_rows - 1];
  const SignEntry *last = &plan->entries[row->to - 1];
  Length axis = block - plan->place->date_right - line_width(&plan->date) / 2;
  Length left = row_width(plan, row->from, row->to) - half_width(last);
  return MIN(MAX(axis, left), block - half_width(last));
}

static void place_sealed(SignPlan *plan) {
  Length block = plan->run->layout->block.width;
  for (uint32_t i = 0; i < plan->n; i++)
    open_short_name(plan, &plan->entries[i].line);
  fill_rows(plan);
  for (uint32_t r = 0; r + 1 < plan->n_rows; r++) {
    const SignRow *row = &plan->rows[r];
    Length width = row_width(plan, row->from, row->to);
    place_row(plan, row, (block + width) / 2 - half_width(&plan->entries[row->to - 1]));
  }
  Length axis = date_axis(plan);
  place_row(plan, &plan->rows[plan->n_rows - 1], axis);
  plan->date_x = axis - line_width(&plan->date) / 2;
}

#define MOST_BLANK_LINES 12

/* B8.7: b blank lines such that the first row's top lies within its gap, as near to the
 * layout's as can be. */
static bool blank_lines(const SignPlan *plan, Length step, int *blank) {
  int wanted = (int)plan->place->name_line - 1, best = -1;
  if (plan->wet)
    best = wanted;
  for (int b = 0; b <= MOST_BLANK_LINES; b++) {
    Length gap = (b + 2) * step - plan->rows[0].height;
    bool good = gap > plan->place->seal_gap_min && gap <= plan->place->seal_gap_max;
    if (good && !plan->wet && (best < 0 || ABS(b - wanted) < ABS(best - wanted)))
      best = b;
  }
  *blank = best;
  return best >= 0;
}

/* Every row below the first, level at its lower edges (B8.10, B8.11). */
static void set_feet(SignPlan *plan, Length first) {
  plan->rows[0].foot = first;
  for (uint32_t r = 1; r < plan->n_rows; r++)
    plan->rows[r].foot =
        plan->rows[r - 1].foot + plan->place->row_gap + plan->rows[r].height;
}

static Length least_seal(const SignPlan *plan) {
  Length least = plan->entries[0].height;
  for (uint32_t i = 1; i < plan->n; i++)
    least = MIN(least, plan->entries[i].height);
  return least;
}

/* B8.7, B8.9: lines saved — the seal hangs at a fixed gap; name and date stay below its
 * centre. */
static SignHeights hung_heights(const SignPlan *plan, Length step) {
  Length foot = plan->rows[0].foot, middle = foot - least_seal(plan) / 2;
  int blank = 0;
  while (blank < MOST_BLANK_LINES && (blank + 1) * step - plan->size / 2 <= middle)
    blank++;
  return (SignHeights){.rise = foot - (blank + 1) * step, .date = (blank + 2) * step};
}

static SignHeights sealed_heights(SignPlan *plan, Length step, bool saved) {
  int blank = 0;
  SignHeights h = {.rise = step};
  if (!saved && blank_lines(plan, step, &blank)) {
    set_feet(plan, (blank + 2) * step);
    h.date = plan->rows[plan->n_rows - 1].foot;
  } else {
    set_feet(plan, plan->place->seal_gap_fixed + plan->rows[0].height);
    h.date = plan->rows[plan->n_rows - 1].foot;
    if (plan->n_rows == 1)
      h = hung_heights(plan, step);
  }
  h.need = MAX(h.date, plan->rows[plan->n_rows - 1].foot);
  return h;
}

/* The picture as large as its box allows, its shape kept; without one the whole box. */
#define SEAL_DOTS_MIN 300 /* an inch: thin strokes of small characters */

static void fit_picture(const SignPlan *plan, SignEntry *entry, Length width,
                        Length height) {
  entry->width = width;
  entry->height = height;
  if (!entry->drawing)
    return;
  int64_t w = entry->drawing->width, h = entry->drawing->height;
  if (w * height > h * width)
    entry->height = (Length)(h * width / w);
  else
    entry->width = (Length)(w * height / h);
  bool stamp = plan->place->with == SIGN_STAMP;
  const Signatory *by = entry->by;
  typeset_tell_coarse(plan->run, entry->drawing, entry->width,
                      &(Coarse){stamp ? by->stamp_path : by->seal_path,
                                stamp ? by->stamp_at : by->seal_at, SEAL_DOTS_MIN});
}

/* ---- with signature stamps (B8.16, B8.17)
 * ------------------------------------------------------ */

/* Stamps end at one line on the right; titles begin at one line, the longest so far left
 * of them. */
static void place_stamped(SignPlan *plan) {
  const Placement *place = plan->place;
  Length block = plan->run->layout->block.width, stamp = 0;
  for (uint32_t i = 0; i < plan->n; i++) {
    fit_picture(plan, &plan->entries[i], place->stamp_width, place->stamp_height);
    stamp = MAX(stamp, plan->entries[i].width);
  }
  Length stamp_x = block - place->stamp_right - stamp;
  Length title_x = stamp_x - place->title_gap - widest(plan);
  for (uint32_t i = 0; i < plan->n; i++) {
    SignEntry *e = &plan->entries[i];
    e->x = title_x;
    e->picture_x = stamp_x + stamp - e->width;
  }
  plan->date_x = block - place->date_right - line_width(&plan->date);
  one_a_row(plan);
}

static Length gap_at(const SignPlan *plan, Gap gap, Length step) {
  bool grid = plan->run->layout->grid.gap == GAP_GRID && gap.lines > 0;
  return grid ? (Length)(gap.lines + 1) * step - plan->size : gap.edge;
}

static SignHeights stamped_heights(SignPlan *plan, Length step) {
  const Placement *place = plan->place;
  Length foot = gap_at(plan, place->gap, step);
  for (uint32_t r = 0; r < plan->n_rows; r++) {
    foot += plan->rows[r].height + (r > 0 ? place->row_gap : 0);
    plan->rows[r].foot = foot;
  }
  Length date = foot + gap_at(plan, place->date_gap, step) + plan->size;
  return (SignHeights){.date = date, .need = date};
}

/* ---- the plan
 * ------------------------------------------------------------------------------------ */

SignHeights sign_heights(SignPlan *plan, Length step, bool saved) {
  switch (plan->place->with) {
    case SIGN_SEAL:
      return sealed_heights(plan, step, saved);
    case SIGN_STAMP:
      return stamped_heights(plan, step);
    case SIGN_NONE:
      break;
  }
  return plain_heights(plan, step);
}

/* Never NULL where places_check has let the document pass. */
static const Placement *sign_placement(const Run *run, const Signatory *by) {
  const Layout *layout = run->layout;
  for (size_t i = 0; i < layout->n_placements; i++) {
    if (layout->placements[i].kind == PLACE_SIGN &&
        layout->placements[i].with == sign_with(by))
      return &layout->placements[i];
  }
  return NULL;
}

/* A seal is ink: it goes on the plate of the mark when it has its hue, and covers nothing
 * it is printed on. */
static const Drawing *inked(Run *run, const Drawing *drawing, const char *path, Span at) {
  const LayoutRole *mark = layout_role_of(run->layout, ROLE_MARK);
  const LayoutColour *red = mark ? mark->colour : NULL;
  Colour plate = red ? (Colour){red->r, red->g, red->b, red->spot} : (Colour){0};
  bool covers = false;
  if (!drawing)
    return NULL;
  drawing = display_as_ink(run->job->arena, drawing, red ? &plate : NULL, &covers);
  if (covers)
    diag_add(run->job->diags, at, DIAG_TYPESET_SEAL_GROUND, path, NULL);
  return drawing;
}

void sign_tag_picture(SignPlan *plan, SignEntry *entry, TagId parent) {
  Arena *arena = plan->run->job->arena;
  bool stamp = plan->place->with == SIGN_STAMP;
  entry->tag = TAG_NONE;
  if (!entry->drawing)
    return;
  Tag tag = {.role = TAG_FIGURE};
  tag.alt =
      arena_printf(arena, "%s%s", entry->by->name.utf8, stamp ? WORDS_STAMP : WORDS_SEAL);
  entry->tag = tagtree_add(plan->run->tags, parent, &tag);
}

/* The document's own picture, or the one that is lent to it. */
static const Drawing *read_seal(Run *run, const Signatory *by) {
  const Drawing *drawing = by->seal_bytes
                               ? drawing_read_memory(run->job, by->seal_path, by->seal_at,
                                                     by->seal_bytes, by->seal_len)
                               : drawing_read(run->job, by->seal_path, by->seal_at);
  return inked(run, drawing, by->seal_path, by->seal_at);
}

static void read_entry(SignPlan *plan, SignEntry *entry, const LayoutRole *role,
                       TagId parent) {
  Run *run = plan->run;
  const Signatory *by = entry->by;
  bool stamped = plan->place->with == SIGN_STAMP;
  const Text *text = stamped ? &by->title : &by->name;
  if (text->chars)
    entry->line = sign_line(run, text, role, parent);
  if (stamped && by->stamp == SEAL_IMAGE)
    entry->drawing = inked(run, drawing_read(run->job, by->stamp_path, by->stamp_at),
                           by->stamp_path, by->stamp_at);
  if (stamped)
    sign_tag_picture(plan, entry, parent);
  if (plan->place->with != SIGN_SEAL)
    return;
  if (by->seal == SEAL_IMAGE)
    entry->drawing = read_seal(run, by);
  bool stated = measure_is_absolute(by->diameter);
  Length diameter = stated ? measure_absolute(by->diameter) : plan->place->seal_diameter;
  fit_picture(plan, entry, diameter, diameter);
  plan->wet = plan->wet || (by->seal == SEAL_SPACE && !stated && plan->n == 1);
}

bool sign_plan(Run *run, const Content *content, TagId parent, SignPlan *plan) {
  const Sign *sign = content->sign;
  *plan = (SignPlan){.run = run, .sign = sign, .n = sign->n_by};
  plan->place = sign_placement(run, &sign->by[0]);
  if (!plan->place)
    return false;
  const LayoutRole *name = role_or(run, ROLE_SIGN_NAME, plan->place->role);
  plan->size = name->size;
  plan->entries = ARENA_ARRAY(run->job->arena, SignEntry, plan->n);
  plan->rows = ARENA_ARRAY(run->job->arena, SignRow, plan->n);
  for (uint32_t i = 0; i < plan->n; i++) {
    plan->entries[i].by = &sign->by[i];
    read_entry(plan, &plan->entries[i], name, parent);
  }
  plan->date =
      sign_line(run, &sign->date_text, role_or(run, ROLE_SIGN_DATE, name), parent);
  if (plan->place->with == SIGN_SEAL)
    place_sealed(plan);
  else if (plan->place->with == SIGN_STAMP)
    place_stamped(plan);
  else
    place_plain(plan);
  return true;
}
