#include "cli.h"

static ExitCode check(const Invocation *invocation, HongtouSession *session,
                      const HongtouOptions *options, const char *path) {
  HongtouSource source = {.path = path};
  HongtouResult *result = hongtou_check(session, &source, options);
  ExitCode code = cli_show_all(&invocation->report, result);
  hongtou_result_free(result);
  return code;
}

ExitCode cli_check(const Invocation *invocation) {
  HongtouOptions options = {0};
  if (invocation->values[OPTION_DATA])
    return cli_check_template(invocation);
  if (!cli_document_options(invocation, &options))
    return EXIT_USAGE;
  ExitCode worst = EXIT_DONE;
  HongtouSession *session = cli_contained_for(invocation, NULL, &worst);
  for (guint i = 0; session && i + 1 < invocation->arguments->len; i++) {
    ExitCode code = check(invocation, session, &options, invocation->arguments->pdata[i]);
    worst = MAX(worst, code);
  }
  hongtou_session_free(session);
  return worst;
}
