/* Seals as ink: what prints onto the text below instead of covering it, and on the plate
 * of the red parts when it has no other hue. */
#include <math.h>
#include <string.h>

#include "display_private.h"

#define WHITE 250       /* a component from here on is paper */
#define CHROMA_MIN 48   /* less is a grey */
#define DARK 128        /* a grey below it is ink of its own */
#define HUE_SPREAD 35   /* degrees */
#define FULL 192        /* a tint from here on is full ink */
#define OTHERS_PART 200 /* one pixel in so many may be of another hue: noise */

typedef struct Rgb {
  uint8_t r, g, b;
} Rgb;

static Rgb rgb_of(const Colour *colour) {
  return (Rgb){colour->r, colour->g, colour->b};
}

static int chroma(Rgb c) {
  return MAX(c.r, MAX(c.g, c.b)) - MIN(c.r, MIN(c.g, c.b));
}

/* Degrees; the colour is no grey. */
static double hue(Rgb c) {
  double y = 1.7320508 * ((double)c.g - c.b), x = 2.0 * c.r - c.g - c.b;
  return atan2(y, x) * 57.29577951;
}

static bool of_hue(Rgb c, double wanted) {
  double off = fabs(hue(c) - wanted);
  return MIN(off, 360 - off) <= HUE_SPREAD;
}

/* Whether ink of the hue, more or less of it on white, can show the colour. */
static bool colour_fits(Rgb c, double wanted) {
  if (chroma(c) < CHROMA_MIN)
    return MAX(c.r, MAX(c.g, c.b)) >= DARK;
  return of_hue(c, wanted);
}

/* How much of the plate's ink stands for the colour, 0…255: the nearest mixture with
 * white. */
static uint8_t tint_of(Rgb c, const Colour *plate) {
  int dr = 255 - plate->r, dg = 255 - plate->g, db = 255 - plate->b;
  int square = dr * dr + dg * dg + db * db;
  int dot = (255 - c.r) * dr + (255 - c.g) * dg + (255 - c.b) * db;
  return (uint8_t)(square ? CLAMP((dot * 255 + square / 2) / square, 0, 255) : 0);
}

/* ---- pixels -------------------------------------------------------------------------
 */

static Rgb pixel_at(const Image *image, size_t i) {
  return (Rgb){image->rgb[3 * i], image->rgb[3 * i + 1], image->rgb[3 * i + 2]};
}

static bool image_fits(const Image *image, double wanted) {
  size_t n = (size_t)image->width * image->height, others = 0, inked = 0;
  for (size_t i = 0; i < n; i++) {
    if (image->alpha && image->alpha[i] < 16)
      continue;
    Rgb c = pixel_at(image, i);
    others += !colour_fits(c, wanted);
    inked += chroma(c) >= CHROMA_MIN;
  }
  return inked > 0 && others * OTHERS_PART <= inked;
}

static const Image *image_on_plate(Arena *arena, const Image *image,
                                   const Colour *plate) {
  size_t n = (size_t)image->width * image->height;
  uint8_t *tint = arena_alloc(arena, n), *rgb = arena_alloc(arena, 3 * n);
  const uint8_t full[3] = {plate->r, plate->g, plate->b};
  for (size_t i = 0; i < n; i++) {
    tint[i] = tint_of(pixel_at(image, i), plate);
    for (int k = 0; k < 3; k++)
      rgb[3 * i + (size_t)k] = (uint8_t)(255 - (tint[i] * (255 - full[k]) + 127) / 255);
  }
  Image *made = ARENA_NEW(arena, Image);
  *made = *image;
  made->jpeg = NULL;
  made->rgb = rgb;
  made->tint = tint;
  made->plate = *plate;
  return made;
}

static bool image_covers(const Image *image) {
  size_t n = (size_t)image->width * image->height;
  for (size_t i = 0; image->alpha && i < n; i++)
    if (image->alpha[i] < 128)
      return false;
  return true;
}

/* ---- paths --------------------------------------------------------------------------
 */

static bool is_white(const Colour *c) {
  return c->r >= WHITE && c->g >= WHITE && c->b >= WHITE;
}

/* A plate's colour stands for full ink: a paler path would come out darker. */
static bool path_fits(const Colour *colour, const Colour *plate) {
  Rgb c = rgb_of(colour);
  return chroma(c) >= CHROMA_MIN && of_hue(c, hue(rgb_of(plate))) &&
         tint_of(c, plate) >= FULL;
}

/* Recursion: groups of a drawing hold paths alone (display_svg.c), few deep. */
static bool items_fit(const Item *items, uint32_t n, const Colour *plate, bool *white) {
  bool fit = true;
  for (uint32_t i = 0; i < n; i++) {
    const Group *group = &items[i].as.group;
    const Path *path = &items[i].as.path;
    if (items[i].kind == ITEM_GROUP) {
      fit = items_fit(group->items, group->n_items, plate, white) && fit;
    } else if (items[i].kind == ITEM_PATH) {
      *white = *white || (path->fill && is_white(&path->colour));
      fit = fit && plate && (is_white(&path->colour) || path_fits(&path->colour, plate));
    }
  }
  return fit;
}

static const Item *items_on_plate(Arena *arena, const Item *items, uint32_t n,
                                  const Colour *plate) {
  Item *made = ARENA_ARRAY(arena, Item, n);
  for (uint32_t i = 0; i < n; i++) {
    made[i] = items[i];
    if (items[i].kind == ITEM_GROUP)
      made[i].as.group.items = items_on_plate(arena, items[i].as.group.items,
                                              items[i].as.group.n_items, plate);
    else if (items[i].kind == ITEM_PATH && !is_white(&items[i].as.path.colour))
      made[i].as.path.colour = *plate;
  }
  return made;
}

/* ---- drawings -----------------------------------------------------------------------
 */

const Drawing *display_as_ink(Arena *arena, const Drawing *drawing, const Colour *plate,
                              bool *covers) {
  bool red = plate && plate->spot && chroma((Rgb){plate->r, plate->g, plate->b}) > 0;
  bool white = false;
  bool fits = drawing->image ? red && image_fits(drawing->image, hue(rgb_of(plate)))
                             : items_fit(drawing->items, drawing->n_items,
                                         red ? plate : NULL, &white);
  *covers = drawing->image ? image_covers(drawing->image) : white;
  if (!fits)
    return drawing;
  Drawing *made = ARENA_NEW(arena, Drawing);
  *made = *drawing;
  if (drawing->image)
    made->image = image_on_plate(arena, drawing->image, plate);
  else
    made->items = items_on_plate(arena, drawing->items, drawing->n_items, plate);
  return made;
}
