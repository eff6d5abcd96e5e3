/* hongtou watch: the output again after every change, a line a run. */
#include <glib-unix.h>
#include <stdio.h>
#include <string.h>

#include "preview.h"

typedef struct Watch {
  const Invocation *invocation;
  Rendering rendering;
  GMainLoop *loop;
  LiveFiles *files;
  LiveWorker *worker;
  char *document; /* its canonical name */
} Watch;

static gboolean end_loop(gpointer loop) {
  g_main_loop_quit(loop);
  return G_SOURCE_CONTINUE;
}

void live_end_with_terminal(GMainLoop *loop) {
  g_unix_signal_add(SIGINT, end_loop, loop);
  g_unix_signal_add(SIGTERM, end_loop, loop);
  g_unix_signal_add(SIGHUP, end_loop, loop);
}

static unsigned errors_of(HongtouResult *result) {
  unsigned n = 0;
  for (size_t i = 0; i < hongtou_result_diagnostics(result); i++)
    n += hongtou_result_diagnostic(result, i, HONGTOU_EN).severity == HONGTOU_ERROR;
  return n;
}

static void say(const Watch *watch, const LiveRun *run, HongtouResult *result) {
  g_autoptr(GDateTime) now = g_date_time_new_now_local();
  g_autofree char *time = g_date_time_format(now, "%H:%M:%S");
  unsigned errors = errors_of(result), pages = hongtou_result_pages(result);
  int ms = (int)((run->microseconds + 500) / 1000);
  g_autofree char *path = cli_printable(watch->rendering.path);
  if (watch->invocation->report.language == HONGTOU_ZH)
    fprintf(stderr,
            errors ? "%s  %u 页  %d 毫秒  %u 个错误，%s 未改\n"
                   : "%s  %u 页  %d 毫秒  %u 个错误  %s\n",
            time, pages, ms, errors, path);
  else
    fprintf(stderr,
            errors ? "%s  %u pages  %d ms  %u errors, %s is as it was\n"
                   : "%s  %u pages  %d ms  %u errors  %s\n",
            time, pages, ms, errors, path);
}

static void done(void *self, LiveRun *run) {
  Watch *watch = self;
  HongtouResult *result = run->results->len ? run->results->pdata[0] : NULL;
  if (!result || live_run_abandoned(run)) {
    live_run_free(run);
    return;
  }
  g_auto(GStrv) files = live_run_files(run);
  cli_rendering_write(watch->invocation, result, watch->rendering.path);
  say(watch, run, result);
  live_files_watch(watch->files, files, errors_of(result) > 0);
  live_run_free(run);
}

static void changed(void *self) {
  Watch *watch = self;
  live_worker_ask(watch->worker, live_files_deep(watch->files, watch->document));
}

static void run(Watch *watch) {
  g_autoptr(GPtrArray) documents = g_ptr_array_new();
  g_ptr_array_add(documents, (gpointer)watch->invocation->argument);
  LiveWork work = {.invocation = watch->invocation,
                   .options = watch->rendering.options,
                   .documents = documents,
                   .done = done,
                   .self = watch};
  watch->loop = g_main_loop_new(NULL, FALSE);
  live_end_with_terminal(watch->loop);
  watch->files = live_files_new(changed, watch);
  live_files_ignore(watch->files, watch->rendering.path);
  char *first[] = {watch->document, NULL};
  live_files_watch(watch->files, first, false);
  watch->worker = live_worker_new(&work);
  live_worker_ask(watch->worker, false);
  g_main_loop_run(watch->loop);
  live_worker_free(watch->worker);
  live_files_free(watch->files);
  g_main_loop_unref(watch->loop);
}

ExitCode live_watch(const Invocation *invocation) {
  Watch watch = {.invocation = invocation};
  ExitCode code = EXIT_USAGE;
  if (cli_rendering(invocation, &watch.rendering)) {
    watch.document = g_canonicalize_filename(invocation->argument, NULL);
    run(&watch);
    code = EXIT_DONE;
  }
  g_free(watch.document);
  g_free(watch.rendering.path);
  return code;
}
