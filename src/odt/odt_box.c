/* Pictures, rules and texts that stand beside others: frames anchored to a paragraph. */
#include <string.h>

#include "odt_private.h"

/* Text goes on behind it, or before it. */
#define THROUGH(where) "style:wrap=\"run-through\" style:run-through=\"" where "\""

static const char *anchored_style(Odt *o, const char *below, const char *more) {
  g_autofree char *properties = g_strconcat(
      "<style:graphic-properties style:horizontal-pos=\"from-left\" "
      "style:horizontal-rel=\"page\""
      " style:vertical-pos=\"from-top\" style:vertical-rel=\"",
      below,
      "\" fo:margin-left=\"0pt\""
      " fo:margin-right=\"0pt\" fo:margin-top=\"0pt\" fo:margin-bottom=\"0pt\" ",
      more, "/>", NULL);
  return odt_style(o, "graphic", "图形", "", properties);
}

void odt_describe(GString *out, const char *words) {
  static const char *const elements[] = {"svg:title", "svg:desc"};
  for (size_t i = 0; i < G_N_ELEMENTS(elements); i++) {
    g_string_append_printf(out, "<%s>", elements[i]);
    odt_plain(out, words);
    g_string_append_printf(out, "</%s>", elements[i]);
  }
}

static void open_frame(Odt *o, GString *out, const char *style, const char *name) {
  g_string_append(out, "<draw:frame");
  odt_attribute(out, "draw:style-name", style);
  g_string_append_printf(out, " draw:name=\"%s%u\" text:anchor-type=\"paragraph\"", name,
                         ++o->n_pictures);
}

static void put_place(GString *out, Length x, Length y) {
  odt_length(out, "svg:x", x);
  odt_length(out, "svg:y", y);
}

/* ---- pictures ---------------------------------------------------------------------- */

/* The file as it is: its name tells an office nothing, its first bytes do. */
static void name_picture(const Odt *o, OdtFile *file) {
  static const struct {
    const char *start, *suffix, *type;
  } kinds[] = {{"\x89PNG", "png", "image/png"},
               {"\xFF\xD8", "jpg", "image/jpeg"},
               {"", "svg", "image/svg+xml"}};
  size_t kind = 0;
  while (file->len < 4 ||
         memcmp(file->bytes, kinds[kind].start, strlen(kinds[kind].start)) != 0)
    kind++;
  file->name = arena_printf(o->job->arena, "Pictures/%u.%s", o->files->len + 1,
                            kinds[kind].suffix);
  file->type = kinds[kind].type;
}

/* An image's file; of an SVG what was read and checked. NULL: it is gone. */
static const char *picture_bytes(Odt *o, const Drawing *drawing, size_t *len) {
  if (!drawing->image)
    return display_svg_write(o->job->arena, drawing, len);
  g_autofree char *file =
      drawing->path ? file_inside(o->job->folder, drawing->path) : NULL;
  g_autofree char *bytes = NULL;
  size_t most = o->job->limits->image_bytes;
  if (!file || !file_read_straight(file, most, &bytes, len, o->job->diags))
    return NULL;
  return arena_strndup(o->job->arena, bytes, *len);
}

static const OdtFile *picture_file(Odt *o, const ComposedBox *box) {
  size_t len = 0;
  const char *bytes = picture_bytes(o, box->drawing, &len);
  if (!bytes)
    return NULL;
  for (guint i = 0; i < o->files->len; i++) {
    const OdtFile *known = g_ptr_array_index(o->files, i);
    if (known->len == len && memcmp(known->bytes, bytes, len) == 0)
      return known;
  }
  OdtFile *made = ARENA_NEW(o->job->arena, OdtFile);
  made->bytes = (const uint8_t *)bytes;
  made->len = len;
  name_picture(o, made);
  g_ptr_array_add(o->files, made);
  return made;
}

static void put_image(const Odt *o, GString *out, const OdtFile *file) {
  if (!o->options->flat) {
    g_string_append_printf(out,
                           "<draw:image xlink:href=\"%s\" xlink:type=\"simple\""
                           " xlink:show=\"embed\" xlink:actuate=\"onLoad\"/>",
                           file->name);
    return;
  }
  g_autofree char *base64 = g_base64_encode(file->bytes, file->len);
  g_string_append_printf(
      out, "<draw:image><office:binary-data>%s</office:binary-data></draw:image>",
      base64);
}

/* A seal presses the text below it: it lies over the paragraph and moves with it. */
static void put_picture(Odt *o, GString *out, const ComposedBox *box, Length top) {
  const OdtFile *file = picture_file(o, box);
  if (!file)
    return;
  /* of the paragraph: saved as DOCX, heights from a line's top are turned over; but room
   * that a paragraph keeps for a picture above it counts in the one, not in the other */
  bool above = box->part != PART_SIGN && box->y < top;
  const char *style =
      anchored_style(o, above ? "paragraph-content" : "paragraph", THROUGH("background"));
  open_frame(o, out, style, "图");
  put_place(out, box->x, box->y - top);
  odt_length(out, "svg:width", box->width);
  odt_length(out, "svg:height", box->height);
  g_string_append_c(out, '>');
  put_image(o, out, file);
  odt_describe(out, box->alt ? box->alt : "图");
  g_string_append(out, "</draw:frame>");
}

/* ---- rules ------------------------------------------------------------------------- */

static void put_rule(Odt *o, GString *out, const ComposedBox *box) {
  const LayoutColour black = {0}, *colour = box->colour ? box->colour : &black;
  g_autoptr(GString) stroke =
      g_string_new(THROUGH("background") " draw:stroke=\"solid\"");
  odt_length(stroke, "svg:stroke-width", box->height);
  g_string_append_printf(stroke, " svg:stroke-color=\"#%02x%02x%02x\"", colour->r,
                         colour->g, colour->b);
  const char *style = anchored_style(o, "page", stroke->str);
  Length y = box->y + box->height / 2;
  g_string_append(out, "<draw:line text:anchor-type=\"paragraph\"");
  odt_attribute(out, "draw:style-name", style);
  odt_length(out, "svg:x1", box->x);
  odt_length(out, "svg:y1", y);
  odt_length(out, "svg:x2", box->x + box->width);
  odt_length(out, "svg:y2", y);
  g_string_append_c(out, '>');
  odt_describe(out, "分隔线");
  g_string_append(out, "</draw:line>");
}

/* Corners of a five-point star in a box 1000 wide, from its top on (H3.8). */
static const char star[] =
    "500,0 612,345 976,345 682,559 794,905 500,691 206,905 318,559 24,345 388,345";

static void put_star(Odt *o, GString *out, const ComposedBox *box) {
  const LayoutColour black = {0}, *colour = box->colour ? box->colour : &black;
  g_autofree char *fill =
      g_strdup_printf(THROUGH("foreground") " draw:stroke=\"none\" draw:fill=\"solid\""
                                            " draw:fill-color=\"#%02x%02x%02x\"",
                      colour->r, colour->g, colour->b);
  g_string_append(out, "<draw:polygon text:anchor-type=\"paragraph\"");
  odt_attribute(out, "draw:style-name", anchored_style(o, "page", fill));
  put_place(out, box->x + box->width * 24 / 1000, box->y);
  odt_length(out, "svg:width", box->width * 952 / 1000);
  odt_length(out, "svg:height", box->height * 905 / 1000);
  g_string_append_printf(out, " svg:viewBox=\"24 0 952 905\" draw:points=\"%s\">", star);
  odt_describe(out, "五角星");
  g_string_append(out, "</draw:polygon>");
}

void odt_put_box(Odt *o, GString *out, const ComposedBox *box, Length top) {
  if (box->drawing)
    put_picture(o, out, box, top);
  else if (box->star)
    put_star(o, out, box);
  else
    put_rule(o, out, box);
}

/* ---- texts beside others ----------------------------------------------------------- */

void odt_put_aside(Odt *o, GString *out, const Flow *flow, Length top) {
  const ComposedLine *line = flow->lines[0];
  Length step = odt_step(o, flow->role), above = odt_above(step, flow->role->size);
  Length width = line->width + MAX(line->adjust, 0) + flow->role->size;
  const char *style =
      anchored_style(o, "paragraph-content",
                     THROUGH("foreground") " fo:padding=\"0pt\" fo:border=\"none\"");
  open_frame(o, out, style, "框");
  put_place(out, line->x, line->y - above - top);
  odt_length(out, "svg:width", width);
  odt_length(out, "svg:height", step * (Length)flow->n);
  const char *paragraph = odt_style(o, "paragraph", odt_role_name(o, flow->role), "",
                                    "<style:paragraph-properties fo:text-align=\"start\""
                                    " fo:text-indent=\"0pt\"/>");
  g_string_append(out, "><draw:text-box><text:p");
  odt_attribute(out, "text:style-name", paragraph);
  g_string_append_c(out, '>');
  odt_put_text(o, out, flow, (Stretch){.to = UINT32_MAX, .right = line->x + width});
  g_string_append(out, "</text:p></draw:text-box>");
  odt_describe(out, odt_role_name(o, flow->role));
  g_string_append(out, "</draw:frame>");
}
