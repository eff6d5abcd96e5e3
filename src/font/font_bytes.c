/* Reading bytes that may lie, writing bytes that do not: big-endian, as font files are. */
#include "font_private.h"

Bytes bytes_cut(Bytes b, size_t at, size_t len, bool *ok) {
  if (!*ok || at > b.len || len > b.len - at) {
    *ok = false;
    return (Bytes){b.at, 0};
  }
  return (Bytes){b.at + at, len};
}

uint32_t bytes_uint(Bytes b, size_t at, size_t width, bool *ok) {
  Bytes cut = bytes_cut(b, at, width, ok);
  uint32_t value = 0;
  for (size_t i = 0; i < cut.len; i++)
    value = value << 8 | cut.at[i];
  return value;
}

uint32_t bytes_u8(Bytes b, size_t at, bool *ok) {
  return bytes_uint(b, at, 1, ok);
}

uint32_t bytes_u16(Bytes b, size_t at, bool *ok) {
  return bytes_uint(b, at, 2, ok);
}

uint32_t bytes_u32(Bytes b, size_t at, bool *ok) {
  return bytes_uint(b, at, 4, ok);
}

void put_u8(GByteArray *out, uint32_t v) {
  uint8_t byte = (uint8_t)v;
  g_byte_array_append(out, &byte, 1);
}

void put_u16(GByteArray *out, uint32_t v) {
  put_u8(out, v >> 8);
  put_u8(out, v);
}

void put_u32(GByteArray *out, uint32_t v) {
  put_u16(out, v >> 16);
  put_u16(out, v);
}
