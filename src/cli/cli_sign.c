/* hongtou sign: further signatures, evidence, trials, keys for trying. */
#include <stdio.h>
#include <string.h>

#include "cli.h"

static ExitCode finish(const Invocation *invocation, HongtouResult *result,
                       const char *out) {
  if (out)
    hongtou_result_write(result, out);
  ExitCode code = cli_show_all(&invocation->report, result);
  hongtou_result_free(result);
  return code;
}

static ExitCode demo_key(const Invocation *invocation, const char *folder) {
  ExitCode code =
      finish(invocation, hongtou_demo_key(folder, invocation->argument), NULL);
  if (code == EXIT_DONE)
    printf(invocation->report.language == HONGTOU_ZH
               ? "已在 %s 中生成试用密钥：hongtou render IN.xml --sign demo --signing "
                 "%s/signing.xml\n"
               : "A key for trying is in %s: hongtou render IN.xml --sign demo --signing "
                 "%s/signing.xml\n",
           folder, folder);
  return code;
}

static bool task_of(const Invocation *invocation, HongtouSigning *wish) {
  const char *extend = invocation->values[OPTION_EXTEND];
  wish->task = HONGTOU_SIGN_FURTHER;
  if (invocation->values[OPTION_TRY])
    wish->task = HONGTOU_SIGN_TRY;
  else if (invocation->values[OPTION_RENEW])
    wish->task = HONGTOU_SIGN_LTA;
  else if (extend)
    wish->task = strcmp(extend, "lt") == 0 ? HONGTOU_SIGN_LT : HONGTOU_SIGN_LTA;
  wish->profile = invocation->values[OPTION_TRY] ? invocation->values[OPTION_TRY]
                                                 : invocation->values[OPTION_PROFILE];
  return wish->profile != NULL;
}

static ExitCode missing(const Invocation *invocation, const char *what) {
  g_autofree char *usage = cli_usage_line(invocation->command);
  return cli_usage_fault(&invocation->report, DIAG_USAGE_MISSING_OPTION, what, usage,
                         NULL);
}

ExitCode cli_sign(const Invocation *invocation) {
  const char *const *values = invocation->values;
  HongtouSigning wish = {.size = sizeof wish,
                         .signing = values[OPTION_SIGNING],
                         .pin = values[OPTION_PIN],
                         .signing_time = values[OPTION_SIGNING_TIME],
                         .reissue = values[OPTION_REISSUE]};
  if (values[OPTION_DEMO_KEY])
    return demo_key(invocation, values[OPTION_DEMO_KEY]);
  if (!task_of(invocation, &wish))
    return missing(invocation, "--profile");
  bool trial = wish.task == HONGTOU_SIGN_TRY;
  if (!trial && !invocation->argument)
    return missing(invocation, "IN.pdf");
  if (!trial && !values[OPTION_OUTPUT])
    return missing(invocation, "-o");
  HongtouSession *session = cli_session(invocation);
  HongtouSource source = {.path = invocation->argument};
  HongtouResult *result = hongtou_sign(session, &source, &wish);
  ExitCode code = finish(invocation, result, trial ? NULL : values[OPTION_OUTPUT]);
  hongtou_session_free(session);
  if (trial && code == EXIT_DONE)
    puts(invocation->report.language == HONGTOU_ZH ? "可以签名。" : "It can sign.");
  ExitCode written = cli_finish_stdout(&invocation->report);
  return written == EXIT_DONE ? code : written;
}
