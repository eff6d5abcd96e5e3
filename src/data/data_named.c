/* Ranges by the names a workbook gives them, as sheet and addresses. */
#include <string.h>

#include "data_private.h"

/* 'Sheet 1' → Sheet 1 */
static char *unquoted(const char *text, size_t len) {
  g_autoptr(GString) out = g_string_new_len(text, (gssize)len);
  if (out->len && out->str[0] == '$')
    g_string_erase(out, 0, 1);
  if (out->len > 1 && out->str[0] == '\'' && out->str[out->len - 1] == '\'') {
    g_string_truncate(out, out->len - 1);
    g_string_erase(out, 0, 1);
    g_string_replace(out, "''", "'", 0);
  }
  return g_strdup(out->str);
}

/* "总表!$A$1:$D$4", "'Sheet 1'!$A$1:$D$4", "$总表.$A$1:.$D$4" → the sheet, and "A1:D4";
 * NULL: it stands for something else than one block of cells. */
static char *split_reference(const char *text, char mark, char **range) {
  const char *quote =
      *text == '\'' || (*text == '$' && text[1] == '\'') ? strchr(text + 2, '\'') : NULL;
  while (quote && quote[1] == '\'')
    quote = strchr(quote + 2, '\'');
  const char *at = strchr(quote ? quote : text, mark);
  if (!at)
    return NULL;
  char *sheet = unquoted(text, (size_t)(at - text));
  g_autoptr(GString) addresses = g_string_new(NULL);
  const char *colon = strchr(at, ':');
  const char *second = colon ? strrchr(colon, mark) : NULL; /* the sheet named again */
  for (const char *p = at + 1; *p; p++) {
    if (p == colon && second)
      p = second, g_string_append_c(addresses, ':');
    else if (*p != '$')
      g_string_append_c(addresses, *p);
  }
  *range = g_strdup(addresses->str);
  return sheet;
}

/* ---- names ------------------------------------------------------------------------- */

static bool alike(const char *a, const char *b) {
  g_autofree char *left = g_utf8_casefold(a, -1), *right = g_utf8_casefold(b, -1);
  return strcmp(left, right) == 0;
}

static const char *sheet_name(const BookOutline *outline, int scope) {
  if (scope < 0 || (guint)scope >= outline->sheets->len)
    return NULL;
  return ((const BookSheet *)outline->sheets->pdata[scope])->name;
}

/* The name as the wanted sheet knows it: its own before the workbook's; without a sheet
 * the workbook's before the only one of a sheet. *twice: several sheets have one. */
static const BookName *find_name(const BookOutline *outline, const DataSource *source,
                                 bool *twice) {
  const BookName *global = NULL, *local = NULL;
  for (guint i = 0; i < outline->names->len; i++) {
    const BookName *name = outline->names->pdata[i];
    if (!alike(name->name, source->range))
      continue;
    const char *sheet = sheet_name(outline, name->scope);
    if (!sheet) {
      global = name;
      continue;
    }
    if (source->sheet && strcmp(sheet, source->sheet) == 0)
      return name;
    *twice = *twice || local;
    local = name;
  }
  *twice = *twice && !global;
  return global ? global : local;
}

static bool refuse(Job *job, const DataSource *source, DiagCode code, const char *sheet) {
  diag_add(job->diags, source->at, code, source->range, sheet,
           source->sheet ? source->sheet : "", NULL);
  return false;
}

/* The sheet and addresses of a reference into the source; false: they contradict what it
 * says itself, or are no block of cells. */
static bool take_reference(Job *job, DataSource *source, const char *reference,
                           char mark) {
  g_autofree char *range = NULL;
  g_autofree char *sheet = split_reference(reference, mark, &range);
  uint32_t rows[2], columns[2];
  if (!sheet || !data_range_parse(range, rows, columns))
    return refuse(job, source, DIAG_DATA_RANGE_NAME, reference);
  if (source->sheet && strcmp(source->sheet, sheet) != 0)
    return refuse(job, source, DIAG_DATA_RANGE_SHEET, sheet);
  source->sheet = arena_strdup(job->arena, sheet);
  source->range = arena_strdup(job->arena, range);
  return true;
}

bool data_named_range(Job *job, const BookOutline *outline, char mark,
                      DataSource *source) {
  uint32_t rows[2], columns[2];
  if (!source->range || data_range_parse(source->range, rows, columns))
    return true;
  bool twice = false;
  const BookName *name = find_name(outline, source, &twice);
  if (name && twice)
    return refuse(job, source, DIAG_DATA_RANGE_SHEET, sheet_name(outline, name->scope));
  if (name)
    return take_reference(job, source, name->reference, mark);
  if (strchr(source->range, '!'))
    return take_reference(job, source, source->range, '!');
  return true; /* told where the range is settled */
}

/* ---- tables ------------------------------------------------------------------------ */

static void take_table(XmlReader *xml, int sheet, BookOutline *out) {
  g_autofree char *ref = part_value(xml, SPACE_NONE, "ref");
  g_auto(GStrv) ends = g_strsplit(ref ? ref : "", ":", 2);
  g_autofree char *own = part_value(xml, SPACE_NONE, "headerRowCount");
  uint32_t rows[2], columns[2];
  bool headless = own && strcmp(own, "0") == 0;
  if (!ref || !data_range_parse(ref, rows, columns) || headless)
    return;
  uint32_t totals = part_count(xml, SPACE_NONE, "totalsRowCount", 0);
  size_t letters = strcspn(ends[1], "0123456789");
  static const char *const names[] = {"displayName", "name"};
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
    char *called = part_value(xml, SPACE_NONE, names[i]);
    GString *quoted = g_string_new(sheet_name(out, sheet));
    g_string_replace(quoted, "'", "''", 0);
    char *reference =
        g_strdup_printf("'%s'!%s:%.*s%u", quoted->str, ends[0], (int)letters, ends[1],
                        rows[1] - MIN(totals, rows[1] - rows[0]));
    g_string_free(quoted, TRUE);
    if (called)
      workbook_add_name(out, called, reference, -1); /* of the whole workbook */
    else
      g_free(reference);
  }
}

void data_named_table(Package *package, const char *entry, int sheet, BookOutline *out) {
  XmlReader *xml = package_has(package, entry) ? package_xml(package, entry) : NULL;
  while (xml && package_read(package, xml)) {
    if (part_at(xml, SPACE_SHEET, "table"))
      take_table(xml, sheet, out);
  }
  if (xml)
    package_xml_free(package, xml);
}
