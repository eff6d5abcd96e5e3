/* The order of a table's rows: by numbers, dates, pinyin, strokes or a list of one's own.
 * Blanks come last, equals keep the order of the file, totals their place. */
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

    /* ---- keys ------------------------------------------------------------------------
     */

    typedef enum {
      SORT_NUMBER, /* and dates, as numbers */
      SORT_PINYIN,
      SORT_STROKE,
      SORT_LIST
    } SortKind;

typedef struct SortKey {
  uint32_t column; /* of the set */
  SortKind kind;
  bool descending;
  char **list;      /* of SORT_LIST */
  bool *blank;      /* by row of the set */
  char **keys;      /* by row: what strcmp orders; NULL for numbers */
  Decimal *numbers; /* by row; NULL for words */
} SortKey;

/* The cell without full-width digits and signs. */
static char *narrowed(const char *text) {
  GString *out = g_string_new(NULL);
  for (const char *p = text; *p;) {
    gunichar c = text_next(&p);
    g_string_append_unichar(out, c > 0xFF00 && c < 0xFF5F ? c - 0xFEE0 : c);
  }
  return g_string_free(out, FALSE);
}

/* Nothing, or a mark that says that there is nothing. */
static bool is_blank(const char *text) {
  static const char *const marks[] = {"", "-", "—", "－", "–", "——", "--", "…", "……"};
  for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
    if (strcmp(text, marks[i]) == 0)
      return true;
  }
  return false;
}

static bool number_of(const char *text, Decimal *out) {
  g_autofree char *plain = narrowed(text);
  return data_number((DataCell){plain, (uint32_t)strlen(plain)}, out);
}

/* " 08:30:15" as seconds; false: something else stands there. */
static bool time_of(const char *p, int64_t *out) {
  *out = 0;
  for (int64_t unit = 3600; *p && unit > 0; unit /= 60, p += 3) {
    char mark = unit == 3600 ? ' ' : ':';
    if (p[0] != mark || !g_ascii_isdigit(p[1]) || !g_ascii_isdigit(p[2]))
      return false;
    *out += ((p[1] - '0') * 10 + (p[2] - '0')) * unit;
  }
  return !*p || *p == '.';
}

/* A date, with or without a time, as seconds. */
static bool date_of(const char *text, Decimal *out) {
  Date date;
  int64_t time;
  size_t len = date_parse_office(text, &date);
  if (!len || !time_of(text + len, &time))
    return false;
  int64_t days = (date.year * (int64_t)12 + date.month) * 31 + date.day;
  *out = decimal_whole(days * 86400 + time);
  return true;
}

typedef bool (*Reckoner)(const char *text, Decimal *out);

/* Whether every cell that is not blank gives a number, and some does. */
static bool fill_numbers(SortKey *key, const Dataset *set, const GArray *rows,
                         Reckoner measure) {
  Decimal *numbers = g_new0(Decimal, (gsize)set->n_rows + 1);
  bool any = false;
  for (guint i = 0; i < rows->len; i++) {
    uint32_t row = g_array_index(rows, uint32_t, i);
    if (key->blank[row])
      continue;
    if (!measure(dataset_cell(set, row, key->column).text, &numbers[row])) {
      g_free(numbers);
      return false;
    }
    any = true;
  }
  key->numbers = numbers;
  return any;
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

static bool fill_pinyin(Binder *binder, SortKey *key, const Dataset *set,
                        const GArray *rows) {
  UErrorCode status = U_ZERO_ERROR;
  static const char order[] = "zh@collation=pinyin";
  if (!collation_library(binder->job->diags))
    return false;
  UCollator *collator = collation.ucol_open(order, &status);
  if (U_FAILURE(status)) {
    diag_add(binder->job->diags, (Span){0}, DIAG_ENV_NO_LIBRARY, order, NULL);
    return false;
  }
  const char *header = set->headers[key->column];
  for (guint i = 0; i < rows->len; i++) {
    uint32_t row = g_array_index(rows, uint32_t, i);
    g_autofree char *words =
        readings_spoken(dataset_cell(set, row, key->column).text, header);
    key->keys[row] = collation_key(collator, words);
  }
  collation.ucol_close(collator);
  return true;
}

static void fill_strokes(SortKey *key, const Dataset *set, const GArray *rows) {
  GHashTable *ranks = stroke_ranks();
  for (guint i = 0; i < rows->len; i++) {
    uint32_t row = g_array_index(rows, uint32_t, i);
    key->keys[row] = stroke_key(ranks, dataset_cell(set, row, key->column).text);
  }
  g_hash_table_destroy(ranks);
}

/* What the list does not name comes behind it. */
static void fill_list(SortKey *key, const Dataset *set, const GArray *rows) {
  key->numbers = g_new0(Decimal, (gsize)set->n_rows + 1);
  for (guint i = 0; i < rows->len; i++) {
    uint32_t row = g_array_index(rows, uint32_t, i), place = 0;
    const char *text = dataset_cell(set, row, key->column).text;
    while (key->list[place] && strcmp(key->list[place], text) != 0)
      place++;
    key->numbers[row] = decimal_whole(place);
  }
}

static bool not_a_number(Binder *binder, const SortKey *key, const Dataset *set,
                         const GArray *rows) {
  Decimal number;
  for (guint i = 0; i < rows->len; i++) {
    uint32_t row = g_array_index(rows, uint32_t, i);
    const char *text = dataset_cell(set, row, key->column).text;
    if (key->blank[row] || number_of(text, &number))
      continue;
    diag_add(binder->job->diags, dataset_span(set, row, key->column),
             DIAG_QUERY_NOT_NUMBER, text, NULL);
    return false;
  }
  return true;
}

static void find_blanks(SortKey *key, const Dataset *set, const GArray *rows) {
  key->blank = g_new0(bool, (gsize)set->n_rows + 1);
  for (guint i = 0; i < rows->len; i++) {
    uint32_t row = g_array_index(rows, uint32_t, i);
    key->blank[row] = is_blank(dataset_cell(set, row, key->column).text);
  }
}

/* forced: number was asked for. */
static bool fill_key(Binder *binder, SortKey *key, const Dataset *set, const GArray *rows,
                     bool forced) {
  find_blanks(key, set, rows);
  if (forced && !not_a_number(binder, key, set, rows))
    return false;
  bool number = key->kind == SORT_NUMBER && (fill_numbers(key, set, rows, number_of) ||
                                             fill_numbers(key, set, rows, date_of));
  if (number)
    return true;
  if (key->kind == SORT_NUMBER)
    key->kind = SORT_PINYIN;
  g_free(key->numbers);
  key->numbers = NULL;
  key->keys = g_new0(char *, (gsize)set->n_rows + 1);
  if (key->kind == SORT_PINYIN)
    return fill_pinyin(binder, key, set, rows);
  if (key->kind == SORT_STROKE)
    fill_strokes(key, set, rows);
  else
    fill_list(key, set, rows);
  return true;
}

static void key_clear(SortKey *key, const Dataset *set) {
  for (uint32_t i = 0; key->keys && i < set->n_rows; i++)
    g_free(key->keys[i]);
  g_free(key->keys);
  g_free(key->numbers);
  g_free(key->blank);
  g_strfreev(key->list);
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

/* "单位 order 东城、西城" → the list; the setting keeps the column. */
static char **take_list(char *setting) {
  char *at = strstr(setting, " order ");
  if (!at)
    return NULL;
  g_autoptr(GString) names = g_string_new(at + strlen(" order "));
  g_string_replace(names, "、", ",", 0);
  g_string_replace(names, "，", ",", 0);
  *at = '\0';
  char **list = g_strsplit(names->str, ",", -1);
  for (char **name = list; *name; name++)
    g_strstrip(*name);
  return list;
}

/* "数量 desc", "单位 stroke desc", "单位 order 东、西", "单位" */
static bool parse_key(Binder *binder, const FillPlan *plan, char *setting,
                      const GArray *rows, SortKey *out) {
  g_strstrip(setting);
  *out = (SortKey){.descending = take_word(setting, "desc")};
  if (!out->descending)
    take_word(setting, "asc");
  out->list = take_list(setting);
  bool number = take_word(setting, "number"), stroke = take_word(setting, "stroke");
  bool pinyin = take_word(setting, "pinyin");
  out->kind = out->list ? SORT_LIST
              : stroke  ? SORT_STROKE
              : pinyin  ? SORT_PINYIN
                        : SORT_NUMBER;
  out->column = dataset_column(plan->set, setting);
  if (out->column < plan->set->n_columns)
    return fill_key(binder, out, plan->set, rows, number);
  g_autofree char *all = dataset_headers(plan->set);
  diag_add(binder->job->diags, plan->table->data->sort_at, DIAG_QUERY_NO_COLUMN, setting,
           plan->set->name, all, NULL);
  return false;
}

/* ---- rows -------------------------------------------------------------------------- */

typedef struct Sorting {
  const GArray *keys;
  const FillPlan *plan;
} Sorting;

/* The table's totals keep their place at the head or the foot. */
int sort_total_rank(const FillPlan *plan, uint32_t row) {
  const char *totals = plan->table->totals;
  bool made = plan->columns[0] == plan->set->n_columns;
  uint32_t first = made ? 0 : plan->columns[0]; /* by expression: the set's own */
  if (!totals || strcmp(dataset_cell(plan->set, row, first).text, totals) != 0)
    return 0;
  return row == 0 ? -1 : 1;
}

static int compare_by(const SortKey *key, uint32_t left, uint32_t right) {
  int rank = key->blank[left] - key->blank[right];
  if (rank || key->blank[left])
    return rank;
  rank = key->keys && key->keys[left]
             ? strcmp(key->keys[left], key->keys[right])
             : decimal_compare(key->numbers[left], key->numbers[right]);
  return key->descending ? -rank : rank;
}

static int compare_rows(gconstpointer a, gconstpointer b, gpointer data) {
  const Sorting *sorting = data;
  uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
  int rank = sort_total_rank(sorting->plan, left) - sort_total_rank(sorting->plan, right);
  for (guint i = 0; rank == 0 && i < sorting->keys->len; i++)
    rank = compare_by(&g_array_index(sorting->keys, SortKey, i), left, right);
  return rank ? rank : (left > right) - (left < right);
}

bool sort_rows(Binder *binder, const FillPlan *plan, GArray *rows) {
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
