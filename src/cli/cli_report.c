#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base_json.h"
#include "cli.h"

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

static void show_fault(const Report *report, const Diagnostic *d) {
  static const HongtouSeverity severities[] = {[SEVERITY_NOTE] = HONGTOU_NOTE,
                                               [SEVERITY_WARNING] = HONGTOU_WARNING,
                                               [SEVERITY_ERROR] = HONGTOU_ERROR};
  g_autofree char *message =
      diag_text(d, report->language == HONGTOU_ZH ? LANG_ZH : LANG_EN);
  HongtouDiagnostic shown = {.severity = severities[d->severity],
                             .code = diag_code_name(d->code),
                             .message = message,
                             .file = d->at.file};
  cli_show(report, &shown, NULL);
}

/* usage.* speak of the command line; the others name a file first. */
static const char *named_file(const Diagnostic *fault) {
  return g_str_has_prefix(diag_code_name(fault->code), "usage.") ? NULL : fault->args[0];
}

ExitCode cli_usage_fault(const Report *report, DiagCode code, ...) {
  Diagnostic fault = {.code = code, .severity = diag_code_severity(code)};
  va_list args;
  va_start(args, code);
  const char *arg = va_arg(args, const char *);
  for (size_t i = 0; arg; i++) {
    g_assert(i < G_N_ELEMENTS(fault.args));
    fault.args[i] = arg;
    arg = va_arg(args, const char *);
  }
  va_end(args);
  fault.at.file = named_file(&fault);
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
