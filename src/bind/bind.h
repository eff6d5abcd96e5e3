/* bind: settles what a document leaves to the tool — section and annex numbers,
 * references, dates, signers, and the words the tool adds (：, 。, 印发, （）, 附件：).
 * It never lays out. */
#ifndef HONGTOU_BIND_H
#define HONGTOU_BIND_H

#include "data.h"
#include "model.h"

/* bulletin as model_read made it → the bound Bulletin, in job->arena; the input stays as
 * it is. Codes bind.*; false if one is an error. Clauses H4.2, B2.1, B3.3–B3.6,
 * B4.1–B4.3, B8.1, B9.1, B10.2, I2.1, I3.1. */
bool bind_run(Job *job, const Bulletin *bulletin, const Numbering *numbering,
              Bulletin **out);

/* A value as its figure reads: its format, its phrase. NULL after a fault (bind.figure-*,
 * query.*). */
const char *bind_value_text(Job *job, const FigureSpec *figure, const DataValue *value);

/* Holds a figure that is typed against its value, as documents are: bind.figure-* where
 * it states something else. before: the text it follows, which may bear its sign
 * (下降5%). */
void bind_value_check(Job *job, const FigureSpec *figure, const DataValue *value,
                      const char *typed, const char *before);

/* The path of a data file in the document's folder or one of the job's data folders, the
 * first that has it; *folder which. NULL: src leads out of each. Caller frees. */
char *bind_data_file(const Job *job, const char *src, const char **folder);
/* How diagnostics name it: a path from where the user stands, as the document's own is.
 */
const char *bind_data_name(Arena *arena, const char *folder, const char *src);

#endif
