#include "pdf_private.h"

#define LEVELS_MAX 16

typedef struct Entry {
  uint32_t object;
  int parent, first, last, previous, next; /* −1: none */
  uint32_t below;                          /* entries below it, all of them open */
} Entry;

/* Levels → a tree; one that is skipped counts as the next below the last. */
static void link_entries(const DocumentEnd *end, Entry *entries, Entry *root) {
  int open[LEVELS_MAX + 1];
  unsigned depth = 0;
  for (uint32_t i = 0; i < end->n_outline; i++) {
    unsigned level =
        CLAMP((unsigned)end->outline[i].level, 1, MIN(depth + 1, LEVELS_MAX));
    int parent = level > 1 ? open[level - 1] : -1;
    Entry *above = parent >= 0 ? &entries[parent] : root;
    entries[i].parent = parent;
    entries[i].first = entries[i].last = entries[i].next = -1;
    entries[i].previous = above->last;
    if (above->last >= 0)
      entries[above->last].next = (int)i;
    else
      above->first = (int)i;
    above->last = (int)i;
    open[level] = (int)i;
    depth = level;
  }
  for (uint32_t i = end->n_outline; i-- > 0;)
    if (entries[i].parent >= 0)
      entries[entries[i].parent].below += entries[i].below + 1;
}

static void put_neighbour(PdfBytes *out, const char *key, const Entry *entries,
                          int which) {
  if (which < 0)
    return;
  put_text(out, key);
  put_ref(out, entries[which].object);
}

static void write_entry(PdfSink *sink, const OutlineEntry *told, const Entry *entries,
                        const Entry *entry, uint32_t root) {
  PdfWriter *w = &sink->writer;
  writer_open(w, entry->object);
  put_text(w->out, "<</Title");
  writer_string(w, told->title);
  put_text(w->out, "/Parent");
  put_ref(w->out, entry->parent >= 0 ? entries[entry->parent].object : root);
  put_neighbour(w->out, "/Prev", entries, entry->previous);
  put_neighbour(w->out, "/Next", entries, entry->next);
  put_neighbour(w->out, "/First", entries, entry->first);
  put_neighbour(w->out, "/Last", entries, entry->last);
  if (entry->below) {
    put_text(w->out, "/Count ");
    put_int(w->out, entry->below);
  }
  put_text(w->out, "/Dest");
  put_destination(sink, w->out, MIN(told->page, sink->n_pages - 1), told->y);
  put_text(w->out, ">>");
  writer_close(w);
}

uint32_t outline_write(PdfSink *sink, const DocumentEnd *end) {
  PdfWriter *w = &sink->writer;
  if (!end->n_outline || !sink->n_pages)
    return 0;
  Entry *entries = ARENA_ARRAY(sink->arena, Entry, end->n_outline);
  Entry root = {.object = writer_reserve(w), .first = -1, .last = -1};
  for (uint32_t i = 0; i < end->n_outline; i++)
    entries[i].object = writer_reserve(w);
  link_entries(end, entries, &root);
  for (uint32_t i = 0; i < end->n_outline; i++)
    write_entry(sink, &end->outline[i], entries, &entries[i], root.object);
  writer_open(w, root.object);
  put_text(w->out, "<</Type/Outlines");
  put_neighbour(w->out, "/First", entries, root.first);
  put_neighbour(w->out, "/Last", entries, root.last);
  put_text(w->out, "/Count ");
  put_int(w->out, end->n_outline);
  put_text(w->out, ">>");
  writer_close(w);
  return root.object;
}
