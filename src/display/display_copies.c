/* A series of copies from one layout: what each copy alone shows, and all of them in one
 * document. */
#include "display.h"

typedef struct Copies {
  const DisplayList *list;
  Job *job;
  uint32_t first, last;
  TagTree *tags; /* of the whole series */
  Arena *page;   /* of the page being replayed */
} Copies;

static bool is_series(const Copies *c) {
  return c->last > c->first;
}

/* Tags of the k-th copy follow those of the one before; its root is a part of the series.
 */
static TagId tag_of(const Copies *c, uint32_t k, TagId tag) {
  if (tag == TAG_NONE || !is_series(c))
    return tag;
  return (TagId)(1 + (size_t)k * tagtree_count(c->list->end.tags)) + tag;
}

/* The lists of the k-th copy follow those of the one before, too. */
static void copy_lists(const Copies *c, uint32_t k) {
  const TagTree *from = c->list->end.tags;
  for (uint32_t list = 1; list <= tagtree_lists(from); list++) {
    uint32_t n = 0;
    const TagId *ids = tagtree_list_at(from, list, &n);
    g_autofree TagId *moved = g_new(TagId, n);
    for (uint32_t i = 0; i < n; i++)
      moved[i] = tag_of(c, k, ids[i]);
    tagtree_list_add(c->tags, moved, n);
  }
}

static void copy_tags(const Copies *c, uint32_t k) {
  const TagTree *from = c->list->end.tags;
  uint32_t lists = k * tagtree_lists(from);
  copy_lists(c, k);
  for (size_t i = 0; i < tagtree_count(from); i++) {
    Tag tag = tagtree_at(from, (TagId)i);
    TagId parent = i ? tag_of(c, k, tag.parent) : 0;
    if (i == 0)
      tag.role = TAG_PART;
    tag.column_heads += tag.column_heads ? lists : 0;
    tag.row_heads += tag.row_heads ? lists : 0;
    tagtree_add(c->tags, parent, &tag);
  }
}

static const Item *copy_items(const Copies *c, uint32_t k, const Item *items,
                              uint32_t *n) {
  Item *out = ARENA_ARRAY(c->page, Item, *n);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < *n; i++) {
    if (items[i].copy && items[i].copy != c->first + k)
      continue;
    Item *item = &out[kept++];
    *item = items[i];
    item->tag = tag_of(c, k, item->tag);
    if (item->kind == ITEM_GROUP)
      item->as.group.items =
          copy_items(c, k, item->as.group.items, &item->as.group.n_items);
  }
  *n = kept;
  return out;
}

/* Names of places are told apart by their copy. */
static const char *name_of(const Copies *c, Arena *arena, uint32_t k, const char *name) {
  return is_series(c) ? arena_printf(arena, "%u/%s", c->first + k, name) : name;
}

static bool copy_page(const Copies *c, uint32_t k, const Page *page, PageSink sink) {
  Page out = *page;
  out.index += k * c->list->n_pages;
  out.items = copy_items(c, k, page->items, &out.n_items);
  PageLink *links = ARENA_ARRAY(c->page, PageLink, page->n_links);
  for (uint32_t i = 0; i < page->n_links; i++) {
    links[i] = page->links[i];
    links[i].target = name_of(c, c->page, k, links[i].target);
    links[i].tag = tag_of(c, k, links[i].tag);
  }
  PageMark *marks = ARENA_ARRAY(c->page, PageMark, page->n_marks);
  for (uint32_t i = 0; i < page->n_marks; i++) {
    marks[i] = page->marks[i];
    marks[i].name = name_of(c, c->page, k, marks[i].name);
  }
  out.links = links;
  out.marks = marks;
  return sink.page(sink.self, c->job, &out);
}

static bool copy_pages(Copies *c, uint32_t k, PageSink sink) {
  bool good = true;
  for (uint32_t i = 0; i < c->list->n_pages && good; i++) {
    c->page = arena_new();
    good = copy_page(c, k, c->list->pages[i], sink);
    arena_free(c->page);
  }
  return good;
}

/* Every copy under its number, the entries of the document below. */
static const OutlineEntry *copy_outline(const Copies *c, uint32_t *n) {
  const DocumentEnd *end = &c->list->end;
  uint32_t copies = c->last - c->first + 1, count = 0;
  OutlineEntry *out = ARENA_ARRAY(c->job->arena, OutlineEntry, (size_t)copies * (*n + 1));
  for (uint32_t k = 0; k < copies; k++) {
    uint32_t page = k * c->list->n_pages;
    out[count++] = (OutlineEntry){
        .title = display_copy_name(c->list, c->first + k), .level = 1, .page = page};
    for (uint32_t i = 0; i < *n; i++) {
      out[count] = end->outline[i];
      out[count].level++;
      out[count++].page += page;
    }
  }
  *n = count;
  return out;
}

const char *display_copy_name(const DisplayList *list, uint32_t copy) {
  for (uint32_t p = 0; p < list->n_pages; p++) {
    const Page *page = list->pages[p];
    for (uint32_t i = 0; i < page->n_items; i++) {
      if (page->items[i].copy == copy && page->items[i].kind == ITEM_GLYPHS)
        return page->items[i].as.glyphs.text;
    }
  }
  return "";
}

bool display_copies_replay(const DisplayList *list, Job *job, uint32_t first,
                           uint32_t last, PageSink sink) {
  Copies c = {.list = list, .job = job, .first = first, .last = last};
  DocumentEnd end = list->end;
  if (!sink.begin(sink.self, job, &list->info))
    return false;
  if (is_series(&c)) {
    c.tags = tagtree_new(job->arena);
    tagtree_add(c.tags, TAG_NONE, &(Tag){.role = TAG_DOCUMENT});
    end.tags = c.tags;
    end.n_pages = list->n_pages * (last - first + 1);
    end.outline = copy_outline(&c, &end.n_outline);
  }
  for (uint32_t k = 0; k <= last - first; k++) {
    if (is_series(&c))
      copy_tags(&c, k);
    if (!copy_pages(&c, k, sink))
      return false;
  }
  return sink.end(sink.self, job, &end);
}
