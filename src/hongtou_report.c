/* Reports of batches: checked against the files, merged, searched. */
#include <string.h>

#include "batch.h"
#include "hongtou_inner.h"
#include "hongtou_report.h"
#include "sign.h"

typedef struct Reporting {
  HongtouResult *result;
  Job job;
  GPtrArray *reports; /* BatchReport, as the paths */
  GString *out;
} Reporting;

static void tell(Reporting *r, DiagCode code, const char *where, const Reported *line) {
  g_autofree char *number = g_strdup_printf("%" G_GUINT64_FORMAT, line->number);
  diag_add(r->job.diags, (Span){.file = where}, code, number, line->key, NULL);
}

static void put_line(Reporting *r, const char *line) {
  g_string_append(r->out, line);
  g_string_append_c(r->out, '\n');
}

/* ---- verify -------------------------------------------------------------------- */

static OutputRoot *root_open(Reporting *r, const BatchReport *report, size_t i) {
  const char *folder = report->head.roots[i];
  if (folder && g_file_test(folder, G_FILE_TEST_IS_DIR))
    return output_root_open(folder, false, r->job.diags);
  if (folder)
    diag_add(r->job.diags, (Span){0}, DIAG_ENV_CANNOT_READ, folder, "", NULL);
  return NULL;
}

static void verify_line(Reporting *r, OutputRoot *const *roots, const char *path,
                        const Reported *line) {
  for (size_t i = 0; line->done && i < BATCH_OUTPUTS && line->paths[i]; i++) {
    char digest[DIGEST_TEXT];
    if (!roots[i] || !digest_file(roots[i], line->paths[i], digest))
      diag_add(r->job.diags, (Span){.file = path}, DIAG_REPORT_MISSING_FILE,
               line->paths[i], NULL);
    else if (strcmp(digest, line->digests[i]) != 0)
      diag_add(r->job.diags, (Span){.file = path}, DIAG_REPORT_CHANGED_FILE,
               line->paths[i], NULL);
  }
}

/* The last record of a report lies within what its head says. */
static bool head_holds(Reporting *r, const BatchReport *report, const char *path) {
  g_autoptr(GPtrArray) lines = report_sorted(report);
  const Reported *last = lines->len ? lines->pdata[lines->len - 1] : NULL;
  if (!last || last->number <= report->head.records)
    return true;
  g_autofree char *records = g_strdup_printf("%" G_GUINT64_FORMAT, report->head.records);
  g_autofree char *number = g_strdup_printf("%" G_GUINT64_FORMAT, last->number);
  diag_add(r->job.diags, (Span){.file = path}, DIAG_REPORT_STALE, records, number, NULL);
  return false;
}

/* Every record of the shard has a line. */
static void verify_whole(Reporting *r, const BatchReport *report, const char *path) {
  uint64_t missing = 0, first = 0;
  for (uint64_t number = report->head.shard.index; number <= report->head.records;
       number += report->head.shard.count) {
    if (g_hash_table_contains(report->lines, &number))
      continue;
    first = missing++ ? first : number;
  }
  if (missing == 0)
    return;
  g_autofree char *number = g_strdup_printf("%" G_GUINT64_FORMAT, first);
  g_autofree char *count = g_strdup_printf("%" G_GUINT64_FORMAT, missing);
  diag_add(r->job.diags, (Span){.file = path}, DIAG_REPORT_INCOMPLETE, number, count,
           NULL);
}

static void verify(Reporting *r, const BatchReport *report, const char *path) {
  OutputRoot *roots[BATCH_OUTPUTS] = {NULL};
  for (size_t i = 0; i < BATCH_OUTPUTS; i++)
    roots[i] = root_open(r, report, i);
  if (head_holds(r, report, path))
    verify_whole(r, report, path);
  g_autoptr(GPtrArray) lines = report_sorted(report);
  for (guint i = 0; i < lines->len; i++)
    verify_line(r, roots, path, lines->pdata[i]);
  for (size_t i = 0; i < BATCH_OUTPUTS; i++)
    output_root_close(roots[i]);
}

/* ---- failed ----------------------------------------------------------------------- */

static void failed(Reporting *r, const BatchReport *report) {
  g_autoptr(GPtrArray) lines = report_sorted(report);
  for (guint i = 0; i < lines->len; i++) {
    const Reported *line = lines->pdata[i];
    if (!line->done)
      put_line(r, line->text);
  }
}

/* ---- merge ------------------------------------------------------------------------- */

typedef struct Merging {
  Reporting *r;
  const char *const *paths;
  GHashTable *lines; /* number → Reported */
  uint64_t records;
} Merging;

static void merge_line(Merging *m, const char *path, Reported *line) {
  const Reported *before = g_hash_table_lookup(m->lines, &line->number);
  if (before && before->done && line->done)
    tell(m->r, DIAG_REPORT_DOUBLE, path, line);
  if (!before || line->done)
    g_hash_table_replace(m->lines, &line->number, line);
}

static bool heads_agree(Merging *m) {
  const BatchReport *first = m->r->reports->pdata[0];
  m->records = first->head.records;
  for (guint i = 0; i < m->r->reports->len; i++) {
    if (!head_holds(m->r, m->r->reports->pdata[i], m->paths[i]))
      return false;
  }
  for (guint i = 1; i < m->r->reports->len; i++) {
    const BatchReport *report = m->r->reports->pdata[i];
    bool same = report->head.records == m->records;
    for (size_t k = 0; k < BATCH_OUTPUTS; k++)
      same = same && g_strcmp0(report->head.roots[k], first->head.roots[k]) == 0;
    if (same)
      continue;
    diag_add(m->r->job.diags, (Span){.file = m->paths[i]}, DIAG_REPORT_OTHER, NULL);
    return false;
  }
  return true;
}

#define MISSING_NAMED 1000

static void tell_missing(Merging *m) {
  unsigned named = 0;
  for (uint64_t number = 1; number <= m->records && named < MISSING_NAMED; number++) {
    const Reported *line = g_hash_table_lookup(m->lines, &number);
    Reported none = {.number = number, .key = ""};
    if (line && line->done)
      continue;
    tell(m->r, line ? DIAG_REPORT_FAILED : DIAG_REPORT_MISSING, NULL,
         line ? line : &none);
    named++;
  }
}

static void merge(Reporting *r, const char *const *paths) {
  Merging m = {
      .r = r, .paths = paths, .lines = g_hash_table_new(g_int64_hash, g_int64_equal)};
  if (heads_agree(&m)) {
    for (guint i = 0; i < r->reports->len; i++) {
      g_autoptr(GPtrArray) lines = report_sorted(r->reports->pdata[i]);
      for (guint k = 0; k < lines->len; k++)
        merge_line(&m, paths[i], lines->pdata[k]);
    }
    tell_missing(&m);
    const BatchReport *first = r->reports->pdata[0];
    ReportHead head = first->head;
    head.shard = (Shard){1, 1};
    g_autofree char *text = report_head_line(&head);
    put_line(r, text);
    BatchReport all = {.lines = m.lines};
    g_autoptr(GPtrArray) lines = report_sorted(&all);
    for (guint i = 0; i < lines->len; i++)
      put_line(r, ((const Reported *)lines->pdata[i])->text);
  }
  g_hash_table_unref(m.lines);
}

/* ---- any of them ------------------------------------------------------------------- */

static bool read_all(Reporting *r, const char *const *paths) {
  for (; *paths; paths++) {
    BatchReport *report = report_read(&r->job, *paths);
    if (!report)
      return false;
    g_ptr_array_add(r->reports, report);
    if (report->damaged) {
      Span at = {.file = *paths, .line = (uint32_t)report->first_damaged};
      diag_add(r->job.diags, at, DIAG_REPORT_LINE, NULL);
      return false;
    }
  }
  return r->reports->len > 0;
}

static void run(Reporting *r, HongtouReportTask task, const char *const *paths) {
  for (guint i = 0; task != HONGTOU_REPORT_MERGE && i < r->reports->len; i++) {
    if (task == HONGTOU_REPORT_VERIFY)
      verify(r, r->reports->pdata[i], paths[i]);
    else if (task == HONGTOU_REPORT_FAILED)
      failed(r, r->reports->pdata[i]);
    else
      report_table(r->reports->pdata[i], task == HONGTOU_REPORT_HTML, i == 0, r->out);
  }
  if (task == HONGTOU_REPORT_MERGE)
    merge(r, paths);
  if (task == HONGTOU_REPORT_HTML)
    report_table_end(r->out);
}

static void audit(Reporting *r, const char *const *paths) {
  for (; *paths; paths++)
    signing_ledger_check(&r->job, *paths);
}

static void report_unref(gpointer report) {
  report_free(report);
}

HongtouResult *hongtou_report(HongtouReportTask task, const char *const *paths) {
  Reporting r = {.result = result_new(false),
                 .reports = g_ptr_array_new_with_free_func(report_unref),
                 .out = g_string_new(NULL)};
  r.job =
      (Job){.arena = arena_new(), .diags = r.result->diags, .limits = &limits_default};
  for (const char *const *path = paths; *path; path++)
    result_note_read(r.result, *path);
  if (task == HONGTOU_REPORT_AUDIT)
    audit(&r, paths);
  else if (read_all(&r, paths))
    run(&r, task, paths);
  r.result->report = g_string_free(r.out, FALSE);
  g_ptr_array_unref(r.reports);
  arena_free(r.job.arena);
  return r.result;
}

const char *hongtou_result_report(const HongtouResult *result) {
  return result->report ? result->report : "";
}
