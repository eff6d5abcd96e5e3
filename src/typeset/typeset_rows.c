/* Rows of a table: their cells' texts, lines and heights. */
#include <string.h>

#include "typeset_table.h"

/* ---- what a cell shows
 * ---------------------------------------------------------------------- */

static bool begins_negative(const Text *text) {
  const char *p = text->utf8;
  if (text->chars < 2 || *p != '-')
    return false;
  for (p++; *p; p++) {
    if (!g_ascii_isdigit(*p) && !strchr(".,% ", *p) && !g_str_has_prefix(p, "‰"))
      return false;
    if (g_str_has_prefix(p, "‰"))
      p += strlen("‰") - 1;
  }
  return g_ascii_isdigit(text->utf8[1]);
}

/* The sign of one character takes the hyphen's place, and its place in the file. */
static const Text *with_minus(const TableBox *t, Job *job, const Text *text) {
  const char *minus = t->style->minus;
  if (!minus || text_chars(minus) != 1 || !begins_negative(text))
    return text;
  Text *out = ARENA_NEW(job->arena, Text);
  *out = *text;
  out->utf8 = arena_printf(job->arena, "%s%s", minus, text->utf8 + 1);
  out->bytes = (uint32_t)strlen(out->utf8);
  return out;
}

/* Its characters below each other; figures and Latin words stay whole. */
static const Text *stacked_text(Job *job, const Text *text) {
  Text *out = ARENA_NEW(job->arena, Text);
  *out = (Text){.at = text->at};
  GString *utf8 = g_string_new(NULL);
  TextPlace *places = ARENA_ARRAY(job->arena, TextPlace, 2 * text->chars + 1);
  gunichar last = 0;
  uint32_t i = 0;
  for (const char *p = text->utf8; *p; i++) {
    TextPlace place = text->places ? text->places[i] : (TextPlace){0};
    gunichar c = text_next(&p);
    bool one = c < 0x2000 && last < 0x2000 && c > ' ' && last > ' ';
    if (last && last != '\n' && c != '\n' && !one) {
      g_string_append_c(utf8, '\n');
      places[out->chars++] = place;
    }
    g_string_append_unichar(utf8, c);
    places[out->chars++] = place;
    last = c;
  }
  out->bytes = (uint32_t)utf8->len;
  out->utf8 = arena_strndup(job->arena, utf8->str, utf8->len);
  out->places = text->places ? places : NULL;
  g_string_free(utf8, TRUE);
  return out;
}

static const Text *shown_text(const TableBox *t, Job *job, const Cell *cell) {
  if (cell->vertical)
    return stacked_text(job, &cell->text);
  if (cell->head)
    return &cell->text;
  if (!cell->text.chars && t->table->empty.chars) {
    Text *own =
        ARENA_NEW(job->arena, Text); /* each cell's lines are its own: Composition */
    *own = t->table->empty;
    return own;
  }
  if (!cell->text.chars)
    return &cell->text;
  return cell->text.n_ranges ? &cell->text : with_minus(t, job, &cell->text);
}

/* The column's word goes before the table's; years and codes are no numbers to group. */
static bool in_thousands(const TableBox *t, uint16_t at) {
  const Column *column = at < t->table->n_columns ? &t->table->columns[at] : NULL;
  if (column && column->thousands != WISH_NONE)
    return column->thousands == WISH_YES;
  if (column && column->codes)
    return false;
  switch (t->table->thousands) {
    case WISH_NONE:
      return t->style->thousands;
    case WISH_YES:
      return true;
    case WISH_NO:
      break;
  }
  return false;
}

/* ---- figures
 * ---------------------------------------------------------------------------------- */

static bool is_number(const Paragraph *p) {
  bool digit = false;
  for (uint32_t k = 0; k < p->n; k++) {
    const Atom *a = &p->atoms[k];
    digit = digit || a->cls == CHAR_DIGIT;
    bool sign = a->c == '-' || a->c == '+' || a->c == 0x2212 || a->c == '.' ||
                a->c == ',' || a->c == ' ' || a->c == 0x2009 || a->cls == CHAR_POSTFIX ||
                a->cls == CHAR_DIGIT;
    if (!sign)
      return false;
  }
  return digit;
}

/* Width up to the decimal point, or to the end of the digits. */
static Length whole_width(const Paragraph *p) {
  uint32_t k = 0;
  while (k < p->n && p->atoms[k].c != '.' && p->atoms[k].cls != CHAR_POSTFIX)
    k++;
  return (Length)p->sums[k].width;
}

void cell_analyse(const TableBox *t, Job *job, CellBox *box, const Cell *cell) {
  bool decimal = cell_align(t, cell) == ALIGN_DECIMAL && cell->column_span == 1;
  TextStyle style = {.role = cell_role(t, cell),
                     .tag = TAG_NONE,
                     .heading_tag = TAG_NONE,
                     .label_tag = TAG_NONE};
  if (decimal && in_thousands(t, cell->column))
    style.thousands =
        (Length)((int64_t)style.role->cell * t->style->thousands_gap / 1000);
  box->cell = cell;
  box->paragraph = line_analyse(job, shown_text(t, job, cell), &style);
  box->numeric = decimal && is_number(box->paragraph);
  if (box->numeric)
    box->whole = whole_width(box->paragraph);
}

/* ---- lines
 * ------------------------------------------------------------------------------------ */

/* Numbers stand on the column's decimal point, all of them centred together. */
static Length decimal_left(const TableBox *t, const CellBox *box, Length inner) {
  const ColumnBox *column = &t->columns[box->cell->column];
  return (inner - column->whole - column->fraction) / 2 + column->whole - box->whole;
}

/* A dash or dots alone say that there is no figure, and stand where the figures' middle
 * is. */
bool cell_is_blank_sign(const Text *text) {
  if (!text->chars)
    return false;
  static const char *const signs[] = {"—", "——", "…", "……", "-", "–", "/"};
  for (size_t i = 0; i < G_N_ELEMENTS(signs); i++)
    if (strcmp(text->utf8, signs[i]) == 0)
      return true;
  return false;
}

/* What the paragraph says that a line of a cell stands in; else the cell. */
static Align paragraph_align(const TableBox *t, const CellBox *box, const SetLine *line) {
  const Text *text = box->paragraph->text;
  uint32_t at = line->from < line->to ? box->paragraph->atoms[line->from].index : 0;
  for (uint32_t i = 0; i < text->n_ranges; i++) {
    const TextRange *range = &text->ranges[i];
    if (range->kind == RANGE_PARAGRAPH && range->from <= at && at < range->to &&
        range->level != ALIGN_DEFAULT)
      return (Align)range->level;
  }
  return cell_align(t, box->cell);
}

static Align line_align(const TableBox *t, const CellBox *box, const SetLine *line) {
  if (box->cell->vertical)
    return ALIGN_CENTRE;
  if (box->cell->diagonal)
    return line->first ? ALIGN_RIGHT : ALIGN_LEFT;
  Align align = paragraph_align(t, box, line);
  bool figures = align == ALIGN_DECIMAL || align == ALIGN_RIGHT;
  if (figures && !box->cell->head && cell_is_blank_sign(box->paragraph->text))
    return ALIGN_CENTRE;
  return align;
}

static Length line_left(const TableBox *t, const CellBox *box, const SetLine *line,
                        Length inner) {
  Length width = line->fit.natural + MIN(line->fit.adjust, 0);
  switch (line_align(t, box, line)) {
    case ALIGN_DECIMAL:
      return box->numeric ? decimal_left(t, box, inner) : (inner - width) / 2;
    case ALIGN_CENTRE:
      return (inner - width) / 2;
    case ALIGN_RIGHT:
      return inner - width;
    case ALIGN_DEFAULT:
    case ALIGN_LEFT:
    case ALIGN_JUSTIFY:
      break;
  }
  return 0;
}

static void break_cell(TableBox *t, Job *job, CellBox *box) {
  Length inner = MAX(cell_width(t, box->cell) - 2 * t->style->padding_x, LENGTH_PT);
  Measures m = {0, 0, inner, inner};
  BreakOptions options = {.ragged = cell_align(t, box->cell) != ALIGN_JUSTIFY};
  SetLine *own;
  if (box->paragraph->n > 0 && box->paragraph->sums[box->paragraph->n].width <= inner &&
      !line_is_forced(box->paragraph)) {
    own = ARENA_NEW(job->arena, SetLine);
    *own = line_whole(box->paragraph);
    own->measure = inner;
    box->n = 1;
  } else {
    const SetLine *lines = line_break(job, box->paragraph, &m, options, &box->n);
    own = ARENA_ARRAY(job->arena, SetLine, box->n);
    if (box->n)
      memcpy(own, lines, box->n * sizeof *own);
  }
  for (uint32_t i = 0; i < box->n; i++)
    own[i].left = line_left(t, box, &own[i], inner);
  box->lines = own;
}

/* 行 is the page's step, 字 the cell of the table's type (P2.1). */
static Length row_least(const TableBox *t, const Row *row) {
  if (measure_is_absolute(row->height))
    return measure_absolute(row->height);
  if (row->height.unit == UNIT_HANG)
    return measure_times(row->height, t->run->layout->grid.step);
  return row->height.micro ? measure_times(row->height, t->roles.cell->cell) : 0;
}

void row_set(TableBox *t, Job *job, RowBox *box, const Row *row) {
  *box = (RowBox){.row = row, .tag = TAG_NONE, .least = row_least(t, row)};
  box->cells = ARENA_ARRAY(job->arena, CellBox, row->n_cells);
  for (uint32_t i = 0; i < row->n_cells; i++) {
    cell_analyse(t, job, &box->cells[i], &row->cells[i]);
    break_cell(t, job, &box->cells[i]);
    box->cells[i].x = t->columns[row->cells[i].column].x;
    box->cells[i].width = cell_width(t, &row->cells[i]);
  }
}

/* ---- tags
 * -------------------------------------------------------------------------------------
 */

static TagScope head_scope(const Row *row) {
  return row->part == ROW_HEAD ? SCOPE_COLUMN : SCOPE_ROW;
}

/* Every group of rows is a body of its own. */
static TagId row_parent(TableBox *t, const Row *row) {
  if (row->part == ROW_HEAD)
    return t->head;
  if (t->body == TAG_NONE || row->group != t->group)
    t->body = tagtree_add(t->run->tags, t->tag, &(Tag){.role = TAG_TBODY});
  t->group = row->group;
  return t->body;
}

/* Cells come one after another, so that their numbers are known before: a cell may name a
 * head that stands behind it. */
void row_tag(TableBox *t, RowBox *row) {
  TagTree *tags = t->run->tags;
  uint32_t n = row->row->n_cells;
  bool head = row->row->part == ROW_HEAD;
  if (row->tag != TAG_NONE)
    return;
  row->tag = tagtree_add(tags, row_parent(t, row->row), &(Tag){.role = TAG_TR});
  g_autofree TagId *ids = g_new(TagId, n);
  for (uint32_t i = 0; i < n; i++)
    ids[i] = row->tag + 1 + (TagId)i;
  heads_begin_row(t, row->row);
  if (!head)
    heads_take_row(t, row->row, ids);
  uint32_t beside = heads_beside(t, row->row);
  for (uint32_t i = 0; i < n; i++) {
    const Cell *cell = row->cells[i].cell;
    bool heads = cell_is_head(t, row->row, cell);
    Tag tag = {.role = heads ? TAG_TH : TAG_TD,
               .scope = heads ? head_scope(row->row) : SCOPE_NONE,
               .row_span = cell->row_span,
               .column_span = cell->column_span,
               .row_heads = heads ? 0 : beside};
    heads_of_cell(t, cell, &tag);
    tagtree_add(tags, row->tag, &tag);
  }
  if (head)
    heads_take_row(t, row->row, ids);
  for (uint32_t i = 0; i < n; i++)
    line_tag(row->cells[i].paragraph, tags, ids[i]);
}
