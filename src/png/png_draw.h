/* Draws the items of one page with cairo; colours, edges and pictures only, no positions.
 */
#ifndef HONGTOU_PNG_DRAW_H
#define HONGTOU_PNG_DRAW_H

#include "display.h"
#include "png_cairo.h"

/* User space is the page's: 1/1024 pt, y down. Errors stay in cr's status. */
void png_draw_items(cairo_t *cr, const Item *items, uint32_t n_items);

#endif
