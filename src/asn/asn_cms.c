/* SignedData (RFC 5652 5), with one signer. */
#include <string.h>

#include "asn.h"

static bool read_attributes(const AsnItem *set, AsnAttribute *out, unsigned *n) {
  AsnReader r = asn_inside(set);
  AsnItem sequence;
  for (*n = 0; !asn_done(&r); (*n)++) {
    if (*n == ASN_ATTRIBUTES || !asn_take(&r, ASN_SEQUENCE, &sequence))
      return false;
    AsnAttribute *attribute = &out[*n];
    AsnReader inside = asn_inside(&sequence);
    if (!asn_take(&inside, ASN_OID, &attribute->type) ||
        !asn_take(&inside, ASN_SET, &attribute->values) || !asn_done(&inside))
      return false;
    attribute->oid = asn_oid(&attribute->type);
  }
  return true;
}

bool asn_attribute(const AsnAttribute *attributes, unsigned n, AsnOid oid, AsnItem *value,
                   unsigned *count) {
  *count = 0;
  *value = (AsnItem){0};
  for (unsigned i = 0; i < n; i++) {
    if (attributes[i].oid != oid)
      continue;
    AsnReader r = asn_inside(&attributes[i].values);
    for (AsnItem item; asn_next(&r, &item); (*count)++) {
      if (*count == 0)
        *value = item;
    }
  }
  return *count == 1;
}

/* The SET is in order already (asn_strict), the [0] of signed attributes is not a SET by
 * its tag. */
static bool in_order(const AsnItem *set) {
  AsnReader r = asn_inside(set);
  AsnItem before = {0}, item;
  while (asn_next(&r, &item)) {
    size_t n = MIN(before.der_len, item.der_len);
    int by = before.der ? memcmp(before.der, item.der, n) : -1;
    if (by > 0 || (by == 0 && before.der_len >= item.der_len))
      return false;
    before = item;
  }
  return true;
}

static bool read_who(AsnReader *r, AsnCms *out) {
  AsnItem sequence;
  if (asn_take(r, ASN_CONTEXT_PRIMITIVE(0), &out->key_id))
    return out->signer_version == 3;
  if (!asn_take(r, ASN_SEQUENCE, &sequence))
    return false;
  AsnReader inside = asn_inside(&sequence);
  return out->signer_version == 1 && asn_take(&inside, ASN_SEQUENCE, &out->issuer) &&
         asn_take(&inside, ASN_INTEGER, &out->serial) && asn_done(&inside);
}

static AsnCmsFault read_signer(const AsnItem *signer, AsnCms *out) {
  AsnReader r = asn_inside(signer);
  AsnItem version, digest, rest;
  if (!asn_take(&r, ASN_INTEGER, &version) ||
      !asn_number(&version, &out->signer_version) || !read_who(&r, out) ||
      !asn_take(&r, ASN_SEQUENCE, &digest))
    return ASN_CMS_STRUCTURE;
  if (!asn_read_digest(&digest, &out->digest))
    return ASN_CMS_ALGORITHM;
  if (asn_take(&r, ASN_CONTEXT(0), &out->signed_attributes) &&
      (!in_order(&out->signed_attributes) ||
       !read_attributes(&out->signed_attributes, out->attributes, &out->n_attributes)))
    return ASN_CMS_STRUCTURE;
  if (!asn_take(&r, ASN_SEQUENCE, &out->algorithm_item) ||
      !asn_take(&r, ASN_OCTETS, &out->signature))
    return ASN_CMS_STRUCTURE;
  if (asn_take(&r, ASN_CONTEXT(1), &rest) &&
      !read_attributes(&rest, out->unsigned_attributes, &out->n_unsigned))
    return ASN_CMS_STRUCTURE;
  if (!asn_done(&r))
    return ASN_CMS_STRUCTURE;
  return asn_read_algorithm(&out->algorithm_item, &out->algorithm) ? ASN_CMS_READ
                                                                   : ASN_CMS_ALGORITHM;
}

static AsnCmsFault read_signers(const AsnItem *set, AsnCms *out) {
  AsnReader r = asn_inside(set);
  AsnItem signer = {0}, item;
  while (!asn_done(&r)) {
    if (!asn_take(&r, ASN_SEQUENCE, &item))
      return ASN_CMS_STRUCTURE;
    signer = item;
    out->n_signers++;
  }
  return out->n_signers == 1 ? read_signer(&signer, out) : ASN_CMS_SIGNERS;
}

static bool read_content(const AsnItem *info, AsnCms *out) {
  AsnReader r = asn_inside(info);
  AsnItem oid, around;
  if (!asn_take(&r, ASN_OID, &oid))
    return false;
  out->content_type = asn_oid(&oid);
  if (out->gm != (out->content_type == ASN_OID_GM_DATA))
    return false;
  if (asn_take(&r, ASN_CONTEXT(0), &around)) {
    AsnReader inside = asn_inside(&around);
    if (!asn_take(&inside, ASN_OCTETS, &out->content) || !asn_done(&inside))
      return false;
  }
  return asn_done(&r);
}

static AsnCmsFault read_certificates(const AsnItem *set, AsnCms *out) {
  AsnReader r = asn_inside(set);
  for (AsnItem item; !asn_done(&r);) {
    if (out->n_certificates == ASN_CERTIFICATES)
      return ASN_CMS_MANY;
    if (!asn_take(&r, ASN_SEQUENCE, &item))
      return ASN_CMS_STRUCTURE;
    out->certificates[out->n_certificates++] = item;
  }
  return ASN_CMS_READ;
}

static AsnCmsFault read_signed_data(const AsnItem *sequence, AsnCms *out) {
  AsnReader r = asn_inside(sequence);
  AsnItem version, info, set;
  if (!asn_take(&r, ASN_INTEGER, &version) || !asn_number(&version, &out->version) ||
      !asn_take(&r, ASN_SET, &out->digests) || !asn_take(&r, ASN_SEQUENCE, &info) ||
      !read_content(&info, out))
    return ASN_CMS_STRUCTURE;
  if (asn_take(&r, ASN_CONTEXT(0), &set)) {
    AsnCmsFault fault = read_certificates(&set, out);
    if (fault != ASN_CMS_READ)
      return fault;
  }
  asn_take(&r, ASN_CONTEXT(1), &out->crls);
  if (!asn_take(&r, ASN_SET, &set) || !asn_done(&r))
    return ASN_CMS_STRUCTURE;
  return read_signers(&set, out);
}

AsnCmsFault asn_read_cms(const void *bytes, size_t len, AsnCms *out, size_t *used) {
  memset(out, 0, sizeof *out);
  AsnItem whole, oid, around, sequence;
  *used = 0;
  if (!asn_strict(bytes, len, &whole))
    return ASN_CMS_NOT_DER;
  *used = whole.der_len;
  AsnReader r = asn_inside(&whole);
  if (whole.tag != ASN_SEQUENCE || !asn_take(&r, ASN_OID, &oid))
    return ASN_CMS_STRUCTURE;
  out->gm = asn_oid(&oid) == ASN_OID_GM_SIGNED_DATA;
  if ((!out->gm && asn_oid(&oid) != ASN_OID_SIGNED_DATA) ||
      !asn_take(&r, ASN_CONTEXT(0), &around) || !asn_done(&r))
    return ASN_CMS_STRUCTURE;
  r = asn_inside(&around);
  if (!asn_take(&r, ASN_SEQUENCE, &sequence) || !asn_done(&r))
    return ASN_CMS_STRUCTURE;
  return read_signed_data(&sequence, out);
}

/* ---- what attributes hold --------------------------------------------------------- */

/* IssuerSerial: GeneralNames with one directoryName, and the number. */
static bool read_issuer_serial(const AsnItem *sequence, AsnEss *out) {
  AsnReader r = asn_inside(sequence);
  AsnItem names, name;
  if (!asn_take(&r, ASN_SEQUENCE, &names) || !asn_take(&r, ASN_INTEGER, &out->serial) ||
      !asn_done(&r))
    return false;
  r = asn_inside(&names);
  if (!asn_take(&r, ASN_CONTEXT(4), &name) || !asn_done(&r))
    return false;
  r = asn_inside(&name);
  return asn_take(&r, ASN_SEQUENCE, &out->issuer) && asn_done(&r);
}

bool asn_read_ess(const AsnItem *value, bool v2, AsnEss *out) {
  *out = (AsnEss){.digest = v2 ? ASN_DIGEST_SHA256 : ASN_DIGEST_SHA1};
  AsnReader r = asn_inside(value);
  AsnItem list, id, algorithm, serial;
  if (value->tag != ASN_SEQUENCE || !asn_take(&r, ASN_SEQUENCE, &list))
    return false;
  r = asn_inside(&list);
  if (!asn_take(&r, ASN_SEQUENCE, &id))
    return false;
  r = asn_inside(&id);
  if (v2 && asn_take(&r, ASN_SEQUENCE, &algorithm) &&
      !asn_read_digest(&algorithm, &out->digest))
    return false;
  if (!asn_take(&r, ASN_OCTETS, &out->hash))
    return false;
  if (asn_take(&r, ASN_SEQUENCE, &serial) && !read_issuer_serial(&serial, out))
    return false;
  return asn_done(&r);
}

bool asn_read_stamp(const AsnItem *content, AsnStamp *out) {
  AsnItem whole, version, policy, imprint, algorithm, serial, time;
  if (!asn_strict(content->bytes, content->len, &whole) ||
      whole.der_len != content->len || whole.tag != ASN_SEQUENCE)
    return false;
  AsnReader r = asn_inside(&whole);
  unsigned number;
  if (!asn_take(&r, ASN_INTEGER, &version) || !asn_number(&version, &number) ||
      number != 1 || !asn_take(&r, ASN_OID, &policy) ||
      !asn_take(&r, ASN_SEQUENCE, &imprint) || !asn_take(&r, ASN_INTEGER, &serial) ||
      !asn_take(&r, ASN_TIME, &time) || !asn_seconds(&time, &out->seconds))
    return false;
  r = asn_inside(&imprint);
  return asn_take(&r, ASN_SEQUENCE, &algorithm) &&
         asn_read_digest(&algorithm, &out->digest) &&
         asn_take(&r, ASN_OCTETS, &out->imprint) && asn_done(&r) &&
         out->imprint.len == asn_digest_bytes(out->digest);
}
