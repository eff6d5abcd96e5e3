/* Keys in files: PEM and PKCS#12, through libcrypto. */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sign_crypto.h"
#include "sign_private.h"

/* Of everyone who signs with SM2 (GB/T 35276). */
#define SM2_ID "1234567812345678"

/* ---- signing -------------------------------------------------------------------------
 */

typedef struct FileKey {
  EVP_PKEY *key;
  AsnAlgorithm *algorithm;
} FileKey;

static bool begin(EVP_MD_CTX *context, EVP_PKEY_CTX *of, const FileKey *k) {
  if (k->algorithm->key == ASN_KEY_SM2) {
    if (LC(EVP_PKEY_CTX_set1_id)(of, SM2_ID, (int)strlen(SM2_ID)) <= 0)
      return false;
    LC(EVP_MD_CTX_set_pkey_ctx)(context, of);
  }
  return LC(EVP_DigestSignInit)(context, NULL, signing_md(k->algorithm->digest), NULL,
                                k->key) > 0;
}

static bool file_value(void *self, Job *job, const SigningPiece *message,
                       GByteArray *out) {
  FileKey *k = self;
  size_t len = (size_t)LC(EVP_PKEY_get_size)(k->key);
  guint at = out->len;
  EVP_PKEY_CTX *of = LC(EVP_PKEY_CTX_new)(k->key, NULL);
  EVP_MD_CTX *context = LC(EVP_MD_CTX_new)();
  g_byte_array_set_size(out, at + (guint)len);
  bool ok =
      of && context && begin(context, of, k) &&
      LC(EVP_DigestSign)(context, out->data + at, &len, message->bytes, message->len) > 0;
  g_byte_array_set_size(out, at + (ok ? (guint)len : 0));
  LC(EVP_MD_CTX_free)(context);
  LC(EVP_PKEY_CTX_free)(of);
  if (!ok)
    diag_add(job->diags, (Span){0}, DIAG_SIGN_FAILED, signing_library_fault(job->arena),
             NULL);
  return ok;
}

static void file_free(void *self) {
  FileKey *k = self;
  LC(EVP_PKEY_free)(k->key);
  g_free(k);
}

bool signing_file_fits(const SigningKey *key) {
  const FileKey *k = key->backend.self;
  const uint8_t *der = key->signer.key_info.der;
  EVP_PKEY *public = LC(d2i_PUBKEY)(NULL, &der, (long)key->signer.key_info.der_len);
  bool fits = public && LC(EVP_PKEY_eq)(public, k->key) == 1;
  LC(EVP_PKEY_free)(public);
  LC(ERR_clear_error)();
  return fits;
}

/* ---- reading -------------------------------------------------------------------------
 */

typedef struct Asking {
  SigningOpening *opening;
  SigningSecret *secret;
  bool told;
} Asking;

/* The passphrase, asked for when it is needed and once. */
static const SigningSecret *asked(Asking *a) {
  SigningOpening *o = a->opening;
  if (a->secret || a->told)
    return a->secret;
  if (o->pin)
    a->secret = signing_secret_read(o->job, o->pin, o->key->named);
  else
    diag_add(o->job->diags, (Span){.file = o->key->named}, DIAG_SIGN_PIN_WANTED,
             o->key->named, NULL);
  a->told = !a->secret;
  return a->secret;
}

static int give_passphrase(char *buffer, int size, int writing, void *self) {
  (void)writing;
  const SigningSecret *secret = asked(self);
  if (!secret || signing_secret_len(secret) > (size_t)size)
    return -1;
  memcpy(buffer, signing_secret_text(secret), signing_secret_len(secret));
  return (int)signing_secret_len(secret);
}

static void not_read(Asking *a) {
  SigningOpening *o = a->opening;
  Span at = {.file = o->key->named};
  if (a->secret)
    diag_add(o->job->diags, at, DIAG_SIGN_PIN_WRONG, o->key->named, NULL);
  else if (!a->told)
    diag_add(o->job->diags, at, DIAG_SIGN_KEY, o->key->named,
             signing_library_fault(o->job->arena), NULL);
  LC(ERR_clear_error)();
}

static EVP_PKEY *read_pem(Asking *a, const SigningPiece *file) {
  BIO *bio = LC(BIO_new_mem_buf)(file->bytes, (int)file->len);
  EVP_PKEY *key = LC(PEM_read_bio_PrivateKey)(bio, NULL, give_passphrase, a);
  LC(BIO_free)(bio);
  const uint8_t *der = file->bytes;
  if (!key && !a->secret && !a->told && file->len && *der == ASN_SEQUENCE)
    key = LC(d2i_AutoPrivateKey)(NULL, &der, (long)file->len);
  return key;
}

static void keep_certificate(SigningKey *key, X509 *certificate) {
  int len = certificate ? LC(i2d_X509)(certificate, NULL) : 0;
  if (len <= 0)
    return;
  uint8_t *der = g_malloc((gsize)len), *at = der;
  LC(i2d_X509)(certificate, &at);
  g_ptr_array_add(key->ders, g_bytes_new_take(der, (gsize)len));
}

/* The passphrase that opens it: none, an empty one, or the user's. */
static const char *passphrase(Asking *a, PKCS12 *file) {
  if (LC(PKCS12_verify_mac)(file, NULL, 0))
    return NULL;
  if (LC(PKCS12_verify_mac)(file, "", 0))
    return "";
  const SigningSecret *secret = asked(a);
  return secret ? signing_secret_text(secret) : NULL;
}

static EVP_PKEY *read_pkcs12(Asking *a, const SigningPiece *bytes) {
  const uint8_t *der = bytes->bytes;
  PKCS12 *file = LC(d2i_PKCS12)(NULL, &der, (long)bytes->len);
  EVP_PKEY *key = NULL;
  X509 *certificate = NULL;
  STACK_OF(X509) *more = NULL;
  const char *pass = file ? passphrase(a, file) : NULL;
  if (file && !a->told && LC(PKCS12_parse)(file, pass, &key, &certificate, &more) == 1) {
    const OPENSSL_STACK *stack = (const OPENSSL_STACK *)more;
    keep_certificate(a->opening->key, certificate);
    for (int i = 0; stack && i < LC(OPENSSL_sk_num)(stack); i++)
      keep_certificate(a->opening->key, LC(OPENSSL_sk_value)(stack, i));
  }
  for (int i = 0; more && i < LC(OPENSSL_sk_num)((OPENSSL_STACK *)more); i++)
    LC(X509_free)(LC(OPENSSL_sk_value)((OPENSSL_STACK *)more, i));
  LC(OPENSSL_sk_free)((OPENSSL_STACK *)more);
  LC(X509_free)(certificate);
  LC(PKCS12_free)(file);
  return key;
}

/* Its bytes, and a NUL; wiped by the caller. NULL: reported. */
static uint8_t *private_bytes(SigningOpening *o, size_t *len) {
  int fd;
  if (!signing_private_file(o->job, o->key->named, &fd))
    return NULL;
  size_t room = o->job->limits->layout_bytes;
  uint8_t *bytes = g_malloc0(room + 1);
  *len = 0;
  for (ssize_t got; *len < room && (got = read(fd, bytes + *len, room - *len)) > 0;)
    *len += (size_t)got;
  close(fd);
  return bytes;
}

bool signing_open_file(SigningOpening *o) {
  SigningPiece file;
  uint8_t *bytes = private_bytes(o, &file.len);
  if (!bytes)
    return false;
  Asking asking = {.opening = o};
  file.bytes = bytes;
  EVP_PKEY *key = o->key->profile->kind == SIGNING_KEY_PKCS12
                      ? read_pkcs12(&asking, &file)
                      : read_pem(&asking, &file);
  LC(OPENSSL_cleanse)(bytes, o->job->limits->layout_bytes);
  g_free(bytes);
  if (!key)
    not_read(&asking);
  signing_secret_free(asking.secret);
  if (!key)
    return false;
  FileKey *k = g_new0(FileKey, 1);
  *k = (FileKey){key, &o->key->algorithm};
  o->key->backend = (SigningBackend){k, file_value, file_free};
  return true;
}
