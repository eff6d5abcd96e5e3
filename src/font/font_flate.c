/* Deflate (RFC 1951) in pieces: every charstring by one Huffman code, so that what a
 * glyph became once goes into each later subset as it is. In charstrings there are hardly
 * any repeats to find: a search takes four times as long and saves a twenty-fifth. */
#include <libdeflate.h>
#include <string.h>

#include "font_private.h"

#define LENGTH_LIMIT 14 /* four codes beside the seven bits held back fill a word */
#define ADLER_BASE 65521u
#define END_OF_BLOCK 256

/* Lengths of the codes of the bytes 0…255 and of the end of a block. The best ones for
 * what official documents use of the Fandol faces; of one face's own the best are smaller
 * by a hundredth or two. */
static const uint8_t code_lengths[FLATE_SYMBOLS] = {
    7,  8,  10, 10, 10, 7,  8,  7,  6,  11, 11, 11, 9,  10, 8,  11, 11, 10, 10, 8,
    11, 7,  11, 11, 6,  7,  6,  6,  11, 9,  7,  7,  11, 11, 11, 11, 10, 10, 11, 11,
    11, 11, 11, 11, 11, 10, 11, 11, 10, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11,
    11, 11, 11, 10, 10, 10, 11, 11, 10, 11, 10, 11, 10, 10, 10, 11, 10, 10, 10, 10,
    10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 9,  10, 9,  10, 9,  9,  9,  9,
    9,  9,  9,  9,  9,  9,  8,  9,  8,  9,  8,  8,  8,  8,  8,  8,  8,  8,  8,  8,
    7,  8,  7,  7,  7,  7,  7,  7,  7,  7,  6,  6,  6,  6,  6,  5,  5,  5,  5,  7,
    5,  5,  5,  5,  5,  6,  6,  6,  6,  7,  7,  7,  7,  7,  7,  8,  7,  8,  8,  8,
    8,  8,  8,  8,  8,  8,  8,  8,  8,  8,  8,  9,  8,  9,  8,  9,  9,  9,  9,  9,
    9,  9,  9,  9,  9,  10, 9,  10, 9,  10, 9,  10, 9,  10, 10, 10, 10, 10, 10, 10,
    10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 11, 11, 11, 11, 10, 11, 11, 11,
    11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 12, 11, 11,
    11, 11, 11, 13, 11, 12, 11, 6,  8,  9,  11, 6,  9,  10, 12, 11, 13};

/* Canonical codes (3.2.2), first bit lowest: the code << 8 | its length. */
void flate_codes(uint32_t codes[FLATE_SYMBOLS]) {
  uint32_t next[LENGTH_LIMIT + 2] = {0}, of_length[LENGTH_LIMIT + 1] = {0};
  for (unsigned s = 0; s < FLATE_SYMBOLS; s++)
    of_length[code_lengths[s]]++;
  for (unsigned n = 1; n <= LENGTH_LIMIT; n++)
    next[n + 1] = (next[n] + of_length[n]) << 1;
  for (unsigned s = 0; s < FLATE_SYMBOLS; s++) {
    uint32_t code = next[code_lengths[s]]++, turned = 0;
    for (unsigned bit = 0; bit < code_lengths[s]; bit++, code >>= 1)
      turned = turned << 1 | (code & 1);
    codes[s] = turned << 8 | code_lengths[s];
  }
}

/* ---- bits ------------------------------------------------------------------------ */

static inline void hold_bits(FlateWriter *w, uint64_t value, unsigned n) {
  w->held |= value << w->n;
  w->n += n;
}

/* Whole bytes go out; up to 7 bits stay. Writes 8 bytes, of which some are written again.
 */
static inline void release_bits(FlateWriter *w) {
  uint64_t word = GUINT64_TO_LE(w->held);
  memcpy(w->at, &word, sizeof word);
  w->at += w->n >> 3;
  w->held >>= w->n & ~7u;
  w->n &= 7;
}

static void put_bits(FlateWriter *w, uint64_t value, unsigned n) {
  hold_bits(w, value, n);
  release_bits(w);
}

static void encode(FlateWriter *w, const uint32_t *codes, const uint8_t *bytes,
                   size_t len) {
  FlateWriter local = *w; /* in registers */
  size_t i = 0;
  for (; i + 4 <= len; i += 4) { /* 7 + 4 × 14 bits fit */
    for (size_t k = 0; k < 4; k++)
      hold_bits(&local, codes[bytes[i + k]] >> 8, codes[bytes[i + k]] & 0xFF);
    release_bits(&local);
  }
  for (; i < len; i++)
    put_bits(&local, codes[bytes[i]] >> 8, codes[bytes[i]] & 0xFF);
  *w = local;
}

/* Adler-32 of two strings one after the other, from those of each (RFC 1950 8.2). */
static uint32_t join_sums(uint32_t first, uint32_t second, size_t second_len) {
  uint64_t a = (uint64_t)(first & 0xFFFF) + ADLER_BASE - 1;
  uint64_t b = (first >> 16) + (uint64_t)(second >> 16) +
               a % ADLER_BASE * (second_len % ADLER_BASE);
  a += second & 0xFFFF;
  return (uint32_t)(b % ADLER_BASE << 16 | a % ADLER_BASE);
}

/* ---- pieces ---------------------------------------------------------------------- */

void flate_piece(FlatePiece *piece, Arena *arena, const uint32_t *codes,
                 const uint8_t *bytes, size_t len) {
  uint8_t few[4096]; /* nearly all glyphs */
  size_t room = len * LENGTH_LIMIT / 8 + sizeof(uint64_t);
  g_autofree uint8_t *many = room > sizeof few ? g_malloc(room) : NULL;
  uint8_t *bits = many ? many : few;
  FlateWriter w = {.at = bits};
  encode(&w, codes, bytes, len);
  size_t used = (size_t)(w.at - bits);
  uint8_t *kept = arena_alloc(arena, used + 2 * sizeof(uint64_t));
  memcpy(kept, bits, used);
  kept[used] = (uint8_t)w.held;
  *piece = (FlatePiece){.bits = kept,
                        .n_bits = used * 8 + w.n,
                        .len = len,
                        .sum = libdeflate_adler32(1, bytes, len)};
}

void flate_put_piece(FlateWriter *w, const FlatePiece *piece) {
  const uint8_t *bits = piece->bits;
  size_t left = piece->n_bits;
  for (; left >= 64; left -= 64, bits += 8, w->at += 8) {
    uint64_t word;
    memcpy(&word, bits, sizeof word);
    word = GUINT64_FROM_LE(word);
    uint64_t full = GUINT64_TO_LE(w->held | word << w->n);
    memcpy(w->at, &full, sizeof full);
    w->held = w->n ? word >> (64 - w->n) : 0;
  }
  uint64_t rest;
  memcpy(&rest, bits, sizeof rest); /* a piece has zeros behind its end */
  rest = GUINT64_FROM_LE(rest);
  put_bits(w, rest & 0xFFFFFFFF, (unsigned)MIN(left, 32));
  if (left > 32)
    put_bits(w, rest >> 32, (unsigned)left - 32);
  w->sum = join_sums(w->sum, piece->sum, piece->len);
}

/* ---- a stream ---------------------------------------------------------------------- */

size_t flate_room(size_t piece_bits, size_t other_bytes) {
  return FLATE_HEAD + piece_bits / 8 + other_bytes * 2 + 2 * sizeof(uint64_t);
}

/* 3.2.7. Every code length is written in four bits: the lengths 0…15 have a code of four
 * each. Two distance codes that nothing uses, for a decoder may ask for a complete code.
 */
void flate_begin(FlateWriter *w, uint8_t *room) {
  static const uint8_t turned[16] = {0, 8, 4, 12, 2, 10, 6, 14,
                                     1, 9, 5, 13, 3, 11, 7, 15};
  *w = (FlateWriter){.at = room, .sum = 1};
  put_bits(w, 0x0178, 16); /* zlib's head (RFC 1950) */
  put_bits(w, 1, 1);       /* the one block, the last */
  put_bits(w, 2, 2);
  put_bits(w, 0, 5);  /* 257 literal codes */
  put_bits(w, 1, 5);  /* 2 distance codes */
  put_bits(w, 15, 4); /* 19 code length codes: 16, 17, 18 first, unused */
  for (int i = 0; i < 19; i++)
    put_bits(w, i < 3 ? 0 : 4, 3);
  for (unsigned s = 0; s < FLATE_SYMBOLS; s++)
    put_bits(w, turned[code_lengths[s]], 4);
  put_bits(w, turned[1], 4);
  put_bits(w, turned[1], 4);
}

void flate_put_bytes(FlateWriter *w, const uint32_t *codes, const uint8_t *bytes,
                     size_t len) {
  encode(w, codes, bytes, len);
  w->sum = join_sums(w->sum, libdeflate_adler32(1, bytes, len), len);
}

uint8_t *flate_end(FlateWriter *w, const uint32_t *codes) {
  put_bits(w, codes[END_OF_BLOCK] >> 8, codes[END_OF_BLOCK] & 0xFF);
  put_bits(w, 0, (8 - w->n) & 7);
  uint32_t sum = GUINT32_TO_BE(w->sum);
  memcpy(w->at, &sum, sizeof sum);
  return w->at + sizeof sum;
}
