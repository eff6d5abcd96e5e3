/* ZIP packages, read in memory: names, counts and sizes are held to the limits of
 * threats 6.3 by what comes out of the inflater, never by what the archive claims of
 * itself. */
#include <string.h>

#include "base_zip.h"
#include "data_private.h"

struct Package {
  Job *job;
  const DataSource *source;
  char *bytes;
  size_t len;
  zip_t *zip;
  size_t inflated; /* of all entries so far */
  bool failed;
  zip_file_t *entry; /* the one being read */
  size_t entry_bytes, packed;
  const char *entry_name;
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

static bool sizes_fit(Package *package, size_t n) {
  const Limits *limits = package->job->limits;
  package->entry_bytes += n;
  package->inflated += n;
  if (package->entry_bytes > limits->zip_entry_bytes)
    refuse_size(package, limits->zip_entry_bytes);
  else if (package->inflated > limits->zip_bytes)
    refuse_size(package, limits->zip_bytes);
  else if (package->entry_bytes > limits->zip_slack &&
           package->entry_bytes / limits->zip_ratio > package->packed)
    refuse(package, DIAG_DATA_ZIP_BOMB, NULL);
  return !package->failed;
}

static gssize inflate_some(void *self, char *buffer, size_t room) {
  Package *package = self;
  zip_int64_t n = ZIP(fread)(package->entry, buffer, room);
  if (n < 0)
    package_broken(package, "ZIP");
  return n < 0 || !sizes_fit(package, (size_t)n) ? -1 : (gssize)n;
}

/* ---- XML --------------------------------------------------------------------------- */

/* Where in the package, and what: a user mends neither, but who made the file may. */
static void say(void *self, const XmlFault *fault) {
  Package *package = self;
  Arena *arena = package->job->arena;
  package_broken(package,
                 arena_printf(arena, "%s:%u:%u %s", package->entry_name, fault->near.line,
                              fault->near.column, xml_fault_mark(arena, fault)));
}

static XmlForm package_form(Package *package) {
  XmlForm form = xml_form(package->job->limits);
  form.encodings = XML_ENCODING_ANY;
  form.bytes = package->job->limits->zip_entry_bytes;
  form.elements = SIZE_MAX; /* the bytes are bounded */
  form.say = say;
  form.self = package;
  return form;
}

XmlReader *package_xml(Package *package, const char *entry) {
  zip_stat_t stat;
  if (package->failed)
    return NULL;
  if (ZIP(stat)(package->zip, entry, 0, &stat) == 0)
    package->entry = ZIP(fopen)(package->zip, entry, 0);
  if (!package->entry) {
    package_broken(package, entry);
    return NULL;
  }
  package->entry_name = arena_strdup(package->job->arena, entry);
  package->entry_bytes = 0;
  package->packed =
      MIN((size_t)stat.comp_size, package->len); /* the first is but a claim */
  XmlForm form = package_form(package);
  return xml_open_stream(package->job, &form, NULL, (XmlInput){package, inflate_some});
}

void package_xml_free(Package *package, XmlReader *xml) {
  xml_close(xml);
  ZIP(fclose)(package->entry);
  package->entry = NULL;
}

bool package_read(Package *package, XmlReader *xml) {
  return !package->failed && xml_next(xml) && !package->failed;
}
