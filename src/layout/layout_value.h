/* layout, inside: what the readers of single values share. layout_values.c has numbers,
 * words and references, layout_places.c whatever is made of several. */
#ifndef HONGTOU_LAYOUT_VALUE_H
#define HONGTOU_LAYOUT_VALUE_H

#include "layout_private.h"

/* What a reader of one kind of value is given. */
typedef struct Reading {
  const Context *context;
  const AttributeSpec *spec;
  const char *text;
  Span at;
  void *field;
} Reading;

/* Reports the value under its attribute's name, with what is wanted instead. */
void layout_value_fault(const Reading *r, DiagCode code, const char *wanted);
/* False: no length, or of a unit that means nothing here. */
bool layout_length_of(const Context *c, const char *text, Length *out);
/* The length lies within the attribute's points; else it is reported. */
bool layout_in_points(const Reading *r, Length length);
bool layout_read_length_text(const Reading *r, const char *text, Length *out);
/* Thousandths of a 字 or an em. */
bool layout_milli_of(const char *text, int64_t *out);
/* Index of the text among the choices, or -1 and a diagnostic. */
int layout_choice_of(const Reading *r);

/* Readers: text → field, or a diagnostic. */
void layout_read_paper(const Reading *r);
void layout_read_rgb(const Reading *r);
void layout_read_gap(const Reading *r);
void layout_read_anchor(const Reading *r);
void layout_read_inset(const Reading *r);
void layout_read_rows(const Reading *r);
void layout_read_range(const Reading *r);
void layout_read_rules(const Reading *r);
void layout_read_fit(const Reading *r);

#endif
