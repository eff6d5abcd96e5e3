/* Our XPath functions: exact decimals in, exact decimals out, as text that decimal_parse
 * reads. */
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <string.h>

#include "data_private.h"

#define XML(text) ((const xmlChar *)(text))
#define ARGUMENTS_MOST 16

typedef struct Call {
  Asking *asking;
  xmlXPathParserContextPtr parser;
  xmlXPathObjectPtr args[ARGUMENTS_MOST];
  int n;
} Call;

/* NULL after a fault, which is reported. */
typedef xmlXPathObjectPtr (*Handler)(Call *call);

/* ---- what the arguments hold ------------------------------------------------------- */

static void fail(Call *call, DiagCode code, const char *arg) {
  asking_fail(call->asking, call->asking->query->at, code, arg);
}

static bool cell_number(Call *call, const xmlNode *node, Decimal *out) {
  DataPlace place;
  if (!tree_place(node, &place)) {
    fail(call, DIAG_QUERY_NO_CELL, call->asking->query->select);
    return false;
  }
  DataCell cell = tree_cell(node);
  asking_source(call->asking, node);
  if (data_number(cell, out))
    return true;
  Span at = dataset_span(place.set, place.row, place.column);
  if (cell.bytes)
    asking_fail(call->asking, at, DIAG_QUERY_NOT_NUMBER, cell.text);
  else
    asking_fail(call->asking, at, DIAG_QUERY_EMPTY_CELL,
                place.set->headers[place.column]);
  return false;
}

static const xmlNodeSet *nodes_of(const Call *call, int i) {
  xmlXPathObjectPtr arg = call->args[i];
  return arg->type == XPATH_NODESET ? arg->nodesetval : NULL;
}

static bool one_node_number(Call *call, const xmlNodeSet *nodes, Decimal *out) {
  if (nodes && nodes->nodeNr == 1)
    return cell_number(call, nodes->nodeTab[0], out);
  bool none = !nodes || nodes->nodeNr == 0;
  fail(call, none ? DIAG_QUERY_NOTHING : DIAG_QUERY_MANY, call->asking->query->select);
  return false;
}

/* A literal or a count; fifteen digits of a double are exact. */
static bool double_number(double number, Decimal *out) {
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_formatd(text, sizeof text, "%.15g", number);
  return decimal_parse_stored(text, strlen(text), out);
}

/* One number. */
static bool number(Call *call, int i, Decimal *out) {
  xmlXPathObjectPtr arg = call->args[i];
  if (arg->type == XPATH_NODESET)
    return one_node_number(call, arg->nodesetval, out);
  if (arg->type == XPATH_NUMBER && double_number(arg->floatval, out))
    return true;
  const char *text = arg->type == XPATH_STRING ? (const char *)arg->stringval : "";
  DataCell cell = {text, (uint32_t)strlen(text)};
  if (decimal_parse(text, cell.bytes, out) || data_number(cell, out))
    return true;
  if (call->asking->change == CHANGE_FROM_ZERO)
    fail(call, DIAG_QUERY_DIVISION, "h:change");
  else if (call->asking->change == CHANGE_TO_PLUS ||
           call->asking->change == CHANGE_TO_MINUS)
    fail(call, DIAG_QUERY_CROSSING, "h:change");
  else
    fail(call, DIAG_QUERY_NOT_NUMBER, text);
  return false;
}

/* A total among several cells is not one of them; one that nobody called so is told. */
static bool is_left_out(Call *call, const xmlNode *node) {
  DataPlace place;
  if (!tree_place(node, &place))
    return false;
  if (dataset_is_total(place.set, place.row))
    return true;
  asker_tell_total(call->asking->asker, call->asking, &place);
  return false;
}

/* Every number of the arguments from `first` on: cells, or single values. Caller frees;
 * NULL after a fault; at least one. */
static GArray *numbers(Call *call, int first, int end) {
  GArray *out = g_array_new(FALSE, FALSE, sizeof(Decimal));
  Decimal value;
  bool good = true;
  for (int i = first; i < end && good; i++) {
    const xmlNodeSet *nodes = nodes_of(call, i);
    if (call->args[i]->type != XPATH_NODESET) {
      good = number(call, i, &value);
      g_array_append_val(out, value);
    }
    for (int k = 0; nodes && k < nodes->nodeNr && good; k++) {
      if (nodes->nodeNr > 1 && is_left_out(call, nodes->nodeTab[k]))
        continue;
      good = cell_number(call, nodes->nodeTab[k], &value);
      g_array_append_val(out, value);
    }
  }
  if (good && out->len)
    return out;
  fail(call, DIAG_QUERY_NOTHING, call->asking->query->select);
  g_array_free(out, TRUE);
  return NULL;
}

static char *string(const Call *call, int i) {
  counted_text(call->parser, call->args[i]);
  return (char *)xmlXPathCastToString(call->args[i]);
}

static xmlXPathObjectPtr given(Call *call, bool good, Decimal value) {
  if (!good) {
    fail(call, DIAG_QUERY_TOO_LONG, call->asking->query->select);
    return NULL;
  }
  call->asking->change = CHANGE_PLAIN; /* of what the arguments were */
  return xmlXPathNewString(XML(decimal_text(call->asking->job->arena, value)));
}

/* ---- arithmetic -------------------------------------------------------------------- */

typedef bool (*Operation)(Decimal a, Decimal b, Decimal *out);

static xmlXPathObjectPtr fold(Call *call, Operation operation) {
  GArray *values = numbers(call, 0, call->n);
  if (!values)
    return NULL;
  Decimal result = g_array_index(values, Decimal, 0);
  bool good = true;
  for (guint i = 1; i < values->len && good; i++)
    good = operation(result, g_array_index(values, Decimal, i), &result);
  g_array_free(values, TRUE);
  return given(call, good, result);
}

static xmlXPathObjectPtr do_sum(Call *call) {
  return fold(call, decimal_add);
}

static xmlXPathObjectPtr do_multiply(Call *call) {
  return fold(call, decimal_multiply);
}

static bool lesser(Decimal a, Decimal b, Decimal *out) {
  *out = decimal_compare(a, b) <= 0 ? a : b;
  return true;
}

static bool greater(Decimal a, Decimal b, Decimal *out) {
  *out = decimal_compare(a, b) >= 0 ? a : b;
  return true;
}

static xmlXPathObjectPtr do_min(Call *call) {
  return fold(call, lesser);
}

static xmlXPathObjectPtr do_max(Call *call) {
  return fold(call, greater);
}

static xmlXPathObjectPtr do_mean(Call *call) {
  GArray *values = numbers(call, 0, call->n);
  if (!values)
    return NULL;
  Decimal sum = decimal_whole(0);
  bool good = true;
  for (guint i = 0; i < values->len && good; i++)
    good = decimal_add(sum, g_array_index(values, Decimal, i), &sum);
  good = good && decimal_divide(sum, decimal_whole(values->len), &sum);
  g_array_free(values, TRUE);
  return given(call, good, sum);
}

static xmlXPathObjectPtr do_subtract(Call *call) {
  Decimal a, b, result;
  if (!number(call, 0, &a) || !number(call, 1, &b))
    return NULL;
  return given(call, decimal_subtract(a, b, &result), result);
}

static xmlXPathObjectPtr do_divide(Call *call) {
  Decimal a, b, result = {0};
  if (!number(call, 0, &a) || !number(call, 1, &b))
    return NULL;
  if (decimal_sign(b) == 0) {
    fail(call, DIAG_QUERY_DIVISION, call->asking->query->select);
    return NULL;
  }
  return given(call, decimal_divide(a, b, &result), result);
}

static DataChange change_of(Decimal now, Decimal before) {
  int was = decimal_sign(before), is = decimal_sign(now);
  if (was == 0)
    return is == 0 ? CHANGE_PLAIN : CHANGE_FROM_ZERO;
  if (was * is < 0)
    return is > 0 ? CHANGE_TO_PLUS : CHANGE_TO_MINUS;
  return was < 0 ? CHANGE_OF_LOSS : CHANGE_PLAIN;
}

/* Of a negative's size: a smaller loss is a rise. From zero to zero nothing changes. */
static xmlXPathObjectPtr do_change(Call *call) {
  Decimal now, before, result = decimal_whole(0);
  if (!number(call, 0, &now) || !number(call, 1, &before))
    return NULL;
  DataChange change = change_of(now, before);
  if (change != CHANGE_PLAIN && change != CHANGE_OF_LOSS) {
    call->asking->change = change;
    return xmlXPathNewString(XML("÷0"));
  }
  Decimal size = {before.num < 0 ? -before.num : before.num, before.den};
  bool good = decimal_sign(size) == 0 || (decimal_subtract(now, before, &result) &&
                                          decimal_divide(result, size, &result));
  xmlXPathObjectPtr out = given(call, good, result);
  call->asking->change = change;
  return out;
}

/* ---- comparison -------------------------------------------------------------------- */

/* How many of the first argument's numbers lie on that side of the second. */
static xmlXPathObjectPtr beyond(Call *call, int side) {
  Decimal limit;
  GArray *values = numbers(call, 0, 1);
  if (!values)
    return NULL;
  int64_t count = 0;
  bool good = number(call, 1, &limit);
  for (guint i = 0; i < values->len && good; i++)
    count += decimal_compare(g_array_index(values, Decimal, i), limit) * side > 0;
  g_array_free(values, TRUE);
  return good ? given(call, true, decimal_whole(count)) : NULL;
}

static xmlXPathObjectPtr do_above(Call *call) {
  return beyond(call, 1);
}

static xmlXPathObjectPtr do_below(Call *call) {
  return beyond(call, -1);
}

static xmlXPathObjectPtr do_rank(Call *call) {
  Decimal own;
  char *direction = call->n > 2 ? string(call, 2) : NULL;
  int side = direction && strcmp(direction, "up") == 0 ? -1 : 1;
  xmlFree(direction);
  GArray *values = number(call, 0, &own) ? numbers(call, 1, 2) : NULL;
  if (!values)
    return NULL;
  int64_t rank = 1;
  for (guint i = 0; i < values->len; i++)
    rank += decimal_compare(g_array_index(values, Decimal, i), own) * side > 0;
  g_array_free(values, TRUE);
  return given(call, true, decimal_whole(rank));
}

static bool compared(Call *call, int *order) {
  Decimal a, b;
  if (!number(call, 0, &a) || !number(call, 1, &b))
    return false;
  *order = decimal_compare(a, b);
  return true;
}

static xmlXPathObjectPtr do_less(Call *call) {
  int order;
  return compared(call, &order) ? xmlXPathNewBoolean(order < 0) : NULL;
}

static xmlXPathObjectPtr do_greater(Call *call) {
  int order;
  return compared(call, &order) ? xmlXPathNewBoolean(order > 0) : NULL;
}

static xmlXPathObjectPtr do_at_least(Call *call) {
  int order;
  return compared(call, &order) ? xmlXPathNewBoolean(order >= 0) : NULL;
}

static xmlXPathObjectPtr do_at_most(Call *call) {
  int order;
  return compared(call, &order) ? xmlXPathNewBoolean(order <= 0) : NULL;
}

static xmlXPathObjectPtr do_equal(Call *call) {
  int order;
  return compared(call, &order) ? xmlXPathNewBoolean(order == 0) : NULL;
}

/* ---- words ------------------------------------------------------------------------- */

/* 甲、乙和丙 (GB/T 15834: 、 between, 和 before the last). */
static xmlXPathObjectPtr do_join(Call *call) {
  const xmlNodeSet *nodes = nodes_of(call, 0);
  char *last = call->n > 1 ? string(call, 1) : NULL;
  g_autoptr(GString) out = g_string_new(NULL);
  for (int i = 0; nodes && i < nodes->nodeNr; i++) {
    DataCell cell = tree_cell(nodes->nodeTab[i]);
    asking_source(call->asking, nodes->nodeTab[i]);
    bool final = i > 0 && i == nodes->nodeNr - 1;
    g_string_append_printf(out, "%s%s",
                           i == 0   ? ""
                           : !final ? "、"
                           : last   ? last
                                    : "和",
                           cell.text);
  }
  xmlFree(last);
  if (out->len)
    return xmlXPathNewString(XML(out->str));
  fail(call, DIAG_QUERY_NOTHING, call->asking->query->select);
  return NULL;
}

/* ---- rows and columns -------------------------------------------------------------- */

/* The <row> elements of a set or of rows given. */
static GPtrArray *rows_of(const xmlNodeSet *nodes) {
  GPtrArray *rows = g_ptr_array_new();
  for (int i = 0; nodes && i < nodes->nodeNr; i++) {
    xmlNodePtr node = nodes->nodeTab[i];
    bool set =
        node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, "data") == 0;
    if (node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, "row") == 0)
      g_ptr_array_add(rows, node);
    for (xmlNodePtr row = set ? node->children : NULL; row; row = row->next)
      g_ptr_array_add(rows, row);
  }
  return rows;
}

static const Dataset *set_of(const xmlNode *row) {
  return row->doc->_private;
}

static xmlNodePtr nth_cell(xmlNodePtr row, uint32_t column) {
  xmlNodePtr cell = row->children;
  while (cell && column-- > 0)
    cell = cell->next;
  return cell;
}

/* The column of that name in the set of these rows; false after a fault. */
static bool column_of(Call *call, GPtrArray *rows, const char *name, uint32_t *out) {
  if (!rows->len) {
    fail(call, DIAG_QUERY_NOTHING, call->asking->query->select);
    return false;
  }
  const Dataset *set = set_of(rows->pdata[0]);
  *out = dataset_column(set, name);
  if (*out < set->n_columns)
    return true;
  asking_fail_column(call->asking, set, name);
  return false;
}

/* The one row with that key in that column; NULL after a fault. */
static xmlNodePtr keyed_row(Call *call, GPtrArray *rows, uint32_t column,
                            const char *key) {
  xmlNodePtr found = NULL;
  for (guint i = 0; i < rows->len; i++) {
    xmlNodePtr cell = nth_cell(rows->pdata[i], column);
    if (!cell || strcmp(tree_cell(cell).text, key) != 0)
      continue;
    if (found) {
      fail(call, DIAG_QUERY_KEY_TWICE, key);
      return NULL;
    }
    found = rows->pdata[i];
  }
  if (!found)
    fail(call, DIAG_QUERY_NO_KEY, key);
  return found;
}

static xmlNodePtr whole_set(const Call *call) {
  const xmlNodeSet *nodes = nodes_of(call, 0);
  xmlNodePtr node = nodes && nodes->nodeNr == 1 ? nodes->nodeTab[0] : NULL;
  bool set = node && node->type == XML_ELEMENT_NODE && node->children &&
             node->doc->_private && strcmp((const char *)node->name, "data") == 0;
  return set ? node : NULL;
}

/* The same by the index of a whole set. */
static xmlNodePtr indexed_row(Call *call, xmlNodePtr data, uint32_t column,
                              const char *key) {
  const GPtrArray *rows = asker_rows(call->asking->asker, data, column, key);
  if (rows && rows->len == 1)
    return rows->pdata[0];
  fail(call, rows ? DIAG_QUERY_KEY_TWICE : DIAG_QUERY_NO_KEY, key);
  return NULL;
}

static xmlNodePtr looked_up_in_set(Call *call, xmlNodePtr data, const char *name,
                                   const char *key) {
  const Dataset *set = data->doc->_private;
  uint32_t column = name ? dataset_column(set, name) : 0;
  if (column < set->n_columns)
    return indexed_row(call, data, column, key);
  asking_fail_column(call->asking, set, name);
  return NULL;
}

/* h:lookup(set, column, key); by the first column where name is NULL. */
static xmlNodePtr looked_up(Call *call, const char *name, const char *key) {
  xmlNodePtr data = whole_set(call);
  if (data)
    return looked_up_in_set(call, data, name, key);
  GPtrArray *rows = rows_of(nodes_of(call, 0));
  uint32_t column = 0;
  xmlNodePtr row = NULL;
  if (!rows->len)
    fail(call, DIAG_QUERY_NOTHING, call->asking->query->select);
  else if (!name || column_of(call, rows, name, &column))
    row = keyed_row(call, rows, column, key);
  g_ptr_array_free(rows, TRUE);
  return row;
}

static xmlXPathObjectPtr do_lookup(Call *call) {
  char *name = string(call, 1), *key = string(call, 2);
  xmlNodePtr row = looked_up(call, name, key);
  xmlFree(name);
  xmlFree(key);
  return row ? xmlXPathNewNodeSet(row) : NULL;
}

/* h:rows(set, column, key): none is no fault, for a condition may ask. */
static xmlXPathObjectPtr do_rows(Call *call) {
  xmlNodePtr data = whole_set(call);
  if (!data) {
    fail(call, DIAG_QUERY_NOTHING, call->asking->query->select);
    return NULL;
  }
  char *name = string(call, 1), *key = string(call, 2);
  const Dataset *set = data->doc->_private;
  uint32_t column = dataset_column(set, name);
  xmlXPathObjectPtr out = NULL;
  if (column == set->n_columns) {
    asking_fail_column(call->asking, set, name);
  } else {
    const GPtrArray *rows = asker_rows(call->asking->asker, data, column, key);
    out = xmlXPathNewNodeSet(NULL);
    for (guint i = 0; rows && i < rows->len; i++)
      xmlXPathNodeSetAddUnique(out->nodesetval, rows->pdata[i]);
  }
  xmlFree(name);
  xmlFree(key);
  return out;
}

static xmlXPathObjectPtr do_row(Call *call) {
  char *key = string(call, 1);
  xmlNodePtr row = looked_up(call, NULL, key);
  xmlFree(key);
  return row ? xmlXPathNewNodeSet(row) : NULL;
}

static xmlXPathObjectPtr cells_of(Call *call, GPtrArray *rows, const char *name) {
  uint32_t column;
  if (!column_of(call, rows, name, &column))
    return NULL;
  xmlXPathObjectPtr out = xmlXPathNewNodeSet(NULL);
  for (guint i = 0; i < rows->len; i++)
    xmlXPathNodeSetAddUnique(out->nodesetval, nth_cell(rows->pdata[i], column));
  return out;
}

static xmlXPathObjectPtr do_cell(Call *call) {
  char *key = call->n > 2 ? string(call, 1) : NULL, *name = string(call, call->n - 1);
  GPtrArray *rows = NULL;
  if (key) {
    xmlNodePtr row = looked_up(call, NULL, key);
    rows = g_ptr_array_new();
    if (row)
      g_ptr_array_add(rows, row);
  } else {
    rows = rows_of(nodes_of(call, 0));
  }
  xmlXPathObjectPtr out = call->asking->failed ? NULL : cells_of(call, rows, name);
  g_ptr_array_free(rows, TRUE);
  xmlFree(name);
  xmlFree(key);
  return out;
}

static xmlXPathObjectPtr do_row_number(Call *call) {
  uint32_t number = asker_row_number(call->asking->asker);
  if (number)
    return given(call, true, decimal_whole(number));
  fail(call, DIAG_QUERY_ROW_NUMBER, NULL);
  return NULL;
}

/* ---- calling ----------------------------------------------------------------------- */

static const struct {
  const char *name;
  Handler run;
  int least, most;
} functions[] = {
    {"sum", do_sum, 1, ARGUMENTS_MOST},
    {"mean", do_mean, 1, ARGUMENTS_MOST},
    {"min", do_min, 1, ARGUMENTS_MOST},
    {"max", do_max, 1, ARGUMENTS_MOST},
    {"add", do_sum, 2, ARGUMENTS_MOST},
    {"subtract", do_subtract, 2, 2},
    {"multiply", do_multiply, 2, ARGUMENTS_MOST},
    {"divide", do_divide, 2, 2},
    {"share", do_divide, 2, 2},
    {"change", do_change, 2, 2},
    {"rank", do_rank, 2, 3},
    {"above", do_above, 2, 2},
    {"below", do_below, 2, 2},
    {"less", do_less, 2, 2},
    {"greater", do_greater, 2, 2},
    {"at-least", do_at_least, 2, 2},
    {"at-most", do_at_most, 2, 2},
    {"equal", do_equal, 2, 2},
    {"join", do_join, 1, 2},
    {"lookup", do_lookup, 3, 3},
    {"row", do_row, 2, 2},
    {"rows", do_rows, 3, 3},
    {"cell", do_cell, 2, 3},
    {"row-number", do_row_number, 0, 0},
};

static xmlXPathObjectPtr call_by_name(Call *call, const char *name, int given_arguments) {
  for (size_t i = 0; i < G_N_ELEMENTS(functions); i++) {
    if (strcmp(functions[i].name, name) != 0)
      continue;
    if (given_arguments >= functions[i].least && given_arguments <= functions[i].most)
      return functions[i].run(call);
    g_autofree char *shown = g_strconcat("h:", name, NULL);
    fail(call, DIAG_QUERY_ARGUMENTS, shown);
  }
  return NULL;
}

static void dispatch(xmlXPathParserContextPtr parser, int n) {
  Call call = {
      .asking = parser->context->userData, .parser = parser, .n = MIN(n, ARGUMENTS_MOST)};
  for (int i = n - 1; i >= 0; i--) {
    xmlXPathObjectPtr arg = valuePop(parser);
    if (i < ARGUMENTS_MOST)
      call.args[i] = arg;
    else
      xmlXPathFreeObject(arg);
    if (!arg)
      call.asking->failed = true;
  }
  xmlXPathObjectPtr result = NULL;
  if (!call.asking->failed && counted_nodes(parser, call.args, call.n))
    result = call_by_name(&call, (const char *)parser->context->function, n);
  for (int i = 0; i < call.n; i++)
    xmlXPathFreeObject(call.args[i]);
  counted_nodes(parser, &result, 1);
  if (result)
    valuePush(parser, result);
  else
    parser->error = XPATH_EXPR_ERROR; /* told already; evaluation ends here */
}

void functions_register(xmlXPathContextPtr context) {
  for (size_t i = 0; i < G_N_ELEMENTS(functions); i++)
    xmlXPathRegisterFuncNS(context, XML(functions[i].name), XML(DATA_FUNCTIONS),
                           dispatch);
  xmlXPathRegisterFuncLookup(context, query_find_unknown, context);
}
