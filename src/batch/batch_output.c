/* Files below a folder, replaced whole or not at all. */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
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
  diag_add(diags, (Span){0}, code, path, g_strerror(error), NULL);
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

/* A file without a name becomes one with a name. Where the name is taken it is renamed
 * over it. */
static bool put_name(int folder, int fd, const char *file) {
  g_autofree char *proc = g_strdup_printf("/proc/self/fd/%d", fd);
  if (linkat(AT_FDCWD, proc, folder, file, AT_SYMLINK_FOLLOW) == 0)
    return true;
  if (errno != EEXIST)
    return false;
  g_autofree char *beside = g_strdup_printf(".hongtou-%d-%d", (int)getpid(), fd);
  if (linkat(AT_FDCWD, proc, folder, beside, AT_SYMLINK_FOLLOW) != 0)
    return false;
  if (renameat(folder, beside, folder, file) == 0)
    return true;
  int error = errno;
  unlinkat(folder, beside, 0);
  errno = error;
  return false;
}

/* For file systems that cannot hold a file without a name. */
static bool write_beside(int folder, const OutputFile *output, const char *file) {
  g_autofree char *beside = g_strdup_printf(".hongtou-%d", (int)getpid());
  int fd =
      openat(folder, beside, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
  if (fd < 0)
    return false;
  bool ok = file_write_all(fd, output->bytes, output->len);
  ok = close(fd) == 0 && ok && renameat(folder, beside, folder, file) == 0;
  if (ok)
    return true;
  int error = errno;
  unlinkat(folder, beside, 0);
  errno = error;
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

bool output_write(const OutputRoot *root, const OutputFile *file, Diagnostics *diags) {
  const char *last;
  int folder = folder_below(root, file->name, &last);
  bool ok = folder >= 0 && write_in(folder, file, last);
  int error = errno;
  if (folder >= 0)
    close(folder);
  errno = error;
  if (!ok)
    report(diags, DIAG_ENV_CANNOT_WRITE, root, file->name);
  return ok;
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

bool digest_file(const OutputRoot *root, const char *name, char out[DIGEST_TEXT]) {
  int fd = open_below(root->fd, name, O_RDONLY | O_NONBLOCK);
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
