/* Workbooks for tests, read with one call: what is in them, what is said of them. */
#ifndef WORKBOOK_FIXTURE_H
#define WORKBOOK_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "data_fixture.h"

static DataFixture workbook_files;

static int workbook_set_up(void **state) {
  (void)state;
  fixture_open(&workbook_files);
  return 0;
}

static int workbook_tear_down(void **state) {
  (void)state;
  fixture_close(&workbook_files);
  return 0;
}

/* shown, faults: as fixture_show and fixture_faults say it; shown is NULL where it must
 * fail. */
static void workbook_check(DataSource source, const char *shown, const char *faults) {
  source.name = "book";
  const Dataset *set = NULL;
  bool good = dataset_load(&workbook_files.job, &source, &set);
  g_autofree char *found = fixture_faults(&workbook_files);
  assert_string_equal(found, faults);
  assert_int_equal(good, shown != NULL);
  if (!shown)
    return;
  g_autofree char *text = fixture_show(set);
  assert_string_equal(text, shown);
}

#endif
