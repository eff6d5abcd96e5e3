/* Signed documents judged, as a caller sees them. */
#include <string.h>

#include "hongtou_inner.h"

/* ---- the time that counts as now ------------------------------------------------- */

static bool time_of(const char *text, int64_t *out) {
  Date day;
  g_autoptr(GTimeZone) zone = g_time_zone_new_offset(8 * 3600);
  g_autofree char *late =
      date_parse(text, &day) ? g_strdup_printf("%sT23:59:59", text) : NULL;
  g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(late ? late : text, zone);
  if (!time)
    return false;
  *out = g_date_time_to_unix(time);
  return true;
}

/* ---- judging ----------------------------------------------------------------------- */

static HongtouVerdict unread(HongtouResult *result) {
  size_t n = diag_count(result->diags);
  bool large = n && diag_at(result->diags, n - 1)->code == DIAG_LIMIT_DOCUMENT_BYTES;
  return large ? HONGTOU_UNCONFIRMED : HONGTOU_UNREAD;
}

static void judge_one(HongtouResult *result, Job *job, const VerifyTrust *trust,
                      const HongtouSource *source) {
  KnownVerified known = {.file =
                             arena_strdup(job->arena, source->path ? source->path : "-")};
  g_autofree char *read = NULL;
  const void *bytes = source->bytes;
  size_t len = source->length;
  Job own = *job;
  if (!bytes && file_read(known.file, job->limits->pdf_bytes, &read, &len, job->diags))
    bytes = read;
  if (bytes) {
    own.arena = arena_new_within(job->arena); /* what is shown lives with the result */
    known.of = verify_file(&own, trust, bytes, len);
    known.verdict = (HongtouVerdict)known.of->verdict;
  } else
    known.verdict = unread(result);
  result->verdict = (HongtouVerdict)verify_worse((VerifyVerdict)result->verdict,
                                                 (VerifyVerdict)known.verdict);
  g_array_append_val(result->verified, known);
}

HongtouResult *hongtou_verify(const HongtouSource *sources, size_t n,
                              const HongtouVerifyOptions *options) {
  HongtouVerifyOptions own, *o = &own;
  STRUCT_TAKE(HongtouVerifyOptions, revocation, o, options);
  HongtouResult *result = result_new(false);
  VerifyOptions wanted = {.trust = o->trust,
                          .crls = o->crls,
                          .at = VERIFY_NO_TIME,
                          .revocation = (VerifyRevocation)o->revocation};
  Job job = {
      .arena = result->messages, .diags = result->diags, .limits = &limits_default};
  result->verified = g_array_new(FALSE, FALSE, sizeof(KnownVerified));
  VerifyTrust *trust = NULL;
  if (o->at && !time_of(o->at, &wanted.at))
    diag_add(result->diags, (Span){0}, DIAG_USAGE_BAD_VALUE, "--at", o->at,
             "2026-12-01, 2026-12-01T09:00:00+08:00", NULL);
  else
    trust = verify_trust_new(&job, &wanted);
  if (!trust)
    result->verdict = HONGTOU_UNREAD;
  for (size_t i = 0; i < n; i++)
    result_note_read(result, sources[i].path);
  for (const char *const *p = o->trust; p && *p; p++)
    result_note_read(result, *p);
  for (const char *const *p = o->crls; p && *p; p++)
    result_note_read(result, *p);
  for (size_t i = 0; i < n && trust; i++)
    judge_one(result, &job, trust, &sources[i]);
  verify_trust_free(trust);
  if (trust)
    result->report = verification_json(result);
  return result;
}

/* ---- what was found ---------------------------------------------------------------- */

HongtouVerdict hongtou_result_verdict(const HongtouResult *result) {
  return result->verdict;
}

const char *hongtou_result_verification(const HongtouResult *result) {
  return result->verified && result->report ? result->report : "";
}

size_t hongtou_result_verified(const HongtouResult *result) {
  return result->verified ? result->verified->len : 0;
}

static const KnownVerified *known_at(const HongtouResult *result, size_t file) {
  g_assert(file < hongtou_result_verified(result));
  return &g_array_index(result->verified, KnownVerified, file);
}

static size_t count(const VerifyFindings *findings) {
  size_t n = 0;
  for (const VerifyFinding *f = findings->first; f; f = f->next)
    n++;
  return n;
}

HongtouVerified hongtou_result_verified_file(const HongtouResult *result, size_t file) {
  const KnownVerified *known = known_at(result, file);
  HongtouVerified shown = {.file = known->file, .verdict = known->verdict, .sha256 = ""};
  if (!known->of)
    return shown;
  shown.sha256 = known->of->sha256;
  shown.signatures = known->of->n_signatures;
  shown.findings = count(&known->of->findings);
  return shown;
}

static const VerifySignature *signature_at(const HongtouResult *result, size_t file,
                                           size_t i) {
  const KnownVerified *known = known_at(result, file);
  g_assert(known->of && i < known->of->n_signatures);
  return &known->of->signatures[i];
}

HongtouSignature hongtou_result_signature(const HongtouResult *result, size_t file,
                                          size_t i) {
  static const char *const kinds[] = {[VERIFY_APPROVAL] = "approval",
                                      [VERIFY_CERTIFICATION] = "certification",
                                      [VERIFY_STAMP] = "timestamp",
                                      [VERIFY_SEAL] = "seal"};
  const VerifySignature *s = signature_at(result, file, i);
  return (HongtouSignature){.verdict = (HongtouVerdict)s->verdict,
                            .field = s->field,
                            .kind = kinds[s->kind],
                            .page = s->page,
                            .level = s->level,
                            .signer = s->signer,
                            .issuer = s->issuer,
                            .serial = s->serial,
                            .fingerprint = s->fingerprint,
                            .algorithm = s->algorithm,
                            .claimed = s->claimed,
                            .trusted = s->trusted,
                            .findings = count(&s->findings)};
}

static MessageLanguage language_of(HongtouLanguage language) {
  return language == HONGTOU_ZH ? LANG_ZH : LANG_EN;
}

const char *hongtou_result_headline(HongtouResult *result, size_t file, size_t signature,
                                    HongtouLanguage language) {
  const KnownVerified *known = known_at(result, file);
  const VerifySignature *of =
      signature == HONGTOU_WHOLE_FILE ? NULL : signature_at(result, file, signature);
  if (!known->of)
    return language == HONGTOU_ZH ? "未能读取" : "Cannot be read";
  g_autofree char *text = verify_headline(known->of, of, language_of(language));
  return arena_strdup(result->messages, text);
}

HongtouFinding hongtou_result_finding(HongtouResult *result, size_t file,
                                      size_t signature, size_t i,
                                      HongtouLanguage language) {
  const KnownVerified *known = known_at(result, file);
  const VerifyFinding *f = NULL;
  if (known->of)
    f = signature == HONGTOU_WHOLE_FILE
            ? known->of->findings.first
            : signature_at(result, file, signature)->findings.first;
  for (; f && i; i--)
    f = f->next;
  g_assert(f);
  g_autofree char *text = verify_text(f, language_of(language));
  return (HongtouFinding){.code = diag_code_name(f->code),
                          .effect = (HongtouVerdict)f->effect,
                          .message = arena_strdup(result->messages, text)};
}
