/* Structure elements on their way into the file. */
#ifndef HONGTOU_PDF_STRUCTURE_H
#define HONGTOU_PDF_STRUCTURE_H

#include "pdf_private.h"

#define NOTHING UINT32_MAX

/* One for each tag: a table has a million, so no more is kept than is asked for again. */
typedef struct Element {
  uint32_t object; /* 0: left out */
  TagId first_child, next_sibling;
  uint32_t first_mark; /* its own; NOTHING: none */
  uint32_t seen;       /* place of its first content in the file, below it too */
} Element;

typedef struct Structure {
  PdfSink *sink;
  const TagTree *tags;
  uint32_t count;
  Element *elements;
  uint32_t *next_mark;
  GHashTable *links; /* TagId → index + 1 of its first link */
  uint32_t *next_link;
  uint8_t *named; /* a bit for each tag: some cell names it as its head */
} Structure;

/* The Form of a signature's field, behind the seal's Figure. */
void field_put_kid(const Structure *s, TagId child);
void field_write_element(const Structure *s);

/* Attributes of an element that is open, after its type and parent: /ID, /A, /Alt … */
void attributes_put(const Structure *s, TagId id);
/* Finds the heads that cells name. */
void attributes_name_heads(Structure *s);
/* "/IDTree n 0 R" for the root, its object written; nothing when no element has a name.
 */
uint32_t attributes_write_names(const Structure *s);

#endif
