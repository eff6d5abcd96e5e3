/* Which rows of a data set a table takes, in which order: filter, sort, groups with their
 * sums. */
#include <string.h>
#include <unicode/ucol.h>
#include <unicode/ustring.h>

#include "base_library.h"
#include "bind_fill.h"

/* ---- collation --------------------------------------------------------------------- */

#define COLLATION_FUNCTIONS(X) X(ucol_open) X(ucol_close) X(ucol_getSortKey)
LIBRARY_TABLE(CollationFunctions, COLLATION_FUNCTIONS)
static bool collation_library(Diagnostics *diags);
static LIBRARY_OPENER(collation_library, collation, CollationFunctions,
                      COLLATION_FUNCTIONS, LIBICUI18N_SONAME)

    /* ---- sort keys
       --------------------------------------------------------------------- */

    typedef enum {
      SORT_NUMBER,
      SORT_PINYIN,
      SORT_STROKE
    } SortKind;

typedef struct SortKey {
  uint32_t column; /* of the set */
  SortKind kind;
  bool descending;
  char **keys;      /* by row of the set: what strcmp orders; NULL for numbers */
  Decimal *numbers; /* by row; NULL for words */
} SortKey;

static bool all_numbers(const Dataset *set, const GArray *rows, uint32_t column) {
  Decimal number;
  for (guint i = 0; i < rows->len; i++) {
    if (!data_number(dataset_cell(set, g_array_index(rows, uint32_t, i), column),
                     &number))
      return false;
  }
  return true;
}

static char *collation_key(const UCollator *collator, const char *text) {
  UErrorCode status = U_ZERO_ERROR;
  int32_t room = (int32_t)strlen(text) + 1, len = 0;
  g_autofree UChar *wide = g_new(UChar, room);
  u_strFromUTF8(wide, room, &len, text, -1, &status);
  int32_t bytes = collation.ucol_getSortKey(collator, wide, len, NULL, 0);
  char *key = g_malloc0((gsize)bytes + 1); /* ends with its own NUL */
  collation.ucol_getSortKey(collator, wide, len, (uint8_t *)key, bytes);
  return key;
}

static bool fill_words(Binder *binder, SortKey *key, const Dataset *set,
                       const GArray *rows) {
  UErrorCode status = U_ZERO_ERROR;
  const char *order =
      key->kind == SORT_STROKE ? "zh@collation=stroke" : "zh@collation=pinyin";
  if (!collation_library(binder->job->diags))
    return false;
  UCollator *collator = collation.ucol_open(order, &status);
  if (U_FAILURE(status)) {
    diag_add(binder->job->diags, (Span){0}, DIAG_ENV_NO_LIBRARY, order, NULL);
    return false;
  }
  key->keys = g_new0(char *, (gsize)set->n_rows + 1);
  for (guint i = 0; i < rows->len; i++) {
    uint32_t row = g_array_index(rows, uint32_t, i);
    key->keys[row] = collation_key(collator, dataset_cell(set, row, key->column).text);
  }
  collation.ucol_close(collator);
  return true;
}

static bool fill_numbers(Binder *binder, SortKey *key, const Dataset *set,
                         const GArray *rows) {
  key->numbers = g_new0(Decimal, (gsize)set->n_rows + 1);
  for (guint i = 0; i < rows->len; i++) {
    uint32_t row = g_array_index(rows, uint32_t, i);
    DataCell cell = dataset_cell(set, row, key->column);
    if (data_number(cell, &key->numbers[row]))
      continue;
    diag_add(binder->job->diags, dataset_span(set, row, key->column),
             DIAG_QUERY_NOT_NUMBER, cell.text, NULL);
    return false;
  }
  return true;
}

static void key_clear(gpointer data, const Dataset *set) {
  SortKey *key = data;
  for (uint32_t i = 0; key->keys && i < set->n_rows; i++)
    g_free(key->keys[i]);
  g_free(key->keys);
  g_free(key->numbers);
}

/* ---- the sort setting -------------------------------------------------------------- */

/* Takes the last word of a setting off if it is one of ours. */
static bool take_word(char *setting, const char *word) {
  size_t len = strlen(setting), n = strlen(word);
  if (len <= n || setting[len - n - 1] != ' ' || strcmp(setting + len - n, word) != 0)
    return false;
  setting[len - n - 1] = '\0';
  g_strchomp(setting);
  return true;
}

/* "数量 desc", "单位 stroke desc", "单位" */
static bool parse_key(Binder *binder, const FillPlan *plan, char *setting,
                      const GArray *rows, SortKey *out) {
  g_strstrip(setting);
  *out = (SortKey){.descending = take_word(setting, "desc")};
  if (!out->descending)
    take_word(setting, "asc");
  bool number = take_word(setting, "number"), stroke = take_word(setting, "stroke");
  bool pinyin = take_word(setting, "pinyin");
  out->column = dataset_column(plan->set, setting);
  if (out->column == plan->set->n_columns) {
    g_autofree char *all = dataset_headers(plan->set);
    diag_add(binder->job->diags, plan->table->data->sort_at, DIAG_QUERY_NO_COLUMN,
             setting, plan->set->name, all, NULL);
    return false;
  }
  bool words =
      stroke || pinyin || (!number && !all_numbers(plan->set, rows, out->column));
  out->kind = stroke ? SORT_STROKE : words ? SORT_PINYIN : SORT_NUMBER;
  return words ? fill_words(binder, out, plan->set, rows)
               : fill_numbers(binder, out, plan->set, rows);
}

typedef struct Sorting {
  const GArray *keys;
  const FillPlan *plan;
} Sorting;

/* The table's totals keep their place at the head or the foot. */
static int total_rank(const FillPlan *plan, uint32_t row) {
  const char *totals = plan->table->totals;
  uint32_t first = plan->columns[0];
  if (!totals || first == plan->set->n_columns ||
      strcmp(dataset_cell(plan->set, row, first).text, totals) != 0)
    return 0;
  return row == 0 ? -1 : 1;
}

static int compare_rows(gconstpointer a, gconstpointer b, gpointer data) {
  const Sorting *sorting = data;
  uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
  int rank = total_rank(sorting->plan, left) - total_rank(sorting->plan, right);
  for (guint i = 0; rank == 0 && i < sorting->keys->len; i++) {
    const SortKey *key = &g_array_index(sorting->keys, SortKey, i);
    rank = key->keys ? strcmp(key->keys[left], key->keys[right])
                     : decimal_compare(key->numbers[left], key->numbers[right]);
    rank = key->descending ? -rank : rank;
  }
  return rank ? rank : (left > right) - (left < right);
}

static bool sort_rows(Binder *binder, const FillPlan *plan, GArray *rows) {
  g_auto(GStrv) settings = g_strsplit(plan->table->data->sort, ";", -1);
  GArray *keys = g_array_new(FALSE, TRUE, sizeof(SortKey));
  bool good = true;
  for (char **setting = settings; *setting && good; setting++) {
    SortKey key;
    good = parse_key(binder, plan, *setting, rows, &key);
    g_array_append_val(keys, key);
  }
  Sorting sorting = {keys, plan};
  if (good)
    g_array_sort_with_data(rows, compare_rows, &sorting);
  for (guint i = 0; i < keys->len; i++)
    key_clear(&g_array_index(keys, SortKey, i), plan->set);
  g_array_free(keys, TRUE);
  return good;
}

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
  return total_rank(plan, row) != 0;
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
      add_sums(s, s->plan->table->data->subtotal, from, entry.group);
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
  if (data->total)
    add_sums(&s, data->total, 0, 0);
  plan->n_entries = s.entries->len;
  plan->entries = arena_take_array(binder->job->arena, s.entries);
  plan->sums = arena_take_array(binder->job->arena, s.sums);
}
