/* The contract's elements: where each may stand, in which order, how often. Slots are the
 * standard's order (GB/T 9704 clause 7, lint STR-26). */
#include "model_contract.h"
#include "model_private.h"

#define CHILDREN(...) ((const ContractChild[]){__VA_ARGS__, {0}})
/* A child in its slot: at most one, exactly one, any number, one or more. */
#define MAYBE(element, slot) \
  { element, slot, slot, false, false, false }
#define ONE(element, slot) \
  { element, slot, slot, true, false, false }
#define ANY(element, slot) \
  { element, slot, slot, false, true, false }
#define SOME(element, slot) \
  { element, slot, slot, true, true, false }
#define BETWEEN(element, from, to) \
  { element, from, to, false, true, false }

#define BLOCKS(slot)                                                              \
  ANY(EL_P, slot), ANY(EL_LIST, slot), ANY(EL_TABLE, slot), ANY(EL_FIGURE, slot), \
      ANY(EL_BOX, slot), ANY(EL_CHART, slot), ANY(EL_ROSTER, slot)
#define FULL_TEXT (INLINE_NAMES | INLINE_FULL)

/* What of these lines is longer than a line, said once. */
#define TEXT(name_, inlines_) .name = name_, .form = FORM_TEXT, .inlines = inlines_
#define PARTS(name_) .name = name_, .form = FORM_ELEMENTS
#define EMPTY(name_) .name = name_, .form = FORM_EMPTY

static const ContractElement elements[EL_COUNT] = {
    [EL_NONE] = {.form = FORM_ELEMENTS, .children = CHILDREN(ONE(EL_BULLETIN, 1))},
    [EL_BULLETIN] = {PARTS("bulletin"),
                     .children =
                         CHILDREN(ANY(EL_DATA, 0), ONE(EL_HEAD, 1), ONE(EL_TITLE, 2),
                                  MAYBE(EL_SUBTITLE, 3), MAYBE(EL_TO, 4), ONE(EL_BODY, 5),
                                  MAYBE(EL_SIGN, 6), ANY(EL_ATTENDANCE, 7),
                                  MAYBE(EL_NOTE, 8), ANY(EL_ENCLOSURE, 9),
                                  BETWEEN(EL_ANNEX, 6, 9), MAYBE(EL_IMPRINT, 10)),
                     .when = {"kind", model_orders, .waives = EL_TITLE},
                     .attributes = model_bulletin_attributes,
                     .zh = "一件公文。命令（令）可以没有标题。",
                     .en = "One official document. An order may have no title.",
                     .mistaken = "document doc gongwen 公文"},
    [EL_DATA] =
        {EMPTY("data"), .attributes = model_data_attributes,
         .zh = "数据来源：CSV、XLSX 或 ODS，在表达式中写作 $id。",
         .en = "A table of numbers out of a CSV, XLSX or ODS file; expressions call "
               "it $id.",
         .sample = "<data id=\"q1\" src=\"data/q1.csv\"/>",
         .mistaken = "datasource source 数据"},
    [EL_HEAD] = {PARTS("head"),
                 .children =
                     CHILDREN(MAYBE(EL_COPY_NUMBER, 1), MAYBE(EL_SECRECY, 2),
                              MAYBE(EL_URGENCY, 3), SOME(EL_ISSUER, 4), MAYBE(EL_MARK, 5),
                              MAYBE(EL_NUMBER, 6), ANY(EL_SIGNER, 7)),
                 .clause = "H1.1", .zh = "版头。", .en = "The header above the red rule.",
                 .sample =
                     "<head><issuer>青禾市人民政府</issuer><mark>文件</mark><number "
                     "code=\"青政发\" year=\"2024\" serial=\"17\"/></head>",
                 .mistaken = "header 版头 眉首"},
    [EL_COPY_NUMBER] = {TEXT("copy-number", INLINE_PLAIN),
                        .text = &model_value_copy_number, .clause = "H2.1",
                        .zh = "份号，不足六位由程序补足。",
                        .en = "The copy number; the tool makes it six digits.",
                        .sample = "<copy-number>000001</copy-number>",
                        .mistaken = "copynumber copy 份号"},
    [EL_SECRECY] = {EMPTY("secrecy"), .attributes = model_secrecy_attributes,
                    .clause = "H2.2", .zh = "密级和保密期限；★由程序写出。",
                    .en = "Degree of secrecy and its term; the tool writes the ★.",
                    .sample = "<secrecy level=\"机密\" term=\"1年\"/>",
                    .mistaken = "classification secret 密级"},
    [EL_URGENCY] = {TEXT("urgency", INLINE_PLAIN), .text = &model_value_urgency,
                    .clause = "H2.3", .zh = "紧急程度；特提、平急只用于电报。",
                    .en = "The degree of urgency; 特提 and 平急 are for telegrams only.",
                    .sample = "<urgency>特急</urgency>",
                    .mistaken = "urgent priority 紧急程度"},
    [EL_ISSUER] = {TEXT("issuer", INLINE_PLAIN), .clause = "H3.1",
                   .zh = "发文机关；联合行文有几个，主办机关在前。",
                   .en = "The issuing agency; several issue jointly, the host first.",
                   .sample = "<issuer>青禾市人民政府</issuer>",
                   .mistaken = "agency organ org 发文机关"},
    [EL_MARK] =
        {TEXT("mark", INLINE_PLAIN), .clause = "H3.2",
         .zh = "发文机关标志，不写即机关名称；只写“文件”即名称加“文件”。",
         .en = "What is printed in red when it is not the agency's name; 文件 alone "
               "stands for the name with 文件.",
         .sample = "<mark>文件</mark>", .mistaken = "logo 发文机关标志"},
    [EL_NUMBER] =
        {EMPTY("number"), .attributes = model_number_attributes, .clause = "H4.1",
         .zh = "发文字号：机关代字、年份、序号；只有序号即令号，年份与序号即公告号。"
               "括号与“号”由程序写出。",
         .en = "The document number: agency code, year, serial; a serial alone is "
               "an order's number, year and serial an announcement's. The tool writes "
               "the brackets and 号.",
         .sample = "<number code=\"青政发\" year=\"2024\" serial=\"17\"/>",
         .mistaken = "num no docnumber 发文字号 文号"},
    [EL_SIGNER] = {TEXT("signer", INLINE_PLAIN), .clause = "H5.1",
                   .zh = "签发人，只用于上行文；联合行文按机关顺序。",
                   .en =
                       "Who signs an upward document; of a joint one in the order of the "
                       "agencies.",
                   .sample = "<signer>王小明</signer>", .mistaken = "signers 签发人"},
    [EL_TITLE] = {TEXT("title", INLINE_NAMES | INLINE_BREAKS), .clause = "B1.1",
                  .zh = "标题；br 决定断行。", .en = "The title; br decides a break.",
                  .sample = "<title>关于开展安全检查的通知</title>",
                  .mistaken = "heading name 标题"},
    [EL_SUBTITLE] = {TEXT("subtitle", INLINE_NAMES), .clause = "B1.8", .zh = "题注。",
                     .en = "A line under the title: adopting meeting and date.",
                     .sample = "<subtitle>（2024年5月20日市人民政府第10次常务会议通过）"
                               "</subtitle>",
                     .mistaken = "题注 副标题"},
    [EL_TO] = {TEXT("to", INLINE_NAMES), .clause = "B2.1",
               .zh = "主送机关，不写末尾的冒号。",
               .en = "The recipients, without the final colon.",
               .sample = "<to>各县人民政府，市政府各部门</to>",
               .mistaken = "recipient recipients receiver 主送 主送机关"},
    [EL_BODY] = {PARTS("body"), .some = true, .attributes = model_body_attributes,
                 .children = CHILDREN(BLOCKS(1), ANY(EL_SECTION, 1), ANY(EL_CHAPTER, 1),
                                      ANY(EL_ARTICLE, 1)),
                 .clause = "B3.1", .zh = "正文。", .en = "The text.",
                 .sample = "<body><p>现将有关事项通知如下。</p></body>",
                 .mistaken = "content text 正文"},
    [EL_P] = {TEXT("p", FULL_TEXT), .clause = "B3.2", .zh = "一个自然段。",
              .en = "A paragraph.", .sample = "<p>现将有关事项通知如下。</p>",
              .mistaken = "para paragraph 段 段落"},
    [EL_SECTION] = {PARTS("section"), .deepest = NUMBERING_LEVELS,
                    .attributes = model_section_attributes,
                    .children = CHILDREN(ONE(EL_H, 1), BLOCKS(2), ANY(EL_SECTION, 2)),
                    .clause = "B3.3", .zh = "一个层次，至多四级；序号由程序写出。",
                    .en = "A level of the text, of four at most; the tool numbers it.",
                    .sample = "<section><h>检查范围</h><p>各县、各部门。</p></section>",
                    .mistaken = "sect sec 层次"},
    [EL_H] = {TEXT("h", FULL_TEXT), .attributes = model_h_attributes,
              .when = {"run-in", model_yes, .followed = EL_P}, .clause = "B3.3 B3.5",
              .zh = "一个层次的小标题，不写序号。",
              .en = "The heading of a level, without its number.",
              .sample = "<h>检查范围</h>",
              .mistaken = "heading title head h1 h2 h3 h4 caption 标题 小标题"},
    [EL_LIST] = {PARTS("list"), .attributes = model_list_attributes, .deepest = 4,
                 .children = CHILDREN(SOME(EL_ITEM, 1)), .clause = "B3.6",
                 .zh = "列举，至多四层；序号由程序写出。",
                 .en = "A list, of four levels at most; the tool numbers its items.",
                 .sample = "<list><item>清点；</item><item>登记。</item></list>",
                 .mistaken = "ul ol 列表 列举"},
    [EL_ITEM] = {TEXT("item", FULL_TEXT), .carries = EL_LIST,
                 .children = CHILDREN(ANY(EL_P, 1), ANY(EL_LIST, 1)), .clause = "B3.6",
                 .zh = "列举的一项；文字之后可以再列举，也可以有几段。",
                 .en = "One thing of a list; behind its text more paragraphs and another "
                       "list may stand.",
                 .sample = "<item>清点；</item>", .mistaken = "li 项"},
    [EL_TABLE] = {PARTS("table"), .attributes = model_table_attributes,
                  .children = CHILDREN(MAYBE(EL_CAPTION, 0), MAYBE(EL_COLUMNS, 1),
                                       MAYBE(EL_THEAD, 2), SOME(EL_TBODY, 3),
                                       ANY(EL_TABLE_NOTE, 4), ANY(EL_SOURCE, 4)),
                  .when = {"data", NULL, .waives = EL_TBODY}, .clause = "T1.4",
                  .zh = "表格：手写各行，或由数据填写。",
                  .en = "A table: typed row by row, or filled from data.",
                  .sample =
                      "<table unit=\"件\"><thead><tr><th>片区</th><th>数量</th></tr>"
                      "</thead><tbody><tr><td>东区</td><td>12</td></tr></tbody>"
                      "</table>",
                  .mistaken = "tab 表 表格"},
    [EL_COLUMNS] = {PARTS("columns"), .children = CHILDREN(SOME(EL_COLUMN, 1)),
                    .zh = "各列的说明；列数由此而定。",
                    .en = "What is said of the columns; there are as many as stand here.",
                    .sample =
                        "<columns><column width=\"6字\"/><column align=\"decimal\"/>"
                        "</columns>",
                    .mistaken = "colgroup cols 列"},
    [EL_COLUMN] = {EMPTY("column"), .attributes = model_column_attributes, .zh = "一列。",
                   .en = "A column.",
                   .sample = "<column width=\"6字\" align=\"centre\"/>",
                   .mistaken = "col"},
    [EL_THEAD] = {PARTS("thead"), .children = CHILDREN(SOME(EL_TR, 1)), .clause = "T1.4",
                  .zh = "表头，每页重复。", .en = "Head rows, repeated on each page.",
                  .sample = "<thead><tr><th>片区</th></tr></thead>",
                  .mistaken = "head 表头"},
    [EL_TBODY] = {PARTS("tbody"), .children = CHILDREN(SOME(EL_TR, 1)),
                  .zh = "表体；有几个时各为一组，尽可能不分在两页。",
                  .en =
                      "Rows; of several each is a group kept on one page where possible.",
                  .sample = "<tbody><tr><td>东区</td></tr></tbody>",
                  .mistaken = "body rows 表体"},
    [EL_TR] = {PARTS("tr"), .some = true, .attributes = model_tr_attributes,
               .children = CHILDREN(ANY(EL_TH, 1), ANY(EL_TD, 1)), .zh = "一行。",
               .en = "A row.", .sample = "<tr><td>东区</td><td>12</td></tr>",
               .mistaken = "row 行"},
    [EL_TH] = {.name = "th",
               .form = FORM_FREE_TEXT,
               .inlines = FULL_TEXT | INLINE_BREAKS | INLINE_CELL,
               .attributes = model_cell_attributes,
               .zh = "表头的格，或一行的名称。",
               .en = "A cell that names its column or row.",
               .sample = "<th>片区</th>",
               .mistaken = "head"},
    [EL_TD] = {.name = "td",
               .form = FORM_FREE_TEXT,
               .inlines = FULL_TEXT | INLINE_BREAKS | INLINE_CELL,
               .attributes = model_cell_attributes,
               .zh = "一格，可以是空的。",
               .en = "A cell; it may be empty.",
               .sample = "<td>12</td>",
               .mistaken = "cell 格 单元格"},
    [EL_TABLE_NOTE] = {TEXT("note", FULL_TEXT), .id = "table-note",
                       .zh = "表注；“注：”由程序写出。",
                       .en = "A note below the table; the tool writes 注：.",
                       .sample = "<note>不含下属单位。</note>", .mistaken = "注"},
    [EL_SOURCE] = {TEXT("source", FULL_TEXT), .zh = "资料来源；“资料来源：”由程序写出。",
                   .en = "Where the figures are from; the tool writes 资料来源：.",
                   .sample = "<source>市统计局</source>", .mistaken = "来源"},
    [EL_SIGN] = {PARTS("sign"), .children = CHILDREN(ONE(EL_DATE, 1), ANY(EL_BY, 1)),
                 .clause = "B8.1", .zh = "署名与成文日期；不写 by 即由发文机关署名。",
                 .en = "Signature and date; without by the issuer signs.",
                 .sample =
                     "<sign><by seal=\"seal.png\">青禾市人民政府</by><date>2024-05-20"
                     "</date></sign>",
                 .mistaken = "signature 落款 署名"},
    [EL_DATE] = {TEXT("date", INLINE_PLAIN), .text = &model_value_date, .clause = "B8.1",
                 .zh = "成文日期；印成“2024年5月20日”。",
                 .en = "The date; it is printed as 2024年5月20日.",
                 .sample = "<date>2024-05-20</date>", .mistaken = "日期 成文日期"},
    [EL_BY] = {TEXT("by", INLINE_PLAIN), .attributes = model_by_attributes,
               .clause = "B8.4", .zh = "署名，可以带印章或签名章。",
               .en = "Who signs, it may be with a seal or a signature stamp.",
               .sample = "<by seal=\"space\">青禾市人民政府</by>",
               .mistaken = "name signer 署名"},
    [EL_ATTENDANCE] = {TEXT("attendance", INLINE_NAMES),
                       .attributes = model_attendance_attributes, .clause = "M1.2",
                       .zh = "纪要的出席、请假、列席人员；“出席：”由程序写出。",
                       .en = "Of minutes: who was present, excused, sitting in; the tool "
                             "writes the label.",
                       .sample = "<attendance kind=\"出席\">王小明、李华</attendance>",
                       .mistaken = "present attendees 出席"},
    [EL_NOTE] = {TEXT("note", INLINE_NAMES), .clause = "B9.1", .zh = "附注，不写圆括号。",
                 .en = "A note, without its brackets.",
                 .sample = "<note>此件公开发布</note>", .mistaken = "remark 附注"},
    [EL_ENCLOSURE] =
        {PARTS("enclosure"),
         .children =
             CHILDREN(ONE(EL_TITLE, 1), MAYBE(EL_SUBTITLE, 2), MAYBE(EL_CONTENTS, 3),
                      MAYBE(EL_TO, 4), ONE(EL_BODY, 5), MAYBE(EL_SIGN, 6),
                      MAYBE(EL_NOTE, 7), ANY(EL_ENCLOSURE, 8), BETWEEN(EL_ANNEX, 6, 8)),
         .deepest = 4, .clause = "X4.3",
         .zh = "所印发、转发的文件，自有标题、正文与附件；可以有几件，"
               "所转发的文件可以再印发文件。",
         .en = "The text that is issued or forwarded, with its own title, text and "
               "annexes; there may be several, and one may enclose others again.",
         .sample = "<enclosure><title>安全检查办法</title><body><article><p>为"
                   "规范检查，制定本办法。</p></article></body></enclosure>",
         .mistaken = "enclosed 印发件"},
    [EL_ANNEX] = {PARTS("annex"), .some = true, .some_of = 5,
                  .attributes = model_annex_attributes,
                  .when = {"bound", model_no, .hollow = true},
                  .children =
                      CHILDREN(ONE(EL_TITLE, 1), MAYBE(EL_SUBTITLE, 2),
                               MAYBE(EL_CONTENTS, 3), MAYBE(EL_TO, 4), BLOCKS(5),
                               ANY(EL_SECTION, 5), ANY(EL_CHAPTER, 5), ANY(EL_ARTICLE, 5),
                               ANY(EL_BODY, 5), MAYBE(EL_SIGN, 6), MAYBE(EL_NOTE, 7)),
                  .clause = "B4.1 B10.1",
                  .zh = "附件：表格或文字；“附件1”由程序写出。可以自有主送、署名与日期。",
                  .en = "An annex, tables or text; the tool writes 附件1. It may have "
                        "recipients, signature and date of its own.",
                  .sample =
                      "<annex id=\"list\"><title>检查名单</title><p>东区。</p></annex>",
                  .mistaken = "attachment appendix attach 附件"},
    [EL_IMPRINT] = {PARTS("imprint"), .some = true,
                    .children =
                        CHILDREN(MAYBE(EL_MAIN_TO, 1), MAYBE(EL_COPY_TO, 2),
                                 MAYBE(EL_PRINTED_BY, 3), MAYBE(EL_PRINTED_ON, 4)),
                    .clause = "I1.1", .zh = "版记。", .en = "The imprint.",
                    .sample =
                        "<imprint><copy-to>市委办公室</copy-to><printed-by>青禾市人民"
                        "政府办公室</printed-by><printed-on>2024-05-21</printed-on>"
                        "</imprint>",
                    .mistaken = "footer 版记"},
    [EL_MAIN_TO] = {TEXT("main-to", INLINE_NAMES), .clause = "I2.4",
                    .zh = "移到版记的主送机关，不写“主送：”和句号。",
                    .en = "Recipients that stand in the imprint, without label and stop.",
                    .sample = "<main-to>各县人民政府</main-to>", .mistaken = "to 主送"},
    [EL_COPY_TO] = {TEXT("copy-to", INLINE_NAMES), .clause = "I2.1",
                    .zh = "抄送机关，不写“抄送：”和句号。",
                    .en = "Who gets a copy, without the label and the final stop.",
                    .sample = "<copy-to>市委办公室</copy-to>",
                    .mistaken = "cc copyto 抄送"},
    [EL_PRINTED_BY] = {TEXT("printed-by", INLINE_PLAIN), .clause = "I3.1",
                       .zh = "印发机关。", .en = "The office that prints it.",
                       .sample = "<printed-by>青禾市人民政府办公室</printed-by>",
                       .mistaken = "printedby printer 印发机关"},
    [EL_PRINTED_ON] = {TEXT("printed-on", INLINE_PLAIN), .text = &model_value_date,
                       .clause = "I3.1", .zh = "印发日期，不写“印发”。",
                       .en = "The printing date, without 印发.",
                       .sample = "<printed-on>2024-05-21</printed-on>",
                       .mistaken = "printedon date 印发日期"},
    [EL_BR] = {EMPTY("br"), .piece = INLINE_BREAKS, .clause = "B1.2", .zh = "此处断行。",
               .en = "A line ends here.", .sample = "<br/>",
               .mistaken = "break newline 换行"},
    [EL_CONTENTS] = {EMPTY("contents"), .attributes = model_contents_attributes,
                     .zh = "目录：列出标题与页码，正文另起一页。",
                     .en =
                         "A table of contents with page numbers; the text begins a page "
                         "behind it.",
                     .sample = "<contents levels=\"2\"/>", .mistaken = "toc 目录"},
    [EL_BOX] = {.name = "box",
                .form = FORM_TEXT,
                .inlines = FULL_TEXT | INLINE_BREAKS | INLINE_CELL,
                .attributes = model_box_attributes,
                .zh = "专栏：加框的文字，各段写 p，题名在框内首行。",
                .en = "Text in a frame, its paragraphs p, its title in the first row.",
                .sample = "<box title=\"专栏1　重点工程\"><p>供水工程。</p></box>",
                .mistaken = "sidebar 专栏 框"},
    [EL_SPACE] = {EMPTY("space"), .piece = INLINE_NAMES, .zh = "一字的空白。",
                  .en = "White of one 字.", .sample = "<space/>",
                  .mistaken = "blank nbsp ideographic-space 空格"},
    [EL_CELL_P] = {.name = "p",
                   .id = "cell-p",
                   .form = FORM_INLINE,
                   .inlines = CONTRACT_AROUND,
                   .piece = INLINE_CELL,
                   .attributes = model_cell_p_attributes,
                   .zh = "表格中一格的一段，各段另起一行。",
                   .en = "A paragraph of a cell; each begins a line.",
                   .sample = "<p align=\"right\">（盖章）</p>",
                   .mistaken = "para paragraph 段"},
    [EL_NAME] = {.name = "name",
                 .form = FORM_INLINE,
                 .piece = INLINE_NAMES,
                 .zh = "人名等，不断行。",
                 .en = "A name, never split.",
                 .sample = "<name>王小明</name>",
                 .mistaken = "person 人名"},
    [EL_NOBR] = {.name = "nobr",
                 .form = FORM_INLINE,
                 .inlines = CONTRACT_AROUND,
                 .piece = INLINE_NAMES,
                 .zh = "不断行的文字。",
                 .en = "Text that is not split.",
                 .sample = "<nobr>4·15</nobr>",
                 .mistaken = "nowrap"},
    [EL_EM] = {.name = "em",
               .form = FORM_INLINE,
               .inlines = CONTRACT_AROUND,
               .piece = INLINE_FULL,
               .clause = "G1.4",
               .zh = "强调，印成黑体。",
               .en = "Emphasis, in 黑体.",
               .sample = "<em>不得</em>",
               .mistaken = "b strong u bold 强调 加粗"},
    [EL_SUB] = {.name = "sub",
                .form = FORM_INLINE,
                .inlines = CONTRACT_AROUND,
                .piece = INLINE_NAMES,
                .zh = "下标，如 PM<sub>2.5</sub>。",
                .en = "Set lower and smaller, as in PM<sub>2.5</sub>.",
                .sample = "<sub>2</sub>",
                .mistaken = "subscript 下标"},
    [EL_SUP] = {.name = "sup",
                .form = FORM_INLINE,
                .inlines = CONTRACT_AROUND,
                .piece = INLINE_NAMES,
                .zh = "上标，如 10<sup>-3</sup>。",
                .en = "Set higher and smaller, as in 10<sup>-3</sup>.",
                .sample = "<sup>2</sup>",
                .mistaken = "superscript 上标"},
    [EL_I] = {.name = "i",
              .form = FORM_INLINE,
              .inlines = CONTRACT_AROUND,
              .piece = INLINE_NAMES,
              .zh = "西文斜体：物种的学名、变量。",
              .en = "Latin letters in italics: names of species, variables.",
              .sample = "<i>Ginkgo biloba</i>",
              .mistaken = "italic 斜体"},
    [EL_REF] =
        {EMPTY("ref"), .attributes = model_ref_attributes, .piece = INLINE_FULL,
         .zh = "引用附件、表、图、层次、章或条，程序写出“附件1”“表2”“二（三）”等。",
         .en = "A reference to an annex, a table, a picture, a section, a chapter or "
               "an article; the tool writes 附件1, 表2, 二（三） and the like.",
         .sample = "<ref to=\"list\"/>", .mistaken = "a link xref 引用"},
    [EL_V] =
        {.name = "v",
         .form = FORM_INLINE,
         .blank =
             true,
         .piece =
             INLINE_FULL,
         .attributes = model_v_attributes,
         .zh = "数据中的数；标签之间写有数时照印，并与数据核对。",
         .en = "A figure from data; one typed between the tags is printed as it is and "
               "checked.",
         .sample = "<v select=\"1 + 1\">2</v>",
         .mistaken = "value figure num 数"},
    [EL_FIGURE] = {PARTS("figure"), .attributes = model_figure_attributes,
                   .children = CHILDREN(MAYBE(EL_CAPTION, 1)), .clause = "T1.5",
                   .zh = "图：文档旁的 PNG、JPEG 或 SVG。",
                   .en = "A picture beside the document: PNG, JPEG or SVG.",
                   .sample = "<figure src=\"map.svg\" alt=\"检查范围示意图\"/>",
                   .mistaken = "img image picture 图 图片"},
    [EL_CHART] = {PARTS("chart"), .attributes = model_chart_attributes,
                  .children = CHILDREN(MAYBE(EL_CAPTION, 1), ANY(EL_TABLE_NOTE, 2),
                                       ANY(EL_SOURCE, 2)),
                  .clause = "T1.5",
                  .zh = "统计图：由数据画出，轴从零起，数值另成读屏软件可读的表。",
                  .en =
                      "A chart drawn from data; its axis begins at zero, and its values "
                      "are a table for screen readers.",
                  .sample = "<chart data=\"q1\" kind=\"column\" x=\"单位\" y=\"文书\"/>",
                  .mistaken = "graph plot diagram 图表 统计图"},
    [EL_CAPTION] =
        {TEXT("caption", INLINE_NAMES), .attributes = model_caption_attributes,
         .clause = "T1.5", .zh = "表题（表上）或图题（图下），“表1”“图1”由程序写出。",
         .en = "What stands above a table or below a picture or a chart; the tool writes "
               "表1 or 图1.",
         .sample = "<caption>检查范围</caption>", .mistaken = "title h 图题"},
    [EL_CHAPTER] = {PARTS("chapter"), .attributes = model_id_attributes,
                    .children = CHILDREN(ONE(EL_CHAPTER_H, 1), ANY(EL_DIVISION, 2),
                                         ANY(EL_ARTICLE, 2), BLOCKS(2)),
                    .clause = "B3.3", .zh = "章；“第一章”由程序写出。",
                    .en = "A chapter; the tool writes 第一章.",
                    .sample =
                        "<chapter><h>总则</h><article><p>为规范检查，制定本办法。</p>"
                        "</article></chapter>",
                    .mistaken = "章"},
    [EL_CHAPTER_H] = {TEXT("h", INLINE_NAMES), .id = "chapter-h",
                      .zh = "章或节的名称，不写序号。",
                      .en = "The name of a chapter or division, without its number.",
                      .sample = "<h>总则</h>", .mistaken = "title heading head 标题"},
    [EL_DIVISION] = {PARTS("section"), .id = "division",
                     .attributes = model_id_attributes,
                     .children =
                         CHILDREN(ONE(EL_CHAPTER_H, 1), ANY(EL_ARTICLE, 2), BLOCKS(2)),
                     .clause = "B3.3", .zh = "节，在章中；“第一节”由程序写出。",
                     .en = "A division of a chapter; the tool writes 第一节.",
                     .sample = "<section><h>范围</h><article><p>本办法用于各县。</p>"
                               "</article></section>",
                     .mistaken = "节"},
    [EL_ARTICLE] = {PARTS("article"), .attributes = model_id_attributes,
                    .children = CHILDREN({EL_P, 1, 1, true, true, true}, ANY(EL_LIST, 1),
                                         ANY(EL_TABLE, 1), ANY(EL_FIGURE, 1)),
                    .clause = "B3.3",
                    .zh = "条，序号全文连续，由程序写出；各款用 p，各项用 list。",
                    .en = "An article, numbered through the whole text by the tool; "
                          "paragraphs are p, items a list.",
                    .sample = "<article><p>为规范检查，制定本办法。</p></article>",
                    .mistaken = "条"},
    [EL_ROSTER] = {PARTS("roster"), .children = CHILDREN(SOME(EL_MEMBER, 1)),
                   .clause = "H5.4",
                   .zh = "名单：职务名、姓名、职务各成一列，没有框线（组　长：韩　正）。",
                   .en = "A list of names: labels, names and posts in columns, without "
                         "rules.",
                   .sample =
                       "<roster><member label=\"组长\" post=\"副县长\">张明</member>"
                       "<member label=\"成员\">李华</member></roster>",
                   .mistaken = "names people persons 名单 人员"},
    [EL_MEMBER] = {TEXT("member", INLINE_PLAIN), .attributes = model_member_attributes,
                   .clause = "H5.4", .zh = "名单中的一人；两个字的姓名由程序空开。",
                   .en = "One name of the list; names of two characters are opened.",
                   .sample = "<member label=\"成员\" post=\"局长\">李华</member>",
                   .mistaken = "person name 成员"},
};

const Contract model_contract = {
    .name = "bulletin",
    .space = MODEL_NAMESPACE,
    .zh =
        "红头公文的输入格式，只写内容。真实的日期、表格的跨行跨列、标识与引用、禁用的字符"
        "和各种"
        "上限，只由读取器核对。",
    .en =
        "The input format of Hongtou, content only. Real days, spans of tables, ids and "
        "references, forbidden characters and the limits are checked by the reader "
        "alone.",
    .root = EL_BULLETIN,
    .elements = elements,
    .n_elements = EL_COUNT,
};
