/* sign: keys, signatures and what an office says of them in signing.xml. It makes CMS,
 * time stamps and the revisions that hold evidence; it reads no document and lays nothing
 * out. libcrypto is opened when something is signed. */
#ifndef HONGTOU_SIGN_H
#define HONGTOU_SIGN_H

#include "asn.h"
#include "base.h"

struct Contract;

/* ---- signing.xml ------------------------------------------------------------------ */

#define SIGNING_NAMESPACE "urn:hongtou:signing:1"

typedef enum {
  SIGNING_KEY_PEM,
  SIGNING_KEY_PKCS12,
  SIGNING_KEY_PKCS11,
  SIGNING_KEY_COMMAND
} SigningKeyKind;

/* What the signature is written as. */
typedef enum {
  SIGNING_PADES, /* CMS with the standard's identifiers: RSA, ECDSA, SM2 */
  SIGNING_GM,    /* CMS with those of GB/T 35275 */
  SIGNING_SES    /* SES_Signature of GB/T 38540 */
} SigningForm;

typedef enum {
  SIGNING_LEVEL_B,
  SIGNING_LEVEL_T,
  SIGNING_LEVEL_LT,
  SIGNING_LEVEL_LTA
} SigningLevel;

typedef struct SigningStamps {
  const char **urls; /* in order of trial; then NULL; n 0: none */
  unsigned n;
  bool later;          /* no stamp now is no error */
  unsigned per_minute; /* requests; 0: no bound */
} SigningStamps;

typedef struct SigningProfile {
  const char *id;
  Span at;
  const char **names; /* of the agencies whose seal it is; then NULL; none: {NULL} */
  SigningLevel level;
  AsnDigest digest;
  SigningForm form;
  const char *filter, *subfilter; /* NULL: the form's own */
  bool pdfa;                      /* the file must stay PDF/A */
  bool strict;                    /* a warning about the document is an error */
  SigningKeyKind kind;
  /* files as they can be opened from here; NULL: not given */
  const char *key_file, *module, *token, *object, *command;
  bool container;          /* the command answers a whole CMS or SES */
  const char *pin;         /* its source: "prompt", "fd:3", "file:PATH"; NULL: none */
  const char *certificate; /* file; NULL: in the key's (PKCS#12), or on the token */
  const char **chain;      /* files; then NULL */
  const char *seal;        /* its picture, or an .esl; NULL: none */
  SigningStamps stamps;
  const char **crls;  /* files or URLs; then NULL */
  const char **ocsps; /* URLs or files of answers; then NULL */
  unsigned certify;   /* 1, 2: what DocMDP allows; 0: approval */
} SigningProfile;

typedef struct SigningConfig {
  const char *file;
  const SigningProfile *profiles;
  unsigned n_profiles;
  const char **trust; /* files and folders of certificates; then NULL */
  const char *record; /* folder of the register and the log; NULL: none */
  unsigned rsa_bits;  /* least that signs */
} SigningConfig;

const struct Contract *signing_contract(void);
/* RELAX NG of signing.xml; static. */
const char *signing_schema(void);
/* NULL: faulty, and reported. In the job's arena. */
const SigningConfig *signing_read(Job *job, const char *path);
const SigningConfig *signing_read_memory(Job *job, const char *path, const char *bytes,
                                         size_t len);
/* The file that counts: the one given, else ~/.config/hongtou/signing.xml, else
 * /etc/hongtou/signing.xml. Caller frees. */
char *signing_path(const char *given);
/* NULL, reported with those that there are, when none has the id. */
const SigningProfile *signing_profile(Job *job, const SigningConfig *config,
                                      const char *id);

/* ---- secrets ---------------------------------------------------------------------- */

/* A PIN or passphrase: in memory that is not swapped out, wiped when it is freed. */
typedef struct SigningSecret SigningSecret;
/* source: "prompt" (asks the terminal for what), "fd:N", "file:PATH" (mode 0600). One
 * line of it. NULL, reported, when it cannot be had. */
SigningSecret *signing_secret_read(Job *job, const char *source, const char *what);
const char *signing_secret_text(const SigningSecret *secret);
size_t signing_secret_len(const SigningSecret *secret);
void signing_secret_free(SigningSecret *secret);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SigningSecret, signing_secret_free)

/* ---- keys -------------------------------------------------------------------------- */

typedef struct SigningKey SigningKey;
/* Opens key, certificate and chain of a profile and sees that they belong together and
 * may sign at that time (seconds since 1970). pin: instead of the profile's source; NULL:
 * none. NULL: reported. */
SigningKey *signing_key_open(Job *job, const SigningConfig *config,
                             const SigningProfile *profile, const char *pin,
                             int64_t time);
void signing_key_free(SigningKey *key);
/* Of the signer; lives as long as the key. */
const AsnCertificate *signing_key_certificate(const SigningKey *key);
/* AsnItem: the signer's, then those of the chain, without roots. */
const GArray *signing_key_certificates(const SigningKey *key);
/* What signs with it: its own kind and the profile's digest. */
AsnAlgorithm signing_key_algorithm(const SigningKey *key);
/* The signature over the message: ECDSA and SM2 as DER, RSA as PKCS#1 v1.5. False:
 * reported. */
bool signing_key_value(SigningKey *key, Job *job, const void *message, size_t len,
                       GByteArray *out);
/* Digest of pieces; its length, 0 where there is no such digest. */
typedef struct SigningPiece {
  const void *bytes;
  size_t len;
} SigningPiece;
size_t signing_digest(AsnDigest digest, const SigningPiece *pieces, size_t n,
                      uint8_t out[64]);

/* ---- CMS --------------------------------------------------------------------------- */

typedef struct SigningCms {
  AsnDigest digest;
  const uint8_t *content; /* its digest, of asn_digest_bytes(digest) */
  bool gm;                /* identifiers of GB/T 35275 */
} SigningCms;
/* SignedData of RFC 5652, detached (A4): the signed attributes, their signature, the
 * signer's certificate and chain. stamp: makes a token over the signature's value into
 * out; NULL: none. */
typedef struct SigningStamper {
  void *self;
  bool (*stamp)(void *self, Job *job, const void *value, size_t len, GByteArray *out);
} SigningStamper;
bool signing_cms(SigningKey *key, Job *job, const SigningCms *cms,
                 const SigningStamper *stamper, GByteArray *out);

/* ---- time stamps --------------------------------------------------------------------
 */

typedef struct SigningStamping {
  const SigningStamps *from;
  GQueue asked; /* times of requests, for per_minute; g_queue_clear_full at the end */
} SigningStamping;
/* A TimeStampToken over the pieces, from the first address that gives one. False:
 * reported, as a warning where it may come later. */
bool signing_stamp(Job *job, SigningStamping *stamping, const SigningPiece *pieces,
                   size_t n, GByteArray *out);

/* ---- a run with one key --------------------------------------------------------------
 */

#define SIGNING_NOW INT64_MIN

typedef struct SigningWish {
  const char *config;  /* signing.xml; NULL: the usual place */
  const char *profile; /* its id */
  const char *pin;     /* source; NULL: the profile's */
  int64_t time;        /* of signing; SIGNING_NOW: the clock */
  const char
      *reissue;   /* why a number may be signed with another content; NULL: none may */
  unsigned limit; /* signatures of this run; 0: no bound */
  bool keyless;   /* nothing is signed: files are only extended */
} SigningWish;

/* What is known of a document to be signed; NULL where the caller does not say. */
typedef struct SigningTask {
  const char *number, *copy, *title;
  size_t contents;   /* where "<" of the signature's room stands */
  SigningLevel most; /* no further than this level */
} SigningTask;

/* What was signed, for reports. */
typedef struct SigningDone {
  GByteArray *value; /* the signature's */
  GByteArray *tail;  /* revisions to be put behind the file; may be empty */
  const char *level; /* "PAdES-B-T" */
  const char *stamp; /* serial number of the time stamp; NULL: none */
  int64_t time;
  char content[65], file[65]; /* SHA-256 of the content, of the signed file */
} SigningDone;

typedef struct SigningSession SigningSession;
/* Opens the key once. NULL: reported; the session keeps what it needs of the job's arena
 * in one of its own. */
SigningSession *signing_session_open(Job *job, const SigningWish *wish);
void signing_session_free(SigningSession *session);
const SigningProfile *signing_session_profile(const SigningSession *session);
const SigningKey *signing_session_key(const SigningSession *session);
/* Bytes that the value of a PDF's signature may need. */
size_t signing_session_reserve(const SigningSession *session);
/* Signs a PDF that pdf has made with a place for a signature (A1): the bytes are those of
 * the whole file; they are changed to the signed ones. False: reported, nothing is
 * signed. */
bool signing_session_pdf(SigningSession *session, Job *job, GByteArray *pdf,
                         const SigningTask *task, SigningDone *done);
/* Adds a signature of a field that shows nothing to a signed or unsigned file of ours;
 * done->tail is what is put behind it. */
bool signing_session_further(SigningSession *session, Job *job, GByteArray *pdf,
                             const SigningTask *task, SigningDone *done);
/* Adds evidence, and an archive time stamp, as task->most says; renewing is the same. */
bool signing_session_extend(SigningSession *session, Job *job, GByteArray *pdf,
                            const SigningTask *task, SigningDone *done);
/* Puts a value into the room that begins at "<". */
void signing_put_value(GByteArray *pdf, size_t at, const GByteArray *value);
/* A signature's value over a message, for other formats. */
bool signing_session_value(SigningSession *session, Job *job, const void *message,
                           size_t len, GByteArray *out);

/* ---- the signer process ---------------------------------------------------------------
 */

/* Serves the requests of a socket (SOCK_SEQPACKET) until nobody holds its other end. */
void signing_serve(int socket, const SigningWish *wish);

typedef struct SigningClient SigningClient;
/* Starts the program as signer; to be called before fonts and documents are read and
 * before workers are forked, which may all ask. NULL: reported. */
SigningClient *signing_client_start(Job *job, const char *program,
                                    const SigningWish *wish);
void signing_client_free(SigningClient *client);

typedef struct SigningAbout {
  size_t reserve;
  int64_t time;
  const char *fingerprint, *serial, *signer; /* of the certificate; in the job's arena */
} SigningAbout;
/* Waits until it is ready. False: reported, as all that went wrong there. */
bool signing_client_describe(SigningClient *client, Job *job, SigningAbout *about);
/* As signing_session_pdf; done->value and done->tail are put in already, and NULL. */
bool signing_client_pdf(SigningClient *client, Job *job, GByteArray *pdf,
                        const SigningTask *task, SigningDone *done);
/* The same of signing_session_further and signing_session_extend. */
bool signing_client_further(SigningClient *client, Job *job, GByteArray *pdf,
                            const SigningTask *task, SigningDone *done);
bool signing_client_extend(SigningClient *client, Job *job, GByteArray *pdf,
                           const SigningTask *task, SigningDone *done);
/* ---- seals ---------------------------------------------------------------------------
 */

typedef struct SigningSeal {
  const char *vendor, *id; /* ASCII */
  const char *name;
  unsigned type;
  const char *picture_type; /* "PNG", "SVG", "JPG" */
  const void *picture;
  size_t picture_len;
  unsigned width, height; /* mm */
  GPtrArray *users;       /* GBytes: certificates of those who may use it */
  int64_t created, from, to;
} SigningSeal;
/* What its maker signs: SES_SealInfo (GB/T 38540-2020, version 4). */
void signing_seal_info(const SigningSeal *seal, GByteArray *out);
/* SESeal of it by the maker's key, which must be SM2. */
bool signing_seal_make(SigningKey *key, Job *job, const void *info, size_t len,
                       GByteArray *out);
bool signing_client_seal(SigningClient *client, Job *job, const GByteArray *info,
                         GByteArray *out);

typedef struct SigningSealed {
  const void *seal; /* SESeal */
  size_t seal_len;
  const uint8_t *digest; /* SM3 of the document */
  const char *property;  /* ASCII: where the document says what is signed */
  int64_t time;
} SigningSealed;
/* SES_Signature; the signer must be among the users of the seal. */
bool signing_sealed(SigningKey *key, Job *job, const SigningSealed *sealed,
                    const SigningStamper *stamper, GByteArray *out);

/* ---- OpenDocument
 * ---------------------------------------------------------------------- */

/* META-INF/documentsignatures.xml for a package: every member but that one is named by
 * its digest, XML in canonical form (ODF 1.3 part 2, XAdES 1.3.2); signatures that are
 * there stand on. RSA or ECDSA. NULL: reported; caller frees. */
char *signing_package_text(SigningKey *key, Job *job, GBytes *package, int64_t time);
/* The package again with it. */
bool signing_package_put(Job *job, GBytes *package, const void *text, size_t len,
                         GByteArray *out);
/* Signs a package; out takes the signed one. As signing_session_pdf, but for task's
 * contents and most. */
bool signing_session_package(SigningSession *session, Job *job, GBytes *package,
                             const SigningTask *task, SigningDone *done);
/* The package is changed to the signed one; done->value and tail are NULL. */
bool signing_client_package(SigningClient *client, Job *job, GByteArray *package,
                            const SigningTask *task, SigningDone *done);

/* ---- registers ------------------------------------------------------------------------
 */

/* Each line of a register.jsonl or audit.jsonl is bound to the one before. False:
 * reported, it was changed. */
bool signing_ledger_check(Job *job, const char *path);

/* Writes demo.pem, demo.crt and signing.xml into the folder, over nothing: a P-256 key
 * with a certificate of its own for a year. False: reported. */
bool signing_demo(Job *job, const char *folder, const char *name);

#endif
