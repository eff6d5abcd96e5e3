/* A PDF with a place for a signature → the same, signed: digest, CMS, the value put in,
 * and our own verification of all of it before anyone else sees it (A1, A16). */
#include <string.h>

#include "sign_crypto.h"
#include "sign_session.h"
#include "verify_strict.h"

/* ---- what is to be signed ------------------------------------------------------------
 */

static bool refuse(Job *job, const char *what) {
  diag_add(job->diags, (Span){0}, DIAG_SIGN_FORM, what, NULL);
  return false;
}

/* "<000…0>" from there on; *room: the bytes it holds. */
static bool find_room(const GByteArray *pdf, size_t at, size_t *room) {
  size_t end = at + 1;
  if (at >= pdf->len || pdf->data[at] != '<')
    return false;
  while (end < pdf->len && pdf->data[end] == '0')
    end++;
  *room = (end - at - 1) / 2;
  return end < pdf->len && pdf->data[end] == '>' && (end - at) % 2 == 1 && *room;
}

static bool is_value(const PdfValue *dict) {
  return strict_key_is(dict, "Type", "Sig");
}

/* Of all objects but the signature's dictionary and what only says where they are: two
 * runs that differ in time, key or room alone have the same. */
static void content_digest(const PdfFile *file, char out[65]) {
  g_autoptr(GArray) pieces = g_array_new(FALSE, FALSE, sizeof(SigningPiece));
  uint8_t hash[64];
  for (guint i = 0; i < file->objects->len; i++) {
    const PdfObject *object = file->objects->pdata[i];
    SigningPiece piece = {file->bytes + object->from, object->to - object->from};
    if (!object->is_xref && !object->container && !is_value(&object->value))
      g_array_append_val(pieces, piece);
  }
  size_t n = signing_digest(ASN_DIGEST_SHA256, (const SigningPiece *)(void *)pieces->data,
                            pieces->len, hash);
  for (size_t i = 0; i < n; i++)
    g_snprintf(out + 2 * i, 3, "%02x", hash[i]);
}

static bool made_by_us(const PdfFile *file) {
  const PdfValue *trailer = &strict_revision(file, 0)->trailer;
  const PdfValue *info = strict_key_at(file, trailer, "Info", 0);
  const PdfValue *producer = strict_key(info, "Producer");
  return producer && producer->kind == PDF_STRING &&
         g_str_has_prefix(producer->text, "Hongtou ");
}

/* One revision of ours with one signature that waits for its value. */
static bool check_form(Job *job, const GByteArray *pdf, SigningDone *done) {
  PdfFile file = {
      .bytes = pdf->data, .len = pdf->len, .arena = job->arena, .limits = job->limits};
  bool ok = strict_file_read(&file) || refuse(job, "PDF");
  unsigned values = 0;
  for (guint i = 0; ok && i < file.objects->len; i++)
    values += is_value(&((const PdfObject *)file.objects->pdata[i])->value);
  if (ok && file.revisions->len != 1)
    ok = refuse(job, "%%EOF");
  else if (ok && values != 1)
    ok = refuse(job, "/Sig");
  else if (ok && !made_by_us(&file))
    ok = refuse(job, "/Producer");
  if (ok)
    content_digest(&file, done->content);
  strict_file_clear(&file);
  return ok;
}

/* ---- the value -----------------------------------------------------------------------
 */

static bool stamp_value(void *self, Job *job, const void *value, size_t len,
                        GByteArray *out) {
  SigningSession *s = self;
  SigningPiece piece = {value, len};
  return signing_stamp(job, &s->stamping, &piece, 1, out) || s->profile->stamps.later;
}

/* A seal of GB/T 38540 over the pieces; the profile's seal is read once. */
static bool make_sealed(SigningSession *s, Job *job, const SigningPiece pieces[2],
                        const SigningStamper *stamper, SigningDone *done) {
  uint8_t hash[64];
  gsize len;
  if (!s->seal)
    return refuse(job, "seal");
  signing_digest(ASN_DIGEST_SM3, pieces, 2, hash);
  SigningSealed sealed = {.seal = g_bytes_get_data(s->seal, &len),
                          .digest = hash,
                          .property = "/ByteRange",
                          .time = done->time};
  sealed.seal_len = len;
  return signing_sealed(s->key, job, &sealed, stamper, done->value);
}

bool signing_make_value(SigningSession *s, Job *job, SigningLevel level,
                        const SigningPiece pieces[2], SigningDone *done) {
  AsnDigest digest = s->key->algorithm.digest;
  uint8_t hash[64];
  SigningCms cms = {digest, hash, s->profile->form == SIGNING_GM};
  SigningStamper stamper = {s, stamp_value};
  bool stamped = level >= SIGNING_LEVEL_T;
  if (s->profile->form == SIGNING_SES)
    return make_sealed(s, job, pieces, stamped ? &stamper : NULL, done);
  if (!signing_digest(digest, pieces, 2, hash))
    return refuse(job, asn_digest_name(digest));
  if (s->profile->kind == SIGNING_KEY_COMMAND && s->profile->container) {
    SigningPiece whole = {hash, asn_digest_bytes(digest)};
    return signing_command_container(s->key, job, &whole, done->value);
  }
  return signing_cms(s->key, job, &cms, stamped ? &stamper : NULL, done->value);
}

void signing_put_value(GByteArray *pdf, size_t at, const GByteArray *value) {
  static const char digits[] = "0123456789abcdef";
  for (guint i = 0; i < value->len; i++) {
    pdf->data[at + 1 + 2 * i] = (guint8)digits[value->data[i] >> 4];
    pdf->data[at + 2 + 2 * i] = (guint8)digits[value->data[i] & 15];
  }
}

/* ---- our own verification ------------------------------------------------------------
 */

/* What stands outside the file and may be unknown to us. */
static bool is_outside(const SigningSession *s, DiagCode code) {
  switch ((int)code) {
    case DIAG_VERIFY_REVOCATION_UNKNOWN:
      return true;
    case DIAG_VERIFY_UNTRUSTED:
    case DIAG_VERIFY_STAMP_UNTRUSTED:
      return !*s->config->trust; /* nobody said whom to trust */
    case DIAG_VERIFY_FILTER:
      return s->profile->form != SIGNING_PADES;
    default:
      return false;
  }
}

bool signing_all_known(const SigningSession *s, Job *job,
                       const VerifyFindings *findings) {
  for (const VerifyFinding *f = findings->first; f; f = f->next) {
    if (f->effect == VERIFY_VALID || is_outside(s, f->code))
      continue;
    diag_add(job->diags, (Span){0}, DIAG_SIGN_SELF, diag_code_name(f->code), NULL);
    return false;
  }
  return true;
}

static bool same_number(Job *job, const SigningTask *task, const Verification *v) {
  const char *said = v->number ? v->number : "";
  if (!task->number || strcmp(task->number, said) == 0)
    return true;
  diag_add(job->diags, (Span){0}, DIAG_SIGN_NUMBER_FOREIGN, task->number,
           *said ? said : "-", NULL);
  return false;
}

bool signing_verified(SigningSession *s, Job *job, const GByteArray *pdf,
                      const SigningTask *task, SigningDone *done) {
  Verification *v = verify_pdf(job, s->trust, pdf->data, pdf->len);
  bool ok = signing_all_known(s, job, &v->findings);
  for (size_t i = 0; ok && i < v->n_signatures; i++)
    ok = signing_all_known(s, job, &v->signatures[i].findings);
  if (!ok || v->n_signatures == 0)
    return ok && refuse(job, "/Sig");
  if (g_strcmp0(v->status, "草稿") == 0) {
    diag_add(job->diags, (Span){0}, DIAG_SIGN_DRAFT, NULL);
    return false;
  }
  g_strlcpy(done->file, v->sha256, sizeof done->file);
  done->level = v->signatures[0].level;
  return same_number(job, task, v);
}

/* ---- the whole -----------------------------------------------------------------------
 */

static bool room_suffices(Job *job, const GByteArray *value, size_t room) {
  if (value->len <= room)
    return true;
  g_autofree char *need = g_strdup_printf("%u", value->len);
  g_autofree char *have = g_strdup_printf("%zu", room);
  diag_add(job->diags, (Span){0}, DIAG_SIGN_RESERVE, need, have, NULL);
  return false;
}

bool signing_within_limit(const SigningSession *s, Job *job) {
  if (!s->wish.limit || s->signed_so_far < s->wish.limit)
    return true;
  g_autofree char *limit = g_strdup_printf("%u", s->wish.limit);
  diag_add(job->diags, (Span){0}, DIAG_SIGN_LIMIT, limit, NULL);
  return false;
}

static bool sign_pdf(SigningSession *s, Job *job, GByteArray *pdf,
                     const SigningTask *task, SigningDone *done) {
  size_t room = 0;
  done->time = signing_session_time(s);
  if (!signing_within_limit(s, job) || !check_form(job, pdf, done))
    return false;
  if (!find_room(pdf, task->contents, &room))
    return refuse(job, "/Contents");
  size_t after = task->contents + 2 * room + 2;
  const SigningPiece pieces[2] = {{pdf->data, task->contents},
                                  {pdf->data + after, pdf->len - after}};
  s->signed_so_far++;
  if (!signing_make_value(s, job, MIN(s->profile->level, task->most), pieces, done) ||
      !room_suffices(job, done->value, room))
    return false;
  signing_put_value(pdf, task->contents, done->value);
  guint whole = pdf->len;
  if (!signing_verified(s, job, pdf, task, done))
    return false;
  SigningLevel level = MIN(s->profile->level, task->most);
  if (level >= SIGNING_LEVEL_LT && (!signing_session_raise(s, job, pdf, level) ||
                                    !signing_verified(s, job, pdf, task, done)))
    return false;
  g_byte_array_append(done->tail, pdf->data + whole, pdf->len - whole);
  return signing_register(s, job, task, done);
}

/* What is in no log leaves neither. */
bool signing_session_pdf(SigningSession *s, Job *job, GByteArray *pdf,
                         const SigningTask *task, SigningDone *done) {
  bool ok = sign_pdf(s, job, pdf, task, done);
  return signing_audit(s, job, task, done) && ok;
}

bool signing_may_add(SigningSession *s, Job *job, const GByteArray *pdf,
                     const SigningTask *task, SigningDone *done) {
  Verification *v = verify_pdf(job, s->trust, pdf->data, pdf->len);
  const VerifyFinding *f = v->findings.first;
  if (v->n_signatures || !f || f->code != DIAG_VERIFY_UNSIGNED || f->next)
    return signing_verified(s, job, pdf, task, done);
  PdfFile file = {
      .bytes = pdf->data, .len = pdf->len, .arena = job->arena, .limits = job->limits};
  bool ok = strict_file_read(&file) && file.revisions->len == 1 && made_by_us(&file);
  strict_file_clear(&file);
  return ok || refuse(job, "/Producer");
}
