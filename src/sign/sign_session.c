/* A run with one key: opened once, asked what room it needs, asked to sign. */
#include <string.h>

#include "sign_crypto.h"
#include "sign_session.h"

int64_t signing_session_time(const SigningSession *session) {
  return session->wish.time != SIGNING_NOW ? session->wish.time
                                           : g_get_real_time() / G_USEC_PER_SEC;
}

static VerifyTrust *trust_of(Job *job, const SigningSession *s) {
  VerifyOptions options = {.trust = (const char *const *)s->config->trust,
                           .at = signing_session_time(s)};
  return verify_trust_new(job, &options);
}

/* How large a stamp is shows best on one. */
static bool try_stamp(Job *job, SigningSession *s) {
  if (s->profile->level < SIGNING_LEVEL_T)
    return true;
  g_autoptr(GByteArray) token = g_byte_array_new();
  SigningPiece piece = {"hongtou", 7};
  if (signing_stamp(job, &s->stamping, &piece, 1, token)) {
    s->token = token->len;
    return true;
  }
  s->token = 8192;
  return s->profile->stamps.later;
}

static bool read_seal(Job *job, SigningSession *s) {
  const char *path = s->profile->seal;
  char *bytes;
  size_t len;
  AsnSeal seal;
  if (s->profile->form != SIGNING_SES)
    return true;
  if (path && !file_read(path, job->limits->seal_bytes, &bytes, &len, job->diags))
    return false;
  s->seal = path ? g_bytes_new_take(bytes, len) : NULL;
  if (s->seal && asn_read_seal(bytes, len, &seal))
    return true;
  diag_add(job->diags, s->profile->at, DIAG_SIGN_SEAL_FORM, NULL);
  return false;
}

static bool open_all(Job *job, SigningSession *s) {
  g_autofree char *path = signing_path(s->wish.config);
  s->config = signing_read(job, path);
  if (!s->config)
    return false;
  s->profile = signing_profile(job, s->config, s->wish.profile);
  if (!s->profile)
    return false;
  if (!read_seal(job, s))
    return false;
  s->stamping.from = &s->profile->stamps;
  if (s->wish.keyless) {
    s->trust = signing_library(job->diags) ? trust_of(job, s) : NULL;
    return s->trust && try_stamp(job, s);
  }
  s->key =
      signing_key_open(job, s->config, s->profile, s->wish.pin, signing_session_time(s));
  if (!s->key)
    return false;
  s->trust = trust_of(job, s);
  return s->trust && try_stamp(job, s);
}

SigningSession *signing_session_open(Job *job, const SigningWish *wish) {
  SigningSession *s = g_new0(SigningSession, 1);
  s->arena = arena_new();
  s->wish = *wish;
  s->fetched = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
                                     (GDestroyNotify)g_bytes_unref);
  Job own = *job;
  own.arena = s->arena;
  if (open_all(&own, s))
    return s;
  signing_session_free(s);
  return NULL;
}

void signing_session_free(SigningSession *s) {
  if (!s)
    return;
  signing_key_free(s->key);
  g_hash_table_unref(s->fetched);
  verify_trust_free(s->trust);
  g_clear_pointer(&s->seal, g_bytes_unref);
  g_queue_clear_full(&s->stamping.asked, g_free);
  arena_free(s->arena);
  g_free(s);
}

const SigningProfile *signing_session_profile(const SigningSession *session) {
  return session->profile;
}

const SigningKey *signing_session_key(const SigningSession *session) {
  return session->key;
}

/* Certificates, value and attributes; a stamp as it was on trial and a quarter (A12). */
size_t signing_session_reserve(const SigningSession *s) {
  const AsnCertificate *signer = signing_key_certificate(s->key);
  const GArray *certificates = signing_key_certificates(s->key);
  size_t bytes = 768 + 2 * signer->issuer.der_len;
  for (guint i = 0; i < certificates->len; i++)
    bytes += g_array_index(certificates, AsnItem, i).der_len;
  bytes += signer->key == ASN_KEY_RSA ? (signer->bits + 7) / 8 : 160;
  bytes += s->token + s->token / 4;
  bytes += s->seal ? g_bytes_get_size(s->seal) : 0;
  return (bytes + 511) / 512 * 512;
}

bool signing_session_value(SigningSession *session, Job *job, const void *message,
                           size_t len, GByteArray *out) {
  return signing_key_value(session->key, job, message, len, out);
}
