#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base.h"

const Limits limits_default = {
    .document_bytes = (size_t)64 << 20,
    .tag_bytes = (size_t)64 << 10,
    .attributes = 256,
    .depth = 64,
    .elements = 2000000,
    .text_bytes = (size_t)8 << 20,
    .table_rows = 100000,
    .table_columns = 256,
    .table_merged = 200,
    .pages = 5000,
    .copies = 10000,
    .marks = 30,
    .issuers = 40,
    .image_bytes = (size_t)32 << 20,
    .image_side = 16384,
    .image_pixels = 50000000,
    .image_total_pixels = 200000000,
    .image_scans = 200,
    .svg_bytes = (size_t)8 << 20,
    .svg_elements = 100000,
    .svg_steps = 1000000,
    .data_bytes = (size_t)64 << 20,
    .data_rows = 100000,
    .data_columns = 1000,
    .data_record_bytes = (size_t)1 << 20,
    .data_text_bytes = (size_t)96 << 20,
    .data_cells = 10000000,
    .data_merges = 100000,
    .data_sheet_rows = 1 << 20,
    .zip_entries = 2000,
    .zip_entry_bytes = (size_t)64 << 20,
    .zip_bytes = (size_t)256 << 20,
    .zip_ratio = 200,
    .zip_slack = (size_t)1 << 20,
    .layout_bytes = (size_t)1 << 20,
    .layout_tag_bytes = (size_t)16 << 10,
    .layout_attributes = 64,
    .layout_depth = 16,
    .layout_elements = 500,
    .template_levels = 128,
    .template_steps = 2000000,
    .template_calls = 500,
    .template_variables = 15000,
    .query_steps = 10000000,
    .query_document_steps = 15000000,
    .query_cell_steps = 550,
    .query_levels = 100,
    .diagnostic_bytes = 2000,
    .query_text = 1u << 20,
    .chart_categories = 60,
    .chart_series = 6,
    .query_cells = 100000,
    .layout_name = 64,
    .layout_terms = 2000,
    .json_depth = 32,
    .json_names = 4096,
    .process_memory = (size_t)4 << 30,
    .process_seconds = 900,
    .batch_shards = 1000000,
    .batch_query = 20000,
    .batch_spool = (size_t)8 << 30,
    .batch_workers = 256,
    .offset = 20000,
    .roles_bytes = (size_t)1 << 20,
    .roles_entries = 4096,
    .font_folders = 16,
    .font_faces = 20000,
    .glyph_calls = 4096,
    .glyph_bytes = (size_t)256 << 10,
    .preview_body = (size_t)8 << 20,
    .preview_message = (size_t)4 << 10,
    .preview_connections = 48,
    .preview_sockets = 16,
    .pdf_bytes = (size_t)256 << 20,
    .pdf_objects = 2000000,
    .pdf_revisions = 64,
    .pdf_signatures = 64,
    .pdf_certificates = 64,
    .pdf_stream_bytes = (size_t)64 << 20,
    .pdf_inflated_bytes = (size_t)256 << 20,
    .odt_depth = 256,
    .dsig_elements = 200000,
    .dsig_elements_signed = 8,
    .seal_bytes = (size_t)1 << 20,
    .seal_certificates = 256,
    .stamp_bytes = 64 << 10,
    .stamp_seconds = 15,
    .evidence_bytes = 16 << 20,
    .reserve_bytes = 32767,
    .sign_requests = 1000000,
};

/* The system's own words come in the language of the machine, not in that of the message.
 */

/* Chinese, 0x1F, English: an argument of both (diag_both). */
static const struct {
  int error;
  const char *words;
} errors[] = {
    {ENOENT, "没有这个文件或目录\037no such file or folder"},
    {EACCES, "没有权限\037permission denied"},
    {EPERM, "系统不允许\037not permitted"},
    {EISDIR, "是目录\037is a folder"},
    {ENOTDIR, "路径中有一段不是目录\037a part of the path is no folder"},
    {EEXIST, "已经存在\037exists already"},
    {ENOTEMPTY, "目录不是空的\037the folder is not empty"},
    {ENOSPC, "磁盘已满\037no space left on the disk"},
    {EDQUOT, "超出磁盘配额\037disk quota exceeded"},
    {EROFS, "文件系统只读\037the file system is read-only"},
    {EFBIG, "文件过大\037the file is too large"},
    {EIO, "读写设备出错\037input or output error"},
    {EMFILE, "打开的文件过多\037too many open files"},
    {ENFILE, "系统打开的文件过多\037too many open files in the system"},
    {ENAMETOOLONG, "文件名过长\037the file's name is too long"},
    {ELOOP,
     "符号链接成环或不许跟随\037a symbolic link leads in a circle or may not be "
     "followed"},
    {EPIPE, "接收的程序已退出\037the receiving program has gone"},
    {EBUSY, "正被占用\037in use"},
    {ETXTBSY, "正在运行\037is being run"},
    {ENOMEM, "内存不足\037out of memory"},
    {EAGAIN, "资源暂时不足\037temporarily out of resources"},
    {EINVAL, "参数无效\037invalid argument"},
    {EXDEV, "不在同一文件系统\037another file system"},
    {ENXIO, "没有这个设备\037no such device"},
    {ENODEV, "没有这个设备\037no such device"},
    {ENOTSUP, "不支持这一操作\037not supported"},
    {ESTALE, "网络文件已失效\037stale network file"},
    {ETIMEDOUT, "超时\037timed out"},
    {EBADF, "文件已关闭\037the file is closed"},
};

const char *file_error_words(int error) {
  for (size_t i = 0; i < G_N_ELEMENTS(errors); i++) {
    if (errors[i].error == error)
      return errors[i].words;
  }
  return g_strerror(error);
}

static void report(Diagnostics *diags, DiagCode code, const char *path, int error) {
  diag_add(diags, (Span){.file = path}, code, path, file_error_words(error), NULL);
}

static bool read_all(int fd, size_t max, GString *into, bool *too_large) {
  char buffer[65536];
  for (;;) {
    ssize_t n = read(fd, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return n == 0;
    if (into->len + (size_t)n > max) {
      *too_large = true;
      return false;
    }
    g_string_append_len(into, buffer, n);
  }
}

#define READING (O_RDONLY | O_CLOEXEC | O_NONBLOCK)

/* Part by part, for kernels before 5.6 and for those who forbid the newer call. */
static int open_by_parts(const char *path) {
  g_auto(GStrv) parts = g_strsplit(path, "/", -1);
  int fd = open(*path == '/' ? "/" : ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
  for (char **part = parts; *part && fd >= 0; part++) {
    bool last = !part[1];
    if (!**part && !last)
      continue;
    int next = openat(fd, **part ? *part : ".",
                      (last ? READING : O_PATH | O_DIRECTORY | O_CLOEXEC) | O_NOFOLLOW);
    int error = errno == ENOTDIR && !last ? ELOOP : errno;
    close(fd);
    fd = next;
    errno = error;
  }
  return fd;
}

int file_open_straight(const char *path) {
  struct open_how how = {.flags = READING,
                         .resolve = RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS};
  int fd = (int)syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof how);
  if (fd < 0 && (errno == ENOSYS || errno == EPERM))
    fd = open_by_parts(path);
  return fd;
}

typedef struct Opened {
  const char *path;
  int fd;        /* −1: errno says why */
  bool standard; /* input, which stays open and may be anything */
  size_t max;
} Opened;

static bool read_opened(const Opened *file, char **out, size_t *len, Diagnostics *diags) {
  const char *path = file->path;
  int fd = file->fd;
  bool from_stdin = file->standard;
  struct stat st;
  if (fd < 0 || fstat(fd, &st) != 0 || (!from_stdin && !S_ISREG(st.st_mode))) {
    if (fd < 0 || S_ISDIR(st.st_mode))
      report(diags, DIAG_ENV_CANNOT_READ, path, fd < 0 ? errno : EISDIR);
    else
      diag_add(diags, (Span){.file = path}, DIAG_ENV_NO_FILE, path, NULL);
    if (fd >= 0 && !from_stdin)
      close(fd);
    return false;
  }
  GString *text = g_string_new(NULL);
  bool too_large = false;
  bool ok = read_all(fd, file->max, text, &too_large);
  int error = errno;
  if (!from_stdin)
    close(fd);
  if (!ok) {
    g_autofree char *limit = g_strdup_printf("%zu", file->max);
    if (too_large)
      diag_add(diags, (Span){.file = path}, DIAG_LIMIT_DOCUMENT_BYTES, limit, NULL);
    else
      report(diags, DIAG_ENV_CANNOT_READ, path, error);
    g_string_free(text, TRUE);
    return false;
  }
  *len = text->len;
  *out = g_string_free(text, FALSE);
  return true;
}

bool file_read(const char *path, size_t max, char **out, size_t *len,
               Diagnostics *diags) {
  bool standard = strcmp(path, "-") == 0;
  Opened file = {path, standard ? STDIN_FILENO : open(path, READING), standard, max};
  return read_opened(&file, out, len, diags);
}

bool file_read_straight(const char *path, size_t max, char **out, size_t *len,
                        Diagnostics *diags) {
  Opened file = {path, file_open_straight(path), false, max};
  return read_opened(&file, out, len, diags);
}

bool file_write_all(int fd, const void *data, size_t len) {
  const char *bytes = data;
  while (len > 0) {
    ssize_t n = write(fd, bytes, len);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return false;
    bytes += n;
    len -= (size_t)n;
  }
  return true;
}

bool file_read_all(int fd, void *into, size_t len) {
  for (uint8_t *at = into; len > 0;) {
    ssize_t n = read(fd, at, len);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return false;
    at += n;
    len -= (size_t)n;
  }
  return true;
}

void job_note_file(const Job *job, const char *path) {
  if (job->files &&
      !g_ptr_array_find_with_equal_func(job->files, path, g_str_equal, NULL))
    g_ptr_array_add(job->files, g_strdup(path));
}

/* The new file keeps the old one's permissions, or gets what the umask allows. */
static mode_t wanted_mode(const char *path) {
  struct stat st;
  if (stat(path, &st) == 0)
    return st.st_mode & 0777;
  mode_t mask = umask(0);
  umask(mask);
  return 0666 & ~mask;
}

#define LINKS_FOLLOWED 40 /* as the kernel follows */

/* What a name leads to, also where that is not there yet; caller frees. */
static char *led_to(const char *name) {
  char *real = realpath(name, NULL);
  char *path = g_strdup(real ? real : name);
  for (int i = 0; !real && i < LINKS_FOLLOWED; i++) {
    g_autofree char *link = g_file_read_link(path, NULL);
    if (!link)
      break;
    g_autofree char *folder = g_path_get_dirname(path);
    g_free(path);
    path =
        g_path_is_absolute(link) ? g_strdup(link) : g_build_filename(folder, link, NULL);
  }
  free(real);
  return path;
}

/* A link stays one: what it leads to is replaced, or made. */
static bool replace_regular(const char *name, const void *bytes, size_t len) {
  g_autofree char *path = led_to(name);
  g_autofree char *folder = g_path_get_dirname(path);
  /* not the name and more: it may have all the bytes that a name can have */
  g_autofree char *beside = g_build_filename(folder, ".hongtou-XXXXXX", NULL);
  int fd = g_mkstemp_full(beside, O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0)
    return false;
  bool ok = file_write_all(fd, bytes, len) && fchmod(fd, wanted_mode(path)) == 0;
  ok = close(fd) == 0 && ok;
  ok = ok && rename(beside, path) == 0;
  if (!ok) {
    int error = errno;
    unlink(beside);
    errno = error;
  }
  return ok;
}

bool file_replace(const char *path, const void *bytes, size_t len, Diagnostics *diags) {
  struct stat st;
  bool ok;
  if (strcmp(path, "-") == 0) {
    ok = file_write_all(STDOUT_FILENO, bytes, len);
  } else if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
    int fd = S_ISDIR(st.st_mode) ? -1 : open(path, O_WRONLY | O_CLOEXEC);
    if (S_ISDIR(st.st_mode))
      errno = EISDIR;
    ok = fd >= 0 && file_write_all(fd, bytes, len);
    if (fd >= 0)
      close(fd);
  } else {
    ok = replace_regular(path, bytes, len);
  }
  if (!ok)
    report(diags, DIAG_ENV_CANNOT_WRITE, path, errno);
  return ok;
}

char *file_inside(const char *folder, const char *name) {
  if (!folder || !*name || g_path_is_absolute(name))
    return NULL;
  g_autofree char *root = realpath(folder, NULL);
  g_autofree char *joined = g_build_filename(folder, name, NULL);
  g_autofree char *real = realpath(joined, NULL);
  g_auto(GStrv) parts = g_strsplit(name, "/", -1);
  for (char **part = parts; *part; part++) {
    if (strcmp(*part, "..") == 0)
      return NULL;
  }
  if (!root)
    return NULL;
  if (!real) /* not there: the reader says so */
    return g_build_filename(root, name, NULL);
  size_t n = strlen(root);
  bool inside = strncmp(real, root, n) == 0 && (real[n] == '/' || strcmp(root, "/") == 0);
  return inside ? g_strdup(real) : NULL;
}
