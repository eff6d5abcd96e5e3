#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>
#include <libdeflate.h>

#include "pdf_private.h"

static void round_trip(const uint8_t *bytes, size_t len) {
  PdfBytes *out = bytes_new();
  huffman_run(out, bytes, len);
  uint8_t *back = g_malloc(len + 1);
  size_t used = 0;
  struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
  assert_int_equal(libdeflate_zlib_decompress(d, out->data, out->len, back, len + 1, &used), 0);
  libdeflate_free_decompressor(d);
  assert_int_equal(used, len);
  assert_memory_equal(back, bytes, len);
  g_free(back);
  bytes_free(out);
}

static uint32_t next(uint32_t *state) {
  *state = *state * 1664525u + 1013904223u;
  return *state >> 8;
}

static void test_small(void **state) {
  (void)state;
  round_trip((const uint8_t *)"", 0);
  round_trip((const uint8_t *)"a", 1);
  round_trip((const uint8_t *)"aaaaaaaa", 8);
  round_trip((const uint8_t *)"\0", 1);
  uint8_t all[256];
  for (int i = 0; i < 256; i++)
    all[i] = (uint8_t)i;
  for (size_t len = 0; len <= sizeof all; len++)
    round_trip(all, len);
}

static void test_block_ends(void **state) {
  (void)state;
  uint8_t *bytes = g_malloc(200000);
  uint32_t seed = 7;
  for (size_t i = 0; i < 200000; i++)
    bytes[i] = (uint8_t)next(&seed);
  static const size_t lengths[] = {65535, 65536, 65537, 131072, 200000};
  for (size_t i = 0; i < G_N_ELEMENTS(lengths); i++)
    round_trip(bytes, lengths[i]);
  g_free(bytes);
}

/* Counts like Fibonacci's numbers make the deepest tree: 22 levels, cut to 15. */
static void test_deep_tree(void **state) {
  (void)state;
  PdfBytes *bytes = bytes_new();
  uint32_t a = 1, b = 1;
  for (uint8_t symbol = 0; symbol < 22; symbol++) {
    for (uint32_t i = 0; i < a; i++)
      put_bytes(bytes, &symbol, 1);
    uint32_t sum = a + b;
    a = b;
    b = sum;
  }
  assert_true(bytes->len < 65536);
  round_trip(bytes->data, bytes->len);
  bytes_free(bytes);
}

static void test_skewed(void **state) {
  (void)state;
  uint8_t bytes[5000];
  uint32_t seed = 1;
  for (int round = 0; round < 200; round++) {
    size_t len = next(&seed) % sizeof bytes;
    uint32_t range = 1 + next(&seed) % 256;
    for (size_t i = 0; i < len; i++)
      bytes[i] = (uint8_t)(next(&seed) % (1 + next(&seed) % range));
    round_trip(bytes, len);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_small),
      cmocka_unit_test(test_block_ends),
      cmocka_unit_test(test_deep_tree),
      cmocka_unit_test(test_skewed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
