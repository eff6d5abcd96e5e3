/* Bars across, each below the other, from zero: names of any length have room. */
#include "chart_private.h"

#define PAD (3 * LENGTH_PT)

typedef struct Bars {
  Canvas *canvas;
  ChartScale scale;
  Box plot;
  Words *names;
  Length slot, bar, names_right;
  bool stacked, labelled;
} Bars;

static Length place(const Bars *k, int64_t units) {
  return k->plot.x + chart_place(&k->scale, units, k->plot.width);
}

static void put_label(Bars *k, const char *text, TagId tag, const Length at[2],
                      bool left) {
  Words words = chart_words(k->canvas, text, tag, k->canvas->dark);
  chart_put(k->canvas, &words, at[0] + (left ? -PAD : PAD), at[1] - k->canvas->size / 2,
            left ? ALIGN_RIGHT : ALIGN_LEFT);
}

static void put_bar(Bars *k, uint32_t c, uint32_t s, Length top) {
  Canvas *canvas = k->canvas;
  const ChartValue *value = chart_value(canvas, c, s);
  TagId tag = chart_cell(canvas, c, s);
  int64_t units = value->given ? chart_units(&k->scale, value->number) : 0;
  Length zero = place(k, 0), end = place(k, units);
  Box box = {MIN(zero, end), top, ABS(zero - end), k->bar};
  if (value->given)
    chart_fill(canvas, box, s, chart_is_red(canvas, c), tag);
  const Length at[2] = {end, top + k->bar / 2};
  if (k->labelled)
    put_label(k, chart_value_text(value), tag, at, units < 0);
}

static void put_stack(Bars *k, uint32_t c, Length top) {
  Canvas *canvas = k->canvas;
  int64_t above = 0, below = 0;
  for (uint32_t s = 0; s < canvas->chart->n_series; s++) {
    const ChartValue *value = chart_value(canvas, c, s);
    if (!value->given)
      continue;
    int64_t units = chart_units(&k->scale, value->number);
    int64_t *pile = units < 0 ? &below : &above;
    Length from = place(k, *pile), to = place(k, *pile += units);
    Box box = {MIN(from, to), top, ABS(to - from), k->bar};
    chart_fill(canvas, box, s, chart_is_red(canvas, c), chart_cell(canvas, c, s));
  }
  const char *sum = k->labelled ? chart_stack_sum(canvas, c) : NULL;
  const Length at[2] = {place(k, above), top + k->bar / 2};
  if (sum)
    put_label(k, sum, canvas->frame->figure, at, false);
}

static void put_category(Bars *k, uint32_t c) {
  Canvas *canvas = k->canvas;
  const Chart *chart = canvas->chart;
  uint32_t beside = k->stacked ? 1 : chart->n_series;
  Length centre = k->plot.y + (Length)c * k->slot + k->slot / 2;
  Length top = centre - k->bar * (Length)beside / 2;
  Words *name = &k->names[c];
  chart_put(canvas, name, k->names_right, centre - chart_words_height(canvas, name) / 2,
            ALIGN_RIGHT);
  if (k->stacked)
    put_stack(k, c, top);
  for (uint32_t s = 0; s < chart->n_series && !k->stacked; s++)
    put_bar(k, c, s, top + (Length)s * k->bar);
}

/* ---- measures ------------------------------------------------------------------------
 */

/* The width that the names take: one line each, or two fifths of the chart in lines. */
static Length set_names(Bars *k, Length *highest) {
  Canvas *canvas = k->canvas;
  const Chart *chart = canvas->chart;
  Length most = canvas->width * 2 / 5, widest = 0;
  k->names = ARENA_ARRAY(canvas->job->arena, Words, chart->n_categories);
  *highest = canvas->size;
  for (uint32_t c = 0; c < chart->n_categories; c++) {
    k->names[c] =
        chart_wrapped(canvas, chart->categories[c], canvas->categories[c], most);
    widest = MAX(widest, k->names[c].width);
    *highest = MAX(*highest, chart_words_height(canvas, &k->names[c]));
  }
  return MIN(widest, canvas->width / 2);
}

static bool has_negative(const Canvas *canvas) {
  const Chart *chart = canvas->chart;
  for (uint32_t i = 0; i < chart->n_categories * chart->n_series; i++) {
    if (chart->values[i].given && decimal_sign(chart->values[i].number) < 0)
      return true;
  }
  return false;
}

/* Heights of bars and slots: as the text wants, or as the page lets. */
static void settle_slots(Bars *k, Length above, Length names) {
  Canvas *canvas = k->canvas;
  const Chart *chart = canvas->chart;
  Length beside = k->stacked ? 1 : (Length)chart->n_series;
  Length foot = canvas->step + 2 * PAD;
  Length room = (canvas->frame->height_most - above - foot) / (Length)chart->n_categories;
  Length bar = canvas->size * 6 / 5;
  k->slot = MIN(MAX(beside * bar + canvas->size * 2 / 3, names + 2 * PAD), room);
  k->bar = MIN(bar, k->slot * 8 / 10 / beside);
  k->labelled = k->bar * 10 >= canvas->size * 8;
  k->plot.height = k->slot * (Length)chart->n_categories;
  canvas->height = above + k->plot.height + foot;
}

void chart_bars(Canvas *canvas) {
  const Chart *chart = canvas->chart;
  Bars k = {.canvas = canvas, .stacked = chart->kind == CHART_STACKED};
  Length names, left = set_names(&k, &names) + 3 * PAD;
  Length label = chart_labels_width(canvas) + 2 * PAD;
  if (k.stacked && chart->n_categories) {
    const char *sum = chart_stack_sum(canvas, 0);
    label = MAX(label,
                sum ? chart_words(canvas, sum, TAG_NONE, canvas->dark).width * 5 / 4 : 0);
  }
  k.names_right = left - 2 * PAD;
  k.plot.x = left + (has_negative(canvas) ? label : 0);
  k.plot.width = MAX(canvas->width - k.plot.x - label, canvas->size);
  k.plot.y = chart_legend(canvas, false) + PAD;
  settle_slots(&k, k.plot.y, names);
  k.scale = chart_scale(chart, 5);
  while (chart_ticks_width(canvas, &k.scale) + PAD >
             chart_place(&k.scale, k.scale.lo + k.scale.step, k.plot.width) &&
         k.scale.hi - k.scale.lo > k.scale.step * 2) {
    ChartScale wider = chart_scale(
        chart, (int)((k.scale.hi - k.scale.lo) / k.scale.step)); /* fewer figures */
    if (wider.step <= k.scale.step)
      break;
    k.scale = wider;
  }
  chart_axis_across(canvas, &k.scale, k.plot);
  for (uint32_t c = 0; c < chart->n_categories; c++)
    put_category(&k, c);
}
