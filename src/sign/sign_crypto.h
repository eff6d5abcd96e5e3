/* libcrypto, opened when something is signed. */
#ifndef HONGTOU_SIGN_CRYPTO_H
#define HONGTOU_SIGN_CRYPTO_H

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/http.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rand.h>
#include <openssl/x509.h>

#include "base_library.h"

/* clang-format off */
#define SIGNING_FUNCTIONS(X) \
  X(OPENSSL_init_crypto) X(OPENSSL_cleanse) X(RAND_bytes) \
  X(EVP_get_digestbyname) X(EVP_MD_CTX_new) X(EVP_MD_CTX_free) \
  X(EVP_MD_CTX_set_pkey_ctx) X(EVP_DigestInit_ex) X(EVP_DigestUpdate) \
  X(EVP_DigestFinal_ex) X(EVP_DigestSignInit) X(EVP_DigestSign) \
  X(EVP_PKEY_CTX_new) X(EVP_PKEY_CTX_free) X(EVP_PKEY_CTX_set1_id) \
  X(EVP_PKEY_free) X(EVP_PKEY_eq) X(EVP_PKEY_get_size) X(d2i_PUBKEY) \
  X(BIO_new_mem_buf) X(BIO_free) X(BIO_new) X(BIO_s_mem) X(EVP_PKEY_Q_keygen) \
  X(i2d_PUBKEY) X(PEM_write_bio_PKCS8PrivateKey) X(BIO_ctrl) \
  X(PEM_read_bio_PrivateKey) X(d2i_AutoPrivateKey) \
  X(d2i_PKCS12) X(PKCS12_free) X(PKCS12_parse) X(PKCS12_verify_mac) \
  X(X509_free) X(i2d_X509) \
  X(OPENSSL_sk_num) X(OPENSSL_sk_value) X(OPENSSL_sk_free) \
  X(OSSL_HTTP_transfer) X(OSSL_HTTP_parse_url) X(CRYPTO_free) \
  X(ERR_clear_error) X(ERR_peek_error) X(ERR_peek_last_error) X(ERR_reason_error_string)
/* clang-format on */

LIBRARY_TABLE(SigningFunctions, SIGNING_FUNCTIONS)
extern SigningFunctions signing_functions;
/* Opens it and sets it up without openssl.cnf. False, reported, where it is not
 * installed. */
bool signing_library(Diagnostics *diags);

#define LC(name) signing_functions.name

/* Why the last call failed, for a diagnostic; the errors are cleared. */
const char *signing_library_fault(Arena *arena);

#endif
