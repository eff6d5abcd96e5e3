/* Layout files of any content: read, resolved, checked and dumped; never a crash, a hang
 * or a length beyond what typesetting can bear. Bases come from layouts/ beside the
 * working folder. */
#include <stdlib.h>

#include "layout.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool holds) {
  if (!holds)
    abort();
}

/* What layout_check promises to whoever sets text. */
static void expect_sane(const Layout *l) {
  const LayoutBlock *b = &l->block;
  expect(b->left >= 0 && b->top >= 0 && b->width > 0 && b->height > 0);
  expect(b->left + b->width <= l->page.width && b->top + b->height <= l->page.height);
  expect(l->grid.cells >= 1 && l->grid.lines >= 1 && l->grid.cell > 0);
  expect(l->grid.step >= l->grid.size && l->grid.size >= 3 * LENGTH_PT);
  for (size_t i = 0; i < l->n_roles; i++) {
    const LayoutRole *r = &l->roles[i];
    expect(r->name && r->font && r->size >= 3 * LENGTH_PT && r->size <= b->width / 4);
    expect(r->cell > 0 && r->indent >= 0 && r->indent <= b->width / 2);
    expect(r->step == 0 || (r->step >= r->size && r->step <= b->height / 2));
    expect(r->align != ALIGN_DEFAULT && r->fit_condense >= 300 &&
           r->fit_condense <= 1000);
  }
  for (size_t i = 0; i < l->n_placements; i++) {
    const Placement *p = &l->placements[i];
    expect(p->kind == PLACE_RULE || (p->n_parts >= 1 && p->role));
    expect(p->gap.edge >= 0 && p->gap.edge <= b->height / 2);
  }
  expect(l->table.head && l->table.cell && l->table.note && l->table.unit);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char *const folders[] = {"layouts", NULL};
  Job job = {.arena = arena_new(), .diags = diagnostics_new(), .limits = &limits_default};
  const Layout *layout;
  if (layout_read_memory(&job, "fuzz.xml", (const char *)data, size, folders, &layout)) {
    GString *out = g_string_new(NULL);
    expect_sane(layout);
    layout_dump(layout, out);
    g_string_free(out, TRUE);
  }
  for (size_t i = 0; i < diag_count(job.diags); i++) {
    g_free(diag_text(diag_at(job.diags, i), LANG_ZH));
    g_free(diag_text(diag_at(job.diags, i), LANG_EN));
  }
  arena_free(job.arena);
  diagnostics_free(job.diags);
  return 0;
}
