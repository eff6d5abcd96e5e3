/* Rows that are sums of the others: said so by the document, or told by their words or by
 * their numbers. */
#include <string.h>

#include "data_private.h"

#define COLUMNS_ALIKE 2 /* so many that add up are no chance */

bool dataset_is_total(const Dataset *set, uint32_t row) {
  return set->totals && strcmp(dataset_cell(set, row, 0).text, set->totals) == 0;
}

/* 合计, 合　计, 全市合计, 总　计 */
static bool is_total_word(const char *label) {
  static const char *const words[] = {"合计", "总计", "共计", "总和"};
  g_autoptr(GString) bare = g_string_new(label);
  g_string_replace(bare, " ", "", 0);
  g_string_replace(bare, "　", "", 0);
  for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
    if (g_str_has_suffix(bare->str, words[i]))
      return true;
  }
  return false;
}

/* Whether in this column the row holds the sum of all others, which are not all nothing.
 */
static bool adds_up(const Dataset *set, uint32_t column, uint32_t row) {
  Decimal sum = decimal_whole(0), number, own;
  uint32_t parts = 0;
  if (!data_number(dataset_cell(set, row, column), &own))
    return false;
  for (uint32_t i = 0; i < set->n_rows; i++) {
    DataCell cell = dataset_cell(set, i, column);
    if (i == row || !cell.bytes)
      continue;
    if (!data_number(cell, &number) || !decimal_add(sum, number, &sum))
      return false;
    parts += decimal_sign(number) != 0;
  }
  return parts > 1 && decimal_compare(sum, own) == 0;
}

static bool is_sum(const Dataset *set, uint32_t row) {
  uint32_t alike = 0;
  for (uint32_t column = 1; column < set->n_columns && alike < COLUMNS_ALIKE; column++)
    alike += adds_up(set, column, row);
  return alike >= COLUMNS_ALIKE;
}

uint32_t dataset_likely_total(const Dataset *set) {
  if (set->totals || set->n_rows < 3 || set->n_columns < 2)
    return set->n_rows;
  uint32_t last = set->n_rows - 1;
  if (is_total_word(dataset_cell(set, last, 0).text) || is_sum(set, last))
    return last;
  return is_total_word(dataset_cell(set, 0, 0).text) || is_sum(set, 0) ? 0 : set->n_rows;
}
