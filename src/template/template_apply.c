/* One record through the template: its tree, the transformation within bounds, values. */
#include <libxml/xpathInternals.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "template_private.h"
#include "xml.h"

#define MEMORY_PROBE ((size_t)1 << 20)

/* ---- the record's tree ----------------------------------------------------------- */

typedef struct Leaves {
  Arena *arena;
  GPtrArray *headers;
  GArray *ends; /* uint32_t */
  GString *bytes;
} Leaves;

static void add_leaf(Leaves *leaves, xmlNode *node) {
  xmlChar *name = xmlGetNoNsProp(node, XML("n")), *text = xmlNodeGetContent(node);
  g_autofree char *trimmed = g_strstrip(g_strdup(text ? TEXT(text) : ""));
  g_ptr_array_add(leaves->headers,
                  arena_strdup(leaves->arena, name ? TEXT(name) : TEXT(node->name)));
  g_string_append_len(leaves->bytes, trimmed, (gssize)strlen(trimmed) + 1);
  uint32_t end = (uint32_t)leaves->bytes->len;
  g_array_append_val(leaves->ends, end);
  data_node_is_cell(node, leaves->headers->len - 1);
  xmlFree(name);
  xmlFree(text);
}

/* Every element without elements in it is a cell of a table of one row. */
static void find_leaves(Leaves *leaves, xmlNode *root) {
  for (xmlNode *node = root; node;) {
    bool element = node->type == XML_ELEMENT_NODE;
    bool leaf = element && node != root && xmlChildElementCount(node) == 0;
    if (leaf)
      add_leaf(leaves, node);
    if (element && !leaf && node->children) {
      node = node->children;
      continue;
    }
    while (node != root && !node->next)
      node = node->parent;
    node = node == root ? NULL : node->next;
  }
}

static const Dataset *leaves_set(Leaves *leaves, Span at) {
  uint32_t n = leaves->headers->len;
  uint32_t *columns = ARENA_ARRAY(leaves->arena, uint32_t, n),
           *row = ARENA_NEW(leaves->arena, uint32_t);
  const char **headers = ARENA_ARRAY(leaves->arena, const char *, n);
  for (uint32_t i = 0; i < n; i++) {
    columns[i] = i + 1;
    headers[i] = leaves->headers->pdata[i];
  }
  *row = at.line;
  Dataset *set = ARENA_NEW(leaves->arena, Dataset);
  *set = (Dataset){
      .name = at.file ? at.file : "",
      .n_columns = n,
      .n_rows = 1,
      .headers = headers,
      .file_columns = columns,
      .rows = row,
      .at = at,
      .bytes = arena_strndup(leaves->arena, leaves->bytes->str, leaves->bytes->len)};
  set->ends = arena_take_array(leaves->arena, leaves->ends);
  g_string_free(leaves->bytes, TRUE);
  g_ptr_array_free(leaves->headers, TRUE);
  return set;
}

/* The record is the batch's own writing: where in it a fault lies helps nobody. */
static void say(void *self, const XmlFault *fault) {
  (void)self, (void)fault;
}

/* The record as a tree of cells; doc->_private is its Dataset in the arena. NULL after a
 * fault. */
static xmlDoc *template_record(Job *job, const char *xml, size_t len, Span at) {
  XmlForm form = xml_form(job->limits);
  form.say = say;
  xmlDoc *doc = xml_tree(job, &form, NULL, xml, len);
  if (!doc) {
    diag_add(job->diags, at, DIAG_TEMPLATE_RECORD, NULL);
    return NULL;
  }
  Leaves leaves = {.arena = job->arena,
                   .headers = g_ptr_array_new(),
                   .ends = g_array_new(FALSE, FALSE, sizeof(uint32_t)),
                   .bytes = g_string_new(NULL)};
  find_leaves(&leaves, xmlDocGetRootElement(doc));
  doc->_private = (void *)leaves_set(&leaves, at);
  return doc;
}

/* ---- values ------------------------------------------------------------------------ */

static void stop_at(Applying *a, uint32_t line) {
  if (a->transform->state == XSLT_STATE_OK)
    a->line = line;
  a->transform->state = XSLT_STATE_STOPPED;
}

/* A fault told at a cell of the data: who asked for the cell is told too. */
static void tell_asked(const Applying *a, const Value *value, Span at) {
  size_t n = diag_count(a->diags);
  const char *file = n ? diag_at(a->diags, n - 1)->at.file : NULL;
  if (file && strcmp(file, at.file) != 0)
    diag_add(a->diags, at, DIAG_TEMPLATE_ASKED, value->figure.select, NULL);
}

/* What is typed stays, when it states the value. */
/* Line breaks of data as U+2028: as white space they would be lost to the reader. */
static char *kept_breaks(const char *text) {
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  return g_strjoinv("\u2028", lines);
}

static const char *value_text(const Applying *a, Job *job, const Value *value,
                              const DataValue *found) {
  if (!value->typed)
    return bind_value_text(job, &value->figure, found);
  const xmlNode *last = a->transform->insert ? a->transform->insert->last : NULL;
  bool follows = last && last->type == XML_TEXT_NODE && last->content;
  size_t errors = diag_errors(job->diags);
  bind_value_check(job, &value->figure, found, value->typed,
                   follows ? TEXT(last->content) : "");
  return diag_errors(job->diags) == errors ? value->typed : NULL;
}

/* libxslt calls it where a value stands. */
static void template_value(xsltTransformContext *transform, xmlNode *node,
                           xmlNode *instruction, xsltElemPreComp *precomputed) {
  (void)precomputed;
  Applying *a = transform->_private;
  const Value *value = instruction->_private;
  Span at = value->figure.at;
  xmlXPathContext *context = transform->xpathCtxt;
  xmlNode *outer = context->node;
  DataQuery query = {.select = value->figure.select, .at = at};
  LoanExpression expression = {value->compiled, context};
  DataValue found;
  context->node = node;
  bool ok = loan_run(a->loan, &query, &expression, &found);
  context->node = outer;
  Job job = *a->job;
  job.diags = a->diags;
  const char *text = ok ? value_text(a, &job, value, &found) : NULL;
  if (text && (a->bytes += strlen(text)) > a->job->limits->document_bytes) {
    diag_add(a->diags, at, DIAG_TEMPLATE_LONG, NULL);
    text = NULL;
  }
  if (!text) {
    tell_asked(a, value, at);
    stop_at(a, at.line);
    return;
  }
  transform->lasttext = NULL; /* libxslt would go on writing into it */
  g_autofree char *kept = kept_breaks(text);
  xmlAddChild(transform->insert, xmlNewDocText(transform->output, XML(kept)));
}

/* ---- the transformation ------------------------------------------------------------ */

static void on_message(void *data, const char *format, ...) {
  Applying *a = data;
  char text[512];
  g_free(g_malloc(MEMORY_PROBE)); /* where memory ran out libxslt says that it failed:
                                     GLib says why */
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  const xmlNode *at = a->transform->inst;
  if (a->line == 0 && at)
    a->line = (uint32_t)MAX(xmlGetLineNo(at), 0);
  if (a->message ||
      g_str_has_prefix(text, "runtime error")) /* where, which we say ourselves */
    return;
  a->message = g_utf8_make_valid(text, -1);
  g_strchomp(a->message);
}

static bool begin(Applying *a, xmlDoc *record) {
  a->transform = XSLT(NewTransformContext)(a->template->style, record);
  if (!a->transform)
    return false;
  a->transform->_private = a;
  XSLT(SetTransformErrorFunc)(a->transform, a, on_message);
  a->transform->opLimit = a->job->limits->template_steps;
  a->transform->xpathCtxt->opLimit = a->job->limits->query_steps;
  a->transform->maxTemplateDepth = (int)a->job->limits->template_calls;
  a->transform->maxTemplateVars = (int)a->job->limits->template_variables;
  Job *lending = ARENA_NEW(a->job->arena, Job);
  *lending = *a->job;
  lending->diags = a->diags;
  a->loan = asker_lend(a->template->asker, lending, a->transform->xpathCtxt);
  return XSLT(SetCtxtSecurityPrefs)(a->template->closed, a->transform) == 0 &&
         XSLT(RegisterExtElement)(a->transform, XML("value"), XML(VALUE_NAMESPACE),
                                  template_value) == 0;
}

/* What was found, each at the line where it stopped when it had none of its own. */
static void tell(Applying *a, bool failed) {
  Span stopped = {.file = a->template->name, .line = a->line};
  for (size_t i = 0; i < diag_count(a->diags); i++) {
    const Diagnostic *d = diag_at(a->diags, i);
    diag_add(a->job->diags, d->at.line ? d->at : stopped, d->code, d->args[0], d->args[1],
             d->args[2], d->args[3], NULL);
  }
  if (!failed || diag_errors(a->diags) > 0)
    return;
  bool bounds =
      a->message && (strstr(a->message, "limit") || strstr(a->message, "exceeded") ||
                     strstr(a->message, "infinite"));
  diag_add(a->job->diags, stopped, bounds ? DIAG_TEMPLATE_LONG : DIAG_TEMPLATE_FAILED,
           bounds       ? NULL
           : a->message ? a->message
                        : "XSLT",
           NULL);
}

static xmlDoc *transform(Applying *a, xmlDoc *record) {
  xmlDoc *made = NULL;
  if (begin(a, record))
    made = XSLT(ApplyStylesheetUser)(a->template->style, record, NULL, NULL, NULL,
                                     a->transform);
  bool stopped =
      !a->transform || a->transform->state != XSLT_STATE_OK || loan_failed(a->loan);
  bool failed = !made || stopped;
  tell(a, failed);
  if (made && failed)
    xmlFreeDoc(made);
  return failed ? NULL : made;
}

/* libxslt takes the table of prefixes for the stylesheet's and leaves it behind. */
static void transform_free(Applying *a) {
  if (a->transform->xpathCtxt->nsHash != a->template->style->nsHash)
    xmlXPathRegisteredNsCleanup(a->transform->xpathCtxt);
  XSLT(FreeTransformContext)(a->transform);
}

bool template_apply(Job *job, const Template *template, const TemplateRecord *record,
                    TemplateResult *out) {
  *out = (TemplateResult){0};
  xmlDoc *doc = template_record(job, record->xml, record->len, record->at);
  if (!doc)
    return false;
  Applying a = {.job = job, .template = template, .diags = diagnostics_new()};
  xmlDoc *made = transform(&a, doc);
  bool ok = made && template_write(job, made, out);
  if (made && !ok)
    diag_add(job->diags, (Span){.file = template->name}, DIAG_TEMPLATE_LONG, NULL);
  if (made)
    xmlFreeDoc(made);
  loan_free(a.loan);
  if (a.transform)
    transform_free(&a);
  xmlFreeDoc(doc);
  diagnostics_free(a.diags);
  g_free(a.message);
  return ok;
}
