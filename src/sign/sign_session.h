/* A run with one key, as its files share it. */
#ifndef HONGTOU_SIGN_SESSION_H
#define HONGTOU_SIGN_SESSION_H

#include "sign_private.h"
#include "verify.h"

struct SigningSession {
  Arena *arena;
  const SigningConfig *config;
  const SigningProfile *profile;
  SigningKey *key;
  VerifyTrust *trust;
  GBytes *seal; /* of GB/T 38540; NULL: none is wanted */
  SigningStamping stamping;
  SigningWish wish;
  size_t token; /* bytes of a time stamp, as one was on trial; 0: none is wanted */
  unsigned signed_so_far;
  GHashTable *fetched; /* address or file → GBytes: each once for a run */
};

/* The run may sign one more. False: reported. */
bool signing_within_limit(const SigningSession *s, Job *job);
/* Nothing was found in the signed file but what stands outside it. False: reported. */
bool signing_all_known(const SigningSession *s, Job *job, const VerifyFindings *findings);
/* The time of signing, as the wish or the clock says. */
int64_t signing_session_time(const SigningSession *session);

/* Whether this number may be signed with this content, and that it was (F3): on disk when
 * it returns. */
bool signing_register(const SigningSession *session, Job *job, const SigningTask *task,
                      const SigningDone *done);
/* One line on what was asked and what became of it (F9). */
bool signing_audit(const SigningSession *session, Job *job, const SigningTask *task,
                   const SigningDone *done);

/* The value over the pieces of a PDF, with a stamp where the level has one. */
bool signing_make_value(SigningSession *session, Job *job, SigningLevel level,
                        const SigningPiece pieces[2], SigningDone *done);
/* Our own verification of a signed file (A16). */
bool signing_verified(SigningSession *session, Job *job, const GByteArray *pdf,
                      const SigningTask *task, SigningDone *done);
/* Evidence, and an archive time stamp, as the level has them. */
bool signing_session_raise(SigningSession *session, Job *job, GByteArray *pdf,
                           SigningLevel level);

/* A file of ours without a signature, or one that passes our verification. */
bool signing_may_add(SigningSession *session, Job *job, const GByteArray *pdf,
                     const SigningTask *task, SigningDone *done);

#endif
