/* chart: a bound chart → a drawing of paths and set text in the layout's faces, whose
 * items are named by tags: what shows a value belongs to that value's cell of a table,
 * the rest to the figure. It decides no place on a page and reads no data.
 *
 * Round steps of axes are found by extended labelling: Talbot, Lin, Hanrahan: An
 * Extension of Wilkinson's Algorithm for Positioning Tick Labels on Axes (InfoVis 2010).
 */
#ifndef HONGTOU_CHART_H
#define HONGTOU_CHART_H

#include "line.h"

typedef struct ChartFrame {
  const Layout *layout;
  TagTree *tags;
  TagId figure;       /* axes, lines, and all that is no value */
  TagId table;        /* gets rows and cells below it */
  Length width;       /* of the drawing */
  Length height_most; /* it is no higher */
} ChartFrame;

/* In job->arena; never NULL. Code typeset.chart-turned. */
const Drawing *chart_draw(Job *job, const Chart *chart, const ChartFrame *frame);

#endif
