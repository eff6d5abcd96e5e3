/* Columns beside each other or upon each other, from zero. */
#include "chart_private.h"

#define PAD (3 * LENGTH_PT)
#define WIDEST (48 * LENGTH_PT) /* a column alone on its page is no wall */

typedef struct Columns {
  Canvas *canvas;
  ChartScale scale;
  Box plot;
  Length slot, bar;
  bool labelled;
} Columns;

static Length zero_line(const Columns *k) {
  return k->plot.y + k->plot.height - chart_place(&k->scale, 0, k->plot.height);
}

static Length height_at(const Columns *k, int64_t units) {
  return k->plot.y + k->plot.height - chart_place(&k->scale, units, k->plot.height);
}

static void put_label(Columns *k, const char *text, TagId tag, const Length at[2],
                      bool below) {
  Canvas *canvas = k->canvas;
  Words words = chart_words(canvas, text, tag, canvas->dark);
  Length y = below ? at[1] + PAD / 2 : at[1] - PAD / 2 - canvas->size;
  chart_put(canvas, &words, at[0], y, ALIGN_CENTRE);
}

/* ---- beside each other ---------------------------------------------------------------
 */

static void put_column(Columns *k, uint32_t c, uint32_t s, Length left) {
  Canvas *canvas = k->canvas;
  const ChartValue *value = chart_value(canvas, c, s);
  TagId tag = chart_cell(canvas, c, s);
  int64_t units = value->given ? chart_units(&k->scale, value->number) : 0;
  Length zero = zero_line(k), end = height_at(k, units);
  Box box = {left, MIN(zero, end), k->bar, ABS(zero - end)};
  if (value->given)
    chart_fill(canvas, box, s, chart_is_red(canvas, c), tag);
  const Length at[2] = {left + k->bar / 2, end};
  if (k->labelled)
    put_label(k, chart_value_text(value), tag, at, units < 0);
}

static void put_group(Columns *k, uint32_t c) {
  uint32_t n = k->canvas->chart->n_series;
  Length centre = k->plot.x + (Length)((int64_t)k->plot.width * (2 * c + 1) /
                                       (2 * k->canvas->chart->n_categories));
  Length left = centre - k->bar * (Length)n / 2;
  for (uint32_t s = 0; s < n; s++)
    put_column(k, c, s, left + (Length)s * k->bar);
}

/* ---- upon each other -----------------------------------------------------------------
 */

/* Inside its piece, where it has room. */
static void put_inside(Columns *k, const char *text, Box box, uint32_t s, uint32_t c) {
  Canvas *canvas = k->canvas;
  bool dark = chart_fill_dark(canvas, s, chart_is_red(canvas, c));
  Words words = chart_words(canvas, text, chart_cell(canvas, c, s),
                            dark ? canvas->light : canvas->dark);
  if (words.width + PAD > box.width || canvas->size + PAD / 2 > box.height)
    return;
  if (s == 2 || s == 5) { /* hatched: on a ground of its own */
    const Length x = box.x + (box.width - words.width) / 2 - PAD / 2;
    const Length y = box.y + (box.height - canvas->size) / 2;
    const Length points[4][2] = {{x, y},
                                 {x + words.width + PAD, y},
                                 {x + words.width + PAD, y + canvas->size},
                                 {x, y + canvas->size}};
    chart_outline(
        canvas,
        &(Outline){.points = points, .n = 4, .filled = true, .fill = chart_grey(255)},
        canvas->frame->figure);
  }
  chart_put(canvas, &words, box.x + box.width / 2,
            box.y + (box.height - canvas->size) / 2, ALIGN_CENTRE);
}

static void put_stack(Columns *k, uint32_t c) {
  Canvas *canvas = k->canvas;
  Length centre = k->plot.x + (Length)((int64_t)k->plot.width * (2 * c + 1) /
                                       (2 * canvas->chart->n_categories));
  int64_t above = 0, below = 0;
  for (uint32_t s = 0; s < canvas->chart->n_series; s++) {
    const ChartValue *value = chart_value(canvas, c, s);
    if (!value->given)
      continue;
    int64_t units = chart_units(&k->scale, value->number);
    int64_t *pile = units < 0 ? &below : &above;
    Length from = height_at(k, *pile), to = height_at(k, *pile += units);
    Box box = {centre - k->bar / 2, MIN(from, to), k->bar, ABS(to - from)};
    chart_fill(canvas, box, s, chart_is_red(canvas, c), chart_cell(canvas, c, s));
    put_inside(k, value->text, box, s, c);
  }
  const char *sum = k->labelled ? chart_stack_sum(canvas, c) : NULL;
  const Length at[2] = {centre, height_at(k, above)};
  if (sum)
    put_label(k, sum, canvas->frame->figure, at, false);
}

/* ---- all -----------------------------------------------------------------------------
 */

static bool has_negative(const Canvas *canvas) {
  const Chart *chart = canvas->chart;
  for (uint32_t i = 0; i < chart->n_categories * chart->n_series; i++) {
    if (chart->values[i].given && decimal_sign(chart->values[i].number) < 0)
      return true;
  }
  return false;
}

static void settle_bars(Columns *k) {
  const Chart *chart = k->canvas->chart;
  bool stacked = chart->kind == CHART_STACKED;
  uint32_t beside = stacked ? 1 : chart->n_series;
  k->bar = MIN(k->slot * (beside > 1 ? 8 : 6) / 10 / (Length)beside, WIDEST);
  Length widest = chart_labels_width(k->canvas);
  Length room = beside > 1 ? k->bar : k->slot;
  k->labelled = widest + LENGTH_PT <= room;
}

bool chart_columns(Canvas *canvas) {
  const Chart *chart = canvas->chart;
  Columns k = {.canvas = canvas};
  canvas->height = MIN(canvas->width / 2 + 2 * canvas->step, canvas->frame->height_most);
  Length about = canvas->height * 6 / 10;
  k.scale = chart_scale(chart, MAX(3, about / (canvas->step * 2)));
  Length left = chart_ticks_width(canvas, &k.scale) + 2 * PAD;
  k.slot = (canvas->width - left) / (Length)chart->n_categories;
  Naming naming = chart_naming(canvas, k.slot);
  if (!naming.fits)
    return false;
  settle_bars(&k);
  Length top = chart_legend(canvas, false) + canvas->step;
  Length foot = naming.height + 2 * PAD + (has_negative(canvas) ? canvas->step : 0);
  k.plot = (Box){left, top, canvas->width - left, canvas->height - top - foot};
  chart_axis_upright(canvas, &k.scale, k.plot);
  for (uint32_t c = 0; c < chart->n_categories; c++) {
    if (chart->kind == CHART_STACKED)
      put_stack(&k, c);
    else
      put_group(&k, c);
  }
  Box names = k.plot;
  names.height += has_negative(canvas) ? canvas->step : 0;
  chart_put_names(canvas, &naming, names);
  return true;
}
