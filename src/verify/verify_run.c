/* One file from its bytes to a verdict. */
#include <string.h>

#include "parcel.h"
#include "verify_private.h"

/* ---- verdicts --------------------------------------------------------------------- */

VerifyVerdict verify_worse(VerifyVerdict a, VerifyVerdict b) {
  static const VerifyVerdict order[] = {VERIFY_ALTERED, VERIFY_UNSIGNED,
                                        VERIFY_UNCONFIRMED, VERIFY_ENVIRONMENT};
  for (size_t i = 0; i < G_N_ELEMENTS(order); i++) {
    if (a == order[i] || b == order[i])
      return order[i];
  }
  return VERIFY_VALID;
}

static void worst_of(const VerifyFindings *findings, VerifyVerdict *verdict,
                     const VerifyFinding **reason) {
  for (const VerifyFinding *f = findings->first; f; f = f->next) {
    if (f->effect == VERIFY_VALID || verify_worse(*verdict, f->effect) == *verdict)
      continue;
    *verdict = f->effect;
    *reason = f;
  }
}

/* ---- a file that cannot be read ---------------------------------------------------- */

/* What a file without any of these cannot have lost. */
static bool has_traces(const PdfFile *file) {
  static const char *const traces[] = {"/ByteRange", "/Sig",  "/DocTimeStamp",
                                       "ETSI.",      "adbe.", "/DocMDP"};
  for (size_t i = 0; i < G_N_ELEMENTS(traces); i++) {
    if (memmem(file->bytes, file->len, traces[i], strlen(traces[i])))
      return true;
  }
  return false;
}

static void report_unread(Checking *c) {
  const PdfFault *fault = &c->file->fault;
  bool traces = has_traces(c->file);
  if (!traces) {
    finding_add(c->arena, &c->out->findings, VERIFY_UNSIGNED, DIAG_VERIFY_UNSIGNED, NULL);
    return;
  }
  if (c->file->linearized) {
    finding_add(c->arena, &c->out->findings, VERIFY_UNCONFIRMED, DIAG_VERIFY_LINEARIZED,
                NULL);
    return;
  }
  const char *at = arena_printf(c->arena, "%zu", fault->at);
  VerifyVerdict effect =
      fault->code == DIAG_VERIFY_LIMIT ? VERIFY_UNCONFIRMED : VERIFY_ALTERED;
  finding_add(c->arena, &c->out->findings, effect, fault->code, fault->arg, at, NULL);
}

/* ---- one that can ------------------------------------------------------------------ */

static void show_revisions(Checking *c) {
  c->out->n_revisions = c->file->revisions->len;
  c->out->revisions = ARENA_ARRAY(c->arena, VerifyRevision, c->out->n_revisions);
  static const char *none[] = {NULL};
  for (size_t i = 0; i < c->out->n_revisions; i++) {
    const PdfRevision *revision = strict_revision(c->file, (unsigned)i);
    c->out->revisions[i] =
        (VerifyRevision){.from = revision->from, .to = revision->to, .changes = none};
  }
}

static void judge(Checking *c) {
  c->last = c->file->revisions->len - 1;
  show_revisions(c);
  if (!forms_catalog(c->file, c->last)) {
    finding_add(c->arena, &c->out->findings, VERIFY_ALTERED, DIAG_VERIFY_XREF, "Root",
                "0", NULL);
    return;
  }
  forms_pages(c);
  forms_collect(c);
  for (guint i = 0; i < c->signatures->len; i++) {
    Signed *s = c->signatures->pdata[i];
    cover_check(c, s);
    if (s->shown.kind != VERIFY_STAMP)
      cms_check(c, s);
  }
  if (c->signatures->len)
    chain_collect(c);
  stamps_check(c);
  changes_check(c);
  suspects_metadata(c);
  if (c->signatures->len)
    suspects_check(c);
  if (c->file->fault.code == DIAG_VERIFY_LIMIT) /* met while looking at streams */
    finding_add(c->arena, &c->out->findings, VERIFY_UNCONFIRMED, DIAG_VERIFY_LIMIT,
                c->file->fault.arg, NULL);
}

static void conclude(Checking *c) {
  Verification *out = c->out;
  bool signs = false;
  out->n_signatures = c->signatures->len;
  out->signatures = ARENA_ARRAY(c->arena, VerifySignature, out->n_signatures + 1);
  for (guint i = 0; i < c->signatures->len; i++)
    signs |= ((const Signed *)c->signatures->pdata[i])->shown.kind != VERIFY_STAMP;
  if (!signs && !out->findings.first)
    finding_add(c->arena, &out->findings,
                out->n_signatures ? VERIFY_UNCONFIRMED : VERIFY_UNSIGNED,
                out->n_signatures ? DIAG_VERIFY_STAMP_ALONE : DIAG_VERIFY_UNSIGNED, NULL);
  worst_of(&out->findings, &out->verdict, &out->reason);
  VerifyVerdict file_verdict = out->verdict;
  const VerifyFinding *file_reason = out->reason;
  for (guint i = 0; i < c->signatures->len; i++) {
    VerifySignature *shown = &out->signatures[i];
    *shown = ((const Signed *)c->signatures->pdata[i])->shown;
    worst_of(&shown->findings, &shown->verdict, &shown->reason);
    if (verify_worse(out->verdict, shown->verdict) != out->verdict) {
      out->verdict = shown->verdict;
      out->reason = shown->reason;
    }
    if (verify_worse(shown->verdict, file_verdict) != shown->verdict) {
      shown->verdict = file_verdict;
      shown->reason = file_reason;
    }
  }
}

void verify_set_digest(Verification *out, const void *bytes, size_t len) {
  uint8_t digest[64];
  Piece piece = {bytes, len};
  size_t n = crypto_digest(ASN_DIGEST_SHA256, &piece, 1, digest);
  for (size_t i = 0; i < n; i++)
    g_snprintf(out->sha256 + i * 2, 3, "%02x", digest[i]);
}

static void bytes_unref(gpointer bytes) {
  g_bytes_unref(bytes);
}

void verify_begin(Checking *c, Job *job, const VerifyTrust *trust) {
  *c = (Checking){.job = job,
                  .arena = job->arena,
                  .trust = trust,
                  .out = ARENA_NEW(job->arena, Verification),
                  .first_signed = UINT_MAX};
  c->signatures = g_ptr_array_new();
  c->pages = g_ptr_array_new();
  c->certificates = g_array_new(FALSE, FALSE, sizeof(AsnItem));
  c->crls = g_ptr_array_new_with_free_func(bytes_unref);
  c->ocsps = g_ptr_array_new_with_free_func(bytes_unref);
}

Verification *verify_end(Checking *c) {
  conclude(c);
  g_ptr_array_free(c->signatures, TRUE);
  g_ptr_array_free(c->pages, TRUE);
  g_array_free(c->certificates, TRUE);
  g_ptr_array_free(c->crls, TRUE);
  g_ptr_array_free(c->ocsps, TRUE);
  return c->out;
}

Verification *verify_pdf(Job *job, const VerifyTrust *trust, const void *bytes,
                         size_t len) {
  PdfFile file = {.bytes = bytes, .len = len, .arena = job->arena, .limits = job->limits};
  Checking c;
  verify_begin(&c, job, trust);
  c.file = &file;
  verify_set_digest(c.out, bytes, len);
  if (strict_file_read(&file))
    judge(&c);
  else
    report_unread(&c);
  Verification *out = verify_end(&c);
  strict_file_clear(&file);
  return out;
}

Verification *verify_file(Job *job, const VerifyTrust *trust, const void *bytes,
                          size_t len) {
  const uint8_t *first = bytes;
  if (len && *first == ASN_SEQUENCE)
    return verify_seal(job, trust, bytes, len);
  bool pdf = len >= 5 && memcmp(bytes, "%PDF-", 5) == 0;
  /* with bytes before it as well: programs find it from its end */
  bool signed_zip = !pdf && memmem(bytes, len, "documentsignatures.xml", 22);
  return parcel_is(bytes, len) || signed_zip ? verify_package(job, trust, bytes, len)
                                             : verify_pdf(job, trust, bytes, len);
}
