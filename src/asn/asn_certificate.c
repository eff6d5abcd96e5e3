/* What a verdict needs to know of a certificate (RFC 5280 4.1). */
#include <string.h>

#include "asn.h"

/* ---- names ---------------------------------------------------------------------- */

static char *text_of(const AsnItem *value) {
  if (value->tag == ASN_BMP)
    return g_convert((const char *)value->bytes, (gssize)value->len, "UTF-8", "UTF-16BE",
                     NULL, NULL, NULL);
  return g_utf8_make_valid((const char *)value->bytes, (gssize)value->len);
}

static const char *plain(Arena *arena, const AsnItem *value) {
  g_autofree char *text = text_of(value);
  g_autoptr(GString) kept = g_string_new(NULL);
  for (const char *p = text ? text : ""; *p; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    if (g_unichar_isprint(c))
      g_string_append_unichar(kept, c);
  }
  return arena_strdup(arena, kept->str);
}

const char *asn_name_text(Arena *arena, const AsnItem *name) {
  AsnReader sets = asn_inside(name);
  const char *organization = "", *common = NULL;
  for (AsnItem set; asn_next(&sets, &set);) {
    AsnReader pairs = asn_inside(&set);
    for (AsnItem pair, oid, value; asn_next(&pairs, &pair);) {
      AsnReader inside = asn_inside(&pair);
      if (!asn_take(&inside, ASN_OID, &oid) || !asn_next(&inside, &value))
        continue;
      if (asn_oid(&oid) == ASN_OID_COMMON_NAME)
        common = plain(arena, &value);
      else if (asn_oid(&oid) == ASN_OID_ORGANIZATION)
        organization = plain(arena, &value);
    }
  }
  return common && *common ? common : organization;
}

/* ---- keys ------------------------------------------------------------------------- */

static unsigned modulus_bits(const AsnItem *bits) {
  AsnReader r = asn_reader(bits->bytes + 1, bits->len - 1);
  AsnItem sequence, modulus;
  if (!asn_next(&r, &sequence))
    return 0;
  r = asn_inside(&sequence);
  if (!asn_take(&r, ASN_INTEGER, &modulus))
    return 0;
  size_t n = modulus.len;
  const uint8_t *b = modulus.bytes;
  for (; n && *b == 0; b++)
    n--;
  unsigned unused = 0;
  for (; n && unused < 8 && !(*b & (0x80u >> unused));)
    unused++;
  return (unsigned)MIN(n * 8, 1u << 20) - unused;
}

static bool read_key(AsnCertificate *out) {
  AsnReader r = asn_inside(&out->key_info);
  AsnItem algorithm, oid, curve, bits;
  if (!asn_take(&r, ASN_SEQUENCE, &algorithm) || !asn_take(&r, ASN_BITS, &bits) ||
      bits.len < 2)
    return false;
  r = asn_inside(&algorithm);
  if (!asn_take(&r, ASN_OID, &oid))
    return false;
  AsnOid known = asn_oid(&oid);
  if (known == ASN_OID_RSA || known == ASN_OID_RSA_PSS) {
    out->key = ASN_KEY_RSA;
    out->bits = modulus_bits(&bits);
  } else if (known == ASN_OID_EC_KEY && asn_take(&r, ASN_OID, &curve)) {
    out->curve = asn_oid(&curve);
    out->key = out->curve == ASN_OID_SM2 ? ASN_KEY_SM2 : ASN_KEY_EC;
  }
  return true;
}

/* ---- extensions -------------------------------------------------------------------- */

static void read_usage(AsnReader r, AsnCertificate *out) {
  AsnItem bits;
  out->limits_usage = true;
  if (!asn_take(&r, ASN_BITS, &bits) || bits.len < 2)
    return;
  for (unsigned i = 0; i < 9 && i / 8 + 1 < bits.len; i++) {
    if (bits.bytes[1 + i / 8] & (0x80u >> i % 8))
      out->usage = (uint16_t)(out->usage | 1u << i);
  }
}

static void read_purposes(AsnReader r, AsnCertificate *out) {
  AsnItem sequence, oid;
  unsigned n = 0;
  out->limits_purpose = true;
  if (!asn_take(&r, ASN_SEQUENCE, &sequence))
    return;
  for (r = asn_inside(&sequence); asn_take(&r, ASN_OID, &oid); n++) {
    out->for_ocsp |= asn_oid(&oid) == ASN_OID_USE_OCSP;
    out->for_stamps |= asn_oid(&oid) == ASN_OID_USE_STAMP;
  }
  out->purpose_alone = n == 1;
}

static bool names_ocsp(AsnReader r) {
  AsnItem sequence, access, method;
  if (!asn_take(&r, ASN_SEQUENCE, &sequence))
    return false;
  for (r = asn_inside(&sequence); asn_next(&r, &access);) {
    AsnReader inside = asn_inside(&access);
    if (asn_take(&inside, ASN_OID, &method) && asn_oid(&method) == ASN_OID_ACCESS_OCSP)
      return true;
  }
  return false;
}

static bool read_extension(const AsnItem *extension, AsnCertificate *out) {
  AsnReader r = asn_inside(extension);
  AsnItem oid, critical, octets;
  if (!asn_take(&r, ASN_OID, &oid))
    return false;
  asn_take(&r, ASN_BOOLEAN, &critical);
  if (!asn_take(&r, ASN_OCTETS, &octets) || !asn_done(&r))
    return false;
  AsnReader value = asn_inside(&octets);
  AsnOid known = asn_oid(&oid);
  if (known == ASN_OID_KEY_USAGE)
    read_usage(value, out);
  else if (known == ASN_OID_EXTENDED_KEY_USAGE) {
    read_purposes(value, out);
    out->purpose_critical = critical.der && critical.len == 1 && critical.bytes[0];
  } else if (known == ASN_OID_CRL_POINTS)
    out->names_revocation = true;
  else if (known == ASN_OID_AUTHORITY_ACCESS)
    out->names_revocation |= names_ocsp(value);
  else if (known == ASN_OID_OCSP_NO_CHECK)
    out->no_check = true;
  else if (known == ASN_OID_SUBJECT_KEY)
    asn_take(&value, ASN_OCTETS, &out->subject_key);
  return true;
}

static bool read_extensions(AsnReader *r, AsnCertificate *out) {
  AsnItem around, sequence, extension, skipped;
  asn_take(r, ASN_CONTEXT_PRIMITIVE(1), &skipped);
  asn_take(r, ASN_CONTEXT_PRIMITIVE(2), &skipped);
  if (!asn_take(r, ASN_CONTEXT(3), &around))
    return asn_done(r);
  AsnReader inside = asn_inside(&around);
  if (!asn_take(&inside, ASN_SEQUENCE, &sequence) || !asn_done(&inside))
    return false;
  for (inside = asn_inside(&sequence); !asn_done(&inside);) {
    if (!asn_take(&inside, ASN_SEQUENCE, &extension) || !read_extension(&extension, out))
      return false;
  }
  return asn_done(r);
}

/* ---- the certificate --------------------------------------------------------------- */

static bool read_validity(const AsnItem *validity, AsnCertificate *out) {
  AsnReader r = asn_inside(validity);
  AsnItem from, to;
  return asn_next(&r, &from) && asn_next(&r, &to) && asn_done(&r) &&
         asn_seconds(&from, &out->not_before) && asn_seconds(&to, &out->not_after);
}

static bool read_body(AsnCertificate *out) {
  AsnReader r = asn_inside(&out->body);
  AsnItem version, algorithm, validity;
  asn_take(&r, ASN_CONTEXT(0), &version);
  return asn_take(&r, ASN_INTEGER, &out->serial) &&
         asn_take(&r, ASN_SEQUENCE, &algorithm) &&
         asn_take(&r, ASN_SEQUENCE, &out->issuer) &&
         asn_take(&r, ASN_SEQUENCE, &validity) && read_validity(&validity, out) &&
         asn_take(&r, ASN_SEQUENCE, &out->subject) &&
         asn_take(&r, ASN_SEQUENCE, &out->key_info) && read_key(out) &&
         asn_same(&algorithm, &out->algorithm) && read_extensions(&r, out);
}

bool asn_read_certificate(Arena *arena, const void *bytes, size_t len,
                          AsnCertificate *out) {
  *out = (AsnCertificate){0};
  AsnItem signature;
  if (!asn_strict(bytes, len, &out->whole) || out->whole.der_len != len ||
      out->whole.tag != ASN_SEQUENCE)
    return false;
  AsnReader r = asn_inside(&out->whole);
  if (!asn_take(&r, ASN_SEQUENCE, &out->body) ||
      !asn_take(&r, ASN_SEQUENCE, &out->algorithm) ||
      !asn_take(&r, ASN_BITS, &signature) || !asn_done(&r) || !read_body(out))
    return false;
  out->signer = asn_name_text(arena, &out->subject);
  return true;
}
