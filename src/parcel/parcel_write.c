/* A package again with one more member, all others as they lie. */
#include <libdeflate.h>
#include <string.h>

#include "parcel.h"

#define LEVEL 6
#define DOS_DATE 0x22 /* 1980-01-02: no clock */
#define UTF8 (1 << 11)

static void put_two(GByteArray *out, unsigned value) {
  uint8_t bytes[2] = {(uint8_t)value, (uint8_t)(value >> 8)};
  g_byte_array_append(out, bytes, 2);
}

static void put_four(GByteArray *out, size_t value) {
  put_two(out, (unsigned)(value & 0xffff));
  put_two(out, (unsigned)(value >> 16 & 0xffff));
}

typedef struct Fresh {
  const char *name;
  GBytes *held;
  uint8_t *packed; /* NULL: stored */
  size_t data_len;
  uint32_t check;
  size_t from;
} Fresh;

static void pack(Fresh *f) {
  gsize len;
  const void *bytes = g_bytes_get_data(f->held, &len);
  f->check = libdeflate_crc32(0, bytes, len);
  f->data_len = len;
  struct libdeflate_compressor *c = libdeflate_alloc_compressor(LEVEL);
  if (!c)
    return;
  f->packed = g_malloc(len + 1);
  size_t n = libdeflate_deflate_compress(c, bytes, len, f->packed, len);
  libdeflate_free_compressor(c);
  if (n)
    f->data_len = n;
  else
    g_clear_pointer(&f->packed, g_free);
}

/* What header and entry share: version to names' lengths. */
static void put_common(GByteArray *out, const Fresh *f) {
  put_two(out, 20);
  put_two(out, UTF8);
  put_two(out, f->packed ? 8 : 0);
  put_two(out, 0);
  put_two(out, DOS_DATE);
  put_four(out, f->check);
  put_four(out, f->data_len);
  put_four(out, g_bytes_get_size(f->held));
  put_two(out, (unsigned)strlen(f->name));
  put_two(out, 0);
}

static void put_local(GByteArray *out, Fresh *f) {
  f->from = out->len;
  put_four(out, 0x04034b50);
  put_common(out, f);
  g_byte_array_append(out, (const guint8 *)f->name, (guint)strlen(f->name));
  const void *data = f->packed ? f->packed : g_bytes_get_data(f->held, NULL);
  g_byte_array_append(out, data, (guint)f->data_len);
}

static void put_entry(GByteArray *out, const Fresh *f) {
  put_four(out, 0x02014b50);
  put_two(out, 20);
  put_common(out, f);
  put_two(out, 0); /* comment */
  put_two(out, 0);
  put_two(out, 0);
  put_four(out, 0);
  put_four(out, f->from);
  g_byte_array_append(out, (const guint8 *)f->name, (guint)strlen(f->name));
}

static void set_four(uint8_t *at, size_t value) {
  for (int i = 0; i < 4; i++)
    at[i] = (uint8_t)(value >> 8 * i);
}

void parcel_put(const Parcel *package, const char *name, GBytes *held, GByteArray *out) {
  Fresh fresh = {.name = name, .held = held};
  pack(&fresh);
  guint start = out->len;
  g_assert(start == 0);
  g_autofree size_t *moved = g_new(size_t, package->n + 1);
  for (unsigned i = 0; i < package->n; i++) {
    const ParcelMember *m = &package->members[i];
    moved[i] = out->len;
    if (strcmp(m->name, name) != 0)
      g_byte_array_append(out, package->bytes + m->from, (guint)(m->to - m->from));
  }
  put_local(out, &fresh);
  size_t directory = out->len;
  unsigned n = 1;
  for (unsigned i = 0; i < package->n; i++) {
    const ParcelMember *m = &package->members[i];
    if (strcmp(m->name, name) == 0)
      continue;
    guint at = out->len;
    g_byte_array_append(out, package->bytes + m->entry, (guint)(m->end - m->entry));
    set_four(out->data + at + 42, moved[i]);
    n++;
  }
  put_entry(out, &fresh);
  size_t bytes = out->len - directory;
  put_four(out, 0x06054b50);
  put_four(out, 0);
  put_two(out, n);
  put_two(out, n);
  put_four(out, bytes);
  put_four(out, directory);
  put_two(out, 0);
  g_free(fresh.packed);
}
