/* Which rows of a data set a table takes: filter, groups with their sums. */
#include <string.h>

#include "bind_fill.h"

/* ---- filter ------------------------------------------------------------------------ */

GArray *fill_order(Binder *binder, const FillPlan *plan) {
  const TableData *data = plan->table->data;
  GArray *rows = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  DataQuery query = {.select = data->where, .at = data->where_at, .set = plan->set};
  size_t errors = diag_errors(binder->job->diags);
  for (uint32_t row = 0; row < plan->set->n_rows; row++) {
    if (!data->where || asker_test_row(binder->data.asker, &query, row))
      g_array_append_val(rows, row);
    if (diag_errors(binder->job->diags) > errors)
      break; /* the expression is wrong, and would be for every row */
  }
  bool good = diag_errors(binder->job->diags) == errors;
  if (good && (!data->sort || sort_rows(binder, plan, rows)))
    return rows;
  g_array_free(rows, TRUE);
  return NULL;
}

/* ---- groups and sums --------------------------------------------------------------- */

typedef struct Summing {
  Binder *binder;
  FillPlan *plan;
  GArray *entries; /* FillEntry */
  GArray *sums;    /* Row */
} Summing;

static bool is_own_total(const FillPlan *plan, uint32_t row) {
  return sort_total_rank(plan, row) != 0;
}

/* The sum of a column over entries [from, to); NULL after a fault. Empty cells add
 * nothing. */
static const char *sum_text(Summing *s, uint32_t column, guint from, guint to) {
  const FillPlan *plan = s->plan;
  Decimal sum = decimal_whole(0), number;
  int places = 0;
  for (guint i = from; i < to; i++) {
    uint32_t row = g_array_index(s->entries, FillEntry, i).row;
    if (row >= FILL_SUMS || is_own_total(plan, row))
      continue;
    const char *made = plan->made[column] ? plan->made[column][row] : NULL;
    const char *text =
        made ? made : dataset_cell(plan->set, row, plan->columns[column]).text;
    NumberPicture picture;
    if (!*text)
      continue;
    if (!picture_of(text, strlen(text), &picture, &number) ||
        !decimal_add(sum, number, &sum)) {
      diag_add(s->binder->job->diags, plan->table->columns[column].at,
               DIAG_QUERY_NOT_NUMBER, text, NULL);
      return NULL;
    }
    places = MAX(places, picture.scale == SCALE_ONE ? picture.places : 0);
  }
  const ColumnData *data = plan->table->columns[column].data;
  if (data->print.pictured)
    return picture_print(s->binder->job->arena, &data->print.picture, sum,
                         data->print.rounding);
  return decimal_fixed(s->binder->job->arena, sum, places, ROUND_HALF_EVEN);
}

/* A row of sums over the entries from `from` on, headed by the label. */
static void add_sums(Summing *s, const char *label, guint from, uint32_t group) {
  const Table *table = s->plan->table;
  Arena *arena = s->binder->job->arena;
  Cell *cells = ARENA_ARRAY(arena, Cell, table->n_columns);
  for (uint32_t i = 0; i < table->n_columns; i++) {
    const char *text = i == 0 ? label : "";
    if (i > 0 && table->columns[i].sum)
      text = sum_text(s, i, from, s->entries->len);
    cells[i] = (Cell){.text = bind_made(s->binder, text ? text : "", table->at),
                      .row_span = 1,
                      .column_span = 1,
                      .column = (uint16_t)i,
                      .at = table->at};
  }
  Row row = {.cells = cells,
             .n_cells = table->n_columns,
             .part = ROW_BODY,
             .group = group,
             .total = true,
             .at = table->at};
  FillEntry entry = {FILL_SUMS + s->sums->len, group};
  g_array_append_val(s->sums, row);
  g_array_append_val(s->entries, entry);
}

/* Rows with equal cells in the group's column come together, by the first of them. */
static GArray *grouped(const FillPlan *plan, const GArray *order, uint32_t column) {
  g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
  g_autoptr(GPtrArray) groups = g_ptr_array_new();
  for (guint i = 0; i < order->len; i++) {
    uint32_t row = g_array_index(order, uint32_t, i);
    const char *name = dataset_cell(plan->set, row, column).text;
    GArray *group = g_hash_table_lookup(seen, name);
    if (!group) {
      group = g_array_new(FALSE, FALSE, sizeof(uint32_t));
      g_hash_table_insert(seen, (gpointer)name, group);
      g_ptr_array_add(groups, group);
    }
    g_array_append_val(group, row);
  }
  GArray *entries = g_array_new(FALSE, FALSE, sizeof(FillEntry));
  for (guint g = 0; g < groups->len; g++) {
    GArray *group = groups->pdata[g];
    for (guint i = 0; i < group->len; i++) {
      FillEntry entry = {g_array_index(group, uint32_t, i), g + 1};
      g_array_append_val(entries, entry);
    }
    g_array_free(group, TRUE);
  }
  return entries;
}

void fill_group_order(const FillPlan *plan, GArray *order, uint32_t column) {
  if (column == plan->set->n_columns)
    return; /* told in fill_groups */
  GArray *rows = grouped(plan, order, column);
  for (guint i = 0; i < rows->len; i++)
    g_array_index(order, uint32_t, i) = g_array_index(rows, FillEntry, i).row;
  g_array_free(rows, TRUE);
}

/* 小计, or 东城小计 of {}小计. */
static const char *group_label(Summing *s, uint32_t column, uint32_t row) {
  const char *label = s->plan->table->data->subtotal, *hole = strstr(label, "{}");
  if (!hole)
    return label;
  return arena_printf(s->binder->job->arena, "%.*s%s%s", (int)(hole - label), label,
                      dataset_cell(s->plan->set, row, column).text, hole + 2);
}

static void add_rows(Summing *s, const GArray *order) {
  for (guint i = 0; i < order->len; i++) {
    FillEntry entry = {g_array_index(order, uint32_t, i), 0};
    g_array_append_val(s->entries, entry);
  }
}

static void add_groups(Summing *s, const GArray *order, uint32_t column) {
  GArray *rows = grouped(s->plan, order, column);
  guint from = 0;
  for (guint i = 0; i < rows->len; i++) {
    FillEntry entry = g_array_index(rows, FillEntry, i);
    bool last =
        i + 1 == rows->len || g_array_index(rows, FillEntry, i + 1).group != entry.group;
    g_array_append_val(s->entries, entry);
    if (last && s->plan->table->data->subtotal)
      add_sums(s, group_label(s, column, entry.row), from, entry.group);
    from = last ? s->entries->len : from;
  }
  g_array_free(rows, TRUE);
}

void fill_groups(Binder *binder, FillPlan *plan, const GArray *order) {
  const TableData *data = plan->table->data;
  Summing s = {binder, plan, g_array_new(FALSE, FALSE, sizeof(FillEntry)),
               g_array_new(FALSE, FALSE, sizeof(Row))};
  uint32_t column =
      data->group ? dataset_column(plan->set, data->group) : plan->set->n_columns;
  if (data->group && column == plan->set->n_columns) {
    g_autofree char *all = dataset_headers(plan->set);
    diag_add(binder->job->diags, data->group_at, DIAG_QUERY_NO_COLUMN, data->group,
             plan->set->name, all, NULL);
  }
  if (column < plan->set->n_columns)
    add_groups(&s, order, column);
  else
    add_rows(&s, order);
  if (data->total && order->len)
    add_sums(&s, data->total, 0, 0);
  plan->n_entries = s.entries->len;
  plan->entries = arena_take_array(binder->job->arena, s.entries);
  plan->sums = arena_take_array(binder->job->arena, s.sums);
}
