#include <string.h>

#include "display.h"

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
static const char *const scope_names[] = {"None", "Column", "Row", "Both"};
static const char *const artifact_names[] = {"-", "-pagination", "-layout",
                                             "-background"};

/* 1/1024 pt → mm with three decimals, half away from zero: 1 mm = 360/127 pt. */
static void append_mm(GString *out, Length length) {
  const int64_t divisor = INT64_C(360) * LENGTH_PT;
  int64_t scaled = (int64_t)length * 127 * 1000;
  int64_t magnitude = ((scaled < 0 ? -scaled : scaled) + divisor / 2) / divisor;
  g_string_append_printf(out, "%s%" G_GINT64_FORMAT ".%03" G_GINT64_FORMAT,
                         scaled < 0 && magnitude ? "-" : "", magnitude / 1000,
                         magnitude % 1000);
}

static void append_lengths(GString *out, const Length *lengths, size_t n) {
  for (size_t i = 0; i < n; i++) {
    g_string_append_c(out, ' ');
    append_mm(out, lengths[i]);
  }
}

static void append_quoted(GString *out, const char *text) {
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

static void append_field(GString *out, const char *name, const char *text) {
  if (!text)
    return;
  g_string_append_printf(out, " %s=", name);
  append_quoted(out, text);
}

static void append_colour(GString *out, Colour colour) {
  g_string_append_printf(out, " #%02x%02x%02x", colour.r, colour.g, colour.b);
  if (colour.spot)
    g_string_append_printf(out, "/%s", colour.spot);
}

/* ---- glyph runs ------------------------------------------------------------ */

/* Where the pen stands after the last glyph, by the face's own advance. */
static Length run_end(const GlyphRun *run) {
  const Glyph *last = &run->glyphs[run->n_glyphs - 1];
  if (!run->font)
    return last->x;
  int64_t units = font_advance(run->font, last->id);
  int64_t scaled = units * run->size / font_units_per_em(run->font) * run->x_scale / 1024;
  return (Length)(last->x + scaled);
}

/* Steps from origin to origin, equal ones told once: " dx 5.489*26 2.744". Two steps that
 * differ by one unit of 1/1024 pt count as equal: they are the same step, rounded. */
static void append_steps(GString *out, const GlyphRun *run) {
  if (run->n_glyphs < 2)
    return;
  g_string_append(out, " dx");
  for (uint32_t i = 1; i < run->n_glyphs;) {
    Length step = run->glyphs[i].x - run->glyphs[i - 1].x;
    uint32_t from = i++;
    while (i < run->n_glyphs && ABS(run->glyphs[i].x - run->glyphs[i - 1].x - step) <= 1)
      i++;
    append_lengths(out, &step, 1);
    if (i - from > 1)
      g_string_append_printf(out, "*%u", i - from);
  }
}

/* Glyphs that leave the first one's baseline: " dy 3:-1.000". */
static void append_rises(GString *out, const GlyphRun *run) {
  const char *label = " dy";
  for (uint32_t i = 1; i < run->n_glyphs; i++) {
    Length rise = run->glyphs[i].y - run->glyphs[0].y;
    if (!rise)
      continue;
    g_string_append_printf(out, "%s %u:", label, i);
    append_mm(out, rise);
    label = "";
  }
}

static void dump_glyphs(GString *out, const GlyphRun *run) {
  g_string_append_printf(out, " %s ", run->font ? font_family(run->font) : "?");
  length_append_pt(out, run->size, 3);
  g_string_append_printf(out, "pt x%d", run->x_scale);
  append_colour(out, run->colour);
  if (run->n_glyphs) {
    append_lengths(out, (Length[]){run->glyphs[0].x, run->glyphs[0].y}, 2);
    g_string_append(out, " end");
    append_lengths(out, (Length[]){run_end(run)}, 1);
  }
  append_steps(out, run);
  append_rises(out, run);
  g_string_append_c(out, ' ');
  append_quoted(out, run->text);
}

/* ---- the other kinds ------------------------------------------------------- */

static void append_pen(GString *out, const Path *path) {
  static const char *const caps[] = {"", " round-cap", " square-cap"};
  static const char *const joins[] = {"", " round-join", " bevel-join"};
  g_string_append(out, " stroke");
  append_lengths(out, &path->stroke, 1);
  g_string_append_printf(out, "%s%s", caps[path->cap], joins[path->join]);
  if (path->miter && path->join == JOIN_MITER)
    g_string_append_printf(out, " miter %d", path->miter);
}

static void dump_path(GString *out, const Path *path) {
  if (path->fill)
    g_string_append(out, path->even_odd ? " fill even-odd" : " fill");
  if (path->stroke)
    append_pen(out, path);
  append_colour(out, path->colour);
  for (uint32_t i = 0; i < path->n_steps; i++) {
    const PathStep *step = &path->steps[i];
    static const char letters[] = "MLCZ";
    static const unsigned points[] = {1, 1, 3, 0};
    g_string_append_printf(out, " %c", letters[step->op]);
    for (unsigned k = 0; k < points[step->op]; k++)
      append_lengths(out, (Length[]){step->x[k], step->y[k]}, 2);
  }
}

static void dump_picture(GString *out, const Picture *picture) {
  append_lengths(out, (Length[]){picture->x, picture->y, picture->width, picture->height},
                 4);
  g_string_append_printf(out, " %ux%u px%s%s", picture->image->width,
                         picture->image->height, picture->image->alpha ? " alpha" : "",
                         picture->image->jpeg ? " jpeg" : "");
}

static void dump_group(GString *out, const Group *group) {
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_string_append(out, " matrix");
  for (int i = 0; i < 4; i++) {
    double value = group->matrix[i] + 0.0; /* no minus zero */
    g_string_append_printf(out, " %s",
                           g_ascii_formatd(number, sizeof number, "%.4f", value));
  }
  append_lengths(out, (Length[]){(Length)group->matrix[4], (Length)group->matrix[5]}, 2);
  if (!group->clip)
    return;
  g_string_append(out, " clip");
  append_lengths(
      out,
      (Length[]){group->clip_x, group->clip_y, group->clip_width, group->clip_height}, 4);
}

static void dump_items(GString *out, const Item *items, uint32_t n, int depth) {
  static const char *const kinds[] = {"glyphs", "path", "picture", "group"};
  for (uint32_t i = 0; i < n; i++) {
    const Item *item = &items[i];
    g_string_append_printf(out, "%*s%s ", depth * 2, "", kinds[item->kind]);
    if (item->tag == TAG_NONE)
      g_string_append(out, artifact_names[item->artifact]);
    else
      g_string_append_printf(out, "%d", item->tag);
    switch (item->kind) {
      case ITEM_GLYPHS:
        dump_glyphs(out, &item->as.glyphs);
        break;
      case ITEM_PATH:
        dump_path(out, &item->as.path);
        break;
      case ITEM_PICTURE:
        dump_picture(out, &item->as.picture);
        break;
      case ITEM_GROUP:
        dump_group(out, &item->as.group);
        break;
    }
    g_string_append_c(out, '\n');
    if (item->kind == ITEM_GROUP)
      dump_items(out, item->as.group.items, item->as.group.n_items, depth + 1);
  }
}

/* ---- pages ------------------------------------------------------------------ */

static void dump_info(GString *out, const DocumentInfo *info) {
  g_string_append(out, "document");
  append_field(out, "title", info->title);
  append_field(out, "lang", info->lang);
  append_field(out, "kind", info->kind);
  append_field(out, "issuer", info->issuer);
  append_field(out, "number", info->number);
  append_field(out, "secrecy", info->secrecy);
  if (info->date.year)
    g_string_append_printf(out, " date=%04d-%02d-%02d", info->date.year, info->date.month,
                           info->date.day);
  g_string_append(out, info->draft ? " draft\n" : "\n");
}

static void dump_page(GString *out, const Page *page) {
  g_string_append_printf(out, "page %u number %u", page->index, page->number);
  append_lengths(out, (Length[]){page->width, page->height}, 2);
  g_string_append_c(out, '\n');
  dump_items(out, page->items, page->n_items, 1);
  for (uint32_t i = 0; i < page->n_links; i++) {
    const PageLink *link = &page->links[i];
    g_string_append_printf(out, "  link %d", link->tag);
    append_lengths(out, (Length[]){link->x, link->y, link->width, link->height}, 4);
    append_field(out, "to", link->target);
    append_field(out, "text", link->text);
    g_string_append_c(out, '\n');
  }
  for (uint32_t i = 0; i < page->n_marks; i++) {
    g_string_append(out, "  mark");
    append_lengths(out, &page->marks[i].y, 1);
    append_field(out, "name", page->marks[i].name);
    g_string_append_c(out, '\n');
  }
}

void display_dump(const DisplayList *list, GString *out) {
  dump_info(out, &list->info);
  for (uint32_t i = 0; i < list->n_pages; i++)
    dump_page(out, list->pages[i]);
  for (uint32_t i = 0; i < list->end.n_outline; i++) {
    const OutlineEntry *entry = &list->end.outline[i];
    g_string_append_printf(out, "outline %u page %u", entry->level, entry->page);
    append_lengths(out, &entry->y, 1);
    g_string_append_c(out, ' ');
    append_quoted(out, entry->title);
    g_string_append_c(out, '\n');
  }
}

/* ---- tags ------------------------------------------------------------------- */

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

/* The heads of a cell, as the numbers of their nodes. */
static void dump_heads(GString *out, const TagTree *tree, uint32_t list) {
  uint32_t n = 0;
  const TagId *ids = list ? tagtree_list_at(tree, list, &n) : NULL;
  for (uint32_t i = 0; i < n; i++)
    g_string_append_printf(out, "%s%d", i ? "," : " Headers=", ids[i]);
}

static void dump_tag(GString *out, const TagTree *tree, const Tag *tag,
                     const TagContent *content) {
  g_string_append(out, role_names[tag->role]);
  if (tag->role == TAG_H)
    g_string_append_printf(out, "%u", tag->level);
  if (tag->scope != SCOPE_NONE)
    g_string_append_printf(out, " Scope=%s", scope_names[tag->scope]);
  if (tag->row_span > 1)
    g_string_append_printf(out, " RowSpan=%u", tag->row_span);
  if (tag->column_span > 1)
    g_string_append_printf(out, " ColSpan=%u", tag->column_span);
  dump_heads(out, tree, tag->column_heads);
  dump_heads(out, tree, tag->row_heads);
  append_field(out, "Title", tag->title);
  append_field(out, "Alt", tag->alt);
  append_field(out, "ActualText", tag->actual_text);
  append_field(out, "Lang", tag->lang);
  if (content->pictures)
    g_string_append_printf(out, " pictures=%u", content->pictures);
  if (content->paths)
    g_string_append_printf(out, " paths=%u", content->paths);
  if (content->text) {
    g_string_append_c(out, ' ');
    append_quoted(out, content->text->str);
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
    Tag tag = tagtree_at(tree, id);
    dump_tag(out, tree, &tag, &contents[id]);
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
