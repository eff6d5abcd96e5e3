#include <string.h>

#include "pdf_private.h"

#define IMAGE_LEVEL 6

/* ---- images ---------------------------------------------------------------------- */

/* A plane of an image as it goes into the file: pixels deflated, or a JPEG as it came. */
typedef struct Plane {
  const uint8_t *bytes;
  size_t len;
  const char *space, *filter;
} Plane;

static char *image_entries(Arena *arena, const Image *image, const Plane *plane,
                           uint32_t mask) {
  const char *smask = mask ? arena_printf(arena, "/SMask %u 0 R", mask) : "";
  return arena_printf(arena,
                      "/Type/XObject/Subtype/Image/Width %u/Height %u/ColorSpace%s%s"
                      "/BitsPerComponent 8%s/Filter/%s",
                      image->width, image->height, *plane->space == '[' ? "" : "/",
                      plane->space, smask, plane->filter);
}

static bool same(const PdfWriter *w, size_t at, size_t len, const Plane *plane) {
  return len == plane->len && memcmp(w->out->data + w->base + at, plane->bytes, len) == 0;
}

static uint32_t write_plane(PdfSink *sink, const Image *image, const Plane *plane,
                            uint32_t mask, size_t *at) {
  PdfWriter *w = &sink->writer;
  uint32_t object = writer_reserve(w);
  writer_stream(w, object, image_entries(sink->arena, image, plane, mask), plane->bytes,
                plane->len);
  *at = w->out->len - w->base - plane->len - strlen("\nendstream\nendobj\n");
  return object;
}

/* The picture's pixels may be gone after the call: an equal one is known by its bytes in
 * the file. */
static int known(const PdfSink *sink, const Image *image, const Plane *colour,
                 const Plane *alpha) {
  for (uint32_t i = 0; i < sink->n_images; i++) {
    const PdfImage *old = &sink->images[i];
    if (old->width == image->width && old->height == image->height &&
        old->tinted == (image->tint != NULL) &&
        same(&sink->writer, old->at, old->len, colour) &&
        (old->mask != 0) == (alpha != NULL) &&
        (!alpha || same(&sink->writer, old->mask_at, old->mask_len, alpha)))
      return (int)i;
  }
  return -1;
}

static uint32_t image_write(PdfSink *sink, const Image *image, const Plane *colour,
                            const Plane *alpha) {
  PdfImage fresh = {.width = image->width, .height = image->height, .len = colour->len};
  fresh.tinted = image->tint != NULL;
  if (alpha) {
    fresh.mask_len = alpha->len;
    fresh.mask = write_plane(sink, image, alpha, 0, &fresh.mask_at);
  }
  fresh.object = write_plane(sink, image, colour, fresh.mask, &fresh.at);
  sink->images = pdf_array_room(sink->arena, sink->images, sizeof(PdfImage),
                                sink->n_images, &sink->images_room);
  sink->images[sink->n_images] = fresh;
  return sink->n_images++;
}

static Plane deflated(PdfDeflate *deflate, const uint8_t *bytes, size_t len,
                      const char *space) {
  deflate_run(deflate, bytes, len);
  return (Plane){deflate->bytes->data, deflate->bytes->len, space, "FlateDecode"};
}

static const char *plate_space(PdfSink *sink, const Colour *plate) {
  int index = spots_index(sink, plate);
  g_autoptr(PdfBytes) space = bytes_new();
  if (index < 0)
    return "DeviceGray";
  spots_put(space, &sink->spots[index]);
  return arena_strndup(sink->arena, (const char *)space->data, space->len);
}

uint32_t images_index(PdfSink *sink, const Image *image) {
  PdfDeflate rgb, alpha;
  size_t pixels = (size_t)image->width * image->height;
  deflate_open(&rgb, sink->options.small ? LEVEL_SMALL : IMAGE_LEVEL);
  deflate_open(&alpha, sink->options.small ? LEVEL_SMALL : IMAGE_LEVEL);
  Plane colour, mask;
  if (image->tint)
    colour = deflated(&rgb, image->tint, pixels, plate_space(sink, &image->plate));
  else if (image->jpeg)
    colour = (Plane){image->jpeg, image->jpeg_bytes,
                     image->grey ? "DeviceGray" : "DeviceRGB", "DCTDecode"};
  else
    colour = deflated(&rgb, image->rgb, 3 * pixels, "DeviceRGB");
  if (image->alpha)
    mask = deflated(&alpha, image->alpha, pixels, "DeviceGray");
  const Plane *masked = image->alpha ? &mask : NULL;
  int old = sink->writer.too_large ? -1 : known(sink, image, &colour, masked);
  uint32_t index = old >= 0 ? (uint32_t)old : image_write(sink, image, &colour, masked);
  deflate_free(&rgb);
  deflate_free(&alpha);
  return index;
}

/* ---- spot plates ----------------------------------------------------------------- */

/* All and None are no plates (ISO 32000-1 8.6.6.4). */
static bool names_plate(const char *name) {
  return *name && strcmp(name, "All") != 0 && strcmp(name, "None") != 0 &&
         strlen(name) <= 127 && g_utf8_validate(name, -1, NULL);
}

int spots_index(PdfSink *sink, const Colour *colour) {
  if (!names_plate(colour->spot)) {
    sink->no_plate = arena_strdup(sink->arena, colour->spot);
    return -1;
  }
  for (uint32_t i = 0; i < sink->n_spots; i++) {
    const PdfSpot *spot = &sink->spots[i];
    if (strcmp(spot->name, colour->spot) == 0)
      return spot->r == colour->r && spot->g == colour->g && spot->b == colour->b ? (int)i
                                                                                  : -1;
  }
  sink->spots = pdf_array_room(sink->arena, sink->spots, sizeof(PdfSpot), sink->n_spots,
                               &sink->spots_room);
  sink->spots[sink->n_spots] =
      (PdfSpot){arena_strdup(sink->arena, colour->spot), colour->r, colour->g, colour->b};
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
