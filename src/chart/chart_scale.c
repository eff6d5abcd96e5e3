/* The scale of an axis: round steps by extended labelling (Talbot, Lin, Hanrahan 2010),
 * all of the data within, and zero unless the chart says otherwise. In whole numbers. */
#include "chart_private.h"

#define MICRO 1000000
#define FINE 1000000 /* the largest value is at least so many units */
#define SKIPS 3

/* The paper's Q, tenfold, in its order of preference. */
static const int64_t preferred[] = {10, 50, 20, 25, 40, 30};

typedef struct Range {
  int64_t least, most;
} Range;

/* ---- the data ------------------------------------------------------------------------
 */

static Decimal power(int exponent) {
  Decimal out = decimal_whole(1), ten = decimal_whole(10);
  for (int i = 0; i < ABS(exponent); i++) {
    if (exponent > 0)
      decimal_multiply(out, ten, &out);
    else
      decimal_divide(out, ten, &out);
  }
  return out;
}

int64_t chart_units(const ChartScale *scale, Decimal value) {
  Decimal units;
  if (!decimal_round(value, -scale->exponent, ROUND_HALF_EVEN, &units) ||
      !decimal_divide(units, power(scale->exponent), &units) || units.den != 1)
    return 0;
  return (int64_t)units.num;
}

static Decimal size_of(Decimal value) {
  return (Decimal){value.num < 0 ? -value.num : value.num, value.den};
}

/* The largest value, or stack of values, whatever its sign. */
static Decimal largest(const Chart *chart) {
  Decimal most = decimal_whole(0);
  for (uint32_t c = 0; c < chart->n_categories; c++) {
    Decimal sum = decimal_whole(0);
    for (uint32_t s = 0; s < chart->n_series; s++) {
      const ChartValue *value = &chart->values[c * chart->n_series + s];
      if (!value->given)
        continue;
      Decimal size = size_of(value->number);
      if (chart->kind != CHART_STACKED || !decimal_add(sum, size, &sum))
        sum = size;
      if (decimal_compare(sum, most) > 0)
        most = sum;
    }
  }
  return decimal_sign(most) ? most : decimal_whole(1);
}

static int fitting_exponent(Decimal most) {
  int exponent = 0;
  while (exponent < 24 && decimal_compare(most, power(exponent + 7)) >= 0)
    exponent++;
  while (exponent > -24 && decimal_compare(most, power(exponent + 6)) < 0)
    exponent--;
  return exponent;
}

static void widen(Range *range, int64_t value) {
  range->least = MIN(range->least, value);
  range->most = MAX(range->most, value);
}

static Range data_range(const Chart *chart, const ChartScale *scale) {
  Range range = {INT64_MAX, INT64_MIN};
  for (uint32_t c = 0; c < chart->n_categories; c++) {
    int64_t above = 0, below = 0;
    for (uint32_t s = 0; s < chart->n_series; s++) {
      const ChartValue *value = &chart->values[c * chart->n_series + s];
      if (!value->given)
        continue;
      int64_t units = chart_units(scale, value->number);
      *(units < 0 ? &below : &above) += units;
      if (chart->kind != CHART_STACKED)
        widen(&range, units);
    }
    if (chart->kind == CHART_STACKED) {
      widen(&range, above);
      widen(&range, below);
    }
  }
  if (!chart->cut || range.least > range.most) {
    range.least = MIN(range.least, 0);
    range.most = MAX(range.most, 0);
  }
  if (range.least == range.most) /* nothing but zeros, or one value on a cut axis */
    *(chart->cut ? &range.least : &range.most) += chart->cut ? -FINE / 10 : FINE;
  return range;
}

/* ---- labelling -----------------------------------------------------------------------
 */

static int64_t floor_to(int64_t value, int64_t step) {
  int64_t rest = value % step;
  return value - rest - (rest < 0 ? step : 0);
}

static int64_t simplicity(int preference, int skip, const ChartScale *scale) {
  bool zero = scale->lo <= 0 && scale->hi >= 0;
  return MICRO - MICRO * (int64_t)preference / (int64_t)(G_N_ELEMENTS(preferred) - 1) -
         MICRO * (int64_t)skip + (zero ? MICRO : 0);
}

static int64_t coverage(const Range *range, const ChartScale *scale) {
  Int128 above = scale->hi - range->most, below = range->least - scale->lo;
  Int128 tenth = (range->most - range->least) / 10 + 1;
  return MICRO - (int64_t)(MICRO * (above * above + below * below) / (2 * tenth * tenth));
}

static int64_t density(int64_t intervals, int wanted) {
  int64_t want = wanted - 1;
  return 2 * MICRO - MAX(MICRO * intervals / want, MICRO * want / intervals);
}

/* Weights of the paper; every labelling here is equally legible. */
static int64_t score(const Range *range, const ChartScale *scale, int preference,
                     int skip, int wanted) {
  int64_t intervals = (scale->hi - scale->lo) / scale->step;
  return (25 * simplicity(preference, skip, scale) + 20 * coverage(range, scale) +
          50 * density(intervals, wanted) + 5 * MICRO) /
         100;
}

static int step_places(const ChartScale *scale, NumberScale by) {
  static const int shift[] = {[SCALE_ONE] = 0,
                              [SCALE_PERCENT] = 2,
                              [SCALE_PERMILLE] = 3,
                              [SCALE_WAN] = -4,
                              [SCALE_YI] = -8};
  int64_t step = scale->step;
  int exponent = scale->exponent + shift[by];
  while (step % 10 == 0) {
    step /= 10;
    exponent++;
  }
  return MAX(-exponent, 0);
}

/* Of what counts whole things no part is marked. */
static bool counts_whole(const Chart *chart) {
  for (uint32_t i = 0; i < chart->n_categories * chart->n_series; i++) {
    if (chart->values[i].given && chart->values[i].number.den != 1)
      return false;
  }
  return chart->axis.scale == SCALE_ONE;
}

static bool is_usable(const Chart *chart, const ChartScale *scale, bool whole) {
  int64_t intervals = (scale->hi - scale->lo) / scale->step;
  bool zero = scale->lo <= 0 && scale->hi >= 0;
  bool parted = whole && step_places(scale, SCALE_ONE) > 0;
  return intervals >= 1 && intervals < CHART_TICKS && !(chart->cut && zero) && !parted;
}

static ChartScale candidate(const ChartScale *like, const Range *range, int64_t step) {
  ChartScale out = *like;
  out.step = step;
  out.lo = floor_to(range->least, step);
  out.hi = -floor_to(-range->most, step);
  return out;
}

/* What all candidates are tried for. */
typedef struct Search {
  const Chart *chart;
  Range range;
  int wanted;
  bool whole;
  int64_t highest;
  ChartScale best;
} Search;

static void try_candidate(Search *search, int preference, int skip, int64_t ten) {
  ChartScale tried =
      candidate(&search->best, &search->range, preferred[preference] * skip * ten);
  if (!is_usable(search->chart, &tried, search->whole))
    return;
  int64_t own = score(&search->range, &tried, preference, skip, search->wanted);
  if (own <= search->highest)
    return;
  search->highest = own;
  search->best = tried;
}

ChartScale chart_scale(const Chart *chart, int wanted) {
  Search search = {.chart = chart,
                   .wanted = MAX(wanted, 3),
                   .whole = counts_whole(chart),
                   .highest = INT64_MIN,
                   .best = {.exponent = fitting_exponent(largest(chart))}};
  search.range = data_range(chart, &search.best);
  for (int64_t ten = 1; ten <= 10 * FINE; ten *= 10) {
    for (int skip = 1; skip <= SKIPS; skip++) {
      for (int i = 0; i < (int)G_N_ELEMENTS(preferred); i++)
        try_candidate(&search, i, skip, ten);
    }
  }
  g_assert(search.highest > INT64_MIN);
  return search.best;
}

Length chart_place(const ChartScale *scale, int64_t units, Length length) {
  return (Length)((Int128)(units - scale->lo) * length / (scale->hi - scale->lo));
}

/* ---- figures of the axis -------------------------------------------------------------
 */

const char *chart_tick_text(Arena *arena, const Chart *chart, const ChartScale *scale,
                            int64_t units) {
  NumberPicture picture = chart->axis;
  Decimal value = decimal_whole(units);
  picture.han = false;
  picture.places = step_places(scale, picture.scale);
  if (!decimal_multiply(value, power(scale->exponent), &value))
    return "";
  const char *text = picture_print(arena, &picture, value, ROUND_HALF_EVEN);
  if (!text)
    return "";
  return *text == '-' ? arena_printf(arena, "−%s", text + 1) : text;
}
