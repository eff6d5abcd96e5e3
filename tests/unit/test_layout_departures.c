/* Where a layout departs from the standard: each value with the clause it departs from,
 * or, of the standard's own forms, obeys instead. */
#include "layout_fixture.h"

static LayoutSummary summary_of(Job *job, const char *name) {
  LayoutSummary s;
  if (!layout_summarise(job, name, layout_folders, &s)) {
    print_diagnostics(job);
    fail();
  }
  return s;
}

/* "role mark size 50pt 初号 H3.3" */
static char *line_of(const LayoutDeparture *d) {
  return g_strdup_printf("%s %s %s %s %s %s", d->element, d->key,
                         d->attribute ? d->attribute : "-", d->value ? d->value : "-",
                         d->standard ? d->standard : "-", d->clause);
}

static void assert_lines(const LayoutSummary *s, const char *const *lines) {
  size_t n = 0;
  for (; lines[n]; n++) {
    assert_true(n < s->n_departures);
    g_autofree char *line = line_of(&s->departures[n]);
    assert_string_equal(line, lines[n]);
  }
  assert_int_equal(s->n_departures, n);
}

static void assert_has_line(const LayoutSummary *s, const char *wanted) {
  for (size_t i = 0; i < s->n_departures; i++) {
    g_autofree char *line = line_of(&s->departures[i]);
    if (strcmp(line, wanted) == 0)
      return;
  }
  fail_msg("%s is not told", wanted);
}

static LayoutSummary summary_of_text(Job *job, const char *folder, const char *xml) {
  g_autofree char *path = g_build_filename(folder, "t.xml", NULL);
  assert_true(g_file_set_contents(path, xml, -1, NULL));
  return summary_of(job, path);
}

static void the_base_departs_nowhere(void **state) {
  (void)state;
  Job job = test_job();
  LayoutSummary s = summary_of(&job, "general");
  assert_string_equal(s.title, "通用公文");
  assert_string_equal(s.standard, "GB/T 9704-2012");
  assert_null(s.extends);
  assert_null(s.against);
  assert_int_equal(s.n_departures, 0);
  test_job_free(&job);
}

/* C1.1–C1.3 */
static void a_standard_form_names_its_own_clauses(void **state) {
  (void)state;
  Job job = test_job();
  LayoutSummary s = summary_of(&job, "order");
  assert_string_equal(s.standard, "GB/T 9704-2012");
  assert_string_equal(s.against, "general");
  assert_has_line(&s, "role mark text {n}令 - C1.1");
  assert_has_line(&s, "at mark y block.top+20mm block.top+35mm C1.1");
  assert_has_line(&s, "flow body gap 2行 - C1.2 C1.3");
  assert_has_line(&s, "flow title - - - B1.1");
  assert_has_line(&s, "flow recipients - - - B2.1");
  test_job_free(&job);
}

/* A house style of a house style is still held against the standard; equal values are
 * none. */
static void a_house_style_names_the_clauses_it_departs_from(void **state) {
  (void)state;
  static const char *const lines[] = {"colour red rgb #cc0000 #ff0000 P4.3 P4.4",
                                      "role mark size 50pt 初号 H3.3",
                                      "role body latin 西文 own G3.1",
                                      "rule header weight 1pt 1.5pt H6.2",
                                      "flow note role motto - B9.1",
                                      "rule foot after imprint - I1.1",
                                      "rule foot gap 0 - I1.1",
                                      NULL};
  g_autofree char *folder = g_dir_make_tmp("layout-XXXXXX", NULL);
  Job job = test_job();
  LayoutSummary s = summary_of_text(
      &job, folder,
      "<layout xmlns=\"urn:hongtou:layout:1\" name=\"ours\" title=\"本院\" "
      "extends=\"general\">"
      "<role name=\"mark\" size=\"50pt\"/><role name=\"title\" step=\"36.0pt\"/>"
      "<role name=\"body\" latin=\"西文\"/><role name=\"motto\" size=\"小四\"/>"
      "<flow part=\"note\" role=\"motto\"/>"
      "<colour name=\"red\" rgb=\"#cc0000\"/><rule name=\"header\" weight=\"1pt\"/>"
      "<rule name=\"foot\" gap=\"0\" after=\"imprint\" clause=\"I1.1\"/></layout>");
  assert_null(s.standard);
  assert_string_equal(s.extends, "general");
  assert_string_equal(s.against, "general");
  assert_lines(&s, lines);
  g_autofree char *path = g_build_filename(folder, "t.xml", NULL);
  assert_int_equal(g_unlink(path), 0);
  assert_int_equal(g_rmdir(folder), 0);
  test_job_free(&job);
}

/* A house style beside another extends it; both are held against the standard. */
static void a_house_style_extends_its_neighbour(void **state) {
  (void)state;
  static const char *const lines[] = {"role mark size 48pt 初号 H3.3",
                                      "rule header weight 1pt 1.5pt H6.2", NULL};
  g_autofree char *folder = g_dir_make_tmp("layout-XXXXXX", NULL);
  g_autofree char *base = g_build_filename(folder, "house.xml", NULL);
  g_autofree char *path = g_build_filename(folder, "t.xml", NULL);
  assert_true(g_file_set_contents(
      base,
      "<layout xmlns=\"urn:hongtou:layout:1\" name=\"house\" extends=\"general\">"
      "<role name=\"mark\" size=\"50pt\"/><rule name=\"header\" "
      "weight=\"1pt\"/></layout>",
      -1, NULL));
  Job job = test_job();
  LayoutSummary s = summary_of_text(
      &job, folder,
      "<layout xmlns=\"urn:hongtou:layout:1\" name=\"office\" extends=\"house\">"
      "<role name=\"mark\" size=\"48pt\"/></layout>");
  assert_string_equal(s.extends, "house");
  assert_string_equal(s.against, "general");
  assert_lines(&s, lines);
  assert_int_equal(g_unlink(path) + g_unlink(base), 0);
  assert_int_equal(g_rmdir(folder), 0);
  test_job_free(&job);
}

static void a_faulty_layout_has_no_summary(void **state) {
  (void)state;
  Job job = test_job();
  LayoutSummary s;
  assert_false(layout_summarise(&job, "nowhere", layout_folders, &s));
  assert_int_equal(diag_errors(job.diags), 1);
  assert_null(s.name);
  test_job_free(&job);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_base_departs_nowhere),
      cmocka_unit_test(a_standard_form_names_its_own_clauses),
      cmocka_unit_test(a_house_style_names_the_clauses_it_departs_from),
      cmocka_unit_test(a_house_style_extends_its_neighbour),
      cmocka_unit_test(a_faulty_layout_has_no_summary),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
