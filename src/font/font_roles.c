/* Reads fonts/roles.xml: which fonts play each role, and the cells of its characters. */
#include <string.h>

#include "font_private.h"
#include "xml.h"

#define ROLES_NAMESPACE "urn:hongtou:fonts:1"
#define CELL_WIDTH_MOST 4.0
#define FAULTS_MOST 100 /* more than these nobody reads */

typedef struct RolesReader {
  FontBook *book;
  Diagnostics *diags;
  const char *file;
  XmlReader *xml;
  const Limits *limits;
  FontRole *role; /* the one that is open */
  GArray *common; /* of CellRange: those of <cells> */
} RolesReader;

static Span here(const RolesReader *reader) {
  return (Span){.file = reader->file, .line = xml_span(reader->xml).line};
}

static void bad_name(RolesReader *reader, const char *name) {
  diag_add(reader->diags, here(reader), DIAG_FONT_ROLES_NAME, name, NULL);
}

static void bad_value(RolesReader *reader, const char *attribute, const char *value) {
  diag_add(reader->diags, here(reader), DIAG_FONT_ROLES_VALUE, attribute, value, NULL);
}

/* The value of an attribute, in the arena; NULL when it is not there. */
static const char *attribute(RolesReader *reader, const char *name) {
  for (unsigned i = 0; i < xml_attributes(reader->xml); i++) {
    const XmlAttribute *a = xml_attribute_at(reader->xml, i);
    if (strcmp(a->name, name) == 0)
      return arena_strndup(reader->book->arena, a->value, a->len);
  }
  return NULL;
}

static void attributes_check(RolesReader *reader, const char *const *known) {
  for (unsigned i = 0; i < xml_attributes(reader->xml); i++) {
    const char *name = xml_attribute_at(reader->xml, i)->name;
    if (!g_strv_contains(known, name))
      bad_name(reader, name);
  }
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
                     .book = reader->book,
                     .wishes = g_array_new(FALSE, FALSE, sizeof(Wish)),
                     .cells = g_array_new(FALSE, FALSE, sizeof(CellRange)),
                     .kept = ARENA_NEW(reader->book->arena, RoleCells)};
  g_ptr_array_add(reader->book->roles, role);
  reader->role = role;
}

/* Whether n more entries may be kept. */
static bool fits(RolesReader *reader, const GArray *entries, size_t n) {
  if (entries->len + n <= reader->limits->roles_entries)
    return true;
  g_autofree char *most = g_strdup_printf("%u", reader->limits->roles_entries);
  diag_add(reader->diags, here(reader), DIAG_LIMIT_ROLES_ENTRIES, most, NULL);
  return false;
}

static void open_candidate(RolesReader *reader, bool fallback) {
  attributes_check(reader, (const char *const[]){"family", "weight", "slant", "licensed",
                                                 "serif", "class", NULL});
  Wish wish = {.family = needed(reader, "family"),
               .other = attribute(reader, "class"),
               .licensed = flag(reader, "licensed", false),
               .serif = flag(reader, "serif", true),
               .fallback = fallback};
  const char *weight = attribute(reader, "weight");
  wish.bold = weight && strcmp(weight, "bold") == 0;
  if (weight && !wish.bold && strcmp(weight, "regular") != 0)
    bad_value(reader, "weight", weight);
  const char *slant = attribute(reader, "slant");
  wish.italic = slant && strcmp(slant, "italic") == 0;
  if (slant && !wish.italic)
    bad_value(reader, "slant", slant);
  if (fits(reader, reader->role->wishes, 1))
    g_array_append_val(reader->role->wishes, wish);
}

static const struct {
  const char *word;
  CellFit fit;
} cell_fits[] = {{"none", FIT_NONE},   {"centre", FIT_CENTRE}, {"left", FIT_LEFT},
                 {"right", FIT_RIGHT}, {"scale", FIT_SCALE},   {"ink", FIT_INK}};

static CellFit read_fit(RolesReader *reader) {
  const char *word = needed(reader, "fit");
  for (size_t i = 0; i < G_N_ELEMENTS(cell_fits); i++) {
    if (strcmp(word, cell_fits[i].word) == 0)
      return cell_fits[i].fit;
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
static void append_cells(RolesReader *reader, GArray *cells, const char *piece,
                         CellRange cell) {
  if (!fits(reader, cells, (size_t)g_utf8_strlen(piece, -1)))
    return;
  gunichar first = g_utf8_get_char(piece);
  const char *second = g_utf8_next_char(piece);
  if (g_utf8_strlen(piece, -1) == 3 && g_utf8_get_char(second) == 0x2026) {
    cell.first = first;
    cell.last = g_utf8_get_char(g_utf8_next_char(second));
    g_array_append_val(cells, cell);
    return;
  }
  for (const char *p = piece; *p;) {
    cell.first = cell.last = text_next(&p);
    g_array_append_val(cells, cell);
  }
}

static void read_characters(RolesReader *reader, GArray *into, CellRange cell) {
  g_auto(GStrv) pieces = g_strsplit(needed(reader, "characters"), " ", -1);
  for (char **piece = pieces; *piece; piece++) {
    if (**piece)
      append_cells(reader, into, *piece, cell);
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
  read_characters(reader, reader->role ? reader->role->cells : reader->common, cell);
}

/* <sign when="FandolFang" family="Noto Serif CJK SC" characters="…"/> */
static void open_sign(RolesReader *reader) {
  attributes_check(reader, (const char *const[]){"characters", "family", "when", NULL});
  read_characters(
      reader, reader->book->signs,
      (CellRange){.family = needed(reader, "family"), .when = needed(reader, "when")});
}

/* Where an element may stand: fonts > role > (font | fallback | cell), fonts > cells >
 * cell, fonts > signs > sign. */
static void open_element(RolesReader *reader) {
  const char *name = xml_local(reader->xml);
  unsigned depth = xml_depth(reader->xml);
  if (g_strcmp0(xml_space(reader->xml), ROLES_NAMESPACE) != 0)
    bad_name(reader, name);
  else if (depth == 0 && strcmp(name, "fonts") == 0)
    attributes_check(reader, (const char *const[]){NULL});
  else if (depth == 1 && strcmp(name, "role") == 0)
    open_role(reader);
  else if (depth == 1 && (strcmp(name, "cells") == 0 || strcmp(name, "signs") == 0))
    reader->role = NULL;
  else if (depth == 2 && reader->role && strcmp(name, "font") == 0)
    open_candidate(reader, false);
  else if (depth == 2 && reader->role && strcmp(name, "fallback") == 0)
    open_candidate(reader, true);
  else if (depth == 2 && strcmp(name, "cell") == 0)
    open_cell(reader);
  else if (depth == 2 && !reader->role && strcmp(name, "sign") == 0)
    open_sign(reader);
  else
    bad_name(reader, name);
}

static bool is_blank(const char *text) {
  return text[strspn(text, " \t\n")] == '\0';
}

static void read_all(RolesReader *reader) {
  while (diag_errors(reader->diags) < FAULTS_MOST && xml_next(reader->xml)) {
    const char *text = xml_content(reader->xml);
    if (text && !is_blank(text))
      bad_name(reader, text);
    else if (xml_kind(reader->xml) == XML_START)
      open_element(reader);
  }
}

/* Faults of the form, in this file's words. */
static void say(void *self, const XmlFault *fault) {
  Job *job = self;
  Span at = {.file = fault->near.file, .line = fault->near.line};
  if (fault->code == DIAG_XML_DOCTYPE)
    diag_add(job->diags, at, DIAG_FONT_ROLES_NAME, "<!DOCTYPE>", NULL);
  else
    diag_add(job->diags, at, DIAG_FONT_ROLES_XML, xml_fault_mark(job->arena, fault),
             NULL);
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
  Job job = {.arena = book->arena, .diags = diags, .limits = &limits_default};
  if (!file_read(file, job.limits->roles_bytes, &text, &len, diags))
    return false;
  XmlForm form = xml_form(job.limits);
  form.bytes = job.limits->roles_bytes;
  form.encodings = XML_ENCODING_ANY;
  form.say = say;
  form.self = &job;
  g_autoptr(GArray) common = g_array_new(FALSE, FALSE, sizeof(CellRange));
  RolesReader reader = {.book = book,
                        .diags = diags,
                        .file = file,
                        .xml = xml_open(&job, &form, file, text, len),
                        .limits = job.limits,
                        .common = common};
  read_all(&reader);
  xml_close(reader.xml);
  add_common_cells(&reader);
  if (book->roles->len == 0 && diag_errors(diags) == errors)
    diag_add(diags, (Span){.file = file}, DIAG_FONT_ROLES_EMPTY, NULL);
  return diag_errors(diags) == errors;
}
