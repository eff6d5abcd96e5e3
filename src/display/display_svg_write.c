/* A drawing as SVG: what was read and checked, nothing else of the file it came from. */
#include "display_svg.h"

static void put_steps(GString *out, const Path *path) {
  static const char letters[] = {
      [PATH_MOVE] = 'M', [PATH_LINE] = 'L', [PATH_CURVE] = 'C', [PATH_CLOSE] = 'Z'};
  static const int points[] = {
      [PATH_MOVE] = 1, [PATH_LINE] = 1, [PATH_CURVE] = 3, [PATH_CLOSE] = 0};
  for (uint32_t i = 0; i < path->n_steps; i++) {
    const PathStep *step = &path->steps[i];
    g_string_append_c(out, letters[step->op]);
    for (int k = 0; k < points[step->op]; k++)
      g_string_append_printf(out, "%s%d %d", k ? " " : "", step->x[k], step->y[k]);
  }
}

static void put_number(GString *out, double value) {
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  g_string_append(out, g_ascii_formatd(text, sizeof text, "%.9g", value));
}

static void put_stroke(GString *out, const Path *path) {
  static const char *const caps[] = {
      [CAP_BUTT] = "butt", [CAP_ROUND] = "round", [CAP_SQUARE] = "square"};
  static const char *const joins[] = {
      [JOIN_MITER] = "miter", [JOIN_ROUND] = "round", [JOIN_BEVEL] = "bevel"};
  g_string_append_printf(out,
                         " fill=\"none\" stroke=\"#%02x%02x%02x\" stroke-width=\"%d\""
                         " stroke-linecap=\"%s\" stroke-linejoin=\"%s\"",
                         path->colour.r, path->colour.g, path->colour.b, path->stroke,
                         caps[path->cap], joins[path->join]);
  if (path->miter) {
    g_string_append(out, " stroke-miterlimit=\"");
    put_number(out, path->miter / 1024.0);
    g_string_append_c(out, '"');
  }
}

static void put_path(GString *out, const Path *path) {
  g_string_append(out, "<path d=\"");
  put_steps(out, path);
  g_string_append_c(out, '"');
  if (path->fill)
    g_string_append_printf(out, " fill=\"#%02x%02x%02x\"%s", path->colour.r,
                           path->colour.g, path->colour.b,
                           path->even_odd ? " fill-rule=\"evenodd\"" : "");
  else
    put_stroke(out, path);
  g_string_append(out, "/>");
}

/* ---- text as outlines ----------------------------------------------------------------
 */

/* Where a glyph of the run stands, and how large. */
typedef struct Pen {
  GString *out;
  double scale_x, scale_y, x, y;
} Pen;

static void put_points(Pen *pen, char letter, const double *v, int n) {
  g_string_append_c(pen->out, letter);
  for (int i = 0; i < n; i += 2) {
    put_number(pen->out, pen->x + v[i] * pen->scale_x);
    g_string_append_c(pen->out, ' ');
    put_number(pen->out, pen->y - v[i + 1] * pen->scale_y);
    g_string_append_c(pen->out, ' ');
  }
}

static void pen_move(void *self, double x, double y) {
  put_points(self, 'M', (double[]){x, y}, 2);
}

static void pen_line(void *self, double x, double y) {
  put_points(self, 'L', (double[]){x, y}, 2);
}

static void pen_curve(void *self, double x1, double y1, double x2, double y2, double x,
                      double y) {
  put_points(self, 'C', (double[]){x1, y1, x2, y2, x, y}, 6);
}

static void pen_close(void *self) {
  g_string_append_c(((Pen *)self)->out, 'Z');
}

static const OutlineSink pen_sink = {pen_move, pen_line, pen_curve, pen_close};

static void put_glyphs(GString *out, const GlyphRun *run) {
  double scale = (double)run->size / font_units_per_em(run->font);
  Pen pen = {.out = out, .scale_x = scale * run->x_scale / 1024.0, .scale_y = scale};
  g_string_append(out, "<path d=\"");
  for (uint32_t i = 0; i < run->n_glyphs; i++) {
    pen.x = run->glyphs[i].x;
    pen.y = run->glyphs[i].y;
    font_outline(run->font, run->glyphs[i].id, &pen_sink, &pen);
  }
  g_string_append_printf(out, "\" fill=\"#%02x%02x%02x\"/>", run->colour.r, run->colour.g,
                         run->colour.b);
}

/* A pen that a matrix squeezes: one path in a group. */
static void put_group(GString *out, const Group *group) {
  g_string_append(out, "<g transform=\"matrix(");
  for (int i = 0; i < 6; i++) {
    g_string_append(out, i ? " " : "");
    put_number(out, group->matrix[i]);
  }
  g_string_append(out, ")\">");
  for (uint32_t i = 0; i < group->n_items; i++)
    put_path(out, &group->items[i].as.path);
  g_string_append(out, "</g>");
}

/* The longer side, for programs that draw it in points of a screen: by its viewBox alone
 * it would have a million of them. */
#define NOMINAL_MM 100

char *display_svg_write(Arena *arena, const Drawing *drawing, size_t *len) {
  g_autoptr(GString) out = g_string_new(NULL);
  int64_t longest = MAX(MAX(drawing->width, drawing->height), 1);
  g_string_append_printf(
      out,
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%dmm\" height=\"%dmm\""
      " viewBox=\"0 0 %d %d\">",
      (int)MAX(drawing->width * NOMINAL_MM / longest, 1),
      (int)MAX(drawing->height * NOMINAL_MM / longest, 1), drawing->width,
      drawing->height);
  for (uint32_t i = 0; i < drawing->n_items; i++) {
    const Item *item = &drawing->items[i];
    if (item->kind == ITEM_GROUP)
      put_group(out, &item->as.group);
    else if (item->kind == ITEM_GLYPHS)
      put_glyphs(out, &item->as.glyphs);
    else
      put_path(out, &item->as.path);
  }
  g_string_append(out, "</svg>\n");
  *len = out->len;
  return arena_strndup(arena, out->str, out->len);
}
