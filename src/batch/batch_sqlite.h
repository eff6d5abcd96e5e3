/* The functions of SQLite that a query needs, opened when one is asked. Its interface
 * does not change within version 3, so that no header of its own is needed to build. */
#ifndef HONGTOU_BATCH_SQLITE_H
#define HONGTOU_BATCH_SQLITE_H

#include "base_library.h"

typedef struct sqlite3 sqlite3;
typedef struct sqlite3_stmt sqlite3_stmt;

int sqlite3_open_v2(const char *path, sqlite3 **out, int flags, const char *vfs);
int sqlite3_close(sqlite3 *database);
int sqlite3_prepare_v2(sqlite3 *database, const char *sql, int bytes, sqlite3_stmt **out,
                       const char **tail);
int sqlite3_step(sqlite3_stmt *statement);
int sqlite3_finalize(sqlite3_stmt *statement);
int sqlite3_column_count(sqlite3_stmt *statement);
const char *sqlite3_column_name(sqlite3_stmt *statement, int column);
int sqlite3_column_type(sqlite3_stmt *statement, int column);
const unsigned char *sqlite3_column_text(sqlite3_stmt *statement, int column);
int sqlite3_column_bytes(sqlite3_stmt *statement, int column);
const char *sqlite3_errmsg(sqlite3 *database);
int sqlite3_set_authorizer(sqlite3 *database,
                           int (*allow)(void *self, int action, const char *,
                                        const char *, const char *, const char *),
                           void *self);

int sqlite3_limit(sqlite3 *database, int what, int most);
void sqlite3_progress_handler(sqlite3 *database, int steps, int (*asked)(void *self),
                              void *self);

#define SQLITE_FUNCTIONS(X) \
  X(sqlite3_open_v2)        \
  X(sqlite3_close)          \
  X(sqlite3_prepare_v2)     \
  X(sqlite3_step)           \
  X(sqlite3_finalize)       \
  X(sqlite3_column_count)   \
  X(sqlite3_column_name)    \
  X(sqlite3_column_type)    \
  X(sqlite3_column_text)    \
  X(sqlite3_column_bytes)   \
  X(sqlite3_errmsg) X(sqlite3_set_authorizer) X(sqlite3_limit) X(sqlite3_progress_handler)
LIBRARY_TABLE(SqliteFunctions, SQLITE_FUNCTIONS)
extern SqliteFunctions sqlite_functions;
/* False, reported, where SQLite is not installed. */
bool sqlite_library(Diagnostics *diags);

#define SQLITE(name) sqlite_functions.sqlite3_##name

#endif
