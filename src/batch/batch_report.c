/* The report: a line of JSON for the run, then one for each record as it is answered. */
#include <string.h>

#include "base_json.h"
#include "batch.h"

#define REPORT_BYTES ((size_t)4 << 30)
#define REPORT_VERSION 1

/* ---- writing ------------------------------------------------------------------ */

static void put_member(GString *out, const char *name, const char *text) {
  g_string_append_printf(out, ",\"%s\":", name);
  json_put_string(out, text);
}

char *report_head_line(const ReportHead *head) {
  GString *out = g_string_new(NULL);
  g_string_append_printf(out,
                         "{\"hongtou-batch\":%d,\"records\":%" G_GUINT64_FORMAT
                         ",\"shard\":\"%u/%u\",\"roots\":[",
                         REPORT_VERSION, head->records, head->shard.index,
                         head->shard.count);
  for (size_t i = 0; i < BATCH_OUTPUTS && head->roots[i]; i++) {
    if (i)
      g_string_append_c(out, ',');
    json_put_string(out, head->roots[i]);
  }
  g_string_append(out, "]}");
  return g_string_free(out, FALSE);
}

static void put_signature(GString *out, const ReportSignature *s) {
  if (!s)
    return;
  g_string_append(out, ",\"signature\":{\"level\":");
  json_put_string(out, s->level);
  put_member(out, "certificate", s->fingerprint);
  put_member(out, "serial", s->serial);
  put_member(out, "time", s->time);
  put_member(out, "content", s->content);
  g_string_append_c(out, '}');
}

static void put_outputs(GString *out, const ReportLine *line) {
  g_string_append(out, ",\"outputs\":[");
  for (size_t i = 0; i < line->n_outputs; i++) {
    const ReportOutput *output = &line->outputs[i];
    g_string_append(out, i ? ",{\"path\":" : "{\"path\":");
    json_put_string(out, output->path);
    put_member(out, "sha256", output->digest);
    g_string_append_printf(out, ",\"bytes\":%zu", output->len);
    put_signature(out, output->signature);
    g_string_append_c(out, '}');
  }
  g_string_append_c(out, ']');
}

static void put_reads(GString *out, const ReportLine *line) {
  for (size_t i = 0; i < line->n_reads; i++) {
    g_string_append(out, i ? ",{\"path\":" : ",\"reads\":[{\"path\":");
    json_put_string(out, line->reads[i].path);
    put_member(out, "sha256", line->reads[i].digest);
    g_string_append_c(out, '}');
  }
  if (line->n_reads)
    g_string_append_c(out, ']');
}

static void put_stages(GString *out, const ReportLine *line) {
  g_string_append(out, ",\"ms\":{");
  for (size_t i = 0; i < G_N_ELEMENTS(line->stages) && line->stages[i]; i++) {
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    g_ascii_formatd(number, sizeof number, "%.2f", line->milliseconds[i]);
    g_string_append_printf(out, "%s\"%s\":%s", i ? "," : "", line->stages[i], number);
  }
  g_string_append_c(out, '}');
}

static void put_diagnostic(GString *out, const Diagnostic *d, Span at,
                           MessageLanguage language) {
  static const char *const severities[] = {"note", "warning", "error"};
  g_autofree char *message = diag_text(d, language);
  g_string_append_printf(out, "{\"severity\":\"%s\",\"code\":\"%s\"",
                         severities[d->severity], diag_code_name(d->code));
  if (at.file)
    put_member(out, "file", at.file);
  if (at.line)
    g_string_append_printf(out, ",\"line\":%u", at.line);
  if (at.line && at.column)
    g_string_append_printf(out, ",\"column\":%u", at.column);
  put_member(out, "message", message);
  g_string_append_c(out, '}');
}

char *report_line(const ReportLine *line, MessageLanguage language) {
  const Task *task = line->task;
  GString *out = g_string_new(NULL);
  g_string_append_printf(out, "{\"record\":%" G_GUINT64_FORMAT, task->number);
  if (*task->key)
    put_member(out, "key", task->key);
  put_member(out, "data", task->at.file ? task->at.file : "");
  g_string_append_printf(out, ",\"row\":%u", task->at.line);
  put_member(out, "status", line->status);
  put_member(out, "input", task->input);
  put_outputs(out, line);
  put_reads(out, line);
  g_string_append_printf(out, ",\"pages\":%u", line->pages);
  put_stages(out, line);
  g_string_append(out, ",\"diagnostics\":[");
  for (size_t i = 0; line->diags && i < diag_count(line->diags); i++) {
    const Diagnostic *d = diag_at(line->diags, i);
    if (i)
      g_string_append_c(out, ',');
    put_diagnostic(out, d, line->places ? line->places[i] : d->at, language);
  }
  g_string_append(out, "]}");
  return g_string_free(out, FALSE);
}

/* ---- reading ----------------------------------------------------------------------- */

static bool read_head(const JsonValue *value, ReportHead *head) {
  const char *missing;
  if (!value || json_member_number(value, "hongtou-batch", 0) != REPORT_VERSION ||
      !shard_read(json_member_text(value, "shard", ""), &head->shard, &missing))
    return false;
  head->records = json_member_number(value, "records", 0);
  const JsonValue *roots = json_member(value, "roots");
  size_t n = 0;
  for (const JsonValue *root = roots ? roots->first : NULL; root; root = root->next) {
    if (root->kind != JSON_STRING || n >= BATCH_OUTPUTS)
      return false;
    head->roots[n++] = root->text;
  }
  return true;
}

static void read_reads(Arena *arena, const JsonValue *value, Reported *line) {
  const JsonValue *reads = json_member(value, "reads");
  size_t n = 0;
  for (const JsonValue *r = reads ? reads->first : NULL; r; r = r->next)
    n++;
  ReportRead *all = ARENA_ARRAY(arena, ReportRead, n);
  line->reads = all;
  for (const JsonValue *r = reads ? reads->first : NULL; r; r = r->next)
    all[line->n_reads++] =
        (ReportRead){json_member_text(r, "path", ""), json_member_text(r, "sha256", "")};
}

static Reported *read_record(Arena *arena, const JsonValue *value, const char *text) {
  uint64_t number = json_member_number(value, "record", 0);
  if (number == 0)
    return NULL;
  Reported *line = ARENA_NEW(arena, Reported);
  *line = (Reported){.number = number,
                     .text = text,
                     .done = strcmp(json_member_text(value, "status", ""), "done") == 0,
                     .key = json_member_text(value, "key", ""),
                     .input = json_member_text(value, "input", "")};
  const JsonValue *outputs = json_member(value, "outputs");
  size_t n = 0;
  for (const JsonValue *o = outputs ? outputs->first : NULL; o && n < BATCH_OUTPUTS;
       o = o->next, n++) {
    line->paths[n] = json_member_text(o, "path", "");
    line->digests[n] = json_member_text(o, "sha256", "");
  }
  read_reads(arena, value, line);
  return line;
}

static bool same_outputs(const Reported *a, const Reported *b) {
  for (size_t i = 0; i < BATCH_OUTPUTS; i++) {
    if (g_strcmp0(a->paths[i], b->paths[i]) != 0 ||
        g_strcmp0(a->digests[i], b->digests[i]) != 0)
      return false;
  }
  return true;
}

/* The later line counts, but for one that says less than an earlier one did. */
static void keep_line(BatchReport *report, Reported *line) {
  const Reported *before = g_hash_table_lookup(report->lines, &line->number);
  if (before && before->done && line->done && !same_outputs(before, line))
    report->doubles++;
  if (!before || line->done || !before->done)
    g_hash_table_replace(report->lines, &line->number, line);
}

static bool bad_line(Job *job, const char *path, uint32_t number) {
  diag_add(job->diags, (Span){.file = path, .line = number}, DIAG_REPORT_LINE, NULL);
  return false;
}

static bool read_lines(Job *job, const char *path, const char *bytes,
                       BatchReport *report) {
  uint32_t number = 0;
  for (const char *at = bytes, *end; (end = strchr(at, '\n')); at = end + 1) {
    report->bytes = (size_t)(end + 1 - bytes);
    size_t fault, len = (size_t)(end - at);
    const JsonValue *value = json_parse(job->arena, at, len, &fault);
    number++;
    if (number == 1) {
      if (!read_head(value, &report->head))
        return bad_line(job, path, number);
      continue;
    }
    Reported *line =
        value ? read_record(job->arena, value, arena_strndup(job->arena, at, len)) : NULL;
    if (line)
      keep_line(report, line);
    else if (report->damaged++ == 0)
      report->first_damaged = number;
  }
  return number > 0 || bad_line(job, path, 1);
}

BatchReport *report_read(Job *job, const char *path) {
  g_autofree char *bytes = NULL;
  size_t len;
  if (!file_read(path, REPORT_BYTES, &bytes, &len, job->diags))
    return NULL;
  BatchReport *report = g_new0(BatchReport, 1);
  report->lines = g_hash_table_new(g_int64_hash, g_int64_equal);
  if (read_lines(job, arena_strdup(job->arena, path), bytes, report))
    return report;
  report_free(report);
  return NULL;
}

void report_free(BatchReport *report) {
  if (!report)
    return;
  g_hash_table_unref(report->lines);
  g_free(report);
}

static gint by_number(gconstpointer a, gconstpointer b) {
  const Reported *x = *(const Reported *const *)a, *y = *(const Reported *const *)b;
  return (x->number > y->number) - (x->number < y->number);
}

GPtrArray *report_sorted(const BatchReport *report) {
  GPtrArray *lines = g_ptr_array_new();
  GHashTableIter iter;
  gpointer line;
  g_hash_table_iter_init(&iter, report->lines);
  while (g_hash_table_iter_next(&iter, NULL, &line))
    g_ptr_array_add(lines, line);
  g_ptr_array_sort(lines, by_number);
  return lines;
}
