/* The rows of a table one after another, wherever they come from. */
#include "model.h"

RowCursor model_rows_open(const Table *table, Arena *arena) {
  RowCursor cursor = {.table = table};
  if (table->source)
    cursor.inner = table->source->open(table->source->self, arena);
  return cursor;
}

bool model_rows_next(RowCursor *cursor, Job *job, const Row **row) {
  const Table *table = cursor->table;
  *row = NULL;
  if (cursor->taken < table->n_rows) {
    *row = &table->rows[cursor->taken++];
    return true;
  }
  return !table->source || table->source->next(cursor->inner, job, row);
}
