/* What revisions after a signature may do: evidence, a further signature in its field,
 * nothing else (B4, B5). Everything is compared as decoded. */
#include <string.h>

#include "verify_private.h"

/* One revision being judged against the one before it. */
typedef struct Change {
  Checking *c;
  const PdfFile *file;
  unsigned now, before;
  const PdfValue *catalog, *old_catalog;
  uint8_t *allowed;  /* by number: may stand in this revision */
  uint8_t *named;    /* by number: referred to by an earlier revision's objects */
  GPtrArray *faults; /* const char *, as what_is gives them */
  bool signs, stamps, evidence;
} Change;

static void fault(Change *ch, const char *what) {
  for (guint i = 0; i < ch->faults->len; i++) {
    if (strcmp(ch->faults->pdata[i], what) == 0)
      return;
  }
  if (ch->faults->len < 20)
    g_ptr_array_add(ch->faults, (gpointer)what);
}

static const PdfObject *own(const Change *ch, uint32_t number) {
  const PdfObject *object = strict_object(ch->file, number, ch->now);
  return object && object->revision == ch->now ? object : NULL;
}

/* An object that no earlier revision has or refers to: a hole that is filled would show
 * something new. */
static bool is_new(const Change *ch, const PdfObject *object) {
  return !object->older && !ch->named[object->number];
}

static bool keys_within(const PdfValue *dict, const char *const *names) {
  for (uint32_t i = 0; i < dict->n; i++) {
    if (!g_strv_contains(names, dict->entries[i].name))
      return false;
  }
  return true;
}

/* ---- evidence (a) ------------------------------------------------------------------ */

typedef struct DssWalk {
  Change *ch;
  const uint8_t *old; /* what the earlier DSS alone led to */
  bool right;
} DssWalk;

static bool is_evidence_stream(const PdfObject *object) {
  static const char *const keys[] = {"Length", "Filter", "DecodeParms",
                                     "Type",   "DL",     NULL};
  return object->is_stream && keys_within(&object->value, keys);
}

/* An object of this revision that the DSS leads to: new, or the DSS's own before. */
static void take_evidence(DssWalk *walk, const PdfObject *object) {
  Change *ch = walk->ch;
  bool was_own = object->older && walk->old[object->number];
  if (is_new(ch, object) || was_own)
    ch->allowed[object->number] = 1;
  else
    walk->right = false;
}

static const PdfObject *evidence_object(DssWalk *walk, const PdfValue *ref) {
  if (ref->kind != PDF_REF)
    return NULL;
  const PdfObject *object = own(walk->ch, ref->number);
  if (object)
    take_evidence(walk, object);
  return strict_object(walk->ch->file, ref->number, walk->ch->now);
}

static const PdfValue *evidence_value(DssWalk *walk, const PdfValue *value) {
  if (!value || value->kind != PDF_REF)
    return value;
  const PdfObject *object = evidence_object(walk, value);
  return object && !object->is_stream ? &object->value : NULL;
}

static void walk_streams(DssWalk *walk, const PdfValue *value) {
  const PdfValue *list = evidence_value(walk, value);
  if (!list || list->kind != PDF_ARRAY) {
    walk->right = false;
    return;
  }
  for (uint32_t i = 0; i < list->n; i++) {
    const PdfObject *object = evidence_object(walk, &list->items[i]);
    walk->right = walk->right && object && is_evidence_stream(object);
  }
}

static void walk_entry(DssWalk *walk, const PdfEntry *entry) {
  static const char *const lists[] = {"Certs", "CRLs", "OCSPs", "Cert",
                                      "CRL",   "OCSP", NULL};
  if (g_strv_contains(lists, entry->name))
    walk_streams(walk, &entry->value);
  else if (strcmp(entry->name, "TS") == 0) {
    const PdfObject *object = evidence_object(walk, &entry->value);
    walk->right = walk->right && object && is_evidence_stream(object);
  } else
    walk->right = walk->right &&
                  (strcmp(entry->name, "Type") == 0 || strcmp(entry->name, "TU") == 0) &&
                  entry->value.kind <= PDF_NAME;
}

static void walk_vri(DssWalk *walk, const PdfValue *value) {
  const PdfValue *vri = evidence_value(walk, value);
  if (!vri || vri->kind != PDF_DICT) {
    walk->right = false;
    return;
  }
  for (uint32_t i = 0; i < vri->n; i++) {
    const PdfValue *one = evidence_value(walk, &vri->entries[i].value);
    if (!one || (one->kind != PDF_DICT && !strict_is_name(one, "VRI")))
      walk->right = false;
    for (uint32_t k = 0; one && one->kind == PDF_DICT && k < one->n; k++)
      walk_entry(walk, &one->entries[k]);
  }
}

static PdfValue without_dss(const PdfValue *catalog, PdfEntry *room) {
  uint32_t n = 0;
  for (uint32_t i = 0; i < catalog->n; i++) {
    if (strcmp(catalog->entries[i].name, "DSS") != 0)
      room[n++] = catalog->entries[i];
  }
  return (PdfValue){.kind = PDF_DICT, .n = n, .entries = room};
}

/* By number: what the earlier revision's DSS leads to and nothing else does. */
static uint8_t *old_evidence(const Change *ch) {
  const PdfFile *file = ch->file;
  uint8_t *by_dss = g_malloc0(file->n_numbers);
  g_autofree uint8_t *by_others = g_malloc0(file->n_numbers);
  g_autofree PdfEntry *room = g_new(PdfEntry, ch->old_catalog->n + 1);
  const PdfValue *dss = strict_key(ch->old_catalog, "DSS");
  if (!dss)
    return by_dss;
  PdfValue rest = without_dss(ch->old_catalog, room);
  strict_reach(file, dss, ch->before, by_dss);
  strict_reach(file, &rest, ch->before, by_others);
  for (uint32_t i = 0; i < file->n_numbers; i++)
    by_dss[i] = by_dss[i] && !by_others[i];
  return by_dss;
}

static void take_dss(Change *ch) {
  const PdfValue *value = strict_key(ch->catalog, "DSS");
  if (!value)
    return;
  g_autofree uint8_t *old = old_evidence(ch);
  DssWalk walk = {.ch = ch, .old = old, .right = true};
  const PdfValue *dss = evidence_value(&walk, value);
  if (!dss || dss->kind != PDF_DICT) {
    fault(ch,
          "DSS\x1f"
          "DSS");
    return;
  }
  for (uint32_t i = 0; i < dss->n; i++) {
    if (strcmp(dss->entries[i].name, "VRI") == 0)
      walk_vri(&walk, &dss->entries[i].value);
    else
      walk_entry(&walk, &dss->entries[i]);
  }
  if (!walk.right)
    fault(ch,
          "DSS\x1f"
          "DSS");
  ch->evidence = !strict_equal(value, strict_key(ch->old_catalog, "DSS")) ||
                 (value->kind == PDF_REF && own(ch, value->number));
}

/* ---- signatures (b) ---------------------------------------------------------------- */

static bool is_zero(const PdfValue *box) {
  if (!box || box->kind != PDF_ARRAY || box->n != 4)
    return false;
  for (uint32_t i = 0; i < 4; i++) {
    if (box->items[i].kind != PDF_NUMBER)
      return false;
  }
  return strict_equal(&box->items[0], &box->items[2]) &&
         strict_equal(&box->items[1], &box->items[3]);
}

/* The new dictionary that a field's V names. */
static bool take_signature(Change *ch, const PdfValue *v) {
  const PdfObject *dict = v && v->kind == PDF_REF ? own(ch, v->number) : NULL;
  if (!dict || !is_new(ch, dict) || dict->is_stream || !forms_is_signature(&dict->value))
    return false;
  ch->allowed[dict->number] = 1;
  if (strict_key_is(&dict->value, "SubFilter", "ETSI.RFC3161"))
    ch->stamps = true;
  else
    ch->signs = true;
  return true;
}

/* The field as it was, and V besides. */
static bool only_signed(Change *ch, const PdfObject *field) {
  const PdfValue *was = &field->older->value, *is = &field->value;
  const PdfValue *old_value = strict_key(was, "V");
  if (field->is_stream || was->kind != PDF_DICT || is->kind != PDF_DICT ||
      (old_value && old_value->kind != PDF_NULL))
    return false;
  uint32_t k = 0;
  for (uint32_t i = 0; i < is->n; i++) {
    if (strcmp(is->entries[i].name, "V") == 0) {
      k += old_value != NULL;
      continue;
    }
    if (k == was->n || strcmp(was->entries[k].name, is->entries[i].name) != 0 ||
        !strict_equal(&was->entries[k].value, &is->entries[i].value))
      return false;
    k++;
  }
  return k == was->n && take_signature(ch, strict_key(is, "V"));
}

static bool is_page(const Change *ch, const PdfValue *ref) {
  const PdfObject *page = ref && ref->kind == PDF_REF
                              ? strict_object(ch->file, ref->number, ch->before)
                              : NULL;
  return page && strict_key_is(&page->value, "Type", "Page");
}

/* A field that shows nothing, with its signature. */
static bool new_field(Change *ch, const PdfObject *field) {
  static const char *const keys[] = {"Type", "Subtype", "FT", "F",  "Rect", "P",
                                     "T",    "TU",      "V",  "Ff", "MK",   NULL};
  const PdfValue *value = &field->value, *page = strict_key(value, "P");
  const PdfValue *look = strict_key(value, "MK");
  return is_new(ch, field) && value->kind == PDF_DICT && !field->is_stream &&
         keys_within(value, keys) && strict_key_is(value, "FT", "Sig") &&
         is_zero(strict_key(value, "Rect")) && (!page || is_page(ch, page)) &&
         (!look || (look->kind == PDF_DICT && look->n == 0)) &&
         take_signature(ch, strict_key(value, "V"));
}

static void take_field(Change *ch, const PdfObject *field) {
  if (field->older ? only_signed(ch, field) : new_field(ch, field))
    ch->allowed[field->number] = 1;
}

/* A signature field of the earlier revision, by its own FT or its parent's. */
static bool was_signature_field(const Change *ch, const PdfObject *field) {
  const PdfObject *older = field->older;
  if (!older)
    return false;
  const PdfValue *parent = strict_key_at(ch->file, &older->value, "Parent", ch->before);
  return strict_key_is(&older->value, "FT", "Sig") || strict_key_is(parent, "FT", "Sig");
}

/* The old fields in their order, new ones between. */
static bool fields_grow(Change *ch, const PdfValue *was, const PdfValue *is) {
  uint32_t k = 0;
  if (!was || !is || was->kind != PDF_ARRAY || is->kind != PDF_ARRAY)
    return false;
  for (uint32_t i = 0; i < is->n; i++) {
    if (k < was->n && strict_equal(&is->items[i], &was->items[k])) {
      k++;
      continue;
    }
    const PdfObject *field =
        is->items[i].kind == PDF_REF ? own(ch, is->items[i].number) : NULL;
    if (!field || field->older)
      return false;
    take_field(ch, field);
  }
  return k == was->n;
}

/* References to an array or dictionary of the form, which then is the form's alone. */
static const PdfValue *form_part(Change *ch, const PdfValue *was, const PdfValue *is) {
  if (!is || is->kind != PDF_REF)
    return is;
  const PdfObject *object = own(ch, is->number);
  bool same = was && was->kind == PDF_REF && was->number == is->number;
  if (object && !object->is_stream && (same || is_new(ch, object)))
    ch->allowed[object->number] = 1;
  return strict_follow(ch->file, is, ch->now);
}

static bool flags_grow(const PdfValue *was, const PdfValue *is) {
  int64_t a = 0, b = 0;
  if (was && !strict_whole(was, &a))
    return false;
  if (is && !strict_whole(is, &b))
    return false;
  return (a & ~b) == 0 && (b & ~3) == 0;
}

static bool form_grows(Change *ch) {
  const PdfValue *old_value = strict_key(ch->old_catalog, "AcroForm");
  const PdfValue *value = strict_key(ch->catalog, "AcroForm");
  const PdfValue *is = form_part(ch, old_value, value);
  const PdfValue *was = strict_follow(ch->file, old_value, ch->before);
  if (!is || !was || is->kind != PDF_DICT || was->kind != PDF_DICT)
    return is == was;
  for (uint32_t i = 0; i < is->n; i++) {
    const char *name = is->entries[i].name;
    if (strcmp(name, "Fields") != 0 && strcmp(name, "SigFlags") != 0 &&
        !strict_equal(&is->entries[i].value, strict_key(was, name)))
      return false;
  }
  for (uint32_t i = 0; i < was->n; i++) {
    if (!strict_key(is, was->entries[i].name))
      return false;
  }
  const PdfValue *old_fields = strict_key(was, "Fields"),
                 *fields = strict_key(is, "Fields");
  return flags_grow(strict_key(was, "SigFlags"), strict_key(is, "SigFlags")) &&
         fields_grow(ch, strict_follow(ch->file, old_fields, ch->before),
                     form_part(ch, old_fields, fields));
}

/* ---- the catalog, the trailer (B5) ------------------------------------------------- */

/* Only names of developers and their levels are told there. */
static bool extensions_harmless(const PdfValue *was, const PdfValue *is) {
  static const char *const keys[] = {"Type", "BaseVersion",       "ExtensionLevel",
                                     "URL",  "ExtensionRevision", NULL};
  if (!is || is->kind != PDF_DICT)
    return strict_equal(was, is);
  for (uint32_t i = 0; i < is->n; i++) {
    const PdfValue *one = &is->entries[i].value;
    if (one->kind == PDF_NAME && strcmp(is->entries[i].name, "Type") == 0)
      continue;
    if (one->kind != PDF_DICT || !keys_within(one, keys))
      return strict_equal(one, strict_key(was, is->entries[i].name));
    for (uint32_t k = 0; k < one->n; k++) {
      if (one->entries[k].value.kind > PDF_NAME)
        return false;
    }
  }
  for (uint32_t i = 0; was && was->kind == PDF_DICT && i < was->n; i++) {
    if (!strict_key(is, was->entries[i].name))
      return false;
  }
  return true;
}

static bool may_change(const char *key) {
  return strcmp(key, "DSS") == 0 || strcmp(key, "Extensions") == 0 ||
         strcmp(key, "AcroForm") == 0;
}

static bool catalog_kept(Change *ch) {
  const PdfValue *was = ch->old_catalog, *is = ch->catalog;
  for (uint32_t i = 0; i < is->n; i++) {
    const char *key = is->entries[i].name;
    if (!may_change(key) && !strict_equal(&is->entries[i].value, strict_key(was, key)))
      return false;
  }
  for (uint32_t i = 0; i < was->n; i++) {
    if (!strict_key(is, was->entries[i].name))
      return false;
  }
  return extensions_harmless(strict_key(was, "Extensions"), strict_key(is, "Extensions"));
}

static bool id_kept(const PdfValue *was, const PdfValue *is) {
  if (!was || !is)
    return was == is;
  return is->kind == PDF_ARRAY && was->kind == PDF_ARRAY && is->n == 2 && was->n == 2 &&
         is->items[1].kind == PDF_STRING && strict_equal(&was->items[0], &is->items[0]);
}

static bool trailer_kept(const Change *ch) {
  static const char *const keys[] = {"Size",   "Root",        "Info",   "ID",
                                     "Prev",   "Type",        "W",      "Index",
                                     "Filter", "DecodeParms", "Length", NULL};
  const PdfValue *was = &strict_revision(ch->file, ch->before)->trailer;
  const PdfValue *is = &strict_revision(ch->file, ch->now)->trailer;
  int64_t old_size = 0, size = 0;
  strict_whole(strict_key(was, "Size"), &old_size);
  strict_whole(strict_key(is, "Size"), &size);
  return keys_within(is, keys) && size >= old_size &&
         strict_equal(strict_key(was, "Root"), strict_key(is, "Root")) &&
         strict_equal(strict_key(was, "Info"), strict_key(is, "Info")) &&
         id_kept(strict_key(was, "ID"), strict_key(is, "ID"));
}

/* ---- one revision ------------------------------------------------------------------ */

static void name_one(uint32_t number, void *self) {
  Change *ch = self;
  if (number < ch->file->n_numbers)
    ch->named[number] = 1;
}

static void check_catalog(Change *ch) {
  const PdfObject *catalog = forms_catalog(ch->file, ch->now);
  if (catalog->revision == ch->now) {
    if (catalog->is_stream || !catalog_kept(ch)) {
      fault(ch,
            "文档目录\x1f"
            "the document catalog");
      return;
    }
    ch->allowed[catalog->number] = 1;
  }
  if (!form_grows(ch))
    fault(ch,
          "签名域列表\x1f"
          "the list of signature fields");
  take_dss(ch);
}

static void check_objects(Change *ch) {
  const PdfRevision *revision = strict_revision(ch->file, ch->now);
  for (guint i = revision->first; i < revision->after; i++) {
    const PdfObject *object = ch->file->objects->pdata[i];
    if (object->older && was_signature_field(ch, object))
      take_field(ch, object);
    bool own_table = object->is_xref && object->from == revision->startxref;
    if ((own_table || object->is_container) && is_new(ch, object))
      ch->allowed[object->number] = 1;
  }
  for (guint i = revision->first; i < revision->after; i++) {
    const PdfObject *object = ch->file->objects->pdata[i];
    if (!ch->allowed[object->number])
      fault(ch, what_is(ch->c, object));
  }
}

static const char *half(Arena *arena, const char *text, bool english) {
  const char *split = strchr(text, '\x1f');
  if (!split)
    return text;
  return english ? split + 1 : arena_strndup(arena, text, (size_t)(split - text));
}

/* Every signature before this revision is told. */
static void tell(Change *ch) {
  Checking *c = ch->c;
  const char *number = arena_printf(c->arena, "%u", ch->now + 1);
  for (guint k = 0; k < ch->faults->len; k++) {
    const char *what = ch->faults->pdata[k];
    for (guint i = 0; i < c->signatures->len; i++) {
      Signed *s = c->signatures->pdata[i];
      if (s->shown.revision < ch->now)
        finding_add(c->arena, &s->shown.findings, VERIFY_ALTERED, DIAG_VERIFY_CHANGED,
                    half(c->arena, what, false), half(c->arena, what, true), number,
                    NULL);
    }
  }
}

/* P 1 allows evidence and document time stamps alone. */
static void check_permission(Change *ch) {
  Checking *c = ch->c;
  for (guint i = 0; ch->signs && i < c->signatures->len; i++) {
    Signed *s = c->signatures->pdata[i];
    if (s->permission == 1 && s->shown.revision < ch->now)
      finding_add(c->arena, &s->shown.findings, VERIFY_ALTERED, DIAG_VERIFY_NOT_PERMITTED,
                  arena_printf(c->arena, "%u", ch->now + 1), NULL);
  }
}

static void show_revision(const Change *ch) {
  VerifyRevision *shown = &ch->c->out->revisions[ch->now];
  shown->kind = ch->faults->len ? VERIFY_FOREIGN
                : ch->signs     ? VERIFY_SIGNING
                : ch->stamps    ? VERIFY_STAMPING
                                : VERIFY_EVIDENCE;
  shown->changes = ARENA_ARRAY(ch->c->arena, const char *, ch->faults->len + 1);
  for (guint i = 0; i < ch->faults->len; i++)
    shown->changes[i] = ch->faults->pdata[i];
}

static void check_revision(Checking *c, unsigned i, uint8_t *named) {
  g_autofree uint8_t *allowed = g_malloc0(c->file->n_numbers);
  g_autoptr(GPtrArray) faults = g_ptr_array_new();
  Change ch = {.c = c, .file = c->file, .now = i, .before = i - 1};
  ch.allowed = allowed;
  ch.named = named;
  ch.faults = faults;
  const PdfObject *catalog = forms_catalog(c->file, i);
  const PdfObject *old = forms_catalog(c->file, i - 1);
  if (!trailer_kept(&ch))
    fault(&ch,
          "文件尾\x1f"
          "the trailer");
  else if (!catalog || !old)
    fault(&ch,
          "文档目录\x1f"
          "the document catalog");
  else {
    ch.catalog = &catalog->value;
    ch.old_catalog = &old->value;
    check_catalog(&ch);
  }
  check_objects(&ch);
  show_revision(&ch);
  tell(&ch);
  check_permission(&ch);
}

void changes_check(Checking *c) {
  const PdfFile *file = c->file;
  g_autofree uint8_t *named = g_malloc0(file->n_numbers);
  Change naming = {.file = file, .named = named};
  for (unsigned i = 0; i < file->revisions->len; i++) {
    const PdfRevision *revision = strict_revision(file, i);
    if (i > c->first_signed)
      check_revision(c, i, named);
    for (guint k = revision->first; k < revision->after; k++)
      strict_each_ref(&((const PdfObject *)file->objects->pdata[k])->value, name_one,
                      &naming);
    strict_each_ref(&revision->trailer, name_one, &naming);
  }
}
