#include <libdeflate.h>
#include <string.h>

#include "pdf_private.h"

#define FILE_MAX_BYTES ((size_t)2000000000) /* far below what a PdfBytes can count */
#define OBJECTS_MAX 8388607                 /* PDF/A-2 6.1.13 */
#define ID_BYTES 16

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
  size_t used = libdeflate_zlib_compress(d->compressor, bytes, len, d->bytes->data, bound);
  g_assert(used);
  bytes_set_size(d->bytes, (guint)used);
}

/* ---- objects --------------------------------------------------------------------- */

void writer_begin(PdfWriter *w, Arena *arena, PdfBytes *out) {
  *w = (PdfWriter){.out = out, .base = out->len, .arena = arena};
  put_text(out, "%PDF-1.7\n%\xE7\xBA\xA2\xE5\xA4\xB4\n"); /* PDF/A-2 6.1.2: four bytes over 127 */
}

uint32_t writer_reserve(PdfWriter *w) {
  if (w->count >= OBJECTS_MAX) {
    w->too_many = true;
    return w->count;
  }
  w->offsets = array_room(w->arena, w->offsets, sizeof *w->offsets, w->count, &w->room);
  w->offsets[w->count] = 0;
  return ++w->count;
}

void writer_open(PdfWriter *w, uint32_t object) {
  w->offsets[object - 1] = w->out->len - w->base;
  put_int(w->out, object);
  put_text(w->out, " 0 obj\n");
}

void writer_close(PdfWriter *w) {
  put_text(w->out, "\nendobj\n");
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

void writer_deflated(PdfWriter *w, uint32_t object, const char *entries, const PdfBytes *bytes,
                     PdfDeflate *deflate) {
  g_autofree char *filtered = g_strconcat(entries, "/Filter/FlateDecode", NULL);
  deflate_run(deflate, bytes->data, bytes->len);
  writer_stream(w, object, filtered, deflate->bytes->data, deflate->bytes->len);
}

/* ---- the end of a file ----------------------------------------------------------- */

static void put_xref(PdfWriter *w) {
  put_text(w->out, "xref\n0 ");
  put_int(w->out, (int64_t)w->count + 1);
  put_text(w->out, "\n0000000000 65535 f \n");
  for (uint32_t i = 0; i < w->count; i++) {
    char entry[21] = "0000000000 00000 n \n";
    size_t offset = w->offsets[i];
    g_assert(offset);
    for (int digit = 9; offset; digit--, offset /= 10)
      entry[digit] = (char)('0' + offset % 10);
    put_bytes(w->out, entry, 20);
  }
}

/* What tells this file from any other: a SHA-256 over checksums of its parts, for hashing every
 * byte would cost as much as laying out a page. */
static void put_id(PdfWriter *w, size_t end) {
  g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
  const size_t step = 4096;
  for (size_t at = w->base; at < end; at += step) {
    size_t len = MIN(step, end - at);
    uint32_t crc = GUINT32_TO_LE(libdeflate_crc32(0, w->out->data + at, len));
    uint32_t adler = GUINT32_TO_LE(libdeflate_adler32(1, w->out->data + at, len));
    g_checksum_update(sum, (const guchar *)&crc, sizeof crc);
    g_checksum_update(sum, (const guchar *)&adler, sizeof adler);
  }
  const char *hex = g_checksum_get_string(sum);
  for (int i = 0; i < 2; i++) {
    put_text(w->out, "<");
    put_bytes(w->out, hex, (size_t)2 * ID_BYTES);
    put_text(w->out, ">");
  }
}

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
  size_t at = w->out->len;
  if (!within_limits(w, job))
    return false;
  put_xref(w);
  put_text(w->out, "trailer\n<</Size ");
  put_int(w->out, (int64_t)w->count + 1);
  put_text(w->out, "/Root");
  put_ref(w->out, catalog);
  put_text(w->out, "/Info");
  put_ref(w->out, info);
  put_text(w->out, "/ID[");
  put_id(w, at);
  put_text(w->out, "]>>\nstartxref\n");
  put_int(w->out, (int64_t)(at - w->base));
  put_text(w->out, "\n%%EOF\n");
  return true;
}
