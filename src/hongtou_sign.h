/* Signing as the calls that render share it; never installed. */
#ifndef HONGTOU_SIGN_FACE_H
#define HONGTOU_SIGN_FACE_H

#include "hongtou_render.h"

/* Starts the signer of the options' profile, once for a session. False: reported. */
bool session_signer_open(HongtouSession *session, Job *job, const HongtouOptions *options,
                         bool keyless);
void session_signer_close(HongtouSession *session);

/* Each does nothing where no profile is named; false: reported. First of all: */
bool sign_begin(Run *run, const HongtouSource *source);
/* The document is bound: whose seal it is, and the place of the signature. */
bool sign_bound(Run *run);
/* The file is made: signs it. copy: its 份号; NULL: of none. */
bool sign_end(Run *run, GByteArray *pdf, const char *copy);

/* Bytes that a signature needed beyond its room, and a share for the next; 0: it failed
 * by something else, or did not. */
size_t sign_lacked(const HongtouResult *result);

#endif
