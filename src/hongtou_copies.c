/* A series of copies, each with its own 份号 (H2.1), from one layout. */
#include "hongtou_sign.h"

/* All copies as one document. */
static bool render_series(Run *run, const DisplayList *list, const PdfOptions *pdf) {
  unsigned pages = list->n_pages * run->job.copies;
  if (pages > run->limits.pages) {
    g_autofree char *limit = g_strdup_printf("%u", run->limits.pages);
    diag_add(run->job.diags, (Span){.file = run->written->file}, DIAG_LIMIT_PAGES, limit,
             NULL);
    return false;
  }
  PageSink sink = pdf_sink(&run->job, pdf, result_output_new(run->result));
  run->result->n_pages = pages;
  return display_copies_replay(list, &run->job, 1, run->job.copies, sink);
}

/* Every copy a file of its own. */
static bool render_apart(Run *run, const DisplayList *list, const PdfOptions *pdf) {
  bool good = true;
  for (uint32_t copy = 1; copy <= run->job.copies && good; copy++) {
    Job job = run->job;
    job.arena = arena_new();
    GByteArray *out = result_output_new(run->result);
    const char *name = display_copy_name(list, copy);
    good = display_copies_replay(list, &job, copy, copy, pdf_sink(&job, pdf, out)) &&
           sign_end(run, out, name);
    g_ptr_array_add(run->result->copies, g_strdup(name));
    arena_free(job.arena);
  }
  return good;
}

void render_copies(Run *run, const HongtouSource *source, const PdfOptions *pdf) {
  DisplayList list = {0};
  run->job.copies = run->options->copies;
  if (run->job.copies > run->limits.copies) {
    g_autofree char *limit = g_strdup_printf("%u", run->limits.copies);
    diag_add(run->job.diags, (Span){0}, DIAG_LIMIT_COPIES, limit, NULL);
    return;
  }
  if (!render_pages(run, source, display_list_sink(&list)))
    return;
  if (run->options->copies_apart || run->job.copies == 1)
    render_apart(run, &list, pdf);
  else
    render_series(run, &list, pdf);
}
