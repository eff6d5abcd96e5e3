/* One HTTP exchange by libcrypto, within bounds of time and size. */
#include <string.h>

#include "sign_crypto.h"
#include "sign_private.h"

/* All that comes; the room was checked. */
static bool drain(BIO *from, size_t room, GByteArray *out) {
  char *bytes = NULL;
  long len = LC(BIO_ctrl)(from, BIO_CTRL_INFO, 0, &bytes);
  if (len <= 0 || (size_t)len > room)
    return false;
  g_byte_array_append(out, (const guint8 *)bytes, (guint)len);
  return true;
}

static const char *fault_text(Arena *arena) {
  const char *reason = LC(ERR_reason_error_string)(LC(ERR_peek_last_error)());
  const char *text = arena_strdup(arena, reason ? reason : "HTTP");
  LC(ERR_clear_error)();
  return text;
}

static bool is_secure(const char *url) {
  return g_ascii_strncasecmp(url, "https:", 6) == 0;
}

const char *signing_http(Arena *arena, const SigningHttp *wish, GByteArray *out) {
  char *host = NULL, *port = NULL, *path = NULL;
  int secure = 0;
  if (is_secure(wish->url))
    return "https";
  if (!LC(OSSL_HTTP_parse_url)(wish->url, &secure, NULL, &host, &port, NULL, &path, NULL,
                               NULL))
    return fault_text(arena);
  BIO *body =
      wish->body ? LC(BIO_new_mem_buf)(wish->body->data, (int)wish->body->len) : NULL;
  BIO *answer = LC(OSSL_HTTP_transfer)(
      NULL, host, port, path, 0, "", "*", NULL, NULL, NULL, NULL, 0, NULL, wish->sends,
      body, wish->expects, wish->asn1, wish->room, wish->seconds, 0);
  const char *fault = NULL;
  if (!answer || !drain(answer, wish->room, out))
    fault = fault_text(arena);
  LC(BIO_free)(answer);
  LC(BIO_free)(body);
  LC(CRYPTO_free)(host, __FILE__, __LINE__);
  LC(CRYPTO_free)(port, __FILE__, __LINE__);
  LC(CRYPTO_free)(path, __FILE__, __LINE__);
  return fault;
}
