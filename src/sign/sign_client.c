/* The signer process as its callers see it: started by exec, asked by packets over one
 * socket that workers inherit. Neither key nor PIN is ever on this side. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sign_wire.h"

struct SigningClient {
  int socket;
  pid_t pid;
  pid_t owner; /* who started it */
};

/* ---- starting ------------------------------------------------------------------------
 */

static void add(GPtrArray *arguments, const char *name, const char *value) {
  if (!value)
    return;
  g_ptr_array_add(arguments, g_strdup(name));
  g_ptr_array_add(arguments, g_strdup(value));
}

static GPtrArray *arguments_of(const char *program, const SigningWish *wish) {
  GPtrArray *all = g_ptr_array_new_with_free_func(g_free);
  g_autofree char *time = g_strdup_printf("%" G_GINT64_FORMAT, wish->time);
  g_autofree char *limit = g_strdup_printf("%u", wish->limit);
  g_ptr_array_add(all, g_strdup(program));
  add(all, "--signing", wish->config);
  add(all, "--profile", wish->profile);
  add(all, "--pin", wish->pin); /* where it is read, never the PIN */
  add(all, "--time", wish->time == SIGNING_NOW ? NULL : time);
  add(all, "--limit", wish->limit ? limit : NULL);
  add(all, "--reissue", wish->reissue);
  add(all, "--keyless", wish->keyless ? "yes" : NULL);
  g_ptr_array_add(all, NULL);
  return all;
}

/* In the child: the socket becomes its standard input. */
static void run_signer(int own, char **arguments) {
  if (dup2(own, STDIN_FILENO) < 0)
    _exit(127);
  execv(arguments[0], arguments);
  _exit(127);
}

/* The descriptor a PIN is read from is the signer's alone from here on. */
static void give_away_pin(const SigningWish *wish) {
  guint64 fd;
  if (wish->pin && g_str_has_prefix(wish->pin, "fd:") &&
      g_ascii_string_to_unsigned(wish->pin + 3, 10, 3, 9999, &fd, NULL))
    close((int)fd);
}

static bool no_signer(Job *job, const char *why) {
  diag_add(job->diags, (Span){0}, DIAG_SIGN_SIGNER, why, NULL);
  return false;
}

SigningClient *signing_client_start(Job *job, const char *program,
                                    const SigningWish *wish) {
  int ends[2];
  if (access(program, X_OK) != 0 ||
      socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    no_signer(job, file_error_words(errno));
    return NULL;
  }
  GPtrArray *arguments = arguments_of(program, wish);
  pid_t pid = fork();
  if (pid == 0)
    run_signer(ends[1], (char **)arguments->pdata);
  int error = errno;
  g_ptr_array_free(arguments, TRUE);
  close(ends[1]);
  give_away_pin(wish);
  if (pid < 0) {
    close(ends[0]);
    no_signer(job, file_error_words(error));
    return NULL;
  }
  SigningClient *client = g_new0(SigningClient, 1);
  *client = (SigningClient){ends[0], pid, getpid()};
  return client;
}

/* The signer ends when nobody holds the socket any more. */
void signing_client_free(SigningClient *client) {
  if (!client)
    return;
  close(client->socket);
  if (client->owner == getpid()) {
    int status;
    while (waitpid(client->pid, &status, 0) < 0 && errno == EINTR)
      ;
  }
  g_free(client);
}

/* ---- asking --------------------------------------------------------------------------
 */

static bool send_packet(int socket, GVariant *request, const int fds[2], size_t n) {
  union {
    struct cmsghdr align;
    char bytes[CMSG_SPACE(2 * sizeof(int))];
  } control = {0};
  struct iovec piece = {(void *)g_variant_get_data(request), g_variant_get_size(request)};
  struct msghdr message = {.msg_iov = &piece,
                           .msg_iovlen = 1,
                           .msg_control = control.bytes,
                           .msg_controllen = CMSG_SPACE(n * sizeof(int))};
  struct cmsghdr *head = CMSG_FIRSTHDR(&message);
  head->cmsg_level = SOL_SOCKET;
  head->cmsg_type = SCM_RIGHTS;
  head->cmsg_len = CMSG_LEN(n * sizeof(int));
  memcpy(CMSG_DATA(head), fds, n * sizeof(int));
  ssize_t sent;
  while ((sent = sendmsg(socket, &message, MSG_NOSIGNAL)) < 0 && errno == EINTR)
    ;
  return sent >= 0;
}

/* memory: −1, there is none. NULL: reported. */
static GVariant *ask(SigningClient *client, Job *job, GVariant *request, int memory) {
  int ends[2];
  g_autoptr(GVariant) whole = g_variant_ref_sink(request);
  if (pipe2(ends, O_CLOEXEC) != 0) {
    no_signer(job, file_error_words(errno));
    return NULL;
  }
  const int fds[2] = {ends[1], memory};
  bool sent = send_packet(client->socket, whole, fds, memory < 0 ? 1 : 2);
  int error = errno;
  close(ends[1]);
  GVariant *answer = sent ? signing_wire_read_answer(ends[0]) : NULL;
  close(ends[0]);
  if (!answer) {
    no_signer(job, sent ? diag_both(job->arena, "它没有回答", "it gave no answer")
                        : file_error_words(error));
    return NULL;
  }
  g_autoptr(GVariant) told =
      g_variant_lookup_value(answer, "diagnostics", G_VARIANT_TYPE("a(suuas)"));
  if (told)
    signing_wire_take_diagnostics(job->diags, told);
  gboolean ok = FALSE;
  g_variant_lookup(answer, "ok", "b", &ok);
  if (ok)
    return answer;
  if (!told || g_variant_n_children(told) == 0)
    no_signer(job, "-");
  g_variant_unref(answer);
  return NULL;
}

static GVariant *request_of(const char *op, const SigningTask *task) {
  GVariantDict dict;
  g_variant_dict_init(&dict, NULL);
  g_variant_dict_insert(&dict, "op", "s", op);
  if (task) {
    g_variant_dict_insert(&dict, "number", "s", task->number ? task->number : "");
    g_variant_dict_insert(&dict, "copy", "s", task->copy ? task->copy : "");
    g_variant_dict_insert(&dict, "title", "s", task->title ? task->title : "");
    g_variant_dict_insert(&dict, "contents", "t", (guint64)task->contents);
    g_variant_dict_insert(&dict, "most", "t", (guint64)task->most);
  }
  return g_variant_dict_end(&dict);
}

bool signing_client_describe(SigningClient *client, Job *job, SigningAbout *about) {
  g_autoptr(GVariant) answer = ask(client, job, request_of("describe", NULL), -1);
  if (!answer)
    return false;
  about->reserve = (size_t)signing_wire_number(answer, "reserve");
  about->time = (int64_t)signing_wire_number(answer, "time");
  about->fingerprint = signing_wire_text(job->arena, answer, "fingerprint");
  about->serial = signing_wire_text(job->arena, answer, "serial");
  about->signer = signing_wire_text(job->arena, answer, "signer");
  return true;
}

/* Sealed: what the signer judges stays as it is. */
static int sealed(const GByteArray *bytes) {
  int fd = memfd_create("hongtou", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd < 0)
    return -1;
  if (file_write_all(fd, bytes->data, bytes->len) &&
      fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) ==
          0)
    return fd;
  close(fd);
  return -1;
}

static GByteArray *bytes_of(GVariant *answer, const char *name) {
  GByteArray *out = g_byte_array_new();
  g_autoptr(GVariant) value =
      g_variant_lookup_value(answer, name, G_VARIANT_TYPE_BYTESTRING);
  gsize n = 0;
  const void *bytes = value ? g_variant_get_fixed_array(value, &n, 1) : NULL;
  if (n)
    g_byte_array_append(out, bytes, (guint)n);
  return out;
}

static void take_done(Arena *arena, GVariant *answer, SigningDone *done) {
  done->value = bytes_of(answer, "value");
  done->tail = bytes_of(answer, "tail");
  done->level = signing_wire_text(arena, answer, "level");
  done->stamp = signing_wire_text(arena, answer, "stamp");
  done->time = (int64_t)signing_wire_number(answer, "time");
  const char *content = signing_wire_text(arena, answer, "content");
  const char *file = signing_wire_text(arena, answer, "file");
  g_strlcpy(done->content, content ? content : "", sizeof done->content);
  g_strlcpy(done->file, file ? file : "", sizeof done->file);
}

typedef struct FileTask {
  const char *op;
  const SigningTask *task;
} FileTask;

static bool ask_file(SigningClient *client, Job *job, const FileTask *wish,
                     GByteArray *pdf, SigningDone *done) {
  const SigningTask *task = wish->task;
  int memory = sealed(pdf);
  if (memory < 0)
    return no_signer(job, file_error_words(errno));
  g_autoptr(GVariant) answer = ask(client, job, request_of(wish->op, task), memory);
  close(memory);
  if (!answer)
    return false;
  take_done(job->arena, answer, done);
  size_t room = 2 * (size_t)done->value->len + 1;
  bool fits = !done->value->len ||
              (task->contents < pdf->len && pdf->len - task->contents > room);
  if (fits && done->value->len)
    signing_put_value(pdf, task->contents, done->value);
  if (fits)
    g_byte_array_append(pdf, done->tail->data, done->tail->len);
  g_byte_array_unref(done->value);
  g_byte_array_unref(done->tail);
  done->value = done->tail = NULL;
  return fits || no_signer(job, "/Contents");
}

bool signing_client_package(SigningClient *client, Job *job, GByteArray *package,
                            const SigningTask *task, SigningDone *done) {
  int memory = sealed(package);
  if (memory < 0)
    return no_signer(job, file_error_words(errno));
  g_autoptr(GVariant) answer = ask(client, job, request_of("package", task), memory);
  close(memory);
  if (!answer)
    return false;
  take_done(job->arena, answer, done);
  g_autoptr(GBytes) before = g_bytes_new(package->data, package->len);
  g_byte_array_set_size(package, 0);
  bool put =
      signing_package_put(job, before, done->value->data, done->value->len, package);
  g_byte_array_unref(done->value);
  g_byte_array_unref(done->tail);
  done->value = done->tail = NULL;
  return put;
}

bool signing_client_seal(SigningClient *client, Job *job, const GByteArray *info,
                         GByteArray *out) {
  int memory = sealed(info);
  if (memory < 0)
    return no_signer(job, file_error_words(errno));
  g_autoptr(GVariant) answer = ask(client, job, request_of("seal", NULL), memory);
  close(memory);
  if (!answer)
    return false;
  g_autoptr(GByteArray) made = bytes_of(answer, "value");
  g_byte_array_append(out, made->data, made->len);
  return true;
}

bool signing_client_pdf(SigningClient *client, Job *job, GByteArray *pdf,
                        const SigningTask *task, SigningDone *done) {
  return ask_file(client, job, &(FileTask){"pdf", task}, pdf, done);
}

bool signing_client_further(SigningClient *client, Job *job, GByteArray *pdf,
                            const SigningTask *task, SigningDone *done) {
  return ask_file(client, job, &(FileTask){"further", task}, pdf, done);
}

bool signing_client_extend(SigningClient *client, Job *job, GByteArray *pdf,
                           const SigningTask *task, SigningDone *done) {
  return ask_file(client, job, &(FileTask){"extend", task}, pdf, done);
}
