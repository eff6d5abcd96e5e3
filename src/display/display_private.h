/* Inside the display room: files outside the document → drawings, pages as text. */
#ifndef HONGTOU_DISPLAY_PRIVATE_H
#define HONGTOU_DISPLAY_PRIVATE_H

#include "display.h"

/* ---- pixels (display_png.c, display_jpeg.c) ---------------------------------------- */

typedef enum {
  IMAGE_GOOD,
  IMAGE_BAD,   /* damaged */
  IMAGE_LARGE, /* more pixels than the limits allow; nothing was decoded */
  IMAGE_CMYK,  /* a JPEG for print plates */
} ImageState;

bool image_too_large(const Limits *limits, uint64_t width, uint64_t height);
bool image_is_png(const uint8_t *bytes, size_t len);
ImageState image_decode_png(Job *job, const uint8_t *bytes, size_t len, Image *out);
bool image_is_jpeg(const uint8_t *bytes, size_t len);
/* *turn: how the camera was held, 1…8 as EXIF counts it; 1: upright. */
ImageState image_decode_jpeg(Job *job, const uint8_t *bytes, size_t len, Image *out,
                             int *turn);

/* ---- SVG (display_svg*.c) ---------------------------------------------------------- */

/* Reads the stated subset; path names the file in diagnostics. NULL, and told, on any
 * fault. */
const Drawing *display_svg_read(Job *job, const char *path, const char *bytes,
                                size_t len);

/* ---- dumps (display_dump.c, display_dump_tags.c) ----------------------------------- */

/* In quotes, with what would end them written out; NULL is an empty text. */
void display_dump_quoted(GString *out, const char *text);
/* name="text", nothing where text is NULL. */
void display_dump_field(GString *out, const char *name, const char *text);

#endif
