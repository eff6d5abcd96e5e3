/* verify: a signed PDF or OpenDocument file → what may be believed of it (signing B). A
 * whitelist of forms: what is not known to be harmless is named and refused. It changes
 * nothing, asks no network and trusts no certificate but those it is given. */
#ifndef HONGTOU_VERIFY_H
#define HONGTOU_VERIFY_H

#include "base.h"

/* Also the exit code of the command (G3). */
typedef enum {
  VERIFY_VALID = 0,
  VERIFY_ALTERED = 1,     /* altered, forged, or the signature is wrong */
  VERIFY_ENVIRONMENT = 3, /* the file or a library cannot be read */
  VERIFY_UNSIGNED = 4,
  VERIFY_UNCONFIRMED = 5 /* intact, but something that must be known is not */
} VerifyVerdict;

/* The worse of two: 1 > 4 > 5 > 3 > 0. */
VerifyVerdict verify_worse(VerifyVerdict a, VerifyVerdict b);

typedef struct VerifyFinding {
  DiagCode code;
  VerifyVerdict effect; /* VERIFY_VALID: told, but nothing depends on it */
  const char *args[4];
  struct VerifyFinding *next;
} VerifyFinding;

typedef struct VerifyFindings {
  VerifyFinding *first, *last;
} VerifyFindings;

typedef enum {
  VERIFY_APPROVAL,
  VERIFY_CERTIFICATION,
  VERIFY_STAMP,
  VERIFY_SEAL
} VerifyKind;
typedef enum { VERIFY_UNKNOWN, VERIFY_GOOD, VERIFY_BAD } VerifyState;

#define VERIFY_NO_TIME INT64_MIN

typedef struct VerifySignature {
  const char *field;
  unsigned revision; /* from 0: the one it signs */
  unsigned page;     /* of its field, from 1; 0: none */
  double box[4]; /* of its field, points from the lower left: left, bottom, right, top;
                    all 0: nothing is seen */
  VerifyKind kind;
  const char *level;                /* "PAdES-B-LT"; "CMS" where it is none */
  const char *signer, *issuer;      /* names; "" where there is no certificate */
  const char *serial, *fingerprint; /* hexadecimal; the second is SHA-256 */
  const char *algorithm;            /* "ECDSA P-256, SHA-256" */
  int64_t claimed, trusted;         /* seconds since 1970, or VERIFY_NO_TIME */
  VerifyState integrity, coverage, chain, revocation;
  VerifyFindings findings;
  VerifyVerdict verdict;       /* its findings and the document's */
  const VerifyFinding *reason; /* of the verdict; NULL: valid */
} VerifySignature;

typedef enum {
  VERIFY_FIRST,    /* up to the first signature: what was signed */
  VERIFY_SIGNING,  /* a further signature */
  VERIFY_STAMPING, /* a document time stamp */
  VERIFY_EVIDENCE, /* certificates and revocation data alone */
  VERIFY_FOREIGN   /* anything else */
} VerifyRevisionKind;

typedef struct VerifyRevision {
  size_t from, to;
  VerifyRevisionKind kind;
  const char **changes; /* what it changes that it may not; then NULL */
} VerifyRevision;

typedef struct Verification {
  char sha256[65];
  VerifyVerdict verdict;
  VerifySignature *signatures;
  size_t n_signatures;
  VerifyRevision *revisions;
  size_t n_revisions;
  VerifyFindings findings; /* of the file as a whole */
  const VerifyFinding *reason;
  const char *number, *issuer, *status; /* of the signed document's XMP; NULL: none */
} Verification;

typedef struct VerifyTrust VerifyTrust;

/* What a certificate of whose revocation nothing is known counts for. */
typedef enum {
  VERIFY_REVOCATION_ASKED, /* good where neither the file nor the user gives a list or an
                              answer, which the verdict says; else not confirmed */
  VERIFY_REVOCATION_REQUIRED, /* not confirmed */
  VERIFY_REVOCATION_OPTIONAL  /* good */
} VerifyRevocation;

typedef struct VerifyOptions {
  const char *const *trust; /* files of certificates or folders of such; then NULL */
  const char *const *crls;  /* files of revocation lists; then NULL */
  int64_t at; /* seconds since 1970 that count as now; VERIFY_NO_TIME: now */
  VerifyRevocation revocation;
} VerifyOptions;

/* Reads the anchors and lists; NULL, reported, when one cannot be read or libcrypto is
 * not there. */
VerifyTrust *verify_trust_new(Job *job, const VerifyOptions *options);
void verify_trust_free(VerifyTrust *trust);
/* Its certificates (GBytes: DER), each once more. */
void verify_trust_each(const VerifyTrust *trust, GPtrArray *out);

/* Judges one file by what it is, all in the job's arena. Never NULL. */
Verification *verify_file(Job *job, const VerifyTrust *trust, const void *bytes,
                          size_t len);
/* An OpenDocument package: its signatures name each of its members, and no others. */
Verification *verify_package(Job *job, const VerifyTrust *trust, const void *bytes,
                             size_t len);
/* An electronic seal by itself (.esl). */
Verification *verify_seal(Job *job, const VerifyTrust *trust, const void *bytes,
                          size_t len);
Verification *verify_pdf(Job *job, const VerifyTrust *trust, const void *bytes,
                         size_t len);

/* One finding as a sentence; caller frees. */
char *verify_text(const VerifyFinding *finding, MessageLanguage lang);
/* What a clerk must know of a signature, or of a file where signature is NULL; caller
 * frees. */
char *verify_headline(const Verification *verification, const VerifySignature *signature,
                      MessageLanguage lang);
/* JSON Schema of what the face writes of a verification; static. */
const char *verify_schema(void);
const char *verify_verdict_name(VerifyVerdict verdict);

#endif
