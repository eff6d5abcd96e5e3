/* SVG → paths, event by event; what the subset (display_svg.h) lacks is a fault at its
 * line of the file. */
#include <math.h>
#include <string.h>

#include "display_svg.h"
#include "xml.h"

#define SVG_NAMESPACE "http://www.w3.org/2000/svg"
#define SVG_SIDE \
  (1000 * LENGTH_PT)        /* the longer side of a drawing, in its own coordinates */
#define SVG_REACH (1 << 30) /* what a coordinate may come to */

typedef struct SvgState {
  SvgStyle style;
  double matrix[6]; /* from the user's units here to those of the drawing */
} SvgState;

typedef struct SvgReader {
  Job *job;
  const char *path;
  XmlReader *xml;
  GArray *states; /* SvgState of each open element, the drawing's own first */
  GArray *items;  /* Item */
  GArray *steps;  /* SvgStep of the shape at hand */
  size_t n_steps;
  bool dead; /* inside defs: may draw nothing, may still hold what is refused */
  Length width, height;
  bool failed, stopped;
} SvgReader;

/* ---- faults ---------------------------------------------------------------------- */

static void fault(SvgReader *r, DiagCode code, const char *a, const char *b) {
  Span at = {.file = r->path, .line = xml_span(r->xml).line};
  diag_add(r->job->diags, at, code, a, b, NULL);
  r->failed = true;
}

/* A word from the file, cut to a length fit for a message, between characters. */
static const char *shortened(SvgReader *r, const char *text) {
  size_t n = MIN(strlen(text), 40);
  while (n > 0 && ((unsigned char)text[n] & 0xC0) == 0x80)
    n--;
  return arena_strndup(r->job->arena, text, n);
}

static void limit_fault(SvgReader *r, const char *what, size_t limit) {
  char number[24];
  g_snprintf(number, sizeof number, "%zu", limit);
  fault(r, DIAG_SVG_LIMIT, what, number);
  r->stopped = true;
}

/* ---- attributes ------------------------------------------------------------------ */

/* The attribute of no namespace; NULL: not given. The caller frees. */
static char *attribute(const SvgReader *r, const char *name) {
  for (unsigned i = 0; i < xml_attributes(r->xml); i++) {
    const XmlAttribute *a = xml_attribute_at(r->xml, i);
    if (!a->space && strcmp(a->local, name) == 0)
      return g_strstrip(g_strdup(a->value));
  }
  return NULL;
}

/* A length, or `otherwise` when it is not given. */
static double length_of(SvgReader *r, const char *name, double otherwise) {
  g_autofree char *text = attribute(r, name);
  double value = otherwise;
  if (text && !display_svg_length(text, &value)) {
    fault(r, DIAG_SVG_NUMBER, name, shortened(r, text));
    return otherwise;
  }
  return value;
}

/* ---- styles ---------------------------------------------------------------------- */

static void set_property(SvgReader *r, SvgStyle *style, const char *name,
                         const char *value) {
  switch (display_svg_style_set(style, name, value)) {
    case STYLE_APPLIED:
    case STYLE_IGNORED:
      return;
    case STYLE_VALUE:
      fault(r, DIAG_SVG_NUMBER, shortened(r, name), shortened(r, value));
      return;
    case STYLE_PAINT:
      fault(r, DIAG_SVG_PAINT, shortened(r, name), NULL);
      return;
    case STYLE_UNKNOWN:
      fault(r, DIAG_SVG_STYLE, shortened(r, name), shortened(r, value));
      return;
  }
}

/* "fill:#f00;stroke:none" */
static void set_style_attribute(SvgReader *r, SvgStyle *style, const char *text) {
  g_auto(GStrv) parts = g_strsplit(text, ";", -1);
  for (char **part = parts; *part; part++) {
    char *colon = strchr(*part, ':');
    if (!colon) {
      if (*g_strstrip(*part))
        fault(r, DIAG_SVG_NUMBER, "style", shortened(r, *part));
      continue;
    }
    *colon = '\0';
    set_property(r, style, g_strstrip(*part), g_strstrip(colon + 1));
  }
}

typedef enum { WORD_NONE, WORD_STYLE, WORD_REFUSED } WordKind;

/* Attributes of no namespace that are neither geometry nor style. */
static WordKind word_kind(const char *name) {
  static const char *const plain[] = {"id",
                                      "class",
                                      "version",
                                      "viewBox",
                                      "width",
                                      "height",
                                      "x",
                                      "y",
                                      "x1",
                                      "y1",
                                      "x2",
                                      "y2",
                                      "cx",
                                      "cy",
                                      "r",
                                      "rx",
                                      "ry",
                                      "d",
                                      "points",
                                      "transform",
                                      "style",
                                      "baseProfile",
                                      "role",
                                      "preserveAspectRatio",
                                      "pathLength",
                                      "lang",
                                      "tabindex",
                                      "focusable",
                                      "contentScriptType",
                                      "contentStyleType",
                                      "zoomAndPan",
                                      "title",
                                      "name"};
  for (size_t i = 0; i < G_N_ELEMENTS(plain); i++) {
    if (strcmp(name, plain[i]) == 0)
      return WORD_NONE;
  }
  if (g_str_has_prefix(name, "data-") || g_str_has_prefix(name, "aria-"))
    return WORD_NONE;
  return g_str_has_prefix(name, "on") || strcmp(name, "href") == 0 ? WORD_REFUSED
                                                                   : WORD_STYLE;
}

static void refuse_word(SvgReader *r, const char *name) {
  bool script = g_str_has_prefix(name, "on");
  fault(r, script ? DIAG_SVG_SCRIPT : DIAG_SVG_REFERENCE, shortened(r, name), NULL);
}

/* Presentation attributes first, style="…" over them, as CSS has it. */
static void read_style(SvgReader *r, SvgStyle *style) {
  for (unsigned i = 0; i < xml_attributes(r->xml); i++) {
    const XmlAttribute *a = xml_attribute_at(r->xml, i);
    const char *name = a->local;
    WordKind kind = a->space ? WORD_NONE : word_kind(name);
    if (a->space && strcmp(name, "href") == 0)
      kind = WORD_REFUSED;
    g_autofree char *value = g_strstrip(g_strdup(a->value));
    if (kind == WORD_REFUSED)
      refuse_word(r, name);
    else if (kind == WORD_STYLE)
      set_property(r, style, name, value);
  }
  g_autofree char *text = attribute(r, "style");
  if (text)
    set_style_attribute(r, style, text);
}

static void read_transform(SvgReader *r, double matrix[6]) {
  g_autofree char *text = attribute(r, "transform");
  double own[6];
  if (!text)
    return;
  if (display_svg_transform(text, own))
    display_svg_multiply(matrix, own, matrix);
  else
    fault(r, DIAG_SVG_NUMBER, "transform", shortened(r, text));
}

/* ---- painting -------------------------------------------------------------------- */

static bool place_point(const double m[6], double x, double y, Length *out_x,
                        Length *out_y) {
  double px = m[0] * x + m[2] * y + m[4], py = m[1] * x + m[3] * y + m[5];
  if (!(fabs(px) < SVG_REACH && fabs(py) < SVG_REACH))
    return false;
  *out_x = (Length)lround(px);
  *out_y = (Length)lround(py);
  return true;
}

/* The shape through a matrix; NULL, and told, when a point lies beyond all reason. */
static const PathStep *place_steps(SvgReader *r, const double m[6]) {
  PathStep *steps = ARENA_ARRAY(r->job->arena, PathStep, r->steps->len);
  static const int points[] = {
      [PATH_MOVE] = 1, [PATH_LINE] = 1, [PATH_CURVE] = 3, [PATH_CLOSE] = 0};
  for (guint i = 0; i < r->steps->len; i++) {
    const SvgStep *from = &g_array_index(r->steps, SvgStep, i);
    steps[i].op = from->op;
    for (int k = 0; k < points[from->op]; k++) {
      if (!place_point(m, from->x[k], from->y[k], &steps[i].x[k], &steps[i].y[k])) {
        fault(r, DIAG_SVG_REACH, NULL, NULL);
        return NULL;
      }
    }
  }
  return steps;
}

static void put_fill(SvgReader *r, const SvgState *state) {
  Item item = {.kind = ITEM_PATH, .tag = TAG_NONE};
  const PathStep *steps = place_steps(r, state->matrix);
  item.as.path = (Path){.steps = steps,
                        .n_steps = r->steps->len,
                        .fill = true,
                        .even_odd = state->style.even_odd,
                        .colour = state->style.fill_colour};
  if (steps)
    g_array_append_val(r->items, item);
}

/* The factor by which a matrix enlarges, when it does so alike in all directions; else 0.
 */
static double similarity(const double m[6]) {
  double size = hypot(m[0], m[1]), slack = size * 1e-6;
  bool turned = fabs(m[0] - m[3]) <= slack && fabs(m[1] + m[2]) <= slack;
  bool mirrored = fabs(m[0] + m[3]) <= slack && fabs(m[1] - m[2]) <= slack;
  return turned || mirrored ? size : 0;
}

static Path stroke_path(const SvgReader *r, const SvgStyle *style, const PathStep *steps,
                        double scale) {
  return (Path){.steps = steps,
                .n_steps = r->steps->len,
                .cap = style->cap,
                .join = style->join,
                .miter = (int32_t)lround(style->miter * 1024),
                .stroke = (Length)MAX(1, lround(MIN(style->width * scale, SVG_REACH))),
                .colour = style->stroke_colour};
}

/* A pen that a matrix squeezes is drawn inside a group that squeezes it. */
static void put_squeezed(SvgReader *r, const SvgState *state) {
  const double *m = state->matrix;
  double scale = sqrt(fabs(m[0] * m[3] - m[1] * m[2]));
  if (scale <= 0 || !isfinite(1 / scale))
    return; /* squeezed to nothing */
  const double plain[6] = {scale, 0, 0, scale, 0, 0};
  const PathStep *steps = place_steps(r, plain);
  if (!steps)
    return;
  Item *path = ARENA_NEW(r->job->arena, Item);
  *path = (Item){.kind = ITEM_PATH, .tag = TAG_NONE};
  path->as.path = stroke_path(r, &state->style, steps, scale);
  Item item = {.kind = ITEM_GROUP, .tag = TAG_NONE};
  item.as.group = (Group){.items = path, .n_items = 1};
  for (int i = 0; i < 6; i++)
    item.as.group.matrix[i] = i < 4 ? m[i] / scale : CLAMP(m[i], -SVG_REACH, SVG_REACH);
  g_array_append_val(r->items, item);
}

static void put_stroke(SvgReader *r, const SvgState *state) {
  double scale = similarity(state->matrix);
  if (scale <= 0) {
    put_squeezed(r, state);
    return;
  }
  const PathStep *steps = place_steps(r, state->matrix);
  Item item = {.kind = ITEM_PATH, .tag = TAG_NONE};
  item.as.path = stroke_path(r, &state->style, steps, scale);
  if (steps)
    g_array_append_val(r->items, item);
}

static void paint(SvgReader *r, const SvgState *state) {
  r->n_steps += r->steps->len;
  if (r->n_steps > r->job->limits->svg_steps) {
    limit_fault(r, "steps", r->job->limits->svg_steps);
    return;
  }
  if (r->steps->len == 0 || state->style.hidden || r->dead)
    return;
  if (state->style.fill)
    put_fill(r, state);
  if (state->style.stroke && state->style.width > 0)
    put_stroke(r, state);
}

/* ---- shapes ---------------------------------------------------------------------- */

static void read_path(SvgReader *r) {
  g_autofree char *text = attribute(r, "d");
  if (text && !display_svg_path_data(text, r->steps))
    fault(r, DIAG_SVG_NUMBER, "d", shortened(r, text));
}

/* rx and ry stand for each other (SVG 1.1, 9.2). */
static void read_rectangle(SvgReader *r) {
  const double box[4] = {length_of(r, "x", 0), length_of(r, "y", 0),
                         length_of(r, "width", 0), length_of(r, "height", 0)};
  double rx = length_of(r, "rx", -1), ry = length_of(r, "ry", -1);
  rx = rx < 0 ? MAX(ry, 0) : rx;
  ry = ry < 0 ? rx : ry;
  if (box[2] > 0 && box[3] > 0)
    display_svg_rectangle(r->steps, box, rx, ry);
}

static void read_circle(SvgReader *r) {
  double radius = length_of(r, "r", 0);
  if (radius > 0)
    display_svg_ellipse(r->steps, length_of(r, "cx", 0), length_of(r, "cy", 0), radius,
                        radius);
}

static void read_ellipse(SvgReader *r) {
  double rx = length_of(r, "rx", 0), ry = length_of(r, "ry", 0);
  if (rx > 0 && ry > 0)
    display_svg_ellipse(r->steps, length_of(r, "cx", 0), length_of(r, "cy", 0), rx, ry);
}

static void read_line(SvgReader *r) {
  SvgStep ends[2] = {{.op = PATH_MOVE}, {.op = PATH_LINE}};
  ends[0].x[0] = length_of(r, "x1", 0);
  ends[0].y[0] = length_of(r, "y1", 0);
  ends[1].x[0] = length_of(r, "x2", 0);
  ends[1].y[0] = length_of(r, "y2", 0);
  g_array_append_vals(r->steps, ends, 2);
}

static void read_points(SvgReader *r, bool close) {
  g_autofree char *text = attribute(r, "points");
  if (text && !display_svg_points(text, close, r->steps))
    fault(r, DIAG_SVG_NUMBER, "points", shortened(r, text));
}

static void read_polyline(SvgReader *r) {
  read_points(r, false);
}

static void read_polygon(SvgReader *r) {
  read_points(r, true);
}

/* ---- elements -------------------------------------------------------------------- */

typedef void (*ShapeReader)(SvgReader *r);

static const struct {
  const char *name;
  ShapeReader read;
} shapes[] = {
    {"path", read_path},       {"rect", read_rectangle}, {"circle", read_circle},
    {"ellipse", read_ellipse}, {"line", read_line},      {"polyline", read_polyline},
    {"polygon", read_polygon},
};

/* What is not of the subset, and why; anything else is told as svg.element. */
static const struct {
  const char *name;
  DiagCode code;
} refused[] = {
    {"text", DIAG_SVG_TEXT},           {"textPath", DIAG_SVG_TEXT},
    {"tspan", DIAG_SVG_TEXT},          {"tref", DIAG_SVG_TEXT},
    {"script", DIAG_SVG_SCRIPT},       {"image", DIAG_SVG_IMAGE},
    {"foreignObject", DIAG_SVG_IMAGE}, {"use", DIAG_SVG_REFERENCE},
    {"a", DIAG_SVG_REFERENCE},         {"style", DIAG_SVG_STYLE_SHEET},
};

/* Inside defs only: nothing draws with them, for url(#…) is refused where it is used. */
static bool waits_in_defs(const char *name) {
  static const char *const names[] = {"linearGradient", "radialGradient", "stop",
                                      "clipPath",       "mask",           "pattern",
                                      "filter",         "marker",         "symbol"};
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
    if (strcmp(name, names[i]) == 0)
      return true;
  }
  return false;
}

static bool passed_over(const char *name) {
  return strcmp(name, "title") == 0 || strcmp(name, "desc") == 0 ||
         strcmp(name, "metadata") == 0;
}

static DiagCode refusal(const char *name) {
  for (size_t i = 0; i < G_N_ELEMENTS(refused); i++) {
    if (strcmp(name, refused[i].name) == 0)
      return refused[i].code;
  }
  return DIAG_SVG_ELEMENT;
}

static SvgState *push_state(SvgReader *r) {
  SvgState state = g_array_index(r->states, SvgState, r->states->len - 1);
  g_array_append_val(r->states, state);
  return &g_array_index(r->states, SvgState, r->states->len - 1);
}

static void start_known(SvgReader *r, const char *name) {
  for (size_t i = 0; i < G_N_ELEMENTS(shapes); i++) {
    if (strcmp(name, shapes[i].name) != 0)
      continue;
    SvgState *state = push_state(r);
    read_style(r, &state->style);
    read_transform(r, state->matrix);
    g_array_set_size(r->steps, 0);
    shapes[i].read(r);
    paint(r, state);
    return;
  }
  if (strcmp(name, "g") == 0) {
    SvgState *state = push_state(r);
    read_style(r, &state->style);
    read_transform(r, state->matrix);
    return;
  }
  if (strcmp(name, "defs") == 0 && !r->dead) {
    push_state(r);
    r->dead = true;
    return;
  }
  if (!passed_over(name) && !(r->dead && waits_in_defs(name)))
    fault(r, refusal(name), shortened(r, name), NULL);
  xml_skip(r->xml);
}

/* ---- the root -------------------------------------------------------------------- */

/* The box shown, in user units: viewBox, else width and height. */
static bool read_box(SvgReader *r, double box[4]) {
  g_autofree char *text = attribute(r, "viewBox");
  const char *p = text;
  bool ok = true;
  if (text) {
    for (int i = 0; ok && i < 4; i++)
      ok = display_svg_number(&p, &box[i]);
    ok = ok && !*p;
  } else {
    box[0] = box[1] = 0;
    box[2] = length_of(r, "width", 0);
    box[3] = length_of(r, "height", 0);
  }
  double most = MAX(box[2], box[3]), least = MIN(box[2], box[3]);
  ok =
      ok && least > 0 && most / least <= 1000 && fabs(box[0]) < 1e9 && fabs(box[1]) < 1e9;
  if (!ok)
    fault(r, DIAG_SVG_BOX, NULL, NULL);
  return ok;
}

static void start_root(SvgReader *r, const char *name, const char *uri) {
  double box[4] = {0};
  SvgState state = {.style = svg_style_initial};
  bool svg = strcmp(name, "svg") == 0 && uri && strcmp(uri, SVG_NAMESPACE) == 0;
  if (!svg)
    fault(r, DIAG_SVG_ROOT, shortened(r, name), NULL);
  if (!svg || !read_box(r, box)) {
    r->stopped = true;
    return;
  }
  double scale = SVG_SIDE / MAX(box[2], box[3]);
  r->width = (Length)lround(box[2] * scale);
  r->height = (Length)lround(box[3] * scale);
  const double m[6] = {scale, 0, 0, scale, -box[0] * scale, -box[1] * scale};
  memcpy(state.matrix, m, sizeof m);
  read_style(r, &state.style);
  g_array_append_val(r->states, state);
}

/* ---- events ---------------------------------------------------------------------- */

static void start_element(SvgReader *r) {
  const char *name = xml_local(r->xml), *space = xml_space(r->xml);
  if (xml_depth(r->xml) == 0)
    start_root(r, name, space);
  else if (space && strcmp(space, SVG_NAMESPACE) == 0)
    start_known(r, name);
  else
    xml_skip(r->xml); /* an editor's own notes, and all that stands in them */
}

static void end_element(SvgReader *r, const char *name) {
  if (strcmp(name, "defs") == 0)
    r->dead = false;
  g_array_set_size(r->states, r->states->len - 1);
}

/* ---- the door -------------------------------------------------------------------- */

static bool may_stand(const char *target, size_t len) {
  return len != strlen("xml-stylesheet") || memcmp(target, "xml-stylesheet", len) != 0;
}

static const struct {
  DiagCode code;
  const char *what;
} bounds[] = {
    {DIAG_LIMIT_DOCUMENT_BYTES, "bytes"}, {DIAG_LIMIT_TAG_BYTES, "bytes"},
    {DIAG_LIMIT_TEXT_BYTES, "bytes"},     {DIAG_LIMIT_ELEMENTS, "elements"},
    {DIAG_LIMIT_DEPTH, "depth"},          {DIAG_LIMIT_ATTRIBUTES, "attributes"}};

/* Faults of the form, in this reader's words. */
static void say(void *self, const XmlFault *fault) {
  SvgReader *r = self;
  Diagnostics *diags = r->job->diags;
  Span at = {.file = r->path, .line = fault->near.line};
  r->failed = true;
  for (size_t i = 0; i < G_N_ELEMENTS(bounds); i++) {
    if (bounds[i].code != fault->code)
      continue;
    diag_add(diags, at, DIAG_SVG_LIMIT, bounds[i].what, fault->args[0], NULL);
    return;
  }
  if (fault->code == DIAG_XML_DOCTYPE)
    diag_add(diags, at, DIAG_SVG_DOCTYPE, NULL);
  else if (fault->code == DIAG_XML_PROCESSING_INSTRUCTION)
    diag_add(diags, at, DIAG_SVG_STYLE_SHEET, NULL);
  else
    diag_add(diags, at, DIAG_SVG_NOT_WELL_FORMED, xml_fault_mark(r->job->arena, fault),
             NULL);
}

static void read_all(SvgReader *r) {
  while (!r->stopped && xml_next(r->xml)) {
    guint open = r->states->len;
    if (xml_kind(r->xml) == XML_END)
      end_element(r, xml_local(r->xml));
    else if (xml_kind(r->xml) == XML_START)
      start_element(r);
    if (xml_kind(r->xml) == XML_START && xml_is_empty(r->xml) && r->states->len > open)
      end_element(r, xml_local(r->xml));
  }
}

static void parse(SvgReader *r, const char *bytes, size_t len) {
  XmlForm form = xml_form(r->job->limits);
  form.bytes = form.tag_bytes = r->job->limits->svg_bytes;
  form.elements = r->job->limits->svg_elements;
  form.instruction = may_stand;
  form.say = say;
  form.self = r;
  r->xml = xml_open(r->job, &form, r->path, bytes, len);
  if (xml_check(r->xml))
    read_all(r);
  xml_close(r->xml);
}

static const Drawing *finish(SvgReader *r) {
  Drawing *drawing = ARENA_NEW(r->job->arena, Drawing);
  drawing->width = r->width;
  drawing->height = r->height;
  drawing->n_items = r->items->len;
  drawing->items = arena_take_array(r->job->arena, r->items);
  return drawing;
}

const Drawing *display_svg_read(Job *job, const char *path, const char *bytes,
                                size_t len) {
  SvgReader r = {.job = job, .path = arena_strdup(job->arena, path)};
  r.states = g_array_new(FALSE, TRUE, sizeof(SvgState));
  r.items = g_array_new(FALSE, TRUE, sizeof(Item));
  r.steps = g_array_new(FALSE, TRUE, sizeof(SvgStep));
  parse(&r, bytes, len);
  if (!r.failed && r.items->len == 0) {
    diag_add(job->diags, (Span){.file = r.path}, DIAG_SVG_EMPTY, NULL);
    r.failed = true;
  }
  const Drawing *drawing = finish(&r);
  g_array_free(r.states, TRUE);
  g_array_free(r.steps, TRUE);
  return r.failed ? NULL : drawing;
}
