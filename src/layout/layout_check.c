/* What single values cannot tell: whether they agree with each other, and leave room to
 * set text. */
#include <string.h>

#include "layout_private.h"

typedef struct Check {
  Job *job;
  const Sheet *sheet;
  const Layout *layout;
} Check;

static Span only_at(const Check *c, ElementId id, const char *attribute) {
  const Record *r = layout_sheet_find(c->sheet, id, "");
  return r ? layout_record_at(r, attribute) : (Span){.file = c->sheet->file};
}

static const char *mm(const Check *c, Length length) {
  return length_mm_text(c->job->arena, length, 2);
}

static void need(const Check *c, const Record *r, const char *attribute) {
  if (!layout_record_text(r, attribute))
    diag_add(c->job->diags, r->at, DIAG_LAYOUT_MISSING_ATTRIBUTE, r->spec->name,
             attribute, NULL);
}

/* ---- page and grid ----------------------------------------------------------------- */

static void check_block(const Check *c) {
  const LayoutPage *page = &c->layout->page;
  const LayoutBlock *b = &c->layout->block;
  if (b->left + b->width > page->width)
    diag_add(c->job->diags, only_at(c, ELEMENT_BLOCK, "width"),
             DIAG_LAYOUT_BLOCK_OUTSIDE_PAPER, "left + width", mm(c, b->left + b->width),
             mm(c, page->width), NULL);
  if (b->top + b->height > page->height)
    diag_add(c->job->diags, only_at(c, ELEMENT_BLOCK, "height"),
             DIAG_LAYOUT_BLOCK_OUTSIDE_PAPER, "top + height", mm(c, b->top + b->height),
             mm(c, page->height), NULL);
}

/* Single sheets have no facing pages. */
static void check_sides(const Check *c) {
  if (c->layout->page.sides == SIDES_ONE && c->layout->block.mirror)
    diag_add(c->job->diags, only_at(c, ELEMENT_BLOCK, "mirror"),
             DIAG_LAYOUT_MIRROR_ONE_SIDE, NULL);
}

static void check_grid(const Check *c) {
  const LayoutGrid *g = &c->layout->grid;
  if (g->step < g->size)
    diag_add(c->job->diags, only_at(c, ELEMENT_GRID, "lines"), DIAG_LAYOUT_LINES_OVERLAP,
             mm(c, g->step), mm(c, g->size), NULL);
  if (g->cell < g->size / 4 * 3)
    diag_add(c->job->diags, only_at(c, ELEMENT_GRID, "cells"), DIAG_LAYOUT_CELLS_OVERLAP,
             mm(c, g->cell), mm(c, g->size), NULL);
  if (g->step_min > g->step)
    diag_add(c->job->diags, only_at(c, ELEMENT_GRID, "step-min"),
             DIAG_LAYOUT_LIMITS_CROSSED, "step-min", "step", NULL);
}

static void check_spacing(const Check *c) {
  const LayoutSpacing *s = &c->layout->spacing;
  if (s->gap_min > s->gap || s->gap > s->gap_max)
    diag_add(c->job->diags, only_at(c, ELEMENT_SPACING, "gap"),
             DIAG_LAYOUT_LIMITS_CROSSED, "gap-min ≤ gap", "gap-max", NULL);
  if (s->word_min > s->word || s->word > s->word_max)
    diag_add(c->job->diags, only_at(c, ELEMENT_SPACING, "word"),
             DIAG_LAYOUT_LIMITS_CROSSED, "word-min ≤ word", "word-max", NULL);
}

/* ---- room -------------------------------------------------------------------------- */

typedef enum { OF_WIDTH, OF_HEIGHT } RoomOf;

/* No length may take more than such a part of the block: what is left must hold text, or
 * a page could never be filled. */
typedef struct RoomRule {
  ElementId element;
  const char *attribute;
  RoomOf direction;
  int32_t divisor;
} RoomRule;

static const RoomRule room_rules[] = {
    {ELEMENT_ROLE, "size", OF_WIDTH, 4},
    {ELEMENT_ROLE, "size", OF_HEIGHT, 4},
    {ELEMENT_ROLE, "indent", OF_WIDTH, 2},
    {ELEMENT_ROLE, "step", OF_HEIGHT, 2},
    {ELEMENT_AT, "step", OF_HEIGHT, 1},
    {ELEMENT_FLOW, "indent", OF_WIDTH, 2},
    {ELEMENT_LIST, "indent", OF_WIDTH, 4},
    {ELEMENT_LIST, "number-cell", OF_WIDTH, 4},
    {ELEMENT_SIGN, "date-right", OF_WIDTH, 2},
    {ELEMENT_SIGN, "name-right", OF_WIDTH, 2},
    {ELEMENT_SIGN, "date-shift", OF_WIDTH, 2},
    {ELEMENT_SIGN, "seal-diameter", OF_WIDTH, 1},
    {ELEMENT_SIGN, "seal-diameter", OF_HEIGHT, 1},
    {ELEMENT_SIGN, "seal-gap-fixed", OF_HEIGHT, 4},
    {ELEMENT_SIGN, "stamp-right", OF_WIDTH, 2},
    {ELEMENT_SIGN, "stamp-width", OF_WIDTH, 2},
    {ELEMENT_SIGN, "stamp-height", OF_HEIGHT, 4},
    {ELEMENT_SIGN, "title-gap", OF_WIDTH, 4},
    {ELEMENT_SIGN, "date-gap", OF_HEIGHT, 2},
    {ELEMENT_PAIR, "gap", OF_HEIGHT, 2},
    {ELEMENT_PAIR, "name-gap", OF_WIDTH, 4},
    {ELEMENT_STACK, "word-gap", OF_WIDTH, 4},
    {ELEMENT_STACK, "step", OF_HEIGHT, 4},
    {ELEMENT_RULE, "star", OF_WIDTH, 4},
    {ELEMENT_RULE, "star-gap", OF_WIDTH, 4},
    {ELEMENT_TABLE, "inset", OF_WIDTH, 4},
    {ELEMENT_TABLE, "row-height", OF_HEIGHT, 4},
    {ELEMENT_TABLE, "line-step", OF_HEIGHT, 4},
    {ELEMENT_TABLES, "padding-x", OF_WIDTH, 16},
    {ELEMENT_TABLES, "padding-y", OF_HEIGHT, 16},
    {ELEMENT_TABLES, "gap", OF_HEIGHT, 4},
    {ELEMENT_FLOW, "gap", OF_HEIGHT, 2},
    {ELEMENT_RULE, "gap", OF_HEIGHT, 2},
    {ELEMENT_RULE, "clear", OF_HEIGHT, 4},
    {ELEMENT_LIST, "gap", OF_HEIGHT, 2},
    {ELEMENT_SIGN, "gap", OF_HEIGHT, 2},
    {ELEMENT_FACE, "gap", OF_HEIGHT, 2},
    {ELEMENT_PAIR, "gap", OF_HEIGHT, 2},
    {ELEMENT_PAIR, "indent", OF_WIDTH, 4},
};

/* The struct begins with the edge length, so a Gap is read as its Length. */
G_STATIC_ASSERT(offsetof(Gap, edge) == 0);

static void check_room(const Check *c, const Record *r, const void *resolved) {
  for (size_t i = 0; i < G_N_ELEMENTS(room_rules); i++) {
    const RoomRule *rule = &room_rules[i];
    if (rule->element != r->spec->id)
      continue;
    int index = layout_attribute(r->spec, rule->attribute);
    const AttributeSpec *spec = &r->spec->attributes[index];
    Length length = *(const Length *)((const char *)resolved + spec->offset);
    const LayoutBlock *block = &c->layout->block;
    Length most =
        (rule->direction == OF_WIDTH ? block->width : block->height) / rule->divisor;
    if (length > most)
      diag_add(c->job->diags, layout_record_at(r, rule->attribute), DIAG_LAYOUT_TOO_LARGE,
               rule->attribute, mm(c, length), mm(c, most), NULL);
  }
}

/* ---- anchors ----------------------------------------------------------------------- */

static int64_t edge_at(const Layout *l, Edge edge) {
  const LayoutBlock *b = &l->block;
  switch (edge) {
    case EDGE_NONE:
    case EDGE_PAGE_LEFT:
    case EDGE_PAGE_TOP:
    case EDGE_RULE_BOTTOM: /* known when the page is set */
      return 0;
    case EDGE_PAGE_RIGHT:
      return l->page.width;
    case EDGE_PAGE_BOTTOM:
      return l->page.height;
    case EDGE_BLOCK_LEFT:
      return b->left;
    case EDGE_BLOCK_RIGHT:
      return (int64_t)b->left + b->width;
    case EDGE_BLOCK_CENTRE:
      return (int64_t)b->left + b->width / 2;
    case EDGE_BLOCK_TOP:
      return b->top;
    case EDGE_BLOCK_BOTTOM:
      return (int64_t)b->top + b->height;
  }
  return 0;
}

static void check_anchor(const Check *c, const Record *r, const char *attribute,
                         Anchor a) {
  bool across = strcmp(attribute, "x") == 0;
  int64_t at = edge_at(c->layout, a.edge) + a.offset;
  int64_t most = across ? c->layout->page.width : c->layout->page.height;
  if (at < 0 || at > most)
    diag_add(c->job->diags, layout_record_at(r, attribute), DIAG_LAYOUT_OUTSIDE_PAPER,
             attribute, layout_record_text(r, attribute), NULL);
}

static void check_inset(const Check *c, const Record *r, const char *attribute,
                        SideInset i) {
  if (i.inset > c->layout->block.width / 2)
    diag_add(c->job->diags, layout_record_at(r, attribute), DIAG_LAYOUT_TOO_LARGE,
             attribute, mm(c, i.inset), mm(c, c->layout->block.width / 2), NULL);
}

static void check_at(const Check *c, const Record *r, const Placement *p) {
  need(c, r, "y");
  check_anchor(c, r, "x", p->x);
  check_anchor(c, r, "y", p->y);
  check_inset(c, r, "odd", p->odd);
  check_inset(c, r, "even", p->even);
  check_inset(c, r, "first", p->first);
}

/* A rule at a foot of its own leaves page 1 room for text; one in the flow keeps nothing
 * clear. */
static void check_rule(const Check *c, const Record *r, const Placement *p) {
  const LayoutBlock *b = &c->layout->block;
  if (p->foot.edge == EDGE_NONE) {
    if (p->clear)
      diag_add(c->job->diags, layout_record_at(r, "clear"),
               DIAG_LAYOUT_CLEAR_WITHOUT_FOOT, NULL);
    return;
  }
  check_anchor(c, r, "foot", p->foot);
  if (p->foot.edge == EDGE_RULE_BOTTOM)
    diag_add(c->job->diags, layout_record_at(r, "foot"), DIAG_LAYOUT_NO_RULE_ABOVE,
             "foot", NULL);
  if (p->gap.given)
    diag_add(c->job->diags, layout_record_at(r, "gap"), DIAG_LAYOUT_RULE_PLACED_TWICE,
             NULL);
  int64_t end = edge_at(c->layout, p->foot.edge) + p->foot.offset - p->weight -
                p->between - p->second - p->clear;
  if (p->clear && end < (int64_t)b->top + b->height / 2)
    diag_add(c->job->diags, layout_record_at(r, "foot"), DIAG_LAYOUT_NO_ROOM_ABOVE_RULE,
             mm(c, (Length)end), NULL);
}

/* y="rule.bottom…" needs a rule of the flow before it. */
static void check_rule_above(const Check *c, const Record *r, const Placement *p,
                             bool seen) {
  if (p->kind == PLACE_AT && p->y.edge == EDGE_RULE_BOTTOM && !seen)
    diag_add(c->job->diags, layout_record_at(r, "y"), DIAG_LAYOUT_NO_RULE_ABOVE, "y",
             NULL);
}

/* ---- parts ------------------------------------------------------------------------- */

#define KIND(kind) (1u << (kind))

/* How each part can be set. */
static const unsigned part_kinds[PART_COUNT] = {
    [PART_MARK] = KIND(PLACE_AT) | KIND(PLACE_STACK),
    [PART_NUMBER] = KIND(PLACE_FLOW) | KIND(PLACE_AT) | KIND(PLACE_PAIR),
    [PART_TITLE] = KIND(PLACE_FLOW),
    [PART_SUBTITLE] = KIND(PLACE_FLOW),
    [PART_RECIPIENTS] = KIND(PLACE_FLOW),
    [PART_BODY] = KIND(PLACE_FLOW),
    [PART_ATTACHMENTS] = KIND(PLACE_LIST),
    [PART_SIGN] = KIND(PLACE_SIGN),
    [PART_NOTE] = KIND(PLACE_FLOW),
    [PART_ENCLOSURE] = KIND(PLACE_FACE),
    [PART_ANNEX] = KIND(PLACE_FACE),
    [PART_IMPRINT] = KIND(PLACE_TABLE),
    [PART_PAGE_NUMBER] = KIND(PLACE_AT),
    [PART_DRAFT] = KIND(PLACE_AT),
    [PART_COPY_NUMBER] = KIND(PLACE_AT),
    [PART_SECRECY] = KIND(PLACE_AT),
    [PART_URGENCY] = KIND(PLACE_AT),
    [PART_SIGNERS] = KIND(PLACE_PAIR),
    [PART_ATTENDANCE] = KIND(PLACE_FLOW),
    [PART_ISSUER] = KIND(PLACE_PAIR),
    [PART_DATE] = KIND(PLACE_PAIR),
};

unsigned layout_part_kinds(Part part) {
  return part_kinds[part];
}

static const char *kind_names(Arena *arena, unsigned kinds) {
  g_autoptr(GString) names = g_string_new(NULL);
  for (int id = ELEMENT_AT; id < ELEMENT_COUNT; id++) {
    if (kinds & KIND(id - ELEMENT_AT))
      g_string_append_printf(names, "%s%s", names->len ? " " : "",
                             layout_element((ElementId)id)->name);
  }
  return arena_strdup(arena, names->str);
}

G_STATIC_ASSERT((int)PLACE_FACE == (int)ELEMENT_FACE - (int)ELEMENT_AT);

/* Another place of a part for documents of another form: with a seal, of several
 * agencies, to a superior one. */
static bool is_alternative(PlacementKind kind) {
  return kind == PLACE_SIGN || kind == PLACE_PAIR || kind == PLACE_STACK;
}

static void check_parts(const Check *c, const Record *r, const Placement *p,
                        unsigned *seen) {
  for (unsigned i = 0; i < p->n_parts; i++) {
    Part part = p->parts[i];
    const char *name = layout_part_name(part);
    if (!(part_kinds[part] & KIND(p->kind)))
      diag_add(c->job->diags, layout_record_at(r, "part"), DIAG_LAYOUT_WRONG_PLACEMENT,
               name, r->spec->name, kind_names(c->job->arena, part_kinds[part]), NULL);
    if ((*seen & 1u << part) && !is_alternative(p->kind))
      diag_add(c->job->diags, layout_record_at(r, "part"), DIAG_LAYOUT_PART_TWICE, name,
               NULL);
    if (!is_alternative(p->kind))
      *seen |= 1u << part;
  }
}

static void check_pair(const Check *c, const Record *r, const Placement *p) {
  if (p->n_parts != 2)
    diag_add(c->job->diags, layout_record_at(r, "part"), DIAG_LAYOUT_PAIR_OF_TWO, NULL);
}

/* Without these no document of any kind can be set; an order has no title (C1.3). */
static const Part needed_parts[] = {PART_MARK, PART_BODY, PART_PAGE_NUMBER};

static void check_needed(const Check *c, unsigned seen) {
  for (size_t i = 0; i < G_N_ELEMENTS(needed_parts); i++) {
    if (!(seen & 1u << needed_parts[i]))
      diag_add(c->job->diags, c->sheet->root->at, DIAG_LAYOUT_MISSING_PART,
               layout_part_name(needed_parts[i]), NULL);
  }
}

/* B10.2: label and title stand on lines of the page, the label first. */
static void check_face(const Check *c, const Record *r, const Placement *p) {
  unsigned lines = c->layout->grid.lines;
  if (p->title_line > lines || (p->label && p->label_line >= p->title_line))
    diag_add(c->job->diags, layout_record_at(r, "title-line"), DIAG_LAYOUT_FACE_LINES,
             NULL);
}

static void check_imprint(const Check *c, const Record *r, const Placement *p) {
  check_anchor(c, r, "foot", p->foot);
  if (p->role && MIN(p->line_step, p->row_height) < p->role->size)
    diag_add(c->job->diags, layout_record_at(r, "line-step"), DIAG_LAYOUT_LINES_OVERLAP,
             mm(c, MIN(p->line_step, p->row_height)), mm(c, p->role->size), NULL);
}

static void check_placements(const Check *c) {
  unsigned seen = 0;
  bool ruled = false;
  size_t n = 0;
  for (guint i = 0; i < c->sheet->records->len; i++) {
    const Record *r = g_ptr_array_index(c->sheet->records, i);
    if (!layout_is_placement(r->spec->id))
      continue;
    const Placement *p = &c->layout->placements[n++];
    check_room(c, r, p);
    check_parts(c, r, p, &seen);
    check_rule_above(c, r, p, ruled);
    ruled = ruled || (p->kind == PLACE_RULE && p->foot.edge == EDGE_NONE);
    if (p->kind == PLACE_RULE)
      check_rule(c, r, p);
    if (p->kind == PLACE_AT)
      check_at(c, r, p);
    if (p->kind == PLACE_STACK)
      check_at(c, r, p);
    if (p->kind == PLACE_FACE)
      check_face(c, r, p);
    if (p->kind == PLACE_PAIR)
      check_pair(c, r, p);
    if (p->kind == PLACE_TABLE)
      check_imprint(c, r, p);
  }
  check_needed(c, seen);
}

static void check_roles(const Check *c) {
  size_t n = 0;
  for (guint i = 0; i < c->sheet->records->len && n < c->layout->n_roles; i++) {
    const Record *r = g_ptr_array_index(c->sheet->records, i);
    if (r->spec->id != ELEMENT_ROLE)
      continue;
    const LayoutRole *role = &c->layout->roles[n++];
    check_room(c, r, role);
    if (role->step && role->step < role->size)
      diag_add(c->job->diags, layout_record_at(r, "step"), DIAG_LAYOUT_LINES_OVERLAP,
               mm(c, role->step), mm(c, role->size), NULL);
  }
}

static void check_colours(const Check *c) {
  for (guint i = 0; i < c->sheet->records->len; i++) {
    const Record *r = g_ptr_array_index(c->sheet->records, i);
    if (r->spec->id == ELEMENT_COLOUR)
      need(c, r, "rgb");
  }
}

void layout_check(Job *job, const Sheet *sheet, const Layout *layout) {
  Check c = {job, sheet, layout};
  need(&c, sheet->root, "name");
  check_colours(&c);
  check_block(&c);
  check_sides(&c);
  check_grid(&c);
  check_spacing(&c);
  const Record *tables = layout_sheet_find(sheet, ELEMENT_TABLES, "");
  if (tables)
    check_room(&c, tables, &layout->table);
  check_roles(&c);
  check_placements(&c);
}
