/* Lines from point to point; a blank parts them. */
#include "chart_private.h"

#define PAD (3 * LENGTH_PT)

typedef struct Lines {
  Canvas *canvas;
  ChartScale scale;
  Box plot;
  GArray *taken; /* Box: where labels and marks stand */
} Lines;

static Length across(const Lines *k, uint32_t c) {
  uint32_t n = k->canvas->chart->n_categories;
  return k->plot.x + (Length)((int64_t)k->plot.width * (2 * c + 1) / (2 * n));
}

static bool point(const Lines *k, uint32_t c, uint32_t s, Length out[2]) {
  const ChartValue *value = chart_value(k->canvas, c, s);
  if (!value->given)
    return false;
  out[0] = across(k, c);
  out[1] = k->plot.y + k->plot.height -
           chart_place(&k->scale, chart_units(&k->scale, value->number), k->plot.height);
  return true;
}

/* ---- lines and marks -----------------------------------------------------------------
 */

static void put_line(Lines *k, uint32_t s) {
  Length from[2], to[2];
  bool known = false;
  for (uint32_t c = 0; c < k->canvas->chart->n_categories; c++) {
    bool here = point(k, c, s, to);
    if (here && known)
      chart_stroke(k->canvas, from, to, LENGTH_PT * 5 / 4, chart_line_colour(s),
                   k->canvas->frame->figure);
    known = here;
    from[0] = to[0];
    from[1] = to[1];
  }
}

static void put_marks(Lines *k, uint32_t s) {
  Length at[2];
  for (uint32_t c = 0; c < k->canvas->chart->n_categories; c++) {
    if (!point(k, c, s, at))
      continue;
    chart_mark(k->canvas, at, s, chart_is_red(k->canvas, c), chart_cell(k->canvas, c, s));
    Box box = {at[0] - PAD, at[1] - PAD, 2 * PAD, 2 * PAD};
    g_array_append_val(k->taken, box);
  }
}

/* ---- labels --------------------------------------------------------------------------
 */

static bool is_free(const Lines *k, Box box) {
  if (box.y < k->plot.y - k->canvas->step - PAD || box.x < 0 ||
      box.x + box.width > k->canvas->width ||
      box.y + box.height > k->plot.y + k->plot.height)
    return false;
  for (guint i = 0; i < k->taken->len; i++) {
    Box other = g_array_index(k->taken, Box, i);
    if (box.x < other.x + other.width && other.x < box.x + box.width &&
        box.y < other.y + other.height && other.y < box.y + box.height)
      return false;
  }
  return true;
}

/* Whether a stroke from a to b passes through the box: looked at in small steps. */
static bool crosses(Box box, const Length a[2], const Length b[2]) {
  for (int i = 0; i <= 32; i++) {
    Length x = a[0] + (b[0] - a[0]) * i / 32, y = a[1] + (b[1] - a[1]) * i / 32;
    if (x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height)
      return true;
  }
  return false;
}

/* Lines of any series beside the category. */
static bool is_crossed(const Lines *k, uint32_t c, Box box) {
  uint32_t first = c < 2 ? 0 : c - 2, n = k->canvas->chart->n_categories;
  for (uint32_t s = 0; s < k->canvas->chart->n_series; s++) {
    for (uint32_t i = first; i + 1 < n && i < c + 2; i++) {
      Length a[2], b[2];
      if (point(k, i, s, a) && point(k, i + 1, s, b) && crosses(box, a, b))
        return true;
    }
  }
  return false;
}

/* Above the point, below it or at its side, where nothing else stands; else the mark
 * alone is left. */
static void put_label(Lines *k, uint32_t c, uint32_t s) {
  Canvas *canvas = k->canvas;
  Length at[2];
  if (!point(k, c, s, at))
    return;
  Words words = chart_words(canvas, chart_value(canvas, c, s)->text,
                            chart_cell(canvas, c, s), canvas->dark);
  Length aside = words.width / 2 + 2 * PAD, middle = at[1] - canvas->size / 2;
  const Length places[4][2] = {{at[0], at[1] - PAD - canvas->size},
                               {at[0], at[1] + PAD},
                               {at[0] + aside, middle},
                               {at[0] - aside, middle}};
  for (int i = 0; i < 4; i++) {
    Box box = {places[i][0] - words.width / 2, places[i][1], words.width, canvas->size};
    if (!is_free(k, box) || is_crossed(k, c, box))
      continue;
    g_array_append_val(k->taken, box);
    chart_put(canvas, &words, places[i][0], places[i][1], ALIGN_CENTRE);
    return;
  }
}

bool chart_lines(Canvas *canvas) {
  const Chart *chart = canvas->chart;
  Lines k = {.canvas = canvas, .taken = g_array_new(FALSE, FALSE, sizeof(Box))};
  canvas->height = MIN(canvas->width / 2 + 2 * canvas->step, canvas->frame->height_most);
  k.scale = chart_scale(chart, MAX(3, canvas->height * 6 / 10 / (canvas->step * 2)));
  Length left = chart_ticks_width(canvas, &k.scale) + 2 * PAD;
  Length slot = (canvas->width - left) / (Length)chart->n_categories;
  Naming naming = chart_naming(canvas, slot);
  if (!naming.fits) {
    g_array_free(k.taken, TRUE);
    return false;
  }
  Length top = chart_legend(canvas, true) + canvas->step + PAD;
  Length foot = naming.height + 2 * PAD;
  k.plot = (Box){left, top, canvas->width - left, canvas->height - top - foot};
  chart_axis_upright(canvas, &k.scale, k.plot);
  chart_put_names(canvas, &naming, k.plot);
  for (uint32_t s = 0; s < chart->n_series; s++)
    put_line(&k, s);
  for (uint32_t s = 0; s < chart->n_series; s++)
    put_marks(&k, s);
  for (uint32_t s = 0; s < chart->n_series; s++) {
    for (uint32_t c = 0; c < chart->n_categories; c++)
      put_label(&k, c, s);
  }
  g_array_free(k.taken, TRUE);
  return true;
}
