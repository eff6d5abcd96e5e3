/* What is asked of the event at hand. */
#include <string.h>

#include "xml_private.h"

XmlKind xml_kind(const XmlReader *r) {
  return r->kind;
}

Span xml_span(const XmlReader *r) {
  return r->at;
}

unsigned xml_depth(const XmlReader *r) {
  return r->open->len - (r->kind == XML_TEXT ? 0 : 1);
}

bool xml_is_empty(const XmlReader *r) {
  return r->empty;
}

const char *xml_name(const XmlReader *r) {
  return r->name;
}

const char *xml_local(const XmlReader *r) {
  return r->local;
}

const char *xml_space(const XmlReader *r) {
  return r->space;
}

XmlChars xml_chars(const XmlReader *r) {
  return r->chars;
}

const char *xml_content(XmlReader *r) {
  if (r->kind != XML_TEXT)
    return NULL;
  if (r->decoded)
    return r->read->str;
  XmlChars chars = r->chars;
  XmlChar c;
  g_string_truncate(r->read, 0);
  while (chars.p < chars.end) {
    const char *from = chars.p;
    while (chars.p < chars.end && *chars.p != '&' && *chars.p != '\r')
      chars.p++;
    g_string_append_len(r->read, from, chars.p - from);
    if (chars.literal && chars.p < chars.end && *chars.p == '&')
      g_string_append_c(r->read, *chars.p++);
    else if (xml_chars_next(&chars, &c))
      g_string_append_unichar(r->read, c.c);
  }
  r->decoded = true;
  return r->read->str;
}

unsigned xml_attributes(const XmlReader *r) {
  return r->kind == XML_START ? r->attributes->len : 0;
}

const XmlAttribute *xml_attribute_at(const XmlReader *r, unsigned i) {
  return &g_array_index(r->attributes, XmlAttribute, i);
}

unsigned xml_declarations(const XmlReader *r) {
  return r->kind == XML_START ? r->declarations->len : 0;
}

const XmlAttribute *xml_declaration_at(const XmlReader *r, unsigned i) {
  return &g_array_index(r->declarations, XmlAttribute, i);
}

bool xml_at(const XmlReader *r, const char *local) {
  return r->kind == XML_START && strcmp(r->local, local) == 0;
}

bool xml_at_end(const XmlReader *r, const char *local) {
  return r->kind == XML_END && strcmp(r->local, local) == 0;
}

void xml_skip(XmlReader *r) {
  if (r->kind != XML_START || r->empty)
    return;
  guint depth = r->open->len;
  while (xml_next(r)) {
    if (r->kind == XML_END && r->open->len == depth)
      return;
  }
}
