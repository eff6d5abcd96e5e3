#include "svg_private.h"

#define CHUNK 256

/* A glyph of a face, its outline written once. */
typedef struct Known {
  const char *steps; /* of its path; "": it shows nothing; NULL: not asked yet */
  uint32_t page;     /* that defined it last */
} Known;

typedef struct Face {
  const Font *font;
  const char *name;     /* of its glyphs' ids, no other face's */
  Known *chunks[CHUNK]; /* of CHUNK glyphs each; NULL: none of them was met */
  struct Face *next;
} Face;

struct SvgGlyphs {
  Arena *arena;
  Face *faces;
  uint32_t page; /* from 1 */
  bool apart;
};

SvgGlyphs *svg_glyphs_new(Arena *arena, bool apart) {
  SvgGlyphs *glyphs = ARENA_NEW(arena, SvgGlyphs);
  glyphs->arena = arena;
  glyphs->apart = apart;
  return glyphs;
}

void svg_glyphs_page(SvgGlyphs *glyphs) {
  glyphs->page++;
}

/* ---- outlines ------------------------------------------------------------------ */

static void put_step(GString *out, char letter, const double *v, int n) {
  g_string_append_c(out, letter);
  for (int i = 0; i < n; i++) {
    if (i && v[i] >= 0) /* a minus parts numbers as well */
      g_string_append_c(out, ' ');
    svg_put_units(out, v[i]);
  }
}

static void pen_move(void *self, double x, double y) {
  put_step(self, 'M', (double[]){x, y}, 2);
}

static void pen_line(void *self, double x, double y) {
  put_step(self, 'L', (double[]){x, y}, 2);
}

static void pen_curve(void *self, double x1, double y1, double x2, double y2, double x,
                      double y) {
  put_step(self, 'C', (double[]){x1, y1, x2, y2, x, y}, 6);
}

static void pen_close(void *self) {
  g_string_append_c(self, 'Z');
}

static const OutlineSink pen_sink = {pen_move, pen_line, pen_curve, pen_close};

static Known *known_find(SvgGlyphs *glyphs, Face *face, uint32_t glyph) {
  g_assert(glyph < CHUNK * CHUNK);
  Known **chunk = &face->chunks[glyph / CHUNK];
  if (!*chunk)
    *chunk = ARENA_ARRAY(glyphs->arena, Known, CHUNK);
  Known *known = &(*chunk)[glyph % CHUNK];
  if (known->steps)
    return known;
  g_autoptr(GString) steps = g_string_new(NULL);
  font_outline(face->font, glyph, &pen_sink, steps);
  known->steps = arena_strndup(glyphs->arena, steps->str, steps->len);
  return known;
}

/* ---- names ---------------------------------------------------------------------- */

/* A face's own name, as far as an id can hold it, so that a glyph has one id in all
 * files. */
static char *name_of(const Font *font) {
  const char *own = font_postscript_name(font);
  char *name = g_strdup(own && g_ascii_isalpha(*own) ? own : "face");
  return g_strcanon(
      name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-", '_');
}

static bool name_taken(const SvgGlyphs *glyphs, const char *name) {
  for (const Face *face = glyphs->faces; face; face = face->next) {
    if (g_str_equal(face->name, name))
      return true;
  }
  return false;
}

static Face *face_find(SvgGlyphs *glyphs, const Font *font) {
  for (Face *face = glyphs->faces; face; face = face->next) {
    if (face->font == font)
      return face;
  }
  g_autofree char *plain = name_of(font);
  const char *name = arena_strdup(glyphs->arena, plain);
  for (unsigned k = 2; name_taken(glyphs, name); k++)
    name = arena_printf(glyphs->arena, "%s_%u", plain, k);
  Face *face = ARENA_NEW(glyphs->arena, Face);
  face->font = font;
  face->name = name;
  face->next = glyphs->faces;
  return glyphs->faces = face;
}

/* ---- definitions -------------------------------------------------------------- */

static void put_outline(GString *defs, const Face *face, uint32_t glyph,
                        const Known *known) {
  g_string_append_printf(defs, "<path id=\"%s.%u\" d=\"", face->name, glyph);
  g_string_append(defs, known->steps);
  g_string_append(defs, "\"/>\n");
}

void svg_put_outlines(const SvgGlyphs *glyphs, GString *defs) {
  for (const Face *face = glyphs->faces; face; face = face->next) {
    for (uint32_t glyph = 0; glyph < CHUNK * CHUNK; glyph++) {
      const Known *chunk = face->chunks[glyph / CHUNK];
      if (!chunk)
        glyph += CHUNK - 1;
      else if (chunk[glyph % CHUNK].steps && *chunk[glyph % CHUNK].steps)
        put_outline(defs, face, glyph, &chunk[glyph % CHUNK]);
    }
  }
}

/* ---- runs ------------------------------------------------------------------------ */

/* From the face's units to points at the first glyph's origin; y turns over. */
static void run_open(GString *out, const GlyphRun *run, double x_scale, double y_scale) {
  double matrix[6] = {x_scale, 0, 0, -y_scale, run->glyphs[0].x, run->glyphs[0].y};
  g_string_append(out, "<g");
  svg_put_colour(out, "fill", run->colour);
  svg_put_matrix(out, matrix);
  g_string_append_c(out, '>');
}

static void put_use(GString *out, const char *name, const Glyph *glyph, double x,
                    double y) {
  g_string_append(out, "<use xlink:href=\"#");
  g_string_append(out, name);
  g_string_append_c(out, '.');
  svg_put_whole(out, glyph->id);
  g_string_append_c(out, '"');
  if (x != 0) {
    g_string_append(out, " x=\"");
    svg_put_units(out, x);
    g_string_append_c(out, '"');
  }
  if (y != 0) {
    g_string_append(out, " y=\"");
    svg_put_units(out, y);
    g_string_append_c(out, '"');
  }
  g_string_append(out, "/>");
}

void svg_put_run(SvgGlyphs *glyphs, GString *out, GString *defs, const GlyphRun *run) {
  if (run->n_glyphs == 0)
    return;
  double unit = (double)run->size / LENGTH_PT / font_units_per_em(run->font);
  double wide = unit * run->x_scale / 1024;
  Face *face = face_find(glyphs, run->font);
  const Glyph *first = &run->glyphs[0];
  gsize begin = out->len;
  run_open(out, run, wide, unit);
  gsize head = out->len;
  for (uint32_t i = 0; i < run->n_glyphs; i++) {
    const Glyph *glyph = &run->glyphs[i];
    Known *known = known_find(glyphs, face, glyph->id);
    if (!*known->steps)
      continue;
    if (known->page != glyphs->page && !glyphs->apart)
      put_outline(defs, face, glyph->id, known);
    known->page = glyphs->page;
    put_use(out, face->name, glyph, (double)(glyph->x - first->x) / LENGTH_PT / wide,
            -(double)(glyph->y - first->y) / LENGTH_PT / unit);
  }
  if (out->len == head) /* blanks alone */
    g_string_truncate(out, begin);
  else
    g_string_append(out, "</g>\n");
}
