/* hongtou preview: what the page asks for, answered. */
#include <errno.h>
#include <gio/gio.h>
#include <string.h>
#include <sys/stat.h>

#include "preview_command.h"

/* ---- state ------------------------------------------------------------------------ */

static void put_flag(GString *out, const char *name, bool on) {
  g_string_append_printf(out, ",\"%s\":%s", name, on ? "true" : "false");
}

static void put_member(GString *out, const char *name, const char *text) {
  g_string_append_c(out, ',');
  cli_json_member(out, name, text);
}

static void put_documents(GString *out, const Preview *preview) {
  g_string_append(out, ",\"documents\":[");
  for (guint i = 0; i < preview->state->counts->len; i++) {
    const char *path = preview->documents->pdata[i];
    g_string_append(out, i ? ",{" : "{");
    cli_json_member(out, "path", path);
    g_string_append_printf(out, ",\"pages\":%u}",
                           g_array_index(preview->state->counts, unsigned, i));
  }
  g_string_append_c(out, ']');
}

static void put_record(GString *out, const Preview *preview) {
  if (!preview->data)
    return;
  g_string_append_printf(out, ",\"record\":{\"index\":%u,\"count\":%u}",
                         preview->state->record, preview->state->records);
}

static char *state_text(void *self) {
  const Preview *preview = self;
  const LiveState *state = preview->state;
  const char *const *values = preview->invocation->values;
  GString *out = g_string_new("{\"type\":\"state\"");
  g_string_append_printf(out, ",\"version\":%u,\"ms\":%.1f,\"glyphs\":%u", state->version,
                         (double)state->microseconds / 1000, state->glyphs->len);
  g_string_append_printf(out, ",\"head\":%u", state->head_version);
  put_member(out, "language",
             preview->invocation->report.language == HONGTOU_ZH ? "zh" : "en");
  put_member(out, "document", preview->document);
  put_member(out, "layout", values[OPTION_LAYOUT]);
  put_member(out, "editor", values[OPTION_EDITOR]);
  put_member(out, "goto", values[OPTION_GOTO]);
  put_flag(out, "stale", state->stale);
  put_flag(out, "ready", state->head != NULL);
  put_flag(out, "compare", values[OPTION_COMPARE] != NULL);
  put_flag(out, "before", values[OPTION_BEFORE] != NULL);
  put_flag(out, "edit", values[OPTION_EDIT] != NULL);
  put_flag(out, "samples", values[OPTION_SAMPLES] != NULL);
  put_flag(out, "codemirror", preview->codemirror);
  put_documents(out, preview);
  put_record(out, preview);
  g_string_append(out, ",\"pages\":[");
  for (guint i = 0; i < state->pages->len; i++)
    g_string_append_printf(out, i ? ",%u" : "%u",
                           ((LivePage *)state->pages->pdata[i])->version);
  g_string_append_printf(out, "],\"diagnostics\":%s,\"departures\":%s}",
                         state->diagnostics, state->departures);
  return g_string_free(out, FALSE);
}

static void tell(Preview *preview) {
  g_autofree char *text = state_text(preview);
  live_server_tell(preview->server, text);
}

/* ---- answers ------------------------------------------------------------------------
 */

#define TEXT(type_, text)                                        \
  (LiveAnswer) {                                                 \
    .type = type_, .bytes = g_bytes_new_take(text, strlen(text)) \
  }
static const char json[] = "application/json";

typedef struct StaticFile {
  const char *name, *type;
} StaticFile;

static LiveAnswer file_answer(const char *folder, const char *name, const char *type) {
  g_autofree char *path = g_build_filename(folder, name, NULL);
  char *bytes;
  gsize n;
  if (!g_file_get_contents(path, &bytes, &n, NULL))
    return (LiveAnswer){0};
  return (LiveAnswer){.type = type, .bytes = g_bytes_new_take(bytes, n)};
}

/* Its own few files, and the packaged editor's; nothing else can be named. */
static LiveAnswer static_answer(const Preview *preview, const char *path) {
  static const StaticFile own[] = {{"index.html", "text/html; charset=utf-8"},
                                   {"preview.js", "text/javascript; charset=utf-8"},
                                   {"pages.js", "text/javascript; charset=utf-8"},
                                   {"overlays.js", "text/javascript; charset=utf-8"},
                                   {"panes.js", "text/javascript; charset=utf-8"},
                                   {"editor.js", "text/javascript; charset=utf-8"},
                                   {"words.js", "text/javascript; charset=utf-8"},
                                   {"preview.css", "text/css; charset=utf-8"}};
  static const StaticFile mirror[] = {{"lib/codemirror.js", "text/javascript"},
                                      {"lib/codemirror.css", "text/css"},
                                      {"mode/xml/xml.js", "text/javascript"},
                                      {"addon/hint/show-hint.js", "text/javascript"},
                                      {"addon/hint/show-hint.css", "text/css"},
                                      {"addon/hint/xml-hint.js", "text/javascript"}};
  const char *name = *path ? path : "index.html";
  for (size_t i = 0; i < G_N_ELEMENTS(own); i++) {
    if (strcmp(name, own[i].name) == 0)
      return file_answer(preview->folder, name, own[i].type);
  }
  for (size_t i = 0; i < G_N_ELEMENTS(mirror) && g_str_has_prefix(name, "cm/"); i++) {
    if (strcmp(name + 3, mirror[i].name) == 0)
      return file_answer(CODEMIRROR, name + 3, mirror[i].type);
  }
  return (LiveAnswer){0};
}

/* "page/3" → 3; 0: it is none of that name. */
static guint numbered(const char *path, const char *name) {
  guint64 n;
  if (!g_str_has_prefix(path, name) ||
      !g_ascii_string_to_unsigned(path + strlen(name), 10, 0, 1000000, &n, NULL))
    return G_MAXUINT;
  return (guint)n;
}

static LiveAnswer page_answer(const LiveState *state, guint number, bool places) {
  if (number == 0 || number > state->pages->len)
    return (LiveAnswer){0};
  const LivePage *page = state->pages->pdata[number - 1];
  return (LiveAnswer){.type = places ? json : "image/svg+xml",
                      .bytes = g_bytes_ref(places ? page->places : page->svg)};
}

/* Definitions from one on, as an SVG. */
static LiveAnswer glyphs_answer(const LiveState *state, guint from) {
  GString *out = g_string_new("<svg xmlns=\"http://www.w3.org/2000/svg\"><defs>\n");
  for (guint i = from; i < state->glyphs->len; i++)
    g_string_append_printf(out, "%s\n", (char *)state->glyphs->pdata[i]);
  g_string_append(out, "</defs></svg>\n");
  return (LiveAnswer){.type = "image/svg+xml", .bytes = g_string_free_to_bytes(out)};
}

static LiveAnswer compare_answer(const Preview *preview) {
  const char *path = preview->invocation->values[OPTION_COMPARE];
  g_autoptr(GMappedFile) file = path ? g_mapped_file_new(path, FALSE, NULL) : NULL;
  struct stat facts;
  if (!path || stat(path, &facts) != 0 || !S_ISREG(facts.st_mode))
    return (LiveAnswer){0};
  LiveAnswer answer = file_answer("", path, "image/png");
  if (!answer.bytes)
    answer = file_answer(".", path, "image/png");
  return answer;
}

static LiveAnswer get_answer(Preview *preview, const char *path) {
  const LiveState *state = preview->state;
  guint n;
  if (strcmp(path, "state") == 0)
    return TEXT(json, state_text(preview));
  if (strcmp(path, "head") == 0 && state->head)
    return TEXT(json, g_strdup(state->head));
  if ((n = numbered(path, "page/")) != G_MAXUINT)
    return page_answer(state, n, false);
  if ((n = numbered(path, "places/")) != G_MAXUINT)
    return page_answer(state, n, true);
  if ((n = numbered(path, "glyphs/")) != G_MAXUINT)
    return glyphs_answer(state, n);
  if (strcmp(path, "compare") == 0)
    return compare_answer(preview);
  if (strcmp(path, "figures") == 0)
    return TEXT(json, preview_figures(preview));
  if (strcmp(path, "document") == 0)
    return preview_document(preview);
  if (strcmp(path, "completion") == 0)
    return TEXT(json, hongtou_completion(HONGTOU_SCHEMA_BULLETIN));
  return static_answer(preview, path);
}

static LiveAnswer answer(void *self, const char *path, const char *query, GBytes *body) {
  Preview *preview = self;
  if (!body)
    return get_answer(preview, path);
  if (strcmp(path, "check") == 0)
    return preview_check(preview, body);
  if (strcmp(path, "save") == 0)
    return preview_save(preview, query, body);
  if (strcmp(path, "record") == 0)
    return preview_record(preview, query);
  return (LiveAnswer){.status = 404};
}

/* ---- runs ------------------------------------------------------------------------- */

static char **watched_files(const Preview *preview, const LiveRun *run) {
  g_auto(GStrv) files = live_run_files(run);
  g_autoptr(GStrvBuilder) all = g_strv_builder_new();
  const char *const more[] = {preview->document, preview->data,
                              preview->invocation->values[OPTION_COMPARE]};
  g_strv_builder_addv(all, (const char **)files);
  for (size_t i = 0; i < G_N_ELEMENTS(more); i++) {
    g_autofree char *path = more[i] ? g_canonicalize_filename(more[i], NULL) : NULL;
    if (path && !g_strv_contains((const char *const *)files, path))
      g_strv_builder_add(all, path);
  }
  return g_strv_builder_end(all);
}

static void say_run(const Preview *preview) {
  const LiveState *state = preview->state;
  bool zh = preview->invocation->report.language == HONGTOU_ZH;
  g_autofree char *line =
      g_strdup_printf(zh ? "%u 页  %.0f 毫秒%s" : "%u pages  %.0f ms%s",
                      state->pages->len, (double)state->microseconds / 1000,
                      !state->stale ? ""
                      : zh          ? "  有错误"
                                    : "  errors");
  cli_say(line);
}

static void done(void *self, LiveRun *run) {
  Preview *preview = self;
  if (!live_run_abandoned(run)) {
    g_auto(GStrv) files = watched_files(preview, run);
    live_state_take(preview->state, run, preview->invocation->report.language);
    tell(preview);
    live_files_watch(preview->files, files, preview->state->stale);
    say_run(preview);
  }
  live_run_free(run);
}

static void changed(void *self) {
  Preview *preview = self;
  bool deep = live_files_deep(preview->files, preview->document);
  live_worker_ask(preview->worker, deep);
}

/* ---- begin and end -------------------------------------------------------------------
 */

static void open_browser(const Preview *preview) {
  const Report *report = &preview->invocation->report;
  g_autoptr(GError) error = NULL;
  if (!preview->invocation->values[OPTION_OPEN])
    return;
  if (!g_app_info_launch_default_for_uri(live_server_address(preview->server), NULL,
                                         &error))
    cli_usage_fault(report, DIAG_ENV_BROWSER, error->message, NULL);
}

static bool serve(Preview *preview) {
  LiveServing serving = {.folder = preview->folder,
                         .answer = answer,
                         .greeting = state_text,
                         .self = preview};
  g_autofree char *fault = NULL;
  if (!cli_number(preview->invocation, OPTION_PORT, 1, 65535, &serving.port))
    return false;
  preview->server = live_server_new(&serving, &fault);
  if (preview->server)
    return true;
  const char *port = preview->invocation->values[OPTION_PORT];
  cli_usage_fault(&preview->invocation->report, DIAG_ENV_PORT, port ? port : "0", fault,
                  NULL);
  return false;
}

static void run(Preview *preview, HongtouOptions *options) {
  LiveWork work = {.invocation = preview->invocation,
                   .options = *options,
                   .documents = preview->documents,
                   .departures = options->layout != NULL,
                   .done = done,
                   .self = preview};
  preview->files = live_files_new(changed, preview);
  char *first[] = {preview->document, NULL};
  if (preview->document)
    live_files_watch(preview->files, first, false);
  cli_say(live_server_address(preview->server));
  open_browser(preview);
  preview->worker = live_worker_new(&work);
  live_worker_ask(preview->worker, false);
  g_main_loop_run(preview->loop);
  live_worker_free(preview->worker);
  live_files_free(preview->files);
}

static gint by_name(gconstpointer a, gconstpointer b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Every sample of the data folder, by name. */
static void add_samples(Preview *preview) {
  HongtouSession *session = cli_session(preview->invocation);
  const char *data = hongtou_session_data_folder(session);
  g_autofree char *folder = data ? g_build_filename(data, "samples", NULL) : NULL;
  g_autoptr(GDir) dir = folder ? g_dir_open(folder, 0, NULL) : NULL;
  for (const char *name; dir && (name = g_dir_read_name(dir));) {
    if (g_str_has_suffix(name, ".xml"))
      g_ptr_array_add(preview->documents, g_build_filename(folder, name, NULL));
  }
  g_ptr_array_sort(preview->documents, by_name);
  preview->folder = data ? g_build_filename(data, "preview", NULL) : NULL;
  hongtou_session_free(session);
}

static bool settle(Preview *preview) {
  const Invocation *invocation = preview->invocation;
  bool samples = invocation->values[OPTION_SAMPLES] != NULL;
  add_samples(preview);
  if (!samples)
    g_ptr_array_set_size(preview->documents, 0);
  if (invocation->argument)
    g_ptr_array_add(preview->documents, g_strdup(invocation->argument));
  preview->codemirror = g_file_test(CODEMIRROR "/lib/codemirror.js", G_FILE_TEST_EXISTS);
  if (invocation->argument)
    preview->document = g_canonicalize_filename(invocation->argument, NULL);
  if (invocation->values[OPTION_EDIT] && !preview->codemirror)
    cli_usage_fault(&invocation->report, DIAG_ENV_NO_EDITOR, NULL);
  if (preview->documents->len && preview->folder)
    return true;
  g_autofree char *usage = cli_usage_line(invocation->command);
  cli_usage_fault(&invocation->report, DIAG_USAGE_MISSING_FILE, usage, NULL);
  return false;
}

ExitCode live_preview(const Invocation *invocation) {
  Preview preview = {.invocation = invocation};
  HongtouOptions options = {.size = sizeof options};
  ExitCode code = EXIT_USAGE;
  preview.documents = g_ptr_array_new_with_free_func(g_free);
  preview.state = live_state_new();
  preview.loop = g_main_loop_new(NULL, FALSE);
  live_end_with_terminal(preview.loop);
  if (settle(&preview) && cli_document_options(invocation, &options)) {
    options.data = preview.data = invocation->values[OPTION_DATA];
    options.record = invocation->values[OPTION_RECORD];
    options.format = HONGTOU_SVG;
    options.places = options.outlines_apart = 1;
    code = EXIT_ENVIRONMENT;
    if (serve(&preview)) {
      run(&preview, &options);
      live_server_free(preview.server);
      code = EXIT_DONE;
    }
  }
  g_ptr_array_free(preview.documents, TRUE);
  live_state_free(preview.state);
  g_main_loop_unref(preview.loop);
  g_free(preview.document);
  g_free(preview.folder);
  return code;
}
