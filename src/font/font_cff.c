/* The parts CFF is made of: indexes and dictionaries (Adobe Technical Note 5176). */
#include "font_private.h"

CffIndex cff_index_read(Bytes cff, size_t at, bool *ok) {
  CffIndex index = {.count = bytes_u16(cff, at, ok), .size = 2};
  if (!*ok || index.count == 0)
    return index;
  index.width = bytes_u8(cff, at + 2, ok);
  if (index.width < 1 || index.width > 4) {
    *ok = false;
    return (CffIndex){0};
  }
  size_t offsets = (size_t)(index.count + 1) * index.width;
  index.offsets = bytes_cut(cff, at + 3, offsets, ok);
  uint32_t end = bytes_uint(index.offsets, offsets - index.width, index.width, ok);
  if (end < 1)
    *ok = false;
  index.data = bytes_cut(cff, at + 2 + offsets, end, ok);
  index.size = 2 + offsets + end;
  return *ok ? index : (CffIndex){0};
}

Bytes cff_index_at(const CffIndex *index, uint32_t i, bool *ok) {
  if (i >= index->count) {
    *ok = false;
    return (Bytes){0};
  }
  uint32_t from = bytes_uint(index->offsets, (size_t)i * index->width, index->width, ok);
  uint32_t to =
      bytes_uint(index->offsets, (size_t)(i + 1) * index->width, index->width, ok);
  if (from < 1 || to < from)
    *ok = false;
  return *ok ? bytes_cut(index->data, from, to - from, ok) : (Bytes){0};
}

/* Bytes of the operand that starts with b0, of a real number too; 0: no operand. */
static size_t operand_size(Bytes dict, size_t at, uint32_t b0, bool *ok) {
  if (b0 == 28)
    return 3;
  if (b0 == 29)
    return 5;
  if (b0 >= 32 && b0 <= 246)
    return 1;
  if (b0 >= 247 && b0 <= 254)
    return 2;
  if (b0 != 30)
    return 0;
  size_t size = 1;
  for (uint32_t pair = 0; *ok && (pair & 0x0F) != 0x0F && (pair & 0xF0) != 0xF0; size++)
    pair = bytes_u8(dict, at + size, ok);
  return size;
}

bool cff_dict_next(Bytes dict, size_t *at, CffEntry *out, bool *ok) {
  size_t start = *at;
  if (start >= dict.len)
    return false;
  uint32_t b0 = bytes_u8(dict, *at, ok);
  for (size_t size; *ok && (size = operand_size(dict, *at, b0, ok)) > 0;) {
    *at += size;
    b0 = bytes_u8(dict, *at, ok);
  }
  if (!*ok || b0 > 21) {
    *ok = false;
    return false;
  }
  out->operands = bytes_cut(dict, start, *at - start, ok);
  out->op = b0 == 12 ? 1200 + bytes_u8(dict, *at + 1, ok) : b0;
  *at += b0 == 12 ? 2 : 1;
  out->whole = bytes_cut(dict, start, *at - start, ok);
  return *ok;
}

static int64_t read_integer(Bytes operands, size_t *at, bool *ok) {
  uint32_t b0 = bytes_u8(operands, *at, ok);
  size_t from = *at + 1;
  *at += operand_size(operands, *at, b0, ok);
  if (b0 == 28)
    return (int16_t)bytes_u16(operands, from, ok);
  if (b0 == 29)
    return (int32_t)bytes_u32(operands, from, ok);
  if (b0 >= 32 && b0 <= 246)
    return (int64_t)b0 - 139;
  int64_t b1 = bytes_u8(operands, from, ok);
  if (b0 >= 247 && b0 <= 250)
    return ((int64_t)b0 - 247) * 256 + b1 + 108;
  if (b0 >= 251 && b0 <= 254)
    return -((int64_t)b0 - 251) * 256 - b1 - 108;
  *ok = false;
  return 0;
}

bool cff_dict_integers(Bytes dict, uint32_t op, int64_t *out, size_t n) {
  bool ok = true;
  CffEntry entry;
  for (size_t at = 0; cff_dict_next(dict, &at, &entry, &ok);) {
    if (entry.op != op)
      continue;
    size_t place = 0;
    for (size_t i = 0; i < n; i++)
      out[i] = read_integer(entry.operands, &place, &ok);
    return ok && place == entry.operands.len;
  }
  return false;
}

void cff_put_integer(GByteArray *dict, int64_t value) {
  font_put_u8(dict, 29);
  font_put_u32(dict, (uint32_t)(int32_t)value);
}

void cff_put_op(GByteArray *dict, uint32_t op) {
  if (op >= 1200)
    font_put_u8(dict, 12);
  font_put_u8(dict, op >= 1200 ? op - 1200 : op);
}

static uint8_t *put_uint(uint8_t *at, uint32_t value, uint32_t width) {
  for (uint32_t i = width; i > 0; i--)
    *at++ = (uint8_t)(value >> (8 * (i - 1)));
  return at;
}

void cff_put_index_head(GByteArray *out, const uint32_t *ends, size_t n) {
  font_put_u16(out, (uint32_t)n);
  if (n == 0)
    return;
  uint32_t len = ends[n - 1];
  uint32_t width = len < 0xFF ? 1 : len < 0xFFFF ? 2 : len < 0xFFFFFF ? 3 : 4;
  font_put_u8(out, width);
  guint from = out->len;
  g_byte_array_set_size(out, (guint)(from + (n + 1) * width));
  uint8_t *at = put_uint(out->data + from, 1, width);
  for (size_t i = 0; i < n; i++)
    at = put_uint(at, ends[i] + 1, width);
}

void cff_put_index(GByteArray *out, const GByteArray *data, const GArray *ends) {
  cff_put_index_head(out, (const uint32_t *)(const void *)ends->data, ends->len);
  g_byte_array_append(out, data->data, data->len);
}
