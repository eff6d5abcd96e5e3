/* Characters and attributes as XML. */
#include <string.h>

#include "odt_private.h"

static const char *escape(gunichar c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\n':
      return "<text:line-break/>";
    default:
      return NULL;
  }
}

/* Spaces that follow each other would become one. */
void xml_text(GString *out, const char *utf8, size_t bytes) {
  const char *p = utf8, *end = utf8 + bytes;
  bool space = true;
  while (p < end) {
    const char *next = g_utf8_next_char(p);
    const char *instead = escape(g_utf8_get_char(p));
    if (*p == ' ' && space)
      g_string_append(out, "<text:s/>");
    else if (instead)
      g_string_append(out, instead);
    else
      g_string_append_len(out, p, next - p);
    space = *p == ' ';
    p = next;
  }
}

void xml_plain(GString *out, const char *utf8) {
  for (const char *p = utf8; *p; p = g_utf8_next_char(p)) {
    const char *instead = escape(g_utf8_get_char(p));
    if (*p == '\n')
      continue;
    if (instead)
      g_string_append(out, instead);
    else
      g_string_append_len(out, p, g_utf8_next_char(p) - p);
  }
}

void xml_attribute(GString *out, const char *name, const char *value) {
  g_string_append_printf(out, " %s=\"", name);
  for (const char *p = value; *p; p = g_utf8_next_char(p)) {
    const char *instead = *p == '\n' ? " " : escape(g_utf8_get_char(p));
    if (instead)
      g_string_append(out, instead);
    else
      g_string_append_len(out, p, g_utf8_next_char(p) - p);
  }
  g_string_append_c(out, '"');
}

void xml_length(GString *out, const char *name, Length length) {
  g_string_append_printf(out, " %s=\"", name);
  length_append_pt(out, length, 3);
  g_string_append(out, "pt\"");
}
