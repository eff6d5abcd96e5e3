/* Templates: what one makes of a record, and every fault at its line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "template.h"

#define HEAD                                          \
  "<bulletin xmlns='urn:hongtou:bulletin:1' "         \
  "xmlns:xsl='http://www.w3.org/1999/XSL/Transform' " \
  "xsl:version='1.0'>"
#define TAIL "</bulletin>"
#define RECORD                                                     \
  "<record><单位 n='单位'>甲&amp;院</单位>"                \
  "<c n='同比（%）'>2.5</c><数 n='数'>3</数><空 n='空'/>" \
  "<行 n='行'><名 n='名'>一</名></行><行 n='行'><名 n='名'>二</名></行></record>"

static char *faults_of(const Diagnostics *diags) {
  GString *out = g_string_new(NULL);
  for (size_t i = 0; i < diag_count(diags); i++) {
    const Diagnostic *d = diag_at(diags, i);
    g_string_append_printf(out, "%s%s %s:%u", i ? " " : "", diag_code_name(d->code),
                           d->at.file ? d->at.file : "-", d->at.line);
  }
  return g_string_free(out, FALSE);
}

/* What the template makes of RECORD, or its faults. */
static char *made_of(const char *text) {
  Job job = {.arena = arena_new(), .diags = diagnostics_new(), .limits = &limits_default};
  Template *template = template_read(&job, "t.xml", text, strlen(text));
  TemplateRecord record = {
      .xml = RECORD, .len = strlen(RECORD), .at = {.file = "d.csv", .line = 9}};
  TemplateResult result;
  bool ok = template && template_apply(&job, template, &record, &result);
  char *shown = ok ? g_strndup(result.bytes, result.len) : faults_of(job.diags);
  assert_int_equal(ok, diag_errors(job.diags) == 0);
  template_free(template);
  arena_free(job.arena);
  diagnostics_free(job.diags);
  return shown;
}

static void check(const char *body, const char *expected) {
  g_autofree char *text = g_strconcat(HEAD, body, TAIL, NULL);
  g_autofree char *wanted =
      *expected == '<' ? g_strconcat("<bulletin xmlns=\"urn:hongtou:bulletin:1\">",
                                     expected, TAIL, NULL)
                       : g_strdup(expected);
  g_autofree char *shown = made_of(text);
  assert_string_equal(shown, wanted);
}

static void values_are_filled_in(void **state) {
  (void)state;
  check("<p>共<v select='数'/>件</p>", "<p>共3件</p>");
  check("<p><v select='单位'/></p>", "<p>甲&amp;院</p>");
  check("<p><v select=\"c[@n='同比（%）']\" format='0.00'/></p>", "<p>2.50</p>");
  check("<p><v select='h:add(数, 0.1)'/></p>", "<p>3.1</p>");
  check("<p>共<v select='数'> 3 </v>件</p>", "<p>共3件</p>");
  check("<p>同比上升<v select='h:change(数, 2)'>50.0%</v></p>", "<p>同比上升50.0%</p>");
  check("<p>比5件下降<v select='h:change(数, 5)'>40%</v></p>", "<p>比5件下降40%</p>");
  check("<p><v select='h:change(数, 2)' format='0.0%' phrase='同比'/></p>",
        "<p>同比上升50.0%</p>");
  check("<p><v select=\"'一&#10;二'\"/></p>", "<p>一\u2028二</p>");
  check("<p id='n{数}'>x</p>", "<p id=\"n3\">x</p>");
  check("<p id='{{{数}}}'>x</p>", "<p id=\"{3}\">x</p>");
  check(
      "<xsl:for-each select='行'><p><v select='position()'/><v "
      "select='名'/></p></xsl:for-each>",
      "<p>1一</p><p>2二</p>");
  check(
      "<xsl:for-each select='行'><xsl:sort select='名' order='descending'/>"
      "<xsl:sort select='数'/><p><v select='名'/></p></xsl:for-each>",
      "<p>二</p><p>一</p>");
  check("<xsl:variable name='x' select='数'/><p><v select='$x'/></p>", "<p>3</p>");
  check(
      "<xsl:if test='h:less(数, 3)'><p>少</p></xsl:if><xsl:if test='h:at-most(数, "
      "3)'><p>不多</p></xsl:if>",
      "<p>不多</p>");
  check(
      "<p><xsl:choose><xsl:when "
      "test='没有'>有</xsl:when><xsl:otherwise>无</xsl:otherwise></xsl:choose></p>",
      "<p>无</p>");
}

static void faults_have_lines(void **state) {
  (void)state;
  check("<p>\n<v select='没有'/></p>", "query.nothing t.xml:2");
  check("\n\n<p><v select='空'/></p>", "query.empty-cell d.csv:9 template.asked t.xml:3");
  check("\n<p id='{空}'/>", "query.empty-cell d.csv:9 template.asked t.xml:2");
  check("\n<p><v select='行'/></p>", "query.many t.xml:2");
  check("\n<p><v select='数 + 1'/></p>", "query.calculates t.xml:2");
  check("\n<p><v select='数['/></p>", "template.expression t.xml:2");
  check("\n<p><v select='数' format='x'/></p>", "template.format t.xml:2");
  check("\n<p><v select='数'><nobr>3</nobr></v></p>", "template.value-text t.xml:2");
  check("\n<p><v select='数'>4</v></p>", "bind.figure-contradicts t.xml:2");
  check("\n<p>下降<v select='数'>3</v>件</p>", "bind.figure-contradicts t.xml:2");
  check("\n<p><v/></p>", "template.attribute t.xml:2");
  check("\n<p id='{数'/>", "template.brace t.xml:2");
  check("\n<p><xsl:value-of select='数'/></p>", "template.copies t.xml:2");
  check("\n<p><xsl:copy-of select='数'/></p>", "template.copies t.xml:2");
  check("\n<xsl:call-template name='x'/>", "template.control t.xml:2");
  check("\n<xsl:attribute name='x'>y</xsl:attribute>", "template.control t.xml:2");
  check("\n<xsl:when test='数'/>", "template.place t.xml:2");
  check("\n<xsl:if test='数' x='y'/>", "template.no-attribute t.xml:2");
  check("\n<xsl:if test='document(\"/etc/passwd\")'/>", "template.failed t.xml:2");
  check("\n<xsl:if test='h:less(单位, 3)'/>", "query.not-number d.csv:9");
  check("\n<xsl:sort select='数'/>", "template.place t.xml:2");
  check("\n<xsl:if test='数'><xsl:sort select='数'/></xsl:if>", "template.place t.xml:2");
  check("<xsl:for-each select='行'><p>x</p>\n<xsl:sort select='名'/></xsl:for-each>",
        "template.place t.xml:2");
  check("\n<x xmlns='urn:x'/>", "template.foreign t.xml:2");
  check("<data id='q' src='../q.csv'/>", "template.data t.xml:1");
}

static void documents_that_are_no_template(void **state) {
  (void)state;
  static const char *const cases[][2] = {
      {"<bulletin xmlns='urn:hongtou:bulletin:1'/>", "template.version t.xml:1"},
      {"<bulletin xmlns='urn:x' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' "
       "xsl:version='1.0'/>",
       "template.foreign t.xml:1"},
      {"<a>", "template.xml t.xml:1"},
      {"<!DOCTYPE a><a/>", "template.xml t.xml:1"}};
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *shown = made_of(cases[i][0]);
    assert_string_equal(shown, cases[i][1]);
  }
}

/* The same template again and again, and the bytes do not depend on what came before. */
static void applications_are_alike(void **state) {
  (void)state;
  Job job = {.arena = arena_new(), .diags = diagnostics_new(), .limits = &limits_default};
  static const char text[] = HEAD "<p><v select='数'/></p>" TAIL;
  Template *template = template_read(&job, "t.xml", text, sizeof text - 1);
  assert_non_null(template);
  for (int i = 0; i < 100; i++) {
    g_autofree char *xml = g_strdup_printf("<record><数 n='数'>%d</数></record>", i % 3);
    g_autofree char *wanted = g_strdup_printf(
        "<bulletin xmlns=\"urn:hongtou:bulletin:1\"><p>%d</p></bulletin>", i % 3);
    TemplateRecord record = {.xml = xml, .len = strlen(xml)};
    TemplateResult result;
    assert_true(template_apply(&job, template, &record, &result));
    assert_string_equal(result.bytes, wanted);
  }
  template_free(template);
  arena_free(job.arena);
  diagnostics_free(job.diags);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(values_are_filled_in),
      cmocka_unit_test(faults_have_lines),
      cmocka_unit_test(documents_that_are_no_template),
      cmocka_unit_test(applications_are_alike),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
