/* What the files of sign share. */
#ifndef HONGTOU_SIGN_PRIVATE_H
#define HONGTOU_SIGN_PRIVATE_H

#include "sign.h"

typedef enum {
  SIGNING_EL_NONE,
  SIGNING_EL_SIGNING,
  SIGNING_EL_PROFILE,
  SIGNING_EL_KEY,
  SIGNING_EL_CERTIFICATE,
  SIGNING_EL_CHAIN,
  SIGNING_EL_SEAL,
  SIGNING_EL_TIMESTAMP,
  SIGNING_EL_REVOCATION,
  SIGNING_EL_CERTIFY,
  SIGNING_EL_TRUST,
  SIGNING_EL_ALGORITHMS,
  SIGNING_EL_REGISTER,
  SIGNING_ELEMENTS
} SigningElement;

/* Words of attributes, in the order of their enums; then NULL. */
extern const char *const signing_pdfa_words[];
extern const char *const signing_level_words[], *const signing_digest_words[],
                                                    *const signing_form_words[],
                                                        *const signing_kind_words[];

struct evp_md_st;
/* The digest in libcrypto. */
const struct evp_md_st *signing_md(AsnDigest digest);
/* Opens a file that nobody else may read; *fd is the caller's. False: reported. */
bool signing_private_file(Job *job, const char *path, int *fd);

/* ---- keys -------------------------------------------------------------------------- */

/* What makes the signature's value. */
typedef struct SigningBackend {
  void *self; /* NULL: none */
  bool (*value)(void *self, Job *job, const SigningPiece *message, GByteArray *out);
  void (*free)(void *self);
} SigningBackend;

struct SigningKey {
  const SigningProfile *profile;
  Arena *arena;      /* its own: of the certificates */
  const char *named; /* in diagnostics: its file, module or program */
  GPtrArray *ders;   /* GBytes, certificates: the first is the signer's */
  GArray *items;     /* AsnItem: the same without roots */
  AsnCertificate signer;
  AsnAlgorithm algorithm;
  SigningBackend backend;
};

typedef struct SigningOpening {
  Job *job;
  SigningKey *key;
  const char *pin; /* source; NULL: none */
} SigningOpening;

/* One for each kind: fills the backend, and certificates where they are with the key. */
bool signing_open_file(SigningOpening *opening);
bool signing_open_token(SigningOpening *opening);
bool signing_open_command(SigningOpening *opening);
/* The whole CMS or SES over a document's digest, by a command of mode container. */
bool signing_command_container(SigningKey *key, Job *job, const SigningPiece *digest,
                               GByteArray *out);
/* The key belongs to the signer's certificate, as far as can be told. */
bool signing_file_fits(const SigningKey *key);

/* ---- the net ----------------------------------------------------------------------- */

typedef struct SigningHttp {
  const char *url;
  const char *sends, *expects; /* content types; NULL: none, any */
  bool asn1;                   /* the answer is one DER value */
  const GByteArray *body;      /* NULL: GET */
  size_t room;                 /* bytes of the answer */
  int seconds;                 /* for all of it */
} SigningHttp;
/* NULL: the answer is in out; else what went wrong, in the arena or static. */
const char *signing_http(Arena *arena, const SigningHttp *wish, GByteArray *out);

/* "CN=…,O=…" (RFC 4514); caller frees. */
char *signing_name_text(const AsnItem *name);
/* 2026-11-30 21:24, +08:00 */
const char *signing_time_text(Arena *arena, int64_t seconds);

#endif
