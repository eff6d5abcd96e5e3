/* libcrypto, opened when a file is verified. */
#ifndef HONGTOU_VERIFY_CRYPTO_H
#define HONGTOU_VERIFY_CRYPTO_H

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include "base_library.h"

/* clang-format off */
#define CRYPTO_FUNCTIONS(X) \
  X(OPENSSL_init_crypto) X(EVP_MD_CTX_new) \
  X(EVP_MD_CTX_free) X(EVP_MD_CTX_set_pkey_ctx) \
  X(EVP_DigestInit_ex) X(EVP_DigestUpdate) \
  X(EVP_DigestFinal_ex) X(EVP_get_digestbyname) \
  X(EVP_DigestVerifyInit) X(EVP_DigestVerifyFinal) \
  X(EVP_PKEY_CTX_new) X(EVP_PKEY_CTX_free) \
  X(EVP_PKEY_CTX_set1_id) X(EVP_PKEY_CTX_set_rsa_padding) \
  X(EVP_PKEY_CTX_set_rsa_mgf1_md) X(EVP_PKEY_CTX_set_rsa_pss_saltlen) \
  X(EVP_PKEY_free) X(d2i_PUBKEY) \
  X(d2i_X509) X(i2d_X509) \
  X(X509_free) X(X509_set0_distinguishing_id) \
  X(ASN1_OCTET_STRING_new) X(ASN1_OCTET_STRING_set) \
  X(ASN1_OCTET_STRING_free) X(X509_STORE_new) \
  X(X509_STORE_free) X(X509_STORE_add_cert) \
  X(X509_STORE_CTX_new) X(X509_STORE_CTX_free) \
  X(X509_STORE_CTX_init) X(X509_STORE_CTX_get0_chain) \
  X(X509_STORE_CTX_get_error) X(X509_STORE_CTX_get0_param) \
  X(X509_VERIFY_PARAM_set_flags) X(X509_VERIFY_PARAM_set_depth) \
  X(X509_VERIFY_PARAM_set_auth_level) X(X509_verify_cert) \
  X(OPENSSL_sk_new_null) X(OPENSSL_sk_push) \
  X(OPENSSL_sk_free) X(OPENSSL_sk_num) \
  X(OPENSSL_sk_value) X(ERR_clear_error)
/* clang-format on */

LIBRARY_TABLE(CryptoFunctions, CRYPTO_FUNCTIONS)
extern CryptoFunctions crypto_functions;
/* False, reported, where libcrypto is not installed. */
bool crypto_library(Diagnostics *diags);

#define SSL(name) crypto_functions.name

#endif
