/* Keys on PKCS#11 tokens. */
#include "sign_private.h"

bool signing_open_token(SigningOpening *o) {
  diag_add(o->job->diags, (Span){0}, DIAG_SIGN_TOKEN, o->key->named, "-", NULL);
  return false;
}
