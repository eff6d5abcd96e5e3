/* Ranges by the names a workbook gives them, as sheet and addresses. */
#include <string.h>

#include "data_private.h"

/* "总表!$A$1:$D$4", "'Sheet 1'!$A$1:$D$4", "$总表.$A$1:.$D$4" → the sheet, and "A1:D4";
 * false: the name stands for something else than one block of cells. */
static bool split_reference(Arena *arena, const char *text, char mark,
                            DataSource *source) {
  const char *at = strrchr(text, '\'');
  at = strchr(at ? at : text, mark);
  if (!at)
    return false;
  g_autoptr(GString) sheet = g_string_new_len(text, at - text);
  if (sheet->len && sheet->str[0] == '$')
    g_string_erase(sheet, 0, 1);
  if (sheet->len > 1 && sheet->str[0] == '\'' && sheet->str[sheet->len - 1] == '\'') {
    g_string_truncate(sheet, sheet->len - 1);
    g_string_erase(sheet, 0, 1);
    g_string_replace(sheet, "''", "'", 0);
  }
  g_autoptr(GString) range = g_string_new(NULL);
  const char *colon = strchr(at, ':');
  const char *second =
      colon ? strchr(colon, mark) : NULL; /* the sheet may be named again */
  for (const char *p = at + 1; *p; p++) {
    if (p == colon && second)
      p = second, g_string_append_c(range, ':');
    else if (*p != '$')
      g_string_append_c(range, *p);
  }
  source->sheet = arena_strdup(arena, sheet->str);
  source->range = arena_strdup(arena, range->str);
  return colon != NULL;
}

/* The text of the element at hand. */
static char *element_text(Package *package, XmlReader *xml, const char *local) {
  GString *out = g_string_new(NULL);
  while (!xml_is_empty(xml) && package_read(package, xml) && !xml_at_end(xml, local)) {
    const char *text = xml_content(xml);
    g_string_append(out, text ? text : "");
  }
  return g_string_free(out, FALSE);
}

static char *find_reference(Package *package, const char *entry, const char *element,
                            const char *name) {
  char *found = NULL;
  bool xlsx = strcmp(element, "definedName") == 0;
  XmlReader *xml = package_xml(package, entry);
  while (xml && !found && package_read(package, xml)) {
    if (!xml_at(xml, element))
      continue;
    g_autofree char *own = xml_value(xml, "name");
    if (own && strcmp(own, name) == 0)
      found = xlsx ? element_text(package, xml, element)
                   : xml_value(xml, "cell-range-address");
  }
  if (xml)
    package_xml_free(package, xml);
  return found;
}

void data_named_range(Job *job, Package *package, DataSource *source) {
  bool ods = package_has(package, "content.xml");
  g_autofree char *workbook = ods ? g_strdup("content.xml") : xlsx_workbook(package);
  const char *element = ods ? "named-range" : "definedName";
  g_autofree char *reference = find_reference(package, workbook, element, source->range);
  if (reference)
    split_reference(job->arena, reference, ods ? '.' : '!', source);
}
