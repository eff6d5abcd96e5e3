/* The parts of an XLSX workbook around its sheet: which entry that is, names, shared
 * strings, formats. */
#include <string.h>

#include "data_private.h"

/* ---- the workbook ------------------------------------------------------------------ */

/* A sheet of a chart has no cells. */
static void take_sheet(XmlReader *xml, const GPtrArray *links, BookOutline *out) {
  g_autofree char *id = part_value(xml, SPACE_REFERENCE, "id");
  g_autofree char *state = part_value(xml, SPACE_NONE, "state");
  const PartLink *link = id ? parts_of_id(links, id) : NULL;
  BookSheet *sheet = g_new0(BookSheet, 1);
  sheet->name = part_value(xml, SPACE_NONE, "name");
  if (!sheet->name)
    sheet->name = g_strdup("");
  sheet->entry = link ? g_strdup(link->entry) : NULL;
  sheet->hidden = state && strcmp(state, "visible") != 0;
  sheet->table = !link || !g_str_has_suffix(link->type, "sheet") ||
                 strcmp(link->type, "worksheet") == 0;
  g_ptr_array_add(out->sheets, sheet);
}

/* The text of the element at hand. */
static char *element_text(Package *package, XmlReader *xml, const char *local) {
  GString *out = g_string_new(NULL);
  while (!part_closes(xml, SPACE_SHEET, local) && package_read(package, xml)) {
    const char *text = xml_content(xml);
    g_string_append(out, text ? text : "");
  }
  return g_string_free(out, FALSE);
}

static void take_name(Package *package, XmlReader *xml, BookOutline *out) {
  g_autofree char *scope = part_value(xml, SPACE_NONE, "localSheetId");
  guint64 sheet;
  bool local = scope && g_ascii_string_to_unsigned(scope, 10, 0, INT16_MAX, &sheet, NULL);
  char *name = part_value(xml, SPACE_NONE, "name");
  char *reference = element_text(package, xml, "definedName");
  workbook_add_name(out, name ? name : g_strdup(""), reference, local ? (int)sheet : -1);
}

static void outline_read(Package *package, const char *workbook, const GPtrArray *links,
                         BookOutline *out) {
  XmlReader *xml = package_xml(package, workbook);
  while (xml && package_read(package, xml)) {
    if (part_at(xml, SPACE_SHEET, "workbookPr"))
      out->from_1904 = part_flag(xml, SPACE_NONE, "date1904");
    else if (part_at(xml, SPACE_SHEET, "calcPr"))
      out->reckoned = !part_flag(xml, SPACE_NONE, "fullCalcOnLoad");
    else if (part_at(xml, SPACE_SHEET, "sheet"))
      take_sheet(xml, links, out);
    else if (part_at(xml, SPACE_SHEET, "definedName"))
      take_name(package, xml, out);
  }
  if (xml)
    package_xml_free(package, xml);
}

/* Excel's tables (ListObjects) are names of ranges as well; their rows of totals are no
 * data. */
static void tables_read(Package *package, BookOutline *out) {
  for (guint i = 0; i < out->sheets->len; i++) {
    const BookSheet *sheet = out->sheets->pdata[i];
    g_autoptr(GPtrArray) links =
        sheet->entry ? parts_linked(package, sheet->entry) : NULL;
    for (guint k = 0; links && k < links->len; k++) {
      const PartLink *link = links->pdata[k];
      if (strcmp(link->type, "table") == 0)
        data_named_table(package, link->entry, (int)i, out);
    }
  }
}

/* ---- text -------------------------------------------------------------------------- */

/* _xHHHH_ at p: the character it stands for (ECMA-376-1, 22.4.2.4); 0: none. */
static uint32_t escaped(const char *p, const char *end) {
  if (end - p < 7 || p[0] != '_' || p[1] != 'x' || p[6] != '_')
    return 0;
  uint32_t c = 0;
  for (int i = 2; i < 6; i++) {
    if (!g_ascii_isxdigit(p[i]))
      return 0;
    c = c * 16 + (uint32_t)g_ascii_xdigit_value(p[i]);
  }
  return c;
}

static const char *put_character(GString *out, const char *p, const char *end) {
  uint32_t c = escaped(p, end), low = c ? escaped(p + 7, end) : 0;
  bool pair = c >= 0xD800 && c < 0xDC00 && low >= 0xDC00 && low < 0xE000;
  if (pair)
    c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
  if (!c || (c >= 0xD800 && c < 0xE000)) {
    g_string_append_c(out, *p);
    return p + 1;
  }
  g_string_append_unichar(out, c);
  return p + (pair ? 14 : 7);
}

void xlsx_put_text(GString *out, const char *text, size_t len) {
  for (const char *p = text, *end = text + len; p < end;)
    p = put_character(out, p, end);
}

/* The text of an <si>; phonetic guides are no part of it. A long text comes in pieces. */
static void strings_read(Package *package, const char *entry, XlsxBook *book) {
  XmlReader *xml = package_xml(package, entry);
  g_autoptr(GString) own = g_string_new(NULL);
  bool in_text = false, in_guide = false;
  while (xml && package_read(package, xml)) {
    const char *text = xml_content(xml);
    if (text && in_text && !in_guide)
      g_string_append(own, text);
    if (text)
      continue;
    if (part_at(xml, SPACE_SHEET, "rPh") || part_at_end(xml, SPACE_SHEET, "rPh"))
      in_guide = part_opens(xml, SPACE_SHEET, "rPh");
    else if (part_at(xml, SPACE_SHEET, "t") || part_at_end(xml, SPACE_SHEET, "t"))
      in_text = part_opens(xml, SPACE_SHEET, "t");
    else if (part_closes(xml, SPACE_SHEET, "si")) {
      xlsx_put_text(book->strings, own->str, own->len);
      g_array_append_val(book->string_ends, book->strings->len);
      g_string_truncate(own, 0);
    }
  }
  if (xml)
    package_xml_free(package, xml);
}

/* ---- formats ----------------------------------------------------------------------- */

static void take_code(XmlReader *xml, GHashTable *custom) {
  g_autofree char *code = part_value(xml, SPACE_NONE, "formatCode");
  CellFormat format = format_of_code(code ? code : "General");
  g_hash_table_insert(custom,
                      GUINT_TO_POINTER(part_count(xml, SPACE_NONE, "numFmtId", 0)),
                      g_memdup2(&format, sizeof format));
}

static void formats_read(Package *package, const char *entry, XlsxBook *book) {
  g_autoptr(GHashTable) custom = g_hash_table_new_full(NULL, NULL, NULL, g_free);
  XmlReader *xml = package_xml(package, entry);
  bool in_formats = false;
  while (xml && package_read(package, xml)) {
    if (part_at(xml, SPACE_SHEET, "cellXfs") || part_at_end(xml, SPACE_SHEET, "cellXfs"))
      in_formats = part_opens(xml, SPACE_SHEET, "cellXfs");
    if (part_at(xml, SPACE_SHEET, "numFmt") && xml_depth(xml) == 2)
      take_code(xml, custom);
    if (!in_formats || !part_at(xml, SPACE_SHEET, "xf"))
      continue;
    uint32_t id = part_count(xml, SPACE_NONE, "numFmtId", 0);
    const CellFormat *known = g_hash_table_lookup(custom, GUINT_TO_POINTER(id));
    CellFormat format = known ? *known : format_of_builtin(id);
    g_array_append_val(book->formats, format);
  }
  if (xml)
    package_xml_free(package, xml);
}

/* ---- all --------------------------------------------------------------------------- */

/* The entry of a part that the workbook links to, or where every writer puts it. */
static const char *beside(const Package *package, const GPtrArray *links,
                          const char *type, const char *usual) {
  const PartLink *link = parts_of_type(links, type);
  if (link && package_has(package, link->entry))
    return link->entry;
  return package_has(package, usual) ? usual : NULL;
}

static bool sheet_settle(Job *job, DataSource *source, Package *package,
                         const BookOutline *outline, XlsxBook *out) {
  if (!data_named_range(job, outline, '!', source))
    return false;
  const BookSheet *sheet = workbook_wanted(outline, source);
  if (!sheet) {
    data_sheet_missing(job, source, outline);
    return false;
  }
  if (!sheet->entry) {
    package_broken(package, sheet->name);
    return false;
  }
  data_sheet_tell(job, source, outline, sheet);
  out->sheet = g_strdup(sheet->entry);
  return true;
}

static bool book_read(Job *job, DataSource *source, Package *package,
                      const char *workbook, XlsxBook *out) {
  g_autoptr(GPtrArray) links = parts_linked(package, workbook);
  BookOutline outline = workbook_new();
  outline_read(package, workbook, links, &outline);
  if (source->range && !package_failed(package))
    tables_read(package, &outline);
  out->from_1904 = outline.from_1904;
  out->reckoned = outline.reckoned;
  bool good =
      !package_failed(package) && sheet_settle(job, source, package, &outline, out);
  workbook_free(&outline);
  const char *strings = beside(package, links, "sharedStrings", "xl/sharedStrings.xml");
  const char *styles = beside(package, links, "styles", "xl/styles.xml");
  if (good && strings)
    strings_read(package, strings, out);
  if (good && styles)
    formats_read(package, styles, out);
  return good && !package_failed(package);
}

bool xlsx_book_read(Job *job, DataSource *source, Package *package, XlsxBook *out) {
  *out = (XlsxBook){.strings = g_string_new(NULL),
                    .string_ends = g_array_new(FALSE, FALSE, sizeof(size_t)),
                    .formats = g_array_new(FALSE, FALSE, sizeof(CellFormat))};
  g_autoptr(GPtrArray) links = parts_linked(package, "");
  const PartLink *link = parts_of_type(links, "officeDocument");
  const char *workbook = link ? link->entry : "xl/workbook.xml";
  if (package_failed(package))
    return false;
  if (g_str_has_suffix(workbook, ".bin")) {
    data_form_tell(job, source, "XLSB");
    return false;
  }
  return book_read(job, source, package, workbook, out);
}

void xlsx_book_free(XlsxBook *book) {
  g_free(book->sheet);
  g_string_free(book->strings, TRUE);
  g_array_free(book->string_ends, TRUE);
  g_array_free(book->formats, TRUE);
}
