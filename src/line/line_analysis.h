/* A text being analysed, inside the line room: characters become atoms
 * (line_analyse.c), then words of other scripts get one face, their language and their
 * direction (line_letters.c). */
#ifndef HONGTOU_LINE_ANALYSIS_H
#define HONGTOU_LINE_ANALYSIS_H

#include "line.h"

#define SHAPED_TOGETHER 64 /* characters of a word shaped as one */

typedef struct Analysis {
  Job *job;
  const Text *text;
  const TextStyle *style;
  const LayoutSpacing *spacing;
  TagId *range_tags; /* one per range: the TAG_LINK of a reference */
  Atom *atoms;       /* room for every character */
  uint32_t n;
  const LayoutRole *faced; /* whose faces these are */
  const FontRole *own, *latin;
  const LayoutRole *scripted, *script; /* a role, and it beside the line */
  GArray *open; /* indices of the ranges around the present character, outer first; NULL:
                   none */
  uint32_t next_range;
  const bool *western; /* by code point: a quote of English text; NULL: none is */
  bool bidi;           /* something runs from right to left */
} Analysis;

void line_report_missing(Analysis *a, const Atom *atom, const FontRole *role);
/* One note for a face, however many characters it lends. */
void line_note_face(Analysis *a, const Atom *atom, const FontRole *role, FontFound found);
/* Whose faces the atom is set in. */
const FontRole *line_role_of(Analysis *a, const Atom *atom);
/* By code point, whether a quote is one of English text; NULL: none is (line_quotes.c).
 */
const bool *line_western_quotes(Arena *arena, const Text *text);
/* As wide as its glyph. */
void line_set_natural(Atom *atom);

/* Letters that join, stack or change their form by what stands beside them. */
bool line_needs_shaping(gunichar c);
/* … and are of one script. */
bool line_shapes_with(gunichar before, gunichar c);
/* The word's last character ends a syllable: a line may end behind it (Tibetan). */
bool line_ends_syllable(const char *utf8, uint32_t bytes);
/* Of all atoms, once they are there: marks on letters, faces and advances of words,
 * languages, directions. */
void line_settle_letters(Analysis *a);
/* Atoms of the line that run to the left change places. */
void line_turn_left(const SetLine *line, Length *x);

#endif
