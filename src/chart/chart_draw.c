/* A chart as a whole: its faces, its table in the tag tree, its kind. */
#include "base_words.h"
#include "chart_private.h"

#define PIE_SLICES 12 /* more have no room for their names */

/* ---- tags ----------------------------------------------------------------------------
 */

static TagId add(TagTree *tree, TagId parent, TagRole role) {
  return tagtree_add(tree, parent, &(Tag){.role = role});
}

/* What shows a name or a value may be no text, so each cell says its own. */
static TagId add_cell(Canvas *canvas, TagId row, TagRole role, TagScope scope,
                      const char *text) {
  Tag tag = {.role = role, .scope = scope, .row_span = 1, .column_span = 1};
  tag.actual_text = arena_strdup(canvas->job->arena, text);
  return tagtree_add(canvas->frame->tags, row, &tag);
}

static void make_table(Canvas *canvas) {
  const Chart *chart = canvas->chart;
  Arena *arena = canvas->job->arena;
  TagTree *tree = canvas->frame->tags;
  TagId head = add(tree, add(tree, canvas->frame->table, TAG_THEAD), TAG_TR);
  canvas->corner = add_cell(canvas, head, TAG_TH, SCOPE_COLUMN, chart->x);
  canvas->series = ARENA_ARRAY(arena, TagId, chart->n_series);
  for (uint32_t s = 0; s < chart->n_series; s++)
    canvas->series[s] = add_cell(canvas, head, TAG_TH, SCOPE_COLUMN, chart->series[s]);
  TagId body = add(tree, canvas->frame->table, TAG_TBODY);
  canvas->categories = ARENA_ARRAY(arena, TagId, chart->n_categories);
  canvas->cells =
      ARENA_ARRAY(arena, TagId, (size_t)chart->n_categories * chart->n_series);
  for (uint32_t c = 0; c < chart->n_categories; c++) {
    TagId row = add(tree, body, TAG_TR);
    canvas->categories[c] =
        add_cell(canvas, row, TAG_TH, SCOPE_ROW, chart->categories[c]);
    for (uint32_t s = 0; s < chart->n_series; s++)
      canvas->cells[c * chart->n_series + s] =
          add_cell(canvas, row, TAG_TD, SCOPE_NONE,
                   chart_value_text(&chart->values[c * chart->n_series + s]));
  }
}

/* ---- faces ---------------------------------------------------------------------------
 */

static const LayoutRole *text_role(Canvas *canvas, const LayoutColour *colour) {
  const LayoutTable *table = &canvas->frame->layout->table;
  LayoutRole *role = ARENA_NEW(canvas->job->arena, LayoutRole);
  *role = *table->cell;
  role->size = table->narrow ? MIN(table->narrow, role->size) : role->size;
  role->cell = role->size;
  role->indent = 0;
  role->align = ALIGN_LEFT;
  role->colour = colour;
  return role;
}

static void settle_faces(Canvas *canvas) {
  static const LayoutColour white = {.name = "", .r = 255, .g = 255, .b = 255};
  const LayoutRole *mark = layout_role_of(canvas->frame->layout, ROLE_MARK);
  canvas->dark = text_role(canvas, NULL);
  canvas->light = text_role(canvas, &white);
  canvas->size = canvas->dark->size;
  canvas->step = canvas->size * 5 / 4;
  canvas->red = mark && mark->colour ? (Colour){mark->colour->r, mark->colour->g,
                                                mark->colour->b, mark->colour->spot}
                                     : chart_grey(0);
}

/* ---- kinds ---------------------------------------------------------------------------
 */

static void put_none(Canvas *canvas) {
  canvas->height = 2 * canvas->step;
  Words words = chart_words(canvas, WORDS_NO_ROWS, canvas->frame->figure, canvas->dark);
  chart_put(canvas, &words, canvas->width / 2, canvas->step / 2, ALIGN_CENTRE);
}

static void draw_bars(Canvas *canvas, bool told) {
  g_array_set_size(canvas->build.items, 0);
  if (told)
    diag_add(canvas->job->diags, canvas->chart->at, DIAG_TYPESET_CHART_TURNED, NULL);
  chart_bars(canvas);
}

static void draw(Canvas *canvas) {
  switch (canvas->chart->kind) {
    case CHART_COLUMN:
    case CHART_STACKED:
      if (!chart_columns(canvas))
        draw_bars(canvas, true);
      break;
    case CHART_BAR:
      draw_bars(canvas, false);
      break;
    case CHART_LINE:
      if (!chart_lines(canvas))
        draw_bars(canvas, true);
      break;
    case CHART_PIE:
      if (canvas->chart->n_categories > PIE_SLICES)
        draw_bars(canvas, true);
      else
        chart_pie(canvas);
      break;
  }
}

const Drawing *chart_draw(Job *job, const Chart *chart, const ChartFrame *frame) {
  Canvas canvas = {.job = job, .chart = chart, .frame = frame, .width = frame->width};
  canvas.build = (PageBuild){job->arena, g_array_new(FALSE, FALSE, sizeof(Item)),
                             g_array_new(FALSE, FALSE, sizeof(PageLink))};
  settle_faces(&canvas);
  if (chart->n_categories) {
    make_table(&canvas);
    draw(&canvas);
  } else {
    put_none(&canvas);
  }
  Drawing *drawing = ARENA_NEW(job->arena, Drawing);
  drawing->width = canvas.width;
  drawing->height = canvas.height;
  drawing->tagged = true;
  drawing->n_items = canvas.build.items->len;
  drawing->items = arena_take_array(job->arena, canvas.build.items);
  g_array_free(canvas.build.links, TRUE);
  return drawing;
}
