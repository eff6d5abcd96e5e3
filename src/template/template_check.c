/* What may stand in a template, and what <v> and {…} become before it is compiled. */
#include <string.h>

#include "template_private.h"

typedef struct Checker {
  Job *job;
  Template *template;
  xmlNs *value_space; /* on the root */
  xmlXPathContext *xpath;
  OnceSets sets; /* that the template declares */
} Checker;

static Span at_node(const Checker *c, const xmlNode *node) {
  long line = xmlGetLineNo(node);
  return (Span){.file = c->template->name, .line = line > 0 ? (uint32_t)line : 0};
}

static void fault(const Checker *c, const xmlNode *node, DiagCode code, const char *arg) {
  diag_add(c->job->diags, at_node(c, node), code, arg, NULL);
}

static bool in_space(const xmlNode *node, const char *space) {
  return node->ns && xmlStrEqual(node->ns->href, XML(space));
}

static char *attribute(const Checker *c, const xmlNode *node, const char *name) {
  xmlChar *value = xmlGetNoNsProp(node, XML(name));
  char *copy = value ? arena_strdup(c->template->arena, TEXT(value)) : NULL;
  xmlFree(value);
  return copy;
}

/* ---- expressions ------------------------------------------------------------------- */

static bool expression_is_sound(const Checker *c, const xmlNode *node, const char *text) {
  DataQuery query = {.select = text, .at = at_node(c, node)};
  if (!data_query_check(c->job, &query))
    return false;
  xmlXPathCompExpr *compiled = xmlXPathCtxtCompile(c->xpath, XML(text));
  bool ok = compiled != NULL;
  xmlXPathFreeCompExpr(compiled);
  if (!ok)
    fault(c, node, DIAG_TEMPLATE_EXPRESSION, text);
  return ok;
}

static const char *once(const Checker *c, const char *select) {
  return data_once(c->template->arena, select, &c->sets, c->template->once);
}

/* How a value reads, as the document's own <v> has it. */
static FigurePrint read_print(const Checker *c, const xmlNode *node) {
  static const char *const words[] = {"half-even", "half-up", "truncate"};
  const char *format = attribute(c, node, "format"), *round = attribute(c, node, "round");
  FigurePrint print = {.rounded = round != NULL,
                       .dated = format && strcmp(format, "date") == 0};
  print.pictured = format && !print.dated && picture_parse(format, &print.picture);
  if (format && !print.dated && !print.pictured)
    fault(c, node, DIAG_TEMPLATE_FORMAT, format);
  size_t mode = 0;
  while (round && mode < G_N_ELEMENTS(words) && strcmp(words[mode], round) != 0)
    mode++;
  if (mode == G_N_ELEMENTS(words))
    fault(c, node, DIAG_TEMPLATE_FORMAT, round);
  else
    print.rounding = (Rounding)mode;
  return print;
}

static Value *keep_value(const Checker *c, xmlNode *node, const char *select) {
  Value *value = ARENA_NEW(c->template->arena, Value);
  Span at = at_node(c, node);
  value->figure = (FigureSpec){.select = select,
                               .at = at,
                               .select_at = at,
                               .phrase = attribute(c, node, "phrase"),
                               .print = read_print(c, node)};
  value->compiled = xmlXPathCtxtCompile(c->xpath, XML(once(c, select)));
  g_hash_table_insert(c->template->values, node, value);
  node->_private = value;
  return value;
}

static void check_value_attributes(const Checker *c, const xmlNode *node) {
  static const char *const known[] = {"select", "format", "round", "phrase", NULL};
  for (const xmlAttr *a = node->properties; a; a = a->next) {
    if (a->ns || !g_strv_contains(known, TEXT(a->name)))
      fault(c, node, DIAG_TEMPLATE_NO_ATTRIBUTE, TEXT(a->name));
  }
}

/* The text of a value that is typed, which leaves the node; NULL: it has none. */
static const char *take_typed(const Checker *c, xmlNode *node) {
  if (!node->children)
    return NULL;
  for (const xmlNode *child = node->children; child; child = child->next) {
    if (child->type != XML_TEXT_NODE && child->type != XML_CDATA_SECTION_NODE)
      fault(c, node, DIAG_TEMPLATE_VALUE_TEXT, NULL);
  }
  xmlChar *content = xmlNodeGetContent(node);
  const char *typed = g_strstrip(arena_strdup(c->template->arena, TEXT(content)));
  xmlFree(content);
  xmlFreeNodeList(node->children);
  node->children = node->last = NULL;
  return *typed ? typed : NULL;
}

/* <v select="…" format="…"/> becomes a value of ours, which libxslt calls. */
static void take_value(const Checker *c, xmlNode *node) {
  const char *select = attribute(c, node, "select");
  const char *typed = take_typed(c, node);
  check_value_attributes(c, node);
  if (!select) {
    fault(c, node, DIAG_TEMPLATE_ATTRIBUTE, "select");
    return;
  }
  if (!expression_is_sound(c, node, select))
    return;
  keep_value(c, node, select)->typed = typed;
  xmlSetNs(node, c->value_space);
  xmlNodeSetName(node, XML("value"));
}

/* ---- attributes with {…} ----------------------------------------------------------- */

static void add_text(xmlNode *into, const char *text, size_t len) {
  if (len > 0)
    xmlAddChild(into, xmlNewDocTextLen(into->doc, XML(text), (int)len));
}

/* The end of an expression: the brace outside quotes; NULL: it is not closed. */
static const char *expression_end(const char *p) {
  char quote = '\0';
  for (; *p; p++) {
    if (quote ? *p == quote : (*p == '"' || *p == '\''))
      quote = quote ? '\0' : *p;
    else if (!quote && *p == '}')
      return p;
  }
  return NULL;
}

/* The pieces of an attribute's text into an xsl:attribute: text, and a value for each
 * {…}. */
static bool split_attribute(const Checker *c, xmlNode *into, const char *text) {
  for (const char *p = text; *p;) {
    size_t plain = strcspn(p, "{}");
    add_text(into, p, plain);
    p += plain;
    if (!*p)
      return true;
    if (p[1] == p[0]) { /* {{ and }} stand for themselves */
      add_text(into, p, 1);
      p += 2;
      continue;
    }
    const char *end = *p == '{' ? expression_end(p + 1) : NULL;
    if (!end)
      return false;
    char *select = arena_strndup(c->template->arena, p + 1, (size_t)(end - p - 1));
    if (!expression_is_sound(c, into->parent, select))
      return true; /* reported */
    xmlNode *value = xmlNewChild(into, c->value_space, XML("value"), NULL);
    value->line = into->line;
    keep_value(c, value, select);
    p = end + 1;
  }
  return true;
}

static void take_attribute(const Checker *c, xmlNode *node, xmlAttr *a, xmlNode *before) {
  xmlChar *text = xmlNodeListGetString(node->doc, a->children, 1);
  if (text && strpbrk(TEXT(text), "{}")) {
    xmlNs *xsl = xmlSearchNsByHref(node->doc, node, XML(XSL_NAMESPACE));
    xmlNode *made = xmlNewDocNode(node->doc, xsl, XML("attribute"), NULL);
    xmlNewProp(made, XML("name"), a->name);
    made->line = node->line;
    made->_private = made; /* ours: not looked at again */
    if (before)
      xmlAddPrevSibling(before, made);
    else
      xmlAddChild(node, made);
    if (!split_attribute(c, made, TEXT(text)))
      fault(c, node, DIAG_TEMPLATE_BRACE, TEXT(a->name));
    xmlRemoveProp(a);
  }
  xmlFree(text);
}

static void take_attributes(const Checker *c, xmlNode *node) {
  xmlNode *before = node->children;
  for (xmlAttr *a = node->properties, *next; a; a = next) {
    next = a->next;
    if (!a->ns)
      take_attribute(c, node, a, before);
  }
}

/* ---- XSLT -------------------------------------------------------------------------- */

typedef struct Control {
  const char *name, *needs, *takes; /* attributes; takes: separated by blanks */
} Control;

static const Control controls[] = {
    {"for-each", "select", "select"},
    {"sort", NULL, "select order data-type"},
    {"if", "test", "test"},
    {"choose", NULL, ""},
    {"when", "test", "test"},
    {"otherwise", NULL, ""},
    {"variable", "name", "name select"},
    {"text", NULL, ""},
};

static const Control *control_find(const xmlNode *node) {
  for (size_t i = 0; i < G_N_ELEMENTS(controls); i++) {
    if (xmlStrEqual(node->name, XML(controls[i].name)))
      return &controls[i];
  }
  return NULL;
}

static bool takes_attribute(const Control *control, const char *name) {
  g_auto(GStrv) names = g_strsplit(control->takes, " ", -1);
  return g_strv_contains((const char *const *)names, name);
}

static bool is_control(const xmlNode *node, const char *name) {
  return in_space(node, XSL_NAMESPACE) && xmlStrEqual(node->name, XML(name));
}

static bool stands_well(const xmlNode *node) {
  const xmlNode *parent = node->parent;
  if (is_control(node, "when") || is_control(node, "otherwise"))
    return is_control(parent, "choose");
  if (is_control(parent, "choose") || is_control(parent, "text"))
    return false;
  if (!is_control(node, "sort"))
    return true;
  const xmlNode *before = xmlPreviousElementSibling((xmlNode *)node);
  return is_control(parent, "for-each") && (!before || is_control(before, "sort"));
}

static void check_expression(const Checker *c, xmlNode *node, xmlAttr *a,
                             const char *text) {
  const char *kept = expression_is_sound(c, node, text) ? once(c, text) : text;
  if (kept != text)
    xmlSetProp(node, a->name, XML(kept));
}

static void check_control(const Checker *c, xmlNode *node) {
  const Control *control = control_find(node);
  const char *name = TEXT(node->name);
  if (!control) {
    bool copies = xmlStrEqual(node->name, XML("value-of")) ||
                  xmlStrEqual(node->name, XML("copy-of")) ||
                  xmlStrEqual(node->name, XML("copy")) ||
                  xmlStrEqual(node->name, XML("number"));
    fault(c, node, copies ? DIAG_TEMPLATE_COPIES : DIAG_TEMPLATE_CONTROL, name);
    return;
  }
  if (!stands_well(node))
    fault(c, node, DIAG_TEMPLATE_PLACE, name);
  if (control->needs && !xmlHasProp(node, XML(control->needs)))
    fault(c, node, DIAG_TEMPLATE_ATTRIBUTE, control->needs);
  for (xmlAttr *a = node->properties; a; a = a->next) {
    const char *text = attribute(c, node, TEXT(a->name));
    if (a->ns || !takes_attribute(control, TEXT(a->name)))
      fault(c, node, DIAG_TEMPLATE_NO_ATTRIBUTE, TEXT(a->name));
    else if (text && (!strcmp(TEXT(a->name), "select") || !strcmp(TEXT(a->name), "test")))
      check_expression(c, node, a, text);
  }
}

/* ---- the walk ---------------------------------------------------------------------- */

static void check_element(const Checker *c, xmlNode *node) {
  if (in_space(node, XSL_NAMESPACE))
    check_control(c, node);
  else if (!in_space(node, BULLETIN_NAMESPACE))
    fault(c, node, DIAG_TEMPLATE_FOREIGN, TEXT(node->name));
  else if (xmlStrEqual(node->name, XML("v")))
    take_value(c, node);
  else
    take_attributes(c, node);
}

/* In the document's order; the children of what was just made are not looked at again. */
static void walk(const Checker *c, xmlNode *root) {
  for (xmlNode *node = root; node;) {
    bool element = node->type == XML_ELEMENT_NODE;
    bool made = element && node->_private;
    if (element && !made)
      check_element(c, node);
    else if (node->type == XML_ENTITY_REF_NODE)
      fault(c, node->parent, DIAG_TEMPLATE_FOREIGN, TEXT(node->name));
    if (element && !made && node->children) {
      node = node->children;
      continue;
    }
    while (node != root && !node->next)
      node = node->parent;
    node = node == root ? NULL : node->next;
  }
}

static void find_sets(Checker *c, const xmlNode *root) {
  GPtrArray *ids = g_ptr_array_new();
  for (const xmlNode *node = root->children; node; node = node->next) {
    bool data = node->type == XML_ELEMENT_NODE && in_space(node, BULLETIN_NAMESPACE) &&
                xmlStrEqual(node->name, XML("data"));
    char *id = data ? attribute(c, node, "id") : NULL;
    if (id)
      g_ptr_array_add(ids, id);
  }
  c->sets.n = ids->len;
  c->sets.ids = ARENA_ARRAY(c->template->arena, const char *, ids->len);
  for (guint i = 0; i < ids->len; i++)
    ((const char **)c->sets.ids)[i] = ids->pdata[i];
  g_ptr_array_free(ids, TRUE);
}

bool template_check(Job *job, Template *template, xmlDoc *doc) {
  size_t errors = diag_errors(job->diags);
  xmlNode *root = xmlDocGetRootElement(doc);
  Checker c = {.job = job, .template = template};
  xmlChar *version = xmlGetNsProp(root, XML("version"), XML(XSL_NAMESPACE));
  if (!version || !xmlStrEqual(version, XML("1.0")))
    fault(&c, root, DIAG_TEMPLATE_VERSION, NULL);
  xmlFree(version);
  if (!in_space(root, BULLETIN_NAMESPACE) || !xmlStrEqual(root->name, XML("bulletin")))
    fault(&c, root, DIAG_TEMPLATE_FOREIGN, TEXT(root->name));
  if (diag_errors(job->diags) > errors)
    return false;
  find_sets(&c, root);
  c.value_space = xmlNewNs(root, XML(VALUE_NAMESPACE), XML("hongtou-value"));
  c.xpath = xmlXPathNewContext(doc);
  c.xpath->error = (xmlStructuredErrorFunc)template_silent;
  xmlXPathRegisterNs(c.xpath, XML("h"), XML(DATA_FUNCTIONS));
  xmlXPathRegisterNs(c.xpath, XML(DATA_ONCE_PREFIX), XML(DATA_ONCE));
  walk(&c, root);
  xmlXPathFreeContext(c.xpath);
  return diag_errors(job->diags) == errors;
}
