#include <png.h>
#include <setjmp.h>
#include <string.h>

#include "display_private.h"

#define SIGNATURE_BYTES 8
#define HEADER_BYTES 33 /* signature, then the whole IHDR chunk */
#define CHUNK_BYTES_MAX \
  (1u << 20) /* of an ancillary chunk; all but tRNS are skipped anyway */

/* All of one decoding, outside the frame that longjmp returns to. libpng's own memory is
 * freed by png_destroy_read_struct, ours by decoder_close; pixels are the arena's. */
typedef struct Decoder {
  const uint8_t *bytes;
  size_t len, at;
  png_structp png;
  png_infop info;
  uint8_t *rows; /* RGBA: one row, or the whole of an interlaced image */
  Arena *arena;
  Image image;
  uint8_t *rgb, *alpha;
} Decoder;

static void on_error(png_structp png, png_const_charp message) {
  (void)message;
  png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

static void on_read(png_structp png, png_bytep into, size_t n) {
  Decoder *decoder = png_get_io_ptr(png);
  if (n > decoder->len - decoder->at)
    png_error(png, "the file ends early");
  memcpy(into, decoder->bytes + decoder->at, n);
  decoder->at += n;
}

/* Whatever the file is, eight bits of R, G, B, A come out; an embedded profile is dropped
 * with all other ancillary chunks: the output's intent is sRGB. */
static void settle_transforms(Decoder *decoder, const Limits *limits) {
  png_structp png = decoder->png;
  png_set_user_limits(png, limits->image_side, limits->image_side);
  png_set_chunk_cache_max(png, 16);
  png_set_chunk_malloc_max(png, CHUNK_BYTES_MAX);
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
  png_set_expand(png);
  png_set_scale_16(png);
  png_set_gray_to_rgb(png);
  png_set_add_alpha(png, 0xFF, PNG_FILLER_AFTER);
}

static void split_row(Decoder *decoder, const uint8_t *row, size_t y) {
  size_t width = decoder->image.width;
  uint8_t *rgb = decoder->rgb + y * width * 3;
  uint8_t *alpha = decoder->alpha ? decoder->alpha + y * width : NULL;
  for (size_t x = 0; x < width; x++) {
    memcpy(rgb + x * 3, row + x * 4, 3);
    if (alpha)
      alpha[x] = row[x * 4 + 3];
  }
}

static void read_pixels(Decoder *decoder) {
  png_structp png = decoder->png;
  size_t width = decoder->image.width, height = decoder->image.height;
  int passes = png_set_interlace_handling(png);
  bool transparent = (png_get_color_type(png, decoder->info) & PNG_COLOR_MASK_ALPHA) ||
                     png_get_valid(png, decoder->info, PNG_INFO_tRNS);
  png_read_update_info(png, decoder->info);
  if (png_get_rowbytes(png, decoder->info) != width * 4)
    png_error(png, "unexpected row");
  decoder->rows = g_try_malloc0(passes > 1 ? width * 4 * height : width * 4);
  if (!decoder->rows)
    png_error(png, "no memory");
  decoder->rgb = arena_array(decoder->arena, width * height, 3);
  decoder->alpha = transparent ? arena_array(decoder->arena, width, height) : NULL;
  for (int pass = 0; pass < passes; pass++) {
    for (size_t y = 0; y < height; y++) {
      uint8_t *row = decoder->rows + (passes > 1 ? y * width * 4 : 0);
      png_read_row(png, row, NULL);
      if (pass == passes - 1)
        split_row(decoder, row, y);
    }
  }
  png_read_end(png, NULL);
}

/* The one frame that libpng's errors jump back to: it changes no local variable. */
static bool decode(Decoder *decoder, const Limits *limits) {
  decoder->png =
      png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, on_error, on_warning);
  decoder->info = decoder->png ? png_create_info_struct(decoder->png) : NULL;
  if (!decoder->info || setjmp(png_jmpbuf(decoder->png)))
    return false;
  png_set_read_fn(decoder->png, decoder, on_read);
  settle_transforms(decoder, limits);
  png_read_info(decoder->png, decoder->info);
  if (png_get_image_width(decoder->png, decoder->info) != decoder->image.width ||
      png_get_image_height(decoder->png, decoder->info) != decoder->image.height)
    return false;
  read_pixels(decoder);
  return true;
}

static void decoder_close(Decoder *decoder) {
  png_destroy_read_struct(&decoder->png, &decoder->info, NULL);
  g_free(decoder->rows);
}

static uint32_t big_endian(const uint8_t *p) {
  return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

bool image_is_png(const uint8_t *bytes, size_t len) {
  return len >= SIGNATURE_BYTES && png_sig_cmp(bytes, 0, SIGNATURE_BYTES) == 0;
}

/* What the file says of itself, before anything is allocated for it. */
static bool read_header(Decoder *decoder) {
  static const uint8_t ihdr[] = {0, 0, 0, 13, 'I', 'H', 'D', 'R'};
  const uint8_t *bytes = decoder->bytes;
  if (decoder->len < HEADER_BYTES ||
      memcmp(bytes + SIGNATURE_BYTES, ihdr, sizeof ihdr) != 0)
    return false;
  uint32_t width = big_endian(bytes + 16), height = big_endian(bytes + 20);
  if (!width || !height || width > PNG_UINT_31_MAX || height > PNG_UINT_31_MAX)
    return false;
  decoder->image.width = width;
  decoder->image.height = height;
  return true;
}

ImageState image_decode_png(Job *job, const uint8_t *bytes, size_t len, Image *out) {
  Decoder decoder = {.arena = job->arena, .bytes = bytes, .len = len};
  if (!read_header(&decoder))
    return IMAGE_BAD;
  if (image_too_large(job->limits, decoder.image.width, decoder.image.height))
    return IMAGE_LARGE;
  bool ok = decode(&decoder, job->limits);
  decoder_close(&decoder);
  if (!ok)
    return IMAGE_BAD;
  *out = decoder.image;
  out->rgb = decoder.rgb;
  out->alpha = decoder.alpha;
  return IMAGE_GOOD;
}
