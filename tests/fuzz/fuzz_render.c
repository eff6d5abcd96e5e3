/* Any bytes as a document, to a PDF: no crash, no output from a document with errors, and the same
 * bytes from the same document. */
#include <glib.h>
#include <stdbool.h>

#include "hongtou.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static HongtouSession *session_once(void) {
  static HongtouSession *session; /* fonts are opened once for a million inputs */
  HongtouSettings settings = {.data_folder = SOURCE_DIR};
  if (!session)
    session = hongtou_session_new(&settings);
  return session;
}

static GBytes *render(const uint8_t *data, size_t size) {
  HongtouSource source = {.bytes = data, .length = size};
  HongtouOptions options = {.max_pages = 50};
  HongtouResult *result = hongtou_render(session_once(), &source, &options);
  for (size_t i = 0; i < hongtou_result_diagnostics(result); i++) {
    HongtouDiagnostic diagnostic = hongtou_result_diagnostic(result, i, HONGTOU_ZH);
    g_assert(g_utf8_validate(diagnostic.message, -1, NULL));
  }
  size_t length = 0;
  bool done = hongtou_result_status(result) == HONGTOU_DONE;
  g_assert(hongtou_result_outputs(result) == (done ? 1 : 0));
  const void *bytes = done ? hongtou_result_output(result, 0, &length) : NULL;
  GBytes *copy = g_bytes_new(bytes, length);
  hongtou_result_free(result);
  return copy;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  g_autoptr(GBytes) first = render(data, size), second = render(data, size);
  g_assert(g_bytes_equal(first, second));
  return 0;
}
