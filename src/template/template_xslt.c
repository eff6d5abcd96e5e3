#include "template_xslt.h"

LIBRARY_OPENER(xslt_library, xslt_functions, XsltFunctions, XSLT_FUNCTIONS,
               LIBXSLT_SONAME)
