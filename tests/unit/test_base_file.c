/* Files that a document names lie inside its folder. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "base.h"

static char *file_in(const char *folder, const char *name) {
  char *path = g_build_filename(folder, name, NULL);
  assert_true(g_file_set_contents(path, "x", 1, NULL));
  return path;
}

static bool reaches(const char *folder, const char *name) {
  g_autofree char *found = file_inside(folder, name);
  return found != NULL;
}

static void files_lie_inside(void **state) {
  (void)state;
  g_autofree char *root = g_dir_make_tmp("hongtou-inside-XXXXXX", NULL);
  g_autofree char *doc = g_build_filename(root, "doc", NULL);
  g_autofree char *evil = g_build_filename(root, "doc-evil", NULL);
  g_autofree char *deep = g_build_filename(doc, "data", NULL);
  assert_int_equal(g_mkdir(doc, 0700) | g_mkdir(evil, 0700) | g_mkdir(deep, 0700), 0);
  g_autofree char *own = file_in(deep, "own.csv");
  g_autofree char *foreign = file_in(evil, "a.csv");
  g_autofree char *above = file_in(root, "b.csv");
  g_autofree char *to_evil = g_build_filename(doc, "evil", NULL);
  g_autofree char *to_file = g_build_filename(doc, "a.csv", NULL);
  g_autofree char *to_own = g_build_filename(doc, "own.csv", NULL);
  assert_int_equal(symlink("../doc-evil", to_evil) | symlink("../b.csv", to_file) |
                       symlink("data/own.csv", to_own),
                   0);
  assert_true(reaches(doc, "data/own.csv"));
  assert_true(reaches(doc, "./data/../data/own.csv") == false);
  assert_true(reaches(doc, "own.csv"));     /* a link that stays inside */
  assert_false(reaches(doc, "evil/a.csv")); /* a sibling whose name begins alike */
  assert_false(reaches(doc, "evil"));
  assert_false(reaches(doc, "a.csv"));
  assert_false(reaches(doc, "../doc-evil/a.csv"));
  assert_false(reaches(doc, above));
  assert_false(reaches(doc, ""));
  assert_false(reaches(NULL, "own.csv"));
  assert_true(reaches("/", own + 1));
  const char *const links[] = {to_evil, to_file, to_own, own, foreign, above};
  for (size_t i = 0; i < G_N_ELEMENTS(links); i++)
    g_unlink(links[i]);
  const char *const folders[] = {deep, doc, evil, root};
  for (size_t i = 0; i < G_N_ELEMENTS(folders); i++)
    assert_int_equal(g_rmdir(folders[i]), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(files_lie_inside)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
