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
  return layout_role_of(run->layout, ROLE_BODY);
}

static const LayoutRole *heading_role(const Run *run, uint8_t level) {
  const LayoutRole *role = layout_role_of(run->layout, layout_level_role(level));
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
      layout_role_of(run->layout, block->level == 1 ? ROLE_CHAPTER : ROLE_DIVISION);
  return role ? role : body_role(run);
}

/* 章, 节, then the levels of headings: the deeper, the more. */
static unsigned depth_of(const Block *block) {
  return block->kind == BLOCK_CHAPTER ? block->level : block->level + 2u;
}

/* B3.7: a heading stays with deeper ones right below it and with a line of what follows;
 * one of its own rank, or above it, only follows. */
static bool stays_with(const Block *block, const Block *next) {
  return next && (!is_heading(next) || depth_of(next) > depth_of(block));
}

static void set_heading(BodyState *s, const Block *block, const Block *next) {
  Run *run = s->run;
  TagId tag = typeset_heading(run, s->parent, block->level + 1u);
  LineSet set = {.role = role_of_heading(run, block),
                 .gap = take_gap(run),
                 .body = true,
                 .heading = true,
                 .keep = stays_with(block, next),
                 .mark = block->id,
                 .outline = &block->text,
                 .level = (uint8_t)(block->level + 1)};
  set.lines = set_text(run, &block->text, set.role, tag, &set.n);
  box_lines(run, &set);
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
    return flow_text(run->job->arena, clause, text->at);
  }
  return (Text){0};
}

static void set_run_in(BodyState *s, const Block *block) {
  Run *run = s->run;
  const LayoutRole *role = body_role(run);
  TagId heading = typeset_heading(run, s->parent, block->level + 1u);
  TagId rest = tagtree_add(run->tags, s->parent, &(Tag){.role = TAG_P});
  TextStyle style = {.role = role,
                     .tree = run->tags,
                     .tag = rest,
                     .heading_tag = heading,
                     .label_tag = TAG_NONE};
  Measures m = body_measures(run, role);
  Text clause = heading_clause(run, &block->text);
  LineSet set = {.role = role,
                 .gap = take_gap(run),
                 .body = true,
                 .mark = block->id,
                 .outline = clause.chars ? &clause : NULL,
                 .clause = true,
                 .level = (uint8_t)(block->level + 1)};
  set.lines = set_paragraph(run, &block->text, &style, &m, &set.n);
  box_lines(run, &set);
}

/* A line right before a table is its title, and stays with it. */
static void set_plain(BodyState *s, const Block *block, const Block *next) {
  Run *run = s->run;
  TagId tag = tagtree_add(run->tags, s->parent, &(Tag){.role = TAG_P});
  LineSet set = {
      .role = body_role(run), .gap = take_gap(run), .body = true, .mark = block->id};
  set.lines = set_text(run, &block->text, set.role, tag, &set.n);
  set.keep = set.n == 1 && next && next->kind == BLOCK_TABLE;
  box_lines(run, &set);
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
  const LayoutRole *item = layout_role_of(run->layout, ROLE_ITEM);
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
  LineSet set = {.role = role, .gap = take_gap(run), .body = true};
  set.lines = set_paragraph(run, &block->text, &style, &m, &set.n);
  box_lines(run, &set);
}

void set_blocks(Run *run, const Block *blocks, uint32_t n, TagId parent) {
  BodyState s = {.run = run, .parent = parent};
  for (uint32_t i = 0; i < n && !run->failed; i++) {
    const Block *block = &blocks[i], *next = i + 1 < n ? &blocks[i + 1] : NULL;
    if (block->kind != BLOCK_ITEM)
      s.lists = 0;
    switch (block->kind) {
      case BLOCK_PARAGRAPH:
        if (block->run_in)
          set_run_in(&s, block);
        else
          set_plain(&s, block, next);
        break;
      case BLOCK_ARTICLE:
        set_plain(&s, block, next);
        break;
      case BLOCK_HEADING:
      case BLOCK_CHAPTER:
        set_heading(&s, block, next);
        break;
      case BLOCK_ITEM:
        set_item(&s, block);
        break;
      case BLOCK_TABLE:
        set_table(run, block->table, parent);
        break;
      case BLOCK_FIGURE:
        set_figure(run, block->figure, parent);
        break;
      case BLOCK_CHART:
        set_chart(run, block->chart, parent);
        break;
    }
  }
}
