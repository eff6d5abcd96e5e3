/* libxslt, opened when a template is read. */
#ifndef HONGTOU_TEMPLATE_XSLT_H
#define HONGTOU_TEMPLATE_XSLT_H

#include <libxslt/extensions.h>
#include <libxslt/imports.h>
#include <libxslt/security.h>
#include <libxslt/transform.h>
#include <libxslt/xsltInternals.h>
#include <libxslt/xsltutils.h>

#include "base_library.h"

/* Left as it is: each line would be indented further. */
/* clang-format off */
#define XSLT_FUNCTIONS(X)                                                          \
  X(xsltApplyStylesheetUser) X(xsltFreeSecurityPrefs) X(xsltFreeStylesheet)        \
  X(xsltFreeTransformContext) X(xsltNewSecurityPrefs) X(xsltNewTransformContext)   \
  X(xsltParseStylesheetDoc) X(xsltRegisterExtElement) X(xsltSecurityForbid)        \
  X(xsltSetCtxtSecurityPrefs) X(xsltSetSecurityPrefs) X(xsltSetTransformErrorFunc)
/* clang-format on */

LIBRARY_TABLE(XsltFunctions, XSLT_FUNCTIONS)
extern XsltFunctions xslt_functions;
/* False, reported, where libxslt is not installed. */
bool xslt_library(Diagnostics *diags);

#define XSLT(name) xslt_functions.xslt##name

#endif
