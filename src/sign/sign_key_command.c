/* Keys behind an external program (F6): for each signature it is run once, is given one
 * line of JSON and answers one. No shell is between. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base_json.h"
#include "sign_private.h"

#define ANSWER_ROOM ((size_t)1 << 20)
#define ANSWER_SECONDS 120 /* someone may have to press a button */

typedef struct Command {
  const SigningProfile *profile;
  const AsnAlgorithm *algorithm;
} Command;

static bool refuse(const Command *c, Job *job, const char *why) {
  diag_add(job->diags, (Span){.file = c->profile->command}, DIAG_SIGN_COMMAND,
           c->profile->command, why, NULL);
  return false;
}

/* ---- talking -------------------------------------------------------------------------
 */

/* Up to the end of the line, or of time. */
static bool read_line(int fd, GString *out) {
  gint64 until = g_get_monotonic_time() + ANSWER_SECONDS * G_USEC_PER_SEC;
  char room[4096];
  while (out->len < ANSWER_ROOM && !strchr(out->str, '\n')) {
    gint64 left = (until - g_get_monotonic_time()) / 1000;
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    if (left <= 0 || poll(&ready, 1, (int)left) == 0)
      return false;
    ssize_t got = read(fd, room, sizeof room);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      break;
    g_string_append_len(out, room, got);
  }
  return out->len > 0 && out->len < ANSWER_ROOM;
}

static bool talk(const Command *c, Job *job, const char *line, GString *answer) {
  char *argv[] = {(char *)c->profile->command, NULL};
  int in, out;
  GPid pid;
  if (!g_spawn_async_with_pipes(NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
                                &pid, &in, &out, NULL, NULL))
    return refuse(c, job, diag_both(job->arena, "无法运行", "it cannot be run"));
  bool ok = file_write_all(in, line, strlen(line));
  close(in);
  ok = ok && read_line(out, answer);
  close(out);
  if (!ok)
    kill(pid, SIGKILL);
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
    ;
  return (ok && status == 0) ||
         refuse(c, job, diag_both(job->arena, "没有正常结束", "it did not end well"));
}

/* ---- what is asked -------------------------------------------------------------------
 */

static const char *algorithm_name(const AsnAlgorithm *a) {
  return a->key == ASN_KEY_RSA ? "RSA" : a->key == ASN_KEY_SM2 ? "SM2" : "ECDSA";
}

static void put(GString *out, const char *name, const char *text) {
  g_string_append_printf(out, "%s\"%s\":", out->len > 1 ? "," : "", name);
  json_put_string(out, text);
}

static bool take(const Command *c, Job *job, const GString *line, const char *name,
                 GByteArray *out) {
  size_t at;
  const JsonValue *whole = json_parse(job->arena, line->str, line->len, &at);
  const JsonValue *value = json_member(whole, name);
  const JsonValue *error = json_member(whole, "error");
  if (error && error->kind == JSON_STRING)
    return refuse(c, job, error->text);
  if (!value || value->kind != JSON_STRING)
    return refuse(c, job, name);
  gsize len;
  g_autofree guchar *bytes = g_base64_decode(value->text, &len);
  g_byte_array_append(out, bytes, (guint)len);
  return len > 0 || refuse(c, job, name);
}

static bool ask(const Command *c, Job *job, const SigningPiece *message,
                GByteArray *out) {
  AsnDigest digest = c->algorithm->digest;
  uint8_t hash[64];
  size_t len = message->len;
  const void *bytes = message->bytes;
  const char *name = c->profile->container ? "container" : "signature";
  if (!c->profile->container) {
    len = signing_digest(digest, message, 1, hash);
    bytes = hash;
  }
  g_autofree char *base64 = g_base64_encode(bytes, len);
  g_autofree char *whole = g_base64_encode(message->bytes, message->len);
  g_autoptr(GString) line = g_string_new("{");
  put(line, "profile", c->profile->id);
  put(line, "mode", c->profile->container ? "container" : "digest");
  put(line, "key", algorithm_name(c->algorithm));
  put(line, "hash", asn_digest_name(digest));
  put(line, "digest", base64);
  if (!c->profile->container) /* SM2 signs what holds the signer's identity besides */
    put(line, "message", whole);
  g_string_append(line, "}\n");
  g_autoptr(GString) answer = g_string_new(NULL);
  return talk(c, job, line->str, answer) && take(c, job, answer, name, out);
}

static bool command_value(void *self, Job *job, const SigningPiece *message,
                          GByteArray *out) {
  return ask(self, job, message, out);
}

bool signing_command_container(SigningKey *key, Job *job, const SigningPiece *digest,
                               GByteArray *out) {
  return ask(key->backend.self, job, digest, out);
}

bool signing_open_command(SigningOpening *o) {
  Command *c = g_new0(Command, 1);
  c->profile = o->key->profile;
  c->algorithm = &o->key->algorithm;
  o->key->backend = (SigningBackend){c, command_value, g_free};
  return true;
}
