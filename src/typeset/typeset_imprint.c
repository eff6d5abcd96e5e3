/* The imprint: ruled rows at the foot of an even last page (I1–I4). */
#include <string.h>

#include "base_words.h"
#include "typeset_run.h"

typedef struct ImprintRow {
  const SetLine *lines;
  uint32_t n;
  SetLine label, right; /* paragraph NULL: none */
  bool ruled;           /* an inner rule above it */
} ImprintRow;

typedef struct ImprintPlan {
  Run *run;
  const Placement *place;
  TagId parent;
  ImprintRow rows[3];
  unsigned n_rows;
} ImprintPlan;

static SetLine imprint_single(const ImprintPlan *plan, const Text *text) {
  TagId tag = tagtree_add(plan->run->tags, plan->parent, &(Tag){.role = TAG_P});
  TextStyle style = {.role = plan->place->role,
                     .tag = tag,
                     .heading_tag = TAG_NONE,
                     .label_tag = TAG_NONE};
  return line_whole(line_analyse(plan->run->job, text, &style));
}

/* The width of a label with its colon in a whole cell: turned lines hang on it (I2.1,
 * I2.2). */
static Length label_width(const SetLine *label) {
  Length width = 0;
  for (uint32_t k = 0; k < label->paragraph->n; k++)
    width += label->paragraph->atoms[k].advance;
  return width;
}

static void add_recipients(ImprintPlan *plan, const Text *label, const Text *names) {
  Run *run = plan->run;
  ImprintRow *row = &plan->rows[plan->n_rows++];
  row->label = imprint_single(plan, label);
  row->label.left = plan->place->inset;
  TextStyle style = {.role = plan->place->role,
                     .tree = run->tags,
                     .tag = row->label.paragraph->atoms[0].tag,
                     .heading_tag = TAG_NONE,
                     .label_tag = TAG_NONE};
  Length left = plan->place->inset + label_width(&row->label);
  Length width = run->layout->block.width - left - plan->place->inset;
  Measures m = {left, left, width, width};
  row->lines = set_paragraph(run, names, &style, &m, &row->n);
}

/* I3.1: office on the left, date on the right. */
static void add_printing(ImprintPlan *plan, const Imprint *imprint) {
  Run *run = plan->run;
  ImprintRow *row = &plan->rows[plan->n_rows++];
  SetLine *office = ARENA_NEW(run->job->arena, SetLine);
  *office = imprint_single(plan, &imprint->printed_by);
  office->left = plan->place->inset;
  row->lines = office;
  row->n = 1;
  row->ruled = plan->n_rows > 1;
  row->right = imprint_single(plan, &imprint->printed_text);
  row->right.left =
      run->layout->block.width - plan->place->inset - row->right.fit.natural;
  if ((int64_t)office->left + office->fit.natural + plan->place->inset > row->right.left)
    diag_add(run->job->diags, imprint->printed_by.at, DIAG_TYPESET_IMPRINT_CROWDED, NULL);
}

/* B2.2, I2.4: 各县区院： → 主送：各县区院。 — or, before others in the imprint already,
 * 各县区院， */
static const Text *moved_names(const ImprintPlan *plan, const char *end) {
  Arena *arena = plan->run->job->arena;
  const Text *moved = plan->run->moved_recipients;
  const char *last = g_utf8_prev_char(moved->utf8 + moved->bytes);
  Text *names = ARENA_NEW(arena, Text);
  *names = *moved;
  names->utf8 =
      arena_printf(arena, "%.*s%s", (int)(last - moved->utf8), moved->utf8, end);
  names->bytes = (uint32_t)(last - moved->utf8 + (ptrdiff_t)strlen(end));
  return names;
}

/* Two texts as one, each character still at its place. */
static const Text *joined(Arena *arena, const Text *a, const Text *b) {
  Text *both = ARENA_NEW(arena, Text);
  *both = *a;
  both->utf8 = arena_printf(arena, "%s%s", a->utf8, b->utf8);
  both->bytes = a->bytes + b->bytes;
  both->chars = a->chars + b->chars;
  TextPlace *places = ARENA_ARRAY(arena, TextPlace, both->chars + 1);
  memcpy(places, a->places, a->chars * sizeof *places);
  memcpy(places + a->chars, b->places, b->chars * sizeof *places);
  both->places = places;
  TextRange *ranges =
      ARENA_ARRAY(arena, TextRange, (size_t)a->n_ranges + b->n_ranges + 1);
  for (uint32_t i = 0; i < a->n_ranges; i++)
    ranges[i] = a->ranges[i];
  for (uint32_t i = 0; i < b->n_ranges; i++) {
    TextRange *moved = &ranges[a->n_ranges + i];
    *moved = b->ranges[i];
    moved->from += a->chars;
    moved->to += a->chars;
  }
  both->ranges = ranges;
  both->n_ranges = a->n_ranges + b->n_ranges;
  return both;
}

static void add_main(ImprintPlan *plan, const Imprint *imprint) {
  Arena *arena = plan->run->job->arena;
  const Text *own = imprint->main_to.chars ? &imprint->main_to : NULL;
  if (!plan->run->moved_recipients) {
    if (own)
      add_recipients(plan, &imprint->main_label, own);
    return;
  }
  Text *label = ARENA_NEW(arena, Text);
  *label = flow_text(arena, WORDS_MAIN_TO, plan->run->moved_recipients->at);
  const Text *names = moved_names(plan, own ? "，" : "。");
  add_recipients(plan, label, own ? joined(arena, names, own) : names);
}

static Length text_height(const ImprintPlan *plan, uint32_t lines) {
  return plan->place->role->size + plan->place->line_step * (Length)(MAX(lines, 1) - 1);
}

/* I3.2: a row of one line, of two lines twice that; more lines keep the white of two. */
static Length row_height(const ImprintPlan *plan, const ImprintRow *row) {
  uint32_t like = CLAMP(row->n, 1, 2);
  Length white = plan->place->row_height * (Length)like - text_height(plan, like);
  return text_height(plan, row->n) + MAX(white, 0);
}

static Length imprint_height(const ImprintPlan *plan) {
  Length height = 0;
  for (unsigned i = 0; i < plan->n_rows; i++)
    height += row_height(plan, &plan->rows[i]);
  return height;
}

static void add_rule(const ImprintPlan *plan, GArray *inks, Length centre,
                     Length weight) {
  FlowInk rule = {.kind = INK_RECTANGLE,
                  .y = centre - weight / 2,
                  .width = plan->run->layout->block.width,
                  .height = weight,
                  .tag = TAG_NONE,
                  .artifact = ARTIFACT_LAYOUT};
  if (weight > 0)
    g_array_append_val(inks, rule);
}

static void add_line(GArray *inks, const SetLine *line, Length y) {
  FlowInk ink = box_ink(line);
  ink.y = y;
  if (line->paragraph)
    g_array_append_val(inks, ink);
}

static void add_row(const ImprintPlan *plan, GArray *inks, const ImprintRow *row,
                    Length top) {
  Length y = top + (row_height(plan, row) - text_height(plan, row->n)) / 2;
  add_line(inks, &row->label, y);
  for (uint32_t i = 0; i < row->n; i++)
    add_line(inks, &row->lines[i], y + plan->place->line_step * (Length)i);
  add_line(inks, &row->right, y);
}

static void push_imprint(const ImprintPlan *plan) {
  Run *run = plan->run;
  GArray *inks = g_array_new(FALSE, TRUE, sizeof(FlowInk));
  Length y = 0;
  add_rule(plan, inks, y, plan->place->rules[0]);
  for (unsigned i = 0; i < plan->n_rows; i++) {
    if (plan->rows[i].ruled)
      add_rule(plan, inks, y, plan->place->rules[1]);
    add_row(plan, inks, &plan->rows[i], y);
    y += row_height(plan, &plan->rows[i]);
  }
  add_rule(plan, inks, y, plan->place->rules[2]);
  FlowBox box = {.kind = BOX_IMPRINT, .tag = plan->parent, .height = y};
  box.n_inks = inks->len;
  box.inks = arena_take_array(run->job->arena, inks);
  box.as.imprint = (FlowImprint){.foot = plan->place->foot,
                                 .page = plan->place->page,
                                 .number_alone = plan->place->number_alone};
  run->part = PART_IMPRINT;
  run->placement = plan->place;
  box_push(run, &box);
}

const Placement *imprint_placement(const Layout *layout) {
  for (size_t i = 0; i < layout->n_placements; i++) {
    if (layout->placements[i].kind == PLACE_TABLE)
      return &layout->placements[i];
  }
  return NULL;
}

static void add_rows(ImprintPlan *plan, const Imprint *imprint) {
  add_main(plan, imprint);
  if (imprint->copy_to.chars)
    add_recipients(plan, &imprint->copy_label, &imprint->copy_to);
  if (!imprint->printed_by.chars && !imprint->printed_text.chars)
    return;
  Span at = imprint->printed_by.chars ? imprint->printed_by.at : imprint->at;
  if (plan->place->no_printing)
    diag_add(plan->run->job->diags, at, DIAG_TYPESET_PRINTING_LEFT_OUT,
             plan->run->layout->title, NULL);
  else
    add_printing(plan, imprint);
}

void set_imprint(Run *run, const Imprint *imprint) {
  Imprint none = {.at = run->bulletin->main.recipients.at};
  if (!imprint && run->moved_recipients)
    imprint = &none; /* of the moved recipients alone */
  ImprintPlan plan = {.run = run, .place = imprint_placement(run->layout)};
  if (!imprint || !plan.place)
    return;
  plan.parent =
      tagtree_add(run->tags, run->document, &(Tag){.role = TAG_PART, .title = "版记"});
  add_rows(&plan, imprint);
  if (plan.n_rows == 0)
    return;
  Length foot = flow_anchor_y(&run->head, plan.place->foot);
  if (foot - imprint_height(&plan) < run->layout->block.top) {
    diag_add(run->job->diags, imprint->at, DIAG_TYPESET_IMPRINT_TOO_TALL, NULL);
    return;
  }
  push_imprint(&plan);
}
