#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "png.h"

/* A real glyph, drawn at 72 dpi, where a point is a pixel: its ink must fall where the
 * face says. */

#define PT(n) ((Length)((n)*LENGTH_PT))
#define SIDE 120

typedef struct Drawn {
  uint8_t rgb[SIDE * SIDE * 3];
} Drawn;

static bool take(void *self, Job *job, uint32_t page, const uint8_t *bytes, size_t len) {
  (void)page;
  g_autofree char *folder = g_dir_make_tmp("hongtou-glyph-XXXXXX", NULL);
  g_autofree char *path = g_build_filename(folder, "p.png", NULL);
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  assert_int_equal(fwrite(bytes, 1, len, file), len);
  assert_int_equal(fclose(file), 0);
  Job reading = *job;
  reading.folder = folder;
  const Image *image = image_read(&reading, "p.png", (Span){0});
  g_remove(path);
  g_rmdir(folder);
  assert_non_null(image);
  assert_int_equal(image->width, SIDE);
  memcpy(((Drawn *)self)->rgb, image->rgb, sizeof(Drawn));
  return true;
}

static void draw(const GlyphRun *run, Drawn *out) {
  Job job = {.arena = arena_new(), .diags = diagnostics_new(), .limits = &limits_default};
  Item item = {.kind = ITEM_GLYPHS, .as.glyphs = *run};
  Page page = {.width = PT(SIDE), .height = PT(SIDE), .items = &item, .n_items = 1};
  PageSink sink = png_sink(&job, &(PngOptions){.dpi = 72, .take = take, .self = out});
  assert_true(sink.page(sink.self, &job, &page));
  arena_free(job.arena);
  diagnostics_free(job.diags);
}

/* Left, top, right, bottom of what is darker than half. */
static void ink(const Drawn *d, int box[4]) {
  box[0] = box[1] = SIDE;
  box[2] = box[3] = 0;
  for (int y = 0; y < SIDE; y++) {
    for (int x = 0; x < SIDE; x++) {
      if (d->rgb[(y * SIDE + x) * 3 + 1] > 127)
        continue;
      box[0] = MIN(box[0], x);
      box[1] = MIN(box[1], y);
      box[2] = MAX(box[2], x + 1);
      box[3] = MAX(box[3], y + 1);
    }
  }
}

static void assert_ink(const GlyphRun *run, const Drawn *d) {
  InkBox face = font_ink(run->font, run->glyphs[0].id);
  double unit = (double)run->size / LENGTH_PT / font_units_per_em(run->font);
  double x = (double)run->glyphs[0].x / LENGTH_PT,
         y = (double)run->glyphs[0].y / LENGTH_PT;
  double wide = run->x_scale / 1024.0;
  const double wanted[4] = {x + face.left * unit * wide, y - face.top * unit,
                            x + face.right * unit * wide, y - face.bottom * unit};
  int box[4];
  ink(d, box);
  for (int i = 0; i < 4; i++)
    assert_true(ABS(box[i] - wanted[i]) <= 1.5);
}

static FontBook *book_open(void) {
  FontPaths paths = {.roles_file = SOURCE_DIR "/fonts/roles.xml",
                     .folders = (const char *const[]){SOURCE_DIR "/fonts/packages", NULL},
                     .system_folders = true};
  Diagnostics *diags = diagnostics_new();
  FontBook *book = NULL;
  bool ok = fontbook_open(&paths, diags, &book);
  diagnostics_free(diags);
  if (!ok)
    print_message("skipped: no fonts\n");
  return ok ? book : NULL;
}

static void test_role(const FontRole *role) {
  const Font *font = NULL;
  if (fontrole_find(role, 0x56FD /* 国 */, &font) == FOUND_NOWHERE)
    return;
  Glyph glyph = {.id = font_glyph(font, 0x56FD), .x = PT(10), .y = PT(90)};
  GlyphRun run = {.font = font,
                  .size = PT(80),
                  .x_scale = 1024,
                  .glyphs = &glyph,
                  .n_glyphs = 1,
                  .text = "国"};
  Drawn *plain = g_new0(Drawn, 1), *narrow = g_new0(Drawn, 1);
  draw(&run, plain);
  assert_ink(&run, plain);
  run.x_scale = 512;
  run.colour = (Colour){255, 0, 0, NULL};
  draw(&run, narrow);
  assert_ink(&run, narrow);
  unsigned dark = 0, red = 0;
  for (size_t i = 0; i < SIDE * SIDE; i++) {
    dark += plain->rgb[i * 3] < 128;
    red += narrow->rgb[i * 3] == 255 && narrow->rgb[i * 3 + 1] < 128;
  }
  /* strokes, not a filled box; half as wide, about half the ink */
  print_message("%s %s: %u, %u pixels of ink\n", fontrole_name(role), font_family(font),
                dark, red);
  assert_in_range(dark, 400, 4200);
  assert_in_range(red, dark * 3 / 10, dark * 7 / 10);
  g_free(plain);
  g_free(narrow);
}

static void test_roles(void **state) {
  (void)state;
  FontBook *book = book_open();
  if (!book)
    skip();
  for (size_t i = 0; i < fontbook_role_count(book); i++)
    test_role(fontbook_role_at(book, i));
  fontbook_free(book);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_roles)};
  return cmocka_run_group_tests_name("png_glyphs", tests, NULL, NULL);
}
