#include <libdeflate.h>
#include <string.h>

#include "pdf_private.h"

/* ---- closing drafts -------------------------------------------------------------- */

static const uint8_t *close_glyphs(const PdfSink *sink, const uint8_t *p, PdfBytes *out) {
  uint16_t head[2], use;
  memcpy(head, p, sizeof head);
  p += sizeof head;
  uint16_t codes[256];
  g_assert(head[1] <= G_N_ELEMENTS(codes));
  for (unsigned i = 0; i < head[1]; i++, p += sizeof use) {
    memcpy(&use, p, sizeof use);
    codes[i] = sink->fonts[head[0]]->uses[use].code;
  }
  put_codes(out, codes, head[1]);
  return p;
}

static const uint8_t *close_mark(const TagTree *tags, const uint8_t *p, PdfBytes *out) {
  uint32_t record[2];
  char level[4];
  memcpy(record, p, sizeof record);
  Tag tag = tagtree_at(tags, (TagId)record[0]);
  put_text(out, "/");
  put_text(out, pdf_role_name(&tag, level));
  put_text(out, "<</MCID ");
  put_int(out, record[1]);
  put_text(out, ">>BDC\n");
  return p + sizeof record;
}

/* Closes a draft: codes for glyphs, roles for tags. */
static void draft_close(const PdfSink *sink, const TagTree *tags, const uint8_t *draft,
                        size_t len, PdfBytes *out) {
  for (const uint8_t *p = draft, *end = draft + len; p < end;) {
    const uint8_t *from = p;
    while (p < end && *p != DRAFT_GLYPHS && *p != DRAFT_MARK)
      p++;
    put_bytes(out, from, (size_t)(p - from));
    if (p < end)
      p = *p == DRAFT_GLYPHS ? close_glyphs(sink, p + 1, out)
                             : close_mark(tags, p + 1, out);
  }
}

/* ---- pages ----------------------------------------------------------------------- */

static void write_resources(PdfSink *sink) {
  PdfWriter *w = &sink->writer;
  writer_open(w, sink->resources);
  put_text(w->out, "<</Font<<");
  for (uint32_t i = 0; i < sink->n_fonts; i++) {
    put_text(w->out, "/F");
    put_int(w->out, i);
    put_ref(w->out, sink->fonts[i]->object);
  }
  put_text(w->out, ">>/XObject<<");
  for (uint32_t i = 0; i < sink->n_images; i++) {
    put_text(w->out, "/I");
    put_int(w->out, i);
    put_ref(w->out, sink->images[i].object);
  }
  for (uint32_t i = 0; i < sink->forms.count; i++) {
    put_text(w->out, "/G");
    put_int(w->out, i);
    put_ref(w->out, *(const uint32_t *)list_at(&sink->forms, i));
  }
  if (sink->multiplies)
    put_text(w->out, ">>/ExtGState<</M<</BM/Multiply>>");
  put_text(w->out, ">>/ColorSpace<<");
  for (uint32_t i = 0; i < sink->n_spots; i++) {
    put_text(w->out, "/S");
    put_int(w->out, i);
    spots_put(w->out, &sink->spots[i]);
  }
  put_text(w->out, ">>>>");
  writer_close(w);
}

static void write_page(PdfSink *sink, uint32_t index, uint32_t parent, uint32_t content) {
  PdfWriter *w = &sink->writer;
  const PdfPage *page = &sink->pages[index];
  writer_open(w, page->object);
  put_text(w->out, "<</Type/Page/Parent");
  put_ref(w->out, parent);
  put_text(w->out, "/MediaBox[0 0 ");
  put_length(w->out, page->width);
  put_text(w->out, " ");
  put_length(w->out, page->height);
  put_text(w->out, "]/Resources");
  put_ref(w->out, sink->resources);
  put_text(w->out, "/Contents");
  put_ref(w->out, content);
  put_text(w->out, "/StructParents ");
  put_int(w->out, index);
  put_text(w->out, "/Tabs/S"); /* PDF/UA-1 7.18.3 */
  bool signed_here = sink->field.figure != TAG_NONE && sink->field.page == index;
  if (page->n_links || signed_here)
    put_text(w->out, "/Annots[");
  for (uint32_t i = 0; i < page->n_links; i++)
    put_ref(w->out, sink->links[page->first_link + i].object);
  if (signed_here)
    put_ref(w->out, sink->field.object);
  put_text(w->out, page->n_links || signed_here ? "]>>" : ">>");
  writer_close(w);
}

/* The root of the page tree is object `parent`; flat, for a viewer reads its list at one
 * go. */
static void write_page_root(PdfSink *sink, uint32_t parent) {
  PdfWriter *w = &sink->writer;
  writer_open(w, parent);
  put_text(w->out, "<</Type/Pages/Count ");
  put_int(w->out, sink->n_pages);
  put_text(w->out, "/Kids[");
  for (uint32_t i = 0; i < sink->n_pages; i++)
    put_ref(w->out, sink->pages[i].object);
  put_text(w->out, "]>>");
  writer_close(w);
}

/* The draft as it was written: itself, or inflated into `room`. */
static const uint8_t *whole_draft(const PdfPage *page, PdfBytes *room) {
  if (page->kept == page->len)
    return page->draft;
  struct libdeflate_decompressor *inflate = libdeflate_alloc_decompressor();
  bytes_set_size(room, (guint)page->len);
  enum libdeflate_result result = libdeflate_zlib_decompress(
      inflate, page->draft, page->kept, room->data, page->len, NULL);
  libdeflate_free_decompressor(inflate);
  g_assert(result == LIBDEFLATE_SUCCESS);
  return room->data;
}

uint32_t pdf_mark_page(const PdfSink *sink, uint32_t mark) {
  uint32_t low = 0, high = sink->n_pages;
  while (high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    if (sink->pages[middle].first_mark <= mark)
      low = middle;
    else
      high = middle;
  }
  return low;
}

void pages_write(PdfSink *sink, const TagTree *tags, PdfDeflate *deflate) {
  g_autoptr(PdfBytes) content = bytes_new();
  g_autoptr(PdfBytes) room = bytes_new();
  for (uint32_t i = 0; i < sink->n_pages; i++) {
    uint32_t object = writer_reserve(&sink->writer);
    bytes_set_size(content, 0);
    draft_close(sink, tags, whole_draft(&sink->pages[i], room), sink->pages[i].len,
                content);
    writer_deflated(&sink->writer, object, "", content, deflate);
    write_page(sink, i, sink->page_root, object);
    bool last =
        i + 1 == sink->n_pages || sink->pages[i + 1].block != sink->pages[i].block;
    if (last && sink->pages[i].block)
      arena_free(sink->pages[i].block);
  }
  write_resources(sink);
  write_page_root(sink, sink->page_root);
}

/* ---- destinations and links ------------------------------------------------------ */

void put_destination(const PdfSink *sink, PdfBytes *out, uint32_t page, Length y) {
  put_text(out, "[");
  put_ref(out, sink->pages[page].object);
  put_text(out, "/XYZ null ");
  put_length(out, sink->pages[page].height - CLAMP(y, 0, sink->pages[page].height));
  put_text(out, " null]");
}

static void write_link(PdfSink *sink, uint32_t index, const PdfPlace *target) {
  PdfWriter *w = &sink->writer;
  const PdfLink *link = &sink->links[index];
  Length height = sink->pages[link->page].height;
  writer_open(w, link->object);
  put_text(w->out, "<</Type/Annot/Subtype/Link/Rect[");
  put_length(w->out, link->x);
  put_text(w->out, " ");
  put_length(w->out, height - link->y - link->height);
  put_text(w->out, " ");
  put_length(w->out, link->x + link->width);
  put_text(w->out, " ");
  put_length(w->out, height - link->y);
  put_text(w->out, "]/F 4/Border[0 0 0]/P");
  put_ref(w->out, sink->pages[link->page].object);
  put_text(w->out, "/StructParent ");
  put_int(w->out, (int64_t)sink->n_pages + index);
  put_text(w->out, "/Contents");
  writer_string(w, link->text);
  put_text(w->out, "/A<</S/GoTo/D");
  put_destination(sink, w->out, target->page, target->y);
  put_text(w->out, ">>>>");
  writer_close(w);
}

bool links_write(PdfSink *sink, Job *job) {
  g_autoptr(GHashTable) places = g_hash_table_new(g_str_hash, g_str_equal);
  bool ok = true;
  for (uint32_t i = sink->n_places; i > 0; i--) /* the first of a name wins */
    g_hash_table_insert(places, (char *)sink->places[i - 1].name, &sink->places[i - 1]);
  for (uint32_t i = 0; i < sink->n_links; i++) {
    const PdfPlace *target = g_hash_table_lookup(places, sink->links[i].target);
    if (!target)
      diag_add(job->diags, (Span){0}, DIAG_PDF_LINK_TARGET, sink->links[i].target, NULL);
    ok = ok && target;
    if (ok)
      write_link(sink, i, target);
  }
  return ok;
}
