/* What a structure element says of itself beside its kind and place: attributes, names,
 * words. */
#include <string.h>

#include "pdf_structure.h"

const char *pdf_role_name(const Tag *tag, char buffer[4]) {
  if (tag->role != TAG_H)
    return display_role_name(tag->role);
  g_snprintf(buffer, 4, "H%u", CLAMP((unsigned)tag->level, 1, 6));
  return buffer;
}

/* ---- heads of cells ---------------------------------------------------------------- */

static bool is_named(const Structure *s, TagId id) {
  return s->named[id / 8] >> (id % 8) & 1;
}

void attributes_name_heads(Structure *s) {
  s->named = arena_alloc(s->sink->arena, s->count / 8 + 1);
  for (uint32_t list = 1; list <= tagtree_lists(s->tags); list++) {
    uint32_t n = 0;
    const TagId *ids = tagtree_list_at(s->tags, list, &n);
    for (uint32_t i = 0; i < n; i++)
      if (ids[i] >= 0 && (uint32_t)ids[i] < s->count)
        s->named[ids[i] / 8] |= (uint8_t)(1 << (ids[i] % 8));
  }
}

/* Of one length, so that their order is that of the numbers. */
static void put_id(PdfBytes *out, TagId id) {
  static const char digits[] = "0123456789abcdef";
  char text[] = "(h0000000)";
  for (int i = 8; id; i--, id >>= 4)
    text[i] = digits[id & 15];
  put_text(out, text);
}

static void put_heads(const Structure *s, uint32_t list) {
  uint32_t n = 0;
  const TagId *ids = list ? tagtree_list_at(s->tags, list, &n) : NULL;
  for (uint32_t i = 0; i < n; i++)
    put_id(s->sink->writer.out, ids[i]);
}

uint32_t attributes_write_names(const Structure *s) {
  PdfWriter *w = &s->sink->writer;
  uint32_t object = 0;
  for (uint32_t i = 0; i < s->count; i++) {
    if (!is_named(s, (TagId)i) || !s->elements[i].object)
      continue;
    if (!object) {
      object = writer_reserve(w);
      writer_open(w, object);
      put_text(w->out, "<</Names[");
    }
    put_id(w->out, (TagId)i);
    put_ref(w->out, s->elements[i].object);
  }
  if (!object)
    return 0;
  put_text(w->out, "]>>");
  writer_close(w);
  return object;
}

static void put_cell_attributes(const Structure *s, const Tag *tag) {
  static const char *const scopes[] = {"", "/Scope/Column", "/Scope/Row", "/Scope/Both"};
  PdfBytes *out = s->sink->writer.out;
  bool scoped = tag->role == TAG_TH && tag->scope != SCOPE_NONE;
  bool heads = tag->column_heads || tag->row_heads;
  if (!scoped && !heads && tag->row_span <= 1 && tag->column_span <= 1)
    return;
  put_text(out, "/A<</O/Table");
  put_text(out, scoped ? scopes[tag->scope] : "");
  if (tag->row_span > 1) {
    put_text(out, "/RowSpan ");
    put_int(out, tag->row_span);
  }
  if (tag->column_span > 1) {
    put_text(out, "/ColSpan ");
    put_int(out, tag->column_span);
  }
  if (heads) {
    put_text(out, "/Headers[");
    put_heads(s, tag->column_heads);
    put_heads(s, tag->row_heads);
    put_text(out, "]");
  }
  put_text(out, ">>");
}

/* ---- figures ----------------------------------------------------------------------- */

static const PdfBox *box_of(const PdfSink *sink, uint32_t mark) {
  uint32_t low = 0, high = sink->boxes.count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    const PdfBox *box = list_at(&sink->boxes, middle);
    if (box->mark == mark)
      return box;
    if (box->mark < mark)
      low = middle + 1;
    else
      high = middle;
  }
  return NULL;
}

/* The box of a figure's parts on its first page. */
static bool figure_box(const Structure *s, const Element *element, Length box[4]) {
  const Length nowhere[4] = {LENGTH_MAX, LENGTH_MAX, -LENGTH_MAX, -LENGTH_MAX};
  uint32_t first = element->first_mark;
  memcpy(box, nowhere, sizeof nowhere);
  for (uint32_t m = first; m != NOTHING; m = s->next_mark[m]) {
    const PdfBox *part = box_of(s->sink, m);
    if (pdf_mark_page(s->sink, m) != pdf_mark_page(s->sink, first))
      break;
    if (!part)
      continue;
    box[0] = MIN(box[0], part->sides[0]);
    box[1] = MIN(box[1], part->sides[1]);
    box[2] = MAX(box[2], part->sides[2]);
    box[3] = MAX(box[3], part->sides[3]);
  }
  return box[0] <= box[2] && box[1] <= box[3];
}

static void put_figure_attributes(const Structure *s, const Element *element) {
  PdfBytes *out = s->sink->writer.out;
  Length box[4];
  if (!figure_box(s, element, box))
    return;
  int64_t height = s->sink->pages[pdf_mark_page(s->sink, element->first_mark)].height;
  put_text(out, "/A<</O/Layout/Placement/Block/BBox[");
  put_length(out, box[0]);
  put_text(out, " ");
  put_real(out, pdf_length_milli(height - box[3]), 3);
  put_text(out, " ");
  put_length(out, box[2]);
  put_text(out, " ");
  put_real(out, pdf_length_milli(height - box[1]), 3);
  put_text(out, "]>>");
}

/* ---- all --------------------------------------------------------------------------- */

/* A list's items have labels. */
static bool is_labelled(const Structure *s, TagId list) {
  TagId item = s->elements[list].first_child;
  for (; item != TAG_NONE; item = s->elements[item].next_sibling) {
    TagId part = s->elements[item].first_child;
    for (; part != TAG_NONE; part = s->elements[part].next_sibling)
      if (tagtree_at(s->tags, part).role == TAG_LBL)
        return true;
  }
  return false;
}

void attributes_put(const Structure *s, TagId id) {
  PdfWriter *w = &s->sink->writer;
  Tag tag = tagtree_at(s->tags, id);
  if (is_named(s, id)) {
    put_text(w->out, "/ID");
    put_id(w->out, id);
  }
  if (tag.role == TAG_TH || tag.role == TAG_TD)
    put_cell_attributes(s, &tag);
  if (tag.role == TAG_FIGURE)
    put_figure_attributes(s, &s->elements[id]);
  if (tag.role == TAG_L && is_labelled(s, id))
    put_text(w->out, "/A<</O/List/ListNumbering/Decimal>>");
  const char *const texts[] = {tag.title, tag.alt, tag.actual_text, tag.lang};
  static const char *const keys[] = {"/T", "/Alt", "/ActualText", "/Lang"};
  for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
    if (!texts[i])
      continue;
    put_text(w->out, keys[i]);
    writer_string(w, texts[i]);
  }
}
