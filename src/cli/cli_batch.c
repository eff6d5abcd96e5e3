#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "cli.h"

#define LINE_SECONDS 0.2   /* between two states of a terminal's line */
#define PLAIN_SECONDS 10.0 /* between two plain lines */

typedef struct Progress {
  const Report *report;
  bool quiet, terminal;
  double shown; /* when the last line was; seconds of the run */
} Progress;

/* ---- progress --------------------------------------------------------------------- */

static uint64_t finished(const HongtouCounts *c) {
  return c->done + c->failed + c->lost + c->kept;
}

static char *time_left(const HongtouCounts *c) {
  uint64_t made = c->done + c->failed + c->lost;
  if (made == 0 || c->seconds < 1)
    return g_strdup("—");
  unsigned left =
      (unsigned)((double)(c->total - finished(c)) * c->seconds / (double)made);
  return left < 3600
             ? g_strdup_printf("%u:%02u", left / 60, left % 60)
             : g_strdup_printf("%u:%02u:%02u", left / 3600, left / 60 % 60, left % 60);
}

static void show(void *self, const HongtouCounts *c) {
  static const char *const forms[] = {
      [HONGTOU_ZH] = "%" G_GUINT64_FORMAT "/%" G_GUINT64_FORMAT
                     "，失败 %" G_GUINT64_FORMAT "，每秒 %.1f 份，还需 %s",
      [HONGTOU_EN] = "%" G_GUINT64_FORMAT "/%" G_GUINT64_FORMAT ", %" G_GUINT64_FORMAT
                     " failed, %.1f a second, %s left"};
  Progress *p = self;
  double step = p->terminal ? LINE_SECONDS : PLAIN_SECONDS;
  if (p->quiet || c->seconds - p->shown < step)
    return;
  p->shown = c->seconds;
  double rate = (double)(c->done + c->failed + c->lost) / c->seconds;
  g_autofree char *left = time_left(c);
  g_autofree char *text = g_strdup_printf(forms[p->report->language], finished(c),
                                          c->total, c->failed + c->lost, rate, left);
  if (p->terminal)
    fprintf(stderr, "\r\033[K%s", text);
  else
    fprintf(stderr, "hongtou: %s\n", text);
}

static void append_codes(GString *out, const HongtouResult *result) {
  uint64_t count;
  const char *code;
  for (size_t i = 0; i < 5 && (code = hongtou_result_batch_code(result, i, &count)); i++)
    g_string_append_printf(out, "%s%s %" G_GUINT64_FORMAT, i ? ", " : "", code, count);
}

static void summarise(const Progress *p, const HongtouResult *result,
                      const HongtouCounts *c) {
  static const char *const forms[] = {
      [HONGTOU_ZH] = "完成 %" G_GUINT64_FORMAT " 份（共 %" G_GUINT64_FORMAT
                     " 页，沿用 %" G_GUINT64_FORMAT " 份），失败 %" G_GUINT64_FORMAT
                     "%s%s%s，用时 %.1f 秒，每秒 %.1f 份，进程内存最多 %.0f MiB",
      [HONGTOU_EN] = "%" G_GUINT64_FORMAT " done (%" G_GUINT64_FORMAT
                     " pages; %" G_GUINT64_FORMAT " kept), %" G_GUINT64_FORMAT
                     " failed%s%s%s, %.1f s, %.1f a second, at most %.0f "
                     "MiB in a process"};
  if (p->terminal)
    fprintf(stderr, "\r\033[K");
  if (p->quiet || c->total == 0)
    return;
  g_autoptr(GString) codes = g_string_new(NULL);
  append_codes(codes, result);
  const char *open = codes->len ? " (" : "", *close = codes->len ? ")" : "";
  double rate = c->seconds > 0 ? (double)c->done / c->seconds : 0;
  fprintf(stderr, "hongtou: ");
  /* the form is one of two constants above */
  g_autofree char *text = g_strdup_printf(
      forms[p->report->language], c->done, c->pages, c->kept, c->failed + c->lost, open,
      codes->str, close, c->seconds, rate, (double)c->peak / 1024);
  fprintf(stderr, "%s\n", text);
  if (c->interrupted)
    fprintf(stderr, "hongtou: %s\n",
            p->report->language == HONGTOU_ZH ? "已中断；用 --resume 继续。"
                                              : "interrupted; go on with --resume.");
}

/* ---- the command ------------------------------------------------------------------- */

/* Ctrl-C and a scheduler's request to end come as bytes of a descriptor. */
static int stop_descriptor(void) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  sigprocmask(SIG_BLOCK, &set, NULL);
  return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

static bool numbers(const Invocation *invocation, HongtouBatch *batch) {
  return cli_number(invocation, OPTION_JOBS, 1, 256, &batch->jobs) &&
         cli_number(invocation, OPTION_TIMEOUT, 1, 86400, &batch->timeout) &&
         cli_number(invocation, OPTION_MEMORY, 16, 1u << 20, &batch->memory);
}

static bool outputs(const Invocation *invocation, HongtouBatch *batch) {
  size_t n = invocation->outputs->len - 1; /* ends with NULL */
  for (size_t i = 0; i < n && i < HONGTOU_BATCH_OUTPUTS; i++)
    batch->outputs[i] = invocation->outputs->pdata[i];
  g_autofree char *usage = cli_usage_line(invocation->command);
  const char *missing = !invocation->values[OPTION_DATA] ? "--data"
                        : n == 0                         ? "-o"
                                                         : NULL;
  if (missing)
    cli_usage_fault(&invocation->report, DIAG_USAGE_MISSING_OPTION, missing, usage, NULL);
  else if (n > HONGTOU_BATCH_OUTPUTS)
    cli_usage_fault(&invocation->report, DIAG_USAGE_TOO_MANY, "-o", usage, NULL);
  return !missing && n <= HONGTOU_BATCH_OUTPUTS;
}

static ExitCode run(const Invocation *invocation, HongtouBatch *batch,
                    const HongtouOptions *options) {
  Progress progress = {.report = &invocation->report,
                       .quiet = invocation->values[OPTION_QUIET] != NULL,
                       .terminal = isatty(STDERR_FILENO)};
  HongtouCounts counts;
  batch->progress = show;
  batch->self = &progress;
  fflush(NULL); /* nothing is written twice by the processes that are forked */
  HongtouSession *session = cli_session(invocation);
  HongtouResult *result = hongtou_batch(session, batch, options, &counts);
  summarise(&progress, result, &counts);
  cli_show_all(&invocation->report, result);
  const char *report_path = hongtou_result_batch_report(result);
  if (report_path && (counts.failed || counts.lost) && !progress.quiet)
    cli_batch_failures(&invocation->report, report_path, true);
  ExitCode code = (ExitCode)hongtou_result_batch_end(result);
  hongtou_result_free(result);
  hongtou_session_free(session);
  return code;
}

ExitCode cli_batch(const Invocation *invocation) {
  const char *const *values = invocation->values;
  HongtouOptions options = {0};
  HongtouBatch batch = {.size = sizeof batch,
                        .only = (const char *const *)invocation->only->pdata,
                        .template_path = invocation->argument,
                        .data = values[OPTION_DATA],
                        .encoding = values[OPTION_ENCODING],
                        .separator = values[OPTION_SEPARATOR],
                        .sheet = values[OPTION_SHEET],
                        .key = values[OPTION_KEY],
                        .group = values[OPTION_GROUP],
                        .query = values[OPTION_QUERY],
                        .report = values[OPTION_REPORT],
                        .shard = values[OPTION_SHARD],
                        .resume = values[OPTION_RESUME] != NULL,
                        .no_sync = values[OPTION_NO_SYNC] != NULL,
                        .sandbox = cli_sandbox(invocation),
                        .language = invocation->report.language};
  if (!outputs(invocation, &batch) || !numbers(invocation, &batch) ||
      !cli_document_options(invocation, &options))
    return EXIT_USAGE;
  batch.stop = stop_descriptor();
  ExitCode code = run(invocation, &batch, &options);
  if (batch.stop >= 0)
    close(batch.stop);
  return code;
}
