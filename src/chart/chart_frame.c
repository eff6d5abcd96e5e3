/* Unit, legend, axes, names along them: what the kinds of chart share. */
#include <string.h>

#include "chart_private.h"

#define HAIR (LENGTH_PT / 4)
#define GRID_GREY 205
#define AXIS_GREY 60
#define PAD (3 * LENGTH_PT)
#define NAME_LINES 4
#define SHORT_NAME 4

/* ---- values --------------------------------------------------------------------------
 */

const ChartValue *chart_value(const Canvas *canvas, uint32_t category, uint32_t series) {
  return &canvas->chart->values[category * canvas->chart->n_series + series];
}

TagId chart_cell(const Canvas *canvas, uint32_t category, uint32_t series) {
  return canvas->cells[category * canvas->chart->n_series + series];
}

const char *chart_value_text(const ChartValue *value) {
  return value->given ? value->text : "—";
}

bool chart_is_red(const Canvas *canvas, uint32_t category) {
  const Chart *chart = canvas->chart;
  return chart->highlight && strcmp(chart->categories[category], chart->highlight) == 0;
}

Length chart_labels_width(Canvas *canvas) {
  const Chart *chart = canvas->chart;
  Length widest = 0;
  for (uint32_t i = 0; i < chart->n_categories * chart->n_series; i++) {
    const char *text = chart_value_text(&chart->values[i]);
    widest = MAX(widest, chart_words(canvas, text, TAG_NONE, canvas->dark).width);
  }
  return widest;
}

const char *chart_stack_sum(Canvas *canvas, uint32_t category) {
  const Chart *chart = canvas->chart;
  Decimal sum = decimal_whole(0);
  int places = 0;
  for (uint32_t s = 0; s < chart->n_series; s++) {
    const ChartValue *value = chart_value(canvas, category, s);
    if (!value->given || decimal_sign(value->number) < 0 ||
        !decimal_add(sum, value->number, &sum))
      return NULL;
    places = MAX(places, decimal_places(value->number));
  }
  Arena *arena = canvas->job->arena;
  if (chart->print.pictured)
    return picture_print(arena, &chart->print.picture, sum, chart->print.rounding);
  return chart->axis.scale == SCALE_ONE
             ? decimal_fixed(arena, sum, places, ROUND_HALF_EVEN)
             : NULL;
}

/* ---- unit and legend -----------------------------------------------------------------
 */

static Length swatch_width(const Canvas *canvas, bool lines) {
  return lines ? 2 * canvas->size : canvas->size;
}

static void put_swatch(Canvas *canvas, uint32_t series, const Length at[2], bool lines) {
  Length middle = at[1] + canvas->size / 2, width = swatch_width(canvas, lines);
  TagId tag = canvas->series[series];
  if (!lines) {
    Box box = {at[0], at[1] + canvas->size / 10, width, canvas->size * 8 / 10};
    chart_fill(canvas, box, series, false, tag);
    return;
  }
  const Length from[2] = {at[0], middle}, to[2] = {at[0] + width, middle};
  const Length centre[2] = {at[0] + width / 2, middle};
  chart_stroke(canvas, from, to, LENGTH_PT, chart_line_colour(series), tag);
  chart_mark(canvas, centre, series, false, tag);
}

static Length put_unit(Canvas *canvas) {
  const Chart *chart = canvas->chart;
  const char *unit = chart->table->unit.chars ? chart->table->unit.utf8 : "";
  const char *cut = chart->cut ? "（纵轴不从零起）" : "";
  const char *text = arena_printf(canvas->job->arena, "%s%s", unit, cut);
  if (!*text)
    return 0;
  Words words = chart_words(canvas, text, canvas->frame->figure, canvas->dark);
  chart_put(canvas, &words, 0, 0, ALIGN_LEFT);
  return words.width;
}

/* One after the other from the left, lines as needed. */
static Length put_legend(Canvas *canvas, bool lines, Length left, bool same_line) {
  const Chart *chart = canvas->chart;
  Length gap = canvas->size / 2, x = left, y = same_line ? 0 : canvas->step;
  for (uint32_t s = 0; s < chart->n_series; s++) {
    Words words = chart_words(canvas, chart->series[s], canvas->series[s], canvas->dark);
    Length width = swatch_width(canvas, lines) + gap + words.width;
    if (x > left && x + width > canvas->width) {
      x = left;
      y += canvas->step;
    }
    put_swatch(canvas, s, (const Length[2]){x, y}, lines);
    chart_put(canvas, &words, x + swatch_width(canvas, lines) + gap, y, ALIGN_LEFT);
    x += width + 2 * gap;
  }
  return y + canvas->step;
}

static Length legend_width(Canvas *canvas, bool lines) {
  const Chart *chart = canvas->chart;
  Length width = 0;
  for (uint32_t s = 0; s < chart->n_series; s++)
    width += swatch_width(canvas, lines) + canvas->size * 3 / 2 +
             chart_words(canvas, chart->series[s], TAG_NONE, canvas->dark).width;
  return width;
}

Length chart_legend(Canvas *canvas, bool lines) {
  Length unit = put_unit(canvas);
  if (canvas->chart->n_series < 2)
    return unit ? canvas->step : 0;
  Length width = legend_width(canvas, lines);
  bool beside = unit + canvas->size + width <= canvas->width;
  Length left = beside ? canvas->width - width : 0;
  return put_legend(canvas, lines, left, beside || !unit);
}

/* ---- axes ----------------------------------------------------------------------------
 */

Length chart_ticks_width(Canvas *canvas, const ChartScale *scale) {
  Length widest = 0;
  for (int64_t at = scale->lo; at <= scale->hi; at += scale->step) {
    const char *text = chart_tick_text(canvas->job->arena, canvas->chart, scale, at);
    widest = MAX(widest, chart_words(canvas, text, TAG_NONE, canvas->dark).width);
  }
  return widest;
}

static void rule(Canvas *canvas, const Length from[2], const Length to[2], bool zero,
                 TagId tag) {
  chart_stroke(canvas, from, to, zero ? LENGTH_PT * 3 / 4 : HAIR,
               chart_grey(zero ? AXIS_GREY : GRID_GREY), tag);
}

/* The foot of an axis that does not begin at zero is broken: two strokes across it. */
static void put_break(Canvas *canvas, Box plot) {
  Length x = plot.x, y = plot.y + plot.height, d = 3 * LENGTH_PT;
  for (int i = 0; i < 2; i++) {
    const Length from[2] = {x - d, y + d / 2 - (Length)i * d},
                 to[2] = {x + d, y - d / 2 - d / 2 - (Length)i * d};
    chart_stroke(canvas, from, to, LENGTH_PT, chart_grey(0), canvas->frame->figure);
  }
}

void chart_axis_upright(Canvas *canvas, const ChartScale *scale, Box plot) {
  TagId figure = canvas->frame->figure;
  for (int64_t at = scale->lo; at <= scale->hi; at += scale->step) {
    Length y = plot.y + plot.height - chart_place(scale, at, plot.height);
    const Length from[2] = {plot.x, y}, to[2] = {plot.x + plot.width, y};
    rule(canvas, from, to, at == 0, figure);
    const char *text = chart_tick_text(canvas->job->arena, canvas->chart, scale, at);
    Words words = chart_words(canvas, text, figure, canvas->dark);
    chart_put(canvas, &words, plot.x - PAD, y - canvas->size / 2, ALIGN_RIGHT);
  }
  const Length top[2] = {plot.x, plot.y}, foot[2] = {plot.x, plot.y + plot.height};
  const Length right[2] = {plot.x + plot.width, plot.y + plot.height};
  rule(canvas, top, foot, true, canvas->corner);
  if (canvas->chart->n_series == 1)
    rule(canvas, foot, right, scale->lo == 0, canvas->series[0]);
  if (canvas->chart->cut)
    put_break(canvas, plot);
}

void chart_axis_across(Canvas *canvas, const ChartScale *scale, Box plot) {
  TagId figure = canvas->frame->figure;
  for (int64_t at = scale->lo; at <= scale->hi; at += scale->step) {
    Length x = plot.x + chart_place(scale, at, plot.width);
    const Length from[2] = {x, plot.y}, to[2] = {x, plot.y + plot.height};
    rule(canvas, from, to, at == 0, figure);
    const char *text = chart_tick_text(canvas->job->arena, canvas->chart, scale, at);
    Words words = chart_words(canvas, text, figure, canvas->dark);
    chart_put(canvas, &words, x, plot.y + plot.height + PAD, ALIGN_CENTRE);
  }
  const Length top[2] = {plot.x, plot.y}, foot[2] = {plot.x, plot.y + plot.height};
  const Length right[2] = {plot.x + plot.width, plot.y + plot.height};
  rule(canvas, top, foot, scale->lo == 0, canvas->corner);
  if (canvas->chart->n_series == 1)
    rule(canvas, foot, right, false, canvas->series[0]);
}

/* ---- names below a plot --------------------------------------------------------------
 */

/* Names that count on (1月, 2024年, 周一) may be left out between two that stand there;
 * names of things may not. */
static bool counts_on(const Chart *chart) {
  static const char numerals[] = "〇一二三四五六七八九十日";
  for (uint32_t c = 0; c < chart->n_categories; c++) {
    const char *name = chart->categories[c];
    bool counts = strpbrk(name, "0123456789") != NULL;
    for (const char *p = name; *p && !counts; p = g_utf8_next_char(p))
      counts = text_chars(name) <= SHORT_NAME &&
               g_utf8_strchr(numerals, -1, g_utf8_get_char(p));
    if (!counts)
      return false;
  }
  return true;
}

static Naming named_every(Canvas *canvas, Length slot) {
  const Chart *chart = canvas->chart;
  Naming out = {.every = 1, .height = canvas->size, .fits = true};
  Length widest = 0;
  out.words = ARENA_ARRAY(canvas->job->arena, Words, chart->n_categories);
  for (uint32_t c = 0; c < chart->n_categories; c++) {
    out.words[c] =
        chart_words(canvas, chart->categories[c], canvas->categories[c], canvas->dark);
    widest = MAX(widest, out.words[c].width);
  }
  out.every = (uint32_t)((widest + PAD * 2 + slot - 1) / MAX(slot, 1));
  return out;
}

Naming chart_naming(Canvas *canvas, Length slot) {
  const Chart *chart = canvas->chart;
  Naming out = {.every = 1, .fits = true};
  Length measure = slot - PAD;
  out.words = ARENA_ARRAY(canvas->job->arena, Words, chart->n_categories);
  for (uint32_t c = 0; c < chart->n_categories && out.fits; c++) {
    if (measure < 2 * canvas->size) {
      out.words[c] =
          chart_words(canvas, chart->categories[c], canvas->categories[c], canvas->dark);
      out.fits = out.words[c].width <= measure;
    } else {
      out.words[c] =
          chart_wrapped(canvas, chart->categories[c], canvas->categories[c], measure);
      out.fits = out.words[c].n <= NAME_LINES && out.words[c].width <= measure;
    }
    out.height = MAX(out.height, chart_words_height(canvas, &out.words[c]));
  }
  if (!out.fits && counts_on(chart))
    return named_every(canvas, slot);
  return out;
}

/* A name that is left out is still heard: what marks its place belongs to it. */
static void put_place(Canvas *canvas, uint32_t category, Length x, Length y) {
  const Length from[2] = {x, y}, to[2] = {x, y + PAD / 2};
  chart_stroke(canvas, from, to, HAIR * 2, chart_grey(AXIS_GREY),
               canvas->categories[category]);
}

void chart_put_names(Canvas *canvas, const Naming *naming, Box plot) {
  uint32_t n = canvas->chart->n_categories;
  for (uint32_t c = 0; c < n; c++) {
    Length x = plot.x + (Length)((int64_t)plot.width * (2 * c + 1) / (2 * n));
    Length y = plot.y + plot.height;
    put_place(canvas, c, x, y);
    if (c % naming->every == 0)
      chart_put(canvas, &naming->words[c], x, y + PAD, ALIGN_CENTRE);
  }
}
