/* Index figures and letters as Unicode has them: faces hold only some, so that CO₂, 10⁻³
 * and ²³⁵U would stand in two. They are drawn as their plain ones beside the line. */
#include "line.h"

static const struct {
  gunichar index, plain;
  int8_t script;
} signs[] = {
    {0x00B2, '2', 1},     {0x00B3, '3', 1},  {0x00B9, '1', 1},  {0x2070, '0', 1},
    {0x2071, 'i', 1},     {0x2074, '4', 1},  {0x2075, '5', 1},  {0x2076, '6', 1},
    {0x2077, '7', 1},     {0x2078, '8', 1},  {0x2079, '9', 1},  {0x207A, '+', 1},
    {0x207B, 0x2212, 1},  {0x207C, '=', 1},  {0x207D, '(', 1},  {0x207E, ')', 1},
    {0x207F, 'n', 1},     {0x2080, '0', -1}, {0x2081, '1', -1}, {0x2082, '2', -1},
    {0x2083, '3', -1},    {0x2084, '4', -1}, {0x2085, '5', -1}, {0x2086, '6', -1},
    {0x2087, '7', -1},    {0x2088, '8', -1}, {0x2089, '9', -1}, {0x208A, '+', -1},
    {0x208B, 0x2212, -1}, {0x208C, '=', -1}, {0x208D, '(', -1}, {0x208E, ')', -1},
    {0x2090, 'a', -1},    {0x2091, 'e', -1}, {0x2092, 'o', -1}, {0x2093, 'x', -1},
    {0x2095, 'h', -1},    {0x2096, 'k', -1}, {0x2097, 'l', -1}, {0x2098, 'm', -1},
    {0x2099, 'n', -1},    {0x209A, 'p', -1}, {0x209B, 's', -1}, {0x209C, 't', -1},
};

gunichar line_index_plain(gunichar c, int8_t *script) {
  bool may = c == 0xB2 || c == 0xB3 || c == 0xB9 || (c >= 0x2070 && c <= 0x209C);
  for (size_t i = 0; may && i < G_N_ELEMENTS(signs); i++) {
    if (signs[i].index == c) {
      *script = signs[i].script;
      return signs[i].plain;
    }
  }
  return c;
}
