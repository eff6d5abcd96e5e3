/* A file of data opened by what it holds; what its cells and addresses look like. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data_private.h"

/* "Err:502", "错误:502", and what a column too narrow for its number leaves in a CSV. */
static bool is_error_number(const char *text, size_t len) {
  static const char *const words[] = {"Err:", "错误:", "錯誤:", "错误：", "Error:"};
  if (strspn(text, "#") == len)
    return true;
  for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
    size_t n = strlen(words[i]);
    if (len == n + 3 && memcmp(text, words[i], n) == 0 &&
        strspn(text + n, "0123456789") == 3)
      return true;
  }
  return false;
}

bool data_is_error_value(const char *text, size_t len) {
  static const char *const values[] = {"#N/A",   "#GETTING_DATA", "#DIV/0!",
                                       "#名称?", "#名称？",       "#值!",
                                       "#引用!", "#数值!",        "#空!"};
  if (len < 3 || !strchr("#E\xE9", text[0]))
    return false;
  for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
    if (strcmp(values[i], text) == 0)
      return true;
  }
  if (len > 3 && is_error_number(text, len))
    return true;
  size_t word = text[0] == '#' ? strspn(text + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") : 0;
  return word > 1 && word + 2 == len && strchr("!?", text[len - 1]);
}

char *data_address(Arena *arena, uint32_t row, uint32_t column) {
  char letters[8];
  size_t at = sizeof letters;
  letters[--at] = '\0';
  for (uint32_t n = column; n > 0 && at > 0; n = (n - 1) / 26)
    letters[--at] = (char)('A' + (n - 1) % 26);
  return arena_printf(arena, "%s%u", letters + at, row);
}

bool xlsx_address(const char *text, uint32_t *row, uint32_t *column) {
  uint32_t letters = 0, digits = 0;
  for (; g_ascii_isalpha(*text) && letters < 100000; text++)
    letters = letters * 26 + (uint32_t)(g_ascii_toupper(*text) - 'A') + 1;
  for (; g_ascii_isdigit(*text) && digits < 100000000; text++)
    digits = digits * 10 + (uint32_t)(*text - '0');
  *row = digits;
  *column = letters - 1;
  return letters && digits && !*text;
}

/* ---- ranges ----------------------------------------------------------------------- */

/* "$A$2", "A" (from the first row or to the last), "2" (all columns). */
static bool range_end(const char *text, bool last, uint32_t *row, uint32_t *column) {
  g_autoptr(GString) plain = g_string_new(text);
  g_string_replace(plain, "$", "", 0);
  size_t letters =
      strspn(plain->str, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
  g_autofree char *whole = letters == plain->len ? g_strdup_printf("%s%u", plain->str, 1U)
                           : letters == 0        ? g_strdup_printf("A%s", plain->str)
                                                 : g_strdup(plain->str);
  if (!plain->len || !xlsx_address(whole, row, column))
    return false;
  if (letters == plain->len && last)
    *row = UINT32_MAX;
  if (letters == 0 && last)
    *column = UINT32_MAX;
  return true;
}

bool data_range_parse(const char *text, uint32_t rows[2], uint32_t columns[2]) {
  g_auto(GStrv) ends = g_strsplit(text, ":", 2);
  return ends[0] && ends[1] && range_end(ends[0], false, &rows[0], &columns[0]) &&
         range_end(ends[1], true, &rows[1], &columns[1]) && rows[0] <= rows[1] &&
         columns[0] <= columns[1];
}

/* ---- opening ---------------------------------------------------------------------- */

/* The size is asked first: what is too large is not read at all. */
static bool read_bytes(Job *job, const DataSource *source, char **bytes, size_t *len) {
  struct stat st;
  size_t most = job->limits->data_bytes;
  if (stat(source->path, &st) == 0 && S_ISREG(st.st_mode) &&
      (uint64_t)st.st_size > most) {
    g_autofree char *text = g_strdup_printf("%zu", most);
    diag_add(job->diags, data_span(source, 0, 0), DIAG_LIMIT_DATA_BYTES, text, NULL);
    return false;
  }
  Diagnostics *faults = diagnostics_new();
  bool good = source->straight
                  ? file_read_straight(source->path, most, bytes, len, faults)
                  : file_read(source->path, most, bytes, len, faults);
  if (!good) {
    const Diagnostic *d = diag_at(faults, 0);
    diag_add(job->diags, source->at, DIAG_DATA_UNREADABLE, source->name,
             d->args[1] ? d->args[1] : "", NULL);
  }
  diagnostics_free(faults);
  return good;
}

/* Neither a package nor what is told or decoded as a whole. */
static bool is_plain(const char *bytes, size_t len) {
  bool encrypted;
  return (len < 4 || memcmp(bytes, "PK\x03\x04", 4) != 0) &&
         !data_known_form(bytes, len, &encrypted) && !data_utf16_mark(bytes, len);
}

/* −1: it is to be read whole: not wished otherwise, a package, or not there. */
static int open_stream(const DataSource *source) {
  char head[4096];
  bool utf8 = !source->encoding || g_ascii_strcasecmp(source->encoding, "utf-8") == 0;
  if (!source->streamed || !utf8 || source->sheet)
    return -1;
  int fd = source->straight ? file_open_straight(source->path)
                            : open(source->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  struct stat st;
  bool file = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
  ssize_t n = file ? pread(fd, head, sizeof head, 0) : -1;
  bool takes = n >= 0 && is_plain(head, (size_t)n);
  if (fd >= 0 && !takes)
    close(fd);
  return takes ? fd : -1;
}

/* A spreadsheet in one XML file: its root tells, within the first kilobytes. */
static bool is_flat(const char *bytes, size_t len) {
  return memmem(bytes, MIN(len, 8192), "<office:document", 16) &&
         memmem(bytes, MIN(len, 8192), "opendocument.spreadsheet", 24);
}

/* What is not read is told before anything is made of it; the bytes are then freed. */
static bool refuse_form(Job *job, const DataSource *source, char *bytes, size_t len) {
  bool encrypted;
  const char *form = data_known_form(bytes, len, &encrypted);
  if (encrypted)
    diag_add(job->diags, data_span(source, 0, 0), DIAG_DATA_ENCRYPTED, NULL);
  else if (form)
    data_form_tell(job, source, form);
  if (form)
    g_free(bytes);
  return form != NULL;
}

bool data_feed_open(Job *job, DataSource *source, Feed *out) {
  int fd = open_stream(source);
  if (fd >= 0)
    return data_csv_stream(job, source, fd, out);
  char *bytes;
  size_t len;
  if (!read_bytes(job, source, &bytes, &len))
    return false;
  bool zipped = len >= 4 && memcmp(bytes, "PK\x03\x04", 4) == 0;
  if (zipped)
    return data_sheet_open(job, source, bytes, len, out);
  if (is_flat(bytes, len))
    return data_flat_open(job, source, bytes, len, out);
  if (refuse_form(job, source, bytes, len))
    return false;
  return data_csv_open(job, source, bytes, len, out);
}
