/* odt: a bound Bulletin, its Layout and Composition → an OpenDocument text (ODF 1.3,
 * strict), as a package or one flat file. The document is written from its content, so
 * that it can be edited; what typesetting decided makes an office break lines and pages
 * where the PDF breaks them. This room decides no place of its own and breaks no line. */
#ifndef HONGTOU_ODT_H
#define HONGTOU_ODT_H

#include "page.h"

typedef struct OdtOptions {
  const char *generator; /* "Hongtou 0.2.0" */
  int64_t
      source_date;  /* seconds since the epoch dating the file; INT64_MIN: its own date */
  bool flat;        /* one XML file (.fodt) instead of a package (.odt) */
  bool plain;       /* no spacing that fits lines: for those who will rewrite the text */
  bool embed_fonts; /* the faces that play, cut to the document's characters */
} OdtOptions;

/* Appends the file to out. The composition was kept (job->composes). Codes odt.*; false
 * if one is an error, and out stays as it was. */
bool odt_write(Job *job, const Bulletin *bulletin, const Composition *composition,
               const OdtOptions *options, GByteArray *out);

#endif
