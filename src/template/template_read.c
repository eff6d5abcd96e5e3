/* A template out of its bytes: parsed, checked, wrapped into a stylesheet and compiled.
 */
#include <string.h>

#include "template_private.h"
#include "xml.h"

void template_silent(void *data, xmlError *error) {
  (void)data, (void)error;
}

/* ---- parsing ------------------------------------------------------------------- */

/* Faults of the form, at their line. */
static void say(void *self, const XmlFault *fault) {
  Job *job = self;
  Span at = {.file = fault->near.file, .line = MAX(fault->near.line, 1)};
  const char *code = diag_code_name(fault->code);
  if (fault->code == DIAG_LIMIT_DEPTH)
    diag_add(job->diags, at, DIAG_TEMPLATE_DEEP, fault->args[0], NULL);
  else if (g_str_has_prefix(code, "limit."))
    diag_add(job->diags, at, fault->code, fault->args[0], NULL);
  else
    diag_add(job->diags, at, DIAG_TEMPLATE_XML, xml_fault_mark(job->arena, fault), NULL);
}

static xmlDoc *parse(Job *job, const char *name, const char *bytes, size_t len) {
  XmlForm form = xml_form(job->limits);
  form.encodings = XML_ENCODING_ANY;
  form.depth = job->limits->template_levels;
  form.say = say;
  form.self = job;
  return xml_tree(job, &form, name, bytes, len);
}

/* ---- compiling -------------------------------------------------------------------- */

/* The document becomes the one template of a stylesheet, applied to the record's element:
 * a simplified stylesheet would be applied to the document above it. */
static void wrap(xmlDoc *doc) {
  xmlNode *root = xmlDocGetRootElement(doc);
  xmlNode *sheet = xmlNewDocNode(doc, NULL, XML("stylesheet"), NULL);
  xmlNs *xsl = xmlNewNs(sheet, XML(XSL_NAMESPACE), XML("xsl"));
  xmlNewNs(sheet, XML(VALUE_NAMESPACE), XML("hongtou-value"));
  xmlNewNs(sheet, XML(DATA_FUNCTIONS), XML("h"));
  xmlNewNs(sheet, XML(DATA_ONCE), XML(DATA_ONCE_PREFIX));
  xmlSetNs(sheet, xsl);
  xmlNewProp(sheet, XML("version"), XML("1.0"));
  xmlNewProp(sheet, XML("extension-element-prefixes"), XML("hongtou-value"));
  xmlNewProp(sheet, XML("exclude-result-prefixes"), XML("h " DATA_ONCE_PREFIX));
  xmlDocSetRootElement(doc, sheet);
  xmlNode *template = xmlNewChild(sheet, xsl, XML("template"), NULL);
  xmlNewProp(template, XML("match"), XML("/*"));
  xmlAddChild(template, root);
}

static xsltSecurityPrefs *closed_prefs(void) {
  static const xsltSecurityOption options[] = {
      XSLT_SECPREF_READ_FILE, XSLT_SECPREF_WRITE_FILE, XSLT_SECPREF_CREATE_DIRECTORY,
      XSLT_SECPREF_READ_NETWORK, XSLT_SECPREF_WRITE_NETWORK};
  xsltSecurityPrefs *prefs = XSLT(NewSecurityPrefs)();
  for (size_t i = 0; i < G_N_ELEMENTS(options); i++)
    XSLT(SetSecurityPrefs)(prefs, options[i], XSLT(SecurityForbid));
  return prefs;
}

/* Everything was checked before: what the compiler could still say has no place to be
 * said. */
static bool compile(Job *job, Template *template, xmlDoc *doc) {
  wrap(doc);
  template->style = XSLT(ParseStylesheetDoc)(doc);
  if (template->style && template->style->errors == 0)
    return true;
  diag_add(job->diags, (Span){.file = template->name}, DIAG_TEMPLATE_XML, "XSLT", NULL);
  if (!template->style)
    xmlFreeDoc(doc);
  return false;
}

static void value_free(gpointer data) {
  Value *value = data;
  xmlXPathFreeCompExpr(value->compiled);
}

static Template *template_new(const char *name) {
  Template *template = g_new0(Template, 1);
  template->arena = arena_new();
  template->name = g_strdup(name);
  template->values = g_hash_table_new_full(NULL, NULL, NULL, value_free);
  template->sets = g_ptr_array_new();
  template->once = g_ptr_array_new();
  template->closed = closed_prefs();
  return template;
}

Template *template_read(Job *job, const char *name, const char *bytes, size_t len) {
  if (!xslt_library(job->diags))
    return NULL;
  Template *template = template_new(name);
  template->told = diagnostics_new();
  template->job = (Job){.arena = template->arena,
                        .diags = template->told,
                        .folder = job->folder,
                        .data_folders = job->data_folders,
                        .limits = job->limits};
  xmlDoc *doc = parse(job, template->name, bytes, len);
  bool ok =
      doc && template_check(job, template, doc) && template_data(job, template, doc);
  if (doc && !ok)
    xmlFreeDoc(doc);
  ok = ok && compile(job, template, doc);
  if (ok) {
    template->asker =
        asker_new(&template->job, (const Dataset *const *)template->sets->pdata,
                  template->sets->len);
    asker_set_once(template->asker, (const char *const *)template->once->pdata,
                   template->once->len);
    asker_reckon_once(template->asker);
    return template;
  }
  template_free(template);
  return NULL;
}

void template_free(Template *template) {
  if (!template)
    return;
  asker_free(template->asker);
  if (template->style)
    XSLT(FreeStylesheet)(template->style);
  XSLT(FreeSecurityPrefs)(template->closed);
  g_hash_table_unref(template->values);
  g_ptr_array_unref(template->sets);
  g_ptr_array_unref(template->once);
  diagnostics_free(template->told);
  g_free(template->name);
  arena_free(template->arena);
  g_free(template);
}
