/* SignedData (RFC 5652) of the form that PAdES wants: version 1, detached, one signer,
 * definite DER, signed attributes content-type, message-digest and signing-certificate-v2
 * alone (A4). With the identifiers of GB/T 35275 where they are asked for. */
#include <string.h>

#include "sign_crypto.h"
#include "sign_private.h"

/* ---- identifiers ---------------------------------------------------------------------
 */

/* 1.2.156.10197.6.1.4.2.n: data, signedData of GB/T 35275 */
static const uint8_t gm_data[] = {0x2a, 0x81, 0x1c, 0xcf, 0x55,
                                  0x06, 0x01, 0x04, 0x02, 0x01};
static const uint8_t gm_signed_data[] = {0x2a, 0x81, 0x1c, 0xcf, 0x55,
                                         0x06, 0x01, 0x04, 0x02, 0x02};
/* 1.2.156.10197.1.301.1: SM2 signature */
static const uint8_t gm_sm2[] = {0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01, 0x82, 0x2d, 0x01};

static void put_data(GByteArray *out, bool gm) {
  if (gm)
    asn_put(out, ASN_OID, gm_data, sizeof gm_data);
  else
    asn_put_oid(out, ASN_OID_DATA);
}

static AsnOid digest_oid(AsnDigest digest) {
  static const AsnOid oids[] = {[ASN_DIGEST_SHA1] = ASN_OID_SHA1,
                                [ASN_DIGEST_SHA256] = ASN_OID_SHA256,
                                [ASN_DIGEST_SHA384] = ASN_OID_SHA384,
                                [ASN_DIGEST_SHA512] = ASN_OID_SHA512,
                                [ASN_DIGEST_SM3] = ASN_OID_SM3};
  return oids[digest];
}

static void put_digest_algorithm(GByteArray *out, AsnDigest digest) {
  size_t at = asn_begin(out);
  asn_put_oid(out, digest_oid(digest));
  asn_end(out, ASN_SEQUENCE, at);
}

static void put_algorithm(GByteArray *out, const AsnAlgorithm *algorithm, bool gm) {
  static const AsnOid ecdsa[] = {[ASN_DIGEST_SHA256] = ASN_OID_ECDSA_SHA256,
                                 [ASN_DIGEST_SHA384] = ASN_OID_ECDSA_SHA384,
                                 [ASN_DIGEST_SHA512] = ASN_OID_ECDSA_SHA512};
  size_t at = asn_begin(out);
  if (algorithm->key == ASN_KEY_RSA) {
    asn_put_oid(out, ASN_OID_RSA);
    asn_put(out, ASN_NULL, "", 0);
  } else if (algorithm->key == ASN_KEY_EC)
    asn_put_oid(out, ecdsa[algorithm->digest]);
  else if (gm)
    asn_put(out, ASN_OID, gm_sm2, sizeof gm_sm2);
  else
    asn_put_oid(out, ASN_OID_SM2_SM3);
  asn_end(out, ASN_SEQUENCE, at);
}

/* ---- signed attributes ---------------------------------------------------------------
 */

static void put_item(GByteArray *out, const AsnItem *item) {
  g_byte_array_append(out, item->der, (guint)item->der_len);
}

/* ESSCertIDv2 (RFC 5035); the digest is named unless it is SHA-256, its default. */
static void put_ess(GByteArray *out, const AsnCertificate *signer, AsnDigest digest) {
  uint8_t hash[64];
  SigningPiece whole = {signer->whole.der, signer->whole.der_len};
  size_t len = signing_digest(digest, &whole, 1, hash);
  size_t a = asn_begin(out), b = asn_begin(out), c = asn_begin(out);
  if (digest != ASN_DIGEST_SHA256)
    put_digest_algorithm(out, digest);
  asn_put(out, ASN_OCTETS, hash, len);
  size_t issuer_serial = asn_begin(out), names = asn_begin(out), name = asn_begin(out);
  put_item(out, &signer->issuer);
  asn_end(out, ASN_CONTEXT(4), name);
  asn_end(out, ASN_SEQUENCE, names);
  put_item(out, &signer->serial);
  asn_end(out, ASN_SEQUENCE, issuer_serial);
  asn_end(out, ASN_SEQUENCE, c);
  asn_end(out, ASN_SEQUENCE, b);
  asn_end(out, ASN_SEQUENCE, a);
}

static size_t begin_attribute(GByteArray *out, AsnOid oid, size_t *values) {
  size_t at = asn_begin(out);
  asn_put_oid(out, oid);
  *values = asn_begin(out);
  return at;
}

static void end_attribute(GByteArray *out, size_t at, size_t values) {
  asn_end(out, ASN_SET, values);
  asn_end(out, ASN_SEQUENCE, at);
}

/* The SET of them, as it is signed. */
static GByteArray *signed_attributes(const SigningKey *key, const SigningCms *cms) {
  GByteArray *out = g_byte_array_new();
  size_t set = asn_begin(out), values;
  size_t at = begin_attribute(out, ASN_OID_CONTENT_TYPE, &values);
  put_data(out, cms->gm);
  end_attribute(out, at, values);
  at = begin_attribute(out, ASN_OID_MESSAGE_DIGEST, &values);
  asn_put(out, ASN_OCTETS, cms->content, asn_digest_bytes(cms->digest));
  end_attribute(out, at, values);
  at = begin_attribute(out, ASN_OID_ESS_V2, &values);
  put_ess(out, &key->signer, cms->digest);
  end_attribute(out, at, values);
  asn_end_set(out, ASN_SET, set);
  return out;
}

/* ---- the whole -----------------------------------------------------------------------
 */

typedef struct Parts {
  const SigningKey *key;
  const SigningCms *cms;
  const GByteArray *attributes, *value, *token; /* token NULL: none */
} Parts;

static void put_signer(const Parts *p, GByteArray *out) {
  const AsnCertificate *signer = &p->key->signer;
  size_t at = asn_begin(out);
  asn_put_number(out, 1);
  size_t who = asn_begin(out);
  put_item(out, &signer->issuer);
  put_item(out, &signer->serial);
  asn_end(out, ASN_SEQUENCE, who);
  put_digest_algorithm(out, p->cms->digest);
  guint first = out->len; /* [0] IMPLICIT: the SET under another tag */
  g_byte_array_append(out, p->attributes->data, p->attributes->len);
  out->data[first] = ASN_CONTEXT(0);
  put_algorithm(out, &p->key->algorithm, p->cms->gm);
  asn_put(out, ASN_OCTETS, p->value->data, p->value->len);
  if (p->token) {
    size_t set = asn_begin(out), values;
    size_t attribute = begin_attribute(out, ASN_OID_SIGNATURE_STAMP, &values);
    g_byte_array_append(out, p->token->data, p->token->len);
    end_attribute(out, attribute, values);
    asn_end_set(out, ASN_CONTEXT(1), set);
  }
  asn_end(out, ASN_SEQUENCE, at);
}

static void put_signed_data(const Parts *p, GByteArray *out) {
  size_t whole = asn_begin(out);
  if (p->cms->gm)
    asn_put(out, ASN_OID, gm_signed_data, sizeof gm_signed_data);
  else
    asn_put_oid(out, ASN_OID_SIGNED_DATA);
  size_t tagged = asn_begin(out), data = asn_begin(out);
  asn_put_number(out, 1);
  size_t set = asn_begin(out);
  put_digest_algorithm(out, p->cms->digest);
  asn_end_set(out, ASN_SET, set);
  size_t content = asn_begin(out);
  put_data(out, p->cms->gm);
  asn_end(out, ASN_SEQUENCE, content);
  size_t certificates = asn_begin(out);
  for (guint i = 0; i < p->key->items->len; i++)
    put_item(out, &g_array_index(p->key->items, AsnItem, i));
  asn_end_set(out, ASN_CONTEXT(0), certificates);
  size_t signers = asn_begin(out);
  put_signer(p, out);
  asn_end_set(out, ASN_SET, signers);
  asn_end(out, ASN_SEQUENCE, data);
  asn_end(out, ASN_CONTEXT(0), tagged);
  asn_end(out, ASN_SEQUENCE, whole);
}

bool signing_cms(SigningKey *key, Job *job, const SigningCms *cms,
                 const SigningStamper *stamper, GByteArray *out) {
  g_autoptr(GByteArray) attributes = signed_attributes(key, cms);
  g_autoptr(GByteArray) value = g_byte_array_new();
  g_autoptr(GByteArray) token = stamper ? g_byte_array_new() : NULL;
  if (!signing_key_value(key, job, attributes->data, attributes->len, value) ||
      (stamper && !stamper->stamp(stamper->self, job, value->data, value->len, token)))
    return false;
  bool stamped = token && token->len;
  put_signed_data(&(Parts){key, cms, attributes, value, stamped ? token : NULL}, out);
  return true;
}
