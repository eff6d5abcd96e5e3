/* The text: paragraphs, headings, lists, tables. */
#include "typeset_run.h"

typedef struct BodyState {
  Run *run;
  TagId parent;
  TagId list;        /* TAG_L of the list being set */
  uint32_t list_id;
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

static const SetLine *heading_lines(Run *run, const Block *block, TagId tag, uint32_t *n) {
  return set_text(run, &block->text, heading_role(run, block->level), tag, n);
}

/* B3.7: a heading, and those right below it, stay with a line of what follows; `next` is that, where
 * it is a table with its first row. */
static void keep_with_next(Run *run, uint32_t lines, const Block *next) {
  Sheet *sheet = sheet_now(run);
  const LayoutRole *role = body_role(run);
  Length step = role_step(run, role), below = step;
  if (next && next->kind == BLOCK_TABLE)
    below = MAX(step, table_start(run, next->table));
  Length y = flow_top(run, sheet, role, run->gap_due) + (Length)(lines - 1) * step + below;
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
  TagId tag = tagtree_add(run->tags, s->parent,
                          &(Tag){.role = TAG_H, .level = (uint8_t)MIN(block->level + 1, 6)});
  uint32_t n = 0;
  const SetLine *lines = heading_lines(run, block, tag, &n);
  if (next || headings_below)
    keep_with_next(run, n + headings_below, next);
  Length y = flow_lines(run, lines, n, heading_role(run, block->level), take_gap(run), true);
  mark_kept(sheet_now(run), n);
  add_outline(run, sheet_now(run), &block->text, (uint8_t)(block->level + 1), y);
}

/* ---- paragraphs ------------------------------------------------------------------- */

static Measures body_measures(const Run *run, const LayoutRole *role) {
  Length width = run->layout->block.width;
  return (Measures){.first_left = role->indent, .first_width = width - role->indent,
                    .width = width};
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
  TagId heading = tagtree_add(run->tags, s->parent,
                              &(Tag){.role = TAG_H, .level = (uint8_t)MIN(block->level + 1, 6)});
  TagId rest = tagtree_add(run->tags, s->parent, &(Tag){.role = TAG_P});
  TextStyle style = {.role = role, .tree = run->tags, .tag = rest, .heading_tag = heading,
                     .label_tag = TAG_NONE};
  Measures m = body_measures(run, role);
  uint32_t n = 0;
  const SetLine *lines = set_paragraph(run, &block->text, &style, &m, &n);
  Length y = flow_lines(run, lines, n, role, take_gap(run), true);
  Text clause = heading_clause(run, &block->text);
  if (clause.chars)
    add_outline(run, sheet_now(run), &clause, (uint8_t)(block->level + 1), y);
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
  flow_lines(run, lines, n, role, take_gap(run), true);
}

/* An item is set as a paragraph; its number is the label. */
static void set_item(BodyState *s, const Block *block) {
  Run *run = s->run;
  const LayoutRole *item = layout_role(run->layout, "item");
  const LayoutRole *role = item ? item : body_role(run);
  if (s->list == TAG_NONE || s->list_id != block->list_id) {
    s->list = tagtree_add(run->tags, s->parent, &(Tag){.role = TAG_L});
    s->list_id = block->list_id;
  }
  TagId li = tagtree_add(run->tags, s->list, &(Tag){.role = TAG_LI});
  TagId label = TAG_NONE;
  if (block->list != LIST_NONE)
    label = tagtree_add(run->tags, li, &(Tag){.role = TAG_LBL});
  TextStyle style = {.role = role, .tree = run->tags, .heading_tag = TAG_NONE, .label_tag = label};
  style.tag = tagtree_add(run->tags, li, &(Tag){.role = TAG_LBODY});
  Measures m = body_measures(run, role);
  uint32_t n = 0;
  const SetLine *lines = set_paragraph(run, &block->text, &style, &m, &n);
  flow_lines(run, lines, n, role, take_gap(run), true);
}

static uint32_t headings_at(const Block *blocks, uint32_t n, uint32_t from) {
  uint32_t to = from;
  while (to < n && blocks[to].kind == BLOCK_HEADING)
    to++;
  return to - from;
}

void set_blocks(Run *run, const Block *blocks, uint32_t n, TagId parent) {
  BodyState s = {.run = run, .parent = parent, .list = TAG_NONE};
  for (uint32_t i = 0; i < n && !run->failed; i++) {
    const Block *block = &blocks[i];
    uint32_t below;
    if (block->kind != BLOCK_ITEM)
      s.list = TAG_NONE;
    switch (block->kind) {
      case BLOCK_PARAGRAPH:
        if (block->run_in)
          set_run_in(&s, block);
        else
          set_plain(&s, block, i + 1 < n ? &blocks[i + 1] : NULL);
        break;
      case BLOCK_HEADING:
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
    }
  }
}
