/* Electronic seals: GB/T 38540-2020 (version 4), GM/T 0031-2014 (1), GM/T 0031-2025
 * (5). */
#include <string.h>

#include "asn.h"

static bool whole_der(const void *bytes, size_t len, AsnItem *out) {
  return asn_strict(bytes, len, out) && out->tag == ASN_SEQUENCE;
}

/* The octets of a BIT STRING that leaves no bit over. */
static bool take_bits(AsnReader *r, AsnItem *out) {
  if (!asn_take(r, ASN_BITS, out) || out->len < 1 || out->bytes[0] != 0)
    return false;
  out->bytes++;
  out->len--;
  return true;
}

/* GeneralizedTime in UTC; version 1 has UTCTime. */
static bool take_time(AsnReader *r, int64_t *out) {
  AsnItem time;
  return asn_next(r, &time) && asn_seconds(&time, out);
}

static bool take_number(AsnReader *r, unsigned *out) {
  AsnItem number;
  return asn_take(r, ASN_INTEGER, &number) && asn_number(&number, out);
}

/* ---- what a seal says ---------------------------------------------------------------
 */

static bool read_header(const AsnItem *sequence, AsnSeal *out) {
  AsnReader r = asn_inside(sequence);
  AsnItem id;
  bool good = asn_take(&r, ASN_IA5, &id) && id.len == 2 &&
              memcmp(id.bytes, "ES", 2) == 0 && take_number(&r, &out->version) &&
              asn_take(&r, ASN_IA5, &out->vendor) && asn_done(&r);
  return good && (out->version == 1 || out->version == 4 || out->version == 5);
}

static bool read_property(const AsnItem *sequence, AsnSeal *out) {
  AsnReader r = asn_inside(sequence);
  out->list_kind = ASN_SEAL_CERTIFICATES;
  unsigned kind = 1;
  if (!take_number(&r, &out->type) || !asn_take(&r, ASN_UTF8, &out->name) ||
      (out->version > 1 && !take_number(&r, &kind)) ||
      !asn_take(&r, ASN_SEQUENCE, &out->list))
    return false;
  if (kind == 2)
    out->list_kind = ASN_SEAL_DIGESTS;
  return (kind == 1 || kind == 2) && take_time(&r, &out->created) &&
         take_time(&r, &out->from) && take_time(&r, &out->to) && asn_done(&r);
}

static bool read_picture(const AsnItem *sequence, AsnSeal *out) {
  AsnReader r = asn_inside(sequence);
  return asn_take(&r, ASN_IA5, &out->picture_type) &&
         asn_take(&r, ASN_OCTETS, &out->picture) && take_number(&r, &out->width) &&
         take_number(&r, &out->height) && asn_done(&r);
}

static bool read_info(const AsnItem *sequence, AsnSeal *out) {
  AsnReader r = asn_inside(sequence);
  AsnItem header, property, picture;
  if (!asn_take(&r, ASN_SEQUENCE, &header) || !asn_take(&r, ASN_IA5, &out->id) ||
      !asn_take(&r, ASN_SEQUENCE, &property) || !asn_take(&r, ASN_SEQUENCE, &picture) ||
      !read_header(&header, out) || !read_property(&property, out) ||
      !read_picture(&picture, out))
    return false;
  /* untagged by some, [0] by others */
  if (!asn_take(&r, ASN_SEQUENCE, &out->extensions))
    asn_take(&r, ASN_CONTEXT(0), &out->extensions);
  return asn_done(&r);
}

/* cert, signAlgID, signedValue; version 1 holds them in a SEQUENCE of their own. */
static bool read_maker(AsnReader r, AsnSeal *out) {
  return asn_take(&r, ASN_OCTETS, &out->maker) &&
         asn_take(&r, ASN_OID, &out->algorithm) && take_bits(&r, &out->value) &&
         asn_done(&r);
}

static bool read_seal_item(const AsnItem *whole, AsnSeal *out) {
  *out = (AsnSeal){.whole = *whole};
  AsnReader r = asn_inside(whole);
  AsnItem sign;
  if (whole->tag != ASN_SEQUENCE || !asn_take(&r, ASN_SEQUENCE, &out->info) ||
      !read_info(&out->info, out))
    return false;
  if (out->version > 1)
    return read_maker(r, out);
  return asn_take(&r, ASN_SEQUENCE, &sign) && asn_done(&r) &&
         read_maker(asn_inside(&sign), out);
}

bool asn_read_seal(const void *bytes, size_t len, AsnSeal *out) {
  AsnItem whole;
  *out = (AsnSeal){0};
  return whole_der(bytes, len, &whole) && whole.der_len == len &&
         read_seal_item(&whole, out);
}

void asn_seal_message(const AsnSeal *seal, GByteArray *out) {
  if (seal->version > 1) {
    g_byte_array_append(out, seal->info.der, (guint)seal->info.der_len);
    return;
  }
  size_t at = asn_begin(out);
  g_byte_array_append(out, seal->info.der, (guint)seal->info.der_len);
  g_byte_array_append(out, seal->maker.der, (guint)seal->maker.der_len);
  g_byte_array_append(out, seal->algorithm.der, (guint)seal->algorithm.der_len);
  asn_end(out, ASN_SEQUENCE, at);
}

bool asn_seal_next(AsnReader *list, AsnSealUser *out) {
  AsnItem item, type;
  *out = (AsnSealUser){0};
  if (asn_take(list, ASN_OCTETS, &out->value))
    return true;
  if (!asn_take(list, ASN_SEQUENCE, &item))
    return false;
  AsnReader r = asn_inside(&item);
  return asn_take(&r, ASN_PRINTABLE, &type) && asn_take(&r, ASN_OCTETS, &out->value) &&
         asn_done(&r);
}

/* ---- a seal over a document ---------------------------------------------------------
 */

/* Version 1 keeps the time, or a stamp, in a BIT STRING. */
static bool read_old_time(const AsnItem *bits, AsnSealed *out) {
  AsnReader r = asn_reader(bits->bytes, bits->len);
  AsnItem time;
  if (bits->len && asn_next(&r, &time) && asn_done(&r) &&
      asn_seconds(&time, &out->seconds)) {
    out->has_time = true;
    return true;
  }
  out->stamp = *bits;
  return true;
}

static bool read_message(const AsnItem *sequence, AsnSealed *out) {
  AsnReader r = asn_inside(sequence);
  AsnItem seal, time;
  out->message = *sequence;
  if (!take_number(&r, &out->version) || !asn_take(&r, ASN_SEQUENCE, &seal) ||
      !read_seal_item(&seal, &out->seal))
    return false;
  if (out->version == 1) {
    bool timed = take_bits(&r, &time) ? read_old_time(&time, out)
                                      : (out->has_time = take_time(&r, &out->seconds));
    return timed && take_bits(&r, &out->digest) &&
           asn_take(&r, ASN_IA5, &out->property) &&
           asn_take(&r, ASN_OCTETS, &out->signer) &&
           asn_take(&r, ASN_OID, &out->algorithm) && asn_done(&r);
  }
  AsnItem extensions;
  out->has_time = take_time(&r, &out->seconds);
  if (!out->has_time || !take_bits(&r, &out->digest) ||
      !asn_take(&r, ASN_IA5, &out->property))
    return false;
  asn_take(&r, ASN_CONTEXT(0), &extensions);
  return (out->version == 4 || out->version == 5) && asn_done(&r);
}

bool asn_read_sealed(const void *bytes, size_t len, AsnSealed *out, size_t *used) {
  AsnItem whole, message, around;
  *out = (AsnSealed){0};
  *used = 0;
  if (!whole_der(bytes, len, &whole))
    return false;
  *used = whole.der_len;
  AsnReader r = asn_inside(&whole);
  if (!asn_take(&r, ASN_SEQUENCE, &message) || !read_message(&message, out))
    return false;
  if (out->version == 1)
    return take_bits(&r, &out->value) && asn_done(&r);
  if (!asn_take(&r, ASN_OCTETS, &out->signer) ||
      !asn_take(&r, ASN_OID, &out->algorithm) || !take_bits(&r, &out->value))
    return false;
  if (asn_take(&r, ASN_CONTEXT(0), &around)) {
    AsnReader inside = asn_inside(&around);
    if (!take_bits(&inside, &out->stamp) || !asn_done(&inside))
      return false;
  }
  return asn_done(&r);
}
