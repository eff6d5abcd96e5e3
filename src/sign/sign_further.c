/* What is added to a signed file: a further seal's signature (A8), evidence, archive time
 * stamps (A15). The file itself stays as it is. */
#include <string.h>

#include "sign_crypto.h"
#include "sign_revise.h"

/* ---- fields --------------------------------------------------------------------------
 */

/* A name that no field of the file has: Signature2, Timestamp1 … */
static char *free_name(const PdfFile *file, const char *stem) {
  for (unsigned n = 1;; n++) {
    g_autofree char *name = g_strdup_printf("%s%u", stem, n);
    bool taken = false;
    for (guint i = 0; i < file->objects->len && !taken; i++) {
      const PdfValue *t =
          strict_key(&((const PdfObject *)file->objects->pdata[i])->value, "T");
      taken = t && t->kind == PDF_STRING && strcmp(t->text, name) == 0;
    }
    if (!taken)
      return g_steal_pointer(&name);
  }
}

/* It shows nothing: the seals are content of the pages. */
static void write_field(Revising *r, uint32_t field, uint32_t value, const char *name) {
  signing_revise_begin(r, field);
  signing_put(r->pdf,
              "<</Type/Annot/Subtype/Widget/FT/Sig/T(%s)/V %u 0 R/Rect[0 0 0 0]/F 132>>",
              name, value);
  signing_revise_end(r);
}

/* ---- archive time stamps -------------------------------------------------------------
 */

static bool fill(Revising *r, const RevisePlace *place, const GByteArray *value) {
  if (value->len > place->reserve) {
    g_autofree char *need = g_strdup_printf("%u", value->len);
    g_autofree char *have = g_strdup_printf("%zu", place->reserve);
    diag_add(r->job->diags, (Span){0}, DIAG_SIGN_RESERVE, need, have, NULL);
    return false;
  }
  signing_put_value(r->pdf, place->contents, value);
  return true;
}

static size_t stamp_reserve(const SigningSession *s) {
  size_t bytes = s->token ? s->token : 8192;
  return (bytes + bytes / 4 + 511) / 512 * 512;
}

bool signing_archive(SigningSession *s, Job *job, GByteArray *pdf) {
  Revising r;
  RevisePlace place;
  SigningPiece pieces[2];
  if (!signing_revise_open(&r, job, pdf))
    return false;
  g_autofree char *name = free_name(&r.file, "Timestamp");
  uint32_t field = signing_revise_reserve(&r), value = signing_revise_reserve(&r);
  write_field(&r, field, value, name);
  signing_revise_begin(&r, value);
  signing_put(pdf, "<</Type/DocTimeStamp/Filter/Adobe.PPKLite/SubFilter/ETSI.RFC3161");
  signing_revise_place(&r, &place, stamp_reserve(s));
  signing_put(pdf, ">>");
  signing_revise_end(&r);
  signing_revise_form(&r, field);
  signing_revise_finish(&r);
  signing_revise_range(&r, &place, pieces);
  g_autoptr(GByteArray) token = g_byte_array_new();
  bool ok = signing_stamp(job, &s->stamping, pieces, 2, token) && fill(&r, &place, token);
  signing_revise_close(&r);
  return ok;
}

/* ---- a further signature -------------------------------------------------------------
 */

static void put_text_string(GByteArray *out, const char *text) {
  glong n = 0;
  g_autofree gunichar2 *units = g_utf8_to_utf16(text, -1, NULL, &n, NULL);
  signing_put(out, "<feff");
  for (glong i = 0; units && i < n; i++)
    signing_put(out, "%04x", units[i]);
  signing_put(out, ">");
}

static void put_time(GByteArray *out, int64_t seconds) {
  g_autoptr(GTimeZone) zone = g_time_zone_new_offset(8 * 3600);
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(seconds);
  g_autoptr(GDateTime) time = g_date_time_to_timezone(utc, zone);
  g_autofree char *text = g_date_time_format(time, "D:%Y%m%d%H%M%S+08'00'");
  signing_put(out, "/M(%s)", text);
}

static void put_dictionary(SigningSession *s, Revising *r, RevisePlace *place) {
  const SigningProfile *profile = s->profile;
  signing_put(r->pdf, "<</Type/Sig/Filter/%s/SubFilter/%s/Name",
              profile->filter ? profile->filter : "Adobe.PPKLite",
              profile->subfilter ? profile->subfilter : "ETSI.CAdES.detached");
  put_text_string(r->pdf, *profile->names ? profile->names[0] : s->key->signer.signer);
  put_time(r->pdf, signing_session_time(s));
  signing_revise_place(r, place, signing_session_reserve(s));
  signing_put(r->pdf, ">>");
}

static bool sign_revision(SigningSession *s, Job *job, GByteArray *pdf,
                          SigningDone *done) {
  Revising r;
  RevisePlace place;
  SigningPiece pieces[2];
  if (!signing_revise_open(&r, job, pdf))
    return false;
  g_autofree char *name = free_name(&r.file, "Signature");
  uint32_t field = signing_revise_reserve(&r), value = signing_revise_reserve(&r);
  write_field(&r, field, value, name);
  signing_revise_begin(&r, value);
  put_dictionary(s, &r, &place);
  signing_revise_end(&r);
  signing_revise_form(&r, field);
  signing_revise_finish(&r);
  signing_revise_range(&r, &place, pieces);
  bool ok = signing_make_value(s, job, s->profile->level, pieces, done) &&
            fill(&r, &place, done->value);
  signing_revise_close(&r);
  return ok;
}

/* ---- the whole -----------------------------------------------------------------------
 */

bool signing_session_raise(SigningSession *s, Job *job, GByteArray *pdf,
                           SigningLevel level) {
  return (level < SIGNING_LEVEL_LT || signing_evidence(s, job, pdf)) &&
         (level < SIGNING_LEVEL_LTA || signing_archive(s, job, pdf));
}

bool signing_session_further(SigningSession *s, Job *job, GByteArray *pdf,
                             const SigningTask *task, SigningDone *done) {
  guint before = pdf->len;
  done->time = signing_session_time(s);
  bool ok = signing_may_add(s, job, pdf, task, done) &&
            sign_revision(s, job, pdf, done) &&
            signing_session_raise(s, job, pdf, s->profile->level) &&
            signing_verified(s, job, pdf, task, done);
  g_byte_array_set_size(done->value, 0);
  if (ok)
    g_byte_array_append(done->tail, pdf->data + before, pdf->len - before);
  return signing_audit(s, job, task, done) && ok;
}

bool signing_session_extend(SigningSession *s, Job *job, GByteArray *pdf,
                            const SigningTask *task, SigningDone *done) {
  guint before = pdf->len;
  done->time = signing_session_time(s);
  bool ok = signing_verified(s, job, pdf, task, done) &&
            signing_session_raise(s, job, pdf, task->most) &&
            signing_verified(s, job, pdf, task, done);
  if (ok)
    g_byte_array_append(done->tail, pdf->data + before, pdf->len - before);
  return ok;
}
