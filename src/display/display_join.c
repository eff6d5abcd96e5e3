/* Documents one after the other in one file: their pages, tags, places and outline as
 * parts of a whole. */
#include "display.h"

struct DisplayJoin {
  Job *job;
  PageSink inner;
  TagTree *tags;
  GArray *outline; /* OutlineEntry */
  uint32_t pages, documents;
  uint32_t own_pages; /* of the document at hand */
  bool begun;
  const char *name;
  Arena *page; /* of the page at hand */
};

DisplayJoin *display_join_new(Job *job, PageSink inner) {
  DisplayJoin *join = ARENA_NEW(job->arena, DisplayJoin);
  *join = (DisplayJoin){.job = job, .inner = inner};
  join->tags = tagtree_new(job->arena);
  tagtree_add(join->tags, TAG_NONE, &(Tag){.role = TAG_DOCUMENT});
  join->outline = g_array_new(FALSE, FALSE, sizeof(OutlineEntry));
  return join;
}

/* ---- begin ------------------------------------------------------------------------- */

/* What is true of the first alone is not said of all. */
static bool join_begin(void *self, Job *job, const DocumentInfo *info) {
  (void)job;
  DisplayJoin *join = self;
  join->own_pages = 0;
  if (join->begun)
    return true;
  DocumentInfo whole = {.title = info->title,
                        .lang = info->lang,
                        .kind = info->kind,
                        .issuer = info->issuer,
                        .date = info->date,
                        .draft = info->draft};
  join->begun = true;
  return join->inner.begin(join->inner.self, join->job, &whole);
}

/* ---- pages ------------------------------------------------------------------------- */

/* Its tags follow those of the documents before it. */
static TagId tag_of(const DisplayJoin *join, TagId tag) {
  return tag == TAG_NONE ? tag : (TagId)tagtree_count(join->tags) + tag;
}

/* Recursion: groups as deep as the page has them. */
static const Item *join_items(const DisplayJoin *join, const Item *items, uint32_t n) {
  Item *out = ARENA_ARRAY(join->page, Item, n);
  for (uint32_t i = 0; i < n; i++) {
    out[i] = items[i];
    out[i].tag = tag_of(join, out[i].tag);
    if (out[i].kind == ITEM_GROUP)
      out[i].as.group.items =
          join_items(join, items[i].as.group.items, items[i].as.group.n_items);
  }
  return out;
}

static const char *place_of(const DisplayJoin *join, const char *name) {
  return arena_printf(join->page, "%u/%s", join->documents + 1, name);
}

static bool put_page(DisplayJoin *join, const Page *page) {
  Page out = *page;
  out.index = join->pages + join->own_pages++;
  out.items = join_items(join, page->items, page->n_items);
  PageLink *links = ARENA_ARRAY(join->page, PageLink, page->n_links);
  PageMark *marks = ARENA_ARRAY(join->page, PageMark, page->n_marks);
  for (uint32_t i = 0; i < page->n_links; i++) {
    links[i] = page->links[i];
    links[i].target = place_of(join, links[i].target);
    links[i].tag = tag_of(join, links[i].tag);
  }
  for (uint32_t i = 0; i < page->n_marks; i++) {
    marks[i] = page->marks[i];
    marks[i].name = place_of(join, marks[i].name);
  }
  out.links = links;
  out.marks = marks;
  return join->inner.page(join->inner.self, join->job, &out);
}

static bool join_page(void *self, Job *job, const Page *page) {
  (void)job;
  DisplayJoin *join = self;
  join->page = arena_new();
  bool good = put_page(join, page);
  arena_free(join->page);
  return good;
}

/* ---- the end of one ---------------------------------------------------------------- */

static const char *kept(const DisplayJoin *join, const char *text) {
  return text ? arena_strdup(join->job->arena, text) : NULL;
}

static void join_lists(DisplayJoin *join, const TagTree *from) {
  for (uint32_t list = 1; list <= tagtree_lists(from); list++) {
    uint32_t n = 0;
    const TagId *ids = tagtree_list_at(from, list, &n);
    g_autofree TagId *moved = g_new(TagId, n);
    for (uint32_t i = 0; i < n; i++)
      moved[i] = tag_of(join, ids[i]);
    tagtree_list_add(join->tags, moved, n);
  }
}

/* Its root is a part of the whole. */
static void join_tags(DisplayJoin *join, const TagTree *from) {
  uint32_t lists = tagtree_lists(join->tags);
  TagId base = (TagId)tagtree_count(join->tags);
  join_lists(join, from);
  for (size_t i = 0; i < tagtree_count(from); i++) {
    Tag tag = tagtree_at(from, (TagId)i);
    TagId parent = i ? base + tag.parent : 0;
    tag.role = i ? tag.role : TAG_PART;
    tag.title = i ? kept(join, tag.title) : kept(join, join->name);
    tag.alt = kept(join, tag.alt);
    tag.actual_text = kept(join, tag.actual_text);
    tag.lang = kept(join, tag.lang);
    tag.column_heads += tag.column_heads ? lists : 0;
    tag.row_heads += tag.row_heads ? lists : 0;
    tagtree_add(join->tags, parent, &tag);
  }
}

static void join_outline(DisplayJoin *join, const DocumentEnd *end) {
  OutlineEntry whole = {.title = kept(join, join->name), .level = 1, .page = join->pages};
  g_array_append_val(join->outline, whole);
  for (uint32_t i = 0; i < end->n_outline; i++) {
    OutlineEntry entry = end->outline[i];
    entry.title = kept(join, entry.title);
    entry.level++;
    entry.page += join->pages;
    g_array_append_val(join->outline, entry);
  }
}

static bool join_end(void *self, Job *job, const DocumentEnd *end) {
  (void)job;
  DisplayJoin *join = self;
  join_outline(join, end);
  join_tags(join, end->tags);
  join->pages += join->own_pages;
  join->documents++;
  return true;
}

PageSink display_join_document(DisplayJoin *join, const char *name) {
  join->name = name;
  return (PageSink){join, join_begin, join_page, join_end};
}

bool display_join_end(DisplayJoin *join, bool good) {
  DocumentEnd end = {.tags = join->tags,
                     .outline = (const OutlineEntry *)(const void *)join->outline->data,
                     .n_outline = join->outline->len,
                     .n_pages = join->pages};
  good = good && join->begun && join->inner.end(join->inner.self, join->job, &end);
  g_array_free(join->outline, TRUE);
  return good;
}
