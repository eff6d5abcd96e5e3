/* Page layouts and master pages: the block as an office needs it (P1.8), numbers by odd and even
 * pages (N1.3), pages without one (N1.5). */
#include <string.h>

#include "odt_private.h"

#define PLAIN_PAGE "公文页"
#define UNNUMBERED_PAGE "无页码页"

const char *odt_master(const Odt *o, uint32_t page) {
  bool numbered = page >= o->composition->n_pages || o->composition->pages[page].number > 0;
  return numbered ? PLAIN_PAGE : UNNUMBERED_PAGE;
}

/* The first line of a role on any page, or on an odd or even one. */
static const ComposedLine *line_of(const Odt *o, const char *role, int parity) {
  for (uint32_t i = 0; i < o->composition->n_lines; i++) {
    const ComposedLine *line = &o->composition->lines[i];
    if (g_str_equal(line->role->name, role) && (parity < 0 || (int)(line->page % 2) == parity))
      return line;
  }
  return NULL;
}

static Length text_top(const Odt *o) {
  return o->layout->block.top - o->above;
}

static Length text_bottom(const Odt *o) {
  return text_top(o) + o->layout->grid.step * (Length)o->layout->grid.lines;
}

/* ---- page numbers -------------------------------------------------------------------------- */

static const Placement *number_place(const Odt *o) {
  for (size_t i = 0; i < o->layout->n_placements; i++) {
    const Placement *place = &o->layout->placements[i];
    if (place->n_parts && place->parts[0] == PART_PAGE_NUMBER)
      return place;
  }
  return NULL;
}

static Length number_step(const LayoutRole *role) {
  return role->size * 5 / 4;
}

static char *side_properties(const Odt *o, SideInset side) {
  const char *name = side.side == SIDE_LEFT ? "left" : "right";
  g_autoptr(GString) p = g_string_new("<style:paragraph-properties");
  xml_length(p, "fo:line-height", number_step(number_place(o)->role));
  g_string_append_printf(p, " fo:text-align=\"%s\"", side.side == SIDE_LEFT    ? "start"
                                                     : side.side == SIDE_RIGHT ? "end"
                                                                               : "center");
  if (side.side == SIDE_LEFT || side.side == SIDE_RIGHT) {
    g_autofree char *margin = g_strconcat("fo:margin-", name, NULL);
    xml_length(p, margin, side.inset);
  }
  g_string_append(p, "/>");
  return g_string_free(g_steal_pointer(&p), FALSE);
}

/* Spaces of the pattern are half a cell wide here, whatever the face has (N1.4). */
static void put_pattern(Odt *o, const char *from, size_t bytes) {
  const LayoutRole *role = number_place(o)->role;
  const Font *font = NULL;
  int64_t lack = 0;
  if (fontrole_find(fontbook_role(o->job->fonts, role->font), ' ', &font) != FOUND_NOWHERE)
    lack = role->cell / 2 - (int64_t)font_advance(font, font_glyph(font, ' ')) * role->size /
                                font_units_per_em(font);
  g_autofree char *properties = g_strdup_printf(
      "<style:text-properties fo:letter-spacing=\"%.2fpt\"/>", (double)lack / LENGTH_PT);
  const char *wide = lack > 0 ? odt_style(o, "text", NULL, "", properties) : NULL;
  for (const char *p = from; p < from + bytes; p++) {
    if (*p != ' ') {
      g_string_append_c(o->pages, *p);
      continue;
    }
    if (wide)
      g_string_append_printf(o->pages, "<text:span text:style-name=\"%s\">", wide);
    g_string_append(o->pages, wide ? "<text:s/></text:span>" : "<text:s/>");
  }
}

/* "— {n} —" with the number as a field. */
static void put_number(Odt *o, const char *element, SideInset side) {
  GString *out = o->pages;
  const Placement *place = number_place(o);
  g_string_append_printf(out, "<style:%s>", element);
  if (side.side == SIDE_NONE) {
    g_string_append_printf(out, "<text:p/></style:%s>", element);
    return;
  }
  g_autofree char *properties = side_properties(o, side);
  const char *style = odt_style(o, "paragraph", odt_role_name(o, place->role), "", properties);
  const char *pattern = place->role->text, *hole = strstr(pattern, "{n}");
  g_string_append_printf(out, "<text:p text:style-name=\"%s\">", style);
  put_pattern(o, pattern, hole ? (size_t)(hole - pattern) : strlen(pattern));
  if (hole) {
    g_string_append(out, "<text:page-number text:select-page=\"current\">1</text:page-number>");
    put_pattern(o, hole + 3, strlen(hole + 3));
  }
  g_string_append_printf(out, "</text:p></style:%s>", element);
}

static void put_footers(Odt *o) {
  const Placement *place = number_place(o);
  if (!place || !place->role->text)
    return;
  put_number(o, "footer", place->odd);
  put_number(o, "footer-left", place->even);
}

/* ---- the draft's word ------------------------------------------------------------------------- */

static void put_header(Odt *o) {
  const ComposedLine *draft = line_of(o, "draft", -1);
  if (!draft)
    return;
  const char *style = odt_style(o, "paragraph", odt_role_name(o, draft->role), "",
                                "<style:paragraph-properties fo:text-align=\"end\"/>");
  g_string_append_printf(o->pages, "<style:header><text:p text:style-name=\"%s\">", style);
  xml_text(o->pages, draft->text->utf8, draft->text->bytes);
  g_string_append(o->pages, "</text:p></style:header>");
}

/* ---- page layouts -------------------------------------------------------------------------------- */

typedef struct Margins {
  Length top, bottom;         /* of the page */
  Length header, footer;      /* heights of these; 0: none */
  Length footer_pad;          /* white above the number */
} Margins;

static Margins margins_of(const Odt *o, bool numbered) {
  const LayoutPage *page = &o->layout->page;
  Margins m = {.top = text_top(o), .bottom = page->height - text_bottom(o)};
  const ComposedLine *draft = line_of(o, "draft", -1);
  if (draft) {
    m.top = draft->y - odt_above(odt_step(o, draft->role), draft->role->size);
    m.header = text_top(o) - m.top;
  }
  const ComposedLine *number = numbered ? line_of(o, "page-number", -1) : NULL;
  if (!number)
    return m;
  Length step = number_step(number->role);
  Length top = number->y - odt_above(step, number->role->size);
  m.footer_pad = MAX(top - text_bottom(o), 0);
  m.footer = m.footer_pad + step;
  m.bottom -= m.footer;
  return m;
}

static void put_layout(Odt *o, const char *name, const Margins *m) {
  GString *out = o->page_styles;
  const LayoutPage *page = &o->layout->page;
  const LayoutBlock *block = &o->layout->block;
  g_string_append_printf(out, "<style:page-layout style:name=\"%s\" style:page-usage=\"%s\">"
                         "<style:page-layout-properties", name, block->mirror ? "mirrored" : "all");
  xml_length(out, "fo:page-width", page->width);
  xml_length(out, "fo:page-height", page->height);
  g_string_append_printf(out, " style:print-orientation=\"%s\"",
                         page->width > page->height ? "landscape" : "portrait");
  xml_length(out, "fo:margin-top", m->top);
  xml_length(out, "fo:margin-bottom", m->bottom);
  xml_length(out, "fo:margin-left", block->left);
  xml_length(out, "fo:margin-right", page->width - block->left - block->width);
  g_string_append(out, " style:writing-mode=\"lr-tb\" style:layout-grid-mode=\"none\"/>");
  if (m->header) {
    g_string_append(out, "<style:header-style><style:header-footer-properties"
                         " fo:margin-bottom=\"0pt\" style:dynamic-spacing=\"false\"");
    xml_length(out, "svg:height", m->header);
    g_string_append(out, "/></style:header-style>");
  }
  if (m->footer) {
    g_string_append(out, "<style:footer-style><style:header-footer-properties"
                         " fo:margin-top=\"0pt\" style:dynamic-spacing=\"false\"");
    xml_length(out, "svg:height", m->footer);
    xml_length(out, "fo:padding-top", m->footer_pad);
    g_string_append(out, " fo:padding-bottom=\"0pt\" fo:border=\"none\"/></style:footer-style>");
  }
  g_string_append(out, "</style:page-layout>\n");
}

/* Page layouts go among the automatic styles of pages. */
void odt_pages(Odt *o) {
  Margins numbered = margins_of(o, true), unnumbered = margins_of(o, false);
  o->in_pages = true;
  put_layout(o, "版面", &numbered);
  put_layout(o, "版面无页码", &unnumbered);
  g_string_append(o->pages, "<style:master-page style:name=\"" PLAIN_PAGE
                            "\" style:page-layout-name=\"版面\">");
  put_header(o);
  put_footers(o);
  g_string_append(o->pages, "</style:master-page>\n<style:master-page style:name=\"" UNNUMBERED_PAGE
                            "\" style:page-layout-name=\"版面无页码\">");
  put_header(o);
  g_string_append(o->pages, "</style:master-page>\n");
}
