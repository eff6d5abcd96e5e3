#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

#define PROGRAM "hongtou-preview"

/* Beside this command in a build, in libexec/hongtou of its prefix, or where it was
 * installed; NULL: nowhere. */
static char *program_find(void) {
  g_autofree char *own = g_file_read_link("/proc/self/exe", NULL);
  g_autofree char *folder = own ? g_path_get_dirname(own) : NULL;
  g_autofree char *beside = folder ? g_build_filename(folder, PROGRAM, NULL) : NULL;
  g_autofree char *prefix =
      folder ? g_build_filename(folder, "..", "libexec", "hongtou", PROGRAM, NULL) : NULL;
  const char *const places[] = {beside, prefix, HONGTOU_LIBEXEC "/" PROGRAM};
  for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
    if (places[i] && access(places[i], X_OK) == 0)
      return g_strdup(places[i]);
  }
  return NULL;
}

ExitCode cli_live(const Invocation *invocation) {
  g_autofree char *program = program_find();
  if (program)
    execv(program, invocation->argv);
  cli_usage_fault(&invocation->report, DIAG_ENV_NO_PREVIEW, PROGRAM, NULL);
  return EXIT_ENVIRONMENT;
}
