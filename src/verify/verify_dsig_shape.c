/* Which element may stand in which, in what order and how often. Nothing else may: an
 * element that is passed over is where another can be hidden. */
#include <string.h>

#include "verify_dsig_private.h"

#define ANY UINT_MAX
#define DC "http://purl.org/dc/elements/1.1/"

typedef struct Shape {
  const char *parent, *space, *local;
  unsigned least, most;
  const char *attributes; /* parted by blanks */
} Shape;

/* The members of one parent stand in their order. */
static const Shape shapes[] = {
    {"Signature", DSIG_SPACE, "SignedInfo", 1, 1, "Id"},
    {"Signature", DSIG_SPACE, "SignatureValue", 1, 1, "Id"},
    {"Signature", DSIG_SPACE, "KeyInfo", 1, 1, "Id"},
    {"Signature", DSIG_SPACE, "Object", 0, 4, "Id"},
    {"SignedInfo", DSIG_SPACE, "CanonicalizationMethod", 1, 1, "Algorithm"},
    {"SignedInfo", DSIG_SPACE, "SignatureMethod", 1, 1, "Algorithm"},
    {"SignedInfo", DSIG_SPACE, "Reference", 1, ANY, "URI Type Id"},
    {"Reference", DSIG_SPACE, "Transforms", 0, 1, ""},
    {"Reference", DSIG_SPACE, "DigestMethod", 1, 1, "Algorithm"},
    {"Reference", DSIG_SPACE, "DigestValue", 1, 1, ""},
    {"Transforms", DSIG_SPACE, "Transform", 1, 1, "Algorithm"},
    {"KeyInfo", DSIG_SPACE, "X509Data", 1, 64, ""},
    {"X509Data", DSIG_SPACE, "X509IssuerSerial", 0, 1, ""},
    {"X509Data", DSIG_SPACE, "X509Certificate", 0, 64, ""},
    {"X509IssuerSerial", DSIG_SPACE, "X509IssuerName", 1, 1, ""},
    {"X509IssuerSerial", DSIG_SPACE, "X509SerialNumber", 1, 1, ""},
    {"Object", DSIG_SPACE, "SignatureProperties", 0, 1, "Id"},
    {"Object", DSIG_XADES, "QualifyingProperties", 0, 1, "Id Target"},
    {"SignatureProperties", DSIG_SPACE, "SignatureProperty", 1, 4, "Id Target"},
    {"SignatureProperty", DC, "date", 0, 1, ""},
    {"SignatureProperty", DC, "description", 0, 1, ""},
    {"QualifyingProperties", DSIG_XADES, "SignedProperties", 1, 1, "Id"},
    {"QualifyingProperties", DSIG_XADES, "UnsignedProperties", 0, 1, "Id"},
    {"SignedProperties", DSIG_XADES, "SignedSignatureProperties", 1, 1, "Id"},
    {"SignedSignatureProperties", DSIG_XADES, "SigningTime", 0, 1, ""},
    {"SignedSignatureProperties", DSIG_XADES, "SigningCertificate", 1, 1, ""},
    {"SignedSignatureProperties", DSIG_XADES, "SignaturePolicyIdentifier", 0, 1, ""},
    {"SigningCertificate", DSIG_XADES, "Cert", 1, 1, ""},
    {"Cert", DSIG_XADES, "CertDigest", 1, 1, ""},
    {"Cert", DSIG_XADES, "IssuerSerial", 0, 1, ""},
    {"CertDigest", DSIG_SPACE, "DigestMethod", 1, 1, "Algorithm"},
    {"CertDigest", DSIG_SPACE, "DigestValue", 1, 1, ""},
    {"IssuerSerial", DSIG_SPACE, "X509IssuerName", 1, 1, ""},
    {"IssuerSerial", DSIG_SPACE, "X509SerialNumber", 1, 1, ""},
    {"SignaturePolicyIdentifier", DSIG_XADES, "SignaturePolicyImplied", 1, 1, ""},
    {"UnsignedProperties", DSIG_XADES, "UnsignedSignatureProperties", 0, 1, "Id"},
    {"CertificateValues", DSIG_XADES, "EncapsulatedX509Certificate", 1, 64,
     "Id Encoding"},
    {"RevocationValues", DSIG_XADES, "CRLValues", 0, 1, ""},
    {"RevocationValues", DSIG_XADES, "OCSPValues", 0, 1, ""},
    {"CRLValues", DSIG_XADES, "EncapsulatedCRLValue", 1, 64, "Id Encoding"},
    {"OCSPValues", DSIG_XADES, "EncapsulatedOCSPValue", 1, 64, "Id Encoding"},
};

static bool is_open(const DsigNode *node) {
  return strcmp(node->local, "UnsignedSignatureProperties") == 0;
}

static bool names_attribute(const char *list, const DsigAttribute *a) {
  const char *found = *a->space ? NULL : strstr(list, a->local);
  size_t n = strlen(a->local);
  return found && (found == list || found[-1] == ' ') && (!found[n] || found[n] == ' ');
}

static const char *attributes_fault(const DsigNode *node, const char *list) {
  for (unsigned i = 0; i < node->n_attributes; i++) {
    if (!names_attribute(list, &node->attributes[i]))
      return node->attributes[i].local;
  }
  return NULL;
}

static bool fits(const Shape *shape, const DsigNode *node) {
  return strcmp(shape->local, node->local) == 0 && strcmp(shape->space, node->space) == 0;
}

static const char *children_fault(const DsigNode *node);

/* One kind of child: as often as it may stand, then what each holds. */
static const char *kind_fault(const Shape *shape, const DsigNode **at,
                              const DsigNode *in) {
  unsigned n = 0;
  for (; *at && fits(shape, *at); *at = (*at)->next) {
    const char *fault = attributes_fault(*at, shape->attributes);
    fault = fault ? fault : children_fault(*at);
    if (fault)
      return fault;
    n++;
  }
  if (n < shape->least)
    return in->next && *at ? (*at)->local : shape->local;
  return n > shape->most ? shape->local : NULL;
}

static const char *children_fault(const DsigNode *node) {
  const DsigNode *at = node->first;
  bool holds = false;
  if (is_open(node))
    return NULL;
  for (size_t i = 0; i < G_N_ELEMENTS(shapes); i++) {
    if (strcmp(shapes[i].parent, node->local) != 0)
      continue;
    holds = true;
    const char *fault = kind_fault(&shapes[i], &at, node);
    if (fault)
      return fault;
  }
  if (at)
    return at->local;
  return holds && node->text && *node->text ? node->local : NULL;
}

const char *dsig_shape_fault(const DsigNode *signature) {
  const char *fault = attributes_fault(signature, "Id");
  return fault ? fault : children_fault(signature);
}

const char *dsig_part_fault(const DsigNode *node) {
  return children_fault(node);
}
