/* One document through the stages: what the calls that lay out share; never installed. */
#ifndef HONGTOU_RENDER_H
#define HONGTOU_RENDER_H

#include "bind.h"
#include "hongtou_inner.h"
#include "odt.h"
#include "pdf.h"
#include "png.h"
#include "svg.h"
#include "template.h"
#include "typeset.h"

/* Work that goes on while the first document of a session is read; nothing where the
 * session has its fonts or no thread can be made. */
typedef struct Ahead {
  HongtouSession *session;
  GThread *fonts, *words;
} Ahead;
void ahead_begin(Ahead *ahead, HongtouSession *session);
void ahead_read(Ahead *ahead,
                const Bulletin *document); /* what it will need is known now */
void ahead_end(Ahead *ahead);              /* all of it is done; must be called */

/* A template and the document that one record made of it. */
typedef struct Filled {
  struct Template *template;
  TemplateResult made;
  size_t before; /* diagnostics that were told of the template itself */
} Filled;

/* Everything of one call; gone at its end, but for the result. */
typedef struct Run {
  HongtouSession *session;
  HongtouResult *result;
  HongtouOptions own; /* as this library knows them */
  const HongtouOptions *options;
  Limits limits;
  Job job;
  char *bytes;   /* read here; NULL: the caller's */
  size_t length; /* of bytes */
  char *folder;
  Bulletin *written, *bound;
  Composition *composition; /* after render_pages */
  Ahead ahead;
  const SigningProfile *profile; /* NULL: it is not signed */
  PdfSign sign;
  SigningAbout about;
  SigningDone done;
  size_t least_reserve; /* of a signature that found too little room before */
  Filled *filled;       /* NULL: the source is a document */
} Run;

void render_begin(Run *run, HongtouSession *session, const HongtouOptions *options);
HongtouResult *render_end(Run *run);
/* Reads, binds and lays out into the sink; false: faulty. source NULL: the test sheet. */
bool render_pages(Run *run, const HongtouSource *source, PageSink sink);
GByteArray *result_output_new(HongtouResult *result);
/* What dates the file, INT64_MIN: the document; false: the wish is no date, reported. */
bool render_source_date(const Run *run, int64_t *seconds);

/* Several documents in one PDF (hongtou_join.c). */
typedef struct Joining Joining;
Joining *joining_new(HongtouSession *session, const HongtouOptions *options);
/* The result of each is the caller's; one that fails spoils the file. */
HongtouResult *joining_add(Joining *joining, const HongtouSource *source,
                           const char *name);
/* The file as output 0, none after a fault; joining is gone. */
HongtouResult *joining_end(Joining *joining);
/* Takes pages and keeps nothing. */
extern const PageSink sink_discarding;
/* options->copies of the document, as one PDF or each its own. */
void render_copies(Run *run, const HongtouSource *source,
                   const PdfOptions *pdf); /* hongtou_copies.c */

/* Puts a record of options->data into the template: bytes become the document's. False
 * after a fault. hongtou_fill.c */
bool run_fill(Run *run, const char *name, const char **bytes, size_t *length);
/* The place in the template of a place of the made document; others as they are. */
Span run_origin(const Run *run, Span at);
void run_unfill(Run *run);
/* What stands where, into the result; after render_pages. hongtou_places.c */
void result_add_places(Run *run);
/* All of it as one JSON object. */
void places_put(const HongtouResult *result, GString *out);

#endif
