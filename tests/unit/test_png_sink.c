#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "png.h"

/* Draws at 72 dpi, where a point is a pixel, and reads the image back with image_read. */

#define PT(n) ((Length)((n)*LENGTH_PT))

typedef struct Taken {
  GPtrArray *images; /* GBytes of each page */
  GArray *numbers;
  uint32_t stop_at; /* refuses this page; 0: none */
} Taken;

static bool take(void *self, Job *job, uint32_t page, const uint8_t *bytes, size_t len) {
  (void)job;
  Taken *taken = self;
  g_ptr_array_add(taken->images, g_bytes_new(bytes, len));
  g_array_append_val(taken->numbers, page);
  return page != taken->stop_at;
}

static void taken_open(Taken *taken) {
  taken->images = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
  taken->numbers = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  taken->stop_at = 0;
}

static void taken_close(Taken *taken) {
  g_ptr_array_free(taken->images, TRUE);
  g_array_free(taken->numbers, TRUE);
}

static Job job_new(void) {
  return (Job){
      .arena = arena_new(), .diags = diagnostics_new(), .limits = &limits_default};
}

static void job_end(Job *job) {
  arena_free(job->arena);
  diagnostics_free(job->diags);
}

/* n pages, all the same but for their index. */
static bool run(Job *job, PngOptions options, Taken *taken, Page page, uint32_t n) {
  options.take = take;
  options.self = taken;
  PageSink sink = png_sink(job, &options);
  DocumentInfo info = {0};
  bool ok = sink.begin(sink.self, job, &info);
  for (uint32_t i = 0; ok && i < n; i++) {
    page.index = i;
    ok = sink.page(sink.self, job, &page);
  }
  DocumentEnd end = {.n_pages = n};
  return ok && sink.end(sink.self, job, &end);
}

static const Image *read_back(Job *job, GBytes *bytes) {
  g_autofree char *folder = g_dir_make_tmp("hongtou-png-XXXXXX", NULL);
  g_autofree char *path = g_build_filename(folder, "p.png", NULL);
  gsize n;
  const void *data = g_bytes_get_data(bytes, &n);
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  assert_int_equal(fwrite(data, 1, n, file), n);
  assert_int_equal(fclose(file), 0);
  Job reading = *job;
  reading.folder = folder;
  const Image *image = image_read(&reading, "p.png", (Span){0});
  g_remove(path);
  g_rmdir(folder);
  assert_non_null(image);
  return image;
}

static const Image *drawn(Job *job, Item *items, uint32_t n, unsigned dpi) {
  Taken taken;
  taken_open(&taken);
  Page page = {.width = PT(100), .height = PT(60), .items = items, .n_items = n};
  assert_true(run(job, (PngOptions){.dpi = dpi}, &taken, page, 1));
  assert_int_equal(taken.images->len, 1);
  const Image *image = read_back(job, taken.images->pdata[0]);
  taken_close(&taken);
  return image;
}

static uint32_t pixel(const Image *image, uint32_t x, uint32_t y) {
  const uint8_t *p = image->rgb + ((size_t)y * image->width + x) * 3;
  return (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];
}

static void set_box(PathStep steps[5], double x, double y, double w, double h) {
  const PathOp ops[5] = {PATH_MOVE, PATH_LINE, PATH_LINE, PATH_LINE, PATH_CLOSE};
  const double xs[5] = {x, x + w, x + w, x, 0}, ys[5] = {y, y, y + h, y + h, 0};
  for (int i = 0; i < 5; i++)
    steps[i] = (PathStep){.op = ops[i], .x = {PT(xs[i])}, .y = {PT(ys[i])}};
}

static Item box_item(const PathStep steps[5], Colour colour) {
  return (Item){
      .kind = ITEM_PATH,
      .tag = TAG_NONE,
      .artifact = ARTIFACT_LAYOUT,
      .as.path = {.steps = steps, .n_steps = 5, .fill = true, .colour = colour}};
}

static void test_paths(void **state) {
  (void)state;
  Job job = job_new();
  PathStep steps[5],
      rule[2] = {{PATH_MOVE, {PT(0)}, {PT(50)}}, {PATH_LINE, {PT(100)}, {PT(50)}}};
  set_box(steps, 10, 20, 30, 5);
  Item items[2] = {box_item(steps, (Colour){255, 0, 0, "Red"})};
  items[1] = (Item){
      .kind = ITEM_PATH,
      .as.path = {
          .steps = rule, .n_steps = 2, .stroke = PT(2), .colour = {0, 0, 255, NULL}}};
  const Image *image = drawn(&job, items, 2, 72);
  assert_int_equal(image->width, 100);
  assert_int_equal(image->height, 60);
  assert_null(image->alpha);
  for (uint32_t y = 0; y < 60; y++) {
    for (uint32_t x = 0; x < 100; x++) {
      bool red = x >= 10 && x < 40 && y >= 20 && y < 25, blue = y == 49 || y == 50;
      assert_int_equal(pixel(image, x, y), red ? 0xFF0000 : blue ? 0x0000FF : 0xFFFFFF);
    }
  }
  const Image *fine = drawn(&job, items, 2, 288);
  assert_int_equal(fine->width, 400);
  assert_int_equal(pixel(fine, 40, 80), 0xFF0000);
  assert_int_equal(pixel(fine, 39, 80), 0xFFFFFF);
  assert_int_equal(pixel(fine, 159, 99), 0xFF0000);
  assert_int_equal(pixel(fine, 160, 99), 0xFFFFFF);
  job_end(&job);
}

/* A hole: the inner box runs the other way round. */
static void test_curves_and_holes(void **state) {
  (void)state;
  Job job = job_new();
  PathStep steps[12] = {
      {PATH_MOVE, {PT(10)}, {PT(10)}},
      {PATH_LINE, {PT(50)}, {PT(10)}},
      {PATH_LINE, {PT(50)}, {PT(50)}},
      {PATH_LINE, {PT(10)}, {PT(50)}},
      {PATH_CLOSE, {0}, {0}},
      {PATH_MOVE, {PT(20)}, {PT(20)}},
      {PATH_LINE, {PT(20)}, {PT(40)}},
      {PATH_LINE, {PT(40)}, {PT(40)}},
      {PATH_LINE, {PT(40)}, {PT(20)}},
      {PATH_CLOSE, {0}, {0}},
      {PATH_MOVE, {PT(60)}, {PT(50)}},
      {PATH_CURVE, {PT(60), PT(90), PT(90)}, {PT(10), PT(10), PT(50)}},
  };
  Item item = {.kind = ITEM_PATH,
               .as.path = {.steps = steps, .n_steps = 12, .fill = true}};
  const Image *image = drawn(&job, &item, 1, 72);
  assert_int_equal(pixel(image, 15, 30), 0x000000);
  assert_int_equal(pixel(image, 30, 30), 0xFFFFFF);
  assert_int_equal(pixel(image, 75, 25),
                   0x000000); /* the arch is 30 high at its middle */
  assert_int_equal(pixel(image, 75, 17), 0xFFFFFF);
  assert_int_equal(pixel(image, 61, 22), 0xFFFFFF);
  job_end(&job);
}

/* Two boxes that run the same way: the rule decides whether the inner one is a hole. */
static void test_fill_rules(void **state) {
  (void)state;
  Job job = job_new();
  PathStep steps[10];
  set_box(steps, 10, 10, 40, 40);
  set_box(steps + 5, 20, 20, 20, 20);
  Item items[2] = {box_item(steps, (Colour){0}), box_item(steps, (Colour){0})};
  items[0].as.path.n_steps = 10;
  assert_int_equal(pixel(drawn(&job, items, 1, 72), 30, 30), 0x000000);
  items[0].as.path.even_odd = true;
  const Image *image = drawn(&job, items, 1, 72);
  assert_int_equal(pixel(image, 30, 30), 0xFFFFFF);
  assert_int_equal(pixel(image, 15, 30), 0x000000);
  items[1].as.path.n_steps = 10; /* the rule does not stay for the next path */
  assert_int_equal(pixel(drawn(&job, items, 2, 72), 30, 30), 0x000000);
  job_end(&job);
}

/* Ends of a line 10 wide from 20 to 50, and the outer corner of a right angle. */
static void test_pens(void **state) {
  (void)state;
  Job job = job_new();
  PathStep steps[3] = {{PATH_MOVE, {PT(20)}, {PT(20)}},
                       {PATH_LINE, {PT(50)}, {PT(20)}},
                       {PATH_LINE, {PT(50)}, {PT(50)}}};
  Item item = {.kind = ITEM_PATH,
               .as.path = {.steps = steps, .n_steps = 3, .stroke = PT(10)}};
  const Image *image = drawn(&job, &item, 1, 72);
  assert_int_equal(pixel(image, 18, 20), 0xFFFFFF);
  assert_int_equal(pixel(image, 54, 15), 0x000000);
  item.as.path.cap = CAP_SQUARE;
  item.as.path.join = JOIN_BEVEL;
  image = drawn(&job, &item, 1, 72);
  assert_int_equal(pixel(image, 15, 15), 0x000000);
  assert_int_equal(pixel(image, 54, 15), 0xFFFFFF);
  item.as.path.cap = CAP_ROUND;
  item.as.path.join = JOIN_MITER;
  item.as.path.miter = 1024; /* none may stand out */
  image = drawn(&job, &item, 1, 72);
  assert_int_equal(pixel(image, 16, 20), 0x000000);
  assert_int_equal(pixel(image, 15, 15), 0xFFFFFF);
  assert_int_equal(pixel(image, 54, 15), 0xFFFFFF);
  job_end(&job);
}

static void test_picture(void **state) {
  (void)state;
  Job job = job_new();
  static const uint8_t rgb[] = {255, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0};
  static const uint8_t alpha[] = {255, 255, 128, 0};
  const Image source = {.width = 2, .height = 2, .rgb = rgb, .alpha = alpha};
  PathStep steps[5];
  set_box(steps, 0, 0, 100, 60);
  Item items[2] = {box_item(steps, (Colour){255, 255, 0, NULL})};
  items[1] = (Item){.kind = ITEM_PICTURE,
                    .as.picture = {&source, PT(20), PT(10), PT(40), PT(40)}};
  const Image *image = drawn(&job, items, 2, 72);
  assert_int_equal(pixel(image, 25, 15), 0xFF0000);
  assert_int_equal(pixel(image, 55, 15), 0x00FF00);
  assert_int_equal(pixel(image, 55, 45), 0xFFFF00); /* clear: the ground shows */
  uint32_t half = pixel(image, 25, 45);
  assert_in_range(half & 0xFF, 0x7F, 0x81);
  assert_in_range(half >> 16, 0x7E, 0x80);
  assert_int_equal(pixel(image, 19, 15), 0xFFFF00); /* sharp edge */
  assert_int_equal(pixel(image, 20, 10), 0xFF0000);
  assert_int_equal(pixel(image, 60, 15), 0xFFFF00);
  job_end(&job);
}

/* A box turned by 90° clockwise about its group's origin, cut by the group's clip. */
static void test_group(void **state) {
  (void)state;
  Job job = job_new();
  PathStep steps[5], outside[5];
  set_box(steps, 0, 0, 30, 10);
  set_box(outside, 90, 0, 10, 10);
  Item inner[1] = {box_item(steps, (Colour){0, 128, 0, NULL})};
  Item items[2];
  items[0] = (Item){.kind = ITEM_GROUP,
                    .as.group = {.matrix = {0, 1, -1, 0, PT(60), PT(20)},
                                 .clip = true,
                                 .clip_width = PT(20),
                                 .clip_height = PT(30),
                                 .items = inner,
                                 .n_items = 1}};
  items[1] = box_item(outside, (Colour){0, 0, 0, NULL});
  const Image *image = drawn(&job, items, 2, 72);
  for (uint32_t y = 0; y < 60; y++) {
    for (uint32_t x = 0; x < 100; x++) {
      bool green = x >= 50 && x < 60 && y >= 20 && y < 40, black = x >= 90 && y < 10;
      assert_int_equal(pixel(image, x, y), green ? 0x008000 : black ? 0 : 0xFFFFFF);
    }
  }
  job_end(&job);
}

static void test_range(void **state) {
  (void)state;
  static const struct {
    uint32_t first, last, from, to;
  } ranges[] = {{0, 0, 1, 5}, {1, 0, 1, 5}, {2, 3, 2, 3},
                {4, 0, 4, 5}, {5, 9, 5, 5}, {6, 0, 1, 0}};
  for (size_t i = 0; i < G_N_ELEMENTS(ranges); i++) {
    Job job = job_new();
    Taken taken;
    taken_open(&taken);
    PngOptions options = {.dpi = 10, .first = ranges[i].first, .last = ranges[i].last};
    Page page = {.width = PT(100), .height = PT(60)};
    assert_true(run(&job, options, &taken, page, 5));
    assert_int_equal(taken.numbers->len, ranges[i].to + 1 - ranges[i].from);
    for (guint k = 0; k < taken.numbers->len; k++)
      assert_int_equal(g_array_index(taken.numbers, uint32_t, k), ranges[i].from + k);
    taken_close(&taken);
    job_end(&job);
  }
}

static void test_stops(void **state) {
  (void)state;
  Job job = job_new();
  Taken taken;
  taken_open(&taken);
  taken.stop_at = 2;
  Page page = {.width = PT(100), .height = PT(60)};
  assert_false(run(&job, (PngOptions){0}, &taken, page, 5));
  assert_int_equal(taken.images->len, 2);
  taken_close(&taken);
  job_end(&job);
}

static void test_too_large(void **state) {
  (void)state;
  Job job = job_new();
  Taken taken;
  taken_open(&taken);
  Page page = {.width = PT(20000), .height = PT(60)};
  assert_false(run(&job, (PngOptions){.dpi = 1200}, &taken, page, 1));
  assert_int_equal(taken.images->len, 0);
  assert_int_equal(diag_count(job.diags), 1);
  assert_int_equal(diag_at(job.diags, 0)->code, DIAG_PNG_TOO_LARGE);
  taken_close(&taken);
  job_end(&job);
}

static void test_same_bytes(void **state) {
  (void)state;
  Job job = job_new();
  Taken taken;
  taken_open(&taken);
  PathStep steps[5];
  set_box(steps, 10.3, 20.7, 30.1, 5.9);
  Item item = box_item(steps, (Colour){200, 10, 20, NULL});
  Page page = {.width = PT(595), .height = PT(842), .items = &item, .n_items = 1};
  assert_true(run(&job, (PngOptions){0}, &taken, page, 2));
  assert_true(g_bytes_equal(taken.images->pdata[0], taken.images->pdata[1]));
  const Image *image = read_back(&job, taken.images->pdata[0]);
  static const uint8_t resolution[] = {0,    0,    0, 9,    'p',  'H',  'Y',
                                       's',  0,    0, 0x16, 0x25, 0,    0,
                                       0x16, 0x25, 1, 0x49, 0x52, 0x24, 0xF0};
  assert_memory_equal(
      (const uint8_t *)g_bytes_get_data(taken.images->pdata[0], NULL) + 33, resolution,
      sizeof resolution);               /* 5669 to the metre */
  assert_int_equal(image->width, 1190); /* 144 dpi by default */
  assert_int_equal(image->height, 1684);
  taken_close(&taken);
  job_end(&job);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_paths),      cmocka_unit_test(test_curves_and_holes),
      cmocka_unit_test(test_fill_rules), cmocka_unit_test(test_pens),
      cmocka_unit_test(test_picture),    cmocka_unit_test(test_group),
      cmocka_unit_test(test_range),      cmocka_unit_test(test_stops),
      cmocka_unit_test(test_too_large),  cmocka_unit_test(test_same_bytes),
  };
  return cmocka_run_group_tests_name("png_sink", tests, NULL, NULL);
}
