/* Glyph runs → text operators. Where a glyph stands is the page's word; Tc takes what the
 * glyphs of a line have in common beyond their widths, a number in TJ what remains, so
 * that no glyph is further than TOLERANCE from its place and no error adds up. */
#include <math.h>
#include <string.h>

#include "pdf_private.h"

#define TOLERANCE 0.002    /* pt */
#define ALIKE 0.003        /* pt: gaps that one Tc can serve */
#define UNITS_MOST 30000   /* of a cell, font units */
#define VALUE_MAX_BYTES 64 /* a longer cluster goes by ActualText */
#define STRING_GLYPHS 128  /* in one record of the draft */

typedef struct Pen {
  Canvas *canvas;
  const GlyphRun *run;
  PdfFont *font;
  int index;            /* of the font */
  double size, stretch; /* pt; x scale as the file says it */
  const uint16_t *uses; /* of the run's glyphs */
  double x;             /* where the next glyph would fall, pt */
  Length y;
  bool placed, in_array;
  uint16_t waiting[STRING_GLYPHS];
  uint16_t n_waiting;
} Pen;

static double points(Length length) {
  return (double)length / LENGTH_PT;
}

/* ---- strings and arrays ---------------------------------------------------------- */

static void flush_string(Pen *pen) {
  if (!pen->n_waiting)
    return;
  PdfBytes *ops = pen->canvas->ops;
  uint8_t kind = DRAFT_GLYPHS;
  uint16_t head[2] = {(uint16_t)pen->index, pen->n_waiting};
  put_bytes(ops, &kind, 1);
  put_bytes(ops, head, sizeof head);
  put_bytes(ops, pen->waiting, pen->n_waiting * sizeof *pen->waiting);
  pen->n_waiting = 0;
}

static void close_array(Pen *pen) {
  flush_string(pen);
  if (pen->in_array)
    put_text(pen->canvas->ops, "]TJ\n");
  pen->in_array = false;
}

static void open_array(Pen *pen) {
  if (!pen->in_array)
    put_text(pen->canvas->ops, "[");
  pen->in_array = true;
}

/* ---- state ----------------------------------------------------------------------- */

static void enter_text(Pen *pen) {
  Canvas *c = pen->canvas;
  if (!c->in_text) {
    put_text(c->ops, "BT\n");
    c->in_text = true;
    c->line_x = c->line_y = 0;
  }
  content_fill(c, &pen->run->colour);
  if (c->now.font != pen->index || c->now.size != pen->run->size) {
    put_text(c->ops, "/F");
    put_int(c->ops, pen->index);
    put_text(c->ops, " ");
    put_length(c->ops, pen->run->size);
    put_text(c->ops, " Tf\n");
  }
  c->now.font = pen->index;
  c->now.size = pen->run->size;
  int64_t scale = ((int64_t)pen->run->x_scale * 100000 + 512) / 1024;
  if (scale != c->now.scale) {
    put_real(c->ops, scale, 3);
    put_text(c->ops, " Tz\n");
  }
  c->now.scale = scale;
  pen->stretch = (double)scale / 100000;
}

/* The width of glyph i by the font, pt. */
static double width_of(const Pen *pen, uint32_t i) {
  return pen->font->uses[pen->uses[i]].width * pen->size * pen->stretch / 1000;
}

/* Where the file has glyph i begin: its cell's left edge, when the font moves it there.
 */
static Length begin_of(const Pen *pen, uint32_t i) {
  const Glyph *glyph = &pen->run->glyphs[i];
  return glyph->x - (pen->font->uses[pen->uses[i]].own ? 0 : glyph->before);
}

/* What lies between glyph i and the next beyond its own width; false: no next on this
 * line. */
static bool gap_after(Pen *pen, uint32_t i, double *gap) {
  const Glyph *g = pen->run->glyphs;
  if (i + 1 >= pen->run->n_glyphs || g[i + 1].y != g[i].y)
    return false;
  *gap = points(begin_of(pen, i + 1) - begin_of(pen, i)) - width_of(pen, i);
  return true;
}

/* The gap most glyphs of the line from i on have, by majority vote; then the mean of
 * those alike. False: there is none, and the spacing may stay as it is. */
static bool common_gap(Pen *pen, uint32_t i, double *mean) {
  double candidate = 0, gap, sum = 0;
  int votes = 0, alike = 0, others = 0;
  for (uint32_t k = i; gap_after(pen, k, &gap); k++) {
    if (votes == 0)
      candidate = gap;
    votes += fabs(gap - candidate) < ALIKE ? 1 : -1;
  }
  for (uint32_t k = i; gap_after(pen, k, &gap); k++) {
    bool same = fabs(gap - candidate) < ALIKE;
    alike += same;
    others += !same;
    sum += same ? gap : 0;
  }
  if (alike <= others || alike < 2)
    return false;
  *mean = sum / alike;
  return true;
}

static void set_spacing(Pen *pen, uint32_t i) {
  Canvas *c = pen->canvas;
  double mean;
  if (!common_gap(pen, i, &mean))
    return;
  int64_t spacing = llround(CLAMP(mean / pen->stretch * 10000, -1e8, 1e8));
  if (spacing == c->now.spacing)
    return;
  put_real(c->ops, spacing, 4);
  put_text(c->ops, " Tc\n");
  c->now.spacing = spacing;
}

static void move_to(Pen *pen, uint32_t i) {
  Canvas *c = pen->canvas;
  const Glyph *glyph = &pen->run->glyphs[i];
  close_array(pen);
  set_spacing(pen, i);
  int64_t x = pdf_length_milli(begin_of(pen, i));
  int64_t y = pdf_length_milli((int64_t)c->page->height - glyph->y);
  put_real(c->ops, x - c->line_x, 3);
  put_text(c->ops, " ");
  put_real(c->ops, y - c->line_y, 3);
  put_text(c->ops, " Td\n");
  c->line_x = x;
  c->line_y = y;
  pen->x = (double)x / 1000;
  pen->y = glyph->y;
  pen->placed = true;
}

/* A number in TJ: tenths of a thousandth of the scaled size, taken off the pen. */
static void adjust(Pen *pen, double by) {
  double unit = pen->size * pen->stretch / 10000;
  int64_t n = llround(CLAMP(-by / unit, -1e12, 1e12));
  flush_string(pen);
  open_array(pen);
  put_real(pen->canvas->ops, n, 1);
  pen->x -= (double)n * unit;
}

static void draw_glyph(Pen *pen, uint32_t i) {
  const Glyph *glyph = &pen->run->glyphs[i];
  if (!pen->placed || glyph->y != pen->y)
    move_to(pen, i);
  double off = points(begin_of(pen, i)) - pen->x;
  if (fabs(off) > TOLERANCE)
    adjust(pen, off);
  open_array(pen);
  pen->waiting[pen->n_waiting++] = pen->uses[i];
  if (pen->n_waiting == STRING_GLYPHS)
    flush_string(pen);
  pen->x += width_of(pen, i) + (double)pen->canvas->now.spacing / 10000 * pen->stretch;
}

/* ---- clusters -------------------------------------------------------------------- */

typedef struct Cluster {
  uint32_t from, to; /* glyphs */
  const char *text;
  size_t len;
  bool read; /* ToUnicode gives the text */
} Cluster;

static Cluster cluster_at(const GlyphRun *run, uint32_t from, size_t text_len) {
  Cluster cluster = {.from = from, .to = from + 1};
  uint32_t start = run->glyphs[from].text;
  while (cluster.to < run->n_glyphs && run->glyphs[cluster.to].text == start)
    cluster.to++;
  size_t end = cluster.to < run->n_glyphs ? run->glyphs[cluster.to].text : text_len;
  cluster.text = run->text + start;
  cluster.len = end - start;
  return cluster;
}

/* —— drawn by one glyph: the glyph still reads —, and ActualText says there are two. */
static bool repeats(const Cluster *cluster) {
  const char *p = cluster->text, *end = p + cluster->len;
  if (p == end || g_utf8_next_char(p) == end)
    return false;
  gunichar first = text_next(&p);
  while (p < end)
    if (text_next(&p) != first)
      return false;
  return true;
}

/* Font units that a length of the page is at the run's size and stretch. */
static int32_t units(const GlyphRun *run, Length length) {
  int64_t em = (int64_t)font_units_per_em(run->font) * 1024;
  int64_t size = (int64_t)run->size * run->x_scale, twice = 2 * length * em;
  return (int32_t)CLAMP((twice + (twice < 0 ? -size : size)) / (2 * size), -UNITS_MOST,
                        UNITS_MOST);
}

#define LIKE_OWN                                                         \
  30 /* an em's so-manieth: too small a difference for a form of its own \
      */

/* A cell is a little narrower than its character's em where a line holds 28 of them: the
 * spacing of the line says so, not each glyph. */
static GlyphWish wish_of(const GlyphRun *run, const Glyph *glyph) {
  GlyphWish wish = {.glyph = glyph->id, .own = glyph->width <= 0};
  if (wish.own)
    return wish;
  wish.shift = units(run, glyph->before);
  wish.advance = units(run, glyph->width);
  int32_t own = font_advance(run->font, glyph->id);
  int32_t near = font_units_per_em(run->font) / LIKE_OWN;
  wish.own = ABS(wish.shift) <= near && ABS(wish.advance - own) <= near;
  return wish;
}

/* A use of the glyph that means the text; where the font has no room for one more, any.
 */
static uint16_t take_use(Pen *pen, GlyphWish *wish, bool *same) {
  Arena *arena = pen->canvas->sink->arena;
  uint32_t use = pdf_font_use(arena, pen->font, wish);
  if (use < USES_MOST)
    return (uint16_t)use;
  *same = false;
  for (use = 0; use + 1 < pen->font->count && pen->font->uses[use].glyph != wish->glyph;)
    use++;
  if (pen->font->uses[use].glyph != wish->glyph)
    pen->canvas->sink->broken = "too many forms of glyphs in one font";
  return (uint16_t)use;
}

/* Gives each glyph of the cluster a use with its ToUnicode value: one to one as far as
 * the characters go, a lone glyph all of them. True when reading the values back gives
 * the text. */
static bool claim(Pen *pen, const Cluster *cluster, uint16_t *uses) {
  const char *p = cluster->text, *end = p + cluster->len;
  bool same = true, all = cluster->to - cluster->from == 1 && !repeats(cluster);
  if (all && cluster->len > VALUE_MAX_BYTES)
    all = false;
  for (uint32_t i = cluster->from; i < cluster->to; i++) {
    GlyphWish wish = wish_of(pen->run, &pen->run->glyphs[i]);
    const char *next = all || p >= end ? end : g_utf8_next_char(p);
    wish.text = p < end ? p : cluster->len ? g_utf8_prev_char(end) : end;
    wish.len = (size_t)(next - wish.text);
    same = p < end && same;
    uses[i] = take_use(pen, &wish, &same);
    p = next;
  }
  return same && p == end;
}

static void draw_cluster(Pen *pen, const Cluster *cluster) {
  Canvas *c = pen->canvas;
  if (!cluster->read) {
    close_array(pen);
    put_text(c->ops, "/Span<</ActualText");
    if (!put_string(c->ops, cluster->text, cluster->len))
      c->sink->writer.long_string = true;
    put_text(c->ops, ">>BDC\n");
  }
  for (uint32_t i = cluster->from; i < cluster->to; i++)
    draw_glyph(pen, i);
  if (!cluster->read) {
    close_array(pen);
    put_text(c->ops, "EMC\n");
  }
}

/* ---- runs ------------------------------------------------------------------------ */

/* What ToUnicode may not hold (PDF/UA-1 7.21.7, PDF/A-2 6.2.11.7). */
static bool allowed(gunichar c) {
  return c && c != 0xfeff && (c & 0xfffe) != 0xfffe && !text_is_private_use(c);
}

static const char *run_fault(Canvas *c, const GlyphRun *run, size_t len) {
  if (!run->font || run->size <= 0 || run->x_scale <= 0)
    return "glyphs without font or size";
  if (!g_utf8_validate(run->text, (gssize)len, NULL))
    return "text is not UTF-8";
  for (uint32_t i = 0; i < run->n_glyphs; i++) {
    const Glyph *g = &run->glyphs[i];
    if (g->id == 0 || g->id > UINT16_MAX)
      return "glyph .notdef";
    if (g->text > len || (i && g->text < g[-1].text))
      return "clusters out of order";
    if (((uint8_t)run->text[g->text] & 0xc0) == 0x80) /* amid a character */
      return "clusters out of order";
  }
  for (const char *p = run->text; *p;) {
    gunichar ch = text_next(&p);
    if (!allowed(ch))
      c->sink->refused = ch;
  }
  return NULL;
}

static void cover_run(Canvas *c, const GlyphRun *run) {
  double size = run->size, left = LENGTH_MAX, top = LENGTH_MAX, right = -left,
         bottom = -top;
  for (uint32_t i = 0; i < run->n_glyphs; i++) {
    double x = run->glyphs[i].x, y = run->glyphs[i].y;
    left = MIN(left, x);
    right = MAX(right, x + size * run->x_scale / 1024);
    top = MIN(top, y - 0.88 * size);
    bottom = MAX(bottom, y + 0.12 * size);
  }
  content_cover(c, left, top, right, bottom);
}

/* Uses: room for as many as the run has glyphs. All are known before the first is drawn,
 * for spacing looks ahead. */
static void draw_run(Canvas *c, const GlyphRun *run, size_t len, uint16_t *uses) {
  Pen pen = {.canvas = c, .run = run, .size = (double)pdf_length_milli(run->size) / 1000};
  pen.index = (int)fonts_index(c->sink, run->font);
  pen.font = c->sink->fonts[pen.index];
  pen.uses = uses;
  enter_text(&pen);
  g_autoptr(GArray) clusters =
      g_array_sized_new(FALSE, FALSE, sizeof(Cluster), run->n_glyphs);
  for (uint32_t i = 0; i < run->n_glyphs;) {
    Cluster cluster = cluster_at(run, i, len);
    cluster.read = claim(&pen, &cluster, uses);
    g_array_append_val(clusters, cluster);
    i = cluster.to;
  }
  if (run->lang) {
    put_text(c->ops, "/Span<</Lang(");
    put_text(c->ops, run->lang);
    put_text(c->ops, ")>>BDC\n");
  }
  for (guint i = 0; i < clusters->len; i++)
    draw_cluster(&pen, &g_array_index(clusters, Cluster, i));
  close_array(&pen);
  if (run->lang)
    put_text(c->ops, "EMC\n");
}

void pdf_text_draw(Canvas *c, const GlyphRun *run) {
  size_t len = strlen(run->text);
  const char *fault = run_fault(c, run, len);
  if (fault)
    c->sink->broken = fault;
  if (fault || !run->n_glyphs)
    return;
  uint16_t few[STRING_GLYPHS];
  g_autofree uint16_t *many =
      run->n_glyphs > STRING_GLYPHS ? g_new(uint16_t, run->n_glyphs) : NULL;
  draw_run(c, run, len, many ? many : few);
  cover_run(c, run);
}
