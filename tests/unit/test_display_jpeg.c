/* JPEG: pixels against those that were put in, the stream that a PDF may hold, and what
 * is refused before or after decoding. The images are made here, with libjpeg's writer.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <jpeglib.h>

#include "display.h"

typedef struct Form {
  unsigned width, height;
  J_COLOR_SPACE space; /* of the file */
  bool progressive, arithmetic, adobe_rgb;
} Form;

/* A slope of colours that survives the loss. */
static uint8_t sample(const Form *f, unsigned x, unsigned y, int channel) {
  unsigned v = channel == 0   ? x * 255 / f->width
               : channel == 1 ? y * 255 / f->height
                              : 128;
  return (uint8_t)v;
}

static GByteArray *make_jpeg(const Form *f) {
  struct jpeg_compress_struct info;
  struct jpeg_error_mgr errors;
  unsigned char *bytes = NULL;
  unsigned long len = 0;
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  jpeg_mem_dest(&info, &bytes, &len);
  info.image_width = f->width;
  info.image_height = f->height;
  info.input_components = f->space == JCS_GRAYSCALE ? 1 : f->space == JCS_CMYK ? 4 : 3;
  info.in_color_space = f->space == JCS_YCbCr ? JCS_RGB : f->space;
  jpeg_set_defaults(&info);
  jpeg_set_colorspace(&info, f->space);
  jpeg_set_quality(&info, 95, TRUE);
  info.arith_code = f->arithmetic;
  if (f->progressive)
    jpeg_simple_progression(&info);
  jpeg_start_compress(&info, TRUE);
  jpeg_write_marker(&info, JPEG_COM, (const JOCTET *)"secret", 6);
  for (unsigned y = 0; y < f->height; y++) {
    g_autofree uint8_t *row = g_malloc(f->width * 4);
    for (unsigned x = 0; x < f->width; x++) {
      for (int c = 0; c < info.input_components; c++)
        row[x * (unsigned)info.input_components + (unsigned)c] = sample(f, x, y, c);
    }
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  GByteArray *out = g_byte_array_new();
  g_byte_array_append(out, bytes, (guint)len);
  jpeg_destroy_compress(&info);
  free(bytes);
  return out;
}

/* Puts a segment behind SOI. */
static void insert_segment(GByteArray *jpeg, uint8_t marker, const void *bytes,
                           size_t n) {
  GByteArray *out = g_byte_array_new();
  const uint8_t head[] = {0xFF, marker, (uint8_t)((n + 2) >> 8), (uint8_t)(n + 2)};
  g_byte_array_append(out, jpeg->data, 2);
  g_byte_array_append(out, head, sizeof head);
  g_byte_array_append(out, bytes, (guint)n);
  g_byte_array_append(out, jpeg->data + 2, jpeg->len - 2);
  g_byte_array_set_size(jpeg, 0);
  g_byte_array_append(jpeg, out->data, out->len);
  g_byte_array_free(out, TRUE);
}

/* ---- reading ----------------------------------------------------------------------- */

static Job new_job(const Limits *limits) {
  return (Job){.arena = arena_new(), .diags = diagnostics_new(), .limits = limits};
}

static void job_free(Job *job) {
  arena_free(job->arena);
  diagnostics_free(job->diags);
}

static const Image *read_image(Job *job, const GByteArray *jpeg) {
  Span at = {.file = "b.xml", .line = 5, .column = 2};
  const Drawing *drawing = drawing_read_memory(job, "a.jpg", at, jpeg->data, jpeg->len);
  return drawing ? drawing->image : NULL;
}

static void assert_refused(const GByteArray *jpeg, const Limits *limits, DiagCode code) {
  Job job = new_job(limits);
  assert_null(read_image(&job, jpeg));
  assert_int_equal(diag_count(job.diags), 1);
  assert_string_equal(diag_code_name(diag_at(job.diags, 0)->code), diag_code_name(code));
  assert_int_equal(diag_at(job.diags, 0)->at.line, 5);
  job_free(&job);
}

static bool holds(const uint8_t *bytes, size_t len, const char *word) {
  return memmem(bytes, len, word, strlen(word)) != NULL;
}

/* ---- tests ------------------------------------------------------------------------- */

static const Form forms[] = {
    {37, 21, JCS_YCbCr, false, false, false},
    {37, 21, JCS_GRAYSCALE, false, false, false},
    {64, 64, JCS_YCbCr, true, false, false},
    {16, 9, JCS_YCbCr, false, true, false},
    {16, 9, JCS_RGB, false, false, true},
};

static void test_pixels(void **state) {
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
    const Form *f = &forms[i];
    g_autoptr(GByteArray) jpeg = make_jpeg(f);
    Job job = new_job(&limits_default);
    const Image *image = read_image(&job, jpeg);
    assert_non_null(image);
    assert_int_equal(diag_count(job.diags), 0);
    assert_int_equal(image->width, f->width);
    assert_int_equal(image->height, f->height);
    assert_int_equal(image->grey, f->space == JCS_GRAYSCALE);
    for (unsigned p = 0; p < f->width * f->height; p++) {
      for (int c = 0; c < 3; c++) {
        int want =
            sample(f, p % f->width, p / f->width, f->space == JCS_GRAYSCALE ? 0 : c);
        assert_true(ABS(image->rgb[3 * p + (unsigned)c] - want) <= 24);
      }
    }
    job_free(&job);
  }
}

/* PDF's decoder knows neither arithmetic coding nor, without Adobe's word, stored RGB. */
static void test_stream(void **state) {
  (void)state;
  static const uint8_t exif[] =
      "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0";
  for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
    const Form *f = &forms[i];
    g_autoptr(GByteArray) jpeg = make_jpeg(f);
    insert_segment(jpeg, 0xE1, "http://ns.adobe.com/xap/ secret", 31);
    insert_segment(jpeg, 0xE1, exif, sizeof exif - 1);
    g_byte_array_append(jpeg, (const uint8_t *)"secret behind", 13);
    Job job = new_job(&limits_default);
    const Image *image = read_image(&job, jpeg);
    assert_non_null(image);
    assert_int_equal(diag_at(job.diags, 0)->code, DIAG_IMAGE_TURNED);
    assert_int_equal(image->jpeg != NULL, !f->arithmetic && !f->adobe_rgb);
    if (image->jpeg) {
      assert_false(holds(image->jpeg, image->jpeg_bytes, "secret"));
      assert_false(holds(image->jpeg, image->jpeg_bytes, "Exif"));
      assert_true(holds(image->jpeg, image->jpeg_bytes, "JFIF"));
      GByteArray kept = {(guint8 *)image->jpeg, (guint)image->jpeg_bytes};
      Job again = new_job(&limits_default);
      const Image *same = read_image(&again, &kept);
      assert_non_null(same);
      assert_int_equal(diag_count(again.diags), 0);
      assert_memory_equal(same->rgb, image->rgb, 3 * (size_t)f->width * f->height);
      job_free(&again);
    }
    job_free(&job);
  }
}

static void test_refusals(void **state) {
  (void)state;
  g_autoptr(GByteArray) plain = make_jpeg(&forms[0]);
  g_autoptr(GByteArray) cmyk = make_jpeg(&(Form){16, 16, JCS_CMYK, false, false, false});
  g_autoptr(GByteArray) scans = make_jpeg(&forms[2]);
  assert_refused(cmyk, &limits_default, DIAG_IMAGE_CMYK);
  Limits small = limits_default;
  small.image_side = 36;
  assert_refused(plain, &small, DIAG_IMAGE_TOO_MANY_PIXELS);
  small = limits_default;
  small.image_pixels = 37 * 21 - 1;
  assert_refused(plain, &small, DIAG_IMAGE_TOO_MANY_PIXELS);
  small = limits_default;
  small.image_scans = 3;
  assert_refused(scans, &small, DIAG_IMAGE_DAMAGED);
}

/* A bomb costs nothing: its header is read, its pixels are not. */
static void test_bomb(void **state) {
  (void)state;
  g_autoptr(GByteArray) jpeg = make_jpeg(&forms[0]);
  for (guint i = 0; i + 9 < jpeg->len; i++) {
    if (jpeg->data[i] == 0xFF && jpeg->data[i + 1] == 0xC0)
      memcpy(jpeg->data + i + 5, "\xFF\x00\xFF\x00", 4); /* 65280 × 65280 */
  }
  Job job = new_job(&limits_default);
  assert_null(read_image(&job, jpeg));
  assert_int_equal(diag_at(job.diags, 0)->code, DIAG_IMAGE_TOO_MANY_PIXELS);
  assert_true(arena_used(job.arena) < 65536);
  job_free(&job);
}

/* Cut short anywhere, or with any byte changed: an image or one error, never a crash. */
static void test_damage(void **state) {
  (void)state;
  g_autoptr(GByteArray) whole = make_jpeg(&forms[0]);
  for (guint n = 3; n + 2 < whole->len; n++) {
    GByteArray cut = {whole->data, n};
    assert_refused(&cut, &limits_default, DIAG_IMAGE_DAMAGED);
  }
  Limits small = limits_default;
  small.image_pixels = 100000;
  for (guint i = 2; i < whole->len; i++) {
    uint8_t before = whole->data[i];
    whole->data[i] ^= (uint8_t)(1u << i % 8);
    Job job = new_job(&small);
    const Image *image = read_image(&job, whole);
    assert_int_equal(diag_errors(job.diags), image ? 0 : 1);
    job_free(&job);
    whole->data[i] = before;
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_pixels),   cmocka_unit_test(test_stream),
      cmocka_unit_test(test_refusals), cmocka_unit_test(test_bomb),
      cmocka_unit_test(test_damage),
  };
  return cmocka_run_group_tests_name("display_jpeg", tests, NULL, NULL);
}
