/* The imprint: a table of ruled rows in a frame that keeps to the foot of its page
 * (I1–I3). */
#include "odt_private.h"

typedef struct Rows {
  Odt *o;
  GString *out;
  Element *const *rows;
  uint32_t n;
  Length at; /* what is written so far ends here */
} Rows;

/* A line of the imprint in an office: high enough for its characters, low enough for its
 * rules. */
static Length row_step(const Odt *o, const Flow *flow) {
  if (flow->n > 1)
    return flow->lines[1]->y - flow->lines[0]->y;
  return MIN(odt_step(o, flow->role), flow->role->size * 5 / 4);
}

/* The rule between two heights; NULL: none. */
static const ComposedBox *rule_within(const Rows *r, Length from, Length to) {
  for (uint32_t i = 0; i < r->n; i++) {
    for (guint k = 0; k < r->rows[i]->boxes->len; k++) {
      const ComposedBox *box = g_ptr_array_index(r->rows[i]->boxes, k);
      if (!box->drawing && box->y >= from && box->y < to)
        return box;
    }
  }
  return NULL;
}

static void put_border(GString *out, const char *side, const ComposedBox *rule) {
  const LayoutColour black = {0};
  const LayoutColour *colour = rule && rule->colour ? rule->colour : &black;
  g_string_append_printf(out, " fo:border-%s=\"", side);
  if (rule) {
    length_append_pt(out, rule->height, 3);
    g_string_append_printf(out, "pt solid #%02x%02x%02x\"", colour->r, colour->g,
                           colour->b);
  } else {
    g_string_append(out, "none\"");
  }
}

/* The cell ends where the next row's rule begins; without one, with its own last line. */
static const char *cell_style(Rows *r, uint32_t i, Length step) {
  const Element *e = r->rows[i];
  Length size = element_main(e)->role->size;
  Length top = e->y - odt_above(step, size), bottom = e->bottom + odt_below(step, size);
  const ComposedBox *over = rule_within(r, r->at, e->y);
  const ComposedBox *under = i + 1 == r->n ? rule_within(r, e->bottom, G_MAXINT32) : NULL;
  const ComposedBox *next =
      i + 1 < r->n ? rule_within(r, e->bottom, r->rows[i + 1]->y) : under;
  Length start = over ? over->y + over->height : r->at;
  Length end = next ? next->y : bottom;
  g_autoptr(GString) p =
      g_string_new("<style:table-cell-properties style:vertical-align=\"top\"");
  odt_length(p, "fo:padding-top", MAX(top - start, 0));
  odt_length(p, "fo:padding-bottom", MAX(end - bottom, 0));
  g_string_append(p, " fo:padding-left=\"0pt\" fo:padding-right=\"0pt\"");
  put_border(p, "top", over);
  put_border(p, "bottom", under);
  g_string_append(p, " fo:border-left=\"none\" fo:border-right=\"none\"/>");
  r->at = under ? under->y + under->height : end;
  return odt_style(r->o, "table-cell", NULL, "", p->str);
}

/* Names hang behind their label; the date of printing ends at the right inset. */
static const char *paragraph_style(const Rows *r, const Element *e, Length step) {
  const Flow *flow = element_main(e), *first = g_ptr_array_index(e->flows, 0);
  const LayoutBlock *block = &r->o->layout->block;
  const ComposedLine *line = flow->lines[0];
  bool apart = e->flows->len > 1 && !element_follows(r->o, e, e->flows->len - 1);
  Length start = first->lines[0]->x - block->left;
  Length left = apart ? start : line->x - block->left;
  Length end = line->x + (apart ? line->width : line->measure) - block->left;
  g_autoptr(GString) p = g_string_new("<style:paragraph-properties");
  odt_length(p, "fo:line-height", step);
  odt_length(p, "fo:margin-left", left);
  odt_length(p, "fo:text-indent", start - left);
  odt_length(p, "fo:margin-right", MAX(block->width - end, 0));
  if (apart) {
    g_string_append(p,
                    " fo:text-align=\"start\"><style:tab-stops><style:tab-stop"
                    " style:type=\"right\"");
    odt_length(p, "style:position", end - left);
    g_string_append(p, "/></style:tab-stops></style:paragraph-properties>");
  } else {
    g_string_append(p, "/>");
  }
  return odt_style(r->o, "paragraph", odt_role_name(r->o, flow->role), "", p->str);
}

/* Rows set solid leave a single line less than its own height. */
static Length solid_step(const Rows *r, const Element *e) {
  const Flow *flow = element_main(e);
  Length step = row_step(r->o, flow), size = flow->role->size;
  Length above = e->y - r->at;
  if (flow->n > 1 || odt_above(step, size) <= above || rule_within(r, r->at, e->y))
    return step;
  return MAX((above + odt_above(0, -size)) * 10 / 8, size * 3 / 4);
}

static void put_row(Rows *r, uint32_t i) {
  const Element *e = r->rows[i];
  const Flow *flow = element_main(e);
  const LayoutBlock *block = &r->o->layout->block;
  Length step = i > 0 ? solid_step(r, e) : row_step(r->o, flow);
  g_string_append_printf(r->out,
                         "<table:table-row><table:table-cell table:style-name=\"%s\""
                         " office:value-type=\"string\"><text:p text:style-name=\"%s\">",
                         cell_style(r, i, step), paragraph_style(r, e, step));
  for (guint k = 0; k < e->flows->len; k++) {
    const Flow *part = g_ptr_array_index(e->flows, k);
    if (k > 0 && !element_follows(r->o, e, k))
      g_string_append(r->out, "<text:tab/>");
    Length right = part == flow && flow->n > 1
                       ? flow->lines[0]->x + flow->lines[0]->measure
                       : block->left + block->width;
    odt_put_text(r->o, r->out, part, (Stretch){.to = UINT32_MAX, .right = right});
  }
  g_string_append(r->out, "</text:p></table:table-cell></table:table-row>");
}

/* Rows end on the foot of the block; the office's text area ends a little lower (P1.8).
 */
static const char *frame_style(const Rows *r) {
  const Odt *o = r->o;
  Length area = odt_text_bottom(o, r->rows[0]->page);
  g_autoptr(GString) p = g_string_new(
      "<style:graphic-properties style:wrap=\"none\" style:horizontal-pos=\"left\""
      " style:horizontal-rel=\"page-content\" style:vertical-pos=\"bottom\""
      " style:vertical-rel=\"page-content\" fo:padding=\"0pt\" fo:border=\"none\""
      " fo:margin-left=\"0pt\" fo:margin-right=\"0pt\" fo:margin-top=\"0pt\"");
  odt_length(p, "fo:margin-bottom", MAX(area - r->at, 0));
  g_string_append(p, "/>");
  return odt_style(r->o, "graphic", "图形", "", p->str);
}

static void put_table(Rows *r, Length width) {
  g_autoptr(GString) p = g_string_new(
      "<style:table-properties table:align=\"left\""
      " table:border-model=\"collapsing\"");
  odt_length(p, "style:width", width);
  g_string_append(p, "/>");
  g_autoptr(GString) column = g_string_new("<style:table-column-properties");
  odt_length(column, "style:column-width", width);
  g_string_append(column, "/>");
  g_string_append_printf(r->out,
                         "<table:table table:name=\"版记\" table:style-name=\"%s\">"
                         "<table:table-column table:style-name=\"%s\"/>",
                         odt_style(r->o, "table", NULL, "", p->str),
                         odt_style(r->o, "table-column", NULL, "", column->str));
  for (uint32_t i = 0; i < r->n; i++)
    put_row(r, i);
  g_string_append(r->out, "</table:table>");
}

void odt_put_imprint(Odt *o, GString *out, Element *const *rows, uint32_t n) {
  g_autoptr(GString) inside = g_string_new(NULL);
  Rows r = {.o = o, .out = inside, .rows = rows, .n = n};
  const Flow *flow = element_main(rows[0]);
  const ComposedBox *rule = rule_within(&r, 0, rows[0]->y);
  Length top =
      rule ? rule->y : rows[0]->y - odt_above(row_step(o, flow), flow->role->size);
  r.at = top;
  put_table(&r, o->layout->block.width);
  g_string_append(out, "<draw:frame");
  odt_attribute(out, "draw:style-name", frame_style(&r));
  g_string_append(out, " draw:name=\"版记\" text:anchor-type=\"paragraph\"");
  odt_length(out, "svg:width", o->layout->block.width);
  odt_length(out, "svg:height", r.at - top);
  g_string_append_printf(out, "><draw:text-box>%s</draw:text-box>", inside->str);
  odt_describe(out, "版记");
  g_string_append(out, "</draw:frame>");
}
