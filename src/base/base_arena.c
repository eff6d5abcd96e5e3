#include <stdarg.h>
#include <string.h>

#include "base.h"

#define CHUNK_BYTES ((size_t)64 * 1024)
#define ALIGNMENT ((size_t)16)

typedef struct Chunk {
  struct Chunk *next;
  size_t used, size;
} Chunk;

struct Arena {
  Chunk *chunks; /* the one being filled comes first */
  size_t used;
  Arena *parent, *within, *next; /* its parent; those within it, as a list */
};

#define CHUNK_HEAD ((sizeof(Chunk) + ALIGNMENT - 1) & ~(ALIGNMENT - 1))

Arena *arena_new(void) {
  return g_new0(Arena, 1);
}

Arena *arena_new_within(Arena *parent) {
  Arena *arena = arena_new();
  arena->parent = parent;
  arena->next = parent->within;
  parent->within = arena;
  return arena;
}

static void leave_parent(Arena *arena) {
  Arena **place = &arena->parent->within;
  while (*place != arena)
    place = &(*place)->next;
  *place = arena->next;
}

void arena_free(Arena *arena) {
  if (!arena)
    return;
  while (arena->within)
    arena_free(arena->within); /* only one level deep: none is made within such a one */
  if (arena->parent)
    leave_parent(arena);
  for (Chunk *chunk = arena->chunks; chunk;) {
    Chunk *next = chunk->next;
    g_free(chunk);
    chunk = next;
  }
  g_free(arena);
}

void arena_clear(Arena *arena) {
  Chunk *first = arena->chunks;
  arena->used = 0;
  if (!first)
    return;
  for (Chunk *chunk = first->next; chunk;) {
    Chunk *next = chunk->next;
    g_free(chunk);
    chunk = next;
  }
  first->next = NULL;
  first->used = 0;
}

static Chunk *chunk_new(size_t size) {
  Chunk *chunk = g_malloc(CHUNK_HEAD + size);
  chunk->next = NULL;
  chunk->used = 0;
  chunk->size = size;
  return chunk;
}

/* A large object gets a chunk of its own, behind the one being filled. */
static Chunk *chunk_for(Arena *arena, size_t size) {
  Chunk *first = arena->chunks;
  if (first && first->size - first->used >= size)
    return first;
  if (first && size > CHUNK_BYTES / 4) {
    Chunk *own = chunk_new(size);
    own->next = first->next;
    first->next = own;
    return own;
  }
  Chunk *fresh = chunk_new(MAX(size, CHUNK_BYTES));
  fresh->next = first;
  arena->chunks = fresh;
  return fresh;
}

void *arena_alloc(Arena *arena, size_t size) {
  g_assert(size < SIZE_MAX - ALIGNMENT - CHUNK_HEAD);
  size_t rounded = (MAX(size, 1) + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
  Chunk *chunk = chunk_for(arena, rounded);
  char *place = (char *)chunk + CHUNK_HEAD + chunk->used;
  chunk->used += rounded;
  arena->used += rounded;
  memset(place, 0, rounded);
  return place;
}

void *arena_array(Arena *arena, size_t count, size_t size) {
  g_assert(size == 0 || count <= SIZE_MAX / size);
  return arena_alloc(arena, count * size);
}

char *arena_strndup(Arena *arena, const char *text, size_t len) {
  char *copy = arena_alloc(arena, len + 1);
  if (len)
    memcpy(copy, text, len);
  return copy;
}

char *arena_strdup(Arena *arena, const char *text) {
  return arena_strndup(arena, text, strlen(text));
}

char *arena_printf(Arena *arena, const char *format, ...) {
  va_list args;
  va_start(args, format);
  g_autofree char *text = g_strdup_vprintf(format, args);
  va_end(args);
  return arena_strdup(arena, text);
}

void *arena_take_array(Arena *arena, GArray *array) {
  size_t bytes = (size_t)array->len * g_array_get_element_size(array);
  void *copy = arena_alloc(arena, bytes);
  if (bytes)
    memcpy(copy, array->data, bytes);
  g_array_free(array, TRUE);
  return copy;
}

size_t arena_used(const Arena *arena) {
  return arena->used;
}
