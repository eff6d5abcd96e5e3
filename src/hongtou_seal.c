/* Electronic seals (GB/T 38540): shown, and made. */
#include <stdio.h>
#include <string.h>

#include "hongtou_sign.h"

/* ---- shown ---------------------------------------------------------------------------
 */

static const char *plain(Arena *arena, const AsnItem *item) {
  g_autofree char *text = g_utf8_make_valid((const char *)item->bytes, (gssize)item->len);
  return arena_strdup(arena, text);
}

static const char *day(Arena *arena, int64_t seconds) {
  g_autoptr(GTimeZone) zone = g_time_zone_new_offset(8 * 3600);
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(seconds);
  g_autoptr(GDateTime) time = utc ? g_date_time_to_timezone(utc, zone) : NULL;
  g_autofree char *text = time ? g_date_time_format(time, "%Y-%m-%d %H:%M") : NULL;
  return arena_strdup(arena, text ? text : "?");
}

static const char *hex(Arena *arena, const AsnItem *item) {
  g_autoptr(GString) text = g_string_new(NULL);
  for (size_t i = 0; i < item->len; i++)
    g_string_append_printf(text, "%02x", item->bytes[i]);
  return arena_strdup(arena, text->str);
}

/* "办公室, 8001, 2026-01-01 08:00 – 2030-01-01 08:00" */
static const char *user_text(Arena *arena, const AsnItem *der) {
  AsnCertificate c;
  if (!asn_read_certificate(arena, der->bytes, der->len, &c))
    return hex(arena, der);
  return arena_printf(arena, "%s, %s, %s – %s", c.signer, hex(arena, &c.serial),
                      day(arena, c.not_before), day(arena, c.not_after));
}

static void keep_users(HongtouResult *result, const AsnSeal *seal, HongtouSeal *out) {
  Arena *arena = result->messages;
  unsigned most = limits_default.seal_certificates, n = 0;
  const char **users = ARENA_ARRAY(arena, const char *, most + 1);
  AsnReader list = asn_inside(&seal->list);
  for (AsnSealUser user; n < most && asn_seal_next(&list, &user); n++)
    users[n] = seal->list_kind == ASN_SEAL_DIGESTS ? hex(arena, &user.value)
                                                   : user_text(arena, &user.value);
  out->users = users;
}

static void keep(HongtouResult *result, const AsnSeal *seal) {
  Arena *arena = result->messages;
  HongtouSeal *out = ARENA_NEW(arena, HongtouSeal);
  *out = (HongtouSeal){.version = seal->version,
                       .type = seal->type,
                       .width = seal->width,
                       .height = seal->height,
                       .vendor = plain(arena, &seal->vendor),
                       .number = plain(arena, &seal->id),
                       .name = plain(arena, &seal->name),
                       .created = day(arena, seal->created),
                       .from = day(arena, seal->from),
                       .to = day(arena, seal->to),
                       .picture = plain(arena, &seal->picture_type),
                       .picture_bytes = seal->picture.len,
                       .maker = user_text(arena, &seal->maker)};
  keep_users(result, seal, out);
  result->seal = out;
  GByteArray *picture = result_output_new(result);
  g_byte_array_append(picture, seal->picture.bytes, (guint)seal->picture.len);
}

/* The source's bytes: its own, or read; *read is the caller's. */
static const char *bytes_of(HongtouResult *result, const HongtouSource *source,
                            char **read, size_t *len) {
  *len = source->length;
  if (source->bytes)
    return source->bytes;
  const char *path = source->path ? source->path : "-";
  return file_read(path, limits_default.image_bytes, read, len, result->diags) ? *read
                                                                               : NULL;
}

HongtouResult *hongtou_seal_show(const HongtouSource *source) {
  HongtouResult *result = result_new(false);
  g_autofree char *read = NULL;
  size_t len;
  AsnSeal seal;
  const char *bytes = bytes_of(result, source, &read, &len);
  if (bytes && len <= limits_default.seal_bytes && asn_read_seal(bytes, len, &seal))
    keep(result, &seal);
  else if (bytes)
    diag_add(result->diags, (Span){.file = source->path}, DIAG_SIGN_SEAL_FORM, NULL);
  return result;
}

const HongtouSeal *hongtou_result_seal(const HongtouResult *result) {
  return result->seal;
}

/* ---- made ----------------------------------------------------------------------------
 */

static bool bad_value(HongtouResult *result, const char *option, const char *value,
                      const char *form) {
  if (value && *value)
    diag_add(result->diags, (Span){0}, DIAG_USAGE_BAD_VALUE, option, value, form, NULL);
  else
    diag_add(result->diags, (Span){0}, DIAG_SIGN_SEAL_WANTED, option, NULL);
  return false;
}

static int64_t seconds_of(const char *date, const char *time) {
  g_autofree char *text = g_strdup_printf("%sT%s", date, time);
  g_autoptr(GTimeZone) zone = g_time_zone_new_offset(8 * 3600);
  g_autoptr(GDateTime) at = g_date_time_new_from_iso8601(text, zone);
  return at ? g_date_time_to_unix(at) : INT64_MIN;
}

static bool take_valid(HongtouResult *result, const char *text, SigningSeal *out) {
  static const char form[] = "2026-01-01/2030-12-31";
  g_auto(GStrv) ends = g_strsplit(text ? text : "", "/", 2);
  Date day_of;
  if (!ends[0] || !ends[1] || !date_parse(ends[0], &day_of) ||
      !date_parse(ends[1], &day_of))
    return bad_value(result, "--valid", text, form);
  out->from = seconds_of(ends[0], "00:00:00");
  out->to = seconds_of(ends[1], "23:59:59");
  return out->from < out->to || bad_value(result, "--valid", text, form);
}

/* "42mm", "45x30mm" */
static bool take_size(HongtouResult *result, const char *text, SigningSeal *out) {
  char rest = 0;
  int n = text ? sscanf(text, "%3ux%3umm%c", &out->width, &out->height, &rest) : 0;
  if (n != 2) {
    n = text ? sscanf(text, "%3umm%c", &out->width, &rest) + 1 : 0;
    out->height = out->width;
  }
  return (n == 2 && out->width && out->height) ||
         bad_value(result, "--size", text, "42mm, 45x30mm");
}

static bool take_picture(HongtouResult *result, const char *path, const char *bytes,
                         size_t len, SigningSeal *out) {
  static const size_t large = 20u << 10;
  out->picture = bytes;
  out->picture_len = len;
  if (len > 8 && memcmp(bytes, "\x89PNG\r\n\x1a\n", 8) == 0)
    out->picture_type = "PNG";
  else if (len > 3 && memcmp(bytes, "\xff\xd8\xff", 3) == 0)
    out->picture_type = "JPG";
  else if (g_strstr_len(bytes, (gssize)MIN(len, 1024), "<svg"))
    out->picture_type = "SVG";
  else {
    diag_add(result->diags, (Span){.file = path}, DIAG_SIGN_SEAL_PICTURE,
             path ? path : "-", NULL);
    return false;
  }
  if (len > large) {
    g_autofree char *have = g_strdup_printf("%zu", len);
    g_autofree char *most = g_strdup_printf("%zu", large);
    diag_add(result->diags, (Span){.file = path}, DIAG_SIGN_SEAL_LARGE, have, most, NULL);
  }
  return true;
}

static bool take_users(HongtouResult *result, const char *const *users,
                       SigningSeal *out) {
  VerifyOptions options = {.trust = users, .at = 0};
  Job job = {
      .arena = result->messages, .diags = result->diags, .limits = &limits_default};
  if (!users || !*users)
    return bad_value(result, "USER.pem", NULL, "");
  VerifyTrust *read = verify_trust_new(&job, &options);
  if (!read)
    return false;
  verify_trust_each(read, out->users);
  verify_trust_free(read);
  return true;
}

static bool is_ascii(const char *text) {
  return g_str_is_ascii(text) && *text && strlen(text) <= 64;
}

static bool take_all(HongtouResult *result, const HongtouSealing *wish,
                     SigningSeal *seal) {
  *seal = (SigningSeal){.vendor = "Hongtou",
                        .id = wish->number,
                        .name = wish->name,
                        .type = 1,
                        .users = seal->users};
  if (!wish->name || !*wish->name)
    return bad_value(result, "--name", NULL, "");
  if (!wish->number || !is_ascii(wish->number))
    return bad_value(result, "--number", wish->number, "ASCII, 1–64");
  return take_valid(result, wish->valid, seal) &&
         take_size(result, wish->dimensions, seal) &&
         take_users(result, wish->users, seal);
}

static void make(HongtouSession *session, HongtouResult *result, SigningSeal *seal,
                 const HongtouSealing *wish) {
  HongtouOptions options = {.sign_profile = wish->profile,
                            .signing = wish->signing,
                            .pin = wish->pin,
                            .signing_time = wish->signing_time};
  Job job = {.arena = arena_new(), .diags = result->diags, .limits = &limits_default};
  SigningAbout about;
  g_autoptr(GByteArray) info = g_byte_array_new();
  if (session_signer_open(session, &job, &options, false) &&
      signing_client_describe(session->signer, &job, &about)) {
    seal->created = about.time;
    signing_seal_info(seal, info);
    signing_client_seal(session->signer, &job, info, result_output_new(result));
  }
  arena_free(job.arena);
}

HongtouResult *hongtou_seal_make(HongtouSession *session, const HongtouSource *picture,
                                 const HongtouSealing *given) {
  HongtouSealing own, *wish = &own;
  STRUCT_TAKE(HongtouSealing, dimensions, wish, given);
  HongtouResult *result = result_new(false);
  g_autofree char *read = NULL;
  g_autoptr(GPtrArray) users =
      g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
  SigningSeal seal = {.users = users};
  size_t len;
  const char *bytes = bytes_of(result, picture, &read, &len);
  if (bytes && take_all(result, wish, &seal) &&
      take_picture(result, picture->path, bytes, len, &seal))
    make(session, result, &seal, wish);
  return result;
}
