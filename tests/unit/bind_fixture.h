/* Documents with data for tests: blocks are bound inside a notice, the first on line 9.
 */
#ifndef BIND_FIXTURE_H
#define BIND_FIXTURE_H

#include <glib/gstdio.h>
#include <string.h>

#include "bind.h"

typedef struct BindFixture {
  char *folder;
  GPtrArray *files;
  Job job;
  Limits limits;
} BindFixture;

static void bind_fixture_open(BindFixture *f) {
  f->folder = g_dir_make_tmp("hongtou-bind-XXXXXX", NULL);
  f->files = g_ptr_array_new_with_free_func(g_free);
  f->limits = limits_default;
  f->job = (Job){.arena = arena_new(),
                 .diags = diagnostics_new(),
                 .limits = &f->limits,
                 .folder = f->folder};
}

static void bind_fixture_close(BindFixture *f) {
  for (guint i = 0; i < f->files->len; i++)
    g_unlink(f->files->pdata[i]);
  g_rmdir(f->folder);
  g_ptr_array_free(f->files, TRUE);
  g_free(f->folder);
  arena_free(f->job.arena);
  diagnostics_free(f->job.diags);
}

static void bind_fixture_file(BindFixture *f, const char *name, const char *text) {
  char *path = g_build_filename(f->folder, name, NULL);
  g_ptr_array_add(f->files, path);
  g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

/* NULL after a fault. */
static const Bulletin *bind_fixture_run(BindFixture *f, const char *data,
                                        const char *blocks) {
  static const Numbering numbering = {.levels = {"一、", "（一）", "1.", "（1）"},
                                      .annex_label = "附件{n}"};
  char *xml =
      arena_printf(f->job.arena,
                   "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                   "<bulletin xmlns=\"urn:hongtou:bulletin:1\" kind=\"通知\">\n%s\n"
                   "<head><issuer>濮阳市人民检察院</issuer></head>\n"
                   "<title>关于试行的通知</title>\n"
                   "<to>各科室</to>\n"
                   "<body>\n\n%s\n</body>\n"
                   "<sign><date>2018-04-23</date></sign>\n</bulletin>\n",
                   data, blocks);
  Bulletin *written, *bound;
  if (!model_read(&f->job, "in.xml", xml, strlen(xml), &written) ||
      !bind_run(&f->job, written, &numbering, &bound))
    return NULL;
  return bound;
}

/* All diagnostics as "code line:column", one a line, and none left; caller frees. */
static char *bind_fixture_faults(BindFixture *f) {
  GString *out = g_string_new(NULL);
  for (size_t i = 0; i < diag_count(f->job.diags); i++) {
    const Diagnostic *d = diag_at(f->job.diags, i);
    g_string_append_printf(out, "%s%s %u:%u", i ? "\n" : "", diag_code_name(d->code),
                           d->at.line, d->at.column);
  }
  diagnostics_free(f->job.diags);
  f->job.diags = diagnostics_new();
  return g_string_free(out, FALSE);
}

#endif
