/* Pictures in the text: in the middle of the block, on whole lines of the grid, with
 * their caption below and never parted from it (T1.5).
 *
 *   line 1   ┌────────────┐ ─ em top of the first line
 *     …      │  picture   │   the picture stands in the middle of its lines
 *   line k   └────────────┘ ─ em bottom of the k-th
 *   line k+1   caption
 *   line k+2 text again, where it would stand without the picture */
#include "typeset_run.h"

#define ROUNDING (LENGTH_PT / 50)

typedef struct FigurePlan {
  Run *run;
  const Illustration *figure;
  const Drawing *drawing;
  const LayoutRole *role; /* of the text whose lines are taken up */
  Length width, height;
  uint32_t lines; /* of the picture alone */
  const SetLine *caption;
  uint32_t n_caption;
} FigurePlan;

/* ---- files read once
 * ------------------------------------------------------------------- */

/* Pixels of all pictures of a document stay in memory until its end. */
static bool within_limit(Run *run, const Drawing *drawing, const Illustration *figure) {
  uint64_t limit = run->job->limits->image_total_pixels;
  if (drawing->image)
    run->pixels += (uint64_t)drawing->image->width * drawing->image->height;
  if (run->pixels <= limit)
    return true;
  g_autofree char *most = g_strdup_printf("%" G_GUINT64_FORMAT, limit);
  diag_add(run->job->diags, figure->src_at, DIAG_IMAGE_TOTAL_PIXELS, figure->src, most,
           NULL);
  return false;
}

static const Drawing *read_figure(Run *run, const Illustration *figure) {
  if (!run->drawings)
    run->drawings = g_hash_table_new(g_str_hash, g_str_equal);
  gpointer known = NULL;
  if (g_hash_table_lookup_extended(run->drawings, figure->src, NULL, &known))
    return known;
  const Drawing *drawing = drawing_read(run->job, figure->src, figure->src_at);
  if (drawing && !within_limit(run, drawing, figure))
    drawing = NULL;
  g_hash_table_insert(run->drawings, (gpointer)figure->src, (gpointer)drawing);
  return drawing;
}

/* ---- measures
 * -------------------------------------------------------------------------- */

static Length step_of(const FigurePlan *plan) {
  return typeset_role_step(plan->run, plan->role);
}

/* Em top of the first to em bottom of the n-th line. */
static Length lines_height(const FigurePlan *plan, uint32_t n) {
  return (Length)(n - 1) * step_of(plan) + plan->role->size;
}

static Length asked_width(const FigurePlan *plan) {
  const Layout *layout = plan->run->layout;
  Measure m = plan->figure->width;
  if (measure_is_absolute(m))
    return measure_absolute(m);
  if (m.unit == UNIT_ZI)
    return measure_times(m, layout->grid.cell);
  if (m.unit == UNIT_PERCENT)
    return measure_times(m, layout->block.width);
  const Image *image = plan->drawing->image;
  if (!image)
    return layout->block.width;
  int64_t natural = (int64_t)image->width * 72 * LENGTH_PT / layout->figures.resolution;
  return (Length)MIN(natural, layout->block.width);
}

/* Height to width in the drawing's ratio; a strip of a picture still has a height. */
static Length scaled(const FigurePlan *plan, Length width) {
  const Drawing *d = plan->drawing;
  int64_t height = (int64_t)width * d->height / d->width;
  return (Length)CLAMP(height, 1, LENGTH_MAX / 4);
}

/* The lines of an empty page. */
static uint32_t page_lines(const FigurePlan *plan) {
  Length spare = plan->run->layout->block.height - plan->role->size;
  return (uint32_t)(MAX(spare, 0) / step_of(plan)) + 1;
}

static void tell(const FigurePlan *plan, DiagCode code) {
  diag_add(plan->run->job->diags, plan->figure->src_at, code, plan->figure->src, NULL);
}

/* Not beyond the block's width, not higher than a page with the caption on it. */
static void settle_size(FigurePlan *plan) {
  Length block = plan->run->layout->block.width;
  bool asked = plan->figure->width.unit != UNIT_NONE;
  plan->width = asked_width(plan);
  if (plan->width > block + ROUNDING)
    tell(plan, DIAG_TYPESET_FIGURE_WIDE);
  plan->width = CLAMP(plan->width, 1, block);
  plan->height = scaled(plan, plan->width);
  uint32_t lines = page_lines(plan);
  Length most = lines_height(plan, lines > plan->n_caption ? lines - plan->n_caption : 1);
  if (plan->height <= most)
    return;
  if (asked)
    tell(plan, DIAG_TYPESET_FIGURE_TALL);
  plan->width = (Length)((int64_t)plan->width * most / plan->height);
  plan->height = most;
}

void typeset_tell_coarse(Run *run, const Drawing *drawing, Length width,
                         const Coarse *named) {
  const Image *image = drawing->image;
  if (!image || width <= 0)
    return;
  int64_t dots = (int64_t)image->width * 72 * LENGTH_PT / width;
  if (dots >= named->least)
    return;
  g_autofree char *have = g_strdup_printf("%d", (int)dots);
  g_autofree char *want = g_strdup_printf("%u", named->least);
  diag_add(run->job->diags, named->at, DIAG_TYPESET_FIGURE_COARSE, named->path, have,
           want, NULL);
}

/* False: the file cannot be used, and the reader has said why. */
static bool make_plan(FigurePlan *plan, TagId caption) {
  Run *run = plan->run;
  const LayoutRole *role = layout_role_of(run->layout, ROLE_CAPTION);
  plan->drawing = read_figure(run, plan->figure);
  plan->role = layout_role_of(run->layout, ROLE_BODY);
  if (!plan->drawing)
    return false;
  if (plan->figure->caption.chars)
    plan->caption = set_text(run, &plan->figure->caption, role ? role : plan->role,
                             caption, &plan->n_caption);
  settle_size(plan);
  Length step = step_of(plan), first = plan->role->size;
  plan->lines =
      1 + (uint32_t)((MAX(plan->height - first - ROUNDING, 0) + step - 1) / step);
  return true;
}

/* ---- the box
 * --------------------------------------------------------------------------- */

static FlowInk picture_ink(const FigurePlan *plan, TagId tag) {
  Length spare = lines_height(plan, plan->lines) - plan->height;
  return (FlowInk){.kind = INK_PICTURE,
                   .drawing = plan->drawing,
                   .tag = tag,
                   .x = (plan->run->layout->block.width - plan->width) / 2,
                   .y = spare / 2,
                   .width = plan->width,
                   .height = plan->height};
}

void set_figure(Run *run, const Illustration *figure, TagId parent) {
  FigurePlan plan = {.run = run, .figure = figure};
  Gap gap = run->gap_due;
  run->gap_due = (Gap){0};
  TagId tag =
      tagtree_add(run->tags, parent, &(Tag){.role = TAG_FIGURE, .alt = figure->alt});
  TagId caption = TAG_NONE;
  if (figure->caption.chars)
    caption = tagtree_add(run->tags, parent, &(Tag){.role = TAG_CAPTION});
  if (!make_plan(&plan, caption))
    return;
  typeset_tell_coarse(
      run, plan.drawing, plan.width,
      &(Coarse){figure->src, figure->src_at, run->layout->figures.resolution_min});
  uint32_t n = plan.n_caption + 1;
  FlowInk *inks = ARENA_ARRAY(run->job->arena, FlowInk, n);
  inks[0] = picture_ink(&plan, tag);
  for (uint32_t i = 0; i < plan.n_caption; i++) {
    inks[i + 1] = box_ink(&plan.caption[i]);
    inks[i + 1].y = (Length)(plan.lines + i) * step_of(&plan);
    inks[i + 1].steps = (int32_t)i + 1; /* a page's step changes no picture */
  }
  FlowBox box = {.kind = BOX_LINE,
                 .role = plan.role,
                 .at = figure->src_at,
                 .tag = tag,
                 .inks = inks,
                 .n_inks = n,
                 .lines = 1 + plan.n_caption,
                 .height = lines_height(&plan, plan.lines + plan.n_caption),
                 .gap = gap,
                 .counted = true,
                 .mark = figure->id,
                 .body = true};
  box_push(run, &box);
}
