/* Malformed and hostile documents: each file of tests/cases-bad gives exactly the
 * diagnostics of its .diag, at their places; the ones too large to store are made here.
 * Refusing them takes no more than a scan: nothing is built, which the arena shows (a
 * clock would only guess). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "model.h"

#define FOLDER SOURCE_DIR "/tests/cases-bad"
#define SCAN_ONLY ((size_t)4096) /* arena bytes that a refusal before parsing may use */

typedef struct Run {
  Arena *arena;
  Diagnostics *diags;
  Bulletin *bulletin;
  bool ok;
} Run;

static Run run_with(const char *name, const char *bytes, size_t len,
                    const Limits *limits) {
  Run run = {.arena = arena_new(), .diags = diagnostics_new()};
  Job job = {.arena = run.arena, .diags = run.diags, .limits = limits};
  run.ok = model_read(&job, name, bytes, len, &run.bulletin);
  return run;
}

static void run_free(Run *run) {
  diagnostics_free(run->diags);
  arena_free(run->arena);
}

static char *diagnostics_text(const Diagnostics *diags) {
  static const char *const severities[] = {"note", "warning", "error"};
  GString *out = g_string_new(NULL);
  for (size_t i = 0; i < diag_count(diags); i++) {
    const Diagnostic *d = diag_at(diags, i);
    g_string_append_printf(out, "%s:%u:%u: %s %s\n", d->at.file, d->at.line, d->at.column,
                           severities[d->severity], diag_code_name(d->code));
  }
  return g_string_free(out, FALSE);
}

/* Both languages fill all their holes and end as sentences. */
static void check_sentences(const Diagnostics *diags) {
  for (size_t i = 0; i < diag_count(diags); i++) {
    g_autofree char *zh = diag_text(diag_at(diags, i), LANG_ZH);
    g_autofree char *en = diag_text(diag_at(diags, i), LANG_EN);
    assert_true(g_str_has_suffix(zh, "。"));
    assert_true(g_str_has_suffix(en, "."));
    assert_null(strstr(zh, "{0}"));
    assert_true(g_utf8_validate(zh, -1, NULL) && g_utf8_validate(en, -1, NULL));
  }
}

static void add_pairs(GHashTable *pairs, const Diagnostics *diags) {
  for (size_t i = 0; i < diag_count(diags); i++) {
    const Diagnostic *d = diag_at(diags, i);
    g_hash_table_add(pairs, g_strdup_printf("%s %u:%u", diag_code_name(d->code),
                                            d->at.line, d->at.column));
  }
}

static bool check_file(const char *name, GHashTable *pairs) {
  g_autofree char *path = g_build_filename(FOLDER, name, NULL);
  g_autofree char *stem = g_strndup(name, strlen(name) - strlen(".xml"));
  g_autofree char *expected_name = g_strconcat(stem, ".diag", NULL);
  g_autofree char *expected_path = g_build_filename(FOLDER, expected_name, NULL);
  g_autofree char *bytes = NULL;
  g_autofree char *expected = NULL;
  gsize len = 0;
  assert_true(g_file_get_contents(path, &bytes, &len, NULL));
  assert_true(g_file_get_contents(expected_path, &expected, NULL, NULL));
  Run run = run_with(name, bytes, len, &limits_default);
  g_autofree char *seen = diagnostics_text(run.diags);
  bool same = !run.ok && !run.bulletin && strcmp(seen, expected) == 0;
  if (!same)
    print_error("%s: expected\n%sseen\n%s", name, expected, seen);
  check_sentences(run.diags);
  add_pairs(pairs, run.diags);
  run_free(&run);
  return same;
}

static void every_bad_file_is_refused_at_its_place(void **state) {
  (void)state;
  g_autoptr(GHashTable) pairs =
      g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GDir) folder = g_dir_open(FOLDER, 0, NULL);
  assert_non_null(folder);
  unsigned wrong = 0, files = 0;
  const char *name;
  while ((name = g_dir_read_name(folder))) {
    if (!g_str_has_suffix(name, ".xml"))
      continue;
    files++;
    wrong += !check_file(name, pairs);
  }
  print_message("%u bad documents, %u pairs of code and place\n", files,
                g_hash_table_size(pairs));
  assert_int_equal(wrong, 0);
  assert_true(g_hash_table_size(pairs) >= 100);
}

/* ---- too large to store ------------------------------------------------------------ */

#define HEAD                                          \
  "<bulletin xmlns=\"urn:hongtou:bulletin:1\" "       \
  "kind=\"通报\"><head><issuer>甲</issuer></head>" \
  "<title>题</title><to>乙</to><body>"
#define TAIL "</body><sign><date>2018-04-23</date></sign></bulletin>"

static void repeat(GString *out, const char *text, size_t times) {
  for (size_t i = 0; i < times; i++)
    g_string_append(out, text);
}

static void refused(GString *text, const char *expected, size_t most_arena) {
  Run run = run_with("x", text->str, text->len, &limits_default);
  g_autofree char *seen = diagnostics_text(run.diags);
  assert_false(run.ok);
  assert_string_equal(seen, expected);
  assert_true(arena_used(run.arena) <= most_arena);
  run_free(&run);
  g_string_free(text, TRUE);
}

static void billion_laughs(void **state) {
  (void)state;
  GString *text =
      g_string_new("<?xml version=\"1.0\"?>\n<!DOCTYPE lolz [<!ENTITY l0 \"lol\">");
  for (int i = 1; i < 10; i++) {
    g_string_append_printf(text, "<!ENTITY l%d \"", i);
    for (int k = 0; k < 10; k++)
      g_string_append_printf(text, "&l%d;", i - 1);
    g_string_append(text, "\">");
  }
  g_string_append(text, "]>\n<lolz>&l9;</lolz>");
  refused(text, "x:2:1: error xml.doctype\n", SCAN_ONLY);
}

static void fifty_kilobyte_entity(void **state) {
  (void)state;
  GString *text = g_string_new("\n\n<!DOCTYPE a [<!ENTITY e \"");
  repeat(text, "xxxxxxxxxx", 5000);
  g_string_append(text, "\">]><a>");
  repeat(text, "&e;", 100000);
  g_string_append(text, "</a>");
  refused(text, "x:3:1: error xml.doctype\n", SCAN_ONLY);
}

/* libxml2 compares each attribute with all before it: a minute for these. */
static void two_hundred_thousand_attributes(void **state) {
  (void)state;
  GString *text = g_string_new("\n <bulletin xmlns=\"urn:hongtou:bulletin:1\"");
  for (int i = 0; i < 200000; i++)
    g_string_append_printf(text, " a%d=\"\"", i);
  g_string_append(text, "/>");
  refused(text, "x:2:2: error limit.attributes\n", SCAN_ONLY);
}

static void long_tag(void **state) {
  (void)state;
  GString *text = g_string_new(HEAD "\n  <p id=\"");
  repeat(text, "0123456789", 7000);
  g_string_append(text, "\">甲</p>" TAIL);
  refused(text, "x:2:3: error limit.tag-bytes\n", SCAN_ONLY);
}

static void three_hundred_thousand_levels(void **state) {
  (void)state;
  GString *text = g_string_new(NULL);
  repeat(text, "<a>", 300000);
  refused(text, "x:1:193: error limit.depth\n", SCAN_ONLY);
}

static void seventy_mebibytes(void **state) {
  (void)state;
  GString *text = g_string_new(HEAD);
  repeat(text, "<p>0123456789012345678901234567890123456789012345678901234</p>",
         70 << 14);
  refused(text, "x:0:0: error limit.document-bytes\n", SCAN_ONLY);
}

/* GB18030 grows by half in UTF-8: the limit holds after conversion too. */
static void long_text(void **state) {
  (void)state;
  GString *text = g_string_new(HEAD "\n<p>");
  repeat(text, "0123456789abcdef", (size_t)9 << 16);
  g_string_append(text, "</p>" TAIL);
  refused(text, "x:2:8388612: error limit.text-bytes\n", SCAN_ONLY);
}

static void long_comment(void **state) {
  (void)state;
  GString *text = g_string_new(HEAD "<p>甲</p>\n\n    <!--");
  repeat(text, "0123456789abcdef", (size_t)9 << 16);
  g_string_append(text, "-->" TAIL);
  refused(text, "x:3:5: error limit.text-bytes\n", SCAN_ONLY);
}

static void too_many_rows(void **state) {
  (void)state;
  GString *text = g_string_new(HEAD "<table><tbody>\n");
  repeat(text, "<tr><td/></tr>\n", 100001);
  g_string_append(text, "</tbody></table>" TAIL);
  refused(text, "x:100002:1: error limit.table-rows\n", (size_t)64 << 20);
}

static void too_many_elements(void **state) {
  (void)state;
  Limits few = limits_default;
  few.elements = 1000;
  g_autoptr(GString) text = g_string_new(HEAD "\n");
  repeat(text, "<p>甲</p>\n", 1000);
  g_string_append(text, TAIL);
  Run run = run_with("x", text->str, text->len, &few);
  g_autofree char *seen = diagnostics_text(run.diags);
  assert_string_equal(seen, "x:996:1: error limit.elements\n");
  assert_true(arena_used(run.arena) <= SCAN_ONLY);
  run_free(&run);
}

/* Each gap between marks looks at a few characters around it, not at all of them. */
static void a_million_gaps(void **state) {
  (void)state;
  g_autoptr(GString) text = g_string_new(HEAD "<p>甲");
  repeat(text, "— ", 1000000);
  g_string_append(text, "乙</p>" TAIL);
  Run run = run_with("x", text->str, text->len, &limits_default);
  assert_true(run.ok);
  assert_int_equal(run.bulletin->main.blocks[0].text.chars, 1000002);
  assert_true(diag_count(run.diags) <= 1000);
  run_free(&run);
}

/* A table at the limit is read, and stays small: no tree of the document is kept. */
static void a_hundred_thousand_rows(void **state) {
  (void)state;
  g_autoptr(GString) text = g_string_new(HEAD "<p>甲</p><table><tbody>");
  repeat(text, "<tr><td>甲</td><td>1</td></tr>", 100000);
  g_string_append(text, "</tbody></table>" TAIL);
  Run run = run_with("x", text->str, text->len, &limits_default);
  assert_true(run.ok);
  assert_int_equal(run.bulletin->main.blocks[1].table->n_rows, 100000);
  assert_true(arena_used(run.arena) < (size_t)64 << 20);
  run_free(&run);
}

/* Every prefix of a good document is refused, and none of them confuses the reader. */
static void every_prefix_is_refused(void **state) {
  (void)state;
  static const char document[] =
      "<?xml version='1.0'?><!-- 注 -->" HEAD
      "<section><h run-in=\"yes\">甲。</h><p>乙<ref to='a'/><![CDATA[丙]]></p></section>"
      "<table id='a'><tbody><tr><td rowspan=\"1\">1</td></tr></tbody></table>" TAIL;
  for (size_t n = 0; n < strlen(document); n++) {
    g_autofree char *prefix = g_memdup2(document, n + 1);
    Run run = run_with("x", prefix, n, &limits_default);
    assert_false(run.ok);
    assert_int_equal(diag_errors(run.diags) > 0, true);
    run_free(&run);
  }
  Run run = run_with("x", document, strlen(document), &limits_default);
  assert_true(run.ok);
  run_free(&run);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_bad_file_is_refused_at_its_place),
      cmocka_unit_test(billion_laughs),
      cmocka_unit_test(fifty_kilobyte_entity),
      cmocka_unit_test(two_hundred_thousand_attributes),
      cmocka_unit_test(long_tag),
      cmocka_unit_test(three_hundred_thousand_levels),
      cmocka_unit_test(seventy_mebibytes),
      cmocka_unit_test(long_text),
      cmocka_unit_test(long_comment),
      cmocka_unit_test(too_many_rows),
      cmocka_unit_test(too_many_elements),
      cmocka_unit_test(a_million_gaps),
      cmocka_unit_test(a_hundred_thousand_rows),
      cmocka_unit_test(every_prefix_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
