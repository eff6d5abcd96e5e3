/* One signature as what it says: nothing is believed yet. */
#include <string.h>

#include "verify_dsig_private.h"

typedef struct Taking {
  Arena *arena;
  const DsigNode *root, *signature;
  Dsig *out;
  DsigFault *fault;
} Taking;

static bool wrong(Taking *t, DsigFaultKind kind, const char *what) {
  *t->fault = (DsigFault){kind, what ? what : ""};
  return false;
}

/* ---- values ------------------------------------------------------------------------ */

static bool base64(Arena *arena, const char *text, const uint8_t **out, size_t *len) {
  g_autoptr(GString) plain = g_string_new(NULL);
  for (const char *p = text ? text : ""; *p; p++) {
    if (!g_ascii_isspace(*p))
      g_string_append_c(plain, *p);
  }
  size_t n = strspn(plain->str,
                    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                    "0123456789+/");
  size_t padding = strspn(plain->str + n, "=");
  if (!n || n + padding != plain->len || padding > 2 || plain->len % 4)
    return false;
  gsize got;
  g_autofree guchar *bytes = g_base64_decode(plain->str, &got);
  uint8_t *kept = arena_alloc(arena, got + 1);
  memcpy(kept, bytes, got);
  *out = kept;
  *len = got;
  return true;
}

/* DER in base64. */
static bool take_der(Taking *t, const DsigNode *node, AsnItem *to, unsigned *n) {
  const uint8_t *bytes;
  size_t len;
  AsnItem item;
  if (*n == DSIG_CERTIFICATES || !base64(t->arena, node->text, &bytes, &len) ||
      !asn_strict(bytes, len, &item) || item.der_len != len)
    return wrong(t, DSIG_FORM, node->local);
  to[(*n)++] = item;
  return true;
}

/* ---- algorithms -------------------------------------------------------------------- */

#define W3 "http://www.w3.org/"
#define MORE W3 "2001/04/xmldsig-more#"

static const struct {
  const char *name;
  AsnAlgorithm algorithm;
} methods[] = {
    {MORE "rsa-sha256", {.key = ASN_KEY_RSA, .digest = ASN_DIGEST_SHA256}},
    {MORE "rsa-sha384", {.key = ASN_KEY_RSA, .digest = ASN_DIGEST_SHA384}},
    {MORE "rsa-sha512", {.key = ASN_KEY_RSA, .digest = ASN_DIGEST_SHA512}},
    {MORE "ecdsa-sha256", {.key = ASN_KEY_EC, .digest = ASN_DIGEST_SHA256}},
    {MORE "ecdsa-sha384", {.key = ASN_KEY_EC, .digest = ASN_DIGEST_SHA384}},
    {MORE "ecdsa-sha512", {.key = ASN_KEY_EC, .digest = ASN_DIGEST_SHA512}},
};

static const struct {
  const char *name;
  AsnDigest digest;
} digests[] = {{W3 "2001/04/xmlenc#sha256", ASN_DIGEST_SHA256},
               {MORE "sha384", ASN_DIGEST_SHA384},
               {W3 "2001/04/xmlenc#sha512", ASN_DIGEST_SHA512}};

static const struct {
  const char *name;
  DsigForm form;
} forms[] = {{W3 "TR/2001/REC-xml-c14n-20010315", DSIG_INCLUSIVE},
             {W3 "2006/12/xml-c14n11", DSIG_INCLUSIVE}, /* the same without xml:… */
             {W3 "2001/10/xml-exc-c14n#", DSIG_EXCLUSIVE}};

static bool take_digest(Taking *t, const DsigNode *around, AsnDigest *out) {
  const char *name =
      dsig_attribute(dsig_child(around, DSIG_SPACE, "DigestMethod"), "Algorithm");
  for (size_t i = 0; i < G_N_ELEMENTS(digests); i++) {
    *out = digests[i].digest;
    if (g_strcmp0(digests[i].name, name) == 0)
      return true;
  }
  return wrong(t, DSIG_ALGORITHM, name);
}

static bool take_form(Taking *t, const DsigNode *node, DsigForm *out) {
  const char *name = dsig_attribute(node, "Algorithm");
  for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
    *out = forms[i].form;
    if (g_strcmp0(forms[i].name, name) == 0)
      return true;
  }
  return wrong(t, DSIG_FORM, name);
}

static bool take_method(Taking *t) {
  const DsigNode *node = dsig_child(t->out->signed_info, DSIG_SPACE, "SignatureMethod");
  const char *name = dsig_attribute(node, "Algorithm");
  for (size_t i = 0; i < G_N_ELEMENTS(methods); i++) {
    t->out->algorithm = methods[i].algorithm;
    if (g_strcmp0(methods[i].name, name) == 0)
      return true;
  }
  return wrong(t, DSIG_ALGORITHM, name);
}

/* ---- references ----------------------------------------------------------------------
 */

static const DsigNode *by_id(const DsigNode *node, const char *id) {
  if (g_strcmp0(dsig_attribute(node, "Id"), id) == 0)
    return node;
  for (const DsigNode *at = node->first; at; at = at->next) {
    const DsigNode *found = by_id(at, id); /* no deeper than xml lets it be */
    if (found)
      return found;
  }
  return NULL;
}

/* Only what this signature itself holds in its Objects. */
static bool is_own(const Taking *t, const DsigNode *node) {
  for (const DsigNode *up = node; up; up = up->parent) {
    if (strcmp(up->local, "Object") == 0)
      return up->parent == t->signature;
  }
  return false;
}

static bool take_target(Taking *t, const char *uri, DsigReference *out) {
  if (*uri == '#') {
    out->target = by_id(t->root, uri + 1);
    return (uri[1] && out->target && is_own(t, out->target)) || wrong(t, DSIG_FORM, uri);
  }
  char *name = g_uri_unescape_string(uri, NULL);
  bool plain = name && *name && strcspn(uri, "?#:\\") == strlen(uri);
  out->member = name ? arena_strdup(t->arena, name) : "";
  g_free(name);
  return plain || wrong(t, DSIG_FORM, *uri ? uri : "URI");
}

static bool take_reference(Taking *t, const DsigNode *node, DsigReference *out) {
  const char *uri = dsig_attribute(node, "URI");
  const DsigNode *transforms = dsig_child(node, DSIG_SPACE, "Transforms");
  if (!uri)
    return wrong(t, DSIG_FORM, "URI");
  if (!take_target(t, uri, out) || !take_digest(t, node, &out->digest))
    return false;
  out->form = out->target ? DSIG_INCLUSIVE : DSIG_AS_IS;
  if (transforms && !take_form(t, transforms->first, &out->form))
    return false;
  return base64(t->arena, dsig_child(node, DSIG_SPACE, "DigestValue")->text, &out->value,
                &out->len) ||
         wrong(t, DSIG_FORM, "DigestValue");
}

static bool take_references(Taking *t) {
  unsigned n = 0;
  for (const DsigNode *at = t->out->signed_info->first; at; at = at->next)
    n += strcmp(at->local, "Reference") == 0;
  t->out->references = ARENA_ARRAY(t->arena, DsigReference, n + 1);
  for (const DsigNode *at = t->out->signed_info->first; at; at = at->next) {
    if (strcmp(at->local, "Reference") == 0 &&
        !take_reference(t, at, &t->out->references[t->out->n_references++]))
      return false;
  }
  return true;
}

/* ---- keys
 * ------------------------------------------------------------------------------ */

static bool take_key(Taking *t) {
  const DsigNode *info = dsig_child(t->signature, DSIG_SPACE, "KeyInfo");
  Dsig *out = t->out;
  for (const DsigNode *data = info->first; data; data = data->next) {
    const DsigNode *serial = dsig_child(data, DSIG_SPACE, "X509IssuerSerial");
    if (serial && !out->key_serial)
      out->key_serial = dsig_child(serial, DSIG_SPACE, "X509SerialNumber")->text;
    for (const DsigNode *at = data->first; at; at = at->next) {
      if (strcmp(at->local, "X509Certificate") == 0 &&
          !take_der(t, at, out->certificates, &out->n_certificates))
        return false;
    }
  }
  out->n_own = out->n_certificates;
  return out->n_own || wrong(t, DSIG_FORM, "X509Certificate");
}

/* ---- properties
 * ------------------------------------------------------------------------- */

static bool is_targeted(const Taking *t, const DsigNode *node) {
  const char *target = dsig_attribute(node, "Target");
  const char *id = dsig_attribute(t->signature, "Id");
  return target && id && *target == '#' && strcmp(target + 1, id) == 0;
}

static bool is_referenced(const Taking *t, const DsigNode *node) {
  for (unsigned i = 0; i < t->out->n_references; i++) {
    if (t->out->references[i].target == node)
      return true;
  }
  return false;
}

static bool take_signed(Taking *t, const DsigNode *properties) {
  Dsig *out = t->out;
  const DsigNode *own = properties->first;
  const DsigNode *time = dsig_child(own, DSIG_XADES, "SigningTime");
  const DsigNode *cert = dsig_child(own, DSIG_XADES, "SigningCertificate")->first;
  const DsigNode *digest = dsig_child(cert, DSIG_XADES, "CertDigest");
  const DsigNode *serial = dsig_child(cert, DSIG_XADES, "IssuerSerial");
  if (out->properties)
    return wrong(t, DSIG_FORM, "QualifyingProperties");
  if (!is_referenced(t, properties))
    return wrong(t, DSIG_FORM, "SignedProperties");
  out->properties = properties;
  if (time)
    out->time = time->text;
  if (serial)
    out->certificate_serial = dsig_child(serial, DSIG_SPACE, "X509SerialNumber")->text;
  return take_digest(t, digest, &out->certificate_digest) &&
         (base64(t->arena, dsig_child(digest, DSIG_SPACE, "DigestValue")->text,
                 &out->certificate_hash, &out->certificate_hash_len) ||
          wrong(t, DSIG_FORM, "DigestValue"));
}

static bool take_values(Taking *t, const DsigNode *node, AsnItem *to, unsigned *n) {
  for (const DsigNode *at = node ? node->first : NULL; at; at = at->next) {
    if (!take_der(t, at, to, n))
      return false;
  }
  return true;
}

static bool take_unsigned(Taking *t, const DsigNode *properties) {
  Dsig *out = t->out;
  const DsigNode *own = properties ? properties->first : NULL;
  for (const DsigNode *at = own ? own->first : NULL; at; at = at->next) {
    bool certificates = strcmp(at->local, "CertificateValues") == 0;
    bool revocation = strcmp(at->local, "RevocationValues") == 0;
    if ((!certificates && !revocation) || strcmp(at->space, DSIG_XADES) != 0) {
      out->extra = at->local;
      continue;
    }
    const char *fault = dsig_part_fault(at);
    if (fault)
      return wrong(t, DSIG_FORM, fault);
    if (certificates && !take_values(t, at, out->certificates, &out->n_certificates))
      return false;
    const DsigNode *crls = dsig_child(at, DSIG_XADES, "CRLValues");
    const DsigNode *ocsps = dsig_child(at, DSIG_XADES, "OCSPValues");
    if (!take_values(t, crls, out->crls, &out->n_crls) ||
        !take_values(t, ocsps, out->ocsps, &out->n_ocsps))
      return false;
  }
  return true;
}

/* What OpenDocument 1.2 puts beside it: when, and why. */
static bool take_plain(Taking *t, const DsigNode *properties) {
  for (const DsigNode *at = properties->first; at; at = at->next) {
    const DsigNode *date = dsig_child(at, "http://purl.org/dc/elements/1.1/", "date");
    bool covered = is_referenced(t, at) || is_referenced(t, properties);
    if (!covered || !is_targeted(t, at))
      return wrong(t, DSIG_FORM, "SignatureProperty");
    if (date && !t->out->time)
      t->out->time = date->text;
  }
  return true;
}

static bool take_objects(Taking *t) {
  for (const DsigNode *at = t->signature->first; at; at = at->next) {
    if (strcmp(at->local, "Object") != 0)
      continue;
    const DsigNode *qualifying = dsig_child(at, DSIG_XADES, "QualifyingProperties");
    const DsigNode *plain = dsig_child(at, DSIG_SPACE, "SignatureProperties");
    if (!qualifying && !plain)
      return wrong(t, DSIG_FORM, "Object");
    if (qualifying && !is_targeted(t, qualifying))
      return wrong(t, DSIG_FORM, "Target");
    if (qualifying && (!take_signed(t, qualifying->first) ||
                       !take_unsigned(t, qualifying->first->next)))
      return false;
    if (plain && !take_plain(t, plain))
      return false;
  }
  return true;
}

bool dsig_read(Job *job, const DsigNode *root, const DsigNode *signature, Dsig *out,
               DsigFault *fault) {
  *out = (Dsig){.signature = signature};
  Taking t = {job->arena, root, signature, out, fault};
  const char *misplaced = dsig_shape_fault(signature);
  if (misplaced)
    return wrong(&t, DSIG_FORM, misplaced);
  const DsigNode *info = out->signed_info = signature->first;
  const DsigNode *value = dsig_child(signature, DSIG_SPACE, "SignatureValue");
  if (!take_form(&t, dsig_child(info, DSIG_SPACE, "CanonicalizationMethod"), &out->form))
    return false;
  if (!base64(job->arena, value->text, &out->value, &out->value_len))
    return wrong(&t, DSIG_FORM, "SignatureValue");
  return take_method(&t) && take_references(&t) && take_key(&t) && take_objects(&t);
}
