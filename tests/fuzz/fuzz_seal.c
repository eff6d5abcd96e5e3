/* Electronic seals of any content, by themselves and over a document: read, judged and
 * told; never a crash, or a word of validity. */
#include <stdlib.h>

#include "asn.h"
#include "verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool holds) {
  if (!holds)
    abort();
}

static void walk(const AsnSeal *seal) {
  g_autoptr(GByteArray) message = g_byte_array_new();
  AsnReader list = asn_inside(&seal->list);
  asn_seal_message(seal, message);
  for (AsnSealUser user; asn_seal_next(&list, &user);)
    expect(user.value.der != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Job job = {.arena = arena_new(), .diags = diagnostics_new(), .limits = &limits_default};
  VerifyOptions options = {.at = 1800000000};
  VerifyTrust *trust = verify_trust_new(&job, &options);
  AsnSeal seal;
  AsnSealed sealed;
  size_t used;
  if (asn_read_seal(data, size, &seal))
    walk(&seal);
  if (asn_read_sealed(data, size, &sealed, &used)) {
    expect(used <= size);
    walk(&sealed.seal);
  }
  if (trust) {
    const Verification *v = verify_seal(&job, trust, data, size);
    expect(v->verdict != VERIFY_VALID && v->reason); /* no certificate is trusted */
    g_free(verify_headline(v, NULL, LANG_ZH));
    for (size_t i = 0; i < v->n_signatures; i++)
      g_free(verify_headline(v, &v->signatures[i], LANG_EN));
  }
  verify_trust_free(trust);
  arena_free(job.arena);
  diagnostics_free(job.diags);
  return 0;
}
