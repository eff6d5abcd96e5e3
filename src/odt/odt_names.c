/* Named styles: one for each role of the layout, under the name a clerk knows it by. */
#include <string.h>

#include "odt_private.h"

typedef struct RoleName {
  const char *role, *name;
} RoleName;

static const RoleName role_names[] = {
    {"mark", "发文机关标志"},
    {"number", "发文字号"},
    {"title", "标题"},
    {"subtitle", "题注"},
    {"recipients", "主送机关"},
    {"body", "正文"},
    {"level1", "一级标题"},
    {"level2", "二级标题"},
    {"level3", "三级标题"},
    {"level4", "四级标题"},
    {"item", "列项"},
    {"chapter", "章"},
    {"division", "节"},
    {"article", "条"},
    {"caption", "图题"},
    {"em", "强调"},
    {"attachments", "附件说明"},
    {"sign", "署名"},
    {"sign-name", "发文机关署名"},
    {"sign-date", "成文日期"},
    {"note", "附注"},
    {"enclosure-title", "印发件标题"},
    {"annex-title", "附件标题"},
    {"annex-label", "附件序号"},
    {"imprint", "版记"},
    {"page-number", "页码"},
    {"draft", "草稿"},
    {"copy-number", "份号"},
    {"secrecy", "密级和保密期限"},
    {"urgency", "紧急程度"},
    {"signers", "签发人"},
    {"attendance", "出席"},
    {"table-cell", "表格正文"},
    {"table-head", "表头"},
    {"table-note", "表注"},
    {"table-unit", "表格单位"},
};

/* A role of a house style keeps its own name, as far as XML allows it as a name. */
static const char *name_role(const Odt *o, const LayoutRole *role) {
  for (size_t i = 0; i < G_N_ELEMENTS(role_names); i++) {
    if (strcmp(role_names[i].role, role->name) == 0)
      return role_names[i].name;
  }
  g_autoptr(GString) name = g_string_new("角色_");
  for (const char *p = role->name; *p; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    g_string_append_unichar(name, g_unichar_isalnum(c) || c == '-' ? c : '_');
  }
  return arena_strdup(o->job->arena, name->str);
}

/* Copies of a role share their name's characters. */
const char *odt_role_name(Odt *o, const LayoutRole *role) {
  const char *name = g_hash_table_lookup(o->role_names, role->name);
  if (!name) {
    name = name_role(o, role);
    g_hash_table_insert(o->role_names, (gpointer)role->name, (gpointer)name);
  }
  return name;
}

/* ---- faces ------------------------------------------------------------------------- */

static void put_family(GString *families, const char *family) {
  g_string_append_printf(families, "%s'%s'", families->len ? ", " : "", family);
}

/* What travels along first, then licensed ones: where an agency has them the text looks
 * as it should. */
static void put_face(const Odt *o, GString *out, const FontRole *role) {
  const char *name = fontrole_name(role);
  g_autoptr(GString) families = g_string_new(NULL);
  for (guint i = 0; i < o->travelling->len; i++) {
    const OdtFont *font = g_ptr_array_index(o->travelling, i);
    if (g_hash_table_contains(font->roles, name))
      put_family(families, font->family);
  }
  for (size_t k = 0; k < fontrole_candidates(role); k++)
    put_family(families, fontrole_candidate(role, k).family);
  g_string_append(out, "<style:font-face");
  xml_attribute(out, "style:name", name);
  xml_attribute(out, "svg:font-family", families->str);
  g_string_append(out, " style:font-pitch=\"variable\"/>\n");
}

/* A face's file is read with its declaration: each has one of its own, too. */
static void put_travelling(const Odt *o, GString *out) {
  for (guint i = 0; i < o->travelling->len; i++) {
    const OdtFont *font = g_ptr_array_index(o->travelling, i);
    g_string_append(out, "<style:font-face");
    xml_attribute(out, "style:name", font->family);
    g_autofree char *family = g_strdup_printf("'%s'", font->family);
    xml_attribute(out, "svg:font-family", family);
    g_string_append(out, "><svg:font-face-src><svg:font-face-uri xlink:type=\"simple\"");
    xml_attribute(out, "xlink:href", font->file->name);
    g_string_append_printf(
        out,
        "><svg:font-face-format svg:string=\"%s\"/></svg:font-face-uri>"
        "</svg:font-face-src></style:font-face>\n",
        g_str_has_suffix(font->file->name, ".otf") ? "opentype" : "truetype");
  }
}

void odt_font_faces(const Odt *o, GString *out) {
  const FontBook *book = o->job->fonts;
  g_string_append(out, "<office:font-face-decls>\n");
  put_travelling(o, out);
  for (size_t i = 0; i < fontbook_role_count(book); i++)
    put_face(o, out, fontbook_role_at(book, i));
  g_string_append(out, "</office:font-face-decls>\n");
}

/* ---- properties -------------------------------------------------------------------- */

static const char *align_name(Align align) {
  switch (align) {
    case ALIGN_CENTRE:
      return "center";
    case ALIGN_RIGHT:
      return "end";
    case ALIGN_JUSTIFY:
      return "justify";
    case ALIGN_DEFAULT:
    case ALIGN_LEFT:
    case ALIGN_DECIMAL:
      break;
  }
  return "start";
}

static void put_text_properties(const LayoutRole *role, GString *out) {
  static const char *const sizes[] = {"fo:font-size", "style:font-size-asian",
                                      "style:font-size-complex"};
  g_string_append(out, "<style:text-properties");
  if (role->colour)
    g_string_append_printf(out, " fo:color=\"#%02x%02x%02x\"", role->colour->r,
                           role->colour->g, role->colour->b);
  xml_attribute(out, "style:font-name", role->font);
  xml_attribute(out, "style:font-name-asian", role->font);
  for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++)
    xml_length(out, sizes[i], role->size);
  g_string_append_printf(out, " fo:letter-spacing=\"%.2fpt\"/>",
                         odt_cell_spacing(role) / 20.0);
}

static bool is_level(const LayoutRole *role) {
  return g_str_has_prefix(role->name, "level") && role->name[5] >= '1' &&
         role->name[5] <= '4' && !role->name[6];
}

/* A heading's style says so, too: else an office numbers it by its outline, not by its
 * list. */
static int outline_of(const LayoutRole *role) {
  if (is_level(role))
    return role->name[5] - '0' + 1;
  if (strcmp(role->name, "chapter") == 0)
    return 2;
  if (strcmp(role->name, "division") == 0)
    return 3;
  return g_str_has_suffix(role->name, "title") && strcmp(role->name, "subtitle") != 0 ? 1
                                                                                      : 0;
}

static void put_role(Odt *o, const LayoutRole *role) {
  GString *out = o->named;
  g_string_append(out, "<style:style");
  xml_attribute(out, "style:name", odt_role_name(o, role));
  g_string_append(out,
                  " style:family=\"paragraph\" style:parent-style-name=\"Standard\"");
  if (outline_of(role))
    g_string_append_printf(out, " style:default-outline-level=\"%d\"", outline_of(role));
  /* of two heading styles of one level an office asks the second for its list */
  if (strcmp(role->name, "chapter") == 0 && o->layout->numbering.chapter)
    g_string_append(out, " style:list-style-name=\"章序号\"");
  if (strcmp(role->name, "division") == 0 && o->layout->numbering.division)
    g_string_append(out, " style:list-style-name=\"节序号\"");
  g_string_append(out, "><style:paragraph-properties");
  xml_length(out, "fo:line-height", odt_step(o, role));
  xml_attribute(out, "fo:text-align", align_name(role->align));
  xml_length(out, "fo:text-indent", role->indent);
  if (outline_of(role) > 1 || strcmp(role->name, "table-unit") == 0)
    g_string_append(out, " fo:keep-with-next=\"always\""); /* B3.7 */
  g_string_append(out, "/>");
  put_text_properties(role, out);
  g_string_append(out, "</style:style>\n");
}

const char *odt_text_style(Odt *o, const LayoutRole *role) {
  const char *name = arena_printf(o->job->arena, "%s字符", odt_role_name(o, role));
  if (g_hash_table_contains(o->named_texts, name))
    return name;
  g_hash_table_add(o->named_texts, (gpointer)name);
  g_string_append(o->named, "<style:style");
  xml_attribute(o->named, "style:name", name);
  g_string_append(o->named, " style:family=\"text\">");
  put_text_properties(role, o->named);
  g_string_append(o->named, "</style:style>\n");
  return name;
}

/* What holds for all text: an office's own adjustments would move the breaks. */
static void put_defaults(GString *out) {
  g_string_append(
      out,
      "<style:default-style style:family=\"paragraph\"><style:paragraph-properties"
      " fo:orphans=\"0\" fo:widows=\"0\" fo:hyphenation-ladder-count=\"no-limit\""
      " style:text-autospace=\"none\" style:punctuation-wrap=\"simple\" "
      "style:line-break=\"strict\""
      " style:snap-to-layout-grid=\"false\" style:writing-mode=\"lr-tb\""
      " style:font-independent-line-spacing=\"false\" fo:margin-top=\"0pt\""
      " fo:margin-bottom=\"0pt\""
      " style:tab-stop-distance=\"32pt\"/><style:text-properties fo:language=\"zh\""
      " fo:country=\"CN\" style:language-asian=\"zh\" style:country-asian=\"CN\""
      " style:letter-kerning=\"false\" fo:hyphenate=\"false\"/></style:default-style>\n"
      "<style:default-style style:family=\"table\"><style:table-properties"
      " table:border-model=\"collapsing\"/></style:default-style>\n"
      "<style:default-style style:family=\"table-row\"><style:table-row-properties"
      " fo:keep-together=\"always\"/></style:default-style>\n"
      "<style:style style:name=\"Standard\" style:family=\"paragraph\" "
      "style:class=\"text\"/>\n"
      "<style:style style:name=\"引用\" style:family=\"text\"/>\n"
      "<style:style style:name=\"图形\" style:family=\"graphic\"/>\n");
}

void odt_named_styles(Odt *o) {
  put_defaults(o->named);
  for (size_t i = 0; i < o->layout->n_roles; i++)
    put_role(o, &o->layout->roles[i]);
}
