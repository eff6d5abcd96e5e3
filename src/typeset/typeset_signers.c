/* Number and signers on one line, in an upward document (H4.3, H5.1–H5.4). */
#include "typeset_run.h"

typedef struct Signers {
  SetLine label;
  SetLine *names;
  uint32_t n, columns, rows;
  Length *widths;          /* of the columns */
  Length label_x, names_x; /* from the block's left edge */
} Signers;

static SetLine paired_line(Run *run, const Text *text, const LayoutRole *role,
                           TagId tag) {
  TextStyle style = {
      .role = role, .tag = tag, .heading_tag = TAG_NONE, .label_tag = TAG_NONE};
  return line_whole(line_analyse(run->job, text, &style));
}

/* The colon keeps its whole cell: a name follows it. */
static Length whole_width(const SetLine *line) {
  Length width = 0;
  for (uint32_t k = 0; k < line->paragraph->n; k++)
    width += line->paragraph->atoms[k].advance;
  return width;
}

/* H5.4: a name of two characters takes as many cells as the layout says. */
static void open_name(SetLine *line, unsigned cells) {
  if (line->paragraph->n == 2 && cells > 2)
    line->fit.adjust = (Length)(cells - 2) * line->paragraph->cell;
}

static Length name_width(const SetLine *line) {
  return line->fit.natural + line->fit.adjust;
}

/* H5.2: so many a row, every column as wide as its widest name. */
static void read_signers(Run *run, const Placement *place, TagId tag, Signers *s) {
  const Bulletin *b = run->bulletin;
  const LayoutRole *label = layout_role_of(run->layout, ROLE_SIGNERS);
  const LayoutRole *name = layout_role_of(run->layout, ROLE_SIGNER_NAME);
  s->n = b->n_signers;
  s->columns = MIN(s->n, MAX(place->per_row, 1));
  s->rows = (s->n + s->columns - 1) / s->columns;
  s->label = paired_line(run, &b->signers_label, label ? label : place->role, tag);
  s->names = ARENA_ARRAY(run->job->arena, SetLine, s->n);
  s->widths = ARENA_ARRAY(run->job->arena, Length, s->columns);
  for (uint32_t i = 0; i < s->n; i++) {
    s->names[i] = paired_line(run, &b->signers[i], name ? name : place->role, tag);
    open_name(&s->names[i], place->name_cells);
    Length *width = &s->widths[i % s->columns];
    *width = MAX(*width, name_width(&s->names[i]));
  }
  Length x = run->layout->block.width - place->indent + place->name_gap;
  for (uint32_t c = 0; c < s->columns; c++)
    x -= s->widths[c] + place->name_gap;
  s->names_x = x;
  s->label_x = x - whole_width(&s->label);
}

static void add_ink(FlowInk *inks, uint32_t *n, const SetLine *line, Length x, Length y) {
  inks[*n] = box_ink(line);
  inks[*n].x = x;
  inks[(*n)++].y = y;
}

static void add_signers(const Placement *place, const Signers *s, Length step,
                        FlowInk *inks, uint32_t *n) {
  add_ink(inks, n, &s->label, s->label_x, 0);
  Length x = s->names_x;
  for (uint32_t i = 0; i < s->n; i++) {
    uint32_t column = i % s->columns;
    if (column == 0)
      x = s->names_x;
    add_ink(inks, n, &s->names[i], x, (Length)(i / s->columns) * step);
    x += s->widths[column] + place->name_gap;
  }
}

/* H4.3: on the line of the last signer; below it when they would meet. */
static Length number_row(Run *run, const Placement *place, const SetLine *number,
                         const Signers *s) {
  Length rows = MAX((Length)s->rows, 1);
  Length right = place->indent + number->fit.natural + place->name_gap;
  if (s->n == 0 || right <= (s->rows > 1 ? s->names_x : s->label_x))
    return rows - 1;
  diag_add(run->job->diags, run->bulletin->number.at, DIAG_TYPESET_NUMBER_BELOW, NULL);
  return rows;
}

void set_signers(Run *run, const Placement *place) {
  const Bulletin *b = run->bulletin;
  if (b->direction != DIRECTION_UP)
    return;
  Signers s = {0};
  SetLine number = {0};
  if (b->number.text.chars) {
    TagId tag = tagtree_add(run->tags, run->notice, &(Tag){.role = TAG_P});
    number = paired_line(run, &b->number.text, place->role, tag);
  }
  if (b->n_signers) {
    TagId tag = tagtree_add(run->tags, run->notice, &(Tag){.role = TAG_P});
    read_signers(run, place, tag, &s);
  }
  if (!number.paragraph && !s.n)
    return;
  Length step = typeset_role_step(run, place->role);
  Length last = MAX((Length)s.rows, 1) - 1;
  FlowInk *inks = ARENA_ARRAY(run->job->arena, FlowInk, s.n + 2);
  uint32_t n = 0;
  if (number.paragraph) {
    Length row = number_row(run, place, &number, &s);
    last = MAX(last, row);
    add_ink(inks, &n, &number, place->indent, row * step);
    inks[0].anchor = ANCHOR_NUMBER;
  }
  if (s.n)
    add_signers(place, &s, step, inks, &n);
  box_push(run, &(FlowBox){.kind = BOX_LINE,
                           .role = place->role,
                           .inks = inks,
                           .n_inks = n,
                           .height = last * step + place->role->size,
                           .gap = place->gap});
}
