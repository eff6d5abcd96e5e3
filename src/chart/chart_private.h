/* Inside the chart room: a canvas in the drawing's own coordinates, the scale of its
 * axis. */
#ifndef HONGTOU_CHART_PRIVATE_H
#define HONGTOU_CHART_PRIVATE_H

#include "chart.h"

#define CHART_TICKS 16

/* ---- axes (chart_scale.c) -----------------------------------------------------------
 */

/* Whole multiples of a power of ten, fine enough for any print. */
typedef struct ChartScale {
  int64_t lo, hi, step;
  int exponent; /* of the unit */
} ChartScale;

/* For an axis on which about so many figures have room. */
ChartScale chart_scale(const Chart *chart, int wanted);
int64_t chart_units(const ChartScale *scale, Decimal value);
/* Where it stands on an axis of that length, from its low end. */
Length chart_place(const ChartScale *scale, int64_t units, Length length);
const char *chart_tick_text(Arena *arena, const Chart *chart, const ChartScale *scale,
                            int64_t units);

/* ---- the canvas (chart_canvas.c) ----------------------------------------------------
 */

typedef struct Canvas {
  Job *job;
  const Chart *chart;
  const ChartFrame *frame;
  const LayoutRole *dark, *light; /* of its text: black, white */
  Colour red;
  PageBuild build;
  Length size, step; /* of its text */
  Length width, height;
  TagId corner;      /* heads of the table: of its first column, */
  TagId *series;     /* of each series */
  TagId *categories; /* heads of its rows */
  TagId *cells;      /* of category c, series s: c * n_series + s */
} Canvas;

typedef struct Box {
  Length x, y, width, height;
} Box;

typedef struct Words {
  const SetLine *lines;
  uint32_t n;
  Length width; /* of the widest */
} Words;

Words chart_words(Canvas *canvas, const char *text, TagId tag, const LayoutRole *role);
/* In lines of that measure. */
Words chart_wrapped(Canvas *canvas, const char *text, TagId tag, Length measure);
Length chart_words_height(const Canvas *canvas, const Words *words);
/* align: on which side of x it stands; y: em top of the first line. */
void chart_put(Canvas *canvas, const Words *words, Length x, Length y, Align align);

Colour chart_grey(uint8_t grey);
void chart_stroke(Canvas *canvas, const Length from[2], const Length to[2], Length width,
                  Colour colour, TagId tag);
/* A closed outline through n points: filled, and drawn around where stroke > 0. */
typedef struct Outline {
  const Length (*points)[2];
  uint32_t n;
  Colour fill, line;
  bool filled, open; /* open: not closed, never filled */
  Length stroke;
} Outline;
void chart_outline(Canvas *canvas, const Outline *outline, TagId tag);
/* A rectangle in the look of a series; red: of the highlighted category. */
void chart_fill(Canvas *canvas, Box box, uint32_t series, bool red, TagId tag);
/* Whether text on that look has to be white. */
bool chart_fill_dark(const Canvas *canvas, uint32_t series, bool red);
/* The mark of a series at a point of a line. */
void chart_mark(Canvas *canvas, const Length at[2], uint32_t series, bool red, TagId tag);
/* The tone of a series' line. */
Colour chart_line_colour(uint32_t series);

/* ---- what all kinds share (chart_frame.c) -------------------------------------------
 */

bool chart_is_red(const Canvas *canvas, uint32_t category);
const ChartValue *chart_value(const Canvas *canvas, uint32_t category, uint32_t series);
TagId chart_cell(const Canvas *canvas, uint32_t category, uint32_t series);
/* What a value is labelled with. */
const char *chart_value_text(const ChartValue *value);
/* The widest of these labels. */
Length chart_labels_width(Canvas *canvas);
/* Unit and legend at the top; what they take of the height. */
Length chart_legend(Canvas *canvas, bool lines);
/* Lines and figures of an axis over the plot. */
void chart_axis_upright(Canvas *canvas, const ChartScale *scale, Box plot);
void chart_axis_across(Canvas *canvas, const ChartScale *scale, Box plot);
Length chart_ticks_width(Canvas *canvas, const ChartScale *scale);
/* Sum of the stack of a category: NULL where it is not to be said. */
const char *chart_stack_sum(Canvas *canvas, uint32_t category);

/* ---- kinds ---------------------------------------------------------------------------
 */

/* Names of categories below a plot. */
typedef struct Naming {
  Words *words;
  uint32_t every; /* each so-many-th is named */
  Length height;
  bool fits;
} Naming;
Naming chart_naming(Canvas *canvas, Length slot);
void chart_put_names(Canvas *canvas, const Naming *naming, Box plot);

/* Each sets canvas->height and draws. False: the names have no room. */
bool chart_columns(Canvas *canvas);
void chart_bars(Canvas *canvas);
bool chart_lines(Canvas *canvas);
void chart_pie(Canvas *canvas);

#endif
