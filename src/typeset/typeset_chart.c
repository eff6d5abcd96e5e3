/* Charts in the text: as wide as the block or as they are asked to be, on whole lines of
 * the grid, with caption, notes and sources below (T1.5). Those who listen hear what the
 * picture shows, and its values as a table. */
#include "chart.h"
#include "typeset_run.h"

#define ROUNDING (LENGTH_PT / 50)

typedef struct ChartPlan {
  Run *run;
  const Chart *chart;
  const LayoutRole *role; /* of the text whose lines are taken up */
  GArray *below;          /* SetLine: caption, notes, sources */
  const Drawing *drawing;
  uint32_t lines; /* of the picture alone */
  TagId figure, table;
} ChartPlan;

static Length step_of(const ChartPlan *plan) {
  return typeset_role_step(plan->run, plan->role);
}

/* Em top of the first to em bottom of the n-th line. */
static Length lines_height(const ChartPlan *plan, uint32_t n) {
  return (Length)(n - 1) * step_of(plan) + plan->role->size;
}

static void add_below(ChartPlan *plan, const Text *text, const LayoutRole *role,
                      TagRole as) {
  if (!text->chars)
    return;
  Run *run = plan->run;
  TagId parent = tagtree_at(run->tags, plan->figure).parent;
  TagId tag = tagtree_add(run->tags, parent, &(Tag){.role = as});
  uint32_t n;
  const SetLine *lines = set_text(run, text, role ? role : plan->role, tag, &n);
  g_array_append_vals(plan->below, lines, n);
}

/* In the order of reading: the picture, its caption, its values, its notes. */
static void set_below(ChartPlan *plan) {
  const Layout *layout = plan->run->layout;
  const Table *table = plan->chart->table;
  const LayoutRole *note = layout->table.note;
  TagId parent = tagtree_at(plan->run->tags, plan->figure).parent;
  add_below(plan, &plan->chart->caption, layout_role_of(layout, ROLE_CAPTION),
            TAG_CAPTION);
  plan->table = tagtree_add(plan->run->tags, parent, &(Tag){.role = TAG_TABLE});
  for (uint32_t i = 0; i < table->n_notes; i++)
    add_below(plan, &table->notes[i], note, TAG_P);
  for (uint32_t i = 0; i < table->n_sources; i++)
    add_below(plan, &table->sources[i], note, TAG_P);
}

static Length asked_width(const ChartPlan *plan) {
  const Layout *layout = plan->run->layout;
  Measure m = plan->chart->width;
  Length block = layout->block.width, width = block;
  if (measure_is_absolute(m))
    width = measure_absolute(m);
  else if (m.unit == UNIT_ZI)
    width = measure_times(m, layout->grid.cell);
  else if (m.unit == UNIT_PERCENT)
    width = measure_times(m, block);
  if (width > block + ROUNDING)
    diag_add(plan->run->job->diags, plan->chart->at, DIAG_TYPESET_FIGURE_WIDE,
             plan->chart->table->data->data, NULL);
  return CLAMP(width, 1, block);
}

static void draw(ChartPlan *plan) {
  Run *run = plan->run;
  const LayoutBlock *block = &run->layout->block;
  uint32_t page =
      (uint32_t)(MAX(block->height - plan->role->size, 0) / step_of(plan)) + 1;
  uint32_t room = page > plan->below->len ? page - plan->below->len : 1;
  ChartFrame frame = {.layout = run->layout,
                      .tags = run->tags,
                      .figure = plan->figure,
                      .table = plan->table,
                      .width = asked_width(plan),
                      .height_most = lines_height(plan, room)};
  plan->drawing = chart_draw(run->job, plan->chart, &frame);
  Length more = plan->drawing->height - plan->role->size - ROUNDING;
  plan->lines = 1 + (uint32_t)((MAX(more, 0) + step_of(plan) - 1) / step_of(plan));
}

static FlowInk picture_ink(const ChartPlan *plan) {
  const Drawing *drawing = plan->drawing;
  return (FlowInk){.kind = INK_PICTURE,
                   .drawing = drawing,
                   .tag = plan->figure,
                   .x = (plan->run->layout->block.width - drawing->width) / 2,
                   .y = MAX(lines_height(plan, plan->lines) - drawing->height, 0) / 2,
                   .width = drawing->width,
                   .height = drawing->height};
}

static void push(ChartPlan *plan, Gap gap) {
  uint32_t n = plan->below->len + 1;
  FlowInk *inks = ARENA_ARRAY(plan->run->job->arena, FlowInk, n);
  inks[0] = picture_ink(plan);
  for (uint32_t i = 0; i + 1 < n; i++) {
    inks[i + 1] = box_ink(&g_array_index(plan->below, SetLine, i));
    inks[i + 1].y = (Length)(plan->lines + i) * step_of(plan);
    inks[i + 1].steps = (int32_t)i + 1; /* a page's step changes no picture */
  }
  FlowBox box = {.kind = BOX_LINE,
                 .role = plan->role,
                 .at = plan->chart->at,
                 .tag = plan->figure,
                 .inks = inks,
                 .n_inks = n,
                 .lines = n,
                 .height = lines_height(plan, plan->lines + n - 1),
                 .gap = gap,
                 .counted = true,
                 .mark = plan->chart->id,
                 .body = true};
  box_push(plan->run, &box);
}

void set_chart(Run *run, const Chart *chart, TagId parent) {
  ChartPlan plan = {.run = run, .chart = chart};
  plan.role = layout_role_of(run->layout, ROLE_BODY);
  plan.below = g_array_new(FALSE, FALSE, sizeof(SetLine));
  Gap gap = run->gap_due;
  run->gap_due = (Gap){0};
  plan.figure =
      tagtree_add(run->tags, parent, &(Tag){.role = TAG_FIGURE, .alt = chart->alt});
  set_below(&plan);
  draw(&plan);
  push(&plan, gap);
  g_array_free(plan.below, TRUE);
}
