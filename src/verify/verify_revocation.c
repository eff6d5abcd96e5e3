/* Whether a certificate was revoked: lists and answers that the file holds or the user
 * gives (B7). No network. */
#include <string.h>

#include "verify_private.h"

#define DAY ((int64_t)86400)
#define SKEW 300 /* seconds that clocks may differ */

/* ---- lists ------------------------------------------------------------------------- */

static VerifyState ask_list(RevocationTask *task, const AsnCrl *crl) {
  Piece body = {crl->body.der, crl->body.der_len};
  int64_t when;
  if (!asn_same(&crl->issuer, &task->certificate->issuer) || crl->partial ||
      crl->this_update > task->c->trust->now + SKEW ||
      (task->issuer->limits_usage && !(task->issuer->usage & 1u << 6)) ||
      !crypto_holds(task->issuer, &crl->with, &body, 1, &crl->signature))
    return VERIFY_UNKNOWN;
  if (asn_crl_find(crl, &task->certificate->serial, &when) && when <= task->at) {
    task->revoked = when;
    return VERIFY_BAD;
  }
  return crl->next_update >= task->at ? VERIFY_GOOD : VERIFY_UNKNOWN;
}

/* ---- answers ----------------------------------------------------------------------- */

static bool is_for(const RevocationTask *task, const AsnOcspAnswer *answer) {
  uint8_t name[64], key[64];
  AsnReader r = asn_inside(&task->issuer->key_info);
  AsnItem algorithm, bits;
  if (!asn_take(&r, ASN_SEQUENCE, &algorithm) || !asn_take(&r, ASN_BITS, &bits))
    return false;
  Piece of_name = {task->certificate->issuer.der, task->certificate->issuer.der_len};
  Piece of_key = {bits.bytes + 1, bits.len - 1};
  size_t n = crypto_digest(answer->digest, &of_name, 1, name);
  crypto_digest(answer->digest, &of_key, 1, key);
  return n && answer->name_hash.len == n && answer->key_hash.len == n &&
         memcmp(answer->name_hash.bytes, name, n) == 0 &&
         memcmp(answer->key_hash.bytes, key, n) == 0 &&
         asn_same(&answer->serial, &task->certificate->serial);
}

/* A certificate that the same issuer made for answering. */
static bool may_answer(const RevocationTask *task, const AsnCertificate *by) {
  AsnReader r = asn_inside(&by->whole);
  AsnItem body, algorithm, bits;
  AsnAlgorithm with;
  if (!by->for_ocsp || !asn_same(&by->issuer, &task->issuer->subject) ||
      by->not_before > task->c->trust->now || by->not_after < task->at ||
      !asn_take(&r, ASN_SEQUENCE, &body) || !asn_take(&r, ASN_SEQUENCE, &algorithm) ||
      !asn_take(&r, ASN_BITS, &bits) || !asn_read_algorithm(&algorithm, &with))
    return false;
  Piece signed_part = {body.der, body.der_len};
  bits.bytes++;
  bits.len--;
  return crypto_holds(task->issuer, &with, &signed_part, 1, &bits);
}

static bool answer_holds(RevocationTask *task, const AsnOcsp *ocsp) {
  Piece body = {ocsp->body.der, ocsp->body.der_len};
  if (ocsp->with.digest == ASN_DIGEST_SHA1)
    return false;
  if (crypto_holds(task->issuer, &ocsp->with, &body, 1, &ocsp->signature))
    return true;
  for (unsigned i = 0; i < ocsp->n_certificates; i++) {
    AsnCertificate by;
    const AsnItem *item = &ocsp->certificates[i];
    if (asn_read_certificate(task->c->arena, item->der, item->der_len, &by) &&
        may_answer(task, &by) &&
        crypto_holds(&by, &ocsp->with, &body, 1, &ocsp->signature))
      return true;
  }
  return false;
}

static VerifyState ask_answer(RevocationTask *task, const AsnOcsp *ocsp) {
  AsnReader answers = asn_inside(&ocsp->answers);
  for (AsnOcspAnswer answer; asn_ocsp_next(&answers, &answer);) {
    if (!is_for(task, &answer) || !answer_holds(task, ocsp))
      continue;
    int64_t until =
        answer.next_update == INT64_MAX ? answer.this_update + DAY : answer.next_update;
    if (answer.status == ASN_OCSP_REVOKED && answer.revoked <= task->at) {
      task->revoked = answer.revoked;
      return VERIFY_BAD;
    }
    if (answer.status != ASN_OCSP_UNKNOWN && until >= task->at &&
        answer.this_update <= task->c->trust->now + SKEW)
      return VERIFY_GOOD;
  }
  return VERIFY_UNKNOWN;
}

/* ---- all of them ------------------------------------------------------------------- */

static VerifyState ask_lists(RevocationTask *task, const GPtrArray *lists) {
  VerifyState state = VERIFY_UNKNOWN;
  for (guint i = 0; i < lists->len && state != VERIFY_BAD; i++) {
    gsize len;
    const void *der = g_bytes_get_data(lists->pdata[i], &len);
    AsnCrl crl;
    VerifyState one =
        asn_read_crl(der, len, &crl) ? ask_list(task, &crl) : VERIFY_UNKNOWN;
    state = one == VERIFY_UNKNOWN ? state : one;
  }
  return state;
}

VerifyState revocation_ask(RevocationTask *task) {
  VerifyState state = ask_lists(task, task->c->crls);
  for (guint i = 0; i < task->c->ocsps->len && state != VERIFY_BAD; i++) {
    gsize len;
    const void *der = g_bytes_get_data(task->c->ocsps->pdata[i], &len);
    AsnOcsp ocsp;
    VerifyState one =
        asn_read_ocsp(der, len, &ocsp) ? ask_answer(task, &ocsp) : VERIFY_UNKNOWN;
    state = one == VERIFY_UNKNOWN ? state : one;
  }
  task->from_file = state == VERIFY_GOOD;
  if (state == VERIFY_BAD)
    return state;
  VerifyState given = ask_lists(task, task->c->trust->crls);
  return given == VERIFY_UNKNOWN ? state : given;
}
