/* Automatic styles: one for each set of properties, named in the order of first use. */
#include <string.h>

#include "odt_private.h"

#define EM_ASCENT 880              /* thousandths of an em above the baseline */
#define PAGE_SLACK (2 * LENGTH_PT) /* for roundings of an office; no line is so low */
#define LINE_ASCENT 800 /* thousandths of a fixed line above it in LibreOffice (P1.8) */

Length odt_above(Length line, Length size) {
  return (Length)(((int64_t)line * LINE_ASCENT - (int64_t)size * EM_ASCENT) / 1000);
}

Length odt_below(Length line, Length size) {
  return line - odt_above(line, size) - size;
}

Length odt_step(const Odt *o, const LayoutRole *role) {
  return role->step ? role->step : o->layout->grid.step;
}

Length odt_text_top(const Odt *o) {
  return o->layout->block.top - o->above;
}

Length odt_text_bottom(const Odt *o, uint32_t page) {
  const LayoutBlock *block = &o->layout->block;
  Length bottom = page < o->composition->n_pages ? o->composition->pages[page].bottom
                                                 : block->top + block->height;
  return bottom + odt_below(o->layout->grid.step, o->layout->grid.size) + PAGE_SLACK;
}

Length odt_block_left(const Odt *o, uint32_t page) {
  const LayoutBlock *block = &o->layout->block;
  bool mirrored = block->mirror && page % 2 == 1; /* P1.7 */
  return mirrored ? o->layout->page.width - block->left - block->width : block->left;
}

Length odt_block_width(const Odt *o, uint32_t page) {
  bool turned = page < o->composition->n_pages && o->composition->pages[page].turned;
  return turned ? o->layout->block.height : o->layout->block.width;
}

/* Rounded down: with the exact value the last of 28 characters would not fit (G4.2). */
int odt_cell_spacing(const LayoutRole *role) {
  int64_t twentieths = ((int64_t)role->cell - role->size) * 20;
  int64_t floor = twentieths / LENGTH_PT;
  if (twentieths < 0 && twentieths % LENGTH_PT != 0)
    floor--;
  return (int)floor;
}

static char prefix(const char *family) {
  if (strcmp(family, "paragraph") == 0)
    return 'P';
  if (strcmp(family, "text") == 0)
    return 'T';
  return strcmp(family, "graphic") == 0 ? 'G' : 'B'; /* of tables and their parts */
}

const char *odt_style(Odt *o, const char *family, const char *parent, const char *extra,
                      const char *properties) {
  if (!*properties && !*extra && parent)
    return parent;
  GString *out = o->in_pages ? o->page_styles : o->automatic;
  g_autofree char *key = g_strjoin("|", o->in_pages ? "page" : "", family,
                                   parent ? parent : "", extra, properties, NULL);
  const char *name = g_hash_table_lookup(o->styles, key);
  if (name)
    return name;
  Arena *arena = o->job->arena;
  name = arena_printf(arena, "%c%u", prefix(family), ++o->n_styles);
  g_hash_table_insert(o->styles, arena_strdup(arena, key), (gpointer)name);
  g_string_append_printf(out, "<style:style style:name=\"%s\" style:family=\"%s\"", name,
                         family);
  if (parent)
    odt_attribute(out, "style:parent-style-name", parent);
  g_string_append_printf(out, "%s>%s</style:style>\n", extra, properties);
  return name;
}
