/* What the browser is shown: pages with their versions, glyphs, diagnostics. */
#include <string.h>

#include "base_json.h"
#include "preview.h"

static void page_free(gpointer data) {
  LivePage *page = data;
  g_bytes_unref(page->svg);
  g_bytes_unref(page->places);
  g_free(page);
}

LiveState *live_state_new(void) {
  LiveState *state = g_new0(LiveState, 1);
  state->pages = g_ptr_array_new_with_free_func(page_free);
  state->counts = g_array_new(FALSE, FALSE, sizeof(unsigned));
  state->glyphs = g_ptr_array_new_with_free_func(g_free);
  state->known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  state->diagnostics = g_strdup("[]");
  state->departures = g_strdup("[]");
  return state;
}

void live_state_free(LiveState *state) {
  g_ptr_array_free(state->pages, TRUE);
  g_array_free(state->counts, TRUE);
  g_ptr_array_free(state->glyphs, TRUE);
  g_hash_table_unref(state->known);
  g_free(state->head);
  g_free(state->diagnostics);
  g_free(state->departures);
  g_free(state);
}

/* ---- glyphs -------------------------------------------------------------------- */

/* A line of the outlines' file, which defines one glyph. */
static void take_glyph(LiveState *state, const char *line, size_t len) {
  static const char begin[] = "<path id=\"";
  if (len < sizeof begin || memcmp(line, begin, sizeof begin - 1) != 0)
    return;
  const char *id = line + sizeof begin - 1, *end = memchr(id, '"', len - sizeof begin);
  if (!end)
    return;
  g_autofree char *name = g_strndup(id, (gsize)(end - id));
  if (g_hash_table_contains(state->known, name))
    return;
  g_hash_table_add(state->known, g_steal_pointer(&name));
  g_ptr_array_add(state->glyphs, g_strndup(line, len));
}

static void take_glyphs(LiveState *state, const char *text, size_t len) {
  const char *end = text + len;
  while (text < end) {
    const char *stop = memchr(text, '\n', (size_t)(end - text));
    size_t n = (size_t)((stop ? stop : end) - text);
    take_glyph(state, text, n);
    text += n + 1;
  }
}

/* ---- pages --------------------------------------------------------------------- */

static void take_page(LiveState *state, guint index, GBytes *svg, const char *places) {
  g_autoptr(GBytes) json = g_bytes_new(places, strlen(places));
  LivePage *page = index < state->pages->len ? state->pages->pdata[index] : NULL;
  if (!page) {
    page = g_new0(LivePage, 1);
    page->svg = g_bytes_new_static("", 0);
    page->places = g_bytes_new_static("", 0);
    g_ptr_array_add(state->pages, page);
  }
  if (g_bytes_equal(page->svg, svg) && g_bytes_equal(page->places, json))
    return;
  g_bytes_unref(page->svg);
  g_bytes_unref(page->places);
  page->svg = g_bytes_ref(svg);
  page->places = g_steal_pointer(&json);
  page->version = state->version;
}

/* The pages of one document behind those that stand; its outlines come last. */
static guint take_pages(LiveState *state, const HongtouResult *result, guint index) {
  size_t outputs = hongtou_result_outputs(result), length;
  for (size_t i = 0; i + 1 < outputs; i++) {
    const void *bytes = hongtou_result_output(result, i, &length);
    g_autoptr(GBytes) svg = g_bytes_new(bytes, length);
    const char *places = hongtou_result_places(result, (unsigned)i + 1);
    take_page(state, index++, svg, places ? places : "{}");
  }
  const char *glyphs = hongtou_result_output(result, outputs - 1, &length);
  take_glyphs(state, glyphs, length);
  return index;
}

/* ---- diagnostics ----------------------------------------------------------------- */

static void put_place(GString *out, const HongtouPlace *place, unsigned before) {
  const char *const names[] = {"x", "y", "width", "height"};
  const double values[] = {place->x, place->y, place->width, place->height};
  g_string_append_printf(out, ",\"page\":%u", place->page + before);
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
    char text[G_ASCII_DTOSTR_BUF_SIZE];
    g_string_append_printf(out, ",\"%s\":%s", names[i],
                           g_ascii_formatd(text, sizeof text, "%.3f", values[i]));
  }
}

static void put_diagnostic(GString *out, HongtouResult *result, size_t i,
                           HongtouLanguage language, unsigned before) {
  static const char *const severities[] = {
      [HONGTOU_NOTE] = "note", [HONGTOU_WARNING] = "warning", [HONGTOU_ERROR] = "error"};
  HongtouDiagnostic d = hongtou_result_diagnostic(result, i, language);
  HongtouPlace place;
  g_string_append_c(out, '{');
  cli_json_member(out, "severity", severities[d.severity]);
  g_string_append_c(out, ',');
  cli_json_member(out, "code", d.code);
  g_string_append_c(out, ',');
  cli_json_member(out, "file", d.file);
  g_string_append_printf(out, ",\"line\":%u,\"column\":%u,", d.line, d.column);
  cli_json_member(out, "message", d.message);
  if (hongtou_result_diagnostic_place(result, i, &place))
    put_place(out, &place, before);
  g_string_append_c(out, '}');
}

static char *diagnostics_text(const LiveRun *run, HongtouLanguage language) {
  GString *out = g_string_new("[");
  unsigned before = 0;
  for (guint k = 0; k < run->results->len; k++) {
    HongtouResult *result = run->results->pdata[k];
    for (size_t i = 0; i < hongtou_result_diagnostics(result); i++) {
      g_string_append(out, out->len > 1 ? "," : "");
      put_diagnostic(out, result, i, language, before);
    }
    before += hongtou_result_pages(result);
  }
  g_string_append_c(out, ']');
  return g_string_free(out, FALSE);
}

static char *departures_text(const HongtouResult *layouts) {
  GString *out = g_string_new("[");
  size_t n = layouts && hongtou_result_layouts(layouts)
                 ? hongtou_result_layout(layouts, 0).departures
                 : 0;
  for (size_t i = 0; i < n; i++) {
    HongtouDeparture d = hongtou_result_departure(layouts, 0, i);
    const char *const members[][2] = {{"element", d.element},     {"key", d.key},
                                      {"attribute", d.attribute}, {"value", d.value},
                                      {"standard", d.standard},   {"clause", d.clause}};
    g_string_append(out, i ? ",{" : "{");
    for (size_t m = 0; m < G_N_ELEMENTS(members); m++) {
      g_string_append(out, m ? "," : "");
      cli_json_member(out, members[m][0], members[m][1]);
    }
    g_string_append_c(out, '}');
  }
  g_string_append_c(out, ']');
  return g_string_free(out, FALSE);
}

/* ---- runs ------------------------------------------------------------------------- */

static void take_counts(LiveState *state, const LiveRun *run) {
  g_array_set_size(state->counts, 0);
  for (guint i = 0; i < run->results->len; i++) {
    const HongtouResult *result = run->results->pdata[i];
    unsigned pages =
        hongtou_result_outputs(result) > 0 ? hongtou_result_pages(result) : 0;
    g_array_append_val(state->counts, pages);
  }
}

/* The first result that came out; NULL: none did. */
static const HongtouResult *first_done(const LiveRun *run) {
  for (guint i = 0; i < run->results->len; i++) {
    if (hongtou_result_outputs(run->results->pdata[i]) > 0)
      return run->results->pdata[i];
  }
  return NULL;
}

/* Of several documents those that came out are shown. Pages of a faulty one stay as they
 * were, and are said to be old. */
void live_state_take(LiveState *state, const LiveRun *run, HongtouLanguage language) {
  g_free(state->diagnostics);
  g_free(state->departures);
  state->diagnostics = diagnostics_text(run, language);
  state->departures = departures_text(run->layouts);
  state->microseconds = run->microseconds;
  state->version++;
  if (run->results->len) {
    HongtouResult *first = run->results->pdata[0];
    state->record = hongtou_result_record(first);
    state->records = hongtou_result_records(first);
  }
  const HongtouResult *done = first_done(run);
  state->stale = !done;
  if (state->stale)
    return;
  take_counts(state, run);
  guint n = 0;
  for (guint i = 0; i < run->results->len; i++)
    if (hongtou_result_outputs(run->results->pdata[i]) > 0)
      n = take_pages(state, run->results->pdata[i], n);
  g_ptr_array_set_size(state->pages, (gint)n);
  const char *head = hongtou_result_places(done, 0);
  if (g_strcmp0(state->head, head) == 0)
    return;
  g_free(state->head);
  state->head = g_strdup(head);
  state->head_version = state->version;
}
