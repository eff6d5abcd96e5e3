/* The parts of an XLSX workbook around its sheet: which entry that is, shared strings,
 * formats. */
#include <string.h>

#include "data_private.h"

#define FIRST_CUSTOM_FORMAT 164

/* ---- relationships ----------------------------------------------------------------- */

/* A target as the entry's name: absolute, or beside the folder of the part that names it.
 */
static char *resolve(const char *folder, const char *target) {
  return *target == '/' ? g_strdup(target + 1) : g_strconcat(folder, target, NULL);
}

/* The target of the relationship whose attribute has, or ends with, the value; NULL:
 * none. */
static char *relation(Package *package, const char *entry, const char *attribute,
                      const char *value) {
  char *found = NULL;
  XmlReader *xml = package_xml(package, entry);
  while (xml && package_read(package, xml)) {
    if (!xml_at(xml, "Relationship") || found)
      continue;
    g_autofree char *have = xml_value(xml, attribute);
    if (have && g_str_has_suffix(have, value))
      found = xml_value(xml, "Target");
  }
  if (xml)
    package_xml_free(package, xml);
  return found;
}

static char *folder_of(const char *entry) {
  const char *slash = strrchr(entry, '/');
  return slash ? g_strndup(entry, (gsize)(slash - entry) + 1) : g_strdup("");
}

char *xlsx_workbook(Package *package) {
  if (!package_has(package, "_rels/.rels"))
    return g_strdup("xl/workbook.xml");
  g_autofree char *target = relation(package, "_rels/.rels", "Type", "/officeDocument");
  return resolve("", target ? target : "xl/workbook.xml");
}

/* ---- the workbook ------------------------------------------------------------------ */

/* The relationship id of the wanted sheet; NULL after a fault. */
static char *wanted_sheet(Job *job, const DataSource *source, Package *package,
                          const char *workbook, bool *from_1904) {
  char *id = NULL;
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  XmlReader *xml = package_xml(package, workbook);
  while (xml && package_read(package, xml)) {
    if (xml_at(xml, "workbookPr")) {
      g_autofree char *flag = xml_value(xml, "date1904");
      *from_1904 = flag && (strcmp(flag, "1") == 0 || strcmp(flag, "true") == 0);
    }
    if (!xml_at(xml, "sheet"))
      continue;
    char *name = xml_value(xml, "name");
    g_ptr_array_add(names, name ? name : g_strdup(""));
    if (!id && name && (!source->sheet || strcmp(name, source->sheet) == 0))
      id = xml_value(xml, "id");
  }
  if (xml)
    package_xml_free(package, xml);
  if (!id && !package_failed(package))
    data_sheet_missing(job, source, names);
  return id;
}

/* ---- shared strings ---------------------------------------------------------------- */

/* The text of an <si>, an <is> or the like; phonetic guides are no part of it. */
static void strings_read(Package *package, const char *entry, XlsxBook *book) {
  XmlReader *xml = package_xml(package, entry);
  bool in_text = false, in_guide = false;
  while (xml && package_read(package, xml)) {
    if (xml_at(xml, "rPh") || xml_at_end(xml, "rPh"))
      in_guide = xml_at(xml, "rPh") && !xml_is_empty(xml);
    if (xml_at(xml, "t") || xml_at_end(xml, "t"))
      in_text = xml_at(xml, "t") && !xml_is_empty(xml);
    const char *text = xml_content(xml);
    if (text && in_text && !in_guide)
      g_string_append(book->strings, text);
    bool closed = xml_at_end(xml, "si") || (xml_at(xml, "si") && xml_is_empty(xml));
    if (closed)
      g_array_append_val(book->string_ends, book->strings->len);
  }
  if (xml)
    package_xml_free(package, xml);
}

/* ---- formats ----------------------------------------------------------------------- */

/* The letters of a format code that print something: quoted, bracketed and escaped ones
 * are out. */
static char *bare_code(const char *code) {
  GString *out = g_string_new(NULL);
  char until = 0;
  for (const char *p = code; *p; p++) {
    if (until)
      until = *p == until ? 0 : until;
    else if (*p == '"')
      until = '"';
    else if (*p == '[')
      until = ']';
    else if ((*p == '\\' || *p == '_' || *p == '*') && p[1])
      p++;
    else if (*p == ';')
      break;
    else
      g_string_append_c(out, g_ascii_tolower(*p));
  }
  return g_string_free(out, FALSE);
}

static StoredKind kind_of_code(const char *code) {
  g_autofree char *bare = bare_code(code);
  if (strstr(bare, "general"))
    return STORED_NUMBER;
  if (strchr(bare, '%'))
    return STORED_PERCENT;
  bool digits = strpbrk(bare, "0#?") != NULL;
  if (!digits && strpbrk(bare, "yd"))
    return STORED_DATE;
  return !digits && strpbrk(bare, "hs") ? STORED_TIME : STORED_NUMBER;
}

/* ECMA-376 18.8.30, with the dates of Chinese systems. */
static StoredKind kind_of_builtin(uint32_t id) {
  if (id == 9 || id == 10)
    return STORED_PERCENT;
  if ((id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 ||
      (id >= 50 && id <= 54) || id == 57 || id == 58)
    return STORED_DATE;
  bool time = (id >= 18 && id <= 21) || (id >= 32 && id <= 35) ||
              (id >= 45 && id <= 47) || id == 55 || id == 56;
  return time ? STORED_TIME : STORED_NUMBER;
}

static void formats_read(Package *package, const char *entry, XlsxBook *book) {
  g_autoptr(GHashTable) custom = g_hash_table_new(NULL, NULL); /* id → StoredKind + 1 */
  XmlReader *xml = package_xml(package, entry);
  bool in_formats = false;
  while (xml && package_read(package, xml)) {
    if (xml_at(xml, "cellXfs") || xml_at_end(xml, "cellXfs"))
      in_formats = xml_at(xml, "cellXfs") && !xml_is_empty(xml);
    if (xml_at(xml, "numFmt")) {
      g_autofree char *code = xml_value(xml, "formatCode");
      int kind = code ? (int)kind_of_code(code) + 1 : 1;
      g_hash_table_insert(custom, GUINT_TO_POINTER(xml_count(xml, "numFmtId", 0)),
                          GINT_TO_POINTER(kind));
    }
    if (!in_formats || !xml_at(xml, "xf"))
      continue;
    uint32_t id = xml_count(xml, "numFmtId", 0);
    int known = GPOINTER_TO_INT(g_hash_table_lookup(custom, GUINT_TO_POINTER(id)));
    StoredKind kind = known ? (StoredKind)(known - 1) : kind_of_builtin(id);
    g_array_append_val(book->kinds, kind);
  }
  if (xml)
    package_xml_free(package, xml);
}

/* ---- all --------------------------------------------------------------------------- */

bool xlsx_book_read(Job *job, const DataSource *source, Package *package, XlsxBook *out) {
  *out = (XlsxBook){.strings = g_string_new(NULL),
                    .string_ends = g_array_new(FALSE, FALSE, sizeof(size_t)),
                    .kinds = g_array_new(FALSE, FALSE, sizeof(StoredKind))};
  g_autofree char *workbook = xlsx_workbook(package);
  g_autofree char *folder = folder_of(workbook);
  g_autofree char *relations =
      g_strdup_printf("%s_rels/%s.rels", folder, workbook + strlen(folder));
  g_autofree char *id = wanted_sheet(job, source, package, workbook, &out->from_1904);
  if (!id)
    return false;
  g_autofree char *target = relation(package, relations, "Id", id);
  if (!target) {
    package_broken(package, relations);
    return false;
  }
  out->sheet = resolve(folder, target);
  g_autofree char *strings = g_strconcat(folder, "sharedStrings.xml", NULL);
  g_autofree char *styles = g_strconcat(folder, "styles.xml", NULL);
  if (package_has(package, strings))
    strings_read(package, strings, out);
  if (package_has(package, styles))
    formats_read(package, styles, out);
  return !package_failed(package);
}

void xlsx_book_free(XlsxBook *book) {
  g_free(book->sheet);
  g_string_free(book->strings, TRUE);
  g_array_free(book->string_ends, TRUE);
  g_array_free(book->kinds, TRUE);
}
