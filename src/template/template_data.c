/* The data sets a template declares: read once, for all records. */
#include <string.h>

#include "template_private.h"

static const char *attribute(const Template *template, const xmlNode *node,
                             const char *name) {
  xmlChar *value = xmlGetNoNsProp(node, XML(name));
  const char *copy = value ? arena_strdup(template->arena, TEXT(value)) : NULL;
  xmlFree(value);
  return copy;
}

/* The mark that the word of an attribute stands for. */
static const char *separator(const char *word) {
  static const char *const words[][2] = {
      {"comma", ","}, {"semicolon", ";"}, {"tab", "\t"}, {"bar", "|"}};
  for (size_t i = 0; word && i < G_N_ELEMENTS(words); i++) {
    if (strcmp(words[i][0], word) == 0)
      return words[i][1];
  }
  return NULL;
}

static DataHidden hidden(const char *word) {
  if (!word)
    return HIDDEN_TOLD;
  return strcmp(word, "skip") == 0 ? HIDDEN_SKIP : HIDDEN_READ;
}

static bool load(Job *job, Template *template, const xmlNode *node) {
  const char *src = attribute(template, node, "src"),
             *head = attribute(template, node, "head");
  Span at = {.file = template->name, .line = (uint32_t)MAX(xmlGetLineNo(node), 0)};
  const char *folder = NULL;
  g_autofree char *path = src ? bind_data_file(job, src, &folder) : NULL;
  if (!path) {
    diag_add(job->diags, at, DIAG_TEMPLATE_DATA, src ? src : "", NULL);
    return false;
  }
  DataSource source = {.id = attribute(template, node, "id"),
                       .path = arena_strdup(template->arena, path),
                       .straight = true,
                       .name = bind_data_name(template->arena, folder, src),
                       .encoding = attribute(template, node, "encoding"),
                       .separator = separator(attribute(template, node, "separator")),
                       .sheet = attribute(template, node, "sheet"),
                       .range = attribute(template, node, "range"),
                       .hidden = hidden(attribute(template, node, "hidden")),
                       .totals = attribute(template, node, "totals"),
                       .head = head ? (unsigned)g_ascii_strtoull(head, NULL, 10) : 0,
                       .at = at};
  Job loading = template->job;
  loading.diags = job->diags;
  const Dataset *set = NULL;
  if (!dataset_load(&loading, &source, &set))
    return false;
  g_ptr_array_add(template->sets, (gpointer)set);
  return true;
}

static bool named(const xmlNode *node, const char *name) {
  return node->type == XML_ELEMENT_NODE && node->ns &&
         xmlStrEqual(node->ns->href, XML(BULLETIN_NAMESPACE)) &&
         xmlStrEqual(node->name, XML(name));
}

/* The next node of the document. */
static xmlNode *node_after(xmlNode *node, const xmlNode *root) {
  if (node->children && node->type == XML_ELEMENT_NODE)
    return node->children;
  while (node != root && !node->next)
    node = node->parent;
  return node == root ? NULL : node->next;
}

/* Whether something is left that reads data after the template has done with it. */
static bool is_asked_later(xmlNode *root) {
  for (xmlNode *node = root; node; node = node_after(node, root)) {
    if (named(node, "table") && xmlHasProp(node, XML("data")))
      return true;
  }
  return false;
}

bool template_data(Job *job, Template *template, xmlDoc *doc) {
  xmlNode *root = xmlDocGetRootElement(doc);
  bool ok = true, later = is_asked_later(root);
  for (xmlNode *node = root->children, *next; node; node = next) {
    next = node->next;
    if (!named(node, "data"))
      continue;
    ok = load(job, template, node) && ok;
    if (!later) {
      xmlUnlinkNode(node);
      xmlFreeNode(node);
    }
  }
  return ok;
}

void template_digest(const Template *template, GString *into) {
  for (guint i = 0; i < template->sets->len; i++) {
    const Dataset *set = template->sets->pdata[i];
    uint32_t cells = set->n_rows * set->n_columns;
    for (uint32_t k = 0; k < set->n_columns; k++)
      g_string_append_printf(into, "|%s", set->headers[k]);
    if (cells > 0)
      g_string_append_len(into, set->bytes, set->ends[cells - 1]);
  }
}
