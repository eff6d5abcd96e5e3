/* Reports of batches as tables; never installed. */
#ifndef HONGTOU_REPORT_H
#define HONGTOU_REPORT_H

#include "batch.h"

/* Appends a row for each record and each of its diagnostics; first: the head before them.
 */
void report_table(const BatchReport *report, bool html, bool first, GString *out);
void report_table_end(GString *out);

#endif
