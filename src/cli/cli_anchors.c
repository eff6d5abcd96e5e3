#include "cli.h"

ExitCode cli_anchors(const Invocation *invocation) {
  HongtouOptions options = {0};
  if (!cli_document_options(invocation, &options))
    return EXIT_USAGE;
  const char *out = invocation->values[OPTION_OUTPUT];
  ExitCode code = EXIT_DONE;
  HongtouSession *session = cli_contained_for(invocation, out, &code);
  if (!session)
    return code;
  HongtouSource source = {.path = invocation->argument};
  HongtouResult *result = hongtou_anchors(session, &source, &options);
  hongtou_result_write(result, out ? out : "-");
  code = cli_show_all(&invocation->report, result);
  hongtou_result_free(result);
  hongtou_session_free(session);
  return code;
}
