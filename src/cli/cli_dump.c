#include <string.h>

#include "cli.h"

typedef struct StageName {
  const char *name;
  HongtouStage stage;
} StageName;

static const StageName stages[] = {
    {"model", HONGTOU_STAGE_MODEL},   {"bound", HONGTOU_STAGE_BOUND},
    {"layout", HONGTOU_STAGE_LAYOUT}, {"display", HONGTOU_STAGE_DISPLAY},
    {"tags", HONGTOU_STAGE_TAGS},     {"places", HONGTOU_STAGE_PLACES},
};

static HongtouStage stage_find(const char *name) {
  for (size_t i = 0; i < G_N_ELEMENTS(stages); i++) {
    if (strcmp(stages[i].name, name) == 0)
      return stages[i].stage;
  }
  g_assert_not_reached(); /* the option's table allows no other word */
}

ExitCode cli_dump(const Invocation *invocation) {
  const char *stage = invocation->values[OPTION_STAGE];
  if (!stage)
    return cli_usage_fault(&invocation->report, DIAG_USAGE_MISSING_VALUE, "--stage",
                           cli_options[OPTION_STAGE].value, NULL);
  HongtouOptions options = {0};
  if (!cli_document_options(invocation, &options))
    return EXIT_USAGE;
  ExitCode code = EXIT_DONE;
  HongtouSession *session = cli_contained_for(invocation, NULL, &code);
  if (!session)
    return code;
  HongtouSource source = {.path = invocation->argument};
  HongtouResult *result = hongtou_dump(session, &source, &options, stage_find(stage));
  hongtou_result_write(result, "-");
  code = cli_show_all(&invocation->report, result);
  hongtou_result_free(result);
  hongtou_session_free(session);
  return code;
}
