/* Streams inflated, and the objects packed in them (ISO 32000-1 7.4.4, 7.5.7). */
#include <libdeflate.h>
#include <string.h>

#include "verify_strict.h"

/* ---- flate ------------------------------------------------------------------------- */

static bool inflate_whole(PdfFile *file, const uint8_t *from, size_t n, GByteArray *out) {
  struct libdeflate_decompressor *inflater = libdeflate_alloc_decompressor();
  size_t most = file->limits->pdf_stream_bytes, room = MIN(n * 4 + 1024, most), got = 0;
  enum libdeflate_result result = LIBDEFLATE_INSUFFICIENT_SPACE;
  if (!inflater)
    return false;
  for (; result == LIBDEFLATE_INSUFFICIENT_SPACE && room <= most;
       room = room == most ? most + 1 : MIN(room * 4, most)) {
    g_byte_array_set_size(out, (guint)room);
    result = libdeflate_zlib_decompress(inflater, from, n, out->data, room, &got);
  }
  libdeflate_free_decompressor(inflater);
  if (result != LIBDEFLATE_SUCCESS)
    return false;
  g_byte_array_set_size(out, (guint)got);
  return true;
}

/* PNG's filters: none, sub, up, average, Paeth, over bytes. */
static uint8_t predicted(unsigned kind, int left, int up, int corner) {
  int p = left + up - corner, a = ABS(p - left), b = ABS(p - up), c = ABS(p - corner);
  switch (kind) {
    case 1:
      return (uint8_t)left;
    case 2:
      return (uint8_t)up;
    case 3:
      return (uint8_t)((left + up) / 2);
    case 4:
      return (uint8_t)(a <= b && a <= c ? left : b <= c ? up : corner);
    default:
      return 0;
  }
}

static bool undo_rows(GByteArray *bytes, size_t columns) {
  size_t rows = bytes->len / (columns + 1);
  if (bytes->len % (columns + 1))
    return false;
  uint8_t *to = bytes->data;
  for (size_t r = 0; r < rows; r++, to += columns) {
    const uint8_t *from = bytes->data + r * (columns + 1);
    unsigned kind = *from++;
    if (kind > 4)
      return false;
    for (size_t i = 0; i < columns; i++) {
      int left = i ? to[i - 1] : 0, up = r ? to[i - columns] : 0;
      int corner = i && r ? to[i - columns - 1] : 0;
      uint8_t byte = from[i];
      to[i] = (uint8_t)(byte + predicted(kind, left, up, corner));
    }
  }
  g_byte_array_set_size(bytes, (guint)(rows * columns));
  return true;
}

static bool undo_predictor(const PdfValue *parms, GByteArray *bytes) {
  int64_t predictor = 1, columns = 1, colours = 1, bits = 8;
  strict_whole(strict_key(parms, "Predictor"), &predictor);
  if (predictor == 1)
    return true;
  strict_whole(strict_key(parms, "Columns"), &columns);
  strict_whole(strict_key(parms, "Colors"), &colours);
  strict_whole(strict_key(parms, "BitsPerComponent"), &bits);
  return predictor >= 10 && predictor <= 15 && colours == 1 && bits == 8 &&
         columns >= 1 && columns <= 4096 && undo_rows(bytes, (size_t)columns);
}

/* The only item of an array stands for the array. */
static const PdfValue *single(const PdfValue *value) {
  return value && value->kind == PDF_ARRAY && value->n == 1 ? &value->items[0] : value;
}

bool strict_inflate(PdfFile *file, const PdfObject *object, const uint8_t **out,
                    size_t *len) {
  const PdfValue *filter = single(strict_key(&object->value, "Filter"));
  *out = file->bytes + object->data;
  *len = object->data_len;
  if (!object->is_stream || strict_key(&object->value, "F"))
    return false;
  if (!filter || filter->kind == PDF_NULL || (filter->kind == PDF_ARRAY && !filter->n))
    return true;
  if (!strict_is_name(filter, "FlateDecode"))
    return false;
  g_autoptr(GByteArray) bytes = g_byte_array_new();
  if (!inflate_whole(file, *out, *len, bytes) ||
      !undo_predictor(single(strict_key(&object->value, "DecodeParms")), bytes))
    return false;
  file->inflated += bytes->len;
  if (file->inflated > file->limits->pdf_inflated_bytes)
    return strict_fault(file, DIAG_VERIFY_LIMIT, object->from, "streams");
  *len = bytes->len;
  *out =
      (const uint8_t *)arena_strndup(file->arena, (const char *)bytes->data, bytes->len);
  return true;
}

/* ---- packed objects ---------------------------------------------------------------- */

static bool broken(PdfFile *file, const PdfObject *container) {
  return strict_fault(file, DIAG_VERIFY_SYNTAX, container->from, "ObjStm");
}

static bool unpack_one(PdfLexer *lexer, const PdfObject *container, uint64_t number,
                       size_t index) {
  PdfObject *object = ARENA_NEW(lexer->file->arena, PdfObject);
  object->number = (uint32_t)number;
  object->revision = container->revision;
  object->from = container->from;
  object->to = container->to;
  object->container = container->number;
  object->data = index; /* what the cross-reference names it by */
  return strict_value(lexer, &object->value, lexer->file->limits->depth) &&
         strict_add(lexer->file, object);
}

/* Pairs of number and offset, then the values one after another. */
static bool unpack(PdfFile *file, const PdfObject *container) {
  const uint8_t *data;
  size_t len;
  int64_t n, first;
  if (!strict_whole(strict_key(&container->value, "N"), &n) ||
      !strict_whole(strict_key(&container->value, "First"), &first) ||
      strict_key(&container->value, "Extends") || n < 0 ||
      !strict_inflate(file, container, &data, &len) || first < 0 || (uint64_t)first > len)
    return broken(file, container);
  PdfLexer head = {
      .file = file, .bytes = data, .end = (size_t)first, .place = container->from};
  PdfLexer body = {.file = file, .bytes = data, .end = len, .at = (size_t)first};
  head.packed = body.packed = true;
  body.place = container->from;
  for (int64_t i = 0; i < n; i++) {
    uint64_t number, offset;
    strict_skip_space(&head);
    if (!strict_unsigned(&head, file->limits->pdf_objects, &number))
      return broken(file, container);
    strict_skip_space(&head);
    strict_skip_space(&body);
    if (!strict_unsigned(&head, len, &offset) || body.at != (size_t)first + offset ||
        !unpack_one(&body, container, number, (size_t)i))
      return broken(file, container);
  }
  strict_skip_space(&head);
  strict_skip_space(&body);
  return (head.at == head.end && body.at == body.end) || broken(file, container);
}

bool strict_unpack(PdfFile *file, unsigned revision) {
  guint n = file->objects->len;
  for (guint i = 0; i < n; i++) {
    const PdfObject *object = file->objects->pdata[i];
    if (object->revision == revision && object->is_container && !unpack(file, object))
      return false;
  }
  return true;
}
