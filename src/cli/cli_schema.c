#include <stdio.h>
#include <string.h>

#include "cli.h"

ExitCode cli_schema(const Invocation *invocation) {
  const char *name = invocation->argument ? invocation->argument : "bulletin";
  bool layout = strcmp(name, "layout") == 0;
  if (!layout && strcmp(name, "bulletin") != 0)
    return cli_usage_fault(&invocation->report, DIAG_USAGE_BAD_VALUE, "schema", name,
                           "bulletin|layout", NULL);
  fputs(hongtou_schema(layout ? HONGTOU_SCHEMA_LAYOUT : HONGTOU_SCHEMA_BULLETIN), stdout);
  return cli_finish_stdout(&invocation->report);
}
