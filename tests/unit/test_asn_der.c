/* DER: only the one form of each item is read, and what is written is read again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "asn.h"

typedef struct Case {
  const char *what, *bytes;
  size_t len;
  bool strict;
} Case;

#define BYTES(text) text, sizeof text - 1

static void forms(void **state) {
  (void)state;
  static const Case cases[] = {
      {"integer", BYTES("\x02\x01\x05"), true},
      {"integer that is longer than it must be", BYTES("\x02\x02\x00\x05"), false},
      {"negative longer than it must be", BYTES("\x02\x02\xff\x80"), false},
      {"a leading zero that is needed", BYTES("\x02\x02\x00\x80"), true},
      {"empty integer", BYTES("\x02\x00"), false},
      {"true", BYTES("\x01\x01\xff"), true},
      {"true as 1", BYTES("\x01\x01\x01"), false},
      {"long form for a short length", BYTES("\x04\x81\x01\x41"), false},
      {"length with a leading zero", BYTES("\x04\x82\x00\x81"), false},
      {"indefinite length", BYTES("\x30\x80\x00\x00"), false},
      {"constructed octets", BYTES("\x24\x03\x04\x01\x41"), false},
      {"primitive sequence", BYTES("\x10\x00"), false},
      {"set in order", BYTES("\x31\x06\x02\x01\x01\x02\x01\x02"), true},
      {"set out of order", BYTES("\x31\x06\x02\x01\x02\x02\x01\x01"), false},
      {"tag of two bytes", BYTES("\x1f\x81\x01\x00"), false},
      {"length beyond the end", BYTES("\x04\x05\x41"), false},
      {"member beyond its sequence", BYTES("\x30\x03\x04\x05\x41"), false},
      {"bits with stray ones", BYTES("\x03\x02\x01\x81"), false},
      {"bits", BYTES("\x03\x02\x01\x80"), true},
      {"null with content", BYTES("\x05\x01\x00"), false},
      {"nothing", "", 0, false},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    AsnItem item;
    bool strict = asn_strict(cases[i].bytes, cases[i].len, &item);
    if (strict != cases[i].strict)
      fail_msg("%s", cases[i].what);
  }
}

static void depth_is_bounded(void **state) {
  (void)state;
  uint8_t bytes[2 * 40];
  for (size_t i = 0; i < 40; i++) {
    bytes[i * 2] = ASN_SEQUENCE;
    bytes[i * 2 + 1] = (uint8_t)(sizeof bytes - i * 2 - 2);
  }
  AsnItem item;
  assert_true(asn_strict(bytes, sizeof bytes, &item));
  g_autoptr(GByteArray) deep = g_byte_array_new();
  for (size_t i = 0; i < 100; i++)
    asn_end(deep, ASN_SEQUENCE, 0);
  assert_false(asn_strict(deep->data, deep->len, &item));
}

static void written_is_read(void **state) {
  (void)state;
  g_autoptr(GByteArray) out = g_byte_array_new();
  size_t whole = asn_begin(out);
  asn_put_number(out, 128);
  asn_put_oid(out, ASN_OID_SIGNED_DATA);
  size_t set = asn_begin(out);
  asn_put(out, ASN_OCTETS, "zz", 2);
  asn_put_number(out, 3);
  asn_put(out, ASN_OCTETS, "a", 1);
  asn_end_set(out, ASN_SET, set);
  char long_text[300];
  memset(long_text, 'x', sizeof long_text);
  asn_put(out, ASN_UTF8, long_text, sizeof long_text);
  asn_end(out, ASN_SEQUENCE, whole);
  AsnItem item, number, oid, members, text;
  assert_true(asn_strict(out->data, out->len, &item));
  assert_int_equal(item.der_len, out->len);
  AsnReader r = asn_inside(&item);
  unsigned n;
  assert_true(asn_take(&r, ASN_INTEGER, &number) && asn_number(&number, &n));
  assert_int_equal(n, 128);
  assert_true(asn_take(&r, ASN_OID, &oid));
  assert_int_equal(asn_oid(&oid), ASN_OID_SIGNED_DATA);
  assert_true(asn_take(&r, ASN_SET, &members) && asn_take(&r, ASN_UTF8, &text));
  assert_int_equal(text.len, sizeof long_text);
  assert_true(asn_done(&r));
}

static void identifiers(void **state) {
  (void)state;
  Arena *arena = arena_new();
  static const struct {
    AsnOid oid;
    const char *text;
  } known[] = {{ASN_OID_SIGNED_DATA, "1.2.840.113549.1.7.2"},
               {ASN_OID_SM3, "1.2.156.10197.1.401"},
               {ASN_OID_SM2_SM3, "1.2.156.10197.1.501"},
               {ASN_OID_ESS_V2, "1.2.840.113549.1.9.16.2.47"},
               {ASN_OID_SHA256, "2.16.840.1.101.3.4.2.1"},
               {ASN_OID_COMMON_NAME, "2.5.4.3"}};
  for (size_t i = 0; i < G_N_ELEMENTS(known); i++) {
    g_autoptr(GByteArray) out = g_byte_array_new();
    asn_put_oid(out, known[i].oid);
    AsnItem item;
    assert_true(asn_strict(out->data, out->len, &item));
    assert_string_equal(asn_oid_text(arena, &item), known[i].text);
    assert_int_equal(asn_oid(&item), known[i].oid);
  }
  arena_free(arena);
}

static void times(void **state) {
  (void)state;
  static const struct {
    uint8_t tag;
    const char *text;
    bool read;
    int64_t seconds;
  } cases[] = {{ASN_UTC_TIME, "700101000000Z", true, 0},
               {ASN_UTC_TIME, "491231235959Z", true, 2524607999},
               {ASN_TIME, "20261130212421Z", true, 1796073861},
               {ASN_TIME, "20261130212421.5Z", true, 1796073861},
               {ASN_TIME, "20261130212421+0800", false, 0},
               {ASN_TIME, "20261331212421Z", false, 0},
               {ASN_TIME, "2026113021Z", false, 0},
               {ASN_UTC_TIME, "7001010000Z", false, 0}};
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    const char *text = cases[i].text;
    AsnItem item = {
        .tag = cases[i].tag, .bytes = (const uint8_t *)text, .len = strlen(text)};
    int64_t seconds = 0;
    if (asn_seconds(&item, &seconds) != cases[i].read || seconds != cases[i].seconds)
      fail_msg("%s", text);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(forms), cmocka_unit_test(depth_is_bounded),
      cmocka_unit_test(written_is_read), cmocka_unit_test(identifiers),
      cmocka_unit_test(times)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
