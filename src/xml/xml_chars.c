/* Characters: which ones XML has, references to them, names made of them. */
#include <string.h>

#include "xml_private.h"

#define REFERENCE_BYTES 64 /* a name longer than this is none of the five */

/* C0 controls, U+FFFE and U+FFFF: no XML, whatever reads it. */
bool xml_check_character(XmlReader *r) {
  const unsigned char *p = (const unsigned char *)r->p;
  bool control = *p < 0x20 && *p != '\t' && *p != '\n' && *p != '\r';
  bool none =
      p[0] == 0xEF && p[1] == 0xBF && p[2] >= 0xBE; /* valid UTF-8: three bytes stand */
  if (!control && !none)
    return true;
  char *name = text_code_point(r->job->arena, g_utf8_get_char(r->p));
  return xml_refuse(r, xml_here(r), DIAG_XML_CONTROL_CHARACTER, name, NULL);
}

/* ---- references ------------------------------------------------------------------ */

static bool is_xml_character(guint64 c) {
  if (c < 0x20)
    return c == '\t' || c == '\n' || c == '\r';
  return c < 0xD800 || (c > 0xDFFF && c < 0xFFFE) || (c > 0xFFFF && c <= 0x10FFFF);
}

static bool is_character_reference(const char *body, size_t n) {
  bool hex = n > 1 && body[1] == 'x';
  size_t from = hex ? 2 : 1;
  if (n <= from || n > from + 8)
    return false;
  for (size_t i = from; i < n; i++) {
    if (hex ? !g_ascii_isxdigit(body[i]) : !g_ascii_isdigit(body[i]))
      return false;
  }
  return is_xml_character(g_ascii_strtoull(body + from, NULL, hex ? 16 : 10));
}

static const struct {
  const char *name;
  gunichar c;
} entities[] = {{"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}};

/* Five names exist; without a document type nobody can declare another. */
bool xml_check_reference(XmlReader *r) {
  const char *body = r->p + 1;
  size_t n = 0;
  while (n < REFERENCE_BYTES && body + n < r->end &&
         (g_ascii_isalnum(body[n]) || (body[n] && strchr("#_.-:", body[n]))))
    n++;
  Span at = xml_here(r);
  if (n == 0 || body + n >= r->end || body[n] != ';')
    return xml_refuse(r, at, DIAG_XML_AMPERSAND, NULL, NULL);
  if (*body == '#')
    return is_character_reference(body, n) ||
           xml_refuse(r, at, DIAG_XML_CHARACTER_REFERENCE,
                      xml_shorten(r->job->arena, body, n), NULL);
  for (size_t i = 0; i < G_N_ELEMENTS(entities); i++) {
    if (n == strlen(entities[i].name) && memcmp(body, entities[i].name, n) == 0)
      return true;
  }
  return xml_refuse(r, at, DIAG_XML_ENTITY, xml_shorten(r->job->arena, body, n), NULL);
}

/* At '&' of a reference that is good; to behind its ';'. */
static gunichar decode_reference(XmlChars *chars) {
  const char *body = chars->p + 1,
             *close = memchr(body, ';', (size_t)(chars->end - body));
  size_t n = (size_t)(close - body);
  chars->column += (uint32_t)n + 2;
  chars->p = close + 1;
  if (*body == '#')
    return (gunichar)g_ascii_strtoull(body + (body[1] == 'x' ? 2 : 1), NULL,
                                      body[1] == 'x' ? 16 : 10);
  for (size_t i = 0; i < G_N_ELEMENTS(entities); i++) {
    if (n == strlen(entities[i].name) && memcmp(body, entities[i].name, n) == 0)
      return entities[i].c;
  }
  g_assert_not_reached(); /* xml_check_reference has passed it */
}

bool xml_chars_next(XmlChars *chars, XmlChar *out) {
  if (chars->p >= chars->end)
    return false;
  out->line = chars->line;
  out->column = chars->column;
  char c = *chars->p;
  if (c == '&' && !chars->literal) {
    out->c = decode_reference(chars);
    return true;
  }
  if (c == '\r' || c == '\n') {
    chars->p += c == '\r' && chars->p + 1 < chars->end && chars->p[1] == '\n' ? 2 : 1;
    chars->line++;
    chars->column = 1;
    out->c = '\n';
    return true;
  }
  out->c = text_next(&chars->p);
  chars->column++;
  return true;
}

/* ---- names ----------------------------------------------------------------------- */

typedef struct NameRange {
  gunichar first, last;
  bool start; /* may begin a name */
} NameRange;

/* XML 1.0 (fifth edition), productions 4 and 4a, beyond ASCII. */
static const NameRange ranges[] = {
    {0xB7, 0xB7, false},    {0xC0, 0xD6, true},     {0xD8, 0xF6, true},
    {0xF8, 0x2FF, true},    {0x300, 0x36F, false},  {0x370, 0x37D, true},
    {0x37F, 0x1FFF, true},  {0x200C, 0x200D, true}, {0x203F, 0x2040, false},
    {0x2070, 0x218F, true}, {0x2C00, 0x2FEF, true}, {0x3001, 0xD7FF, true},
    {0xF900, 0xFDCF, true}, {0xFDF0, 0xFFFD, true}, {0x10000, 0xEFFFF, true},
};

static bool is_name_character(gunichar c, bool start) {
  if (c < 0x80)
    return g_ascii_isalpha((char)c) || c == '_' || c == ':' ||
           (!start && (g_ascii_isdigit((char)c) || c == '-' || c == '.'));
  for (size_t i = 0; i < G_N_ELEMENTS(ranges); i++) {
    if (c <= ranges[i].last)
      return c >= ranges[i].first && (ranges[i].start || !start);
  }
  return false;
}

size_t xml_name_length(const char *p, const char *end) {
  const char *from = p;
  while (p < end) {
    const char *next = p;
    if (!is_name_character(text_next(&next), p == from))
      break;
    p = next;
  }
  return (size_t)(p - from);
}

bool xml_is_name(const char *name) {
  size_t n = strlen(name);
  return n > 0 && !strchr(name, ':') && xml_name_length(name, name + n) == n;
}
