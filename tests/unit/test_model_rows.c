/* Rows of a table one after another: those that stand there, then a source's, as often as
 * asked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model.h"

typedef struct Counter {
  uint32_t n, faulty_from; /* rows; the first that fails, 0: none */
} Counter;

typedef struct CounterCursor {
  const Counter *counter;
  uint32_t next;
} CounterCursor;

static void *open_counter(const void *self, Arena *arena) {
  CounterCursor *cursor = ARENA_NEW(arena, CounterCursor);
  cursor->counter = self;
  return cursor;
}

static bool next_row(void *self, Job *job, const Row **row) {
  CounterCursor *cursor = self;
  *row = NULL;
  if (cursor->next >= cursor->counter->n)
    return true;
  uint32_t line = ++cursor->next;
  if (line == cursor->counter->faulty_from) {
    diag_add(job->diags, (Span){.line = line}, DIAG_MODEL_TABLE_ROWSPAN, NULL);
    return false;
  }
  Row *made = ARENA_NEW(job->arena, Row);
  *made = (Row){.part = ROW_BODY, .at = {.line = line}};
  *row = made;
  return true;
}

static uint32_t sum_lines(const Table *table, Job *job, bool *ok) {
  RowCursor cursor = model_rows_open(table, job->arena);
  uint32_t sum = 0;
  const Row *row = NULL;
  while ((*ok = model_rows_next(&cursor, job, &row)) && row)
    sum += row->at.line;
  return sum;
}

static void rows_come_again(void **state) {
  (void)state;
  Job job = {.arena = arena_new(), .diags = diagnostics_new(), .limits = &limits_default};
  Row standing[] = {{.part = ROW_HEAD, .at = {.line = 1000}},
                    {.part = ROW_BODY, .at = {.line = 500}}};
  Counter counter = {.n = 10};
  RowSource source = {&counter, open_counter, next_row};
  Table table = {.rows = standing, .n_rows = 2, .n_head_rows = 1, .source = &source};
  bool ok;
  assert_int_equal(sum_lines(&table, &job, &ok), 1500 + 55);
  assert_int_equal(sum_lines(&table, &job, &ok), 1500 + 55);
  assert_true(ok);
  table.source = NULL;
  assert_int_equal(sum_lines(&table, &job, &ok), 1500);
  counter.faulty_from = 4;
  table.source = &source;
  assert_int_equal(sum_lines(&table, &job, &ok), 1500 + 6);
  assert_false(ok);
  assert_int_equal(diag_errors(job.diags), 1);
  diagnostics_free(job.diags);
  arena_free(job.arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(rows_come_again)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
