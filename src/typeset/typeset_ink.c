/* A placed line becomes glyph runs. */
#include <string.h>

#include "typeset_line.h"

/* The em box of Han text: so far above the baseline, whatever a font's tables say. */
#define EM_ASCENT 880 /* thousandths */

static Length baseline(Length y, Length size) {
  return y + (Length)((int64_t)size * EM_ASCENT / 1000);
}

static Length scaled(int64_t units, Length size, int32_t upem) {
  return (Length)(units * size / upem);
}

typedef struct Fitted {
  Length dx;        /* of the glyph's origin from its cell's start */
  int32_t x_scale;
} Fitted;

static int32_t ratio(Length want, Length have) {
  return have > 0 ? (int32_t)((int64_t)want * 1024 / have) : 1024;
}

/* ？ and ！ stand in the left half of their cell (U1.1), also where a font centres them: else
 * closing up the right half would run them into what follows. */
static Length left_half(Length left, Length ink, Length cell) {
  Length half = cell / 2;
  return left + ink > half && ink <= half ? (half - ink) / 2 - left : 0;
}

/* How a glyph fills its cell (G2.2, G2.3, U1). */
static Fitted fit_glyph(const Atom *atom) {
  Length size = atom->role->size;
  int32_t upem = font_units_per_em(atom->font);
  bool stop = atom->cls == CHAR_STOP && atom->c != 0x3002; /* not 。 */
  if (atom->fit == FIT_NONE || (atom->fit == FIT_LEFT && !stop))
    return (Fitted){0, 1024}; /* nearly all: no need to look at their ink */
  Length advance = scaled(font_advance(atom->font, atom->glyph), size, upem);
  InkBox box = font_ink(atom->font, atom->glyph);
  Length left = scaled(box.left, size, upem), ink = scaled(box.right - box.left, size, upem);
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
         a->role->size == b->role->size && a->role->colour == b->role->colour;
}

static void add_cluster(const Atom *atom, const char *text, uint32_t bytes, Glyph at,
                        GArray *glyphs) {
  if (atom->n_chars == 1) {
    at.id = atom->glyph;
    g_array_append_val(glyphs, at);
    return;
  }
  g_autoptr(GArray) shaped = g_array_new(FALSE, FALSE, sizeof(ShapedGlyph));
  font_shape(atom->font, text, bytes, shaped);
  int32_t upem = font_units_per_em(atom->font);
  Length pen = 0;
  for (guint i = 0; i < shaped->len; i++) {
    const ShapedGlyph *s = &g_array_index(shaped, ShapedGlyph, i);
    Glyph glyph = {.id = s->glyph, .text = at.text};
    glyph.x = at.x + pen + scaled(s->x_offset, atom->role->size, upem);
    glyph.y = at.y - scaled(s->y_offset, atom->role->size, upem);
    pen += scaled(s->advance, atom->role->size, upem);
    g_array_append_val(glyphs, glyph);
  }
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

/* The longest stretch of atoms from `from` on that one glyph run can show. */
static InkRun next_run(const SetLine *line, uint32_t from) {
  const Paragraph *p = line->paragraph;
  InkRun run = {.from = from, .to = from + 1};
  run.x_scale = fit_glyph(&p->atoms[from]).x_scale;
  while (run.to < line->to && same_run(&p->atoms[from], &p->atoms[run.to]) &&
         fit_glyph(&p->atoms[run.to]).x_scale == run.x_scale)
    run.to++;
  return run;
}

static Length fitted_x(const Paragraph *p, uint32_t k, Length x) {
  return x + (Length)((int64_t)fit_glyph(&p->atoms[k]).dx * p->x_scale / 1024);
}

#define APART (LENGTH_PT / 4)

/* Where the glyph of atom k begins. An opening mark squeezed onto the mark before it, blank on blank,
 * still begins behind it: programs that read a page sort what stands on a line by its x. */
static Length glyph_x(const SetLine *line, uint32_t k, const Length *x) {
  const Paragraph *p = line->paragraph;
  Length own = fitted_x(p, k, x[k - line->from]);
  if (p->atoms[k].cls != CHAR_OPEN || k == line->from)
    return own;
  return MAX(own, fitted_x(p, k - 1, x[k - 1 - line->from]) + APART);
}

static void emit_run(PageBuild *page, const SetLine *line, const InkRun *run, const Length *x,
                     Length x0, Length y) {
  const Paragraph *p = line->paragraph;
  const Atom *first = &p->atoms[run->from];
  guint room = run->to - run->from;
  g_autoptr(GString) text = g_string_sized_new(4 * (gsize)room);
  GArray *glyphs = g_array_sized_new(FALSE, TRUE, sizeof(Glyph), room);
  for (uint32_t k = run->from; k < run->to; k++) {
    const Atom *atom = &p->atoms[k];
    const char *source = p->text->utf8 + atom->byte;
    Glyph at = {.x = x0 + glyph_x(line, k, x), .y = y, .text = (uint32_t)text->len};
    add_cluster(atom, source, atom->bytes, at, glyphs);
    g_string_append_len(text, source, atom->bytes);
  }
  Item item = {.kind = ITEM_GLYPHS, .tag = line->artifact ? TAG_NONE : first->tag};
  item.artifact = item.tag == TAG_NONE ? ARTIFACT_PAGINATION : ARTIFACT_NONE;
  item.as.glyphs.font = first->font;
  item.as.glyphs.size = first->role->size;
  item.as.glyphs.x_scale = (int32_t)((int64_t)run->x_scale * p->x_scale / 1024);
  item.as.glyphs.colour = colour_of(first->role);
  item.as.glyphs.n_glyphs = glyphs->len;
  item.as.glyphs.glyphs = arena_take_array(page->arena, glyphs);
  item.as.glyphs.text = arena_strdup(page->arena, text->str);
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

static void ink_links(PageBuild *page, const SetLine *line, const Length *x, Length x0, Length y) {
  const Paragraph *p = line->paragraph;
  for (uint32_t from = line->from; from < line->to;) {
    const TextRange *ref = p->atoms[from].ref;
    uint32_t to = from + 1;
    while (to < line->to && p->atoms[to].ref == ref)
      to++;
    if (ref && ref->target && p->atoms[from].tag != TAG_NONE) {
      Length left = x[from - line->from];
      Length right = x[to - 1 - line->from] + p->atoms[to - 1].advance;
      emit_link(page, line, from, to,
                &(PageLink){.x = x0 + left, .y = y, .width = right - left, .height = p->size});
    }
    from = to;
  }
}

void line_ink(PageBuild *page, const SetLine *line, Length x0, Length y) {
  const Paragraph *p = line->paragraph;
  if (line->to <= line->from)
    return;
  g_autofree Length *x = g_new(Length, line->to - line->from);
  line_place(line, x);
  for (uint32_t from = line->from; from < line->to;) {
    InkRun run = next_run(line, from);
    emit_run(page, line, &run, x, x0 + line->left, baseline(y, p->size));
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
