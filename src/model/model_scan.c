/* One pass over the bytes before an XML library sees them. It bounds everything that
 * costs a parser more than linear work (200 000 attributes on one element: a minute,
 * threats 6.1) and names, at their place, the faults a parser reports vaguely. Whatever
 * is odd beyond that is left to the parser, which stops at its first complaint. */
#include <string.h>

#include "model_private.h"

typedef struct OpenTag {
  const char *name;
  size_t len;
} OpenTag;

typedef struct Scan {
  Job *job;
  Cursor c;
  size_t elements, run; /* run: bytes since the last tag */
  unsigned depth;
  OpenTag open[MODEL_FRAMES];
} Scan;

static bool refuse(Scan *scan, Span at, DiagCode code, const char *a, const char *b) {
  diag_add(scan->job->diags, at, code, a, a ? b : NULL, NULL);
  return false;
}

static bool over_limit(Scan *scan, Span at, DiagCode code, size_t limit) {
  g_autofree char *text = g_strdup_printf("%zu", limit);
  return refuse(scan, at, code, text, NULL);
}

/* C0 controls, U+FFFE and U+FFFF: no XML, whatever reads it. */
static bool check_character(Scan *scan) {
  const unsigned char *p = (const unsigned char *)scan->c.p;
  bool control = *p < 0x20 && *p != '\t' && *p != '\n' && *p != '\r';
  bool none =
      p[0] == 0xEF && p[1] == 0xBF && p[2] >= 0xBE; /* valid UTF-8: three bytes stand */
  if (!control && !none)
    return true;
  char *name = text_code_point(scan->job->arena, g_utf8_get_char(scan->c.p));
  return refuse(scan, model_cursor_span(&scan->c), DIAG_XML_CONTROL_CHARACTER, name,
                NULL);
}

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

/* At '&'. Five names exist; without a document type nobody can declare another. */
static bool check_reference(Scan *scan) {
  static const char *const names[] = {"lt", "gt", "amp", "quot", "apos"};
  const char *body = scan->c.p + 1;
  size_t n = 0;
  while (n < 64 && body + n < scan->c.end &&
         (g_ascii_isalnum(body[n]) || strchr("#_.-:", body[n])))
    n++;
  Span at = model_cursor_span(&scan->c);
  if (n == 0 || body + n >= scan->c.end || body[n] != ';')
    return refuse(scan, at, DIAG_XML_AMPERSAND, NULL, NULL);
  if (*body == '#')
    return is_character_reference(body, n) ||
           refuse(scan, at, DIAG_XML_CHARACTER_REFERENCE,
                  model_shorten(scan->job->arena, body, n), NULL);
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
    if (n == strlen(names[i]) && memcmp(body, names[i], n) == 0)
      return true;
  }
  return refuse(scan, at, DIAG_XML_ENTITY, model_shorten(scan->job->arena, body, n),
                NULL);
}

/* Behind the opening mark of a comment, instruction or CDATA section: to its end. */
static bool scan_aside(Scan *scan, Span at, const char *opening, const char *closing) {
  size_t n = strlen(opening);
  model_cursor_step_over(&scan->c, n);
  scan->run += n;
  while (scan->c.p < scan->c.end) {
    if (*scan->c.p == *closing && model_cursor_looking_at(&scan->c, closing)) {
      model_cursor_step_over(&scan->c, strlen(closing));
      scan->run += strlen(closing);
      return true;
    }
    if (!check_character(scan))
      return false;
    if (opening[2] == '-' && model_cursor_looking_at(&scan->c, "--"))
      return refuse(scan, model_cursor_span(&scan->c), DIAG_XML_COMMENT, NULL, NULL);
    const char *before = scan->c.p;
    model_cursor_step(&scan->c);
    scan->run += (size_t)(scan->c.p - before);
    if (scan->run > scan->job->limits->text_bytes)
      return over_limit(scan, at, DIAG_LIMIT_TEXT_BYTES, scan->job->limits->text_bytes);
  }
  return refuse(scan, at, DIAG_XML_UNCLOSED, opening, NULL);
}

/* What an editor writes for itself is harmless; anything else may be an order to some
 * program. */
static bool scan_instruction(Scan *scan, Span at, bool first) {
  static const char *const harmless[] = {"xml-model", "xml-stylesheet"};
  const char *target = scan->c.p + 2;
  size_t n = 0;
  while (target + n < scan->c.end &&
         (g_ascii_isalnum(target[n]) || strchr("-_.:", target[n])) && target[n])
    n++;
  bool known = first && n == 3 && memcmp(target, "xml", 3) == 0;
  for (size_t i = 0; i < G_N_ELEMENTS(harmless) && !known; i++)
    known = n == strlen(harmless[i]) && memcmp(target, harmless[i], n) == 0;
  if (!known)
    return refuse(scan, at, DIAG_XML_PROCESSING_INSTRUCTION,
                  model_shorten(scan->job->arena, target, n), NULL);
  return scan_aside(scan, at, "<?", "?>");
}

static size_t name_length(const Scan *scan, const char *name) {
  const char *p = name;
  while (p < scan->c.end && !strchr(" \t\r\n/>=", *p))
    p++;
  return (size_t)(p - name);
}

static bool scan_end_tag(Scan *scan, Span at) {
  const char *name = scan->c.p + 2;
  size_t n = name_length(scan, name);
  Arena *arena = scan->job->arena;
  if (scan->depth == 0)
    return refuse(scan, at, DIAG_XML_END_TAG_ALONE, model_shorten(arena, name, n), NULL);
  const OpenTag *open = &scan->open[scan->depth - 1];
  if (n != open->len || memcmp(name, open->name, n) != 0)
    return refuse(scan, at, DIAG_XML_END_TAG, model_shorten(arena, name, n),
                  model_shorten(arena, open->name, open->len));
  bool ignored;
  if (!model_cursor_past_tag(&scan->c, &ignored))
    return refuse(scan, at, DIAG_XML_UNCLOSED, "</", NULL);
  scan->depth--;
  return true;
}

/* To behind the '>' of a start tag, counting what a parser would have to remember. */
static bool scan_inside_tag(Scan *scan, Span at, bool *self_closing) {
  const Limits *limits = scan->job->limits;
  const char *from = scan->c.p;
  unsigned attributes = 0;
  char quote = 0, before = 0;
  while (scan->c.p < scan->c.end) {
    char c = *scan->c.p;
    if (!check_character(scan) || (quote && c == '&' && !check_reference(scan)))
      return false;
    if (!quote && c == '=' && ++attributes > limits->attributes)
      return over_limit(scan, at, DIAG_LIMIT_ATTRIBUTES, limits->attributes);
    model_cursor_step(&scan->c);
    if ((size_t)(scan->c.p - from) > limits->tag_bytes)
      return over_limit(scan, at, DIAG_LIMIT_TAG_BYTES, limits->tag_bytes);
    if (quote)
      quote = c == quote ? 0 : quote;
    else if (c == '"' || c == '\'')
      quote = c;
    else if (c == '>') {
      *self_closing = before == '/';
      return true;
    }
    before = c;
  }
  return refuse(scan, at, DIAG_XML_UNCLOSED, "<", NULL);
}

static bool scan_start_tag(Scan *scan, Span at) {
  const Limits *limits = scan->job->limits;
  OpenTag tag = {.name = scan->c.p + 1, .len = name_length(scan, scan->c.p + 1)};
  if (tag.len == 0 ||
      !(g_ascii_isalpha(*tag.name) || *tag.name == '_' || *tag.name & 0x80))
    return refuse(scan, at, DIAG_XML_LESS_THAN, NULL, NULL);
  bool self_closing = false;
  if (++scan->elements > limits->elements)
    return over_limit(scan, at, DIAG_LIMIT_ELEMENTS, limits->elements);
  if (scan->depth >= MIN(limits->depth, MODEL_FRAMES - 1))
    return over_limit(scan, at, DIAG_LIMIT_DEPTH, limits->depth);
  if (!scan_inside_tag(scan, at, &self_closing))
    return false;
  if (!self_closing)
    scan->open[scan->depth++] = tag;
  return true;
}

static bool scan_markup(Scan *scan) {
  Span at = model_cursor_span(&scan->c);
  bool first = scan->elements == 0 && at.line == 1 && at.column == 1;
  if (model_cursor_looking_at(&scan->c, "<!--"))
    return scan_aside(scan, at, "<!--", "-->");
  if (model_cursor_looking_at(&scan->c, "<![CDATA["))
    return scan_aside(scan, at, "<![CDATA[", "]]>");
  if (model_cursor_looking_at(&scan->c, "<?"))
    return scan_instruction(scan, at, first);
  if (model_cursor_looking_at(&scan->c, "<!"))
    return refuse(scan, at, DIAG_XML_DOCTYPE, NULL, NULL);
  scan->run = 0;
  if (model_cursor_looking_at(&scan->c, "</"))
    return scan_end_tag(scan, at);
  return scan_start_tag(scan, at);
}

static bool scan_text(Scan *scan) {
  if (!check_character(scan) || (*scan->c.p == '&' && !check_reference(scan)))
    return false;
  const char *before = scan->c.p;
  Span at = model_cursor_span(&scan->c);
  model_cursor_step(&scan->c);
  scan->run += (size_t)(scan->c.p - before);
  if (scan->run > scan->job->limits->text_bytes)
    return over_limit(scan, at, DIAG_LIMIT_TEXT_BYTES, scan->job->limits->text_bytes);
  return true;
}

bool model_source_scan(Job *job, const Source *source) {
  Scan scan = {.job = job, .c = model_cursor_at_start(source)};
  while (scan.c.p < scan.c.end) {
    if (!(*scan.c.p == '<' ? scan_markup(&scan) : scan_text(&scan)))
      return false;
  }
  Span end = model_cursor_span(&scan.c);
  if (scan.depth > 0) {
    const OpenTag *open = &scan.open[scan.depth - 1];
    return refuse(&scan, end, DIAG_XML_ELEMENT_OPEN,
                  model_shorten(job->arena, open->name, open->len), NULL);
  }
  return scan.elements > 0 || refuse(&scan, end, DIAG_XML_EMPTY, NULL, NULL);
}
