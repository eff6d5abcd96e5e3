/* Keys behind an external program. */
#include "sign_private.h"

bool signing_open_command(SigningOpening *o) {
  diag_add(o->job->diags, (Span){0}, DIAG_SIGN_COMMAND, o->key->named, "-", NULL);
  return false;
}
