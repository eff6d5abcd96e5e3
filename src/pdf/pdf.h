/* pdf: pages → PDF/A-2a and PDF/UA-1 in one file. Decides no position. */
#ifndef HONGTOU_PDF_H
#define HONGTOU_PDF_H

#include "display.h"

typedef struct PdfOptions {
  const char *producer; /* "Hongtou 0.2.0" */
  int64_t source_date;  /* seconds since the epoch dating the file; INT64_MIN: the
                           document's date,  00:00 +08:00 */
  bool small; /* the smallest file, for several times the time; else the quickest */
} PdfOptions;

/* A sink that writes into out (a GByteArray of the caller's), complete after end. Codes
 * pdf.*. */
PageSink pdf_sink(Job *job, const PdfOptions *options, GByteArray *out);

#endif
