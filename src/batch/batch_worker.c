/* A worker: takes tasks from its end of a pair, one after the other, until the other end
 * is closed. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "batch_private.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED true /* what it says goes to the terminal */
#else
#define SANITIZED false
#endif

/* The terminal's Ctrl-C goes to every process of the group: the parent decides, not the
 * worker. */
void worker_settle(const WorkerSeat *seat) {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_UNBLOCK, &all, NULL);
  signal(SIGINT, SIG_IGN);
  signal(SIGTERM, SIG_DFL);
  signal(SIGHUP, SIG_IGN);
  signal(SIGPIPE, SIG_IGN);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (seat->log >= 0 && !SANITIZED)
    dup2(seat->log, STDERR_FILENO);
  struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  contain_memory(seat->memory);
  Diagnostics *told = diagnostics_new(); /* the first process has said it before */
  if (!contain_self(seat->sandbox, &seat->places, told))
    _exit(1);
  diagnostics_free(told);
}

static bool serve(int fd, Maker maker, GByteArray *message, GByteArray *reply) {
  uint32_t len;
  if (!file_read_all(fd, &len, sizeof len))
    return false;
  g_byte_array_set_size(message, len);
  Task task;
  if (!file_read_all(fd, message->data, len) ||
      !wire_take_task(message->data, len, &task))
    return false;
  Arena *arena = arena_new();
  Made made = {0};
  maker.make(maker.self, arena, &task, &made);
  g_byte_array_set_size(reply, 0);
  wire_put_answer(reply, task.number, &made);
  arena_free(arena);
  return file_write_all(fd, reply->data, reply->len);
}

void worker_run(const WorkerSeat *seat, Maker maker) {
  worker_settle(seat);
  GByteArray *message = g_byte_array_new(), *reply = g_byte_array_new();
  while (serve(seat->fd, maker, message, reply))
    continue;
  _exit(0);
}
