/* Bytes → valid UTF-8. Only encodings a government office writes, and each strictly: a
 * byte that does not fit is an error at its place, never a replacement character. */
#include <string.h>

#include "model_private.h"

typedef struct Encoding {
  const char *declared, *converter; /* NULL: UTF-8 already */
} Encoding;

static const Encoding encodings[] = {
    {"UTF-8", NULL},
    {"UTF8", NULL},
    {"US-ASCII", NULL},
    {"GB18030", "GB18030"},
    {"GB18030-2000", "GB18030"},
    {"GB18030-2005", "GB18030"},
    {"GB18030-2022", "GB18030"},
    {"GBK", "GBK"},
    {"GB2312", "GBK"},
};

static bool starts_with(const char *bytes, size_t len, const char *mark, size_t n) {
  return len >= n && memcmp(bytes, mark, n) == 0;
}

/* UTF-16 and UTF-32, by mark or by their zero bytes around '<'. */
static bool looks_wide(const char *bytes, size_t len) {
  return starts_with(bytes, len, "\xFF\xFE", 2) ||
         starts_with(bytes, len, "\xFE\xFF", 2) || starts_with(bytes, len, "<\0", 2) ||
         starts_with(bytes, len, "\0<", 2) || starts_with(bytes, len, "\0\0\0<", 4) ||
         starts_with(bytes, len, "\0\0\xFE\xFF", 4);
}

/* The name in <?xml … encoding="NAME"?>; NULL when none is declared. Caller frees. */
static char *declared_encoding(const char *bytes, size_t len, uint32_t *column) {
  if (!starts_with(bytes, len, "<?xml", 5))
    return NULL;
  const char *end = g_strstr_len(bytes, (gssize)MIN(len, 1024), "?>");
  if (!end)
    return NULL;
  const char *found = g_strstr_len(bytes, end - bytes, "encoding");
  if (!found)
    return NULL;
  const char *p = found + strlen("encoding");
  while (p < end && (*p == ' ' || *p == '\t' || *p == '='))
    p++;
  if (p >= end || (*p != '"' && *p != '\''))
    return NULL;
  const char *close = memchr(p + 1, *p, (size_t)(end - p - 1));
  *column = (uint32_t)(p + 1 - bytes) + 1;
  return close ? g_strndup(p + 1, (gsize)(close - p - 1)) : NULL;
}

static const Encoding *find_encoding(const char *name) {
  for (size_t i = 0; i < G_N_ELEMENTS(encodings); i++) {
    if (g_ascii_strcasecmp(name, encodings[i].declared) == 0)
      return &encodings[i];
  }
  return NULL;
}

static Span span_after(const char *file, const char *text, size_t len) {
  Source source = {.file = file, .text = text, .len = len};
  Cursor cursor = model_cursor_at_start(&source);
  model_cursor_step_over(&cursor, len);
  return model_cursor_span(&cursor);
}

/* Everything that converts strictly; *done is how far it came in the input. */
static GString *convert(const char *converter, const char *bytes, size_t len,
                        size_t *done) {
  GIConv conv = g_iconv_open("UTF-8", converter);
  if (conv == (GIConv)-1)
    return NULL;
  GString *out = g_string_sized_new(len + len / 2);
  char *in = (char *)bytes;
  gsize left = len;
  char buffer[8192];
  while (left > 0) {
    char *to = buffer;
    gsize room = sizeof buffer;
    gsize before = left;
    g_iconv(conv, &in, &left, &to, &room);
    g_string_append_len(out, buffer, (gssize)(sizeof buffer - room));
    if (left == before)
      break;
  }
  g_iconv_close(conv);
  *done = len - left;
  return out;
}

static bool convert_source(Job *job, const Encoding *encoding, const char *bytes,
                           size_t len, Source *out) {
  size_t done = 0;
  GString *text = convert(encoding->converter, bytes, len, &done);
  if (!text) {
    diag_add(job->diags, (Span){.file = out->file, .line = 1, .column = 1},
             DIAG_XML_ENCODING, encoding->declared, NULL);
    return false;
  }
  out->len = text->len;
  out->text = arena_strndup(job->arena, text->str, text->len);
  g_string_free(text, TRUE);
  if (done == len)
    return true;
  diag_add(job->diags, span_after(out->file, out->text, out->len), DIAG_XML_INVALID_BYTES,
           encoding->declared, NULL);
  return false;
}

static bool check_utf8(Job *job, const Source *source) {
  const char *bad;
  if (g_utf8_validate_len(source->text, source->len, &bad))
    return true;
  Span at = span_after(source->file, source->text, (size_t)(bad - source->text));
  if (*bad == '\0')
    diag_add(job->diags, at, DIAG_XML_CONTROL_CHARACTER, "U+0000", NULL);
  else
    diag_add(job->diags, at, DIAG_XML_INVALID_BYTES, "UTF-8", NULL);
  return false;
}

static bool too_large(Job *job, const Source *source, size_t len) {
  if (len <= job->limits->document_bytes)
    return false;
  g_autofree char *limit = g_strdup_printf("%zu", job->limits->document_bytes);
  diag_add(job->diags, (Span){.file = source->file}, DIAG_LIMIT_DOCUMENT_BYTES, limit,
           NULL);
  return true;
}

bool model_source_open(Job *job, const char *name, const char *bytes, size_t len,
                       Source *out) {
  out->file = arena_strdup(job->arena, name);
  if (too_large(job, out, len))
    return false;
  if (looks_wide(bytes, len)) {
    diag_add(job->diags, (Span){.file = out->file, .line = 1, .column = 1},
             DIAG_XML_ENCODING, "UTF-16/UTF-32", NULL);
    return false;
  }
  if (starts_with(bytes, len, "\xEF\xBB\xBF", 3)) {
    bytes += 3;
    len -= 3;
  }
  uint32_t column = 1;
  g_autofree char *declared = declared_encoding(bytes, len, &column);
  const Encoding *encoding = declared ? find_encoding(declared) : &encodings[0];
  if (!encoding) {
    g_autofree char *shown = g_utf8_make_valid(declared, -1);
    diag_add(job->diags, (Span){.file = out->file, .line = 1, .column = column},
             DIAG_XML_ENCODING, model_shorten(job->arena, shown, strlen(shown)), NULL);
    return false;
  }
  out->text = bytes;
  out->len = len;
  if (encoding->converter && !convert_source(job, encoding, bytes, len, out))
    return false;
  return !too_large(job, out, out->len) && check_utf8(job, out);
}
