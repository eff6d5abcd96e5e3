/* Bytes → a window of valid UTF-8. Only encodings that offices write, and each strictly:
 * a byte that does not fit ends the text at its place, it is never replaced. */
#include <string.h>

#include "xml_private.h"

#define CHUNK ((size_t)64 << 10)
#define HEAD_BYTES 1024 /* in which the encoding is declared */

typedef struct Encoding {
  const char *declared, *converter; /* NULL: UTF-8 already */
  XmlEncodings least;               /* the forms that let it through */
} Encoding;

static const Encoding encodings[] = {
    {"UTF-8", NULL, XML_ENCODING_UTF8},
    {"UTF8", NULL, XML_ENCODING_UTF8},
    {"US-ASCII", NULL, XML_ENCODING_OFFICE},
    {"GB18030", "GB18030", XML_ENCODING_OFFICE},
    {"GB18030-2000", "GB18030", XML_ENCODING_OFFICE},
    {"GB18030-2005", "GB18030", XML_ENCODING_OFFICE},
    {"GB18030-2022", "GB18030", XML_ENCODING_OFFICE},
    {"GBK", "GBK", XML_ENCODING_OFFICE},
    {"GB2312", "GBK", XML_ENCODING_OFFICE},
    {"Big5", "BIG5", XML_ENCODING_ANY},
    {"ISO-8859-1", "ISO-8859-1", XML_ENCODING_ANY},
    {"windows-1252", "WINDOWS-1252", XML_ENCODING_ANY},
};

typedef enum { MARK_UTF8, MARK_WIDE, MARK_PACKED } MarkKind;

typedef struct Mark {
  MarkKind kind;
  const char *bytes;
  size_t n, skip;
  const char *name; /* MARK_WIDE: the converter; NULL: none is */
} Mark;

/* How a file may begin. */
static const Mark marks[] = {
    {MARK_UTF8, "\xEF\xBB\xBF", 3, 3, NULL},
    {MARK_WIDE, "\0\0\xFE\xFF", 4, 0, NULL},
    {MARK_WIDE, "\0\0\0<", 4, 0, NULL},
    {MARK_WIDE, "\xFF\xFE\0\0", 4, 0, NULL},
    {MARK_WIDE, "\xFF\xFE", 2, 2, "UTF-16LE"},
    {MARK_WIDE, "\xFE\xFF", 2, 2, "UTF-16BE"},
    {MARK_WIDE, "<\0", 2, 0, "UTF-16LE"},
    {MARK_WIDE, "\0<", 2, 0, "UTF-16BE"},
    {MARK_PACKED, "\x1F\x8B", 2, 0, "gzip"},
    {MARK_PACKED, "PK\x03\x04", 4, 0, "ZIP"},
    {MARK_PACKED, "\xD0\xCF\x11\xE0", 4, 0, "OLE2"},
    {MARK_PACKED, "%PDF-", 5, 0, "PDF"},
    {MARK_PACKED, "{\\rtf", 5, 0, "RTF"},
};

/* What people call these files; Chinese, 0x1F, English (diag_both). */
static const char *const packed[][2] = {
    {"gzip", " gzip 压缩文件\037a gzip archive"},
    {"ZIP",
     " Word、WPS、Excel 一类的文件（.docx、.xlsx、.et、.odt）或 ZIP 压缩文件\037"
     "a file of Word, WPS or Excel (.docx, .xlsx, .et, .odt), or a ZIP archive"},
    {"OLE2",
     "旧格式的 Word、WPS、Excel 文件（.doc、.wps、.xls、.et）\037"
     "an old file of Word, WPS or Excel (.doc, .wps, .xls, .et)"},
    {"PDF", " PDF 文件\037a PDF file"},
    {"RTF", " RTF 文件\037an RTF file"},
};

/* ---- which encoding ---------------------------------------------------------------- */

/* The name in <?xml … encoding="NAME"?>; NULL when none is declared. Caller frees. */
static char *declared_encoding(const char *bytes, size_t len, uint32_t *column) {
  if (len < 5 || memcmp(bytes, "<?xml", 5) != 0)
    return NULL;
  const char *end = g_strstr_len(bytes, (gssize)MIN(len, HEAD_BYTES), "?>");
  const char *found = end ? g_strstr_len(bytes, end - bytes, "encoding") : NULL;
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

static bool refuse_encoding(XmlReader *r, uint32_t column, const char *name) {
  Span at = {.file = r->file, .line = 1, .column = column};
  return xml_refuse(r, at, DIAG_XML_ENCODING, name, NULL);
}

static bool convert_from(XmlReader *r, uint32_t column, const char *name,
                         const char *converter) {
  GIConv conv = g_iconv_open("UTF-8", converter);
  if (conv == (GIConv)-1)
    return refuse_encoding(r, column, name);
  r->converter = conv;
  r->declared = name;
  return true;
}

/* What is declared, once no mark decides. */
static bool settle_declared(XmlReader *r, const char *bytes, size_t len) {
  uint32_t column = 1;
  g_autofree char *name = declared_encoding(bytes, len, &column);
  if (!name || r->form.encodings == XML_ENCODING_UTF8)
    return true;
  for (size_t i = 0; i < G_N_ELEMENTS(encodings); i++) {
    const Encoding *e = &encodings[i];
    if (e->least <= r->form.encodings && g_ascii_strcasecmp(name, e->declared) == 0)
      return !e->converter || convert_from(r, column, e->declared, e->converter);
  }
  return refuse_encoding(r, column, xml_shorten(r->job->arena, name, strlen(name)));
}

static const Mark *find_mark(const char *bytes, size_t len) {
  for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
    if (len >= marks[i].n && memcmp(bytes, marks[i].bytes, marks[i].n) == 0)
      return &marks[i];
  }
  return NULL;
}

static const char *packed_words(const char *name) {
  for (size_t i = 0; i < G_N_ELEMENTS(packed); i++) {
    if (strcmp(packed[i][0], name) == 0)
      return packed[i][1];
  }
  return name;
}

/* Sets the converter; *skip: the bytes of a mark. */
static bool settle_encoding(XmlReader *r, const char *bytes, size_t len, size_t *skip) {
  const Mark *mark = find_mark(bytes, len);
  r->declared = "UTF-8";
  *skip = mark ? mark->skip : 0;
  if (!mark || mark->kind == MARK_UTF8)
    return settle_declared(r, bytes + *skip, len - *skip);
  if (mark->kind == MARK_PACKED) {
    Span at = {.file = r->file, .line = 1, .column = 1};
    return xml_refuse(r, at, DIAG_XML_PACKED, mark->name, packed_words(mark->name));
  }
  bool takes = r->form.encodings == XML_ENCODING_ANY && mark->name;
  return takes ? convert_from(r, 1, mark->name, mark->name)
               : refuse_encoding(r, 1, "UTF-16/UTF-32");
}

/* ---- the window -------------------------------------------------------------------- */

static bool too_large(XmlReader *r, size_t bytes) {
  if (bytes <= r->form.bytes)
    return false;
  r->drained = true;
  xml_over_limit(r, (Span){.file = r->file}, (Span){.file = r->file},
                 DIAG_LIMIT_DOCUMENT_BYTES, r->form.bytes);
  return true;
}

static void make_room(XmlReader *r, size_t bytes) {
  size_t used = r->end ? (size_t)(r->end - r->buffer) + r->tail : 0;
  size_t at = r->p ? (size_t)(r->p - r->buffer) : 0;
  if (used + bytes <= r->room)
    return;
  size_t end = r->end ? (size_t)(r->end - r->buffer) : 0;
  r->room = MAX(used + bytes, r->room * 2);
  r->buffer = g_realloc(r->buffer, r->room);
  r->p = r->buffer + at;
  r->end = r->buffer + end;
}

/* The window's text to its front. */
static void move_down(XmlReader *r) {
  size_t kept = (size_t)(r->end - r->p) + r->tail;
  memmove(r->buffer, r->p, kept);
  r->end = r->buffer + (r->end - r->p);
  r->p = r->buffer;
}

/* New bytes stand behind the tail: those that are text join the window. */
static void take_text(XmlReader *r, size_t n) {
  const char *from = r->end, *stop;
  size_t len = r->tail + n;
  bool good = g_utf8_validate_len(from, len, &stop);
  r->end = stop;
  r->tail = len - (size_t)(stop - from);
  bool part = !good && r->tail < 4 && *stop &&
              g_utf8_get_char_validated(stop, (gssize)r->tail) == (gunichar)-2;
  r->bad = r->bad || (!good && (!part || r->drained));
  r->drained = r->drained || r->bad;
}

/* All of r->raw that converts, behind the tail. */
static void convert_raw(XmlReader *r) {
  char *in = (char *)r->raw->data;
  gsize left = r->raw->len;
  for (bool stuck = false; left > 0 && !stuck && !r->bad;) {
    make_room(r, CHUNK);
    char *from = (char *)r->end + r->tail, *to = from;
    gsize space = CHUNK, before = left;
    g_iconv(r->converter, &in, &left, &to, &space);
    stuck = left == before;
    take_text(r, (size_t)(to - from));
  }
  g_byte_array_remove_range(r->raw, 0, r->raw->len - (guint)left);
  if (left > 4 || (left > 0 && r->drained)) /* no part of a character is longer */
    r->bad = r->drained = true;
}

static gssize read_input(XmlReader *r, char *to, size_t room) {
  gssize n = r->input.read(r->input.self, to, room);
  if (n < 0)
    r->failed = true;
  if (n <= 0)
    r->drained = true;
  return MAX(n, 0);
}

bool xml_more(XmlReader *r) {
  if (r->drained || r->failed)
    return false;
  move_down(r);
  make_room(r, CHUNK);
  size_t n;
  if (r->converter) {
    guint had = r->raw->len;
    g_byte_array_set_size(r->raw, had + CHUNK);
    n = (size_t)read_input(r, (char *)r->raw->data + had, CHUNK);
    g_byte_array_set_size(r->raw, had + (guint)n);
    convert_raw(r);
  } else {
    n = (size_t)read_input(r, (char *)r->end + r->tail, CHUNK);
    take_text(r, n);
  }
  r->bytes += n;
  return !too_large(r, r->bytes) && !r->failed;
}

bool xml_have(XmlReader *r, size_t n) {
  while ((size_t)(r->end - r->p) < n && xml_more(r)) {
  }
  return (size_t)(r->end - r->p) >= n;
}

bool xml_looking_at(XmlReader *r, const char *text) {
  size_t n = strlen(text);
  return xml_have(r, n) && memcmp(r->p, text, n) == 0;
}

bool xml_end_fault(XmlReader *r, Span at, DiagCode code, const char *arg) {
  if (r->failed)
    return false;
  if (!r->bad)
    return xml_refuse(r, at, code, arg, NULL);
  while (r->p < r->end)
    xml_step(r);
  bool nul = r->tail && *r->end == '\0' && !r->converter;
  return nul ? xml_refuse(r, xml_here(r), DIAG_XML_CONTROL_CHARACTER, "U+0000", NULL)
             : xml_refuse(r, xml_here(r), DIAG_XML_INVALID_BYTES, r->declared, NULL);
}

/* ---- opening ----------------------------------------------------------------------- */

void xml_source_open(XmlReader *r, const char *bytes, size_t len) {
  size_t skip;
  r->drained = true;
  r->p = r->end = bytes;
  if (too_large(r, len) || !settle_encoding(r, bytes, len, &skip))
    return;
  bytes += skip;
  len -= skip;
  if (!r->converter) {
    r->p = r->end = bytes;
    take_text(r, len);
  } else {
    r->p = r->end = r->buffer;
    r->raw = g_byte_array_sized_new((guint)len);
    g_byte_array_append(r->raw, (const guint8 *)bytes, (guint)len);
    convert_raw(r);
    too_large(r, (size_t)(r->end - r->p));
  }
  r->text = r->p;
}

void xml_source_open_stream(XmlReader *r, XmlInput input) {
  size_t skip;
  r->input = input;
  make_room(r, CHUNK);
  r->p = r->end = r->buffer;
  size_t n = 0;
  while (n < HEAD_BYTES && !r->drained)
    n += (size_t)read_input(r, r->buffer + n, CHUNK - n);
  r->bytes = n;
  if (r->failed || too_large(r, n) || !settle_encoding(r, r->buffer, n, &skip))
    return;
  if (!r->converter) {
    r->p = r->end = r->buffer + skip;
    take_text(r, n - skip);
    return;
  }
  r->raw = g_byte_array_new();
  g_byte_array_append(r->raw, (const guint8 *)r->buffer + skip, (guint)(n - skip));
  convert_raw(r);
}

void xml_source_close(XmlReader *r) {
  if (r->converter)
    g_iconv_close(r->converter);
  if (r->raw)
    g_byte_array_unref(r->raw);
  g_free(r->buffer);
}
