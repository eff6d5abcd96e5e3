/* A first walk over the bytes. It refuses what must not reach the XML parser (a DOCTYPE,
 * tags whose attributes would cost quadratic time, depth) and notes where each tag and
 * attribute stands, which the parser does not tell. It judges no well-formedness: the
 * parser does. */
#include <string.h>

#include "layout_private.h"

typedef struct Scan {
  Job *job;
  const char *file;
  const char *p, *end;
  uint32_t line, column; /* of *p */
  unsigned depth;
  GArray *tags;
  bool refused;
} Scan;

static bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void step(Scan *s, size_t n) {
  for (; n > 0 && s->p < s->end; n--, s->p++) {
    if (*s->p == '\n') {
      s->line++;
      s->column = 1;
    } else if (((unsigned char)*s->p & 0xC0) != 0x80) {
      s->column++;
    }
  }
}

static bool begins(const Scan *s, const char *with) {
  size_t n = strlen(with);
  return (size_t)(s->end - s->p) >= n && memcmp(s->p, with, n) == 0;
}

/* Past the next occurrence of the mark, or to the end. */
static void skip_past(Scan *s, const char *mark) {
  while (s->p < s->end && !begins(s, mark))
    step(s, 1);
  step(s, strlen(mark));
}

static Span here(const Scan *s) {
  return (Span){s->file, s->line, s->column};
}

static void refuse(Scan *s, Span at, DiagCode code, size_t limit) {
  g_autofree char *text = g_strdup_printf("%zu", limit);
  diag_add(s->job->diags, at, code, text, NULL);
  s->refused = true;
}

/* A layout is all attributes; text between elements is a slip. */
static void scan_text(Scan *s) {
  if (s->depth > 0 && !is_space(*s->p)) {
    diag_add(s->job->diags, here(s), DIAG_LAYOUT_TEXT, NULL);
    while (s->p < s->end && *s->p != '<')
      step(s, 1);
  } else {
    step(s, 1);
  }
}

/* name="value" inside a start tag; anything else is stepped over. */
static void scan_attribute(Scan *s, ScannedTag *tag) {
  ScannedName name = {s->p, 0, s->line, s->column};
  Span at = here(s);
  while (s->p < s->end && !is_space(*s->p) && !strchr("=/><\"'", *s->p))
    step(s, 1);
  name.len = (size_t)(s->p - name.text);
  while (s->p < s->end && (is_space(*s->p) || *s->p == '='))
    step(s, 1);
  if (s->p < s->end && (*s->p == '"' || *s->p == '\'')) {
    const char quote[] = {*s->p, '\0'};
    step(s, 1);
    skip_past(s, quote);
  } else if (name.len == 0) {
    step(s, 1);
    return;
  }
  if (tag->n_attributes == LAYOUT_MAX_ATTRIBUTES)
    refuse(s, at, DIAG_LAYOUT_MANY_ATTRIBUTES, LAYOUT_MAX_ATTRIBUTES);
  else
    tag->attributes[tag->n_attributes++] = name;
}

static void scan_tag(Scan *s) {
  ScannedTag tag = {.line = s->line, .column = s->column};
  const char *start = s->p;
  Span at = here(s);
  while (s->p < s->end && !is_space(*s->p) && *s->p != '>' && *s->p != '/')
    step(s, 1);
  while (!s->refused && s->p < s->end && *s->p != '>' && !begins(s, "/>")) {
    if (is_space(*s->p))
      step(s, 1);
    else
      scan_attribute(s, &tag);
    if ((size_t)(s->p - start) > LAYOUT_MAX_TAG_BYTES)
      refuse(s, at, DIAG_LAYOUT_LONG_TAG, LAYOUT_MAX_TAG_BYTES);
  }
  if (!begins(s, "/>") && ++s->depth > LAYOUT_MAX_DEPTH)
    refuse(s, at, DIAG_LAYOUT_DEEP, LAYOUT_MAX_DEPTH);
  if (!s->refused && s->tags->len == LAYOUT_MAX_ELEMENTS)
    refuse(s, at, DIAG_LAYOUT_MANY_ELEMENTS, LAYOUT_MAX_ELEMENTS);
  g_array_append_val(s->tags, tag);
  skip_past(s, ">");
}

static void scan_markup(Scan *s) {
  if (begins(s, "<!--")) {
    step(s, strlen("<!--"));
    skip_past(s, "-->");
  } else if (begins(s, "<?")) {
    skip_past(s, "?>");
  } else if (begins(s, "<![CDATA[")) {
    diag_add(s->job->diags, here(s), DIAG_LAYOUT_TEXT, NULL);
    skip_past(s, "]]>");
  } else if (begins(s, "<!")) {
    refuse(s, here(s), DIAG_LAYOUT_DOCTYPE, 0);
  } else if (begins(s, "</")) {
    s->depth -= s->depth > 0;
    skip_past(s, ">");
  } else {
    scan_tag(s);
  }
}

GArray *layout_scan(Job *job, const char *file, const char *bytes, size_t len) {
  Scan s = {
      .job = job, .file = file, .p = bytes, .end = bytes + len, .line = 1, .column = 1};
  const char *bad;
  if (len > LAYOUT_MAX_BYTES) {
    refuse(&s, (Span){.file = file}, DIAG_LAYOUT_BYTES, LAYOUT_MAX_BYTES);
    return NULL;
  }
  bool utf8 = g_utf8_validate(bytes, (gssize)len, &bad);
  if (begins(&s, "\xEF\xBB\xBF"))
    s.p += 3;
  s.tags = g_array_new(FALSE, TRUE, sizeof(ScannedTag));
  while (utf8 && !s.refused && s.p < s.end) {
    if (*s.p == '<')
      scan_markup(&s);
    else
      scan_text(&s);
  }
  if (!utf8) {
    step(&s, (size_t)(bad - s.p));
    refuse(&s, here(&s), DIAG_LAYOUT_ENCODING, 0);
  }
  if (s.refused) {
    g_array_free(s.tags, TRUE);
    return NULL;
  }
  return s.tags;
}
