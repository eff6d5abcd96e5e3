#include "sign_revise.h"

#include <stdarg.h>
#include <string.h>

#define DIGITS 10
#define ENTRY 7 /* W[1 4 2] */

typedef struct Place {
  uint32_t number;
  size_t offset;
} Place;

void signing_put(GByteArray *out, const char *format, ...) {
  va_list args;
  va_start(args, format);
  g_autofree char *text = g_strdup_vprintf(format, args);
  va_end(args);
  g_byte_array_append(out, (const guint8 *)text, (guint)strlen(text));
}

/* ---- opening -------------------------------------------------------------------------
 */

bool signing_revise_open(Revising *r, Job *job, GByteArray *pdf) {
  *r = (Revising){.job = job, .pdf = pdf};
  /* the reader keeps pointers into bytes that must not move while the file grows */
  uint8_t *kept = arena_alloc(job->arena, pdf->len);
  memcpy(kept, pdf->data, pdf->len);
  r->file = (PdfFile){
      .bytes = kept, .len = pdf->len, .arena = job->arena, .limits = job->limits};
  int64_t size = 0;
  if (!strict_file_read(&r->file)) {
    strict_file_clear(&r->file);
    diag_add(job->diags, (Span){0}, DIAG_SIGN_FORM, "PDF", NULL);
    return false;
  }
  unsigned last = r->file.revisions->len - 1;
  const PdfRevision *revision = strict_revision(&r->file, last);
  strict_whole(strict_key(&revision->trailer, "Size"), &size);
  r->prev = revision->startxref;
  r->next = (uint32_t)size;
  r->stream = pdf->data[r->prev] != 'x';
  r->places = g_array_new(FALSE, FALSE, sizeof(Place));
  if (pdf->data[pdf->len - 1] != '\n')
    signing_put(pdf, "\n");
  return true;
}

void signing_revise_close(Revising *r) {
  g_array_free(r->places, TRUE);
  strict_file_clear(&r->file);
}

/* ---- objects -------------------------------------------------------------------------
 */

uint32_t signing_revise_reserve(Revising *r) {
  return r->next++;
}

void signing_revise_begin(Revising *r, uint32_t number) {
  Place place = {number, r->pdf->len};
  g_array_append_val(r->places, place);
  signing_put(r->pdf, "%u 0 obj\n", number);
}

void signing_revise_end(Revising *r) {
  signing_put(r->pdf, "\nendobj\n");
}

void signing_revise_stream(Revising *r, uint32_t number, const void *bytes, size_t len) {
  signing_revise_begin(r, number);
  signing_put(r->pdf, "<</Length %zu>>\nstream\n", len);
  g_byte_array_append(r->pdf, bytes, (guint)len);
  signing_put(r->pdf, "\nendstream");
  signing_revise_end(r);
}

static const PdfObject *object_of(const Revising *r, const PdfValue *ref) {
  return ref && ref->kind == PDF_REF
             ? strict_object(&r->file, ref->number, r->file.revisions->len - 1)
             : NULL;
}

static const PdfObject *catalog_of(const Revising *r) {
  unsigned last = r->file.revisions->len - 1;
  return object_of(r, strict_key(&strict_revision(&r->file, last)->trailer, "Root"));
}

/* Raw bytes of a value; the catalog and the form of our files are in no object stream. */
static void copy_value(Revising *r, const PdfValue *value) {
  g_byte_array_append(r->pdf, r->file.bytes + value->from,
                      (guint)(value->to - value->from));
}

static bool is_named(const char *const *names, const char *name) {
  return g_strv_contains(names, name);
}

void signing_revise_catalog(Revising *r, const char *const *names,
                            const char *const *values) {
  const PdfObject *catalog = catalog_of(r);
  signing_revise_begin(r, catalog->number);
  signing_put(r->pdf, "<<");
  for (uint32_t i = 0; i < catalog->value.n; i++) {
    const PdfEntry *entry = &catalog->value.entries[i];
    if (is_named(names, entry->name))
      continue;
    signing_put(r->pdf, "/%s ", entry->name);
    copy_value(r, &entry->value);
  }
  for (size_t i = 0; names[i]; i++)
    signing_put(r->pdf, "/%s %s", names[i], values[i]);
  signing_put(r->pdf, ">>");
  signing_revise_end(r);
}

static void put_fields(Revising *r, const PdfValue *form, uint32_t field) {
  const PdfValue *fields = strict_key(form, "Fields");
  signing_put(r->pdf, "<</Fields[");
  for (uint32_t i = 0; fields && fields->kind == PDF_ARRAY && i < fields->n; i++) {
    copy_value(r, &fields->items[i]);
    signing_put(r->pdf, " ");
  }
  signing_put(r->pdf, "%u 0 R]/SigFlags 3>>", field);
}

void signing_revise_form(Revising *r, uint32_t field) {
  const PdfObject *form = object_of(r, strict_key(&catalog_of(r)->value, "AcroForm"));
  if (form) {
    signing_revise_begin(r, form->number);
    put_fields(r, &form->value, field);
    signing_revise_end(r);
    return;
  }
  static const char *const names[] = {"AcroForm", "Extensions", NULL};
  uint32_t number = signing_revise_reserve(r);
  g_autofree char *ref = g_strdup_printf("%u 0 R", number);
  const char *const values[] = {ref, "<</ESIC<</BaseVersion/1.7/ExtensionLevel 1>>>>",
                                NULL};
  signing_revise_begin(r, number);
  put_fields(r, NULL, field);
  signing_revise_end(r);
  signing_revise_catalog(r, names, values);
}

/* ---- the end -------------------------------------------------------------------------
 */

static gint by_number(gconstpointer a, gconstpointer b) {
  const Place *x = a, *y = b;
  return (x->number > y->number) - (x->number < y->number);
}

static void put_trailer(Revising *r) {
  unsigned last = r->file.revisions->len - 1;
  const PdfValue *old = &strict_revision(&r->file, last)->trailer;
  const PdfValue *id = strict_key(old, "ID");
  g_autofree char *digest =
      g_compute_checksum_for_data(G_CHECKSUM_SHA256, r->pdf->data, r->pdf->len);
  signing_put(r->pdf, "/Size %u/Root ", r->next);
  copy_value(r, strict_key(old, "Root"));
  signing_put(r->pdf, "/Info ");
  copy_value(r, strict_key(old, "Info"));
  signing_put(r->pdf, "/ID[");
  copy_value(r, &id->items[0]);
  signing_put(r->pdf, "<%.32s>]/Prev %zu", digest, r->prev);
}

static void put_table(Revising *r) {
  signing_put(r->pdf, "xref\n");
  for (guint i = 0; i < r->places->len;) {
    const Place *first = &g_array_index(r->places, Place, i);
    guint n = 1;
    while (i + n < r->places->len && first[n].number == first->number + n)
      n++;
    signing_put(r->pdf, "%u %u\n", first->number, n);
    for (guint k = 0; k < n; k++)
      signing_put(r->pdf, "%010zu 00000 n \n", first[k].offset);
    i += n;
  }
  signing_put(r->pdf, "trailer\n<<");
  put_trailer(r);
  signing_put(r->pdf, ">>\n");
}

static void put_rows(Revising *r) {
  for (guint i = 0; i < r->places->len; i++) {
    size_t at = g_array_index(r->places, Place, i).offset;
    uint8_t row[ENTRY] = {1, (uint8_t)(at >> 24), (uint8_t)(at >> 16), (uint8_t)(at >> 8),
                          (uint8_t)at};
    g_byte_array_append(r->pdf, row, ENTRY);
  }
}

static void put_xref_stream(Revising *r, size_t at) {
  Place own = {signing_revise_reserve(r), at};
  g_array_append_val(r->places, own);
  g_array_sort(r->places, by_number);
  signing_put(r->pdf, "%u 0 obj\n<</Type/XRef/W[1 4 2]/Index[", own.number);
  for (guint i = 0; i < r->places->len; i++)
    signing_put(r->pdf, "%s%u 1", i ? " " : "",
                g_array_index(r->places, Place, i).number);
  signing_put(r->pdf, "]");
  put_trailer(r);
  signing_put(r->pdf, "/Length %u>>\nstream\n", r->places->len * ENTRY);
  put_rows(r);
  signing_put(r->pdf, "\nendstream\nendobj\n");
}

void signing_revise_finish(Revising *r) {
  size_t at = r->pdf->len;
  g_array_sort(r->places, by_number);
  if (r->stream)
    put_xref_stream(r, at);
  else
    put_table(r);
  signing_put(r->pdf, "startxref\n%zu\n%%%%EOF\n", at);
}

/* ---- a signature's place -------------------------------------------------------------
 */

void signing_revise_place(Revising *r, RevisePlace *place, size_t reserve) {
  signing_put(r->pdf, "/ByteRange[0");
  place->range = r->pdf->len;
  signing_put(r->pdf, "%*s]/Contents", 3 * (DIGITS + 1), "");
  place->contents = r->pdf->len;
  place->reserve = reserve;
  signing_put(r->pdf, "<%0*d>", (int)(2 * reserve), 0);
}

void signing_revise_range(Revising *r, const RevisePlace *place, SigningPiece pieces[2]) {
  size_t after = place->contents + 2 * place->reserve + 2;
  const size_t numbers[] = {place->contents, after, r->pdf->len - after};
  for (size_t i = 0; i < 3; i++) {
    char digits[32];
    int len = g_snprintf(digits, sizeof digits, " %zu", numbers[i]);
    memcpy(r->pdf->data + place->range + i * (DIGITS + 1), digits, (size_t)len);
  }
  pieces[0] = (SigningPiece){r->pdf->data, place->contents};
  pieces[1] = (SigningPiece){r->pdf->data + after, r->pdf->len - after};
}
