/* Certificates and lists as files hold them: PEM blocks, or DER. */
#include <string.h>

#include "asn.h"

void asn_blocks(GPtrArray *to, const char *bytes, size_t len, const char *label) {
  g_autofree char *begin = g_strdup_printf("-----BEGIN %s-----", label);
  g_autofree char *end = g_strdup_printf("-----END %s-----", label);
  if (len && (uint8_t)*bytes == ASN_SEQUENCE && strlen(bytes) < len) {
    g_ptr_array_add(to, g_bytes_new(bytes, len));
    return;
  }
  for (const char *at = bytes; (at = strstr(at, begin));) {
    at += strlen(begin);
    const char *stop = strstr(at, end);
    if (!stop)
      return;
    g_autofree char *text = g_strndup(at, (gsize)(stop - at));
    gsize n;
    guchar *der = g_base64_decode(text, &n);
    g_ptr_array_add(to, g_bytes_new_take(der, n));
    at = stop;
  }
}
