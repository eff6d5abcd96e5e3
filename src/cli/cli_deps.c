/* --deps: what was read, as a rule of make or as JSON. */
#include <string.h>

#include "base_json.h"
#include "cli.h"

/* A name as make reads it: blanks, # and $ stand for themselves. */
static void put_name(GString *out, const char *name) {
  for (const char *p = name; *p; p++) {
    if (*p == '$')
      g_string_append_c(out, '$');
    else if (strchr(" \t#\\:", *p))
      g_string_append_c(out, '\\');
    g_string_append_c(out, *p == '\n' ? '?' : *p);
  }
}

/* A rule, and one without a recipe for each file, so that one that is gone is no fault
 * of make's. */
static void put_make(GString *out, const char *product, HongtouResult *result) {
  size_t n = result ? hongtou_result_files(result) : 0;
  put_name(out, product);
  g_string_append_c(out, ':');
  for (size_t i = 0; i < n; i++) {
    if (strcmp(hongtou_result_file(result, i), product) == 0)
      continue; /* what is verified makes nothing */
    g_string_append(out, " \\\n  ");
    put_name(out, hongtou_result_file(result, i));
  }
  g_string_append_c(out, '\n');
  for (size_t i = 0; i < n; i++) {
    if (strcmp(hongtou_result_file(result, i), product) == 0)
      continue;
    put_name(out, hongtou_result_file(result, i));
    g_string_append(out, ":\n");
  }
}

static void put_json(GString *out, const char *product, HongtouResult *result) {
  size_t n = result ? hongtou_result_files(result) : 0;
  g_string_append(out, "{\"version\":1,");
  cli_json_member(out, "output", product);
  g_string_append(out, ",\"files\":[");
  for (size_t i = 0; i < n; i++) {
    g_string_append(out, i ? ",\n  " : "\n  ");
    json_put_string(out, hongtou_result_file(result, i));
  }
  g_string_append(out, "]}\n");
}

bool cli_deps_write(const Report *report, HongtouResult *result) {
  if (!report->deps)
    return true;
  g_autoptr(GString) out = g_string_new(NULL);
  if (report->deps_json)
    put_json(out, report->product, result);
  else
    put_make(out, report->product, result);
  Diagnostics *faults = diagnostics_new();
  bool ok = file_replace(report->deps, out->str, out->len, faults);
  if (!ok) {
    const Diagnostic *d = diag_at(faults, 0);
    cli_usage_fault(report, d->code, d->args[0], d->args[1], NULL);
  }
  diagnostics_free(faults);
  return ok;
}
