#include "cli.h"

static ExitCode run(const Invocation *invocation) {
  return invocation->command->run(invocation);
}

int main(int argc, char **argv) {
  return (int)cli_main(argc, argv, run);
}
