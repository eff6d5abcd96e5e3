/* Gives every file named to the fuzz target it is linked with: finds of the past stay
 * found, without the fuzzing engine. */
#include <glib.h>
#include <stdint.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int main(int argc, char **argv) {
  int unread = 0;
  for (int i = 1; i < argc; i++) {
    g_autofree char *bytes = NULL;
    gsize len;
    if (g_file_get_contents(argv[i], &bytes, &len, NULL))
      LLVMFuzzerTestOneInput((const uint8_t *)bytes, len);
    else
      unread++;
  }
  printf("%d replayed\n", argc - 1 - unread);
  return unread > 0;
}
