/* Folders are watched, not files: an editor that writes beside and renames is followed.
 * Once a second everything is looked at, too: not every file system tells, and a folder
 * may be moved. */
#include <string.h>
#include <sys/stat.h>

#include "preview.h"

#define QUIET_MS 8 /* after the last event of a burst */
#define BURST_MS \
  200 /* so soon after the last change was told it is a burst that goes on: */
#define CALM_MS 50 /* it must be quiet for longer */
#define LOOK_MS 1000

typedef struct Watched {
  char *path;
  struct stat seen; /* st_ino 0: it was not there */
  bool changed;     /* in the last burst */
} Watched;

struct LiveFiles {
  GArray *watched;     /* Watched */
  GHashTable *folders; /* path → GFileMonitor */
  bool beside, beside_changed;
  char *ignored;
  guint quiet, look; /* sources */
  gint64 told;       /* when the last change was */
  void (*changed)(void *self);
  void *self;
};

static void watched_clear(gpointer data) {
  g_free(((Watched *)data)->path);
}

static void see(const char *path, struct stat *out) {
  memset(out, 0, sizeof *out);
  if (stat(path, out) != 0)
    memset(out, 0, sizeof *out);
}

static bool same(const struct stat *a, const struct stat *b) {
  return a->st_ino == b->st_ino && a->st_dev == b->st_dev && a->st_size == b->st_size &&
         a->st_mode == b->st_mode && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
         a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* Looks at every file; whether any is not as it was. */
static bool look_at_all(LiveFiles *files) {
  bool any = false;
  for (guint i = 0; i < files->watched->len; i++) {
    Watched *w = &g_array_index(files->watched, Watched, i);
    struct stat now;
    see(w->path, &now);
    w->changed = false;
    if (same(&now, &w->seen))
      continue;
    w->seen = now;
    any = w->changed = true;
  }
  return any;
}

static void tell_if_changed(LiveFiles *files) {
  bool any = look_at_all(files);
  if (any || files->beside_changed) {
    files->told = g_get_monotonic_time();
    files->changed(files->self);
  }
  files->beside_changed = false;
}

static gboolean quiet_over(gpointer data) {
  LiveFiles *files = data;
  files->quiet = 0;
  tell_if_changed(files);
  return G_SOURCE_REMOVE;
}

static gboolean look(gpointer data) {
  LiveFiles *files = data;
  if (!files->quiet)
    tell_if_changed(files);
  return G_SOURCE_CONTINUE;
}

static bool is_ignored(const LiveFiles *files, GFile *file) {
  g_autofree char *path = file ? g_file_get_path(file) : NULL;
  g_autofree char *name = path ? g_path_get_basename(path) : NULL;
  return !name || name[0] == '.' ||
         (files->ignored && g_str_has_prefix(path, files->ignored));
}

static void on_event(GFileMonitor *monitor, GFile *file, GFile *other,
                     GFileMonitorEvent event, gpointer data) {
  (void)monitor;
  LiveFiles *files = data;
  if (is_ignored(files, file) && is_ignored(files, other))
    return;
  bool appears = event == G_FILE_MONITOR_EVENT_CREATED ||
                 event == G_FILE_MONITOR_EVENT_RENAMED ||
                 event == G_FILE_MONITOR_EVENT_MOVED_IN;
  files->beside_changed |= files->beside && appears;
  if (files->quiet)
    g_source_remove(files->quiet);
  bool burst = g_get_monotonic_time() - files->told < BURST_MS * G_TIME_SPAN_MILLISECOND;
  files->quiet = g_timeout_add_full(G_PRIORITY_HIGH, burst ? CALM_MS : QUIET_MS,
                                    quiet_over, files, NULL);
}

static void monitor_stop(gpointer monitor) {
  g_file_monitor_cancel(monitor);
  g_object_unref(monitor);
}

LiveFiles *live_files_new(void (*changed)(void *self), void *self) {
  LiveFiles *files = g_new0(LiveFiles, 1);
  files->watched = g_array_new(FALSE, TRUE, sizeof(Watched));
  g_array_set_clear_func(files->watched, watched_clear);
  files->folders = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, monitor_stop);
  files->changed = changed;
  files->self = self;
  files->look = g_timeout_add(LOOK_MS, look, files);
  return files;
}

void live_files_free(LiveFiles *files) {
  if (files->quiet)
    g_source_remove(files->quiet);
  g_source_remove(files->look);
  g_hash_table_unref(files->folders);
  g_array_unref(files->watched);
  g_free(files->ignored);
  g_free(files);
}

static void watch_folder(LiveFiles *files, const char *path) {
  g_autofree char *folder = g_path_get_dirname(path);
  if (g_hash_table_contains(files->folders, folder))
    return;
  g_autoptr(GFile) place = g_file_new_for_path(folder);
  GFileMonitor *monitor =
      g_file_monitor_directory(place, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (!monitor)
    return; /* looked at once a second all the same */
  g_file_monitor_set_rate_limit(monitor, 0);
  g_signal_connect(monitor, "changed", G_CALLBACK(on_event), files);
  g_hash_table_insert(files->folders, g_steal_pointer(&folder), monitor);
}

static const Watched *watched_find(const LiveFiles *files, const char *path) {
  for (guint i = 0; i < files->watched->len; i++) {
    const Watched *w = &g_array_index(files->watched, Watched, i);
    if (strcmp(w->path, path) == 0)
      return w;
  }
  return NULL;
}

/* What was watched already keeps how it was seen: it may have changed since it was read.
 */
void live_files_watch(LiveFiles *files, char **paths, bool beside) {
  GArray *next = g_array_new(FALSE, TRUE, sizeof(Watched));
  g_array_set_clear_func(next, watched_clear);
  for (char **path = paths; *path; path++) {
    const Watched *before = watched_find(files, *path);
    Watched w = {.path = g_strdup(*path)};
    if (before)
      w.seen = before->seen;
    else
      see(*path, &w.seen);
    g_array_append_val(next, w);
    watch_folder(files, *path);
  }
  g_array_unref(files->watched);
  files->watched = next;
  files->beside = beside;
}

bool live_files_deep(const LiveFiles *files, const char *document) {
  static const char *const deep[] = {".xml", ".otf", ".ttf", ".ttc", ".otc"};
  for (guint i = 0; i < files->watched->len; i++) {
    const Watched *w = &g_array_index(files->watched, Watched, i);
    if (!w->changed || g_strcmp0(w->path, document) == 0)
      continue;
    g_autofree char *low = g_ascii_strdown(w->path, -1);
    for (size_t k = 0; k < G_N_ELEMENTS(deep); k++) {
      if (g_str_has_suffix(low, deep[k]))
        return true;
    }
  }
  return false;
}

void live_files_ignore(LiveFiles *files, const char *path) {
  g_free(files->ignored);
  files->ignored = g_canonicalize_filename(path, NULL);
  char *hole = strchr(files->ignored, '{');
  if (hole)
    *hole = '\0';
}
