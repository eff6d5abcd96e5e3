/* Signatures inside the typeset room (B8): who signs is set in rows, a date under the
 * last.
 *
 *   plan   lines, widths and x of everything       typeset_sign_plan.c
 *   heights  distances below the text, by step      typeset_sign_plan.c
 *   box    what of it stands where, for the pager   typeset_sign.c
 */
#ifndef HONGTOU_TYPESET_SIGN_H
#define HONGTOU_TYPESET_SIGN_H

#include "typeset_run.h"

/* One who signs, at its place in the row. */
typedef struct SignEntry {
  const Signatory *by;
  SetLine line; /* the name; with a stamp the office title, paragraph NULL when none */
  Length x;     /* of the line, from the block's left edge */
  Length picture_x;       /* of the seal or stamp */
  Length width, height;   /* of the seal or stamp; 0: none */
  const Drawing *drawing; /* NULL: an empty place, or none */
  TagId tag;              /* of the picture */
} SignEntry;

typedef struct SignRow {
  uint32_t from, to; /* entries */
  Length height;     /* of its tallest seal or stamp */
  Length
      foot; /* lower edge of seals and stamps, em bottom of plain names: below the text */
} SignRow;

/* Vertical distances below the em bottom of the text. */
typedef struct SignHeights {
  Length rise; /* em bottom of a name above its row's foot */
  Length date; /* em bottom */
  Length need; /* lowest ink */
} SignHeights;

typedef struct SignPlan {
  Run *run;
  const Placement *place;
  const Sign *sign;
  SignEntry *entries;
  uint32_t n;
  SignRow *rows;
  uint32_t n_rows;
  SetLine date;
  Length date_x;
  bool wet;            /* the place of a stamp whose size the document does not say */
  Length size;         /* em height of a line */
  SignHeights heights; /* as settled last */
} SignPlan;

/* Whether all that is to be signed has a place in the layout; reports what has not. */
bool sign_plan(Run *run, const Content *content, TagId parent, SignPlan *plan);
/* A node with what is heard of the seal or stamp; none without a picture. */
void sign_tag_picture(SignPlan *plan, SignEntry *entry, TagId parent);
/* Settles the feet of all rows. saved: lines must be saved (B8.9). */
SignHeights sign_heights(SignPlan *plan, Length step, bool saved);
#endif
