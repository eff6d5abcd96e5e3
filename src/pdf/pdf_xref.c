/* The end of a file: where its objects are. */
#include <libdeflate.h>
#include <string.h>

#include "pdf_private.h"

#define ID_BYTES 16

/* What tells this file from any other: a SHA-256 over checksums of its parts, for hashing
 * every byte would cost as much as laying out a page. */
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

static void put_trailer(PdfWriter *w, uint32_t catalog, uint32_t info, size_t end) {
  put_text(w->out, "/Size ");
  put_int(w->out, (int64_t)w->places.count + 1);
  put_text(w->out, "/Root");
  put_ref(w->out, catalog);
  put_text(w->out, "/Info");
  put_ref(w->out, info);
  put_text(w->out, "/ID[");
  put_id(w, end);
  put_text(w->out, "]");
}

static void put_start(PdfWriter *w, size_t at) {
  put_text(w->out, "\nstartxref\n");
  put_int(w->out, (int64_t)(at - w->base));
  put_text(w->out, "\n%%EOF\n");
}

void xref_write_table(PdfWriter *w, uint32_t catalog, uint32_t info) {
  size_t at = w->out->len;
  put_text(w->out, "xref\n0 ");
  put_int(w->out, (int64_t)w->places.count + 1);
  put_text(w->out, "\n0000000000 65535 f \n");
  for (uint32_t i = 0; i < w->places.count; i++) {
    char entry[21] = "0000000000 00000 n \n";
    size_t offset = ((const PdfPlaceOf *)list_at(&w->places, i))->at;
    g_assert(offset);
    for (int digit = 9; offset; digit--, offset /= 10)
      entry[digit] = (char)('0' + offset % 10);
    put_bytes(w->out, entry, 20);
  }
  put_text(w->out, "trailer\n<<");
  put_trailer(w, catalog, info, at);
  put_text(w->out, ">>");
  put_start(w, at);
}

/* ---- as a stream (7.5.8) ----------------------------------------------------------- */

#define ENTRY_BYTES 7 /* W[1 4 2] */

static void fill_entry(uint8_t entry[ENTRY_BYTES], const PdfPlaceOf *place) {
  uint32_t second = place->stream ? place->stream : place->at;
  uint32_t third = place->stream ? place->at : 0;
  entry[0] = place->stream ? 2 : 1;
  for (int i = 0; i < 4; i++)
    entry[1 + i] = (uint8_t)(second >> (24 - 8 * i));
  entry[5] = (uint8_t)(third >> 8);
  entry[6] = (uint8_t)third;
}

/* Every entry as its difference from the one above (PNG's filter Up): most are alike. */
static void put_entry(PdfBytes *rows, const uint8_t entry[ENTRY_BYTES],
                      uint8_t above[ENTRY_BYTES]) {
  uint8_t row[1 + ENTRY_BYTES] = {2};
  for (int i = 0; i < ENTRY_BYTES; i++) {
    row[1 + i] = (uint8_t)(entry[i] - above[i]);
    above[i] = entry[i];
  }
  put_bytes(rows, row, sizeof row);
}

void xref_write_stream(PdfWriter *w, uint32_t catalog, uint32_t info) {
  g_autoptr(PdfBytes) rows = bytes_new();
  uint32_t object = writer_reserve(w);
  size_t at = w->out->len;
  uint8_t above[ENTRY_BYTES] = {0}, entry[ENTRY_BYTES] = {0, 0, 0, 0, 0, 0xFF, 0xFF};
  ((PdfPlaceOf *)list_at(&w->places, object - 1))->at = (uint32_t)(at - w->base);
  put_entry(rows, entry, above);
  for (uint32_t i = 0; i < w->places.count; i++) {
    fill_entry(entry, list_at(&w->places, i));
    put_entry(rows, entry, above);
  }
  PdfDeflate deflate;
  deflate_open(&deflate, 6);
  deflate_run(&deflate, rows->data, rows->len);
  put_int(w->out, object);
  put_text(w->out,
           " 0 obj\n<</Type/XRef/W[1 4 2]/Filter/FlateDecode"
           "/DecodeParms<</Predictor 12/Columns 7>>");
  put_trailer(w, catalog, info, at);
  put_text(w->out, "/Length ");
  put_int(w->out, deflate.bytes->len);
  put_text(w->out, ">>\nstream\n");
  put_bytes(w->out, deflate.bytes->data, deflate.bytes->len);
  put_text(w->out, "\nendstream\nendobj");
  deflate_free(&deflate);
  put_start(w, at);
}
