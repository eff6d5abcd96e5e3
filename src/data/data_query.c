/* Asking data sets by XPath: compiled once, bounded in their work, one value out. */
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <math.h>
#include <string.h>

#include "data_private.h"

#define XML(text) ((const xmlChar *)(text))

struct DataAsker {
  Job *job;
  const Dataset *const *sets;
  uint32_t n_sets;
  xmlDocPtr *trees; /* by set; NULL until asked */
  FigureSource figures;
  xmlXPathContextPtr context;
  GHashTable *compiled; /* select → xmlXPathCompExprPtr */
  GHashTable *refused;  /* select → present: reported before */
  GHashTable *known;    /* "set select" → DataValue: reckoned before */
  uint64_t spent;       /* steps of all evaluations */
  xmlDocPtr row_tree;   /* of the set last asked row by row */
  GHashTable *indexes;  /* "set/column" → cell's text → GPtrArray of <row> */
  GHashTable *likely;   /* set → its likely total + 1, or 0 where it was told */
  uint32_t row_number;
  OnceValue *once; /* n_once of them */
  uint32_t n_once;
};

void asking_fail(Asking *asking, Span at, DiagCode code, const char *arg) {
  if (!asking->failed)
    diag_add(asking->job->diags, at, code, arg, NULL);
  asking->failed = true;
}

void asking_fail_column(Asking *asking, const Dataset *set, const char *name) {
  g_autofree char *all = dataset_headers(set);
  if (!asking->failed)
    diag_add(asking->job->diags, asking->query->at, DIAG_QUERY_NO_COLUMN, name, set->name,
             all, NULL);
  asking->failed = true;
}

void asking_source(Asking *asking, const xmlNode *node) {
  DataPlace place;
  if (tree_place(node, &place))
    asking_place(asking, place);
}

OnceValue *asking_once(const Asking *asking, double number) {
  const DataAsker *asker = asking->asker;
  return number >= 0 && number < asker->n_once ? once_at(asker->once, (uint32_t)number)
                                               : NULL;
}

void asking_place(Asking *asking, DataPlace place) {
  if (asking->cells->len >= CELLS_NAMED)
    return;
  for (guint i = 0; i < asking->cells->len; i++) {
    const DataPlace *known = &g_array_index(asking->cells, DataPlace, i);
    if (known->set == place.set && known->row == place.row &&
        known->column == place.column)
      return;
  }
  g_array_append_val(asking->cells, place);
}

/* ---- what libxml2 asks and says ---------------------------------------------------- */

/* Of the steps for all expressions of a document, which are more where the data are. */
static uint64_t steps_left(const DataAsker *asker) {
  const Limits *limits = asker->job->limits;
  uint64_t all = limits->query_document_steps;
  for (uint32_t i = 0; i < asker->n_sets; i++)
    all += (uint64_t)limits->query_cell_steps *
           MIN((uint64_t)asker->sets[i]->n_rows * asker->sets[i]->n_columns,
               limits->query_cells);
  return all > asker->spent ? all - asker->spent : 0;
}

void asking_on_error(void *data, xmlErrorPtr error) {
  Asking *asking = data;
  if (!asking || asking->failed)
    return;
  /* the library counts its errors from XML_XPATH_EXPRESSION_OK */
  if (error->code - XML_XPATH_EXPRESSION_OK == XPATH_OP_LIMIT_EXCEEDED ||
      error->code - XML_XPATH_EXPRESSION_OK == XPATH_RECURSION_LIMIT_EXCEEDED) {
    bool all = steps_left(asking->asker) <= asking->asker->context->opLimit;
    asking_fail(asking, asking->query->at, all ? DIAG_LIMIT_QUERY_WORK : DIAG_QUERY_STEPS,
                NULL);
    return;
  }
  g_autofree char *message = g_utf8_make_valid(error->message ? error->message : "", -1);
  asking_fail(asking, asking->query->at, DIAG_QUERY_SYNTAX, g_strchomp(message));
}

static xmlDocPtr tree_of(DataAsker *asker, Asking *asking, uint32_t i) {
  const Dataset *set = asker->sets[i];
  if ((uint64_t)set->n_rows * set->n_columns > asker->job->limits->query_cells) {
    g_autofree char *text = g_strdup_printf("%u", asker->job->limits->query_cells);
    asking_fail(asking, set->at, DIAG_LIMIT_QUERY_CELLS, text);
    return NULL;
  }
  if (!asker->trees[i])
    asker->trees[i] = tree_new(set);
  return asker->trees[i];
}

static xmlXPathObjectPtr figure_value(DataAsker *asker, Asking *asking, const char *id) {
  const DataValue *value = NULL;
  if (asker->figures.value &&
      !asker->figures.value(asker->figures.self, id, asking->query->at, &value)) {
    asking->failed = true;
    return NULL;
  }
  for (uint32_t i = 0; value && i < value->n_cells; i++)
    asking_place(asking, value->cells[i]);
  if (value && value->numeric)
    return xmlXPathNewString(XML(decimal_text(asking->job->arena, value->number)));
  if (value) {
    asking->change = value->change ? value->change : asking->change;
    return xmlXPathNewString(XML(value->text));
  }
  asking_fail(asking, asking->query->at, DIAG_QUERY_UNKNOWN, id);
  return NULL;
}

xmlXPathObjectPtr asker_variable_set(Asking *asking, const char *name) {
  DataAsker *asker = asking->asker;
  for (uint32_t i = 0; i < asker->n_sets; i++) {
    if (!asker->sets[i]->id || strcmp(asker->sets[i]->id, name) != 0)
      continue;
    xmlDocPtr tree = tree_of(asker, asking, i);
    return tree ? xmlXPathNewNodeSet(xmlDocGetRootElement(tree)) : NULL;
  }
  return NULL;
}

static xmlXPathObjectPtr variable(void *data, const xmlChar *name, const xmlChar *uri) {
  Asking *asking = ((xmlXPathContextPtr)data)->userData;
  DataAsker *asker = asking->asker;
  if (uri)
    return NULL;
  xmlXPathObjectPtr set = asker_variable_set(asking, (const char *)name);
  if (set || asking->failed)
    return set;
  return figure_value(asker, asking, (const char *)name);
}

/* ---- rows by key ------------------------------------------------------------------- */

static void index_free(gpointer index) {
  g_hash_table_destroy(index);
}

static void rows_free(gpointer rows) {
  g_ptr_array_unref(rows);
}

static GHashTable *index_new(xmlNodePtr data, uint32_t column) {
  GHashTable *index = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, rows_free);
  for (xmlNodePtr row = data->children; row; row = row->next) {
    xmlNodePtr cell = row->children;
    for (uint32_t i = 0; cell && i < column; i++)
      cell = cell->next;
    const char *text = cell ? tree_cell(cell).text : "";
    GPtrArray *rows = g_hash_table_lookup(index, text);
    if (!rows) {
      rows = g_ptr_array_new();
      g_hash_table_insert(index, (gpointer)text, rows);
    }
    g_ptr_array_add(rows, row);
  }
  return index;
}

const GPtrArray *asker_rows(DataAsker *asker, xmlNodePtr data, uint32_t column,
                            const char *key) {
  g_autofree char *name = g_strdup_printf("%p/%u", data->doc->_private, column);
  GHashTable *index = g_hash_table_lookup(asker->indexes, name);
  if (!index) {
    index = index_new(data, column);
    g_hash_table_insert(asker->indexes, g_steal_pointer(&name), index);
  }
  return g_hash_table_lookup(index, key);
}

/* ---- functions that nobody has ----------------------------------------------------- */

/* A function that nobody has; libxml2 itself would complain to standard error. */
static void unknown_function(xmlXPathParserContextPtr parser, int n) {
  Asking *asking = parser->context->userData;
  while (n-- > 0)
    xmlXPathFreeObject(valuePop(parser));
  g_autofree char *shown =
      g_strconcat((const char *)parser->context->function, "()", NULL);
  asking_fail(asking, asking->query->at, DIAG_QUERY_SYNTAX, shown);
  parser->error = XPATH_EXPR_ERROR;
}

xmlXPathFunction query_find_unknown(void *data, const xmlChar *name, const xmlChar *uri) {
  xmlXPathContextPtr context = data;
  return xmlHashLookup2(context->funcHash, name, uri) ? NULL : unknown_function;
}

/* ---- totals ------------------------------------------------------------------------ */

void asker_tell_total(DataAsker *asker, Asking *asking, const DataPlace *place) {
  gpointer known;
  if (!g_hash_table_lookup_extended(asker->likely, place->set, NULL, &known)) {
    uint32_t row = dataset_likely_total(place->set);
    known = GUINT_TO_POINTER(row < place->set->n_rows ? row + 1 : 0);
    g_hash_table_insert(asker->likely, (gpointer)place->set, known);
  }
  if (GPOINTER_TO_UINT(known) != place->row + 1)
    return;
  g_hash_table_insert(asker->likely, (gpointer)place->set, NULL);
  diag_add(asking->job->diags, dataset_span(place->set, place->row, 0),
           DIAG_DATA_TOTALS_ROW, dataset_cell(place->set, place->row, 0).text, NULL);
}

void asker_set_row_number(DataAsker *asker, uint32_t number) {
  asker->row_number = number;
}

uint32_t asker_row_number(const DataAsker *asker) {
  return asker->row_number;
}

/* ---- life -------------------------------------------------------------------------- */

DataAsker *asker_new(Job *job, const Dataset *const *sets, uint32_t n_sets) {
  DataAsker *asker = g_new0(DataAsker, 1);
  *asker = (DataAsker){.job = job, .sets = sets, .n_sets = n_sets};
  asker->trees = g_new0(xmlDocPtr, n_sets + 1);
  asker->compiled = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify)xmlXPathFreeCompExpr);
  asker->refused = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  asker->known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  asker->indexes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, index_free);
  asker->likely = g_hash_table_new(NULL, NULL);
  asker->context = xmlXPathNewContext(NULL);
  asker->context->error = asking_on_error;
  xmlXPathRegisterNs(asker->context, XML("h"), XML(DATA_FUNCTIONS));
  xmlXPathRegisterVariableLookup(asker->context, variable, asker->context);
  counted_register(asker->context);
  functions_register(asker->context);
  once_register(asker->context);
  return asker;
}

void asker_free(DataAsker *asker) {
  if (!asker)
    return;
  g_hash_table_destroy(asker->compiled);
  g_hash_table_destroy(asker->refused);
  g_hash_table_destroy(asker->known);
  g_hash_table_destroy(asker->indexes);
  g_hash_table_destroy(asker->likely);
  once_free(asker->once, asker->n_once);
  xmlXPathFreeContext(asker->context);
  for (uint32_t i = 0; i < asker->n_sets; i++) {
    if (asker->trees[i])
      xmlFreeDoc(asker->trees[i]);
  }
  if (asker->row_tree)
    xmlFreeDoc(asker->row_tree);
  g_free(asker->trees);
  g_free(asker);
}

void asker_set_figures(DataAsker *asker, FigureSource figures) {
  asker->figures = figures;
}

void asker_set_once(DataAsker *asker, const char *const *texts, uint32_t n) {
  once_free(asker->once, asker->n_once);
  asker->once = once_new(texts, n);
  asker->n_once = n;
}

void asker_reckon_once(DataAsker *asker) {
  Job silent = *asker->job;
  silent.diags = diagnostics_new();
  DataQuery query = {.select = ""};
  for (uint32_t i = 0; i < asker->n_once; i++) {
    Asking asking = {.asker = asker, .job = &silent, .query = &query};
    OnceValue *value = asking_once(&asking, i);
    once_reckon(&asking, value);
  }
  diagnostics_free(silent.diags);
}

/* ---- evaluation -------------------------------------------------------------------- */

/* What is not understood is asked of libxml2 for its fault alone. */
static xmlXPathCompExprPtr compile_counted(DataAsker *asker, const char *select) {
  g_autofree char *counted = query_counted(select, asker->job->limits);
  if (counted)
    return xmlXPathCtxtCompile(asker->context, XML(counted));
  xmlXPathCompExprPtr plain = xmlXPathCtxtCompile(asker->context, XML(select));
  if (plain)
    xmlXPathFreeCompExpr(plain);
  return NULL;
}

static xmlXPathCompExprPtr compiled(DataAsker *asker, Asking *asking) {
  const char *select = asking->query->select;
  xmlXPathCompExprPtr known = g_hash_table_lookup(asker->compiled, select);
  if (known)
    return known;
  if (g_hash_table_contains(asker->refused, select)) {
    asking->failed = true;
    return NULL;
  }
  if (data_query_check(asker->job, asking->query)) {
    known = compile_counted(asker, select);
  } else {
    asking->failed = true;
  }
  if (known) {
    g_hash_table_insert(asker->compiled, g_strdup(select), known);
    return known;
  }
  asking_fail(asking, asking->query->at, DIAG_QUERY_SYNTAX, select);
  g_hash_table_add(asker->refused, g_strdup(select));
  return NULL;
}

xmlXPathCompExprPtr asker_step(Asking *asking, const char *escaped) {
  DataAsker *asker = asking->asker;
  g_autofree char *name = g_strconcat("\001", escaped, NULL);
  xmlXPathCompExprPtr step = g_hash_table_lookup(asker->compiled, name);
  if (step)
    return step;
  g_autofree char *text = query_step_text(escaped);
  step = text ? xmlXPathCtxtCompile(asker->context, XML(text)) : NULL;
  if (step)
    g_hash_table_insert(asker->compiled, g_steal_pointer(&name), step);
  else
    asking_fail(asking, asking->query->at, DIAG_QUERY_SYNTAX, asking->query->select);
  return step;
}

static xmlXPathObjectPtr evaluate_counted(Asking *asking,
                                          xmlXPathCompExprPtr expression) {
  xmlXPathContextPtr context = asking->asker->context;
  unsigned long outer_steps = context->opCount, outer_limit = context->opLimit;
  uint64_t left = steps_left(asking->asker);
  if (left == 0) {
    asking_fail(asking, asking->query->at, DIAG_LIMIT_QUERY_WORK, NULL);
    return NULL;
  }
  context->opLimit = MIN(asking->job->limits->query_steps, left);
  context->opCount = 0;
  xmlXPathObjectPtr result = xmlXPathCompiledEval(expression, context);
  asking->asker->spent += context->opCount;
  context->opCount = outer_steps;
  context->opLimit = outer_limit;
  if (!result)
    asking_fail(asking, asking->query->at, DIAG_QUERY_SYNTAX, asking->query->select);
  return result;
}

/* An evaluation of its own: a figure asked for in the midst of another one comes here
 * again. */
xmlXPathObjectPtr asking_evaluate(Asking *asking, xmlNodePtr node) {
  xmlXPathContextPtr context = asking->asker->context;
  void *outer = context->userData;
  xmlDocPtr outer_doc = context->doc;
  xmlNodePtr outer_node = context->node;
  int outer_size = context->contextSize, outer_position = context->proximityPosition;
  context->userData = asking;
  xmlXPathCompExprPtr expression = compiled(asking->asker, asking);
  xmlXPathObjectPtr result = NULL;
  if (expression) {
    context->node = node;
    context->doc = node ? node->doc : NULL;
    result = evaluate_counted(asking, expression);
  }
  context->userData = outer;
  context->doc = outer_doc;
  context->node = outer_node;
  context->contextSize = outer_size;
  context->proximityPosition = outer_position;
  if (asking->failed && result) {
    xmlXPathFreeObject(result);
    result = NULL;
  }
  return result;
}

static bool take_node(Asking *asking, const xmlNodeSet *nodes, DataValue *out) {
  Span at = asking->query->at;
  DataPlace place;
  if (!nodes || nodes->nodeNr == 0)
    asking_fail(asking, at, DIAG_QUERY_NOTHING, asking->query->select);
  else if (nodes->nodeNr > 1)
    asking_fail(asking, at, DIAG_QUERY_MANY, asking->query->select);
  else if (!tree_place(nodes->nodeTab[0], &place))
    asking_fail(asking, at, DIAG_QUERY_NO_CELL, asking->query->select);
  if (asking->failed)
    return false;
  DataCell cell = dataset_cell(place.set, place.row, place.column);
  asking_source(asking, nodes->nodeTab[0]);
  if (!cell.bytes) {
    asking_fail(asking, dataset_span(place.set, place.row, place.column),
                DIAG_QUERY_EMPTY_CELL, place.set->headers[place.column]);
    return false;
  }
  out->text = cell.text;
  out->numeric = data_number(cell, &out->number);
  return true;
}

static bool take_text(Asking *asking, const char *text, DataValue *out) {
  out->change = asking->change;
  out->text = arena_strdup(asking->job->arena, text);
  DataCell cell = {text, (uint32_t)strlen(text)};
  out->numeric =
      decimal_parse(text, cell.bytes, &out->number) || data_number(cell, &out->number);
  if (!*text)
    asking_fail(asking, asking->query->at, DIAG_QUERY_NOTHING, asking->query->select);
  return !asking->failed;
}

static bool take_count(Asking *asking, double number, DataValue *out) {
  if (number != floor(number) || fabs(number) > 1e15) {
    asking_fail(asking, asking->query->at, DIAG_QUERY_NO_CELL, asking->query->select);
    return false;
  }
  out->numeric = true;
  out->number = decimal_whole((int64_t)number);
  out->text = decimal_text(asking->job->arena, out->number);
  return true;
}

bool asking_take(Asking *asking, xmlXPathObjectPtr result, DataValue *out) {
  *out = (DataValue){0};
  bool good = false;
  if (result->type == XPATH_NODESET)
    good = take_node(asking, result->nodesetval, out);
  else if (result->type == XPATH_STRING)
    good = take_text(asking, (const char *)result->stringval, out);
  else if (result->type == XPATH_NUMBER)
    good = take_count(asking, result->floatval, out);
  else
    asking_fail(asking, asking->query->at, DIAG_QUERY_NO_CELL, asking->query->select);
  return good;
}

static bool run(DataAsker *asker, const DataQuery *query, xmlNodePtr node,
                DataValue *out) {
  Asking asking = {.asker = asker, .job = asker->job, .query = query};
  asking.cells = g_array_new(FALSE, FALSE, sizeof(DataPlace));
  xmlXPathObjectPtr result = asking_evaluate(&asking, node);
  bool good = result && asking_take(&asking, result, out);
  if (result)
    xmlXPathFreeObject(result);
  if (!good) {
    g_array_free(asking.cells, TRUE);
    return false;
  }
  out->n_cells = asking.cells->len;
  out->cells = arena_take_array(asker->job->arena, asking.cells);
  return true;
}

/* What stands several times in a document is worth the same each time. */
static bool run_once(DataAsker *asker, const DataQuery *query, xmlNodePtr node,
                     DataValue *out) {
  g_autofree char *name =
      g_strdup_printf("%p %s", (const void *)query->set, query->select);
  const DataValue *known = g_hash_table_lookup(asker->known, name);
  if (known) {
    *out = *known;
    return true;
  }
  if (!run(asker, query, node, out))
    return false;
  g_hash_table_insert(asker->known, g_steal_pointer(&name), g_memdup2(out, sizeof *out));
  return true;
}

bool asker_run(DataAsker *asker, const DataQuery *query, DataValue *out) {
  xmlNodePtr node = NULL;
  Asking asking = {.asker = asker, .job = asker->job, .query = query};
  for (uint32_t i = 0; i < asker->n_sets; i++) {
    if (asker->sets[i] != query->set)
      continue;
    /* a set too large to ask is a fault only where something asks it */
    xmlDocPtr tree = tree_of(asker, &asking, i);
    if (!tree)
      return false;
    node = xmlDocGetRootElement(tree);
  }
  return run_once(asker, query, node, out);
}

static xmlNodePtr row_node(DataAsker *asker, const Dataset *set, uint32_t row) {
  if (asker->row_tree && asker->row_tree->_private != set) {
    xmlFreeDoc(asker->row_tree);
    asker->row_tree = NULL;
  }
  if (!asker->row_tree)
    asker->row_tree = tree_row_new(set);
  tree_row_fill(asker->row_tree, row);
  return xmlDocGetRootElement(asker->row_tree)->children;
}

/* Whether the expression may be asked of a row; what is wrong is told once. */
static bool row_may_tell(DataAsker *asker, const DataQuery *query) {
  if (g_hash_table_contains(asker->compiled, query->select))
    return true;
  if (g_hash_table_contains(asker->refused, query->select))
    return false;
  if (!data_query_beyond_row(asker->job, query))
    return true;
  g_hash_table_add(asker->refused, g_strdup(query->select));
  return false;
}

bool asker_run_row(DataAsker *asker, const DataQuery *query, uint32_t row,
                   DataValue *out) {
  return row_may_tell(asker, query) &&
         run(asker, query, row_node(asker, query->set, row), out);
}

bool asker_test_row(DataAsker *asker, const DataQuery *query, uint32_t row) {
  if (!row_may_tell(asker, query))
    return false;
  Asking asking = {.asker = asker, .job = asker->job, .query = query};
  asking.cells = g_array_new(FALSE, FALSE, sizeof(DataPlace));
  xmlXPathObjectPtr result = asking_evaluate(&asking, row_node(asker, query->set, row));
  bool holds = result && xmlXPathCastToBoolean(result);
  if (result)
    xmlXPathFreeObject(result);
  g_array_free(asking.cells, TRUE);
  return holds;
}
