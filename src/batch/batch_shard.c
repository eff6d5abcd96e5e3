/* Which records are this process's, of several that share one file of data. */
#include <string.h>

#include "batch.h"

static bool read_number(const char *text, guint64 least, guint64 most, guint64 *out) {
  return text && g_ascii_string_to_unsigned(text, 10, least, most, out, NULL);
}

static bool from_text(const char *text, Shard *out) {
  g_auto(GStrv) parts = g_strsplit(text, "/", 2);
  guint64 index, count;
  if (!parts[0] || !parts[1] ||
      !read_number(parts[1], 1, limits_default.batch_shards, &count) ||
      !read_number(parts[0], 1, count, &index))
    return false;
  *out = (Shard){(unsigned)index, (unsigned)count};
  return true;
}

/* An environment variable as a number; with, when it is missing, its name in *missing. */
static bool from_variable(const char *name, guint64 *out, const char **missing) {
  if (read_number(g_getenv(name), 0, limits_default.batch_shards, out))
    return true;
  *missing = name;
  return false;
}

static bool settle(guint64 index, guint64 count, const char *name, Shard *out,
                   const char **missing) {
  if (index >= count || count == 0) {
    *missing = name;
    return false;
  }
  *out = (Shard){(unsigned)index + 1, (unsigned)count};
  return true;
}

/* An array may begin at any number and step; $HONGTOU_SHARDS says how many there were in
 * all when only some of them are sent again. */
static bool from_slurm(Shard *out, const char **missing) {
  guint64 id, first = 0, step = 1, count;
  const char *ignored;
  if (!from_variable("SLURM_ARRAY_TASK_ID", &id, missing))
    return false;
  if (from_variable("HONGTOU_SHARDS", &count, &ignored))
    return settle(id - MIN(id, 1), count, "HONGTOU_SHARDS", out, missing);
  if (!from_variable("SLURM_ARRAY_TASK_MIN", &first, missing) ||
      !from_variable("SLURM_ARRAY_TASK_COUNT", &count, missing))
    return false;
  from_variable("SLURM_ARRAY_TASK_STEP", &step, &ignored);
  return settle((id - MIN(id, first)) / MAX(step, 1), count, "SLURM_ARRAY_TASK_COUNT",
                out, missing);
}

static bool from_index(Shard *out, const char **missing) {
  guint64 index, count;
  if (!from_variable("JOB_COMPLETION_INDEX", &index, missing) ||
      !from_variable("HONGTOU_SHARDS", &count, missing))
    return false;
  return settle(index, count, "HONGTOU_SHARDS", out, missing);
}

bool shard_read(const char *text, Shard *out, const char **missing) {
  *missing = NULL;
  if (strcmp(text, "auto") != 0)
    return from_text(text, out);
  if (g_getenv("SLURM_ARRAY_TASK_ID"))
    return from_slurm(out, missing);
  if (g_getenv("JOB_COMPLETION_INDEX"))
    return from_index(out, missing);
  *missing = "SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX";
  return false;
}

bool shard_has(Shard shard, uint64_t number) {
  return (number - 1) % shard.count == shard.index - 1;
}
