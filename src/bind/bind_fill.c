/* Tables filled from a data set: a plan is made once, rows are made as they are asked
 * for. */
#include <string.h>

#include "base_words.h"
#include "bind_fill.h"

/* ---- cells ------------------------------------------------------------------------- */

static const FigurePrint *print_of(const FillPlan *plan, uint32_t column) {
  static const FigurePrint plain;
  const ColumnData *data = plan->table->columns[column].data;
  return data ? &data->print : &plain;
}

/* The text of a cell; NULL after a fault, which is reported. */
static const char *fill_text(Binder *binder, const FillPlan *plan, uint32_t row,
                             uint32_t column) {
  if (plan->made[column])
    return plan->made[column][row];
  DataCell cell = dataset_cell(plan->set, row, plan->columns[column]);
  const FigurePrint *print = print_of(plan, column);
  if (!cell.bytes || (!print->pictured && !print->dated))
    return cell.text;
  DataPlace place = {plan->set, row, plan->columns[column]};
  DataValue value = {.text = cell.text, .cells = &place, .n_cells = 1};
  value.numeric = data_number(cell, &value.number);
  return bind_print(binder, print, &value, plan->table->columns[column].at);
}

static Span cell_span(const FillPlan *plan, uint32_t row, uint32_t column) {
  if (plan->columns[column] < plan->set->n_columns)
    return dataset_span(plan->set, row, plan->columns[column]);
  return plan->table->columns[column].at;
}

static Text text_at(const char *utf8, Span at) {
  return (Text){.utf8 = utf8,
                .bytes = (uint32_t)strlen(utf8),
                .chars = (uint32_t)text_chars(utf8),
                .at = at};
}

/* ---- rows -------------------------------------------------------------------------- */

typedef struct FillCursor {
  const FillPlan *plan;
  uint32_t at;
  MergeRuns runs;
} FillCursor;

/* Cells of one group that show the same; sums and totals stay alone. */
static bool entries_join(const void *self, uint32_t row, uint32_t column) {
  const FillPlan *plan = self;
  const FillEntry *above = &plan->entries[row - 1], *below = &plan->entries[row];
  const Table *table = plan->table;
  if (column + 1 == table->n_columns && bind_merges_all(table))
    return false; /* a row holds a cell at least */
  if (above->row >= FILL_SUMS || below->row >= FILL_SUMS || above->group != below->group)
    return false;
  if (sort_total_rank(plan, above->row) || sort_total_rank(plan, below->row))
    return false;
  Job job = {.arena = arena_new(), .diags = diagnostics_new(), .limits = &limits_default};
  Binder printer = {.job = &job};
  const char *a = fill_text(&printer, plan, above->row, column);
  const char *b = fill_text(&printer, plan, below->row, column);
  bool same = a && b && *a && strcmp(a, b) == 0;
  diagnostics_free(job.diags);
  arena_free(job.arena);
  return same;
}

static void *fill_open(const void *self, Arena *arena) {
  FillCursor *cursor = ARENA_NEW(arena, FillCursor);
  cursor->plan = self;
  cursor->runs = (MergeRuns){.table = cursor->plan->table,
                             .self = self,
                             .joins = entries_join,
                             .n_rows = cursor->plan->n_entries};
  bind_merge_open(&cursor->runs, cursor->plan->limits, arena);
  return cursor;
}

static const Row *made_row(FillCursor *cursor, Job *job, uint32_t at) {
  const FillPlan *plan = cursor->plan;
  const FillEntry *entry = &plan->entries[at];
  const Table *table = plan->table;
  uint32_t n = 0;
  Cell *cells = ARENA_ARRAY(job->arena, Cell, table->n_columns);
  Binder printer = {.job = job};
  for (uint32_t i = 0; i < table->n_columns; i++) {
    uint16_t span = bind_merge_span(&cursor->runs, at, i);
    if (!span)
      continue;
    const char *text = fill_text(&printer, plan, entry->row, i);
    Span place = cell_span(plan, entry->row, i);
    cells[n++] = (Cell){.text = text_at(text ? text : "", place),
                        .row_span = span,
                        .column_span = 1,
                        .column = (uint16_t)i,
                        .merged = span > 1,
                        .at = place};
  }
  Row *row = ARENA_NEW(job->arena, Row);
  *row = (Row){.cells = cells,
               .n_cells = n,
               .part = ROW_BODY,
               .group = entry->group,
               .at = cell_span(plan, entry->row, 0)};
  row->total = sort_total_rank(plan, entry->row) != 0;
  return row;
}

static bool fill_next(void *self, Job *job, const Row **row) {
  FillCursor *cursor = self;
  const FillPlan *plan = cursor->plan;
  uint32_t i = cursor->at++;
  *row = NULL;
  if (i < plan->n_entries) {
    const FillEntry *entry = &plan->entries[i];
    *row = entry->row >= FILL_SUMS ? &plan->sums[entry->row - FILL_SUMS]
                                   : made_row(cursor, job, i);
  } else if (i - plan->n_entries < plan->n_tail) {
    *row = &plan->tail[i - plan->n_entries];
  }
  return true;
}

const RowSource fill_source = {NULL, fill_open, fill_next};

/* ---- columns ----------------------------------------------------------------------- */

/* Every column of the data set, where the table names none. */
static void take_all_columns(Binder *binder, Table *table, const Dataset *set) {
  Column *columns = ARENA_ARRAY(binder->job->arena, Column, set->n_columns);
  for (uint32_t i = 0; i < set->n_columns; i++) {
    ColumnData *data = ARENA_NEW(binder->job->arena, ColumnData);
    *data = (ColumnData){.from = set->headers[i], .at = table->at};
    columns[i] = (Column){.data = data, .at = table->at};
  }
  table->columns = columns;
  table->n_columns = set->n_columns;
}

/* How many rows of a column have a change that is no per cent. */
static void tell_changes(Binder *binder, const ColumnData *data, uint32_t n) {
  if (n == 0)
    return;
  char *count = arena_printf(binder->job->arena, "%u", n);
  diag_add(binder->job->diags, data->at, DIAG_BIND_CHANGE_NONE,
           data->head ? data->head : "", count, NULL);
}

/* The values of an expression for every row that is wanted, made while data can still be
 * asked; totals have no number among the rows. */
static const char *const *make_column(Binder *binder, const FillPlan *plan,
                                      uint32_t column, const GArray *order) {
  const ColumnData *data = plan->table->columns[column].data;
  const char **texts = ARENA_ARRAY(binder->job->arena, const char *, plan->set->n_rows);
  DataQuery query = {.select = data->select, .at = data->at, .set = plan->set};
  bool counts = strstr(data->select, "row-number") != NULL;
  uint32_t number = 0, unchanged = 0;
  for (guint i = 0; i < order->len; i++) {
    uint32_t row = g_array_index(order, uint32_t, i);
    DataValue value;
    bool total = sort_total_rank(plan, row) != 0;
    const char *text = NULL;
    asker_set_row_number(binder->data.asker, total ? 0 : ++number);
    if (!(total && counts) && asker_run_row(binder->data.asker, &query, row, &value)) {
      bool none = bind_change_none(&value);
      unchanged += none;
      text = none ? "—" : bind_print(binder, &data->print, &value, data->at);
    }
    texts[row] = text ? text : "";
  }
  asker_set_row_number(binder->data.asker, 0);
  tell_changes(binder, data, unchanged);
  return texts;
}

static bool find_columns(Binder *binder, FillPlan *plan) {
  const Table *table = plan->table;
  uint32_t *columns = ARENA_ARRAY(binder->job->arena, uint32_t, table->n_columns);
  bool good = true;
  for (uint32_t i = 0; i < table->n_columns; i++) {
    const ColumnData *data = table->columns[i].data;
    columns[i] =
        data->from ? dataset_column(plan->set, data->from) : plan->set->n_columns;
    if (!data->from || columns[i] < plan->set->n_columns)
      continue;
    g_autofree char *all = dataset_headers(plan->set);
    diag_add(binder->job->diags, data->at, DIAG_QUERY_NO_COLUMN, data->from,
             plan->set->name, all, NULL);
    good = false;
  }
  plan->columns = columns;
  return good;
}

/* Every cell is printed once now, so that nothing can fail while pages are made. */
static bool try_cells(Binder *binder, const FillPlan *plan, const GArray *order) {
  Arena *scratch = arena_new();
  Job job = *binder->job;
  job.arena = scratch;
  Binder printer = {.job = &job};
  size_t errors = diag_errors(job.diags);
  for (uint32_t column = 0; column < plan->table->n_columns; column++) {
    for (guint i = 0; i < order->len && !plan->made[column]; i++) {
      uint32_t row = g_array_index(order, uint32_t, i);
      const char *text = fill_text(&printer, plan, row, column);
      if (text && text == dataset_cell(plan->set, row, plan->columns[column]).text)
        model_text_check(&job, text, cell_span(plan, row, column));
    }
  }
  arena_free(scratch);
  return diag_errors(binder->job->diags) == errors;
}

/* ---- columns as they come out ------------------------------------------------------ */

static bool column_codes(const FillPlan *plan, uint32_t column) {
  const ColumnData *data = plan->table->columns[column].data;
  if (bind_column_codes(data->head ? data->head : data->from ? data->from : ""))
    return true;
  for (uint32_t k = 0; k < plan->n_entries && !plan->made[column]; k++) {
    uint32_t row = plan->entries[k].row;
    if (row < FILL_SUMS &&
        bind_text_code(dataset_cell(plan->set, row, plan->columns[column]).text))
      return true;
  }
  return false;
}

/* Figures stand on their points, words at the left, where the table says nothing; the
 * first column names the rows. */
static void settle_columns(Binder *binder, Table *table, const FillPlan *plan) {
  Column *columns = ARENA_ARRAY(binder->job->arena, Column, table->n_columns);
  memcpy(columns, table->columns, table->n_columns * sizeof *columns);
  for (uint32_t i = 0; i < table->n_columns; i++) {
    bool figures = plan->n_entries > 0;
    for (uint32_t k = 0; k < plan->n_entries && k < 1000 && figures; k++) {
      uint32_t row = plan->entries[k].row;
      if (row >= FILL_SUMS || plan->made[i])
        continue;
      DataCell cell = dataset_cell(plan->set, row, plan->columns[i]);
      Decimal number;
      figures = !cell.bytes || data_number(cell, &number);
    }
    if (columns[i].align == ALIGN_DEFAULT && figures)
      columns[i].align = ALIGN_DECIMAL;
    columns[i].codes = column_codes(plan, i);
  }
  if (columns[0].names_rows == NAMES_AS_MADE)
    columns[0].names_rows = NAMES_YES;
  table->columns = columns;
}

/* ---- the table --------------------------------------------------------------------- */

static FillPlan *plan_new(Binder *binder, Table *table, const Dataset *set) {
  FillPlan *plan = ARENA_NEW(binder->job->arena, FillPlan);
  *plan = (FillPlan){.set = set, .table = table, .limits = binder->job->limits};
  plan->made = ARENA_ARRAY(binder->job->arena, const char *const *, table->n_columns);
  plan->tail = table->rows + table->n_head_rows;
  plan->n_tail = table->n_rows - table->n_head_rows;
  return plan;
}

static void keep_head(Binder *binder, Table *table, const Dataset *set) {
  table->n_rows = table->n_head_rows;
  if (!table->n_head_rows)
    bind_fill_head(binder, table, set);
}

/* One row of a single cell that says that there is none. */
static void say_none(Binder *binder, FillPlan *plan) {
  const Table *table = plan->table;
  Cell *cell = ARENA_NEW(binder->job->arena, Cell);
  *cell = (Cell){.text = bind_made(binder, WORDS_NO_ROWS, table->at),
                 .row_span = 1,
                 .column_span = (uint16_t)table->n_columns,
                 .align = ALIGN_CENTRE,
                 .at = table->at};
  Row *row = ARENA_NEW(binder->job->arena, Row);
  *row = (Row){.cells = cell, .n_cells = 1, .part = ROW_BODY, .at = table->at};
  plan->tail = row;
  plan->n_tail = 1;
}

/* A total that nobody called so would be added to what it is the sum of. */
static void check_totals(Binder *binder, const FillPlan *plan, const GArray *order) {
  const Table *table = plan->table;
  bool sums = table->data->total || table->data->subtotal || table->page_sums;
  uint32_t likely =
      !sums || table->totals ? plan->set->n_rows : dataset_likely_total(plan->set);
  for (guint i = 0; i < order->len && likely < plan->set->n_rows; i++) {
    if (g_array_index(order, uint32_t, i) == likely)
      diag_add(binder->job->diags, dataset_span(plan->set, likely, 0),
               DIAG_DATA_TOTALS_ROW, dataset_cell(plan->set, likely, 0).text, NULL);
  }
}

static bool columns_agree(Binder *binder, Table *table, const Dataset *set) {
  bool declared = table->n_columns > 0 && table->columns[0].data;
  if (declared)
    return true;
  if (!table->n_columns || table->n_columns == set->n_columns) {
    take_all_columns(binder, table, set);
    return true;
  }
  char *have = arena_printf(binder->job->arena, "%u", table->n_columns);
  char *want = arena_printf(binder->job->arena, "%u", set->n_columns);
  diag_add(binder->job->diags, table->at, DIAG_BIND_TABLE_COLUMNS, have, want, NULL);
  return false;
}

static void fill(Binder *binder, Table *table, FillPlan *plan) {
  GArray *order = fill_order(binder, plan);
  if (order && table->data->group)
    fill_group_order(plan, order, dataset_column(plan->set, table->data->group));
  if (order)
    check_totals(binder, plan, order);
  for (uint32_t i = 0; i < table->n_columns && order; i++) {
    if (table->columns[i].data->select)
      plan->made[i] = make_column(binder, plan, i, order);
  }
  if (order && try_cells(binder, plan, order)) {
    fill_groups(binder, plan, order);
    settle_columns(binder, table, plan);
    RowSource *source = ARENA_NEW(binder->job->arena, RowSource);
    *source = fill_source;
    source->self = plan;
    table->source = source;
  }
  if (order)
    g_array_free(order, TRUE);
}

void bind_fill(Binder *binder, Table *table) {
  const Dataset *set = bind_data_find(binder, table->data->data, table->data->at);
  if (!set || !columns_agree(binder, table, set))
    return;
  if (!table->totals)
    table->totals = set->totals;
  FillPlan *plan = plan_new(binder, table, set);
  if (find_columns(binder, plan))
    fill(binder, table, plan);
  keep_head(binder, table, set);
  bool none = table->source && plan->n_entries + plan->n_tail == 0;
  if (none && table->data->some)
    diag_add(binder->job->diags, table->data->at, DIAG_BIND_TABLE_EMPTY,
             table->data->data, NULL);
  else if (none)
    say_none(binder, plan);
}
