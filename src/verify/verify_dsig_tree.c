/* A document of signatures as elements. */
#include <string.h>

#include "verify_dsig.h"

typedef struct Growing {
  Arena *arena;
  XmlReader *reader;
  DsigNode *root, *open;
  GString *text; /* of the element at hand, as long as it holds no other */
  GHashTable *ids;
  size_t n;
  const char *fault;
} Growing;

static bool is_id(const char *local) {
  return g_ascii_strcasecmp(local, "id") == 0;
}

static void take_attributes(Growing *g, DsigNode *node) {
  node->n_attributes = xml_attributes(g->reader);
  node->attributes = ARENA_ARRAY(g->arena, DsigAttribute, node->n_attributes + 1);
  for (unsigned i = 0; i < node->n_attributes; i++) {
    const XmlAttribute *a = xml_attribute_at(g->reader, i);
    DsigAttribute *own = &node->attributes[i];
    own->space = arena_strdup(g->arena, a->space ? a->space : "");
    own->local = arena_strdup(g->arena, a->local);
    own->value = arena_strdup(g->arena, a->value);
    if (strcmp(own->space, "http://www.w3.org/XML/1998/namespace") == 0)
      g->fault = arena_strdup(g->arena, a->name);
    if (!is_id(a->local))
      continue;
    if (*own->space || strcmp(own->local, "Id") != 0 ||
        g_hash_table_contains(g->ids, own->value))
      g->fault = own->value;
    g_hash_table_insert(g->ids, (gpointer)own->value, node);
  }
}

/* Text belongs to an element without elements; around them stands white space. */
static void settle_text(Growing *g) {
  g_strstrip(g->text->str);
  if (g->open && *g->text->str && g->open->first)
    g->fault = g->open->local;
  else if (g->open && !g->open->first)
    g->open->text = arena_strdup(g->arena, g->text->str);
  g_string_truncate(g->text, 0);
}

static void open_node(Growing *g) {
  DsigNode *node = ARENA_NEW(g->arena, DsigNode), *parent = g->open;
  g_strstrip(g->text->str);
  if (*g->text->str)
    g->fault = parent->local;
  g_string_truncate(g->text, 0);
  node->space = arena_strdup(g->arena, xml_space(g->reader) ? xml_space(g->reader) : "");
  node->local = arena_strdup(g->arena, xml_local(g->reader));
  node->number = g->n++;
  node->parent = parent;
  take_attributes(g, node);
  if (!parent)
    g->root = node;
  else if (parent->last)
    parent->last = parent->last->next = node;
  else
    parent->first = parent->last = node;
  if (parent)
    parent->text = NULL;
  if (xml_is_empty(g->reader))
    node->text = "";
  else
    g->open = node;
}

static void read_all(Growing *g) {
  while (!g->fault && xml_next(g->reader)) {
    switch (xml_kind(g->reader)) {
      case XML_START:
        open_node(g);
        break;
      case XML_TEXT:
        g_string_append(g->text, xml_content(g->reader));
        break;
      case XML_END:
        settle_text(g);
        g->open = g->open->parent;
        break;
      case XML_NONE:
        break;
    }
  }
}

static bool no_instruction(const char *target, size_t len) {
  (void)target, (void)len;
  return false;
}

DsigNode *dsig_tree(Job *job, const char *bytes, size_t len, const char **fault) {
  Growing g = {.arena = job->arena};
  Job quiet = *job;
  quiet.diags = diagnostics_new();
  XmlForm form = xml_form(job->limits);
  form.encodings = XML_ENCODING_OFFICE;
  form.instruction = no_instruction;
  form.elements = job->limits->dsig_elements;
  g.reader = xml_open(&quiet, &form, "documentsignatures.xml", bytes, len);
  g.text = g_string_new(NULL);
  g.ids = g_hash_table_new(g_str_hash, g_str_equal);
  read_all(&g);
  if (!g.fault && (xml_failed(g.reader) || !g.root))
    g.fault = "XML";
  xml_close(g.reader);
  diagnostics_free(quiet.diags);
  g_string_free(g.text, TRUE);
  g_hash_table_destroy(g.ids);
  *fault = g.fault;
  return g.fault ? NULL : g.root;
}

const DsigNode *dsig_child(const DsigNode *node, const char *space, const char *local) {
  for (const DsigNode *at = node ? node->first : NULL; at; at = at->next) {
    if (strcmp(at->space, space) == 0 && strcmp(at->local, local) == 0)
      return at;
  }
  return NULL;
}

const char *dsig_attribute(const DsigNode *node, const char *local) {
  for (unsigned i = 0; node && i < node->n_attributes; i++) {
    if (!*node->attributes[i].space && strcmp(node->attributes[i].local, local) == 0)
      return node->attributes[i].value;
  }
  return NULL;
}
