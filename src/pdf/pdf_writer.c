#include <libdeflate.h>
#include <string.h>

#include "pdf_private.h"

#define FILE_MAX_BYTES ((size_t)2000000000) /* far below what a PdfBytes can count */
#define OBJECTS_MAX 8388607                 /* PDF/A-2 6.1.13 */

/* ---- deflate --------------------------------------------------------------------- */

void deflate_open(PdfDeflate *d, int level) {
  d->compressor = libdeflate_alloc_compressor(level);
  g_assert(d->compressor);
  d->bytes = bytes_new();
}

void deflate_free(PdfDeflate *d) {
  libdeflate_free_compressor(d->compressor);
  bytes_free(d->bytes);
}

void deflate_run(PdfDeflate *d, const void *bytes, size_t len) {
  size_t bound = libdeflate_zlib_compress_bound(d->compressor, len);
  bytes_set_size(d->bytes, (guint)bound);
  size_t used =
      libdeflate_zlib_compress(d->compressor, bytes, len, d->bytes->data, bound);
  g_assert(used);
  bytes_set_size(d->bytes, (guint)used);
}

/* ---- objects --------------------------------------------------------------------- */

void writer_begin(PdfWriter *w, Arena *arena, PdfBytes *out) {
  *w = (PdfWriter){.out = out, .base = out->len, .arena = arena};
  w->places.size = sizeof(PdfPlaceOf);
  put_text(
      out,
      "%PDF-1.7\n%\xE7\xBA\xA2\xE5\xA4\xB4\n"); /* PDF/A-2 6.1.2: four bytes over 127 */
}

uint32_t writer_reserve(PdfWriter *w) {
  if (w->places.count >= OBJECTS_MAX) {
    w->too_many = true;
    return w->places.count;
  }
  list_push(w->arena, &w->places);
  return w->places.count;
}

void writer_open(PdfWriter *w, uint32_t object) {
  if (w->pack) {
    pack_open(w, object);
    return;
  }
  PdfPlaceOf *place = list_at(&w->places, object - 1);
  place->at = (uint32_t)(w->out->len - w->base);
  put_int(w->out, object);
  put_text(w->out, " 0 obj\n");
}

void writer_close(PdfWriter *w) {
  put_text(w->out, w->pack ? "\n" : "\nendobj\n");
}

void writer_string(PdfWriter *w, const char *utf8) {
  if (!put_string(w->out, utf8, strlen(utf8)))
    w->long_string = true;
}

void writer_stream(PdfWriter *w, uint32_t object, const char *entries, const void *bytes,
                   size_t len) {
  writer_open(w, object);
  if (w->out->len - w->base + len > FILE_MAX_BYTES) {
    w->too_large = true;
    len = 0;
  }
  put_text(w->out, "<<");
  put_text(w->out, entries);
  put_text(w->out, "/Length ");
  put_int(w->out, (int64_t)len);
  put_text(w->out, ">>\nstream\n");
  put_bytes(w->out, bytes, len);
  put_text(w->out, "\nendstream"); /* PDF/A-2 6.1.7.1: an end of line before it */
  writer_close(w);
}

void writer_deflated(PdfWriter *w, uint32_t object, const char *entries,
                     const PdfBytes *bytes, PdfDeflate *deflate) {
  g_autofree char *filtered = g_strconcat(entries, "/Filter/FlateDecode", NULL);
  deflate_run(deflate, bytes->data, bytes->len);
  writer_stream(w, object, filtered, deflate->bytes->data, deflate->bytes->len);
}

/* ---- the end of a file ----------------------------------------------------------- */

static bool within_limits(const PdfWriter *w, Job *job) {
  if (w->too_large)
    diag_add(job->diags, (Span){0}, DIAG_PDF_TOO_LARGE, "2000000000", NULL);
  if (w->too_many)
    diag_add(job->diags, (Span){0}, DIAG_PDF_TOO_MANY_OBJECTS, "8388607", NULL);
  if (w->long_string)
    diag_add(job->diags, (Span){0}, DIAG_PDF_LONG_STRING, "16382", NULL);
  return !w->too_large && !w->too_many && !w->long_string;
}

bool writer_finish(PdfWriter *w, Job *job, uint32_t catalog, uint32_t info) {
  if (!within_limits(w, job))
    return false;
  if (w->packed)
    xref_write_stream(w, catalog, info);
  else
    xref_write_table(w, catalog, info);
  return true;
}
