/* libcrypto opened, and digests by it. */
#include "sign_crypto.h"

#include "sign_private.h"

bool signing_library_functions(Diagnostics *diags);
LIBRARY_OPENER(signing_library_functions, signing_functions, SigningFunctions,
               SIGNING_FUNCTIONS, LIBCRYPTO_SONAME)

bool signing_library(Diagnostics *diags) {
  if (!signing_library_functions(diags))
    return false;
  /* no openssl.cnf: what it loads is not ours to trust */
  LC(OPENSSL_init_crypto)(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT, NULL);
  return true;
}

const char *signing_library_fault(Arena *arena) {
  const char *reason = LC(ERR_reason_error_string)(LC(ERR_peek_error)());
  const char *out = arena_strdup(arena, reason ? reason : "libcrypto");
  LC(ERR_clear_error)();
  return out;
}

const EVP_MD *signing_md(AsnDigest digest) {
  static const char *const names[] = {[ASN_DIGEST_SHA1] = "SHA1",
                                      [ASN_DIGEST_SHA256] = "SHA256",
                                      [ASN_DIGEST_SHA384] = "SHA384",
                                      [ASN_DIGEST_SHA512] = "SHA512",
                                      [ASN_DIGEST_SM3] = "SM3"};
  return digest == ASN_NO_DIGEST ? NULL : LC(EVP_get_digestbyname)(names[digest]);
}

size_t signing_digest(AsnDigest digest, const SigningPiece *pieces, size_t n,
                      uint8_t out[64]) {
  const EVP_MD *md = signing_md(digest);
  EVP_MD_CTX *context = LC(EVP_MD_CTX_new)();
  unsigned len = 0;
  int ok = md && context && LC(EVP_DigestInit_ex)(context, md, NULL);
  for (size_t i = 0; i < n && ok; i++)
    ok = LC(EVP_DigestUpdate)(context, pieces[i].bytes, pieces[i].len);
  ok = ok && LC(EVP_DigestFinal_ex)(context, out, &len);
  LC(EVP_MD_CTX_free)(context);
  return ok ? len : 0;
}
