/* Files outside the document: found, measured against the limits, read by their first
 * bytes. */
#include <string.h>

#include "display_private.h"

bool image_too_large(const Limits *limits, uint64_t width, uint64_t height) {
  return width > limits->image_side || height > limits->image_side ||
         width * height > limits->image_pixels;
}

/* ---- a file that is not there ---------------------------------------------------------
 */

#define LOOKED_THROUGH                                             \
  10000 /* names of a folder, for one like it; no more is an error \
         */

/* A name in the folder that differs in capitals alone; NULL: none. Caller frees. */
static char *name_like(const char *real) {
  g_autofree char *folder = g_path_get_dirname(real), *wanted = g_path_get_basename(real);
  g_autofree char *low = g_utf8_strdown(wanted, -1);
  GDir *dir = g_dir_open(folder, 0, NULL);
  const char *name;
  char *found = NULL;
  for (int i = 0; dir && i < LOOKED_THROUGH && (name = g_dir_read_name(dir)); i++) {
    if (!g_utf8_validate(name, -1, NULL))
      continue;
    g_autofree char *other = g_utf8_strdown(name, -1);
    if (strcmp(other, low) == 0 && (!found || strcmp(name, found) < 0)) {
      g_free(found);
      found = g_strdup(name);
    }
  }
  if (dir)
    g_dir_close(dir);
  return found;
}

static void tell_missing(Job *job, const char *path, const char *real, Span at) {
  g_autofree char *like = name_like(real);
  char *remedy =
      diag_both(job->arena, "请检查文件名与权限", "check its name and permissions");
  if (strstr(path, "://"))
    remedy =
        diag_both(job->arena, "不从网络取图，请把它存到文档旁边",
                  "nothing is fetched from the network, save it beside the document");
  else if (like) {
    g_autofree char *zh = g_strdup_printf("那里有 %s，大小写不同，请照它改写", like);
    g_autofree char *en =
        g_strdup_printf("there is %s, with other capitals: write it so", like);
    remedy = diag_both(job->arena, zh, en);
  }
  diag_add(job->diags, at, DIAG_IMAGE_MISSING, path, remedy, NULL);
}

/* ---- reading ----------------------------------------------------------------------- */

/* file_read speaks of the file as such; here the fault is told where the document names
 * it. */
static bool read_bytes(Job *job, const char *path, const char *real, Span at,
                       GBytes **out) {
  Diagnostics *told = diagnostics_new();
  char *bytes = NULL;
  size_t len = 0;
  bool ok = file_read_straight(real, job->limits->image_bytes, &bytes, &len, told);
  if (ok) {
    *out = g_bytes_new_take(bytes, len);
  } else if (diag_at(told, 0)->code == DIAG_LIMIT_DOCUMENT_BYTES) {
    g_autofree char *limit = g_strdup_printf("%zu", job->limits->image_bytes);
    diag_add(job->diags, at, DIAG_IMAGE_TOO_LARGE, path, limit, NULL);
  } else {
    tell_missing(job, path, real, at);
  }
  diagnostics_free(told);
  return ok;
}

static bool accept_state(Job *job, ImageState state, const char *path, Span at) {
  switch (state) {
    case IMAGE_GOOD:
      return true;
    case IMAGE_BAD:
      diag_add(job->diags, at, DIAG_IMAGE_DAMAGED, path, NULL);
      return false;
    case IMAGE_CMYK:
      diag_add(job->diags, at, DIAG_IMAGE_CMYK, path, NULL);
      return false;
    case IMAGE_LARGE: {
      g_autofree char *limit = g_strdup_printf("%u", job->limits->image_side);
      g_autofree char *pixels =
          g_strdup_printf("%" G_GUINT64_FORMAT, job->limits->image_pixels);
      diag_add(job->diags, at, DIAG_IMAGE_TOO_MANY_PIXELS, path, limit, pixels, NULL);
      return false;
    }
  }
  g_assert_not_reached();
}

/* Sides in a ratio: pixels stand for points, as far as lengths go. */
static const Drawing *image_drawing(Job *job, const Image *image) {
  Drawing *drawing = ARENA_NEW(job->arena, Drawing);
  Image *copy = ARENA_NEW(job->arena, Image);
  *copy = *image;
  drawing->image = copy;
  drawing->width = (Length)image->width * LENGTH_PT;
  drawing->height = (Length)image->height * LENGTH_PT;
  return drawing;
}

/* A camera held sideways says so; the picture's own program turns it for good. */
static void tell_turn(Job *job, int turn, const char *path, Span at) {
  if (turn != 1)
    diag_add(job->diags, at, DIAG_IMAGE_TURNED, path, NULL);
}

static const Drawing *read_image(Job *job, const char *path, Span at,
                                 const uint8_t *bytes, size_t len) {
  Image image = {0};
  int turn = 1;
  ImageState state = image_is_png(bytes, len)
                         ? image_decode_png(job, bytes, len, &image)
                         : image_decode_jpeg(job, bytes, len, &image, &turn);
  if (!accept_state(job, state, path, at))
    return NULL;
  tell_turn(job, turn, path, at);
  return image_drawing(job, &image);
}

/* An SVG begins with a tag, whatever its name ends in; a byte order mark and white space
 * may stand before it. */
static bool looks_like_xml(const char *bytes, size_t len) {
  size_t i = len >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
  while (i < len && strchr(" \t\r\n", bytes[i]) && bytes[i])
    i++;
  return i + 1 < len && bytes[i] == '<';
}

const Drawing *drawing_read_memory(Job *job, const char *path, Span at, const void *bytes,
                                   size_t len) {
  if (image_is_png(bytes, len) || image_is_jpeg(bytes, len))
    return read_image(job, path, at, bytes, len);
  if (looks_like_xml(bytes, len))
    return display_svg_read(job, path, bytes, len);
  diag_add(job->diags, at, DIAG_IMAGE_FORMAT, path, NULL);
  return NULL;
}

const Drawing *drawing_read(Job *job, const char *path, Span at) {
  g_autofree char *real = file_inside(job->folder, path);
  if (!real) {
    diag_add(job->diags, at, DIAG_IMAGE_OUTSIDE, path, NULL);
    return NULL;
  }
  job_note_file(job, real);
  g_autoptr(GBytes) file = NULL;
  if (!read_bytes(job, path, real, at, &file))
    return NULL;
  size_t len;
  const void *bytes = g_bytes_get_data(file, &len);
  const Drawing *drawing = drawing_read_memory(job, path, at, bytes, len);
  if (!drawing)
    return NULL;
  Drawing *named = ARENA_NEW(job->arena, Drawing);
  *named = *drawing;
  named->path = arena_strdup(job->arena, path);
  return named;
}

const Image *image_read(Job *job, const char *path, Span at) {
  const Drawing *drawing = drawing_read(job, path, at);
  if (drawing && !drawing->image)
    diag_add(job->diags, at, DIAG_IMAGE_NO_PIXELS, path, NULL);
  return drawing ? drawing->image : NULL;
}

/* ---- on the page ------------------------------------------------------------------- */

/* Recursion: groups of a drawing hold paths alone (display_svg.c). */
static const Item *named_items(Arena *arena, const Item *items, uint32_t n, TagId tag,
                               ArtifactKind artifact) {
  Item *named = ARENA_ARRAY(arena, Item, n);
  for (uint32_t i = 0; i < n; i++) {
    named[i] = items[i];
    named[i].tag = tag;
    named[i].artifact = tag == TAG_NONE ? artifact : ARTIFACT_NONE;
    if (items[i].kind == ITEM_GROUP)
      named[i].as.group.items = named_items(arena, items[i].as.group.items,
                                            items[i].as.group.n_items, tag, artifact);
  }
  return named;
}

Item drawing_item(Arena *arena, const Drawing *drawing, const Length box[4], TagId tag,
                  ArtifactKind artifact) {
  Item item = {.kind = ITEM_PICTURE, .tag = tag};
  item.artifact = tag == TAG_NONE ? artifact : ARTIFACT_NONE;
  if (drawing->image) {
    item.as.picture = (Picture){drawing->image, box[0], box[1], box[2], box[3]};
    return item;
  }
  item.kind = ITEM_GROUP;
  const Item *items = drawing->tagged ? drawing->items
                                      : named_items(arena, drawing->items,
                                                    drawing->n_items, tag, artifact);
  item.as.group = (Group){.matrix = {(double)box[2] / drawing->width, 0, 0,
                                     (double)box[3] / drawing->height, box[0], box[1]},
                          .clip = true,
                          .clip_width = drawing->width,
                          .clip_height = drawing->height,
                          .items = items,
                          .n_items = drawing->n_items};
  return item;
}
