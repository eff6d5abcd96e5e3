/* The tag tree → structure elements, each an object, with the parent tree that leads from
 * marked content and annotations back to them. Those of a long table go into streams of
 * objects. */
#include "pdf_structure.h"

#define PACKED_FROM \
  20000               /* elements; fewer stand in the file themselves, for all to read */
#define LEAF_PAGES 16 /* of a packed parent tree */

/* ---- what belongs to which element ----------------------------------------------- */

static void hand_out_children(Structure *s) {
  for (uint32_t i = s->count; i-- > 1;) {
    Element *parent = &s->elements[tagtree_at(s->tags, (TagId)i).parent];
    s->elements[i].next_sibling = parent->first_child;
    parent->first_child = (TagId)i;
  }
}

static void hand_out_marks(Structure *s) {
  const PdfSink *sink = s->sink;
  for (uint32_t m = sink->marks.count; m-- > 0;) {
    Element *element = &s->elements[*(TagId *)list_at(&sink->marks, m)];
    s->next_mark[m] = element->first_mark;
    element->first_mark = element->seen = m;
  }
  for (uint32_t l = sink->n_links; l > 0; l--) {
    const PdfLink *link = &sink->links[l - 1];
    Element *element = &s->elements[link->tag];
    gpointer tag = GINT_TO_POINTER(link->tag);
    uint32_t next = GPOINTER_TO_UINT(g_hash_table_lookup(s->links, tag));
    s->next_link[l - 1] = next ? next - 1 : NOTHING;
    g_hash_table_insert(s->links, tag, GUINT_TO_POINTER(l));
    element->seen = MIN(element->seen, link->after_mark);
  }
}

/* From the leaves up, for parents come before children: an element lives by its content,
 * by a child that lives, or as a cell, since an empty cell keeps its row regular. */
static void choose(Structure *s) {
  PdfWriter *w = &s->sink->writer;
  for (uint32_t i = s->count; i-- > 1;) {
    Tag tag = tagtree_at(s->tags, (TagId)i);
    Element *element = &s->elements[i], *parent = &s->elements[tag.parent];
    bool cell = tag.role == TAG_TH || tag.role == TAG_TD;
    element->object = element->object || cell || element->seen != NOTHING;
    parent->object = parent->object || element->object;
    parent->seen = MIN(parent->seen, element->seen);
  }
  s->elements[0].object = 1;
  for (uint32_t i = 0; i < s->count; i++)
    if (s->elements[i].object)
      s->elements[i].object = writer_reserve(w);
  if (s->sink->field.figure != TAG_NONE)
    s->sink->field.element = writer_reserve(w);
}

/* ---- kids ------------------------------------------------------------------------ */

static void put_mark(const Structure *s, uint32_t m, uint32_t page) {
  PdfBytes *out = s->sink->writer.out;
  uint32_t own = pdf_mark_page(s->sink, m), mcid = m - s->sink->pages[own].first_mark;
  put_text(out, " ");
  if (own == page) {
    put_int(out, mcid);
    return;
  }
  put_text(out, "<</Type/MCR/Pg");
  put_ref(out, s->sink->pages[own].object);
  put_text(out, "/MCID ");
  put_int(out, mcid);
  put_text(out, ">>");
}

static void put_links(const Structure *s, TagId id) {
  PdfBytes *out = s->sink->writer.out;
  uint32_t first = GPOINTER_TO_UINT(g_hash_table_lookup(s->links, GINT_TO_POINTER(id)));
  for (uint32_t l = first ? first - 1 : NOTHING; l != NOTHING; l = s->next_link[l]) {
    put_text(out, "<</Type/OBJR/Obj");
    put_ref(out, s->sink->links[l].object);
    put_text(out, "/Pg");
    put_ref(out, s->sink->pages[s->sink->links[l].page].object);
    put_text(out, ">>");
  }
}

typedef struct Kid {
  uint32_t seen;
  TagId child; /* TAG_NONE: the mark `seen` itself */
} Kid;

static int by_place(const void *a, const void *b) {
  const Kid *x = a, *y = b;
  if (x->seen != y->seen)
    return x->seen < y->seen ? -1 : 1;
  return (x->child > y->child) - (x->child < y->child);
}

/* Content and children as they come on the pages. An empty cell is seen nowhere and comes
 * last. */
static void put_mixed(const Structure *s, const Element *element, uint32_t page) {
  g_autoptr(GArray) kids = g_array_new(FALSE, FALSE, sizeof(Kid));
  for (TagId c = element->first_child; c != TAG_NONE; c = s->elements[c].next_sibling) {
    Kid kid = {s->elements[c].seen, c};
    if (s->elements[c].object)
      g_array_append_val(kids, kid);
  }
  for (uint32_t m = element->first_mark; m != NOTHING; m = s->next_mark[m]) {
    Kid kid = {m, TAG_NONE};
    g_array_append_val(kids, kid);
  }
  g_array_sort(kids, by_place);
  for (guint i = 0; i < kids->len; i++) {
    const Kid *kid = &g_array_index(kids, Kid, i);
    if (kid->child == TAG_NONE)
      put_mark(s, kid->seen, page);
    else {
      put_ref(s->sink->writer.out, s->elements[kid->child].object);
      field_put_kid(s, kid->child);
    }
  }
}

static void put_kids(const Structure *s, TagId id, uint32_t page) {
  PdfBytes *out = s->sink->writer.out;
  const Element *element = &s->elements[id];
  put_text(out, "/K[");
  if (element->first_mark != NOTHING && element->first_child != TAG_NONE) {
    put_mixed(s, element, page);
  } else {
    for (uint32_t m = element->first_mark; m != NOTHING; m = s->next_mark[m])
      put_mark(s, m, page);
    for (TagId c = element->first_child; c != TAG_NONE; c = s->elements[c].next_sibling) {
      if (s->elements[c].object)
        put_ref(out, s->elements[c].object);
      field_put_kid(s, c);
    }
  }
  put_links(s, id);
  put_text(out, "]");
}

static void write_element(const Structure *s, TagId id, uint32_t root) {
  PdfWriter *w = &s->sink->writer;
  const Element *element = &s->elements[id];
  Tag tag = tagtree_at(s->tags, id);
  char level[4];
  writer_open(w, element->object);
  put_text(w->out, "<</S/");
  put_text(w->out, pdf_role_name(&tag, level));
  put_text(w->out, "/P");
  put_ref(w->out, id == 0 ? root : s->elements[tag.parent].object);
  uint32_t page = NOTHING;
  if (element->first_mark != NOTHING) {
    page = pdf_mark_page(s->sink, element->first_mark);
    put_text(w->out, "/Pg");
    put_ref(w->out, s->sink->pages[page].object);
  }
  attributes_put(s, id);
  put_kids(s, id, page);
  put_text(w->out, ">>");
  writer_close(w);
}

/* ---- the roots ------------------------------------------------------------------- */

static void put_limits(PdfBytes *out, int64_t first, int64_t last) {
  put_text(out, "/Limits[");
  put_int(out, first);
  put_text(out, " ");
  put_int(out, last);
  put_text(out, "]");
}

/* Key i: page i's elements by MCID. */
static void put_page_nums(const Structure *s, uint32_t from, uint32_t to) {
  PdfWriter *w = &s->sink->writer;
  for (uint32_t p = from; p < to; p++) {
    const PdfPage *page = &s->sink->pages[p];
    put_int(w->out, p);
    put_text(w->out, "[");
    for (uint32_t m = 0; m < page->n_mcids; m++) {
      TagId tag = *(TagId *)list_at(&s->sink->marks, page->first_mark + m);
      put_ref(w->out, s->elements[tag].object);
    }
    put_text(w->out, "]\n");
  }
}

/* After those of pages one key for each link. */
static void put_link_nums(const Structure *s) {
  PdfWriter *w = &s->sink->writer;
  for (uint32_t l = 0; l < s->sink->n_links; l++) {
    put_int(w->out, (int64_t)s->sink->n_pages + l);
    put_ref(w->out, s->elements[s->sink->links[l].tag].object);
    put_text(w->out, "\n");
  }
  if (s->sink->field.element) {
    put_int(w->out, field_key(s->sink));
    put_ref(w->out, s->sink->field.element);
    put_text(w->out, "\n");
  }
}

/* Keys behind those of pages. */
static int64_t further_keys(const Structure *s) {
  return (int64_t)s->sink->n_links + (s->sink->field.element != 0);
}

static uint32_t write_leaf(const Structure *s, uint32_t from, uint32_t to) {
  PdfWriter *w = &s->sink->writer;
  uint32_t object = writer_reserve(w);
  bool links = from == s->sink->n_pages;
  int64_t last =
      links ? (int64_t)s->sink->n_pages + further_keys(s) - 1 : (int64_t)to - 1;
  writer_open(w, object);
  put_text(w->out, "<<");
  put_limits(w->out, from, last);
  put_text(w->out, "/Nums[");
  if (links)
    put_link_nums(s);
  else
    put_page_nums(s, from, to);
  put_text(w->out, "]>>");
  writer_close(w);
  return object;
}

static void put_leaves(const Structure *s, PdfBytes *kids) {
  uint32_t n = s->sink->n_pages;
  for (uint32_t p = 0; p < n; p += LEAF_PAGES)
    put_ref(kids, write_leaf(s, p, MIN(p + LEAF_PAGES, n)));
  if (further_keys(s))
    put_ref(kids, write_leaf(s, n, n));
}

static uint32_t write_parent_tree(const Structure *s) {
  PdfWriter *w = &s->sink->writer;
  g_autoptr(PdfBytes) kids = bytes_new();
  if (w->pack)
    put_leaves(s, kids);
  uint32_t object = writer_reserve(w);
  writer_open(w, object);
  put_text(w->out, w->pack ? "<</Kids[" : "<</Nums[");
  put_bytes(w->out, kids->data, kids->len);
  if (!w->pack) {
    put_page_nums(s, 0, s->sink->n_pages);
    put_link_nums(s);
  }
  put_text(w->out, "]>>");
  writer_close(w);
  return object;
}

static uint32_t write_root(const Structure *s, uint32_t object) {
  PdfWriter *w = &s->sink->writer;
  uint32_t parents = write_parent_tree(s), names = attributes_write_names(s);
  writer_open(w, object);
  put_text(w->out, "<</Type/StructTreeRoot/K");
  put_ref(w->out, s->elements[0].object);
  if (names) {
    put_text(w->out, "/IDTree");
    put_ref(w->out, names);
  }
  put_text(w->out, "/ParentTree");
  put_ref(w->out, parents);
  put_text(w->out, "/ParentTreeNextKey ");
  put_int(w->out, (int64_t)s->sink->n_pages + further_keys(s));
  put_text(w->out, ">>");
  writer_close(w);
  return object;
}

/* ---- the whole -------------------------------------------------------------------- */

/* Tags are typesetting's work: what is wrong here is our own fault, but for a missing
 * Alt. */
bool structure_holds(PdfSink *sink, Job *job, const TagTree *tags) {
  size_t count = tagtree_count(tags);
  bool ok = true;
  for (size_t i = 0; i < count; i++) {
    Tag tag = tagtree_at(tags, (TagId)i);
    if (tag.role != TAG_FIGURE || (tag.alt && *tag.alt) || tag.actual_text)
      continue;
    diag_add(job->diags, (Span){0}, DIAG_PDF_NO_ALT, NULL);
    ok = false;
  }
  if (count == 0 || tagtree_at(tags, 0).role != TAG_DOCUMENT)
    sink->broken = "no tag Document";
  for (uint32_t m = 0; m < sink->marks.count; m++) {
    TagId tag = *(TagId *)list_at(&sink->marks, m);
    if (tag < 0 || (size_t)tag >= count)
      sink->broken = "item of an unknown tag";
  }
  for (uint32_t l = 0; l < sink->n_links; l++) {
    TagId tag = sink->links[l].tag;
    if (tag < 0 || (size_t)tag >= count || tagtree_at(tags, tag).role != TAG_LINK)
      sink->broken = "link without a tag Link";
  }
  return ok && !sink->broken;
}

static Structure structure_open(PdfSink *sink, const TagTree *tags) {
  uint32_t count = (uint32_t)tagtree_count(tags);
  Structure s = {.sink = sink, .tags = tags, .count = count};
  s.elements = g_new(Element, count);
  s.next_mark = g_new(uint32_t, sink->marks.count + 1);
  s.next_link = g_new(uint32_t, sink->n_links + 1);
  s.links = g_hash_table_new(NULL, NULL);
  for (uint32_t i = 0; i < count; i++)
    s.elements[i] = (Element){0, TAG_NONE, TAG_NONE, NOTHING, NOTHING};
  hand_out_children(&s);
  hand_out_marks(&s);
  attributes_name_heads(&s);
  return s;
}

/* Not the arena's: it is much, and what comes after needs as much. */
static void structure_close(Structure *s) {
  g_free(s->elements);
  g_free(s->next_mark);
  g_free(s->next_link);
  g_hash_table_unref(s->links);
}

uint32_t structure_write(PdfSink *sink, const TagTree *tags, PdfDeflate *deflate) {
  Structure s = structure_open(sink, tags);
  PdfPack pack;
  choose(&s);
  uint32_t root = writer_reserve(&sink->writer);
  if (s.count >= PACKED_FROM || sink->options.small || !sink->options.fast)
    writer_pack(&sink->writer, &pack, deflate);
  for (uint32_t i = 0; i < s.count; i++)
    if (s.elements[i].object)
      write_element(&s, (TagId)i, root);
  field_write_element(&s);
  write_root(&s, root);
  if (sink->writer.pack)
    writer_unpack(&sink->writer);
  structure_close(&s);
  return root;
}
