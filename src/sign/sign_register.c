/* Number register and audit log (F3, F9): files that only grow, each line bound to the
 * one before by its hash, on disk before a signature leaves. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base_json.h"
#include "sign_session.h"

#define HASH_TEXT 65

typedef struct Ledger {
  Job *job;
  char *path;
  int fd;
  char *bytes; /* all lines that were there */
  char last[HASH_TEXT];
} Ledger;

static bool unusable(const Ledger *l, const char *why) {
  diag_add(l->job->diags, (Span){.file = l->path}, DIAG_SIGN_REGISTER, l->path, why,
           NULL);
  return false;
}

/* ---- lines ---------------------------------------------------------------------------
 */

/* …,"hash":"<hash of all before, which holds the hash of the line before>"} */
static const char tail[] = ",\"hash\":\"";

static void hash_of(const char *body, size_t len, char out[HASH_TEXT]) {
  g_autofree char *hex =
      g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)body, len);
  g_strlcpy(out, hex, HASH_TEXT);
}

/* The line's own hash and the one it names are right. */
static bool line_holds(Ledger *l, const char *line) {
  const char *at = g_strrstr(line, tail);
  char hash[HASH_TEXT];
  if (!at || strlen(at) != sizeof tail - 1 + 64 + 2)
    return false;
  hash_of(line, (size_t)(at - line), hash);
  g_autofree char *before = g_strdup_printf("\"previous\":\"%s\"", l->last);
  bool ok = strncmp(at + sizeof tail - 1, hash, 64) == 0 && strstr(line, before);
  g_strlcpy(l->last, hash, HASH_TEXT);
  return ok;
}

static bool lines_hold(Ledger *l) {
  g_auto(GStrv) lines = g_strsplit(l->bytes, "\n", -1);
  for (char **line = lines; *line; line++) {
    if (**line && !line_holds(l, *line))
      return unusable(l, diag_both(l->job->arena, "被改动过", "it was changed"));
  }
  return true;
}

/* ---- opening -------------------------------------------------------------------------
 */

/* Locked until it is closed: runs beside each other take turns. */
static bool open_ledger(Ledger *l, const char *folder, const char *name) {
  size_t len = 0;
  l->path = g_build_filename(folder, name, NULL);
  g_strlcpy(l->last, "", HASH_TEXT);
  g_mkdir_with_parents(folder, 0700);
  l->fd = open(l->path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (l->fd < 0 || flock(l->fd, LOCK_EX) != 0)
    return unusable(l, file_error_words(errno));
  if (!g_file_get_contents(l->path, &l->bytes, &len, NULL))
    return unusable(l, file_error_words(EIO));
  if (memchr(l->bytes, 0, len)) /* what stands behind it would go unread */
    return unusable(l, "NUL");
  return lines_hold(l);
}

static void close_ledger(Ledger *l) {
  if (l->fd >= 0)
    close(l->fd);
  g_free(l->path);
  g_free(l->bytes);
}

static bool append(Ledger *l, GString *body) {
  char hash[HASH_TEXT];
  g_string_append_printf(body, ",\"previous\":\"%s\"", l->last);
  hash_of(body->str, body->len, hash);
  g_string_append_printf(body, "%s%s\"}\n", tail, hash);
  if (!file_write_all(l->fd, body->str, body->len) || fsync(l->fd) != 0)
    return unusable(l, file_error_words(errno));
  return true;
}

static void put(GString *out, const char *name, const char *text) {
  g_string_append_printf(out, "%s\"%s\":", out->len > 1 ? "," : "", name);
  json_put_string(out, text ? text : "");
}

/* ---- the register --------------------------------------------------------------------
 */

/* The line that signed this number and copy last; NULL: none. */
static char *line_of(const Ledger *l, const char *key) {
  char *found = NULL;
  g_auto(GStrv) lines = g_strsplit(l->bytes, "\n", -1);
  for (char **line = lines; *line; line++) {
    if (!g_str_has_prefix(*line, key))
      continue;
    g_free(found);
    found = g_strdup(*line);
  }
  return found;
}

static char *member(const char *line, const char *name) {
  g_autofree char *key = g_strdup_printf("\"%s\":\"", name);
  const char *at = strstr(line, key);
  if (!at)
    return g_strdup("");
  at += strlen(key);
  return g_strndup(at, strcspn(at, "\""));
}

/* Signed before with another content, and nobody says why it is again. */
static bool is_free(const SigningSession *s, const Ledger *l, const SigningTask *task,
                    const char *line, const char *content) {
  g_autofree char *known = member(line, "content");
  if (strcmp(known, content) == 0 || s->wish.reissue)
    return true;
  g_autofree char *time = member(line, "time");
  diag_add(l->job->diags, (Span){0}, DIAG_SIGN_NUMBER, task->number, time, NULL);
  return false;
}

static bool register_in(const SigningSession *s, Ledger *l, const SigningTask *task,
                        const SigningDone *done) {
  g_autoptr(GString) body = g_string_new("{");
  put(body, "number", task->number);
  put(body, "copy", task->copy);
  g_autofree char *line = line_of(l, body->str);
  if (line && !is_free(s, l, task, line, done->content))
    return false;
  put(body, "content", done->content);
  put(body, "time", signing_time_text(l->job->arena, done->time));
  put(body, "profile", s->profile->id);
  put(body, "reissue", s->wish.reissue);
  return append(l, body);
}

bool signing_register(const SigningSession *s, Job *job, const SigningTask *task,
                      const SigningDone *done) {
  if (!s->config->record || !task->number)
    return true;
  Ledger ledger = {.job = job, .fd = -1};
  bool ok = open_ledger(&ledger, s->config->record, "register.jsonl") &&
            register_in(s, &ledger, task, done);
  close_ledger(&ledger);
  return ok;
}

/* ---- the log -------------------------------------------------------------------------
 */

static void put_event(const SigningSession *s, GString *body, Job *job,
                      const SigningTask *task, const SigningDone *done) {
  const char *fault = "signed";
  for (size_t i = 0; i < diag_count(job->diags); i++) {
    if (diag_at(job->diags, i)->severity == SEVERITY_ERROR)
      fault = diag_code_name(diag_at(job->diags, i)->code);
  }
  put(body, "time", signing_time_text(job->arena, g_get_real_time() / G_USEC_PER_SEC));
  put(body, "signed", signing_time_text(job->arena, done->time));
  put(body, "user", g_get_user_name());
  put(body, "host", g_get_host_name());
  put(body, "profile", s->profile->id);
  put(body, "certificate", s->key->signer.signer);
  put(body, "number", task->number);
  put(body, "copy", task->copy);
  put(body, "title", task->title);
  put(body, "content", done->content);
  put(body, "file", done->file);
  put(body, "outcome", fault);
}

bool signing_audit(const SigningSession *s, Job *job, const SigningTask *task,
                   const SigningDone *done) {
  if (!s->config->record)
    return true;
  Ledger ledger = {.job = job, .fd = -1};
  g_autoptr(GString) body = g_string_new("{");
  put_event(s, body, job, task, done);
  bool ok =
      open_ledger(&ledger, s->config->record, "audit.jsonl") && append(&ledger, body);
  close_ledger(&ledger);
  return ok;
}

bool signing_ledger_check(Job *job, const char *path) {
  Ledger ledger = {.job = job, .fd = -1, .path = g_strdup(path)};
  size_t len;
  bool ok = file_read(path, job->limits->data_bytes, &ledger.bytes, &len, job->diags);
  if (ok && memchr(ledger.bytes, 0, len))
    ok = unusable(&ledger, "NUL");
  ok = ok && lines_hold(&ledger);
  close_ledger(&ledger);
  return ok;
}
