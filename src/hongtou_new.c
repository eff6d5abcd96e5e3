/* Documents and layouts to begin with: each renders as it stands, its comments say what
 * to put where. */
#include <string.h>

#include "hongtou_inner.h"

typedef enum { NEW_USUAL, NEW_UPWARD, NEW_LETTER, NEW_ORDER, NEW_MINUTES, NEW_OPEN } Form;

typedef struct Beginning {
  const char *kind;
  Form form; /* NEW_OPEN: published, to nobody */
  const char *title;
  const char *opening; /* the first paragraph */
  const char *closing; /* the formula; NULL: none */
} Beginning;

static const Beginning beginnings[] = {
    {"通知", NEW_USUAL, "关于做好防汛物资清点工作的通知",
     "为做好今年的防汛准备，现将有关事项通知如下。", NULL},
    {"函", NEW_LETTER, "关于商请提供防汛物资数据的函",
     "为掌握全县防汛物资储备情况，现商请贵单位提供有关数据。", "请予支持为盼。"},
    {"请示", NEW_UPWARD, "关于增拨防汛物资购置经费的请示",
     "因防汛物资储备不足，拟增购一批物资，现将有关情况请示如下。", "妥否，请批示。"},
    {"报告", NEW_UPWARD, "关于防汛物资清点情况的报告",
     "按照要求，我单位对防汛物资进行了清点，现将情况报告如下。", "特此报告。"},
    {"通报", NEW_USUAL, "关于防汛物资清点情况的通报",
     "近日，全县完成了防汛物资清点，现将情况通报如下。", NULL},
    {"批复", NEW_USUAL, "关于同意增拨防汛物资购置经费的批复",
     "你单位《关于增拨防汛物资购置经费的请示》收悉。经研究，现批复如下。", "此复。"},
    {"意见", NEW_USUAL, "关于加强防汛物资管理的意见",
     "为加强防汛物资管理，现提出以下意见。", NULL},
    {"决定", NEW_USUAL, "关于表扬防汛工作先进单位的决定", "为鼓励先进，现作出以下决定。",
     NULL},
    {"公告", NEW_OPEN, "关于汛期封闭河道的公告", "为保障安全，现就有关事项公告如下。",
     "特此公告。"},
    {"通告", NEW_OPEN, "关于汛期封闭河道的通告", "为保障安全，现就有关事项通告如下。",
     "特此通告。"},
    {"公报", NEW_OPEN, "关于防汛工作会议的公报", "会议于近日举行，现将情况公布如下。",
     NULL},
    {"决议", NEW_OPEN, "关于批准防汛工作报告的决议", "会议审议了防汛工作报告，决议如下。",
     NULL},
    {"议案", NEW_USUAL, "关于提请审议防汛规划的议案",
     "《青禾县防汛规划》已经县人民政府常务会议通过，现提请审议。", "请予审议。"},
    {"纪要", NEW_MINUTES, "防汛工作会议纪要",
     "2024年5月20日，县长主持召开会议，研究防汛工作。纪要如下：", NULL},
    {"命令", NEW_ORDER, NULL,
     "《青禾县防汛物资管理规定》已经县人民政府常务会议通过，现予公布，自2024年6月1日起施"
     "行。",
     NULL},
    {"令", NEW_ORDER, NULL,
     "《青禾县防汛物资管理规定》已经县人民政府常务会议通过，现予公布，自2024年6月1日起施"
     "行。",
     NULL},
};

typedef struct Writer {
  GString *out;
  const Beginning *of;
  HongtouLanguage language;
} Writer;

static void put(Writer *w, const char *text) {
  g_string_append(w->out, text);
}

static void comment(Writer *w, const char *indent, const char *zh, const char *en) {
  g_string_append_printf(w->out, "%s<!-- %s -->\n", indent,
                         w->language == HONGTOU_ZH ? zh : en);
}

/* ---- a document
 * ------------------------------------------------------------------------ */

static const char *layout_of(Form form) {
  static const char *const layouts[] = {
      [NEW_USUAL] = "general", [NEW_UPWARD] = "general",  [NEW_LETTER] = "letter",
      [NEW_ORDER] = "order",   [NEW_MINUTES] = "minutes", [NEW_OPEN] = "general"};
  return layouts[form];
}

static void put_root(Writer *w) {
  put(w, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
  comment(w, "",
          "hongtou render 生成 PDF；hongtou check 检查；man hongtou-bulletin 说明各元素",
          "hongtou render makes the PDF, hongtou check looks for faults, man "
          "hongtou-bulletin tells of every element");
  comment(w, "",
          "编辑器按模式提示：运行 hongtou schema > bulletin.rng，再在此行下写 "
          "<?xml-model href=\"bulletin.rng\"?>",
          "for an editor's help: run hongtou schema > bulletin.rng and write "
          "<?xml-model href=\"bulletin.rng\"?> below");
  g_string_append_printf(w->out,
                         "<bulletin xmlns=\"urn:hongtou:bulletin:1\" xml:lang=\"zh-CN\" "
                         "kind=\"%s\" layout=\"%s\">\n",
                         w->of->kind, layout_of(w->of->form));
}

static void put_head(Writer *w) {
  Form form = w->of->form;
  put(w, "  <head>\n");
  comment(w, "    ",
          "联合行文写几个 <issuer>，主办机关在前；份号、密级、紧急程度写在它之前",
          "several <issuer> for a joint document, the host first; copy number, "
          "secrecy and urgency before them");
  put(w, "    <issuer>青禾县人民政府</issuer>\n");
  if (form == NEW_MINUTES)
    put(w, "    <mark>青禾县人民政府会议纪要</mark>\n");
  comment(w, "    ", "年份、括号、“号”由程序写出；没有编号前不写 serial",
          "the tool writes 〔〕 and 号; leave serial out while there is none");
  put(w, form == NEW_ORDER
             ? "    <number serial=\"1\"/>\n"
             : "    <number code=\"青政发\" year=\"2024\" serial=\"17\"/>\n");
  if (form == NEW_UPWARD)
    put(w, "    <signer>张明</signer>\n");
  put(w, "  </head>\n");
}

static void put_title(Writer *w) {
  Form form = w->of->form;
  bool named = form != NEW_LETTER && form != NEW_MINUTES;
  if (w->of->title)
    g_string_append_printf(w->out, "  <title>%s%s</title>\n",
                           named ? "青禾县人民政府" : "", w->of->title);
  if (form == NEW_USUAL && strcmp(w->of->kind, "议案") == 0)
    put(w, "  <to>县人民代表大会常务委员会</to>\n");
  else if (form == NEW_USUAL)
    put(w, "  <to>各乡镇人民政府，县政府各部门</to>\n");
  else if (form == NEW_UPWARD || form == NEW_LETTER)
    put(w, form == NEW_UPWARD ? "  <to>市人民政府</to>\n" : "  <to>县水利局</to>\n");
}

static void put_body(Writer *w) {
  put(w, "  <body>\n");
  g_string_append_printf(w->out, "    <p>%s</p>\n", w->of->opening);
  if (w->of->form == NEW_ORDER) {
    put(w, "  </body>\n");
    return;
  }
  comment(w, "    ", "小节的序号 一、（一）1.（1）由程序编排，可以嵌套",
          "the tool numbers sections 一、 （一） 1. （1）; they nest");
  put(w,
      "    <section>\n      <h>清点范围</h>\n"
      "      <p>凡由财政资金购置的防汛物资，一律清点。</p>\n    </section>\n"
      "    <section>\n      <h>时间安排</h>\n"
      "      <p>6月10日前完成清点，6月15日前报送结果。</p>\n    </section>\n");
  if (w->of->closing)
    g_string_append_printf(w->out, "    <p>%s</p>\n", w->of->closing);
  put(w, "  </body>\n");
}

static void put_sign(Writer *w) {
  Form form = w->of->form;
  if (form == NEW_ORDER) {
    comment(w, "  ", "stamp 写签名章的图片，如 stamp=\"mayor.svg\"；space 留出位置",
            "stamp names the picture of the signature stamp, or space");
    put(w,
        "  <sign>\n    <date>2024-05-20</date>\n"
        "    <by title=\"县长\" stamp=\"space\">张明</by>\n  </sign>\n");
    return;
  }
  comment(w, "  ", "seal 写印章图片，如 seal=\"seal.png\"；space 留出盖章的位置",
          "seal names the picture of the seal, or space for a wet one");
  put(w,
      form == NEW_MINUTES
          ? "  <sign><date>2024-05-20</date></sign>\n"
          : "  <sign>\n    <date>2024-05-20</date>\n"
            "    <by seal=\"space\" diameter=\"45mm\">青禾县人民政府</by>\n  </sign>\n");
  if (form == NEW_UPWARD)
    put(w, "  <note>联系人：张明，电话：0000-1234567</note>\n");
  if (form == NEW_MINUTES)
    put(w,
        "  <attendance kind=\"出席\"><name>张明</name>、<name>李华</name></attendance>\n"
        "  <attendance kind=\"列席\">办公室<name>王强</name></attendance>\n");
}

static void put_end(Writer *w) {
  Form form = w->of->form;
  if (form != NEW_LETTER && form != NEW_ORDER)
    comment(w, "  ",
            "附件写在这里：<annex><title>…</title><body>…</"
            "body></annex>，正文中用（见附件）提及",
            "annexes stand here: <annex><title>…</title><body>…"
            "</body></annex>");
  if (form == NEW_ORDER) {
    put(w, "</bulletin>\n");
    return;
  }
  put(w, "  <imprint>\n    <copy-to>县委办公室，县人大常委会办公室</copy-to>\n");
  if (form != NEW_LETTER)
    put(w,
        "    <printed-by>青禾县人民政府办公室</printed-by>\n"
        "    <printed-on>2024-05-20</printed-on>\n");
  put(w, "  </imprint>\n</bulletin>\n");
}

char *hongtou_new_document(const char *kind, HongtouLanguage language) {
  for (size_t i = 0; i < G_N_ELEMENTS(beginnings); i++) {
    if (strcmp(beginnings[i].kind, kind) != 0)
      continue;
    Writer w = {g_string_new(NULL), &beginnings[i], language};
    put_root(&w);
    put_head(&w);
    put_title(&w);
    put_body(&w);
    put_sign(&w);
    put_end(&w);
    return g_string_free(w.out, FALSE);
  }
  return NULL;
}

const char *const *hongtou_new_kinds(void) {
  static const char *const kinds[] = {"通知", "函",   "请示", "报告", "通报", "批复",
                                      "意见", "决定", "公告", "通告", "公报", "决议",
                                      "议案", "纪要", "命令", "令",   NULL};
  G_STATIC_ASSERT(G_N_ELEMENTS(kinds) == G_N_ELEMENTS(beginnings) + 1);
  return kinds;
}

/* ---- a layout
 * -------------------------------------------------------------------------- */

/* A name goes into an attribute. */
static void put_name(Writer *w, const char *name) {
  g_autofree char *escaped = g_markup_escape_text(name, -1);
  put(w, escaped);
}

char *hongtou_new_layout(const char *name, HongtouLanguage language) {
  Writer w = {.out = g_string_new(NULL), .language = language};
  put(&w, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
  comment(&w, "", "机关自定版式：只写与通用公文不同之处；man hongtou-layout 说明各元素",
          "A house style: only what differs from the ordinary form; man hongtou-layout "
          "tells of every element");
  comment(&w, "",
          "在文档中写 layout=\"本文件\"，或在命令中指定版式；hongtou layouts "
          "本文件 列出与标准不同之处",
          "named by layout= in a document, or on the command line; hongtou layouts "
          "FILE tells where it departs from the standard");
  put(&w, "<layout xmlns=\"urn:hongtou:layout:1\" name=\"");
  put_name(&w, name);
  put(&w, "\" title=\"");
  put_name(&w, name);
  put(&w, "\" extends=\"general\">\n\n");
  comment(&w, "  ", "红色与发文机关标志", "the red and the issuer's mark");
  put(&w,
      "  <colour name=\"red\" rgb=\"#e60012\"/>\n"
      "  <role name=\"mark\" size=\"48pt\" fit=\"condense:70% shrink\"/>\n\n");
  comment(&w, "  ", "正文的数字与西文用 Times 宽度的字体",
          "digits and Latin of the text in a face of Times' widths");
  put(&w, "  <role name=\"body\" latin=\"西文\"/>\n\n");
  comment(&w, "  ", "版头分隔线的粗细", "the rule of the header");
  put(&w, "  <rule name=\"header\" weight=\"1.5pt\"/>\n");
  put(&w, "</layout>\n");
  return g_string_free(w.out, FALSE);
}
