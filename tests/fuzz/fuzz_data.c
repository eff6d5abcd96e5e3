/* Any bytes as a data file, CSV or package: no crash, no hang, cells that are text, the
 * same from the same bytes; and expressions over what was read. The first byte chooses
 * how it is declared. */
#include <glib.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "data.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_cells(const Dataset *set) {
  for (uint32_t row = 0; row < set->n_rows; row++) {
    for (uint32_t i = 0; i < set->n_columns; i++) {
      DataCell cell = dataset_cell(set, row, i);
      Decimal number;
      g_assert(strlen(cell.text) == cell.bytes && g_utf8_validate(cell.text, -1, NULL));
      data_number(cell, &number);
    }
  }
}

static void ask(Job *job, const Dataset *set) {
  static const char *const selects[] = {"h:sum(row/c[2])",
                                        "h:change(row[1]/c[2], row[2]/c[2])",
                                        "h:join(row/c[1])", "count(//c[. = ../c[1]])"};
  DataAsker *asker = asker_new(job, &set, 1);
  for (size_t i = 0; i < G_N_ELEMENTS(selects); i++) {
    DataQuery query = {.select = selects[i], .set = set};
    DataValue value;
    asker_run(asker, &query, &value);
  }
  asker_free(asker);
}

/* A digest of what was read and said. */
static guint32 load(const char *path, uint8_t how) {
  static const char *const encodings[] = {NULL, "utf-8", "gb18030"};
  static const char *const separators[] = {NULL, ",", "\t", ";"};
  Limits limits = limits_default;
  limits.data_rows = 2000;
  limits.zip_entry_bytes = (size_t)1 << 20;
  limits.query_steps = 100000;
  Job job = {.arena = arena_new(), .diags = diagnostics_new(), .limits = &limits};
  DataSource source = {
      .id = "q1", .path = path, .name = "data", .encoding = encodings[how % 3]};
  source.separator = separators[how / 4 % 4];
  source.head = how / 16 % 4;
  const Dataset *set = NULL;
  guint32 digest = 0;
  if (dataset_load(&job, &source, &set)) {
    check_cells(set);
    ask(&job, set);
    digest =
        g_str_hash(set->n_rows ? set->bytes : "") + set->n_rows * 31 + set->n_columns;
  }
  for (size_t i = 0; i < diag_count(job.diags); i++) {
    g_autofree char *text = diag_text(diag_at(job.diags, i), LANG_ZH);
    g_assert(g_utf8_validate(text, -1, NULL));
    digest = digest * 33 + g_str_hash(text);
  }
  arena_free(job.arena);
  diagnostics_free(job.diags);
  return digest;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 1)
    return 0;
  int fd = memfd_create("data", 0);
  g_assert(fd >= 0 && write(fd, data + 1, size - 1) == (ssize_t)(size - 1));
  g_autofree char *path = g_strdup_printf("/proc/self/fd/%d", fd);
  guint32 first = load(path, data[0]), second = load(path, data[0]);
  g_assert(first == second);
  close(fd);
  return 0;
}
