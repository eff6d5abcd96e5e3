/* Typed tables that declare nothing: a row of totals that is not the sum of the others,
 * and words in a column aligned at the decimal point. */
#include <string.h>

#include "bind_private.h"

static const char *label_of(const Row *row) {
  const Cell *cell = row->n_cells ? &row->cells[0] : NULL;
  return cell && cell->column == 0 && cell->text.chars ? cell->text.utf8 : "";
}

/* 合计, 合　计, 总计: the row below all others. */
static bool is_total(const char *label) {
  static const char *const names[] = {"合计", "总计", "共计", "合　计", "总　计", NULL};
  return g_strv_contains(names, label);
}

/* Rows that are part of another one would count twice. */
static bool is_part(const char *label) {
  return g_str_has_prefix(label, "其中") || strstr(label, "小计") ||
         g_str_has_prefix(label, WIDE_SPACE);
}

typedef struct Sum {
  Decimal value;
  int places;
  uint32_t n;
  bool broken;
} Sum;

static const Cell *cell_at(const Row *row, uint32_t column) {
  for (uint32_t i = 0; i < row->n_cells; i++) {
    const Cell *cell = &row->cells[i];
    if (cell->column == column)
      return cell->column_span == 1 && cell->row_span == 1 ? cell : NULL;
  }
  return NULL;
}

static bool number_in(const Cell *cell, NumberPicture *picture, Decimal *out) {
  return cell && cell->text.chars &&
         picture_of(cell->text.utf8, cell->text.bytes, picture, out) &&
         picture->scale == SCALE_ONE;
}

static void add_row(Sum *sum, const Row *row, uint32_t column) {
  NumberPicture picture;
  Decimal value;
  if (is_part(label_of(row)) || !number_in(cell_at(row, column), &picture, &value) ||
      !decimal_add(sum->value, value, &sum->value)) {
    sum->broken = true;
    return;
  }
  sum->places = MAX(sum->places, picture.places);
  sum->n++;
}

/* Rounded parts may be off by half of their last place each. */
static bool within_rounding(const Sum *sum, Decimal stated) {
  Decimal off, most = {sum->places ? sum->n : 0, 2};
  for (int i = 0; i < sum->places; i++)
    most.den *= 10;
  if (!decimal_subtract(sum->value, stated, &off))
    return true;
  if (off.num < 0)
    off.num = -off.num;
  return decimal_compare(off, most) <= 0;
}

static void check_column(Binder *binder, const Table *table, const Row *total,
                         uint32_t column) {
  Sum sum = {.value = decimal_whole(0)};
  NumberPicture picture;
  Decimal stated;
  const Cell *cell = cell_at(total, column);
  if (!number_in(cell, &picture, &stated))
    return;
  for (const Row *row = table->rows + table->n_head_rows; row < total && !sum.broken;
       row++)
    add_row(&sum, row, column);
  if (sum.broken || sum.n < 2 || within_rounding(&sum, stated))
    return;
  Arena *arena = binder->job->arena;
  diag_add(binder->job->diags, cell->at, DIAG_BIND_TABLE_TOTAL_TYPED, cell->text.utf8,
           decimal_text(arena, sum.value), NULL);
}

static void check_totals(Binder *binder, const Table *table) {
  if (table->n_rows < table->n_head_rows + 3)
    return;
  const Row *total = &table->rows[table->n_rows - 1];
  for (uint32_t i = 1; is_total(label_of(total)) && i < table->n_columns; i++) {
    if (table->columns[i].foot == FOOT_NONE)
      check_column(binder, table, total, i);
  }
}

/* — and … stand for no number. */
static bool has_digits(const Text *text) {
  return strpbrk(text->utf8, "0123456789") != NULL;
}

static void check_decimal(Binder *binder, const Row *row, const Table *table) {
  NumberPicture picture;
  Decimal value;
  for (uint32_t i = 0; i < row->n_cells; i++) {
    const Cell *cell = &row->cells[i];
    bool decimal = cell->column < table->n_columns && !cell->head &&
                   table->columns[cell->column].align == ALIGN_DECIMAL;
    if (decimal && cell->text.chars && has_digits(&cell->text) &&
        !picture_of(cell->text.utf8, cell->text.bytes, &picture, &value))
      diag_add(binder->job->diags, cell->at, DIAG_BIND_TABLE_NO_NUMBER, cell->text.utf8,
               NULL);
  }
}

void bind_suspect_table(Binder *binder, const Table *table) {
  if (table->source || table->data || table->bare)
    return;
  for (uint32_t i = table->n_head_rows; i < table->n_rows; i++)
    check_decimal(binder, &table->rows[i], table);
  check_totals(binder, table);
}
