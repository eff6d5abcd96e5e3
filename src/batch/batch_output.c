/* Files below a folder, replaced whole or not at all. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "batch.h"

struct OutputRoot {
  int fd;
  char *folder; /* as the caller named it */
};

static void report(Diagnostics *diags, DiagCode code, const OutputRoot *root,
                   const char *name) {
  int error = errno;
  g_autofree char *path =
      name ? g_build_filename(root->folder, name, NULL) : g_strdup(root->folder);
  diag_add(diags, (Span){0}, code, path, file_error_words(error), NULL);
}

OutputRoot *output_root_open(const char *folder, bool whole, Diagnostics *diags) {
  OutputRoot *root = g_new0(OutputRoot, 1);
  root->folder = g_strdup(folder);
  root->fd = -1;
  if (g_mkdir_with_parents(folder, 0777) == 0)
    root->fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (root->fd < 0) {
    report(diags, DIAG_ENV_CANNOT_WRITE, root, NULL);
    output_root_close(root);
    return NULL;
  }
  /* Shards of one run stand side by side; a file system that knows no locks has none to
   * respect. */
  if (flock(root->fd, (whole ? LOCK_EX : LOCK_SH) | LOCK_NB) != 0 &&
      errno == EWOULDBLOCK) {
    diag_add(diags, (Span){0}, DIAG_BATCH_BUSY, folder, NULL);
    output_root_close(root);
    return NULL;
  }
  return root;
}

void output_root_close(OutputRoot *root) {
  if (!root)
    return;
  if (root->fd >= 0)
    close(root->fd);
  g_free(root->folder);
  g_free(root);
}

/* ---- opening below the root -------------------------------------------------- */

static int open_below(int fd, const char *name, uint64_t flags) {
  struct open_how how = {
      .flags = flags | O_CLOEXEC,
      .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS};
  return (int)syscall(SYS_openat2, fd, name, &how, sizeof how);
}

/* The folder of a name, made part by part; *file is its last part. −1 with errno. */
static int folder_below(const OutputRoot *root, const char *name, const char **file) {
  int fd = dup(root->fd);
  const char *at = name;
  for (const char *slash; fd >= 0 && (slash = strchr(at, '/')); at = slash + 1) {
    g_autofree char *part = g_strndup(at, (gsize)(slash - at));
    if (mkdirat(fd, part, 0777) != 0 && errno != EEXIST) {
      int error = errno;
      close(fd);
      errno = error;
      return -1;
    }
    int next = open_below(fd, part, O_RDONLY | O_DIRECTORY);
    int error = errno;
    close(fd);
    errno = error;
    fd = next;
  }
  *file = at;
  return fd;
}

/* ---- writing -------------------------------------------------------------------- */

#define BESIDE_PREFIX ".hongtou-"
#define BESIDE_TRIES 16
#define BESIDE_STALE_SECONDS 3600

/* A name that no other process and no other machine on the same file system takes: pods
 * of one job have the same numbers of processes. */
static bool beside_name(char *out, size_t size) {
  uint64_t random;
  if (getrandom(&random, sizeof random, 0) != (ssize_t)sizeof random)
    return false;
  snprintf(out, size, BESIDE_PREFIX "%016" G_GINT64_MODIFIER "x", random);
  return true;
}

/* Keeps errno over what clears up. */
static void unlink_beside(int folder, const char *beside) {
  int error = errno;
  unlinkat(folder, beside, 0);
  errno = error;
}

/* The old file's permissions stay. */
static bool keep_mode(int folder, const char *file, int fd) {
  struct stat old;
  if (fstatat(folder, file, &old, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(old.st_mode))
    return true;
  return fchmod(fd, old.st_mode & 0777) == 0;
}

/* A file without a name becomes one with a name. Where the name is taken it is renamed
 * over it. */
static bool put_name(int folder, int fd, const char *file) {
  char beside[NAME_MAX + 1];
  g_autofree char *proc = g_strdup_printf("/proc/self/fd/%d", fd);
  if (linkat(AT_FDCWD, proc, folder, file, AT_SYMLINK_FOLLOW) == 0)
    return true;
  if (errno != EEXIST || !keep_mode(folder, file, fd) ||
      !beside_name(beside, sizeof beside) ||
      linkat(AT_FDCWD, proc, folder, beside, AT_SYMLINK_FOLLOW) != 0)
    return false;
  if (renameat(folder, beside, folder, file) == 0)
    return true;
  unlink_beside(folder, beside);
  return false;
}

/* A new file of a name of its own, held by a lock while it is written. */
static int open_beside(int folder, char *beside, size_t size) {
  for (int i = 0; i < BESIDE_TRIES && beside_name(beside, size); i++) {
    int fd = openat(folder, beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                    0666);
    if (fd >= 0)
      flock(fd, LOCK_EX | LOCK_NB); /* where there are locks */
    if (fd >= 0 || errno != EEXIST)
      return fd;
  }
  return -1;
}

/* For file systems that cannot hold a file without a name: NFS, FUSE, CephFS. */
static bool write_beside(int folder, const OutputFile *output, const char *file) {
  char beside[NAME_MAX + 1];
  int fd = open_beside(folder, beside, sizeof beside);
  if (fd < 0)
    return false;
  bool ok = file_write_all(fd, output->bytes, output->len) && keep_mode(folder, file, fd);
  int error = errno;
  bool closed = close(fd) == 0; /* NFS may tell here that the disk is full */
  if (ok && !closed)
    error = errno;
  errno = error;
  if (ok && closed && renameat(folder, beside, folder, file) == 0)
    return true;
  unlink_beside(folder, beside);
  return false;
}

static bool write_in(int folder, const OutputFile *output, const char *file) {
  int fd = openat(folder, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
  if (fd < 0)
    return (errno == EOPNOTSUPP || errno == EISDIR) && write_beside(folder, output, file);
  bool ok = file_write_all(fd, output->bytes, output->len) && put_name(folder, fd, file);
  int error = errno;
  close(fd);
  errno = error;
  return ok;
}

/* What no other output would come to either; else one name is at fault, or a passing
 * want. */
static bool ends_all(const OutputRoot *root, int error) {
  struct stat st;
  bool gone = fstat(root->fd, &st) != 0 || st.st_nlink == 0;
  return gone || error == ENOSPC || error == EDQUOT || error == EROFS || error == EIO ||
         error == ENODEV || error == ESTALE;
}

bool output_write(const OutputRoot *root, const OutputFile *file, Diagnostics *diags) {
  const char *last;
  int folder = folder_below(root, file->name, &last);
  bool ok = folder >= 0 && write_in(folder, file, last);
  int error = errno;
  if (folder >= 0)
    close(folder);
  errno = error;
  if (!ok)
    report(diags, ends_all(root, error) ? DIAG_ENV_CANNOT_WRITE : DIAG_BATCH_OUTPUT, root,
           file->name);
  return ok;
}

bool output_root_settle(const OutputRoot *root, Diagnostics *diags) {
  if (syncfs(root->fd) == 0)
    return true;
  report(diags, DIAG_ENV_CANNOT_WRITE, root, NULL);
  return false;
}

/* ---- what killed runs left -------------------------------------------------------- */

/* Nobody holds its lock, and it is old enough for a writer that knows no locks. */
static bool is_stale(int folder, const char *name) {
  struct stat st;
  if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st.st_mode) ||
      st.st_mtime > time(NULL) - BESIDE_STALE_SECONDS)
    return false;
  int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
  bool free_now = fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0;
  if (fd >= 0)
    close(fd);
  return free_now;
}

void output_tidy(const OutputRoot *root, const char *folder) {
  int fd = open_below(root->fd, folder, O_RDONLY | O_DIRECTORY);
  DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
  if (!dir) {
    if (fd >= 0)
      close(fd);
    return;
  }
  for (struct dirent *entry; (entry = readdir(dir));) {
    if (g_str_has_prefix(entry->d_name, BESIDE_PREFIX) && is_stale(fd, entry->d_name))
      unlinkat(fd, entry->d_name, 0);
  }
  closedir(dir);
}

/* ---- digests ----------------------------------------------------------------------- */

static void put_digest(struct sha256_ctx *sum, char out[DIGEST_TEXT]) {
  uint8_t digest[SHA256_DIGEST_SIZE];
  sha256_digest(sum, sizeof digest, digest);
  for (size_t i = 0; i < sizeof digest; i++)
    snprintf(out + 2 * i, 3, "%02x", digest[i]);
}

void digest_bytes(const void *bytes, size_t len, char out[DIGEST_TEXT]) {
  struct sha256_ctx sum;
  sha256_init(&sum);
  sha256_update(&sum, len, bytes);
  put_digest(&sum, out);
}

/* Closes fd. */
static bool digest_open(int fd, char out[DIGEST_TEXT]) {
  struct stat st;
  if (fd < 0)
    return false;
  struct sha256_ctx sum;
  sha256_init(&sum);
  uint8_t buffer[65536];
  ssize_t n = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? 1 : -1;
  while (n > 0) {
    n = read(fd, buffer, sizeof buffer);
    if (n > 0)
      sha256_update(&sum, (size_t)n, buffer);
  }
  close(fd);
  put_digest(&sum, out);
  return n == 0;
}

bool digest_path(const char *path, char out[DIGEST_TEXT]) {
  return digest_open(open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC), out);
}

bool digest_file(const OutputRoot *root, const char *name, char out[DIGEST_TEXT]) {
  return digest_open(open_below(root->fd, name, O_RDONLY | O_NONBLOCK), out);
}
