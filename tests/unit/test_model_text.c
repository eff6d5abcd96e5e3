/* Running text: white space, characters, places, pieces; one case a line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "model.h"

#define HEAD                                          \
  "<bulletin xmlns=\"urn:hongtou:bulletin:1\" "       \
  "kind=\"通报\"><head><issuer>甲</issuer></head>" \
  "<title>题</title><to>乙</to><body>\n"
#define TAIL                                    \
  "</body><sign><date>2018-04-23</date></sign>" \
  "<annex id=\"a\"><title>表</title><p>文</p></annex></bulletin>"

typedef struct Read {
  Arena *arena;
  Diagnostics *diags;
  Bulletin *bulletin;
} Read;

static Read read_body(const char *body) {
  g_autofree char *text = g_strconcat(HEAD, body, TAIL, NULL);
  Read read = {.arena = arena_new(), .diags = diagnostics_new()};
  Job job = {.arena = read.arena, .diags = read.diags, .limits = &limits_default};
  model_read(&job, "x", text, strlen(text), &read.bulletin);
  return read;
}

static void read_free(Read *read) {
  diagnostics_free(read->diags);
  arena_free(read->arena);
}

/* "code line:column" of each, separated by ", ". */
static char *codes(const Diagnostics *diags) {
  GString *out = g_string_new(NULL);
  for (size_t i = 0; i < diag_count(diags); i++) {
    const Diagnostic *d = diag_at(diags, i);
    g_string_append_printf(out, "%s%s %u:%u", out->len ? ", " : "",
                           strchr(diag_code_name(d->code), '.') + 1, d->at.line,
                           d->at.column);
  }
  return g_string_free(out, FALSE);
}

static const struct {
  const char *body, *text, *diagnostics; /* the body's first line is line 2 */
} spaces[] = {
    /* a line break or indent vanishes beside Han, is one space between Latin words */
    {"<p>汉字\n    汉字</p>", "汉字汉字", ""},
    {"<p>汉字\n    Latin</p>", "汉字Latin", ""},
    {"<p>Latin\n    汉字</p>", "Latin汉字", ""},
    {"<p>two\n    words</p>", "two words", ""},
    {"<p>甲，\r\n\tPDF 文</p>", "甲，PDF文", "space-in-han 3:5"},
    {"<p>\n    甲\n  </p>", "甲", ""},
    {"<p>two \t  words</p>", "two words", ""},
    {"<p>GB/T 9704</p>", "GB/T 9704", ""},
    {"<p>5.5 %</p>", "5.5 %", ""},
    /* quotes and dashes take after what stands behind them */
    {"<p>say “no” now</p>", "say “no” now", ""},
    {"<p>甲 “乙”</p>", "甲“乙”", "space-in-han 2:5"},
    {"<p>甲\n“Latin”\n乙</p>", "甲“Latin”乙", ""},
    {"<p>a — b</p>", "a — b", ""},
    /* a space typed beside Han is dropped and told (K5.2, PUN-18) */
    {"<p>2017 年度</p>", "2017年度", "space-in-han 2:8"},
    {"<p>汉 字</p>", "汉字", "space-in-han 2:5"},
    {"<p>甲。 B</p>", "甲。B", "space-in-han 2:6"},
    {"<p>甲&#32;乙</p>", "甲乙", "space-in-han 2:5"},
    {"<p>甲 <em>乙</em></p>", "甲乙", "space-in-han 2:5"},
    {"<p>见 <ref to=\"a\"/> 。</p>", "见。", "space-in-han 2:5, space-in-han 2:19"},
    {"<p>see\n<ref to=\"a\"/>\nthere</p>", "seethere", ""},
    /* ends */
    {"<p> 甲</p>", "甲", "leading-space 2:4"},
    {"<p>　　甲</p>", "甲", "leading-space 2:4"},
    {"<p>\n　　甲</p>", "甲", "leading-space 3:1"},
    {"<p>甲 </p>", "甲", "trailing-space 2:5"},
    {"<p>甲　\n</p>", "甲", "trailing-space 2:5"},
    {"<p>甲　乙</p>", "甲　乙", ""},
    {"<p>甲　1</p>", "甲　1", "ideographic-space 2:5"},
    {"<p>计划,由(县)12.5,a:b</p>", "计划,由(县)12.5,a:b",
     "half-width 2:6, half-width 2:8, half-width 2:10"},
    {"<p>一九九○年○○县</p>", "一九九○年○○县", "half-width 2:7"},
    {"<p>２０ＡＢ等...</p>", "２０ＡＢ等...", "full-width 2:4, typed-ellipsis 2:9"},
    {"<p>一、二审案件</p>", "一、二审案件", ""},
    {"<p>3、4月份</p>", "3、4月份", ""},
    {"<p>一、二〇二四年</p>", "一、二〇二四年", "number-in-text 2:4"},
    {"<p>一、2024年</p>", "一、2024年", "number-in-text 2:4"},
    /* comments and CDATA leave no trace */
    {"<p>甲<!-- 注 -->乙</p>", "甲乙", ""},
    {"<p>甲\n<!-- 注 -->\n乙</p>", "甲乙", ""},
    {"<p>a <!-- 注 --> b</p>", "a b", ""},
    {"<p><![CDATA[<甲>&amp;]]>乙</p>", "<甲>&amp;乙", ""},
    {"<p>&lt;&#x7532;&#30002;&gt;&amp;&quot;&apos;</p>", "<甲甲>&\"'", ""},
    {"<p>a<![CDATA[ ]]>b<![CDATA[]]>c</p>", "a bc", ""},
    /* characters that are only warned of */
    {"<p>\u2F00甲</p>", "\u2F00甲", "compatibility-character 2:4"},
    {"<p>甲\uF900\uFA11</p>", "甲\uF900\uFA11", "compatibility-character 2:5"},
    /* wording the tool would rather write itself */
    {"<p>一、甲</p>", "一、甲", "number-in-text 2:4"},
    {"<p>（二）甲</p>", "（二）甲", "number-in-text 2:4"},
    {"<p>1.5倍</p>", "1.5倍", ""},
    {"<p>2018年1月</p>", "2018年1月", ""},
    {"<p>一是甲</p>", "一是甲", ""},
    {"<p>附件：1.表</p>", "附件：1.表", "label-in-text 2:4"},
    {"<p>按甲发[2018]6号</p>", "按甲发[2018]6号", "year-brackets 2:7"},
    {"<p>甲〔2018〕6号、[12]</p>", "甲〔2018〕6号、[12]", ""},
    {"<list kind=\"none\"><item>1.甲</item></list>", "1.甲", ""},
};

static void white_space_and_characters(void **state) {
  (void)state;
  for (size_t i = 0; i < G_N_ELEMENTS(spaces); i++) {
    Read read = read_body(spaces[i].body);
    g_autofree char *seen = codes(read.diags);
    if (strcmp(seen, spaces[i].diagnostics) != 0)
      print_error("%s\n", spaces[i].body);
    assert_string_equal(seen, spaces[i].diagnostics);
    assert_non_null(read.bulletin);
    const Text *text = &read.bulletin->main.blocks[0].text;
    assert_string_equal(text->utf8, spaces[i].text);
    assert_int_equal(text->bytes, strlen(spaces[i].text));
    assert_int_equal(text->chars, text_chars(spaces[i].text));
    read_free(&read);
  }
}

/* Every code point knows its own line and column, references and line breaks
 * notwithstanding. */
static void places_of_characters(void **state) {
  (void)state;
  Read read = read_body(
      "<p>甲&amp;<em>乙</em>\r\n  𬭚<!-- x\n --><![CDATA[丙\n丁]]>a\n b</p>");
  assert_non_null(read.bulletin);
  const Text *text = &read.bulletin->main.blocks[0].text;
  static const struct {
    const char *character;
    uint32_t line, column;
  } expected[] = {{"甲", 2, 4}, {"&", 2, 5}, {"乙", 2, 14}, {"𬭚", 3, 3}, {"丙", 4, 14},
                  {"丁", 5, 1}, {"a", 5, 5}, {" ", 5, 6},   {"b", 6, 2}};
  assert_int_equal(text->chars, G_N_ELEMENTS(expected));
  const char *p = text->utf8;
  for (uint32_t i = 0; i < text->chars; i++) {
    assert_int_equal(text_next(&p), g_utf8_get_char(expected[i].character));
    assert_int_equal(text->places[i].line, expected[i].line);
    assert_int_equal(text->places[i].column, expected[i].column);
  }
  read_free(&read);
}

static void ranges_cover_what_they_enclose(void **state) {
  (void)state;
  Read read = read_body("<p>\n  甲<em>乙 <name>丙丁</name></em><ref to=\"a\"/>戊</p>");
  assert_non_null(read.bulletin);
  const Text *text = &read.bulletin->main.blocks[0].text;
  assert_string_equal(text->utf8, "甲乙丙丁戊");
  assert_int_equal(text->n_ranges, 3);
  const TextRange *r = text->ranges;
  assert_int_equal(r[0].kind, RANGE_EM);
  assert_true(r[0].from == 1 && r[0].to == 4);
  assert_int_equal(r[1].kind, RANGE_NAME);
  assert_true(r[1].from == 2 && r[1].to == 4);
  assert_int_equal(r[2].kind, RANGE_REF);
  assert_true(r[2].from == 4 && r[2].to == 4);
  assert_string_equal(r[2].target, "a");
  assert_true(r[2].at.line == 3 && r[2].at.column == 30);
  read_free(&read);
}

static void bytes_read(const char *bytes, size_t len, const char *title) {
  Arena *arena = arena_new();
  Diagnostics *diags = diagnostics_new();
  Job job = {.arena = arena, .diags = diags, .limits = &limits_default};
  Bulletin *bulletin;
  assert_true(model_read(&job, "x", bytes, len, &bulletin));
  assert_string_equal(bulletin->main.title.utf8, title);
  assert_int_equal(bulletin->main.title.places[1].column, 9);
  diagnostics_free(diags);
  arena_free(arena);
}

/* The same document in each encoding a government office may save it in. */
static void encodings(void **state) {
  (void)state;
  static const char document[] =
      "<bulletin xmlns=\"urn:hongtou:bulletin:1\" "
      "kind=\"通报\"><head><issuer>甲</issuer></head>"
      "\n<title>甲䶮𬭚</title><body><p>文</p></body></bulletin>";
  static const char *const names[] = {"GB18030", "gb18030", "GB18030-2022"};
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autofree char *text =
        g_strdup_printf("<?xml version=\"1.0\" encoding='%s' ?>%s", names[i], document);
    gsize len;
    g_autofree char *bytes = g_convert(text, -1, "GB18030", "UTF-8", NULL, &len, NULL);
    assert_non_null(bytes);
    bytes_read(bytes, len, "甲䶮𬭚");
  }
  g_autofree char *marked = g_strconcat("\xEF\xBB\xBF", document, NULL);
  bytes_read(marked, strlen(marked), "甲䶮𬭚");
  bytes_read(document, strlen(document), "甲䶮𬭚");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(white_space_and_characters),
      cmocka_unit_test(places_of_characters),
      cmocka_unit_test(ranges_cover_what_they_enclose),
      cmocka_unit_test(encodings),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
