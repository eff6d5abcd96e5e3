/* Writing big-endian bytes, as font files are. */
#include "font_private.h"

void font_put_u8(GByteArray *out, uint32_t v) {
  uint8_t byte = (uint8_t)v;
  g_byte_array_append(out, &byte, 1);
}

void font_put_u16(GByteArray *out, uint32_t v) {
  font_put_u8(out, v >> 8);
  font_put_u8(out, v);
}

void font_put_u32(GByteArray *out, uint32_t v) {
  font_put_u16(out, v >> 16);
  font_put_u16(out, v);
}
