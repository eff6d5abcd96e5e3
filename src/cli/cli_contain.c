/* What the command gives up before it reads a document, and what ends it when that takes
 * all there is. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base_contain.h"
#include "cli.h"

/* ---- time and memory -----------------------------------------------------------------
 */

/* What is said at the end, made while there is room to make it. */
static char *last_words[2];
static size_t last_bytes[2];

enum { WORDS_TIME, WORDS_MEMORY };

static void end_with(int words) {
  ssize_t n = write(STDERR_FILENO, last_words[words], last_bytes[words]);
  _exit(n < 0 ? EXIT_ENVIRONMENT : EXIT_FAULTY);
}

static void on_time(int signal_number) {
  (void)signal_number;
  end_with(WORDS_TIME);
}

/* GLib says that memory is at its end as its last message, and ends the process. */
static GLogWriterOutput on_log(GLogLevelFlags level, const GLogField *fields, gsize n,
                               gpointer none) {
  (void)none;
  for (gsize i = 0; i < n; i++) {
    bool message = strcmp(fields[i].key, "MESSAGE") == 0;
    if (message && strstr(fields[i].value, "failed to allocate"))
      end_with(WORDS_MEMORY);
  }
  return g_log_writer_default(level, fields, n, NULL);
}

static void set_words(const Report *report, int words, DiagCode code, size_t limit) {
  g_autofree char *number = g_strdup_printf("%zu", limit);
  last_words[words] = cli_fault_text(report, code, number);
  last_bytes[words] = strlen(last_words[words]);
}

static void guard(const Report *report) {
  struct rlimit time;
  set_words(report, WORDS_TIME, DIAG_LIMIT_TIME, limits_default.process_seconds);
  set_words(report, WORDS_MEMORY, DIAG_LIMIT_MEMORY, limits_default.process_memory >> 20);
  g_log_set_writer_func(on_log, NULL, NULL);
  contain_memory(limits_default.process_memory);
  if (getrlimit(RLIMIT_CPU, &time) != 0)
    return;
  signal(SIGXCPU, on_time);
  time.rlim_cur = MIN((rlim_t)limits_default.process_seconds, time.rlim_max);
  setrlimit(RLIMIT_CPU, &time);
}

/* ---- places ------------------------------------------------------------------- */

static void add_folder(GPtrArray *places, const char *path) {
  if (!path || strcmp(path, "-") == 0)
    return;
  char *real = realpath(path, NULL);
  g_ptr_array_add(places, g_path_get_dirname(path));
  if (real)
    g_ptr_array_add(places, g_path_get_dirname(real));
  free(real);
}

HongtouSandbox cli_sandbox(const Invocation *invocation) {
  const char *wish = invocation->values[OPTION_SANDBOX];
  if (wish && strcmp(wish, "off") == 0)
    return HONGTOU_SANDBOX_OFF;
  return wish && strcmp(wish, "require") == 0 ? HONGTOU_SANDBOX_REQUIRE
                                              : HONGTOU_SANDBOX_AUTO;
}

static GPtrArray *reads_of(const Invocation *invocation) {
  GPtrArray *reads = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i + 1 < invocation->arguments->len; i++)
    add_folder(reads, invocation->arguments->pdata[i]);
  add_folder(reads, invocation->values[OPTION_LAYOUT]);
  for (guint i = 0; i + 1 < invocation->data_paths->len; i++)
    g_ptr_array_add(reads, g_strdup(invocation->data_paths->pdata[i]));
  g_ptr_array_add(reads, NULL);
  return reads;
}

HongtouSession *cli_contained(const Invocation *invocation, const GPtrArray *products,
                              ExitCode *code) {
  /* a signer, and what shows a document, are programs that begin afterwards */
  bool begins = invocation->values[OPTION_SIGN] || invocation->values[OPTION_OPEN];
  HongtouSandbox wish = begins ? HONGTOU_SANDBOX_OFF : cli_sandbox(invocation);
  if (begins && cli_sandbox(invocation) == HONGTOU_SANDBOX_REQUIRE) {
    const char *with = invocation->values[OPTION_SIGN] ? "--sign" : "--open";
    *code = cli_usage_fault(&invocation->report, DIAG_USAGE_SANDBOX, with, NULL);
    return NULL;
  }
  HongtouSession *session = cli_session(invocation);
  g_autoptr(GPtrArray) reads = reads_of(invocation);
  g_autoptr(GPtrArray) writes = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < products->len; i++)
    add_folder(writes, products->pdata[i]);
  add_folder(writes, invocation->values[OPTION_DEPS]);
  g_ptr_array_add(writes, NULL);
  guard(&invocation->report);
  HongtouResult *result =
      hongtou_contain(session, wish, (const char *const *)reads->pdata,
                      (const char *const *)writes->pdata);
  bool good = hongtou_result_status(result) == HONGTOU_DONE;
  if (!good) {
    *code = cli_show_all(&invocation->report, result);
    hongtou_session_free(session);
  }
  hongtou_result_free(result);
  return good ? session : NULL;
}

HongtouSession *cli_contained_for(const Invocation *invocation, const char *product,
                                  ExitCode *code) {
  g_autoptr(GPtrArray) products = g_ptr_array_new();
  if (product)
    g_ptr_array_add(products, (gpointer)product);
  return cli_contained(invocation, products, code);
}
