/* Malformed, hostile and self-contradicting layouts: each with its code and its place,
 * and whether the schema for editors refuses it too. The schema must refuse nothing that
 * the reader accepts. */
#include <libxml/relaxng.h>

#include "layout_fixture.h"

typedef struct Fault {
  const char *name, *xml, *code;
  uint32_t line, column;
  bool schema; /* the schema refuses it as well */
} Fault;

#define ROOT "<layout xmlns=\"urn:hongtou:layout:1\" name=\"t\""
/* A whole layout with one more element, on line 2. */
#define WITH(element) HEAD element "\n" PARTS FOOT
/* The same with one part's element in place of the usual one. */
#define MARK(element)                                         \
  HEAD element                                                \
      "\n<flow part=\"title\"/>\n<flow part=\"body\"/>\n<at " \
      "part=\"page-number\"/>\n" FOOT

static const Fault faults[] = {
    /* form */
    {"empty", "", "layout.not-well-formed", 1, 1, true},
    {"no end tag", HEAD PARTS, "layout.not-well-formed", 6, 1, true},
    {"attribute twice", WITH("<grid cells=\"28\" cells=\"28\"/>"),
     "layout.not-well-formed", 2, 18, true},
    {"undeclared entity", WITH("<page paper=\"&e;\"/>"), "layout.not-well-formed", 2, 14,
     true},
    {"doctype",
     "<!DOCTYPE layout [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>\n" ROOT "/>",
     "layout.doctype", 1, 1, false},
    {"doctype below", "<?xml version=\"1.0\"?>\n <!DOCTYPE layout>\n" ROOT ">" PARTS FOOT,
     "layout.doctype", 2, 2, false},
    {"not utf-8", HEAD "<page \xC8/>" FOOT, "layout.encoding", 2, 7, true},
    {"text", WITH("word"), "layout.text", 2, 1, true},
    {"text after an element", WITH("<page/> word"), "layout.text", 2, 9, true},
    {"cdata", WITH(" <![CDATA[word]]>"), "layout.text", 2, 2, true},
    {"not a layout", "<bulletin xmlns=\"urn:hongtou:bulletin:1\"/>", "layout.not-layout",
     1, 1, true},
    {"no namespace", "<!-- -->\n<layout name=\"t\"/>", "layout.not-layout", 2, 1, true},
    {"nameless", "<layout xmlns=\"urn:hongtou:layout:1\">" PARTS FOOT,
     "layout.missing-attribute", 1, 1, true},
    /* vocabulary */
    {"unknown element", WITH("  <flows part=\"note\"/>"), "layout.unknown-element", 2, 3,
     true},
    {"nested element", WITH("<page><block/></page>"), "layout.unknown-element", 2, 7,
     true},
    {"nested layout", WITH("<layout name=\"u\"/>"), "layout.unknown-element", 2, 1, true},
    {"foreign element", WITH("<page xmlns=\"urn:x\"/>"), "layout.unknown-element", 2, 1,
     true},
    {"pair of one", WITH("<pair part=\"number\"/>"), "layout.pair-of-two", 2, 7, false},
    {"bad rows", WITH("<at part=\"copy-number secrecy urgency\" rows=\"1 after\"/>"),
     "layout.bad-rows", 2, 40, true},
    {"unknown attribute", WITH("<grid cell=\"28\"/>"), "layout.unknown-attribute", 2, 7,
     true},
    {"attribute on line 3", WITH("<grid size=\"三号\"\n  culls=\"28\"/>"),
     "layout.unknown-attribute", 3, 3, true},
    {"foreign attribute", WITH("<page xml:lang=\"zh\"/>"), "layout.unknown-attribute", 2,
     7, true},
    {"role without name", WITH("<role size=\"三号\"/>"), "layout.missing-attribute", 2, 1,
     true},
    {"flow without part", WITH("<flow gap=\"1行\"/>"), "layout.missing-attribute", 2, 1,
     true},
    {"colour without rgb", WITH("<colour name=\"blue\"/>"), "layout.missing-attribute", 2,
     1, false},
    /* values */
    {"bad length", WITH("<block left=\"28 mm\"/>"), "layout.bad-length", 2, 8, true},
    {"no unit", WITH("<block left=\"28\"/>"), "layout.bad-length", 2, 8, true},
    {"unit that means nothing here", WITH("<block left=\"2字\"/>"), "layout.bad-length",
     2, 8, true},
    {"size of itself", WITH("<role name=\"body\" size=\"1em\"/>"), "layout.bad-length", 2,
     19, true},
    {"percent", WITH("<grid stretch=\"3\"/>"), "layout.bad-length", 2, 7, true},
    {"spacing in mm", WITH("<spacing gap=\"1mm\"/>"), "layout.bad-length", 2, 10, true},
    {"negative", WITH("<block left=\"-1mm\"/>"), "layout.out-of-range", 2, 8, true},
    {"size too small", WITH("<role name=\"body\" size=\"2pt\"/>"), "layout.out-of-range",
     2, 19, false},
    {"size too large", WITH("<role name=\"body\" size=\"201pt\"/>"),
     "layout.out-of-range", 2, 19, false},
    {"no cells", WITH("<grid cells=\"0\"/>"), "layout.out-of-range", 2, 7, false},
    {"too many lines", WITH("<grid lines=\"201\"/>"), "layout.out-of-range", 2, 7, false},
    {"huge", WITH("<page width=\"99999cm\"/>"), "layout.out-of-range", 2, 7, false},
    {"beyond numbers", WITH("<page width=\"99999999999999999999cm\"/>"),
     "layout.bad-length", 2, 7, false},
    {"half a cell count", WITH("<grid cells=\"28.5\"/>"), "layout.bad-number", 2, 7,
     true},
    {"spacing out of range", WITH("<spacing line-end=\"1.5字\"/>"), "layout.out-of-range",
     2, 10, false},
    {"stretch out of range", WITH("<grid stretch=\"50%\"/>"), "layout.out-of-range", 2, 7,
     false},
    {"bad choice", WITH("<grid fit=\"edges\"/>"), "layout.bad-choice", 2, 7, true},
    {"bad yes", WITH("<block mirror=\"true\"/>"), "layout.bad-choice", 2, 8, true},
    {"unknown unit", WITH("<unit name=\"列\"/>"), "layout.bad-choice", 2, 7, true},
    {"unknown sign", WITH("<sign with=\"wax\"/>"), "layout.bad-choice", 2, 7, true},
    {"bad paper", WITH("<page paper=\"A5\"/>"), "layout.bad-choice", 2, 7, true},
    {"bad numbering", WITH("<role name=\"level1\" number=\"I.\"/>"), "layout.bad-choice",
     2, 21, true},
    {"bad colour", WITH("<colour name=\"blue\" rgb=\"#00f\"/>"), "layout.bad-colour", 2,
     21, true},
    {"bad anchor", MARK("<at part=\"mark\" y=\"top+35mm\"/>"), "layout.bad-anchor", 2, 17,
     true},
    {"anchor across", MARK("<at part=\"mark\" y=\"block.left+35mm\"/>"),
     "layout.bad-anchor", 2, 17, true},
    {"bad gap", WITH("<rule gap=\"two\"/>"), "layout.bad-length", 2, 7, true},
    {"bad inset", WITH("<at part=\"draft\" odd=\"right by 1字\"/>"), "layout.bad-inset",
     2, 18, true},
    {"bad range", WITH("<sign with=\"seal\" seal-gap=\"1行\"/>"), "layout.bad-range", 2,
     19, true},
    {"crossed range", WITH("<sign with=\"seal\" seal-gap=\"1行..0\"/>"),
     "layout.bad-range", 2, 19, false},
    {"two rules", WITH("<table part=\"imprint\" rules=\"1pt 1pt\"/>"), "layout.bad-rules",
     2, 23, true},
    {"bad fit", WITH("<role name=\"mark\" fit=\"open:9em\"/>"), "layout.bad-fit", 2, 19,
     false},
    {"bad fit word", WITH("<role name=\"mark\" fit=\"squash\"/>"), "layout.bad-fit", 2,
     19, true},
    {"bad pattern", WITH("<role name=\"draft\" text=\"{n}{n}\"/>"), "layout.bad-pattern",
     2, 20, true},
    {"bad name", WITH("<role name=\"a b\"/>"), "layout.bad-name", 2, 7, true},
    /* references */
    {"unknown font", WITH("<role name=\"body\" font=\"彷宋\"/>"), "layout.no-such-font",
     2, 19, true},
    {"unknown colour", WITH("<role name=\"body\" colour=\"blue\"/>"),
     "layout.no-such-colour", 2, 19, false},
    {"unknown parent", WITH("<role name=\"body\" extends=\"text\"/>"),
     "layout.no-such-role", 2, 19, false},
    {"unknown role", WITH("<flow part=\"note\" role=\"notes\"/>"), "layout.no-such-role",
     2, 19, false},
    {"unknown part", WITH("<flow part=\"notes\"/>"), "layout.no-such-part", 2, 7, true},
    {"unknown place", WITH("<flow part=\"note\" after=\"imprint\"/>"),
     "layout.no-such-place", 2, 19, false},
    {"role loop",
     WITH("<role name=\"body\" extends=\"note\"/><role name=\"note\" extends=\"body\"/>"),
     "layout.role-loop", 2, 19, false},
    {"role like itself", WITH("<role name=\"body\" extends=\"body\"/>"),
     "layout.role-loop", 2, 19, false},
    {"unknown layout", ROOT " extends=\"generic\"/>", "layout.no-such-layout", 1, 47,
     false},
    {"removes nothing",
     ROOT " extends=\"general\">\n<at part=\"number\" remove=\"yes\"/>\n" FOOT,
     "layout.removes-nothing", 2, 1, false},
    /* agreement */
    {"role twice", WITH("<role name=\"x\"/>\n<role name=\"x\"/>"), "layout.duplicate", 3,
     1, false},
    {"grid twice", WITH("<grid/><grid/>"), "layout.duplicate", 2, 8, false},
    {"part twice", WITH("<at part=\"number\" y=\"block.top\"/>\n<flow part=\"number\"/>"),
     "layout.part-twice", 3, 7, false},
    {"wrong placement", WITH("<flow part=\"annex\"/>"), "layout.wrong-placement", 2, 7,
     true},
    {"missing body",
     HEAD "<at part=\"mark\"/><flow part=\"title\"/><at part=\"page-number\"/>" FOOT,
     "layout.missing-part", 1, 1, false},
    {"no mark", ROOT " extends=\"general\">\n<at part=\"mark\" remove=\"yes\"/>" FOOT,
     "layout.missing-part", 1, 1, false},
    {"at without y", WITH("<at part=\"urgency\"/>"), "layout.missing-attribute", 2, 1,
     false},
    {"block too wide", WITH("<block width=\"190mm\"/>"), "layout.block-outside-paper", 2,
     8, false},
    {"block too high", WITH("<block top=\"80mm\"/>"), "layout.block-outside-paper", 2, 1,
     false},
    {"lines overlap", WITH("<grid lines=\"50\"/>"), "layout.lines-overlap", 2, 7, false},
    {"cells overlap", WITH("<grid cells=\"40\"/>"), "layout.cells-overlap", 2, 7, false},
    {"role's lines overlap", WITH("<role name=\"title\" step=\"20pt\"/>"),
     "layout.lines-overlap", 2, 20, false},
    {"step limits crossed", WITH("<grid step-min=\"31pt\"/>"), "layout.limits-crossed", 2,
     7, false},
    {"gap limits crossed", WITH("<spacing gap=\"0.4字\"/>"), "layout.limits-crossed", 2,
     10, false},
    {"word limits crossed", WITH("<spacing word=\"0.1字\"/>"), "layout.limits-crossed", 2,
     10, false},
    {"indent too large", WITH("<role name=\"item\" indent=\"15字\"/>"),
     "layout.too-large", 2, 19, false},
    {"gap too large", WITH("<flow part=\"note\" gap=\"12行\"/>"), "layout.too-large", 2,
     19, false},
    {"mark off the paper", MARK("<at part=\"mark\" y=\"page.bottom+1mm\"/>"),
     "layout.outside-paper", 2, 17, false},
    {"label below the title", WITH("<face part=\"annex\" label-line=\"3\"/>"),
     "layout.face-lines", 2, 1, false},
    {"mirrored single sheets", WITH("<page sides=\"one\"/>\n<block mirror=\"yes\"/>"),
     "layout.mirror-one-side", 3, 8, false},
    {"clear without foot", WITH("<rule gap=\"4mm\" clear=\"4mm\"/>"),
     "layout.clear-without-foot", 2, 17, false},
    {"rule placed twice", WITH("<rule gap=\"4mm\" foot=\"page.bottom-20mm\"/>"),
     "layout.rule-placed-twice", 2, 7, false},
    {"no text above a rule", WITH("<rule foot=\"block.top+60mm\" clear=\"4mm\"/>"),
     "layout.no-room-above-rule", 2, 7, false},
    {"foot below a rule", WITH("<rule name=\"foot\" foot=\"rule.bottom\"/>"),
     "layout.no-rule-above", 2, 19, false},
    {"no rule above",
     WITH("<at part=\"number\" y=\"rule.bottom+4mm\"/>\n<rule gap=\"4mm\"/>"),
     "layout.no-rule-above", 2, 19, false},
    {"a rule at a foot is none",
     WITH("<rule foot=\"page.bottom-20mm\"/>\n"
          "<at part=\"number\" y=\"rule.bottom+4mm\"/>"),
     "layout.no-rule-above", 3, 19, false},
    {"foot off the paper", WITH("<rule foot=\"page.bottom+1mm\"/>"),
     "layout.outside-paper", 2, 7, false},
    {"no such axis", WITH("<rule axis=\"paper\"/>"), "layout.bad-choice", 2, 7, true},
    {"three sides", WITH("<page sides=\"three\"/>"), "layout.bad-choice", 2, 7, true},
    {"bad first", WITH("<at part=\"draft\" first=\"below\"/>"), "layout.bad-inset", 2, 18,
     true},
    {"bad latin", WITH("<role name=\"body\" latin=\"Times\"/>"), "layout.no-such-font", 2,
     19, true},
    {"bad printing", WITH("<table part=\"imprint\" printing=\"never\"/>"),
     "layout.bad-choice", 2, 23, true},
    {"issuer in the flow", WITH("<flow part=\"issuer\"/>"), "layout.wrong-placement", 2,
     7, true},
    /* names that nothing knows or uses */
    {"unused role", WITH("<role name=\"titel\" size=\"三号\"/>"), "layout.unused-name", 2,
     7, false},
    {"role used by an unused one",
     WITH("<role name=\"a1\"/>\n<role name=\"b1\" extends=\"a1\"/>"),
     "layout.unused-name", 2, 7, false},
    {"unused colour", WITH("<colour name=\"rde\" rgb=\"#123456\"/>"),
     "layout.unused-name", 2, 9, false},
    {"colour of an unused role",
     WITH("<colour name=\"blue\" rgb=\"#0000ff\"/>\n<role name=\"sign_name\" "
          "colour=\"blue\"/>"),
     "layout.unused-name", 2, 9, false},
    {"rule misnamed",
     ROOT " extends=\"general\">\n<rule name=\"heder\" weight=\"3pt\"/>" FOOT,
     "layout.unknown-rule", 2, 7, false},
    {"rule misnamed and placed",
     ROOT " extends=\"general\">\n<rule name=\"heading\" weight=\"3pt\"/>" FOOT,
     "layout.unknown-rule", 2, 7, false},
    {"rule misnamed with a gap",
     ROOT " extends=\"general\">\n<rule gap=\"4mm\" name=\"Header\"/>" FOOT,
     "layout.unknown-rule", 2, 17, false},
    {"imprint lines overlap", WITH("<table part=\"imprint\" line-step=\"4mm\"/>"),
     "layout.lines-overlap", 2, 23, false},
};

/* Attributes that do nothing where they stand: a warning at their place; "" none. */
static const struct {
  const char *xml, *code;
  uint32_t column;
} idle[] = {
    {WITH("<sign with=\"none\" seal-gap=\"0..1行\"/>"), "layout.no-effect", 19},
    {WITH("<sign with=\"seal\" stamp-width=\"40mm\"/>"), "layout.no-effect", 19},
    {WITH("<sign with=\"stamp\" row-gap=\"1行\"/>"), "", 0},
    {WITH("<flow part=\"note\" overflow=\"imprint\"/>"), "layout.no-effect", 19},
    {WITH("<flow part=\"recipients\" overflow=\"imprint\"/>"), "", 0},
    {WITH("<at part=\"draft\" y=\"block.top\" word-open=\"1字\"/>"), "layout.no-effect",
     32},
    {WITH("<at part=\"number\" y=\"block.top\" odd=\"left\"/>"), "layout.no-effect", 33},
    {WITH("<pair part=\"issuer date\" names-per-row=\"2\"/>"), "layout.no-effect", 26},
    {WITH("<face part=\"enclosure\" label=\"附件{n}\" title-line=\"3\"/>"),
     "layout.no-effect", 24},
    {WITH("<role name=\"body\" number=\"一、\"/>"), "layout.no-effect", 19},
    {WITH("<role name=\"imprint\" capacity=\"20\"/>"), "layout.no-effect", 22},
    {WITH("<role name=\"ours\" break=\"shape\"/><flow part=\"note\" role=\"ours\"/>"), "",
     0},
    {WITH("<rule gap=\"4mm\" between=\"1mm\"/>"), "layout.no-effect-alone", 17},
    {WITH("<rule gap=\"4mm\" between=\"1mm\" second=\"1mm\"/>"), "", 0},
    {WITH("<rule gap=\"4mm\" star-gap=\"1mm\"/>"), "layout.no-effect-alone", 17},
    {WITH("<grid short-page=\"0\" short-page-fit=\"yes\"/>"), "layout.no-effect-alone",
     22},
    {ROOT " extends=\"general\">\n<rule name=\"foot\" foot=\"page.bottom-20mm\"/>" FOOT,
     "", 0},
};

static void idle_attributes_are_told(void **state) {
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(idle); i++) {
    Job job = test_job();
    bool ok = read_text(&job, idle[i].xml) != NULL;
    bool told = diag_count(job.diags) == 1 && diag_at(job.diags, 0)->at.line == 2 &&
                diag_at(job.diags, 0)->at.column == idle[i].column &&
                strcmp(diag_code_name(diag_at(job.diags, 0)->code), idle[i].code) == 0;
    bool right = ok && (*idle[i].code ? told : diag_count(job.diags) == 0);
    if (!right) {
      print_message("%s: wanted “%s”\n", idle[i].xml, idle[i].code);
      print_diagnostics(&job);
    }
    assert_true(right);
    test_job_free(&job);
  }
}

static const Diagnostic *first_error(const Job *job) {
  for (size_t i = 0; i < diag_count(job->diags); i++) {
    if (diag_at(job->diags, i)->severity == SEVERITY_ERROR)
      return diag_at(job->diags, i);
  }
  return NULL;
}

static void quiet(void *user, xmlErrorPtr error) {
  (void)user, (void)error;
}

/* 1: the schema accepts the text. */
static int schema_accepts(xmlRelaxNGPtr schema, const char *xml) {
  xmlSetStructuredErrorFunc(NULL, quiet);
  xmlDocPtr doc = xmlReadMemory(xml, (int)strlen(xml), "t.xml", "UTF-8", XML_PARSE_NONET);
  int ok = 0;
  if (doc) {
    xmlRelaxNGValidCtxtPtr valid = xmlRelaxNGNewValidCtxt(schema);
    xmlRelaxNGSetValidStructuredErrors(valid, quiet, NULL);
    ok = xmlRelaxNGValidateDoc(valid, doc) == 0;
    xmlRelaxNGFreeValidCtxt(valid);
    xmlFreeDoc(doc);
  }
  xmlSetStructuredErrorFunc(NULL, NULL);
  return ok;
}

static xmlRelaxNGPtr compile_schema(void) {
  const char *text = layout_schema();
  xmlRelaxNGParserCtxtPtr parser = xmlRelaxNGNewMemParserCtxt(text, (int)strlen(text));
  xmlRelaxNGPtr schema = xmlRelaxNGParse(parser);
  xmlRelaxNGFreeParserCtxt(parser);
  assert_non_null(schema);
  return schema;
}

/* The first error is the fault planted; later ones may follow from it. */
static void each_fault_has_code_and_place(void **state) {
  (void)state;
  unsigned wrong = 0;
  for (size_t i = 0; i < G_N_ELEMENTS(faults); i++) {
    const Fault *f = &faults[i];
    Job job = test_job();
    read_text(&job, f->xml);
    const Diagnostic *d = first_error(&job);
    bool right = d && strcmp(diag_code_name(d->code), f->code) == 0 &&
                 d->at.line == f->line && d->at.column == f->column && d->at.file &&
                 strcmp(d->at.file, "t.xml") == 0;
    if (!right) {
      print_message("%s: wanted %s at %u:%u\n", f->name, f->code, f->line, f->column);
      print_diagnostics(&job);
      wrong++;
    }
    test_job_free(&job);
  }
  assert_int_equal(wrong, 0);
}

static void schema_agrees_on_faults(void **state) {
  (void)state;
  xmlRelaxNGPtr schema = compile_schema();
  unsigned wrong = 0;
  for (size_t i = 0; i < G_N_ELEMENTS(faults); i++) {
    bool accepts = schema_accepts(schema, faults[i].xml);
    if (accepts == faults[i].schema) {
      print_message("%s: the schema %s it\n", faults[i].name,
                    accepts ? "accepts" : "refuses");
      wrong++;
    }
  }
  xmlRelaxNGFree(schema);
  assert_int_equal(wrong, 0);
}

static const char *const good[] = {
    HEAD PARTS FOOT,
    "\xEF\xBB\xBF" HEAD PARTS FOOT,
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><?style x?><!-- > < -->" HEAD PARTS FOOT
    "<!-- end -->\n",
    WITH("<page width=\"8.5cm\" height=\"200mm\"/><block left=\"0\" top=\"0\" "
         "width=\"85mm\" height=\"190mm\"/>"
         "<grid cells=\"15\" lines=\"18\"/><role name=\"mark\" size=\"18pt\"/>"),
    WITH("<flow part=\"subtitle\" remove=\"yes\"/>"),
    WITH("<role name=\"mark\" fit=\"shrink open:0.5字\" fit-width=\"block\"/>"),
    WITH("<spacing gap=\"0\" gap-min=\"0.0\" gap-max=\"0em\"/>"),
    WITH("<at part=\"draft\" x=\"page.right-20mm\" odd=\"right\" even=\"none\"/>"),
    WITH("<role name=\"level2\" number=\"none\" colour=\"black\" step=\"line\"/>"),
    WITH("<sign with=\"none\" gap=\"0.5行\"/><list part=\" attachments \"/>"),
    WITH("<role name=\"draft\" text=\"&lt;草稿&#x3e;\"/><tables continued=\"\"/>"),
    ROOT " extends=\"general\"/>",
};

static void good_layouts_pass_both(void **state) {
  (void)state;
  xmlRelaxNGPtr schema = compile_schema();
  for (size_t i = 0; i < G_N_ELEMENTS(good); i++) {
    Job job = test_job();
    if (!read_text(&job, good[i])) {
      print_message("good layout %zu is refused\n", i);
      print_diagnostics(&job);
      fail();
    }
    assert_int_equal(schema_accepts(schema, good[i]), 1);
    test_job_free(&job);
  }
  xmlRelaxNGFree(schema);
}

static void files_pass_the_schema(void **state) {
  (void)state;
  xmlRelaxNGPtr schema = compile_schema();
  g_autofree char *general = NULL, *example = NULL, *path = example_path();
  assert_true(
      g_file_get_contents(SOURCE_DIR "/layouts/general.xml", &general, NULL, NULL));
  assert_int_equal(schema_accepts(schema, general), 1);
  if (path && g_file_get_contents(path, &example, NULL, NULL))
    assert_int_equal(schema_accepts(schema, example), 1);
  else
    print_message("skipped in part: HONGTOU_SHARED has no design/layout.xml\n");
  xmlRelaxNGFree(schema);
}

/* ---- limits ------------------------------------------------------------------------ */

static void expect_limit(GString *xml, const char *code, uint32_t line, uint32_t column) {
  Job job = test_job();
  const Layout *l;
  assert_false(layout_read_memory(&job, "t.xml", xml->str, xml->len, NULL, &l));
  assert_int_equal(diag_errors(job.diags), 1);
  const Diagnostic *d = diag_at(job.diags, 0);
  assert_string_equal(diag_code_name(d->code), code);
  assert_int_equal(d->at.line, line);
  assert_int_equal(d->at.column, column);
  test_job_free(&job);
  g_string_free(xml, TRUE);
}

static GString *repeated(const char *head, const char *part, unsigned n) {
  GString *xml = g_string_new(head);
  for (unsigned i = 0; i < n; i++)
    g_string_append_printf(xml, part, i);
  return xml;
}

static void limits_hold(void **state) {
  (void)state;
  expect_limit(repeated(HEAD, "<!-- %020u -->", 50000), "layout.bytes", 0, 0);
  expect_limit(repeated("", "<a%u>", 30000), "layout.deep", 1, 71);
  expect_limit(repeated(HEAD, "<colour name=\"c%03u\"/>", 501), "layout.many-elements", 2,
               10480);
  expect_limit(repeated("<layout", " a%u=\"\"", 100000), "layout.many-attributes", 1,
               447);
  expect_limit(repeated("<layout a=\"", "%08u", 3000), "layout.long-tag", 1, 1);
}

static void a_nul_is_no_text(void **state) {
  (void)state;
  Job job = test_job();
  const Layout *l;
  static const char xml[] = HEAD "<page\0/>" PARTS FOOT;
  assert_false(layout_read_memory(&job, "t.xml", xml, sizeof xml - 1, NULL, &l));
  assert_string_equal(diag_code_name(diag_at(job.diags, 0)->code), "layout.encoding");
  assert_int_equal(diag_at(job.diags, 0)->at.line, 2);
  assert_int_equal(diag_at(job.diags, 0)->at.column, 6);
  test_job_free(&job);
}

/* Every text names its arguments: no hole stays open in either language. */
static void texts_are_filled(void **state) {
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(faults); i++) {
    Job job = test_job();
    read_text(&job, faults[i].xml);
    for (size_t n = 0; n < diag_count(job.diags); n++) {
      g_autofree char *zh = diag_text(diag_at(job.diags, n), LANG_ZH);
      g_autofree char *en = diag_text(diag_at(job.diags, n), LANG_EN);
      bool filled = !strstr(zh, "“”") && !strstr(en, "“”");
      if (!filled)
        print_message("%s: %s %s\n", faults[i].name, zh, en);
      assert_true(filled);
    }
    test_job_free(&job);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_fault_has_code_and_place),
      cmocka_unit_test(schema_agrees_on_faults),
      cmocka_unit_test(idle_attributes_are_told),
      cmocka_unit_test(good_layouts_pass_both),
      cmocka_unit_test(files_pass_the_schema),
      cmocka_unit_test(limits_hold),
      cmocka_unit_test(a_nul_is_no_text),
      cmocka_unit_test(texts_are_filled),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
