#include <string.h>

#include "pdf_private.h"

#define LEVEL_QUICK 1
#define SIDE_MIN (3 * LENGTH_PT) /* PDF/A-2 6.1.13 */
#define SIDE_MAX (14400 * LENGTH_PT)

/* ---- begin ----------------------------------------------------------------------- */

static bool sound(PdfSink *sink, Job *job) {
  if (sink->broken)
    diag_add(job->diags, (Span){0}, DIAG_PDF_BROKEN, sink->broken, NULL);
  if (sink->refused)
    diag_add(job->diags, (Span){0}, DIAG_PDF_CHARACTER,
             text_code_point(job->arena, sink->refused), NULL);
  if (sink->no_plate)
    diag_add(job->diags, (Span){0}, DIAG_PDF_SPOT_NAME, sink->no_plate, NULL);
  return !sink->broken && !sink->refused && !sink->no_plate;
}

static bool sink_begin(void *self, Job *job, const DocumentInfo *info) {
  PdfSink *sink = self;
  sink->arena = job->arena;
  sink->bytes = bytes_over(sink->file);
  sink->marks.size = sizeof(TagId);
  sink->boxes.size = sizeof(PdfBox);
  sink->forms.size = sizeof(uint32_t);
  writer_begin(&sink->writer, job->arena, &sink->bytes);
  sink->resources = writer_reserve(&sink->writer);
  sink->page_root = writer_reserve(&sink->writer);
  bool ok = metadata_begin(sink, job, info);
  return sound(sink, job) && ok;
}

/* ---- page ------------------------------------------------------------------------ */

static bool page_fits(const Page *page, Job *job) {
  Length low = MIN(page->width, page->height), high = MAX(page->width, page->height);
  bool fits = low >= SIDE_MIN && high <= SIDE_MAX;
  if (!fits)
    diag_add(job->diags, (Span){0}, DIAG_PDF_PAGE_SIZE,
             length_mm_text(job->arena, page->width, 1),
             length_mm_text(job->arena, page->height, 1), NULL);
  return fits;
}

static void keep_link(PdfSink *sink, uint32_t page, const PageLink *link) {
  sink->links = pdf_array_room(sink->arena, sink->links, sizeof(PdfLink), sink->n_links,
                               &sink->links_room);
  sink->links[sink->n_links++] =
      (PdfLink){.object = writer_reserve(&sink->writer),
                .page = page,
                .x = link->x,
                .y = link->y,
                .width = link->width,
                .height = link->height,
                .target = arena_strdup(sink->arena, link->target),
                .text = arena_strdup(sink->arena, link->text ? link->text : link->target),
                .tag = link->tag,
                .after_mark = sink->marks.count};
}

static void keep_place(PdfSink *sink, uint32_t page, const PageMark *mark) {
  sink->places = pdf_array_room(sink->arena, sink->places, sizeof(PdfPlace),
                                sink->n_places, &sink->places_room);
  sink->places[sink->n_places++] =
      (PdfPlace){arena_strdup(sink->arena, mark->name), page, mark->y};
}

#define DRAFTS_PLAIN \
  64 /* pages whose drafts are kept as they are; those of more would fill memory */

#define BLOCK_BYTES ((size_t)1 << 20)

/* Drafts of many pages stand in blocks, each of which leaves when its pages are written.
 */
static uint8_t *draft_room(PdfSink *sink, size_t len, bool many) {
  if (!many)
    return arena_alloc(sink->arena, len);
  if (!sink->block || sink->block_used + len > BLOCK_BYTES) {
    sink->block = arena_new_within(sink->arena);
    sink->block_bytes = arena_alloc(sink->block, MAX(BLOCK_BYTES, len));
    sink->block_used = 0;
  }
  uint8_t *room = sink->block_bytes + sink->block_used;
  sink->block_used += len;
  return room;
}

/* The draft's bytes, deflated beyond the first pages; *kept: how many they are. */
static const uint8_t *keep_draft(PdfSink *sink, const PdfBytes *ops, size_t *kept) {
  PdfDeflate deflate;
  const uint8_t *bytes = ops->data;
  *kept = ops->len;
  bool many = sink->n_pages >= DRAFTS_PLAIN;
  if (many) {
    deflate_open(&deflate, LEVEL_QUICK);
    deflate_run(&deflate, ops->data, ops->len);
    if (deflate.bytes->len < ops->len) {
      *kept = deflate.bytes->len;
      bytes = deflate.bytes->data;
    }
  }
  uint8_t *draft = draft_room(sink, MAX(1, *kept), many);
  if (*kept)
    memcpy(draft, bytes, *kept);
  if (many)
    deflate_free(&deflate);
  return draft;
}

static void keep_page(PdfSink *sink, const Page *page, const Canvas *canvas) {
  size_t bytes;
  const uint8_t *draft = keep_draft(sink, canvas->ops, &bytes);
  sink->pages = pdf_array_room(sink->arena, sink->pages, sizeof(PdfPage), sink->n_pages,
                               &sink->pages_room);
  PdfPage *kept = &sink->pages[sink->n_pages];
  *kept = (PdfPage){.object = writer_reserve(&sink->writer),
                    .width = page->width,
                    .height = page->height,
                    .number = page->number,
                    .draft = draft,
                    .len = canvas->ops->len,
                    .kept = bytes,
                    .block = sink->block,
                    .n_mcids = canvas->mcids,
                    .first_mark = sink->marks.count - canvas->mcids,
                    .first_link = sink->n_links,
                    .n_links = page->n_links};
  for (uint32_t i = 0; i < page->n_links; i++)
    keep_link(sink, sink->n_pages, &page->links[i]);
  for (uint32_t i = 0; i < page->n_marks; i++)
    keep_place(sink, sink->n_pages, &page->marks[i]);
  sink->n_pages++;
}

static bool sink_page(void *self, Job *job, const Page *page) {
  PdfSink *sink = self;
  if (!page_fits(page, job))
    return false;
  if (page->index != sink->n_pages)
    sink->broken = "pages out of order";
  g_autoptr(PdfBytes) ops = bytes_new();
  Canvas canvas = {.sink = sink, .ops = ops, .page = page, .now = content_fresh()};
  content_draw(&canvas);
  keep_page(sink, page, &canvas);
  return sound(sink, job);
}

/* ---- end ------------------------------------------------------------------------- */

/* The numbers printed on the pages; those without one have no label. */
static void put_page_labels(PdfSink *sink) {
  PdfBytes *out = sink->writer.out;
  put_text(out, "/PageLabels<</Nums[");
  for (uint32_t i = 0; i < sink->n_pages; i++) {
    uint32_t number = sink->pages[i].number;
    uint32_t before = i ? sink->pages[i - 1].number : 0;
    if (i > 0 && (number ? before && number == before + 1 : !before))
      continue;
    put_text(out, i ? " " : "");
    put_int(out, i);
    put_text(out, number ? "<</S/D/St " : "<<");
    if (number)
      put_int(out, number);
    put_text(out, ">>");
  }
  put_text(out, "]>>");
}

static uint32_t write_catalog(PdfSink *sink, uint32_t structure, uint32_t outline,
                              PdfDeflate *deflate) {
  PdfWriter *w = &sink->writer;
  uint32_t xmp = metadata_write_xmp(sink);
  uint32_t intent = metadata_write_intent(sink, deflate);
  uint32_t object = writer_reserve(w);
  writer_open(w, object);
  put_text(w->out, "<</Type/Catalog/Pages");
  put_ref(w->out, sink->page_root);
  put_text(w->out, "/Lang");
  writer_string(w, sink->info.lang);
  put_text(w->out,
           "/MarkInfo<</Marked true>>/ViewerPreferences<</DisplayDocTitle true>>"
           "/StructTreeRoot");
  put_ref(w->out, structure);
  put_text(w->out, "/Metadata");
  put_ref(w->out, xmp);
  put_text(w->out, "/OutputIntents[");
  put_ref(w->out, intent);
  put_text(w->out, "]");
  if (outline) {
    put_text(w->out, "/Outlines");
    put_ref(w->out, outline);
  }
  put_page_labels(sink);
  field_put_catalog(sink);
  put_text(w->out, ">>");
  writer_close(w);
  return object;
}

/* Fonts first: they settle the codes that content is written in. */
static bool write_all(PdfSink *sink, Job *job, const DocumentEnd *end,
                      PdfDeflate *deflate) {
  if (!fonts_write(sink, job, deflate))
    return false;
  field_begin(sink, end->tags);
  pages_write(sink, end->tags, deflate);
  if (!links_write(sink, job))
    return false;
  uint32_t structure = structure_write(sink, end->tags, deflate);
  uint32_t outline = outline_write(sink, end);
  field_write(sink);
  uint32_t catalog = write_catalog(sink, structure, outline, deflate);
  uint32_t info = metadata_write_info(sink);
  if (!writer_finish(&sink->writer, job, catalog, info))
    return false;
  field_end(sink);
  return true;
}

static bool sink_end(void *self, Job *job, const DocumentEnd *end) {
  PdfSink *sink = self;
  if (sink->n_pages == 0)
    sink->broken = "no page";
  bool holds = structure_holds(sink, job, end->tags);
  if (!sound(sink, job) || !holds)
    return false;
  PdfDeflate deflate;
  deflate_open(&deflate, sink->options.small ? LEVEL_SMALL : LEVEL_QUICK);
  bool ok = write_all(sink, job, end, &deflate);
  deflate_free(&deflate);
  return ok;
}

/* ---- the caller's array holds what was written, whenever the caller may look ----- */

static bool settled_begin(void *self, Job *job, const DocumentInfo *info) {
  PdfSink *sink = self;
  bool ok = sink_begin(self, job, info);
  bytes_settle(&sink->bytes);
  return ok;
}

static bool settled_page(void *self, Job *job, const Page *page) {
  PdfSink *sink = self;
  bool ok = sink_page(self, job, page);
  bytes_settle(&sink->bytes);
  return ok;
}

static bool settled_end(void *self, Job *job, const DocumentEnd *end) {
  PdfSink *sink = self;
  bool ok = sink_end(self, job, end);
  bytes_settle(&sink->bytes);
  return ok;
}

PageSink pdf_sink(Job *job, const PdfOptions *options, GByteArray *out) {
  PdfSink *sink = ARENA_NEW(job->arena, PdfSink);
  sink->options = *options;
  sink->file = out;
  return (PageSink){
      .self = sink, .begin = settled_begin, .page = settled_page, .end = settled_end};
}
