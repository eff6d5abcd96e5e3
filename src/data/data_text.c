/* Texts and places of cells. */
#include <string.h>

#include "data_private.h"

Span data_span(const DataSource *source, uint32_t row, uint32_t column) {
  return (Span){.file = source->name, .line = row, .column = column};
}

void data_trim(const char *base, size_t *from, size_t *to) {
  while (*from < *to && g_ascii_isspace(base[*from]))
    (*from)++;
  while (*to > *from && g_ascii_isspace(base[*to - 1]))
    (*to)--;
}

char *data_name_folded(const char *text) {
  GString *out = g_string_new(NULL);
  for (const char *p = text; *p;) {
    size_t n = strcspn(p, "\r\n\t");
    g_string_append_len(out, p, (gssize)n);
    p += n;
    if (!*p)
      break;
    p += strspn(p, " \r\n\t");
    while (out->len && out->str[out->len - 1] == ' ')
      g_string_truncate(out, out->len - 1);
    if (out->len && g_ascii_isgraph(out->str[out->len - 1]) && g_ascii_isgraph(*p))
      g_string_append_c(out, ' ');
  }
  return g_string_free(out, FALSE);
}
