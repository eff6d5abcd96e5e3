/* Named styles: one for each role of the layout, under the name a clerk knows it by. */
#include "odt_private.h"

static const char *const role_names[ROLE_COUNT] = {
    [ROLE_MARK] = "发文机关标志",
    [ROLE_NUMBER] = "发文字号",
    [ROLE_TITLE] = "标题",
    [ROLE_SUBTITLE] = "题注",
    [ROLE_RECIPIENTS] = "主送机关",
    [ROLE_BODY] = "正文",
    [ROLE_LEVEL1] = "一级标题",
    [ROLE_LEVEL2] = "二级标题",
    [ROLE_LEVEL3] = "三级标题",
    [ROLE_LEVEL4] = "四级标题",
    [ROLE_ITEM] = "列项",
    [ROLE_CHAPTER] = "章",
    [ROLE_DIVISION] = "节",
    [ROLE_ARTICLE] = "条",
    [ROLE_CAPTION] = "图题",
    [ROLE_EM] = "强调",
    [ROLE_ATTACHMENTS] = "附件说明",
    [ROLE_SIGN] = "署名",
    [ROLE_SIGN_NAME] = "发文机关署名",
    [ROLE_SIGN_DATE] = "成文日期",
    [ROLE_NOTE] = "附注",
    [ROLE_ENCLOSURE_TITLE] = "印发件标题",
    [ROLE_ANNEX_TITLE] = "附件标题",
    [ROLE_ANNEX_LABEL] = "附件序号",
    [ROLE_IMPRINT] = "版记",
    [ROLE_PAGE_NUMBER] = "页码",
    [ROLE_DRAFT] = "草稿",
    [ROLE_COPY_NUMBER] = "份号",
    [ROLE_SECRECY] = "密级和保密期限",
    [ROLE_URGENCY] = "紧急程度",
    [ROLE_SIGNERS] = "签发人",
    [ROLE_ATTENDANCE] = "出席",
    [ROLE_TABLE_CELL] = "表格正文",
    [ROLE_TABLE_HEAD] = "表头",
    [ROLE_TABLE_NOTE] = "表注",
    [ROLE_TABLE_UNIT] = "表格单位",
};

/* A role of a house style keeps its own name, as far as XML allows it as a name. */
static const char *name_role(const Odt *o, const LayoutRole *role) {
  g_autoptr(GString) name = g_string_new("角色_");
  for (const char *p = role->name; *p; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    g_string_append_unichar(name, g_unichar_isalnum(c) || c == '-' ? c : '_');
  }
  return arena_strdup(o->job->arena, name->str);
}

/* Copies of a role share their name's characters. */
const char *odt_role_name(Odt *o, const LayoutRole *role) {
  if (role_names[role->id])
    return role_names[role->id];
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
  odt_attribute(out, "style:name", name);
  odt_attribute(out, "svg:font-family", families->str);
  g_string_append(out, " style:font-pitch=\"variable\"/>\n");
}

/* A face's file is read with its declaration: each has one of its own, too. */
static void put_travelling(const Odt *o, GString *out) {
  for (guint i = 0; i < o->travelling->len; i++) {
    const OdtFont *font = g_ptr_array_index(o->travelling, i);
    g_string_append(out, "<style:font-face");
    odt_attribute(out, "style:name", font->family);
    g_autofree char *family = g_strdup_printf("'%s'", font->family);
    odt_attribute(out, "svg:font-family", family);
    g_string_append(out, "><svg:font-face-src><svg:font-face-uri xlink:type=\"simple\"");
    odt_attribute(out, "xlink:href", font->file->name);
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
  odt_attribute(out, "style:font-name", role->font);
  odt_attribute(out, "style:font-name-asian", role->font);
  for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++)
    odt_length(out, sizes[i], role->size);
  g_string_append_printf(out, " fo:letter-spacing=\"%.2fpt\"/>",
                         odt_cell_spacing(role) / 20.0);
}

/* Which of the four levels of headings the role is; 0: none. */
static unsigned level_of(const LayoutRole *role) {
  static const RoleId levels[NUMBERING_LEVELS] = {ROLE_LEVEL1, ROLE_LEVEL2, ROLE_LEVEL3,
                                                  ROLE_LEVEL4};
  for (unsigned i = 0; i < NUMBERING_LEVELS; i++)
    if (role->id == levels[i])
      return i + 1;
  return 0;
}

/* A heading's style brings its number, and body text comes behind it. */
static void put_list_of_role(const Odt *o, const LayoutRole *role) {
  const Numbering *numbering = &o->layout->numbering;
  unsigned level = level_of(role);
  if (level && numbering->levels[level - 1])
    g_string_append_printf(o->named,
                           " style:list-level=\"%u\" style:list-style-name=\"%s\"", level,
                           ODT_LEVELS);
  /* of two heading styles of one level an office asks the second for its list */
  if (role->id == ROLE_CHAPTER && numbering->chapter)
    g_string_append(o->named, " style:list-style-name=\"章序号\"");
  if (role->id == ROLE_DIVISION && numbering->division)
    g_string_append(o->named, " style:list-style-name=\"节序号\"");
}

/* A heading's style says so, too: else an office numbers it by its outline, not by its
 * list. */
static int outline_of(const LayoutRole *role) {
  static const uint8_t outlines[ROLE_COUNT] = {
      [ROLE_TITLE] = 1,  [ROLE_ENCLOSURE_TITLE] = 1, [ROLE_ANNEX_TITLE] = 1,
      [ROLE_LEVEL1] = 2, [ROLE_LEVEL2] = 3,          [ROLE_LEVEL3] = 4,
      [ROLE_LEVEL4] = 5, [ROLE_CHAPTER] = 2,         [ROLE_DIVISION] = 3,
  };
  return outlines[role->id];
}

static void put_role(Odt *o, const LayoutRole *role) {
  GString *out = o->named;
  g_string_append(out, "<style:style");
  odt_attribute(out, "style:name", odt_role_name(o, role));
  g_string_append(out,
                  " style:family=\"paragraph\" style:parent-style-name=\"Standard\"");
  if (outline_of(role))
    g_string_append_printf(out, " style:default-outline-level=\"%d\"", outline_of(role));
  if (outline_of(role) && layout_role_of(o->layout, ROLE_BODY))
    odt_attribute(out, "style:next-style-name", role_names[ROLE_BODY]);
  put_list_of_role(o, role);
  g_string_append(out, "><style:paragraph-properties");
  odt_length(out, "fo:line-height", odt_step(o, role));
  odt_attribute(out, "fo:text-align", align_name(role->align));
  odt_length(out, "fo:text-indent", role->indent);
  bool signs = role->id == ROLE_SIGN || role->id == ROLE_SIGN_NAME;
  if (outline_of(role) > 1 || role->id == ROLE_TABLE_UNIT || signs)
    g_string_append(out, " fo:keep-with-next=\"always\""); /* B3.7, B8.9 */
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
  odt_attribute(o->named, "style:name", name);
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
      /* letters and digits are English: as Chinese an office would break inside them */
      " style:tab-stop-distance=\"32pt\"/><style:text-properties fo:language=\"en\""
      " fo:country=\"US\" style:language-asian=\"zh\" style:country-asian=\"CN\""
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
