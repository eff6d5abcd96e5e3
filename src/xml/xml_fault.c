/* Places, and faults in the words of whoever reads. */
#include <string.h>

#include "xml_private.h"

#define SHOWN_BYTES 40 /* of the file, in a message */

Span xml_here(const XmlReader *r) {
  return (Span){.file = r->file, .line = r->line, .column = r->column};
}

void xml_step(XmlReader *r) {
  if (r->p >= r->end)
    return;
  char c = *r->p++;
  if (c == '\r' && r->p < r->end && *r->p == '\n')
    r->p++;
  if (c == '\n' || c == '\r') {
    r->line++;
    r->column = 1;
    return;
  }
  while (r->p < r->end && (*r->p & 0xC0) == 0x80)
    r->p++;
  r->column++;
}

void xml_step_over(XmlReader *r, size_t bytes) {
  const char *goal = r->p + bytes;
  while (r->p < goal && r->p < r->end)
    xml_step(r);
}

char *xml_shorten(Arena *arena, const char *text, size_t len) {
  size_t n = MIN(len, SHOWN_BYTES);
  while (n > 0 && n < len && ((unsigned char)text[n] & 0xC0) == 0x80)
    n--;
  g_autofree char *valid = g_utf8_make_valid(text, (gssize)n);
  return arena_printf(arena, "%s%s", valid, n < len ? "…" : "");
}

static bool say(XmlReader *r, const XmlFault *fault) {
  r->failed = true;
  if (r->form.say)
    r->form.say(r->form.self, fault);
  else
    diag_add(r->job->diags, fault->at, fault->code, fault->args[0],
             fault->args[0] ? fault->args[1] : NULL, NULL);
  return false;
}

bool xml_refuse(XmlReader *r, Span at, DiagCode code, const char *a, const char *b) {
  return say(r, &(XmlFault){at, at, code, {a, b}});
}

bool xml_refuse_near(XmlReader *r, Span at, Span near, DiagCode code, const char *a) {
  return say(r, &(XmlFault){at, near, code, {a, NULL}});
}

bool xml_over_limit(XmlReader *r, Span at, Span near, DiagCode code, size_t limit) {
  g_autofree char *text = g_strdup_printf("%zu", limit);
  return xml_refuse_near(r, at, near, code, text);
}

bool xml_malformed(XmlReader *r, Span at, const char *from, size_t len) {
  char *shown = xml_shorten(r->job->arena, from, len);
  return xml_refuse_near(r, at, xml_here(r), DIAG_XML_NOT_WELL_FORMED, g_strstrip(shown));
}

/* {0} is the first argument. */
static const struct {
  DiagCode code;
  const char *before, *after;
} marks[] = {
    {DIAG_XML_AMPERSAND, "&", ""},
    {DIAG_XML_ATTRIBUTE_TWICE, "", "=… ×2"},
    {DIAG_XML_CHARACTER_REFERENCE, "&", ";"},
    {DIAG_XML_COMMENT, "<!-- --", ""},
    {DIAG_XML_DECLARATION_LATE, "<?xml …?>", ""},
    {DIAG_XML_DOCTYPE, "<!DOCTYPE>", ""},
    {DIAG_XML_ELEMENT_OPEN, "<", ">"},
    {DIAG_XML_EMPTY, "<>", ""},
    {DIAG_XML_END_TAG, "</", ">"},
    {DIAG_XML_END_TAG_ALONE, "</", ">"},
    {DIAG_XML_ENTITY, "&", ";"},
    {DIAG_XML_LESS_THAN, "<", ""},
    {DIAG_XML_PROCESSING_INSTRUCTION, "<?", "?>"},
    {DIAG_XML_SPACE_IN_TAG, "< ", ">"},
    {DIAG_XML_UNCLOSED, "", "…"},
    {DIAG_XML_WIDE_MARK, "", ""},
    {DIAG_LIMIT_ATTRIBUTES, "<… ×", ">"},
    {DIAG_LIMIT_DEPTH, "<><>… ×", ""},
    {DIAG_LIMIT_ELEMENTS, "<> ×", ""},
    {DIAG_LIMIT_TAG_BYTES, "<…> > ", " B"},
    {DIAG_LIMIT_TEXT_BYTES, "> ", " B"},
};

char *xml_fault_mark(Arena *arena, const XmlFault *fault) {
  const char *arg = fault->args[0] ? fault->args[0] : "";
  for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
    if (marks[i].code == fault->code)
      return arena_printf(arena, "%s%s%s", marks[i].before, arg, marks[i].after);
  }
  return arena_strdup(arena, arg);
}
