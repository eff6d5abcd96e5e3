/* Revisions put behind a PDF that stays as it is: evidence, time stamps, further
 * signatures. */
#ifndef HONGTOU_SIGN_REVISE_H
#define HONGTOU_SIGN_REVISE_H

#include "sign_session.h"
#include "verify_strict.h"

typedef struct Revising {
  Job *job;
  GByteArray *pdf; /* the whole file; grows */
  PdfFile file;    /* as it was read before */
  GArray *places;  /* of objects of this revision */
  uint32_t next;   /* object number */
  size_t prev;     /* startxref of the revision before */
  bool stream;     /* it ends in a cross-reference stream, and so must this one */
} Revising;

/* Reads the file; false: reported, nothing is to be cleared. */
bool signing_revise_open(Revising *r, Job *job, GByteArray *pdf);
void signing_revise_close(Revising *r);
uint32_t signing_revise_reserve(Revising *r);
/* "N 0 obj" … "endobj"; what is between is put to r->pdf. */
void signing_revise_begin(Revising *r, uint32_t number);
void signing_revise_end(Revising *r);
void signing_revise_stream(Revising *r, uint32_t number, const void *bytes, size_t len);
/* The catalog as it was, with these entries in place of its own of the same names. */
void signing_revise_catalog(Revising *r, const char *const *names,
                            const char *const *values);
/* One more field in AcroForm. */
void signing_revise_form(Revising *r, uint32_t field);
/* Cross-reference, trailer, end of file. */
void signing_revise_finish(Revising *r);
void signing_put(GByteArray *out, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* A signature's room within a revision. */
typedef struct RevisePlace {
  size_t range, contents, reserve;
} RevisePlace;
/* "/ByteRange[…]/Contents<…>" */
void signing_revise_place(Revising *r, RevisePlace *place, size_t reserve);
/* Fills in the range; the pieces are what is signed. */
void signing_revise_range(Revising *r, const RevisePlace *place, SigningPiece pieces[2]);

/* Certificates and revocation data of all signatures of the file, into DSS (A15). */
bool signing_evidence(SigningSession *session, Job *job, GByteArray *pdf);
/* A document time stamp over all of it. */
bool signing_archive(SigningSession *session, Job *job, GByteArray *pdf);

#endif
