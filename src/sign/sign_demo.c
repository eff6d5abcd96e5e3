/* A key and a certificate of its own for trying out: everything is made on the spot, and
 * nobody else trusts it. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "sign_crypto.h"
#include "sign_private.h"

#define YEAR (INT64_C(365) * 86400)

/* ---- the certificate -----------------------------------------------------------------
 */

static void put_name(GByteArray *out, const char *name) {
  size_t a = asn_begin(out), b = asn_begin(out), c = asn_begin(out);
  asn_put_oid(out, ASN_OID_COMMON_NAME);
  asn_put(out, ASN_UTF8, name, strlen(name));
  asn_end(out, ASN_SEQUENCE, c);
  asn_end(out, ASN_SET, b);
  asn_end(out, ASN_SEQUENCE, a);
}

static void put_time(GByteArray *out, int64_t seconds) {
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(seconds);
  g_autofree char *text = g_date_time_format(time, "%y%m%d%H%M%SZ");
  asn_put(out, ASN_UTC_TIME, text, strlen(text));
}

static void put_algorithm(GByteArray *out) {
  size_t at = asn_begin(out);
  asn_put_oid(out, ASN_OID_ECDSA_SHA256);
  asn_end(out, ASN_SEQUENCE, at);
}

/* keyUsage, critical: digitalSignature and nonRepudiation */
static void put_usage(GByteArray *out) {
  static const uint8_t bits[] = {0x03, 0x02, 0x06, 0xc0};
  size_t tagged = asn_begin(out), list = asn_begin(out), one = asn_begin(out);
  asn_put_oid(out, ASN_OID_KEY_USAGE);
  asn_put(out, ASN_BOOLEAN, "\xff", 1);
  asn_put(out, ASN_OCTETS, bits, sizeof bits);
  asn_end(out, ASN_SEQUENCE, one);
  asn_end(out, ASN_SEQUENCE, list);
  asn_end(out, ASN_CONTEXT(3), tagged);
}

static void put_body(GByteArray *out, EVP_PKEY *key, const char *name) {
  uint8_t serial[9] = {0x40}, *spki = NULL;
  int64_t now = g_get_real_time() / G_USEC_PER_SEC;
  LC(RAND_bytes)(serial + 1, sizeof serial - 1);
  size_t body = asn_begin(out), version = asn_begin(out);
  asn_put_number(out, 2);
  asn_end(out, ASN_CONTEXT(0), version);
  asn_put(out, ASN_INTEGER, serial, sizeof serial);
  put_algorithm(out);
  put_name(out, name);
  size_t validity = asn_begin(out);
  put_time(out, now - 3600);
  put_time(out, now + YEAR);
  asn_end(out, ASN_SEQUENCE, validity);
  put_name(out, name);
  int len = LC(i2d_PUBKEY)(key, &spki);
  g_byte_array_append(out, spki, (guint)MAX(len, 0));
  LC(CRYPTO_free)(spki, __FILE__, __LINE__);
  put_usage(out);
  asn_end(out, ASN_SEQUENCE, body);
}

static bool put_certificate(GByteArray *out, EVP_PKEY *key, const char *name) {
  g_autoptr(GByteArray) body = g_byte_array_new();
  uint8_t value[256] = {0};
  size_t len = sizeof value - 1;
  EVP_MD_CTX *context = LC(EVP_MD_CTX_new)();
  put_body(body, key, name);
  bool ok = LC(EVP_DigestSignInit)(context, NULL, signing_md(ASN_DIGEST_SHA256), NULL,
                                   key) > 0 &&
            LC(EVP_DigestSign)(context, value + 1, &len, body->data, body->len) > 0;
  LC(EVP_MD_CTX_free)(context);
  size_t at = asn_begin(out);
  g_byte_array_append(out, body->data, body->len);
  put_algorithm(out);
  asn_put(out, ASN_BITS, value, len + 1);
  asn_end(out, ASN_SEQUENCE, at);
  return ok;
}

/* ---- the files -----------------------------------------------------------------------
 */

/* What is there already is never written over. */
static bool write_new(Job *job, const char *folder, const char *name,
                      const SigningPiece *bytes) {
  g_autofree char *path = g_build_filename(folder, name, NULL);
  int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  bool ok = fd >= 0 && file_write_all(fd, bytes->bytes, bytes->len);
  if (!ok)
    diag_add(job->diags, (Span){.file = path}, DIAG_ENV_CANNOT_WRITE, path,
             file_error_words(errno), NULL);
  if (fd >= 0)
    close(fd);
  return ok;
}

static bool write_key(Job *job, const char *folder, EVP_PKEY *key) {
  BIO *bio = LC(BIO_new)(LC(BIO_s_mem)());
  char *bytes = NULL;
  bool ok = LC(PEM_write_bio_PKCS8PrivateKey)(bio, key, NULL, NULL, 0, NULL, NULL) == 1;
  long len = ok ? LC(BIO_ctrl)(bio, BIO_CTRL_INFO, 0, &bytes) : 0;
  ok = len > 0 && write_new(job, folder, "demo.pem", &(SigningPiece){bytes, (size_t)len});
  if (len > 0)
    LC(OPENSSL_cleanse)(bytes, (size_t)len);
  LC(BIO_free)(bio);
  return ok;
}

static bool write_certificate(Job *job, const char *folder, const GByteArray *der) {
  g_autoptr(GString) pem = g_string_new("-----BEGIN CERTIFICATE-----\n");
  g_autofree char *base64 = g_base64_encode(der->data, der->len);
  for (size_t i = 0, n = strlen(base64); i < n; i += 64)
    g_string_append_printf(pem, "%.64s\n", base64 + i);
  g_string_append(pem, "-----END CERTIFICATE-----\n");
  return write_new(job, folder, "demo.crt", &(SigningPiece){pem->str, pem->len});
}

static const char demo_config[] =
    "<!-- A key for trying out: nobody else trusts it. -->\n"
    "<signing xmlns=\"" SIGNING_NAMESPACE
    "\">\n"
    "  <profile id=\"demo\">\n"
    "    <key kind=\"pem\" file=\"demo.pem\"/>\n"
    "    <certificate file=\"demo.crt\"/>\n"
    "  </profile>\n"
    "  <trust file=\"demo.crt\"/>\n"
    "</signing>\n";

bool signing_demo(Job *job, const char *folder, const char *name) {
  if (!signing_library(job->diags))
    return false;
  g_mkdir_with_parents(folder, 0700);
  EVP_PKEY *key = LC(EVP_PKEY_Q_keygen)(NULL, NULL, "EC", "P-256");
  g_autoptr(GByteArray) der = g_byte_array_new();
  bool ok = key && put_certificate(der, key, name) && write_key(job, folder, key) &&
            write_certificate(job, folder, der) &&
            write_new(job, folder, "signing.xml",
                      &(SigningPiece){demo_config, sizeof demo_config - 1});
  LC(EVP_PKEY_free)(key);
  if (!ok && diag_errors(job->diags) == 0)
    diag_add(job->diags, (Span){0}, DIAG_SIGN_FAILED, signing_library_fault(job->arena),
             NULL);
  return ok;
}
