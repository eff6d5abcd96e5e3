/* Tokens → events. What a tag is stands in xml_tag.c; here is what stands between tags.
 */
#include <string.h>

#include "xml_private.h"

#define PIECE ((size_t)16 << 10) /* a stream's text comes in pieces of about so much */

/* ---- comments and instructions ----------------------------------------------------- */

static bool too_much_text(XmlReader *r, Span at) {
  return xml_over_limit(r, at, at, DIAG_LIMIT_TEXT_BYTES, r->form.text_bytes);
}

/* At its opening mark: to behind its end. */
static bool pass_aside(XmlReader *r, Span at, const char *opening, const char *closing) {
  size_t n = strlen(opening);
  xml_step_over(r, n);
  r->run += n;
  while (xml_have(r, strlen(closing) + 1) || r->p < r->end) {
    if (*r->p == *closing && xml_looking_at(r, closing)) {
      xml_step_over(r, strlen(closing));
      return true;
    }
    if (!xml_check_character(r))
      return false;
    if (opening[2] == '-' && *r->p == '-' && xml_looking_at(r, "--"))
      return xml_refuse(r, xml_here(r), DIAG_XML_COMMENT, NULL, NULL);
    const char *before = r->p;
    xml_step(r);
    r->run += (size_t)(r->p - before);
    if (r->run > r->form.text_bytes)
      return too_much_text(r, at);
  }
  return xml_end_fault(r, at, DIAG_XML_UNCLOSED, opening);
}

static bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Over ' name="value"' of the declaration, at *p; false: it does not stand there. */
static bool pass_pseudo(const char **p, const char *end, const char *name, bool *good,
                        bool (*fits)(const char *value)) {
  const char *q = *p;
  size_t n = strlen(name);
  while (q < end && is_blank(*q))
    q++;
  if (q == *p || (size_t)(end - q) < n || memcmp(q, name, n) != 0)
    return false;
  for (q += n; q < end && is_blank(*q);)
    q++;
  bool equal = q < end && *q == '=';
  for (q += equal; q < end && is_blank(*q);)
    q++;
  const char *close = equal && q < end && (*q == '"' || *q == '\'')
                          ? memchr(q + 1, *q, (size_t)(end - q) - 1)
                          : NULL;
  g_autofree char *value = close ? g_strndup(q + 1, (gsize)(close - q) - 1) : NULL;
  *good = *good && value && fits(value);
  *p = close ? close + 1 : end;
  return true;
}

static bool fits_version(const char *value) {
  return g_str_has_prefix(value, "1.") &&
         strspn(value + 2, "0123456789") == strlen(value + 2);
}

static bool fits_encoding(const char *value) {
  const char *p = value;
  while (g_ascii_isalnum(*p) || (*p && p > value && strchr("._-", *p)))
    p++;
  return g_ascii_isalpha(*value) && !*p;
}

static bool fits_standalone(const char *value) {
  return strcmp(value, "yes") == 0 || strcmp(value, "no") == 0;
}

static bool declaration_is_good(const char *p, const char *end) {
  bool good = true;
  good = pass_pseudo(&p, end, "version", &good, fits_version) && good;
  pass_pseudo(&p, end, "encoding", &good, fits_encoding);
  pass_pseudo(&p, end, "standalone", &good, fits_standalone);
  while (p < end && is_blank(*p))
    p++;
  return good && p == end;
}

/* At "<?xml": the window holds all of it, or it is none. */
static bool pass_declaration(XmlReader *r, Span at) {
  xml_have(r, 1024);
  const char *end = g_strstr_len(r->p, r->end - r->p, "?>");
  if (!end)
    return xml_end_fault(r, at, DIAG_XML_UNCLOSED, "<?");
  if (!declaration_is_good(r->p + strlen("<?xml"), end))
    return xml_malformed(r, at, r->p, (size_t)(end + 2 - r->p));
  return pass_aside(r, at, "<?", "?>");
}

static bool pass_instruction(XmlReader *r, Span at) {
  xml_have(r, 256);
  const char *target = r->p + 2;
  size_t n = xml_name_length(target, r->end);
  bool first = !r->rooted && at.line == 1 && at.column == 1;
  if (first && n == 3 && memcmp(target, "xml", 3) == 0)
    return pass_declaration(r, at);
  bool name = n > 0 && !memchr(target, ':', n) &&
              (target + n == r->end || is_blank(target[n]) ||
               (r->end - target - (gssize)n > 1 && memcmp(target + n, "?>", 2) == 0));
  bool known = name && !(n == 3 && g_ascii_strncasecmp(target, "xml", 3) == 0) &&
               (!r->form.instruction || r->form.instruction(target, n));
  if (n == 3 && memcmp(target, "xml", 3) == 0 && !r->rooted)
    return xml_refuse(r, at, DIAG_XML_DECLARATION_LATE, NULL, NULL);
  if (!known)
    return xml_refuse(r, at, DIAG_XML_PROCESSING_INSTRUCTION,
                      xml_shorten(r->job->arena, target, n), NULL);
  return pass_aside(r, at, "<?", "?>");
}

/* ---- text -------------------------------------------------------------------------- */

/* The text at hand reaches to `to`: checked, and passed. */
static bool walk_text(XmlReader *r, const char *to, bool literal) {
  size_t bytes = (size_t)(to - r->p), left = r->form.text_bytes - r->run;
  const char *stop = bytes > left ? r->p + left : to;
  while (r->p < stop) {
    unsigned char c = (unsigned char)*r->p;
    if (c >= 0x20 && c < 0x80 && c != '&' && c != ']') {
      r->p++;
      r->column++;
      continue;
    }
    if (c == '&' && !literal && !xml_check_reference(r))
      return false;
    if (c == ']' && !literal && to - r->p > 2 && memcmp(r->p, "]]>", 3) == 0)
      return xml_malformed(r, xml_here(r), r->p, 3);
    if (!xml_check_character(r))
      return false;
    xml_step(r);
  }
  r->run += bytes;
  return bytes <= left || too_much_text(r, xml_here(r));
}

/* The end of what may be given at once: no character, reference or mark is cut. */
static const char *piece_end(const XmlReader *r, const char *to) {
  if (r->drained)
    return to;
  const char *least = to - r->p > 80 ? to - 80 : r->p;
  for (const char *p = to; p > least; p--) {
    if (p[-1] == '&' && !memchr(p, ';', (size_t)(to - p)))
      return p - 1;
  }
  for (int i = 0; i < 2 && to > r->p && (to[-1] == '\r' || to[-1] == ']'); i++)
    to--;
  return to;
}

/* Gives the text from p to `to` as the event. */
static bool give_text(XmlReader *r, const char *to, bool literal) {
  XmlChars chars = {r->p, to, r->line, r->column, literal};
  if (!walk_text(r, to, literal))
    return false;
  r->kind = XML_TEXT;
  r->chars = chars;
  return true;
}

/* To the next '<', or a piece of it. */
static bool take_text(XmlReader *r) {
  const char *to;
  size_t looked = 0;
  while (!(to = memchr(r->p + looked, '<', (size_t)(r->end - r->p) - looked))) {
    looked = (size_t)(r->end - r->p);
    if (looked < PIECE && xml_more(r))
      continue;
    to = piece_end(r, r->end);
    if (to > r->p)
      break;
    xml_more(r);
  }
  return !r->failed && give_text(r, to, false);
}

/* Around the root only white space may stand. */
static bool pass_outer_text(XmlReader *r) {
  while (r->p < r->end && *r->p != '<') {
    bool blank = is_blank(*r->p);
    if (!blank && r->rooted)
      return xml_malformed(r, xml_here(r), r->p, (size_t)MIN(r->end - r->p, 24));
    if (!blank && !r->stray.line)
      r->stray = xml_here(r);
    if (!xml_check_character(r))
      return false;
    xml_step(r);
  }
  return true;
}

/* Inside a CDATA section. */
static bool take_literal(XmlReader *r) {
  const char *to;
  while (!(to = g_strstr_len(r->p, r->end - r->p, "]]>"))) {
    if ((size_t)(r->end - r->p) < PIECE && xml_more(r))
      continue;
    if (r->drained || r->failed)
      return xml_end_fault(r, r->at, DIAG_XML_UNCLOSED, "<![CDATA[");
    to = piece_end(r, r->end);
    if (to > r->p)
      return give_text(r, to, true);
    xml_more(r);
  }
  if (!give_text(r, to, true))
    return false;
  xml_step_over(r, 3);
  r->run += 3;
  r->cdata = false;
  return true;
}

static bool open_literal(XmlReader *r, Span at) {
  if (r->open->len == 0)
    return xml_malformed(r, at, r->p, 9);
  xml_step_over(r, 9);
  r->run += 9;
  r->cdata = true;
  return take_literal(r);
}

/* ---- events ------------------------------------------------------------------------ */

/* At '<'. r->kind stays XML_NONE where nothing is to be told. */
static bool take_markup(XmlReader *r) {
  r->at = xml_here(r);
  if (xml_looking_at(r, "<!--"))
    return pass_aside(r, r->at, "<!--", "-->");
  if (xml_looking_at(r, "<![CDATA["))
    return open_literal(r, r->at);
  if (xml_looking_at(r, "<?"))
    return pass_instruction(r, r->at);
  if (xml_looking_at(r, "<!"))
    return xml_refuse(r, r->at, DIAG_XML_DOCTYPE, NULL, NULL);
  r->run = 0;
  return xml_looking_at(r, "</") ? xml_end_tag(r, r->at) : xml_start_tag(r, r->at);
}

static bool finish(XmlReader *r) {
  Span end = xml_here(r);
  if (r->open->len > 0) {
    const XmlOpen *open = &g_array_index(r->open, XmlOpen, r->open->len - 1);
    const char *name = r->open_names->str + open->name;
    return xml_end_fault(r, end, DIAG_XML_ELEMENT_OPEN,
                         xml_shorten(r->job->arena, name, strlen(name)));
  }
  if (r->bad || !r->rooted)
    return xml_end_fault(r, end, DIAG_XML_EMPTY, NULL);
  return false;
}

bool xml_next(XmlReader *r) {
  if (r->close_due)
    xml_close_element(r);
  r->kind = XML_NONE;
  r->empty = r->decoded = false;
  while (!r->failed && r->kind == XML_NONE) {
    bool good;
    if (r->cdata)
      good = take_literal(r);
    else if (!xml_have(r, 1))
      return finish(r);
    else if (*r->p == '<')
      good = take_markup(r);
    else if (r->open->len == 0)
      good = pass_outer_text(r);
    else {
      r->at = xml_here(r);
      good = take_text(r);
    }
    if (!good)
      return false;
  }
  return !r->failed;
}

bool xml_failed(const XmlReader *r) {
  return r->failed;
}

/* ---- opening and closing ----------------------------------------------------------- */

XmlForm xml_form(const Limits *limits) {
  return (XmlForm){.encodings = XML_ENCODING_UTF8,
                   .bytes = limits->document_bytes,
                   .tag_bytes = limits->tag_bytes,
                   .text_bytes = limits->text_bytes,
                   .elements = limits->elements,
                   .attributes = limits->attributes,
                   .depth = limits->depth};
}

static XmlReader *reader_new(Job *job, const XmlForm *form, const char *name) {
  XmlReader *r = g_new0(XmlReader, 1);
  r->job = job;
  r->form = *form;
  r->file = name ? arena_strdup(job->arena, name) : NULL;
  r->line = r->column = 1;
  r->attributes = g_array_new(FALSE, FALSE, sizeof(XmlAttribute));
  r->declarations = g_array_new(FALSE, FALSE, sizeof(XmlAttribute));
  r->read = g_string_new(NULL);
  r->open = g_array_new(FALSE, FALSE, sizeof(XmlOpen));
  r->open_names = g_string_new(NULL);
  r->spaces = xml_spaces_new();
  return r;
}

XmlReader *xml_open(Job *job, const XmlForm *form, const char *name, const char *bytes,
                    size_t len) {
  XmlReader *r = reader_new(job, form, name);
  xml_source_open(r, bytes, len);
  return r;
}

XmlReader *xml_open_stream(Job *job, const XmlForm *form, const char *name,
                           XmlInput input) {
  XmlReader *r = reader_new(job, form, name);
  xml_source_open_stream(r, input);
  return r;
}

void xml_close(XmlReader *r) {
  if (!r)
    return;
  xml_source_close(r);
  xml_spaces_free(r->spaces);
  g_array_free(r->attributes, TRUE);
  g_array_free(r->declarations, TRUE);
  g_array_free(r->open, TRUE);
  g_string_free(r->open_names, TRUE);
  g_string_free(r->read, TRUE);
  if (r->seen)
    g_hash_table_destroy(r->seen);
  g_free(r->names);
  g_free(r);
}

bool xml_check(XmlReader *r) {
  g_assert(!r->input.read);
  while (xml_next(r)) {
  }
  r->p = r->text;
  r->line = r->column = 1;
  r->rooted = r->close_due = false;
  r->elements = r->run = 0;
  return !r->failed;
}
