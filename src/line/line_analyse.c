/* A text becomes atoms — a class, a font, a cell each — and the junctions between them.
 */
#include "line_analysis.h"

#define ITALIC_ROLE "西文斜体"
#define LATIN_ROLE "西文" /* of quotes in English text */

/* ---- atoms ------------------------------------------------------------------ */

static Span place_of(const Text *text, uint32_t index) {
  Span at = text->at;
  if (text->places && index < text->chars) {
    at.line = text->places[index].line;
    at.column = text->places[index].column;
  }
  return at;
}

static void name_ranges(Analysis *a) {
  uint32_t n = a->text->n_ranges;
  a->range_tags = ARENA_ARRAY(a->job->arena, TagId, n + 1);
  for (uint32_t i = 0; i < n; i++) {
    a->range_tags[i] = TAG_NONE;
    const TextRange *range = &a->text->ranges[i];
    if (range->kind != RANGE_REF || !a->style->tree || range->to <= range->from)
      continue;
    a->range_tags[i] =
        tagtree_add(a->style->tree, a->style->tag, &(Tag){.role = TAG_LINK});
  }
}

static const LayoutRole *level_role(const Analysis *a, uint8_t level) {
  const LayoutRole *role = layout_role_of(a->job->layout, layout_level_role(level));
  return role ? role : a->style->role;
}

static Length thousandths(Length of, int32_t n) {
  return (Length)((int64_t)of * n / 1000);
}

/* Thousandths of the size of the text around: how large <sub> and <sup> are, and where
 * they stand. */
#define SCRIPT_SIZE 620
#define SUB_DROP 140
#define SUP_RISE 340

/* A role as it is beside the line: smaller, of the same face. One for each role. */
static const LayoutRole *script_role(Analysis *a, const LayoutRole *role) {
  if (a->script && a->scripted == role)
    return a->script;
  LayoutRole *small = ARENA_NEW(a->job->arena, LayoutRole);
  *small = *role;
  small->size = thousandths(role->size, SCRIPT_SIZE);
  small->cell = thousandths(role->cell, SCRIPT_SIZE);
  a->scripted = role;
  a->script = small;
  return small;
}

static void set_script(Analysis *a, Atom *atom, int8_t script) {
  atom->script = script;
  atom->drop = thousandths(atom->role->size, script < 0 ? SUB_DROP : -SUP_RISE);
  atom->role = script_role(a, atom->role);
}

/* Role, tag and reference of a character follow from the ranges around it. */
static void apply_range(Analysis *a, uint32_t i, Atom *atom) {
  const TextRange *range = &a->text->ranges[i];
  switch (range->kind) {
    case RANGE_HEADING:
      atom->role = level_role(a, range->level);
      if (a->style->heading_tag != TAG_NONE)
        atom->tag = a->style->heading_tag;
      break;
    case RANGE_EM: {
      const LayoutRole *em = layout_role_of(a->job->layout, ROLE_EM);
      atom->role = em ? em : atom->role;
      break;
    }
    case RANGE_REF:
      atom->ref = range;
      if (a->range_tags[i] != TAG_NONE)
        atom->tag = a->range_tags[i];
      break;
    case RANGE_ARTICLE: {
      const LayoutRole *article = layout_role_of(a->job->layout, ROLE_ARTICLE);
      atom->role = article ? article : atom->role;
      break;
    }
    case RANGE_NUMBER:
      if (a->style->label_tag != TAG_NONE)
        atom->tag = a->style->label_tag;
      break;
    case RANGE_SUB:
      set_script(a, atom, -1);
      break;
    case RANGE_SUP:
      set_script(a, atom, 1);
      break;
    case RANGE_ITALIC:
      atom->italic = true;
      break;
    case RANGE_PARAGRAPH:
    case RANGE_NAME:
    case RANGE_NOBR:
    case RANGE_FIGURE:
      break;
  }
}

/* Ranges nest, so those around a character form a stack. */
static void apply_ranges(Analysis *a, Atom *atom) {
  const TextRange *ranges = a->text->ranges;
  for (;;) {
    while (a->open->len > 0 &&
           ranges[g_array_index(a->open, uint32_t, a->open->len - 1)].to <= atom->index)
      g_array_set_size(a->open, a->open->len - 1);
    if (a->next_range >= a->text->n_ranges || ranges[a->next_range].from > atom->index)
      break;
    g_array_append_val(a->open, a->next_range);
    a->next_range++;
  }
  for (guint i = 0; i < a->open->len; i++)
    apply_range(a, g_array_index(a->open, uint32_t, i), atom);
}

void line_report_missing(Analysis *a, const Atom *atom, const FontRole *role) {
  Arena *arena = a->job->arena;
  char utf8[7] = "";
  g_unichar_to_utf8(atom->c, utf8);
  diag_add(a->job->diags, place_of(a->text, atom->index), DIAG_TYPESET_MISSING_CHARACTER,
           utf8, text_code_point(arena, atom->c), text_character_name(arena, atom->c),
           fontrole_name(role), NULL);
}

/* One note for a face, however many characters it lends. */
void line_note_face(Analysis *a, const Atom *atom, const FontRole *role,
                    FontFound found) {
  char utf8[7] = "";
  g_unichar_to_utf8(atom->c, utf8);
  bool elsewhere = found == FOUND_ELSEWHERE;
  g_autofree char *base = NULL;
  const char *others[3] = {fontrole_name(role), font_family(atom->font)};
  if (elsewhere)
    others[2] = base = g_path_get_basename(font_file(atom->font));
  diag_gather(a->job->diags, place_of(a->text, atom->index),
              elsewhere ? DIAG_TYPESET_OTHER_FONT : DIAG_TYPESET_FALLBACK_FONT, utf8,
              others);
}

static Length scaled_advance(const LayoutRole *role, int64_t units,
                             int32_t units_per_em) {
  return (Length)(units * role->size / units_per_em);
}

void line_set_natural(Atom *atom) {
  atom->advance = scaled_advance(atom->role, font_advance(atom->font, atom->glyph),
                                 font_units_per_em(atom->font));
  atom->fit = FIT_NONE;
}

/* The blank half of a full-width mark, as far as it may be given up (K2.1, K3.2). */
static void set_blanks(Atom *atom, const LayoutSpacing *spacing) {
  if (!(atom->flags & FACT_MARK))
    return;
  Length blank = atom->advance - thousandths(atom->advance, spacing->mark_min);
  if (atom->cls == CHAR_OPEN)
    atom->lead = blank;
  else
    atom->trail = blank;
}

/* Points and hyphens fill half a cell in numbers; in Latin words they are as wide as the
 * face has them. */
static bool in_latin_word(const Analysis *a, const Atom *atom) {
  if (a->n == 0 || atom->c >= 0x80 || !g_ascii_ispunct((char)atom->c))
    return false;
  const Atom *before = &a->atoms[a->n - 1];
  bool joins = before->cls == CHAR_LATIN || before->cls == CHAR_SOLIDUS; /* https:// */
  return joins && (g_unichar_isalpha(before->c) || before->fit == FIT_NONE);
}

/* Digits, Latin letters and what ASCII has beside them may come from a face of their own
 * (G3.1), as far as it has them. */
const FontRole *line_role_of(Analysis *a, const Atom *atom) {
  const LayoutRole *role = atom->role;
  if (a->faced != role) {
    a->faced = role;
    a->own = fontbook_role(a->job->fonts, role->font);
    a->latin = role->latin ? fontbook_role(a->job->fonts, role->latin) : NULL;
  }
  if (atom->italic && text_is_latin(atom->c) && !text_is_digit(atom->c)) {
    const FontRole *italic = fontbook_role(a->job->fonts, ITALIC_ROLE);
    if (italic && fontrole_cell(italic, atom->c).found == FOUND_PRIMARY)
      return italic;
  }
  if (a->western && a->western[atom->index]) {
    const FontRole *role_of_quotes = fontbook_role(a->job->fonts, LATIN_ROLE);
    if (role_of_quotes && fontrole_cell(role_of_quotes, atom->c).found == FOUND_PRIMARY)
      return role_of_quotes;
  }
  bool latin = a->latin && (atom->c < 0x80 || text_is_latin(atom->c));
  return latin && fontrole_cell(a->latin, atom->c).found == FOUND_PRIMARY ? a->latin
                                                                          : a->own;
}

/* ’ between letters is no closing quote: as wide as the face has it, and drawn as the
 * straight one where the faces of a role have only quotes that fill a cell. */
static bool is_apostrophe(const Atom *atom) {
  return atom->c == 0x2019 && atom->cls == CHAR_LATIN;
}

static bool letter(gunichar c) {
  return !text_is_han(c) && text_is_latin(c) && g_unichar_isalpha(c);
}

static CharFacts facts_between(gunichar before, gunichar c, gunichar after) {
  if (c == 0x2019 && letter(before) && letter(after))
    return (CharFacts){CHAR_LATIN, FACT_WORDISH};
  return line_char_facts(c);
}

/* The character to draw; an index sign is put beside the line. */
static gunichar shown_as(Analysis *a, Atom *atom) {
  int8_t script = 0;
  gunichar plain = line_index_plain(atom->c, &script);
  if (script && !atom->script)
    set_script(a, atom, script);
  bool western = a->western && a->western[atom->index];
  return is_apostrophe(atom) && !western ? '\'' : plain;
}

static bool set_font(Analysis *a, Atom *atom) {
  gunichar shown = shown_as(a, atom);
  const FontRole *role = line_role_of(a, atom);
  g_assert(role); /* layout and fonts were held against each other before */
  CellRule rule = fontrole_cell(role, shown);
  if (is_apostrophe(atom) || (a->western && a->western[atom->index]))
    rule.width = 0;
  atom->font = rule.font;
  if (!rule.font) {
    line_report_missing(a, atom, role);
    return false;
  }
  if (rule.found != FOUND_PRIMARY && !g_unichar_isspace(atom->c))
    line_note_face(a, atom, role, rule.found);
  atom->glyph = rule.glyph;
  atom->fit = (uint8_t)rule.fit;
  if (atom->cls == CHAR_SPACE) {
    atom->advance = thousandths(atom->role->cell, a->spacing->word);
  } else if (rule.width && !in_latin_word(a, atom)) {
    atom->advance = thousandths(atom->role->cell, rule.width);
  } else {
    atom->advance = scaled_advance(atom->role, rule.advance, rule.units_per_em);
    atom->fit = FIT_NONE;
  }
  set_blanks(atom, a->spacing);
  return true;
}

static bool joins_previous(gunichar c) {
  if (c < 0x300 || (c >= 0x3000 && c <= 0x9FFF && !(c >= 0x302A && c <= 0x302F) &&
                    c != 0x3099 && c != 0x309A))
    return false; /* the marks among them are those of tones and of voice */
  GUnicodeType type = g_unichar_type(c);
  return type == G_UNICODE_NON_SPACING_MARK || type == G_UNICODE_ENCLOSING_MARK ||
         (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF);
}

/* A range begins or ends right before the character. */
static bool at_edge(const Analysis *a, uint32_t index) {
  const TextRange *ranges = a->text->ranges;
  bool begins = a->next_range < a->text->n_ranges && ranges[a->next_range].from <= index;
  bool ends = a->open && a->open->len > 0 &&
              ranges[g_array_index(a->open, uint32_t, a->open->len - 1)].to <= index;
  return begins || ends;
}

/* Letters that join or stack are shaped together: a word, or a syllable of Tibetan. */
static bool goes_on(const Analysis *a, const Atom *last, gunichar c, uint32_t index) {
  return last->shaped && line_shapes_with(last->c, c) &&
         last->n_chars < SHAPED_TOGETHER &&
         !line_ends_syllable(a->text->utf8 + last->byte, last->bytes) &&
         !at_edge(a, index);
}

static void add_atom(Analysis *a, gunichar c, uint32_t index, const char *source) {
  uint32_t bytes = (uint32_t)(g_utf8_next_char(source) - source);
  Atom *last = a->n ? &a->atoms[a->n - 1] : NULL;
  /* not over a character that no font has, and that was left out */
  bool next = last && last->byte + last->bytes == (size_t)(source - a->text->utf8);
  bool joins = next && last->cls != CHAR_BREAK &&
               (joins_previous(c) || goes_on(a, last, c, index));
  if (joins) {
    last->n_chars++;
    last->bytes += bytes;
    return;
  }
  bool shaped = line_needs_shaping(c);
  bool western = a->western && a->western[index];
  CharFacts facts = shaped || western
                        ? (CharFacts){CHAR_LATIN, FACT_WORDISH}
                        : facts_between(last ? last->c : 0, c,
                                        g_utf8_get_char(g_utf8_next_char(source)));
  Atom *atom = &a->atoms[a->n];
  *atom = (Atom){.c = c,
                 .index = index,
                 .n_chars = 1,
                 .byte = (uint32_t)(source - a->text->utf8),
                 .bytes = bytes,
                 .cls = facts.cls,
                 .flags = facts.flags,
                 .shaped = shaped,
                 .role = a->style->role,
                 .tag = a->style->tag};
  if (a->open)
    apply_ranges(a, atom);
  if (facts.cls == CHAR_BREAK || set_font(a, atom))
    a->n++;
}

/* ---- junctions --------------------------------------------------------------- */

bool line_atom_wordish(const Atom *atom) {
  return atom->cls == CHAR_DIGIT || atom->cls == CHAR_LATIN ||
         atom->cls == CHAR_SOLIDUS || (atom->cls == CHAR_POSTFIX && atom->c < 0x80) ||
         (atom->cls == CHAR_PREFIX && atom->c < 0x80);
}

static bool rigid_side(const Atom *atom) {
  return atom->cls == CHAR_CONNECTOR || atom->cls == CHAR_INTERPUNCT ||
         atom->cls == CHAR_SOLIDUS || atom->cls == CHAR_BREAK;
}

/* A half-width mark in Han text: 计划,由; no gap before it, nor behind an opening one. */
static bool half_mark(const Atom *atom, uint8_t side) {
  return atom->c < 0x80 && g_ascii_ispunct((char)atom->c) &&
         ((atom->flags & side) || atom->c == '"' || atom->c == '\'');
}

static bool mixed(const Atom *a, const Atom *b) {
  return ((a->flags & FACT_HAN) && line_atom_wordish(b) &&
          !half_mark(b, FACT_NO_START)) ||
         (line_atom_wordish(a) && (b->flags & FACT_HAN) && !half_mark(a, FACT_NO_END));
}

static SqueezeLevel squeeze_level(const Atom *a, const Atom *b,
                                  const LayoutSpacing *spacing) {
  bool bracket = (a->trail && a->cls == CHAR_CLOSE) || (b->lead && b->cls == CHAR_OPEN);
  if (bracket)
    return SQUEEZE_BRACKET;
  if (a->cls == CHAR_COMMA)
    return SQUEEZE_COMMA;
  if (a->cls == CHAR_STOP && spacing->squeeze_stops)
    return SQUEEZE_STOP;
  return SQUEEZE_NONE;
}

static bool asks(const Atom *atom) {
  return atom->c == 0xFF1F || atom->c == 0xFF01; /* ？ ！ */
}

/* U1.1: two of ？ and ！ fill one cell, three two: the last of a pair gives up its blank
 * half too. */
static void join_asking(Junction *j, const Atom *atoms, uint32_t n, uint32_t k) {
  bool before = k > 0 && asks(&atoms[k - 1]), after = asks(&atoms[k + 1]);
  if (!asks(&atoms[k]) || (!before && !after))
    return;
  if (after)
    j->stretch_level = STRETCH_NONE;
  bool pair = before && !after && (k < 2 || !asks(&atoms[k - 2]));
  if (pair && k + 1 < n && !(atoms[k + 1].flags & FACT_MARK))
    j->natural -= atoms[k].trail;
}

static void join_marks(Junction *j, const Atom *a, const Atom *b,
                       const LayoutSpacing *spacing) {
  Length facing = a->trail + b->lead;
  bool both = a->flags & b->flags & FACT_MARK;
  if (both) {
    Length style = MIN(facing, thousandths(a->advance, spacing->adjacent_marks));
    j->natural = -style;
    facing -= style;
  }
  SqueezeLevel level = squeeze_level(a, b, spacing);
  if (level != SQUEEZE_NONE) {
    j->squeeze = facing;
    j->squeeze_level = (uint8_t)level;
  }
  j->stretch_level = STRETCH_EVEN;
}

static void join_mixed(Junction *j, Length cell, const LayoutSpacing *spacing) {
  j->natural = thousandths(cell, spacing->gap);
  j->squeeze = thousandths(cell, spacing->gap - spacing->gap_min);
  j->squeeze_level = SQUEEZE_GAP;
  j->stretch = thousandths(cell, spacing->gap_max - spacing->gap);
  j->stretch_level = spacing->gap_max > 0 ? STRETCH_GAP : STRETCH_EVEN;
}

static void join_space(Junction *j, Length cell, const LayoutSpacing *spacing) {
  j->squeeze = thousandths(cell, spacing->word - spacing->word_min);
  j->squeeze_level = SQUEEZE_WORD;
  j->stretch = thousandths(cell, spacing->word_max - spacing->word);
  j->stretch_level = STRETCH_WORD;
}

static bool is_pair(const Atom *a, const Atom *b) {
  return a->cls == b->cls && (a->cls == CHAR_DASH || a->cls == CHAR_ELLIPSIS);
}

/* A lone — between digits is a connector (U1.3); a pair is a dash. */
static bool lone_dash(const Atom *atoms, uint32_t n, uint32_t k) {
  if (atoms[k].cls != CHAR_DASH)
    return false;
  bool before = k > 0 && atoms[k - 1].cls == CHAR_DASH;
  bool after = k + 1 < n && atoms[k + 1].cls == CHAR_DASH;
  return !before && !after;
}

static CharFacts facts_of(const Atom *atom) {
  return (CharFacts){atom->cls, atom->flags};
}

/* What stands below or above the line belongs to what it follows; behind it, Han stands
 * as far off as behind a figure. */
static void join_script(Junction *j, const Atom *b, const LayoutSpacing *spacing) {
  j->stretch_level = STRETCH_NONE;
  if (b->script)
    j->penalty = BREAK_NEVER;
  else if (b->flags & FACT_HAN)
    join_mixed(j, b->role->cell, spacing);
}

static void join(Junction *j, const Atom *atoms, uint32_t n, uint32_t k,
                 const LayoutSpacing *spacing) {
  const Atom *a = &atoms[k], *b = &atoms[k + 1];
  j->penalty = line_break_of_facts(a->c, facts_of(a), b->c, facts_of(b), false);
  if (a->shaped && b->shaped)
    j->penalty = BREAK_FREE; /* between syllables */
  if (lone_dash(atoms, n, k + 1))
    j->penalty = BREAK_NEVER;
  if (a->trail || b->lead) {
    join_marks(j, a, b, spacing);
    if (spacing->adjacent_marks > 0)
      join_asking(j, atoms, n, k);
  } else if (a->cls == CHAR_SPACE)
    join_space(j, a->role->cell, spacing);
  else if (a->script || b->script)
    join_script(j, b, spacing);
  else if (b->cls == CHAR_SPACE || is_pair(a, b) ||
           (line_atom_wordish(a) && line_atom_wordish(b)) || rigid_side(a) ||
           rigid_side(b) || lone_dash(atoms, n, k) || lone_dash(atoms, n, k + 1) ||
           a->cls == CHAR_PREFIX || b->cls == CHAR_POSTFIX)
    j->stretch_level = STRETCH_NONE;
  else if (mixed(a, b))
    join_mixed(j, b->role->cell, spacing);
  else
    j->stretch_level = STRETCH_EVEN;
}

/* ---- digits in groups of three ---------------------------------------------------- */

#define GROUP_DIGITS 3
#define GROUPED_FROM 4

/* From the decimal point, or the last digit, leftwards (GB/T 15835). */
static void group_digits(const Atom *atoms, uint32_t n, Junction *junctions, Length gap) {
  for (uint32_t from = 0; from < n;) {
    uint32_t to = from;
    while (to < n && atoms[to].cls == CHAR_DIGIT)
      to++;
    bool fraction = from > 0 && atoms[from - 1].c == '.';
    for (uint32_t k = to;
         !fraction && to - from >= GROUPED_FROM && k > from + GROUP_DIGITS;) {
      k -= GROUP_DIGITS;
      junctions[k - 1].natural += gap;
    }
    from = MAX(to, from + 1);
  }
}

/* ---- tags given later -------------------------------------------------------------- */

void line_tag(Paragraph *p, TagTree *tree, TagId tag) {
  const TextRange *ref = NULL;
  TagId link = tag;
  for (uint32_t k = 0; k < p->n; k++) {
    Atom *atom = &p->atoms[k];
    if (atom->ref && atom->ref != ref)
      link = tagtree_add(tree, tag, &(Tag){.role = TAG_LINK});
    ref = atom->ref;
    atom->tag = ref ? link : tag;
  }
}

bool line_is_forced(const Paragraph *p) {
  for (uint32_t k = 0; k < p->n; k++)
    if (p->atoms[k].cls == CHAR_BREAK)
      return true;
  return false;
}

/* ---- the whole ------------------------------------------------------------------ */

static LineSums *sum_up(Arena *arena, const Atom *atoms, const Junction *junctions,
                        uint32_t n) {
  LineSums *sums = ARENA_ARRAY(arena, LineSums, n + 1);
  for (uint32_t k = 0; k < n; k++) {
    sums[k + 1] = sums[k];
    LineSums *s = &sums[k + 1];
    const Junction *j = &junctions[k];
    s->width += atoms[k].advance + j->natural;
    s->squeeze[j->squeeze_level] += j->squeeze;
    s->stretch[j->stretch_level] += j->stretch;
    s->even += j->stretch_level == STRETCH_EVEN;
    s->any += j->stretch_level != STRETCH_NONE;
  }
  return sums;
}

/* The layout's spacing without gaps between Han and Latin. */
static const LayoutSpacing *solid_spacing(Job *job) {
  LayoutSpacing *solid = ARENA_NEW(job->arena, LayoutSpacing);
  *solid = job->layout->spacing;
  solid->gap = solid->gap_min = solid->gap_max = 0;
  return solid;
}

Paragraph *line_analyse(Job *job, const Text *text, const TextStyle *style) {
  Analysis a = {
      .job = job, .text = text, .style = style, .spacing = &job->layout->spacing};
  if (style->solid)
    a.spacing = solid_spacing(job);
  a.atoms = ARENA_ARRAY(job->arena, Atom, text->chars + 1);
  a.open = text->n_ranges ? g_array_new(FALSE, FALSE, sizeof(uint32_t)) : NULL;
  name_ranges(&a);
  a.western = line_western_quotes(job->arena, text);
  const char *p = text->utf8;
  for (uint32_t i = 0; i < text->chars; i++) {
    const char *source = p;
    add_atom(&a, text_next(&p), i, source);
  }
  uint32_t n = a.n;
  Atom *atoms = a.atoms;
  line_settle_letters(&a);
  if (a.open)
    g_array_free(a.open, TRUE);
  Junction *junctions = ARENA_ARRAY(job->arena, Junction, n + 1);
  for (uint32_t k = 0; k + 1 < n; k++)
    join(&junctions[k], atoms, n, k, a.spacing);
  line_keep_runs(text, atoms, n, junctions);
  if (style->thousands)
    group_digits(atoms, n, junctions, style->thousands);
  Paragraph *paragraph = ARENA_NEW(job->arena, Paragraph);
  *paragraph = (Paragraph){.text = text,
                           .spacing = a.spacing,
                           .role = style->role,
                           .cell = style->role->cell,
                           .size = style->role->size,
                           .x_scale = 1024,
                           .atoms = atoms,
                           .n = n,
                           .bidi = a.bidi,
                           .junctions = junctions,
                           .sums = sum_up(job->arena, atoms, junctions, n)};
  return paragraph;
}
