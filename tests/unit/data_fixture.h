/* Data files for tests: written into a folder that is removed at the end. */
#ifndef DATA_FIXTURE_H
#define DATA_FIXTURE_H

#include <glib/gstdio.h>
#include <string.h>
#include <zip.h>

#include "data.h"

typedef struct DataFixture {
  char *folder;
  GPtrArray *files;
  Job job;
  Limits limits;
  unsigned packing; /* of archives: 1 fast … 9 small */
} DataFixture;

static void fixture_open(DataFixture *f) {
  f->folder = g_dir_make_tmp("hongtou-data-XXXXXX", NULL);
  f->files = g_ptr_array_new_with_free_func(g_free);
  f->limits = limits_default;
  f->packing = 1;
  f->job = (Job){.arena = arena_new(), .diags = diagnostics_new(), .limits = &f->limits};
}

static void fixture_close(DataFixture *f) {
  for (guint i = 0; i < f->files->len; i++)
    g_unlink(f->files->pdata[i]);
  g_rmdir(f->folder);
  g_ptr_array_free(f->files, TRUE);
  g_free(f->folder);
  arena_free(f->job.arena);
  diagnostics_free(f->job.diags);
}

/* The path is the fixture's. */
static G_GNUC_UNUSED const char *fixture_file(DataFixture *f, const char *name,
                                              const void *bytes, size_t len) {
  char *path = g_build_filename(f->folder, name, NULL);
  g_ptr_array_add(f->files, path);
  g_assert_true(g_file_set_contents(path, bytes, (gssize)len, NULL));
  return path;
}

/* entries: name, text, name, text … NULL. */
static G_GNUC_UNUSED const char *fixture_zip(DataFixture *f, const char *name,
                                             const char *const *entries) {
  char *path = g_build_filename(f->folder, name, NULL);
  g_ptr_array_add(f->files, path);
  zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);
  for (; entries[0]; entries += 2) {
    zip_source_t *source = zip_source_buffer(zip, entries[1], strlen(entries[1]), 0);
    zip_int64_t index = zip_file_add(zip, entries[0], source, 0);
    g_assert_cmpint(index, >=, 0);
    g_assert_cmpint(
        zip_set_file_compression(zip, (zip_uint64_t)index, ZIP_CM_DEFLATE, f->packing),
        ==, 0);
  }
  g_assert_cmpint(zip_close(zip), ==, 0);
  return path;
}

/* Headers, then rows as "row: cell|cell|…", one a line; caller frees. */
static G_GNUC_UNUSED char *fixture_show(const Dataset *set) {
  GString *out = g_string_new(NULL);
  for (uint32_t i = 0; i < set->n_columns; i++)
    g_string_append_printf(out, "%s%s", i ? "|" : "", set->headers[i]);
  for (uint32_t row = 0; row < set->n_rows; row++) {
    g_string_append_printf(out, "\n%u: ", set->rows[row]);
    for (uint32_t i = 0; i < set->n_columns; i++)
      g_string_append_printf(out, "%s%s", i ? "|" : "", dataset_cell(set, row, i).text);
  }
  return g_string_free(out, FALSE);
}

/* All diagnostics as "code row:column", one a line, and none left; caller frees. */
static G_GNUC_UNUSED char *fixture_faults(DataFixture *f) {
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
