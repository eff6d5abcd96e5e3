/* What stands where, and why, as JSON: the layout once, then page by page. */
#include <string.h>

#include "base_json.h"
#include "hongtou_render.h"

static double mm(Length length) {
  return length * (127.0 / (360.0 * LENGTH_PT));
}

/* Millimetres with at most three decimals. */
static void put_mm(GString *out, const char *name, Length length) {
  int64_t scaled = (int64_t)length * 127 * 1000, unit = INT64_C(360) * LENGTH_PT;
  int64_t thousandths = (scaled + (scaled < 0 ? -unit : unit) / 2) / unit;
  int64_t size = ABS(thousandths);
  g_string_append_printf(out, ", \"%s\": %s%" G_GINT64_FORMAT, name,
                         thousandths < 0 ? "-" : "", size / 1000);
  if (size % 1000 == 0)
    return;
  g_string_append_printf(out, ".%03" G_GINT64_FORMAT, size % 1000);
  while (out->str[out->len - 1] == '0')
    g_string_truncate(out, out->len - 1);
}

static void put_box(GString *out, Length x, Length y, Length width, Length height) {
  put_mm(out, "x", x);
  put_mm(out, "y", y);
  put_mm(out, "width", width);
  put_mm(out, "height", height);
}

static void put_text(GString *out, const char *name, const char *text) {
  g_string_append_printf(out, ", \"%s\": ", name);
  json_put_string(out, text);
}

static void put_span(GString *out, Span at) {
  if (at.file)
    put_text(out, "file", at.file);
  if (at.line)
    g_string_append_printf(out, ", \"line\": %u, \"column\": %u", at.line, at.column);
}

/* ---- the layout ------------------------------------------------------------------ */

static void put_element(GString *out, const LayoutElement *element) {
  g_string_append(out, "    {\"element\": ");
  json_put_string(out, element->element);
  put_text(out, "key", element->key);
  put_text(out, "clause", element->clause);
  put_span(out, element->at);
  g_string_append(out, ", \"values\": [");
  for (unsigned i = 0; i < element->n_said; i++) {
    const LayoutSaid *said = &element->said[i];
    g_string_append(out, i ? ", {\"name\": " : "{\"name\": ");
    json_put_string(out, said->attribute);
    put_text(out, "value", said->value);
    put_span(out, said->at);
    g_string_append_c(out, '}');
  }
  g_string_append(out, "]}");
}

static void put_layout(GString *out, const Layout *layout) {
  const LayoutBlock *block = &layout->block;
  const LayoutGrid *grid = &layout->grid;
  put_text(out, "layout", layout->name);
  put_text(out, "file", layout->file);
  g_string_append(out, ",\n  \"block\": {\"clause\": ");
  json_put_string(out, block->clause ? block->clause : "");
  put_box(out, block->left, block->top, block->width, block->height);
  g_string_append(out, "},\n  \"grid\": {\"clause\": ");
  json_put_string(out, grid->clause ? grid->clause : "");
  g_string_append_printf(out, ", \"cells\": %u, \"lines\": %u", grid->cells, grid->lines);
  put_mm(out, "size", grid->size);
  put_mm(out, "cell", grid->cell);
  put_mm(out, "step", grid->step);
  put_mm(out, "unit", grid->gap_unit);
  g_string_append(out, "},\n  \"elements\": [\n");
  for (unsigned i = 0; i < layout->n_elements; i++) {
    put_element(out, &layout->elements[i]);
    g_string_append(out, i + 1 < layout->n_elements ? ",\n" : "\n");
  }
  g_string_append(out, "  ]");
}

/* Which face plays a role and why: those before it are missing or refused. */
static void put_font_role(GString *out, const FontRole *role) {
  static const char *const states[] = {[CANDIDATE_MISSING] = "missing",
                                       [CANDIDATE_REFUSED] = "refused",
                                       [CANDIDATE_PLAYS] = "plays",
                                       [CANDIDATE_FALLBACK] = "fallback",
                                       [CANDIDATE_SPARE] = "spare"};
  g_string_append(out, "    {\"role\": ");
  json_put_string(out, fontrole_name(role));
  g_string_append(out, ", \"candidates\": [");
  for (size_t i = 0; i < fontrole_candidates(role); i++) {
    Candidate candidate = fontrole_candidate(role, i);
    g_string_append(out, i ? ", {\"family\": " : "{\"family\": ");
    json_put_string(out, candidate.family);
    put_text(out, "state", states[candidate.state]);
    g_string_append_c(out, '}');
  }
  g_string_append(out, "]}");
}

static void put_fonts(GString *out, const FontBook *fonts) {
  size_t n = fontbook_role_count(fonts);
  g_string_append(out, ",\n  \"fonts\": [\n");
  for (size_t i = 0; i < n; i++) {
    put_font_role(out, fontbook_role_at(fonts, i));
    g_string_append(out, i + 1 < n ? ",\n" : "\n");
  }
  g_string_append(out, "  ]");
}

static char *head_text(const Run *run) {
  const LayoutPage *page = &run->job.layout->page;
  g_autoptr(GString) out = g_string_new(
      "{\"version\": 1, \"unit\": \"mm\", \"origin\": "
      "\"top left\"");
  g_string_append_printf(out, ", \"pages\": %u", run->composition->n_pages);
  put_mm(out, "width", page->width);
  put_mm(out, "height", page->height);
  put_layout(out, run->job.layout);
  put_fonts(out, run->job.fonts);
  g_string_append_c(out, '}');
  return g_string_free(g_steal_pointer(&out), FALSE);
}

/* ---- lines ------------------------------------------------------------------------ */

static bool face_met(const SetLine *line, uint32_t at) {
  const Atom *atoms = line->paragraph->atoms;
  for (uint32_t i = line->from; i < at; i++) {
    if (atoms[i].font == atoms[at].font && atoms[i].role == atoms[at].role)
      return true;
  }
  return false;
}

static void put_faces(GString *out, const SetLine *line) {
  bool some = false;
  g_string_append(out, ", \"faces\": [");
  for (uint32_t i = line->from; i < line->to; i++) {
    const Atom *atom = &line->paragraph->atoms[i];
    if (!atom->font || face_met(line, i))
      continue;
    g_string_append(out, some ? ", {\"family\": " : "{\"family\": ");
    json_put_string(out, font_family(atom->font));
    put_text(out, "role", atom->role->font);
    g_string_append(out, ", \"size\": ");
    length_append_pt(out, atom->role->size, 3);
    g_string_append_c(out, '}');
    some = true;
  }
  g_string_append_c(out, ']');
}

static uint32_t end_of(const SetLine *line) {
  const Atom *last = &line->paragraph->atoms[line->to - 1];
  return last->index + last->n_chars;
}

static void put_line_text(GString *out, const SetLine *line) {
  const Text *text = line->paragraph->text;
  const char *from =
      g_utf8_offset_to_pointer(text->utf8, line->paragraph->atoms[line->from].index);
  const char *to = g_utf8_offset_to_pointer(text->utf8, end_of(line));
  g_autofree char *shown = g_strndup(from, (gsize)(to - from));
  put_text(out, "text", shown);
}

/* Where figures of the line stand in the document: hongtou_figures tells of each. */
static void put_figures(GString *out, const SetLine *line) {
  const Text *text = line->paragraph->text;
  uint32_t from = line->paragraph->atoms[line->from].index, to = end_of(line);
  bool some = false;
  for (uint32_t i = 0; i < text->n_ranges; i++) {
    const TextRange *range = &text->ranges[i];
    if (range->kind != RANGE_FIGURE || range->to <= from || range->from >= to)
      continue;
    g_string_append_printf(out, "%s{\"line\": %u, \"column\": %u}",
                           some ? ", " : ", \"figures\": [", range->at.line,
                           range->at.column);
    some = true;
  }
  if (some)
    g_string_append_c(out, ']');
}

static void put_line(GString *out, const SetLine *line) {
  const Paragraph *paragraph = line->paragraph;
  put_line_text(out, line);
  put_faces(out, line);
  put_figures(out, line);
  g_string_append(out, ", \"size\": ");
  length_append_pt(out, paragraph->size, 3);
  if (paragraph->x_scale != 1024)
    g_string_append_printf(out, ", \"condensed\": %d", paragraph->x_scale * 1000 / 1024);
  put_mm(out, "measure", line->measure);
  put_mm(out, "adjust", line->fit.adjust);
  g_string_append_printf(out, ", \"spread\": %d, \"cost\": %" G_GINT64_FORMAT,
                         line->fit.spread, line->fit.cost);
}

/* ---- pages ------------------------------------------------------------------------- */

static void put_role(GString *out, const Layout *layout, const LayoutRole *role) {
  const LayoutRole *own = layout_role_original(layout, role);
  put_text(out, "role", role->name);
  if (own)
    g_string_append_printf(out, ", \"style\": %u", own->element);
}

static void put_colour(GString *out, const LayoutColour *colour) {
  g_string_append_printf(out, ", \"colour\": \"#%02x%02x%02x\"", colour ? colour->r : 0,
                         colour ? colour->g : 0, colour ? colour->b : 0);
  if (colour && colour->spot)
    put_text(out, "spot", colour->spot);
}

static void put_gap(GString *out, const ComposedPlace *place) {
  if (!place->above)
    return;
  put_mm(out, "gap", place->gap);
  if (place->wants)
    put_mm(out, "wanted", place->wanted);
}

static void put_tag(GString *out, const Run *run, TagId tag) {
  if (tag == TAG_NONE)
    return;
  g_string_append_printf(out, ", \"node\": %d, \"tag\": \"", tag);
  display_dump_path(out, run->composition->tags, tag);
  g_string_append_c(out, '"');
}

/* A rule of the layout is no part of the document. */
static const char *part_name(const ComposedPlace *place) {
  bool rule = place->placement && place->placement->kind == PLACE_RULE;
  return rule ? "rule" : layout_part_name(place->part);
}

static void put_place(GString *out, const Run *run, const ComposedPlace *place) {
  static const char *const kinds[] = {[PLACED_LINE] = "line",
                                      [PLACED_RULE] = "rule",
                                      [PLACED_STAR] = "star",
                                      [PLACED_PICTURE] = "picture",
                                      [PLACED_SPACE] = "space"};
  g_string_append_printf(out, "    {\"kind\": \"%s\", \"part\": \"%s\"",
                         kinds[place->kind], part_name(place));
  put_box(out, place->x, place->y, place->width, place->height);
  if (place->at.line)
    put_span(out, run_origin(run, place->at));
  put_tag(out, run, place->tag);
  if (place->placement)
    g_string_append_printf(out, ", \"placement\": %u", place->placement->element);
  if (place->role)
    put_role(out, run->job.layout, place->role);
  if (place->table)
    g_string_append(out, ", \"table\": true");
  put_gap(out, place);
  if (place->kind == PLACED_LINE)
    put_line(out, place->line);
  if (place->kind == PLACED_PICTURE && place->shown && place->shown->path)
    put_text(out, "picture", place->shown->path);
  if (place->kind != PLACED_PICTURE && place->kind != PLACED_SPACE)
    put_colour(out, place->colour);
  g_string_append_c(out, '}');
}

/* Page `index` from its first place on; gives the next page's first. */
static uint32_t put_page(GString *out, const Run *run, uint32_t index, uint32_t from) {
  const Composition *c = run->composition;
  const LayoutBlock *block = &run->job.layout->block;
  Length left = block->left;
  if (block->mirror && index % 2 == 1 && run->job.layout->page.sides == SIDES_TWO)
    left = run->job.layout->page.width - block->left - block->width;
  g_string_append_printf(out, "{\"page\": %u, \"number\": %u, \"turned\": %s", index + 1,
                         c->pages[index].number,
                         c->pages[index].turned ? "true" : "false");
  put_mm(out, "left", left);
  g_string_append(out, ", \"places\": [\n");
  uint32_t i = from;
  for (; i < c->n_places && c->places[i].page == index; i++) {
    g_string_append(out, i > from ? ",\n" : "");
    put_place(out, run, &c->places[i]);
  }
  g_string_append(out, "\n  ]}");
  return i;
}

/* ---- places of the document -----------------------------------------------------------
 */

/* The stretch of the document that a place shows: of a line its characters. */
static void meet(HongtouResult *result, const ComposedPlace *place) {
  if (!place->at.line || (place->table && place->kind == PLACED_RULE))
    return;
  MetPlace met = {.line = place->at.line,
                  .column = place->at.column,
                  .last_line = place->at.line,
                  .last_column = place->at.column};
  met.place = (HongtouPlace){.page = place->page + 1,
                             .x = mm(place->x),
                             .y = mm(place->y),
                             .width = mm(place->width),
                             .height = mm(place->height)};
  const SetLine *line = place->line;
  const Text *text = line ? line->paragraph->text : NULL;
  if (text && text->places) {
    const TextPlace *last = &text->places[end_of(line) - 1];
    met.last_line = MAX(met.last_line, last->line);
    met.last_column = last->column;
  }
  uint32_t from = text ? line->paragraph->atoms[line->from].index : 0;
  if (text && from == 0) { /* the element itself begins before its text */
    met.line = text->at.line;
    met.column = text->at.column;
  } else if (text && text->places) { /* as does what stands between two lines */
    met.line = text->places[from - 1].line;
    met.column = text->places[from - 1].column + 1;
  }
  g_array_append_val(result->met, met);
}

/* A table as a whole, where it begins. */
static void meet_table(HongtouResult *result, const Layout *layout,
                       const ComposedTable *table) {
  Span at = table->table->at;
  if (!at.line || table->turned)
    return;
  Length end = table->page == table->last_page ? table->bottom
                                               : layout->block.top + layout->block.height;
  MetPlace met = {at.line, at.column, at.line, at.column, {0}};
  met.place = (HongtouPlace){.page = table->page + 1,
                             .x = mm(layout->block.left + table->left),
                             .y = mm(table->top),
                             .width = mm(table->width),
                             .height = mm(MAX(end - table->top, 0))};
  g_array_append_val(result->met, met);
}

static bool is_before(uint32_t line, uint32_t column, uint32_t other_line,
                      uint32_t other_column) {
  return line < other_line || (line == other_line && column < other_column);
}

int hongtou_result_diagnostic_place(const HongtouResult *result, size_t i,
                                    HongtouPlace *place) {
  const Diagnostic *d = diag_at(result->diags, i);
  if (result->moved) {
    *place = g_array_index(result->told, HongtouPlace, i);
    return place->page > 0;
  }
  if (!d->at.line)
    return 0;
  const char *document = result->met->len ? result->document : NULL;
  if (!document || !d->at.file || strcmp(d->at.file, document) != 0)
    return 0;
  for (guint k = 0; k < result->met->len; k++) {
    const MetPlace *met = &g_array_index(result->met, MetPlace, k);
    if (is_before(d->at.line, d->at.column, met->line, met->column) ||
        is_before(met->last_line, met->last_column, d->at.line, d->at.column))
      continue;
    *place = met->place;
    return 1;
  }
  return 0;
}

/* ---- the result -------------------------------------------------------------------- */

void result_add_places(Run *run) {
  const Composition *c = run->composition;
  HongtouResult *result = run->result;
  g_ptr_array_add(result->places, head_text(run));
  uint32_t from = 0;
  for (uint32_t page = 0; page < c->n_pages; page++) {
    g_autoptr(GString) out = g_string_new(NULL);
    from = put_page(out, run, page, from);
    g_ptr_array_add(result->places, g_string_free(g_steal_pointer(&out), FALSE));
  }
  result->document = arena_strdup(result->messages, run->written->file);
  for (uint32_t i = 0; i < c->n_places; i++)
    meet(result, &c->places[i]);
  for (uint32_t i = 0; i < c->n_tables; i++)
    meet_table(result, run->job.layout, &c->tables[i]);
}

const char *hongtou_result_places(const HongtouResult *result, unsigned page) {
  return page < result->places->len ? g_ptr_array_index(result->places, page) : NULL;
}

void places_put(const HongtouResult *result, GString *out) {
  const char *head = g_ptr_array_index(result->places, 0);
  g_string_append_len(out, head, (gssize)strlen(head) - 1);
  g_string_append(out, ",\n  \"sheets\": [\n  ");
  for (guint i = 1; i < result->places->len; i++) {
    g_string_append(out, i > 1 ? ",\n  " : "");
    g_string_append(out, g_ptr_array_index(result->places, i));
  }
  g_string_append(out, "]}\n");
}
