#include "png_cairo.h"

LIBRARY_OPENER(cairo_library, cairo_functions, CairoFunctions, CAIRO_FUNCTIONS,
               LIBCAIRO_SONAME)
