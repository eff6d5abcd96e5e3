/* Parts of a package by their relationships (ECMA-376-2, 9.3): a part is where the link
 * says, whatever its name. */
#include <string.h>

#include "data_private.h"

static void link_free(gpointer data) {
  PartLink *link = data;
  g_free(link->id);
  g_free(link->type);
  g_free(link->entry);
  g_free(link);
}

static void take_step(GPtrArray *steps, const char *step) {
  if (strcmp(step, "..") == 0 && steps->len)
    g_ptr_array_set_size(steps, (gint)steps->len - 1);
  else if (*step && strcmp(step, ".") != 0 && strcmp(step, "..") != 0)
    g_ptr_array_add(steps, (gpointer)step);
}

/* A target beside the part that names it, or from the root, as an entry's name. */
static char *resolve(const char *part, const char *target) {
  g_autofree char *plain = g_uri_unescape_string(target, NULL);
  g_autofree char *slashed = g_strdelimit(g_strdup(plain ? plain : target), "\\", '/');
  const char *slash = strrchr(part, '/');
  g_autofree char *folder =
      *slashed == '/' || !slash ? g_strdup("") : g_strndup(part, (gsize)(slash - part));
  g_autofree char *whole = g_strconcat(folder, "/", slashed, NULL);
  g_auto(GStrv) words = g_strsplit(whole, "/", -1);
  g_autoptr(GPtrArray) steps = g_ptr_array_new();
  for (char **word = words; *word; word++)
    take_step(steps, *word);
  g_ptr_array_add(steps, NULL);
  return g_strjoinv("/", (char **)steps->pdata);
}

/* xl/workbook.xml → xl/_rels/workbook.xml.rels */
static char *links_entry(const char *part) {
  const char *slash = strrchr(part, '/'), *name = slash ? slash + 1 : part;
  return g_strdup_printf("%.*s_rels/%s.rels", (int)(name - part), part, name);
}

static PartLink *read_link(XmlReader *xml, const char *part) {
  g_autofree char *type = part_value(xml, SPACE_NONE, "Type");
  g_autofree char *target = part_value(xml, SPACE_NONE, "Target");
  g_autofree char *mode = part_value(xml, SPACE_NONE, "TargetMode");
  if (!target || (mode && g_ascii_strcasecmp(mode, "External") == 0))
    return NULL;
  PartLink *link = g_new0(PartLink, 1);
  const char *word = type ? strrchr(type, '/') : NULL;
  link->id = part_value(xml, SPACE_NONE, "Id");
  link->type = g_strdup(word ? word + 1 : "");
  link->entry = resolve(part, target);
  return link;
}

GPtrArray *parts_linked(Package *package, const char *part) {
  GPtrArray *links = g_ptr_array_new_with_free_func(link_free);
  g_autofree char *entry = links_entry(part);
  XmlReader *xml = package_has(package, entry) ? package_xml(package, entry) : NULL;
  while (xml && package_read(package, xml)) {
    PartLink *link =
        part_at(xml, SPACE_RELATIONS, "Relationship") ? read_link(xml, part) : NULL;
    if (link)
      g_ptr_array_add(links, link);
  }
  if (xml)
    package_xml_free(package, xml);
  return links;
}

const PartLink *parts_of_type(const GPtrArray *links, const char *type) {
  for (guint i = 0; i < links->len; i++) {
    const PartLink *link = links->pdata[i];
    if (strcmp(link->type, type) == 0)
      return link;
  }
  return NULL;
}

const PartLink *parts_of_id(const GPtrArray *links, const char *id) {
  for (guint i = 0; i < links->len; i++) {
    const PartLink *link = links->pdata[i];
    if (link->id && strcmp(link->id, id) == 0)
      return link;
  }
  return NULL;
}
