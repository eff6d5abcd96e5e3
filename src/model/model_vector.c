/* Vectors that grow in the arena. */
#include <string.h>

#include "model_private.h"

void *model_vector_push(Arena *arena, Vector *vector, size_t size) {
  if (vector->n == vector->room) {
    uint32_t room = vector->room ? vector->room * 2 : 4;
    void *items = arena_array(arena, room, size);
    if (vector->n)
      memcpy(items, vector->items, vector->n * size);
    vector->items = items;
    vector->room = room;
  }
  return (char *)vector->items + size * vector->n++;
}
