#include <string.h>

#include "preview.h"

/* The same arguments as the command's, which became this program. */
static ExitCode run(const Invocation *invocation) {
  if (strcmp(invocation->command->name, "watch") == 0)
    return live_watch(invocation);
  if (strcmp(invocation->command->name, "preview") == 0)
    return live_preview(invocation);
  return invocation->command->run(invocation);
}

int main(int argc, char **argv) {
  return (int)cli_main(argc, argv, run);
}
