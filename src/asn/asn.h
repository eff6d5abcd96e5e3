/* asn: DER, read strictly and written, and the structures of signatures in it: CMS, time
 * stamps, certificates, revocation lists and answers. It computes no digest, checks no
 * signature and trusts nothing; every item points into the bytes that were read. */
#ifndef HONGTOU_ASN_H
#define HONGTOU_ASN_H

#include "base.h"

/* ---- items ------------------------------------------------------------------- */

enum {
  ASN_BOOLEAN = 0x01,
  ASN_INTEGER = 0x02,
  ASN_BITS = 0x03,
  ASN_OCTETS = 0x04,
  ASN_NULL = 0x05,
  ASN_OID = 0x06,
  ASN_ENUMERATED = 0x0a,
  ASN_UTF8 = 0x0c,
  ASN_PRINTABLE = 0x13,
  ASN_IA5 = 0x16,
  ASN_UTC_TIME = 0x17,
  ASN_TIME = 0x18,
  ASN_BMP = 0x1e,
  ASN_SEQUENCE = 0x30,
  ASN_SET = 0x31
};
/* [n] of a structure, constructed or primitive */
#define ASN_CONTEXT(n) (0xa0 | (n))
#define ASN_CONTEXT_PRIMITIVE(n) (0x80 | (n))

typedef struct AsnItem {
  uint8_t tag;
  const uint8_t *der; /* with tag and length; NULL: there is none */
  size_t der_len;
  const uint8_t *bytes; /* the content */
  size_t len;
} AsnItem;

typedef struct AsnReader {
  const uint8_t *at, *end;
} AsnReader;

AsnReader asn_reader(const void *bytes, size_t len);
AsnReader asn_inside(const AsnItem *item);
bool asn_done(const AsnReader *reader);
/* The next item; false at the end, or where none is. Lengths are definite and minimal,
 * tags below 31. */
bool asn_next(AsnReader *reader, AsnItem *out);
/* The same when it has the tag; else nothing is taken. */
bool asn_take(AsnReader *reader, uint8_t tag, AsnItem *out);
/* One item from the start of bytes, DER through and through (X.690 10, 11): minimal
 * lengths and integers, TRUE as FF, the members of each SET in order, no more than 64
 * deep. What follows it is left to the caller. */
bool asn_strict(const void *bytes, size_t len, AsnItem *out);
bool asn_same(const AsnItem *a, const AsnItem *b);
/* A number of at most 31 bits. */
bool asn_number(const AsnItem *item, unsigned *out);
/* One of any length, not negative, in decimal digits; the work grows with the square of
 * its length. */
char *asn_decimal(Arena *arena, const AsnItem *item);
/* UTCTime or GeneralizedTime in UTC without fraction → seconds since 1970; a fraction of
 * a GeneralizedTime is dropped. */
bool asn_seconds(const AsnItem *item, int64_t *out);

/* ---- object identifiers ------------------------------------------------------- */

#define ASN_OIDS(X)                                                       \
  X(DATA, 9, "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01")                      \
  X(SIGNED_DATA, 9, "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02")               \
  X(TST_INFO, 11, "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x04")         \
  X(CONTENT_TYPE, 9, "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03")              \
  X(MESSAGE_DIGEST, 9, "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04")            \
  X(SIGNING_TIME, 9, "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x05")              \
  X(ESS_V1, 11, "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x0c")           \
  X(ESS_V2, 11, "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x2f")           \
  X(SIGNATURE_STAMP, 11, "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x0e")  \
  X(SIGNATURE_POLICY, 11, "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x0f") \
  X(COMMITMENT, 11, "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x10")       \
  X(ADBE_REVOCATION, 9, "\x2a\x86\x48\x86\xf7\x2f\x01\x01\x08")           \
  X(SHA1, 5, "\x2b\x0e\x03\x02\x1a")                                      \
  X(SHA256, 9, "\x60\x86\x48\x01\x65\x03\x04\x02\x01")                    \
  X(SHA384, 9, "\x60\x86\x48\x01\x65\x03\x04\x02\x02")                    \
  X(SHA512, 9, "\x60\x86\x48\x01\x65\x03\x04\x02\x03")                    \
  X(SM3, 8, "\x2a\x81\x1c\xcf\x55\x01\x83\x11")                           \
  X(RSA, 9, "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01")                       \
  X(RSA_SHA1, 9, "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05")                  \
  X(RSA_SHA256, 9, "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b")                \
  X(RSA_SHA384, 9, "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c")                \
  X(RSA_SHA512, 9, "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d")                \
  X(RSA_PSS, 9, "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a")                   \
  X(MGF1, 9, "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x08")                      \
  X(EC_KEY, 7, "\x2a\x86\x48\xce\x3d\x02\x01")                            \
  X(ECDSA_SHA1, 7, "\x2a\x86\x48\xce\x3d\x04\x01")                        \
  X(ECDSA_SHA256, 8, "\x2a\x86\x48\xce\x3d\x04\x03\x02")                  \
  X(ECDSA_SHA384, 8, "\x2a\x86\x48\xce\x3d\x04\x03\x03")                  \
  X(ECDSA_SHA512, 8, "\x2a\x86\x48\xce\x3d\x04\x03\x04")                  \
  X(P256, 8, "\x2a\x86\x48\xce\x3d\x03\x01\x07")                          \
  X(P384, 5, "\x2b\x81\x04\x00\x22")                                      \
  X(P521, 5, "\x2b\x81\x04\x00\x23")                                      \
  X(SM2, 8, "\x2a\x81\x1c\xcf\x55\x01\x82\x2d")                           \
  X(SM2_SM3, 8, "\x2a\x81\x1c\xcf\x55\x01\x83\x75")                       \
  X(GM_DATA, 10, "\x2a\x81\x1c\xcf\x55\x06\x01\x04\x02\x01")              \
  X(GM_SIGNED_DATA, 10, "\x2a\x81\x1c\xcf\x55\x06\x01\x04\x02\x02")       \
  X(GM_SM2, 9, "\x2a\x81\x1c\xcf\x55\x01\x82\x2d\x01")                    \
  X(COMMON_NAME, 3, "\x55\x04\x03")                                       \
  X(ORGANIZATION, 3, "\x55\x04\x0a")                                      \
  X(KEY_USAGE, 3, "\x55\x1d\x0f")                                         \
  X(BASIC_CONSTRAINTS, 3, "\x55\x1d\x13")                                 \
  X(EXTENDED_KEY_USAGE, 3, "\x55\x1d\x25")                                \
  X(CRL_POINTS, 3, "\x55\x1d\x1f")                                        \
  X(AUTHORITY_ACCESS, 8, "\x2b\x06\x01\x05\x05\x07\x01\x01")              \
  X(SUBJECT_KEY, 3, "\x55\x1d\x0e")                                       \
  X(ISSUING_POINT, 3, "\x55\x1d\x1c")                                     \
  X(AUTHORITY_KEY, 3, "\x55\x1d\x23")                                     \
  X(CRL_NUMBER, 3, "\x55\x1d\x14")                                        \
  X(USE_OCSP, 8, "\x2b\x06\x01\x05\x05\x07\x03\x09")                      \
  X(USE_STAMP, 8, "\x2b\x06\x01\x05\x05\x07\x03\x08")                     \
  X(OCSP_BASIC, 9, "\x2b\x06\x01\x05\x05\x07\x30\x01\x01")                \
  X(OCSP_NO_CHECK, 9, "\x2b\x06\x01\x05\x05\x07\x30\x01\x05")             \
  X(ACCESS_OCSP, 8, "\x2b\x06\x01\x05\x05\x07\x30\x01")

typedef enum {
  ASN_OID_UNKNOWN,
#define ASN_OID_NAME(name, len, bytes) ASN_OID_##name,
  ASN_OIDS(ASN_OID_NAME)
#undef ASN_OID_NAME
      ASN_OID_COUNT
} AsnOid;

/* ASN_OID_UNKNOWN where it is none of them, or no identifier. */
AsnOid asn_oid(const AsnItem *item);
/* "1.2.840.113549.1.7.1", of any identifier. */
char *asn_oid_text(Arena *arena, const AsnItem *item);
/* The identifier as DER, for writing. */
void asn_put_oid(GByteArray *out, AsnOid oid);

/* ---- writing ------------------------------------------------------------------- */

/* One item with its content. */
void asn_put(GByteArray *out, uint8_t tag, const void *bytes, size_t len);
/* Where an item's content begins; asn_end writes tag and length before it. */
size_t asn_begin(const GByteArray *out);
void asn_end(GByteArray *out, uint8_t tag, size_t begun);
/* The same for a SET OF, whose members are put in order. */
void asn_end_set(GByteArray *out, uint8_t tag, size_t begun);
void asn_put_number(GByteArray *out, unsigned number);

/* ---- algorithms ----------------------------------------------------------------- */

typedef enum {
  ASN_NO_DIGEST,
  ASN_DIGEST_SHA1,
  ASN_DIGEST_SHA256,
  ASN_DIGEST_SHA384,
  ASN_DIGEST_SHA512,
  ASN_DIGEST_SM3
} AsnDigest;

typedef enum { ASN_NO_KEY, ASN_KEY_RSA, ASN_KEY_EC, ASN_KEY_SM2 } AsnKey;

typedef struct AsnAlgorithm {
  AsnKey key;
  AsnDigest digest; /* ASN_NO_DIGEST: the identifier names none (rsaEncryption) */
  bool pss;
  AsnDigest mask; /* of MGF1, for PSS */
  unsigned salt;
} AsnAlgorithm;

/* "SHA-256" */
const char *asn_digest_name(AsnDigest digest);
size_t asn_digest_bytes(AsnDigest digest);
/* AlgorithmIdentifier of a digest, parameters absent or NULL. */
bool asn_read_digest(const AsnItem *sequence, AsnDigest *out);
/* AlgorithmIdentifier of a signature; false: of none that is known here. */
bool asn_read_algorithm(const AsnItem *sequence, AsnAlgorithm *out);

/* ---- certificates ----------------------------------------------------------------- */

typedef struct AsnCertificate {
  AsnItem whole, body, issuer, subject, serial, key_info, algorithm;
  int64_t not_before, not_after;
  AsnKey key;
  unsigned bits;       /* of an RSA modulus */
  AsnOid curve;        /* P256, P384, P521 or SM2 */
  bool limits_usage;   /* keyUsage is there */
  uint16_t usage;      /* bit 0: digitalSignature, 1: nonRepudiation … (RFC 5280) */
  bool limits_purpose; /* extendedKeyUsage is there */
  bool for_ocsp, for_stamps, purpose_critical, purpose_alone;
  bool names_revocation; /* says where its revocation may be asked */
  bool no_check;         /* an OCSP responder's that is not to be asked for */
  AsnItem subject_key;
  const char *signer; /* CN, else O; UTF-8 without control characters; never NULL */
} AsnCertificate;

/* Adds (GBytes) the DER of each "-----BEGIN label-----" block of a file, or the file
 * itself where it is DER. bytes[len] is NUL. */
void asn_blocks(GPtrArray *to, const char *bytes, size_t len, const char *label);
bool asn_read_certificate(Arena *arena, const void *bytes, size_t len,
                          AsnCertificate *out);
/* CN, else O of a Name; "" where neither is. */
const char *asn_name_text(Arena *arena, const AsnItem *name);

/* ---- signatures -------------------------------------------------------------------- */

enum { ASN_CERTIFICATES = 64, ASN_ATTRIBUTES = 64 };

typedef struct AsnAttribute {
  AsnOid oid;
  AsnItem type;
  AsnItem values; /* the SET */
} AsnAttribute;

typedef struct AsnCms {
  bool gm; /* with the identifiers of GB/T 35275 in place of RFC 5652's */
  unsigned version;
  AsnOid content_type;
  AsnItem content; /* eContent's octets; der NULL: detached */
  AsnItem digests; /* the SET of digestAlgorithms */
  AsnItem certificates[ASN_CERTIFICATES];
  unsigned n_certificates;
  AsnItem crls; /* [1]; der NULL: none */
  unsigned n_signers;
  unsigned signer_version;
  AsnItem issuer, serial, key_id; /* who signed: the first two, or the third */
  AsnDigest digest;
  AsnAlgorithm algorithm;
  AsnItem algorithm_item;
  AsnItem signed_attributes; /* [0]; der NULL: none */
  AsnItem signature;
  AsnAttribute attributes[ASN_ATTRIBUTES], unsigned_attributes[ASN_ATTRIBUTES];
  unsigned n_attributes, n_unsigned;
} AsnCms;

typedef enum {
  ASN_CMS_READ,
  ASN_CMS_NOT_DER,
  ASN_CMS_STRUCTURE, /* DER, but no SignedData of RFC 5652 */
  ASN_CMS_SIGNERS,   /* not exactly one */
  ASN_CMS_ALGORITHM, /* of no known kind */
  ASN_CMS_MANY       /* certificates or attributes */
} AsnCmsFault;

/* One ContentInfo from the start of bytes; *used is its length. */
AsnCmsFault asn_read_cms(const void *bytes, size_t len, AsnCms *out, size_t *used);
/* The value of the attribute that stands once, with one value; otherwise false, *count is
 * how many values it has in all. */
bool asn_attribute(const AsnAttribute *attributes, unsigned n, AsnOid oid, AsnItem *value,
                   unsigned *count);

/* The first certificate of signing-certificate or -v2 (RFC 5035). */
typedef struct AsnEss {
  AsnDigest digest;
  AsnItem hash, issuer, serial; /* issuer.der NULL: no issuerSerial */
} AsnEss;
bool asn_read_ess(const AsnItem *value, bool v2, AsnEss *out);

typedef struct AsnStamp {
  AsnDigest digest;
  AsnItem imprint;
  int64_t seconds;
} AsnStamp;
/* TSTInfo (RFC 3161). */
bool asn_read_stamp(const AsnItem *content, AsnStamp *out);

/* ---- electronic seals ---------------------------------------------------------------
 */

typedef enum { ASN_SEAL_CERTIFICATES, ASN_SEAL_DIGESTS } AsnSealList;

/* SESeal: who may use which picture until when, signed by the seal's maker. */
typedef struct AsnSeal {
  AsnItem whole, info;
  unsigned version; /* 1, 4 or 5 */
  AsnItem vendor, id, name;
  unsigned type;
  AsnSealList list_kind;
  AsnItem list; /* SEQUENCE */
  int64_t created, from, to;
  AsnItem picture_type, picture;
  unsigned width, height; /* mm */
  AsnItem extensions;     /* der NULL: none */
  AsnItem maker;          /* OCTET STRING: its certificate */
  AsnItem algorithm;      /* OID */
  AsnItem value;          /* bytes: the maker's signature */
} AsnSeal;
bool asn_read_seal(const void *bytes, size_t len, AsnSeal *out);
/* What the maker signed. */
void asn_seal_message(const AsnSeal *seal, GByteArray *out);
/* One who may use it: a certificate, or its digest. */
typedef struct AsnSealUser {
  AsnItem value;
} AsnSealUser;
bool asn_seal_next(AsnReader *list, AsnSealUser *out);

/* SES_Signature: a seal over a document. */
typedef struct AsnSealed {
  unsigned version;
  AsnItem message; /* TBS_Sign */
  AsnSeal seal;
  bool has_time;
  int64_t seconds;
  AsnItem digest;    /* bytes: of the document */
  AsnItem property;  /* where the document says what is signed */
  AsnItem signer;    /* OCTET STRING: a certificate */
  AsnItem algorithm; /* OID */
  AsnItem value;     /* bytes: the signature over message */
  AsnItem stamp;     /* bytes: a time-stamp token; der NULL: none */
} AsnSealed;
/* From the start of bytes; *used is its length. */
bool asn_read_sealed(const void *bytes, size_t len, AsnSealed *out, size_t *used);

/* ---- revocation -------------------------------------------------------------------- */

typedef struct AsnCrl {
  AsnItem body, issuer, algorithm, signature;
  AsnAlgorithm with;
  int64_t this_update, next_update; /* INT64_MAX: it names none */
  AsnItem revoked;                  /* the SEQUENCE; der NULL: none */
  bool partial; /* for some certificates or reasons only, or with a critical extension
                   that is not known here */
} AsnCrl;
bool asn_read_crl(const void *bytes, size_t len, AsnCrl *out);
/* When the certificate of that serial number was revoked; false: it is not listed. */
bool asn_crl_find(const AsnCrl *crl, const AsnItem *serial, int64_t *when);

typedef enum { ASN_OCSP_GOOD, ASN_OCSP_REVOKED, ASN_OCSP_UNKNOWN } AsnOcspStatus;

typedef struct AsnOcsp {
  AsnItem body, algorithm, signature, answers, by_name, by_key;
  AsnAlgorithm with;
  AsnItem certificates[ASN_CERTIFICATES];
  unsigned n_certificates;
} AsnOcsp;
typedef struct AsnOcspAnswer {
  AsnDigest digest;
  AsnItem name_hash, key_hash, serial;
  AsnOcspStatus status;
  int64_t revoked, this_update, next_update; /* INT64_MAX: it names none */
} AsnOcspAnswer;
/* A successful OCSPResponse of the basic kind, or a BasicOCSPResponse itself. */
bool asn_read_ocsp(const void *bytes, size_t len, AsnOcsp *out);
bool asn_ocsp_next(AsnReader *answers, AsnOcspAnswer *out);

#endif
