/* The attachment note: 附件：1.… with its names in a column (B4.1–B4.3). */
#include "typeset_run.h"

typedef struct NoteColumns {
  Length label;  /* x of 附件： */
  Length number; /* x of the numbers */
  Length name;   /* x of the names */
} NoteColumns;

static TextStyle plain_style(Run *run, const LayoutRole *role, TagId tag) {
  return (TextStyle){.role = role,
                     .tree = run->tags,
                     .tag = tag,
                     .heading_tag = TAG_NONE,
                     .label_tag = TAG_NONE};
}

/* Of a line whose last mark keeps its whole cell: what follows stands a whole number of
 * 字 on. */
static Length cells_width(const Paragraph *p) {
  Length width = 0;
  for (uint32_t k = 0; k < p->n; k++)
    width += p->atoms[k].advance;
  return width;
}

static SetLine note_line(Run *run, const Text *text, const LayoutRole *role, TagId tag,
                         Length x) {
  TextStyle style = plain_style(run, role, tag);
  SetLine line = line_whole(line_analyse(run->job, text, &style));
  line.left = x;
  line.measure = line.fit.natural;
  return line;
}

/* M1.2: the label in a face of its own, the names and their turned lines in one column.
 */
static void set_attendance_row(Run *run, const Attendance *row, const Placement *place,
                               Gap gap, TagId parent) {
  TagId tag = tagtree_add(run->tags, parent, &(Tag){.role = TAG_P});
  const LayoutRole *role = place->role;
  SetLine label = note_line(
      run, &row->label, place->label_role ? place->label_role : role, tag, place->indent);
  Length left = place->indent + cells_width(label.paragraph);
  Length width = run->layout->block.width - left;
  TextStyle style = plain_style(run, role, tag);
  Measures m = {left, left, width, width};
  LineSet set = {.role = role, .gap = gap, .label = &label};
  set.lines = set_paragraph(run, &row->names, &style, &m, &set.n);
  box_lines(run, &set);
}

void set_attendance(Run *run, const Placement *place, TagId parent) {
  const Bulletin *b = run->bulletin;
  for (uint32_t i = 0; i < b->n_attendance; i++)
    set_attendance_row(run, &b->attendance[i], place, i ? (Gap){0} : place->gap, parent);
}

static NoteColumns columns_of(Run *run, const Content *content, const Placement *place,
                              const SetLine *label) {
  NoteColumns c = {.label = place->indent};
  /* the colon keeps its whole cell: numbers stand three 字 after the label's start */
  c.number = c.label + cells_width(label->paragraph);
  c.name = c.number;
  for (uint32_t i = 0; i < content->n_annexes; i++) {
    const Text *number = &content->annexes[i].entry_number;
    if (!number->chars)
      continue;
    SetLine line = note_line(run, number, place->role, TAG_NONE, 0);
    Length spare = place->number_cell - place->role->cell;
    c.name =
        MAX(c.name, c.number + MAX(place->number_cell, line.fit.natural + MAX(spare, 0)));
  }
  return c;
}

/* Bound apart and without text here: the entry is all there is of it. */
static bool only_listed(const Annex *annex) {
  return annex->apart && annex->content.n_blocks == 0;
}

/* The entry names its annex, so it leads there. */
static const Text *linked_entry(Run *run, const Annex *annex) {
  Text *text = ARENA_NEW(run->job->arena, Text);
  *text = annex->entry;
  if (!annex->id || text->n_ranges > 0 || only_listed(annex))
    return text;
  TextRange *range = ARENA_NEW(run->job->arena, TextRange);
  *range = (TextRange){
      .to = text->chars, .kind = RANGE_REF, .target = annex->id, .at = text->at};
  text->ranges = range;
  text->n_ranges = 1;
  return text;
}

/* `label` opens the line that the first entry shares; NULL: not the first. */
static void set_entry(Run *run, const Annex *annex, const NoteColumns *columns,
                      const SetLine *label, TagId list) {
  const LayoutRole *role = run->placement->role;
  TagId li = tagtree_add(run->tags, list, &(Tag){.role = TAG_LI});
  SetLine number = {0};
  if (annex->entry_number.chars) {
    TagId tag = tagtree_add(run->tags, li, &(Tag){.role = TAG_LBL});
    number = note_line(run, &annex->entry_number, role, tag, columns->number);
  }
  TagId body = tagtree_add(run->tags, li, &(Tag){.role = TAG_LBODY});
  TextStyle style = plain_style(run, role, body);
  Length width = run->layout->block.width - columns->name;
  Measures m = {columns->name, columns->name, width, width};
  LineSet set = {.role = role,
                 .gap = run->gap_due,
                 .label = label,
                 .mark = only_listed(annex) ? annex->id : NULL,
                 .number = number.paragraph ? &number : NULL};
  set.lines = set_paragraph(run, linked_entry(run, annex), &style, &m, &set.n);
  run->gap_due = (Gap){0};
  box_lines(run, &set);
}

void set_attachments(Run *run, const Content *content, const Placement *place,
                     TagId parent) {
  if (content->n_annexes == 0)
    return;
  TagId list = tagtree_add(run->tags, parent, &(Tag){.role = TAG_L});
  TagId caption = tagtree_add(run->tags, list, &(Tag){.role = TAG_CAPTION});
  SetLine label =
      note_line(run, &content->attachments_label, place->role, caption, place->indent);
  NoteColumns columns = columns_of(run, content, place, &label);
  run->part = PART_ATTACHMENTS;
  run->placement = place;
  if (place->gap.given)
    run->gap_due = place->gap;
  for (uint32_t i = 0; i < content->n_annexes && !run->failed; i++)
    set_entry(run, &content->annexes[i], &columns, i == 0 ? &label : NULL, list);
}
