/* What went wrong in a batch: the first records that failed, out of its report. */
#include <stdio.h>
#include <string.h>

#include "base_json.h"
#include "cli.h"

#define FAILURES_SHOWN 10

static HongtouSeverity severity_of(const JsonValue *d) {
  const char *word = json_member_text(d, "severity", "");
  return strcmp(word, "error") == 0     ? HONGTOU_ERROR
         : strcmp(word, "warning") == 0 ? HONGTOU_WARNING
                                        : HONGTOU_NOTE;
}

static void show_fault(const Report *report, const JsonValue *d) {
  HongtouDiagnostic shown = {.severity = severity_of(d),
                             .code = json_member_text(d, "code", ""),
                             .file = json_member_text(d, "file", NULL),
                             .line = (unsigned)json_member_number(d, "line", 0),
                             .column = (unsigned)json_member_number(d, "column", 0),
                             .message = json_member_text(d, "message", "")};
  if (shown.severity != HONGTOU_NOTE)
    cli_show(report, &shown, NULL);
}

static void show_record(const Report *report, const JsonValue *value) {
  static const char *const forms[] = {
      [HONGTOU_ZH] = "第 %" G_GUINT64_FORMAT " 条记录%s%s%s没有生成：\n",
      [HONGTOU_EN] = "record %" G_GUINT64_FORMAT "%s%s%s failed:\n"};
  g_autofree char *key = cli_printable(json_member_text(value, "key", ""));
  const char *open = report->language == HONGTOU_ZH ? "（" : " (";
  const char *close = report->language == HONGTOU_ZH ? "）" : ")";
  if (!report->json) /* one of the two forms above */
    fprintf(stderr, forms[report->language], json_member_number(value, "record", 0),
            *key ? open : "", key, *key ? close : "");
  const JsonValue *diags = json_member(value, "diagnostics");
  for (const JsonValue *d = diags ? diags->first : NULL; d; d = d->next)
    show_fault(report, d);
}

static void tell_report(const Report *report, const char *path, size_t failed) {
  g_autofree char *shown = cli_printable(path);
  if (report->json)
    return;
  if (report->language == HONGTOU_ZH && failed > FAILURES_SHOWN)
    fprintf(stderr, "hongtou: 另有 %zu 条失败的记录未列出。\n", failed - FAILURES_SHOWN);
  else if (failed > FAILURES_SHOWN)
    fprintf(stderr, "hongtou: %zu more failed records are not shown.\n",
            failed - FAILURES_SHOWN);
  fprintf(
      stderr,
      report->language == HONGTOU_ZH ? "hongtou: 报告：%s\n" : "hongtou: report: %s\n",
      shown);
}

void cli_batch_failures(const Report *report, const char *path, bool named) {
  const char *const paths[] = {path, NULL};
  HongtouResult *result = hongtou_report(HONGTOU_REPORT_FAILED, paths);
  g_auto(GStrv) lines = g_strsplit(hongtou_result_report(result), "\n", -1);
  size_t failed = 0;
  for (char **line = lines; *line; line++) {
    Arena *arena = arena_new();
    size_t fault;
    const JsonValue *value = json_parse(arena, *line, strlen(*line), &fault);
    if (value && failed++ < FAILURES_SHOWN)
      show_record(report, value);
    arena_free(arena);
  }
  hongtou_result_free(result);
  if (named)
    tell_report(report, path, failed);
}
