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

static TableBox *table_open(Run *run, const Table *table) {
  TableBox *t = ARENA_NEW(run->job->arena, TableBox);
  *t = (TableBox){
      .run = run, .table = table, .style = &run->layout->table, .body = TAG_NONE};
  t->columns = ARENA_ARRAY(run->job->arena, ColumnBox, table->n_columns);
  t->spans = g_array_new(FALSE, FALSE, sizeof(SpanWish));
  take_size(t, t->style->cell->size);
  sums_open(t);
  if (!table_measure(t))
    run->failed = true;
  Shape shape = choose_shape(t);
  tell_shape(t, &shape);
  take_size(t, shape.size);
  sums_set_height(t);
  t->turned = shape.turned;
  t->block = shape.block;
  table_columns(t);
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

Length table_start(Run *run, const Table *table) {
  const TableBox *t = opened(run, table);
  Length row = t->roles.cell->size + 2 * t->style->padding_y;
  Length unit = table->unit.chars ? t->roles.unit->size + t->style->gap : 0;
  int64_t rows =
      (int64_t)row * (table->n_head_rows + 1) + t->style->gap + unit + sums_foot(t);
  return t->turned ? 0 : (Length)MIN(rows, block_extent(run, false) / 2);
}

/* ---- memory of rows
 * ---------------------------------------------------------------------------- */

/* Rows live until the sheet has left that shows the last of them. What was pulled before
 * the last change of sheets may stand on the sheet now being filled, so it stays for one
 * change more. */
static void retire_rows(TableBox *t) {
  Run *run = t->run;
  if (run->composing)
    return; /* whoever asked for the Composition reads the rows' texts */
  if (t->rows_before)
    g_ptr_array_add(sheet_now(run)->arenas, t->rows_before);
  t->rows_before = t->row_job.arena;
  t->row_job.arena = arena_new();
}

static void open_rows(TableBox *t) {
  Run *run = t->run;
  t->row_job = *run->job;
  if (!run->composing)
    t->row_job.arena = arena_new();
  t->cursor = model_rows_open(t->table, run->job->arena);
}

static void close_rows(TableBox *t) {
  if (t->run->composing)
    return;
  if (t->rows_before)
    g_ptr_array_add(sheet_now(t->run)->arenas, t->rows_before);
  g_ptr_array_add(sheet_now(t->run)->arenas, t->row_job.arena);
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
  GArray *rows; /* RowBox */
  Length height;
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

static RowBox *bundle_rows(const Bundle *b) {
  return (RowBox *)(void *)b->rows->data;
}

static void bundle_settle(const TableBox *t, Bundle *b, uint32_t from) {
  rows_settle(t, bundle_rows(b), from, b->rows->len);
  int64_t height = 0;
  for (uint32_t r = from; r < b->rows->len; r++)
    height += bundle_rows(b)[r].height;
  b->height = (Length)MIN(height, LENGTH_MAX / 2);
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
    rows_settle(t, &box, 0, 1);
    height += box.height;
    reach = MAX(reach, b->rows->len + reach_of(row));
    box.reach = reach;
    g_array_append_val(b->rows, box);
    step_ahead(t);
    b->before = row;
  } while (t->ahead &&
           (reach > b->rows->len || (same_group(row, t->ahead) && height <= most)));
  bundle_settle(t, b, 0);
}

/* ---- pages
 * ----------------------------------------------------------------------------------------
 */

static void put_continued(TableBox *t, Sheet *sheet) {
  Run *run = t->run;
  Arena *own = run->job->arena;
  if (!t->style->continued || !*t->style->continued)
    return;
  run->job->arena = t->row_job.arena; /* as long-lived as the rows below it */
  Text *text = ARENA_NEW(run->job->arena, Text);
  *text = text_plain(run->job->arena, t->style->continued, t->table->at);
  SetLine line = set_single(run, text, t->roles.unit, TAG_NONE);
  line.left = t->left + align_offset(t->roles.unit->align, t->width, line.fit.natural);
  put_line(run, sheet, &line, sheet->cursor);
  sheet->cursor += t->style->gap;
  run->job->arena = own;
}

static Sheet *table_sheet(TableBox *t) {
  sheet_now(t->run)->continues = true;
  return sheet_next(t->run);
}

static void next_page(TableBox *t) {
  page_close(t, false);
  t->run->table = NULL;
  Sheet *sheet = table_sheet(t);
  put_continued(t, sheet);
  t->run->table = t->table;
  page_open(t, sheet, false);
}

/* Room for rows on a page that bears nothing else. */
static Length fresh_room(const TableBox *t) {
  Length head = 0;
  if (t->style->continued && *t->style->continued)
    head = t->roles.unit->size + t->style->gap;
  return block_extent(t->run, t->turned) - head - t->heads_height - sums_head(t) -
         sums_foot(t);
}

/* The last row that still fits; before a row that nothing spans where there is one. */
static uint32_t rows_that_fit(const Bundle *b, uint32_t from, Length room) {
  const RowBox *rows = bundle_rows(b);
  int64_t used = 0;
  uint32_t to = from;
  while (to < b->rows->len && used + rows[to].height <= room + LENGTH_PT / 50)
    used += rows[to++].height;
  for (uint32_t best = to; best > from && best < b->rows->len; best--)
    if (rows[best - 1].reach <= best)
      return best;
  return to;
}

#define LINES_LEAST 2 /* of a row's tallest cell, before a page ends inside it */

/* A row taller than a page is cut where its lines are: the height of its part on this
 * page. */
static Length cut_height(const TableBox *t, const RowBox *row, Length room) {
  bool some = false;
  for (uint32_t i = 0; i < row->row->n_cells; i++)
    some = some || lines_in(t, &row->cells[i], room) >= 1;
  return some ? room : -1;
}

static bool room_to_cut(const TableBox *t, const RowBox *row, Length room) {
  for (uint32_t i = 0; i < row->row->n_cells; i++)
    if (lines_in(t, &row->cells[i], room) >= LINES_LEAST)
      return true;
  return false;
}

/* Puts what the page holds of rows from `from` on; the first row that is still to be put.
 */
static uint32_t put_some(TableBox *t, Bundle *b, uint32_t from, Length fresh) {
  RowBox *rows = bundle_rows(b);
  Length room = page_room(t);
  uint32_t n = b->rows->len, to = rows_that_fit(b, from, room);
  if (to > from) {
    page_put_rows(t, rows, n, from, to, -1);
    return to;
  }
  bool at_head = !t->page->rows && !t->page->first;
  bool cut = rows[from].height > fresh && (at_head || room_to_cut(t, &rows[from], room));
  Length height = cut ? cut_height(t, &rows[from], room) : -1;
  if (height >= 0) {
    page_put_rows(t, rows, n, from, from + 1, height);
  } else if (at_head) {
    diag_add(t->run->job->diags, rows[from].row->at, DIAG_TYPESET_ROW_TOO_TALL, NULL);
    t->run->failed = true;
  }
  return from;
}

static void put_bundle(TableBox *t, Bundle *b, Length fresh) {
  uint32_t from = 0, n = b->rows->len;
  while (!t->run->failed) {
    Length room = page_room(t);
    if (b->height <= room + LENGTH_PT / 50) {
      sums_put_before(t, bundle_rows(b)[from].row);
      page_put_rows(t, bundle_rows(b), n, from, n, -1);
      return;
    }
    bool at_head = !t->page->rows && !t->page->first;
    if (at_head || b->parted || b->height > fresh)
      from = put_some(t, b, from, fresh);
    if (from == n || t->run->failed)
      return;
    t->page->within = from > 0 && bundle_rows(b)[from - 1].reach > from;
    next_page(t);
    t->page->within = false;
    bundle_settle(t, b, from);
  }
}

static void put_body(TableBox *t, Bundle *first) {
  Length fresh = fresh_room(t);
  uint32_t sheets = t->run->n_sheets;
  while (first->rows->len > 0 && !t->run->failed) {
    put_bundle(t, first, fresh);
    if (t->run->n_sheets != sheets)
      retire_rows(t);
    sheets = t->run->n_sheets;
    g_array_set_size(first->rows, 0);
    if (t->ahead)
      pull_bundle(t, first, fresh);
  }
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
    flow_lines(t->run, lines, n, t->roles.note, i == 0 ? gap : (Gap){0}, false);
  }
}

/* The table's node and what comes first in it; the caption is the line of the unit. */
static TagId table_tags(TableBox *t, TagId parent) {
  Run *run = t->run;
  TagId caption = TAG_NONE;
  t->tag =
      tagtree_add(run->tags, parent, &(Tag){.role = TAG_TABLE, .title = run->part_title});
  run->part_title = NULL;
  if (t->table->unit.chars)
    caption = tagtree_add(run->tags, t->tag, &(Tag){.role = TAG_CAPTION});
  if (t->table->n_head_rows > 0)
    t->head = tagtree_add(run->tags, t->tag, &(Tag){.role = TAG_THEAD});
  return caption;
}

static void set_heads(TableBox *t) {
  Job *job = t->run->job;
  uint32_t n = t->table->n_head_rows;
  t->heads = ARENA_ARRAY(job->arena, RowBox, n);
  for (uint32_t r = 0; r < n; r++) {
    row_set(t, job, &t->heads[r], t->ahead);
    step_ahead(t);
  }
  heads_open(t);
  for (uint32_t r = 0; r < n; r++)
    row_tag(t, &t->heads[r]);
  rows_settle(t, t->heads, 0, n);
  for (uint32_t r = 0; r < n; r++)
    t->heads_height += t->heads[r].height;
  compose_rows(t, t->heads, n);
}

/* What of a bundle must stand below the heads: all, or a row, or lines of a row. */
static Length least_of(const TableBox *t, const Bundle *first) {
  Length fresh = fresh_room(t);
  if (first->height <= fresh)
    return first->height;
  Length row = bundle_rows(first)->height;
  Length lines = t->roles.cell->size +
                 (LINES_LEAST - 1) * role_step(t->run, t->roles.cell) +
                 2 * t->style->padding_y;
  return row <= fresh ? row : lines;
}

/* The unit above, the head and the first rows are not parted by a page's end. */
static void keep_together(TableBox *t, const Bundle *first, Length above) {
  Sheet *sheet = sheet_now(t->run);
  t->run->turned = t->turned;
  if (t->turned != sheet->turned) {
    if (!sheet->empty)
      sheet = table_sheet(t);
    sheet->turned = t->turned;
    return;
  }
  Length need = least_of(t, first);
  if (!sheet->empty &&
      above + t->heads_height + need + sums_foot(t) > sheet_room(t->run, sheet))
    table_sheet(t);
}

/* A turned table's pages bear nothing upright. */
static void leave_turned(TableBox *t) {
  Sheet *sheet = sheet_now(t->run);
  t->run->turned = false;
  if (!sheet->turned)
    return;
  sheet->turned = false;
  sheet->cursor = block_bottom(t->run);
  sheet->empty = false;
}

static void put_table(TableBox *t, Bundle *bundle, TagId parent, Gap gap) {
  Run *run = t->run;
  uint32_t n = 0;
  const SetLine *unit = NULL;
  TagId caption = table_tags(t, parent);
  if (caption != TAG_NONE)
    unit = aside_lines(t, &t->table->unit, t->roles.unit, caption, TAG_NONE, &n);
  set_heads(t);
  if (t->ahead)
    pull_bundle(t, bundle, fresh_room(t));
  keep_together(t, bundle, n ? gap.edge + t->roles.unit->size + t->style->gap : gap.edge);
  if (unit)
    flow_lines(run, unit, n, t->roles.unit, gap, false);
  run->table = t->table;
  Sheet *sheet = sheet_now(run);
  if (!sheet->empty)
    sheet->cursor += n ? t->style->gap : gap.edge;
  page_open(t, sheet, true);
  put_body(t, bundle);
  if (t->page->begun)
    page_close(t, true);
  compose_table(t);
  run->table = NULL;
}

void set_table(Run *run, const Table *table, TagId parent) {
  TableBox *t = opened(run, table);
  TablePage page = {.rules = g_array_new(FALSE, FALSE, sizeof(TableRule)), .first = true};
  Bundle bundle = {.rows = g_array_new(FALSE, TRUE, sizeof(RowBox))};
  Gap gap = run->gap_due;
  run->gap_due = (Gap){0};
  run->next_table = NULL;
  if (!gap.given)
    gap = (Gap){.edge = t->style->gap, .given = true};
  t->page = &page;
  t->composed = g_array_new(FALSE, FALSE, sizeof(ComposedRow));
  open_rows(t);
  step_ahead(t);
  if (!run->failed)
    put_table(t, &bundle, parent, gap);
  if (!run->failed)
    put_asides(t, parent);
  close_rows(t);
  heads_close(t);
  leave_turned(t);
  g_array_free(t->composed, TRUE);
  g_array_free(page.rules, TRUE);
  g_array_free(bundle.rows, TRUE);
  run->gap_due = (Gap){.edge = t->style->gap, .given = true};
}
