/* Canonical XML 1.0 and Exclusive XML Canonicalization 1.0, both without comments, of
 * what a reader reads: one pass, no tree. */
#include <string.h>

#include "xml_private.h"

typedef struct Binding {
  const char *prefix, *space; /* "" for none */
  unsigned depth;
} Binding;

typedef struct Canonical {
  XmlReader *reader;
  bool exclusive;
  GString *out;
  GStringChunk *kept;
  GArray *declared, *rendered; /* Binding, inner ones last */
  bool inside;
  unsigned apex; /* depth of the element that is written */
} Canonical;

/* ---- text ------------------------------------------------------------------------ */

static void put_text(GString *out, const char *text) {
  for (const char *p = text; *p;) {
    size_t n = strcspn(p, "&<>\r");
    g_string_append_len(out, p, (gssize)n);
    p += n;
    if (!*p)
      return;
    char c = *p++;
    g_string_append(out, c == '&'   ? "&amp;"
                         : c == '<' ? "&lt;"
                         : c == '>' ? "&gt;"
                                    : "&#xD;");
  }
}

static void put_value(GString *out, const char *text) {
  for (const char *p = text; *p;) {
    size_t n = strcspn(p, "&<\"\t\n\r");
    g_string_append_len(out, p, (gssize)n);
    p += n;
    if (!*p)
      return;
    char c = *p++;
    g_string_append(out, c == '&'    ? "&amp;"
                         : c == '<'  ? "&lt;"
                         : c == '"'  ? "&quot;"
                         : c == '\t' ? "&#x9;"
                         : c == '\n' ? "&#xA;"
                                     : "&#xD;");
  }
}

/* ---- namespaces -------------------------------------------------------------------- */

static const char *bound(const GArray *bindings, const char *prefix) {
  for (guint i = bindings->len; i-- > 0;) {
    const Binding *one = &g_array_index(bindings, Binding, i);
    if (strcmp(one->prefix, prefix) == 0)
      return one->space;
  }
  return "";
}

static void leave(GArray *bindings, unsigned depth) {
  while (bindings->len &&
         g_array_index(bindings, Binding, bindings->len - 1).depth >= depth)
    g_array_set_size(bindings, bindings->len - 1);
}

static void declare(Canonical *c, unsigned depth) {
  for (unsigned i = 0; i < xml_declarations(c->reader); i++) {
    const XmlAttribute *one = xml_declaration_at(c->reader, i);
    Binding binding = {g_string_chunk_insert_const(c->kept, one->local),
                       g_string_chunk_insert_const(c->kept, one->value), depth};
    if (strcmp(binding.prefix, "xml") != 0)
      g_array_append_val(c->declared, binding);
  }
}

static int by_prefix(const void *a, const void *b) {
  return strcmp(((const Binding *)a)->prefix, ((const Binding *)b)->prefix);
}

/* Unless an element around says the same already. */
static void render(Canonical *c, GArray *fresh, const char *prefix) {
  unsigned depth = xml_depth(c->reader);
  const char *space = bound(c->declared, prefix);
  if (strcmp(prefix, "xml") == 0 || strcmp(bound(c->rendered, prefix), space) == 0)
    return;
  Binding binding = {g_string_chunk_insert_const(c->kept, prefix), space, depth};
  g_array_append_val(fresh, binding);
  g_array_append_val(c->rendered, binding);
}

static void render_used(Canonical *c, GArray *fresh, const char *name, bool attribute) {
  const char *colon = strchr(name, ':');
  if (attribute && !colon)
    return;
  g_autofree char *prefix = g_strndup(name, colon ? (gsize)(colon - name) : 0);
  render(c, fresh, prefix);
}

static void put_namespaces(Canonical *c) {
  unsigned depth = xml_depth(c->reader);
  g_autoptr(GArray) fresh = g_array_new(FALSE, FALSE, sizeof(Binding));
  if (c->exclusive) {
    render_used(c, fresh, xml_name(c->reader), false);
    for (unsigned i = 0; i < xml_attributes(c->reader); i++)
      render_used(c, fresh, xml_attribute_at(c->reader, i)->name, true);
  } else {
    for (guint i = c->declared->len; i-- > 0;) {
      const Binding *one = &g_array_index(c->declared, Binding, i);
      if (depth > c->apex && one->depth < depth)
        break; /* rendered by an element around */
      render(c, fresh, one->prefix);
    }
  }
  if (fresh->len > 1)
    qsort(fresh->data, fresh->len, sizeof(Binding), by_prefix);
  for (guint i = 0; i < fresh->len; i++) {
    const Binding *one = &g_array_index(fresh, Binding, i);
    g_string_append_printf(c->out, " xmlns%s%s=\"", *one->prefix ? ":" : "", one->prefix);
    put_value(c->out, one->space);
    g_string_append_c(c->out, '"');
  }
}

/* ---- elements ---------------------------------------------------------------------- */

static int by_name(const void *a, const void *b) {
  const XmlAttribute *x = *(XmlAttribute *const *)a, *y = *(XmlAttribute *const *)b;
  int by = strcmp(x->space ? x->space : "", y->space ? y->space : "");
  return by ? by : strcmp(x->local, y->local);
}

static void put_attributes(Canonical *c) {
  unsigned n = xml_attributes(c->reader);
  g_autofree const XmlAttribute **sorted = g_new(const XmlAttribute *, n + 1);
  for (unsigned i = 0; i < n; i++)
    sorted[i] = xml_attribute_at(c->reader, i);
  if (n > 1)
    qsort(sorted, n, sizeof *sorted, by_name);
  for (unsigned i = 0; i < n; i++) {
    g_string_append_printf(c->out, " %s=\"", sorted[i]->name);
    put_value(c->out, sorted[i]->value);
    g_string_append_c(c->out, '"');
  }
}

static void put_end(Canonical *c) {
  unsigned depth = xml_depth(c->reader);
  if (c->inside)
    g_string_append_printf(c->out, "</%s>", xml_name(c->reader));
  leave(c->declared, depth);
  leave(c->rendered, depth);
  if (c->inside && depth == c->apex)
    c->inside = false;
}

static void put_start(Canonical *c, bool apex) {
  unsigned depth = xml_depth(c->reader);
  declare(c, depth);
  if (apex) {
    c->inside = true;
    c->apex = depth;
  }
  if (c->inside) {
    g_string_append_printf(c->out, "<%s", xml_name(c->reader));
    put_namespaces(c);
    put_attributes(c);
    g_string_append_c(c->out, '>');
  }
  if (xml_is_empty(c->reader))
    put_end(c);
}

bool xml_canonical(XmlReader *reader, size_t element, bool exclusive, GString *out) {
  Canonical c = {.reader = reader, .exclusive = exclusive, .out = out};
  c.kept = g_string_chunk_new(1024);
  c.declared = g_array_new(FALSE, FALSE, sizeof(Binding));
  c.rendered = g_array_new(FALSE, FALSE, sizeof(Binding));
  bool met = false;
  for (size_t n = 0; xml_next(reader);) {
    switch (xml_kind(reader)) {
      case XML_START:
        met |= n == element;
        put_start(&c, n++ == element);
        break;
      case XML_END:
        put_end(&c);
        break;
      case XML_TEXT:
        if (c.inside)
          put_text(out, xml_content(reader));
        break;
      case XML_NONE:
        break;
    }
  }
  g_string_chunk_free(c.kept);
  g_array_free(c.declared, TRUE);
  g_array_free(c.rendered, TRUE);
  return met && !xml_failed(reader);
}
