/* Subsets, reopened by HarfBuzz, draw what the fonts draw; damaged fonts end in a
 * diagnostic. */
#include "font_fixture.h"

#include <hb-ot.h>
#include <hb.h>
#include <libdeflate.h>

static const char *const families[] = {
    "FandolFang",  "FandolHei",         "FandolKai",
    "FandolSong",  "Noto Serif CJK SC", "Noto Sans CJK SC",
    "LXGW WenKai", "BabelStone Han",    "AR PL UKai CN"};

/* ---- outlines as numbers ---------------------------------------------------------- */

static void put(GArray *out, char step, const double *numbers, guint n) {
  double first = step;
  g_array_append_val(out, first);
  g_array_append_vals(out, numbers, n);
}

static void put_move(void *out, double x, double y) {
  put(out, 'M', (double[]){x, y}, 2);
}
static void put_line(void *out, double x, double y) {
  put(out, 'L', (double[]){x, y}, 2);
}
static void put_curve(void *out, double x1, double y1, double x2, double y2, double x,
                      double y) {
  put(out, 'C', (double[]){x1, y1, x2, y2, x, y}, 6);
}
static void put_close(void *out) {
  put(out, 'Z', NULL, 0);
}

/* The same steps, each number within a hundredth of a unit: one side counts in floats. */
static bool outlines_equal(const GArray *a, const GArray *b) {
  const double *x = (const double *)(const void *)a->data;
  const double *y = (const double *)(const void *)b->data;
  bool equal = a->len == b->len;
  for (guint i = 0; equal && i < a->len; i++)
    equal = ABS(x[i] - y[i]) < 0.01;
  return equal;
}

static void hb_move(hb_draw_funcs_t *f, void *out, hb_draw_state_t *s, float x, float y,
                    void *u) {
  (void)f, (void)s, (void)u;
  put_move(out, (double)x, (double)y);
}
static void hb_line(hb_draw_funcs_t *f, void *out, hb_draw_state_t *s, float x, float y,
                    void *u) {
  (void)f, (void)s, (void)u;
  put_line(out, (double)x, (double)y);
}
static void hb_cubic(hb_draw_funcs_t *f, void *out, hb_draw_state_t *s, float x1,
                     float y1, float x2, float y2, float x, float y, void *u) {
  (void)f, (void)s, (void)u;
  put_curve(out, (double)x1, (double)y1, (double)x2, (double)y2, (double)x, (double)y);
}
static void hb_end(hb_draw_funcs_t *f, void *out, hb_draw_state_t *s, void *u) {
  (void)f, (void)s, (void)u;
  put_close(out);
}

static hb_draw_funcs_t *reopened_funcs(void) {
  hb_draw_funcs_t *funcs = hb_draw_funcs_create();
  hb_draw_funcs_set_move_to_func(funcs, hb_move, NULL, NULL);
  hb_draw_funcs_set_line_to_func(funcs, hb_line, NULL, NULL);
  hb_draw_funcs_set_cubic_to_func(funcs, hb_cubic, NULL, NULL);
  hb_draw_funcs_set_close_path_func(funcs, hb_end, NULL, NULL);
  return funcs;
}

/* ---- a subset as a face HarfBuzz can open ------------------------------------------ */

static void put32(GByteArray *out, uint32_t v) {
  uint8_t bytes[] = {(uint8_t)(v >> 24), (uint8_t)(v >> 16), (uint8_t)(v >> 8),
                     (uint8_t)v};
  g_byte_array_append(out, bytes, sizeof bytes);
}

/* A bare CFF gets the head and maxp that its reader asks for. */
static hb_face_t *face_of_cff(const FontSubset *subset, size_t glyphs) {
  uint8_t head[54] = {0, 1, [12] = 0x5F, 0x0F, 0x3C, 0xF5, [18] = 1000 >> 8, 1000 & 0xFF};
  uint8_t maxp[6] = {0, 0, 0x50, 0, (uint8_t)(glyphs >> 8), (uint8_t)glyphs};
  const struct {
    const char *tag;
    const uint8_t *at;
    size_t len;
  } tables[] = {{"CFF ", subset->bytes, subset->len},
                {"head", head, sizeof head},
                {"maxp", maxp, 6}};
  g_autoptr(GByteArray) out = g_byte_array_new();
  put32(out, HB_TAG('O', 'T', 'T', 'O'));
  put32(out, 3u << 16 | 32);
  put32(out, 1u << 16 | 16);
  size_t at = 12 + 16 * G_N_ELEMENTS(tables);
  for (size_t i = 0; i < G_N_ELEMENTS(tables); i++) {
    put32(out, hb_tag_from_string(tables[i].tag, 4));
    put32(out, 0);
    put32(out, (uint32_t)at);
    put32(out, (uint32_t)tables[i].len);
    at += (tables[i].len + 3) & ~(size_t)3;
  }
  for (size_t i = 0; i < G_N_ELEMENTS(tables); i++) {
    g_byte_array_append(out, tables[i].at, (guint)tables[i].len);
    while (out->len % 4 != 0)
      g_byte_array_append(out, (const uint8_t *)"", 1);
  }
  hb_blob_t *blob = hb_blob_create((const char *)out->data, out->len,
                                   HB_MEMORY_MODE_DUPLICATE, NULL, NULL);
  hb_face_t *face = hb_face_create(blob, 0);
  hb_blob_destroy(blob);
  return face;
}

static hb_face_t *face_of(const FontSubset *subset, size_t glyphs) {
  if (subset->form == SUBSET_CFF)
    return face_of_cff(subset, glyphs);
  hb_blob_t *blob = hb_blob_create((const char *)subset->bytes, (unsigned)subset->len,
                                   HB_MEMORY_MODE_READONLY, NULL, NULL);
  hb_face_t *face = hb_face_create(blob, 0);
  hb_blob_destroy(blob);
  return face;
}

static GArray *some_glyphs(const Font *font) {
  GArray *glyphs = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
  for (gunichar c = 0x21; c < 0x9FA6; c += c >= 0x4E00                ? 7
                                           : c >= 0x600 && c < 0x2000 ? 64
                                                                      : 1) {
    uint32_t glyph = font_glyph(font, c);
    if (glyph != 0 && g_hash_table_add(seen, GUINT_TO_POINTER(glyph)))
      g_array_append_val(glyphs, glyph);
  }
  return glyphs;
}

static int by_number(gconstpointer a, gconstpointer b) {
  const uint32_t *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

/* Every glyph as it is; each third also moved and narrowed, each seventh twice. */
static GArray *wishes_of(const Font *font, const GArray *glyphs) {
  GArray *wishes = g_array_new(FALSE, TRUE, sizeof(SubsetGlyph));
  for (guint i = 0; i < glyphs->len; i++) {
    uint32_t glyph = g_array_index(glyphs, uint32_t, i);
    int32_t em = font_units_per_em(font);
    SubsetGlyph own = {.glyph = glyph, .own = true, .advance = font_advance(font, glyph)};
    SubsetGlyph moved = {.glyph = glyph, .shift = -em / 8, .advance = em / 2};
    g_array_append_val(wishes, own);
    if (i % 7 == 0)
      g_array_append_val(wishes, own);
    if (i % 3 == 0)
      g_array_append_val(wishes, moved);
  }
  return wishes;
}

typedef struct Moved {
  GArray *out;
  double dx;
} Moved;

static void moved_move(void *self, double x, double y) {
  const Moved *m = self;
  put_move(m->out, x + m->dx, y);
}
static void moved_line(void *self, double x, double y) {
  const Moved *m = self;
  put_line(m->out, x + m->dx, y);
}
static void moved_curve(void *self, double x1, double y1, double x2, double y2, double x,
                        double y) {
  const Moved *m = self;
  put_curve(m->out, x1 + m->dx, y1, x2 + m->dx, y2, x + m->dx, y);
}
static void moved_close(void *self) {
  const Moved *m = self;
  put_close(m->out);
}

static void compare_outlines(const Font *font, const FontSubset *subset,
                             const GArray *wishes) {
  const OutlineSink sink = {moved_move, moved_line, moved_curve, moved_close};
  hb_face_t *face = face_of(subset, wishes->len + 1);
  hb_font_t *reopened = hb_font_create(face);
  hb_draw_funcs_t *funcs = reopened_funcs();
  g_autoptr(GArray) was = g_array_new(FALSE, FALSE, sizeof(double));
  g_autoptr(GArray) is = g_array_new(FALSE, FALSE, sizeof(double));
  guint drawn = 0;
  for (guint i = 0; i < wishes->len; i++) {
    const SubsetGlyph *wish = &g_array_index(wishes, SubsetGlyph, i);
    Moved moved = {was, wish->shift};
    g_array_set_size(was, 0);
    g_array_set_size(is, 0);
    font_outline(font, wish->glyph, &sink, &moved);
    uint32_t place = subset->form == SUBSET_CFF ? i + 1 : subset->codes[i];
    hb_font_get_glyph_shape(reopened, place, funcs, is);
    if (!outlines_equal(was, is))
      fail_msg("glyph %u is drawn otherwise", wish->glyph);
    drawn += was->len > 0;
    if (subset->form == SUBSET_TRUETYPE)
      assert_int_equal(wish->advance, hb_font_get_glyph_h_advance(reopened, place));
  }
  assert_true(drawn > wishes->len * 9 / 10);
  hb_draw_funcs_destroy(funcs);
  hb_font_destroy(reopened);
  hb_face_destroy(face);
}

/* Deflated by pieces, it is the same program, the second time as the first. */
static void flate_holds_the_same(Job *job, const Font *font, const GArray *wishes,
                                 const FontSubset *plain) {
  const SubsetGlyph *list = (const SubsetGlyph *)(const void *)wishes->data;
  struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
  for (int round = 0; round < 2; round++) {
    const FontSubset *subset = font_subset(job, font, list, wishes->len, true);
    assert_int_equal(subset->flate, plain->form == SUBSET_CFF);
    if (!subset->flate)
      continue;
    uint8_t *back = arena_alloc(job->arena, plain->len);
    assert_int_equal(
        libdeflate_zlib_decompress(d, subset->bytes, subset->len, back, plain->len, NULL),
        0);
    assert_memory_equal(back, plain->bytes, plain->len);
  }
  libdeflate_free_decompressor(d);
}

static void codes_differ(const FontSubset *subset, size_t n) {
  g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
  for (size_t i = 0; i < n; i++)
    assert_true(g_hash_table_add(seen, GUINT_TO_POINTER(subset->codes[i])));
}

static void subset_draws_the_same(void **state) {
  (void)state;
  Diagnostics *diags = diagnostics_new();
  FontBook *book = fixture_book(diags);
  size_t compared = 0;
  for (size_t i = 0; book && i < G_N_ELEMENTS(families); i++) {
    const Font *font = fixture_font(book, families[i]);
    if (!font)
      continue;
    Job job = {.arena = arena_new(), .diags = diags};
    g_autoptr(GArray) glyphs = some_glyphs(font);
    g_array_sort(glyphs, by_number);
    g_autoptr(GArray) wishes = wishes_of(font, glyphs);
    const SubsetGlyph *list = (const SubsetGlyph *)(void *)wishes->data;
    const FontSubset *subset = font_subset(&job, font, list, wishes->len, false);
    assert_non_null(subset);
    codes_differ(subset, wishes->len);
    const FontSubset *again = font_subset(&job, font, list, wishes->len, false);
    assert_int_equal(subset->len, again->len);
    assert_memory_equal(subset->bytes, again->bytes, subset->len);
    flate_holds_the_same(&job, font, wishes, subset);
    compare_outlines(font, subset, wishes);
    print_message("%s: %u glyphs, %zu bytes, form %d\n", families[i], glyphs->len,
                  subset->len, subset->form);
    compared += glyphs->len;
    arena_free(job.arena);
  }
  assert_true(!book || compared > 4000);
  fontbook_free(book);
  diagnostics_free(diags);
}

/* ---- damage ------------------------------------------------------------------------ */

static void use_damaged(const char *folder) {
  Diagnostics *diags = diagnostics_new();
  const char *folders[] = {folder, NULL};
  g_autofree char *roles = g_build_filename(folder, "roles.xml", NULL);
  FontPaths paths = {.roles_file = roles, .folders = folders};
  FontBook *book = NULL;
  if (fontbook_open(&paths, diags, &book)) {
    const FontRole *role = fontbook_role_at(book, 0);
    Job job = {.arena = arena_new(), .diags = diags};
    SubsetGlyph glyphs[400];
    for (uint32_t i = 0; i < G_N_ELEMENTS(glyphs); i++)
      glyphs[i] = (SubsetGlyph){.glyph = i * 5 + 1, .own = i % 2 == 0, .advance = 500};
    CellRule cell = fontrole_cell(role, 0x4E2D);
    if (cell.font) {
      font_glyph(cell.font, 0x4E2D);
      font_metrics(cell.font);
      size_t errors = diag_errors(diags);
      bool cut = font_subset(&job, cell.font, glyphs, G_N_ELEMENTS(glyphs), true) != NULL;
      assert_int_equal(diag_errors(diags) - errors, cut ? 0 : 1);
    }
    arena_free(job.arena);
    fontbook_free(book);
  }
  diagnostics_free(diags);
}

static void damage_and_use(const char *source, const char *family) {
  g_autofree char *bytes = NULL;
  gsize len = 0;
  if (!g_file_get_contents(source, &bytes, &len, NULL))
    return;
  g_autofree char *folder = g_dir_make_tmp("hongtou-damaged-XXXXXX", NULL);
  g_autofree char *roles = g_build_filename(folder, "roles.xml", NULL);
  g_autofree char *file = g_build_filename(folder, "damaged.otf", NULL);
  g_autofree char *xml = g_strdup_printf(
      "<fonts xmlns='urn:hongtou:fonts:1'><role name='r'>"
      "<font family='%s'/></role></fonts>",
      family);
  assert_true(g_file_set_contents(roles, xml, -1, NULL));
  g_autoptr(GRand) random = g_rand_new_with_seed(9704);
  for (int round = 0; round < 12; round++) {
    g_autofree char *copy = g_memdup2(bytes, len);
    for (int i = 0; i < 3000 * (round % 4); i++)
      copy[g_rand_int_range(random, 300, (gint32)len)] ^=
          (char)(1 << g_rand_int_range(random, 0, 8));
    gsize kept = round < 6 ? len : len / 6 * (gsize)(round - 5);
    assert_true(g_file_set_contents(file, copy, (gssize)kept, NULL));
    use_damaged(folder);
  }
  g_remove(file);
  g_remove(roles);
  g_rmdir(folder);
}

static void damaged_fonts_end_in_a_diagnostic(void **state) {
  (void)state;
  Diagnostics *diags = diagnostics_new();
  FontBook *book = fixture_book(diags);
  const char *const damaged[] = {"FandolSong", "LXGW WenKai"};
  for (size_t i = 0; book && i < G_N_ELEMENTS(damaged); i++) {
    const Font *font = fixture_font(book, damaged[i]);
    if (font)
      damage_and_use(font_file(font), damaged[i]);
  }
  fontbook_free(book);
  diagnostics_free(diags);
}

static uint32_t u32_at(const uint8_t *p) {
  return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* The entry of a table in the file's directory: tag, sum, offset, length. */
static uint8_t *entry_of(uint8_t *file, const char *tag) {
  unsigned n = (unsigned)file[4] << 8 | file[5];
  for (unsigned i = 0; i < n; i++) {
    if (memcmp(file + 12 + 16 * i, tag, 4) == 0)
      return file + 12 + 16 * i;
  }
  return NULL;
}

/* Every second glyph becomes the whole table. */
static bool overlap_glyphs(uint8_t *file) {
  uint8_t *head = entry_of(file, "head"), *loca = entry_of(file, "loca"),
          *glyf = entry_of(file, "glyf");
  if (!head || !loca || !glyf || file[u32_at(head + 8) + 51] == 0)
    return false;
  uint8_t *offsets = file + u32_at(loca + 8);
  for (uint32_t i = 0; 4 * i < u32_at(loca + 12); i++) {
    if (i % 2 == 0)
      memset(offsets + 4 * i, 0, 4);
    else
      memcpy(offsets + 4 * i, glyf + 12, 4);
  }
  return true;
}

static void use_overlapping(const Font *whole) {
  g_autofree char *bytes = NULL;
  gsize len = 0;
  if (!g_file_get_contents(font_file(whole), &bytes, &len, NULL) ||
      !overlap_glyphs((uint8_t *)bytes))
    return;
  g_autofree char *folder = g_dir_make_tmp("hongtou-overlap-XXXXXX", NULL);
  g_autofree char *file = g_build_filename(folder, "overlap.ttf", NULL);
  assert_true(g_file_set_contents(file, bytes, (gssize)len, NULL));
  g_autofree char *roles = g_build_filename(folder, "roles.xml", NULL);
  assert_true(g_file_set_contents(roles,
                                  "<fonts xmlns='urn:hongtou:fonts:1'><role name='r'>"
                                  "<font family='LXGW WenKai'/></role></fonts>",
                                  -1, NULL));
  gint64 began = g_get_monotonic_time();
  use_damaged(folder);
  assert_true(g_get_monotonic_time() - began < 2 * G_USEC_PER_SEC);
  g_remove(file);
  g_remove(roles);
  g_rmdir(folder);
}

/* Glyphs that share their bytes would be far more than the font they come from. */
static void overlapping_glyphs_are_refused(void **state) {
  (void)state;
  Diagnostics *diags = diagnostics_new();
  FontBook *book = fixture_book(diags);
  const Font *font = book ? fixture_font(book, "LXGW WenKai") : NULL;
  if (font)
    use_overlapping(font);
  fontbook_free(book);
  diagnostics_free(diags);
}

static void glyphs_out_of_order_are_refused(void **state) {
  (void)state;
  Diagnostics *diags = diagnostics_new();
  FontBook *book = fixture_book(diags);
  if (book) {
    Job job = {.arena = arena_new(), .diags = diags};
    const Font *font = fontrole_candidate(fontbook_role_at(book, 0), 0).font;
    for (size_t i = 0; !font; i++)
      font = fontrole_candidate(fontbook_role_at(book, 0), i).font;
    const SubsetGlyph falling[] = {{.glyph = 9, .own = true}, {.glyph = 8, .own = true}},
                      beyond[] = {{.glyph = 0xFFFFFF, .own = true}};
    assert_null(font_subset(&job, font, falling, 2, false));
    assert_null(font_subset(&job, font, beyond, 1, false));
    assert_int_equal(diag_at(diags, 0)->code, DIAG_FONT_SUBSET);
    arena_free(job.arena);
  }
  fontbook_free(book);
  diagnostics_free(diags);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(subset_draws_the_same),
      cmocka_unit_test(damaged_fonts_end_in_a_diagnostic),
      cmocka_unit_test(overlapping_glyphs_are_refused),
      cmocka_unit_test(glyphs_out_of_order_are_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
