/* What an OpenDocument says of itself, and what in it does not stand still: content from
 * elsewhere, macros, fields that change, text that is shown at times. */
#include <string.h>

#include "verify_odt.h"

#define ODF "urn:oasis:names:tc:opendocument:xmlns:"
#define XLINK "http://www.w3.org/1999/xlink"

typedef enum {
  SUSPECT_MACRO,
  SUSPECT_LINKED,
  SUSPECT_CLOCK,
  SUSPECT_CONDITION,
  SUSPECT_TRACKED,
  SUSPECT_FORM,
  SUSPECT_COUNT
} Suspect;

static const char *const told[SUSPECT_COUNT][2] = {
    [SUSPECT_MACRO] = {"宏或脚本", "macros or scripts"},
    [SUSPECT_LINKED] = {"文件之外的内容", "content from outside the file"},
    [SUSPECT_CLOCK] = {"随打开的时间变化的日期或时间",
                       "dates or times that follow the clock"},
    [SUSPECT_CONDITION] = {"按条件显示的文字", "text that is shown on a condition"},
    [SUSPECT_TRACKED] = {"未接受的修订", "changes that are not accepted"},
    [SUSPECT_FORM] = {"表单控件", "form controls"},
};

/* Elements that are suspicious wherever they stand. */
static const struct {
  const char *space, *local;
  Suspect suspect;
} elements[] = {
    {ODF "office:1.0", "event-listeners", SUSPECT_MACRO},
    {ODF "office:1.0", "script", SUSPECT_MACRO},
    {ODF "text:1.0", "script", SUSPECT_MACRO},
    {ODF "text:1.0", "execute-macro", SUSPECT_MACRO},
    {ODF "office:1.0", "dde-source", SUSPECT_LINKED},
    {ODF "text:1.0", "dde-connection-decl", SUSPECT_LINKED},
    {ODF "drawing:1.0", "applet", SUSPECT_LINKED},
    {ODF "drawing:1.0", "plugin", SUSPECT_LINKED},
    {ODF "text:1.0", "conditional-text", SUSPECT_CONDITION},
    {ODF "text:1.0", "hidden-text", SUSPECT_CONDITION},
    {ODF "text:1.0", "hidden-paragraph", SUSPECT_CONDITION},
    {ODF "text:1.0", "tracked-changes", SUSPECT_TRACKED},
    {ODF "form:1.0", "form", SUSPECT_FORM},
};

static const char *value_of(const XmlReader *r, const char *space, const char *local) {
  for (unsigned i = 0; i < xml_attributes(r); i++) {
    const XmlAttribute *a = xml_attribute_at(r, i);
    if (g_strcmp0(a->space, space) == 0 && strcmp(a->local, local) == 0)
      return a->value;
  }
  return NULL;
}

static bool leads_out(const char *href) {
  g_autofree char *scheme = g_uri_parse_scheme(href);
  return scheme || *href == '/' || g_str_has_prefix(href, "../") ||
         g_str_has_prefix(href, "./../");
}

/* A link that is followed by a click shows nothing by itself. */
static bool is_linked(const XmlReader *r) {
  static const char *const shown[] = {
      "image",          "object",           "object-ole",   "floating-frame",
      "section-source", "background-image", "table-source", "cell-range-source"};
  const char *href = value_of(r, XLINK, "href");
  for (size_t i = 0; href && i < G_N_ELEMENTS(shown); i++) {
    if (xml_at(r, shown[i]) && leads_out(href))
      return true;
  }
  return false;
}

static bool follows_clock(const XmlReader *r) {
  bool field = (xml_at(r, "date") || xml_at(r, "time")) &&
               g_strcmp0(xml_space(r), ODF "text:1.0") == 0;
  return field && g_strcmp0(value_of(r, ODF "text:1.0", "fixed"), "true") != 0;
}

static bool is_conditional(const XmlReader *r) {
  const char *display = value_of(r, ODF "text:1.0", "display");
  return xml_at(r, "section") && display && strcmp(display, "true") != 0;
}

static void look_at(const XmlReader *r, bool found[SUSPECT_COUNT]) {
  for (size_t i = 0; i < G_N_ELEMENTS(elements); i++) {
    if (xml_at(r, elements[i].local) && g_strcmp0(xml_space(r), elements[i].space) == 0)
      found[elements[i].suspect] = true;
  }
  found[SUSPECT_LINKED] |= is_linked(r);
  found[SUSPECT_CLOCK] |= follows_clock(r);
  found[SUSPECT_CONDITION] |= is_conditional(r);
}

static void look_into(Checking *c, const ParcelMember *m, bool found[SUSPECT_COUNT]) {
  Job quiet = *c->job;
  GBytes *held = parcel_open(m);
  quiet.diags = diagnostics_new();
  XmlReader *r = verify_odt_reader(&quiet, m->name, held);
  while (xml_next(r)) {
    if (xml_kind(r) == XML_START)
      look_at(r, found);
  }
  xml_close(r);
  diagnostics_free(quiet.diags);
  g_bytes_unref(held);
}

void verify_odt_suspects(Checking *c, const Parcel *package) {
  bool found[SUSPECT_COUNT] = {false};
  for (unsigned i = 0; i < package->n; i++) {
    const ParcelMember *m = &package->members[i];
    found[SUSPECT_MACRO] |= !m->folder && (g_str_has_prefix(m->name, "Basic/") ||
                                           g_str_has_prefix(m->name, "Scripts/"));
    if (g_str_has_suffix(m->name, "content.xml") ||
        g_str_has_suffix(m->name, "styles.xml"))
      look_into(c, m, found);
  }
  for (int i = 0; i < SUSPECT_COUNT; i++) {
    if (found[i])
      finding_add(c->arena, &c->out->findings, VERIFY_UNCONFIRMED, DIAG_VERIFY_SUSPICIOUS,
                  told[i][0], told[i][1], NULL);
  }
}

/* ---- meta.xml, manifest.xml
 * ------------------------------------------------------------ */

static void take_field(Checking *c, XmlReader *r) {
  g_autofree char *name = g_strdup(value_of(r, ODF "meta:1.0", "name"));
  if (!name || xml_is_empty(r) || !xml_next(r) || xml_kind(r) != XML_TEXT)
    return;
  const char *text = arena_strdup(c->arena, xml_content(r));
  if (strcmp(name, "发文字号") == 0)
    c->out->number = text;
  else if (strcmp(name, "发文机关") == 0)
    c->out->issuer = text;
  else if (strcmp(name, "状态") == 0)
    c->out->status = text;
}

static void read_member(Checking *c, const Parcel *package, const char *name,
                        void (*take)(Checking *, XmlReader *)) {
  const ParcelMember *m = parcel_find(package, name);
  GBytes *held = m ? parcel_open(m) : NULL;
  if (!held)
    return;
  Job quiet = *c->job;
  quiet.diags = diagnostics_new();
  XmlReader *r = verify_odt_reader(&quiet, name, held);
  while (xml_next(r)) {
    if (xml_kind(r) == XML_START)
      take(c, r);
  }
  xml_close(r);
  diagnostics_free(quiet.diags);
  g_bytes_unref(held);
}

static void take_meta(Checking *c, XmlReader *r) {
  if (xml_at(r, "user-defined"))
    take_field(c, r);
}

static void take_manifest(Checking *c, XmlReader *r) {
  bool encrypted = xml_at(r, "encryption-data") || xml_at(r, "encrypted-key");
  if (encrypted && !c->out->findings.first)
    finding_add(c->arena, &c->out->findings, VERIFY_ALTERED, DIAG_VERIFY_ENCRYPTED, NULL);
}

void verify_odt_metadata(Checking *c, const Parcel *package) {
  read_member(c, package, "META-INF/manifest.xml", take_manifest);
  read_member(c, package, "meta.xml", take_meta);
}
