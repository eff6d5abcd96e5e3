#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "display.h"

/* ---- a PNG writer of our own: stored blocks, any colour type, Adam7 ------------- */

enum { GREY = 0, RGB = 2, PALETTE = 3, GREY_ALPHA = 4, RGB_ALPHA = 6 };

typedef struct Form {
  unsigned width, height, depth, type;
  bool interlaced, keyed; /* keyed: with a tRNS chunk */
} Form;

static uint32_t crc(const uint8_t *bytes, size_t n) {
  uint32_t value = 0xFFFFFFFF;
  for (size_t i = 0; i < n; i++) {
    value ^= bytes[i];
    for (int k = 0; k < 8; k++)
      value = value & 1 ? 0xEDB88320 ^ value >> 1 : value >> 1;
  }
  return ~value;
}

static void put32(GByteArray *out, uint32_t v) {
  const uint8_t bytes[] = {(uint8_t)(v >> 24), (uint8_t)(v >> 16), (uint8_t)(v >> 8),
                           (uint8_t)v};
  g_byte_array_append(out, bytes, 4);
}

static void put_chunk(GByteArray *out, const char *name, const uint8_t *bytes, size_t n) {
  put32(out, (uint32_t)n);
  size_t from = out->len;
  g_byte_array_append(out, (const uint8_t *)name, 4);
  if (n)
    g_byte_array_append(out, bytes, (guint)n);
  put32(out, crc(out->data + from, n + 4));
}

static unsigned channels(unsigned type) {
  return type == RGB ? 3 : type == GREY_ALPHA ? 2 : type == RGB_ALPHA ? 4 : 1;
}

/* The sample at a place: any pattern that tells places and channels apart. */
static unsigned sample(const Form *f, unsigned x, unsigned y, unsigned channel) {
  unsigned value = x * 37 + y * 11 + channel * 71;
  return value & ((1u << (f->depth == 16 ? 8 : f->depth)) - 1);
}

static void put_row(GByteArray *raw, const Form *f, unsigned y, unsigned x0,
                    unsigned dx) {
  unsigned bits = 0, n_bits = 0;
  g_byte_array_append(raw, (const uint8_t *)"", 1); /* filter none */
  for (unsigned x = x0; x < f->width; x += dx) {
    for (unsigned c = 0; c < channels(f->type); c++) {
      unsigned value = sample(f, x, y, c);
      if (f->depth == 16)
        value = value << 8 | value;
      bits = bits << f->depth | value;
      for (n_bits += f->depth; n_bits >= 8; n_bits -= 8) {
        uint8_t byte = (uint8_t)(bits >> (n_bits - 8));
        g_byte_array_append(raw, &byte, 1);
      }
    }
  }
  if (n_bits) {
    uint8_t byte = (uint8_t)(bits << (8 - n_bits));
    g_byte_array_append(raw, &byte, 1);
  }
}

static void put_rows(GByteArray *raw, const Form *f) {
  static const unsigned adam[7][4] = {{0, 8, 0, 8}, {4, 8, 0, 8}, {0, 4, 4, 8},
                                      {2, 4, 0, 4}, {0, 2, 2, 4}, {1, 2, 0, 2},
                                      {0, 1, 1, 2}};
  for (unsigned pass = 0; pass < (f->interlaced ? 7 : 1); pass++) {
    const unsigned *a = adam[pass];
    unsigned x0 = f->interlaced ? a[0] : 0, dx = f->interlaced ? a[1] : 1;
    unsigned y0 = f->interlaced ? a[2] : 0, dy = f->interlaced ? a[3] : 1;
    for (unsigned y = y0; x0 < f->width && y < f->height; y += dy)
      put_row(raw, f, y, x0, dx);
  }
}

static void put_stored(GByteArray *out, const GByteArray *raw) {
  g_assert(raw->len < 65536);
  uint32_t a = 1, b = 0;
  for (guint i = 0; i < raw->len; i++) {
    a = (a + raw->data[i]) % 65521;
    b = (b + a) % 65521;
  }
  const uint8_t head[] = {0x78,
                          0x01,
                          1,
                          (uint8_t)raw->len,
                          (uint8_t)(raw->len >> 8),
                          (uint8_t)~raw->len,
                          (uint8_t)(~raw->len >> 8)};
  g_byte_array_append(out, head, sizeof head);
  g_byte_array_append(out, raw->data, raw->len);
  put32(out, b << 16 | a);
}

static GByteArray *png_of(const Form *f) {
  GByteArray *out = g_byte_array_new();
  g_byte_array_append(out, (const uint8_t *)"\x89PNG\r\n\x1a\n", 8);
  g_autoptr(GByteArray) head = g_byte_array_new();
  put32(head, f->width);
  put32(head, f->height);
  const uint8_t rest[] = {(uint8_t)f->depth, (uint8_t)f->type, 0, 0, f->interlaced};
  g_byte_array_append(head, rest, sizeof rest);
  put_chunk(out, "IHDR", head->data, head->len);
  put_chunk(out, "iCCP", (const uint8_t *)"p\0\0not a profile", 16);
  put_chunk(out, "tEXt", (const uint8_t *)"Title\0x", 7);
  uint8_t palette[256 * 3];
  for (unsigned i = 0; i < sizeof palette; i++)
    palette[i] = (uint8_t)(i * 5);
  if (f->type == PALETTE)
    put_chunk(out, "PLTE", palette, (size_t)3 << f->depth);
  if (f->keyed && f->type == PALETTE)
    put_chunk(out, "tRNS", (const uint8_t *)"\x00\x80", 2);
  else if (f->keyed)
    put_chunk(out, "tRNS", (const uint8_t *)"\0\0\0\0\0\0", f->type == RGB ? 6 : 2);
  g_autoptr(GByteArray) raw = g_byte_array_new();
  g_autoptr(GByteArray) packed = g_byte_array_new();
  put_rows(raw, f);
  put_stored(packed, raw);
  put_chunk(out, "IDAT", packed->data, packed->len);
  put_chunk(out, "IEND", NULL, 0);
  return out;
}

/* What the pixel must come out as. */
static void wanted_pixel(const Form *f, unsigned x, unsigned y, uint8_t rgba[4]) {
  unsigned full = f->depth >= 8 ? 255 : (1u << f->depth) - 1;
  unsigned first = sample(f, x, y, 0);
  rgba[3] = 255;
  for (unsigned c = 0; c < 3; c++) {
    bool colour = f->type == RGB || f->type == RGB_ALPHA;
    unsigned value = (colour ? sample(f, x, y, c) : first) * 255 / full;
    rgba[c] = (uint8_t)(f->type == PALETTE ? (first * 3 + c) * 5 : value);
  }
  if (f->type == GREY_ALPHA || f->type == RGB_ALPHA)
    rgba[3] = (uint8_t)sample(f, x, y, channels(f->type) - 1);
  if (f->keyed && f->type == PALETTE)
    rgba[3] = first == 0 ? 0 : first == 1 ? 0x80 : 255;
  else if (f->keyed)
    rgba[3] = rgba[0] || rgba[1] || rgba[2] ? 255 : 0;
}

/* ---- a folder of its own ---------------------------------------------------------- */

typedef struct Folder {
  char *path;
  Job job;
} Folder;

static void folder_open(Folder *folder) {
  folder->path = g_dir_make_tmp("hongtou-image-XXXXXX", NULL);
  assert_non_null(folder->path);
  folder->job = (Job){.arena = arena_new(),
                      .diags = diagnostics_new(),
                      .folder = folder->path,
                      .limits = &limits_default};
}

static void folder_close(Folder *folder) {
  g_autoptr(GDir) dir = g_dir_open(folder->path, 0, NULL);
  const char *name;
  while ((name = g_dir_read_name(dir))) {
    g_autofree char *path = g_build_filename(folder->path, name, NULL);
    g_remove(path);
  }
  g_rmdir(folder->path);
  g_free(folder->path);
  arena_free(folder->job.arena);
  diagnostics_free(folder->job.diags);
}

static void put_file(Folder *folder, const char *name, const void *bytes, size_t n) {
  g_autofree char *path = g_build_filename(folder->path, name, NULL);
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  assert_int_equal(fwrite(bytes, 1, n, file), n);
  assert_int_equal(fclose(file), 0);
}

static void assert_fault(Folder *folder, const char *name, DiagCode code) {
  const Span at = {.file = "b.xml", .line = 7, .column = 3};
  size_t before = diag_count(folder->job.diags);
  assert_null(image_read(&folder->job, name, at));
  assert_int_equal(diag_count(folder->job.diags), before + 1);
  const Diagnostic *told = diag_at(folder->job.diags, before);
  assert_string_equal(diag_code_name(told->code), diag_code_name(code));
  assert_int_equal(told->at.line, 7);
  assert_string_equal(told->args[0], name);
}

/* ---- tests ------------------------------------------------------------------------- */

static const Form forms[] = {
    {9, 5, 1, GREY, false, false},        {9, 5, 2, GREY, true, false},
    {9, 5, 4, GREY, false, true},         {17, 11, 8, GREY, true, true},
    {9, 5, 16, GREY, false, false},       {9, 5, 8, RGB, false, false},
    {23, 9, 8, RGB, true, true},          {9, 5, 16, RGB, true, false},
    {9, 5, 1, PALETTE, false, false},     {9, 5, 4, PALETTE, true, true},
    {13, 13, 8, PALETTE, false, true},    {9, 5, 8, GREY_ALPHA, false, false},
    {9, 5, 16, GREY_ALPHA, true, false},  {9, 5, 8, RGB_ALPHA, false, false},
    {19, 17, 16, RGB_ALPHA, true, false}, {1, 1, 8, RGB_ALPHA, true, false},
};

static void test_forms(void **state) {
  (void)state;
  Folder folder;
  folder_open(&folder);
  for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
    const Form *f = &forms[i];
    g_autoptr(GByteArray) bytes = png_of(f);
    put_file(&folder, "a.png", bytes->data, bytes->len);
    const Image *image = image_read(&folder.job, "a.png", (Span){0});
    assert_non_null(image);
    assert_int_equal(image->width, f->width);
    assert_int_equal(image->height, f->height);
    bool transparent = f->keyed || f->type == GREY_ALPHA || f->type == RGB_ALPHA;
    assert_int_equal(image->alpha != NULL, transparent);
    for (unsigned p = 0; p < f->width * f->height; p++) {
      uint8_t wanted[4];
      wanted_pixel(f, p % f->width, p / f->width, wanted);
      assert_memory_equal(image->rgb + p * 3, wanted, 3);
      assert_int_equal(image->alpha ? image->alpha[p] : 255, wanted[3]);
    }
  }
  assert_int_equal(diag_count(folder.job.diags), 0);
  folder_close(&folder);
}

static void test_places(void **state) {
  (void)state;
  Folder folder;
  folder_open(&folder);
  g_autoptr(GByteArray) good = png_of(&forms[5]);
  put_file(&folder, "a.png", good->data, good->len);
  assert_fault(&folder, "b.png", DIAG_IMAGE_MISSING);
  assert_fault(&folder, "../a.png", DIAG_IMAGE_OUTSIDE);
  assert_fault(&folder, "/etc/passwd", DIAG_IMAGE_OUTSIDE);
  assert_fault(&folder, "", DIAG_IMAGE_OUTSIDE);
  g_autofree char *link = g_build_filename(folder.path, "l.png", NULL);
  assert_int_equal(symlink("/etc/passwd", link), 0);
  assert_fault(&folder, "l.png", DIAG_IMAGE_OUTSIDE);
  assert_fault(&folder, ".", DIAG_IMAGE_OUTSIDE);
  folder.job.folder = NULL;
  assert_fault(&folder, "a.png", DIAG_IMAGE_OUTSIDE);
  folder_close(&folder);
}

static void test_damage(void **state) {
  (void)state;
  Folder folder;
  folder_open(&folder);
  put_file(&folder, "empty.png", "", 0);
  assert_fault(&folder, "empty.png", DIAG_IMAGE_FORMAT);
  put_file(&folder, "jpeg.png", "\xFF\xD8\xFF\xE0 JFIF  ",
           11); /* the bytes tell, not the name */
  assert_fault(&folder, "jpeg.png", DIAG_IMAGE_DAMAGED);
  put_file(&folder, "gif.png", "GIF89a", 6);
  assert_fault(&folder, "gif.png", DIAG_IMAGE_FORMAT);
  g_autoptr(GByteArray) good = png_of(&forms[5]);
  put_file(&folder, "head.png", good->data, 20);
  assert_fault(&folder, "head.png", DIAG_IMAGE_DAMAGED);
  put_file(&folder, "half.png", good->data, good->len - 40);
  assert_fault(&folder, "half.png", DIAG_IMAGE_DAMAGED);
  put_file(&folder, "tail.png", good->data, good->len - 12);
  assert_fault(&folder, "tail.png", DIAG_IMAGE_DAMAGED);
  good->data[good->len - 20] ^= 1;
  put_file(&folder, "sum.png", good->data, good->len);
  assert_fault(&folder, "sum.png", DIAG_IMAGE_DAMAGED);
  folder_close(&folder);
}

/* Sides and pixels are refused from the header alone; bytes while reading. */
static void test_limits(void **state) {
  (void)state;
  Folder folder;
  folder_open(&folder);
  static const Form large[] = {{16385, 1, 8, GREY, false, false},
                               {10000, 5001, 8, GREY, false, false},
                               {0x7FFFFFFF, 0x7FFFFFFF, 8, GREY, false, false}};
  for (size_t i = 0; i < G_N_ELEMENTS(large); i++) {
    g_autoptr(GByteArray) bytes = png_of(&forms[5]);
    g_autoptr(GByteArray) head = g_byte_array_new();
    put32(head, large[i].width);
    put32(head, large[i].height);
    memcpy(bytes->data + 16, head->data, 8);
    put_file(&folder, "a.png", bytes->data, bytes->len);
    size_t before = arena_used(folder.job.arena);
    diagnostics_free(folder.job.diags);
    folder.job.diags = diagnostics_new();
    assert_fault(&folder, "a.png", DIAG_IMAGE_TOO_MANY_PIXELS);
    assert_int_equal(arena_used(folder.job.arena), before);
  }
  Limits few = limits_default;
  few.image_bytes = 50;
  folder.job.limits = &few;
  g_autoptr(GByteArray) good = png_of(&forms[5]);
  put_file(&folder, "b.png", good->data, good->len);
  assert_fault(&folder, "b.png", DIAG_IMAGE_TOO_LARGE);
  folder_close(&folder);
}

static uint32_t random_next(uint32_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 17;
  *state ^= *state << 5;
  return *state;
}

/* Half of the damaged files get right check sums again, so that the damage reaches the
 * decoder. */
static void mend_sums(GByteArray *bytes) {
  for (size_t at = 8; at + 12 <= bytes->len;) {
    uint8_t *p = bytes->data + at;
    size_t n = (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
    if (n > bytes->len - at - 12)
      return;
    uint32_t sum = crc(p + 4, n + 4);
    for (int i = 0; i < 4; i++)
      p[8 + n + (size_t)i] = (uint8_t)(sum >> (24 - 8 * i));
    at += n + 12;
  }
}

static void test_mutations(void **state) {
  (void)state;
  Folder folder;
  folder_open(&folder);
  Limits small = limits_default;
  small.image_pixels = 250000; /* keeps the test's memory small */
  folder.job.limits = &small;
  uint32_t seed = 20180423;
  unsigned decoded = 0, refused = 0;
  for (unsigned round = 0; round < 4000; round++) {
    g_autoptr(GByteArray) bytes = png_of(&forms[round % G_N_ELEMENTS(forms)]);
    for (uint32_t k = random_next(&seed) % 6 + 1; k > 0; k--)
      bytes->data[random_next(&seed) % bytes->len] = (uint8_t)random_next(&seed);
    if (random_next(&seed) % 2)
      mend_sums(bytes);
    size_t n = random_next(&seed) % 8 ? bytes->len : random_next(&seed) % bytes->len;
    put_file(&folder, "a.png", bytes->data, n);
    Diagnostics *told = diagnostics_new();
    Job job = folder.job;
    job.arena = arena_new();
    job.diags = told;
    const Image *image = image_read(&job, "a.png", (Span){0});
    assert_int_equal(diag_errors(told), image ? 0 : 1);
    decoded += image != NULL;
    refused += image == NULL;
    arena_free(job.arena);
    diagnostics_free(told);
  }
  print_message("%u decoded, %u refused\n", decoded, refused);
  assert_true(decoded > 100 && refused > 1000);
  folder_close(&folder);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_forms),     cmocka_unit_test(test_places),
      cmocka_unit_test(test_damage),    cmocka_unit_test(test_limits),
      cmocka_unit_test(test_mutations),
  };
  return cmocka_run_group_tests_name("display_image", tests, NULL, NULL);
}
