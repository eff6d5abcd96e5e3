/* typeset: a bound Bulletin, a Layout and fonts → pages into a sink, and the Composition: what was
 * decided. It knows no file format and holds no millimetre of its own. */
#ifndef HONGTOU_TYPESET_H
#define HONGTOU_TYPESET_H

#include "display.h"
#include "layout.h"
#include "model.h"

typedef struct Composition {
  uint32_t n_pages;
  /* One entry per set line of running text, in order: for ODT and for tests. */
  const struct ComposedLine *lines;
  uint32_t n_lines;
} Composition;

typedef struct ComposedLine {
  const Text *text;        /* the paragraph */
  uint32_t from, to;       /* code points */
  uint32_t page;           /* index */
  Length x, y, width;      /* em box top left, natural right end */
  int32_t spread;          /* thousandths of a cell between two Han, beside the cell itself */
} ComposedLine;

/* Lays out and hands each finished page to the sink. job->fonts and job->layout are set. Codes
 * typeset.*, font.missing-character …; false if one is an error (the sink's end is not called). */
bool typeset_run(Job *job, const Bulletin *bulletin, PageSink sink, Composition **out);

#endif
