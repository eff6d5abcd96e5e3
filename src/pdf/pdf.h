/* pdf: pages → PDF/A-2a and PDF/UA-1 in one file. Decides no position. */
#ifndef HONGTOU_PDF_H
#define HONGTOU_PDF_H

#include "display.h"

/* The place of a signature whose value is put in afterwards. */
typedef struct PdfSign {
  const char *field;  /* its name */
  const char *name;   /* of the agency: /Name */
  const char *figure; /* the drawn seal's alternative text, over which the field stands;
                         NULL, or none such: it shows nothing */
  const char *alt;    /* what the field is called by a screen reader */
  const char *time;   /* "D:20261130212400+08'00'" */
  const char *filter, *subfilter;
  bool foreign;     /* its value will be none that PDF/A takes: no claim to it */
  unsigned certify; /* DocMDP's P; 0: approval */
  size_t reserve;   /* bytes of the value */
  size_t contents;  /* out: where "<" of the value stands in the file */
} PdfSign;

typedef struct PdfOptions {
  const char *producer; /* "Hongtou 0.2.0" */
  int64_t source_date;  /* seconds since the epoch dating the file; INT64_MIN: the
                           document's date,  00:00 +08:00 */
  bool small;           /* the smallest file, for several times the time */
  bool fast;            /* structure in objects of the file, not packed: the quickest */
  PdfSign *sign;        /* NULL: not to be signed */
} PdfOptions;

/* A sink that writes into out (a GByteArray of the caller's), complete after end. Codes
 * pdf.*. */
PageSink pdf_sink(Job *job, const PdfOptions *options, GByteArray *out);

#endif
