/* How wide the columns of a table are. */
#include "typeset_table.h"

const LayoutRole *cell_role(const TableBox *t, const Cell *cell) {
  return cell->head ? t->roles.head : t->roles.cell;
}

Align cell_align(const TableBox *t, const Cell *cell) {
  if (cell->align != ALIGN_DEFAULT)
    return cell->align;
  Align column = cell->column < t->table->n_columns
                     ? t->table->columns[cell->column].align
                     : ALIGN_DEFAULT;
  return cell->head || column == ALIGN_DEFAULT ? cell_role(t, cell)->align : column;
}

static uint32_t cell_end(const TableBox *t, const Cell *cell) {
  return MIN((uint32_t)cell->column + cell->column_span, t->table->n_columns);
}

Length cell_width(const TableBox *t, const Cell *cell) {
  Length width = 0;
  for (uint32_t c = cell->column; c < cell_end(t, cell); c++)
    width += t->columns[c].width;
  return width;
}

/* ---- contents
 * ---------------------------------------------------------------------------- */

#define WIDEST                                                             \
  (LENGTH_MAX / 4) /* wider contents are alike: no sum of theirs overflows \
                    */
#define AREA_UNIT (LENGTH_PT / 8)
#define AREA_SIDE 1000000 /* its square, in every row of the longest table, fits */

typedef struct Extent {
  Length least, most, hard, atom;
} Extent;

/* The widest run without a place to turn, and the widest line with none but forced
 * breaks. */
static Extent text_extent(const Paragraph *p) {
  Extent e = {0};
  uint32_t line = 0;
  for (uint32_t from = 0; from < p->n;) {
    uint32_t to = from + 1;
    while (to < p->n && p->junctions[to - 1].penalty > BREAK_LONG)
      to++;
    e.hard = MAX(e.hard, line_fit(p, from, to, 0).natural);
    e.atom = MAX(e.atom, p->atoms[from].advance);
    if (to == p->n || p->junctions[to - 1].penalty == BREAK_FORCED) {
      e.most = MAX(e.most, line_fit(p, line, to, 0).natural);
      line = to;
    }
    from = to;
  }
  e.hard = MIN(e.hard, WIDEST);
  e.most = MIN(e.most, WIDEST);
  return e;
}

/* No column is so narrow that words stand on end. */
static Extent cell_extent(const TableBox *t, const CellBox *box, RowPart part) {
  Extent e = text_extent(box->paragraph);
  const LayoutRole *role = cell_role(t, box->cell);
  if (box->cell->diagonal) /* either line takes half of it */
    e.most = e.hard = MIN(2 * e.most + 2 * t->style->padding_x, WIDEST);
  int32_t cells = part == ROW_HEAD ? t->style->head_least : t->style->cell_least;
  e.least = MAX(e.hard, MIN(e.most, (Length)((int64_t)role->cell * cells / 1000)));
  return e;
}

static void measure_alone(TableBox *t, const CellBox *box, const Extent *e) {
  ColumnBox *column = &t->columns[box->cell->column];
  column->most = MAX(column->most, e->most);
  column->least = MAX(column->least, e->least);
  column->hard = MAX(column->hard, e->hard);
  column->atom = MAX(column->atom, e->atom);
  uint64_t side = (uint64_t)MIN(e->most / AREA_UNIT, AREA_SIDE);
  column->area += side * side;
  if (!box->numeric)
    return;
  column->whole = MAX(column->whole, box->whole);
  column->fraction = MAX(column->fraction, e->most - box->whole);
}

static void measure_spanning(TableBox *t, const Cell *cell, Length least) {
  for (guint i = 0; i < t->spans->len; i++) {
    SpanWish *wish = &g_array_index(t->spans, SpanWish, i);
    if (wish->column != cell->column || wish->span != cell->column_span)
      continue;
    wish->least = MAX(wish->least, least);
    return;
  }
  SpanWish wish = {cell->column, cell->column_span, least};
  g_array_append_val(t->spans, wish);
}

static void measure_row(TableBox *t, Job *job, const Row *row) {
  for (uint32_t i = 0; i < row->n_cells; i++) {
    CellBox box = {0};
    if (row->cells[i].column >= t->table->n_columns)
      continue;
    cell_analyse(t, job, &box, &row->cells[i]);
    Extent e = cell_extent(t, &box, row->part);
    if (row->cells[i].column_span == 1)
      measure_alone(t, &box, &e);
    else
      measure_spanning(t, &row->cells[i], e.least);
  }
}

/* A cell over several columns that needs more than they have gives its want to all of
 * them. */
static void grant_spans(TableBox *t) {
  for (guint i = 0; i < t->spans->len; i++) {
    const SpanWish *wish = &g_array_index(t->spans, SpanWish, i);
    uint32_t end = MIN((uint32_t)wish->column + wish->span, t->table->n_columns);
    int64_t want = (int64_t)wish->least - 2 * t->style->padding_x * (wish->span - 1);
    for (uint32_t c = wish->column; c < end; c++)
      want -= t->columns[c].least;
    for (uint32_t c = wish->column; c < end && want > 0; c++) {
      t->columns[c].least += (Length)(want / wish->span + 1);
      t->columns[c].most = MAX(t->columns[c].most, t->columns[c].least);
    }
  }
}

static void settle_columns(TableBox *t) {
  for (uint32_t c = 0; c < t->table->n_columns; c++) {
    ColumnBox *column = &t->columns[c];
    int64_t number = (int64_t)column->whole + column->fraction;
    column->most = (Length)MIN(MAX(column->most, number), WIDEST);
    column->least = (Length)MIN(MAX(column->least, number), WIDEST);
    column->hard = (Length)MIN(MAX(column->hard, number), WIDEST);
  }
  grant_spans(t);
}

#define ROWS_HELD 64 /* measured before their memory is used again */

bool table_measure(TableBox *t) {
  Job job = *t->run->job;
  Arena *cursor_arena = arena_new();
  job.arena = arena_new();
  RowCursor cursor = model_rows_open(t->table, cursor_arena);
  const Row *row = NULL;
  bool ok = true;
  for (uint32_t i = 1; (ok = model_rows_next(&cursor, &job, &row)) && row; i++) {
    measure_row(t, &job, row);
    sums_add_row(t, row);
    if (i % ROWS_HELD == 0)
      arena_clear(job.arena);
  }
  sums_measure(t, &job, measure_row);
  sums_restart(t);
  settle_columns(t);
  arena_free(job.arena);
  arena_free(cursor_arena);
  return ok;
}

/* ---- what was given
 * ------------------------------------------------------------------------ */

static bool is_found(const Column *column) {
  return column->width.unit == UNIT_NONE && column->width.micro == 0;
}

static bool is_share(const Column *column) {
  return column->width.unit == UNIT_NONE && column->width.micro > 0;
}

/* A length of the layout's size of type at another. */
static Length at_size(const TableBox *t, Length length, Length size) {
  return (Length)((int64_t)length * size / MAX(t->style->cell->size, 1));
}

static Length padded(const TableBox *t, Length text) {
  return text + 2 * t->style->padding_x;
}

/* mm, pt, 字 (of the cell's own size, P2.1), em, % of the block. */
static Length given_width(const TableBox *t, const Column *column, Length size,
                          Length block) {
  const LayoutRole *role = t->style->cell;
  Measure m = column->width;
  switch (m.unit) {
    case UNIT_PT:
    case UNIT_MM:
    case UNIT_CM:
      return measure_absolute(m);
    case UNIT_ZI:
      return padded(t, measure_times(m, at_size(t, role->cell, size)));
    case UNIT_EM:
      return padded(t, measure_times(m, size));
    case UNIT_PERCENT:
      return measure_times(m, block);
    case UNIT_NONE:
    case UNIT_HANG:
      break;
  }
  return 0;
}

int64_t table_needs(const TableBox *t, Length size, Length block) {
  int64_t needs = 0;
  for (uint32_t c = 0; c < t->table->n_columns; c++) {
    Length given = given_width(t, &t->table->columns[c], size, block);
    needs += given ? given : padded(t, at_size(t, t->columns[c].least, size));
  }
  return needs;
}

/* ---- shares
 * -------------------------------------------------------------------------------- */

static uint64_t cube_root(uint64_t n) {
  uint64_t root = 0;
  for (int bit = 21; bit >= 0; bit--) {
    uint64_t trial = root | UINT64_C(1) << bit;
    if (trial <= 2642245 && trial * trial * trial <= n)
      root = trial;
  }
  return root;
}

/* Lines of a cell go as its width over the column's; the sum of their squares over all
 * cells is least where the column's width goes as the cube root of its cells' squares,
 * between its bounds. */
static Length width_at(const ColumnBox *box, uint64_t root, uint64_t factor) {
  uint64_t width = root * factor >> 20;
  return (Length)CLAMP(width, (uint64_t)box->least, (uint64_t)box->most);
}

static int64_t found_sum(const TableBox *t, const uint64_t *roots, uint64_t factor) {
  int64_t sum = 0;
  for (uint32_t c = 0; c < t->table->n_columns; c++)
    if (is_found(&t->table->columns[c]))
      sum += width_at(&t->columns[c], roots[c], factor);
  return sum;
}

static void share_optimum(TableBox *t, Length room) {
  g_autofree uint64_t *roots = g_new0(uint64_t, t->table->n_columns);
  for (uint32_t c = 0; c < t->table->n_columns; c++)
    roots[c] = cube_root(t->columns[c].area);
  uint64_t factor = 0;
  for (int bit = 40; bit >= 0; bit--) {
    uint64_t trial = factor | UINT64_C(1) << bit;
    if (found_sum(t, roots, trial) <= room)
      factor = trial;
  }
  int64_t left = room - found_sum(t, roots, factor);
  for (uint32_t c = 0; c < t->table->n_columns; c++) {
    ColumnBox *box = &t->columns[c];
    if (!is_found(&t->table->columns[c]))
      continue;
    box->width = width_at(box, roots[c], factor);
    Length more = (Length)MIN(left, box->most - box->width); /* what rounding left over */
    box->width += more;
    left -= more;
  }
}

/* All in one proportion, when everything fits on one line. */
static void share_alike(TableBox *t, Length room, int64_t most) {
  for (uint32_t c = 0; c < t->table->n_columns; c++) {
    ColumnBox *box = &t->columns[c];
    if (is_found(&t->table->columns[c]))
      box->width = (Length)((int64_t)room * box->most / MAX(most, 1));
  }
}

/* Runs have to be cut: every column gives up its share of what it has beyond one
 * character. */
static void share_lack(TableBox *t, Length room, int64_t least) {
  int64_t atoms = 0;
  for (uint32_t c = 0; c < t->table->n_columns; c++)
    atoms += is_found(&t->table->columns[c]) ? t->columns[c].atom : 0;
  int64_t from = MIN(atoms, room), beyond = MAX(least - atoms, 1);
  for (uint32_t c = 0; c < t->table->n_columns; c++) {
    ColumnBox *box = &t->columns[c];
    if (!is_found(&t->table->columns[c]))
      continue;
    int64_t floor = box->atom * from / MAX(atoms, 1);
    box->width = (Length)(floor + (room - from) * (box->least - box->atom) / beyond);
  }
}

/* What is left of the block goes to the columns the tool finds. */
static void share_found(TableBox *t, Length room) {
  int64_t least = 0, most = 0;
  for (uint32_t c = 0; c < t->table->n_columns; c++) {
    if (is_found(&t->table->columns[c])) {
      least += t->columns[c].least;
      most += t->columns[c].most;
    }
  }
  if (most <= room)
    share_alike(t, room, most);
  else if (least >= room)
    share_lack(t, room, least);
  else
    share_optimum(t, room);
}

static void share_shares(TableBox *t, Length room) {
  int64_t sum = 0;
  for (uint32_t c = 0; c < t->table->n_columns; c++)
    sum += is_share(&t->table->columns[c]) ? t->table->columns[c].width.micro / 1000 : 0;
  for (uint32_t c = 0; c < t->table->n_columns; c++) {
    if (is_share(&t->table->columns[c]))
      t->columns[c].width =
          (Length)((int64_t)room * (t->table->columns[c].width.micro / 1000) /
                   MAX(sum, 1));
  }
}

static void share_block(TableBox *t) {
  int64_t given = 0, found_most = 0;
  uint32_t found = 0, shares = 0;
  for (uint32_t c = 0; c < t->table->n_columns; c++) {
    const Column *column = &t->table->columns[c];
    t->columns[c].width = given_width(t, column, t->roles.cell->size, t->block);
    given += t->columns[c].width;
    found += is_found(column);
    found_most += is_found(column) ? t->columns[c].most : 0;
    shares += is_share(column);
  }
  Length room = (Length)MAX(t->block - given, 0);
  if (shares > 0) {
    Length for_found = (Length)MIN(found_most, room / 2);
    share_found(t, for_found);
    share_shares(t, found ? room - for_found : room);
  } else if (found > 0) {
    share_found(t, room);
  }
}

/* ---- the whole
 * ------------------------------------------------------------------------------- */

/* What was measured at the layout's size, as it is at the one chosen, with its white. */
static void scale_columns(TableBox *t) {
  Length size = t->roles.cell->size;
  for (uint32_t c = 0; c < t->table->n_columns; c++) {
    ColumnBox *box = &t->columns[c];
    box->least = padded(t, at_size(t, box->least, size));
    box->hard = padded(t, at_size(t, box->hard, size));
    box->atom = padded(t, at_size(t, box->atom, size));
    box->most = padded(t, at_size(t, box->most, size));
    box->whole = at_size(t, box->whole, size);
    box->fraction = at_size(t, box->fraction, size);
  }
}

/* Where the block is too narrow for words to lie, they stand, if only no run is cut. */
static void let_words_stand(TableBox *t) {
  int64_t hard = 0;
  for (uint32_t c = 0; c < t->table->n_columns; c++) {
    ColumnBox *box = &t->columns[c];
    Length given = given_width(t, &t->table->columns[c], t->roles.cell->size, t->block);
    hard += given ? given : box->hard;
    box->least = box->hard;
  }
  if (hard > t->block + LENGTH_PT)
    diag_add(t->run->job->diags, t->table->at, DIAG_TYPESET_TABLE_TOO_WIDE, NULL);
}

/* A character wider than its column would run into the next. */
static void check_columns(const TableBox *t) {
  for (uint32_t c = 0; c < t->table->n_columns; c++) {
    if (t->columns[c].width + LENGTH_PT / 4 >= t->columns[c].atom)
      continue;
    g_autofree char *number = g_strdup_printf("%u", c + 1);
    diag_add(t->run->job->diags, t->table->at, DIAG_TYPESET_COLUMN_NARROW, number, NULL);
    return;
  }
}

static void squeeze_into_block(TableBox *t, int64_t sum) {
  diag_add(t->run->job->diags, t->table->at, DIAG_TYPESET_TABLE_TOO_WIDE, NULL);
  for (uint32_t c = 0; c < t->table->n_columns; c++)
    t->columns[c].width = (Length)((int64_t)t->columns[c].width * t->block / sum);
}

static int64_t widths_sum(const TableBox *t) {
  int64_t sum = 0;
  for (uint32_t c = 0; c < t->table->n_columns; c++)
    sum += t->columns[c].width;
  return sum;
}

void table_columns(TableBox *t) {
  bool narrow = table_needs(t, t->roles.cell->size, t->block) > t->block + LENGTH_PT;
  scale_columns(t);
  if (narrow)
    let_words_stand(t);
  share_block(t);
  int64_t sum = widths_sum(t);
  if (sum > t->block + LENGTH_PT)
    squeeze_into_block(t, sum);
  check_columns(t);
  t->width = (Length)widths_sum(t);
  t->left = (t->block - t->width) / 2; /* T1.4 */
  if (t->table->bare)
    t->left = (Length)(t->table->bare - 1) * t->roles.cell->cell;
  Length x = t->left;
  for (uint32_t c = 0; c < t->table->n_columns; c++) {
    t->columns[c].x = x;
    x += t->columns[c].width;
  }
}
