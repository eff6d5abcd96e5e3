#include <string.h>

#include "pdf_private.h"

#define NAME_MAX_BYTES 127
#define STRING_MAX_BYTES 32767

static const char hex_digits[] = "0123456789ABCDEF";

#define ROOM_LEAST 256

PdfBytes *bytes_new(void) {
  PdfBytes *bytes = g_new(PdfBytes, 1);
  *bytes = bytes_over(g_byte_array_new());
  return bytes;
}

PdfBytes bytes_over(GByteArray *array) {
  return (PdfBytes){
      .data = array->data, .len = array->len, .room = array->len, .array = array};
}

void bytes_free(PdfBytes *bytes) {
  g_byte_array_unref(bytes->array);
  g_free(bytes);
}

void bytes_grow(PdfBytes *bytes, size_t len) {
  size_t room = MAX(2 * (size_t)bytes->room, MAX(bytes->len + len, ROOM_LEAST));
  bytes->room = (guint)MIN(room, G_MAXUINT);
  g_assert(bytes->room - bytes->len >= len);
  g_byte_array_set_size(bytes->array, bytes->room);
  bytes->data = bytes->array->data;
}

void bytes_set_size(PdfBytes *bytes, guint len) {
  if (len > bytes->room)
    bytes_grow(bytes, len - bytes->len);
  bytes->len = len;
}

void bytes_settle(PdfBytes *bytes) {
  g_byte_array_set_size(bytes->array, bytes->len);
  bytes->room = bytes->len; /* its memory is kept: growing again costs nothing */
}

/* The digits of n, written backwards from end; returns where they begin. */
static char *digits_before(char *end, uint64_t n) {
  do {
    *--end = (char)('0' + n % 10);
    n /= 10;
  } while (n);
  return end;
}

static uint64_t magnitude(int64_t n) {
  return n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
}

void put_int(PdfBytes *out, int64_t n) {
  char buffer[24], *end = buffer + sizeof buffer;
  char *at = digits_before(end, magnitude(n));
  if (n < 0)
    *--at = '-';
  put_bytes(out, at, (size_t)(end - at));
}

void put_real(PdfBytes *out, int64_t n, unsigned places) {
  char buffer[48], *end = buffer + sizeof buffer, *at = end;
  uint64_t rest = magnitude(n);
  bool fraction = false;
  for (; places; places--, rest /= 10) {
    fraction = fraction || rest % 10;
    if (fraction)
      *--at = (char)('0' + rest % 10);
  }
  if (fraction)
    *--at = '.';
  if (rest || !fraction)
    at = digits_before(at, rest);
  if (n < 0)
    *--at = '-';
  put_bytes(out, at, (size_t)(end - at));
}

int64_t pdf_length_milli(int64_t length) {
  int64_t twice = length * 2000;
  return (twice + (twice < 0 ? -1024 : 1024)) / 2048;
}

void put_length(PdfBytes *out, Length length) {
  put_real(out, pdf_length_milli(length), 3);
}

/* " 12 0 R", at once: a tagged document holds thousands. */
void put_ref(PdfBytes *out, uint32_t object) {
  static const char tail[] = " 0 R";
  char buffer[24], *end = buffer + sizeof buffer - (sizeof tail - 1);
  memcpy(end, tail, sizeof tail - 1);
  char *at = digits_before(end, object);
  *--at = ' ';
  put_bytes(out, at, (size_t)(buffer + sizeof buffer - at));
}

static bool regular(unsigned char c) {
  return c > ' ' && c < 0x7f && !strchr("#()<>[]{}/%", c);
}

void put_name(PdfBytes *out, const char *name) {
  size_t len = strlen(name);
  if (len > NAME_MAX_BYTES)
    for (len = NAME_MAX_BYTES; len && ((unsigned char)name[len] & 0xc0) == 0x80;)
      len--;
  put_text(out, "/");
  for (size_t i = 0; i < len; i++) {
    unsigned char c = (unsigned char)name[i];
    char escaped[3] = {'#', hex_digits[c >> 4], hex_digits[c & 15]};
    put_bytes(out, regular(c) ? &name[i] : escaped, regular(c) ? 1 : 3);
  }
}

static void put_unit(PdfBytes *out, unsigned unit) {
  char hex[4] = {hex_digits[unit >> 12 & 15], hex_digits[unit >> 8 & 15],
                 hex_digits[unit >> 4 & 15], hex_digits[unit & 15]};
  put_bytes(out, hex, sizeof hex);
}

void put_utf16(PdfBytes *out, const char *utf8, size_t len) {
  for (const char *p = utf8, *end = utf8 + len; p < end;) {
    gunichar c = text_next(&p);
    if (c >= 0x10000) {
      put_unit(out, 0xd800 + (unsigned)((c - 0x10000) >> 10));
      put_unit(out, 0xdc00 + (unsigned)((c - 0x10000) & 0x3ff));
    } else {
      put_unit(out, c);
    }
  }
}

/* A language tag or a date is the same bytes in PDFDocEncoding, and some readers know no
 * other. */
static bool put_plain(PdfBytes *out, const char *text, size_t len) {
  for (size_t i = 0; i < len; i++)
    if (!g_ascii_isprint(text[i]) || strchr("()\\", text[i]))
      return false;
  if (len == 0 || len > STRING_MAX_BYTES)
    return false;
  put_text(out, "(");
  put_bytes(out, text, len);
  put_text(out, ")");
  return true;
}

bool put_string(PdfBytes *out, const char *utf8, size_t len) {
  if (put_plain(out, utf8, len))
    return true;
  guint before = out->len;
  put_text(out, "<FEFF");
  put_utf16(out, utf8, len);
  put_text(out, ">");
  bool fits = (out->len - before - 2) / 2 <= STRING_MAX_BYTES;
  if (!fits) {
    bytes_set_size(out, before);
    put_text(out, "<FEFF>");
  }
  return fits;
}

/* ( ) and \ by 7.3.4.2; a bare CR would be read as LF. */
static size_t escape_byte(char *out, uint8_t byte) {
  if (byte == '\r') {
    out[0] = '\\';
    out[1] = 'r';
    return 2;
  }
  if (byte == '(' || byte == ')' || byte == '\\') {
    out[0] = '\\';
    out[1] = (char)byte;
    return 2;
  }
  out[0] = (char)byte;
  return 1;
}

void put_codes(PdfBytes *out, const uint16_t *codes, size_t n) {
  char buffer[256];
  size_t used = 0;
  put_text(out, "(");
  for (size_t i = 0; i < n; i++) {
    if (used + 4 > sizeof buffer) {
      put_bytes(out, buffer, used);
      used = 0;
    }
    used += escape_byte(buffer + used, (uint8_t)(codes[i] >> 8));
    used += escape_byte(buffer + used, (uint8_t)codes[i]);
  }
  put_bytes(out, buffer, used);
  put_text(out, ")");
}

void *pdf_array_room(Arena *arena, void *items, size_t size, uint32_t count,
                     uint32_t *room) {
  if (count < *room)
    return items;
  g_assert(*room < UINT32_MAX / 2);
  *room = MAX(16, *room * 2);
  void *wider = arena_array(arena, *room, size);
  if (count)
    memcpy(wider, items, size * count);
  return wider;
}
