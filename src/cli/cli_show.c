/* Diagnostics on standard error: what repeats is gathered, the source line stands below
 * on a terminal, and one line at the end counts. */
#include <stdio.h>
#include <string.h>

#include "base_json.h"
#include "cli.h"

#define DIAGNOSTIC_VERSION 1
#define GATHERED 3 /* of one code in one file; the rest is counted */

typedef struct SeverityName {
  const char *json;
  const char *human[2];   /* by HongtouLanguage */
  const char *counted[2]; /* 错误 5; errors, of which there are several */
  const char *colour;
} SeverityName;

static const SeverityName severities[] = {
    [HONGTOU_NOTE] = {"note", {"说明：", "note: "}, {"说明", "note"}, "\033[36m"},
    [HONGTOU_WARNING] = {"warning",
                         {"警告：", "warning: "},
                         {"警告", "warning"},
                         "\033[35m"},
    [HONGTOU_ERROR] = {"error", {"错误：", "error: "}, {"错误", "error"}, "\033[31m"},
};

/* ---- one -----------------------------------------------------------------------------
 */

static void json_number(GString *out, const char *key, unsigned number) {
  if (number)
    g_string_append_printf(out, ",\"%s\":%u", key, number);
  else
    g_string_append_printf(out, ",\"%s\":null", key);
}

/* A fault's place on its page, in millimetres. */
static void json_place(GString *out, const HongtouPlace *place) {
  const char *const names[] = {"x", "y", "width", "height"};
  const double values[] = {place->x, place->y, place->width, place->height};
  g_string_append_printf(out, ",\"page\":%u", place->page);
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
    char text[G_ASCII_DTOSTR_BUF_SIZE];
    g_string_append_printf(out, ",\"%s\":%s", names[i],
                           g_ascii_formatd(text, sizeof text, "%.3f", values[i]));
  }
}

static void put_json(GString *line, const HongtouDiagnostic *d,
                     const HongtouPlace *place) {
  g_string_append_printf(line,
                         "{\"version\":%d,\"severity\":\"%s\",\"code\":\"%s\",\"file\":",
                         DIAGNOSTIC_VERSION, severities[d->severity].json, d->code);
  json_put_string(line, d->file);
  json_number(line, "line", d->line);
  json_number(line, "column", d->column);
  g_string_append(line, ",\"message\":");
  json_put_string(line, d->message);
  if (place)
    json_place(line, place);
  g_string_append(line, "}\n");
}

static void put_head(GString *out, const Report *report, HongtouSeverity of,
                     const char *file, unsigned line, unsigned column) {
  const SeverityName *severity = &severities[of];
  g_autofree char *name = file ? cli_printable(file) : NULL;
  g_string_append_printf(out, "%s", name ? name : "hongtou");
  if (line)
    g_string_append_printf(out, ":%u", line);
  if (line && column)
    g_string_append_printf(out, ":%u", column);
  g_string_append_printf(out, ": %s%s%s", report->colour ? severity->colour : "",
                         severity->human[report->language],
                         report->colour ? "\033[0m" : "");
}

static void put(GString *out, const Report *report, const HongtouDiagnostic *d,
                const HongtouPlace *place) {
  if (report->json) {
    put_json(out, d, place);
    return;
  }
  g_autofree char *message = cli_printable(d->message);
  put_head(out, report, d->severity, d->file, d->line, d->column);
  g_string_append_printf(out, "%s [%s]\n", message, d->code);
}

static void show_head(const Report *report, HongtouSeverity of, const char *file,
                      unsigned line, unsigned column) {
  g_autoptr(GString) head = g_string_new(NULL);
  put_head(head, report, of, file, line, column);
  fputs(head->str, stderr);
}

void cli_show(const Report *report, const HongtouDiagnostic *d,
              const HongtouPlace *place) {
  g_autoptr(GString) text = g_string_new(NULL);
  put(text, report, d, place);
  fputs(text->str, stderr);
  if (!report->json && report->terminal)
    cli_show_source(report, d);
}

char *cli_fault_text(const Report *report, DiagCode code, const char *arg) {
  const Diagnostic fault = {.code = code, .args = {arg}};
  g_autofree char *message =
      diag_text(&fault, report->language == HONGTOU_ZH ? LANG_ZH : LANG_EN);
  const HongtouDiagnostic shown = {
      .severity = HONGTOU_ERROR, .code = diag_code_name(code), .message = message};
  GString *text = g_string_new(NULL);
  put(text, report, &shown, NULL);
  return g_string_free(text, FALSE);
}

/* ---- all -----------------------------------------------------------------------------
 */

static void show_at(const Report *report, HongtouResult *result, size_t i) {
  HongtouDiagnostic d = hongtou_result_diagnostic(result, i, report->language);
  HongtouPlace place;
  bool placed = hongtou_result_diagnostic_place(result, i, &place) != 0;
  cli_show(report, &d, placed ? &place : NULL);
}

/* What stands in one file under one code. */
typedef struct Kind {
  unsigned count;
  bool told;
} Kind;

static char *kind_key(const HongtouDiagnostic *d) {
  return g_strdup_printf("%s\n%s", d->code, d->file ? d->file : "");
}

static GHashTable *kinds_of(const Report *report, HongtouResult *result) {
  GHashTable *kinds = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  for (size_t i = 0; i < hongtou_result_diagnostics(result); i++) {
    HongtouDiagnostic d = hongtou_result_diagnostic(result, i, report->language);
    char *key = kind_key(&d);
    Kind *kind = g_hash_table_lookup(kinds, key);
    if (!kind) {
      kind = g_new0(Kind, 1);
      g_hash_table_insert(kinds, key, kind);
    } else {
      g_free(key);
    }
    kind->count++;
  }
  return kinds;
}

static void tell_rest(const Report *report, const HongtouDiagnostic *d, unsigned count) {
  static const char *const forms[] = {
      [HONGTOU_ZH] = "以上一类共 %u 处，另 %u 处未列出；--all 列出全部。 [%s]\n",
      [HONGTOU_EN] =
          "%u of this kind in all, %u more are not shown; --all shows them. "
          "[%s]\n"};
  show_head(report, d->severity, d->file, 0, 0);
  /* one of the two forms above */
  fprintf(stderr, forms[report->language], count, count - GATHERED, d->code);
}

/* All of one code in one file, from the i-th on: the first few, and how many more. */
static void show_kind(const Report *report, HongtouResult *result, size_t from,
                      unsigned count) {
  HongtouDiagnostic first = hongtou_result_diagnostic(result, from, report->language);
  unsigned shown = 0;
  for (size_t i = from; i < hongtou_result_diagnostics(result) && shown < GATHERED; i++) {
    HongtouDiagnostic d = hongtou_result_diagnostic(result, i, report->language);
    if (strcmp(d.code, first.code) != 0 || g_strcmp0(d.file, first.file) != 0)
      continue;
    show_at(report, result, i);
    shown++;
  }
  tell_rest(report, &first, count);
}

static void show_gathered(const Report *report, HongtouResult *result) {
  GHashTable *kinds = kinds_of(report, result);
  for (size_t i = 0; i < hongtou_result_diagnostics(result); i++) {
    HongtouDiagnostic d = hongtou_result_diagnostic(result, i, report->language);
    g_autofree char *key = kind_key(&d);
    Kind *kind = g_hash_table_lookup(kinds, key);
    bool quiet = report->quiet && d.severity != HONGTOU_ERROR;
    if (quiet || kind->told)
      continue;
    if (kind->count <= GATHERED || report->json || report->all) {
      show_at(report, result, i);
      continue;
    }
    kind->told = true;
    show_kind(report, result, i, kind->count);
  }
  g_hash_table_destroy(kinds);
}

/* The worst of what was found is bad enough for --fail-on. */
static bool fails(const Report *report, HongtouResult *result) {
  for (size_t i = 0; i < hongtou_result_diagnostics(result) && report->fail_on; i++) {
    HongtouDiagnostic d = hongtou_result_diagnostic(result, i, report->language);
    if (strcmp(report->fail_on, "note") == 0 ||
        (strcmp(report->fail_on, "warning") == 0 && d.severity >= HONGTOU_WARNING))
      return true;
  }
  return false;
}

ExitCode cli_show_all(const Report *report, HongtouResult *result) {
  show_gathered(report, result);
  for (size_t i = 0; i < hongtou_result_diagnostics(result); i++)
    report->tally[hongtou_result_diagnostic(result, i, report->language).severity]++;
  if (!cli_deps_write(report, result))
    return EXIT_ENVIRONMENT;
  HongtouStatus status = hongtou_result_status(result);
  return status == HONGTOU_DONE && fails(report, result) ? EXIT_FAULTY : (ExitCode)status;
}

/* ---- the line at the end
 * --------------------------------------------------------------- */

static void count(GString *out, const Report *report, HongtouSeverity of) {
  const char *word = severities[of].counted[report->language];
  size_t n = report->tally[of];
  if (report->language == HONGTOU_ZH)
    g_string_append_printf(out, "%s%s %zu", out->len ? "，" : "", word, n);
  else
    g_string_append_printf(out, "%s%zu %s%s", out->len ? ", " : "", n, word,
                           n == 1 ? "" : "s");
}

void cli_summary(const Report *report, bool always) {
  const size_t *tally = report->tally;
  bool found = tally[HONGTOU_ERROR] || tally[HONGTOU_WARNING] || tally[HONGTOU_NOTE];
  if (report->json || report->quiet || (!found && !always))
    return;
  g_autoptr(GString) text = g_string_new(NULL);
  count(text, report, HONGTOU_ERROR);
  count(text, report, HONGTOU_WARNING);
  if (tally[HONGTOU_NOTE])
    count(text, report, HONGTOU_NOTE);
  fprintf(stderr, "hongtou: %s\n", text->str);
}
