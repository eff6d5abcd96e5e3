/* The text: paragraphs, headings, lists, tables. */
#include "typeset_run.h"

#define LISTS_OPEN 4 /* the reader allows no more */

typedef struct BodyState {
  Run *run;
  TagId parent;
  unsigned lists; /* open: 0, or the depth of the last item */
  struct {
    TagId list, body; /* TAG_L, and TAG_LBODY of its last item */
    uint32_t id;
  } open[LISTS_OPEN];
} BodyState;

static const LayoutRole *body_role(const Run *run) {
  return layout_role(run->layout, "body");
}

static const LayoutRole *heading_role(const Run *run, uint8_t level) {
  g_autofree char *name = g_strdup_printf("level%u", (unsigned)level);
  const LayoutRole *role = layout_role(run->layout, name);
  return role ? role : body_role(run);
}

static Gap take_gap(Run *run) {
  Gap gap = run->gap_due;
  run->gap_due = (Gap){0};
  return gap;
}

/* ---- headings -------------------------------------------------------------------- */

static bool is_heading(const Block *block) {
  return block->kind == BLOCK_HEADING || block->kind == BLOCK_CHAPTER;
}

/* 章 and 节 have roles of their own. */
static const LayoutRole *role_of_heading(const Run *run, const Block *block) {
  if (block->kind == BLOCK_HEADING)
    return heading_role(run, block->level);
  const LayoutRole *role =
      layout_role(run->layout, block->level == 1 ? "chapter" : "division");
  return role ? role : body_role(run);
}

static uint32_t headings_at(const Block *blocks, uint32_t n, uint32_t from) {
  uint32_t to = from;
  while (to < n && is_heading(&blocks[to]))
    to++;
  return to - from;
}

/* B3.7: a heading, and those right below it, stay with a line of what follows; `next` is
 * that, a table with its first row, a picture whole. */
static void keep_with_next(Run *run, uint32_t lines, const Block *next) {
  Sheet *sheet = sheet_now(run);
  const LayoutRole *role = body_role(run);
  Length step = role_step(run, role), below = step;
  if (next && next->kind == BLOCK_TABLE)
    below = MAX(step, table_start(run, next->table));
  if (next && next->kind == BLOCK_FIGURE)
    below = (Length)MAX(figure_lines(run, next->figure), 1) * step;
  Length y =
      flow_top(run, sheet, role, run->gap_due) + (Length)(lines - 1) * step + below;
  if (!sheet->empty && !flow_fits(run, y, role)) {
    sheet->continues = true;
    sheet_next(run);
  }
}

static void mark_kept(Sheet *sheet, uint32_t lines) {
  guint n = sheet->placed->len;
  for (guint i = n - MIN(lines, n); i < n; i++)
    g_array_index(sheet->placed, Placed, i).keep = true;
}

static void set_heading(BodyState *s, const Block *block, uint32_t headings_below,
                        const Block *next) {
  Run *run = s->run;
  TagId tag =
      tagtree_add(run->tags, s->parent,
                  &(Tag){.role = TAG_H, .level = (uint8_t)MIN(block->level + 1, 6)});
  uint32_t n = 0;
  const LayoutRole *role = role_of_heading(run, block);
  const SetLine *lines = set_text(run, &block->text, role, tag, &n);
  if (next || headings_below)
    keep_with_next(run, n + headings_below, next);
  Length y = flow_lines(run, lines, n, role, take_gap(run), true);
  mark_kept(sheet_now(run), n);
  put_mark(run, sheet_now(run), block->id, y);
  add_outline(run, sheet_now(run), &block->text, (uint8_t)(block->level + 1), y);
}

/* ---- paragraphs ------------------------------------------------------------------- */

static Measures body_measures(const Run *run, const LayoutRole *role) {
  Length width = run->layout->block.width;
  return (Measures){
      .first_left = role->indent, .first_width = width - role->indent, .width = width};
}

/* The heading clause of a run-in paragraph, as a bookmark says it. */
static Text heading_clause(Run *run, const Text *text) {
  for (uint32_t i = 0; i < text->n_ranges; i++) {
    const TextRange *range = &text->ranges[i];
    if (range->kind != RANGE_HEADING)
      continue;
    const char *from = g_utf8_offset_to_pointer(text->utf8, range->from);
    const char *to = g_utf8_offset_to_pointer(from, range->to - range->from);
    if (to > from && g_utf8_get_char(g_utf8_prev_char(to)) == 0x3002)
      to = g_utf8_prev_char(to);
    char *clause = arena_strndup(run->job->arena, from, (size_t)(to - from));
    return text_plain(run->job->arena, clause, text->at);
  }
  return (Text){0};
}

static void set_run_in(BodyState *s, const Block *block) {
  Run *run = s->run;
  const LayoutRole *role = body_role(run);
  TagId heading =
      tagtree_add(run->tags, s->parent,
                  &(Tag){.role = TAG_H, .level = (uint8_t)MIN(block->level + 1, 6)});
  TagId rest = tagtree_add(run->tags, s->parent, &(Tag){.role = TAG_P});
  TextStyle style = {.role = role,
                     .tree = run->tags,
                     .tag = rest,
                     .heading_tag = heading,
                     .label_tag = TAG_NONE};
  Measures m = body_measures(run, role);
  uint32_t n = 0;
  const SetLine *lines = set_paragraph(run, &block->text, &style, &m, &n);
  Length y = flow_lines(run, lines, n, role, take_gap(run), true);
  Text clause = heading_clause(run, &block->text);
  if (clause.chars)
    add_outline(run, sheet_now(run), &clause, (uint8_t)(block->level + 1), y);
}

/* Lines of the text, and on the sheet of the first the place that references lead to. */
static void flow_marked(Run *run, const SetLine *lines, uint32_t n,
                        const LayoutRole *role, const char *id) {
  if (id && n > 0) {
    Length y = flow_lines(run, lines, 1, role, take_gap(run), true);
    put_mark(run, sheet_now(run), id, y);
    lines++;
    n--;
  }
  flow_lines(run, lines, n, role, take_gap(run), true);
}

/* A line right before a table is its title, and stays with it. */
static void set_plain(BodyState *s, const Block *block, const Block *next) {
  Run *run = s->run;
  const LayoutRole *role = body_role(run);
  TagId tag = tagtree_add(run->tags, s->parent, &(Tag){.role = TAG_P});
  uint32_t n = 0;
  const SetLine *lines = set_text(run, &block->text, role, tag, &n);
  if (n == 1 && next && next->kind == BLOCK_TABLE)
    keep_with_next(run, n, next);
  flow_marked(run, lines, n, role, block->id);
}

/* The place of the item's list among the open ones; one inside an item hangs below its
 * body. */
static unsigned open_list(BodyState *s, const Block *block) {
  unsigned depth = CLAMP(block->list_depth, 1, LISTS_OPEN) - 1u;
  depth = MIN(depth, s->lists);
  if (depth == s->lists || s->open[depth].id != block->list_id) {
    TagId parent = depth ? s->open[depth - 1].body : s->parent;
    s->open[depth].list = tagtree_add(s->run->tags, parent, &(Tag){.role = TAG_L});
    s->open[depth].id = block->list_id;
  }
  s->lists = depth + 1;
  return depth;
}

/* An item is set as a paragraph; its number is the label. */
static void set_item(BodyState *s, const Block *block) {
  Run *run = s->run;
  const LayoutRole *item = layout_role(run->layout, "item");
  const LayoutRole *role = item ? item : body_role(run);
  unsigned depth = open_list(s, block);
  TagId li = tagtree_add(run->tags, s->open[depth].list, &(Tag){.role = TAG_LI});
  TagId label = TAG_NONE;
  if (block->list != LIST_NONE)
    label = tagtree_add(run->tags, li, &(Tag){.role = TAG_LBL});
  TextStyle style = {
      .role = role, .tree = run->tags, .heading_tag = TAG_NONE, .label_tag = label};
  style.tag = tagtree_add(run->tags, li, &(Tag){.role = TAG_LBODY});
  s->open[depth].body = style.tag;
  Measures m = body_measures(run, role);
  uint32_t n = 0;
  const SetLine *lines = set_paragraph(run, &block->text, &style, &m, &n);
  flow_lines(run, lines, n, role, take_gap(run), true);
}

void set_blocks(Run *run, const Block *blocks, uint32_t n, TagId parent) {
  BodyState s = {.run = run, .parent = parent};
  for (uint32_t i = 0; i < n && !run->failed; i++) {
    const Block *block = &blocks[i];
    uint32_t below;
    if (block->kind != BLOCK_ITEM)
      s.lists = 0;
    switch (block->kind) {
      case BLOCK_PARAGRAPH:
        if (block->run_in)
          set_run_in(&s, block);
        else
          set_plain(&s, block, i + 1 < n ? &blocks[i + 1] : NULL);
        break;
      case BLOCK_ARTICLE:
        set_plain(&s, block, i + 1 < n ? &blocks[i + 1] : NULL);
        break;
      case BLOCK_HEADING:
      case BLOCK_CHAPTER:
        below = headings_at(blocks, n, i + 1);
        set_heading(&s, block, below, i + 1 + below < n ? &blocks[i + 1 + below] : NULL);
        break;
      case BLOCK_ITEM:
        set_item(&s, block);
        break;
      case BLOCK_TABLE:
        set_table(run, block->table, parent);
        sheet_now(run)->table = true;
        break;
      case BLOCK_FIGURE:
        set_figure(run, block->figure, parent);
        break;
    }
  }
}
