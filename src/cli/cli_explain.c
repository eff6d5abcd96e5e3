/* hongtou explain: what a code or a clause says. */
#include <stdio.h>
#include <stdlib.h>

#include "cli.h"

ExitCode cli_explain(const Invocation *invocation) {
  const char *word = invocation->argument;
  char *text = hongtou_explain(word, invocation->report.language);
  if (!text)
    return cli_usage_fault(&invocation->report, DIAG_USAGE_EXPLAIN, word,
                           hongtou_explain_nearest(word), NULL);
  fputs(text, stdout);
  free(text);
  return cli_finish_stdout(&invocation->report);
}
