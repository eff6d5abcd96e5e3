/* sRGB as an ICC version 2 display profile: three matrix columns adapted to D50 and one
 * curve of 256 samples (IEC 61966-2-1; straight lines between samples are within 0.0001
 * of it). */
#include <math.h>
#include <string.h>

#include "pdf_private.h"

#define SAMPLES 256
#define TAGS 9
#define OWN_TAGS 7 /* with bytes of their own */
#define HEADER 128
#define TABLE (4 + 12 * TAGS)
#define NAME "sRGB IEC61966-2.1"
#define RIGHTS "No rights reserved"

static void put_u16(PdfBytes *out, uint32_t n) {
  uint8_t bytes[2] = {(uint8_t)(n >> 8), (uint8_t)n};
  put_bytes(out, bytes, sizeof bytes);
}

static void put_u32(PdfBytes *out, uint32_t n) {
  put_u16(out, n >> 16);
  put_u16(out, n & 0xffff);
}

static void put_zeros(PdfBytes *out, size_t n) {
  static const uint8_t zeros[128];
  put_bytes(out, zeros, n);
}

static void put_header(PdfBytes *out, uint32_t size) {
  put_u32(out, size);
  put_zeros(out, 4);
  put_u32(out, 0x02400000); /* version 2.4 */
  put_text(out, "mntrRGB XYZ ");
  put_u16(out, 2018); /* a date it must have: 2018-01-01 */
  put_u16(out, 1);
  put_u16(out, 1);
  put_zeros(out, 6);
  put_text(out, "acsp");
  put_zeros(out, 28);
  put_u32(out, 0xF6D6); /* D50 */
  put_u32(out, 0x10000);
  put_u32(out, 0xD32D);
  put_zeros(out, 48);
}

static void put_xyz(PdfBytes *out, const uint32_t xyz[3]) {
  put_text(out, "XYZ ");
  put_zeros(out, 4);
  for (int i = 0; i < 3; i++)
    put_u32(out, xyz[i]);
}

static void put_description(PdfBytes *out) {
  put_text(out, "desc");
  put_zeros(out, 4);
  put_u32(out, sizeof NAME);
  put_bytes(out, NAME, sizeof NAME);
  put_zeros(out, 4 + 4 + 2 + 1 + 67); /* no Unicode, no Macintosh name */
}

static void put_curve(PdfBytes *out) {
  put_text(out, "curv");
  put_zeros(out, 4);
  put_u32(out, SAMPLES);
  for (int i = 0; i < SAMPLES; i++) {
    double v = i / (double)(SAMPLES - 1);
    double linear = v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
    put_u16(out, (uint32_t)lround(linear * 65535));
  }
}

/* Each tag's bytes from a boundary of four; returns where they begin. */
static uint32_t begin_tag(PdfBytes *out) {
  put_zeros(out, (4 - out->len % 4) % 4);
  return HEADER + TABLE + out->len;
}

static const uint32_t columns[4][3] = {{0xF6D6, 0x10000, 0xD32D}, /* white */
                                       {0x6FA2, 0x38F5, 0x0390},
                                       {0x6299, 0xB785, 0x18DA},
                                       {0x24A0, 0x0F84, 0xB6CF}};

/* In the order of the tag table. */
static void put_tag(PdfBytes *out, int i) {
  if (i == 0) {
    put_text(out, "text");
    put_zeros(out, 4);
    put_bytes(out, RIGHTS, sizeof RIGHTS);
  } else if (i == 1) {
    put_description(out);
  } else if (i < OWN_TAGS - 1) {
    put_xyz(out, columns[i - 2]);
  } else {
    put_curve(out);
  }
}

void icc_put_srgb(PdfBytes *out) {
  static const char signatures[TAGS][5] = {"cprt", "desc", "wtpt", "rXYZ", "gXYZ",
                                           "bXYZ", "rTRC", "gTRC", "bTRC"};
  uint32_t at[TAGS] = {0}, len[TAGS] = {0};
  g_autoptr(PdfBytes) tags = bytes_new();
  for (int i = 0; i < OWN_TAGS; i++) {
    at[i] = begin_tag(tags);
    put_tag(tags, i);
    len[i] = HEADER + TABLE + tags->len - at[i];
  }
  for (int i = OWN_TAGS; i < TAGS; i++) { /* green and blue share red's curve */
    at[i] = at[OWN_TAGS - 1];
    len[i] = len[OWN_TAGS - 1];
  }
  put_header(out, HEADER + TABLE + tags->len);
  put_u32(out, TAGS);
  for (int i = 0; i < TAGS; i++) {
    put_text(out, signatures[i]);
    put_u32(out, at[i]);
    put_u32(out, len[i]);
  }
  put_bytes(out, tags->data, tags->len);
}
