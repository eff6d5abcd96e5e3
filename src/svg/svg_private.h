/* Inside the svg room: one page's text as it grows. Lengths are points with three
 * decimals, glyphs are in their face's own units. */
#ifndef HONGTOU_SVG_PRIVATE_H
#define HONGTOU_SVG_PRIVATE_H

#include "svg.h"

/* Items lie within items no deeper than this. */
#define SVG_GROUP_DEPTH 8

/* ---- numbers and text (svg_text.c) ------------------------------------------------- */

void svg_put_points(GString *out, Length length);
/* At most two decimals, the shortest text. */
void svg_put_units(GString *out, double value);
void svg_put_whole(GString *out, uint32_t value);
void svg_put_number(GString *out, double value); /* nine digits */
void svg_put_colour(GString *out, const char *attribute, Colour colour);
void svg_put_matrix(GString *out, const double matrix[6]);
/* What XML cannot hold becomes U+FFFD. */
void svg_put_escaped(GString *out, const char *text, size_t len);
/* The text of the items, unseen, in their order: one <text> for all that follows each
 * other under one tag. */
void svg_put_texts(GString *out, const Item *items, uint32_t n);

/* ---- glyphs (svg_glyphs.c) --------------------------------------------------------- */

typedef struct SvgGlyphs SvgGlyphs;
/* apart: pages define none. */
SvgGlyphs *svg_glyphs_new(Arena *arena, bool apart);
/* All that were used so far. */
void svg_put_outlines(const SvgGlyphs *glyphs, GString *defs);
/* A new page begins: none of its glyphs is defined yet. */
void svg_glyphs_page(SvgGlyphs *glyphs);
/* The run as references; what the page has not defined yet goes to defs. */
void svg_put_run(SvgGlyphs *glyphs, GString *out, GString *defs, const GlyphRun *run);

/* ---- pictures (svg_image.c) -------------------------------------------------------- */

/* Its JPEG where the drawing came as one, else a PNG, as a data: address. */
void svg_put_picture(GString *out, const Picture *picture);

#endif
