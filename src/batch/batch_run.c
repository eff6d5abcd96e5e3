/* A run: all names first, then every record of the shard to a worker, and its answer into
 * the report. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "batch_private.h"

#define WAIT_MILLISECONDS 200

struct BatchRun {
  Job *job;
  const BatchPlan *plan;
  BatchCounts *counts;
  NamePattern patterns[BATCH_OUTPUTS];
  char *wholes[BATCH_OUTPUTS]; /* the patterns' folders, from the root of all */
  OutputRoot *roots[BATCH_OUTPUTS];
  size_t n_outputs;
  uint64_t records; /* in the data */
  uint64_t wanted;  /* of them, by the plan's `only` */
  struct stat data; /* as it was when the names were read */
  Ledger ledger;
  GHashTable *tidied; /* folders that were looked through for leftovers */
  Records *reader;
  Job reading; /* diagnostics of one record */
  bool drained, stopping, abandoned, ended;
  gint64 began;
};

const OutputRoot *batch_root(const BatchRun *run, size_t output) {
  return run->roots[output];
}

/* ---- names of all records --------------------------------------------------------- */

static uint64_t hash_name(const char *path) {
  uint64_t hash = 0xCBF29CE484222325u;
  for (const char *p = path; *p; p++)
    hash = (hash ^ (uint8_t)*p) * 0x100000001B3u;
  return hash ^ hash >> 32;
}

/* "o" and "./o" and a link to o are one folder. */
static char *whole_folder(const char *folder) {
  char *real = realpath(folder, NULL);
  char *whole = real ? g_strdup(real) : g_canonicalize_filename(folder, NULL);
  free(real);
  return whole;
}

typedef struct NameWalk {
  BatchRun *run;
  NameFilter *filter;
  GHashTable *seen; /* second walk: name → record number; NULL: first walk */
  ProbeSigns *signs;
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

/* A table has the same columns in every row: one that is not there is told before
 * anything is made. */
static bool has_columns(BatchRun *run, const Record *record) {
  static const char *const tables[] = {".csv", ".tsv", ".xlsx", ".ods"};
  bool table = false;
  for (size_t i = 0; i < G_N_ELEMENTS(tables); i++)
    table = table || g_str_has_suffix(run->plan->data.path, tables[i]);
  if (!table || !record->fields)
    return true;
  Diagnostics *found = diagnostics_new();
  Arena *arena = arena_new();
  Job job = {.arena = arena, .diags = found, .limits = run->job->limits};
  NameValues values = {record, run->plan->key};
  for (size_t i = 0; i < run->n_outputs; i++)
    name_of(&job, &run->patterns[i], &values);
  if (run->plan->key && !record_has(record, run->plan->key))
    diag_add(found, record->at, DIAG_BATCH_NAME_COLUMN, run->plan->key, NULL);
  bool ok = true;
  for (size_t i = 0; i < diag_count(found); i++) {
    const Diagnostic *d = diag_at(found, i);
    if (d->code != DIAG_BATCH_NAME_COLUMN)
      continue;
    diag_add(run->job->diags, (Span){.file = run->plan->data.path}, d->code, d->args[0],
             NULL);
    ok = false;
  }
  arena_free(arena);
  diagnostics_free(found);
  return ok;
}

/* --only names it, or nothing does. */
static bool is_wanted(const BatchRun *run, const Record *record) {
  const char *const *only = run->plan->only;
  return !only || !*only ||
         (run->plan->key && record->fields &&
          g_strv_contains(only, record_field(record, run->plan->key)));
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
    g_autofree char *path = g_build_filename(run->wholes[i], name, NULL);
    uint64_t hash = hash_name(path);
    if (!walk->seen)
      names_add(walk->filter, hash);
    else if (names_may_be_double(walk->filter, hash))
      tell_double(walk, record, path);
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
  bool columns = true;
  run->records = run->wanted = 0;
  while (records) {
    job.diags = diags; /* of records: each is told in its turn */
    if (!records_next(records, &record))
      break;
    if (run->records++ == 0 && !has_columns(run, &record)) {
      columns = false;
      break;
    }
    run->wanted += is_wanted(run, &record);
    Arena *arena = arena_new();
    probe_alive(walk->signs);
    walk_record(walk, &record, arena);
    arena_free(arena);
    if (diag_count(diags) > 0) {
      diagnostics_free(diags);
      diags = diagnostics_new();
    }
  }
  bool ok = records && columns &&
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
static bool check_names(BatchRun *run, ProbeSigns *signs) {
  NameWalk walk = {.run = run, .filter = names_new(), .signs = signs};
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

/* ---- before the first record ------------------------------------------------------- */

static bool read_patterns(BatchRun *run) {
  bool ok = true;
  for (; run->n_outputs < BATCH_OUTPUTS && run->plan->outputs[run->n_outputs];
       run->n_outputs++) {
    if (!name_pattern_read(run->job, run->plan->outputs[run->n_outputs],
                           &run->patterns[run->n_outputs]))
      ok = false;
    else
      run->wholes[run->n_outputs] = whole_folder(run->patterns[run->n_outputs].root);
  }
  return ok;
}

static bool open_roots(BatchRun *run) {
  bool whole = run->plan->shard.count == 1;
  for (size_t i = 0; i < run->n_outputs; i++) {
    size_t same = 0;
    while (strcmp(run->wholes[same], run->wholes[i]) != 0)
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
    g_free(run->wholes[i]);
  }
}

static char *default_report(const BatchRun *run) {
  Shard shard = run->plan->shard;
  bool part = run->plan->only && *run->plan->only; /* never instead of the whole one */
  g_autofree char *name = part               ? g_strdup("report-only.jsonl")
                          : shard.count == 1 ? g_strdup("report.jsonl")
                                             : g_strdup_printf("report-%u-of-%u.jsonl",
                                                               shard.index, shard.count);
  return g_build_filename(run->patterns[0].root, name, NULL);
}

static bool report_begin(BatchRun *run) {
  g_autofree char *path =
      run->plan->report ? g_strdup(run->plan->report) : default_report(run);
  run->counts->report = g_strdup(path);
  run->ledger.head = (ReportHead){.records = run->records, .shard = run->plan->shard};
  for (size_t i = 0; i < run->n_outputs; i++)
    run->ledger.head.roots[i] = run->patterns[i].root;
  return ledger_open(&run->ledger, path, run->plan->resume, run->job->diags);
}

static void report_put(BatchRun *run, const char *line) {
  if (!run->ended && !ledger_put(&run->ledger, line))
    run->ended = true;
}

/* ---- one record -------------------------------------------------------------------- */

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

static char *digest_input(const BatchRun *run, const Record *record) {
  g_autoptr(GString) all = g_string_new(run->plan->recipe);
  g_string_append_len(all, record->xml ? record->xml : "", (gssize)record->len);
  char digest[DIGEST_TEXT];
  digest_bytes(all->str, all->len, digest);
  return g_strdup(digest);
}

#define TIDIED_MOST 10000

/* The first output into a folder clears what killed runs left there. */
static void tidy(BatchRun *run, size_t output, const char *name) {
  g_autofree char *folder = g_path_get_dirname(name);
  g_autofree char *whole = g_build_filename(run->wholes[output], folder, NULL);
  if (g_hash_table_size(run->tidied) >= TIDIED_MOST ||
      g_hash_table_contains(run->tidied, whole))
    return;
  output_tidy(run->roots[output], folder);
  g_hash_table_add(run->tidied, g_steal_pointer(&whole));
}

static void give_record(BatchRun *run, const Task *task, Pool *pool) {
  for (size_t i = 0; i < run->n_outputs; i++)
    tidy(run, i, task->names[i]);
  pool_give(pool, task);
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
  else if (ledger_holds(&run->ledger, &task, run->roots, run->n_outputs))
    run->counts->kept++;
  else
    give_record(run, &task, pool);
}

/* ---- all records ------------------------------------------------------------------- */

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
    if (!shard_has(run->plan->shard, record.number) || !is_wanted(run, &record))
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

/* What is reported done has reached the disk. */
static bool settle(BatchRun *run) {
  bool ok = run->plan->unsettled || ledger_settle(&run->ledger);
  for (size_t i = 0; i < run->n_outputs && !run->plan->unsettled; i++)
    ok = output_root_settle(run->roots[i], run->job->diags) && ok;
  return ok;
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
  return ok && pool && settle(run) && !run->ended && data_is_same(run);
}

static bool prepare(BatchRun *run) {
  if (!read_patterns(run))
    return false;
  run->data = *run->plan->seen;
  run->records = run->plan->counted.records;
  run->wanted = run->plan->counted.wanted;
  Shard shard = run->plan->shard;
  run->counts->total =
      run->records < shard.index ? 0 : (run->records - shard.index) / shard.count + 1;
  if (run->plan->only && *run->plan->only) {
    run->counts->total = run->wanted;
    if (!run->wanted) {
      diag_add(run->job->diags, (Span){.file = run->plan->data.path},
               DIAG_BATCH_NO_RECORD, run->plan->only[0], NULL);
      return false;
    }
  }
  return open_roots(run) && report_begin(run);
}

bool batch_count(Job *job, const BatchPlan *plan, ProbeSigns *signs,
                 ProbeNumbers *numbers) {
  BatchRun run = {.job = job, .plan = plan};
  bool ok = read_patterns(&run) && check_names(&run, signs);
  *numbers = (ProbeNumbers){run.records, run.wanted};
  for (size_t i = 0; i < run.n_outputs; i++)
    g_free(run.wholes[i]);
  return ok;
}

bool batch_run(Job *job, const BatchPlan *plan, const BatchMaker *maker,
               BatchCounts *counts) {
  BatchRun run = {.job = job,
                  .plan = plan,
                  .counts = counts,
                  .ledger = {.fd = -1},
                  .tidied = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                  .began = g_get_monotonic_time()};
  *counts = (BatchCounts){
      .codes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
  maker->attach(maker->maker.self, &run);
  bool ok = prepare(&run) && make_all(&run, maker);
  ledger_close(&run.ledger);
  g_hash_table_unref(run.tidied);
  close_roots(&run);
  return ok;
}
