#include <libdeflate.h>
#include <string.h>

#include "svg_private.h"

#define LEVEL 6 /* of deflate */

static void put32(GByteArray *out, uint32_t v) {
  uint8_t bytes[4] = {(uint8_t)(v >> 24), (uint8_t)(v >> 16), (uint8_t)(v >> 8),
                      (uint8_t)v};
  g_byte_array_append(out, bytes, 4);
}

static void put_chunk(GByteArray *out, const char *type, const uint8_t *data, size_t n) {
  put32(out, (uint32_t)n);
  guint from = out->len;
  g_byte_array_append(out, (const uint8_t *)type, 4);
  g_byte_array_append(out, data, (guint)n);
  put32(out, libdeflate_crc32(0, out->data + from, n + 4));
}

/* Rows of the file: no filter, then the pixels. */
static GByteArray *rows_of(const Image *image) {
  uint32_t channels = image->alpha ? 4 : 3;
  GByteArray *rows = g_byte_array_sized_new(
      (guint)(((size_t)image->width * channels + 1) * image->height));
  for (uint32_t y = 0; y < image->height; y++) {
    const uint8_t *rgb = image->rgb + (size_t)y * image->width * 3;
    const uint8_t *alpha = image->alpha ? image->alpha + (size_t)y * image->width : NULL;
    g_byte_array_append(rows, (const uint8_t[]){0}, 1);
    for (uint32_t x = 0; x < image->width; x++) {
      g_byte_array_append(rows, rgb + (size_t)x * 3, 3);
      if (alpha)
        g_byte_array_append(rows, alpha + x, 1);
    }
  }
  return rows;
}

static void put_pixels(GByteArray *out, const Image *image) {
  g_autoptr(GByteArray) rows = rows_of(image);
  struct libdeflate_compressor *packer = libdeflate_alloc_compressor(LEVEL);
  g_assert(packer);
  size_t bound = libdeflate_zlib_compress_bound(packer, rows->len);
  g_autofree uint8_t *packed = g_malloc(bound);
  size_t n = libdeflate_zlib_compress(packer, rows->data, rows->len, packed, bound);
  libdeflate_free_compressor(packer);
  put_chunk(out, "IDAT", packed, n);
}

static GByteArray *png_of(const Image *image) {
  GByteArray *out = g_byte_array_new();
  g_byte_array_append(out, (const uint8_t *)"\x89PNG\r\n\x1a\n", 8);
  g_autoptr(GByteArray) head = g_byte_array_new();
  put32(head, image->width);
  put32(head, image->height);
  uint8_t kind[5] = {8, image->alpha ? 6 : 2, 0, 0, 0};
  g_byte_array_append(head, kind, sizeof kind);
  put_chunk(out, "IHDR", head->data, head->len);
  put_pixels(out, image);
  put_chunk(out, "IEND", NULL, 0);
  return out;
}

static void put_data(GString *out, const char *type, const uint8_t *bytes, size_t n) {
  g_autofree char *text = g_base64_encode(bytes, n);
  g_string_append_printf(out, " xlink:href=\"data:%s;base64,%s\"", type, text);
}

static void put_length(GString *out, const char *name, Length length) {
  g_string_append_printf(out, " %s=\"", name);
  svg_put_points(out, length);
  g_string_append_c(out, '"');
}

void svg_put_picture(GString *out, const Picture *picture) {
  const Image *image = picture->image;
  g_string_append(out, "<image preserveAspectRatio=\"none\"");
  put_length(out, "x", picture->x);
  put_length(out, "y", picture->y);
  put_length(out, "width", picture->width);
  put_length(out, "height", picture->height);
  if (image->jpeg && !image->alpha) {
    put_data(out, "image/jpeg", image->jpeg, image->jpeg_bytes);
  } else {
    g_autoptr(GByteArray) png = png_of(image);
    put_data(out, "image/png", png->data, png->len);
  }
  g_string_append(out, "/>\n");
}
