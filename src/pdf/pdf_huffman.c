/* Deflate (RFC 1951) by Huffman codes alone, without a search for repeats. In charstrings there are
 * hardly any to find: a search takes four times as long and saves a twenty-fifth. */
#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

#include "pdf_private.h"

#define SYMBOLS 257        /* the bytes and the end of a block */
#define LENGTH_LIMIT 14    /* four codes beside the seven bits held back fill a word */
#define BLOCK_BYTES 65536
#define BLOCK_HEAD 512     /* more than a block's lengths take */

typedef struct Bits {
  uint8_t *at;
  uint64_t held;
  unsigned n;
} Bits;

static inline void hold_bits(Bits *bits, uint32_t value, unsigned n) {
  bits->held |= (uint64_t)value << bits->n;
  bits->n += n;
}

/* Whole bytes go out; up to 7 bits stay. Writes 8 bytes, of which some are written again. */
static inline void release_bits(Bits *bits) {
  uint64_t word = GUINT64_TO_LE(bits->held);
  memcpy(bits->at, &word, sizeof word);
  bits->at += bits->n >> 3;
  bits->held >>= bits->n & ~7u;
  bits->n &= 7;
}

static void put_bits(Bits *bits, uint32_t value, unsigned n) {
  hold_bits(bits, value, n);
  release_bits(bits);
}

/* Zeros up to the next byte. */
static void end_bits(Bits *bits) {
  for (; bits->n; bits->n -= MIN(bits->n, 8), bits->held >>= 8)
    *bits->at++ = (uint8_t)bits->held;
}

/* ---- code lengths ---------------------------------------------------------------------------- */

typedef struct Node {
  uint32_t count;
  uint16_t symbol; /* of a leaf */
  uint16_t parent;
} Node;

static int by_count(const void *a, const void *b) {
  const Node *x = a, *y = b;
  if (x->count != y->count)
    return x->count < y->count ? -1 : 1;
  return x->symbol - y->symbol;
}

/* The rarer of the next leaf and the next inner node. */
static Node *rarest(Node *nodes, unsigned *leaf, unsigned leaves, unsigned *inner, unsigned made) {
  bool take_leaf = *leaf < leaves && (*inner >= made || nodes[*leaf].count <= nodes[*inner].count);
  return &nodes[take_leaf ? (*leaf)++ : (*inner)++];
}

/* Huffman's lengths of the symbols that occur, at least two; returns the longest. */
static unsigned find_lengths(const uint32_t counts[SYMBOLS], uint8_t lengths[SYMBOLS]) {
  Node nodes[2 * SYMBOLS];
  uint8_t depth[2 * SYMBOLS];
  unsigned leaves = 0, longest = 0;
  memset(lengths, 0, SYMBOLS);
  for (unsigned s = 0; s < SYMBOLS; s++)
    if (counts[s])
      nodes[leaves++] = (Node){counts[s], (uint16_t)s, 0};
  qsort(nodes, leaves, sizeof *nodes, by_count);
  unsigned leaf = 0, inner = leaves, made = leaves;
  for (; made < 2 * leaves - 1; made++) {
    Node *a = rarest(nodes, &leaf, leaves, &inner, made);
    Node *b = rarest(nodes, &leaf, leaves, &inner, made);
    a->parent = b->parent = (uint16_t)made;
    nodes[made] = (Node){a->count + b->count, 0, 0};
  }
  depth[made - 1] = 0;
  for (unsigned i = made - 1; i-- > 0;) {
    depth[i] = (uint8_t)(depth[nodes[i].parent] + 1);
    longest = MAX(longest, depth[i]);
    if (i < leaves)
      lengths[nodes[i].symbol] = depth[i];
  }
  return longest;
}

/* Within the limit: rare symbols are taken for less rare until it holds. */
static void limit_lengths(uint32_t counts[SYMBOLS], uint8_t lengths[SYMBOLS]) {
  while (find_lengths(counts, lengths) > LENGTH_LIMIT)
    for (unsigned s = 0; s < SYMBOLS; s++)
      if (counts[s])
        counts[s] = counts[s] / 2 + 1;
}

/* Canonical codes (3.2.2), first bit lowest. */
static void find_codes(const uint8_t lengths[SYMBOLS], uint16_t codes[SYMBOLS]) {
  uint32_t next[LENGTH_LIMIT + 2] = {0}, of_length[LENGTH_LIMIT + 1] = {0};
  for (unsigned s = 0; s < SYMBOLS; s++)
    of_length[lengths[s]] += lengths[s] != 0;
  for (unsigned n = 1; n <= LENGTH_LIMIT; n++)
    next[n + 1] = (next[n] + of_length[n]) << 1;
  for (unsigned s = 0; s < SYMBOLS; s++) {
    uint32_t code = lengths[s] ? next[lengths[s]]++ : 0, turned = 0;
    for (unsigned bit = 0; bit < lengths[s]; bit++, code >>= 1)
      turned = turned << 1 | (code & 1);
    codes[s] = (uint16_t)turned;
  }
}

/* ---- blocks ---------------------------------------------------------------------- */

/* 3.2.7. Every code length is written in four bits: the lengths 0…15 have a code of four each. Two
 * distance codes that nothing uses, for a decoder may ask for a complete code. */
static void put_head(Bits *bits, const uint8_t lengths[SYMBOLS], bool last) {
  static const uint8_t turned[16] = {0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15};
  put_bits(bits, last, 1);
  put_bits(bits, 2, 2);
  put_bits(bits, 0, 5);  /* 257 literal codes */
  put_bits(bits, 1, 5);  /* 2 distance codes */
  put_bits(bits, 15, 4); /* 19 code length codes: 16, 17, 18 first, unused */
  for (int i = 0; i < 19; i++)
    put_bits(bits, i < 3 ? 0 : 4, 3);
  for (unsigned s = 0; s < SYMBOLS; s++)
    put_bits(bits, turned[lengths[s]], 4);
  put_bits(bits, turned[1], 4);
  put_bits(bits, turned[1], 4);
}

/* In two tables, for a count that was just written is slow to read again. */
static void count_bytes(const uint8_t *bytes, size_t len, uint32_t counts[SYMBOLS]) {
  uint32_t odd[256] = {0};
  size_t i = 0;
  for (; i + 2 <= len; i += 2) {
    counts[bytes[i]]++;
    odd[bytes[i + 1]]++;
  }
  if (i < len)
    counts[bytes[i]]++;
  for (int s = 0; s < 256; s++)
    counts[s] += odd[s];
}

static void put_block(Bits *bits, const uint8_t *bytes, size_t len, bool last) {
  uint32_t counts[SYMBOLS] = {0};
  uint8_t lengths[SYMBOLS];
  uint16_t codes[SYMBOLS];
  counts[SYMBOLS - 1] = 1;
  counts[0] = len == 0; /* two symbols at least */
  count_bytes(bytes, len, counts);
  limit_lengths(counts, lengths);
  find_codes(lengths, codes);
  put_head(bits, lengths, last);
  uint32_t joined[256]; /* a code and its length, for one look instead of two */
  for (int s = 0; s < 256; s++)
    joined[s] = (uint32_t)codes[s] << 8 | lengths[s];
  Bits local = *bits; /* in registers */
  size_t i = 0;
  for (; i + 4 <= len; i += 4) { /* 7 + 4 × 14 bits fit */
    for (size_t k = 0; k < 4; k++)
      hold_bits(&local, joined[bytes[i + k]] >> 8, joined[bytes[i + k]] & 0xFF);
    release_bits(&local);
  }
  *bits = local;
  for (; i < len; i++)
    put_bits(bits, codes[bytes[i]], lengths[bytes[i]]);
  put_bits(bits, codes[SYMBOLS - 1], lengths[SYMBOLS - 1]);
}

void huffman_run(PdfBytes *out, const uint8_t *bytes, size_t len) {
  size_t blocks = len / BLOCK_BYTES + 1;
  bytes_set_size(out, (guint)(2 * len + blocks * BLOCK_HEAD + 16));
  Bits bits = {.at = out->data};
  put_bits(&bits, 0x0178, 16); /* zlib's head (RFC 1950) */
  for (size_t i = 0; i < blocks; i++) {
    size_t from = i * BLOCK_BYTES;
    put_block(&bits, bytes + from, MIN(BLOCK_BYTES, len - from), i + 1 == blocks);
  }
  end_bits(&bits);
  uint32_t sum = GUINT32_TO_BE(libdeflate_adler32(1, bytes, len));
  memcpy(bits.at, &sum, sizeof sum);
  bytes_set_size(out, (guint)(bits.at + sizeof sum - out->data));
}
