/* Legal, and yet not to be taken for what it shows (B9); claims that do not hold
 * (B10); what the document says of itself. */
#include <string.h>

#include "verify_private.h"

static void suspect(Checking *c, const char *zh, const char *en) {
  finding_add(c->arena, &c->out->findings, VERIFY_UNCONFIRMED, DIAG_VERIFY_SUSPICIOUS, zh,
              en, NULL);
}

/* ---- what nobody refers to --------------------------------------------------------- */

static void check_reach(Checking *c) {
  const PdfFile *file = c->file;
  g_autofree uint8_t *reached = g_malloc0(file->n_numbers);
  strict_reach(file, &strict_revision(file, c->last)->trailer, c->last, reached);
  for (uint32_t i = 0; i < file->n_numbers; i++) {
    const PdfObject *object = file->newest[i];
    if (!object || reached[i] || object->is_xref || object->is_container ||
        object->value.kind == PDF_NULL)
      continue;
    finding_add(c->arena, &c->out->findings, VERIFY_UNCONFIRMED, DIAG_VERIFY_UNREFERENCED,
                arena_printf(c->arena, "%u", i), NULL);
    return;
  }
}

/* ---- what acts or hides ------------------------------------------------------------ */

typedef struct Looking {
  bool script, layer, outside, other_field, media;
} Looking;

static bool is_action(const PdfValue *dict) {
  static const char *const acts[] = {
      "JavaScript", "Launch",    "SubmitForm", "ImportData", "GoToR",
      "GoToE",      "Rendition", "Hide",       "ResetForm",  "SetOCGState",
      "Movie",      "Sound",     NULL};
  const PdfValue *s = strict_key(dict, "S");
  return strict_key(dict, "JS") ||
         (s && s->kind == PDF_NAME && g_strv_contains(acts, s->text));
}

static void look_at(const PdfValue *value, Looking *seen) {
  for (uint32_t i = 0; value->kind == PDF_ARRAY && i < value->n; i++)
    look_at(&value->items[i], seen);
  if (value->kind != PDF_DICT)
    return;
  const PdfValue *field = strict_key(value, "FT");
  seen->script |= is_action(value) || strict_key(value, "AA") ||
                  (strict_key(value, "Pages") && strict_key(value, "OpenAction") &&
                   strict_key(value, "OpenAction")->kind == PDF_DICT &&
                   is_action(strict_key(value, "OpenAction")));
  seen->layer |= strict_key(value, "OCProperties") || strict_key(value, "OC") ||
                 strict_key_is(value, "Type", "OCG") ||
                 strict_key_is(value, "Type", "OCMD");
  seen->other_field |= field && !strict_is_name(field, "Sig");
  seen->media |= strict_key(value, "XFA") != NULL;
  for (uint32_t i = 0; i < value->n; i++)
    look_at(&value->entries[i].value, seen);
}

static void check_objects(Checking *c) {
  Looking seen = {0};
  for (guint i = 0; i < c->file->objects->len; i++) {
    const PdfObject *object = c->file->objects->pdata[i];
    look_at(&object->value, &seen);
    seen.outside |= object->is_stream && strict_key(&object->value, "F");
  }
  if (seen.script)
    suspect(c, "脚本或动作", "a script or an action");
  if (seen.layer)
    suspect(c, "可隐藏的图层", "layers that can be hidden");
  if (seen.other_field || seen.media)
    suspect(c, "签名以外的表单域", "form fields other than signatures");
  if (seen.outside)
    suspect(c, "取自文件之外的内容", "content from outside the file");
}

/* ---- what lies over the page ------------------------------------------------------- */

static void check_annotations(Checking *c, const PdfObject *page, unsigned number) {
  const PdfValue *list = strict_key_at(c->file, &page->value, "Annots", c->last);
  for (uint32_t i = 0; list && list->kind == PDF_ARRAY && i < list->n; i++) {
    const PdfValue *one = strict_follow(c->file, &list->items[i], c->last);
    if (!one || strict_key_is(one, "Subtype", "Link") ||
        strict_key_is(one, "Subtype", "Popup") || strict_key_is(one, "Subtype", "Widget"))
      continue;
    suspect(c, arena_printf(c->arena, "第 %u 页上的批注", number),
            arena_printf(c->arena, "an annotation on page %u", number));
    return;
  }
}

/* The name of the XObject that is drawn last on the page, when nothing follows but ends
 * of marked content and of saved states. */
static char *drawn_last(const uint8_t *text, size_t len) {
  size_t from = len > 4096 ? len - 4096 : 0;
  g_autofree char *copy = g_strndup((const char *)text + from, len - from);
  g_auto(GStrv) words = g_strsplit_set(copy, " \n\r\t\f", -1);
  g_autoptr(GPtrArray) kept = g_ptr_array_new();
  for (char **word = words; *word; word++) {
    if (**word)
      g_ptr_array_add(kept, *word);
  }
  guint n = kept->len;
  while (n &&
         (strcmp(kept->pdata[n - 1], "EMC") == 0 ||
          strcmp(kept->pdata[n - 1], "Q") == 0 || strcmp(kept->pdata[n - 1], "EX") == 0))
    n--;
  if (n < 2 || strcmp(kept->pdata[n - 1], "Do") != 0)
    return NULL;
  const char *name = kept->pdata[n - 2];
  return *name == '/' ? g_strdup(name + 1) : NULL;
}

static bool draws_nothing(Checking *c, const PdfObject *form) {
  static const char *const paints[] = {"f",  "F",  "f*", "B",  "B*", "b",  "b*", "S", "s",
                                       "sh", "Do", "Tj", "TJ", "'",  "\"", "EI", NULL};
  const uint8_t *data;
  size_t len;
  if (!strict_key_is(&form->value, "Subtype", "Form") ||
      !strict_inflate(c->file, form, &data, &len))
    return false;
  g_autofree char *copy = g_strndup((const char *)data, MIN(len, 65536));
  g_auto(GStrv) words = g_strsplit_set(copy, " \n\r\t\f]>)", -1);
  for (char **word = words; *word; word++) {
    if (g_strv_contains(paints, *word))
      return false;
  }
  return len <= 65536;
}

static const PdfObject *last_content(Checking *c, const PdfObject *page) {
  const PdfValue *contents = strict_key(&page->value, "Contents");
  const PdfValue *list = strict_follow(c->file, contents, c->last);
  if (list && list->kind == PDF_ARRAY)
    contents = list->n ? &list->items[list->n - 1] : NULL;
  return contents && contents->kind == PDF_REF
             ? strict_object(c->file, contents->number, c->last)
             : NULL;
}

static void check_overlay(Checking *c, const PdfObject *page, unsigned number) {
  const PdfObject *content = last_content(c, page);
  const uint8_t *data;
  size_t len;
  if (!content || !strict_inflate(c->file, content, &data, &len))
    return;
  g_autofree char *name = drawn_last(data, len);
  const PdfValue *resources = strict_key_at(c->file, &page->value, "Resources", c->last);
  const PdfValue *forms = strict_key_at(c->file, resources, "XObject", c->last);
  const PdfValue *ref = name ? strict_key(forms, name) : NULL;
  const PdfObject *form =
      ref && ref->kind == PDF_REF ? strict_object(c->file, ref->number, c->last) : NULL;
  if (form && draws_nothing(c, form))
    suspect(c, arena_printf(c->arena, "第 %u 页最上层空白的图形", number),
            arena_printf(c->arena, "an empty drawing on top of page %u", number));
}

/* ---- XMP --------------------------------------------------------------------------- */

static char *element_of(const char *xmp, const char *name) {
  g_autofree char *open = g_strdup_printf("<%s>", name);
  g_autofree char *close = g_strdup_printf("</%s>", name);
  const char *from = strstr(xmp, open), *to = from ? strstr(from, close) : NULL;
  if (!to || to - from > 2000)
    return NULL;
  from += strlen(open);
  g_autofree char *text = g_strndup(from, (gsize)(to - from));
  static const char *const entities[][2] = {
      {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&apos;", "'"}, {"&amp;", "&"}};
  GString *out = g_string_new(NULL);
  for (const char *p = text; *p;) {
    size_t i = 0;
    while (i < G_N_ELEMENTS(entities) && !g_str_has_prefix(p, entities[i][0]))
      i++;
    bool entity = i < G_N_ELEMENTS(entities);
    g_string_append_c(out, entity ? entities[i][1][0] : *p);
    p += entity ? strlen(entities[i][0]) : 1;
  }
  return g_string_free(out, FALSE);
}

static const char *kept_element(Checking *c, const char *xmp, const char *name) {
  g_autofree char *text = element_of(xmp, name);
  if (!text)
    return NULL;
  g_autofree char *valid = g_utf8_make_valid(text, -1);
  return arena_strdup(c->arena, valid);
}

/* The signed revision's own, whatever came later. */
void suspects_metadata(Checking *c) {
  unsigned revision = c->first_signed == UINT_MAX ? c->last : c->first_signed;
  const PdfObject *catalog = forms_catalog(c->file, revision);
  const PdfValue *ref = catalog ? strict_key(&catalog->value, "Metadata") : NULL;
  const PdfObject *metadata =
      ref && ref->kind == PDF_REF ? strict_object(c->file, ref->number, revision) : NULL;
  const uint8_t *data;
  size_t len;
  if (!metadata || !strict_inflate(c->file, metadata, &data, &len))
    return;
  g_autofree char *xmp = g_strndup((const char *)data, len);
  c->out->number = kept_element(c, xmp, "gongwen:documentNumber");
  c->out->issuer = kept_element(c, xmp, "gongwen:issuer");
  c->out->status = kept_element(c, xmp, "gongwen:status");
  if (!strstr(xmp, "pdfaid:part"))
    return;
  for (guint i = 0; i < c->signatures->len; i++) {
    Signed *s = c->signatures->pdata[i];
    if (s->sealed || s->cms.gm)
      finding_add(c->arena, &s->shown.findings, VERIFY_VALID, DIAG_VERIFY_PDFA_CONTAINER,
                  s->sealed ? "GB/T 38540" : "GB/T 35275", NULL);
    else if (!s->has_signer && s->shown.kind != VERIFY_STAMP)
      finding_add(c->arena, &s->shown.findings, VERIFY_VALID, DIAG_VERIFY_PDFA, NULL);
  }
}

void suspects_check(Checking *c) {
  check_reach(c);
  check_objects(c);
  for (guint i = 0; i < c->pages->len; i++) {
    check_annotations(c, c->pages->pdata[i], i + 1);
    check_overlay(c, c->pages->pdata[i], i + 1);
  }
}
