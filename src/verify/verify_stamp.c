/* Time stamps, from the last to the first: each proves the time for what it covers
 * (B8), then the chains of signatures at the time that is proved. */
#include <string.h>

#include "verify_private.h"

#define SKEW 300

typedef struct Token {
  AsnCms cms;
  AsnCertificate signer;
  AsnStamp stamp;
} Token;

static bool wrong(Checking *c, Signed *s, const char *what) {
  finding_add(c->arena, &s->shown.findings, VERIFY_ALTERED, DIAG_VERIFY_STAMP, what,
              NULL);
  return false;
}

/* The token is a signature over TSTInfo, whose imprint is that of the pieces. */
static bool token_holds(Checking *c, Signed *s, Token *token, const Piece *pieces,
                        size_t n) {
  uint8_t own[64];
  if (token->cms.content_type != ASN_OID_TST_INFO || !token->cms.content.der ||
      !asn_read_stamp(&token->cms.content, &token->stamp))
    return wrong(c, s, "TSTInfo");
  Piece content = {token->cms.content.bytes, token->cms.content.len};
  CmsTask task = {.c = c,
                  .findings = &s->shown.findings,
                  .cms = &token->cms,
                  .content = &content,
                  .n_content = 1,
                  .content_type = ASN_OID_TST_INFO,
                  .signer = &token->signer,
                  .fault = DIAG_VERIFY_STAMP};
  if (!cms_judge(&task))
    return false;
  size_t len = crypto_digest(token->stamp.digest, pieces, n, own);
  if (token->stamp.digest == ASN_DIGEST_SHA1 || len != token->stamp.imprint.len ||
      memcmp(own, token->stamp.imprint.bytes, len) != 0)
    return wrong(c, s, "messageImprint");
  if (token->stamp.seconds > c->trust->now + SKEW)
    return wrong(c, s, finding_time(c->arena, token->stamp.seconds));
  return true;
}

static void add_certificates(Checking *c, const AsnCms *cms) {
  for (unsigned i = 0; i < cms->n_certificates; i++)
    chain_add(c, cms->certificates[i].der, cms->certificates[i].der_len);
}

/* The chain of a token at the time by which it existed. */
static bool token_trusted(Checking *c, Signed *s, const Token *token, int64_t at) {
  add_certificates(c, &token->cms);
  ChainTask task = {.c = c,
                    .findings = &s->shown.findings,
                    .signer = &token->signer,
                    .at = at,
                    .claimed = token->stamp.seconds,
                    .stamp = true};
  chain_check(&task);
  s->shown.revocation = task.revocation;
  s->shown.chain = task.chain;
  s->evidence = task.evidence;
  return task.chain == VERIFY_GOOD && task.revocation != VERIFY_BAD;
}

/* ---- of the document --------------------------------------------------------------- */

static void show_token(Checking *c, Signed *s, const Token *token) {
  const AsnCertificate *signer = &token->signer;
  char *serial = arena_alloc(c->arena, signer->serial.len * 2 + 1);
  for (size_t i = 0; i < signer->serial.len; i++)
    g_snprintf(serial + i * 2, 3, "%02x", signer->serial.bytes[i]);
  s->shown.signer = signer->signer;
  s->shown.issuer = asn_name_text(c->arena, &signer->issuer);
  s->shown.serial = serial;
  s->shown.algorithm = cms_algorithm_text(c->arena, &token->cms, signer);
  s->shown.level = "RFC 3161";
  s->shown.claimed = token->stamp.seconds;
}

/* In the order from the last, with the time that the one behind it proves. */
static void check_document_stamp(Checking *c, Signed *s, int64_t *proved) {
  Token *token = ARENA_NEW(c->arena, Token);
  size_t used = 0;
  s->shown.integrity = VERIFY_BAD;
  if (!s->contents)
    return;
  if (asn_read_cms(s->contents->text, s->contents->n, &token->cms, &used) !=
      ASN_CMS_READ) {
    wrong(c, s, "CMS");
    return;
  }
  for (size_t i = used; i < s->contents->n; i++) {
    if (s->contents->text[i]) {
      finding_add(c->arena, &s->shown.findings, VERIFY_ALTERED, DIAG_VERIFY_PADDING,
                  NULL);
      return;
    }
  }
  if (!token_holds(c, s, token, s->signed_bytes, 2))
    return;
  s->shown.integrity = VERIFY_GOOD;
  show_token(c, s, token);
  if (*proved != VERIFY_NO_TIME && token->stamp.seconds > *proved)
    finding_add(c->arena, &s->shown.findings, VERIFY_ALTERED, DIAG_VERIFY_TIME_ORDER,
                NULL);
  else if (token_trusted(c, s, token,
                         *proved == VERIFY_NO_TIME ? c->trust->now : *proved))
    s->shown.trusted = *proved = token->stamp.seconds;
}

/* ---- of a signature ---------------------------------------------------------------- */

/* A token stands in an attribute of the CMS, or behind the value of a seal. */
static bool own_stamp(const Signed *s, AsnItem *value, unsigned *count) {
  if (!s->sealed)
    return asn_attribute(s->cms.unsigned_attributes, s->cms.n_unsigned,
                         ASN_OID_SIGNATURE_STAMP, value, count);
  const AsnItem *stamp = &s->sealed->stamp;
  AsnReader r = asn_reader(stamp->bytes, stamp->len);
  *count = stamp->der != NULL;
  return *count && asn_next(&r, value) && asn_done(&r);
}

static void check_own_stamp(Checking *c, Signed *s, int64_t *proved) {
  AsnItem value;
  unsigned count;
  size_t used;
  Token *token = ARENA_NEW(c->arena, Token);
  bool once = own_stamp(s, &value, &count);
  if (count == 0)
    return;
  if (!once ||
      asn_read_cms(value.der, value.der_len, &token->cms, &used) != ASN_CMS_READ ||
      used != value.der_len) {
    wrong(c, s, "CMS");
    return;
  }
  Piece over = {s->cms.signature.bytes, s->cms.signature.len};
  if (!token_holds(c, s, token, &over, 1))
    return;
  if (*proved != VERIFY_NO_TIME && token->stamp.seconds > *proved) {
    finding_add(c->arena, &s->shown.findings, VERIFY_ALTERED, DIAG_VERIFY_TIME_ORDER,
                NULL);
    return;
  }
  s->stamped =
      token_trusted(c, s, token, *proved == VERIFY_NO_TIME ? c->trust->now : *proved);
  if (s->stamped)
    *proved = token->stamp.seconds;
}

static void check_signature(Checking *c, Signed *s, int64_t proved) {
  if (!s->read)
    return;
  check_own_stamp(c, s, &proved);
  s->shown.trusted = proved;
  ChainTask task = {.c = c,
                    .findings = &s->shown.findings,
                    .signer = &s->signer,
                    .at = proved == VERIFY_NO_TIME ? c->trust->now : proved,
                    .claimed = s->shown.claimed,
                    .proved = proved != VERIFY_NO_TIME};
  chain_check(&task);
  s->shown.chain = task.chain;
  s->shown.revocation = task.revocation;
  s->evidence = task.evidence;
  if (s->sealed)
    seal_check_times(c, s, task.at, task.proved);
}

static void name_level(Checking *c, Signed *s, bool stamped_later) {
  bool time = s->stamped || stamped_later;
  if (!s->baseline || s->shown.kind == VERIFY_STAMP)
    return;
  const char *level = !time ? "B" : !s->evidence ? "T" : stamped_later ? "LTA" : "LT";
  s->shown.level = arena_printf(c->arena, "PAdES-B-%s", level);
}

void stamps_check(Checking *c) {
  int64_t proved = VERIFY_NO_TIME;
  for (guint i = c->signatures->len; i-- > 0;) {
    Signed *s = c->signatures->pdata[i];
    if (s->shown.kind == VERIFY_STAMP) {
      check_document_stamp(c, s, &proved);
      continue;
    }
    check_signature(c, s, proved);
    name_level(c, s, proved != VERIFY_NO_TIME);
  }
}
