/* Characters and attributes as XML. */
#include <string.h>

#include "odt_private.h"

/* What stands for a character; NULL: itself. All of them are one byte. */
static const char *escape(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    default:
      return NULL;
  }
}

/* Bytes up to the next that needs care. */
static size_t plain_bytes(const char *p, const char *end) {
  const char *from = p;
  while (p < end && !strchr("&<>\"\n ", *p))
    p++;
  return (size_t)(p - from);
}

/* Spaces that follow each other would become one. */
void odt_text(GString *out, const char *utf8, size_t bytes) {
  const char *p = utf8, *end = utf8 + bytes;
  bool space = true;
  while (p < end) {
    size_t n = plain_bytes(p, end);
    g_string_append_len(out, p, (gssize)n);
    space = n > 0 ? false : space;
    p += n;
    if (p == end)
      break;
    if (*p == ' ')
      g_string_append(out, space ? "<text:s/>" : " ");
    else
      g_string_append(out, *p == '\n' ? "<text:line-break/>" : escape(*p));
    space = *p == ' ';
    p++;
  }
}

static void put_escaped(GString *out, const char *utf8, const char *for_break) {
  const char *p = utf8, *end = utf8 + strlen(utf8);
  while (p < end) {
    size_t n = plain_bytes(p, end);
    g_string_append_len(out, p, (gssize)n);
    p += n;
    if (p == end)
      break;
    const char *instead = *p == '\n' ? for_break : escape(*p);
    if (instead)
      g_string_append(out, instead);
    else
      g_string_append_c(out, *p);
    p++;
  }
}

void odt_plain(GString *out, const char *utf8) {
  put_escaped(out, utf8, "");
}

void odt_attribute(GString *out, const char *name, const char *value) {
  g_string_append_c(out, ' ');
  g_string_append(out, name);
  g_string_append(out, "=\"");
  put_escaped(out, value, " ");
  g_string_append_c(out, '"');
}

void odt_length(GString *out, const char *name, Length length) {
  g_string_append_c(out, ' ');
  g_string_append(out, name);
  g_string_append(out, "=\"");
  length_append_pt(out, length, 3);
  g_string_append(out, "pt\"");
}
