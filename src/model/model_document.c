/* A document's XML → the reader: what the xml room reads, in its words. */
#include <string.h>

#include "model_private.h"

/* What an editor writes for itself is harmless; anything else may be an order to some
 * program. */
static bool is_harmless(const char *target, size_t len) {
  static const char *const harmless[] = {"xml-model", "xml-stylesheet"};
  for (size_t i = 0; i < G_N_ELEMENTS(harmless); i++) {
    if (len == strlen(harmless[i]) && memcmp(target, harmless[i], len) == 0)
      return true;
  }
  return false;
}

XmlReader *model_document_open(Job *job, const char *name, const char *bytes,
                               size_t len) {
  XmlForm form = xml_form(job->limits);
  form.encodings = XML_ENCODING_OFFICE;
  form.depth = MIN(form.depth, MODEL_FRAMES - 1);
  form.instruction = is_harmless;
  return xml_open(job, &form, name, bytes, len);
}
