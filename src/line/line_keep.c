/* Runs that stay together: numbers with signs and units, names, words, addresses (K1.5,
 * K6.3). */
#include <string.h>

#include "line.h"

static void raise_penalty(Junction *j, int32_t penalty) {
  if (j->penalty != BREAK_FORCED)
    j->penalty = MAX(j->penalty, penalty);
}

/* The first atom at or after a code point. */
static uint32_t atom_at(const Atom *atoms, uint32_t n, uint32_t index) {
  uint32_t low = 0, high = n;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (atoms[middle].index < index)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static void bind_ranges(const Text *text, const Atom *atoms, uint32_t n,
                        Junction *junctions) {
  for (uint32_t r = 0; r < text->n_ranges; r++) {
    const TextRange *range = &text->ranges[r];
    if (range->kind != RANGE_NAME && range->kind != RANGE_NOBR &&
        range->kind != RANGE_NUMBER && range->kind != RANGE_ARTICLE)
      continue;
    for (uint32_t k = atom_at(atoms, n, range->from); k + 1 < n; k++) {
      if (atoms[k + 1].index >= range->to)
        break;
      raise_penalty(&junctions[k], BREAK_RUN);
    }
  }
}

/* 4839条, 1024.58万元: from the last digit through the unit; 2018年4月: prefer not to. */
static void bind_unit(const Atom *atoms, uint32_t n, Junction *junctions, uint32_t k) {
  gunichar ahead[10];
  uint32_t len = 0;
  while (len < G_N_ELEMENTS(ahead) && k + 1 + len < n) {
    ahead[len] = atoms[k + 1 + len].c;
    len++;
  }
  uint32_t unit = line_unit_length(ahead, len);
  for (uint32_t i = 0; i < unit; i++)
    raise_penalty(&junctions[k + i], BREAK_UNIT);
  bool date = unit > 0 && (ahead[0] == 0x5E74 || ahead[0] == 0x6708); /* 年 月 */
  if (date && unit < len && text_is_digit(ahead[unit]))
    raise_penalty(&junctions[k + unit], BREAK_PREFER_NOT);
}

/* PM2.5, A4: digits of a name, which count nothing. */
static bool names_something(const Atom *atoms, uint32_t k) {
  while (k > 0 && (atoms[k].cls == CHAR_DIGIT || atoms[k].c == '.'))
    k--;
  return atoms[k].cls == CHAR_LATIN && g_unichar_isalpha(atoms[k].c);
}

/* ±0.05, ≤12.5%, －3.5℃; between two numbers － and their like connect: 2017－2018. */
static void bind_sign(const Atom *atoms, Junction *junctions, uint32_t k) {
  if (!line_char_is_sign(atoms[k].c) || !text_is_digit(atoms[k + 1].c))
    return;
  if (k > 0 && atoms[k - 1].cls == CHAR_LATIN)
    return; /* HCFC-22 */
  if (k > 0 && text_is_digit(atoms[k - 1].c) && atoms[k].c == 0xB1 /* 25±0.5 */) {
    raise_penalty(&junctions[k - 1], BREAK_RUN);
    raise_penalty(&junctions[k], BREAK_RUN);
    return;
  }
  if (k > 0 && text_is_digit(atoms[k - 1].c)) {
    raise_penalty(&junctions[k - 1], BREAK_UNIT);
    raise_penalty(&junctions[k], BREAK_PREFER_NOT);
    return;
  }
  raise_penalty(&junctions[k], BREAK_RUN);
  junctions[k].stretch_level = STRETCH_NONE;
}

/* 4·15, 3·15: days by which events are named. */
static void bind_event(const Atom *atoms, Junction *junctions, uint32_t k) {
  bool digits = k > 0 && text_is_digit(atoms[k - 1].c) && text_is_digit(atoms[k + 1].c);
  if (atoms[k].cls == CHAR_INTERPUNCT && digits)
    raise_penalty(&junctions[k], BREAK_RUN);
}

/* 210mm×297mm, 3×5: prefer not to, on either side. */
static void bind_times(const Atom *atoms, Junction *junctions, uint32_t k) {
  if (atoms[k].c != 0xD7 || k == 0 || !text_is_digit(atoms[k + 1].c))
    return;
  const Atom *before = &atoms[k - 1];
  if (!line_atom_wordish(before) && before->cls != CHAR_POSTFIX)
    return;
  raise_penalty(&junctions[k - 1], BREAK_PREFER_NOT);
  raise_penalty(&junctions[k], BREAK_PREFER_NOT);
}

/* 第3条, 第二款: prefer not to. */
static void bind_ordinal(const Atom *atoms, Junction *junctions, uint32_t k) {
  static const char numerals[] = "〇零一二三四五六七八九十百";
  gunichar next = atoms[k + 1].c;
  if (atoms[k].c == 0x7B2C && (text_is_digit(next) || g_utf8_strchr(numerals, -1, next)))
    raise_penalty(&junctions[k], BREAK_PREFER_NOT);
}

/* The letters from an atom on are a unit's: km, and kW of kW·h. */
static bool is_symbol(const Atom *atoms, uint32_t n, uint32_t from) {
  static const char *const units[] = {
      "m",   "km",  "cm",  "mm", "nm",  "hm",  "kg", "g",   "mg",  "t",   "L",  "mL",
      "ml",  "s",   "min", "h",  "d",   "a",   "A",  "mA",  "V",   "kV",  "MV", "VA",
      "kVA", "MVA", "W",   "kW", "MW",  "GW",  "TW", "kWh", "MWh", "GWh", "Hz", "kHz",
      "MHz", "GHz", "K",   "Pa", "kPa", "MPa", "N",  "kN",  "J",   "kJ",  "MJ", "GJ",
      "ha",  "dB",  "MB",  "GB", "TB",  "mol", "lx", "lm",  "cd",  "tce", "μm", "µm",
      "μg",  "µg",  "Bq",  "Sv", "mSv", "var", "Ω"};
  g_autoptr(GString) word = g_string_new(NULL);
  for (uint32_t i = from; i < n && word->len < 8 && g_unichar_isalpha(atoms[i].c) &&
                          !(atoms[i].flags & FACT_HAN);
       i++)
    g_string_append_unichar(word, atoms[i].c);
  for (size_t i = 0; i < G_N_ELEMENTS(units); i++) {
    if (strcmp(word->str, units[i]) == 0)
      return true;
  }
  return false;
}

/* 12 km, 1.3亿kW·h, 80多 km: between a number and the letters of its unit may stand what
 * scales it, and a space. */
static void bind_symbol(const Atom *atoms, uint32_t n, Junction *junctions, uint32_t k) {
  gunichar ahead[4];
  uint32_t len = 0;
  if (!(atoms[k + 1].flags & FACT_HAN) && atoms[k + 1].cls != CHAR_SPACE)
    return;
  while (len < G_N_ELEMENTS(ahead) && k + 1 + len < n) {
    ahead[len] = atoms[k + 1 + len].c;
    len++;
  }
  uint32_t scale = names_something(atoms, k) ? 0 : line_scale_length(ahead, len);
  uint32_t unit = k + 1 + scale;
  unit += unit < n && atoms[unit].cls == CHAR_SPACE;
  if (unit == k + 1 || !is_symbol(atoms, n, unit))
    return;
  for (uint32_t i = k; i < unit; i++)
    raise_penalty(&junctions[i], BREAK_UNIT);
}

/* kW·h, W/(m²·K): the point of a product of units. */
static void bind_product(const Atom *atoms, uint32_t n, Junction *junctions, uint32_t k) {
  if (atoms[k].cls != CHAR_INTERPUNCT || !is_symbol(atoms, n, k + 1))
    return;
  uint32_t end = k;
  while (end > 0 && atoms[end - 1].cls == CHAR_LATIN && atoms[end - 1].c >= 0x80 &&
         !g_unichar_isalpha(atoms[end - 1].c))
    end--; /* ² */
  uint32_t from = end;
  while (from > 0 && atoms[from - 1].cls == CHAR_LATIN &&
         g_unichar_isalpha(atoms[from - 1].c))
    from--;
  if (is_symbol(atoms, end, from))
    raise_penalty(&junctions[k], BREAK_RUN);
}

/* 濮检文案管〔2018〕6号: not before 〔, not after 〕 (K1.5). */
static void bind_number(const Atom *atoms, Junction *junctions, uint32_t k) {
  bool opens = atoms[k + 1].c == 0x3014 && (atoms[k].flags & FACT_HAN);
  bool closes = atoms[k].c == 0x3015 && text_is_digit(atoms[k + 1].c);
  if (opens || closes)
    raise_penalty(&junctions[k], BREAK_PREFER_NOT);
}

#define LONG_WORD 14 /* cells: beyond it an address may turn, best after a point */
#define LONG_END \
  3 /* characters that stay together at either end of it and of its words */

/* Letters and digits in a row from `k` on, in steps of +1 or −1; counted up to LONG_END.
 */
static uint32_t letters_at(const Atom *atoms, uint32_t n, uint32_t k, int step) {
  uint32_t count = 0;
  while (count < LONG_END && k < n && g_unichar_isalnum(atoms[k].c)) {
    count++;
    k += (uint32_t)step; /* below 0 it wraps beyond n */
  }
  return count;
}

static void open_long_word(const Atom *atoms, Junction *junctions, uint32_t from,
                           uint32_t to) {
  for (uint32_t k = from + LONG_END - 1; k + LONG_END < to; k++) {
    bool solidus = atoms[k].cls == CHAR_SOLIDUS || atoms[k + 1].cls == CHAR_SOLIDUS;
    if (junctions[k].penalty != BREAK_RUN || solidus)
      continue;
    if (atoms[k].c == '.')
      junctions[k].penalty = BREAK_URL;
    else if (letters_at(atoms, to, k, -1) + letters_at(atoms, to, k + 1, 1) ==
             2 * LONG_END)
      junctions[k].penalty = BREAK_LONG;
  }
}

static void open_long_words(const Atom *atoms, uint32_t n, Junction *junctions) {
  for (uint32_t from = 0; from < n;) {
    uint32_t to = from;
    int64_t width = 0;
    while (to < n && line_atom_wordish(&atoms[to]))
      width += atoms[to++].advance;
    if (to > from && width > (int64_t)LONG_WORD * atoms[from].role->cell) {
      open_long_word(atoms, junctions, from, to);
    }
    from = MAX(to, from + 1);
  }
}

void line_keep_runs(const Text *text, const Atom *atoms, uint32_t n,
                    Junction *junctions) {
  bind_ranges(text, atoms, n, junctions);
  for (uint32_t k = 0; k + 1 < n; k++) {
    bool roman = atoms[k].c >= 0x2160 && atoms[k].c <= 0x2188; /* Ⅳ级 */
    bool number = roman || atoms[k].cls == CHAR_DIGIT || atoms[k].cls == CHAR_POSTFIX;
    if (number && (atoms[k + 1].flags & FACT_HAN) && !names_something(atoms, k))
      bind_unit(atoms, n, junctions, k);
    if (number)
      bind_symbol(atoms, n, junctions, k);
    bind_number(atoms, junctions, k);
    bind_sign(atoms, junctions, k);
    bind_event(atoms, junctions, k);
    bind_product(atoms, n, junctions, k);
    bind_ordinal(atoms, junctions, k);
    bind_times(atoms, junctions, k);
  }
  open_long_words(atoms, n, junctions);
}
