/* Letters of other scripts: marks upon them, words of one face, shaped words, their
 * language and their direction. */
#include <string.h>
#include <unicode/ubidi.h>
#include <unicode/uchar.h>

#include "line_analysis.h"

/* ---- scripts ----------------------------------------------------------------------- */

typedef struct ScriptRange {
  gunichar first, last;
  const char *lang; /* as such letters are in Chinese papers; NULL: not told */
  bool shapes;
} ScriptRange;

/* Ordered. Latin stands by itself: only words tell that it is a language. */
static const ScriptRange scripts[] = {
    {0x0370, 0x03FF, "el", false}, {0x0400, 0x052F, "ru", false},
    {0x0530, 0x058F, "hy", false}, {0x0590, 0x05FF, "he", true},
    {0x0600, 0x06FF, "ug", true},  {0x0700, 0x074F, "syr", true},
    {0x0750, 0x077F, "ug", true},  {0x0780, 0x07BF, "dv", true},
    {0x07C0, 0x085F, NULL, true},  {0x08A0, 0x08FF, "ug", true},
    {0x0900, 0x097F, "hi", true},  {0x0980, 0x09FF, "bn", true},
    {0x0A00, 0x0DFF, NULL, true},  {0x0E00, 0x0E7F, "th", true},
    {0x0E80, 0x0EFF, "lo", true},  {0x0F00, 0x0FFF, "bo", true},
    {0x1000, 0x109F, "my", true},  {0x10A0, 0x10FF, "ka", false},
    {0x1780, 0x17FF, "km", true},  {0x1800, 0x18AF, "mn", true},
    {0x1950, 0x1AAF, NULL, true},  {0x3041, 0x3096, "ja", false},
    {0x30A1, 0x30FA, "ja", false}, {0xA840, 0xA87F, NULL, true},
    {0xAC00, 0xD7A3, "ko", false}, {0xFB1D, 0xFB4F, "he", true},
    {0xFB50, 0xFDFF, "ug", true},  {0xFE70, 0xFEFC, "ug", true},
};

static const ScriptRange *script_of(gunichar c) {
  if (c < 0x0370 || (c >= 0x4E00 && c <= 0x9FFF))
    return NULL;
  for (size_t i = 0; i < G_N_ELEMENTS(scripts) && scripts[i].first <= c; i++)
    if (c <= scripts[i].last)
      return &scripts[i];
  return NULL;
}

bool line_needs_shaping(gunichar c) {
  const ScriptRange *script = script_of(c);
  return script && script->shapes;
}

bool line_shapes_with(gunichar before, gunichar c) {
  const ScriptRange *a = script_of(before), *b = script_of(c);
  bool same = a == b || (a && b && a->lang && g_strcmp0(a->lang, b->lang) == 0);
  return same && a && a->shapes && b->shapes;
}

#define TSHEG 0x0F0B
#define SHAD_FIRST 0x0F0C
#define SHAD_LAST 0x0F14

bool line_ends_syllable(const char *utf8, uint32_t bytes) {
  gunichar c = g_utf8_get_char(g_utf8_prev_char(utf8 + bytes));
  return c == TSHEG || (c >= SHAD_FIRST && c <= SHAD_LAST);
}

/* ---- clusters ---------------------------------------------------------------------- */

static bool shapes_whole(const Font *font, const char *utf8, uint32_t bytes) {
  g_autoptr(GArray) shaped = g_array_new(FALSE, FALSE, sizeof(ShapedGlyph));
  font_shape(font, utf8, bytes, shaped);
  for (guint i = 0; i < shaped->len; i++) {
    if (g_array_index(shaped, ShapedGlyph, i).glyph == 0)
      return false;
  }
  return true;
}

/* The face of a letter need not have the mark upon it, alone or composed: then the mark's
 * own face shows both, or the mark is missing. */
static void check_marks(Analysis *a, Atom *atom) {
  const char *text = a->text->utf8 + atom->byte;
  if (!atom->font || shapes_whole(atom->font, text, atom->bytes))
    return;
  const FontRole *role = line_role_of(a, atom);
  Atom mark = {.index = atom->index};
  const char *p = g_utf8_next_char(text);
  do {
    mark.c = text_next(&p);
    mark.index++;
  } while (font_glyph(atom->font, mark.c) && p < text + atom->bytes);
  CellRule rule = fontrole_cell(role, mark.c);
  mark.font = rule.font;
  if (!mark.font || !shapes_whole(mark.font, text, atom->bytes)) {
    line_report_missing(a, &mark, role);
    atom->n_chars = 1; /* the letter alone goes on */
    atom->bytes = (uint32_t)(g_utf8_next_char(text) - text);
    return;
  }
  line_note_face(a, &mark, role,
                 rule.found == FOUND_PRIMARY ? FOUND_FALLBACK : rule.found);
  atom->font = mark.font;
  atom->glyph = font_glyph(mark.font, atom->c);
  if (atom->cls == CHAR_LATIN)
    line_set_natural(atom);
}

/* A face of the role, or lent to it, that has every character of the word. */
static const Font *face_of_all(const FontRole *role, const char *text, uint32_t bytes,
                               FontFound *found) {
  for (const char *p = text; p < text + bytes;) {
    CellRule rule = fontrole_cell(role, text_next(&p));
    *found = rule.found;
    if (rule.font && shapes_whole(rule.font, text, bytes))
      return rule.font;
  }
  return NULL;
}

/* The first letter alone goes on; that the document has errors is told. */
static void report_lacking(Analysis *a, Atom *atom, const FontRole *role) {
  const char *text = a->text->utf8 + atom->byte, *p = text;
  bool told = false;
  for (Atom letter = {.index = atom->index}; p < text + atom->bytes; letter.index++) {
    letter.c = text_next(&p);
    if (font_glyph(atom->font, letter.c))
      continue;
    line_report_missing(a, &letter, role);
    told = true;
  }
  if (!told) /* the face has the letters, not their forms together */
    line_report_missing(a, atom, role);
  atom->shaped = false;
  atom->n_chars = 1;
  atom->bytes = (uint32_t)(g_utf8_next_char(text) - text);
}

static Length shaped_advance(const Atom *atom, const char *text) {
  g_autoptr(GArray) shaped = g_array_new(FALSE, FALSE, sizeof(ShapedGlyph));
  font_shape(atom->font, text, atom->bytes, shaped);
  int64_t units = 0;
  for (guint i = 0; i < shaped->len; i++)
    units += g_array_index(shaped, ShapedGlyph, i).advance;
  units = units * atom->role->size / MAX(1, font_units_per_em(atom->font));
  return (Length)CLAMP(units, 0, LENGTH_MAX / 4);
}

static void settle_shaped(Analysis *a, Atom *atom) {
  const char *text = a->text->utf8 + atom->byte;
  const FontRole *role = line_role_of(a, atom);
  FontFound found = FOUND_PRIMARY;
  const Font *font = face_of_all(role, text, atom->bytes, &found);
  if (!font) {
    report_lacking(a, atom, role);
    return;
  }
  atom->font = font;
  atom->fit = FIT_NONE;
  atom->lead = atom->trail = 0;
  atom->advance = shaped_advance(atom, text);
}

/* ---- words ------------------------------------------------------------------------- */

static bool is_letter(const Atom *atom) {
  return atom->cls == CHAR_LATIN && !atom->shaped && atom->n_chars == 1 &&
         !atom->script && g_unichar_isalpha(atom->c);
}

static bool has_all(const Font *font, const Atom *atoms, uint32_t from, uint32_t to) {
  for (uint32_t k = from; k < to; k++)
    if (!font_glyph(font, atoms[k].c))
      return false;
  return true;
}

/* A letter that the word's first face lacks takes the whole word along. */
static void one_face(Analysis *a, uint32_t from, uint32_t to) {
  Atom *atoms = a->atoms;
  const Font *font = NULL;
  bool mixed = false;
  for (uint32_t k = from; k < to; k++)
    mixed = mixed || atoms[k].font != atoms[from].font;
  for (uint32_t k = from; mixed && !font && k < to; k++)
    if (has_all(atoms[k].font, atoms, from, to))
      font = atoms[k].font;
  for (uint32_t k = from; font && k < to; k++) {
    if (atoms[k].font == font)
      continue;
    atoms[k].font = font;
    atoms[k].glyph = font_glyph(font, atoms[k].c);
    line_set_natural(&atoms[k]);
  }
}

/* Of a word of Latin letters: two small ones, or it is a sign like GB or kW. */
#define SMALL_LEAST 2

static const char *language_of(const Atom *atoms, uint32_t from, uint32_t to) {
  const ScriptRange *script = script_of(atoms[from].c);
  if (script)
    return to - from > 1 || script->shapes || script->first > 0x3000 ? script->lang
                                                                     : NULL;
  unsigned small = 0;
  for (uint32_t k = from; k < to; k++)
    small += g_unichar_islower(atoms[k].c);
  if (small < SMALL_LEAST)
    return NULL;
  return atoms[from].italic ? "la" : "en";
}

static bool has_language(const Atom *atom) {
  const ScriptRange *script = script_of(atom->c);
  return is_letter(atom) || atom->shaped || (script && script->lang);
}

static bool is_any(const Analysis *a, uint32_t k, const char *signs) {
  gunichar c = k < a->n ? a->atoms[k].c : 0;
  return c && c < 0x80 && strchr(signs, (int)c);
}

/* Of an address, a unit or the name of a substance: no word of a language. */
static bool in_address(const Analysis *a, uint32_t from, uint32_t to) {
  static const char signs[] = "@/\\_:&=%#~0123456789";
  bool before = from > 0 && (is_any(a, from - 1, signs) || is_any(a, from - 1, "."));
  bool point = is_any(a, to, ".") && to + 1 < a->n && is_letter(&a->atoms[to + 1]);
  return before || point || is_any(a, to, signs);
}

/* O’Neill, so-called. */
static bool joins_letters(const Analysis *a, uint32_t k) {
  gunichar c = a->atoms[k].c;
  return (c == 0x2019 || c == '\'' || c == '-') && k + 1 < a->n &&
         is_letter(&a->atoms[k + 1]);
}

static void settle_words(Analysis *a) {
  for (uint32_t from = 0; from < a->n;) {
    if (!has_language(&a->atoms[from])) {
      from++;
      continue;
    }
    const ScriptRange *script = script_of(a->atoms[from].c);
    uint32_t to = from + 1;
    while (to < a->n &&
           ((has_language(&a->atoms[to]) && script_of(a->atoms[to].c) == script) ||
            (is_letter(&a->atoms[to - 1]) && joins_letters(a, to))))
      to++;
    if (is_letter(&a->atoms[from]))
      one_face(a, from, to);
    const char *lang = in_address(a, from, to) ? NULL : language_of(a->atoms, from, to);
    for (uint32_t k = from; k < to; k++)
      a->atoms[k].lang = lang;
    from = to;
  }
  for (uint32_t k = 1; k + 1 < a->n; k++) /* and the spaces between words */
    if (a->atoms[k].cls == CHAR_SPACE && a->atoms[k - 1].lang == a->atoms[k + 1].lang)
      a->atoms[k].lang = a->atoms[k - 1].lang;
}

/* ---- directions -------------------------------------------------------------------- */

static bool runs_left(gunichar c) {
  if (c < 0x0590 || (c >= 0x0900 && c < 0xFB1D))
    return false;
  UCharDirection direction = u_charDirection((UChar32)c);
  return direction == U_RIGHT_TO_LEFT || direction == U_RIGHT_TO_LEFT_ARABIC;
}

/* UAX #9 over the atoms, in a line that runs to the right: each counts as its first
 * character. */
static void settle_directions(Analysis *a) {
  for (uint32_t k = 0; k < a->n; k++)
    a->bidi = a->bidi || runs_left(a->atoms[k].c);
  if (!a->bidi || a->n > INT32_MAX)
    return;
  g_autofree UChar *text = g_new(UChar, a->n);
  for (uint32_t k = 0; k < a->n; k++)
    text[k] = (UChar)(a->atoms[k].c <= 0xFFFF ? a->atoms[k].c : 0x4E00);
  UErrorCode status = U_ZERO_ERROR;
  UBiDi *bidi = ubidi_open();
  ubidi_setPara(bidi, text, (int32_t)a->n, UBIDI_LTR, NULL, &status);
  const UBiDiLevel *levels = ubidi_getLevels(bidi, &status);
  for (uint32_t k = 0; U_SUCCESS(status) && k < a->n; k++) {
    Atom *atom = &a->atoms[k];
    atom->level = levels[k];
    gunichar other = (gunichar)u_charMirror((UChar32)atom->c);
    if (levels[k] % 2 && other != atom->c && atom->font && font_glyph(atom->font, other))
      atom->glyph = font_glyph(atom->font, other);
  }
  ubidi_close(bidi);
}

void line_settle_letters(Analysis *a) {
  bool plain = true;
  for (uint32_t i = 0; i < a->n; i++) {
    Atom *atom = &a->atoms[i];
    if (atom->shaped)
      settle_shaped(a, atom);
    else if (atom->n_chars > 1)
      check_marks(a, atom);
    plain = plain && (atom->flags & FACT_HAN);
  }
  if (plain)
    return;
  settle_words(a);
  settle_directions(a);
}

/* ---- lines ------------------------------------------------------------------------ */

/* Atoms from i on that have at least the level stand mirrored in the room they take. */
static uint32_t mirror_run(const SetLine *line, Length *x, uint32_t i, uint8_t level) {
  const Atom *atoms = line->paragraph->atoms + line->from;
  uint32_t n = line->to - line->from, end = i;
  Length left = LENGTH_MAX, right = -LENGTH_MAX;
  for (; end < n && atoms[end].level >= level; end++) {
    left = MIN(left, x[end]);
    right = MAX(right, x[end] + atoms[end].advance);
  }
  for (uint32_t k = i; k < end; k++)
    x[k] = left + right - x[k] - atoms[k].advance;
  return MAX(end, i + 1);
}

/* What runs to the left, from the deepest level up (UAX #9, L2). */
void line_turn_left(const SetLine *line, Length *x) {
  const Atom *atoms = line->paragraph->atoms + line->from;
  uint32_t n = line->to - line->from;
  uint8_t deepest = 0;
  for (uint32_t i = 0; i < n; i++)
    deepest = MAX(deepest, atoms[i].level);
  for (uint8_t level = deepest; level > 0; level--)
    for (uint32_t i = 0; i < n;)
      i = mirror_run(line, x, i, level);
}
