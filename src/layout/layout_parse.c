/* XML → records. libxml2 judges the form; it sees no DTD, loads nothing, and keeps no
 * state beyond its own context. What the elements are is judged here, against the
 * vocabulary. */
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <string.h>

#include "layout_private.h"

typedef struct Parse {
  Job *job;
  Sheet *sheet;
  const GArray *tags; /* of ScannedTag, in the order of start tags */
  guint tag;          /* the next one */
  unsigned depth;
  bool stopped; /* the root is not a layout */
  bool broken;
  Span broken_at;
  char *broken_text;
} Parse;

static const ScannedTag *next_tag(Parse *p) {
  static const ScannedTag nowhere;
  if (p->tag >= p->tags->len)
    return &nowhere;
  return &g_array_index(p->tags, ScannedTag, p->tag++);
}

static Span tag_span(const Parse *p, const ScannedTag *tag) {
  return (Span){p->sheet->file, tag->line, tag->column};
}

static Span attribute_span(const Parse *p, const ScannedTag *tag, const char *name) {
  size_t len = strlen(name);
  for (unsigned i = 0; i < tag->n_attributes; i++) {
    const ScannedName *a = &tag->attributes[i];
    if (a->len == len && memcmp(a->text, name, len) == 0)
      return (Span){p->sheet->file, a->line, a->column};
  }
  return tag_span(p, tag);
}

/* "  copy-number   secrecy " → "copy-number secrecy": keys compare as text. */
static const char *normal_key(Arena *arena, const char *text) {
  g_auto(GStrv) words = g_strsplit_set(text, " \t\n\r", -1);
  g_autoptr(GString) key = g_string_new(NULL);
  for (char **w = words; *w; w++) {
    if (**w)
      g_string_append_printf(key, "%s%s", key->len ? " " : "", *w);
  }
  return arena_strdup(arena, key->str);
}

/* The header's rule need not be named: most layouts have no other (H6.1). */
static const char *record_key(Parse *p, const Record *r) {
  if (!r->spec->key)
    return "";
  const char *text = layout_record_text(r, r->spec->key);
  if (!text && r->spec->id == ELEMENT_RULE)
    return "header";
  const char *key = text ? normal_key(p->job->arena, text) : "";
  if (!*key)
    diag_add(p->job->diags, r->at, DIAG_LAYOUT_MISSING_ATTRIBUTE, r->spec->name,
             r->spec->key, NULL);
  return *key ? key : NULL;
}

/* libxml2 gives five pointers an attribute: local name, prefix, namespace, value, its
 * end. */
static void read_attributes(Parse *p, Record *r, const ScannedTag *tag, int n,
                            const xmlChar **attributes) {
  for (int i = 0; i < n; i++, attributes += 5) {
    const char *local = (const char *)attributes[0],
               *prefix = (const char *)attributes[1];
    g_autofree char *name =
        prefix ? g_strconcat(prefix, ":", local, NULL) : g_strdup(local);
    Span at = attribute_span(p, tag, name);
    int index = layout_attribute(r->spec, name);
    if (index < 0) {
      diag_add(p->job->diags, at, DIAG_LAYOUT_UNKNOWN_ATTRIBUTE, r->spec->name, name,
               layout_nearest_attribute(r->spec, name), NULL);
      continue;
    }
    size_t len = (size_t)(attributes[4] - attributes[3]);
    r->values[index] =
        (Value){arena_strndup(p->job->arena, (const char *)attributes[3], len), at};
  }
}

static void read_root(Parse *p, const ScannedTag *tag, const char *name,
                      const char *uri) {
  bool ours = strcmp(name, "layout") == 0 && uri && strcmp(uri, LAYOUT_NAMESPACE) == 0;
  if (!ours) {
    diag_add(p->job->diags, tag_span(p, tag), DIAG_LAYOUT_NOT_LAYOUT, name,
             LAYOUT_NAMESPACE, NULL);
    p->stopped = true;
  }
}

static const ElementSpec *element_of(Parse *p, const char *name, const char *uri) {
  const ElementSpec *spec = layout_element_named(name);
  bool ours = uri && strcmp(uri, LAYOUT_NAMESPACE) == 0;
  return ours && spec && (spec->id == ELEMENT_LAYOUT) == (p->depth == 1) ? spec : NULL;
}

static void on_start(void *user, const xmlChar *local, const xmlChar *prefix,
                     const xmlChar *uri, int n_namespaces, const xmlChar **namespaces,
                     int n, int n_defaulted, const xmlChar **attributes) {
  (void)prefix, (void)n_namespaces, (void)namespaces, (void)n_defaulted;
  Parse *p = ((xmlParserCtxtPtr)user)->_private;
  const char *name = (const char *)local;
  const ScannedTag *tag = next_tag(p);
  p->depth++;
  if (p->depth == 1)
    read_root(p, tag, name, (const char *)uri);
  if (p->stopped)
    return;
  Span at = tag_span(p, tag);
  const ElementSpec *spec = p->depth <= 2 ? element_of(p, name, (const char *)uri) : NULL;
  if (!spec) {
    diag_add(p->job->diags, at, DIAG_LAYOUT_UNKNOWN_ELEMENT, name,
             layout_nearest_element(name), NULL);
    return;
  }
  Record *r = layout_record_new(p->job->arena, spec, "", at);
  read_attributes(p, r, tag, n, attributes);
  r->key = record_key(p, r);
  if (spec->id == ELEMENT_LAYOUT)
    p->sheet->root = r;
  else if (r->key)
    g_ptr_array_add(p->sheet->records, r);
}

static void on_end(void *user, const xmlChar *local, const xmlChar *prefix,
                   const xmlChar *uri) {
  (void)local, (void)prefix, (void)uri;
  Parse *p = ((xmlParserCtxtPtr)user)->_private;
  p->depth--;
}

/* The first fault is the one to mend; the rest follow from it. */
static void on_error(void *user, xmlErrorPtr error) {
  Parse *p = ((xmlParserCtxtPtr)user)->_private;
  if (p->broken || error->level < XML_ERR_ERROR)
    return;
  p->broken = true;
  p->broken_at = (Span){p->sheet->file, (uint32_t)MAX(error->line, 0),
                        (uint32_t)MAX(error->int2, 0)};
  p->broken_text = g_strstrip(g_strdup(error->message ? error->message : ""));
}

/* Well-formed so far as libxml2 goes through; records lie in p->sheet. */
static void run(Parse *p, const char *bytes, size_t len) {
  xmlSAXHandler sax = {
      .initialized = XML_SAX2_MAGIC,
      .startElementNs = on_start,
      .endElementNs = on_end,
      .serror = on_error,
  };
  xmlParserCtxtPtr context = xmlCreateMemoryParserCtxt(bytes, (int)len);
  if (!context) {
    p->broken = true;
    p->broken_at = (Span){p->sheet->file, 1, 1};
    p->broken_text = g_strdup("empty file");
    return;
  }
  xmlSAXHandlerPtr own = context->sax;
  context->sax = &sax;
  context->_private = p;
  /* The bytes are UTF-8 (checked); a declaration that says otherwise is not followed. */
  xmlCtxtUseOptions(context, XML_PARSE_NONET | XML_PARSE_IGNORE_ENC);
  xmlParseDocument(context);
  p->broken = p->broken || !context->wellFormed;
  context->sax = own;
  xmlFreeParserCtxt(context);
}

Sheet *layout_parse(Job *job, const char *file, const char *bytes, size_t len) {
  Sheet *sheet = layout_sheet_new(job->arena, file);
  GArray *tags = layout_scan(job, file, bytes, len);
  if (!tags)
    return sheet;
  Parse p = {.job = job, .sheet = sheet, .tags = tags};
  /* What the elements of a broken file seem to say is not worth a word. */
  Diagnostics *all = job->diags, *own = diagnostics_new();
  Job inner = *job;
  inner.diags = own;
  p.job = &inner;
  run(&p, bytes, len);
  if (p.broken) {
    diag_add(all, p.broken_at, DIAG_LAYOUT_NOT_WELL_FORMED,
             p.broken_text ? p.broken_text : "", NULL);
    g_ptr_array_set_size(sheet->records, 0);
  }
  for (size_t i = 0; !p.broken && i < diag_count(own); i++) {
    const Diagnostic *d = diag_at(own, i);
    diag_add(all, d->at, d->code, d->args[0], d->args[1], d->args[2], d->args[3], NULL);
  }
  diagnostics_free(own);
  g_free(p.broken_text);
  g_array_free(tags, TRUE);
  return sheet;
}
