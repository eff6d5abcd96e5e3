/* XPath's own functions and comparisons with their work counted. libxml2 counts the nodes
 * it visits, not the bytes it copies, the sets it compares or the doubles it looks for;
 * what an expression leaves to those is done here instead, as data_rewrite.c says. */
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <string.h>

#include "data_private.h"

#define XML(text) ((const xmlChar *)(text))
#define STEP_BYTES 64 /* copied in about the time of one step */

bool counted_charge(xmlXPathParserContextPtr parser, uint64_t steps) {
  xmlXPathContextPtr context = parser->context;
  if (context->opLimit == 0)
    return true;
  if (steps <= context->opLimit && context->opCount <= context->opLimit - steps) {
    context->opCount += steps;
    return true;
  }
  context->opCount = context->opLimit;
  xmlXPathErr(parser, XPATH_OP_LIMIT_EXCEEDED);
  return false;
}

/* ---- how much text a value is -------------------------------------------------------
 */

/* Bytes of a node's string value; *steps grows by the nodes and bytes walked. */
static size_t node_bytes(const xmlNode *node, uint64_t *steps) {
  if (!node || node->type == XML_NAMESPACE_DECL)
    return 0;
  size_t bytes = 0;
  DataPlace place;
  if (tree_place(node, &place)) {
    bytes = tree_cell(node).bytes;
  } else if (node->type == XML_TEXT_NODE) {
    bytes = node->content ? strlen((const char *)node->content) : 0;
  } else {
    for (const xmlNode *child = node->children; child; child = child->next)
      bytes += node_bytes(child, steps);
  }
  *steps += 2 + bytes / STEP_BYTES; /* its node and its text */
  return bytes;
}

/* The first node of a set, in the order of the document, gives its text: any may be it.
 */
static size_t value_bytes(xmlXPathObjectPtr value, uint64_t *steps) {
  if (!value)
    return 0;
  if (value->type == XPATH_STRING) {
    size_t bytes = value->stringval ? strlen((const char *)value->stringval) : 0;
    *steps += bytes / STEP_BYTES;
    return bytes;
  }
  const xmlNodeSet *nodes = value->type == XPATH_NODESET ? value->nodesetval : NULL;
  if (!nodes || nodes->nodeNr == 0)
    return value->type == XPATH_NODESET ? 0 : STEP_BYTES;
  *steps += (uint64_t)nodes->nodeNr;
  xmlXPathNodeSetSort(value->nodesetval);
  return node_bytes(nodes->nodeTab[0], steps);
}

size_t counted_text(xmlXPathParserContextPtr parser, xmlXPathObjectPtr value) {
  uint64_t steps = 1;
  size_t bytes = value_bytes(value, &steps);
  counted_charge(parser, steps);
  return bytes;
}

bool counted_nodes(xmlXPathParserContextPtr parser, const xmlXPathObjectPtr *values,
                   int n) {
  uint64_t steps = 0;
  for (int i = 0; i < n; i++) {
    const xmlXPathObject *value = values[i];
    if (value && value->type == XPATH_NODESET && value->nodesetval)
      steps += (uint64_t)value->nodesetval->nodeNr;
  }
  return counted_charge(parser, steps);
}

/* ---- XPath's functions --------------------------------------------------------------
 */

typedef enum {
  COST_TEXT,    /* of all arguments, or of the context node where there is none */
  COST_PRODUCT, /* the first is searched for the second */
  COST_JOINED   /* the result is as long as all together */
} Cost;

typedef struct Core {
  const char *name;
  xmlXPathFunction run;
  Cost cost;
} Core;

static const Core core[] = {
    {"concat", xmlXPathConcatFunction, COST_JOINED},
    {"contains", xmlXPathContainsFunction, COST_PRODUCT},
    {"id", xmlXPathIdFunction, COST_TEXT},
    {"lang", xmlXPathLangFunction, COST_TEXT},
    {"normalize-space", xmlXPathNormalizeFunction, COST_TEXT},
    {"starts-with", xmlXPathStartsWithFunction, COST_TEXT},
    {"string", xmlXPathStringFunction, COST_TEXT},
    {"string-length", xmlXPathStringLengthFunction, COST_TEXT},
    {"substring", xmlXPathSubstringFunction, COST_TEXT},
    {"substring-after", xmlXPathSubstringAfterFunction, COST_PRODUCT},
    {"substring-before", xmlXPathSubstringBeforeFunction, COST_PRODUCT},
    {"translate", xmlXPathTranslateFunction, COST_PRODUCT},
};

static xmlXPathObjectPtr argument(xmlXPathParserContextPtr parser, int n, int i) {
  int at = parser->valueNr - n + i;
  return at >= 0 && at < parser->valueNr ? parser->valueTab[at] : NULL;
}

static bool has_two(xmlXPathParserContextPtr parser, int n) {
  if (n == 2 && argument(parser, n, 0) && argument(parser, n, 1))
    return true;
  xmlXPathErr(parser, XPATH_INVALID_ARITY);
  return false;
}

static bool charge_core(xmlXPathParserContextPtr parser, Cost cost, int n) {
  uint64_t steps = 1;
  size_t sizes[2] = {0}, all = 0;
  if (n == 0)
    node_bytes(parser->context->node, &steps);
  for (int i = 0; i < n; i++) {
    size_t bytes = value_bytes(argument(parser, n, i), &steps);
    all += bytes;
    sizes[MIN(i, 1)] = bytes;
  }
  if (cost == COST_PRODUCT)
    steps += (uint64_t)sizes[0] * sizes[1] / STEP_BYTES;
  const Asking *asking = parser->context->userData;
  if (cost == COST_JOINED && asking && all > asking->job->limits->query_text) {
    counted_too_long(parser);
    return false;
  }
  return counted_charge(parser, steps);
}

void counted_too_long(xmlXPathParserContextPtr parser) {
  Asking *asking = parser->context->userData;
  g_autofree char *most = g_strdup_printf("%u", asking->job->limits->query_text);
  asking_fail(asking, asking->query->at, DIAG_LIMIT_QUERY_TEXT, most);
  parser->error = XPATH_EXPR_ERROR;
}

static void run_core(xmlXPathParserContextPtr parser, int n) {
  const char *name = (const char *)parser->context->function;
  for (size_t i = 0; i < G_N_ELEMENTS(core); i++) {
    if (strcmp(core[i].name, name) == 0 && charge_core(parser, core[i].cost, n))
      core[i].run(parser, n);
  }
}

/* ---- = and != -----------------------------------------------------------------------
 */

/* Borrowed from the tree where it stands there in one piece; else *made is to be freed.
 */
static const char *node_text(xmlNodePtr node, xmlChar **made) {
  DataPlace place;
  *made = NULL;
  if (tree_place(node, &place))
    return tree_cell(node).text;
  *made = xmlXPathCastNodeToString(node);
  return *made ? (const char *)*made : "";
}

static bool add_texts(xmlXPathParserContextPtr parser, const xmlNodeSet *nodes,
                      GHashTable *into) {
  for (int i = 0; nodes && i < nodes->nodeNr; i++) {
    uint64_t steps = 1;
    xmlChar *made;
    node_bytes(nodes->nodeTab[i], &steps);
    if (!counted_charge(parser, steps))
      return false;
    g_hash_table_add(into, g_strdup(node_text(nodes->nodeTab[i], &made)));
    xmlFree(made);
  }
  return true;
}

static bool shares(GHashTable *a, GHashTable *b) {
  GHashTableIter walk;
  gpointer text;
  g_hash_table_iter_init(&walk, a);
  while (g_hash_table_iter_next(&walk, &text, NULL)) {
    if (g_hash_table_contains(b, text))
      return true;
  }
  return false;
}

/* Two sets: some text of the one is (or, where it differs, is not) some text of the
 * other. */
static bool sets_compare(xmlXPathParserContextPtr parser, bool differ) {
  g_autoptr(GHashTable) a = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GHashTable) b = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  if (!add_texts(parser, argument(parser, 2, 0)->nodesetval, a) ||
      !add_texts(parser, argument(parser, 2, 1)->nodesetval, b))
    return false;
  guint n = g_hash_table_size(a), m = g_hash_table_size(b);
  if (n == 0 || m == 0)
    return false;
  return differ ? n > 1 || m > 1 || !shares(a, b) : shares(a, b);
}

static bool is_set(const xmlXPathObject *value) {
  return value && value->type == XPATH_NODESET;
}

/* A set beside a text or number: each node is read. */
static bool charge_nodes(xmlXPathParserContextPtr parser, int i) {
  xmlXPathObjectPtr value = argument(parser, 2, i);
  uint64_t steps = 1;
  if (!is_set(value))
    return counted_text(parser, value) || parser->error == XPATH_EXPRESSION_OK;
  const xmlNodeSet *nodes = value->nodesetval;
  for (int k = 0; nodes && k < nodes->nodeNr; k++)
    node_bytes(nodes->nodeTab[k], &steps);
  return counted_charge(parser, steps);
}

static void compare(xmlXPathParserContextPtr parser, int n, bool differ) {
  if (!has_two(parser, n))
    return;
  bool result;
  if (is_set(argument(parser, 2, 0)) && is_set(argument(parser, 2, 1))) {
    result = sets_compare(parser, differ);
    xmlXPathFreeObject(valuePop(parser));
    xmlXPathFreeObject(valuePop(parser));
  } else if (charge_nodes(parser, 0) && charge_nodes(parser, 1)) {
    result = differ ? xmlXPathNotEqualValues(parser) : xmlXPathEqualValues(parser);
  } else {
    return;
  }
  valuePush(parser, xmlXPathNewBoolean(result));
}

static void run_same(xmlXPathParserContextPtr parser, int n) {
  compare(parser, n, false);
}

static void run_differ(xmlXPathParserContextPtr parser, int n) {
  compare(parser, n, true);
}

/* ---- | and steps from several nodes -------------------------------------------------
 */

/* Nodes of `from` that are not in `into` yet; false when the steps are at their end. */
static bool add_nodes(xmlXPathParserContextPtr parser, const xmlNodeSet *from,
                      GHashTable *seen, xmlNodeSetPtr into) {
  int n = from ? from->nodeNr : 0;
  if (!counted_charge(parser, (uint64_t)n))
    return false;
  for (int i = 0; i < n; i++) {
    if (g_hash_table_add(seen, from->nodeTab[i]))
      xmlXPathNodeSetAddUnique(into, from->nodeTab[i]);
  }
  return true;
}

static void run_both(xmlXPathParserContextPtr parser, int n) {
  if (!has_two(parser, n))
    return;
  if (!is_set(argument(parser, 2, 0)) || !is_set(argument(parser, 2, 1))) {
    xmlXPathErr(parser, XPATH_INVALID_TYPE);
    return;
  }
  g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
  xmlXPathObjectPtr out = xmlXPathNewNodeSet(NULL);
  for (int i = 0; i < 2; i++)
    add_nodes(parser, argument(parser, 2, i)->nodesetval, seen, out->nodesetval);
  xmlXPathFreeObject(valuePop(parser));
  xmlXPathFreeObject(valuePop(parser));
  valuePush(parser, out);
}

/* The step, whose text is an argument, from each node by itself. */
static bool step_from(xmlXPathParserContextPtr parser, const xmlNodeSet *nodes,
                      xmlXPathCompExprPtr step, xmlNodeSetPtr into) {
  xmlXPathContextPtr context = parser->context;
  xmlNodePtr outer = context->node;
  int size = context->contextSize, position = context->proximityPosition;
  g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
  bool good = true;
  for (int i = 0; good && nodes && i < nodes->nodeNr; i++) {
    context->node = nodes->nodeTab[i];
    xmlXPathObjectPtr found = xmlXPathCompiledEval(step, context);
    good = is_set(found) && add_nodes(parser, found->nodesetval, seen, into);
    if (found)
      xmlXPathFreeObject(found);
  }
  context->node = outer;
  context->contextSize = size;
  context->proximityPosition = position;
  return good;
}

static void run_step(xmlXPathParserContextPtr parser, int n) {
  if (!has_two(parser, n))
    return;
  Asking *asking = parser->context->userData;
  xmlChar *text = xmlXPathPopString(parser);
  xmlXPathObjectPtr from = valuePop(parser);
  xmlXPathCompExprPtr step = text ? asker_step(asking, (const char *)text) : NULL;
  xmlXPathObjectPtr out = xmlXPathNewNodeSet(NULL);
  bool nodes = is_set(from);
  bool good = step && nodes && step_from(parser, from->nodesetval, step, out->nodesetval);
  xmlFree(text);
  if (from)
    xmlXPathFreeObject(from);
  valuePush(parser, out);
  if (!good && parser->error == XPATH_EXPRESSION_OK)
    xmlXPathErr(parser, nodes ? XPATH_OP_LIMIT_EXCEEDED : XPATH_INVALID_TYPE);
}

/* ---- cells of a column --------------------------------------------------------------
 */

static xmlNodePtr cell_at(const xmlNode *row, uint32_t column) {
  xmlNodePtr cell = row->children;
  while (cell && column-- > 0)
    cell = cell->next;
  return cell;
}

/* c[@n='name'] from rows: found by the column's place, not by comparing each cell's name.
 */
static void add_column(const xmlNodeSet *rows, const char *name, xmlNodeSetPtr into) {
  const Dataset *set = NULL;
  uint32_t column = 0;
  for (int i = 0; rows && i < rows->nodeNr; i++) {
    const xmlNode *row = rows->nodeTab[i];
    if (row->type != XML_ELEMENT_NODE || strcmp((const char *)row->name, "row") != 0)
      continue;
    if (row->doc->_private != set) {
      set = row->doc->_private;
      column = dataset_column(set, name);
    }
    xmlNodePtr cell = set && column < set->n_columns ? cell_at(row, column) : NULL;
    if (cell)
      xmlXPathNodeSetAddUnique(into, cell);
  }
}

static void run_column(xmlXPathParserContextPtr parser, int n) {
  if (!has_two(parser, n))
    return;
  xmlChar *name = xmlXPathPopString(parser);
  xmlXPathObjectPtr from = valuePop(parser);
  if (!is_set(from)) {
    xmlXPathErr(parser, XPATH_INVALID_TYPE);
  } else {
    xmlXPathObjectPtr out = xmlXPathNewNodeSet(NULL);
    if (counted_charge(parser,
                       from->nodesetval ? (uint64_t)from->nodesetval->nodeNr : 0) &&
        name)
      add_column(from->nodesetval, (const char *)name, out->nodesetval);
    valuePush(parser, out);
  }
  if (from)
    xmlXPathFreeObject(from);
  xmlFree(name);
}

/* ---- registering --------------------------------------------------------------------
 */

void counted_register(xmlXPathContextPtr context) {
  static const struct {
    const char *name;
    xmlXPathFunction run;
  } own[] = {
      {"same", run_same}, {"differ", run_differ}, {"both", run_both},
      {"step", run_step}, {"column", run_column},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(core); i++) {
    xmlXPathRegisterFunc(context, XML(core[i].name), NULL); /* else the first one stays */
    xmlXPathRegisterFunc(context, XML(core[i].name), run_core);
  }
  xmlXPathRegisterNs(context, XML(COUNTED_PREFIX), XML(COUNTED_SPACE));
  for (size_t i = 0; i < G_N_ELEMENTS(own); i++)
    xmlXPathRegisterFuncNS(context, XML(own[i].name), XML(COUNTED_SPACE), own[i].run);
}
