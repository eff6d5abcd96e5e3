/* Everything a clause fixes stands in the layout: each value of general.xml is changed in
 * turn, and a page must move. A value that moves nothing is a value that typesetting
 * holds itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "bind.h"
#include "model.h"
#include "typeset.h"

#define HEAD(title)                                                          \
  "<bulletin xmlns='urn:hongtou:bulletin:1' xml:lang='zh-CN' kind='通知' " \
  "layout='t' STATUS>"                                                       \
  "<head><issuer>某某院</issuer>"                                         \
  "<number code='某检' year='2020' serial='9'/></head>"                    \
  "<title>" title "</title>"
#define TEN(text) text text text text text text text text text text
#define PRINTED                                                                      \
  "<imprint><printed-by>办公室</printed-by><printed-on>2020-08-06</printed-on></" \
  "imprint>"
#define PLAIN "<sign><date>2020-08-05</date></sign>"
#define SEALED                                     \
  "<sign><date>2020-08-05</date><by seal='space' " \
  "diameter='42mm'>某某市检察院</by></sign>"

/* An enclosure whose last page holds as many lines. */
#define SHORT(lines)                            \
  HEAD("关于印发规定的通知")                    \
  "<to>各院</to><body><p>短。</p></body>" PLAIN \
  "<enclosure><title>规定</title><body>" lines "</body></enclosure></bulletin>"
#define JOINT(by)                                         \
  HEAD("关于印发有关工作规定的通知")                      \
  "<to>各县区院</to><body><p>短。</p></body><sign>" \
  "<date>2020-08-05</date>" by "</sign></bulletin>"

/* Between them they show every part and every remedy: signatures plain, sealed, with a
 * wet stamp, on full pages and roomy ones; long, short and joint marks; signers; lists;
 * tables over pages; an enclosure; annexes; recipients too many for page 1; a subtitle
 * that leaves page 1 no text; lines that must be squeezed at each step of K3.2. */
static const char *const documents[] = {
    "<bulletin xmlns='urn:hongtou:bulletin:1' xml:lang='zh-CN' kind='通知' layout='t'"
    " status='draft'><head><issuer>某某市人民检察院</issuer>"
    "<number code='某检' year='2020' serial='8'/></head>"
    "<title>某某市人民检察院<br/>关于开展案件质量评查工作<br/>有关问题的通知</title><to>各县区院</to>"
    "<body>BODY<section><h>总体要求</h><p>提高认识，加强领导。</p><section><h>目标</h>"
    "<p>按照“依法、全面、及时、规范”的要求，到2020年底完成《工作规定（试行）》、《工作办法》的修订"
    "，重点<em>突出质量</em>，参见<ref to='a'/>与PDF格式的有关材料，HTTP and XML。</p>"
    "<section><h>任务</h><p>任务明确。</p><section><h>分工</h><p>分工清楚。</p></section></section>"
    "</section></section><list kind='1'><item>第一项工作。</item><item>第二项工作。</item></list>"
    "</body><sign><date>2020-08-05</date><by seal='space'>某某院</by></sign>"
    "<note>此件公开发布</note>"
    "<annex id='a'><title>评查数据表</title><table unit='件'><columns><column width='6字'/>"
    "<column align='decimal'/></columns><thead><tr><th>单位</th><th>数量</th></tr></thead>"
    "<tbody><tr><td>某某市某某县人民检察院</td><td>8</td></tr>ROWS</tbody><note>演示数据。</note>"
    "</table></annex><annex><title>另一表</title>"
    "<table><columns><column/></columns><thead><tr>"
    "<th>名</th></tr></thead><tbody><tr><td>甲</td></tr></tbody></table></annex>"
    "<imprint><copy-to>省检察院，各省辖市检察院，市委办公室，市人大常委会办公室，市政府办公室，市政协"
    "办公室，市监委</copy-to><printed-by>办公室</printed-by><printed-on>2020-08-06</printed-on>"
    "</imprint></bulletin>",
    "<bulletin xmlns='urn:hongtou:bulletin:1' xml:lang='zh-CN' kind='通报' layout='t'>"
    "<head><issuer>某某市人民检察院</issuer>"
    "<mark>某某省某某市某某县人民检察院司法案件管理工作委员会文件</mark>"
    "<number code='某检' year='2020' serial='9'/>"
    "</head><title>某某市人民检察院关于开展案件质量评查工作有关问题的通报</title>"
    "<subtitle>（2020年8月1日通过）</subtitle><to>各县区院</to>"
    "<body><p>现将情况通报如下，请认真贯彻执行。</p><p>二。</p></body>" PLAIN
    "<enclosure><title>情况通报</title><body><p>一切正常。</p></body></enclosure>" PRINTED
    "</bulletin>",
    HEAD("关于印发有关工作规定的通知") "<to>各县区院</to>"
    "<body>LINE4</body>" SEALED PRINTED "</bulletin>",
    HEAD("关于印发有关工作规定的通知") "<to>各县区院</to><body>LINE1</body>" PLAIN PRINTED "</bulletin>",
    HEAD("关于印发有关工作规定的通知") "<to>各县区院</to><body>LINE1</body>"
    "<sign><date>2020-08-05</date><by seal='space'>某某检察院</by></sign></bulletin>",
    HEAD("关于印发有关工作规定的通知") "<to>各县区院</to><body>LINE5</body>"
    "<sign><date>2020-08-05</date><by seal='seal.png'>某某市检察院</by></sign></bulletin>",
    HEAD("关于印发有关工作规定的通知") "<to>各县区院</to><body>LINE7</body>" SEALED "</bulletin>",
    HEAD("关于印发有关工作规定的通知") "<to>各县区院</to><body>LINE9</body>" SEALED "</bulletin>",
    HEAD("关于印发有关工作规定的通知") "<to>各县区院</to><body>LINE9</body>" PLAIN "</bulletin>",
    HEAD("某某市人民检察院关于印发各有关规定的通知") "<to>各县区院</to><body><p>短。</p></body>"
    "<sign><date>2020-08-05</date><by seal='seal.png'>某某市检察院</by></sign></bulletin>",
    HEAD("关于印发有关工作规定的通知") "<to>各县区院</to><body>LINE7</body>"
    "<sign><date>2020-08-05</date><by title='检察长' "
    "stamp='space'>某某</by></sign></bulletin>",
    "<bulletin xmlns='urn:hongtou:bulletin:1' "
    "xml:lang='zh-CN' kind='请示' layout='t'><head>"
    "<copy-number>7</copy-number><secrecy level='秘密'/><urgency>特急</urgency>"
    "<issuer>某某市人民检察院</issuer><issuer>某某市财政局</issuer><issuer>某某局</issuer>"
    "<mark>文件</mark><number code='某检' year='2020' serial='9'/><signer>李某</signer>"
    "<signer>王某某</signer><signer>欧阳某某</signer></head><title>关于经费的请示</title>"
    "<to>某某省人民检察院</to><body><p>短。</p></body><sign><date>2020-08-05</date>"
    "<by title='检察长' stamp='space'>某某</by><by "
    "title='局长' stamp='seal.png'>某某</by></sign>"
    "</bulletin>",
    JOINT("<by seal='seal.png' diameter='30mm'>甲局</by>"
    "<by seal='seal.png' diameter='28mm'>丙局</by>"
          "<by seal='seal.png' diameter='30mm'>戊局</by>"
    "<by seal='seal.png' diameter='30mm'>庚局</by>"),
    JOINT("<by seal='seal.png'>某某市某某区人民检察院</by><by seal='seal.png'>某某市某某区人民法院</by>"
          "<by seal='seal.png'>某某局</by>"),
    SHORT("SHORT2"), SHORT("SHORT3"),
    HEAD("关于印发有关工作规定的通知") "<to>MANY</to><body>"
    "<p>短。</p></body>" PLAIN PRINTED "</bulletin>",
    HEAD("关于印发有关工作规定的通知") "<subtitle>MANY</subtitle><to>"
    "各院</to><body><p>短。</p></body>" PLAIN
    "</bulletin>",
    HEAD("关于印发规定的通知") "<to>各院</to><body><p>短。</p><figure src='seal.png' alt='点'>"
    "<caption>一个点</caption></figure><p>又及。</p></body>" PLAIN
    "<enclosure><title>规定</title><body><chapter>"
    "<h>总则</h><section><h>一般规定</h><article><p>为了"
    "规范，制定本规定。</p><list><item>甲；</item><item>乙。"
    "</item></list></article></section></chapter>"
    "</body></enclosure></bulletin>",
    HEAD("关于印发有关工作规定的通知") "<to>各县区院</to><body>"
    "<p>为进一步加强案件质量评查工作总结经验弥补不足请认真做“依法办事”的要求，抓好落实工作。</p>"
    "<p>为进一步加强案件质量评查。为进一步加强案<nobr>件质量评查等</nobr>，为进一步加强案件质量评查工作总结。</p>"
    "<p>今年共受理评查案件12件。5件已经办结另有7件正在办理，为进一步加强案件质量评查工作。</p>"
    "<p>编号1 2 3 4 5 6 7 89的案件已经全部办理完毕并依法公开，为进一步加强案件质量评查工作。</p>"
    "<p>编号1 23的案件已经全部办理完毕并已依法公开总结经验弥补不足做好工作。</p>"
    "<p>为进一步加强案件质量评查工作总结经验弥补不足请认真贯彻执。</p></body>" PLAIN "</bulletin>",
    HEAD("关于印发有关统计表的通知") "<to>各县区院</to><body><p>短。</p>"
    "<table><columns>" TEN("<column align='decimal'/>") "<column align='decimal'/>"
    "<column align='decimal'/></columns><tbody><tr>" TEN("<td>12345.6</td>")
    "<td>12345.6</td><td>-2345.6</td></tr></tbody></table>"
    "<table thousands='yes'><columns><column/>"
    "<column align='decimal'/></columns><tbody>"
    "<tr><td>某院</td><td>12345</td></tr></tbody></table>"
    "<table><thead><tr><th>三字头</th><th>三字头</th><th>情况说明</th></tr></thead><tbody><tr>"
    "<td>0</td><td>某某某某某县院</td>"
    "<td>" TEN("为进一步加强案件质量评查工作总结经验弥补不足，") "</td></tr></tbody></table></body>"
    PLAIN "</bulletin>",
};
#define N_DOCUMENTS ((int)G_N_ELEMENTS(documents))

typedef struct Bench {
  FontBook *fonts;
  char *xml[G_N_ELEMENTS(documents)];
  char *base[G_N_ELEMENTS(documents)]; /* what they look like by the layout unchanged */
  char *folder;                        /* with seal.png in it */
} Bench;

static char *repeated(const char *text, int n) {
  GString *out = g_string_new(NULL);
  for (int i = 0; i < n; i++)
    g_string_append_printf(out, text, i + 1, i * 7);
  return g_string_free(out, FALSE);
}

static void fill_in(GString *out, const char *name, const char *text, int n) {
  g_autofree char *many = repeated(text, n);
  g_string_replace(out, name, many, 0);
}

#define LINE "<p>为进一步加强案件质量评查工作，总结经验，请认真贯彻。</p>"

static char *filled(const char *text) {
  GString *out = g_string_new(text);
  fill_in(out, "ROWS", "<tr><td>第%d院</td><td>%d.5</td></tr>", 60);
  fill_in(out, "BODY",
          "<p>"
          "为进一步加强案件质量评查工作，总结经验，弥补不足，根据上级机关的要求，结合工作"
          "实际，现就"
          "有关问题通知如下，请认真贯彻执行。</p>",
          4);
  fill_in(out, "SHORT2", "<p>一行文字。</p>", 20);
  fill_in(out, "SHORT3", "<p>一行文字。</p>", 21);
  fill_in(out, "LINE1", LINE, 1);
  fill_in(out, "LINE4", LINE, 4);
  fill_in(out, "LINE5", LINE, 5);
  fill_in(out, "LINE7", LINE, 7);
  fill_in(out, "LINE9", LINE, 9);
  fill_in(out, "MANY", "某某市各县区人民检察院及其内设机构、", 18);
  fill_in(out, "STATUS", "", 1);
  return g_string_free(out, FALSE);
}

static const char *first_error(const Diagnostics *diags) {
  for (size_t i = 0; i < diag_count(diags); i++) {
    if (diag_at(diags, i)->severity == SEVERITY_ERROR)
      return diag_code_name(diag_at(diags, i)->code);
  }
  return "";
}

/* A short last page is told where it is not pulled back. */
static void append_told(GString *out, const Diagnostics *diags) {
  for (size_t i = 0; i < diag_count(diags); i++) {
    if (diag_at(diags, i)->code == DIAG_TYPESET_SHORT_PAGE)
      g_string_append_printf(out, "short page %s\n", diag_at(diags, i)->args[0]);
  }
}

/* The dump of one document set by a layout; NULL when the layout is refused. */
static char *render(const Bench *bench, const char *layout_xml, int i) {
  static const char *const folders[] = {SOURCE_DIR "/layouts", NULL};
  GString *out = g_string_new(NULL);
  Job job = {.arena = arena_new(),
             .diags = diagnostics_new(),
             .limits = &limits_default,
             .fonts = bench->fonts,
             .folder = bench->folder};
  Bulletin *read = NULL, *bound = NULL;
  bool ok = layout_read_memory(&job, "t.xml", layout_xml, strlen(layout_xml), folders,
                               &job.layout);
  if (ok) {
    assert_true(model_read(&job, "d.xml", bench->xml[i], strlen(bench->xml[i]), &read));
    assert_true(bind_run(&job, read, &job.layout->numbering, &bound));
    DisplayList list = {0};
    Composition *composition = NULL;
    if (typeset_run(&job, bound, display_list_sink(&list), &composition))
      display_dump(&list, out);
    else
      g_string_append_printf(out, "refused: %s\n", first_error(job.diags));
    append_told(out, job.diags);
  }
  diagnostics_free(job.diags);
  arena_free(job.arena);
  return ok ? g_string_free(out, FALSE) : g_string_free(out, TRUE);
}

/* A layout moves something of some document: the first one that it moves is enough. */
static bool moves(const Bench *bench, const char *layout_xml, bool *refused) {
  for (int i = 0; i < N_DOCUMENTS; i++) {
    g_autofree char *dump = render(bench, layout_xml, i);
    *refused = !dump;
    if (!dump || strcmp(dump, bench->base[i]) != 0)
      return !*refused;
  }
  return false;
}

/* ---- changed values ---------------------------------------------------------------- */

typedef struct Swap {
  const char *from, *to;
} Swap;

/* Values that say nothing by themselves: only with their attribute. */
static const Swap special[] = {
    {"gap=edge", "grid"},
    {"gap-max=0.333字", "0.4字"},
    {"word-max=0.5字", "0.6字"},
    {"word-min=0.25字", "0.4字"},
    {"seal-gap=0..1行", "0..0.5行"},
    {"last-line=2", "3"},
    {"gap-min=0.125字", "0.05字"},
    {"align=left", "centre"},
    {"capacity=20", "19"},
    {"names-per-row=2", "1"},
    {"rows=1 2 next", "1 3 next"},
};

static const Swap swaps[] = {
    {"two", "one"},
    {"print", "preprinted"},
    {"A4", NULL},
    {"no", "yes"},
    {"yes", "no"},
    {"edge", "line"},
    {"line", "12mm"},
    {"#ff0000", "#ee0000"},
    {"#666666", "#777777"},
    {"红", "朱"},
    {"仿宋", "楷体"},
    {"小标宋", "黑体"},
    {"黑体", "楷体"},
    {"楷体", "黑体"},
    {"宋体", "黑体"},
    {"centre", "left"},
    {"left", "right"},
    {"right", "left"},
    {"justify", "right"},
    {"shape", "text"},
    {"red", "grey"},
    {"grey", "red"},
    {"一、", "1."},
    {"（一）", "1."},
    {"1.", "（1）"},
    {"（1）", "1."},
    {"page-1", "none"},
    {"imprint", "none"},
    {"block", "100mm"},
    {"even-last", "last"},
    {"right 1字", "right 2字"},
    {"left 1字", "left 2字"},
    {"— {n} —", "— {n}"},
    {"草稿", "讨论稿"},
    {"附件{n}", "附{n}"},
    {"（续表）", "（续）"},
    {"block.top", "block.top+1mm"},
    {"block.left", "block.left+1mm"},
    {"block.right", "block.right-1mm"},
    {"block.bottom", "block.bottom-1mm"},
    {"open:1em condense:70% shrink", "open:0.5em condense:90%"},
    {"0..1行", "0..0.1行"},
    {"三号", "四号"},
    {"初号", "小初"},
    {"二号", "小二"},
    {"四号", "小四"},
    {"小四", "五号"},
    {"annex-label", "body"},
};

static char *changed(const char *attribute, const char *value) {
  g_autofree char *both = g_strdup_printf("%s=%s", attribute, value);
  for (size_t i = 0; i < G_N_ELEMENTS(special); i++) {
    if (strcmp(both, special[i].from) == 0)
      return g_strdup(special[i].to);
  }
  for (size_t i = 0; i < G_N_ELEMENTS(swaps); i++) {
    if (strcmp(value, swaps[i].from) == 0)
      return g_strdup(swaps[i].to);
  }
  for (const char *p = value; *p;
       p++) { /* the last number of the value, made another one */
    if (!g_ascii_isdigit(*p))
      continue;
    char *end;
    double number = g_ascii_strtod(p, &end);
    double other = number < 1 ? number * 0.6 : number + 1;
    if (strcmp(end, "%") == 0)
      other = 0;
    return g_strdup_printf("%.*s%g%s", (int)(p - value), value, other, end);
  }
  return NULL;
}

/* What no page can show: names, clauses, what decides a note alone, and parts refused as
 * yet. */
static bool is_exempt(const char *element, const char *part, const char *attribute) {
  static const char *const attributes[] = {
      "xmlns", "name",    "title",    "standard",       "clause", "extends",
      "part",  "version", "encoding", "resolution-min", NULL};
  static const char *const parts[] = {"attendance", "attendance-label", "issuer", "date",
                                      NULL};
  if (g_strv_contains(attributes, attribute) || strcmp(element, "titles") == 0)
    return true;
  if (strcmp(attribute, "with") == 0 || strcmp(attribute, "label-role") == 0)
    return false;
  return part && g_strv_contains(parts, part);
}

typedef struct Value {
  char *element, *part, *attribute, *value;
  size_t from, to; /* of the value in the file */
} Value;

static void value_free(gpointer data) {
  Value *v = data;
  g_free(v->element);
  g_free(v->part);
  g_free(v->attribute);
  g_free(v->value);
  g_free(v);
}

static void read_element(const char *xml, size_t from, size_t to, GPtrArray *values) {
  g_autofree char *tag = g_strndup(xml + from, to - from);
  g_autoptr(GRegex) name = g_regex_new("^<([a-z0-9-]+)", 0, 0, NULL);
  g_autoptr(GRegex) pair = g_regex_new("([a-zA-Z0-9:-]+)=\"([^\"]*)\"", 0, 0, NULL);
  g_autoptr(GRegex) identity = g_regex_new("(part|name|with)=\"([^\"]*)\"", 0, 0, NULL);
  g_autoptr(GMatchInfo) head = NULL, id = NULL, m = NULL;
  if (!g_regex_match(name, tag, 0, &head))
    return;
  g_autofree char *element = g_match_info_fetch(head, 1);
  g_regex_match(identity, tag, 0, &id);
  g_autofree char *part = g_match_info_matches(id) ? g_match_info_fetch(id, 2) : NULL;
  g_regex_match(pair, tag, 0, &m);
  for (; g_match_info_matches(m); g_match_info_next(m, NULL)) {
    Value *v = g_new0(Value, 1);
    int a, b;
    g_match_info_fetch_pos(m, 2, &a, &b);
    v->element = g_strdup(element);
    v->part = g_strdup(part);
    v->attribute = g_match_info_fetch(m, 1);
    v->value = g_match_info_fetch(m, 2);
    v->from = from + (size_t)a;
    v->to = from + (size_t)b;
    g_ptr_array_add(values, v);
  }
}

static GPtrArray *read_values(const char *xml) {
  GPtrArray *values = g_ptr_array_new_with_free_func(value_free);
  for (const char *p = xml; (p = strchr(p, '<'));) {
    const char *end = g_str_has_prefix(p, "<!--") ? strstr(p, "-->") : strchr(p, '>');
    assert_non_null(end);
    if (p[1] != '!' && p[1] != '/' && p[1] != '?')
      read_element(xml, (size_t)(p - xml), (size_t)(end - xml), values);
    p = end;
  }
  return values;
}

static char *with_value(const char *xml, const Value *v, const char *value) {
  GString *out = g_string_new_len(xml, (gssize)v->from);
  g_string_append(out, value);
  g_string_append(out, xml + v->to);
  return g_string_free(out, FALSE);
}

/* One grey pixel. */
static const uint8_t pixel[] = {
    0x89, 'P',  'N',  'G',  0x0d, 0x0a, 0x1a, 0x0a, 0,    0,    0,    0x0d, 'I',  'H',
    'D',  'R',  0,    0,    0,    1,    0,    0,    0,    1,    8,    0,    0,    0,
    0,    0x3a, 0x7e, 0x9b, 0x55, 0,    0,    0,    0x0a, 'I',  'D',  'A',  'T',  0x78,
    0x9c, 0x63, 0x68, 0,    0,    0,    0x82, 0,    0x81, 0x77, 0xcd, 0x72, 0xb6, 0,
    0,    0,    0,    'I',  'E',  'N',  'D',  0xae, 0x42, 0x60, 0x82};

static void every_value_moves_a_page(void **state) {
  (void)state;
  Diagnostics *diags = diagnostics_new();
  Bench bench = {0};
  static const char *const folders[] = {SOURCE_DIR "/fonts/packages", NULL};
  FontPaths paths = {.roles_file = SOURCE_DIR "/fonts/roles.xml",
                     .folders = folders,
                     .system_folders = true,
                     .cache_folder = g_getenv("HONGTOU_TEST_CACHE")};
  if (!fontbook_open(&paths, diags, &bench.fonts))
    skip();
  for (int i = 0; i < N_DOCUMENTS; i++)
    bench.xml[i] = filled(documents[i]);
  bench.folder = g_dir_make_tmp("hongtou-layout-XXXXXX", NULL);
  g_autofree char *seal = g_build_filename(bench.folder, "seal.png", NULL);
  assert_true(g_file_set_contents(seal, (const char *)pixel, sizeof pixel, NULL));
  g_autofree char *xml = NULL;
  assert_true(g_file_get_contents(SOURCE_DIR "/layouts/general.xml", &xml, NULL, NULL));
  for (int i = 0; i < N_DOCUMENTS; i++) {
    bench.base[i] = render(&bench, xml, i);
    assert_non_null(bench.base[i]);
  }
  g_autoptr(GPtrArray) values = read_values(xml);
  int moved = 0, still = 0;
  for (guint i = 0; i < values->len; i++) {
    const Value *v = g_ptr_array_index(values, i);
    g_autofree char *other = changed(v->attribute, v->value);
    if (is_exempt(v->element, v->part, v->attribute) || !other)
      continue;
    g_autofree char *layout = with_value(xml, v, other);
    bool refused;
    if (moves(&bench, layout, &refused)) {
      moved++;
      continue;
    }
    still++;
    print_message(
        "<%s %s> %s=\"%s\" "
        "→ \"%s\": %s\n",
        v->element, v->part ? v->part : "", v->attribute, v->value, other,
        refused ? "the layout was refused" : "no page moved");
  }
  print_message("%d values moved a page, %d did not\n", moved, still);
  assert_int_equal(still, 0);
  assert_true(moved > 100);
  for (int i = 0; i < N_DOCUMENTS; i++) {
    g_free(bench.xml[i]);
    g_free(bench.base[i]);
  }
  g_remove(seal);
  g_rmdir(bench.folder);
  g_free(bench.folder);
  fontbook_free(bench.fonts);
  diagnostics_free(diags);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(every_value_moves_a_page)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
