/* Evidence for decades (A15): the certificates of all signatures of a file and what their
 * issuers say of their revocation, fetched once for a run. */
#include <string.h>

#include "sign_crypto.h"
#include "sign_revise.h"

typedef struct Evidence {
  SigningSession *session;
  Job *job;
  GPtrArray *certificates; /* AsnCertificate *, each once */
  GPtrArray *crls, *ocsps; /* GBytes */
} Evidence;

/* ---- certificates --------------------------------------------------------------------
 */

static void add_certificate(Evidence *e, const void *der, size_t len) {
  AsnCertificate *c = ARENA_NEW(e->job->arena, AsnCertificate);
  if (!asn_read_certificate(e->job->arena, der, len, c))
    return;
  for (guint i = 0; i < e->certificates->len; i++) {
    if (asn_same(&((AsnCertificate *)e->certificates->pdata[i])->whole, &c->whole))
      return;
  }
  g_ptr_array_add(e->certificates, c);
}

static void add_cms(Evidence *e, const void *der, size_t len, bool stamps) {
  AsnCms *cms = ARENA_NEW(e->job->arena, AsnCms);
  AsnItem token;
  size_t used;
  unsigned count;
  if (asn_read_cms(der, len, cms, &used) != ASN_CMS_READ)
    return;
  for (unsigned i = 0; i < cms->n_certificates; i++)
    add_certificate(e, cms->certificates[i].der, cms->certificates[i].der_len);
  if (stamps && asn_attribute(cms->unsigned_attributes, cms->n_unsigned,
                              ASN_OID_SIGNATURE_STAMP, &token, &count))
    add_cms(e, token.der, token.der_len, false);
}

/* Every signature and time stamp of the file. */
static void add_signatures(Evidence *e, const PdfFile *file) {
  for (guint i = 0; i < file->objects->len; i++) {
    const PdfValue *dict = &((const PdfObject *)file->objects->pdata[i])->value;
    const PdfValue *contents = strict_key(dict, "Contents");
    bool is_value =
        strict_key_is(dict, "Type", "Sig") || strict_key_is(dict, "Type", "DocTimeStamp");
    if (is_value && contents && contents->kind == PDF_STRING)
      add_cms(e, contents->text, contents->n, true);
  }
}

static void add_anchors(Evidence *e) {
  const char **trust = e->session->config->trust;
  for (; *trust; trust++) {
    g_autofree char *bytes = NULL;
    gsize len;
    g_autoptr(GPtrArray) blocks =
        g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    if (!g_file_get_contents(*trust, &bytes, &len, NULL))
      continue;
    asn_blocks(blocks, bytes, len, "CERTIFICATE");
    for (guint i = 0; i < blocks->len; i++) {
      gsize n;
      const void *der = g_bytes_get_data(blocks->pdata[i], &n);
      uint8_t *kept = arena_alloc(e->job->arena, n);
      memcpy(kept, der, n);
      add_certificate(e, kept, n);
    }
  }
}

static const AsnCertificate *issuer_of(const Evidence *e, const AsnCertificate *c) {
  for (guint i = 0; i < e->certificates->len; i++) {
    const AsnCertificate *other = e->certificates->pdata[i];
    if (other != c && asn_same(&other->subject, &c->issuer))
      return other;
  }
  return NULL;
}

/* ---- where to ask --------------------------------------------------------------------
 */

/* The first http address behind an identifier of the certificate: of its lists, or of the
 * service that answers. */
static char *address_in(const AsnCertificate *c, AsnOid oid) {
  g_autoptr(GByteArray) der = g_byte_array_new();
  asn_put_oid(der, oid);
  const uint8_t *at = memmem(c->body.der, c->body.der_len, der->data, der->len);
  const uint8_t *end = c->body.der + c->body.der_len;
  const uint8_t *url = at ? memmem(at, (size_t)(end - at), "http", 4) : NULL;
  if (!url || url - at < 2 || url[-2] != ASN_CONTEXT_PRIMITIVE(6) || url + url[-1] > end)
    return NULL;
  return g_strndup((const char *)url, url[-1]);
}

/* A file or an address; NULL: not had. */
static GBytes *fetch(Evidence *e, const char *from, const GByteArray *body) {
  GHashTable *known = e->session->fetched;
  GBytes *kept = body ? NULL : g_hash_table_lookup(known, from);
  if (kept)
    return g_bytes_ref(kept);
  GByteArray *out = g_byte_array_new();
  char *bytes = NULL;
  gsize len;
  SigningHttp http = {.url = from,
                      .sends = body ? "application/ocsp-request" : NULL,
                      .asn1 = true,
                      .body = body,
                      .room = e->job->limits->evidence_bytes,
                      .seconds = (int)e->job->limits->stamp_seconds};
  if (strstr(from, "://"))
    signing_http(e->job->arena, &http, out);
  else if (g_file_get_contents(from, &bytes, &len, NULL)) {
    g_autoptr(GPtrArray) blocks =
        g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    asn_blocks(blocks, bytes, len, "X509 CRL");
    if (blocks->len) {
      gsize n;
      const void *der = g_bytes_get_data(blocks->pdata[0], &n);
      g_byte_array_append(out, der, (guint)n);
    }
    g_free(bytes);
  }
  GBytes *got = g_byte_array_free_to_bytes(out);
  if (g_bytes_get_size(got) == 0) {
    g_bytes_unref(got);
    return NULL;
  }
  if (!body)
    g_hash_table_insert(known, g_strdup(from), g_bytes_ref(got));
  return got;
}

static void keep(GPtrArray *to, GBytes *bytes) {
  for (guint i = 0; i < to->len; i++) {
    if (g_bytes_equal(to->pdata[i], bytes))
      return;
  }
  g_ptr_array_add(to, g_bytes_ref(bytes));
}

/* ---- lists ---------------------------------------------------------------------------
 */

/* A list of the certificate's issuer that is in force. */
static bool take_list(Evidence *e, const AsnCertificate *c, const char *from) {
  g_autoptr(GBytes) bytes = from ? fetch(e, from, NULL) : NULL;
  AsnCrl crl;
  gsize len = 0;
  const void *der = bytes ? g_bytes_get_data(bytes, &len) : NULL;
  int64_t now = signing_session_time(e->session);
  if (!der || !asn_read_crl(der, len, &crl) || !asn_same(&crl.issuer, &c->issuer) ||
      crl.next_update < now)
    return false;
  keep(e->crls, bytes);
  return true;
}

/* ---- answers -------------------------------------------------------------------------
 */

static void put_hash(GByteArray *out, const void *bytes, size_t len) {
  uint8_t hash[64];
  SigningPiece piece = {bytes, len};
  size_t n = signing_digest(ASN_DIGEST_SHA1, &piece, 1, hash);
  asn_put(out, ASN_OCTETS, hash, n);
}

/* OCSPRequest (RFC 6960) for one certificate; SHA-1 only names it, as all services know.
 */
static GByteArray *request_for(const AsnCertificate *c, const AsnCertificate *issuer) {
  GByteArray *out = g_byte_array_new();
  AsnReader r = asn_inside(&issuer->key_info);
  AsnItem algorithm, bits;
  if (!asn_take(&r, ASN_SEQUENCE, &algorithm) || !asn_take(&r, ASN_BITS, &bits))
    return out;
  size_t a = asn_begin(out), b = asn_begin(out), list = asn_begin(out),
         one = asn_begin(out), id = asn_begin(out), sha = asn_begin(out);
  asn_put_oid(out, ASN_OID_SHA1);
  asn_put(out, ASN_NULL, "", 0);
  asn_end(out, ASN_SEQUENCE, sha);
  put_hash(out, c->issuer.der, c->issuer.der_len);
  put_hash(out, bits.bytes + 1, bits.len - 1);
  g_byte_array_append(out, c->serial.der, (guint)c->serial.der_len);
  asn_end(out, ASN_SEQUENCE, id);
  asn_end(out, ASN_SEQUENCE, one);
  asn_end(out, ASN_SEQUENCE, list);
  asn_end(out, ASN_SEQUENCE, b);
  asn_end(out, ASN_SEQUENCE, a);
  return out;
}

static bool take_answer(Evidence *e, const AsnCertificate *c, const char *from) {
  const AsnCertificate *issuer = issuer_of(e, c);
  if (!from || !issuer)
    return false;
  g_autoptr(GByteArray) request = request_for(c, issuer);
  g_autoptr(GBytes) bytes = fetch(e, from, strstr(from, "://") ? request : NULL);
  AsnOcsp *ocsp = ARENA_NEW(e->job->arena, AsnOcsp);
  AsnOcspAnswer answer;
  gsize len = 0;
  const void *der = bytes ? g_bytes_get_data(bytes, &len) : NULL;
  if (!der || !asn_read_ocsp(der, len, ocsp))
    return false;
  AsnReader answers = asn_inside(&ocsp->answers);
  while (asn_ocsp_next(&answers, &answer)) {
    if (!asn_same(&answer.serial, &c->serial))
      continue;
    keep(e->ocsps, bytes);
    return true;
  }
  return false;
}

/* ---- all -----------------------------------------------------------------------------
 */

static bool take_evidence(Evidence *e, const AsnCertificate *c) {
  const SigningProfile *profile = e->session->profile;
  g_autofree char *own_list = address_in(c, ASN_OID_CRL_POINTS);
  g_autofree char *own_answer = address_in(c, ASN_OID_ACCESS_OCSP);
  bool had = false;
  for (const char **from = profile->crls; *from && !had; from++)
    had = take_list(e, c, *from);
  for (const char **from = profile->ocsps; *from && !had; from++)
    had = take_answer(e, c, *from);
  return had || take_answer(e, c, own_answer) || take_list(e, c, own_list);
}

static bool take_all(Evidence *e) {
  for (guint i = 0; i < e->certificates->len; i++) {
    const AsnCertificate *c = e->certificates->pdata[i];
    if (asn_same(&c->issuer, &c->subject) || c->no_check || take_evidence(e, c))
      continue;
    diag_add(e->job->diags, (Span){0}, DIAG_SIGN_EVIDENCE, c->signer, "CRL, OCSP", NULL);
    return false;
  }
  return true;
}

/* The DSS as it was; what it holds stays in it. */
static const PdfObject *old_dss(const Revising *r) {
  unsigned last = r->file.revisions->len - 1;
  const PdfValue *trailer = &strict_revision(&r->file, last)->trailer;
  const PdfValue *catalog = strict_key_at(&r->file, trailer, "Root", last);
  const PdfValue *dss = strict_key(catalog, "DSS");
  return dss && dss->kind == PDF_REF ? strict_object(&r->file, dss->number, last) : NULL;
}

static void put_old(GString *refs, const Revising *r, const char *key) {
  const PdfObject *dss = old_dss(r);
  unsigned last = r->file.revisions->len - 1;
  const PdfValue *list = dss ? strict_key_at(&r->file, &dss->value, key, last) : NULL;
  for (uint32_t i = 0; list && list->kind == PDF_ARRAY && i < list->n; i++) {
    if (list->items[i].kind == PDF_REF)
      g_string_append_printf(refs, "%u 0 R ", list->items[i].number);
  }
}

/* The old ones of the key, then these. */
static char *write_streams(Revising *r, const char *key, const GPtrArray *all) {
  GString *refs = g_string_new("[");
  put_old(refs, r, key);
  for (guint i = 0; i < all->len; i++) {
    gsize len;
    const void *der = g_bytes_get_data(all->pdata[i], &len);
    uint32_t number = signing_revise_reserve(r);
    signing_revise_stream(r, number, der, len);
    g_string_append_printf(refs, "%s%u 0 R", i ? " " : "", number);
  }
  g_string_append_c(refs, ']');
  return g_string_free(refs, FALSE);
}

static GPtrArray *ders_of(const Evidence *e) {
  GPtrArray *ders = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
  for (guint i = 0; i < e->certificates->len; i++) {
    const AsnCertificate *c = e->certificates->pdata[i];
    g_ptr_array_add(ders, g_bytes_new(c->whole.der, c->whole.der_len));
  }
  return ders;
}

static void write_evidence(Evidence *e, Revising *r) {
  static const char *const names[] = {"DSS", "Extensions", NULL};
  g_autoptr(GPtrArray) ders = ders_of(e);
  g_autofree char *certificates = write_streams(r, "Certs", ders);
  g_autofree char *crls = write_streams(r, "CRLs", e->crls);
  g_autofree char *ocsps = write_streams(r, "OCSPs", e->ocsps);
  const PdfObject *old = old_dss(r);
  uint32_t dss = old ? old->number : signing_revise_reserve(r);
  g_autofree char *ref = g_strdup_printf("%u 0 R", dss);
  const char *const values[] = {ref, "<</ESIC<</BaseVersion/1.7/ExtensionLevel 1>>>>",
                                NULL};
  signing_revise_begin(r, dss);
  signing_put(r->pdf, "<</Type/DSS/Certs%s", certificates);
  if (strlen(crls) > 2)
    signing_put(r->pdf, "/CRLs%s", crls);
  if (strlen(ocsps) > 2)
    signing_put(r->pdf, "/OCSPs%s", ocsps);
  signing_put(r->pdf, ">>");
  signing_revise_end(r);
  signing_revise_catalog(r, names, values);
  signing_revise_finish(r);
}

bool signing_evidence(SigningSession *session, Job *job, GByteArray *pdf) {
  Evidence e = {.session = session,
                .job = job,
                .certificates = g_ptr_array_new(),
                .crls = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref),
                .ocsps = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref)};
  Revising r;
  bool ok = signing_revise_open(&r, job, pdf);
  if (ok) {
    add_signatures(&e, &r.file);
    add_anchors(&e);
    ok = take_all(&e);
    if (ok)
      write_evidence(&e, &r);
    signing_revise_close(&r);
  }
  g_ptr_array_free(e.certificates, TRUE);
  g_ptr_array_free(e.crls, TRUE);
  g_ptr_array_free(e.ocsps, TRUE);
  return ok;
}
