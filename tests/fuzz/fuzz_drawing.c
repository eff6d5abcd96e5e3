/* Any bytes as a picture: an image or items within the limits, or a fault; never a crash,
 * and the same from the same bytes. */
#include <math.h>
#include <stdlib.h>

#include "display.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool holds) {
  if (!holds)
    abort();
}

static void expect_items(const Item *items, uint32_t n, unsigned depth) {
  for (uint32_t i = 0; i < n; i++) {
    expect(items[i].kind == ITEM_PATH || (items[i].kind == ITEM_GROUP && depth == 0));
    if (items[i].kind == ITEM_GROUP) {
      for (int k = 0; k < 6; k++)
        expect(isfinite(items[i].as.group.matrix[k]));
      expect_items(items[i].as.group.items, items[i].as.group.n_items, depth + 1);
      continue;
    }
    const Path *path = &items[i].as.path;
    expect(path->n_steps > 0 && path->steps[0].op == PATH_MOVE);
    expect(path->fill ? path->stroke == 0 : path->stroke > 0);
  }
}

static const Drawing *read_one(Job *job, const uint8_t *data, size_t size) {
  const Drawing *drawing = drawing_read_memory(job, "fuzz", (Span){0}, data, size);
  expect((drawing == NULL) == (diag_errors(job->diags) > 0));
  for (size_t i = 0; i < diag_count(job->diags); i++) {
    g_autofree char *zh = diag_text(diag_at(job->diags, i), LANG_ZH);
    expect(g_utf8_validate(zh, -1, NULL));
  }
  if (drawing) {
    expect(drawing->width > 0 && drawing->height > 0);
    expect(!drawing->image || (drawing->image->rgb && drawing->image->width > 0));
    expect_items(drawing->items, drawing->n_items, 0);
  }
  return drawing;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Limits limits = limits_default;
  limits.image_pixels = 1000000; /* keeps a run short */
  Job job = {.arena = arena_new(), .diags = diagnostics_new(), .limits = &limits};
  const Drawing *first = read_one(&job, data, size), *second = NULL;
  if (first)
    second = read_one(&job, data, size);
  expect(!first || (second && first->n_items == second->n_items));
  arena_free(job.arena);
  diagnostics_free(job.diags);
  return 0;
}
