/* Records that can be read only once — a pipe, the rows of a query — kept as lines of
 * JSON in a file of their own, since a run reads its records twice. */
#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base_json.h"
#include "batch.h"
#include "batch_sqlite.h"

LIBRARY_OPENER(sqlite_library, sqlite_functions, SqliteFunctions, SQLITE_FUNCTIONS,
               "libsqlite3.so.0")

/* Of sqlite3.h. */
#define SQL_OK 0
#define SQL_ROW 100
#define SQL_DONE 101
#define SQL_OPEN_READONLY 1
#define SQL_BLOB 4
#define SQL_NULL 5
#define SQL_DENY 1
#define SQL_LENGTH 0
#define MILLION 1000000
#define SQL_ACTION_READ 20
#define SQL_ACTION_SELECT 21
#define SQL_ACTION_FUNCTION 31
#define SQL_ACTION_RECURSIVE 33

typedef struct Spool {
  Job *job;
  const char *name; /* of the source, as the user named it */
  char *path;
  FILE *file;
  size_t len;
  unsigned millions; /* of steps that a query took */
} Spool;

static bool cannot_read(const Spool *spool, const char *why) {
  diag_add(spool->job->diags, (Span){0}, DIAG_ENV_CANNOT_READ, spool->name, why, NULL);
  return false;
}

static bool spool_open(Spool *spool) {
  int fd = g_file_open_tmp("hongtou-XXXXXX.jsonl", &spool->path, NULL);
  spool->file = fd >= 0 ? fdopen(fd, "w") : NULL;
  if (!spool->file)
    diag_add(spool->job->diags, (Span){0}, DIAG_ENV_CANNOT_WRITE, g_get_tmp_dir(),
             file_error_words(errno), NULL);
  return spool->file != NULL;
}

static bool cannot_write(const Spool *spool) {
  diag_add(spool->job->diags, (Span){0}, DIAG_ENV_CANNOT_WRITE, spool->path,
           file_error_words(errno), NULL);
  return false;
}

static bool spool_put(Spool *spool, const void *bytes, size_t len) {
  size_t most = spool->job->limits->batch_spool;
  g_autofree char *limit = g_strdup_printf("%zu", most);
  if (len > most - spool->len) {
    diag_add(spool->job->diags, (Span){.file = spool->name}, DIAG_LIMIT_DATA_BYTES, limit,
             NULL);
    return false;
  }
  spool->len += len;
  return fwrite(bytes, 1, len, spool->file) == len || cannot_write(spool);
}

/* The path, which the caller frees; NULL, and no file, after a fault that has been told.
 */
static char *spool_end(Spool *spool, bool good) {
  if (spool->file && fclose(spool->file) != 0 && good)
    good = cannot_write(spool);
  if (good)
    return spool->path;
  if (spool->path)
    g_unlink(spool->path);
  g_free(spool->path);
  return NULL;
}

/* ---- a pipe ------------------------------------------------------------------------ */

char *spool_input(Job *job) {
  Spool spool = {.job = job, .name = "-"};
  char buffer[65536];
  size_t n = 0;
  bool good = spool_open(&spool);
  while (good && (n = fread(buffer, 1, sizeof buffer, stdin)) > 0)
    good = spool_put(&spool, buffer, n);
  if (good && ferror(stdin))
    good = cannot_read(&spool, file_error_words(errno));
  return spool_end(&spool, good);
}

/* ---- a query ----------------------------------------------------------------------- */

/* A query reads; what writes, attaches another file or sets anything is no query. */
static int allow(void *self, int action, const char *a, const char *b, const char *c,
                 const char *d) {
  (void)self, (void)a, (void)c, (void)d;
  bool loads = action == SQL_ACTION_FUNCTION && b && strcmp(b, "load_extension") == 0;
  bool reads = action == SQL_ACTION_READ || action == SQL_ACTION_SELECT ||
               action == SQL_ACTION_FUNCTION || action == SQL_ACTION_RECURSIVE;
  return reads && !loads ? SQL_OK : SQL_DENY;
}

static bool columns_differ(const Spool *spool, sqlite3_stmt *rows) {
  g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
  for (int i = 0; i < SQLITE(column_count)(rows); i++) {
    const char *name = SQLITE(column_name)(rows, i);
    g_autofree char *why = g_strdup_printf("SELECT … AS %s ×2", name);
    if (!g_hash_table_add(seen, (gpointer)name))
      return cannot_read(spool, why);
  }
  return true;
}

static bool put_row(Spool *spool, sqlite3_stmt *rows, GString *line) {
  g_string_assign(line, "{");
  for (int i = 0; i < SQLITE(column_count)(rows); i++) {
    const char *name = SQLITE(column_name)(rows, i);
    int type = SQLITE(column_type)(rows, i);
    const char *text = (const char *)SQLITE(column_text)(rows, i);
    size_t len = (size_t)SQLITE(column_bytes)(rows, i);
    if (type == SQL_BLOB ||
        (text && (strlen(text) != len || !g_utf8_validate(text, -1, NULL))))
      return cannot_read(spool, name); /* bytes that are no text */
    g_string_append(line, i ? "," : "");
    json_put_string(line, name);
    g_string_append_c(line, ':');
    json_put_string(line, type == SQL_NULL || !text ? "" : text);
  }
  g_string_append(line, "}\n");
  return spool_put(spool, line->str, line->len);
}

static bool put_rows(Spool *spool, sqlite3 *database, sqlite3_stmt *rows) {
  g_autoptr(GString) line = g_string_new(NULL);
  int state = SQL_ROW;
  bool good = columns_differ(spool, rows);
  while (good && (state = SQLITE(step)(rows)) == SQL_ROW)
    good = put_row(spool, rows, line);
  if (good && state != SQL_DONE)
    return cannot_read(spool, SQLITE(errmsg)(database));
  return good;
}

static int count_steps(void *self) {
  Spool *spool = self;
  return ++spool->millions > spool->job->limits->batch_query;
}

static bool run_query(Spool *spool, sqlite3 *database, const char *sql) {
  sqlite3_stmt *rows = NULL;
  const char *tail = "";
  SQLITE(set_authorizer)(database, allow, NULL);
  SQLITE(limit)(database, SQL_LENGTH, (int)spool->job->limits->data_record_bytes);
  SQLITE(progress_handler)(database, MILLION, count_steps, spool);
  if (SQLITE(prepare_v2)(database, sql, -1, &rows, &tail) != SQL_OK || !rows)
    return cannot_read(spool, SQLITE(errmsg)(database));
  bool one = tail[strspn(tail, " \t\r\n;")] == '\0';
  bool good = one ? put_rows(spool, database, rows) : cannot_read(spool, tail);
  SQLITE(finalize)(rows);
  return good;
}

char *spool_query(Job *job, const char *path, const char *sql) {
  Spool spool = {.job = job, .name = path};
  sqlite3 *database = NULL;
  if (!sqlite_library(job->diags))
    return NULL;
  bool good = SQLITE(open_v2)(path, &database, SQL_OPEN_READONLY, NULL) == SQL_OK;
  if (!good)
    cannot_read(&spool, database ? SQLITE(errmsg)(database) : "");
  good = good && spool_open(&spool) && run_query(&spool, database, sql);
  SQLITE(close)(database);
  return spool_end(&spool, good);
}
