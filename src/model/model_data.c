/* What binds a document to its data: <data>, <v>, and the attributes of tables that are
 * filled. */
#include <string.h>

#include "model_private.h"

static const Choice roundings[] = {{"half-even", ROUND_HALF_EVEN},
                                   {"half-up", ROUND_HALF_UP},
                                   {"truncate", ROUND_TRUNCATE},
                                   {NULL, 0}};

static const Choice separators[] = {
    {"comma", ','}, {"semicolon", ';'}, {"tab", '\t'}, {"bar", '|'}, {NULL, 0}};

/* ---- <data> ------------------------------------------------------------------------ */

static unsigned head_rows(Reader *reader) {
  const char *head = model_attribute(reader, "head", NULL);
  return head ? (unsigned)(head[0] - '0') : 0;
}

static const char *encoding(Reader *reader) {
  static const Choice encodings[] = {{"utf-8", 1}, {"gb18030", 2}, {NULL, 0}};
  static const char *const names[] = {NULL, "utf-8", "gb18030"};
  return names[model_attribute_choice(reader, "encoding", encodings, 0)];
}

static const Choice hidden[] = {{"read", ROWS_READ}, {"skip", ROWS_SKIP}, {NULL, 0}};

void model_data_start(Reader *reader, Frame *frame) {
  DataSpec *data = model_vector_push(reader->job->arena, &reader->data, sizeof *data);
  *data = (DataSpec){.at = frame->at, .src_at = frame->at};
  data->id = model_id_read(reader);
  data->src = model_attribute(reader, "src", &data->src_at);
  data->encoding = encoding(reader);
  data->separator = (char)model_attribute_choice(reader, "separator", separators, 0);
  data->sheet = model_attribute(reader, "sheet", NULL);
  data->range = model_attribute(reader, "range", NULL);
  data->head = head_rows(reader);
  data->hidden = (HiddenRows)model_attribute_choice(reader, "hidden", hidden, ROWS_TOLD);
  data->totals = model_attribute(reader, "totals", NULL);
}

void model_data_end(Reader *reader, Frame *frame) {
  (void)reader;
  (void)frame;
}

/* ---- how a figure is printed ------------------------------------------------------- */

void model_print_read(Reader *reader, FigurePrint *print) {
  Span at;
  const char *format = model_attribute(reader, "format", &at);
  print->dated = format && strcmp(format, "date") == 0;
  print->pictured = format && !print->dated && picture_parse(format, &print->picture);
  if (format && !print->dated && !print->pictured)
    model_attribute_bad(reader, at, "format", format);
  print->rounded = model_attribute(reader, "round", NULL) != NULL;
  print->rounding =
      (Rounding)model_attribute_choice(reader, "round", roundings, ROUND_HALF_EVEN);
}

/* ---- <v> --------------------------------------------------------------------------- */

const FigureSpec *model_figure_read(Reader *reader, Span at) {
  FigureSpec *figure = ARENA_NEW(reader->job->arena, FigureSpec);
  *figure = (FigureSpec){.at = at, .select_at = at};
  figure->id = model_id_read(reader);
  figure->data = model_attribute(reader, "data", NULL);
  figure->select = model_attribute(reader, "select", &figure->select_at);
  if (!figure->select)
    figure->select = "";
  figure->phrase = model_attribute(reader, "phrase", NULL);
  model_print_read(reader, &figure->print);
  const FigureSpec **place =
      model_vector_push(reader->job->arena, &reader->figures, sizeof *place);
  *place = figure;
  return figure;
}

/* ---- tables ------------------------------------------------------------------------ */

static void read_expression(Reader *reader, const char *name, const char **text,
                            Span *at) {
  *text = model_attribute(reader, name, at);
}

void model_table_data_read(Reader *reader, Table *table, Span at) {
  TableData data = {.at = at};
  read_expression(reader, "data", &data.data, &data.at);
  read_expression(reader, "where", &data.where, &data.where_at);
  read_expression(reader, "sort", &data.sort, &data.sort_at);
  read_expression(reader, "group", &data.group, &data.group_at);
  data.subtotal = model_attribute(reader, "subtotal", NULL);
  data.total = model_attribute(reader, "total", NULL);
  data.some = model_attribute(reader, "rows", NULL) != NULL;
  table->totals = model_attribute(reader, "totals", NULL);
  if (!data.data)
    return;
  TableData *copy = ARENA_NEW(reader->job->arena, TableData);
  *copy = data;
  table->data = copy;
}

/* "2 3 4": columns from 1. */
static void read_adds(Reader *reader, Column *column) {
  const char *adds = model_attribute(reader, "adds", NULL);
  if (!adds)
    return;
  g_auto(GStrv) words = g_strsplit(adds, " ", -1);
  uint16_t *list = ARENA_ARRAY(reader->job->arena, uint16_t, g_strv_length(words));
  for (char **word = words; *word; word++)
    list[column->n_adds++] = (uint16_t)(g_ascii_strtoull(*word, NULL, 10) - 1);
  column->adds = list;
}

void model_column_data_read(Reader *reader, Column *column, Span at) {
  static const Choice checks[] = {{"sum", FOOT_SUM}, {"share", FOOT_SHARE}, {NULL, 0}};
  column->at = at;
  column->foot = (ColumnFoot)model_attribute_choice(reader, "check", checks, FOOT_NONE);
  read_adds(reader, column);
  ColumnData data = {.at = at};
  data.from = model_attribute(reader, "from", &data.at);
  data.select = model_attribute(reader, "select", &data.at);
  data.head = model_attribute(reader, "head", NULL);
  model_print_read(reader, &data.print);
  if (!reader->table_data)
    return;
  ColumnData *copy = ARENA_NEW(reader->job->arena, ColumnData);
  *copy = data;
  column->data = copy;
}
