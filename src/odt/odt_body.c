/* Elements as paragraphs: distances kept as paragraph spacing, columns as tabs. */
#include <string.h>

#include "odt_private.h"

#define STRETCHED \
  (LENGTH_PT * 95 / 100) /* what a line step may be wider on page 1 (P3.8) */
#define TOLERANCE (LENGTH_PT / 2)
#define NEAR_CENTRE (2 * LENGTH_PT)
#define WIDOWS_MOST 4 /* lines that an office may be asked to keep together */

/* Where the text ends so far. */
typedef struct Cursor {
  uint32_t page;
  Length bottom; /* em bottom, or a table's or rule's edge */
  Length below;  /* of the last line's height under it */
  Length debt;   /* what could not be taken from the distance above */
  bool begun;
} Cursor;

/* How one element is written. */
typedef struct Setting {
  const Element *e;
  const Flow *flow;    /* its main one */
  Length step, above;  /* height of a line; white above the first em box */
  Length margin;       /* above it */
  Length left, indent; /* from the block's left edge */
  Length right;        /* of its lines, on the page */
  Length bottom;       /* of a table, in an office */
  bool positioned;     /* stands where it stands, whatever its role's alignment */
  bool breaks;         /* a page break before it */
  const char *master;  /* of the new page, NULL: as before */
  bool renumbers;      /* pages count from 1 again */
  uint32_t widows;     /* lines that go to the next page together; 0: no matter */
  Length padding;      /* below it, so that they do */
  uint32_t split;      /* the paragraph is parted before this character; 0: it is not */
} Setting;

static Length line_x(const Odt *o, const ComposedLine *line) {
  return line->x - odt_block_left(o, line->page);
}

/* ---- the vertical ------------------------------------------------------------------ */

static bool is_heading(const Element *e) {
  const Flow *flow = element_main(e);
  return flow && flow->part &&
         (flow->part->kind == PART_KIND_HEADING || flow->part->kind == PART_KIND_CHAPTER);
}

/* What must stand together at a page's foot: an element's first line, below headings with
 * all of theirs (B3.7); a table's head and first row. */
static Length least_height(const Odt *o, guint i) {
  Length height = 0;
  for (; i < o->elements->len; i++) {
    const Element *e = g_ptr_array_index(o->elements, i);
    const Flow *flow = element_main(e);
    if (!flow) {
      uint32_t rows = MIN(e->table->table->n_head_rows + 1, e->table->n_rows);
      for (uint32_t r = 0; r < rows; r++)
        height += e->table->rows[r].height;
      return height;
    }
    if (!is_heading(e))
      return height + flow->step;
    height += flow->step * (Length)flow->n;
  }
  return height;
}

/* Whether an office turns the page here by itself. */
static bool turns_by_itself(const Odt *o, const Cursor *c, guint i) {
  Length room = odt_text_bottom(o, c->page) - c->bottom - c->below;
  return room < least_height(o, i) - TOLERANCE;
}

/* Annexes and the enclosed text begin a page, whatever stood before. */
static bool starts_face(const Element *e) {
  const Flow *flow = element_main(e);
  return flow && flow->part && flow->part->kind == PART_KIND_FACE;
}

static void settle_page(const Odt *o, Setting *s, const Cursor *c, guint i) {
  const Element *e = s->e;
  if (!c->begun) {
    s->master = odt_master(o, e->page);
    return;
  }
  if (e->page == c->page)
    return;
  s->renumbers = o->composition->pages[e->page].number == 1; /* bound apart (B10.5) */
  if (s->renumbers || odt_master_changes(o, e->page))
    s->master = odt_master(o, e->page);
  /* a distance above is lost where a page turns by itself */
  bool lowered = e->y - s->above - odt_text_top(o) > STRETCHED;
  s->breaks = s->master || lowered || starts_face(e) || e->page > c->page + 1 ||
              !turns_by_itself(o, c, i);
}

static void settle_height(const Odt *o, Setting *s, Cursor *c) {
  const Element *e = s->e;
  bool fresh = !c->begun || e->page != c->page;
  Length from = fresh ? odt_text_top(o) : c->bottom + c->below;
  Length margin = e->y - s->above - from + (fresh ? 0 : c->debt);
  c->debt = 0;
  if (ABS(margin) <= STRETCHED)
    margin = 0;
  if (margin < 0 && s->flow && s->flow->n == 1) {
    s->step = (Length)((int64_t)(s->above + margin + odt_above(0, -s->flow->role->size)) *
                       10 / 8);
    s->above += margin;
    margin = 0;
  }
  if (margin < 0) {
    c->debt = margin;
    margin = 0;
  }
  s->margin = margin;
}

/* ---- lines that went over early (B8.9) --------------------------------------------- */

/* The distance that follows an element, as an office has it. */
static Length margin_after(const Odt *o, guint i) {
  const Element *e = g_ptr_array_index(o->elements, i);
  const Element *next =
      i + 1 < o->elements->len ? g_ptr_array_index(o->elements, i + 1) : NULL;
  const Flow *flow = element_main(e), *follows = next ? element_main(next) : NULL;
  if (!follows || next->page != e->last_page)
    return 0;
  Length step = flow->step, above = odt_above(follows->step, follows->role->size);
  return next->y - e->bottom - odt_below(step, flow->role->size) - above;
}

/* The last line on its first page, where an office would put another one there; NULL: it
 * would not. */
static const ComposedLine *early_end(const Odt *o, const Setting *s, uint32_t *over) {
  const Flow *flow = s->flow;
  uint32_t i = 0;
  while (i + 1 < flow->n && flow->lines[i + 1]->page == flow->lines[0]->page)
    i++;
  *over = flow->n - i - 1;
  const ComposedLine *last = flow->lines[i];
  Length size = flow->role->size;
  Length room =
      odt_text_bottom(o, last->page) - last->y - size - odt_below(s->step, size);
  return *over > 0 && room >= s->step - TOLERANCE ? last : NULL;
}

/* Lines came along to the page of the signature. An office does the same where they may
 * not be parted and the last one lacks a little room, which the distance to what follows
 * gives back; else the paragraph is parted there. */
static void settle_early_end(const Odt *o, Setting *s, guint i) {
  uint32_t over;
  const ComposedLine *last = early_end(o, s, &over);
  if (!last)
    return;
  Length size = s->flow->role->size;
  Length room =
      odt_text_bottom(o, last->page) - last->y - size - odt_below(s->step, size);
  Length lack = MAX(room - (Length)over * s->step + LENGTH_PT, 0);
  if (over <= WIDOWS_MOST && lack <= margin_after(o, i) && !s->e->rule) {
    s->widows = over;
    s->padding = lack;
  } else {
    s->split = last->to;
  }
}

static void advance(Cursor *c, const Setting *s) {
  const Element *e = s->e;
  c->begun = true;
  c->page = e->last_page;
  c->bottom = s->flow ? e->bottom : s->bottom;
  c->below = s->flow ? odt_below(s->step, s->flow->role->size) : 0;
  if (e->rule) {
    c->bottom = e->rule->y + e->rule->height;
    c->below = 0;
  }
  c->below += s->padding;
}

/* ---- the horizontal ---------------------------------------------------------------- */

static bool stands_by_align(const Odt *o, const Flow *flow) {
  const ComposedLine *line = flow->lines[0];
  Length width = odt_block_width(o, line->page), own = line->width + MIN(line->adjust, 0);
  if (line->adjust > 0)
    own = line->width + line->adjust;
  switch (flow->role->align) {
    case ALIGN_CENTRE:
      return ABS(line_x(o, line) - (width - own) / 2) <= NEAR_CENTRE;
    case ALIGN_RIGHT:
      return ABS(line_x(o, line) - (width - own)) <= NEAR_CENTRE;
    case ALIGN_DEFAULT:
    case ALIGN_LEFT:
    case ALIGN_JUSTIFY:
    case ALIGN_DECIMAL:
      break;
  }
  return false;
}

static void settle_width(const Odt *o, Setting *s) {
  const Element *e = s->e;
  const Flow *flow = s->flow, *first = g_ptr_array_index(e->flows, 0);
  const ComposedLine *line = flow->lines[0];
  Length block_right = odt_block_left(o, line->page) + odt_block_width(o, line->page);
  s->right = flow->role->align == ALIGN_JUSTIFY
                 ? MIN(line->x + line->measure, block_right)
                 : block_right;
  s->positioned = e->flows->len > 1 || !stands_by_align(o, flow);
  if (!s->positioned)
    return;
  Length start = line_x(o, first->lines[0]);
  if (element_is_contents(e)) { /* the number stands at the end of the last line */
    s->left = line_x(o, first->lines[MIN(first->n, 2) - 1]);
    s->indent = start - s->left;
    return;
  }
  s->left = flow->n > 1 ? line_x(o, flow->lines[1]) : line_x(o, line);
  if (flow->n == 1 && e->flows->len == 1 && start == flow->role->indent)
    s->left = 0;
  if (e->rule && flow->n == 1)
    s->left = 0; /* its border is as wide as the block */
  s->indent = start - s->left;
}

/* ---- properties -------------------------------------------------------------------- */

static void put_tabs(const Odt *o, GString *out, const Setting *s) {
  if (s->e->flows->len < 2)
    return;
  g_string_append(out, "<style:tab-stops>");
  for (guint i = 1; i < s->e->flows->len; i++) {
    const Flow *flow = g_ptr_array_index(s->e->flows, i);
    Length x = line_x(o, flow->lines[0]) - s->left;
    if (element_follows(o, s->e, i))
      continue;
    g_string_append(out, "<style:tab-stop");
    if (element_is_contents(s->e)) {
      odt_length(out, "style:position",
                 s->right - odt_block_left(o, s->e->page) - s->left - LENGTH_PT / 4);
      g_string_append(out,
                      " style:type=\"right\" style:leader-style=\"dotted\""
                      " style:leader-text=\"…\"");
    } else {
      odt_length(out, "style:position", x);
    }
    g_string_append(out, "/>");
  }
  g_string_append(out, "</style:tab-stops>");
}

static void put_border(GString *out, const Setting *s) {
  const ComposedBox *rule = s->e->rule;
  if (!rule)
    return;
  Length padding = rule->y - s->e->bottom - odt_below(s->step, s->flow->role->size);
  const LayoutColour black = {0}, *colour = rule->colour ? rule->colour : &black;
  g_string_append(
      out,
      " fo:border-left=\"none\" fo:border-right=\"none\" fo:border-top=\"none\""
      " fo:border-bottom=\"");
  length_append_pt(out, rule->height, 3);
  g_string_append_printf(out, "pt solid #%02x%02x%02x\"", colour->r, colour->g,
                         colour->b);
  g_string_append(
      out, " fo:padding-left=\"0pt\" fo:padding-right=\"0pt\" fo:padding-top=\"0pt\"");
  odt_length(out, "fo:padding-bottom", MAX(padding, 0));
  g_string_append(out, " style:join-border=\"false\"");
}

static char *paragraph_properties(const Odt *o, const Setting *s) {
  const LayoutRole *role = s->flow->role;
  g_autoptr(GString) own = g_string_new(NULL);
  if (s->margin)
    odt_length(own, "fo:margin-top", s->margin);
  const LayoutRole *named = layout_role_original(o->layout, role);
  if (s->step != odt_step(o, named ? named : role))
    odt_length(own, "fo:line-height", s->step);
  if (s->positioned && (role->align == ALIGN_CENTRE || role->align == ALIGN_RIGHT))
    g_string_append(own, " fo:text-align=\"start\"");
  if (s->positioned && (s->left || s->indent != role->indent)) {
    odt_length(own, "fo:margin-left", s->left);
    odt_length(own, "fo:text-indent", s->indent);
  }
  Length right =
      odt_block_left(o, s->e->page) + odt_block_width(o, s->e->page) - s->right;
  if (right > TOLERANCE)
    odt_length(own, "fo:margin-right", right);
  if (s->breaks && !s->master)
    g_string_append(own, " fo:break-before=\"page\"");
  if (s->renumbers)
    g_string_append(own, " style:page-number=\"1\"");
  put_border(own, s);
  if (s->widows)
    g_string_append_printf(own, " fo:widows=\"%u\"", s->widows);
  if (s->padding) {
    g_string_append(
        own,
        " fo:border-left=\"none\" fo:border-right=\"none\" fo:border-top=\"none\""
        " fo:border-bottom=\"0.05pt solid #ffffff\" style:join-border=\"false\""
        " fo:padding-left=\"0pt\" fo:padding-right=\"0pt\""
        " fo:padding-top=\"0pt\"");
    odt_length(own, "fo:padding-bottom", s->padding);
  }
  if (s->split)
    g_string_append(own, " fo:text-align-last=\"justify\"");
  g_autoptr(GString) tabs = g_string_new(NULL);
  put_tabs(o, tabs, s);
  if (!own->len && !tabs->len)
    return g_strdup("");
  return g_strconcat("<style:paragraph-properties", own->str, tabs->len ? ">" : "/>",
                     tabs->str, tabs->len ? "</style:paragraph-properties>" : "", NULL);
}

static char *master_attribute(const Setting *s) {
  if (!s->master)
    return g_strdup("");
  return g_strdup_printf(" style:master-page-name=\"%s\"", s->master);
}

/* ---- paragraphs -------------------------------------------------------------------- */

/* What belongs to no place of the text goes along with the paragraph. */
static void put_anchored(Odt *o, const Setting *s) {
  Length top = s->e->y - s->above;
  for (guint i = 0; i < s->e->boxes->len; i++)
    odt_put_box(o, o->body, g_ptr_array_index(s->e->boxes, i), top);
  for (guint i = 0; i < s->e->asides->len; i++)
    odt_put_aside(o, o->body, g_ptr_array_index(s->e->asides, i), top);
}

/* The label and number of an entry are its list's. */
static bool made_by_list(const Element *e, const Flow *flow) {
  const Flow *main = element_main(e);
  bool entry = main->part && main->part->kind == PART_KIND_ENTRY &&
               main->part->annex->entry_number.chars;
  return entry && flow != main && flow->part &&
         (flow->part->kind == PART_KIND_ENTRY_LABEL ||
          flow->part->kind == PART_KIND_ENTRY_NUMBER);
}

static bool has_label(const Element *e) {
  const Flow *first = g_ptr_array_index(e->flows, 0);
  return first->part && first->part->kind == PART_KIND_ENTRY_LABEL;
}

static void put_flows(Odt *o, const Setting *s) {
  const Element *e = s->e;
  bool tab = false;
  for (guint i = 0; i < e->flows->len; i++) {
    const Flow *flow = g_ptr_array_index(e->flows, i);
    if (made_by_list(e, flow))
      g_hash_table_add(o->written, (gpointer)flow->text);
    if (made_by_list(e, flow) || flow->lines[0]->blank)
      continue;
    if (tab && !element_follows(o, e, i))
      g_string_append(o->body, "<text:tab/>");
    if (flow->part)
      odt_put_bookmark(o->body, flow->part);
    const char *span = NULL;
    if (odt_role_name(o, flow->role) != odt_role_name(o, s->flow->role))
      span = odt_text_style(o, flow->role);
    if (span) {
      g_string_append(o->body, "<text:span");
      odt_attribute(o->body, "text:style-name", span);
      g_string_append_c(o->body, '>');
    }
    bool counted = flow->part && flow->part->kind == PART_KIND_CAPTION;
    Stretch stretch = {
        .from = counted ? odt_put_sequence(o, o->body, flow) : odt_number_chars(o, flow),
        .to = s->split ? s->split : UINT32_MAX,
        .right = s->right,
        .before_tab = i + 1 < e->flows->len};
    odt_put_text(o, o->body, flow, stretch);
    if (span)
      g_string_append(o->body, "</text:span>");
    tab = true;
  }
}

/* What of a parted paragraph stands on the next page. */
static void put_rest(Odt *o, const Setting *s) {
  g_autoptr(GString) p =
      g_string_new("<style:paragraph-properties fo:break-before=\"page\"");
  odt_length(p, "fo:line-height", s->step);
  odt_length(p, "fo:margin-left", s->positioned ? s->left : 0);
  g_string_append(p, " fo:text-indent=\"0pt\"/>");
  g_string_append(o->body, "<text:p");
  odt_attribute(o->body, "text:style-name",
                odt_style(o, "paragraph", odt_role_name(o, s->flow->role), "", p->str));
  g_string_append_c(o->body, '>');
  odt_put_text(o, o->body, s->flow,
               (Stretch){.from = s->split, .to = UINT32_MAX, .right = s->right});
  g_string_append(o->body, "</text:p>\n");
}

static void put_paragraph(Odt *o, const Setting *s, Element *const *imprint, uint32_t n) {
  const Flow *flow = s->flow;
  int level = flow->lines[0]->blank ? 0 : flow->lines[0]->level;
  g_autofree char *properties = paragraph_properties(o, s);
  g_autofree char *extra = master_attribute(s);
  const char *style =
      odt_style(o, "paragraph", odt_role_name(o, flow->role), extra, properties);
  odt_numbers_open(o, flow->part, has_label(s->e));
  g_string_append(o->body, level ? "<text:h" : "<text:p");
  odt_attribute(o->body, "text:style-name", style);
  if (level)
    g_string_append_printf(o->body, " text:outline-level=\"%d\"", level);
  g_string_append_c(o->body, '>');
  if (n > 0)
    odt_put_imprint(o, o->body, imprint, n);
  put_anchored(o, s);
  put_flows(o, s);
  g_string_append(o->body, level ? "</text:h>" : "</text:p>");
  odt_numbers_close(o, flow->part);
  g_string_append_c(o->body, '\n');
  if (s->split)
    put_rest(o, s);
}

/* A page without text of its own: blank, or the imprint's. */
static void put_empty(Odt *o, Cursor *c, uint32_t page, Element *const *imprint,
                      uint32_t n) {
  const char *master = odt_master(o, page);
  bool turn = c->begun && page != c->page,
       other = !c->begun || odt_master_changes(o, page);
  g_autofree char *extra = turn && other
                               ? g_strdup_printf(" style:master-page-name=\"%s\"", master)
                               : g_strdup("");
  const char *properties = turn && !other
                               ? "<style:paragraph-properties fo:break-before=\"page\" "
                                 "fo:line-height=\"1pt\"/>"
                               : "<style:paragraph-properties fo:line-height=\"1pt\"/>";
  const char *style = odt_style(o, "paragraph", "Standard", extra, properties);
  g_string_append(o->body, "<text:p");
  odt_attribute(o->body, "text:style-name", style);
  g_string_append_c(o->body, '>');
  if (n > 0)
    odt_put_imprint(o, o->body, imprint, n);
  g_string_append(o->body, "</text:p>\n");
  c->page = page;
  c->begun = true;
}

static void put_blank_pages(Odt *o, Cursor *c, uint32_t before) {
  while (c->begun && c->page + 1 < before) {
    put_empty(o, c, c->page + 1, NULL, 0);
    c->bottom = odt_text_top(o);
    c->below = 0;
  }
}

/* The rows of the imprint that follow element i − 1. */
static uint32_t imprint_rows(const Odt *o, guint i) {
  uint32_t n = 0;
  while (i + n < o->elements->len &&
         element_is_imprint(g_ptr_array_index(o->elements, i + n)))
    n++;
  return n;
}

static void put_element(Odt *o, Cursor *c, guint i, uint32_t imprint) {
  Setting s = {.e = g_ptr_array_index(o->elements, i)};
  put_blank_pages(o, c, s.e->page);
  s.flow = element_main(s.e);
  if (s.flow) {
    s.step = s.flow->step;
    s.above = odt_above(s.step, s.flow->role->size);
    settle_width(o, &s);
  }
  settle_page(o, &s, c, i);
  settle_height(o, &s, c);
  if (s.flow) {
    settle_early_end(o, &s, i);
    put_paragraph(o, &s, (Element *const *)&o->elements->pdata[i + 1], imprint);
  } else {
    g_autofree char *extra = master_attribute(&s);
    g_autoptr(GString) properties = g_string_new(NULL);
    odt_length(properties, "fo:margin-top", s.margin);
    if (s.breaks && !s.master)
      g_string_append(properties, " fo:break-before=\"page\"");
    s.bottom = odt_put_table(o, s.e, extra, properties->str);
  }
  advance(c, &s);
}

void odt_body(Odt *o) {
  Cursor c = {0};
  for (guint i = 0; i < o->elements->len;) {
    const Element *e = g_ptr_array_index(o->elements, i);
    if (element_is_imprint(e)) { /* alone on its page, or below a table */
      uint32_t n = imprint_rows(o, i);
      put_blank_pages(o, &c, e->page);
      put_empty(o, &c, e->page, (Element *const *)&o->elements->pdata[i], n);
      i += n;
      continue;
    }
    odt_turn_contents(o, e);
    uint32_t n = imprint_rows(o, i + 1);
    const Element *next = n ? g_ptr_array_index(o->elements, i + 1) : NULL;
    if (!next || e->table || next->page != e->last_page)
      n = 0;
    put_element(o, &c, i, n);
    i += 1 + n;
  }
  odt_turn_contents(o, NULL);
}
