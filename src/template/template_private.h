/* template, inside: the compiled form, and what one application knows. */
#ifndef HONGTOU_TEMPLATE_PRIVATE_H
#define HONGTOU_TEMPLATE_PRIVATE_H

#include <libxml/tree.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include "bind.h"
#include "data.h"
#include "template.h"
#include "template_xslt.h"

#define XML(text) ((const xmlChar *)(text))
#define TEXT(xml) ((const char *)(xml))
#define BULLETIN_NAMESPACE "urn:hongtou:bulletin:1"
#define XSL_NAMESPACE "http://www.w3.org/1999/XSL/Transform"
#define VALUE_NAMESPACE "urn:hongtou:template:1" /* of what <v> and {…} become */

struct Template {
  char *name;
  xsltStylesheet *style; /* owns its document */
  xsltSecurityPrefs *closed;
  GHashTable *values; /* xmlNode of a value → Value */
  GPtrArray *sets;    /* const Dataset * of each <data>, loaded once */
  GPtrArray *once;    /* char *: the parts of expressions that ask nothing but those */
  DataAsker *asker;
  Job job;           /* of what lives as long as the template */
  Diagnostics *told; /* by that job; nothing after reading */
  Arena *arena;
};

/* One <v select> or one {…} of an attribute. */
typedef struct Value {
  FigureSpec figure; /* its expression, and how its value reads */
  const char
      *typed; /* what stands there and must state the value; NULL: the value does */
  xmlXPathCompExpr *compiled;
} Value;

/* ---- reading (template_read.c, template_check.c) ----------------------------------- */

/* Every fault of the document as a template; also turns <v> and {…} into values. */
bool template_check(Job *job, Template *template, xmlDoc *doc);
/* Says nothing: what libxml2 finds is told by ourselves. */
void template_silent(void *data, xmlError *error);
/* Loads what the <data> of the template name, and takes away those no table asks for. */
bool template_data(Job *job, Template *template, xmlDoc *doc);

/* ---- applying ---------------------------------------------------------------------- */

typedef struct Applying {
  Job *job;
  const Template *template;
  Diagnostics
      *diags; /* of this application: places without a line get the instruction's */
  xsltTransformContext *transform;
  DataLoan *loan;
  uint32_t line; /* of the instruction at which it stopped */
  size_t bytes;  /* of values written so far */
  char *message; /* what libxslt said first */
} Applying;

/* The made document as text with its places. False over the limit. */
bool template_write(Job *job, xmlDoc *made, TemplateResult *out);

#endif
