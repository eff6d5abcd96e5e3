#include "display.h"

#define CHUNK_TAGS 256

/* Nodes stay where they are: a directory of chunks grows, never a chunk. */
struct TagTree {
  Arena *arena;
  Tag **chunks;
  size_t n_chunks; /* room in the directory */
  size_t count;
};

TagTree *tagtree_new(Arena *arena) {
  TagTree *tree = ARENA_NEW(arena, TagTree);
  tree->arena = arena;
  return tree;
}

static Tag *place_for(TagTree *tree, size_t index) {
  size_t chunk = index / CHUNK_TAGS;
  if (chunk >= tree->n_chunks) {
    size_t wanted = MAX(8, tree->n_chunks * 2);
    Tag **wider = ARENA_ARRAY(tree->arena, Tag *, wanted);
    for (size_t i = 0; i < tree->n_chunks; i++)
      wider[i] = tree->chunks[i];
    tree->chunks = wider;
    tree->n_chunks = wanted;
  }
  if (!tree->chunks[chunk])
    tree->chunks[chunk] = ARENA_ARRAY(tree->arena, Tag, CHUNK_TAGS);
  return &tree->chunks[chunk][index % CHUNK_TAGS];
}

static const char *kept(Arena *arena, const char *text) {
  return text ? arena_strdup(arena, text) : NULL;
}

TagId tagtree_add(TagTree *tree, TagId parent, const Tag *tag) {
  bool root = parent == TAG_NONE && tree->count == 0;
  g_assert(root || (parent >= 0 && (size_t)parent < tree->count));
  g_assert(tree->count < INT32_MAX);
  Tag *place = place_for(tree, tree->count);
  *place = *tag;
  place->parent = parent;
  place->row_span = MAX(1, tag->row_span);
  place->column_span = MAX(1, tag->column_span);
  place->alt = kept(tree->arena, tag->alt);
  place->actual_text = kept(tree->arena, tag->actual_text);
  place->lang = kept(tree->arena, tag->lang);
  return (TagId)tree->count++;
}

size_t tagtree_count(const TagTree *tree) {
  return tree->count;
}

const Tag *tagtree_at(const TagTree *tree, TagId id) {
  g_assert(id >= 0 && (size_t)id < tree->count);
  return &tree->chunks[id / CHUNK_TAGS][id % CHUNK_TAGS];
}
