/* A run: all names first, then every record of the shard to a worker, and its answer into
 * the report. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "batch_private.h"

#define WAIT_MILLISECONDS 200

struct BatchRun {
  Job *job;
  const BatchPlan *plan;
  BatchCounts *counts;
  NamePattern patterns[BATCH_OUTPUTS];
  OutputRoot *roots[BATCH_OUTPUTS];
  size_t n_outputs;
  uint64_t records; /* in the data */
  struct stat data; /* as it was when the names were read */
  char *report_path;
  int report;
  BatchReport *before; /* of an earlier run; NULL: none */
  Arena *before_arena;
  Records *reader;
  Job reading; /* diagnostics of one record */
  bool drained, stopping, abandoned, ended;
  gint64 began;
};

const OutputRoot *batch_root(const BatchRun *run, size_t output) {
  return run->roots[output];
}

/* ---- names of all records --------------------------------------------------------- */

static uint64_t hash_name(size_t output, const char *root, const char *name) {
  uint64_t hash = 0xCBF29CE484222325u + output;
  for (const char *p = root; *p; p++)
    hash = (hash ^ (uint8_t)*p) * 0x100000001B3u;
  for (const char *p = name; *p; p++)
    hash = (hash ^ (uint8_t)*p) * 0x100000001B3u;
  return hash ^ hash >> 32;
}

typedef struct NameWalk {
  BatchRun *run;
  NameFilter *filter;
  GHashTable *seen; /* second walk: name → record number; NULL: first walk */
} NameWalk;

static bool tell_double(NameWalk *walk, const Record *record, const char *name) {
  gpointer first;
  if (!g_hash_table_lookup_extended(walk->seen, name, NULL, &first)) {
    g_hash_table_insert(walk->seen, g_strdup(name), GUINT_TO_POINTER(record->number));
    return true;
  }
  g_autofree char *number = g_strdup_printf("%u", GPOINTER_TO_UINT(first));
  diag_add(walk->run->job->diags, record->at, DIAG_BATCH_DOUBLE_NAME, name, number, NULL);
  return false;
}

static void walk_record(NameWalk *walk, const Record *record, Arena *arena) {
  BatchRun *run = walk->run;
  Diagnostics *none = diagnostics_new(); /* told when the record's turn comes */
  Job job = {.arena = arena, .diags = none, .limits = run->job->limits};
  NameValues values = {record, run->plan->key};
  for (size_t i = 0; i < run->n_outputs && record->fields; i++) {
    const char *name = name_of(&job, &run->patterns[i], &values);
    if (!name)
      continue;
    const char *root = run->patterns[i].root;
    uint64_t hash = hash_name(0, root, name);
    if (!walk->seen) {
      names_add(walk->filter, hash);
    } else if (names_may_be_double(walk->filter, hash)) {
      g_autofree char *path = g_build_filename(root, name, NULL);
      tell_double(walk, record, path);
    }
  }
  diagnostics_free(none);
}

static bool walk_records(NameWalk *walk) {
  BatchRun *run = walk->run;
  Diagnostics *diags = diagnostics_new();
  Job job = {
      .arena = run->job->arena, .diags = run->job->diags, .limits = run->job->limits};
  Records *records = records_open(&job, &run->plan->data);
  Record record;
  run->records = 0;
  while (records) {
    job.diags = diags; /* of records: each is told in its turn */
    if (!records_next(records, &record))
      break;
    Arena *arena = arena_new();
    run->records++;
    walk_record(walk, &record, arena);
    arena_free(arena);
    if (diag_count(diags) > 0) {
      diagnostics_free(diags);
      diags = diagnostics_new();
    }
  }
  bool ok = records &&
            diag_errors(diags) == 0; /* a fault behind the last record ended reading */
  for (size_t i = 0; i < diag_count(diags); i++) {
    const Diagnostic *d = diag_at(diags, i);
    diag_add(run->job->diags, d->at, d->code, d->args[0], d->args[1], d->args[2],
             d->args[3], NULL);
  }
  records_close(records);
  diagnostics_free(diags);
  return ok;
}

/* The names that may stand twice are read again. */
static bool check_names(BatchRun *run) {
  NameWalk walk = {.run = run, .filter = names_new()};
  size_t errors = diag_errors(run->job->diags);
  bool ok = walk_records(&walk);
  if (ok && names_settle(walk.filter)) {
    walk.seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    ok = walk_records(&walk) && diag_errors(run->job->diags) == errors;
    g_hash_table_unref(walk.seen);
  }
  names_free(walk.filter);
  return ok;
}

/* ---- before the first record --------------------------------------------------------
 */

static bool read_patterns(BatchRun *run) {
  bool ok = true;
  for (; run->n_outputs < BATCH_OUTPUTS && run->plan->outputs[run->n_outputs];
       run->n_outputs++) {
    if (!name_pattern_read(run->job, run->plan->outputs[run->n_outputs],
                           &run->patterns[run->n_outputs]))
      ok = false;
  }
  return ok;
}

static bool open_roots(BatchRun *run) {
  bool whole = run->plan->shard.count == 1;
  for (size_t i = 0; i < run->n_outputs; i++) {
    size_t same = 0;
    while (strcmp(run->patterns[same].root, run->patterns[i].root) != 0)
      same++;
    run->roots[i] = same < i
                        ? run->roots[same]
                        : output_root_open(run->patterns[i].root, whole, run->job->diags);
    if (!run->roots[i])
      return false;
  }
  return true;
}

static void close_roots(BatchRun *run) {
  for (size_t i = 0; i < run->n_outputs; i++) {
    bool shared = false;
    for (size_t k = 0; k < i; k++)
      shared = shared || run->roots[k] == run->roots[i];
    if (!shared)
      output_root_close(run->roots[i]);
  }
}

static char *default_report(const BatchRun *run) {
  Shard shard = run->plan->shard;
  g_autofree char *name = shard.count == 1 ? g_strdup("report.jsonl")
                                           : g_strdup_printf("report-%u-of-%u.jsonl",
                                                             shard.index, shard.count);
  return g_build_filename(run->patterns[0].root, name, NULL);
}

static bool report_fault(BatchRun *run) {
  diag_add(run->job->diags, (Span){0}, DIAG_ENV_CANNOT_WRITE, run->report_path,
           g_strerror(errno), NULL);
  run->ended = true;
  return false;
}

/* A line goes out in one piece: what a killed run leaves is whole lines and perhaps one
 * cut short. */
static bool report_put(BatchRun *run, const char *line) {
  g_autofree char *whole = g_strconcat(line, "\n", NULL);
  size_t len = strlen(whole);
  for (const char *at = whole; len > 0;) {
    ssize_t n = write(run->report, at, len);
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return report_fault(run);
    at += n;
    len -= (size_t)n;
  }
  return true;
}

static bool head_fits(const BatchRun *run) {
  const ReportHead *head = &run->before->head;
  bool same = head->shard.index == run->plan->shard.index &&
              head->shard.count == run->plan->shard.count;
  for (size_t i = 0; i < BATCH_OUTPUTS; i++)
    same = same && g_strcmp0(head->roots[i],
                             i < run->n_outputs ? run->patterns[i].root : NULL) == 0;
  return same;
}

static bool report_before(BatchRun *run) {
  struct stat st;
  if (!run->plan->resume || stat(run->report_path, &st) != 0 || st.st_size == 0)
    return true;
  run->before_arena = arena_new();
  Job job = {
      .arena = run->before_arena, .diags = run->job->diags, .limits = run->job->limits};
  run->before = report_read(&job, run->report_path);
  if (!run->before)
    return false;
  if (head_fits(run))
    return true;
  diag_add(run->job->diags, (Span){.file = run->report_path}, DIAG_BATCH_OTHER_RUN, NULL);
  return false;
}

/* The report is written anew: head first, then the lines of an earlier run that still
 * hold. */
static bool report_begin(BatchRun *run) {
  run->report_path =
      run->plan->report ? g_strdup(run->plan->report) : default_report(run);
  run->report = open(run->report_path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (run->report < 0)
    return report_fault(run);
  if (flock(run->report, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    diag_add(run->job->diags, (Span){0}, DIAG_BATCH_BUSY, run->report_path, NULL);
    return false;
  }
  return report_before(run);
}

/* Cuts off what an interrupted run left of a line. */
static bool report_settle(BatchRun *run) {
  ReportHead head = {.records = run->records, .shard = run->plan->shard};
  for (size_t i = 0; i < run->n_outputs; i++)
    head.roots[i] = run->patterns[i].root;
  if (!run->before) {
    g_autofree char *line = report_head_line(&head);
    return (ftruncate(run->report, 0) == 0 || report_fault(run)) && report_put(run, line);
  }
  g_autofree char *bytes = NULL;
  gsize len = 0;
  if (!g_file_get_contents(run->report_path, &bytes, &len, NULL))
    return report_fault(run);
  while (len > 0 && bytes[len - 1] != '\n')
    len--;
  return (ftruncate(run->report, (off_t)len) == 0 &&
          lseek(run->report, 0, SEEK_END) >= 0) ||
         report_fault(run);
}

/* ---- one record ----------------------------------------------------------------------
 */

static void count_code(BatchRun *run, const char *code) {
  guint n = GPOINTER_TO_UINT(g_hash_table_lookup(run->counts->codes, code));
  g_hash_table_insert(run->counts->codes, g_strdup(code), GUINT_TO_POINTER(n + 1));
}

static const char *first_error(const Diagnostics *diags) {
  for (size_t i = 0; i < diag_count(diags); i++) {
    if (diag_at(diags, i)->severity == SEVERITY_ERROR)
      return diag_code_name(diag_at(diags, i)->code);
  }
  return NULL;
}

static void fail_record(BatchRun *run, const Task *task, const Diagnostics *diags) {
  ReportLine line = {.task = task, .status = "failed", .diags = diags};
  g_autofree char *text = report_line(&line, run->plan->pool.language);
  const char *code = first_error(diags);
  run->counts->failed++;
  count_code(run, code ? code : "batch.unknown");
  report_put(run, text);
}

/* Done before from the same input, and what it wrote is still there. */
static bool still_good(const BatchRun *run, const Task *task) {
  const Reported *line =
      run->before ? g_hash_table_lookup(run->before->lines, &task->number) : NULL;
  if (!line || !line->done || strcmp(line->input, task->input) != 0)
    return false;
  for (size_t i = 0; i < run->n_outputs; i++) {
    char digest[DIGEST_TEXT];
    if (g_strcmp0(line->paths[i], task->names[i]) != 0 ||
        !digest_file(run->roots[i], task->names[i], digest) ||
        strcmp(digest, line->digests[i]) != 0)
      return false;
  }
  return true;
}

static char *digest_input(const BatchRun *run, const Record *record) {
  g_autoptr(GString) all = g_string_new(run->plan->recipe);
  g_string_append_len(all, record->xml ? record->xml : "", (gssize)record->len);
  char digest[DIGEST_TEXT];
  digest_bytes(all->str, all->len, digest);
  return g_strdup(digest);
}

static void start_record(BatchRun *run, const Record *record, Pool *pool, Arena *arena) {
  Job job = {.arena = arena, .diags = run->reading.diags, .limits = run->job->limits};
  NameValues values = {record, run->plan->key};
  g_autofree char *input = digest_input(run, record);
  Task task = {.number = record->number,
               .at = record->at,
               .input = input,
               .xml = record->xml,
               .len = record->len,
               .key = ""};
  if (run->plan->key && record->fields)
    task.key = record_field(record, run->plan->key);
  for (size_t i = 0; i < run->n_outputs && record->fields; i++)
    task.names[i] = name_of(&job, &run->patterns[i], &values);
  run->counts->records++;
  if (diag_errors(run->reading.diags) > 0)
    fail_record(run, &task, run->reading.diags);
  else if (still_good(run, &task))
    run->counts->kept++;
  else
    pool_give(pool, &task);
}

/* ---- all records
 * ------------------------------------------------------------------------ */

/* Reads on until a worker has something to do. */
static void feed(BatchRun *run, Pool *pool) {
  while (!run->drained && !run->stopping && !run->ended && pool_has_room(pool)) {
    Record record;
    diagnostics_free(run->reading.diags);
    run->reading.diags = diagnostics_new();
    if (!records_next(run->reader, &record)) {
      run->drained = true;
      return;
    }
    if (!shard_has(run->plan->shard, record.number))
      continue;
    Arena *arena = arena_new();
    start_record(run, &record, pool, arena);
    arena_free(arena);
  }
}

static void take_answer(BatchRun *run, Answer *answer) {
  BatchCounts *counts = run->counts;
  counts->pages += answer->verdict == VERDICT_DONE ? answer->pages : 0;
  counts->done += answer->verdict == VERDICT_DONE;
  counts->failed += answer->verdict == VERDICT_FAILED || answer->verdict == VERDICT_ENDS;
  counts->lost += answer->verdict == VERDICT_LOST;
  if (answer->verdict != VERDICT_DONE)
    count_code(run, answer->code ? answer->code : "batch.unknown");
  if (answer->verdict == VERDICT_ENDS && !run->ended) {
    run->ended = true;
    diag_add(run->job->diags, (Span){0}, DIAG_BATCH_ENDED,
             answer->code ? answer->code : "-", NULL);
  }
  if (*answer->line)
    report_put(run, answer->line);
  answer_clear(answer);
}

/* A byte finishes what is begun, a second abandons it. */
static void look_at_stop(BatchRun *run) {
  char bytes[256];
  if (run->plan->stop < 0)
    return;
  ssize_t n = read(run->plan->stop, bytes, sizeof bytes);
  if (n <= 0)
    return;
  run->abandoned = run->stopping || n > 1;
  run->stopping = run->counts->interrupted = true;
}

static void show_progress(BatchRun *run) {
  run->counts->seconds = (double)(g_get_monotonic_time() - run->began) / G_USEC_PER_SEC;
  if (run->plan->progress)
    run->plan->progress(run->plan->self, run->counts);
}

static void run_all(BatchRun *run, Pool *pool) {
  for (;;) {
    feed(run, pool);
    show_progress(run);
    if (run->abandoned ||
        (pool_busy(pool) == 0 && (run->drained || run->stopping || run->ended)))
      return;
    Answer answer;
    while (pool_wait(pool, WAIT_MILLISECONDS, run->plan->stop, &answer)) {
      take_answer(run, &answer);
      if (pool_has_room(pool))
        break;
    }
    look_at_stop(run);
  }
}

/* The names were checked against what the file held then. */
static bool data_is_same(const BatchRun *run) {
  struct stat now;
  if (stat(run->plan->data.path, &now) == 0 && now.st_size == run->data.st_size &&
      now.st_ino == run->data.st_ino && now.st_mtim.tv_sec == run->data.st_mtim.tv_sec &&
      now.st_mtim.tv_nsec == run->data.st_mtim.tv_nsec)
    return true;
  diag_add(run->job->diags, (Span){.file = run->plan->data.path}, DIAG_BATCH_DATA_CHANGED,
           NULL);
  return false;
}

static bool make_all(BatchRun *run, const BatchMaker *maker) {
  run->reading = *run->job;
  run->reading.diags = diagnostics_new();
  run->reader = records_open(&run->reading, &run->plan->data);
  bool ok = run->reader != NULL;
  Pool *pool = ok ? pool_new(&run->plan->pool, maker->maker, run->job->diags) : NULL;
  if (pool) {
    run_all(run, pool);
    pool_end(pool);
    run->counts->peak = pool_peak(pool);
    pool_free(pool);
    show_progress(run);
  }
  records_close(run->reader);
  diagnostics_free(run->reading.diags);
  return ok && pool && !run->ended && data_is_same(run);
}

static bool prepare(BatchRun *run) {
  if (!read_patterns(run))
    return false;
  if (stat(run->plan->data.path, &run->data) != 0) {
    diag_add(run->job->diags, (Span){0}, DIAG_ENV_CANNOT_READ, run->plan->data.path,
             g_strerror(errno), NULL);
    return false;
  }
  if (!check_names(run))
    return false;
  Shard shard = run->plan->shard;
  run->counts->total =
      run->records < shard.index ? 0 : (run->records - shard.index) / shard.count + 1;
  return open_roots(run) && report_begin(run) && report_settle(run);
}

bool batch_run(Job *job, const BatchPlan *plan, const BatchMaker *maker,
               BatchCounts *counts) {
  BatchRun run = {.job = job,
                  .plan = plan,
                  .counts = counts,
                  .report = -1,
                  .began = g_get_monotonic_time()};
  *counts = (BatchCounts){
      .codes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
  maker->attach(maker->maker.self, &run);
  bool ok = prepare(&run) && make_all(&run, maker);
  report_free(run.before);
  if (run.before_arena)
    arena_free(run.before_arena);
  if (run.report >= 0)
    close(run.report);
  close_roots(&run);
  g_free(run.report_path);
  return ok;
}
