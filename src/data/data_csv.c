/* CSV: the state machine of RFC 4180 over a file held in memory, or over a window that
 * moves along it; cells are cut in place. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "data_private.h"

typedef struct Csv {
  Job *job;
  const DataSource *source;
  char *bytes; /* UTF-8; freed at the end */
  size_t at, len;
  char separator;
  uint32_t row;
  GArray *cells;
  int fd;          /* −1: all is in memory */
  size_t received; /* in the window; those behind len are the beginning of a character */
} Csv;

#define WINDOW ((size_t)4 << 20)

static void fault(const Csv *csv, DiagCode code, uint32_t column, const char *arg) {
  diag_add(csv->job->diags, data_span(csv->source, csv->row, column), code, arg, NULL);
}

/* ---- encoding ------------------------------------------------------------------- */

/* Row and column of a byte, quotes aside: near enough to find what is no text. */
static Span place_of(const Csv *csv, size_t offset) {
  uint32_t row = csv->row + 1, column = 1;
  for (size_t i = csv->row ? csv->at : 0; i < offset; i++) {
    if (csv->bytes[i] == '\n') {
      row++;
      column = 1;
    }
    column += csv->bytes[i] == csv->separator;
  }
  return data_span(csv->source, row, column);
}

/* From the byte `from` on. */
static bool decode(Csv *csv, const char *encoding, size_t from) {
  gsize read = 0, written = 0;
  g_autoptr(GError) error = NULL;
  char *text = g_convert(csv->bytes + from, (gssize)(csv->len - from), "UTF-8", encoding,
                         &read, &written, &error);
  if (!text) {
    diag_add(csv->job->diags, place_of(csv, MIN(read + from, csv->len)),
             DIAG_DATA_ENCODING, encoding, NULL);
    return false;
  }
  g_free(csv->bytes);
  csv->bytes = text;
  csv->len = written;
  return true;
}

const char *data_utf16_mark(const char *bytes, size_t len) {
  if (len >= 2 && memcmp(bytes, "\xFF\xFE", 2) == 0)
    return "UTF-16LE";
  return len >= 2 && memcmp(bytes, "\xFE\xFF", 2) == 0 ? "UTF-16BE" : NULL;
}

static bool settle_encoding(Csv *csv) {
  static const char bom[] = "\xEF\xBB\xBF";
  const char *declared = csv->source->encoding;
  const char *wide = data_utf16_mark(csv->bytes, csv->len);
  if (wide)
    return decode(csv, wide, 2);
  if (declared && g_ascii_strcasecmp(declared, "gb18030") == 0 &&
      !decode(csv, "GB18030", 0))
    return false;
  if (csv->len >= 3 && memcmp(csv->bytes, bom, 3) == 0)
    csv->at = 3;
  const char *end;
  if (g_utf8_validate(csv->bytes + csv->at, (gssize)(csv->len - csv->at), &end))
    return true;
  diag_add(csv->job->diags, place_of(csv, (size_t)(end - csv->bytes)), DIAG_DATA_ENCODING,
           "UTF-8", NULL);
  return false;
}

/* ---- the window ------------------------------------------------------------------- */

static bool read_more(Csv *csv) {
  while (csv->received < WINDOW) {
    ssize_t n = read(csv->fd, csv->bytes + csv->received, WINDOW - csv->received);
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      diag_add(csv->job->diags, csv->source->at, DIAG_DATA_UNREADABLE, csv->source->name,
               file_error_words(errno), NULL);
    if (n <= 0)
      return n == 0;
    csv->received += (size_t)n;
  }
  return true;
}

/* Moves the window on so that a whole record lies ahead, where the file has one. */
static bool refill(Csv *csv) {
  size_t ahead = csv->len - csv->at;
  if (csv->fd < 0 || ahead > csv->job->limits->data_record_bytes)
    return true;
  memmove(csv->bytes, csv->bytes + csv->at, csv->received - csv->at);
  csv->received -= csv->at;
  csv->at = 0;
  if (!read_more(csv))
    return false;
  const char *end;
  g_utf8_validate(csv->bytes + ahead, (gssize)(csv->received - ahead), &end);
  csv->len = (size_t)(end - csv->bytes);
  size_t rest = csv->received - csv->len;
  if (rest == 0 || (rest < 4 && csv->received == WINDOW))
    return true;
  diag_add(csv->job->diags, place_of(csv, csv->len), DIAG_DATA_ENCODING, "UTF-8", NULL);
  return false;
}

/* ---- separator ------------------------------------------------------------------- */

/* The mark that stands most often in the first record outside quotes; a comma when none
 * does. */
static void find_separator(Csv *csv) {
  static const char candidates[] = ",;\t|";
  size_t counts[4] = {0}, best = 0;
  bool quoted = false;
  for (size_t i = csv->at; i < csv->len && (quoted || csv->bytes[i] != '\n'); i++) {
    quoted = quoted != (csv->bytes[i] == '"');
    const char *mark = quoted ? NULL : memchr(candidates, csv->bytes[i], 4);
    if (mark)
      counts[mark - candidates]++;
  }
  for (size_t k = 1; k < 4; k++)
    best = counts[k] > counts[best] ? k : best;
  csv->separator = candidates[best];
  if (best == 0)
    return;
  char shown[2] = {csv->separator, '\0'};
  diag_add(csv->job->diags, data_span(csv->source, 1, 0), DIAG_DATA_SEPARATOR,
           csv->separator == '\t' ? "tab" : shown, NULL);
}

/* ---- records ----------------------------------------------------------------------- */

static bool at_line_end(const Csv *csv) {
  return csv->at == csv->len || csv->bytes[csv->at] == '\n' ||
         csv->bytes[csv->at] == '\r';
}

static void pass_line_end(Csv *csv) {
  if (csv->at < csv->len && csv->bytes[csv->at] == '\r')
    csv->at++;
  if (csv->at < csv->len && csv->bytes[csv->at] == '\n')
    csv->at++;
}

/* From behind the opening quote to behind the closing one; doubled quotes become one. */
static bool quoted_field(Csv *csv, size_t *to, uint32_t column) {
  *to = csv->at;
  for (; csv->at < csv->len; csv->at++) {
    char c = csv->bytes[csv->at];
    if (c == '"' && csv->at + 1 < csv->len && csv->bytes[csv->at + 1] == '"') {
      csv->at++;
    } else if (c == '"') {
      csv->at++;
      return true;
    } else if (c == '\r' && csv->at + 1 < csv->len && csv->bytes[csv->at + 1] == '\n') {
      continue; /* a line break inside a cell is one character */
    }
    csv->bytes[(*to)++] = c == '\r' ? '\n' : c;
  }
  fault(csv, DIAG_DATA_QUOTE_OPEN, column, NULL);
  return false;
}

static bool field(Csv *csv, uint32_t column) {
  size_t from = csv->at, to;
  bool quoted = csv->at < csv->len && csv->bytes[csv->at] == '"';
  if (quoted) {
    from = ++csv->at;
    if (!quoted_field(csv, &to, column))
      return false;
  } else {
    while (!at_line_end(csv) && csv->bytes[csv->at] != csv->separator &&
           csv->bytes[csv->at] != '"')
      csv->at++;
    to = csv->at;
  }
  if (!at_line_end(csv) && csv->bytes[csv->at] != csv->separator) {
    fault(csv, DIAG_DATA_QUOTE, column, NULL);
    return false;
  }
  data_trim(csv->bytes, &from, &to);
  RawCell cell = {from, (uint32_t)(to - from), 1, 1, column - 1, CELL_PLAIN};
  g_array_append_val(csv->cells, cell);
  return true;
}

static bool too_many(const Csv *csv, size_t start) {
  const Limits *limits = csv->job->limits;
  g_autofree char *text = NULL;
  if (csv->cells->len > limits->data_columns) {
    text = g_strdup_printf("%u", limits->data_columns);
    fault(csv, DIAG_LIMIT_DATA_COLUMNS, 0, text);
  } else if (csv->at - start > limits->data_record_bytes) {
    text = g_strdup_printf("%zu", limits->data_record_bytes);
    fault(csv, DIAG_LIMIT_DATA_RECORD, 0, text);
  }
  return text != NULL;
}

static bool record(Csv *csv) {
  size_t start = csv->at;
  g_array_set_size(csv->cells, 0);
  csv->row++;
  for (uint32_t column = 1;; column++) {
    if (!field(csv, column) || too_many(csv, start))
      return false;
    if (at_line_end(csv))
      break;
    csv->at++; /* the separator */
  }
  pass_line_end(csv);
  /* the byte behind each cell is a quote, a separator or a line's end, all of them passed
   */
  for (guint i = 0; i < csv->cells->len; i++) {
    const RawCell *cell = &g_array_index(csv->cells, RawCell, i);
    csv->bytes[cell->from + cell->bytes] = '\0';
  }
  return true;
}

static bool csv_next(void *self, RawRow *out) {
  Csv *csv = self;
  if (!refill(csv)) {
    csv->at = csv->len;
    return false;
  }
  if (csv->at >= csv->len)
    return false;
  if (!record(csv)) {
    csv->at = csv->len;
    return false;
  }
  *out = (RawRow){.row = csv->row,
                  .base = csv->bytes,
                  .cells = (const RawCell *)(const void *)csv->cells->data,
                  .n = csv->cells->len};
  return true;
}

static void csv_close(void *self) {
  Csv *csv = self;
  g_array_free(csv->cells, TRUE);
  if (csv->fd >= 0)
    close(csv->fd);
  g_free(csv->bytes);
  g_free(csv);
}

/* Excel's own first line, sep=; or "sep=;", says what parts the cells and is no record.
 */
static char take_sep_line(Csv *csv) {
  const char *line = csv->bytes + csv->at;
  size_t ahead = csv->len - csv->at, quote = ahead && *line == '"';
  if (ahead < quote + 5 || g_ascii_strncasecmp(line + quote, "sep=", 4) != 0)
    return 0;
  size_t end = quote + 5;
  if (quote && (ahead <= end || line[end++] != '"'))
    return 0;
  if (ahead > end && line[end] != '\r' && line[end] != '\n')
    return 0;
  char mark = line[quote + 4];
  csv->at += end;
  pass_line_end(csv);
  csv->row++;
  return memchr(",;\t|", mark, 4) ? mark : 0;
}

static void settle_separator(Csv *csv) {
  char said = take_sep_line(csv);
  if (said)
    csv->separator = said;
  else if (csv->source->separator)
    csv->separator = *csv->source->separator;
  else
    find_separator(csv);
}

bool data_csv_open(Job *job, const DataSource *source, char *bytes, size_t len,
                   Feed *out) {
  Csv *csv = g_new0(Csv, 1);
  *csv = (Csv){.job = job, .source = source, .bytes = bytes, .len = len, .fd = -1};
  csv->separator = ',';
  csv->cells = g_array_new(FALSE, FALSE, sizeof(RawCell));
  if (source->sheet)
    diag_add(job->diags, source->at, DIAG_DATA_NO_SHEETS, source->name, NULL);
  if (source->sheet || !settle_encoding(csv)) {
    csv_close(csv);
    return false;
  }
  settle_separator(csv);
  *out = (Feed){csv, csv_next, csv_close};
  return true;
}

bool data_csv_stream(Job *job, const DataSource *source, int fd, Feed *out) {
  static const char bom[] = "\xEF\xBB\xBF";
  Csv *csv = g_new0(Csv, 1);
  *csv = (Csv){.job = job, .source = source, .separator = ',', .fd = fd};
  csv->bytes =
      g_malloc(WINDOW + 1); /* the last cell's NUL may stand behind the last byte */
  csv->cells = g_array_new(FALSE, FALSE, sizeof(RawCell));
  if (!refill(csv)) {
    csv_close(csv);
    return false;
  }
  if (csv->len >= 3 && memcmp(csv->bytes, bom, 3) == 0)
    csv->at = 3;
  settle_separator(csv);
  *out = (Feed){csv, csv_next, csv_close};
  return true;
}
