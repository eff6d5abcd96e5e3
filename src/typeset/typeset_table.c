/* Ruled tables in the flow: shape, rows in bundles, pages (T1.1–T1.4). */
#include <string.h>

#include "typeset_table.h"

/* ---- shape: size of type, upright or turned
 * -------------------------------------------------- */

static const LayoutRole *role_at(Run *run, const LayoutRole *role, Length from,
                                 Length size) {
  if (size == from)
    return role;
  LayoutRole *out = ARENA_NEW(run->job->arena, LayoutRole);
  *out = *role;
  out->size = (Length)((int64_t)role->size * size / from);
  out->cell = (Length)((int64_t)role->cell * size / from);
  out->step = (Length)((int64_t)role->step * size / from);
  out->indent = (Length)((int64_t)role->indent * size / from);
  return out;
}

/* Without rules a table is text in columns: its type and its step. */
static const LayoutTable *bare_style(Run *run, const Table *table) {
  LayoutTable *style = ARENA_NEW(run->job->arena, LayoutTable);
  LayoutRole *role = ARENA_NEW(run->job->arena, LayoutRole);
  if (!table->bare)
    return &run->layout->table;
  *style = run->layout->table;
  *role = *layout_role_of(run->layout, ROLE_BODY);
  role->indent = 0;
  role->align = ALIGN_LEFT;
  style->cell = style->head = role;
  style->frame = style->rule = 0;
  style->padding_x = 0;
  style->padding_y = MAX((run->layout->grid.step - role->size) / 2, 0);
  style->gap = style->padding_y; /* the first row a step below the line above */
  style->continued = "";
  style->narrow = 0;
  style->turn = false;
  return style;
}

static void take_size(TableBox *t, Length size) {
  Length from = t->style->cell->size;
  t->roles.head = role_at(t->run, t->style->head, from, size);
  t->roles.cell = role_at(t->run, t->style->cell, from, size);
  t->roles.note = role_at(t->run, t->style->note, from, size);
  t->roles.unit = role_at(t->run, t->style->unit, from, size);
}

typedef struct Shape {
  Length size, block;
  bool turned;
} Shape;

static bool shape_fits(const TableBox *t, const Shape *shape) {
  return table_needs(t, shape->size, shape->block) <= (int64_t)shape->block + LENGTH_PT;
}

/* Upright, upright and narrow, turned, turned and narrow: the first that holds the
 * columns. */
static Shape choose_shape(const TableBox *t) {
  const LayoutBlock *block = &t->run->layout->block;
  Length size = t->style->cell->size;
  Length narrow = t->style->narrow > 0 ? MIN(t->style->narrow, size) : size;
  bool turn =
      t->table->turned == WISH_YES || (t->table->turned == WISH_NONE && t->style->turn);
  const Shape shapes[] = {{size, block->width, false},
                          {narrow, block->width, false},
                          {size, block->height, true},
                          {narrow, block->height, true}};
  size_t from = t->table->turned == WISH_YES ? 2 : 0, to = turn ? 4 : 2;
  for (size_t i = from; i < to; i++)
    if (shape_fits(t, &shapes[i]))
      return shapes[i];
  return shapes[to - 1];
}

static void tell_shape(const TableBox *t, const Shape *shape) {
  Diagnostics *diags = t->run->job->diags;
  Arena *arena = t->run->job->arena;
  if (shape->turned && t->table->turned == WISH_NONE)
    diag_add(diags, t->table->at, DIAG_TYPESET_TABLE_TURNED, NULL);
  if (shape->size != t->style->cell->size)
    diag_add(diags, t->table->at, DIAG_TYPESET_TABLE_NARROWED,
             length_pt_text(arena, shape->size, 2), NULL);
}

static void tag_row(void *self, RowBox *row) {
  row_tag(self, row);
}

static void add_row(void *self, const Row *row) {
  sums_add_row(self, row);
}

static RowBox *sum_row(void *self, SumRow which) {
  return sums_row(self, which);
}

static void page_done(void *self) {
  sums_page_done(self);
}

static void restart(void *self) {
  sums_restart(self);
}

/* What pages need to know of it. */
static void settle_flow(TableBox *t) {
  Arena *arena = t->run->job->arena;
  uint32_t n = t->table->n_columns;
  Length *columns = ARENA_ARRAY(arena, Length, n);
  for (uint32_t c = 0; c < n; c++)
    columns[c] = t->columns[c].width;
  t->flow = (FlowTable){.table = t->table,
                        .style = t->style,
                        .left = t->left,
                        .width = t->width,
                        .size = t->roles.cell->size,
                        .step_cell = typeset_role_step(t->run, t->roles.cell),
                        .step = t->run->layout->grid.step,
                        .turned = t->turned,
                        .body = true,
                        .columns = columns,
                        .self = t,
                        .tag_row = tag_row,
                        .add_row = add_row,
                        .sum_row = sum_row,
                        .page_done = page_done,
                        .restart = restart};
  sums_settle(t);
}

/* （续表）, in the line of the unit. */
static void set_continued(TableBox *t) {
  Run *run = t->run;
  if (!t->style->continued || !*t->style->continued)
    return;
  Text *text = ARENA_NEW(run->job->arena, Text);
  *text = flow_text(run->job->arena, t->style->continued, t->table->at);
  SetLine *line = &t->flow.continued;
  *line = set_single(run, text, t->roles.unit, TAG_NONE);
  line->artifact = true;
  line->left = t->left + flow_align(t->roles.unit->align, t->width, line->fit.natural);
}

static TableBox *table_open(Run *run, const Table *table) {
  TableBox *t = ARENA_NEW(run->job->arena, TableBox);
  *t = (TableBox){
      .run = run, .table = table, .style = bare_style(run, table), .body = TAG_NONE};
  t->columns = ARENA_ARRAY(run->job->arena, ColumnBox, table->n_columns);
  t->spans = g_array_new(FALSE, FALSE, sizeof(SpanWish));
  take_size(t, t->style->cell->size);
  sums_open(t);
  if (!table_measure(t))
    run->failed = true;
  Shape shape = choose_shape(t);
  tell_shape(t, &shape);
  take_size(t, shape.size);
  t->turned = shape.turned;
  t->block = shape.block;
  if (table->bare)
    t->block -= (Length)(table->bare - 1) * t->roles.cell->cell;
  table_columns(t);
  settle_flow(t);
  g_array_free(t->spans, TRUE);
  t->spans = NULL;
  return t;
}

/* A table's shape is asked for before its page begins: it is measured once. */
static TableBox *opened(Run *run, const Table *table) {
  if (!run->next_table || run->next_table->table != table)
    run->next_table = table_open(run, table);
  return run->next_table;
}

bool table_is_turned(Run *run, const Table *table) {
  return opened(run, table)->turned;
}

/* ---- memory of rows
 * ---------------------------------------------------------------------------- */

#define ROWS_KEPT 64 /* rows whose memory goes together */

static void hand_over(TableBox *t, Arena *arena) {
  box_push(t->run, &(FlowBox){.kind = BOX_MEMORY, .as.memory = arena});
}

/* The memory of rows goes to the pager behind the last of them. The row looked at ahead
 * is still to be put, so it stays for one change more. */
static void retire_rows(TableBox *t) {
  if (t->run->job->composes || ++t->kept < ROWS_KEPT)
    return; /* whoever asked for the Composition reads the rows' texts */
  t->kept = 0;
  if (t->rows_before)
    hand_over(t, t->rows_before);
  t->rows_before = t->row_job.arena;
  t->row_job.arena = arena_new();
}

static void open_rows(TableBox *t) {
  Run *run = t->run;
  t->row_job = *run->job;
  if (!run->job->composes)
    t->row_job.arena = arena_new();
  t->cursor = model_rows_open(t->table, run->job->arena);
}

static void close_rows(TableBox *t) {
  if (t->run->job->composes)
    return;
  if (t->rows_before)
    hand_over(t, t->rows_before);
  hand_over(t, t->row_job.arena);
}

static void step_ahead(TableBox *t) {
  if (!model_rows_next(&t->cursor, &t->row_job, &t->ahead)) {
    t->run->failed = true;
    t->ahead = NULL;
  }
}

/* ---- bundles
 * -------------------------------------------------------------------------------------
 */

typedef struct Bundle {
  GArray *rows;      /* RowBox */
  const Row *before; /* the last of the bundle before; NULL: none */
  bool parted;       /* the rest of a group that is parted already */
} Bundle;

static uint32_t reach_of(const Row *row) {
  uint32_t most = 1;
  for (uint32_t i = 0; i < row->n_cells; i++)
    most = MAX(most, row->cells[i].row_span);
  return most;
}

static bool same_group(const Row *a, const Row *b) {
  return a->group > 0 && a->group == b->group;
}

/* Rows up to the next place where a page may end. A group longer than any page is taken
 * in pieces. */
static void pull_bundle(TableBox *t, Bundle *b, Length most) {
  uint32_t reach = 0;
  const Row *row;
  int64_t height = 0;
  g_array_set_size(b->rows, 0);
  b->parted = b->before && same_group(b->before, t->ahead);
  do {
    row = t->ahead;
    RowBox box;
    row_set(t, &t->row_job, &box, row);
    flow_rows_settle(&t->flow, &box, 0, 1);
    height += box.height;
    reach = MAX(reach, b->rows->len + reach_of(row));
    box.reach = reach;
    g_array_append_val(b->rows, box);
    step_ahead(t);
    b->before = row;
  } while (t->ahead &&
           (reach > b->rows->len || (same_group(row, t->ahead) && height <= most)));
  flow_rows_settle(&t->flow, (RowBox *)(void *)b->rows->data, 0, b->rows->len);
}

/* ---- boxes ------------------------------------------------------------------------- */

static void push_table(TableBox *t, Gap gap) {
  FlowBox box = {.kind = BOX_TABLE,
                 .at = t->table->at,
                 .tag = t->tag,
                 .gap = gap,
                 .role = t->roles.cell,
                 .keep = t->ahead != NULL};
  box.as.table = &t->flow;
  box_push(t->run, &box);
}

/* Tied together by equal neighbours alone. */
static bool is_loose(const Bundle *b) {
  bool loose = false;
  for (guint r = 0; r < b->rows->len; r++) {
    const Row *row = g_array_index(b->rows, RowBox, r).row;
    for (uint32_t i = 0; i < row->n_cells; i++) {
      if (row->cells[i].row_span > 1 && !row->cells[i].merged)
        return false;
      loose = loose || row->cells[i].merged;
    }
  }
  return loose;
}

static void push_bundle(TableBox *t, const Bundle *b) {
  FlowBox box = {.kind = BOX_ROWS, .at = t->table->at, .tag = t->tag};
  box.as.rows = (FlowBundle){.rows = (RowBox *)(void *)b->rows->data,
                             .n = b->rows->len,
                             .parted = b->parted,
                             .loose = is_loose(b),
                             .last = !t->ahead};
  box_push(t->run, &box);
}

static void push_body(TableBox *t) {
  Bundle bundle = {.rows = g_array_new(FALSE, TRUE, sizeof(RowBox))};
  Length fresh = flow_table_room(t->run->layout, &t->flow);
  while (t->ahead && !t->run->failed) {
    pull_bundle(t, &bundle, fresh);
    push_bundle(t, &bundle);
    retire_rows(t);
  }
  g_array_free(bundle.rows, TRUE);
}

/* ---- what stands around
 * ------------------------------------------------------------------------- */

static const SetLine *aside_lines(TableBox *t, const Text *text, const LayoutRole *role,
                                  TagId tag, TagId label, uint32_t *n) {
  Run *run = t->run;
  TextStyle style = {.role = role,
                     .tree = run->tags,
                     .tag = tag,
                     .heading_tag = TAG_NONE,
                     .label_tag = label};
  Measures m = {t->left + role->indent, t->left, t->width - role->indent, t->width};
  return set_paragraph(run, text, &style, &m, n);
}

/* What stands before the number is the list's caption: 注： */
static void tag_lead(const SetLine *line, TagId label, TagId caption) {
  Atom *atoms = line->paragraph->atoms;
  for (uint32_t k = 0; k < line->paragraph->n && atoms[k].tag != label; k++)
    atoms[k].tag = caption;
}

/* One of several notes, which are a list. */
static const SetLine *note_lines(TableBox *t, uint32_t i, TagId list, uint32_t *n) {
  TagTree *tags = t->run->tags;
  TagId caption =
      i == 0 ? tagtree_add(tags, list, &(Tag){.role = TAG_CAPTION}) : TAG_NONE;
  TagId item = tagtree_add(tags, list, &(Tag){.role = TAG_LI});
  TagId label = tagtree_add(tags, item, &(Tag){.role = TAG_LBL});
  TagId body = tagtree_add(tags, item, &(Tag){.role = TAG_LBODY});
  const SetLine *lines =
      aside_lines(t, &t->table->notes[i], t->roles.note, body, label, n);
  if (i == 0)
    tag_lead(lines, label, caption);
  return lines;
}

static void put_asides(TableBox *t, TagId parent) {
  Gap gap = {.edge = t->style->gap, .given = true};
  TagTree *tags = t->run->tags;
  uint32_t notes = t->table->n_notes, total = notes + t->table->n_sources;
  TagId list = notes > 1 ? tagtree_add(tags, parent, &(Tag){.role = TAG_L}) : TAG_NONE;
  for (uint32_t i = 0; i < total; i++) {
    uint32_t n = 0;
    const SetLine *lines;
    if (i < notes && list != TAG_NONE) {
      lines = note_lines(t, i, list, &n);
    } else {
      const Text *text = i < notes ? &t->table->notes[i] : &t->table->sources[i - notes];
      TagId tag = tagtree_add(tags, parent, &(Tag){.role = TAG_P});
      lines = aside_lines(t, text, t->roles.note, tag, TAG_NONE, &n);
    }
    box_lines(t->run, &(LineSet){.lines = lines,
                                 .n = n,
                                 .role = t->roles.note,
                                 .gap = i == 0 ? gap : (Gap){0},
                                 .beside_table = true});
  }
}

/* The table's node and what comes first in it; the caption is the line of the unit. */
static TagId table_tags(TableBox *t, TagId parent) {
  Run *run = t->run;
  TagId caption = TAG_NONE;
  t->tag =
      tagtree_add(run->tags, parent, &(Tag){.role = TAG_TABLE, .title = run->part_title});
  run->part_title = NULL;
  if (t->table->unit.chars || t->table->caption.chars)
    caption = tagtree_add(run->tags, t->tag, &(Tag){.role = TAG_CAPTION});
  if (t->table->n_head_rows > 0)
    t->head = tagtree_add(run->tags, t->tag, &(Tag){.role = TAG_THEAD});
  return caption;
}

static void set_heads(TableBox *t) {
  Job *job = t->run->job;
  uint32_t n = t->table->n_head_rows;
  RowBox *heads = t->flow.heads = ARENA_ARRAY(job->arena, RowBox, n);
  for (uint32_t r = 0; r < n; r++) {
    row_set(t, job, &heads[r], t->ahead);
    step_ahead(t);
  }
  heads_open(t);
  for (uint32_t r = 0; r < n; r++)
    row_tag(t, &heads[r]);
  flow_rows_settle(&t->flow, heads, 0, n);
  for (uint32_t r = 0; r < n; r++)
    t->flow.heads_height += heads[r].height;
}

/* The caption, and below it the unit, stay with the head and the first rows. */
static void push_above(TableBox *t, TagId tag, Gap gap) {
  const LayoutRole *role = layout_role_of(t->run->layout, ROLE_CAPTION);
  role = role ? role : t->roles.unit;
  LineSet set = {
      .role = role, .gap = gap, .keep = true, .beside_table = true, .mark = t->table->id};
  if (t->table->caption.chars) {
    set.lines = aside_lines(t, &t->table->caption, role, tag, TAG_NONE, &set.n);
    box_lines(t->run, &set);
    set.mark = NULL;
    set.gap = (Gap){0};
  }
  if (!t->table->unit.chars)
    return;
  set.role = t->roles.unit;
  set.lines = aside_lines(t, &t->table->unit, t->roles.unit, tag, TAG_NONE, &set.n);
  box_lines(t->run, &set);
}

static void put_table(TableBox *t, TagId parent, Gap gap) {
  Run *run = t->run;
  TagId caption = table_tags(t, parent);
  run->turned = t->turned;
  set_continued(t);
  if (caption != TAG_NONE) {
    push_above(t, caption, gap);
    gap = (Gap){.edge = t->style->gap, .given = true};
  }
  set_heads(t);
  push_table(t, gap);
  push_body(t);
  box_push(run, &(FlowBox){.kind = BOX_TABLE_END});
}

void set_table(Run *run, const Table *table, TagId parent) {
  TableBox *t = opened(run, table);
  Gap gap = run->gap_due;
  run->gap_due = (Gap){0};
  run->next_table = NULL;
  if (!gap.given)
    gap = (Gap){.edge = t->style->gap, .given = true};
  open_rows(t);
  step_ahead(t);
  if (!run->failed)
    put_table(t, parent, gap);
  if (!run->failed)
    put_asides(t, parent);
  close_rows(t);
  run->turned = false;
  run->gap_due = (Gap){.edge = t->style->gap, .given = true};
}
