/* svg (room): pages → SVG files, each of which stands alone: outlines of glyphs, used by
 * reference, and over them the text itself, to be selected, copied and found; no script,
 * no style sheet, no font. Decides no position. */
#ifndef HONGTOU_SVG_H
#define HONGTOU_SVG_H

#include "display.h"

typedef struct SvgOptions {
  uint32_t first, last; /* page numbers from 1, inclusive; last 0: to the end */
  bool apart; /* pages define no glyphs; the last file, page 0, defines all of them */
  /* Called with each finished file; false stops. */
  bool (*take)(void *self, Job *job, uint32_t page, const uint8_t *bytes, size_t len);
  void *self;
} SvgOptions;

PageSink svg_sink(Job *job, const SvgOptions *options);

#endif
