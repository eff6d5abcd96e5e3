/* The signer: the one process that holds a key, a PIN or a token's session. It is started
 * by exec with a socket as its standard input, takes sealed files from there, and parses
 * nothing of a user's but signing.xml and the fixed form of our own PDF. */
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "sign.h"

/* Nothing of it is written to disk and nobody attaches to it. */
static void harden(void) {
  const struct rlimit none = {0, 0};
  prctl(PR_SET_DUMPABLE, 0);
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  setrlimit(RLIMIT_CORE, &none);
  signal(SIGPIPE, SIG_IGN);
  /* an interrupt ends the callers; it ends when they are gone */
  signal(SIGINT, SIG_IGN);
}

static bool take(SigningWish *wish, const char *name, const char *value) {
  if (strcmp(name, "--signing") == 0)
    wish->config = value;
  else if (strcmp(name, "--profile") == 0)
    wish->profile = value;
  else if (strcmp(name, "--pin") == 0)
    wish->pin = value;
  else if (strcmp(name, "--time") == 0)
    wish->time = g_ascii_strtoll(value, NULL, 10);
  else if (strcmp(name, "--limit") == 0)
    wish->limit = (unsigned)g_ascii_strtoull(value, NULL, 10);
  else if (strcmp(name, "--keyless") == 0)
    wish->keyless = true;
  else if (strcmp(name, "--reissue") == 0)
    wish->reissue = value;
  else
    return false;
  return true;
}

int main(int argc, char **argv) {
  SigningWish wish = {.time = SIGNING_NOW};
  harden();
  for (int i = 1; i + 1 < argc; i += 2) {
    if (!take(&wish, argv[i], argv[i + 1]))
      return 2;
  }
  if (!wish.profile)
    return 2;
  signing_serve(0, &wish);
  return 0;
}
