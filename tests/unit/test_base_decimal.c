/* Exact decimals and pictures: GB/T 8170, and what binary fractions get wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base_decimal.h"

static Arena *arena;

static int set_up(void **state) {
  (void)state;
  arena = arena_new();
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  arena_free(arena);
  return 0;
}

static Decimal number(const char *text) {
  Decimal value;
  if (!decimal_parse(text, strlen(text), &value))
    fail_msg("%s is no number", text);
  return value;
}

static void numbers_are_read_and_printed_digit_by_digit(void **state) {
  (void)state;
  static const char *const same[] = {"0",
                                     "4839",
                                     "-5.25",
                                     "0.001",
                                     "1234567890123456789",
                                     "99999999999999999999999999999999.5",
                                     "43/71",
                                     "-1/3"};
  for (size_t i = 0; i < G_N_ELEMENTS(same); i++)
    assert_string_equal(decimal_text(arena, number(same[i])), same[i]);
  assert_string_equal(decimal_text(arena, number("+007.500")), "7.5");
  assert_string_equal(decimal_text(arena, number(".5")), "0.5");
  assert_string_equal(decimal_text(arena, number("-0")), "0");
  static const char *const wrong[] = {"",
                                      "-",
                                      ".",
                                      "1.2.3",
                                      "1,234",
                                      "12a",
                                      " 1",
                                      "1e3",
                                      "1/0",
                                      "1/",
                                      "1234567890123456789012345678901234567"};
  Decimal value;
  for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++)
    assert_false(decimal_parse(wrong[i], strlen(wrong[i]), &value));
}

static void sums_are_exact(void **state) {
  (void)state;
  Decimal sum = decimal_whole(0), tenth = number("0.1");
  for (int i = 0; i < 100000; i++)
    assert_true(decimal_add(sum, tenth, &sum));
  assert_string_equal(decimal_text(arena, sum), "10000");
  Decimal third;
  assert_true(decimal_add(number("0.1"), number("0.2"), &sum));
  assert_int_equal(decimal_compare(sum, number("0.3")), 0);
  assert_true(decimal_divide(decimal_whole(1), decimal_whole(3), &third));
  assert_true(decimal_multiply(third, decimal_whole(3), &sum));
  assert_string_equal(decimal_text(arena, sum), "1");
  assert_false(decimal_divide(third, decimal_whole(0), &sum));
  Decimal large = number("999999999999999999999999999999999999");
  assert_false(decimal_multiply(large, large, &sum));
  assert_int_equal(decimal_compare(large, third), 1);
}

/* GB/T 8170-2008 3.2: a five with nothing behind it leaves the digit before it even. */
static void rounding_follows_gbt8170(void **state) {
  (void)state;
  static const struct {
    const char *value;
    int places;
    const char *even, *up, *cut;
  } cases[] = {
      {"12.1498", 1, "12.1", "12.1", "12.1"},
      {"12.1498", 0, "12", "12", "12"},
      {"1.050", 1, "1.0", "1.1", "1.0"},
      {"0.35", 1, "0.4", "0.4", "0.3"},
      {"2.5", 0, "2", "3", "2"},
      {"3.5", 0, "4", "4", "3"},
      {"-2.5", 0, "-2", "-3", "-2"},
      {"-0.4", 0, "0", "0", "0"},
      {"0.125", 2, "0.12", "0.13", "0.12"},
      {"10.5002", 0, "11", "11", "10"},
      {"2.500000000000000001", 0, "3", "3", "2"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    Decimal value = number(cases[i].value);
    int places = cases[i].places;
    assert_string_equal(decimal_fixed(arena, value, places, ROUND_HALF_EVEN),
                        cases[i].even);
    assert_string_equal(decimal_fixed(arena, value, places, ROUND_HALF_UP), cases[i].up);
    assert_string_equal(decimal_fixed(arena, value, places, ROUND_TRUNCATE),
                        cases[i].cut);
  }
  Decimal thousand;
  assert_true(decimal_round(number("1500"), -3, ROUND_HALF_EVEN, &thousand));
  assert_string_equal(decimal_text(arena, thousand), "2000");
}

static void comparison_needs_no_product(void **state) {
  (void)state;
  static const struct {
    const char *a, *b;
    int order;
  } cases[] = {
      {"1/3", "0.333333333333", 1}, {"-1/3", "0.1", -1}, {"-2", "-1.5", -1},
      {"7/3", "5/2", -1},           {"0", "0", 0},       {"43/71", "258/426", 0}};
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    assert_int_equal(decimal_compare(number(cases[i].a), number(cases[i].b)),
                     cases[i].order);
    assert_int_equal(decimal_compare(number(cases[i].b), number(cases[i].a)),
                     -cases[i].order);
  }
}

static void a_stored_double_is_what_the_spreadsheet_shows(void **state) {
  (void)state;
  static const struct {
    const char *stored, *shown;
  } cases[] = {{"0.30000000000000004", "0.3"},
               {"60.560000000000002", "60.56"},
               {"4839", "4839"},
               {"1.5E-3", "0.0015"},
               {"-2.5E+4", "-25000"},
               {"0", "0"},
               {"1.2345678901234568E+18", "1234567890123460000"}};
  Decimal value;
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    assert_true(decimal_parse_stored(cases[i].stored, strlen(cases[i].stored), &value));
    assert_string_equal(decimal_text(arena, value), cases[i].shown);
  }
  static const char *const wrong[] = {"", "abc", "1E", "1E9999", "1E+", "0x10", "1E99"};
  for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++)
    assert_false(decimal_parse_stored(wrong[i], strlen(wrong[i]), &value));
}

static void pictures_print_numbers(void **state) {
  (void)state;
  static const struct {
    const char *picture, *value, *text;
  } cases[] = {
      {"0", "4839", "4839"},
      {"0.0%", "258/426", "60.6%"},
      {"0.00%", "3/391", "0.77%"},
      {"0.00‰", "0.0032", "3.20‰"},
      {"0.0万", "15000", "1.5万"},
      {"0.00亿", "234500000", "2.34亿"},
      {"#,##0", "1234567", "1,234,567"},
      {"# ##0.0", "-1234.5",
       "-1\xE2\x80\x89"
       "234.5"},
      {"#,##0", "999", "999"},
      {"一", "4839", "四千八百三十九"},
      {"一", "10", "十"},
      {"一", "110", "一百一十"},
      {"一", "100010", "十万零一十"},
      {"一", "200000000", "二亿"},
      {"一", "100000001", "一亿零一"},
      {"一", "0", "零"},
      {"一", "-2.05", "负二点零五"},
      {"一", "1010", "一千零一十"},
      {"一", "20050", "二万零五十"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    NumberPicture picture;
    assert_true(picture_parse(cases[i].picture, &picture));
    assert_string_equal(
        picture_print(arena, &picture, number(cases[i].value), ROUND_HALF_EVEN),
        cases[i].text);
  }
  static const char *const wrong[] = {"",     "%",    "00",  "0.",  "0,0",
                                      "#,#0", "0.0x", "abc", "#,##"};
  NumberPicture picture;
  for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++)
    assert_false(picture_parse(wrong[i], &picture));
}

static void a_typed_figure_shows_its_own_picture(void **state) {
  (void)state;
  static const struct {
    const char *text, *value;
    int places;
  } cases[] = {{"60.5%", "0.605", 1},
               {"60.50％", "0.605", 2},
               {"4839", "4839", 0},
               {"1,234.5", "1234.5", 1},
               {"1\xE2\x80\x89"
                "234",
                "1234", 0},
               {"1.5万", "15000", 1},
               {"3.2‰", "0.0032", 1},
               {"−5.00%", "-0.05", 2},
               {"2.34亿", "234000000", 2}};
  NumberPicture picture;
  Decimal value;
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    assert_true(picture_of(cases[i].text, strlen(cases[i].text), &picture, &value));
    assert_string_equal(decimal_text(arena, value), cases[i].value);
    assert_int_equal(picture.places, cases[i].places);
  }
  static const char *const wrong[] = {"",      "%",   "1,23", "1234,567",
                                      "12 34", "abc", "1/2",  ",123"};
  for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++)
    assert_false(picture_of(wrong[i], strlen(wrong[i]), &picture, &value));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(numbers_are_read_and_printed_digit_by_digit),
      cmocka_unit_test(sums_are_exact),
      cmocka_unit_test(rounding_follows_gbt8170),
      cmocka_unit_test(comparison_needs_no_product),
      cmocka_unit_test(a_stored_double_is_what_the_spreadsheet_shows),
      cmocka_unit_test(pictures_print_numbers),
      cmocka_unit_test(a_typed_figure_shows_its_own_picture),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
