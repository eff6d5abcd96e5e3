/* A template checked with its data: a document of every record is made in a folder that
 * goes away again. */
#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"

static void sweep(const char *folder) {
  GDir *dir = g_dir_open(folder, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name(dir))) {
    g_autofree char *file = g_build_filename(folder, name, NULL);
    g_unlink(file);
  }
  if (dir)
    g_dir_close(dir);
  g_rmdir(folder);
}

static ExitCode check_into(const Invocation *invocation, const char *folder) {
  const char *const *values = invocation->values;
  HongtouOptions options = {0};
  if (!cli_document_options(invocation, &options))
    return EXIT_USAGE;
  g_autofree char *output = g_build_filename(folder, "{record}.pdf", NULL);
  g_autofree char *path = g_build_filename(folder, "report.jsonl", NULL);
  HongtouBatch batch = {.size = sizeof batch,
                        .only = (const char *const *)invocation->only->pdata,
                        .template_path = invocation->argument,
                        .data = values[OPTION_DATA],
                        .encoding = values[OPTION_ENCODING],
                        .separator = values[OPTION_SEPARATOR],
                        .sheet = values[OPTION_SHEET],
                        .key = values[OPTION_KEY],
                        .report = path,
                        .outputs = {output},
                        .no_sync = 1,
                        .stop = -1,
                        .language = invocation->report.language};
  fflush(NULL);
  HongtouCounts counts;
  HongtouSession *session = cli_session(invocation);
  HongtouResult *result = hongtou_batch(session, &batch, &options, &counts);
  ExitCode code = cli_show_all(&invocation->report, result);
  if (hongtou_result_batch_report(result) && (counts.failed || counts.lost)) {
    cli_batch_failures(&invocation->report, path, false);
    code = EXIT_FAULTY;
    invocation->report.tally[HONGTOU_ERROR] += counts.failed + counts.lost;
  }
  hongtou_result_free(result);
  hongtou_session_free(session);
  return code;
}

ExitCode cli_check_template(const Invocation *invocation) {
  g_autofree char *folder = g_dir_make_tmp("hongtou-check-XXXXXX", NULL);
  if (!folder) {
    cli_usage_fault(&invocation->report, DIAG_ENV_CANNOT_WRITE, g_get_tmp_dir(),
                    file_error_words(errno), NULL);
    return EXIT_ENVIRONMENT;
  }
  ExitCode code = check_into(invocation, folder);
  sweep(folder);
  return code;
}
