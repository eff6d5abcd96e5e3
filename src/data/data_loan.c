/* Our functions and data sets lent to an XPath that someone else runs. */
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include "data_private.h"

#define XML(text) ((const xmlChar *)(text))

struct DataLoan {
  Asking asking;
  DataQuery query;
  xmlXPathVariableLookupFunc outer; /* the borrower's own variables */
  void *outer_data;
};

static xmlXPathObjectPtr variable(void *data, const xmlChar *name, const xmlChar *uri) {
  DataLoan *loan = data;
  xmlXPathObjectPtr set =
      uri ? NULL : asker_variable_set(&loan->asking, (const char *)name);
  if (set || loan->asking.failed)
    return set;
  return loan->outer ? loan->outer(loan->outer_data, name, uri) : NULL;
}

DataLoan *asker_lend(DataAsker *asker, Job *job, xmlXPathContextPtr context) {
  DataLoan *loan = g_new0(DataLoan, 1);
  loan->query.select = "";
  loan->asking = (Asking){.asker = asker, .job = job, .query = &loan->query};
  loan->asking.cells = g_array_new(FALSE, FALSE, sizeof(DataPlace));
  loan->outer = context->varLookupFunc;
  loan->outer_data = context->varLookupData;
  context->userData = &loan->asking;
  context->error = asking_on_error;
  xmlXPathRegisterNs(context, XML("h"), XML(DATA_FUNCTIONS));
  xmlXPathRegisterVariableLookup(context, variable, loan);
  functions_register(context);
  once_register(context);
  return loan;
}

void loan_free(DataLoan *loan) {
  if (!loan)
    return;
  g_array_free(loan->asking.cells, TRUE);
  g_free(loan);
}

bool loan_run(DataLoan *loan, const DataQuery *query, const LoanExpression *expression,
              DataValue *out) {
  DataQuery before = loan->query;
  loan->query = *query;
  loan->asking.change = CHANGE_PLAIN;
  g_array_set_size(loan->asking.cells, 0);
  xmlXPathObjectPtr result =
      xmlXPathCompiledEval(expression->compiled, expression->context);
  bool good = result && !loan->asking.failed && asking_take(&loan->asking, result, out);
  if (!result)
    asking_fail(&loan->asking, query->at, DIAG_QUERY_SYNTAX, query->select);
  if (result)
    xmlXPathFreeObject(result);
  loan->query = before;
  return good;
}

bool loan_failed(const DataLoan *loan) {
  return loan->asking.failed;
}
