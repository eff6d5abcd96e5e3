/* An OpenDocument package (D3): its signatures hold what its members are, each of them
 * and no others. */
#include "verify_odt.h"

#include <string.h>

#include "verify_private.h"

#define SIGNATURES "META-INF/documentsignatures.xml"

/* ---- what a member is, as a reference sees it ---------------------------------------
 */

static bool no_instruction(const char *target, size_t len) {
  (void)target, (void)len;
  return false;
}

XmlReader *verify_odt_reader(Job *quiet, const char *name, GBytes *held) {
  XmlForm form = xml_form(quiet->limits);
  form.encodings = XML_ENCODING_OFFICE;
  form.instruction = no_instruction;
  form.depth = quiet->limits->odt_depth;
  gsize len;
  const char *bytes = g_bytes_get_data(held, &len);
  return xml_open(quiet, &form, name, bytes, len);
}

/* The canonical form of an element of a member; NULL: it is no such XML. */
static GString *canonical(Job *job, GBytes *held, size_t element, DsigForm form) {
  Job quiet = *job;
  quiet.diags = diagnostics_new();
  XmlReader *reader = verify_odt_reader(&quiet, "", held);
  GString *out = g_string_new(NULL);
  bool good = xml_canonical(reader, element, form == DSIG_EXCLUSIVE, out);
  xml_close(reader);
  diagnostics_free(quiet.diags);
  if (good)
    return out;
  g_string_free(out, TRUE);
  return NULL;
}

typedef struct Known {
  bool tried;
  size_t n; /* 0: it cannot be read so */
  uint8_t bytes[64];
} Known;

enum { FORMS = DSIG_EXCLUSIVE + 1, DIGESTS = ASN_DIGEST_SM3 + 1 };

typedef struct Judging {
  Checking c;
  Parcel package;
  Known *known; /* by member, form and digest: many signatures ask for the same */
  GBytes *signatures;
  const DsigNode *root;
  bool encrypted;
} Judging;

static void digest_held(Job *job, GBytes *held, DsigForm form, AsnDigest digest,
                        Known *out) {
  gsize len;
  Piece piece = {g_bytes_get_data(held, &len), 0};
  piece.len = len;
  GString *text = form == DSIG_AS_IS ? NULL : canonical(job, held, 0, form);
  if (text)
    piece = (Piece){text->str, text->len};
  if (text || form == DSIG_AS_IS)
    out->n = crypto_digest(digest, &piece, 1, out->bytes);
  if (text)
    g_string_free(text, TRUE);
}

static const Known *known_of(Judging *j, unsigned member, DsigForm form,
                             AsnDigest digest) {
  Known *known = &j->known[(member * FORMS + form) * DIGESTS + digest];
  if (known->tried)
    return known;
  known->tried = true;
  GBytes *held = parcel_open(&j->package.members[member]);
  if (!held)
    return known;
  digest_held(j->c.job, held, form, digest, known);
  g_bytes_unref(held);
  return known;
}

/* ---- references ----------------------------------------------------------------------
 */

static void report(Judging *j, Signed *s, DiagCode code, const char *what) {
  s->shown.integrity = VERIFY_BAD;
  finding_add(j->c.arena, &s->shown.findings, VERIFY_ALTERED, code, what, NULL);
}

static bool is_value(const DsigReference *reference, const uint8_t *own, size_t n) {
  return n && n == reference->len && memcmp(own, reference->value, n) == 0;
}

static void check_member(Judging *j, Signed *s, const DsigReference *reference,
                         uint8_t *named) {
  const ParcelMember *member = parcel_find(&j->package, reference->member);
  if (!member || member->folder) {
    report(j, s, DIAG_VERIFY_MEMBER_REMOVED, reference->member);
    return;
  }
  unsigned i = (unsigned)(member - j->package.members);
  if (named[i]++ || strcmp(member->name, SIGNATURES) == 0) {
    report(j, s, DIAG_VERIFY_DSIG, member->name);
    return;
  }
  const Known *own = known_of(j, i, reference->form, reference->digest);
  if (!is_value(reference, own->bytes, own->n))
    report(j, s, DIAG_VERIFY_MEMBER_CHANGED, member->name);
}

static void check_element(Judging *j, Signed *s, const DsigReference *reference) {
  GString *text =
      canonical(j->c.job, j->signatures, reference->target->number, reference->form);
  uint8_t own[64];
  Piece piece = {text ? text->str : "", text ? text->len : 0};
  size_t n = text ? crypto_digest(reference->digest, &piece, 1, own) : 0;
  if (!is_value(reference, own, n))
    report(j, s, DIAG_VERIFY_SIGNED_PROPERTIES, reference->target->local);
  if (text)
    g_string_free(text, TRUE);
}

/* Until OpenOffice.org 3.1 these two were left out. */
static bool is_frame(const char *name) {
  return strcmp(name, "mimetype") == 0 || strcmp(name, "META-INF/manifest.xml") == 0;
}

static void check_references(Judging *j, Signed *s, const Dsig *d) {
  g_autofree uint8_t *named = g_malloc0(j->package.n + 1);
  unsigned elements = 0;
  for (unsigned i = 0; i < d->n_references; i++) {
    if (d->references[i].member)
      check_member(j, s, &d->references[i], named);
    else if (++elements <= j->c.job->limits->dsig_elements_signed)
      check_element(j, s, &d->references[i]);
    else
      report(j, s, DIAG_VERIFY_DSIG, "Reference");
  }
  for (unsigned i = 0; i < j->package.n; i++) {
    const ParcelMember *m = &j->package.members[i];
    if (named[i] || m->folder || strcmp(m->name, SIGNATURES) == 0)
      continue;
    s->shown.coverage = VERIFY_BAD;
    report(j, s, is_frame(m->name) ? DIAG_VERIFY_COVERAGE : DIAG_VERIFY_MEMBER_ADDED,
           m->name);
  }
}

/* ---- who signs
 * ------------------------------------------------------------------------- */

static bool serial_fits(Judging *j, const AsnCertificate *certificate,
                        const char *named) {
  return !named || (certificate->serial.len <= 64 &&
                    strcmp(asn_decimal(j->c.arena, &certificate->serial), named) == 0);
}

static bool is_signer(Judging *j, const Dsig *d, const AsnCertificate *certificate) {
  if (!d->properties)
    return serial_fits(j, certificate, d->key_serial);
  uint8_t own[64];
  Piece whole = {certificate->whole.der, certificate->whole.der_len};
  size_t n = crypto_digest(d->certificate_digest, &whole, 1, own);
  return n && n == d->certificate_hash_len && memcmp(own, d->certificate_hash, n) == 0 &&
         serial_fits(j, certificate, d->certificate_serial);
}

static bool find_signer(Judging *j, Signed *s, const Dsig *d) {
  for (unsigned i = 0; i < d->n_own; i++) {
    const AsnItem *item = &d->certificates[i];
    if (asn_read_certificate(j->c.arena, item->der, item->der_len, &s->signer) &&
        is_signer(j, d, &s->signer))
      return true;
  }
  s->signer = (AsnCertificate){0};
  report(j, s, DIAG_VERIFY_ESS, NULL);
  return false;
}

/* r and s side by side (XMLDSig 1.1, 6.4.3) as DER. */
static GByteArray *ecdsa_value(const Dsig *d, const AsnCertificate *signer) {
  size_t side = signer->curve == ASN_OID_P256   ? 32
                : signer->curve == ASN_OID_P384 ? 48
                                                : 66;
  if (d->value_len != side * 2)
    return NULL;
  GByteArray *out = g_byte_array_new();
  for (size_t i = 0; i < 2; i++) {
    const uint8_t *p = d->value + i * side;
    size_t n = side;
    for (; n > 1 && *p == 0; n--)
      p++;
    uint8_t padded[67] = {0};
    memcpy(padded + 1, p, n);
    bool sign = *p & 0x80;
    asn_put(out, ASN_INTEGER, padded + !sign, n + sign);
  }
  asn_end(out, ASN_SEQUENCE, 0);
  return out;
}

static bool value_holds(Judging *j, const Dsig *d, const AsnCertificate *signer) {
  GString *info = canonical(j->c.job, j->signatures, d->signed_info->number, d->form);
  GByteArray *der = signer->key == ASN_KEY_EC ? ecdsa_value(d, signer) : NULL;
  bool holds = false;
  if (info && (der || signer->key != ASN_KEY_EC)) {
    Piece piece = {info->str, info->len};
    AsnItem value = {.bytes = der ? der->data : d->value,
                     .len = der ? der->len : d->value_len};
    holds = crypto_holds(signer, &d->algorithm, &piece, 1, &value);
  }
  if (info)
    g_string_free(info, TRUE);
  if (der)
    g_byte_array_free(der, TRUE);
  return holds;
}

/* ---- one signature
 * ---------------------------------------------------------------------- */

static void take_time(Signed *s, const char *text) {
  g_autoptr(GTimeZone) zone = g_time_zone_new_offset(8 * 3600);
  g_autoptr(GDateTime) time = text ? g_date_time_new_from_iso8601(text, zone) : NULL;
  if (time)
    s->shown.claimed = g_date_time_to_unix(time);
}

static GBytes *item_bytes(const AsnItem *item) {
  return g_bytes_new_static(item->der, item->der_len);
}

static void collect(Checking *c, const Dsig *d) {
  for (unsigned i = 0; i < d->n_certificates; i++)
    chain_add(c, d->certificates[i].der, d->certificates[i].der_len);
  for (unsigned i = 0; i < d->n_crls; i++)
    g_ptr_array_add(c->crls, item_bytes(&d->crls[i]));
  for (unsigned i = 0; i < d->n_ocsps; i++)
    g_ptr_array_add(c->ocsps, item_bytes(&d->ocsps[i]));
}

static void check_chain(Judging *j, Signed *s) {
  ChainTask task = {.c = &j->c,
                    .findings = &s->shown.findings,
                    .signer = &s->signer,
                    .at = j->c.trust->now,
                    .claimed = s->shown.claimed};
  chain_check(&task);
  s->shown.chain = task.chain;
  s->shown.revocation = task.revocation;
}

static void judge_signature(Judging *j, Signed *s, const Dsig *d) {
  s->shown.integrity = s->shown.coverage = VERIFY_GOOD;
  take_time(s, d->time);
  s->shown.level = d->properties ? "XAdES" : "XMLDSig";
  check_references(j, s, d);
  if (!find_signer(j, s, d))
    return;
  s->cms.digest = d->algorithm.digest;
  cms_show_signer(&j->c, s);
  if (!value_holds(j, d, &s->signer)) {
    report(j, s, DIAG_VERIFY_SIGNATURE, NULL);
    return;
  }
  if (!d->properties)
    finding_add(j->c.arena, &s->shown.findings, VERIFY_VALID, DIAG_VERIFY_NOT_XADES,
                NULL);
  if (d->extra)
    finding_add(j->c.arena, &s->shown.findings, VERIFY_UNCONFIRMED,
                DIAG_VERIFY_EXTRA_ATTRIBUTE, d->extra, NULL);
  collect(&j->c, d);
  check_chain(j, s);
}

static void read_signature(Judging *j, const DsigNode *node, unsigned number) {
  Signed *s = ARENA_NEW(j->c.arena, Signed);
  Dsig *d = ARENA_NEW(j->c.arena, Dsig);
  DsigFault fault;
  const char *id = dsig_attribute(node, "Id");
  s->shown = (VerifySignature){.field = id ? id : arena_printf(j->c.arena, "%u", number),
                               .level = "XMLDSig",
                               .signer = "",
                               .issuer = "",
                               .serial = "",
                               .fingerprint = "",
                               .algorithm = "",
                               .claimed = VERIFY_NO_TIME,
                               .trusted = VERIFY_NO_TIME};
  g_ptr_array_add(j->c.signatures, s);
  if (dsig_read(j->c.job, j->root, node, d, &fault))
    judge_signature(j, s, d);
  else
    report(j, s, fault.kind == DSIG_ALGORITHM ? DIAG_VERIFY_ALGORITHM : DIAG_VERIFY_DSIG,
           arena_strdup(j->c.arena, fault.what));
}

/* ---- the package
 * ------------------------------------------------------------------------ */

static void report_file(Judging *j, VerifyVerdict effect, DiagCode code,
                        const char *what) {
  finding_add(j->c.arena, &j->c.out->findings, effect, code, what, NULL);
}

static void read_signatures(Judging *j) {
  gsize len;
  const char *bytes = g_bytes_get_data(j->signatures, &len), *fault;
  j->root = dsig_tree(j->c.job, bytes, len, &fault);
  bool is_root = j->root && strcmp(j->root->space, DSIG_ODF) == 0 &&
                 strcmp(j->root->local, "document-signatures") == 0;
  if (!is_root) {
    report_file(j, VERIFY_ALTERED, DIAG_VERIFY_DSIG, j->root ? j->root->local : fault);
    return;
  }
  unsigned n = 0;
  for (const DsigNode *at = j->root->first; at; at = at->next) {
    if (strcmp(at->space, DSIG_SPACE) != 0 || strcmp(at->local, "Signature") != 0)
      report_file(j, VERIFY_ALTERED, DIAG_VERIFY_DSIG, at->local);
    else if (++n > j->c.job->limits->pdf_signatures) {
      report_file(j, VERIFY_UNCONFIRMED, DIAG_VERIFY_LIMIT, "Signature");
      return;
    } else
      read_signature(j, at, n);
  }
}

static bool is_damaged(Judging *j) {
  for (unsigned i = 0; i < j->package.n; i++) {
    GBytes *held = parcel_open(&j->package.members[i]);
    if (!held) {
      finding_add(j->c.arena, &j->c.out->findings, VERIFY_ALTERED, DIAG_VERIFY_PACKAGE,
                  j->package.members[i].name,
                  arena_printf(j->c.arena, "%zu", j->package.members[i].from), NULL);
      return true;
    }
    g_bytes_unref(held);
  }
  return false;
}

static void judge_package(Judging *j) {
  const ParcelMember *type = parcel_find(&j->package, "mimetype");
  const ParcelMember *own = parcel_find(&j->package, SIGNATURES);
  if (!own && !type) {
    report_file(j, VERIFY_UNCONFIRMED, DIAG_VERIFY_PACKAGE_KIND, NULL);
    return;
  }
  if (is_damaged(j))
    return;
  verify_odt_metadata(&j->c, &j->package);
  if (!own)
    return;
  j->known = g_new0(Known, (size_t)j->package.n * FORMS * DIGESTS);
  j->signatures = parcel_open(own);
  read_signatures(j);
  if (j->c.signatures->len)
    verify_odt_suspects(&j->c, &j->package);
}

static void report_package(Judging *j) {
  const Parcel *p = &j->package;
  bool traces = memmem(p->bytes, p->len, "documentsignatures", 18) != NULL;
  const char *at = arena_printf(j->c.arena, "%zu", p->at);
  if (p->limit)
    report_file(j, VERIFY_UNCONFIRMED, DIAG_VERIFY_LIMIT, p->fault);
  else
    finding_add(j->c.arena, &j->c.out->findings,
                traces ? VERIFY_ALTERED : VERIFY_UNSIGNED, DIAG_VERIFY_PACKAGE, p->fault,
                at, NULL);
}

Verification *verify_package(Job *job, const VerifyTrust *trust, const void *bytes,
                             size_t len) {
  Judging j = {0};
  g_autoptr(GBytes) whole = g_bytes_new_static(bytes, len);
  verify_begin(&j.c, job, trust);
  verify_set_digest(j.c.out, bytes, len);
  if (parcel_read(job->arena, job->limits, whole, &j.package))
    judge_package(&j);
  else
    report_package(&j);
  Verification *out = verify_end(&j.c);
  g_clear_pointer(&j.signatures, g_bytes_unref);
  g_free(j.known);
  return out;
}
