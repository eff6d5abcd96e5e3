/* Seals as ink: on the plate when of one hue, told when their ground covers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "display.h"

#define SIDE 20

static const Colour red = {255, 0, 0, "红"};

typedef struct Made {
  uint8_t rgb[3 * SIDE * SIDE], alpha[SIDE * SIDE];
  Image image;
  Drawing drawing;
} Made;

/* A square of the ink in the middle of the ground; opaque, or nothing outside it. */
static const Drawing *square(Made *made, const uint8_t ink[3], uint8_t ground,
                             bool opaque) {
  memset(made->rgb, ground, sizeof made->rgb);
  memset(made->alpha, opaque ? 255 : 0, sizeof made->alpha);
  for (size_t y = 5; y < 15; y++)
    for (size_t x = 5; x < 15; x++) {
      memcpy(made->rgb + 3 * (y * SIDE + x), ink, 3);
      made->alpha[y * SIDE + x] = 255;
    }
  made->image = (Image){.width = SIDE, .height = SIDE, .rgb = made->rgb};
  made->image.alpha = opaque ? NULL : made->alpha;
  made->drawing = (Drawing){.width = SIDE * LENGTH_PT, .height = SIDE * LENGTH_PT};
  made->drawing.image = &made->image;
  return &made->drawing;
}

static void one_hue_goes_on_the_plate(void **state) {
  (void)state;
  Arena *arena = arena_new();
  Made made;
  static const uint8_t inks[][3] = {{255, 0, 0}, {230, 20, 20}, {200, 10, 40}};
  for (size_t i = 0; i < G_N_ELEMENTS(inks); i++) {
    bool covers = false;
    const Drawing *seal =
        display_as_ink(arena, square(&made, inks[i], 255, true), &red, &covers);
    assert_true(covers);
    assert_non_null(seal->image->tint);
    assert_string_equal(seal->image->plate.spot, "红");
    assert_int_equal(seal->image->tint[0], 0);
    assert_in_range(seal->image->tint[10 * SIDE + 10], 215, 255);
    assert_int_equal(seal->image->rgb[3 * (10 * SIDE + 10)], 255);
  }
  arena_free(arena);
}

static void other_inks_stay_as_they_are(void **state) {
  (void)state;
  Arena *arena = arena_new();
  Made made;
  static const uint8_t inks[][3] = {{0, 0, 255}, {0, 0, 0}, {60, 60, 60}, {20, 160, 30}};
  for (size_t i = 0; i < G_N_ELEMENTS(inks); i++) {
    bool covers = true;
    const Drawing *drawing = square(&made, inks[i], 255, false);
    assert_ptr_equal(display_as_ink(arena, drawing, &red, &covers), drawing);
    assert_false(covers);
  }
  const Drawing *mixed = square(&made, (const uint8_t[]){255, 0, 0}, 255, true);
  memset(made.rgb, 0, 3 * SIDE); /* a black line above a red square */
  assert_ptr_equal(display_as_ink(arena, mixed, &red, &(bool){false}), mixed);
  const Drawing *plain = square(&made, (const uint8_t[]){255, 0, 0}, 255, true);
  assert_ptr_equal(display_as_ink(arena, plain, NULL, &(bool){false}), plain);
  arena_free(arena);
}

static void paths_go_too(void **state) {
  (void)state;
  Arena *arena = arena_new();
  bool covers = false;
  Item items[2] = {{.kind = ITEM_PATH}, {.kind = ITEM_PATH}};
  items[0].as.path = (Path){.fill = true, .colour = {255, 255, 255, NULL}};
  items[1].as.path = (Path){.stroke = 1024, .colour = {220, 30, 20, NULL}};
  const Drawing drawing = {.width = 1024, .height = 1024, .items = items, .n_items = 2};
  const Drawing *seal = display_as_ink(arena, &drawing, &red, &covers);
  assert_true(covers);
  assert_null(seal->items[0].as.path.colour.spot);
  assert_string_equal(seal->items[1].as.path.colour.spot, "红");
  items[1].as.path.colour = (Colour){255, 190, 190, NULL}; /* full ink would be darker */
  assert_ptr_equal(display_as_ink(arena, &drawing, &red, &covers), &drawing);
  items[1].as.path.colour = (Colour){0, 0, 120, NULL};
  assert_ptr_equal(display_as_ink(arena, &drawing, &red, &covers), &drawing);
  arena_free(arena);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(one_hue_goes_on_the_plate),
      cmocka_unit_test(other_inks_stay_as_they_are),
      cmocka_unit_test(paths_go_too),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
