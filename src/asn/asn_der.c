/* DER item by item: X.690 8.1, 10 and 11. */
#include <string.h>

#include "asn.h"

#define DEPTH 64

AsnReader asn_reader(const void *bytes, size_t len) {
  const uint8_t *at = bytes;
  return (AsnReader){at, at ? at + len : at};
}

AsnReader asn_inside(const AsnItem *item) {
  return asn_reader(item->bytes, item->len);
}

bool asn_done(const AsnReader *reader) {
  return reader->at == reader->end;
}

/* Definite, and in the shortest form; at most four bytes. */
static bool read_length(AsnReader *reader, size_t *out) {
  if (reader->at == reader->end)
    return false;
  uint8_t first = *reader->at++;
  *out = first;
  if (first < 0x80)
    return true;
  size_t n = first & 0x7f;
  if (n < 1 || n > 4 || (size_t)(reader->end - reader->at) < n || reader->at[0] == 0)
    return false;
  *out = 0;
  for (; n; n--)
    *out = *out << 8 | *reader->at++;
  return *out >= 0x80;
}

bool asn_next(AsnReader *reader, AsnItem *out) {
  AsnReader r = *reader;
  *out = (AsnItem){0};
  if (r.at == r.end || (*r.at & 0x1f) == 0x1f)
    return false;
  AsnItem item = {.tag = *r.at, .der = r.at};
  r.at++;
  if (!read_length(&r, &item.len) || (size_t)(r.end - r.at) < item.len)
    return false;
  item.bytes = r.at;
  r.at += item.len;
  item.der_len = (size_t)(r.at - item.der);
  *reader = r;
  *out = item;
  return true;
}

bool asn_take(AsnReader *reader, uint8_t tag, AsnItem *out) {
  AsnReader r = *reader;
  if (!asn_next(&r, out) || out->tag != tag) {
    *out = (AsnItem){0};
    return false;
  }
  *reader = r;
  return true;
}

bool asn_same(const AsnItem *a, const AsnItem *b) {
  return a->der && b->der && a->der_len == b->der_len &&
         memcmp(a->der, b->der, a->der_len) == 0;
}

/* ---- all the way down ---------------------------------------------------------- */

static int order(const AsnItem *a, const AsnItem *b) {
  int by = memcmp(a->der, b->der, MIN(a->der_len, b->der_len));
  return by ? by : (a->der_len > b->der_len) - (a->der_len < b->der_len);
}

static bool primitive_is_strict(const AsnItem *item) {
  const uint8_t *b = item->bytes;
  switch (item->tag) {
    case ASN_BOOLEAN:
      return item->len == 1 && (b[0] == 0 || b[0] == 0xff);
    case ASN_INTEGER:
    case ASN_ENUMERATED:
      return item->len == 1 || (item->len > 1 && !(b[0] == 0 && b[1] < 0x80) &&
                                !(b[0] == 0xff && b[1] >= 0x80));
    case ASN_NULL:
      return item->len == 0;
    case ASN_OID:
      return item->len > 0 && b[item->len - 1] < 0x80;
    case ASN_BITS:
      return item->len > 0 && b[0] < 8 && (item->len > 1 || b[0] == 0) &&
             (b[item->len - 1] & ((1u << b[0]) - 1)) == 0;
    default: /* text and octets are free */
      return true;
  }
}

static bool tag_is_strict(uint8_t tag) {
  bool constructed = tag & 0x20, universal = (tag & 0xc0) == 0;
  uint8_t number = tag & 0x1f;
  bool holds_items = number == (ASN_SEQUENCE & 0x1f) || number == (ASN_SET & 0x1f);
  return !universal || (number != 0 && constructed == holds_items);
}

static bool item_is_strict(const AsnItem *item, unsigned depth) {
  if (depth == 0 || !tag_is_strict(item->tag))
    return false;
  if (!(item->tag & 0x20))
    return primitive_is_strict(item);
  AsnReader inside = asn_inside(item);
  AsnItem member, before = {0};
  while (!asn_done(&inside)) {
    if (!asn_next(&inside, &member) || !item_is_strict(&member, depth - 1))
      return false;
    if (item->tag == ASN_SET && before.der && order(&before, &member) > 0)
      return false;
    before = member;
  }
  return true;
}

bool asn_strict(const void *bytes, size_t len, AsnItem *out) {
  AsnReader reader = asn_reader(bytes, len);
  return asn_next(&reader, out) && item_is_strict(out, DEPTH);
}

/* ---- values ---------------------------------------------------------------------- */

bool asn_number(const AsnItem *item, unsigned *out) {
  *out = 0;
  if (!item->der || item->len < 1 || item->len > 4 || item->bytes[0] >= 0x80)
    return false;
  for (size_t i = 0; i < item->len; i++)
    *out = *out << 8 | item->bytes[i];
  return true;
}

static bool two_digits(const uint8_t *text, int *out) {
  if (!g_ascii_isdigit(text[0]) || !g_ascii_isdigit(text[1]))
    return false;
  *out = (text[0] - '0') * 10 + text[1] - '0';
  return true;
}

/* What may stand between the seconds and the Z. */
static bool ends_in_z(const uint8_t *text, size_t len, bool fraction) {
  if (len == 1)
    return text[0] == 'Z';
  if (!fraction || len < 3 || text[0] != '.' || text[len - 1] != 'Z')
    return false;
  for (size_t i = 1; i + 1 < len; i++) {
    if (!g_ascii_isdigit(text[i]))
      return false;
  }
  return true;
}

bool asn_seconds(const AsnItem *item, int64_t *out) {
  int p[7] = {0};
  size_t century = item->tag == ASN_TIME ? 1 : 0, n = 6 + century;
  if ((item->tag != ASN_TIME && item->tag != ASN_UTC_TIME) || item->len < n * 2 + 1)
    return false;
  for (size_t i = 0; i < n; i++) {
    if (!two_digits(item->bytes + i * 2, &p[i + 1 - century]))
      return false;
  }
  if (!ends_in_z(item->bytes + n * 2, item->len - n * 2, century))
    return false;
  int year = century ? p[0] * 100 + p[1] : p[1] + (p[1] < 50 ? 2000 : 1900);
  if (year < 1)
    return false;
  g_autoptr(GDateTime) time = g_date_time_new_utc(year, p[2], p[3], p[4], p[5], p[6]);
  if (!time)
    return false;
  *out = g_date_time_to_unix(time);
  return true;
}

char *asn_decimal(Arena *arena, const AsnItem *item) {
  size_t n = item->len * 3 + 2;
  char *text = arena_alloc(arena, n + 1);
  memset(text, '0', n);
  text[n] = '\0';
  for (size_t i = 0; i < item->len; i++) {
    unsigned carry = item->bytes[i];
    for (size_t k = n; k-- > 0;) {
      carry += (unsigned)(text[k] - '0') * 256;
      text[k] = (char)('0' + carry % 10);
      carry /= 10;
    }
  }
  return text + MIN(strspn(text, "0"), n - 1);
}
