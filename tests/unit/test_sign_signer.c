/* The signer process against callers that lie, flood, vanish or send what is none of ours
 * (threats F2): it signs nothing of that, and goes on serving the next. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "sign.h"
#include "sign_wire.h"

static char *folder, *config, *program;
static GBytes *waiting; /* a file of ours that waits for its signature */
static size_t contents;

/* ---- what is sent --------------------------------------------------------------------
 */

static bool run(const char *const *argv) {
  int status = -1;
  return g_spawn_sync(NULL, (char **)argv, NULL,
                      G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
                      NULL, NULL, &status, NULL) &&
         status == 0;
}

/* A signed file whose value is taken out again. */
static GBytes *unsigned_again(const char *path) {
  char *bytes = NULL;
  gsize len;
  assert_true(g_file_get_contents(path, &bytes, &len, NULL));
  char *at = memmem(bytes, len, "/Contents<", 10);
  /* the last one: links have texts of that name */
  for (char *next = at; next;
       next = memmem(at + 1, len - (size_t)(at + 1 - bytes), "/Contents<", 10))
    at = next;
  assert_non_null(at);
  contents = (size_t)(at + 9 - bytes);
  for (char *p = at + 10; *p != '>'; p++)
    *p = '0';
  return g_bytes_new_take(bytes, len);
}

static int set_up(void **state) {
  (void)state;
  g_autofree char *own = g_file_read_link("/proc/self/exe", NULL);
  g_autofree char *build = g_path_get_dirname(own);
  g_autofree char *hongtou = g_build_filename(build, "hongtou", NULL);
  program = g_build_filename(build, "hongtou-signer", NULL);
  folder = g_dir_make_tmp("hongtou-signer-XXXXXX", NULL);
  g_autofree char *demo = g_build_filename(folder, "demo", NULL);
  g_autofree char *out = g_build_filename(folder, "out.pdf", NULL);
  config = g_build_filename(demo, "signing.xml", NULL);
  const char *make_key[] = {hongtou, "sign", "--demo-key", demo, NULL};
  const char *render[] = {hongtou,  "render",    SOURCE_DIR "/samples/classified.xml",
                          "--sign", "demo",      "-o",
                          out,      "--signing", config,
                          NULL};
  if (!run(make_key) || !run(render))
    return -1;
  waiting = unsigned_again(out);
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  const char *argv[] = {"/bin/rm", "-rf", folder, NULL};
  run(argv);
  g_bytes_unref(waiting);
  g_free(folder);
  g_free(config);
  g_free(program);
  return 0;
}

/* ---- a caller ------------------------------------------------------------------------
 */

typedef struct Caller {
  Job job;
  SigningClient *signer;
} Caller;

static Caller begin(unsigned limit) {
  Caller c = {
      {.arena = arena_new(), .diags = diagnostics_new(), .limits = &limits_default},
      NULL};
  SigningWish wish = {
      .config = config, .profile = "demo", .time = SIGNING_NOW, .limit = limit};
  c.signer = signing_client_start(&c.job, program, &wish);
  assert_non_null(c.signer);
  return c;
}

static void end(Caller *c) {
  signing_client_free(c->signer);
  diagnostics_free(c->job.diags);
  arena_free(c->job.arena);
}

static bool was_told(const Caller *c, DiagCode code) {
  for (size_t i = 0; i < diag_count(c->job.diags); i++) {
    if (diag_at(c->job.diags, i)->code == code)
      return true;
  }
  return false;
}

static GByteArray *copy(void) {
  GByteArray *out = g_byte_array_new();
  gsize len;
  const void *bytes = g_bytes_get_data(waiting, &len);
  g_byte_array_append(out, bytes, (guint)len);
  return out;
}

static bool sign(Caller *c, GByteArray *pdf, const char *number) {
  SigningTask task = {.number = number, .contents = contents, .most = SIGNING_LEVEL_LTA};
  SigningDone done = {0};
  return signing_client_pdf(c->signer, &c->job, pdf, &task, &done);
}

static void still_serves(Caller *c) {
  g_autoptr(GByteArray) pdf = copy();
  assert_true(sign(c, pdf, NULL));
}

/* ---- callers that lie ----------------------------------------------------------------
 */

static void foreign_number(void **state) {
  (void)state;
  Caller c = begin(0);
  g_autoptr(GByteArray) pdf = copy();
  assert_false(sign(&c, pdf, "青保〔2026〕5号"));
  assert_true(was_told(&c, DIAG_SIGN_NUMBER_FOREIGN));
  g_autoptr(GByteArray) right = copy();
  assert_true(sign(&c, right, "青保〔2026〕4号"));
  end(&c);
}

/* Replaces one text by another of the same length. */
static GByteArray *changed(const char *from, const char *to) {
  GByteArray *pdf = copy();
  uint8_t *at = memmem(pdf->data, pdf->len, from, strlen(from));
  assert_non_null(at);
  assert_int_equal(strlen(from), strlen(to));
  memcpy(at, to, strlen(to));
  return pdf;
}

static void files_of_others(void **state) {
  (void)state;
  static const struct {
    const char *from, *to;
  } rows[] = {
      {"(Hongtou ", "(Hangtou "},                         /* another producer */
      {"/Marked true", "/Marked tru "},                   /* no PDF */
      {"/SigFlags 3", "/SigFlags 1"},                     /* still ours: see below */
      {"/DisplayDocTitle true", "/DisplayDocTitle null"}, /* still ours */
      {"/ViewerPreferences<</DisplayDocTitle true>>",
       "/OpenAction<</S/JavaScript/JS(a)>>         "}, /* a script */
  };
  for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
    Caller c = begin(0);
    g_autoptr(GByteArray) pdf = changed(rows[i].from, rows[i].to);
    bool ours = i == 2 || i == 3;
    if (sign(&c, pdf, NULL) != ours)
      fail_msg("row %zu", i);
    still_serves(&c);
    end(&c);
  }
}

static void wrong_places(void **state) {
  (void)state;
  Caller c = begin(0);
  size_t right = contents;
  for (int step = -3; step <= 3; step++) {
    contents = right + (size_t)step;
    g_autoptr(GByteArray) pdf = copy();
    assert_int_equal(sign(&c, pdf, NULL), step == 0);
  }
  contents = SIZE_MAX;
  g_autoptr(GByteArray) far = copy();
  assert_false(sign(&c, far, NULL));
  contents = right;
  still_serves(&c);
  end(&c);
}

/* One that is signed already, and one with something behind its end. */
static void second_signature(void **state) {
  (void)state;
  Caller c = begin(0);
  g_autoptr(GByteArray) pdf = copy();
  assert_true(sign(&c, pdf, NULL));
  assert_false(sign(&c, pdf, NULL));
  assert_true(was_told(&c, DIAG_SIGN_FORM));
  g_autoptr(GByteArray) more = copy();
  g_byte_array_append(more, (const guint8 *)"9 0 obj\nnull\nendobj\n", 20);
  assert_false(sign(&c, more, NULL));
  still_serves(&c);
  end(&c);
}

static void limit(void **state) {
  (void)state;
  Caller c = begin(2);
  still_serves(&c);
  still_serves(&c);
  g_autoptr(GByteArray) pdf = copy();
  assert_false(sign(&c, pdf, NULL));
  assert_true(was_told(&c, DIAG_SIGN_LIMIT));
  end(&c);
}

/* ---- callers that break the protocol -------------------------------------------------
 */

/* The signer alone, with a socket of our own. */
static pid_t start(int *socket) {
  int ends[2];
  assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
  pid_t pid = fork();
  if (pid == 0) {
    dup2(ends[1], 0);
    execl(program, program, "--profile", "demo", "--signing", config, (char *)NULL);
    _exit(127);
  }
  close(ends[1]);
  *socket = ends[0];
  return pid;
}

static void send_raw(int socket, const void *bytes, size_t len, const int *fds,
                     size_t n) {
  union {
    struct cmsghdr align;
    char room[CMSG_SPACE(8 * sizeof(int))];
  } control = {0};
  struct iovec piece = {(void *)bytes, len};
  struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1};
  if (n) {
    message.msg_control = control.room;
    message.msg_controllen = CMSG_SPACE(n * sizeof(int));
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(n * sizeof(int));
    memcpy(CMSG_DATA(head), fds, n * sizeof(int));
  }
  assert_true(sendmsg(socket, &message, MSG_NOSIGNAL) >= 0);
}

static GVariant *request(const char *op) {
  GVariantDict dict;
  g_variant_dict_init(&dict, NULL);
  g_variant_dict_insert(&dict, "op", "s", op);
  g_variant_dict_insert(&dict, "contents", "t", (guint64)contents);
  return g_variant_ref_sink(g_variant_dict_end(&dict));
}

/* Whether the signer says yes to a request with this memory. */
static bool answers(int socket, const char *op, int memory) {
  int ends[2];
  g_autoptr(GVariant) asked = request(op);
  assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
  send_raw(socket, g_variant_get_data(asked), g_variant_get_size(asked),
           (const int[]){ends[1], memory}, memory < 0 ? 1 : 2);
  close(ends[1]);
  g_autoptr(GVariant) answer = signing_wire_read_answer(ends[0]);
  close(ends[0]);
  gboolean ok = FALSE;
  if (answer)
    g_variant_lookup(answer, "ok", "b", &ok);
  return ok;
}

static int memory(off_t size, bool sealed) {
  gsize len;
  const void *bytes = g_bytes_get_data(waiting, &len);
  int fd = memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  assert_true(file_write_all(fd, bytes, len));
  if (size)
    assert_int_equal(ftruncate(fd, size), 0);
  if (sealed)
    assert_int_equal(fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE),
                     0);
  return fd;
}

static void broken_requests(void **state) {
  (void)state;
  int socket;
  pid_t pid = start(&socket);
  int open = memory(0, false), huge = memory((off_t)2 << 30, true),
      right = memory(0, true);
  g_autofree char *noise = g_malloc0(60000);
  memset(noise, 'A', 60000);
  assert_false(answers(socket, "pdf", open)); /* the caller could change it meanwhile */
  assert_false(answers(socket, "pdf", huge));
  assert_false(answers(socket, "pdf", -1));
  assert_false(answers(socket, "key", -1));
  send_raw(socket, noise, 60000, NULL, 0);
  send_raw(socket, noise, 1, NULL, 0);
  send_raw(socket, noise, 60000, (const int[]){right, open, huge, right, open, huge}, 6);
  assert_true(answers(socket, "pdf", right));
  close(open);
  close(huge);
  close(right);
  close(socket);
  int status;
  assert_int_equal(waitpid(pid, &status, 0), pid);
  assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* Callers that ask and vanish, a hundred at once, cost nobody else. */
static void flood(void **state) {
  (void)state;
  int socket, ends[2];
  pid_t pid = start(&socket);
  int right = memory(0, true);
  g_autoptr(GVariant) asked = request("pdf");
  for (int i = 0; i < 100; i++) {
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    send_raw(socket, g_variant_get_data(asked), g_variant_get_size(asked),
             (const int[]){ends[1], right}, 2);
    close(ends[0]);
    close(ends[1]);
  }
  assert_true(answers(socket, "pdf", right));
  close(right);
  close(socket);
  waitpid(pid, NULL, 0);
}

/* No other process of the user's looks into it, and it leaves no core. */
static void hardened(void **state) {
  (void)state;
  int socket;
  pid_t pid = start(&socket);
  assert_true(answers(socket, "describe", -1));
  g_autofree char *limits = g_strdup_printf("/proc/%d/limits", (int)pid);
  g_autofree char *status = g_strdup_printf("/proc/%d/status", (int)pid);
  g_autofree char *arguments = g_strdup_printf("/proc/%d/cmdline", (int)pid);
  g_autofree char *text = NULL, *state_text = NULL, *said = NULL;
  assert_true(g_file_get_contents(status, &state_text, NULL, NULL));
  assert_non_null(strstr(state_text, "NoNewPrivs:\t1"));
  if (g_file_get_contents(limits, &text, NULL, NULL)) /* of root's alone, then */
    assert_non_null(strstr(text, "Max core file size        0"));
  if (g_file_get_contents(arguments, &said, NULL, NULL))
    assert_null(strstr(said, "geheim"));
  close(socket);
  waitpid(pid, NULL, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(foreign_number), cmocka_unit_test(files_of_others),
      cmocka_unit_test(wrong_places),   cmocka_unit_test(second_signature),
      cmocka_unit_test(limit),          cmocka_unit_test(broken_requests),
      cmocka_unit_test(flood),          cmocka_unit_test(hardened)};
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
