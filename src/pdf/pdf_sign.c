/* The place of a signature in the first revision: field, widget over the drawn seal,
 * dictionary with room for the value (signing A1, A5–A8). The seal is page content, so
 * the widget's own look is empty; where there is no seal the field shows nothing and
 * stands outside page and structure. None of it goes into a stream of objects. */
#include "pdf_structure.h"

#define DIGITS 10 /* of a number of /ByteRange */

/* ---- where the seal stands --------------------------------------------------------- */

static TagId figure_named(const TagTree *tags, const char *alt) {
  size_t count = alt ? tagtree_count(tags) : 0;
  for (size_t i = 0; i < count; i++) {
    Tag tag = tagtree_at(tags, (TagId)i);
    if (tag.role == TAG_FIGURE && tag.alt && strcmp(tag.alt, alt) == 0)
      return (TagId)i;
  }
  return TAG_NONE;
}

/* The boxes of its marks on its first page. */
static bool find_box(PdfSink *sink, PdfField *field) {
  Length box[4] = {LENGTH_MAX, LENGTH_MAX, -LENGTH_MAX, -LENGTH_MAX};
  bool seen = false;
  for (uint32_t i = 0; i < sink->boxes.count; i++) {
    const PdfBox *part = list_at(&sink->boxes, i);
    uint32_t page = pdf_mark_page(sink, part->mark);
    if (*(TagId *)list_at(&sink->marks, part->mark) != field->figure ||
        (seen && page != field->page))
      continue;
    field->page = page;
    seen = true;
    box[0] = MIN(box[0], part->sides[0]);
    box[1] = MIN(box[1], part->sides[1]);
    box[2] = MAX(box[2], part->sides[2]);
    box[3] = MAX(box[3], part->sides[3]);
  }
  memcpy(field->box, box, sizeof box);
  return seen;
}

void field_begin(PdfSink *sink, const TagTree *tags) {
  PdfWriter *w = &sink->writer;
  PdfField *field = &sink->field;
  const PdfSign *sign = sink->options.sign;
  field->figure = TAG_NONE;
  if (!sign)
    return;
  field->figure = figure_named(tags, sign->figure);
  if (field->figure != TAG_NONE && !find_box(sink, field))
    field->figure = TAG_NONE;
  field->object = writer_reserve(w);
  field->value = writer_reserve(w);
  field->form = writer_reserve(w);
  if (field->figure != TAG_NONE)
    field->look = writer_reserve(w);
}

/* ---- what is written --------------------------------------------------------------- */

static void put_rectangle(PdfSink *sink) {
  PdfBytes *out = sink->writer.out;
  const PdfField *field = &sink->field;
  int64_t height = sink->pages[field->page].height;
  put_text(out, "/Rect[");
  put_length(out, field->box[0]);
  put_text(out, " ");
  put_real(out, pdf_length_milli(height - field->box[3]), 3);
  put_text(out, " ");
  put_length(out, field->box[2]);
  put_text(out, " ");
  put_real(out, pdf_length_milli(height - field->box[1]), 3);
  put_text(out, "]");
}

/* An empty look, of the widget's size. */
static void write_look(PdfSink *sink) {
  const PdfField *field = &sink->field;
  g_autoptr(PdfBytes) entries = bytes_new();
  put_text(entries, "/Type/XObject/Subtype/Form/BBox[0 0 ");
  put_length(entries, field->box[2] - field->box[0]);
  put_text(entries, " ");
  put_length(entries, field->box[3] - field->box[1]);
  put_text(entries, "]/Resources<<>>");
  put_bytes(entries, "", 1);
  writer_stream(&sink->writer, field->look, (const char *)entries->data, "", 0);
}

static void write_widget(PdfSink *sink) {
  PdfWriter *w = &sink->writer;
  const PdfField *field = &sink->field;
  const PdfSign *sign = sink->options.sign;
  writer_open(w, field->object);
  put_text(w->out, "<</Type/Annot/Subtype/Widget/FT/Sig/T");
  writer_string(w, sign->field);
  put_text(w->out, "/V");
  put_ref(w->out, field->value);
  if (field->figure == TAG_NONE) {
    put_text(w->out, "/Rect[0 0 0 0]/F 132>>");
    writer_close(w);
    return;
  }
  put_text(w->out, "/TU");
  writer_string(w, sign->alt);
  put_rectangle(sink);
  put_text(w->out, "/F 132/P"); /* print, locked */
  put_ref(w->out, sink->pages[field->page].object);
  put_text(w->out, "/StructParent ");
  put_int(w->out, field_key(sink));
  put_text(w->out, "/AP<</N");
  put_ref(w->out, field->look);
  put_text(w->out, ">>>>");
  writer_close(w);
  write_look(sink);
}

static void put_certification(const PdfSign *sign, PdfBytes *out) {
  if (!sign->certify)
    return;
  put_text(out,
           "/Reference[<</Type/SigRef/TransformMethod/DocMDP/TransformParams"
           "<</Type/TransformParams/P ");
  put_int(out, sign->certify);
  put_text(out, "/V/1.2>>>>]");
}

static void put_zeros(PdfBytes *out, char what, size_t n) {
  bytes_grow(out, n);
  memset(out->data + out->len, what, n);
  out->len += (guint)n;
}

/* The dictionary's end: the range, filled in at the end, and the room for the value. */
static void put_place(PdfSink *sink, size_t reserve) {
  PdfWriter *w = &sink->writer;
  put_text(w->out, "/ByteRange[0");
  sink->field.range_at = w->out->len;
  put_zeros(w->out, ' ', 3 * (DIGITS + 1));
  put_text(w->out, "]/Contents");
  sink->field.contents_at = w->out->len;
  put_text(w->out, "<");
  put_zeros(w->out, '0', 2 * reserve);
  put_text(w->out, ">>>");
}

static void write_value(PdfSink *sink) {
  PdfWriter *w = &sink->writer;
  const PdfSign *sign = sink->options.sign;
  writer_open(w, sink->field.value);
  put_text(w->out, "<</Type/Sig/Filter");
  put_name(w->out, sign->filter);
  put_text(w->out, "/SubFilter");
  put_name(w->out, sign->subfilter);
  put_text(w->out, "/Name");
  writer_string(w, sign->name);
  put_text(w->out, "/M(");
  put_text(w->out, sign->time);
  put_text(w->out, ")");
  put_certification(sign, w->out);
  put_place(sink, sign->reserve);
  writer_close(w);
}

void field_write(PdfSink *sink) {
  PdfWriter *w = &sink->writer;
  if (!sink->options.sign)
    return;
  write_widget(sink);
  write_value(sink);
  writer_open(w, sink->field.form);
  put_text(w->out, "<</Fields[");
  put_ref(w->out, sink->field.object);
  put_text(w->out, "]/SigFlags 3>>");
  writer_close(w);
}

void field_put_catalog(PdfSink *sink) {
  PdfBytes *out = sink->writer.out;
  if (!sink->options.sign)
    return;
  put_text(out, "/AcroForm");
  put_ref(out, sink->field.form);
  put_text(out, "/Extensions<</ESIC<</BaseVersion/1.7/ExtensionLevel 1>>>>");
  if (!sink->options.sign->certify)
    return;
  put_text(out, "/Perms<</DocMDP");
  put_ref(out, sink->field.value);
  put_text(out, ">>");
}

/* ---- structure --------------------------------------------------------------------- */

int64_t field_key(const PdfSink *sink) {
  return (int64_t)sink->n_pages + sink->n_links;
}

void field_put_kid(const Structure *s, TagId child) {
  const PdfField *field = &s->sink->field;
  if (child == field->figure && field->element)
    put_ref(s->sink->writer.out, field->element);
}

/* A Form behind the seal's Figure. Its K is the dictionary that names the widget itself:
 * in an array a later signature of that field is judged a change of the structure. */
void field_write_element(const Structure *s) {
  PdfWriter *w = &s->sink->writer;
  const PdfField *field = &s->sink->field;
  if (!field->element)
    return;
  writer_open(w, field->element);
  put_text(w->out, "<</S/Form/P");
  put_ref(w->out, s->elements[tagtree_at(s->tags, field->figure).parent].object);
  put_text(w->out, "/Alt");
  writer_string(w, s->sink->options.sign->alt);
  put_text(w->out, "/K<</Type/OBJR/Obj");
  put_ref(w->out, field->object);
  put_text(w->out, "/Pg");
  put_ref(w->out, s->sink->pages[field->page].object);
  put_text(w->out, ">>>>");
  writer_close(w);
}

/* ---- the end ----------------------------------------------------------------------- */

static void set_number(PdfBytes *out, size_t at, size_t n) {
  char digits[DIGITS + 2];
  int len = g_snprintf(digits, sizeof digits, " %zu", n);
  memcpy(out->data + at, digits, (size_t)len);
}

void field_end(PdfSink *sink) {
  PdfBytes *out = sink->writer.out;
  PdfSign *sign = sink->options.sign;
  if (!sign)
    return;
  size_t base = sink->writer.base, contents = sink->field.contents_at - base;
  size_t after = contents + 2 * sign->reserve + 2, at = sink->field.range_at;
  const size_t numbers[] = {contents, after, out->len - base - after};
  for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++)
    set_number(out, at + i * (DIGITS + 1), numbers[i]);
  sign->contents = contents;
}
