#include <string.h>

#include "pdf_private.h"

#define IMAGE_LEVEL 6

/* ---- images ---------------------------------------------------------------------- */

static char *image_entries(Arena *arena, const Image *image, const char *space, uint32_t mask) {
  const char *smask = mask ? arena_printf(arena, "/SMask %u 0 R", mask) : "";
  return arena_printf(arena,
                      "/Type/XObject/Subtype/Image/Width %u/Height %u/ColorSpace/%s"
                      "/BitsPerComponent 8%s/Filter/FlateDecode",
                      image->width, image->height, space, smask);
}

static bool same(const PdfWriter *w, size_t at, size_t len, const PdfBytes *bytes) {
  return len == bytes->len && memcmp(w->out->data + w->base + at, bytes->data, len) == 0;
}

static uint32_t write_plane(PdfSink *sink, const char *entries, const PdfBytes *bytes,
                            size_t *at) {
  PdfWriter *w = &sink->writer;
  uint32_t object = writer_reserve(w);
  writer_stream(w, object, entries, bytes->data, bytes->len);
  *at = w->out->len - w->base - bytes->len - strlen("\nendstream\nendobj\n");
  return object;
}

/* The picture's pixels may be gone after the call: an equal one is known by its deflated bytes. */
static int known(const PdfSink *sink, const Image *image, const PdfBytes *rgb,
                 const PdfBytes *alpha) {
  for (uint32_t i = 0; i < sink->n_images; i++) {
    const PdfImage *old = &sink->images[i];
    if (old->width == image->width && old->height == image->height &&
        same(&sink->writer, old->at, old->len, rgb) && (old->mask != 0) == (alpha != NULL) &&
        (!alpha || same(&sink->writer, old->mask_at, old->mask_len, alpha)))
      return (int)i;
  }
  return -1;
}

static uint32_t image_write(PdfSink *sink, const Image *image, const PdfBytes *rgb,
                            const PdfBytes *alpha) {
  PdfImage fresh = {.width = image->width, .height = image->height, .len = rgb->len};
  if (alpha) {
    fresh.mask_len = alpha->len;
    fresh.mask = write_plane(sink, image_entries(sink->arena, image, "DeviceGray", 0), alpha,
                             &fresh.mask_at);
  }
  fresh.object = write_plane(sink, image_entries(sink->arena, image, "DeviceRGB", fresh.mask),
                             rgb, &fresh.at);
  sink->images = array_room(sink->arena, sink->images, sizeof(PdfImage), sink->n_images,
                            &sink->images_room);
  sink->images[sink->n_images] = fresh;
  return sink->n_images++;
}

uint32_t images_index(PdfSink *sink, const Image *image) {
  PdfDeflate rgb, alpha;
  size_t pixels = (size_t)image->width * image->height;
  deflate_open(&rgb, sink->options.level ? sink->options.level : IMAGE_LEVEL);
  deflate_open(&alpha, sink->options.level ? sink->options.level : IMAGE_LEVEL);
  deflate_run(&rgb, image->rgb, 3 * pixels);
  if (image->alpha)
    deflate_run(&alpha, image->alpha, pixels);
  PdfBytes *mask = image->alpha ? alpha.bytes : NULL;
  int old = sink->writer.too_large ? -1 : known(sink, image, rgb.bytes, mask);
  uint32_t index = old >= 0 ? (uint32_t)old : image_write(sink, image, rgb.bytes, mask);
  deflate_free(&rgb);
  deflate_free(&alpha);
  return index;
}

/* ---- spot plates ----------------------------------------------------------------- */

/* All and None are no plates (ISO 32000-1 8.6.6.4). */
static bool names_plate(const char *name) {
  return *name && strcmp(name, "All") != 0 && strcmp(name, "None") != 0 && strlen(name) <= 127 &&
         g_utf8_validate(name, -1, NULL);
}

int spots_index(PdfSink *sink, const Colour *colour) {
  if (!names_plate(colour->spot)) {
    sink->no_plate = arena_strdup(sink->arena, colour->spot);
    return -1;
  }
  for (uint32_t i = 0; i < sink->n_spots; i++) {
    const PdfSpot *spot = &sink->spots[i];
    if (strcmp(spot->name, colour->spot) == 0)
      return spot->r == colour->r && spot->g == colour->g && spot->b == colour->b ? (int)i : -1;
  }
  sink->spots = array_room(sink->arena, sink->spots, sizeof(PdfSpot), sink->n_spots,
                           &sink->spots_room);
  sink->spots[sink->n_spots] = (PdfSpot){arena_strdup(sink->arena, colour->spot), colour->r,
                                         colour->g, colour->b};
  return (int)sink->n_spots++;
}

/* One component, 0…255, as a real of four decimals. */
static void put_component(PdfBytes *out, uint8_t c) {
  put_real(out, (c * 20000 + 255) / 510, 4);
}

/* No ink is white, full ink is the sRGB colour: what a viewer without the plate shows. */
void spots_put(PdfBytes *out, const PdfSpot *spot) {
  put_text(out, "[/Separation");
  put_name(out, spot->name);
  put_text(out, "/DeviceRGB<</FunctionType 2/Domain[0 1]/N 1/C0[1 1 1]/C1[");
  put_component(out, spot->r);
  put_text(out, " ");
  put_component(out, spot->g);
  put_text(out, " ");
  put_component(out, spot->b);
  put_text(out, "]>>]");
}
