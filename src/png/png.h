/* png (room): pages → page images, drawn by cairo. Decides no position. */
#ifndef HONGTOU_PNG_H
#define HONGTOU_PNG_H

#include "display.h"

typedef struct PngOptions {
  unsigned dpi;         /* 10…1200; 0: 144 */
  uint32_t first, last; /* page numbers from 1, inclusive; last 0: to the end */
  /* Called with each finished image; false stops. */
  bool (*take)(void *self, Job *job, uint32_t page, const uint8_t *bytes, size_t len);
  void *self;
} PngOptions;

PageSink png_sink(Job *job, const PngOptions *options);

#endif
