/* What the files of verify share. */
#ifndef HONGTOU_VERIFY_PRIVATE_H
#define HONGTOU_VERIFY_PRIVATE_H

#include "asn.h"
#include "verify.h"
#include "verify_strict.h"

/* ---- libcrypto -------------------------------------------------------------------- */

typedef struct Piece {
  const void *bytes;
  size_t len;
} Piece;

bool crypto_open(Diagnostics *diags);
/* At most 64 bytes; gives their number, 0 where the digest cannot be made. */
size_t crypto_digest(AsnDigest digest, const Piece *pieces, size_t n, uint8_t out[64]);
/* Whether the key of a certificate made the signature over the pieces. */
bool crypto_holds(const AsnCertificate *by, const AsnAlgorithm *algorithm,
                  const Piece *pieces, size_t n, const AsnItem *signature);

typedef enum {
  CHAIN_TRUSTED,
  CHAIN_UNTRUSTED, /* leads to no anchor */
  CHAIN_BROKEN     /* a signature, constraint or usage in it is wrong */
} ChainState;

enum { CHAIN_MOST = 16 };
typedef struct Chain {
  ChainState state;
  AsnCertificate certificates[CHAIN_MOST]; /* from the signer's to the anchor */
  unsigned n;
} Chain;

/* certificates: AsnItem; those beside the signer's that may lead on. */
void crypto_chain(Arena *arena, const VerifyTrust *trust, const AsnItem *signer,
                  const GArray *certificates, Chain *out);

struct VerifyTrust {
  GPtrArray *anchors; /* GBytes: DER */
  GPtrArray *crls;    /* GBytes: DER */
  int64_t now;
  VerifyRevocation revocation;
};

/* ---- one file ---------------------------------------------------------------------- */

typedef struct Signed {
  VerifySignature shown;
  const PdfObject *dict, *field, *widget;
  const PdfValue *contents;
  bool etsi; /* SubFilter ETSI.CAdES.detached */
  AsnCms cms;
  const AsnSealed *sealed; /* a seal stands in place of cms; NULL: none */
  bool read;               /* cms is there, and the signature over it holds */
  AsnCertificate signer;
  bool has_signer;
  bool stamped, baseline, evidence; /* a valid token; PAdES's form; all from the DSS */
  unsigned permission;              /* of DocMDP or a lock: 1…3; 0: none */
  Piece signed_bytes[2];
} Signed;

typedef struct Checking {
  Job *job;
  Arena *arena;
  const VerifyTrust *trust;
  PdfFile *file;
  Verification *out;
  GPtrArray *signatures; /* Signed *, by revision */
  GArray *certificates;  /* AsnItem: of the DSS and of every signature */
  GPtrArray *crls;       /* GBytes: of the DSS, then of the user */
  GPtrArray *ocsps;      /* GBytes: of the DSS */
  GPtrArray *pages;      /* PdfObject *, in the last revision */
  unsigned last;         /* revision */
  unsigned described;    /* objects that what_is looked for in the pages so far */
  unsigned first_signed; /* revision of the first signature */
} Checking;

/* One file's run: what is needed, then the verdicts of all that was found. */
void verify_begin(Checking *c, Job *job, const VerifyTrust *trust);
void verify_set_digest(Verification *out, const void *bytes, size_t len);
Verification *verify_end(Checking *c);

/* args: at most three, then NULL. */
void finding_add(Arena *arena, VerifyFindings *to, VerifyVerdict effect, DiagCode code,
                 ...) G_GNUC_NULL_TERMINATED;
const char *finding_time(Arena *arena, int64_t seconds); /* 2026-11-30 21:24, +08:00 */

/* Every signature that a field of the last revision shows, and those that none does. */
void forms_collect(Checking *c);
bool forms_is_signature(const PdfValue *dict);
/* The catalog as a revision sees it. */
const PdfObject *forms_catalog(const PdfFile *file, unsigned revision);
void forms_pages(Checking *c);

/* The bytes that it covers (B3), then CMS (B6). */
void cover_check(Checking *c, Signed *s);
void cms_check(Checking *c, Signed *s);
/* The CMS's own marks: digest of content, attributes, signature. False: reported. */
typedef struct CmsTask {
  Checking *c;
  VerifyFindings *findings;
  AsnCms *cms;
  const Piece *content;
  size_t n_content;
  AsnOid content_type;
  AsnCertificate *signer; /* out */
  DiagCode fault;         /* what is reported when something is wrong */
} CmsTask;
bool cms_judge(CmsTask *task);
void cms_show_signer(Checking *c, Signed *s);
const char *cms_algorithm_text(Arena *arena, const AsnCms *cms,
                               const AsnCertificate *signer);

/* Chain, usage and revocation at a time (B7); trusted: the time is proved. */
typedef struct ChainTask {
  Checking *c;
  VerifyFindings *findings;
  const AsnCertificate *signer;
  int64_t at, claimed;
  bool proved, stamp;
  VerifyState chain, revocation; /* out */
  bool evidence;                 /* out: every answer came from the DSS */
} ChainTask;
void chain_check(ChainTask *task);
void chain_collect(Checking *c);
/* One more certificate that may lead on, once. */
void chain_add(Checking *c, const void *der, size_t len);
typedef struct RevocationTask {
  Checking *c;
  const AsnCertificate *certificate, *issuer;
  int64_t at;
  int64_t revoked; /* out */
  bool from_file;  /* out: the DSS's */
} RevocationTask;
VerifyState revocation_ask(RevocationTask *task);

/* Seals (C3): signature, digest, maker, users; then validity and the maker's chain. */
bool seal_check(Checking *c, Signed *s);
void seal_check_times(Checking *c, Signed *s, int64_t at, bool proved);
/* Text of a seal without control characters. */
const char *seal_text(Arena *arena, const AsnItem *item);

/* Time stamps (B8), then chains of all. */
void stamps_check(Checking *c);

/* What each revision after the first signature does (B4, B5). */
void changes_check(Checking *c);
/* "第 3 页内容": what an object is to a reader, in Chinese and English apart by '\x1f'.
 */
const char *what_is(Checking *c, const PdfObject *object);
/* What is legal but suspicious (B9), and claims (B10). */
void suspects_check(Checking *c);
void suspects_metadata(Checking *c);

#endif
