/* Streams of objects: what a table of a hundred thousand rows has of small objects goes
 * into the file many at a time, deflated (ISO 32000-1 7.5.7). */
#include "pdf_private.h"

#define PACK_OBJECTS 1000
#define PACK_BYTES ((guint)128 << 10)

static void pack_flush(PdfWriter *w) {
  PdfPack *pack = w->pack;
  if (pack->count == 0)
    return;
  g_autofree char *entries =
      g_strdup_printf("/Type/ObjStm/N %u/First %u", pack->count, pack->index->len);
  w->pack = NULL;
  w->out = pack->file;
  put_bytes(pack->index, pack->objects->data, pack->objects->len);
  writer_deflated(w, pack->stream, entries, pack->index, pack->deflate);
  bytes_set_size(pack->index, 0);
  bytes_set_size(pack->objects, 0);
  pack->count = 0;
  w->pack = pack;
  w->out = pack->objects;
}

void pack_open(PdfWriter *w, uint32_t object) {
  PdfPack *pack = w->pack;
  if (pack->count >= PACK_OBJECTS || pack->objects->len >= PACK_BYTES)
    pack_flush(w);
  if (pack->count == 0)
    pack->stream = writer_reserve(w);
  PdfPlaceOf *place = list_at(&w->places, object - 1);
  *place = (PdfPlaceOf){pack->stream, pack->count++};
  put_int(pack->index, object);
  put_text(pack->index, " ");
  put_int(pack->index, pack->objects->len);
  put_text(pack->index, " ");
}

void writer_pack(PdfWriter *w, PdfPack *pack, PdfDeflate *deflate) {
  *pack = (PdfPack){
      .objects = bytes_new(), .index = bytes_new(), .file = w->out, .deflate = deflate};
  w->pack = pack;
  w->packed = true;
  w->out = pack->objects;
}

void writer_unpack(PdfWriter *w) {
  PdfPack *pack = w->pack;
  pack_flush(w);
  w->pack = NULL;
  w->out = pack->file;
  bytes_free(pack->objects);
  bytes_free(pack->index);
}
