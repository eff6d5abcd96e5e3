/* A sink before another: every page moved as a whole, for a printer that does not feed
 * straight. */
#include <string.h>

#include "display.h"

typedef struct Shift {
  PageSink inner;
  Length dx, dy;
} Shift;

static void shift_glyphs(Arena *arena, const Shift *s, GlyphRun *run) {
  Glyph *glyphs = ARENA_ARRAY(arena, Glyph, run->n_glyphs);
  for (uint32_t i = 0; i < run->n_glyphs; i++) {
    glyphs[i] = run->glyphs[i];
    glyphs[i].x += s->dx;
    glyphs[i].y += s->dy;
  }
  run->glyphs = glyphs;
}

static void shift_path(Arena *arena, const Shift *s, Path *path) {
  PathStep *steps = ARENA_ARRAY(arena, PathStep, path->n_steps);
  for (uint32_t i = 0; i < path->n_steps; i++) {
    steps[i] = path->steps[i];
    for (int k = 0; k < 3; k++) {
      steps[i].x[k] += s->dx;
      steps[i].y[k] += s->dy;
    }
  }
  path->steps = steps;
}

/* What is inside a group stands in the group's own coordinates. */
static void shift_item(Arena *arena, const Shift *s, Item *item) {
  switch (item->kind) {
    case ITEM_GLYPHS:
      shift_glyphs(arena, s, &item->as.glyphs);
      break;
    case ITEM_PATH:
      shift_path(arena, s, &item->as.path);
      break;
    case ITEM_PICTURE:
      item->as.picture.x += s->dx;
      item->as.picture.y += s->dy;
      break;
    case ITEM_GROUP:
      item->as.group.matrix[4] += s->dx;
      item->as.group.matrix[5] += s->dy;
      break;
  }
}

static void shift_items(Arena *arena, const Shift *s, const Item **items, uint32_t n) {
  Item *moved = ARENA_ARRAY(arena, Item, n);
  for (uint32_t i = 0; i < n; i++) {
    moved[i] = (*items)[i];
    shift_item(arena, s, &moved[i]);
  }
  *items = moved;
}

static bool shift_begin(void *self, Job *job, const DocumentInfo *info) {
  const Shift *s = self;
  return s->inner.begin(s->inner.self, job, info);
}

static bool shift_page(void *self, Job *job, const Page *page) {
  const Shift *s = self;
  Arena *arena = arena_new();
  Page moved = *page;
  shift_items(arena, s, &moved.items, page->n_items);
  PageLink *links = ARENA_ARRAY(arena, PageLink, page->n_links);
  PageMark *marks = ARENA_ARRAY(arena, PageMark, page->n_marks);
  for (uint32_t i = 0; i < page->n_links; i++) {
    links[i] = page->links[i];
    links[i].x += s->dx;
    links[i].y += s->dy;
  }
  for (uint32_t i = 0; i < page->n_marks; i++) {
    marks[i] = page->marks[i];
    marks[i].y += s->dy;
  }
  moved.links = links;
  moved.marks = marks;
  bool ok = s->inner.page(s->inner.self, job, &moved);
  arena_free(arena);
  return ok;
}

static bool shift_end(void *self, Job *job, const DocumentEnd *end) {
  const Shift *s = self;
  OutlineEntry *outline = ARENA_ARRAY(job->arena, OutlineEntry, end->n_outline);
  for (uint32_t i = 0; i < end->n_outline; i++) {
    outline[i] = end->outline[i];
    outline[i].y += s->dy;
  }
  DocumentEnd moved = *end;
  moved.outline = outline;
  return s->inner.end(s->inner.self, job, &moved);
}

PageSink display_shift(Job *job, PageSink inner, Length dx, Length dy) {
  if (dx == 0 && dy == 0)
    return inner;
  Shift *s = ARENA_NEW(job->arena, Shift);
  *s = (Shift){inner, dx, dy};
  return (PageSink){s, shift_begin, shift_page, shift_end};
}
