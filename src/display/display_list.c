#include <string.h>

#include "display.h"

#define GROUP_DEPTH 8 /* a group within a group …; more is our own fault */

static const char *kept(Arena *arena, const char *text) {
  return text ? arena_strdup(arena, text) : NULL;
}

static void *copied(Arena *arena, const void *from, size_t n, size_t size) {
  void *copy = arena_array(arena, n, size);
  if (n)
    memcpy(copy, from, n * size);
  return copy;
}

static const Item *copy_items(Arena *arena, const Item *items, uint32_t n,
                              unsigned depth);

static void copy_glyphs(Arena *arena, GlyphRun *run) {
  run->glyphs = copied(arena, run->glyphs, run->n_glyphs, sizeof(Glyph));
  run->text = arena_strdup(arena, run->text ? run->text : "");
  run->colour.spot = kept(arena, run->colour.spot);
}

static void copy_path(Arena *arena, Path *path) {
  path->steps = copied(arena, path->steps, path->n_steps, sizeof(PathStep));
  path->colour.spot = kept(arena, path->colour.spot);
}

/* Fonts and decoded images outlive the pages (the book, the job's arena) and are told
 * apart by their address, so they are shared, not copied. */
static const Item *copy_items(Arena *arena, const Item *items, uint32_t n,
                              unsigned depth) {
  g_assert(depth <= GROUP_DEPTH);
  Item *copy = copied(arena, items, n, sizeof(Item));
  for (uint32_t i = 0; i < n; i++) {
    switch (copy[i].kind) {
      case ITEM_GLYPHS:
        copy_glyphs(arena, &copy[i].as.glyphs);
        break;
      case ITEM_PATH:
        copy_path(arena, &copy[i].as.path);
        break;
      case ITEM_PICTURE:
        break;
      case ITEM_GROUP: {
        Group *group = &copy[i].as.group;
        group->items = copy_items(arena, group->items, group->n_items, depth + 1);
        break;
      }
    }
  }
  return copy;
}

static const Page *copy_page(Arena *arena, const Page *page) {
  Page *copy = copied(arena, page, 1, sizeof(Page));
  copy->items = copy_items(arena, page->items, page->n_items, 0);
  PageLink *links = copied(arena, page->links, page->n_links, sizeof(PageLink));
  for (uint32_t i = 0; i < page->n_links; i++) {
    links[i].target = kept(arena, links[i].target);
    links[i].text = kept(arena, links[i].text);
  }
  PageMark *marks = copied(arena, page->marks, page->n_marks, sizeof(PageMark));
  for (uint32_t i = 0; i < page->n_marks; i++)
    marks[i].name = kept(arena, marks[i].name);
  copy->links = links;
  copy->marks = marks;
  return copy;
}

static void keep_names(Arena *arena, DocumentInfo *info) {
  const char **names = ARENA_ARRAY(arena, const char *, MAX(info->n_issuers, 1));
  for (uint32_t i = 0; i < info->n_issuers; i++)
    names[i] = kept(arena, info->issuers[i]);
  info->issuers = names;
}

static void keep_fields(Arena *arena, DocumentInfo *info) {
  InfoField *fields = copied(arena, info->fields, info->n_fields, sizeof(InfoField));
  for (uint32_t i = 0; i < info->n_fields; i++) {
    fields[i].name = kept(arena, fields[i].name);
    fields[i].label = kept(arena, fields[i].label);
    fields[i].value = kept(arena, fields[i].value);
  }
  info->fields = fields;
}

static bool list_begin(void *self, Job *job, const DocumentInfo *info) {
  DisplayList *list = self;
  Arena *arena = job->arena;
  *list = (DisplayList){.info = *info};
  list->info.title = kept(arena, info->title);
  list->info.lang = kept(arena, info->lang);
  list->info.kind = kept(arena, info->kind);
  list->info.issuer = kept(arena, info->issuer);
  list->info.number = kept(arena, info->number);
  list->info.secrecy = kept(arena, info->secrecy);
  keep_names(arena, &list->info);
  keep_fields(arena, &list->info);
  return true;
}

/* The array doubles whenever the number of pages reaches a power of two. */
static bool list_page(void *self, Job *job, const Page *page) {
  DisplayList *list = self;
  uint32_t n = list->n_pages;
  if ((n & (n - 1)) == 0) {
    const Page **wider = ARENA_ARRAY(job->arena, const Page *, n ? (size_t)n * 2 : 1);
    for (uint32_t i = 0; i < n; i++)
      wider[i] = list->pages[i];
    list->pages = wider;
  }
  list->pages[list->n_pages++] = copy_page(job->arena, page);
  return true;
}

static const TagTree *copy_tree(Arena *arena, const TagTree *from) {
  TagTree *tree = tagtree_new(arena);
  size_t count = from ? tagtree_count(from) : 0;
  for (size_t i = 0; i < count; i++) {
    Tag tag = tagtree_at(from, (TagId)i);
    tagtree_add(tree, tag.parent, &tag);
  }
  for (uint32_t list = 1; from && list <= tagtree_lists(from); list++) {
    uint32_t n = 0;
    const TagId *ids = tagtree_list_at(from, list, &n);
    tagtree_list_add(tree, ids, n);
  }
  return tree;
}

static bool list_end(void *self, Job *job, const DocumentEnd *end) {
  DisplayList *list = self;
  Arena *arena = job->arena;
  list->end = *end;
  list->end.tags = copy_tree(arena, end->tags);
  OutlineEntry *outline =
      copied(arena, end->outline, end->n_outline, sizeof(OutlineEntry));
  for (uint32_t i = 0; i < end->n_outline; i++)
    outline[i].title = kept(arena, outline[i].title);
  list->end.outline = outline;
  return true;
}

PageSink display_list_sink(DisplayList *list) {
  return (PageSink){
      .self = list, .begin = list_begin, .page = list_page, .end = list_end};
}

bool display_list_replay(const DisplayList *list, Job *job, PageSink sink) {
  if (!sink.begin(sink.self, job, &list->info))
    return false;
  for (uint32_t i = 0; i < list->n_pages; i++) {
    if (!sink.page(sink.self, job, list->pages[i]))
      return false;
  }
  return sink.end(sink.self, job, &list->end);
}
