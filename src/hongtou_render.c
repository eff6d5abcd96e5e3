/* One document through the stages: read, bind, lay out, and into a sink. */
#include <string.h>

#include "hongtou_sign.h"

#define DEFAULT_DPI 144

void render_begin(Run *run, HongtouSession *session, const HongtouOptions *options) {
  run->session = session;
  run->own = options_taken(options);
  run->options = &run->own;
  run->result = result_new(run->options->strict);
  run->limits = limits_default;
  if (run->options->max_pages)
    run->limits.pages = run->options->max_pages;
  run->job = (Job){.arena = arena_new(),
                   .diags = run->result->diags,
                   .limits = &run->limits,
                   .files = run->result->files,
                   .data_folders = run->options->data_folders,
                   .untraced = run->options->untraced,
                   .composes = run->options->places};
}

HongtouResult *render_end(Run *run) {
  run_unfill(run);
  arena_free(run->job.arena);
  g_free(run->bytes);
  g_free(run->folder);
  return run->result;
}

/* ---- stages ------------------------------------------------------------------ */

static char *folder_of(const HongtouSource *source) {
  if (source->folder)
    return g_strdup(source->folder);
  if (!source->path || source->bytes || strcmp(source->path, "-") == 0)
    return NULL;
  return g_path_get_dirname(source->path);
}

static bool run_read(Run *run, const HongtouSource *source) {
  const char *name = source->path ? source->path : "-";
  run->result->source = arena_strdup(run->result->messages, name);
  const char *bytes = source->bytes;
  size_t length = source->length;
  run->job.folder = run->folder = folder_of(source);
  if (!bytes) {
    if (strcmp(name, "-") != 0)
      job_note_file(&run->job, name);
    if (!file_read(name, run->limits.document_bytes, &run->bytes, &length,
                   run->job.diags))
      return false;
    bytes = run->bytes;
    run->length = length;
  }
  if (run->options->data && !run_fill(run, name, &bytes, &length))
    return false;
  return model_read(&run->job, name, bytes, length, &run->written);
}

static bool is_file_name(const char *layout) {
  return strchr(layout, '/') || g_str_has_suffix(layout, ".xml");
}

/* The caller's wishes for this one printing, laid over the layout. */
static void run_adapt(Run *run) {
  const HongtouOptions *wish = run->options;
  if (!run->job.layout || (!wish->preprinted && !wish->single_sided))
    return;
  Layout *own = ARENA_NEW(run->job.arena, Layout);
  *own = *run->job.layout;
  if (wish->preprinted)
    own->page.letterhead = LETTERHEAD_PREPRINTED;
  if (wish->single_sided)
    own->page.sides = SIDES_ONE;
  run->job.layout = own;
}

/* The caller may name any layout file; the document, only one inside its own folder. */
static bool run_layout(Run *run) {
  const char *named = run->written->layout;
  if (run->options->layout || !is_file_name(named)) {
    const char *name = run->options->layout ? run->options->layout : named;
    Span at = run->options->layout ? (Span){0} : run->written->layout_at;
    run->job.layout =
        session_layout_named(run->session, name, at, run->job.diags, run->result->reads);
    return run->job.layout != NULL;
  }
  g_autofree char *file = file_inside(run->job.folder, named);
  if (!file) {
    diag_add(run->job.diags, run->written->layout_at, DIAG_RENDER_LAYOUT_PLACE, named,
             NULL);
    return false;
  }
  run->job.layout =
      session_layout_of_document(run->session, &run->job, file, run->written->layout_at);
  return run->job.layout != NULL;
}

/* Adds what passed since `begin` to a stage's time. */
static void spend(Run *run, Spent stage, gint64 begin) {
  run->result->spent[stage] += g_get_monotonic_time() - begin;
}

static bool run_bind(Run *run, const HongtouSource *source) {
  gint64 begin = g_get_monotonic_time();
  bool ok = run_read(run, source);
  spend(run, SPENT_READ, begin);
  begin = g_get_monotonic_time();
  if (!ok)
    return false;
  ahead_read(&run->ahead, run->written);
  if (!run_layout(run))
    return false;
  run_adapt(run);
  ok = bind_run(&run->job, run->written, &run->job.layout->numbering, &run->bound);
  spend(run, SPENT_BIND, begin);
  return ok;
}

/* What the test sheet needs: no document, a layout. */
static bool run_layout_alone(Run *run) {
  const char *name = run->options->layout ? run->options->layout : "general";
  run->job.layout =
      session_layout(run->session, name, run->job.diags, run->result->reads);
  return run->job.layout != NULL;
}

static Length micrometres(int n) {
  return n < 0 ? -length_mm_micro((int64_t)-n * 1000)
               : length_mm_micro((int64_t)n * 1000);
}

/* An offset beyond the limit is told, not cut. */
static bool run_offset_fits(Run *run) {
  const HongtouOptions *wish = run->options;
  int most = (int)run->limits.offset;
  if (wish->offset_x >= -most && wish->offset_x <= most && wish->offset_y >= -most &&
      wish->offset_y <= most)
    return true;
  g_autofree char *limit = g_strdup_printf("%d", most / 1000);
  diag_add(run->job.diags, (Span){0}, DIAG_LIMIT_OFFSET, limit, NULL);
  return false;
}

/* ---- runs that are given up ------------------------------------------------------ */

typedef struct Abandonable {
  PageSink inner;
  const int *abandon;
} Abandonable;

static bool abandonable_begin(void *self, Job *job, const DocumentInfo *info) {
  const Abandonable *a = self;
  return a->inner.begin(a->inner.self, job, info);
}

static bool abandonable_page(void *self, Job *job, const Page *page) {
  const Abandonable *a = self;
  if (!g_atomic_int_get(a->abandon))
    return a->inner.page(a->inner.self, job, page);
  diag_add(job->diags, (Span){0}, DIAG_RUN_ABANDONED, NULL);
  return false;
}

static bool abandonable_end(void *self, Job *job, const DocumentEnd *end) {
  const Abandonable *a = self;
  return a->inner.end(a->inner.self, job, end);
}

static PageSink abandonable(Run *run, PageSink inner) {
  if (!run->options->abandon)
    return inner;
  Abandonable *own = ARENA_NEW(run->job.arena, Abandonable);
  *own = (Abandonable){inner, run->options->abandon};
  return (PageSink){own, abandonable_begin, abandonable_page, abandonable_end};
}

bool render_pages(Run *run, const HongtouSource *source, PageSink sink) {
  ahead_begin(&run->ahead, run->session);
  bool bound = source ? run_bind(run, source) : run_layout_alone(run);
  ahead_end(&run->ahead);
  if (!bound)
    return false;
  run->job.fonts = session_fonts(run->session, run->job.diags);
  session_note_fonts(run->session, run->result->reads);
  if (!run->job.fonts || !sign_bound(run) || !run_offset_fits(run) ||
      diag_errors(run->job.diags))
    return false;
  sink = display_shift(&run->job, sink, micrometres(run->options->offset_x),
                       micrometres(run->options->offset_y));
  sink = abandonable(run, sink);
  if (!source) {
    run->result->n_pages = 1;
    return typeset_test_sheet(&run->job, sink);
  }
  gint64 begin = g_get_monotonic_time();
  bool ok = typeset_run(&run->job, run->bound, sink, &run->composition);
  spend(run, SPENT_PAGES, begin);
  if (!ok)
    return false;
  run->result->n_pages = run->composition->n_pages;
  if (run->options->places)
    result_add_places(run);
  return true;
}

/* ---- check ------------------------------------------------------------------- */

static bool discard_begin(void *self, Job *job, const DocumentInfo *info) {
  (void)self, (void)job, (void)info;
  return true;
}
static bool discard_page(void *self, Job *job, const Page *page) {
  (void)self, (void)job, (void)page;
  return true;
}
static bool discard_end(void *self, Job *job, const DocumentEnd *end) {
  (void)self, (void)job, (void)end;
  return true;
}
const PageSink sink_discarding = {NULL, discard_begin, discard_page, discard_end};

HongtouResult *hongtou_check(HongtouSession *session, const HongtouSource *source,
                             const HongtouOptions *options) {
  Run run = {0};
  render_begin(&run, session, options);
  render_pages(&run, source, sink_discarding);
  return render_end(&run);
}

HongtouResult *hongtou_figures(HongtouSession *session, const HongtouSource *source,
                               const HongtouOptions *options) {
  Run run = {0};
  render_begin(&run, session, options);
  run_bind(&run, source);
  if (run.bound) /* a figure that contradicts its data is one to be seen */
    result_add_figures(run.result, run.bound);
  return render_end(&run);
}

HongtouResult *hongtou_fonts(HongtouSession *session, const HongtouSource *source,
                             const HongtouOptions *options) {
  Run run = {0};
  render_begin(&run, session, options);
  const FontBook *fonts = session_fonts(session, run.job.diags);
  session_note_fonts(session, run.result->reads);
  if (fonts)
    result_add_fonts(run.result, fonts);
  if (source)
    render_pages(&run, source, sink_discarding);
  return render_end(&run);
}

/* ---- render ------------------------------------------------------------------ */

/* The date that $SOURCE_DATE_EPOCH or the caller gives; INT64_MIN: the document's own. */
bool render_source_date(const Run *run, int64_t *seconds) {
  const char *text = run->options->source_date;
  if (!text)
    text = g_getenv("SOURCE_DATE_EPOCH");
  *seconds = INT64_MIN;
  if (!text || !*text)
    return true;
  gint64 value;
  /* up to the end of the year 9999 */
  if (!g_ascii_string_to_signed(text, 10, 0, INT64_C(253402300799), &value, NULL)) {
    diag_add(run->job.diags, (Span){0}, DIAG_ENV_SOURCE_DATE, text, NULL);
    return false;
  }
  *seconds = value;
  return true;
}

GByteArray *result_output_new(HongtouResult *result) {
  GByteArray *output = g_byte_array_new();
  g_ptr_array_add(result->outputs, output);
  return output;
}

/* Whether all pages that are asked for are there. */
static bool has_pages(Run *run, unsigned pages) {
  unsigned asked = MAX(MAX(run->options->first, 1), run->options->last);
  if (asked <= pages)
    return true;
  g_autofree char *have = g_strdup_printf("%u", pages);
  g_autofree char *want = g_strdup_printf("%u", asked);
  diag_add(run->job.diags, (Span){0}, DIAG_RENDER_NO_SUCH_PAGE, have, want, NULL);
  return false;
}

/* Some pages alone: all are laid out, then written as a document of their own. */
static bool render_range(Run *run, const HongtouSource *source, PageSink sink) {
  DisplayList list = {0};
  if (!render_pages(run, source, display_list_sink(&list)) ||
      !has_pages(run, list.n_pages))
    return false;
  unsigned first = MAX(run->options->first, 1);
  unsigned last = run->options->last ? run->options->last : list.n_pages;
  bool ok =
      first <= last && display_range_replay(&list, &run->job, first - 1, last - 1, sink);
  run->result->n_pages = ok ? last - first + 1 : run->result->n_pages;
  return ok;
}

static void render_pdf(Run *run, const HongtouSource *source) {
  PdfOptions options = {.producer = "Hongtou " HONGTOU_VERSION,
                        .small = run->options->small,
                        .fast = run->options->fast};
  if (!render_source_date(run, &options.source_date))
    return;
  options.sign = run->profile ? &run->sign : NULL;
  if (run->options->copies) {
    render_copies(run, source, &options);
    return;
  }
  GByteArray *out = result_output_new(run->result);
  PageSink sink = pdf_sink(&run->job, &options, out);
  bool some = run->options->first || run->options->last;
  if (some ? render_range(run, source, sink) : render_pages(run, source, sink))
    sign_end(run, out, NULL);
}

/* Laid out as for the PDF: what ODT takes from there are its decisions, not its pages. */
static void render_odt(Run *run, const HongtouSource *source, bool flat) {
  OdtOptions options = {.generator = "Hongtou " HONGTOU_VERSION,
                        .flat = flat,
                        .plain = run->options->plain,
                        .embed_fonts = run->options->embed_fonts};
  run->job.composes = true;
  GByteArray *out = result_output_new(run->result);
  if (render_source_date(run, &options.source_date) &&
      render_pages(run, source, sink_discarding) &&
      odt_write(&run->job, run->bound, run->composition, &options, out))
    sign_end(run, out, NULL);
}

static bool keep_image(void *self, Job *job, uint32_t page, const uint8_t *bytes,
                       size_t len) {
  (void)job;
  HongtouResult *result = self;
  guint number = page;
  g_byte_array_append(result_output_new(result), bytes, (guint)len);
  g_array_append_val(result->pages, number);
  return true;
}

static PageSink image_sink(Run *run, unsigned first) {
  const HongtouOptions *wish = run->options;
  if (wish->format == HONGTOU_SVG)
    return svg_sink(&run->job, &(SvgOptions){.first = first,
                                             .apart = wish->outlines_apart,
                                             .last = wish->last,
                                             .take = keep_image,
                                             .self = run->result});
  return png_sink(&run->job, &(PngOptions){.dpi = wish->dpi ? wish->dpi : DEFAULT_DPI,
                                           .first = first,
                                           .last = wish->last,
                                           .take = keep_image,
                                           .self = run->result});
}

static void render_images(Run *run, const HongtouSource *source) {
  unsigned first = MAX(run->options->first, 1);
  if (!render_pages(run, source, image_sink(run, first)))
    return;
  has_pages(run, run->result->n_pages);
}

/* least: bytes for the signature, as a first try found out; 0: none did. *bytes: what was
 * read from standard input, which cannot be read again; the caller's. */
static HongtouResult *render_once(HongtouSession *session, const HongtouSource *source,
                                  const HongtouOptions *options, size_t least,
                                  GBytes **bytes) {
  Run run = {.least_reserve = least};
  render_begin(&run, session, options);
  if (!sign_begin(&run, source))
    return render_end(&run);
  switch (run.options->format) {
    case HONGTOU_PDF:
      render_pdf(&run, source);
      break;
    case HONGTOU_PNG:
    case HONGTOU_SVG:
      render_images(&run, source);
      break;
    case HONGTOU_ODT:
    case HONGTOU_FODT:
      render_odt(&run, source, run.options->format == HONGTOU_FODT);
      break;
  }
  if (run.bytes && run.profile)
    *bytes = g_bytes_new_take(g_steal_pointer(&run.bytes), run.length);
  return render_end(&run);
}

/* A stamp that outgrew its room is no reason to fail: once more, with more (A12). */
HongtouResult *hongtou_render(HongtouSession *session, const HongtouSource *source,
                              const HongtouOptions *options) {
  g_autoptr(GBytes) bytes = NULL, none = NULL;
  HongtouResult *result = render_once(session, source, options, 0, &bytes);
  size_t need = sign_lacked(result);
  if (!need)
    return result;
  HongtouSource again = *source;
  bool is_path = source->path && strcmp(source->path, "-") != 0;
  if (bytes && !is_path) /* files are read again */
    again.bytes = g_bytes_get_data(bytes, &again.length);
  hongtou_result_free(result);
  return render_once(session, &again, options, need, &none);
}

HongtouResult *hongtou_test_sheet(HongtouSession *session,
                                  const HongtouOptions *options) {
  bool flows =
      options && (options->format == HONGTOU_ODT || options->format == HONGTOU_FODT);
  if (!flows)
    return hongtou_render(session, NULL, options);
  HongtouResult *result = result_new(false);
  diag_add(result->diags, (Span){0}, DIAG_RENDER_TEST_SHEET, NULL);
  return result;
}

/* ---- dump -------------------------------------------------------------------- */

static void dump_pages(Run *run, const HongtouSource *source, HongtouStage stage,
                       GString *out) {
  DisplayList list = {0};
  if (!render_pages(run, source, display_list_sink(&list)))
    return;
  display_check(&list, &run->job);
  if (stage == HONGTOU_STAGE_TAGS)
    display_dump_tags(&list, out);
  else
    display_dump(&list, out);
}

static void dump_stage(Run *run, const HongtouSource *source, HongtouStage stage,
                       GString *out) {
  switch (stage) {
    case HONGTOU_STAGE_MODEL:
      if (run_read(run, source))
        model_dump(run->written, out);
      break;
    case HONGTOU_STAGE_BOUND:
      if (run_bind(run, source))
        model_dump(run->bound, out);
      break;
    case HONGTOU_STAGE_LAYOUT:
      if (run_read(run, source) && run_layout(run)) {
        run_adapt(run);
        layout_dump(run->job.layout, out);
      }
      break;
    case HONGTOU_STAGE_PLACES:
      run->own.places = run->job.composes = true;
      if (render_pages(run, source, sink_discarding))
        places_put(run->result, out);
      break;
    case HONGTOU_STAGE_DISPLAY:
    case HONGTOU_STAGE_TAGS:
      dump_pages(run, source, stage, out);
      break;
  }
}

HongtouResult *hongtou_dump(HongtouSession *session, const HongtouSource *source,
                            const HongtouOptions *options, HongtouStage stage) {
  Run run = {0};
  render_begin(&run, session, options);
  g_autoptr(GString) text = g_string_new(NULL);
  dump_stage(&run, source, stage, text);
  GByteArray *output = result_output_new(run.result);
  g_byte_array_append(output, (const guint8 *)text->str, (guint)text->len);
  return render_end(&run);
}
