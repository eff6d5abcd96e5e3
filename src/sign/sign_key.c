/* A profile's key with its certificates: opened, held against each other and against what
 * may sign (A13). */
#include <string.h>

#include "sign_crypto.h"
#include "sign_private.h"

#define SOON (INT64_C(30) * 86400)

const char *signing_time_text(Arena *arena, int64_t seconds) {
  g_autoptr(GTimeZone) zone = g_time_zone_new_offset(8 * 3600);
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(seconds);
  g_autoptr(GDateTime) time = utc ? g_date_time_to_timezone(utc, zone) : NULL;
  g_autofree char *text = time ? g_date_time_format(time, "%Y-%m-%d %H:%M") : NULL;
  return arena_strdup(arena, text ? text : "?");
}

/* ---- certificates --------------------------------------------------------------------
 */

static bool load(Job *job, SigningKey *key, const char *path) {
  g_autofree char *bytes = NULL;
  size_t len;
  if (!file_read(path, job->limits->layout_bytes, &bytes, &len, job->diags))
    return false;
  guint before = key->ders->len;
  asn_blocks(key->ders, bytes, len, "CERTIFICATE");
  if (key->ders->len > before)
    return true;
  diag_add(job->diags, (Span){.file = path}, DIAG_SIGN_CERTIFICATE, path, NULL);
  return false;
}

/* Certificates that came with the key stand behind those of files. */
static bool load_certificates(Job *job, SigningKey *key) {
  g_autoptr(GPtrArray) own = g_steal_pointer(&key->ders);
  key->ders = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
  const SigningProfile *profile = key->profile;
  if (profile->certificate && !load(job, key, profile->certificate))
    return false;
  for (guint i = 0; i < own->len; i++)
    g_ptr_array_add(key->ders, g_bytes_ref(own->pdata[i]));
  for (const char **c = profile->chain; *c; c++) {
    if (!load(job, key, *c))
      return false;
  }
  return true;
}

static bool known(const GArray *items, const AsnItem *item) {
  for (guint i = 0; i < items->len; i++) {
    if (asn_same(&g_array_index(items, AsnItem, i), item))
      return true;
  }
  return false;
}

/* The signer's, then what is no root, each once. */
static bool take_certificates(Job *job, SigningKey *key) {
  for (guint i = 0; i < key->ders->len; i++) {
    AsnCertificate certificate;
    gsize len;
    const void *der = g_bytes_get_data(key->ders->pdata[i], &len);
    if (!asn_read_certificate(key->arena, der, len, &certificate)) {
      diag_add(job->diags, (Span){.file = key->named}, DIAG_SIGN_CERTIFICATE, key->named,
               NULL);
      return false;
    }
    bool root = asn_same(&certificate.issuer, &certificate.subject);
    if (key->items->len == 0)
      key->signer = certificate;
    if ((key->items->len == 0 || !root) && !known(key->items, &certificate.whole))
      g_array_append_val(key->items, certificate.whole);
  }
  if (key->items->len)
    return true;
  diag_add(job->diags, (Span){.file = key->named}, DIAG_SIGN_CERTIFICATE, key->named,
           NULL);
  return false;
}

/* ---- what may sign -------------------------------------------------------------------
 */

static const char *kind_text(Arena *arena, const AsnCertificate *c) {
  if (c->key == ASN_KEY_RSA)
    return arena_printf(arena, "RSA-%u", c->bits);
  return c->key == ASN_KEY_SM2 ? "SM2" : c->key == ASN_KEY_EC ? "ECDSA" : "?";
}

static bool settle_algorithm(Job *job, SigningKey *key, unsigned rsa_bits) {
  const AsnCertificate *c = &key->signer;
  AsnDigest digest = key->profile->digest;
  bool sm2 = c->key == ASN_KEY_SM2;
  if (digest == ASN_NO_DIGEST)
    digest = sm2 ? ASN_DIGEST_SM3 : ASN_DIGEST_SHA256;
  key->algorithm = (AsnAlgorithm){.key = c->key, .digest = digest};
  Span at = {.file = key->named};
  if (c->key == ASN_NO_KEY || (c->key == ASN_KEY_RSA && c->bits < rsa_bits)) {
    diag_add(job->diags, at, DIAG_SIGN_WEAK, kind_text(job->arena, c), NULL);
    return false;
  }
  if (sm2 == (digest == ASN_DIGEST_SM3))
    return true;
  diag_add(job->diags, at, DIAG_SIGN_DIGEST, kind_text(job->arena, c),
           asn_digest_name(digest), NULL);
  return false;
}

static bool valid_then(Job *job, const SigningKey *key, int64_t time) {
  const AsnCertificate *c = &key->signer;
  Span at = {.file = key->named};
  if (time < c->not_before || time > c->not_after) {
    diag_add(job->diags, at, DIAG_SIGN_CERTIFICATE_TIME, c->signer,
             signing_time_text(job->arena, time),
             signing_time_text(job->arena, c->not_before),
             signing_time_text(job->arena, c->not_after), NULL);
    return false;
  }
  if (c->not_after - time < SOON)
    diag_add(job->diags, at, DIAG_SIGN_CERTIFICATE_SOON, c->signer,
             signing_time_text(job->arena, c->not_after), NULL);
  return true;
}

static bool may_sign(Job *job, const SigningKey *key) {
  const AsnCertificate *c = &key->signer;
  bool ok = !c->limits_usage || (c->usage & 3);
  if (!ok)
    diag_add(job->diags, (Span){.file = key->named}, DIAG_SIGN_USAGE, c->signer, NULL);
  return ok;
}

static bool fits(Job *job, const SigningKey *key) {
  bool file =
      key->profile->kind == SIGNING_KEY_PEM || key->profile->kind == SIGNING_KEY_PKCS12;
  if (!file || signing_file_fits(key))
    return true;
  diag_add(job->diags, (Span){.file = key->named}, DIAG_SIGN_PAIR, key->signer.signer,
           key->named, NULL);
  return false;
}

/* ---- opening -------------------------------------------------------------------------
 */

static SigningKey *key_new(const SigningProfile *profile) {
  const char *const named[] = {[SIGNING_KEY_PEM] = profile->key_file,
                               [SIGNING_KEY_PKCS12] = profile->key_file,
                               [SIGNING_KEY_PKCS11] = profile->module,
                               [SIGNING_KEY_COMMAND] = profile->command};
  SigningKey *key = g_new0(SigningKey, 1);
  key->profile = profile;
  key->arena = arena_new();
  key->named = named[profile->kind];
  key->ders = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
  key->items = g_array_new(FALSE, FALSE, sizeof(AsnItem));
  return key;
}

static bool open_backend(SigningOpening *o) {
  switch (o->key->profile->kind) {
    case SIGNING_KEY_PEM:
    case SIGNING_KEY_PKCS12:
      return signing_open_file(o);
    case SIGNING_KEY_PKCS11:
      return signing_open_token(o);
    case SIGNING_KEY_COMMAND:
      return signing_open_command(o);
  }
  return false;
}

SigningKey *signing_key_open(Job *job, const SigningConfig *config,
                             const SigningProfile *profile, const char *pin,
                             int64_t time) {
  if (!signing_library(job->diags))
    return NULL;
  SigningKey *key = key_new(profile);
  SigningOpening opening = {job, key, pin ? pin : profile->pin};
  if (open_backend(&opening) && load_certificates(job, key) &&
      take_certificates(job, key) && fits(job, key) && may_sign(job, key) &&
      settle_algorithm(job, key, config->rsa_bits) && valid_then(job, key, time))
    return key;
  signing_key_free(key);
  return NULL;
}

void signing_key_free(SigningKey *key) {
  if (!key)
    return;
  if (key->backend.self)
    key->backend.free(key->backend.self);
  g_array_free(key->items, TRUE);
  g_ptr_array_free(key->ders, TRUE);
  arena_free(key->arena);
  g_free(key);
}

const AsnCertificate *signing_key_certificate(const SigningKey *key) {
  return &key->signer;
}

const GArray *signing_key_certificates(const SigningKey *key) {
  return key->items;
}

AsnAlgorithm signing_key_algorithm(const SigningKey *key) {
  return key->algorithm;
}

bool signing_key_value(SigningKey *key, Job *job, const void *message, size_t len,
                       GByteArray *out) {
  SigningPiece piece = {message, len};
  return key->backend.value(key->backend.self, job, &piece, out);
}
