/* Some pages of a kept document as one of its own: links and outline entries that would
 * lead to a page left out go with it. */
#include <string.h>

#include "display_private.h"

static bool has_mark(const DisplayList *list, uint32_t first, uint32_t last,
                     const char *name) {
  for (uint32_t i = first; i <= last; i++) {
    const Page *page = list->pages[i];
    for (uint32_t k = 0; k < page->n_marks; k++) {
      if (strcmp(page->marks[k].name, name) == 0)
        return true;
    }
  }
  return false;
}

static Page page_of(const DisplayList *list, Job *job, uint32_t first, uint32_t last,
                    uint32_t i) {
  Page page = *list->pages[i];
  PageLink *links = ARENA_ARRAY(job->arena, PageLink, page.n_links);
  uint32_t n = 0;
  for (uint32_t k = 0; k < page.n_links; k++) {
    if (has_mark(list, first, last, page.links[k].target))
      links[n++] = page.links[k];
  }
  page.links = links;
  page.n_links = n;
  page.index = i - first;
  return page;
}

/* No level is skipped: an entry whose parent went stands as high as it may. */
static DocumentEnd end_of(const DisplayList *list, Job *job, uint32_t first,
                          uint32_t last) {
  DocumentEnd end = list->end;
  OutlineEntry *entries = ARENA_ARRAY(job->arena, OutlineEntry, end.n_outline);
  uint8_t level = 0;
  uint32_t n = 0;
  for (uint32_t i = 0; i < end.n_outline; i++) {
    OutlineEntry entry = end.outline[i];
    if (entry.page < first || entry.page > last)
      continue;
    entry.page -= first;
    entry.level = (uint8_t)MIN(entry.level, level + 1);
    level = entry.level;
    entries[n++] = entry;
  }
  end.outline = entries;
  end.n_outline = n;
  end.n_pages = last - first + 1;
  return end;
}

bool display_range_replay(const DisplayList *list, Job *job, uint32_t first,
                          uint32_t last, PageSink sink) {
  g_assert(first <= last && last < list->n_pages);
  if (!sink.begin(sink.self, job, &list->info))
    return false;
  for (uint32_t i = first; i <= last; i++) {
    Page page = page_of(list, job, first, last, i);
    if (!sink.page(sink.self, job, &page))
      return false;
  }
  DocumentEnd end = end_of(list, job, first, last);
  return sink.end(sink.self, job, &end);
}
