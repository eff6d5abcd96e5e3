#include "sign_wire.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#define ANSWER_WAIT 10000 /* ms that a caller may let the signer wait */
#define ANSWER_ROOM ((uint64_t)1 << 28)

/* ---- diagnostics ---------------------------------------------------------------------
 */

GVariant *signing_wire_diagnostics(const Diagnostics *diags) {
  GVariantBuilder all;
  g_variant_builder_init(&all, G_VARIANT_TYPE("a(suuas)"));
  for (size_t i = 0; i < diag_count(diags); i++) {
    const Diagnostic *d = diag_at(diags, i);
    GVariantBuilder args;
    g_variant_builder_init(&args, G_VARIANT_TYPE("as"));
    for (size_t k = 0; k < G_N_ELEMENTS(d->args) && d->args[k]; k++)
      g_variant_builder_add(&args, "s", d->args[k]);
    g_variant_builder_add(&all, "(suu@as)", d->at.file ? d->at.file : "", d->at.line,
                          d->code, g_variant_builder_end(&args));
  }
  return g_variant_builder_end(&all);
}

void signing_wire_take_diagnostics(Diagnostics *into, GVariant *from) {
  GVariantIter all;
  const char *file;
  guint32 line, code;
  GVariant *args;
  g_variant_iter_init(&all, from);
  while (g_variant_iter_loop(&all, "(&suu@as)", &file, &line, &code, &args)) {
    const char *given[4] = {NULL};
    for (gsize k = 0; k < MIN(g_variant_n_children(args), 4); k++)
      g_variant_get_child(args, k, "&s", &given[k]);
    Span at = {.file = *file ? g_intern_string(file) : NULL, .line = line};
    if (code < DIAG_COUNT)
      diag_add(into, at, (DiagCode)code, given[0], given[1], given[2], given[3], NULL);
  }
}

/* ---- values --------------------------------------------------------------------------
 */

const char *signing_wire_text(Arena *arena, GVariant *message, const char *name) {
  const char *text = NULL;
  if (!g_variant_lookup(message, name, "&s", &text) || !*text)
    return NULL;
  return arena_strdup(arena, text);
}

uint64_t signing_wire_number(GVariant *message, const char *name) {
  guint64 number = 0;
  g_variant_lookup(message, name, "t", &number);
  return number;
}

/* ---- answers -------------------------------------------------------------------------
 */

GVariant *signing_wire_read_answer(int fd) {
  uint64_t len = 0;
  if (!file_read_all(fd, &len, sizeof len) || len > ANSWER_ROOM)
    return NULL;
  char *bytes = g_malloc(len);
  if (!file_read_all(fd, bytes, len)) {
    g_free(bytes);
    return NULL;
  }
  GBytes *whole = g_bytes_new_take(bytes, len);
  GVariant *answer = g_variant_new_from_bytes(G_VARIANT_TYPE_VARDICT, whole, FALSE);
  g_bytes_unref(whole);
  return g_variant_ref_sink(answer);
}

/* To a pipe that does not block: one that nobody reads is given up. */
static bool write_slowly(int fd, const void *bytes, size_t len) {
  const char *at = bytes;
  while (len) {
    ssize_t n = write(fd, at, len);
    if (n < 0 && errno == EAGAIN) {
      struct pollfd ready = {.fd = fd, .events = POLLOUT};
      if (poll(&ready, 1, ANSWER_WAIT) <= 0)
        return false;
      continue;
    }
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return false;
    at += n;
    len -= (size_t)n;
  }
  return true;
}

bool signing_wire_write_answer(int fd, GVariant *answer) {
  uint64_t len = g_variant_get_size(answer);
  return write_slowly(fd, &len, sizeof len) &&
         write_slowly(fd, g_variant_get_data(answer), len);
}
