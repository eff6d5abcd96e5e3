#include <signal.h>
#include <stdio.h>

#include "cli.h"

static ExitCode dispatch(const Invocation *invocation,
                         ExitCode (*run)(const Invocation *invocation)) {
  if (invocation->values[OPTION_HELP]) {
    cli_help(invocation->command, invocation->report.language);
    return cli_finish_stdout(&invocation->report);
  }
  if (invocation->values[OPTION_VERSION]) {
    printf("hongtou %s\n", hongtou_version());
    return cli_finish_stdout(&invocation->report);
  }
  if (!invocation->command)
    return cli_usage_fault(&invocation->report, DIAG_USAGE_MISSING_COMMAND, NULL);
  return run(invocation);
}

ExitCode cli_main(int argc, char **argv, ExitCode (*run)(const Invocation *invocation)) {
  Invocation invocation = {.font_paths = g_ptr_array_new(),
                           .data_paths = g_ptr_array_new(),
                           .trust = g_ptr_array_new(),
                           .crls = g_ptr_array_new(),
                           .outputs = g_ptr_array_new(),
                           .arguments = g_ptr_array_new(),
                           .argv = argv,
                           .report = cli_report_settings(argc, argv)};
  ExitCode code = EXIT_USAGE;
  signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is a fault like a full disk */
  if (cli_parse(argc, argv, &invocation)) {
    g_ptr_array_add(invocation.font_paths, NULL);
    g_ptr_array_add(invocation.data_paths, NULL);
    g_ptr_array_add(invocation.trust, NULL);
    g_ptr_array_add(invocation.crls, NULL);
    g_ptr_array_add(invocation.outputs, NULL);
    g_ptr_array_add(invocation.arguments, NULL);
    code = dispatch(&invocation, run);
  }
  g_ptr_array_free(invocation.font_paths, TRUE);
  g_ptr_array_free(invocation.data_paths, TRUE);
  g_ptr_array_free(invocation.trust, TRUE);
  g_ptr_array_free(invocation.crls, TRUE);
  g_ptr_array_free(invocation.outputs, TRUE);
  g_ptr_array_free(invocation.arguments, TRUE);
  return code;
}
