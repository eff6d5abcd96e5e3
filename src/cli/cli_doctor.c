/* hongtou doctor: what is installed, and what to do about what is not. */
#include <stdio.h>
#include <stdlib.h>

#include "cli.h"

ExitCode cli_doctor(const Invocation *invocation) {
  unsigned lacking = 0;
  HongtouSession *session = cli_session(invocation);
  char *text = hongtou_doctor(session, invocation->report.language, &lacking);
  fputs(text, stdout);
  free(text);
  hongtou_session_free(session);
  ExitCode code = cli_finish_stdout(&invocation->report);
  return code == EXIT_DONE && lacking ? EXIT_ENVIRONMENT : code;
}
