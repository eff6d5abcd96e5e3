#include "display_private.h"

static const char *const artifact_names[] = {"-",          "-pagination", "-footer",
                                             "-watermark", "-layout",     "-background"};

typedef struct Dump {
  GString *out;
  const TagTree *tree; /* NULL: the document has none */
  bool *met;           /* for each node: something of it has been told */
} Dump;

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
  if (run->lang)
    g_string_append_printf(out, " lang=%s", run->lang);
  g_string_append_c(out, ' ');
  display_dump_quoted(out, run->text);
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
  if (picture->image->tint)
    g_string_append_printf(out, " plate %s", picture->image->plate.spot);
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

/* A node is told by the roles that lead to it, never by a number, so that one node more
 * changes no other line: "Part/P", and "Part/P+" where it has been met before. */
static void dump_node(Dump *dump, TagId id) {
  size_t count = dump->tree ? tagtree_count(dump->tree) : 0;
  if (id < 0 || (size_t)id >= count) {
    g_string_append_c(dump->out, '?');
    return;
  }
  display_dump_path(dump->out, dump->tree, id);
  if (dump->met[id])
    g_string_append_c(dump->out, '+');
  dump->met[id] = true;
}

static void dump_items(Dump *dump, const Item *items, uint32_t n, int depth) {
  static const char *const kinds[] = {"glyphs", "path", "picture", "group"};
  for (uint32_t i = 0; i < n; i++) {
    const Item *item = &items[i];
    GString *out = dump->out;
    g_string_append_printf(out, "%*s%s ", depth * 2, "", kinds[item->kind]);
    if (item->tag == TAG_NONE)
      g_string_append(out, artifact_names[item->artifact]);
    else
      dump_node(dump, item->tag);
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
    g_string_append(out, item->multiply ? " multiply\n" : "\n");
    if (item->kind == ITEM_GROUP)
      dump_items(dump, item->as.group.items, item->as.group.n_items, depth + 1);
  }
}

/* ---- pages ------------------------------------------------------------------ */

static void dump_info(GString *out, const DocumentInfo *info) {
  g_string_append(out, "document");
  display_dump_field(out, "title", info->title);
  display_dump_field(out, "lang", info->lang);
  display_dump_field(out, "kind", info->kind);
  display_dump_field(out, "issuer", info->issuer);
  display_dump_field(out, "number", info->number);
  display_dump_field(out, "secrecy", info->secrecy);
  if (info->date.year)
    g_string_append_printf(out, " date=%04d-%02d-%02d", info->date.year, info->date.month,
                           info->date.day);
  g_string_append(out, info->draft ? " draft\n" : "\n");
}

static void dump_page(Dump *dump, const Page *page) {
  GString *out = dump->out;
  g_string_append_printf(out, "page %u number %u", page->index, page->number);
  append_lengths(out, (Length[]){page->width, page->height}, 2);
  g_string_append_c(out, '\n');
  dump_items(dump, page->items, page->n_items, 1);
  for (uint32_t i = 0; i < page->n_links; i++) {
    const PageLink *link = &page->links[i];
    g_string_append(out, "  link ");
    dump_node(dump, link->tag);
    append_lengths(out, (Length[]){link->x, link->y, link->width, link->height}, 4);
    display_dump_field(out, "to", link->target);
    display_dump_field(out, "text", link->text);
    g_string_append_c(out, '\n');
  }
  for (uint32_t i = 0; i < page->n_marks; i++) {
    g_string_append(out, "  mark");
    append_lengths(out, &page->marks[i].y, 1);
    display_dump_field(out, "name", page->marks[i].name);
    g_string_append_c(out, '\n');
  }
}

void display_dump(const DisplayList *list, GString *out) {
  const TagTree *tree = list->end.tags;
  g_autofree bool *met = g_new0(bool, tree ? tagtree_count(tree) : 1);
  Dump dump = {out, tree, met};
  dump_info(out, &list->info);
  for (uint32_t i = 0; i < list->n_pages; i++)
    dump_page(&dump, list->pages[i]);
  for (uint32_t i = 0; i < list->end.n_outline; i++) {
    const OutlineEntry *entry = &list->end.outline[i];
    g_string_append_printf(out, "outline %u page %u", entry->level, entry->page);
    append_lengths(out, &entry->y, 1);
    g_string_append_c(out, ' ');
    display_dump_quoted(out, entry->title);
    g_string_append_c(out, '\n');
  }
}
