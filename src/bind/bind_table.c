/* Tables: the words before unit, notes and sources; references in cells. */
#include "base_words.h"
#include "bind_private.h"

static bool has_reference(const Text *text) {
  for (uint32_t i = 0; i < text->n_ranges; i++) {
    if (text->ranges[i].kind == RANGE_REF || text->ranges[i].kind == RANGE_FIGURE)
      return true;
  }
  return false;
}

static bool row_has_reference(const Row *row) {
  for (uint32_t i = 0; i < row->n_cells; i++) {
    if (has_reference(&row->cells[i].text))
      return true;
  }
  return false;
}

static Row bind_row(Binder *binder, const Row *in) {
  Row out = *in;
  Cell *cells = ARENA_ARRAY(binder->job->arena, Cell, in->n_cells);
  for (uint32_t i = 0; i < in->n_cells; i++) {
    cells[i] = in->cells[i];
    cells[i].text = bind_settled(binder, &in->cells[i].text);
  }
  out.cells = cells;
  return out;
}

/* Rows are shared with the input as long as nothing in them changes: a table may be long.
 */
static const Row *bind_rows(Binder *binder, const Table *in) {
  Row *out = NULL;
  for (uint32_t i = 0; i < in->n_rows; i++) {
    if (!row_has_reference(&in->rows[i]))
      continue;
    if (!out) {
      out = ARENA_ARRAY(binder->job->arena, Row, in->n_rows);
      for (uint32_t k = 0; k < in->n_rows; k++)
        out[k] = in->rows[k];
    }
    out[i] = bind_row(binder, &in->rows[i]);
  }
  return out ? out : in->rows;
}

/* 注：… ; of several the first bears the word and all are counted: 注：1.… 2.… */
static const Text *bind_notes(Binder *binder, const Table *in) {
  Text *out = ARENA_ARRAY(binder->job->arena, Text, in->n_notes);
  if (in->n_notes == 1) {
    out[0] = bind_framed(binder, &in->notes[0], WORDS_TABLE_NOTE, "");
    return out;
  }
  for (uint32_t i = 0; i < in->n_notes; i++) {
    Weave weave = bind_weave_open(binder, in->notes[i].at);
    if (i == 0)
      bind_weave_made(&weave, WORDS_TABLE_NOTE);
    bind_weave_number(&weave, bind_number_text(binder, "1.", i + 1, in->notes[i].at));
    bind_weave_text(&weave, &in->notes[i]);
    out[i] = bind_weave_close(&weave);
  }
  return out;
}

static const Text *bind_sources(Binder *binder, const Table *in) {
  Text *out = ARENA_ARRAY(binder->job->arena, Text, in->n_sources);
  for (uint32_t i = 0; i < in->n_sources; i++)
    out[i] = bind_framed(binder, &in->sources[i], WORDS_SOURCE, "");
  return out;
}

/* The head right above a typed column; "": none, or of several columns. */
static const char *head_of(const Table *table, uint32_t column) {
  for (uint32_t r = table->n_head_rows; r-- > 0;) {
    const Row *row = &table->rows[r];
    for (uint32_t i = 0; i < row->n_cells; i++) {
      const Cell *cell = &row->cells[i];
      if (cell->column == column)
        return cell->column_span == 1 ? cell->text.utf8 : "";
    }
  }
  return "";
}

static const Column *codes_of_columns(Binder *binder, const Table *table) {
  Column *out = ARENA_ARRAY(binder->job->arena, Column, table->n_columns);
  for (uint32_t c = 0; c < table->n_columns; c++) {
    out[c] = table->columns[c];
    out[c].codes = bind_column_codes(head_of(table, c));
  }
  return out;
}

const Table *bind_table(Binder *binder, const Table *in, unsigned number) {
  Table *out = ARENA_NEW(binder->job->arena, Table);
  *out = *in;
  out->caption = bind_caption(binder, &in->caption, WORDS_TABLE_NUMBER, number);
  out->unit = bind_framed(binder, &in->unit, WORDS_TABLE_UNIT, "");
  out->rows = bind_rows(binder, in);
  out->notes = bind_notes(binder, in);
  out->sources = bind_sources(binder, in);
  if (in->data)
    bind_fill(binder, out);
  bind_check_table(binder, out);
  if (!in->data)
    out->columns = codes_of_columns(binder, out);
  bind_suspect_table(binder, out);
  if (bind_merges(out))
    out->rows = bind_merge_rows(binder, out);
  return out;
}
