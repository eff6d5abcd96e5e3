/* hongtou verify: a line a clerk can act on, then why and what to do. */
#include <stdio.h>

#include "cli.h"

typedef struct Telling {
  HongtouResult *result;
  HongtouLanguage language;
  size_t file;
} Telling;

static void tell_line(const char *before, const char *text, const char *code) {
  g_autofree char *shown = cli_printable(text);
  printf("%s%s%s%s%s\n", before, shown, code ? " [" : "", code ? code : "",
         code ? "]" : "");
}

/* Those that count first, notes after them. */
static void tell_findings(const Telling *t, size_t signature, size_t n) {
  for (int notes = 0; notes < 2; notes++) {
    for (size_t i = 0; i < n; i++) {
      HongtouFinding f =
          hongtou_result_finding(t->result, t->file, signature, i, t->language);
      if ((f.effect == HONGTOU_VALID) == notes)
        tell_line("    ", f.message, f.code);
    }
  }
}

static void tell_file(const Telling *t) {
  HongtouVerified file = hongtou_result_verified_file(t->result, t->file);
  tell_line("", file.file, NULL);
  if (file.findings || file.signatures != 1) {
    tell_line(
        "  ",
        hongtou_result_headline(t->result, t->file, HONGTOU_WHOLE_FILE, t->language),
        NULL);
    tell_findings(t, HONGTOU_WHOLE_FILE, file.findings);
  }
  for (size_t i = 0; i < file.signatures; i++) {
    HongtouSignature signature = hongtou_result_signature(t->result, t->file, i);
    tell_line("  ", hongtou_result_headline(t->result, t->file, i, t->language), NULL);
    g_autofree char *who =
        g_strdup_printf("%s · %s · %s · %s", signature.field, signature.signer,
                        signature.level, signature.algorithm);
    tell_line("    ", who, NULL);
    tell_findings(t, i, signature.findings);
  }
}

static HongtouRevocation revocation_of(const char *word) {
  if (g_strcmp0(word, "required") == 0)
    return HONGTOU_REVOCATION_REQUIRED;
  return g_strcmp0(word, "optional") == 0 ? HONGTOU_REVOCATION_OPTIONAL
                                          : HONGTOU_REVOCATION_ASKED;
}

ExitCode cli_verify_files(const Invocation *invocation, guint first) {
  guint n = invocation->arguments->len - 1 - first; /* NULL stands behind them */
  g_autofree HongtouSource *sources = g_new0(HongtouSource, n);
  for (guint i = 0; i < n; i++)
    sources[i].path = invocation->arguments->pdata[first + i];
  HongtouVerifyOptions options = {
      .trust = (const char *const *)invocation->trust->pdata,
      .crls = (const char *const *)invocation->crls->pdata,
      .at = invocation->values[OPTION_AT],
      .revocation = revocation_of(invocation->values[OPTION_REVOCATION])};
  HongtouResult *result = hongtou_verify(sources, n, &options);
  ExitCode code = cli_show_all(&invocation->report, result);
  bool judged = *hongtou_result_verification(result) != '\0';
  if (judged && invocation->values[OPTION_JSON])
    fputs(hongtou_result_verification(result), stdout);
  for (size_t i = 0;
       i < hongtou_result_verified(result) && !invocation->values[OPTION_JSON]; i++)
    tell_file(&(Telling){result, invocation->report.language, i});
  /* a value that cannot be read is the caller's fault, not the environment's */
  bool usage = !judged && code == EXIT_FAULTY;
  code = usage ? EXIT_USAGE : (ExitCode)hongtou_result_verdict(result);
  hongtou_result_free(result);
  ExitCode written = cli_finish_stdout(&invocation->report);
  return written == EXIT_DONE ? code : written;
}

ExitCode cli_verify(const Invocation *invocation) {
  return cli_verify_files(invocation, 0);
}
