/* The file: a package whose first entry says what it is (ODF 1.3 part 2), or one flat
 * document. */
#include <string.h>

#include "base_zip.h"
#include "odt_private.h"

#define MEDIA_TYPE "application/vnd.oasis.opendocument.text"
#define LEVEL 3 /* of deflate: a third of the time of 6, a tenth more bytes */
#define DOS_DATE \
  0x22 /* 1980-01-02: no clock; Java reads the first of January as no date at all */
#define XML_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

static const char namespaces[] =
    " xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\""
    " xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\""
    " xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\""
    " xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\""
    " xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\""
    " xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\""
    " xmlns:svg=\"urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0\""
    " xmlns:meta=\"urn:oasis:names:tc:opendocument:xmlns:meta:1.0\""
    " xmlns:config=\"urn:oasis:names:tc:opendocument:xmlns:config:1.0\""
    " xmlns:xlink=\"http://www.w3.org/1999/xlink\""
    " xmlns:dc=\"http://purl.org/dc/elements/1.1/\"";

/* ---- what both forms hold ---------------------------------------------------------- */

static void put_styles(const Odt *o, GString *out) {
  g_string_append_printf(out, "<office:styles>\n%s</office:styles>\n", o->named->str);
}

static void put_masters(const Odt *o, GString *out) {
  g_string_append_printf(out, "<office:master-styles>\n%s</office:master-styles>\n",
                         o->pages->str);
}

static void put_body(const Odt *o, GString *out) {
  g_string_append_printf(out,
                         "<office:body><office:text>\n%s%s</office:text></office:body>\n",
                         odt_sequences(o), o->body->str);
}

void odt_flat(const Odt *o, GByteArray *bytes) {
  g_autoptr(GString) out = g_string_new(XML_HEAD "<office:document");
  g_string_append_printf(
      out, "%s office:version=\"1.3\" office:mimetype=\"" MEDIA_TYPE "\">\n", namespaces);
  odt_meta(o, out);
  odt_settings(out);
  odt_font_faces(o, out);
  put_styles(o, out);
  g_string_append_printf(out,
                         "<office:automatic-styles>\n%s%s</office:automatic-styles>\n",
                         o->page_styles->str, o->automatic->str);
  put_masters(o, out);
  put_body(o, out);
  g_string_append(out, "</office:document>\n");
  g_byte_array_append(bytes, (const guint8 *)out->str, (guint)out->len);
}

/* ---- the package ------------------------------------------------------------------- */

typedef struct Package {
  const Odt *o;
  zip_t *zip;
  GPtrArray *parts; /* GString: must live until the archive is written */
  GString *manifest;
  bool failed;
} Package;

static void add_bytes(Package *p, const char *name, const void *bytes, size_t len,
                      bool stored) {
  zip_source_t *source = ZIP(source_buffer)(p->zip, bytes, len, 0);
  zip_int64_t index = source ? ZIP(file_add)(p->zip, name, source, 0) : -1;
  if (index < 0) {
    ZIP(source_free)(source);
    p->failed = true;
    return;
  }
  zip_uint64_t i = (zip_uint64_t)index;
  zip_int32_t method = stored ? ZIP_CM_STORE : ZIP_CM_DEFLATE;
  p->failed |= ZIP(set_file_compression)(p->zip, i, method, stored ? 0 : LEVEL) != 0 ||
               ZIP(file_set_dostime)(p->zip, i, 0, DOS_DATE, 0) != 0;
}

static void list_part(Package *p, const char *name, const char *type) {
  g_string_append(p->manifest, "<manifest:file-entry");
  odt_attribute(p->manifest, "manifest:full-path", name);
  odt_attribute(p->manifest, "manifest:media-type", type);
  if (strcmp(name, "/") == 0)
    g_string_append(p->manifest, " manifest:version=\"1.3\"");
  g_string_append(p->manifest, "/>\n");
}

static GString *new_part(Package *p, const char *root) {
  GString *part = g_string_new(XML_HEAD);
  if (root)
    g_string_append_printf(part, "<%s%s office:version=\"1.3\">\n", root, namespaces);
  g_ptr_array_add(p->parts, part);
  return part;
}

static void add_part(Package *p, const char *name, GString *part, const char *root) {
  if (root)
    g_string_append_printf(part, "</%s>\n", root);
  list_part(p, name, "text/xml");
  add_bytes(p, name, part->str, part->len, false);
}

static void add_content(Package *p) {
  const Odt *o = p->o;
  GString *part = new_part(p, "office:document-content");
  odt_font_faces(o, part);
  g_string_append_printf(part,
                         "<office:automatic-styles>\n%s</office:automatic-styles>\n",
                         o->automatic->str);
  put_body(o, part);
  add_part(p, "content.xml", part, "office:document-content");
}

static void add_styles(Package *p) {
  const Odt *o = p->o;
  GString *part = new_part(p, "office:document-styles");
  odt_font_faces(o, part);
  put_styles(o, part);
  g_string_append_printf(part,
                         "<office:automatic-styles>\n%s</office:automatic-styles>\n",
                         o->page_styles->str);
  put_masters(o, part);
  add_part(p, "styles.xml", part, "office:document-styles");
}

static void add_all(Package *p) {
  add_bytes(p, "mimetype", MEDIA_TYPE, strlen(MEDIA_TYPE), true);
  list_part(p, "/", MEDIA_TYPE);
  add_content(p);
  add_styles(p);
  GString *meta = new_part(p, "office:document-meta");
  odt_meta(p->o, meta);
  add_part(p, "meta.xml", meta, "office:document-meta");
  GString *settings = new_part(p, "office:document-settings");
  odt_settings(settings);
  add_part(p, "settings.xml", settings, "office:document-settings");
  for (guint i = 0; i < p->o->files->len; i++) {
    const OdtFile *file = g_ptr_array_index(p->o->files, i);
    list_part(p, file->name, file->type);
    add_bytes(p, file->name, file->bytes, file->len,
              g_str_has_prefix(file->type, "image/"));
  }
  GString *manifest = new_part(p, NULL);
  g_string_append_printf(manifest,
                         "<manifest:manifest xmlns:manifest="
                         "\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\""
                         " manifest:version=\"1.3\">\n%s</manifest:manifest>\n",
                         p->manifest->str);
  add_bytes(p, "META-INF/manifest.xml", manifest->str, manifest->len, false);
}

static bool take_bytes(zip_source_t *source, GByteArray *out) {
  zip_stat_t stat;
  if (ZIP(source_stat)(source, &stat) != 0 || ZIP(source_open)(source) != 0)
    return false;
  guint start = out->len;
  g_byte_array_set_size(out, start + (guint)stat.size);
  zip_int64_t n = ZIP(source_read)(source, out->data + start, stat.size);
  ZIP(source_close)(source);
  return n >= 0 && (zip_uint64_t)n == stat.size;
}

static void part_free(gpointer part) {
  g_string_free(part, TRUE);
}

bool odt_package(const Odt *o, GByteArray *out) {
  if (!zip_library(o->job->diags))
    return false;
  zip_error_t error;
  zip_source_t *memory = ZIP(source_buffer_create)(NULL, 0, 0, &error);
  if (!memory)
    return false;
  ZIP(source_keep)(memory);
  Package p = {.o = o, .zip = ZIP(open_from_source)(memory, ZIP_TRUNCATE, &error)};
  p.parts = g_ptr_array_new_with_free_func(part_free);
  p.manifest = g_string_new(NULL);
  p.failed = p.zip == NULL;
  if (!p.failed)
    add_all(&p);
  if (p.zip && (p.failed || ZIP(close)(p.zip) != 0)) {
    ZIP(discard)(p.zip);
    p.failed = true;
  }
  bool done = !p.failed && take_bytes(memory, out);
  ZIP(source_free)(memory);
  g_ptr_array_free(p.parts, TRUE);
  g_string_free(p.manifest, TRUE);
  return done;
}
