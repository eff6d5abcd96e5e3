#include "base.h"

/* GLib makes its C locale when the first number is read. Where two threads read one at
 * once, the one that has to wait is left with an errno, and g_ascii_string_to_unsigned
 * then refuses a good number. */
void threads_prepare(void) {
  g_ascii_strtoull("0", NULL, 10);
}
