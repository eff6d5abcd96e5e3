/* Inside the bind room: one Binder for the run, a Weave for every text the tool has a share in. */
#ifndef HONGTOU_BIND_PRIVATE_H
#define HONGTOU_BIND_PRIVATE_H

#include "bind.h"

typedef struct Binder {
  Job *job;
  const Bulletin *in;
  const Numbering *numbering;
  GHashTable *targets; /* id → label of the annex it is, or stands in; "": it has no number */
} Binder;

/* ---- weaving text ----------------------------------------------------------- */

/* A text being put together from the author's characters, which keep their places, and the
 * tool's, which take the place of the element they are made for. */
typedef struct Weave {
  Binder *binder;
  Span at;
  GString *utf8;
  GArray *places; /* TextPlace */
  GArray *ranges; /* TextRange */
  bool flat;      /* forced breaks are left out */
} Weave;

Weave bind_weave_open(Binder *binder, Span at);
/* Characters the tool makes, with the weave's own place. */
void bind_weave_made(Weave *weave, const char *utf8);
/* The author's text: its ranges move along, its references are settled. */
void bind_weave_text(Weave *weave, const Text *text);
/* Opens a range at the end of what is woven so far; its index, for bind_weave_end. */
guint bind_weave_begin(Weave *weave, RangeKind kind, uint8_t level);
void bind_weave_end(Weave *weave, guint range);
/* A number as RANGE_NUMBER; nothing when it is NULL or empty. */
void bind_weave_number(Weave *weave, const char *number);
Text bind_weave_close(Weave *weave);

/* A text wholly the tool's; empty when utf8 is. */
Text bind_made(Binder *binder, const char *utf8, Span at);
/* The text with its references settled; the same one where there are none. */
Text bind_settled(Binder *binder, const Text *text);
/* before + text + after, where the author has not typed them already; empty stays empty. */
Text bind_framed(Binder *binder, const Text *text, const char *before, const char *after);

/* ---- numbers ------------------------------------------------------------------ */

/* n written as the pattern shows it (一、 （一） 1. （1） ①: B3.3, B3.4); NULL when the pattern is
 * NULL or cannot count so far, which is reported. */
const char *bind_number_text(Binder *binder, const char *pattern, unsigned n, Span at);

/* ---- parts --------------------------------------------------------------------- */

/* Numbers sections and items, joins run-in headings to their paragraphs. */
const Block *bind_blocks(Binder *binder, const Block *in, uint32_t n, uint32_t *n_out);
const Table *bind_table(Binder *binder, const Table *in);
/* Enters the annexes' ids, and those of the tables in them, as targets of references. */
void bind_targets(Binder *binder, const Content *content);
/* content.annexes with labels and entries; the label of the attachment note. */
void bind_annexes(Binder *binder, Content *content);

/* ---- checks --------------------------------------------------------------------- */

void bind_check_title(Binder *binder, const Text *title);
void bind_check_heading(Binder *binder, const Text *heading);
void bind_check_year(Binder *binder);

#endif
