#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>
#include <libdeflate.h>

#include "font_private.h"

static uint32_t codes[FLATE_SYMBOLS];

static void inflates_to(const uint8_t *stream, size_t stream_len, const uint8_t *bytes,
                        size_t len) {
  uint8_t *back = g_malloc(len + 1);
  size_t used = 0;
  struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
  assert_int_equal(
      libdeflate_zlib_decompress(d, stream, stream_len, back, len + 1, &used), 0);
  libdeflate_free_decompressor(d);
  assert_int_equal(used, len);
  assert_memory_equal(back, bytes, len);
  g_free(back);
}

/* The bytes up to head, from there to tail in pieces of the size, and the rest. */
static void round_trip(const uint8_t *bytes, size_t len, size_t head, size_t tail,
                       size_t size) {
  Arena *arena = arena_new();
  size_t n = 0, bits = 0;
  FlatePiece *pieces = ARENA_ARRAY(arena, FlatePiece, (tail - head) / size + 1);
  for (size_t at = head; at < tail; at += size) {
    flate_piece(&pieces[n], arena, codes, bytes + at, MIN(size, tail - at));
    bits += pieces[n++].n_bits;
  }
  size_t room = flate_room(bits, len - (tail - head));
  uint8_t *stream = arena_alloc(arena, room);
  FlateWriter w;
  flate_begin(&w, stream);
  flate_put_bytes(&w, codes, bytes, head);
  for (size_t i = 0; i < n; i++)
    flate_put_piece(&w, &pieces[i]);
  flate_put_bytes(&w, codes, bytes + tail, len - tail);
  size_t used = (size_t)(flate_end(&w, codes) - stream);
  assert_true(used + sizeof(uint64_t) <= room);
  inflates_to(stream, used, bytes, len);
  arena_free(arena);
}

static uint32_t next(uint32_t *state) {
  *state = *state * 1664525u + 1013904223u;
  return *state >> 8;
}

static void test_small(void **state) {
  (void)state;
  uint8_t all[256];
  for (int i = 0; i < 256; i++)
    all[i] = (uint8_t)i;
  for (size_t len = 0; len <= sizeof all; len++) {
    round_trip(all, len, len, len, 1);
    round_trip(all, len, 0, len, 1);
    round_trip(all, len, len / 3, len - len / 3, 7);
  }
}

static void test_lengths_of_pieces(void **state) {
  (void)state;
  uint8_t bytes[3000];
  uint32_t seed = 7;
  for (size_t i = 0; i < sizeof bytes; i++)
    bytes[i] = (uint8_t)next(&seed);
  for (size_t size = 1; size < 400; size++)
    round_trip(bytes, sizeof bytes, size % 9, sizeof bytes - size % 5, size);
}

/* The rarest bytes have the longest codes: the room must hold them. */
static void test_rare_bytes(void **state) {
  (void)state;
  uint8_t bytes[70000];
  for (int b = 0; b < 256; b++) {
    memset(bytes, b, sizeof bytes);
    round_trip(bytes, sizeof bytes, sizeof bytes, sizeof bytes, 1);
    round_trip(bytes, sizeof bytes, 0, sizeof bytes, 65536);
  }
}

static void test_code_is_complete(void **state) {
  (void)state;
  uint64_t sum = 0;
  for (int s = 0; s < FLATE_SYMBOLS; s++)
    sum += UINT64_C(1) << (20 - (codes[s] & 0xFF));
  assert_int_equal(sum, UINT64_C(1) << 20);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_small),
      cmocka_unit_test(test_lengths_of_pieces),
      cmocka_unit_test(test_rare_bytes),
      cmocka_unit_test(test_code_is_complete),
  };
  flate_codes(codes);
  return cmocka_run_group_tests(tests, NULL, NULL);
}
