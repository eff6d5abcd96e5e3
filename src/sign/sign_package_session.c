/* An OpenDocument package signed in a run, and verified by us before anyone else sees
 * it. */
#include <string.h>

#include "sign_session.h"

/* Of what is signed: two runs that differ in time or key alone have the same. */
static void content_digest(GBytes *package, char out[65]) {
  g_autofree char *sum = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, package);
  g_strlcpy(out, sum, 65);
}

static bool is_of(Job *job, const SigningTask *task, const Verification *v) {
  const char *said = v->number ? v->number : "";
  if (g_strcmp0(v->status, "草稿") == 0) {
    diag_add(job->diags, (Span){0}, DIAG_SIGN_DRAFT, NULL);
    return false;
  }
  if (!task->number || strcmp(task->number, said) == 0)
    return true;
  diag_add(job->diags, (Span){0}, DIAG_SIGN_NUMBER_FOREIGN, task->number,
           *said ? said : "-", NULL);
  return false;
}

static bool verified(SigningSession *s, Job *job, const GByteArray *made,
                     const SigningTask *task, SigningDone *done) {
  Verification *v = verify_package(job, s->trust, made->data, made->len);
  bool ok = signing_all_known(s, job, &v->findings);
  for (size_t i = 0; ok && i < v->n_signatures; i++)
    ok = signing_all_known(s, job, &v->signatures[i].findings);
  if (!ok || v->n_signatures == 0)
    return false;
  g_strlcpy(done->file, v->sha256, sizeof done->file);
  done->level = v->signatures[v->n_signatures - 1].level;
  return is_of(job, task, v);
}

bool signing_session_package(SigningSession *s, Job *job, GBytes *package,
                             const SigningTask *task, SigningDone *done) {
  done->time = signing_session_time(s);
  if (!signing_within_limit(s, job))
    return false;
  g_autofree char *text = signing_package_text(s->key, job, package, done->time);
  g_autoptr(GByteArray) made = g_byte_array_new();
  if (!text || !signing_package_put(job, package, text, strlen(text), made))
    return false;
  s->signed_so_far++;
  content_digest(package, done->content);
  g_byte_array_append(done->value, (const guint8 *)text, (guint)strlen(text));
  return verified(s, job, made, task, done);
}
