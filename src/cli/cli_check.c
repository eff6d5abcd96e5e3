#include "cli.h"

ExitCode cli_check(const Invocation *invocation) {
  HongtouOptions options = {0};
  if (!cli_document_options(invocation, &options))
    return EXIT_USAGE;
  HongtouSession *session = cli_session(invocation);
  HongtouSource source = {.path = invocation->argument};
  HongtouResult *result = hongtou_check(session, &source, &options);
  ExitCode code = cli_show_all(&invocation->report, result);
  hongtou_result_free(result);
  hongtou_session_free(session);
  return code;
}
