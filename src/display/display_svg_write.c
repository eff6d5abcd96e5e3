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

char *display_svg_write(Arena *arena, const Drawing *drawing, size_t *len) {
  g_autoptr(GString) out = g_string_new(NULL);
  g_string_append_printf(out,
                         "<svg xmlns=\"http://www.w3.org/2000/svg\""
                         " viewBox=\"0 0 %d %d\">",
                         drawing->width, drawing->height);
  for (uint32_t i = 0; i < drawing->n_items; i++) {
    const Item *item = &drawing->items[i];
    if (item->kind == ITEM_GROUP)
      put_group(out, &item->as.group);
    else
      put_path(out, &item->as.path);
  }
  g_string_append(out, "</svg>\n");
  *len = out->len;
  return arena_strndup(arena, out->str, out->len);
}
