/* What the layout tests share: a job of their own, layouts from memory, places of shared
 * material. */
#ifndef HONGTOU_TEST_LAYOUT_FIXTURE_H
#define HONGTOU_TEST_LAYOUT_FIXTURE_H

#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
/* after those it needs */
#include <cmocka.h>

#include "layout.h"

#define HEAD "<layout xmlns=\"urn:hongtou:layout:1\" name=\"t\">\n"
#define PARTS                                                                \
  "<at part=\"mark\"/>\n<flow part=\"title\"/>\n<flow part=\"body\"/>\n<at " \
  "part=\"page-number\"/>\n"
#define FOOT "</layout>\n"

static const char *const layout_folders[] = {SOURCE_DIR "/layouts", NULL};

static inline Job test_job(void) {
  return (Job){
      .arena = arena_new(), .diags = diagnostics_new(), .limits = &limits_default};
}

static inline void test_job_free(Job *job) {
  arena_free(job->arena);
  diagnostics_free(job->diags);
}

static inline void print_diagnostics(const Job *job) {
  for (size_t i = 0; i < diag_count(job->diags); i++) {
    const Diagnostic *d = diag_at(job->diags, i);
    g_autofree char *text = diag_text(d, LANG_EN);
    print_message("  %u:%u %s %s\n", d->at.line, d->at.column, diag_code_name(d->code),
                  text);
  }
}

static inline const Layout *read_text(Job *job, const char *xml) {
  const Layout *layout;
  bool ok = layout_read_memory(job, "t.xml", xml, strlen(xml), layout_folders, &layout);
  assert_int_equal(ok, diag_errors(job->diags) == 0);
  assert_int_equal(ok, layout != NULL);
  return layout;
}

static inline char *dump_text(const Layout *layout) {
  GString *out = g_string_new(NULL);
  layout_dump(layout, out);
  return g_string_free(out, FALSE);
}

/* The language by example; NULL where the shared material is absent. */
static inline char *example_path(void) {
  const char *shared = g_getenv("HONGTOU_SHARED");
  g_autofree char *path = g_build_filename(shared ? shared : SOURCE_DIR "/../shared",
                                           "design", "layout.xml", NULL);
  return g_file_test(path, G_FILE_TEST_EXISTS) ? g_steal_pointer(&path) : NULL;
}

#endif
