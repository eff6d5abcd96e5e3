/* Fields, the signatures they show, and those that no field shows (B2). */
#include <string.h>

#include "verify_private.h"

#define DEPTH 32

typedef struct Walk {
  Checking *c;
  uint8_t *seen;  /* fields, by number */
  uint8_t *shown; /* signature dictionaries: how often */
} Walk;

typedef struct FieldAbove {
  const char *name;
  const PdfValue *type, *value;
  unsigned depth;
} FieldAbove;

const PdfObject *forms_catalog(const PdfFile *file, unsigned revision) {
  const PdfValue *root = strict_key(&strict_revision(file, revision)->trailer, "Root");
  return strict_object(file, root->number, revision);
}

bool forms_is_signature(const PdfValue *dict) {
  const PdfValue *filter = strict_key(dict, "SubFilter");
  return strict_key_is(dict, "Type", "Sig") ||
         strict_key_is(dict, "Type", "DocTimeStamp") || strict_key(dict, "ByteRange") ||
         (filter && filter->kind == PDF_NAME &&
          (g_str_has_prefix(filter->text, "ETSI.") ||
           g_str_has_prefix(filter->text, "adbe.")));
}

/* ---- pages ------------------------------------------------------------------------- */

static void collect_page(Checking *c, const PdfValue *node, uint8_t *seen,
                         unsigned depth) {
  const PdfFile *file = c->file;
  if (!node || node->kind != PDF_REF || node->number >= file->n_numbers ||
      seen[node->number] || depth == 0 || c->pages->len >= c->job->limits->pages)
    return;
  seen[node->number] = 1;
  const PdfObject *object = strict_object(file, node->number, c->last);
  if (!object)
    return;
  const PdfValue *kids = strict_key_at(file, &object->value, "Kids", c->last);
  if (!kids || kids->kind != PDF_ARRAY) {
    g_ptr_array_add(c->pages, (gpointer)object);
    return;
  }
  for (uint32_t i = 0; i < kids->n; i++)
    collect_page(c, &kids->items[i], seen, depth - 1);
}

void forms_pages(Checking *c) {
  const PdfObject *catalog = forms_catalog(c->file, c->last);
  g_autofree uint8_t *seen = g_malloc0(c->file->n_numbers);
  if (catalog)
    collect_page(c, strict_key(&catalog->value, "Pages"), seen, DEPTH);
}

static unsigned forms_page_of(const Checking *c, const PdfObject *annotation) {
  for (guint i = 0; i < c->pages->len; i++) {
    const PdfObject *page = c->pages->pdata[i];
    const PdfValue *list = strict_key_at(c->file, &page->value, "Annots", c->last);
    for (uint32_t k = 0; list && list->kind == PDF_ARRAY && k < list->n; k++) {
      if (list->items[k].kind == PDF_REF && list->items[k].number == annotation->number)
        return i + 1;
    }
  }
  return 0;
}

/* ---- signatures -------------------------------------------------------------------- */

static void set_box(Checking *c, Signed *s) {
  const PdfValue *box = strict_key_at(c->file, &s->widget->value, "Rect", c->last);
  s->shown.page = forms_page_of(c, s->widget);
  for (uint32_t i = 0; i < 4 && box && box->kind == PDF_ARRAY && box->n == 4; i++) {
    if (box->items[i].kind == PDF_NUMBER)
      s->shown.box[i] = g_ascii_strtod(box->items[i].text, NULL);
  }
}

/* P of DocMDP in the signature's own references, or of a lock in its field. */
static unsigned permission_of(Checking *c, const Signed *s, bool *certifies) {
  const PdfValue *list = strict_key_at(c->file, &s->dict->value, "Reference", c->last);
  const PdfValue *lock = strict_key_at(c->file, &s->field->value, "Lock", c->last);
  unsigned strictest = 0;
  int64_t p;
  *certifies = false;
  for (uint32_t i = 0; list && list->kind == PDF_ARRAY && i < list->n; i++) {
    const PdfValue *reference = strict_follow(c->file, &list->items[i], c->last);
    if (!strict_key_is(reference, "TransformMethod", "DocMDP"))
      continue;
    const PdfValue *params =
        strict_key_at(c->file, reference, "TransformParams", c->last);
    *certifies = true;
    p = 2;
    strict_whole(strict_key(params, "P"), &p);
    strictest = p >= 1 && p <= 3 ? (unsigned)p : 1;
  }
  if (lock && strict_whole(strict_key(lock, "P"), &p) && p == 1)
    strictest = 1;
  return strictest;
}

static const PdfObject *widget_of(Checking *c, const PdfObject *field) {
  const PdfValue *kids = strict_key_at(c->file, &field->value, "Kids", c->last);
  if (strict_key(&field->value, "Rect") || !kids || kids->kind != PDF_ARRAY ||
      kids->n != 1 || kids->items[0].kind != PDF_REF)
    return field;
  const PdfObject *widget = strict_object(c->file, kids->items[0].number, c->last);
  return widget ? widget : field;
}

static void hidden(Checking *c, uint32_t number) {
  finding_add(c->arena, &c->out->findings, VERIFY_ALTERED, DIAG_VERIFY_REMOVED,
              arena_printf(c->arena, "%u", number), NULL);
}

static void add_signature(Walk *walk, const PdfObject *field, const char *name,
                          const PdfObject *dict) {
  Checking *c = walk->c;
  if (c->signatures->len >= c->job->limits->pdf_signatures) {
    finding_add(c->arena, &c->out->findings, VERIFY_UNCONFIRMED, DIAG_VERIFY_LIMIT,
                "signatures", NULL);
    return;
  }
  bool certifies;
  Signed *s = ARENA_NEW(c->arena, Signed);
  s->dict = dict;
  s->field = field;
  s->widget = widget_of(c, field);
  s->etsi = strict_key_is(&dict->value, "SubFilter", "ETSI.CAdES.detached");
  s->permission = permission_of(c, s, &certifies);
  s->shown = (VerifySignature){.field = name,
                               .revision = dict->revision,
                               .signer = "",
                               .issuer = "",
                               .serial = "",
                               .fingerprint = "",
                               .algorithm = "",
                               .level = "CMS",
                               .claimed = VERIFY_NO_TIME,
                               .trusted = VERIFY_NO_TIME};
  if (strict_key_is(&dict->value, "SubFilter", "ETSI.RFC3161"))
    s->shown.kind = VERIFY_STAMP;
  else if (certifies)
    s->shown.kind = VERIFY_CERTIFICATION;
  set_box(c, s);
  g_ptr_array_add(c->signatures, s);
}

static void take_value(Walk *walk, const PdfObject *field, const FieldAbove *own) {
  Checking *c = walk->c;
  if (!own->value || own->value->kind != PDF_REF ||
      own->value->number >= c->file->n_numbers)
    return;
  uint32_t number = own->value->number;
  const PdfObject *dict = strict_object(c->file, number, c->last);
  bool signs = strict_is_name(own->type, "Sig");
  if (!dict || (!signs && !forms_is_signature(&dict->value)))
    return;
  if (walk->shown[number] < 255)
    walk->shown[number]++;
  if (!signs || walk->shown[number] > 1 || dict->older || dict->container ||
      dict->value.kind != PDF_DICT)
    hidden(c, number);
  else
    add_signature(walk, field, own->name, dict);
}

/* ---- fields ------------------------------------------------------------------------ */

static void walk_fields(Walk *walk, const PdfValue *list, const FieldAbove *above);

static void walk_field(Walk *walk, const PdfValue *value, const FieldAbove *above) {
  Checking *c = walk->c;
  if (value->kind != PDF_REF || value->number >= c->file->n_numbers ||
      walk->seen[value->number])
    return;
  walk->seen[value->number] = 1;
  const PdfObject *field = strict_object(c->file, value->number, c->last);
  if (!field)
    return;
  FieldAbove own = *above;
  own.depth--;
  const PdfValue *name = strict_key_at(c->file, &field->value, "T", c->last);
  const PdfValue *type = strict_key_at(c->file, &field->value, "FT", c->last);
  const PdfValue *kids = strict_key_at(c->file, &field->value, "Kids", c->last);
  own.value = strict_key(&field->value, "V");
  if (type)
    own.type = type;
  if (name)
    own.name = arena_printf(c->arena, "%s%s%s", above->name, *above->name ? "." : "",
                            strict_text(c->arena, name));
  take_value(walk, field, &own);
  if (own.depth)
    walk_fields(walk, kids, &own);
}

static void walk_fields(Walk *walk, const PdfValue *list, const FieldAbove *above) {
  for (uint32_t i = 0; list && list->kind == PDF_ARRAY && i < list->n; i++)
    walk_field(walk, &list->items[i], above);
}

/* ---- those that are not shown ------------------------------------------------------ */

static bool holds_signature(const PdfValue *value) {
  if (value->kind == PDF_DICT && forms_is_signature(value))
    return true;
  for (uint32_t i = 0; value->kind == PDF_ARRAY && i < value->n; i++) {
    if (holds_signature(&value->items[i]))
      return true;
  }
  for (uint32_t i = 0; value->kind == PDF_DICT && i < value->n; i++) {
    if (holds_signature(&value->entries[i].value))
      return true;
  }
  return false;
}

static bool inner_signature(const PdfValue *value) {
  for (uint32_t i = 0; value->kind == PDF_DICT && i < value->n; i++) {
    if (holds_signature(&value->entries[i].value))
      return true;
  }
  return value->kind == PDF_ARRAY && holds_signature(value);
}

static void find_hidden(Walk *walk) {
  Checking *c = walk->c;
  for (guint i = 0; i < c->file->objects->len; i++) {
    const PdfObject *object = c->file->objects->pdata[i];
    bool is_one = object->value.kind == PDF_DICT && forms_is_signature(&object->value);
    if ((is_one && !walk->shown[object->number]) || inner_signature(&object->value))
      hidden(c, object->number);
  }
  const PdfObject *catalog = forms_catalog(c->file, c->last);
  const PdfValue *perms = strict_key_at(c->file, &catalog->value, "Perms", c->last);
  const PdfValue *by = strict_key(perms, "DocMDP");
  if (!by)
    return;
  for (guint i = 0; i < c->signatures->len; i++) {
    const Signed *s = c->signatures->pdata[i];
    if (by->kind == PDF_REF && s->dict->number == by->number &&
        s->shown.kind == VERIFY_CERTIFICATION)
      return;
  }
  hidden(c, by->number);
}

static gint by_revision(gconstpointer a, gconstpointer b) {
  const Signed *x = *(Signed *const *)a, *y = *(Signed *const *)b;
  return (x->shown.revision > y->shown.revision) -
         (x->shown.revision < y->shown.revision);
}

void forms_collect(Checking *c) {
  const PdfObject *catalog = forms_catalog(c->file, c->last);
  if (!catalog)
    return;
  g_autofree uint8_t *seen = g_malloc0(c->file->n_numbers);
  g_autofree uint8_t *shown = g_malloc0(c->file->n_numbers);
  Walk walk = {.c = c, .seen = seen, .shown = shown};
  FieldAbove top = {.name = "", .depth = DEPTH};
  const PdfValue *form = strict_key_at(c->file, &catalog->value, "AcroForm", c->last);
  walk_fields(&walk, strict_key_at(c->file, form, "Fields", c->last), &top);
  g_ptr_array_sort(c->signatures, by_revision);
  find_hidden(&walk);
  c->first_signed = UINT_MAX;
  if (c->signatures->len)
    c->first_signed = ((const Signed *)c->signatures->pdata[0])->shown.revision;
}
