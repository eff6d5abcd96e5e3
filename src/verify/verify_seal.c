/* Electronic seals (C3): in the order of GB/T 38540: the signature over the document, its
 * signer, the document's digest; then the seal: its maker's signature, the signer among
 * its users, its validity. */
#include <string.h>

#include "verify_private.h"

/* By whom the seal was made, and whether it holds. */
typedef struct Sealing {
  Checking *c;
  Signed *s;
  const AsnSeal *seal;
  AsnCertificate maker;
} Sealing;

static bool wrong(Checking *c, Signed *s, DiagCode code, const char *what) {
  finding_add(c->arena, &s->shown.findings, VERIFY_ALTERED, code, what, NULL);
  return false;
}

const char *seal_text(Arena *arena, const AsnItem *item) {
  g_autofree char *text = g_utf8_make_valid((const char *)item->bytes, (gssize)item->len);
  g_autoptr(GString) kept = g_string_new(NULL);
  for (const char *p = text; *p; p = g_utf8_next_char(p)) {
    if (g_unichar_isprint(g_utf8_get_char(p)))
      g_string_append_unichar(kept, g_utf8_get_char(p));
  }
  return arena_strdup(arena, kept->str);
}

/* SM2 with SM3 alone signs seals; the bare key's identifier means the same. */
static bool is_sm2(const AsnItem *oid) {
  return asn_oid(oid) == ASN_OID_SM2_SM3 || asn_oid(oid) == ASN_OID_GM_SM2;
}

static const AsnAlgorithm with_sm2 = {.key = ASN_KEY_SM2, .digest = ASN_DIGEST_SM3};

/* ---- the seal
 * -------------------------------------------------------------------------- */

static bool maker_holds(Sealing *t) {
  Arena *arena = t->c->arena;
  const AsnSeal *seal = t->seal;
  if (!is_sm2(&seal->algorithm))
    return wrong(t->c, t->s, DIAG_VERIFY_ALGORITHM,
                 asn_oid_text(arena, &seal->algorithm));
  if (!asn_read_certificate(arena, seal->maker.bytes, seal->maker.len, &t->maker))
    return wrong(t->c, t->s, DIAG_VERIFY_SEAL, "cert");
  g_autoptr(GByteArray) message = g_byte_array_new();
  asn_seal_message(seal, message);
  Piece piece = {message->data, message->len};
  return crypto_holds(&t->maker, &with_sm2, &piece, 1, &seal->value) ||
         wrong(t->c, t->s, DIAG_VERIFY_SEAL_SIGNATURE, t->maker.signer);
}

static void check_maker_chain(Sealing *t, int64_t at, int64_t claimed, bool proved) {
  chain_add(t->c, t->seal->maker.bytes, t->seal->maker.len);
  ChainTask task = {.c = t->c,
                    .findings = &t->s->shown.findings,
                    .signer = &t->maker,
                    .at = at,
                    .claimed = claimed,
                    .proved = proved};
  chain_check(&task);
  /* the weaker of the signer's and the maker's */
  if (t->s->shown.chain == VERIFY_GOOD)
    t->s->shown.chain = task.chain;
  if (t->s->shown.revocation == VERIFY_GOOD)
    t->s->shown.revocation = task.revocation;
}

static bool is_user(Checking *c, const AsnSeal *seal, const AsnCertificate *signer) {
  static const AsnDigest digests[] = {ASN_DIGEST_SM3, ASN_DIGEST_SHA256};
  AsnReader list = asn_inside(&seal->list);
  Piece whole = {signer->whole.der, signer->whole.der_len};
  unsigned n = 0;
  for (AsnSealUser user; asn_seal_next(&list, &user);) {
    if (++n > c->job->limits->seal_certificates)
      return false;
    if (seal->list_kind == ASN_SEAL_CERTIFICATES &&
        user.value.len == signer->whole.der_len &&
        memcmp(user.value.bytes, signer->whole.der, user.value.len) == 0)
      return true;
    for (size_t i = 0; seal->list_kind == ASN_SEAL_DIGESTS && i < G_N_ELEMENTS(digests);
         i++) {
      uint8_t own[64];
      size_t len = crypto_digest(digests[i], &whole, 1, own);
      if (len && user.value.len == len && memcmp(user.value.bytes, own, len) == 0)
        return true;
    }
  }
  return false;
}

static const char *span_text(Arena *arena, const AsnSeal *seal) {
  return arena_printf(arena, "%s – %s", finding_time(arena, seal->from),
                      finding_time(arena, seal->to));
}

/* ---- over a document
 * -------------------------------------------------------------------- */

bool seal_check(Checking *c, Signed *s) {
  const AsnSealed *sealed = s->sealed;
  Sealing t = {.c = c, .s = s, .seal = &sealed->seal};
  uint8_t own[64];
  s->shown.level = arena_printf(c->arena, "SES-%u", sealed->version);
  if (sealed->has_time)
    s->shown.claimed = sealed->seconds;
  if (!is_sm2(&sealed->algorithm))
    return wrong(c, s, DIAG_VERIFY_ALGORITHM, asn_oid_text(c->arena, &sealed->algorithm));
  if (!asn_read_certificate(c->arena, sealed->signer.bytes, sealed->signer.len,
                            &s->signer))
    return wrong(c, s, DIAG_VERIFY_SEAL, "cert");
  s->cms.digest = ASN_DIGEST_SM3;
  s->cms.signature = sealed->value;
  cms_show_signer(c, s);
  chain_add(c, sealed->signer.bytes, sealed->signer.len);
  Piece message = {sealed->message.der, sealed->message.der_len};
  if (!crypto_holds(&s->signer, &with_sm2, &message, 1, &sealed->value))
    return wrong(c, s, DIAG_VERIFY_SIGNATURE, NULL);
  size_t n = crypto_digest(ASN_DIGEST_SM3, s->signed_bytes, 2, own);
  if (!n || n != sealed->digest.len || memcmp(own, sealed->digest.bytes, n) != 0)
    return wrong(c, s, DIAG_VERIFY_DIGEST, NULL);
  if (!maker_holds(&t))
    return false;
  return is_user(c, t.seal, &s->signer) ||
         wrong(c, s, DIAG_VERIFY_SEAL_SIGNER, s->signer.signer);
}

void seal_check_times(Checking *c, Signed *s, int64_t at, bool proved) {
  Sealing t = {.c = c, .s = s, .seal = &s->sealed->seal};
  if (!asn_read_certificate(c->arena, t.seal->maker.bytes, t.seal->maker.len, &t.maker))
    return;
  int64_t when = proved || !s->sealed->has_time ? at : s->sealed->seconds;
  if (when < t.seal->from || when > t.seal->to)
    wrong(c, s, DIAG_VERIFY_SEAL_EXPIRED_THEN, span_text(c->arena, t.seal));
  else if (!proved && (at < t.seal->from || at > t.seal->to))
    finding_add(c->arena, &s->shown.findings, VERIFY_UNCONFIRMED,
                DIAG_VERIFY_SEAL_EXPIRED, span_text(c->arena, t.seal), NULL);
  check_maker_chain(&t, at, s->shown.claimed, proved);
}

/* ---- a seal by itself
 * -------------------------------------------------------------------- */

static void judge(Checking *c, Signed *s, const AsnSeal *seal) {
  Sealing t = {.c = c, .s = s, .seal = seal};
  s->shown.field = seal_text(c->arena, &seal->name);
  s->shown.level = arena_printf(c->arena, "SES-%u", seal->version);
  s->shown.integrity = s->shown.coverage = VERIFY_BAD;
  if (!maker_holds(&t))
    return;
  s->signer = t.maker;
  s->cms.digest = ASN_DIGEST_SM3;
  cms_show_signer(c, s);
  s->shown.integrity = s->shown.coverage = s->shown.chain = s->shown.revocation =
      VERIFY_GOOD;
  s->shown.claimed = seal->created;
  AsnReader list = asn_inside(&seal->list);
  unsigned users = 0;
  for (AsnSealUser user; asn_seal_next(&list, &user);)
    users++;
  if (!users || !asn_done(&list) || users > c->job->limits->seal_certificates)
    wrong(c, s, DIAG_VERIFY_SEAL, "certList");
  if (seal->from >= seal->to)
    wrong(c, s, DIAG_VERIFY_SEAL, "validEnd");
  if (c->trust->now < seal->from || c->trust->now > seal->to)
    finding_add(c->arena, &s->shown.findings, VERIFY_UNCONFIRMED,
                DIAG_VERIFY_SEAL_EXPIRED, span_text(c->arena, seal), NULL);
  check_maker_chain(&t, c->trust->now, seal->created, false);
}

Verification *verify_seal(Job *job, const VerifyTrust *trust, const void *bytes,
                          size_t len) {
  Checking c;
  AsnSeal seal;
  verify_begin(&c, job, trust);
  verify_set_digest(c.out, bytes, len);
  if (len > job->limits->seal_bytes)
    finding_add(c.arena, &c.out->findings, VERIFY_UNCONFIRMED, DIAG_VERIFY_LIMIT,
                "SESeal", NULL);
  else if (!asn_read_seal(bytes, len, &seal))
    finding_add(c.arena, &c.out->findings, VERIFY_ALTERED, DIAG_VERIFY_SEAL, "SESeal",
                NULL);
  else {
    Signed *s = ARENA_NEW(job->arena, Signed);
    s->shown = (VerifySignature){.kind = VERIFY_SEAL,
                                 .signer = "",
                                 .issuer = "",
                                 .serial = "",
                                 .fingerprint = "",
                                 .algorithm = "",
                                 .claimed = VERIFY_NO_TIME,
                                 .trusted = VERIFY_NO_TIME};
    g_ptr_array_add(c.signatures, s);
    judge(&c, s, &seal);
  }
  return verify_end(&c);
}
