/* Page layouts and master pages: the block as an office needs it (P1.8), numbers by odd
 * and even pages (N1.3), pages without one (N1.5). */
#include <string.h>

#include "odt_private.h"

#define TURNED_HEADER (4 * LENGTH_PT) /* holds the frame of the number alone */

typedef enum {
  MASTER_PLAIN,
  MASTER_UNNUMBERED,
  MASTER_FIRST,
  MASTER_TURNED,
  MASTERS
} Master;

static const char *const master_names[MASTERS] = {"公文页", "无页码页", "首页", "横排页"};
static const char *const layout_names[MASTERS] = {"版面", "版面无页码", "版面首页",
                                                  "版面横排"};

static const ComposedPage *page_at(const Odt *o, uint32_t page) {
  return &o->composition->pages[MIN(page, o->composition->n_pages - 1)];
}

/* Page 1 of a letter ends lower than the others, or bears no number (L1.7, L1.8). */
static Master master_of(const Odt *o, uint32_t page) {
  const ComposedPage *own = page_at(o, page), *next = page_at(o, page + 1);
  const LayoutBlock *block = &o->layout->block;
  if (own->turned)
    return MASTER_TURNED;
  if (page == 0 &&
      (own->bottom != block->top + block->height || (!own->number && next->number)))
    return MASTER_FIRST;
  return own->number ? MASTER_PLAIN : MASTER_UNNUMBERED;
}

/* What follows a first page where nothing else is said. */
static Master master_after_first(const Odt *o) {
  return o->composition->n_pages < 2 || page_at(o, 1)->number ? MASTER_PLAIN
                                                              : MASTER_UNNUMBERED;
}

const char *odt_master(const Odt *o, uint32_t page) {
  return master_names[master_of(o, page)];
}

bool odt_master_changes(const Odt *o, uint32_t page) {
  Master before = master_of(o, page - 1), now = master_of(o, page);
  return now != (before == MASTER_FIRST ? master_after_first(o) : before);
}

/* The word of a draft; NULL: it is none. */
static const ComposedLine *draft_line(const Odt *o) {
  for (uint32_t i = 0; i < o->composition->n_lines; i++) {
    if (o->composition->lines[i].part == PART_DRAFT)
      return &o->composition->lines[i];
  }
  return NULL;
}

/* ---- page numbers ------------------------------------------------------------------ */

/* The number as it stands on a page of a master, odd or even; NULL: none does. */
static const ComposedLine *number_line(const Odt *o, Master master, int parity) {
  for (uint32_t i = 0; i < o->composition->n_lines; i++) {
    const ComposedLine *line = &o->composition->lines[i];
    bool number = line->part == PART_PAGE_NUMBER;
    if (number && (parity < 0 || (int)(line->page % 2) == parity) &&
        (master == MASTERS || master_of(o, line->page) == master))
      return line;
  }
  return NULL;
}

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
  odt_length(p, "fo:line-height", number_step(number_place(o)->role));
  g_string_append_printf(p, " fo:text-align=\"%s\"",
                         side.side == SIDE_LEFT    ? "start"
                         : side.side == SIDE_RIGHT ? "end"
                                                   : "center");
  if (side.side == SIDE_LEFT || side.side == SIDE_RIGHT) {
    g_autofree char *margin = g_strconcat("fo:margin-", name, NULL);
    odt_length(p, margin, side.inset);
  }
  g_string_append(p, "/>");
  return g_string_free(g_steal_pointer(&p), FALSE);
}

/* Spaces of the pattern are half a cell wide here, whatever the face has (N1.4). */
static void put_pattern(Odt *o, const char *from, size_t bytes) {
  const LayoutRole *role = number_place(o)->role;
  const Font *font = NULL;
  int64_t lack = 0;
  if (fontrole_find(fontbook_role(o->job->fonts, role->font), ' ', &font) !=
      FOUND_NOWHERE)
    lack = role->cell / 2 - (int64_t)font_advance(font, font_glyph(font, ' ')) *
                                role->size / font_units_per_em(font);
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
static void put_number_paragraph(Odt *o, SideInset side) {
  GString *out = o->pages;
  const Placement *place = number_place(o);
  g_autofree char *properties = side_properties(o, side);
  const char *style =
      odt_style(o, "paragraph", odt_role_name(o, place->role), "", properties);
  const char *pattern = place->role->text, *hole = strstr(pattern, "{n}");
  g_string_append_printf(out, "<text:p text:style-name=\"%s\">", style);
  put_pattern(o, pattern, hole ? (size_t)(hole - pattern) : strlen(pattern));
  if (hole) {
    g_string_append(
        out, "<text:page-number text:select-page=\"current\">1</text:page-number>");
    put_pattern(o, hole + 3, strlen(hole + 3));
  }
  g_string_append(out, "</text:p>");
}

static void put_number(Odt *o, const char *element, SideInset side) {
  g_string_append_printf(o->pages, "<style:%s>", element);
  if (side.given && side.side == SIDE_NONE)
    g_string_append(o->pages, "<text:p/>");
  else
    put_number_paragraph(o, side);
  g_string_append_printf(o->pages, "</style:%s>", element);
}

static void put_footers(Odt *o) {
  const Placement *place = number_place(o);
  if (!place || !place->role->text)
    return;
  bool two = o->layout->page.sides == SIDES_TWO; /* else every page is a front (N1.3) */
  put_number(o, "footer", place->odd);
  if (two)
    put_number(o, "footer-left", place->even);
}

/* ---- the draft's word -------------------------------------------------------------- */

static void put_header(Odt *o) {
  const ComposedLine *draft = draft_line(o);
  if (!draft)
    return;
  const char *style = odt_style(o, "paragraph", odt_role_name(o, draft->role), "",
                                "<style:paragraph-properties fo:text-align=\"end\"/>");
  g_string_append_printf(o->pages, "<style:header><text:p text:style-name=\"%s\">",
                         style);
  odt_text(o->pages, draft->text->utf8, draft->text->bytes);
  g_string_append(o->pages, "</text:p></style:header>");
}

/* ---- page layouts ------------------------------------------------------------------ */

typedef struct Margins {
  Length top, bottom;    /* of the page */
  Length header, footer; /* heights of these; 0: none */
  Length footer_pad;     /* white above the number */
} Margins;

static Margins margins_of(const Odt *o, Master master) {
  const LayoutPage *page = &o->layout->page;
  Length bottom = odt_text_bottom(o, master == MASTER_FIRST ? 0 : UINT32_MAX);
  Margins m = {.top = odt_text_top(o), .bottom = page->height - bottom};
  const ComposedLine *draft = draft_line(o);
  if (draft) {
    m.top = draft->y - odt_above(odt_step(o, draft->role), draft->role->size);
    m.header = odt_text_top(o) - m.top;
  }
  bool numbered =
      master == MASTER_PLAIN || (master == MASTER_FIRST && page_at(o, 0)->number);
  const ComposedLine *number = numbered ? number_line(o, MASTERS, -1) : NULL;
  if (!number)
    return m;
  Length step = number_step(number->role);
  Length top = number->y - odt_above(step, number->role->size);
  m.footer_pad = MAX(top - bottom, 0);
  m.footer = m.footer_pad + step;
  m.bottom -= m.footer;
  return m;
}

static void put_properties(const Odt *o, const Margins *m, bool turned) {
  GString *out = o->page_styles;
  const LayoutPage *page = &o->layout->page;
  const LayoutBlock *block = &o->layout->block;
  Length right = page->width - block->left - block->width;
  Length width = turned ? page->height : page->width,
         height = turned ? page->width : page->height;
  odt_length(out, "fo:page-width", width);
  odt_length(out, "fo:page-height", height);
  g_string_append_printf(out, " style:print-orientation=\"%s\"",
                         width > height ? "landscape" : "portrait");
  /* turned back, the left edge is the upper one and the foot the left one (T1.2) */
  Length slack = odt_text_bottom(o, UINT32_MAX) - block->top - block->height;
  odt_length(out, "fo:margin-top",
             turned ? block->left - o->above - TURNED_HEADER : m->top);
  odt_length(out, "fo:margin-bottom", turned ? right - slack : m->bottom);
  Length foot = page->height - block->top - block->height;
  odt_length(out, "fo:margin-left", turned ? foot : block->left);
  odt_length(out, "fo:margin-right", turned ? block->top : right);
}

static void put_layout(Odt *o, Master master) {
  GString *out = o->page_styles;
  Margins m = margins_of(o, master);
  bool turned = master == MASTER_TURNED;
  g_string_append_printf(out,
                         "<style:page-layout style:name=\"%s\" style:page-usage=\"%s\">"
                         "<style:page-layout-properties",
                         layout_names[master],
                         o->layout->block.mirror && !turned ? "mirrored" : "all");
  put_properties(o, &m, turned);
  g_string_append(out, " style:writing-mode=\"lr-tb\" style:layout-grid-mode=\"none\"/>");
  Length header = turned ? TURNED_HEADER : m.header;
  if (header) {
    g_string_append(out,
                    "<style:header-style><style:header-footer-properties"
                    " fo:margin-bottom=\"0pt\" style:dynamic-spacing=\"false\"");
    odt_length(out, "svg:height", header);
    g_string_append(out, "/></style:header-style>");
  }
  if (m.footer && !turned) {
    g_string_append(out,
                    "<style:footer-style><style:header-footer-properties"
                    " fo:margin-top=\"0pt\" style:dynamic-spacing=\"false\"");
    odt_length(out, "svg:height", m.footer);
    odt_length(out, "fo:padding-top", m.footer_pad);
    g_string_append(
        out, " fo:padding-bottom=\"0pt\" fo:border=\"none\"/></style:footer-style>");
  }
  g_string_append(out, "</style:page-layout>\n");
}

/* ---- turned pages ------------------------------------------------------------------ */

/* The number stands upright on the sheet, so across what is read from its side (T1.1,
 * T1.3): in a frame whose lines run down. */
static void put_turned_number(Odt *o, const char *element, const ComposedLine *number) {
  GString *out = o->pages;
  Length step = number_step(number->role), above = odt_above(step, number->role->size);
  static const char properties[] =
      "<style:graphic-properties style:horizontal-pos=\"from-left\" "
      "style:horizontal-rel=\"page\""
      " style:vertical-pos=\"from-top\" style:vertical-rel=\"page\" fo:padding=\"0pt\""
      " fo:border=\"none\" style:wrap=\"run-through\" style:run-through=\"foreground\""
      " style:writing-mode=\"tb-rl\"/>";
  const char *frame = odt_style(o, "graphic", "图形", "", properties);
  const char *low = odt_style(o, "paragraph", "Standard", "",
                              "<style:paragraph-properties fo:line-height=\"1pt\"/>");
  g_string_append_printf(out,
                         "<style:%s><text:p text:style-name=\"%s\"><draw:frame"
                         " draw:style-name=\"%s\" draw:name=\"页码%u\""
                         " text:anchor-type=\"paragraph\"",
                         element, low, frame, ++o->n_pictures);
  odt_length(out, "svg:x", o->layout->page.height - (number->y - above) - step);
  odt_length(out, "svg:y", number->x);
  odt_length(out, "svg:width", step);
  odt_length(out, "svg:height", number->width + number->role->size);
  g_string_append(out, "><draw:text-box>");
  put_number_paragraph(o, (SideInset){.side = SIDE_LEFT});
  g_string_append(out, "</draw:text-box>");
  odt_describe(out, "页码");
  g_string_append_printf(out, "</draw:frame></text:p></style:%s>", element);
}

static void put_turned_numbers(Odt *o) {
  const ComposedLine *odd = number_line(o, MASTERS, 0),
                     *even = number_line(o, MASTERS, 1);
  if (odd || even)
    put_turned_number(o, "header", odd ? odd : even);
  if (even && o->layout->page.sides == SIDES_TWO)
    put_turned_number(o, "header-left", even);
}

static void put_master(Odt *o, Master master) {
  g_string_append(o->pages, "<style:master-page");
  odt_attribute(o->pages, "style:name", master_names[master]);
  odt_attribute(o->pages, "style:page-layout-name", layout_names[master]);
  if (master == MASTER_FIRST)
    odt_attribute(o->pages, "style:next-style-name", master_names[master_after_first(o)]);
  g_string_append(o->pages, ">");
  bool numbered =
      master == MASTER_PLAIN || (master == MASTER_FIRST && page_at(o, 0)->number);
  if (master == MASTER_TURNED) {
    put_turned_numbers(o);
  } else {
    put_header(o);
    if (numbered)
      put_footers(o);
  }
  g_string_append(o->pages, "</style:master-page>\n");
}

/* Page layouts go among the automatic styles of pages. */
void odt_pages(Odt *o) {
  bool used[MASTERS] = {[MASTER_PLAIN] = true};
  for (uint32_t i = 0; i < o->composition->n_pages; i++)
    used[master_of(o, i)] = true;
  if (used[MASTER_FIRST])
    used[master_after_first(o)] = true;
  o->in_pages = true;
  for (int i = 0; i < MASTERS; i++) {
    if (used[i])
      put_layout(o, (Master)i);
  }
  for (int i = 0; i < MASTERS; i++) {
    if (used[i])
      put_master(o, (Master)i);
  }
}
