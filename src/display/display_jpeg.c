/* JPEG through libjpeg-turbo: wholly decoded before anything else is done with it, so
 * that a damaged stream never reaches a PDF. Camera data is dropped but for the way the
 * camera was held. */
#include <stdio.h>

#include <jpeglib.h>
#include <setjmp.h>
#include <string.h>

#include "base_library.h"
#include "display_private.h"

#define SIDE_MAX 65500 /* of libjpeg */

#define JPEG_FUNCTIONS(X)    \
  X(jpeg_CreateDecompress)   \
  X(jpeg_destroy_decompress) \
  X(jpeg_finish_decompress)  \
  X(jpeg_mem_src)            \
  X(jpeg_read_header) X(jpeg_read_scanlines) X(jpeg_start_decompress) X(jpeg_std_error)
LIBRARY_TABLE(JpegFunctions, JPEG_FUNCTIONS)
static bool jpeg_library(Diagnostics *diags);
static LIBRARY_OPENER(jpeg_library, jpeg_functions, JpegFunctions, JPEG_FUNCTIONS,
                      LIBJPEG_SONAME)
#define JPEG(name) jpeg_functions.jpeg_##name

    /* All of one decoding, outside the frame that longjmp returns to. */
    typedef struct JpegDecoder {
  struct jpeg_decompress_struct info;
  struct jpeg_error_mgr errors;
  struct jpeg_progress_mgr progress;
  jmp_buf back;
  const Limits *limits;
  Arena *arena;
  uint8_t *rgb;
  bool large, cmyk;
} JpegDecoder;

bool image_is_jpeg(const uint8_t *bytes, size_t len) {
  return len >= 3 && bytes[0] == 0xFF && bytes[1] == 0xD8 && bytes[2] == 0xFF;
}

/* ---- what libjpeg calls ---------------------------------------------------------- */

static void on_error(j_common_ptr info) {
  JpegDecoder *decoder = info->client_data;
  longjmp(decoder->back, 1);
}

/* libjpeg goes on after damage (an early end, a broken code); we do not. */
static void on_message(j_common_ptr info, int level) {
  if (level < 0)
    on_error(info);
}

static void on_output(j_common_ptr info) {
  (void)info;
}

/* A progressive image of a thousand scans costs a thousand passes over its pixels. */
static void on_progress(j_common_ptr info) {
  JpegDecoder *decoder = info->client_data;
  if ((unsigned)decoder->info.input_scan_number > decoder->limits->image_scans)
    on_error(info);
}

/* ---- decoding -------------------------------------------------------------------- */

static void take_gray(uint8_t *row, size_t width) {
  for (size_t x = width; x-- > 0;)
    memset(row + 3 * x, row[x], 3);
}

static void read_rows(JpegDecoder *decoder) {
  struct jpeg_decompress_struct *info = &decoder->info;
  size_t width = info->output_width;
  bool grey = info->out_color_space == JCS_GRAYSCALE;
  decoder->rgb = arena_array(decoder->arena, width * info->output_height, 3);
  while (info->output_scanline < info->output_height) {
    JSAMPROW row = decoder->rgb + (size_t)info->output_scanline * width * 3;
    JPEG(read_scanlines)(info, &row, 1);
    if (grey)
      take_gray(row, width);
  }
  JPEG(finish_decompress)(info);
}

/* The one frame that libjpeg's errors jump back to: it changes no local variable. */
static bool decode(JpegDecoder *decoder, const uint8_t *bytes, size_t len) {
  struct jpeg_decompress_struct *info = &decoder->info;
  if (setjmp(decoder->back))
    return false;
  JPEG(CreateDecompress)(info, JPEG_LIB_VERSION, sizeof *info);
  info->client_data = decoder;
  info->progress = &decoder->progress;
  JPEG(mem_src)(info, bytes, len);
  JPEG(read_header)(info, TRUE);
  decoder->large =
      image_too_large(decoder->limits, info->image_width, info->image_height);
  decoder->cmyk = info->num_components == 4;
  if (decoder->large || decoder->cmyk || info->image_width > SIDE_MAX)
    return false;
  info->out_color_space = info->num_components == 1 ? JCS_GRAYSCALE : JCS_RGB;
  JPEG(start_decompress)(info);
  read_rows(decoder);
  return true;
}

/* ---- the stream as a PDF may hold it ----------------------------------------------- */

typedef struct Segment {
  uint8_t marker;
  const uint8_t *payload; /* behind the length */
  size_t len;
} Segment;

/* The next segment before the pixels; *at stands on its FF. False at SOS, or where it is
 * broken. */
static bool next_segment(const uint8_t *bytes, size_t len, size_t *at, Segment *out) {
  size_t i = *at;
  while (i + 1 < len && bytes[i] == 0xFF && bytes[i + 1] == 0xFF)
    i++; /* fill bytes */
  if (i + 4 > len || bytes[i] != 0xFF || bytes[i + 1] == 0xDA)
    return false;
  size_t n = (size_t)bytes[i + 2] << 8 | bytes[i + 3];
  if (n < 2 || i + 2 + n > len)
    return false;
  *out = (Segment){bytes[i + 1], bytes + i + 4, n - 2};
  *at = i + 2 + n;
  return true;
}

/* Camera data, thumbnails, profiles and comments are left behind; JFIF's and Adobe's
 * segments tell how colours are coded. */
static bool segment_stays(const Segment *s) {
  bool application = s->marker >= 0xE0 && s->marker <= 0xEF;
  if (s->marker == 0xE0)
    return s->len >= 5 && memcmp(s->payload, "JFIF", 5) == 0;
  if (s->marker == 0xEE)
    return s->len >= 12 && memcmp(s->payload, "Adobe", 5) == 0;
  return !application && s->marker != 0xFE;
}

/* What stands behind the end of the image is no part of it. */
static size_t image_end(const uint8_t *bytes, size_t from, size_t len) {
  for (size_t i = len; i >= from + 2; i--) {
    if (bytes[i - 2] == 0xFF && bytes[i - 1] == 0xD9)
      return i;
  }
  return len;
}

static void keep_stream(Arena *arena, const uint8_t *bytes, size_t len, Image *out) {
  g_autoptr(GByteArray) kept = g_byte_array_new();
  g_byte_array_append(kept, bytes, 2);
  size_t at = 2;
  Segment s;
  while (next_segment(bytes, len, &at, &s)) {
    const uint8_t head[] = {0xFF, s.marker, (uint8_t)((s.len + 2) >> 8),
                            (uint8_t)(s.len + 2)};
    if (!segment_stays(&s))
      continue;
    g_byte_array_append(kept, head, sizeof head);
    g_byte_array_append(kept, s.payload, (guint)s.len);
  }
  size_t end = image_end(bytes, at, len);
  g_byte_array_append(kept, bytes + at, (guint)(end - at));
  uint8_t *copy = arena_alloc(arena, kept->len);
  memcpy(copy, kept->data, kept->len);
  out->jpeg = copy;
  out->jpeg_bytes = kept->len;
}

/* ---- how the camera was held ------------------------------------------------------- */

#define EXIF_ORIENTATION 0x0112

static uint32_t tiff_number(const uint8_t *p, unsigned bytes, bool big) {
  uint32_t n = 0;
  for (unsigned i = 0; i < bytes; i++)
    n = n << 8 | p[big ? i : bytes - 1 - i];
  return n;
}

/* From the TIFF header inside an EXIF segment; 1 when it does not say. */
static int tiff_turn(const uint8_t *tiff, size_t len) {
  if (len < 8 || (memcmp(tiff, "II*", 4) != 0 && memcmp(tiff, "MM\0*", 4) != 0))
    return 1;
  bool big = tiff[0] == 'M';
  size_t directory = tiff_number(tiff + 4, 4, big);
  if (directory > len - 2)
    return 1;
  uint32_t entries = tiff_number(tiff + directory, 2, big);
  for (uint32_t i = 0; i < entries && directory + 2 + 12 * (size_t)(i + 1) <= len; i++) {
    const uint8_t *entry = tiff + directory + 2 + 12 * (size_t)i;
    uint32_t turn = tiff_number(entry + 8, 2, big);
    if (tiff_number(entry, 2, big) == EXIF_ORIENTATION)
      return turn >= 1 && turn <= 8 ? (int)turn : 1;
  }
  return 1;
}

static int read_turn(const uint8_t *bytes, size_t len) {
  size_t at = 2;
  Segment s;
  while (next_segment(bytes, len, &at, &s)) {
    if (s.marker == 0xE1 && s.len > 6 && memcmp(s.payload, "Exif\0", 6) == 0)
      return tiff_turn(s.payload + 6, s.len - 6);
  }
  return 1;
}

/* ---- the door ---------------------------------------------------------------------- */

ImageState image_decode_jpeg(Job *job, const uint8_t *bytes, size_t len, Image *out,
                             int *turn) {
  if (!jpeg_library(job->diags))
    return IMAGE_BAD;
  JpegDecoder *decoder = g_new0(JpegDecoder, 1);
  decoder->limits = job->limits;
  decoder->arena = job->arena;
  decoder->info.err = JPEG(std_error)(&decoder->errors);
  decoder->errors.error_exit = on_error;
  decoder->errors.emit_message = on_message;
  decoder->errors.output_message = on_output;
  decoder->progress.progress_monitor = on_progress;
  decoder->info.client_data = decoder;
  bool ok = decode(decoder, bytes, len);
  ImageState state = decoder->large  ? IMAGE_LARGE
                     : decoder->cmyk ? IMAGE_CMYK
                     : ok            ? IMAGE_GOOD
                                     : IMAGE_BAD;
  if (ok) {
    const struct jpeg_decompress_struct *info = &decoder->info;
    *out = (Image){.width = info->image_width,
                   .height = info->image_height,
                   .rgb = decoder->rgb,
                   .grey = info->num_components == 1};
    *turn = read_turn(bytes, len);
    bool plain =
        info->jpeg_color_space == JCS_YCbCr || info->jpeg_color_space == JCS_GRAYSCALE;
    if (plain && !info->arith_code) /* DCTDecode knows no arithmetic coding */
      keep_stream(job->arena, bytes, len, out);
  }
  JPEG(destroy_decompress)(&decoder->info);
  g_free(decoder);
  return state;
}
