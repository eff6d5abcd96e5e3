/* Electronic seals of GB/T 38540-2020, version 4: a seal from its picture, and a seal
 * over a document. SM2 with SM3 throughout. */
#include <string.h>

#include "sign_crypto.h"
#include "sign_private.h"

enum { VERSION = 4, CERTIFICATES = 1 };

static void put_text(GByteArray *out, uint8_t tag, const char *text) {
  asn_put(out, tag, text, strlen(text));
}

static void put_time(GByteArray *out, int64_t seconds) {
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(seconds);
  g_autofree char *text = g_date_time_format(time, "%Y%m%d%H%M%SZ");
  put_text(out, ASN_TIME, text);
}

/* No bit is left over. */
static void put_bits(GByteArray *out, const void *bytes, size_t len) {
  size_t at = asn_begin(out);
  static const uint8_t unused = 0;
  g_byte_array_append(out, &unused, 1);
  g_byte_array_append(out, bytes, (guint)len);
  asn_end(out, ASN_BITS, at);
}

static bool is_sm2(const SigningKey *key, Job *job) {
  if (key->algorithm.key == ASN_KEY_SM2)
    return true;
  diag_add(job->diags, key->profile->at, DIAG_SIGN_SEAL_KEY, key->named, NULL);
  return false;
}

/* ---- a seal
 * ---------------------------------------------------------------------------- */

static void put_header(GByteArray *out, const SigningSeal *seal) {
  size_t at = asn_begin(out);
  put_text(out, ASN_IA5, "ES");
  asn_put_number(out, VERSION);
  put_text(out, ASN_IA5, seal->vendor);
  asn_end(out, ASN_SEQUENCE, at);
}

static void put_property(GByteArray *out, const SigningSeal *seal) {
  size_t at = asn_begin(out);
  asn_put_number(out, seal->type);
  put_text(out, ASN_UTF8, seal->name);
  asn_put_number(out, CERTIFICATES);
  size_t list = asn_begin(out);
  for (guint i = 0; i < seal->users->len; i++) {
    gsize len;
    const void *der = g_bytes_get_data(seal->users->pdata[i], &len);
    asn_put(out, ASN_OCTETS, der, len);
  }
  asn_end(out, ASN_SEQUENCE, list);
  put_time(out, seal->created);
  put_time(out, seal->from);
  put_time(out, seal->to);
  asn_end(out, ASN_SEQUENCE, at);
}

static void put_picture(GByteArray *out, const SigningSeal *seal) {
  size_t at = asn_begin(out);
  put_text(out, ASN_IA5, seal->picture_type);
  asn_put(out, ASN_OCTETS, seal->picture, seal->picture_len);
  asn_put_number(out, seal->width);
  asn_put_number(out, seal->height);
  asn_end(out, ASN_SEQUENCE, at);
}

static void put_certificate(GByteArray *out, const SigningKey *key) {
  const AsnItem *whole = &signing_key_certificate(key)->whole;
  asn_put(out, ASN_OCTETS, whole->der, whole->der_len);
}

void signing_seal_info(const SigningSeal *seal, GByteArray *out) {
  size_t info = asn_begin(out);
  put_header(out, seal);
  put_text(out, ASN_IA5, seal->id);
  put_property(out, seal);
  put_picture(out, seal);
  asn_end(out, ASN_SEQUENCE, info);
}

/* The signer signs no bytes but those of a seal. */
static bool is_seal(Job *job, const GByteArray *made) {
  AsnSeal seal;
  if (made->len <= job->limits->seal_bytes &&
      asn_read_seal(made->data, made->len, &seal) && seal.version == VERSION)
    return true;
  diag_add(job->diags, (Span){0}, DIAG_SIGN_SEAL_FORM, NULL);
  return false;
}

bool signing_seal_make(SigningKey *key, Job *job, const void *info, size_t len,
                       GByteArray *out) {
  g_autoptr(GByteArray) value = g_byte_array_new();
  g_autoptr(GByteArray) made = g_byte_array_new();
  if (!is_sm2(key, job) || !signing_key_value(key, job, info, len, value))
    return false;
  size_t whole = asn_begin(made);
  g_byte_array_append(made, info, (guint)len);
  put_certificate(made, key);
  asn_put_oid(made, ASN_OID_SM2_SM3);
  put_bits(made, value->data, value->len);
  asn_end(made, ASN_SEQUENCE, whole);
  if (!is_seal(job, made))
    return false;
  g_byte_array_append(out, made->data, made->len);
  return true;
}

/* ---- over a document
 * --------------------------------------------------------------------- */

/* The key's certificate is among those that the seal names. */
static bool may_use(const SigningKey *key, const AsnSeal *seal) {
  const AsnItem *own = &signing_key_certificate(key)->whole;
  AsnReader list = asn_inside(&seal->list);
  for (AsnSealUser user; asn_seal_next(&list, &user);) {
    uint8_t digest[64];
    SigningPiece piece = {own->der, own->der_len};
    bool whole = seal->list_kind == ASN_SEAL_CERTIFICATES;
    size_t n = whole ? own->der_len : signing_digest(ASN_DIGEST_SM3, &piece, 1, digest);
    if (n == user.value.len &&
        memcmp(user.value.bytes, whole ? own->der : digest, n) == 0)
      return true;
  }
  return false;
}

static bool fits(const SigningKey *key, Job *job, const SigningSealed *sealed) {
  AsnSeal seal;
  Span at = key->profile->at;
  if (!asn_read_seal(sealed->seal, sealed->seal_len, &seal) || seal.version < VERSION)
    diag_add(job->diags, at, DIAG_SIGN_SEAL_FORM, NULL);
  else if (!may_use(key, &seal))
    diag_add(job->diags, at, DIAG_SIGN_SEAL_USER, signing_key_certificate(key)->signer,
             NULL);
  else if (sealed->time < seal.from || sealed->time > seal.to)
    diag_add(job->diags, at, DIAG_SIGN_SEAL_TIME,
             signing_time_text(job->arena, seal.from),
             signing_time_text(job->arena, seal.to), NULL);
  else
    return is_sm2(key, job);
  return false;
}

static void put_message(GByteArray *out, const SigningSealed *sealed) {
  size_t at = asn_begin(out);
  asn_put_number(out, VERSION);
  g_byte_array_append(out, sealed->seal, (guint)sealed->seal_len);
  put_time(out, sealed->time);
  put_bits(out, sealed->digest, asn_digest_bytes(ASN_DIGEST_SM3));
  put_text(out, ASN_IA5, sealed->property);
  asn_end(out, ASN_SEQUENCE, at);
}

static void put_stamp(GByteArray *out, const GByteArray *token) {
  size_t at = asn_begin(out);
  put_bits(out, token->data, token->len);
  asn_end(out, ASN_CONTEXT(0), at);
}

bool signing_sealed(SigningKey *key, Job *job, const SigningSealed *sealed,
                    const SigningStamper *stamper, GByteArray *out) {
  g_autoptr(GByteArray) value = g_byte_array_new();
  g_autoptr(GByteArray) token = g_byte_array_new();
  if (!fits(key, job, sealed))
    return false;
  size_t whole = asn_begin(out);
  put_message(out, sealed);
  bool good = signing_key_value(key, job, out->data + whole, out->len - whole, value);
  if (good && stamper)
    good = stamper->stamp(stamper->self, job, value->data, value->len, token);
  if (!good) {
    g_byte_array_set_size(out, (guint)whole);
    return false;
  }
  put_certificate(out, key);
  asn_put_oid(out, ASN_OID_SM2_SM3);
  put_bits(out, value->data, value->len);
  if (token->len)
    put_stamp(out, token);
  asn_end(out, ASN_SEQUENCE, whole);
  return true;
}
