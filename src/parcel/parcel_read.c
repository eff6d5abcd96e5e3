/* ZIP (APPNOTE 6.3), the part of it that office documents use. */
#include "parcel.h"

#include <libdeflate.h>
#include <string.h>

enum {
  LOCAL = 0x04034b50,
  ENTRY = 0x02014b50,
  END = 0x06054b50,
  DESCRIPTOR = 0x08074b50,
  LOCAL_BYTES = 30,
  ENTRY_BYTES = 46,
  END_BYTES = 22,
  DESCRIBED = 1 << 3,
  KNOWN_FLAGS = 1 << 1 | 1 << 2 | DESCRIBED | 1 << 11
};

typedef struct Reading {
  Parcel *out;
  Arena *arena;
  const Limits *limits;
  size_t next;  /* where the next member must begin */
  size_t total; /* of all, as inflated */
  GHashTable *names;
} Reading;

static uint16_t two(const uint8_t *p) {
  return (uint16_t)(p[0] | p[1] << 8);
}

static uint32_t four(const uint8_t *p) {
  return (uint32_t)two(p) | (uint32_t)two(p + 2) << 16;
}

static bool refuse(Reading *r, const char *what, size_t at) {
  if (!r->out->fault) {
    r->out->fault = arena_strdup(r->arena, what);
    r->out->at = at;
  }
  return false;
}

static bool over(Reading *r, const char *what, size_t at) {
  r->out->limit = !r->out->fault;
  return refuse(r, what, at);
}

/* ---- names ------------------------------------------------------------------------- */

static bool segment_is_good(const char *p, size_t n) {
  return n > 0 && !(n == 1 && p[0] == '.') && !(n == 2 && p[0] == '.' && p[1] == '.');
}

static bool name_is_good(const char *name) {
  for (const char *p = name; *p;) {
    size_t n = strcspn(p, "/");
    if (!segment_is_good(p, n))
      return false;
    p += n + (p[n] == '/');
  }
  for (const char *p = name; *p; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    if (c < 0x20 || c == 0x7f || c == '\\' || c == ':')
      return false;
  }
  return *name != '\0';
}

static bool take_name(Reading *r, ParcelMember *m, const uint8_t *bytes, size_t len) {
  if (!g_utf8_validate((const char *)bytes, (gssize)len, NULL))
    return refuse(r, "name", m->entry);
  char *name = arena_strndup(r->arena, (const char *)bytes, len);
  if (!name_is_good(name))
    return refuse(r, "name", m->entry);
  m->name = name;
  m->folder = name[len - 1] == '/';
  /* one that differs in case alone is another on some disks and the same on others */
  char *key = g_utf8_casefold(name, (gssize)(len - (m->folder ? 1 : 0)));
  if (g_hash_table_contains(r->names, key)) {
    g_free(key);
    return refuse(r, name, m->entry);
  }
  g_hash_table_insert(r->names, key, m);
  return true;
}

/* Times and owners alone: others rename a member, or hold more of it. */
static bool extra_is_good(const uint8_t *p, size_t n) {
  static const uint16_t known[] = {0x000a, 0x5455, 0x5855, 0x7855, 0x7875, 0xcafe};
  while (n) {
    if (n < 4 || n - 4 < two(p + 2))
      return false;
    bool is_known = false;
    for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
      is_known |= known[i] == two(p);
    if (!is_known)
      return false;
    size_t all = 4u + two(p + 2);
    p += all;
    n -= all;
  }
  return true;
}

/* ---- a member ------------------------------------------------------------------------
 */

/* What follows the data where sizes were not known before it. */
static bool take_descriptor(Reading *r, ParcelMember *m) {
  const uint8_t *p = r->out->bytes + m->to;
  size_t left = r->out->directory - m->to,
         mark = left >= 4 && four(p) == DESCRIPTOR ? 4 : 0;
  if (left < mark + 12 || four(p + mark) != m->check ||
      four(p + mark + 4) != m->data_len || four(p + mark + 8) != m->len)
    return refuse(r, m->name, m->to);
  m->to += mark + 12;
  return true;
}

/* The header before the data says what the entry says. */
static bool take_local(Reading *r, ParcelMember *m, const uint8_t *entry) {
  const uint8_t *p = r->out->bytes + m->from;
  size_t left = r->out->directory - m->from, name = two(entry + 28);
  if (left < LOCAL_BYTES + name || four(p) != LOCAL || two(p + 6) != two(entry + 8) ||
      two(p + 8) != two(entry + 10) || two(p + 26) != name ||
      memcmp(p + LOCAL_BYTES, entry + ENTRY_BYTES, name) != 0)
    return refuse(r, m->name, m->from);
  bool described = two(p + 6) & DESCRIBED;
  static const uint8_t none[12] = {0};
  if (memcmp(p + 14, entry + 16, 12) != 0 &&
      !(described && memcmp(p + 14, none, sizeof none) == 0))
    return refuse(r, m->name, m->from);
  size_t head = LOCAL_BYTES + name + two(p + 28);
  if (left < head || left - head < m->data_len ||
      !extra_is_good(p + LOCAL_BYTES + name, two(p + 28)))
    return refuse(r, m->name, m->from);
  m->data = p + head;
  m->to = m->from + head + m->data_len;
  return !described || take_descriptor(r, m);
}

static bool size_is_allowed(Reading *r, const ParcelMember *m) {
  const Limits *l = r->limits;
  r->total += m->len;
  if (m->len > l->zip_entry_bytes || r->total > l->zip_bytes ||
      (m->len > l->zip_slack && m->len / l->zip_ratio > m->data_len))
    return over(r, m->name, m->from);
  return true;
}

static bool take_entry(Reading *r, size_t *at, ParcelMember *m) {
  const uint8_t *p = r->out->bytes + *at;
  size_t left = r->out->len - END_BYTES - *at;
  m->entry = *at;
  if (left < ENTRY_BYTES || four(p) != ENTRY)
    return refuse(r, "directory", *at);
  size_t name = two(p + 28), extra = two(p + 30);
  uint16_t method = two(p + 10);
  if (left - ENTRY_BYTES < name + extra || (two(p + 8) & ~KNOWN_FLAGS) ||
      (method != 0 && method != 8) || two(p + 32) != 0 || two(p + 34) != 0 ||
      !extra_is_good(p + ENTRY_BYTES + name, extra))
    return refuse(r, "directory", *at);
  m->end = *at += ENTRY_BYTES + name + extra;
  m->packed = method == 8;
  m->check = four(p + 16);
  m->data_len = four(p + 20);
  m->len = four(p + 24);
  m->from = four(p + 42);
  if (!take_name(r, m, p + ENTRY_BYTES, name))
    return false;
  if (m->from != r->next || (!m->packed && m->len != m->data_len) ||
      (m->folder && m->len))
    return refuse(r, m->name, m->from);
  if (!size_is_allowed(r, m) || !take_local(r, m, p))
    return false;
  r->next = m->to;
  return true;
}

/* ---- all of it ------------------------------------------------------------------------
 */

bool parcel_is(const void *bytes, size_t len) {
  return len >= 4 && memcmp(bytes, "PK\3\4", 4) == 0;
}

/* A member that lies under another as if that were a folder. */
static bool nested(Reading *r) {
  for (unsigned i = 0; i < r->out->n; i++) {
    const ParcelMember *m = &r->out->members[i];
    g_autofree char *key = g_utf8_casefold(m->name, -1);
    for (char *slash = strrchr(key, '/'); slash; slash = strrchr(key, '/')) {
      *slash = '\0';
      const ParcelMember *above = g_hash_table_lookup(r->names, key);
      if (above && !above->folder)
        return !refuse(r, m->name, m->from);
    }
  }
  return false;
}

static bool read_directory(Reading *r) {
  Parcel *out = r->out;
  if (out->len < END_BYTES)
    return refuse(r, "end", 0);
  const uint8_t *end = out->bytes + out->len - END_BYTES;
  if (four(end) != END || two(end + 4) || two(end + 6) || two(end + 8) != two(end + 10) ||
      two(end + 20))
    return refuse(r, "end", out->len - END_BYTES);
  out->n = two(end + 8);
  out->directory = four(end + 16);
  size_t room = out->len - END_BYTES;
  if (out->directory > room || four(end + 12) != room - out->directory)
    return refuse(r, "end", room);
  if (out->n > r->limits->zip_entries)
    return over(r, "entries", room);
  out->members = ARENA_ARRAY(r->arena, ParcelMember, out->n + 1);
  size_t at = out->directory;
  for (unsigned i = 0; i < out->n; i++) {
    if (!take_entry(r, &at, &out->members[i]))
      return false;
  }
  if (at != room)
    return refuse(r, "directory", at);
  return r->next == out->directory ? !nested(r) : refuse(r, "directory", r->next);
}

bool parcel_read(Arena *arena, const Limits *limits, GBytes *bytes, Parcel *out) {
  *out = (Parcel){0};
  out->bytes = g_bytes_get_data(bytes, &out->len);
  Reading r = {.out = out, .arena = arena, .limits = limits};
  r.names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  bool good = read_directory(&r);
  g_hash_table_destroy(r.names);
  return good;
}

const ParcelMember *parcel_find(const Parcel *package, const char *name) {
  for (unsigned i = 0; i < package->n; i++) {
    const ParcelMember *m = &package->members[i];
    if (m->name && strcmp(m->name, name) == 0)
      return m;
  }
  return NULL;
}

static GBytes *inflated(const ParcelMember *m) {
  struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
  g_autofree uint8_t *held = g_malloc(m->len + 1);
  size_t used = 0, made = 0;
  bool good =
      d && libdeflate_deflate_decompress_ex(d, m->data, m->data_len, held, m->len + 1,
                                            &used, &made) == LIBDEFLATE_SUCCESS;
  libdeflate_free_decompressor(d);
  if (!good || used != m->data_len || made != m->len)
    return NULL;
  return g_bytes_new_take(g_steal_pointer(&held), made);
}

GBytes *parcel_open(const ParcelMember *m) {
  GBytes *held = m->packed ? inflated(m) : g_bytes_new(m->data, m->data_len);
  if (!held)
    return NULL;
  gsize len;
  const void *bytes = g_bytes_get_data(held, &len);
  if (libdeflate_crc32(0, bytes, len) == m->check)
    return held;
  g_bytes_unref(held);
  return NULL;
}
