/* HarfBuzz's subsetter, opened when a face is cut by it. */
#ifndef HONGTOU_FONT_CUTTER_H
#define HONGTOU_FONT_CUTTER_H

#include <hb-subset.h>

#include "base_library.h"

#define CUTTER_FUNCTIONS(X)         \
  X(hb_subset_input_create_or_fail) \
  X(hb_subset_input_destroy)        \
  X(hb_subset_input_glyph_set)      \
  X(hb_subset_input_set)            \
  X(hb_subset_input_set_flags) X(hb_subset_input_unicode_set) X(hb_subset_or_fail)

LIBRARY_TABLE(CutterFunctions, CUTTER_FUNCTIONS)
extern CutterFunctions cutter_functions;
/* False, reported, where libharfbuzz-subset is not installed. */
bool cutter_library(Diagnostics *diags);

#define CUTTER(name) cutter_functions.hb_subset_##name

#endif
