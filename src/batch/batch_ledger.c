/* The report of a run while it is made: begun, or gone on from where an earlier run left
 * it, and a line added at each answer. A file that is no report is never touched. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "batch_private.h"

static const char report_mark[] = "{\"hongtou-batch\":";

static bool fault(Ledger *ledger) {
  diag_add(ledger->diags, (Span){0}, DIAG_ENV_CANNOT_WRITE, ledger->path,
           file_error_words(errno), NULL);
  return false;
}

static bool foreign(Ledger *ledger) {
  diag_add(ledger->diags, (Span){0}, DIAG_BATCH_REPORT_FOREIGN, ledger->path, NULL);
  return false;
}

/* ---- opening -------------------------------------------------------------------- */

/* An empty file, or one that begins as reports do: not the data, not the template. */
static bool is_report(int fd, const struct stat *st) {
  char head[sizeof report_mark - 1];
  return S_ISREG(st->st_mode) &&
         (st->st_size == 0 || (pread(fd, head, sizeof head, 0) == sizeof head &&
                               memcmp(head, report_mark, sizeof head) == 0));
}

/* A link would lead to where nobody looks for a report. */
static bool open_file(Ledger *ledger) {
  struct stat st;
  ledger->fd =
      open(ledger->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666);
  if (ledger->fd < 0)
    return errno == ELOOP || errno == EISDIR ? foreign(ledger) : fault(ledger);
  if (fstat(ledger->fd, &st) != 0)
    return fault(ledger);
  if (!is_report(ledger->fd, &st))
    return foreign(ledger);
  ledger->size = st.st_size;
  if (flock(ledger->fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
    return true;
  diag_add(ledger->diags, (Span){0}, DIAG_BATCH_BUSY, ledger->path, NULL);
  return false;
}

/* ---- an earlier run's ------------------------------------------------------------- */

static bool same_run(const ReportHead *a, const ReportHead *b) {
  bool same = a->shard.index == b->shard.index && a->shard.count == b->shard.count;
  for (size_t i = 0; i < BATCH_OUTPUTS; i++)
    same = same && g_strcmp0(a->roots[i], b->roots[i]) == 0;
  return same;
}

static bool read_before(Ledger *ledger) {
  static const Limits *const limits = &limits_default;
  ledger->arena = arena_new();
  Job job = {.arena = ledger->arena, .diags = ledger->diags, .limits = limits};
  ledger->before = report_read(&job, ledger->path);
  if (!ledger->before)
    return false;
  if (same_run(&ledger->before->head, &ledger->head))
    return true;
  diag_add(ledger->diags, (Span){.file = ledger->path}, DIAG_BATCH_OTHER_RUN, NULL);
  return false;
}

/* Head and sound lines, each with its end. */
static GString *sound_text(const Ledger *ledger) {
  g_autofree char *head = report_head_line(&ledger->head);
  GString *text = g_string_new(head);
  g_string_append_c(text, '\n');
  if (!ledger->before)
    return text;
  g_autoptr(GPtrArray) lines = report_sorted(ledger->before);
  for (guint i = 0; i < lines->len; i++) {
    const Reported *line = lines->pdata[i];
    if (line->number > ledger->head.records)
      continue; /* the data has become shorter */
    g_string_append(text, line->text);
    g_string_append_c(text, '\n');
  }
  return text;
}

/* The file is exchanged whole: a run killed here leaves the old report or the new one. */
static bool write_anew(Ledger *ledger) {
  g_autoptr(GString) text = sound_text(ledger);
  if (!file_replace(ledger->path, text->str, text->len, ledger->diags))
    return false;
  close(ledger->fd);
  return open_file(ledger) && ledger->size == (off_t)text->len;
}

static void tell_damaged(const Ledger *ledger) {
  if (ledger->before->damaged == 0)
    return;
  g_autofree char *count = g_strdup_printf("%" G_GUINT64_FORMAT, ledger->before->damaged);
  Span at = {.file = ledger->path, .line = (uint32_t)ledger->before->first_damaged};
  diag_add(ledger->diags, at, DIAG_REPORT_DAMAGED, count, NULL);
}

/* Goes on behind what is there; what an interrupted run left of a line is cut off. */
static bool go_on(Ledger *ledger) {
  if (!read_before(ledger))
    return false;
  tell_damaged(ledger);
  if (ledger->before->damaged || ledger->before->head.records != ledger->head.records)
    return write_anew(ledger);
  ledger->size = (off_t)ledger->before->bytes;
  return (ftruncate(ledger->fd, ledger->size) == 0 &&
          lseek(ledger->fd, ledger->size, SEEK_SET) >= 0) ||
         fault(ledger);
}

static bool begin(Ledger *ledger) {
  ledger->size = 0;
  g_autofree char *line = report_head_line(&ledger->head);
  return (ftruncate(ledger->fd, 0) == 0 || fault(ledger)) && ledger_put(ledger, line);
}

bool ledger_open(Ledger *ledger, const char *path, bool resume, Diagnostics *diags) {
  ledger->fd = -1;
  ledger->path = g_strdup(path);
  ledger->diags = diags;
  ledger->digests = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  if (!open_file(ledger))
    return false;
  bool ok = resume && ledger->size > 0 ? go_on(ledger) : begin(ledger);
  return ok && (lseek(ledger->fd, 0, SEEK_END) >= 0 || fault(ledger));
}

void ledger_close(Ledger *ledger) {
  report_free(ledger->before);
  if (ledger->arena)
    arena_free(ledger->arena);
  if (ledger->fd >= 0 && ledger->path)
    close(ledger->fd);
  if (ledger->digests)
    g_hash_table_unref(ledger->digests);
  g_free(ledger->path);
}

/* ---- lines ------------------------------------------------------------------------- */

/* A line goes out in one piece, or not at all: what a killed run leaves is whole lines
 * and perhaps one cut short. */
bool ledger_put(Ledger *ledger, const char *line) {
  g_autofree char *whole = g_strconcat(line, "\n", NULL);
  size_t len = strlen(whole);
  if (file_write_all(ledger->fd, whole, len)) {
    ledger->size += (off_t)len;
    return true;
  }
  int error = errno;
  if (ftruncate(ledger->fd, ledger->size) == 0)
    lseek(ledger->fd, ledger->size, SEEK_SET);
  errno = error;
  return fault(ledger);
}

bool ledger_settle(Ledger *ledger) {
  return fsync(ledger->fd) == 0 || errno == EINVAL || fault(ledger);
}

/* ---- what still holds -------------------------------------------------------------- */

/* What the file holds now: each is read once in a run. "" where it cannot be read. */
static const char *digest_now(Ledger *ledger, const char *path) {
  const char *known = g_hash_table_lookup(ledger->digests, path);
  if (known)
    return known;
  char digest[DIGEST_TEXT];
  char *found = g_strdup(digest_path(path, digest) ? digest : "");
  g_hash_table_insert(ledger->digests, g_strdup(path), found);
  return found;
}

bool ledger_holds(Ledger *ledger, const Task *task, OutputRoot *const *roots,
                  size_t n_outputs) {
  const Reported *line =
      ledger->before ? g_hash_table_lookup(ledger->before->lines, &task->number) : NULL;
  if (!line || !line->done || strcmp(line->input, task->input) != 0)
    return false;
  for (size_t i = 0; i < line->n_reads; i++) {
    if (strcmp(digest_now(ledger, line->reads[i].path), line->reads[i].digest) != 0)
      return false;
  }
  for (size_t i = 0; i < n_outputs; i++) {
    char digest[DIGEST_TEXT];
    if (g_strcmp0(line->paths[i], task->names[i]) != 0 ||
        !digest_file(roots[i], task->names[i], digest) ||
        strcmp(digest, line->digests[i]) != 0)
      return false;
  }
  return true;
}
