#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

static void print(HongtouSchema schema, const char *format) {
  bool is_json = schema == HONGTOU_SCHEMA_VERIFY; /* it has but the one form */
  if (is_json || !format || strcmp(format, "json") != 0) {
    fputs(hongtou_schema(schema), stdout);
    return;
  }
  char *text = hongtou_completion(schema);
  fputs(text, stdout);
  free(text);
}

ExitCode cli_schema(const Invocation *invocation) {
  const char *name = invocation->argument ? invocation->argument : "bulletin";
  static const char *const names[] = {[HONGTOU_SCHEMA_BULLETIN] = "bulletin",
                                      [HONGTOU_SCHEMA_LAYOUT] = "layout",
                                      [HONGTOU_SCHEMA_TEMPLATE] = "template",
                                      [HONGTOU_SCHEMA_VERIFY] = "verify",
                                      [HONGTOU_SCHEMA_SIGNING] = "signing"};
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
    if (strcmp(name, names[i]) != 0)
      continue;
    print((HongtouSchema)i, invocation->values[OPTION_SCHEMA_FORMAT]);
    if (!cli_deps_write(&invocation->report, NULL))
      return EXIT_ENVIRONMENT;
    return cli_finish_stdout(&invocation->report);
  }
  return cli_usage_fault(&invocation->report, DIAG_USAGE_BAD_VALUE, "schema", name,
                         "bulletin|layout|template|verify|signing", NULL);
}
