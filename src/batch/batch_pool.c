/* The parent's side: hands tasks to workers, takes their answers, buries and replaces the
 * dead. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "batch_private.h"

#define TASKS_AHEAD \
  2 /* one at work, one waiting: a worker is never idle for the parent's sake */
#define DEATHS_IDLE_MOST \
  8 /* of workers that had nothing to do: something is wrong with all */
#define LOG_SHOWN 300

typedef struct Worker {
  pid_t pid; /* 0: none could be made */
  int fd, log;
  GQueue tasks;    /* GByteArray: given, not answered; the first is at work */
  GByteArray *out; /* not sent yet */
  GByteArray *in;  /* received, not whole yet */
  gint64 since;    /* when the first task began; microseconds */
  bool overdue;    /* killed for its time */
} Worker;

struct Pool {
  PoolSettings settings;
  Maker maker;
  Worker *workers;
  unsigned busy, deaths_idle;
  long peak;
  GQueue answers; /* Answer * */
};

void answer_clear(Answer *answer) {
  g_free(answer->code);
  g_free(answer->line);
  *answer = (Answer){0};
}

static void message_free(gpointer message) {
  g_byte_array_unref(message);
}

/* ---- birth ------------------------------------------------------------------------ */

static void child_begins(const Pool *pool, int fd, int log) {
  for (unsigned i = 0; i < pool->settings.workers; i++) {
    if (pool->workers[i].pid > 0)
      close(pool->workers[i]
                .fd); /* else the parent's end would never be closed for the others */
  }
  WorkerSeat seat = {.fd = fd,
                     .log = log,
                     .memory = pool->settings.memory,
                     .sandbox = pool->settings.sandbox,
                     .places = pool->settings.places};
  worker_run(&seat, pool->maker);
}

static bool worker_begin(Pool *pool, Worker *worker) {
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
    return false;
  int log = memfd_create("worker", MFD_CLOEXEC);
  pid_t pid = fork();
  if (pid == 0) {
    close(pair[0]);
    child_begins(pool, pair[1], log);
  }
  close(pair[1]);
  if (pid < 0) {
    close(pair[0]);
    if (log >= 0)
      close(log);
    return false;
  }
  fcntl(pair[0], F_SETFL, O_NONBLOCK);
  worker->pid = pid;
  worker->fd = pair[0];
  worker->log = log;
  worker->overdue = false;
  g_byte_array_set_size(worker->in, 0);
  g_byte_array_set_size(worker->out, 0);
  return true;
}

Pool *pool_new(const PoolSettings *settings, Maker maker, Diagnostics *diags) {
  Pool *pool = g_new0(Pool, 1);
  pool->settings = *settings;
  pool->maker = maker;
  pool->workers = g_new0(Worker, settings->workers);
  g_queue_init(&pool->answers);
  unsigned begun = 0;
  for (unsigned i = 0; i < settings->workers; i++) {
    Worker *worker = &pool->workers[i];
    worker->in = g_byte_array_new();
    worker->out = g_byte_array_new();
    g_queue_init(&worker->tasks);
    begun += worker_begin(pool, worker);
  }
  if (begun > 0)
    return pool;
  diag_add(diags, (Span){0}, DIAG_ENV_NO_PROCESS, file_error_words(errno), NULL);
  pool_free(pool);
  return NULL;
}

/* ---- giving ------------------------------------------------------------------------ */

static Worker *idlest(const Pool *pool) {
  Worker *best = NULL;
  for (unsigned i = 0; i < pool->settings.workers; i++) {
    Worker *worker = &pool->workers[i];
    if (worker->pid > 0 && !worker->overdue &&
        (!best || worker->tasks.length < best->tasks.length))
      best = worker;
  }
  return best;
}

bool pool_has_room(const Pool *pool) {
  const Worker *worker = idlest(pool);
  return worker && worker->tasks.length < TASKS_AHEAD;
}

unsigned pool_busy(const Pool *pool) {
  return pool->busy;
}

static void send_pending(Worker *worker) {
  while (worker->out->len > 0) {
    ssize_t n = send(worker->fd, worker->out->data, worker->out->len, MSG_NOSIGNAL);
    if (n <= 0)
      return; /* later, or its death is seen when it is read */
    g_byte_array_remove_range(worker->out, 0, (guint)n);
  }
}

/* The worker takes over the message. */
static void worker_give(Worker *worker, GByteArray *message) {
  if (worker->tasks.length == 0)
    worker->since = g_get_monotonic_time();
  g_queue_push_tail(&worker->tasks, message);
  g_byte_array_append(worker->out, message->data, message->len);
  send_pending(worker);
}

void pool_give(Pool *pool, const Task *task) {
  Worker *worker = idlest(pool);
  g_assert(worker);
  GByteArray *message = g_byte_array_new();
  wire_put_task(message, task);
  worker_give(worker, message);
  pool->busy++;
}

/* ---- death ------------------------------------------------------------------------- */

static void answer_add(Pool *pool, const Answer *answer) {
  g_queue_push_tail(&pool->answers, g_memdup2(answer, sizeof *answer));
}

/* The beginning of what it said at last, on one line. */
static char *last_words(int log) {
  char text[LOG_SHOWN + 1];
  ssize_t n = log >= 0 ? pread(log, text, LOG_SHOWN, 0) : 0;
  text[MAX(n, 0)] = '\0';
  char *valid = g_utf8_make_valid(text, -1);
  g_strdelimit(g_strstrip(valid), "\n\r\t", ' ');
  return valid;
}

void pool_tell_death(const PoolSettings *settings, const Death *death,
                     Diagnostics *diags) {
  g_autofree char *words = last_words(death->log);
  size_t grown = (size_t)death->rss * 1024;
  bool memory = settings->memory > 0 && (strstr(words, "failed to allocate") ||
                                         grown > settings->memory / 10 * 9);
  if (death->overdue) {
    g_autofree char *seconds = g_strdup_printf("%u", settings->timeout);
    diag_add(diags, (Span){0}, DIAG_BATCH_TIMEOUT, seconds, NULL);
  } else if (memory) {
    g_autofree char *mebibytes = g_strdup_printf("%zu", settings->memory >> 20);
    diag_add(diags, (Span){0}, DIAG_BATCH_MEMORY, mebibytes, NULL);
  } else {
    g_autofree char *how = WIFSIGNALED(death->status)
                               ? g_strdup(strsignal(WTERMSIG(death->status)))
                               : g_strdup_printf("exit %d", WEXITSTATUS(death->status));
    diag_add(diags, (Span){0}, death->reading ? DIAG_BATCH_READING : DIAG_BATCH_CRASHED,
             how, words, NULL);
  }
}

static void lose(Pool *pool, const GByteArray *message, const Diagnostics *diags) {
  Task task;
  bool ok = wire_take_task(message->data + WIRE_HEAD, message->len - WIRE_HEAD, &task);
  g_assert(ok);
  ReportLine line = {.task = &task, .status = "lost", .diags = diags};
  Answer answer = {.number = task.number,
                   .verdict = VERDICT_LOST,
                   .code = g_strdup(diag_code_name(diag_at(diags, 0)->code)),
                   .line = report_line(&line, pool->settings.language)};
  answer_add(pool, &answer);
}

static int bury(Pool *pool, Worker *worker, long *rss) {
  struct rusage usage = {0};
  int status = 0;
  while (wait4(worker->pid, &status, 0, &usage) < 0 && errno == EINTR)
    continue;
  *rss = usage.ru_maxrss;
  pool->peak = MAX(pool->peak, usage.ru_maxrss);
  close(worker->fd);
  worker->pid = 0;
  return status;
}

/* What no worker is left to do ends the run. */
static void give_up(Pool *pool, Worker *worker) {
  for (GByteArray *message; (message = g_queue_pop_head(&worker->tasks));) {
    Task task;
    wire_take_task(message->data + WIRE_HEAD, message->len - WIRE_HEAD, &task);
    Answer answer = {
        .number = task.number, .verdict = VERDICT_ENDS, .line = g_strdup("")};
    answer_add(pool, &answer);
    message_free(message);
  }
}

/* Loses the task at work; what had waited behind it goes to the worker's successor. */
static void worker_died(Pool *pool, Worker *worker) {
  long rss;
  int status = bury(pool, worker, &rss);
  GByteArray *lost = g_queue_pop_head(&worker->tasks);
  if (lost) {
    Diagnostics *diags = diagnostics_new();
    pool_tell_death(&pool->settings,
                    &(Death){worker->log, status, rss, worker->overdue, false}, diags);
    lose(pool, lost, diags);
    diagnostics_free(diags);
    message_free(lost);
  } else {
    pool->deaths_idle++;
  }
  if (worker->log >= 0)
    close(worker->log);
  bool again = pool->deaths_idle < DEATHS_IDLE_MOST && worker_begin(pool, worker);
  if (!again && !idlest(pool)) {
    give_up(pool, worker);
    return;
  }
  GQueue waiting = worker->tasks;
  g_queue_init(&worker->tasks);
  for (GByteArray *message; (message = g_queue_pop_head(&waiting));)
    worker_give(idlest(pool), message);
}

/* ---- waiting ----------------------------------------------------------------------- */

static void take_answers(Pool *pool, Worker *worker) {
  for (size_t len; (len = wire_whole(worker->in)) > 0;) {
    Answer answer;
    if (!wire_take_answer(worker->in->data + WIRE_HEAD, len, &answer)) {
      kill(worker->pid, SIGKILL); /* it writes nonsense: its memory is damaged */
      return;
    }
    g_byte_array_remove_range(worker->in, 0, (guint)(WIRE_HEAD + len));
    GByteArray *message = g_queue_pop_head(&worker->tasks);
    g_assert(message);
    message_free(message);
    worker->since = g_get_monotonic_time();
    answer_add(pool, &answer);
  }
}

static void receive(Pool *pool, Worker *worker) {
  uint8_t buffer[65536];
  ssize_t n = recv(worker->fd, buffer, sizeof buffer, 0);
  if (n > 0) {
    g_byte_array_append(worker->in, buffer, (guint)n);
    take_answers(pool, worker);
  } else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
    kill(worker->pid, SIGKILL);
    worker_died(pool, worker);
  }
}

static gint64 time_left(const Pool *pool, const Worker *worker) {
  gint64 limit = (gint64)pool->settings.timeout * G_USEC_PER_SEC;
  return worker->since + limit - g_get_monotonic_time();
}

static bool has_deadline(const Pool *pool, const Worker *worker) {
  return worker->pid > 0 && pool->settings.timeout > 0 && worker->tasks.length > 0 &&
         !worker->overdue;
}

static void kill_overdue(Pool *pool) {
  for (unsigned i = 0; i < pool->settings.workers; i++) {
    Worker *worker = &pool->workers[i];
    if (has_deadline(pool, worker) && time_left(pool, worker) <= 0) {
      worker->overdue = true;
      kill(worker->pid, SIGKILL);
    }
  }
}

static void wait_once(Pool *pool, int milliseconds, int wake) {
  unsigned n = pool->settings.workers;
  g_autofree struct pollfd *polled = g_new0(struct pollfd, n + 1);
  for (unsigned i = 0; i < n; i++) {
    const Worker *worker = &pool->workers[i];
    polled[i].fd = worker->pid > 0 ? worker->fd : -1;
    polled[i].events = (short)(POLLIN | (worker->out->len > 0 ? POLLOUT : 0));
    if (has_deadline(pool, worker))
      milliseconds = (int)CLAMP(time_left(pool, worker) / 1000 + 1, 0, milliseconds);
  }
  polled[n] = (struct pollfd){.fd = wake, .events = POLLIN};
  if (poll(polled, n + 1, milliseconds) < 0)
    return;
  for (unsigned i = 0; i < n; i++) {
    if (polled[i].revents & POLLOUT)
      send_pending(&pool->workers[i]);
    if (polled[i].revents & ~POLLOUT)
      receive(pool, &pool->workers[i]);
  }
}

bool pool_wait(Pool *pool, int milliseconds, int wake, Answer *out) {
  if (g_queue_is_empty(&pool->answers)) {
    wait_once(pool, milliseconds, wake);
    kill_overdue(pool);
  }
  Answer *answer = g_queue_pop_head(&pool->answers);
  if (!answer)
    return false;
  *out = *answer;
  g_free(answer);
  pool->busy--;
  return true;
}

long pool_peak(const Pool *pool) {
  return pool->peak;
}

static void worker_end(Pool *pool, Worker *worker) {
  if (worker->pid > 0) {
    long rss;
    if (worker->tasks.length > 0)
      kill(worker->pid, SIGKILL);
    shutdown(worker->fd, SHUT_RDWR); /* an idle one ends by itself */
    bury(pool, worker, &rss);
    if (worker->log >= 0)
      close(worker->log);
  }
  g_queue_clear_full(&worker->tasks, message_free);
  g_byte_array_unref(worker->in);
  g_byte_array_unref(worker->out);
  worker->in = worker->out = NULL;
}

void pool_end(Pool *pool) {
  for (unsigned i = 0; i < pool->settings.workers; i++)
    worker_end(pool, &pool->workers[i]);
  pool->settings.workers = 0;
}

void pool_free(Pool *pool) {
  if (!pool)
    return;
  pool_end(pool);
  for (Answer *answer; (answer = g_queue_pop_head(&pool->answers));) {
    answer_clear(answer);
    g_free(answer);
  }
  g_free(pool->workers);
  g_free(pool);
}
