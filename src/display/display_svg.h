/* Inside the SVG reader: numbers and outlines in the user's units, styles, and the
 * reader's state.
 *
 * The subset. Elements: svg (once), g, path, rect, circle, ellipse, line, polyline,
 * polygon; title, desc, metadata and what other namespaces add are passed over; defs may
 * hold nothing that draws. Attributes: viewBox, width, height; transform; the geometry;
 * fill, fill-rule, stroke, stroke-width, -linecap, -linejoin, -miterlimit, display, each
 * also in style="…". Everything else that could change what is seen (text, images,
 * references, scripts, style sheets, gradients, patterns, masks, filters, opacity,
 * dashes) is a fault with its remedy: nothing is ever left out silently. */
#ifndef HONGTOU_DISPLAY_SVG_H
#define HONGTOU_DISPLAY_SVG_H

#include "display_private.h"

/* ---- numbers and outlines (display_svg_path.c) ------------------------------------- */

/* A step of an outline in the user's units. */
typedef struct SvgStep {
  PathOp op;
  double x[3], y[3];
} SvgStep;

/* Over white space and at most one comma. */
void display_svg_skip(const char **p);
/* A number as SVG writes it, and what separates it from the next; false: none stands
 * there. */
bool display_svg_number(const char **p, double *out);
/* A length in user units: px or none, mm cm in pt at 96 px an inch; false: none of these
 * alone. */
bool display_svg_length(const char *text, double *out);
/* Appends the steps of path data; false where it is no path data (SVG 1.1, 8.3). */
bool display_svg_path_data(const char *text, GArray *steps);
/* "1,2 3,4 …"; false: not pairs of numbers. */
bool display_svg_points(const char *text, bool close, GArray *steps);
void display_svg_ellipse(GArray *steps, double cx, double cy, double rx, double ry);
/* Corners of rx, ry; 0: square. */
void display_svg_rectangle(GArray *steps, const double box[4], double rx, double ry);

/* ---- transforms (display_svg_transform.c) ------------------------------------------ */

/* out = first, then outer. out may be either. */
void display_svg_multiply(double out[6], const double first[6], const double outer[6]);
/* A list of matrix, translate, scale, rotate, skewX, skewY; false: not that. */
bool display_svg_transform(const char *text, double out[6]);

/* ---- styles (display_svg_style.c) -------------------------------------------------- */

typedef struct SvgStyle {
  bool fill, stroke, even_odd, hidden;
  Colour fill_colour, stroke_colour;
  double width, miter;
  LineCap cap;
  LineJoin join;
} SvgStyle;

typedef enum {
  STYLE_APPLIED,
  STYLE_IGNORED, /* says nothing about what is drawn here */
  STYLE_VALUE,   /* the value is none that the property may have */
  STYLE_PAINT,   /* a gradient or pattern */
  STYLE_UNKNOWN  /* no property of the subset */
} StyleState;

/* One property, from an attribute or from style=""; name and value are trimmed. */
StyleState display_svg_style_set(SvgStyle *style, const char *name, const char *value);
extern const SvgStyle svg_style_initial;

#endif
