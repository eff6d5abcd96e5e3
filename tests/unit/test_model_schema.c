/* schemas/bulletin.rng and the reader agree: what the reader accepts validates; what it
 * refuses the schema refuses too, but for faults no schema can express, each listed here
 * by name. */
#include <libxml/parser.h>
#include <libxml/relaxng.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "model.h"

/* Bad documents that validate, and why. */
static const char *const beyond_schema[] = {
    /* limits; spans; ids and references */
    "limit-marks.xml",
    "limit-table-colspan.xml",
    "limit-table-columns.xml",
    "model-diagonal.xml",
    "model-table-head-rowspan.xml",
    "model-table-overlap.xml",
    "model-table-row-long.xml",
    "model-table-row-short.xml",
    "model-table-rowspan.xml",
    "model-table-sums.xml",
    "model-duplicate-id.xml",
    "model-unknown-reference.xml",
    /* what the tool writes itself */
    "table-unit-typed.xml",
    "sense-annex-label.xml",
    "number-code-di.xml",
    /* agencies too many, signed in different ways; signers where they do not belong */
    "head-many-issuers.xml",
    "sign-mixed.xml",
    "head-signer-downward.xml",
    "head-signer-label.xml",
    "head-signer-level.xml",
    /* numbers and days that look right */
    "model-attribute-width.xml",
    "model-date-not-real.xml",
    /* text that may hold elements may be empty to a schema */
    "model-empty-paragraph.xml",
    "model-empty-title.xml",
    /* characters */
    "model-bidi.xml",
    "model-nbsp.xml",
    "model-nbsp-reference.xml",
    "model-private-use.xml",
    "model-private-use-unit.xml",
    "model-replacement.xml",
    "model-soft-hyphen.xml",
    "model-zero-width.xml",
    /* wording */
    "article-numbered.xml",
    "model-typed-annex-label.xml",
    "model-typed-brackets.xml",
    "model-typed-colon.xml",
    "model-typed-label.xml",
    "model-typed-number.xml",
    "model-typed-number-bracketed.xml",
    "model-typed-number-item.xml",
    "model-typed-stop.xml",
    /* below the document: encoding and instructions */
    "xml-catalog-instruction.xml",
    "xml-encoding-utf16.xml",
    "xml-instruction.xml",
};

static xmlRelaxNGPtr schema;

static void silent(void *context, const char *format, ...) {
  (void)context;
  (void)format;
}

static int open_schema(void **state) {
  (void)state;
  const char *text = model_schema();
  xmlRelaxNGParserCtxtPtr parser = xmlRelaxNGNewMemParserCtxt(text, (int)strlen(text));
  schema = xmlRelaxNGParse(parser);
  xmlRelaxNGFreeParserCtxt(parser);
  return schema ? 0 : -1;
}

static int close_schema(void **state) {
  (void)state;
  xmlRelaxNGFree(schema);
  xmlCleanupParser();
  return 0;
}

/* Not well formed: not valid. A document type is never followed. */
static bool validates(const char *bytes, size_t len) {
  int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
  xmlDocPtr document = xmlReadMemory(bytes, (int)len, NULL, NULL, options);
  if (!document)
    return false;
  xmlRelaxNGValidCtxtPtr context = xmlRelaxNGNewValidCtxt(schema);
  xmlRelaxNGSetValidErrors(context, silent, silent, NULL);
  bool valid = xmlRelaxNGValidateDoc(context, document) == 0;
  xmlRelaxNGFreeValidCtxt(context);
  xmlFreeDoc(document);
  return valid;
}

static bool reads(const char *name, const char *bytes, size_t len) {
  Arena *arena = arena_new();
  Diagnostics *diags = diagnostics_new();
  Job job = {.arena = arena, .diags = diags, .limits = &limits_default};
  Bulletin *bulletin;
  bool ok = model_read(&job, name, bytes, len, &bulletin);
  diagnostics_free(diags);
  arena_free(arena);
  return ok;
}

static bool is_beyond_schema(const char *name) {
  for (size_t i = 0; i < G_N_ELEMENTS(beyond_schema); i++) {
    if (strcmp(name, beyond_schema[i]) == 0)
      return true;
  }
  return false;
}

/* 1 if schema and reader disagree in a way that is not listed. */
static unsigned disagreement(const char *path, const char *name) {
  g_autofree char *bytes = NULL;
  gsize len = 0;
  assert_true(g_file_get_contents(path, &bytes, &len, NULL));
  bool valid = validates(bytes, len), good = reads(name, bytes, len);
  bool expected_valid = good || is_beyond_schema(name);
  if (valid == expected_valid)
    return 0;
  print_error("%s: the reader %s, the schema %s\n", path, good ? "accepts" : "refuses",
              valid ? "accepts" : "refuses");
  return 1;
}

static bool is_bulletin(const char *path) {
  g_autofree char *bytes = NULL;
  return g_str_has_suffix(path, ".xml") &&
         g_file_get_contents(path, &bytes, NULL, NULL) &&
         strstr(bytes, "urn:hongtou:bulletin:1");
}

/* Files of a folder and of the folders in it. */
static unsigned walk(const char *folder, int depth, unsigned *files) {
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  unsigned wrong = 0;
  const char *name;
  while (dir && (name = g_dir_read_name(dir))) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    if (depth > 0 && g_file_test(path, G_FILE_TEST_IS_DIR))
      wrong += walk(path, depth - 1, files);
    if (!is_bulletin(path))
      continue;
    (*files)++;
    wrong += disagreement(path, name);
  }
  return wrong;
}

static void bad_documents(void **state) {
  (void)state;
  unsigned files = 0;
  assert_int_equal(walk(SOURCE_DIR "/tests/cases-bad", 0, &files), 0);
  assert_true(files > 80);
}

static void cases_and_samples(void **state) {
  (void)state;
  unsigned files = 0;
  assert_int_equal(walk(SOURCE_DIR "/tests/cases", 2, &files), 0);
  assert_int_equal(walk(SOURCE_DIR "/samples", 1, &files), 0);
  assert_int_equal(walk(SOURCE_DIR "/tests/fuzz/corpus/model", 0, &files), 0);
  print_message("%u documents\n", files);
  assert_true(files > 0);
}

static bool read_contract(char **bytes, gsize *len) {
  const char *shared = g_getenv("HONGTOU_SHARED");
  g_autofree char *path = g_build_filename(shared ? shared : SOURCE_DIR "/../shared",
                                           "design", "bulletin.xml", NULL);
  return g_file_get_contents(path, bytes, len, NULL);
}

static void the_contract(void **state) {
  (void)state;
  char *bytes = NULL;
  gsize len = 0;
  if (!read_contract(&bytes, &len)) {
    print_message("skipped: no contract file\n");
    skip(); /* jumps: nothing may be held here */
  }
  assert_true(reads("bulletin.xml", bytes, len));
  assert_true(validates(bytes, len));
  g_free(bytes);
}

/* ---- one document, one thing changed ----------------------------------------------- */

#define HEAD "<head><issuer>甲</issuer></head>"
#define OPEN \
  "<bulletin xmlns=\"urn:hongtou:bulletin:1\" kind=\"通报\">" HEAD "<title>题</title>"
#define SIGN "<sign><date>2018-04-23</date></sign>"
#define BODY(blocks) OPEN "<body>" blocks "</body>" SIGN "</bulletin>"
#define AFTER(parts) OPEN "<body><p>文</p></body>" parts "</bulletin>"
#define ANNEX "<annex><title>表</title><p>文</p></annex>"

static const struct {
  const char *document;
  bool good;
} variants[] = {
    {BODY("<p>文</p>"), true},
    {BODY("<p>文<em>甲<nobr>乙<name>丙</name></nobr></em></p>"), true},
    {BODY("<p>文<name><em>丙</em></name></p>"), false},
    {BODY("<section><h>甲</h></section>"), true},
    {BODY("<section><h run-in=\"no\">甲</h><list "
          "kind=\"①\"><item>乙</item></list></section>"),
     true},
    {BODY("<section><p>甲</p><h>乙</h></section>"), false},
    {BODY("<section><h>甲</h><h>乙</h></section>"), false},
    {BODY("<list/>"), false},
    {BODY("<list><item>甲<list><item>乙</item></list></item></list>"), true},
    {BODY("<list kind=\"（一）\"><item><em>甲</em><list "
          "kind=\"①\"><item>乙</item></list></item></list>"),
     true},
    {BODY("<list><item>甲<list><item>乙</item></list><list><item>丙</item></list></"
          "item></list>"),
     true},
    {BODY("<list kind=\"一、\" start=\"3\"><item>甲<p>乙</p></item></list>"), true},
    {BODY("<list continue=\"yes\"><item><p>甲</p><p>乙</p></item></list>"), true},
    {BODY("<list start=\"0\"><item>甲</item></list>"), false},
    {BODY("<section start=\"2\" continue=\"no\"><h>甲</h></section>"), true},
    {BODY("<section start=\"三\"><h>甲</h></section>"), false},
    {BODY("<chapter id=\"c\"><h>总则</h><section><h>甲</h><article "
          "id=\"a\"><p>文</p><list><item>乙"
          "</item></list><p>见<ref to=\"a\"/><ref "
          "to=\"c\"/></p></article></section></chapter>"),
     true},
    {BODY("<article><p>文</p><table><tbody><tr><td/></tr></tbody></table></article>"),
     true},
    {BODY("<chapter><article><p>文</p></article></chapter>"), false},
    {BODY("<chapter><h run-in=\"yes\">总则</h></chapter>"), false},
    {BODY("<chapter><h>总则</h><section><h>甲</h><section><h>乙</h></section></section></"
          "chapter>"),
     false},
    {BODY("<section><h>一</h><article><p>文</p></article></section>"), false},
    {BODY("<article/>"), false},
    {BODY("<figure src=\"a.svg\" alt=\"图\"/>"), true},
    {BODY("<figure src=\"a.jpeg\" alt=\"图\" "
          "width=\"14字\"><caption>图示</caption></figure>"),
     true},
    {BODY("<figure src=\"a.PNG\" alt=\"图\" width=\"62.5%\"/>"), true},
    {BODY("<figure src=\"a.gif\" alt=\"图\"/>"), false},
    {BODY("<figure src=\"a.png\" alt=\"图\" width=\"3em\"/>"), false},
    {BODY("<figure src=\"a.png\" "
          "alt=\"图\"><caption>一</caption><caption>二</caption></figure>"),
     false},
    {BODY("<p><figure src=\"a.png\" alt=\"图\"/></p>"), false},
    {AFTER(SIGN "<annex bound=\"no\"><title>表</title></annex>"), true},
    {AFTER(SIGN
           "<annex bound=\"no\"><title>表</title><chapter><h>甲</h></chapter></annex>"),
     true},
    {AFTER(SIGN "<annex bound=\"yes\"><title>表</title></annex>"), false},
    {AFTER(SIGN "<annex src=\"a.pdf\"><title>表</title><p>文</p></annex>"), false},
    {BODY(
         "<table><tbody><tr><th>甲</th><td align=\"center\">1</td></tr></tbody></table>"),
     true},
    {BODY("<table><tbody><tr><td/></tr></tbody><note>甲</note><source>乙</"
          "source><note>丙</note>"
          "</table>"),
     true},
    {BODY("<table turned=\"yes\" page-sums=\"yes\" carry=\"no\" "
          "empty=\"—\"><columns><column/>"
          "<column sum=\"yes\"/></columns><tbody><tr><td/><td/></tr></tbody><tbody>"
          "<tr total=\"yes\"><td/><td/></tr></tbody></table>"),
     true},
    {BODY("<table page-sums=\"page\"><columns><column/><column sum=\"yes\"/></columns>"
          "<tbody><tr><td/><td/></tr></tbody></table>"),
     false},
    {BODY("<table turned=\"left\"><tbody><tr><td/></tr></tbody></table>"), false},
    {BODY("<table empty=\" \"><tbody><tr><td/></tr></tbody></table>"), false},
    {BODY("<table><tbody><tr total=\"1\"><td/></tr></tbody></table>"), false},
    {BODY("<table><tr><td/></tr></table>"), false},
    {BODY("<table><tbody><tr><td/></tr></tbody><thead><tr><td/></tr></thead></table>"),
     false},
    {BODY("<table unit=\" \"><tbody><tr><td/></tr></tbody></table>"), false},
    {"<bulletin xmlns=\"urn:hongtou:bulletin:1\" kind=\"公告\"><head><issuer>甲</issuer>"
     "<number year=\"2021\" serial=\"15\"/></head><title>题</title><body><p>文</p></body>"
     "</bulletin>",
     true},
    {"<bulletin xmlns=\"urn:hongtou:bulletin:1\" kind=\"通知\" status=\"draft\"><head>"
     "<issuer>甲</issuer><number code=\"甲发\" year=\"2024\"/></head><title>题</title>"
     "<body><p>文</p></body></bulletin>",
     true},
    {"<bulletin xmlns=\"urn:hongtou:bulletin:1\" kind=\"通知\"><head>"
     "<issuer>甲</issuer><number code=\"甲发\" serial=\"3\"/></head><title>题</title>"
     "<body><p>文</p></body></bulletin>",
     false},
    {AFTER(SIGN ANNEX), true},
    {AFTER(ANNEX SIGN ANNEX "<note>注</note>" ANNEX), true},
    {AFTER("<note>注</note>" SIGN), false},
    {AFTER(SIGN "<imprint/>"), false},
    {AFTER(SIGN "<imprint><printed-on> 2018-04-23 </printed-on></imprint>"), true},
    {AFTER(SIGN "<imprint><copy-to>甲</copy-to></imprint>" ANNEX), false},
    {AFTER("<sign><by seal=\"a.png\" "
           "diameter=\"42mm\">甲</by><date>2018-04-23</date></sign>"),
     true},
    {AFTER(SIGN "<enclosure><title>甲<br/>乙</title><body><p>文</p></body>" ANNEX
                "</enclosure>" ANNEX),
     true},
    {AFTER(SIGN "<enclosure><body><p>文</p></body></enclosure>"), false},
    {AFTER(SIGN "<annex><title>表</title><body><p>文</p></body></annex>"), true},
    {"<bulletin xmlns=\"urn:hongtou:bulletin:1\" kind=\"令\">" HEAD
     "<body><p>文</p></body></bulletin>",
     true},
    {"<bulletin xmlns=\"urn:hongtou:bulletin:1\" kind=\"函\">" HEAD
     "<body><p>文</p></body></bulletin>",
     false},
    {"<b:bulletin xmlns:b=\"urn:hongtou:bulletin:1\" "
     "kind=\"决议\"><b:head><b:issuer>甲</b:issuer>"
     "</b:head><b:title>题</b:title><b:body><b:p>文</b:p></b:body></b:bulletin>",
     true},
};

static void variants_agree(void **state) {
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(variants); i++) {
    const char *text = variants[i].document;
    bool good = reads("x", text, strlen(text)), valid = validates(text, strlen(text));
    if (good != variants[i].good || valid != variants[i].good)
      print_error("%s: reader %d, schema %d\n", text, good, valid);
    assert_int_equal(good, variants[i].good);
    assert_int_equal(valid, variants[i].good);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(bad_documents),
      cmocka_unit_test(cases_and_samples),
      cmocka_unit_test(the_contract),
      cmocka_unit_test(variants_agree),
  };
  return cmocka_run_group_tests(tests, open_schema, close_schema);
}
