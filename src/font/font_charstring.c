/* Type 2 charstrings with their subroutines written out. Only what the bytes mean to the
 * reader of operators matters: how many operands stand, and how many stems, for the
 * masks' lengths. */
#include "font_private.h"

#define DEPTH_MOST 10 /* of nested calls, as Technical Note 5177 allows */
#define NO_PLACE SIZE_MAX

enum {
  OP_HSTEM = 1,
  OP_VSTEM = 3,
  OP_CALLSUBR = 10,
  OP_RETURN = 11,
  OP_ESCAPE = 12,
  OP_ENDCHAR = 14,
  OP_HSTEMHM = 18,
  OP_HINTMASK = 19,
  OP_CNTRMASK = 20,
  OP_VSTEMHM = 23,
  OP_CALLGSUBR = 29,
  ESCAPE_HFLEX = 34,
  ESCAPE_FLEX1 = 37
};

typedef struct Flattening {
  const CffSubrs *subrs;
  GByteArray *out;
  guint start; /* of this glyph in out */
  unsigned operands, stems, calls;
  bool last_is_number; /* the bytes from last_at on are a number */
  size_t last_at; /* in the code at hand; NO_PLACE: at flushed_at in out, its value in
                     last */
  guint flushed_at;
  int32_t last;
  bool ended, ok;
} Flattening;

static bool flatten_level(Flattening *f, Bytes code, unsigned depth);

static void keep(Flattening *f, Bytes code, size_t at, size_t len) {
  Bytes cut = bytes_cut(code, at, len, &f->ok);
  if (f->out->len - f->start + cut.len > limits_default.glyph_bytes)
    f->ok = false;
  if (f->ok)
    g_byte_array_append(f->out, cut.at, (guint)cut.len);
}

/* A number: its length; 0 when b0 starts none. */
static size_t number_read(Bytes code, size_t at, int32_t *value, bool *ok) {
  uint32_t b0 = bytes_u8(code, at, ok);
  if (b0 == 28) {
    *value = (int16_t)bytes_u16(code, at + 1, ok);
    return 3;
  }
  if (b0 < 32)
    return 0;
  if (b0 <= 246) {
    *value = (int32_t)b0 - 139;
    return 1;
  }
  if (b0 == 255) {
    *value = (int16_t)bytes_u16(code, at + 1, ok); /* 16.16: no call is meant by it */
    return 5;
  }
  int32_t b1 = (int32_t)bytes_u8(code, at + 1, ok);
  *value = b0 <= 250 ? ((int32_t)b0 - 247) * 256 + b1 + 108
                     : -((int32_t)b0 - 251) * 256 - b1 - 108;
  return 2;
}

static void call(Flattening *f, Bytes caller, const CffIndex *subrs, unsigned depth) {
  if (f->last_is_number && f->last_at != NO_PLACE)
    number_read(caller, f->last_at, &f->last, &f->ok);
  int32_t bias = subrs->count < 1240 ? 107 : subrs->count < 33900 ? 1131 : 32768;
  int64_t number = (int64_t)f->last + bias;
  if (!f->ok || !f->last_is_number || f->operands == 0 || number < 0 ||
      number >= subrs->count || depth >= DEPTH_MOST ||
      ++f->calls > limits_default.glyph_calls) {
    f->ok = false;
    return;
  }
  f->operands--;
  f->last_is_number = false;
  Bytes code = cff_index_at(subrs, (uint32_t)number, &f->ok);
  if (f->ok)
    flatten_level(f, code, depth + 1);
}

static size_t escape_length(Flattening *f, Bytes code, size_t at) {
  uint32_t escape = bytes_u8(code, at + 1, &f->ok);
  if (escape < ESCAPE_HFLEX || escape > ESCAPE_FLEX1)
    f->ok = false; /* arithmetic: the count of operands could not be told */
  return 2;
}

/* Any operator but calls and return. Returns its length with the mask that follows. */
static size_t operator_step(Flattening *f, Bytes code, size_t at, uint32_t op) {
  size_t len = 1;
  if (op == OP_HSTEM || op == OP_VSTEM || op == OP_HSTEMHM || op == OP_VSTEMHM ||
      op == OP_HINTMASK || op == OP_CNTRMASK)
    f->stems += f->operands / 2;
  if (op == OP_HINTMASK || op == OP_CNTRMASK)
    len += (f->stems + 7) / 8;
  if (op == OP_ESCAPE)
    len = escape_length(f, code, at);
  f->operands = 0;
  f->last_is_number = false;
  f->ended = op == OP_ENDCHAR;
  bytes_cut(code, at, len, &f->ok);
  return len;
}

/* By the first byte; 0: an operator. */
static size_t number_length(uint8_t b0) {
  return b0 >= 32 ? (b0 <= 246 ? 1 : b0 < 255 ? 2 : 5) : b0 == 28 ? 3 : 0;
}

/* The place behind the numbers that stand there: nearly all of a charstring is numbers.
 */
static size_t skip_numbers(Flattening *f, Bytes code, size_t at) {
  size_t last = NO_PLACE;
  for (size_t len; at < code.len && (len = number_length(code.at[at])) > 0; at += len) {
    last = at;
    f->operands++;
  }
  if (last == NO_PLACE)
    return at;
  f->last_at = last;
  f->last_is_number = true;
  f->ok = f->ok && at <= code.len;
  return at;
}

/* Copies what stands before a call; the call's number, already read, is not copied. */
static void flush_before_call(Flattening *f, Bytes code, size_t from, size_t to) {
  if (f->last_at == NO_PLACE)
    g_byte_array_set_size(f->out,
                          f->flushed_at); /* a subroutine left the number behind */
  else
    keep(f, code, from, MIN(f->last_at, to) - from);
}

/* Copies the rest of a level; a number that ends it may be the caller's call. */
static bool flush_level(Flattening *f, Bytes code, size_t from, size_t to) {
  if (f->last_is_number && f->last_at != NO_PLACE) {
    number_read(code, f->last_at, &f->last, &f->ok);
    f->flushed_at = f->out->len + (guint)(f->last_at - from);
    f->last_at = NO_PLACE;
  }
  keep(f, code, from, to - from);
  return f->ok;
}

/* Recursion is limited by DEPTH_MOST. */
static bool flatten_level(Flattening *f, Bytes code, unsigned depth) {
  size_t at = 0, from = 0; /* from: not copied yet */
  while (f->ok && !f->ended && at < code.len) {
    at = skip_numbers(f, code, at);
    if (at >= code.len)
      break;
    uint32_t op = bytes_u8(code, at, &f->ok);
    if (op == OP_RETURN)
      break;
    if (op == OP_CALLSUBR || op == OP_CALLGSUBR) {
      flush_before_call(f, code, from, at);
      call(f, code, op == OP_CALLSUBR ? f->subrs->local : f->subrs->global, depth);
      from = ++at;
    } else {
      at += operator_step(f, code, at, op);
    }
  }
  return f->ok && flush_level(f, code, from, MIN(at, code.len));
}

bool cff_flatten(Bytes charstring, const CffSubrs *subrs, GByteArray *out) {
  Flattening f = {.subrs = subrs, .out = out, .start = out->len, .ok = true};
  return flatten_level(&f, charstring, 0) && f.ended;
}
