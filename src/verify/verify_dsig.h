/* XML signatures (XMLDSig with XAdES 1.3.2) in the one form that office packages hold
 * them: elements read into a tree, then each signature as what it says. */
#ifndef HONGTOU_VERIFY_DSIG_H
#define HONGTOU_VERIFY_DSIG_H

#include "asn.h"
#include "xml.h"

#define DSIG_SPACE "http://www.w3.org/2000/09/xmldsig#"
#define DSIG_XADES "http://uri.etsi.org/01903/v1.3.2#"
#define DSIG_ODF "urn:oasis:names:tc:opendocument:xmlns:digitalsignature:1.0"

/* ---- elements ---------------------------------------------------------------------- */

typedef struct DsigAttribute {
  const char *space, *local, *value; /* space "": none */
} DsigAttribute;

typedef struct DsigNode {
  const char *space, *local;
  DsigAttribute *attributes;
  unsigned n_attributes;
  const char *text; /* white space at its ends cut; NULL: it holds elements */
  struct DsigNode *parent, *first, *last, *next;
  size_t number; /* in the order of the document, as xml_canonical counts */
} DsigNode;

/* NULL: *fault tells what is wrong. Mixed text, xml:… attributes and an Id that stands
 * twice are faults. */
DsigNode *dsig_tree(Job *job, const char *bytes, size_t len, const char **fault);
const DsigNode *dsig_child(const DsigNode *node, const char *space, const char *local);
const char *dsig_attribute(const DsigNode *node, const char *local); /* NULL: none */

/* ---- a signature ------------------------------------------------------------------- */

typedef enum { DSIG_AS_IS, DSIG_INCLUSIVE, DSIG_EXCLUSIVE } DsigForm;

typedef struct DsigReference {
  const char *member;     /* of the package; NULL: an element of this document */
  const DsigNode *target; /* that element */
  DsigForm form;
  AsnDigest digest;
  const uint8_t *value;
  size_t len;
} DsigReference;

enum { DSIG_CERTIFICATES = 64 };
typedef struct Dsig {
  const DsigNode *signature, *signed_info;
  DsigForm form; /* of SignedInfo */
  AsnAlgorithm algorithm;
  const uint8_t *value;
  size_t value_len;
  DsigReference *references;
  unsigned n_references;
  AsnItem certificates[DSIG_CERTIFICATES]; /* the first n_own of KeyInfo */
  unsigned n_own, n_certificates;
  AsnItem crls[DSIG_CERTIFICATES], ocsps[DSIG_CERTIFICATES];
  unsigned n_crls, n_ocsps;
  const char *key_serial; /* X509SerialNumber; NULL: none */
  /* XAdES; properties NULL: none */
  const DsigNode *properties;
  AsnDigest certificate_digest;
  const uint8_t *certificate_hash;
  size_t certificate_hash_len;
  const char *certificate_serial;
  const char *time;  /* as written; NULL: none */
  const char *extra; /* an unsigned property that is not known; NULL: none */
} Dsig;

typedef enum { DSIG_FORM, DSIG_ALGORITHM } DsigFaultKind;
typedef struct DsigFault {
  DsigFaultKind kind;
  const char *what; /* an element, an algorithm; borrowed */
} DsigFault;

/* False: fault. */
bool dsig_read(Job *job, const DsigNode *root, const DsigNode *signature, Dsig *out,
               DsigFault *fault);

#endif
