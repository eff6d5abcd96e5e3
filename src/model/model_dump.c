/* Canonical text of a document, as written or bound: one thing a line, children indented.
 */
#include <string.h>

#include "model_private.h"

static void put_quoted(GString *out, const char *text) {
  g_string_append_c(out, '"');
  for (const char *p = text ? text : ""; *p; p++) {
    if (*p == '\n')
      g_string_append(out, "\\n");
    else if (*p == '"' || *p == '\\')
      g_string_append_printf(out, "\\%c", *p);
    else
      g_string_append_c(out, *p);
  }
  g_string_append_c(out, '"');
}

static void put_line(GString *out, int depth, const char *name, Span at) {
  g_string_append_printf(out, "%*s%s", depth * 2, "", name);
  if (at.line)
    g_string_append_printf(out, " @%u:%u", at.line, at.column);
}

static void put_word(GString *out, const char *name, const char *value) {
  if (!value)
    return;
  g_string_append_printf(out, " %s=", name);
  put_quoted(out, value);
}

static void put_ranges(GString *out, int depth, const Text *text) {
  static const char *const names[] = {
      [RANGE_NAME] = "name",       [RANGE_NOBR] = "nobr",
      [RANGE_EM] = "em",           [RANGE_PARAGRAPH] = "cell-p",
      [RANGE_SUB] = "sub",         [RANGE_SUP] = "sup",
      [RANGE_ITALIC] = "i",        [RANGE_REF] = "ref",
      [RANGE_HEADING] = "heading", [RANGE_NUMBER] = "number",
      [RANGE_FIGURE] = "figure",   [RANGE_ARTICLE] = "article"};
  for (uint32_t i = 0; i < text->n_ranges; i++) {
    const TextRange *range = &text->ranges[i];
    put_line(out, depth, names[range->kind], range->at);
    g_string_append_printf(out, " %u…%u", range->from, range->to);
    if (range->level)
      g_string_append_printf(out, " level=%u", range->level);
    put_word(out, "to", range->target);
    put_word(out, "select", range->figure ? range->figure->select : NULL);
    g_string_append_c(out, '\n');
  }
}

/* The rest of a line and what lies in the text. */
static void finish_text(GString *out, int depth, const Text *text) {
  g_string_append_c(out, ' ');
  put_quoted(out, text->utf8);
  if (text->chars && text->places && text->places[0].line)
    g_string_append_printf(out, " from %u:%u", text->places[0].line,
                           text->places[0].column);
  g_string_append_c(out, '\n');
  put_ranges(out, depth + 1, text);
}

static void put_text(GString *out, int depth, const char *name, const Text *text) {
  if (!text->chars && !text->n_ranges)
    return;
  put_line(out, depth, name, text->at);
  finish_text(out, depth, text);
}

static void put_measure(GString *out, const char *name, Measure measure) {
  if (measure.unit == UNIT_NONE && measure.micro == 0)
    return;
  Arena *arena = arena_new();
  put_word(out, name, measure_text(arena, measure));
  arena_free(arena);
}

static void put_align(GString *out, Align align) {
  static const char *const names[] = {NULL,    "left",    "centre",
                                      "right", "justify", "decimal"};
  put_word(out, "align", names[align]);
}

static void put_date(GString *out, int depth, const char *name, Date date) {
  if (date.year)
    g_string_append_printf(out, "%*s%s %04d-%02d-%02d\n", depth * 2, "", name, date.year,
                           date.month, date.day);
}

static void put_cell(GString *out, int depth, const Cell *cell) {
  put_line(out, depth, cell->head ? "th" : "td", cell->at);
  g_string_append_printf(out, " column=%u", cell->column);
  if (cell->row_span > 1)
    g_string_append_printf(out, " rows=%u", cell->row_span);
  if (cell->column_span > 1)
    g_string_append_printf(out, " columns=%u", cell->column_span);
  put_align(out, cell->align);
  static const char *const valigns[] = {NULL, "top", "bottom"};
  put_word(out, "valign", valigns[cell->valign]);
  put_word(out, "vertical", cell->vertical ? "yes" : NULL);
  put_word(out, "diagonal", cell->diagonal ? "yes" : NULL);
  finish_text(out, depth, &cell->text);
}

static void put_column_data(GString *out, const Column *column) {
  static const char *const feet[] = {NULL, "sum", "share"};
  put_word(out, "check", feet[column->foot]);
  for (uint32_t i = 0; i < column->n_adds; i++)
    g_string_append_printf(out, " adds=%u", column->adds[i]);
  if (!column->data)
    return;
  put_word(out, "from", column->data->from);
  put_word(out, "select", column->data->select);
}

static void put_table_data(GString *out, const TableData *data) {
  if (!data)
    return;
  put_word(out, "data", data->data);
  put_word(out, "where", data->where);
  put_word(out, "sort", data->sort);
  put_word(out, "group", data->group);
  put_word(out, "subtotal", data->subtotal);
  put_word(out, "total", data->total);
}

static void put_columns(GString *out, int depth, const Table *table) {
  static const char *const names_rows[] = {NULL, "no", "yes"};
  for (uint32_t i = 0; i < table->n_columns; i++) {
    g_string_append_printf(out, "%*scolumn %u", depth * 2, "", i);
    put_measure(out, "width", table->columns[i].width);
    put_align(out, table->columns[i].align);
    put_word(out, "sum", table->columns[i].sum ? "yes" : NULL);
    put_word(out, "merge", table->columns[i].merge ? "yes" : NULL);
    put_word(out, "row-head", names_rows[table->columns[i].names_rows]);
    put_column_data(out, &table->columns[i]);
    g_string_append_c(out, '\n');
  }
}

static void put_row(GString *out, int depth, const Row *row) {
  put_line(out, depth, row->part == ROW_HEAD ? "head-row" : "row", row->at);
  if (row->group)
    g_string_append_printf(out, " group=%u", row->group);
  put_word(out, "total", row->total ? "yes" : NULL);
  put_measure(out, "height", row->height);
  g_string_append_c(out, '\n');
  for (uint32_t c = 0; c < row->n_cells; c++)
    put_cell(out, depth + 1, &row->cells[c]);
}

/* A source's faults are told where the rows are set, not here. */
static void put_rows(GString *out, int depth, const Table *table) {
  Job job = {.arena = arena_new(), .diags = diagnostics_new(), .limits = &limits_default};
  RowCursor cursor = model_rows_open(table, job.arena);
  const Row *row;
  while (model_rows_next(&cursor, &job, &row) && row)
    put_row(out, depth, row);
  diagnostics_free(job.diags);
  arena_free(job.arena);
}

static void put_table(GString *out, int depth, const Table *table) {
  put_line(out, depth, "table", table->at);
  put_word(out, "id", table->id);
  static const char *const wishes[] = {NULL, "yes", "no"};
  put_word(out, "turned", wishes[table->turned]);
  put_word(out, "thousands", wishes[table->thousands]);
  put_word(out, "page-sums", table->page_sums ? "yes" : NULL);
  put_word(out, "carried", table->carried ? "yes" : NULL);
  put_word(out, "totals", table->totals);
  put_table_data(out, table->data);
  g_string_append_c(out, '\n');
  put_text(out, depth + 1, "caption", &table->caption);
  put_text(out, depth + 1, "unit", &table->unit);
  put_text(out, depth + 1, "empty", &table->empty);
  put_columns(out, depth + 1, table);
  put_rows(out, depth + 1, table);
  for (uint32_t i = 0; i < table->n_notes; i++)
    put_text(out, depth + 1, "note", &table->notes[i]);
  for (uint32_t i = 0; i < table->n_sources; i++)
    put_text(out, depth + 1, "source", &table->sources[i]);
}

static void put_figure(GString *out, int depth, const Illustration *figure) {
  put_line(out, depth, "figure", figure->at);
  put_word(out, "id", figure->id);
  put_word(out, "src", figure->src);
  put_measure(out, "width", figure->width);
  put_word(out, "alt", figure->alt);
  g_string_append_c(out, '\n');
  put_text(out, depth + 1, "caption", &figure->caption);
}

static void put_chart(GString *out, int depth, const Chart *chart) {
  static const char *const kinds[] = {[CHART_COLUMN] = "column",
                                      [CHART_BAR] = "bar",
                                      [CHART_LINE] = "line",
                                      [CHART_PIE] = "pie",
                                      [CHART_STACKED] = "stacked"};
  put_line(out, depth, "chart", chart->at);
  put_word(out, "kind", kinds[chart->kind]);
  put_word(out, "x", chart->x);
  put_word(out, "y", chart->y);
  put_word(out, "highlight", chart->highlight);
  put_word(out, "zero", chart->cut ? "no" : NULL);
  put_measure(out, "width", chart->width);
  put_word(out, "alt", chart->alt);
  g_string_append_c(out, '\n');
  put_text(out, depth + 1, "caption", &chart->caption);
  put_table(out, depth + 1, chart->table);
}

static void put_block(GString *out, int depth, const Block *block) {
  static const char *const names[] = {
      [BLOCK_PARAGRAPH] = "p",   [BLOCK_HEADING] = "h",       [BLOCK_ITEM] = "item",
      [BLOCK_TABLE] = "table",   [BLOCK_CHAPTER] = "chapter", [BLOCK_ARTICLE] = "article",
      [BLOCK_FIGURE] = "figure", [BLOCK_CHART] = "chart"};
  static const char *const lists[] = {
      [LIST_NONE] = "none", [LIST_ARABIC] = "1",   [LIST_BRACKETED] = "（1）",
      [LIST_CIRCLED] = "①", [LIST_HAN] = "（一）", [LIST_HAN_COMMA] = "一、"};
  if (block->kind == BLOCK_TABLE) {
    put_table(out, depth, block->table);
    return;
  }
  if (block->kind == BLOCK_FIGURE) {
    put_figure(out, depth, block->figure);
    return;
  }
  if (block->kind == BLOCK_CHART) {
    put_chart(out, depth, block->chart);
    return;
  }
  put_line(out, depth, names[block->kind], block->at);
  g_string_append_printf(out, " level=%u", block->level);
  if (block->run_in)
    g_string_append(out, " run-in");
  if (block->kind == BLOCK_ITEM)
    g_string_append_printf(out, " list=%u kind=%s", block->list_id, lists[block->list]);
  if (block->list_depth > 1)
    g_string_append_printf(out, " depth=%u", block->list_depth);
  put_word(out, "id", block->id);
  if (block->start)
    g_string_append_printf(out, " start=%u", block->start);
  put_word(out, "continue", block->continues ? "yes" : NULL);
  if (block->kind == BLOCK_HEADING && block->numbers == SECTIONS_DECIMAL)
    g_string_append(out, " decimal");
  if (block->ordinal)
    g_string_append_printf(out, " ordinal=%u", block->ordinal);
  finish_text(out, depth, &block->text);
}

static void put_content(GString *out, int depth, const Content *content);

static void put_annex(GString *out, int depth, const Annex *annex) {
  put_line(out, depth, "annex", annex->at);
  put_word(out, "id", annex->id);
  put_word(out, "bound", annex->apart ? "no" : NULL);
  g_string_append_c(out, '\n');
  put_text(out, depth + 1, "label", &annex->label);
  put_text(out, depth + 1, "entry-number", &annex->entry_number);
  put_text(out, depth + 1, "entry", &annex->entry);
  put_content(out, depth + 1, &annex->content);
}

static void put_signatory(GString *out, int depth, const Signatory *by) {
  static const char *const seals[] = {
      [SEAL_NONE] = NULL, [SEAL_IMAGE] = "image", [SEAL_SPACE] = "space"};
  put_line(out, depth, "by", by->at);
  put_word(out, "seal", seals[by->seal]);
  put_word(out, "file", by->seal_path);
  put_measure(out, "diameter", by->diameter);
  put_word(out, "stamp", seals[by->stamp]);
  put_word(out, "stamp-file", by->stamp_path);
  finish_text(out, depth, &by->name);
  put_text(out, depth + 1, "title", &by->title);
}

static void put_sign(GString *out, int depth, const Sign *sign) {
  put_line(out, depth, "sign", sign->at);
  g_string_append_c(out, '\n');
  for (uint32_t i = 0; i < sign->n_by; i++)
    put_signatory(out, depth + 1, &sign->by[i]);
  put_date(out, depth + 1, "date", sign->date);
  put_text(out, depth + 1, "date-text", &sign->date_text);
}

static void put_contents(GString *out, int depth, const Content *content) {
  if (content->contents)
    g_string_append_printf(out, "%*scontents levels=%u\n", depth * 2, "",
                           content->contents);
  put_text(out, depth + 1, "label", &content->contents_label);
  for (uint32_t i = 0; i < content->n_entries; i++)
    put_text(out, depth + content->entries[i].level, "entry", &content->entries[i].text);
}

static void put_content(GString *out, int depth, const Content *content) {
  put_text(out, depth, "title", &content->title);
  put_text(out, depth, "subtitle", &content->subtitle);
  put_contents(out, depth, content);
  put_text(out, depth, "to", &content->recipients);
  for (uint32_t i = 0; i < content->n_blocks; i++)
    put_block(out, depth, &content->blocks[i]);
  put_text(out, depth, "attachments", &content->attachments_label);
  if (content->sign)
    put_sign(out, depth, content->sign);
  put_text(out, depth, "note", &content->note);
  for (uint32_t i = 0; i < content->n_annexes; i++)
    put_annex(out, depth, &content->annexes[i]);
  for (uint32_t i = 0; i < content->n_enclosures; i++) {
    put_line(out, depth, "enclosure\n", (Span){0});
    put_content(out, depth + 1, &content->enclosures[i]);
  }
}

static void put_attendance(GString *out, const Attendance *row) {
  static const char *const kinds[] = {[ATTENDANCE_PRESENT] = "出席",
                                      [ATTENDANCE_LEAVE] = "请假",
                                      [ATTENDANCE_OBSERVER] = "列席"};
  put_line(out, 1, "attendance", row->at);
  put_word(out, "kind", kinds[row->kind]);
  g_string_append_c(out, '\n');
  put_text(out, 2, "label", &row->label);
  put_text(out, 2, "names", &row->names);
}

static void put_number(GString *out, const Number *number) {
  if (!number->given)
    return;
  put_line(out, 1, "number", number->at);
  put_word(out, "code", number->code);
  if (number->year)
    g_string_append_printf(out, " year=%u", number->year);
  g_string_append_printf(out, " serial=%u\n", number->serial);
  put_text(out, 2, "text", &number->text);
}

/* Copies are many: the first and the last tell the series. */
static void put_copies(GString *out, const Bulletin *bulletin) {
  put_text(out, 1, "copy-number", &bulletin->copy_number);
  if (bulletin->n_copies > 0)
    put_text(out, 1, "copy", &bulletin->copies[0]);
  if (bulletin->n_copies > 1)
    put_text(out, 1, "last-copy", &bulletin->copies[bulletin->n_copies - 1]);
}

static void put_head(GString *out, const Bulletin *bulletin) {
  const Secrecy *secrecy = &bulletin->secrecy;
  put_copies(out, bulletin);
  if (secrecy->level) {
    put_line(out, 1, "secrecy", secrecy->at);
    put_word(out, "level", secrecy->level);
    put_word(out, "term", secrecy->term);
    g_string_append_c(out, '\n');
    put_text(out, 2, "text", &secrecy->text);
  }
  put_text(out, 1, "urgency", &bulletin->urgency);
  for (uint32_t i = 0; i < bulletin->n_issuers; i++)
    put_text(out, 1, "issuer", &bulletin->issuers[i]);
  put_text(out, 1, "mark", &bulletin->mark);
  for (uint32_t i = 0; i < bulletin->n_mark_names; i++)
    put_text(out, 1, "mark-name", &bulletin->mark_names[i]);
  put_text(out, 1, "mark-word", &bulletin->mark_word);
  put_number(out, &bulletin->number);
  put_text(out, 1, "signers-label", &bulletin->signers_label);
  for (uint32_t i = 0; i < bulletin->n_signers; i++)
    put_text(out, 1, "signer", &bulletin->signers[i]);
}

static void put_imprint(GString *out, const Imprint *imprint) {
  put_line(out, 1, "imprint", imprint->at);
  g_string_append_c(out, '\n');
  put_text(out, 2, "main-label", &imprint->main_label);
  put_text(out, 2, "main-to", &imprint->main_to);
  put_text(out, 2, "copy-label", &imprint->copy_label);
  put_text(out, 2, "copy-to", &imprint->copy_to);
  put_text(out, 2, "printed-by", &imprint->printed_by);
  put_date(out, 2, "printed-on", imprint->printed_on);
  put_text(out, 2, "printed-text", &imprint->printed_text);
}

static void put_data(GString *out, const DataSpec *data) {
  put_line(out, 1, "data", data->at);
  put_word(out, "id", data->id);
  put_word(out, "src", data->src);
  put_word(out, "sheet", data->sheet);
  put_word(out, "range", data->range);
  put_word(out, "totals", data->totals);
  g_string_append_c(out, '\n');
}

void model_dump(const Bulletin *bulletin, GString *out) {
  g_string_append(out, "bulletin");
  put_word(out, "kind", bulletin->kind);
  put_word(out, "layout", bulletin->layout);
  put_word(out, "lang", bulletin->lang);
  if (bulletin->direction != DIRECTION_DOWN)
    put_word(out, "direction", bulletin->direction == DIRECTION_UP ? "up" : "level");
  g_string_append(out, bulletin->status == STATUS_DRAFT ? " draft\n" : "\n");
  for (uint32_t i = 0; i < bulletin->n_data; i++)
    put_data(out, &bulletin->data[i]);
  put_head(out, bulletin);
  put_content(out, 1, &bulletin->main);
  for (uint32_t i = 0; i < bulletin->n_attendance; i++)
    put_attendance(out, &bulletin->attendance[i]);
  if (bulletin->imprint)
    put_imprint(out, bulletin->imprint);
}
