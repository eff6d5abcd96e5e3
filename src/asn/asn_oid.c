/* The object identifiers and algorithms that signatures are made of. */
#include <string.h>

#include "asn.h"

typedef struct OidBytes {
  size_t len;
  const char *bytes;
} OidBytes;

static const OidBytes oids[] = {
#define ASN_OID_ROW(name, n, text) [ASN_OID_##name] = {n, text},
    ASN_OIDS(ASN_OID_ROW)
#undef ASN_OID_ROW
};

AsnOid asn_oid(const AsnItem *item) {
  for (int i = 1; item->tag == ASN_OID && i < ASN_OID_COUNT; i++) {
    if (item->len == oids[i].len && memcmp(item->bytes, oids[i].bytes, item->len) == 0)
      return (AsnOid)i;
  }
  return ASN_OID_UNKNOWN;
}

char *asn_oid_text(Arena *arena, const AsnItem *item) {
  g_autoptr(GString) text = g_string_new(NULL);
  uint64_t arc = 0;
  for (size_t i = 0; i < item->len && text->len < 200; i++) {
    arc = arc << 7 | (item->bytes[i] & 0x7f);
    if (item->bytes[i] & 0x80)
      continue;
    if (text->len == 0) {
      uint64_t first = MIN(arc / 40, 2);
      g_string_append_printf(text, "%" G_GUINT64_FORMAT, first);
      arc -= first * 40;
    }
    g_string_append_printf(text, ".%" G_GUINT64_FORMAT, arc);
    arc = 0;
  }
  return arena_strdup(arena, text->str);
}

void asn_put_oid(GByteArray *out, AsnOid oid) {
  asn_put(out, ASN_OID, oids[oid].bytes, oids[oid].len);
}

/* ---- digests ---------------------------------------------------------------------- */

static const struct {
  AsnOid oid;
  AsnDigest digest;
  const char *name;
  size_t bytes;
} digests[] = {{ASN_OID_SHA1, ASN_DIGEST_SHA1, "SHA-1", 20},
               {ASN_OID_SHA256, ASN_DIGEST_SHA256, "SHA-256", 32},
               {ASN_OID_SHA384, ASN_DIGEST_SHA384, "SHA-384", 48},
               {ASN_OID_SHA512, ASN_DIGEST_SHA512, "SHA-512", 64},
               {ASN_OID_SM3, ASN_DIGEST_SM3, "SM3", 32}};

static AsnDigest asn_digest(const AsnItem *identifier) {
  AsnOid oid = asn_oid(identifier);
  for (size_t i = 0; i < G_N_ELEMENTS(digests); i++) {
    if (digests[i].oid == oid)
      return digests[i].digest;
  }
  return ASN_NO_DIGEST;
}

const char *asn_digest_name(AsnDigest digest) {
  for (size_t i = 0; i < G_N_ELEMENTS(digests); i++) {
    if (digests[i].digest == digest)
      return digests[i].name;
  }
  return "";
}

size_t asn_digest_bytes(AsnDigest digest) {
  for (size_t i = 0; i < G_N_ELEMENTS(digests); i++) {
    if (digests[i].digest == digest)
      return digests[i].bytes;
  }
  return 0;
}

/* Parameters are absent or NULL. */
static bool no_parameters(AsnReader *inside) {
  AsnItem null;
  asn_take(inside, ASN_NULL, &null);
  return asn_done(inside);
}

bool asn_read_digest(const AsnItem *sequence, AsnDigest *out) {
  AsnReader inside = asn_inside(sequence);
  AsnItem oid;
  if (sequence->tag != ASN_SEQUENCE || !asn_take(&inside, ASN_OID, &oid))
    return false;
  *out = asn_digest(&oid);
  return *out != ASN_NO_DIGEST && no_parameters(&inside);
}

/* ---- signatures -------------------------------------------------------------------- */

static const struct {
  AsnOid oid;
  AsnAlgorithm algorithm;
} algorithms[] = {
    {ASN_OID_RSA, {.key = ASN_KEY_RSA}},
    {ASN_OID_RSA_SHA1, {.key = ASN_KEY_RSA, .digest = ASN_DIGEST_SHA1}},
    {ASN_OID_RSA_SHA256, {.key = ASN_KEY_RSA, .digest = ASN_DIGEST_SHA256}},
    {ASN_OID_RSA_SHA384, {.key = ASN_KEY_RSA, .digest = ASN_DIGEST_SHA384}},
    {ASN_OID_RSA_SHA512, {.key = ASN_KEY_RSA, .digest = ASN_DIGEST_SHA512}},
    {ASN_OID_ECDSA_SHA1, {.key = ASN_KEY_EC, .digest = ASN_DIGEST_SHA1}},
    {ASN_OID_ECDSA_SHA256, {.key = ASN_KEY_EC, .digest = ASN_DIGEST_SHA256}},
    {ASN_OID_ECDSA_SHA384, {.key = ASN_KEY_EC, .digest = ASN_DIGEST_SHA384}},
    {ASN_OID_ECDSA_SHA512, {.key = ASN_KEY_EC, .digest = ASN_DIGEST_SHA512}},
    {ASN_OID_GM_SM2, {.key = ASN_KEY_SM2, .digest = ASN_DIGEST_SM3}},
    {ASN_OID_SM2_SM3, {.key = ASN_KEY_SM2, .digest = ASN_DIGEST_SM3}}};

/* [tag] around one item. */
static bool take_tagged(AsnReader *reader, uint8_t tag, AsnItem *out) {
  AsnItem around;
  if (!asn_take(reader, tag, &around))
    return false;
  AsnReader inside = asn_inside(&around);
  return asn_next(&inside, out) && asn_done(&inside);
}

/* RSASSA-PSS-params (RFC 4055); what is left out means SHA-1. */
static bool read_pss(AsnReader *reader, AsnAlgorithm *out) {
  AsnItem params, item, oid;
  if (!asn_take(reader, ASN_SEQUENCE, &params) || !asn_done(reader))
    return false;
  AsnReader r = asn_inside(&params);
  *out = (AsnAlgorithm){.key = ASN_KEY_RSA, .pss = true, .salt = 20};
  out->digest = out->mask = ASN_DIGEST_SHA1;
  if (take_tagged(&r, ASN_CONTEXT(0), &item) && !asn_read_digest(&item, &out->digest))
    return false;
  if (take_tagged(&r, ASN_CONTEXT(1), &item)) {
    AsnReader inside = asn_inside(&item);
    AsnItem hash;
    if (item.tag != ASN_SEQUENCE || !asn_take(&inside, ASN_OID, &oid) ||
        asn_oid(&oid) != ASN_OID_MGF1 || !asn_take(&inside, ASN_SEQUENCE, &hash) ||
        !asn_read_digest(&hash, &out->mask))
      return false;
  }
  unsigned trailer = 1;
  if (take_tagged(&r, ASN_CONTEXT(2), &item) &&
      (item.tag != ASN_INTEGER || !asn_number(&item, &out->salt)))
    return false;
  if (take_tagged(&r, ASN_CONTEXT(3), &item) && !asn_number(&item, &trailer))
    return false;
  return trailer == 1 && out->salt <= 512 && asn_done(&r);
}

bool asn_read_algorithm(const AsnItem *sequence, AsnAlgorithm *out) {
  AsnReader inside = asn_inside(sequence);
  AsnItem oid;
  *out = (AsnAlgorithm){0};
  if (sequence->tag != ASN_SEQUENCE || !asn_take(&inside, ASN_OID, &oid))
    return false;
  AsnOid known = asn_oid(&oid);
  if (known == ASN_OID_RSA_PSS)
    return read_pss(&inside, out);
  for (size_t i = 0; i < G_N_ELEMENTS(algorithms); i++) {
    if (algorithms[i].oid == known) {
      *out = algorithms[i].algorithm;
      return no_parameters(&inside);
    }
  }
  return false;
}
