/* Namespaces in scope: each prefix knows its innermost binding, and that the one it
 * hides. */
#include <string.h>

#include "xml_private.h"

typedef struct Binding {
  char *prefix;
  const char *uri; /* of uris; NULL: undeclared */
  guint hidden;    /* the binding of the same prefix before, + 1; 0: none */
} Binding;

struct XmlSpaces {
  GArray *bindings;      /* Binding */
  GArray *levels;        /* guint: how many there were before each open element */
  GHashTable *innermost; /* prefix → its binding + 1 */
  GStringChunk *uris;    /* each once. GLib's interned strings are the process's, and one
                            that a thread gives up while another asks for it is lost */
};

XmlSpaces *xml_spaces_new(void) {
  XmlSpaces *spaces = g_new0(XmlSpaces, 1);
  spaces->bindings = g_array_new(FALSE, FALSE, sizeof(Binding));
  spaces->levels = g_array_new(FALSE, FALSE, sizeof(guint));
  spaces->innermost = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  spaces->uris = g_string_chunk_new(256);
  xml_spaces_bind(spaces, "xml", XML_NAMESPACE_XML);
  return spaces;
}

static void drop_last(XmlSpaces *spaces) {
  Binding *last = &g_array_index(spaces->bindings, Binding, spaces->bindings->len - 1);
  if (last->hidden)
    g_hash_table_replace(spaces->innermost, g_strdup(last->prefix),
                         GUINT_TO_POINTER(last->hidden));
  else
    g_hash_table_remove(spaces->innermost, last->prefix);
  g_free(last->prefix);
  g_array_set_size(spaces->bindings, spaces->bindings->len - 1);
}

void xml_spaces_free(XmlSpaces *spaces) {
  while (spaces->bindings->len)
    drop_last(spaces);
  g_array_free(spaces->bindings, TRUE);
  g_array_free(spaces->levels, TRUE);
  g_hash_table_destroy(spaces->innermost);
  g_string_chunk_free(spaces->uris);
  g_free(spaces);
}

void xml_spaces_push(XmlSpaces *spaces) {
  g_array_append_val(spaces->levels, spaces->bindings->len);
}

void xml_spaces_pop(XmlSpaces *spaces) {
  guint before = g_array_index(spaces->levels, guint, spaces->levels->len - 1);
  g_array_set_size(spaces->levels, spaces->levels->len - 1);
  while (spaces->bindings->len > before)
    drop_last(spaces);
}

guint xml_spaces_count(const XmlSpaces *spaces) {
  return spaces->bindings->len;
}

void xml_spaces_bind(XmlSpaces *spaces, const char *prefix, const char *uri) {
  Binding binding = {
      .prefix = g_strdup(prefix),
      .uri = *uri ? g_string_chunk_insert_const(spaces->uris, uri) : NULL,
      .hidden = GPOINTER_TO_UINT(g_hash_table_lookup(spaces->innermost, prefix))};
  g_array_append_val(spaces->bindings, binding);
  g_hash_table_replace(spaces->innermost, g_strdup(prefix),
                       GUINT_TO_POINTER(spaces->bindings->len));
}

const char *xml_spaces_find(const XmlSpaces *spaces, const char *prefix) {
  guint at = GPOINTER_TO_UINT(g_hash_table_lookup(spaces->innermost, prefix));
  return at ? g_array_index(spaces->bindings, Binding, at - 1).uri : NULL;
}
