/* The server: this machine alone, one token, no foreign page. */
#include <libsoup/soup.h>
#include <string.h>
#include <sys/random.h>

#include "preview.h"

#define TOKEN_BYTES 16

struct LiveServer {
  LiveServing serving;
  SoupServer *soup;
  GSocketService *listener;
  char *token, *address, *host, *origin;
  GPtrArray *sockets; /* SoupWebsocketConnection * */
  unsigned connections;
};

/* ---- who may ask ------------------------------------------------------------------ */

static bool is_same(const char *text, const char *known) {
  return text && g_ascii_strcasecmp(text, known) == 0;
}

/* Below the token's path; NULL: it is not. */
static const char *below_token(const LiveServer *server, const char *path) {
  size_t n = strlen(server->token);
  if (path[0] != '/' || strncmp(path + 1, server->token, n) != 0 || path[1 + n] != '/')
    return NULL;
  return path + n + 2;
}

static bool is_write(SoupServerMessage *message) {
  return soup_server_message_get_method(message) == SOUP_METHOD_POST;
}

/* 0: it may go on. */
static unsigned refusal(const LiveServer *server, SoupServerMessage *message,
                        const char *path) {
  SoupMessageHeaders *headers = soup_server_message_get_request_headers(message);
  const char *origin = soup_message_headers_get_one(headers, "Origin");
  const char *method = soup_server_message_get_method(message);
  const char *below = below_token(server, path);
  if (!is_same(soup_message_headers_get_one(headers, "Host"), server->host))
    return SOUP_STATUS_FORBIDDEN; /* a name that was bent to this machine */
  if (origin && !is_same(origin, server->origin))
    return SOUP_STATUS_FORBIDDEN;
  if (!below)
    return SOUP_STATUS_NOT_FOUND;
  if (method != SOUP_METHOD_GET && method != SOUP_METHOD_POST)
    return SOUP_STATUS_METHOD_NOT_ALLOWED;
  if ((is_write(message) || strcmp(below, "live") == 0) && !origin)
    return SOUP_STATUS_FORBIDDEN; /* a browser always says where it comes from */
  if (soup_message_headers_get_encoding(headers) == SOUP_ENCODING_CHUNKED)
    return SOUP_STATUS_LENGTH_REQUIRED;
  if (soup_message_headers_get_content_length(headers) >
      (goffset)limits_default.preview_body)
    return SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE;
  return 0;
}

static void put_headers(SoupServerMessage *message) {
  static const char *const fixed[][2] = {
      {"Content-Security-Policy",
       "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri "
       "'none'; form-action 'none'"},
      {"X-Content-Type-Options", "nosniff"},
      {"Referrer-Policy", "no-referrer"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
      {"Cache-Control", "no-store"}};
  SoupMessageHeaders *headers = soup_server_message_get_response_headers(message);
  for (size_t i = 0; i < G_N_ELEMENTS(fixed); i++)
    soup_message_headers_replace(headers, fixed[i][0], fixed[i][1]);
}

static void early(SoupServer *soup, SoupServerMessage *message, const char *path,
                  GHashTable *query, gpointer data) {
  (void)soup, (void)query;
  LiveServer *server = data;
  unsigned status = refusal(server, message, path);
  put_headers(message);
  if (!status)
    return;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers(message);
  soup_message_headers_replace(headers, "Connection", "close");
  soup_message_body_set_accumulate(soup_server_message_get_request_body(message), FALSE);
  soup_server_message_set_status(message, status, NULL);
}

static void late(SoupServer *soup, SoupServerMessage *message, const char *path,
                 GHashTable *query, gpointer data) {
  (void)soup, (void)query;
  LiveServer *server = data;
  const char *below = below_token(server, path);
  if (!below)
    return;
  g_autoptr(GBytes) body = NULL;
  if (is_write(message))
    body = soup_message_body_flatten(soup_server_message_get_request_body(message));
  LiveAnswer answer =
      server->serving.answer(server->serving.self, below,
                             g_uri_get_query(soup_server_message_get_uri(message)), body);
  if (!answer.bytes) {
    soup_server_message_set_status(
        message, answer.status ? answer.status : SOUP_STATUS_NOT_FOUND, NULL);
    return;
  }
  gsize n;
  const char *bytes = g_bytes_get_data(answer.bytes, &n);
  soup_server_message_set_status(message, answer.status ? answer.status : 200, NULL);
  soup_server_message_set_response(message, answer.type, SOUP_MEMORY_COPY, bytes, n);
  g_bytes_unref(answer.bytes);
}

/* ---- sockets ------------------------------------------------------------------------
 */

static void socket_closed(SoupWebsocketConnection *socket, gpointer data) {
  LiveServer *server = data;
  g_ptr_array_remove(server->sockets, socket);
}

static void socket_opened(SoupServer *soup, SoupServerMessage *message, const char *path,
                          SoupWebsocketConnection *socket, gpointer data) {
  (void)soup;
  LiveServer *server = data;
  if (refusal(server, message, path) ||
      server->sockets->len >= limits_default.preview_sockets) {
    soup_websocket_connection_close(socket, SOUP_WEBSOCKET_CLOSE_POLICY_VIOLATION, NULL);
    return;
  }
  soup_websocket_connection_set_max_incoming_payload_size(socket,
                                                          limits_default.preview_message);
  g_ptr_array_add(server->sockets, g_object_ref(socket));
  g_signal_connect(socket, "closed", G_CALLBACK(socket_closed), server);
  g_autofree char *text = server->serving.greeting(server->serving.self);
  soup_websocket_connection_send_text(socket, text);
}

void live_server_tell(LiveServer *server, const char *text) {
  for (guint i = 0; i < server->sockets->len; i++) {
    SoupWebsocketConnection *socket = server->sockets->pdata[i];
    if (soup_websocket_connection_get_state(socket) == SOUP_WEBSOCKET_STATE_OPEN)
      soup_websocket_connection_send_text(socket, text);
  }
}

/* ---- connections ----------------------------------------------------------------------
 */

static void connection_gone(gpointer data, GObject *connection) {
  (void)connection;
  ((LiveServer *)data)->connections--;
}

/* Libsoup takes any number; this many are enough for every page that one opens. */
static gboolean incoming(GSocketService *listener, GSocketConnection *connection,
                         GObject *source, gpointer data) {
  (void)listener, (void)source;
  LiveServer *server = data;
  if (server->connections >= limits_default.preview_connections) {
    g_io_stream_close(G_IO_STREAM(connection), NULL, NULL);
    return TRUE;
  }
  server->connections++;
  g_object_weak_ref(G_OBJECT(connection), connection_gone, server);
  soup_server_accept_iostream(server->soup, G_IO_STREAM(connection),
                              g_socket_connection_get_local_address(connection, NULL),
                              g_socket_connection_get_remote_address(connection, NULL),
                              NULL);
  return TRUE;
}

static bool listen_on(LiveServer *server, unsigned port, char **fault) {
  g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback(G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) wanted = g_inet_socket_address_new(loopback, (guint16)port);
  g_autoptr(GSocketAddress) got = NULL;
  g_autoptr(GError) error = NULL;
  server->listener = g_socket_service_new();
  if (!g_socket_listener_add_address(G_SOCKET_LISTENER(server->listener), wanted,
                                     G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL,
                                     &got, &error)) {
    *fault = g_strdup(error->message);
    return false;
  }
  unsigned bound = g_inet_socket_address_get_port(G_INET_SOCKET_ADDRESS(got));
  server->host = g_strdup_printf("127.0.0.1:%u", bound);
  server->origin = g_strdup_printf("http://127.0.0.1:%u", bound);
  server->address = g_strdup_printf("http://127.0.0.1:%u/%s/", bound, server->token);
  return true;
}

static char *token_new(void) {
  uint8_t bytes[TOKEN_BYTES];
  g_autoptr(GString) text = g_string_new(NULL);
  if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
    g_error("getrandom");
  for (size_t i = 0; i < sizeof bytes; i++)
    g_string_append_printf(text, "%02x", bytes[i]);
  return g_string_free(g_steal_pointer(&text), FALSE);
}

LiveServer *live_server_new(const LiveServing *serving, char **fault) {
  LiveServer *server = g_new0(LiveServer, 1);
  server->serving = *serving;
  server->token = token_new();
  server->sockets = g_ptr_array_new_with_free_func(g_object_unref);
  if (!listen_on(server, serving->port, fault)) {
    live_server_free(server);
    return NULL;
  }
  server->soup = soup_server_new("server-header", NULL, NULL);
  soup_server_add_early_handler(server->soup, NULL, early, server, NULL);
  soup_server_add_handler(server->soup, NULL, late, server, NULL);
  g_autofree char *live = g_strdup_printf("/%s/live", server->token);
  soup_server_add_websocket_handler(server->soup, live, server->origin, NULL,
                                    socket_opened, server, NULL);
  g_signal_connect(server->listener, "incoming", G_CALLBACK(incoming), server);
  g_socket_service_start(server->listener);
  return server;
}

void live_server_free(LiveServer *server) {
  if (server->listener) {
    g_socket_service_stop(server->listener);
    g_socket_listener_close(G_SOCKET_LISTENER(server->listener));
    g_object_unref(server->listener);
  }
  for (guint i = 0; i < server->sockets->len; i++)
    g_signal_handlers_disconnect_by_data(server->sockets->pdata[i], server);
  g_ptr_array_free(server->sockets, TRUE);
  if (server->soup) {
    soup_server_disconnect(server->soup);
    g_object_unref(server->soup);
  }
  g_free(server->host);
  g_free(server->origin);
  g_free(server->token);
  g_free(server->address);
  /* connections that still end may look at it: it goes with the process */
}

const char *live_server_address(const LiveServer *server) {
  return server->address;
}
