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
static void put_make(GString *out, const Report *report) {
  put_name(out, report->product);
  g_string_append_c(out, ':');
  for (guint i = 0; i < report->read->len; i++) {
    if (strcmp(report->read->pdata[i], report->product) == 0)
      continue; /* what is verified makes nothing */
    g_string_append(out, " \\\n  ");
    put_name(out, report->read->pdata[i]);
  }
  g_string_append_c(out, '\n');
  for (guint i = 0; i < report->read->len; i++) {
    if (strcmp(report->read->pdata[i], report->product) == 0)
      continue;
    put_name(out, report->read->pdata[i]);
    g_string_append(out, ":\n");
  }
}

static void put_json(GString *out, const Report *report) {
  g_string_append(out, "{\"version\":1,");
  cli_json_member(out, "output", report->product);
  g_string_append(out, ",\"files\":[");
  for (guint i = 0; i < report->read->len; i++) {
    g_string_append(out, i ? ",\n  " : "\n  ");
    json_put_string(out, report->read->pdata[i]);
  }
  g_string_append(out, "]}\n");
}

/* Several documents are one run: the last of them writes the files of all. */
static void add_read(const Report *report, HongtouResult *result) {
  for (size_t i = 0; result && i < hongtou_result_files(result); i++) {
    const char *file = hongtou_result_file(result, i);
    if (!g_ptr_array_find_with_equal_func(report->read, file, g_str_equal, NULL))
      g_ptr_array_add(report->read, g_strdup(file));
  }
}

bool cli_deps_write(const Report *report, HongtouResult *result) {
  if (!report->deps)
    return true;
  g_autoptr(GString) out = g_string_new(NULL);
  add_read(report, result);
  if (report->deps_json)
    put_json(out, report);
  else
    put_make(out, report);
  Diagnostics *faults = diagnostics_new();
  bool ok = file_replace(report->deps, out->str, out->len, faults);
  if (!ok) {
    const Diagnostic *d = diag_at(faults, 0);
    cli_usage_fault(report, d->code, d->args[0], d->args[1], NULL);
  }
  diagnostics_free(faults);
  return ok;
}
