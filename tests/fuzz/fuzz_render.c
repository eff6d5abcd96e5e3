/* Any bytes as a document, to a PDF and an ODT: no crash, no output from a document with
 * errors, the same bytes from the same document, and XML that is well-formed. */
#include <glib.h>
#include <libxml/parser.h>
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

static GBytes *render(const uint8_t *data, size_t size, HongtouFormat format) {
  HongtouSource source = {.bytes = data, .length = size};
  HongtouOptions options = {.format = format, .max_pages = 50};
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

static void check_xml(GBytes *flat) {
  gsize length;
  const char *bytes = g_bytes_get_data(flat, &length);
  if (length == 0)
    return;
  xmlDoc *document =
      xmlReadMemory(bytes, (int)length, NULL, NULL, XML_PARSE_NONET | XML_PARSE_HUGE);
  g_assert(document);
  xmlFreeDoc(document);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  g_autoptr(GBytes) first = render(data, size, HONGTOU_PDF);
  g_autoptr(GBytes) second = render(data, size, HONGTOU_PDF);
  g_assert(g_bytes_equal(first, second));
  g_autoptr(GBytes) flat = render(data, size, HONGTOU_FODT);
  check_xml(flat);
  return 0;
}
