#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base_json.h"
#include "cli.h"

#define DIAGNOSTIC_VERSION 1

typedef struct SeverityName {
  const char *json;
  const char *human[2]; /* by HongtouLanguage */
  const char *colour;
} SeverityName;

static const SeverityName severities[] = {
    [HONGTOU_NOTE] = {"note", {"说明：", "note: "}, "\033[36m"},
    [HONGTOU_WARNING] = {"warning", {"警告：", "warning: "}, "\033[35m"},
    [HONGTOU_ERROR] = {"error", {"错误：", "error: "}, "\033[31m"},
};

/* What turns the order of what stands beside it, or is not seen: UAX #9. */
static bool is_unseen(gunichar c) {
  return g_unichar_type(c) == G_UNICODE_FORMAT;
}

/* A file's name or a document's text could steer the terminal, or read otherwise than it
 * is. */
char *cli_printable(const char *text) {
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  GString *out = g_string_new(NULL);
  for (const char *p = valid; *p;) {
    gunichar c = text_next(&p);
    if (is_unseen(c))
      g_string_append_printf(out, "<U+%04X>", c);
    else
      g_string_append_unichar(out, g_unichar_iscntrl(c) ? 0xFFFD : c);
  }
  return g_string_free(out, FALSE);
}

void cli_json_member(GString *out, const char *name, const char *text) {
  g_string_append_printf(out, "\"%s\":", name);
  json_put_string(out, text);
}

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

static void show_json(const HongtouDiagnostic *d, const HongtouPlace *place) {
  g_autoptr(GString) line = g_string_new(NULL);
  g_string_printf(line, "{\"version\":%d,\"severity\":\"%s\",\"code\":\"%s\",\"file\":",
                  DIAGNOSTIC_VERSION, severities[d->severity].json, d->code);
  json_put_string(line, d->file);
  json_number(line, "line", d->line);
  json_number(line, "column", d->column);
  g_string_append(line, ",\"message\":");
  json_put_string(line, d->message);
  if (place)
    json_place(line, place);
  fprintf(stderr, "%s}\n", line->str);
}

static void show_human(const Report *report, const HongtouDiagnostic *d) {
  const SeverityName *severity = &severities[d->severity];
  g_autofree char *file = d->file ? cli_printable(d->file) : NULL;
  g_autofree char *message = cli_printable(d->message);
  fprintf(stderr, "%s", file ? file : "hongtou");
  if (d->line)
    fprintf(stderr, ":%u", d->line);
  if (d->line && d->column)
    fprintf(stderr, ":%u", d->column);
  fprintf(stderr, ": %s%s%s%s [%s]\n", report->colour ? severity->colour : "",
          severity->human[report->language], report->colour ? "\033[0m" : "", message,
          d->code);
}

static void cli_show(const Report *report, const HongtouDiagnostic *diagnostic,
                     const HongtouPlace *place) {
  if (report->json)
    show_json(diagnostic, place);
  else
    show_human(report, diagnostic);
}

ExitCode cli_show_all(const Report *report, HongtouResult *result) {
  for (size_t i = 0; i < hongtou_result_diagnostics(result); i++) {
    HongtouDiagnostic diagnostic = hongtou_result_diagnostic(result, i, report->language);
    HongtouPlace place;
    bool placed = hongtou_result_diagnostic_place(result, i, &place) != 0;
    cli_show(report, &diagnostic, placed ? &place : NULL);
  }
  if (!cli_deps_write(report, result))
    return EXIT_ENVIRONMENT;
  return (ExitCode)hongtou_result_status(result);
}

static void show_fault(const Report *report, const Diagnostic *d) {
  g_autofree char *message =
      diag_text(d, report->language == HONGTOU_ZH ? LANG_ZH : LANG_EN);
  HongtouDiagnostic shown = {
      .severity = HONGTOU_ERROR, .code = diag_code_name(d->code), .message = message};
  cli_show(report, &shown, NULL);
}

ExitCode cli_usage_fault(const Report *report, DiagCode code, ...) {
  Diagnostic fault = {.code = code, .severity = SEVERITY_ERROR};
  va_list args;
  va_start(args, code);
  const char *arg = va_arg(args, const char *);
  for (size_t i = 0; arg; i++) {
    g_assert(i < G_N_ELEMENTS(fault.args));
    fault.args[i] = arg;
    arg = va_arg(args, const char *);
  }
  va_end(args);
  show_fault(report, &fault);
  return EXIT_USAGE;
}

void cli_say(const char *line) {
  printf("%s\n", line);
  fflush(stdout);
}

ExitCode cli_finish_stdout(const Report *report) {
  if (fflush(stdout) == 0 && !ferror(stdout))
    return EXIT_DONE;
  Diagnostic fault = {.code = DIAG_ENV_CANNOT_WRITE,
                      .severity = SEVERITY_ERROR,
                      .args = {"-", file_error_words(errno)}};
  show_fault(report, &fault);
  return EXIT_ENVIRONMENT;
}
