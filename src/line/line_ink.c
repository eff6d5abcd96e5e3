/* A placed line becomes glyph runs. */
#include <string.h>

#include "line.h"

/* The em box of Han text: so far above the baseline, whatever a font's tables say. */
#define EM_ASCENT 880 /* thousandths */

static Length baseline(Length y, Length size) {
  return y + (Length)((int64_t)size * EM_ASCENT / 1000);
}

static Length scaled(int64_t units, Length size, int32_t upem) {
  return (Length)(units * size / upem);
}

typedef struct Fitted {
  Length dx; /* of the glyph's origin from its cell's start */
  int32_t x_scale;
} Fitted;

static int32_t ratio(Length want, Length have) {
  return have > 0 ? (int32_t)((int64_t)want * 1024 / have) : 1024;
}

/* ？ and ！ stand in the left half of their cell (U1.1), also where a font centres them:
 * else closing up the right half would run them into what follows. */
static Length left_half(Length left, Length ink, Length cell) {
  Length half = cell / 2;
  return left + ink > half && ink <= half ? (half - ink) / 2 - left : 0;
}

/* How a glyph fills its cell (G2.2, G2.3, U1). */
static Fitted fit_glyph(const Atom *atom) {
  bool stop = atom->cls == CHAR_STOP && atom->c != 0x3002; /* not 。 */
  if (atom->fit == FIT_NONE || (atom->fit == FIT_LEFT && !stop))
    return (Fitted){0, 1024}; /* nearly all: no need to look at their ink */
  Length size = atom->role->size;
  int32_t upem = font_units_per_em(atom->font);
  Length advance = scaled(font_advance(atom->font, atom->glyph), size, upem);
  InkBox box = font_ink(atom->font, atom->glyph);
  Length left = scaled(box.left, size, upem),
         ink = scaled(box.right - box.left, size, upem);
  switch ((CellFit)atom->fit) {
    case FIT_CENTRE:
      return (Fitted){(atom->advance - ink) / 2 - left, 1024};
    case FIT_RIGHT:
      return (Fitted){atom->advance - advance, 1024};
    case FIT_SCALE:
      return (Fitted){0, ratio(atom->advance, advance)};
    case FIT_INK: {
      int32_t scale = ratio(atom->advance, ink);
      return (Fitted){(Length)(-(int64_t)left * scale / 1024), scale};
    }
    case FIT_LEFT:
      return (Fitted){left_half(left, ink, atom->advance), 1024};
    case FIT_NONE:
      break;
  }
  return (Fitted){0, 1024};
}

static bool same_run(const Atom *a, const Atom *b) {
  return a->font == b->font && a->tag == b->tag && a->ref == b->ref &&
         a->role->size == b->role->size && a->drop == b->drop && a->lang == b->lang &&
         a->role->colour == b->role->colour;
}

/* A letter with its marks, or a word, of which HarfBuzz says what stands where. It gives
 * glyphs from left to right; readers want them in the order of the text. */
static void add_cluster(const Atom *atom, const char *text, Glyph at, GArray *glyphs) {
  g_autoptr(GArray) shaped = g_array_new(FALSE, FALSE, sizeof(ShapedGlyph));
  font_shape(atom->font, text, atom->bytes, shaped);
  int32_t upem = font_units_per_em(atom->font);
  guint first = glyphs->len;
  Length pen = 0;
  for (guint i = 0; i < shaped->len; i++) {
    const ShapedGlyph *s = &g_array_index(shaped, ShapedGlyph, i);
    Glyph glyph = {.id = s->glyph, .text = at.text + (atom->shaped ? s->cluster : 0)};
    glyph.x = at.x + pen + scaled(s->x_offset, atom->role->size, upem);
    glyph.y = at.y - scaled(s->y_offset, atom->role->size, upem);
    pen += scaled(s->advance, atom->role->size, upem);
    g_array_append_val(glyphs, glyph);
  }
  bool turned =
      shaped->len > 1 && g_array_index(shaped, ShapedGlyph, 0).cluster >
                             g_array_index(shaped, ShapedGlyph, shaped->len - 1).cluster;
  for (guint i = first, k = glyphs->len; turned && i + 1 < k--; i++) {
    Glyph left = g_array_index(glyphs, Glyph, i);
    g_array_index(glyphs, Glyph, i) = g_array_index(glyphs, Glyph, k);
    g_array_index(glyphs, Glyph, k) = left;
  }
  for (guint i = first + 1; i < glyphs->len; i++) {
    Glyph *glyph = &g_array_index(glyphs, Glyph, i);
    glyph->text = MAX(glyph->text, g_array_index(glyphs, Glyph, i - 1).text);
  }
}

static bool in_clusters(const Atom *atom) {
  return atom->n_chars > 1 || atom->shaped;
}

static Colour colour_of(const LayoutRole *role) {
  if (!role->colour)
    return (Colour){0};
  return (Colour){role->colour->r, role->colour->g, role->colour->b, role->colour->spot};
}

typedef struct InkRun {
  uint32_t from, to;
  int32_t x_scale;
} InkRun;

/* A line being drawn: where each of its atoms begins and how its glyph fills the cell. */
typedef struct InkLine {
  const SetLine *line;
  const Length *x;
  const Fitted *fits;
} InkLine;

/* The longest stretch of atoms from `from` on that one glyph run can show. */
static InkRun next_run(const InkLine *ink, uint32_t from) {
  const SetLine *line = ink->line;
  const Paragraph *p = line->paragraph;
  const Fitted *fits = ink->fits - line->from;
  InkRun run = {.from = from, .to = from + 1, .x_scale = fits[from].x_scale};
  while (run.to < line->to && fits[run.to].x_scale == run.x_scale &&
         same_run(&p->atoms[from], &p->atoms[run.to]))
    run.to++;
  return run;
}

static Length fitted_x(const InkLine *ink, uint32_t k) {
  uint32_t i = k - ink->line->from;
  Length dx = ink->fits[i].dx;
  return ink->x[i] +
         (dx ? (Length)((int64_t)dx * ink->line->paragraph->x_scale / 1024) : 0);
}

#define APART (LENGTH_PT / 4)

/* Where the glyph of atom k begins. An opening mark squeezed onto the mark before it,
 * blank on blank, still begins behind it: programs that read a page sort what stands on a
 * line by its x. */
static Length glyph_x(const InkLine *ink, uint32_t k) {
  Length own = fitted_x(ink, k);
  if (ink->line->paragraph->atoms[k].cls != CHAR_OPEN || k == ink->line->from)
    return own;
  return MAX(own, fitted_x(ink, k - 1) + APART);
}

#define SQUEEZED 400 /* thousandths of the size: that a blank half is closed up */

/* How much less wide than set what stands between atoms k and k + 1 is. */
static bool closes_up(const InkLine *ink, uint32_t k) {
  const Atom *atom = &ink->line->paragraph->atoms[k];
  uint32_t i = k - ink->line->from;
  Length advance =
      (Length)((int64_t)atom->advance * ink->line->paragraph->x_scale / 1024);
  Length overlap = ink->x[i] + advance - ink->x[i + 1];
  return (int64_t)overlap * 1000 > (int64_t)SQUEEZED * atom->role->size;
}

/* The cell of atom k, for programs that read a page by the widths of its glyphs: without
 * a half that is closed up, the glyph else being taken to lie upon its neighbour. */
static void set_cell(const InkLine *ink, uint32_t k, Glyph *glyph) {
  const Paragraph *p = ink->line->paragraph;
  const Atom *atom = &p->atoms[k];
  Length before = ink->fits[k - ink->line->from].dx, width = atom->advance;
  bool next = k + 1 < ink->line->to, last = k > ink->line->from;
  if (next && atom->trail > 0 && closes_up(ink, k))
    width -= atom->trail;
  else if (last && atom->lead > 0 && p->atoms[k - 1].trail == 0 &&
           closes_up(ink, k - 1)) {
    width -= atom->lead;
    before -= atom->lead;
  }
  glyph->before = (Length)((int64_t)before * p->x_scale / 1024);
  glyph->width = (Length)((int64_t)width * p->x_scale / 1024);
}

/* The word space at which the line was broken, or that its forced break stands for, is
 * drawn as nothing behind the line, so that its tags read as words: World Bank. Its
 * glyph; 0: there is none. */
static uint32_t space_after(const InkLine *ink, uint32_t to) {
  const SetLine *line = ink->line;
  const Paragraph *p = line->paragraph;
  if (to != line->to || to >= p->n || line->artifact)
    return 0;
  const Atom *last = &p->atoms[to - 1], *next = &p->atoms[to];
  bool forced = next->cls == CHAR_BREAK && to + 1 < p->n &&
                text_parts_words(last->c, p->atoms[to + 1].c);
  return next->cls == CHAR_SPACE || forced ? font_glyph(last->font, ' ') : 0;
}

static Glyph space_at(const InkLine *ink, uint32_t glyph, uint32_t text) {
  const Paragraph *p = ink->line->paragraph;
  uint32_t last = ink->line->to - 1;
  Length advance = (Length)((int64_t)p->atoms[last].advance * p->x_scale / 1024);
  return (Glyph){
      .id = glyph, .x = ink->x[last - ink->line->from] + advance, .text = text};
}

/* The run's glyphs and text, in the arena; nearly always one glyph to an atom. */
static void fill_run(Arena *arena, const InkLine *ink, const InkRun *run, Length x0,
                     Length y, GlyphRun *out) {
  const Paragraph *p = ink->line->paragraph;
  uint32_t n = run->to - run->from, bytes = 0;
  bool clusters = false;
  for (uint32_t k = run->from; k < run->to; k++) {
    bytes += p->atoms[k].bytes;
    clusters = clusters || in_clusters(&p->atoms[k]);
  }
  uint32_t space = space_after(ink, run->to);
  char *text = arena_alloc(arena, bytes + 2);
  Glyph *glyphs = clusters ? NULL : ARENA_ARRAY(arena, Glyph, n + 1);
  GArray *shaped = clusters ? g_array_new(FALSE, TRUE, sizeof(Glyph)) : NULL;
  uint32_t at_byte = 0;
  for (uint32_t k = run->from; k < run->to; k++) {
    const Atom *atom = &p->atoms[k];
    const char *source = p->text->utf8 + atom->byte;
    Glyph at = {.id = atom->glyph, .x = x0 + glyph_x(ink, k), .y = y, .text = at_byte};
    if (!in_clusters(atom))
      set_cell(ink, k, &at);
    if (!shaped)
      glyphs[k - run->from] = at;
    else if (!in_clusters(atom))
      g_array_append_val(shaped, at);
    else
      add_cluster(atom, source, at, shaped);
    memcpy(text + at_byte, source, atom->bytes);
    at_byte += atom->bytes;
  }
  if (space) {
    Glyph at = space_at(ink, space, at_byte);
    at.x += x0;
    at.y = y;
    text[at_byte++] = ' ';
    if (shaped)
      g_array_append_val(shaped, at);
    else
      glyphs[n++] = at;
  }
  text[at_byte] = '\0';
  out->n_glyphs = shaped ? shaped->len : n;
  out->glyphs = shaped ? arena_take_array(arena, shaped) : glyphs;
  out->text = text;
}

static void emit_run(PageBuild *page, const InkLine *ink, const InkRun *run, Length x0,
                     Length y) {
  const Paragraph *p = ink->line->paragraph;
  const Atom *first = &p->atoms[run->from];
  Item item = {.kind = ITEM_GLYPHS, .tag = ink->line->artifact ? TAG_NONE : first->tag};
  item.artifact = item.tag == TAG_NONE ? ARTIFACT_PAGINATION : ARTIFACT_NONE;
  item.as.glyphs.font = first->font;
  item.as.glyphs.size = first->role->size;
  item.as.glyphs.lang = first->lang;
  item.as.glyphs.x_scale = (int32_t)((int64_t)run->x_scale * p->x_scale / 1024);
  item.as.glyphs.colour = colour_of(first->role);
  fill_run(page->arena, ink, run, x0, y, &item.as.glyphs);
  g_array_append_val(page->items, item);
}

static void emit_link(PageBuild *page, const SetLine *line, uint32_t from, uint32_t to,
                      const PageLink *place) {
  const Paragraph *p = line->paragraph;
  const Atom *a = &p->atoms[from], *b = &p->atoms[to - 1];
  const char *start = p->text->utf8 + a->byte, *end = p->text->utf8 + b->byte + b->bytes;
  PageLink link = *place;
  link.target = a->ref->target;
  link.tag = a->tag;
  link.text = arena_strndup(page->arena, start, (size_t)(end - start));
  g_array_append_val(page->links, link);
}

static void ink_links(PageBuild *page, const SetLine *line, const Length *x, Length x0,
                      Length y) {
  const Paragraph *p = line->paragraph;
  for (uint32_t from = line->from; from < line->to;) {
    const TextRange *ref = p->atoms[from].ref;
    uint32_t to = from + 1;
    while (to < line->to && p->atoms[to].ref == ref)
      to++;
    if (ref && ref->target && p->atoms[from].tag != TAG_NONE) {
      Length left = x[from - line->from];
      Length right = x[to - 1 - line->from] + p->atoms[to - 1].advance;
      emit_link(
          page, line, from, to,
          &(PageLink){.x = x0 + left, .y = y, .width = right - left, .height = p->size});
    }
    from = to;
  }
}

#define SHORT_LINE 64 /* atoms: nearly all lines */

void line_ink(PageBuild *page, const SetLine *line, Length x0, Length y) {
  const Paragraph *p = line->paragraph;
  if (line->to <= line->from)
    return;
  Length few_x[SHORT_LINE];
  Fitted few_fits[SHORT_LINE];
  uint32_t n = line->to - line->from;
  g_autofree Length *many_x = n > SHORT_LINE ? g_new(Length, n) : NULL;
  g_autofree Fitted *many_fits = n > SHORT_LINE ? g_new(Fitted, n) : NULL;
  Length *x = many_x ? many_x : few_x;
  Fitted *fits = many_fits ? many_fits : few_fits;
  line_place(line, x);
  for (uint32_t i = 0; i < n; i++)
    fits[i] = fit_glyph(&p->atoms[line->from + i]);
  InkLine ink = {line, x, fits};
  for (uint32_t from = line->from; from < line->to;) {
    InkRun run = next_run(&ink, from);
    emit_run(page, &ink, &run, x0 + line->left,
             baseline(y, p->size) + p->atoms[from].drop);
    from = run.to;
  }
  if (!line->artifact)
    ink_links(page, line, x, x0 + line->left, y);
}

void line_dash_centre(const SetLine *line, Length *y) {
  const Paragraph *p = line->paragraph;
  const Atom *dash = &p->atoms[line->from];
  for (uint32_t k = line->from; k < line->to; k++) {
    if (p->atoms[k].cls == CHAR_DASH) {
      dash = &p->atoms[k];
      break;
    }
  }
  InkBox box = font_ink(dash->font, dash->glyph);
  int64_t middle = (box.bottom + box.top) / 2;
  *y = baseline(0, p->size) - scaled(middle, p->size, font_units_per_em(dash->font));
}
