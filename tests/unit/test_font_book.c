/* Roles, their candidates, coverage, cells, shaping; embedding rights; faults of the
 * roles file. */
#include "font_fixture.h"

static const char *const role_names[] = {"仿宋", "小标宋", "黑体", "楷体", "宋体"};

typedef struct Fixture {
  Diagnostics *diags;
  FontBook *book;
} Fixture;

static int open_fixture(void **state) {
  Fixture *fixture = g_new0(Fixture, 1);
  fixture->diags = diagnostics_new();
  fixture->book = fixture_book(fixture->diags);
  *state = fixture;
  return 0;
}

static int close_fixture(void **state) {
  Fixture *fixture = *state;
  fontbook_free(fixture->book);
  diagnostics_free(fixture->diags);
  g_free(fixture);
  return 0;
}

/* The book, or the test ends as skipped. */
static const FontBook *book_of(void **state) {
  const Fixture *fixture = *state;
  if (!fixture->book)
    skip();
  return fixture->book;
}

static void every_role_is_played_once(void **state) {
  const FontBook *book = book_of(state);
  for (size_t i = 0; i < G_N_ELEMENTS(role_names); i++) {
    const FontRole *role = fontbook_role(book, role_names[i]);
    assert_non_null(role);
    const Font *primary = NULL;
    assert_int_equal(fontrole_find(role, 0x4E2D, &primary), FOUND_PRIMARY);
    for (size_t j = 0; j < fontrole_candidates(role); j++) {
      Candidate candidate = fontrole_candidate(role, j);
      assert_true((candidate.state == CANDIDATE_PLAYS) == (candidate.font == primary));
      assert_true(!candidate.font || font_may_embed(candidate.font));
    }
  }
  assert_null(fontbook_role(book, "隶书"));
}

static void rare_names_are_found(void **state) {
  const FontBook *book = book_of(state);
  for (size_t i = 0; i < G_N_ELEMENTS(role_names); i++) {
    const FontRole *role = fontbook_role(book, role_names[i]);
    for (const char *p = "李镕喆赟䶮𬭚𬀩𬱖𬭎𫍯𬬻𫖮𬘡𫟷〇"; *p;) {
      const Font *font = NULL;
      gunichar c = text_next(&p);
      assert_int_not_equal(fontrole_find(role, c, &font), FOUND_NOWHERE);
      assert_true(font_glyph(font, c) > 0);
    }
    const Font *none = NULL;
    assert_int_equal(fontrole_find(role, 0x10FFFD, &none), FOUND_NOWHERE);
    assert_null(none);
    assert_null(fontrole_cell(role, 0x10FFFD).font);
  }
}

static void gb2312_is_whole(void **state) {
  const FontBook *book = book_of(state);
  unsigned found = 0;
  for (int row = 0xB0; row <= 0xF7; row++) {
    for (int place = 0xA1; place <= 0xFE; place++) {
      char pair[] = {(char)row, (char)place};
      g_autofree char *utf8 = g_convert(pair, 2, "UTF-8", "EUC-CN", NULL, NULL, NULL);
      if (!utf8)
        continue;
      for (size_t i = 0; i < G_N_ELEMENTS(role_names); i++) {
        const Font *font = NULL;
        FontFound how = fontrole_find(fontbook_role(book, role_names[i]),
                                      g_utf8_get_char(utf8), &font);
        assert_int_not_equal(how, FOUND_NOWHERE);
      }
      found++;
    }
  }
  assert_int_equal(found, 6763);
}

/* G2.2, G2.3, U1.1–U1.3, U2.2 */
static const struct {
  const char *characters;
  int32_t width;
  CellFit fit;
} cells[] = {{"0123456789%", 500, FIT_SCALE},
             {"‰℃", 1000, FIT_SCALE},
             {".,:;", 500, FIT_CENTRE},
             {"·-", 500, FIT_CENTRE},
             {"“‘", 1000, FIT_RIGHT},
             {"”’", 1000, FIT_LEFT},
             {"—", 1000, FIT_INK},
             {"…～", 1000, FIT_CENTRE},
             {"〔（《", 1000, FIT_RIGHT},
             {"〕）》，。、；：？！", 1000, FIT_LEFT},
             {"中李〇々", 1000, FIT_LEFT},
             {"AZaz", 0, FIT_NONE},
             {"/", 500, FIT_SCALE},
             {"²³₂αΩ", 0, FIT_NONE},
             {"°′″", 500, FIT_CENTRE},
             {"(", 500, FIT_RIGHT},
             {")", 500, FIT_LEFT}};

static void cells_are_ours(void **state) {
  const FontBook *book = book_of(state);
  for (size_t i = 0; i < G_N_ELEMENTS(role_names); i++) {
    const FontRole *role = fontbook_role(book, role_names[i]);
    for (size_t j = 0; j < G_N_ELEMENTS(cells); j++) {
      for (const char *p = cells[j].characters; *p;) {
        CellRule rule = fontrole_cell(role, text_next(&p));
        assert_int_equal(rule.width, cells[j].width);
        assert_int_equal(rule.fit, cells[j].fit);
        assert_non_null(rule.font);
      }
    }
  }
}

/* G3.1: a face as wide as Times; its digits fill half a cell without being scaled. */
static void latin_has_a_role(void **state) {
  const FontRole *role = fontbook_role(book_of(state), "西文");
  assert_non_null(role);
  for (gunichar c = '!'; c <= '~'; c++) {
    CellRule rule = fontrole_cell(role, c);
    assert_non_null(rule.font);
    assert_int_equal(rule.found, FOUND_PRIMARY);
  }
  CellRule digit = fontrole_cell(role, '8');
  assert_string_equal(font_family(digit.font), "Liberation Serif");
  assert_int_equal(font_advance(digit.font, font_glyph(digit.font, '8')) * 2,
                   font_units_per_em(digit.font));
}

/* Every Fandol face draws ￥ as ＄, which makes dollars of an amount. */
static void yuan_is_no_dollar(void **state) {
  const FontBook *book = book_of(state);
  for (size_t i = 0; i < G_N_ELEMENTS(role_names); i++) {
    const FontRole *role = fontbook_role(book, role_names[i]);
    CellRule yuan = fontrole_cell(role, 0xFFE5), dollar = fontrole_cell(role, 0xFF04);
    assert_true(yuan.font != dollar.font ||
                !g_str_has_prefix(font_family(yuan.font), "Fandol"));
    assert_int_equal(yuan.width, 1000);
  }
}

/* Where the ink of a mark stands in its cell, in thousandths of it. */
static InkBox ink_in_cell(const FontRole *role, gunichar c) {
  CellRule rule = fontrole_cell(role, c);
  uint32_t glyph = font_glyph(rule.font, c);
  int32_t em = font_units_per_em(rule.font);
  InkBox ink = font_ink(rule.font, glyph);
  int32_t shift = rule.fit == FIT_RIGHT ? em - font_advance(rule.font, glyph) : 0;
  return (InkBox){(ink.left + shift) * 1000 / em, ink.bottom * 1000 / em,
                  (ink.right + shift) * 1000 / em, ink.top * 1000 / em};
}

static void marks_stand_where_they_should(void **state) {
  const FontBook *book = book_of(state);
  for (size_t i = 0; i < G_N_ELEMENTS(role_names); i++) {
    const FontRole *role = fontbook_role(book, role_names[i]);
    assert_true(ink_in_cell(role, 0x201C).left >= 500);        /* “ */
    assert_true(ink_in_cell(role, 0x201D).right <= 500);       /* ” */
    assert_true(ink_in_cell(role, 0x3014).left >= 500);        /* 〔 */
    assert_true(ink_in_cell(role, 0x3015).right <= 500);       /* 〕 */
    const gunichar middles[] = {0x2026, 0x2014, 0xFF5E, 0xB7}; /* … — ～ · */
    for (size_t j = 0; j < G_N_ELEMENTS(middles); j++) {
      InkBox ink = ink_in_cell(role, middles[j]);
      int32_t middle = (ink.top + ink.bottom) / 2;
      assert_true(middle > 200 && middle < 480); /* the cell's middle is at 380 */
    }
  }
}

static void text_is_shaped_in_order(void **state) {
  const FontBook *book = book_of(state);
  const Font *font = NULL;
  fontrole_find(fontbook_role(book, "仿宋"), 0x4E2D, &font);
  const char *text = "中文fi，AV";
  const uint32_t clusters[] = {0, 3, 6, 7, 8, 11, 12};
  g_autoptr(GArray) shaped = g_array_new(FALSE, FALSE, sizeof(ShapedGlyph));
  font_shape(font, text, strlen(text), shaped);
  assert_int_equal(shaped->len, G_N_ELEMENTS(clusters)); /* no ligature */
  for (guint i = 0; i < shaped->len; i++) {
    const ShapedGlyph *glyph = &g_array_index(shaped, ShapedGlyph, i);
    assert_int_equal(glyph->cluster, clusters[i]);
    assert_int_equal(glyph->glyph, font_glyph(font, g_utf8_get_char(text + clusters[i])));
    assert_int_equal(glyph->advance, font_advance(font, glyph->glyph)); /* no kerning */
  }
}

static void two_books_choose_alike(void **state) {
  const FontBook *one = book_of(state);
  const Fixture *fixture = *state;
  FontBook *two = fixture_book(fixture->diags);
  for (size_t i = 0; i < fontbook_role_count(one); i++) {
    const FontRole *a = fontbook_role_at(one, i), *b = fontbook_role_at(two, i);
    for (size_t j = 0; j < fontrole_candidates(a); j++) {
      Candidate x = fontrole_candidate(a, j), y = fontrole_candidate(b, j);
      assert_int_equal(x.state, y.state);
      if (x.font) {
        assert_string_equal(font_file(x.font), font_file(y.font));
        assert_int_equal(font_index(x.font), font_index(y.font));
      }
    }
  }
  fontbook_free(two);
}

/* ---- a folder of our own --------------------------------------------------------- */

typedef struct Place {
  char *folder, *roles, *file;
} Place;

static Place place_new(const char *roles) {
  Place place = {.folder = g_dir_make_tmp("hongtou-fonts-XXXXXX", NULL)};
  place.roles = g_build_filename(place.folder, "roles.xml", NULL);
  place.file = g_build_filename(place.folder, "one.otf", NULL);
  assert_true(g_file_set_contents(place.roles, roles, -1, NULL));
  return place;
}

static void place_free(Place *place) {
  g_remove(place->file);
  g_remove(place->roles);
  g_rmdir(place->folder);
  g_free(place->file);
  g_free(place->roles);
  g_free(place->folder);
}

static FontBook *place_open(const Place *place, Diagnostics *diags) {
  const char *folders[] = {place->folder, NULL};
  FontPaths paths = {.roles_file = place->roles, .folders = folders};
  FontBook *book = NULL;
  assert_true(fontbook_open(&paths, diags, &book) == (book != NULL));
  return book;
}

static void set_fs_type(char *bytes, gsize len, uint16_t fs_type) {
  for (gsize at = 12; at + 16 < len; at += 16) {
    if (memcmp(bytes + at, "OS/2", 4) != 0)
      continue;
    uint32_t offset;
    memcpy(&offset, bytes + at + 8, 4);
    offset = GUINT32_FROM_BE(offset);
    bytes[offset + 8] = (char)(fs_type >> 8);
    bytes[offset + 9] = (char)fs_type;
    return;
  }
  fail();
}

static bool told_of(const Diagnostics *diags, DiagCode code) {
  for (size_t i = 0; i < diag_count(diags); i++)
    if (diag_at(diags, i)->code == code)
      return true;
  return false;
}

static void rights_decide_who_plays(void **state) {
  const FontBook *book = book_of(state);
  const Font *fandol = fixture_font(book, "FandolFang");
  if (!fandol)
    skip();
  static const struct {
    uint16_t fs_type;
    bool plays;
  } cases[] = {{0, true},       {0x0002, false}, {0x0004, true}, {0x0008, true},
               {0x0100, false}, {0x0200, false}, {0x0108, false}};
  g_autofree char *bytes = NULL;
  gsize len = 0;
  assert_true(g_file_get_contents(font_file(fandol), &bytes, &len, NULL));
  Place place = place_new(
      "<fonts xmlns='urn:hongtou:fonts:1'><role name='r'>"
      "<font family='FandolFang' licensed='yes'/></role></fonts>");
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    set_fs_type(bytes, len, cases[i].fs_type);
    assert_true(g_file_set_contents(place.file, bytes, (gssize)len, NULL));
    Diagnostics *diags = diagnostics_new();
    FontBook *own = place_open(&place, diags);
    assert_true((own != NULL) == cases[i].plays);
    if (own)
      assert_int_equal(fontrole_candidate(fontbook_role_at(own, 0), 0).state,
                       CANDIDATE_PLAYS);
    else
      assert_true(told_of(diags, DIAG_FONT_REFUSED) && told_of(diags, DIAG_ENV_NO_FONT));
    fontbook_free(own);
    diagnostics_free(diags);
  }
  place_free(&place);
}

/* Cut short, a file still opens: HarfBuzz would draw blanks for what is lost. */
static void damage_is_told(void **state) {
  const Font *fandol = fixture_font(book_of(state), "FandolFang");
  if (!fandol)
    skip();
  g_autofree char *bytes = NULL;
  gsize len = 0;
  assert_true(g_file_get_contents(font_file(fandol), &bytes, &len, NULL));
  Place place = place_new(
      "<fonts xmlns='urn:hongtou:fonts:1'><role name='r'>"
      "<font family='FandolFang'/></role></fonts>");
  const gsize lengths[] = {0, 100, len / 2, len * 3 / 5, len};
  for (size_t i = 0; i < G_N_ELEMENTS(lengths); i++) {
    assert_true(g_file_set_contents(place.file, bytes, (gssize)lengths[i], NULL));
    Diagnostics *diags = diagnostics_new();
    FontBook *own = place_open(&place, diags);
    assert_true((own != NULL) == (lengths[i] == len));
    assert_true(told_of(diags, DIAG_FONT_DAMAGED) == (lengths[i] != len));
    fontbook_free(own);
    diagnostics_free(diags);
  }
  place_free(&place);
}

static FontBook *book_of_roles(const Place *place) {
  const char *folders[] = {SOURCE_DIR "/fonts/packages", NULL};
  FontPaths paths = {
      .roles_file = place->roles, .folders = folders, .system_folders = true};
  Diagnostics *diags = diagnostics_new();
  FontBook *book = NULL;
  fontbook_open(&paths, diags, &book);
  diagnostics_free(diags);
  return book;
}

static void lends(const char *wishes, gunichar c, FontFound found, const char *family) {
  g_autofree char *roles = g_strdup_printf(
      "<fonts xmlns='urn:hongtou:fonts:1'><role name='r'>%s</role></fonts>", wishes);
  Place place = place_new(roles);
  FontBook *book = book_of_roles(&place);
  const Font *font = NULL;
  assert_non_null(book);
  assert_int_equal(fontrole_find(fontbook_role_at(book, 0), c, &font), found);
  if (family)
    assert_string_equal(font_family(font), family);
  fontbook_free(book);
  place_free(&place);
}

#define SQUARE_METRE 0x33A1 /* not in FandolFang */

static void a_character_comes_from_its_own_class(void **state) {
  const FontBook *book = book_of(state);
  if (!fixture_font(book, "LXGW WenKai") || !fixture_font(book, "Noto Serif CJK SC"))
    skip();
  const char *own = "<font family='FandolFang'/>";
  g_autofree char *same = g_strconcat(own, "<font family='LXGW WenKai'/>",
                                      "<fallback family='Noto Serif CJK SC'/>", NULL);
  g_autofree char *other = g_strconcat(same, "<fallback family='LXGW WenKai'/>", NULL);
  lends(same, SQUARE_METRE, FOUND_FALLBACK, "LXGW WenKai");
  lends(other, SQUARE_METRE, FOUND_FALLBACK, "Noto Serif CJK SC");
  lends(own, 0x4E2D, FOUND_PRIMARY, "FandolFang");
  lends(own, SQUARE_METRE, FOUND_ELSEWHERE, NULL);
  lends(own, 0x13000, FOUND_NOWHERE, NULL); /* 𓀀 */
}

static void faults_of_the_roles_file(void **state) {
  (void)state;
#define FONTS(inner) "<fonts xmlns='urn:hongtou:fonts:1'>" inner "</fonts>"
  static const struct {
    const char *xml;
    DiagCode code;
  } cases[] = {
      {"<fonts", DIAG_FONT_ROLES_XML},
      {"", DIAG_FONT_ROLES_XML},
      {"<fonts/>", DIAG_FONT_ROLES_NAME},
      {FONTS(""), DIAG_FONT_ROLES_EMPTY},
      {FONTS("<roll/>"), DIAG_FONT_ROLES_NAME},
      {FONTS("<role/>"), DIAG_FONT_ROLES_VALUE},
      {FONTS("<role name='a'/><role name='a'/>"), DIAG_FONT_ROLES_VALUE},
      {FONTS("<role name='a'><font famly='b'/></role>"), DIAG_FONT_ROLES_NAME},
      {FONTS("<role name='a'><font family='b' weight='thin'/></role>"),
       DIAG_FONT_ROLES_VALUE},
      {FONTS(
           "<role name='a'><cell class='c' characters='x' width='9' fit='ink'/></role>"),
       DIAG_FONT_ROLES_VALUE},
      {FONTS("<role name='a'><font family='No Such Family'/></role>"), DIAG_ENV_NO_FONT},
      {"<!DOCTYPE fonts [<!ENTITY e SYSTEM 'file:///etc/hostname'>]>" FONTS("&e;"),
       DIAG_FONT_ROLES_NAME},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    Place place = place_new(cases[i].xml);
    Diagnostics *diags = diagnostics_new();
    assert_null(place_open(&place, diags));
    assert_true(diag_count(diags) > 0);
    assert_string_equal(diag_code_name(diag_at(diags, 0)->code),
                        diag_code_name(cases[i].code));
    diagnostics_free(diags);
    place_free(&place);
  }
}

/* ---- folders ----------------------------------------------------------------------- */

/* "limit.font-folders" of what a scan of the folder tells, one word after another. */
static char *scan_tells(const char *folder, const Limits *limits) {
  const char *folders[] = {folder, NULL};
  FontPaths paths = {.roles_file = ROLES_FILE, .folders = folders, .limits = limits};
  Diagnostics *diags = diagnostics_new();
  FontBook *book = NULL;
  fontbook_open(&paths, diags, &book);
  GString *out = g_string_new(NULL);
  for (size_t i = 0; i < diag_count(diags); i++) {
    const Diagnostic *d = diag_at(diags, i);
    if (d->code == DIAG_LIMIT_FONT_FOLDERS || d->code == DIAG_LIMIT_FONT_FACES)
      g_string_append_printf(out, "%s ", diag_code_name(d->code));
  }
  fontbook_free(book);
  diagnostics_free(diags);
  return g_string_free(out, FALSE);
}

/* root/a/a/…, `depth` folders below the root; the deepest one's path. */
static char *deep_folder(const char *root, unsigned depth) {
  g_autoptr(GString) path = g_string_new(root);
  for (unsigned i = 0; i < depth; i++)
    g_string_append(path, "/a");
  assert_int_equal(g_mkdir_with_parents(path->str, 0700), 0);
  return g_string_free(g_steal_pointer(&path), FALSE);
}

static void told(const char *folder, const Limits *limits, const char *expected) {
  g_autofree char *tells = scan_tells(folder, limits);
  assert_string_equal(tells, expected);
}

/* What a limit leaves unread is told once; links in circles leave nothing unread. */
static void limits_of_folders_are_told(void **state) {
  const FontBook *book = book_of(state);
  const FontRole *role = fontbook_role(book, "仿宋");
  const Font *font = NULL;
  fontrole_find(role, 0x4E2D, &font);
  g_autofree char *root = g_dir_make_tmp("hongtou-deep-XXXXXX", NULL);
  g_autofree char *deep = deep_folder(root, limits_default.font_folders);
  g_autofree char *circle = g_build_filename(deep, "circle", NULL);
  assert_int_equal(symlink(root, circle), 0);
  told(root, NULL, "");
  g_autofree char *deeper = deep_folder(root, limits_default.font_folders + 1);
  told(root, NULL, "limit.font-folders ");
  g_autofree char *one = g_build_filename(root, "1.ttf", NULL);
  g_autofree char *two = g_build_filename(root, "2.ttf", NULL);
  assert_int_equal(symlink(font_file(font), one) | symlink(font_file(font), two), 0);
  told(root, NULL, "limit.font-folders ");
  Limits few = limits_default;
  few.font_faces = 1;
  told(root, &few, "limit.font-faces ");
  assert_int_equal(g_unlink(one) | g_unlink(two) | g_unlink(circle), 0);
  for (; strlen(deeper) >= strlen(root); *strrchr(deeper, '/') = '\0')
    assert_int_equal(g_rmdir(deeper), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_role_is_played_once),
      cmocka_unit_test(rare_names_are_found),
      cmocka_unit_test(gb2312_is_whole),
      cmocka_unit_test(cells_are_ours),
      cmocka_unit_test(latin_has_a_role),
      cmocka_unit_test(yuan_is_no_dollar),
      cmocka_unit_test(marks_stand_where_they_should),
      cmocka_unit_test(text_is_shaped_in_order),
      cmocka_unit_test(two_books_choose_alike),
      cmocka_unit_test(rights_decide_who_plays),
      cmocka_unit_test(damage_is_told),
      cmocka_unit_test(a_character_comes_from_its_own_class),
      cmocka_unit_test(faults_of_the_roles_file),
      cmocka_unit_test(limits_of_folders_are_told),
  };
  return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
