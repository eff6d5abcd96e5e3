#include <string.h>

#include "svg_private.h"

typedef struct Sink {
  SvgOptions options;
  SvgGlyphs *glyphs;
  const char *title, *lang; /* NULL: none */
} Sink;

/* One page: its text and the glyphs it defines. */
typedef struct Sheet {
  Sink *sink;
  GString *body, *defs;
  unsigned clips; /* so far */
} Sheet;

/* ---- paths and groups ---------------------------------------------------------- */

static void put_steps(GString *out, const Path *path) {
  static const char letters[] = {
      [PATH_MOVE] = 'M', [PATH_LINE] = 'L', [PATH_CURVE] = 'C', [PATH_CLOSE] = 'Z'};
  static const int points[] = {
      [PATH_MOVE] = 1, [PATH_LINE] = 1, [PATH_CURVE] = 3, [PATH_CLOSE] = 0};
  g_string_append(out, " d=\"");
  for (uint32_t i = 0; i < path->n_steps; i++) {
    const PathStep *step = &path->steps[i];
    g_string_append_c(out, letters[step->op]);
    for (int k = 0; k < points[step->op]; k++) {
      g_string_append(out, k ? " " : "");
      svg_put_points(out, step->x[k]);
      g_string_append_c(out, ' ');
      svg_put_points(out, step->y[k]);
    }
  }
  g_string_append_c(out, '"');
}

static void put_stroke(GString *out, const Path *path) {
  static const char *const caps[] = {
      [CAP_BUTT] = NULL, [CAP_ROUND] = "round", [CAP_SQUARE] = "square"};
  static const char *const joins[] = {
      [JOIN_MITER] = NULL, [JOIN_ROUND] = "round", [JOIN_BEVEL] = "bevel"};
  svg_put_colour(out, "stroke", path->colour);
  g_string_append(out, " stroke-width=\"");
  svg_put_points(out, path->stroke);
  g_string_append_c(out, '"');
  if (caps[path->cap])
    g_string_append_printf(out, " stroke-linecap=\"%s\"", caps[path->cap]);
  if (joins[path->join])
    g_string_append_printf(out, " stroke-linejoin=\"%s\"", joins[path->join]);
  if (path->join != JOIN_MITER)
    return;
  g_string_append(out, " stroke-miterlimit=\""); /* SVG's own is 4 */
  svg_put_number(out, path->miter ? path->miter / 1024.0 : 10);
  g_string_append_c(out, '"');
}

static void put_path(GString *out, const Path *path) {
  g_string_append(out, "<path");
  if (path->fill)
    svg_put_colour(out, "fill", path->colour);
  else
    g_string_append(out, " fill=\"none\"");
  if (path->fill && path->even_odd)
    g_string_append(out, " fill-rule=\"evenodd\"");
  if (path->stroke > 0)
    put_stroke(out, path);
  put_steps(out, path);
  g_string_append(out, "/>\n");
}

static void put_items(Sheet *sheet, const Item *items, uint32_t n, unsigned depth);

static void put_clip(Sheet *sheet, const Group *group) {
  const Length box[4] = {group->clip_x, group->clip_y, group->clip_width,
                         group->clip_height};
  static const char *const names[4] = {"x", "y", "width", "height"};
  g_string_append_printf(sheet->defs, "<clipPath id=\"clip.%u\"><rect", ++sheet->clips);
  for (int i = 0; i < 4; i++) {
    g_string_append_printf(sheet->defs, " %s=\"", names[i]);
    svg_put_points(sheet->defs, box[i]);
    g_string_append_c(sheet->defs, '"');
  }
  g_string_append(sheet->defs, "/></clipPath>\n");
  g_string_append_printf(sheet->body, " clip-path=\"url(#clip.%u)\"", sheet->clips);
}

static void put_group(Sheet *sheet, const Group *group, unsigned depth) {
  g_string_append(sheet->body, "<g");
  svg_put_matrix(sheet->body, group->matrix);
  if (group->clip)
    put_clip(sheet, group);
  g_string_append(sheet->body, ">\n");
  put_items(sheet, group->items, group->n_items, depth + 1);
  g_string_append(sheet->body, "</g>\n");
}

static void put_item(Sheet *sheet, const Item *item, unsigned depth) {
  switch (item->kind) {
    case ITEM_GLYPHS:
      svg_put_run(sheet->sink->glyphs, sheet->body, sheet->defs, &item->as.glyphs);
      break;
    case ITEM_PATH:
      put_path(sheet->body, &item->as.path);
      break;
    case ITEM_PICTURE:
      svg_put_picture(sheet->body, &item->as.picture);
      break;
    case ITEM_GROUP:
      put_group(sheet, &item->as.group, depth);
      break;
  }
}

static void put_items(Sheet *sheet, const Item *items, uint32_t n, unsigned depth) {
  g_assert(depth <= SVG_GROUP_DEPTH);
  for (uint32_t i = 0; i < n; i++) {
    if (items[i].multiply)
      g_string_append(sheet->body, "<g style=\"mix-blend-mode:multiply\">\n");
    put_item(sheet, &items[i], depth);
    if (items[i].multiply)
      g_string_append(sheet->body, "</g>\n");
  }
}

/* ---- the file -------------------------------------------------------------------- */

static void put_head(GString *out, const Sink *sink, const Page *page) {
  g_string_append(out,
                  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  "<svg xmlns=\"http://www.w3.org/2000/svg\""
                  " xmlns:xlink=\"http://www.w3.org/1999/xlink\"");
  if (sink->lang) {
    g_string_append(out, " xml:lang=\"");
    svg_put_escaped(out, sink->lang, strlen(sink->lang));
    g_string_append_c(out, '"');
  }
  g_string_append(out, " width=\"");
  svg_put_points(out, page->width);
  g_string_append(out, "pt\" height=\"");
  svg_put_points(out, page->height);
  g_string_append(out, "pt\" viewBox=\"0 0 ");
  svg_put_points(out, page->width);
  g_string_append_c(out, ' ');
  svg_put_points(out, page->height);
  g_string_append(out, "\">\n");
  if (sink->title) {
    g_string_append(out, "<title>");
    svg_put_escaped(out, sink->title, strlen(sink->title));
    g_string_append(out, "</title>\n");
  }
}

/* White paper, the items, the text. */
static void put_page(GString *out, Sink *sink, const Page *page) {
  g_autoptr(GString) body = g_string_new(NULL);
  g_autoptr(GString) defs = g_string_new(NULL);
  Sheet sheet = {.sink = sink, .body = body, .defs = defs};
  svg_glyphs_page(sink->glyphs);
  put_items(&sheet, page->items, page->n_items, 0);
  put_head(out, sink, page);
  g_string_append_printf(out, "<defs>\n%s</defs>\n", defs->str);
  g_string_append(out, "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
  g_string_append_printf(out, "<g class=\"page\">\n%s</g>\n", body->str);
  svg_put_texts(out, page->items, page->n_items);
  g_string_append(out, "</svg>\n");
}

static bool begin(void *self, Job *job, const DocumentInfo *info) {
  Sink *sink = self;
  if (info->title)
    sink->title = arena_strdup(job->arena, info->title);
  if (info->lang)
    sink->lang = arena_strdup(job->arena, info->lang);
  return true;
}

static bool take_page(void *self, Job *job, const Page *page) {
  Sink *sink = self;
  uint32_t number = page->index + 1;
  if (number < sink->options.first || (sink->options.last && number > sink->options.last))
    return true;
  g_autoptr(GString) out = g_string_new(NULL);
  put_page(out, sink, page);
  return sink->options.take(sink->options.self, job, number, (const uint8_t *)out->str,
                            out->len);
}

static bool end(void *self, Job *job, const DocumentEnd *document) {
  Sink *sink = self;
  (void)document;
  if (!sink->options.apart)
    return true;
  g_autoptr(GString) out = g_string_new(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<svg xmlns=\"http://www.w3.org/2000/svg\">\n"
      "<defs>\n");
  svg_put_outlines(sink->glyphs, out);
  g_string_append(out, "</defs>\n</svg>\n");
  return sink->options.take(sink->options.self, job, 0, (const uint8_t *)out->str,
                            out->len);
}

PageSink svg_sink(Job *job, const SvgOptions *options) {
  g_assert(options->take);
  Sink *sink = ARENA_NEW(job->arena, Sink);
  sink->options = *options;
  sink->glyphs = svg_glyphs_new(job->arena, options->apart);
  return (PageSink){.self = sink, .begin = begin, .page = take_page, .end = end};
}
