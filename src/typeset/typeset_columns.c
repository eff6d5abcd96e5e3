/* How wide the columns of a table are. */
#include "typeset_table.h"

const LayoutRole *cell_role(const TableBox *t, const Cell *cell) {
  return cell->head ? t->style->head : t->style->cell;
}

Align cell_align(const TableBox *t, const Cell *cell) {
  if (cell->align != ALIGN_DEFAULT)
    return cell->align;
  Align column = cell->column < t->table->n_columns ? t->table->columns[cell->column].align
                                                    : ALIGN_DEFAULT;
  return cell->head || column == ALIGN_DEFAULT ? cell_role(t, cell)->align : column;
}

Length cell_width(const TableBox *t, const Cell *cell) {
  Length width = 0;
  for (uint32_t c = cell->column; c < cell->column + cell->column_span && c < t->table->n_columns; c++)
    width += t->columns[c].width;
  return width;
}

/* ---- contents ---------------------------------------------------------------------------- */

/* The widest run without a place to turn. */
static Length least_width(const Paragraph *p) {
  Length widest = 0;
  for (uint32_t from = 0; from < p->n;) {
    uint32_t to = from + 1;
    while (to < p->n && p->junctions[to - 1].penalty > BREAK_LONG)
      to++;
    widest = MAX(widest, line_fit(p, from, to, 0).natural);
    from = to;
  }
  return widest;
}

static bool is_number(const Paragraph *p) {
  bool digit = false;
  for (uint32_t k = 0; k < p->n; k++) {
    const Atom *a = &p->atoms[k];
    digit = digit || a->cls == CHAR_DIGIT;
    bool sign = a->c == '-' || a->c == '+' || a->c == 0x2212 || a->c == '.' || a->c == ',' ||
                a->c == ' ' || a->c == 0x2009 || a->cls == CHAR_POSTFIX || a->cls == CHAR_DIGIT;
    if (!sign)
      return false;
  }
  return digit;
}

/* Width up to the decimal point, or to the end of the digits. */
static Length whole_width(const Paragraph *p) {
  uint32_t k = 0;
  Length width = 0;
  while (k < p->n && p->atoms[k].c != '.' && p->atoms[k].cls != CHAR_POSTFIX)
    width += p->atoms[k++].advance;
  return width;
}

static void measure_cell(TableBox *t, CellBox *box) {
  const Cell *cell = box->cell;
  if (cell->column_span != 1 || cell->column >= t->table->n_columns)
    return;
  ColumnBox *column = &t->columns[cell->column];
  Length natural = line_fit(box->paragraph, 0, box->paragraph->n, 0).natural;
  column->most = MAX(column->most, natural);
  column->least = MAX(column->least, least_width(box->paragraph));
  box->numeric = cell_align(t, cell) == ALIGN_DECIMAL && is_number(box->paragraph);
  if (!box->numeric)
    return;
  box->whole = whole_width(box->paragraph);
  column->whole = MAX(column->whole, box->whole);
  column->fraction = MAX(column->fraction, natural - box->whole);
}

/* A cell over several columns that needs more than they have gives its want to all of them. */
static void measure_spanning(TableBox *t, const CellBox *box) {
  const Cell *cell = box->cell;
  if (cell->column_span < 2)
    return;
  Length least = 0, pad = 2 * t->style->padding_x * (cell->column_span - 1);
  for (uint32_t c = cell->column; c < cell->column + cell->column_span && c < t->table->n_columns; c++)
    least += t->columns[c].least;
  Length want = least_width(box->paragraph) - least - pad;
  if (want <= 0)
    return;
  for (uint32_t c = cell->column; c < cell->column + cell->column_span && c < t->table->n_columns; c++) {
    t->columns[c].least += want / cell->column_span + 1;
    t->columns[c].most = MAX(t->columns[c].most, t->columns[c].least);
  }
}

#define WIDEST (LENGTH_MAX / 4) /* wider contents are alike: no sum of theirs overflows */

static void measure_contents(TableBox *t) {
  for (uint32_t r = 0; r < t->table->n_rows; r++) {
    for (uint32_t i = 0; i < t->rows[r].row->n_cells; i++)
      measure_cell(t, &t->rows[r].cells[i]);
  }
  for (uint32_t r = 0; r < t->table->n_rows; r++) {
    for (uint32_t i = 0; i < t->rows[r].row->n_cells; i++)
      measure_spanning(t, &t->rows[r].cells[i]);
  }
  for (uint32_t c = 0; c < t->table->n_columns; c++) {
    ColumnBox *column = &t->columns[c];
    int64_t number = (int64_t)column->whole + column->fraction;
    column->most = (Length)MIN(MAX(column->most, number), WIDEST);
    column->least = (Length)MIN(MAX(column->least, number), WIDEST);
    column->least += 2 * t->style->padding_x;
    column->most += 2 * t->style->padding_x;
  }
}

/* ---- shares -------------------------------------------------------------------------------- */

static bool is_found(const Column *column) {
  return column->width.unit == UNIT_NONE && column->width.micro == 0;
}

static bool is_share(const Column *column) {
  return column->width.unit == UNIT_NONE && column->width.micro > 0;
}

/* mm, pt, 字 (of the cell's own size, P2.1), em, % of the block. */
static Length given_width(const TableBox *t, const Column *column) {
  const LayoutRole *role = t->style->cell;
  Measure m = column->width;
  switch (m.unit) {
    case UNIT_PT: case UNIT_MM: case UNIT_CM:
      return measure_absolute(m);
    case UNIT_ZI:
      return measure_times(m, role->cell) + 2 * t->style->padding_x;
    case UNIT_EM:
      return measure_times(m, role->size) + 2 * t->style->padding_x;
    case UNIT_PERCENT:
      return measure_times(m, t->run->layout->block.width);
    case UNIT_NONE: case UNIT_HANG:
      break;
  }
  return 0;
}

/* What is left of the block goes to the columns the tool finds: all on one line if that fits,
 * else from their least towards their most. */
static void share_found(TableBox *t, Length room) {
  int64_t least = 0, most = 0;
  for (uint32_t c = 0; c < t->table->n_columns; c++) {
    if (is_found(&t->table->columns[c])) {
      least += t->columns[c].least;
      most += t->columns[c].most;
    }
  }
  for (uint32_t c = 0; c < t->table->n_columns; c++) {
    ColumnBox *box = &t->columns[c];
    if (!is_found(&t->table->columns[c]))
      continue;
    if (most <= room)
      box->width = (Length)((int64_t)room * box->most / MAX(most, 1));
    else if (least <= room)
      box->width = box->least + (Length)((room - least) * (box->most - box->least) / MAX(most - least, 1));
    else
      box->width = (Length)((int64_t)room * box->least / MAX(least, 1));
  }
}

static void share_shares(TableBox *t, Length room) {
  int64_t sum = 0;
  for (uint32_t c = 0; c < t->table->n_columns; c++)
    sum += is_share(&t->table->columns[c]) ? t->table->columns[c].width.micro / 1000 : 0;
  for (uint32_t c = 0; c < t->table->n_columns; c++) {
    if (is_share(&t->table->columns[c]))
      t->columns[c].width =
          (Length)((int64_t)room * (t->table->columns[c].width.micro / 1000) / MAX(sum, 1));
  }
}

static void squeeze_into_block(TableBox *t, int64_t sum, Length block) {
  diag_add(t->run->job->diags, t->table->at, DIAG_TYPESET_TABLE_TOO_WIDE, NULL);
  for (uint32_t c = 0; c < t->table->n_columns; c++)
    t->columns[c].width = (Length)((int64_t)t->columns[c].width * block / sum);
}

void table_columns(TableBox *t) {
  const Table *table = t->table;
  Length block = t->run->layout->block.width;
  int64_t given = 0, found_most = 0;
  uint32_t found = 0, shares = 0;
  measure_contents(t);
  for (uint32_t c = 0; c < table->n_columns; c++) {
    t->columns[c].width = given_width(t, &table->columns[c]);
    given += t->columns[c].width;
    if (is_found(&table->columns[c])) {
      found++;
      found_most += t->columns[c].most;
    }
    shares += is_share(&table->columns[c]);
  }
  Length room = (Length)MAX(block - given, 0);
  if (shares > 0) {
    Length for_found = (Length)MIN(found_most, room / 2);
    share_found(t, for_found);
    share_shares(t, found ? room - for_found : room);
  } else if (found > 0) {
    share_found(t, room);
  }
  int64_t sum = 0;
  for (uint32_t c = 0; c < table->n_columns; c++)
    sum += t->columns[c].width;
  if (sum > block + LENGTH_PT)
    squeeze_into_block(t, sum, block);
  t->width = 0;
  for (uint32_t c = 0; c < table->n_columns; c++)
    t->width += t->columns[c].width;
  t->left = (block - t->width) / 2; /* T1.4 */
  Length x = t->left;
  for (uint32_t c = 0; c < table->n_columns; c++) {
    t->columns[c].x = x;
    x += t->columns[c].width;
  }
}
