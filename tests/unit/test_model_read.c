/* A whole document: every part in its place, the dump, tables on their grid, warnings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "model.h"

typedef struct Read {
  Arena *arena;
  Diagnostics *diags;
  Bulletin *bulletin;
} Read;

static Read read_text(const char *text) {
  Read read = {.arena = arena_new(), .diags = diagnostics_new()};
  Job job = {.arena = read.arena, .diags = read.diags, .limits = &limits_default};
  model_read(&job, "x", text, strlen(text), &read.bulletin);
  return read;
}

static void read_free(Read *read) {
  diagnostics_free(read->diags);
  arena_free(read->arena);
}

static const char document[] =
    "<bulletin xmlns=\"urn:hongtou:bulletin:1\" kind=\"通知\" layout=\"letter\" "
    "status=\"draft\">\n"
    "<head>\n"
    "  <issuer>甲院</issuer>\n"
    "  <mark>甲院文件</mark>\n"
    "  <number code=\"甲检\" year=\"2018\" serial=\"6\"/>\n"
    "</head>\n"
    "<title>关于印发<br/>\n  《办法》的通知</title>\n"
    "<subtitle>（题注）</subtitle>\n"
    "<to>乙院</to>\n"
    "<body>\n"
    "  <p>正文\"一\"。</p>\n"
    "  <section><h>一级</h>\n"
    "    <section><h run-in=\"yes\">二级。</h><p>见<ref to=\"t\"/>。</p></section>\n"
    "    <list kind=\"①\"><item>子</item><item><nobr>丑</nobr></item></list>\n"
    "    <list><item>寅</item></list>\n"
    "  </section>\n"
    "</body>\n"
    "<sign><date>2018-04-23</date><by seal=\"a.png\" diameter=\"42mm\">甲院</by></sign>\n"
    "<note>此件公开发布</note>\n"
    "<enclosure><title>办法</title><body><p>文</p></body><sign><date>2018-01-02</date>"
    "<by seal=\"space\">丙</by></sign>\n"
    "  <annex id=\"t\"><title>表</title><table unit=\"件\" turned=\"yes\""
    " page-sums=\"yes\" carry=\"yes\" empty=\"—\"><columns><column width=\"6字\"/>"
    "<column align=\"decimal\" sum=\"yes\"/></columns>\n"
    "    <thead><tr><th colspan=\"2\">头</th></tr></thead>\n"
    "    <tbody><tr><td rowspan=\"2\">甲</td><td>1</td></tr><tr><td "
    "align=\"right\"/></tr></tbody>"
    "<tbody><tr total=\"yes\"><td>计</td><td>2</td></tr></tbody>\n"
    "    <note>注文</note><source>来源文</source></table></annex>\n"
    "</enclosure>\n"
    "<annex><title>说明</title><body><p>末</p></body></annex>\n"
    "<imprint><main-to>子</main-to><copy-to>丑</copy-to><printed-by>寅</printed-by>"
    "<printed-on>2018-04-24</printed-on></imprint>\n"
    "</bulletin>\n";

static const char expected_dump[] =
    "bulletin kind=\"通知\" layout=\"letter\" lang=\"zh-CN\" draft\n"
    "  issuer @3:3 \"甲院\" from 3:11\n"
    "  mark @4:3 \"甲院文件\" from 4:9\n"
    "  number @5:3 code=\"甲检\" year=2018 serial=6\n"
    "  title @7:1 \"关于印发\\n《办法》的通知\" from 7:8\n"
    "  subtitle @9:1 \"（题注）\" from 9:11\n"
    "  to @10:1 \"乙院\" from 10:5\n"
    "  p @12:3 level=0 \"正文\\\"一\\\"。\" from 12:6\n"
    "  h @13:12 level=1 \"一级\" from 13:15\n"
    "  h @14:14 level=2 run-in \"二级。\" from 14:30\n"
    "  p @14:37 level=2 \"见。\" from 14:40\n"
    "    ref @14:41 1…1 to=\"t\"\n"
    "  item @15:20 level=1 list=1 kind=① \"子\" from 15:26\n"
    "  item @15:34 level=1 list=1 kind=① \"丑\" from 15:46\n"
    "    nobr @15:40 0…1\n"
    "  item @16:11 level=1 list=2 kind=1 \"寅\" from 16:17\n"
    "  sign @19:1\n"
    "    by @19:30 seal=\"image\" file=\"a.png\" diameter=\"42mm\" \"甲院\" from 19:63\n"
    "    date 2018-04-23\n"
    "  note @20:1 \"此件公开发布\" from 20:7\n"
    "  annex @27:1\n"
    "    title @27:8 \"说明\" from 27:15\n"
    "    p @27:31 level=0 \"末\" from 27:34\n"
    "  enclosure\n"
    "    title @21:12 \"办法\" from 21:19\n"
    "    p @21:35 level=0 \"文\" from 21:38\n"
    "    sign @21:50\n"
    "      by @21:79 seal=\"space\" \"丙\" from 21:96\n"
    "      date 2018-01-02\n"
    "    annex @22:3 id=\"t\"\n"
    "      title @22:17 \"表\" from 22:24\n"
    "      table @22:33 turned=\"yes\" page-sums=\"yes\" carried=\"yes\"\n"
    "        unit @22:40 \"件\" from 22:46\n"
    "        empty @22:90 \"—\" from 22:97\n"
    "        column 0 width=\"6字\"\n"
    "        column 1 align=\"decimal\" sum=\"yes\"\n"
    "        head-row @23:12\n"
    "          th @23:16 column=0 columns=2 \"头\" from 23:32\n"
    "        row @24:12 group=1\n"
    "          td @24:16 column=0 rows=2 \"甲\" from 24:32\n"
    "          td @24:38 column=1 \"1\" from 24:42\n"
    "        row @24:53 group=1\n"
    "          td @24:57 column=1 align=\"right\" \"\"\n"
    "        row @24:96 group=2 total=\"yes\"\n"
    "          td @24:112 column=0 \"计\" from 24:116\n"
    "          td @24:122 column=1 \"2\" from 24:126\n"
    "        note @25:5 \"注文\" from 25:11\n"
    "        source @25:20 \"来源文\" from 25:28\n"
    "  imprint @28:1\n"
    "    main-to @28:10 \"子\" from 28:19\n"
    "    copy-to @28:30 \"丑\" from 28:39\n"
    "    printed-by @28:50 \"寅\" from 28:62\n"
    "    printed-on 2018-04-24\n";

static void a_whole_document_dumps(void **state) {
  (void)state;
  Read read = read_text(document);
  assert_int_equal(diag_count(read.diags), 2); /* the straight quotes */
  assert_non_null(read.bulletin);
  g_autoptr(GString) dump = g_string_new(NULL);
  model_dump(read.bulletin, dump);
  assert_string_equal(dump->str, expected_dump);
  read_free(&read);
}

static void spans_fall_into_columns(void **state) {
  (void)state;
  Read read = read_text(
      "<bulletin xmlns=\"urn:hongtou:bulletin:1\" "
      "kind=\"令\"><head><issuer>甲</issuer></head><body>"
      "<table><tbody>"
      "<tr><td rowspan=\"3\">a</td><td>b</td><td rowspan=\"2\" colspan=\"2\">c</td></tr>"
      "<tr><td>d</td></tr>"
      "<tr><td colspan=\"2\">e</td><td>f</td></tr>"
      "</tbody></table></body><sign><date>2018-04-23</date></sign></bulletin>");
  assert_non_null(read.bulletin);
  const Table *table = read.bulletin->main.blocks[0].table;
  assert_int_equal(table->n_columns, 4);
  assert_int_equal(table->rows[0].cells[2].column, 2);
  assert_int_equal(table->rows[1].cells[0].column, 1);
  assert_int_equal(table->rows[2].cells[0].column, 1);
  assert_int_equal(table->rows[2].cells[1].column, 3);
  assert_int_equal(table->columns[3].align, ALIGN_DEFAULT);
  read_free(&read);
}

#define ROOT(kind, attributes)                                               \
  "<bulletin xmlns=\"urn:hongtou:bulletin:1\" kind=\"" kind "\" " attributes \
  "><head><issuer>甲</issuer></head>\n<title>题</title>"
#define BODY "<body><p>文</p></body>"
#define SIGN "<sign><date>2018-04-23</date></sign>"

static const struct {
  const char *document, *diagnostics;
} warned[] = {
    {ROOT("通知", "") "<to>乙</to>" BODY SIGN "</bulletin>", ""},
    {ROOT("通知", "") BODY SIGN "</bulletin>", "model.missing-recipients"},
    {ROOT("公告", "") "<to>乙</to>" BODY SIGN "</bulletin>",
     "model.unexpected-recipients"},
    {ROOT("通告", "") BODY "</bulletin>", "model.missing-sign"},
    {ROOT("通告", "status=\"draft\"") BODY "</bulletin>", ""},
    {ROOT("纪要", "") BODY "</bulletin>", ""},
    {ROOT("决定", "direction=\"down\"") "<to>乙</to>" BODY SIGN "</bulletin>", ""},
    {ROOT("请示", "") "<to>乙</to>" BODY SIGN "</bulletin>", "model.missing-signer"},
    {ROOT("公告", "") BODY SIGN
     "<imprint><printed-by>办</printed-by></imprint></bulletin>",
     "model.imprint-incomplete"},
    {ROOT("公告", "") BODY SIGN
     "<imprint><printed-by>办</printed-by>"
     "<printed-on>2018-04-22</printed-on></imprint></bulletin>",
     "model.printed-before-date"},
};

static void warnings_leave_a_document(void **state) {
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(warned); i++) {
    Read read = read_text(warned[i].document);
    assert_non_null(read.bulletin);
    bool expected = *warned[i].diagnostics != '\0';
    assert_int_equal(diag_count(read.diags), expected);
    if (expected)
      assert_string_equal(diag_code_name(diag_at(read.diags, 0)->code),
                          warned[i].diagnostics);
    read_free(&read);
  }
}

/* A remedy names the nearest name for a slip, else what may stand there. */
static void remedies(void **state) {
  (void)state;
  static const struct {
    const char *body, *remedy;
  } slips[] = {
      {"<secton/>",
       "the nearest is <section>; here may stand: <p> <list> <table> "
       "<figure> <box> <chart> <roster> <section> <chapter> <article>."},
      {"<paragraph/>",
       "the nearest is <p>; here may stand: <p> <list> <table> <figure> "
       "<box> <chart> <roster> <section> <chapter> <article>."},
      {"<frame/>",
       "There is no element <frame> (in <body>); here may stand: <p> <list> "
       "<table> <figure> <box> <chart> <roster> <section> <chapter> <article>."},
      {"<h>文</h>",
       "<h> may not stand in <body> (it belongs into <section> <chapter>); "
       "here may stand: <p> <list> <table> <figure> <box> <chart> <roster> <section> "
       "<chapter> <article>."},
      {"<p><b>文</b></p>",
       "the nearest is <em>; here may stand: <space> <name> <nobr> <em> <sub> <sup> <i> "
       "<ref> "
       "<v>."},
      {"<p rowspn='1'>文</p>", "it may have: none."},
      {"<table><tbody><tr><td rowspn='1'/></tr></tbody></table>",
       "the nearest is rowspan; it may have: rowspan colspan align valign vertical "
       "diagonal."},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(slips); i++) {
    g_autofree char *text = g_strconcat(ROOT("公告", "") "<body><p>文</p>", slips[i].body,
                                        "</body>" SIGN "</bulletin>", NULL);
    Read read = read_text(text);
    assert_null(read.bulletin);
    g_autofree char *sentence = diag_text(diag_at(read.diags, 0), LANG_EN);
    if (!g_str_has_suffix(sentence, slips[i].remedy))
      print_error("%s\n", sentence);
    assert_true(g_str_has_suffix(sentence, slips[i].remedy));
    read_free(&read);
  }
}

/* One reading reports all faults, not the first. */
static void faults_are_collected(void **state) {
  (void)state;
  Read read = read_text(ROOT(
      "方案", "size='1'") "<body><p/><b/><p>见<ref to='no'/></p></body>"
                          "<sign><date>18-4-23</date></sign></bulletin>");
  assert_null(read.bulletin);
  assert_int_equal(diag_errors(read.diags), 6);
  read_free(&read);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_whole_document_dumps),
      cmocka_unit_test(spans_fall_into_columns),
      cmocka_unit_test(warnings_leave_a_document),
      cmocka_unit_test(remedies),
      cmocka_unit_test(faults_are_collected),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
