#include <string.h>

#include "png.h"
#include "png_draw.h"

#define DPI_DEFAULT 144
#define SIDE_MAX 32767 /* of cairo's image surfaces */

static unsigned dpi_of(const PngOptions *options) {
  return options->dpi ? options->dpi : DPI_DEFAULT;
}

static int64_t pixels(Length length, unsigned dpi) {
  const int64_t unit = INT64_C(72) * LENGTH_PT;
  return MAX(1, ((int64_t)length * dpi + unit / 2) / unit);
}

static cairo_status_t take_bytes(void *closure, const unsigned char *bytes, unsigned n) {
  g_byte_array_append(closure, bytes, n);
  return CAIRO_STATUS_SUCCESS;
}

static void put32(uint8_t *out, uint32_t v) {
  for (int i = 0; i < 4; i++)
    out[i] = (uint8_t)(v >> (24 - 8 * i));
}

static uint32_t check_sum(const uint8_t *bytes, size_t n) {
  uint32_t sum = 0xFFFFFFFF;
  for (size_t i = 0; i < n; i++) {
    sum ^= bytes[i];
    for (int k = 0; k < 8; k++)
      sum = sum & 1 ? 0xEDB88320 ^ sum >> 1 : sum >> 1;
  }
  return ~sum;
}

#define HEADER_BYTES 33 /* signature and IHDR: pHYs may follow at once */

/* Says how large a pixel is (pHYs), which cairo leaves out: without it a page prints at
 * any size. */
static void insert_resolution(GByteArray *png, unsigned dpi) {
  uint8_t chunk[21] = {0, 0, 0, 9, 'p', 'H', 'Y', 's'};
  uint32_t per_metre = (uint32_t)((dpi * 10000 + 127) / 254);
  put32(chunk + 8, per_metre);
  put32(chunk + 12, per_metre);
  chunk[16] = 1; /* the unit is the metre */
  put32(chunk + 17, check_sum(chunk + 4, 13));
  g_byte_array_set_size(png, png->len + sizeof chunk);
  memmove(png->data + HEADER_BYTES + sizeof chunk, png->data + HEADER_BYTES,
          png->len - sizeof chunk - HEADER_BYTES);
  memcpy(png->data + HEADER_BYTES, chunk, sizeof chunk);
}

/* White paper, then the items. */
static bool draw_page(cairo_surface_t *surface, const Page *page, unsigned dpi) {
  cairo_t *cr = CAIRO(create)(surface);
  CAIRO(set_source_rgb)(cr, 1, 1, 1);
  CAIRO(paint)(cr);
  CAIRO(scale)(cr, dpi / (72.0 * LENGTH_PT), dpi / (72.0 * LENGTH_PT));
  CAIRO(set_antialias)(cr, CAIRO_ANTIALIAS_GOOD);
  CAIRO(set_fill_rule)(cr, CAIRO_FILL_RULE_WINDING);
  png_draw_items(cr, page->items, page->n_items);
  bool ok = CAIRO(status)(cr) == CAIRO_STATUS_SUCCESS;
  CAIRO(destroy)(cr);
  return ok;
}

static bool write_page(const Page *page, unsigned dpi, GByteArray *out) {
  int64_t width = pixels(page->width, dpi), height = pixels(page->height, dpi);
  if (width > SIDE_MAX || height > SIDE_MAX)
    return false;
  cairo_surface_t *surface =
      CAIRO(image_surface_create)(CAIRO_FORMAT_RGB24, (int)width, (int)height);
  bool ok = CAIRO(surface_status)(surface) == CAIRO_STATUS_SUCCESS;
  ok = ok && draw_page(surface, page, dpi);
  ok = ok && CAIRO(surface_write_to_png_stream)(surface, take_bytes, out) ==
                 CAIRO_STATUS_SUCCESS;
  CAIRO(surface_destroy)(surface);
  if (ok)
    insert_resolution(out, dpi);
  return ok;
}

static bool begin(void *self, Job *job, const DocumentInfo *info) {
  (void)self;
  (void)job;
  (void)info;
  return true;
}

static bool take_page(void *self, Job *job, const Page *page) {
  const PngOptions *options = self;
  uint32_t number = page->index + 1;
  if (number < options->first || (options->last && number > options->last))
    return true;
  if (!cairo_library(job->diags))
    return false;
  unsigned dpi = dpi_of(options);
  g_autoptr(GByteArray) bytes = g_byte_array_new();
  if (!write_page(page, dpi, bytes)) {
    g_autofree char *page_text = g_strdup_printf("%u", number);
    g_autofree char *dpi_text = g_strdup_printf("%u", dpi);
    diag_add(job->diags, (Span){0}, DIAG_PNG_TOO_LARGE, page_text, dpi_text, NULL);
    return false;
  }
  return options->take(options->self, job, number, bytes->data, bytes->len);
}

static bool end(void *self, Job *job, const DocumentEnd *document) {
  (void)self;
  (void)job;
  (void)document;
  return true;
}

PageSink png_sink(Job *job, const PngOptions *options) {
  g_assert(options->take);
  g_assert(dpi_of(options) >= 10 && dpi_of(options) <= 1200);
  PngOptions *own = ARENA_NEW(job->arena, PngOptions);
  *own = *options;
  return (PageSink){.self = own, .begin = begin, .page = take_page, .end = end};
}
