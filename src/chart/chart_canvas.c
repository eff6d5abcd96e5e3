/* Text, lines and fills of a chart. Six looks that are told apart in black and white. */
#include <string.h>

#include "chart_private.h"

#define HAIR (LENGTH_PT / 2)
#define HATCH (3 * LENGTH_PT)
#define MARK (LENGTH_PT * 5 / 2) /* half of a mark's width */

typedef enum { LOOK_PLAIN, LOOK_UP, LOOK_DOWN, LOOK_HOLLOW } Look;

static const struct {
  Look look;
  uint8_t grey;
} looks[] = {{LOOK_PLAIN, 72},  {LOOK_PLAIN, 190},  {LOOK_UP, 255},
             {LOOK_PLAIN, 128}, {LOOK_HOLLOW, 255}, {LOOK_DOWN, 255}};

#define INK_GREY 72
#define ALONE_GREY 128 /* of a series that is the only one */

Colour chart_grey(uint8_t grey) {
  return (Colour){grey, grey, grey, NULL};
}

/* ---- text ----------------------------------------------------------------------------
 */

static Text text_of(const Canvas *canvas, const char *utf8) {
  return (Text){.utf8 = utf8,
                .bytes = (uint32_t)strlen(utf8),
                .chars = (uint32_t)text_chars(utf8),
                .at = canvas->chart->at};
}

static Paragraph *analysed(Canvas *canvas, const char *utf8, TagId tag,
                           const LayoutRole *role) {
  Text *text = ARENA_NEW(canvas->job->arena, Text);
  *text = text_of(canvas, utf8);
  TextStyle style = {
      .role = role, .tag = tag, .heading_tag = TAG_NONE, .label_tag = TAG_NONE};
  return line_analyse(canvas->job, text, &style);
}

Words chart_words(Canvas *canvas, const char *text, TagId tag, const LayoutRole *role) {
  SetLine *line = ARENA_NEW(canvas->job->arena, SetLine);
  *line = line_whole(analysed(canvas, text, tag, role));
  return (Words){line, 1, line->fit.natural};
}

Words chart_wrapped(Canvas *canvas, const char *text, TagId tag, Length measure) {
  Words words = {0};
  Measures m = {.first_width = measure, .width = measure};
  Paragraph *p = analysed(canvas, text, tag, canvas->dark);
  words.lines = line_break(canvas->job, p, &m, (BreakOptions){.ragged = true}, &words.n);
  for (uint32_t i = 0; i < words.n; i++)
    words.width = MAX(words.width, words.lines[i].fit.natural);
  return words;
}

Length chart_words_height(const Canvas *canvas, const Words *words) {
  return words->n ? canvas->size + (Length)(words->n - 1) * canvas->step : 0;
}

void chart_put(Canvas *canvas, const Words *words, Length x, Length y, Align align) {
  for (uint32_t i = 0; i < words->n; i++) {
    SetLine line = words->lines[i];
    line.left = 0;
    line.fit.adjust = MIN(line.fit.adjust, 0);
    Length width = line.fit.natural + line.fit.adjust;
    Length left = align == ALIGN_CENTRE  ? x - width / 2
                  : align == ALIGN_RIGHT ? x - width
                                         : x;
    left = CLAMP(left, 0, MAX(canvas->width - width, 0));
    line_ink(&canvas->build, &line, left, y + (Length)i * canvas->step);
  }
}

/* ---- paths ---------------------------------------------------------------------------
 */

static void add_path(Canvas *canvas, const Path *path, TagId tag) {
  Item item = {.kind = ITEM_PATH, .tag = tag};
  item.as.path = *path;
  g_array_append_val(canvas->build.items, item);
}

void chart_outline(Canvas *canvas, const Outline *outline, TagId tag) {
  PathStep *steps = ARENA_ARRAY(canvas->job->arena, PathStep, outline->n + 1);
  for (uint32_t i = 0; i < outline->n; i++)
    steps[i] = (PathStep){.op = i ? PATH_LINE : PATH_MOVE,
                          .x = {outline->points[i][0]},
                          .y = {outline->points[i][1]}};
  steps[outline->n].op = PATH_CLOSE;
  Path path = {
      .steps = steps, .n_steps = outline->n + !outline->open, .join = JOIN_ROUND};
  if (outline->filled && !outline->open) {
    path.fill = true;
    path.colour = outline->fill;
    add_path(canvas, &path, tag);
  }
  if (outline->stroke) {
    path.fill = false;
    path.stroke = outline->stroke;
    path.colour = outline->line;
    add_path(canvas, &path, tag);
  }
}

void chart_stroke(Canvas *canvas, const Length from[2], const Length to[2], Length width,
                  Colour colour, TagId tag) {
  const Length points[2][2] = {{from[0], from[1]}, {to[0], to[1]}};
  chart_outline(
      canvas,
      &(Outline){.points = points, .n = 2, .open = true, .stroke = width, .line = colour},
      tag);
}

/* ---- looks ---------------------------------------------------------------------------
 */

/* Diagonals x + y = k of the box, or their mirror images: one path. */
static void hatch(Canvas *canvas, Box box, bool down, TagId tag) {
  uint32_t n = (uint32_t)((box.width + box.height) / HATCH);
  PathStep *steps = ARENA_ARRAY(canvas->job->arena, PathStep, 2 * (size_t)n + 2);
  for (uint32_t i = 1; i <= n; i++) {
    Length k = (Length)i * HATCH, x0 = MAX(0, k - box.height), y0 = MIN(k, box.height);
    Length x1 = MIN(k, box.width), y1 = MAX(0, k - box.width);
    y0 = down ? box.height - y0 : y0;
    y1 = down ? box.height - y1 : y1;
    steps[2 * i - 2] = (PathStep){.op = PATH_MOVE, .x = {box.x + x0}, .y = {box.y + y0}};
    steps[2 * i - 1] = (PathStep){.op = PATH_LINE, .x = {box.x + x1}, .y = {box.y + y1}};
  }
  if (n)
    add_path(canvas,
             &(Path){.steps = steps,
                     .n_steps = 2 * n,
                     .stroke = HAIR,
                     .colour = chart_grey(INK_GREY)},
             tag);
}

static uint8_t grey_of(const Canvas *canvas, uint32_t series) {
  return canvas->chart->n_series == 1 ? ALONE_GREY : looks[series].grey;
}

void chart_fill(Canvas *canvas, Box box, uint32_t series, bool red, TagId tag) {
  const Length points[4][2] = {{box.x, box.y},
                               {box.x + box.width, box.y},
                               {box.x + box.width, box.y + box.height},
                               {box.x, box.y + box.height}};
  Look look = canvas->chart->n_series == 1 ? LOOK_PLAIN : looks[series].look;
  Colour own = red ? canvas->red : chart_grey(INK_GREY);
  chart_outline(
      canvas,
      &(Outline){.points = points,
                 .n = 4,
                 .filled = true,
                 .stroke = HAIR,
                 .fill = red && look == LOOK_PLAIN ? canvas->red
                                                   : chart_grey(grey_of(canvas, series)),
                 .line = own},
      tag);
  if (look == LOOK_UP || look == LOOK_DOWN)
    hatch(canvas, box, look == LOOK_DOWN, tag);
}

bool chart_fill_dark(const Canvas *canvas, uint32_t series, bool red) {
  return red || grey_of(canvas, series) < 128;
}

Colour chart_line_colour(uint32_t series) {
  static const uint8_t greys[] = {0, 128, 72, 160, 40, 100};
  return chart_grey(greys[series]);
}

/* Discs, boxes, triangles, filled and hollow. */
void chart_mark(Canvas *canvas, const Length at[2], uint32_t series, bool red,
                TagId tag) {
  static const int8_t shapes[3][8][2] = {
      {{10, 0}, {7, 7}, {0, 10}, {-7, 7}, {-10, 0}, {-7, -7}, {0, -10}, {7, -7}},
      {{9, 9}, {-9, 9}, {-9, -9}, {9, -9}},
      {{0, -12}, {11, 8}, {-11, 8}}};
  static const uint32_t corners[3] = {8, 4, 3};
  uint32_t shape = series % 3;
  Length points[8][2];
  for (uint32_t i = 0; i < corners[shape]; i++) {
    points[i][0] = at[0] + MARK * shapes[shape][i][0] / 10;
    points[i][1] = at[1] + MARK * shapes[shape][i][1] / 10;
  }
  Colour own = red ? canvas->red : chart_line_colour(series);
  chart_outline(canvas,
                &(Outline){.points = (const Length(*)[2])points,
                           .n = corners[shape],
                           .filled = true,
                           .stroke = LENGTH_PT,
                           .fill = series < 3 ? own : chart_grey(255),
                           .line = own},
                tag);
}
