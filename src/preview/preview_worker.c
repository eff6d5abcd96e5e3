/* One thread that renders: what it is asked for while it works, it does next, and gives
 * up what it has begun. */
#include <string.h>

#include "preview.h"

struct LiveWorker {
  LiveWork work;
  GThread *thread;
  GMutex lock;
  GCond wake;
  bool asked, fresh, ended;
  int abandon; /* read by the library while it works */
  unsigned serial;
  HongtouSession *session;
  char *record; /* as asked last; NULL: the options' own */
};

typedef struct Finished {
  LiveWorker *worker;
  LiveRun *run;
} Finished;

static void result_unref(gpointer result) {
  hongtou_result_free(result);
}

void live_run_free(LiveRun *run) {
  if (!run)
    return;
  g_ptr_array_free(run->results, TRUE);
  hongtou_result_free(run->layouts);
  g_free(run);
}

void live_worker_record(LiveWorker *worker, const char *record) {
  g_mutex_lock(&worker->lock);
  g_free(worker->record);
  worker->record = g_strdup(record);
  g_mutex_unlock(&worker->lock);
}

static void render_one(LiveWorker *worker, LiveRun *run, const char *path) {
  HongtouSource source = {.path = path};
  HongtouOptions options = worker->work.options;
  g_mutex_lock(&worker->lock);
  g_autofree char *record = g_strdup(worker->record);
  g_mutex_unlock(&worker->lock);
  if (record)
    options.record = record;
  g_ptr_array_add(run->results, hongtou_render(worker->session, &source, &options));
}

static LiveRun *run_all(LiveWorker *worker) {
  LiveRun *run = g_new0(LiveRun, 1);
  gint64 begin = g_get_monotonic_time();
  run->results = g_ptr_array_new_with_free_func(result_unref);
  run->serial = ++worker->serial;
  const GPtrArray *documents = worker->work.documents;
  for (guint i = 0; i < documents->len && !g_atomic_int_get(&worker->abandon); i++)
    render_one(worker, run, g_ptr_array_index(documents, i));
  if (worker->work.departures && worker->work.options.layout)
    run->layouts = hongtou_layouts(worker->session, worker->work.options.layout);
  run->microseconds = g_get_monotonic_time() - begin;
  return run;
}

static gboolean hand_over(gpointer data) {
  Finished *finished = data;
  const LiveWork *work = &finished->worker->work;
  if (finished->worker->ended)
    live_run_free(finished->run);
  else
    work->done(work->self, finished->run);
  g_free(finished);
  return G_SOURCE_REMOVE;
}

/* Sleeps until something is asked; false: the end. */
static bool wait_for_wish(LiveWorker *worker) {
  g_mutex_lock(&worker->lock);
  while (!worker->asked && !worker->ended)
    g_cond_wait(&worker->wake, &worker->lock);
  bool fresh = worker->fresh, ended = worker->ended;
  worker->asked = worker->fresh = false;
  g_atomic_int_set(&worker->abandon, 0);
  g_mutex_unlock(&worker->lock);
  if (ended)
    return false;
  if (fresh || !worker->session) {
    hongtou_session_free(worker->session);
    worker->session = cli_session(worker->work.invocation);
  }
  return true;
}

static gpointer work(gpointer data) {
  LiveWorker *worker = data;
  while (wait_for_wish(worker)) {
    Finished *finished = g_new0(Finished, 1);
    *finished = (Finished){worker, run_all(worker)};
    g_idle_add_full(G_PRIORITY_HIGH, hand_over, finished, NULL);
  }
  hongtou_session_free(worker->session);
  return NULL;
}

LiveWorker *live_worker_new(const LiveWork *wish) {
  LiveWorker *worker = g_new0(LiveWorker, 1);
  worker->work = *wish;
  worker->work.options.abandon = &worker->abandon;
  g_mutex_init(&worker->lock);
  g_cond_init(&worker->wake);
  worker->thread = g_thread_new("render", work, worker);
  return worker;
}

void live_worker_ask(LiveWorker *worker, bool fresh) {
  g_mutex_lock(&worker->lock);
  worker->asked = true;
  worker->fresh |= fresh;
  g_atomic_int_set(&worker->abandon, 1);
  g_cond_signal(&worker->wake);
  g_mutex_unlock(&worker->lock);
}

void live_worker_free(LiveWorker *worker) {
  g_mutex_lock(&worker->lock);
  worker->ended = true;
  g_atomic_int_set(&worker->abandon, 1);
  g_cond_signal(&worker->wake);
  g_mutex_unlock(&worker->lock);
  g_thread_join(worker->thread);
  while (g_main_context_iteration(NULL, FALSE)) {
  } /* runs that were finished on the way */
  g_mutex_clear(&worker->lock);
  g_cond_clear(&worker->wake);
  g_free(worker->record);
  g_free(worker);
}

static void add_files(HongtouResult *result, GHashTable *met, GPtrArray *out) {
  for (size_t i = 0; result && i < hongtou_result_files(result); i++) {
    g_autofree char *path = g_canonicalize_filename(hongtou_result_file(result, i), NULL);
    if (g_hash_table_contains(met, path))
      continue;
    g_hash_table_add(met, g_strdup(path));
    g_ptr_array_add(out, g_steal_pointer(&path));
  }
}

char **live_run_files(const LiveRun *run) {
  g_autoptr(GHashTable) met =
      g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *out = g_ptr_array_new();
  for (guint i = 0; i < run->results->len; i++)
    add_files(g_ptr_array_index(run->results, i), met, out);
  add_files(run->layouts, met, out);
  g_ptr_array_add(out, NULL);
  return (char **)g_ptr_array_free(out, FALSE);
}

bool live_run_abandoned(const LiveRun *run) {
  for (guint i = 0; i < run->results->len; i++) {
    HongtouResult *result = g_ptr_array_index(run->results, i);
    for (size_t k = 0; k < hongtou_result_diagnostics(result); k++) {
      if (strcmp(hongtou_result_diagnostic(result, k, HONGTOU_EN).code,
                 "run.abandoned") == 0)
        return true;
    }
  }
  return false;
}
