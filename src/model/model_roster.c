/* <roster>: names with labels and posts, read as a table without rules: label, name and
 * post stand in columns below each other (组　长：韩　正　　国务院副总理). */
#include <string.h>

#include "model_private.h"

#define COLUMNS 3
#define INDENT 2 /* 字 before the labels, as paragraphs have */

struct Roster {
  Table *table;
  Vector rows;
  Text label, post;        /* of the member being read */
  uint32_t chars[COLUMNS]; /* of the longest label and name */
};

/* 组长 and 韩正 take the width of three characters (H5.4). */
static Text spread(Reader *reader, const Text *text, const char *behind) {
  Arena *arena = reader->job->arena;
  bool two = text->chars == 2 && text->n_ranges == 0 &&
             text_is_han(g_utf8_get_char(text->utf8)) &&
             text_is_han(g_utf8_get_char(g_utf8_next_char(text->utf8)));
  const char *second = two ? g_utf8_next_char(text->utf8) : NULL;
  Text out = *text;
  uint32_t added = (uint32_t)text_chars(behind), n = text->chars + (two ? 1 : 0) + added;
  out.utf8 = two ? arena_printf(arena, "%.*s　%s%s", (int)(second - text->utf8),
                                text->utf8, second, behind)
                 : arena_printf(arena, "%s%s", text->utf8, behind);
  TextPlace *places = ARENA_ARRAY(arena, TextPlace, MAX(n, 1));
  for (uint32_t i = 0; i < n; i++) {
    uint32_t from = two && i > 0 ? i - 1 : i;
    places[i] = text->places[MIN(from, text->chars - 1)];
  }
  out.places = places;
  out.chars = n;
  out.bytes = (uint32_t)strlen(out.utf8);
  return out;
}

static Cell cell_of(Text text, uint16_t column, Span at) {
  return (Cell){.text = text,
                .row_span = 1,
                .column_span = 1,
                .column = column,
                .align = ALIGN_LEFT,
                .valign = VALIGN_TOP,
                .at = at};
}

static void add_row(Reader *reader, const Text *name, Span at) {
  Roster *roster = reader->roster;
  Cell *cells = ARENA_ARRAY(reader->job->arena, Cell, COLUMNS);
  bool typed = g_str_has_suffix(roster->label.utf8, "：");
  Text label = roster->label;
  if (label.chars)
    label = spread(reader, &label, typed ? "" : "：");
  Text shown = name->chars ? spread(reader, name, "") : *name;
  cells[0] = cell_of(label, 0, at);
  cells[1] = cell_of(shown, 1, at);
  cells[2] = cell_of(roster->post, 2, at);
  roster->chars[0] = MAX(roster->chars[0], label.chars);
  roster->chars[1] = MAX(roster->chars[1], shown.chars);
  *(Row *)model_vector_push(reader->job->arena, &roster->rows, sizeof(Row)) =
      (Row){.cells = cells, .n_cells = COLUMNS, .part = ROW_BODY, .at = at};
}

/* Labels stand as far in as paragraphs; posts take what is left. */
static const Column *columns_of(Reader *reader, const Roster *roster) {
  Column *columns = ARENA_ARRAY(reader->job->arena, Column, COLUMNS);
  for (uint32_t i = 0; i < COLUMNS; i++)
    columns[i] = (Column){.align = ALIGN_LEFT, .at = roster->table->at};
  const uint32_t widths[] = {roster->chars[0] ? roster->chars[0] : 1,
                             roster->chars[1] + 2};
  for (uint32_t i = 0; i < 2; i++) {
    g_autofree char *width = g_strdup_printf("%u字", widths[i]);
    measure_parse(width, &columns[i].width);
  }
  columns[2].width = (Measure){.unit = UNIT_NONE, .micro = 1000000};
  return columns;
}

void model_roster_start(Reader *reader, Frame *frame) {
  Arena *arena = reader->job->arena;
  if (frame->element == EL_ROSTER) {
    reader->roster = ARENA_NEW(arena, Roster);
    reader->roster->table = ARENA_NEW(arena, Table);
    reader->roster->table->at = frame->at;
    return;
  }
  reader->roster->label = model_attribute_text(reader, "label");
  reader->roster->post = model_attribute_text(reader, "post");
  model_pieces_open(reader, INLINE_PLAIN);
}

void model_roster_text(Reader *reader, Frame *frame, const Text *text) {
  add_row(reader, text, frame->at);
}

void model_roster_end(Reader *reader, Frame *frame) {
  if (frame->element != EL_ROSTER)
    return;
  Roster *roster = reader->roster;
  Table *table = roster->table;
  table->bare = 1 + INDENT;
  table->turned = WISH_NO;
  table->n_columns = COLUMNS;
  table->columns = columns_of(reader, roster);
  table->rows = roster->rows.items;
  table->n_rows = roster->rows.n;
  *(Block *)model_vector_push(reader->job->arena, &reader->scope->blocks, sizeof(Block)) =
      (Block){.kind = BLOCK_TABLE,
              .level = (uint8_t)MIN(reader->level, NUMBERING_LEVELS),
              .table = table,
              .at = table->at};
}
