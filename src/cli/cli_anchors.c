#include "cli.h"

ExitCode cli_anchors(const Invocation *invocation) {
  HongtouOptions options = {0};
  if (!cli_document_options(invocation, &options))
    return EXIT_USAGE;
  const char *out = invocation->values[OPTION_OUTPUT];
  HongtouSession *session = cli_session(invocation);
  HongtouSource source = {.path = invocation->argument};
  HongtouResult *result = hongtou_anchors(session, &source, &options);
  hongtou_result_write(result, out ? out : "-");
  ExitCode code = cli_show_all(&invocation->report, result);
  hongtou_result_free(result);
  hongtou_session_free(session);
  return code;
}
