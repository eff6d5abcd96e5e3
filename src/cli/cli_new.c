/* hongtou new: a document or a layout to begin with. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

static ExitCode put_file(const Invocation *invocation, const char *path,
                         const char *text) {
  const Report *report = &invocation->report;
  if (g_file_test(path, G_FILE_TEST_EXISTS))
    return cli_usage_fault(report, DIAG_USAGE_EXISTS, path, NULL);
  Diagnostics *diags = diagnostics_new();
  bool ok = file_replace(path, text, strlen(text), diags);
  if (!ok)
    cli_usage_fault(report, DIAG_ENV_CANNOT_WRITE, path, diag_at(diags, 0)->args[1],
                    NULL);
  diagnostics_free(diags);
  g_autofree char *shown = cli_printable(path);
  if (ok && report->terminal && !report->quiet)
    fprintf(stderr,
            report->language == HONGTOU_ZH ? "hongtou: 写入 %s\n" : "hongtou: wrote %s\n",
            shown);
  return ok ? EXIT_DONE : EXIT_ENVIRONMENT;
}

static ExitCode put(const Invocation *invocation, const char *text) {
  const char *path = invocation->values[OPTION_OUTPUT];
  if (path && strcmp(path, "-") != 0)
    return put_file(invocation, path, text);
  fputs(text, stdout);
  return cli_finish_stdout(&invocation->report);
}

ExitCode cli_new(const Invocation *invocation) {
  const char *kind = invocation->argument, *layout = invocation->values[OPTION_LAYOUT];
  const Report *report = &invocation->report;
  char *text = layout ? hongtou_new_layout(layout, report->language)
               : kind ? hongtou_new_document(kind, report->language)
                      : NULL;
  if (!text) {
    g_autofree char *kinds = g_strjoinv(" ", (char **)hongtou_new_kinds());
    return cli_usage_fault(report, DIAG_USAGE_NEW_KIND, kind ? kind : "", kinds, NULL);
  }
  ExitCode code = put(invocation, text);
  free(text);
  return code;
}
