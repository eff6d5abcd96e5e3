/* PDFs of any content, as they come and with a table put right: read, judged and told;
 * never a crash, a hang, or a word of validity. */
#include <stdlib.h>
#include <string.h>

#include "verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool holds) {
  if (!holds)
    abort();
}

static void tell(const VerifyFindings *findings) {
  for (const VerifyFinding *f = findings->first; f; f = f->next) {
    g_free(verify_text(f, LANG_ZH));
    g_free(verify_text(f, LANG_EN));
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Job job = {.arena = arena_new(), .diags = diagnostics_new(), .limits = &limits_default};
  VerifyOptions options = {.at = 1800000000};
  VerifyTrust *trust = verify_trust_new(&job, &options);
  if (trust) {
    const Verification *v = verify_pdf(&job, trust, data, size);
    expect(v->verdict != VERIFY_VALID); /* no certificate is trusted */
    expect(v->reason != NULL);
    g_free(verify_headline(v, NULL, LANG_ZH));
    tell(&v->findings);
    for (size_t i = 0; i < v->n_signatures; i++) {
      expect(v->signatures[i].verdict != VERIFY_VALID);
      g_free(verify_headline(v, &v->signatures[i], LANG_EN));
      tell(&v->signatures[i].findings);
    }
  }
  verify_trust_free(trust);
  arena_free(job.arena);
  diagnostics_free(job.diags);
  return 0;
}
