/* cairo, opened when a page is drawn. */
#ifndef HONGTOU_PNG_CAIRO_H
#define HONGTOU_PNG_CAIRO_H

#include <cairo.h>

#include "base_library.h"

/* Left as it is: each line would be indented further. */
/* clang-format off */
#define CAIRO_FUNCTIONS(X)                                                             \
  X(cairo_clip) X(cairo_close_path) X(cairo_create) X(cairo_curve_to) X(cairo_destroy) \
  X(cairo_fill) X(cairo_fill_preserve) X(cairo_get_source)                             \
  X(cairo_image_surface_create) X(cairo_image_surface_get_data)                        \
  X(cairo_image_surface_get_stride) X(cairo_line_to) X(cairo_matrix_init)              \
  X(cairo_move_to) X(cairo_new_path) X(cairo_paint) X(cairo_pattern_set_extend)        \
  X(cairo_pattern_set_filter) X(cairo_pop_group_to_source) X(cairo_push_group)         \
  X(cairo_set_operator) X(cairo_rectangle) X(cairo_restore) X(cairo_save)        \
  X(cairo_scale) X(cairo_set_antialias) X(cairo_set_fill_rule) X(cairo_set_line_cap)   \
  X(cairo_set_line_join) X(cairo_set_line_width) X(cairo_set_miter_limit)              \
  X(cairo_set_source_rgb) X(cairo_set_source_surface) X(cairo_status) X(cairo_stroke)  \
  X(cairo_surface_destroy) X(cairo_surface_flush) X(cairo_surface_mark_dirty)          \
  X(cairo_surface_status) X(cairo_surface_write_to_png_stream) X(cairo_transform)      \
  X(cairo_translate)
/* clang-format on */

LIBRARY_TABLE(CairoFunctions, CAIRO_FUNCTIONS)
extern CairoFunctions cairo_functions;
/* False, reported, where cairo is not installed. */
bool cairo_library(Diagnostics *diags);

#define CAIRO(name) cairo_functions.cairo_##name

#endif
