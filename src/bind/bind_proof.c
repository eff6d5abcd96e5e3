/* Proof of tables: what a table declares of its sums and shares, held against its rows.
 */
#include <string.h>

#include "bind_private.h"

typedef struct Stated {
  Decimal value;
  NumberPicture picture;
  Span at;
  const char *text;
} Stated;

/* One column being added up. */
typedef struct Footing {
  Decimal all;    /* of every row that is no total */
  Decimal since;  /* of those since the last total */
  Decimal shares; /* within the figures of FOOT_SHARE */
  int places;     /* of the shares */
  uint32_t n;     /* rows added */
  uint32_t n_totals;
  GArray *totals;     /* Stated */
  GArray *since_sums; /* Decimal: what had been added since the total before, for each
                         total */
  GArray *all_sums;   /* Decimal: what had been added in all before each total */
  bool broken;        /* a number was too long */
} Footing;

typedef struct Proof {
  Binder *binder;
  const Table *table;
  Footing *feet; /* one for each column */
} Proof;

static const Cell *cell_of(const Row *row, uint32_t column) {
  for (uint32_t i = 0; i < row->n_cells; i++) {
    if (row->cells[i].column == column && row->cells[i].column_span == 1)
      return &row->cells[i];
  }
  return NULL;
}

static bool stated_in(const Row *row, uint32_t column, Stated *out) {
  const Cell *cell = cell_of(row, column);
  if (!cell || !cell->text.chars ||
      !picture_of(cell->text.utf8, cell->text.bytes, &out->picture, &out->value))
    return false;
  out->at = cell->at;
  out->text = cell->text.utf8;
  return true;
}

/* The place in the XML, and the cell: of a typed table they are the same. */
static void report(Proof *proof, DiagCode code, uint32_t column, const Stated *stated,
                   const char *computed) {
  Arena *arena = proof->binder->job->arena;
  bool typed = stated->at.file && strcmp(stated->at.file, proof->table->at.file) == 0;
  Span at = typed                                   ? stated->at
            : proof->table->columns[column].at.line ? proof->table->columns[column].at
                                                    : proof->table->at;
  char *cell = arena_printf(arena, "%s:%u:%u", stated->at.file ? stated->at.file : "",
                            stated->at.line, stated->at.column);
  diag_add(proof->binder->job->diags, at, code, stated->text, computed, cell, NULL);
}

/* ---- across ------------------------------------------------------------------------ */

static void check_across(Proof *proof, const Row *row, uint32_t column) {
  const Column *declared = &proof->table->columns[column];
  Stated stated, part;
  Decimal sum = decimal_whole(0);
  if (!stated_in(row, column, &stated))
    return;
  for (uint32_t i = 0; i < declared->n_adds; i++) {
    if (stated_in(row, declared->adds[i], &part) && !decimal_add(sum, part.value, &sum))
      return;
  }
  if (decimal_compare(sum, stated.value) != 0)
    report(proof, DIAG_BIND_TABLE_ACROSS, column, &stated,
           decimal_text(proof->binder->job->arena, sum));
}

/* ---- down -------------------------------------------------------------------------- */

static void foot_open(Footing *foot) {
  *foot = (Footing){.all = {0, 1}, .since = {0, 1}, .shares = {0, 1}};
  foot->totals = g_array_new(FALSE, FALSE, sizeof(Stated));
  foot->since_sums = g_array_new(FALSE, FALSE, sizeof(Decimal));
  foot->all_sums = g_array_new(FALSE, FALSE, sizeof(Decimal));
}

static void foot_close(Footing *foot) {
  g_array_free(foot->totals, TRUE);
  g_array_free(foot->since_sums, TRUE);
  g_array_free(foot->all_sums, TRUE);
}

static void foot_add(Footing *foot, const Row *row, const Stated *stated) {
  if (row->total) {
    g_array_append_val(foot->totals, *stated);
    g_array_append_val(foot->since_sums, foot->since);
    g_array_append_val(foot->all_sums, foot->all);
    foot->since = decimal_whole(0);
    return;
  }
  foot->n++;
  foot->places = MAX(foot->places, stated->picture.places);
  foot->broken = foot->broken || !decimal_add(foot->all, stated->value, &foot->all) ||
                 !decimal_add(foot->since, stated->value, &foot->since);
}

/* A total is that of the whole column, of the rows above it, or of those since the last
 * total. */
static void check_sums(Proof *proof, uint32_t column) {
  const Footing *foot = &proof->feet[column];
  for (guint i = 0; i < foot->totals->len; i++) {
    const Stated *total = &g_array_index(foot->totals, Stated, i);
    Decimal since = g_array_index(foot->since_sums, Decimal, i);
    Decimal above = g_array_index(foot->all_sums, Decimal, i);
    bool holds = decimal_compare(total->value, foot->all) == 0;
    if (foot->totals->len > 1)
      holds = holds || decimal_compare(total->value, since) == 0 ||
              decimal_compare(total->value, above) == 0;
    bool subtotal =
        foot->totals->len > 1 && i + 1 < foot->totals->len && decimal_sign(since) != 0;
    if (!holds)
      report(proof, DIAG_BIND_TABLE_TOTAL, column, total,
             decimal_text(proof->binder->job->arena, subtotal ? since : foot->all));
  }
}

/* Each of n shares may be off by one in its last place, when it is cut off, so their sum
 * by n. */
static void check_shares(Proof *proof, uint32_t column) {
  const Footing *foot = &proof->feet[column];
  Decimal off, unit = {1, 100};
  if (!foot->n || !decimal_subtract(foot->all, decimal_whole(1), &off))
    return;
  for (int i = 0; i < foot->places; i++)
    unit.den *= 10;
  Decimal most = {foot->n * unit.num, unit.den};
  if (off.num < 0)
    off.num = -off.num;
  if (decimal_compare(off, most) < 0)
    return;
  Arena *arena = proof->binder->job->arena;
  const Span at = proof->table->columns[column].at;
  NumberPicture percent = {.scale = SCALE_PERCENT, .places = foot->places};
  char *sum = picture_print(arena, &percent, foot->all, ROUND_HALF_EVEN);
  diag_add(proof->binder->job->diags, at.line ? at : proof->table->at,
           DIAG_BIND_TABLE_SHARES, sum ? sum : "", NULL);
}

/* ---- all --------------------------------------------------------------------------- */

static bool declares(const Table *table) {
  for (uint32_t i = 0; i < table->n_columns; i++) {
    if (table->columns[i].foot != FOOT_NONE || table->columns[i].n_adds)
      return true;
  }
  return false;
}

static void take_row(Proof *proof, const Row *row) {
  Stated stated;
  if (row->part == ROW_HEAD || row->unchecked)
    return;
  for (uint32_t i = 0; i < proof->table->n_columns; i++) {
    if (proof->table->columns[i].n_adds)
      check_across(proof, row, i);
    if (proof->table->columns[i].foot != FOOT_NONE && stated_in(row, i, &stated))
      foot_add(&proof->feet[i], row, &stated);
  }
}

/* Rows are read like typesetting reads them, a few at a time. */
static void read_rows(Proof *proof) {
  Job job = *proof->binder->job;
  Arena *walk = arena_new();
  RowCursor cursor = model_rows_open(proof->table, walk);
  const Row *row;
  job.arena = arena_new();
  while (model_rows_next(&cursor, &job, &row) && row) {
    take_row(proof, row);
    if (arena_used(job.arena) > (size_t)1 << 20) {
      arena_free(job.arena);
      job.arena = arena_new();
    }
  }
  arena_free(job.arena);
  arena_free(walk);
}

void bind_check_table(Binder *binder, const Table *table) {
  if (!declares(table))
    return;
  Proof proof = {.binder = binder, .table = table};
  proof.feet = ARENA_ARRAY(binder->job->arena, Footing, table->n_columns);
  for (uint32_t i = 0; i < table->n_columns; i++)
    foot_open(&proof.feet[i]);
  read_rows(&proof);
  for (uint32_t i = 0; i < table->n_columns; i++) {
    if (table->columns[i].foot == FOOT_SUM && !proof.feet[i].broken)
      check_sums(&proof, i);
    if (table->columns[i].foot == FOOT_SHARE && !proof.feet[i].broken)
      check_shares(&proof, i);
    foot_close(&proof.feet[i]);
  }
}
