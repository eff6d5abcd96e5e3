/* Tables: columns as wide as typesetting made them, spans, heads that repeat (T1.4). */
#include <string.h>

#include "odt_private.h"

/* How the text of a cell is set, and the style for it. */
typedef struct TextLook {
  const LayoutRole *role;
  Align align;
  Length step, right;
  const char *style;
} TextLook;

/* Where a cell stands in its table, whether it goes over pages, and how its text stands:
 * what its style tells. */
typedef enum {
  CELL_LEFT = 1,
  CELL_RIGHT = 2,
  CELL_TOP = 4,
  CELL_BOTTOM = 8,
  CELL_CUT = 16,
  CELL_UP = 32,
  CELL_DOWN = 64,
  CELL_VERTICAL = 128,
  CELL_STYLES = 256
} CellPlace;

typedef struct TableOut {
  Odt *o;
  const ComposedTable *t;
  GHashTable *flows;                    /* Text → Flow */
  const char *cell_styles[CELL_STYLES]; /* by CellPlace */
  TextLook *looks;                      /* by column: the last one's */
  Length left;                          /* of the table on its first page */
  uint32_t *pages;                      /* by row: the page it begins on */
  bool *cut;                            /* by row: it goes on overleaf */
  Length *heights;                      /* by row: in the office */
  uint16_t *covered; /* by column: rows still covered by a cell above */
} TableOut;

static GHashTable *cell_flows(Odt *o, const ComposedTable *t) {
  GHashTable *flows = g_hash_table_new(NULL, NULL);
  const Composition *c = o->composition;
  for (uint32_t i = 0; i < c->n_lines; i++) {
    const ComposedLine *line = &c->lines[i];
    if (line->table != t->table)
      continue;
    Flow *flow = g_hash_table_lookup(flows, line->text);
    if (line->artifact)
      continue;
    if (!flow) {
      flow = ARENA_NEW(o->job->arena, Flow);
      flow->text = line->text;
      flow->role = line->role;
      flow->lines =
          ARENA_ARRAY(o->job->arena, const ComposedLine *, line->text->chars + 1);
      g_hash_table_insert(flows, (gpointer)line->text, flow);
    }
    if (flow->n <= line->text->chars)
      flow->lines[flow->n++] = line;
  }
  return flows;
}

/* ---- pages ------------------------------------------------------------------------- */

static void page_of_row(TableOut *w, uint32_t r) {
  const ComposedRow *row = &w->t->rows[r];
  w->pages[r] = r > 0 ? w->pages[r - 1] : 0;
  bool first = true;
  for (uint32_t i = 0; i < row->row->n_cells; i++) {
    const Flow *flow = g_hash_table_lookup(w->flows, row->texts[i]);
    if (!flow)
      continue;
    uint32_t from = flow->lines[0]->page, to = flow->lines[flow->n - 1]->page;
    w->pages[r] = first ? from : MIN(w->pages[r], from);
    w->cut[r] |= to != from && row->row->cells[i].row_span == 1;
    first = false;
  }
}

static Length height_of(const TableOut *w, uint32_t from, uint32_t to) {
  Length height = 0;
  for (uint32_t r = from; r < to; r++)
    height += w->heights[r];
  return height;
}

#define ROW_MOST (LENGTH_PT * 4) /* what a row may be made higher without being seen */
#define ROW_SAFE (LENGTH_PT * 4) /* what a page must lack for the row that follows */

/* Body rows [from, to) stand on one page, and row `to` on the next: a page in the office
 * has more room, for only heads repeat there, and must not take it. False: too much more.
 */
static bool fill_page(TableOut *w, uint32_t from, uint32_t to, Length above) {
  uint32_t heads = w->t->table->n_head_rows;
  Length room = odt_text_bottom(w->o, w->pages[from]) - odt_text_top(w->o) - above;
  Length left = room - height_of(w, from, to) - height_of(w, 0, heads);
  Length each = (left - w->heights[to] + ROW_SAFE) / (Length)(to - from);
  if (left < w->heights[to] - ROW_SAFE)
    return true;
  if (each > ROW_MOST)
    return false;
  for (uint32_t r = from; r < to; r++)
    w->heights[r] += each + 1;
  return true;
}

/* ---- cells ------------------------------------------------------------------------- */

static void put_edge(GString *out, const char *side, Length weight) {
  if (weight <= 0) {
    g_string_append_printf(out, " fo:border-%s=\"none\"", side);
    return;
  }
  g_string_append_printf(out, " fo:border-%s=\"", side);
  length_append_pt(out, weight, 3);
  g_string_append(out, "pt solid #000000\"");
}

static unsigned cell_place(const TableOut *w, const Cell *cell, const Flow *flow,
                           uint32_t row) {
  bool cut = flow && flow->lines[0]->page != flow->lines[flow->n - 1]->page;
  bool right = cell->column + cell->column_span >= w->t->table->n_columns;
  bool bottom = row + cell->row_span >= w->t->n_rows;
  unsigned text = (cell->valign == VALIGN_TOP ? CELL_UP : 0u) |
                  (cell->valign == VALIGN_BOTTOM ? CELL_DOWN : 0u) |
                  (cell->vertical ? CELL_VERTICAL : 0u);
  return text | (cell->column == 0 ? CELL_LEFT : 0u) | (right ? CELL_RIGHT : 0u) |
         (row == 0 ? CELL_TOP : 0u) | (bottom ? CELL_BOTTOM : 0u) | (cut ? CELL_CUT : 0u);
}

static const char *cell_style(TableOut *w, unsigned place) {
  if (w->cell_styles[place] && !w->t->table->bare)
    return w->cell_styles[place];
  const LayoutTable bare = {0};
  const LayoutTable *style = w->t->table->bare ? &bare : &w->o->layout->table;
  g_autoptr(GString) p = g_string_new("<style:table-cell-properties");
  g_string_append_printf(p, " style:vertical-align=\"%s\"",
                         place & (CELL_CUT | CELL_UP) ? "top"
                         : place & CELL_DOWN          ? "bottom"
                                                      : "middle");
  if (place & CELL_VERTICAL)
    g_string_append(p, " style:writing-mode=\"tb-rl\"");
  put_edge(p, "left", place & CELL_LEFT ? style->frame : style->rule);
  put_edge(p, "right", place & CELL_RIGHT ? style->frame : style->rule);
  put_edge(p, "top", place & CELL_TOP ? style->frame : style->rule);
  put_edge(p, "bottom", place & CELL_BOTTOM ? style->frame : style->rule);
  odt_length(p, "fo:padding-left", MAX(style->padding_x - style->rule, 0));
  odt_length(p, "fo:padding-right", MAX(style->padding_x - style->rule, 0));
  g_string_append(p, " fo:padding-top=\"0pt\" fo:padding-bottom=\"0pt\"/>");
  return w->cell_styles[place] = odt_style(w->o, "table-cell", NULL, "", p->str);
}

static Align cell_align(const TableOut *w, const Cell *cell) {
  const LayoutTable *style = &w->o->layout->table;
  const Table *table = w->t->table;
  if (cell->align != ALIGN_DEFAULT)
    return cell->align;
  Align column = cell->column < table->n_columns ? table->columns[cell->column].align
                                                 : ALIGN_DEFAULT;
  Align own = (cell->head ? style->head : style->cell)->align;
  return cell->head || column == ALIGN_DEFAULT ? own : column;
}

static Length column_x(const TableOut *w, uint32_t column) {
  Length x = w->left;
  for (uint32_t i = 0; i < column && i < w->t->table->n_columns; i++)
    x += w->t->columns[i];
  return x;
}

/* Lines of a cell stand as close as its row is high, borders taken off. */
static Length cell_step(const TableOut *w, const LayoutRole *role, const Flow *flow) {
  const LayoutTable *style = &w->o->layout->table;
  Length step = odt_step(w->o, role), n = flow ? (Length)flow->n : 1;
  if (w->t->table->bare)
    return step;
  Length height = role->size + step * (n - 1) + 2 * style->padding_y;
  return MIN(step, (height - style->frame - style->rule) / n);
}

static const char *align_name(Align align) {
  switch (align) {
    case ALIGN_DECIMAL: /* numbers end where their decimals leave them */
    case ALIGN_RIGHT:
      return "end";
    case ALIGN_CENTRE:
      return "center";
    case ALIGN_JUSTIFY:
      return "justify";
    case ALIGN_DEFAULT:
    case ALIGN_LEFT:
      break;
  }
  return "start";
}

/* A paragraph of a cell. */
typedef struct Piece {
  uint32_t from, to; /* code points */
  Align align;       /* ALIGN_DEFAULT: the cell's */
} Piece;

/* The one that begins at a character: as <p> says, or what stands before the next. */
static Piece piece_at(const Cell *cell, const Text *text, uint32_t from) {
  Piece piece = {from, text->chars, ALIGN_DEFAULT};
  if (cell->diagonal) {
    const char *p = g_utf8_offset_to_pointer(text->utf8, from), *end = strchr(p, '\n');
    piece.align = end ? ALIGN_RIGHT : ALIGN_LEFT;
    piece.to = end ? from + (uint32_t)g_utf8_pointer_to_offset(p, end) : text->chars;
    return piece;
  }
  for (uint32_t i = 0; i < text->n_ranges; i++) {
    const TextRange *range = &text->ranges[i];
    if (range->kind != RANGE_PARAGRAPH || range->to <= from)
      continue;
    if (range->from <= from)
      return (Piece){from, range->to, (Align)range->level};
    piece.to = range->from - 1;
    break;
  }
  return piece;
}

static TextLook look_of(const TableOut *w, const Cell *cell, const Piece *piece,
                        const Flow *flow) {
  const LayoutTable *style = &w->o->layout->table;
  const LayoutRole *role = flow ? flow->role : cell->head ? style->head : style->cell;
  TextLook look = {.role = role,
                   .align = piece->align ? piece->align : cell_align(w, cell),
                   .step = cell_step(w, role, flow)};
  Length right =
      column_x(w, (uint32_t)cell->column + cell->column_span) - style->padding_x;
  if (cell->vertical)
    look.align = ALIGN_CENTRE;
  if (look.align == ALIGN_DECIMAL && flow)
    look.right = MAX(right - flow->lines[0]->x - flow->lines[0]->width, 0);
  return look;
}

static const char *paragraph_style(TableOut *w, const Cell *cell, const Piece *piece,
                                   const Flow *flow) {
  TextLook look = look_of(w, cell, piece, flow), *last = &w->looks[cell->column];
  if (last->style && last->role == look.role && last->align == look.align &&
      last->step == look.step && last->right == look.right)
    return last->style;
  g_autoptr(GString) p = g_string_new("<style:paragraph-properties");
  odt_length(p, "fo:line-height", look.step);
  if (look.right)
    odt_length(p, "fo:margin-right", look.right);
  if (w->t->table->bare) /* the role of the text is indented, its columns are not */
    g_string_append(p, " fo:text-indent=\"0pt\"");
  g_string_append_printf(p, " fo:text-align=\"%s\"/>", align_name(look.align));
  look.style = odt_style(w->o, "paragraph", odt_role_name(w->o, look.role), "", p->str);
  *last = look;
  return look.style;
}

/* As on the page: numbers of a decimal column, when table or layout says so (T1.6). */
static bool in_thousands(const TableOut *w, const Cell *cell) {
  const Table *table = w->t->table;
  const Column *column =
      cell->column < table->n_columns ? &table->columns[cell->column] : NULL;
  Wish wish = column && column->thousands != WISH_NONE ? column->thousands
              : column && column->codes                ? WISH_NO
                                                       : table->thousands;
  bool wished = wish == WISH_YES || (wish == WISH_NONE && w->o->layout->table.thousands);
  return wished && cell->column_span == 1 && cell_align(w, cell) == ALIGN_DECIMAL;
}

/* From corner to corner, in the cell's first paragraph. */
static void put_diagonal(TableOut *w, const Cell *cell, const Flow *flow, uint32_t row) {
  const LayoutTable *style = &w->o->layout->table;
  Length width = 0, height = 0;
  for (uint32_t c = 0; c < cell->column_span; c++)
    width += w->t->columns[cell->column + c];
  for (uint32_t r = row; r < MIN(row + cell->row_span, w->t->n_rows); r++)
    height += w->heights[r];
  Length lines = flow ? (Length)flow->n * cell_step(w, flow->role, flow) : 0;
  Length above = (height - lines) / 2;
  g_autoptr(GString) stroke = g_string_new(
      "<style:graphic-properties style:horizontal-pos=\"from-left\""
      " style:horizontal-rel=\"paragraph\" style:vertical-pos=\"from-top\""
      " style:vertical-rel=\"paragraph\" style:wrap=\"run-through\""
      " style:run-through=\"foreground\" draw:stroke=\"solid\""
      " svg:stroke-color=\"#000000\" style:flow-with-text=\"false\"");
  odt_length(stroke, "svg:stroke-width", style->rule);
  g_string_append(stroke, "/>");
  GString *out = w->o->body;
  g_string_append(out, "<draw:line text:anchor-type=\"paragraph\"");
  odt_attribute(out, "draw:style-name",
                odt_style(w->o, "graphic", "图形", "", stroke->str));
  odt_length(out, "svg:x1", -style->padding_x);
  odt_length(out, "svg:y1", -above);
  odt_length(out, "svg:x2", width - style->padding_x);
  odt_length(out, "svg:y2", height - above);
  g_string_append_c(out, '>');
  odt_describe(out, "斜线");
  g_string_append(out, "<text:p/></draw:line>");
}

static void put_piece(TableOut *w, const Cell *cell, const Flow *flow,
                      const Piece *piece) {
  Odt *o = w->o;
  Length right = column_x(w, (uint32_t)cell->column + cell->column_span) -
                 o->layout->table.padding_x;
  if (cell->vertical) { /* as it was written: an office stacks it */
    g_hash_table_add(o->written, (gpointer)flow->text);
    odt_text(o->body, cell->text.utf8, cell->text.bytes);
    return;
  }
  odt_put_text(o, o->body, flow,
               (Stretch){.from = piece->from,
                         .to = piece->to,
                         .right = right,
                         .thousands = in_thousands(w, cell)});
}

static void put_paragraphs(TableOut *w, const Cell *cell, const Flow *flow,
                           uint32_t row) {
  static const Text none = {.utf8 = ""};
  const Text *text = flow && !cell->vertical ? flow->text : &none;
  uint32_t from = 0;
  do {
    Piece piece = piece_at(cell, text, from);
    g_string_append(w->o->body, "<text:p");
    odt_attribute(w->o->body, "text:style-name", paragraph_style(w, cell, &piece, flow));
    g_string_append_c(w->o->body, '>');
    if (cell->diagonal && from == 0)
      put_diagonal(w, cell, flow, row);
    if (flow)
      put_piece(w, cell, flow, &piece);
    g_string_append(w->o->body, "</text:p>");
    from = piece.to;
    if (from < text->chars && *g_utf8_offset_to_pointer(text->utf8, from) == '\n')
      from++;
  } while (from < text->chars);
}

static void put_cell(TableOut *w, const Cell *cell, const Text *text, uint32_t row) {
  GString *out = w->o->body;
  const Flow *flow = g_hash_table_lookup(w->flows, text);
  g_string_append_printf(out,
                         "<table:table-cell table:style-name=\"%s\""
                         " office:value-type=\"string\"",
                         cell_style(w, cell_place(w, cell, flow, row)));
  if (cell->column_span > 1)
    g_string_append_printf(out, " table:number-columns-spanned=\"%u\"",
                           cell->column_span);
  if (cell->row_span > 1)
    g_string_append_printf(out, " table:number-rows-spanned=\"%u\"", cell->row_span);
  g_string_append_c(out, '>');
  put_paragraphs(w, cell, flow, row);
  g_string_append(out, "</table:table-cell>");
}

static void put_covered(TableOut *w, uint32_t *column, uint32_t to) {
  for (; *column < to; (*column)++) {
    if (w->covered[*column] > 0)
      w->covered[*column]--;
    g_string_append(w->o->body, "<table:covered-table-cell/>");
  }
}

static void put_row(TableOut *w, uint32_t r) {
  Odt *o = w->o;
  const Row *row = w->t->rows[r].row;
  g_autoptr(GString) p = g_string_new("<style:table-row-properties");
  if (!w->cut[r]) /* one that goes over pages is as high as its text */
    odt_length(p, "style:min-row-height", w->heights[r]);
  g_string_append_printf(p, " fo:keep-together=\"%s\"/>", w->cut[r] ? "auto" : "always");
  g_string_append_printf(o->body, "<table:table-row table:style-name=\"%s\">",
                         odt_style(o, "table-row", NULL, "", p->str));
  uint32_t column = 0;
  for (uint32_t i = 0; i < row->n_cells; i++) {
    const Cell *cell = &row->cells[i];
    put_covered(w, &column, cell->column);
    put_cell(w, cell, w->t->rows[r].texts[i], r);
    uint32_t end =
        MIN((uint32_t)cell->column + cell->column_span, w->t->table->n_columns);
    for (uint32_t k = column; k < end; k++)
      w->covered[k] = (uint16_t)(cell->row_span - 1);
    for (column++; column < end; column++)
      g_string_append(o->body, "<table:covered-table-cell/>");
  }
  put_covered(w, &column, w->t->table->n_columns);
  g_string_append(o->body, "</table:table-row>\n");
}

/* ---- the whole --------------------------------------------------------------------- */

static void open_table(TableOut *w, uint32_t from, const char *extra,
                       const char *properties) {
  Odt *o = w->o;
  const ComposedTable *t = w->t;
  g_autoptr(GString) p = g_string_new("<style:table-properties table:align=\"left\"");
  odt_length(p, "style:width", t->width);
  odt_length(p, "fo:margin-left", t->left);
  g_string_append_printf(p, "%s table:border-model=\"collapsing\"/>", properties);
  g_string_append(o->body, "<table:table");
  odt_attribute(o->body, "table:style-name", odt_style(o, "table", NULL, extra, p->str));
  unsigned number = (unsigned)(t - o->composition->tables) + 1;
  g_autofree char *name =
      t->table->id ? g_strdup(t->table->id) : g_strdup_printf("表%u", number);
  g_autofree char *later = g_strdup_printf("%s续%u", name, from);
  odt_attribute(o->body, "table:name", from ? later : name);
  g_string_append(o->body, ">\n");
  for (uint32_t i = 0; i < t->table->n_columns; i++) {
    g_autoptr(GString) column = g_string_new("<style:table-column-properties");
    odt_length(column, "style:column-width", t->columns[i]);
    g_string_append(column, "/>");
    g_string_append_printf(o->body, "<table:table-column table:style-name=\"%s\"/>",
                           odt_style(o, "table-column", NULL, "", column->str));
  }
  g_string_append_c(o->body, '\n');
}

static void put_heads(TableOut *w) {
  uint32_t heads = w->t->table->n_head_rows;
  if (!heads)
    return;
  g_string_append(w->o->body, "<table:table-header-rows>\n");
  for (uint32_t r = 0; r < heads; r++)
    put_row(w, r);
  g_string_append(w->o->body, "</table:table-header-rows>\n");
}

/* A cell of an earlier row covers part of row k. */
static bool is_spanned(const TableOut *w, uint32_t k) {
  for (uint32_t r = k; r-- > 0;) {
    const Row *row = w->t->rows[r].row;
    for (uint32_t i = 0; i < row->n_cells; i++) {
      if (r + row->cells[i].row_span > k)
        return true;
    }
    if (k - r > UINT16_MAX)
      break;
  }
  return false;
}

/* Rows from `from` on, as far as one table of the office goes; above: what stands on its
 * page. */
static uint32_t put_part(TableOut *w, uint32_t from, Length above) {
  uint32_t r = MAX(from, w->t->table->n_head_rows), page = r;
  uint32_t to = w->t->n_rows;
  for (uint32_t k = r + 1; k < w->t->n_rows && to == w->t->n_rows; k++) {
    if (w->pages[k] == w->pages[k - 1])
      continue;
    if (!w->cut[k - 1] && !fill_page(w, page, k, page == r ? above : 0) &&
        !is_spanned(w, k))
      to = k;
    page = k;
  }
  put_heads(w);
  for (; r < to; r++)
    put_row(w, r);
  g_string_append(w->o->body, "</table:table>\n");
  return to;
}

Length odt_put_table(Odt *o, const Element *e, const char *extra,
                     const char *properties) {
  TableOut w = {.o = o, .t = e->table, .flows = cell_flows(o, e->table)};
  uint32_t n = w.t->n_rows;
  w.left = odt_block_left(o, e->page) + w.t->left;
  w.covered = ARENA_ARRAY(o->job->arena, uint16_t, w.t->table->n_columns + 1);
  w.looks = ARENA_ARRAY(o->job->arena, TextLook, w.t->table->n_columns + 1);
  w.pages = ARENA_ARRAY(o->job->arena, uint32_t, n + 1);
  w.cut = ARENA_ARRAY(o->job->arena, bool, n + 1);
  w.heights = ARENA_ARRAY(o->job->arena, Length, n + 1);
  for (uint32_t r = 0; r < n; r++) {
    page_of_row(&w, r);
    w.heights[r] = w.t->rows[r].height;
  }
  Length above = e->y - odt_text_top(o);
  for (uint32_t from = 0; from == 0 || from < n;) {
    open_table(&w, from, from ? "" : extra,
               from ? " fo:break-before=\"page\"" : properties);
    from = put_part(&w, from, above);
    above = 0;
  }
  g_hash_table_destroy(w.flows);
  if (e->last_page == e->page)
    return e->bottom;
  const char *label = o->layout->table.continued;
  if (label && *label)
    diag_add(o->job->diags, w.t->table->at, DIAG_ODT_CONTINUED, label, NULL);
  return odt_text_top(o) + w.t->bottom - w.t->last_top;
}
