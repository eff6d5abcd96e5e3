/* Tables of contents. */
#ifndef HONGTOU_TYPESET_CONTENTS_H
#define HONGTOU_TYPESET_CONTENTS_H

#include "typeset_run.h"

/* Whether a text, or one that belongs to it, has a table of contents. */
bool contents_wanted(const Content *content);
/* A sink that keeps the printed number of each mark's page: name (owned) → number. */
PageSink contents_sink(GHashTable *numbers);
/* The table of contents, and a new page for the text behind it; nothing without one. */
void set_contents(Run *run, const Content *content, TagId parent, Gap gap);

#endif
