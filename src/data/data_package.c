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
  zip_t *zip; /* NULL: after a fault, or the bytes are the one entry content.xml */
  GHashTable *entries; /* an entry's name, as lookup_name has it → its number + 1 */
  bool flat;
  size_t inflated; /* of all entries so far */
  bool failed;
  zip_file_t *entry; /* the one being read */
  size_t entry_bytes, packed;
  const char *entry_name;
};

/* ---- faults ------------------------------------------------------------------------ */

/* The package is read no further for this reason. */
static void package_refuse(Package *package, Span at, DiagCode code, const char *arg) {
  if (package->failed)
    return;
  package->failed = true;
  diag_add(package->job->diags, at, code, arg, NULL);
}

void package_over(Package *package, Span at, DiagCode code, size_t limit) {
  g_autofree char *text = g_strdup_printf("%zu", limit);
  package_refuse(package, at, code, text);
}

static void refuse(Package *package, DiagCode code, const char *arg) {
  package_refuse(package, data_span(package->source, 0, 0), code, arg);
}

void package_broken(Package *package, const char *what) {
  refuse(package, DIAG_DATA_BROKEN, what);
}

bool package_failed(const Package *package) {
  return package->failed;
}

static void refuse_size(Package *package, size_t limit) {
  package_over(package, data_span(package->source, 0, 0), DIAG_LIMIT_ZIP_BYTES, limit);
}

/* ---- opening ----------------------------------------------------------------------- */

static bool name_is_safe(const char *name) {
  if (!*name || *name == '/' || strchr(name, ':'))
    return false;
  g_auto(GStrv) parts = g_strsplit(name, "/", -1);
  for (char **part = parts; *part; part++) {
    if (strcmp(*part, "..") == 0)
      return false;
  }
  return true;
}

/* Part names are alike whatever their case (ECMA-376-2, 9.1.1); some writers part folders
 * by backslashes. */
static char *lookup_name(const char *name) {
  g_autofree char *slashed = g_strdelimit(g_strdup(name), "\\", '/');
  return g_utf8_casefold(slashed, -1);
}

static void check_names(Package *package) {
  zip_int64_t n = ZIP(get_num_entries)(package->zip, 0);
  if (n > package->job->limits->zip_entries) {
    g_autofree char *text = g_strdup_printf("%u", package->job->limits->zip_entries);
    refuse(package, DIAG_LIMIT_ZIP_ENTRIES, text);
    return;
  }
  for (zip_int64_t i = 0; i < n; i++) {
    zip_stat_t stat;
    const char *name = ZIP(get_name)(package->zip, (zip_uint64_t)i, 0);
    if (!name || ZIP(stat_index)(package->zip, (zip_uint64_t)i, 0, &stat) != 0) {
      package_broken(package, "ZIP");
      return;
    }
    char *key = lookup_name(name);
    if (stat.valid & ZIP_STAT_ENCRYPTION_METHOD && stat.encryption_method != ZIP_EM_NONE)
      refuse(package, DIAG_DATA_ENCRYPTED, NULL);
    if (!name_is_safe(key) || g_hash_table_contains(package->entries, key))
      refuse(package, DIAG_DATA_ZIP_NAME, name);
    g_hash_table_insert(package->entries, key, GINT_TO_POINTER((gint)i + 1));
  }
}

static void open_archive(Package *package) {
  zip_error_t error;
  ZIP(error_init)(&error);
  zip_source_t *buffer =
      ZIP(source_buffer_create)(package->bytes, package->len, 0, &error);
  package->zip = buffer ? ZIP(open_from_source)(buffer, ZIP_RDONLY, &error) : NULL;
  if (package->zip)
    check_names(package);
  else
    package_broken(package, "ZIP");
  if (!package->zip && buffer)
    ZIP(source_free)(buffer);
  ZIP(error_fini)(&error);
}

Package *package_open(Job *job, const DataSource *source, char *bytes, size_t len) {
  Package *package = g_new0(Package, 1);
  *package = (Package){.job = job, .source = source, .bytes = bytes, .len = len};
  package->entries = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  if (!zip_is_sound(bytes, len, job->limits->zip_entries))
    package_broken(package, "ZIP");
  else if (zip_library(job->diags))
    open_archive(package);
  return package;
}

Package *package_open_flat(Job *job, const DataSource *source, char *bytes, size_t len) {
  Package *package = g_new0(Package, 1);
  *package =
      (Package){.job = job, .source = source, .bytes = bytes, .len = len, .flat = true};
  package->entries = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_insert(package->entries, g_strdup("content.xml"), GINT_TO_POINTER(1));
  return package;
}

void package_close(Package *package) {
  if (package->zip)
    ZIP(discard)(package->zip);
  g_hash_table_destroy(package->entries);
  g_free(package->bytes);
  g_free(package);
}

/* The entry's number + 1; 0: there is none. */
static int find_entry(const Package *package, const char *entry) {
  g_autofree char *key = lookup_name(entry);
  return GPOINTER_TO_INT(g_hash_table_lookup(package->entries, key));
}

bool package_has(const Package *package, const char *entry) {
  return find_entry(package, entry) > 0;
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

static bool open_entry(Package *package, const char *entry) {
  zip_stat_t stat;
  int found = find_entry(package, entry);
  package->entry_name = arena_strdup(package->job->arena, entry);
  if (found && ZIP(stat_index)(package->zip, (zip_uint64_t)found - 1, 0, &stat) == 0)
    package->entry = ZIP(fopen_index)(package->zip, (zip_uint64_t)found - 1, 0);
  if (!package->entry) {
    package_broken(package, entry);
    return false;
  }
  package->entry_bytes = 0;
  package->packed =
      MIN((size_t)stat.comp_size, package->len); /* the first is but a claim */
  return true;
}

static void close_entry(Package *package) {
  if (package->entry)
    ZIP(fclose)(package->entry);
  package->entry = NULL;
}

XmlReader *package_xml(Package *package, const char *entry) {
  XmlForm form = package_form(package);
  if (package->failed)
    return NULL;
  if (package->flat && package_has(package, entry)) {
    package->entry_name = arena_strdup(package->job->arena, entry);
    return xml_open(package->job, &form, NULL, package->bytes, package->len);
  }
  if (!open_entry(package, entry))
    return NULL;
  return xml_open_stream(package->job, &form, NULL, (XmlInput){package, inflate_some});
}

void package_xml_free(Package *package, XmlReader *xml) {
  xml_close(xml);
  close_entry(package);
}

/* XML in UTF-8 and what is like it begins with a mark, a blank or '<'. */
static bool begins_plainly(const char *bytes, size_t len) {
  return len >= 2 && bytes[1] && (uint8_t)bytes[0] < 0xFE && bytes[0];
}

bool package_mentions(Package *package, const char *entry, const char *word) {
  char window[65536];
  size_t n = strlen(word), kept = 0;
  gssize got = 0;
  bool found = false, begun = false;
  if (package->failed || package->flat || !open_entry(package, entry))
    return true;
  while (!found &&
         (got = inflate_some(package, window + kept, sizeof window - kept)) > 0) {
    size_t have = kept + (size_t)got;
    found = memmem(window, have, word, n) || (!begun && !begins_plainly(window, have));
    begun = true;
    kept = MIN(n - 1, have);
    memmove(window, window + have - kept, kept);
  }
  close_entry(package);
  return found || got < 0;
}

bool package_read(Package *package, XmlReader *xml) {
  return !package->failed && xml_next(xml) && !package->failed;
}

/* ---- names by their namespaces ----------------------------------------------------- */

/* The second is that of ISO/IEC 29500 Strict. */
static const char *const spaces[][2] = {
    [SPACE_NONE] = {NULL, NULL},
    [SPACE_SHEET] = {"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                     "http://purl.oclc.org/ooxml/spreadsheetml/main"},
    [SPACE_REFERENCE] =
        {"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
         "http://purl.oclc.org/ooxml/officeDocument/relationships"},
    [SPACE_RELATIONS] = {"http://schemas.openxmlformats.org/package/2006/relationships",
                         NULL},
    [SPACE_OFFICE] = {"urn:oasis:names:tc:opendocument:xmlns:office:1.0", NULL},
    [SPACE_TABLE] = {"urn:oasis:names:tc:opendocument:xmlns:table:1.0", NULL},
    [SPACE_TEXT] = {"urn:oasis:names:tc:opendocument:xmlns:text:1.0", NULL},
    [SPACE_CALC] =
        {"urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0", NULL},
    [SPACE_STYLE] = {"urn:oasis:names:tc:opendocument:xmlns:style:1.0", NULL},
};

static bool in_space(const char *own, PartSpace space) {
  return own && (strcmp(own, spaces[space][0]) == 0 ||
                 (spaces[space][1] && strcmp(own, spaces[space][1]) == 0));
}

bool part_at(const XmlReader *xml, PartSpace space, const char *local) {
  return xml_at(xml, local) && in_space(xml_space(xml), space);
}

bool part_at_end(const XmlReader *xml, PartSpace space, const char *local) {
  return xml_at_end(xml, local) && in_space(xml_space(xml), space);
}

bool part_opens(const XmlReader *xml, PartSpace space, const char *local) {
  return part_at(xml, space, local) && !xml_is_empty(xml);
}

bool part_closes(const XmlReader *xml, PartSpace space, const char *local) {
  return part_at_end(xml, space, local) ||
         (part_at(xml, space, local) && xml_is_empty(xml));
}

const char *part_peek(const XmlReader *xml, PartSpace space, const char *local) {
  for (unsigned i = 0; i < xml_attributes(xml); i++) {
    const XmlAttribute *own = xml_attribute_at(xml, i);
    bool here = space == SPACE_NONE ? !own->space : in_space(own->space, space);
    if (here && strcmp(own->local, local) == 0)
      return own->value;
  }
  return NULL;
}

char *part_value(const XmlReader *xml, PartSpace space, const char *local) {
  return g_strdup(part_peek(xml, space, local));
}

bool part_flag(const XmlReader *xml, PartSpace space, const char *local) {
  const char *value = part_peek(xml, space, local);
  return value && (strcmp(value, "1") == 0 || strcmp(value, "true") == 0 ||
                   strcmp(value, "on") == 0);
}

uint32_t part_count(const XmlReader *xml, PartSpace space, const char *local,
                    uint32_t fallback) {
  const char *value = part_peek(xml, space, local);
  guint64 n;
  if (value && g_ascii_string_to_unsigned(value, 10, 1, 1000000000, &n, NULL))
    return (uint32_t)n;
  return fallback;
}
