#include "png_draw.h"

/* ---- glyphs ------------------------------------------------------------------ */

typedef struct Pen {
  cairo_t *cr;
  double x, y;             /* the glyph's origin */
  double x_scale, y_scale; /* font units to page units; y turns over */
} Pen;

static void pen_move(void *self, double x, double y) {
  const Pen *pen = self;
  CAIRO(move_to)(pen->cr, pen->x + x * pen->x_scale, pen->y + y * pen->y_scale);
}

static void pen_line(void *self, double x, double y) {
  const Pen *pen = self;
  CAIRO(line_to)(pen->cr, pen->x + x * pen->x_scale, pen->y + y * pen->y_scale);
}

static void pen_curve(void *self, double x1, double y1, double x2, double y2, double x,
                      double y) {
  const Pen *pen = self;
  CAIRO(curve_to)
  (pen->cr, pen->x + x1 * pen->x_scale, pen->y + y1 * pen->y_scale,
   pen->x + x2 * pen->x_scale, pen->y + y2 * pen->y_scale, pen->x + x * pen->x_scale,
   pen->y + y * pen->y_scale);
}

static void pen_close(void *self) {
  const Pen *pen = self;
  CAIRO(close_path)(pen->cr);
}

static const OutlineSink pen_sink = {pen_move, pen_line, pen_curve, pen_close};

static void set_colour(cairo_t *cr, Colour colour) {
  CAIRO(set_source_rgb)(cr, colour.r / 255.0, colour.g / 255.0, colour.b / 255.0);
}

/* Each glyph is filled by itself: outlines of neighbours that overlap must not cancel
 * out. */
static void draw_glyphs(cairo_t *cr, const GlyphRun *run) {
  double unit = (double)run->size / font_units_per_em(run->font);
  Pen pen = {.cr = cr, .x_scale = unit * run->x_scale / 1024, .y_scale = -unit};
  set_colour(cr, run->colour);
  for (uint32_t i = 0; i < run->n_glyphs; i++) {
    pen.x = run->glyphs[i].x;
    pen.y = run->glyphs[i].y;
    CAIRO(new_path)(cr);
    font_outline(run->font, run->glyphs[i].id, &pen_sink, &pen);
    CAIRO(fill)(cr);
  }
}

/* ---- paths and pictures -------------------------------------------------------- */

static void trace(cairo_t *cr, const Path *path) {
  CAIRO(new_path)(cr);
  for (uint32_t i = 0; i < path->n_steps; i++) {
    const PathStep *s = &path->steps[i];
    switch (s->op) {
      case PATH_MOVE:
        CAIRO(move_to)(cr, s->x[0], s->y[0]);
        break;
      case PATH_LINE:
        CAIRO(line_to)(cr, s->x[0], s->y[0]);
        break;
      case PATH_CURVE:
        CAIRO(curve_to)(cr, s->x[0], s->y[0], s->x[1], s->y[1], s->x[2], s->y[2]);
        break;
      case PATH_CLOSE:
        CAIRO(close_path)(cr);
        break;
    }
  }
}

static void draw_path(cairo_t *cr, const Path *path) {
  static const cairo_line_cap_t caps[] = {CAIRO_LINE_CAP_BUTT, CAIRO_LINE_CAP_ROUND,
                                          CAIRO_LINE_CAP_SQUARE};
  static const cairo_line_join_t joins[] = {CAIRO_LINE_JOIN_MITER, CAIRO_LINE_JOIN_ROUND,
                                            CAIRO_LINE_JOIN_BEVEL};
  set_colour(cr, path->colour);
  trace(cr, path);
  CAIRO(set_fill_rule)
  (cr, path->even_odd ? CAIRO_FILL_RULE_EVEN_ODD : CAIRO_FILL_RULE_WINDING);
  if (path->fill)
    CAIRO(fill_preserve)(cr);
  CAIRO(set_fill_rule)(cr, CAIRO_FILL_RULE_WINDING);
  if (path->stroke > 0) {
    CAIRO(set_line_width)(cr, path->stroke);
    CAIRO(set_line_cap)(cr, caps[path->cap]);
    CAIRO(set_line_join)(cr, joins[path->join]);
    CAIRO(set_miter_limit)(cr, path->miter ? path->miter / 1024.0 : 10);
    CAIRO(stroke)(cr);
  }
  CAIRO(new_path)(cr);
}

/* Cairo's pixels are native words of premultiplied alpha, red, green, blue. */
static void fill_surface(cairo_surface_t *surface, const Image *image) {
  unsigned char *data = CAIRO(image_surface_get_data)(surface);
  size_t stride = (size_t)CAIRO(image_surface_get_stride)(surface);
  CAIRO(surface_flush)(surface);
  for (uint32_t y = 0; y < image->height; y++) {
    uint32_t *row = (uint32_t *)(void *)(data + y * stride);
    const uint8_t *rgb = image->rgb + (size_t)y * image->width * 3;
    const uint8_t *alpha = image->alpha ? image->alpha + (size_t)y * image->width : NULL;
    for (uint32_t x = 0; x < image->width; x++) {
      uint32_t a = alpha ? alpha[x] : 255;
      uint32_t r = (rgb[x * 3] * a + 127) / 255, g = (rgb[x * 3 + 1] * a + 127) / 255;
      uint32_t b = (rgb[x * 3 + 2] * a + 127) / 255;
      row[x] = a << 24 | r << 16 | g << 8 | b;
    }
  }
  CAIRO(surface_mark_dirty)(surface);
}

/* The picture's edge is the box's: pixels beyond it repeat the last one, and the box cuts
 * them. */
static void draw_picture(cairo_t *cr, const Picture *picture) {
  const Image *image = picture->image;
  cairo_surface_t *surface = CAIRO(image_surface_create)(
      CAIRO_FORMAT_ARGB32, (int)image->width, (int)image->height);
  if (CAIRO(surface_status)(surface) == CAIRO_STATUS_SUCCESS)
    fill_surface(surface, image);
  CAIRO(save)(cr);
  CAIRO(new_path)(cr);
  CAIRO(rectangle)(cr, picture->x, picture->y, picture->width, picture->height);
  CAIRO(translate)(cr, picture->x, picture->y);
  CAIRO(scale)
  (cr, (double)picture->width / image->width, (double)picture->height / image->height);
  CAIRO(set_source_surface)(cr, surface, 0, 0); /* a failed surface fails cr too */
  CAIRO(pattern_set_filter)(CAIRO(get_source)(cr), CAIRO_FILTER_GOOD);
  CAIRO(pattern_set_extend)(CAIRO(get_source)(cr), CAIRO_EXTEND_PAD);
  CAIRO(fill)(cr);
  CAIRO(restore)(cr);
  CAIRO(surface_destroy)(surface);
}

/* ---- groups ---------------------------------------------------------------------- */

#define GROUP_DEPTH 8

static void draw(cairo_t *cr, const Item *items, uint32_t n, unsigned depth);

static void draw_group(cairo_t *cr, const Group *group, unsigned depth) {
  const double *m = group->matrix;
  cairo_matrix_t matrix;
  CAIRO(matrix_init)(&matrix, m[0], m[1], m[2], m[3], m[4], m[5]);
  CAIRO(save)(cr);
  CAIRO(transform)(cr, &matrix);
  if (group->clip) {
    CAIRO(new_path)(cr);
    CAIRO(rectangle)
    (cr, group->clip_x, group->clip_y, group->clip_width, group->clip_height);
    CAIRO(clip)(cr);
  }
  draw(cr, group->items, group->n_items, depth + 1);
  CAIRO(restore)(cr);
}

/* Drawn by itself, then laid on what stands there as ink is. */
static void draw_multiplied(cairo_t *cr, const Item *item, unsigned depth) {
  Item plain = *item;
  plain.multiply = false;
  CAIRO(save)(cr);
  CAIRO(push_group)(cr);
  draw(cr, &plain, 1, depth);
  CAIRO(pop_group_to_source)(cr);
  CAIRO(set_operator)(cr, CAIRO_OPERATOR_MULTIPLY);
  CAIRO(paint)(cr);
  CAIRO(restore)(cr);
}

static void draw(cairo_t *cr, const Item *items, uint32_t n, unsigned depth) {
  g_assert(depth <= GROUP_DEPTH);
  for (uint32_t i = 0; i < n; i++) {
    if (items[i].multiply) {
      draw_multiplied(cr, &items[i], depth);
      continue;
    }
    switch (items[i].kind) {
      case ITEM_GLYPHS:
        draw_glyphs(cr, &items[i].as.glyphs);
        break;
      case ITEM_PATH:
        draw_path(cr, &items[i].as.path);
        break;
      case ITEM_PICTURE:
        draw_picture(cr, &items[i].as.picture);
        break;
      case ITEM_GROUP:
        draw_group(cr, &items[i].as.group, depth);
        break;
    }
  }
}

void png_draw_items(cairo_t *cr, const Item *items, uint32_t n_items) {
  draw(cr, items, n_items, 0);
}
