/* Start tags and end tags: names, attributes, namespaces, and that each thing closes what
 * it opened. */
#include <string.h>

#include "xml_private.h"

#define FEW 8 /* attributes that are told apart one by one */

static bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Bytes to what surely ends a name, whether or not they make one. */
static size_t word_length(const XmlReader *r, const char *p) {
  const char *from = p;
  while (p < r->end && !is_blank(*p) && !strchr("/>=<\"'", *p))
    p++;
  return (size_t)(p - from);
}

static const char *skip_blank(XmlReader *r) {
  while (r->p < r->end && is_blank(*r->p))
    xml_step(r);
  return r->p;
}

/* The window holds the tag at p to its '>', or more of it than may be: its bytes. */
static size_t whole_tag(XmlReader *r) {
  char quote = 0;
  size_t i = 0;
  while (i <= r->form.tag_bytes && xml_have(r, i + 1)) {
    char c = r->p[i++];
    if (quote)
      quote = c == quote ? 0 : quote;
    else if (c == '"' || c == '\'')
      quote = c;
    else if (c == '>')
      break;
  }
  return i;
}

/* ---- names ------------------------------------------------------------------------- */

static const char *keep(XmlReader *r, const char *text, size_t len) {
  g_assert(r->names_used + len < r->names_room);
  char *kept = r->names + r->names_used;
  memcpy(kept, text, len);
  kept[len] = '\0';
  r->names_used += len + 1;
  return kept;
}

/* Behind the one colon, else all of it; NULL: it is no qualified name. */
static const char *local_of(const char *name) {
  const char *colon = strchr(name, ':');
  if (!colon)
    return name;
  size_t rest = strlen(colon + 1);
  bool good = colon > name && rest > 0 && !strchr(colon + 1, ':') &&
              xml_name_length(colon + 1, colon + 1 + rest) == rest;
  return good ? colon + 1 : NULL;
}

static const char *space_of(XmlReader *r, const char *name, const char *local,
                            bool element) {
  if (local == name)
    return element ? xml_spaces_find(r->spaces, "") : NULL;
  g_autofree char *prefix = g_strndup(name, (gsize)(local - name) - 1);
  return xml_spaces_find(r->spaces, prefix);
}

/* ---- attributes -------------------------------------------------------------------- */

typedef struct Tag {
  Span at;
  const char *from; /* its '<' */
  unsigned n;       /* attributes, declarations among them */
} Tag;

static bool tag_fits(XmlReader *r, const Tag *tag) {
  return (size_t)(r->p - tag->from) <= r->form.tag_bytes ||
         xml_over_limit(r, tag->at, tag->at, DIAG_LIMIT_TAG_BYTES, r->form.tag_bytes);
}

/* From behind the opening quote to behind the closing one; the value is kept as it reads.
 */
static bool take_value(XmlReader *r, const Tag *tag, char quote, XmlAttribute *out) {
  const char *open = NULL; /* a '<', which may not stand here */
  out->raw = (XmlChars){r->p, r->p, r->line, r->column, false};
  char *to = r->names + r->names_used;
  out->value = to;
  while (r->p < r->end && *r->p != quote) {
    XmlChars chars = {r->p, r->end, 1, 1, false};
    XmlChar c;
    if (!xml_check_character(r) || (*r->p == '&' && !xml_check_reference(r)))
      return false;
    open = *r->p == '<' && !open ? r->p : open;
    bool reference = *r->p == '&';
    xml_chars_next(&chars, &c);
    bool blank = !reference && (c.c == '\n' || c.c == '\t');
    to += blank ? (*to = ' ', 1) : g_unichar_to_utf8(c.c, to);
    while (r->p < chars.p)
      xml_step(r);
    if (!tag_fits(r, tag))
      return false;
  }
  if (r->p >= r->end)
    return xml_end_fault(r, tag->at, DIAG_XML_UNCLOSED, "<");
  if (open)
    return xml_malformed(r, tag->at, open, (size_t)(r->p - open));
  *to = '\0';
  out->raw.end = r->p;
  out->len = (size_t)(to - out->value);
  r->names_used += out->len + 1;
  xml_step(r);
  return true;
}

/* Marks of a Chinese keyboard where XML wants those of ASCII. */
static const char *const wide_marks[][2] = {{"“", "\""},  {"”", "\""},  {"‘", "'"},
                                            {"’", "'"},   {"＂", "\""}, {"＇", "'"},
                                            {"「", "\""}, {"＝", "="}};

/* At a full-width mark, which is told. */
static bool is_wide(XmlReader *r) {
  for (size_t i = 0; i < G_N_ELEMENTS(wide_marks); i++) {
    if (!xml_looking_at(r, wide_marks[i][0]))
      continue;
    xml_refuse(r, xml_here(r), DIAG_XML_WIDE_MARK, wide_marks[i][0], wide_marks[i][1]);
    return true;
  }
  return false;
}

/* name = "value" */
static bool take_attribute(XmlReader *r, Tag *tag) {
  XmlAttribute a = {.at = xml_here(r)};
  const char *name = r->p;
  size_t n = word_length(r, name);
  if (n == 0 || xml_name_length(name, name + n) != n)
    return xml_malformed(r, tag->at, name, MAX(n, 1));
  if ((size_t)(name + n - tag->from) > r->form.tag_bytes)
    return xml_over_limit(r, tag->at, tag->at, DIAG_LIMIT_TAG_BYTES, r->form.tag_bytes);
  a.name = keep(r, name, n);
  xml_step_over(r, n);
  if (skip_blank(r) < r->end && *r->p != '=')
    return tag_fits(r, tag) && !is_wide(r) && xml_malformed(r, tag->at, name, n);
  if (r->p < r->end && ++tag->n > r->form.attributes)
    return xml_over_limit(r, tag->at, a.at, DIAG_LIMIT_ATTRIBUTES, r->form.attributes);
  xml_step(r);
  char quote = skip_blank(r) < r->end ? *r->p : '"';
  if (quote != '"' && quote != '\'')
    return !is_wide(r) && xml_malformed(r, tag->at, name, (size_t)(r->p - name) + 1);
  xml_step(r);
  if (!take_value(r, tag, quote, &a))
    return false;
  bool declares = strcmp(a.name, "xmlns") == 0 || g_str_has_prefix(a.name, "xmlns:");
  g_array_append_val(declares ? r->declarations : r->attributes, a);
  return true;
}

/* All of them, to behind the '>'. */
static bool take_attributes(XmlReader *r, Tag *tag) {
  for (;;) {
    bool parted = r->p < r->end && is_blank(*r->p);
    skip_blank(r);
    if (!tag_fits(r, tag))
      return false;
    if (r->p >= r->end)
      return xml_end_fault(r, tag->at, DIAG_XML_UNCLOSED, "<");
    /* the tag is in the window; asking behind its '>' might move it */
    r->empty = *r->p == '/' && xml_looking_at(r, "/>");
    if (*r->p == '>' || r->empty) {
      xml_step_over(r, r->empty ? 2 : 1);
      return tag_fits(r, tag);
    }
    if (!xml_check_character(r))
      return false;
    if (!parted)
      return xml_malformed(r, tag->at, r->p, MAX(word_length(r, r->p), 1));
    if (!take_attribute(r, tag))
      return false;
  }
}

/* ---- namespaces -------------------------------------------------------------------- */

/* The two that XML keeps for itself are bound to nothing else. */
static bool may_declare(const XmlAttribute *a) {
  bool xml = strcmp(a->local, "xml") == 0;
  bool its = strcmp(a->value, XML_NAMESPACE_XML) == 0;
  return strcmp(a->local, "xmlns") != 0 && xml == its &&
         strcmp(a->value, XML_NAMESPACE_XMLNS) != 0 && (a->len > 0 || !*a->local);
}

static bool declare(XmlReader *r, const Tag *tag) {
  for (guint i = 0; i < r->declarations->len; i++) {
    XmlAttribute *a = &g_array_index(r->declarations, XmlAttribute, i);
    a->local = a->name[5] ? local_of(a->name) : "";
    if (!a->local || !may_declare(a))
      return xml_malformed(r, tag->at, a->name, strlen(a->name));
    if (xml_spaces_count(r->spaces) > r->form.attributes)
      return xml_over_limit(r, tag->at, a->at, DIAG_LIMIT_ATTRIBUTES, r->form.attributes);
    xml_spaces_bind(r->spaces, a->local, a->value);
  }
  return true;
}

static bool settle_spaces(XmlReader *r, const Tag *tag) {
  r->local = local_of(r->name);
  r->space = r->local ? space_of(r, r->name, r->local, true) : NULL;
  if (!r->local || (!r->space && r->local != r->name))
    return xml_malformed(r, tag->at, r->name, strlen(r->name));
  for (guint i = 0; i < r->attributes->len; i++) {
    XmlAttribute *a = &g_array_index(r->attributes, XmlAttribute, i);
    a->local = local_of(a->name);
    a->space = a->local ? space_of(r, a->name, a->local, false) : NULL;
    if (!a->local || (!a->space && a->local != a->name))
      return xml_malformed(r, tag->at, a->name, strlen(a->name));
  }
  return true;
}

/* ---- twice ------------------------------------------------------------------------- */

static guint attribute_hash(gconstpointer key) {
  const XmlAttribute *a = key;
  return g_str_hash(a->local) ^ g_direct_hash(a->space);
}

/* The same namespace is the same pointer. */
static gboolean attribute_equal(gconstpointer one, gconstpointer other) {
  const XmlAttribute *a = one, *b = other;
  return a->space == b->space && strcmp(a->local, b->local) == 0;
}

static bool is_again(XmlReader *r, GArray *of, guint i) {
  const XmlAttribute *a = &g_array_index(of, XmlAttribute, i);
  if (of->len > FEW)
    return !g_hash_table_add(r->seen, (gpointer)a);
  for (guint k = 0; k < i; k++) {
    if (attribute_equal(&g_array_index(of, XmlAttribute, k), a))
      return true;
  }
  return false;
}

static bool check_twice(XmlReader *r, const Tag *tag, GArray *of) {
  if (of->len > FEW && !r->seen)
    r->seen = g_hash_table_new(attribute_hash, attribute_equal);
  if (of->len > FEW)
    g_hash_table_remove_all(r->seen);
  for (guint i = 0; i < of->len; i++) {
    const XmlAttribute *a = &g_array_index(of, XmlAttribute, i);
    if (is_again(r, of, i))
      return xml_refuse_near(r, tag->at, a->at, DIAG_XML_ATTRIBUTE_TWICE,
                             xml_shorten(r->job->arena, a->name, strlen(a->name)));
  }
  return true;
}

/* ---- opening and closing ----------------------------------------------------------- */

static void open_element(XmlReader *r) {
  XmlOpen open = {r->open_names->len, 0, r->space};
  open.local = open.name + (size_t)(r->local - r->name);
  g_string_append_len(r->open_names, r->name, (gssize)strlen(r->name) + 1);
  g_array_append_val(r->open, open);
  r->close_due = r->empty;
}

void xml_close_element(XmlReader *r) {
  const XmlOpen *open = &g_array_index(r->open, XmlOpen, r->open->len - 1);
  g_string_truncate(r->open_names, open->name);
  g_array_set_size(r->open, r->open->len - 1);
  xml_spaces_pop(r->spaces);
  r->close_due = false;
}

/* < title>: a blank, and then a name. */
static bool has_space_first(XmlReader *r, Span at) {
  const char *p = r->p + 1;
  while (p < r->end && (*p == ' ' || *p == '\t'))
    p++;
  size_t n = xml_name_length(p, r->end);
  if (p == r->p + 1 || n == 0 || !(g_ascii_isalpha(*p) || *p == '_'))
    return false;
  xml_refuse(r, at, DIAG_XML_SPACE_IN_TAG, xml_shorten(r->job->arena, p, n), NULL);
  return true;
}

/* The name, and room for what is kept of the tag: less than the tag itself. */
static bool begin_tag(XmlReader *r, Span at, size_t n) {
  bool name = n && (g_ascii_isalpha(r->p[1]) || r->p[1] == '_' || r->p[1] & 0x80);
  if (!name && has_space_first(r, at))
    return false;
  if (!name)
    return xml_refuse(r, at, DIAG_XML_LESS_THAN, NULL, NULL);
  if (r->stray.line)
    return xml_malformed(r, r->stray, "…<", strlen("…<"));
  if (++r->elements > r->form.elements)
    return xml_over_limit(r, at, at, DIAG_LIMIT_ELEMENTS, r->form.elements);
  if (r->open->len >= r->form.depth)
    return xml_over_limit(r, at, at, DIAG_LIMIT_DEPTH, r->form.depth);
  return true;
}

bool xml_start_tag(XmlReader *r, Span at) {
  size_t bytes = whole_tag(r), n = word_length(r, r->p + 1);
  Tag tag = {.at = at, .from = r->p};
  if (r->failed || !begin_tag(r, at, n))
    return false;
  if (bytes + 8 > r->names_room) {
    r->names_room = MAX(bytes + 8, r->names_room * 2);
    g_free(r->names);
    r->names = g_malloc(r->names_room);
  }
  r->names_used = 0;
  g_array_set_size(r->attributes, 0);
  g_array_set_size(r->declarations, 0);
  if (n > r->form.tag_bytes)
    return xml_over_limit(r, at, at, DIAG_LIMIT_TAG_BYTES, r->form.tag_bytes);
  if (r->p + 1 + n < r->end && xml_name_length(r->p + 1, r->end) != n)
    return xml_malformed(r, at, r->p, n + 1);
  r->name = keep(r, r->p + 1, n);
  xml_step_over(r, n + 1);
  if (!take_attributes(r, &tag))
    return false;
  if (r->rooted && r->open->len == 0) /* a second root */
    return xml_malformed(r, at, tag.from, n + 1);
  xml_spaces_push(r->spaces);
  r->rooted = true;
  if (!declare(r, &tag) || !settle_spaces(r, &tag) ||
      !check_twice(r, &tag, r->declarations) || !check_twice(r, &tag, r->attributes))
    return false;
  open_element(r);
  r->kind = XML_START;
  return true;
}

bool xml_end_tag(XmlReader *r, Span at) {
  Arena *arena = r->job->arena;
  whole_tag(r);
  const char *name = r->p + 2;
  size_t n = word_length(r, name);
  if (r->failed)
    return false;
  if (r->open->len == 0)
    return xml_refuse(r, at, DIAG_XML_END_TAG_ALONE, xml_shorten(arena, name, n), NULL);
  const XmlOpen *open = &g_array_index(r->open, XmlOpen, r->open->len - 1);
  const char *opened = r->open_names->str + open->name;
  if (n != strlen(opened) || memcmp(name, opened, n) != 0)
    return xml_refuse(r, at, DIAG_XML_END_TAG, xml_shorten(arena, name, n),
                      xml_shorten(arena, opened, strlen(opened)));
  xml_step_over(r, n + 2);
  if (skip_blank(r) >= r->end)
    return xml_end_fault(r, at, DIAG_XML_UNCLOSED, "</");
  if (*r->p != '>')
    return xml_malformed(r, at, name - 2, (size_t)(r->p - name) + 3);
  xml_step(r);
  r->name = opened;
  r->local = r->open_names->str + open->local;
  r->space = open->space;
  r->kind = XML_END;
  r->close_due = true;
  return true;
}
