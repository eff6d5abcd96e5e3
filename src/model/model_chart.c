/* <chart>: columns of a data set, drawn. What is drawn is a table of those columns. */
#include <string.h>

#include "model_private.h"

static const Choice kinds[] = {{"column", CHART_COLUMN},   {"bar", CHART_BAR},
                               {"line", CHART_LINE},       {"pie", CHART_PIE},
                               {"stacked", CHART_STACKED}, {NULL, 0}};

static Table *read_table(Reader *reader, Span at) {
  Table *table = ARENA_NEW(reader->job->arena, Table);
  table->at = at;
  if (model_attribute(reader, "unit", NULL))
    table->unit = model_attribute_text(reader, "unit");
  model_table_data_read(reader, table, at);
  return table;
}

void model_chart_start(Reader *reader, Frame *frame) {
  Arena *arena = reader->job->arena;
  Chart *chart = ARENA_NEW(arena, Chart);
  *chart = (Chart){
      .at = frame->at, .x_at = frame->at, .y_at = frame->at, .highlight_at = frame->at};
  chart->kind = (ChartKind)model_attribute_choice(reader, "kind", kinds, CHART_COLUMN);
  chart->x = model_attribute(reader, "x", &chart->x_at);
  chart->y = model_attribute(reader, "y", &chart->y_at);
  chart->highlight = model_attribute(reader, "highlight", &chart->highlight_at);
  chart->width = model_width_read(reader);
  chart->id = model_id_read(reader);
  model_print_read(reader, &chart->print);
  chart->cut = model_attribute(reader, "zero", NULL) != NULL;
  Table *table = read_table(reader, frame->at);
  chart->table = table;
  Block *block = model_vector_push(arena, &reader->scope->blocks, sizeof *block);
  *block = (Block){.kind = BLOCK_CHART,
                   .level = (uint8_t)MIN(reader->level, NUMBERING_LEVELS),
                   .chart = chart,
                   .at = frame->at};
  reader->chart = chart;
  model_table_begin(reader, table);
}

void model_chart_end(Reader *reader, Frame *frame) {
  (void)frame;
  model_table_finish(reader);
  reader->chart = NULL;
}
