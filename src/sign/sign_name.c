/* A distinguished name as text (RFC 4514): the last part first. */
#include <string.h>

#include "sign_private.h"

static const struct {
  const char *oid, *name;
} names[] = {{"2.5.4.3", "CN"},
             {"2.5.4.6", "C"},
             {"2.5.4.7", "L"},
             {"2.5.4.8", "ST"},
             {"2.5.4.10", "O"},
             {"2.5.4.11", "OU"},
             {"0.9.2342.19200300.100.1.25", "DC"}};

static void put_value(GString *out, const AsnItem *value) {
  g_autofree char *text =
      value->tag == ASN_BMP
          ? g_convert((const char *)value->bytes, (gssize)value->len, "UTF-8", "UTF-16BE",
                      NULL, NULL, NULL)
          : g_utf8_make_valid((const char *)value->bytes, (gssize)value->len);
  for (const char *p = text ? text : ""; *p; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    if (c < 0x80 && strchr(",+\"\\<>;=", (int)c))
      g_string_append_c(out, '\\');
    if (g_unichar_isprint(c))
      g_string_append_unichar(out, c);
  }
}

static void put_pair(GString *out, const AsnItem *pair) {
  AsnReader r = asn_inside(pair);
  AsnItem oid, value;
  if (!asn_take(&r, ASN_OID, &oid) || !asn_next(&r, &value))
    return;
  Arena *arena = arena_new();
  const char *name = asn_oid_text(arena, &oid);
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
    if (strcmp(names[i].oid, name) == 0)
      name = names[i].name;
  }
  g_string_append_printf(out, "%s=", name);
  put_value(out, &value);
  arena_free(arena);
}

char *signing_name_text(const AsnItem *name) {
  g_autoptr(GString) all = g_string_new(NULL);
  AsnReader sets = asn_inside(name);
  for (AsnItem set; asn_next(&sets, &set);) {
    g_autoptr(GString) one = g_string_new(NULL);
    AsnReader pairs = asn_inside(&set);
    for (AsnItem pair; asn_next(&pairs, &pair);) {
      if (one->len)
        g_string_append_c(one, '+');
      put_pair(one, &pair);
    }
    if (all->len)
      g_string_append_c(one, ',');
    g_string_prepend(all, one->str);
  }
  return g_strdup(all->str);
}
