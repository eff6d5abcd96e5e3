/* What the document says of itself, and the settings without which an office would lay it
 * out by habits of its own. */
#include "odt_private.h"

static void put_element(GString *out, const char *element, const char *text) {
  if (!text || !*text)
    return;
  g_string_append_printf(out, "<%s>", element);
  odt_plain(out, text); /* a title's break is not part of its name */
  g_string_append_printf(out, "</%s>\n", element);
}

static void put_field(GString *out, const char *name, const char *type,
                      const char *value) {
  if (!value || !*value)
    return;
  g_string_append_printf(
      out, "<meta:user-defined meta:name=\"%s\" meta:value-type=\"%s\">", name, type);
  odt_plain(out, value);
  g_string_append(out, "</meta:user-defined>\n");
}

static char *file_date(const Odt *o, const char *signed_on) {
  if (o->options->source_date == INT64_MIN)
    return signed_on ? g_strconcat(signed_on, "T00:00:00+08:00", NULL) : NULL;
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(o->options->source_date);
  return utc ? g_date_time_format(utc, "%Y-%m-%dT%H:%M:%SZ") : NULL;
}

/* Of a joint document all names: an office shows one field. */
static char *issuers_of(const Bulletin *b) {
  g_autoptr(GString) all = g_string_new(NULL);
  for (uint32_t i = 0; i < b->n_issuers; i++)
    g_string_append_printf(all, "%s%s", i ? "；" : "", b->issuers[i].utf8);
  return all->len ? g_strdup(all->str) : NULL;
}

/* The mark that ends a text on the page is none of its own. */
static void put_text_field(GString *out, const char *name, const Text *text) {
  static const char *const ends[] = {"：", "。"};
  g_autofree char *value = text->chars ? g_strdup(text->utf8) : NULL;
  for (size_t i = 0; value && i < G_N_ELEMENTS(ends); i++)
    if (g_str_has_suffix(value, ends[i]))
      value[strlen(value) - strlen(ends[i])] = '\0';
  put_field(out, name, "string", value);
}

static void put_imprint(GString *out, const Imprint *imprint) {
  put_text_field(out, "抄送机关", &imprint->copy_to);
  put_text_field(out, "印发机关", &imprint->printed_by);
  Date on = imprint->printed_on;
  g_autofree char *date =
      on.year ? g_strdup_printf("%04d-%02u-%02u", on.year, on.month, on.day) : NULL;
  put_field(out, "印发日期", "date", date);
}

void odt_meta(const Odt *o, GString *out) {
  const Bulletin *b = o->bulletin;
  const Sign *sign = b->main.sign;
  g_autofree char *signed_on = NULL;
  if (sign && sign->date.year)
    signed_on = g_strdup_printf("%04d-%02u-%02u", sign->date.year, sign->date.month,
                                sign->date.day);
  g_autofree char *date = file_date(o, signed_on);
  g_autofree char *issuer = issuers_of(b);
  g_string_append(out, "<office:meta>\n");
  put_element(out, "meta:generator", o->options->generator);
  put_element(out, "dc:title", b->main.title.utf8);
  put_element(out, "dc:subject", b->kind);
  put_element(out, "meta:initial-creator", issuer);
  put_element(out, "dc:creator", issuer);
  put_element(out, "meta:creation-date", date);
  put_element(out, "dc:date", date);
  put_element(out, "dc:language", b->lang ? b->lang : "zh-CN");
  put_field(out, "发文机关", "string", issuer);
  put_field(out, "发文字号", "string", b->number.text.chars ? b->number.text.utf8 : NULL);
  put_field(out, "密级", "string", b->secrecy.level);
  put_field(out, "保密期限", "string", b->secrecy.term);
  put_field(out, "紧急程度", "string", b->urgency.chars ? b->urgency.utf8 : NULL);
  put_field(out, "份号", "string", b->n_copies ? b->copies[0].utf8 : NULL);
  put_field(out, "文种", "string", b->kind);
  put_field(out, "成文日期", "date", signed_on);
  put_text_field(out, "主送机关", &b->main.recipients);
  put_text_field(out, "附注", &b->main.note);
  if (b->imprint)
    put_imprint(out, b->imprint);
  put_field(out, "状态", "string", b->status == STATUS_DRAFT ? "草稿" : NULL);
  g_string_append(out, "</office:meta>\n");
}

typedef struct ConfigItem {
  const char *name, *type, *value;
} ConfigItem;

static const ConfigItem settings[] = {
    {"AddParaTableSpacing", "boolean", "true"},
    {"AddParaTableSpacingAtStart", "boolean", "true"},
    {"AddExternalLeading", "boolean", "false"},
    {"AddFrameOffsets", "boolean", "false"},
    {"CharacterCompressionType", "short", "0"},
    {"ConsiderTextWrapOnObjPos", "boolean", "false"},
    {"DoNotJustifyLinesWithManualBreak", "boolean", "true"},
    {"IgnoreFirstLineIndentInNumbering", "boolean", "false"},
    {"IgnoreTabsAndBlanksForLineCalculation", "boolean", "false"},
    {"IsKernAsianPunctuation", "boolean", "false"},
    {"ParaSpaceMax", "boolean", "false"},
    {"TabsRelativeToIndent", "boolean", "true"},
    {"UseFormerLineSpacing", "boolean", "false"},
    {"UseFormerObjectPositioning", "boolean", "false"},
    {"UseFormerTextWrapping", "boolean", "false"},
    {"PrintEmptyPages", "boolean", "true"},
    {"EmbedFonts", "boolean", "false"},
};

void odt_settings(GString *out) {
  g_string_append(out,
                  "<office:settings><config:config-item-set"
                  " config:name=\"ooo:configuration-settings\">\n");
  for (size_t i = 0; i < G_N_ELEMENTS(settings); i++)
    g_string_append_printf(out,
                           "<config:config-item config:name=\"%s\" config:type=\"%s\">%s"
                           "</config:config-item>\n",
                           settings[i].name, settings[i].type, settings[i].value);
  g_string_append(out, "</config:config-item-set></office:settings>\n");
}
