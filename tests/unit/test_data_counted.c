/* Expressions with their work counted: they select what libxml2 alone selects, and none
 * goes on beyond its steps, whatever libxml2 would do inside. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <time.h>

#include "data_fixture.h"

#define XML(text) ((const xmlChar *)(text))

static DataFixture f;
static const Dataset *sets[1];
static DataAsker *asker;

static void load(const char *text) {
  DataSource source = {.id = "q", .name = "q.csv"};
  source.path = fixture_file(&f, "q.csv", text, strlen(text));
  assert_true(dataset_load(&f.job, &source, &sets[0]));
  asker = asker_new(&f.job, sets, 1);
}

static void tear_down(void) {
  asker_free(asker);
  fixture_close(&f);
}

/* What the counted expression gives, or its first fault's code. */
static char *ask(const char *select) {
  DataQuery query = {.select = select, .at = {"in.xml", 7, 3}, .set = sets[0]};
  DataValue value;
  if (asker_run(asker, &query, &value))
    return g_strdup(value.text);
  char *code = g_strdup(diag_code_name(diag_at(f.job.diags, 0)->code));
  g_free(fixture_faults(&f));
  return code;
}

/* ---- the same as libxml2 alone ------------------------------------------------------
 */

static xmlDocPtr plain_tree(void) {
  xmlDocPtr doc = xmlNewDoc(XML("1.0"));
  xmlNodePtr data = xmlNewNode(NULL, XML("data"));
  xmlDocSetRootElement(doc, data);
  for (uint32_t row = 0; row < sets[0]->n_rows; row++) {
    xmlNodePtr element = xmlNewChild(data, NULL, XML("row"), NULL);
    for (uint32_t i = 0; i < sets[0]->n_columns; i++) {
      xmlNodePtr c = xmlNewTextChild(element, NULL, XML("c"),
                                     XML(dataset_cell(sets[0], row, i).text));
      xmlNewProp(c, XML("n"), XML(sets[0]->headers[i]));
    }
  }
  return doc;
}

static char *ask_plainly(xmlDocPtr doc, const char *select) {
  xmlXPathContextPtr context = xmlXPathNewContext(doc);
  xmlNodePtr data = xmlDocGetRootElement(doc);
  context->node = data;
  xmlXPathRegisterVariable(context, XML("q"), xmlXPathNewNodeSet(data));
  xmlXPathObjectPtr result = xmlXPathEvalExpression(XML(select), context);
  assert_non_null(result);
  xmlChar *text = xmlXPathCastToString(result);
  char *copy = g_strdup((const char *)text);
  xmlFree(text);
  xmlXPathFreeObject(result);
  xmlXPathFreeContext(context);
  return copy;
}

static const char *const selections[] = {
    "$q//c",
    "row",
    "./row/c",
    "row/c[@n='a']",
    "row/c['a'=@n]",
    "row/c[ @n = \"a\" ]",
    "row/c[@n='none']",
    "row/c[@n='a'][. = '1']",
    "row/c[@n='a'][2]",
    "(row/c[@n='a'])[2]",
    "$q/row[c[@n='b']='2']/c[@n='a']",
    "$q//c[@n='b']",
    "//c[@n='b']",
    "/data/row/c[@n='b']",
    "row//c",
    "row//text()",
    "row//node()//text()",
    "row/..",
    "//c/..",
    "//c/../c[1]",
    "//c/parent::row[2]",
    "//c[.='2']/parent::row/preceding-sibling::row[1]/c[2]",
    "//c/ancestor::*",
    "//c/ancestor-or-self::node()",
    "row/following::c[1]",
    "row/following-sibling::row",
    "row/c/preceding::c[2]",
    "row/preceding::c[@n='a' and .='1']",
    "row[c='2' or c='x']",
    "row[c != '2']",
    "row[not(c = '2')]",
    "row[c[1] = c[2]]",
    "row[c = following-sibling::row/c]",
    "row[1]/c | row[2]/c | row/c[2]",
    "(row[1] | row[2])/c[2]",
    "row/c/@n",
    "row/c/@*",
    "row/c[@n='a' or @n=\"b\"]",
    "row[position() = last()]",
    "row[last()]/c[position() != 1]",
    "row[count(c[. = '2']) = 1]",
    "row/c[string-length(.) = 1]",
    "row/c[string-length() = 1]",
    "row/c[contains(., 'x') = true()]",
    "row/c[starts-with(@n, 'a') and not(contains(.,'2'))]",
    "row/c[normalize-space() = '1']",
    "row/c[translate(., 'x', 'y') = 'y']",
    "row[substring-before(c[1], ';') = '' = true()]",
    "row/self::row",
    "row/descendant::c",
    "//row/descendant-or-self::*",
    "row/c[. = .]",
    "//*[self::c or self::row]",
    "row/c[1 = position()]",
    "row[c[@n='a'] = 1]",
    "row[c = //c[@n='b'][1]]/c[. = concat('it', \"'\", 's', '\"', '%27')]",
    "row/c[.=\"it's\"]/preceding-sibling::c[.='\"' or .='%22' or .=\"'\"]",
    "//c/preceding-sibling::c[../c[.=\"it's\"]]",
    "row/c[string(..) = '12']",
    "row[string(.) = '12']/c[lang('zh') = false()]",
};

static void selects_what_libxml2_selects(void **state) {
  (void)state;
  fixture_open(&f);
  load("a,b,c\n1,2,x\n2,2,y\n1,1,xx\n\"'\",it's,\"\"\"\"\n");
  xmlDocPtr doc = plain_tree();
  static const char *const forms[] = {"count(%s)", "string(%s)", "string((%s)[last()])",
                                      "concat('·', name(%s))",
                                      "concat('=', boolean(%s))"};
  unsigned failed = 0;
  for (size_t i = 0; i < G_N_ELEMENTS(selections); i++) {
    for (size_t k = 0; k < G_N_ELEMENTS(forms); k++) {
      GString *select = g_string_new(forms[k]);
      g_string_replace(select, "%s", selections[i], 0);
      g_autofree char *own = ask(select->str), *plain = ask_plainly(doc, select->str);
      const char *wanted = *plain ? plain : "query.nothing";
      if (strcmp(own, wanted) != 0) {
        failed++;
        print_error("%s gives %s, not %s\n", select->str, own, wanted);
      }
      g_string_free(select, TRUE);
    }
  }
  xmlFreeDoc(doc);
  tear_down();
  assert_int_equal(failed, 0);
}

/* ---- the end of all work --------------------------------------------------------------
 */

static const char *const endless[] = {
    "count($q//c[contains(string(/data),'zzz')])",
    "count($q//c[contains(string($q),'zzz')])",
    "count($q//c[starts-with($q,'10000')])",
    "count($q//c[normalize-space($q)=''])",
    "count($q//c[string-length($q)=3])",
    "count($q//c[string-length(translate($q,$q,$q))=3])",
    "count($q//c[substring-before(string($q),'zz')=''])",
    "count($q//c[. = $q])",
    "count($q//c[$q != .])",
    "count($q//c[. = $q//c])",
    "count($q//node()[.. = ../..])",
    "count($q//c/preceding::c)",
    "count($q//c/following::node())",
    "count($q//c/preceding-sibling::c/following::c)",
    "count($q//node()//node()/..//node())",
    "count($q//c[count($q//c | $q//row) = 1])",
    "count($q//c[count(h:rows($q,'a','x')) = 3])",
    "count($q//c[h:join($q//c[@n='a']) = 'x'])",
    "count($q//row[h:cell($q/row,'a') = 'y'])",
    "count($q//c[id(string($q)) = 'x'])",
    "count($q//c[lang(string($q))])",
};

static void nothing_goes_on(void **state) {
  (void)state;
  fixture_open(&f);
  g_autoptr(GString) text = g_string_new("a,b,c,d,e\n");
  for (unsigned i = 0; i < 4000; i++)
    g_string_append(text, "x,11111,22222,33333,44444\n");
  f.limits.query_steps = 400000;
  f.limits.query_cell_steps = 2000;
  load(text->str);
  for (size_t i = 0; i < G_N_ELEMENTS(endless); i++) {
    clock_t begin = clock();
    g_autofree char *own = ask(endless[i]);
    double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
    if (strcmp(own, "query.steps") != 0 || seconds > 1)
      print_error("%s: %s after %.2f s\n", endless[i], own, seconds);
    assert_string_equal(own, "query.steps");
    assert_true(seconds < 1);
  }
  tear_down();
}

static void all_expressions_share_steps(void **state) {
  (void)state;
  fixture_open(&f);
  f.limits.query_document_steps = 5000;
  f.limits.query_cell_steps = 1;
  load("a\n1\n2\n3\n4\n");
  unsigned done = 0;
  char *last = NULL;
  for (unsigned i = 0; i < 1000 && (!last || strcmp(last, "limit.query-work") != 0);
       i++) {
    g_autofree char *select = g_strdup_printf("count($q//c[. = '%u'])", i);
    g_free(last);
    last = ask(select);
    done++;
  }
  assert_string_equal(last, "limit.query-work");
  assert_in_range(done, 20, 900);
  /* what was reckoned before costs nothing */
  g_free(last);
  last = ask("count($q//c[. = '1'])");
  assert_string_equal(last, "1");
  g_free(last);
  tear_down();
}

static void text_is_bounded(void **state) {
  (void)state;
  fixture_open(&f);
  f.limits.query_text = 10;
  load("a\n12345\n");
  g_autofree char *good = ask("concat($q, '67890')"), *over = ask("concat($q, $q, 'x')");
  assert_string_equal(good, "1234567890");
  assert_string_equal(over, "limit.query-text");
  tear_down();
}

/* What cannot be counted is not asked. */
static void nesting_is_bounded(void **state) {
  (void)state;
  fixture_open(&f);
  f.limits.query_levels = 5;
  load("a\n1\n");
  g_autofree char *good = ask("count(((($q//c))))"), *over = ask("count((((($q//c)))))");
  assert_string_equal(good, "1");
  assert_string_equal(over, "query.syntax");
  tear_down();
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(selects_what_libxml2_selects), cmocka_unit_test(nothing_goes_on),
      cmocka_unit_test(all_expressions_share_steps),  cmocka_unit_test(text_is_bounded),
      cmocka_unit_test(nesting_is_bounded),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
