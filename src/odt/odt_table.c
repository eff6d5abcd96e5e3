/* Tables: columns as wide as typesetting made them, spans, heads that repeat (T1.4). */
#include <string.h>

#include "odt_private.h"

typedef struct TableOut {
  Odt *o;
  const ComposedTable *t;
  GHashTable *flows;   /* Text → Flow */
  uint16_t *covered;   /* by column: rows still covered by a cell above */
} TableOut;

static GHashTable *cell_flows(Odt *o, const ComposedTable *t) {
  GHashTable *flows = g_hash_table_new(NULL, NULL);
  const Composition *c = o->composition;
  for (uint32_t i = 0; i < c->n_lines; i++) {
    const ComposedLine *line = &c->lines[i];
    if (line->table != t->table || line->artifact)
      continue;
    Flow *flow = g_hash_table_lookup(flows, line->text);
    if (!flow) {
      flow = ARENA_NEW(o->job->arena, Flow);
      flow->text = line->text;
      flow->role = line->role;
      flow->lines = ARENA_ARRAY(o->job->arena, const ComposedLine *, line->text->chars + 1);
      g_hash_table_insert(flows, (gpointer)line->text, flow);
    }
    if (flow->n <= line->text->chars)
      flow->lines[flow->n++] = line;
  }
  return flows;
}

/* ---- cells ---------------------------------------------------------------------------------- */

static void put_edge(GString *out, const char *side, Length weight) {
  g_string_append_printf(out, " fo:border-%s=\"", side);
  length_append_pt(out, weight, 3);
  g_string_append(out, "pt solid #000000\"");
}

static const char *cell_style(const TableOut *w, const Cell *cell, uint32_t row) {
  const LayoutTable *style = &w->o->layout->table;
  const Table *table = w->t->table;
  bool right = cell->column + cell->column_span >= table->n_columns;
  bool bottom = row + cell->row_span >= w->t->n_rows;
  g_autoptr(GString) p = g_string_new("<style:table-cell-properties style:vertical-align=\"middle\"");
  put_edge(p, "left", cell->column == 0 ? style->frame : style->rule);
  put_edge(p, "right", right ? style->frame : style->rule);
  put_edge(p, "top", row == 0 ? style->frame : style->rule);
  put_edge(p, "bottom", bottom ? style->frame : style->rule);
  xml_length(p, "fo:padding-left", MAX(style->padding_x - style->rule, 0));
  xml_length(p, "fo:padding-right", MAX(style->padding_x - style->rule, 0));
  g_string_append(p, " fo:padding-top=\"0pt\" fo:padding-bottom=\"0pt\"/>");
  return odt_style(w->o, "table-cell", NULL, "", p->str);
}

static Align cell_align(const TableOut *w, const Cell *cell) {
  const LayoutTable *style = &w->o->layout->table;
  const Table *table = w->t->table;
  if (cell->align != ALIGN_DEFAULT)
    return cell->align;
  Align column = cell->column < table->n_columns ? table->columns[cell->column].align : ALIGN_DEFAULT;
  Align own = (cell->head ? style->head : style->cell)->align;
  return cell->head || column == ALIGN_DEFAULT ? own : column;
}

static Length column_x(const TableOut *w, uint32_t column) {
  Length x = w->o->layout->block.left + w->t->left;
  for (uint32_t i = 0; i < column && i < w->t->table->n_columns; i++)
    x += w->t->columns[i];
  return x;
}

/* Lines of a cell stand as close as its row is high. */
static Length cell_step(const TableOut *w, const LayoutRole *role) {
  const LayoutTable *style = &w->o->layout->table;
  Length most = role->size + 2 * style->padding_y - style->frame - style->rule;
  return MIN(odt_step(w->o, role), most);
}

static const char *paragraph_style(const TableOut *w, const Cell *cell, const LayoutRole *role,
                                   const Flow *flow) {
  g_autoptr(GString) p = g_string_new("<style:paragraph-properties");
  Align align = cell_align(w, cell);
  Length right = column_x(w, (uint32_t)cell->column + cell->column_span) -
                 w->o->layout->table.padding_x;
  const char *name = "start";
  xml_length(p, "fo:line-height", cell_step(w, role));
  switch (align) {
    case ALIGN_DECIMAL: /* numbers end where their decimals leave them */
      name = "end";
      if (flow)
        xml_length(p, "fo:margin-right", MAX(right - flow->lines[0]->x - flow->lines[0]->width, 0));
      break;
    case ALIGN_CENTRE:
      name = "center";
      break;
    case ALIGN_RIGHT:
      name = "end";
      break;
    case ALIGN_JUSTIFY:
      name = "justify";
      break;
    case ALIGN_DEFAULT: case ALIGN_LEFT:
      break;
  }
  g_string_append_printf(p, " fo:text-align=\"%s\"/>", name);
  return odt_style(w->o, "paragraph", odt_role_name(w->o, role), "", p->str);
}

static void put_cell(TableOut *w, const Cell *cell, const Text *text, uint32_t row) {
  Odt *o = w->o;
  GString *out = o->body;
  const LayoutTable *style = &o->layout->table;
  const LayoutRole *role = cell->head ? style->head : style->cell;
  const Flow *flow = g_hash_table_lookup(w->flows, text);
  g_string_append_printf(out, "<table:table-cell table:style-name=\"%s\" office:value-type=\"string\"",
                         cell_style(w, cell, row));
  if (cell->column_span > 1)
    g_string_append_printf(out, " table:number-columns-spanned=\"%u\"", cell->column_span);
  if (cell->row_span > 1)
    g_string_append_printf(out, " table:number-rows-spanned=\"%u\"", cell->row_span);
  g_string_append(out, "><text:p");
  xml_attribute(out, "text:style-name", paragraph_style(w, cell, role, flow));
  g_string_append_c(out, '>');
  Length right = column_x(w, (uint32_t)cell->column + cell->column_span) - style->padding_x;
  if (flow) {
    Flow shown = *flow; /* its lines stand in the cell, whatever their own place in it */
    odt_put_text(o, out, &shown, 0, right);
  }
  g_string_append(out, "</text:p></table:table-cell>");
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
  xml_length(p, "style:min-row-height", w->t->rows[r].height);
  g_string_append(p, " fo:keep-together=\"always\"/>");
  g_string_append_printf(o->body, "<table:table-row table:style-name=\"%s\">",
                         odt_style(o, "table-row", NULL, "", p->str));
  uint32_t column = 0;
  for (uint32_t i = 0; i < row->n_cells; i++) {
    const Cell *cell = &row->cells[i];
    put_covered(w, &column, cell->column);
    put_cell(w, cell, w->t->rows[r].texts[i], r);
    uint32_t end = MIN((uint32_t)cell->column + cell->column_span, w->t->table->n_columns);
    for (uint32_t k = column; k < end; k++)
      w->covered[k] = (uint16_t)(cell->row_span - 1);
    for (column++; column < end; column++)
      g_string_append(o->body, "<table:covered-table-cell/>");
  }
  put_covered(w, &column, w->t->table->n_columns);
  g_string_append(o->body, "</table:table-row>\n");
}

/* ---- the whole --------------------------------------------------------------------------------- */

static void open_table(TableOut *w, const char *extra, const char *properties) {
  Odt *o = w->o;
  const ComposedTable *t = w->t;
  g_autoptr(GString) p = g_string_new("<style:table-properties table:align=\"left\"");
  xml_length(p, "style:width", t->width);
  xml_length(p, "fo:margin-left", t->left);
  g_string_append_printf(p, "%s table:border-model=\"collapsing\"/>", properties);
  g_string_append(o->body, "<table:table");
  xml_attribute(o->body, "table:style-name", odt_style(o, "table", NULL, extra, p->str));
  g_autofree char *name = g_strdup_printf("表%u", (unsigned)(t - o->composition->tables) + 1);
  xml_attribute(o->body, "table:name", t->table->id ? t->table->id : name);
  g_string_append(o->body, ">\n");
  for (uint32_t i = 0; i < t->table->n_columns; i++) {
    g_autoptr(GString) column = g_string_new("<style:table-column-properties");
    xml_length(column, "style:column-width", t->columns[i]);
    g_string_append(column, "/>");
    g_string_append_printf(o->body, "<table:table-column table:style-name=\"%s\"/>",
                           odt_style(o, "table-column", NULL, "", column->str));
  }
  g_string_append_c(o->body, '\n');
}

void odt_put_table(Odt *o, const ComposedTable *table, const char *extra, const char *properties) {
  TableOut w = {.o = o, .t = table, .flows = cell_flows(o, table)};
  w.covered = ARENA_ARRAY(o->job->arena, uint16_t, table->table->n_columns + 1);
  open_table(&w, extra, properties);
  uint32_t heads = table->table->n_head_rows;
  if (heads)
    g_string_append(o->body, "<table:table-header-rows>\n");
  for (uint32_t r = 0; r < table->n_rows; r++) {
    put_row(&w, r);
    if (heads && r + 1 == heads)
      g_string_append(o->body, "</table:table-header-rows>\n");
  }
  g_string_append(o->body, "</table:table>\n");
  g_hash_table_destroy(w.flows);
}
