/* Where the lines of a title begin (B1.2–B1.6): the fewest lines whose cuts hurt no word
 * and whose widths make a trapezoid or a rhombus. It shapes nothing and places nothing.
 */
#ifndef HONGTOU_TYPESET_TITLE_H
#define HONGTOU_TYPESET_TITLE_H

#include "layout.h"
#include "model.h"

#define TITLE_BREAKS 8

typedef struct TitleBreaks {
  uint32_t count;
  uint32_t at[TITLE_BREAKS]; /* code points where a new line begins, ascending */
  bool forced;               /* the text has breaks of its own (<br/>) */
} TitleBreaks;

/* advance: per code point, in thousandths of the role's cell ('\n' counts nothing).
 * taste: the layout's words beside our own. A title that fits capacity_cells stays on one
 * line; a text of more than eight full lines keeps its rest on the last one, wider than
 * the capacity. Deterministic; no state is kept between calls. */
TitleBreaks title_break_by(const Text *title, const int32_t *advance,
                           unsigned capacity_cells, const LayoutTitles *taste);
/* The same with nothing but words that are never cut. */
TitleBreaks title_break(const Text *title, const int32_t *advance,
                        unsigned capacity_cells, const char *const *terms,
                        size_t n_terms);

#endif
