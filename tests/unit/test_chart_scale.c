/* Axes: round steps, all values within, zero unless the chart says otherwise. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "chart_private.h"

#include <string.h>

static Arena *arena;

/* A chart of one series of the numbers in the text. */
static Chart chart_of(const char *numbers, ChartKind kind) {
  g_auto(GStrv) words = g_strsplit(numbers, " ", -1);
  uint32_t n = g_strv_length(words);
  ChartValue *values = ARENA_ARRAY(arena, ChartValue, n);
  for (uint32_t i = 0; i < n; i++) {
    values[i].given = decimal_parse(words[i], strlen(words[i]), &values[i].number);
    values[i].text = arena_strdup(arena, words[i]);
  }
  return (Chart){.kind = kind,
                 .values = values,
                 .n_categories = n,
                 .n_series = 1,
                 .axis = {.places = -1}};
}

static char *ticks(const Chart *chart, int wanted) {
  ChartScale scale = chart_scale(chart, wanted);
  GString *out = g_string_new(NULL);
  for (int64_t at = scale.lo; at <= scale.hi; at += scale.step)
    g_string_append_printf(out, "%s%s", out->len ? " " : "",
                           chart_tick_text(arena, chart, &scale, at));
  return g_string_free(out, FALSE);
}

static void steps_are_round(void **state) {
  (void)state;
  static const struct {
    const char *values, *ticks;
  } cases[] = {
      {"70 43 131 26 148", "0 50 100 150"},
      {"5 8 0 1200000", "0 300000 600000 900000 1200000"},
      {"0 0", "0 1"},
      {"5 -8 12", "−8 −4 0 4 8 12"},
      {"-5 -8", "−8 −6 −4 −2 0"},
      {"0.003 0.001", "0.000 0.001 0.002 0.003"},
      {"x 7 x", "0 2 4 6 8"},
      {"123456789012345678901234567890",
       "0 25000000000000000000000000000 50000000000000000000000000000 "
       "75000000000000000000000000000 100000000000000000000000000000 "
       "125000000000000000000000000000"},
      {"1", "0 1"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    Chart chart = chart_of(cases[i].values, CHART_COLUMN);
    g_autofree char *shown = ticks(&chart, 5);
    assert_string_equal(shown, cases[i].ticks);
  }
}

static void only_a_cut_axis_leaves_zero(void **state) {
  (void)state;
  Chart chart = chart_of("980 995 1010", CHART_LINE);
  g_autofree char *whole = ticks(&chart, 5);
  assert_string_equal(whole, "0 300 600 900 1200");
  chart.cut = true;
  g_autofree char *cut = ticks(&chart, 5);
  assert_string_equal(cut, "980 990 1000 1010");
}

static void per_cents_count_in_per_cents(void **state) {
  (void)state;
  Chart chart = chart_of("0.125 0.5", CHART_BAR);
  chart.axis.scale = SCALE_PERCENT;
  g_autofree char *shown = ticks(&chart, 5);
  assert_string_equal(shown, "0% 10% 20% 30% 40% 50%");
}

/* Whatever the values: within the axis, zero on it, not too many figures, equal steps. */
static void any_values_stand_on_their_axis(void **state) {
  (void)state;
  guint32 seed = 7;
  for (int round = 0; round < 2000; round++) {
    GString *text = g_string_new(NULL);
    for (int i = 0; i < 4; i++) {
      seed = seed * 1664525u + 1013904223u;
      int places = (int)(seed >> 28);
      g_string_append_printf(text, "%s%d", i ? " " : "", (int)(seed >> 8) - (1 << 23));
      if (places > 8)
        g_string_append_printf(text, ".%0*d", places - 8, 1);
      else
        g_string_append_printf(text, "%0*d", places + 1, 0);
    }
    Chart chart = chart_of(text->str, round % 2 ? CHART_COLUMN : CHART_STACKED);
    ChartScale scale = chart_scale(&chart, 3 + round % 6);
    assert_true(scale.lo <= 0 && scale.hi >= 0 && scale.lo % scale.step == 0);
    assert_true((scale.hi - scale.lo) / scale.step < CHART_TICKS);
    for (uint32_t i = 0; i < chart.n_categories; i++) {
      int64_t units = chart_units(&scale, chart.values[i].number);
      assert_true(units >= scale.lo && units <= scale.hi);
      Length at = chart_place(&scale, units, 1000000);
      assert_true(at >= 0 && at <= 1000000);
    }
    g_string_free(text, TRUE);
  }
}

static int set_up(void **state) {
  (void)state;
  arena = arena_new();
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  arena_free(arena);
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(steps_are_round),
      cmocka_unit_test(only_a_cut_axis_leaves_zero),
      cmocka_unit_test(per_cents_count_in_per_cents),
      cmocka_unit_test(any_values_stand_on_their_axis),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
