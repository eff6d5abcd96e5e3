/* META-INF/documentsignatures.xml. What is digested is written in canonical form at once;
 * the members alone are brought into it by the room xml. */
#include <string.h>

#include "parcel.h"
#include "sign_private.h"
#include "xml.h"

#define SIGNATURES "META-INF/documentsignatures.xml"
#define DS "http://www.w3.org/2000/09/xmldsig#"
#define XADES "http://uri.etsi.org/01903/v1.3.2#"
#define ODF "urn:oasis:names:tc:opendocument:xmlns:digitalsignature:1.0"
#define INCLUSIVE "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
/* LibreOffice reads an inclusive form of what stands below dsig:version otherwise than it
 * is. */
#define EXCLUSIVE "http://www.w3.org/2001/10/xml-exc-c14n#"
#define MORE "http://www.w3.org/2001/04/xmldsig-more#"

typedef struct Packaging {
  SigningKey *key;
  Job *job;
  Parcel parcel;
  const char *time; /* 2026-12-01T09:00:00Z */
  const char *id;   /* of the signature */
  const char *method, *digest_name;
  AsnDigest digest;
  GString *references;
} Packaging;

static bool refuse(Packaging *p, const char *what) {
  diag_add(p->job->diags, (Span){0}, DIAG_SIGN_PACKAGE, what, NULL);
  return false;
}

/* ---- digests --------------------------------------------------------------------------
 */

static char *digest_text(const Packaging *p, const void *bytes, size_t len) {
  uint8_t digest[64];
  SigningPiece piece = {bytes, len};
  size_t n = signing_digest(p->digest, &piece, 1, digest);
  return g_base64_encode(digest, n);
}

static void put_reference(Packaging *p, const char *uri, const char *form,
                          const char *digest) {
  g_autofree char *shown = g_markup_escape_text(uri, -1);
  bool own = strstr(uri, "#idSignedProperties_") == uri;
  g_string_append_printf(
      p->references, "<Reference%s URI=\"%s\">",
      own ? " Type=\"http://uri.etsi.org/01903#SignedProperties\"" : "", shown);
  if (form)
    g_string_append_printf(
        p->references,
        "<Transforms><Transform Algorithm=\"%s\"></Transform></Transforms>", form);
  g_string_append_printf(p->references,
                         "<DigestMethod Algorithm=\"%s\"></DigestMethod><DigestValue>%s"
                         "</DigestValue></Reference>",
                         p->digest_name, digest);
}

static bool no_instruction(const char *target, size_t len) {
  (void)target, (void)len;
  return false;
}

static bool canonical(Packaging *p, const ParcelMember *m, GBytes *held, GString *out) {
  Job quiet = *p->job;
  quiet.diags = diagnostics_new();
  XmlForm form = xml_form(quiet.limits);
  form.instruction = no_instruction;
  form.depth = quiet.limits->odt_depth;
  gsize len;
  const char *bytes = g_bytes_get_data(held, &len);
  XmlReader *reader = xml_open(&quiet, &form, m->name, bytes, len);
  bool good = xml_canonical(reader, 0, false, out);
  xml_close(reader);
  diagnostics_free(quiet.diags);
  return good;
}

static bool refer_to(Packaging *p, const ParcelMember *m) {
  g_autoptr(GBytes) held = parcel_open(m);
  if (!held)
    return refuse(p, m->name);
  gsize len;
  const char *bytes = g_bytes_get_data(held, &len);
  bool xml = g_str_has_suffix(m->name, ".xml") && len;
  g_autoptr(GString) text = g_string_new(NULL);
  if (xml && !canonical(p, m, held, text))
    return refuse(p, m->name);
  if (xml && strstr(text->str, "encryption-data") &&
      strcmp(m->name, "META-INF/manifest.xml") == 0)
    return refuse(p, "encryption-data");
  g_autofree char *digest =
      xml ? digest_text(p, text->str, text->len) : digest_text(p, bytes, len);
  g_autofree char *uri = g_uri_escape_string(m->name, "/", FALSE);
  put_reference(p, uri, xml ? INCLUSIVE : NULL, digest);
  return true;
}

/* ---- what is said of the signature
 * ------------------------------------------------------ */

/* Issuer and serial number; attribute: a declaration for each, or none. */
static char *issuer_serial(const Packaging *p, const char *space) {
  const AsnCertificate *signer = signing_key_certificate(p->key);
  g_autofree char *issuer = signing_name_text(&signer->issuer);
  g_autofree char *shown = g_markup_escape_text(issuer, -1);
  return arena_printf(p->job->arena,
                      "<X509IssuerName%s>%s</X509IssuerName><X509SerialNumber%s>%s"
                      "</X509SerialNumber>",
                      space, shown, space, asn_decimal(p->job->arena, &signer->serial));
}

static const char *date_text(const Packaging *p) {
  return arena_printf(
      p->job->arena,
      "<SignatureProperty xmlns=\"" DS
      "\" Id=\"date_%s\" Target=\"#%s\">"
      "<dc:date xmlns:dc=\"http://purl.org/dc/elements/1.1/\">%s</dc:date>"
      "</SignatureProperty>",
      p->id, p->id, p->time);
}

static const char *properties_text(const Packaging *p) {
  static const char space[] = " xmlns=\"" DS "\"";
  const AsnItem *whole = &signing_key_certificate(p->key)->whole;
  g_autofree char *digest = digest_text(p, whole->der, whole->der_len);
  return arena_printf(
      p->job->arena,
      "<xd:SignedProperties xmlns:xd=\"" XADES
      "\" Id=\"idSignedProperties_%s\">"
      "<xd:SignedSignatureProperties><xd:SigningTime>%s</xd:SigningTime>"
      "<xd:SigningCertificate><xd:Cert><xd:CertDigest><DigestMethod%s Algorithm=\"%s\">"
      "</DigestMethod><DigestValue%s>%s</DigestValue></xd:CertDigest><xd:IssuerSerial>%s"
      "</xd:IssuerSerial></xd:Cert></xd:SigningCertificate><xd:SignaturePolicyIdentifier>"
      "<xd:SignaturePolicyImplied></xd:SignaturePolicyImplied>"
      "</xd:SignaturePolicyIdentifier></xd:SignedSignatureProperties>"
      "</xd:SignedProperties>",
      p->id, p->time, space, p->digest_name, space, digest, issuer_serial(p, space));
}

static const char *key_text(const Packaging *p) {
  g_autoptr(GString) out = g_string_new(NULL);
  const GArray *certificates = signing_key_certificates(p->key);
  for (guint i = 0; i < certificates->len; i++) {
    const AsnItem *one = &g_array_index(certificates, AsnItem, i);
    g_autofree char *text = g_base64_encode(one->der, one->der_len);
    g_string_append_printf(out, "<X509Data>");
    if (i == 0)
      g_string_append_printf(out, "<X509IssuerSerial>%s</X509IssuerSerial>",
                             issuer_serial(p, ""));
    g_string_append_printf(out, "<X509Certificate>%s</X509Certificate></X509Data>", text);
  }
  return arena_strdup(p->job->arena, out->str);
}

/* ---- the signature
 * ------------------------------------------------------------------------ */

/* DER → r and s side by side (XMLDSig 1.1, 6.4.3). */
static bool beside(const GByteArray *der, size_t side, GByteArray *out) {
  AsnReader r = asn_reader(der->data, der->len);
  AsnItem whole, part;
  if (!asn_take(&r, ASN_SEQUENCE, &whole))
    return false;
  r = asn_inside(&whole);
  for (int i = 0; i < 2; i++) {
    static const uint8_t zeros[66] = {0};
    if (!asn_take(&r, ASN_INTEGER, &part))
      return false;
    while (part.len > 1 && *part.bytes == 0) {
      part.bytes++;
      part.len--;
    }
    if (part.len > side)
      return false;
    g_byte_array_append(out, zeros, (guint)(side - part.len));
    g_byte_array_append(out, part.bytes, (guint)part.len);
  }
  return asn_done(&r);
}

static char *value_of(Packaging *p, const char *info) {
  g_autoptr(GByteArray) value = g_byte_array_new();
  g_autoptr(GByteArray) plain = g_byte_array_new();
  if (!signing_key_value(p->key, p->job, info, strlen(info), value))
    return NULL;
  const AsnCertificate *signer = signing_key_certificate(p->key);
  size_t side = signer->curve == ASN_OID_P256   ? 32
                : signer->curve == ASN_OID_P384 ? 48
                                                : 66;
  if (signer->key != ASN_KEY_EC)
    return g_base64_encode(value->data, value->len);
  g_assert(beside(value, side, plain));
  return g_base64_encode(plain->data, plain->len);
}

static char *signature_text(Packaging *p) {
  const char *date = date_text(p), *properties = properties_text(p);
  for (unsigned i = 0; i < p->parcel.n; i++) {
    const ParcelMember *m = &p->parcel.members[i];
    if (!m->folder && strcmp(m->name, SIGNATURES) != 0 && !refer_to(p, m))
      return NULL;
  }
  g_autofree char *of_date = digest_text(p, date, strlen(date));
  g_autofree char *of_properties = digest_text(p, properties, strlen(properties));
  g_autofree char *date_uri = g_strdup_printf("#date_%s", p->id);
  g_autofree char *properties_uri = g_strdup_printf("#idSignedProperties_%s", p->id);
  put_reference(p, date_uri, EXCLUSIVE, of_date);
  put_reference(p, properties_uri, EXCLUSIVE, of_properties);
  g_autofree char *info = g_strdup_printf(
      "<SignedInfo xmlns=\"" DS "\"><CanonicalizationMethod Algorithm=\"" EXCLUSIVE
      "\"></CanonicalizationMethod><SignatureMethod Algorithm=\"%s\"></SignatureMethod>%s"
      "</SignedInfo>",
      p->method, p->references->str);
  g_autofree char *value = value_of(p, info);
  if (!value)
    return NULL;
  return g_strdup_printf("<Signature xmlns=\"" DS
                         "\" Id=\"%s\">%s<SignatureValue>%s</SignatureValue>"
                         "<KeyInfo>%s</KeyInfo><Object><SignatureProperties>%s</"
                         "SignatureProperties></Object>"
                         "<Object><xd:QualifyingProperties xmlns:xd=\"" XADES
                         "\" Target=\"#%s\">%s"
                         "</xd:QualifyingProperties></Object></Signature>",
                         p->id, info, value, key_text(p), date, p->id, properties);
}

/* ---- the package
 * ----------------------------------------------------------------------------
 */

static bool settle(Packaging *p, int64_t time) {
  static const char *const digests[] = {
      [ASN_DIGEST_SHA256] = "http://www.w3.org/2001/04/xmlenc#sha256",
      [ASN_DIGEST_SHA384] = MORE "sha384",
      [ASN_DIGEST_SHA512] = "http://www.w3.org/2001/04/xmlenc#sha512",
      [ASN_DIGEST_SM3] = NULL};
  static const char *const names[] = {[ASN_DIGEST_SHA256] = "sha256",
                                      [ASN_DIGEST_SHA384] = "sha384",
                                      [ASN_DIGEST_SHA512] = "sha512",
                                      [ASN_DIGEST_SM3] = NULL};
  AsnAlgorithm algorithm = signing_key_algorithm(p->key);
  if (algorithm.key == ASN_KEY_SM2 || !digests[algorithm.digest]) {
    diag_add(p->job->diags, p->key->profile->at, DIAG_SIGN_PACKAGE_KEY, p->key->named,
             NULL);
    return false;
  }
  p->digest = algorithm.digest;
  p->digest_name = digests[p->digest];
  p->method =
      arena_printf(p->job->arena, MORE "%s-%s",
                   algorithm.key == ASN_KEY_RSA ? "rsa" : "ecdsa", names[p->digest]);
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(time);
  g_autofree char *text = g_date_time_format(utc, "%Y-%m-%dT%H:%M:%SZ");
  p->time = arena_strdup(p->job->arena, text);
  return true;
}

/* Signatures that are there already stand on: each covers all other members. */
static char *others_of(Packaging *p) {
  const ParcelMember *own = parcel_find(&p->parcel, SIGNATURES);
  g_autoptr(GBytes) held = own ? parcel_open(own) : NULL;
  if (!held)
    return g_strdup("");
  gsize len;
  const char *bytes = g_bytes_get_data(held, &len);
  const char *first = g_strstr_len(bytes, (gssize)len, "<Signature xmlns=");
  const char *end = g_strrstr_len(bytes, (gssize)len, "</document-signatures>");
  return first && end && first < end ? g_strndup(first, (gsize)(end - first)) : NULL;
}

/* By what is signed and when, so that the same twice is the same. */
static const char *new_id(Packaging *p, const char *others) {
  gsize len = p->parcel.len;
  g_autofree char *seed =
      g_strdup_printf("%s %zu %s", p->time, strlen(others), p->method);
  SigningPiece pieces[] = {{seed, strlen(seed)}, {p->parcel.bytes, len}};
  uint8_t digest[64];
  signing_digest(ASN_DIGEST_SHA256, pieces, 2, digest);
  g_autoptr(GString) id = g_string_new("ID_");
  for (int i = 0; i < 16; i++)
    g_string_append_printf(id, "%02x", digest[i]);
  return arena_strdup(p->job->arena, id->str);
}

static char *refuse_text(Packaging *p, const char *what) {
  refuse(p, what);
  return NULL;
}

char *signing_package_text(SigningKey *key, Job *job, GBytes *package, int64_t time) {
  Packaging p = {.key = key, .job = job};
  if (!parcel_read(job->arena, job->limits, package, &p.parcel))
    return refuse_text(&p, p.parcel.fault);
  if (!parcel_find(&p.parcel, "mimetype"))
    return refuse_text(&p, "mimetype");
  g_autofree char *others = others_of(&p);
  if (!others)
    return refuse_text(&p, SIGNATURES);
  if (!settle(&p, time))
    return NULL;
  p.id = new_id(&p, others);
  p.references = g_string_new(NULL);
  g_autofree char *signature = signature_text(&p);
  g_string_free(p.references, TRUE);
  if (!signature)
    return NULL;
  return g_strdup_printf(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<document-signatures xmlns=\"" ODF
      "\" xmlns:dsig=\"" ODF "\" dsig:version=\"1.3\">%s%s</document-signatures>",
      others, signature);
}

bool signing_package_put(Job *job, GBytes *package, const void *text, size_t len,
                         GByteArray *out) {
  Packaging p = {.job = job};
  g_autoptr(GBytes) held = g_bytes_new(text, len);
  if (!parcel_read(job->arena, job->limits, package, &p.parcel))
    return refuse(&p, p.parcel.fault);
  parcel_put(&p.parcel, SIGNATURES, held, out);
  return true;
}
