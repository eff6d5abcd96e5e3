/* What XLSX and ODS share: which of them a package is, rows being put together, stored
 * numbers. */
#include <string.h>

#include "data_private.h"

#define DAY_SECONDS 86400
#define DAYS_BEFORE_1900 693594 /* 1899-12-30, from 0001-01-01 as day 1 */
#define DAYS_BEFORE_1904 695056 /* 1904-01-01 */
#define FALSE_LEAP_DAY                                            \
  60 /* the 1900-02-29 that never was: days before it are one off \
      */

bool data_sheet_open(Job *job, DataSource *source, char *bytes, size_t len, Feed *out) {
  Package *package = package_open(job, source, bytes, len);
  uint32_t rows[2], columns[2];
  if (source->range && !package_failed(package) &&
      !data_range_parse(source->range, rows, columns))
    data_named_range(job, package, source);
  bool good = !package_failed(package);
  if (good && package_has(package, "content.xml"))
    good = data_ods_open(job, source, package, out);
  else if (good && package_has(package, "[Content_Types].xml"))
    good = data_xlsx_open(job, source, package, out);
  else {
    package_broken(package, "xl/workbook.xml");
    package_close(package);
    good = false;
  }
  return good;
}

void data_sheet_missing(Job *job, const DataSource *source, GPtrArray *names) {
  g_autoptr(GString) all = g_string_new(NULL);
  for (guint i = 0; i < names->len && i < 12; i++)
    g_string_append_printf(all, "%s%s", i ? " " : "", (const char *)names->pdata[i]);
  diag_add(job->diags, source->at, DIAG_DATA_SHEET, source->sheet ? source->sheet : "",
           source->name, all->str, NULL);
}

/* ---- rows -------------------------------------------------------------------------- */

SheetRow sheet_row_new(void) {
  return (SheetRow){g_string_new(NULL), g_array_new(FALSE, FALSE, sizeof(RawCell)), 0};
}

void sheet_row_free(SheetRow *row) {
  g_string_free(row->bytes, TRUE);
  g_array_free(row->cells, TRUE);
}

void sheet_row_clear(SheetRow *row, uint32_t number) {
  g_string_truncate(row->bytes, 0);
  g_array_set_size(row->cells, 0);
  row->row = number;
}

void sheet_row_add(SheetRow *row, size_t from, uint32_t column, uint32_t rows,
                   uint32_t columns) {
  size_t to = row->bytes->len;
  data_trim(row->bytes->str, &from, &to);
  g_string_truncate(row->bytes, to);
  if (from == to && rows == 1 && columns == 1)
    return;
  g_string_append_c(row->bytes, '\0');
  RawCell cell = {from, (uint32_t)(to - from), rows, columns, column};
  g_array_append_val(row->cells, cell);
}

void sheet_row_give(const SheetRow *row, RawRow *out) {
  *out = (RawRow){.row = row->row,
                  .base = row->bytes->str,
                  .cells = (const RawCell *)(const void *)row->cells->data,
                  .n = row->cells->len,
                  .sheet = true};
}

/* ---- numbers ----------------------------------------------------------------------- */

static bool put_decimal(GString *out, Decimal value, const char *sign) {
  Arena *arena = arena_new();
  int places = decimal_places(value);
  char *text = places >= 0 && places <= DECIMAL_PLACES
                   ? decimal_fixed(arena, value, places, ROUND_TRUNCATE)
                   : NULL;
  if (text)
    g_string_append_printf(out, "%s%s", text, sign);
  arena_free(arena);
  return text != NULL;
}

static void put_time(GString *out, int64_t seconds) {
  int64_t minutes = seconds / 60;
  g_string_append_printf(out, "%02d:%02d", (int)(minutes / 60), (int)(minutes % 60));
  if (seconds % 60)
    g_string_append_printf(out, ":%02d", (int)(seconds % 60));
}

/* Days since the epoch of the workbook, and a part of a day. */
static bool put_date(GString *out, Decimal serial, bool time_only, bool from_1904) {
  Decimal seconds;
  if (!decimal_multiply(serial, decimal_whole(DAY_SECONDS), &seconds) ||
      !decimal_round(seconds, 0, ROUND_HALF_UP, &seconds) || seconds.num < 0 ||
      seconds.num / DAY_SECONDS > 2958465)
    return false;
  int64_t days = (int64_t)(seconds.num / DAY_SECONDS);
  int64_t rest = (int64_t)(seconds.num % DAY_SECONDS);
  if (time_only && days == 0) {
    put_time(out, rest);
    return true;
  }
  if (!from_1904 && days < FALSE_LEAP_DAY)
    days++;
  GDate date;
  g_date_clear(&date, 1);
  g_date_set_julian(&date,
                    (guint32)(days + (from_1904 ? DAYS_BEFORE_1904 : DAYS_BEFORE_1900)));
  g_string_append_printf(out, "%04d-%02d-%02d", g_date_get_year(&date),
                         g_date_get_month(&date), g_date_get_day(&date));
  if (rest) {
    g_string_append_c(out, ' ');
    put_time(out, rest);
  }
  return true;
}

bool sheet_put_number(GString *out, const char *stored, size_t len, StoredKind kind,
                      bool from_1904) {
  Decimal value;
  if (!decimal_parse_stored(stored, len, &value))
    return false;
  switch (kind) {
    case STORED_NUMBER:
      return put_decimal(out, value, "");
    case STORED_PERCENT:
      return decimal_multiply(value, decimal_whole(100), &value) &&
             put_decimal(out, value, "%");
    case STORED_DATE:
    case STORED_TIME:
      return put_date(out, value, kind == STORED_TIME, from_1904);
  }
  g_assert_not_reached();
}
