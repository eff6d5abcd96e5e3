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

void odt_meta(const Odt *o, GString *out) {
  const Bulletin *b = o->bulletin;
  const Sign *sign = b->main.sign;
  g_autofree char *signed_on = NULL;
  if (sign && sign->date.year)
    signed_on = g_strdup_printf("%04d-%02u-%02u", sign->date.year, sign->date.month,
                                sign->date.day);
  g_autofree char *date = file_date(o, signed_on);
  const char *issuer = b->n_issuers ? b->issuers[0].utf8 : NULL;
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
