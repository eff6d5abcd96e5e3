/* A table of contents: headings with leaders and page numbers. The numbers are known once
 * all pages are set, so the pages are set twice: first without them, into nothing. */
#include "typeset_contents.h"

#include "base_words.h"

#define NUMBER_CELLS 2 /* room of a page number, behind the leaders */

/* ---- the numbers ------------------------------------------------------------------- */

static bool begin_nothing(void *self, Job *job, const DocumentInfo *info) {
  (void)self, (void)job, (void)info;
  return true;
}

static bool keep_numbers(void *self, Job *job, const Page *page) {
  (void)job;
  for (uint32_t i = 0; i < page->n_marks; i++)
    g_hash_table_insert(self, g_strdup(page->marks[i].name),
                        GUINT_TO_POINTER(page->number));
  return true;
}

static bool end_nothing(void *self, Job *job, const DocumentEnd *end) {
  (void)self, (void)job, (void)end;
  return true;
}

PageSink contents_sink(GHashTable *numbers) {
  return (PageSink){numbers, begin_nothing, keep_numbers, end_nothing};
}

bool contents_wanted(const Content *content) {
  bool wanted = content->n_entries > 0;
  for (uint32_t i = 0; i < content->n_annexes && !wanted; i++)
    wanted = contents_wanted(&content->annexes[i].content);
  for (uint32_t i = 0; i < content->n_enclosures && !wanted; i++)
    wanted = contents_wanted(&content->enclosures[i]);
  return wanted;
}

/* ---- lines ------------------------------------------------------------------------- */

typedef struct EntryPlan {
  Run *run;
  const LayoutRole *role;
  TagId tag;    /* of the entry */
  Length right; /* where numbers end */
} EntryPlan;

static SetLine made_line(const EntryPlan *plan, const char *utf8, Span at, TagId tag) {
  Text *text = ARENA_NEW(plan->run->job->arena, Text);
  *text = flow_text(plan->run->job->arena, utf8, at);
  TextStyle style = {.role = plan->role,
                     .tree = plan->run->tags,
                     .tag = tag,
                     .heading_tag = TAG_NONE,
                     .label_tag = TAG_NONE};
  SetLine line = line_whole(line_analyse(plan->run->job, text, &style));
  line.measure = line.fit.natural;
  return line;
}

static SetLine number_line(const EntryPlan *plan, const ContentsEntry *entry) {
  const char *mark = entry->text.ranges[0].target;
  GHashTable *numbers = plan->run->numbers;
  unsigned number = numbers ? GPOINTER_TO_UINT(g_hash_table_lookup(numbers, mark)) : 0;
  SetLine line = made_line(plan, arena_printf(plan->run->job->arena, "%u", number),
                           entry->text.at, plan->tag);
  line.left = plan->right - line.fit.natural;
  return line;
}

/* Dots from the text's end to the numbers, all rows of them in line. False: no room. */
static bool leader_line(const EntryPlan *plan, const SetLine *last, Span at,
                        SetLine *line) {
  Length cell = plan->role->cell;
  Length end = last->left + last->fit.natural + MIN(last->fit.adjust, 0);
  Length room = plan->right - NUMBER_CELLS * cell - end - cell / 2;
  g_autoptr(GString) dots = g_string_new(NULL);
  for (Length used = cell; used <= room; used += cell)
    g_string_append(dots, "…");
  if (!dots->len)
    return false;
  *line = made_line(plan, arena_strdup(plan->run->job->arena, dots->str), at, TAG_NONE);
  line->artifact = true;
  line->left = plan->right - NUMBER_CELLS * cell - line->fit.natural;
  return line->left >= end;
}

/* The leaders and the number stand on the entry's last line. */
static void put_entry(Run *run, const ContentsEntry *entry, TagId list) {
  EntryPlan plan = {.run = run,
                    .role = layout_role_of(run->layout, ROLE_BODY),
                    .right = run->layout->block.width};
  TagId item = tagtree_add(run->tags, list, &(Tag){.role = TAG_LI});
  plan.tag = tagtree_add(run->tags, item, &(Tag){.role = TAG_LBODY});
  TextStyle style = {.role = plan.role,
                     .tree = run->tags,
                     .tag = plan.tag,
                     .heading_tag = TAG_NONE,
                     .label_tag = TAG_NONE};
  Length cell = plan.role->cell, left = (entry->level - 1) * cell;
  Length width = plan.right - (NUMBER_CELLS + 1) * cell - left;
  Measures m = {left, left + cell, width, width - cell};
  uint32_t n;
  const SetLine *lines = set_paragraph(run, &entry->text, &style, &m, &n);
  if (n == 0)
    return;
  LineSet set = {.lines = lines, .n = n - 1, .role = plan.role, .keep = true};
  if (n > 1)
    box_lines(run, &set);
  SetLine number = number_line(&plan, entry), leader;
  bool led = leader_line(&plan, &lines[n - 1], entry->text.at, &leader);
  LineSet end = {.lines = &lines[n - 1],
                 .n = 1,
                 .role = plan.role,
                 .label = led ? &leader : NULL,
                 .number = &number};
  box_lines(run, &end);
}

/* 目　录, as headings of the first level are set, in the middle. */
static void put_label(Run *run, const Content *content, TagId parent, Gap gap) {
  const LayoutRole *level = layout_role_of(run->layout, layout_level_role(1));
  LayoutRole *role = ARENA_NEW(run->job->arena, LayoutRole);
  *role = level ? *level : *layout_role_of(run->layout, ROLE_BODY);
  role->align = ALIGN_CENTRE;
  role->indent = 0;
  TagId tag = tagtree_add(run->tags, parent, &(Tag){.role = TAG_H, .level = 2});
  LineSet set = {.role = role,
                 .gap = gap,
                 .keep = true,
                 .outline = &content->contents_label,
                 .level = 2};
  set.lines = set_text(run, &content->contents_label, role, tag, &set.n);
  box_lines(run, &set);
}

void set_contents(Run *run, const Content *content, TagId parent, Gap gap) {
  if (!content->n_entries)
    return;
  put_label(run, content, parent, gap);
  TagId list = tagtree_add(run->tags, parent, &(Tag){.role = TAG_L});
  for (uint32_t i = 0; i < content->n_entries && !run->failed; i++)
    put_entry(run, &content->entries[i], list);
  box_page(run, (FlowPage){0});
}
