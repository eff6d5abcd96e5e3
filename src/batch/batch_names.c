/* Which names may stand twice among any number of them, in little memory: up to a million
 * by their hashes, beyond that by some bits of a line of a table of fixed size. What is
 * found may be alike by chance, one time in ten with ten million names; what is not found
 * stands once. */
#include <stdlib.h>

#include "batch_private.h"

#define EXACT_MOST (1u << 20)
#define LINES_LOG 20 /* of 64 bytes, as a processor fetches them: 64 MiB */
#define LINE_BITS_LOG 9
#define PROBES 10

struct NameFilter {
  GArray *hashes; /* all of them; once there is a table, those that may stand twice */
  uint8_t *table;
};

static int by_hash(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return (x > y) - (x < y);
}

NameFilter *names_new(void) {
  NameFilter *filter = g_new0(NameFilter, 1);
  filter->hashes = g_array_new(FALSE, FALSE, sizeof(uint64_t));
  return filter;
}

void names_free(NameFilter *filter) {
  g_array_free(filter->hashes, TRUE);
  free(filter->table);
  g_free(filter);
}

static uint64_t mixed(uint64_t hash) {
  hash = (hash ^ hash >> 32) * 0xD6E8FEB86659FD93u;
  hash = (hash ^ hash >> 32) * 0xD6E8FEB86659FD93u;
  return hash ^ hash >> 32;
}

/* Whether all the bits of a hash were set already; they are now. */
static bool was_marked(uint8_t *table, uint64_t hash) {
  uint64_t places = mixed(hash), more = mixed(places + hash);
  uint8_t *line = table + ((more >> (64 - LINES_LOG)) << (LINE_BITS_LOG - 3));
  bool all = true;
  for (int i = 0; i < PROBES; i++, places >>= LINE_BITS_LOG) {
    if (i == PROBES / 2)
      places = mixed(more);
    unsigned bit = places & ((1 << LINE_BITS_LOG) - 1);
    uint8_t set = (uint8_t)(1 << (bit & 7));
    all = all && (line[bit >> 3] & set);
    line[bit >> 3] |= set;
  }
  return all;
}

static void mark(NameFilter *filter, uint64_t hash) {
  if (was_marked(filter->table, hash))
    g_array_append_val(filter->hashes, hash);
}

static void open_table(NameFilter *filter) {
  GArray *all = filter->hashes;
  filter->table = calloc((size_t)1 << (LINES_LOG + LINE_BITS_LOG - 3), 1);
  if (!filter->table)
    return; /* the hashes will do, as long as there is memory */
  filter->hashes = g_array_new(FALSE, FALSE, sizeof(uint64_t));
  for (guint i = 0; i < all->len; i++)
    mark(filter, g_array_index(all, uint64_t, i));
  g_array_free(all, TRUE);
}

void names_add(NameFilter *filter, uint64_t hash) {
  if (filter->table) {
    mark(filter, hash);
    return;
  }
  g_array_append_val(filter->hashes, hash);
  if (filter->hashes->len == EXACT_MOST)
    open_table(filter);
}

/* Leaves only hashes that stand twice. */
static void keep_doubles(GArray *hashes) {
  guint kept = 0;
  uint64_t *all = (uint64_t *)(void *)hashes->data;
  for (guint i = 1; i < hashes->len; i++) {
    if (all[i] == all[i - 1] && (kept == 0 || all[kept - 1] != all[i]))
      all[kept++] = all[i];
  }
  g_array_set_size(hashes, kept);
}

bool names_settle(NameFilter *filter) {
  if (filter->hashes->len > 0)
    qsort(filter->hashes->data, filter->hashes->len, sizeof(uint64_t), by_hash);
  if (!filter->table)
    keep_doubles(filter->hashes);
  free(filter->table);
  filter->table = NULL;
  return filter->hashes->len > 0;
}

bool names_may_be_double(const NameFilter *filter, uint64_t hash) {
  const GArray *doubles = filter->hashes;
  return doubles->len &&
         bsearch(&hash, doubles->data, doubles->len, sizeof hash, by_hash);
}
