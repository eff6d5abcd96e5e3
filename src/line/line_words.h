/* Words of titles: what ICU's dictionary, the lists under rules/ and the layout say of
 * the text from each character on. */
#ifndef HONGTOU_LINE_WORDS_H
#define HONGTOU_LINE_WORDS_H

#include "layout.h"

typedef enum {
  WORD_KEPT,    /* a term never cut inside */
  WORD_VERB,    /* opens a phrase when an object follows */
  WORD_BODY,    /* what names of agencies end with */
  WORD_PLACE,   /* a name of a place */
  WORD_PERSON,  /* a syllable of names from other languages, or a name */
  WORD_PERIOD,  /* belongs to the year before it */
  WORD_LEAD,    /* no line ends with it */
  WORD_HEAD,    /* a line ill begins with it */
  WORD_GENERAL, /* a word that ICU does not know */
  WORD_CLASSES
} WordClass;

/* The longest words that begin at a character, by class, in characters; 0: none. */
typedef struct WordsAt {
  uint8_t chars[WORD_CLASSES];
} WordsAt;

/* Of the text's n characters; byte: where each begins, and where the last one ends. */
void line_words_find(const char *utf8, const uint32_t *byte, uint32_t n,
                     const LayoutTitles *own, WordsAt *out);

/* The longest unit or measure word that the text begins with, in characters; 0: none. */
uint32_t line_words_unit(const char *utf8, const uint32_t *byte, uint32_t n);

#endif
