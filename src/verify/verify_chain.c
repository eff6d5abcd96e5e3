/* From the signer's certificate to an anchor: algorithms, usage, times, revocation
 * (B7). */
#include <string.h>

#include "verify_private.h"

static void report(ChainTask *task, VerifyVerdict effect, DiagCode code,
                   const char *arg) {
  finding_add(task->c->arena, task->findings, effect, code, arg, NULL);
}

/* ---- algorithms, by the date on which they were used ------------------------------- */

/* What may sign until when (GB/T 39786, SOG-IS; SHA-1 and RSA-1024 are long over). */
#define ALWAYS INT64_MAX
static const struct {
  AsnKey key;
  AsnOid curve;
  unsigned least_bits;
  int64_t until;
} keys[] = {{ASN_KEY_RSA, ASN_OID_UNKNOWN, 2048, ALWAYS},
            {ASN_KEY_EC, ASN_OID_P256, 0, ALWAYS},
            {ASN_KEY_EC, ASN_OID_P384, 0, ALWAYS},
            {ASN_KEY_EC, ASN_OID_P521, 0, ALWAYS},
            {ASN_KEY_SM2, ASN_OID_SM2, 0, ALWAYS}};

static bool key_is_strong(const AsnCertificate *certificate, int64_t at) {
  for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
    if (keys[i].key == certificate->key && keys[i].curve == certificate->curve &&
        certificate->bits >= keys[i].least_bits && at <= keys[i].until)
      return true;
  }
  return false;
}

static const char *key_name(Arena *arena, const AsnCertificate *certificate) {
  AsnCms none = {0};
  const char *text = cms_algorithm_text(arena, &none, certificate);
  return arena_strndup(arena, text, strcspn(text, ","));
}

/* The anchor's own signature proves nothing and may be of any kind. */
static bool algorithms_hold(ChainTask *task, const Chain *chain) {
  for (unsigned i = 0; i < chain->n; i++) {
    const AsnCertificate *certificate = &chain->certificates[i];
    AsnAlgorithm with;
    if (!key_is_strong(certificate, task->at)) {
      report(task, VERIFY_ALTERED, DIAG_VERIFY_ALGORITHM,
             key_name(task->c->arena, certificate));
      return false;
    }
    bool known = asn_read_algorithm(&certificate->algorithm, &with);
    if (i + 1 < chain->n &&
        (!known || with.digest == ASN_DIGEST_SHA1 || with.digest == ASN_NO_DIGEST)) {
      report(task, VERIFY_ALTERED, DIAG_VERIFY_ALGORITHM,
             known ? asn_digest_name(with.digest) : "?");
      return false;
    }
  }
  return true;
}

/* ---- usage, times ------------------------------------------------------------------ */

static bool usage_holds(ChainTask *task) {
  const AsnCertificate *signer = task->signer;
  bool signs = !signer->limits_usage || signer->usage & 3;
  if (task->stamp)
    signs =
        signs && signer->for_stamps && signer->purpose_alone && signer->purpose_critical;
  if (!signs)
    report(task, VERIFY_ALTERED, DIAG_VERIFY_USAGE, signer->signer);
  return signs;
}

static bool within(const AsnCertificate *certificate, int64_t at) {
  return certificate->not_before <= at && at <= certificate->not_after;
}

static bool times_hold(ChainTask *task, const Chain *chain) {
  const AsnCertificate *signer = task->signer;
  const char *until = finding_time(task->c->arena, signer->not_after);
  if ((task->proved && !within(signer, task->at)) ||
      (task->claimed != VERIFY_NO_TIME && !within(signer, task->claimed))) {
    report(task, VERIFY_ALTERED, DIAG_VERIFY_EXPIRED_THEN, until);
    return false;
  }
  for (unsigned i = 0; i < MAX(chain->n, 1); i++) {
    const AsnCertificate *one = i < chain->n ? &chain->certificates[i] : signer;
    if (within(one, task->at))
      continue;
    report(task, VERIFY_UNCONFIRMED, DIAG_VERIFY_EXPIRED,
           finding_time(task->c->arena, one->not_after));
    return false;
  }
  return true;
}

/* ---- revocation -------------------------------------------------------------------- */

static VerifyState ask_one(ChainTask *task, const Chain *chain, unsigned i) {
  RevocationTask ask = {.c = task->c,
                        .certificate = &chain->certificates[i],
                        .issuer = &chain->certificates[i + 1],
                        .at = task->at};
  VerifyState state = revocation_ask(&ask);
  task->evidence = task->evidence && state == VERIFY_GOOD && ask.from_file;
  if (state == VERIFY_BAD)
    report(task, VERIFY_ALTERED, DIAG_VERIFY_REVOKED, ask.certificate->signer);
  return state;
}

/* Something that could tell of revocation is there, or must be (B7). */
static bool must_tell(const Checking *c) {
  bool asked = c->crls->len + c->ocsps->len + c->trust->crls->len > 0;
  return c->trust->revocation == VERIFY_REVOCATION_REQUIRED ||
         (c->trust->revocation == VERIFY_REVOCATION_ASKED && asked);
}

static void check_revocation(ChainTask *task, const Chain *chain) {
  task->evidence = chain->n > 1;
  task->revocation = VERIFY_GOOD;
  for (unsigned i = 0; i + 1 < chain->n; i++) {
    VerifyState state = ask_one(task, chain, i);
    if (state == VERIFY_BAD)
      task->revocation = state;
    if (state != VERIFY_UNKNOWN || task->revocation != VERIFY_GOOD)
      continue;
    /* An authority that names no list for the certificate it gave another publishes
     * none. */
    bool excused = i > 0 && !chain->certificates[i].names_revocation;
    bool counts = !excused && must_tell(task->c);
    report(task, counts ? VERIFY_UNCONFIRMED : VERIFY_VALID,
           DIAG_VERIFY_REVOCATION_UNKNOWN, chain->certificates[i].signer);
    if (counts || !excused)
      task->revocation = VERIFY_UNKNOWN;
  }
}

/* ---- all of it --------------------------------------------------------------------- */

void chain_check(ChainTask *task) {
  Chain *chain = ARENA_NEW(task->c->arena, Chain);
  crypto_chain(task->c->arena, task->c->trust, &task->signer->whole,
               task->c->certificates, chain);
  task->chain = VERIFY_BAD;
  task->revocation = VERIFY_UNKNOWN;
  if (chain->state == CHAIN_BROKEN) {
    report(task, VERIFY_ALTERED, DIAG_VERIFY_CHAIN, task->signer->signer);
    return;
  }
  bool right = algorithms_hold(task, chain) && usage_holds(task);
  right = right && times_hold(task, chain);
  if (!right)
    return;
  if (chain->state == CHAIN_UNTRUSTED) {
    task->chain = VERIFY_UNKNOWN;
    report(task, VERIFY_UNCONFIRMED,
           task->stamp ? DIAG_VERIFY_STAMP_UNTRUSTED : DIAG_VERIFY_UNTRUSTED,
           task->signer->signer);
    return;
  }
  task->chain = VERIFY_GOOD;
  check_revocation(task, chain);
}

/* ---- what the file brings along ---------------------------------------------------- */

static void collect_streams(Checking *c, const PdfValue *dss, const char *key,
                            GPtrArray *to) {
  const PdfValue *list = strict_key_at(c->file, dss, key, c->last);
  for (uint32_t i = 0; list && list->kind == PDF_ARRAY && i < list->n; i++) {
    const PdfObject *object = list->items[i].kind == PDF_REF
                                  ? strict_object(c->file, list->items[i].number, c->last)
                                  : NULL;
    const uint8_t *data;
    size_t len;
    if (object && to->len < c->job->limits->pdf_certificates &&
        strict_inflate(c->file, object, &data, &len))
      g_ptr_array_add(to, g_bytes_new_static(data, len));
  }
}

static void bytes_unref(gpointer bytes) {
  g_bytes_unref(bytes);
}

void chain_add(Checking *c, const void *der, size_t len) {
  AsnItem item;
  if (c->certificates->len >= c->job->limits->pdf_certificates * 4u ||
      !asn_strict(der, len, &item) || item.der_len != len)
    return;
  for (guint i = 0; i < c->certificates->len; i++) {
    if (asn_same(&item, &g_array_index(c->certificates, AsnItem, i)))
      return;
  }
  g_array_append_val(c->certificates, item);
}

void chain_collect(Checking *c) {
  const PdfObject *catalog = forms_catalog(c->file, c->last);
  const PdfValue *dss = strict_key_at(c->file, &catalog->value, "DSS", c->last);
  g_autoptr(GPtrArray) certificates = g_ptr_array_new_with_free_func(bytes_unref);
  collect_streams(c, dss, "Certs", certificates);
  collect_streams(c, dss, "CRLs", c->crls);
  collect_streams(c, dss, "OCSPs", c->ocsps);
  for (guint i = 0; i < certificates->len; i++) {
    gsize len;
    const void *der = g_bytes_get_data(certificates->pdata[i], &len);
    chain_add(c, der, len);
  }
  for (guint i = 0; i < c->signatures->len; i++) {
    const Signed *s = c->signatures->pdata[i];
    for (unsigned k = 0; k < s->cms.n_certificates; k++)
      chain_add(c, s->cms.certificates[k].der, s->cms.certificates[k].der_len);
  }
}
