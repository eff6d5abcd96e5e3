/* The one door for XML: events with their places, whole and as a stream; each fault and
 * each limit at its place, within milliseconds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
/* after those it needs */
#include <cmocka.h>

#include <libxml/tree.h>

#include "xml.h"

typedef struct Bytes {
  const char *p;
  size_t left, most; /* most: given at once */
} Bytes;

static gssize give(void *self, char *buffer, size_t room) {
  Bytes *bytes = self;
  size_t n = MIN(MIN(room, bytes->most), bytes->left);
  memcpy(buffer, bytes->p, n);
  bytes->p += n;
  bytes->left -= n;
  return (gssize)n;
}

static void put_attributes(XmlReader *r, GString *out) {
  for (unsigned i = 0; i < xml_declarations(r); i++)
    g_string_append_printf(out, " ns[%s]=%s", xml_declaration_at(r, i)->local,
                           xml_declaration_at(r, i)->value);
  for (unsigned i = 0; i < xml_attributes(r); i++) {
    const XmlAttribute *a = xml_attribute_at(r, i);
    g_string_append_printf(out, " %u:%u %s{%s}=%s", a->at.line, a->at.column, a->local,
                           a->space ? a->space : "", a->value);
  }
}

static void put_event(XmlReader *r, GString *out) {
  Span at = xml_span(r);
  if (xml_kind(r) == XML_TEXT) {
    g_string_append_printf(out, "%u:%u \"%s\"\n", at.line, at.column, xml_content(r));
    return;
  }
  g_string_append_printf(out, "%u:%u %s%s{%s}", at.line, at.column,
                         xml_kind(r) == XML_END ? "/" : "", xml_local(r),
                         xml_space(r) ? xml_space(r) : "");
  put_attributes(r, out);
  g_string_append(out, xml_is_empty(r) ? " /\n" : "\n");
}

static void put_faults(const Job *job, GString *out) {
  for (size_t i = 0; i < diag_count(job->diags); i++) {
    const Diagnostic *d = diag_at(job->diags, i);
    g_string_append_printf(out, "%u:%u %s %s\n", d->at.line, d->at.column,
                           diag_code_name(d->code), d->args[0] ? d->args[0] : "");
  }
}

/* Events and faults as text; most 0: from memory, else a stream of so many bytes at once.
 */
static char *told(const char *bytes, size_t len, size_t most, XmlEncodings encodings) {
  Job job = {.arena = arena_new(), .diags = diagnostics_new(), .limits = &limits_default};
  XmlForm form = xml_form(job.limits);
  Bytes from = {bytes, len, most};
  form.encodings = encodings;
  XmlReader *r = most ? xml_open_stream(&job, &form, "x", (XmlInput){&from, give})
                      : xml_open(&job, &form, "x", bytes, len);
  GString *out = g_string_new(NULL);
  while (xml_next(r))
    put_event(r, out);
  assert_int_equal(xml_failed(r), diag_count(job.diags) > 0);
  put_faults(&job, out);
  xml_close(r);
  diagnostics_free(job.diags);
  arena_free(job.arena);
  return g_string_free(out, FALSE);
}

static void check_bytes(const char *bytes, size_t len, XmlEncodings encodings,
                        const char *expected) {
  static const size_t steps[] = {0, 1, 2, 3, 7, 4096};
  for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
    g_autofree char *seen = told(bytes, len, steps[i], encodings);
    assert_string_equal(seen, expected);
  }
}

static void check(const char *text, const char *expected) {
  check_bytes(text, strlen(text), XML_ENCODING_OFFICE, expected);
}

/* ---- events ------------------------------------------------------------------------ */

static void events_have_their_places(void **state) {
  (void)state;
  check(
      "\xEF\xBB\xBF<?xml version='1.0'?>\n<a>\n 中&amp;文<b x='1'\r\n  y=\"&#65; "
      "\t&lt;\"/></a>",
      "2:1 a{}\n2:4 \"\n 中&文\"\n3:9 b{} 3:12 x{}=1 4:3 y{}=A  < /\n"
      "4:20 /a{}\n");
}

/* An empty element is told once; a comment parts a text, an instruction too. */
static void asides_part_a_text(void **state) {
  (void)state;
  check("<a>x<!-- - -->y<?p q?>z<![CDATA[<&]]>]] ></a>",
        "1:1 a{}\n1:4 \"x\"\n1:15 \"y\"\n1:23 \"z\"\n1:24 \"<&\"\n1:38 \"]] >\"\n"
        "1:42 /a{}\n");
}

static void namespaces_have_a_scope(void **state) {
  (void)state;
  check(
      "<a xmlns='u' xmlns:p='v'><p:b p:x='1' x='2'><c xmlns=''/></p:b><p:d xmlns:p='w' "
      "xml:lang='zh'/><p:e/></a>",
      "1:1 a{u} ns[]=u ns[p]=v\n1:26 b{v} 1:31 x{v}=1 1:39 x{}=2\n"
      "1:45 c{} ns[]= /\n1:58 /b{v}\n"
      "1:64 d{w} ns[p]=w 1:81 lang{http://www.w3.org/XML/1998/namespace}=zh /\n"
      "1:96 e{v} /\n1:102 /a{u}\n");
}

static void line_ends_are_one_kind(void **state) {
  (void)state;
  g_autofree char *seen = told("<a>x\r\ny\rz</a>", 13, 0, XML_ENCODING_UTF8);
  assert_string_equal(seen, "1:1 a{}\n1:4 \"x\ny\nz\"\n3:2 /a{}\n");
}

static void encodings_are_strict(void **state) {
  (void)state;
  static const char gb[] = "<?xml version='1.0' encoding='GB18030'?>\n<a>\xD6\xD0</a>";
  static const char bad[] = "<?xml version='1.0' encoding='GBK'?>\n<a>\xD6\xD0\xFF</a>";
  static const char wide[] = "\xFF\xFE<\0a\0>\0-N<\0/\0a\0>\0";
  check_bytes(gb, sizeof gb - 1, XML_ENCODING_OFFICE, "2:1 a{}\n2:4 \"中\"\n2:5 /a{}\n");
  check_bytes(wide, sizeof wide - 1, XML_ENCODING_ANY, "1:1 a{}\n1:4 \"中\"\n1:5 /a{}\n");
  check_bytes(wide, sizeof wide - 1, XML_ENCODING_OFFICE,
              "1:1 xml.encoding UTF-16/UTF-32\n");
  g_autofree char *seen = told(bad, sizeof bad - 1, 0, XML_ENCODING_OFFICE);
  assert_true(g_str_has_suffix(seen, "2:5 xml.invalid-bytes GBK\n"));
}

/* ---- faults ------------------------------------------------------------------------ */

static void each_fault_has_its_place(void **state) {
  (void)state;
  static const char *const cases[][2] = {
      {"", "1:1 xml.empty \n"},
      {" \n", "2:1 xml.empty \n"},
      {"word", "1:5 xml.empty \n"},
      {"word<a/>", "1:1 xml.not-well-formed …<\n"},
      {"<a/>word", "1:1 a{} /\n1:5 xml.not-well-formed word\n"},
      {"<a/><b/>", "1:1 a{} /\n1:5 xml.not-well-formed <b\n"},
      {"<a", "1:1 xml.unclosed <\n"},
      {"<a x='", "1:1 xml.unclosed <\n"},
      {"<a x='<'/>", "1:1 xml.not-well-formed <\n"},
      {"<a x/>", "1:1 xml.not-well-formed x\n"},
      {"<a x=1/>", "1:1 xml.not-well-formed x=1\n"},
      {"<a x='1'y='2'/>", "1:1 xml.not-well-formed y\n"},
      {"<a \n x='1' x='2'/>", "1:1 xml.attribute-twice x\n"},
      {"<a xmlns:p='u' xmlns:q='u' p:x='1' q:x='2'/>", "1:1 xml.attribute-twice q:x\n"},
      {"<a xmlns='u' xmlns='v'/>", "1:1 xml.attribute-twice xmlns\n"},
      {"<p:a/>", "1:1 xml.not-well-formed p:a\n"},
      {"<a p:x='1'/>", "1:1 xml.not-well-formed p:x\n"},
      {"<a xmlns:p=''/>", "1:1 xml.not-well-formed xmlns:p\n"},
      {"<a xmlns:xml='u'/>", "1:1 xml.not-well-formed xmlns:xml\n"},
      {"<a:b:c/>", "1:1 xml.not-well-formed a:b:c\n"},
      {"<1/>", "1:1 xml.less-than \n"},
      {"<!DOCTYPE a><a/>", "1:1 xml.doctype \n"},
      {"\n<?xml version='1.0'?><a/>", "2:1 xml.declaration-late \n"},
      {"<?xml?><a/>", "1:1 xml.not-well-formed <?xml?>\n"},
      {"<a>&nbsp;</a>", "1:1 a{}\n1:4 xml.entity nbsp\n"},
      {"<a>&#xD800;</a>", "1:1 a{}\n1:4 xml.character-reference #xD800\n"},
      {"<a>& b</a>", "1:1 a{}\n1:4 xml.ampersand \n"},
      {"<a>]]></a>", "1:1 a{}\n1:4 xml.not-well-formed ]]>\n"},
      {"<a><!-- -- --></a>", "1:1 a{}\n1:9 xml.comment \n"},
      {"<a><!-- ", "1:1 a{}\n1:4 xml.unclosed <!--\n"},
      {"<a><b></a>", "1:1 a{}\n1:4 b{}\n1:7 xml.end-tag a\n"},
      {"<a></a></b>", "1:1 a{}\n1:4 /a{}\n1:8 xml.end-tag-alone b\n"},
      {"<a></a x>", "1:1 a{}\n1:4 xml.not-well-formed </a x\n"},
      {"<a><b/>", "1:1 a{}\n1:4 b{} /\n1:8 xml.element-open a\n"},
      {"<a>\x01</a>", "1:1 a{}\n1:4 xml.control-character U+0001\n"},
      {"\x1F\x8B\x08", "1:1 xml.packed gzip\n"},
      {"PK\x03\x04", "1:1 xml.packed ZIP\n"},
      {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "1:1 xml.packed OLE2\n"},
      {"%PDF-1.7", "1:1 xml.packed PDF\n"},
      {"<a x=“1”/>", "1:6 xml.wide-mark “\n"},
      {"<a x ＝ '1'/>", "1:6 xml.wide-mark ＝\n"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *seen =
        told(cases[i][0], strlen(cases[i][0]), 0, XML_ENCODING_OFFICE);
    assert_string_equal(seen, cases[i][1]);
  }
}

static void a_nul_is_told_where_it_stands(void **state) {
  (void)state;
  static const char text[] = "<a>中\0</a>";
  g_autofree char *seen = told(text, sizeof text - 1, 0, XML_ENCODING_UTF8);
  assert_true(g_str_has_suffix(seen, "1:5 xml.control-character U+0000\n"));
  g_autofree char *parts = told(text, sizeof text - 1, 3, XML_ENCODING_UTF8);
  assert_true(g_str_has_suffix(parts, "1:5 xml.control-character U+0000\n"));
}

/* ---- limits ------------------------------------------------------------------------ */

/* head, then n times the part, its # being a number that grows. */
static GString *repeated(const char *head, const char *part, unsigned n) {
  GString *text = g_string_new(head);
  const char *mark = strchr(part, '#');
  size_t before = mark ? (size_t)(mark - part) : strlen(part);
  char number[] = "00000000";
  for (unsigned i = 0; i < n; i++) {
    g_string_append_len(text, part, (gssize)before);
    if (!mark)
      continue;
    g_string_append_len(text, number, 8);
    g_string_append(text, mark + 1);
    for (char *digit = number + 7; ++*digit > '9'; digit--)
      *digit = '0';
  }
  return text;
}

/* The limit is met long before the end, whether the text comes whole or in parts. */
static void limits(GString *text, const char *whole, const char *parted) {
  for (size_t most = 0; most <= 65536; most += 65536) {
    g_autofree char *seen = told(text->str, text->len, most, XML_ENCODING_UTF8);
    const char *last = strrchr(seen, '\n') ? seen : "";
    for (const char *p = seen; (p = strchr(p, '\n')) && p[1];)
      last = ++p;
    assert_string_equal(last, most ? parted : whole);
  }
  g_string_free(text, TRUE);
}

static void limit(GString *text, const char *expected) {
  limits(text, expected, expected);
}

static void limits_hold(void **state) {
  (void)state;
  limit(repeated("<a", " a#=''", 160000), "1:1 limit.attributes 256\n");
  limit(repeated("<a", " xmlns:a#='u'", 160000), "1:1 limit.attributes 256\n");
  limit(repeated("<a x='", "#", 160000), "1:1 limit.tag-bytes 65536\n");
  limit(repeated("<a", "#", 1600000), "1:1 limit.tag-bytes 65536\n");
  limit(repeated("<a ", "#x", 1600000),
        "1:1 xml.not-well-formed 00000000x"
        "00000001x00000002x00000003x0000…\n");
  limit(repeated("<a ", "a#", 1600000), "1:1 limit.tag-bytes 65536\n");
  limit(repeated("", "<a>", 300000), "1:193 limit.depth 64\n");
  limit(repeated("", "<a xmlns:b='u'>", 300000), "1:961 limit.depth 64\n");
  limit(repeated("<a>", "]", 300000), "1:300004 xml.element-open a\n");
  limit(repeated("<a>", "#", 1100000), "1:8388612 limit.text-bytes 8388608\n");
  limits(repeated("<a><![CDATA[", "#", 1100000), "1:4 xml.unclosed <![CDATA[\n",
         "1:8388612 limit.text-bytes 8388608\n");
}

/* ---- the tree ---------------------------------------------------------------------- */

static void a_tree_has_lines_and_namespaces(void **state) {
  (void)state;
  static const char text[] =
      "<p:a xmlns:p='u'>\n<b p:x='1'>&lt;<![CDATA[&]]></b>\n<p:c/></p:a>";
  Job job = {.arena = arena_new(), .diags = diagnostics_new(), .limits = &limits_default};
  XmlForm form = xml_form(job.limits);
  xmlDoc *doc = xml_tree(&job, &form, "x", text, sizeof text - 1);
  assert_non_null(doc);
  xmlNode *root = xmlDocGetRootElement(doc), *b = root->children->next;
  assert_string_equal((const char *)root->ns->href, "u");
  assert_int_equal(xmlGetLineNo(b), 2);
  assert_null(b->ns);
  assert_ptr_equal(b->properties->ns, root->ns);
  assert_string_equal((const char *)b->children->content, "<&");
  assert_null(b->children->next);
  assert_ptr_equal(b->next->next->ns, root->ns);
  xmlFreeDoc(doc);
  assert_null(xml_tree(&job, &form, "x", text, sizeof text - 2));
  assert_int_equal(diag_errors(job.diags), 1);
  diagnostics_free(job.diags);
  arena_free(job.arena);
}

static void names_are_names(void **state) {
  (void)state;
  assert_true(xml_is_name("单位") && xml_is_name("a-1") && xml_is_name("_"));
  assert_false(xml_is_name("") || xml_is_name("1a") || xml_is_name("a:b") ||
               xml_is_name("a b") || xml_is_name("·"));
}

/* ---- threads ----------------------------------------------------------------------- */

static gpointer read_often(gpointer document) {
  for (int i = 0; i < 5000; i++) {
    char *seen = told(document, strlen(document), 0, XML_ENCODING_UTF8);
    g_free(seen);
  }
  return NULL;
}

/* A session finds fonts on one thread while it reads the document on another. */
static void threads_read_the_same_namespace(void **state) {
  (void)state;
  g_log_set_always_fatal(G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
  static char document[] = "<a xmlns='urn:a'><b xmlns='urn:b'/><b xmlns='urn:b'/></a>";
  GThread *threads[3];
  for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
    threads[i] = g_thread_new("reads", read_often, document);
  for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
    g_thread_join(threads[i]);
  g_autofree char *seen = told(document, strlen(document), 0, XML_ENCODING_UTF8);
  assert_non_null(strstr(seen, "urn:b"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(threads_read_the_same_namespace),
      cmocka_unit_test(events_have_their_places),
      cmocka_unit_test(asides_part_a_text),
      cmocka_unit_test(namespaces_have_a_scope),
      cmocka_unit_test(line_ends_are_one_kind),
      cmocka_unit_test(encodings_are_strict),
      cmocka_unit_test(each_fault_has_its_place),
      cmocka_unit_test(a_nul_is_told_where_it_stands),
      cmocka_unit_test(limits_hold),
      cmocka_unit_test(a_tree_has_lines_and_namespaces),
      cmocka_unit_test(names_are_names),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
