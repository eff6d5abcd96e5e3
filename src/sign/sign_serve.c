/* The signer process: takes one request after another and believes none of them. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sign_crypto.h"
#include "sign_wire.h"

typedef struct Request {
  GVariant *message; /* NULL: none */
  int answer, memory;
} Request;

/* ---- receiving -----------------------------------------------------------------------
 */

static void take_descriptors(struct msghdr *head, Request *out) {
  for (struct cmsghdr *c = CMSG_FIRSTHDR(head); c; c = CMSG_NXTHDR(head, c)) {
    if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
      continue;
    size_t n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (size_t i = 0; i < n; i++) {
      int fd;
      memcpy(&fd, CMSG_DATA(c) + i * sizeof fd, sizeof fd);
      if (out->answer < 0)
        out->answer = fd;
      else if (out->memory < 0)
        out->memory = fd;
      else
        close(fd);
    }
  }
}

/* False: nobody is left who could ask. */
static bool receive(int socket, Request *out) {
  union {
    struct cmsghdr align;
    char bytes[CMSG_SPACE(8 * sizeof(int))];
  } control;
  g_autofree char *room = g_malloc(WIRE_REQUEST);
  struct iovec piece = {room, WIRE_REQUEST};
  struct msghdr head = {.msg_iov = &piece,
                        .msg_iovlen = 1,
                        .msg_control = control.bytes,
                        .msg_controllen = sizeof control.bytes};
  *out = (Request){NULL, -1, -1};
  ssize_t got;
  while ((got = recvmsg(socket, &head, MSG_CMSG_CLOEXEC)) < 0 && errno == EINTR)
    ;
  if (got <= 0)
    return false;
  take_descriptors(&head, out);
  if (head.msg_flags & (MSG_TRUNC | MSG_CTRUNC))
    return true;
  g_autoptr(GBytes) bytes = g_bytes_new(room, (gsize)got);
  out->message =
      g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE_VARDICT, bytes, FALSE));
  return true;
}

/* The file in memory, copied; NULL: none that is sealed and of a size that is taken. */
static GByteArray *take_memory(Job *job, int fd) {
  struct stat st;
  int wanted = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
  bool ok = fd >= 0 && fstat(fd, &st) == 0 && st.st_size > 0 &&
            (size_t)st.st_size <= job->limits->pdf_bytes &&
            (fcntl(fd, F_GET_SEALS) & wanted) == wanted;
  void *at =
      ok ? mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0) : MAP_FAILED;
  if (at == MAP_FAILED) {
    diag_add(job->diags, (Span){0}, DIAG_SIGN_FORM, "memfd", NULL);
    return NULL;
  }
  GByteArray *out = g_byte_array_sized_new((guint)st.st_size);
  g_byte_array_append(out, at, (guint)st.st_size);
  munmap(at, (size_t)st.st_size);
  return out;
}

/* ---- answering -----------------------------------------------------------------------
 */

static void put_bytes_of(GVariantDict *to, const char *name, const GByteArray *bytes) {
  if (bytes)
    g_variant_dict_insert_value(
        to, name,
        g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, bytes->data, bytes->len, 1));
}

static void put_hex(GVariantDict *to, const char *name, const void *bytes, size_t len) {
  g_autoptr(GString) hex = g_string_new(NULL);
  for (size_t i = 0; i < len; i++)
    g_string_append_printf(hex, "%02x", ((const uint8_t *)bytes)[i]);
  g_variant_dict_insert(to, name, "s", hex->str);
}

static void describe(SigningSession *s, GVariantDict *to) {
  const AsnCertificate *signer = signing_key_certificate(s->key);
  uint8_t hash[64];
  SigningPiece whole = {signer->whole.der, signer->whole.der_len};
  size_t n = signing_digest(ASN_DIGEST_SHA256, &whole, 1, hash);
  g_variant_dict_insert(to, "reserve", "t", (guint64)signing_session_reserve(s));
  g_variant_dict_insert(to, "time", "t", (guint64)signing_session_time(s));
  g_variant_dict_insert(to, "signer", "s", signer->signer);
  put_hex(to, "fingerprint", hash, n);
  put_hex(to, "serial", signer->serial.bytes, signer->serial.len);
}

typedef bool (*FileWork)(SigningSession *session, Job *job, GByteArray *pdf,
                         const SigningTask *task, SigningDone *done);

static bool work_on_file(SigningSession *s, Job *job, const Request *request,
                         FileWork work, GVariantDict *to) {
  GByteArray *pdf = take_memory(job, request->memory);
  if (!pdf)
    return false;
  SigningTask task = {
      .number = signing_wire_text(job->arena, request->message, "number"),
      .copy = signing_wire_text(job->arena, request->message, "copy"),
      .title = signing_wire_text(job->arena, request->message, "title"),
      .contents = (size_t)signing_wire_number(request->message, "contents"),
      .most = (SigningLevel)MIN(signing_wire_number(request->message, "most"),
                                SIGNING_LEVEL_LTA)};
  SigningDone done = {.value = g_byte_array_new(), .tail = g_byte_array_new()};
  bool ok = work(s, job, pdf, &task, &done);
  if (ok) {
    put_bytes_of(to, "value", done.value);
    put_bytes_of(to, "tail", done.tail);
    g_variant_dict_insert(to, "level", "s", done.level ? done.level : "");
    g_variant_dict_insert(to, "stamp", "s", done.stamp ? done.stamp : "");
    g_variant_dict_insert(to, "time", "t", (guint64)done.time);
    g_variant_dict_insert(to, "content", "s", done.content);
    g_variant_dict_insert(to, "file", "s", done.file);
  }
  g_byte_array_unref(done.value);
  g_byte_array_unref(done.tail);
  g_byte_array_unref(pdf);
  return ok;
}

static bool sign_package(SigningSession *s, Job *job, const Request *request,
                         GVariantDict *to) {
  GByteArray *bytes = take_memory(job, request->memory);
  if (!bytes)
    return false;
  g_autoptr(GBytes) package = g_byte_array_free_to_bytes(bytes);
  SigningTask task = {.number = signing_wire_text(job->arena, request->message, "number"),
                      .title = signing_wire_text(job->arena, request->message, "title")};
  SigningDone done = {.value = g_byte_array_new()};
  bool ok = signing_session_package(s, job, package, &task, &done);
  if (ok) {
    put_bytes_of(to, "value", done.value);
    g_variant_dict_insert(to, "level", "s", done.level ? done.level : "");
    g_variant_dict_insert(to, "time", "t", (guint64)done.time);
    g_variant_dict_insert(to, "content", "s", done.content);
    g_variant_dict_insert(to, "file", "s", done.file);
  }
  g_byte_array_unref(done.value);
  return ok;
}

static bool make_seal(SigningSession *s, Job *job, const Request *request,
                      GVariantDict *to) {
  g_autoptr(GByteArray) info = take_memory(job, request->memory);
  g_autoptr(GByteArray) seal = g_byte_array_new();
  if (!info || !signing_within_limit(s, job) ||
      !signing_seal_make(s->key, job, info->data, info->len, seal))
    return false;
  s->signed_so_far++;
  put_bytes_of(to, "value", seal);
  return true;
}

static bool serve(SigningSession *s, Job *job, const Request *request, GVariantDict *to) {
  const char *op =
      request->message ? signing_wire_text(job->arena, request->message, "op") : NULL;
  if (g_strcmp0(op, "describe") == 0 && s->key) {
    describe(s, to);
    return true;
  }
  if (g_strcmp0(op, "pdf") == 0 && s->key)
    return work_on_file(s, job, request, signing_session_pdf, to);
  if (g_strcmp0(op, "further") == 0 && s->key)
    return work_on_file(s, job, request, signing_session_further, to);
  if (g_strcmp0(op, "extend") == 0)
    return work_on_file(s, job, request, signing_session_extend, to);
  if (g_strcmp0(op, "package") == 0 && s->key)
    return sign_package(s, job, request, to);
  if (g_strcmp0(op, "seal") == 0 && s->key)
    return make_seal(s, job, request, to);
  diag_add(job->diags, (Span){0}, DIAG_SIGN_FORM, "request", NULL);
  return false;
}

static void answer_one(SigningSession *s, const Diagnostics *opened, Request *request) {
  Job job = {.arena = arena_new(), .diags = diagnostics_new(), .limits = &limits_default};
  GVariantDict answer;
  g_variant_dict_init(&answer, NULL);
  bool ok = s && serve(s, &job, request, &answer);
  g_variant_dict_insert(&answer, "ok", "b", ok);
  g_variant_dict_insert_value(&answer, "diagnostics",
                              signing_wire_diagnostics(s ? job.diags : opened));
  g_autoptr(GVariant) whole = g_variant_ref_sink(g_variant_dict_end(&answer));
  if (request->answer >= 0) {
    fcntl(request->answer, F_SETFL, O_NONBLOCK);
    signing_wire_write_answer(request->answer, whole);
  }
  diagnostics_free(job.diags);
  arena_free(job.arena);
}

static void request_clear(Request *request) {
  if (request->message)
    g_variant_unref(request->message);
  if (request->answer >= 0)
    close(request->answer);
  if (request->memory >= 0)
    close(request->memory);
}

void signing_serve(int socket, const SigningWish *wish) {
  Job job = {.arena = arena_new(), .diags = diagnostics_new(), .limits = &limits_default};
  SigningSession *session = signing_session_open(&job, wish);
  Request request;
  for (unsigned n = 0; n < limits_default.sign_requests && receive(socket, &request);
       n++) {
    answer_one(session, job.diags, &request);
    request_clear(&request);
  }
  signing_session_free(session);
  diagnostics_free(job.diags);
  arena_free(job.arena);
}
