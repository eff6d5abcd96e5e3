/* Lists (RFC 5280 5) and answers (RFC 6960) about revoked certificates. */
#include <string.h>

#include "asn.h"

static bool read_signed(const AsnItem *whole, AsnItem parts[3], AsnReader *rest) {
  *rest = asn_inside(whole);
  return whole->tag == ASN_SEQUENCE && asn_take(rest, ASN_SEQUENCE, &parts[0]) &&
         asn_take(rest, ASN_SEQUENCE, &parts[1]) && asn_take(rest, ASN_BITS, &parts[2]) &&
         parts[2].len > 1 && parts[2].bytes[0] == 0;
}

/* The BIT STRING without the count of unused bits. */
static AsnItem bits_of(const AsnItem *bits) {
  AsnItem item = *bits;
  item.bytes++;
  item.len--;
  return item;
}

/* ---- lists ----------------------------------------------------------------------- */

static bool take_time(AsnReader *r, int64_t *out) {
  AsnItem time;
  return (asn_take(r, ASN_UTC_TIME, &time) || asn_take(r, ASN_TIME, &time)) &&
         asn_seconds(&time, out);
}

/* An issuing distribution point that names a place alone leaves the list whole. */
static bool point_is_whole(const AsnItem *octets) {
  AsnReader r = asn_inside(octets);
  AsnItem point, name;
  if (!asn_take(&r, ASN_SEQUENCE, &point))
    return false;
  r = asn_inside(&point);
  asn_take(&r, ASN_CONTEXT(0), &name);
  return asn_done(&r);
}

static bool read_crl_extensions(const AsnItem *around, AsnCrl *out) {
  AsnReader r = asn_inside(around);
  AsnItem sequence, extension, oid, critical, octets;
  if (!asn_take(&r, ASN_SEQUENCE, &sequence) || !asn_done(&r))
    return false;
  for (r = asn_inside(&sequence); !asn_done(&r);) {
    if (!asn_take(&r, ASN_SEQUENCE, &extension))
      return false;
    AsnReader inside = asn_inside(&extension);
    if (!asn_take(&inside, ASN_OID, &oid))
      return false;
    bool is_critical = asn_take(&inside, ASN_BOOLEAN, &critical);
    if (!asn_take(&inside, ASN_OCTETS, &octets))
      return false;
    if (asn_oid(&oid) == ASN_OID_ISSUING_POINT)
      out->partial |= !point_is_whole(&octets);
    else
      out->partial |= is_critical;
  }
  return true;
}

bool asn_read_crl(const void *bytes, size_t len, AsnCrl *out) {
  *out = (AsnCrl){.next_update = INT64_MAX};
  AsnItem whole, parts[3], version, algorithm, extensions;
  AsnReader r;
  if (!asn_strict(bytes, len, &whole) || whole.der_len != len ||
      !read_signed(&whole, parts, &r) || !asn_done(&r) ||
      !asn_read_algorithm(&parts[1], &out->with))
    return false;
  out->body = parts[0];
  out->algorithm = parts[1];
  out->signature = bits_of(&parts[2]);
  r = asn_inside(&parts[0]);
  asn_take(&r, ASN_INTEGER, &version);
  if (!asn_take(&r, ASN_SEQUENCE, &algorithm) || !asn_same(&algorithm, &parts[1]) ||
      !asn_take(&r, ASN_SEQUENCE, &out->issuer) || !take_time(&r, &out->this_update))
    return false;
  take_time(&r, &out->next_update);
  asn_take(&r, ASN_SEQUENCE, &out->revoked);
  if (asn_take(&r, ASN_CONTEXT(0), &extensions) && !read_crl_extensions(&extensions, out))
    return false;
  return asn_done(&r);
}

bool asn_crl_find(const AsnCrl *crl, const AsnItem *serial, int64_t *when) {
  AsnReader r = asn_inside(&crl->revoked);
  for (AsnItem entry, number; asn_next(&r, &entry);) {
    AsnReader inside = asn_inside(&entry);
    if (!asn_take(&inside, ASN_INTEGER, &number) || !asn_same(&number, serial))
      continue;
    if (!take_time(&inside, when))
      *when = INT64_MIN;
    return true;
  }
  return false;
}

/* ---- answers ----------------------------------------------------------------------- */

/* OCSPResponse around the basic answer; without it the item itself. */
static bool unwrap(const AsnItem *whole, AsnItem *basic) {
  AsnReader r = asn_inside(whole);
  AsnItem status, around, sequence, oid, octets;
  if (!asn_take(&r, ASN_ENUMERATED, &status)) {
    *basic = *whole;
    return true;
  }
  if (status.len != 1 || status.bytes[0] != 0 || !asn_take(&r, ASN_CONTEXT(0), &around))
    return false;
  r = asn_inside(&around);
  if (!asn_take(&r, ASN_SEQUENCE, &sequence))
    return false;
  r = asn_inside(&sequence);
  return asn_take(&r, ASN_OID, &oid) && asn_oid(&oid) == ASN_OID_OCSP_BASIC &&
         asn_take(&r, ASN_OCTETS, &octets) &&
         asn_strict(octets.bytes, octets.len, basic) && basic->der_len == octets.len;
}

static bool read_responder(AsnReader *r, AsnOcsp *out) {
  AsnItem around;
  if (asn_take(r, ASN_CONTEXT(1), &around)) {
    AsnReader inside = asn_inside(&around);
    return asn_take(&inside, ASN_SEQUENCE, &out->by_name) && asn_done(&inside);
  }
  if (!asn_take(r, ASN_CONTEXT(2), &around))
    return false;
  AsnReader inside = asn_inside(&around);
  return asn_take(&inside, ASN_OCTETS, &out->by_key) && asn_done(&inside);
}

static bool read_ocsp_certificates(const AsnItem *around, AsnOcsp *out) {
  AsnReader r = asn_inside(around);
  AsnItem sequence, item;
  if (!asn_take(&r, ASN_SEQUENCE, &sequence))
    return false;
  for (r = asn_inside(&sequence); asn_take(&r, ASN_SEQUENCE, &item);) {
    if (out->n_certificates == ASN_CERTIFICATES)
      return false;
    out->certificates[out->n_certificates++] = item;
  }
  return asn_done(&r);
}

bool asn_read_ocsp(const void *bytes, size_t len, AsnOcsp *out) {
  memset(out, 0, sizeof *out);
  AsnItem whole, basic, parts[3], item;
  AsnReader r;
  if (!asn_strict(bytes, len, &whole) || whole.der_len != len ||
      whole.tag != ASN_SEQUENCE || !unwrap(&whole, &basic) ||
      !read_signed(&basic, parts, &r) || !asn_read_algorithm(&parts[1], &out->with))
    return false;
  if (asn_take(&r, ASN_CONTEXT(0), &item) && !read_ocsp_certificates(&item, out))
    return false;
  out->body = parts[0];
  out->algorithm = parts[1];
  out->signature = bits_of(&parts[2]);
  r = asn_inside(&parts[0]);
  asn_take(&r, ASN_CONTEXT(0), &item);
  return read_responder(&r, out) && asn_take(&r, ASN_TIME, &item) &&
         asn_take(&r, ASN_SEQUENCE, &out->answers);
}

static bool read_status(AsnReader *r, AsnOcspAnswer *out) {
  AsnItem item;
  if (!asn_next(r, &item))
    return false;
  out->status = ASN_OCSP_UNKNOWN;
  if (item.tag == ASN_CONTEXT_PRIMITIVE(0))
    out->status = ASN_OCSP_GOOD;
  if (item.tag == ASN_CONTEXT(1)) {
    AsnReader inside = asn_inside(&item);
    out->status = ASN_OCSP_REVOKED;
    return take_time(&inside, &out->revoked);
  }
  return true;
}

bool asn_ocsp_next(AsnReader *answers, AsnOcspAnswer *out) {
  *out = (AsnOcspAnswer){.next_update = INT64_MAX};
  AsnItem answer, id, algorithm, next;
  if (!asn_take(answers, ASN_SEQUENCE, &answer))
    return false;
  AsnReader r = asn_inside(&answer);
  if (!asn_take(&r, ASN_SEQUENCE, &id))
    return false;
  AsnReader inside = asn_inside(&id);
  if (!asn_take(&inside, ASN_SEQUENCE, &algorithm) ||
      !asn_read_digest(&algorithm, &out->digest) ||
      !asn_take(&inside, ASN_OCTETS, &out->name_hash) ||
      !asn_take(&inside, ASN_OCTETS, &out->key_hash) ||
      !asn_take(&inside, ASN_INTEGER, &out->serial))
    return false;
  if (!read_status(&r, out) || !take_time(&r, &out->this_update))
    return false;
  if (asn_take(&r, ASN_CONTEXT(0), &next)) {
    inside = asn_inside(&next);
    return take_time(&inside, &out->next_update);
  }
  return true;
}
