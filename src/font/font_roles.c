/* Reads fonts/roles.xml: grammar tables, one pass of a pull reader, no entities, no
 * network. */
#include <libxml/xmlreader.h>
#include <string.h>

#include "font_private.h"

#define ROLES_NAMESPACE "urn:hongtou:fonts:1"
#define CELL_WIDTH_MOST 4.0

typedef struct RolesReader {
  FontBook *book;
  Diagnostics *diags;
  const char *file;
  xmlTextReader *xml;
  FontRole *role; /* the one that is open */
  GArray *common; /* of CellRange: those of <cells> */
} RolesReader;

static Span here(const RolesReader *reader) {
  int line = xmlTextReaderGetParserLineNumber(reader->xml);
  return (Span){.file = reader->file, .line = line > 0 ? (uint32_t)line : 0};
}

static void bad_name(RolesReader *reader, const char *name) {
  diag_add(reader->diags, here(reader), DIAG_FONT_ROLES_NAME, name, NULL);
}

static void bad_value(RolesReader *reader, const char *attribute, const char *value) {
  diag_add(reader->diags, here(reader), DIAG_FONT_ROLES_VALUE, attribute, value, NULL);
}

/* The value of an attribute, in the arena; NULL when it is not there. */
static const char *attribute(RolesReader *reader, const char *name) {
  xmlChar *value = xmlTextReaderGetAttribute(reader->xml, (const xmlChar *)name);
  const char *copy =
      value ? arena_strdup(reader->book->arena, (const char *)value) : NULL;
  xmlFree(value);
  return copy;
}

static void attributes_check(RolesReader *reader, const char *const *known) {
  while (xmlTextReaderMoveToNextAttribute(reader->xml) == 1) {
    const char *name = (const char *)xmlTextReaderConstName(reader->xml);
    if (!g_strv_contains(known, name) && strncmp(name, "xmlns", 5) != 0)
      bad_name(reader, name);
  }
  xmlTextReaderMoveToElement(reader->xml);
}

static bool flag(RolesReader *reader, const char *name, bool otherwise) {
  const char *value = attribute(reader, name);
  if (value && strcmp(value, "yes") != 0 && strcmp(value, "no") != 0)
    bad_value(reader, name, value);
  return value ? strcmp(value, "yes") == 0 : otherwise;
}

static const char *needed(RolesReader *reader, const char *name) {
  const char *value = attribute(reader, name);
  if (!value || !*value)
    bad_value(reader, name, "");
  return value ? value : "";
}

/* ---- elements ------------------------------------------------------------------- */

static void open_role(RolesReader *reader) {
  attributes_check(reader, (const char *const[]){"name", NULL});
  const char *name = needed(reader, "name");
  if (fontbook_role(reader->book, name))
    bad_value(reader, "name", name);
  FontRole *role = ARENA_NEW(reader->book->arena, FontRole);
  *role = (FontRole){.name = name,
                     .wishes = g_array_new(FALSE, FALSE, sizeof(Wish)),
                     .cells = g_array_new(FALSE, FALSE, sizeof(CellRange)),
                     .kept = ARENA_NEW(reader->book->arena, RoleCells)};
  g_ptr_array_add(reader->book->roles, role);
  reader->role = role;
}

static void open_candidate(RolesReader *reader, bool fallback) {
  attributes_check(reader,
                   (const char *const[]){"family", "weight", "licensed", "serif", NULL});
  Wish wish = {.family = needed(reader, "family"),
               .licensed = flag(reader, "licensed", false),
               .serif = flag(reader, "serif", true),
               .fallback = fallback};
  const char *weight = attribute(reader, "weight");
  wish.bold = weight && strcmp(weight, "bold") == 0;
  if (weight && !wish.bold && strcmp(weight, "regular") != 0)
    bad_value(reader, "weight", weight);
  if (reader->role->wishes->len < limits_default.roles_entries)
    g_array_append_val(reader->role->wishes, wish);
}

static const struct {
  const char *word;
  CellFit fit;
} fits[] = {{"none", FIT_NONE},   {"centre", FIT_CENTRE}, {"left", FIT_LEFT},
            {"right", FIT_RIGHT}, {"scale", FIT_SCALE},   {"ink", FIT_INK}};

static CellFit read_fit(RolesReader *reader) {
  const char *word = needed(reader, "fit");
  for (size_t i = 0; i < G_N_ELEMENTS(fits); i++) {
    if (strcmp(word, fits[i].word) == 0)
      return fits[i].fit;
  }
  bad_value(reader, "fit", word);
  return FIT_NONE;
}

/* "0.5" → 500, "own" → 0 */
static int32_t read_width(RolesReader *reader) {
  const char *text = needed(reader, "width");
  if (strcmp(text, "own") == 0)
    return 0;
  char *end = NULL;
  double cells = g_ascii_strtod(text, &end);
  if (end == text || *end || !(cells > 0 && cells <= CELL_WIDTH_MOST)) {
    bad_value(reader, "width", text);
    return 0;
  }
  return (int32_t)(cells * 1000 + 0.5);
}

/* Each white-space separated piece is a run of characters; "A…Z" is a range when it has
 * three. */
static void append_cells(GArray *cells, const char *piece, CellRange cell) {
  gunichar first = g_utf8_get_char(piece);
  const char *second = g_utf8_next_char(piece);
  if (g_utf8_strlen(piece, -1) == 3 && g_utf8_get_char(second) == 0x2026) {
    cell.first = first;
    cell.last = g_utf8_get_char(g_utf8_next_char(second));
    g_array_append_val(cells, cell);
    return;
  }
  for (const char *p = piece; *p && cells->len < limits_default.roles_entries;) {
    cell.first = cell.last = text_next(&p);
    g_array_append_val(cells, cell);
  }
}

static void open_cell(RolesReader *reader) {
  attributes_check(reader, (const char *const[]){"class", "characters", "width", "fit",
                                                 "family", "when", NULL});
  CellRange cell = {.width = read_width(reader),
                    .fit = read_fit(reader),
                    .family = attribute(reader, "family"),
                    .when = attribute(reader, "when")};
  needed(reader, "class");
  g_auto(GStrv) pieces = g_strsplit(needed(reader, "characters"), " ", -1);
  for (char **piece = pieces; *piece; piece++) {
    if (**piece)
      append_cells(reader->role ? reader->role->cells : reader->common, *piece, cell);
  }
}

/* Where an element may stand: fonts > role > (font | fallback | cell), fonts > cells >
 * cell. */
static void open_element(RolesReader *reader) {
  const char *name = (const char *)xmlTextReaderConstLocalName(reader->xml);
  const char *space = (const char *)xmlTextReaderConstNamespaceUri(reader->xml);
  int depth = xmlTextReaderDepth(reader->xml);
  if (g_strcmp0(space, ROLES_NAMESPACE) != 0)
    bad_name(reader, name);
  else if (depth == 0 && strcmp(name, "fonts") == 0)
    attributes_check(reader, (const char *const[]){NULL});
  else if (depth == 1 && strcmp(name, "role") == 0)
    open_role(reader);
  else if (depth == 1 && strcmp(name, "cells") == 0)
    reader->role = NULL;
  else if (depth == 2 && reader->role && strcmp(name, "font") == 0)
    open_candidate(reader, false);
  else if (depth == 2 && reader->role && strcmp(name, "fallback") == 0)
    open_candidate(reader, true);
  else if (depth == 2 && strcmp(name, "cell") == 0)
    open_cell(reader);
  else
    bad_name(reader, name);
}

static void handle_node(RolesReader *reader) {
  int type = xmlTextReaderNodeType(reader->xml);
  if (type == XML_READER_TYPE_ELEMENT)
    open_element(reader);
  else if (type == XML_READER_TYPE_DOCUMENT_TYPE ||
           type == XML_READER_TYPE_ENTITY_REFERENCE)
    bad_name(reader, "<!DOCTYPE>");
  else if (type == XML_READER_TYPE_TEXT || type == XML_READER_TYPE_CDATA)
    bad_name(reader, (const char *)xmlTextReaderConstValue(reader->xml));
}

/* libxml2 would print otherwise; the first message is ours to report. */
typedef struct XmlFault {
  char *message;
  int line;
} XmlFault;

static void keep_fault(void *data, xmlErrorPtr error) {
  XmlFault *fault = data;
  if (fault->message || !error->message)
    return;
  fault->message = g_strchomp(g_strdup(error->message));
  fault->line = error->line;
}

static void read_all(RolesReader *reader) {
  XmlFault fault = {0};
  xmlTextReaderSetStructuredErrorHandler(reader->xml, keep_fault, &fault);
  int more = xmlTextReaderRead(reader->xml);
  while (more == 1 && diag_errors(reader->diags) < 100) {
    handle_node(reader);
    more = xmlTextReaderRead(reader->xml);
  }
  if (more < 0) {
    Span at = {.file = reader->file, .line = (uint32_t)MAX(fault.line, 0)};
    diag_add(reader->diags, at, DIAG_FONT_ROLES_XML, fault.message ? fault.message : "?",
             NULL);
  }
  g_free(fault.message);
}

static void add_common_cells(const RolesReader *reader) {
  for (guint i = 0; i < reader->book->roles->len; i++) {
    FontRole *role = reader->book->roles->pdata[i];
    g_array_append_vals(role->cells, reader->common->data, reader->common->len);
  }
}

bool font_roles_read(FontBook *book, const char *file, Diagnostics *diags) {
  g_autofree char *text = NULL;
  size_t len = 0;
  size_t errors = diag_errors(diags);
  if (!file_read(file, limits_default.roles_bytes, &text, &len, diags))
    return false;
  xmlTextReader *xml =
      xmlReaderForMemory(text, (int)len, file, NULL, XML_PARSE_NONET | XML_PARSE_NOCDATA);
  g_assert(xml);
  g_autoptr(GArray) common = g_array_new(FALSE, FALSE, sizeof(CellRange));
  RolesReader reader = {
      .book = book, .diags = diags, .file = file, .xml = xml, .common = common};
  read_all(&reader);
  xmlFreeTextReader(xml);
  add_common_cells(&reader);
  if (book->roles->len == 0 && diag_errors(diags) == errors)
    diag_add(diags, (Span){.file = file}, DIAG_FONT_ROLES_EMPTY, NULL);
  return diag_errors(diags) == errors;
}
