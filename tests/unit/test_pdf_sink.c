/* The hand-made document as a file: its parts found again and compared. With
 * HONGTOU_TEST_OUT=FOLDER the file and what the judges compare it with stay there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libdeflate.h>

#include "pdf_pages.h"

typedef struct Made {
  FontBook *book;
  Diagnostics *diags;
  GByteArray *out;
  GString *text, *places; /* what judges compare the file with */
} Made;

static FontBook *open_fonts(Diagnostics *diags) {
  static const char *const folders[] = {SOURCE_DIR "/fonts/packages", NULL};
  g_autofree char *cache = g_build_filename(g_get_user_cache_dir(), "hongtou", NULL);
  const FontPaths paths = {.roles_file = SOURCE_DIR "/fonts/roles.xml",
                           .folders = folders,
                           .system_folders = true,
                           .cache_folder = cache};
  FontBook *book = NULL;
  return fontbook_open(&paths, diags, &book) ? book : NULL;
}

static GByteArray *write_document(const FontBook *book, Diagnostics *diags, Made *told) {
  Job job = {.arena = arena_new(), .diags = diags, .limits = &limits_default};
  GByteArray *out = g_byte_array_new();
  Maker maker;
  assert_true(maker_open(&maker, book, job.arena));
  PageSink sink = pdf_sink(
      &job,
      &(PdfOptions){.producer = "Hongtou 0.2.0", .source_date = INT64_MIN, .fast = true},
      out);
  assert_true(give_document(&maker, sink, &job));
  assert_int_equal(diag_count(diags), 0);
  if (told) {
    told->text = g_string_new(maker.text->str);
    told->places = g_string_new(maker.places->str);
  }
  maker_free(&maker);
  arena_free(job.arena);
  return out;
}

static int setup(void **state) {
  Made *made = g_new0(Made, 1);
  *state = made;
  made->diags = diagnostics_new();
  made->book = open_fonts(made->diags);
  Arena *arena = arena_new();
  Maker maker = {0};
  bool fonts = made->book && maker_open(&maker, made->book, arena);
  if (fonts)
    maker_free(&maker);
  arena_free(arena);
  if (fonts) {
    diagnostics_free(made->diags);
    made->diags = diagnostics_new();
    made->out = write_document(made->book, made->diags, made);
    g_byte_array_append(made->out, (const guint8 *)"", 1); /* readable as text */
    g_byte_array_set_size(made->out, made->out->len - 1);
  }
  return 0;
}

static int teardown(void **state) {
  Made *made = *state;
  if (made->out) {
    g_byte_array_unref(made->out);
    g_string_free(made->text, TRUE);
    g_string_free(made->places, TRUE);
  }
  if (made->book)
    fontbook_free(made->book);
  diagnostics_free(made->diags);
  g_free(made);
  return 0;
}

static Made *ready(void **state) {
  Made *made = *state;
  if (!made->out) {
    print_message("skipped: Noto, LXGW WenKai or a third font is not installed\n");
    skip();
  }
  return made;
}

/* ---- finding things -------------------------------------------------------------- */

static const char *find_from(const GByteArray *out, size_t from, const char *text) {
  return out->len ? memmem(out->data + from, out->len - from, text, strlen(text)) : NULL;
}

static bool holds(const GByteArray *out, const char *text) {
  return find_from(out, 0, text) != NULL;
}

static unsigned count_of(const GByteArray *out, const char *text) {
  unsigned n = 0;
  for (const char *p = find_from(out, 0, text); p;
       p = find_from(out, (size_t)(p + 1 - (const char *)out->data), text))
    n++;
  return n;
}

/* The bytes of the next stream from *from on, inflated; NULL: none. Its length must be
 * exact. */
static GByteArray *next_stream(const GByteArray *out, size_t *from, bool *flate) {
  const char *base = (const char *)out->data;
  const char *start = find_from(out, *from, ">>\nstream\n");
  if (!start)
    return NULL;
  const char *key = start;
  while (memcmp(key, "/Length ", 8) != 0)
    key--;
  size_t len = strtoul(key + 8, NULL, 10);
  const char *bytes = start + 10;
  assert_memory_equal(bytes + len, "\nendstream\nendobj\n", 18);
  *from = (size_t)(bytes + len - base);
  *flate = memmem(start - 40, 40, "/FlateDecode", 12) != NULL;
  GByteArray *plain = g_byte_array_new();
  if (!*flate)
    return plain;
  g_byte_array_set_size(plain, 1 << 24);
  size_t used = 0;
  struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
  assert_int_equal(
      libdeflate_zlib_decompress(d, bytes, len, plain->data, plain->len, &used), 0);
  libdeflate_free_decompressor(d);
  g_byte_array_set_size(plain, (guint)used);
  return plain;
}

/* ---- tests ----------------------------------------------------------------------- */

static void test_xref(void **state) {
  const GByteArray *out = ready(state)->out;
  const char *base = (const char *)out->data;
  const char *last = base + out->len - 30;
  last = memmem(last, 30, "startxref\n", 10);
  assert_non_null(last);
  const char *xref = base + strtoul(last + 10, NULL, 10);
  assert_memory_equal(xref, "xref\n0 ", 7);
  unsigned n = (unsigned)strtoul(xref + 7, NULL, 10);
  const char *entry = strchr(xref + 7, '\n') + 1;
  assert_memory_equal(entry, "0000000000 65535 f \n", 20);
  for (unsigned i = 1; i < n; i++) {
    g_autofree char *head = g_strdup_printf("%u 0 obj\n", i);
    entry += 20;
    assert_memory_equal(base + strtoul(entry, NULL, 10), head, strlen(head));
    assert_memory_equal(entry + 10, " 00000 n \n", 10);
  }
  assert_memory_equal(entry + 20, "trailer\n", 8);
  assert_true(holds(out, "]>>\nstartxref"));
}

/* The content as text: what stands in ( ) is any byte, and blanked. */
static char *without_codes(const GByteArray *content) {
  char *text = g_strndup("", content->len);
  bool inside = false;
  for (guint i = 0; i < content->len; i++) {
    char c = (char)content->data[i];
    if (inside && c == ')')
      inside = false;
    text[i] = inside ? '.' : c;
    if (inside && c == '\\')
      text[++i] = '.';
    if (!inside && c == '(')
      inside = true;
  }
  return text;
}

/* Operators in pairs, MCIDs from 0 without a gap. */
static void check_content(const GByteArray *content) {
  int marks = 0, texts = 0, states = 0;
  unsigned mcid = 0;
  g_autofree char *text = without_codes(content);
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (char **line = lines; *line; line++) {
    g_autofree char *next = g_strdup_printf("<</MCID %u>>BDC", mcid);
    mcid += g_str_has_suffix(*line, next);
    marks += g_str_has_suffix(*line, "BDC") - (strcmp(*line, "EMC") == 0);
    texts += (strcmp(*line, "BT") == 0) - (strcmp(*line, "ET") == 0);
    states += g_str_has_prefix(*line, "q ");
    states -= strcmp(*line, "Q") == 0 || g_str_has_suffix(*line, " Do Q");
    assert_in_range(marks, 0, 2);
    assert_in_range(texts, 0, 1);
    assert_in_range(states, 0, 2);
    assert_false(strstr(*line, "MCID") && !strstr(*line, next) && mcid == 0);
  }
  assert_int_equal(marks, 0);
  assert_int_equal(texts, 0);
  assert_int_equal(states, 0);
  assert_true(mcid > 0);
}

static void test_streams(void **state) {
  const GByteArray *out = ready(state)->out;
  unsigned streams = 0, pages = 0, cmaps = 0;
  size_t from = 0;
  bool flate;
  for (GByteArray *plain; (plain = next_stream(out, &from, &flate)); streams++) {
    if (flate && holds(plain, "<</MCID 0>>BDC") && ++pages)
      check_content(plain);
    cmaps += flate && holds(plain, "beginbfchar");
    g_byte_array_unref(plain);
  }
  assert_int_equal(pages, 3);
  assert_int_equal(cmaps, 3);
  assert_int_equal(streams,
                   3 + 3 * 2 + 2 + 1 + 1); /* pages, fonts, picture, XMP, profile */
}

/* Two characters of one glyph, 一 and U+2F00, have a code each; only two dashes drawn by
 * one glyph need a text beside it. */
static void test_actual_text(void **state) {
  const GByteArray *out = ready(state)->out;
  unsigned spans = 0, radical = 0, ideograph = 0, dashes = 0;
  size_t from = 0;
  bool flate;
  for (GByteArray *plain; (plain = next_stream(out, &from, &flate));) {
    spans += count_of(plain, "/ActualText");
    radical += count_of(plain, "><2F00>\n");
    ideograph += count_of(plain, "><4E00>\n");
    dashes += count_of(plain, "/Span<</ActualText<FEFF20142014>>>BDC\n");
    g_byte_array_unref(plain);
  }
  assert_int_equal(radical, 1);
  assert_true(ideograph > 0);
  assert_int_equal(dashes, 1);
  assert_int_equal(spans, 1);
}

static void test_structure(void **state) {
  const GByteArray *out = ready(state)->out;
  static const struct {
    const char *text;
    unsigned n;
  } expected[] = {{"<</S/Document/", 1},
                  {"<</S/Part/", 2},
                  {"<</S/H1/", 1},
                  {"<</S/H2/", 1},
                  {"<</S/P/", 3},
                  {"<</S/Span/", 1},
                  {"<</S/Link/", 1},
                  {"<</S/Table/", 1},
                  {"<</S/Caption/", 1},
                  {"<</S/THead/", 1},
                  {"<</S/TBody/", 1},
                  {"<</S/TR/", 3},
                  {"<</S/TH/", 5},
                  {"<</S/TD/", 2},
                  {"<</S/L/", 1},
                  {"<</S/LI/", 2},
                  {"<</S/Lbl/", 2},
                  {"<</S/LBody/", 2},
                  {"<</S/Figure/", 1},
                  {"/A<</O/Table/Scope/Column/RowSpan 2>>", 1},
                  {"/A<</O/Table/Scope/Column/ColSpan 2>>", 1},
                  {"/A<</O/Table/Scope/Row>>", 1},
                  {"/A<</O/Layout/Placement/Block/BBox[350 122.89 469 241.89]>>", 1},
                  {"/Type/OBJR", 1},
                  {"/K[]", 1},
                  {"/MCID 0>>]", 1}};
  for (size_t i = 0; i < G_N_ELEMENTS(expected); i++)
    if (count_of(out, expected[i].text) != expected[i].n)
      fail_msg("%s: %u times, not %u", expected[i].text, count_of(out, expected[i].text),
               expected[i].n);
}

static void test_document_level(void **state) {
  const GByteArray *out = ready(state)->out;
  static const char *const expected[] = {
      "/MarkInfo<</Marked true>>",
      "/ViewerPreferences<</DisplayDocTitle true>>",
      "/Lang(zh-CN)",
      "/S/GTS_PDFA1/OutputConditionIdentifier(sRGB IEC61966-2.1)",
      "<pdfaid:part>2</pdfaid:part>\n<pdfaid:conformance>A<",
      "<pdfuaid:part>1<",
      "x-default\">案件信息公开工作&lt;通报&gt; &amp; &quot;例&quot;<",
      "<dc:creator><rdf:Seq><rdf:li>濮阳市人民检察院<",
      "<gongwen:documentNumber>濮检文案管〔2018〕6号<",
      "<gongwen:signedOn>2018-04-23<",
      "<pdfaSchema:namespaceURI>urn:hongtou:gongwen:1#<",
      "/Subtype/Link/Rect[221.5 429.89 261.5 446.89]/F 4",
      "/CIDToGIDMap/Identity",
      "/Subtype/CIDFontType0C",
      "/Type/Outlines",
      "/Count 3",
      "/Contents<FEFF8F6C523096444EF60031>",
      "/Separation/#E5#85#AC#E6#96#87#E7#BA#A2/DeviceRGB"};
  for (size_t i = 0; i < G_N_ELEMENTS(expected); i++)
    if (!holds(out, expected[i]))
      fail_msg("not in the file: %s", expected[i]);
  assert_false(holds(out, "/Interpolate"));
  assert_false(holds(out, "/CIDSet"));
}

static void test_same_bytes(void **state) {
  const Made *made = ready(state);
  GByteArray *again = write_document(made->book, made->diags, NULL);
  assert_int_equal(again->len, made->out->len);
  assert_memory_equal(again->data, made->out->data, again->len);
  g_byte_array_unref(again);
}

static void test_left_for_judges(void **state) {
  const Made *made = ready(state);
  const char *folder = g_getenv("HONGTOU_TEST_OUT");
  if (!folder)
    return;
  g_autofree char *pdf = g_build_filename(folder, "synthetic.pdf", NULL);
  g_autofree char *text = g_build_filename(folder, "synthetic.txt", NULL);
  assert_true(
      g_file_set_contents(pdf, (const char *)made->out->data, made->out->len, NULL));
  g_autofree char *places = g_build_filename(folder, "synthetic.places", NULL);
  assert_true(g_file_set_contents(text, made->text->str, -1, NULL));
  assert_true(g_file_set_contents(places, made->places->str, -1, NULL));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_xref),
      cmocka_unit_test(test_streams),
      cmocka_unit_test(test_actual_text),
      cmocka_unit_test(test_structure),
      cmocka_unit_test(test_document_level),
      cmocka_unit_test(test_same_bytes),
      cmocka_unit_test(test_left_for_judges),
  };
  return cmocka_run_group_tests(tests, setup, teardown);
}
