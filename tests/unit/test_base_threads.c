/* Numbers are read alike on every thread from the first one on: in fresh processes, for
 * what is at stake happens once in each. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base.h"

#define PROCESSES 1500 /* without threads_prepare one in two hundred fails */

static pthread_barrier_t together;

static void *read_number(void *failed) {
  guint64 value;
  pthread_barrier_wait(&together);
  if (!g_ascii_string_to_unsigned("1", 10, 1, 9, &value, NULL) || value != 1)
    *(bool *)failed = true;
  return NULL;
}

static int child(void) {
  bool failed[2] = {false, false};
  pthread_t threads[2];
  threads_prepare();
  pthread_barrier_init(&together, NULL, 2);
  for (int i = 0; i < 2; i++)
    if (pthread_create(&threads[i], NULL, read_number, &failed[i]) != 0)
      return 2;
  for (int i = 0; i < 2; i++)
    pthread_join(threads[i], NULL);
  return failed[0] || failed[1];
}

static void numbers_are_read(void **state) {
  (void)state;
  for (int i = 0; i < PROCESSES; i++) {
    int status = 0;
    pid_t process = fork();
    if (process == 0)
      _exit(child());
    assert_true(process > 0);
    assert_int_equal(waitpid(process, &status, 0), process);
    assert_int_equal(status, 0);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(numbers_are_read)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
