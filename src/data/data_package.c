/* ZIP packages, read in memory: names, counts and sizes are held to the limits of
 * threats 6.3 by what comes out of the inflater, never by what the archive claims of
 * itself. */
#include <libxml/xmlreader.h>
#include <string.h>

#include "base_zip.h"
#include "data_private.h"

#define TAG_BYTES                                                       \
  ((size_t)64 << 10) /* one tag: libxml2 is quadratic in its attributes \
                      */
#define RATIO_FLOOR \
  ((size_t)1 << 20) /* a small entry may be packed as tightly as it likes */

struct Package {
  Job *job;
  const DataSource *source;
  char *bytes;
  size_t len;
  zip_t *zip;
  size_t inflated; /* of all entries so far */
  bool failed;
  zip_file_t *entry; /* the one being read */
  size_t entry_bytes, packed, tag;
};

/* ---- faults ------------------------------------------------------------------------ */

static void refuse(Package *package, DiagCode code, const char *arg) {
  if (package->failed)
    return;
  package->failed = true;
  diag_add(package->job->diags, data_span(package->source, 0, 0), code, arg, NULL);
}

void package_broken(Package *package, const char *what) {
  refuse(package, DIAG_DATA_BROKEN, what);
}

bool package_failed(const Package *package) {
  return package->failed;
}

static void refuse_size(Package *package, size_t limit) {
  g_autofree char *text = g_strdup_printf("%zu", limit);
  refuse(package, DIAG_LIMIT_ZIP_BYTES, text);
}

/* ---- opening ----------------------------------------------------------------------- */

static bool name_is_safe(const char *name) {
  if (!*name || *name == '/' || strchr(name, '\\') || strchr(name, ':'))
    return false;
  g_auto(GStrv) parts = g_strsplit(name, "/", -1);
  for (char **part = parts; *part; part++) {
    if (strcmp(*part, "..") == 0)
      return false;
  }
  return true;
}

static void check_names(Package *package) {
  zip_int64_t n = ZIP(get_num_entries)(package->zip, 0);
  if (n > package->job->limits->zip_entries) {
    g_autofree char *text = g_strdup_printf("%u", package->job->limits->zip_entries);
    refuse(package, DIAG_LIMIT_ZIP_ENTRIES, text);
    return;
  }
  g_autoptr(GHashTable) seen =
      g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (zip_int64_t i = 0; i < n; i++) {
    zip_stat_t stat;
    const char *name = ZIP(get_name)(package->zip, (zip_uint64_t)i, 0);
    if (!name || ZIP(stat_index)(package->zip, (zip_uint64_t)i, 0, &stat) != 0)
      package_broken(package, "ZIP");
    else if (!name_is_safe(name) || !g_hash_table_add(seen, g_utf8_casefold(name, -1)))
      refuse(package, DIAG_DATA_ZIP_NAME, name);
    else if (stat.valid & ZIP_STAT_ENCRYPTION_METHOD &&
             stat.encryption_method != ZIP_EM_NONE)
      refuse(package, DIAG_DATA_ENCRYPTED, NULL);
  }
}

Package *package_open(Job *job, const DataSource *source, char *bytes, size_t len) {
  Package *package = g_new0(Package, 1);
  *package = (Package){.job = job, .source = source, .bytes = bytes, .len = len};
  if (!zip_library(job->diags))
    return package;
  zip_error_t error;
  ZIP(error_init)(&error);
  zip_source_t *buffer = ZIP(source_buffer_create)(bytes, len, 0, &error);
  package->zip =
      buffer ? ZIP(open_from_source)(buffer, ZIP_RDONLY | ZIP_CHECKCONS, &error) : NULL;
  if (package->zip)
    check_names(package);
  else
    package_broken(package, ZIP(error_strerror)(&error));
  if (!package->zip && buffer)
    ZIP(source_free)(buffer);
  ZIP(error_fini)(&error);
  return package;
}

void package_close(Package *package) {
  if (package->zip)
    ZIP(discard)(package->zip);
  g_free(package->bytes);
  g_free(package);
}

bool package_has(const Package *package, const char *entry) {
  return package->zip && ZIP(name_locate)(package->zip, entry, 0) >= 0;
}

/* ---- inflating --------------------------------------------------------------------- */

/* A tag too long to be one: from a '<' on without a '>'. */
static bool tags_fit(Package *package, const char *bytes, size_t n) {
  for (size_t i = 0; i < n; i++) {
    if (bytes[i] == '<')
      package->tag = 1;
    else if (bytes[i] == '>')
      package->tag = 0;
    else if (package->tag && ++package->tag > TAG_BYTES)
      return false;
  }
  return true;
}

static bool sizes_fit(Package *package, size_t n) {
  const Limits *limits = package->job->limits;
  package->entry_bytes += n;
  package->inflated += n;
  if (package->entry_bytes > limits->zip_entry_bytes)
    refuse_size(package, limits->zip_entry_bytes);
  else if (package->inflated > limits->zip_bytes)
    refuse_size(package, limits->zip_bytes);
  else if (package->entry_bytes > RATIO_FLOOR &&
           package->entry_bytes / limits->zip_ratio > package->packed)
    refuse(package, DIAG_DATA_ZIP_BOMB, NULL);
  return !package->failed;
}

static int inflate_some(void *context, char *buffer, int len) {
  Package *package = context;
  zip_int64_t n = ZIP(fread)(package->entry, buffer, (zip_uint64_t)len);
  if (n < 0) {
    package_broken(package, "ZIP");
    return -1;
  }
  if (!sizes_fit(package, (size_t)n))
    return -1;
  if (tags_fit(package, buffer, (size_t)n))
    return (int)n;
  package_broken(package, "<…>");
  return -1;
}

static int inflate_end(void *context) {
  Package *package = context;
  ZIP(fclose)(package->entry);
  package->entry = NULL;
  return 0;
}

/* ---- XML --------------------------------------------------------------------------- */

static void on_error(void *context, xmlErrorPtr error) {
  Package *package = context;
  if (error->level < XML_ERR_ERROR)
    return;
  g_autofree char *message = g_utf8_make_valid(error->message ? error->message : "", -1);
  package_broken(package, g_strchomp(message));
}

xmlTextReaderPtr package_xml(Package *package, const char *entry) {
  zip_stat_t stat;
  if (package->failed)
    return NULL;
  if (ZIP(stat)(package->zip, entry, 0, &stat) == 0)
    package->entry = ZIP(fopen)(package->zip, entry, 0);
  if (!package->entry) {
    package_broken(package, entry);
    return NULL;
  }
  package->entry_bytes = package->tag = 0;
  package->packed =
      MIN((size_t)stat.comp_size, package->len); /* the first is but a claim */
  xmlTextReaderPtr xml =
      xmlReaderForIO(inflate_some, inflate_end, package, NULL, NULL, XML_PARSE_NONET);
  if (!xml) {
    if (package->entry)
      inflate_end(package);
    package_broken(package, entry);
    return NULL;
  }
  xmlTextReaderSetStructuredErrorHandler(xml, on_error, package);
  return xml;
}

void package_xml_free(Package *package, xmlTextReaderPtr xml) {
  xmlFreeTextReader(xml);
  if (package->entry)
    inflate_end(package);
}

bool package_read(Package *package, xmlTextReaderPtr xml) {
  if (package->failed)
    return false;
  int read = xmlTextReaderRead(xml);
  if (read < 0)
    package_broken(package, "XML");
  if (read != 1 || package->failed)
    return false;
  int type = xmlTextReaderNodeType(xml);
  if (type == XML_READER_TYPE_DOCUMENT_TYPE || type == XML_READER_TYPE_ENTITY_REFERENCE)
    package_broken(package, "DOCTYPE");
  return !package->failed;
}

bool xml_at(xmlTextReaderPtr xml, const char *local) {
  return xmlTextReaderNodeType(xml) == XML_READER_TYPE_ELEMENT &&
         strcmp((const char *)xmlTextReaderConstLocalName(xml), local) == 0;
}

bool xml_at_end(xmlTextReaderPtr xml, const char *local) {
  return xmlTextReaderNodeType(xml) == XML_READER_TYPE_END_ELEMENT &&
         strcmp((const char *)xmlTextReaderConstLocalName(xml), local) == 0;
}

char *xml_value(xmlTextReaderPtr xml, const char *local) {
  char *found = NULL;
  for (int more = xmlTextReaderMoveToFirstAttribute(xml); more == 1 && !found;
       more = xmlTextReaderMoveToNextAttribute(xml)) {
    if (strcmp((const char *)xmlTextReaderConstLocalName(xml), local) == 0)
      found = g_strdup((const char *)xmlTextReaderConstValue(xml));
  }
  xmlTextReaderMoveToElement(xml);
  return found;
}

uint32_t xml_count(xmlTextReaderPtr xml, const char *local, uint32_t fallback) {
  g_autofree char *value = xml_value(xml, local);
  guint64 n;
  if (value && g_ascii_string_to_unsigned(value, 10, 1, 1000000000, &n, NULL))
    return (uint32_t)n;
  return fallback;
}
