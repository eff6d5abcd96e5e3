/* What a CMS signature must be, whatever it signs (B6). */
#include <stdio.h>
#include <string.h>

#include "verify_private.h"

static bool wrong(const CmsTask *task, DiagCode code, const char *what) {
  bool stamp = task->fault != DIAG_COUNT;
  finding_add(task->c->arena, task->findings, VERIFY_ALTERED, stamp ? task->fault : code,
              what, NULL);
  return false;
}

/* ---- who signs --------------------------------------------------------------------- */

static bool is_signer(const AsnCms *cms, const AsnCertificate *certificate) {
  if (cms->issuer.der)
    return asn_same(&cms->issuer, &certificate->issuer) &&
           asn_same(&cms->serial, &certificate->serial);
  return certificate->subject_key.len == cms->key_id.len && cms->key_id.len &&
         memcmp(certificate->subject_key.bytes, cms->key_id.bytes, cms->key_id.len) == 0;
}

static bool find_signer(CmsTask *task) {
  Arena *arena = task->c->arena;
  for (unsigned i = 0; i < task->cms->n_certificates; i++) {
    const AsnItem *item = &task->cms->certificates[i];
    if (asn_read_certificate(arena, item->der, item->der_len, task->signer) &&
        is_signer(task->cms, task->signer))
      return true;
  }
  *task->signer = (AsnCertificate){0};
  return wrong(task, DIAG_VERIFY_NO_CERTIFICATE, NULL);
}

/* ---- algorithms -------------------------------------------------------------------- */

const char *cms_algorithm_text(Arena *arena, const AsnCms *cms,
                               const AsnCertificate *signer) {
  const char *digest = asn_digest_name(cms->digest);
  const char *curve = signer->curve == ASN_OID_P256   ? "P-256"
                      : signer->curve == ASN_OID_P384 ? "P-384"
                      : signer->curve == ASN_OID_P521 ? "P-521"
                                                      : "?";
  switch (signer->key) {
    case ASN_KEY_RSA:
      return arena_printf(arena, "RSA-%u%s, %s", signer->bits,
                          cms->algorithm.pss ? " PSS" : "", digest);
    case ASN_KEY_EC:
      return arena_printf(arena, "ECDSA %s, %s", curve, digest);
    case ASN_KEY_SM2:
      return arena_printf(arena, "SM2, %s", digest);
    case ASN_NO_KEY:
      break;
  }
  return digest;
}

static bool names_digest(const AsnCms *cms) {
  AsnReader r = asn_inside(&cms->digests);
  AsnDigest digest;
  for (AsnItem item; asn_next(&r, &item);) {
    if (asn_read_digest(&item, &digest) && digest == cms->digest)
      return true;
  }
  return false;
}

/* The digest of the signature is that of the content. */
static bool settle_algorithm(CmsTask *task) {
  AsnCms *cms = task->cms;
  AsnAlgorithm *algorithm = &cms->algorithm;
  if (algorithm->digest == ASN_NO_DIGEST)
    algorithm->digest = cms->digest;
  if (!names_digest(cms) || algorithm->digest != cms->digest ||
      (algorithm->pss && algorithm->mask != cms->digest))
    return wrong(task, DIAG_VERIFY_CMS, "digestAlgorithm");
  return cms->digest != ASN_DIGEST_SHA1 || wrong(task, DIAG_VERIFY_ALGORITHM, "SHA-1");
}

/* ---- attributes -------------------------------------------------------------------- */

static bool same_octets(const AsnItem *item, const uint8_t *bytes, size_t n) {
  return item->tag == ASN_OCTETS && n && item->len == n &&
         memcmp(item->bytes, bytes, n) == 0;
}

static bool check_attributes(CmsTask *task) {
  const AsnCms *cms = task->cms;
  AsnItem type, digest;
  unsigned count;
  uint8_t own[64];
  if (!cms->signed_attributes.der)
    return wrong(task, DIAG_VERIFY_ATTRIBUTE, "signedAttrs");
  if (!asn_attribute(cms->attributes, cms->n_attributes, ASN_OID_CONTENT_TYPE, &type,
                     &count) ||
      asn_oid(&type) != (cms->gm ? ASN_OID_GM_DATA : task->content_type))
    return wrong(task, DIAG_VERIFY_ATTRIBUTE, "contentType");
  if (!asn_attribute(cms->attributes, cms->n_attributes, ASN_OID_MESSAGE_DIGEST, &digest,
                     &count))
    return wrong(task, DIAG_VERIFY_ATTRIBUTE, "messageDigest");
  size_t n = crypto_digest(cms->digest, task->content, task->n_content, own);
  return same_octets(&digest, own, n) || wrong(task, DIAG_VERIFY_DIGEST, NULL);
}

static bool check_signature(CmsTask *task) {
  static const uint8_t set = ASN_SET; /* [0] is signed as a SET (RFC 5652 5.4) */
  const AsnItem *attributes = &task->cms->signed_attributes;
  Piece pieces[] = {{&set, 1}, {attributes->der + 1, attributes->der_len - 1}};
  return crypto_holds(task->signer, &task->cms->algorithm, pieces, 2,
                      &task->cms->signature) ||
         wrong(task, DIAG_VERIFY_SIGNATURE, NULL);
}

static bool ess_names(const AsnEss *ess, const AsnCertificate *signer) {
  uint8_t own[64];
  Piece whole = {signer->whole.der, signer->whole.der_len};
  size_t n = crypto_digest(ess->digest, &whole, 1, own);
  if (!same_octets(&ess->hash, own, n))
    return false;
  return !ess->issuer.der || (asn_same(&ess->issuer, &signer->issuer) &&
                              asn_same(&ess->serial, &signer->serial));
}

/* signing-certificate or -v2, where one is, names the signer's. */
static bool check_ess(CmsTask *task) {
  const AsnCms *cms = task->cms;
  static const AsnOid oids[] = {ASN_OID_ESS_V1, ASN_OID_ESS_V2};
  for (size_t i = 0; i < G_N_ELEMENTS(oids); i++) {
    AsnItem value;
    AsnEss ess;
    unsigned count;
    bool once =
        asn_attribute(cms->attributes, cms->n_attributes, oids[i], &value, &count);
    if (count == 0)
      continue;
    if (!once || !asn_read_ess(&value, oids[i] == ASN_OID_ESS_V2, &ess) ||
        !ess_names(&ess, task->signer))
      return wrong(task, DIAG_VERIFY_ESS, NULL);
  }
  return true;
}

bool cms_judge(CmsTask *task) {
  return find_signer(task) && settle_algorithm(task) && check_attributes(task) &&
         check_signature(task) && check_ess(task);
}

/* ---- a signature of the file ------------------------------------------------------- */

static const char *hex(Arena *arena, const uint8_t *bytes, size_t n) {
  char *text = arena_alloc(arena, n * 2 + 1);
  for (size_t i = 0; i < n; i++)
    g_snprintf(text + i * 2, 3, "%02x", bytes[i]);
  return text;
}

void cms_show_signer(Checking *c, Signed *s) {
  const AsnCertificate *signer = &s->signer;
  uint8_t digest[64];
  Piece whole = {signer->whole.der, signer->whole.der_len};
  size_t n = crypto_digest(ASN_DIGEST_SHA256, &whole, 1, digest);
  s->has_signer = true;
  s->shown.signer = signer->signer;
  s->shown.issuer = asn_name_text(c->arena, &signer->issuer);
  s->shown.serial = hex(c->arena, signer->serial.bytes, signer->serial.len);
  s->shown.fingerprint = hex(c->arena, digest, n);
  s->shown.algorithm = cms_algorithm_text(c->arena, &s->cms, signer);
}

static bool padding_is_zero(Checking *c, Signed *s, size_t used) {
  for (size_t i = used; i < s->contents->n; i++) {
    if (s->contents->text[i]) {
      s->shown.coverage = VERIFY_BAD;
      finding_add(c->arena, &s->shown.findings, VERIFY_ALTERED, DIAG_VERIFY_PADDING,
                  NULL);
      return false;
    }
  }
  return true;
}

/* A seal of GB/T 38540 in place of a CMS, under whatever name: no two agree on one. */
static bool read_seal(Checking *c, Signed *s) {
  AsnSealed *sealed = ARENA_NEW(c->arena, AsnSealed);
  size_t used;
  if (!asn_read_sealed(s->contents->text, s->contents->n, sealed, &used))
    return false;
  s->sealed = sealed;
  return true;
}

static bool read_container(Checking *c, Signed *s) {
  static const char *const causes[] = {[ASN_CMS_READ] = "",
                                       [ASN_CMS_NOT_DER] = "DER",
                                       [ASN_CMS_STRUCTURE] = "CMS",
                                       [ASN_CMS_SIGNERS] = "signerInfos",
                                       [ASN_CMS_ALGORITHM] = "algorithm",
                                       [ASN_CMS_MANY] = "certificates"};
  size_t used;
  AsnCmsFault fault = asn_read_cms(s->contents->text, s->contents->n, &s->cms, &used);
  if (fault != ASN_CMS_READ) {
    finding_add(c->arena, &s->shown.findings, VERIFY_ALTERED, DIAG_VERIFY_CMS,
                causes[fault], NULL);
    return false;
  }
  return padding_is_zero(c, s, used);
}

/* PAdES wants signing-certificate-v2 and no signing-time (EN 319 142-1 5.3, 6.3). */
static void check_baseline(Checking *c, Signed *s) {
  AsnItem value;
  unsigned ess, time;
  asn_attribute(s->cms.attributes, s->cms.n_attributes, ASN_OID_ESS_V2, &value, &ess);
  asn_attribute(s->cms.attributes, s->cms.n_attributes, ASN_OID_SIGNING_TIME, &value,
                &time);
  s->baseline = s->etsi && ess == 1 && time == 0;
  if (s->etsi && !s->baseline)
    finding_add(c->arena, &s->shown.findings, VERIFY_VALID, DIAG_VERIFY_NOT_BASELINE,
                ess == 1 ? "signing-time" : "signing-certificate-v2", NULL);
  if (time)
    asn_seconds(&value, &s->shown.claimed);
}

/* "D:20261130213819+08'00'" */
static void claimed_of(Signed *s) {
  const PdfValue *m = strict_key(&s->dict->value, "M");
  int p[6] = {0, 1, 1, 0, 0, 0}, hours = 0, minutes = 0;
  char sign = 'Z';
  if (!m || m->kind != PDF_STRING || strlen(m->text) != m->n ||
      sscanf(m->text, "D:%4d%2d%2d%2d%2d%2d%c%2d'%2d", &p[0], &p[1], &p[2], &p[3], &p[4],
             &p[5], &sign, &hours, &minutes) < 1)
    return;
  g_autoptr(GDateTime) time =
      p[0] >= 1 ? g_date_time_new_utc(p[0], p[1], p[2], p[3], p[4], p[5]) : NULL;
  if (!time)
    return;
  int away = (hours * 60 + minutes) * 60;
  s->shown.claimed = g_date_time_to_unix(time) - (sign == '+'   ? away
                                                  : sign == '-' ? -away
                                                                : 0);
}

/* Only what no signature protects: time stamps, and nothing that is not known. */
static void check_unsigned(Checking *c, Signed *s) {
  for (unsigned i = 0; i < s->cms.n_unsigned; i++) {
    if (s->cms.unsigned_attributes[i].oid != ASN_OID_SIGNATURE_STAMP)
      finding_add(c->arena, &s->shown.findings, VERIFY_UNCONFIRMED,
                  DIAG_VERIFY_EXTRA_ATTRIBUTE,
                  asn_oid_text(c->arena, &s->cms.unsigned_attributes[i].type), NULL);
  }
}

static void check_filter(Checking *c, Signed *s) {
  if (s->etsi || s->cms.gm ||
      strict_key_is(&s->dict->value, "SubFilter", "adbe.pkcs7.detached"))
    return;
  finding_add(c->arena, &s->shown.findings, VERIFY_UNCONFIRMED, DIAG_VERIFY_FILTER,
              strict_text(c->arena, strict_key(&s->dict->value, "SubFilter")), NULL);
}

static void seal_in_file(Checking *c, Signed *s) {
  AsnItem whole;
  claimed_of(s);
  if (!asn_strict(s->contents->text, s->contents->n, &whole) ||
      !padding_is_zero(c, s, whole.der_len))
    return;
  s->read = seal_check(c, s);
  if (s->read)
    s->shown.integrity = VERIFY_GOOD;
}

void cms_check(Checking *c, Signed *s) {
  CmsTask task = {.c = c,
                  .findings = &s->shown.findings,
                  .cms = &s->cms,
                  .content = s->signed_bytes,
                  .n_content = 2,
                  .content_type = ASN_OID_DATA,
                  .signer = &s->signer,
                  .fault = DIAG_COUNT};
  s->shown.integrity = VERIFY_BAD;
  if (!s->contents)
    return;
  if (read_seal(c, s)) {
    seal_in_file(c, s);
    return;
  }
  if (!read_container(c, s))
    return;
  AsnOid data = s->cms.gm ? ASN_OID_GM_DATA : ASN_OID_DATA;
  if (s->cms.content.der || s->cms.content_type != data) {
    finding_add(c->arena, &s->shown.findings, VERIFY_ALTERED, DIAG_VERIFY_CONTENT, NULL);
    return;
  }
  check_baseline(c, s);
  claimed_of(s);
  s->read = cms_judge(&task);
  if (s->signer.whole.der)
    cms_show_signer(c, s);
  if (!s->read)
    return;
  s->shown.integrity = VERIFY_GOOD;
  check_unsigned(c, s);
  check_filter(c, s);
}
