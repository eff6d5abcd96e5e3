/* Opens what was written with the program that the desktop has for it. */
#include <string.h>

#include "cli.h"

/* The first page or copy stands for all. */
static char *first_of(const HongtouResult *result, const char *path) {
  const char *copy = hongtou_result_copy(result, 0);
  g_auto(GStrv) pages = g_strsplit(path, "{page}", -1);
  g_autofree char *paged = g_strjoinv("1", pages);
  g_auto(GStrv) copies = g_strsplit(paged, "{copy}", -1);
  return g_strjoinv(copy ? copy : "1", copies);
}

void cli_open(const Invocation *invocation, const HongtouResult *result,
              const char *path) {
  static const char *const viewers[] = {"xdg-open", "gio", "open", "wslview"};
  g_autofree char *file = first_of(result, path);
  for (size_t i = 0; i < G_N_ELEMENTS(viewers); i++) {
    g_autofree char *program = g_find_program_in_path(viewers[i]);
    bool gio = strcmp(viewers[i], "gio") == 0;
    char *with_word[] = {program, "open", file, NULL}, *plain[] = {program, file, NULL};
    GSpawnFlags flags = G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL;
    if (program &&
        g_spawn_async(NULL, gio ? with_word : plain, NULL, flags, NULL, NULL, NULL, NULL))
      return;
  }
  cli_usage_fault(&invocation->report, DIAG_USAGE_NO_VIEWER, file, NULL);
}
