/* Lists without end in the arena: their items stay where they are, and none is copied to
 * grow. */
#include "pdf_private.h"

#define CHUNK_ITEMS 4096

void *list_push(Arena *arena, PdfList *list) {
  uint32_t chunk = list->count / CHUNK_ITEMS, place = list->count % CHUNK_ITEMS;
  if (place == 0) {
    list->chunks =
        pdf_array_room(arena, list->chunks, sizeof *list->chunks, chunk, &list->room);
    list->chunks[chunk] = arena_array(arena, CHUNK_ITEMS, list->size);
  }
  list->count++;
  return list->chunks[chunk] + (size_t)place * list->size;
}

void *list_at(const PdfList *list, uint32_t i) {
  g_assert(i < list->count);
  return list->chunks[i / CHUNK_ITEMS] + (size_t)(i % CHUNK_ITEMS) * list->size;
}
