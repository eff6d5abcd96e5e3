/* What makes an archive sound, whoever wrote it: one directory that ends the file, each
 * local header of the name that the directory gives, each entry's bytes apart from all
 * others. Versions, times and extra fields may differ: streaming writers, Apache POI
 * among them, write them differently in the two places
 * (APPNOTE 6.3.9, 4.3.7, 4.3.12, 4.4). */
#include <string.h>

#include "data_private.h"

#define END_BYTES 22
#define END64_BYTES 56
#define LOCATOR_BYTES 20
#define ENTRY_BYTES 46
#define LOCAL_BYTES 30
#define COMMENT_ROOM 65535
#define FLAG_SIZES_BEHIND 8 /* in a descriptor behind the bytes */

typedef struct Archive {
  const unsigned char *bytes;
  uint64_t len;
  uint64_t directory, directory_bytes, entries;
} Archive;

typedef struct Entry {
  uint64_t from, to; /* of the local header and the packed bytes */
} Entry;

static uint64_t number(const unsigned char *p, unsigned n) {
  uint64_t value = 0;
  while (n-- > 0)
    value = value << 8 | p[n];
  return value;
}

static bool signed_so(const Archive *a, uint64_t at, const char *signature) {
  return at + 4 <= a->len && memcmp(a->bytes + at, signature, 4) == 0;
}

/* ---- the directory ----------------------------------------------------------------- */

static bool is_end(const Archive *a, uint64_t at) {
  return signed_so(a, at, "PK\005\006") &&
         at + END_BYTES + number(a->bytes + at + 20, 2) == a->len;
}

/* Where a ZIP64 record says more than the end record can hold. */
static void read_end64(Archive *a, uint64_t end) {
  uint64_t locator = end - LOCATOR_BYTES;
  if (end < LOCATOR_BYTES || !signed_so(a, locator, "PK\006\007"))
    return;
  uint64_t at = number(a->bytes + locator + 8, 8);
  if (at > locator || locator - at < END64_BYTES || !signed_so(a, at, "PK\006\006"))
    return;
  a->entries = number(a->bytes + at + 32, 8);
  a->directory_bytes = number(a->bytes + at + 40, 8);
  a->directory = number(a->bytes + at + 48, 8);
}

/* Just one end record may end the file: two would be read differently by different
 * programs. */
static bool find_directory(Archive *a) {
  uint64_t found = UINT64_MAX;
  uint64_t last =
      a->len > END_BYTES + COMMENT_ROOM ? a->len - END_BYTES - COMMENT_ROOM : 0;
  for (uint64_t at = last; at + END_BYTES <= a->len; at++) {
    if (!is_end(a, at))
      continue;
    if (found != UINT64_MAX)
      return false;
    found = at;
  }
  if (found == UINT64_MAX)
    return false;
  const unsigned char *end = a->bytes + found;
  a->entries = number(end + 10, 2);
  a->directory_bytes = number(end + 12, 4);
  a->directory = number(end + 16, 4);
  read_end64(a, found);
  return a->directory <= found && a->directory_bytes <= found - a->directory;
}

/* ---- entries ----------------------------------------------------------------------- */

/* The values that a ZIP64 field gives for those that are all ones, in its order: size,
 * packed size, place. */
static void widen(const unsigned char *extra, uint64_t len, uint64_t *values[3]) {
  while (len >= 4) {
    uint64_t n = number(extra + 2, 2), at = 4;
    if (n > len - 4)
      return;
    bool wide = number(extra, 2) == 1;
    for (int i = 0; wide && i < 3; i++) {
      if (*values[i] != UINT32_MAX || at + 8 > n + 4)
        continue;
      *values[i] = number(extra + at, 8);
      at += 8;
    }
    extra += 4 + n;
    len -= 4 + n;
  }
}

/* The local header at `from` against the entry of the directory: the same name, and sizes
 * that are the same where they are given. */
static bool local_agrees(const Archive *a, const unsigned char *entry, uint64_t packed,
                         Entry *out) {
  const unsigned char *local = a->bytes + out->from;
  uint64_t name = number(entry + 28, 2);
  if (out->from > a->directory || a->directory - out->from < LOCAL_BYTES ||
      !signed_so(a, out->from, "PK\003\004"))
    return false;
  uint64_t behind = LOCAL_BYTES + number(local + 26, 2) + number(local + 28, 2);
  uint64_t room = a->directory - out->from;
  if (number(local + 26, 2) != name || behind > room || packed > room - behind ||
      memcmp(local + LOCAL_BYTES, entry + ENTRY_BYTES, name) != 0 ||
      number(local + 8, 2) != number(entry + 10, 2))
    return false;
  uint64_t own = number(local + 18, 4);
  bool open = number(local + 6, 2) & FLAG_SIZES_BEHIND;
  out->to = out->from + behind + packed;
  return open || own == UINT32_MAX || own == packed;
}

/* One entry of the directory; the bytes it takes there, 0: it is not sound. */
static uint64_t read_entry(const Archive *a, uint64_t at, Entry *out) {
  uint64_t end = a->directory + a->directory_bytes;
  const unsigned char *p = a->bytes + at;
  if (end - at < ENTRY_BYTES || !signed_so(a, at, "PK\001\002"))
    return 0;
  uint64_t name = number(p + 28, 2), extra = number(p + 30, 2);
  uint64_t whole = ENTRY_BYTES + name + extra + number(p + 32, 2);
  if (whole > end - at)
    return 0;
  uint64_t packed = number(p + 20, 4), size = number(p + 24, 4);
  out->from = number(p + 42, 4);
  widen(p + ENTRY_BYTES + name, extra, (uint64_t *[]){&size, &packed, &out->from});
  return local_agrees(a, p, packed, out) ? whole : 0;
}

static int by_place(gconstpointer a, gconstpointer b) {
  const Entry *left = a, *right = b;
  return (left->from > right->from) - (left->from < right->from);
}

static bool apart(GArray *entries) {
  g_array_sort(entries, by_place);
  for (guint i = 1; i < entries->len; i++) {
    if (g_array_index(entries, Entry, i - 1).to > g_array_index(entries, Entry, i).from)
      return false;
  }
  return true;
}

bool zip_is_sound(const char *bytes, size_t len, uint32_t entries_most) {
  Archive a = {.bytes = (const unsigned char *)bytes, .len = len};
  if (!find_directory(&a))
    return false;
  if (a.entries > entries_most) /* told elsewhere */
    return true;
  g_autoptr(GArray) entries = g_array_new(FALSE, FALSE, sizeof(Entry));
  uint64_t at = a.directory;
  for (uint64_t i = 0; i < a.entries; i++) {
    Entry entry = {0};
    uint64_t n = read_entry(&a, at, &entry);
    if (n == 0)
      return false;
    g_array_append_val(entries, entry);
    at += n;
  }
  return at == a.directory + a.directory_bytes && apart(entries);
}
