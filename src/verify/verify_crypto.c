/* Digests, signatures and chains by libcrypto; what it is asked is written by asn. */
#include "verify_crypto.h"

#include <string.h>

#include "verify_private.h"

LIBRARY_OPENER(crypto_library, crypto_functions, CryptoFunctions, CRYPTO_FUNCTIONS,
               LIBCRYPTO_SONAME)

/* Of everyone who signs with SM2 (GB/T 35276). */
#define SM2_ID "1234567812345678"

bool crypto_open(Diagnostics *diags) {
  if (!crypto_library(diags))
    return false;
  /* no openssl.cnf: what it loads is not ours to trust */
  SSL(OPENSSL_init_crypto)(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT, NULL);
  return true;
}

/* ---- digests ----------------------------------------------------------------------- */

static const EVP_MD *digest_of(AsnDigest digest) {
  static const char *const names[] = {[ASN_DIGEST_SHA1] = "SHA1",
                                      [ASN_DIGEST_SHA256] = "SHA256",
                                      [ASN_DIGEST_SHA384] = "SHA384",
                                      [ASN_DIGEST_SHA512] = "SHA512",
                                      [ASN_DIGEST_SM3] = "SM3"};
  return digest == ASN_NO_DIGEST ? NULL : SSL(EVP_get_digestbyname)(names[digest]);
}

size_t crypto_digest(AsnDigest digest, const Piece *pieces, size_t n, uint8_t out[64]) {
  const EVP_MD *md = digest_of(digest);
  EVP_MD_CTX *context = SSL(EVP_MD_CTX_new)();
  unsigned len = 0;
  int ok = md && context && SSL(EVP_DigestInit_ex)(context, md, NULL);
  for (size_t i = 0; i < n && ok; i++)
    ok = SSL(EVP_DigestUpdate)(context, pieces[i].bytes, pieces[i].len);
  ok = ok && SSL(EVP_DigestFinal_ex)(context, out, &len);
  SSL(EVP_MD_CTX_free)(context);
  return ok ? len : 0;
}

/* ---- signatures -------------------------------------------------------------------- */

static bool set_up(EVP_MD_CTX *context, EVP_PKEY_CTX *key, EVP_PKEY *public,
                   const AsnAlgorithm *algorithm) {
  if (algorithm->key == ASN_KEY_SM2) {
    if (SSL(EVP_PKEY_CTX_set1_id)(key, SM2_ID, (int)strlen(SM2_ID)) <= 0)
      return false;
    SSL(EVP_MD_CTX_set_pkey_ctx)(context, key);
  }
  EVP_PKEY_CTX *used = NULL;
  if (SSL(EVP_DigestVerifyInit)(context, &used, digest_of(algorithm->digest), NULL,
                                public) <= 0)
    return false;
  return !algorithm->pss ||
         (SSL(EVP_PKEY_CTX_set_rsa_padding)(used, RSA_PKCS1_PSS_PADDING) > 0 &&
          SSL(EVP_PKEY_CTX_set_rsa_mgf1_md)(used, digest_of(algorithm->mask)) > 0 &&
          SSL(EVP_PKEY_CTX_set_rsa_pss_saltlen)(used, (int)algorithm->salt) > 0);
}

bool crypto_holds(const AsnCertificate *by, const AsnAlgorithm *algorithm,
                  const Piece *pieces, size_t n, const AsnItem *signature) {
  if (by->key != algorithm->key || algorithm->digest == ASN_NO_DIGEST)
    return false;
  const uint8_t *der = by->key_info.der;
  EVP_PKEY *public = SSL(d2i_PUBKEY)(NULL, &der, (long)by->key_info.der_len);
  EVP_PKEY_CTX *key = public ? SSL(EVP_PKEY_CTX_new)(public, NULL) : NULL;
  EVP_MD_CTX *context = SSL(EVP_MD_CTX_new)();
  int ok = key && context && set_up(context, key, public, algorithm);
  for (size_t i = 0; i < n && ok; i++)
    ok = SSL(EVP_DigestUpdate)(context, pieces[i].bytes, pieces[i].len);
  ok = ok && SSL(EVP_DigestVerifyFinal)(context, signature->bytes, signature->len) == 1;
  SSL(EVP_MD_CTX_free)(context);
  SSL(EVP_PKEY_CTX_free)(key);
  SSL(EVP_PKEY_free)(public);
  SSL(ERR_clear_error)();
  return ok;
}

/* ---- chains ------------------------------------------------------------------------ */

/* Whether SM2 signed the certificate; for other keys an identity is a fault. */
static bool by_sm2(const void *der, size_t len) {
  AsnReader r = asn_reader(der, len);
  AsnItem whole, body, algorithm;
  AsnAlgorithm with;
  if (!asn_next(&r, &whole))
    return false;
  r = asn_inside(&whole);
  return asn_next(&r, &body) && asn_next(&r, &algorithm) &&
         asn_read_algorithm(&algorithm, &with) && with.key == ASN_KEY_SM2;
}

static X509 *parse(const void *der, size_t len) {
  const uint8_t *at = der;
  X509 *x = SSL(d2i_X509)(NULL, &at, (long)len);
  ASN1_OCTET_STRING *id = x && by_sm2(der, len) ? SSL(ASN1_OCTET_STRING_new)() : NULL;
  if (!id)
    return x;
  SSL(ASN1_OCTET_STRING_set)(id, (const unsigned char *)SM2_ID, (int)strlen(SM2_ID));
  SSL(X509_set0_distinguishing_id)(x, id);
  return x;
}

static ChainState state_of(int ok, int error) {
  if (ok)
    return CHAIN_TRUSTED;
  switch (error) {
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_CERT_UNTRUSTED:
    case X509_V_ERR_CERT_CHAIN_TOO_LONG:
      return CHAIN_UNTRUSTED;
    default:
      return CHAIN_BROKEN;
  }
}

static void keep(Arena *arena, const OPENSSL_STACK *stack, Chain *out) {
  int n = stack ? SSL(OPENSSL_sk_num)(stack) : 0;
  for (int i = 0; i < n && out->n < CHAIN_MOST; i++) {
    X509 *x = SSL(OPENSSL_sk_value)(stack, i);
    int len = SSL(i2d_X509)(x, NULL);
    if (len <= 0)
      return;
    uint8_t *der = arena_alloc(arena, (size_t)len), *at = der;
    SSL(i2d_X509)(x, &at);
    if (!asn_read_certificate(arena, der, (size_t)len, &out->certificates[out->n]))
      return;
    out->n++;
  }
}

static void run(Arena *arena, X509_STORE *anchors, X509 *signer, OPENSSL_STACK *others,
                Chain *out) {
  X509_STORE_CTX *context = SSL(X509_STORE_CTX_new)();
  if (context &&
      SSL(X509_STORE_CTX_init)(context, anchors, signer, (STACK_OF(X509) *)others)) {
    X509_VERIFY_PARAM *param = SSL(X509_STORE_CTX_get0_param)(context);
    /* times are held against the proved time by chain_check */
    SSL(X509_VERIFY_PARAM_set_flags)
    (param, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_NO_CHECK_TIME);
    SSL(X509_VERIFY_PARAM_set_depth)(param, CHAIN_MOST - 2);
    SSL(X509_VERIFY_PARAM_set_auth_level)(param, 0);
    int ok = SSL(X509_verify_cert)(context) == 1;
    out->state = state_of(ok, SSL(X509_STORE_CTX_get_error)(context));
    keep(arena, (const OPENSSL_STACK *)SSL(X509_STORE_CTX_get0_chain)(context), out);
  }
  SSL(X509_STORE_CTX_free)(context);
  SSL(ERR_clear_error)();
}

void crypto_chain(Arena *arena, const VerifyTrust *trust, const AsnItem *signer,
                  const GArray *certificates, Chain *out) {
  memset(out, 0, sizeof *out);
  out->state = CHAIN_UNTRUSTED;
  X509_STORE *anchors = SSL(X509_STORE_new)();
  X509 *leaf = parse(signer->der, signer->der_len);
  OPENSSL_STACK *others = SSL(OPENSSL_sk_new_null)();
  for (guint i = 0; i < trust->anchors->len; i++) {
    gsize len;
    const void *der = g_bytes_get_data(trust->anchors->pdata[i], &len);
    X509 *x = parse(der, len);
    if (x)
      SSL(X509_STORE_add_cert)(anchors, x);
    SSL(X509_free)(x);
  }
  for (guint i = 0; i < certificates->len; i++) {
    const AsnItem *item = &g_array_index(certificates, AsnItem, i);
    X509 *x = parse(item->der, item->der_len);
    if (x)
      SSL(OPENSSL_sk_push)(others, x);
  }
  if (leaf && anchors && others)
    run(arena, anchors, leaf, others, out);
  else
    out->state = CHAIN_BROKEN;
  for (int i = 0; i < SSL(OPENSSL_sk_num)(others); i++)
    SSL(X509_free)(SSL(OPENSSL_sk_value)(others, i));
  SSL(OPENSSL_sk_free)(others);
  SSL(X509_free)(leaf);
  SSL(X509_STORE_free)(anchors);
}
