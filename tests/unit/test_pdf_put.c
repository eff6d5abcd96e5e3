#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "pdf_private.h"

#define CHECK(expected, call)                           \
  {                                                     \
    PdfBytes *out = bytes_new();                        \
    call;                                               \
    assert_int_equal(out->len, strlen(expected));       \
    assert_memory_equal(out->data, expected, out->len); \
    bytes_free(out);                                    \
  }

static void test_reals(void **state) {
  (void)state;
  CHECK("0", put_real(out, 0, 3));
  CHECK("1", put_real(out, 1000, 3));
  CHECK("-1", put_real(out, -1000, 3));
  CHECK(".5", put_real(out, 500, 3));
  CHECK("-.005", put_real(out, -5, 3));
  CHECK("12.34", put_real(out, 12340, 3));
  CHECK("10.001", put_real(out, 10001, 3));
  CHECK("100", put_real(out, 100, 0));
  CHECK("-9223372036854775808", put_int(out, INT64_MIN));
}

static void test_lengths(void **state) {
  (void)state;
  CHECK("1", put_length(out, LENGTH_PT));
  CHECK(".001", put_length(out, 1));
  CHECK("-.001", put_length(out, -1));
  CHECK("79.399", put_length(out, 81305)); /* 79.39941 */
  CHECK("2097151.999", put_length(out, LENGTH_MAX));
}

static void test_names(void **state) {
  (void)state;
  CHECK("/Separation", put_name(out, "Separation"));
  CHECK("/a#20b#23#2F#28#29", put_name(out, "a b#/()"));
  CHECK("/#E7#BA#A2", put_name(out, "红"));
  char name[140];
  memset(name, 'a', sizeof name);
  strcpy(name + 126, "红"); /* would reach into the 128th byte */
  PdfBytes *out = bytes_new();
  put_name(out, name);
  assert_int_equal(out->len, 1 + 126);
  bytes_free(out);
}

static void test_strings(void **state) {
  (void)state;
  CHECK("(zh-CN)", put_string(out, "zh-CN", 5));
  CHECK("<FEFF>", put_string(out, "", 0));
  CHECK("<FEFF7EA20041>", put_string(out, "红A", 4));
  CHECK("<FEFFD842DFB7>", put_string(out, "𠮷", 4));
  CHECK("<FEFF0028>", put_string(out, "(", 1));
  CHECK("<FEFF005C>", put_string(out, "\\", 1));
  CHECK("<FEFF000A>", put_string(out, "\n", 1));
}

static void test_long_strings(void **state) {
  (void)state;
  PdfBytes *out = bytes_new();
  GString *text = g_string_new(NULL);
  while (text->len < 3 * 16382)
    g_string_append(text, "红");
  assert_true(put_string(out, text->str, text->len));
  assert_int_equal(out->len, 2 + 4 + 4 * 16382);
  bytes_set_size(out, 0);
  g_string_append(text, "红");
  assert_false(put_string(out, text->str, text->len));
  assert_memory_equal(out->data, "<FEFF>", 6);
  g_string_free(text, TRUE);
  bytes_free(out);
}

static void test_codes(void **state) {
  (void)state;
  static const uint16_t codes[] = {0x4142, 0x2829, 0x5c0d};
  CHECK("(AB\\(\\)\\\\\\r)", put_codes(out, codes, 3));
  uint16_t many[300];
  for (unsigned i = 0; i < 300; i++)
    many[i] = 0x2828; /* every byte escaped, across the buffer's end */
  PdfBytes *out = bytes_new();
  put_codes(out, many, 300);
  assert_int_equal(out->len, 2 + 1200);
  for (unsigned i = 1; i + 1 < out->len; i += 2)
    assert_memory_equal(out->data + i, "\\(", 2);
  bytes_free(out);
}

static void test_profile(void **state) {
  (void)state;
  PdfBytes *out = bytes_new();
  icc_put_srgb(out);
  uint32_t size = (uint32_t)out->data[2] << 8 | out->data[3];
  assert_int_equal(size, out->len);
  assert_memory_equal(out->data + 36, "acsp", 4);
  assert_memory_equal(out->data + 12, "mntrRGB XYZ ", 12);
  assert_int_equal(out->data[131], 9);
  /* the curve's ends: black is 0, white 65535 */
  assert_memory_equal(out->data + out->len - 2, "\xff\xff", 2);
  assert_memory_equal(out->data + out->len - 512, "\0\0", 2);
  bytes_free(out);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_reals),        cmocka_unit_test(test_lengths),
      cmocka_unit_test(test_names),        cmocka_unit_test(test_strings),
      cmocka_unit_test(test_long_strings), cmocka_unit_test(test_codes),
      cmocka_unit_test(test_profile),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
