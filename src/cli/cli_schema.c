#include <stdio.h>
#include <string.h>

#include "cli.h"

ExitCode cli_schema(const Invocation *invocation) {
  const char *name = invocation->argument ? invocation->argument : "bulletin";
  static const char *const names[] = {[HONGTOU_SCHEMA_BULLETIN] = "bulletin",
                                      [HONGTOU_SCHEMA_LAYOUT] = "layout",
                                      [HONGTOU_SCHEMA_TEMPLATE] = "template"};
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
    if (strcmp(name, names[i]) != 0)
      continue;
    fputs(hongtou_schema((HongtouSchema)i), stdout);
    return cli_finish_stdout(&invocation->report);
  }
  return cli_usage_fault(&invocation->report, DIAG_USAGE_BAD_VALUE, "schema", name,
                         "bulletin|layout|template", NULL);
}
