/* The line of the document that a diagnostic speaks of, with a caret below the place: for
 * a terminal. */
#include <stdio.h>
#include <string.h>

#include "cli.h"

#define SOURCE_BYTES ((size_t)16 << 20) /* a larger file shows no line */
#define LINE_CELLS 76

/* What a character takes on a terminal: Han and full-width marks two cells. */
static unsigned cells(gunichar c) {
  return g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
}

/* The n-th line, without its end; NULL: there is none. In the text. */
static const char *line_at(const char *text, size_t len, unsigned n, size_t *length) {
  const char *p = text, *end = text + len;
  for (unsigned i = 1; i < n; i++) {
    p = memchr(p, '\n', (size_t)(end - p));
    if (!p)
      return NULL;
    p++;
  }
  const char *stop = p < end ? memchr(p, '\n', (size_t)(end - p)) : NULL;
  *length = (size_t)((stop ? stop : end) - p);
  if (*length && p[*length - 1] == '\r')
    --*length;
  return p;
}

/* Only XML has lines and columns of characters; rows of data are none. */
static bool has_lines(const HongtouDiagnostic *d) {
  return d->file && d->line && d->column &&
         (g_str_has_suffix(d->file, ".xml") || g_str_has_suffix(d->file, ".svg"));
}

/* A window of the line around the column, and the caret's cell in it. */
static char *window_of(const char *line, unsigned column, unsigned *caret) {
  const char *p = line, *from = line;
  unsigned before = 0, width = 0;
  for (unsigned i = 1; i < column && *p; i++)
    before += cells(text_next(&p));
  while (before > LINE_CELLS / 2)
    before -= cells(text_next(&from));
  *caret = before;
  const char *to = from;
  while (*to && width < LINE_CELLS) {
    const char *next = to;
    width += cells(text_next(&next));
    if (width <= LINE_CELLS)
      to = next;
  }
  return g_strndup(from, (gsize)(to - from));
}

static void show_line(const Report *report, const char *line, unsigned number,
                      unsigned column) {
  unsigned caret;
  g_autofree char *window = window_of(line, column, &caret);
  g_autofree char *tabless = g_strdelimit(g_strdup(window), "\t", ' ');
  g_autofree char *shown = cli_printable(tabless);
  fprintf(stderr, "%5u | %s\n      | %*s%s^%s\n", number, shown, (int)caret, "",
          report->colour ? "\033[32m" : "", report->colour ? "\033[0m" : "");
}

void cli_show_source(const Report *report, const HongtouDiagnostic *d) {
  if (!has_lines(d))
    return;
  Diagnostics *unheard = diagnostics_new();
  char *text = NULL;
  size_t len = 0, length = 0;
  if (file_read(d->file, SOURCE_BYTES, &text, &len, unheard)) {
    const char *line = line_at(text, len, d->line, &length);
    if (line && g_utf8_validate(line, (gssize)length, NULL)) {
      g_autofree char *whole = g_strndup(line, length);
      show_line(report, whole, d->line, d->column);
    }
  }
  g_free(text);
  diagnostics_free(unheard);
}
