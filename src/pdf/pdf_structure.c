/* The tag tree → structure elements, each an object, with the parent tree that leads from marked
 * content and annotations back to them. */
#include <string.h>

#include "pdf_private.h"

#define NOTHING UINT32_MAX

typedef struct Element {
  uint32_t object;              /* 0: left out */
  TagId first_child, last_child, next_sibling;
  uint32_t first_mark, last_mark, first_link; /* its own; NOTHING: none */
  uint32_t seen;                /* place of its first content in the file, below it too */
  bool labelled;                /* TAG_L: items have labels */
} Element;

typedef struct Structure {
  PdfSink *sink;
  const TagTree *tags;
  uint32_t count;
  Element *elements;
  uint32_t *next_mark, *next_link;
} Structure;

/* ---- names and attributes -------------------------------------------------------- */

static const char *const role_names[] = {
    [TAG_DOCUMENT] = "Document", [TAG_PART] = "Part", [TAG_H] = "H1", [TAG_P] = "P",
    [TAG_L] = "L", [TAG_LI] = "LI", [TAG_LBL] = "Lbl", [TAG_LBODY] = "LBody",
    [TAG_TABLE] = "Table", [TAG_THEAD] = "THead", [TAG_TBODY] = "TBody", [TAG_TR] = "TR",
    [TAG_TH] = "TH", [TAG_TD] = "TD", [TAG_CAPTION] = "Caption", [TAG_FIGURE] = "Figure",
    [TAG_SPAN] = "Span", [TAG_LINK] = "Link"};

const char *role_name(const Tag *tag, char buffer[4]) {
  if (tag->role != TAG_H)
    return role_names[tag->role];
  g_snprintf(buffer, 4, "H%u", CLAMP((unsigned)tag->level, 1, 6));
  return buffer;
}

static void put_cell_attributes(PdfBytes *out, const Tag *tag) {
  static const char *const scopes[] = {"", "/Scope/Column", "/Scope/Row", "/Scope/Both"};
  bool scoped = tag->role == TAG_TH && tag->scope != SCOPE_NONE;
  if (!scoped && tag->row_span <= 1 && tag->column_span <= 1)
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
  put_text(out, ">>");
}

/* The box of a figure's parts on its first page. */
static bool figure_box(const Structure *s, const Element *element, Length box[4]) {
  const PdfMark *marks = s->sink->marks;
  uint32_t first = element->first_mark;
  if (first == NOTHING)
    return false;
  memcpy(box, marks[first].box, 4 * sizeof *box);
  for (uint32_t m = s->next_mark[first]; m != NOTHING; m = s->next_mark[m]) {
    if (marks[m].page != marks[first].page)
      break;
    box[0] = MIN(box[0], marks[m].box[0]);
    box[1] = MIN(box[1], marks[m].box[1]);
    box[2] = MAX(box[2], marks[m].box[2]);
    box[3] = MAX(box[3], marks[m].box[3]);
  }
  return box[0] <= box[2] && box[1] <= box[3];
}

static void put_figure_attributes(const Structure *s, const Element *element) {
  PdfBytes *out = s->sink->writer.out;
  Length box[4];
  if (!figure_box(s, element, box))
    return;
  int64_t height = s->sink->pages[s->sink->marks[element->first_mark].page].height;
  put_text(out, "/A<</O/Layout/Placement/Block/BBox[");
  put_length(out, box[0]);
  put_text(out, " ");
  put_real(out, length_milli(height - box[3]), 3);
  put_text(out, " ");
  put_length(out, box[2]);
  put_text(out, " ");
  put_real(out, length_milli(height - box[1]), 3);
  put_text(out, "]>>");
}

static void put_attributes(const Structure *s, TagId id) {
  PdfWriter *w = &s->sink->writer;
  const Tag *tag = tagtree_at(s->tags, id);
  if (tag->role == TAG_TH || tag->role == TAG_TD)
    put_cell_attributes(w->out, tag);
  if (tag->role == TAG_FIGURE)
    put_figure_attributes(s, &s->elements[id]);
  if (tag->role == TAG_L && s->elements[id].labelled)
    put_text(w->out, "/A<</O/List/ListNumbering/Decimal>>");
  const char *const texts[] = {tag->alt, tag->actual_text, tag->lang};
  static const char *const keys[] = {"/Alt", "/ActualText", "/Lang"};
  for (int i = 0; i < 3; i++) {
    if (!texts[i])
      continue;
    put_text(w->out, keys[i]);
    writer_string(w, texts[i]);
  }
}

/* ---- what belongs to which element ----------------------------------------------- */

static void count_children(Structure *s) {
  for (uint32_t i = 1; i < s->count; i++) {
    const Tag *tag = tagtree_at(s->tags, (TagId)i);
    Element *parent = &s->elements[tag->parent];
    if (parent->first_child == TAG_NONE)
      parent->first_child = (TagId)i;
    else
      s->elements[parent->last_child].next_sibling = (TagId)i;
    parent->last_child = (TagId)i;
    if (tag->role == TAG_LBL && tagtree_at(s->tags, tag->parent)->parent != TAG_NONE)
      s->elements[tagtree_at(s->tags, tag->parent)->parent].labelled = true;
  }
}

static void hand_out_marks(Structure *s) {
  const PdfSink *sink = s->sink;
  for (uint32_t m = 0; m < sink->n_marks; m++) {
    Element *element = &s->elements[sink->marks[m].tag];
    s->next_mark[m] = NOTHING;
    if (element->first_mark == NOTHING)
      element->first_mark = m;
    else
      s->next_mark[element->last_mark] = m;
    element->last_mark = m;
    element->seen = MIN(element->seen, m);
  }
  for (uint32_t l = sink->n_links; l > 0; l--) {
    Element *element = &s->elements[sink->links[l - 1].tag];
    s->next_link[l - 1] = element->first_link;
    element->first_link = l - 1;
    element->seen = MIN(element->seen, sink->links[l - 1].after_mark);
  }
}

/* From the leaves up, for parents come before children: an element lives by its content, by a child
 * that lives, or as a cell, since an empty cell keeps its row regular. */
static void choose(Structure *s) {
  PdfWriter *w = &s->sink->writer;
  bool *alive = ARENA_ARRAY(s->sink->arena, bool, s->count);
  for (uint32_t i = s->count; i-- > 0;) {
    const Tag *tag = tagtree_at(s->tags, (TagId)i);
    bool cell = tag->role == TAG_TH || tag->role == TAG_TD;
    alive[i] = alive[i] || cell || s->elements[i].seen != NOTHING || i == 0;
    if (i == 0)
      break;
    Element *parent = &s->elements[tag->parent];
    alive[tag->parent] = alive[tag->parent] || alive[i];
    parent->seen = MIN(parent->seen, s->elements[i].seen);
  }
  for (uint32_t i = 0; i < s->count; i++)
    s->elements[i].object = alive[i] ? writer_reserve(w) : 0;
}

/* ---- kids ------------------------------------------------------------------------ */

static void put_mark(const Structure *s, uint32_t m, uint32_t page) {
  PdfBytes *out = s->sink->writer.out;
  const PdfMark *mark = &s->sink->marks[m];
  put_text(out, " ");
  if (mark->page == page) {
    put_int(out, mark->mcid);
    return;
  }
  put_text(out, "<</Type/MCR/Pg");
  put_ref(out, s->sink->pages[mark->page].object);
  put_text(out, "/MCID ");
  put_int(out, mark->mcid);
  put_text(out, ">>");
}

static void put_links(const Structure *s, const Element *element) {
  PdfBytes *out = s->sink->writer.out;
  for (uint32_t l = element->first_link; l != NOTHING; l = s->next_link[l]) {
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

/* Content and children as they come on the pages. An empty cell is seen nowhere and comes last. */
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
    else
      put_ref(s->sink->writer.out, s->elements[kid->child].object);
  }
}

static void put_kids(const Structure *s, const Element *element, uint32_t page) {
  PdfBytes *out = s->sink->writer.out;
  put_text(out, "/K[");
  if (element->first_mark != NOTHING) {
    put_mixed(s, element, page);
  } else {
    for (TagId c = element->first_child; c != TAG_NONE; c = s->elements[c].next_sibling)
      if (s->elements[c].object)
        put_ref(out, s->elements[c].object);
  }
  put_links(s, element);
  put_text(out, "]");
}

static void write_element(const Structure *s, TagId id, uint32_t root) {
  PdfWriter *w = &s->sink->writer;
  const Element *element = &s->elements[id];
  const Tag *tag = tagtree_at(s->tags, id);
  char level[4];
  writer_open(w, element->object);
  put_text(w->out, "<</S/");
  put_text(w->out, role_name(tag, level));
  put_text(w->out, "/P");
  put_ref(w->out, id == 0 ? root : s->elements[tag->parent].object);
  uint32_t page = NOTHING;
  if (element->first_mark != NOTHING) {
    page = s->sink->marks[element->first_mark].page;
    put_text(w->out, "/Pg");
    put_ref(w->out, s->sink->pages[page].object);
  }
  put_attributes(s, id);
  put_kids(s, element, page);
  put_text(w->out, ">>");
  writer_close(w);
}

/* ---- the roots ------------------------------------------------------------------- */

/* Key i: page i's elements by MCID; then one key for each link. */
static uint32_t write_parent_tree(const Structure *s) {
  const PdfSink *sink = s->sink;
  PdfWriter *w = &s->sink->writer;
  uint32_t object = writer_reserve(w);
  writer_open(w, object);
  put_text(w->out, "<</Nums[");
  for (uint32_t p = 0; p < sink->n_pages; p++) {
    const PdfPage *page = &sink->pages[p];
    put_int(w->out, p);
    put_text(w->out, "[");
    for (uint32_t m = 0; m < page->n_mcids; m++)
      put_ref(w->out, s->elements[sink->marks[page->first_mark + m].tag].object);
    put_text(w->out, "]\n");
  }
  for (uint32_t l = 0; l < sink->n_links; l++) {
    put_int(w->out, (int64_t)sink->n_pages + l);
    put_ref(w->out, s->elements[sink->links[l].tag].object);
    put_text(w->out, "\n");
  }
  put_text(w->out, "]>>");
  writer_close(w);
  return object;
}

static uint32_t write_root(const Structure *s, uint32_t object, uint32_t parents) {
  PdfWriter *w = &s->sink->writer;
  writer_open(w, object);
  put_text(w->out, "<</Type/StructTreeRoot/K");
  put_ref(w->out, s->elements[0].object);
  put_text(w->out, "/ParentTree");
  put_ref(w->out, parents);
  put_text(w->out, "/ParentTreeNextKey ");
  put_int(w->out, (int64_t)s->sink->n_pages + s->sink->n_links);
  put_text(w->out, ">>");
  writer_close(w);
  return object;
}

/* Tags are typesetting's work: what is wrong here is our own fault, but for a missing Alt. */
bool structure_holds(PdfSink *sink, Job *job, const TagTree *tags) {
  size_t count = tagtree_count(tags);
  bool ok = true;
  for (size_t i = 0; i < count; i++) {
    const Tag *tag = tagtree_at(tags, (TagId)i);
    if (tag->role != TAG_FIGURE || (tag->alt && *tag->alt) || tag->actual_text)
      continue;
    diag_add(job->diags, (Span){0}, DIAG_PDF_NO_ALT, NULL);
    ok = false;
  }
  if (count == 0 || tagtree_at(tags, 0)->role != TAG_DOCUMENT)
    sink->broken = "no tag Document";
  for (uint32_t m = 0; m < sink->n_marks; m++)
    if (sink->marks[m].tag < 0 || (size_t)sink->marks[m].tag >= count)
      sink->broken = "item of an unknown tag";
  for (uint32_t l = 0; l < sink->n_links; l++) {
    TagId tag = sink->links[l].tag;
    if (tag < 0 || (size_t)tag >= count || tagtree_at(tags, tag)->role != TAG_LINK)
      sink->broken = "link without a tag Link";
  }
  return ok && !sink->broken;
}

uint32_t structure_write(PdfSink *sink, const TagTree *tags) {
  uint32_t count = (uint32_t)tagtree_count(tags);
  Structure s = {.sink = sink, .tags = tags, .count = count};
  s.elements = ARENA_ARRAY(sink->arena, Element, count);
  s.next_mark = ARENA_ARRAY(sink->arena, uint32_t, sink->n_marks + 1);
  s.next_link = ARENA_ARRAY(sink->arena, uint32_t, sink->n_links + 1);
  for (uint32_t i = 0; i < count; i++)
    s.elements[i] = (Element){0,       TAG_NONE, TAG_NONE, TAG_NONE, NOTHING,
                              NOTHING, NOTHING,  NOTHING,  false};
  count_children(&s);
  hand_out_marks(&s);
  choose(&s);
  uint32_t root = writer_reserve(&sink->writer);
  for (uint32_t i = 0; i < count; i++)
    if (s.elements[i].object)
      write_element(&s, (TagId)i, root);
  return write_root(&s, root, write_parent_tree(&s));
}
