#include <malloc.h>

#include "cli.h"

static ExitCode run(const Invocation *invocation) {
  return invocation->command->run(invocation);
}

/* What one document has used stays for the next, and the heap grows by larger steps. */
static void settle_heap(void) {
  mallopt(M_TRIM_THRESHOLD, 256 << 20);
  mallopt(M_MMAP_THRESHOLD, 8 << 20);
  mallopt(M_TOP_PAD, 1 << 20);
}

int main(int argc, char **argv) {
  settle_heap();
  return (int)cli_main(argc, argv, run);
}
