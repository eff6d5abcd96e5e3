#include <math.h>
#include <string.h>

#include "pdf_private.h"

#define GROUP_DEPTH \
  24 /* q may nest 28 deep (PDF/A-2 6.1.13); pictures and clips need some */

static void draw_items(Canvas *c, const Item *items, uint32_t n, const Item *above);

/* ---- marks ----------------------------------------------------------------------- */

static void leave_text(Canvas *c) {
  if (c->in_text)
    put_text(c->ops, "ET\n");
  c->in_text = false;
}

static void keep_box(Canvas *c) {
  PdfBox *box = list_push(c->sink->arena, &c->sink->boxes);
  box->mark = c->sink->marks.count - 1;
  memcpy(box->sides, c->box, sizeof box->sides);
}

static void close_mark(Canvas *c) {
  if (c->within)
    return;
  leave_text(c);
  if (c->marked)
    put_text(c->ops, "EMC\n");
  if (c->marked && c->tag != TAG_NONE && c->drawn)
    keep_box(c);
  c->marked = false;
}

static void open_artifact(Canvas *c, ArtifactKind kind) {
  switch (kind) {
    case ARTIFACT_PAGINATION:
      put_text(c->ops, "/Artifact<</Type/Pagination>>BDC\n");
      return;
    case ARTIFACT_FOOTER: /* not every reader tells them apart without it */
      put_text(c->ops, "/Artifact<</Type/Pagination/Subtype/Footer>>BDC\n");
      return;
    case ARTIFACT_WATERMARK:
      put_text(c->ops, "/Artifact<</Type/Pagination/Subtype/Watermark>>BDC\n");
      return;
    case ARTIFACT_NONE:
    case ARTIFACT_LAYOUT:
      put_text(c->ops, "/Artifact<</Type/Layout>>BDC\n");
      return;
    case ARTIFACT_BACKGROUND: /* ISO 32000-1 table 330 wants its box */
      put_text(c->ops, "/Artifact<</Type/Background/BBox[0 0 ");
      put_length(c->ops, c->page->width);
      put_text(c->ops, " ");
      put_length(c->ops, c->page->height);
      put_text(c->ops, "]>>BDC\n");
      return;
  }
}

static void open_tagged(Canvas *c, TagId tag) {
  PdfSink *sink = c->sink;
  static const Length nowhere[4] = {LENGTH_MAX, LENGTH_MAX, -LENGTH_MAX, -LENGTH_MAX};
  uint32_t record[2] = {(uint32_t)tag, c->mcids++};
  uint8_t kind = DRAFT_MARK;
  put_bytes(c->ops, &kind, 1);
  put_bytes(c->ops, record, sizeof record);
  *(TagId *)list_push(sink->arena, &sink->marks) = tag;
  memcpy(c->box, nowhere, sizeof nowhere);
  c->drawn = false;
}

/* Neighbours of one tag share a sequence. */
static void open_mark(Canvas *c, TagId tag, ArtifactKind artifact) {
  if (c->marked && c->tag == tag && (tag != TAG_NONE || c->artifact == artifact))
    return;
  close_mark(c);
  c->marked = true;
  c->tag = tag;
  c->artifact = artifact;
  if (tag == TAG_NONE)
    open_artifact(c, artifact);
  else
    open_tagged(c, tag);
}

static Length bounded(double length) {
  return (Length)CLAMP(length, -LENGTH_MAX, LENGTH_MAX);
}

static void cover_point(Canvas *c, double x, double y) {
  const double *m = c->now.matrix;
  Length *box = c->box;
  Length px = bounded(m[0] * x + m[2] * y + m[4]),
         py = bounded(m[1] * x + m[3] * y + m[5]);
  box[0] = MIN(box[0], px);
  box[1] = MIN(box[1], py);
  box[2] = MAX(box[2], px);
  box[3] = MAX(box[3], py);
}

void content_cover(Canvas *c, double left, double top, double right, double bottom) {
  if (!c->marked || c->tag == TAG_NONE)
    return;
  cover_point(c, left, top);
  cover_point(c, right, top);
  cover_point(c, left, bottom);
  cover_point(c, right, bottom);
}

/* ---- colours --------------------------------------------------------------------- */

typedef struct ColourOps {
  const char *grey, *rgb, *space, *tint;
} ColourOps;
static const ColourOps fill_ops = {"g\n", "rg\n", " cs 1 scn\n", "/S"};
static const ColourOps stroke_ops = {"G\n", "RG\n", " CS 1 SCN\n", "/S"};

/* One component, 0…255, as a real of four decimals: back in 8 bits it is the same. */
static void put_component(PdfBytes *ops, uint8_t c) {
  put_real(ops, (c * 20000 + 255) / 510, 4);
  put_text(ops, " ");
}

static void set_paint(Canvas *c, Paint *now, const Colour *colour,
                      const ColourOps *with) {
  Paint paint = {colour->r, colour->g, colour->b, -1};
  if (colour->spot)
    paint.spot = spots_index(c->sink, colour);
  if (now->r == paint.r && now->g == paint.g && now->b == paint.b &&
      now->spot == paint.spot)
    return;
  *now = paint;
  if (paint.spot >= 0) {
    put_text(c->ops, with->tint);
    put_int(c->ops, paint.spot);
    put_text(c->ops, with->space);
    return;
  }
  put_component(c->ops, paint.r);
  if (paint.r != paint.g || paint.g != paint.b) {
    put_component(c->ops, paint.g);
    put_component(c->ops, paint.b);
    put_text(c->ops, with->rgb);
    return;
  }
  put_text(c->ops, with->grey);
}

void content_fill(Canvas *c, const Colour *colour) {
  set_paint(c, &c->now.fill, colour, &fill_ops);
}

/* ---- paths ----------------------------------------------------------------------- */

/* The one place where y turns: down becomes up. */
static void put_point(Canvas *c, Length x, Length y) {
  put_length(c->ops, x);
  put_text(c->ops, " ");
  put_real(c->ops, pdf_length_milli((int64_t)c->page->height - y), 3);
  put_text(c->ops, " ");
}

static void cover_path(Canvas *c, const Path *path) {
  double half = path->stroke / 2.0;
  for (uint32_t i = 0; i < path->n_steps; i++) {
    const PathStep *step = &path->steps[i];
    unsigned points = step->op == PATH_CLOSE ? 0 : step->op == PATH_CURVE ? 3 : 1;
    for (unsigned k = 0; k < points; k++)
      content_cover(c, step->x[k] - half, step->y[k] - half, step->x[k] + half,
                    step->y[k] + half);
  }
}

static void put_step(Canvas *c, const PathStep *step) {
  switch (step->op) {
    case PATH_MOVE:
      put_point(c, step->x[0], step->y[0]);
      put_text(c->ops, "m\n");
      return;
    case PATH_LINE:
      put_point(c, step->x[0], step->y[0]);
      put_text(c->ops, "l\n");
      return;
    case PATH_CURVE:
      for (int i = 0; i < 3; i++)
        put_point(c, step->x[i], step->y[i]);
      put_text(c->ops, "c\n");
      return;
    case PATH_CLOSE:
      put_text(c->ops, "h\n");
      return;
  }
}

#define MITER_DEFAULT (10 * 1024) /* of a new page, and of a path that says none */

static void set_operand(Canvas *c, int32_t value, const char *operator) {
  put_int(c->ops, value);
  put_text(c->ops, operator);
}

static void set_pen(Canvas *c, const Path *path) {
  set_paint(c, &c->now.stroke, &path->colour, &stroke_ops);
  if (path->stroke != c->now.line_width) {
    put_length(c->ops, path->stroke);
    put_text(c->ops, " w\n");
  }
  if (path->cap != c->now.cap)
    set_operand(c, (int32_t)path->cap, " J\n");
  if (path->join != c->now.join)
    set_operand(c, (int32_t)path->join, " j\n");
  int32_t miter = path->miter ? path->miter : MITER_DEFAULT;
  if (path->join == JOIN_MITER && miter != c->now.miter) {
    put_real(c->ops, pdf_length_milli(miter), 3);
    put_text(c->ops, " M\n");
    c->now.miter = miter;
  }
  c->now.line_width = path->stroke;
  c->now.cap = path->cap;
  c->now.join = path->join;
}

static const char *paint_operator(const Path *path) {
  if (!path->fill)
    return "S\n";
  if (path->stroke > 0)
    return path->even_odd ? "B*\n" : "B\n";
  return path->even_odd ? "f*\n" : "f\n";
}

static void draw_path(Canvas *c, const Path *path) {
  if (!path->n_steps || (!path->fill && path->stroke <= 0))
    return;
  leave_text(c);
  if (path->fill)
    content_fill(c, &path->colour);
  if (path->stroke > 0)
    set_pen(c, path);
  for (uint32_t i = 0; i < path->n_steps; i++)
    put_step(c, &path->steps[i]);
  put_text(c->ops, paint_operator(path));
  cover_path(c, path);
  c->drawn = true;
}

/* ---- pictures, groups ------------------------------------------------------------ */

static void draw_picture(Canvas *c, const Picture *picture) {
  leave_text(c);
  uint32_t index = images_index(c->sink, picture->image);
  put_text(c->ops, "q ");
  put_length(c->ops, picture->width);
  put_text(c->ops, " 0 0 ");
  put_length(c->ops, picture->height);
  put_text(c->ops, " ");
  put_point(c, picture->x, picture->y + picture->height);
  put_text(c->ops, "cm/I");
  put_int(c->ops, index);
  put_text(c->ops, " Do Q\n");
  content_cover(c, picture->x, picture->y, (double)picture->x + picture->width,
                (double)picture->y + picture->height);
  c->drawn = true;
}

/* With F: y ↦ H − y, the matrix F·M·F: children are written in flipped coordinates of
 * their own. */
static void put_matrix(Canvas *c, const double m[6]) {
  double h = c->page->height;
  double flipped[6] = {m[0],
                       -m[1],
                       -m[2],
                       m[3],
                       (m[4] + m[2] * h) / LENGTH_PT,
                       (h - m[3] * h - m[5]) / LENGTH_PT};
  for (int i = 0; i < 6; i++) {
    put_real(c->ops, llround(CLAMP(flipped[i], -1e9, 1e9) * 1e6), 6);
    put_text(c->ops, " ");
  }
  put_text(c->ops, "cm\n");
}

static void multiply(double out[6], const double inner[6], const double outer[6]) {
  double r[6];
  for (int i = 0; i < 3; i++) {
    double x = inner[2 * i], y = inner[2 * i + 1];
    r[2 * i] = outer[0] * x + outer[2] * y + (i == 2 ? outer[4] : 0);
    r[2 * i + 1] = outer[1] * x + outer[3] * y + (i == 2 ? outer[5] : 0);
  }
  memcpy(out, r, sizeof r);
}

/* The group's matrix and clip, and what is in it. */
static void draw_group(Canvas *c, const Item *item) {
  const Group *group = &item->as.group;
  if (c->depth >= GROUP_DEPTH) {
    c->sink->broken = "groups nested too deep";
    return;
  }
  close_mark(c);
  Graphics before = c->now;
  put_text(c->ops, "q ");
  put_matrix(c, group->matrix);
  multiply(c->now.matrix, group->matrix, before.matrix);
  if (group->clip) {
    put_point(c, group->clip_x, group->clip_y + group->clip_height);
    put_length(c->ops, group->clip_width);
    put_text(c->ops, " ");
    put_length(c->ops, group->clip_height);
    put_text(c->ops, " re W n\n");
  }
  c->depth++;
  draw_items(c, group->items, group->n_items, item);
  c->depth--;
  close_mark(c);
  put_text(c->ops, "Q\n");
  c->now = before;
}

static void draw_kind(Canvas *c, const Item *item) {
  switch (item->kind) {
    case ITEM_GLYPHS:
      pdf_text_draw(c, &item->as.glyphs);
      return;
    case ITEM_PATH:
      draw_path(c, &item->as.path);
      return;
    case ITEM_PICTURE:
      draw_picture(c, &item->as.picture);
      return;
    case ITEM_GROUP:
      draw_group(c, item);
      return;
  }
}

/* ---- what multiplies --------------------------------------------------------------- */

/* The group as a form that is drawn by itself, white on red and all, before it is laid on
 * the page. */
static uint32_t write_form(Canvas *c, const Item *item) {
  PdfSink *sink = c->sink;
  uint32_t object = writer_reserve(&sink->writer);
  g_autoptr(PdfBytes) ops = bytes_new();
  Canvas within = {.sink = sink,
                   .ops = ops,
                   .page = c->page,
                   .now = content_fresh(),
                   .depth = c->depth,
                   .within = true};
  Item plain = *item;
  plain.multiply = false;
  draw_group(&within, &plain);
  g_autoptr(PdfBytes) entries = bytes_new();
  put_text(entries, "/Type/XObject/Subtype/Form/BBox[0 0 ");
  put_length(entries, c->page->width);
  put_text(entries, " ");
  put_length(entries, c->page->height);
  put_text(entries, "]/Group<</S/Transparency/I true/CS/DeviceRGB>>/Resources");
  put_ref(entries, sink->resources);
  put_bytes(entries, "", 1);
  PdfDeflate deflate;
  deflate_open(&deflate, LEVEL_SMALL);
  writer_deflated(&sink->writer, object, (const char *)entries->data, ops, &deflate);
  deflate_free(&deflate);
  *(uint32_t *)list_push(sink->arena, &sink->forms) = object;
  return sink->forms.count - 1;
}

static void draw_multiplied(Canvas *c, const Item *item) {
  const Group *group = &item->as.group;
  c->sink->multiplies = true;
  leave_text(c);
  put_text(c->ops, "q /M gs\n");
  if (item->kind == ITEM_GROUP) {
    put_text(c->ops, "/G");
    put_int(c->ops, write_form(c, item));
    put_text(c->ops, " Do\n");
    const double *m = group->matrix;
    double x = group->clip_x, y = group->clip_y;
    content_cover(c, m[0] * x + m[4], m[3] * y + m[5],
                  m[0] * (x + group->clip_width) + m[4],
                  m[3] * (y + group->clip_height) + m[5]);
    c->drawn = true;
  } else {
    draw_kind(c, item);
  }
  put_text(c->ops, "Q\n");
}

static void draw_item(Canvas *c, const Item *item, TagId tag, ArtifactKind artifact) {
  if (!c->within && (item->kind != ITEM_GROUP || item->multiply))
    open_mark(c, tag, artifact);
  if (item->multiply)
    draw_multiplied(c, item);
  else
    draw_kind(c, item);
}

/* An item in a group that says neither tag nor artifact is what the group is. */
static void draw_items(Canvas *c, const Item *items, uint32_t n, const Item *above) {
  for (uint32_t i = 0; i < n; i++) {
    bool silent = items[i].tag == TAG_NONE && items[i].artifact == ARTIFACT_NONE;
    const Item *speaker = silent && above ? above : &items[i];
    if (items[i].kind == ITEM_GROUP && silent && above) {
      Item heir = items[i];
      heir.tag = above->tag;
      heir.artifact = above->artifact;
      draw_item(c, &heir, heir.tag, heir.artifact);
      continue;
    }
    draw_item(c, &items[i], speaker->tag, speaker->artifact);
  }
}

Graphics content_fresh(void) {
  const Paint black = {0, 0, 0, -1};
  return (Graphics){.font = -1,
                    .scale = 100000,
                    .fill = black,
                    .stroke = black,
                    .line_width = LENGTH_PT,
                    .miter = MITER_DEFAULT,
                    .matrix = {1, 0, 0, 1, 0, 0}};
}

void content_draw(Canvas *c) {
  draw_items(c, c->page->items, c->page->n_items, NULL);
  close_mark(c);
}
