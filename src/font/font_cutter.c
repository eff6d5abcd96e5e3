#include "font_cutter.h"

LIBRARY_OPENER(cutter_library, cutter_functions, CutterFunctions, CUTTER_FUNCTIONS,
               LIBHARFBUZZ_SUBSET_SONAME)
