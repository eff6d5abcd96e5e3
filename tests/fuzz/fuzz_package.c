/* OpenDocument files of any content, as they come and as a document of signatures within
 * a sound package: read, judged and told; never a crash, a hang, or a word of
 * validity. */
#include <stdlib.h>
#include <string.h>

#include "parcel.h"
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

static void judge(Job *job, const VerifyTrust *trust, const void *bytes, size_t len) {
  const Verification *v = verify_package(job, trust, bytes, len);
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

static void put(Job *job, GByteArray **file, const char *name, GBytes *held) {
  Parcel parcel = {0};
  g_autoptr(GBytes) before = g_byte_array_free_to_bytes(*file);
  *file = g_byte_array_new();
  if (g_bytes_get_size(before))
    expect(parcel_read(job->arena, job->limits, before, &parcel));
  parcel_put(&parcel, name, held, *file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Job job = {.arena = arena_new(), .diags = diagnostics_new(), .limits = &limits_default};
  VerifyOptions options = {.at = 1800000000};
  VerifyTrust *trust = verify_trust_new(&job, &options);
  g_autoptr(GBytes) whole = g_bytes_new_static(data, size);
  g_autoptr(GBytes) type = g_bytes_new_static("text", 4);
  GByteArray *file = g_byte_array_new();
  put(&job, &file, "mimetype", type);
  put(&job, &file, "content.xml", whole);
  put(&job, &file, "META-INF/documentsignatures.xml", whole);
  if (trust) {
    judge(&job, trust, data, size);
    judge(&job, trust, file->data, file->len);
  }
  g_byte_array_free(file, TRUE);
  verify_trust_free(trust);
  arena_free(job.arena);
  diagnostics_free(job.diags);
  return 0;
}
