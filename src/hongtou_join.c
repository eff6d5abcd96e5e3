/* Several documents in one PDF: each goes through the stages by itself, their pages into
 * one file, in which every face is cut once. */
#include "hongtou_render.h"

struct Joining {
  Run run; /* of the file */
  DisplayJoin *join;
  GByteArray *out;
  unsigned pages;
  bool good;
};

Joining *joining_new(HongtouSession *session, const HongtouOptions *options) {
  Joining *joining = g_new0(Joining, 1);
  Run *run = &joining->run;
  render_begin(run, session, options);
  PdfOptions pdf = {.producer = "Hongtou " HONGTOU_VERSION, .small = run->options->small};
  joining->good = render_source_date(run, &pdf.source_date);
  joining->out = result_output_new(run->result);
  joining->join = display_join_new(&run->job, pdf_sink(&run->job, &pdf, joining->out));
  return joining;
}

HongtouResult *joining_add(Joining *joining, const HongtouSource *source,
                           const char *name) {
  Run run = {0};
  render_begin(&run, joining->run.session, joining->run.options);
  bool good = render_pages(&run, source, display_join_document(joining->join, name));
  joining->good = joining->good && good;
  joining->pages += run.result->n_pages;
  return render_end(&run);
}

HongtouResult *joining_end(Joining *joining) {
  HongtouResult *result = joining->run.result;
  bool good = display_join_end(joining->join, joining->good);
  result->n_pages = joining->pages;
  if (!good)
    g_ptr_array_set_size(result->outputs, 0);
  render_end(&joining->run);
  g_free(joining);
  return result;
}
