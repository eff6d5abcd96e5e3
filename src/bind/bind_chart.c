/* Charts: the columns that are drawn, as a table filled from the data set, so that a
 * chart and a table of one datum cannot differ; what the chart shows, in words. */
#include <string.h>

#include "base_words.h"
#include "bind_fill.h"

#define VALUES_TOLD 40 /* as many stand in the words themselves */

/* ---- columns ----------------------------------------------------------------------- */

/* "文书 上年", or "文 书; 上年": a header that is the whole of it is one. */
static char **split_names(const Dataset *set, const char *y) {
  if (dataset_column(set, y) < set->n_columns)
    return g_strsplit(y, "\n", 2);
  g_auto(GStrv) parts = g_strsplit_set(y, strpbrk(y, ";") ? ";" : " ", -1);
  GPtrArray *names = g_ptr_array_new();
  for (char **part = parts; *part; part++) {
    if (*g_strstrip(*part))
      g_ptr_array_add(names, g_strdup(*part));
  }
  g_ptr_array_add(names, NULL);
  return (char **)g_ptr_array_free(names, FALSE);
}

static bool too_many(Binder *binder, const Chart *chart, DiagCode code, size_t n,
                     unsigned most) {
  if (n <= most)
    return false;
  Arena *arena = binder->job->arena;
  diag_add(binder->job->diags, chart->at, code, arena_printf(arena, "%zu", n),
           arena_printf(arena, "%u", most), NULL);
  return true;
}

static void name_columns(Binder *binder, Chart *chart, Table *table, char **names) {
  Arena *arena = binder->job->arena;
  uint32_t n = g_strv_length(names);
  Column *columns = ARENA_ARRAY(arena, Column, n + 1);
  const char **series = ARENA_ARRAY(arena, const char *, n);
  for (uint32_t i = 0; i <= n; i++) {
    ColumnData *data = ARENA_NEW(arena, ColumnData);
    *data = (ColumnData){.at = i ? chart->y_at : chart->x_at};
    data->from = i ? arena_strdup(arena, names[i - 1]) : chart->x;
    if (i)
      data->print = chart->print;
    columns[i] = (Column){.data = data, .at = data->at};
    if (i)
      series[i - 1] = data->from;
  }
  table->columns = columns;
  table->n_columns = n + 1;
  chart->series = series;
  chart->n_series = n;
}

/* ---- values ------------------------------------------------------------------------ */

static const char *printed(Binder *binder, const Chart *chart, const DataValue *value) {
  Span at =
      dataset_span(value->cells[0].set, value->cells[0].row, value->cells[0].column);
  if (chart->print.pictured)
    return bind_print(binder, &chart->print, value, at);
  const char *text = value->text;
  return *text == '-' ? arena_printf(binder->job->arena, "−%s", text + 1) : text;
}

static void keep_value(Binder *binder, const Chart *chart, const DataPlace *place,
                       const ChartValue *value) {
  Arena *arena = binder->job->arena;
  FigureCell *cell = ARENA_NEW(arena, FigureCell);
  const char *header = place->set->headers[place->column];
  *cell = (FigureCell){dataset_span(place->set, place->row, place->column), header,
                       dataset_cell(place->set, place->row, place->column).text};
  Figure figure = {.at = chart->at,
                   .select = header,
                   .text = value->text,
                   .exact = decimal_text(arena, value->number),
                   .cells = cell,
                   .n_cells = 1};
  g_array_append_val(binder->data.figures, figure);
}

static ChartValue value_at(Binder *binder, const Chart *chart, DataPlace place) {
  DataCell cell = dataset_cell(place.set, place.row, place.column);
  DataValue value = {.text = cell.text, .cells = &place, .n_cells = 1};
  ChartValue out = {.text = ""};
  if (!cell.bytes)
    return out;
  value.numeric = data_number(cell, &value.number);
  if (!value.numeric) {
    diag_add(binder->job->diags, dataset_span(place.set, place.row, place.column),
             DIAG_BIND_CHART_NUMBER, cell.text, NULL);
    return out;
  }
  const char *text = printed(binder, chart, &value);
  out = (ChartValue){true, value.number, text ? text : ""};
  keep_value(binder, chart, &place, &out);
  return out;
}

/* A total beside its parts would dwarf them: those said to be totals are left out, one
 * that looks like it is told. */
static GArray *drawn_rows(Binder *binder, const FillPlan *plan) {
  GArray *rows = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  uint32_t likely =
      plan->table->totals ? plan->set->n_rows : dataset_likely_total(plan->set);
  for (uint32_t i = 0; i < plan->n_entries; i++) {
    uint32_t row = plan->entries[i].row;
    if (row >= FILL_SUMS || sort_total_rank(plan, row) != 0)
      continue;
    if (row == likely)
      diag_add(binder->job->diags, dataset_span(plan->set, likely, 0),
               DIAG_DATA_TOTALS_ROW, dataset_cell(plan->set, likely, 0).text, NULL);
    g_array_append_val(rows, row);
  }
  return rows;
}

static void take_values(Binder *binder, Chart *chart, const FillPlan *plan,
                        const GArray *rows) {
  Arena *arena = binder->job->arena;
  uint32_t n = rows->len, m = chart->n_series;
  const char **categories = ARENA_ARRAY(arena, const char *, n);
  ChartValue *values = ARENA_ARRAY(arena, ChartValue, (size_t)n * m);
  for (uint32_t c = 0; c < n; c++) {
    uint32_t row = g_array_index(rows, uint32_t, c);
    categories[c] = dataset_cell(plan->set, row, plan->columns[0]).text;
    for (uint32_t s = 0; s < m; s++)
      values[c * m + s] =
          value_at(binder, chart, (DataPlace){plan->set, row, plan->columns[s + 1]});
  }
  chart->categories = categories;
  chart->values = values;
  chart->n_categories = n;
}

/* ---- checks ------------------------------------------------------------------------ */

static void check_pie(Binder *binder, const Chart *chart) {
  bool good = chart->n_series == 1, some = chart->n_categories == 0;
  for (uint32_t c = 0; c < chart->n_categories && good; c++) {
    int sign = chart->values[c].given ? decimal_sign(chart->values[c].number) : 0;
    good = sign >= 0;
    some = some || sign > 0;
  }
  if (!good || !some)
    diag_add(binder->job->diags, chart->at, DIAG_BIND_CHART_NEGATIVE, NULL);
}

static void widen(const ChartValue *value, const ChartValue **least,
                  const ChartValue **most) {
  if (!*most || decimal_compare(value->number, (*most)->number) > 0)
    *most = value;
  if (!*least || decimal_compare(value->number, (*least)->number) < 0)
    *least = value;
}

/* An axis is cut where zero lies far from all values: farther than half of what they
 * differ by. */
static bool may_cut(const Chart *chart) {
  const ChartValue *least = NULL, *most = NULL;
  Decimal range, twice;
  for (uint32_t i = 0; i < chart->n_categories * chart->n_series; i++) {
    if (chart->values[i].given)
      widen(&chart->values[i], &least, &most);
  }
  if (!most || !decimal_subtract(most->number, least->number, &range) ||
      decimal_sign(range) == 0)
    return false;
  Decimal nearest = decimal_sign(least->number) > 0 ? least->number : most->number;
  if (decimal_sign(nearest) < 0)
    nearest.num = -nearest.num;
  return decimal_sign(least->number) == decimal_sign(most->number) &&
         decimal_multiply(nearest, decimal_whole(2), &twice) &&
         decimal_compare(twice, range) > 0;
}

static void check_highlight(Binder *binder, const Chart *chart) {
  bool found = !chart->highlight;
  for (uint32_t c = 0; c < chart->n_categories && !found; c++)
    found = strcmp(chart->categories[c], chart->highlight) == 0;
  if (!found)
    diag_add(binder->job->diags, chart->highlight_at, DIAG_BIND_CHART_HIGHLIGHT,
             chart->highlight, NULL);
}

/* The axis counts in what the figures count in. */
static NumberPicture axis_picture(const Chart *chart) {
  NumberPicture picture = {.places = -1};
  Decimal number;
  if (chart->print.pictured)
    return chart->print.picture;
  for (uint32_t i = 0; i < chart->n_categories * chart->n_series; i++) {
    const ChartValue *value = &chart->values[i];
    if (value->given && picture_of(value->text, strlen(value->text), &picture, &number))
      return picture;
  }
  return (NumberPicture){.places = -1};
}

/* ---- in words ---------------------------------------------------------------------- */

static const char *sum_text(Binder *binder, const Chart *chart, uint32_t series) {
  Arena *arena = binder->job->arena;
  Decimal sum = decimal_whole(0);
  int places = 0;
  for (uint32_t c = 0; c < chart->n_categories; c++) {
    const ChartValue *value = &chart->values[c * chart->n_series + series];
    if (value->given && !decimal_add(sum, value->number, &sum))
      return NULL;
    places = MAX(places, value->given ? decimal_places(value->number) : 0);
  }
  if (chart->axis.scale == SCALE_PERCENT || chart->axis.scale == SCALE_PERMILLE)
    return NULL; /* of shares there is no sum that means anything */
  if (chart->print.pictured)
    return picture_print(arena, &chart->print.picture, sum, chart->print.rounding);
  return decimal_fixed(arena, sum, places, ROUND_HALF_EVEN);
}

static void say_series(Binder *binder, const Chart *chart, uint32_t series,
                       GString *out) {
  const ChartValue *least = NULL, *most = NULL;
  uint32_t least_at = 0, most_at = 0;
  for (uint32_t c = 0; c < chart->n_categories; c++) {
    const ChartValue *value = &chart->values[c * chart->n_series + series];
    if (!value->given)
      continue;
    widen(value, &least, &most);
    least_at = least == value ? c : least_at;
    most_at = most == value ? c : most_at;
  }
  g_string_append_printf(out, "%s%s：", series ? "；" : "", chart->series[series]);
  if (!most) {
    g_string_append(out, "没有数据");
    return;
  }
  g_string_append_printf(out, "最大 %s %s，最小 %s %s", chart->categories[most_at],
                         most->text, chart->categories[least_at], least->text);
  const char *sum = sum_text(binder, chart, series);
  if (sum)
    g_string_append_printf(out, "，合计 %s", sum);
}

static void say_values(const Chart *chart, GString *out) {
  for (uint32_t c = 0; c < chart->n_categories; c++) {
    g_string_append_printf(out, "%s%s", c ? "；" : "各项：", chart->categories[c]);
    for (uint32_t s = 0; s < chart->n_series; s++) {
      const ChartValue *value = &chart->values[c * chart->n_series + s];
      g_string_append_printf(out, "%s%s", s ? "、" : " ",
                             value->given ? value->text : "—");
    }
  }
  g_string_append(out, "。");
}

static const char *in_words(Binder *binder, const Chart *chart) {
  static const char *const kinds[] = {[CHART_COLUMN] = "柱形图",
                                      [CHART_BAR] = "条形图",
                                      [CHART_LINE] = "折线图",
                                      [CHART_PIE] = "圆形图",
                                      [CHART_STACKED] = "堆积柱形图"};
  g_autoptr(GString) out = g_string_new(kinds[chart->kind]);
  if (chart->caption.chars)
    g_string_append_printf(out, "“%s”", chart->caption.utf8);
  g_string_append_printf(out, "，%s共%u项", chart->x, chart->n_categories);
  if (chart->table->unit.chars)
    g_string_append_printf(out, "，%s", chart->table->unit.utf8);
  g_string_append(out, chart->cut ? "，" WORDS_AXIS_CUT : "。");
  for (uint32_t s = 0; s < chart->n_series && chart->n_categories; s++)
    say_series(binder, chart, s, out);
  if (chart->n_categories)
    g_string_append(out, "。");
  if (chart->n_categories &&
      (uint64_t)chart->n_categories * chart->n_series <= VALUES_TOLD)
    say_values(chart, out);
  return arena_strndup(binder->job->arena, out->str, out->len);
}

/* ---- the chart --------------------------------------------------------------------- */

static void settle(Binder *binder, Chart *chart) {
  chart->axis = axis_picture(chart);
  chart->cut = chart->cut && may_cut(chart);
  if (chart->kind == CHART_PIE)
    check_pie(binder, chart);
  check_highlight(binder, chart);
  chart->alt = in_words(binder, chart);
}

static void fill_chart(Binder *binder, Chart *chart, Table *table, const Dataset *set) {
  const Limits *limits = binder->job->limits;
  g_auto(GStrv) names = split_names(set, chart->y);
  if (too_many(binder, chart, DIAG_LIMIT_CHART_SERIES, g_strv_length(names),
               limits->chart_series))
    return;
  name_columns(binder, chart, table, names);
  chart->table = bind_table(binder, table, 0);
  const RowSource *source = chart->table->source;
  const FillPlan *plan = source ? source->self : NULL;
  g_autoptr(GArray) rows = plan ? drawn_rows(binder, plan) : NULL;
  if (!rows || too_many(binder, chart, DIAG_LIMIT_CHART_CATEGORIES, rows->len,
                        limits->chart_categories))
    return;
  take_values(binder, chart, plan, rows);
  settle(binder, chart);
}

const Chart *bind_chart(Binder *binder, const Chart *in, unsigned number) {
  Chart *out = ARENA_NEW(binder->job->arena, Chart);
  Table *table = ARENA_NEW(binder->job->arena, Table);
  *out = *in;
  *table = *in->table;
  if (in->cut && in->kind != CHART_LINE) /* a bar that does not begin at zero lies */
    diag_add(binder->job->diags, in->at, DIAG_BIND_CHART_ZERO, NULL);
  out->alt = "";
  const Dataset *set = bind_data_find(binder, table->data->data, in->at);
  if (set)
    fill_chart(binder, out, table, set);
  out->caption = bind_caption(binder, &in->caption, WORDS_FIGURE_NUMBER, number);
  return out;
}
