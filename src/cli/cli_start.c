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

/* What the arguments say of how faults are shown, once they are read. */
static void settle_report(Invocation *invocation) {
  Report *report = &invocation->report;
  report->quiet = invocation->values[OPTION_QUIET] != NULL;
  report->all = invocation->values[OPTION_ALL] != NULL;
  report->fail_on = invocation->values[OPTION_FAIL_ON];
}

/* A check always says what it found; other commands only what there is. */
static void summarise(const Invocation *invocation) {
  const Command *command = invocation->command;
  bool telling = command && command->options & OPTION_BIT(OPTION_ALL) &&
                 command->run != cli_batch && command->run != cli_live;
  if (telling && !invocation->values[OPTION_HELP])
    cli_summary(&invocation->report, command->run == cli_check);
}

ExitCode cli_main(int argc, char **argv, ExitCode (*run)(const Invocation *invocation)) {
  size_t tally[HONGTOU_ERROR + 1] = {0};
  Invocation invocation = {.font_paths = g_ptr_array_new(),
                           .data_paths = g_ptr_array_new(),
                           .trust = g_ptr_array_new(),
                           .crls = g_ptr_array_new(),
                           .outputs = g_ptr_array_new(),
                           .only = g_ptr_array_new(),
                           .arguments = g_ptr_array_new(),
                           .argv = argv,
                           .report = cli_report_settings(argc, argv)};
  invocation.report.tally = tally;
  invocation.report.read = g_ptr_array_new_with_free_func(g_free);
  ExitCode code = EXIT_USAGE;
  signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is a fault like a full disk */
  if (cli_parse(argc, argv, &invocation)) {
    g_ptr_array_add(invocation.font_paths, NULL);
    g_ptr_array_add(invocation.data_paths, NULL);
    g_ptr_array_add(invocation.trust, NULL);
    g_ptr_array_add(invocation.crls, NULL);
    g_ptr_array_add(invocation.outputs, NULL);
    g_ptr_array_add(invocation.only, NULL);
    g_ptr_array_add(invocation.arguments, NULL);
    settle_report(&invocation);
    code = dispatch(&invocation, run);
    if (code != EXIT_USAGE)
      summarise(&invocation);
  }
  g_ptr_array_free(invocation.report.read, TRUE);
  g_ptr_array_free(invocation.font_paths, TRUE);
  g_ptr_array_free(invocation.data_paths, TRUE);
  g_ptr_array_free(invocation.trust, TRUE);
  g_ptr_array_free(invocation.crls, TRUE);
  g_ptr_array_free(invocation.outputs, TRUE);
  g_ptr_array_free(invocation.only, TRUE);
  g_ptr_array_free(invocation.arguments, TRUE);
  return code;
}
