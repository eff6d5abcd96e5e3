/* The made document as bytes, and where each piece of it stands in the template. Nothing
 * is written that the template's text or a value did not hold: white space is content. */
#include <string.h>

#include "template_private.h"

typedef struct Writer {
  GString *out;
  GArray *places;
  size_t at; /* how far lines and columns were counted */
  uint32_t line, column;
  size_t most;
} Writer;

static void put_escaped(GString *out, const char *text, bool attribute) {
  for (;; text++) {
    size_t plain = strcspn(text, attribute ? "&<>\r\"\n\t" : "&<>\r");
    g_string_append_len(out, text, (gssize)plain);
    text += plain;
    if (!*text)
      return;
    if (*text == '&')
      g_string_append(out, "&amp;");
    else if (*text == '<')
      g_string_append(out, "&lt;");
    else if (*text == '>')
      g_string_append(out, "&gt;");
    else if (*text == '"')
      g_string_append(out, "&quot;");
    else
      g_string_append_printf(out, "&#%d;", *text);
  }
}

static void count_on(Writer *w) {
  for (; w->at < w->out->len; w->at++) {
    unsigned char c = (unsigned char)w->out->str[w->at];
    if (c == '\n') {
      w->line++;
      w->column = 1;
    } else if ((c & 0xC0) != 0x80) {
      w->column++;
    }
  }
}

static void mark(Writer *w, uint32_t origin) {
  count_on(w);
  TemplatePlace place = {w->line, w->column, origin};
  g_array_append_val(w->places, place);
}

static void open_element(Writer *w, const xmlNode *node, bool root) {
  mark(w, (uint32_t)MAX(xmlGetLineNo(node), 0));
  g_string_append_c(w->out, '<');
  g_string_append(w->out, TEXT(node->name));
  if (root)
    g_string_append(w->out, " xmlns=\"" BULLETIN_NAMESPACE "\"");
  for (const xmlAttr *a = node->properties; a; a = a->next) {
    xmlChar *value = xmlNodeListGetString(node->doc, a->children, 1);
    bool xml = a->ns && a->ns->prefix && xmlStrEqual(a->ns->prefix, XML("xml"));
    g_string_append(w->out, xml ? " xml:" : " ");
    g_string_append(w->out, TEXT(a->name));
    g_string_append(w->out, "=\"");
    put_escaped(w->out, value ? TEXT(value) : "", true);
    g_string_append_c(w->out, '"');
    xmlFree(value);
  }
  g_string_append(w->out, node->children ? ">" : "/>");
}

/* Walks without recursion: the template bounds the depth, but not this function. */
static bool write_tree(Writer *w, const xmlNode *root) {
  const xmlNode *node = root;
  while (node) {
    bool element = node->type == XML_ELEMENT_NODE;
    if (element)
      open_element(w, node, node == root);
    else if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)
      put_escaped(w->out, TEXT(node->content), false);
    if (w->out->len > w->most)
      return false;
    if (element && node->children) {
      node = node->children;
      continue;
    }
    while (node != root && !node->next) {
      node = node->parent;
      g_string_append(w->out, "</");
      g_string_append(w->out, TEXT(node->name));
      g_string_append_c(w->out, '>');
    }
    node = node == root ? NULL : node->next;
  }
  return true;
}

bool template_write(Job *job, xmlDoc *made, TemplateResult *out) {
  Writer w = {.out = g_string_new(NULL),
              .places = g_array_new(FALSE, FALSE, sizeof(TemplatePlace)),
              .line = 1,
              .column = 1,
              .most = job->limits->document_bytes};
  const xmlNode *root = xmlDocGetRootElement(made);
  bool ok = root && write_tree(&w, root);
  out->len = w.out->len;
  out->bytes = arena_strndup(job->arena, w.out->str, w.out->len);
  out->n_places = w.places->len;
  out->places = arena_take_array(job->arena, w.places);
  g_string_free(w.out, TRUE);
  return ok;
}

Span template_origin(const Template *template, const TemplateResult *result, Span at) {
  const TemplatePlace *best = NULL;
  if (!at.file || strcmp(at.file, template->name) != 0 || at.line == 0)
    return at;
  for (size_t i = 0; i < result->n_places; i++) {
    const TemplatePlace *place = &result->places[i];
    if (place->line > at.line || (place->line == at.line && place->column > at.column))
      break;
    best = place;
  }
  if (!best)
    return (Span){.file = at.file};
  return (Span){.file = at.file, .line = best->origin + (at.line - best->line)};
}
