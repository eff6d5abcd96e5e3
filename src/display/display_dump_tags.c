#include "display_private.h"

static const char *const role_names[] = {
    [TAG_DOCUMENT] = "Document",
    [TAG_PART] = "Part",
    [TAG_H] = "H",
    [TAG_P] = "P",
    [TAG_L] = "L",
    [TAG_LI] = "LI",
    [TAG_LBL] = "Lbl",
    [TAG_LBODY] = "LBody",
    [TAG_TABLE] = "Table",
    [TAG_THEAD] = "THead",
    [TAG_TBODY] = "TBody",
    [TAG_TR] = "TR",
    [TAG_TH] = "TH",
    [TAG_TD] = "TD",
    [TAG_CAPTION] = "Caption",
    [TAG_FIGURE] = "Figure",
    [TAG_SPAN] = "Span",
    [TAG_LINK] = "Link",
};
const char *display_role_name(TagRole role) {
  return role_names[role];
}

static const char *const scope_names[] = {"None", "Column", "Row", "Both"};

void display_dump_quoted(GString *out, const char *text) {
  g_string_append_c(out, '"');
  for (const char *p = text ? text : ""; *p; p++) {
    if (*p == '"' || *p == '\\')
      g_string_append_printf(out, "\\%c", *p);
    else if (*p == '\n')
      g_string_append(out, "\\n");
    else if ((unsigned char)*p < 0x20)
      g_string_append_printf(out, "\\x%02x", (unsigned)*p);
    else
      g_string_append_c(out, *p);
  }
  g_string_append_c(out, '"');
}

void display_dump_field(GString *out, const char *name, const char *text) {
  if (!text)
    return;
  g_string_append_printf(out, " %s=", name);
  display_dump_quoted(out, text);
}

typedef struct TagContent {
  GString *text; /* characters of its own items, in reading order across pages */
  unsigned pictures, paths;
} TagContent;

static void collect(TagContent *contents, size_t count, const Item *items, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) {
    const Item *item = &items[i];
    if (item->kind == ITEM_GROUP)
      collect(contents, count, item->as.group.items, item->as.group.n_items);
    if (item->tag < 0 || (size_t)item->tag >= count)
      continue;
    TagContent *content = &contents[item->tag];
    if (item->kind == ITEM_GLYPHS) {
      if (!content->text)
        content->text = g_string_new(NULL);
      g_string_append(content->text, item->as.glyphs.text);
    }
    content->pictures += item->kind == ITEM_PICTURE;
    content->paths += item->kind == ITEM_PATH;
  }
}

/* The heads of a cell, by their words. */
static void dump_heads(GString *out, const TagTree *tree, const TagContent *contents,
                       uint32_t list) {
  uint32_t n = 0;
  const TagId *ids = list ? tagtree_list_at(tree, list, &n) : NULL;
  for (uint32_t i = 0; i < n; i++) {
    g_string_append(out, i ? "," : " Headers=");
    const GString *words = contents[ids[i]].text;
    display_dump_quoted(out, words ? words->str : NULL);
  }
}

static void dump_role(GString *out, const Tag *tag) {
  g_string_append(out, display_role_name(tag->role));
  if (tag->role == TAG_H)
    g_string_append_printf(out, "%u", tag->level);
}

void display_dump_path(GString *out, const TagTree *tree, TagId id) {
  TagId chain[16]; /* from the node upwards; what lies above is left out */
  size_t n = 0;
  do {
    chain[n++] = id;
    id = tagtree_at(tree, id).parent;
  } while (n < G_N_ELEMENTS(chain) && id != TAG_NONE &&
           tagtree_at(tree, id).parent != TAG_NONE);
  while (n--) {
    Tag tag = tagtree_at(tree, chain[n]);
    dump_role(out, &tag);
    if (n)
      g_string_append_c(out, '/');
  }
}

static void dump_tag(GString *out, const TagTree *tree, const TagContent *contents,
                     TagId id) {
  const TagContent *content = &contents[id];
  Tag node = tagtree_at(tree, id), *tag = &node;
  dump_role(out, tag);
  if (tag->scope != SCOPE_NONE)
    g_string_append_printf(out, " Scope=%s", scope_names[tag->scope]);
  if (tag->row_span > 1)
    g_string_append_printf(out, " RowSpan=%u", tag->row_span);
  if (tag->column_span > 1)
    g_string_append_printf(out, " ColSpan=%u", tag->column_span);
  dump_heads(out, tree, contents, tag->column_heads);
  dump_heads(out, tree, contents, tag->row_heads);
  display_dump_field(out, "Title", tag->title);
  display_dump_field(out, "Alt", tag->alt);
  display_dump_field(out, "ActualText", tag->actual_text);
  display_dump_field(out, "Lang", tag->lang);
  if (content->pictures)
    g_string_append_printf(out, " pictures=%u", content->pictures);
  if (content->paths)
    g_string_append_printf(out, " paths=%u", content->paths);
  if (content->text) {
    g_string_append_c(out, ' ');
    display_dump_quoted(out, content->text->str);
  }
  g_string_append_c(out, '\n');
}

/* Children of each node as linked lists, so that the walk needs neither recursion nor a
 * search: first[t], next[t] are ids or TAG_NONE. */
static void link_children(const TagTree *tree, TagId *first, TagId *next) {
  for (TagId id = (TagId)tagtree_count(tree) - 1; id >= 0; id--) {
    TagId parent = tagtree_at(tree, id).parent;
    next[id] = TAG_NONE;
    if (!first[id])
      first[id] = TAG_NONE;
    if (parent == TAG_NONE)
      continue;
    next[id] =
        first[parent] ? first[parent] : TAG_NONE; /* 0 is the root, never a child */
    first[parent] = id;
  }
}

static void walk_tags(GString *out, const TagTree *tree, const TagContent *contents) {
  size_t count = tagtree_count(tree);
  g_autofree TagId *first = g_new0(TagId, count);
  g_autofree TagId *next = g_new0(TagId, count);
  link_children(tree, first, next);
  int depth = 0;
  for (TagId id = 0; id != TAG_NONE;) {
    g_string_append_printf(out, "%*s", depth * 2, "");
    dump_tag(out, tree, contents, id);
    if (first[id] != TAG_NONE) {
      id = first[id];
      depth++;
      continue;
    }
    while (id != TAG_NONE && next[id] == TAG_NONE) {
      id = tagtree_at(tree, id).parent;
      depth--;
    }
    id = id == TAG_NONE ? TAG_NONE : next[id];
  }
}

void display_dump_tags(const DisplayList *list, GString *out) {
  size_t count = list->end.tags ? tagtree_count(list->end.tags) : 0;
  if (!count)
    return;
  TagContent *contents = g_new0(TagContent, count);
  for (uint32_t i = 0; i < list->n_pages; i++)
    collect(contents, count, list->pages[i]->items, list->pages[i]->n_items);
  walk_tags(out, list->end.tags, contents);
  for (size_t i = 0; i < count; i++) {
    if (contents[i].text)
      g_string_free(contents[i].text, TRUE);
  }
  g_free(contents);
}
