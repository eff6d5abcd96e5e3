/* What the page asks of the document itself: its text, its figures, a check, a save. */
#include <string.h>

#include "base_json.h"
#include "preview_command.h"

static const char json[] = "application/json";

static LiveAnswer text_answer(char *text, unsigned status) {
  return (LiveAnswer){
      .type = json, .bytes = g_bytes_new_take(text, strlen(text)), .status = status};
}

/* ---- figures -------------------------------------------------------------------- */

static void put_cells(GString *out, const HongtouResult *result, size_t i, size_t n) {
  g_string_append(out, ",\"cells\":[");
  for (size_t k = 0; k < n; k++) {
    HongtouFigureCell cell = hongtou_result_figure_cell(result, i, k);
    g_string_append(out, k ? ",{" : "{");
    cli_json_member(out, "file", cell.file);
    g_string_append_printf(out, ",\"row\":%u,\"column\":%u,", cell.row, cell.column);
    cli_json_member(out, "header", cell.header);
    g_string_append_c(out, ',');
    cli_json_member(out, "text", cell.text);
    g_string_append_c(out, '}');
  }
  g_string_append_c(out, ']');
}

static void put_figure(GString *out, const HongtouResult *result, size_t i) {
  HongtouFigure figure = hongtou_result_figure(result, i);
  g_string_append_printf(out, "%s{\"line\":%u,\"column\":%u,", i ? ",\n" : "",
                         figure.line, figure.column);
  cli_json_member(out, "text", figure.text);
  g_string_append_c(out, ',');
  cli_json_member(out, "exact", figure.exact);
  g_string_append_c(out, ',');
  cli_json_member(out, "select", figure.select);
  put_cells(out, result, i, figure.cells);
  g_string_append_c(out, '}');
}

static bool document_options(const Preview *preview, HongtouOptions *options) {
  *options = (HongtouOptions){.size = sizeof *options};
  return cli_document_options(preview->invocation, options);
}

char *preview_figures(const Preview *preview) {
  HongtouOptions options;
  if (!preview->document || preview->data || !document_options(preview, &options))
    return g_strdup("[]");
  HongtouSession *session = cli_session(preview->invocation);
  HongtouSource source = {.path = preview->document};
  HongtouResult *result = hongtou_figures(session, &source, &options);
  GString *out = g_string_new("[");
  for (size_t i = 0; i < hongtou_result_figures(result); i++)
    put_figure(out, result, i);
  g_string_append_c(out, ']');
  hongtou_result_free(result);
  hongtou_session_free(session);
  return g_string_free(out, FALSE);
}

/* ---- the text ---------------------------------------------------------------------- */

static char *tag_of(const char *text, gsize n) {
  return g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)text, n);
}

static char *document_text(const char *text, gsize n) {
  GString *out = g_string_new("{");
  g_autofree char *tag = tag_of(text, n);
  g_autofree char *valid = g_utf8_make_valid(text, (gssize)n);
  cli_json_member(out, "tag", tag);
  g_string_append_c(out, ',');
  cli_json_member(out, "text", valid);
  g_string_append_c(out, '}');
  return g_string_free(out, FALSE);
}

/* A regular file alone: a FIFO would hold everything up. */
static bool document_read(const Preview *preview, char **text, gsize *n) {
  return preview->document && g_file_test(preview->document, G_FILE_TEST_IS_REGULAR) &&
         g_file_get_contents(preview->document, text, n, NULL);
}

LiveAnswer preview_document(const Preview *preview) {
  g_autofree char *text = NULL;
  gsize n = 0;
  if (!document_read(preview, &text, &n))
    return (LiveAnswer){0};
  return text_answer(document_text(text, n), 200);
}

static char *faults_text(HongtouResult *result, HongtouLanguage language) {
  static const char *const severities[] = {
      [HONGTOU_NOTE] = "note", [HONGTOU_WARNING] = "warning", [HONGTOU_ERROR] = "error"};
  GString *out = g_string_new("[");
  for (size_t i = 0; i < hongtou_result_diagnostics(result); i++) {
    HongtouDiagnostic d = hongtou_result_diagnostic(result, i, language);
    g_string_append_printf(out, "%s{\"line\":%u,\"column\":%u,", i ? "," : "", d.line,
                           d.column);
    cli_json_member(out, "severity", severities[d.severity]);
    g_string_append_c(out, ',');
    cli_json_member(out, "code", d.code);
    g_string_append_c(out, ',');
    cli_json_member(out, "message", d.message);
    g_string_append_c(out, '}');
  }
  g_string_append_c(out, ']');
  return g_string_free(out, FALSE);
}

LiveAnswer preview_check(const Preview *preview, GBytes *text) {
  HongtouOptions options;
  if (!preview->document || !document_options(preview, &options))
    return (LiveAnswer){.status = 404};
  gsize n;
  const char *bytes = g_bytes_get_data(text, &n);
  g_autofree char *folder = g_path_get_dirname(preview->document);
  HongtouSession *session = cli_session(preview->invocation);
  HongtouSource source = {.path = preview->document,
                          .bytes = bytes ? bytes : "",
                          .length = n,
                          .folder = folder};
  options.data = preview->data;
  options.untraced = 0;
  HongtouResult *result = preview->data ? hongtou_check(session, &source, &options)
                                        : hongtou_figures(session, &source, &options);
  char *faults = faults_text(result, preview->invocation->report.language);
  hongtou_result_free(result);
  hongtou_session_free(session);
  return text_answer(faults, 200);
}

/* ---- saving ---------------------------------------------------------------------------
 */

static LiveAnswer write_document(const Preview *preview, GBytes *text) {
  gsize n;
  const char *bytes = g_bytes_get_data(text, &n);
  Diagnostics *faults = diagnostics_new();
  bool ok = file_replace(preview->document, bytes ? bytes : "", n, faults);
  char *answer;
  if (ok) {
    answer = document_text(bytes ? bytes : "", n);
  } else {
    bool zh = preview->invocation->report.language == HONGTOU_ZH;
    g_autofree char *why = diag_text(diag_at(faults, 0), zh ? LANG_ZH : LANG_EN);
    GString *out = g_string_new("{");
    cli_json_member(out, "fault", why);
    g_string_append_c(out, '}');
    answer = g_string_free(out, FALSE);
  }
  diagnostics_free(faults);
  return text_answer(answer, ok ? 200 : 507);
}

LiveAnswer preview_save(Preview *preview, const char *query, GBytes *text) {
  if (!preview->invocation->values[OPTION_EDIT] || !preview->document)
    return (LiveAnswer){.status = 403};
  g_autofree char *now = NULL;
  gsize n = 0;
  bool there = document_read(preview, &now, &n);
  g_autofree char *tag = there ? tag_of(now, n) : g_strdup("");
  g_autofree char *wanted = g_strconcat("tag=", tag, NULL);
  if (there && g_strcmp0(query, wanted) != 0)
    return text_answer(document_text(now, n), 409);
  return write_document(preview, text);
}

LiveAnswer preview_record(Preview *preview, const char *query) {
  if (!preview->data || !query || !g_str_has_prefix(query, "n="))
    return (LiveAnswer){.status = 404};
  g_autofree char *record = g_uri_unescape_string(query + 2, NULL);
  if (!record || !g_utf8_validate(record, -1, NULL))
    return (LiveAnswer){.status = 400};
  live_worker_record(preview->worker, record);
  live_worker_ask(preview->worker, false);
  return text_answer(g_strdup("{}"), 200);
}
