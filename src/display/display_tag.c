#include <string.h>

#include "display.h"

#define CHUNK_TAGS 1024 /* large enough for the arena to give them room of their own */

/* A table has a node for every cell: few have words of their own. */
typedef struct Node {
  TagId parent;
  uint32_t words; /* index + 1; 0: none */
  uint32_t column_heads, row_heads;
  uint16_t row_span, column_span;
  uint8_t role, level, scope;
} Node;

typedef struct Words {
  const char *title, *alt, *actual_text, *lang;
} Words;

typedef struct List {
  uint32_t from, n; /* of ids */
} List;

/* Nodes stay where they are: a directory of chunks grows, never a chunk. */
struct TagTree {
  Arena *arena;
  Node **chunks;
  size_t n_chunks; /* room in the directory */
  size_t count;
  Words *words;
  List *lists;
  TagId *ids; /* of all lists */
  uint32_t n_words, words_room, n_lists, lists_room, n_ids, ids_room;
};

TagTree *tagtree_new(Arena *arena) {
  TagTree *tree = ARENA_NEW(arena, TagTree);
  tree->arena = arena;
  return tree;
}

static Node *place_for(TagTree *tree, size_t index) {
  size_t chunk = index / CHUNK_TAGS;
  if (chunk >= tree->n_chunks) {
    size_t wanted = MAX(8, tree->n_chunks * 2);
    Node **wider = ARENA_ARRAY(tree->arena, Node *, wanted);
    for (size_t i = 0; i < tree->n_chunks; i++)
      wider[i] = tree->chunks[i];
    tree->chunks = wider;
    tree->n_chunks = wanted;
  }
  if (!tree->chunks[chunk])
    tree->chunks[chunk] = ARENA_ARRAY(tree->arena, Node, CHUNK_TAGS);
  return &tree->chunks[chunk][index % CHUNK_TAGS];
}

/* Room for more items behind count. */
static void *widened(Arena *arena, void *items, size_t size, uint32_t count,
                     uint32_t more, uint32_t *room) {
  if (count + more <= *room)
    return items;
  *room = MAX(count + more, *room * 2);
  void *wider = arena_array(arena, *room, size);
  if (count)
    memcpy(wider, items, count * size);
  return wider;
}

static const char *kept(Arena *arena, const char *text) {
  return text ? arena_strdup(arena, text) : NULL;
}

static uint32_t keep_words(TagTree *tree, const Tag *tag) {
  if (!tag->title && !tag->alt && !tag->actual_text && !tag->lang)
    return 0;
  tree->words = widened(tree->arena, tree->words, sizeof(Words), tree->n_words, 1,
                        &tree->words_room);
  tree->words[tree->n_words] =
      (Words){kept(tree->arena, tag->title), kept(tree->arena, tag->alt),
              kept(tree->arena, tag->actual_text), kept(tree->arena, tag->lang)};
  return ++tree->n_words;
}

TagId tagtree_add(TagTree *tree, TagId parent, const Tag *tag) {
  bool root = parent == TAG_NONE && tree->count == 0;
  g_assert(root || (parent >= 0 && (size_t)parent < tree->count));
  g_assert(tree->count < INT32_MAX);
  *place_for(tree, tree->count) = (Node){.parent = parent,
                                         .words = keep_words(tree, tag),
                                         .column_heads = tag->column_heads,
                                         .row_heads = tag->row_heads,
                                         .row_span = MAX(1, tag->row_span),
                                         .column_span = MAX(1, tag->column_span),
                                         .role = (uint8_t)tag->role,
                                         .level = tag->level,
                                         .scope = (uint8_t)tag->scope};
  return (TagId)tree->count++;
}

size_t tagtree_count(const TagTree *tree) {
  return tree->count;
}

Tag tagtree_at(const TagTree *tree, TagId id) {
  g_assert(id >= 0 && (size_t)id < tree->count);
  const Node *node = &tree->chunks[id / CHUNK_TAGS][id % CHUNK_TAGS];
  Tag tag = {.role = (TagRole)node->role,
             .parent = node->parent,
             .level = node->level,
             .scope = (TagScope)node->scope,
             .row_span = node->row_span,
             .column_span = node->column_span,
             .column_heads = node->column_heads,
             .row_heads = node->row_heads};
  if (node->words) {
    const Words *words = &tree->words[node->words - 1];
    tag.title = words->title;
    tag.alt = words->alt;
    tag.actual_text = words->actual_text;
    tag.lang = words->lang;
  }
  return tag;
}

uint32_t tagtree_list_add(TagTree *tree, const TagId *ids, uint32_t n) {
  tree->lists = widened(tree->arena, tree->lists, sizeof(List), tree->n_lists, 1,
                        &tree->lists_room);
  tree->ids =
      widened(tree->arena, tree->ids, sizeof(TagId), tree->n_ids, n, &tree->ids_room);
  if (n)
    memcpy(tree->ids + tree->n_ids, ids, n * sizeof *ids);
  tree->lists[tree->n_lists] = (List){tree->n_ids, n};
  tree->n_ids += n;
  return ++tree->n_lists;
}

uint32_t tagtree_lists(const TagTree *tree) {
  return tree->n_lists;
}

const TagId *tagtree_list_at(const TagTree *tree, uint32_t list, uint32_t *n) {
  g_assert(list >= 1 && list <= tree->n_lists);
  *n = tree->lists[list - 1].n;
  return tree->ids + tree->lists[list - 1].from;
}
