/* Ruled tables in the flow: cells set, rows put on sheets, the head repeated (T1.4). */
#include "typeset_table.h"

/* ---- cells ------------------------------------------------------------------------------- */

static TagScope cell_scope(const Row *row, const Cell *cell) {
  if (!cell->head)
    return SCOPE_NONE;
  return row->part == ROW_HEAD ? SCOPE_COLUMN : SCOPE_ROW;
}

static TagId cell_tag(TableBox *t, const RowBox *row, const Cell *cell) {
  Tag tag = {.role = cell->head ? TAG_TH : TAG_TD, .scope = cell_scope(row->row, cell),
             .row_span = cell->row_span, .column_span = cell->column_span};
  return tagtree_add(t->run->tags, row->tag, &tag);
}

static void analyse_row(TableBox *t, RowBox *box, const Row *row) {
  Run *run = t->run;
  box->row = row;
  box->cells = ARENA_ARRAY(run->job->arena, CellBox, row->n_cells);
  TagId part = row->part == ROW_HEAD ? t->head : t->body;
  box->tag = tagtree_add(run->tags, part, &(Tag){.role = TAG_TR});
  for (uint32_t i = 0; i < row->n_cells; i++) {
    const Cell *cell = &row->cells[i];
    TextStyle style = {.role = cell_role(t, cell), .tree = run->tags, .heading_tag = TAG_NONE,
                       .label_tag = TAG_NONE};
    style.tag = cell_tag(t, box, cell);
    box->cells[i].cell = cell;
    box->cells[i].paragraph = paragraph_analyse(run->job, &cell->text, &style);
  }
}

static Length text_height(const TableBox *t, const CellBox *box) {
  const LayoutRole *role = cell_role(t, box->cell);
  return role->size + role_step(t->run, role) * (Length)(MAX(box->n, 1) - 1);
}

/* Numbers stand on the column's decimal point, all of them centred together. */
static Length decimal_left(const TableBox *t, const CellBox *box, Length inner) {
  const ColumnBox *column = &t->columns[box->cell->column];
  return (inner - column->whole - column->fraction) / 2 + column->whole - box->whole;
}

static Length line_left(const TableBox *t, const CellBox *box, const SetLine *line, Length inner) {
  Length width = line->fit.natural + MIN(line->fit.adjust, 0);
  Align align = cell_align(t, box->cell);
  switch (align) {
    case ALIGN_DECIMAL:
      return box->numeric ? decimal_left(t, box, inner) : (inner - width) / 2;
    case ALIGN_CENTRE:
      return (inner - width) / 2;
    case ALIGN_RIGHT:
      return inner - width;
    case ALIGN_DEFAULT: case ALIGN_LEFT: case ALIGN_JUSTIFY:
      break;
  }
  return 0;
}

static void set_cell(TableBox *t, CellBox *box) {
  Run *run = t->run;
  Length inner = MAX(cell_width(t, box->cell) - 2 * t->style->padding_x, LENGTH_PT);
  Measures m = {0, 0, inner, inner};
  BreakOptions options = {.ragged = cell_align(t, box->cell) != ALIGN_JUSTIFY};
  const SetLine *lines = paragraph_break(run->job, box->paragraph, &m, options, &box->n);
  SetLine *own = ARENA_ARRAY(run->job->arena, SetLine, box->n);
  for (uint32_t i = 0; i < box->n; i++) {
    own[i] = lines[i];
    own[i].left = line_left(t, box, &own[i], inner);
  }
  box->lines = own;
}

/* Cells of one row first; then those over several rows lengthen their last one. */
static void row_heights(TableBox *t) {
  Length pad = 2 * t->style->padding_y;
  for (uint32_t r = 0; r < t->table->n_rows; r++) {
    RowBox *row = &t->rows[r];
    row->height = t->style->cell->size + pad;
    for (uint32_t i = 0; i < row->row->n_cells; i++) {
      set_cell(t, &row->cells[i]);
      if (row->cells[i].cell->row_span == 1)
        row->height = MAX(row->height, text_height(t, &row->cells[i]) + pad);
    }
  }
  for (uint32_t r = 0; r < t->table->n_rows; r++) {
    for (uint32_t i = 0; i < t->rows[r].row->n_cells; i++) {
      const CellBox *box = &t->rows[r].cells[i];
      uint32_t end = MIN(r + box->cell->row_span, t->table->n_rows);
      Length have = 0;
      for (uint32_t k = r; k < end; k++)
        have += t->rows[k].height;
      t->rows[end - 1].height += MAX(text_height(t, box) + pad - have, 0);
    }
  }
}

/* ---- putting ------------------------------------------------------------------------------- */

typedef struct TablePart {
  Sheet *sheet;
  uint32_t from, to;   /* rows */
  Length top;
  bool repeated;       /* a head that stood before: an artifact */
} TablePart;

static Length part_height(const TableBox *t, uint32_t from, uint32_t to) {
  Length height = 0;
  for (uint32_t r = from; r < to; r++)
    height += t->rows[r].height;
  return height;
}

static void put_cell_text(const TableBox *t, const TablePart *part, const CellBox *box, Length top,
                          Length height) {
  Run *run = t->run;
  const LayoutRole *role = cell_role(t, box->cell);
  Length x = block_left(run, part->sheet) + t->columns[box->cell->column].x + t->style->padding_x;
  Length y = top + (height - text_height(t, box)) / 2;
  for (uint32_t i = 0; i < box->n; i++) {
    SetLine line = box->lines[i];
    line.artifact = part->repeated;
    put_line_at(run, part->sheet, &line, x, y + role_step(run, role) * (Length)i)->steps = -1;
  }
}

static void put_edge(const TableBox *t, const TablePart *part, Length x, Length y, Length length,
                     bool vertical) {
  Length weight = t->style->rule;
  Length left = block_left(t->run, part->sheet) + x;
  Placed *rule = vertical
      ? put_rectangle(t->run, part->sheet, left - weight / 2, y, weight, length)
      : put_rectangle(t->run, part->sheet, left, y - weight / 2, length, weight);
  rule->steps = -1;
}

/* Each cell draws its right and lower edge, unless the frame does. */
static void put_cell(const TableBox *t, const TablePart *part, uint32_t r, const CellBox *box,
                     Length top) {
  uint32_t last = MIN(r + box->cell->row_span, part->to);
  Length height = part_height(t, r, last);
  Length width = cell_width(t, box->cell), x = t->columns[box->cell->column].x;
  put_cell_text(t, part, box, top, height);
  if (x + width < t->left + t->width)
    put_edge(t, part, x + width, top, height, true);
  if (last < part->to)
    put_edge(t, part, x, top + height, width, false);
}

static void put_frame(const TableBox *t, Sheet *sheet, Length top, Length bottom) {
  Run *run = t->run;
  Length weight = t->style->frame, half = weight / 2;
  Length x = block_left(run, sheet) + t->left;
  put_rectangle(run, sheet, x - half, top - half, t->width + weight, weight)->steps = -1;
  put_rectangle(run, sheet, x - half, bottom - half, t->width + weight, weight)->steps = -1;
  put_rectangle(run, sheet, x - half, top, weight, bottom - top)->steps = -1;
  put_rectangle(run, sheet, x + t->width - half, top, weight, bottom - top)->steps = -1;
}

static Length put_rows(const TableBox *t, const TablePart *part) {
  Length y = part->top;
  for (uint32_t r = part->from; r < part->to; r++) {
    const RowBox *row = &t->rows[r];
    for (uint32_t i = 0; i < row->row->n_cells; i++)
      put_cell(t, part, r, &row->cells[i], y);
    y += row->height;
  }
  return y;
}

/* ---- pages ----------------------------------------------------------------------------------- */

static const SetLine *aside_lines(TableBox *t, const Text *text, const LayoutRole *role,
                                  TagId parent, uint32_t *n) {
  Run *run = t->run;
  TagId tag = TAG_NONE;
  if (parent != TAG_NONE)
    tag = tagtree_add(run->tags, parent, &(Tag){.role = TAG_P});
  return set_text(run, text, role, tag, n);
}

static void put_continued(TableBox *t, Sheet *sheet) {
  Run *run = t->run;
  if (!t->style->continued || !*t->style->continued)
    return;
  Text *text = ARENA_NEW(run->job->arena, Text);
  *text = text_plain(run->job->arena, t->style->continued, t->table->at);
  SetLine line = set_single(run, text, t->style->unit, TAG_NONE);
  line.left = t->left;
  put_line(run, sheet, &line, sheet->cursor);
  sheet->cursor += t->style->gap;
}

/* Rows that a spanning cell holds together. */
static uint32_t group_end(const TableBox *t, uint32_t from) {
  uint32_t end = from + 1;
  for (uint32_t r = from; r < end && r < t->table->n_rows; r++) {
    for (uint32_t i = 0; i < t->rows[r].row->n_cells; i++)
      end = MAX(end, MIN(r + t->rows[r].cells[i].cell->row_span, t->table->n_rows));
  }
  return end;
}

/* Whole groups of rows that fit into `room`; a group taller than any page is split at a row. */
static uint32_t rows_that_fit(const TableBox *t, uint32_t from, Length room, bool fresh) {
  uint32_t to = from;
  Length used = 0;
  while (to < t->table->n_rows) {
    uint32_t end = group_end(t, to);
    Length height = part_height(t, to, end);
    if (used + height > room + LENGTH_PT / 50)
      break;
    used += height;
    to = end;
  }
  while (to == from && fresh && to < t->table->n_rows && t->rows[to].height <= room)
    room -= t->rows[to++].height;
  return to;
}

static Length head_height(const TableBox *t) {
  return part_height(t, 0, t->table->n_head_rows);
}

static void put_part(TableBox *t, Sheet *sheet, uint32_t from, uint32_t to, bool first) {
  TablePart head = {sheet, 0, t->table->n_head_rows, sheet->cursor, !first};
  Length top = sheet->cursor;
  Length y = put_rows(t, &head);
  if (head.to > 0 && to > from)
    put_edge(t, &head, t->left, y, t->width, false);
  TablePart body = {sheet, from, to, y, false};
  y = put_rows(t, &body);
  put_frame(t, sheet, top, y);
  sheet->cursor = y;
  sheet->empty = false;
}

static Sheet *next_table_sheet(TableBox *t, bool started) {
  sheet_now(t->run)->continues = true;
  Sheet *sheet = sheet_next(t->run);
  if (started)
    put_continued(t, sheet);
  return sheet;
}

static void put_table_rows(TableBox *t) {
  Run *run = t->run;
  Sheet *sheet = sheet_now(run);
  uint32_t from = t->table->n_head_rows, n = t->table->n_rows;
  bool first = true;
  do {
    bool fresh = sheet->empty || !first;
    Length room = sheet_room(run, sheet) - head_height(t);
    uint32_t to = rows_that_fit(t, from, room, fresh);
    if (to == from && from < n) {
      if (fresh) {
        diag_add(run->job->diags, t->rows[from].row->at, DIAG_TYPESET_ROW_TOO_TALL, NULL);
        return;
      }
      sheet = next_table_sheet(t, !first);
      continue;
    }
    put_part(t, sheet, from, to, first);
    first = false;
    from = to;
    if (from < n)
      sheet = next_table_sheet(t, true);
  } while (from < n && !run->failed);
}

static void put_asides(TableBox *t, TagId parent) {
  Gap gap = {.edge = t->style->gap, .given = true};
  const LayoutRole *role = t->style->note;
  uint32_t total = t->table->n_notes + t->table->n_sources;
  for (uint32_t i = 0; i < total; i++) {
    const Text *text = i < t->table->n_notes ? &t->table->notes[i]
                                             : &t->table->sources[i - t->table->n_notes];
    uint32_t n = 0;
    const SetLine *lines = aside_lines(t, text, role, parent, &n);
    flow_lines(t->run, lines, n, role, i == 0 ? gap : (Gap){0}, false);
  }
}

static void table_tags(TableBox *t, TagId parent) {
  Run *run = t->run;
  t->tag = tagtree_add(run->tags, parent, &(Tag){.role = TAG_TABLE});
  if (t->table->n_head_rows > 0)
    t->head = tagtree_add(run->tags, t->tag, &(Tag){.role = TAG_THEAD});
  t->body = tagtree_add(run->tags, t->tag, &(Tag){.role = TAG_TBODY});
}

/* The unit above, the head and the first rows are not parted by a page's end. */
static void keep_together(const TableBox *t, Length above) {
  Run *run = t->run;
  Sheet *sheet = sheet_now(run);
  uint32_t from = t->table->n_head_rows;
  Length first = from < t->table->n_rows ? part_height(t, from, group_end(t, from)) : 0;
  if (sheet->empty || above + head_height(t) + first <= sheet_room(run, sheet))
    return;
  sheet->continues = true;
  sheet_next(run);
}

void set_table(Run *run, const Table *table, TagId parent) {
  TableBox t = {.run = run, .table = table, .style = &run->layout->table};
  Gap gap = run->gap_due;
  run->gap_due = (Gap){0};
  if (!gap.given)
    gap = (Gap){.edge = t.style->gap, .given = true};
  t.columns = ARENA_ARRAY(run->job->arena, ColumnBox, table->n_columns);
  t.rows = ARENA_ARRAY(run->job->arena, RowBox, table->n_rows);
  uint32_t n_unit = 0;
  const SetLine *unit = NULL;
  if (table->unit.chars)
    unit = aside_lines(&t, &table->unit, t.style->unit, parent, &n_unit);
  table_tags(&t, parent);
  for (uint32_t r = 0; r < table->n_rows; r++)
    analyse_row(&t, &t.rows[r], &table->rows[r]);
  table_columns(&t);
  row_heights(&t);
  Length unit_height = n_unit ? gap.edge + t.style->unit->size : 0;
  keep_together(&t, unit_height + (n_unit ? t.style->gap : gap.edge));
  if (unit)
    flow_lines(run, unit, n_unit, t.style->unit, gap, false);
  run->table = table;
  Sheet *sheet = sheet_now(run);
  if (!sheet->empty)
    sheet->cursor += n_unit ? t.style->gap : gap.edge;
  put_table_rows(&t);
  compose_table(&t);
  run->table = NULL;
  put_asides(&t, parent);
  run->gap_due = (Gap){.edge = t.style->gap, .given = true};
}
