/* Tables: cells fall into columns with the spans above and to the left taken in; what
 * overlaps, sticks out or leaves a hole is an error at its cell or row. */
#include <string.h>

#include "model_private.h"

/* A cell from above that still reaches into the rows to come. */
typedef struct Reach {
  unsigned rows;
  Span at;
} Reach;

struct TableBuild {
  Table *table;
  Vector columns, rows, notes, sources, cells; /* cells: of the row being read */
  bool declared; /* <columns> counts them, else the first row does */
  bool counted;
  RowPart part;
  uint32_t bodies; /* <tbody> so far: each is a group of rows */
  Span row_at;
  Measure height; /* of the row being read */
  bool total, unchecked;
  Reach *reach;  /* n_columns of them */
  bool too_many; /* rows; told once */
};

static const Choice aligns[] = {{"left", ALIGN_LEFT},
                                {"center", ALIGN_CENTRE},
                                {"centre", ALIGN_CENTRE},
                                {"right", ALIGN_RIGHT},
                                {"justify", ALIGN_JUSTIFY},
                                {"decimal", ALIGN_DECIMAL},
                                {NULL, 0}};

static const Choice valigns[] = {
    {"top", VALIGN_TOP}, {"middle", VALIGN_MIDDLE}, {"bottom", VALIGN_BOTTOM}, {NULL, 0}};

static const Choice yes_no[] = {{"yes", true}, {"no", false}, {NULL, 0}};
static const Choice wishes[] = {{"yes", WISH_YES}, {"no", WISH_NO}, {NULL, 0}};

static void read_table_settings(Reader *reader, Table *table) {
  table->bare = model_attribute_choice(reader, "rules", yes_no, true) ? 0 : 1;
  table->turned = (Wish)model_attribute_choice(reader, "turned", wishes, WISH_NONE);
  table->thousands = (Wish)model_attribute_choice(reader, "thousands", wishes, WISH_NONE);
  table->page_sums = model_attribute_choice(reader, "page-sums", yes_no, false);
  table->carried = model_attribute_choice(reader, "carry", yes_no, false);
  if (model_attribute(reader, "empty", NULL))
    table->empty = model_attribute_text(reader, "empty");
}

/* 单位：元 in full is taken as it is; with another colon it would stand twice. */
static Text table_unit(Reader *reader) {
  Text unit = model_attribute_text(reader, "unit");
  if (g_str_has_prefix(unit.utf8, "单位:"))
    diag_add(reader->job->diags, unit.at, DIAG_MODEL_TYPED_LABEL,
             model_shorten(reader->job->arena, unit.utf8, unit.bytes), NULL);
  return unit;
}

void model_table_caption(Reader *reader, const Text *text) {
  reader->table->table->caption = *text;
}

void model_table_counted(Reader *reader, bool counted) {
  reader->table->table->counted = counted;
}

static void start_table(Reader *reader, Span at) {
  Arena *arena = reader->job->arena;
  TableBuild *build = ARENA_NEW(arena, TableBuild);
  build->table = ARENA_NEW(arena, Table);
  build->table->at = at;
  Span id_at;
  build->table->id = model_attribute(reader, "id", &id_at);
  if (build->table->id)
    model_id_add(reader, build->table->id, id_at);
  if (model_attribute(reader, "unit", NULL))
    build->table->unit = table_unit(reader);
  read_table_settings(reader, build->table);
  model_table_data_read(reader, build->table, at);
  reader->table = build;
  reader->table_data = build->table->data;
}

static bool too_wide(Reader *reader, size_t columns, Span at) {
  unsigned limit = reader->job->limits->table_columns;
  if (columns <= limit)
    return false;
  g_autofree char *text = g_strdup_printf("%u", limit);
  diag_add(reader->job->diags, at, DIAG_LIMIT_TABLE_COLUMNS, text, NULL);
  return true;
}

static const Choice names_rows[] = {{"no", NAMES_NO}, {"yes", NAMES_YES}, {NULL, 0}};

static void start_column(Reader *reader, Span at) {
  TableBuild *build = reader->table;
  if (build->columns.n > reader->job->limits->table_columns ||
      too_wide(reader, build->columns.n + 1, at))
    return;
  Column *column = model_vector_push(reader->job->arena, &build->columns, sizeof *column);
  column->align = (Align)model_attribute_choice(reader, "align", aligns, ALIGN_DEFAULT);
  column->sum = model_attribute_choice(reader, "sum", yes_no, false);
  column->merge = model_attribute_choice(reader, "merge", yes_no, false);
  column->thousands =
      (Wish)model_attribute_choice(reader, "thousands", wishes, WISH_NONE);
  column->names_rows =
      (NamesRows)model_attribute_choice(reader, "row-head", names_rows, NAMES_AS_MADE);
  model_column_data_read(reader, column, at);
  Span place;
  const char *width = model_attribute(reader, "width", &place);
  if (width && (!measure_parse(width, &column->width) || column->width.micro <= 0))
    model_attribute_bad(reader, place, "width", width);
}

static void count_columns(Reader *reader, uint32_t n) {
  TableBuild *build = reader->table;
  build->counted = true;
  build->table->n_columns = n;
  build->reach = ARENA_ARRAY(reader->job->arena, Reach, n);
}

/* At least so high; 行 and 字 are resolved with the layout. */
static Measure row_height(Reader *reader) {
  Span at;
  Measure height = {0};
  const char *value = model_attribute(reader, "height", &at);
  if (value && (!measure_parse(value, &height) || height.micro <= 0)) {
    model_attribute_bad(reader, at, "height", value);
    return (Measure){0};
  }
  return height;
}

static void start_row(Reader *reader, Span at) {
  TableBuild *build = reader->table;
  build->cells.n = 0;
  build->row_at = at;
  build->height = row_height(reader);
  build->total = model_attribute_choice(reader, "total", yes_no, false);
  static const Choice no[] = {{"no", true}, {NULL, 0}};
  build->unchecked = model_attribute_choice(reader, "check", no, false);
  if (build->rows.n < reader->job->limits->table_rows || build->too_many)
    return;
  build->too_many = true;
  g_autofree char *text = g_strdup_printf("%u", reader->job->limits->table_rows);
  diag_add(reader->job->diags, at, DIAG_LIMIT_TABLE_ROWS, text, NULL);
}

static uint16_t span_attribute(Reader *reader, const char *name) {
  Span at;
  const char *value = model_attribute(reader, name, &at);
  if (!value)
    return 1;
  guint64 n = g_ascii_strtoull(value, NULL, 10);
  if (n <= UINT16_MAX)
    return (uint16_t)n;
  model_attribute_bad(reader, at, name, value);
  return 1;
}

static void start_cell(Reader *reader, const Frame *frame) {
  Cell *cell = model_vector_push(reader->job->arena, &reader->table->cells, sizeof *cell);
  *cell = (Cell){.at = frame->at, .head = frame->element == EL_TH};
  cell->row_span = span_attribute(reader, "rowspan");
  cell->column_span = span_attribute(reader, "colspan");
  cell->align = (Align)model_attribute_choice(reader, "align", aligns, ALIGN_DEFAULT);
  cell->valign = (VAlign)model_attribute_choice(reader, "valign", valigns, VALIGN_MIDDLE);
  cell->vertical = model_attribute_choice(reader, "vertical", yes_no, false);
  cell->diagonal = model_attribute_choice(reader, "diagonal", yes_no, false);
}

/* Two lines stand beside the line that parts them. */
static void check_diagonal(Reader *reader, const Cell *cell) {
  uint32_t breaks = 0;
  for (const char *p = cell->text.utf8; *p; p++)
    breaks += *p == '\n';
  if (cell->diagonal && breaks != 1)
    diag_add(reader->job->diags, cell->at, DIAG_MODEL_DIAGONAL, NULL);
}

static void start_part(Reader *reader, Element element) {
  reader->table->part = element == EL_THEAD ? ROW_HEAD : ROW_BODY;
  reader->table->bodies += element == EL_TBODY;
}

/* ---- boxes ------------------------------------------------------------------------- */

static Row box_row(Reader *reader, const Text *text, RowPart part) {
  Cell *cell = ARENA_NEW(reader->job->arena, Cell);
  *cell = (Cell){.text = *text,
                 .row_span = 1,
                 .column_span = 1,
                 .head = part == ROW_HEAD,
                 .align = part == ROW_HEAD ? ALIGN_CENTRE : ALIGN_JUSTIFY,
                 .at = text->at};
  return (Row){.cells = cell, .n_cells = 1, .part = part, .at = text->at};
}

/* A box is a table of one column: its title the head, its text the body. */
static void add_box(Reader *reader, const Frame *frame, const Text *text) {
  Arena *arena = reader->job->arena;
  Table *table = ARENA_NEW(arena, Table);
  Row *rows = ARENA_ARRAY(arena, Row, 2);
  if (reader->box_title.chars)
    rows[table->n_rows++] = box_row(reader, &reader->box_title, ROW_HEAD);
  table->n_head_rows = table->n_rows;
  rows[table->n_rows++] = box_row(reader, text, ROW_BODY);
  table->rows = rows;
  table->n_columns = 1;
  table->columns = ARENA_NEW(arena, Column);
  table->at = frame->at;
  Block *block = model_vector_push(arena, &reader->scope->blocks, sizeof *block);
  *block = (Block){.kind = BLOCK_TABLE,
                   .level = (uint8_t)MIN(reader->level, NUMBERING_LEVELS),
                   .table = table,
                   .at = frame->at};
}

/* The title is read as text of its own, before that of the box. */
static void start_box(Reader *reader) {
  reader->box_title = (Text){0};
  if (model_attribute(reader, "title", NULL))
    reader->box_title = model_attribute_text(reader, "title");
  model_pieces_open(reader, model_grammar_element(EL_BOX)->inlines);
}

void model_table_start(Reader *reader, Frame *frame) {
  if (frame->element == EL_BOX)
    start_box(reader);
  else if (frame->element == EL_TABLE)
    start_table(reader, frame->at);
  else if (frame->element == EL_COLUMN)
    start_column(reader, frame->at);
  else if (frame->element == EL_THEAD || frame->element == EL_TBODY)
    start_part(reader, frame->element);
  else if (frame->element == EL_TR)
    start_row(reader, frame->at);
  else if (frame->element == EL_TH || frame->element == EL_TD)
    start_cell(reader, frame);
}

void model_table_begin(Reader *reader, Table *table) {
  reader->table = ARENA_NEW(reader->job->arena, TableBuild);
  reader->table->table = table;
}

void model_table_finish(Reader *reader) {
  TableBuild *build = reader->table;
  Table *table = build->table;
  table->notes = build->notes.items;
  table->n_notes = build->notes.n;
  table->sources = build->sources.items;
  table->n_sources = build->sources.n;
  reader->table = NULL;
  reader->table_data = NULL;
}

void model_table_text(Reader *reader, Frame *frame, const Text *text) {
  TableBuild *build = reader->table;
  Arena *arena = reader->job->arena;
  if (frame->element == EL_TH || frame->element == EL_TD) {
    Cell *cell = &((Cell *)build->cells.items)[build->cells.n - 1];
    cell->text = *text;
    check_diagonal(reader, cell);
  } else if (frame->element == EL_BOX) {
    add_box(reader, frame, text);
  } else if (frame->element == EL_TABLE_NOTE)
    *(Text *)model_vector_push(arena, &build->notes, sizeof *text) = *text;
  else if (frame->element == EL_SOURCE)
    *(Text *)model_vector_push(arena, &build->sources, sizeof *text) = *text;
}

/* ---- the grid ---------------------------------------------------------------------- */

static bool place_cell(Reader *reader, Cell *cell, uint32_t *column) {
  TableBuild *build = reader->table;
  uint32_t n = build->table->n_columns;
  while (*column < n && build->reach[*column].rows)
    (*column)++;
  if (*column + cell->column_span > n) {
    g_autofree char *text = g_strdup_printf("%u", n);
    diag_add(reader->job->diags, cell->at, DIAG_MODEL_TABLE_ROW_LONG, text, NULL);
    return false;
  }
  for (uint32_t i = *column; i < *column + cell->column_span; i++) {
    if (build->reach[i].rows) {
      diag_add(reader->job->diags, cell->at, DIAG_MODEL_TABLE_OVERLAP, NULL);
      return false;
    }
  }
  cell->column = (uint16_t)*column;
  *column += cell->column_span;
  return true;
}

/* Takes what the row's cells cover out of the rows below; false: a hole in this row. */
static bool close_grid_row(TableBuild *build, const Cell *cells, uint32_t n_cells) {
  uint32_t covered = 0, open = 0;
  for (uint32_t i = 0; i < build->table->n_columns; i++)
    open += build->reach[i].rows > 0;
  for (uint32_t i = 0; i < build->table->n_columns; i++)
    build->reach[i].rows -= build->reach[i].rows > 0;
  for (uint32_t c = 0; c < n_cells; c++) {
    covered += cells[c].column_span;
    for (uint32_t i = 0; i < cells[c].column_span; i++)
      build->reach[cells[c].column + i] = (Reach){cells[c].row_span - 1u, cells[c].at};
  }
  return covered + open == build->table->n_columns;
}

static uint32_t first_row_columns(const TableBuild *build) {
  const Cell *cells = build->cells.items;
  uint32_t n = 0;
  for (uint32_t i = 0; i < build->cells.n && n <= UINT16_MAX; i++)
    n += cells[i].column_span;
  return n;
}

static void forget_reach(TableBuild *build) {
  for (uint32_t i = 0; i < build->table->n_columns; i++)
    build->reach[i].rows = 0;
}

/* Cells into columns. After a fault the rows above no longer count, so that one fault is
 * told once. */
static void settle_row(Reader *reader) {
  TableBuild *build = reader->table;
  Cell *cells = build->cells.items;
  uint32_t column = 0;
  for (uint32_t i = 0; i < build->cells.n; i++) {
    if (place_cell(reader, &cells[i], &column))
      continue;
    forget_reach(build);
    return;
  }
  if (close_grid_row(build, cells, build->cells.n))
    return;
  g_autofree char *text = g_strdup_printf("%u", build->table->n_columns);
  diag_add(reader->job->diags, build->row_at, DIAG_MODEL_TABLE_ROW_SHORT, text, NULL);
  forget_reach(build);
}

/* The table's own word for totals in the first cell. */
static bool is_total(const TableBuild *build) {
  const Cell *first = build->cells.items;
  const char *word = build->table->totals;
  return word && build->part == ROW_BODY && first->column == 0 && first->text.chars &&
         strcmp(first->text.utf8, word) == 0;
}

static void end_row(Reader *reader) {
  TableBuild *build = reader->table;
  if (build->too_many || build->cells.n == 0)
    return;
  if (!build->counted) {
    uint32_t n = first_row_columns(build);
    if (too_wide(reader, n, build->row_at)) {
      build->too_many = true;
      return;
    }
    count_columns(reader, n);
  }
  settle_row(reader);
  Row *row = model_vector_push(reader->job->arena, &build->rows, sizeof *row);
  size_t bytes = build->cells.n * sizeof(Cell);
  Cell *cells = arena_alloc(reader->job->arena, bytes);
  memcpy(cells, build->cells.items, bytes);
  *row = (Row){.cells = cells,
               .n_cells = build->cells.n,
               .part = build->part,
               .height = build->height,
               .group = build->part == ROW_BODY ? build->bodies : 0,
               .total = build->total || is_total(build),
               .unchecked = build->unchecked,
               .at = build->row_at};
  build->table->n_head_rows += build->part == ROW_HEAD;
}

/* A span may not leave its part: a repeated head (T2.1) is cut off there. */
static void end_part(Reader *reader) {
  TableBuild *build = reader->table;
  for (uint32_t i = 0; i < build->table->n_columns; i++) {
    if (build->reach[i].rows)
      diag_add(reader->job->diags, build->reach[i].at, DIAG_MODEL_TABLE_ROWSPAN, NULL);
  }
  forget_reach(build);
}

/* Of several bodies each is a group; a single one may be parted anywhere. */
static void settle_groups(TableBuild *build) {
  Row *rows = build->rows.items;
  for (uint32_t i = 0; build->bodies < 2 && i < build->rows.n; i++)
    rows[i].group = 0;
}

/* Sums need columns to add up and one to say so in. */
static void check_sums(Reader *reader, const Table *table) {
  bool found = false;
  for (uint32_t i = 0; i < table->n_columns; i++)
    found = found || table->columns[i].sum;
  bool wanted = table->page_sums || table->carried;
  if (wanted && (!found || table->columns[0].sum))
    diag_add(reader->job->diags, table->at, DIAG_MODEL_TABLE_SUMS, NULL);
}

static void end_table(Reader *reader) {
  TableBuild *build = reader->table;
  Table *table = build->table;
  if (build->columns.n)
    table->columns = build->columns.items;
  else
    table->columns = ARENA_ARRAY(reader->job->arena, Column, table->n_columns);
  settle_groups(build);
  check_sums(reader, table);
  table->rows = build->rows.items;
  table->n_rows = build->rows.n;
  Block *block =
      model_vector_push(reader->job->arena, &reader->scope->blocks, sizeof *block);
  *block = (Block){.kind = BLOCK_TABLE,
                   .level = (uint8_t)MIN(reader->level, NUMBERING_LEVELS),
                   .table = table,
                   .at = table->at};
  model_table_finish(reader);
}

void model_table_end(Reader *reader, Frame *frame) {
  if (frame->element == EL_COLUMNS)
    count_columns(reader, reader->table->columns.n);
  else if (frame->element == EL_TR)
    end_row(reader);
  else if (frame->element == EL_THEAD || frame->element == EL_TBODY)
    end_part(reader);
  else if (frame->element == EL_TABLE)
    end_table(reader);
}
