/* DER on its way out: content first, then tag and length before it. */
#include <string.h>

#include "asn.h"

static size_t length_bytes(size_t len, uint8_t out[9]) {
  if (len < 0x80) {
    out[0] = (uint8_t)len;
    return 1;
  }
  size_t n = 0;
  for (size_t rest = len; rest; rest >>= 8)
    n++;
  out[0] = (uint8_t)(0x80 | n);
  for (size_t i = 0; i < n; i++)
    out[1 + i] = (uint8_t)(len >> 8 * (n - 1 - i));
  return n + 1;
}

void asn_put(GByteArray *out, uint8_t tag, const void *bytes, size_t len) {
  uint8_t head[10] = {tag};
  size_t n = length_bytes(len, head + 1);
  g_byte_array_append(out, head, (guint)(n + 1));
  g_byte_array_append(out, bytes, (guint)len);
}

size_t asn_begin(const GByteArray *out) {
  return out->len;
}

void asn_end(GByteArray *out, uint8_t tag, size_t begun) {
  uint8_t head[10] = {tag};
  size_t len = out->len - begun, n = length_bytes(len, head + 1) + 1;
  g_byte_array_set_size(out, (guint)(out->len + n));
  memmove(out->data + begun + n, out->data + begun, len);
  memcpy(out->data + begun, head, n);
}

static gint by_der(gconstpointer a, gconstpointer b) {
  const AsnItem *x = a, *y = b;
  int by = memcmp(x->der, y->der, MIN(x->der_len, y->der_len));
  return by ? by : (x->der_len > y->der_len) - (x->der_len < y->der_len);
}

void asn_end_set(GByteArray *out, uint8_t tag, size_t begun) {
  size_t len = out->len - begun;
  g_autofree uint8_t *copy = g_memdup2(out->data + begun, len);
  g_autoptr(GArray) members = g_array_new(FALSE, FALSE, sizeof(AsnItem));
  AsnReader reader = asn_reader(copy, len);
  for (AsnItem member; asn_next(&reader, &member);)
    g_array_append_val(members, member);
  g_assert(asn_done(&reader));
  g_array_sort(members, by_der);
  g_byte_array_set_size(out, (guint)begun);
  for (guint i = 0; i < members->len; i++) {
    const AsnItem *member = &g_array_index(members, AsnItem, i);
    g_byte_array_append(out, member->der, (guint)member->der_len);
  }
  asn_end(out, tag, begun);
}

void asn_put_number(GByteArray *out, unsigned number) {
  uint8_t bytes[5];
  size_t n = 0;
  for (int shift = 24; shift >= 0; shift -= 8) {
    uint8_t byte = (uint8_t)(number >> shift);
    if (n == 0 && byte == 0 && shift > 0)
      continue;
    if (n == 0 && byte >= 0x80)
      bytes[n++] = 0;
    bytes[n++] = byte;
  }
  asn_put(out, ASN_INTEGER, bytes, n);
}
