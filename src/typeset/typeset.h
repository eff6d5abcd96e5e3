/* typeset: a bound Bulletin, a Layout and fonts → a Flow: the document's parts as boxes,
 * with the gaps between them and what must stay together. It decides no page and holds no
 * millimetre of its own; what it sets goes box by box to the pager, so that a document of
 * any length needs bounded memory. */
#ifndef HONGTOU_TYPESET_H
#define HONGTOU_TYPESET_H

#include "page.h"

/* Lays out and hands each finished page to the sink. job->fonts and job->layout are set.
 * Codes typeset.*, font.missing-character …; false if one is an error (the sink's end is
 * not called). */
bool typeset_run(Job *job, const Bulletin *bulletin, PageSink sink, Composition **out);
/* The test sheet for a layout's letterhead: one page. job as for typeset_run. */
bool typeset_test_sheet(Job *job, PageSink sink);

#endif
