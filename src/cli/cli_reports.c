/* hongtou report: what batches wrote about themselves. */
#include <stdio.h>
#include <string.h>

#include "cli.h"

static const struct {
  const char *word;
  HongtouReportTask task;
} tasks[] = {{"verify", HONGTOU_REPORT_VERIFY}, {"merge", HONGTOU_REPORT_MERGE},
             {"failed", HONGTOU_REPORT_FAILED}, {"csv", HONGTOU_REPORT_CSV},
             {"html", HONGTOU_REPORT_HTML},     {"audit", HONGTOU_REPORT_AUDIT}};

static bool put(const Invocation *invocation, const char *text, ExitCode *code) {
  const char *path = invocation->values[OPTION_OUTPUT];
  if (!path || strcmp(path, "-") == 0) {
    fputs(text, stdout);
    *code = cli_finish_stdout(&invocation->report);
    return *code == EXIT_DONE;
  }
  Diagnostics *diags = diagnostics_new();
  bool ok = file_replace(path, text, strlen(text), diags);
  if (!ok) {
    cli_usage_fault(&invocation->report, DIAG_ENV_CANNOT_WRITE, path,
                    diag_at(diags, 0)->args[1], NULL);
    *code = EXIT_ENVIRONMENT;
  }
  diagnostics_free(diags);
  return ok;
}

static ExitCode run(const Invocation *invocation, HongtouReportTask task) {
  const char *const *paths = (const char *const *)invocation->arguments->pdata + 1;
  HongtouResult *result = hongtou_report(task, paths);
  ExitCode code = cli_show_all(&invocation->report, result), written = EXIT_DONE;
  const char *text = hongtou_result_report(result);
  if (code != EXIT_ENVIRONMENT && *text && !put(invocation, text, &written))
    code = written;
  hongtou_result_free(result);
  return code;
}

ExitCode cli_report(const Invocation *invocation) {
  g_autofree char *usage = cli_usage_line(invocation->command);
  if (invocation->arguments->len < 3) /* the word, a report, and NULL behind */
    return cli_usage_fault(&invocation->report, DIAG_USAGE_MISSING_FILE, usage, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS(tasks); i++) {
    if (strcmp(invocation->argument, tasks[i].word) == 0)
      return run(invocation, tasks[i].task);
  }
  return cli_usage_fault(&invocation->report, DIAG_USAGE_BAD_VALUE, "report",
                         invocation->argument, "verify|merge|failed|csv|html|audit",
                         NULL);
}
