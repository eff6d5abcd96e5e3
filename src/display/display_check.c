#include <math.h>
#include <string.h>

#include "display.h"

#define SLACK 2 /* 1/1024 pt: what a matrix may round */

typedef struct Check {
  Job *job;
  const DisplayList *list;
  const Page *page; /* NULL: the document as a whole */
  bool ok;
} Check;

/* Where items stand: the matrix from their coordinates to the page's, and whether a clip
 * that was itself checked holds them. */
typedef struct Place {
  double m[6];
  bool clipped;
} Place;

static void fault(Check *check, const char *what, TagId tag) {
  g_autofree char *page =
      check->page ? g_strdup_printf("%u", check->page->index + 1) : NULL;
  g_autofree char *id = g_strdup_printf("%d", tag);
  diag_add(check->job->diags, (Span){0}, DIAG_DISPLAY_BROKEN, page ? page : "0", what, id,
           NULL);
  check->ok = false;
}

static bool inside(const Check *check, const Place *place, double x, double y) {
  if (place->clipped)
    return true;
  double px = place->m[0] * x + place->m[2] * y + place->m[4];
  double py = place->m[1] * x + place->m[3] * y + place->m[5];
  return px >= -SLACK && py >= -SLACK && px <= check->page->width + SLACK &&
         py <= check->page->height + SLACK;
}

static bool box_inside(const Check *check, const Place *place, const Length box[4]) {
  double right = (double)box[0] + box[2], bottom = (double)box[1] + box[3];
  return box[2] >= 0 && box[3] >= 0 && inside(check, place, box[0], box[1]) &&
         inside(check, place, right, box[1]) && inside(check, place, box[0], bottom) &&
         inside(check, place, right, bottom);
}

static void check_glyphs(Check *check, const Place *place, const Item *item) {
  const GlyphRun *run = &item->as.glyphs;
  size_t len = strlen(run->text);
  if (!run->font)
    fault(check, "glyphs without a font", item->tag);
  if (run->size <= 0 || run->x_scale <= 0)
    fault(check, "glyphs without a size", item->tag);
  if (!g_utf8_validate(run->text, -1, NULL))
    fault(check, "text is not UTF-8", item->tag);
  for (uint32_t i = 0; i < run->n_glyphs; i++) {
    const Glyph *glyph = &run->glyphs[i];
    if (glyph->id == 0)
      fault(check, "glyph .notdef", item->tag);
    if (!inside(check, place, glyph->x, glyph->y))
      fault(check, "glyph outside the sheet", item->tag);
    if (glyph->text >= MAX(len, 1) || (i && glyph->text < run->glyphs[i - 1].text))
      fault(check, "clusters out of order", item->tag);
  }
}

static void check_path(Check *check, const Place *place, const Item *item) {
  static const unsigned points[] = {[PATH_MOVE] = 1, [PATH_LINE] = 1, [PATH_CURVE] = 3};
  const Path *path = &item->as.path;
  if (path->n_steps && path->steps[0].op != PATH_MOVE)
    fault(check, "path without a start", item->tag);
  for (uint32_t i = 0; i < path->n_steps; i++) {
    const PathStep *step = &path->steps[i];
    unsigned n = step->op == PATH_CLOSE ? 0 : points[step->op];
    for (unsigned k = 0; k < n; k++) {
      if (!inside(check, place, step->x[k], step->y[k]))
        fault(check, "path outside the sheet", item->tag);
    }
  }
}

static void check_picture(Check *check, const Place *place, const Item *item) {
  const Picture *picture = &item->as.picture;
  const Length box[4] = {picture->x, picture->y, picture->width, picture->height};
  if (!box_inside(check, place, box))
    fault(check, "picture outside the sheet", item->tag);
  if (!picture->image || !picture->image->rgb || !picture->image->width)
    fault(check, "picture without an image", item->tag);
}

/* A leaf names a known tag or an artifact kind, never both; a group may leave that to its
 * items. */
static void check_name(Check *check, const Item *item) {
  size_t count = check->list->end.tags ? tagtree_count(check->list->end.tags) : 0;
  bool tagged = item->tag != TAG_NONE;
  if (tagged && (item->tag < 0 || (size_t)item->tag >= count))
    fault(check, "unknown tag", item->tag);
  if (tagged && item->artifact != ARTIFACT_NONE)
    fault(check, "tagged artifact", item->tag);
  if (!tagged && item->artifact == ARTIFACT_NONE && item->kind != ITEM_GROUP)
    fault(check, "artifact without a kind", item->tag);
}

static Place place_in(Check *check, const Place *outer, const Item *item) {
  const Group *group = &item->as.group;
  const double *m = group->matrix, *o = outer->m;
  Place place = {
      .m = {o[0] * m[0] + o[2] * m[1], o[1] * m[0] + o[3] * m[1],
            o[0] * m[2] + o[2] * m[3], o[1] * m[2] + o[3] * m[3],
            o[0] * m[4] + o[2] * m[5] + o[4], o[1] * m[4] + o[3] * m[5] + o[5]},
      .clipped = outer->clipped};
  for (int i = 0; i < 6; i++) {
    if (!isfinite(m[i]))
      fault(check, "matrix out of range", item->tag);
  }
  const Length box[4] = {group->clip_x, group->clip_y, group->clip_width,
                         group->clip_height};
  if (group->clip && !box_inside(check, &place, box))
    fault(check, "clip outside the sheet", item->tag);
  place.clipped = place.clipped || group->clip;
  return place;
}

/* Recursion: display_list_sink has asserted the depth of groups. */
static void check_items(Check *check, const Place *place, const Item *items, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) {
    const Item *item = &items[i];
    check_name(check, item);
    switch (item->kind) {
      case ITEM_GLYPHS:
        check_glyphs(check, place, item);
        break;
      case ITEM_PATH:
        check_path(check, place, item);
        break;
      case ITEM_PICTURE:
        check_picture(check, place, item);
        break;
      case ITEM_GROUP: {
        Place within = place_in(check, place, item);
        check_items(check, &within, item->as.group.items, item->as.group.n_items);
        break;
      }
    }
  }
}

/* ---- links, marks, outline ---------------------------------------------------- */

static GHashTable *mark_names(Check *check) {
  GHashTable *names = g_hash_table_new(g_str_hash, g_str_equal);
  for (uint32_t p = 0; p < check->list->n_pages; p++) {
    check->page = check->list->pages[p];
    for (uint32_t i = 0; i < check->page->n_marks; i++) {
      if (!g_hash_table_add(names, (char *)check->page->marks[i].name))
        fault(check, "mark named twice", TAG_NONE);
    }
  }
  return names;
}

static void check_links(Check *check, GHashTable *names) {
  const Place flat = {.m = {1, 0, 0, 1, 0, 0}};
  const TagTree *tags = check->list->end.tags;
  size_t count = tags ? tagtree_count(tags) : 0;
  for (uint32_t i = 0; i < check->page->n_links; i++) {
    const PageLink *link = &check->page->links[i];
    const Length box[4] = {link->x, link->y, link->width, link->height};
    bool known = link->tag >= 0 && (size_t)link->tag < count;
    if (!known || tagtree_at(tags, link->tag).role != TAG_LINK)
      fault(check, "link without its tag", link->tag);
    if (!box_inside(check, &flat, box))
      fault(check, "link outside the sheet", link->tag);
    if (!link->target || !g_hash_table_contains(names, link->target))
      fault(check, "link to nowhere", link->tag);
  }
}

static void check_outline(Check *check) {
  const DocumentEnd *end = &check->list->end;
  unsigned level = 0;
  for (uint32_t i = 0; i < end->n_outline; i++) {
    const OutlineEntry *entry = &end->outline[i];
    if (entry->level < 1 || entry->level > level + 1)
      fault(check, "outline skips a level", TAG_NONE);
    if (entry->page >= check->list->n_pages)
      fault(check, "outline names no page", TAG_NONE);
    level = entry->level;
  }
}

/* ---- the tag tree --------------------------------------------------------------- */

#define ROLE(r) (1u << (r))

/* Which parents a role may have; 0: any. */
static const unsigned parents[] = {
    [TAG_LI] = ROLE(TAG_L),
    [TAG_LBL] = ROLE(TAG_LI),
    [TAG_LBODY] = ROLE(TAG_LI),
    [TAG_THEAD] = ROLE(TAG_TABLE),
    [TAG_TBODY] = ROLE(TAG_TABLE),
    [TAG_TR] = ROLE(TAG_TABLE) | ROLE(TAG_THEAD) | ROLE(TAG_TBODY),
    [TAG_TH] = ROLE(TAG_TR),
    [TAG_TD] = ROLE(TAG_TR),
    [TAG_LINK] = 0, /* the last role: the table is full */
};

static void check_tags(Check *check) {
  const TagTree *tags = check->list->end.tags;
  size_t count = tags ? tagtree_count(tags) : 0;
  if (!count || tagtree_at(tags, 0).role != TAG_DOCUMENT)
    fault(check, "no Document tag", TAG_NONE);
  for (size_t i = 1; i < count; i++) {
    const Tag node = tagtree_at(tags, (TagId)i), *tag = &node;
    unsigned wanted = parents[tag->role];
    if (wanted && !(wanted & ROLE(tagtree_at(tags, tag->parent).role)))
      fault(check, "tag in the wrong parent", (TagId)i);
    if (tag->role == TAG_FIGURE && !tag->alt)
      fault(check, "figure without words", (TagId)i);
    if (tag->role == TAG_H && (tag->level < 1 || tag->level > 6))
      fault(check, "heading without a level", (TagId)i);
  }
}

bool display_check(const DisplayList *list, Job *job) {
  Check check = {.job = job, .list = list, .ok = true};
  const Place flat = {.m = {1, 0, 0, 1, 0, 0}};
  if (list->end.n_pages != list->n_pages)
    fault(&check, "pages miscounted", TAG_NONE);
  check_tags(&check);
  check_outline(&check);
  g_autoptr(GHashTable) names = mark_names(&check);
  for (uint32_t i = 0; i < list->n_pages; i++) {
    check.page = list->pages[i];
    if (check.page->index != i)
      fault(&check, "page out of order", TAG_NONE);
    check_items(&check, &flat, check.page->items, check.page->n_items);
    check_links(&check, names);
  }
  return check.ok;
}
