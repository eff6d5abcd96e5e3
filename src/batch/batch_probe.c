/* What others wrote is read in a process of its own first, under the time and memory of a
 * worker: what the run's first process reads after it has been read before, and came to
 * an end. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "batch_private.h"

/* ---- the child's side ----------------------------------------------------------------
 */

struct ProbeSigns {
  int fd;
  gint64 last;
};

void probe_alive(ProbeSigns *signs) {
  gint64 now = g_get_monotonic_time();
  if (!signs || now - signs->last < G_USEC_PER_SEC / 10)
    return;
  signs->last = now;
  GByteArray *sign = g_byte_array_new();
  wire_put_sign(sign);
  file_write_all(signs->fd, sign->data, sign->len);
  g_byte_array_unref(sign);
}

static void child_runs(const ProbeWork *work, const WorkerSeat *seat) {
  worker_settle(seat);
  ProbeSigns signs = {.fd = seat->fd};
  Diagnostics *diags = diagnostics_new();
  ProbeNumbers numbers = {0};
  bool ok = work->run(work->self, &signs, diags, &numbers);
  GByteArray *message = g_byte_array_new();
  wire_put_probed(message, ok, &numbers, diags);
  _exit(file_write_all(seat->fd, message->data, message->len) ? 0 : 1);
}

/* ---- the parent's side ---------------------------------------------------------------
 */

typedef struct Probe {
  const PoolSettings *settings;
  pid_t pid;
  int fd, log;
  GByteArray *in;
  bool overdue;
} Probe;

static bool begin(Probe *probe, const ProbeWork *work) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0)
    return false;
  probe->log = memfd_create("reader", MFD_CLOEXEC);
  probe->pid = fork();
  if (probe->pid == 0) {
    close(ends[0]);
    WorkerSeat seat = {.fd = ends[1],
                       .log = probe->log,
                       .memory = probe->settings->memory,
                       .sandbox = probe->settings->sandbox,
                       .places = probe->settings->places};
    child_runs(work, &seat);
  }
  close(ends[1]);
  probe->fd = ends[0];
  return probe->pid > 0;
}

/* Until the other end is closed; a sign of life begins the time anew. */
static void listen_to(Probe *probe) {
  int limit = probe->settings->timeout > 0 ? (int)probe->settings->timeout * 1000 : -1;
  for (;;) {
    uint8_t buffer[65536];
    struct pollfd polled = {.fd = probe->fd, .events = POLLIN};
    int ready = poll(&polled, 1, limit);
    if (ready < 0 && errno == EINTR)
      continue;
    ssize_t n = ready > 0 ? read(probe->fd, buffer, sizeof buffer) : 0;
    if (ready == 0) {
      probe->overdue = true;
      kill(probe->pid, SIGKILL);
    }
    if (n <= 0)
      return;
    g_byte_array_append(probe->in, buffer, (guint)n);
    wire_drop_signs(probe->in);
  }
}

static int bury(const Probe *probe, long *rss) {
  struct rusage usage = {0};
  int status = 0;
  while (wait4(probe->pid, &status, 0, &usage) < 0 && errno == EINTR)
    continue;
  *rss = usage.ru_maxrss;
  return status;
}

bool probe_run(const PoolSettings *settings, const ProbeWork *work, Diagnostics *diags,
               ProbeNumbers *numbers) {
  Probe probe = {.settings = settings, .fd = -1, .log = -1, .in = g_byte_array_new()};
  bool ok = false, told = false;
  if (begin(&probe, work)) {
    listen_to(&probe);
    long rss;
    int status = bury(&probe, &rss);
    told = wire_take_probed(probe.in, &ok, numbers, diags);
    if (!told)
      pool_tell_death(settings, &(Death){probe.log, status, rss, probe.overdue, true},
                      diags);
  } else {
    diag_add(diags, (Span){0}, DIAG_ENV_NO_PROCESS, file_error_words(errno), NULL);
  }
  if (probe.fd >= 0)
    close(probe.fd);
  if (probe.log >= 0)
    close(probe.log);
  g_byte_array_unref(probe.in);
  return told && ok;
}
