/* What XLSX and ODS share: which of them a package is, rows being put together, stored
 * numbers. */
#include <string.h>

#include "data_private.h"

#define RESIDUE_DIGITS                                                  \
  100000000000 /* as a whole number, in lowest terms: a typed value has \
                  fewer digits */
#define DAY_SECONDS 86400
#define DAYS_BEFORE_1900 693594     /* 1899-12-30, from 0001-01-01 as day 1 */
#define DAYS_BEFORE_1904 695056     /* 1904-01-01 */
#define LAST_DAY ((int64_t)2958466) /* 9999-12-31 and a day */
#define FALSE_LEAP_DAY                                            \
  60 /* the 1900-02-29 that never was: days before it are one off \
      */

bool data_sheet_open(Job *job, DataSource *source, char *bytes, size_t len, Feed *out) {
  Package *package = package_open(job, source, bytes, len);
  bool good = !package_failed(package);
  if (good && package_has(package, "content.xml"))
    return data_ods_open(job, source, package, out);
  if (good && package_has(package, "[Content_Types].xml"))
    return data_xlsx_open(job, source, package, out);
  package_broken(package, "xl/workbook.xml");
  package_close(package);
  return false;
}

bool data_flat_open(Job *job, DataSource *source, char *bytes, size_t len, Feed *out) {
  return data_ods_open(job, source, package_open_flat(job, source, bytes, len), out);
}

/* The names of all sheets but one, as a list. */
static char *sheet_names(const BookOutline *outline, const BookSheet *but, bool visible) {
  GString *all = g_string_new(NULL);
  for (guint i = 0; i < outline->sheets->len && i < 12; i++) {
    const BookSheet *sheet = outline->sheets->pdata[i];
    if (sheet->table && sheet != but && !(visible && sheet->hidden))
      g_string_append_printf(all, "%s%s", all->len ? " " : "", sheet->name);
  }
  return g_string_free(all, FALSE);
}

void data_sheet_missing(Job *job, const DataSource *source, const BookOutline *outline) {
  g_autofree char *all = sheet_names(outline, NULL, false);
  diag_add(job->diags, source->at, DIAG_DATA_SHEET, source->sheet ? source->sheet : "",
           source->name, all, NULL);
}

void data_sheet_tell(Job *job, const DataSource *source, const BookOutline *outline,
                     const BookSheet *sheet) {
  g_autofree char *others = sheet_names(outline, sheet, source->hidden == HIDDEN_SKIP);
  if (source->sheet)
    return;
  if (sheet->hidden && source->hidden == HIDDEN_TOLD)
    diag_add(job->diags, data_span(source, 0, 0), DIAG_DATA_SHEET_HIDDEN, sheet->name,
             others, NULL);
  else if (*others)
    diag_add(job->diags, data_span(source, 0, 0), DIAG_DATA_SHEET_FIRST, sheet->name,
             others, NULL);
}

/* ---- rows -------------------------------------------------------------------------- */

SheetRow sheet_row_new(void) {
  return (SheetRow){.bytes = g_string_new(NULL),
                    .cells = g_array_new(FALSE, FALSE, sizeof(RawCell)),
                    .hidden_columns = g_array_new(FALSE, TRUE, sizeof(bool))};
}

void sheet_row_free(SheetRow *row) {
  g_string_free(row->bytes, TRUE);
  g_array_free(row->cells, TRUE);
  g_array_free(row->hidden_columns, TRUE);
}

void sheet_row_clear(SheetRow *row, uint32_t number) {
  g_string_truncate(row->bytes, 0);
  g_array_set_size(row->cells, 0);
  row->row = number;
}

void sheet_row_hide(SheetRow *row, uint32_t first, uint32_t last, uint32_t most) {
  for (uint32_t i = first; i <= last && i < most; i++) {
    if (i >= row->hidden_columns->len)
      g_array_set_size(row->hidden_columns, i + 1);
    g_array_index(row->hidden_columns, bool, i) = true;
  }
}

/* CR and CR LF, as writers of other systems put them, are line breaks. */
static void unify_breaks(GString *bytes, size_t from) {
  size_t to = from;
  for (size_t i = from; i < bytes->len; i++) {
    bool pair = bytes->str[i] == '\r' && i + 1 < bytes->len && bytes->str[i + 1] == '\n';
    if (!pair)
      bytes->str[to++] = bytes->str[i] == '\r' ? '\n' : bytes->str[i];
  }
  g_string_truncate(bytes, to);
}

void sheet_row_add(SheetRow *row, size_t from, RawCell like) {
  if (memchr(row->bytes->str + from, '\r', row->bytes->len - from))
    unify_breaks(row->bytes, from);
  size_t to = row->bytes->len;
  data_trim(row->bytes->str, &from, &to);
  g_string_truncate(row->bytes, to);
  if (from == to && like.rows == 1 && like.columns == 1 && like.state == CELL_PLAIN)
    return;
  g_string_append_c(row->bytes, '\0');
  like.from = from;
  like.bytes = (uint32_t)(to - from);
  g_array_append_val(row->cells, like);
}

void sheet_row_give(const SheetRow *row, RawRow *out) {
  *out = (RawRow){.row = row->row,
                  .base = row->bytes->str,
                  .cells = (const RawCell *)(const void *)row->cells->data,
                  .n = row->cells->len,
                  .sheet = true,
                  .hidden = row->hidden,
                  .hidden_columns = row->hidden_columns};
}

/* ---- numbers ----------------------------------------------------------------------- */

/* What binary arithmetic leaves of a zero, 5.551115123125783E-17, or a value so small
 * that its format shows 0, is 0; what was typed, 1.6E-19, is exact. */
static bool is_residue(Decimal value, const FormatSection *section) {
  static const Decimal small = {1, 10000000000000}; /* 10⁻¹³ */
  Decimal size = {value.num < 0 ? -value.num : value.num, value.den};
  return decimal_compare(size, small) < 0 &&
         (size.num >= RESIDUE_DIGITS || section->places >= 0);
}

#define FAST_PLACES 18

/* What most cells hold is a whole number of so many decimal places in 64 bits. */
static bool put_short(GString *out, Decimal value, int places) {
  Int128 scale = 1;
  for (int i = 0; i < places; i++)
    scale *= 10;
  Int128 scaled = value.num * (scale / value.den);
  if (ABS(value.num) > INT32_MAX || scaled > INT64_MAX || scaled < -INT64_MAX)
    return false;
  uint64_t left = (uint64_t)(scaled < 0 ? -scaled : scaled);
  char digits[24], *p = digits + sizeof digits;
  for (int i = 0; i <= places || left; i++, left /= 10) {
    if (i && i == places)
      *--p = '.';
    *--p = (char)('0' + left % 10);
  }
  if (scaled < 0)
    g_string_append_c(out, '-');
  g_string_append_len(out, p, digits + sizeof digits - p);
  return true;
}

static bool put_decimal(GString *out, Decimal value, const char *sign) {
  int short_places = decimal_places(value);
  if (short_places >= 0 && short_places <= FAST_PLACES &&
      put_short(out, value, short_places)) {
    g_string_append(out, sign);
    return true;
  }
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

void sheet_put_time(GString *out, int64_t milliseconds) {
  int64_t seconds = milliseconds / 1000;
  g_string_append_printf(out, "%02" G_GINT64_FORMAT ":%02d", seconds / 3600,
                         (int)(seconds / 60 % 60));
  if (milliseconds % 60000)
    g_string_append_printf(out, ":%02d", (int)(seconds % 60));
  if (milliseconds % 1000)
    g_string_append_printf(out, ".%03d", (int)(milliseconds % 1000));
}

/* A part of a day as milliseconds, whole seconds unless the format shows parts of them.
 */
static bool as_time(Decimal serial, const FormatSection *section, int64_t *out) {
  Decimal time;
  int places = section->fraction ? 3 : 0;
  if (!decimal_multiply(serial, decimal_whole(DAY_SECONDS), &time) ||
      !decimal_round(time, places, ROUND_HALF_UP, &time) ||
      !decimal_multiply(time, decimal_whole(1000), &time) ||
      time.num > LAST_DAY * DAY_SECONDS * 1000 ||
      time.num < -LAST_DAY * DAY_SECONDS * 1000)
    return false;
  *out = (int64_t)time.num;
  return true;
}

static bool put_elapsed(GString *out, Decimal serial, const FormatSection *section) {
  int64_t time;
  if (!as_time(serial, section, &time))
    return false;
  if (time < 0)
    g_string_append_c(out, '-');
  sheet_put_time(out, ABS(time));
  return true;
}

/* Days since the epoch of the workbook, and a part of a day. */
static bool put_date(GString *out, Decimal serial, const FormatSection *section,
                     bool from_1904) {
  int64_t time;
  if (!as_time(serial, section, &time) || time < 0)
    return false;
  int64_t days = time / (DAY_SECONDS * 1000), rest = time % (DAY_SECONDS * 1000);
  if (section->kind == STORED_TIME && days == 0) {
    sheet_put_time(out, rest);
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
    sheet_put_time(out, rest);
  }
  return true;
}

bool sheet_put_number(GString *out, Decimal value, const FormatSection *section,
                      bool from_1904) {
  switch (section->kind) {
    case STORED_NUMBER:
      if (is_residue(value, section))
        value = decimal_whole(0);
      return put_decimal(out, value, "");
    case STORED_PERCENT:
      return decimal_multiply(value, decimal_whole(100), &value) &&
             put_decimal(out, value, "%");
    case STORED_ELAPSED:
      return put_elapsed(out, value, section);
    case STORED_DATE:
    case STORED_TIME:
      return put_date(out, value, section, from_1904);
  }
  g_assert_not_reached();
}

/* ---- ISO 8601 ---------------------------------------------------------------------- */

/* Two digits at p and what must stand before them; −1: not so. */
static int two_digits(const char *p, char before) {
  if (p[0] != before || !g_ascii_isdigit(p[1]) || !g_ascii_isdigit(p[2]))
    return -1;
  return (p[1] - '0') * 10 + p[2] - '0';
}

/* "T10:30:00.000Z" → milliseconds of the day; a zone is of no day's own and left out. */
static bool parse_time(const char *p, int64_t *out) {
  int hours = two_digits(p, 'T'), minutes = hours < 0 ? -1 : two_digits(p + 3, ':');
  if (minutes < 0)
    return false;
  int seconds = two_digits(p + 6, ':');
  *out = ((hours * 60 + minutes) * 60 + MAX(seconds, 0)) * (int64_t)1000;
  p += seconds < 0 ? 6 : 9;
  for (int scale = 100; seconds >= 0 && (*p == '.' || g_ascii_isdigit(*p)); p++) {
    if (*p == '.')
      continue;
    *out += (*p - '0') * scale;
    scale /= 10;
  }
  return !*p || *p == 'Z' || *p == '+' || *p == '-';
}

void sheet_put_iso(GString *out, const char *text) {
  int64_t time;
  const char *t = strchr(text, 'T');
  if (!t) {
    g_string_append(out, text);
    return;
  }
  if (!parse_time(t, &time)) {
    g_string_append_printf(out, "%.*s %s", (int)(t - text), text, t + 1);
    return;
  }
  g_string_append_len(out, text, t - text);
  if (time && t > text)
    g_string_append_c(out, ' ');
  if (time || t == text)
    sheet_put_time(out, time);
}
