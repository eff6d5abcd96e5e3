/* PINs and passphrases: read once, kept in locked memory, wiped. They stand in no
 * argument, no environment and no message. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "sign_private.h"

#define SECRET_ROOM 1024

struct SigningSecret {
  char text[SECRET_ROOM];
  size_t len;
};

static SigningSecret *room(void) {
  void *at = mmap(NULL, sizeof(SigningSecret), PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (at == MAP_FAILED)
    return NULL;
  /* where no page may be locked it is still kept out of cores and forks */
  (void)mlock(at, sizeof(SigningSecret));
  (void)madvise(at, sizeof(SigningSecret), MADV_DONTDUMP);
  (void)madvise(at, sizeof(SigningSecret), MADV_WIPEONFORK);
  return at;
}

void signing_secret_free(SigningSecret *secret) {
  if (!secret)
    return;
  explicit_bzero(secret, sizeof *secret);
  munmap(secret, sizeof *secret);
}

const char *signing_secret_text(const SigningSecret *secret) {
  return secret->text;
}

size_t signing_secret_len(const SigningSecret *secret) {
  return secret->len;
}

/* Up to the end of the line; byte by byte, for what comes after it is not ours. */
static bool read_line(int fd, SigningSecret *secret) {
  for (;;) {
    char c = 0;
    ssize_t got = read(fd, &c, 1);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return false;
    if (got == 0 || c == '\n')
      break;
    if (secret->len + 1 >= SECRET_ROOM) {
      errno = EOVERFLOW;
      return false;
    }
    secret->text[secret->len++] = c;
  }
  if (secret->len && secret->text[secret->len - 1] == '\r')
    secret->text[--secret->len] = '\0';
  return true;
}

static bool ask(const char *what, SigningSecret *secret) {
  int tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  if (tty < 0)
    return false;
  struct termios was, quiet;
  bool ok = tcgetattr(tty, &was) == 0;
  quiet = was;
  quiet.c_lflag &= (tcflag_t) ~(ECHO | ECHONL);
  g_autofree char *question = g_strdup_printf("%s: ", what);
  ok = ok && tcsetattr(tty, TCSAFLUSH, &quiet) == 0 &&
       file_write_all(tty, question, strlen(question)) && read_line(tty, secret);
  int error = errno;
  tcsetattr(tty, TCSAFLUSH, &was);
  file_write_all(tty, "\n", 1);
  close(tty);
  errno = error;
  return ok;
}

/* Octal digits where others may read it; NULL: they may not. */
static const char *open_mode(Arena *arena, int fd) {
  struct stat s;
  if (fstat(fd, &s) != 0)
    return "?";
  return s.st_mode & 077 ? arena_printf(arena, "%04o", (unsigned)s.st_mode & 07777)
                         : NULL;
}

bool signing_private_file(Job *job, const char *path, int *fd) {
  *fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (*fd < 0) {
    diag_add(job->diags, (Span){.file = path}, DIAG_ENV_CANNOT_READ, path,
             file_error_words(errno), NULL);
    return false;
  }
  const char *mode = open_mode(job->arena, *fd);
  if (!mode)
    return true;
  close(*fd);
  *fd = -1;
  diag_add(job->diags, (Span){.file = path}, DIAG_SIGN_MODE, path, mode, NULL);
  return false;
}

static bool from_file(Job *job, const char *path, SigningSecret *secret, bool *told) {
  int fd;
  *told = !signing_private_file(job, path, &fd);
  if (*told)
    return false;
  bool ok = read_line(fd, secret);
  close(fd);
  return ok;
}

/* A descriptor is read once, whatever it gave. */
static bool from_descriptor(const char *number, SigningSecret *secret) {
  guint64 fd;
  if (!g_ascii_string_to_unsigned(number, 10, 0, 9999, &fd, NULL)) {
    errno = EINVAL;
    return false;
  }
  bool ok = read_line((int)fd, secret);
  if (fd > 2)
    close((int)fd);
  return ok;
}

SigningSecret *signing_secret_read(Job *job, const char *source, const char *what) {
  SigningSecret *secret = room();
  bool ok = secret != NULL, told = false;
  if (ok && strcmp(source, "prompt") == 0)
    ok = ask(what, secret);
  else if (ok && g_str_has_prefix(source, "fd:"))
    ok = from_descriptor(source + 3, secret);
  else if (ok && g_str_has_prefix(source, "file:"))
    ok = from_file(job, source + 5, secret, &told);
  else if (ok) {
    /* a PIN in place of its source is not repeated */
    source = "--pin";
    errno = EINVAL;
    ok = false;
  }
  if (ok)
    return secret;
  if (!told)
    diag_add(job->diags, (Span){0}, DIAG_SIGN_PIN_SOURCE, source, file_error_words(errno),
             NULL);
  signing_secret_free(secret);
  return NULL;
}
