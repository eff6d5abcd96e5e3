/* Figures in running text: each is reckoned once, from data and other figures, and keeps
 * what it comes from. */
#include <string.h>

#include "bind_private.h"

typedef enum { FIGURE_WAITS, FIGURE_RUNS, FIGURE_DONE, FIGURE_FAILED } FigureProgress;

typedef struct FigureState {
  const FigureSpec *spec;
  FigureProgress progress;
  DataValue value;
} FigureState;

/* ---- reckoning -------------------------------------------------------------------- */

static bool reckon(Binder *binder, FigureState *state) {
  const FigureSpec *spec = state->spec;
  if (state->progress == FIGURE_RUNS) {
    diag_add(binder->job->diags, spec->at, DIAG_BIND_FIGURE_CYCLE, spec->id, NULL);
    state->progress = FIGURE_FAILED;
  }
  if (state->progress != FIGURE_WAITS)
    return state->progress == FIGURE_DONE;
  DataQuery query = {.select = spec->select, .at = spec->select_at};
  query.set = bind_data_find(binder, spec->data, spec->at);
  state->progress = FIGURE_RUNS;
  bool good = !binder->data.failed && (!spec->data || query.set) &&
              asker_run(binder->data.asker, &query, &state->value);
  if (state->progress == FIGURE_RUNS)
    state->progress = good ? FIGURE_DONE : FIGURE_FAILED;
  return state->progress == FIGURE_DONE;
}

static bool value_of(void *self, const char *id, Span at, const DataValue **out) {
  (void)at;
  Binder *binder = self;
  FigureState *state = g_hash_table_lookup(binder->data.by_id, id);
  *out = NULL;
  if (!state)
    return true;
  *out = &state->value;
  return reckon(binder, state);
}

void bind_figures_open(Binder *binder) {
  const Bulletin *in = binder->in;
  DataStore *store = &binder->data;
  for (uint32_t i = 0; i < in->n_figure_specs; i++) {
    FigureState *state = g_new0(FigureState, 1);
    state->spec = in->figure_specs[i];
    g_hash_table_insert(store->states, (gpointer)state->spec, state);
    if (state->spec->id)
      g_hash_table_insert(store->by_id, (gpointer)state->spec->id, state);
  }
  asker_set_figures(store->asker, (FigureSource){binder, value_of});
}

/* ---- lineage ----------------------------------------------------------------------- */

static const FigureCell *source_cells(Arena *arena, const DataValue *value) {
  FigureCell *cells = ARENA_ARRAY(arena, FigureCell, value->n_cells);
  for (uint32_t i = 0; i < value->n_cells; i++) {
    const DataPlace *place = &value->cells[i];
    cells[i] =
        (FigureCell){.at = dataset_span(place->set, place->row, place->column),
                     .header = place->set->headers[place->column],
                     .text = dataset_cell(place->set, place->row, place->column).text};
  }
  return cells;
}

static void keep_figure(Binder *binder, const FigureState *state, const char *text,
                        bool typed) {
  Arena *arena = binder->job->arena;
  const DataValue *value = &state->value;
  Figure figure = {
      .at = state->spec->at,
      .id = state->spec->id,
      .select = state->spec->select,
      .text = text,
      .exact = value->numeric ? decimal_text(arena, value->number) : value->text,
      .typed = typed,
      .cells = source_cells(arena, value),
      .n_cells = value->n_cells};
  g_array_append_val(binder->data.figures, figure);
}

static int by_place(gconstpointer a, gconstpointer b) {
  const Figure *left = a, *right = b;
  if (left->at.line != right->at.line)
    return left->at.line < right->at.line ? -1 : 1;
  return (left->at.column > right->at.column) - (left->at.column < right->at.column);
}

const Figure *bind_figures_take(Binder *binder, uint32_t *n) {
  GArray *figures = binder->data.figures;
  g_array_sort(figures, by_place);
  *n = figures->len;
  return arena_take_array(binder->job->arena, figures);
}

char *bind_value_cells(Arena *arena, const DataValue *value) {
  g_autoptr(GString) out = g_string_new(NULL);
  for (uint32_t i = 0; i < value->n_cells && i < 6; i++) {
    Span at =
        dataset_span(value->cells[i].set, value->cells[i].row, value->cells[i].column);
    g_string_append_printf(out, "%s%s:%u:%u", i ? " " : "", at.file, at.line, at.column);
  }
  if (value->n_cells > 6)
    g_string_append(out, " …");
  return arena_strdup(arena, out->len ? out->str : "—");
}

/* ---- the same quantity twice ------------------------------------------------------- */

/* What is stated: the one cell, else the expression with what it starts from. */
static char *quantity(const FigureState *state) {
  const DataValue *value = &state->value;
  if (value->n_cells == 1) {
    const DataPlace *place = &value->cells[0];
    if (strcmp(dataset_cell(place->set, place->row, place->column).text, value->text) ==
        0)
      return g_strdup_printf("%s %u %u", place->set->id, place->row, place->column);
  }
  return g_strdup_printf("%s: %s", state->spec->data ? state->spec->data : "",
                         state->spec->select);
}

static bool alike(const char *a, const char *b) {
  NumberPicture picture;
  Decimal left, right;
  if (strcmp(a, b) == 0)
    return true;
  return picture_of(a, strlen(a), &picture, &left) &&
         picture_of(b, strlen(b), &picture, &right) && decimal_compare(left, right) == 0;
}

static void check_stated(Binder *binder, const FigureState *state, const char *text) {
  Arena *arena = binder->job->arena;
  if (state->spec->phrase)
    return;
  char *key = quantity(state);
  const Figure *first = g_hash_table_lookup(binder->data.stated, key);
  if (!first) {
    Figure *stated = ARENA_NEW(arena, Figure);
    *stated = (Figure){.at = state->spec->at, .text = text};
    g_hash_table_insert(binder->data.stated, key, stated);
    return;
  }
  g_free(key);
  if (!alike(first->text, text))
    diag_add(binder->job->diags, state->spec->at, DIAG_BIND_FIGURE_STATED, text,
             first->text, arena_printf(arena, "%u", first->at.line), NULL);
}

/* ---- into the text ----------------------------------------------------------------- */

const char *bind_figure_text(Binder *binder, const FigureSpec *spec) {
  FigureState *state = g_hash_table_lookup(binder->data.states, spec);
  if (!reckon(binder, state))
    return "";
  const char *text = bind_print_figure(binder, spec, &state->value);
  if (!text) {
    state->progress = FIGURE_FAILED;
    return "";
  }
  keep_figure(binder, state, text, false);
  check_stated(binder, state, text);
  return text;
}

void bind_figure_typed(Binder *binder, const FigureSpec *spec, const char *typed,
                       const char *before) {
  FigureState *state = g_hash_table_lookup(binder->data.states, spec);
  if (!reckon(binder, state))
    return;
  bind_check_figure(binder, spec, &state->value, typed, before);
  keep_figure(binder, state, typed, true);
  check_stated(binder, state, typed);
}
